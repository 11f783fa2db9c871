"""Stage 5: temperatures and conformal scores, fitted on the calibration split alone.

It comes after the export, on the logits of the graphs that will serve, so that what is calibrated
is what users get.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from datasets import load_from_disk
from scipy.optimize import minimize_scalar

from model.features import Featurizer, load_tokenizer
from model.manifest import TOKENIZER, Calibration
from model.runtime import Logits
from model.verdict import probabilities
from training.export import release_logits
from training.settings import Settings

CALIBRATION = "calibration.json"
TEMPERATURE_BOUNDS = (0.2, 10.0)


def calibrate(settings: Settings, prepared: Path, exported: Path) -> Calibration:
    """Fit the calibration of the graphs in a folder and write it beside them."""
    rows = load_from_disk(str(prepared / "calibration"))
    featurizer = Featurizer(load_tokenizer(exported / TOKENIZER), settings.features)
    logits = release_logits(exported, rows, featurizer)
    stances = [actor["stance"] for row in rows for actor in row["actors"]]
    bases = [actor["basis"] for row in rows for actor in row["actors"]]
    calibration = fit_calibration(logits, stances, bases)
    (exported / CALIBRATION).write_text(
        json.dumps(calibration.model_dump(), indent=1) + "\n", encoding="utf-8"
    )
    return calibration


def fit_calibration(
    logits: Sequence[Logits], stances: Sequence[int], bases: Sequence[int]
) -> Calibration:
    """Temperatures of least negative log-likelihood, and the nonconformity of each actor.

    Args:
        logits: one for each document.
        stances, bases: the true classes of all actors, in the documents' order.
    """
    stance_logits = np.concatenate([each.stance for each in logits])
    basis_logits = np.concatenate([each.basis for each in logits])
    temperature = fit_temperature(stance_logits, stances)
    true = probabilities(stance_logits, temperature)[np.arange(len(stances)), stances]
    return Calibration(
        stance_temperature=temperature,
        basis_temperature=fit_temperature(basis_logits, bases),
        nonconformity=tuple(float(score) for score in np.sort(1 - true).round(5)),
    )


def fit_temperature(logits: np.ndarray, labels: Sequence[int]) -> float:
    """The temperature of least negative log-likelihood (temperature scaling, Guo et al. 2017).

    Args:
        logits: (N, K).
        labels: N classes.
    """
    rows = np.arange(len(labels))

    def loss(log_temperature: float) -> float:
        chosen = probabilities(logits, float(np.exp(log_temperature)))[rows, labels]
        return float(-np.log(np.maximum(chosen, 1e-12)).mean())

    low, high = np.log(TEMPERATURE_BOUNDS)
    return round(float(np.exp(minimize_scalar(loss, bounds=(low, high), method="bounded").x)), 4)
