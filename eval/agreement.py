"""Do two readers agree? Raw agreement and Cohen's kappa of a second, independent labelling.

The second reader saw text, resolution and actors, not the first labels (seeds/corpus/second_reader/
labels.jsonl: id, and for each actor's name its stance and basis). Where the two differed, a third
look decided (adjudicated.jsonl: both labels, the final one, the reason); agreement is measured on
the labels before it. `python -m eval.agreement` prints the figures by domain and what nobody has
decided yet; `python -m eval.agreement --sample` writes the passages to label, without labels.
"""

import collections
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from sklearn.metrics import cohen_kappa_score

from model.corpus import CORPUS, read_corpus
from model.example import CorpusError, Example

SECOND_READER = CORPUS / "second_reader" / "labels.jsonl"
ADJUDICATED = CORPUS / "second_reader" / "adjudicated.jsonl"
REPORT = Path(__file__).parent / "reports" / "corpus" / "agreement.json"
SAMPLE_SHARE = 0.15


@dataclass(frozen=True)
class Agreement:
    """Of two readers on one set of actors.

    Attributes:
        n_texts, n_actors: how many were labelled twice.
        stance, basis: share of the actors with the same label.
        stance_kappa, basis_kappa: the same beyond chance (Cohen 1960).
    """

    n_texts: int
    n_actors: int
    stance: float
    stance_kappa: float
    basis: float
    basis_kappa: float


@dataclass(frozen=True)
class Disagreement:
    """One actor whose stance the readers see differently."""

    id: str
    actor: str
    first: str
    second: str


Labels = dict[str, dict[str, tuple[str, str]]]  # id -> actor's name -> stance and basis


def in_sample(example: Example) -> bool:
    """Whether a second reader labels it: a random share, by hash of the id."""
    digest = hashlib.sha256(f"second reader {example.id}".encode()).hexdigest()
    return int(digest[:8], 16) / 2**32 < SAMPLE_SHARE


def read_second(path: Path = SECOND_READER) -> Labels:
    """The second reader's labels.

    Raises:
        CorpusError: there are none.
    """
    if not path.is_file():
        raise CorpusError(f"no second labelling at seeds/corpus/second_reader/{path.name}")
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    return {
        row["id"]: {a["name"]: (a["stance"], a["basis"]) for a in row["actors"]} for row in rows
    }


def read_adjudicated(path: Path = ADJUDICATED) -> Labels:
    """The first reader's labels where they were looked at again; none where there is no file."""
    labels: Labels = {}
    if path.is_file():
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            stance, basis = row["first"]
            labels.setdefault(row["id"], {})[row["actor"]] = (stance, basis)
    return labels


def measure_agreement(
    examples: Iterable[Example], second: Labels, adjudicated: Labels
) -> tuple[dict[str, Agreement], list[Disagreement]]:
    """Agreement by domain and over all, and the differences in stance that nobody has decided.

    Args:
        examples: the corpus as it is now.
        second: the second reader's labels.
        adjudicated: the first reader's, where they may have been changed since.

    Raises:
        CorpusError: an actor of a passage that was labelled twice has no second label.
    """
    by_domain: dict[str, list[tuple[str, Sequence[str]]]] = collections.defaultdict(list)
    disagreements = []
    for example in examples:
        labels = second.get(example.id)
        if labels is None:
            continue
        for actor in example.actors:
            if actor.name not in labels:
                raise CorpusError(f"{example.id}: no second label for {actor.name!r}")
            stance, basis = labels[actor.name]
            decided = adjudicated.get(example.id, {}).get(actor.name)
            first_stance, first_basis = decided or (actor.stance.value, actor.basis.value)
            row = (first_stance, stance, first_basis, basis)
            by_domain[example.domain].append((example.id, row))
            by_domain["all"].append((example.id, row))
            if first_stance != stance and decided is None:
                disagreements.append(Disagreement(example.id, actor.name, first_stance, stance))
    agreement = {name: _agreement(rows) for name, rows in sorted(by_domain.items())}
    return agreement, disagreements


def _agreement(rows: Sequence[tuple[str, Sequence[str]]]) -> Agreement:
    stance, second_stance, basis, second_basis = zip(*(row for _, row in rows), strict=True)
    return Agreement(
        len({id_ for id_, _ in rows}),
        len(rows),
        _share(stance, second_stance),
        float(cohen_kappa_score(stance, second_stance)),
        _share(basis, second_basis),
        float(cohen_kappa_score(basis, second_basis)),
    )


def _share(one: Sequence[str], other: Sequence[str]) -> float:
    return sum(a == b for a, b in zip(one, other, strict=True)) / len(one)


def main(
    sample: Annotated[
        bool, typer.Option("--sample", help="Print the passages to label, without their labels.")
    ] = False,
) -> None:
    """Agreement of the corpus's two readers."""
    examples = read_corpus()
    if sample:
        for example in filter(in_sample, examples):
            blind = example.model_dump(include={"id", "resolution", "body", "text"})
            blind["actors"] = [
                {"name": actor.name, "kind": actor.kind.value} for actor in example.actors
            ]
            print(json.dumps(blind, ensure_ascii=False))
        return
    console = Console()
    try:
        agreement, disagreements = measure_agreement(examples, read_second(), read_adjudicated())
    except CorpusError as error:
        console.print(f"[red]error:[/] {error}")
        raise typer.Exit(2) from error
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    report = {name: asdict(each) for name, each in agreement.items()}
    REPORT.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    table = Table(title="two readers")
    for column in ("domain", "texts", "actors", "stance", "kappa", "basis", "kappa"):
        table.add_column(column, justify="left" if column == "domain" else "right")
    for name, each in agreement.items():
        figures = (each.stance, each.stance_kappa, each.basis, each.basis_kappa)
        table.add_row(name, str(each.n_texts), str(each.n_actors), *(f"{f:.3f}" for f in figures))
    console.print(table)
    for case in disagreements:
        console.print(f"  {case.id}: {case.actor}: {case.first}, second reader {case.second}")


if __name__ == "__main__":
    typer.run(main)
