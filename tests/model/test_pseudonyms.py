"""Pseudonyms make texts alike that differ in nothing but who acts in them."""

from hypothesis import given
from hypothesis import strategies as st

from model.reading.names import StateNames
from model.reading.pseudonyms import pseudonyms, stand_ins

ONE = (
    "The United States and Chad agree. Washington waits for the Chadian envoy; the White House too."
)
OTHER = "Norway and Peru agree. Oslo waits for the Peruvian envoy; Oslo too."


def read(text: str, people: list[list[tuple[int, int]]] | None = None) -> str:
    for start, end, string in reversed(pseudonyms(text, "", people or []).changes):
        text = text[:start] + string + text[end:]
    return text


def test_two_texts_with_other_states_are_read_alike() -> None:
    assert read(ONE) == read(OTHER)


def test_states_stay_apart_and_their_forms_together() -> None:
    first, second, *_ = (entry.name for entry in stand_ins())
    assert read("Chad fears Peru, and Peru fears Chad.") == (
        f"{first} fears {second}, and {second} fears {first}."
    )


def test_the_resolution_speaks_of_the_same_states() -> None:
    first, second, *_ = (entry.name for entry in stand_ins())
    answer = pseudonyms("Chad waits.", "a draft on Peru and Chad", [])
    assert answer.resolution == f"a draft on {second} and {first}"


def test_a_persons_last_name_is_the_same_everywhere() -> None:
    text = "Dmytro Kuleba spoke. Later Kuleba left with Ned Price."
    first, last = [(0, 13), (27, 33)], [(44, 53)]
    words = read(text, [first, last]).split()
    assert words[1] == words[4]
    assert words[-1] != f"{words[1]}."
    assert "Kuleba" not in words


@given(st.lists(st.sampled_from([*map(str, range(9)), "Chad", "the US", "Kremlin", "French", "x"])))
def test_changes_lie_in_order_within_the_text(words: list[str]) -> None:
    text = " ".join(words)
    end = 0
    for start, stop, string in pseudonyms(text, text, [[(0, min(3, len(text)))]]).changes:
        assert end <= start <= stop <= len(text)
        assert string
        end = stop


def test_more_states_than_pseudonyms_leave_the_last_as_they_are() -> None:
    names = [entry.name for entry in StateNames.load().forms]
    assert len(read(", ".join(names)).split(", ")) == len(names)


def test_a_person_with_a_states_name_is_one_person() -> None:
    text = "Jordan Bardella spoke. Bardella left."
    first, last = read(text, [[(0, 15), (23, 31)]]).split(" spoke. ")
    assert first.split()[1] == last.split()[0]


def test_a_state_in_capitals_is_the_same_state() -> None:
    first = next(entry.name for entry in stand_ins())
    assert read("CHAD: Chad waits.") == f"{first}: {first} waits."
