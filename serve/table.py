"""A prediction as a table for a terminal."""

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from model.stance import Stance
from serve.schemas import ActorOut, Prediction

_COLOURS = {Stance.SUPPORT: "blue", Stance.OPPOSE: "red", Stance.UNDECIDED: "yellow"}
NO_TERMINAL_WIDTH = 150
MAX_EVIDENCE_CHARACTERS = 160


def prediction_table(prediction: Prediction) -> Table:
    """Actor, kind, whom they speak for, stance, probability, basis and evidence, a row an actor."""
    resolution = prediction.resolution.text if prediction.resolution.found else "(not found)"
    table = Table(title=escape(resolution), caption=prediction.release.name)
    for column in ("actor", "kind", "speaks for", "stance"):
        table.add_column(column)
    table.add_column("p", justify="right")
    table.add_column("basis")
    table.add_column("the words it rests on", min_width=40)
    for actor in prediction.actors:
        table.add_row(
            escape(actor.name),
            actor.kind.value,
            escape(actor.principal or ""),
            _stance(actor),
            f"{getattr(actor.probabilities, actor.stance.value):.2f}",
            actor.basis.value,
            escape(_evidence(actor)),
        )
    return table


def wide_console() -> Console:
    """A console for the table: as wide as the terminal, and wide where there is none."""
    console = Console()
    return console if console.is_terminal else Console(width=NO_TERMINAL_WIDTH)


def _stance(actor: ActorOut) -> str:
    mark = " ?" if len(actor.prediction_set) > 1 else ""
    return f"[{_COLOURS[actor.stance]}]{actor.stance.value}[/]{mark}"


def _evidence(actor: ActorOut) -> str:
    if not actor.mentioned:
        return "(not named in the text)"
    words = " … ".join(" ".join(part.text.split()) for part in actor.evidence)
    if len(words) <= MAX_EVIDENCE_CHARACTERS:
        return words
    return words[: MAX_EVIDENCE_CHARACTERS - 1] + "…"
