"""Scores one part: validates each document as POST /predict does, judges it, keeps what failed.

Documents go through the model one by one, so that a document's figures do not depend on its
neighbours, on the size of parts, or on the engine; its windows share encoder calls
(`model.runtime`).
"""

from dataclasses import replace
from typing import Any

import pyarrow as pa
from pydantic import ValidationError

from model.classifier import Classification, StanceClassifier
from serve.answers import asked_of
from serve.errors import first_fault
from serve.schemas import PredictRequest
from serve.scoring.documents import Document, Fault
from serve.scoring.journal import Journal
from serve.scoring.parts import Part, PartRecord
from serve.scoring.results import ERRORS, RESULTS, Tables, error_row, result_rows
from serve.scoring.settings import Job

_CODES = {
    "missing": "missing_text",
    "string_too_short": "empty_text",
    "string_pattern_mismatch": "empty_text",
    "string_too_long": "too_long",
    "too_long": "too_long",
    "string_type": "wrong_type",
    "string_unicode": "malformed",
    "list_type": "wrong_type",
    "model_type": "wrong_type",
}


class Scorer:
    """One worker's network and language model. Threads of the network: one.

    Raises:
        ReleaseError: the release is missing or altered.
        ScoringError: it is another one than the job was started with.
    """

    def __init__(self, job: Job) -> None:
        job.check_release()
        self._job = job
        self._classifier = StanceClassifier(job.release, threads=1)
        self._journal = Journal(job)

    def finish(self, part: Part) -> PartRecord:
        """Score a part and write it down; from then on it is done."""
        tables = self.score(part)
        record = replace(part.record, n_failed=len(tables.errors))
        self._journal.write_part(record, tables)
        return record

    def score(self, part: Part) -> Tables:
        """The rows of a part, in the order of its documents."""
        results: list[dict[str, Any]] = []
        errors: list[dict[str, Any]] = []
        release = self._classifier.manifest.name
        for document in part.documents:
            outcome = document.fault or self._judge(document)
            if isinstance(outcome, Fault):
                errors.append(error_row(part.file_name, document, outcome))
            else:
                results += result_rows(part.file_name, document, outcome, release)
        return Tables(
            pa.Table.from_pylist(results, schema=RESULTS),
            pa.Table.from_pylist(errors, schema=ERRORS),
        )

    def _judge(self, document: Document) -> Classification | Fault:
        try:
            request = PredictRequest.model_validate(
                document.request | {"coverage": self._job.coverage}
            )
        except ValidationError as error:
            return _fault(error)
        if not request.text.strip():
            return Fault("empty_text", "text: there is nothing but blanks")
        try:
            return self._classifier.classify(
                request.text, request.resolution, asked_of(request), request.body, request.coverage
            )
        except Exception as error:  # one document must not end a run of millions
            return Fault("failed", f"{type(error).__name__}: {error}")


def _fault(error: ValidationError) -> Fault:
    faults = error.errors(include_input=False)
    code = _CODES.get(faults[0]["type"], "invalid_field")
    if code == "empty_text" and faults[0]["loc"] != ("text",):
        code = "invalid_field"
    return Fault(code, first_fault(faults).message)
