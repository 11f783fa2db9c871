"""A real, tiny training run, from the corpus to a release that classifies; and again, the same."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from eval import evaluate, sets
from eval.rivals import cross_encoder
from model.classifier import StanceClassifier
from model.corpus import Side, read_side
from model.example import Example
from model.revision import code_revision
from training import prepare as prepare_stage
from training.fit import WEIGHTS, last_checkpoint
from training.folders import Folders
from training.pipeline import STAGES
from training.records import clear_stale
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


@pytest.fixture(scope="module")
def twice(
    small_corpus: None, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Folders, Folders]:
    """Two runs of one commit."""
    work = tmp_path_factory.mktemp("work")
    return run(settings, work / "one"), run(settings, work / "other")


def test_two_runs_of_one_commit_give_the_same_release(twice: tuple[Folders, Folders]) -> None:
    manifests = [json.loads((f.release / "manifest.json").read_text()) for f in twice]
    assert manifests[0] == manifests[1]
    release = twice[0].release
    answer = StanceClassifier(release).classify("Kenya will vote for the draft on rivers.")
    assert [each.actor.name for each in answer.actors] == ["Kenya"]
    assert manifests[0]["name"] in (release / "MODEL_CARD.md").read_text()
    assert manifests[0]["code"] == code_revision()


def test_two_runs_of_one_commit_give_the_same_figures_byte_for_byte(
    twice: tuple[Folders, Folders], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def few(side: Side) -> list[Example]:
        return sorted(read_side(side), key=lambda e: len(e.text))[:6]

    monkeypatch.setattr(evaluate, "read_side", few)
    monkeypatch.setattr(sets, "read_side", few)
    monkeypatch.setattr(cross_encoder, "FOLDER", tmp_path / "none")
    figures = []
    for number, folders in enumerate(twice):
        evaluate.run(folders.release, tmp_path / str(number), Console(quiet=True))
        figures.append((tmp_path / str(number) / "metrics.json").read_bytes())
    assert b"stance_macro_f1" in figures[0]
    assert figures[0] == figures[1]


def test_a_fit_that_is_done_is_not_done_again(
    twice: tuple[Folders, Folders], settings: Settings
) -> None:
    weights = twice[0].fitted / WEIGHTS
    made = weights.stat().st_mtime_ns
    said = STAGES["fit"](settings, "seed", twice[0])
    assert said == STAGES["fit"](settings, "seed", twice[0])
    assert weights.stat().st_mtime_ns == made


def test_no_stage_goes_on_from_what_other_settings_left(
    twice: tuple[Folders, Folders], settings: Settings
) -> None:
    folders = twice[1]
    other_loss = settings.model_copy(update={"loss": replace(settings.loss, contrast=0.0)})
    for stage in ("export", "calibrate", "assemble"):
        with pytest.raises(SettingsError, match="changed since 'fit' was run"):
            STAGES[stage](other_loss, "seed", folders)
    other_rows = settings.model_copy(update={"seed": 1})
    with pytest.raises(SettingsError, match="training prepare --recipe seed"):
        STAGES["fit"](other_rows, "seed", folders)
    assert (folders.fitted / WEIGHTS).exists()


def test_what_was_exported_from_an_earlier_fit_is_not_published(
    twice: tuple[Folders, Folders], settings: Settings, tmp_path: Path
) -> None:
    root = tmp_path / "seed"
    shutil.copytree(twice[1].root, root)
    folders = Folders.of("seed", work=tmp_path)
    other = settings.model_copy(update={"loss": replace(settings.loss, contrast=0.0)})
    assert clear_stale(other, "seed", folders)
    (folders.fitted / WEIGHTS).parent.mkdir()
    (folders.fitted / WEIGHTS).touch()  # as the fit to come leaves it
    with pytest.raises(SettingsError, match="training export --recipe seed"):
        STAGES["calibrate"](other, "seed", folders)
    with pytest.raises(SettingsError, match="training calibrate --recipe seed"):
        STAGES["assemble"](other, "seed", folders)


def test_an_export_that_breaks_off_leaves_nothing_to_calibrate(
    twice: tuple[Folders, Folders],
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shutil.copytree(twice[1].root, tmp_path / "seed")
    folders = Folders.of("seed", work=tmp_path)

    def broken(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("training.export.export", broken)
    with pytest.raises(KeyboardInterrupt):
        STAGES["export"](settings, "seed", folders)
    with pytest.raises(SettingsError, match="training export --recipe seed"):
        STAGES["calibrate"](settings, "seed", folders)


def test_a_stage_without_the_one_before_says_which_to_run(
    settings: Settings, tmp_path: Path
) -> None:
    folders = Folders.of("seed", work=tmp_path)
    for stage, before in (("fit", "prepare"), ("export", "fit"), ("assemble", "fit")):
        with pytest.raises(SettingsError, match=f"training {before} --recipe seed"):
            STAGES[stage](settings, "seed", folders)


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
def test_a_domain_that_is_not_there_cannot_be_held_out(settings: Settings, tmp_path: Path) -> None:
    without = settings.model_copy(update={"held_out_domain": "un-securty-council"})
    with pytest.raises(SettingsError, match="no domain 'un-securty-council'; there are: "):
        prepare_stage.prepare(without, "seed", tmp_path)


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
    # A distracted copy is named after both texts that it was made of, a silenced one after its text
    # and the actor.
    made_of = {part for id_ in train["id"] for part in re.split(r"[+/]", id_)}
    originals = {
        next((id_ for id_ in kept if part == id_ or part.startswith(f"{id_}-")), part)
        for part in made_of
    }
    assert len(made_of) > len(originals)  # silenced copies are among them
    assert not originals & held_out
    assert originals <= kept


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
    whole = last_checkpoint(checkpoints)
    assert whole is not None
    before = json.loads((Path(whole) / "trainer_state.json").read_text())["log_history"]
    assert any("eval_runtime" in entry for entry in before)
    (checkpoints / "checkpoint-9999").mkdir()  # as a kill in the middle of saving leaves it
    subprocess.run([sys.executable, str(script)], env=environment, check=True, timeout=300)
    history = json.loads((tmp_path / "work" / "seed" / "fit" / "history.json").read_text())
    steps = [entry["step"] for entry in history["log"] if "eval_macro_f1" in entry]
    assert steps == sorted(set(steps))
    assert len(steps) == 6
    # With the times of before: had it started over, there would be others.
    assert history["log"][: len(before)] == before


_RUN = """
from pathlib import Path
from training.folders import Folders
from training.pipeline import STAGES
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
