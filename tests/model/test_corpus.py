"""The corpus is sound and its split is the one that is written down."""

import json
from itertools import combinations
from pathlib import Path

from model.corpus import (
    CORPUS,
    SIDES,
    SPLITS,
    is_split_written,
    read_corpus,
    read_side,
    side_of,
    write_splits,
)

SOURCES = ["unsc-16", "unsc-10", "civ-012", "civ-020", "nat-20", "nat-29", "unga-122", "unga-7"]
SIDES_OF_SOURCES = ["train", "train", "train", "train", "train", "calibration", "train", "train"]


def test_every_committed_passage_keeps_the_contract() -> None:
    assert len(read_corpus()) >= 369


def test_the_split_written_down_is_the_split_computed() -> None:
    written = json.loads((CORPUS / SPLITS).read_text())
    assert written == {side: [example.id for example in read_side(side)] for side in SIDES}
    assert is_split_written()


def test_a_stale_split_is_told_and_written_anew(tmp_path: Path) -> None:
    (line, *_) = (CORPUS / "unsc.jsonl").read_text().splitlines()
    (tmp_path / "one.jsonl").write_text(line)
    assert not is_split_written(tmp_path)
    write_splits(tmp_path)
    assert is_split_written(tmp_path)


def test_no_source_is_on_two_sides() -> None:
    sources = [{example.source for example in read_side(side)} for side in SIDES]
    assert all(not one & other for one, other in combinations(sources, 2))


def test_a_source_keeps_its_side_whatever_else_there_is() -> None:
    # Written down by hand: another hash would move passages between train and test.
    assert [side_of(source) for source in SOURCES] == SIDES_OF_SOURCES
    shares = [sum(side_of(f"id-{i}") == side for i in range(5000)) / 5000 for side in SIDES]
    assert abs(shares[0] - 0.7) < 0.03
    assert abs(shares[1] - 0.1) < 0.03


def test_no_two_sides_share_a_long_run_of_words() -> None:
    runs = {
        side: {
            tuple(words[i : i + 12])
            for example in read_side(side)
            for words in [example.text.lower().split()]
            for i in range(len(words) - 11)
        }
        for side in SIDES
    }
    assert all(not runs[one] & runs[other] for one, other in combinations(SIDES, 2))
