"""What a release is: a directory of weights with a manifest that says where they come from.

Nothing in it is ever unpickled, and nothing is loaded whose hash is not the manifest's.
"""

import hashlib
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from model.features import FeatureSettings

RELEASE = Path(__file__).parent / "release"
MANIFEST = "manifest.json"
ENCODER = "encoder.onnx"
HEADS = "heads.onnx"
TOKENIZER = "tokenizer.json"


class ReleaseError(RuntimeError):
    """A release cannot be used; the message names the file and what to do."""


class Calibration(BaseModel):
    """How logits become probabilities and prediction sets.

    Attributes:
        stance_temperature, basis_temperature: divisors of the logits (temperature scaling, Guo et
            al. 2017).
        nonconformity: ascending, one minus the probability of the true stance of each actor of
            the calibration split (split conformal prediction, Sadinle et al. 2019).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    stance_temperature: float = Field(gt=0)
    basis_temperature: float = Field(gt=0)
    nonconformity: tuple[float, ...] = Field(min_length=1)


class Manifest(BaseModel):
    """Where a release comes from and what belongs to it.

    Attributes:
        name: of the release, such as 'seed-0.1.0'.
        created: ISO date.
        recipe: of params.yaml.
        base: name and SHA-256 of the encoder that training started from.
        sources: by name: licence, where published, SHA-256.
        code: revision of the code; with '+' between, where stages of training had different ones.
        parameters: all settings of the training run.
        versions: of the libraries that made it.
        metrics: what was measured when it was made, on the calibration split.
        quantisation: a plan of training/export.py: which weights have 8 bits.
        features: how texts are cut up for these weights.
        calibration: see there.
        files: SHA-256 by file name.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    created: str
    recipe: str
    base: dict[str, str]
    sources: dict[str, dict[str, str]]
    code: str
    parameters: dict[str, Any]
    versions: dict[str, str]
    metrics: dict[str, float]
    quantisation: str
    features: FeatureSettings
    calibration: Calibration
    files: dict[str, str]


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest of a release directory."""
    text = manifest.model_dump_json(indent=1) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8")


def open_release(folder: Path) -> Manifest:
    """Read a release's manifest and check the hash of every file it names.

    Raises:
        ReleaseError: there is no manifest, it cannot be read, or a file is missing or altered.
    """
    try:
        manifest = Manifest.model_validate_json((folder / MANIFEST).read_bytes())
    except OSError as error:
        raise ReleaseError(
            f"no release in {folder.name}/: {MANIFEST} cannot be read ({error.strerror}); "
            "name a directory that 'whipcount train' wrote"
        ) from error
    except ValidationError as error:
        fault = error.errors()[0]
        field = ".".join(map(str, fault["loc"]))
        raise ReleaseError(
            f"{MANIFEST} is damaged at {field or 'its start'}: {fault['msg']}"
        ) from error
    for name in (ENCODER, HEADS, TOKENIZER):
        if name not in manifest.files:
            raise ReleaseError(f"{MANIFEST} names no hash for {name}; restore the release")
    for name, digest in manifest.files.items():
        path = folder / name
        if Path(name).name != name or not path.is_file():
            raise ReleaseError(f"{name} is missing from the release; restore it")
        if sha256_of(path) != digest:
            raise ReleaseError(f"{name} does not match the hash in {MANIFEST}; restore the release")
    return manifest
