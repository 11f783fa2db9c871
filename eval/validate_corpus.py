"""Check passages before they enter the corpus: every fault at once, near-copies, and statistics.

`python -m eval.validate_corpus FILE.jsonl ...` holds new passages against each other and against
the corpus (without files: the corpus's own); exit status 1 where a line breaks the contract of
model/example.py, an id is taken, two sources share a long run of words, or the split written down
is not that of the corpus.
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

from model.corpus import CORPUS, SPLITS, is_split_written, write_splits
from model.example import CorpusError, Example, parse_example
from model.stance import BASES, STANCES

RUN_OF_WORDS = 12  # words in a row that two passages of different sources may not share
WIDTH = 110  # the table is wider than a terminal of 80 columns
_WORD = re.compile(r"\w+")


def read_with_faults(
    paths: Iterable[Path], beside: Iterable[Example] = ()
) -> tuple[list[Example], list[str]]:
    """The examples that hold the contract, and what is wrong with the other lines.

    Args:
        paths: of JSON Lines files.
        beside: examples that are there already and have their ids.
    """
    examples: list[Example] = []
    faults: list[str] = []
    seen = {example.id: "the corpus" for example in beside}
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


def near_copies(examples: Sequence[Example], beside: Sequence[Example] = ()) -> Iterator[str]:
    """A line for each pair of sources that share a run of RUN_OF_WORDS words.

    Args:
        examples: to be told of.
        beside: others, told of only where an example shares words with one.
    """
    first: dict[tuple[str, ...], Example] = {}
    told: set[tuple[str, str]] = set()
    for number, example in enumerate((*beside, *examples)):
        words = _WORD.findall(example.text.lower())
        for i in range(len(words) - RUN_OF_WORDS + 1):
            run = tuple(words[i : i + RUN_OF_WORDS])
            other = first.setdefault(run, example)
            pair = (other.id, example.id)
            is_told = number < len(beside) or pair in told
            if other.source != example.source and not is_told:
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
    split: Annotated[
        bool, typer.Option("--split", help=f"Write the corpus's split down anew, in {SPLITS}.")
    ] = False,
) -> None:
    """Check passages, beside those of the corpus, and print their statistics."""
    console = Console(width=WIDTH)
    own = sorted(CORPUS.glob("*.jsonl"))
    given = {path.resolve() for path in files or own}
    beside, _ = read_with_faults(path for path in own if path.resolve() not in given)
    examples, faults = read_with_faults(files or own, beside)
    faults += near_copies(examples, beside)
    if split:
        write_splits()
    if not files and not is_split_written():
        faults.append(f"{SPLITS} is not the split of the corpus: --split writes it anew")
    for fault in faults:
        console.print(fault, highlight=False, soft_wrap=True)
    if examples:
        print_statistics(examples, console)
    console.print(f"{len(faults)} faults")
    raise typer.Exit(1 if faults else 0)


if __name__ == "__main__":
    typer.run(main)
