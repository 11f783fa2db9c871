"""Callers that keep a service busy, and what became of each of their requests."""

import asyncio
import itertools
import json
import math
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic

import httpx
import psutil

from model.corpus import read_side

BROKEN = 0  # status of a request without a whole answer
CALLER_TIMEOUT_S = 600  # the service has deadlines; the callers have patience
MAX_WAIT_S = 2.0  # before a refused request is followed by another


@dataclass(frozen=True)
class Outcome:
    """What became of a request.

    Attributes:
        request_id: under which the service logged it.
        status: of the answer; BROKEN where the connection failed.
        started_s, ended_s: on the monotonic clock.
        expected: of the answers to what was sent, beside 429 and 503.
    """

    request_id: str
    status: int
    started_s: float
    ended_s: float
    expected: int

    @property
    def seconds(self) -> float:
        """How long the answer took."""
        return self.ended_s - self.started_s


def requests() -> Iterator[tuple[str, bytes, int]]:
    """Path, body and expected status, without end: passages of the corpus, each text but once.

    One in ten is a batch of four, one in twenty is no request at all. In mixed order, so that the
    longest texts do not come late.
    """
    texts = [example.text for example in read_side("train")]
    random.Random(0).shuffle(texts)
    for i, text in enumerate(itertools.cycle(texts)):
        body: object = {"text": f"{text} (No. {i})"}
        path, expected = "/predict", 200
        if i % 20 == 19:
            body, expected = {"text": i}, 422
        elif i % 10 == 5:
            path, body = (
                "/predict_batch",
                {"documents": [{"text": f"{text} ({i}, {j})"} for j in "abcd"]},
            )
        yield path, json.dumps(body).encode(), expected


async def press(
    url: str,
    n_callers: int,
    goes_on: Callable[[], bool],
    outcomes: list[Outcome],
    name: str = "load",
) -> None:
    """Let callers post one request after another, each when its last is answered.

    Args:
        url: of the service.
        n_callers: at once; each with a connection of its own.
        goes_on: false ends all callers after their current request.
        outcomes: is added to, as answers come.
        name: that the request ids begin with.
    """
    bodies, ids = requests(), itertools.count()

    async def caller() -> None:
        async with httpx.AsyncClient(base_url=url, timeout=CALLER_TIMEOUT_S) as client:
            while goes_on():
                path, body, expected = next(bodies)
                request_id = f"{name}-{next(ids)}"
                headers = {"content-type": "application/json", "x-request-id": request_id}
                started, wait_s = monotonic(), 0.0
                try:
                    answer = await client.post(path, content=body, headers=headers)
                    status = answer.status_code
                    wait_s = min(float(answer.headers.get("retry-after", 0)), MAX_WAIT_S)
                except httpx.TransportError:
                    status, wait_s = BROKEN, 0.2
                outcomes.append(Outcome(request_id, status, started, monotonic(), expected))
                await asyncio.sleep(wait_s)

    await asyncio.gather(*(caller() for _ in range(n_callers)))


def percentile_ms(outcomes: Sequence[Outcome], share: float) -> float:
    """Milliseconds within which this share of the requests was answered; NaN without any."""
    times = sorted(outcome.seconds for outcome in outcomes)
    return 1000 * times[min(len(times) - 1, int(share * len(times)))] if times else math.nan


def workers(supervisor: int) -> dict[str, psutil.Process]:
    """The running processes of a service, by what they serve: 'whipcount' and 'encoder'."""
    found = {}
    for process in psutil.Process(supervisor).children(recursive=True):
        with suppress(psutil.Error):  # it may end while it is looked at
            words = process.cmdline()
            if "--service-name" in words:
                found[words[words.index("--service-name") + 1]] = process
    return found
