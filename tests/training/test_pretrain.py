"""Pre-training stages follow one another, once, and again when what they were made with changes."""

import threading
import types
from collections.abc import Iterator
from pathlib import Path

import pytest

from model.stance import Stance
from training import pretrain as stage
from training.pretrain import N_DIGITS, pretrain
from training.settings import Settings, load_settings
from training.sources.pairs import Pair

WORDS = {Stance.SUPPORT: "backs", Stance.OPPOSE: "fights", Stance.UNDECIDED: "sees"}
CHANGES = (
    "pretraining={one: {sources: [a], epochs: 1, batch_documents: 8},"
    " two: {sources: [b], epochs: 1, batch_documents: 8}}",
    "recipes={tiny: {pretraining: [one, two], sources: [authored]}}",
)


def source(name: str) -> types.SimpleNamespace:
    def pairs() -> Iterator[Pair]:
        for i in range(80):
            stance = list(Stance)[i % 3]
            text = f"Number {i} {WORDS[stance]} the plan."
            yield Pair(text, text, "the plan", (0, 8), stance)

    return types.SimpleNamespace(
        NAME=name,
        LICENCE="-",
        PUBLISHED="-",
        REPORTED=name == "b",
        pairs=pairs,
        sha256=lambda: name,
    )


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr(stage, "load_pair_source", source)
    return load_settings(changes=CHANGES)


def folder_of(work: Path, chain: str) -> Path:
    """The one folder of a chain of stages."""
    (folder,) = work.glob(f"{chain}-{'[0-9a-f]' * N_DIGITS}")
    return folder


def test_each_stage_goes_on_from_the_one_before(settings: Settings, tmp_path: Path) -> None:
    from safetensors.torch import load_file

    done = pretrain(settings, "tiny", tmp_path)
    assert list(done.scores) == ["one", "two"]
    first, last = (
        load_file(folder_of(tmp_path, "one") / "model.safetensors"),
        load_file(folder_of(tmp_path, "one-two") / "model.safetensors"),
    )
    name = "encoder.transformer.encoder.layer.0.output.dense.weight"
    assert 0 < (first[name] - last[name]).abs().max() < 0.02


def test_what_is_there_is_not_made_again(settings: Settings, tmp_path: Path) -> None:
    weights = pretrain(settings, "tiny", tmp_path).weights
    assert weights is not None
    made = weights.stat().st_mtime_ns
    assert pretrain(settings, "tiny", tmp_path).weights == weights
    assert weights.stat().st_mtime_ns == made


def test_other_settings_leave_alone_what_was_made_before(
    settings: Settings, tmp_path: Path
) -> None:
    weights = pretrain(settings, "tiny", tmp_path).weights
    assert weights is not None
    made = weights.stat().st_mtime_ns
    other = pretrain(
        load_settings(changes=(*CHANGES, "pretraining.two.epochs=2")), "tiny", tmp_path
    ).weights
    assert other != weights
    assert weights.stat().st_mtime_ns == made
    assert len(list(tmp_path.glob("one-two-*"))) == 2
    folder_of(tmp_path, "one")  # what did not change is shared


def test_the_test_side_is_kept_only_from_sources_with_figures(
    settings: Settings, tmp_path: Path
) -> None:
    from datasets import load_from_disk

    pretrain(settings, "tiny", tmp_path)
    whole, kept = (
        load_from_disk(str(folder_of(tmp_path, chain) / "train")) for chain in ("one", "one-two")
    )
    assert len(kept) < len(whole) < 80


def test_a_run_waits_while_another_pretrains(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entered = threading.Event()

    def second() -> None:
        with stage._alone(tmp_path):
            entered.set()

    with stage._alone(tmp_path):
        thread = threading.Thread(target=second)
        thread.start()
        assert not entered.wait(0.5)
    assert entered.wait(10)
    thread.join()
    assert "another run pre-trains" in capsys.readouterr().out


def test_the_code_that_pretrained_is_kept_with_the_weights(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.records.revision", lambda: "aaa")
    pretrain(settings, "tiny", tmp_path)
    monkeypatch.setattr("training.records.revision", lambda: "bbb")
    assert set(pretrain(settings, "tiny", tmp_path).code) == {"aaa"}


def test_a_recipe_without_stages_starts_from_the_base(tmp_path: Path) -> None:
    assert pretrain(load_settings(), "seed", tmp_path).weights is None
