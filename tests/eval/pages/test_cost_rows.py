"""What is said of cost is what was timed, faster rivals too."""

import pytest

from eval.cost.contenders import AROUND, ONE_BY_ONE, PYTHON
from eval.pages.cost_rows import beside_others, point_rows, ten_actors_ms, turns

POINTS = [
    {"n_actors": 1, "ms": {PYTHON: 325.0, ONE_BY_ONE: 186.0, AROUND: 34.0}},
    {"n_actors": 10, "ms": {PYTHON: 287.0, ONE_BY_ONE: 1196.0, AROUND: 164.0}},
]
COMPARISON = {
    "by_actors": POINTS,
    "pipeline_over_python": 4.1,
    "batched_over_python": 3.8,
    "around_over_python": 0.57,
    "actors_20_over_1": 0.91,
}


@pytest.mark.parametrize(("ratio", "word"), [(0.57, "faster"), (1.2, "slower")])
def test_the_cheap_cross_encoder_is_called_faster_only_where_it_is(ratio: float, word: str) -> None:
    said = beside_others({**COMPARISON, "around_over_python": ratio})
    assert f"takes {ratio:.2f} times as long as ours: it is {word}" in said
    assert "for ten actors (3.8 times" in said
    assert "the pipeline takes 186 ms, ours 325 ms" in said


def test_times_of_ten_actors_are_there_only_where_they_were_measured() -> None:
    assert ten_actors_ms({"comparison": COMPARISON})[AROUND] == 164.0
    assert ten_actors_ms({"comparison": None}) == ten_actors_ms(None) == {}


def test_turns_are_counted_in_words() -> None:
    assert turns({"repeats": 1, "length_repeats": 3}) == {"actors": "one turn", "length": "3 turns"}


def test_a_contender_that_refused_has_a_dash() -> None:
    points = [{"ms": {"a": 1.4, "b": 2.0}}, {"ms": {"a": None, "b": 3.0}}]
    assert point_rows(points) == [["a", "1", "-"], ["b", "2", "3"]]
