"""The cross-encoder of the same size as a baseline: one pass for each actor.

`python -m training.cross_encoder` fits it and leaves weights and facts below work/cross-encoder;
here they are read as files.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Encoding
from transformers import AutoModelForSequenceClassification

from eval.rivals.baselines import Ints
from model.example import Example
from model.features import load_tokenizer
from model.reading.context import actor_pairs
from model.reading.reader import Reader

FOLDER = Path(__file__).parents[2] / "work" / "cross-encoder"
FACTS = "facts.json"
NAME = "cross-encoder, one pass per actor"
COMMAND = "python -m training.cross_encoder"
BATCH_TOKENS = 4096  # with their padding


class CrossEncoder:
    """Name and resolution against the sentences around the actor's mentions, read together."""

    def __init__(self, reader: Reader, folder: Path) -> None:
        self._reader = reader
        facts = json.loads((folder / FACTS).read_text(encoding="utf-8"))
        self._max_tokens = int(facts["max_tokens"])
        self._tokenizer = load_tokenizer(folder / "tokenizer.json")
        self._pad = self._tokenizer.token_to_id("[PAD]")
        self._model = AutoModelForSequenceClassification.from_pretrained(
            folder, use_safetensors=True
        ).eval()
        self.name = name_of(facts)
        self.about = (
            "the same base, fitted to read name and resolution together with up to "
            f"{self._max_tokens} tokens around the actor's mentions; {facts['epochs']:g} epochs "
            f"over {facts['n_pairs']} actors of the train side, "
            + (
                f"after the pre-training of the recipe {facts['recipe']} on public data"
                if facts["pretrained"]
                else "without pre-training on public data"
            )
        )

    def fit(self, examples: Sequence[Example]) -> None:
        """It was fitted before."""

    def predict(self, examples: Sequence[Example]) -> Ints:
        encodings = [
            self._tokenizer.encode(*pair)
            for example in examples
            for pair in actor_pairs(example, self._reader, self._tokenizer, self._max_tokens)
        ]
        for each in encodings:
            each.truncate(2 * self._max_tokens)
        order = sorted(range(len(encodings)), key=lambda i: len(encodings[i]))
        said = np.zeros(len(encodings), dtype=np.int64)
        while order:
            n = max(1, BATCH_TOKENS // len(encodings[order[-1]]))
            batch, order = order[-n:], order[:-n]
            said[batch] = self._classes([encodings[i] for i in batch])
        return said

    def _classes(self, encodings: Sequence[Encoding]) -> Ints:
        """(B,) the class of each pair, read together."""
        padded = [
            [list(getattr(each, field)) for each in encodings]
            for field in ("ids", "type_ids", "attention_mask")
        ]
        longest = max(map(len, padded[0]))
        ids, types, mask = (
            torch.tensor([row + [fill] * (longest - len(row)) for row in rows])
            for rows, fill in zip(padded, (self._pad, 0, 0), strict=True)
        )
        with torch.inference_mode():
            logits = self._model(input_ids=ids, token_type_ids=types, attention_mask=mask).logits
        return np.asarray(logits.argmax(-1))


def name_of(facts: Mapping[str, Any]) -> str:
    """What it is called beside others."""
    return NAME + (f" (pre-trained: {facts['recipe']})" if facts["pretrained"] else "")


@dataclass(frozen=True)
class Fitted:
    """What has been fitted: of each recipe at most one.

    Attributes:
        current: on the texts of today.
        stale: names of those that were fitted on others.
    """

    current: list[CrossEncoder]
    stale: list[str]


def find_cross_encoders(reader: Reader, folder: Path, train_sha256: str) -> Fitted:
    """Those that have been fitted, told apart by what they have learned from.

    Args:
        reader: reads for them.
        folder: of folders, one for each recipe and named after it; others are passed over.
        train_sha256: `model.corpus.examples_sha256` the train side.
    """
    fitted = Fitted([], [])
    for path in sorted(folder.glob(f"*/{FACTS}")):
        facts = json.loads(path.read_text(encoding="utf-8"))
        if path.parent.name != facts["recipe"]:
            continue  # a trial, in a folder of another name
        if facts["train_sha256"] == train_sha256:
            fitted.current.append(CrossEncoder(reader, path.parent))
        else:
            fitted.stale.append(name_of(facts))
    return fitted
