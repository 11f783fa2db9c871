"""The BentoML service: the front reads texts, the encoder behind it judges them in batches.

Processes of their own, so that requests which arrive together share one encoder call (adaptive
batching), and so that reading the next text does not wait for it. Neither needs torch.
"""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import aiohttp
import bentoml
from starlette.applications import Starlette
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Route

from model.classifier import Classification, Preparation
from model.features import Features
from model.manifest import open_release
from model.runtime import Logits, Runtime
from serve import logs
from serve.access import KeyMiddleware
from serve.admission import AdmissionMiddleware
from serve.answers import asked_of, to_prediction
from serve.batch import answer_each
from serve.bodies import BodyMiddleware
from serve.cache import AnswerCache
from serve.errors import ErrorMiddleware
from serve.heap import HeapTrimmer
from serve.image import serving_image
from serve.metrics import CACHED, count, forget_the_dead, metrics
from serve.openapi import endpoint, openapi
from serve.page import page_app
from serve.request_id import RequestIdMiddleware
from serve.schemas import BatchPrediction, PredictBatchRequest, Prediction, PredictRequest
from serve.settings import refuse_unknown, settings
from serve.shutdown import outlive

refuse_unknown(os.environ)
SETTINGS = settings()
logs.configure(SETTINGS)
MANIFEST = open_release(SETTINGS.release)  # its hashes are checked once in each process
FRONT = "whipcount"
N_READERS = 2  # texts read at once; the language model holds the interpreter most of the time
ENCODER_ATTEMPTS = 3  # a killed encoder is back within 15 s, and its socket takes calls meanwhile
NEVER = 2**31 - 1
CONTRACTS = {"/predict": PredictRequest, "/predict_batch": PredictBatchRequest}
ROUTES = frozenset(
    (*CONTRACTS, *logs.QUIET, "/", "/docs", "/docs.json", "/schema.json", "/model-card", "/report")
)
# Ours are in the log (serve.logs): BentoML's would hold the path as sent.
QUIET_ACCESS: Any = {"access": {"enabled": False}}
TRACING: Any = (
    {
        "exporter_type": "otlp",
        "sample_rate": SETTINGS.trace_share,
        "excluded_urls": list(logs.QUIET),
        "otlp": {"protocol": "http", "endpoint": SETTINGS.trace_endpoint},
    }
    if SETTINGS.trace_endpoint
    else {"sample_rate": 0.0}
)


