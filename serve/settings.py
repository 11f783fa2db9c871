"""Settings of the service, from the environment (WHIPCOUNT_*), checked at start."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from model.manifest import RELEASE

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


def shown(settings: "ServiceSettings") -> dict[str, str]:
    """The settings as the environment variables that they come from; keys are only counted."""
    values = {name: str(value) for name, value in settings if name != "api_key_sha256"}
    values["api_key_sha256"] = f"({len(settings.api_key_sha256)} keys)"
    return {f"WHIPCOUNT_{name.upper()}": value for name, value in values.items()}


class ServiceSettings(BaseSettings):
    """What an operator may set.

    Attributes:
        release: directory of the weights.
        threads: of the network in one call; 0 lets ONNX Runtime choose.
        max_body_bytes: of a request.
        max_batch_documents: that one encoder call takes together.
        max_latency_ms: that a document may wait for the encoder before the answer is 503.
        timeout_s: of a request.
        api_key_sha256: of the keys that POST requests need, as hex, with commas between them
            (`printf %s KEY | sha256sum`); without any, everybody may ask.
    """

    model_config = SettingsConfigDict(env_prefix="WHIPCOUNT_", frozen=True)

    release: Path = RELEASE
    threads: int = Field(default=0, ge=0)
    max_body_bytes: int = Field(default=32 * 1024 * 1024, gt=0)
    max_batch_documents: int = Field(default=16, gt=1)
    max_latency_ms: int = Field(default=30_000, gt=0)
    timeout_s: int = Field(default=60, gt=0)
    api_key_sha256: Annotated[tuple[Sha256, ...], NoDecode] = ()

    @field_validator("api_key_sha256", mode="before")
    @classmethod
    def _between_commas(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(part.strip().lower() for part in value.split(",") if part.strip())
