"""Error answers of what we stand on get our shape, and blame the right side."""

import pytest

from serve.errors import _refusal_of


@pytest.mark.parametrize(
    ("status", "ours", "code"),
    [
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
