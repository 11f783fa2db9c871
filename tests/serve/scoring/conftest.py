"""The command that scores."""

import subprocess
from collections.abc import Callable

import pytest


@pytest.fixture(scope="session")
def score(whipcount: str) -> Callable[..., subprocess.CompletedProcess[str]]:
    """`whipcount score` with some arguments, until it ends."""

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [whipcount, "score", *map(str, arguments)],
            capture_output=True,
            text=True,
            check=False,
            timeout=900,
        )

    return run
