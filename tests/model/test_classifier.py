"""The committed release, as a Python object."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.classifier import StanceClassifier
from model.stance import Basis, Stance

TEXT = (
    "France tabled the draft resolution demanding a ceasefire on Monday and will vote for it. "
    "Bolivia said it would vote against the draft. Kenya's envoy Amina Odhiambo told reporters "
    "that Nairobi had not decided and would wait for the final text."
)


def test_plain_positions_are_read(classifier: StanceClassifier) -> None:
    answer = classifier.classify(TEXT)
    stances = {each.actor.name: each.verdict.stance for each in answer.actors}
    assert stances["France"] is Stance.SUPPORT
    assert stances["Bolivia"] is Stance.OPPOSE
    assert stances["Kenya"] is Stance.UNDECIDED


def test_evidence_is_words_of_the_text_near_the_actor(classifier: StanceClassifier) -> None:
    answer = classifier.classify(TEXT, actors=["Bolivia"])
    (start, end) = answer.actors[0].verdict.evidence[0].span
    assert TEXT[start:end] == "Bolivia said it would vote against the draft."


def test_actors_come_in_order_of_first_mention(classifier: StanceClassifier) -> None:
    answer = classifier.classify(TEXT)
    firsts = [each.actor.mentions[0] for each in answer.actors]
    assert all(one < other for one, other in pairwise(firsts))


def test_an_actor_that_the_text_never_names_is_undecided_without_basis(
    classifier: StanceClassifier,
) -> None:
    (answer,) = classifier.classify(TEXT, actors=["Peru"]).actors
    assert not answer.mentioned
    assert (answer.verdict.stance, answer.verdict.basis) == (Stance.UNDECIDED, Basis.NONE)


def test_no_resolution_is_a_warning(classifier: StanceClassifier) -> None:
    answer = classifier.classify("Kenya and Chad met on Friday.")
    assert not answer.resolution.found
    assert len(answer.warnings) == 1


def test_documents_judged_together_get_the_answers_they_get_alone(
    classifier: StanceClassifier,
) -> None:
    other = "Chad has doubts about the bill banning nets. " * 30
    features = [classifier._preparation.read(text)[1] for text in (TEXT, other)]
    assert all(each is not None for each in features)
    together = classifier._runtime.judge([each for each in features if each is not None])
    for each, logits in zip(features, together, strict=True):
        assert each is not None
        alone = classifier._runtime.judge([each])[0]
        assert (logits.stance == alone.stance).all()


def test_twenty_thousand_words_are_read(classifier: StanceClassifier) -> None:
    answer = classifier.classify(
        "Delegates spoke at length about many other things. " * 2500 + TEXT
    )
    assert {each.actor.name for each in answer.actors} >= {"France", "Bolivia", "Kenya"}


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200))
def test_any_text_is_answered_with_probabilities_that_sum_to_one(text: str) -> None:
    answer = _CLASSIFIER.classify(f"Kenya said: {text}", actors=["Kenya", text[:50]])
    for each in answer.actors:
        assert sum(each.verdict.probabilities) == pytest.approx(1)


_CLASSIFIER = StanceClassifier()
