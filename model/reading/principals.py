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
from model.reading.vocabulary import NO_OFFICE_WORDS, PUBLIC_OFFICES, TITLE_WORDS
from model.stance import Kind

_GAP_WORD = re.compile(r"[\w'’.-]+|[^\w\s]")
_PRONOUN_BEFORE = re.compile(
    r"\b(?:its|their|whose|the (?:country|party|union)['’]s)\s+((?:[\w'’-]+[\s,]+){0,6})$",
    re.IGNORECASE,
)
_POSSESSIVES = frozenset({"'", "’", "s", "'s", "’s"})
_LINKS = frozenset({"(", "[", "of", "of the", "for", "for the", "from", "/", "-"})
_CLOSERS = frozenset("])\n:")
_FUNCTION_WORDS = frozenset({"of", "the", "for", "to", "at", "and", "in"})
MAX_GAP_CHARACTERS = 90  # between an actor and the person who speaks for it
MAX_OFFICE_WORDS = 5
MAX_REACH_CHARACTERS = 160  # of an official's state
_SENTENCE_ENDS = (". ", ".\n", "\n", "? ", "! ", '." ', ".” ")
MAX_MENTIONS_READ = 20


def with_principals(
    actors: Sequence[Actor],
    adjectives: Sequence[tuple[Span, str]],
    places: Sequence[tuple[Span, str]],
    text: str,
) -> list[Actor]:
    """The actors, each person with the name of the actor spoken for where the text shows it,
    and each actor spoken for with the places where its spokespersons are named.

    Args:
        actors: the actors of a text.
        adjectives: (span, state's name) where a state's adjective stands: 'the Cameroonian
            minister X' tells whom X speaks for.
        places: (span, state's name) of capitals named as places or in a dateline.
        text: the text.
    """
    anchors = sorted(
        (span, actor.name)
        for actor in actors
        if actor.kind is not Kind.PERSON
        for span in actor.mentions
    )
    known = {name for _, name in anchors}
    anchors = sorted({*anchors, *((span, name) for span, name in adjectives if name in known)})
    index = _Anchors(anchors)
    of_states = {actor.name for actor in actors if actor.kind is Kind.STATE}
    states = _Anchors([anchor for anchor in anchors if anchor[1] in of_states])
    people = [span for actor in actors if actor.kind is Kind.PERSON for span in actor.mentions]
    read = [
        replace(actor, principal=_principal(actor, index, states, people, places, text))
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


def _principal(
    person: Actor,
    anchors: _Anchors,
    states: _Anchors,
    people: Sequence[Span],
    places: Sequence[tuple[Span, str]],
    text: str,
) -> str | None:
    for start, end in person.mentions[:MAX_MENTIONS_READ]:
        for name in (
            _before(start, anchors, text),
            _after(end, anchors, text),
            _pronoun(start, anchors, text),
        ):
            if name is not None:
                return name
    return _official(person.mentions[0][0], states, people, places, text)


def _before(start: int, anchors: _Anchors, text: str) -> str | None:
    """'US Secretary of State X', 'Kenya's envoy, X', 'the hotel association's president X'."""
    anchor = anchors.last_before(start)
    if anchor is None or start - anchor[0][1] > MAX_GAP_CHARACTERS:
        return None
    gap = text[anchor[0][1] : start]
    words = [word for word in _GAP_WORD.findall(gap) if word not in {",", '"'}]
    if "\n" in gap:
        return None
    possessive = bool(words) and words[0] in _POSSESSIVES
    words = words[1:] if possessive else words
    if _is_office(words, possessive):
        return anchor[1]
    return anchor[1] if not words and not gap.strip(" '’s") else None


def _is_office(words: Sequence[str], possessive: bool) -> bool:
    """Whether words say what somebody is: titles alone, or, of somebody's ('its drug tsar'), any
    few words in lower case."""
    lowered = [word.lower() for word in words]
    if not words:
        return False
    if all(word in TITLE_WORDS or word.rstrip("s'’") in TITLE_WORDS for word in lowered):
        return True
    few = len(words) <= MAX_OFFICE_WORDS
    return possessive and few and all(w.islower() and w not in NO_OFFICE_WORDS for w in words)


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
    if gap.strip() == "," and text[stop : stop + 1] in _CLOSERS:  # 'Gen. X, Niger]'
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
    """'The federation is split; its president X': what the sentence, or the one before, is about.

    That is the first actor named in it, as a rule its subject.
    """
    match = _PRONOUN_BEFORE.search(text[max(0, start - MAX_GAP_CHARACTERS) : start])
    if match is None:
        return None
    words = [word for word in _GAP_WORD.findall(match.group(1)) if word != ","]
    if words and not _is_office(words, True):
        return None
    end = start - len(match.group())
    for _ in range(2):
        begin = max(text.rfind(mark, 0, max(0, end)) for mark in _SENTENCE_ENDS) + 1
        anchor = anchors.first_after(begin)
        if anchor is not None and anchor[0][1] <= end:
            return anchor[1]
        end = begin - 1
    return None


def _official(
    start: int,
    states: _Anchors,
    people: Sequence[Span],
    places: Sequence[tuple[Span, str]],
    text: str,
) -> str | None:
    """The state of a holder of public office where nothing nearer tells: that of the dateline
    ('NEW DELHI: Foreign Minister X'), of the place ('X said in New Delhi'), or the last named.
    """
    before = [word.lower() for word in _GAP_WORD.findall(text[max(0, start - 40) : start])]
    before = before[:-1] if before[-1:] == [","] else before
    if not before or before[-1] not in PUBLIC_OFFICES:
        return None
    for (first, stop), name in places:
        if first < start and not text[:first].strip() and text[stop : stop + 1] in {":", ",", " "}:
            return name
        if start < first < start + MAX_GAP_CHARACTERS and text[first - 3 : first] == "in ":
            return name
    anchor = states.last_before(start)
    if anchor is None or start - anchor[0][1] > MAX_REACH_CHARACTERS:
        return None
    stop = anchor[0][1]
    # 'US Secretary of State X spoke to Foreign Minister Y': that state is X's, not Y's.
    taken = any(stop <= first < start for first, _ in people)
    return None if taken or "\n\n" in text[stop:start] else anchor[1]
