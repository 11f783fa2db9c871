"""How calls are timed: in turns, so that a noisy machine is noisy for all of them alike."""

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import TypeVar

import numpy as np
from tqdm import tqdm

from model.corpus import read_side

Key = TypeVar("Key")
Call = Callable[[], object]


@dataclass(frozen=True)
class Article:
    """A text of some length, and whom to ask for in it."""

    text: str
    resolution: str
    actors: list[str]


def article(n_words: int, n_actors: int) -> Article:
    """Passages of the training side one after another, and the first actors that they name.

    Raises:
        ValueError: so few words name fewer actors.
    """
    words: list[str] = []
    names: dict[str, None] = {}
    passages = [example for example in read_side("train") if len(example.actors) > 3]
    for example in passages:
        if len(words) >= n_words:
            break
        words += example.text.split()
        names |= dict.fromkeys(actor.name for actor in example.actors)
    text = " ".join(words[:n_words])
    actors = [name for name in names if name in text][:n_actors]
    if len(actors) < n_actors:
        raise ValueError(f"{n_words} words name {len(actors)} actors, not {n_actors}")
    return Article(text, passages[0].resolution, actors)


def take_turns(
    calls: Mapping[Key, Call], repeats: int, shown: str | None = None
) -> dict[Key, list[float]]:
    """Milliseconds of each call in each turn, after one turn that is not counted.

    Args:
        calls: by name.
        repeats: how many turns count.
        shown: what the progress bar says; none without.
    """
    times: dict[Key, list[float]] = {name: [] for name in calls}
    for turn in tqdm(range(repeats + 1), shown or "", disable=shown is None):
        for name, call in calls.items():
            started = perf_counter()
            call()
            if turn:
                times[name].append(1000 * (perf_counter() - started))
    return times


def ratio(above: Sequence[float], below: Sequence[float]) -> float:
    """Median over turns of the ratio within a turn."""
    return statistics.median(a / b for a, b in zip(above, below, strict=True))


def exponent(words: Sequence[int], ms: Sequence[float]) -> float | None:
    """k of the least-squares line through (log words, log ms), 1 being linear; None of one point.

    Args:
        words: lengths.
        ms: times.
    """
    return float(np.polyfit(np.log(words), np.log(ms), 1)[0]) if len(words) > 1 else None
