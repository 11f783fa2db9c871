"""Every lever is the base run with what it names changed, and nothing else."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

from training.levers import BASE, LEVERS, folders_of, main, settings_of
from training.settings import Settings, SettingsError


def flat(settings: Settings) -> dict[str, Any]:
    """Settings by dotted name."""
    return dict(pd.json_normalize(settings.model_dump(mode="json")).iloc[0])


@pytest.mark.parametrize("name", [name for name in LEVERS if name != BASE])
def test_a_lever_changes_what_it_names_and_nothing_else(name: str) -> None:
    base, pulled = (flat(settings_of(each)) for each in (BASE, name))
    changed = {key for key in base.keys() | pulled.keys() if base.get(key) != pulled.get(key)}
    named = {change.partition("=")[0] for change in LEVERS[name].changes}
    assert changed
    assert all(any(key == each or key.startswith(f"{each}.") for each in named) for key in changed)
    assert all(any(key == each or key.startswith(f"{each}.") for key in changed) for each in named)


def test_each_lever_has_a_folder_of_its_own() -> None:
    assert len({folders_of(name).root for name in LEVERS}) == len(LEVERS)
    assert folders_of(BASE, Path("there")).release == Path("there/lever-base/release")


def test_an_unknown_lever_names_those_there_are() -> None:
    with pytest.raises(SettingsError, match="no-contrast"):
        settings_of("contrast")


def test_the_command_says_which_lever_is_unknown() -> None:
    import typer

    app = typer.Typer()
    app.command()(main)
    result = CliRunner().invoke(app, ["sideways"])
    assert result.exit_code == 2
    assert "no lever 'sideways'" in result.output
