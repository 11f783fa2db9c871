"""Settings of the service, from the environment (WHIPCOUNT_*), checked at start."""

from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache
from importlib.util import find_spec
from ipaddress import IPv4Address
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, IPvAnyAddress, StringConstraints, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from model.manifest import RELEASE

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Origin = Annotated[str, StringConstraints(pattern=r"^(\*|https?://[^/\s]+)$")]
Address = Annotated[str, StringConstraints(pattern=r"^https?://\S+$")]
EXPORTER = "opentelemetry.exporter.otlp.proto.http"
PREFIX = "WHIPCOUNT_"
OTHERS = ("WHIPCOUNT_DATA", "WHIPCOUNT_GOLD")  # of training and evaluation
OTHERS_PREFIX = "WHIPCOUNT_CHAT_"  # of evaluation
DRAIN_LONGER_S = 5


class UnknownSettingError(ValueError):
    """A variable has the name of no setting; the message says which it may be meant for."""


def _longer_than_timeout(settings: dict[str, Any]) -> int:
    return int(settings["timeout_s"]) + DRAIN_LONGER_S


class ServiceSettings(BaseSettings):
    """What an operator may set.

    The defaults of max_documents, max_queue_documents, max_latency_ms and timeout_s belong
    together. Two cores answer 2.5 articles of 600 words in a second: a full queue of 128 in 51 s, a
    batch of 64 in 26 s. So what is let in is answered before timeout_s, and what is too much is
    refused at once with 429. A document may wait for the encoder as long as its request for the
    answer: less would refuse with 503 what was let in. Change one with the others: for each two
    cores at most 2.5 documents in the queues of all workers for each second of timeout_s.

    Attributes:
        release: directory of the weights.
        host: address to listen on.
        port: to listen on.
        workers: processes that read texts; each takes about 350 MB.
        threads: of the network in one call; 0 lets ONNX Runtime choose.
        max_batch_documents: that one encoder call takes together.
        max_latency_ms: that a document may wait for the encoder before the answer is 503.
        max_body_bytes: of a request; more is answered with 413.
        max_characters: of a text.
        max_actors: that a document may ask about.
        max_documents: of one /predict_batch.
        max_queue_documents: in hand at once, for each worker; above that the answer is 429.
        timeout_s: of a request, once for its body to arrive (408) and once for its answer (504).
        drain_s: that requests in hand have to be answered after SIGTERM; more than timeout_s, so
            that each gets its answer, and 5 s more where it is not set. What stops the service
            (systemd's TimeoutStopSec, compose's stop_grace_period) has to wait longer.
        cache_bytes: of answers that each worker keeps; 0 keeps none.
        api_key_sha256: of the keys that POST requests need, as hex, with commas between them
            (`printf %s KEY | sha256sum`); without any, everybody may ask.
        cors_origins: of pages elsewhere that may ask, with commas between them; * for all.
        log_level: from which on the log speaks.
        log_format: a line for people or a JSON object for machines.
        log_text: whether the log may hold texts, to find faults.
        trace_endpoint: of an OpenTelemetry collector (OTLP over HTTP); without one, no traces.
        trace_share: of the requests that are traced.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True)

    release: Path = RELEASE
    host: IPvAnyAddress = IPv4Address("127.0.0.1")
    port: int = Field(default=3000, ge=1, le=65535)
    workers: int = Field(default=1, ge=1)
    threads: int = Field(default=0, ge=0)
    max_batch_documents: int = Field(default=16, gt=1)
    max_latency_ms: int = Field(default=60_000, gt=0)
    max_body_bytes: int = Field(default=32 * 1024 * 1024, gt=0)
    max_characters: int = Field(default=100_000, gt=0)
    max_actors: int = Field(default=200, gt=0)
    max_documents: int = Field(default=64, gt=0)
    max_queue_documents: int = Field(default=128, gt=0)
    timeout_s: int = Field(default=60, gt=0)
    drain_s: int = Field(default_factory=_longer_than_timeout, gt=0)
    cache_bytes: int = Field(default=16 * 1024 * 1024, ge=0)
    api_key_sha256: Annotated[tuple[Sha256, ...], NoDecode] = ()
    cors_origins: Annotated[tuple[Origin, ...], NoDecode] = ()
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["plain", "json"] = "plain"
    log_text: bool = False
    trace_endpoint: Address | None = None
    trace_share: float = Field(default=1.0, ge=0, le=1)

    @field_validator("api_key_sha256", "cors_origins", mode="before")
    @classmethod
    def _between_commas(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(part.strip().lower() for part in value.split(",") if part.strip())

    @field_validator("drain_s")
    @classmethod
    def _outlasts_requests(cls, value: int, info: ValidationInfo) -> int:
        timeout_s = info.data.get("timeout_s", 0)
        if value <= timeout_s:
            raise ValueError(
                f"{value} s are too short: requests that were let in may take "
                f"{PREFIX}TIMEOUT_S={timeout_s} s; set more than that, or leave it out"
            )
        return value

    @field_validator("trace_endpoint")
    @classmethod
    def _has_exporter(cls, value: str | None) -> str | None:
        if value and not _is_installed(EXPORTER):
            raise ValueError("traces need the extra 'tracing': pip install 'whipcount[tracing]'")
        return value


@cache
def settings() -> ServiceSettings:
    """The settings in force in this process, read once.

    Raises:
        pydantic.ValidationError: a variable cannot be what it is; it names the field.
    """
    return ServiceSettings()


def refuse_unknown(names: Iterable[str]) -> None:
    """Check that every variable with our prefix is a setting, of the service or of other rooms.

    Raises:
        UnknownSettingError: one is not; a setting that is misspelt would do nothing.
    """
    known = [*(f"{PREFIX}{name.upper()}" for name in ServiceSettings.model_fields), *OTHERS]
    for name in sorted(each.upper() for each in names):
        if name.startswith(PREFIX) and name not in known and not name.startswith(OTHERS_PREFIX):
            nearest = get_close_matches(name, known, n=1)
            meant = f"do you mean {nearest[0]}?" if nearest else "remove it"
            raise UnknownSettingError(f"{name}: there is no such setting; {meant}")


def shown(settings: ServiceSettings) -> dict[str, str]:
    """The settings as the environment variables that they come from; keys are only counted."""
    values = {name: _as_variable(value) for name, value in settings if name != "api_key_sha256"}
    values["api_key_sha256"] = f"({len(settings.api_key_sha256)} keys)"
    return {f"{PREFIX}{name.upper()}": value for name, value in values.items()}


def _is_installed(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # a package that it would lie in is missing
        return False


def _as_variable(value: object) -> str:
    if value is None:
        return ""
    return ",".join(value) if isinstance(value, tuple) else str(value)
