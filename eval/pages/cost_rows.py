"""What it costs, to rows and sentences: the same for the page, for Markdown and for README."""

from collections.abc import Mapping, Sequence
from typing import Any

from eval.cost.contenders import ONE_BY_ONE, PYTHON
from eval.pages.aims import COST, Reached, reached

Figures = Mapping[str, Any]
Row = list[str]

TEN = 10


def service_rows(benchmark: Figures) -> list[Row]:
    """Latency, memory, size and start-up of the service."""
    rows = [
        [f"/predict, {name}", f"{benchmark[field]:.0f} ms"]
        for name, field in (
            ("median", "p50_ms"),
            ("95th percentile", "p95_ms"),
            ("99th percentile", "p99_ms"),
            ("median, actors found in the text", "p50_found_ms"),
        )
        if field in benchmark
    ]
    rows.append(["ready after", f"{benchmark['ready_s']:.1f} s"])
    resident = sorted(benchmark["resident_mb"].items())
    rows += [[f"resident: {name}", f"{mb:.0f} MB"] for name, mb in resident]
    if "release_mb" in benchmark:
        rows.append(["size of the release", f"{benchmark['release_mb']:.0f} MB"])
    alone = (benchmark.get("comparison") or {}).get("pipeline")
    if alone is not None:
        rows += [
            ["the pipeline alone: to its first answer", f"{alone['ready_s']:.1f} s"],
            ["the pipeline alone: resident", f"{alone['resident_mb']:.0f} MB"],
            ["the pipeline alone: weights", f"{alone['weights_mb']:.0f} MB"],
        ]
    return rows


def aim_rows(every: Sequence[Reached]) -> list[Row]:
    """What is aimed for, and whether it was reached."""
    rows = []
    for each in every:
        aim, value = each.aim, each.value
        asked = "-" if aim.asked is None else f"{'≥' if aim.floor else '≤'} {aim.asked:g}"
        met = {None: "-", True: "yes", False: "missed"}[each.met]
        if value is None:
            rows.append([aim.name, asked, "-", "not measured"])
        else:
            rows.append([aim.name, asked, f"{value:.3f}", met])
    return rows


def aim_marks(every: Sequence[Reached]) -> Row:
    """The class of each such row."""
    return [{None: "", True: "met", False: "missed"}[each.met] for each in every]


def cost_aims(benchmark: Figures) -> list[Reached]:
    """Every ratio of cost, also those of which nothing is asked."""
    return reached(COST, benchmark)


def beside_others(comparison: Figures) -> str:
    """What is faster and what is slower than ours, in words."""
    around = comparison["around_over_python"]
    (one,) = (point["ms"] for point in comparison["by_actors"] if point["n_actors"] == 1)
    return (
        "transformers' text-classification pipeline with a cross-encoder of the same size takes "
        f"{comparison['pipeline_over_python']:.1f} times as long as ours for ten actors "
        f"({comparison['batched_over_python']:.1f} times in one batch). The cross-encoder that "
        "reads only 128 tokens around an actor's mentions, batched, takes "
        f"{around:.2f} times as long as ours: it is {'faster' if around < 1 else 'slower'}. For "
        f"one actor the pipeline takes {one[ONE_BY_ONE]:.0f} ms, ours {one[PYTHON]:.0f} ms; "
        f"20 actors cost us {comparison['actors_20_over_1']:.2f} times one."
    )


def ten_actors_ms(benchmark: Figures | None) -> dict[str, float | None]:
    """Milliseconds of each contender on 600 words with ten actors; nothing where not measured."""
    comparison = (benchmark or {}).get("comparison") or {"by_actors": []}
    for point in comparison["by_actors"]:
        if point["n_actors"] == TEN:
            return dict(point["ms"])
    return {}


def turns(comparison: Figures) -> dict[str, str]:
    """How many turns the medians are of, by actors and by length."""
    return {
        "actors": _turns(comparison["repeats"]),
        "length": _turns(comparison["length_repeats"]),
    }


def _turns(n: int) -> str:
    return "one turn" if n == 1 else f"{n} turns"


def spaced(number: int) -> str:
    """A whole number with its thousands set apart."""
    return f"{number:,}".replace(",", " ")


def heads(points: Sequence[Figures], field: str) -> list[tuple[str, str]]:
    """A numeric column for each point of a curve."""
    return [(spaced(point[field]), "n") for point in points]


def point_rows(points: Sequence[Figures]) -> list[Row]:
    """Milliseconds of each contender along a curve."""
    return [
        [
            name,
            *("-" if point["ms"][name] is None else f"{point['ms'][name]:.0f}" for point in points),
        ]
        for name in points[0]["ms"]
    ]


def rate_rows(rates: Mapping[str, float]) -> list[Row]:
    """Articles in a second."""
    return [[name, f"{rate:.1f}"] for name, rate in rates.items()]


FILTERS = {
    function.__name__: function
    for function in (
        service_rows, aim_rows, aim_marks, cost_aims, beside_others, turns, spaced, heads,
        point_rows, rate_rows,
    )
}  # fmt: skip
