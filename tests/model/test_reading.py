"""The reader finds who could hold a position, joins their names, and leaves the rest."""

import cProfile
import pstats

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.corpus import read_side
from model.reading.actors import Actor
from model.reading.gazetteer import Form, Gazetteer
from model.reading.principals import with_principals
from model.reading.reader import Reader, Request
from model.reading.spans import find_spans
from model.stance import Kind


def read(reader: Reader, text: str, **given_by_caller: str) -> dict[str, Actor]:
    return {actor.name: actor for actor in reader.read(text, **given_by_caller).actors}


def texts(actor: Actor, text: str) -> list[str]:
    return [text[start:end] for start, end in actor.mentions]


def test_the_gazetteer_has_every_member_of_the_un() -> None:
    entries = {entry for entry, _ in Gazetteer.load().surfaces.values()}
    assert sum(entry.un_member for entry in entries) == 193


def test_an_alias_says_how_it_names_its_state() -> None:
    surfaces = Gazetteer.load().surfaces
    assert surfaces["Kremlin"][0] == surfaces["Russia"][0]
    assert surfaces["Foggy Bottom"][0] == surfaces["US"][0]
    assert surfaces["Ottawa"][1] is Form.CAPITAL


def test_the_names_of_one_state_are_one_actor(reader: Reader) -> None:
    text = "The US tabled it. Washington wants a vote. The United States will not wait."
    (actor,) = reader.read(text).actors
    assert (actor.kind, texts(actor, text)) == (Kind.STATE, ["US", "Washington", "United States"])


def test_a_person_is_known_by_the_last_name(reader: Reader) -> None:
    text = "Antony Blinken rang Nairobi. Mr. Blinken called it urgent; Blinken then left."
    actor = read(reader, text)["Antony Blinken"]
    assert (actor.kind, len(actor.mentions)) == (Kind.PERSON, 3)


def test_an_acronym_joins_the_name_it_stands_for(reader: Reader) -> None:
    text = "The Northern Fishermen's Alliance (NFA) filed it. The NFA will fight; NFA boats sailed."
    (actor,) = reader.read(text).actors
    assert texts(actor, text) == ["Northern Fishermen's Alliance", "NFA", "NFA", "NFA"]


def test_a_lone_last_name_that_the_recogniser_takes_for_a_firm_is_the_person(
    reader: Reader,
) -> None:
    text = (
        "Russian foreign minister Sergey Lavrov spoke first. In his talks with Lavrov, "
        "the Indian minister S Jaishankar asked for calm."
    )
    assert texts(read(reader, text)["Sergey Lavrov"], text) == ["Sergey Lavrov", "Lavrov"]


@pytest.mark.parametrize(
    "text",
    [
        "The talks were held in New Delhi and the envoys flew to Paris.",
        "MALABO - The chamber rose at noon.",
        "NEW DELHI, 25 February (Wire) - The talks went on.",
    ],
)
def test_a_place_or_a_dateline_is_no_actor(reader: Reader, text: str) -> None:
    assert [actor for actor in reader.read(text).actors if actor.kind is Kind.STATE] == []


def test_an_adjective_alone_is_no_actor_but_a_delegation_is(reader: Reader) -> None:
    assert not reader.read("It deplored the Russian attack.").actors
    assert [actor.kind for actor in reader.read("The Turkish delegation left.").actors] == [
        Kind.STATE
    ]


def test_the_deciding_body_is_no_actor(reader: Reader) -> None:
    text = "The Security Council met and the Bundestag waited. Kenya voted for the draft."
    assert list(read(reader, text)) == ["Kenya"]
    text = "The Harbour Board decides tonight. Norway is for it."
    assert list(read(reader, text, body="Oslo Harbour Board")) == ["Norway"]


