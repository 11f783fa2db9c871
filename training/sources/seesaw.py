"""Stances between the entities of news articles (SEESAW, Zhang et al. 2022).

Annotators named, for a sentence, who is for or against whom or what; object may be a policy. A pair
is the sentence with its neighbours, where the holder is named in it; the reverse is a pair without
a stance unless it has one of its own. Non-commercial terms: for recipes whose weights are not
published. Split by story, since three articles tell each.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from model.stance import Stance
from training.sources.files import PublishedFolder
from training.sources.pairs import Pair

NAME = "seesaw"
LICENCE = "CC BY-NC-SA 4.0"
PUBLISHED = "SEESAW, launchnlp/SEESAW"
REPORTED = True

FOLDER = PublishedFolder(
    "SEESAW",
    "launchnlp/SEESAW",
    "aeb7bac2d1fa9c65856accc9e1c18269953a4db7",
    "SEESAW",
    "fc0a99834a0984e922495b06f038cb734d2bd59562ecfb383ec5792bac259a57",
)

_STANCES = {"POS": Stance.SUPPORT, "NEG": Stance.OPPOSE}


def pairs() -> Iterator[Pair]:
    """The stances with a named holder, and their reverses without a stance."""
    folder = FOLDER.locate()
    for path in sorted((folder / "annotations").glob("*.json")):
        yield from _of_article(path, folder / "articles" / path.name)


def sha256() -> str:
    """Of all its files."""
    return FOLDER.sha256


def _of_article(annotations: Path, article: Path) -> Iterator[Pair]:
    story = article.name.partition("_DOCUMENT")[0]
    stances = json.loads(annotations.read_text(encoding="utf-8"))["sentence-level stances"]
    sentences = {
        row["id"]: row["text"] for row in json.loads(article.read_text(encoding="utf-8"))["text"]
    }
    for number, triplets in stances.items():
        text = _with_neighbours(sentences, int(number))
        said = _distinct(triplets)
        for (subject, target), stance in said.items():
            yield from _pair(story, text, subject, target, stance)
            if (target, subject) not in said:
                yield from _pair(story, text, target, subject, Stance.UNDECIDED)


def _distinct(triplets: Sequence[dict[str, Any]]) -> dict[tuple[str, str], Stance]:
    """Stance by subject and object; without pairs on which the annotators differ."""
    said: dict[tuple[str, str], set[Stance]] = {}
    for triplet in triplets:
        if triplet["sentiment"] in _STANCES and triplet["subject"] and triplet["object"]:
            key = (triplet["subject"], triplet["object"])
            said.setdefault(key, set()).add(_STANCES[triplet["sentiment"]])
    return {key: stances.pop() for key, stances in said.items() if len(stances) == 1}


def _with_neighbours(sentences: dict[int, str], number: int) -> str:
    near = (sentences.get(i) for i in (number - 1, number, number + 1))
    return " ".join(sentence for sentence in near if sentence)


def _pair(story: str, text: str, holder: str, target: str, stance: Stance) -> Iterator[Pair]:
    span = _find(text, holder)
    if span is not None:
        yield Pair(story, text, target, span, stance)


def _find(text: str, name: str) -> tuple[int, int] | None:
    """Where a text names somebody: by the whole name or by its last word (Obama, Party)."""
    last = name.split()[-1]
    for string in (name, *([last] if last[0].isupper() else [])):
        start = text.find(string)
        if start >= 0:
            return start, start + len(string)
    return None
