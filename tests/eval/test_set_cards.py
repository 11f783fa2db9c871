"""A set's card says whether the release has learned from it."""

import pytest

from eval.sets import corpus_origin, set_card
from model.corpus import read_side


@pytest.mark.parametrize(
    ("name", "learned_from"),
    [
        ("corpus test", "no: its side of the split"),
        ("corpus calibration", "in part"),
        ("corpus train", "yes"),
        ("un-security-council", "no: the release was trained without this domain"),
    ],
)
def test_a_side_or_a_domain_says_what_training_saw_of_it(name: str, learned_from: str) -> None:
    assert corpus_origin(name).learned_from.startswith(learned_from)


def test_a_card_counts_what_is_in_the_set() -> None:
    examples = read_side("calibration")[:20]
    card = set_card("corpus calibration", examples)
    assert sum(card.stances.values()) == sum(len(example.actors) for example in examples)
    assert sum(card.domains.values()) == len(examples)
