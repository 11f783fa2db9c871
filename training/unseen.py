"""What a release says on real text that it has not learned from, for `eval.public` to score.

`python -m training.unseen` reads public sets whose terms keep them out of the weights that are
published: the release is asked as its users ask it, with the text, the resolution and the actor by
name. One JSON Lines file for each set goes below work/public/unseen/, with made_with.json: the
release, the SHA-256 of its encoder, and the revision of the code.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from tqdm import tqdm

from model.classifier import StanceClassifier
from model.manifest import ENCODER, RELEASE, ReleaseError
from training.predictions import write_predictions
from training.settings import WORK
from training.sources import handeset, seesaw
from training.sources.files import SourceError
from training.sources.pairs import Pair

FOLDER = WORK / "public" / "unseen"

# By source: its sets, each read whole, since a release has learned from none of it.
UNSEEN: Mapping[str, Mapping[str, Callable[[], Iterator[Pair]]]] = {
    handeset.NAME: {"handeset_unseen": handeset.recorded_pairs},
    seesaw.NAME: {"seesaw_unseen": seesaw.policy_pairs},
}


def predict_unseen(release: Path, folder: Path) -> dict[str, int]:
    """Write a line for each pair: its source, gold stance and stance probabilities.

    Args:
        release: a release directory.
        folder: gets NAME.jsonl for each set, and at last made_with.json.

    Returns:
        How many pairs each set has.

    Raises:
        ReleaseError: the release cannot be read, or has learned from one of the sources.
        SourceError: a source's file is found nowhere.
    """
    classifier = StanceClassifier(release)
    manifest = classifier.manifest
    if learned := sorted(UNSEEN.keys() & manifest.sources.keys()):
        raise ReleaseError(
            f"{manifest.name} has learned from {', '.join(learned)}: that is no unseen text to it"
        )
    tests = {name: test for sets in UNSEEN.values() for name, test in sets.items()}

    def said(name: str) -> Iterator[tuple[Pair, Sequence[float]]]:
        for pair in tqdm(list(tests[name]()), f"reading {name}"):
            assert pair.holder is not None  # these sets name their holders
            holder = pair.text[slice(*pair.holder)]
            (actor,) = classifier.classify(pair.text, pair.target, [holder]).actors
            yield pair, actor.verdict.probabilities

    return write_predictions(
        folder, manifest.name, manifest.files[ENCODER], {name: said(name) for name in tests}
    )


def main(
    release: Annotated[Path, typer.Argument(help="A release directory.")] = RELEASE,
    folder: Annotated[Path, typer.Option(help="Where to write what it says.")] = FOLDER,
) -> None:
    """Read public sets that a release has not learned from."""
    console = Console(stderr=True)
    try:
        counts = predict_unseen(release, folder)
    except (ReleaseError, SourceError) as error:
        console.print(f"[red]error:[/] {error}")
        raise typer.Exit(2) from error
    for name, count in counts.items():
        console.print(f"{count} pairs of {name} in {folder.name}/")


if __name__ == "__main__":
    typer.run(main)
