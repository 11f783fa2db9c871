"""Other names for the actors of a text, so that who it is cannot decide what they think.

States change places with states (name for name, adjective for adjective, capital for capital),
persons with persons of other texts; each consistently within its text. Gold labels stay.
"""

import random
import re
from collections.abc import Mapping, Sequence

from pydantic import ValidationError

from model.example import Example
from model.reading.gazetteer import Entry, Form, Gazetteer
from model.reading.vocabulary import HONORIFICS, TITLE_WORDS
from model.stance import Kind

_ARTICLE_STATES = frozenset(
    "USA GBR ARE NLD PHL GMB BHS MDV COM SLB MHL CZE DOM CAF COD COG".split()
)


class Renamer:
    """Renames the actors of examples, with one source of randomness.

    Args:
        people: full names to draw persons' names from.
        seed: of the random numbers.
    """

    def __init__(self, people: Sequence[str], seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - no secret depends on it
        names = [name.split() for name in people]
        self._first = sorted({name[0] for name in names if len(name) > 1})
        self._last = sorted({name[-1] for name in names if len(name) > 1})
        self._forms: dict[Entry, dict[Form, list[str]]] = {}
        for surface, (entry, form) in Gazetteer.load().surfaces.items():
            if entry.kind is Kind.STATE:
                self._forms.setdefault(entry, {}).setdefault(form, []).append(surface)
        self._owner = {
            surface: (entry, form)
            for entry, forms in self._forms.items()
            for form, surfaces in forms.items()
            for surface in surfaces
            if form is not Form.METONYM
        }
        alternatives = "|".join(map(re.escape, sorted(self._owner, key=len, reverse=True)))
        self._states = re.compile(rf"(?:\b[Tt]he )?(?<!\w)(?:{alternatives})(?!\w)")

    def rename(self, example: Example) -> Example | None:
        """A copy of the example with other names; None where the strings no longer fit the text."""
        chosen = self._choose_states("\n".join((example.text, example.resolution, example.body)))
        people = self._choose_people(example)

        def change(string: str) -> str:
            string = self._states.sub(lambda match: self._other(match.group(), chosen), string)
            for old, new in people.items():
                string = re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", new, string)
            return string

        data = example.model_dump()
        data["text"] = change(example.text)
        data["resolution"] = change(example.resolution)
        data["body"] = change(example.body)
        for actor in data["actors"]:
            actor["name"] = change(actor["name"])
            actor["mentions"] = tuple(map(change, actor["mentions"]))
            actor["evidence"] = change(actor["evidence"])
            actor["principal"] = actor["principal"] and change(actor["principal"])
        try:
            return Example.model_validate(data)
        except ValidationError:
            return None

    def _choose_states(self, text: str) -> dict[Entry, Entry]:
        """For each state in the text another one, not in the text and with the same forms."""
        present: dict[Entry, set[Form]] = {}
        for match in self._states.finditer(text):
            entry, form = self._owner[_without_article(match.group(), self._owner)]
            present.setdefault(entry, set()).add(form)
        chosen: dict[Entry, Entry] = {}
        for entry, forms in present.items():
            free = [
                other
                for other, has in self._forms.items()
                if other.un_member
                and other not in present
                and other not in chosen.values()
                and forms <= set(has)
            ]
            chosen[entry] = self._random.choice(free)
        return chosen

    def _other(self, surface: str, chosen: Mapping[Entry, Entry]) -> str:
        bare = _without_article(surface, self._owner)
        entry, form = self._owner[bare]
        if entry not in chosen:
            return surface
        other = chosen[entry]
        strings = self._forms[other][form]
        if form is Form.ADJECTIVE:
            plural = [string for string in strings if string.endswith("s")]
            strings = plural if bare.endswith("s") and plural else strings
            article = surface[: len(surface) - len(bare)]
            return article + strings[0]
        if form is Form.NAME and other.key in _ARTICLE_STATES:
            return f"the {strings[0].removeprefix('The ')}"
        return strings[0]

    def _choose_people(self, example: Example) -> dict[str, str]:
        """For each part of a person's name another one."""
        chosen: dict[str, str] = {}
        for actor in example.actors:
            if actor.kind is not Kind.PERSON:
                continue
            words = [
                word
                for word in actor.name.split()
                if word[0].isupper()
                and word not in HONORIFICS
                and word.lower() not in TITLE_WORDS
                and word.isalpha()
                and word not in self._owner
            ]
            for place, word in enumerate(words):
                pool = self._last if place == len(words) - 1 else self._first
                chosen.setdefault(word, self._random.choice(pool))
        return chosen


def _without_article(surface: str, owner: Mapping[str, object]) -> str:
    return surface if surface in owner else surface[4:]
