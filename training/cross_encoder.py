"""The rival of the same size: a cross-encoder that reads once for each actor.

`python -m training.cross_encoder` fits it on the corpus's train side and writes it to
work/cross-encoder/RECIPE, where `whipcount evaluate` finds it and sets it beside the release. It
starts from the same base and, for a recipe with pre-training, from that recipe's pre-trained
encoder. Name and resolution are the first segment, the sentences around the actor's mentions the
second; length-grouped batches without padding to a fixed width. It goes on after a kill, and does
nothing where it was done with the same settings and texts.
"""

import hashlib
import json
import math
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import torch
import typer
from datasets import Dataset
from rich.console import Console
from safetensors.torch import load_file
from tokenizers import Tokenizer
from tqdm import tqdm
from transformers import (
    AutoModelForSequenceClassification,
    AutoTokenizer,
    DataCollatorWithPadding,
    EvalPrediction,
    PreTrainedModel,
    Trainer,
    TrainingArguments,
    set_seed,
)

from model.corpus import Side, examples_sha256, read_side
from model.encoder_base import BaseModelError, find_base
from model.example import Example
from model.features import load_tokenizer
from model.made_with import MADE_WITH
from model.reading.context import actor_pairs
from model.reading.reader import Reader
from model.stance import STANCES
from training.fit import bf16_is_fast, last_checkpoint, macro_f1
from training.folders import Folders
from training.prepare import LEARNED_SIDES
from training.records import is_made_with, record_of
from training.settings import WORK, Settings, SettingsError, load_settings
from training.sources.files import SourceError

FOLDER = "cross-encoder"
FACTS = "facts.json"
TRANSFORMER = "encoder.transformer."  # what the encoder's weights are called in a fitted network


@dataclass(frozen=True)
class CrossEncoderSettings:
    """How the baseline is fitted: its own, so that a release's parameters stay the product's.

    With these one epoch is about 36 000 pairs of 85 tokens: half an hour on two quiet cores
    without bf16.
    """

    max_tokens: int = 128
    epochs: float = 1.0
    batch_pairs: int = 16
    learning_rate: float = 1e-4
    warmup_share: float = 0.1
    weight_decay: float = 0.01
    checkpoints_per_epoch: int = 4
    max_steps: int = -1  # all of the epochs; more than nought for a trial


def fit_cross_encoder(
    settings: Settings,
    own: CrossEncoderSettings,
    recipe: str,
    folder: Path,
    start: Path | None = None,
    n_texts: int | None = None,
) -> dict[str, Any]:
    """Fit the cross-encoder and write weights, tokenizer and facts to a folder.

    Args:
        settings: seed, threads, base and whether its embeddings are fitted.
        own: everything else.
        recipe: whose baseline it is, by name.
        folder: what an interrupted run with the same settings left in it is gone on from.
        start: weights of a pre-trained network, for its encoder; the base alone if None.
        n_texts: of each side, for a trial; all if None.

    Returns:
        The facts: what it learned from, and stance macro-F1 on the calibration split.

    Raises:
        SettingsError: the folder holds something else.
    """
    torch.set_num_threads(settings.threads)
    set_seed(settings.seed)
    base = find_base(settings.base)
    tokenizer = load_tokenizer(base / "tokenizer.json")
    reader = Reader()
    examples: dict[Side, list[Example]] = {
        side: read_side(side)[:n_texts] for side in LEARNED_SIDES
    }
    train, calibration = (
        pair_rows(of_side, f"reading {side} texts", reader, tokenizer, own.max_tokens)
        for side, of_side in examples.items()
    )
    made_with = {
        "own": asdict(own),
        "settings": settings.model_dump(
            mode="json", include={"seed": True, "base": True, "fit": {"freeze_embeddings"}}
        ),
        "start_sha256": None if start is None else hashlib.sha256(start.read_bytes()).hexdigest(),
        "train_sha256": _sha256(train),
        "calibration_sha256": _sha256(calibration),
    }
    _clear_stale(folder, made_with)
    if (folder / FACTS).is_file():
        # What it read is as it was; of the texts, a genre or a basis may have been corrected since.
        # Written anew in any case, so that make, too, sees that it is up to date.
        facts: dict[str, Any] = json.loads((folder / FACTS).read_text(encoding="utf-8"))
        facts |= {"train_sha256": examples_sha256(examples["train"])}
        (folder / FACTS).write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
        return facts
    model = build_cross_encoder(base)
    if start is not None:
        take_encoder(model, start)
    model.base_model.embeddings.requires_grad_(not settings.fit.freeze_embeddings)
    padder = AutoTokenizer.from_pretrained(base)
    checkpoints = folder / "checkpoints"
    trainer = Trainer(
        model=model,
        args=_arguments(settings, own, len(train), checkpoints),
        train_dataset=train,
        eval_dataset=calibration,
        data_collator=DataCollatorWithPadding(padder),
        compute_metrics=_macro_f1,
    )
    trainer.train(resume_from_checkpoint=last_checkpoint(checkpoints))
    scores = trainer.evaluate()
    model.save_pretrained(folder)
    padder.save_pretrained(folder)
    facts = {
        "recipe": recipe,
        "train_sha256": examples_sha256(examples["train"]),
        "max_tokens": own.max_tokens,
        "epochs": round(trainer.state.epoch or 0.0, 3),
        "pretrained": start is not None,
        "n_pairs": len(train),
        "calibration_macro_f1": scores["eval_macro_f1"],
    }
    (folder / FACTS).write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    shutil.rmtree(checkpoints, ignore_errors=True)
    return facts


