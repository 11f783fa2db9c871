"""The worst errors in full: what a reader wants to see before trusting a figure."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from eval.judgements import probabilities
from model.classifier import Classification
from model.example import Example
from model.stance import STANCES, Basis

Span = tuple[int, int]

N_WORST = 12


@dataclass(frozen=True)
class WrongVerdict:
    """One actor whose stance was said wrongly.

    Attributes:
        id, domain, genre, resolution, text: of the example.
        actor: its name. gold, said: stances.
        probability: that was given to the wrong stance. true_probability: to the right one.
        gold_evidence, said_evidence: spans in the text, in code points.
    """

    id: str
    domain: str
    genre: str
    resolution: str
    text: str
    actor: str
    gold: str
    said: str
    probability: float
    true_probability: float
    gold_evidence: list[Span]
    said_evidence: list[Span]


def worst_errors(
    examples: Sequence[Example],
    answers: Sequence[Classification],
    judgements: pd.DataFrame,
    n: int = N_WORST,
) -> list[WrongVerdict]:
    """The surest wrong verdicts, one of each text.

    Args:
        examples, answers: as they were judged.
        judgements: their table.
        n: how many at most.
    """
    chances = probabilities(judgements)
    wrong = judgements.assign(sure=chances.max(-1))[judgements.gold != judgements.said]
    wrong = wrong.sort_values("sure", ascending=False, kind="stable").drop_duplicates("text")
    found = []
    for row in wrong.head(n).itertuples():
        example, answer = examples[row.text], answers[row.text]
        (actor,) = (each for each in example.actors if each.name == row.actor)
        (verdict,) = (each.verdict for each in answer.actors if each.actor.name == row.actor)
        start = example.text.index(actor.evidence)
        found.append(
            WrongVerdict(
                example.id,
                example.domain,
                example.genre,
                example.resolution,
                example.text,
                actor.name,
                actor.stance.value,
                verdict.stance.value,
                max(verdict.probabilities),
                verdict.probabilities[STANCES.index(actor.stance)],
                [] if actor.basis is Basis.NONE else [(start, start + len(actor.evidence))],
                [each.span for each in verdict.evidence],
            )
        )
    return found
