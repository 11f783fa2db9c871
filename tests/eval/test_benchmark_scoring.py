"""What a large archive costs is computed from what was measured."""

from pathlib import Path

import pytest
import typer

from eval.benchmark_scoring import BesidePipeline, Run, main, measured_scoring, scaling_figures


def run_of(memory_mb: list[float]) -> Run:
    return Run("local", 1, 100.0, 10.0, 1000.0, 900.0, memory_mb)


def test_an_archives_cost_follows_from_the_words_per_second_of_one_worker() -> None:
    figures = scaling_figures(
        {
            "release": "r",
            "n_documents": 1000,
            "words_per_document": 100.0,
            "n_cpus": 2,
            "runs": [vars(run_of([500.0] * 8))],
            "beside_pipeline": vars(BesidePipeline(100, 400, 10.0, 35.0)),
        }
    )
    assert "with 4.0 actors found" in figures
    assert "ours 10.0 documents/s" in figures
    assert "alone: 3.5 times as long" in figures
    assert "| core-hours | 16,667 |" in figures  # 1e8 articles of 600 words at 1000 words/s
    assert "| days on 10 machines of 64 cores | 1.1 |" in figures
    assert "| results (Parquet, zstd) | 540 GB |" in figures  # 9 bytes a word


def test_flat_memory_has_growth_one() -> None:
    assert run_of([100.0, 300.0, 310.0, 305.0, 300.0, 300.0, 305.0, 305.0]).growth == pytest.approx(
        1, abs=0.03
    )
    assert run_of([100.0, 100.0, 200.0, 300.0, 400.0, 500.0, 600.0, 700.0]).growth > 2


def test_what_two_workers_gain_is_told_for_each_engine() -> None:
    runs = [
        Run(engine, n, 1.0, n * rate, 9.0, 9.0, [1.0])
        for engine, n, rate in (
            ("local", 1, 10.0),
            ("local", 2, 9.5),
            ("ray", 1, 8.0),
            ("ray", 2, 6.0),
        )
    ]
    figures = scaling_figures(
        {
            "release": "r",
            "n_documents": 1000,
            "words_per_document": 100.0,
            "n_cpus": 2,
            "runs": [vars(run) for run in runs],
            "beside_pipeline": vars(BesidePipeline(100, 400, 10.0, 35.0)),
        }
    )
    assert "Two workers over one: 1.90 times (local), 1.50 times (ray)" in figures


def test_without_a_local_worker_nothing_is_said_of_an_archive() -> None:
    figures = scaling_figures(
        {
            "release": "r",
            "n_documents": 1000,
            "words_per_document": 100.0,
            "n_cpus": 2,
            "runs": [vars(Run("ray", 1, 1.0, 10.0, 9.0, 9.0, [1.0]))],
            "beside_pipeline": vars(BesidePipeline(100, 400, 10.0, 35.0)),
        }
    )
    assert "| ray | 1 |" in figures
    assert "core-hours" not in figures


def test_an_engine_that_is_not_there_is_refused_before_anything_is_measured() -> None:
    with pytest.raises(typer.BadParameter, match="no engine 'lokal'; there are: local, ray"):
        main(Path("none.parquet"), engine=["lokal"])


def test_what_was_not_measured_says_by_which_command(tmp_path: Path) -> None:
    assert measured_scoring(tmp_path / "scoring.json") is None
    assert "make collection benchmark-scoring" in scaling_figures(None)
