"""The evaluation report: an HTML page, and its figures in Markdown, made from what was measured.

It reads metrics.json of a release's folder and, where they lie beside it, held_out.json and
benchmark.json, and the figures on the corpus and on public sets that belong to no release. It
measures nothing itself: `python -m eval.report FOLDER` makes the pages again at any time.
"""

import itertools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from rich.console import Console

from eval.pages import cost_rows, plots, rows
from eval.pages.aims import targets
from eval.pages.public_rows import PUBLIC_FILTERS
from eval.pages.wording import GLOSSARY, NO_REAL_TEXT, SOURCES, part_name
from eval.public_sets import PUBLIC_SETS
from eval.scoring import CURVE
from eval.sets import GOLD_DEV
from model.manifest import RELEASE, ReleaseError, open_release
from model.stance import STANCES

REPORTS = Path(__file__).parent / "reports"
TEMPLATES = Path(__file__).parent / "pages" / "templates"
METRICS, BENCHMARK, HELD_OUT = "metrics.json", "benchmark.json", "held_out.json"
PAGES = ("report.html", "report.md")


class ReportError(ValueError):
    """The folder has nothing to report on; the message says what to run."""


def write_report(folder: Path) -> list[Path]:
    """Write report.html and report.md into a release's report folder.

    Raises:
        ReportError: it has no metrics.json.
    """
    if not (folder / METRICS).is_file():
        raise ReportError(f"no {METRICS} in {folder.name}/; run 'whipcount evaluate' first")
    metrics, benchmark = _read(folder / METRICS), _read(folder / BENCHMARK)
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(("html.jinja",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {**rows.FILTERS, **cost_rows.FILTERS, **PUBLIC_FILTERS, "marked": marked}
    main = next(iter(metrics["sets"].values()))
    held_out = _read(folder / HELD_OUT)
    context = {
        "metrics": metrics,
        "absent": metrics["absent"],
        "sets": metrics["sets"],
        "main": main,
        "pictures": {name: pictures(each) for name, each in metrics["sets"].items()},
        "targets": targets(main, benchmark, held_out),
        "glossary": GLOSSARY,
        "no_real_text": None if GOLD_DEV in metrics["sets"] else NO_REAL_TEXT,
        "sources": SOURCES,
        "stances": [stance.value for stance in STANCES],
        "held_out": held_out,
        "benchmark": benchmark,
        "cost_pictures": cost_pictures(benchmark),
        "public_sets": PUBLIC_SETS,
        "public": _read(REPORTS / "public" / METRICS),
        "artefacts": _read(REPORTS / "corpus" / "artefacts.json"),
        "agreement": _read(REPORTS / "corpus" / "agreement.json"),
    }
    written = []
    for page in PAGES:
        path = folder / page
        text = environment.get_template(f"{page}.jinja").render(context)
        path.write_text(text.rstrip("\n") + "\n", encoding="utf-8")
        written.append(path)
    return written


def pictures(figures: Mapping[str, Any]) -> dict[str, str]:
    """The pictures of one set, as SVG."""
    given = figures["given"]
    models = [
        plots.Line("this release", given["stance_macro_f1"]),
        plots.Line("... actors by name alone", figures["named"]),
        plots.Line("... actors found", figures["found"]),
        plots.Line("... the text alone", figures["unaided"]),
    ]
    models += [plots.Line(name, each["macro_f1"]) for name, each in figures["baselines"].items()]
    parts = {
        dimension: [
            plots.Line(
                f"{part_name(dimension, value)} ({part['n_actors']})",
                part["macro_f1"],
                part["few"],
            )
            for value, part in of.items()
        ]
        for dimension, of in figures["slices"].items()
        # Its parts have hardly more than one or two stances, so that macro-F1 misleads there.
        if dimension != "basis"
    }
    return {
        "models": plots.intervals(models, "stance macro-F1"),
        "confusion": plots.confusion(given["confusion"], [stance.value for stance in STANCES]),
        "reliability": plots.reliability_diagram(given["reliability"]),
        "risk_coverage": plots.risk_coverage_curve(CURVE, given["risk_coverage"]),
        "set_coverage": plots.set_coverage(given["set_coverages"]),
    } | {
        f"slice {dimension}": plots.intervals(lines, "stance macro-F1")
        for dimension, lines in parts.items()
    }


def cost_pictures(benchmark: Mapping[str, Any] | None) -> dict[str, str]:
    """The two curves of cost, as SVG, where the contenders were timed."""
    comparison = (benchmark or {}).get("comparison")
    if comparison is None:
        return {}
    return {
        "actors": plots.cost_by_actors(comparison["by_actors"]),
        "words": plots.cost_by_length(comparison["by_length"]),
    }


def marked(error: Mapping[str, Any]) -> list[tuple[str, str]]:
    """A wrong verdict's text in pieces, each with what it is: '', 'gold', 'said' or 'gold said'."""
    borders = {0, len(error["text"])}
    for spans in (error["gold_evidence"], error["said_evidence"]):
        borders |= {border for span in spans for border in span}
    ordered = sorted(borders)
    pieces = []
    for start, end in itertools.pairwise(ordered):
        kinds = [
            kind
            for kind in ("gold", "said")
            if any(first <= start and end <= last for first, last in error[f"{kind}_evidence"])
        ]
        pieces.append((error["text"][start:end], " ".join(kinds)))
    return pieces


def _read(path: Path) -> Any:
    """A JSON file's content; None where there is no file."""
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def main(
    folder: Annotated[
        Path | None, typer.Argument(help="Report folder; that of the committed release by default.")
    ] = None,
) -> None:
    """Make report.html and report.md from metrics.json."""
    console = Console(stderr=True)
    try:
        written = write_report(folder or REPORTS / open_release(RELEASE).name)
    except (ReportError, ReleaseError) as error:
        console.print(f"[red]error:[/] {error}")
        raise typer.Exit(2) from error
    console.print(", ".join(path.name for path in written) + " written")


if __name__ == "__main__":
    typer.run(main)
