"""Check passages before they enter the corpus: every fault at once, near-copies, and statistics.

`python -m eval.validate_corpus FILE.jsonl ...` (the whole corpus without files); exit status 1
where a line breaks the contract of model/example.py, or two sources share a long run of words.
"""

import collections
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from model.corpus import CORPUS
from model.example import CorpusError, Example, parse_example
from model.stance import BASES, STANCES

RUN_OF_WORDS = 12  # words in a row that two passages of different sources may not share
WIDTH = 110  # the table is wider than a terminal of 80 columns
_WORD = re.compile(r"\w+")


def read_with_faults(paths: Iterable[Path]) -> tuple[list[Example], list[str]]:
    """The examples that hold the contract, and what is wrong with the other lines."""
    examples: list[Example] = []
    faults: list[str] = []
    seen: dict[str, str] = {}
    for path in paths:
        try:
            lines = path.read_text(encoding="utf-8").split("\n")
        except (OSError, UnicodeDecodeError) as error:
            faults.append(f"{path.name}: cannot be read as UTF-8 text ({error})")
            continue
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            where = f"{path.name}:{number}"
            try:
                example = parse_example(line, where)
            except CorpusError as error:
                faults.append(str(error))
                continue
            if example.id in seen:
                faults.append(f"{where}: id {example.id!r} also at {seen[example.id]}")
                continue
            seen[example.id] = where
            examples.append(example)
    return examples, faults


def near_copies(examples: Sequence[Example]) -> Iterator[str]:
    """A line for each pair of sources that share a run of RUN_OF_WORDS words."""
    first: dict[tuple[str, ...], Example] = {}
    told = set()
    for example in examples:
        words = _WORD.findall(example.text.lower())
        for i in range(len(words) - RUN_OF_WORDS + 1):
            run = tuple(words[i : i + RUN_OF_WORDS])
            other = first.setdefault(run, example)
            pair = (other.id, example.id)
            if other.source != example.source and pair not in told:
                told.add(pair)
                yield f"{other.id} and {example.id} share {' '.join(run)!r}"


def print_statistics(examples: Sequence[Example], console: Console) -> None:
    """Size and balance, by domain; lengths; genres; hard cases; contrast groups."""
    table = Table(title=f"{len(examples)} passages")
    columns = ("domain", "passages", "actors", *(s.value for s in STANCES))
    for column in (*columns, *(b.value for b in BASES)):
        table.add_column(column, justify="left" if column == "domain" else "right")
    domains = collections.defaultdict(list)
    for example in examples:
        domains[example.domain].append(example)
    for domain, members in [*sorted(domains.items()), ("all", list(examples))]:
        actors = [actor for example in members for actor in example.actors]
        n = max(1, len(actors))
        stances = (f"{sum(a.stance is s for a in actors) / n:.2f}" for s in STANCES)
        bases = (f"{sum(a.basis is b for a in actors) / n:.2f}" for b in BASES)
        table.add_row(domain, str(len(members)), str(len(actors)), *stances, *bases)
    console.print(table)
    words = np.quantile([len(e.text.split()) for e in examples], [0, 0.25, 0.5, 0.75, 1])
    console.print("words: " + ", ".join(f"{w:.0f}" for w in words) + " (least to most, quartiles)")
    hard = collections.Counter(number for example in examples for number in example.hard)
    console.print("hard cases: " + ", ".join(f"{n}: {hard[n]}" for n in range(1, 14)))
    groups = {example.group for example in examples if example.group}
    genres = {example.genre for example in examples}
    console.print(f"{len(genres)} genres; {len(groups)} contrast groups")


def main(
    files: Annotated[
        list[Path] | None, typer.Argument(help="JSON Lines files; the corpus's own by default.")
    ] = None,
) -> None:
    """Check corpus files and print their statistics."""
    console = Console(width=WIDTH)
    examples, faults = read_with_faults(files or sorted(CORPUS.glob("*.jsonl")))
    faults += near_copies(examples)
    for fault in faults:
        console.print(fault, highlight=False, soft_wrap=True)
    if examples:
        print_statistics(examples, console)
    console.print(f"{len(faults)} faults")
    raise typer.Exit(1 if faults else 0)


if __name__ == "__main__":
    typer.run(main)
