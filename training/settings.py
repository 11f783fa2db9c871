"""All settings of training as one typed object, read once from params.yaml."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from model.encoder_base import EncoderBase
from model.features import FeatureSettings
from training.network import HEAD_WIDTH, LossWeights

PARAMS = Path(__file__).parents[1] / "params.yaml"
WORK = Path(__file__).parents[1] / "work"

COPIES = (
    "renamed_copies",
    "distracted_share",
    "silenced_share",
)  # of `fit`: more rows of the corpus

Positive = Annotated[float, Field(gt=0)]
Share = Annotated[float, Field(ge=0, le=1)]


class SettingsError(ValueError):
    """params.yaml cannot be used; the message names the field and what to do."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class HeadSettings(_Section):
    """Width of the heads' hidden layers, how often an actor rereads the document, dropout.

    `mention_dropout` is the share of an actor's mentions that are passed over in training.
    """

    hidden: int = Field(gt=0, multiple_of=HEAD_WIDTH)
    layers: int = Field(ge=0)
    dropout: Share
    mention_dropout: Share


class FitSettings(_Section):
    """How the network is fitted.

    `renamed_copies` adds that many copies of each text with other names; an epoch reads them all.
    `distracted_share` of the texts get a copy joined with another text, and the same share a copy
    set against another resolution.
    `silenced_share` of the texts get a copy without what shows the stance of one actor.
    `patience` counts evaluations on the calibration split without a better macro-F1.
    """

    renamed_copies: int = Field(ge=0)
    distracted_share: Share
    silenced_share: Share
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


class PretrainingSettings(_Section):
    """One stage of training before the corpus: public sources and how long to read them."""

    sources: tuple[str, ...] = Field(min_length=1)
    epochs: Positive
    batch_documents: int = Field(gt=0)


class Recipe(_Section):
    """What a run learns from: names of pre-training stages, in order, and then of sources.

    Sources are modules in training/sources. `rehearsal` says how many pairs of public sources are
    read again beside the corpus in each epoch.
    """

    pretraining: tuple[str, ...] = ()
    sources: tuple[str, ...] = Field(min_length=1)
    rehearsal: dict[str, Annotated[int, Field(gt=0)]] = {}


class Settings(_Section):
    """Everything in params.yaml.

    `held_out_domain` keeps the examples of one domain out of training and calibration, so that
    a release can be measured on a domain that it never saw.
    """

    seed: int = Field(ge=0)
    threads: int = Field(gt=0)
    base: EncoderBase
    features: FeatureSettings
    heads: HeadSettings
    loss: LossWeights
    fit: FitSettings
    export: ExportSettings
    pretraining: dict[str, PretrainingSettings]
    held_out_domain: str | None = None
    recipes: dict[str, Recipe]

    @model_validator(mode="after")
    def _stages_exist(self) -> Self:
        for name, recipe in self.recipes.items():
            for stage in recipe.pretraining:
                if stage not in self.pretraining:
                    raise ValueError(f"recipe {name}: no pre-training stage {stage!r}")
        return self

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


def load_settings(path: Path = PARAMS, changes: Sequence[str] = ()) -> Settings:
    """Read and check a params.yaml.

    Args:
        path: of the file.
        changes: settings to change for this run, as 'fit.epochs=2'; the value is read as YAML.

    Raises:
        SettingsError: the file is missing, no YAML, or a field is missing, unknown or out of range.
    """
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        for change in changes:
            _change(data, change)
        return Settings.model_validate(data)
    except OSError as error:
        raise SettingsError(f"{path.name}: {error.strerror}") from error
    except yaml.YAMLError as error:
        raise SettingsError(f"{path.name} is no YAML: {error}") from error
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()
        )
        raise SettingsError(f"{path.name}: {faults}") from error


def _change(data: dict[str, Any], change: str) -> None:
    key, equals, value = change.partition("=")
    *parents, last = key.strip().split(".")
    section: Any = data
    for parent in parents:
        section = section.get(parent) if isinstance(section, dict) else None
    if not equals or not isinstance(section, dict):
        raise SettingsError(f"{change!r}: write SECTION.NAME=VALUE with names of params.yaml")
    try:
        section[last] = yaml.safe_load(value)
    except yaml.YAMLError as error:
        raise SettingsError(f"{change!r}: what stands behind '=' is no YAML") from error
