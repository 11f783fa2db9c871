"""What is promised of a release and of its cost, and whether it was reached.

Kept in one place so that a missed aim stands first in the report, and nowhere else otherwise.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Figures = Mapping[str, Any]


@dataclass(frozen=True)
class Aim:
    """One figure and what is asked of it.

    Attributes:
        name: what it is.
        path: to it, in a set's figures, in held_out.json or in benchmark.json.
        asked: least or most that will do; None where nothing is asked.
        floor: whether `asked` is the least.
    """

    name: str
    path: tuple[str, ...]
    asked: float | None
    floor: bool


@dataclass(frozen=True)
class Reached:
    """An aim with its figure; `met` is None where nothing is asked or nothing was measured."""

    aim: Aim
    value: float | None
    met: bool | None


QUALITY = (
    Aim("stance macro-F1, actors given", ("given", "stance_macro_f1", "value"), 0.78, True),
    Aim("contrast groups with every label right", ("contrast", "all_right", "value"), 0.5, True),
    Aim("expected calibration error", ("given", "ece", "value"), 0.05, False),
    Aim("error among the 70 % most confident", ("given", "error_at_70", "value"), 0.1, False),
    Aim("first evidence overlaps gold", ("given", "evidence_hits", "value"), 0.8, True),
    Aim(
        "renamed actors: verdicts unchanged",
        ("probes", "rename actors", "passed", "value"),
        0.95,
        True,
    ),
    *(
        Aim(f"macro-F1 over {name}", ("baselines", name, "gain", "value"), 0.12, True)
        for name in (
            "TF-IDF + logistic regression",
            "frozen embeddings + logistic regression",
        )
    ),
)
DOMAINS = (Aim("stance macro-F1, trained without the domain, mean", ("mean", "value"), 0.7, True),)
COST = tuple(
    Aim(name, ("comparison", field), asked, floor)
    for field, name, asked, floor in (
        ("pipeline_over_http", "the pipeline's time over ours by HTTP, ten actors", 10.0, True),
        ("pipeline_over_python", "the pipeline's time over ours by Python, ten actors", 10.0, True),
        ("batched_over_python", "the same, batched, over ours by Python", None, True),
        (
            "around_over_python",
            "cross-encoder on 128 tokens around mentions, batched, over ours by Python",
            None,
            True,
        ),
        ("actors_20_over_1", "our time for 20 actors over that for one", 1.5, False),
        ("length_exponent", "our time's exponent of growth with length (1 is linear)", 1.1, False),
    )
)


def targets(figures: Figures, benchmark: Figures | None, held_out: Figures | None) -> list[Reached]:
    """Everything that is asked of a release: on the set that it is judged by, on domains that were
    held out, and of its cost."""
    cost = [each for each in reached(COST, benchmark) if each.aim.asked is not None]
    return reached(QUALITY, figures) + reached(DOMAINS, held_out) + cost


def reached(aims: Sequence[Aim], figures: Figures | None) -> list[Reached]:
    """Each aim with its figure."""
    found = []
    for aim in aims:
        value: Any = figures
        for key in aim.path:
            value = value.get(key) if value is not None else None
        met = None
        if aim.asked is not None and value is not None:
            met = value >= aim.asked if aim.floor else value <= aim.asked
        found.append(Reached(aim, value, met))
    return found
