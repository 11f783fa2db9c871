"""Who does the work: processes of this machine, or Ray. Both score the same parts alike.

A worker has one network on one thread and writes its parts itself; what comes back is a record of
each part. `serve/SCALING.md` says why.
"""

import multiprocessing
import os
import pickle
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from serve.scoring.files import ScoringError
from serve.scoring.parts import Part, PartRecord, cut
from serve.scoring.scorer import Scorer
from serve.scoring.settings import Job

Engine = Callable[[Job, Sequence[PartRecord]], Iterator[PartRecord]]

WAITING_PARTS = 2  # for each worker: one that it scores and one that it finds ready
BLOCK_BYTES = 4 * 2**20  # of parts on their way through Ray; small, so that all actors begin early


class WorkerLost(RuntimeError):  # noqa: N818 - it is no fault of the program
    """A worker was killed; what is done is kept."""


def local_engine(workers: int) -> Engine:
    """Processes on this machine."""

    def run(job: Job, done: Sequence[PartRecord]) -> Iterator[PartRecord]:
        parts = _all_parts(job, done)
        # Spawned: a forked child would inherit threads of the network's and of Arrow's.
        context = multiprocessing.get_context("spawn")
        pool = ProcessPoolExecutor(workers, context, _start_worker, (job,))
        pending: set[Future[PartRecord]] = set()
        try:
            more = True
            while more or pending:
                while more and len(pending) < WAITING_PARTS * workers:
                    part = next(parts, None)
                    if part is None:
                        more = False
                    else:
                        pending.add(pool.submit(_finish, part))
                ready, pending = wait(pending, return_when=FIRST_COMPLETED)
                for future in ready:
                    yield future.result()
        except BrokenProcessPool as error:
            raise WorkerLost(
                "a worker ended before its work was done (killed, or out of memory: try fewer "
                "--workers); run the same command again to go on"
            ) from error
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

    return run


def ray_engine(workers: int, address: str | None) -> Engine:
    """Ray Data: files are read by tasks, parts scored by a pool of actors.

    Args:
        workers: actors; each takes one CPU.
        address: of a cluster; one is started on this machine without it.

    Raises:
        ScoringError: Ray is not installed.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray
        from ray.data import ActorPoolStrategy
    except ImportError as error:
        raise ScoringError(
            "--engine ray needs Ray; run 'pip install --requirement requirements/scale.txt', or "
            "take --engine local"
        ) from error

    def run(job: Job, done: Sequence[PartRecord]) -> Iterator[PartRecord]:
        try:
            _start_ray(workers, address)
            data = (
                ray.data.from_items(
                    [{"place": place} for place in range(len(job.files))],
                    override_num_blocks=max(1, len(job.files)),
                )
                .map_batches(
                    _read_with_ray, fn_kwargs={"job": job, "done": list(done)}, batch_size=1
                )
                # Not fused with what follows, so that the parts of one file go to all actors.
                .repartition(target_num_rows_per_block=1)
                .map_batches(
                    _RayScorer,
                    fn_constructor_args=(job,),
                    batch_size=1,
                    num_cpus=1,
                    compute=ActorPoolStrategy(size=workers),
                )
            )
            for row in data.iter_rows():
                yield pickle.loads(row["record"])  # noqa: S301 - written by our own actor
        except ray.exceptions.RayError as error:
            raise WorkerLost(
                # The last line is what the worker said.
                f"Ray could not finish ({str(error).strip().splitlines()[-1]}); "
                "run the same command again to go on"
            ) from error
        finally:
            ray.shutdown()

    return run


def _read_with_ray(
    batch: dict[str, Any], job: Job, done: Sequence[PartRecord]
) -> Iterator[dict[str, Any]]:
    """The parts of some files, each in a row of its own."""
    for place in map(int, batch["place"]):
        for part in cut(job.files[place], place, job.columns, job.part_documents, done):
            yield {"part": [pickle.dumps(part)]}


def _start_ray(workers: int, address: str | None) -> None:
    """Connect to a cluster, or start one on this machine.

    Raises:
        ScoringError: neither is possible.
    """
    import ray
    from ray.data import DataContext

    try:
        if address is None:
            # One CPU more than there are actors, for the tasks that read.
            # Reached from this machine alone.
            ray.init(
                "local",
                num_cpus=workers + 1,
                include_dashboard=False,
                logging_level="ERROR",
                _node_ip_address="127.0.0.1",
            )
        else:
            ray.init(address, logging_level="ERROR")
    except Exception as error:  # Ray raises bare ones where a cluster does not come up
        raise ScoringError(
            f"Ray cannot be reached or started: {error} (--address; --engine local needs no Ray)"
        ) from error
    context = DataContext.get_current()
    context.enable_progress_bars = False
    context.target_max_block_size = BLOCK_BYTES


class _RayScorer:
    """One actor."""

    def __init__(self, job: Job) -> None:
        self.scorer = Scorer(job)

    def __call__(self, batch: dict[str, Any]) -> dict[str, Any]:
        parts: list[Part] = [pickle.loads(each) for each in batch["part"]]  # noqa: S301 - our own
        return {"record": [pickle.dumps(self.scorer.finish(part)) for part in parts]}


def _all_parts(job: Job, done: Sequence[PartRecord]) -> Iterator[Part]:
    for place, file in enumerate(job.files):
        yield from cut(file, place, job.columns, job.part_documents, done)


_scorer: Scorer | None = None  # of this process, where it is a worker


def _start_worker(job: Job) -> None:
    global _scorer
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _scorer = Scorer(job)


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _finish(part: Part) -> PartRecord:
    assert _scorer is not None
    return _scorer.finish(part)
