"""Collections are scored whole: every document is in the results or among the errors, once."""

import json
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import fsspec
import pyarrow.parquet as pq
import pytest
from collection import BAD, write_collection
from rich.console import Console

from model.classifier import StanceClassifier
from model.manifest import RELEASE
from serve.scoring.documents import Columns
from serve.scoring.files import ScoringError
from serve.scoring.journal import Journal
from serve.scoring.parts import PartRecord, cut
from serve.scoring.results import ERRORS, REASONS, RESULTS
from serve.scoring.run import Outcome
from serve.scoring.run import score as run
from serve.scoring.scorer import Scorer
from serve.scoring.settings import Job, make_job

N_GOOD = 12
QUIET = Console(quiet=True)


def in_this_process(job: Job, done: Sequence[PartRecord]) -> Iterator[PartRecord]:
    """An engine without workers."""
    scorer = Scorer(job)
    for place, file in enumerate(job.files):
        for part in cut(file, place, job.columns, job.part_documents, done):
            yield scorer.finish(part)


def job_of(source: Path, output: Path, part: int = 5) -> Job:
    return make_job(str(source), str(output), Columns(), 0.9, part, RELEASE)


def score_here(job: Job, fresh: bool = False) -> Outcome:
    return run(job, in_this_process, QUIET, fresh)


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an output that is complete; the input lies in its folder `in`."""
    folder = tmp_path_factory.mktemp("scored")
    job = job_of(write_collection(folder / "in", N_GOOD), folder / "out.parquet")
    outcome = score_here(job)
    assert (outcome.n_documents, outcome.n_failed) == (N_GOOD + len(BAD), len(BAD))
    return folder


def test_files_are_found_by_a_pattern_and_columns_by_option(tmp_path: Path) -> None:
    for name in ("one.jsonl", "two.jsonl", "notes.txt"):
        line = {"key": name, "story": "Kenya will vote for the draft on rivers."}
        (tmp_path / name).write_text(json.dumps(line) + "\n")
    columns = Columns(text="story", id="key")
    output = tmp_path / "out.parquet"
    job = make_job(str(tmp_path / "*.jsonl"), str(output), columns, 0.9, 5, RELEASE)
    assert score_here(job).n_documents == 2
    assert set(pq.read_table(output)["document"].to_pylist()) == {"one.jsonl", "two.jsonl"}


def test_input_and_output_may_lie_behind_a_url() -> None:
    store = fsspec.filesystem("memory")
    line = {"id": "far", "text": "Kenya will vote for the draft on rivers."}
    store.pipe("/archive/one.jsonl", json.dumps(line).encode())
    job = make_job(
        "memory://archive/one.jsonl", "memory://scores/out.parquet", Columns(), 0.9, 5, RELEASE
    )
    assert score_here(job).n_documents == 1
    with store.open("/scores/out.parquet") as file:
        assert pq.read_table(file)["document"].to_pylist() == ["far"]


def test_the_tables_have_the_documented_schemas(scored: Path) -> None:
    results, errors = (pq.read_table(scored / name) for name in ("out.parquet", "errors.parquet"))
    assert results.schema.equals(RESULTS)
    assert errors.schema.equals(ERRORS)
    assert all(b"description" in field.metadata for field in results.schema)


def test_every_document_is_in_one_table_and_in_order(scored: Path) -> None:
    results = pq.read_table(scored / "out.parquet").to_pylist()
    errors = pq.read_table(scored / "errors.parquet").to_pylist()
    good = list(dict.fromkeys(row["document"] for row in results))
    assert good == [f"good-{i}" for i in range(N_GOOD)]
    assert len(errors) == len(BAD)
    assert not set(good) & {row["document"] for row in errors}


def test_every_failure_has_its_reason(scored: Path) -> None:
    errors = pq.read_table(scored / "errors.parquet").to_pylist()
    assert [row["reason"] for row in errors] == [reason for _, reason in BAD]
    assert {row["reason"] for row in errors} <= set(REASONS)
    assert all(row["message"] for row in errors)


def test_a_row_says_what_predict_says(scored: Path, classifier: StanceClassifier) -> None:
    lines = (scored / "in" / "a.jsonl").read_text().splitlines()
    document = json.loads(lines[0])
    answer = classifier.classify(document["text"])
    rows = [
        row
        for row in pq.read_table(scored / "out.parquet").to_pylist()
        if row["document"] == document["id"]
    ]
    assert [row["actor"] for row in rows] == [each.actor.name for each in answer.actors]
    for row, each in zip(rows, answer.actors, strict=True):
        assert row["stance"] == each.verdict.stance.value
        assert row["p_oppose"] == pytest.approx(each.verdict.probabilities[1], abs=1e-6)
        for evidence in row["evidence"]:
            said = document["text"][evidence["start"] : evidence["end"]]
            assert evidence["text"] == said


def test_a_document_that_names_nobody_has_a_row_without_an_actor(scored: Path) -> None:
    rows = Counter(
        row["document"]
        for row in pq.read_table(scored / "out.parquet").to_pylist()
        if row["actor"] is None
    )
    assert rows == {f"good-{i}": 1 for i in range(2, N_GOOD, 3)}


def test_figures_do_not_depend_on_how_the_collection_is_cut(scored: Path, tmp_path: Path) -> None:
    score_here(job_of(scored / "in", tmp_path / "out.parquet", part=3))
    assert pq.read_table(tmp_path / "out.parquet").equals(pq.read_table(scored / "out.parquet"))


def test_json_lines_hold_the_same_as_parquet(scored: Path, tmp_path: Path) -> None:
    score_here(job_of(scored / "in", tmp_path / "out.jsonl"))
    for name in ("out", "errors"):
        lines = (tmp_path / f"{name}.jsonl").read_text().splitlines()
        rows = pq.read_table(scored / f"{name}.parquet").to_pylist()
        assert [json.loads(line) for line in lines] == rows


def test_a_complete_run_is_not_done_again(scored: Path) -> None:
    made = (scored / "out.parquet").stat().st_mtime_ns
    outcome = score_here(job_of(scored / "in", scored / "out.parquet"))
    assert outcome.n_done_before == outcome.n_documents == N_GOOD + len(BAD)
    assert (scored / "out.parquet").stat().st_mtime_ns == made
    assert not (scored / "out.parquet.parts").exists()


def test_done_parts_are_passed_over(scored: Path, tmp_path: Path) -> None:
    job = job_of(scored / "in", tmp_path / "out.parquet")
    Journal(job).open(fresh=False)
    running = in_this_process(job, [])
    first = next(running)
    running.close()  # type: ignore[attr-defined]
    outcome = score_here(job)
    assert outcome.n_done_before == first.n_documents
    for name in ("out.parquet", "errors.parquet"):
        assert (tmp_path / name).read_bytes() == (scored / name).read_bytes()


def test_parts_that_a_kill_left_behind_are_removed(scored: Path, tmp_path: Path) -> None:
    job = job_of(scored / "in", tmp_path / "out.parquet")
    score_here(job)
    (tmp_path / "out.parquet.parts").mkdir()
    (tmp_path / "out.parquet.parts" / "left.parquet").touch()
    assert score_here(job).n_failed == len(BAD)
    assert not (tmp_path / "out.parquet.parts").exists()


def test_a_run_with_other_input_or_settings_is_refused_until_fresh(tmp_path: Path) -> None:
    folder = write_collection(tmp_path / "in", 4)
    output = tmp_path / "out.parquet"
    score_here(job_of(folder, output))
    with pytest.raises(ScoringError, match=r"part_documents.*--fresh"):
        score_here(job_of(folder, output, part=6))
    (folder / "b.jsonl").write_text('{"text": "Kenya agrees."}\n')
    with pytest.raises(ScoringError, match=r"input.*--fresh"):
        score_here(job_of(folder, output))
    assert score_here(job_of(folder, output), fresh=True).n_documents == 2 + len(BAD) + 1


def test_a_file_of_somebody_else_is_not_overwritten(tmp_path: Path) -> None:
    job = job_of(write_collection(tmp_path / "in", 2), tmp_path / "out.parquet")
    (tmp_path / "errors.parquet").write_bytes(b"mine")
    with pytest.raises(ScoringError, match=r"errors\.parquet exists"):
        score_here(job)
    assert (tmp_path / "errors.parquet").read_bytes() == b"mine"


def test_a_lost_part_is_noticed(tmp_path: Path) -> None:
    job = job_of(write_collection(tmp_path / "in", 8), tmp_path / "out.parquet", part=2)
    journal = Journal(job)
    journal.open(fresh=False)
    records = list(in_this_process(job, []))
    (tmp_path / "out.parquet.parts" / f"{records[1].name}.parquet").unlink()
    with pytest.raises(ScoringError, match="missing"):
        journal.complete()


def test_the_command_scores_with_two_workers_and_says_that_some_failed(
    score: Callable[..., subprocess.CompletedProcess[str]], scored: Path, tmp_path: Path
) -> None:
    shutil.copytree(scored / "in", tmp_path / "in", copy_function=shutil.copy2)
    done = score(tmp_path / "in", tmp_path / "out.parquet", "--workers", 2, "--part", 5)
    assert done.returncode == 3, done.stderr
    assert f"{len(BAD)} could not be scored" in done.stderr
    for name in ("out.parquet", "errors.parquet"):
        assert (tmp_path / name).read_bytes() == (scored / name).read_bytes()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["out.txt"], ".parquet or .jsonl"),
        (["errors.jsonl"], "take another"),
        (["out.parquet", "--engine", "steam"], "steam"),
        (["out.parquet", "--address", "auto"], "--engine ray"),
        (["out.parquet", "--release", "tests"], "manifest.json"),
    ],
)
def test_a_mistake_is_explained_without_a_stack_trace(
    score: Callable[..., subprocess.CompletedProcess[str]],
    tmp_path: Path,
    arguments: list[str],
    words: str,
) -> None:
    source = write_collection(tmp_path / "in", 1)
    done = score(source, tmp_path / arguments[0], *arguments[1:])
    assert done.returncode == 2
    assert words in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
