"""The BentoML service: the front reads texts, the encoder behind it judges them in batches.

Two processes, so that requests which arrive together share one encoder call (adaptive batching),
and so that reading the next text does not wait for it. Neither needs torch.
"""

import asyncio
from typing import Any

import bentoml
from anyio import CapacityLimiter, to_thread
from pydantic import ValidationError

from model.classifier import Classification, Preparation
from model.features import Features
from model.manifest import open_release
from model.runtime import Logits, Runtime
from serve.access import KeyMiddleware
from serve.errors import ErrorMiddleware, first_fault
from serve.image import serving_image
from serve.page import page_app
from serve.request_id import RequestIdMiddleware
from serve.schemas import (
    BatchPrediction,
    ErrorOut,
    PredictBatchRequest,
    Prediction,
    PredictRequest,
    to_prediction,
)
from serve.settings import ServiceSettings

SETTINGS = ServiceSettings()
MANIFEST = open_release(SETTINGS.release)  # its hashes are checked once in each process
N_READERS = 2  # texts read at once; the language model holds the interpreter most of the time


@bentoml.service(name="encoder", workers=1, traffic={"timeout": SETTINGS.timeout_s})
class EncoderService:
    """Holds the network; judges the documents of several requests in one call."""

    def __init__(self) -> None:
        self.runtime = Runtime(SETTINGS.release, SETTINGS.threads)

    @bentoml.api(
        batchable=True,
        max_batch_size=SETTINGS.max_batch_documents,
        max_latency_ms=SETTINGS.max_latency_ms,
    )
    def judge(self, documents: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The fields of `Features` of each document in, those of its `Logits` out."""
        answers = self.runtime.judge([Features(**document) for document in documents])
        return [vars(logits) for logits in answers]


@bentoml.service(
    name="whipcount",
    workers=1,
    traffic={"timeout": SETTINGS.timeout_s},
    metrics={"enabled": True},
    image=serving_image(),
)
class WhipcountService:
    """Who is for a pending resolution, who against it, who has not decided, and on which words."""

    encoder = bentoml.depends(EncoderService)

    def __init__(self) -> None:
        self.preparation = Preparation(MANIFEST, SETTINGS.release)
        self.readers = CapacityLimiter(N_READERS)

    @bentoml.api(route="/predict")
    async def predict(self, request: PredictRequest, /) -> Prediction:
        """Each actor's stance in one document."""
        return await self._predict(request)

    @bentoml.api(route="/predict_batch")
    async def predict_batch(self, request: PredictBatchRequest, /) -> BatchPrediction:
        """Each actor's stance in many documents; a bad one is answered with its error."""
        results = await asyncio.gather(*(self._one_of_many(each) for each in request.documents))
        return BatchPrediction(results=list(results))

    async def _predict(self, request: PredictRequest) -> Prediction:
        reading, features = await to_thread.run_sync(
            self.preparation.read,
            request.text,
            request.resolution,
            request.body,
            request.asked(),
            limiter=self.readers,
        )
        logits = await self._judge(features) if features is not None else None
        answer: Classification = self.preparation.conclude(reading, logits, request.coverage)
        return to_prediction(request.text, answer, MANIFEST)

    async def _judge(self, features: Features) -> Logits:
        answers = await self.encoder.to_async.judge([vars(features)])
        return Logits(**answers[0])

    async def _one_of_many(self, document: object) -> dict[str, Any]:
        try:
            prediction = await self._predict(PredictRequest.model_validate(document))
        except ValidationError as error:
            return {"error": first_fault(error.errors(include_input=False)).model_dump()}
        except bentoml.exceptions.BentoMLException:
            busy = ErrorOut(code="overloaded", message="the service is busy; send this one again")
            return {"error": busy.model_dump()}
        return {"prediction": prediction.model_dump(mode="json")}


WhipcountService.mount_asgi_app(  # type: ignore[attr-defined]
    page_app(SETTINGS.release, MANIFEST.name), path="/", name="page"
)
# The first stands outermost: a request has its id before anything refuses it, and a stranger's body
# is never read.
WhipcountService.add_asgi_middleware(RequestIdMiddleware)  # type: ignore[attr-defined]
WhipcountService.add_asgi_middleware(  # type: ignore[attr-defined]
    KeyMiddleware, key_sha256=SETTINGS.api_key_sha256
)
WhipcountService.add_asgi_middleware(  # type: ignore[attr-defined]
    ErrorMiddleware, max_body_bytes=SETTINGS.max_body_bytes
)