@pytest.mark.parametrize(
    ("text", "person", "principal"),
    [
        ("Russia’s Charge d’affaires Roman Babushkin spoke.", "Roman Babushkin", "Russia"),
        (
            "Ukrainian Foreign Minister Dmytro Kuleba agreed. Ukraine is for it.",
            "Dmytro Kuleba",
            "Ukraine",
        ),
        ("US Secretary of State Antony Blinken called.", "Antony Blinken", "US"),
        ("Selma Okafor, Kenya's ambassador, shook her head.", "Selma Okafor", "Kenya"),
        ("Mr. Quispe (Bolivia) asked for a vote.", "Quispe", "Bolivia"),
        ("Denmark hesitates. Its ambassador, Karen Holst, smiled.", "Karen Holst", "Denmark"),
        ("Nobody but Harriet Boone objected to it.", "Harriet Boone", None),
        (
            "US Secretary of State Antony Blinken called Foreign Minister Asad Wattoo.",
            "Asad Wattoo",
            None,
        ),
        ("Vanuatu has a text. Prime Minister Samuel Tari read it.", "Samuel Tari", "Vanuatu"),
        ("NEW DELHI: Foreign Minister Asha Kelkar spoke. India waits.", "Asha Kelkar", "India"),
        ("Talks begin\n\nLIMA - Foreign Minister Ana Soto spoke. Peru waits.", "Ana Soto", "Peru"),
        ("Kenya's rather weary navy chief Amina Odhiambo left.", "Amina Odhiambo", "Kenya"),
        ("Canada's consul general in Denver, Marie Roy, objected.", "Marie Roy", "Canada"),
        ("Mr. Desrochers (Rimouski, NDP) rose. The NDP agrees.", "Desrochers", "NDP"),
        (
            "Ukraine's minister, Dmytro Kuleba, spoke. President Joe Biden left it at that.",
            "Joe Biden",
            None,
        ),
        (
            "Cyprus said no.\n\nGreece told Malta it would vote. Foreign Minister Ana Kombou left.",
            "Ana Kombou",
            "Greece",
        ),
    ],
)
def test_whom_a_person_speaks_for(
    reader: Reader, text: str, person: str, principal: str | None
) -> None:
    assert read(reader, text)[person].principal == principal


def principal(text: str, person: str, *others: tuple[str, Kind]) -> str | None:
    """Whom a person speaks for among actors whose places are known."""
    actors = [
        Actor(name, kind, find_spans(text, (name,)))
        for name, kind in ((person, Kind.PERSON), *others)
    ]
    return with_principals(actors, [], [], text)[0].principal


KENYA, PERU = ("Kenya", Kind.STATE), ("Peru", Kind.STATE)
GREENS, GUILD = ("Greens", Kind.PARTY), ("Net Guild", Kind.ORGANISATION)


def test_whoever_says_to_speak_for_a_group_speaks_for_it_and_not_for_the_bracket() -> None:
    text = "Ada Bo (Kenya), speaking for the Greens, rose."
    assert principal(text, "Ada Bo", KENYA, GREENS) == "Greens"


def test_a_member_votes_for_nobody_but_himself() -> None:
    text = "Senator Ada Bo of the Greens objected."
    assert principal(text, "Ada Bo", GREENS) is None


def test_a_member_who_tells_what_the_party_does_speaks_for_it() -> None:
    text = "Deputy Ada Bo (Greens) said her party would abstain."
    assert principal(text, "Ada Bo", GREENS) == "Greens"


def test_a_former_minister_speaks_for_nobody() -> None:
    assert principal("Kenya's former minister Ada Bo objected.", "Ada Bo", KENYA) is None


def test_an_envoy_speaks_for_the_sender_and_not_for_where_the_post_is() -> None:
    text = "Kenya's ambassador to Peru, Ada Bo, objected."
    assert principal(text, "Ada Bo", KENYA, PERU) == "Kenya"


def test_a_rank_may_stand_between_office_and_name() -> None:
    text = "Kenya's army spokesman, Rear Adm. Ada Bo, objected."
    assert principal(text, "Ada Bo", KENYA) == "Kenya"


def test_an_office_of_an_organisation_may_stand_before_the_name_behind_a_comma() -> None:
    text = "The leader of the Greens, Ada Bo, objected."
    assert principal(text, "Ada Bo", GREENS) == "Greens"


def test_a_spokesman_of_a_person_speaks_for_that_person() -> None:
    text = "Ada Bo left early. Her spokesman, Ben Cole, would not say why."
    assert principal(text, "Ben Cole", ("Ada Bo", Kind.PERSON)) == "Ada Bo"


def test_a_noun_in_place_of_the_name_finds_whom_it_names() -> None:
    text = 'Kenya met the Net Guild. "No," said the guild\'s director, Ada Bo.'
    assert principal(text, "Ada Bo", KENYA, GUILD) == "Net Guild"


