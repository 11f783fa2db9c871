"""How right the stances are: figures on actors that were given, and on those that were found."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from eval.metrics import (
    ABSENT,
    Interval,
    bootstrap,
    error_at_coverage,
    expected_calibration_error,
    macro_f1,
)
from eval.reading import match_actors
from model.classifier import Classification
from model.example import Example
from model.reading.spans import find_spans
from model.stance import STANCES, Basis, Stance


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
        macro_f1_interval(np.array(gold), np.array(said), texts),
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
    return macro_f1_interval(np.array(gold), np.array(said), texts)


@dataclass(frozen=True)
class ContrastScore:
    """Contrast groups: near-identical texts in which one small change flips a stance.

    Attributes:
        n_groups: with two texts or more.
        all_right: share of the groups in which every actor of every text has its gold stance.
        flips_right: the same, counting only the actors whose gold stance differs in the group.
    """

    n_groups: int
    all_right: Interval
    flips_right: Interval


def score_contrast(
    examples: Sequence[Example], answers: Sequence[Classification]
) -> ContrastScore | None:
    """How many contrast groups are right as a whole (Gardner et al. 2020); None without any."""
    groups: dict[str, list[tuple[Example, Classification]]] = {}
    for example, answer in zip(examples, answers, strict=True):
        if example.group is not None:
            groups.setdefault(example.group, []).append((example, answer))
    whole, flips = [], []
    for members in groups.values():
        if len(members) < 2:
            continue
        stances: dict[str, set[Stance]] = {}
        for example, _ in members:
            for actor in example.actors:
                stances.setdefault(actor.name, set()).add(actor.stance)
        flipped = {name for name, different in stances.items() if len(different) > 1}
        right = [
            (actor.name, verdicts[actor.name] is actor.stance)
            for example, answer in members
            for verdicts in [{each.actor.name: each.verdict.stance for each in answer.actors}]
            for actor in example.actors
        ]
        whole.append(all(hit for _, hit in right))
        flips.append(all(hit for name, hit in right if name in flipped))
    if not whole:
        return None
    each_group = range(len(whole))
    return ContrastScore(
        len(whole),
        bootstrap(lambda rows: float(np.mean(np.array(whole)[rows])), each_group),
        bootstrap(lambda rows: float(np.mean(np.array(flips)[rows])), each_group),
    )


def stance_numbers(examples: Sequence[Example]) -> tuple[np.ndarray, np.ndarray]:
    """(N,) gold class and (N,) number of the text, of all actors in the examples' order."""
    gold = [STANCES.index(actor.stance) for example in examples for actor in example.actors]
    texts = [i for i, example in enumerate(examples) for _ in example.actors]
    return np.array(gold), np.array(texts)


def answered_numbers(examples: Sequence[Example], answers: Sequence[Classification]) -> np.ndarray:
    """(N,) class given to each gold actor, in the same order."""
    said = []
    for example, answer in zip(examples, answers, strict=True):
        by_name = {each.actor.name: each.verdict.stance for each in answer.actors}
        said += [STANCES.index(by_name[actor.name]) for actor in example.actors]
    return np.array(said)


def macro_f1_interval(gold: np.ndarray, said: np.ndarray, texts: Sequence[int]) -> Interval:
    """Stance macro-F1 with its interval over texts."""
    return bootstrap(lambda rows: macro_f1(gold[rows], said[rows]), texts)


def _class_f1(gold: np.ndarray, said: np.ndarray, stance: int) -> float:
    hits = int(((gold == stance) & (said == stance)).sum())
    return 2 * hits / max(1, int((gold == stance).sum() + (said == stance).sum()))
