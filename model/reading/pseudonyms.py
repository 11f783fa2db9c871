"""Pseudonyms: what the encoder reads in place of the names of states and persons.

World knowledge about an actor is no evidence of its stance. The first state that a text names is
read as one fixed state, the second as another, and so on, likewise persons, so that a text reads
the same whoever acts in it: renaming its actors cannot change a verdict. (Measured with weights
that had not been trained for it: verdicts that stay when actors are renamed, 0.910 -> 0.962; see
training/EXPERIMENTS.md.)
"""

import functools
import random
from collections.abc import Sequence
from dataclasses import dataclass

from model.reading.gazetteer import Entry, Form
from model.reading.names import Change, StateNames

Span = tuple[int, int]

_ORDER_SEED = 3  # any order will do, as long as it stays
_FIRST_NAMES = (
    "Alex Robin Taylor Jordan Morgan Casey Jamie Cameron Drew Avery Riley Quinn Blake Logan Hayden "
    "Reese Rowan Sidney Terry Kelly Leslie Tracy Dana Chris Pat Lee Sam Max Charlie Frances"
).split()
_LAST_NAMES = (
    "Smith Brown Wilson Clark Lewis Walker Hall Allen Young King Wright Hill Green Adams Baker "
    "Nelson Carter Mitchell Roberts Turner Phillips Campbell Parker Evans Edwards Collins Stewart "
    "Morris Rogers Reed Cook Morgan Bell Murphy Bailey Cooper Richardson Cox Howard Ward"
).split()


@dataclass(frozen=True)
class Pseudonyms:
    """What is read differently from what is written.

    Attributes:
        changes: of the text, in its order, without overlaps.
        resolution: the resolution with the same names changed.
    """

    changes: tuple[Change, ...]
    resolution: str


def pseudonyms(text: str, resolution: str, people: Sequence[Sequence[Span]]) -> Pseudonyms:
    """Pseudonyms for the states and persons that a text names, by order of first mention.

    Args:
        text: the text.
        resolution: what is being decided.
        people: for each person the places that name it.
    """
    names = StateNames.load()
    free = iter(stand_ins())
    chosen: dict[Entry, Entry] = {}
    in_text = names.find(text)
    for named in (*in_text, *names.find(resolution)):
        if named.entry not in chosen and (other := next(free, None)) is not None:
            chosen[named.entry] = other
    of_people = (
        change
        for person, pseudonym in zip(people, _full_names(), strict=False)
        for change in _person_changes(text, person, pseudonym)
    )
    changes = _without_overlaps((*of_people, *names.changes(text, in_text, chosen)))
    return Pseudonyms(changes, names.replace(resolution, chosen))


@functools.cache
def stand_ins() -> tuple[Entry, ...]:
    """States with a one-word name, adjective and capital, in a fixed order."""
    names = StateNames.load()
    wanted = (Form.NAME, Form.ADJECTIVE, Form.CAPITAL)
    entries = [
        entry
        for entry, forms in names.forms.items()
        if entry.un_member
        and not names.takes_article(entry)
        and all(form in forms and " " not in forms[form][0] for form in wanted)
    ]
    random.Random(_ORDER_SEED).shuffle(entries)  # noqa: S311 - no secret depends on it
    return tuple(entries)


def _full_names() -> list[tuple[str, str]]:
    """As many first and last names as there are last names; nobody shares one of these."""
    return [
        (_FIRST_NAMES[i % len(_FIRST_NAMES)], last)
        for i, last in enumerate(_LAST_NAMES)
        if last not in _FIRST_NAMES
    ]


def _person_changes(text: str, spans: Sequence[Span], pseudonym: tuple[str, str]) -> list[Change]:
    """A person's full names become the full pseudonym, lone words its last name."""
    return [
        (start, end, " ".join(pseudonym) if " " in text[start:end] else pseudonym[1])
        for start, end in spans
    ]


def _without_overlaps(changes: Sequence[Change]) -> tuple[Change, ...]:
    """In the text's order, the longer of two that begin together, and none inside another."""
    kept: list[Change] = []
    for change in sorted(changes, key=lambda change: (change[0], -change[1])):
        if not kept or change[0] >= kept[-1][1]:
            kept.append(change)
    return tuple(kept)
