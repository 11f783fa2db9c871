"""Public test sets are scored as their authors score them."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import typer
from sklearn.metrics import f1_score

from eval import public
from eval.public import (
    MADE_WITH,
    SCHEMA,
    main,
    public_schema,
    score_directed,
    score_pairs,
    score_polar,
)
from eval.public_sets import PUBLIC_SETS

SUPPORT, OPPOSE, NEUTRAL = [0.8, 0.1, 0.1], [0.1, 0.7, 0.2], [0.1, 0.1, 0.8]


def line(source: str, gold: int, probabilities: list[float]) -> dict[str, Any]:
    return {"source": source, "gold": gold, "probabilities": probabilities}


def test_all_right_is_one() -> None:
    lines = [line("a", 0, SUPPORT), line("b", 1, OPPOSE), line("c", 2, NEUTRAL)]
    figure = score_pairs(lines)
    assert (figure.n, figure.n_classes, figure.macro_f1.value) == (3, 3, 1.0)


def test_micro_f1_is_worked_out_by_hand() -> None:
    # Gold 0 1 2 0, said 0 1 2 1: three hits, one missed, one invented: 2 * 3 / (2 * 3 + 1 + 1).
    lines = [line("a", 0, SUPPORT), line("b", 1, OPPOSE), line("c", 2, NEUTRAL)]
    figure = score_pairs([*lines, line("d", 0, OPPOSE)])
    assert figure.micro_f1.value == 0.75 == f1_score([0, 1, 2, 0], [0, 1, 2, 1], average="micro")
    # F1 is 2/3 for support and for oppose, 1 for neutral.
    assert figure.macro_f1.value == pytest.approx(7 / 9)


def test_both_directions_of_a_row_are_one_of_five_classes() -> None:
    rows = [
        (line("a", 0, SUPPORT), line("a", 2, NEUTRAL)),
        (line("b", 2, NEUTRAL), line("b", 0, SUPPORT)),
        (line("c", 1, OPPOSE), line("c", 2, NEUTRAL)),
        (line("d", 2, NEUTRAL), line("d", 1, OPPOSE)),
        (line("e", 2, NEUTRAL), line("e", 2, NEUTRAL)),
    ]
    figure = score_directed([each for row in rows for each in row])
    assert (figure.n, figure.n_classes, figure.macro_f1.value) == (5, 5, 1.0)


def test_the_wrong_direction_is_an_error_and_the_surer_one_counts() -> None:
    turned = [line("a", 0, NEUTRAL), line("a", 2, SUPPORT)]
    assert score_directed(turned).macro_f1.value == 0.0
    assert score_directed(turned).micro_f1.value == 0.0
    both = [line("a", 0, SUPPORT), line("a", 2, [0.5, 0.1, 0.4])]
    assert score_directed(both).macro_f1.value == pytest.approx(1 / 5)
    assert score_directed(both).micro_f1.value == 1.0


def test_five_classes_are_told_apart_and_counted_by_hand() -> None:
    lines = [
        *(line("a", 0, SUPPORT), line("a", 2, NEUTRAL)),  # 1, said 1
        *(line("b", 2, SUPPORT), line("b", 0, NEUTRAL)),  # 3, said 1
        *(line("c", 1, OPPOSE), line("c", 2, NEUTRAL)),  # 2, said 2
        *(line("d", 2, NEUTRAL), line("d", 1, NEUTRAL)),  # 4, said 0
    ]
    figure = score_directed(lines)
    assert (figure.n, figure.n_sources, figure.n_classes) == (4, 4, 5)
    assert figure.micro_f1.value == 0.5
    assert figure.macro_f1.value == pytest.approx((2 / 3 + 1) / 5)


def test_where_all_have_a_stance_the_stronger_of_the_two_counts() -> None:
    lines = [line("a", 0, [0.3, 0.1, 0.6]), line("b", 1, OPPOSE), line("c", 2, NEUTRAL)]
    figure = score_polar(lines)
    assert (figure.n, figure.n_classes, figure.macro_f1.value) == (2, 2, 1.0)


def test_half_a_row_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        score_directed([line("a", 0, SUPPORT)])


def test_every_set_says_what_compares_and_quotes_no_figure_without_a_source() -> None:
    for each in PUBLIC_SETS.values():
        assert each.same
        assert each.different
        for quoted in each.published:
            assert 0 < quoted.value < 1
            assert quoted.source
            assert quoted.url.startswith("https://")


def test_a_set_is_comparable_only_where_there_is_a_figure_to_compare_with() -> None:
    for each in PUBLIC_SETS.values():
        assert (each.comparable == "no") == (not each.published)


def said(folder: Path, recipe: str, weights: str, **lines: Sequence[dict[str, Any]]) -> None:
    """Writes what `python -m training public` writes."""
    (folder / recipe).mkdir(parents=True, exist_ok=True)
    for name, each in lines.items():
        text = "".join(json.dumps(row) + "\n" for row in each)
        (folder / recipe / f"{name}.jsonl").write_text(text)
    made_with = {"recipe": recipe, "weights_sha256": weights, "code": "0123456789ab"}
    (folder / recipe / MADE_WITH).write_text(json.dumps(made_with))


@pytest.fixture
def report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "public" / "metrics.json"
    monkeypatch.setattr(public, "REPORT", path)
    return path


LINES = [line("a", 0, SUPPORT), line("b", 1, OPPOSE)]


def test_every_row_says_which_weights_read_it_and_rows_not_read_anew_keep_theirs(
    report: Path, tmp_path: Path
) -> None:
    said(tmp_path / "one", "research", "a" * 64, handeset=LINES)
    main(tmp_path / "one")
    said(tmp_path / "two", "staged", "b" * 64, newsmtsc=LINES)
    main(tmp_path / "two")
    rows = json.loads(report.read_text())
    assert list(rows) == ["newsmtsc", "handeset"]
    assert {name: row["made_with"]["weights_sha256"][0] for name, row in rows.items()} == {
        "newsmtsc": "b",
        "handeset": "a",
    }
    assert rows["handeset"]["made_with"]["recipe"] == "research"
    assert rows["handeset"]["figure"]["n"] == 2


def test_what_a_release_said_on_unseen_sets_is_scored_beside_the_rest(
    report: Path, tmp_path: Path
) -> None:
    said(tmp_path / "said", "unseen", "c" * 64, seesaw_unseen=LINES)
    main(tmp_path / "said")
    assert list(json.loads(report.read_text())) == ["seesaw_unseen"]


def test_every_set_names_the_command_that_reads_it() -> None:
    commands = {name: each.command for name, each in PUBLIC_SETS.items()}
    assert commands["handeset"] == "python -m training public --recipe research"
    assert commands["handeset_unseen"] == "python -m training.unseen"


def test_old_rows_that_do_not_say_whose_they_are_are_dropped(report: Path, tmp_path: Path) -> None:
    report.parent.mkdir()
    interval = {"value": 0.5, "low": 0.4, "high": 0.6}
    old = {"n": 9, "n_sources": 8, "n_classes": 5, "macro_f1": interval}
    report.write_text(json.dumps({"dse": old}))
    said(tmp_path / "said", "staged", "b" * 64, newsmtsc=LINES)
    main(tmp_path / "said")
    rows = json.loads(report.read_text())
    assert list(rows) == ["newsmtsc"]
    assert rows["newsmtsc"]["figure"]["micro_f1"]["value"] == 1.0


def test_lines_of_unknown_weights_are_not_scored(report: Path, tmp_path: Path) -> None:
    said(tmp_path / "said", "staged", "b" * 64, newsmtsc=LINES)
    (tmp_path / "said" / "staged" / MADE_WITH).unlink()
    with pytest.raises(typer.Exit):
        main(tmp_path / "said")
    assert not report.exists()


def test_the_schema_of_public_figures_is_up_to_date() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == public_schema()
