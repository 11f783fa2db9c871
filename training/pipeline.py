"""All stages of one training run, in order.

Each stage is also a command: `python -m training STAGE --recipe RECIPE`.
"""

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from rich.console import Console

from training.settings import WORK, Settings, SettingsError

MADE_WITH = "made_with.json"
CODE = "code.json"
_RUN_NAME = re.compile(r"\w[\w.-]*")


@dataclass(frozen=True)
class Folders:
    """Where the stages of one run leave what they make."""

    root: Path
    release: Path

    @classmethod
    def of(cls, run: str, release: Path | None = None, work: Path = WORK) -> "Folders":
        """The usual places: below work/, and the release beside the rest unless said otherwise.

        Raises:
            SettingsError: the run's name is none of a folder below work/.
        """
        if not _RUN_NAME.fullmatch(run):
            raise SettingsError(
                f"no run can be called {run!r}: letters, digits, '-', '_' and '.' name a folder "
                "below work/"
            )
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

    def clear(self) -> None:
        """Remove what the stages before the release have made, and nothing else."""
        for folder in (self.prepared, self.fitted, self.exported):
            shutil.rmtree(folder, ignore_errors=True)
        for name in (MADE_WITH, CODE):
            (self.root / name).unlink(missing_ok=True)


def clear_stale(settings: Settings, recipe: str, folders: Folders) -> bool:
    """Remove what was fitted with other settings or sources, so that no fit goes on from it.

    Returns:
        Whether there was any.

    Raises:
        SettingsError: the recipe is not there, or what was fitted is no run's; nothing is removed.
    """
    content = _record(_fit_made_with(settings, recipe))
    record = folders.root / MADE_WITH
    if record.exists() and record.read_text(encoding="utf-8") == content:
        return False
    stale = folders.fitted.exists()
    if stale and not record.exists():
        raise SettingsError(
            f"{folders.root.name}/{folders.fitted.name} was left by no run; give the run another "
            "name"
        )
    if stale:
        shutil.rmtree(folders.fitted)
    folders.root.mkdir(parents=True, exist_ok=True)
    record.write_text(content, encoding="utf-8")
    return stale


def _fit_made_with(settings: Settings, recipe: str) -> dict[str, Any]:
    """All that fitted weights depend on, but the code. Threads change rounding alone: a run may go
    on with another number of them."""
    from training.pretrain import describe_pairs

    chosen = settings.recipe(recipe)
    outside = {"recipes", "pretraining", "threads", "export"}
    return {
        "settings": settings.model_dump(mode="json", exclude=outside),
        "rehearsal": chosen.rehearsal,
        "pretraining": [settings.pretraining[name].model_dump() for name in chosen.pretraining],
        "sources": _describe_rows(settings, recipe) | describe_pairs(settings, chosen.pretraining),
    }


def _rows_made_with(settings: Settings, recipe: str) -> dict[str, Any]:
    """All that prepared rows depend on, but the code."""
    copies = {"renamed_copies", "distracted_share", "silenced_share"}
    return {
        "settings": settings.model_dump(
            mode="json",
            include={
                "seed": True,
                "held_out_domain": True,
                "features": {"pseudonyms"},
                "fit": copies,
            },
        ),
        "rehearsal": settings.recipe(recipe).rehearsal,
        "sources": _describe_rows(settings, recipe),
    }


def _describe_rows(settings: Settings, recipe: str) -> dict[str, Any]:
    """The sources of prepared rows."""
    from training.sources import describe, load_pair_source, load_source

    chosen = settings.recipe(recipe)
    sources = [load_source(name) for name in chosen.sources]
    return describe([*sources, *map(load_pair_source, chosen.rehearsal)])


def _record(made_with: dict[str, Any]) -> str:
    return json.dumps(made_with, indent=1) + "\n"


@cache
def _revision() -> str:
    """Of the code of this process, asked for once: the work tree may change while it runs."""
    from model.revision import code_revision

    return code_revision()


def _note_revision(folders: Folders, stage: str, goes_on: bool = False) -> None:
    """Keep which code ran a stage; of one that goes on from a checkpoint, which before it too."""
    path = folders.root / CODE
    noted = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    before = noted.get(stage, []) if goes_on else []
    noted[stage] = list(dict.fromkeys([*before, _revision()]))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(noted, indent=1) + "\n", encoding="utf-8")


