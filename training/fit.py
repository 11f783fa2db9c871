"""Stage 3: fit the network on the prepared rows, best checkpoint by the calibration split."""

import json
import math
import os
from pathlib import Path
from typing import Any

import numpy as np
import torch
from accelerate import PartialState
from datasets import Dataset, load_from_disk
from safetensors.torch import load_file, save_file
from sklearn.metrics import f1_score
from torch import Tensor, nn
from transformers import (
    EarlyStoppingCallback,
    EvalPrediction,
    Trainer,
    TrainerCallback,
    TrainerControl,
    TrainerState,
    TrainingArguments,
    set_seed,
)
from transformers.trainer import TRAINER_STATE_NAME

from model.encoder_base import find_base
from model.features import Featurizer, load_tokenizer
from model.stance import STANCES
from training.batches import Collator
from training.network import IGNORED, Encoder, Heads, StanceNetwork
from training.sampling import BundleSampler
from training.settings import FitSettings, Settings, SettingsError

WEIGHTS = "model.safetensors"
HISTORY = "history.json"
EPOCH_ROUNDING = 1e-6


class BundleTrainer(Trainer):  # type: ignore[misc]
    """Reads the texts of a contrast group in one batch."""

    def _get_train_sampler(self, train_dataset: Dataset | None = None) -> BundleSampler:
        rows = train_dataset or self.train_dataset
        batch = self.args.per_device_train_batch_size * self.args.world_size
        sampler = BundleSampler(list(rows["bundle"]), list(rows["length"]), batch, self.args.seed)
        self.add_callback(_EpochOfSampler(sampler))
        return sampler


class _EpochOfSampler(TrainerCallback):  # type: ignore[misc]
    """Tells a sampler its epoch; in several processes Trainer does not find it after a restart."""

    def __init__(self, sampler: BundleSampler) -> None:
        self._sampler = sampler

    def on_epoch_begin(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: object
    ) -> None:
        self._sampler.set_epoch(int((state.epoch or 0.0) + EPOCH_ROUNDING))


def build_network(settings: Settings, base: Path) -> StanceNetwork:
    """The base encoder with fresh heads."""
    encoder = Encoder.load(str(base))
    heads = Heads(encoder.width, **settings.heads.model_dump())
    return StanceNetwork(encoder, heads, settings.loss)


