"""Sentiment toward a person or organisation in a political news sentence (NewsMTSC).

Hamborg and Donnay 2021. It is the author's view of the target, so the author is the holder.
Its licence file is MIT's for what its authors made; other parts may have their own.
"""

import json
from collections.abc import Iterator

from model.stance import Stance
from training.sources.files import PublishedFile
from training.sources.pairs import Pair, sha256_of_files

NAME = "newsmtsc"
LICENCE = "MIT"
PUBLISHED = "NewsMTSC, fhamborg/NewsMTSC"
REPORTED = False
PUBLISHABLE = True

_REPOSITORY = ("NewsMTSC", "fhamborg/NewsMTSC", "b9d9b79704ed1b35cecaf1d7c2343dc1bd734fb7")
_FOLDER = "NewsSentiment/experiments/default/datasets/newsmtsc-rw"
TRAIN = PublishedFile(
    *_REPOSITORY,
    f"{_FOLDER}/train.jsonl",
    "fb80ff05993dd59016c36abefaa7bd00d77cb0cb38a781c1f9edd9ad7c61471e",
)
TEST = PublishedFile(
    *_REPOSITORY,
    f"{_FOLDER}/test.jsonl",
    "64a6e2619734091a003eb555fd37b786f018032256e83c39ceac4649032e57ba",
)
FILES = (TRAIN,)

_STANCES = {2.0: Stance.OPPOSE, 4.0: Stance.UNDECIDED, 6.0: Stance.SUPPORT}


def pairs() -> Iterator[Pair]:
    """The published training side."""
    return _pairs(TRAIN)


def test_pairs() -> Iterator[Pair]:
    """The published test side ('real world' class balance), without what training also has."""
    learned = {pair.text for pair in pairs()}
    return (pair for pair in _pairs(TEST) if pair.text not in learned)


def sha256() -> str:
    """One hash over all files that are learned from."""
    return sha256_of_files(FILES)


def _pairs(published: PublishedFile) -> Iterator[Pair]:
    for line in published.locate().read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text = row["sentence_normalized"]
        for target in row["targets"]:
            yield Pair(text, text, target["mention"], None, _STANCES[target["polarity"]])
