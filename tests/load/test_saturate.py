"""A leak is told from the noise that batches make in a process's memory."""

import random

import pytest

from tests.load.saturate import MAX_GROWTH, growth

N_SAMPLES, WARM = 600, 0.3


def memory_mb(leak_mb: float, seed: int) -> list[float]:
    """Of a process that holds 60 to 200 MB of batches on top of 200 MB and what it loses."""
    chance = random.Random(seed)
    return [
        200 + chance.choice([60, 90, 120, 200]) + leak_mb * i / N_SAMPLES for i in range(N_SAMPLES)
    ]


@pytest.mark.parametrize("seed", range(5))
def test_batches_that_come_and_go_are_no_growth(seed: int) -> None:
    assert abs(growth(memory_mb(0, seed), WARM)) < MAX_GROWTH


@pytest.mark.parametrize("seed", range(5))
def test_a_leak_below_the_noise_is_found(seed: int) -> None:
    assert growth(memory_mb(60, seed), WARM) > MAX_GROWTH


def test_what_is_taken_while_warming_up_is_no_growth() -> None:
    assert growth([50.0 + i for i in range(30)] + [80.0] * 70, WARM) == 0
