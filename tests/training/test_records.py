"""What was made with other settings or sources is not gone on from."""

import json
from pathlib import Path

import pytest

from model.made_with import MADE_WITH
from training.folders import Folders
from training.records import clear_stale, note_revision, revisions
from training.settings import Settings, SettingsError, load_settings


@pytest.fixture(scope="module")
def settings() -> Settings:
    return load_settings()


def test_a_run_starts_over_when_its_settings_change(settings: Settings, tmp_path: Path) -> None:
    folders = Folders.of("seed", work=tmp_path)
    assert not clear_stale(settings, "seed", folders)
    folders.fitted.mkdir()
    assert not clear_stale(settings, "seed", folders)
    assert folders.fitted.exists()
    assert clear_stale(settings.model_copy(update={"seed": 1}), "seed", folders)
    assert not folders.fitted.exists()


def test_a_setting_that_is_younger_than_a_run_and_off_does_not_start_it_over(
    settings: Settings, tmp_path: Path
) -> None:
    folders = Folders.of("seed", work=tmp_path)
    clear_stale(settings, "seed", folders)
    folders.fitted.mkdir()
    record = folders.root / MADE_WITH
    older = json.loads(record.read_text())
    assert older["settings"]["heads"].pop("mention_dropout") == 0
    record.write_text(json.dumps(older))
    assert not clear_stale(settings, "seed", folders)
    heads = settings.heads.model_copy(update={"mention_dropout": 0.1})
    assert clear_stale(settings.model_copy(update={"heads": heads}), "seed", folders)


def test_a_record_that_was_cut_off_starts_a_run_over(settings: Settings, tmp_path: Path) -> None:
    folders = Folders.of("seed", work=tmp_path)
    clear_stale(settings, "seed", folders)
    folders.fitted.mkdir()
    record = folders.root / MADE_WITH
    record.write_text(record.read_text()[:50])
    assert clear_stale(settings, "seed", folders)
    assert not clear_stale(settings, "seed", folders)


def test_another_number_of_threads_does_not_start_a_run_over(
    settings: Settings, tmp_path: Path
) -> None:
    folders = Folders.of("seed", work=tmp_path)
    clear_stale(settings, "seed", folders)
    folders.fitted.mkdir()
    assert not clear_stale(settings.model_copy(update={"threads": 1}), "seed", folders)
    assert folders.fitted.exists()


def test_other_rehearsal_starts_a_run_over(tmp_path: Path) -> None:
    folders = Folders.of("release", work=tmp_path)
    clear_stale(load_settings(), "release", folders)
    folders.fitted.mkdir()
    without = load_settings(changes=["recipes.release.rehearsal={}"])
    assert clear_stale(without, "release", folders)


def test_a_recipe_that_is_not_there_removes_nothing(settings: Settings, tmp_path: Path) -> None:
    folders = Folders.of("seed", work=tmp_path)
    folders.fitted.mkdir(parents=True)
    with pytest.raises(SettingsError, match="no recipe 'sead'"):
        clear_stale(settings, "sead", folders)
    assert folders.fitted.exists()


def test_a_fit_that_no_run_left_is_not_removed(settings: Settings, tmp_path: Path) -> None:
    folders = Folders.of("seed", work=tmp_path)
    kept = folders.fitted / "thesis.txt"
    kept.parent.mkdir(parents=True)
    kept.write_text("years of work")
    with pytest.raises(SettingsError, match="left by no run"):
        clear_stale(settings, "seed", folders)
    assert kept.exists()


def test_a_fit_that_goes_on_keeps_which_code_began_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = Folders.of("seed", work=tmp_path)
    for code, goes_on in (("aaa", False), ("aaa", True), ("bbb", True)):
        monkeypatch.setattr("training.records.revision", lambda code=code: code)
        note_revision(folders.root, "fit", goes_on)
    assert revisions(folders.root) == {"fit": ["aaa", "bbb"]}
    note_revision(folders.root, "fit")
    assert revisions(folders.root) == {"fit": ["bbb"]}
