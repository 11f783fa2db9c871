"""Workers that die and a service that is told to end, under load: nothing accepted is lost."""

import asyncio
import signal

from serve.client import AsyncWhipcountClient
from serve.demo import free_port, start_service, stop_service, wait_until_ready
from tests.load.disturb import ENCODER, FRONT, LAST, disturb
from tests.load.traffic import workers

TEXT = "France tabled the draft on rivers. Bolivia said it would vote against the draft."
N_ASKED = 40


def test_a_killed_encoder_comes_back_and_ending_drains_without_a_loss() -> None:
    killed, ended = disturb(free_port(), 6, calm_s=1, steps=((ENCODER, signal.SIGKILL), LAST))
    for step in (killed, ended):
        assert step.accepted > 0
        assert not step.lost


def test_callers_with_the_client_lose_nothing_when_a_front_is_killed() -> None:
    port = free_port()
    service = start_service(port, {"WHIPCOUNT_CACHE_BYTES": "0"})

    async def ask() -> list[int]:
        async with AsyncWhipcountClient(f"http://127.0.0.1:{port}", retries=12) as client:
            asked = [
                asyncio.ensure_future(client.predict(f"{TEXT} This is report {number}."))
                for number in range(N_ASKED)
            ]
            await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
            assert not all(each.done() for each in asked)
            workers(service.pid)[FRONT].send_signal(signal.SIGKILL)
            return [len(answer.actors) for answer in await asyncio.gather(*asked)]

    try:
        wait_until_ready(port, service)
        assert asyncio.run(ask()) == [2] * N_ASKED
    finally:
        stop_service(service)
