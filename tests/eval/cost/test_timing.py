"""Times are taken in turns, and growth is fitted as it is."""

import pytest

from eval.cost.comparison import ACTORS, N_WORDS, WORDS
from eval.cost.timing import article, exponent, ratio, take_turns


def test_calls_take_turns_and_the_first_turn_does_not_count() -> None:
    called: list[str] = []
    times = take_turns({name: lambda name=name: called.append(name) for name in "ab"}, 2)  # type: ignore[misc]
    assert called == ["a", "b"] * 3
    assert {name: len(each) for name, each in times.items()} == {"a": 2, "b": 2}


def test_a_ratio_is_within_a_turn_so_that_noise_of_a_turn_falls_out() -> None:
    assert ratio([10, 1000, 20], [1, 100, 2]) == 10


def test_the_exponent_tells_linear_from_quadratic() -> None:
    assert exponent([1, 10, 100], [3, 30, 300]) == pytest.approx(1)
    assert exponent([1, 10, 100], [3, 300, 30_000]) == pytest.approx(2)
    assert exponent([1], [3]) is None


def test_articles_have_the_words_and_name_the_actors() -> None:
    for n_words, n_actors in [*((N_WORDS, n) for n in ACTORS), (WORDS[0], 10), (WORDS[-1], 10)]:
        each = article(n_words, n_actors)
        assert len(each.text.split()) == n_words
        assert len(set(each.actors)) == n_actors
        assert all(name in each.text for name in each.actors)
    with pytest.raises(ValueError, match="actors"):
        article(10, 20)
