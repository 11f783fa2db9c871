"""What Prometheus can ask for at /metrics, over all processes of the service.

The front's request metrics are ours: BentoML labels its own by the path as sent, of which a
stranger can make up any number. The encoder's (batch sizes, calls) are BentoML's.
"""

import os
from pathlib import Path

import psutil
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)
from starlette.requests import Request
from starlette.responses import Response

from model.stance import STANCES
from serve.schemas import Prediction

FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # variable of the directory that the processes share

DOCUMENTS = Counter("whipcount_documents", "Documents answered.")
STANCES_GIVEN = Counter(
    "whipcount_stances", "Stances given to actors that the text names.", ["stance"]
)
PERSON_NEEDED = Counter(
    "whipcount_person_needed", "Actors whose prediction set has more than one stance."
)
REFUSED = Counter("whipcount_refused", "Requests and documents answered with an error.", ["code"])
CACHED = Counter("whipcount_cached", "Documents answered from the cache.")
IN_HAND = Gauge(
    "whipcount_documents_in_hand",
    "Documents accepted and not yet answered.",
    multiprocess_mode="livesum",
)
REQUEST_SECONDS = Histogram(
    "whipcount_request_seconds", "From the request's head to the end of its answer.",
    ["route", "method", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 60),
)  # fmt: skip

for _stance in STANCES:  # a series that is not there yet has no rate
    STANCES_GIVEN.labels(stance=_stance.value)


def count(prediction: Prediction) -> None:
    """Count an answered document, and the stances of the actors that it names."""
    DOCUMENTS.inc()
    for actor in prediction.actors:
        if not actor.mentioned:  # asked for in vain; no text was judged
            continue
        STANCES_GIVEN.labels(stance=actor.stance.value).inc()
        if len(actor.prediction_set) > 1:
            PERSON_NEEDED.inc()


def forget_the_dead() -> None:
    """Drop what killed processes had in hand; what they have counted stays."""
    if FOLDER not in os.environ:
        return
    for path in Path(os.environ[FOLDER]).glob("gauge_live*_*.db"):
        pid = int(path.stem.rsplit("_", 1)[1])
        if not psutil.pid_exists(pid):
            multiprocess.mark_process_dead(pid)  # type: ignore[no-untyped-call]


async def metrics(_: Request) -> Response:
    """The endpoint: the figures of all processes where there are several, or of this one."""
    registry = REGISTRY
    if FOLDER in os.environ:
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
