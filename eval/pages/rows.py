"""Figures to rows of the report's tables: the same for the page and for Markdown."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from eval.pages.wording import PROBES, part_name
from eval.public_sets import PublicSet

Figures = Mapping[str, Any]
Row = list[str]

FEW_LABELS = "fewer than 30 labels"
N_WEAKEST = 3


def interval(figures: Mapping[str, float] | None) -> str:
    """A figure with its interval; a dash where there is none."""
    if figures is None:
        return "-"
    return f"{figures['value']:.3f} [{figures['low']:.3f}, {figures['high']:.3f}]"


def difference(figures: Mapping[str, float]) -> str:
    """A paired difference with its interval."""
    return f"{figures['value']:+.3f} [{figures['low']:+.3f}, {figures['high']:+.3f}]"


def figure(value: float | None) -> str:
    """A figure to three digits; a dash where there is none."""
    return "-" if value is None else f"{value:.3f}"


def percent(value: float | None) -> str:
    """A share as a whole number of hundredths; a dash where there is none."""
    return "-" if value is None else f"{100 * value:.0f} %"


def listed(counts: Mapping[str, int], most: int | None = None) -> str:
    """Counts in one line, the first few of them where there are many."""
    shown = [f"{name} {n}" for name, n in list(counts.items())[:most]]
    more = len(counts) - len(shown)
    return ", ".join(shown) + (f", {more} more" if more else "")


def target_rows(targets: Sequence[Figures]) -> list[Row]:
    """What is aimed for, and whether it was reached."""
    return [
        [
            each["name"],
            f"{'≥' if each['floor'] else '≤'} {each['target']:.2f}",
            figure(each["value"]),
            {None: "not measured", True: "yes", False: "missed"}[each["met"]],
        ]
        for each in targets
    ]


def target_marks(targets: Sequence[Figures]) -> Row:
    """The class of each such row."""
    return [{None: "", True: "met", False: "missed"}[each["met"]] for each in targets]


def stance_rows(stances: Sequence[str], given: Figures) -> list[Row]:
    """Precision, recall and F1 of each stance."""
    rows = []
    for stance in stances:
        score = given["stances"][stance]
        cells = [figure(score[name]) for name in ("precision", "recall", "f1")]
        rows.append([stance, *cells, str(score["n"])])
    return rows


def further_rows(measured: Figures) -> list[Row]:
    """Accuracy, evidence, basis and contrast groups of a set."""
    given, contrast = measured["given"], measured["contrast"]
    rows = [
        ["accuracy", interval(given["accuracy"])],
        ["first evidence overlaps gold", interval(given["evidence_hits"])],
        ["evidence, overlap in characters (F1)", interval(given["evidence_f1"])],
        ["basis accuracy", figure(given["basis_accuracy"])],
        ["basis macro-F1", figure(given["basis_macro_f1"])],
    ]
    if contrast is not None:
        n_labels = f"{contrast['labels_per_group']:.0f}"
        rows += [
            [
                f"contrast groups ({contrast['n_groups']}) with every label right",
                interval(contrast["all_right"]),
            ],
            ["... with every flipped label right", interval(contrast["flips_right"])],
            [
                f"single flipped labels right (a group has {n_labels} labels)",
                interval(contrast["flipped_labels_right"]),
            ],
        ]
    return rows


def baseline_rows(baselines: Mapping[str, Figures]) -> list[Row]:
    """Each baseline, and how much more the release has."""
    return [
        [
            name,
            interval(score["macro_f1"]),
            difference(score["gain"]),
            figure(score["gain"]["p"]),
            score["about"],
        ]
        for name, score in baselines.items()
    ]


def slice_rows(parts: Mapping[str, Figures], dimension: str) -> list[Row]:
    """Each part of a set along one dimension."""
    return [
        [
            slice_name(dimension, value, part),
            str(part["n_texts"]),
            str(part["n_actors"]),
            interval(part["macro_f1"]),
            figure(part["accuracy"]),
        ]
        for value, part in parts.items()
    ]


def slice_name(dimension: str, value: str, part: Figures) -> str:
    """A part's name, with a mark where it has few labels."""
    return part_name(dimension, value) + (f" ({FEW_LABELS})" if part["few"] else "")


def slice_marks(parts: Mapping[str, Figures]) -> Row:
    """The class of each such row."""
    return ["few" if part["few"] else "" for part in parts.values()]


def weakest(measured: Figures) -> str:
    """The parts with the lowest macro-F1, among those that have labels enough."""
    parts = [
        (part["macro_f1"]["value"], f"{part_name(dimension, value)} ({dimension})")
        for dimension, of in measured["slices"].items()
        # A basis has hardly more than one or two stances: its macro-F1 is another figure.
        for value, part in of.items()
        if not part["few"] and dimension != "basis"
    ]
    return "; ".join(f"{name} {value:.2f}" for value, name in sorted(parts)[:N_WEAKEST]) or "-"


