"""The encoder ends after the fronts: they still have requests in hand that need it.

The supervisor, systemd and Ctrl-C send their signal to all processes of the service at once. An
encoder that obeyed at once would leave the fronts' accepted requests without an answer.
"""

import asyncio
import os
import signal
import time
from itertools import pairwise
from types import FrameType

import psutil

SIGNALS = (signal.SIGTERM, signal.SIGINT)
LOOK_EVERY_S = 0.1


def outlive(service: str, at_most_s: float) -> None:
    """Obey SIGTERM and SIGINT only once no process of another service runs beside this one.

    To be called in the event loop's thread, after the server has set its handlers.

    Args:
        service: name of the BentoML service to wait for.
        at_most_s: after the first signal; then obey all the same.
    """
    loop = asyncio.get_running_loop()
    waiting: set[asyncio.Task[None]] = set()

    for each in SIGNALS:
        obey = signal.getsignal(each)

        def wait(signum: int, frame: FrameType | None, obey: object = obey) -> None:
            loop.call_soon_threadsafe(start, signum, obey)

        signal.signal(each, wait)

    def start(signum: int, obey: object) -> None:
        if not waiting:  # Ctrl-C and systemd signal every process, and so does the supervisor
            waiting.add(asyncio.ensure_future(_obey_later(service, at_most_s, signum, obey)))


async def _obey_later(service: str, at_most_s: float, signum: int, obey: object) -> None:
    deadline = time.monotonic() + at_most_s
    while time.monotonic() < deadline and _runs_beside(service):
        await asyncio.sleep(LOOK_EVERY_S)
    _call(obey, signum)


def _call(handler: object, signum: int) -> None:
    if callable(handler):
        handler(signum, None)
    else:
        signal.raise_signal(signum)


def _runs_beside(service: str) -> bool:
    """Whether the supervisor has another child that serves this service."""
    try:
        siblings = psutil.Process(os.getppid()).children()
    except psutil.Error:
        return False
    for process in siblings:
        try:
            words = process.cmdline()
        except psutil.Error:
            continue
        if any(pair == ("--service-name", service) for pair in pairwise(words)):
            return True
    return False
