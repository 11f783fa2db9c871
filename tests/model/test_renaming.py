"""Renamed copies keep their labels and their sense."""

import pytest

from model.corpus import read_side
from model.example import Example
from model.renaming import Renamer
from model.stance import Kind

PEOPLE = ["Amina Odhiambo", "Karel Novak", "Rosa Quispe"]


def example(text: str, actors: list[dict[str, object]]) -> Example:
    filled = [
        {"kind": "state", "stance": "undecided", "basis": "none", "evidence": ""} | actor
        for actor in actors
    ]
    return Example.model_validate(
        {
            "id": "x",
            "domain": "d",
            "genre": "g",
            "resolution": "draft on Chad's rivers",
            "body": "UN Security Council",
            "text": text,
            "actors": filled,
        }
    )


def test_a_state_is_renamed_everywhere_alike() -> None:
    source = example(
        "Chad's envoy spoke. The Chadian delegation left N'Djamena to say what Chad wants.",
        [{"name": "Chad"}],
    )
    copy = Renamer(PEOPLE, 1).rename(source)
    assert copy is not None
    name = copy.actors[0].name
    assert name != "Chad"
    assert copy.text.count(name) >= 2
    assert name in copy.resolution
    assert "Chad" not in copy.text


def test_two_states_never_become_one() -> None:
    source = example(
        "Chad wants what Niger wants, and Peru looks on while both wait.",
        [{"name": "Chad"}, {"name": "Niger"}, {"name": "Peru"}],
    )
    for seed in range(20):
        copy = Renamer(PEOPLE, seed).rename(source)
        assert copy is not None
        assert len({actor.name for actor in copy.actors} - {"Chad", "Niger", "Peru"}) == 3


def test_a_person_keeps_one_new_name() -> None:
    source = example(
        "Ewa Lis of Poland spoke first; later Lis said she would have to think again.",
        [{"name": "Ewa Lis", "kind": "person", "mentions": ["Lis"]}],
    )
    copy = Renamer(PEOPLE, 3).rename(source)
    assert copy is not None
    assert "Lis" not in copy.text
    assert copy.actors[0].name.split()[-1] == copy.actors[0].mentions[0]


def test_nearly_every_passage_can_be_renamed_and_labels_stay() -> None:
    examples = read_side("calibration")
    people = [a.name for e in examples for a in e.actors if a.kind is Kind.PERSON]
    renamer = Renamer(people, 5)
    copies = [(one, copy) for one in examples if (copy := renamer.rename(one)) is not None]
    assert len(copies) >= 0.9 * len(examples)
    for one, copy in copies:
        assert [(a.stance, a.basis) for a in one.actors] == [
            (a.stance, a.basis) for a in copy.actors
        ]


def test_one_seed_gives_one_copy() -> None:
    source = read_side("calibration")[0]
    copies = [Renamer(PEOPLE, seed).rename(source) for seed in (7, 7, 8)]
    assert copies[0] == copies[1]
    assert copies[0] != copies[2]


def test_texts_of_a_contrast_group_get_the_same_names() -> None:
    pair = [
        example(f"Chad, said Ada Lovelace, will {will} for the text of Peru.", [{"name": "Chad"}])
        for will in ("vote", "not vote")
    ]
    pair = [each.model_copy(update={"group": "g-1"}) for each in pair]
    one, other = (Renamer(PEOPLE, 1).rename(each) for each in pair)
    assert one is not None
    assert other is not None
    assert one.text.replace("will vote", "will not vote") == other.text
    turned = example("A text of Peru will go to Chad.", [{"name": "Chad"}])
    other = Renamer(PEOPLE, 1).rename(turned.model_copy(update={"group": "g-1"}))
    assert other is not None
    assert other.actors[0].name == one.actors[0].name
    again = Renamer(PEOPLE, 1).rename(pair[0], turn=1)
    assert again is not None
    assert again.text != one.text


@pytest.mark.parametrize("name", ["NATO", "European Union", "Greenpeace"])
def test_what_is_no_state_keeps_its_name(name: str) -> None:
    source = example(
        f"The {name} has not said what it wants from Chad or from its neighbours.", [{"name": name}]
    )
    copy = Renamer(PEOPLE, 1).rename(source)
    assert copy is not None
    assert copy.actors[0].name == name
