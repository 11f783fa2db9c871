"""How good a release is, on what, and how sure: macro-F1 with intervals, beside baselines.

Given actors (names and mentions as labelled, or names alone) are judged apart from found actors
(end to end: an actor missed or invented counts as an error). `eval.sets` says on what.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from pydantic import TypeAdapter
from rich.console import Console
from tqdm import tqdm

from eval.errors import WrongVerdict, worst_errors
from eval.judgements import JUDGEMENTS, judge, sources_of, write_judgements
from eval.metrics import (
    N_RESAMPLES,
    SEED,
    Difference,
    Interval,
    macro_f1,
    paired_difference,
)
from eval.pages.tables import print_set
from eval.probes import Probe, run_probes
from eval.reading import ReadingScore, measure_reading
from eval.report import METRICS, write_report
from eval.rivals.chat import ChatError, ChatSettings
from eval.rivals.choice import Rivals, choose_rivals
from eval.scoring import (
    ContrastScore,
    GivenActors,
    macro_f1_interval,
    score_contrast,
    score_found,
    score_given,
    stance_macro_f1,
)
from eval.sets import SetCard, choose_sets, set_card
from eval.slices import Slice, slices
from model.classifier import Classification, StanceClassifier
from model.corpus import Side, corpus_sha256, read_side
from model.encoder_base import EncoderBase
from model.example import CorpusError, Example
from model.reading.reader import Reader, Request
from model.revision import code_revision

FORMAT = 4  # of metrics.json; raised when a name goes or changes its meaning
SCHEMA = Path(__file__).parent / "reports" / "metrics.schema.json"


@dataclass(frozen=True)
class BaselineScore:
    """A baseline's stance macro-F1 on given actors, and how much more the release has.

    Attributes:
        about: what it is and what it learned from.
        macro_f1: its own.
        gain: the release's minus its own, over the same resamples of sources.
    """

    about: str
    macro_f1: Interval
    gain: Difference


@dataclass(frozen=True)
class SetReport:
    """All figures on one set of examples.

    Attributes:
        n_texts, n_actors: how large it is.
        card: what it is and what is in it.
        given: with actors given by name and mentions.
        named: stance macro-F1 with actors given by name alone, without mentions.
        found: stance macro-F1 with actors found in the text; resolution and body given.
        unaided: the same with nothing given but the text.
        resolution_found: share of the texts in which a resolution was found then.
        slices: dimension to value to figures on that part.
        contrast: of the contrast groups, where the set has any.
        baselines: by name.
        probes: by name.
        reading: how well actors are found.
        errors: the surest wrong verdicts.
    """

    n_texts: int
    n_actors: int
    card: SetCard
    given: GivenActors
    named: Interval
    found: Interval
    unaided: Interval
    resolution_found: float
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
        format: number of this form; names stay and mean the same while it stays.
        release, recipe, code, base: of the release's manifest; not when it was made, so that
            two runs of one commit give the same file.
        files: SHA-256 of its files, so that figures can be told to be its own.
        evaluated_with: git revision of the code that measured, '-dirty' where the work tree
            differed from it; `code` is that of the code that made the release.
        corpus_sha256: of the corpus's files, in the order of their names.
        seed, resamples: of every bootstrap.
        absent: baselines that were not measured, each with what is to be done to have it.
        sets: by name.
    """

    format: int
    release: str
    recipe: str
    code: str
    base: str
    files: dict[str, str]
    evaluated_with: str
    corpus_sha256: str
    seed: int
    resamples: int
    absent: dict[str, str]
    sets: dict[str, SetReport]


def evaluate(
    classifier: StanceClassifier,
    sets: dict[str, Sequence[Example]],
    rivals: Rivals,
    reader: Reader,
) -> tuple[dict[str, SetReport], dict[str, pd.DataFrame]]:
    """All figures of a release on some sets, and its judgements; the baselines are fitted."""
    reports, judgements = {}, {}
    for name, examples in sets.items():
        reports[name], judgements[name] = report_on(name, classifier, examples, rivals, reader)
    return reports, judgements


