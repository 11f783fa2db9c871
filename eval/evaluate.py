"""How good a release is, on what, and how sure: macro-F1 with intervals, beside baselines.

Sets: a side of the authored corpus (the test side for reporting), one held-out domain of it, and
real passages with adjudicated labels (gold dev) where they are to be had. Given actors (names and
mentions as labelled) are judged apart from found actors (end to end: an actor missed or invented
counts as an error).
"""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd
from pydantic import TypeAdapter
from rich.console import Console
from rich.progress import track
from rich.table import Table

from eval.baselines import (
    Baseline,
    FrozenEmbeddings,
    KeywordLexicon,
    Majority,
    TfidfRegression,
)
from eval.errors import WrongVerdict, worst_errors
from eval.judgements import JUDGEMENTS, judge, write_judgements
from eval.metrics import Difference, Interval, macro_f1, paired_difference
from eval.probes import Probe, run_probes
from eval.reading import Count, ReadingScore, measure_reading
from eval.report import METRICS, figure, write_report
from eval.scoring import (
    ContrastScore,
    GivenActors,
    macro_f1_interval,
    score_contrast,
    score_found,
    score_given,
)
from eval.slices import Slice, slices
from model.classifier import Classification, StanceClassifier
from model.corpus import Side, read_corpus, read_side
from model.encoder_base import EncoderBase
from model.example import CorpusError, Example, read_examples
from model.reading.reader import Reader, Request

GOLD = Path(os.environ.get("WHIPCOUNT_GOLD", Path(__file__).parents[2] / "shared" / "gold"))
GOLD_DEV = "dev.jsonl"
SCHEMA = Path(__file__).parent / "reports" / "metrics.schema.json"


@dataclass(frozen=True)
class BaselineScore:
    """A baseline's stance macro-F1 on given actors, and how much more the release has."""

    macro_f1: Interval
    gain: Difference


@dataclass(frozen=True)
class SetReport:
    """All figures on one set of examples.

    Attributes:
        n_texts, n_actors: how large it is.
        given: with actors given by name and mentions.
        found: stance macro-F1 with actors found in the text.
        slices: dimension to value to figures on that part.
        contrast: of the contrast groups, where the set has any.
        baselines: by name.
        probes: by name.
        reading: how well actors are found.
        errors: the surest wrong verdicts.
    """

    n_texts: int
    n_actors: int
    given: GivenActors
    found: Interval
    slices: dict[str, dict[str, Slice]]
    contrast: ContrastScore | None
    baselines: dict[str, BaselineScore]
    probes: dict[str, Probe]
    reading: ReadingScore
    errors: list[WrongVerdict]


@dataclass(frozen=True)
class Metrics:
    """What metrics.json holds; metrics.schema.json in eval/reports is made from this.

    Attributes:
        release, recipe, code, base: of the release's manifest; not when it was made, so that
            two runs of one commit give the same file.
        files: SHA-256 of its files, so that figures can be told to be its own.
        sets: by name.
    """

    release: str
    recipe: str
    code: str
    base: str
    files: dict[str, str]
    sets: dict[str, SetReport]


def evaluate(
    classifier: StanceClassifier,
    sets: dict[str, Sequence[Example]],
    train: Sequence[Example],
) -> tuple[dict[str, SetReport], dict[str, pd.DataFrame]]:
    """All figures of a release on some sets, and its judgements; baselines learn from `train`."""
    reader = Reader()
    base = EncoderBase.model_validate(classifier.manifest.parameters["base"])
    baselines: list[Baseline] = [
        Majority(),
        KeywordLexicon(reader),
        TfidfRegression(reader),
        FrozenEmbeddings(reader, base),
    ]
    for baseline in track(baselines, "fitting baselines"):
        baseline.fit(train)
    reports, judgements = {}, {}
    for name, examples in sets.items():
        reports[name], judgements[name] = report_on(name, classifier, examples, baselines, reader)
    return reports, judgements


