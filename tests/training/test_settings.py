"""params.yaml is checked before anything runs."""

from pathlib import Path

import pytest
import yaml

from training.settings import PARAMS, SettingsError, load_settings


def test_the_committed_settings_are_valid() -> None:
    assert load_settings().recipe("seed").sources == ("authored",)


def test_an_unknown_recipe_names_those_there_are() -> None:
    with pytest.raises(SettingsError, match="seed"):
        load_settings().recipe("sead")


@pytest.mark.parametrize(
    ("section", "field", "value"),
    [("fit", "epochs", -1), ("fit", "epoch", 3), ("heads", "dropout", 2), ("export", None, 3)],
)
def test_a_bad_setting_is_named(
    tmp_path: Path, section: str, field: str | None, value: object
) -> None:
    settings = yaml.safe_load(PARAMS.read_text())
    if field is None:
        settings[section] = value
    else:
        settings[section][field] = value
    path = tmp_path / "params.yaml"
    path.write_text(yaml.safe_dump(settings))
    with pytest.raises(SettingsError, match=field or section):
        load_settings(path)


def test_a_setting_is_changed_for_one_run() -> None:
    settings = load_settings(changes=["fit.epochs=1.5", "held_out_domain=d"])
    assert (settings.fit.epochs, settings.held_out_domain) == (1.5, "d")


@pytest.mark.parametrize("change", ["fit.epochs", "fit.epoch=2", "fits.epochs=2", "seed.x=2"])
def test_a_change_of_no_setting_is_refused(change: str) -> None:
    with pytest.raises(SettingsError, match=change.split("=")[0].split(".")[-1]):
        load_settings(changes=[change])


def test_a_recipe_names_pretraining_stages_that_exist() -> None:
    with pytest.raises(SettingsError, match="no pre-training stage 'cake'"):
        load_settings(changes=["recipes.seed.pretraining=[cake]"])
