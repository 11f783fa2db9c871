"""The models of the wire: light to import, and of one mind with the model."""

import subprocess
import sys
from pathlib import Path

from model.verdict import DEFAULT_COVERAGE
from serve.schemas import AskedActor, PredictRequest

ROOT = Path(__file__).parents[2]


def test_the_client_loads_neither_the_language_model_nor_the_network() -> None:
    code = (
        "import sys, serve.client; "
        "print(sorted({'spacy', 'onnxruntime', 'bentoml', 'torch'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, timeout=120
    )
    assert done.stdout.strip() == b"[]"


def test_the_services_coverage_is_the_models() -> None:
    assert PredictRequest(text="Kenya.").coverage == DEFAULT_COVERAGE


def test_white_space_around_a_name_counts_for_nothing() -> None:
    asked = PredictRequest(text=" Kenya. ", actors=[" Kenya\n", AskedActor(name="Chad ")])
    assert asked.actors == ["Kenya", AskedActor(name="Chad")]
    assert asked.text == " Kenya. "  # offsets are those of what was sent
