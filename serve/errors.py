"""One shape for every error: a code, a sentence that says what to do, the field, a request id.

Whoever refuses a request raises `RefusedError`; the middleware here answers it, and gives the error
answers of BentoML and Starlette the same shape.
"""

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, NamedTuple

from pydantic_core import ErrorDetails

from serve.metrics import REFUSED
from serve.request_id import REQUEST_ID, App, Message, Receive, Scope, Send
from serve.schemas import AS_NAME, AS_OBJECT, ErrorOut

LOGGER = logging.getLogger("whipcount")
RETRY_AFTER_S = 1


class ErrorKind(NamedTuple):
    """A kind of error: its code, and what it says where nothing more exact is known."""

    code: str
    message: str


KINDS = {
    400: ErrorKind("bad_request", "the request cannot be read as it is; see /docs.json"),
    401: ErrorKind(
        "unauthorized",
        "this service asks for an API key; send it as 'authorization: Bearer KEY' or 'x-api-key'",
    ),
    404: ErrorKind(
        "not_found",
        "there is nothing at this address; POST to /predict or /predict_batch, see /docs.json",
    ),
    405: ErrorKind(
        "method_not_allowed",
        "this address does not take that method; POST to /predict or /predict_batch",
    ),
    408: ErrorKind(
        "body_too_slow", "the body did not arrive in time; send it at once, or less of it"
    ),
    413: ErrorKind("too_large", "the body is too large; send less at once"),
    415: ErrorKind(
        "unsupported_media_type",
        "send the header 'content-type: application/json' and a JSON body",
    ),
    422: ErrorKind("invalid_field", "a field is not as it has to be; see /docs.json"),
    429: ErrorKind(
        "too_many_requests",
        "the service has its hands full; send this again after 'retry-after' seconds",
    ),
    500: ErrorKind(
        "internal_error",
        "the service failed on this request; the fault is in its log, not in what you sent",
    ),
    503: ErrorKind("overloaded", "the service is busy or not ready; try again in a moment"),
    504: ErrorKind("timeout", "the request took too long; send a shorter text or fewer documents"),
}


# By pydantic's types of faults, what is wrong and what to do. Names of the constraints stand
# between braces, {field} for the last part of the field's path.
_SAID = {
    "extra_forbidden": "unknown field; remove it or correct its name",
    "float_type": "this has to be a number",
    "greater_than_equal": "this has to be at least {ge:g}",
    "less_than_equal": "this has to be at most {le:g}",
    "list_type": "this has to be a list",
    "missing": "this field is required",
    "model_type": "this has to be a JSON object, with the fields of /docs.json",
    "string_pattern_mismatch": "this is blank; write something, or leave an optional field out",
    "string_too_long": "at most {max_length} characters; send less",
    "string_too_short": "this is empty; write something, or leave an optional field out",
    "string_type": "this has to be a string",
    "string_unicode": "this has half of a surrogate pair; remove it",
    "too_long": "at most {max_length} {field}; {actual_length} were sent",
    "too_short": "this list is empty; fill it, or leave an optional field out",
}


class RefusedError(Exception):
    """A request is answered with an error.

    Args:
        status: of the answer; one of KINDS.
        message: what is wrong and what to do; that of the kind when None.
        field: that is wrong, a header or a part of the body.
        retry_after_s: when it may be sent again.
        headers: more of them.
    """

    def __init__(
        self,
        status: int,
        message: str | None = None,
        field: str | None = None,
        retry_after_s: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status)
        kind = KINDS[status]
        self.status = status
        self.error = ErrorOut(code=kind.code, message=message or kind.message, field=field)
        self.headers = dict(headers or {})
        if status in (429, 503):
            self.headers["retry-after"] = str(retry_after_s or RETRY_AFTER_S)


def first_fault(faults: Sequence[ErrorDetails] | Sequence[dict[str, Any]]) -> ErrorOut:
    """The first of pydantic's faults as an error with field and remedy."""
    fault = faults[0]
    path = [str(part) for part in fault["loc"] if part not in (AS_NAME, AS_OBJECT)]
    field = ".".join(path)
    said = fault["msg"]
    if fault["type"] in _SAID:
        limits = fault.get("ctx", {})
        said = _SAID[fault["type"]].format(**limits, field=path[-1] if path else "")
    message = f"{field}: {said}" if field else said
    return ErrorOut(code=KINDS[422].code, message=message, field=field or None)


class ErrorMiddleware:
    """Answers refusals and faults, and reshapes the error answers of what it stands around."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        reshaper = _Reshaper(send)
        try:
            await self.app(scope, receive, reshaper)
        except RefusedError as refusal:
            await _answer(send, refusal)
        except Exception:
            LOGGER.exception("a request failed")
            if reshaper.begun:
                raise
            await _answer(send, RefusedError(500))


class _Reshaper:
    """Holds back an error answer, and sends it in our shape."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._refused: RefusedError | None = None
        self.begun = False

    async def __call__(self, message: Message) -> None:
        is_start = message["type"] == "http.response.start"
        # Starlette would send '/predict/' to an absolute address, which a proxy may not have.
        if is_start and (
            message["status"] >= HTTPStatus.BAD_REQUEST
            or message["status"] == HTTPStatus.TEMPORARY_REDIRECT
        ):
            self._refused = _refusal_of(message)
        elif self._refused is None:
            self.begun = True
            await self._send(message)
        elif not message.get("more_body", False):
            self.begun = True
            await _answer(self._send, self._refused)


def _refusal_of(start: Message) -> RefusedError:
    """The refusal that an error answer of BentoML or Starlette amounts to."""
    allow = dict(start.get("headers", ())).get(b"allow")
    headers = {"allow": allow.decode()} if allow else {}
    status = start["status"]
    if status == HTTPStatus.TEMPORARY_REDIRECT:
        status = HTTPStatus.NOT_FOUND
    if status not in KINDS:
        status = 500 if status >= HTTPStatus.INTERNAL_SERVER_ERROR else 400
    return RefusedError(status, headers=headers)


async def _answer(send: Send, refusal: RefusedError) -> None:
    REFUSED.labels(code=refusal.error.code).inc()
    error = refusal.error.model_copy(update={"request_id": REQUEST_ID.get()})
    body = error.model_dump_json().encode("utf-8", "replace")
    headers = {
        "content-type": "application/json",
        "content-length": str(len(body)),
        **refusal.headers,
    }
    await send(
        {
            "type": "http.response.start",
            "status": refusal.status,
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        }
    )
    await send({"type": "http.response.body", "body": body})
