"""What many tests need: the reader, the committed release, and a running service."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from model.classifier import StanceClassifier
from model.reading.reader import Reader
from serve.demo import running_service

# What a service under test is given: no answer may depend on how busy the machine is.
PATIENT = {"WHIPCOUNT_TIMEOUT_S": "600", "WHIPCOUNT_MAX_LATENCY_MS": "600000"}


@pytest.fixture(scope="session")
def reader() -> Reader:
    return Reader()


@pytest.fixture(scope="session")
def classifier() -> StanceClassifier:
    return StanceClassifier()


@pytest.fixture(scope="session")
def service() -> Iterator[httpx.Client]:
    """A client of a real `whipcount serve` on the committed release."""
    with (
        running_service(PATIENT) as (port, _),
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=600) as client,
    ):
        yield client


@pytest.fixture(scope="session")
def whipcount() -> str:
    """The command line, installed beside the interpreter."""
    path = shutil.which("whipcount", path=str(Path(sys.executable).parent))
    assert path is not None
    return path