def test_whose_means_the_name_just_before_it() -> None:
    text = "Peru proposed it with Kenya, whose delegate, Ada Bo, objected."
    assert principal(text, "Ada Bo", PERU, KENYA) == "Kenya"


def test_a_title_alone_belongs_to_whom_the_paragraph_begins_with() -> None:
    text = "The Net Guild called it late. Spokeswoman Ada Bo said no more."
    assert principal(text, "Ada Bo", GUILD) == "Net Guild"


def test_a_minister_that_nothing_tells_of_is_of_the_state_the_text_is_about() -> None:
    text = "Peru waits. Kenya does not; Kenya votes.\n\nTrade Minister Ada Bo objected."
    assert principal(text, "Ada Bo", PERU, KENYA) == "Kenya"


def test_a_premier_of_a_place_that_is_no_actor_speaks_for_nobody() -> None:
    text = "Kenya votes today.\n\nNunavut Premier Ada Bo objected."
    assert principal(text, "Ada Bo", KENYA) is None


def test_whoever_leads_what_is_named_speaks_for_it() -> None:
    text = "The Net Guild, headed by Colonel Ada Bo, objected."
    assert principal(text, "Ada Bo", GUILD) == "Net Guild"


def test_an_actor_that_only_the_caller_knows_can_be_spoken_for(reader: Reader) -> None:
    text = "Blue skies wait, said the leader of Blue skies, Amina Odhiambo."
    asked = [Request("Blue skies"), Request("Amina Odhiambo")]
    read_as = {actor.name: actor for actor in reader.read(text, asked=asked).actors}
    assert read_as["Amina Odhiambo"].principal == "Blue skies"
    assert read_as["Blue skies"].spoken == read_as["Amina Odhiambo"].mentions


def test_what_a_spokesperson_says_is_pooled_for_the_state(reader: Reader) -> None:
    text = "Kenya's envoy Amina Odhiambo praised the draft. Odhiambo will vote for it."
    spoken = read(reader, text)["Kenya"].spoken
    assert [text[start:end] for start, end in spoken] == ["Amina Odhiambo", "Odhiambo"]


def test_a_resolution_is_found_with_what_it_does(reader: Reader) -> None:
    text = (
        "The Security Council votes on Friday on the draft resolution tabled by Albania seeking "
        "to condemn the attack, and all eyes are on India."
    )
    resolution = reader.read(text).resolution
    assert resolution.found
    assert resolution.text.startswith("draft resolution tabled by Albania seeking to condemn")
    assert resolution.body == "UN Security Council"


@pytest.mark.parametrize(
    ("when", "resolution"),
    [
        ("on rivers", "draft resolution on rivers"),
        ("on Friday", "draft resolution"),
        ("on Wednesday", "draft resolution"),
        ("on Tuesday evening", "draft resolution"),
        ("on May 5", "draft resolution"),
        ("on Thursday demanding a truce", "draft resolution on Thursday demanding a truce"),
    ],
)
def test_a_short_subject_belongs_to_the_resolution_and_a_date_does_not(
    reader: Reader, when: str, resolution: str
) -> None:
    assert reader.read(f"France tabled the draft resolution {when}.").resolution.text == resolution


def test_a_text_without_a_measure_has_no_resolution(reader: Reader) -> None:
    assert not reader.read("Kenya and Chad played football.").resolution.found


def test_actors_asked_for_are_the_only_ones_and_in_order_of_the_text(reader: Reader) -> None:
    text = "France waits. India and New Delhi's friends wait too."
    asked = [Request("Peru"), Request("India"), Request("France")]
    actors = reader.read(text, asked=asked).actors
    assert [(actor.name, len(actor.mentions)) for actor in actors] == [
        ("France", 1),
        ("India", 2),
        ("Peru", 0),
    ]


def test_an_actor_asked_for_by_an_alias_is_found_by_its_other_names(reader: Reader) -> None:
    text = "Washington will not wait. The United States has the votes."
    (actor,) = reader.read(text, asked=[Request("USA")]).actors
    assert texts(actor, text) == ["Washington", "United States"]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("bolivia", ["BOLIVIA", "La Paz"]),
        ("Bolivia", ["BOLIVIA", "La Paz"]),
        ("plurinational state of bolivia", ["BOLIVIA", "La Paz"]),
        ("harbour workers' union", ["Harbour Workers' Union"]),
        ("us", []),
    ],
)
def test_a_name_that_is_nowhere_as_written_is_found_whatever_its_capitals(
    reader: Reader, name: str, found: list[str]
) -> None:
    text = (
        "BOLIVIA will vote against it, and La Paz told US reporters so. The US waits. "
        "The Harbour Workers' Union is for it."
    )
    (actor,) = reader.read(text, asked=[Request(name)]).actors
    assert (actor.name, texts(actor, text)) == (name, found)


