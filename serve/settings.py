"""Settings of the service, from the environment (WHIPCOUNT_*), checked at start."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from model.manifest import RELEASE


class ServiceSettings(BaseSettings):
    """What an operator may set.

    Attributes:
        release: directory of the weights.
        threads: of the network in one call; 0 lets ONNX Runtime choose.
        max_body_bytes: of a request.
        max_batch_documents: that one encoder call takes together.
        max_latency_ms: that a document may wait for the encoder before the answer is 503.
        timeout_s: of a request.
    """

    model_config = SettingsConfigDict(env_prefix="WHIPCOUNT_", frozen=True)

    release: Path = RELEASE
    threads: int = Field(default=0, ge=0)
    max_body_bytes: int = Field(default=32 * 1024 * 1024, gt=0)
    max_batch_documents: int = Field(default=16, gt=1)
    max_latency_ms: int = Field(default=30_000, gt=0)
    timeout_s: int = Field(default=60, gt=0)
