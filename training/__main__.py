"""Stages of training as plain commands: `python -m training fit --recipe seed`."""

import os
from typing import Annotated

import typer
from rich.console import Console

from model.encoder_base import BaseModelError
from model.example import CorpusError
from training.folders import Folders
from training.pipeline import ASIDE, SHARED, STAGES
from training.settings import SettingsError, load_settings
from training.sources.files import SourceError

COMMANDS = STAGES | ASIDE


def main(
    stage: Annotated[str, typer.Argument(help=f"One of: {', '.join(COMMANDS)}.")],
    recipe: Annotated[str, typer.Option(help="A recipe of params.yaml.")] = "seed",
) -> None:
    """Run one stage of training on what the stage before it left in work/RECIPE."""
    console = Console(stderr=True)
    try:
        settings = load_settings()
        settings.recipe(recipe)
        if stage not in COMMANDS:
            raise SettingsError(f"no stage {stage!r}; there are: {', '.join(COMMANDS)}")
        if stage not in SHARED and os.environ.get("WORLD_SIZE", "1") != "1":
            raise SettingsError(f"{stage} runs in one process; launch {' and '.join(SHARED)} alone")
        console.print(f"{stage}: {COMMANDS[stage](settings, recipe, Folders.of(recipe))}")
    except (SettingsError, CorpusError, BaseModelError, SourceError) as error:
        console.print(f"[red]error:[/] {error}")
        raise typer.Exit(2) from error


if __name__ == "__main__":
    typer.run(main)
