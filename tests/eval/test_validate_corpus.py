"""Passages are checked before they enter the corpus."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from eval import validate_corpus
from eval.validate_corpus import near_copies, read_with_faults
from model.corpus import CORPUS

TEXT = "Chad will vote for the draft on the river, said one minister; Mali gave no word on Friday."


def row(**changes: object) -> dict[str, object]:
    actors = [
        {"name": "Chad", "kind": "state", "stance": "support", "basis": "stated", "evidence": TEXT},
        {"name": "Mali", "kind": "state", "stance": "undecided", "basis": "none"},
    ]
    whole = {"id": "a", "domain": "d", "genre": "g", "resolution": "draft on river levels"}
    return {**whole, "body": "b", "text": TEXT, "actors": actors, **changes}


def write(path: Path, *rows: dict[str, object]) -> Path:
    path.write_text("".join(json.dumps(each) + "\n" for each in rows), encoding="utf-8")
    return path


def command() -> typer.Typer:
    app = typer.Typer()
    app.command()(validate_corpus.main)
    return app


def test_every_fault_is_told_with_its_line(tmp_path: Path) -> None:
    bad = row(id="b", actors=[{**row()["actors"][0], "evidence": "not in it"}])  # type: ignore[index]
    path = write(tmp_path / "x.jsonl", row(), bad, row(), row(id="c", resolution="too short"))
    path.write_text(path.read_text() + "{no json\n", encoding="utf-8")
    examples, faults = read_with_faults([path])
    assert [example.id for example in examples] == ["a"]
    assert [fault.split(": ")[0] for fault in faults] == [f"x.jsonl:{n}" for n in (2, 3, 4, 5)]
    assert "not in the text" in faults[0]
    assert "also at x.jsonl:1" in faults[1]


def test_a_file_that_is_no_text_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_bytes(b"\xff\xfe\x00")
    examples, faults = read_with_faults([tmp_path / "x.jsonl", tmp_path / "none.jsonl"])
    assert not examples
    assert len(faults) == 2


def test_two_sources_may_not_share_a_long_run_of_words(tmp_path: Path) -> None:
    path = write(tmp_path / "x.jsonl", row(), row(id="b"))
    (told,) = near_copies(read_with_faults([path])[0])
    assert "a and b share" in told
    grouped = write(tmp_path / "y.jsonl", row(group="g"), row(id="b", group="g"))
    assert not list(near_copies(read_with_faults([grouped])[0]))


def test_a_copy_of_a_passage_of_the_corpus_is_told_whatever_its_id(tmp_path: Path) -> None:
    line = json.loads((CORPUS / "unsc.jsonl").read_text().splitlines()[0])
    path = write(tmp_path / "x.jsonl", line, {**line, "id": "new", "group": None})
    done = CliRunner().invoke(command(), [str(path)])
    assert done.exit_code == 1
    assert f"x.jsonl:1: id '{line['id']}' also at the corpus" in done.output
    assert f"{line['id']} and new share" in done.output
    assert "1 passages" in done.output


@pytest.mark.parametrize(("fault", "status"), [(False, 0), (True, 1)])
def test_the_command_fails_where_there_is_a_fault(tmp_path: Path, fault: bool, status: int) -> None:
    path = write(tmp_path / "x.jsonl", row(), *([row()] if fault else []))
    done = CliRunner().invoke(command(), [str(path)])
    assert done.exit_code == status
    assert ("also at" in done.output) == fault


def test_the_corpus_itself_has_no_faults() -> None:
    examples, faults = read_with_faults(sorted(CORPUS.glob("*.jsonl")))
    assert not faults
    assert not list(near_copies(examples))
