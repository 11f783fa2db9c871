"""Speeches in the House of Commons on a motion (HanDeSeT, Abercrombie and Batista-Navarro 2018).

The speaker is the holder and the motion is what is being decided: as near to a resolution as public
data comes. The stance is that of the speech as read by hand, not of the vote. The page of the data
set (research.manchester.ac.uk/en/datasets/handeset-hansard-debates-with-sentiment-tags) names the
Open Parliament Licence 3.0 for the transcripts; the copy states no terms for the labels, so it is
for recipes whose weights are not published. Split by debate.
"""

import csv
from collections.abc import Iterator, Mapping

from model.stance import Stance
from training.sources.files import PublishedFile
from training.sources.pairs import Pair

NAME = "handeset"
LICENCE = "none stated"
PUBLISHED = "HanDeSeT, MartinWehking/DeepSeminar"
REPORTED = True
PUBLISHABLE = False

FILE = PublishedFile(
    "HanDeSeT",
    "MartinWehking/DeepSeminar",
    "2d60d2a6b03a122599ed5a798a9af025ba2a12af",
    "HanDeSeT.csv",
    "01db025df382524065edd7a07378708c8b704a51bbb90d3b93fad56e48345c0e",
)

_UTTERANCES = ("utt1", "utt2", "utt3", "utt4", "utt5")
_STANCES = {"1": Stance.SUPPORT, "0": Stance.OPPOSE}


def pairs() -> Iterator[Pair]:
    """A pair for each speech: its author, who is not named, toward the motion."""
    for row, speech, stance in _speeches():
        yield Pair(row["title"], speech, row["motion"], None, stance)


def recorded_pairs() -> Iterator[Pair]:
    """The same with 'NAME (PARTY): ' before the speech, as in a record: the holder is named."""
    for row, speech, stance in _speeches():
        name, party = row["name"].strip(), row["party affiliation"].strip()
        yield Pair(
            row["title"], f"{name} ({party}): {speech}", row["motion"], (0, len(name)), stance
        )


def _speeches() -> Iterator[tuple[Mapping[str, str], str, Stance]]:
    """Rows with a speech that was read by hand, the speech, and its stance."""
    with FILE.locate().open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            speech = "\n".join(filter(None, (row[name].strip() for name in _UTTERANCES)))
            stance = _STANCES.get(row["manual speech"])
            if speech and stance:
                yield row, speech, stance


def sha256() -> str:
    """Of its one file."""
    return FILE.sha256
