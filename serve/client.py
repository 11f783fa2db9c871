"""A typed client of the service for Python, sync and async, that waits and asks again.

BentoML has clients of its own (`SyncHTTPClient`, `AsyncHTTPClient`). They reach this service, but
answer with plain dicts, give an error as its status and bare text, retry nothing and do not heed
Retry-After. So this one is httpx with httpx-retries as its transport, and the models of
`serve.schemas` as its answers.
"""

import json
import uuid
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Self

import httpx
from httpx_retries import Retry, RetryTransport
from pydantic import BaseModel, ValidationError

from serve.schemas import AskedActor, ErrorOut, Prediction, PredictRequest

DEFAULT_TIMEOUT_S = 90.0  # more than the service's own, so that its 504 arrives
DEFAULT_RETRIES = 5
_BACKOFF_S = 0.5
LONGEST_WAIT_S = 60.0  # a default service says no more; a proxy may
# What passes by itself. Not 504: the same text would take as long again.
_PASSING_STATUSES = (
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.SERVICE_UNAVAILABLE,
)
_PASSING_FAULTS = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.ReadError,
    httpx.WriteError,
    httpx.RemoteProtocolError,
)

Document = str | PredictRequest | Mapping[str, Any]


class ServiceError(Exception):
    """What the service refused, or that it could not be reached.

    Attributes:
        code: as the service names it (`invalid_field`, `unauthorized`, `overloaded`, ...), or
            `unreachable`, `timeout` or `strange_answer` where there was no answer of the service.
        message: a sentence that says what to do.
        field: of the request, where one is wrong.
        request_id: under which the service's log has the request.
        status: of HTTP; None for one document of a batch, and where there was no answer.
    """

    def __init__(self, error: ErrorOut, status: int | None = None) -> None:
        self.code, self.message = error.code, error.message
        self.field, self.request_id = error.field, error.request_id
        self.status = status
        super().__init__(f"{error.code}: {error.message} (request {error.request_id})")


