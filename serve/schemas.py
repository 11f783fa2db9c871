"""The HTTP contract: what is asked and what is answered. Offsets count Unicode code points.

The client imports this: neither the language model nor the network is loaded here.

Limits that an operator may set are those in force in this process (`serve.settings`), so that what
the documentation says, what is refused and what the error says cannot differ.
"""

from typing import Annotated

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    JsonValue,
    StringConstraints,
    Tag,
)

from model.stance import Basis, Kind, Stance
from serve.settings import settings

LIMITS = settings()
DEFAULT_COVERAGE = 0.9  # that of `model.verdict`, which loads the network
MAX_PHRASE_CHARACTERS = 2_000
MAX_NAME_CHARACTERS = 300
MAX_NAMES = 50

NOT_BLANK = r"\S"
AS_NAME, AS_OBJECT = "(name)", "(object)"  # how an actor is given; pydantic puts it into its paths

Name = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=MAX_NAME_CHARACTERS, pattern=NOT_BLANK
    ),
]
Offset = Annotated[int, Field(ge=0)]
Share = Annotated[float, Field(ge=0, le=1)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Asked(_Model):
    """Strict: a number in quotes is no number. Errors do not quote what was sent."""

    model_config = ConfigDict(strict=True, hide_input_in_errors=True)


class AskedActor(_Asked):
    """An actor to judge, with other names that the text uses for it.

    White space around names counts for nothing. A name that the text does not have is looked for
    without regard to capitals; one of up to three letters is not ('us' is not the US).
    """

    name: Name
    mentions: list[Name] = Field(default_factory=list, max_length=MAX_NAMES)


def _given_as(actor: object) -> str | None:
    if isinstance(actor, str):
        return AS_NAME
    return AS_OBJECT if isinstance(actor, dict | AskedActor) else None


# Told apart before they are checked, so that the fault of an object is its own.
Actor = Annotated[
    Annotated[Name, Tag(AS_NAME)] | Annotated[AskedActor, Tag(AS_OBJECT)],
    Discriminator(
        _given_as,
        custom_error_type="actor_type",
        custom_error_message="an actor is a name, or an object with 'name' and 'mentions'",
    ),
]


class PredictRequest(_Asked):
    """One document about one pending resolution."""

    text: str = Field(
        min_length=1,
        max_length=LIMITS.max_characters,
        pattern=NOT_BLANK,
        description="What to read, in English.",
    )
    resolution: str | None = Field(
        default=None,
        min_length=1,
        max_length=MAX_PHRASE_CHARACTERS,
        pattern=NOT_BLANK,
        description="What is being decided; found in the text when null.",
    )
    body: str | None = Field(
        default=None,
        min_length=1,
        max_length=MAX_PHRASE_CHARACTERS,
        pattern=NOT_BLANK,
        description="Who decides it; used to keep it out of the actors.",
    )
    actors: list[Actor] | None = Field(
        default=None,
        min_length=1,
        max_length=LIMITS.max_actors,
        description="Who is to be judged; found in the text when null.",
    )
    coverage: float = Field(
        default=DEFAULT_COVERAGE,
        ge=0.5,
        le=0.99,
        description="Share of the actors whose true stance the prediction set should hold.",
    )


class ResolutionOut(_Model):
    """The resolution that was given, or the one found; `found` is false when there was neither."""

    text: str
    body: str | None
    found: bool


class MentionOut(_Model):
    """A place in the text that names the actor."""

    start: Offset
    end: Offset
    text: str


class EvidenceOut(_Model):
    """Words that the stance rests on; score is their share of the model's attention, 0 to 1."""

    start: Offset
    end: Offset
    text: str
    score: Share


class Probabilities(_Model):
    """Calibrated; they sum to 1."""

    support: Share
    oppose: Share
    undecided: Share


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
