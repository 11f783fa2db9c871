"""The command line as a user meets it."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from model.manifest import HEADS, RELEASE

TEXT = "France tabled the draft on rivers. Bolivia said it would vote against the draft."


def run(whipcount: str, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [whipcount, *arguments], input=stdin, capture_output=True, check=False, timeout=120
    )


@pytest.mark.parametrize("verb", ["predict", "score", "train", "evaluate", "serve"])
def test_each_verb_explains_itself(whipcount: str, verb: str) -> None:
    done = run(whipcount, verb, "--help")
    assert done.returncode == 0
    assert b"--release" in done.stdout


def test_predict_prints_a_table(whipcount: str) -> None:
    done = run(whipcount, "predict", "-", stdin=TEXT.encode())
    assert done.returncode == 0
    for word in ("France", "support", "Bolivia", "oppose", "speaks for"):
        assert word in done.stdout.decode()


def test_predict_prints_the_json_of_the_service(whipcount: str, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT)
    done = run(whipcount, "predict", str(path), "--json", "--actor", "Bolivia", "--actor", "Peru")
    answer = json.loads(done.stdout)
    assert [actor["name"] for actor in answer["actors"]] == ["Bolivia", "Peru"]
    assert set(answer) == {"resolution", "actors", "release", "warnings"}


@pytest.mark.parametrize(
    ("arguments", "stdin", "words"),
    [
        (["predict", "nowhere.txt"], b"", "nowhere.txt"),
        (["predict", "-"], b"", "text"),
        (["predict", "-"], b"\xff\xfe", "UTF-8"),
        (["predict", "-", "--release", "tests"], TEXT.encode(), "manifest.json"),
        (["serve", "--release", "tests"], b"", "manifest.json"),
        (["train", "--recipe", "cake"], b"", "cake"),
        (["train", "--run", "../elsewhere"], b"", "no run can be called"),
        (["evaluate", "--release", "tests"], b"", "manifest.json"),
        (["evaluate", "--side", "dev"], b"", "no side 'dev'"),
        (["evaluate", "--side", "test", "--domain", "x"], b"", "leave --side out"),
    ],
)
def test_a_mistake_is_explained_without_a_stack_trace(
    whipcount: str, arguments: list[str], stdin: bytes, words: str
) -> None:
    done = run(whipcount, *arguments, stdin=stdin)
    assert done.returncode == 2
    assert words in done.stderr.decode()
    assert b"Traceback" not in done.stderr


def test_predicting_needs_neither_torch_nor_transformers(whipcount: str) -> None:
    code = (
        "import sys; from model.classifier import StanceClassifier; "
        f"StanceClassifier().classify({TEXT!r}); "
        "print(sorted({'torch', 'transformers', 'datasets', 'sklearn'} & set(sys.modules)))"
    )
    python = Path(whipcount).parent / "python"
    done = subprocess.run([python, "-c", code], capture_output=True, check=True, timeout=120)
    assert done.stdout.strip() == b"[]"


def test_serve_check_shows_settings_but_no_keys(
    whipcount: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WHIPCOUNT_API_KEY_SHA256", "a" * 64)
    monkeypatch.setenv("WHIPCOUNT_TIMEOUT_S", "7")
    done = run(whipcount, "serve", "--check")
    said = done.stdout.decode()
    assert done.returncode == 0, done.stderr
    assert "WHIPCOUNT_TIMEOUT_S=7" in said
    assert "WHIPCOUNT_API_KEY_SHA256=(1 keys)" in said
    assert "a" * 64 not in said
    assert "every hash matches" in said


@pytest.mark.parametrize("arguments", [["serve"], ["serve", "--check"]])
def test_a_release_that_was_tampered_with_is_not_served(
    whipcount: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    tampered = shutil.copytree(RELEASE, tmp_path / "release")
    with (tampered / HEADS).open("ab") as file:
        file.write(b"x")
    monkeypatch.setenv("WHIPCOUNT_RELEASE", str(tampered))
    done = run(whipcount, *arguments)
    assert done.returncode == 2
    assert HEADS.encode() in done.stderr
    assert b"hash" in done.stderr
    assert b"Traceback" not in done.stderr


def test_serve_names_the_variable_that_is_wrong(
    whipcount: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WHIPCOUNT_TIMEOUT_S", "soon")
    done = run(whipcount, "serve")
    assert done.returncode == 2
    assert b"WHIPCOUNT_TIMEOUT_S" in done.stderr
    assert b"Traceback" not in done.stderr
