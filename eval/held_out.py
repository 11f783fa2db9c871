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
from eval.judgements import judge, sources_of
from eval.metrics import Interval, Ints, bootstrap, macro_f1
from eval.report import HELD_OUT, REPORTS
from eval.scoring import stance_macro_f1
from model.classifier import StanceClassifier
from model.corpus import corpus_sha256, read_corpus
from model.example import CorpusError, Example
from model.made_with import differences
from model.manifest import RELEASE, Manifest, ReleaseError, open_release
from model.revision import code_revision

RUNS = Path(__file__).parents[1] / "work"
PREFIX = "without-"


@dataclass(frozen=True)
class HeldOut:
    """Stance macro-F1 on given actors of domains that were not trained on.

    Attributes:
        corpus_sha256: of the corpus's files.
        evaluated_with: revision of the code.
        mean: over the domains, with its interval over sources.
        by_domain: of each.
        trained: settings of `fit` that the releases were trained with.
    """

    corpus_sha256: str
    evaluated_with: str
    mean: Interval
    by_domain: dict[str, Interval]
    trained: dict[str, object]


def measure_held_out(runs: Path, examples: Sequence[Example], corpus: str) -> HeldOut:
    """Measure the release in runs/without-DOMAIN/release on all texts of that domain.

    Args:
        runs: folder of the runs.
        examples: the whole corpus.
        corpus: SHA-256 of its files.

    Raises:
        CorpusError: a release has seen its domain, learned from another state of the corpus, or
            was trained unlike the others.
        ReleaseError: one is missing or broken.
    """
    revision = code_revision()  # first: it takes a while, in which the work tree may change
    domains = sorted({example.domain for example in examples})
    manifests = {domain: open_release(runs / f"{PREFIX}{domain}" / "release") for domain in domains}
    refuse_unlike(manifests, corpus)
    parts = []
    by_domain: dict[str, Interval] = {}
    for domain in domains:
        classifier = StanceClassifier(runs / f"{PREFIX}{domain}" / "release")
        members = [example for example in examples if example.domain == domain]
        answers = [classify_given(classifier, each) for each in tqdm(members, domain)]
        judgements = judge(members, answers)
        by_domain[domain] = stance_macro_f1(judgements)
        parts.append(judgements)
    trained = dict(manifests[domains[0]].parameters["fit"])
    return HeldOut(corpus, revision, mean_macro_f1(pd.concat(parts)), by_domain, trained)


def refuse_unlike(manifests: Mapping[str, Manifest], corpus: str) -> None:
    """See that releases differ in the domain that they were trained without, and in nothing else.

    Args:
        manifests: by that domain.
        corpus: SHA-256 of the corpus that they must have learned from.

    Raises:
        CorpusError: one does not.
    """
    shared: dict[str, object] = {}
    for domain, manifest in manifests.items():
        run = f"the release in {PREFIX}{domain}"
        if manifest.parameters.get("held_out_domain") != domain:
            raise CorpusError(f"{run} was not trained without {domain!r}")
        if manifest.sources.get("authored", {}).get("sha256") != corpus:
            raise CorpusError(
                f"{run} learned from another state of the corpus; 'make held-out' trains it anew"
            )
        # Threads change rounding alone.
        ours: dict[str, object] = {
            name: value
            for name, value in manifest.parameters.items()
            if name not in ("held_out_domain", "threads")
        }
        ours |= {"recipe name": manifest.recipe, "sources": manifest.sources}
        shared = shared or ours
        unlike = differences(shared, ours)
        if unlike:
            raise CorpusError(f"{run} was trained with another {', '.join(unlike)} than the others")


def mean_macro_f1(judgements: pd.DataFrame) -> Interval:
    """Mean over domains of stance macro-F1, with its interval over sources.

    Args:
        judgements: of several domains.
    """
    gold, said = judgements.gold.to_numpy(), judgements.said.to_numpy()
    domains = judgements.domain.to_numpy()

    def statistic(rows: Ints) -> float:
        each = [rows[domains[rows] == domain] for domain in np.unique(domains[rows])]
        return float(np.mean([macro_f1(gold[own], said[own]) for own in each]))

    return bootstrap(statistic, sources_of(judgements))


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
    console = Console()
    try:
        examples = read_corpus()
        if domains:
            print("\n".join(sorted({example.domain for example in examples})))
            return
        folder = REPORTS / open_release(RELEASE).name
        report = measure_held_out(runs, examples, corpus_sha256())
    except (CorpusError, ReleaseError) as error:
        console.print(f"[red]error:[/] {error}")
        raise typer.Exit(2) from error
    folder.mkdir(parents=True, exist_ok=True)
    (folder / HELD_OUT).write_text(json.dumps(asdict(report), indent=1) + "\n", encoding="utf-8")
    print_held_out(report.by_domain | {"mean": report.mean}, console)


if __name__ == "__main__":
    typer.run(main)
