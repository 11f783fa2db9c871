"""A batch: each document is answered, whatever becomes of the others."""

import asyncio
import logging

import pytest
from bentoml.exceptions import ServiceUnavailable

from serve.batch import answer_each
from serve.logs import PlainLines
from serve.schemas import (
    Answered,
    NotAnswered,
    Prediction,
    PredictRequest,
    ReleaseOut,
    ResolutionOut,
)

SECRET = "Ruritania"
ANSWER = Prediction(
    resolution=ResolutionOut(text="draft", body=None, found=True),
    actors=[],
    release=ReleaseOut(name="release", created="2026-01-01"),
    warnings=[],
)


async def predict(request: PredictRequest) -> Prediction:
    if request.text == SECRET:
        raise RuntimeError(f"no reading of {request.text}")
    if request.text == "busy":
        raise ServiceUnavailable("busy")
    return ANSWER


def code(answer: Answered | NotAnswered) -> str | None:
    return answer.error.code if isinstance(answer, NotAnswered) else None


def test_a_fault_in_one_document_spoils_no_other_and_is_logged_without_the_text(
    caplog: pytest.LogCaptureFixture,
) -> None:
    documents = [{"text": text} for text in ("Kenya.", SECRET, "", "busy", "Chad.")]
    answers = asyncio.run(answer_each(documents, predict, at_once=2))
    assert [code(each) for each in answers] == [
        None,
        "internal_error",
        "invalid_field",
        "overloaded",
        None,
    ]
    (record,) = (each for each in caplog.records if each.levelno == logging.ERROR)
    record.exc_text = None  # caplog's own formatter has kept its words there
    said = PlainLines(log_text=False).format(record)
    assert "RuntimeError" in said
    assert SECRET not in said


def test_no_more_documents_are_read_at_once_than_allowed() -> None:
    under_way = most = 0

    async def count(_: PredictRequest) -> Prediction:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0)
        under_way -= 1
        return ANSWER

    asyncio.run(answer_each([{"text": "Kenya."}] * 9, count, at_once=4))
    assert most == 4
