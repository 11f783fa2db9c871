"""A run that is killed, and killed again, ends with the output of one that nobody disturbed."""

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import psutil
from collection import write_collection

N_GOOD, PART, N_KILLS = 60, 2, 5
DEADLINE_S = 600


def started(whipcount: str, source: Path, output: Path) -> subprocess.Popen[bytes]:
    command = [whipcount, "score", str(source), str(output), "--workers", "2"]
    return subprocess.Popen(
        [*command, "--part", str(PART)], stderr=subprocess.DEVNULL, start_new_session=True
    )


def n_parts(output: Path) -> int:
    return len(list(Path(f"{output}.parts").glob("*.parquet")))


def until_it_goes_on(process: subprocess.Popen[bytes], output: Path) -> None:
    """Wait until the run has finished one more part than there was."""
    before, deadline = n_parts(output), time.monotonic() + DEADLINE_S
    while n_parts(output) <= before and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_five_kills_change_nothing(
    whipcount: str, score: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    source = write_collection(tmp_path / "in", N_GOOD)
    calm, killed = tmp_path / "calm" / "out.parquet", tmp_path / "killed" / "out.parquet"
    assert score(source, calm, "--workers", 2, "--part", PART).returncode == 3
    moments = random.Random(2)
    n_killed = 0
    for turn in range(N_KILLS):
        process = started(whipcount, source, killed)
        until_it_goes_on(process, killed)
        time.sleep(moments.uniform(0, 0.2))
        n_killed += process.poll() is None
        if turn % 2:  # its workers with it, or it alone
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.wait()
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
    command = [whipcount, "score", str(source), str(output), "--workers", "2"]
    process = subprocess.Popen([*command, "--part", str(PART)], stderr=subprocess.PIPE, text=True)
    until_it_goes_on(process, output)  # type: ignore[arg-type]
    workers = psutil.Process(process.pid).children()
    victim = next(each for each in workers if "spawn_main" in " ".join(each.cmdline()))
    victim.kill()
    said = process.communicate(timeout=DEADLINE_S)[1]
    assert process.returncode == 1
    assert "run the same command again" in " ".join(said.split())
    assert "Traceback" not in said
    assert score(source, output, "--workers", 2, "--part", PART).returncode == 3
