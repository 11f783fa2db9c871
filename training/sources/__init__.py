"""Where examples come from: one small module for each source.

A source module has NAME, LICENCE, PUBLISHED (where) and `examples(side)`, which yields `Example`s
of one side of its split. A recipe in params.yaml lists the modules that a run learns from.
"""

import importlib
from typing import Protocol, cast

from model.corpus import Side
from model.example import Example


class Source(Protocol):
    """What a module in this folder offers."""

    NAME: str
    LICENCE: str
    PUBLISHED: str

    def examples(self, side: Side) -> list[Example]: ...

    def sha256(self) -> str: ...


def load_source(name: str) -> Source:
    """The source module of that name.

    Raises:
        KeyError: there is no such module.
    """
    try:
        return cast(Source, importlib.import_module(f"training.sources.{name}"))
    except ModuleNotFoundError as error:
        raise KeyError(f"no source {name!r} in training/sources") from error
