"""How well actors are found: precision, recall, F1 by kind; alias merging; principals.

A found actor and a gold actor are the same when a mention of one overlaps a mention of the other;
each counts once (an assignment that overlaps most characters), so that an actor found twice is an
error. `whipcount evaluate` prints the table.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linear_sum_assignment

from model.example import Example
from model.reading.actors import Actor
from model.reading.reader import Reader
from model.reading.spans import find_spans
from model.stance import Kind

Span = tuple[int, int]

GROUPS: dict[str, frozenset[Kind]] = {
    "states": frozenset({Kind.STATE}),
    "organisations": frozenset({Kind.ORGANISATION}),
    "states and organisations": frozenset({Kind.STATE, Kind.ORGANISATION}),
    "blocs": frozenset({Kind.BLOC}),
    "parties": frozenset({Kind.PARTY}),
    "groups": frozenset({Kind.GROUP}),
    "persons": frozenset({Kind.PERSON}),
    "all": frozenset(Kind),
}


@dataclass
class Count:
    """Hits, misses and false finds of one group of kinds."""

    hits: int = 0
    missed: int = 0
    invented: int = 0

    @property
    def precision(self) -> float:
        return self.hits / max(1, self.hits + self.invented)

    @property
    def recall(self) -> float:
        return self.hits / max(1, self.hits + self.missed)

    @property
    def f1(self) -> float:
        return 2 * self.hits / max(1, 2 * self.hits + self.missed + self.invented)


@dataclass
class ReadingScore:
    """What `measure_reading` found.

    Attributes:
        counts: by the names of GROUPS; a hit or miss counts under its gold kind, a false find
            under the kind that was given to it.
        kinds_right: share of the hits whose kind agrees.
        merged: of the pairs of gold mentions of one actor that were both found, the share that
            was found under one actor.
        principals: of the persons found whose gold principal is labelled, the share with the
            right one (none, where none is right); None without such labels.
        n_principals: how many those are.
    """

    counts: dict[str, Count] = field(default_factory=lambda: {name: Count() for name in GROUPS})
    kinds_right: float | None = None
    merged: float | None = None
    principals: float | None = None
    n_principals: int = 0


def measure_reading(
    examples: Sequence[Example],
    reader: Reader,
) -> ReadingScore:
    """Read every example's text and compare with its gold actors.

    A person's principal is compared where the example labels one (also as null: nobody).
    """
    score = ReadingScore()
    kinds: list[bool] = []
    merged: list[bool] = []
    right: list[bool] = []
    for example in examples:
        found = reader.read(example.text, example.resolution, example.body).actors
        gold_spans = [
            find_spans(example.text, (actor.name, *actor.mentions)) for actor in example.actors
        ]
        pairs = match_actors(gold_spans, [actor.mentions for actor in found])
        by_gold = dict(pairs)
        by_found = {b: a for a, b in pairs}
        for i, gold in enumerate(example.actors):
            for name, group in GROUPS.items():
                if gold.kind in group:
                    score.counts[name].hits += i in by_gold
                    score.counts[name].missed += i not in by_gold
            if i in by_gold:
                kinds.append(found[by_gold[i]].kind is gold.kind)
            for one, other in itertools.combinations(gold_spans[i], 2):
                owners = _owner(one, found), _owner(other, found)
                if None not in owners:
                    merged.append(owners[0] == owners[1])
        for j, actor in enumerate(found):
            if j not in by_found:
                for name, group in GROUPS.items():
                    score.counts[name].invented += actor.kind in group
        for i, gold in enumerate(example.actors):
            if i in by_gold and "principal" in gold.model_fields_set:
                said = found[by_gold[i]].principal
                spoken_for = [by_found.get(j) for j, each in enumerate(found) if each.name == said]
                names = [example.actors[k].name for k in spoken_for if k is not None]
                right.append(names == [gold.principal] if gold.principal else said is None)
    score.kinds_right = float(np.mean(kinds)) if kinds else None
    score.merged = float(np.mean(merged)) if merged else None
    score.principals = float(np.mean(right)) if right else None
    score.n_principals = len(right)
    return score


def match_actors(
    gold: Sequence[Sequence[Span]], found: Sequence[Sequence[Span]]
) -> list[tuple[int, int]]:
    """(gold, found) indices of the one-to-one assignment that overlaps the most characters."""
    overlap = np.zeros((len(gold), len(found)))
    for i, spans in enumerate(gold):
        for j, others in enumerate(found):
            overlap[i, j] = sum(
                max(0, min(a[1], b[1]) - max(a[0], b[0])) for a in spans for b in others
            )
    rows, columns = linear_sum_assignment(-overlap)
    return [(int(i), int(j)) for i, j in zip(rows, columns, strict=True) if overlap[i, j] > 0]


def _owner(span: Span, found: Sequence[Actor]) -> int | None:
    """Which found actor's mention overlaps the span."""
    for j, actor in enumerate(found):
        if any(span[0] < end and span[1] > start for start, end in actor.mentions):
            return j
    return None
