"""Figures: arrays in, numbers out. Intervals resample texts, never rows.

Actors of one text share its difficulties, so that a bootstrap over rows would be too sure.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.metrics import f1_score

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


def macro_f1(gold: npt.ArrayLike, predicted: npt.ArrayLike) -> float:
    """Macro-F1 over the three stances. ABSENT on either side is an error, and no class."""
    return float(
        f1_score(gold, predicted, labels=range(len(STANCES)), average="macro", zero_division=0)
    )


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
    groups = np.array(texts)
    rows = [np.flatnonzero(groups == text) for text in np.unique(groups)]
    random = np.random.default_rng(seed)
    values = [
        statistic(np.concatenate([rows[i] for i in random.integers(len(rows), size=len(rows))]))
        for _ in range(n_resamples)
    ]
    low, high = np.percentile(values, [2.5, 97.5])
    return Interval(statistic(np.arange(len(groups))), float(low), float(high))


def expected_calibration_error(
    confidence: npt.ArrayLike, right: npt.ArrayLike, n_bins: int = N_BINS
) -> float:
    """Mean gap of confidence and accuracy over equal-width bins, by their share (Guo et al. 2017).

    Args:
        confidence: (N,) probability of the predicted class.
        right: (N,) whether it is the true one.
    """
    sure, hit = np.asarray(confidence, float), np.asarray(right, float)
    bins = np.minimum((sure * n_bins).astype(int), n_bins - 1)
    return float(
        sum(
            abs(hit[bins == b].mean() - sure[bins == b].mean()) * (bins == b).mean()
            for b in np.unique(bins)
        )
    )


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
