"""Figures: arrays in, numbers out. Intervals resample texts, never rows.

Actors of one text share its difficulties, so that a bootstrap over rows would be too sure.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from model.stance import STANCES

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

ABSENT = len(STANCES)  # an actor that was not found, or a found one that is no gold actor
N_RESAMPLES = 1000
N_BINS = 15


@dataclass(frozen=True)
class Interval:
    """A figure with its 95 % bootstrap interval over texts."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


def macro_f1(
    gold: npt.ArrayLike, predicted: npt.ArrayLike, classes: Sequence[int] = tuple(range(ABSENT))
) -> float:
    """Mean over classes of F1; nought for a class on neither side.

    As scikit-learn's f1_score(average="macro", zero_division=0), which is too slow to be called a
    thousand times for each interval; a test holds the two together.

    Args:
        gold, predicted: (N,) class numbers. What is in no class, as ABSENT, is an error.
        classes: the three stances unless said otherwise.
    """
    golds, said = np.asarray(gold), np.asarray(predicted)
    right = golds[golds == said]
    n = 1 + max(ABSENT, *classes)
    hits, in_gold, in_said = (
        np.bincount(each, minlength=n)[list(classes)] for each in (right, golds, said)
    )
    return float(np.mean(2 * hits / np.maximum(1, in_gold + in_said)))


@dataclass(frozen=True)
class Difference(Interval):
    """A paired difference with its interval.

    Attributes:
        p: two-sided bootstrap p-value of 'no difference': how often a resample of the same texts
            comes out on the other side of nought, doubled (Efron and Tibshirani 1993, ch. 16);
            never nought itself, which so many resamples could not show.
    """

    p: float

    @property
    def signed(self) -> str:
        """The difference with its interval, without p."""
        return f"{self.value:+.3f} [{self.low:+.3f}, {self.high:+.3f}]"

    def __str__(self) -> str:
        return f"{self.signed}, p {self.p:.3f}"


def bootstrap(
    statistic: Callable[[Ints], float],
    texts: Sequence[int],
    seed: int = 0,
    n_resamples: int = N_RESAMPLES,
) -> Interval:
    """A figure's interval: percentiles over resamples of whole texts (Efron 1979).

    Args:
        statistic: from the indices of rows to the figure.
        texts: for each row the number of its text.
    """
    values = _resampled(statistic, texts, seed, n_resamples)
    low, high = np.percentile(values, [2.5, 97.5])
    return Interval(statistic(np.arange(len(texts))), float(low), float(high))


def paired_difference(
    one: Callable[[Ints], float],
    other: Callable[[Ints], float],
    texts: Sequence[int],
    seed: int = 0,
    n_resamples: int = N_RESAMPLES,
) -> Difference:
    """How much more the one figure is than the other, over the same resamples of texts."""

    def statistic(rows: Ints) -> float:
        return one(rows) - other(rows)

    values = _resampled(statistic, texts, seed, n_resamples)
    low, high = np.percentile(values, [2.5, 97.5])
    beyond = min(np.sum(values <= 0), np.sum(values >= 0))
    p = min(1.0, 2 * (float(beyond) + 1) / (n_resamples + 1))
    return Difference(statistic(np.arange(len(texts))), float(low), float(high), p)


def _resampled(
    statistic: Callable[[Ints], float], texts: Sequence[int], seed: int, n_resamples: int
) -> Floats:
    """(n_resamples,) the statistic on rows of texts drawn with replacement."""
    groups = np.array(texts)
    rows = [np.flatnonzero(groups == text) for text in np.unique(groups)]
    random = np.random.default_rng(seed)
    return np.array(
        [
            statistic(np.concatenate([rows[i] for i in random.integers(len(rows), size=len(rows))]))
            for _ in range(n_resamples)
        ]
    )


@dataclass(frozen=True)
class Bin:
    """Rows of about the same confidence: mean confidence, share that is right, how many."""

    confidence: float
    accuracy: float
    n: int


def reliability(confidence: npt.ArrayLike, right: npt.ArrayLike, n_bins: int = N_BINS) -> list[Bin]:
    """Equal-width bins of the confidence, without empty ones: a reliability diagram's points.

    Args:
        confidence: (N,) probability of the predicted class.
        right: (N,) whether it is the true one.
    """
    sure, hit = np.asarray(confidence, float), np.asarray(right, float)
    bins = np.minimum((sure * n_bins).astype(int), n_bins - 1)
    return [
        Bin(float(sure[bins == b].mean()), float(hit[bins == b].mean()), int((bins == b).sum()))
        for b in np.unique(bins)
    ]


def expected_calibration_error(
    confidence: npt.ArrayLike, right: npt.ArrayLike, n_bins: int = N_BINS
) -> float:
    """Mean gap of confidence and accuracy over equal-width bins, by their share (Guo et al. 2017).

    Args:
        confidence: (N,) probability of the predicted class.
        right: (N,) whether it is the true one.
    """
    bins = reliability(confidence, right, n_bins)
    n = sum(each.n for each in bins)
    return sum(abs(each.accuracy - each.confidence) * each.n / n for each in bins)


def error_at_coverage(confidence: npt.ArrayLike, right: npt.ArrayLike, coverage: float) -> float:
    """Share of errors among the most confident: one point of the risk-coverage curve.

    Args:
        confidence: (N,) probability of the predicted class.
        right: (N,) whether it is the true one.
        coverage: share of rows kept, most confident first.
    """
    order = np.argsort(-np.asarray(confidence, float), kind="stable")
    kept = order[: max(1, round(coverage * len(order)))]
    return float(1 - np.asarray(right, float)[kept].mean())