def build_cross_encoder(base: Path) -> PreTrainedModel:
    """The base encoder with a fresh head for the three stances."""
    return AutoModelForSequenceClassification.from_pretrained(
        base,
        num_labels=len(STANCES),
        id2label={i: stance.value for i, stance in enumerate(STANCES)},
        label2id={stance.value: i for i, stance in enumerate(STANCES)},
        attn_implementation="sdpa",
        use_safetensors=True,
        # As in training.network: dropout inside attention rules out the fused kernel.
        attention_probs_dropout_prob=0.0,
    )


def take_encoder(model: PreTrainedModel, weights: Path) -> None:
    """Put the encoder of a pre-trained stance network into a cross-encoder.

    Raises:
        RuntimeError: the weights are those of another encoder.
    """
    encoder = {
        name.removeprefix(TRANSFORMER): tensor
        for name, tensor in load_file(weights).items()
        if name.startswith(TRANSFORMER)
    }
    missing, unexpected = model.base_model.load_state_dict(encoder, strict=False)
    if unexpected or any(not name.startswith("pooler.") for name in missing):
        raise RuntimeError(f"{weights.parent.name}: weights of another encoder; remove the folder")


def pair_rows(
    examples: Sequence[Example], title: str, reader: Reader, tokenizer: Tokenizer, max_tokens: int
) -> Dataset:
    """A row for each actor of the examples: token ids, segments, mask, label and length."""
    rows = []
    for example in tqdm(examples, title):
        pairs = actor_pairs(example, reader, tokenizer, max_tokens)
        for actor, pair in zip(example.actors, pairs, strict=True):
            encoding = tokenizer.encode(*pair)
            encoding.truncate(2 * max_tokens)  # a single sentence beyond all bounds
            rows.append(
                {
                    "input_ids": encoding.ids,
                    "token_type_ids": encoding.type_ids,
                    "attention_mask": encoding.attention_mask,
                    "label": STANCES.index(actor.stance),
                    "length": len(encoding.ids),
                }
            )
    return Dataset.from_list(rows)


def _sha256(rows: Dataset) -> str:
    """Of what is learned from."""
    columns = rows[:]
    content = json.dumps([columns["input_ids"], columns["label"]])
    return hashlib.sha256(content.encode()).hexdigest()


def _clear_stale(folder: Path, made_with: dict[str, Any]) -> None:
    """Remove what a run with other settings left, and nothing else.

    Raises:
        SettingsError: the folder holds what no such run has left.
    """
    record = folder / MADE_WITH
    if is_made_with(record, made_with):
        return
    if folder.exists():
        if not record.is_file() and any(folder.iterdir()):
            raise SettingsError(f"{folder.name}/ holds other files; name a new folder with --out")
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    record.write_text(record_of(made_with), encoding="utf-8")


def _arguments(
    settings: Settings, own: CrossEncoderSettings, n_train: int, checkpoints: Path
) -> TrainingArguments:
    steps_per_epoch = math.ceil(n_train / own.batch_pairs)
    steps = own.max_steps if own.max_steps > 0 else math.ceil(steps_per_epoch * own.epochs)
    interval = max(1, steps_per_epoch // own.checkpoints_per_epoch)
    return TrainingArguments(
        output_dir=str(checkpoints),
        num_train_epochs=own.epochs,
        max_steps=own.max_steps,
        per_device_train_batch_size=own.batch_pairs,
        per_device_eval_batch_size=own.batch_pairs,
        train_sampling_strategy="group_by_length",
        bf16=bf16_is_fast(),
        use_cpu=not torch.cuda.is_available(),
        learning_rate=own.learning_rate,
        warmup_steps=round(steps * own.warmup_share),
        lr_scheduler_type="linear",
        weight_decay=own.weight_decay,
        seed=settings.seed,
        data_seed=settings.seed,
        save_strategy="steps",
        save_steps=interval,
        save_total_limit=1,
        logging_steps=interval,
        label_names=["labels"],
        report_to="none",
    )


def _macro_f1(prediction: EvalPrediction) -> dict[str, float]:
    labels, logits = np.asarray(prediction.label_ids), np.asarray(prediction.predictions)
    return {"macro_f1": macro_f1(labels, logits.argmax(-1))}


def main(
    recipe: Annotated[
        str, typer.Option(help="Of params.yaml: its pre-training comes first, if it has any.")
    ] = "seed",
    epochs: Annotated[
        float, typer.Option(min=0, help="Over the train side.")
    ] = CrossEncoderSettings.epochs,
    max_steps: Annotated[int, typer.Option(help="Stop after so many steps: a trial.")] = -1,
    n_texts: Annotated[
        int | None, typer.Option(min=1, help="Read so many texts of each side: a trial.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder to write; work/cross-encoder/RECIPE by default.")
    ] = None,
) -> None:
    """Fit the one-pass-per-actor baseline that `whipcount evaluate` sets beside the release."""
    console = Console(stderr=True)
    try:
        if out is None and (max_steps > 0 or n_texts is not None):
            raise SettingsError("a trial would replace the baseline: give it a folder with --out")
        settings = load_settings()
        start = None
        if settings.recipe(recipe).pretraining:
            from training.pretrain import pretrain

            start = pretrain(settings, recipe, Folders.of(recipe).pretrained).weights
        own = CrossEncoderSettings(epochs=epochs, max_steps=max_steps)
        folder = out or WORK / FOLDER / recipe
        facts = fit_cross_encoder(settings, own, recipe, folder, start, n_texts)
    except (SettingsError, SourceError, BaseModelError) as error:
        console.print(f"[red]error:[/] {error}")
        raise typer.Exit(2) from error
    console.print(", ".join(f"{name} {value}" for name, value in facts.items()))


if __name__ == "__main__":
    typer.run(main)
