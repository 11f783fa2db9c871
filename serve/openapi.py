"""The OpenAPI document at /docs.json: limits and keys as in force, all errors, examples.

BentoML writes one too, but knows neither our errors nor our headers; this one stands in its place.
"""

from typing import Any

from pydantic.json_schema import models_json_schema
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from serve.errors import KINDS, first_fault
from serve.schemas import BatchPrediction, ErrorOut, PredictBatchRequest, Prediction, PredictRequest
from serve.settings import ServiceSettings

VERSION = "3.1.0"
_REFERENCE = "#/components/schemas/{model}"
_ASKING = (400, 405, 408, 413, 415, 422, 429, 500, 503, 504)  # errors of a POST, beside 401
_TEXT = (
    "France tabled the draft resolution demanding a ceasefire. "
    "Bolivia said it would vote against the draft. Kenya has not decided."
)
_ACTOR = {
    "name": "Bolivia",
    "kind": "state",
    "principal": None,
    "mentioned": True,
    "mentions": [{"start": 58, "end": 65, "text": "Bolivia"}],
    "stance": "oppose",
    "probabilities": {"support": 0.02, "oppose": 0.95, "undecided": 0.03},
    "basis": "stated",
    "evidence": [
        {
            "start": 58,
            "end": 103,
            "text": "Bolivia said it would vote against the draft.",
            "score": 1.0,
        }
    ],
    "prediction_set": ["oppose"],
}
_EMPTY_TEXT = [{"type": "string_too_short", "loc": ("text",), "msg": ""}]
REQUEST_EXAMPLES: dict[str, dict[str, Any]] = {
    "article": {"text": _TEXT},
    "asked": {
        "text": _TEXT,
        "resolution": "draft resolution demanding a ceasefire",
        "body": "Security Council",
        "actors": ["Bolivia", {"name": "Kenya", "mentions": ["Nairobi"]}],
        "coverage": 0.95,
    },
}


def openapi(settings: ServiceSettings, release: str, created: str) -> dict[str, Any]:
    """The document for a service with these settings and this release."""
    models = (PredictRequest, PredictBatchRequest, Prediction, BatchPrediction, ErrorOut)
    _, schemas = models_json_schema(
        [(model, "validation") for model in models], ref_template=_REFERENCE
    )
    answer = {
        "resolution": {
            "text": "draft resolution demanding a ceasefire",
            "body": None,
            "found": True,
        },
        "actors": [_ACTOR],
        "release": {"name": release, "created": created},
        "warnings": [],
    }
    document: dict[str, Any] = {
        "openapi": VERSION,
        "info": {
            "title": "Whipcount",
            "version": release,
            "description": (
                "Who is for a pending resolution, who is against it, who has not decided, and on "
                "which words that rests. Errors have one shape: code, message, field, request_id. "
                f"A body has at most {settings.max_body_bytes} bytes, no key twice, and no NaN. "
                f"After {settings.timeout_s} s without the whole body the answer is 408, without "
                f"an answer 504; above {settings.max_queue_documents} documents in hand it is 429 "
                "(a larger batch is let in when there is nothing else), with too many bytes on "
                "their way 503. Any other address is answered with 404, and any other method with "
                "405 and the header Allow."
            ),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "."}],
        "tags": [{"name": "stances"}, {"name": "operators"}],
        "paths": {
            "/predict": _post(
                settings,
                "predict",
                "Each actor's stance in one document",
                PredictRequest.__name__,
                Prediction.__name__,
                REQUEST_EXAMPLES,
                answer,
            ),
            "/predict_batch": _post(
                settings,
                "predict_batch",
                "Each actor's stance in many documents; a bad one is answered with its error",
                PredictBatchRequest.__name__,
                BatchPrediction.__name__,
                {"two": {"documents": [{"text": _TEXT}, {"text": ""}]}},
                {
                    "results": [
                        {"prediction": answer},
                        {"error": _error(422, first_fault(_EMPTY_TEXT).message)},
                    ]
                },
            ),
            "/healthz": _get("Whether the process lives", "text/plain"),
            "/livez": _get("Whether the process lives", "text/plain"),
            "/readyz": _get("Whether it can answer", "text/plain", (500, 503)),
            "/metrics": _get("Figures for Prometheus", "text/plain"),
            "/docs.json": _get("This document", "application/json"),
            "/schema.json": _get("BentoML's own description of the service", "application/json"),
            "/": _get("The page, for people", "text/html"),
            "/docs": _get("This document, for people", "text/html"),
            "/model-card": _get(
                "What the weights are; not found where the release has no card",
                "text/html",
                (404,),
            ),
            "/report": _get(
                "How good they are; not found where the release has no report",
                "text/html",
                (404,),
            ),
        },
        "components": {
            "schemas": schemas["$defs"],
            "headers": {
                "X-Request-ID": {
                    "description": "The caller's own where that is 1 to 64 of A-Z a-z 0-9 . _ -, "
                    "or a new one.",
                    "schema": {"type": "string", "pattern": "^[A-Za-z0-9._-]{1,64}$"},
                },
                "Retry-After": {
                    "description": "Seconds after which the same request may be sent again.",
                    "schema": {"type": "integer", "minimum": 1, "maximum": settings.timeout_s},
                },
            },
            "responses": {str(status): _error_answer(status) for status in KINDS},
        },
    }
    # Whatever a document of a batch is, it is answered; what it should be is said all the same.
    documents = schemas["$defs"][PredictBatchRequest.__name__]["properties"]["documents"]
    documents["items"] = {"anyOf": [{"$ref": _REFERENCE.format(model=PredictRequest.__name__)}, {}]}
    # The client has codes of its own, and takes those of a newer service: no enum there.
    schemas["$defs"][ErrorOut.__name__]["properties"]["code"]["enum"] = sorted(
        kind.code for kind in KINDS.values()
    )
    if settings.api_key_sha256:
        document["components"]["securitySchemes"] = {
            "bearer": {"type": "http", "scheme": "bearer"},
            "key": {"type": "apiKey", "in": "header", "name": "x-api-key"},
        }
    return document


