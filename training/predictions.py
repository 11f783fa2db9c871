"""What some weights say on public pairs, written for `eval.public` to score."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from model.made_with import MADE_WITH
from model.revision import code_revision
from model.stance import STANCES
from training.sources.pairs import Pair


def write_predictions(
    folder: Path,
    name: str,
    weights_sha256: str,
    said: Mapping[str, Iterable[tuple[Pair, Sequence[float]]]],
) -> dict[str, int]:
    """Write a line for each pair: its source, gold stance and stance probabilities.

    Args:
        folder: gets SET.jsonl for each set, and at last made_with.json.
        name: of the recipe or release whose weights these are.
        weights_sha256: of the weights.
        said: by set: pairs, each with its probabilities in the order of STANCES; read once.

    Returns:
        How many pairs each set has.
    """
    folder.mkdir(parents=True, exist_ok=True)
    # A run that breaks off must not leave its lines beside the name of other weights.
    (folder / MADE_WITH).unlink(missing_ok=True)
    made_with = {"recipe": name, "weights_sha256": weights_sha256, "code": code_revision()}
    counts = dict.fromkeys(said, 0)
    for each, pairs in said.items():
        with (folder / f"{each}.jsonl").open("w", encoding="utf-8") as file:
            for pair, probabilities in pairs:
                line = {
                    "source": pair.source,
                    "gold": STANCES.index(pair.stance),
                    "probabilities": [round(p, 5) for p in probabilities],
                }
                file.write(json.dumps(line) + "\n")
                counts[each] += 1
    (folder / MADE_WITH).write_text(json.dumps(made_with, indent=1) + "\n", encoding="utf-8")
    return counts
