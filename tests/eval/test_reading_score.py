"""How found actors are held against gold ones."""

import json
from pathlib import Path

import pytest

from eval.reading import match_actors, measure_reading
from model.corpus import read_side
from model.example import Example
from model.reading.reader import Reader


def test_each_actor_is_matched_once_and_by_the_largest_overlap() -> None:
    gold = [[(0, 5), (20, 25)], [(10, 15)]]
    found = [[(0, 5)], [(20, 25), (40, 45)], [(10, 12)]]
    assert sorted(match_actors(gold, found)) in ([(0, 0), (1, 2)], [(0, 1), (1, 2)])


def test_a_text_read_as_labelled_scores_one(reader: Reader) -> None:
    line = (Path("seeds") / "un-ukraine-2022" / "labels.jsonl").read_text()
    score = measure_reading([Example.model_validate(json.loads(line))], reader)
    assert score.counts["states"].f1 == 1
    assert score.counts["persons"].f1 == 1
    assert score.principals >= 0.85


@pytest.mark.parametrize(
    ("kind", "least"), [("states and organisations", 0.85), ("persons", 0.80), ("states", 0.93)]
)
def test_actors_are_found_as_well_as_promised(reader: Reader, kind: str, least: float) -> None:
    assert measure_reading(read_side("test"), reader).counts[kind].f1 >= least
