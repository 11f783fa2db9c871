"""What the service is timed against: transformers' text-classification pipeline, as it is used.

The base with a head for three stances, in full precision, reads name and resolution together with
the passage: one pass for each actor. The head need not be trained: cost does not depend on it. As
a command it prints what its own start and memory come to, as JSON.
"""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import psutil
import torch
import typer
from transformers import AutoModelForSequenceClassification, AutoTokenizer, pipeline

from model.encoder_base import EncoderBase, find_base
from model.features import load_tokenizer
from model.manifest import RELEASE, open_release
from model.reading.context import N_SPECIAL_TOKENS, around_mentions
from model.reading.reader import Reader
from model.reading.spans import find_spans
from model.stance import STANCES

MAX_TOKENS = 512  # positions that the base has
AROUND_TOKENS = 128  # as the fitted baseline reads (training.cross_encoder)

Pair = dict[str, str]
Way = Callable[[str, str, Sequence[str]], object]  # text, resolution and actors, to be read


class PipelineRival:
    """The pipeline, and the ways of putting an article to it.

    Args:
        base: folder of the base.
    """

    def __init__(self, base: Path) -> None:
        torch.set_num_threads(psutil.cpu_count(logical=False) or 1)
        model = AutoModelForSequenceClassification.from_pretrained(
            base, num_labels=len(STANCES), use_safetensors=True, dtype=torch.float32
        )
        self.weights_mb = (base / "model.safetensors").stat().st_size / 2**20
        self._classify = pipeline(
            "text-classification",
            model=model,
            tokenizer=AutoTokenizer.from_pretrained(base),
            device="cpu",
        )
        self._tokenizer = load_tokenizer(base / "tokenizer.json")
        self._reader = Reader()

    def one_by_one(self, text: str, resolution: str, actors: Sequence[str]) -> int:
        """One call for each actor, cut off at the base's 512 tokens; returns how many passes."""
        pairs = [_pair(actor, resolution, text) for actor in actors]
        for pair in pairs:
            self._classify([pair], truncation=True, max_length=MAX_TOKENS)
        return len(pairs)

    def batched(self, text: str, resolution: str, actors: Sequence[str]) -> int:
        """The same passes in one batch."""
        return self._batch([_pair(actor, resolution, text) for actor in actors])

    def around_mentions(self, text: str, resolution: str, actors: Sequence[str]) -> int:
        """One batch that reads up to 128 tokens around each actor's mentions and no more."""
        sentences = self._reader.sentences(text)
        strings = [text[start:end] for start, end in sentences]
        n_tokens = [len(self._tokenizer.encode(each, add_special_tokens=False)) for each in strings]
        pairs = []
        for actor in actors:
            n_question = len(self._tokenizer.encode(f"{actor}: {resolution}"))
            taken = around_mentions(
                sentences, find_spans(text, (actor,)), n_tokens, AROUND_TOKENS - n_question
            )
            pairs.append(_pair(actor, resolution, " ".join(strings[i] for i in taken)))
        return self._batch(pairs)

    def whole(self, text: str, resolution: str, actors: Sequence[str]) -> int:
        """Every piece of a long text with every actor, one batch for each actor."""
        return sum(
            self._batch([_pair(actor, resolution, piece) for piece in self._pieces(text)])
            for actor in actors
        )

    def _batch(self, pairs: list[Pair]) -> int:
        self._classify(
            sorted(pairs, key=lambda pair: len(pair["text_pair"])),
            batch_size=8,
            truncation=True,
            max_length=MAX_TOKENS,
        )
        return len(pairs)

    def _pieces(self, text: str) -> Iterator[str]:
        """The text in pieces that leave room for a question."""
        offsets = self._tokenizer.encode(text, add_special_tokens=False).offsets
        size = MAX_TOKENS - 48 - N_SPECIAL_TOKENS
        for first in range(0, len(offsets), size):
            last = min(first + size, len(offsets)) - 1
            yield text[offsets[first][0] : offsets[last][1]]


def _pair(actor: str, resolution: str, passage: str) -> Pair:
    return {"text": f"{actor}: {resolution}", "text_pair": passage}


def release_base() -> Path:
    """The folder of the base that the committed release started from."""
    return find_base(EncoderBase.model_validate(open_release(RELEASE).parameters["base"]))


def main() -> None:
    """Load the pipeline, classify once, print seconds and resident memory."""
    rival = PipelineRival(release_base())
    rival.one_by_one("Chad will vote for the draft.", "draft on river levels", ["Chad"])
    process = psutil.Process()
    figures = {
        "ready_s": time.time() - process.create_time(),
        "resident_mb": process.memory_info().rss / 2**20,
        "weights_mb": rival.weights_mb,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    typer.run(main)
