"""A real, tiny training run, from the corpus to a release that classifies; and again, the same."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from model.classifier import StanceClassifier
from training import prepare as prepare_stage
from training.pipeline import STAGES, Folders, clear_stale
from training.settings import Settings, SettingsError, load_settings
from training.sources import authored

N_TRAIN, N_CALIBRATION = 24, 8


@pytest.fixture(scope="module")
def settings() -> Settings:
    settings = load_settings()
    fit = settings.fit.model_copy(
        update={"epochs": 2, "renamed_copies": 1, "evaluations_per_epoch": 1}
    )
    return settings.model_copy(update={"fit": fit})


@pytest.fixture(scope="module")
def small_corpus() -> None:
    """The authored source, cut to the shortest passages of each side."""
    full = authored.examples
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            authored,
            "examples",
            lambda side: sorted(full(side), key=lambda e: len(e.text))[
                : N_TRAIN if side == "train" else N_CALIBRATION
            ],
        )
        yield  # type: ignore[misc]


def run(settings: Settings, work: Path) -> Folders:
    folders = Folders.of("seed", work=work)
    for stage in STAGES.values():
        stage(settings, "seed", folders)
    return folders


@pytest.mark.usefixtures("small_corpus")
def test_two_runs_of_one_commit_give_the_same_release(settings: Settings, tmp_path: Path) -> None:
    one, other = run(settings, tmp_path / "one"), run(settings, tmp_path / "other")
    manifests = [json.loads((f.release / "manifest.json").read_text()) for f in (one, other)]
    assert manifests[0] == manifests[1]
    answer = StanceClassifier(one.release).classify("Kenya will vote for the draft on rivers.")
    assert [each.actor.name for each in answer.actors] == ["Kenya"]
    card = (one.release / "MODEL_CARD.md").read_text()
    assert manifests[0]["name"] in card


@pytest.mark.usefixtures("small_corpus")
def test_a_renamed_copy_never_leaves_its_side(settings: Settings, tmp_path: Path) -> None:
    from datasets import load_from_disk

    prepare_stage.prepare(settings, "seed", tmp_path)
    train = load_from_disk(str(tmp_path / "train"))
    calibration = load_from_disk(str(tmp_path / "calibration"))
    assert len(train) > N_TRAIN
    assert not set(train["source"]) & set(calibration["source"])


@pytest.mark.usefixtures("small_corpus")
def test_a_distracted_copy_is_not_set_against_its_original(
    settings: Settings, tmp_path: Path
) -> None:
    from datasets import load_from_disk

    prepare_stage.prepare(settings, "seed", tmp_path)
    train = load_from_disk(str(tmp_path / "train"))
    bundles = {
        row["id"]: row["bundle"] for row in train if row["bundle"] == row["id"] != row["source"]
    }
    assert bundles  # of distracted copies alone: a renamed one is named after its source
    assert all(re.search(r"[+/]", id_) for id_ in bundles)
    assert set(bundles.values()).isdisjoint(train["source"])


@pytest.mark.usefixtures("small_corpus")
def test_a_run_goes_on_from_stages_run_as_single_commands(
    settings: Settings, tmp_path: Path
) -> None:
    folders = Folders.of("seed", work=tmp_path)
    STAGES["prepare"](settings, "seed", folders)
    assert not clear_stale(settings, "seed", folders)
    assert folders.prepared.is_dir()


def test_a_run_starts_over_when_its_settings_change(settings: Settings, tmp_path: Path) -> None:
    folders = Folders.of("seed", work=tmp_path)
    assert not clear_stale(settings, "seed", folders)
    folders.fitted.mkdir()
    assert not clear_stale(settings, "seed", folders)
    assert folders.fitted.exists()
    assert clear_stale(settings.model_copy(update={"seed": 1}), "seed", folders)
    assert not folders.fitted.exists()


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
    without = load_settings(changes=["recipes.release.rehearsal={}"])
    assert clear_stale(without, "release", folders)


def test_a_recipe_that_is_not_there_removes_nothing(settings: Settings, tmp_path: Path) -> None:
    folders = Folders.of("seed", work=tmp_path)
    folders.fitted.mkdir(parents=True)
    with pytest.raises(SettingsError, match="no recipe 'sead'"):
        clear_stale(settings, "sead", folders)
    assert folders.fitted.exists()


@pytest.mark.usefixtures("small_corpus")
def test_a_held_out_domain_is_never_learned_from(settings: Settings, tmp_path: Path) -> None:
    from datasets import load_from_disk

    kept = {e.id for side in ("train", "calibration") for e in authored.examples(side)}
    domain = next(iter(authored.examples("train"))).domain
    held_out = {e.id for e in authored.examples("train") if e.domain == domain}
    without = settings.model_copy(update={"held_out_domain": domain})
    prepare_stage.prepare(without, "seed", tmp_path)
    train = load_from_disk(str(tmp_path / "train"))
    assert held_out
    # A distracted copy is named after both texts that it was made of.
    made_of = {part for id_ in train["id"] for part in re.split(r"[+/]", id_)}
    assert not made_of & held_out
    assert made_of <= kept


def test_a_killed_run_goes_on_from_its_checkpoint(tmp_path: Path) -> None:
    script = tmp_path / "run.py"
    script.write_text(_RUN.format(work=str(tmp_path / "work"), n=N_TRAIN, m=N_CALIBRATION))
    environment = os.environ | {"PYTHONPATH": str(Path.cwd())}
    process = subprocess.Popen([sys.executable, str(script)], env=environment)
    checkpoints = tmp_path / "work" / "seed" / "fit" / "checkpoints"
    deadline = time.monotonic() + 180
    while not list(checkpoints.glob("checkpoint-*/trainer_state.json")):
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not (tmp_path / "work" / "seed" / "fit" / "model.safetensors").exists()
    subprocess.run([sys.executable, str(script)], env=environment, check=True, timeout=300)
    history = json.loads((tmp_path / "work" / "seed" / "fit" / "history.json").read_text())
    steps = [entry["step"] for entry in history["log"] if "eval_macro_f1" in entry]
    assert steps == sorted(set(steps))
    assert len(steps) == 6


_RUN = """
from pathlib import Path
from training.pipeline import STAGES, Folders, clear_stale
from training.settings import load_settings
from training.sources import authored

full = authored.examples
authored.examples = lambda side: sorted(full(side), key=lambda e: len(e.text))[
    : {n} if side == "train" else {m}
]
settings = load_settings()
fit = settings.fit.model_copy(
    update={{"epochs": 6, "renamed_copies": 0, "evaluations_per_epoch": 1, "patience": 9}}
)
settings = settings.model_copy(update={{"fit": fit}})
folders = Folders.of("seed", work=Path({work!r}))
if not folders.prepared.exists():
    STAGES["prepare"](settings, "seed", folders)
STAGES["fit"](settings, "seed", folders)
"""
