"""How good a release is, on what, and how sure: macro-F1 with intervals, beside baselines.

Two sets: the test side of the authored corpus, and real passages with adjudicated labels
(gold dev) where they are to be had. Given actors (names and mentions as labelled) are judged
apart from found actors (end to end: an actor missed or invented counts as an error).
"""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

from eval.baselines import Baseline, Majority, TfidfRegression
from eval.metrics import (
    ABSENT,
    Interval,
    bootstrap,
    error_at_coverage,
    expected_calibration_error,
    macro_f1,
)
from eval.reading import Count, ReadingScore, match_actors, measure_reading
from model.classifier import Classification, StanceClassifier
from model.corpus import read_side
from model.example import Example, read_examples
from model.reading.reader import Reader, Request
from model.reading.spans import find_spans
from model.stance import STANCES, Basis, Stance

GOLD = Path(os.environ.get("WHIPCOUNT_GOLD", Path(__file__).parents[2] / "shared" / "gold"))
GOLD_DEV = "dev.jsonl"
METRICS = "metrics.json"


@dataclass(frozen=True)
class GivenActors:
    """Figures on actors whose names and mentions were given.

    Attributes:
        stance_macro_f1: with its interval.
        per_class_f1: by stance.
        basis_accuracy: share of the actors with the right basis.
        evidence_hits: of the actors whose gold basis is not none, the share whose first predicted
            evidence overlaps the gold one.
        ece: expected calibration error, 15 bins.
        error_at_70: share of errors among the 70 % most confident.
        set_coverage: share of the actors whose true stance is in the prediction set (asked: 0.9).
        mean_set_size: stances in the prediction set.
    """

    stance_macro_f1: Interval
    per_class_f1: dict[str, float]
    basis_accuracy: float
    evidence_hits: float
    ece: float
    error_at_70: float
    set_coverage: float
    mean_set_size: float


@dataclass(frozen=True)
class SetReport:
    """All figures on one set of examples."""

    n_texts: int
    n_actors: int
    given: GivenActors
    found: Interval
    baselines: dict[str, Interval]
    reading: ReadingScore


def evaluate(
    classifier: StanceClassifier,
    sets: dict[str, Sequence[Example]],
    train: Sequence[Example],
) -> dict[str, SetReport]:
    """All figures of a release on some sets; the baselines learn from `train`."""
    reader = Reader()
    baselines: list[Baseline] = [Majority(), TfidfRegression(reader)]
    for baseline in baselines:
        baseline.fit(train)
    reports = {}
    for name, examples in sets.items():
        texts = [i for i, example in enumerate(examples) for _ in example.actors]
        gold = np.array([STANCES.index(a.stance) for e in examples for a in e.actors])
        given = [
            classifier.classify(
                example.text,
                example.resolution,
                [Request(actor.name, actor.mentions) for actor in example.actors],
                example.body,
            )
            for example in track(examples, f"{name}: given actors")
        ]
        found = [
            classifier.classify(example.text, example.resolution, None, example.body)
            for example in track(examples, f"{name}: found actors")
        ]
        reports[name] = SetReport(
            len(examples),
            len(gold),
            score_given(examples, given),
            score_found(examples, found),
            {
                baseline.name: _interval(gold, baseline.predict(examples), texts)
                for baseline in baselines
            },
            measure_reading(examples, reader),
        )
    return reports


def score_given(examples: Sequence[Example], answers: Sequence[Classification]) -> GivenActors:
    """Compare the answers on given actors with the gold labels."""
    texts, gold, said, sure, in_set, sizes, bases, evidence = [], [], [], [], [], [], [], []
    for number, (example, answer) in enumerate(zip(examples, answers, strict=True)):
        by_name = {each.actor.name: each.verdict for each in answer.actors}
        for actor in example.actors:
            verdict = by_name[actor.name]
            texts.append(number)
            gold.append(STANCES.index(actor.stance))
            said.append(STANCES.index(verdict.stance))
            sure.append(max(verdict.probabilities))
            in_set.append(actor.stance in verdict.prediction_set)
            sizes.append(len(verdict.prediction_set))
            bases.append(actor.basis is verdict.basis)
            if actor.basis is not Basis.NONE:
                start = example.text.index(actor.evidence)
                first = verdict.evidence[0].span if verdict.evidence else (0, 0)
                evidence.append(first[0] < start + len(actor.evidence) and first[1] > start)
    right = np.array(gold) == np.array(said)
    return GivenActors(
        _interval(np.array(gold), np.array(said), texts),
        {
            stance.value: _class_f1(np.array(gold), np.array(said), i)
            for i, stance in enumerate(Stance)
        },
        float(np.mean(bases)),
        float(np.mean(evidence)),
        expected_calibration_error(sure, right),
        error_at_coverage(sure, right, 0.7),
        float(np.mean(in_set)),
        float(np.mean(sizes)),
    )


