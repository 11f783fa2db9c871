"""Calibration finds what was put in."""

import numpy as np
import pytest

from model.runtime import Logits
from training.calibrate import fit_calibration, fit_temperature


def sampled(temperature: float, n: int = 20_000) -> tuple[np.ndarray, np.ndarray]:
    """Logits that are too sure by a factor, and labels drawn from the true distribution."""
    random = np.random.default_rng(0)
    true = random.normal(size=(n, 3)) * 2
    noise = random.gumbel(size=(n, 3))
    return true * temperature, (true + noise).argmax(-1)


@pytest.mark.parametrize("temperature", [0.5, 1.0, 3.0])
def test_the_temperature_of_overconfident_logits_is_found(temperature: float) -> None:
    logits, labels = sampled(temperature)
    assert fit_temperature(logits, labels) == pytest.approx(temperature, rel=0.05)


def test_nonconformity_is_ascending_and_one_for_each_actor() -> None:
    logits, labels = sampled(2.0, 300)
    documents = [
        Logits(part.astype(np.float32), part.astype(np.float32), np.ones((100, 1), np.float32))
        for part in np.split(logits, 3)
    ]
    scores = fit_calibration(documents, labels.tolist(), labels.tolist()).nonconformity
    assert len(scores) == 300
    assert list(scores) == sorted(scores)
