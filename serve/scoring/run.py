"""One scoring run from start to end, with a progress bar."""

import time
from dataclasses import dataclass

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from serve.scoring.engines import Engine
from serve.scoring.journal import Journal
from serve.scoring.settings import Job

RATE_WINDOW_S = 3600.0  # the time left is judged by the last hour; parts come seldom


@dataclass(frozen=True)
class Outcome:
    """How many documents a collection has, failed ones, and those that an earlier run did."""

    n_documents: int
    n_failed: int
    n_done_before: int


def score(job: Job, engine: Engine, console: Console, fresh: bool = False) -> Outcome:
    """Score a collection, or go on with it.

    Args:
        job: what to score.
        engine: who does it.
        console: gets the progress bar.
        fresh: start over, replacing what is there.

    Raises:
        ScoringError: it cannot be scored as asked.
        WorkerLost: a worker was killed; the next run goes on.
    """
    started = time.monotonic()
    journal = Journal(job)
    done = journal.open(fresh)
    if done is None:
        n_documents, n_failed = journal.counts()
        return Outcome(n_documents, n_failed, n_documents)
    with _progress_bar(console) as progress:
        task = progress.add_task(
            "scoring",
            total=sum(file.n_bytes for file in job.files),
            completed=sum(record.n_bytes for record in done),
            documents=f"{sum(record.n_documents for record in done)} done before",
        )
        n_done = 0
        for record in engine(job, done):
            n_done += record.n_documents
            rate = n_done / (time.monotonic() - started)
            progress.update(
                task, advance=record.n_bytes, documents=f"{n_done} documents, {rate:.1f}/s"
            )
    n_documents, n_failed = journal.complete()
    n_before = sum(record.n_documents for record in done)
    return Outcome(n_documents, n_failed, n_before)


def _progress_bar(console: Console) -> Progress:
    """Counts bytes of the input, since how many documents it holds is known at its end alone."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[documents]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=console,
        speed_estimate_period=RATE_WINDOW_S,
    )
