"""Figures on public data sets, beside those of their authors.

`python -m training public --recipe RECIPE` writes what the pre-trained network says on test sides
(before it reads the corpus), `python -m training.unseen` what a release says on sets that it has
not learned from; `python -m eval.public` scores both and writes eval/reports/public/metrics.json.
Sets that were not read anew keep their row there, with the SHA-256 of its own weights.
"""

import contextlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from pydantic import TypeAdapter, ValidationError
from rich.console import Console
from rich.table import Table

from eval.metrics import Interval, Ints, bootstrap, macro_f1
from eval.public_sets import PUBLIC_SETS, PublicSet, Scoring
from eval.report import METRICS, REPORTS
from model.made_with import MADE_WITH
from model.stance import STANCES, Stance

SAID = Path(__file__).parents[1] / "work" / "public"
REPORT = REPORTS / "public" / METRICS
SCHEMA = REPORTS / "public.schema.json"

NEUTRAL = STANCES.index(Stance.UNDECIDED)
POLAR = [i for i in range(len(STANCES)) if i != NEUTRAL]
WIDTH = 120  # the table is wider than a terminal of 80 columns


@dataclass(frozen=True)
class PublicFigure:
    """Macro- and micro-F1 on one test set.

    Attributes:
        n, n_sources: rows, and what must not be divided: sentences, debates, stories.
        n_classes: three; two for the forced choice between support and oppose; five for the
            directed sentiment between two names.
        macro_f1, micro_f1: intervals over sources. Each row has one class and is said to have one,
            so that micro-F1 over all classes is accuracy.
    """

    n: int
    n_sources: int
    n_classes: int
    macro_f1: Interval
    micro_f1: Interval


@dataclass(frozen=True)
class MadeWith:
    """What said the lines: the recipe or the release, the SHA-256 of its weights (of a release, its
    encoder's), the revision of the code.
    """

    recipe: str
    weights_sha256: str
    code: str


@dataclass(frozen=True)
class Measured:
    """One row of the report on public sets."""

    made_with: MadeWith
    figure: PublicFigure


REPORT_TYPE = TypeAdapter(dict[str, Measured])


def score_pairs(lines: Sequence[dict[str, Any]]) -> PublicFigure:
    """Three classes, a row for each pair."""
    gold = np.array([line["gold"] for line in lines])
    said = np.array([np.argmax(line["probabilities"]) for line in lines])
    return _figure(gold, said, [line["source"] for line in lines], len(STANCES))


def score_polar(lines: Sequence[dict[str, Any]]) -> PublicFigure:
    """Forced choice of support or oppose; pairs without a stance are left out."""
    kept = [line for line in lines if line["gold"] != NEUTRAL]
    gold = np.array([POLAR.index(line["gold"]) for line in kept])
    said = np.array([np.argmax([line["probabilities"][i] for i in POLAR]) for line in kept])
    return _figure(gold, said, [line["source"] for line in kept], len(POLAR))


def score_directed(lines: Sequence[dict[str, Any]]) -> PublicFigure:
    """Five classes, a row for each two pairs: forward and backward (Park et al. 2021).

    Class 0 is no sentiment; where both directions are said to have one, the surer is taken.

    Raises:
        ValueError: the number of lines is odd.
    """
    gold, said, sources = [], [], []
    for forward, backward in zip(lines[::2], lines[1::2], strict=True):
        gold.append(
            _directed_class(np.eye(3)[forward["gold"]], np.eye(3)[backward["gold"]]),
        )
        said.append(
            _directed_class(np.array(forward["probabilities"]), np.array(backward["probabilities"]))
        )
        sources.append(forward["source"])
    return _figure(np.array(gold), np.array(said), sources, 5)