def fit(
    settings: Settings, prepared: Path, folder: Path, start: Path | None = None, resume: bool = True
) -> float:
    """Fit on the prepared rows and write the best weights and the history of the run.

    Runs alike in every process of `accelerate launch`; the first alone writes, and the others wait
    for it. A batch is split over the processes: their number changes speed, and that texts of a
    contrast group which fall to two of them are not set against each other.

    Args:
        settings: all settings.
        prepared: what `training.prepare` or `training.pretrain` wrote.
        folder: where checkpoints, weights and history go.
        start: weights of an earlier stage to go on from; the base encoder with fresh heads if None.
        resume: go on from the last whole checkpoint of an interrupted run, if there is one, and do
            nothing where the run was done.

    Returns:
        Stance macro-F1 of the best checkpoint on the calibration split.

    Raises:
        SettingsError: a batch cannot be split evenly over the processes.
    """
    if resume and (folder / WEIGHTS).exists():
        return float(json.loads((folder / HISTORY).read_text(encoding="utf-8"))["best_macro_f1"])
    processes = PartialState(cpu=not torch.cuda.is_available())
    batch = share_of(settings.fit.batch_documents, processes.num_processes)
    n_here = int(os.environ.get("LOCAL_WORLD_SIZE", "1"))
    torch.set_num_threads(max(1, settings.threads // n_here))
    set_seed(settings.seed)
    base = find_base(settings.base)
    network = build_network(settings, base)
    if start is not None:
        load_pretrained(network, start)
    if settings.fit.freeze_embeddings:
        for parameter in network.encoder.transformer.embeddings.parameters():
            parameter.requires_grad_(False)
    featurizer = Featurizer(load_tokenizer(base / "tokenizer.json"), settings.features)
    train = load_from_disk(str(prepared / "train"))
    calibration = load_from_disk(str(prepared / "calibration"))
    checkpoints = folder / "checkpoints"
    trainer = BundleTrainer(
        model=network,
        args=_arguments(settings, len(train), batch, checkpoints),
        train_dataset=train,
        eval_dataset=calibration,
        data_collator=Collator(featurizer),
        compute_metrics=stance_macro_f1,
        preprocess_logits_for_metrics=lambda logits, _: logits[0],
        callbacks=[EarlyStoppingCallback(settings.fit.patience)],
        optimizers=(_optimizer(network, settings.fit), None),
    )
    trainer.train(resume_from_checkpoint=last_checkpoint(checkpoints) if resume else None)
    best = float(trainer.state.best_metric or 0.0)
    if processes.is_main_process:
        folder.mkdir(parents=True, exist_ok=True)
        history = {"best_macro_f1": best, "log": trainer.state.log_history}
        (folder / HISTORY).write_text(json.dumps(history, indent=1) + "\n", encoding="utf-8")
        # Last and at once: where there are weights, the run was done.
        half = folder / f"{WEIGHTS}.part"
        save_file(
            {name: tensor.contiguous() for name, tensor in network.state_dict().items()}, half
        )
        half.rename(folder / WEIGHTS)
    processes.wait_for_everyone()
    return best


def last_checkpoint(folder: Path) -> str | None:
    """The last whole checkpoint in a folder; None without any.

    Trainer writes a checkpoint's state last, so that one without it was cut off by a kill.
    """
    whole = [path.parent for path in folder.glob(f"checkpoint-*/{TRAINER_STATE_NAME}")]
    return str(max(whole, key=lambda path: int(path.name.rpartition("-")[2]))) if whole else None


def share_of(batch_documents: int, n_processes: int) -> int:
    """How many documents of a batch each process takes.

    Raises:
        SettingsError: the batch cannot be split evenly.
    """
    share, rest = divmod(batch_documents, n_processes)
    if rest:
        raise SettingsError(
            f"fit.batch_documents: {batch_documents} cannot be split over {n_processes} processes; "
            "set a multiple"
        )
    return share


def load_pretrained(network: StanceNetwork, weights: Path) -> None:
    """Take over the weights of an earlier stage; rereading layers, which it lacks, stay fresh.

    Raises:
        RuntimeError: anything else is missing or too much.
    """
    missing, unexpected = network.load_state_dict(load_file(weights), strict=False)
    if unexpected or any(not name.startswith("heads.rereadings.") for name in missing):
        raise RuntimeError(f"{weights.parent.name}: weights of another network; remove the folder")


def _arguments(
    settings: Settings, n_train: int, batch: int, checkpoints: Path
) -> TrainingArguments:
    steps_per_epoch = math.ceil(n_train / settings.fit.batch_documents)
    steps = math.ceil(steps_per_epoch * settings.fit.epochs)
    evaluations = max(1, round(settings.fit.evaluations_per_epoch * settings.fit.epochs))
    # Rounded up: Trainer evaluates at the end by itself, and must not have done so just before.
    interval = math.ceil(steps / evaluations)
    return TrainingArguments(
        output_dir=str(checkpoints),
        num_train_epochs=settings.fit.epochs,
        per_device_train_batch_size=batch,
        per_device_eval_batch_size=batch,
        remove_unused_columns=False,
        bf16=bf16_is_fast(),
        use_cpu=not torch.cuda.is_available(),
        warmup_steps=round(steps * settings.fit.warmup_share),
        lr_scheduler_type="linear",
        weight_decay=settings.fit.weight_decay,
        max_grad_norm=1.0,
        seed=settings.seed,
        data_seed=settings.seed,
        eval_strategy="steps",
        eval_steps=interval,
        save_strategy="steps",
        save_steps=interval,
        save_total_limit=2,
        logging_steps=interval,
        load_best_model_at_end=True,
        metric_for_best_model="macro_f1",
        greater_is_better=True,
        restore_callback_states_from_checkpoint=True,  # how long there was nothing better
        label_names=["stance_labels"],
        report_to="none",
    )


def bf16_is_fast() -> bool:
    """Whether this machine computes in bf16 natively; a CPU that must emulate it is slower by far.

    Without AVX-512 (measured: 27 times the time of a step in full precision).
    """
    if torch.cuda.is_available():
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    return torch.backends.cpu.get_cpu_capability().startswith("AVX512")


def stance_macro_f1(prediction: EvalPrediction) -> dict[str, float]:
    """Macro-F1 over the labelled actors of the calibration split."""
    logits: np.ndarray = np.asarray(prediction.predictions)  # (N, A, 3)
    labels: np.ndarray = np.asarray(prediction.label_ids)  # (N, A)
    labelled = labels != IGNORED
    return {"macro_f1": macro_f1(labels[labelled], logits[labelled].argmax(-1))}


def macro_f1(labels: np.ndarray, predictions: np.ndarray) -> float:
    """Macro-F1 over the three stances, of class numbers."""
    return float(
        f1_score(labels, predictions, labels=range(len(STANCES)), average="macro", zero_division=0)
    )


def _optimizer(network: nn.Module, settings: FitSettings) -> torch.optim.Optimizer:
    """AdamW: a small step for the encoder, a larger one for the fresh heads."""

    def parameters(prefix: str) -> list[Tensor]:
        return [
            parameter
            for name, parameter in network.named_parameters()
            if name.startswith(prefix) and parameter.requires_grad
        ]

    groups: list[dict[str, Any]] = [
        {"params": parameters("encoder"), "lr": settings.encoder_learning_rate},
        {"params": parameters("heads"), "lr": settings.heads_learning_rate},
    ]
    return torch.optim.AdamW(groups, weight_decay=settings.weight_decay, fused=True)
