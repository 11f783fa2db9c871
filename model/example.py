"""The data contract: one text, one resolution, and the labelled actors that the text names.

It follows the annotation guidelines (seeds/corpus/GUIDELINES.md). Whatever trains or measures
the product passes through here, so that a fault in the data is found with the line it stands on.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from model.stance import Basis, Kind, Stance

MIN_WORDS, MAX_WORDS = 8, 1500
MIN_RESOLUTION_WORDS, MAX_RESOLUTION_WORDS = 3, 30

Text = Annotated[str, Field(min_length=1)]


class CorpusError(ValueError):
    """A corpus file breaks the contract; the message names file, line, field and remedy."""


class LabelledActor(BaseModel):
    """One actor and its gold labels. Strings are exact substrings of the example's text."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Text
    kind: Kind
    mentions: tuple[Text, ...] = ()
    stance: Stance
    basis: Basis
    evidence: str = ""
    principal: str | None = None

    @model_validator(mode="after")
    def _labels_agree(self) -> Self:
        if (self.basis is Basis.NONE) == bool(self.evidence):
            raise ValueError(f"{self.name}: evidence is empty exactly when basis is 'none'")
        if self.basis is Basis.NONE and self.stance is not Stance.UNDECIDED:
            raise ValueError(f"{self.name}: basis 'none' goes with stance 'undecided' alone")
        if self.principal is not None and self.kind is not Kind.PERSON:
            raise ValueError(f"{self.name}: only a person has a principal")
        return self


class Example(BaseModel):
    """A text about one pending resolution with the stance of each actor in it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Text
    domain: Text
    genre: Text
    resolution: Text
    body: Text
    text: Text
    actors: tuple[LabelledActor, ...] = Field(min_length=1)
    group: str | None = None
    hard: tuple[Annotated[int, Field(ge=1, le=13)], ...] = ()

    @property
    def source(self) -> str:
        """What must stay on one side of a split: the contrast group, or else the id."""
        return self.group or self.id

    @model_validator(mode="after")
    def _strings_are_in_the_text(self) -> Self:
        words = len(self.text.split())
        if not MIN_WORDS <= words <= MAX_WORDS:
            raise ValueError(f"text has {words} words, not {MIN_WORDS} to {MAX_WORDS}")
        words = len(self.resolution.split())
        if not MIN_RESOLUTION_WORDS <= words <= MAX_RESOLUTION_WORDS:
            raise ValueError(
                f"resolution has {words} words, not {MIN_RESOLUTION_WORDS} "
                f"to {MAX_RESOLUTION_WORDS}"
            )
        names = [actor.name for actor in self.actors]
        if len(set(names)) != len(names):
            raise ValueError("an actor stands twice")
        for actor in self.actors:
            for string in (actor.name, *actor.mentions, actor.evidence):
                if string not in self.text:
                    raise ValueError(f"{actor.name}: {string[:60]!r} is not in the text")
            if actor.principal is not None and actor.principal not in names:
                raise ValueError(f"{actor.name}: principal {actor.principal!r} is no listed actor")
        return self


def read_examples(path: Path) -> Iterator[Example]:
    """Yield the examples of a JSON Lines file, blank lines passed over.

    Raises:
        CorpusError: the file is no UTF-8, or a line is no JSON or breaks the contract.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise CorpusError(f"{path.name}: not UTF-8 ({error.reason}); save it as UTF-8") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield parse_example(line, f"{path.name}:{number}")


def parse_example(line: str, where: str) -> Example:
    """One line of a JSON Lines file.

    Args:
        line: the JSON.
        where: file and line, for the message.

    Raises:
        CorpusError: it is no JSON or breaks the contract.
    """
    try:
        return Example.model_validate(json.loads(line))
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise CorpusError(f"{where}: {field} {first['msg']}") from error
    except ValueError as error:
        raise CorpusError(f"{where}: {error}") from error
