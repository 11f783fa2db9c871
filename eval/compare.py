"""Two releases on the same texts: what got better, what got worse, which verdicts flipped.

Differences are over the same resamples of sources (paired bootstrap; Koehn 2004), so that they are
surer than the two intervals would suggest. `python -m eval.compare A B` is `whipcount compare A B`.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from rich.console import Console
from rich.table import Table
from tqdm import tqdm

from eval.evaluate import classify_given
from eval.judgements import JUDGEMENTS, judge, probabilities, read_judgements, sets_of, sources_of
from eval.metrics import (
    Difference,
    Floats,
    Ints,
    error_at_coverage,
    expected_calibration_error,
    macro_f1,
    paired_difference,
)
from model.classifier import StanceClassifier
from model.corpus import SIDES, Side, read_side
from model.example import CorpusError
from model.stance import STANCES

STANCE = "stance macro-F1"

Statistic = Callable[[Ints], float]


@dataclass(frozen=True)
class Figure:
    """One figure of both releases, and how much more the second has.

    Attributes:
        name: what it is.
        more_is_better: false for errors.
        first, second: of the two releases.
        difference: second minus first.
    """

    name: str
    more_is_better: bool
    first: float
    second: float
    difference: Difference


@dataclass(frozen=True)
class Flip:
    """One actor on which exactly one of the releases is right."""

    id: str
    actor: str
    gold: str
    first: str
    second: str

    @property
    def mended(self) -> bool:
        """Whether it is the second that is right."""
        return self.second == self.gold


@dataclass(frozen=True)
class Comparison:
    """Of a second release with a first, on one set of texts."""

    n_texts: int
    n_actors: int
    figures: list[Figure]
    flips: list[Flip]


def compare(first: Path, second: Path, side: Side | None = None) -> Comparison:
    """Compare two releases, or the judgements in their report folders, on one side of the corpus.

    Args:
        first, second: the second is measured against the first.
        side: where None, the one that the reports hold; calibration where neither is a report.

    Raises:
        ReleaseError: a release cannot be used.
        CorpusError: the two did not judge the same actors, or not on the same side.
    """
    chosen = side or side_of_reports(first, second)
    return compare_judgements(*(judgements_of(path, chosen) for path in (first, second)))


def side_of_reports(*paths: Path) -> Side:
    """The side of the corpus that all reports among some paths hold; calibration without any.

    Raises:
        CorpusError: they hold no side in common.
    """
    held = [(path, sets_of(path / JUDGEMENTS)) for path in paths if (path / JUDGEMENTS).is_file()]
    if not held:
        return "calibration"
    for side in SIDES:
        if all(f"corpus {side}" in names for _, names in held):
            return side
    there = "; ".join(f"{path.name} has {', '.join(names)}" for path, names in held)
    raise CorpusError(f"no side of the corpus is in every report: {there}")


def judgements_of(path: Path, side: Side) -> pd.DataFrame:
    """What a release says of a side, actors given; from its report where the path is one."""
    if (path / JUDGEMENTS).is_file():
        return read_judgements(path / JUDGEMENTS, f"corpus {side}")
    examples = read_side(side)
    classifier = StanceClassifier(path)
    name = f"{path.parent.name}/{path.name}"
    return judge(examples, [classify_given(classifier, each) for each in tqdm(examples, name)])


def compare_judgements(one: pd.DataFrame, other: pd.DataFrame) -> Comparison:
    """Compare the answers of two releases on the same actors.

    Raises:
        CorpusError: they are not the same actors with the same labels.
    """
    same = ["id", "actor", "gold", "gold_basis"]
    if len(one) != len(other) or (one[same].to_numpy() != other[same].to_numpy()).any():
        raise CorpusError(
            "the two were not measured on the same labels; evaluate both on the present corpus"
        )
    sources = sources_of(one)
    gold = one.gold.to_numpy()
    tables = (one, other)
    said = [table.said.to_numpy() for table in tables]
    right = [(gold == each).astype(float) for each in said]
    sure = [probabilities(table).max(-1) for table in tables]
    bases = [(table.gold_basis == table.said_basis).to_numpy(float) for table in tables]
    hits = [table.evidence_hit.fillna(0).to_numpy(float) for table in tables]
    counted = [table.evidence_hit.notna().to_numpy(float) for table in tables]
    both = range(2)
    statistics: list[tuple[str, bool, list[Statistic]]] = [
        (STANCE, True, [partial(_macro_f1, gold, said[i]) for i in both]),
        ("stance accuracy", True, [partial(_mean, right[i]) for i in both]),
        ("basis accuracy", True, [partial(_mean, bases[i]) for i in both]),
        ("evidence overlaps gold", True, [partial(_mean_of, hits[i], counted[i]) for i in both]),
        (
            "expected calibration error",
            False,
            [partial(_calibration_error, sure[i], right[i]) for i in both],
        ),
        (
            "error among the 70 % most confident",
            False,
            [partial(_error_at_70, sure[i], right[i]) for i in both],
        ),
    ]
    rows = np.arange(len(gold))
    figures = [
        Figure(name, more, of[0](rows), of[1](rows), paired_difference(of[1], of[0], sources))
        for name, more, of in statistics
    ]
    changed = right[0] != right[1]
    flips = [
        Flip(id_, actor, *(STANCES[int(number)].value for number in numbers))
        for id_, actor, *numbers in zip(
            one.id[changed],
            one.actor[changed],
            gold[changed],
            said[0][changed],
            said[1][changed],
            strict=True,
        )
    ]
    return Comparison(one.text.nunique(), len(gold), figures, flips)


def is_worse(comparison: Comparison, margin: float) -> bool:
    """Whether the second's stance macro-F1 is lower by more than the margin."""
    (stance,) = (each for each in comparison.figures if each.name == STANCE)
    return stance.difference.value < -margin


