"""Probes change texts as they say, and count what must come of it."""

import json
import random
from pathlib import Path

import pytest

from eval.evaluate import classify_given
from eval.probes import probe as probe_module
from eval.probes.probe import N_FAILURES, Failure, changed, run_cases, some_of, written
from eval.probes.transformations import (
    Case,
    add_earlier_vote,
    add_hope,
    add_typos,
    move_decisive_sentence,
    swap,
    transformations,
)
from model.classifier import StanceClassifier
from model.corpus import read_side
from model.example import Example
from model.reading.reader import Request
from model.stance import Basis, Stance

TEXT = "Chad will vote for the draft. Peru is going to vote against it. Mali has not said."


@pytest.fixture
def example() -> Example:
    def actor(name: str, stance: str, evidence: str) -> dict[str, object]:
        basis = "stated" if evidence else "none"
        return {
            "name": name,
            "kind": "state",
            "stance": stance,
            "basis": basis,
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
                actor("Chad", "support", "Chad will vote for the draft."),
                actor("Peru", "oppose", "Peru is going to vote against it."),
                actor("Mali", "undecided", ""),
            ],
        }
    )


BEFORE = {"Chad": Stance.SUPPORT, "Peru": Stance.OPPOSE, "Mali": Stance.UNDECIDED}


def test_swapped_actors_swap_their_stances(example: Example) -> None:
    case = swap(example, BEFORE)
    assert case is not None
    assert case.text.startswith("Peru will vote for the draft. Chad is going to vote against it.")
    assert case.expected == {"Peru": Stance.SUPPORT, "Chad": Stance.OPPOSE}


def test_an_actor_that_goes_by_other_forms_of_its_name_is_not_swapped(example: Example) -> None:
    text = TEXT + " Peruvian diplomats left; so did those of N'Djamena and Bamako."
    assert swap(example.model_copy(update={"text": text}), BEFORE) is None


def test_a_swap_reaches_the_resolution_too(example: Example) -> None:
    case = swap(example.model_copy(update={"resolution": "draft on Chad's rivers"}), BEFORE)
    assert case is not None
    assert case.resolution == "draft on Peru's rivers"


def test_nobody_hopes_for_its_own_vote(example: Example) -> None:
    misread = BEFORE | {"Chad": Stance.OPPOSE}
    cases = [add_hope(example, misread, random.Random(i)) for i in range(20)]
    assert all(case is None or "Chad" not in case.expected for case in cases)


def test_a_hope_is_added_for_somebody_who_is_no_supporter(example: Example) -> None:
    case = add_hope(example, BEFORE, random.Random(0))
    assert case is not None
    ((actor, stance),) = case.expected.items()
    assert stance is BEFORE[actor]
    assert actor != "Chad"
    added = case.text.removeprefix(TEXT)
    assert "Chad" in added
    assert actor in added


def test_the_vote_of_last_year_points_the_other_way(example: Example) -> None:
    case = add_earlier_vote(example, BEFORE)
    assert case is not None
    assert case.text.endswith("\n\nLast year Chad voted against a similar measure.")
    assert case.expected == {"Chad": Stance.SUPPORT}


def test_typos_leave_names_alone(example: Example) -> None:
    chance = random.Random(0)
    cases = [case for _ in range(40) if (case := add_typos(example, BEFORE, chance)) is not None]
    assert cases
    assert all(name in case.text for case in cases for name in BEFORE)
    assert all(case.expected == BEFORE and case.text != TEXT for case in cases)


def test_the_decisive_sentence_goes_to_the_end(example: Example) -> None:
    case = move_decisive_sentence(example, BEFORE)
    assert case is not None
    assert case.text == (
        "Peru is going to vote against it. Mali has not said.\n\nChad will vote for the draft."
    )


def test_an_unrelated_resolution_leaves_no_basis(example: Example) -> None:
    other = example.model_copy(update={"id": "y", "domain": "e", "resolution": "bill on dog taxes"})
    case = transformations([example, other], 0)["unrelated resolution: basis none"](example, BEFORE)
    assert case is not None
    assert (case.text, case.resolution, case.body) == (TEXT, "bill on dog taxes", None)
    assert case.expected == dict.fromkeys(BEFORE, Basis.NONE)


def test_verdicts_are_held_against_what_must_be(classifier: StanceClassifier) -> None:
    text, resolution = TEXT, "draft on river levels"
    asked = [Request(name) for name in BEFORE]
    said = {
        a.actor.name: a.verdict.stance for a in classifier.classify(text, resolution, asked).actors
    }
    right = run_cases(classifier, [(0, Case("x", text, None, resolution, None, asked, said))])
    assert right is not None
    assert (right.n, right.passed.value, right.failures) == (3, 1, [])
    assert right.passed.low == pytest.approx(0.025)  # one text: it says next to nothing
    others = {name: next(s for s in Stance if s is not stance) for name, stance in said.items()}
    wrong = run_cases(
        classifier, [(0, Case("x", text, "Before.", resolution, None, asked, others))]
    )
    assert wrong is not None
    assert (wrong.passed.value, wrong.passed.high) == (0, pytest.approx(0.975))
    (failure,) = wrong.failures
    assert failure.actor in BEFORE
    assert (failure.resolution, failure.text, failure.before) == (resolution, text, "Before.")


def test_failures_are_drawn_from_all_and_of_one_text_at_most_one() -> None:
    def failed(actor: str, text: str) -> Failure:
        return Failure("x", actor, "support", "oppose", "draft", text, None)

    failures = [failed(f"actor {i}", f"text {i // 10}") for i in range(100)]
    drawn = some_of(failures)
    assert len({each.text for each in drawn}) == len(drawn) == N_FAILURES
    assert drawn != failures[:1] + failures[10:11] + failures[20:21]
    assert drawn == some_of(failures)
    assert len(some_of(failures[:10])) == 1


def test_where_no_text_fits_there_is_no_figure(classifier: StanceClassifier) -> None:
    assert run_cases(classifier, []) is None


def test_every_transformation_fits_some_texts_of_the_corpus(classifier: StanceClassifier) -> None:
    examples = sorted(read_side("test"), key=lambda e: len(e.text))[30:50]
    answers = [classify_given(classifier, example) for example in examples]
    resolutions = {example.text: example.resolution for example in examples}
    for name, transformation in transformations(examples, 0).items():
        cases = changed(transformation, examples, answers)
        assert cases, name
        for _, case in cases:
            assert (case.text, case.resolution) != (case.before, resolutions[str(case.before)])


def test_what_is_made_of_texts_of_one_source_has_one_number(classifier: StanceClassifier) -> None:
    short = sorted(read_side("test"), key=lambda e: len(e.text))[30:42]
    examples = [e.model_copy(update={"id": f"{i}", "group": "one"}) for i, e in enumerate(short)]
    answers = [classify_given(classifier, example) for example in examples]
    transformation = transformations(examples, 0)["typos and OCR noise"]
    cases = changed(transformation, examples, answers)
    assert len(cases) > 1
    assert {number for number, _ in cases} == {0}


@pytest.mark.parametrize("name", probe_module.WRITTEN)
def test_written_probes_name_their_actor_and_hold_all_stances(name: str) -> None:
    cases = [case for _, case in written(name)]
    assert all(actor in case.text for case in cases for actor in case.expected)
    assert {stance for case in cases for stance in case.expected.values()} == set(Stance)
    lines = (Path(probe_module.__file__).parent / f"{name}.jsonl").read_text().splitlines()
    assert len({json.loads(line)["text"] for line in lines}) == len(lines)
