"""The HTTP contract: what is asked and what is answered. Offsets count Unicode code points.

Limits that an operator may set are those in force in this process (`serve.settings`), so that what
the documentation says, what is refused and what the error says cannot differ.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from model.classifier import ActorStance, Classification
from model.manifest import Manifest
from model.reading.reader import Request
from model.stance import STANCES, Basis, Kind, Stance
from model.verdict import DEFAULT_COVERAGE
from serve.settings import settings

LIMITS = settings()
MAX_PHRASE_CHARACTERS = 2_000
MAX_NAME_CHARACTERS = 300
MAX_NAMES = 50

Name = Annotated[str, Field(min_length=1, max_length=MAX_NAME_CHARACTERS, pattern=r"\S")]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Asked(_Model):
    """Strict: a number in quotes is no number. Errors do not quote what was sent."""

    model_config = ConfigDict(strict=True, hide_input_in_errors=True)


class AskedActor(_Asked):
    """An actor to judge, with other names that the text uses for it."""

    name: Name
    mentions: list[Name] = Field(default_factory=list, max_length=MAX_NAMES)


class PredictRequest(_Asked):
    """One document about one pending resolution."""

    text: str = Field(
        min_length=1, max_length=LIMITS.max_characters, description="What to read, in English."
    )
    resolution: str | None = Field(
        default=None,
        min_length=1,
        max_length=MAX_PHRASE_CHARACTERS,
        description="What is being decided; found in the text when null.",
    )
    body: str | None = Field(
        default=None,
        min_length=1,
        max_length=MAX_PHRASE_CHARACTERS,
        description="Who decides it; used to keep it out of the actors.",
    )
    actors: list[Name | AskedActor] | None = Field(
        default=None,
        max_length=LIMITS.max_actors,
        description="Who is to be judged; found in the text when null.",
    )
    coverage: float = Field(
        default=DEFAULT_COVERAGE,
        ge=0.5,
        le=0.99,
        description="Share of the actors whose true stance the prediction set should hold.",
    )

    def asked(self) -> list[Request] | None:
        """The actors as the model takes them; of two with one name the first."""
        if self.actors is None:
            return None
        requests: dict[str, Request] = {}
        for actor in self.actors:
            if isinstance(actor, str):
                requests.setdefault(actor, Request(actor))
            else:
                requests.setdefault(actor.name, Request(actor.name, tuple(actor.mentions)))
        return list(requests.values())


class ResolutionOut(_Model):
    """The resolution that was given, or the one found; `found` is false when there was neither."""

    text: str
    body: str | None
    found: bool


class MentionOut(_Model):
    """A place in the text that names the actor."""

    start: int
    end: int
    text: str


class EvidenceOut(_Model):
    """Words that the stance rests on; score is their share of the model's attention, 0 to 1."""

    start: int
    end: int
    text: str
    score: float


class Probabilities(_Model):
    """Calibrated; they sum to 1."""

    support: float
    oppose: float
    undecided: float


class ActorOut(_Model):
    """One actor and what the text shows of its stance."""

    name: str
    kind: Kind
    principal: str | None = Field(description="The actor that a person speaks for.")
    mentioned: bool
    mentions: list[MentionOut]
    stance: Stance
    probabilities: Probabilities
    basis: Basis
    evidence: list[EvidenceOut]
    prediction_set: list[Stance] = Field(
        description="Stances that cannot be ruled out; more than one: have a person look."
    )


class ReleaseOut(_Model):
    """The weights that answered."""

    name: str
    created: str


class Prediction(_Model):
    """The answer to one document. Actors come in order of first mention."""

    resolution: ResolutionOut
    actors: list[ActorOut]
    release: ReleaseOut
    warnings: list[str]


class ErrorOut(_Model):
    """What is wrong, with which field, and what to do.

    `request_id` is that of the answer's header X-Request-ID; null for one document of a batch.
    """

    code: str
    message: str
    field: str | None = None
    request_id: str | None = None


class PredictBatchRequest(_Asked):
    """Several documents, each a request as /predict takes it; a bad one spoils no other."""

    documents: list[JsonValue] = Field(
        min_length=1,
        max_length=LIMITS.max_documents,
        description="Each as /predict takes it; whatever else stands here gets its own error.",
    )


class Answered(_Model):
    """A document of a batch that was read."""

    prediction: Prediction


class NotAnswered(_Model):
    """A document of a batch that was not."""

    error: ErrorOut


class BatchPrediction(_Model):
    """The answers, in the order of the documents."""

    results: list[Answered | NotAnswered]


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
        warnings=list(answer.warnings),
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
                score=part.score,
            )
            for part in verdict.evidence
        ],
        prediction_set=list(verdict.prediction_set),
    )
