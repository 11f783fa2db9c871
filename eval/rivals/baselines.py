"""What the product must beat: the majority, words or frozen embeddings with a linear model."""

import re
from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt
import torch
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler
from transformers import AutoModel, AutoTokenizer

from model.encoder_base import EncoderBase, find_base
from model.example import Example
from model.reading.context import naming_sentences
from model.reading.reader import Reader
from model.reading.spans import find_spans
from model.stance import STANCES, Stance

Ints = npt.NDArray[np.int64]

EMBEDDING_BATCH = 64


class Baseline(Protocol):
    """Learns from examples, then gives each actor of others a stance."""

    name: str

    @property
    def about(self) -> str:
        """What it is and what it learned from, for the report."""
        ...

    def fit(self, examples: Sequence[Example]) -> None: ...

    def predict(self, examples: Sequence[Example]) -> Ints:
        """(N,) class numbers, of all actors in the examples' order."""
        ...


class Majority:
    """The stance most frequent in training, for everyone."""

    name = "majority"
    about = "the most frequent stance of the train side, for everyone"

    def fit(self, examples: Sequence[Example]) -> None:
        self._stance = int(np.bincount(_labels(examples)).argmax())

    def predict(self, examples: Sequence[Example]) -> Ints:
        return np.full(sum(len(example.actors) for example in examples), self._stance)


class KeywordLexicon:
    """What a first afternoon gives: stance words in the sentences that name the actor, counted."""

    name = "keyword lexicon"
    about = "stance words counted in the sentences that name the actor; learns nothing"

    _SUPPORT = re.compile(
        r"\b(support\w*|back(s|ed|ing)?|favou?r\w*|endors\w+|welcom\w+|sponsor\w*|co-sponsor\w*|"
        r"tabl(ed|es|ing)|propos(ed|es|ing)|draft(ed|s|ing)|vot(e|es|ed|ing) for|approv\w+|"
        r"adopt\w*|urg(ed|es|ing)|champion\w*|yes)\b",
        re.IGNORECASE,
    )
    _OPPOSE = re.compile(
        r"\b(oppos\w+|reject\w*|veto\w*|block\w*|against|condemn\w*|denounc\w+|object(s|ed|ion)?|"
        r"refus\w+|defeat\w*|resist\w*|kill\w*|no)\b",
        re.IGNORECASE,
    )
    _UNDECIDED = re.compile(
        r"\b(abstain\w*|abstention|undecided|not decided|unless|only if|whether|consider\w*|"
        r"study\w*|wait\w*|neutral|dialogue|unclear|not said|yet)\b",
        re.IGNORECASE,
    )

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def fit(self, examples: Sequence[Example]) -> None:
        """There is nothing to learn."""

    def predict(self, examples: Sequence[Example]) -> Ints:
        return np.array(
            [
                self._stance(context)
                for example in examples
                for context in contexts(example, self._reader)
            ]
        )

    def _stance(self, context: str) -> int:
        support, oppose, undecided = (
            len(pattern.findall(context))
            for pattern in (self._SUPPORT, self._OPPOSE, self._UNDECIDED)
        )
        if undecided >= max(support, oppose) or support == oppose:
            return STANCES.index(Stance.UNDECIDED)
        return STANCES.index(Stance.SUPPORT if support > oppose else Stance.OPPOSE)


class TfidfRegression:
    """Logistic regression on the words of the sentences that name the actor."""

    name = "TF-IDF + logistic regression"
    about = "words and word pairs of the sentences that name the actor; learns from the train side"

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
        return [context for example in examples for context in contexts(example, self._reader)]


class FrozenEmbeddings:
    """Logistic regression on the base encoder's embeddings, not fitted to the task.

    Of three texts: the sentences that name the actor, the actor's name, and the resolution.
    """

    name = "frozen embeddings + logistic regression"
    about = (
        "the base encoder as it is, of the sentences that name the actor, its name and "
        "the resolution; the regression learns from the train side"
    )

    def __init__(self, reader: Reader, base: EncoderBase) -> None:
        self._reader = reader
        folder = find_base(base)
        self._tokenizer = AutoTokenizer.from_pretrained(folder)
        self._encoder = AutoModel.from_pretrained(folder, use_safetensors=True).eval()
        self._model: Pipeline = make_pipeline(
            StandardScaler(), LogisticRegression(C=0.01, max_iter=2000, class_weight="balanced")
        )

    def fit(self, examples: Sequence[Example]) -> None:
        self._model.fit(self._features(examples), _labels(examples))

    def predict(self, examples: Sequence[Example]) -> Ints:
        return np.asarray(self._model.predict(self._features(examples)))

    def _features(self, examples: Sequence[Example]) -> npt.NDArray[np.float32]:
        actors = [(example, actor) for example in examples for actor in example.actors]
        sentences = [c for example in examples for c in contexts(example, self._reader)]
        return np.concatenate(
            [
                self._embed(sentences),
                self._embed([actor.name for _, actor in actors]),
                self._embed([example.resolution for example, _ in actors]),
            ],
            axis=1,
        )

    def _embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """(N, D) mean of the token states, as the base was trained to be used."""
        distinct = sorted(set(texts), key=lambda text: (len(text), text))
        rows: dict[str, npt.NDArray[np.float32]] = {}
        for start in range(0, len(distinct), EMBEDDING_BATCH):
            batch = distinct[start : start + EMBEDDING_BATCH]
            inputs = self._tokenizer(
                batch, padding=True, truncation=True, max_length=256, return_tensors="pt"
            )
            with torch.inference_mode():
                states = self._encoder(**inputs).last_hidden_state
            mask = inputs["attention_mask"].unsqueeze(-1)
            means = (states * mask).sum(1) / mask.sum(1)
            rows |= dict(zip(batch, means.numpy(), strict=True))
        return np.stack([rows[text] for text in texts])


def contexts(example: Example, reader: Reader) -> list[str]:
    """For each actor of an example, the sentences that name it."""
    sentences = reader.sentences(example.text)
    return [
        " ".join(
            example.text[slice(*sentences[i])]
            for i in naming_sentences(
                sentences, find_spans(example.text, (actor.name, *actor.mentions))
            )
        )
        for actor in example.actors
    ]


def _labels(examples: Sequence[Example]) -> Ints:
    return np.array(
        [STANCES.index(actor.stance) for example in examples for actor in example.actors]
    )
