"""A lever's gain is over the base run, and what it changed is what training recorded."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from eval import levers
from eval.judgements import PROBABILITIES
from eval.levers import BASE, changes_of, measure_levers, read_record, score_levers
from model.example import CorpusError
from model.made_with import MADE_WITH
from model.manifest import RELEASE, open_release

GOLD = [0, 1, 2] * 10
WORSE = [2 if i % 6 == 0 else stance for i, stance in enumerate(GOLD)]


def judged(said: list[int]) -> pd.DataFrame:
    """Thirty actors of ten texts, in five contrast groups that flip the first actor's stance."""
    rows = range(len(GOLD))
    flipped = [1 if i % 6 == 3 else gold for i, gold in enumerate(GOLD)]
    return pd.DataFrame(
        {
            "text": [i // 3 for i in rows],
            "id": [f"t-{i // 3}" for i in rows],
            "group": [f"g-{i // 6}" for i in rows],
            "actor": [f"actor {i % 3}" for i in rows],
            "gold": flipped,
            "said": [flipped[i] if said[i] == GOLD[i] else said[i] for i in rows],
            **dict.fromkeys(PROBABILITIES, 1 / 3),
            "gold_basis": 0,
            "said_basis": 0,
            "evidence_hit": 1.0,
            "evidence_f1": 1.0,
        }
    )


def test_a_lever_that_breaks_verdicts_loses_to_the_base() -> None:
    changes = {BASE: [], "no-contrast": ["loss.contrast"]}
    scores = score_levers({BASE: judged(GOLD), "no-contrast": judged(WORSE)}, changes)
    base, lever = scores[BASE], scores["no-contrast"]
    assert base.gain is None
    assert lever.gain is not None
    assert lever.gain.value == pytest.approx(
        lever.stance_macro_f1.value - base.stance_macro_f1.value
    )
    assert lever.gain.high < 0
    assert base.flipped_labels_right is not None
    assert lever.flipped_labels_right is not None
    assert (base.flipped_labels_right.value, lever.flipped_labels_right.value) == (1, 0.5)


def test_without_a_base_nothing_is_measured(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"training\.levers base"):
        measure_levers(tmp_path)


def test_what_a_lever_changed_is_read_from_what_training_recorded() -> None:
    base = record(epochs=1, sha256="a")
    lever = record(epochs=2, sha256="a") | {"rehearsal": {}}
    assert changes_of(base, base) == []
    assert changes_of(base, lever) == ["fit.epochs", "rehearsal"]


def test_a_setting_that_the_base_did_not_know_yet_differs_only_where_it_is_on() -> None:
    base, off, on = (record(epochs=1, sha256="a") for _ in range(3))
    off["settings"]["fit"]["silenced_share"] = 0.0
    on["settings"]["fit"]["silenced_share"] = 0.3
    assert changes_of(base, off) == []
    assert changes_of(base, on) == ["fit.silenced_share"]


def test_runs_that_learned_from_different_corpora_are_refused() -> None:
    with pytest.raises(CorpusError, match="different states of 'authored'"):
        changes_of(record(epochs=1, sha256="a"), record(epochs=1, sha256="b"))


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A base run that ended in the committed release."""
    manifest = open_release(RELEASE)
    folder = tmp_path / "lever-base"
    folder.mkdir()
    (folder / "release").symlink_to(RELEASE)
    made_with = {
        "settings": {name: manifest.parameters[name] for name in ("seed", "fit", "loss")},
        "pretraining": [],
        "rehearsal": {},
        "sources": manifest.sources,
    }
    (folder / MADE_WITH).write_text(json.dumps(made_with))
    return folder


def test_runs_of_an_older_corpus_are_refused(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(levers, "corpus_sha256", lambda: "today's")
    with pytest.raises(CorpusError, match="another state of the corpus"):
        measure_levers(run.parent)


def test_a_release_of_an_earlier_fit_than_the_record_is_refused(run: Path) -> None:
    manifest = open_release(RELEASE)
    assert read_record(run, manifest)["pretraining"] == []
    made_with = json.loads((run / MADE_WITH).read_text())
    made_with["settings"]["seed"] += 1
    (run / MADE_WITH).write_text(json.dumps(made_with))
    with pytest.raises(CorpusError, match="earlier fit than its record"):
        read_record(run, manifest)
    (run / MADE_WITH).unlink()
    with pytest.raises(
        CorpusError, match=r"no record of its fit; 'python -m training\.levers base'"
    ):
        read_record(run, manifest)


def record(epochs: float, sha256: str) -> dict[str, Any]:
    """What training records of a run."""
    return {
        "settings": {"seed": 1, "fit": {"epochs": epochs}},
        "pretraining": [],
        "rehearsal": {"dse": 5},
        "sources": {"authored": {"sha256": sha256}},
    }
