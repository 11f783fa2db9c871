"""A set is divided in all ways that are asked for, and small parts are marked."""

import pandas as pd
import pytest

from eval.slices import FEW, OTHERS, slices

N = 40


@pytest.fixture
def judgements() -> pd.DataFrame:
    """Forty actors of twenty texts: all support; in the first ten texts all said to oppose."""
    return pd.DataFrame(
        {
            "text": [i // 2 for i in range(N)],
            "domain": ["wrong"] * 20 + ["right"] * 20,
            "genre": ["wire"] * 35 + [f"genre {i}" for i in range(5)],
            "kind": ["state"] * N,
            "n_words": [30] * 20 + [100] * 20,
            "n_actors": [2] * N,
            "hard": [(1, 3)] * 20 + [()] * 20,
            "gold": [0] * N,
            "said": [1] * 20 + [0] * 20,
            "gold_basis": [0] * N,
        }
    )


def test_figures_of_parts_are_of_their_rows_alone(judgements: pd.DataFrame) -> None:
    by_domain = slices(judgements)["domain"]
    assert {name: part.accuracy for name, part in by_domain.items()} == {"right": 1, "wrong": 0}
    assert (by_domain["right"].n_texts, by_domain["right"].n_actors) == (10, 20)
    assert by_domain["right"].macro_f1.value == 1  # over the one stance that occurs


def test_a_part_with_few_labels_is_marked(judgements: pd.DataFrame) -> None:
    parts = slices(judgements)
    assert parts["domain"]["right"].few
    assert not parts["actor kind"]["state"].few
    assert FEW == 30


def test_rare_genres_are_joined(judgements: pd.DataFrame) -> None:
    by_genre = slices(judgements)["genre"]
    assert {name: part.n_actors for name, part in by_genre.items()} == {"wire": 35, OTHERS: 5}


def test_a_text_counts_in_each_of_its_hard_cases(judgements: pd.DataFrame) -> None:
    by_case = slices(judgements)["hard case"]
    assert {name: part.n_actors for name, part in by_case.items()} == {"1": 20, "3": 20, "none": 20}


def test_lengths_lie_between_their_borders(judgements: pd.DataFrame) -> None:
    by_length = slices(judgements)["length in words"]
    assert {name: part.accuracy for name, part in by_length.items()} == {
        "1 to 60": 0,
        "61 to 120": 1,
    }
