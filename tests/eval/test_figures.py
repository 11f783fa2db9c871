"""What README and the datasheet say is what was measured."""

import json

import pytest

from eval.figures import (
    DOSSIER,
    REPORTS,
    current,
    interval,
    lever_figures,
    readme_figures,
    unseen_figures,
    with_block,
    with_card,
)
from eval.pages.wording import NO_REAL_TEXT
from model.example import read_examples
from model.manifest import ENCODER, RELEASE, open_release


def test_the_documents_quote_the_figures_that_were_measured() -> None:
    for path, text in current().items():
        assert path.read_text(encoding="utf-8") == text, "run python -m eval.figures"


def test_the_committed_figures_are_those_of_the_committed_release() -> None:
    manifest = open_release(RELEASE)
    metrics = json.loads((REPORTS / manifest.name / "metrics.json").read_text())
    assert metrics["files"] == manifest.files, "run whipcount evaluate"


def test_a_document_without_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="figures"):
        with_block("# Title", "figures", "1")


CARD = "# x\n\n## Measured when it was made\n\n| a |\n\n## Use\n\nEnglish texts.\n"


def test_a_fresh_model_card_gets_the_figures_once_in_front_of_its_last_section() -> None:
    manifest = open_release(RELEASE)
    metrics = json.loads((REPORTS / manifest.name / "metrics.json").read_text())
    card = with_card(CARD, metrics, {})
    assert card.index("## Measured on texts") < card.index("## Use")
    assert interval(metrics["sets"]["corpus test"]["given"]["ece"]) in card
    assert with_card(card, metrics, {}) == card


def test_readme_says_which_rival_is_faster_and_that_no_real_text_was_measured() -> None:
    folder = REPORTS / open_release(RELEASE).name
    metrics = json.loads((folder / "metrics.json").read_text())
    benchmark = json.loads((folder / "benchmark.json").read_text())
    held_out = json.loads((folder / "held_out.json").read_text())
    block = readme_figures(metrics, held_out, benchmark)
    assert interval(held_out["mean"]) in block
    around = benchmark["comparison"]["around_over_python"]
    assert f"{around:.2f} times as long as ours" in block
    assert (NO_REAL_TEXT in block) == ("gold dev" not in metrics["sets"])


def test_a_set_without_groups_takes_no_figure_from_the_others() -> None:
    folder = REPORTS / open_release(RELEASE).name
    metrics = json.loads((folder / "metrics.json").read_text())
    (corpus,) = metrics["sets"].values()
    gold = corpus | {"contrast": None}
    for part in ("baselines", "probes"):
        gold[part] = dict(list(corpus[part].items())[1:])
    block = readme_figures({**metrics, "sets": {"corpus test": corpus, "gold": gold}}, None, None)
    lines = block.splitlines()
    contrast = interval(corpus["contrast"]["all_right"])
    first = next(iter(corpus["baselines"]))
    assert any(line.startswith("| contrast groups") and contrast in line for line in lines)
    assert any(line.startswith(f"| baseline: {first}") for line in lines)
    assert sum(line.endswith("| - |") for line in lines) == 5


def test_unseen_text_counts_for_the_release_that_read_it_and_a_guess_is_called_one() -> None:
    def row(low: float) -> dict[str, object]:
        share = {"value": 0.6, "low": low, "high": 0.7}
        return {
            "made_with": {"recipe": "release-1.0.0", "weights_sha256": "abc"},
            "figure": {"n": 9, "n_classes": 2, "micro_f1": share},
        }

    public = {"seesaw_unseen": row(0.51), "handeset_unseen": row(0.5)}
    text = unseen_figures(public, {"files": {ENCODER: "abc"}})
    assert "SEESAW's policies, never learned from: 0.600 [0.510, 0.700] right of 9.\n" in text
    assert "HanDeSeT, never learned from: 0.600 [0.500, 0.700] right of 9: no better than" in text
    assert unseen_figures(public, {"files": {ENCODER: "def"}}).count(": not measured.") == 2
    assert unseen_figures({}, {"files": {ENCODER: "abc"}}).count(": not measured.") == 2


def test_the_dossier_has_as_many_labels_as_the_report_says() -> None:
    (dossier,) = read_examples(DOSSIER)
    assert f"{len(dossier.actors)} labels" in NO_REAL_TEXT


def test_a_lever_stands_with_what_it_has_over_the_base() -> None:
    figure = {"value": 0.7, "low": 0.68, "high": 0.72}
    gain = {"value": -0.01, "low": -0.02, "high": 0.001, "p": 0.05}
    run = {"stance_macro_f1": figure, "flipped_labels_right": None}
    base = run | {"changes": [], "gain": None}
    lever = run | {"changes": ["loss.contrast"], "gain": gain}
    table = lever_figures({"runs": {"base": base, "no-contrast": lever}})
    assert "| base | 0.700 [0.680, 0.720] | - | - | - |" in table
    assert "| no-contrast `loss.contrast` |" in table
    assert "| -0.010 [-0.020, +0.001] | 0.050 |" in table
    assert lever_figures(None) == "No lever has been measured yet."
