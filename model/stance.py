"""The words every other room uses: what a stance is, on what it rests, and what can hold one."""

from enum import StrEnum


class Stance(StrEnum):
    """Where an actor stands on a resolution at the end of a text; in the heads' order."""

    SUPPORT = "support"
    OPPOSE = "oppose"
    UNDECIDED = "undecided"


class Basis(StrEnum):
    """What a stance rests on: the actor's own words or vote, something else reported, nothing."""

    STATED = "stated"
    INFERRED = "inferred"
    NONE = "none"


class Kind(StrEnum):
    """What sort of thing an actor is."""

    STATE = "state"
    ORGANISATION = "organisation"
    BLOC = "bloc"
    PARTY = "party"
    GROUP = "group"
    PERSON = "person"


STANCES: tuple[Stance, ...] = tuple(Stance)
BASES: tuple[Basis, ...] = tuple(Basis)
