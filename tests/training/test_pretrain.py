"""Pre-training stages follow one another, once, and again when what they were made with changes."""

import types
from collections.abc import Iterator
from pathlib import Path

import pytest

from model.stance import Stance
from training import pretrain as stage
from training.pretrain import pretrain
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


def test_each_stage_goes_on_from_the_one_before(settings: Settings, tmp_path: Path) -> None:
    from safetensors.torch import load_file

    done = pretrain(settings, "tiny", tmp_path)
    assert done.weights == tmp_path / "one-two" / "model.safetensors"
    assert list(done.scores) == ["one", "two"]
    first, last = load_file(tmp_path / "one" / "model.safetensors"), load_file(done.weights)
    name = "encoder.transformer.encoder.layer.0.output.dense.weight"
    assert 0 < (first[name] - last[name]).abs().max() < 0.02


def test_what_is_there_is_not_made_again_until_settings_change(
    settings: Settings, tmp_path: Path
) -> None:
    weights = pretrain(settings, "tiny", tmp_path).weights
    assert weights is not None
    made = weights.stat().st_mtime_ns
    pretrain(settings, "tiny", tmp_path)
    assert weights.stat().st_mtime_ns == made
    longer = load_settings(changes=(*CHANGES, "pretraining.two.epochs=2"))
    pretrain(longer, "tiny", tmp_path)
    assert weights.stat().st_mtime_ns > made


def test_the_test_side_is_kept_only_from_sources_with_figures(
    settings: Settings, tmp_path: Path
) -> None:
    from datasets import load_from_disk

    pretrain(settings, "tiny", tmp_path)
    whole, kept = (
        load_from_disk(str(tmp_path / folder / "train")) for folder in ("one", "one-two")
    )
    assert len(kept) < len(whole) < 80


def test_a_recipe_without_stages_starts_from_the_base(tmp_path: Path) -> None:
    assert pretrain(load_settings(), "seed", tmp_path).weights is None
