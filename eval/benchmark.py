"""What the service costs: start-up, latency and memory, of a real `whipcount serve`.

One article of 600 words with ten actors, posted one after another to a warm service; then the same
with one actor, as a ratio in the same run. Run as a command: `python -m eval.benchmark`.
"""

import json
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import psutil
import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from model.corpus import read_side

N_WORDS, N_ACTORS = 600, 10
READY_TIMEOUT_S = 90


@dataclass(frozen=True)
class Cost:
    """Figures of one run.

    Attributes:
        ready_s: from start to the first 200 of /readyz.
        p50_ms, p95_ms: of /predict, N_ACTORS actors given.
        p50_found_ms: of /predict, actors found in the text.
        ratio_actors: p50 with N_ACTORS actors over p50 with one.
        resident_mb: by process of the service, after the requests.
    """

    ready_s: float
    p50_ms: float
    p95_ms: float
    p50_found_ms: float
    ratio_actors: float
    resident_mb: dict[str, float]


def article() -> tuple[str, str, list[str]]:
    """Text, resolution and actors: passages of the training side, put together to 600 words."""
    passages = [example for example in read_side("train") if len(example.actors) > 3]
    words: list[str] = []
    actors: list[str] = []
    for example in passages:
        if len(words) >= N_WORDS:
            break
        words += example.text.split()
        actors += [actor.name for actor in example.actors if actor.name not in actors]
    return " ".join(words[:N_WORDS]), passages[0].resolution, actors[:N_ACTORS]


def measure(n_requests: int) -> Cost:
    """Start a service, post to it, look at its processes, stop it."""
    text, resolution, actors = article()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    started = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "whipcount", "serve", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        ready_s = _wait(port, started)
        bodies = {
            "ten": {"text": text, "resolution": resolution, "actors": actors},
            "one": {"text": text, "resolution": resolution, "actors": actors[:1]},
            "found": {"text": text, "resolution": resolution},
        }
        times: dict[str, list[float]] = {name: [] for name in bodies}
        for turn in track(range(n_requests + 10), "posting"):
            for name, body in bodies.items():
                elapsed_ms = _post(port, body)
                if turn >= 10:  # the first ten warm it up
                    times[name].append(elapsed_ms)
        return Cost(
            ready_s,
            statistics.median(times["ten"]),
            statistics.quantiles(times["ten"], n=20)[18],
            statistics.median(times["found"]),
            statistics.median(times["ten"]) / statistics.median(times["one"]),
            _resident_mb(process.pid),
        )
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(port: int, started: float) -> float:
    while time.monotonic() - started < READY_TIMEOUT_S:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2):
                return time.monotonic() - started
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(f"not ready after {READY_TIMEOUT_S} s")


def _post(port: int, body: object) -> float:
    """Milliseconds of one request."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/predict",
        json.dumps(body).encode(),
        {"content-type": "application/json"},
    )
    started = time.perf_counter()
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
        answer.read()
    return 1000 * (time.perf_counter() - started)


def _resident_mb(pid: int) -> dict[str, float]:
    """Resident memory of the service's processes; the supervisor is the one that was started."""
    parent = psutil.Process(pid)
    figures = {"supervisor": parent.memory_info().rss / 2**20}
    for child in parent.children(recursive=True):
        command = " ".join(child.cmdline())
        if "_bentoml_impl.worker" in command:
            name = "encoder" if "--service-name encoder" in command else "front"
            figures[name] = child.memory_info().rss / 2**20
    return figures


def main(
    n_requests: Annotated[int, typer.Option(min=5, help="Measured requests of each kind.")] = 40,
    out: Annotated[Path | None, typer.Option(help="Where to write the figures as JSON.")] = None,
) -> None:
    """Measure the service on the committed release."""
    console = Console()
    cost = measure(n_requests)
    table = Table(title=f"{N_WORDS} words, {n_requests} requests of each kind")
    table.add_column("figure")
    table.add_column("value", justify="right")
    table.add_row("ready after", f"{cost.ready_s:.1f} s")
    table.add_row(f"/predict p50, {N_ACTORS} actors given", f"{cost.p50_ms:.0f} ms")
    table.add_row(f"/predict p95, {N_ACTORS} actors given", f"{cost.p95_ms:.0f} ms")
    table.add_row("/predict p50, actors found", f"{cost.p50_found_ms:.0f} ms")
    table.add_row(f"{N_ACTORS} actors over one, p50", f"{cost.ratio_actors:.2f}")
    for name, size in cost.resident_mb.items():
        table.add_row(f"resident, {name}", f"{size:.0f} MB")
    table.add_row("resident, all", f"{sum(cost.resident_mb.values()):.0f} MB")
    console.print(table)
    if out is not None:
        out.write_text(json.dumps(asdict(cost), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
