"""A run has a folder of its own below work/, and nothing else there is touched."""

from pathlib import Path

import pytest

from training.folders import Folders
from training.settings import SettingsError


@pytest.mark.parametrize("name", ["..", ".", "", "a/b", "/tmp", "-x"])
def test_a_run_is_a_folder_below_work(name: str) -> None:
    with pytest.raises(SettingsError, match="no run can be called"):
        Folders.of(name)


def test_starting_over_removes_what_stages_made_and_nothing_else(tmp_path: Path) -> None:
    folders = Folders.of("seed", work=tmp_path)
    for folder in (folders.prepared, folders.fitted, folders.exported, folders.release):
        folder.mkdir(parents=True)
    (folders.root / "notes.txt").write_text("mine")
    folders.clear()
    assert {path.name for path in folders.root.iterdir()} == {"release", "notes.txt"}
