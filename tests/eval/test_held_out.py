"""A domain counts as held out only where the release was trained without it."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from eval.held_out import mean_macro_f1, measure_held_out
from eval.metrics import ABSENT
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
    gold = [0, 1, 2] * 11
    said = [0, 1, 2] + [ABSENT] * 30  # one small domain right, one large one wrong
    domains = ["small"] * 3 + ["large"] * 30
    judgements = pd.DataFrame({"gold": gold, "said": said, "domain": domains, "text": range(33)})
    assert mean_macro_f1(judgements).value == 0.5
