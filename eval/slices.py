"""Where a release is good and where it is not: the same figure on parts of a set."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from eval.genres import broad_genre
from eval.judgements import sources_of
from eval.metrics import Interval, Ints, bootstrap, macro_f1
from model.stance import BASES

FEW = 30  # labels below which a figure says little
FEW_SOURCES = 5  # below which resampling them says little

LENGTHS = (0, 60, 120, 200, 420, 1500)  # words
ACTORS = (0, 3, 6, 10, 100)


@dataclass(frozen=True)
class Slice:
    """One part of a set.

    Attributes:
        n_texts, n_actors: how large it is.
        macro_f1: over the stances that occur in it among the gold labels, given actors.
        accuracy: share of the actors with the right stance.
        few: it has fewer than FEW labels or FEW_SOURCES sources; do not rely on its interval.
    """

    n_texts: int
    n_actors: int
    macro_f1: Interval
    accuracy: float
    few: bool


def slices(judgements: pd.DataFrame) -> dict[str, dict[str, Slice]]:
    """Every part of a set, by what it is divided by.

    Args:
        judgements: from `eval.judgements.judge`.

    Returns:
        Dimension to value to figures. An actor whose text has several hard cases counts in each.
    """
    return {
        name: {value: _slice(judgements[rows]) for value, rows in divide(judgements).items()}
        for name, divide in DIMENSIONS.items()
    }


Rows = dict[str, pd.Series]


def _by(column: str) -> Callable[[pd.DataFrame], Rows]:
    return lambda judgements: _parts(judgements[column])


def _by_genre(judgements: pd.DataFrame) -> Rows:
    return _parts(judgements.genre.map(broad_genre))


def _parts(values: pd.Series) -> Rows:
    return {str(value): values == value for value in sorted(values.unique())}


def _between(column: str, borders: tuple[int, ...]) -> Callable[[pd.DataFrame], Rows]:
    def divide(judgements: pd.DataFrame) -> Rows:
        values = judgements[column]
        parts = {
            f"{low + 1} to {high}": (values > low) & (values <= high)
            for low, high in itertools.pairwise(borders)
        }
        return {name: rows for name, rows in parts.items() if rows.any()}

    return divide


def _by_basis(judgements: pd.DataFrame) -> Rows:
    parts = {basis.value: judgements.gold_basis == i for i, basis in enumerate(BASES)}
    return {name: rows for name, rows in parts.items() if rows.any()}


def _by_hard_case(judgements: pd.DataFrame) -> Rows:
    parts = {
        str(number): judgements.hard.map(lambda hard, number=number: number in hard)
        for number in range(1, 14)
    }
    parts["none"] = judgements.hard.map(lambda hard: not hard)
    return {name: rows for name, rows in parts.items() if rows.any()}


DIMENSIONS: dict[str, Callable[[pd.DataFrame], Rows]] = {
    "domain": _by("domain"),
    "hard case": _by_hard_case,
    "actor kind": _by("kind"),
    "basis": _by_basis,
    "length in words": _between("n_words", LENGTHS),
    "actors in the text": _between("n_actors", ACTORS),
    "genre": _by_genre,
}


def _slice(part: pd.DataFrame) -> Slice:
    gold, said = part.gold.to_numpy(), part.said.to_numpy()

    def present_macro_f1(rows: Ints) -> float:
        return macro_f1(gold[rows], said[rows], np.unique(gold[rows]).tolist())

    sources = sources_of(part)
    return Slice(
        int(part.text.nunique()),
        len(part),
        bootstrap(present_macro_f1, sources),
        float((gold == said).mean()),
        len(part) < FEW or len(set(sources)) < FEW_SOURCES,
    )
