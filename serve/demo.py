"""The demo: start the service, post the seed dossier to it, print the answer, stop the service.

`python -m serve.demo`; nothing is left running.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import psutil

from serve.schemas import Prediction
from serve.table import prediction_table, wide_console

DOSSIER = Path(__file__).parents[1] / "seeds" / "un-ukraine-2022" / "dossier.txt"
READY_TIMEOUT_S = 600  # a busy machine takes its time; a service that ends is noticed at once


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_until_ready(port: int, process: subprocess.Popen[bytes]) -> float:
    """Seconds until the service answers /readyz.

    Raises:
        RuntimeError: it ended, or was not ready in time.
    """
    started = time.monotonic()
    while time.monotonic() - started < READY_TIMEOUT_S:
        if process.poll() is not None:
            raise RuntimeError(f"the service ended at once (status {process.returncode})")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2):
                return time.monotonic() - started
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"the service was not ready after {READY_TIMEOUT_S} s")


def post(port: int, path: str, body: object) -> bytes:
    """POST a JSON body to the service on this machine; returns the answer's bytes."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}",
        json.dumps(body).encode(),
        {"content-type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
        return bytes(answer.read())


def start_service(
    port: int, settings: Mapping[str, str] | None = None, log: Path | None = None
) -> subprocess.Popen[bytes]:
    """`whipcount serve` as a process of its own.

    Args:
        port: to listen on.
        settings: variables beside those of this process, such as WHIPCOUNT_TIMEOUT_S.
        log: file for what it says; nowhere when None.
    """
    with (log or Path(os.devnull)).open("ab") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "whipcount", "serve", "--port", str(port)],
            stdout=output,
            stderr=output,
            env=os.environ | (settings or {}),
            start_new_session=True,
        )


def stop_service(process: subprocess.Popen[bytes]) -> None:
    """Ask the service to end, and see to it that it does, with all its processes."""
    if process.poll() is not None:
        return
    workers = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for worker in workers:
        with suppress(psutil.NoSuchProcess):
            worker.kill()


@contextmanager
def running_service(
    settings: Mapping[str, str] | None = None, log: Path | None = None
) -> Iterator[tuple[int, float]]:
    """A ready service, stopped at the end: its port, and the seconds that it took to start."""
    port = free_port()
    process = start_service(port, settings, log)
    try:
        yield port, wait_until_ready(port, process)
    finally:
        stop_service(process)


def main() -> None:
    """Run the demo."""
    console = wide_console()
    with ExitStack() as stack:
        with console.status("starting the service"):
            port, seconds = stack.enter_context(running_service())
        text = DOSSIER.read_text(encoding="utf-8")
        prediction = Prediction.model_validate_json(post(port, "/predict", {"text": text}))
        console.print(f"ready after {seconds:.1f} s; POST /predict with seeds/un-ukraine-2022:")
        console.print(prediction_table(prediction))


if __name__ == "__main__":
    main()
