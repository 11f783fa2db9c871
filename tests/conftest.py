"""What many tests need: the reader, the committed release, and a running service."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from model.classifier import StanceClassifier
from model.reading.reader import Reader
from serve.demo import free_port, start_service, stop_service, wait_until_ready


@pytest.fixture(scope="session")
def reader() -> Reader:
    return Reader()


@pytest.fixture(scope="session")
def classifier() -> StanceClassifier:
    return StanceClassifier()


@pytest.fixture(scope="session")
def service() -> Iterator[httpx.Client]:
    """A client of a real `whipcount serve` on the committed release."""
    port = free_port()
    process: subprocess.Popen[bytes] = start_service(port)
    try:
        wait_until_ready(port, process)
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            yield client
    finally:
        stop_service(process)


@pytest.fixture(scope="session")
def whipcount() -> str:
    """The command line, installed beside the interpreter."""
    path = shutil.which("whipcount", path=str(Path(sys.executable).parent))
    assert path is not None
    return path
