"""Keep a service at saturation and look at its answers, its latency and its memory.

`python -m tests.load.saturate --seconds 600`. More callers ask than the queue has room for, so that
some are refused all the time. Exits with 1 where an answer is neither the expected one nor 429 nor
503, or where a process grows by 5 % or more after the warm-up.
"""

import asyncio
from collections import Counter, defaultdict
from time import monotonic
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from scipy.stats import theilslopes

from serve.demo import free_port, start_service, stop_service, wait_until_ready
from tests.load.traffic import Outcome, percentile_ms, press, workers

MAX_GROWTH = 0.05
REFUSED = (429, 503)
N_CALLERS, N_QUEUE = 32, 24
# The cache is full before the warm-up ends: what it holds then grows no more.
SETTINGS = {
    "WHIPCOUNT_MAX_QUEUE_DOCUMENTS": str(N_QUEUE),
    "WHIPCOUNT_CACHE_BYTES": str(512 * 1024),
}


def growth(samples_mb: list[float], warm: float) -> float:
    """By which share memory rises after the warm-up, along a Theil-Sen line (Sen 1968).

    What a process holds at one moment depends on the batch in its hands, and differs from the next
    moment's by a half: single moments, or the medians of a few, say nothing of a leak.

    Args:
        samples_mb: at equal distances in time.
        warm: share of them that is the warm-up.
    """
    after = samples_mb[int(len(samples_mb) * warm) :]
    slope, start, *_ = theilslopes(after)
    return float(slope * (len(after) - 1) / start)


def main(
    seconds: Annotated[int, typer.Option(min=20, help="How long to press.")] = 600,
    warm: Annotated[float, typer.Option(help="Share of it that is the warm-up.")] = 0.3,
    callers: Annotated[int, typer.Option(min=1, help="At once.")] = N_CALLERS,
) -> None:
    """Press a service of its own, and print what was seen."""
    console = Console()
    port = free_port()
    service = start_service(port, SETTINGS)
    memory: dict[str, list[float]] = defaultdict(list)

    async def watch(until: float) -> None:
        while monotonic() < until:
            for name, process in workers(service.pid).items():
                memory[name].append(process.memory_info().rss / 2**20)
            await asyncio.sleep(1)

    async def run() -> list[int]:
        until = monotonic() + seconds
        outcomes: list[Outcome] = []
        url = f"http://127.0.0.1:{port}"
        await asyncio.gather(
            press(url, callers, lambda: monotonic() < until, outcomes), watch(until)
        )
        answered = [each for each in outcomes if each.status == 200]
        table = Table(
            "answers", "number", "p50 ms", "p99 ms", title=f"{seconds} s, {callers} callers"
        )
        for status, number in sorted(Counter(each.status for each in outcomes).items()):
            of_it = [each for each in outcomes if each.status == status]
            table.add_row(
                str(status),
                str(number),
                f"{percentile_ms(of_it, 0.5):.0f}",
                f"{percentile_ms(of_it, 0.99):.0f}",
            )
        console.print(table)
        console.print(f"{len(answered) / seconds:.1f} requests answered in a second")
        return [each.status for each in outcomes if each.status not in (each.expected, *REFUSED)]

    try:
        wait_until_ready(port, service)
        wrong = asyncio.run(run())
    finally:
        stop_service(service)
    grown = {name: growth(samples, warm) for name, samples in memory.items()}
    for name, share in grown.items():
        tenths = " ".join(f"{each:.0f}" for each in memory[name][:: max(1, seconds // 10)])
        console.print(f"{name}: {tenths} MB over time, {share:+.1%} since the warm-up")
    if wrong:
        console.print(f"[red]unexpected answers:[/] {Counter(wrong)}")
    if wrong or max(grown.values()) >= MAX_GROWTH:
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
