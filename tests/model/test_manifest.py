"""A release that is not what its manifest says is refused, with the file's name and a remedy."""

import json
import shutil
from pathlib import Path

import pytest

from model.classifier import StanceClassifier
from model.manifest import ENCODER, HEADS, MANIFEST, RELEASE, TOKENIZER, ReleaseError, open_release


@pytest.fixture
def release(tmp_path: Path) -> Path:
    return Path(shutil.copytree(RELEASE, tmp_path / "release"))


def test_the_committed_release_is_whole() -> None:
    assert open_release(RELEASE).calibration.nonconformity


@pytest.mark.parametrize("name", [ENCODER, HEADS, TOKENIZER])
def test_a_tampered_file_is_refused(release: Path, name: str) -> None:
    with (release / name).open("r+b") as file:
        file.seek(1000)
        byte = file.read(1)
        file.seek(1000)
        file.write(bytes([byte[0] ^ 1]))
    with pytest.raises(ReleaseError, match=name):
        StanceClassifier(release)


@pytest.mark.parametrize("name", [ENCODER, MANIFEST])
def test_a_missing_file_is_named(release: Path, name: str) -> None:
    (release / name).unlink()
    with pytest.raises(ReleaseError, match=name):
        open_release(release)


def test_a_manifest_that_points_outside_the_release_is_refused(release: Path) -> None:
    manifest = json.loads((release / MANIFEST).read_text())
    manifest["files"]["../secret"] = "0" * 64
    (release / MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(ReleaseError, match="secret"):
        open_release(release)


def test_a_damaged_manifest_is_refused_with_the_field(release: Path) -> None:
    manifest = json.loads((release / MANIFEST).read_text())
    manifest["calibration"]["stance_temperature"] = 0
    (release / MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(ReleaseError, match="stance_temperature"):
        open_release(release)
