"""Rows of the report say what the figures say."""

from eval.cost.contenders import AROUND, PYTHON
from eval.genres import OTHER
from eval.pages.rows import (
    baseline_rows,
    count_rows,
    coverage_rows,
    listed,
    p_value,
    probe_cap,
    probe_marks,
    probe_rows,
    slice_rows,
    way_rows,
    weakest,
)
from eval.pages.wording import HARD_CASES, PROBES
from eval.slices import DIMENSIONS


def part(value: float, few: bool = False, n_texts: int = 20) -> dict[str, object]:
    interval = {"value": value, "low": value - 0.1, "high": value + 0.1}
    return {
        "n_texts": n_texts,
        "n_actors": 47,
        "macro_f1": interval,
        "accuracy": 0.5,
        "few": few,
    }


def test_a_part_with_few_labels_is_marked_and_hard_cases_have_names() -> None:
    rows = slice_rows({"1": part(0.5, few=True), "none": part(0.6)}, "hard case")
    assert rows[0][0] == "1: a rival's hope is no position (fewer than 30 labels or 5 sources)"
    assert rows[1][:4] == ["none of them", "20", "47", "0.500"]


def test_the_weakest_parts_have_texts_and_labels_enough_and_are_of_one_kind() -> None:
    slices = {
        "genre": {
            "a": part(0.2, few=True),
            "b": part(0.4),
            "c": part(0.3, n_texts=19),
            OTHER: part(0.1),
        },
        "basis": {"none": part(0.1)},
    }
    assert weakest({"slices": slices}) == "b (genre, 47 labels) 0.40"


INTERVAL = {"value": 0.5, "low": 0.4, "high": 0.6}


def test_a_baseline_stands_with_its_difference_p_and_time_beside_the_release() -> None:
    score = {"macro_f1": INTERVAL, "gain": {**INTERVAL, "p": 2 / 1001}}
    measured = {
        "given": {"stance_macro_f1": INTERVAL},
        "baselines": {"majority": score, "cross-encoder, one pass per actor": score},
    }
    points = [{"n_actors": 10, "ms": {PYTHON: 287.0, AROUND: 164.0}}]
    rows = baseline_rows(measured, 1000, {"comparison": {"by_actors": points}})
    own, majority, cross_encoder = rows
    assert own == ["this release", "0.500 [0.400, 0.600]", "287", "-", "-"]
    assert majority[2:] == ["-", "+0.500 [+0.400, +0.600]", "≤ 0.002"]
    assert cross_encoder[2] == "164"


def test_p_is_a_bound_only_where_it_is_the_smallest_that_can_be_shown() -> None:
    assert p_value(2 / 1001, 1000) == "≤ 0.002"
    assert p_value(4 / 1001, 1000) == "0.004"


def test_what_the_caller_gives_is_taken_away_step_by_step() -> None:
    figures = [{**INTERVAL, "value": value} for value in (0.4, 0.3, 0.2, 0.1)]
    given, named, found, unaided = figures
    measured = {"given": {"stance_macro_f1": given}, "named": named, "found": found}
    rows = way_rows({**measured, "unaided": unaided})
    assert [row[-1][:5] for row in rows] == ["0.400", "0.300", "0.200", "0.100"]
    assert [row[1] for row in rows] == ["given", "given", "given", "none"]


def test_kinds_and_probes_with_few_labels_are_marked() -> None:
    sets = {"asked": 0.9, "reached": 0.88, "mean_size": 1.234}
    rows = coverage_rows({"state": {**sets, "n": 30}, "bloc": {**sets, "n": 29}})
    assert rows[0] == ["state", "30", "0.880", "1.23"]
    assert rows[1][0] == "bloc (fewer than 30 labels)"
    probes = {"negation": {"n": 18, "passed": INTERVAL}}
    assert probe_rows(probes)[0][0] == "negation (fewer than 30 verdicts)"
    assert probe_marks(probes) == ["few"]
    assert "200 texts" in probe_cap(probes)
    assert probe_cap({}) == ""


def test_shares_of_actors_found_are_worked_out_from_counts() -> None:
    counts = {"states": {"hits": 6, "missed": 2, "invented": 4}, "none": dict.fromkeys(KEYS, 0)}
    assert count_rows(counts)[0] == ["states", "0.600", "0.750", "0.667", "6", "2", "4"]
    assert count_rows(counts)[1][1] == "0.000"


KEYS = ("hits", "missed", "invented")


def test_long_lists_are_cut_and_say_so() -> None:
    assert listed({"a": 3, "b": 2, "c": 1}, 2) == "a 3, b 2, 1 more"


def test_every_hard_case_has_words() -> None:
    assert set(HARD_CASES) == {*map(str, range(1, 14)), "none"}
    assert "hard case" in DIMENSIONS
    assert all(PROBES.values())
