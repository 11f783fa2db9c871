"""All settings of training as one typed object, read once from params.yaml."""

from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from model.features import FeatureSettings
from training.network import LossWeights

PARAMS = Path(__file__).parents[1] / "params.yaml"
WORK = Path(__file__).parents[1] / "work"

Positive = Annotated[float, Field(gt=0)]
Share = Annotated[float, Field(ge=0, le=1)]


class SettingsError(ValueError):
    """params.yaml cannot be used; the message names the field and what to do."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class BaseModelSettings(_Section):
    """Which pre-trained encoder to start from, and the SHA-256 of its model.safetensors."""

    name: str
    package: str
    sha256: str


class HeadSettings(_Section):
    """Width of the heads' hidden layers and their dropout."""

    hidden: int = Field(gt=0)
    dropout: Share


class FitSettings(_Section):
    """How the network is fitted.

    `renamed_copies` adds that many copies of each text with other names; an epoch reads them all.
    `patience` counts evaluations on the calibration split without a better macro-F1.
    """

    renamed_copies: int = Field(ge=0)
    epochs: Positive
    batch_documents: int = Field(gt=0)
    encoder_learning_rate: Positive
    heads_learning_rate: Positive
    weight_decay: float = Field(ge=0)
    warmup_share: Share
    freeze_embeddings: bool
    evaluations_per_epoch: int = Field(gt=0)
    patience: int = Field(gt=0)


class ExportSettings(_Section):
    """How much macro-F1 on the calibration split 8-bit weights may cost."""

    max_macro_f1_drop: float = Field(ge=0)


class Recipe(_Section):
    """Which sources (names of modules in training/sources) a run learns from."""

    sources: tuple[str, ...] = Field(min_length=1)


class Settings(_Section):
    """Everything in params.yaml."""

    seed: int = Field(ge=0)
    threads: int = Field(gt=0)
    base: BaseModelSettings
    features: FeatureSettings
    heads: HeadSettings
    loss: LossWeights
    fit: FitSettings
    export: ExportSettings
    recipes: dict[str, Recipe]

    def recipe(self, name: str) -> Recipe:
        """The recipe of that name.

        Raises:
            SettingsError: there is none.
        """
        if name not in self.recipes:
            raise SettingsError(
                f"no recipe {name!r} in params.yaml; there are: {', '.join(self.recipes)}"
            )
        return self.recipes[name]


def load_settings(path: Path = PARAMS) -> Settings:
    """Read and check a params.yaml.

    Raises:
        SettingsError: the file is missing, no YAML, or a field is missing, unknown or out of range.
    """
    try:
        return Settings.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise SettingsError(f"{path.name}: {error.strerror}") from error
    except yaml.YAMLError as error:
        raise SettingsError(f"{path.name} is no YAML: {error}") from error
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()
        )
        raise SettingsError(f"{path.name}: {faults}") from error
