"""What a run was made with: kept beside what it made, so that nothing goes on from something else.

Prepared rows and fitted weights each have a record of all settings and sources that they depend on;
every stage keeps which code ran it.
"""

import json
import shutil
from functools import cache
from pathlib import Path
from typing import Any

from model.made_with import MADE_WITH, differences
from training.folders import CODE, Folders
from training.settings import COPIES, Settings, SettingsError
from training.sources import Description, describe, load_pair_source, load_source


def clear_stale(settings: Settings, recipe: str, folders: Folders) -> bool:
    """Remove what was fitted with other settings or sources, and what was exported from it, so that
    nothing goes on from either.

    Returns:
        Whether there was any.

    Raises:
        SettingsError: the recipe is not there, or what was fitted is no run's; nothing is removed.
    """
    made_with = fit_made_with(settings, recipe)
    record = folders.root / MADE_WITH
    if is_made_with(record, made_with):
        return False
    stale = folders.fitted.exists()
    if stale and not record.exists():
        raise SettingsError(
            f"{folders.root.name}/{folders.fitted.name} was left by no run; give the run another "
            "name"
        )
    if stale:
        shutil.rmtree(folders.fitted)
        shutil.rmtree(folders.exported, ignore_errors=True)
    folders.root.mkdir(parents=True, exist_ok=True)
    record.write_text(record_of(made_with), encoding="utf-8")
    return stale


def fit_made_with(settings: Settings, recipe: str) -> dict[str, Any]:
    """All that fitted weights depend on, but the code. Threads change rounding alone: a run may go
    on with another number of them."""
    from training.pretrain import describe_pairs

    chosen = settings.recipe(recipe)
    outside = {"recipes", "pretraining", "threads", "export"}
    return {
        "settings": settings.model_dump(mode="json", exclude=outside),
        "rehearsal": chosen.rehearsal,
        "pretraining": [settings.pretraining[name].model_dump() for name in chosen.pretraining],
        "sources": describe_rows(settings, recipe) | describe_pairs(settings, chosen.pretraining),
    }


def rows_made_with(settings: Settings, recipe: str) -> dict[str, Any]:
    """All that prepared rows depend on, but the code."""
    return {
        "settings": settings.model_dump(
            mode="json",
            include={
                "seed": True,
                "held_out_domain": True,
                "features": {"pseudonyms"},
                "fit": set(COPIES),
            },
        ),
        "rehearsal": settings.recipe(recipe).rehearsal,
        "sources": describe_rows(settings, recipe),
    }


def describe_rows(settings: Settings, recipe: str) -> dict[str, Description]:
    """What a manifest records of the sources of prepared rows."""
    chosen = settings.recipe(recipe)
    sources = [load_source(name) for name in chosen.sources]
    return describe([*sources, *map(load_pair_source, chosen.rehearsal)])


def record_of(made_with: dict[str, Any]) -> str:
    """What a record's file says."""
    return json.dumps(made_with, indent=1) + "\n"


def is_made_with(record: Path, made_with: dict[str, Any]) -> bool:
    """Whether a record is there and says the same, settings that it is too old to know aside."""
    try:
        then = json.loads(record.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):  # not there, or cut off by a kill
        return False
    # As it would be read back: without tuples.
    return not differences(then, json.loads(record_of(made_with)))


@cache
def revision() -> str:
    """Of the code of this process, asked for once: the work tree may change while it runs."""
    from model.revision import code_revision

    return code_revision()


def note_revision(root: Path, stage: str, goes_on: bool = False) -> None:
    """Keep which code runs a stage; where it goes on from a checkpoint, beside what ran before.

    Args:
        root: folder of the run, or of a stage of pre-training.
        stage: its name.
        goes_on: whether it was begun before.
    """
    before = revisions(root).get(stage, []) if goes_on else []
    note_revisions(root, stage, list(dict.fromkeys([*before, revision()])))


def note_revisions(root: Path, stage: str, code: list[str]) -> None:
    """Keep which code ran a stage."""
    noted = revisions(root) | {stage: code}
    root.mkdir(parents=True, exist_ok=True)
    (root / CODE).write_text(json.dumps(noted, indent=1) + "\n", encoding="utf-8")


def revisions(root: Path) -> dict[str, list[str]]:
    """Of the code that ran each stage, by its name; several where it was interrupted."""
    path = root / CODE
    noted: dict[str, list[str]] = {}
    if path.exists():
        noted = json.loads(path.read_text(encoding="utf-8"))
    return noted


def need(path: Path, stage: str, recipe: str, made_with: dict[str, Any] | None = None) -> None:
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
    if made_with is not None and not is_made_with(path, made_with):
        raise SettingsError(f"settings or sources have changed since '{stage}' was run; {remedy}")


def need_fit(settings: Settings, recipe: str, folders: Folders) -> None:
    """See that weights were fitted, and with these settings and sources.

    Raises:
        SettingsError: they were not.
    """
    from training.fit import WEIGHTS

    need(folders.fitted / WEIGHTS, "fit", recipe)
    need(folders.root / MADE_WITH, "fit", recipe, fit_made_with(settings, recipe))
