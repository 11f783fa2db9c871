"""The authored corpus: synthetic passages written for this project, in seeds/corpus."""

from model.corpus import Side, corpus_sha256, read_side
from model.example import Example

NAME = "authored"
LICENCE = "Apache-2.0"
PUBLISHED = "seeds/corpus of this repository"


def examples(side: Side) -> list[Example]:
    """The examples of one side of the corpus's split."""
    return read_side(side)


def sha256() -> str:
    """One hash over all files of the corpus, in the order of their names."""
    return corpus_sha256()
