"""Other names for the actors of a text, so that who it is cannot decide what they think.

States change places with states (name for name, adjective for adjective, capital for capital),
persons with persons of other texts; each consistently within its text. Gold labels stay.
"""

import random
import re
from collections.abc import Sequence

from pydantic import ValidationError

from model.example import Example
from model.reading.gazetteer import Entry, Form
from model.reading.names import StateNames
from model.reading.vocabulary import HONORIFICS, TITLE_WORDS
from model.stance import Kind


class Renamer:
    """Renames the actors of examples; those of one source alike, so far as they name the same.

    Args:
        people: full names to draw persons' names from.
        seed: of the random numbers.
    """

    def __init__(self, people: Sequence[str], seed: int) -> None:
        self._seed = seed
        names = [name.split() for name in people]
        self._first = sorted({name[0] for name in names if len(name) > 1})
        self._last = sorted({name[-1] for name in names if len(name) > 1})
        self._states = StateNames.load()

    def rename(self, example: Example, turn: int = 0) -> Example | None:
        """A copy of the example with other names; None where the strings no longer fit the text.

        Args:
            example: stays as it is.
            turn: each gives other names.
        """
        chance = random.Random(f"{self._seed} {example.source} {turn}")  # noqa: S311 - no secret
        named = "\n".join((example.text, example.resolution, example.body))
        chosen = self._choose_states(named, chance)
        people = self._choose_people(example, chance)

        def change(string: str) -> str:
            string = self._states.replace(string, chosen)
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

    def _choose_states(self, text: str, chance: random.Random) -> dict[Entry, Entry]:
        """For each state in the text another one, not in the text and with the same forms."""
        present: dict[Entry, set[Form]] = {}
        for named in self._states.find(text):
            present.setdefault(named.entry, set()).add(named.form)
        chosen: dict[Entry, Entry] = {}
        # Sorted, so that the order in which a text names them decides nothing.
        for entry, forms in sorted(present.items(), key=lambda each: each[0].name):
            free = [
                other
                for other in self._states.forms
                if other.un_member
                and other not in present
                and other not in chosen.values()
                and self._states.has_forms(other, forms)
            ]
            chosen[entry] = chance.choice(free)
        return chosen

    def _choose_people(self, example: Example, chance: random.Random) -> dict[str, str]:
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
                and word not in self._states
            ]
            for place, word in enumerate(words):
                pool = self._last if place == len(words) - 1 else self._first
                chosen.setdefault(word, chance.choice(pool))
        return chosen
