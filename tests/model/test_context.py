"""One actor at a time: which sentences a reader is shown."""

from model.encoder_base import EncoderBase, find_base
from model.example import Example
from model.features import load_tokenizer
from model.manifest import RELEASE, open_release
from model.reading.context import actor_pairs, around_mentions, naming_sentences
from model.reading.reader import Reader

SENTENCES = [(0, 10), (11, 20), (21, 30), (31, 40), (41, 50)]


def test_a_sentence_that_a_mention_touches_names_the_actor() -> None:
    assert naming_sentences(SENTENCES, [(12, 15), (45, 47)]) == [1, 4]
    assert naming_sentences(SENTENCES, [(10, 11)]) == []


def test_neighbours_are_taken_while_they_fit() -> None:
    five_each = [5] * 5
    assert around_mentions(SENTENCES, [(22, 25)], five_each, 15) == [1, 2, 3]
    assert around_mentions(SENTENCES, [(22, 25)], five_each, 10) == [1, 2]


def test_the_newest_mention_comes_before_older_ones() -> None:
    assert around_mentions(SENTENCES, [(1, 3), (42, 44)], [5] * 5, 6) == [4]


def test_a_sentence_that_is_too_long_is_better_than_none() -> None:
    assert around_mentions(SENTENCES, [(22, 25)], [5, 5, 99, 5, 5], 15) == [2]


def test_a_text_that_never_names_the_actor_is_shown_from_its_start() -> None:
    assert around_mentions(SENTENCES, [], [5] * 5, 10) == [0, 1]


def test_a_pair_asks_for_one_actor_and_shows_where_it_stands(reader: Reader) -> None:
    actor = {"kind": "state", "basis": "stated"}
    example = Example.model_validate(
        {
            "id": "x",
            "domain": "d",
            "genre": "g",
            "resolution": "draft on river levels",
            "body": "UN Security Council",
            "text": "Chad will vote for it. Nobody spoke at noon. Peru will vote against it.",
            "actors": [
                {**actor, "name": "Chad", "stance": "support", "evidence": "Chad will vote for it"},
                {**actor, "name": "Peru", "stance": "oppose", "evidence": "Peru will vote against"},
            ],
        }
    )
    base = find_base(EncoderBase.model_validate(open_release(RELEASE).parameters["base"]))
    tokenizer = load_tokenizer(base / "tokenizer.json")
    assert actor_pairs(example, reader, tokenizer, 128) == [
        ("Chad: draft on river levels", "Chad will vote for it. Nobody spoke at noon."),
        ("Peru: draft on river levels", "Nobody spoke at noon. Peru will vote against it."),
    ]
    n_question = len(tokenizer.encode("Chad: draft on river levels", add_special_tokens=False))
    narrow = actor_pairs(example, reader, tokenizer, n_question + 3 + 7)
    assert [passage for _, passage in narrow] == [
        "Chad will vote for it.",
        "Peru will vote against it.",
    ]
