"""What each lever of training gives: its run beside the base run, on the calibration split.

`python -m eval.levers` measures the runs of `training.levers` that are there and writes
eval/reports/levers/levers.json, which training/EXPERIMENTS.md quotes. What a run has otherwise than
the base is read from the records that training left of both. The calibration split also
chose each run's best checkpoint, so that its figures flatter all of them alike; intervals are over
sources and do not hold what another seed would change.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer
from rich.console import Console
from rich.table import Table

from eval.compare import STANCE, compare_judgements, judgements_of
from eval.metrics import Difference, Interval
from eval.report import REPORTS
from eval.scoring import score_contrast, stance_macro_f1
from model.corpus import corpus_sha256
from model.example import CorpusError
from model.made_with import MADE_WITH, differences
from model.manifest import MANIFEST, Manifest, ReleaseError, open_release

WORK = Path(__file__).parents[1] / "work"
PREFIX, BASE = "lever-", "base"
REPORT = REPORTS / "levers" / "levers.json"


@dataclass(frozen=True)
class LeverScore:
    """One run on the calibration split, actors given.

    Attributes:
        changes: names of the settings that are not the base's.
        stance_macro_f1: with its interval over sources.
        gain: over the base, paired; None of the base itself.
        flipped_labels_right: in contrast groups, single labels of actors whose stance is flipped;
            None without groups.
    """

    changes: list[str]
    stance_macro_f1: Interval
    gain: Difference | None
    flipped_labels_right: Interval | None


@dataclass(frozen=True)
class Levers:
    """All runs that were there.

    Attributes:
        corpus_sha256: of the corpus's files.
        n_texts, n_actors: of its calibration split.
        code: revisions of the code that trained each run, by name of the lever.
        runs: by name of the lever, the base first.
    """

    corpus_sha256: str
    n_texts: int
    n_actors: int
    code: dict[str, str]
    runs: dict[str, LeverScore]


def score_levers(
    judged: Mapping[str, pd.DataFrame], changes: Mapping[str, list[str]]
) -> dict[str, LeverScore]:
    """Set every lever against the base.

    Args:
        judged: from `eval.judgements.judge`, by name of the lever; the base among them.
        changes: what each has otherwise than the base.

    Raises:
        CorpusError: the runs did not judge the same actors.
    """
    base = judged[BASE]
    scores = {}
    for name, table in judged.items():
        contrast = score_contrast(table)
        gain = None
        if name != BASE:
            figures = compare_judgements(base, table).figures
            (gain,) = (each.difference for each in figures if each.name == STANCE)
        scores[name] = LeverScore(
            changes[name],
            stance_macro_f1(table),
            gain,
            contrast.flipped_labels_right if contrast else None,
        )
    return scores


def changes_of(base: Mapping[str, Any], lever: Mapping[str, Any]) -> list[str]:
    """Dotted names of the settings in which two records of runs differ, sorted.

    Raises:
        CorpusError: the two learned from different states of a source.
    """
    for source in base["sources"].keys() & lever["sources"].keys():
        if base["sources"][source] != lever["sources"][source]:
            raise CorpusError(
                f"the runs learned from different states of {source!r}; train them anew "
                "('python -m training.levers')"
            )
    one, other = (
        {**each["settings"], "pretraining": each["pretraining"]}
        | {"rehearsal": [*each["rehearsal"].items()]}
        for each in (base, lever)
    )
    return differences(one, other)


def read_record(run: Path, manifest: Manifest) -> dict[str, Any]:
    """What a run was fitted with.

    Args:
        run: its folder.
        manifest: of the release that it ended in.

    Raises:
        CorpusError: there is no record, or it is of a later fit than the release.
    """
    remedy = f"'python -m training.levers {run.name.removeprefix(PREFIX)}' trains it anew"
    path = run / MADE_WITH
    if not path.is_file():
        raise CorpusError(f"{run.name} has a release, but no record of its fit; {remedy}")
    record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    settings = {name: manifest.parameters.get(name) for name in record["settings"]}
    sources = {name: each["sha256"] for name, each in manifest.sources.items()}
    learned = {name: each["sha256"] for name, each in record["sources"].items()}
    if differences(record["settings"], settings) or sources != learned:
        raise CorpusError(
            f"the release of {run.name} is of an earlier fit than its record; {remedy}"
        )
    return record


def measure_levers(work: Path) -> Levers:
    """Measure the runs of `training.levers` that are there.

    Raises:
        CorpusError: the base is not there, or a run did not learn from the corpus as it is.
        ReleaseError: a run's release is broken.
    """
    runs = {
        path.parents[1].name.removeprefix(PREFIX): path.parents[1]
        for path in sorted(work.glob(f"{PREFIX}*/release/{MANIFEST}"))
    }
    if BASE not in runs:
        raise CorpusError(
            f"nothing to measure levers against; run 'python -m training.levers {BASE}' first"
        )
    runs = {BASE: runs[BASE]} | runs
    manifests = {name: open_release(run / "release") for name, run in runs.items()}
    records = {name: read_record(run, manifests[name]) for name, run in runs.items()}
    corpus = corpus_sha256()
    if records[BASE]["sources"]["authored"]["sha256"] != corpus:
        raise CorpusError(
            "the base run learned from another state of the corpus; train the runs anew "
            "('python -m training.levers')"
        )
    changes = {name: changes_of(records[BASE], record) for name, record in records.items()}
    judged = {name: judgements_of(run / "release", "calibration") for name, run in runs.items()}
    base = judged[BASE]
    code = {name: manifest.code for name, manifest in manifests.items()}
    return Levers(corpus, base.text.nunique(), len(base), code, score_levers(judged, changes))


def print_levers(levers: Levers, console: Console) -> None:
    """A table of runs."""
    table = Table(title=f"calibration split: {levers.n_texts} texts, {levers.n_actors} actors")
    for column in ("lever", "macro-F1 [95 %]", "over the base [95 %]", "flipped labels right"):
        table.add_column(column, justify="left" if column == "lever" else "right")
    for name, each in levers.runs.items():
        table.add_row(
            " ".join([name, *(f"({change})" for change in each.changes)]),
            str(each.stance_macro_f1),
            str(each.gain or "-"),
            str(each.flipped_labels_right or "-"),
        )
    console.print(table)


def main(
    work: Annotated[
        Path, typer.Option(help="Folder of the runs lever-NAME of training.levers.")
    ] = WORK,
) -> None:
    """Measure the levers that were trained."""
    console = Console()
    try:
        levers = measure_levers(work)
    except (CorpusError, ReleaseError) as error:
        console.print(f"[red]error:[/] {error}")
        raise typer.Exit(2) from error
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(json.dumps(asdict(levers), indent=1) + "\n", encoding="utf-8")
    print_levers(levers, console)


if __name__ == "__main__":
    typer.run(main)
