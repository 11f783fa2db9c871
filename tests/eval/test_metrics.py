"""Each metric of ours against values worked out by hand."""

from collections.abc import Callable

import numpy as np
import pytest
from sklearn.metrics import f1_score

from eval.metrics import (
    ABSENT,
    bootstrap,
    error_at_coverage,
    expected_calibration_error,
    macro_f1,
    paired_difference,
    reliability,
    share_of,
)


def test_macro_f1_is_the_mean_over_the_three_stances() -> None:
    # support 1/2, oppose 2/3, undecided 0
    assert macro_f1([0, 0, 1, 2], [0, 1, 1, 0]) == pytest.approx((0.5 + 2 / 3 + 0) / 3)


def test_macro_f1_is_that_of_scikit_learn() -> None:
    chance = np.random.default_rng(0)
    for n in (1, 5, 200):
        gold, said = chance.integers(0, ABSENT + 1, n), chance.integers(0, ABSENT + 1, n)
        for classes in ([0, 1, 2], [0, 2], [1]):
            theirs = f1_score(gold, said, labels=classes, average="macro", zero_division=0)
            assert macro_f1(gold, said, classes) == pytest.approx(theirs)


def test_a_missed_actor_and_an_invented_one_are_errors() -> None:
    # support: one hit, one missed, one invented: 2 / (2 + 1 + 1)
    assert macro_f1([0, 0, ABSENT], [0, ABSENT, 0]) == pytest.approx(0.5 / 3)


def test_calibration_error_is_the_weighted_gap_of_the_bins() -> None:
    # one bin of 0.9 with half right, one of 0.4 with all right: (0.4 + 0.6) / 2
    assert expected_calibration_error([0.9, 0.9, 0.4, 0.4], [1, 0, 1, 1]) == pytest.approx(0.5)


def test_error_at_coverage_looks_at_the_most_confident_alone() -> None:
    confidence, right = [0.9, 0.8, 0.7, 0.6], [True, False, True, False]
    assert error_at_coverage(confidence, right, 0.5) == 0.5
    assert error_at_coverage(confidence, right, 0.25) == 0.0


def test_the_bootstrap_resamples_sources_and_not_rows() -> None:
    # Two sources of a hundred equal rows each: a resample can only be 0, 0.5 or 1.
    values = np.repeat([0.0, 1.0], 100)
    seen: set[float] = set()

    def mean(rows: np.ndarray) -> float:
        seen.add(float(values[rows].mean()))
        return float(values[rows].mean())

    interval = bootstrap(mean, np.repeat([0, 1], 100).tolist())
    assert seen == {0.0, 0.5, 1.0}
    assert (interval.value, interval.low, interval.high) == (0.5, 0.0, 1.0)


def test_bins_hold_what_is_about_as_sure() -> None:
    bins = reliability([0.95, 0.94, 0.4], [1, 0, 1])
    assert [(each.accuracy, each.n) for each in bins] == [(1.0, 1), (0.5, 2)]
    assert bins[1].confidence == pytest.approx(0.945)


def test_a_difference_in_every_text_is_beyond_chance_and_none_is_not() -> None:
    texts = [i // 2 for i in range(20)]
    ones, noughts = np.ones(20), np.zeros(20)

    def mean_of(values: np.ndarray) -> Callable[[np.ndarray], float]:
        return lambda rows: float(values[rows].mean())

    clear = paired_difference(mean_of(ones), mean_of(noughts), texts)
    assert (clear.value, clear.low, clear.high) == (1, 1, 1)
    assert clear.p == pytest.approx(2 / 1001)
    same = paired_difference(mean_of(ones), mean_of(ones), texts)
    assert (same.value, same.p) == (0, 1)


def test_pairing_sees_through_texts_that_are_hard_for_both() -> None:
    hard = np.repeat([0.0, 0.9] * 20, 2)  # texts differ by 0.9, the models by 0.1 in each
    texts = np.repeat(range(40), 2).tolist()
    difference = paired_difference(
        lambda rows: float((hard + 0.1)[rows].mean()), lambda rows: float(hard[rows].mean()), texts
    )
    assert difference.high - difference.low < 1e-9
    assert difference.p < 0.01


def test_a_share_of_all_or_none_has_the_exact_interval_over_sources() -> None:
    # five texts, all right: the share that would come out so once in forty is 0.025 ** (1 / 5)
    texts = np.repeat(range(5), 4).tolist()
    every = share_of([True] * 20, texts)
    assert (every.value, every.high) == (1, 1)
    assert every.low == pytest.approx(0.025 ** (1 / 5))
    none = share_of([False] * 20, texts)
    assert (none.value, none.low) == (0, 0)
    assert none.high == pytest.approx(1 - 0.025 ** (1 / 5))


def test_any_other_share_is_resampled() -> None:
    hits = [1.0, 0.0, 1.0, 1.0]
    some = share_of(hits, [0, 0, 1, 1])
    assert (some.value, some.low, some.high) == (0.75, 0.5, 1.0)
