"""The OpenAPI document, held against the running service by schemathesis."""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

import httpx
import pytest

from serve.errors import KINDS
from serve.openapi import openapi
from serve.settings import ServiceSettings

SCHEMATHESIS = Path(sys.executable).parent / "schemathesis"
N_SMALL, N_LARGE = 15, 1_100  # cases for each operation


def cases_passed(url: str, n: int) -> int:
    """All of schemathesis' checks on a running service; the number of cases, if all passed."""
    arguments = ["run", f"{url}/docs.json", "--url", url, "--checks", "all", "--seed", "1"]
    arguments += ["--max-examples", str(n), "--request-timeout", "60", "--continue-on-failure"]
    with tempfile.TemporaryDirectory() as folder:  # it keeps what it found where it runs
        done = subprocess.run(
            [SCHEMATHESIS, *arguments],
            capture_output=True,
            text=True,
            check=False,
            timeout=3600,
            cwd=folder,
        )
    assert done.returncode == 0, done.stdout[-20_000:]
    found = re.search(r"(\d+) generated", done.stdout)
    assert found is not None
    return int(found[1])


def test_the_service_is_as_documented(service: httpx.Client) -> None:
    assert cases_passed(str(service.base_url), N_SMALL) > 100


@pytest.mark.slow
def test_the_service_is_as_documented_in_thousands_of_cases(service: httpx.Client) -> None:
    assert cases_passed(str(service.base_url), N_LARGE) >= 2_000


def test_every_operation_documents_its_errors_and_examples(service: httpx.Client) -> None:
    document = service.get("/docs.json").json()
    for path in ("/predict", "/predict_batch"):
        operation = document["paths"][path]["post"]
        statuses = {int(status) for status in operation["responses"]}
        assert statuses == (set(KINDS) | {200}) - {401, 404}
        for status in statuses - {200}:
            assert document["components"]["responses"][str(status)]["content"]


def test_the_examples_are_answered(service: httpx.Client) -> None:
    document = service.get("/docs.json").json()
    for path in ("/predict", "/predict_batch"):
        content = document["paths"][path]["post"]["requestBody"]["content"]["application/json"]
        for example in content["examples"].values():
            assert service.post(path, json=example["value"]).status_code == 200


def test_every_address_that_answers_is_documented(service: httpx.Client) -> None:
    document = service.get("/docs.json").json()
    for path in ("/model-card", "/report", "/schema.json", "/metrics", "/"):
        assert service.get(path).status_code in {
            int(status) for status in document["paths"][path]["get"]["responses"]
        }


def test_codes_and_bounds_are_documented() -> None:
    schemas = openapi(ServiceSettings(), "release", "2026-01-01")["components"]["schemas"]
    codes = schemas["ErrorOut"]["properties"]["code"]["enum"]
    assert set(codes) == {kind.code for kind in KINDS.values()}
    share = {"minimum": 0, "maximum": 1}
    for stance in ("support", "oppose", "undecided"):
        assert share.items() <= schemas["Probabilities"]["properties"][stance].items()
    assert share.items() <= schemas["EvidenceOut"]["properties"]["score"].items()
    for model in ("MentionOut", "EvidenceOut"):
        assert schemas[model]["properties"]["start"]["minimum"] == 0


def test_keys_are_documented_where_they_are_asked_for() -> None:
    settings = ServiceSettings(api_key_sha256=("a" * 64,))
    document = openapi(settings, "release", "2026-01-01")
    assert set(document["components"]["securitySchemes"]) == {"bearer", "key"}
    for path in ("/predict", "/predict_batch"):
        assert document["paths"][path]["post"]["security"] == [{"bearer": []}, {"key": []}]
        assert "401" in document["paths"][path]["post"]["responses"]


def test_the_documentation_loads_nothing_from_outside(service: httpx.Client) -> None:
    page = service.get("/docs").text
    sources = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert sources
    for source in sources:
        assert not source.startswith(("http:", "https:", "//"))
        if not source.startswith("data:"):
            assert service.get("/" + source).status_code == 200
