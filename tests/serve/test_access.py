"""Keys and request ids, on a real service that asks for keys."""

import hashlib
import re

import httpx
import pytest
from pydantic import ValidationError

from serve.settings import ServiceSettings

BODY = {"text": "Bolivia said it would vote against the draft on rivers."}


def test_each_key_opens_the_service_in_both_headers(
    guarded: httpx.Client, api_keys: tuple[str, ...]
) -> None:
    for key in (each.encode() for each in api_keys):
        for headers in ({"x-api-key": key}, {"authorization": b"Bearer " + key}):
            assert guarded.post("/predict", json=BODY, headers=headers).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-api-key": ""},
        {"x-api-key": "first"},
        {"authorization": "Basic first key"},
        {"x-api-key": hashlib.sha256(b"first key").hexdigest()},
    ],
)
def test_without_a_key_the_answer_says_how_to_send_one(
    guarded: httpx.Client, headers: dict[str, str]
) -> None:
    answer = guarded.post("/predict", json=BODY, headers=headers)
    assert answer.status_code == 401
    error = answer.json()
    assert error["code"] == "unauthorized"
    assert "Bearer KEY" in error["message"]
    assert error["request_id"] == answer.headers["x-request-id"]


def test_pages_and_health_need_no_key(guarded: httpx.Client) -> None:
    for path in ("/", "/docs.json", "/healthz", "/readyz", "/metrics"):
        assert guarded.get(path).status_code == 200, path


def test_a_callers_own_request_id_comes_back(service: httpx.Client) -> None:
    headers = {"x-request-id": "desk-7.a_B"}
    assert service.post("/predict", json=BODY, headers=headers).headers["x-request-id"] == (
        "desk-7.a_B"
    )
    refused = service.post("/predict", json={}, headers=headers)
    assert refused.json()["request_id"] == "desk-7.a_B"
    assert refused.headers.get_list("x-request-id") == ["desk-7.a_B"]


def test_a_strange_request_id_is_replaced(service: httpx.Client) -> None:
    for strange in ("a b", "x" * 65, "<b>"):
        answer = service.post("/predict", json={}, headers={"x-request-id": strange})
        assert re.fullmatch(r"[0-9a-f]{32}", answer.json()["request_id"])


def test_a_key_that_is_no_hash_is_refused_at_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHIPCOUNT_API_KEY_SHA256", "secret")
    with pytest.raises(ValidationError, match="api_key_sha256"):
        ServiceSettings()
