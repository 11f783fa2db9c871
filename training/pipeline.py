"""All stages of one training run, in order.

Each stage is also a command: `python -m training STAGE --recipe RECIPE`.
"""

import shutil
from collections.abc import Callable

from rich.console import Console

from model.made_with import MADE_WITH
from training.folders import Folders
from training.records import (
    clear_stale,
    need,
    need_fit,
    note_revision,
    note_revisions,
    record_of,
    revision,
    revisions,
    rows_made_with,
)
from training.settings import Settings, SettingsError


def run_prepare(settings: Settings, recipe: str, folders: Folders) -> str:
    from training.prepare import prepare

    note_revision(folders.root, "prepare")
    shutil.rmtree(folders.prepared, ignore_errors=True)  # half of it new would be worse than none
    counts = prepare(settings, recipe, folders.prepared)
    (folders.prepared / MADE_WITH).write_text(
        record_of(rows_made_with(settings, recipe)), encoding="utf-8"
    )
    return ", ".join(f"{count} {side} texts" for side, count in counts.items())


def run_pretrain(settings: Settings, recipe: str, folders: Folders) -> str:
    from training.pretrain import pretrain

    scores = pretrain(settings, recipe, folders.pretrained).scores
    return ", ".join(f"{name} {score:.3f}" for name, score in scores.items()) or "none asked for"


def run_fit(settings: Settings, recipe: str, folders: Folders) -> str:
    import torch
    from accelerate import PartialState

    from training.fit import WEIGHTS, fit
    from training.pretrain import pretrain

    need(folders.prepared / MADE_WITH, "prepare", recipe, rows_made_with(settings, recipe))
    process = PartialState(cpu=not torch.cuda.is_available())
    with process.main_process_first():
        # The others come after the first process and find nothing stale.
        if clear_stale(settings, recipe, folders):
            print("settings or sources have changed since the last fit: starting over")
        if process.is_main_process and not (folders.fitted / WEIGHTS).exists():
            note_revision(folders.root, "fit", goes_on=folders.fitted.exists())
    start = pretrain(settings, recipe, folders.pretrained)
    if process.is_main_process:
        note_revisions(folders.root, "pretrain", start.code)
    best = fit(settings, folders.prepared, folders.fitted, start.weights)
    return f"best stance macro-F1 on the calibration split {best:.3f}"


def run_export(settings: Settings, recipe: str, folders: Folders) -> str:
    from training.export import export

    need_fit(settings, recipe, folders)
    need(folders.prepared / MADE_WITH, "prepare", recipe, rows_made_with(settings, recipe))
    note_revision(folders.root, "export")
    shutil.rmtree(folders.exported, ignore_errors=True)  # half of it new would be worse than none
    parity = export(settings, folders.prepared, folders.fitted, folders.exported)
    return (
        f"quantisation {parity.quantisation}; macro-F1 {parity.torch_macro_f1:.3f} in torch, "
        f"{parity.onnx_macro_f1:.3f} exported"
    )


def run_calibrate(settings: Settings, recipe: str, folders: Folders) -> str:
    from training.calibrate import CALIBRATION, calibrate
    from training.export import PARITY

    need_fit(settings, recipe, folders)
    need(folders.prepared / MADE_WITH, "prepare", recipe, rows_made_with(settings, recipe))
    need(folders.exported / PARITY, "export", recipe)
    note_revision(folders.root, "calibrate")
    (folders.exported / CALIBRATION).unlink(missing_ok=True)
    calibration = calibrate(settings, folders.prepared, folders.exported)
    return f"stance temperature {calibration.stance_temperature:.2f}"


def run_assemble(settings: Settings, recipe: str, folders: Folders) -> str:
    from training.assemble import assemble
    from training.calibrate import CALIBRATION

    need_fit(settings, recipe, folders)
    need(folders.exported / CALIBRATION, "calibrate", recipe)
    code = "+".join(
        dict.fromkeys(each for stage in revisions(folders.root).values() for each in stage)
    )
    manifest = assemble(settings, recipe, folders.prepared, folders.exported, folders.release, code)
    return f"release {manifest.name}"


def run_public(settings: Settings, recipe: str, folders: Folders) -> str:
    from training.pretrain import pretrain, pretraining_settings
    from training.public import predict_tests

    weights = pretrain(settings, recipe, folders.pretrained).weights
    if weights is None:
        raise SettingsError(f"recipe {recipe!r} has no pre-training to measure; try 'staged'")
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

    revision()
    for name, stage in STAGES.items():
        console.rule(name)
        console.print(stage(settings, recipe, folders))


# What `accelerate launch` may run in several processes.
SHARED = ("pretrain", "fit")

# Not part of a run: what pre-training alone says on public test sets.
ASIDE: dict[str, Stage] = {"public": run_public}
