"""How much the service takes on: so many documents in hand, each request for so long.

Above that it refuses at once instead of letting everybody wait. A caller who has gone is not read
for. An answer is sent when it is whole, so that a caller who takes it slowly holds nothing up.
"""

import asyncio
import logging
import math
import time

from serve.bodies import REQUEST
from serve.errors import RefusedError
from serve.metrics import IN_HAND
from serve.request_id import App, Message, Receive, Scope, Send
from serve.schemas import PredictBatchRequest, PredictRequest

LOGGER = logging.getLogger("whipcount")


class AdmissionMiddleware:
    """Lets in what can be answered in time.

    Args:
        app: the service.
        max_queue_documents: in hand at once; more is answered with 429. A batch that is larger
            alone is let in when there is nothing else.
        timeout_s: for an answer; later is answered with 504.
    """

    def __init__(self, app: App, max_queue_documents: int, timeout_s: float) -> None:
        self.app = app
        self.max_queue_documents = max_queue_documents
        self.timeout_s = timeout_s
        self._in_hand = 0
        self._last_took_s = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = scope.get(REQUEST)
        if request is None:
            await self.app(scope, receive, send)
            return
        n = _n_documents(request)
        if self._in_hand and self._in_hand + n > self.max_queue_documents:
            raise RefusedError(429, retry_after_s=self._retry_after_s())
        LOGGER.debug("accepted", extra={"documents": n})
        started = time.monotonic()
        self._in_hand += n
        IN_HAND.inc(n)
        try:
            answer = await self._answer_in_time(scope, receive)
        finally:
            self._in_hand -= n
            IN_HAND.dec(n)
        self._last_took_s = time.monotonic() - started
        for message in answer:
            await send(message)

    def _retry_after_s(self) -> int:
        """As long as the request that was answered last had to wait (Little's law)."""
        return min(max(1, math.ceil(self._last_took_s)), math.ceil(self.timeout_s))

    async def _answer_in_time(self, scope: Scope, receive: Receive) -> list[Message]:
        """The messages of the answer; none where the caller has gone."""
        answer: list[Message] = []
        body_taken = asyncio.Event()

        async def receive_body() -> Message:
            if body_taken.is_set():
                await asyncio.Event().wait()  # only `gone` listens for what comes after the body
            body_taken.set()
            return await receive()

        async def keep(message: Message) -> None:
            answer.append(message)

        async def gone() -> None:
            await body_taken.wait()
            while (await receive())["type"] != "http.disconnect":
                pass

        work = asyncio.ensure_future(self.app(scope, receive_body, keep))
        work.add_done_callback(_take_fault)
        watch = asyncio.ensure_future(gone())
        try:
            done, _ = await asyncio.wait(
                {work, watch}, timeout=self.timeout_s, return_when=asyncio.FIRST_COMPLETED
            )
            if work in done:
                await work
                return answer
            if watch in done:
                return []
            raise RefusedError(504)
        finally:
            work.cancel()
            watch.cancel()


def _take_fault(task: asyncio.Future[None]) -> None:
    """Nobody waits for what was cancelled: asyncio would log its fault, and words of the text."""
    if not task.cancelled():
        task.exception()


def _n_documents(request: PredictRequest | PredictBatchRequest) -> int:
    return len(request.documents) if isinstance(request, PredictBatchRequest) else 1
