"""Releases are set side by side on the same texts."""

from eval.compare import compare
from model.corpus import read_side
from model.manifest import RELEASE


def test_a_release_does_not_differ_from_itself() -> None:
    examples = sorted(read_side("calibration"), key=lambda e: len(e.text))[:10]
    first, second = compare([RELEASE, RELEASE], examples)
    assert first == second
    assert (first.difference.low, first.difference.value, first.difference.high) == (0, 0, 0)
    assert 0 < first.macro_f1.value <= 1
