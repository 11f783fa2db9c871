"""A domain counts as held out only where the release was trained without it."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from eval.held_out import mean_macro_f1, measure_held_out, refuse_unlike
from eval.metrics import ABSENT
from eval.report import HELD_OUT, REPORTS
from model.corpus import corpus_sha256, read_side
from model.example import CorpusError
from model.manifest import RELEASE, Manifest, ReleaseError, open_release

CORPUS = corpus_sha256()


def without(domain: str, **parameters: object) -> Manifest:
    """The committed release's manifest, as if it had been trained without a domain."""
    manifest = open_release(RELEASE)
    changed = manifest.parameters | {"held_out_domain": domain} | parameters
    return manifest.model_copy(update={"parameters": changed})


def test_a_release_that_saw_the_domain_is_refused(tmp_path: Path) -> None:
    examples = read_side("calibration")[:1]
    shutil.copytree(RELEASE, tmp_path / f"without-{examples[0].domain}" / "release")
    with pytest.raises(CorpusError, match="not trained without"):
        measure_held_out(tmp_path, examples, CORPUS)


def test_a_missing_run_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError):
        measure_held_out(tmp_path, read_side("calibration")[:1], CORPUS)


def test_releases_that_differ_in_their_domain_and_threads_alone_are_alike() -> None:
    refuse_unlike({"one": without("one"), "two": without("two", threads=1)}, CORPUS)


def test_a_release_with_other_settings_is_refused_by_their_name() -> None:
    unlike = {"one": without("one"), "two": without("two", seed=2)}
    with pytest.raises(CorpusError, match="without-two was trained with another seed than"):
        refuse_unlike(unlike, CORPUS)


def test_a_release_of_another_recipe_or_of_other_sources_is_refused() -> None:
    seed = without("two").model_copy(update={"recipe": "seed"})
    with pytest.raises(CorpusError, match="another recipe name"):
        refuse_unlike({"one": without("one"), "two": seed}, CORPUS)
    authored = {"authored": without("two").sources["authored"]}
    alone = without("two").model_copy(update={"sources": authored})
    with pytest.raises(CorpusError, match=r"another sources\."):
        refuse_unlike({"one": without("one"), "two": alone}, CORPUS)


def test_a_release_of_an_older_corpus_is_refused() -> None:
    with pytest.raises(CorpusError, match="another state of the corpus"):
        refuse_unlike({"one": without("one")}, "0" * 64)


def test_what_is_committed_was_measured_on_the_corpus_of_today() -> None:
    committed = json.loads((REPORTS / open_release(RELEASE).name / HELD_OUT).read_text())
    assert committed["corpus_sha256"] == CORPUS


def test_each_domain_weighs_the_same() -> None:
    gold = [0, 1, 2] * 11
    said = [0, 1, 2] + [ABSENT] * 30  # one small domain right, one large one wrong
    judgements = pd.DataFrame(
        {
            "gold": gold,
            "said": said,
            "domain": ["small"] * 3 + ["large"] * 30,
            "group": "",
            "id": [str(number) for number in range(33)],
        }
    )
    assert mean_macro_f1(judgements).value == 0.5


def test_texts_of_a_contrast_group_are_resampled_together() -> None:
    half = {"gold": [0, 1, 2], "said": [0, 1, 2], "domain": "d", "id": ["a", "b", "c"]}
    apart = pd.DataFrame(half | {"group": ""})
    together = pd.DataFrame(half | {"group": "one"})
    assert mean_macro_f1(apart).low < 1
    assert mean_macro_f1(together).low == 1
