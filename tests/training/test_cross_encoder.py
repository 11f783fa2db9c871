"""The one-pass-per-actor baseline is really trained; it starts over where settings change."""

import json
from pathlib import Path

import pytest
import torch
import typer
from safetensors.torch import load_file, save_file
from transformers import pipeline
from typer.testing import CliRunner

from model.corpus import Side, examples_sha256, read_side
from model.encoder_base import find_base
from model.example import Example
from model.stance import STANCES
from training.cross_encoder import (
    FACTS,
    CrossEncoderSettings,
    build_cross_encoder,
    fit_cross_encoder,
    main,
    take_encoder,
)
from training.settings import SettingsError, load_settings

N_TEXTS = 2
command = typer.Typer()
command.command()(main)
TINY = CrossEncoderSettings(max_steps=3, batch_pairs=4)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("work") / "seed"
    fit_cross_encoder(load_settings(), TINY, "seed", folder, n_texts=N_TEXTS)
    return folder


def test_it_learns_from_the_train_side_and_says_so(folder: Path) -> None:
    facts = json.loads((folder / FACTS).read_text())
    assert facts["n_pairs"] == sum(len(each.actors) for each in read_side("train")[:N_TEXTS])
    assert facts["train_sha256"] == examples_sha256(read_side("train")[:N_TEXTS])
    assert (facts["recipe"], facts["max_tokens"]) == ("seed", TINY.max_tokens)
    assert not facts["pretrained"]
    head = load_file(folder / "model.safetensors")["classifier.weight"]
    fresh = build_cross_encoder(find_base(load_settings().base)).classifier.weight
    assert head.shape == fresh.shape
    assert not torch.equal(head, fresh)


def test_the_folder_is_an_ordinary_text_classifier(folder: Path) -> None:
    classify = pipeline("text-classification", model=str(folder), device="cpu")
    (answer,) = classify([{"text": "Chad: the draft", "text_pair": "Chad will vote for it."}])
    assert answer["label"] in [stance.value for stance in STANCES]


def test_what_was_done_is_not_done_again(folder: Path) -> None:
    before = (folder / "model.safetensors").stat().st_mtime_ns
    facts = fit_cross_encoder(load_settings(), TINY, "seed", folder, n_texts=N_TEXTS)
    assert facts == json.loads((folder / FACTS).read_text())
    assert (folder / "model.safetensors").stat().st_mtime_ns == before


def test_what_learned_from_texts_with_a_corrected_genre_is_current_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def corrected(side: Side) -> list[Example]:
        return [each.model_copy(update={"genre": "column"}) for each in read_side(side)]

    before = (folder / "model.safetensors").stat().st_mtime_ns
    monkeypatch.setattr("training.cross_encoder.read_side", corrected)
    fit_cross_encoder(load_settings(), TINY, "seed", folder, n_texts=N_TEXTS)
    facts = json.loads((folder / FACTS).read_text())
    assert facts["train_sha256"] == examples_sha256(corrected("train")[:N_TEXTS])
    assert (folder / "model.safetensors").stat().st_mtime_ns == before


def test_other_settings_start_over(folder: Path) -> None:
    (folder / "left over").touch()
    one_step = CrossEncoderSettings(max_steps=1)
    fit_cross_encoder(load_settings(), one_step, "seed", folder, n_texts=N_TEXTS)
    assert not (folder / "left over").exists()


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").touch()
    with pytest.raises(SettingsError, match="holds other files"):
        fit_cross_encoder(load_settings(), TINY, "seed", tmp_path, n_texts=N_TEXTS)
    assert (tmp_path / "thesis.txt").exists()


def test_a_trial_does_not_replace_the_baseline() -> None:
    answer = CliRunner().invoke(command, ["--max-steps", "1"])
    assert answer.exit_code == 2
    assert "--out" in answer.stderr


def test_a_pretrained_network_lends_its_encoder_and_nothing_else(tmp_path: Path) -> None:
    model = build_cross_encoder(find_base(load_settings().base))
    weights = {
        f"encoder.transformer.{name}": torch.zeros_like(tensor)
        for name, tensor in model.base_model.state_dict().items()
        if not name.startswith("pooler.")
    }
    save_file(weights | {"heads.stance.weight": torch.zeros(3, 3)}, tmp_path / "model.safetensors")
    take_encoder(model, tmp_path / "model.safetensors")
    assert not model.base_model.encoder.layer[0].output.dense.weight.any()
    save_file({"encoder.transformer.other": torch.zeros(1)}, tmp_path / "model.safetensors")
    with pytest.raises(RuntimeError, match="another encoder"):
        take_encoder(model, tmp_path / "model.safetensors")
