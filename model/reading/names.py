"""The names of states in a text, and how one state's name becomes another's, form for form.

Training swaps names so that who an actor is cannot decide what it thinks, the rename probe measures
whether it does, and pseudonyms keep it from the encoder altogether: all three by this.
"""

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from model.reading.gazetteer import Entry, Form, Gazetteer
from model.stance import Kind

Change = tuple[int, int, str]  # start, end, and what is read there

_ARTICLE_STATES = frozenset(
    "USA GBR ARE NLD PHL GMB BHS MDV COM SLB MHL CZE DOM CAF COD COG".split()
)


@dataclass(frozen=True)
class NamedState:
    """A place in a text that names a state; an article before the name belongs to it."""

    start: int
    end: int
    surface: str  # without the article
    entry: Entry
    form: Form


class StateNames:
    """Finds states' names, adjectives, capitals and metonyms, and gives those of other states."""

    def __init__(self) -> None:
        self.forms: dict[Entry, dict[Form, list[str]]] = {}
        self._owner: dict[str, tuple[Entry, Form]] = {}
        for surface, (entry, form) in Gazetteer.load().surfaces.items():
            if entry.kind is Kind.STATE:
                self.forms.setdefault(entry, {}).setdefault(form, []).append(surface)
                self._owner[surface] = (entry, form)
                if len(surface) > 3 and form in (Form.NAME, Form.CAPITAL):  # 'NEW DELHI:'
                    self._owner.setdefault(surface.upper(), (entry, form))
        alternatives = "|".join(map(re.escape, sorted(self._owner, key=len, reverse=True)))
        self._pattern = re.compile(rf"(?:\b[Tt]he )?(?<!\w)({alternatives})(?!\w)")

    @classmethod
    @functools.cache
    def load(cls) -> "StateNames":
        """The names of the gazetteer's states, made once."""
        return cls()

    def __contains__(self, surface: str) -> bool:
        return surface in self._owner

    def find(self, text: str) -> list[NamedState]:
        """Where a text names states, in its order."""
        return [
            NamedState(*match.span(), match.group(1), *self._owner[match.group(1)])
            for match in self._pattern.finditer(text)
        ]

    def has_forms(self, entry: Entry, forms: set[Form]) -> bool:
        """Whether a state can stand in for one that a text names by these forms."""
        return {_written(form) for form in forms} <= set(self.forms[entry])

    def takes_article(self, entry: Entry) -> bool:
        """Whether its name stands behind 'the'."""
        return entry.key in _ARTICLE_STATES

    def in_place_of(self, named: NamedState, other: Entry, article: str = "") -> str:
        """What a text says where it speaks of the other state instead.

        Args:
            named: the place.
            other: a state with the form (`has_forms`).
            article: what stands before the surface in the place: 'the ' or nothing.
        """
        strings = self.forms[other][_written(named.form)]
        if named.form is Form.ADJECTIVE:
            plural = [string for string in strings if string.endswith("s")]
            strings = plural if named.surface.endswith("s") and plural else strings
            return article + strings[0]
        if named.form is Form.NAME and self.takes_article(other):
            return f"the {strings[0].removeprefix('The ')}"
        return strings[0]

    def replace(self, text: str, chosen: Mapping[Entry, Entry]) -> str:
        """The text with the chosen states in place of its own."""
        pieces, last = [], 0
        for start, end, string in self.changes(text, self.find(text), chosen):
            pieces += [text[last:start], string]
            last = end
        return "".join((*pieces, text[last:]))

    def changes(
        self, text: str, found: Sequence[NamedState], chosen: Mapping[Entry, Entry]
    ) -> list[Change]:
        """What `replace` changes where the text names states (`find`), in its order."""
        return [
            (
                named.start,
                named.end,
                self.in_place_of(
                    named,
                    chosen[named.entry],
                    text[named.start : named.end - len(named.surface)],
                ),
            )
            for named in found
            if named.entry in chosen
        ]


def _written(form: Form) -> Form:
    """Seats of government have no counterpart elsewhere: a capital stands in for them."""
    return Form.CAPITAL if form is Form.METONYM else form
