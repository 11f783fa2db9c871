"""Ray gives what the processes of one machine give, to the last digit."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from collection import write_collection

from serve.scoring.engines import ray_engine
from serve.scoring.files import ScoringError


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


def test_without_ray_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(ScoringError, match=r"requirements/scale\.txt"):
        ray_engine(2, None)
