"""What scoring a collection costs: documents and words per second, and memory over time.

`make collection benchmark-scoring` runs `whipcount score` as a user does, with each engine and
number of workers, and watches its processes; then it reads a sample beside transformers'
text-classification pipeline. The figures name the release they were taken with, and
`python -m eval.figures` computes serve/SCALING.md from them.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import psutil
import pyarrow.parquet as pq
import torch
import typer
from rich.console import Console
from rich.table import Table
from tqdm import tqdm

from eval.cost.pipeline_rival import PipelineRival, release_base
from eval.report import REPORTS
from model.classifier import StanceClassifier
from model.manifest import RELEASE, open_release

SCORING = REPORTS / "scoring" / "scoring.json"
N_BESIDE = 200  # documents that the pipeline reads too
N_SAMPLES = 20  # of memory that are kept of a run
RUNS = (("local", 1), ("local", 2), ("ray", 1), ("ray", 2))

ARTICLES = 100_000_000
ARTICLE_WORDS = 600
MACHINE_CORES = 64
MACHINES = 10
ARTICLE_BYTES = 6 * ARTICLE_WORDS


@dataclass(frozen=True)
class Run:
    """One run over a collection.

    Attributes:
        engine, workers: of the run.
        elapsed_s: from start to end, with starting up and joining.
        documents_per_s, words_per_s: over all of that.
        output_bytes_per_document: of the results, as stored.
        memory_mb: of all its processes together (PSS), at times evenly spread over the run.
    """

    engine: str
    workers: int
    elapsed_s: float
    documents_per_s: float
    words_per_s: float
    output_bytes_per_document: float
    memory_mb: list[float]

    @property
    def growth(self) -> float:
        """Memory in the last quarter of the run over that in the second; 1 means flat."""
        quarter = max(1, len(self.memory_mb) // 4)
        second, last = self.memory_mb[quarter : 2 * quarter], self.memory_mb[-quarter:]
        return (sum(last) / len(last)) / (sum(second) / len(second)) if second else 1.0


@dataclass(frozen=True)
class BesidePipeline:
    """Ours and transformers' pipeline on the same documents, one thread each.

    Attributes:
        n_documents, n_actors: that were read; the pipeline takes one pass for each actor, and is
            told whom our reader found.
        ours_s: seconds for sentences, actors, resolution and all verdicts.
        pipeline_s: seconds for the verdicts alone.
    """

    n_documents: int
    n_actors: int
    ours_s: float
    pipeline_s: float


def beside_pipeline(documents: Sequence[tuple[str, str]]) -> BesidePipeline:
    """Read documents with both, in turns.

    Args:
        documents: text and resolution of each.
    """
    ours, rival = StanceClassifier(threads=1), PipelineRival(release_base())
    torch.set_num_threads(1)
    spent = {"ours": 0.0, "pipeline": 0.0}
    n_actors = 0
    for number, (text, resolution) in enumerate(tqdm(documents, "beside a pipeline")):
        started = time.perf_counter()
        found = [each.actor.name for each in ours.classify(text, resolution).actors]
        between = time.perf_counter()
        rival.one_by_one(text, resolution, found)
        if number:  # the first warms up
            spent["ours"] += between - started
            spent["pipeline"] += time.perf_counter() - between
            n_actors += len(found)
    return BesidePipeline(len(documents) - 1, n_actors, spent["ours"], spent["pipeline"])


def measure(collection: Path, engine: str, workers: int, n_documents: int, n_words: int) -> Run:
    """Score a collection and watch.

    Raises:
        RuntimeError: the run did not end as it should.
    """
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "out.parquet"
        command = [sys.executable, "-m", "whipcount", "score", str(collection), str(output)]
        command += ["--engine", engine, "--workers", str(workers)]
        started = time.monotonic()
        process = subprocess.Popen(command)
        samples = []
        while process.poll() is None:
            samples.append(_memory_mb(process.pid))
            time.sleep(1)
        elapsed_s = time.monotonic() - started
        if process.returncode not in (0, 3):  # 3: some documents failed, and are counted too
            raise RuntimeError(f"{engine} with {workers} workers ended with {process.returncode}")
        step = max(1, len(samples) // N_SAMPLES)
        return Run(
            engine,
            workers,
            elapsed_s,
            n_documents / elapsed_s,
            n_words / elapsed_s,
            output.stat().st_size / n_documents,
            samples[::step],
        )


def scaling_figures(measured: dict[str, Any] | None) -> str:
    """Markdown: what was measured, and what a hundred million articles cost by it."""
    if measured is None:
        return "Not measured yet: `make collection benchmark-scoring figures`."
    runs = [Run(**run) for run in measured["runs"]]
    lines = [
        f"{measured['n_documents']} texts of {measured['words_per_document']:.0f} words on "
        f"average, release `{measured['release']}`, {measured['n_cpus']} CPUs.",
        "",
        "| engine | workers | documents/s | words/s | memory, most | last over second quarter |",
        "|---|" + "--:|" * 5,
    ]
    lines += [
        f"| {run.engine} | {run.workers} | {run.documents_per_s:.1f} | {run.words_per_s:.0f} "
        f"| {max(run.memory_mb, default=0):.0f} MB | {run.growth:.2f} |"
        for run in runs
    ]
    gains = [
        f"{by_workers[2].documents_per_s / by_workers[1].documents_per_s:.2f} times ({engine})"
        for engine in dict.fromkeys(run.engine for run in runs)
        if {1, 2}
        <= (by_workers := {run.workers: run for run in runs if run.engine == engine}).keys()
    ]
    if gains:
        lines += ["", f"Two workers over one: {', '.join(gains)}, with starting up and joining."]
    beside = BesidePipeline(**measured["beside_pipeline"])
    lines += [
        "",
        f"On {beside.n_documents} of them, with {beside.n_actors / beside.n_documents:.1f} actors "
        "found in each, one thread each: ours "
        f"{beside.n_documents / beside.ours_s:.1f} documents/s "
        "for reading and all verdicts, transformers' text-classification pipeline with one pass "
        f"for each actor {beside.n_documents / beside.pipeline_s:.1f} for the verdicts alone: "
        f"{beside.pipeline_s / beside.ours_s:.1f} times as long.",
    ]
    one = next((run for run in runs if run.engine == "local" and run.workers == 1), None)
    if one is None:
        return "\n".join(lines)
    core_hours = ARTICLES * ARTICLE_WORDS / one.words_per_s / 3600
    cores = MACHINES * MACHINE_CORES
    per_words = one.output_bytes_per_document / measured["words_per_document"]
    lines += [
        "",
        f"{ARTICLES // 10**6} million articles of {ARTICLE_WORDS} words, at the words per second "
        "of one local worker:",
        "",
        "| | |",
        "|---|--:|",
        f"| core-hours | {core_hours:,.0f} |",
        f"| days on {MACHINES} machines of {MACHINE_CORES} cores | {core_hours / cores / 24:.1f} |",
        f"| input, uncompressed | {ARTICLES * ARTICLE_BYTES / 1e9:,.0f} GB |",
        f"| results (Parquet, zstd) | {ARTICLES * ARTICLE_WORDS * per_words / 1e9:,.0f} GB |",
        f"| input to be read in all | {cores * one.words_per_s / ARTICLE_WORDS:,.0f} articles/s, "
        f"{cores * one.words_per_s / ARTICLE_WORDS * ARTICLE_BYTES / 1e6:.0f} MB/s |",
    ]
    return "\n".join(lines)


def measured_scoring(path: Path = SCORING) -> dict[str, Any] | None:
    """What was last measured, if anything."""
    if not path.exists():
        return None
    measured: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return measured


def _memory_mb(pid: int) -> float:
    total = 0
    try:
        parent = psutil.Process(pid)
        for process in (parent, *parent.children(recursive=True)):
            try:
                total += process.memory_full_info().pss
            except psutil.Error:  # it has just ended
                continue
    except psutil.Error:
        return 0.0
    return total / 2**20


def main(
    collection: Annotated[Path, typer.Argument(help="Parquet with columns text and resolution.")],
    documents: Annotated[
        int | None, typer.Option(min=1, help="Use the first so many documents alone.")
    ] = None,
    engine: Annotated[
        list[str] | None, typer.Option(help="local or ray; both by default; repeatable.")
    ] = None,
    out: Annotated[Path, typer.Option(help="File to write.")] = SCORING,
) -> None:
    """Measure `whipcount score` with 1 and 2 workers on a collection of real texts."""
    known = dict.fromkeys(name for name, _ in RUNS)
    if unknown := [name for name in engine or [] if name not in known]:
        raise typer.BadParameter(f"no engine {unknown[0]!r}; there are: {', '.join(known)}")
    manifest = open_release(RELEASE)
    table = pq.read_table(collection)
    if documents is not None:
        table = table.slice(0, documents)
    if len(table) < 2:
        raise typer.BadParameter("two documents at least are needed: the first warms up")
    n_words = sum(len(text.as_py().split()) for text in table["text"])
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "collection.parquet"
        pq.write_table(table, source, row_group_size=1000)
        runs = [
            measure(source, name, workers, len(table), n_words)
            for name, workers in RUNS
            if engine is None or name in engine
        ]
    sample = table.slice(0, N_BESIDE + 1)
    beside = beside_pipeline(
        list(zip(sample["text"].to_pylist(), sample["resolution"].to_pylist(), strict=True))
    )
    result = {
        "release": manifest.name,
        "n_documents": len(table),
        "words_per_document": n_words / len(table),
        "n_cpus": psutil.cpu_count(),
        "runs": [asdict(run) for run in runs],
        "beside_pipeline": asdict(beside),
    }
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    shown = Table(title=f"{len(table)} documents, {n_words / len(table):.0f} words on average")
    for name in ("engine", "workers", "documents/s", "memory, most"):
        shown.add_column(name, justify="right")
    for run in runs:
        most = f"{max(run.memory_mb, default=0):.0f} MB"
        shown.add_row(run.engine, str(run.workers), f"{run.documents_per_s:.2f}", most)
    Console().print(shown)


if __name__ == "__main__":
    typer.run(main)
