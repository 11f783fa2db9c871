"""From the wire to the model and back: who is asked about, and a classification as an answer."""

from model.classifier import ActorStance, Classification
from model.manifest import Manifest
from model.reading.reader import Request
from model.stance import STANCES
from serve.cautions import cautions
from serve.schemas import (
    ActorOut,
    EvidenceOut,
    MentionOut,
    Prediction,
    PredictRequest,
    Probabilities,
    ReleaseOut,
    ResolutionOut,
)


def asked_of(request: PredictRequest) -> list[Request] | None:
    """The actors as the model takes them; of two with one name the first."""
    if request.actors is None:
        return None
    requests: dict[str, Request] = {}
    for actor in request.actors:
        if isinstance(actor, str):
            requests.setdefault(actor, Request(actor))
        else:
            requests.setdefault(actor.name, Request(actor.name, tuple(actor.mentions)))
    return list(requests.values())


def to_prediction(text: str, answer: Classification, manifest: Manifest) -> Prediction:
    """A classification as it goes over the wire."""
    return Prediction(
        resolution=ResolutionOut(
            text=answer.resolution.text,
            body=answer.resolution.body,
            found=answer.resolution.found,
        ),
        actors=[_actor(text, each) for each in answer.actors],
        release=ReleaseOut(name=manifest.name, created=manifest.created),
        warnings=[*answer.warnings, *cautions(text, answer)],
    )


def _actor(text: str, each: ActorStance) -> ActorOut:
    actor, verdict = each.actor, each.verdict
    probabilities = dict(
        zip((stance.value for stance in STANCES), verdict.probabilities, strict=True)
    )
    return ActorOut(
        name=actor.name,
        kind=actor.kind,
        principal=actor.principal,
        mentioned=each.mentioned,
        mentions=[
            MentionOut(start=start, end=end, text=text[start:end]) for start, end in actor.mentions
        ],
        stance=verdict.stance,
        probabilities=Probabilities(**probabilities),
        basis=verdict.basis,
        evidence=[
            EvidenceOut(
                start=part.span[0],
                end=part.span[1],
                text=text[slice(*part.span)],
                score=min(part.score, 1.0),  # single precision may round above it
            )
            for part in verdict.evidence
        ],
        prediction_set=list(verdict.prediction_set),
    )