def _directed_class(forward: np.ndarray, backward: np.ndarray) -> int:
    """0 for none; 1 + stance for the first toward the second, 3 + stance for the reverse."""
    best = [max(POLAR, key=lambda i: each[i]) for each in (forward, backward)]
    sure = [each[i] - each[NEUTRAL] for each, i in zip((forward, backward), best, strict=True)]
    if max(sure) <= 0:
        return 0
    way = int(np.argmax(sure))
    return 1 + 2 * way + POLAR.index(best[way])


def _figure(gold: Ints, said: Ints, sources: Sequence[str], n_classes: int) -> PublicFigure:
    numbers = {source: i for i, source in enumerate(dict.fromkeys(sources))}
    classes = list(range(n_classes))

    def macro(rows: Ints) -> float:
        return macro_f1(gold[rows], said[rows], classes)

    def micro(rows: Ints) -> float:
        return float((gold[rows] == said[rows]).mean())

    owners = [numbers[source] for source in sources]
    return PublicFigure(
        len(gold), len(numbers), n_classes, bootstrap(macro, owners), bootstrap(micro, owners)
    )


Score = Callable[[Sequence[dict[str, Any]]], PublicFigure]

SCORES: dict[Scoring, Score] = {
    "pairs": score_pairs,
    "polar": score_polar,
    "directed": score_directed,
}


def measure(name: str, public: PublicSet, said: Path) -> Measured | None:
    """Score one set; None where nothing, or nothing of known weights, was said on it.

    Args:
        name: of the set.
        public: the set.
        said: folder that `python -m training public` and `training.unseen` wrote to.
    """
    folder = said / public.reader
    if not (folder / MADE_WITH).is_file() or not (folder / f"{name}.jsonl").is_file():
        return None
    made_with = MadeWith(**json.loads((folder / MADE_WITH).read_text(encoding="utf-8")))
    text = (folder / f"{name}.jsonl").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    return Measured(made_with, SCORES[public.scoring](lines))


def merged(old: str, measured: Mapping[str, Measured]) -> dict[str, Measured]:
    """Rows of the report in the order of the sets: those measured now, else those that it had.

    Args:
        old: the report's JSON. Rows of another form, which do not say whose they are, are dropped.
        measured: by name of the set.
    """
    kept = dict(measured)
    for name, row in json.loads(old).items():
        with contextlib.suppress(ValidationError):
            kept.setdefault(name, TypeAdapter(Measured).validate_python(row))
    return {name: kept[name] for name in PUBLIC_SETS if name in kept}


def public_schema() -> str:
    """The JSON schema of the report on public sets."""
    return json.dumps(REPORT_TYPE.json_schema(mode="serialization"), indent=1) + "\n"


def main(
    said: Annotated[Path, typer.Option(help="Folder with what was said on them.")] = SAID,
) -> None:
    """Score what was said on public sets."""
    console = Console(width=WIDTH)
    figures = {}
    for name, public in PUBLIC_SETS.items():
        measured = measure(name, public, said)
        if measured is None:
            console.print(f"{name}: not measured now; `{public.command}` reads it")
        else:
            figures[name] = measured
    if not figures:
        console.print("[red]error:[/] nothing to score")
        raise typer.Exit(2)
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    old = REPORT.read_text(encoding="utf-8") if REPORT.is_file() else "{}"
    rows = merged(old, figures)
    REPORT.write_text(REPORT_TYPE.dump_json(rows, indent=1).decode() + "\n", encoding="utf-8")
    table = Table(title="public sets")
    for column in ("set", "weights", "rows", "sources", "classes", "macro-F1", "micro-F1"):
        table.add_column(column, justify="left" if column in ("set", "weights") else "right")
    for name, row in rows.items():
        figure = row.figure
        weights = f"{row.made_with.recipe} {row.made_with.weights_sha256[:8]}"
        counts = (str(figure.n), str(figure.n_sources), str(figure.n_classes))
        table.add_row(name, weights, *counts, str(figure.macro_f1), str(figure.micro_f1))
    console.print(table)


if __name__ == "__main__":
    typer.run(main)
