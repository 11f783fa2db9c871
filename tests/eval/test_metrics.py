"""Each metric of ours against values worked out by hand."""

import numpy as np
import pytest

from eval.metrics import (
    ABSENT,
    bootstrap,
    error_at_coverage,
    expected_calibration_error,
    macro_f1,
)


def test_macro_f1_is_the_mean_over_the_three_stances() -> None:
    # support 1/2, oppose 2/3, undecided 0
    assert macro_f1([0, 0, 1, 2], [0, 1, 1, 0]) == pytest.approx((0.5 + 2 / 3 + 0) / 3)


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


def test_the_bootstrap_resamples_texts_and_not_rows() -> None:
    # Two texts of a hundred equal rows each: a resample can only be 0, 0.5 or 1.
    values = np.repeat([0.0, 1.0], 100)
    seen: set[float] = set()

    def mean(rows: np.ndarray) -> float:
        seen.add(float(values[rows].mean()))
        return float(values[rows].mean())

    interval = bootstrap(mean, np.repeat([0, 1], 100).tolist())
    assert seen == {0.0, 0.5, 1.0}
    assert (interval.value, interval.low, interval.high) == (0.5, 0.0, 1.0)
