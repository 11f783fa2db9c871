"""How a release reads a domain that it never saw: leave one domain out, for each in turn.

`make held-out` trains one release without each domain and runs `python -m eval.held_out`, which
writes held_out.json beside the release's metrics.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from eval.evaluate import classify_given
from eval.metrics import Interval, Ints, bootstrap, macro_f1
from eval.scoring import answered_numbers, macro_f1_interval, stance_numbers
from model.classifier import StanceClassifier
from model.corpus import read_corpus
from model.example import CorpusError, Example
from model.manifest import RELEASE, ReleaseError, open_release

ROOT = Path(__file__).parents[1]
RUNS = ROOT / "work"
PREFIX = "without-"
HELD_OUT = "held_out.json"


@dataclass(frozen=True)
class HeldOut:
    """Stance macro-F1 on given actors of domains that were not trained on.

    Attributes:
        mean: over the domains, with its interval over texts.
        by_domain: of each.
        trained: settings of `fit` that the releases were trained with.
    """

    mean: Interval
    by_domain: dict[str, Interval]
    trained: dict[str, object]


def measure_held_out(runs: Path, examples: Sequence[Example]) -> HeldOut:
    """Measure the release in runs/without-DOMAIN/release on all texts of that domain.

    Raises:
        CorpusError: a release has seen its domain.
        ReleaseError: one is missing or broken.
    """
    domains = sorted({example.domain for example in examples})
    gold: list[Ints] = []
    said: list[Ints] = []
    texts: list[Ints] = []
    numbers: list[Ints] = []
    by_domain: dict[str, Interval] = {}
    trained: dict[str, object] = {}
    for number, domain in enumerate(domains):
        classifier = StanceClassifier(runs / f"{PREFIX}{domain}" / "release")
        parameters = classifier.manifest.parameters
        if parameters.get("held_out_domain") != domain:
            raise CorpusError(f"the release in {PREFIX}{domain} was not trained without {domain!r}")
        trained = dict(parameters["fit"])
        members = [example for example in examples if example.domain == domain]
        answers = [classify_given(classifier, each) for each in track(members, domain)]
        own_gold, own_texts = stance_numbers(members)
        own_said = answered_numbers(members, answers)
        by_domain[domain] = macro_f1_interval(own_gold, own_said, own_texts.tolist())
        gold.append(own_gold)
        said.append(own_said)
        texts.append(own_texts + sum(len(np.unique(each)) for each in texts))
        numbers.append(np.full(len(own_gold), number))
    mean = mean_macro_f1(*(np.concatenate(each) for each in (gold, said, texts, numbers)))
    return HeldOut(mean, by_domain, trained)


def mean_macro_f1(gold: Ints, said: Ints, texts: Ints, domains: Ints) -> Interval:
    """Mean over domains of stance macro-F1.

    Args:
        gold, said: (N,) classes.
        texts, domains: (N,) number of each row's text and domain.
    """

    def statistic(rows: Ints) -> float:
        each = [rows[domains[rows] == domain] for domain in np.unique(domains)]
        return float(np.mean([macro_f1(gold[own], said[own]) for own in each]))

    return bootstrap(statistic, texts.tolist())


def print_held_out(held_out: Mapping[str, Interval], console: Console) -> None:
    """A table of domains."""
    table = Table(title="trained without the domain: stance macro-F1, actors given [95 %]")
    table.add_column("domain")
    table.add_column("macro-F1", justify="right")
    for name, interval in held_out.items():
        table.add_row(name, str(interval))
    console.print(table)


def main(
    runs: Annotated[
        Path, typer.Option(help="Folder of the runs without-DOMAIN that `make held-out` trains.")
    ] = RUNS,
    domains: Annotated[
        bool, typer.Option("--domains", help="Print the domains of the corpus and stop.")
    ] = False,
) -> None:
    """Measure releases on the domain that each was trained without."""
    examples = read_corpus()
    if domains:
        print("\n".join(sorted({example.domain for example in examples})))
        return
    console = Console()
    try:
        folder = ROOT / "eval" / "reports" / open_release(RELEASE).name
        report = measure_held_out(runs, examples)
    except (CorpusError, ReleaseError) as error:
        console.print(f"[red]error:[/] {error}")
        raise typer.Exit(2) from error
    folder.mkdir(parents=True, exist_ok=True)
    (folder / HELD_OUT).write_text(json.dumps(asdict(report), indent=1) + "\n", encoding="utf-8")
    print_held_out(report.by_domain | {"mean": report.mean}, console)


if __name__ == "__main__":
    typer.run(main)
