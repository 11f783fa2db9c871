"""Probabilities, prediction sets and evidence, against values worked out by hand."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.manifest import Calibration
from model.runtime import Logits
from model.stance import Basis, Stance
from model.verdict import conformal_threshold, probabilities, verdicts

NINE = tuple(i / 10 for i in range(1, 10))
CALIBRATION = Calibration(stance_temperature=1.0, basis_temperature=1.0, nonconformity=NINE)


def logits(stance: list[float], basis: list[float], sentences: list[float]) -> Logits:
    return Logits(
        np.array([stance], np.float32),
        np.array([basis], np.float32),
        np.array([sentences], np.float32),
    )


def test_a_temperature_of_two_halves_the_logits() -> None:
    assert probabilities([2.0, 0.0, 0.0], 2.0)[0] == pytest.approx(np.e / (np.e + 2))


@pytest.mark.parametrize(("coverage", "threshold"), [(0.5, 0.5), (0.8, 0.8), (0.9, 0.9), (0.95, 1)])
def test_the_threshold_is_the_smallest_score_that_covers_enough(
    coverage: float, threshold: float
) -> None:
    assert conformal_threshold(NINE, coverage) == threshold


@given(st.lists(st.floats(-20, 20), min_size=3, max_size=3), st.floats(0.5, 0.99))
def test_probabilities_sum_to_one_and_the_set_holds_the_stance(
    stance: list[float], coverage: float
) -> None:
    (verdict,) = verdicts(logits(stance, [0, 0, 0], [1.0]), [(0, 1)], CALIBRATION, coverage)
    assert sum(verdict.probabilities) == pytest.approx(1)
    assert verdict.prediction_set[0] is verdict.stance


@given(st.lists(st.floats(-5, 5), min_size=3, max_size=3))
def test_more_coverage_never_takes_a_stance_out_of_the_set(stance: list[float]) -> None:
    sets = [
        set(verdicts(logits(stance, [0, 0, 0], [1.0]), [(0, 1)], CALIBRATION, c)[0].prediction_set)
        for c in (0.5, 0.7, 0.9, 0.99)
    ]
    assert all(one <= other for one, other in pairwise(sets))


def test_a_position_always_rests_on_something() -> None:
    (verdict,) = verdicts(logits([5, 0, 0], [0, 1, 9], [0.2, 0.8]), [(0, 4), (5, 9)], CALIBRATION)
    assert (verdict.stance, verdict.basis) == (Stance.SUPPORT, Basis.INFERRED)
    assert [part.span for part in verdict.evidence] == [(5, 9)]


def test_no_basis_means_no_evidence() -> None:
    (verdict,) = verdicts(logits([0, 0, 5], [0, 0, 9], [1.0]), [(0, 4)], CALIBRATION)
    assert (verdict.stance, verdict.evidence) == (Stance.UNDECIDED, ())


def test_a_second_sentence_is_shown_when_it_carries_enough() -> None:
    (verdict,) = verdicts(
        logits([5, 0, 0], [9, 0, 0], [0.6, 0.05, 0.35]), [(0, 1), (2, 3), (4, 5)], CALIBRATION
    )
    assert [part.span for part in verdict.evidence] == [(0, 1), (4, 5)]
