"""A release is asked about public text that it has not learned from, and no other."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from model.made_with import MADE_WITH
from model.manifest import ENCODER, RELEASE, ReleaseError, open_release
from model.stance import STANCES, Stance
from training import unseen
from training.sources.files import SourceError
from training.sources.pairs import Pair
from training.unseen import UNSEEN, main, predict_unseen

TEXT = "Norway said it would vote against the ban on whaling. Iceland had left the room."


def pairs() -> Iterator[Pair]:
    yield Pair("whales", TEXT, "the ban on whaling", (0, 6), Stance.OPPOSE)
    yield Pair("whales", TEXT, "the ban on whaling", (54, 61), Stance.UNDECIDED)


def gone() -> Iterator[Pair]:
    raise SourceError("handeset: found nowhere")


def test_a_release_says_what_it_says_to_its_users(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unseen, "UNSEEN", {"handeset": {"speeches": pairs}})
    assert predict_unseen(RELEASE, tmp_path) == {"speeches": 2}
    rows = [json.loads(line) for line in (tmp_path / "speeches.jsonl").read_text().splitlines()]
    assert [row["source"] for row in rows] == ["whales"] * 2
    assert [row["gold"] for row in rows] == [1, 2]
    first = rows[0]["probabilities"]
    assert max(first) == first[STANCES.index(Stance.OPPOSE)]
    manifest = open_release(RELEASE)
    made_with = json.loads((tmp_path / MADE_WITH).read_text())
    assert (made_with["recipe"], made_with["weights_sha256"]) == (
        manifest.name,
        manifest.files[ENCODER],
    )


def test_a_run_that_breaks_off_leaves_no_lines_beside_the_name_of_another_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / MADE_WITH).write_text("{}")
    monkeypatch.setattr(unseen, "UNSEEN", {"handeset": {"speeches": gone}})
    with pytest.raises(SourceError):
        predict_unseen(RELEASE, tmp_path)
    assert not (tmp_path / MADE_WITH).exists()


def test_a_set_that_the_release_has_learned_from_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unseen, "UNSEEN", {"authored": {"speeches": pairs}})
    with pytest.raises(ReleaseError, match="has learned from authored"):
        predict_unseen(RELEASE, tmp_path)
    assert not list(tmp_path.iterdir())


def test_what_cannot_be_read_is_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(unseen, "UNSEEN", {"handeset": {"speeches": gone}})
    with pytest.raises(typer.Exit):
        main(RELEASE, tmp_path)
    assert "error: handeset: found nowhere" in capsys.readouterr().err


def test_every_unseen_set_of_the_report_is_read() -> None:
    from eval.public_sets import PUBLIC_SETS
    from eval.public_sets import UNSEEN as READER

    names = [name for each in UNSEEN.values() for name in each]
    assert names
    assert sorted(names) == sorted(
        name for name, each in PUBLIC_SETS.items() if each.reader == READER
    )
