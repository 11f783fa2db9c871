"""Stage 2 of recipes that have it: public stance and inference data before the corpus.

Each pre-training stage of the recipe goes on from the weights of the one before. Its folder is
named after the chain of stages and a hash of all that its weights depend on: runs with the same
settings share it, and a run with others takes nothing from those that took hours.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from accelerate import PartialState
from datasets import Dataset
from filelock import FileLock, Timeout
from tqdm import tqdm

from model.made_with import MADE_WITH
from training.fit import HISTORY, WEIGHTS, fit
from training.folders import CODE
from training.prepare import ROW_FEATURES, pair_row
from training.records import note_revision, record_of, revisions
from training.settings import COPIES, PretrainingSettings, Settings
from training.sources import Description, describe, load_pair_source

LOCK = "lock"
N_DIGITS = 8  # of the hash in a folder's name
N_CALIBRATION = 1500  # rows that watch over a stage; its whole calibration side would take longer


@dataclass(frozen=True)
class Pretraining:
    """What pre-training leaves.

    Attributes:
        weights: of its last stage; None where the recipe has no stages.
        scores: stance macro-F1 of each stage that is there, on the calibration side of its own
            sources.
        code: revisions of the code that ran the stages, as far as it was kept.
    """

    weights: Path | None
    scores: dict[str, float]
    code: list[str]


def pretrain(settings: Settings, recipe: str, folder: Path) -> Pretraining:
    """Run the recipe's pre-training stages that are not there yet.

    Where a later stage is there, the earlier ones are not asked for: its weights hold what they
    gave. Runs share the folder: a second one waits while another pre-trains.

    Raises:
        SourceError: a source's file is found nowhere.
    """
    stages = settings.recipe(recipe).pretraining
    chains = [stages[:number] for number in range(1, len(stages) + 1)]
    records = [record_of(_made_with(settings, chain)) for chain in chains]
    folders = [
        folder / f"{'-'.join(chain)}-{hashlib.sha256(record.encode()).hexdigest()[:N_DIGITS]}"
        for chain, record in zip(chains, records, strict=True)
    ]
    if folders and not (folders[-1] / WEIGHTS).exists():
        with _alone(folder):
            _run_stages([settings.pretraining[name] for name in stages], folders, records, settings)
    scores = {
        name: float(json.loads((here / HISTORY).read_text(encoding="utf-8"))["best_macro_f1"])
        for name, here in zip(stages, folders, strict=True)
        if (here / HISTORY).exists()
    }
    code = [each for here in folders for of in revisions(here).values() for each in of]
    return Pretraining(folders[-1] / WEIGHTS if folders else None, scores, code)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """While no other run pre-trains there. Of several processes of one run the first waits for all.

    The others need no lock: they meet the first wherever it makes something.
    """
    process = PartialState(cpu=not torch.cuda.is_available())
    if not process.is_main_process:
        process.wait_for_everyone()
        yield
        return
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        print(f"another run pre-trains in {folder.name}/: waiting for it")
        lock.acquire()
    try:
        process.wait_for_everyone()
        yield
    finally:
        lock.release()


def _run_stages(
    stages: Sequence[PretrainingSettings],
    folders: Sequence[Path],
    records: Sequence[str],
    settings: Settings,
) -> None:
    """Fit the stages behind the last one that is there, each from the weights before it."""
    n_done = max((n for n, here in enumerate(folders, 1) if (here / WEIGHTS).exists()), default=0)
    process = PartialState(cpu=not torch.cuda.is_available())
    for n in range(n_done, len(stages)):
        here = folders[n]
        with process.main_process_first():
            # The first process makes it; the others come after it and find it made.
            if not (here / MADE_WITH).exists():
                prepare_pairs(stages[n].sources, here)
                (here / MADE_WITH).write_text(records[n], encoding="utf-8")
            if process.is_main_process:
                note_revision(here, "pretrain", goes_on=(here / CODE).exists())
        fit(_of_stage(settings, stages[n]), here, here, folders[n - 1] / WEIGHTS if n else None)


def describe_pairs(settings: Settings, stages: Iterable[str]) -> dict[str, Description]:
    """What a manifest records of the sources of some pre-training stages."""
    return describe(
        load_pair_source(name) for stage in stages for name in settings.pretraining[stage].sources
    )


def prepare_pairs(sources: Iterable[str], folder: Path) -> None:
    """Write `train` and `calibration` data sets of public sources."""
    train: list[dict[str, Any]] = []
    calibration: list[dict[str, Any]] = []
    for name in sources:
        source = load_pair_source(name)
        for pair in tqdm(source.pairs(), f"reading {name}", total=None):
            if pair.side == "train" or (pair.side == "test" and not source.REPORTED):
                train.append(pair_row(pair, len(train)))
            elif pair.side == "calibration":
                calibration.append(pair_row(pair, len(calibration)))
    step = max(1, len(calibration) // N_CALIBRATION)
    for side, rows in (("train", train), ("calibration", calibration[::step])):
        Dataset.from_list(rows, features=ROW_FEATURES).save_to_disk(str(folder / side))


def pretraining_settings(settings: Settings) -> Settings:
    """Settings of the network that is pre-trained: a sentence with one mention is read once."""
    plain = settings.heads.model_copy(update={"layers": 0, "mention_dropout": 0})
    return settings.model_copy(update={"heads": plain})


def _of_stage(settings: Settings, stage: PretrainingSettings) -> Settings:
    """Settings with the stage's own counts."""
    own = {"epochs": stage.epochs, "batch_documents": stage.batch_documents}
    return pretraining_settings(settings).model_copy(
        update={"fit": settings.fit.model_copy(update=own)}
    )


def _made_with(settings: Settings, chain: tuple[str, ...]) -> dict[str, Any]:
    """All that the weights at the end of a chain of stages depend on, but the code."""
    stages = [settings.pretraining[name] for name in chain]
    shared = settings.model_dump(
        mode="json", include={"seed", "base", "features", "heads", "loss", "fit"}
    )
    # Of the corpus alone, or the stage's own.
    del shared["heads"]["layers"], shared["heads"]["mention_dropout"]
    del shared["features"]["pseudonyms"], shared["loss"]["contrast"]
    for name in (*COPIES, "epochs", "batch_documents"):
        del shared["fit"][name]
    return {
        "settings": shared,
        "stages": [stage.model_dump(mode="json") for stage in stages],
        "sources": describe_pairs(settings, chain),
    }
