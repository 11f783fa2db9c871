"""The sets that a release is measured on, and for each a card: what it is and what is in it.

A side of the authored corpus (the test side for reporting), one held-out domain of it, and real
passages with adjudicated labels (gold dev) where they are to be had.
"""

import os
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from model.corpus import Side, read_corpus, read_side
from model.example import CorpusError, Example, read_examples
from model.stance import BASES, STANCES, Kind

GOLD = Path(os.environ.get("WHIPCOUNT_GOLD", Path(__file__).parents[2] / "shared" / "gold"))
GOLD_FILE = "dev.jsonl"
GOLD_DEV = "gold dev"


@dataclass(frozen=True)
class Origin:
    """Where a set comes from, in words.

    Attributes:
        what: it is. labelled: by whom, and how. licence: its terms.
        learned_from: whether training saw any of it.
        limits: what its figures do not show.
    """

    what: str
    labelled: str
    licence: str
    learned_from: str
    limits: str


_CORPUS = (
    "invented passages in the manner of wire reports, minutes, briefings and threads, each about "
    "one pending resolution; datasheet: seeds/corpus/DATASHEET.md",
    "composed together with their labels by language models under written guidelines; a share "
    "read again blind by others, differences decided by a third look",
    "Apache-2.0",
)
# By set; a domain measured whole stands for itself.
LEARNED_FROM = {
    "corpus test": "no: its side of the split, by hash of the source, plays no part in training, "
    "in stopping it, or in calibration (the calibration side does in the last two)",
    "corpus calibration": "in part: it stopped the training and calibrated the probabilities, so "
    "that figures flatter the release",
    "corpus train": "yes: it is what the release learned from, so that figures say little",
}
NOT_OF_THE_DOMAIN = "no: the release was trained without this domain"
CORPUS_LIMITS = (
    "texts are synthetic and denser in stances than news; of the same authors as what the release "
    "learned from, so that real text is harder"
)
GOLD_ORIGIN = Origin(
    "real passages about real resolutions",
    "by several readers under the same guidelines, differences adjudicated",
    "not published with the project",
    "no",
    "few texts: read the intervals",
)


@dataclass(frozen=True)
class SetCard:
    """What a set is and what is in it.

    Attributes:
        origin: where it comes from.
        n_words: of all texts. median_words, longest_words: of one.
        median_actors, most_actors: labelled in one text.
        n_hard: texts marked with a hard case. n_groups: contrast groups of two texts or more.
        stances, bases, kinds: labels of each. domains, genres: texts of each, most frequent first.
    """

    origin: Origin
    n_words: int
    median_words: float
    longest_words: int
    median_actors: float
    most_actors: int
    n_hard: int
    n_groups: int
    stances: dict[str, int]
    bases: dict[str, int]
    kinds: dict[str, int]
    domains: dict[str, int]
    genres: dict[str, int]


def corpus_origin(name: str) -> Origin:
    """Of a side of the corpus or of one domain of it, by the name that `choose_sets` gives it."""
    return Origin(*_CORPUS, LEARNED_FROM.get(name, NOT_OF_THE_DOMAIN), CORPUS_LIMITS)


def set_card(name: str, examples: Sequence[Example]) -> SetCard:
    """The card of a set."""
    actors = [actor for example in examples for actor in example.actors]
    words = [len(example.text.split()) for example in examples]
    n_actors = [len(example.actors) for example in examples]
    groups = Counter(example.group for example in examples if example.group)
    return SetCard(
        GOLD_ORIGIN if name == GOLD_DEV else corpus_origin(name),
        sum(words),
        statistics.median(words),
        max(words),
        statistics.median(n_actors),
        max(n_actors),
        sum(bool(example.hard) for example in examples),
        sum(n > 1 for n in groups.values()),
        _counts((actor.stance.value for actor in actors), [each.value for each in STANCES]),
        _counts((actor.basis.value for actor in actors), [each.value for each in BASES]),
        _counts((actor.kind.value for actor in actors), [each.value for each in Kind]),
        dict(Counter(example.domain for example in examples).most_common()),
        dict(Counter(example.genre for example in examples).most_common()),
    )


def _counts(values: Iterable[str], order: Sequence[str]) -> dict[str, int]:
    counted = Counter(values)
    return {value: counted[value] for value in order}


def read_gold() -> list[Example] | None:
    """The real passages for measuring, or None where they are not."""
    path = GOLD / GOLD_FILE
    return list(read_examples(path)) if path.is_file() else None


def choose_sets(side: Side, domain: str | None, console: Console) -> dict[str, Sequence[Example]]:
    """The sets to measure on: one domain whole, or a side of the corpus and the real passages.

    Raises:
        CorpusError: no example has that domain.
    """
    if domain is not None:
        examples = [example for example in read_corpus() if example.domain == domain]
        if not examples:
            known = ", ".join(sorted({example.domain for example in read_corpus()}))
            raise CorpusError(f"no example has the domain {domain!r}; there are: {known}")
        return {domain: examples}
    sets: dict[str, Sequence[Example]] = {f"corpus {side}": read_side(side)}
    if side == "test":
        gold = read_gold()
        if gold is None:
            console.print(f"{GOLD_DEV}: not on this machine (WHIPCOUNT_GOLD says where to look)")
        else:
            sets[GOLD_DEV] = gold
    return sets
