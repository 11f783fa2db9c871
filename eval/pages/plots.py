"""The report's pictures: figures in, SVG out, readable on light and on dark.

Lines and letters take the colour of the text around them (`currentColor`); stances have colours
that people with the common forms of colour blindness can tell apart (Okabe and Ito 2008).
"""

import html
import io
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import matplotlib as mpl

mpl.use("svg")

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

INK = "#010203"  # stands for currentColor until the picture is written
STANCE_COLOURS = {"support": "#0072B2", "oppose": "#D55E00", "undecided": "#7F7F7F"}
ACCENT = "#009E73"
STYLE: dict[Any, Any] = {  # of matplotlib, which names its keys one by one
    "svg.fonttype": "none",
    "svg.hashsalt": "whipcount",
    "font.family": "sans-serif",
    "font.size": 10,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 11,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
}
Figures = Mapping[str, Any]
PIXELS_PER_POINT = 1.3
NARROW = 4.2  # inches: letters stay legible when shrunk to the width of a phone
WIDTH = r' width="([\d.]+)pt"'


class Line(NamedTuple):
    """One line of `intervals`: name, value with low and high, whether few labels are behind it."""

    name: str
    figures: Figures
    few: bool = False


def intervals(lines: Sequence[Line], label: str) -> str:
    """Figures with their intervals, one line each, hollow where few labels are behind it.

    Names stand above the lines, so that the axis is as wide on a phone as the screen.

    Args:
        lines: from top to bottom.
        label: of the axis, which starts at 0.4 or below the lowest interval.
    """
    start = min(0.4, math.floor(10 * min(line.figures["low"] for line in lines)) / 10)
    with plt.rc_context(STYLE):
        figure, axes = plt.subplots(figsize=(NARROW, 0.6 + 0.42 * len(lines)))
        for i, (name, figures, few) in enumerate(lines):
            axes.plot([figures["low"], figures["high"]], [i, i], color=ACCENT, linewidth=2)
            axes.plot(
                figures["value"], i, "o", color=ACCENT, markerfacecolor="none" if few else ACCENT
            )
            text = f"{figures['value']:.2f}  {name}" + (", few labels" if few else "")
            axes.text(start, i - 0.2, text, fontsize=9, va="bottom")
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        axes.set_ylim(len(lines) - 0.5, -0.9)
        axes.set_xlim(start, 1.01)
        axes.set_xlabel(f"{label} (axis from {start:g})")
        axes.grid(axis="x", color=INK, alpha=0.12)
        spoken = "; ".join(f"{line.name} {line.figures['value']:.2f}" for line in lines)
        return svg(figure, f"{label}: {spoken}")


def confusion(matrix: Sequence[Sequence[int]], names: Sequence[str]) -> str:
    """Actors by gold stance (rows) and said stance (columns)."""
    with plt.rc_context(STYLE):
        figure, axes = plt.subplots(figsize=(NARROW, 3.4))
        for i, row in enumerate(matrix):
            for j, n in enumerate(row):
                share = n / max(1, sum(row))
                colour = ACCENT if i == j else STANCE_COLOURS["oppose"]
                square = Rectangle((j - 0.5, i - 0.5), 1, 1, color=colour, alpha=0.6 * share)
                axes.add_patch(square)
                axes.text(j, i, f"{n}\n{100 * share:.0f} %", ha="center", va="center")
        axes.set_xticks(range(len(names)), names)
        axes.set_yticks(range(len(names)), names)
        axes.set_xlim(-0.5, len(names) - 0.5)
        axes.set_ylim(len(names) - 0.5, -0.5)
        axes.set_xlabel("stance said by the release")
        axes.set_ylabel("gold stance")
        return svg(figure, "confusion matrix of the stances")


def reliability_diagram(bins: Sequence[Figures]) -> str:
    """Share that is right against confidence; the area of a point is how many it stands for."""
    with plt.rc_context(STYLE):
        figure, axes = plt.subplots(figsize=(NARROW, 3.8))
        _diagonal(axes, 1 / 3)
        whole = sum(each["n"] for each in bins)
        axes.scatter(
            [each["confidence"] for each in bins],
            [each["accuracy"] for each in bins],
            s=[20 + 600 * each["n"] / whole for each in bins],
            color=ACCENT,
            alpha=0.7,
        )
        axes.set_xlabel("confidence: probability of the stance said")
        axes.set_ylabel("share of verdicts that are right")
        return svg(figure, "reliability diagram")


def risk_coverage_curve(shares: Sequence[float], errors: Sequence[float]) -> str:
    """Errors among the most confident, against the share that is kept."""
    with plt.rc_context(STYLE):
        figure, axes = plt.subplots(figsize=(NARROW, 3.8))
        axes.plot(shares, errors, color=ACCENT, linewidth=2)
        axes.set_xlim(0, 1)
        axes.set_ylim(0, max(0.05, *errors) * 1.1)
        axes.set_xlabel("share of the verdicts kept, surest first")
        axes.set_ylabel("share of errors among them")
        axes.grid(color=INK, alpha=0.12)
        return svg(figure, "risk-coverage curve")


