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
import pandas as pd
import typer
from rich.console import Console
from rich.table import Table
from tqdm import tqdm

from eval.evaluate import classify_given
from eval.judgements import judge
from eval.metrics import Interval, Ints, bootstrap, macro_f1
from eval.report import HELD_OUT, REPORTS
from eval.scoring import stance_macro_f1
from model.classifier import StanceClassifier
from model.corpus import read_corpus
from model.example import CorpusError, Example
from model.manifest import RELEASE, ReleaseError, open_release

RUNS = Path(__file__).parents[1] / "work"
PREFIX = "without-"


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
        CorpusError: a release has seen its domain, or was fitted unlike the others.
        ReleaseError: one is missing or broken.
    """
    domains = sorted({example.domain for example in examples})
    parts = []
    by_domain: dict[str, Interval] = {}
    trained: dict[str, object] = {}
    for domain in domains:
        classifier = StanceClassifier(runs / f"{PREFIX}{domain}" / "release")
        parameters = classifier.manifest.parameters
        if parameters.get("held_out_domain") != domain:
            raise CorpusError(f"the release in {PREFIX}{domain} was not trained without {domain!r}")
        if trained and trained != parameters["fit"]:
            raise CorpusError(f"the release in {PREFIX}{domain} was fitted with other settings")
        trained = dict(parameters["fit"])
        members = [example for example in examples if example.domain == domain]
        answers = [classify_given(classifier, each) for each in tqdm(members, domain)]
        judgements = judge(members, answers)
        by_domain[domain] = stance_macro_f1(judgements)
        parts.append(judgements.assign(text=[f"{domain} {i}" for i in judgements.text]))
    return HeldOut(mean_macro_f1(pd.concat(parts)), by_domain, trained)


def mean_macro_f1(judgements: pd.DataFrame) -> Interval:
    """Mean over domains of stance macro-F1, with its interval over texts.

    Args:
        judgements: of several domains; `text` tells the texts of all of them apart.
    """
    gold, said = judgements.gold.to_numpy(), judgements.said.to_numpy()
    domains = judgements.domain.to_numpy()

    def statistic(rows: Ints) -> float:
        each = [rows[domains[rows] == domain] for domain in np.unique(domains[rows])]
        return float(np.mean([macro_f1(gold[own], said[own]) for own in each]))

    return bootstrap(statistic, pd.factorize(judgements.text)[0].tolist())


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
        folder = REPORTS / open_release(RELEASE).name
        report = measure_held_out(runs, examples)
    except (CorpusError, ReleaseError) as error:
        console.print(f"[red]error:[/] {error}")
        raise typer.Exit(2) from error
    folder.mkdir(parents=True, exist_ok=True)
    (folder / HELD_OUT).write_text(json.dumps(asdict(report), indent=1) + "\n", encoding="utf-8")
    print_held_out(report.by_domain | {"mean": report.mean}, console)


if __name__ == "__main__":
    typer.run(main)
