"""Copies of texts with something in them that does not bear on the resolution.

Real articles report on more than one matter. A copy followed by another text, or set against
another resolution, teaches that what is said of another matter is no position on this one.
"""

import random
from collections.abc import Iterable, Iterator, Sequence

from pydantic import ValidationError

from model.example import Example, LabelledActor
from model.stance import Basis, Stance

TRIES = 20  # to find a partner that names none of the same actors


def distracted(examples: Sequence[Example], share: float, seed: int) -> Iterator[Example]:
    """For a share of the examples a joined copy, and for the same share an unrelated one."""
    chance = random.Random(seed)  # noqa: S311 - no secret depends on it
    for example in examples:
        if chance.random() < share:
            for _ in range(TRIES):
                copy = joined(example, chance.choice(examples), chance.random() < 0.5)
                if copy is not None:
                    yield copy
                    break
        if chance.random() < share:
            other = chance.choice(examples)
            if other.source != example.source:
                yield unrelated(example, other)


def joined(example: Example, other: Example, first: bool) -> Example | None:
    """An example with another text before or after it, whose actors say nothing on its resolution.

    Args:
        example: keeps its labels.
        other: its actors become undecided with basis none.
        first: whether the other text comes first.

    Returns:
        None where one text names an actor of the other, or both are too long together.
    """
    if any(_named(other.text, actor) for actor in example.actors):
        return None
    if any(_named(example.text, actor) for actor in other.actors):
        return None
    texts = (other.text, example.text) if first else (example.text, other.text)
    actors = (*example.actors, *map(without_position, other.actors))
    return copy_of(example, f"{example.id}+{other.id}", "\n\n".join(texts), actors)


def copy_of(
    example: Example, id_: str, text: str, actors: Iterable[LabelledActor]
) -> Example | None:
    """An example with another text and the actors that it has; None where they make no example."""
    try:
        return Example.model_validate(
            example.model_dump()
            | {
                "id": id_,
                "group": example.source,
                "text": text,
                "actors": [actor.model_dump() for actor in actors],
            }
        )
    except ValidationError:
        return None


def unrelated(example: Example, other: Example) -> Example:
    """An example set against the resolution of another: nobody has a position on it."""
    return example.model_copy(
        update={
            "id": f"{example.id}/{other.id}",
            "group": example.source,
            "resolution": other.resolution,
            "body": other.body,
            "actors": tuple(map(without_position, example.actors)),
        }
    )


def without_position(actor: LabelledActor) -> LabelledActor:
    """The actor with no ground for a stance."""
    return actor.model_copy(
        update={"stance": Stance.UNDECIDED, "basis": Basis.NONE, "evidence": ""}
    )


def _named(text: str, actor: LabelledActor) -> bool:
    return any(string in text for string in (actor.name, *actor.mentions))
