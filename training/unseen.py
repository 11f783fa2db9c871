"""What a release says on real text that it has not learned from, for `eval.public` to score.

`python -m training.unseen` reads public sets whose terms keep them out of the weights that are
published: the release is asked as its users ask it, with the text, the resolution and the actor by
name. One JSON Lines file for each set goes below work/public/unseen/, with made_with.json: the
release, the SHA-256 of its encoder, and the revision of the code.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from tqdm import tqdm

from model.classifier import StanceClassifier
from model.made_with import MADE_WITH
from model.manifest import ENCODER, RELEASE, ReleaseError
from model.revision import code_revision
from model.stance import STANCES
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
    folder.mkdir(parents=True, exist_ok=True)
    # A run that breaks off must not leave its lines beside the name of another release.
    (folder / MADE_WITH).unlink(missing_ok=True)
    made_with = {
        "recipe": manifest.name,
        "weights_sha256": manifest.files[ENCODER],
        "code": code_revision(),
    }
    counts = {}
    for name, read in (each for sets in UNSEEN.values() for each in sets.items()):
        pairs = list(read())
        with (folder / f"{name}.jsonl").open("w", encoding="utf-8") as file:
            for pair in tqdm(pairs, f"reading {name}"):
                assert pair.holder is not None  # these sets name their holders
                holder = pair.text[slice(*pair.holder)]
                (actor,) = classifier.classify(pair.text, pair.target, [holder]).actors
                line = {
                    "source": pair.source,
                    "gold": STANCES.index(pair.stance),
                    "probabilities": [round(p, 5) for p in actor.verdict.probabilities],
                }
                file.write(json.dumps(line) + "\n")
        counts[name] = len(pairs)
    (folder / MADE_WITH).write_text(json.dumps(made_with, indent=1) + "\n", encoding="utf-8")
    return counts


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
