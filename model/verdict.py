"""From logits to what a reader is told: stance, probabilities, basis, evidence, prediction set."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from model.manifest import Calibration
from model.runtime import Logits
from model.stance import BASES, STANCES, Basis, Stance

Span = tuple[int, int]
Doubles = npt.NDArray[np.float64]

MIN_EVIDENCE_SHARE = 0.3  # of the evidence attention, for a sentence beside the best one
MAX_EVIDENCE_SENTENCES = 2
DEFAULT_COVERAGE = 0.9


@dataclass(frozen=True)
class Evidence:
    """A sentence on which a stance rests; score is its share of the actor's evidence attention."""

    span: Span
    score: float


@dataclass(frozen=True)
class Verdict:
    """What is said of one actor.

    Attributes:
        stance: the most probable one.
        probabilities: calibrated, in the order of STANCES; they sum to 1.
        basis: on what it rests.
        evidence: the words it rests on, best first; empty when the basis is none.
        prediction_set: the stances that cannot be ruled out at the coverage asked for, most
            probable first. More than one means: have a person look.
    """

    stance: Stance
    probabilities: tuple[float, float, float]
    basis: Basis
    evidence: tuple[Evidence, ...]
    prediction_set: tuple[Stance, ...]


NOT_MENTIONED = Verdict(Stance.UNDECIDED, (0.0, 0.0, 1.0), Basis.NONE, (), (Stance.UNDECIDED,))


def probabilities(logits: npt.ArrayLike, temperature: float) -> Doubles:
    """Softmax of (..., K) logits divided by a temperature."""
    scaled = np.asarray(logits, np.float64) / temperature
    scaled -= scaled.max(-1, keepdims=True)
    exponentials = np.exp(scaled)
    return np.asarray(exponentials / exponentials.sum(-1, keepdims=True))


def conformal_threshold(nonconformity: Sequence[float], coverage: float) -> float:
    """The largest nonconformity that a stance in the prediction set may have.

    The ceil((n + 1) * coverage)-th smallest of the n calibration scores (split conformal
    prediction; Vovk et al. 2005); 1, which lets every stance in, where n is too small for it.

    Args:
        nonconformity: ascending.
        coverage: share of the actors whose true stance the set should hold, between 0 and 1.
    """
    rank = math.ceil((len(nonconformity) + 1) * coverage)
    return nonconformity[rank - 1] if rank <= len(nonconformity) else 1.0


def verdicts(
    logits: Logits,
    sentences: Sequence[Span],
    calibration: Calibration,
    coverage: float = DEFAULT_COVERAGE,
) -> list[Verdict]:
    """One verdict for each of the A actors of a document.

    Args:
        logits: of the document.
        sentences: (start, end) of its S sentences.
        calibration: the release's.
        coverage: of the prediction set.
    """
    stances = probabilities(logits.stance, calibration.stance_temperature)  # (A, 3)
    bases = probabilities(logits.basis, calibration.basis_temperature)  # (A, 3)
    threshold = conformal_threshold(calibration.nonconformity, coverage)
    answers = []
    for p_stance, p_basis, shares in zip(stances, bases, logits.sentences, strict=True):
        order = np.argsort(-p_stance, kind="stable")
        stance = STANCES[order[0]]
        if stance is not Stance.UNDECIDED:  # a position rests on something
            p_basis = np.where([basis is Basis.NONE for basis in BASES], 0.0, p_basis)
        basis = BASES[int(p_basis.argmax())]
        kept = tuple(STANCES[i] for i in order if 1 - p_stance[i] <= threshold)
        support, oppose, undecided = (float(p) for p in p_stance)
        answers.append(
            Verdict(
                stance,
                (support, oppose, undecided),
                basis,
                () if basis is Basis.NONE else _evidence(shares, sentences),
                kept or (stance,),
            )
        )
    return answers


def _evidence(shares: npt.NDArray[np.float32], sentences: Sequence[Span]) -> tuple[Evidence, ...]:
    best = np.argsort(-shares, kind="stable")[:MAX_EVIDENCE_SENTENCES]
    return tuple(
        Evidence(tuple(sentences[i]), float(shares[i]))
        for place, i in enumerate(best)
        if place == 0 or shares[i] >= MIN_EVIDENCE_SHARE
    )
