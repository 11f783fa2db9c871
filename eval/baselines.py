"""What the product must beat: the majority stance, and TF-IDF with logistic regression."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline

from model.example import Example
from model.reading.reader import Reader
from model.reading.spans import find_spans
from model.stance import STANCES

Ints = npt.NDArray[np.int64]


class Baseline(Protocol):
    """Learns from examples, then gives each actor of others a stance."""

    name: str

    def fit(self, examples: Sequence[Example]) -> None: ...

    def predict(self, examples: Sequence[Example]) -> Ints:
        """(N,) class numbers, of all actors in the examples' order."""
        ...


class Majority:
    """The stance most frequent in training, for everyone."""

    name = "majority"

    def fit(self, examples: Sequence[Example]) -> None:
        self._stance = int(np.bincount(_labels(examples)).argmax())

    def predict(self, examples: Sequence[Example]) -> Ints:
        return np.full(sum(len(example.actors) for example in examples), self._stance)


class TfidfRegression:
    """Logistic regression on the words of the sentences that name the actor."""

    name = "TF-IDF + logistic regression"

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._model: Pipeline = make_pipeline(
            TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2),
            LogisticRegression(C=4.0, max_iter=2000, class_weight="balanced"),
        )

    def fit(self, examples: Sequence[Example]) -> None:
        self._model.fit(self._contexts(examples), _labels(examples))

    def predict(self, examples: Sequence[Example]) -> Ints:
        return np.asarray(self._model.predict(self._contexts(examples)))

    def _contexts(self, examples: Sequence[Example]) -> list[str]:
        contexts = []
        for example in examples:
            sentences = self._reader.sentences(example.text)
            for actor in example.actors:
                spans = find_spans(example.text, (actor.name, *actor.mentions))
                named = {
                    i
                    for i, (start, end) in enumerate(sentences)
                    for first, last in spans
                    if first < end and last > start
                }
                contexts.append(
                    " ".join(
                        example.text[start:end]
                        for start, end in (sentences[i] for i in sorted(named))
                    )
                )
        return contexts


def _labels(examples: Sequence[Example]) -> Ints:
    return np.array(
        [STANCES.index(actor.stance) for example in examples for actor in example.actors]
    )
