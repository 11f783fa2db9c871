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
from model.reading.vocabulary import (
    CLAUSE_WORDS,
    NO_OFFICE_WORDS,
    PARTY_OFFICES,
    PARTY_WORDS,
    PERSON_TITLES,
    PUBLIC_OFFICES,
    TITLE_WORDS,
)
from model.stance import Kind

_GAP_WORD = re.compile(r"[\w'’.-]+|[^\w\s]")
_PRONOUN_BEFORE = re.compile(
    r"\b(?:its|their|whose|the (?:country|party|union)['’]s)\s+((?:[\w'’-]+[\s,]+){0,6})$",
    re.IGNORECASE,
)
_POSSESSIVES = frozenset({"'", "’", "s", "'s", "’s"})
_LINKS = frozenset({"of", "of the", "for", "for the", "from", "/", "-"})
_BRACKET = re.compile(r" ?[(\[][^()\[\]\n]*[)\]]")
_OFFICE_LINKS = frozenset({"of", "for", "at", "with"})
_CLOSERS = frozenset("])\n:")
_FUNCTION_WORDS = frozenset({"of", "the", "for", "to", "at", "and", "in"})
MAX_GAP_CHARACTERS = 90  # between an actor and the person who speaks for it
MAX_OFFICE_WORDS = 5
MAX_LONG_OFFICE_WORDS = 8
MAX_TOPIC_SENTENCES = 4
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
    others = _Anchors([anchor for anchor in anchors if anchor[1] not in of_states])
    people = [span for actor in actors if actor.kind is Kind.PERSON for span in actor.mentions]
    read = [
        replace(actor, principal=_principal(actor, index, states, others, people, places, text))
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
            spoken=tuple(span for person in speakers[actor.name] for span in person.mentions),
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
    others: _Anchors,
    people: Sequence[Span],
    places: Sequence[tuple[Span, str]],
    text: str,
) -> str | None:
    for start, end in person.mentions[:MAX_MENTIONS_READ]:
        for name in (
            _before(start, anchors, people, text),
            _after(end, anchors, text),
            _pronoun(start, anchors, text),
        ):
            if name is not None:
                return name
    start = person.mentions[0][0]
    before = [word.lower() for word in _GAP_WORD.findall(text[max(0, start - 40) : start])]
    before = before[:-1] if before[-1:] == [","] else before
    if not before:
        return None
    if before[-1] in PARTY_OFFICES and not PARTY_WORDS.isdisjoint(before[-3:]):
        return _topic(start, others, people, text)
    if before[-1] in PUBLIC_OFFICES:
        return _official(start, states, people, places, text)
    return None


def _before(start: int, anchors: _Anchors, people: Sequence[Span], text: str) -> str | None:
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
    alone = not any(anchor[0][1] <= first < start for first, _ in people)
    if alone and _is_long_office(words) and (possessive or not gap.lstrip().startswith(",")):
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


def _is_long_office(words: Sequence[str]) -> bool:
    """Whether words are an office with other words in it, a title at its end: 'navy chief Vice
    Admiral', or, behind the name, at its beginning: 'consul general in Denver'."""
    lowered = [word.lower() for word in words]
    return (
        0 < len(words) <= MAX_LONG_OFFICE_WORDS
        and not CLAUSE_WORDS.intersection(lowered)
        and all(word[0].isalpha() for word in words)
        and not PERSON_TITLES.isdisjoint(lowered)
        and not (TITLE_WORDS - _FUNCTION_WORDS).isdisjoint((lowered[0], lowered[-1]))
    )


def _after(end: int, anchors: _Anchors, text: str) -> str | None:
    """'X (Bolivia)', 'X of Bolivia', 'X, Kenya's ambassador', 'X, president of the union'."""
    anchor = anchors.first_after(end)
    if anchor is None or anchor[0][0] - end > MAX_GAP_CHARACTERS:
        return None
    (first, stop), name = anchor
    gap = text[end:first]
    if "\n" in gap:
        return None
    bracket = _BRACKET.match(text[end : end + MAX_GAP_CHARACTERS])
    if bracket is not None and first < end + bracket.end():  # 'X (Bolivia)', 'X (Burnaby, NDP)'
        inside = anchors.last_before(end + bracket.end())
        return inside[1] if inside is not None else name
    if gap.strip() in _LINKS:
        return name
    if gap.strip() == "," and text[stop : stop + 1] in _CLOSERS:  # 'Gen. X, Niger]'
        return name
    words = [word.lower() for word in _GAP_WORD.findall(gap)]
    if words[:1] != [","]:
        return None
    if not all(word in TITLE_WORDS for word in words[1:]):
        linked = bool(_OFFICE_LINKS.intersection(words[-2:])) and "." not in gap
        described = [word for word in words[1:] if word not in {"a", "an", "the"}]
        few = len(described) <= MAX_OFFICE_WORDS and not CLAUSE_WORDS.intersection(described)
        return name if linked and few and not PERSON_TITLES.isdisjoint(described) else None
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
    return _subject(start - len(match.group()), anchors, text, 2)


def _subject(
    end: int, anchors: _Anchors, text: str, n_sentences: int, floor: int = 0
) -> str | None:
    """The first actor named in the sentence up to a position, or in those before it; none where
    it is named before the floor."""
    for _ in range(n_sentences):
        begin = max(text.rfind(mark, 0, max(0, end)) for mark in _SENTENCE_ENDS) + 1
        anchor = anchors.first_after(begin)
        if anchor is not None and anchor[0][1] <= end:
            return anchor[1] if anchor[0][0] >= floor else None
        end = begin - 1
    return None


def _topic(start: int, anchors: _Anchors, people: Sequence[Span], text: str) -> str | None:
    """What the text is speaking of where an official is named by the office alone."""
    # 'US Secretary of State X spoke to Foreign Minister Y', 'Ukraine's minister X spoke.
    # President Y did not': a state with a person behind it is that person's, not Y's.
    last = max((stop for _, stop in people if stop <= start), default=0)
    return _subject(start, anchors, text, MAX_TOPIC_SENTENCES, last)


def _official(
    start: int,
    states: _Anchors,
    people: Sequence[Span],
    places: Sequence[tuple[Span, str]],
    text: str,
) -> str | None:
    """The state of a holder of public office where nothing nearer tells: that of the dateline
    ('NEW DELHI: Foreign Minister X'), of the place ('X said in New Delhi'), or what the text is
    speaking of.
    """
    for (first, stop), name in places:
        begins_line = not text[:first].rpartition("\n")[2].strip()
        if first < start and begins_line and text[stop : stop + 1] in {":", ",", " "}:
            return name
        if first < start and text[first - 3 : first] == "In " and text[stop : stop + 2] == ", ":
            office = _GAP_WORD.findall(text[stop + 2 : start])
            if _is_office(office, False):  # 'In Bangui, President X'
                return name
        if start < first < start + MAX_GAP_CHARACTERS and text[first - 3 : first] == "in ":
            return name
    return _topic(start, states, people, text)
