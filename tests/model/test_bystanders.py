"""Who wrote, printed or was told a report is no actor in it; nor is a place."""

import pytest

from model.reading.bystanders import is_bystander
from model.reading.reader import Reader, Request
from model.stance import Kind


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def bystander(name: str, text: str, kind: Kind = Kind.PERSON) -> bool:
    start = text.index(name)
    return is_bystander((start, start + len(name)), kind, text)


@pytest.mark.parametrize(
    "text",
    [
        "Vote is near\nBy Ann Lee\nKenya waits.",
        "Vote is near\n\n**By Tom Osgood and Ann Lee, Nairobi**\n\nKenya waits.",
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
        "Ann Lee Backs the Draft\n\nKenya waits.",
        "Ann Lee\n\nKenya waits.",
        "Ann Lee, Mayor\nTom Osgood, Clerk\n",
        "Ann Lee - Yes\nTom Osgood - No\n",
        "By contrast, Ann Lee waits.",
        "By Tom Osgood, NAIROBI - President Ann Lee waits.",
        "The motion, written by Ann Lee, is due.",
        "Anger at Ann Lee grew.",
        "A motion of no confidence in Ann Lee is due.",
        "In Ann Lee's view it is due.",
    ],
)
def test_who_is_reported_on_is_not_taken_for_its_author(text: str) -> None:
    assert not bystander("Ann Lee", text)


def test_a_name_behind_a_word_of_place_is_a_place() -> None:
    assert bystander("Wewak", "He was born in Wewak.")
    assert bystander("Vanimo", "The minister flew to Vanimo on Sunday.")
    assert not bystander("Kuleba", "He spoke to Kuleba.")


def test_an_agency_in_a_dateline_and_a_paper_that_was_told_are_no_actors() -> None:
    organisation = Kind.ORGANISATION
    assert bystander("KGNA", "KUWAIT CITY, 9 October (KGNA) -- The ministry waits.", organisation)
    assert bystander("Herald-Post", "He told the Herald-Post to wait.", organisation)
    assert bystander("Reuters", "He told Reuters to wait.", organisation)
    assert not bystander("UPTZ", "Two unions wait (Oxfam and UPTZ).", organisation)
    assert not bystander("UPTZ", "The union (UPTZ) - the oldest - waits.", organisation)
    assert not bystander("Dockers Union", "He told the Dockers Union to wait.", organisation)


def test_a_bystander_who_is_asked_for_is_a_person_all_the_same(reader: Reader) -> None:
    text = "Vote is near\nBy Martha Jones\nKenya tabled the draft."
    assert [actor.name for actor in reader.read(text).actors] == ["Kenya"]
    (asked,) = reader.read(text, asked=[Request("Martha Jones")]).actors
    assert asked.kind is Kind.PERSON
    assert asked.mentions


def test_a_record_names_its_speakers_in_capitals(reader: Reader) -> None:
    reading = reader.read(
        "ANNELI KUUSIK (Estonia) said she had voted in favour.\n\n"
        "MR. SAMUEL OTENG-BAAH (Ghana), speaking for four others, had abstained.\n\n"
        "THE CHAIR (Guinea): The vote is closed.\n\nROLL CALL (Final)\n\nNEW YORK (AP) - It is."
    )
    people = {each.name: each.principal for each in reading.actors if each.kind is Kind.PERSON}
    assert people == {"ANNELI KUUSIK": "Estonia", "SAMUEL OTENG-BAAH": "Ghana"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The Irish text is due.", ["Irish"]),
        ("A Polish-drafted resolution is due.", ["Polish"]),
        ("The English text prevails.", []),
        ("A Saudi-led coalition waits.", []),
    ],
)
def test_an_adjective_before_a_text_names_its_author(
    reader: Reader, text: str, names: list[str]
) -> None:
    assert [each.name for each in reader.read(text).actors if each.kind is Kind.STATE] == names


def test_the_seat_of_a_bloc_is_a_place_behind_a_preposition(reader: Reader) -> None:
    assert not reader.read("Envoys met in Brussels.").actors
    assert [actor.name for actor in reader.read("Brussels is against it.").actors] == ["Brussels"]


def test_a_title_alone_is_no_name_but_may_be_a_part_of_one(reader: Reader) -> None:
    names = {
        each.name for each in reader.read("He met Mr. Ma and Lord St John on Queen St.").actors
    }
    assert {"Ma", "St John"} <= names
    assert "St" not in names
