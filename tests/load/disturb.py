"""Kill workers and end the service under load, and account for every request it had accepted.

`python -m tests.load.disturb`. A request is accepted once the service has logged so; it is lost
when its caller got no whole answer. In turn:

1. SIGKILL the encoder: its calls are repeated once the supervisor has started another; none lost.
2. SIGTERM a front: it answers what it has in hand, another takes its place; none lost.
3. SIGKILL a front: what it had in hand dies with it, and no more; its callers see that at once and
   may ask again, for asking twice changes nothing.
4. SIGTERM the service, all its processes at once as systemd does: it answers what it has in hand
   and ends; none lost.
"""

import asyncio
import json
import signal
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from serve.demo import free_port, start_service, stop_service, wait_until_ready
from tests.load.traffic import BROKEN, Outcome, press, workers

FRONT, ENCODER, SERVICE = "whipcount", "encoder", "service"
STEPS = ((ENCODER, signal.SIGKILL), (FRONT, signal.SIGTERM), (FRONT, signal.SIGKILL))
LAST = (SERVICE, signal.SIGTERM)
PATIENCE_S = 600
FIRST_ANSWER_S = 300
# Deadlines that a busy machine does not reach: what is shown is that nothing is lost, not how fast.
SETTINGS = {
    "WHIPCOUNT_LOG_FORMAT": "json",
    "WHIPCOUNT_LOG_LEVEL": "debug",
    "WHIPCOUNT_TIMEOUT_S": str(PATIENCE_S),
    "WHIPCOUNT_MAX_LATENCY_MS": str(PATIENCE_S * 1000),
}


@dataclass(frozen=True)
class Step:
    """What a signal did.

    Attributes:
        target, sent: which process got which signal.
        back_s: seconds until it had a successor that answers, or until the service had ended.
        accepted: requests that the service had accepted, since the step before.
        lost: of these, without a whole answer, by status.
    """

    target: str
    sent: signal.Signals
    back_s: float
    accepted: int
    lost: Counter[int]

    @property
    def is_right(self) -> bool:
        """None lost; by SIGKILL of a front, no more than it can have had in hand."""
        return not self.lost or (self.target == FRONT and self.sent == signal.SIGKILL)


def disturb(
    port: int,
    callers: int,
    calm_s: float,
    steps: Sequence[tuple[str, signal.Signals]] = (*STEPS, LAST),
) -> list[Step]:
    """Start a service, press it, send the signals in turn with calm between, and account."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        service = start_service(port, SETTINGS, log)
        try:
            wait_until_ready(port, service)
            seen = []
            for number, (target, sent) in enumerate(steps):
                name = f"step{number}"
                outcomes, back_s = asyncio.run(
                    _one(port, service, target, sent, callers, calm_s, name)
                )
                seen.append((target, sent, back_s, name, outcomes))
            if steps[-1][0] == SERVICE:
                service.wait(timeout=PATIENCE_S)
        finally:
            stop_service(service)
        accepted = _accepted(log)
    return [_account(*each, accepted) for each in seen]


async def _one(
    port: int,
    service: subprocess.Popen[bytes],
    target: str,
    sent: signal.Signals,
    callers: int,
    calm_s: float,
    name: str,
) -> tuple[list[Outcome], float]:
    url = f"http://127.0.0.1:{port}"
    outcomes: list[Outcome] = []
    ended = False
    begun = monotonic()
    pressing = asyncio.ensure_future(
        press(url, callers, lambda: not ended and service.poll() is None, outcomes, name)
    )
    while not any(outcome.status == 200 for outcome in outcomes):
        if pressing.done() or monotonic() > begun + FIRST_ANSWER_S:
            pressing.cancel()
            raise RuntimeError("the service answered nothing; see its log")
        await asyncio.sleep(0.1)
    await asyncio.sleep(calm_s)
    before = workers(service.pid)
    started = monotonic()
    if target == SERVICE:
        for process in before.values():
            process.send_signal(sent)
        service.send_signal(sent)  # the callers go on until it has ended
        await pressing
        return outcomes, monotonic() - started

    def is_back() -> bool:
        now = workers(service.pid).get(target)
        return now is not None and now.pid != before[target].pid

    before[target].send_signal(sent)
    await _until(is_back, f"{target} did not come back")
    born = monotonic()
    await _until(
        lambda: any(each.status == 200 and each.started_s > born for each in outcomes),
        f"after {target} came back nothing was answered",
    )
    back_s = monotonic() - started
    ended = True
    await pressing
    return outcomes, back_s


async def _until(holds: Callable[[], bool], otherwise: str) -> None:
    deadline = monotonic() + PATIENCE_S
    while not holds():
        if monotonic() > deadline:
            raise RuntimeError(f"{otherwise} within {PATIENCE_S} s")
        await asyncio.sleep(0.1)


def _accepted(log: Path) -> set[str]:
    lines = log.read_text(encoding="utf-8").splitlines()
    entries = [json.loads(line) for line in lines if line.startswith("{")]
    return {entry["request_id"] for entry in entries if entry["message"] == "accepted"}


def _account(
    target: str,
    sent: signal.Signals,
    back_s: float,
    name: str,
    outcomes: list[Outcome],
    accepted: set[str],
) -> Step:
    ours = [outcome for outcome in outcomes if outcome.request_id in accepted]
    lost = Counter(
        outcome.status for outcome in ours if outcome.status == BROKEN or outcome.status >= 500
    )
    return Step(target, sent, back_s, len(ours), lost)


def main(
    callers: Annotated[int, typer.Option(min=1, help="At once.")] = 16,
    calm_s: Annotated[float, typer.Option(help="Before and after each signal.")] = 5.0,
) -> None:
    """Disturb a service of its own, and print what became of its requests."""
    steps = disturb(free_port(), callers, calm_s)
    table = Table("signal", "to", "back or ended after s", "accepted", "lost")
    for step in steps:
        table.add_row(
            step.sent.name,
            step.target,
            f"{step.back_s:.1f}",
            str(step.accepted),
            str(dict(step.lost) or 0),
        )
    console = Console()
    console.print(table)
    if not all(step.is_right for step in steps):
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
