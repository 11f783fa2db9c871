"""Words that name an office: 'foreign minister', 'secretary of state', 'navy chief'."""

import re
from collections.abc import Sequence

from model.reading.gazetteer import Gazetteer
from model.reading.vocabulary import (
    CLAUSE_WORDS,
    MANDATES,
    NO_OFFICE_WORDS,
    PARTY_OFFICES,
    PERSON_TITLES,
    TITLE_WORDS,
)

WORD = re.compile(r"[\w'’.-]+|[^\w\s]")
FUNCTION_WORDS = frozenset({"of", "the", "for", "to", "at", "and", "in"})
MAX_OFFICE_WORDS = 5
MAX_LONG_OFFICE_WORDS = 8
# In an office these say that it is of a part of a state; before it, those are no part of it.
_LOCAL = frozenset({"first", "regional", "provincial", "premier"})
_LEAD_WORDS = frozenset("but while when after asked also on as her his its their sister".split())


def is_office(words: Sequence[str], possessive: bool) -> bool:
    """Whether words say what somebody is: titles alone, or, of somebody's ('its drug tsar'), any
    few words in lower case."""
    lowered = [word.lower() for word in words]
    if not words:
        return False
    if all(word in TITLE_WORDS or word.rstrip("s'’") in TITLE_WORDS for word in lowered):
        return True
    few = len(words) <= MAX_OFFICE_WORDS
    return (
        possessive
        and few
        and all(w.islower() and w not in NO_OFFICE_WORDS and not w.endswith("ed") for w in words)
    )


def is_long_office(words: Sequence[str]) -> bool:
    """Whether words are an office with other words in it, a title at its end: 'navy chief Vice
    Admiral', or, behind the name, at its beginning: 'consul general in Denver'."""
    lowered = [word.lower() for word in words]
    return (
        0 < len(words) <= MAX_LONG_OFFICE_WORDS
        and not CLAUSE_WORDS.intersection(lowered)
        and all(word[0].isalpha() for word in words)
        and not PERSON_TITLES.isdisjoint(part for word in lowered for part in word.split("-"))
        and not (TITLE_WORDS - FUNCTION_WORDS).isdisjoint((lowered[0], lowered[-1]))
    )


def is_of_another(words: Sequence[str], behind: str) -> bool:
    """Whether an office is said to be of something that is no actor of the text: 'Nunavut
    Premier X', 'President X of Togo', or of a part of a state: 'the First Minister'."""
    if re.match(r" of [A-Z]", behind):
        return True
    surfaces = Gazetteer.load().surfaces
    for word in reversed(words):
        lowered = word.lower()
        if lowered in _LOCAL:
            return True
        if lowered not in TITLE_WORDS:
            portfolio = words[-1].lower() in {"minister", "secretary"} and word not in surfaces
            named = word[0].isupper() and word.isalpha() and lowered not in _LEAD_WORDS
            return named and not portfolio
    return False


def has_own_voice(before: Sequence[str]) -> bool:
    """Whether the words before a name say that its bearer votes for nobody else ('Senator X of
    the Greens'), or no longer speaks for anybody ('former minister X')."""
    near = _clause(before)[-6:]
    if any(
        word in {"former", "retired", "deposed", "ousted"} or word.startswith("ex-")
        for word in near
    ):
        return True
    mandate = before[-1:] and before[-1].rstrip(".") in MANDATES
    return bool(mandate) and PARTY_OFFICES.isdisjoint(near)


def ends_sentence(word: str) -> bool:
    """Whether a word with its full stop ends a sentence: not 'Adm.' or 'U.S.'."""
    return len(word) > 2 and word.endswith(".") and word[:-1].islower() and "." not in word[:-1]


def _clause(words: Sequence[str]) -> Sequence[str]:
    """The words behind the last border: 'a former judge and now Peru's envoy' is Peru's envoy."""
    for i in range(len(words) - 1, -1, -1):
        word = words[i]
        if word in {",", ";", "and", "but"} or word.endswith(("'s", "’s")) or ends_sentence(word):
            return words[i + 1 :]
    return words


def without_ranks(words: Sequence[str]) -> Sequence[str]:
    """An office without what stands between it and the name: 'minister Datuk Seri'."""
    for end in range(len(words), max(0, len(words) - 4), -1):
        word = words[end - 1]
        if word.lower() in PERSON_TITLES:
            return words[:end]
        if not word[0].isupper() and word != ",":
            break
    return words


def without_post(words: Sequence[str]) -> list[str]:
    """An office without where it is held: 'ambassador to the EU', 'envoy in South Africa'."""
    kept: list[str] = []
    away = False
    for word in words:
        away = (away and (word == "the" or word[0].isupper())) or (
            bool(kept) and word in {"to", "in", "at", "on"}
        )
        if not away:
            kept.append(word)
    return kept
