"""The authored corpus: synthetic passages written for this project, in seeds/corpus."""

import hashlib

from model.corpus import CORPUS, Side, read_side
from model.example import Example

NAME = "authored"
LICENCE = "Apache-2.0"
PUBLISHED = "seeds/corpus of this repository"


def examples(side: Side) -> list[Example]:
    """The examples of one side of the corpus's split."""
    return read_side(side)


def sha256() -> str:
    """One hash over all files of the corpus, in the order of their names."""
    digest = hashlib.sha256()
    for path in sorted(CORPUS.glob("*.jsonl")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
