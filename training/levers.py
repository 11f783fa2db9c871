"""Levers of training, each pulled alone: runs that differ from one base run in a single change.

`python -m training.levers` trains the base and every lever below work/lever-NAME, one after the
other, and goes on where it was stopped; names as arguments train these alone. The runs are shorter
than the release's, so that there can be many. `python -m eval.levers` measures them on the
calibration split.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from model.encoder_base import BaseModelError
from model.example import CorpusError
from training.folders import Folders
from training.pipeline import run_all
from training.settings import WORK, Settings, SettingsError, load_settings
from training.sources.files import SourceError

RECIPE = "release"
BASE = "base"
PREFIX = "lever-"
# Of all runs here: a fifth of the release's steps.
SHORT = (
    "fit.renamed_copies=0",
    "fit.distracted_share=0",
    "fit.silenced_share=0",
    "fit.epochs=1",
)


@dataclass(frozen=True)
class Lever:
    """One change to the base run.

    Attributes:
        what: the change, in words.
        changes: settings, as `whipcount train --set` takes them.
    """

    what: str
    changes: tuple[str, ...] = ()


LEVERS: dict[str, Lever] = {
    BASE: Lever("nothing changed"),
    "no-contrast": Lever("no contrast loss", ("loss.contrast=0",)),
    "pretraining": Lever(
        "inference, policy stance and directed sentiment before the corpus",
        ("recipes.release.pretraining=[inference, policy, directed]",),
    ),
    # As many passes over the corpus: an epoch without them is that much shorter.
    "no-rehearsal": Lever("no DSE pairs beside the corpus", ("recipes.release.rehearsal={}",)),
    "no-pseudonyms": Lever("names as they are", ("features.pseudonyms=false",)),
    "rereading": Lever("two layers that reread the document", ("heads.layers=2",)),
    # As many steps: the question is what the same time is best spent on.
    "distracted-copies": Lever(
        "15 % of each kind of distracted copies, as many steps",
        ("fit.distracted_share=0.15", "fit.epochs=0.83"),
    ),
    "renamed-copies": Lever(
        "a renamed copy of each text, as many steps", ("fit.renamed_copies=1", "fit.epochs=0.59")
    ),
    "silenced-copies": Lever(
        "30 % silenced copies, as many steps", ("fit.silenced_share=0.3", "fit.epochs=0.87")
    ),
    "mention-dropout": Lever("15 % of mentions passed over", ("heads.mention_dropout=0.15",)),
    "twice-as-long": Lever("two epochs", ("fit.epochs=2",)),
}


def settings_of(name: str, threads: int | None = None) -> Settings:
    """Settings of a lever's run, on so many threads (params.yaml's by default).

    Raises:
        SettingsError: there is no such lever.
    """
    if name not in LEVERS:
        raise SettingsError(f"no lever {name!r}; there are: {', '.join(LEVERS)}")
    more = () if threads is None else (f"threads={threads}",)
    return load_settings(changes=(*SHORT, *LEVERS[name].changes, *more))


def folders_of(name: str, work: Path = WORK) -> Folders:
    """Where the run of a lever leaves what it makes."""
    return Folders.of(f"{PREFIX}{name}", work=work)


def main(
    names: Annotated[
        list[str] | None, typer.Argument(help=f"Of: {', '.join(LEVERS)}. All by default.")
    ] = None,
    threads: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="Of a run, as params.yaml says by default. Two commands of one thread, side by "
            "side on two cores, are done sooner than one of two threads.",
        ),
    ] = None,
) -> None:
    """Train the base and every lever, or those named."""
    console = Console()
    try:
        chosen = {name: settings_of(name, threads) for name in names or LEVERS}
        for name, settings in chosen.items():
            console.rule(f"{name}: {LEVERS[name].what}")
            run_all(settings, RECIPE, folders_of(name), console)
    except (SettingsError, CorpusError, BaseModelError, SourceError) as error:
        console.print(f"[red]error:[/] {error}")
        raise typer.Exit(2) from error


if __name__ == "__main__":
    typer.run(main)