class WhipcountClient:
    """Asks a service, and waits while it answers; use it in a `with`.

    Args:
        url: of the service, `http://localhost:3000`.
        api_key: where the service asks for one.
        timeout_s: that one try may take.
        retries: after 429, 502, 503 or a lost connection, each later than the last, or when
            Retry-After says, but within LONGEST_WAIT_S. A request is asked again as a whole; it
            changes nothing there.
        transport: of httpx, for a proxy or certificates of your own.
    """

    def __init__(
        self,
        url: str,
        api_key: str | None = None,
        timeout_s: float = DEFAULT_TIMEOUT_S,
        retries: int = DEFAULT_RETRIES,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._http = httpx.Client(
            base_url=url,
            headers=_key_header(api_key),
            timeout=timeout_s,
            transport=RetryTransport(transport or httpx.HTTPTransport(), _retry(retries)),
        )

    def predict(
        self,
        text: str,
        *,
        resolution: str | None = None,
        body: str | None = None,
        actors: Sequence[str | AskedActor] | None = None,
        coverage: float | None = None,
        request_id: str | None = None,
    ) -> Prediction:
        """Each actor's stance in one document; what is left out the service finds.

        Raises:
            ServiceError: the request was refused, or the service not reached.
        """
        asked = _request(text, resolution, body, actors, coverage)
        return _prediction(self._post("/predict", asked, request_id))

    def predict_batch(
        self, documents: Sequence[Document], *, request_id: str | None = None
    ) -> list[Prediction | ServiceError]:
        """Each actor's stance in many documents, in their order; a bad one is its error.

        Raises:
            ServiceError: the whole batch was refused, or the service not reached.
        """
        return _predictions(self._post("/predict_batch", _batch(documents), request_id))

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _post(self, path: str, asked: object, request_id: str | None) -> httpx.Response:
        request_id = request_id or uuid.uuid4().hex
        try:
            answer = self._http.post(path, content=_json(asked), headers=_headers(request_id))
        except httpx.TransportError as error:
            raise _unreachable(error, request_id) from error
        return _checked(answer, request_id)


class AsyncWhipcountClient:
    """As `WhipcountClient`, for `async with` and `await`."""

    def __init__(
        self,
        url: str,
        api_key: str | None = None,
        timeout_s: float = DEFAULT_TIMEOUT_S,
        retries: int = DEFAULT_RETRIES,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._http = httpx.AsyncClient(
            base_url=url,
            headers=_key_header(api_key),
            timeout=timeout_s,
            transport=RetryTransport(transport or httpx.AsyncHTTPTransport(), _retry(retries)),
        )

    async def predict(
        self,
        text: str,
        *,
        resolution: str | None = None,
        body: str | None = None,
        actors: Sequence[str | AskedActor] | None = None,
        coverage: float | None = None,
        request_id: str | None = None,
    ) -> Prediction:
        """As `WhipcountClient.predict`."""
        asked = _request(text, resolution, body, actors, coverage)
        return _prediction(await self._post("/predict", asked, request_id))

    async def predict_batch(
        self, documents: Sequence[Document], *, request_id: str | None = None
    ) -> list[Prediction | ServiceError]:
        """As `WhipcountClient.predict_batch`."""
        return _predictions(await self._post("/predict_batch", _batch(documents), request_id))

    async def aclose(self) -> None:
        """Give the connections back."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def _post(self, path: str, asked: object, request_id: str | None) -> httpx.Response:
        request_id = request_id or uuid.uuid4().hex
        try:
            answer = await self._http.post(path, content=_json(asked), headers=_headers(request_id))
        except httpx.TransportError as error:
            raise _unreachable(error, request_id) from error
        return _checked(answer, request_id)


def _retry(retries: int) -> Retry:
    return Retry(
        total=retries,
        allowed_methods=["POST"],
        status_forcelist=_PASSING_STATUSES,
        retry_on_exceptions=_PASSING_FAULTS,
        backoff_factor=_BACKOFF_S,
        max_backoff_wait=LONGEST_WAIT_S,
    )


def _key_header(api_key: str | None) -> dict[bytes, bytes]:
    # As bytes: httpx would refuse a key beyond ASCII, which the service takes as UTF-8.
    return {} if api_key is None else {b"authorization": b"Bearer " + api_key.encode()}


def _headers(request_id: str) -> dict[str, str]:
    return {"content-type": "application/json", "x-request-id": request_id}


def _request(
    text: str,
    resolution: str | None,
    body: str | None,
    actors: Sequence[str | AskedActor] | None,
    coverage: float | None,
) -> dict[str, Any]:
    """The request as it goes over the wire; the service alone checks it, by its own limits."""
    asked: dict[str, Any] = {"text": text, "resolution": resolution, "body": body}
    if actors is not None:
        asked["actors"] = [_plain(actor) for actor in actors]
    asked["coverage"] = coverage
    return {field: value for field, value in asked.items() if value is not None}


def _batch(documents: Sequence[Document]) -> dict[str, Any]:
    return {
        "documents": [
            {"text": each} if isinstance(each, str) else _plain(each) for each in documents
        ]
    }


def _json(asked: object) -> bytes:
    """The body; what JSON cannot say goes out as Python writes it, for the service to refuse."""
    return json.dumps(asked, separators=(",", ":")).encode()


def _plain(value: object) -> object:
    return value.model_dump(mode="json") if isinstance(value, BaseModel) else value


def _unreachable(error: httpx.TransportError, request_id: str) -> ServiceError:
    late = isinstance(error, httpx.TimeoutException)
    message = (
        "no answer in time; send less at once, or allow more with timeout_s"
        if late
        else f"the service cannot be reached ({error}); is it running, and is the address right?"
    )
    code = "timeout" if late else "unreachable"
    return ServiceError(ErrorOut(code=code, message=message, request_id=request_id))


def _checked(answer: httpx.Response, request_id: str) -> httpx.Response:
    if answer.is_success:
        return answer
    try:
        error = ErrorOut.model_validate_json(answer.content, extra="ignore")
    except ValidationError:  # a proxy's page, say
        error = _strange(f"status {answer.status_code}")
    given = error.request_id or answer.headers.get("x-request-id", request_id)
    raise ServiceError(error.model_copy(update={"request_id": given}), answer.status_code)


def _strange(what: str) -> ErrorOut:
    return ErrorOut(
        code="strange_answer", message=f"{what} with no answer of Whipcount; is the address right?"
    )


def _prediction(answer: httpx.Response) -> Prediction:
    try:
        # A newer service may say more than this client knows.
        return Prediction.model_validate_json(answer.content, extra="ignore")
    except ValidationError as error:
        raise ServiceError(_strange("status 200"), answer.status_code) from error


def _predictions(answer: httpx.Response) -> list[Prediction | ServiceError]:
    try:
        return [
            ServiceError(ErrorOut.model_validate(result["error"], extra="ignore"))
            if result.get("error")
            else Prediction.model_validate(result["prediction"], extra="ignore")
            for result in answer.json()["results"]
        ]
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise ServiceError(_strange("status 200"), answer.status_code) from error
