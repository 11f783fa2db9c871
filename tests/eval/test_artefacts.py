"""A corpus that can be solved without reading is found out."""

import json
import random

import pytest

from eval.artefacts import REPORT, measure_artefacts, measure_giveaways
from model.corpus import examples_sha256, read_corpus
from model.example import Example
from model.reading.reader import Reader

VERBS = {"support": "will vote for", "oppose": "will vote against", "undecided": "may skip"}
STATES = {"support": "Chad", "oppose": "Peru", "undecided": "Mali"}
OTHERS = ["Togo", "Fiji", "Laos", "Oman", "Cuba"]


def corpus(told_by_name: bool) -> list[Example]:
    """Texts of one actor, whose stance goes with its name or with the words alone."""
    chance = random.Random(0)
    examples = []
    for i in range(60):
        stance = list(VERBS)[i % 3]
        name = STATES[stance] if told_by_name else chance.choice(OTHERS)
        verb = "spoke of" if told_by_name else VERBS[stance]
        text = f"{name} {verb} the draft. The meeting went on until the evening of that day."
        actor = {"name": name, "kind": "state", "stance": stance, "basis": "stated"}
        examples.append(
            Example.model_validate(
                {
                    "id": str(i),
                    "domain": "d",
                    "genre": "g",
                    "resolution": "draft on river levels",
                    "body": "b",
                    "text": text,
                    "actors": [{**actor, "evidence": f"{name} {verb} the draft"}],
                }
            )
        )
    return examples


def test_names_that_tell_the_stance_are_found_out(reader: Reader) -> None:
    views = measure_artefacts(corpus(told_by_name=True), reader).views
    assert views["actor's name alone"].value == 1
    assert views["resolution alone"].value < 0.4


def test_names_that_tell_nothing_stay_near_chance(reader: Reader) -> None:
    artefacts = measure_artefacts(corpus(told_by_name=False), reader)
    assert artefacts.views["actor's name alone"].value < 0.55
    assert artefacts.views["passage without the actor's sentences"].value < 0.4
    assert artefacts.views["the actor's sentences (for comparison)"].value == 1


def test_the_committed_figures_are_those_of_the_corpus_of_today() -> None:
    assert json.loads(REPORT.read_text(encoding="utf-8"))["sha256"] == examples_sha256(
        read_corpus()
    )


def test_words_that_go_with_one_stance_are_giveaways() -> None:
    giveaways = measure_giveaways(corpus(told_by_name=False))
    assert "against" in giveaways.words["oppose"]
    assert "the" not in {word for words in giveaways.words.values() for word in words}
    assert giveaways.carried == 1
    assert giveaways.right == pytest.approx(1)
