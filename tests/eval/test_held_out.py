"""A domain counts as held out only where the release was trained without it."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from eval.held_out import mean_macro_f1, measure_held_out
from model.corpus import read_side
from model.example import CorpusError
from model.manifest import RELEASE, ReleaseError


def test_a_release_that_saw_the_domain_is_refused(tmp_path: Path) -> None:
    examples = read_side("calibration")[:2]
    shutil.copytree(RELEASE, tmp_path / f"without-{examples[0].domain}" / "release")
    with pytest.raises(CorpusError, match="not trained without"):
        measure_held_out(tmp_path, examples)


def test_a_missing_run_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError):
        measure_held_out(tmp_path, read_side("calibration")[:1])


def test_each_domain_weighs_the_same() -> None:
    gold = np.array([0, 1, 2] * 11)
    said = np.concatenate([gold[:3], np.full(30, -1)])  # one small domain right, one large wrong
    domains = np.array([0] * 3 + [1] * 30)
    assert mean_macro_f1(gold, said, np.arange(33), domains).value == 0.5
