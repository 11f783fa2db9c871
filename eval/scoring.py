"""How right the stances are: figures on actors that were given, and on those that were found."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.metrics import (
    confusion_matrix,
    f1_score,
    precision_recall_fscore_support,
)

from eval.judgements import probabilities, sources_of
from eval.metrics import (
    ABSENT,
    EVERY_STANCE,
    Bin,
    Floats,
    Interval,
    Ints,
    bootstrap,
    error_at_coverage,
    expected_calibration_error,
    macro_f1,
    reliability,
)
from eval.reading import match_actors
from model.classifier import Classification
from model.example import Example
from model.reading.spans import find_spans
from model.stance import BASES, STANCES, Kind
from model.verdict import DEFAULT_COVERAGE, conformal_threshold

COVERAGES = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)  # of prediction sets, asked for
CURVE = tuple(step / 20 for step in range(1, 21))  # shares kept, along the risk-coverage curve


@dataclass(frozen=True)
class ClassScore:
    """One class against the rest; n is how many actors have it as their gold label.

    F1 has an interval over sources.
    """

    precision: float
    recall: float
    f1: Interval
    n: int


@dataclass(frozen=True)
class SetCoverage:
    """Prediction sets at one coverage asked for: share that hold the gold stance, mean size."""

    asked: float
    reached: float
    mean_size: float


@dataclass(frozen=True)
class KindCoverage(SetCoverage):
    """The same for the n actors of one kind."""

    n: int


@dataclass(frozen=True)
class GivenActors:
    """Figures on actors whose names and mentions were given, intervals over sources.

    Attributes:
        stance_macro_f1, accuracy: of the stances.
        stances: by stance.
        confusion: actors by gold stance (rows) and said stance (columns), in the order of STANCES.
        basis_accuracy, basis_macro_f1: of the bases.
        evidence_hits: of the actors whose gold basis is not none, the share whose first predicted
            evidence overlaps the gold one; None where the set has no such actors.
        evidence_f1: mean overlap in characters of predicted and gold evidence, of the same actors.
        n_with_evidence: how many these are.
        ece: expected calibration error, 15 bins. Chance in the bins adds to it, in a resample more
            than in the set: its interval lies rather high. brier: multi-class Brier score, 0 to 2.
        reliability: the bins of that error.
        error_at_70: share of errors among the 70 % most confident.
        risk_coverage: for each share of CURVE, errors among so many most confident.
        set_coverage: share of the actors whose true stance is in the prediction set (asked: 0.9).
        mean_set_size: stances in the prediction set.
        single_share: share of the actors with one stance alone in it: those that need no person.
        single_right: share of these whose stance is right; None without any.
        set_coverages: the same for other coverages asked for.
        coverage_by_kind: the same at the default coverage, by actor kind; of the kinds that occur.
    """

    stance_macro_f1: Interval
    accuracy: Interval
    stances: dict[str, ClassScore]
    confusion: list[list[int]]
    basis_accuracy: Interval
    basis_macro_f1: float
    evidence_hits: Interval | None
    evidence_f1: Interval | None
    n_with_evidence: int
    ece: Interval
    brier: Interval
    reliability: list[Bin]
    error_at_70: Interval
    risk_coverage: list[float]
    set_coverage: Interval
    mean_set_size: float
    single_share: float
    single_right: float | None
    set_coverages: list[SetCoverage]
    coverage_by_kind: dict[str, KindCoverage]


def score_given(judgements: pd.DataFrame, nonconformity: Sequence[float]) -> GivenActors:
    """All figures on given actors.

    Args:
        judgements: from `eval.judgements.judge`.
        nonconformity: the release's, for prediction sets at other coverages.
    """
    gold, said = judgements.gold.to_numpy(), judgements.said.to_numpy()
    sources = sources_of(judgements)
    chances = probabilities(judgements)
    sure = chances.max(-1)
    right = gold == said
    single = judgements.set_size.to_numpy() == 1
    with_evidence = judgements[judgements.evidence_hit.notna()]
    hits = overlap = None
    if len(with_evidence):
        hits = _mean(with_evidence.evidence_hit, sources_of(with_evidence))
        overlap = _mean(with_evidence.evidence_f1, sources_of(with_evidence))
    classes = range(len(STANCES))
    precision, recall, _, n = precision_recall_fscore_support(
        gold, said, labels=classes, zero_division=0
    )
    return GivenActors(
        stance_macro_f1=stance_macro_f1(judgements),
        accuracy=_mean(right, sources),
        stances={
            stance.value: ClassScore(
                float(precision[i]),
                float(recall[i]),
                macro_f1_interval(gold, said, sources, [i]),
                int(n[i]),
            )
            for i, stance in enumerate(STANCES)
        },
        confusion=confusion_matrix(gold, said, labels=classes).tolist(),
        basis_accuracy=_mean(judgements.gold_basis == judgements.said_basis, sources),
        basis_macro_f1=float(
            f1_score(
                judgements.gold_basis,
                judgements.said_basis,
                labels=range(len(BASES)),
                average="macro",
                zero_division=0,
            )
        ),
        evidence_hits=hits,
        evidence_f1=overlap,
        n_with_evidence=len(with_evidence),
        ece=bootstrap(lambda rows: expected_calibration_error(sure[rows], right[rows]), sources),
        brier=_mean(brier_losses(gold, chances), sources),
        reliability=reliability(sure, right),
        error_at_70=bootstrap(
            lambda rows: error_at_coverage(sure[rows], right[rows], 0.7), sources
        ),
        risk_coverage=[error_at_coverage(sure, right, share) for share in CURVE],
        set_coverage=_mean(judgements.in_set, sources),
        mean_set_size=float(judgements.set_size.mean()),
        single_share=float(single.mean()),
        single_right=float(right[single].mean()) if single.any() else None,
        set_coverages=[score_sets(judgements, coverage, nonconformity) for coverage in COVERAGES],
        coverage_by_kind=coverage_by_kind(judgements),
    )


def stance_macro_f1(judgements: pd.DataFrame) -> Interval:
    """Stance macro-F1 with its interval over sources."""
    return macro_f1_interval(
        judgements.gold.to_numpy(), judgements.said.to_numpy(), sources_of(judgements)
    )


def score_sets(
    judgements: pd.DataFrame, coverage: float, nonconformity: Sequence[float]
) -> SetCoverage:
    """How the release's prediction sets do at one coverage."""
    chances = probabilities(judgements)
    kept = chances >= 1 - conformal_threshold(nonconformity, coverage)
    kept[np.arange(len(kept)), chances.argmax(-1)] = True
    reached = kept[np.arange(len(kept)), judgements.gold.to_numpy()]
    return SetCoverage(coverage, float(reached.mean()), float(kept.sum(-1).mean()))