def print_comparison(comparison: Comparison, n_flips: int, console: Console) -> None:
    """The figures as a table, and the first of the flipped verdicts."""
    table = Table(title=f"{comparison.n_texts} texts, {comparison.n_actors} actors given")
    for column in ("figure", "first", "second", "second minus first [95 %]", "p"):
        table.add_column(column, justify="left" if column == "figure" else "right")
    for each in comparison.figures:
        name = each.name if each.more_is_better else f"{each.name} (less is better)"
        table.add_row(
            name,
            f"{each.first:.3f}",
            f"{each.second:.3f}",
            each.difference.signed,
            f"{each.difference.p:.3f}",
        )
    console.print(table)
    mended = [flip for flip in comparison.flips if flip.mended]
    broken = [flip for flip in comparison.flips if not flip.mended]
    console.print(f"{len(mended)} verdicts mended, {len(broken)} broken")
    for title, flips in (("mended", mended), ("broken", broken)):
        for flip in flips[:n_flips]:
            console.print(
                f"  {title}: {flip.id}: {flip.actor}: {flip.first} -> {flip.second} "
                f"(gold {flip.gold})",
                highlight=False,
            )


def _macro_f1(gold: Ints, said: Ints, rows: Ints) -> float:
    return macro_f1(gold[rows], said[rows])


def _mean(values: Floats, rows: Ints) -> float:
    return float(values[rows].mean())


def _mean_of(values: Floats, counted: Floats, rows: Ints) -> float:
    return float(values[rows].sum() / max(1.0, counted[rows].sum()))


def _calibration_error(sure: Floats, right: Floats, rows: Ints) -> float:
    return expected_calibration_error(sure[rows], right[rows])


def _error_at_70(sure: Floats, right: Floats, rows: Ints) -> float:
    return error_at_coverage(sure[rows], right[rows], 0.7)


if __name__ == "__main__":
    from whipcount import app

    app(["compare", *sys.argv[1:]], prog_name="whipcount")
