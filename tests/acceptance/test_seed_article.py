"""What an analyst reads in the article it began with, and in our own retelling of it.

The article is not part of the project; its test runs where it lies beside the checkout. README
names what the release gets wrong in the dossier.
"""

import csv
from pathlib import Path

import pytest

from model.classifier import ActorStance, StanceClassifier
from model.example import Example, read_examples
from model.reading.reader import Request

DOSSIER = Path(__file__).parents[2] / "seeds" / "un-ukraine-2022"
ARTICLE = Path(__file__).parents[3] / "shared" / "seed"


@pytest.fixture(scope="module")
def article(classifier: StanceClassifier) -> dict[str, ActorStance]:
    path = ARTICLE / "article.txt"
    if not path.is_file():
        pytest.skip("the article is not on this machine")
    answer = classifier.classify(path.read_text(encoding="utf-8"))
    return {each.actor.name: each for each in answer.actors}


@pytest.fixture(scope="module")
def dossier() -> Example:
    (example,) = read_examples(DOSSIER / "labels.jsonl")
    return example


def test_the_dossier_and_its_labels_are_one_text(dossier: Example) -> None:
    assert (DOSSIER / "dossier.txt").read_text(encoding="utf-8").rstrip("\n") == dossier.text


def test_the_recorded_vote_adds_up() -> None:
    with (DOSSIER / "vote.csv").open() as file:
        votes = [row["vote"] for row in csv.DictReader(file)]
    assert {vote: votes.count(vote) for vote in set(votes)} == {
        "in favour": 11,
        "against": 1,
        "abstaining": 3,
    }


def test_the_articles_spokespersons_are_known(article: dict[str, ActorStance]) -> None:
    assert article["Roman Babushkin"].actor.principal == "Russia"
    assert article["Antony Blinken"].actor.principal == "US"


def test_the_articles_actors_are_found(article: dict[str, ActorStance]) -> None:
    (gold,) = read_examples(ARTICLE / "gold.jsonl")
    assert {actor.name for actor in gold.actors} <= set(article)


def test_the_dossiers_actors_are_judged_as_given(
    classifier: StanceClassifier, dossier: Example
) -> None:
    asked = [Request(actor.name, actor.mentions) for actor in dossier.actors]
    answer = classifier.classify(dossier.text, dossier.resolution, asked, dossier.body)
    stances = {each.actor.name: each.verdict.stance for each in answer.actors}
    right = sum(stances[actor.name] is actor.stance for actor in dossier.actors)
    assert right >= LEAST_RIGHT_IN_THE_DOSSIER, stances


LEAST_RIGHT_IN_THE_DOSSIER = 7
