"""`make demo` as a newcomer runs it: a table, and nothing left running."""

import subprocess
import sys

import psutil


def test_the_demo_prints_the_table_and_leaves_nothing_running() -> None:
    before = {p.pid for p in psutil.process_iter()}
    done = subprocess.run(
        [sys.executable, "-m", "serve.demo"], capture_output=True, text=True, timeout=900
    )
    assert done.returncode == 0, done.stderr
    for word in ("India", "Russia", "Roman Babushkin", "speaks for", "the words it rests on"):
        assert word in done.stdout
    left = [
        process
        for process in psutil.process_iter()
        if process.pid not in before and "bentoml" in " ".join(process.cmdline())
    ]
    assert left == []
