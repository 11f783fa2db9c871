"""Two or more releases side by side on one side of the corpus: figures and paired differences.

`python -m eval.compare RELEASE OTHER ... --side calibration`. Differences are to the first, over
the same resamples of texts (paired bootstrap; Efron 1979, Koehn 2004), so that they are surer than
the two intervals would suggest.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from eval.evaluate import classify_given
from eval.metrics import Interval, bootstrap, macro_f1
from eval.scoring import answered_numbers, score_given, stance_numbers
from model.classifier import StanceClassifier
from model.corpus import SIDES, Side, read_side
from model.example import CorpusError, Example
from model.manifest import ReleaseError


@dataclass(frozen=True)
class Compared:
    """One release's figures, and its stance macro-F1 minus the first one's."""

    name: str
    macro_f1: Interval
    difference: Interval
    evidence_hits: float
    ece: float
    error_at_70: float


def compare(releases: Sequence[Path], examples: Sequence[Example]) -> list[Compared]:
    """The figures of each release on the examples, actors given.

    Raises:
        ReleaseError: one of them cannot be used.
    """
    gold, texts = stance_numbers(examples)
    rows: list[Compared] = []
    first: np.ndarray | None = None
    for path in releases:
        classifier = StanceClassifier(path)
        answers = [
            classify_given(classifier, example)
            for example in track(examples, f"{path.parent.name}/{path.name}")
        ]
        said = answered_numbers(examples, answers)
        reference = said if first is None else first
        first = reference

        def difference(
            rows: np.ndarray, said: np.ndarray = said, reference: np.ndarray = reference
        ) -> float:
            return macro_f1(gold[rows], said[rows]) - macro_f1(gold[rows], reference[rows])

        given = score_given(examples, answers)
        rows.append(
            Compared(
                f"{path.parent.name}/{path.name}",
                given.stance_macro_f1,
                bootstrap(difference, texts.tolist()),
                given.evidence_hits,
                given.ece,
                given.error_at_70,
            )
        )
    return rows


def main(
    releases: Annotated[list[Path], typer.Argument(help="Release directories; two or more.")],
    side: Annotated[str, typer.Option(help="Of the corpus.")] = "calibration",
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Set releases side by side."""
    console = Console(stderr=as_json, width=110)
    if side not in SIDES:
        console.print(f"[red]error:[/] --side: no side {side!r}; there are: {', '.join(SIDES)}")
        raise typer.Exit(2)
    chosen: Side = side
    try:
        rows = compare(releases, read_side(chosen))
    except (ReleaseError, CorpusError) as error:
        console.print(f"[red]error:[/] {error}")
        raise typer.Exit(2) from error
    if as_json:
        print(json.dumps([asdict(row) for row in rows], indent=1))
        return
    table = Table(title=f"corpus {side}, actors given")
    for column in (
        "release",
        "stance macro-F1",
        "minus the first",
        "evidence",
        "ECE",
        "err. at 70 %",
    ):
        table.add_column(column, justify="left" if column == "release" else "right")
    for row in rows:
        figures = (row.evidence_hits, row.ece, row.error_at_70)
        table.add_row(
            row.name, str(row.macro_f1), str(row.difference), *(f"{f:.3f}" for f in figures)
        )
    console.print(table)


if __name__ == "__main__":
    typer.run(main)
