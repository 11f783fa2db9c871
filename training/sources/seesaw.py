"""Stances between the entities of news articles (SEESAW, Zhang et al. 2022).

Annotators named, for a sentence, who is for or against whom or what; the object may be a policy.
A pair is the sentence with its neighbours, where the sentence names the holder; the reverse is a
pair without a stance unless one is annotated nearby. Non-commercial terms: for recipes whose
weights are not published. Split by story, since three articles tell each.
"""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from model.reading.spans import find_spans
from model.stance import Stance
from training.sources.files import PublishedFolder
from training.sources.pairs import Pair

NAME = "seesaw"
LICENCE = "CC BY-NC-SA 4.0"
PUBLISHED = "SEESAW, launchnlp/SEESAW"
REPORTED = True
PUBLISHABLE = False

FOLDER = PublishedFolder(
    "SEESAW",
    "launchnlp/SEESAW",
    "aeb7bac2d1fa9c65856accc9e1c18269953a4db7",
    "SEESAW",
    "fc0a99834a0984e922495b06f038cb734d2bd59562ecfb383ec5792bac259a57",
)

_NOBODY = {"", None, "None", "Not in the list"}  # what annotators put for no named entity
_STANCES = {"POS": Stance.SUPPORT, "NEG": Stance.OPPOSE}
# What is decided on ('a ban'), as the last word before what it is on or about.
_DECIDED = re.compile(
    r"\b(bill|act|law|legislation|resolution|amendment|measure|treaty|agreement|accord|pact|deal|ban|"
    r"plan|policy|proposal|reform|vote|impeachment|sanctions?)$",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"\s+(on|of|for|in|to|under|by|that|who|which|against|with)\s.*$", re.IGNORECASE
)


def pairs() -> Iterator[Pair]:
    """The stances with a named holder, and their reverses without a stance."""
    folder = FOLDER.locate()
    for path in sorted((folder / "annotations").glob("*.json")):
        yield from _of_article(path, folder / "articles" / path.name)


def policy_pairs() -> Iterator[Pair]:
    """The stances toward what is decided on (a bill, a treaty), without the reverses."""
    return (
        pair
        for pair in pairs()
        if pair.stance is not Stance.UNDECIDED and _DECIDED.search(_ABOUT.sub("", pair.target))
    )


def sha256() -> str:
    """Of all its files."""
    return FOLDER.sha256


def _of_article(annotations: Path, article: Path) -> Iterator[Pair]:
    story = article.name.partition("_DOCUMENT")[0]
    stances = json.loads(annotations.read_text(encoding="utf-8"))["sentence-level stances"]
    sentences = {
        row["id"]: row["text"] for row in json.loads(article.read_text(encoding="utf-8"))["text"]
    }
    said = {int(number): _stances(triplets) for number, triplets in stances.items()}
    for number, here in said.items():
        near = [sentences.get(i, "") for i in (number - 1, number, number + 1)]
        around = {key for i in (number - 1, number, number + 1) for key in said.get(i, {})}
        for (subject, target), found in here.items():
            if len(found) == 1:
                yield from _pair(story, near, subject, target, next(iter(found)))
            if (target, subject) not in around:
                yield from _pair(story, near, target, subject, Stance.UNDECIDED)


def _stances(triplets: Sequence[dict[str, Any]]) -> dict[tuple[str, str], set[Stance]]:
    """Stances by subject and object; two where the annotators differ."""
    said: dict[tuple[str, str], set[Stance]] = {}
    for triplet in triplets:
        names = (triplet["subject"], triplet["object"])
        if triplet["sentiment"] in _STANCES and not _NOBODY & set(names):
            said.setdefault(names, set()).add(_STANCES[triplet["sentiment"]])
    return said


def _pair(
    story: str, near: Sequence[str], holder: str, target: str, stance: Stance
) -> Iterator[Pair]:
    """The pair, where the sentence itself (the middle one) names the holder."""
    before, sentence, after = near
    spans = find_spans(sentence, (holder,)) or find_spans(sentence, _last_name(holder))
    if spans:
        start = len(before) + 1 if before else 0
        text = " ".join(filter(None, (before, sentence, after)))
        yield Pair(story, text, target, (start + spans[0][0], start + spans[0][1]), stance)


def _last_name(name: str) -> tuple[str, ...]:
    """The last word of a name of several, as newspapers write it the second time."""
    words = name.split()
    return (words[-1],) if len(words) > 1 and words[-1][0].isupper() else ()
