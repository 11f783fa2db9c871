"""Who wrote, printed or was told a report is no actor in it; nor is a place."""

import time

import pytest

from model.reading.bystanders import is_bystander
from model.reading.reader import Reader
from model.stance import Kind


def bystander(name: str, text: str, kind: Kind = Kind.PERSON) -> bool:
    start = text.index(name)
    return is_bystander((start, start + len(name)), kind, text)


@pytest.mark.parametrize(
    "text",
    [
        "Vote is near\nBy Ann Lee\nKenya waits.",
        "Vote is near\n\n**By Ann Lee, Nairobi**\n\nKenya waits.",
        "Kenya waits.\n(Reporting by Tom Osgood; Editing by Ann Lee)",
        "Vote is near\n\nAnn Lee, Diplomatic Editor\n\nKenya waits.",
        "Vote is near\n\nAnn Lee in Geneva\n\nKenya waits.",
    ],
)
def test_who_wrote_a_report_is_no_actor(text: str) -> None:
    assert bystander("Ann Lee", text)


@pytest.mark.parametrize(
    "text",
    [
        "Ann Lee backs the draft\n\nKenya waits.",
        "Ann Lee\n\nKenya waits.",
        "The draft was written by Kenya. Ann Lee waits.",
        "Anger at Ann Lee's vote grew.",
    ],
)
def test_who_is_reported_on_is_not_taken_for_its_author(text: str) -> None:
    assert not bystander("Ann Lee", text)


def test_a_line_of_capitals_takes_no_time() -> None:
    started = time.process_time()
    assert not bystander("Ann Lee", "Ann Lee " + "A-" * 28 + "!\n")
    assert time.process_time() - started < 1


def test_a_name_behind_a_word_of_place_is_a_place() -> None:
    assert bystander("Wewak", "He was born in Wewak.")
    assert bystander("Vanimo", "The minister flew to Vanimo on Sunday.")
    assert not bystander("Kuleba", "He spoke to Kuleba.")


def test_an_agency_in_a_dateline_and_a_paper_that_was_told_are_no_actors() -> None:
    organisation = Kind.ORGANISATION
    assert bystander("KGNA", "KUWAIT CITY, 9 October (KGNA) -- The ministry waits.", organisation)
    assert bystander("NRK", "The minister told NRK that she would wait.", organisation)
    assert bystander("Herald-Post", "He told the Herald-Post to wait.", organisation)
    assert not bystander("UPTZ", "The union (UPTZ) waits.", organisation)
    assert not bystander("NRK", "The minister thanked NRK.", organisation)


def test_a_record_names_its_speakers_in_capitals() -> None:
    reading = Reader().read(
        "ANNELI KUUSIK (Estonia) said she had voted in favour.\n\n"
        "SAMUEL OTENG-BAAH (Ghana) had abstained.\n\nSECURITY COUNCIL (New York)"
    )
    principals = {actor.name: actor.principal for actor in reading.actors}
    assert principals["ANNELI KUUSIK"] == "Estonia"
    assert principals["SAMUEL OTENG-BAAH"] == "Ghana"
    assert not any("COUNCIL" in name for name in principals)


def test_an_adjective_before_a_text_names_its_author() -> None:
    names = {actor.name for actor in Reader().read("The Irish text and the Polish-led bid.").actors}
    assert names == {"Irish", "Polish"}


def test_the_seat_of_a_bloc_is_a_place_behind_a_preposition() -> None:
    reader = Reader()
    assert not reader.read("Envoys met in Brussels.").actors
    assert [actor.name for actor in reader.read("Brussels is against it.").actors] == ["Brussels"]
