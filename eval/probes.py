"""Behavioural tests: change a text in a way with a known consequence, and see whether it comes.

After CheckList (Ribeiro et al. 2020). Each probe counts verdicts and gives its pass rate.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from eval.metrics import Interval, bootstrap
from model.classifier import Classification, StanceClassifier
from model.example import Example
from model.reading.reader import Request
from model.renaming import Renamer
from model.stance import Kind

SEED = 7


@dataclass(frozen=True)
class Probe:
    """How many verdicts a probe looked at, and the share that came out as it must."""

    n: int
    passed: Interval


def rename_actors(
    classifier: StanceClassifier,
    examples: Sequence[Example],
    answers: Sequence[Classification],
) -> Probe:
    """Other states, other persons' names: no verdict may change.

    Args:
        classifier: of the release.
        examples: texts to rename in; those whose strings no longer fit are passed over.
        answers: the release's on the examples as they are, actors given.
    """
    people = [a.name for e in examples for a in e.actors if a.kind is Kind.PERSON]
    renamer = Renamer(people, SEED)
    same, texts = [], []
    for number, (example, answer) in enumerate(zip(examples, answers, strict=True)):
        other = renamer.rename(example)
        if other is None:
            continue
        asked = [Request(actor.name, actor.mentions) for actor in other.actors]
        renamed = classifier.classify(other.text, other.resolution, asked, other.body)
        before = {each.actor.name: each.verdict.stance for each in answer.actors}
        after = {each.actor.name: each.verdict.stance for each in renamed.actors}
        for old, new in zip(example.actors, other.actors, strict=True):
            same.append(before[old.name] is after[new.name])
            texts.append(number)
    hits = np.array(same)
    return Probe(len(same), bootstrap(lambda rows: float(hits[rows].mean()), texts))
