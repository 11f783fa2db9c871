"""The whole product as one Python object: a text in, each actor's stance out."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from model.features import ActorMentions, Features, Featurizer, load_tokenizer
from model.manifest import RELEASE, TOKENIZER, Manifest, open_release
from model.reading.actors import Actor
from model.reading.reader import Reader, Reading, Request
from model.reading.resolution import Resolution
from model.runtime import Logits, Runtime
from model.verdict import DEFAULT_COVERAGE, NOT_MENTIONED, Verdict, verdicts

NO_RESOLUTION = (
    "no resolution was given and none was found in the text; stances are judged against what the "
    "text seems to be about: give 'resolution' for a firmer answer"
)


@dataclass(frozen=True)
class ActorStance:
    """An actor and the verdict on it; `mentioned` is false for one that the text never names."""

    actor: Actor
    verdict: Verdict
    mentioned: bool


@dataclass(frozen=True)
class Classification:
    """What a text says about a resolution.

    Attributes:
        resolution: the one that was given or found.
        actors: in order of first mention; those that the text never names last.
        warnings: what the reader should know before relying on this.
    """

    resolution: Resolution
    actors: tuple[ActorStance, ...]
    warnings: tuple[str, ...] = ()


def as_request(actor: str | Request) -> Request:
    """An actor given by its bare name as a request."""
    return Request(actor) if isinstance(actor, str) else actor


class Preparation:
    """Text to features and logits to verdicts: all but the network. Needs no weights.

    The service runs it beside the process that holds the network.
    """

    def __init__(self, manifest: Manifest, folder: Path) -> None:
        self.calibration = manifest.calibration
        self.reader = Reader()
        self.featurizer = Featurizer(load_tokenizer(folder / TOKENIZER), manifest.features)

    def read(
        self,
        text: str,
        resolution: str | None = None,
        body: str | None = None,
        actors: Sequence[str | Request] | None = None,
    ) -> tuple[Reading, Features | None]:
        """Read a text and cut it up; no features where no actor is mentioned."""
        asked = None if actors is None else [as_request(actor) for actor in actors]
        reading = self.reader.read(text, resolution, body, asked)
        mentioned = [
            ActorMentions(actor.mentions, actor.spoken)
            for actor in reading.actors
            if actor.mentions
        ]
        if not mentioned:
            return reading, None
        renamed = self.featurizer.settings.pseudonyms
        features = self.featurizer.featurize(
            text,
            reading.sentences,
            reading.pseudonyms.resolution if renamed else reading.resolution.text,
            mentioned,
            reading.pseudonyms.changes if renamed else (),
        )
        return reading, features

    def conclude(
        self, reading: Reading, logits: Logits | None, coverage: float = DEFAULT_COVERAGE
    ) -> Classification:
        """Verdicts for the actors of a reading."""
        given = iter(
            verdicts(logits, reading.sentences, self.calibration, coverage) if logits else ()
        )
        actors = tuple(
            ActorStance(actor, next(given), True)
            if actor.mentions
            else ActorStance(actor, NOT_MENTIONED, False)
            for actor in reading.actors
        )
        warnings = () if reading.resolution.found else (NO_RESOLUTION,)
        return Classification(reading.resolution, actors, warnings)


class StanceClassifier:
    """Reads who is for a pending resolution, who against it, and who has not decided.

    Args:
        release: a release directory; the one that comes with the project by default.
        threads: for the network; 0 lets ONNX Runtime choose.

    Raises:
        ReleaseError: the release is missing or altered.
    """

    def __init__(self, release: Path = RELEASE, threads: int = 0) -> None:
        self.manifest = open_release(release)
        self._preparation = Preparation(self.manifest, release)
        self._runtime = Runtime(release, threads)

    def classify(
        self,
        text: str,
        resolution: str | None = None,
        actors: Sequence[str | Request] | None = None,
        body: str | None = None,
        coverage: float = DEFAULT_COVERAGE,
    ) -> Classification:
        """Judge the actors of one text.

        Args:
            text: what to read.
            resolution: what is being decided; found in the text when None.
            actors: the actors to judge; found in the text when None.
            body: who decides, to keep it out of the actors.
            coverage: of the prediction sets, between 0 and 1.
        """
        reading, features = self._preparation.read(text, resolution, body, actors)
        logits = self._runtime.judge([features])[0] if features is not None else None
        return self._preparation.conclude(reading, logits, coverage)
