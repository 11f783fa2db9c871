"""Bodies of requests: read within bounds, strictly as JSON, and checked against the contract.

What is refused here never reaches BentoML, which would print what it refuses, text and all.
Stricter than `json` where readers of JSON differ (RFC 8259, sections 4, 6 and 8): a key given
twice, NaN, half a surrogate pair, numbers beyond measure and deep nesting are refused.
"""

import asyncio
import codecs
import json
import re
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from serve.errors import RefusedError, first_fault
from serve.request_id import App, Message, Receive, Scope, Send

MAX_DEPTH = 32  # a request needs 6
MAX_DIGITS = 300
MAX_BODIES = 4  # of full size that may be arriving at once, in bytes
HANG_UP = {"connection": "close"}  # what is left of the body is not waited for
# Times the limit, of a body that is too large, that is taken and thrown away: who writes all of it
# before reading, as urllib does, would see a broken connection in place of the answer.
MAX_DISCARDED = 2
REQUEST = "whipcount.request"  # in the scope: the request, checked
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


class CallerGoneError(Exception):
    """The caller has gone; there is nobody to answer."""


class BodyMiddleware:
    """Refuses what is no request, and puts what is one into the scope.

    Args:
        app: the service.
        contracts: by path, what a POST to it has to be.
        max_body_bytes: of a request; more is answered with 413.
        timeout_s: for a body to arrive; later is answered with 408.
    """

    def __init__(
        self,
        app: App,
        contracts: Mapping[str, type[BaseModel]],
        max_body_bytes: int,
        timeout_s: float,
    ) -> None:
        self.app = app
        self.contracts = contracts
        self.max_body_bytes = max_body_bytes
        self.timeout_s = timeout_s
        self._arriving = 0  # bytes, of all requests

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        contract = self.contracts.get(scope["path"]) if scope["type"] == "http" else None
        if contract is None or scope["method"] != "POST":
            await self.app(scope, receive, send)
            return
        headers = {name.lower(): value for name, value in scope["headers"]}
        self._check_headers(headers)
        try:
            async with asyncio.timeout(self.timeout_s):
                body = await self._read(headers, receive)
        except TimeoutError:
            raise RefusedError(408, headers=HANG_UP) from None
        except CallerGoneError:
            return
        try:
            scope[REQUEST] = contract.model_validate(parse_strictly(body))
        except ValidationError as error:
            refusal = RefusedError(422)
            refusal.error = first_fault(error.errors(include_input=False))
            raise refusal from None
        await self.app(scope, _replay(body, receive), send)

    def _check_headers(self, headers: Mapping[bytes, bytes]) -> None:
        media_type, *parameters = headers.get(b"content-type", b"").decode("latin-1").split(";")
        if media_type.strip().lower() != "application/json":
            raise RefusedError(415, field="content-type")
        for parameter in parameters:
            name, _, value = parameter.strip().lower().partition("=")
            if name == "charset" and value.strip('"') not in ("utf-8", "utf8"):
                raise RefusedError(415, "send the body as UTF-8", "content-type")
        if headers.get(b"content-encoding", b"identity").strip().lower() != b"identity":
            raise RefusedError(415, "send the body without compression", "content-encoding")

    def _too_large(self) -> RefusedError:
        said = f"the body has more than {self.max_body_bytes} bytes; send less at once"
        return RefusedError(413, said, headers=HANG_UP)

    async def _read(self, headers: Mapping[bytes, bytes], receive: Receive) -> bytes:
        length = headers.get(b"content-length", b"0")
        if length.isdigit() and int(length) > self.max_body_bytes:
            # Who waits to be told to send ('expect') reads the answer before.
            if int(length) <= MAX_DISCARDED * self.max_body_bytes and b"expect" not in headers:
                await self._discard(receive)
            raise self._too_large()
        chunks: list[bytes] = []
        size = 0
        try:
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise CallerGoneError
                chunk = message.get("body", b"")
                chunks.append(chunk)
                size += len(chunk)
                self._arriving += len(chunk)
                if size > self.max_body_bytes:
                    if message.get("more_body", False):
                        chunks.clear()
                        await self._discard(receive)
                    raise self._too_large()
                if self._arriving > MAX_BODIES * self.max_body_bytes:
                    raise RefusedError(503, headers=HANG_UP)
                if not message.get("more_body", False):
                    return b"".join(chunks)
        finally:
            self._arriving -= size

    async def _discard(self, receive: Receive) -> None:
        """Take what comes of a body, within bounds, and keep nothing of it."""
        left = MAX_DISCARDED * self.max_body_bytes
        while left > 0:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise CallerGoneError
            left -= len(message.get("body", b""))
            if not message.get("more_body", False):
                return


def parse_strictly(body: bytes) -> Any:
    """The value of a JSON body.

    Raises:
        RefusedError: 400, it is not UTF-8 or not JSON; 422, it holds what no field can be.
    """
    try:
        if body.startswith(codecs.BOM_UTF8):
            raise RefusedError(400, "the body begins with a byte order mark; send it without")
        text = body.decode("utf-8")
        if not text.strip():
            raise RefusedError(400, "the body is empty; send a JSON object")
        value = json.loads(
            text, parse_constant=_no_constant, parse_int=_integer, object_pairs_hook=_no_twins
        )
    except UnicodeDecodeError as error:
        raise RefusedError(
            400, f"the body is not UTF-8 (byte {error.start}); encode it as UTF-8"
        ) from None
    except RecursionError:
        raise RefusedError(400, "the body is nested too deeply; send it as documented") from None
    except ValueError as error:
        raise RefusedError(400, f"the body is no valid JSON: {error}; correct it") from None
    if _is_deeper(value, MAX_DEPTH):
        raise RefusedError(
            400, f"the body is nested more than {MAX_DEPTH} deep; send it as documented"
        )
    if _SURROGATE.search(text):
        _refuse_half_pairs(value)
    return value


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON number")


def _integer(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise ValueError(f"a number has more than {MAX_DIGITS} digits")
    return int(digits)


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("an object has the same key twice")
    return found


def _is_deeper(value: Any, limit: int) -> bool:
    level = [value]
    for _ in range(limit):
        level = [
            child
            for each in level
            if isinstance(each, dict | list)
            for child in (each.values() if isinstance(each, dict) else each)
        ]
        if not level:
            return False
    return True


def _refuse_half_pairs(value: Any) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        raise RefusedError(
            422, "a string has half of a surrogate pair (\\uD800 to \\uDFFF alone); remove it"
        ) from None


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
