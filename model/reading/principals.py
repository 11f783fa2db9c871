"""Whom a person speaks for: read from titles, apposition, brackets and possessives.

'Russia's Charge d'affaires Roman Babushkin', 'Selma Okafor, Kenya's ambassador', 'Mr. Quispe
(Bolivia)', 'its president Sarita Manandhar'. What an official says is also what the state or
organisation spoken for says, so the model pools the two.
"""

import bisect
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from model.reading.actors import Actor, Span
from model.reading.vocabulary import TITLE_WORDS
from model.stance import Kind

_GAP_WORD = re.compile(r"[\w'’.-]+|[^\w\s]")
_PRONOUN_BEFORE = re.compile(
    r"\b(?:its|their|whose|the (?:country|party|union)['’]s)\s+((?:[\w'’-]+[\s,]+){0,6})$",
    re.IGNORECASE,
)
_POSSESSIVES = frozenset({"'", "’", "s", "'s", "’s"})
_LINKS = frozenset({"(", "[", "of", "of the", "for", "for the", "from", "/", "-"})
_FUNCTION_WORDS = frozenset({"of", "the", "for", "to", "at", "and", "in"})
MAX_GAP_CHARACTERS = 90  # between an actor and the person who speaks for it
MAX_REACH_CHARACTERS = 200  # of a pronoun
MAX_MENTIONS_READ = 20


def with_principals(
    actors: Sequence[Actor], places: Sequence[tuple[Span, str]], text: str
) -> list[Actor]:
    """The actors, each person with the name of the actor spoken for where the text shows it,
    and each actor spoken for with the places where its spokespersons are named.

    Args:
        actors: the actors of a text.
        places: (span, state's name) of adjectives and capitals that are no mention of an actor;
            'the Cameroonian minister X' and 'X said in Yaounde' still tell whom X speaks for.
        text: the text.
    """
    anchors = sorted(
        (span, actor.name)
        for actor in actors
        if actor.kind is not Kind.PERSON
        for span in actor.mentions
    )
    known = {name for _, name in anchors}
    anchors = sorted({*anchors, *((span, name) for span, name in places if name in known)})
    index = _Anchors(anchors)
    read = [
        replace(actor, principal=_principal(actor, index, text))
        if actor.kind is Kind.PERSON
        else actor
        for actor in actors
    ]
    speakers: dict[str | None, list[Actor]] = defaultdict(list)
    for actor in read:
        speakers[actor.principal].append(actor)
    return [
        replace(
            actor,
            spoken=tuple(
                span
                for person in read
                if person.principal == actor.name
                for span in person.mentions
            ),
        )
        for actor in read
    ]


class _Anchors:
    """Where actors that can be spoken for are named, in order."""

    def __init__(self, anchors: Sequence[tuple[Span, str]]) -> None:
        self._anchors = anchors
        self._starts = [start for (start, _), _ in anchors]

    def last_before(self, position: int) -> tuple[Span, str] | None:
        """The last one that ends at a position or before it."""
        i = bisect.bisect_left(self._starts, position) - 1
        while i >= 0 and self._anchors[i][0][1] > position:
            i -= 1
        return self._anchors[i] if i >= 0 else None

    def first_after(self, position: int) -> tuple[Span, str] | None:
        """The first one that starts at a position or behind it."""
        i = bisect.bisect_left(self._starts, position)
        return self._anchors[i] if i < len(self._anchors) else None


def _principal(person: Actor, anchors: _Anchors, text: str) -> str | None:
    for start, end in person.mentions[:MAX_MENTIONS_READ]:
        for name in (
            _before(start, anchors, text),
            _after(end, anchors, text),
            _pronoun(start, anchors, text),
        ):
            if name is not None:
                return name
    return None


def _before(start: int, anchors: _Anchors, text: str) -> str | None:
    """'US Secretary of State X', 'Kenya's envoy, X', 'the hotel association's president X'."""
    anchor = anchors.last_before(start)
    if anchor is None or start - anchor[0][1] > MAX_GAP_CHARACTERS:
        return None
    gap = text[anchor[0][1] : start]
    words = [word.lower() for word in _GAP_WORD.findall(gap) if word not in {",", '"'}]
    if "\n" in gap:
        return None
    if words and words[0] in _POSSESSIVES:
        words = words[1:]
    if words and all(word in TITLE_WORDS or word.rstrip("s'’") in TITLE_WORDS for word in words):
        return anchor[1]
    return anchor[1] if not words and not gap.strip(" '’s") else None


def _after(end: int, anchors: _Anchors, text: str) -> str | None:
    """'X (Bolivia)', 'X of Bolivia', 'X, Kenya's ambassador', 'X, president of the union'."""
    anchor = anchors.first_after(end)
    if anchor is None or anchor[0][0] - end > MAX_GAP_CHARACTERS:
        return None
    (first, stop), name = anchor
    gap = text[end:first]
    if "\n" in gap:
        return None
    if gap.strip() in _LINKS:
        return name
    words = [word.lower() for word in _GAP_WORD.findall(gap)]
    if words[:1] != [","] or not all(word in TITLE_WORDS for word in words[1:]):
        return None
    if {"of", "for", "at"}.intersection(words):
        return name
    behind = [word.lower() for word in _GAP_WORD.findall(text[stop : stop + 40])]
    while behind and behind[0] in _POSSESSIVES:
        behind = behind[1:]
    return name if behind and behind[0] in TITLE_WORDS - _FUNCTION_WORDS else None


def _pronoun(start: int, anchors: _Anchors, text: str) -> str | None:
    """'The federation is split; its president X': the nearest actor named before."""
    match = _PRONOUN_BEFORE.search(text[max(0, start - MAX_GAP_CHARACTERS) : start])
    if match is None:
        return None
    words = [word.lower() for word in _GAP_WORD.findall(match.group(1))]
    if not all(word in TITLE_WORDS or word == "," for word in words):
        return None
    at = start - len(match.group())
    anchor = anchors.last_before(at)
    return anchor[1] if anchor is not None and at - anchor[0][1] < MAX_REACH_CHARACTERS else None
