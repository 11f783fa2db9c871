"""Bodies as strangers send them, over real sockets: late, chunked, too large, odd JSON."""

import json
import socket
from collections.abc import Iterator

import httpx
import pytest

from serve.bodies import MAX_DEPTH

JSON = {"content-type": "application/json"}
KEYS = {"code", "message", "field", "request_id"}


def post(service: httpx.Client, content: bytes | Iterator[bytes], **headers: str) -> httpx.Response:
    return service.post("/predict", content=content, headers=JSON | headers)


def nested(depth: int) -> bytes:
    return b'{"text": ' + b"[" * depth + b"]" * depth + b"}"


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        (b'{"text": "a", "text": "b"}', 400, "twice"),
        (b'{"text": "Kenya.", "coverage": Infinity}', 400, "Infinity"),
        (b'{"text": "Kenya.", "coverage": 1e999}', 422, "coverage"),
        (b'{"text": "Kenya.", "coverage": ' + b"9" * 5_000 + b"}", 400, "digits"),
        (nested(MAX_DEPTH - 2), 422, "text"),
        (nested(MAX_DEPTH + 1), 400, "deep"),
        (nested(500), 400, "deep"),
        (b'{"\\ud800": 1}', 422, "surrogate"),
        (b"\xef\xbb\xbf{}", 400, "byte order mark"),
        (b'{"text": "Kenya."} {}', 400, "JSON"),
        ('{"text": "Kenya."}'.encode("utf-16"), 400, "UTF-8"),
        (b'{"text": "Kenya.", "coverage": "0.9"}', 422, "coverage"),
        (b'{"text": "Kenya.", "coverage": true}', 422, "coverage"),
    ],
)
def test_odd_json_is_refused_with_a_reason(
    service: httpx.Client, content: bytes, status: int, words: str
) -> None:
    answer = post(service, content)
    assert (answer.status_code, set(answer.json())) == (status, KEYS), answer.text
    assert words in answer.json()["message"]


@pytest.mark.parametrize(
    ("headers", "field"),
    [
        ({"content-type": "application/json; charset=latin-1"}, "content-type"),
        ({"content-encoding": "gzip"}, "content-encoding"),
    ],
)
def test_a_body_in_disguise_is_refused(
    service: httpx.Client, headers: dict[str, str], field: str
) -> None:
    answer = post(service, b'{"text": "Kenya."}', **headers)
    assert (answer.status_code, answer.json()["field"]) == (415, field)


def test_a_body_in_chunks_is_read(service: httpx.Client) -> None:
    pieces = (bytes([byte]) for byte in b'{"text": "Kenya.", "actors": ["Kenya"]}')
    assert post(service, pieces).status_code == 200


def test_a_body_in_chunks_is_refused_as_soon_as_it_is_too_large(service: httpx.Client) -> None:
    sent = 0

    def pieces() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(2_000):
            sent += 1
            yield b" " * (64 * 1024)

    try:
        answer = post(service, pieces())
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    except (httpx.ReadError, httpx.RemoteProtocolError):  # hung up before we had sent all
        pass
    assert sent < 2_000


def test_a_fault_in_one_document_of_many_does_not_quote_it(service: httpx.Client) -> None:
    documents = [{"text": 7, "secret": "sesame"}, {"text": "Kenya.", "actors": [1]}]
    answer = service.post("/predict_batch", json={"documents": documents})
    assert [result["error"]["field"] for result in answer.json()["results"]] == [
        "text",
        "actors.0",
    ]
    assert "sesame" not in answer.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/predict", 405),
        ("PUT", "/predict_batch", 405),
        ("DELETE", "/healthz", 405),
        ("PATCH", "/", 405),
        ("POST", "/docs.json", 405),
        ("GET", "/nowhere", 404),
        ("POST", "/nowhere", 404),
        ("GET", "/page/nothing.js", 404),
        ("GET", "/static_content/nothing.js", 404),
        ("GET", "/%00", 404),
        ("GET", "/..%2f..%2fetc%2fpasswd", 404),
    ],
)
def test_a_wrong_address_or_method_is_answered_in_the_same_shape(
    service: httpx.Client, method: str, path: str, status: int
) -> None:
    answer = service.request(method, path)
    assert (answer.status_code, set(answer.json())) == (status, KEYS), answer.text
    assert answer.json()["request_id"] == answer.headers["x-request-id"]
    assert (status == 405) == ("allow" in answer.headers)


def test_a_caller_who_sends_slowly_holds_nobody_up(service: httpx.Client) -> None:
    body = json.dumps({"text": "Bolivia said it would vote against the draft on roads."}).encode()
    head = (
        f"POST /predict HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
        f"content-length: {len(body)}\r\n\r\n"
    )
    address = (service.base_url.host, service.base_url.port or 80)
    slow = [socket.create_connection(address) for _ in range(50)]
    for each in slow:
        each.sendall(head.encode() + body[:20])
    assert post(service, body).status_code == 200  # while none of them has sent the rest
    slow[0].sendall(body[20:])
    assert slow[0].recv(100).startswith(b"HTTP/1.1 200")
    for each in slow:
        each.close()
