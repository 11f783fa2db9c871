"""Error answers of what we stand on get our shape, and blame the right side."""

import pytest
from pydantic import ValidationError

from serve.errors import _refusal_of, first_fault
from serve.schemas import PredictBatchRequest, PredictRequest


@pytest.mark.parametrize(
    ("status", "ours", "code"),
    [
        (307, 404, "not_found"),
        (404, 404, "not_found"),
        (418, 400, "bad_request"),
        (501, 500, "internal_error"),
        (502, 500, "internal_error"),
        (503, 503, "overloaded"),
    ],
)
def test_a_status_that_we_do_not_use_becomes_one_of_ours(status: int, ours: int, code: str) -> None:
    refusal = _refusal_of({"type": "http.response.start", "status": status, "headers": []})
    assert (refusal.status, refusal.error.code) == (ours, code)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ([], "this has to be a JSON object, with the fields of /docs.json"),
        ({}, "text: this field is required"),
        ({"text": 7}, "text: this has to be a string"),
        ({"text": ""}, "text: this is empty; write something, or leave an optional field out"),
        ({"text": "\n"}, "text: this is blank; write something, or leave an optional field out"),
        ({"text": "x" * 100_001}, "text: at most 100000 characters; send less"),
        ({"txt": "", "text": "a"}, "txt: unknown field; remove it or correct its name"),
        ({"text": "a", "coverage": 0.1}, "coverage: this has to be at least 0.5"),
        ({"text": "a", "coverage": 1}, "coverage: this has to be at most 0.99"),
        ({"text": "a", "coverage": "1"}, "coverage: this has to be a number"),
        ({"text": "a", "actors": "a"}, "actors: this has to be a list"),
        ({"text": "a", "actors": ["a"] * 10_000}, "actors: at most 200 actors; 10000 were sent"),
        (
            {"text": "a", "actors": []},
            "actors: this list is empty; fill it, or leave an optional field out",
        ),
        (
            {"text": "a", "actors": ["a", 1]},
            "actors.1: an actor is a name, or an object with 'name' and 'mentions'",
        ),
        (
            {"text": "a", "actors": [{"name": "x", "kind": "state"}]},
            "actors.0.kind: unknown field; remove it or correct its name",
        ),
        ({"text": "a", "actors": [{"mentions": ["x"]}]}, "actors.0.name: this field is required"),
    ],
)
def test_a_fault_says_what_to_do(asked: object, said: str) -> None:
    with pytest.raises(ValidationError) as caught:
        PredictRequest.model_validate(asked)
    assert first_fault(caught.value.errors(include_input=False)).message == said


def test_a_batch_that_is_too_long_says_by_how_much() -> None:
    with pytest.raises(ValidationError) as caught:
        PredictBatchRequest.model_validate({"documents": [{}] * 70})
    error = first_fault(caught.value.errors(include_input=False))
    assert (error.field, error.message) == (
        "documents",
        "documents: at most 64 documents; 70 were sent",
    )