@bentoml.service(
    name="encoder",
    workers=1,
    # The C library would keep a heap for each thread that ever ran the network, as large as the
    # longest text that it met there: memory would grow for hours.
    envs=[{"name": "MALLOC_ARENA_MAX", "value": "1"}],
    traffic={"timeout": SETTINGS.timeout_s},
    logging=QUIET_ACCESS,
    tracing=TRACING,
    # BentoML's client closes its connections after so many calls or seconds, with the calls that
    # are under way on them: never is best.
    runner_connection={"max_requests": NEVER, "max_age": float(NEVER)},
)
class EncoderService:
    """Holds the network; judges the documents of several requests in one call."""

    def __init__(self) -> None:
        self.runtime = Runtime(SETTINGS.release, SETTINGS.threads)
        self.trim_heap = HeapTrimmer()

    @bentoml.on_startup
    def end_after_the_fronts(self) -> None:
        """See `serve.shutdown`."""
        outlive(FRONT, SETTINGS.drain_s)

    @bentoml.api(
        batchable=True,
        max_batch_size=SETTINGS.max_batch_documents,
        max_latency_ms=SETTINGS.max_latency_ms,
    )
    def judge(self, documents: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The fields of `Features` of each document in, those of its `Logits` out."""
        answers = self.runtime.judge([Features(**document) for document in documents])
        self.trim_heap()
        return [vars(logits) for logits in answers]


@bentoml.service(
    name=FRONT,
    workers=SETTINGS.workers,
    # A backstop: bodies and answers have deadlines of their own, and errors of our shape.
    traffic={"timeout": 3 * SETTINGS.timeout_s},
    metrics={"enabled": False},  # see serve.metrics
    logging=QUIET_ACCESS,
    tracing=TRACING,
    image=serving_image(),
)
class WhipcountService:
    """Who is for a pending resolution, who against it, who has not decided, and on which words."""

    encoder = bentoml.depends(EncoderService)

    def __init__(self) -> None:
        forget_the_dead()
        self.preparation = Preparation(MANIFEST, SETTINGS.release)
        self.cache = AnswerCache(MANIFEST, SETTINGS.cache_bytes)
        # Not anyio's limiter: a reading that nobody waits for any more still takes up its thread.
        self.readers = ThreadPoolExecutor(N_READERS, "reader")

    @bentoml.api(route="/predict")
    async def predict(self, request: PredictRequest, /) -> Prediction:
        """Each actor's stance in one document."""
        return await self._predict(request)

    @bentoml.api(route="/predict_batch")
    async def predict_batch(self, request: PredictBatchRequest, /) -> BatchPrediction:
        """Each actor's stance in many documents; a bad one is answered with its error."""
        # As many at once as the encoder takes together.
        results = await answer_each(request.documents, self._predict, SETTINGS.max_batch_documents)
        return BatchPrediction(results=results)

    async def _predict(self, request: PredictRequest) -> Prediction:
        if SETTINGS.log_text:
            logs.LOGGER.info("reads %r", request.text)
        prediction = self.cache.get(request)
        if prediction is None:
            prediction = await self._read_and_judge(request)
            self.cache.put(request, prediction)
        else:
            CACHED.inc()
        count(prediction)
        return prediction

    async def _read_and_judge(self, request: PredictRequest) -> Prediction:
        read = partial(
            self.preparation.read,
            request.text,
            request.resolution,
            request.body,
            asked_of(request),
        )
        reading, features = await asyncio.get_running_loop().run_in_executor(self.readers, read)
        logits = await self._judge(features) if features is not None else None
        answer: Classification = self.preparation.conclude(reading, logits, request.coverage)
        return to_prediction(request.text, answer, MANIFEST)

    async def _judge(self, features: Features) -> Logits:
        """The encoder's logits; asked again where it ended during the call.

        Raises:
            bentoml.exceptions.BentoMLException: it is too busy, or does not come back.
        """
        for _ in range(ENCODER_ATTEMPTS):
            try:
                answers = await self.encoder.to_async.judge([vars(features)])
            except TimeoutError:
                break
            except aiohttp.ClientError:
                continue
            return Logits(**answers[0])
        raise bentoml.exceptions.ServiceUnavailable("the encoder does not answer")


_DOCUMENT = openapi(SETTINGS, MANIFEST.name, MANIFEST.created)
_OPERATORS = Starlette(
    routes=[Route("/metrics", metrics), Route("/docs.json", endpoint(_DOCUMENT))]
)
WhipcountService.mount_asgi_app(_OPERATORS, path="/", name="operators")  # type: ignore[attr-defined]
WhipcountService.mount_asgi_app(  # type: ignore[attr-defined]
    page_app(SETTINGS.release, MANIFEST.name), path="/", name="page"
)
# The first stands outermost: a request has its id and is measured before anything refuses it, and
# a stranger's body is never read.
_MIDDLEWARE: list[tuple[type, dict[str, Any]]] = [
    (RequestIdMiddleware, {}),
    (logs.AccessMiddleware, {"routes": ROUTES}),
    (
        CORSMiddleware,
        {
            "allow_origins": SETTINGS.cors_origins,
            "allow_methods": ["GET", "POST"],
            "allow_headers": ["authorization", "content-type", "x-api-key", "x-request-id"],
            "expose_headers": ["retry-after", "x-request-id"],
        },
    ),
    (ErrorMiddleware, {}),
    (KeyMiddleware, {"key_sha256": SETTINGS.api_key_sha256}),
    (
        BodyMiddleware,
        {
            "contracts": CONTRACTS,
            "max_body_bytes": SETTINGS.max_body_bytes,
            "timeout_s": SETTINGS.timeout_s,
        },
    ),
    (
        AdmissionMiddleware,
        {
            "max_queue_documents": SETTINGS.max_queue_documents,
            "timeout_s": SETTINGS.timeout_s,
        },
    ),
]
for _middleware, _options in _MIDDLEWARE:
    if _middleware is not CORSMiddleware or SETTINGS.cors_origins:
        WhipcountService.add_asgi_middleware(  # type: ignore[attr-defined]
            _middleware, **_options
        )
