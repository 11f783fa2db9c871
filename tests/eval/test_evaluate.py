"""Scores of given and found actors, on answers written by hand."""

import pytest

from eval.baselines import Majority, TfidfRegression
from eval.evaluate import score_found, score_given
from model.classifier import ActorStance, Classification
from model.example import Example
from model.reading.actors import Actor
from model.reading.reader import Reader
from model.reading.resolution import Resolution
from model.stance import Basis, Kind, Stance
from model.verdict import Evidence, Verdict

TEXT = "Chad will vote for the draft. Peru will vote against the draft. Mali has not said."


def example() -> Example:
    def actor(name: str, stance: str, evidence: str) -> dict[str, object]:
        return {
            "name": name,
            "kind": "state",
            "stance": stance,
            "basis": "stated" if evidence else "none",
            "evidence": evidence,
        }

    return Example.model_validate(
        {
            "id": "x",
            "domain": "d",
            "genre": "g",
            "resolution": "draft on river levels",
            "body": "UN Security Council",
            "text": TEXT,
            "actors": [
                actor("Chad", "support", "Chad will vote for the draft"),
                actor("Peru", "oppose", "Peru will vote against the draft"),
                actor("Mali", "undecided", ""),
            ],
        }
    )


def said(name: str, stance: Stance, sentence: str = "") -> ActorStance:
    start = TEXT.index(name) if name in TEXT else 60
    actor = Actor(name, Kind.STATE, ((start, start + len(name)),))
    at = TEXT.index(sentence) if sentence else 0
    evidence = (Evidence((at, at + len(sentence)), 1.0),) if sentence else ()
    chances = tuple(0.8 if each is stance else 0.1 for each in Stance)
    basis = Basis.STATED if sentence else Basis.NONE
    verdict = Verdict(stance, (chances[0], chances[1], chances[2]), basis, evidence, (stance,))
    return ActorStance(actor, verdict, True)


def answer(*actors: ActorStance) -> Classification:
    return Classification(Resolution("draft", None, True), actors)


RIGHT = (
    said("Chad", Stance.SUPPORT, "Chad will vote for the draft."),
    said("Peru", Stance.OPPOSE, "Peru will vote against the draft."),
    said("Mali", Stance.UNDECIDED),
)


def test_answers_as_labelled_score_one() -> None:
    given = score_given([example()], [answer(*RIGHT)])
    assert given.stance_macro_f1.value == 1
    assert (given.basis_accuracy, given.evidence_hits, given.set_coverage) == (1, 1, 1)
    assert score_found([example()], [answer(*RIGHT)]).value == 1


def test_evidence_in_another_sentence_is_no_hit() -> None:
    wrong = said("Chad", Stance.SUPPORT, "Peru will vote against the draft.")
    given = score_given([example()], [answer(wrong, *RIGHT[1:])])
    assert given.evidence_hits == 0.5


def test_a_missed_actor_costs_its_class() -> None:
    assert score_found([example()], [answer(*RIGHT[:2])]).value == pytest.approx(2 / 3)


def test_an_invented_actor_costs_the_stance_it_was_given() -> None:
    invented = ActorStance(Actor("draft", Kind.ORGANISATION, ((23, 28),)), RIGHT[0].verdict, True)
    # support: one hit, one invented: 2 / 3
    score = score_found([example()], [answer(*RIGHT, invented)]).value
    assert score == pytest.approx((2 / 3 + 2) / 3)


def test_the_baselines_learn_from_the_training_side_alone(reader: Reader) -> None:
    train = [example()] * 3
    majority, regression = Majority(), TfidfRegression(reader)
    majority.fit(train)
    regression.fit(train)
    assert len(set(majority.predict([example()]).tolist())) == 1
    assert regression.predict([example()]).tolist() == [0, 1, 2]
