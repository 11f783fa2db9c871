"""Facts about who exists: states, blocs, organisations, parties, deciding bodies, and their names.

The CSV files in `data/` hold facts only; SOURCES.md there says where they come from.
"""

import csv
import functools
from dataclasses import dataclass
from enum import Enum
from importlib import resources

from model.stance import Kind


class Form(Enum):
    """How a surface string names its entry; an adjective or a capital does not always do so."""

    NAME = "name"
    ADJECTIVE = "adjective"
    CAPITAL = "capital"
    METONYM = "metonym"


@dataclass(frozen=True)
class Entry:
    """One actor or deciding body the gazetteer knows."""

    key: str
    name: str
    kind: Kind | None  # None: a deciding body
    un_member: bool = False

    @property
    def is_body(self) -> bool:
        return self.kind is None


@dataclass(frozen=True)
class Gazetteer:
    """Surface strings, exactly as written, with what they name and how."""

    surfaces: dict[str, tuple[Entry, Form]]

    @classmethod
    @functools.cache
    def load(cls) -> "Gazetteer":
        """Read the CSV files that come with the package.

        Raises:
            ValueError: a string names two entries.
        """
        surfaces: dict[str, tuple[Entry, Form]] = {}

        def add(strings: str, entry: Entry, form: Form) -> None:
            for string in filter(None, strings.split("|")):
                other, _ = surfaces.setdefault(string, (entry, form))
                if other.key != entry.key:
                    raise ValueError(f"gazetteer: {string!r} names {other.key} and {entry.key}")

        for row in _rows("states.csv"):
            state = Entry(row["iso3"], row["name"], Kind.STATE, bool(row["un_since"]))
            add(row["name"], state, Form.NAME)
            add(row["aliases"], state, Form.NAME)
            add(row["adjectives"], state, Form.ADJECTIVE)
            add(row["capitals"], state, Form.CAPITAL)
            add(row["metonyms"], state, Form.METONYM)
        for row in _rows("organisations.csv"):
            entry = Entry(f"organisation:{row['name']}", row["name"], Kind(row["kind"]))
            add(f"{row['name']}|{row['aliases']}", entry, Form.NAME)
            add(row["seats"] or "", entry, Form.CAPITAL)
        for row in _rows("parties.csv"):
            entry = Entry(f"party:{row['name']}", row["name"], Kind.PARTY)
            add(f"{row['name']}|{row['aliases']}", entry, Form.NAME)
        for row in _rows("bodies.csv"):
            entry = Entry(f"body:{row['name']}", row["name"], None)
            add(f"{row['name']}|{row['aliases']}", entry, Form.NAME)
        return cls(surfaces)


def _rows(name: str) -> list[dict[str, str]]:
    path = resources.files("model.reading") / "data" / name
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
