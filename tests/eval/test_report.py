"""The report says what was measured, keeps texts as texts, and needs nothing from outside."""

import json
import re
import shutil
from dataclasses import asdict
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markupsafe import escape

from eval import benchmark
from eval.cost.comparison import Comparison, PipelineAlone, Point
from eval.cost.contenders import HTTP, ONE_BY_ONE, PYTHON
from eval.evaluate import SCHEMA, metrics_schema
from eval.pages.rows import figure, interval
from eval.pages.wording import NO_REAL_TEXT
from eval.report import BENCHMARK, PAGES, REPORTS, ReportError, marked, write_report
from eval.sets import GOLD_DEV
from model.manifest import RELEASE, open_release

COMMITTED = REPORTS / open_release(RELEASE).name


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the committed report folder, its pages made anew from a hostile text."""
    copy = tmp_path_factory.mktemp("reports") / "release"
    shutil.copytree(COMMITTED, copy)
    metrics = json.loads((copy / "metrics.json").read_text(encoding="utf-8"))
    error = next(iter(metrics["sets"].values()))["errors"][0]
    error["text"] = "<script>alert(1)</script> & more " + error["text"]
    (copy / "metrics.json").write_text(json.dumps(metrics), encoding="utf-8")
    write_report(copy)
    return copy


def test_the_committed_report_is_made_from_the_committed_figures(tmp_path: Path) -> None:
    copy = tmp_path / COMMITTED.name
    shutil.copytree(COMMITTED, copy)
    write_report(copy)
    for page in PAGES:
        assert (copy / page).read_text(encoding="utf-8") == (COMMITTED / page).read_text(
            encoding="utf-8"
        )


def test_the_schema_of_the_figures_is_up_to_date() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == metrics_schema()


def test_the_schema_of_cost_is_up_to_date() -> None:
    assert benchmark.SCHEMA.read_text(encoding="utf-8") == benchmark.benchmark_schema()


def test_cost_is_shown_with_its_curves_where_the_contenders_were_timed(tmp_path: Path) -> None:
    copy = tmp_path / "release"
    shutil.copytree(COMMITTED, copy)
    points = [Point(600, n, {PYTHON: 90.0 + n, ONE_BY_ONE: 80.0 * n}) for n in (1, 10)]
    lengths = [Point(n, 10, {HTTP: None, PYTHON: n / 6, ONE_BY_ONE: n * 1.0}) for n in (300, 3000)]
    alone = PipelineAlone(8.0, 600.0, 87.0)
    compared = Comparison(
        5, 3, points, lengths, 9.0, 8.0, 4.0, 1.5, 1.1, 1.0, {PYTHON: 10.0}, alone
    )
    machine = {"cores": 2, "processor": "x", "python": "3.11"}
    cost = benchmark.Cost(
        release="another",
        machine=machine,
        ready_s=4.0,
        n_requests=60,
        max_characters=400_000,
        p50_ms=100.0,
        p95_ms=110.0,
        p99_ms=120.0,
        p50_found_ms=105.0,
        ratio_actors=1.1,
        resident_mb={"front": 200.0},
        release_mb=25.0,
        comparison=compared,
    )
    (copy / BENCHMARK).write_text(json.dumps(asdict(cost)), encoding="utf-8")
    write_report(copy)
    page = (copy / "report.html").read_text(encoding="utf-8")
    assert "milliseconds by the number of actors" in page
    assert ">missed<" in page[page.index('id="cost"') :]
    assert ">missed<" in page[: page.index('id="good"')], "a missed aim of cost stands first too"
    assert "percentiles of 60 requests" in page
    assert "400 000 characters" in page
    assert "by words, medians of 3 turns" in page
    assert "These figures are of another, not of" in page
    assert "pipeline, one pass per actor" in (copy / "report.md").read_text(encoding="utf-8")


def test_a_text_is_never_read_as_html(folder: Path) -> None:
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_page_needs_nothing_from_outside(folder: Path) -> None:
    page = (folder / "report.html").read_text(encoding="utf-8")
    page = re.sub(r'xmlns(:\w+)?="[^"]*"', "", page)
    page = re.sub(r"<a [^>]*>", "", page)  # a link loads nothing until it is followed
    assert not re.search(r'(src|href)="(https?:)?//', page)
    assert "@import" not in page


def test_every_tag_is_closed_and_every_link_leads_somewhere(folder: Path) -> None:
    class Reader(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.open: list[str] = []
            self.ids: set[str] = set()
            self.links: set[str] = set()

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            named = dict(attrs)
            self.ids.add(named.get("id") or "")
            if (named.get("href") or "").startswith("#") and tag == "a":
                self.links.add((named["href"] or "")[1:])
            if tag not in ("meta", "br", "path", "use"):
                self.open.append(tag)

        def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.ids.add(dict(attrs).get("id") or "")

        def handle_endtag(self, tag: str) -> None:
            if tag not in ("path", "use"):
                assert self.open.pop() == tag

    reader = Reader()
    reader.feed((folder / "report.html").read_text(encoding="utf-8"))
    assert not reader.open
    assert reader.links <= reader.ids


def test_a_folder_without_figures_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="whipcount evaluate"):
        write_report(tmp_path)


def test_a_probe_that_failed_is_shown_with_what_was_asked_and_what_was_changed(
    folder: Path,
) -> None:
    page = (folder / "report.html").read_text(encoding="utf-8")
    metrics = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))
    for probe in next(iter(metrics["sets"].values()))["probes"].values():
        for failure in probe["failures"]:
            assert str(escape(failure["resolution"])) in page
            if failure["before"] is not None:
                assert str(escape(failure["before"])) in page


def test_both_pages_say_that_no_real_text_was_measured_unless_it_was(tmp_path: Path) -> None:
    copy = tmp_path / "release"
    shutil.copytree(COMMITTED, copy)
    metrics = json.loads((copy / "metrics.json").read_text(encoding="utf-8"))
    invented = {"corpus test": metrics["sets"]["corpus test"]}
    for sets in (invented, {**invented, GOLD_DEV: metrics["sets"]["corpus test"]}):
        text = json.dumps({**metrics, "sets": sets})
        (copy / "metrics.json").write_text(text, encoding="utf-8")
        for page in write_report(copy):
            said = NO_REAL_TEXT in page.read_text(encoding="utf-8")
            assert said == (GOLD_DEV not in sets)


def test_evidence_of_label_and_verdict_may_overlap() -> None:
    error = {"text": "abcdef", "gold_evidence": [(0, 3)], "said_evidence": [(2, 5)]}
    assert marked(error) == [("ab", "gold"), ("c", "gold said"), ("de", "said"), ("f", "")]


def test_a_figure_that_does_not_exist_is_a_dash() -> None:
    assert figure(None) == "-"
    assert interval(None) == "-"
