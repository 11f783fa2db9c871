"""Rows of the report say what the figures say."""

from eval.pages.rows import (
    aim_rows,
    baseline_rows,
    count_rows,
    listed,
    point_rows,
    public_rows,
    quoted_rows,
    slice_rows,
    weakest,
)
from eval.pages.wording import HARD_CASES, PROBES
from eval.public_sets import PUBLIC_SETS
from eval.slices import DIMENSIONS


def part(value: float, few: bool = False) -> dict[str, object]:
    interval = {"value": value, "low": value - 0.1, "high": value + 0.1}
    return {"n_texts": 1, "n_actors": 7, "macro_f1": interval, "accuracy": 0.5, "few": few}


def test_a_part_with_few_labels_is_marked_and_hard_cases_have_names() -> None:
    rows = slice_rows({"1": part(0.5, few=True), "none": part(0.6)}, "hard case")
    assert rows[0][0] == "1: a rival's hope is no position (fewer than 30 labels)"
    assert rows[1][:3] == ["none of them", "1", "7"]


def test_the_weakest_parts_are_those_with_labels_enough() -> None:
    slices = {"genre": {"a": part(0.2, few=True), "b": part(0.4)}, "basis": {"none": part(0.1)}}
    assert weakest({"slices": slices}) == "b (genre) 0.40"


def test_a_baseline_stands_with_its_difference_and_p() -> None:
    interval = {"value": 0.5, "low": 0.4, "high": 0.6}
    score = {"about": "x", "macro_f1": interval, "gain": {**interval, "p": 0.0021}}
    assert baseline_rows({"majority": score}) == [
        ["majority", "0.500 [0.400, 0.600]", "+0.500 [+0.400, +0.600]", "0.002", "x"]
    ]


def test_shares_of_actors_found_are_worked_out_from_counts() -> None:
    counts = {"states": {"hits": 6, "missed": 2, "invented": 4}, "none": dict.fromkeys(KEYS, 0)}
    assert count_rows(counts)[0] == ["states", "0.600", "0.750", "0.667", "6", "2", "4"]
    assert count_rows(counts)[1][1] == "0.000"


KEYS = ("hits", "missed", "invented")


def test_aims_that_are_missed_or_not_measured_are_said_to_be() -> None:
    comparison = {
        "pipeline_over_http": 9.9,
        "pipeline_over_python": 10.0,
        "batched_over_python": 3.0,
        "around_over_python": 1.0,
        "actors_20_over_1": 1.6,
        "length_exponent": None,
    }
    assert [row[-1] for row in aim_rows(comparison)] == ["missed", "yes", "-", "-", "missed", "-"]


def test_a_contender_that_refused_has_a_dash() -> None:
    points = [{"ms": {"a": 1.4, "b": 2.0}}, {"ms": {"a": None, "b": 3.0}}]
    assert point_rows(points) == [["a", "1", "-"], ["b", "2", "3"]]


def test_every_public_set_has_a_row_measured_or_not() -> None:
    interval = {"value": 0.5, "low": 0.4, "high": 0.6}
    dse = {"n": 9, "n_sources": 8, "n_classes": 5, "macro_f1": interval}
    rows = {row[0]: row for row in public_rows(PUBLIC_SETS, {"dse": dse})}
    assert len(rows) == len(PUBLIC_SETS)
    assert rows[PUBLIC_SETS["dse"].title][1:3] == ["9", "8 sentences"]
    assert "not measured" in rows[PUBLIC_SETS["seesaw"].title]
    assert {row[0] for row in quoted_rows(PUBLIC_SETS)} <= set(rows)


def test_long_lists_are_cut_and_say_so() -> None:
    assert listed({"a": 3, "b": 2, "c": 1}, 2) == "a 3, b 2, 1 more"


def test_every_hard_case_has_words() -> None:
    assert set(HARD_CASES) == {*map(str, range(1, 14)), "none"}
    assert "hard case" in DIMENSIONS
    assert all(PROBES.values())
