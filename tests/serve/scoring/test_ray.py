"""Ray gives what the processes of one machine give, to the last digit."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from collection import write_collection


def test_ray_gives_the_same_files(
    score: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    pytest.importorskip("ray")
    source = write_collection(tmp_path / "in", 9)
    for engine in ("local", "ray"):
        output = tmp_path / engine / "out.parquet"
        done = score(source, output, "--engine", engine, "--workers", 1, "--part", 3)
        assert done.returncode == 3, done.stderr
    for name in ("out.parquet", "errors.parquet"):
        one, other = ((tmp_path / engine / name).read_bytes() for engine in ("local", "ray"))
        assert one == other
