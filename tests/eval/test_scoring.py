"""Scores of given and found actors and of contrast groups, on answers written by hand."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import brier_score_loss

from eval.judgements import PROBABILITIES, judge
from eval.scoring import (
    brier_losses,
    coverage_by_kind,
    score_contrast,
    score_found,
    score_given,
    score_sets,
)
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
    assert given.evidence_hits is not None
    assert given.basis_accuracy.value == given.evidence_hits.value == given.set_coverage.value == 1
    assert given.n_with_evidence == 2  # Mali has none
    assert score_found([example()], [answer(*RIGHT)]).value == 1


def test_evidence_in_another_sentence_is_no_hit() -> None:
    wrong = said("Chad", Stance.SUPPORT, "Peru will vote against the draft.")
    given = score_given(judge([example()], [answer(wrong, *RIGHT[1:])]), SCORES)
    assert given.evidence_hits is not None
    assert given.evidence_hits.value == 0.5


def test_each_figure_has_an_interval_over_sources() -> None:
    # of two texts one is all right, in the other Chad is taken for an opponent
    wrong = (said("Chad", Stance.OPPOSE, "Chad will vote for the draft."), *RIGHT[1:])
    texts = [example().model_copy(update={"id": name}) for name in ("x", "y")]
    given = score_given(judge(texts, [answer(*RIGHT), answer(*wrong)]), SCORES)
    support = given.stances["support"]
    assert (support.precision, support.recall, support.n) == (1, 0.5, 2)
    assert (support.f1.value, support.f1.low, support.f1.high) == (pytest.approx(2 / 3), 0, 1)
    assert given.stances["undecided"].f1.low == 1
    # right with 0.8 five times of six: a loss of 0.04 + 0.01 + 0.01, else 0.81 + 0.64 + 0.01
    assert given.brier.value == pytest.approx((5 * 0.06 + 1.46) / 6)
    assert (given.brier.low, given.brier.high) == pytest.approx((0.06, (2 * 0.06 + 1.46) / 3))
    # the one bin of 0.8 has 5/6, 1 or 2/3 right
    assert given.ece.value == pytest.approx(5 / 6 - 0.8)
    assert (given.ece.low, given.ece.high) == pytest.approx((5 / 6 - 0.8, 0.2))
    assert (given.set_coverage.value, given.set_coverage.low) == pytest.approx((5 / 6, 2 / 3))
    assert (given.error_at_70.value, given.error_at_70.low) == (0.25, 0)


def test_the_brier_score_is_the_squared_distance_from_the_truth() -> None:
    chances = np.array([[0.7, 0.2, 0.1], [0.5, 0.3, 0.2]])
    gold = np.array([0, 2])
    # 0.09 + 0.04 + 0.01; 0.25 + 0.09 + 0.64
    assert brier_losses(gold, chances) == pytest.approx([0.14, 0.98])
    theirs = brier_score_loss(gold, chances, labels=[0, 1, 2], scale_by_half=False)
    assert brier_losses(gold, chances).mean() == pytest.approx(theirs)


def test_prediction_sets_hold_what_is_within_the_threshold() -> None:
    # Of four scores 0.1, 0.2, 0.3, 0.9 the third is the threshold at 0.5: ceil(5 * 0.5) = 3. In
    # the set is what has a chance of 1 - 0.3 or more, and always the likeliest.
    chances = [[0.75, 0.20, 0.05], [0.50, 0.40, 0.10], [0.10, 0.15, 0.75], [0.40, 0.35, 0.25]]
    table = pd.DataFrame(chances, columns=PROBABILITIES).assign(gold=[0, 1, 2, 0])
    half = score_sets(table, 0.5, SCORES)
    assert (half.asked, half.reached, half.mean_size) == (0.5, 0.75, 1.0)
    # At 0.8 it is the fourth: chances of 0.1 or more, give or take what 1 - 0.9 is short of it.
    most = score_sets(table, 0.8, SCORES)
    assert (most.reached, most.mean_size) == (1.0, (2 + 3 + 3 + 3) / 4)
    # At 0.9 four scores are too few for a threshold: everything is in.
    every = score_sets(table, 0.9, SCORES)
    assert (every.reached, every.mean_size) == (1.0, 3.0)


def test_the_coverage_of_each_kind_is_of_its_actors_alone() -> None:
    table = pd.DataFrame(
        {
            "kind": ["state", "person", "state", "person", "state"],
            "in_set": [True, False, True, True, False],
            "set_size": [1, 1, 2, 2, 3],
        }
    )
    by_kind = coverage_by_kind(table)
    assert list(by_kind) == ["state", "person"]
    state, person = by_kind["state"], by_kind["person"]
    assert (state.asked, state.n, state.mean_size) == (0.9, 3, 2.0)
    assert state.reached == pytest.approx(2 / 3)
    assert (person.n, person.reached, person.mean_size) == (2, 0.5, 1.5)


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


def test_a_group_in_which_nobody_changes_its_stance_is_no_contrast() -> None:
    members = [example().model_copy(update={"id": f"x{i}", "group": "x"}) for i in range(2)]
    assert score_contrast(judge(members, [answer(*RIGHT), answer(*RIGHT)])) is None


def test_texts_outside_a_group_are_no_contrast() -> None:
    assert score_contrast(judge([example()], [answer(*RIGHT)])) is None
