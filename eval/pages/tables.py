"""Figures on the terminal: of one set, stances and actors found; and what it costs."""

from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from eval.pages.rows import figure
from eval.reading import Count

if TYPE_CHECKING:
    from eval.benchmark import Cost
    from eval.cost.comparison import Point
    from eval.evaluate import SetReport


def print_set(name: str, report: "SetReport", console: Console) -> None:
    """Two tables: stances, and actors found."""
    given = report.given
    table = Table(title=f"{name}: {report.n_texts} texts, {report.n_actors} actors")
    table.add_column("figure")
    table.add_column("value", justify="right")
    table.add_row("stance macro-F1, given actors [95 %]", str(given.stance_macro_f1))
    table.add_row("stance macro-F1, actors by name alone [95 %]", str(report.named))
    table.add_row("stance macro-F1, found actors [95 %]", str(report.found))
    table.add_row("stance macro-F1, the text alone [95 %]", str(report.unaided))
    for baseline, score in report.baselines.items():
        table.add_row(f"  {baseline}", str(score.macro_f1))
        table.add_row("    the release has more by", str(score.gain))
    for domain, part in report.slices["domain"].items():
        table.add_row(f"  {domain}", str(part.macro_f1))
    if report.contrast is not None:
        groups = f"of {report.contrast.n_groups} contrast groups"
        table.add_row(f"{groups} all right", str(report.contrast.all_right))
        table.add_row(f"{groups} flips right", str(report.contrast.flips_right))
    for probe, outcome in report.probes.items():
        table.add_row(f"probe: {probe}, of {outcome.n} verdicts passed", str(outcome.passed))
    for stance, each in given.stances.items():
        table.add_row(f"F1 {stance}", str(each.f1))
    table.add_row("basis accuracy", str(given.basis_accuracy))
    if given.evidence_hits is not None:
        table.add_row("evidence overlaps gold", str(given.evidence_hits))
    table.add_row("expected calibration error", str(given.ece))
    table.add_row("error among the 70 % most confident", str(given.error_at_70))
    table.add_row("prediction set holds the truth (asked 0.9)", str(given.set_coverage))
    table.add_row("mean size of prediction set", f"{given.mean_set_size:.2f}")
    console.print(table)
    table = Table(title=f"{name}: actors found")
    for column in ("kind", "precision", "recall", "F1", "gold"):
        table.add_column(column, justify="left" if column == "kind" else "right")
    for kind, count in report.reading.counts.items():
        table.add_row(kind, *_cells(count))
    console.print(table)
    reading = report.reading
    console.print(
        f"kind right {figure(reading.kinds_right)}; "
        f"mentions of one actor joined {figure(reading.merged)}; "
        f"principal right {figure(reading.principals)} of {reading.n_principals} persons"
    )


def _cells(count: Count) -> tuple[str, str, str, str]:
    return (
        f"{count.precision:.3f}",
        f"{count.recall:.3f}",
        f"{count.f1:.3f}",
        str(count.hits + count.missed),
    )


def print_cost(cost: "Cost", console: Console) -> None:
    """Latency, memory and start-up, and the two curves against the pipeline."""
    table = Table(title=f"the service, {cost.n_requests} requests of 600 words with ten actors")
    table.add_column("figure")
    table.add_column("value", justify="right")
    table.add_row("ready after", f"{cost.ready_s:.1f} s")
    for name, ms in (("p50", cost.p50_ms), ("p95", cost.p95_ms), ("p99", cost.p99_ms)):
        table.add_row(f"/predict {name}", f"{ms:.0f} ms")
    table.add_row("/predict p50, actors found", f"{cost.p50_found_ms:.0f} ms")
    table.add_row("ten actors over one", f"{cost.ratio_actors:.2f}")
    table.add_row("resident, all processes", f"{sum(cost.resident_mb.values()):.0f} MB")
    table.add_row("size of the release", f"{cost.release_mb:.0f} MB")
    comparison = cost.comparison
    for name, value in (
        ("pipeline over HTTP, ten actors", comparison.pipeline_over_http),
        ("pipeline over Python, ten actors", comparison.pipeline_over_python),
        ("... batched over Python", comparison.batched_over_python),
        ("... around mentions over Python", comparison.around_over_python),
        ("20 actors over one, Python", comparison.actors_20_over_1),
    ):
        table.add_row(name, f"{value:.2f}")
    table.add_row("exponent of growth with length", figure(comparison.length_exponent))
    console.print(table)
    _print_points("600 words, milliseconds by actors", comparison.by_actors, "n_actors", console)
    _print_points("ten actors, milliseconds by words", comparison.by_length, "n_words", console)


def _print_points(title: str, points: "list[Point]", by: str, console: Console) -> None:
    table = Table(title=title)
    table.add_column("contender")
    for point in points:
        table.add_column(str(getattr(point, by)), justify="right")
    for name in points[0].ms:
        values = (point.ms[name] for point in points)
        table.add_row(name, *("-" if each is None else f"{each:.0f}" for each in values))
    console.print(table)