def coverage_by_kind(judgements: pd.DataFrame) -> dict[str, KindCoverage]:
    """How the prediction sets at the default coverage do for each kind of actor that occurs.

    The coverage is promised over all actors: nothing makes that of one kind as high.
    """
    parts = {kind.value: judgements[judgements.kind == kind.value] for kind in Kind}
    return {
        kind: KindCoverage(
            DEFAULT_COVERAGE, float(part.in_set.mean()), float(part.set_size.mean()), len(part)
        )
        for kind, part in parts.items()
        if len(part)
    }


def brier_losses(gold: Ints, chances: Floats) -> Floats:
    """(N,) each row's part of the multi-class Brier score (Brier 1950), from 0 to 2.

    Their mean is scikit-learn's brier_score_loss(scale_by_half=False), which gives no parts to
    resample; a test holds the two together.

    Args:
        gold: (N,) class numbers.
        chances: (N, K) probabilities of the classes.
    """
    return np.asarray(((chances - np.eye(chances.shape[1])[gold]) ** 2).sum(-1))


def score_found(examples: Sequence[Example], answers: Sequence[Classification]) -> Interval:
    """End-to-end macro-F1: missed gold actors and invented ones count as errors."""
    sources, gold, said = [], [], []
    for example, answer in zip(examples, answers, strict=True):
        spans = [find_spans(example.text, (a.name, *a.mentions)) for a in example.actors]
        pairs = match_actors(spans, [each.actor.mentions for each in answer.actors])
        by_gold, used = dict(pairs), {found for _, found in pairs}
        for i, actor in enumerate(example.actors):
            sources.append(example.source)
            gold.append(STANCES.index(actor.stance))
            said.append(
                STANCES.index(answer.actors[by_gold[i]].verdict.stance) if i in by_gold else ABSENT
            )
        for j, each in enumerate(answer.actors):
            if j not in used:
                sources.append(example.source)
                gold.append(ABSENT)
                said.append(STANCES.index(each.verdict.stance))
    return macro_f1_interval(
        np.array(gold), np.array(said), pd.factorize(np.array(sources))[0].tolist()
    )


@dataclass(frozen=True)
class ContrastScore:
    """Contrast groups: near-identical texts in which one small change flips a stance.

    Attributes:
        n_groups: with two texts or more in which an actor's gold stance differs.
        all_right: share of the groups in which every actor of every text has its gold stance.
        flips_right: the same, counting only the actors whose gold stance differs in the group.
        labels_per_group: how many labels all its texts have together, on average.
        flipped_labels_right: share of single labels of such actors that are right.
    """

    n_groups: int
    all_right: Interval
    flips_right: Interval
    labels_per_group: float
    flipped_labels_right: Interval


def score_contrast(judgements: pd.DataFrame) -> ContrastScore | None:
    """How many contrast groups are right as a whole (Gardner et al. 2020); None without any."""
    whole: list[float] = []
    flips: list[float] = []
    labels: list[float] = []
    owners: list[int] = []
    sizes: list[int] = []
    for _, members in judgements[judgements.group != ""].groupby("group"):
        if members.text.nunique() < 2:
            continue
        right = members.gold == members.said
        flipped = members.groupby("actor").gold.transform("nunique") > 1
        if not flipped.any():
            continue
        owners += [len(whole)] * int(flipped.sum())
        labels += right[flipped].astype(float).tolist()
        sizes.append(len(members))
        whole.append(float(right.all()))
        flips.append(float(right[flipped].all()))
    if not whole:
        return None
    numbers = list(range(len(whole)))
    return ContrastScore(
        len(whole),
        _mean(whole, numbers),
        _mean(flips, numbers),
        float(np.mean(sizes)),
        _mean(labels, owners),
    )


def macro_f1_interval(
    gold: Ints,
    said: Ints,
    sources: Sequence[int],
    classes: Sequence[int] = EVERY_STANCE,
) -> Interval:
    """Macro-F1 over some classes, by default the stances, with its interval over sources."""
    return bootstrap(lambda rows: macro_f1(gold[rows], said[rows], classes), sources)


def _mean(values: Sequence[float] | pd.Series, sources: Sequence[int]) -> Interval:
    """A mean with its interval over sources."""
    array = np.asarray(values, dtype=float)
    return bootstrap(lambda rows: float(array[rows].mean()), sources)
