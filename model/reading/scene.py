"""Where in a text somebody is named who can speak or be spoken for."""

import bisect
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from model.reading.actors import Actor, Span
from model.stance import Kind

MAX_INDENT = 20
FAR_MORE = 2
MAX_LOOKED_BACK = 100  # at places where somebody is named; texts may hold any number


class Anchors:
    """Where actors, or places, are named, in order."""

    def __init__(self, anchors: Sequence[tuple[Span, str]]) -> None:
        self._anchors = anchors
        self._starts = [start for (start, _), _ in anchors]

    def last_before(self, position: int) -> tuple[Span, str] | None:
        """The last one that ends at a position or before it."""
        i = bisect.bisect_left(self._starts, position) - 1
        while i >= 0 and self._anchors[i][0][1] > position:
            i -= 1
        return self._anchors[i] if i >= 0 else None

    def called(self, noun: str, position: int) -> str | None:
        """The last one before a position whose name has a word in it."""
        i = bisect.bisect_left(self._starts, position)
        near = self._anchors[max(0, i - MAX_LOOKED_BACK) : i]
        return next((name for _, name in reversed(near) if noun in name.lower()), None)

    def first_after(self, position: int) -> tuple[Span, str] | None:
        """The first one that starts at a position or behind it."""
        i = bisect.bisect_left(self._starts, position)
        return self._anchors[i] if i < len(self._anchors) else None


@dataclass(frozen=True)
class Scene:
    """A text with the places where somebody is named.

    Attributes:
        text: the text.
        anchors: whoever can be spoken for, with states' adjectives.
        states, others: of these the states, and the rest.
        persons: who can speak.
        places: capitals named as places, with their state's name.
        dateline: where the first of them stands that begins a line, and its state.
        home: the state named far more often than any other, if there is one.
    """

    text: str
    anchors: Anchors
    states: Anchors
    others: Anchors
    persons: Anchors
    places: Anchors
    dateline: tuple[int, str] | None
    home: str | None


def read_scene(
    actors: Sequence[Actor],
    adjectives: Sequence[tuple[Span, str]],
    places: Sequence[tuple[Span, str]],
    text: str,
) -> Scene:
    """The places of a text's actors; arguments as those of `with_principals`."""
    persons = [
        (span, actor.name)
        for actor in actors
        if actor.kind is Kind.PERSON
        for span in actor.mentions
    ]
    named = [
        (span, actor.name)
        for actor in actors
        if actor.kind is not Kind.PERSON
        for span in actor.mentions
    ]
    known = {name for _, name in named}
    anchors = sorted({*named, *((span, name) for span, name in adjectives if name in known)})
    of_states = {actor.name for actor in actors if actor.kind is Kind.STATE}
    counts = Counter(name for _, name in (*anchors, *places) if name in of_states)
    return Scene(
        text,
        Anchors(anchors),
        Anchors([anchor for anchor in anchors if anchor[1] in of_states]),
        Anchors([anchor for anchor in anchors if anchor[1] not in of_states]),
        Anchors(sorted(persons)),
        Anchors(sorted(places)),
        _dateline(places, text),
        _home(counts),
    )


def _home(counts: Counter[str]) -> str | None:
    """The state that a text is at home in: named FAR_MORE times as often as the next."""
    ranked = counts.most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] < FAR_MORE * ranked[1][1]):
        return None
    return ranked[0][0]


def _dateline(places: Sequence[tuple[Span, str]], text: str) -> tuple[int, str] | None:
    """Where the first place stands that begins a line, as in 'NEW DELHI, May 3', and its state."""
    for (start, end), name in sorted(places):
        line = text[max(0, start - MAX_INDENT) : start].rpartition("\n")
        begins_line = not line[2].strip() and (bool(line[1]) or start <= MAX_INDENT)
        if begins_line and text[end : end + 1] in {":", ",", " "}:
            return start, name
    return None
