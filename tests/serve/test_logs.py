"""What the log says, and what it must not."""

import json
import logging

import pytest

from serve.logs import Json, PlainLines
from serve.request_id import REQUEST_ID


def record_of_a_fault() -> logging.LogRecord:
    try:
        raise ValueError("confidence".upper())
    except ValueError as error:
        fault = (type(error), error, error.__traceback__)
    record = logging.LogRecord("whipcount", logging.ERROR, "", 1, "a request failed", (), fault)
    record.request_id = "desk-7"
    return record


@pytest.mark.parametrize("form", [PlainLines, Json])
def test_a_fault_is_logged_without_the_words_that_it_quotes(form: type[PlainLines | Json]) -> None:
    line = form(log_text=False).format(record_of_a_fault())
    for expected in ("ValueError", "record_of_a_fault", "a request failed", "desk-7"):
        assert expected in line
    assert "CONFIDENCE" not in line
    assert "CONFIDENCE" in form(log_text=True).format(record_of_a_fault())


def test_a_json_line_is_one_object() -> None:
    line = Json(log_text=False).format(record_of_a_fault())
    assert "\n" not in line
    assert json.loads(line) | {"level": "ERROR", "logger": "whipcount"} == json.loads(line)


def test_outside_a_request_there_is_no_id() -> None:
    assert REQUEST_ID.get() is None
