"""Two readers' labels are compared as they should be."""

import json

import pytest
import typer
from typer.testing import CliRunner

from eval import agreement
from eval.agreement import in_sample, measure_agreement
from model.corpus import read_corpus
from model.example import CorpusError, Example


def examples() -> list[Example]:
    return [example for example in read_corpus() if example.domain == "civic-and-corporate"][:5]


def labels_of(example: Example) -> dict[str, tuple[str, str]]:
    return {actor.name: (actor.stance.value, actor.basis.value) for actor in example.actors}


def test_the_same_labels_agree_wholly() -> None:
    figures, disagreements = measure_agreement(
        examples(), {example.id: labels_of(example) for example in examples()}, {}
    )
    assert set(figures) == {"all", "civic-and-corporate"}
    assert figures["all"].n_texts == 5
    assert (figures["all"].stance, figures["all"].stance_kappa) == (1, 1)
    assert not disagreements


def test_one_stance_for_all_agrees_by_chance_alone() -> None:
    second = {
        example.id: {actor.name: ("support", "stated") for actor in example.actors}
        for example in examples()
    }
    figures, disagreements = measure_agreement(examples(), second, {})
    assert 0 < figures["all"].stance < 1
    assert figures["all"].stance_kappa == pytest.approx(0)
    assert {each.second for each in disagreements} == {"support"}


def test_adjudication_leaves_the_agreement_as_it_was_and_settles_the_difference() -> None:
    (example,) = examples()[:1]
    changed = example.actors[0].name
    second = {example.id: labels_of(example)}
    first = {
        example.id: {
            changed: ("oppose" if "support" in second[example.id][changed] else "support", "stated")
        }
    }
    figures, disagreements = measure_agreement([example], second, first)
    assert figures["all"].stance == pytest.approx(1 - 1 / len(example.actors))
    assert not disagreements


def test_what_was_adjudicated_is_in_the_corpus() -> None:
    corpus = {example.id: example for example in read_corpus()}
    for line in agreement.ADJUDICATED.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        assert list(labels_of(corpus[row["id"]])[row["actor"]]) == row["final"]


def test_an_actor_left_out_is_an_error() -> None:
    (example,) = examples()[:1]
    second = {example.id: dict(list(labels_of(example).items())[1:])}
    with pytest.raises(CorpusError, match=example.actors[0].name):
        measure_agreement([example], second, {})


def test_the_sample_is_random_and_blind() -> None:
    corpus = read_corpus()
    assert 0.1 < sum(map(in_sample, corpus)) / len(corpus) < 0.2
    app = typer.Typer()
    app.command()(agreement.main)
    rows = [json.loads(line) for line in CliRunner().invoke(app, ["--sample"]).stdout.splitlines()]
    assert {row["id"] for row in rows} == {each.id for each in corpus if in_sample(each)}
    assert {field for row in rows for actor in row["actors"] for field in actor} == {"name", "kind"}
    assert {field for row in rows for field in row} == {
        "id", "resolution", "body", "text", "actors"
    }  # fmt: skip
