"""Gold labels and a release's answers side by side: one row for each actor of each text.

All figures on given actors are made from this one table, so that they agree with each other.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from model.classifier import Classification
from model.example import CorpusError, Example
from model.stance import BASES, STANCES, Basis

JUDGEMENTS = "judgements.csv"
PROBABILITIES = [f"p_{stance.value}" for stance in STANCES]


def judge(examples: Sequence[Example], answers: Sequence[Classification]) -> pd.DataFrame:
    """One row for each labelled actor, in the examples' order.

    Args:
        examples: with gold labels.
        answers: on their own actors, given by name and mentions.

    Returns:
        A table with the columns:
        text: number of the example; id, domain, genre, group: of the example, group '' where none.
        actor, kind: name and kind.
        n_words, n_actors: of the text. hard: numbers of the guidelines' hard cases, a tuple.
        gold, said: class of the stance. p_support, p_oppose, p_undecided: probabilities said.
        set_size: of the prediction set; in_set: whether it holds the gold stance.
        gold_basis, said_basis: class of the basis.
        evidence_hit: 1 where the first evidence overlaps the gold one, 0 where not, nan where the
        gold basis is none.
        evidence_f1: overlap of said and gold evidence in characters, nan in the same rows.
    """
    rows = []
    for number, (example, answer) in enumerate(zip(examples, answers, strict=True)):
        verdicts = {each.actor.name: each.verdict for each in answer.actors}
        for actor in example.actors:
            verdict = verdicts[actor.name]
            hit = overlap = float("nan")
            if actor.basis is not Basis.NONE:
                start = example.text.index(actor.evidence)
                gold_span = (start, start + len(actor.evidence))
                said_spans = [each.span for each in verdict.evidence]
                hit = float(any(_common(gold_span, span) for span in said_spans[:1]))
                overlap = character_f1(gold_span, said_spans)
            rows.append(
                {
                    "text": number,
                    "id": example.id,
                    "domain": example.domain,
                    "genre": example.genre,
                    "group": example.group or "",
                    "actor": actor.name,
                    "kind": actor.kind.value,
                    "n_words": len(example.text.split()),
                    "n_actors": len(example.actors),
                    "hard": example.hard,
                    "gold": STANCES.index(actor.stance),
                    "said": STANCES.index(verdict.stance),
                    **dict(zip(PROBABILITIES, verdict.probabilities, strict=True)),
                    "set_size": len(verdict.prediction_set),
                    "in_set": actor.stance in verdict.prediction_set,
                    "gold_basis": BASES.index(actor.basis),
                    "said_basis": BASES.index(verdict.basis),
                    "evidence_hit": hit,
                    "evidence_f1": overlap,
                }
            )
    return pd.DataFrame(rows)


def sources_of(judgements: pd.DataFrame) -> list[int]:
    """For each row the number of its source: its contrast group, or else its text.

    Texts of a group hardly differ, and are resampled together.
    """
    names = judgements.group.where(judgements.group != "", judgements.id)
    return [int(number) for number in pd.factorize(names)[0]]


def write_judgements(path: Path, sets: Mapping[str, pd.DataFrame]) -> None:
    """Write the tables of several sets into one file, for `whipcount compare` and for others."""
    tables = [table.assign(set=name) for name, table in sets.items()]
    whole = pd.concat(tables)
    whole["hard"] = whole.hard.map(lambda hard: " ".join(map(str, hard)))
    whole.to_csv(path, index=False, float_format="%.4f")


def sets_of(path: Path) -> list[str]:
    """The names of the sets in a file of `write_judgements`, sorted."""
    return sorted(set(pd.read_csv(path, usecols=["set"], keep_default_na=False)["set"]))


def read_judgements(path: Path, name: str) -> pd.DataFrame:
    """The table of one set, as `write_judgements` wrote it.

    Raises:
        CorpusError: the file has no such set.
    """
    whole = pd.read_csv(
        path, keep_default_na=False, na_values={"evidence_hit": "", "evidence_f1": ""}
    )
    table = whole[whole.set == name].drop(columns="set").reset_index(drop=True)
    if table.empty:
        there = ", ".join(sets_of(path))
        raise CorpusError(f"{path.parent.name}/{path.name} has no set {name!r}; it has: {there}")
    return table.assign(
        hard=table.hard.map(lambda hard: tuple(int(number) for number in str(hard).split()))
    )


def probabilities(judgements: pd.DataFrame) -> np.ndarray:
    """(N, 3) probabilities said, in the order of STANCES."""
    chances: np.ndarray = judgements[PROBABILITIES].to_numpy(dtype=float)
    return chances


def character_f1(gold: tuple[int, int], said: Sequence[tuple[int, int]]) -> float:
    """F1 of the characters in some spans against those in one (sentences do not overlap)."""
    common = sum(_common(gold, span) for span in said)
    whole = (gold[1] - gold[0]) + sum(end - start for start, end in said)
    return 2 * common / whole


def _common(one: tuple[int, int], other: tuple[int, int]) -> int:
    """Characters that two spans share."""
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))
