"""The cross-encoder of the same size as a baseline: one pass for each actor.

`python -m training.cross_encoder` fits it and leaves weights and facts below work/cross-encoder;
here they are read as files.
"""

import json
from collections.abc import Sequence
from pathlib import Path

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
        self.name = NAME + (" (pre-trained as the release)" if facts["pretrained"] else "")
        self.about = (
            "the same base, fitted to read name and resolution together with up to "
            f"{self._max_tokens} tokens around the actor's mentions; {facts['epochs']:g} epochs "
            f"over {facts['n_pairs']} actors of the train side, "
            + ("after" if facts["pretrained"] else "without")
            + " the release's pre-training on public data"
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


def find_cross_encoders(reader: Reader, folder: Path) -> list[CrossEncoder]:
    """Those that have been fitted: of each recipe at most one."""
    return [CrossEncoder(reader, each.parent) for each in sorted(folder.glob(f"*/{FACTS}"))]
