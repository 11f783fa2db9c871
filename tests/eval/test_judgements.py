"""The one table that all figures are made from."""

from pathlib import Path

import pandas as pd
import pytest

from eval.judgements import character_f1, sets_of, write_judgements


@pytest.mark.parametrize(
    ("gold", "said", "f1"),
    [
        ((0, 10), [(0, 10)], 1.0),
        ((0, 10), [(10, 20)], 0.0),
        ((0, 10), [(0, 20)], 2 * 10 / 30),
        ((0, 10), [(0, 10), (20, 30)], 2 * 10 / 30),
        ((0, 10), [], 0.0),
    ],
)
def test_evidence_overlaps_by_characters(
    gold: tuple[int, int], said: list[tuple[int, int]], f1: float
) -> None:
    assert character_f1(gold, said) == pytest.approx(f1)


def test_a_file_tells_the_sets_it_holds(tmp_path: Path) -> None:
    row = pd.DataFrame({"id": ["x"], "hard": [()]})
    write_judgements(tmp_path / "judgements.csv", {"gold dev": row, "corpus test": row})
    assert sets_of(tmp_path / "judgements.csv") == ["corpus test", "gold dev"]
