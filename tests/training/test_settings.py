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
