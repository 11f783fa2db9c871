"""Figures to rows of the report's tables: the same for the page and for Markdown."""

from collections.abc import Mapping, Sequence
from typing import Any

from eval.cost.contenders import AROUND, PYTHON
from eval.genres import OTHER
from eval.pages.cost_rows import ten_actors_ms
from eval.pages.wording import PROBES, part_name
from eval.probes.probe import MAX_TEXTS
from eval.slices import FEW, FEW_SOURCES

Figures = Mapping[str, Any]
Row = list[str]

FEW_LABELS = f"fewer than {FEW} labels"
SMALL_PART = f"{FEW_LABELS} or {FEW_SOURCES} sources"
N_WEAKEST = 3
MOST_FEW_TEXTS = 19  # texts up to which a part is not called weak


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


def p_value(p: float, resamples: int) -> str:
    """A bootstrap p-value; as a bound where it is the smallest that so many resamples can show."""
    smallest = 2 / (resamples + 1)
    return f"≤ {smallest:.3f}" if p <= smallest else f"{p:.3f}"


def way_rows(measured: Figures) -> list[Row]:
    """Stance macro-F1 by what the caller gives with the text, most first."""
    return [
        ["names, all labelled mentions", "given", interval(measured["given"]["stance_macro_f1"])],
        ["names alone", "given", interval(measured["named"])],
        ["none: found in the text", "given", interval(measured["found"])],
        ["none: found in the text", "none", interval(measured["unaided"])],
    ]


def stance_rows(stances: Sequence[str], given: Figures) -> list[Row]:
    """Precision, recall and F1 of each stance."""
    rows = []
    for stance in stances:
        score = given["stances"][stance]
        shares = [figure(score[name]) for name in ("precision", "recall")]
        rows.append([stance, *shares, interval(score["f1"]), str(score["n"])])
    return rows


def further_rows(measured: Figures) -> list[Row]:
    """Accuracy, evidence, basis and contrast groups of a set."""
    given, contrast = measured["given"], measured["contrast"]
    n_evidence = given["n_with_evidence"]
    rows = [
        ["accuracy", interval(given["accuracy"])],
        [
            f"first evidence overlaps gold ({n_evidence} actors; one character suffices)",
            interval(given["evidence_hits"]),
        ],
        ["evidence, overlap in characters (F1)", interval(given["evidence_f1"])],
        ["basis accuracy", interval(given["basis_accuracy"])],
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


def baseline_rows(measured: Figures, resamples: int, benchmark: Figures | None) -> list[Row]:
    """The release, then each baseline: how much more the release has, and what both cost.

    Args:
        measured: figures of a set.
        resamples: of the bootstrap.
        benchmark: has the time of the cross-encoder and of the release alone.
    """
    ms = ten_actors_ms(benchmark)
    own = interval(measured["given"]["stance_macro_f1"])
    rows = [["this release", own, _whole(ms.get(PYTHON)), "-", "-"]]
    for name, score in measured["baselines"].items():
        gain = score["gain"]
        rows.append(
            [
                name,
                interval(score["macro_f1"]),
                _whole(ms.get(AROUND) if name.startswith("cross-encoder") else None),
                difference(gain),
                p_value(gain["p"], resamples),
            ]
        )
    return rows


def _whole(value: float | None) -> str:
    return "-" if value is None else f"{value:.0f}"


def coverage_rows(by_kind: Mapping[str, Figures]) -> list[Row]:
    """Prediction sets by the kind of actor."""
    return [
        [
            kind + (f" ({FEW_LABELS})" if each["n"] < FEW else ""),
            str(each["n"]),
            figure(each["reached"]),
            f"{each['mean_size']:.2f}",
        ]
        for kind, each in by_kind.items()
    ]


def slice_rows(parts: Mapping[str, Figures], dimension: str) -> list[Row]:
    """Each part of a set along one dimension."""
    return [
        [
            slice_name(dimension, value, part),
            str(part["n_texts"]),
            str(part["n_actors"]),
            figure(part["accuracy"]),
            interval(part["macro_f1"]),
        ]
        for value, part in parts.items()
    ]


def slice_name(dimension: str, value: str, part: Figures) -> str:
    """A part's name, with a mark where it has few labels."""
    return part_name(dimension, value) + (f" ({SMALL_PART})" if part["few"] else "")


def slice_marks(parts: Mapping[str, Figures]) -> Row:
    """The class of each such row."""
    return ["few" if part["few"] else "" for part in parts.values()]


def weakest(measured: Figures) -> str:
    """The parts with the lowest macro-F1, among those that have texts and labels enough."""
    parts = [
        (part["macro_f1"]["value"], f"{part_name(dimension, value)} ({dimension}", part["n_actors"])
        for dimension, of in measured["slices"].items()
        # A basis has hardly more than one or two stances: its macro-F1 is another figure.
        if dimension != "basis"
        for value, part in of.items()
        if not part["few"] and part["n_texts"] > MOST_FEW_TEXTS and value != OTHER
    ]
    lowest = sorted(parts)[:N_WEAKEST]
    return "; ".join(f"{name}, {n} labels) {value:.2f}" for value, name, n in lowest) or "-"


def probe_rows(probes: Mapping[str, Figures]) -> list[Row]:
    """Each probe's pass rate, and what it does."""
    return [
        [
            name + (f" (fewer than {FEW} verdicts)" if probe["n"] < FEW else ""),
            str(probe["n"]),
            interval(probe["passed"]),
            PROBES.get(name, ""),
        ]
        for name, probe in probes.items()
    ]


def probe_marks(probes: Mapping[str, Figures]) -> Row:
    """The class of each such row."""
    return ["few" if probe["n"] < FEW else "" for probe in probes.values()]


def probe_cap(probes: Mapping[str, Figures]) -> str:
    """How many texts a change is tried on, as a sentence; nothing where no probe could be made."""
    return f"Each change is tried on {MAX_TEXTS} texts at most." if probes else ""


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


FILTERS = {
    function.__name__: function
    for function in (
        interval, difference, figure, percent, listed, way_rows, stance_rows, further_rows,
        baseline_rows, coverage_rows, slice_rows, slice_marks, weakest, probe_rows, probe_marks,
        probe_cap, count_rows, artefact_rows, held_out_rows,
    )
}  # fmt: skip
