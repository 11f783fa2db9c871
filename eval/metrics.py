"""Figures: arrays in, numbers out. Intervals resample sources, never rows.

A source is a text, or all texts of a contrast group. Actors of one text and texts that hardly
differ share their difficulties, so that a bootstrap over rows would be too sure.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import binomtest

from model.stance import STANCES

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

ABSENT = len(STANCES)  # an actor that was not found, or a found one that is no gold actor
EVERY_STANCE = tuple(range(ABSENT))  # class numbers
N_RESAMPLES = 1000
SEED = 0  # of the resamples
N_BINS = 15


@dataclass(frozen=True)
class Interval:
    """A figure with its 95 % interval: by bootstrap over sources unless said otherwise."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


def macro_f1(
    gold: npt.ArrayLike, predicted: npt.ArrayLike, classes: Sequence[int] = EVERY_STANCE
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
        p: two-sided bootstrap p-value of 'no difference': how often a resample of the same sources
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
    sources: Sequence[int],
    seed: int = SEED,
    n_resamples: int = N_RESAMPLES,
) -> Interval:
    """A figure's interval: percentiles over resamples of whole sources (Efron 1979).

    Args:
        statistic: from the indices of rows to the figure.
        sources: for each row the number of its source.
    """
    values = _resampled(statistic, sources, seed, n_resamples)
    low, high = np.percentile(values, [2.5, 97.5])
    return Interval(statistic(np.arange(len(sources))), float(low), float(high))


def paired_difference(
    one: Callable[[Ints], float],
    other: Callable[[Ints], float],
    sources: Sequence[int],
    seed: int = SEED,
    n_resamples: int = N_RESAMPLES,
) -> Difference:
    """How much more the one figure is than the other, over the same resamples of sources."""

    def statistic(rows: Ints) -> float:
        return one(rows) - other(rows)

    values = _resampled(statistic, sources, seed, n_resamples)
    low, high = np.percentile(values, [2.5, 97.5])
    beyond = min(np.sum(values <= 0), np.sum(values >= 0))
    p = min(1.0, 2 * (float(beyond) + 1) / (n_resamples + 1))
    return Difference(statistic(np.arange(len(sources))), float(low), float(high), p)


def share_of(hits: npt.ArrayLike, sources: Sequence[int]) -> Interval:
    """The share of hits; where all or none of them are, with an exact interval.

    A bootstrap would then say that it is sure. The exact interval (Clopper and Pearson 1934) counts
    each source once, which is the most that rows of one source can stand for.

    Args:
        hits: (N,) whether each row is one.
        sources: for each row the number of its source.
    """
    hit = np.asarray(hits, float)
    if 0 < hit.sum() < len(hit):
        return bootstrap(lambda rows: float(hit[rows].mean()), sources)
    n = len(set(sources))
    exact = binomtest(n if hit.all() else 0, n).proportion_ci(0.95, method="exact")
    return Interval(float(hit.mean()), float(exact.low), float(exact.high))


def _resampled(
    statistic: Callable[[Ints], float], sources: Sequence[int], seed: int, n_resamples: int
) -> Floats:
    """(n_resamples,) the statistic on rows of sources drawn with replacement."""
    _, groups, sizes = np.unique(np.asarray(sources), return_inverse=True, return_counts=True)
    by_source = np.argsort(groups, kind="stable")
    starts = np.cumsum(sizes) - sizes  # of each source's rows in by_source
    random = np.random.default_rng(seed)

    def drawn() -> Ints:
        chosen = random.integers(len(sizes), size=len(sizes))
        lengths = sizes[chosen]
        ends = np.cumsum(lengths)
        places = np.arange(ends[-1]) + np.repeat(starts[chosen] - (ends - lengths), lengths)
        return np.asarray(by_source[places])

    return np.array([statistic(drawn()) for _ in range(n_resamples)])


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
    bins = _bin_of(sure, n_bins)
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
    sure, hit = np.asarray(confidence, float), np.asarray(right, float)
    gaps = np.bincount(_bin_of(sure, n_bins), hit - sure)
    return float(np.abs(gaps).sum() / len(sure))


def _bin_of(confidence: Floats, n_bins: int) -> Ints:
    return np.asarray(np.minimum((confidence * n_bins).astype(int), n_bins - 1))


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
