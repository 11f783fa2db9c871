"""Writes real texts of the public sources as one Parquet file, to measure scoring on.

`python -m training.collection OUT.parquet --documents 20000` takes the longest of all texts, since
articles are what collections hold, and mixes them by hash.
"""

from hashlib import sha256
from pathlib import Path
from typing import Annotated

import typer
from datasets import Dataset
from rich.console import Console

from training.sources import load_pair_source
from training.sources.files import SourceError

SOURCES = ("seesaw", "handeset", "dse", "newsmtsc", "policy", "inference")


def texts(n_documents: int, console: Console) -> list[dict[str, str]]:
    """The longest distinct texts, each with what its source asks about it, in the order of hashes.

    A source that is not at hand is passed over and named.
    """
    found: dict[str, str] = {}
    for name in SOURCES:
        try:
            for pair in load_pair_source(name).pairs():
                found.setdefault(pair.text, pair.target)
        except SourceError as error:
            console.print(f"without {name}: {error}")
    longest = sorted(found, key=lambda text: (-len(text), text))[:n_documents]
    named = sorted((sha256(text.encode()).hexdigest()[:16], text) for text in longest)
    return [{"id": id_, "text": text, "resolution": found[text]} for id_, text in named]


def main(
    out: Annotated[Path, typer.Argument(help="Parquet file to write.")],
    documents: Annotated[int, typer.Option(min=1, help="How many, at most.")] = 20_000,
) -> None:
    """Write real texts of the public sources for `python -m eval.benchmark_scoring`."""
    console = Console(stderr=True)
    rows = texts(documents, console)
    out.parent.mkdir(parents=True, exist_ok=True)
    Dataset.from_list(rows).to_parquet(str(out))
    n_words = sum(len(row["text"].split()) for row in rows)
    console.print(f"{len(rows)} texts of {n_words / max(1, len(rows)):.0f} words on average")


if __name__ == "__main__":
    typer.run(main)
