"""A silenced copy has nothing left in it of what one actor's stance rested on."""

import re

import pytest

from model.corpus import read_side
from model.example import Example
from model.reading.reader import Reader
from model.reading.sentences import Span
from model.stance import Basis, Kind, Stance
from training.silencing import silenced, without_evidence_of

EXAMPLES = read_side("train")[:80]


def sentences(text: str) -> list[Span]:
    """Borders behind every full stop."""
    return [match.span() for match in re.finditer(r"[^ .][^.]*\.?", text)]


def actor(name: str, evidence: str = "", **more: object) -> dict[str, object]:
    labels = (
        {"stance": Stance.SUPPORT, "basis": Basis.STATED}
        if evidence
        else {"stance": Stance.UNDECIDED, "basis": Basis.NONE}
    )
    return {"name": name, "kind": Kind.STATE, "evidence": evidence, **labels, **more}


def example(text: str, *actors: dict[str, object]) -> Example:
    return Example.model_validate(
        {
            "id": "one",
            "domain": "civic and corporate",
            "genre": "news",
            "resolution": "draft resolution on fishing",
            "body": "Council",
            "text": text,
            "actors": actors,
        }
    )


TEXT = (
    "Norland and Sudland met on Monday. Norland backs the draft, and so does Estland. "
    "Its minister Ada Bo said that she would fight for it. Sudland was in the room"
)


def test_the_sentence_that_shows_a_stance_is_gone_and_so_is_the_stance() -> None:
    whole = example(TEXT, actor("Norland", "Norland backs the draft"), actor("Sudland"))
    copy = without_evidence_of(whole, whole.actors[0], sentences(TEXT))
    assert copy is not None
    assert copy.text == (
        "Norland and Sudland met on Monday. "
        "Its minister Ada Bo said that she would fight for it. Sudland was in the room"
    )
    assert copy.actors[0].basis is Basis.NONE
    assert copy.actors[0].stance is Stance.UNDECIDED
    assert copy.source == whole.source


def test_who_speaks_for_the_actor_falls_silent_with_it() -> None:
    whole = example(
        TEXT + ". Ada Bo left early",
        actor("Norland", "Norland backs the draft"),
        actor("Ada Bo", "she would fight for it", kind=Kind.PERSON, principal="Norland"),
    )
    for silent in whole.actors:
        copy = without_evidence_of(whole, silent, sentences(whole.text))
        assert copy is not None
        assert "fight" not in copy.text
        assert {each.basis for each in copy.actors} == {Basis.NONE}


def test_an_actor_that_is_named_nowhere_else_cannot_be_silenced() -> None:
    whole = example(TEXT, actor("Estland", "so does Estland"), actor("Norland"))
    assert without_evidence_of(whole, whole.actors[0], sentences(TEXT)) is None


def test_another_actor_that_the_cut_removes_from_the_text_is_no_longer_asked_about() -> None:
    whole = example(
        TEXT, actor("Norland", "Norland backs the draft"), actor("Estland", "so does Estland")
    )
    copy = without_evidence_of(whole, whole.actors[0], sentences(TEXT))
    assert copy is not None
    assert [each.name for each in copy.actors] == ["Norland"]


def test_a_text_of_which_nothing_would_be_left_has_no_copy() -> None:
    text = "Norland backs the draft on fishing and says so to all. Norland"
    whole = example(text, actor("Norland", "Norland backs the draft"))
    assert without_evidence_of(whole, whole.actors[0], sentences(text)) is None


@pytest.fixture(scope="module")
def copies() -> list[Example]:
    return list(silenced(EXAMPLES, 0.5, 1, Reader().sentences))


def test_a_share_of_the_texts_is_silenced_the_same_way_each_time(copies: list[Example]) -> None:
    assert 0.2 * len(EXAMPLES) < len(copies) < 0.7 * len(EXAMPLES)
    assert copies == list(silenced(EXAMPLES, 0.5, 1, Reader().sentences))
    assert not list(silenced(EXAMPLES, 0, 1, Reader().sentences))


def test_a_silenced_copy_is_shorter_and_of_the_same_source(copies: list[Example]) -> None:
    by_id = {each.id: each for each in EXAMPLES}
    for copy in copies:
        whole = next(by_id[each] for each in by_id if copy.id.startswith(f"{each}-"))
        assert len(copy.text) < len(whole.text)
        assert copy.source == whole.source
        n_silent = sum(each.basis is Basis.NONE for each in copy.actors)
        assert n_silent > 0
