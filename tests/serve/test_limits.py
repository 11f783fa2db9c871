"""A service with small limits: they are kept to, said in OpenAPI, counted and logged."""

import json
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from serve.demo import running_service

SECRET = "Ruritania"
TEXT = "France tabled the draft on rivers. Bolivia said it would vote against the draft."
SETTINGS = {
    "WHIPCOUNT_MAX_QUEUE_DOCUMENTS": "4",
    "WHIPCOUNT_MAX_BODY_BYTES": "100000",
    "WHIPCOUNT_MAX_CHARACTERS": "9000",
    "WHIPCOUNT_MAX_ACTORS": "3",
    "WHIPCOUNT_MAX_DOCUMENTS": "8",
    "WHIPCOUNT_CORS_ORIGINS": "https://desk.example",
    "WHIPCOUNT_LOG_FORMAT": "json",
    "WHIPCOUNT_LOG_LEVEL": "debug",
    "WHIPCOUNT_TIMEOUT_S": "600",
    "WHIPCOUNT_MAX_LATENCY_MS": "600000",
}


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("small") / "log"


@pytest.fixture(scope="module")
def small(log: Path) -> Iterator[httpx.Client]:
    with ExitStack() as stack:
        port, _ = stack.enter_context(running_service(SETTINGS, log))
        yield stack.enter_context(httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=600))


def post(service: httpx.Client, body: object, path: str = "/predict") -> httpx.Response:
    return service.post(path, json=body)


def figures(service: httpx.Client) -> dict[str, float]:
    """The samples of /metrics as NAME or NAME{label values}."""
    return {
        sample.name + "".join(f"{{{value}}}" for value in sample.labels.values()): sample.value
        for family in text_string_to_metric_families(service.get("/metrics").text)
        for sample in family.samples
        if sample.name.startswith("whipcount")
    }


def logged(log: Path, request_id: str) -> list[dict[str, Any]]:
    """What the log says of a request's answers. Other lines of it are for people."""
    lines = log.read_text(encoding="utf-8").splitlines()
    entries = [json.loads(line) for line in lines if line.startswith("{")]
    return [each for each in entries if each.get("request_id") == request_id and "status" in each]


def in_hand(service: httpx.Client) -> float:
    return figures(service)["whipcount_documents_in_hand"]


@pytest.mark.parametrize(
    ("path", "body", "status", "field"),
    [
        ("/predict", {"text": "x" * 9_001}, 422, "text"),
        ("/predict", {"text": TEXT, "actors": ["a", "b", "c", "d"]}, 422, "actors"),
        ("/predict_batch", {"documents": [{"text": TEXT}] * 9}, 422, "documents"),
        ("/predict", {"text": "x" * 100_000}, 413, None),
    ],
)
def test_a_limit_that_was_set_is_kept_to(
    small: httpx.Client, path: str, body: object, status: int, field: str | None
) -> None:
    answer = post(small, body, path)
    assert (answer.status_code, answer.json()["field"]) == (status, field)


def test_openapi_has_the_limits_in_force(small: httpx.Client) -> None:
    document = small.get("/docs.json").json()
    schemas = document["components"]["schemas"]
    assert schemas["PredictRequest"]["properties"]["text"]["maxLength"] == 9_000
    assert schemas["PredictBatchRequest"]["properties"]["documents"]["maxItems"] == 8
    assert "100000 bytes" in document["info"]["description"]
    assert "securitySchemes" not in document["components"]


def test_a_full_queue_refuses_at_once_and_recovers(small: httpx.Client) -> None:
    long = {"documents": [{"text": f"{i} " + "Kenya said it hopes. " * 400} for i in range(8)]}
    with ThreadPoolExecutor() as pool:
        batch = pool.submit(post, small, long, "/predict_batch")
        while in_hand(small) < 8:
            assert not batch.done()
            time.sleep(0.01)
        refused = post(small, {"text": TEXT})
        assert not batch.done()
        assert (refused.status_code, refused.json()["code"]) == (429, "too_many_requests")
        assert 1 <= int(refused.headers["retry-after"]) <= 600
        answered = batch.result()
    assert answered.status_code == 200
    assert ["prediction" in result for result in answered.json()["results"]] == [True] * 8
    assert post(small, {"text": TEXT}).status_code == 200


def test_a_caller_who_has_gone_is_not_read_for(small: httpx.Client) -> None:
    documents = [{"text": f"gone {i} " + "Kenya said it hopes. " * 400} for i in range(8)]
    before = figures(small)["whipcount_documents_total"]
    with pytest.raises(httpx.ReadTimeout):
        small.post("/predict_batch", json={"documents": documents}, timeout=0.3)
    deadline = time.monotonic() + 300
    while in_hand(small):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert figures(small)["whipcount_documents_total"] - before < 8


