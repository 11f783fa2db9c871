"""All stages of one training run, in order.

Each stage is also a command: `python -m training STAGE --recipe RECIPE`.
"""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from training.settings import WORK, Settings, SettingsError

MADE_WITH = "made_with.json"


@dataclass(frozen=True)
class Folders:
    """Where the stages of one run leave what they make."""

    root: Path
    release: Path

    @classmethod
    def of(cls, run: str, release: Path | None = None, work: Path = WORK) -> "Folders":
        """The usual places: below work/, and the release beside the rest unless said otherwise."""
        root = work / run
        return cls(root, release or root / "release")

    @property
    def prepared(self) -> Path:
        return self.root / "prepared"

    @property
    def pretrained(self) -> Path:
        """Shared by all runs: it does not depend on the corpus."""
        return self.root.parent / "pretraining"

    @property
    def fitted(self) -> Path:
        return self.root / "fit"

    @property
    def exported(self) -> Path:
        return self.root / "export"


def clear_stale(settings: Settings, recipe: str, folders: Folders) -> bool:
    """Remove what a run with other settings or sources left, so that no run goes on from it.

    Returns:
        Whether there was any.

    Raises:
        SettingsError: the recipe is not there; nothing is removed.
    """
    content = _made_with(settings, recipe)
    record = folders.root / MADE_WITH
    if record.exists() and record.read_text(encoding="utf-8") == content:
        return False
    stale = folders.root.exists()
    if stale:
        shutil.rmtree(folders.root)
    folders.root.mkdir(parents=True)
    record.write_text(content, encoding="utf-8")
    return stale


def _made_with(settings: Settings, recipe: str) -> str:
    """All that a run depends on, but the code. Threads change rounding alone: a run may go on with
    another number of them."""
    from training.pretrain import describe_pairs
    from training.sources import describe, load_source

    chosen = settings.recipe(recipe)
    now = {
        "settings": settings.model_dump(mode="json", exclude={"recipes", "pretraining", "threads"}),
        "rehearsal": chosen.rehearsal,
        "pretraining": [settings.pretraining[name].model_dump() for name in chosen.pretraining],
        "sources": describe(load_source(name) for name in chosen.sources)
        | describe_pairs(settings, chosen.pretraining),
    }
    return json.dumps(now, indent=1) + "\n"


def run_prepare(settings: Settings, recipe: str, folders: Folders) -> str:
    from training.prepare import prepare

    counts = prepare(settings, recipe, folders.prepared)
    # So that `whipcount train` goes on from stages that were run as single commands.
    (folders.root / MADE_WITH).write_text(_made_with(settings, recipe), encoding="utf-8")
    return ", ".join(f"{count} {side} texts" for side, count in counts.items())


def run_pretrain(settings: Settings, recipe: str, folders: Folders) -> str:
    from training.pretrain import pretrain

    scores = pretrain(settings, recipe, folders.pretrained).scores
    return ", ".join(f"{name} {score:.3f}" for name, score in scores.items()) or "none asked for"


def run_fit(settings: Settings, recipe: str, folders: Folders) -> str:
    from training.fit import fit
    from training.pretrain import pretrain

    start = pretrain(settings, recipe, folders.pretrained).weights
    best = fit(settings, folders.prepared, folders.fitted, start)
    return f"best stance macro-F1 on the calibration split {best:.3f}"


def run_export(settings: Settings, recipe: str, folders: Folders) -> str:
    from training.export import export

    parity = export(settings, folders.prepared, folders.fitted, folders.exported)
    return (
        f"quantisation {parity.quantisation}; macro-F1 {parity.torch_macro_f1:.3f} in torch, "
        f"{parity.onnx_macro_f1:.3f} exported"
    )


def run_calibrate(settings: Settings, recipe: str, folders: Folders) -> str:
    from training.calibrate import calibrate

    calibration = calibrate(settings, folders.prepared, folders.exported)
    return f"stance temperature {calibration.stance_temperature:.2f}"


def run_assemble(settings: Settings, recipe: str, folders: Folders) -> str:
    from training.assemble import assemble

    manifest = assemble(settings, recipe, folders.prepared, folders.exported, folders.release)
    return f"release {manifest.name}"


def run_public(settings: Settings, recipe: str, folders: Folders) -> str:
    from training.pretrain import pretrain, pretraining_settings
    from training.public import predict_tests

    weights = pretrain(settings, recipe, folders.pretrained).weights
    if weights is None:
        raise SettingsError(f"recipe {recipe!r} has no pre-training to measure; try 'release'")
    folder = folders.root.parent / "public" / recipe
    counts = predict_tests(pretraining_settings(settings), recipe, weights, folder)
    return ", ".join(f"{count} pairs of {name}" for name, count in counts.items())


Stage = Callable[[Settings, str, Folders], str]

STAGES: dict[str, Stage] = {
    "prepare": run_prepare,
    "pretrain": run_pretrain,
    "fit": run_fit,
    "export": run_export,
    "calibrate": run_calibrate,
    "assemble": run_assemble,
}


def run_all(settings: Settings, recipe: str, folders: Folders, console: Console) -> None:
    """All stages, saying what each one gave; goes on where a run with these settings stopped.

    Raises:
        SettingsError: the recipe is not there, or a setting cannot be used.
        CorpusError: the corpus cannot be read.
        SourceError: a source's file is found nowhere.
        BaseModelError: the base encoder cannot be had.
    """
    if clear_stale(settings, recipe, folders):
        console.print("settings or sources have changed since the last run: starting over")
    for name, stage in STAGES.items():
        console.rule(name)
        console.print(stage(settings, recipe, folders))


# What `accelerate launch` may run in several processes.
SHARED = ("pretrain", "fit")

# Not part of a run: what pre-training alone says on public test sets.
ASIDE: dict[str, Stage] = {"public": run_public}
