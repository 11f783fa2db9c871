"""The authored corpus in seeds/corpus and its split.

The side of a split is a hash of the source (contrast group or id), so that near-identical texts
stay together and a passage never changes sides when others are added. The ids are also written
down (splits.json), and a test holds the two together.
"""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Literal, get_args

from model.example import CorpusError, Example, read_examples

Side = Literal["train", "calibration", "test"]
SIDES: tuple[Side, ...] = get_args(Side)

CORPUS = Path(__file__).parents[1] / "seeds" / "corpus"
SPLITS = "splits.json"


def side_of(source: str) -> Side:
    """The side of a source: 70 % train, 10 % calibration, 20 % test."""
    share = int(hashlib.sha256(source.encode()).hexdigest()[:8], 16) / 2**32
    if share < 0.7:
        return "train"
    return "calibration" if share < 0.8 else "test"


def read_corpus(folder: Path = CORPUS) -> list[Example]:
    """Every example of the folder's *.jsonl, in the order of file names and lines.

    Raises:
        CorpusError: the folder holds none, a line breaks the contract, or an id stands twice.
    """
    examples: list[Example] = []
    where: dict[str, str] = {}
    for path in sorted(folder.glob("*.jsonl")):
        for example in read_examples(path):
            if example.id in where:
                other = where[example.id]
                raise CorpusError(f"{path.name}: id {example.id!r} is also in {other}; rename one")
            where[example.id] = path.name
            examples.append(example)
    if not examples:
        raise CorpusError(f"no *.jsonl with examples in {folder.name}/")
    return examples


def read_side(side: Side, folder: Path = CORPUS) -> list[Example]:
    """The examples of one side of the split."""
    return [example for example in read_corpus(folder) if side_of(example.source) == side]


def corpus_sha256() -> str:
    """Of the corpus's files, in the order of their names: tells which corpus a release has
    learned from, or was measured on."""
    digest = hashlib.sha256()
    for path in sorted(CORPUS.glob("*.jsonl")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def examples_sha256(examples: Iterable[Example]) -> str:
    """Of what some examples hold, in whatever order: tells what a model has learned from."""
    lines = sorted(example.model_dump_json() for example in examples)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def write_splits(folder: Path = CORPUS) -> None:
    """Write down which id is on which side."""
    (folder / SPLITS).write_text(_splits(folder), encoding="utf-8")


def is_split_written(folder: Path = CORPUS) -> bool:
    """Whether what is written down is the split of the corpus as it is."""
    path = folder / SPLITS
    return path.is_file() and path.read_text(encoding="utf-8") == _splits(folder)


def _splits(folder: Path) -> str:
    examples = read_corpus(folder)
    splits: dict[str, list[str]] = {
        side: [example.id for example in examples if side_of(example.source) == side]
        for side in SIDES
    }
    return json.dumps(splits, indent=1) + "\n"
