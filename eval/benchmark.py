"""What it costs: latency, throughput, memory and start-up of a real `whipcount serve`.

In the same run stands what a pipeline with a cross-encoder of the same size costs. `python -m
eval.benchmark` writes benchmark.json into the report's folder and makes the report again; it takes
some minutes and wants a quiet machine. `--quick` only shows that it runs.
"""

import json
import platform
import statistics
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import psutil
import typer
from pydantic import TypeAdapter
from rich.console import Console

from eval.cost.comparison import N_ACTORS, N_WORDS, WORDS, Comparison, compare_cost
from eval.cost.service_under_test import Service, running
from eval.cost.timing import Call, article, ratio, take_turns
from eval.pages.tables import print_cost
from eval.report import BENCHMARK, METRICS, REPORTS, write_report
from model.manifest import RELEASE, open_release

SCHEMA = REPORTS / "benchmark.schema.json"
WORK = Path(__file__).parents[1] / "work"
N_WARM = 4


@dataclass(frozen=True)
class Cost:
    """What benchmark.json holds.

    Attributes:
        release: name of what was served.
        machine: cores, processor and Python, to judge the milliseconds by.
        ready_s: from start to the first 200 of /readyz.
        n_requests: that the percentiles are of.
        max_characters: of a text, raised for the longest document from the service's default.
        p50_ms, p95_ms, p99_ms: of /predict, ten actors of 600 words given.
        p50_found_ms: of /predict, actors found in the text.
        ratio_actors: ten actors over one, median of the turns' ratios.
        resident_mb: by process of the service, after the requests.
        release_mb: size of the release's files.
        comparison: with the pipeline.
    """

    release: str
    machine: dict[str, Any]
    ready_s: float
    n_requests: int
    max_characters: int
    p50_ms: float
    p95_ms: float
    p99_ms: float
    p50_found_ms: float
    ratio_actors: float
    resident_mb: dict[str, float]
    release_mb: float
    comparison: Comparison


def measure(n_requests: int, repeats: int, longest: int) -> Cost:
    """Start a service, post to it, set it beside the pipeline, stop it.

    Args:
        n_requests: for the percentiles.
        repeats: turns of the comparison.
        longest: words of its longest document.
    """
    with running() as service:
        times = _latencies(service, n_requests)
        comparison = compare_cost(service, repeats, longest)
        resident_mb = service.resident_mb()
    p95, p99 = np.percentile(times["ten"], [95, 99])
    return Cost(
        release=open_release(RELEASE).name,
        machine={
            "cores": psutil.cpu_count(),
            "processor": _processor(),
            "python": platform.python_version(),
        },
        ready_s=service.ready_s,
        n_requests=n_requests,
        max_characters=service.max_characters,
        p50_ms=statistics.median(times["ten"]),
        p95_ms=float(p95),
        p99_ms=float(p99),
        p50_found_ms=statistics.median(times["found"]),
        ratio_actors=ratio(times["ten"], times["one"]),
        resident_mb=resident_mb,
        release_mb=sum(path.stat().st_size for path in RELEASE.iterdir()) / 2**20,
        comparison=comparison,
    )


def _latencies(service: Service, n_requests: int) -> dict[str, list[float]]:
    """Milliseconds of requests for ten actors, for one, and for those that are found."""
    each = article(N_WORDS, N_ACTORS)
    calls: dict[str, Call] = {
        "ten": lambda: service.predict(each.text, each.resolution, each.actors),
        "one": lambda: service.predict(each.text, each.resolution, each.actors[:1]),
        "found": lambda: service.predict(each.text, each.resolution, None),
    }
    take_turns(calls, N_WARM)
    return take_turns(calls, n_requests, "requests")


def benchmark_schema() -> str:
    """The JSON schema of benchmark.json."""
    return json.dumps(TypeAdapter(Cost).json_schema(mode="serialization"), indent=1) + "\n"


def _processor() -> str:
    """The processor's name where Linux tells it."""
    path = Path("/proc/cpuinfo")
    if path.is_file():
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def main(
    n_requests: Annotated[int, typer.Option(min=5, help="For the percentiles.")] = 60,
    repeats: Annotated[int, typer.Option(min=1, help="Turns of the comparison.")] = 5,
    quick: Annotated[
        bool, typer.Option("--quick", help="One turn, short texts: to see that it runs.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(help="File to write; benchmark.json of the report, work/ with --quick."),
    ] = None,
) -> None:
    """Measure the service on the committed release, and set it beside the pipeline."""
    console = Console(stderr=True)
    cost = measure(5, 1, 1000) if quick else measure(n_requests, repeats, WORDS[-1])
    print_cost(cost, console)
    report = REPORTS / open_release(RELEASE).name
    path = out or (WORK if quick else report) / BENCHMARK
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(asdict(cost), indent=1) + "\n", encoding="utf-8")
    console.print(f"{path.name} written to {path.parent.name}/")
    if path.parent == report and (report / METRICS).is_file():
        write_report(report)


if __name__ == "__main__":
    typer.run(main)
