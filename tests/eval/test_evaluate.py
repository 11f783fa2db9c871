"""One command measures a release and leaves figures, judgements and report, all of one mind."""

import hashlib
import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from pydantic import TypeAdapter
from rich.console import Console
from transformers import AutoModelForSequenceClassification

from eval import evaluate as stage
from eval import sets as chosen
from eval.evaluate import Metrics, run
from eval.judgements import read_judgements
from eval.metrics import N_RESAMPLES, SEED
from eval.probes.probe import WRITTEN
from eval.rivals import cross_encoder
from model.corpus import CORPUS, Side, examples_sha256, read_side
from model.encoder_base import EncoderBase, find_base
from model.example import CorpusError, Example
from model.manifest import RELEASE, open_release
from model.revision import code_revision

N = {"train": 12, "calibration": 4, "test": 8}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The committed release, measured on a few short texts."""
    folder = tmp_path_factory.mktemp("report")

    def few(side: Side) -> list[Example]:
        return sorted(read_side(side), key=lambda e: len(e.text))[: N[side]]

    fitted = tmp_path_factory.mktemp("cross-encoder")
    untrained_cross_encoder(fitted / "seed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stage, "read_side", few)
        patch.setattr(chosen, "read_side", few)
        patch.setattr(chosen, "read_gold", lambda: few("calibration"))
        patch.setattr(cross_encoder, "FOLDER", fitted)
        run(RELEASE, folder, Console(quiet=True))
    return folder


def untrained_cross_encoder(folder: Path) -> None:
    """What `python -m training.cross_encoder` leaves, with a fresh head."""
    base = find_base(EncoderBase.model_validate(open_release(RELEASE).parameters["base"]))
    AutoModelForSequenceClassification.from_pretrained(base, num_labels=3).save_pretrained(folder)
    shutil.copy(base / "tokenizer.json", folder)
    facts = {
        "recipe": "seed",
        "train_sha256": examples_sha256(read_side("train")),
        "pretrained": False,
    }
    facts |= {"max_tokens": 128, "epochs": 0.5, "n_pairs": 1}
    (folder / "facts.json").write_text(json.dumps(facts))


def test_metrics_keep_their_schema_and_are_plain_json(folder: Path) -> None:
    text = (folder / "metrics.json").read_text(encoding="utf-8")
    assert "NaN" not in text
    metrics = TypeAdapter(Metrics).validate_python(json.loads(text))
    assert list(metrics.sets) == ["corpus test", "gold dev"]
    assert metrics.sets["corpus test"].n_texts == N["test"]


def test_what_measured_and_on_what_is_written_down(folder: Path) -> None:
    metrics = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))
    assert metrics["format"] == 4
    assert (metrics["seed"], metrics["resamples"]) == (SEED, N_RESAMPLES)
    assert metrics["evaluated_with"] == code_revision()
    digest = hashlib.sha256()
    for path in sorted(CORPUS.glob("*.jsonl")):
        digest.update(path.read_bytes())
    assert metrics["corpus_sha256"] == digest.hexdigest()


def test_less_is_given_step_by_step(folder: Path) -> None:
    measured = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))["sets"]
    for figures in measured.values():
        assert {"value", "low", "high"} == set(figures["named"]) == set(figures["unaided"])
        assert 0 <= figures["resolution_found"] <= 1


def test_probes_show_what_a_text_was_before(folder: Path) -> None:
    measured = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))["sets"]
    probes = measured["corpus test"]["probes"]
    texts = {example.text for example in read_side("test")}
    for name, probe in probes.items():
        for failure in probe["failures"]:
            assert failure["resolution"]
            assert failure["before"] is None if name in WRITTEN else failure["before"] in texts


def test_the_judgements_give_the_same_figures(folder: Path) -> None:
    metrics = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))
    given = metrics["sets"]["corpus test"]["given"]
    judgements = read_judgements(folder / "judgements.csv", "corpus test")
    assert given["accuracy"]["value"] == pytest.approx((judgements.gold == judgements.said).mean())
    table = pd.crosstab(judgements.gold, judgements.said).reindex(
        index=range(3), columns=range(3), fill_value=0
    )
    assert given["confusion"] == table.to_numpy().tolist()


def test_every_baseline_is_measured_or_said_to_be_missing(folder: Path) -> None:
    metrics = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))
    for measured in metrics["sets"].values():
        score = measured["baselines"]["cross-encoder, one pass per actor"]
        assert score["gain"]["value"] == pytest.approx(
            measured["given"]["stance_macro_f1"]["value"] - score["macro_f1"]["value"]
        )
        assert "0.5 epochs" in score["about"]
    assert list(metrics["absent"]) == ["chat model, prompted"]
    for page in ("report.html", "report.md"):
        assert "WHIPCOUNT_CHAT_URL" in (folder / page).read_text(encoding="utf-8")


def test_a_set_has_a_card(folder: Path) -> None:
    metrics = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))
    measured = metrics["sets"]["corpus test"]
    card = measured["card"]
    assert sum(card["stances"].values()) == sum(card["kinds"].values()) == measured["n_actors"]
    assert sum(card["domains"].values()) == measured["n_texts"]
    assert metrics["sets"]["gold dev"]["card"]["origin"] != card["origin"]


def test_the_report_has_a_part_for_each_set(folder: Path) -> None:
    for page in ("report.html", "report.md"):
        text = (folder / page).read_text(encoding="utf-8")
        assert "corpus test" in text
        assert "gold dev" in text


def test_a_domain_that_the_release_has_seen_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="held_out_domain"):
        run(RELEASE, tmp_path, Console(quiet=True), domain="un-security-council")