def report_on(
    name: str,
    classifier: StanceClassifier,
    examples: Sequence[Example],
    rivals: Rivals,
    reader: Reader,
) -> tuple[SetReport, pd.DataFrame]:
    """All figures of a release on one set, and its judgements; the baselines are fitted."""
    given = [
        classify_given(classifier, example) for example in tqdm(examples, f"{name}: given actors")
    ]
    named = [
        classifier.classify(
            example.text,
            example.resolution,
            [Request(actor.name) for actor in example.actors],
            example.body,
        )
        for example in tqdm(examples, f"{name}: actors given by name alone")
    ]
    found = [
        classifier.classify(example.text, example.resolution, None, example.body)
        for example in tqdm(examples, f"{name}: found actors")
    ]
    unaided = [
        classifier.classify(example.text) for example in tqdm(examples, f"{name}: text alone")
    ]
    judgements = judge(examples, given)
    gold, said = judgements.gold.to_numpy(), judgements.said.to_numpy()
    sources = sources_of(judgements)
    calibration = classifier.manifest.calibration
    scores = {}
    for baseline in rivals.present:
        try:
            other = baseline.predict(examples)
        except ChatError as error:
            rivals.absent[baseline.name] = f"failed: {error}"
            continue
        scores[baseline.name] = BaselineScore(
            baseline.about,
            macro_f1_interval(gold, other, sources),
            paired_difference(
                lambda rows: macro_f1(gold[rows], said[rows]),
                lambda rows, other=other: macro_f1(gold[rows], other[rows]),  # type: ignore[misc]
                sources,
            ),
        )
    report = SetReport(
        len(examples),
        len(gold),
        set_card(name, examples),
        score_given(judgements, calibration.nonconformity),
        stance_macro_f1(judge(examples, named)),
        score_found(examples, found),
        score_found(examples, unaided),
        float(np.mean([answer.resolution.found for answer in unaided])),
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


def metrics_schema() -> str:
    """The JSON schema of metrics.json."""
    return json.dumps(TypeAdapter(Metrics).json_schema(mode="serialization"), indent=1) + "\n"


def to_json(metrics: Metrics) -> str:
    """What metrics.json holds. A figure that does not exist is null."""
    return json.dumps(asdict(metrics), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def run(
    release: Path,
    folder: Path,
    console: Console,
    side: Side = "test",
    domain: str | None = None,
    chat: ChatSettings | None = None,
) -> dict[str, SetReport]:
    """Evaluate a release, print the tables, write figures, judgements and report.

    The report is written for the test side alone: only there is nothing chosen by what it shows.

    Args:
        release: its directory.
        folder: for metrics.json, judgements.csv, report.html and report.md.
        console: for the tables.
        side: of the corpus; 'calibration' is for choosing between experiments.
        domain: measure on all examples of this one instead, which the release must not have seen.
        chat: endpoint of a chat model to set beside it; none if None.

    Raises:
        CorpusError: no example has that domain, or the release has seen it.
    """
    # Both first: it takes a while, in which the work tree may change.
    revision, corpus = code_revision(), corpus_sha256()
    classifier = StanceClassifier(release)
    if domain is not None and classifier.manifest.parameters.get("held_out_domain") != domain:
        raise CorpusError(
            f"this release was not trained without {domain!r}; "
            f"train one with --set held_out_domain={domain}"
        )
    sets = choose_sets(side, domain, console)
    train = [example for example in read_side("train") if example.domain != domain]
    manifest = classifier.manifest
    reader = Reader()
    base = EncoderBase.model_validate(manifest.parameters["base"])
    rivals = choose_rivals(reader, base, chat or ChatSettings(url=None), domain)
    for baseline in tqdm(rivals.present, "fitting baselines"):
        baseline.fit(train)
    reports, judgements = evaluate(classifier, sets, rivals, reader)
    metrics = Metrics(
        FORMAT,
        manifest.name,
        manifest.recipe,
        manifest.code,
        manifest.base["name"],
        manifest.files,
        revision,
        corpus,
        SEED,
        N_RESAMPLES,
        rivals.absent,
        reports,
    )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / METRICS).write_text(to_json(metrics), encoding="utf-8")
    write_judgements(folder / JUDGEMENTS, judgements)
    if side == "test" and domain is None:
        write_report(folder)
    for name, report in reports.items():
        print_set(name, report, console)
    for name, remedy in rivals.absent.items():
        console.print(f"{name}: not measured; {remedy}", highlight=False)
    return reports
