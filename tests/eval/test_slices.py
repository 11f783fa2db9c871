"""A set is divided in all ways that are asked for, and small parts are marked."""

import pandas as pd
import pytest

from eval.slices import FEW, FEW_SOURCES, slices

N = 40


@pytest.fixture
def judgements() -> pd.DataFrame:
    """Forty actors of twenty texts: all support; in the first ten texts all said to oppose."""
    return pd.DataFrame(
        {
            "text": [i // 2 for i in range(N)],
            "id": [f"id-{i // 2}" for i in range(N)],
            "group": [""] * N,
            "domain": ["wrong"] * 20 + ["right"] * 20,
            "genre": ["wire report"] * 30 + ["agency copy"] * 5 + ["Kenyan daily"] * 5,
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


def test_a_part_of_few_sources_is_marked_however_many_its_labels(judgements: pd.DataFrame) -> None:
    crowded = judgements.assign(id=[f"id-{i // 10}" for i in range(N)])
    assert slices(crowded)["actor kind"]["state"].few
    assert FEW_SOURCES == 5
    crowded = judgements.assign(id=[f"id-{i // 8}" for i in range(N)])
    assert not slices(crowded)["actor kind"]["state"].few


def test_texts_of_a_contrast_group_are_drawn_together(judgements: pd.DataFrame) -> None:
    halves = judgements.assign(gold=[0, 1] * (N // 2))
    apart = slices(halves)["actor kind"]["state"].macro_f1
    assert apart.low < apart.high
    together = slices(halves.assign(group="one"))["actor kind"]["state"]
    assert together.macro_f1.low == together.macro_f1.high
    assert together.few


def test_genres_are_broad_ones(judgements: pd.DataFrame) -> None:
    by_genre = slices(judgements)["genre"]
    assert {name: part.n_actors for name, part in by_genre.items()} == {
        "news agency": 35,
        "newspaper": 5,
    }


def test_a_text_counts_in_each_of_its_hard_cases(judgements: pd.DataFrame) -> None:
    by_case = slices(judgements)["hard case"]
    assert {name: part.n_actors for name, part in by_case.items()} == {"1": 20, "3": 20, "none": 20}


def test_lengths_lie_between_their_borders(judgements: pd.DataFrame) -> None:
    by_length = slices(judgements)["length in words"]
    assert {name: part.accuracy for name, part in by_length.items()} == {
        "1 to 60": 0,
        "61 to 120": 1,
    }
