"""What is promised stands with what was reached, missed or not measured."""

from eval.pages.aims import targets
from eval.pages.cost_rows import aim_marks, aim_rows, cost_aims

COMPARISON = {
    "pipeline_over_http": 9.9,
    "pipeline_over_python": 10.0,
    "batched_over_python": 3.0,
    "around_over_python": 1.0,
    "actors_20_over_1": 1.6,
    "length_exponent": None,
}
FIGURES = {
    "given": {
        "stance_macro_f1": {"value": 0.9},
        "ece": {"value": 0.2},
        "error_at_70": {"value": 0.05},
        "evidence_hits": {"value": 0.1},
    },
    "contrast": None,
    "probes": {"rename actors": {"passed": {"value": 0.95}}},
    "baselines": {
        "TF-IDF + logistic regression": {"gain": {"value": 0.2}},
        "frozen embeddings + logistic regression": {"gain": {"value": 0.1}},
    },
}
N_QUALITY = 9


def test_a_missed_target_is_shown_as_missed() -> None:
    assert [(each.aim.name, each.met) for each in targets(FIGURES, None, None)][:N_QUALITY] == [
        ("stance macro-F1, actors given", True),
        ("contrast groups with every label right", None),
        ("expected calibration error", False),
        ("error among the 70 % most confident", True),
        ("first evidence overlaps gold", False),
        ("renamed actors: verdicts unchanged", True),
        ("macro-F1 over TF-IDF + logistic regression", True),
        ("macro-F1 over frozen embeddings + logistic regression", False),
        ("stance macro-F1, trained without the domain, mean", None),
    ]


def test_the_mean_over_held_out_domains_is_an_aim() -> None:
    (mean,) = [
        each for each in targets(FIGURES, None, {"mean": {"value": 0.71}}) if each.value == 0.71
    ]
    assert mean.met


def test_aims_of_cost_stand_among_the_targets_and_ratios_without_an_aim_do_not() -> None:
    cost = targets(FIGURES, {"comparison": COMPARISON}, None)[N_QUALITY:]
    assert [each.met for each in cost] == [False, True, False, None]
    assert [row[-1] for row in aim_rows(cost)] == ["missed", "yes", "missed", "not measured"]


def test_every_ratio_of_cost_has_a_row_and_a_mark_where_something_is_asked() -> None:
    ratios = cost_aims({"comparison": COMPARISON})
    assert [row[-1] for row in aim_rows(ratios)] == [
        "missed", "yes", "-", "-", "missed", "not measured",
    ]  # fmt: skip
    assert aim_marks(ratios) == ["missed", "met", "", "", "missed", ""]
    assert aim_rows(ratios)[0][1:3] == ["≥ 10", "9.900"]


def test_cost_that_was_not_measured_is_no_aim_that_was_met() -> None:
    assert {each.met for each in targets(FIGURES, None, None)[N_QUALITY:]} == {None}
