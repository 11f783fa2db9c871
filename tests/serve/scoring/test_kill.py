"""A run that is killed, and killed again, ends with the output of one that nobody disturbed."""

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
from collection import write_collection

N_GOOD, PART, N_KILLS = 200, 2, 5
DEADLINE_S = 600


@contextmanager
def running(whipcount: str, source: Path, output: Path) -> Iterator[subprocess.Popen[str]]:
    """A run in a process group of its own, which is gone afterwards."""
    command = [whipcount, "score", str(source), str(output), "--workers", "2", "--part", str(PART)]
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def n_parts(output: Path) -> int:
    return len(list(Path(f"{output}.parts").glob("*.parquet")))


def until_it_goes_on(process: subprocess.Popen[str], output: Path) -> None:
    """Wait until the run has finished one more part than there was."""
    before, deadline = n_parts(output), time.monotonic() + DEADLINE_S
    while n_parts(output) <= before and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.005)


def is_alive(process: psutil.Process, group: int) -> bool:
    with suppress(ProcessLookupError, psutil.NoSuchProcess):
        return os.getpgid(process.pid) == group and process.status() != psutil.STATUS_ZOMBIE
    return False


def until_its_workers_end(process: subprocess.Popen[str]) -> None:
    """Wait until nothing of the run is left."""
    deadline = time.monotonic() + DEADLINE_S
    while any(is_alive(each, process.pid) for each in psutil.process_iter()):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_five_kills_change_nothing(
    whipcount: str, score: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    source = write_collection(tmp_path / "in", N_GOOD)
    calm, killed = tmp_path / "calm" / "out.parquet", tmp_path / "killed" / "out.parquet"
    assert score(source, calm, "--workers", 2, "--part", PART).returncode == 3
    moments = random.Random(2)
    n_killed = 0
    for turn in range(N_KILLS):
        with running(whipcount, source, killed) as process:
            until_it_goes_on(process, killed)
            time.sleep(moments.uniform(0, 0.2))
            n_killed += process.poll() is None
            if turn % 2:  # it alone; its workers have to end by themselves
                process.kill()
                until_its_workers_end(process)
            else:  # its workers with it
                os.killpg(process.pid, signal.SIGKILL)
    assert n_killed == N_KILLS
    assert not killed.exists()
    done = score(source, killed, "--workers", 2, "--part", PART)
    assert done.returncode == 3, done.stderr
    assert " 0 of them scored before" not in done.stderr
    for name in ("out.parquet", "errors.parquet"):
        assert (killed.parent / name).read_bytes() == (calm.parent / name).read_bytes()
    assert sorted(path.name for path in killed.parent.iterdir()) == [
        "errors.parquet",
        "out.parquet",
        "out.parquet.job.json",
    ]


def test_a_killed_worker_is_reported_and_the_run_can_be_gone_on_with(
    whipcount: str, score: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    source, output = write_collection(tmp_path / "in", N_GOOD), tmp_path / "out.parquet"
    with running(whipcount, source, output) as process:
        until_it_goes_on(process, output)
        workers = psutil.Process(process.pid).children()
        victim = next(each for each in workers if "spawn_main" in " ".join(each.cmdline()))
        victim.kill()
        said = process.communicate(timeout=DEADLINE_S)[1]
    assert process.returncode == 1
    assert "run the same command again" in " ".join(said.split())
    assert "Traceback" not in said
    assert score(source, output, "--workers", 2, "--part", PART).returncode == 3
