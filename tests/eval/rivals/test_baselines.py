"""The baselines learn what they can see."""

import json
import shutil
from pathlib import Path

import torch
from transformers import AutoModelForSequenceClassification

from eval.rivals.baselines import (
    FrozenEmbeddings,
    KeywordLexicon,
    Majority,
    TfidfRegression,
    contexts,
)
from eval.rivals.cross_encoder import find_cross_encoders, name_of
from model.encoder_base import EncoderBase, find_base
from model.example import Example
from model.manifest import RELEASE, open_release
from model.reading.reader import Reader


def example(first: str, second: str) -> Example:
    def actor(name: str, stance: str, evidence: str) -> dict[str, object]:
        shared = {"kind": "state", "basis": "stated"}
        return {"name": name, "stance": stance, "evidence": evidence, **shared}

    text = f"{first} will vote for the draft. {second} will vote against the draft."
    return Example.model_validate(
        {
            "id": f"{first}-{second}",
            "domain": "d",
            "genre": "g",
            "resolution": "draft on river levels",
            "body": "UN Security Council",
            "text": text,
            "actors": [
                actor(first, "support", f"{first} will vote for"),
                actor(second, "oppose", f"{second} will vote against"),
            ],
        }
    )


TRAIN = [example("Chad", "Peru"), example("Mali", "Cuba"), example("Laos", "Iran")]
UNSEEN = [example("Togo", "Fiji")]


def test_an_actor_is_seen_in_the_sentences_that_name_it(reader: Reader) -> None:
    assert contexts(UNSEEN[0], reader) == [
        "Togo will vote for the draft.",
        "Fiji will vote against the draft.",
    ]


def test_the_majority_stance_is_given_to_everyone() -> None:
    baseline = Majority()
    baseline.fit([TRAIN[0], TRAIN[0].model_copy(update={"actors": TRAIN[0].actors[1:]})])
    assert baseline.predict(UNSEEN).tolist() == [1, 1]


def test_words_and_embeddings_tell_for_from_against(reader: Reader) -> None:
    base = EncoderBase.model_validate(open_release(RELEASE).parameters["base"])
    for baseline in (
        KeywordLexicon(reader),
        TfidfRegression(reader),
        FrozenEmbeddings(reader, base),
    ):
        baseline.fit(TRAIN)
        assert baseline.predict(UNSEEN).tolist() == [0, 1]


def test_the_lexicon_calls_undecided_whoever_has_no_stance_word(reader: Reader) -> None:
    quiet = TRAIN[0].model_copy(update={"text": "Chad spoke at noon. Peru will abstain."})
    assert KeywordLexicon(reader).predict([quiet]).tolist() == [2, 2]


def test_a_fitted_cross_encoder_is_found_and_reads_every_actor(
    reader: Reader, tmp_path: Path
) -> None:
    assert find_cross_encoders(reader, tmp_path, "today's").current == []
    base = find_base(EncoderBase.model_validate(open_release(RELEASE).parameters["base"]))
    folder = tmp_path / "seed"
    model = AutoModelForSequenceClassification.from_pretrained(base, num_labels=3)
    model.classifier.weight.data.zero_()
    model.classifier.bias.data = torch.tensor([0.0, 1.0, 0.0])
    model.save_pretrained(folder)
    shutil.copy(base / "tokenizer.json", folder)
    facts = {"recipe": "seed", "train_sha256": "today's", "pretrained": False}
    facts |= {"max_tokens": 128, "epochs": 1.0, "n_pairs": 7}
    (folder / "facts.json").write_text(json.dumps(facts))
    (found,) = find_cross_encoders(reader, tmp_path, "today's").current
    assert found.predict(TRAIN).tolist() == [1] * 6
    assert "7 actors of the train side, without" in found.about


def test_a_trial_in_a_folder_of_its_own_is_no_baseline(reader: Reader, tmp_path: Path) -> None:
    (tmp_path / "trial").mkdir()
    facts = {"recipe": "seed", "train_sha256": "last year's", "pretrained": False}
    (tmp_path / "trial" / "facts.json").write_text(json.dumps(facts))
    found = find_cross_encoders(reader, tmp_path, "today's")
    assert (found.current, found.stale) == ([], [])


def test_a_cross_encoder_of_another_corpus_is_not_measured(reader: Reader, tmp_path: Path) -> None:
    folder = tmp_path / "release"
    folder.mkdir()
    facts = {"recipe": "release", "train_sha256": "last year's", "pretrained": True}
    (folder / "facts.json").write_text(json.dumps(facts))
    found = find_cross_encoders(reader, tmp_path, "today's")
    assert found.current == []
    assert found.stale == ["cross-encoder, one pass per actor (pre-trained: release)"]


def test_cross_encoders_of_two_recipes_have_two_names() -> None:
    names = {name_of({"recipe": recipe, "pretrained": True}) for recipe in ("release", "research")}
    assert len(names) == 2
