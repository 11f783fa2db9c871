"""Runs a release: one encoder pass per window, then the heads on each document's actors.

ONNX Runtime alone; neither torch nor transformers is needed. A document's windows share batches,
those of like length together; windows of different documents never do. The 8-bit encoder scales
activations by what is in the batch, so that a neighbour would change a document's answer (measured:
5 % of the stances), and sharing saves no time on a CPU.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime

from model.features import Features
from model.manifest import ENCODER, HEADS

Floats = npt.NDArray[np.float32]

MAX_BATCH_TOKENS = 2048  # of one encoder call; bounds memory, costs nothing in speed
MAX_HEAD_CELLS = 2_000_000  # actors x tokens of one call of the heads


@dataclass(frozen=True)
class Logits:
    """What the network says of A actors of a document with S sentences.

    Attributes:
        stance: (A, 3) logits in the order of STANCES.
        basis: (A, 3) logits in the order of BASES.
        sentences: (A, S) share of the actor's evidence attention on each sentence; rows sum to 1.
    """

    stance: Floats
    basis: Floats
    sentences: Floats


class Runtime:
    """The two graphs of a release. Thread-safe.

    Args:
        folder: a release whose hashes were checked (`model.manifest.open_release`).
        threads: for one call; 0 lets ONNX Runtime choose.
    """

    def __init__(self, folder: Path, threads: int = 0) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        # Arenas keep the memory of the longest text ever read.
        options.enable_cpu_mem_arena = False
        providers = ["CPUExecutionProvider"]
        self._encoder = onnxruntime.InferenceSession(str(folder / ENCODER), options, providers)
        self._heads = onnxruntime.InferenceSession(str(folder / HEADS), options, providers)

    def judge(self, documents: Sequence[Features]) -> list[Logits]:
        """The logits of all actors of some documents, in order; the same whoever is beside whom."""
        return [
            self._judge_one(
                features, np.concatenate(self._encode(features.windows, features.prefixes))
            )
            for features in documents
        ]

    def _encode(
        self, windows: Sequence[npt.NDArray[np.int64]], prefixes: Sequence[int]
    ) -> list[Floats]:
        """Per window the (n, D) states of its passage tokens."""
        states: list[Floats] = [np.empty((0, 0), np.float32)] * len(windows)
        order = sorted(range(len(windows)), key=lambda i: len(windows[i]))
        while order:
            longest = len(windows[order[-1]])
            n = max(1, min(len(order), MAX_BATCH_TOKENS // longest))
            batch, order = order[-n:], order[:-n]
            ids = np.zeros((n, longest), np.int64)
            mask = np.zeros((n, longest), np.int64)
            segments = np.zeros((n, longest), np.int64)
            for row, i in enumerate(batch):
                length = len(windows[i])
                ids[row, :length] = windows[i]
                mask[row, :length] = 1
                segments[row, prefixes[i] : length] = 1
            inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": segments}
            (output,) = self._encoder.run(None, inputs)
            for row, i in enumerate(batch):
                states[i] = output[row, prefixes[i] : len(windows[i]) - 1].copy()
        return states

    def _judge_one(self, features: Features, tokens: Floats) -> Logits:
        n_actors, n_tokens = len(features.mentions), len(tokens)
        n_sentences = int(features.tokens[:, 2].max()) + 1 if n_tokens else 1
        stance = np.zeros((n_actors, 3), np.float32)
        basis = np.zeros((n_actors, 3), np.float32)
        sentences = np.zeros((n_actors, n_sentences), np.float32)
        step = max(1, MAX_HEAD_CELLS // max(1, n_tokens))
        for start in range(0, n_actors, step):
            part = slice(start, start + step)
            stances, bases, scores = self._heads.run(
                ["stance", "basis", "evidence"],
                {
                    "tokens": tokens[None],
                    "token_mask": np.ones((1, n_tokens), bool),
                    "mentions": features.mentions[None, part],
                    "mention_mask": features.mention_mask[None, part],
                    "mention_roles": features.mention_roles[None, part],
                    "distances": features.distances[None, part],
                },
            )
            stance[part], basis[part] = stances[0], bases[0]
            shares = np.exp(scores[0] - scores[0].max(-1, keepdims=True))
            shares /= shares.sum(-1, keepdims=True)
            for row, share in enumerate(shares, start):
                sentences[row] = np.bincount(
                    features.tokens[:, 2], weights=share, minlength=n_sentences
                )
        return Logits(stance, basis, sentences)