def set_coverage(rows: Sequence[Figures]) -> str:
    """Coverage that prediction sets reach, against what was asked, with their mean size."""
    with plt.rc_context(STYLE):
        figure, axes = plt.subplots(figsize=(NARROW, 3.8))
        _diagonal(axes, 0.45)
        axes.plot(
            [each["asked"] for each in rows],
            [each["reached"] for each in rows],
            "o-",
            color=ACCENT,
        )
        for each in rows:
            axes.annotate(
                f"{each['mean_size']:.1f}",
                (each["asked"], each["reached"]),
                textcoords="offset points",
                xytext=(-4, 6),
                ha="right",
                fontsize=8,
            )
        axes.set_xlabel("coverage asked for (number: mean set size)")
        axes.set_ylabel("share of sets with the gold stance")
        return svg(figure, "coverage of prediction sets, reached against asked for")


CONTENDERS = ("#0072B2", "#009E73", "#D55E00", "#CC79A7", "#E69F00")  # Okabe and Ito
MARKERS = "oDs^v"


def cost_by_actors(points: Sequence[Figures]) -> str:
    """Milliseconds of each contender against the number of actors."""
    with plt.rc_context(STYLE):
        figure, axes = plt.subplots(figsize=(NARROW, 3.6))
        _curves(axes, points, "n_actors")
        axes.set_xlabel("actors asked for")
        axes.set_xlim(0, None)
        axes.set_ylim(0, None)
        axes.set_xticks([point["n_actors"] for point in points])
        return svg(figure, "milliseconds by the number of actors; the table has the figures")


def cost_by_length(points: Sequence[Figures]) -> str:
    """Milliseconds of each contender against the words of the document, with a linear slope."""
    with plt.rc_context(STYLE):
        figure, axes = plt.subplots(figsize=(NARROW, 3.6))
        words = [point["n_words"] for point in points]
        first = min(ms for ms in points[0]["ms"].values() if ms is not None)
        linear = [first * n / words[0] for n in words]
        axes.plot(words, linear, color=INK, alpha=0.4, linewidth=1, linestyle="--", label="linear")
        _curves(axes, points, "n_words")
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.set_xticks(words, [f"{n:,}".replace(",", " ") for n in words], fontsize=8)
        axes.minorticks_off()
        axes.set_xlabel("words of the document")
        return svg(figure, "milliseconds by length of the document; the table has the figures")


def _curves(axes: Axes, points: Sequence[Figures], field: str) -> None:
    for name, colour, marker in zip(points[0]["ms"], CONTENDERS, MARKERS, strict=False):
        drawn = [point for point in points if point["ms"][name] is not None]
        axes.plot(
            [point[field] for point in drawn],
            [point["ms"][name] for point in drawn],
            marker=marker,
            color=colour,
            linewidth=2,
            label=name,
        )
    axes.set_ylabel("milliseconds, median")
    axes.grid(color=INK, alpha=0.12)
    axes.legend(frameon=False, fontsize=9, loc="lower left", bbox_to_anchor=(0, 1))


def svg(figure: Figure, label: str) -> str:
    """A figure as an SVG element that scales with the page and takes its text colour.

    Args:
        figure: closed afterwards.
        label: what a screen reader says of it; the tables beside it hold the figures.
    """
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", bbox_inches="tight", metadata={"Date": None})
    plt.close(figure)
    text = buffer.getvalue()
    text = text[text.index("<svg") :].replace(INK, "currentColor")
    head, end, rest = text.partition(">")
    # One scale for all, so that letters are of one size; narrow screens shrink or scroll.
    width = f'style="width:{PIXELS_PER_POINT * _points(head):.0f}px"'
    head = re.sub(r' (width|height)="[^"]*pt"', "", head) + " " + width
    # Names of clip paths and markers are hashes of what they are; those of groups say nothing.
    rest = re.sub(r'<g id="[^"]*"', "<g", rest)
    return f'{head} role="img" aria-label="{html.escape(label)}"{end}{rest}'


def _points(head: str) -> float:
    """Width of an SVG element by its opening tag."""
    found = re.search(WIDTH, head)
    assert found is not None, "matplotlib no longer writes the width in points"
    return float(found[1])


def _diagonal(axes: Axes, low: float) -> None:
    axes.plot([low, 1], [low, 1], color=INK, alpha=0.4, linewidth=1, linestyle="--")
    axes.set_xlim(low, 1.01)
    axes.set_ylim(0 if low < 0.4 else low, 1.03)
    axes.grid(color=INK, alpha=0.12)