def _need(path: Path, stage: str, recipe: str, made_with: dict[str, Any] | None = None) -> None:
    """See that a stage before has left what is needed.

    Args:
        path: of what it leaves.
        stage: its name.
        recipe: of the run.
        made_with: what the file must say that it was made with, if anything.

    Raises:
        SettingsError: it has not, or it was made with other settings or sources.
    """
    remedy = f"run 'python -m training {stage} --recipe {recipe}' first"
    if not path.exists():
        raise SettingsError(f"what '{stage}' makes is not there; {remedy}")
    if made_with is not None and path.read_text(encoding="utf-8") != _record(made_with):
        raise SettingsError(f"settings or sources have changed since '{stage}' was run; {remedy}")


def _need_fit(settings: Settings, recipe: str, folders: Folders) -> None:
    from training.fit import WEIGHTS

    _need(folders.fitted / WEIGHTS, "fit", recipe)
    _need(folders.root / MADE_WITH, "fit", recipe, _fit_made_with(settings, recipe))


def run_prepare(settings: Settings, recipe: str, folders: Folders) -> str:
    from training.prepare import prepare

    _note_revision(folders, "prepare")
    shutil.rmtree(folders.prepared, ignore_errors=True)  # half of it new would be worse than none
    counts = prepare(settings, recipe, folders.prepared)
    (folders.prepared / MADE_WITH).write_text(
        _record(_rows_made_with(settings, recipe)), encoding="utf-8"
    )
    return ", ".join(f"{count} {side} texts" for side, count in counts.items())


def run_pretrain(settings: Settings, recipe: str, folders: Folders) -> str:
    from training.pretrain import pretrain

    scores = pretrain(settings, recipe, folders.pretrained).scores
    return ", ".join(f"{name} {score:.3f}" for name, score in scores.items()) or "none asked for"


def run_fit(settings: Settings, recipe: str, folders: Folders) -> str:
    import torch
    from accelerate import PartialState

    from training.fit import fit
    from training.pretrain import pretrain

    _need(folders.prepared / MADE_WITH, "prepare", recipe, _rows_made_with(settings, recipe))
    process = PartialState(cpu=not torch.cuda.is_available())
    with process.main_process_first():
        # The others come after the first process and find nothing stale.
        if clear_stale(settings, recipe, folders):
            print("settings or sources have changed since the last fit: starting over")
        if process.is_main_process:
            _note_revision(folders, "fit", goes_on=folders.fitted.exists())
    start = pretrain(settings, recipe, folders.pretrained).weights
    best = fit(settings, folders.prepared, folders.fitted, start)
    return f"best stance macro-F1 on the calibration split {best:.3f}"


def run_export(settings: Settings, recipe: str, folders: Folders) -> str:
    from training.export import export

    _need_fit(settings, recipe, folders)
    _note_revision(folders, "export")
    parity = export(settings, folders.prepared, folders.fitted, folders.exported)
    return (
        f"quantisation {parity.quantisation}; macro-F1 {parity.torch_macro_f1:.3f} in torch, "
        f"{parity.onnx_macro_f1:.3f} exported"
    )


def run_calibrate(settings: Settings, recipe: str, folders: Folders) -> str:
    from training.calibrate import calibrate
    from training.export import PARITY

    _need_fit(settings, recipe, folders)
    _need(folders.exported / PARITY, "export", recipe)
    _note_revision(folders, "calibrate")
    calibration = calibrate(settings, folders.prepared, folders.exported)
    return f"stance temperature {calibration.stance_temperature:.2f}"


def run_assemble(settings: Settings, recipe: str, folders: Folders) -> str:
    from training.assemble import assemble
    from training.calibrate import CALIBRATION

    _need_fit(settings, recipe, folders)
    _need(folders.exported / CALIBRATION, "calibrate", recipe)
    noted = json.loads((folders.root / CODE).read_text(encoding="utf-8"))
    code = "+".join(dict.fromkeys(revision for stage in noted.values() for revision in stage))
    manifest = assemble(settings, recipe, folders.prepared, folders.exported, folders.release, code)
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
    """All stages, saying what each one gave; a fit goes on where one with these settings stopped.

    Raises:
        SettingsError: the recipe is not there, or a setting cannot be used.
        CorpusError: the corpus cannot be read.
        SourceError: a source's file is found nowhere.
        BaseModelError: the base encoder cannot be had.
    """
    # All code is that of now, whatever becomes of the work tree before its stage comes.
    from training import assemble, calibrate, export, fit, prepare, pretrain  # noqa: F401

    _revision()
    for name, stage in STAGES.items():
        console.rule(name)
        console.print(stage(settings, recipe, folders))


# What `accelerate launch` may run in several processes.
SHARED = ("pretrain", "fit")

# Not part of a run: what pre-training alone says on public test sets.
ASIDE: dict[str, Stage] = {"public": run_public}