def probe_rows(probes: Mapping[str, Figures]) -> list[Row]:
    """Each probe's pass rate, and what it does."""
    return [
        [name, str(probe["n"]), interval(probe["passed"]), PROBES.get(name, "")]
        for name, probe in probes.items()
    ]


def count_rows(counts: Mapping[str, Mapping[str, int]]) -> list[Row]:
    """How well actors are found, by kind."""
    rows = []
    for kind, count in counts.items():
        hits, missed, invented = (count[name] for name in ("hits", "missed", "invented"))
        shares = (
            hits / max(1, hits + invented),
            hits / max(1, hits + missed),
            2 * hits / max(1, 2 * hits + missed + invented),
        )
        rows.append([kind, *map(figure, shares), str(hits), str(missed), str(invented)])
    return rows


def artefact_rows(artefacts: Figures) -> list[Row]:
    """What classifiers get that see a part of the corpus's texts alone."""
    views = {"nothing (chance)": artefacts["chance"], **artefacts["views"]}
    return [[name, interval(value)] for name, value in views.items()]


def held_out_rows(held_out: Figures) -> list[Row]:
    """Macro-F1 on domains that were not trained on."""
    domains = {**held_out["by_domain"], "mean": held_out["mean"]}
    return [[name, interval(value)] for name, value in domains.items()]


def public_rows(sets: Mapping[str, PublicSet], measured: Figures | None) -> list[Row]:
    """Ours on each public set."""
    rows = []
    for name, each in sets.items():
        own = (measured or {}).get(name)
        if own is None:
            rows.append([each.title, "-", each.resampled, "-", "not measured", "-"])
            continue
        resampled = f"{own['n_sources']} {each.resampled}"
        counts = [str(own["n"]), resampled, str(own["n_classes"])]
        accuracy = interval(own.get("accuracy"))
        rows.append([each.title, *counts, interval(own["macro_f1"]), accuracy])
    return rows


def quoted_rows(sets: Mapping[str, PublicSet]) -> list[Row]:
    """What others report on the same sets."""
    return [
        [each.title, quoted.model, quoted.metric, figure(quoted.value), quoted.source]
        for each in sets.values()
        for quoted in each.published
    ]


def urls(each: PublicSet) -> list[str]:
    """Where the figures of others stand, each address once."""
    return list(dict.fromkeys(quoted.url for quoted in each.published))


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
    rows += [[f"resident: {name}", f"{mb:.0f} MB"] for name, mb in _by_name(benchmark)]
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


def _by_name(benchmark: Figures) -> list[tuple[str, float]]:
    return sorted(benchmark["resident_mb"].items())


# Figure of the comparison, what it is, what is aimed for, and whether that is a floor.
AIMS = (
    ("pipeline_over_http", "the pipeline's time over ours by HTTP, ten actors", 10.0, True),
    ("pipeline_over_python", "the pipeline's time over ours by Python, ten actors", 10.0, True),
    ("batched_over_python", "the same, batched, over ours by Python", None, True),
    ("around_over_python", "128 tokens around mentions, batched, over ours by Python", None, True),
    ("actors_20_over_1", "our time for 20 actors over that for one", 1.5, False),
    ("length_exponent", "exponent of growth with length (1 is linear)", 1.1, False),
)


def aim_rows(comparison: Figures) -> list[Row]:
    """Ratios of cost against what they are to be."""
    rows = []
    for (field, name, aim, floor), met in zip(AIMS, _met(comparison), strict=True):
        asked = "-" if aim is None else f"{'≥' if floor else '≤'} {aim:g}"
        value = comparison[field]
        reached = "-" if value is None else f"{value:.2f}"
        rows.append([name, asked, reached, {None: "-", True: "yes", False: "missed"}[met]])
    return rows


def aim_marks(comparison: Figures) -> Row:
    """The class of each such row."""
    return [{None: "", True: "met", False: "missed"}[met] for met in _met(comparison)]


def _met(comparison: Figures) -> Iterator[bool | None]:
    for field, _, aim, floor in AIMS:
        value = comparison[field]
        if aim is None or value is None:
            yield None
        else:
            yield value >= aim if floor else value <= aim


def heads(points: Sequence[Figures], field: str) -> list[tuple[str, str]]:
    """A numeric column for each point of a curve."""
    return [(f"{point[field]:,}".replace(",", " "), "n") for point in points]


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
        interval, difference, figure, percent, listed, target_rows, target_marks, stance_rows,
        further_rows, baseline_rows, slice_rows, slice_marks, weakest, probe_rows, count_rows,
        artefact_rows, held_out_rows, public_rows, quoted_rows, urls, service_rows, aim_rows,
        aim_marks, heads, point_rows, rate_rows,
    )
}  # fmt: skip
