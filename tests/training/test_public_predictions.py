"""What pre-trained weights say on public test sets is written with the name of the weights."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from safetensors.torch import save_file

from model.encoder_base import find_base
from model.made_with import MADE_WITH
from model.manifest import sha256_of
from model.stance import STANCES, Stance
from training import public
from training.fit import build_network
from training.pretrain import pretraining_settings
from training.public import TESTS, predict_tests
from training.settings import load_settings
from training.sources import dse
from training.sources.files import PublishedFile, SourceError
from training.sources.pairs import Pair


def pairs() -> Iterator[Pair]:
    for stance in (Stance.SUPPORT, Stance.OPPOSE):
        yield Pair("Ann met Bo.", "Ann met Bo.", "Bo", (0, 3), stance)


def fails() -> Iterator[Pair]:
    raise SourceError("gone")


def test_lines_come_with_the_hash_of_the_weights_and_a_run_that_breaks_off_has_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = pretraining_settings(load_settings())
    weights = tmp_path / "model.safetensors"
    network = build_network(settings, find_base(settings.base))
    save_file({name: each.contiguous() for name, each in network.state_dict().items()}, weights)
    tests = {dse.NAME: {"one": pairs, "two": pairs}, "handeset": {"three": pairs}}
    monkeypatch.setattr(public, "TESTS", tests)
    assert predict_tests(settings, "staged", weights, tmp_path) == {"one": 2, "two": 2}
    made_with = json.loads((tmp_path / MADE_WITH).read_text())
    assert made_with["recipe"] == "staged"
    assert made_with["weights_sha256"] == sha256_of(weights)
    assert made_with["code"]
    rows = [json.loads(line) for line in (tmp_path / "two.jsonl").read_text().splitlines()]
    assert [row["gold"] for row in rows] == [STANCES.index(Stance.SUPPORT), 1]
    assert all(sum(row["probabilities"]) == pytest.approx(1, abs=1e-4) for row in rows)
    monkeypatch.setattr(public, "TESTS", {dse.NAME: {"one": fails}})
    with pytest.raises(SourceError):
        predict_tests(settings, "staged", weights, tmp_path)
    assert not (tmp_path / MADE_WITH).exists()


def test_every_public_set_of_the_report_is_read_by_the_recipe_that_it_names() -> None:
    from eval.public_sets import PUBLIC_SETS, UNSEEN

    settings = load_settings()
    names = [name for each in TESTS.values() for name in each]
    read = {name: each for name, each in PUBLIC_SETS.items() if each.reader != UNSEEN}
    assert sorted(names) == sorted(read)
    for name, each in read.items():
        stages = settings.recipe(each.reader).pretraining
        sources = [source for stage in stages for source in settings.pretraining[stage].sources]
        assert name in [test for source in sources for test in TESTS.get(source, {})]


def test_of_the_published_test_file_only_rows_on_our_test_side_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locate(file: PublishedFile) -> Path:
        path = tmp_path / Path(file.path).name
        rows = [f"[Ann{i}] met [Bo] in {path.stem}.\tAnn{i}\tBo\t1" for i in range(40)]
        path.write_text("\n".join(rows))
        return path

    monkeypatch.setattr(PublishedFile, "locate", locate)
    read = list(dse.published_test_pairs())
    assert read
    assert {pair.side for pair in read} == {"test"}
    assert all(pair.text.endswith("in test.") for pair in read)
    assert len(list(dse.pairs())) == 3 * 40 * 2
