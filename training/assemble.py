"""Stage 6: graphs, calibration, manifest and model card together make a release."""

import importlib.metadata
import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

from model.manifest import (
    ENCODER,
    HEADS,
    TOKENIZER,
    Calibration,
    Manifest,
    open_release,
    sha256_of,
    write_manifest,
)
from training.calibrate import CALIBRATION
from training.export import PARITY
from training.model_card import CARD, model_card
from training.prepare import SOURCES
from training.pretrain import describe_pairs
from training.settings import Settings

_LIBRARIES = ("torch", "transformers", "datasets", "onnx", "onnxruntime", "tokenizers", "spacy")


def assemble(
    settings: Settings, recipe: str, prepared: Path, exported: Path, folder: Path, code: str
) -> Manifest:
    """Write a release directory, replacing what is there; returns its manifest.

    Args:
        settings: that everything was made with.
        recipe: name of the run's recipe.
        prepared, exported: what the stages before left there.
        folder: of the release.
        code: revision of the code that made it; with '+' between, where stages had different ones.

    Raises:
        ReleaseError: what was written does not pass its own check.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in (ENCODER, HEADS, TOKENIZER):
        shutil.copyfile(exported / name, folder / name)
    parity = json.loads((exported / PARITY).read_text(encoding="utf-8"))
    calibration = Calibration.model_validate_json((exported / CALIBRATION).read_bytes())
    manifest = Manifest(
        name=f"{recipe}-{importlib.metadata.version('whipcount')}",
        created=datetime.now(UTC).date().isoformat(),
        recipe=recipe,
        base={"name": settings.base.name, "sha256": settings.base.sha256},
        sources=json.loads((prepared / SOURCES).read_text(encoding="utf-8"))
        | describe_pairs(settings, settings.recipe(recipe).pretraining),
        code=code,
        parameters=settings.model_dump(mode="json", exclude={"recipes"})
        | {"recipe": settings.recipe(recipe).model_dump(mode="json")},
        versions={name: importlib.metadata.version(name) for name in _LIBRARIES},
        metrics={
            "calibration_macro_f1_torch": parity["torch_macro_f1"],
            "calibration_macro_f1": parity["onnx_macro_f1"],
            "same_stance_as_torch": parity["same_stance"],
        },
        quantisation=parity["quantisation"],
        features=settings.features,
        calibration=calibration,
        files={name: sha256_of(folder / name) for name in (ENCODER, HEADS, TOKENIZER)},
    )
    write_manifest(folder, manifest)
    (folder / CARD).write_text(model_card(manifest), encoding="utf-8")
    return open_release(folder)
