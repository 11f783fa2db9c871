"""What README and the datasheet say is what was measured."""

import json

import pytest

from eval.figures import REPORTS, current, with_block
from model.manifest import RELEASE, open_release


def test_the_documents_quote_the_figures_that_were_measured() -> None:
    for path, text in current().items():
        assert path.read_text(encoding="utf-8") == text, "run python -m eval.figures"


def test_the_committed_figures_are_those_of_the_committed_release() -> None:
    manifest = open_release(RELEASE)
    metrics = json.loads((REPORTS / manifest.name / "metrics.json").read_text())
    assert metrics["files"] == manifest.files, "run whipcount evaluate"


def test_a_document_without_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="figures"):
        with_block("# Title", "figures", "1")
