"""Directed sentiment between two entities of a news sentence (DSE2QA, Park et al. 2021).

'p praised q' says something of p toward q and nothing of q toward p. Both directions are used:
the second teaches that being spoken of is not speaking. The published split (train, valid and test
files) has 400 of its 1623 test rows' sentences in its training file too, so all rows are split anew
by sentence. Of the published test file, only what is on our test side was not learned from.
"""

import re
from collections.abc import Iterable, Iterator

from model.corpus import side_of
from model.stance import Stance
from training.sources.files import PublishedFile
from training.sources.pairs import Pair, of_side, sha256_of_files

NAME = "dse"
LICENCE = "free use with citation"
PUBLISHED = "DSE2QA, bywords/directed_sentiment_analysis"
REPORTED = True
PUBLISHABLE = True

_REPOSITORY = (
    "DSE",
    "bywords/directed_sentiment_analysis",
    "6a1275f070e40e8d9ae7499963556653c05d439c",
)
FILES = tuple(
    PublishedFile(*_REPOSITORY, f"dataset/{part}.txt", sha256)
    for part, sha256 in (
        ("train", "0b608a7e376bcd73aad9f0f211d0c29e5fe520a281d1d4b3f5e4e37a20a0636b"),
        ("valid", "e4bd17fd9f419acd034912de9bfc746a7e400d84496e6082cd18e30b4cedface"),
        ("test", "a1dcda253f3741e5d66018cad7dc757350c853be7d905a11fd707eb708c847d0"),
    )
)
NEUTRAL_EVERY = 6  # of the rows without sentiment in training: they are two thirds of all

_BRACKETED = re.compile(r"\[([^\[\]]+)\]")
# label -> stance of the first entity toward the second, and of the second toward the first
_STANCES = {
    "0": (Stance.UNDECIDED, Stance.UNDECIDED),
    "1": (Stance.SUPPORT, Stance.UNDECIDED),
    "2": (Stance.UNDECIDED, Stance.SUPPORT),
    "3": (Stance.OPPOSE, Stance.UNDECIDED),
    "4": (Stance.UNDECIDED, Stance.OPPOSE),
}


def pairs() -> Iterator[Pair]:
    """Both directions of every row; of training rows without sentiment only some."""
    return _pairs(FILES)


def published_test_pairs() -> Iterator[Pair]:
    """The rows of the published test file that are on our test side too: none was learned from."""
    return of_side(_pairs(FILES[-1:]), "test")


def _pairs(files: Iterable[PublishedFile]) -> Iterator[Pair]:
    neutral = 0
    for published in files:
        for line in published.locate().read_text(encoding="utf-8").splitlines():
            fields = line.split("\t")
            if len(fields) != 4 or fields[3] not in _STANCES:
                continue
            text, spans = _without_brackets(fields[0])
            if len(spans) != 2:
                continue
            if fields[3] == "0" and side_of(text) == "train":
                neutral += 1
                if neutral % NEUTRAL_EVERY:
                    continue
            names = [text[start:end] for start, end in spans]
            forward, backward = _STANCES[fields[3]]
            yield Pair(text, text, names[1], spans[0], forward)
            yield Pair(text, text, names[0], spans[1], backward)


def sha256() -> str:
    """One hash over all files."""
    return sha256_of_files(FILES)


def _without_brackets(marked: str) -> tuple[str, list[tuple[int, int]]]:
    """The sentence, and where the two bracketed names stand in it, in the order of the text."""
    text, spans, end = "", [], 0
    for match in _BRACKETED.finditer(marked):
        text += marked[end : match.start()]
        spans.append((len(text), len(text) + len(match[1])))
        text += match[1]
        end = match.end()
    return text + marked[end:], spans
