"""Warnings of an answer: said where it is worthless, and not of plain English."""

import pytest

from model.classifier import ActorStance, Classification
from model.corpus import read_side
from model.reading.actors import Actor
from model.reading.resolution import Resolution
from model.stance import Kind
from model.verdict import NOT_MENTIONED
from serve.cautions import HTML, MAX_NAMES, NO_ACTOR, NOT_ENGLISH, cautions, seems_english

GERMAN = (
    "Frankreich hat den Entwurf am Montag eingebracht und hofft auf eine breite Mehrheit. Ungarn "
    "lehnt den Text ab, weil er nach Ansicht der Regierung die Lage nicht verbessert. Polen will "
    "sich erst nach weiteren Gesprächen entscheiden, wie ein Sprecher sagte."
)
FRENCH = (
    "La France a déposé le projet de résolution lundi et espère une large majorité. La Hongrie "
    "rejette le texte, car selon son gouvernement il ne règle pas la situation. La Pologne n'a pas "
    "encore décidé de son vote et veut attendre de nouvelles discussions."
)
SPANISH = (
    "Francia presentó el lunes el proyecto de resolución y espera una amplia mayoría. Hungría "
    "rechaza el texto porque, según su gobierno, no mejora la situación. Polonia todavía no ha "
    "decidido su voto y quiere esperar nuevas conversaciones."
)
RUSSIAN = (
    "Франция внесла проект резолюции в понедельник и надеется на широкое большинство. Венгрия "
    "отвергает текст, потому что он не улучшает положение. Польша пока не решила, как голосовать."
)
ROLL_CALL = (
    "In favour: Albania, Brazil, France, Gabon, Ghana, Ireland, Kenya, Mexico, Norway, United "
    "Kingdom, United States. Against: Russian Federation. Abstaining: China, India, United Arab "
    "Emirates. Absent: Bolivia, Chad, Fiji, Nauru, Palau, Peru, Tonga, Tuvalu, Vanuatu, Zambia."
)
NOTES = (
    "- France: yes, co-sponsor\n- Kenya: undecided, waits for new wording\n- Bolivia: no, calls "
    "it colonial\n- Peru: yes, wants earlier vote\n- Chad: silent, talks with France\n- Fiji: "
    "against, fears higher fuel costs"
)


def classification(*mentioned: bool) -> Classification:
    """One with an actor for each truth value, named A0, A1, ..."""
    actors = (
        ActorStance(Actor(f"A{i}", Kind.STATE, ()), NOT_MENTIONED, each)
        for i, each in enumerate(mentioned)
    )
    return Classification(Resolution("draft", None, True), tuple(actors))


@pytest.mark.parametrize("text", [GERMAN, FRENCH, SPANISH, RUSSIAN])
def test_another_language_is_told(text: str) -> None:
    assert cautions(text, classification(True)) == [NOT_ENGLISH]


@pytest.mark.parametrize("text", [ROLL_CALL, NOTES, "Kenya.", "", "Ungarn lehnt ihn ab."])
def test_english_lists_and_short_texts_are_not_told_to_be_another_language(text: str) -> None:
    assert cautions(text, classification(True)) == []


def test_no_text_of_the_corpus_is_told_to_be_another_language() -> None:
    odd = [each.text for side in ("train", "calibration") for each in read_side(side)
           if not seems_english(each.text)]  # fmt: skip
    assert odd == []


@pytest.mark.parametrize(
    "text", ["<p>Kenya.</p>", "Kenya.<br/>", '<a href="x">Kenya</a>', "</DIV>"]
)
def test_html_is_told(text: str) -> None:
    assert cautions(text, classification(True)) == [HTML]


@pytest.mark.parametrize("text", ["if a < b and b > c", "<3 Kenya", "<Kenya>", "a <- b -> c"])
def test_angle_brackets_alone_are_no_html(text: str) -> None:
    assert cautions(text, classification(True)) == []


def test_a_text_without_actors_is_told() -> None:
    assert cautions("It rained.", classification()) == [NO_ACTOR]


def test_actors_that_are_not_named_are_listed_up_to_a_number() -> None:
    (said,) = cautions("It rained.", classification(True, False, True, False))
    assert "does not name A1, A3;" in said
    (said,) = cautions("It rained.", classification(*[False] * (MAX_NAMES + 2)))
    assert f"A{MAX_NAMES - 1} and 2 more;" in said
