"""Two releases are set side by side on the same labels, as figures and as a gate."""

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from eval.compare import compare_judgements, is_worse, judgements_of, side_of_reports
from eval.judgements import JUDGEMENTS, PROBABILITIES, write_judgements
from model.example import CorpusError
from model.manifest import RELEASE
from whipcount import app

GOLD = [0, 1, 2] * 10


def table(said: list[int], gold: list[int] = GOLD) -> pd.DataFrame:
    """Thirty actors of ten texts, each said with 0.8; nobody has evidence but the first three."""
    chances = {
        name: [0.8 if number == i else 0.1 for number in said]
        for i, name in enumerate(PROBABILITIES)
    }
    return pd.DataFrame(
        {
            "text": [i // 3 for i in range(len(gold))],
            "id": [f"t-{i // 3}" for i in range(len(gold))],
            "group": "",
            "actor": [f"actor {i}" for i in range(len(gold))],
            "gold": gold,
            "said": said,
            **chances,
            "gold_basis": [0] * len(gold),
            "said_basis": [0] * len(gold),
            "evidence_hit": [1.0] * 3 + [float("nan")] * (len(gold) - 3),
            "evidence_f1": [0.5] * 3 + [float("nan")] * (len(gold) - 3),
            "hard": [(1, 13)] * len(gold),
        }
    )


WORSE = [2 if i % 6 == 0 else stance for i, stance in enumerate(GOLD)]


def test_a_release_does_not_differ_from_itself() -> None:
    comparison = compare_judgements(table(WORSE), table(WORSE))
    assert not comparison.flips
    for figure in comparison.figures:
        assert (figure.difference.low, figure.difference.high, figure.difference.p) == (0, 0, 1)


def test_what_broke_is_counted_and_listed() -> None:
    comparison = compare_judgements(table(GOLD), table(WORSE))
    stance = comparison.figures[0]
    assert (stance.first, stance.second) == (1, pytest.approx((2 / 3 + 1 + 4 / 5) / 3))
    assert stance.difference.value == pytest.approx(stance.second - stance.first)
    assert stance.difference.p < 0.01
    assert [(flip.id, flip.gold, flip.second, flip.mended) for flip in comparison.flips][:2] == [
        ("t-0", "support", "undecided", False),
        ("t-2", "support", "undecided", False),
    ]


def test_only_a_loss_beyond_the_margin_is_worse() -> None:
    comparison = compare_judgements(table(GOLD), table(WORSE))
    assert is_worse(comparison, 0.01)
    assert not is_worse(comparison, 0.5)
    assert not is_worse(compare_judgements(table(WORSE), table(GOLD)), 0)


def test_other_labels_cannot_be_compared() -> None:
    with pytest.raises(CorpusError, match="same labels"):
        compare_judgements(table(GOLD), table(GOLD[:-3], GOLD[:-3]))
    with pytest.raises(CorpusError, match="same labels"):
        compare_judgements(table(GOLD), table(GOLD, [1, 0, 2] * 10))


def report(folder: Path, said: list[int], *sides: str) -> Path:
    folder.mkdir()
    sets = {f"corpus {side}": table(said) for side in sides or ("calibration",)}
    write_judgements(folder / JUDGEMENTS, sets)
    return folder


def test_reports_are_read_as_they_were_written(tmp_path: Path) -> None:
    read = judgements_of(report(tmp_path / "a", WORSE), "calibration")
    pd.testing.assert_frame_equal(read, table(WORSE), check_like=True)
    with pytest.raises(CorpusError, match="corpus test"):
        judgements_of(tmp_path / "a", "test")


def test_the_gate_closes_on_a_worse_report(tmp_path: Path) -> None:
    good, bad = report(tmp_path / "good", GOLD), report(tmp_path / "bad", WORSE)
    runner = CliRunner()
    assert runner.invoke(app, ["compare", str(good), str(bad)]).exit_code == 0
    gate = ["compare", str(good), str(bad), "--fail-if-worse"]
    answer = runner.invoke(app, gate)
    assert answer.exit_code == 1
    assert "0 verdicts mended, 5 broken" in answer.stdout
    assert runner.invoke(app, [*gate, "--margin", "0.5"]).exit_code == 0
    assert runner.invoke(app, ["compare", str(bad), str(good), "--fail-if-worse"]).exit_code == 0


def test_the_side_is_that_of_the_reports(tmp_path: Path) -> None:
    one = report(tmp_path / "one", GOLD, "test")
    other = report(tmp_path / "other", WORSE, "test", "train")
    assert side_of_reports(one, other) == side_of_reports(RELEASE, one) == "test"
    assert side_of_reports(RELEASE, RELEASE) == "calibration"
    answer = CliRunner().invoke(app, ["compare", str(one), str(other)])
    assert answer.exit_code == 0
    assert "0 verdicts mended, 5 broken" in answer.stdout


def test_reports_without_a_side_in_common_are_named(tmp_path: Path) -> None:
    one, other = report(tmp_path / "one", GOLD, "test"), report(tmp_path / "other", GOLD)
    with pytest.raises(CorpusError, match="one has corpus test; other has corpus calibration"):
        side_of_reports(one, other)
    assert CliRunner().invoke(app, ["compare", str(one), str(other)]).exit_code == 2


def test_it_is_a_command_of_its_own_too(tmp_path: Path) -> None:
    one, other = report(tmp_path / "one", GOLD, "test"), report(tmp_path / "other", WORSE, "test")
    command = [sys.executable, "-m", "eval.compare", str(one), str(other), "--fail-if-worse"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert answer.returncode == 1
    assert "0 verdicts mended, 5 broken" in answer.stdout


def test_a_path_that_is_neither_release_nor_report_is_named(tmp_path: Path) -> None:
    answer = CliRunner().invoke(app, ["compare", str(tmp_path), str(RELEASE)])
    assert answer.exit_code == 2
