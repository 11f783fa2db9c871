"""An answer such as the service gives: sure, unsure and silent actors in one article."""

import json
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, Route

Answer = tuple[int, object, dict[str, str]]  # status, body, headers
SENTENCES = (
    "Albania will vote for the draft resolution.",
    "Russia may use its veto, an official said.",
    "India has not decided.",
    "Ukraine's ports are closed.",
    "Bolivia said it would vote against the draft.",
)
TEXT = "\n\n".join(SENTENCES)
STANCES = ("support", "oppose", "undecided")


def actor(name: str, *prediction_set: str, basis: str = "stated") -> dict[str, Any]:
    """An actor of TEXT.

    Args:
        name: as TEXT has it.
        prediction_set: its stances, the likeliest first.
        basis: none has no evidence.
    """
    start = TEXT.index(name)
    words = next(sentence for sentence in SENTENCES if name in sentence)
    place = TEXT.index(words)
    evidence = {"start": place, "end": place + len(words), "text": words, "score": 1.0}
    rest = 0.02 if len(prediction_set) == 1 else 0.33
    return {
        "name": name,
        "kind": "state",
        "principal": None,
        "mentioned": True,
        "mentions": [{"start": start, "end": start + len(name), "text": name}],
        "stance": prediction_set[0],
        "probabilities": dict.fromkeys(STANCES, rest) | {prediction_set[0]: 1 - 2 * rest},
        "basis": basis,
        "evidence": [] if basis == "none" else [evidence],
        "prediction_set": list(prediction_set),
    }


PREDICTION: dict[str, Any] = {
    "resolution": {"text": "the draft resolution", "body": None, "found": True},
    "actors": [
        actor("Albania", "support"),
        actor("Russia", "support", "oppose", "undecided"),
        actor("India", "undecided"),
        actor("Ukraine", "undecided", basis="none"),
        actor("Bolivia", "oppose"),
    ],
    "release": {"name": "release-0", "created": "2026-01-01"},
    "warnings": ["The text is *short*."],
}
TOO_LONG = {
    "code": "invalid_field",
    "message": "text: at most 100000 characters; send less",
    "field": "text",
    "request_id": None,
}


class Answers:
    """Answers what a page posts, and keeps it.

    Attributes:
        posted: the bodies, in order.
        of: what a body is answered with.
    """

    def __init__(self, page: Page, of: Callable[[dict[str, Any]], Answer]) -> None:
        self.of = of
        self.posted: list[dict[str, Any]] = []
        page.route("**/predict*", self._answer)

    def _answer(self, route: Route) -> None:
        body = route.request.post_data_json
        self.posted.append(body)
        status, answer, headers = self.of(body)
        said = answer if isinstance(answer, str) else json.dumps(answer)
        route.fulfill(status=status, body=said, headers=headers)


def answered(body: dict[str, Any]) -> Answer:
    """PREDICTION for each document; one that begins with 'long' is refused."""
    if "documents" not in body:
        return 200, PREDICTION, {}
    results = [
        {"error": TOO_LONG} if each["text"].startswith("long") else {"prediction": PREDICTION}
        for each in body["documents"]
    ]
    return 200, {"results": results}, {}
