"""Public test sets are scored as their authors score them."""

from typing import Any

import pytest

from eval.public import score_directed, score_pairs, score_polar
from eval.public_sets import PUBLIC_SETS

SUPPORT, OPPOSE, NEUTRAL = [0.8, 0.1, 0.1], [0.1, 0.7, 0.2], [0.1, 0.1, 0.8]


def line(source: str, gold: int, probabilities: list[float]) -> dict[str, Any]:
    return {"source": source, "gold": gold, "probabilities": probabilities}


def test_all_right_is_one() -> None:
    lines = [line("a", 0, SUPPORT), line("b", 1, OPPOSE), line("c", 2, NEUTRAL)]
    figure = score_pairs(lines)
    assert (figure.n, figure.n_classes, figure.macro_f1.value) == (3, 3, 1.0)
    assert score_pairs([*lines, line("d", 0, OPPOSE)]).accuracy.value == 0.75


def test_both_directions_of_a_row_are_one_of_five_classes() -> None:
    rows = [
        (line("a", 0, SUPPORT), line("a", 2, NEUTRAL)),
        (line("b", 2, NEUTRAL), line("b", 0, SUPPORT)),
        (line("c", 1, OPPOSE), line("c", 2, NEUTRAL)),
        (line("d", 2, NEUTRAL), line("d", 1, OPPOSE)),
        (line("e", 2, NEUTRAL), line("e", 2, NEUTRAL)),
    ]
    figure = score_directed([each for row in rows for each in row])
    assert (figure.n, figure.n_classes, figure.macro_f1.value) == (5, 5, 1.0)


def test_the_wrong_direction_is_an_error_and_the_surer_one_counts() -> None:
    turned = [line("a", 0, NEUTRAL), line("a", 2, SUPPORT)]
    assert score_directed(turned).macro_f1.value == 0.0
    both = [line("a", 0, SUPPORT), line("a", 2, [0.5, 0.1, 0.4])]
    assert score_directed(both).macro_f1.value == pytest.approx(1 / 5)


def test_where_all_have_a_stance_the_stronger_of_the_two_counts() -> None:
    lines = [line("a", 0, [0.3, 0.1, 0.6]), line("b", 1, OPPOSE), line("c", 2, NEUTRAL)]
    figure = score_polar(lines)
    assert (figure.n, figure.n_classes, figure.macro_f1.value) == (2, 2, 1.0)


def test_half_a_row_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        score_directed([line("a", 0, SUPPORT)])


def test_every_set_says_what_compares_and_quotes_no_figure_without_a_source() -> None:
    for public in PUBLIC_SETS.values():
        assert public.same
        assert public.different
        for quoted in public.published:
            assert 0 < quoted.value < 1
            assert quoted.source
            assert quoted.url.startswith("https://")