def report_on(
    name: str,
    classifier: StanceClassifier,
    examples: Sequence[Example],
    baselines: Sequence[Baseline],
    reader: Reader,
) -> tuple[SetReport, pd.DataFrame]:
    """All figures of a release on one set, and its judgements; the baselines are fitted."""
    given = [
        classify_given(classifier, example) for example in track(examples, f"{name}: given actors")
    ]
    found = [
        classifier.classify(example.text, example.resolution, None, example.body)
        for example in track(examples, f"{name}: found actors")
    ]
    judgements = judge(examples, given)
    gold, said = judgements.gold.to_numpy(), judgements.said.to_numpy()
    texts = judgements.text.tolist()
    calibration = classifier.manifest.calibration
    assert calibration is not None  # a release that is not calibrated does not open
    scores = {}
    for baseline in baselines:
        other = baseline.predict(examples)
        scores[baseline.name] = BaselineScore(
            macro_f1_interval(gold, other, texts),
            paired_difference(
                lambda rows: macro_f1(gold[rows], said[rows]),
                lambda rows, other=other: macro_f1(gold[rows], other[rows]),  # type: ignore[misc]
                texts,
            ),
        )
    report = SetReport(
        len(examples),
        len(gold),
        score_given(judgements, calibration.nonconformity),
        score_found(examples, found),
        slices(judgements),
        score_contrast(judgements),
        scores,
        run_probes(classifier, examples, given),
        measure_reading(examples, reader),
        worst_errors(examples, given, judgements),
    )
    return report, judgements


def classify_given(classifier: StanceClassifier, example: Example) -> Classification:
    """The release's answer on an example's own actors, by name and mentions."""
    return classifier.classify(
        example.text,
        example.resolution,
        [Request(actor.name, actor.mentions) for actor in example.actors],
        example.body,
    )


def read_gold() -> list[Example] | None:
    """The real passages for measuring, or None where they are not."""
    path = GOLD / GOLD_DEV
    return list(read_examples(path)) if path.is_file() else None


def metrics_schema() -> str:
    """The JSON schema of metrics.json."""
    return json.dumps(TypeAdapter(Metrics).json_schema(mode="serialization"), indent=1) + "\n"


def to_json(metrics: Metrics) -> str:
    """What metrics.json holds. A figure that does not exist is null."""
    return json.dumps(asdict(metrics), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


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
            console.print("gold dev: not on this machine (WHIPCOUNT_GOLD says where to look)")
        else:
            sets["gold dev"] = gold
    return sets


def run(
    release: Path,
    folder: Path,
    console: Console,
    side: Side = "test",
    domain: str | None = None,
) -> dict[str, SetReport]:
    """Evaluate a release, print the tables, write figures, judgements and report.

    The report is written for the test side alone: only there is nothing chosen by what it shows.

    Args:
        release: its directory.
        folder: for metrics.json, judgements.csv, report.html and report.md.
        console: for the tables.
        side: of the corpus; 'calibration' is for choosing between experiments.
        domain: measure on all examples of this one instead, which the release must not have seen.

    Raises:
        CorpusError: no example has that domain, or the release has seen it.
    """
    classifier = StanceClassifier(release)
    if domain is not None and classifier.manifest.parameters.get("held_out_domain") != domain:
        raise CorpusError(
            f"this release was not trained without {domain!r}; "
            f"train one with --set held_out_domain={domain}"
        )
    sets = choose_sets(side, domain, console)
    train = [example for example in read_side("train") if example.domain != domain]
    reports, judgements = evaluate(classifier, sets, train)
    manifest = classifier.manifest
    metrics = Metrics(
        manifest.name,
        manifest.recipe,
        manifest.code,
        manifest.base["name"],
        manifest.files,
        reports,
    )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / METRICS).write_text(to_json(metrics), encoding="utf-8")
    write_judgements(folder / JUDGEMENTS, judgements)
    if side == "test" and domain is None:
        write_report(folder)
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
    for baseline, score in report.baselines.items():
        table.add_row(f"  {baseline}", str(score.macro_f1))
        table.add_row("    the release has more by", str(score.gain))
    for domain, part in report.slices["domain"].items():
        table.add_row(f"  {domain}", str(part.macro_f1))
    if report.contrast is not None:
        groups = f"of {report.contrast.n_groups} contrast groups"
        table.add_row(f"{groups} all right", str(report.contrast.all_right))
        table.add_row(f"{groups} flips right", str(report.contrast.flips_right))
    for probe, outcome in report.probes.items():
        table.add_row(f"probe: {probe}, of {outcome.n} verdicts passed", str(outcome.passed))
    for stance, each in given.stances.items():
        table.add_row(f"F1 {stance}", f"{each.f1:.3f}")
    table.add_row("basis accuracy", f"{given.basis_accuracy:.3f}")
    if given.evidence_hits is not None:
        table.add_row("evidence overlaps gold", str(given.evidence_hits))
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
        f"kind right {figure(reading.kinds_right)}; "
        f"mentions of one actor joined {figure(reading.merged)}; "
        f"principal right {figure(reading.principals)} of {reading.n_principals} persons"
    )


def _cells(count: Count) -> tuple[str, str, str, str]:
    return (
        f"{count.precision:.3f}",
        f"{count.recall:.3f}",
        f"{count.f1:.3f}",
        str(count.hits + count.missed),
    )
