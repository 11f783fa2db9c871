"""A real `whipcount serve` as a process of its own, asked over HTTP. serve/ is not imported."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import httpx
import psutil

READY_TIMEOUT_S = 90
STOP_TIMEOUT_S = 30
TIMEOUT_S = 120
MAX_CHARACTERS = 400_000  # the longest document that is timed has 20 000 words


class Service:
    """A service that is ready.

    Attributes:
        ready_s: from start to the first 200 of /readyz.
        max_characters: of a text, by its OpenAPI document.
    """

    def __init__(self, port: int, process: subprocess.Popen[bytes], ready_s: float) -> None:
        self._client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=TIMEOUT_S)
        self._process = process
        self.ready_s = ready_s
        self.max_characters = _max_length(self._client.get("/docs.json").json())

    def predict(self, text: str, resolution: str, actors: Sequence[str] | None) -> None:
        """POST one document."""
        self._post("/predict", _body(text, resolution, actors))

    def predict_batch(self, documents: Sequence[tuple[str, str, Sequence[str]]]) -> None:
        """POST several documents at once."""
        self._post("/predict_batch", {"documents": [_body(*each) for each in documents]})

    def resident_mb(self) -> dict[str, float]:
        """Resident memory by process; the supervisor is the one that was started."""
        parent = psutil.Process(self._process.pid)
        figures = {"supervisor": parent.memory_info().rss / 2**20}
        for child in parent.children(recursive=True):
            command = " ".join(child.cmdline())
            if "_bentoml_impl.worker" in command:
                name = "encoder" if "--service-name encoder" in command else "front"
                figures[name] = child.memory_info().rss / 2**20
        return figures

    def _post(self, path: str, body: object) -> None:
        self._client.post(path, json=body).raise_for_status()


@contextmanager
def running() -> Iterator[Service]:
    """Start the service on the committed release, and stop it afterwards.

    Raises:
        RuntimeError: it ended, or was not ready in time.
    """
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    started = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "whipcount", "serve", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ
        | {
            "WHIPCOUNT_TIMEOUT_S": str(TIMEOUT_S),
            "WHIPCOUNT_CACHE_BYTES": "0",
            "WHIPCOUNT_MAX_CHARACTERS": str(MAX_CHARACTERS),
        },
    )
    try:
        yield Service(port, process, _wait(port, process, started))
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(port: int, process: subprocess.Popen[bytes], started: float) -> float:
    while time.monotonic() - started < READY_TIMEOUT_S:
        if process.poll() is not None:
            raise RuntimeError(f"the service ended at once (status {process.returncode})")
        try:
            if httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=2).is_success:
                return time.monotonic() - started
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise RuntimeError(f"not ready after {READY_TIMEOUT_S} s")


def _body(text: str, resolution: str, actors: Sequence[str] | None) -> dict[str, Any]:
    body: dict[str, Any] = {"text": text, "resolution": resolution}
    return body if actors is None else body | {"actors": list(actors)}


def _max_length(document: dict[str, Any]) -> int:
    """maxLength of the text in a request to /predict."""
    request = document["components"]["schemas"]["PredictRequest"]
    return int(request["properties"]["text"]["maxLength"])
