"""Copies of texts from which all that shows one actor's stance is cut.

The actor stays named among others who speak, and has no position any more: the pair teaches that a
stance rests on words about the actor, not on the company in which it is named.
"""

import random
from collections.abc import Callable, Iterator, Sequence

from model.example import Example, LabelledActor
from model.reading.sentences import Span
from model.stance import Basis
from training.distractors import copy_of, without_position

Splitter = Callable[[str], Sequence[Span]]


def silenced(
    examples: Sequence[Example], share: float, seed: int, sentences: Splitter
) -> Iterator[Example]:
    """For a share of the examples a copy in which one actor, chosen by chance, shows no stance.

    Args:
        examples: what to copy.
        share: of the examples; those in which nobody can be silenced have no copy.
        seed: of the choice.
        sentences: borders of a text's sentences, as `Reader.sentences` gives them.
    """
    chance = random.Random(seed)  # noqa: S311 - no secret depends on it
    for example in examples:
        if chance.random() < share:
            candidates = [actor for actor in example.actors if actor.basis is not Basis.NONE]
            chance.shuffle(candidates)
            borders = sentences(example.text)
            copies = (without_evidence_of(example, actor, borders) for actor in candidates)
            copy = next((copy for copy in copies if copy is not None), None)
            if copy is not None:
                yield copy


def without_evidence_of(
    example: Example, silent: LabelledActor, sentences: Sequence[Span]
) -> Example | None:
    """The example without the sentences on which an actor's stance rests.

    Whoever speaks for the actor falls silent with it, as does the principal for whom it speaks,
    and everybody whose own evidence stood in the same sentences.

    Args:
        example: what to copy.
        silent: one of its actors, with a basis.
        sentences: borders of the text's sentences, in order.

    Returns:
        None where nothing is cut, the actor is named nowhere else, or too little is left.
    """
    camp = _camp(example, silent)
    evidence = [_place(example.text, actor.evidence) for actor in camp if actor.evidence]
    cut = [
        (start, end)
        for start, end in sentences
        if any(start < past and first < end for first, past in evidence)
    ]
    if not cut:
        return None
    text = _without(example.text, cut)
    actors = [left for actor in example.actors if (left := _left_of(actor, text)) is not None]
    names = {actor.name for actor in actors}
    if silent.name not in names:
        return None
    # Of a principal that the text names no more nobody can be said to speak.
    kept = (
        actor if actor.principal in names else actor.model_copy(update={"principal": None})
        for actor in actors
    )
    return copy_of(example, f"{example.id}-{silent.name}", text, kept)


def _camp(example: Example, actor: LabelledActor) -> list[LabelledActor]:
    """The actor, its principal, and all who speak for either."""
    head = actor.principal or actor.name
    return [each for each in example.actors if head in (each.name, each.principal)]


def _place(text: str, evidence: str) -> Span:
    start = text.index(evidence)
    return start, start + len(evidence)


def _without(text: str, cut: Sequence[Span]) -> str:
    """The text without some spans and the spaces behind them."""
    kept = []
    position = 0
    for start, end in cut:
        kept.append(text[position:start])
        position = end + len(text[end:]) - len(text[end:].lstrip(" "))
    kept.append(text[position:])
    return "".join(kept).strip()


def _left_of(actor: LabelledActor, text: str) -> LabelledActor | None:
    """The actor as a shortened text has it; None where that does not name it by its name."""
    if actor.name not in text:
        return None
    left = actor.model_copy(
        update={"mentions": tuple(string for string in actor.mentions if string in text)}
    )
    return left if actor.evidence in text else without_position(left)
