"""The Python client against real servers: our own, and bare ones that fail on purpose."""

import asyncio
import math
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from model.stance import Stance
from serve.client import AsyncWhipcountClient, ServiceError, WhipcountClient
from serve.demo import free_port
from serve.schemas import AskedActor, Prediction, PredictRequest

TEXT = "France tabled the draft resolution on rivers. Bolivia said it would vote against the draft."


class Flaky(ThreadingHTTPServer):
    """Another program in front of the service: fails with each of its answers, then passes on."""

    def __init__(self, answers: list[tuple[int, dict[str, str], bytes]], behind: str) -> None:
        super().__init__(("127.0.0.1", 0), _FlakyHandler)
        self.answers, self.behind = answers, behind
        self.asked_at: list[float] = []
        self.request_ids: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _FlakyHandler(BaseHTTPRequestHandler):
    server: Flaky

    def do_POST(self) -> None:
        self.server.asked_at.append(time.monotonic())
        self.server.request_ids.append(self.headers["x-request-id"])
        body = self.rfile.read(int(self.headers["content-length"]))
        if self.server.answers:
            status, headers, content = self.server.answers.pop(0)
        else:
            answer = httpx.post(
                self.server.behind + self.path,
                content=body,
                headers={"content-type": "application/json"},
                timeout=60,
            )
            status, headers, content = answer.status_code, {}, answer.content
        if status == 0:
            return  # the connection is closed without an answer
        self.send_response(status)
        for name, value in {**headers, "content-length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def flaky(service: httpx.Client) -> Iterator[Flaky]:
    server = Flaky([], str(service.base_url).rstrip("/"))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def client(service: httpx.Client) -> Iterator[WhipcountClient]:
    with WhipcountClient(str(service.base_url)) as client:
        yield client


def test_an_answer_is_typed(client: WhipcountClient) -> None:
    prediction = client.predict(TEXT, resolution="the draft on rivers", coverage=0.8)
    assert isinstance(prediction, Prediction)
    assert prediction.resolution.text == "the draft on rivers"
    stances = {actor.name: actor.stance for actor in prediction.actors}
    assert stances == {"France": Stance.SUPPORT, "Bolivia": Stance.OPPOSE}


def test_actors_can_be_asked_for(client: WhipcountClient) -> None:
    asked = ["France", AskedActor(name="La Paz", mentions=["Bolivia"])]
    prediction = client.predict(TEXT, actors=asked)
    assert [actor.name for actor in prediction.actors] == ["France", "La Paz"]
    assert all(actor.mentioned for actor in prediction.actors)


def test_an_error_carries_code_field_and_request_id(client: WhipcountClient) -> None:
    with pytest.raises(ServiceError) as caught:
        client.predict("", request_id="desk-7")
    error = caught.value
    assert (error.code, error.field, error.status) == ("invalid_field", "text", 422)
    assert error.request_id == "desk-7"
    assert "desk-7" in str(error)


def test_a_bad_document_of_a_batch_is_its_error(client: WhipcountClient) -> None:
    first, second, third = client.predict_batch([TEXT, {"txt": "?"}, PredictRequest(text=TEXT)])
    assert isinstance(first, Prediction)
    assert isinstance(second, ServiceError)
    assert second.code == "invalid_field"
    assert isinstance(third, Prediction)
    assert third.actors == first.actors


def test_a_key_opens_a_guarded_service(guarded: httpx.Client, api_keys: tuple[str, ...]) -> None:
    url = str(guarded.base_url)
    for key in api_keys:
        with WhipcountClient(url, api_key=key) as client:
            assert client.predict(TEXT).actors
    with WhipcountClient(url) as client, pytest.raises(ServiceError, match="unauthorized"):
        client.predict(TEXT)


def test_the_async_client_answers_alike(service: httpx.Client, client: WhipcountClient) -> None:
    async def ask() -> tuple[Prediction, list[Prediction | ServiceError], ServiceError]:
        async with AsyncWhipcountClient(str(service.base_url)) as other:
            one, many = await asyncio.gather(other.predict(TEXT), other.predict_batch([TEXT, ""]))
            with pytest.raises(ServiceError) as caught:
                await other.predict(TEXT, coverage=2)
            return one, many, caught.value

    one, many, error = asyncio.run(ask())
    assert one == many[0] == client.predict(TEXT)
    assert isinstance(many[1], ServiceError)
    assert error.field == "coverage"


@pytest.mark.parametrize("asynchronous", [False, True])
def test_it_waits_as_long_as_a_busy_service_says(flaky: Flaky, asynchronous: bool) -> None:
    flaky.answers = [(503, {"retry-after": "1"}, b"{}"), (429, {"retry-after": "1"}, b"{}")]

    async def ask() -> Prediction:
        async with AsyncWhipcountClient(flaky.url) as client:
            return await client.predict(TEXT)

    if asynchronous:
        prediction = asyncio.run(ask())
    else:
        with WhipcountClient(flaky.url) as client:
            prediction = client.predict(TEXT)
    assert prediction.actors
    first, second, third = flaky.asked_at
    assert second - first >= 1
    assert third - second >= 1
    assert len(set(flaky.request_ids)) == 1  # the log shows tries of one request as one


def test_a_lost_connection_is_tried_again(flaky: Flaky) -> None:
    flaky.answers = [(0, {}, b"")]
    with WhipcountClient(flaky.url) as client:
        assert client.predict(TEXT).actors
    assert len(flaky.asked_at) == 2


def test_what_does_not_pass_by_itself_is_not_tried_again(flaky: Flaky) -> None:
    flaky.answers = [(504, {}, b'{"code": "timeout", "message": "too slow"}')]
    with WhipcountClient(flaky.url) as client, pytest.raises(ServiceError, match="too slow"):
        client.predict(TEXT)
    assert len(flaky.asked_at) == 1


def test_it_gives_up_with_the_last_error(flaky: Flaky) -> None:
    busy = (503, {"retry-after": "1"}, b'{"code": "overloaded", "message": "busy"}')
    flaky.answers = [busy, busy]
    with WhipcountClient(flaky.url, retries=1) as client, pytest.raises(ServiceError) as caught:
        client.predict(TEXT)
    assert (caught.value.code, caught.value.status) == ("overloaded", 503)


def test_an_answer_that_is_not_ours_is_said_to_be_strange(flaky: Flaky) -> None:
    flaky.answers = [(404, {}, b"<html>not found</html>"), (200, {}, b"<html>hello</html>")]
    with WhipcountClient(flaky.url) as client:
        for _ in range(2):
            with pytest.raises(ServiceError, match="strange_answer"):
                client.predict(TEXT)


def test_a_newer_service_may_say_more(flaky: Flaky, client: WhipcountClient) -> None:
    more = client.predict(TEXT).model_dump_json().replace('{"name":', '{"mood":1,"name":')
    flaky.answers = [(200, {}, more.encode())]
    with WhipcountClient(flaky.url) as other:
        assert other.predict(TEXT) == client.predict(TEXT)


@pytest.mark.parametrize(
    ("text", "coverage", "status"), [("\ud800", None, 422), (TEXT, math.nan, 400)]
)
def test_what_json_cannot_say_is_an_error_of_the_service(
    client: WhipcountClient, text: str, coverage: float | None, status: int
) -> None:
    with pytest.raises(ServiceError) as caught:
        client.predict(text, coverage=coverage)
    assert caught.value.status == status


@pytest.mark.parametrize(("said", "waits_s"), [("45", 45), ("60", 60), ("3600", 60)])
def test_it_heeds_retry_after_up_to_a_minute(
    monkeypatch: pytest.MonkeyPatch, said: str, waits_s: float
) -> None:
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    busy = httpx.MockTransport(lambda _: httpx.Response(429, headers={"retry-after": said}))
    with (
        WhipcountClient("http://busy.test", retries=1, transport=busy) as client,
        pytest.raises(ServiceError),
    ):
        client.predict(TEXT)
    assert waited[-1] == waits_s


def test_a_service_that_is_not_there_is_said_to_be_unreachable() -> None:
    with (
        WhipcountClient(f"http://127.0.0.1:{free_port()}", retries=0) as client,
        pytest.raises(ServiceError) as caught,
    ):
        client.predict(TEXT)
    assert caught.value.code == "unreachable"
    assert caught.value.request_id
