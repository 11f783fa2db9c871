"""Scores of given and found actors and of contrast groups, on answers written by hand."""

import pytest

from eval.judgements import judge
from eval.scoring import score_contrast, score_found, score_given
from model.classifier import ActorStance, Classification
from model.example import Example
from model.reading.actors import Actor
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

SCORES = (0.1, 0.2, 0.3, 0.9)  # nonconformity of a release


def test_answers_as_labelled_score_one() -> None:
    given = score_given(judge([example()], [answer(*RIGHT)]), SCORES)
    assert given.stance_macro_f1.value == 1
    assert (given.basis_accuracy, given.evidence_hits.value, given.set_coverage) == (1, 1, 1)
    assert score_found([example()], [answer(*RIGHT)]).value == 1


def test_evidence_in_another_sentence_is_no_hit() -> None:
    wrong = said("Chad", Stance.SUPPORT, "Peru will vote against the draft.")
    given = score_given(judge([example()], [answer(wrong, *RIGHT[1:])]), SCORES)
    assert given.evidence_hits.value == 0.5


def test_a_missed_actor_costs_its_class() -> None:
    assert score_found([example()], [answer(*RIGHT[:2])]).value == pytest.approx(2 / 3)


def test_an_invented_actor_costs_the_stance_it_was_given() -> None:
    invented = ActorStance(Actor("draft", Kind.ORGANISATION, ((23, 28),)), RIGHT[0].verdict, True)
    # support: one hit, one invented: 2 / 3
    score = score_found([example()], [answer(*RIGHT, invented)]).value
    assert score == pytest.approx((2 / 3 + 2) / 3)


def test_a_contrast_group_is_right_only_as_a_whole() -> None:
    members = [example().model_copy(update={"id": f"x{i}", "group": "x"}) for i in range(2)]
    flipped = members[1].actors[0].model_copy(update={"stance": Stance.OPPOSE})
    members[1] = members[1].model_copy(update={"actors": (flipped, *members[1].actors[1:])})
    both = score_contrast(
        judge(members, [answer(*RIGHT), answer(said("Chad", Stance.OPPOSE), *RIGHT[1:])])
    )
    assert both is not None
    assert (both.n_groups, both.all_right.value, both.flips_right.value) == (1, 1, 1)
    assert (both.labels_per_group, both.flipped_labels_right.value) == (6, 1)
    one = score_contrast(judge(members, [answer(*RIGHT), answer(*RIGHT)]))
    assert one is not None
    assert (one.all_right.value, one.flips_right.value) == (0, 0)
    assert one.flipped_labels_right.value == 0.5
    elsewhere = (*RIGHT[:2], said("Mali", Stance.OPPOSE))
    off = score_contrast(
        judge(members, [answer(*elsewhere), answer(said("Chad", Stance.OPPOSE), *RIGHT[1:])])
    )
    assert off is not None
    assert (off.all_right.value, off.flips_right.value) == (0, 1)


def test_texts_outside_a_group_are_no_contrast() -> None:
    assert score_contrast(judge([example()], [answer(*RIGHT)])) is None
