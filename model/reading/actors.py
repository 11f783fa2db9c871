"""From candidates to actors: the names of one actor become one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from model.reading.gazetteer import Gazetteer
from model.reading.mentions import Candidate
from model.reading.spans import SpanIndex
from model.stance import Kind

Span = tuple[int, int]


@dataclass(frozen=True)
class Actor:
    """Something in a text that could hold a position on the resolution.

    Attributes:
        name: how the text names it best, an exact substring.
        kind: what it is.
        mentions: (start, end) code points of the places that name it, in order.
        principal: name of the actor that a person speaks for.
        spoken: (start, end) of the mentions of the persons who speak for it.
    """

    name: str
    kind: Kind
    mentions: tuple[Span, ...]
    principal: str | None = None
    spoken: tuple[Span, ...] = ()


@dataclass
class _Group:
    """Candidates taken for one actor so far."""

    kind: Kind
    candidates: list[Candidate] = field(default_factory=list)


def join_candidates(candidates: Sequence[Candidate], text: str) -> list[Actor]:
    """Join the candidates that name one actor, in order of first mention.

    A state joins by the gazetteer, a person by last or first name, anything else by name or by
    acronym ('Airlines' League (AL)').
    """
    groups = _group(candidates)
    _join_acronyms(groups, text)
    actors = []
    for group in groups.values():
        if any(candidate.names_actor for candidate in group.candidates):
            ordered = sorted(group.candidates, key=lambda each: each.span)
            spans = tuple(each.span for each in ordered)
            actors.append(Actor(_best_name(ordered), group.kind, spans))
    actors = _with_repeats(actors, text)
    return sorted(actors, key=lambda actor: actor.mentions[0])


def _group(candidates: Sequence[Candidate]) -> dict[str, _Group]:
    """Candidates by what they name. Full names come before short ones, so that these find them."""
    groups: dict[str, _Group] = {}
    first_names: dict[str, str] = {}  # first name -> key of the group of the person
    for candidate in sorted(candidates, key=lambda each: (-_weight(each), each.span)):
        words = candidate.text.lower().split()
        kind = candidate.kind
        if candidate.entry is not None:
            key = candidate.entry.key
        elif kind is Kind.PERSON and len(words) > 1:
            key = f"person:{words[-1].rstrip('.,')}"
            if key in groups and not _same_person(groups[key], words):
                key = f"person:{' '.join(words)}"
            first_names.setdefault(words[0], key)
        elif len(words) == 1 and f"person:{words[0]}" in groups:
            key, kind = f"person:{words[0]}", Kind.PERSON
        elif kind is Kind.PERSON:
            key = first_names.get(words[0], f"person:{words[0]}")
        else:
            key = f"other:{re.sub('^(?:the|its|our) ', '', ' '.join(words))}"
        groups.setdefault(key, _Group(kind)).candidates.append(candidate)
    return groups


def _weight(candidate: Candidate) -> int:
    """A lone word that is perhaps a last name comes last."""
    words = len(candidate.text.split())
    if candidate.kind is Kind.PERSON:
        return words
    return 0 if words == 1 and candidate.entry is None else 100


def _same_person(group: _Group, words: Sequence[str]) -> bool:
    """Whether first names agree, or one of them is an initial ('A. Blinken')."""
    other = group.candidates[0].text.lower().split()
    if len(other) < 2 or other[0] == words[0]:
        return True
    initial = min(len(other[0].rstrip(".")), len(words[0].rstrip("."))) == 1
    return initial and other[0][0] == words[0][0]


def _join_acronyms(groups: dict[str, _Group], text: str) -> None:
    """Put 'AL' to 'Airlines' League' where the letters fit or the text says '(AL)' behind it."""
    acronyms = {
        group.candidates[0].text: key
        for key, group in groups.items()
        if group.kind not in (Kind.PERSON, Kind.STATE)
        and 1 < len(group.candidates[0].text) < 9
        and group.candidates[0].text.isupper()
    }
    shorts = set(acronyms.values())
    for key, group in list(groups.items()):
        if group.kind in (Kind.PERSON, Kind.STATE) or key in shorts:
            continue
        short = acronyms.get(_initials(group.candidates[0].text))
        for each in group.candidates:
            short = short or acronyms.get(_in_brackets(text, each.span[1]))
        if short in groups:
            group.candidates.extend(groups.pop(short).candidates)


def _initials(name: str) -> str:
    return "".join(word[0] for word in re.findall(r"\w+", name) if word[0].isupper())


def _in_brackets(text: str, position: int) -> str:
    """The acronym that stands in brackets at a position, or nothing."""
    match = re.match(r"\s?\(([A-Z][\w&-]{1,8})\)", text[position : position + 13])
    return match.group(1) if match else ""


def _with_repeats(actors: Sequence[Actor], text: str) -> list[Actor]:
    """The actors with the places that say a person's last name, a one-word name or an acronym
    given in brackets again."""
    known = Gazetteer.load().surfaces
    owners: dict[str, int] = {}
    for i, actor in enumerate(actors):
        word = actor.name.split()[-1] if actor.kind is Kind.PERSON else actor.name
        if len(word) > 2 and word[0].isupper() and word not in known:
            owners.setdefault(word, i)
        if actor.kind not in (Kind.PERSON, Kind.STATE):
            for _, end in actor.mentions:
                acronym = _in_brackets(text, end)
                if acronym and acronym not in known:
                    owners.setdefault(acronym, i)
    taken = SpanIndex(len(text), (span for actor in actors for span in actor.mentions))
    mentions = [list(actor.mentions) for actor in actors]
    for match in re.finditer(r"\w[\w-]*", text):
        owner = owners.get(match.group())
        if owner is not None and not taken.touches(match.span()):
            mentions[owner].append(match.span())
    return [
        replace(actor, mentions=tuple(sorted(spans)))
        for actor, spans in zip(actors, mentions, strict=True)
    ]


def _best_name(candidates: Sequence[Candidate]) -> str:
    """The first full name; an adjective only where there is nothing else."""
    named = [each for each in candidates if each.names_actor] or list(candidates)
    if named[0].kind is Kind.PERSON:
        return max(named, key=lambda each: len(each.text)).text
    for each in named:
        if each.entry is not None and each.text in (each.entry.name,):
            return each.text
    return named[0].text
