"""Where training data comes from: one small module for each source.

`authored` yields `Example`s of the corpus; every other module yields `Pair`s of public data.
A recipe in params.yaml lists the modules that a run learns from.
"""

import importlib
from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import Protocol, cast

from model.corpus import Side
from model.example import Example
from training.sources.files import SourceError
from training.sources.pairs import Pair

Description = dict[str, str]  # licence, published, sha256


class Described(Protocol):
    """What every module in this folder says of its data."""

    NAME: str
    LICENCE: str
    PUBLISHED: str

    def sha256(self) -> str: ...


class Source(Described, Protocol):
    """A source of labelled examples."""

    def examples(self, side: Side) -> list[Example]: ...


class PairSource(Described, Protocol):
    """A source of pairs for pre-training.

    REPORTED keeps the test side of our own split out of training, since figures are given on it.
    PUBLISHABLE is false where its terms rule out that weights which learned from it are published.
    """

    REPORTED: bool
    PUBLISHABLE: bool

    def pairs(self) -> Iterator[Pair]: ...


def load_source(name: str) -> Source:
    """The source of examples of that name.

    Raises:
        SourceError: there is no such module.
    """
    return cast(Source, _module(name))


def load_pair_source(name: str) -> PairSource:
    """The source of pairs of that name.

    Raises:
        SourceError: there is no such module.
    """
    return cast(PairSource, _module(name))


def describe(sources: Iterable[Described]) -> dict[str, Description]:
    """What a manifest records of sources, by name."""
    return {
        source.NAME: {
            "licence": source.LICENCE,
            "published": source.PUBLISHED,
            "sha256": source.sha256(),
        }
        for source in sources
    }


def _module(name: str) -> ModuleType:
    try:
        return importlib.import_module(f"training.sources.{name}")
    except ModuleNotFoundError as error:
        if error.name != f"training.sources.{name}":
            raise  # of something that the module needs
        raise SourceError(
            f"no source {name!r} in training/sources; see recipes in params.yaml"
        ) from error
