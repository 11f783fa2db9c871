"""What the pre-trained network says on the test sides of public data, for `eval.public` to score.

`python -m training public --recipe RECIPE` pre-trains as the recipe says, where that has not been
done, reads with the weights at its end (the corpus plays no part) and writes, below
work/public/RECIPE/, one JSON Lines file for each test set of its sources, and made_with.json: the
recipe, the SHA-256 of the weights that read them, and the revision of the code.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file
from tqdm import tqdm

from model.encoder_base import find_base
from model.features import Featurizer, load_tokenizer
from model.manifest import sha256_of
from training.batches import Collator
from training.fit import build_network
from training.predictions import write_predictions
from training.prepare import pair_row
from training.settings import Settings
from training.sources import dse, handeset, newsmtsc, seesaw
from training.sources.pairs import Pair, of_side

BATCH = 32

# By source: its test sets. None of their rows is learned from.
TESTS: Mapping[str, Mapping[str, Callable[[], Iterator[Pair]]]] = {
    dse.NAME: {
        "dse": lambda: of_side(dse.pairs(), "test"),
        "dse_published": dse.published_test_pairs,
    },
    newsmtsc.NAME: {"newsmtsc": newsmtsc.test_pairs},
    handeset.NAME: {"handeset": lambda: of_side(handeset.pairs(), "test")},
    seesaw.NAME: {"seesaw": lambda: of_side(seesaw.pairs(), "test")},
}


def predict_tests(settings: Settings, recipe: str, weights: Path, folder: Path) -> dict[str, int]:
    """Write a line for each test pair: its source, gold stance and stance probabilities.

    Args:
        settings: those that the weights were made with, but without rereading layers.
        recipe: whose sources are measured.
        weights: at the end of its pre-training.
        folder: gets NAME.jsonl for each test set, and at last made_with.json.

    Returns:
        How many pairs each test set has.

    Raises:
        SourceError: a source's file is found nowhere.
    """
    torch.set_num_threads(settings.threads)
    base = find_base(settings.base)
    network = build_network(settings, base)
    network.load_state_dict(load_file(weights))
    network.eval()
    collate = Collator(Featurizer(load_tokenizer(base / "tokenizer.json"), settings.features))
    stages = settings.recipe(recipe).pretraining
    sources = [name for stage in stages for name in settings.pretraining[stage].sources]
    tests = {name: test for each in sources for name, test in TESTS.get(each, {}).items()}

    def said(name: str) -> Iterator[tuple[Pair, Sequence[float]]]:
        pairs = list(tests[name]())
        for start in tqdm(range(0, len(pairs), BATCH), f"reading {name}"):
            batch = pairs[start : start + BATCH]
            rows = [pair_row(pair, i) for i, pair in enumerate(batch)]
            with torch.inference_mode():
                stances = network(**collate(rows))["stance"][:, 0].softmax(-1)
            yield from zip(batch, stances.tolist(), strict=True)

    return write_predictions(
        folder, recipe, sha256_of(weights), {name: said(name) for name in tests}
    )