def test_a_caller_who_takes_the_answer_slowly_holds_nobody_up(small: httpx.Client) -> None:
    documents = [{"text": f"slow {i} " + "Kenya said it hopes. " * 400} for i in range(4)]
    body = json.dumps({"documents": documents}).encode()
    head = (
        "POST /predict_batch HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
        f"content-length: {len(body)}\r\n\r\n"
    )
    with socket.socket() as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        slow.connect((small.base_url.host, small.base_url.port or 80))
        slow.sendall(head.encode() + body)
        assert slow.recv(12) == b"HTTP/1.1 200"  # and takes no more of it
        assert in_hand(small) == 0
        assert post(small, {"text": f"{TEXT} Meanwhile."}).status_code == 200


def test_answers_stances_and_refusals_are_counted(small: httpx.Client) -> None:
    body = {"text": TEXT + " Counted.", "actors": ["France", "Bolivia", "Peru"]}
    before = figures(small)
    fresh, kept = post(small, body), post(small, body)
    many = post(small, {"documents": [body, {"text": ""}]}, "/predict_batch")
    post(small, {"text": 7})
    after = figures(small)
    actors = fresh.json()["actors"]
    assert [actor["mentioned"] for actor in actors] == [True, True, False]

    def more(name: str) -> float:
        return after[name] - before.get(name, 0)

    assert kept.json() == fresh.json() == many.json()["results"][0]["prediction"]
    assert more("whipcount_documents_total") == 3
    assert more("whipcount_cached_total") == 2
    assert more("whipcount_refused_total{invalid_field}") == 2
    for stance in ("support", "oppose", "undecided"):
        given = sum(actor["stance"] == stance and actor["mentioned"] for actor in actors)
        assert more(f"whipcount_stances_total{{{stance}}}") == 3 * given
    unsure = sum(len(actor["prediction_set"]) > 1 for actor in actors)
    assert more("whipcount_person_needed_total") == 3 * unsure
    assert more("whipcount_request_seconds_count{POST}{/predict}{200}") == 2


def test_addresses_that_strangers_make_up_are_no_series(small: httpx.Client) -> None:
    small.get("/made-up-by-a-stranger")
    small.request("BREW", "/predict")
    said = small.get("/metrics").text
    assert "made-up" not in said
    assert "BREW" not in said
    assert "bentoml_service_adaptive_batch_size_bucket" in said


def test_a_page_of_an_allowed_origin_may_ask_and_read_errors(small: httpx.Client) -> None:
    headers = {"origin": "https://desk.example"}
    asked = {"access-control-request-method": "POST", "access-control-request-headers": "x-api-key"}
    allowed = small.options("/predict", headers=headers | asked)
    assert allowed.status_code == 200
    for body in ({"text": TEXT}, {}):
        answer = small.post("/predict", json=body, headers=headers)
        assert answer.headers["access-control-allow-origin"] == "https://desk.example"
    stranger = small.post("/predict", json={}, headers={"origin": "https://else.example"})
    assert "access-control-allow-origin" not in stranger.headers


def test_the_log_has_the_request_and_not_the_text(small: httpx.Client, log: Path) -> None:
    headers = {"x-request-id": "desk-log"}
    for body in (
        {"text": f"{SECRET} will vote for it."},
        {"text": SECRET, "coverage": SECRET},
        {SECRET: 1},
        {"text": f"{SECRET} \ud800"},
    ):
        small.post("/predict", content=json.dumps(body), headers=headers | {
            "content-type": "application/json"
        })  # fmt: skip
    small.post("/predict_batch", json={"documents": [{"text": 7, SECRET: SECRET}]}, headers=headers)
    small.get(f"/{SECRET}?{SECRET}", headers=headers)
    deadline = time.monotonic() + 60
    while len(ours := logged(log, "desk-log")) < 6 and time.monotonic() < deadline:
        time.sleep(0.1)  # a line is written after its answer was sent
    assert SECRET not in log.read_text(encoding="utf-8")
    assert [entry["status"] for entry in ours] == [
        200,
        422,
        422,
        422,
        200,
        404,
    ]
    assert ours[-1]["route"] == "(other)"


def test_the_log_has_the_text_where_the_operator_asks_for_it(tmp_path: Path) -> None:
    settings = {"WHIPCOUNT_LOG_TEXT": "1", "WHIPCOUNT_TIMEOUT_S": "1"}
    with running_service(settings, tmp_path / "log") as (port, _):
        address = f"http://127.0.0.1:{port}/predict"
        httpx.post(address, json={"text": f"{SECRET} rests."}, timeout=60)
        too_late(address)
    assert f"{SECRET} rests." in (tmp_path / "log").read_text(encoding="utf-8")


def too_late(address: str) -> None:
    """With a second for each request: a long text, and a body that does not come."""

    def nothing() -> Iterator[bytes]:
        yield b'{"text": '
        time.sleep(2)
        yield b'"Kenya."}'

    long = httpx.post(address, json={"text": "Kenya said it hopes. " * 4_700}, timeout=60)
    assert (long.status_code, long.json()["code"]) == (504, "timeout")
    headers = {"content-type": "application/json"}
    slow = httpx.post(address, content=nothing(), headers=headers, timeout=60)
    assert (slow.status_code, slow.json()["code"]) == (408, "body_too_slow")
