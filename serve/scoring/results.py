"""What is written: a row for each document and actor, and a row for each document that failed.

RESULTS and ERRORS are the contract. Offsets count Unicode code points of the text as it was given.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from model.classifier import Classification
from model.stance import STANCES
from serve.scoring.documents import Document, Fault

_EVIDENCE = pa.struct(
    [
        pa.field("start", pa.int32(), nullable=False),
        pa.field("end", pa.int32(), nullable=False),
        pa.field("text", pa.string(), nullable=False),
        pa.field("score", pa.float64(), nullable=False),
    ]
)


def _field(name: str, kind: pa.DataType, says: str, nullable: bool = False) -> pa.Field:
    return pa.field(name, kind, nullable, metadata={"description": says})


_WHERE = [
    _field("document", pa.string(), "the id given, or file and row"),
    _field("file", pa.string(), "name below the input folder"),
    _field("row", pa.int64(), "line, record or row of the file, from 0"),
]

RESULTS = pa.schema(
    [
        *_WHERE,
        _field("resolution", pa.string(), "given, or found in the text"),
        _field("resolution_found", pa.bool_(), "false: none was given and none was found"),
        _field("body", pa.string(), "who decides it", nullable=True),
        _field("actor", pa.string(), "null where the document names none", nullable=True),
        _field("kind", pa.string(), "of the actor", nullable=True),
        _field("principal", pa.string(), "whom a person speaks for", nullable=True),
        _field("mentioned", pa.bool_(), "false: asked for but never named"),
        _field("n_mentions", pa.int32(), "places in the text that name the actor"),
        _field("stance", pa.string(), "support, oppose or undecided", nullable=True),
        *(
            _field(f"p_{stance.value}", pa.float64(), "calibrated probability", nullable=True)
            for stance in STANCES
        ),
        _field("basis", pa.string(), "stated, inferred or none", nullable=True),
        _field("prediction_set", pa.list_(pa.string()), "stances that cannot be ruled out"),
        _field("evidence", pa.list_(_EVIDENCE), "sentences that the stance rests on"),
        _field("release", pa.string(), "the weights that judged"),
    ]
)

ERRORS = pa.schema(
    [
        *_WHERE,
        _field("reason", pa.string(), "code; see REASONS"),
        _field("message", pa.string(), "what is wrong and what to do"),
    ]
)

REASONS = {
    "malformed": "the line is no JSON object, the record no CSV, or the text no Unicode",
    "missing_text": "there is no text",
    "empty_text": "the text is blank",
    "too_long": "the text has too many characters, or a field has too many",
    "wrong_type": "a field holds something else than it should",
    "invalid_field": "a field breaks another rule of POST /predict",
    "failed": "the model failed on it; please report it",
}


@dataclass(frozen=True)
class Tables:
    """The outcome of one part."""

    results: pa.Table
    errors: pa.Table


def where(file_name: str, document: Document) -> dict[str, Any]:
    """The columns that say which document a row is about."""
    return {"document": _writable(document.id), "file": file_name, "row": document.row}


def error_row(file_name: str, document: Document, fault: Fault) -> dict[str, Any]:
    """A row of ERRORS."""
    return where(file_name, document) | {
        "reason": fault.code,
        "message": _writable(fault.message),
    }


def result_rows(
    file_name: str, document: Document, answer: Classification, release: str
) -> Iterator[dict[str, Any]]:
    """Rows of RESULTS: one for each actor; one without an actor where there is none."""
    shared = where(file_name, document) | {
        "resolution": answer.resolution.text,
        "resolution_found": answer.resolution.found,
        "body": answer.resolution.body,
        "release": release,
    }
    if not answer.actors:
        yield shared | {
            "mentioned": False,
            "n_mentions": 0,
            "prediction_set": [],
            "evidence": [],
        }
    text = document.request["text"]
    for each in answer.actors:
        verdict = each.verdict
        yield shared | {
            "actor": each.actor.name,
            "kind": str(each.actor.kind.value),
            "principal": each.actor.principal,
            "mentioned": each.mentioned,
            "n_mentions": len(each.actor.mentions),
            "stance": verdict.stance.value,
            **{
                f"p_{stance.value}": p
                for stance, p in zip(STANCES, verdict.probabilities, strict=True)
            },
            "basis": verdict.basis.value,
            "prediction_set": [stance.value for stance in verdict.prediction_set],
            "evidence": [
                {
                    "start": part.span[0],
                    "end": part.span[1],
                    "text": text[slice(*part.span)],
                    "score": part.score,
                }
                for part in verdict.evidence
            ],
        }


def _writable(text: str) -> str:
    """Text that Arrow can store: halves of surrogate pairs become question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")