def score_found(examples: Sequence[Example], answers: Sequence[Classification]) -> Interval:
    """End-to-end macro-F1: missed gold actors and invented ones count as errors."""
    texts, gold, said = [], [], []
    for number, (example, answer) in enumerate(zip(examples, answers, strict=True)):
        spans = [find_spans(example.text, (a.name, *a.mentions)) for a in example.actors]
        pairs = match_actors(spans, [each.actor.mentions for each in answer.actors])
        by_gold, used = dict(pairs), {found for _, found in pairs}
        for i, actor in enumerate(example.actors):
            texts.append(number)
            gold.append(STANCES.index(actor.stance))
            said.append(
                STANCES.index(answer.actors[by_gold[i]].verdict.stance) if i in by_gold else ABSENT
            )
        for j, each in enumerate(answer.actors):
            if j not in used:
                texts.append(number)
                gold.append(ABSENT)
                said.append(STANCES.index(each.verdict.stance))
    return _interval(np.array(gold), np.array(said), texts)


def read_gold() -> list[Example] | None:
    """The real passages for measuring, or None where they are not."""
    path = GOLD / GOLD_DEV
    return list(read_examples(path)) if path.is_file() else None


def run(release: Path, folder: Path, console: Console) -> dict[str, SetReport]:
    """Evaluate a release, print the tables and write metrics.json into a folder."""
    classifier = StanceClassifier(release)
    sets: dict[str, Sequence[Example]] = {"corpus test": read_side("test")}
    gold = read_gold()
    if gold is None:
        console.print("gold dev: not on this machine (WHIPCOUNT_GOLD says where to look)")
    else:
        sets["gold dev"] = gold
    reports = evaluate(classifier, sets, read_side("train"))
    metrics: dict[str, Any] = {
        "release": classifier.manifest.name,
        "files": classifier.manifest.files,
        "sets": {name: asdict(report) for name, report in reports.items()},
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / METRICS).write_text(json.dumps(metrics, indent=1) + "\n", encoding="utf-8")
    for name, report in reports.items():
        print_report(name, report, console)
    return reports


def print_report(name: str, report: SetReport, console: Console) -> None:
    """Two tables: stances, and actors found."""
    given = report.given
    table = Table(title=f"{name}: {report.n_texts} texts, {report.n_actors} actors")
    table.add_column("figure")
    table.add_column("value", justify="right")
    table.add_row("stance macro-F1, given actors [95 %]", str(given.stance_macro_f1))
    table.add_row("stance macro-F1, found actors [95 %]", str(report.found))
    for baseline, interval in report.baselines.items():
        table.add_row(f"  {baseline} (given actors)", str(interval))
    for stance, value in given.per_class_f1.items():
        table.add_row(f"F1 {stance}", f"{value:.3f}")
    table.add_row("basis accuracy", f"{given.basis_accuracy:.3f}")
    table.add_row("evidence overlaps gold", f"{given.evidence_hits:.3f}")
    table.add_row("expected calibration error", f"{given.ece:.3f}")
    table.add_row("error among the 70 % most confident", f"{given.error_at_70:.3f}")
    table.add_row("prediction set holds the truth (asked 0.9)", f"{given.set_coverage:.3f}")
    table.add_row("mean size of prediction set", f"{given.mean_set_size:.2f}")
    console.print(table)
    table = Table(title=f"{name}: actors found")
    for column in ("kind", "precision", "recall", "F1", "gold"):
        table.add_column(column, justify="left" if column == "kind" else "right")
    for kind, count in report.reading.counts.items():
        table.add_row(kind, *_cells(count))
    console.print(table)
    reading = report.reading
    console.print(
        f"kind right {reading.kinds_right:.3f}; mentions of one actor joined {reading.merged:.3f}; "
        f"principal right {reading.principals:.3f} of {reading.n_principals} persons"
    )


def _cells(count: Count) -> tuple[str, str, str, str]:
    return (
        f"{count.precision:.3f}",
        f"{count.recall:.3f}",
        f"{count.f1:.3f}",
        str(count.hits + count.missed),
    )


def _interval(gold: np.ndarray, said: np.ndarray, texts: Sequence[int]) -> Interval:
    return bootstrap(lambda rows: macro_f1(gold[rows], said[rows]), texts)


def _class_f1(gold: np.ndarray, said: np.ndarray, stance: int) -> float:
    hits = int(((gold == stance) & (said == stance)).sum())
    return 2 * hits / max(1, int((gold == stance).sum() + (said == stance).sum()))