def endpoint(document: dict[str, Any]) -> Any:
    """The endpoint that answers with the document."""

    async def docs(_: Request) -> Response:
        return JSONResponse(document)

    return docs


def _post(
    settings: ServiceSettings,
    name: str,
    summary: str,
    asked: str,
    answered: str,
    requests: dict[str, dict[str, Any]],
    answer: dict[str, Any],
) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": name,
        "summary": summary,
        "tags": ["stances"],
        "parameters": [
            {
                "name": "X-Request-ID",
                "in": "header",
                "required": False,
                "description": "Comes back in the answer and stands in the log.",
                "schema": {"type": "string"},
            }
        ],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": {"$ref": _REFERENCE.format(model=asked)},
                    "examples": {key: {"value": value} for key, value in requests.items()},
                }
            },
        },
        "responses": {
            "200": {
                "description": summary + ".",
                "headers": {"X-Request-ID": {"$ref": "#/components/headers/X-Request-ID"}},
                "content": {
                    "application/json": {
                        "schema": {"$ref": _REFERENCE.format(model=answered)},
                        "example": answer,
                    }
                },
            },
            **_errors(_ASKING),
        },
    }
    if settings.api_key_sha256:
        operation["security"] = [{"bearer": []}, {"key": []}]
        operation["responses"].update(_errors((401,)))
    return {"post": operation}


def _get(summary: str, media_type: str, errors: tuple[int, ...] = ()) -> dict[str, Any]:
    kind = "object" if media_type == "application/json" else "string"
    return {
        "get": {
            "summary": summary,
            "tags": ["operators"],
            "responses": {
                "200": {
                    "description": summary + ".",
                    "headers": {"X-Request-ID": {"$ref": "#/components/headers/X-Request-ID"}},
                    "content": {media_type: {"schema": {"type": kind}}},
                },
                **_errors((*errors, 405)),
            },
        }
    }


def _errors(statuses: tuple[int, ...]) -> dict[str, Any]:
    return {str(status): {"$ref": f"#/components/responses/{status}"} for status in statuses}


def _error_answer(status: int) -> dict[str, Any]:
    headers: dict[str, Any] = {"X-Request-ID": {"$ref": "#/components/headers/X-Request-ID"}}
    if status == 405:
        headers["Allow"] = {"schema": {"type": "string"}, "description": "Methods that it takes."}
    if status in (429, 503):
        headers["Retry-After"] = {"$ref": "#/components/headers/Retry-After"}
    return {
        "description": f"{KINDS[status].code}: {KINDS[status].message}",
        "headers": headers,
        "content": {
            "application/json": {
                "schema": {"$ref": _REFERENCE.format(model=ErrorOut.__name__)},
                "example": _error(status, KINDS[status].message) | {"request_id": "desk-7"},
            }
        },
    }


def _error(status: int, message: str) -> dict[str, str | None]:
    field = message.split(":")[0] if status == 422 and ":" in message else None
    return {"code": KINDS[status].code, "message": message, "field": field, "request_id": None}