def test_a_state_asked_for_in_a_text_without_capitals_is_a_state(reader: Reader) -> None:
    text = "kenya will vote no, officials in nairobi said. Kenya has a seat."
    (actor,) = reader.read(text, asked=[Request("kenya")]).actors
    assert (actor.kind, texts(actor, text)) == (Kind.STATE, ["kenya", "Kenya"])


def test_a_name_that_is_there_as_written_is_found_nowhere_else(reader: Reader) -> None:
    text = "Rose Marsh backs it. The roses of Rose Marsh grow on the rose marsh."
    (actor,) = reader.read(text, asked=[Request("Rose Marsh")]).actors
    assert texts(actor, text) == ["Rose Marsh", "Rose Marsh"]


def test_line_breaks_end_sentences(reader: Reader) -> None:
    text = "Draft in trouble\nKenya: no comment\n\nThe vote is on Friday. Nobody knows more."
    assert [text[start:end] for start, end in reader.sentences(text)] == [
        "Draft in trouble",
        "Kenya: no comment",
        "The vote is on Friday.",
        "Nobody knows more.",
    ]


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_any_text_is_read_and_every_offset_is_inside_it(text: str) -> None:
    reading = _READER.read(text)
    previous = 0
    for start, end in reading.sentences:
        assert previous <= start < end <= len(text)
        previous = end
    for actor in reading.actors:
        assert actor.mentions
        assert all(0 <= start < end <= len(text) for start, end in actor.mentions)


_READER = Reader()


@pytest.mark.parametrize("turn", [1, -1])
def test_the_order_of_asking_decides_nothing(reader: Reader, turn: int) -> None:
    text = "Joan Biddle spoke. The Biddle administration backs the draft, and Biddle smiled."
    asked = [Request("Joan Biddle"), Request("Biddle administration")][::turn]
    answer = {actor.name: actor for actor in reader.read(text, asked=asked).actors}
    assert answer["Joan Biddle"].kind is Kind.PERSON
    assert answer["Biddle administration"].kind is not Kind.PERSON
    assert texts(answer["Biddle administration"], text) == ["Biddle administration"]


@pytest.mark.parametrize(
    ("text", "principal"),
    [
        ("The former hotel is closed. Peru's envoy Ada Bowen said no.", "Peru"),
        ("A former judge and now Peru's envoy Ada Bowen said no.", "Peru"),
        ("Peru's former envoy Ada Bowen said no.", None),
        ("Peru objected. Harbour director Ada Bowen said no.", None),
    ],
)
def test_an_office_is_read_in_its_own_clause(
    reader: Reader, text: str, principal: str | None
) -> None:
    assert read(reader, text)["Ada Bowen"].principal == principal


def test_an_office_alone_is_of_the_state_spoken_of_and_not_of_the_one_most_named(
    reader: Reader,
) -> None:
    text = (
        "Talks with Peru go on. Of Peru little is known, and in Peru less. A note went to Chad, "
        "and another to Chad. The call came soon after a news conference by President Ada Bowen."
    )
    assert read(reader, text)["Ada Bowen"].principal != "Peru"


def test_the_work_of_reading_grows_no_faster_than_the_text(reader: Reader) -> None:
    passages = [example.text for example in read_side("train") if len(example.actors) > 3]

    def calls_per_character(n_passages: int) -> float:
        """How many functions are called: unlike seconds, the same on every machine."""
        text = "\n".join(passages[:n_passages])
        profile = cProfile.Profile()
        profile.runcall(reader.read, text)
        profiles = pstats.Stats(profile).get_stats_profile().func_profiles
        return sum(int(each.ncalls.split("/")[0]) for each in profiles.values()) / len(text)

    reader.read(passages[0])  # what is built at the first text alone
    assert calls_per_character(16) < 1.25 * calls_per_character(4)
