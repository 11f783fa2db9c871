"""The corpus's many names of genres come to a few broad ones."""

from collections import Counter

import pytest

from eval.genres import BROAD_GENRES, OTHER, broad_genre
from eval.slices import FEW
from model.corpus import read_side


@pytest.mark.parametrize(
    ("genre", "broad"),
    [
        ("wire report", "news agency"),
        ("Xinhua-like agency copy", "news agency"),
        ("long wire analysis", "analysis or explainer"),
        ("broadsheet report", "newspaper"),
        ("UK local paper", "local or regional press"),
        ("BBC-like web story", "broadcaster"),
        ("UN meetings coverage", "press release or official statement"),
        ("letter to the editor", "opinion, column or blog"),
        ("recorded-vote summary", "official record"),
        ("live blog", "live blog, thread or post"),
        ("union newsletter", "newsletter or bulletin"),
        ("EU-affairs site", "trade or specialist press"),
        ("news report", "news report or site"),
        ("headline + standfirst", OTHER),
    ],
)
def test_the_first_word_of_the_table_that_fits_tells_the_genre(genre: str, broad: str) -> None:
    assert broad_genre(genre) == broad


def test_every_broad_genre_holds_much_of_the_test_side_and_other_holds_little() -> None:
    labels: Counter[str] = Counter()
    for example in read_side("test"):
        labels[broad_genre(example.genre)] += len(example.actors)
    assert set(labels) == {*BROAD_GENRES, OTHER}
    assert min(labels.values()) >= 3 * FEW
    assert labels[OTHER] < 0.12 * labels.total()
