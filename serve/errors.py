"""One shape for every error: a code, a sentence that says what to do, the field, a request id.

The middleware stands around the whole service. It refuses what cannot be a request before anything
is read into memory, and gives BentoML's own error answers the same shape.
"""

import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from pydantic_core import ErrorDetails

from serve.request_id import REQUEST_ID, App, Message, Receive, Scope, Send
from serve.schemas import ErrorOut

_CODES = {
    400: "bad_request",
    401: "unauthorized",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_media_type",
    422: "invalid_field",
    429: "too_many_requests",
    500: "internal_error",
    503: "overloaded",
    504: "timeout",
}
_REMEDIES = {
    401: "this service asks for an API key; send it as 'authorization: Bearer KEY' or 'x-api-key'",
    404: "there is nothing at this address; POST to /predict or /predict_batch, see /docs.json",
    405: "this address does not take that method; POST to /predict or /predict_batch",
    429: "too many requests at once; try again in a moment",
    500: "the service failed on this request; the fault is in its log, not in what you sent",
    503: "the service is busy or not ready; try again in a moment",
    504: "the request took too long; send a shorter text or fewer documents",
}


def first_fault(faults: Sequence[ErrorDetails] | Sequence[dict[str, Any]]) -> ErrorOut:
    """The first of pydantic's faults as an error with field and remedy."""
    fault = faults[0]
    field = ".".join(str(part) for part in fault["loc"] if part not in ("AskedActor", "root"))
    field = field.split(".function-")[0].removesuffix(".constrained-str")
    kind, said = fault["type"], fault["msg"]
    if kind == "extra_forbidden":
        said = "unknown field; remove it or correct its name"
    elif kind == "missing":
        said = "this field is required"
    elif kind == "json_invalid":
        said = f"the body is no valid JSON ({said})"
    message = f"{field}: {said}" if field else said
    return ErrorOut(code="invalid_field", message=message, field=field or None)


class ErrorMiddleware:
    """Refuses impossible requests and reshapes error answers.

    Args:
        app: the service.
        max_body_bytes: of a request; more is answered with 413.
    """

    def __init__(self, app: App, max_body_bytes: int) -> None:
        self.app = app
        self.max_body_bytes = max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = scope.get(REQUEST_ID)
        if scope["method"] == "POST":
            body = await self._checked_body(scope, receive)
            if isinstance(body, tuple):
                status, error = body
                await _answer(send, status, error, request_id)
                return
            receive = _replay(body, receive)
        await self.app(scope, receive, _Reshaper(send, request_id))

    async def _checked_body(self, scope: Scope, receive: Receive) -> bytes | tuple[int, ErrorOut]:
        """The body, or why it is refused."""
        headers = {name.lower(): value for name, value in scope["headers"]}
        media_type = headers.get(b"content-type", b"").split(b";")[0].strip().lower()
        if media_type != b"application/json":
            return 415, ErrorOut(
                code=_CODES[415],
                message="send the header 'content-type: application/json' and a JSON body",
                field="content-type",
            )
        too_large = ErrorOut(
            code=_CODES[413],
            message=f"the body has more than {self.max_body_bytes} bytes; send less at once",
        )
        if headers.get(b"content-length", b"0").isdigit() and (
            int(headers.get(b"content-length", b"0")) > self.max_body_bytes
        ):
            return 413, too_large
        chunks: list[bytes] = []
        size = 0
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                break
            chunk = message.get("body", b"")
            size += len(chunk)
            if size > self.max_body_bytes:
                return 413, too_large
            chunks.append(chunk)
            more = message.get("more_body", False)
        body = b"".join(chunks)
        try:
            text = body.decode("utf-8")
            if not text.strip():
                raise ValueError("it is empty")
            json.loads(text, parse_constant=_refuse_constant)
        except UnicodeDecodeError as error:
            return 400, ErrorOut(
                code=_CODES[400],
                message=f"the body is not UTF-8 (byte {error.start}); encode it as UTF-8",
            )
        except (ValueError, RecursionError) as error:
            reason = "it is nested too deeply" if isinstance(error, RecursionError) else error
            return 400, ErrorOut(
                code=_CODES[400], message=f"the body is no valid JSON: {reason}; correct it"
            )
        return body


class _Reshaper:
    """Holds back an error answer, and sends it in our shape."""

    def __init__(self, send: Send, request_id: str | None) -> None:
        self._send = send
        self._request_id = request_id
        self._status = 0
        self._chunks: list[bytes] = []

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
        if self._status < HTTPStatus.BAD_REQUEST:
            await self._send(message)
            return
        if message["type"] != "http.response.body":
            return
        self._chunks.append(message.get("body", b""))
        if not message.get("more_body", False):
            status, error = _reshape(self._status, b"".join(self._chunks))
            await _answer(self._send, status, error, self._request_id)


def _reshape(status: int, body: bytes) -> tuple[int, ErrorOut]:
    try:
        answer = json.loads(body)
    except ValueError:
        answer = {}
    faults = answer.get("detail") if isinstance(answer, dict) else None
    if status == HTTPStatus.BAD_REQUEST and isinstance(faults, list) and faults:
        return 422, first_fault(faults)
    message = _REMEDIES.get(status, "the request cannot be served as it is; see /docs.json")
    return status, ErrorOut(code=_CODES.get(status, "bad_request"), message=message)


async def answer_error(send: Send, scope: Scope, status: int) -> None:
    """Answer with an error that needs no more words than its status has."""
    error = ErrorOut(code=_CODES[status], message=_REMEDIES[status])
    await _answer(send, status, error, scope.get(REQUEST_ID))


async def _answer(send: Send, status: int, error: ErrorOut, request_id: str | None) -> None:
    error = error.model_copy(update={"request_id": request_id})
    body = error.model_dump_json().encode("utf-8", "replace")
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
    ]
    if status in (429, 503):
        headers.append((b"retry-after", b"1"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _replay(body: bytes, receive: Receive) -> Receive:
    """A receive that gives the body that was already read, and then listens on."""
    sent = False

    async def again() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON number")
