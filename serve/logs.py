"""The log: a line for people or a JSON object for machines, with the request's id, and no texts.

Messages of exceptions can quote what was sent, as those of pydantic do. So unless the operator
asks for texts the log has an exception's class and where it came from, and not what it says.
"""

import logging
import logging.config
import time
import traceback
from types import TracebackType

from pythonjsonlogger.json import JsonFormatter

from serve.metrics import REQUEST_SECONDS
from serve.request_id import REQUEST_ID, App, Message, Receive, Scope, Send
from serve.settings import ServiceSettings

LOGGER = logging.getLogger("whipcount.access")
GONE = 499  # nginx's number for a caller who did not wait for the answer
QUIET = ("/healthz", "/livez", "/readyz", "/metrics")
_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def configure(settings: ServiceSettings) -> None:
    """Send everything that this process logs to standard output, in one form."""
    level = settings.log_level.upper()
    formatter: dict[str, object] = {"()": PlainLines if settings.log_format == "plain" else Json}
    formatter["log_text"] = settings.log_text
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "filters": {"request": {"()": _RequestFilter}},
            "formatters": {"ours": formatter},
            "handlers": {
                "out": {
                    "class": "logging.StreamHandler",
                    "stream": "ext://sys.stdout",
                    "formatter": "ours",
                    "filters": ["request"],
                }
            },
            "root": {"handlers": ["out"], "level": "WARNING"},
            "loggers": {
                "whipcount": {"level": level},
                "bentoml": {"level": level, "handlers": [], "propagate": True},
                "circus": {"level": "WARNING", "handlers": [], "propagate": True},
                "uvicorn.error": {"level": "WARNING", "handlers": [], "propagate": True},
            },
        }
    )


class _RequestFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = REQUEST_ID.get()
        return True


def _without_words(exc_info: _ExcInfo) -> str:
    """Where an exception came from and its class."""
    kind, _, at = exc_info
    lines = traceback.format_tb(at)
    return "".join(lines) + (f"{kind.__module__}.{kind.__qualname__}" if kind else "")


class PlainLines(logging.Formatter):
    """A line for people."""

    def __init__(self, log_text: bool) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")
        self.default_time_format = "%Y-%m-%dT%H:%M:%S"
        self._log_text = log_text

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        request_id = getattr(record, "request_id", None)
        line = super().formatMessage(record)
        return f"{line} [{request_id}]" if request_id else line

    def formatException(self, ei: _ExcInfo) -> str:  # noqa: N802 - logging's name
        return super().formatException(ei) if self._log_text else _without_words(ei)


class Json(JsonFormatter):
    """An object on a line for machines."""

    def __init__(self, log_text: bool) -> None:
        super().__init__(
            ["levelname", "name", "message", "request_id"],
            rename_fields={"levelname": "level", "name": "logger"},
            timestamp="time",
        )
        self._log_text = log_text

    def formatException(self, ei: _ExcInfo) -> str:  # noqa: N802 - logging's name
        said = super().formatException(ei) if self._log_text else _without_words(ei)
        return str(said)


class AccessMiddleware:
    """A line of the log and a measurement for each request.

    Args:
        app: the service.
        routes: that are named; every other address is '(other)', for it may be anything.
    """

    def __init__(self, app: App, routes: frozenset[str]) -> None:
        self.app = app
        self.routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.monotonic()
        status = GONE

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, watched)
        finally:
            seconds = time.monotonic() - started
            route = scope["path"] if scope["path"] in self.routes else "(other)"
            method = scope["method"] if scope["method"] in ("GET", "HEAD", "POST") else "(other)"
            if route not in QUIET:
                REQUEST_SECONDS.labels(route=route, method=method, status=status).observe(seconds)
                LOGGER.info(
                    "%s %s %d in %.0f ms", method, route, status, seconds * 1000,
                    extra={"method": method, "route": route, "status": status,
                           "ms": round(seconds * 1000, 1)},
                )  # fmt: skip
