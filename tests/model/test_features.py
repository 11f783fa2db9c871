"""Windows hold whole sentences, move on, and mentions and distances lie where the text says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.features import (
    ActorMentions,
    FeatureSettings,
    Featurizer,
    load_tokenizer,
    window_ranges,
)
from model.manifest import RELEASE, TOKENIZER


@pytest.fixture(scope="module")
def featurizer() -> Featurizer:
    return Featurizer(load_tokenizer(RELEASE / TOKENIZER), FeatureSettings(window_tokens=32))


@given(st.lists(st.integers(1, 60), min_size=1, max_size=40), st.integers(8, 40))
def test_windows_cover_every_token_within_their_room(lengths: list[int], room: int) -> None:
    sentence_of = np.repeat(np.arange(len(lengths)), lengths)
    ranges = window_ranges(sentence_of, room)
    covered = np.zeros(len(sentence_of), int)
    for start, end in ranges:
        assert 0 < end - start <= room
        covered[start:end] += 1
    assert covered.min() >= 1
    assert covered.max() <= 2
    assert [end for _, end in ranges] == sorted({end for _, end in ranges})


@given(st.lists(st.integers(1, 10), min_size=2, max_size=40))
def test_short_sentences_are_never_cut(lengths: list[int]) -> None:
    sentence_of = np.repeat(np.arange(len(lengths)), lengths)
    borders = set(np.cumsum([0, *lengths]).tolist())
    for start, end in window_ranges(sentence_of, 20):
        assert start in borders
        assert end in borders


def test_the_number_of_windows_grows_linearly_with_the_length(featurizer: Featurizer) -> None:
    def windows(n: int) -> int:
        text = "Chad will vote for the text. " * n
        spans = [(i * 29, i * 29 + 28) for i in range(n)]
        actor = ActorMentions(((0, 4),))
        return len(featurizer.featurize(text, spans, "the text", [actor]).windows)

    assert windows(400) == pytest.approx(4 * windows(100), rel=0.05)


def test_mention_tokens_are_those_of_the_name(featurizer: Featurizer) -> None:
    text = "Sri Lanka agrees. Nobody asked Côte d'Ivoire."
    start = text.index("Côte")
    features = featurizer.featurize(
        text,
        [(0, 17), (18, len(text))],
        "a text",
        [ActorMentions(((start, start + 13),)), ActorMentions(((0, 9),))],
    )
    for row, expected in ((0, "Côte d'Ivoire"), (1, "Sri Lanka")):
        first, last = features.mentions[row, 0]
        assert text[features.tokens[first, 0] : features.tokens[last - 1, 1]] == expected
    assert features.distances[0].max() == 1
    assert features.distances[0, features.mentions[0, 0, 0]] == 0


def test_a_spokespersons_mention_has_its_own_role(featurizer: Featurizer) -> None:
    text = "Chad's envoy Idriss spoke."
    features = featurizer.featurize(
        text, [(0, len(text))], "", [ActorMentions(((0, 4),), ((13, 19),))]
    )
    assert features.mention_roles[0].tolist() == [0, 1]


def test_a_thousand_mentions_are_thinned_to_the_limit(featurizer: Featurizer) -> None:
    text = "Chad " * 1000
    spans = tuple((i * 5, i * 5 + 4) for i in range(1000))
    features = featurizer.featurize(text, [(0, len(text))], "", [ActorMentions(spans)])
    assert features.mentions.shape[1] == featurizer.settings.mentions_per_actor


def test_what_is_read_in_place_of_a_name_lies_where_the_name_is_written(
    featurizer: Featurizer,
) -> None:
    text = "The United States and Sri Lanka agree. Jaishankar waits."
    last = text.index("Jaishankar")
    changes = [(0, 17, "Chad"), (22, 31, "Peru"), (last, last + 10, "Smith")]
    spans = [(0, 38), (39, len(text))]
    actors = [ActorMentions(((22, 31),)), ActorMentions(((last, last + 10),))]
    features = featurizer.featurize(text, spans, "", actors, changes)
    plain = featurizer.featurize(
        "Chad and Peru agree. Smith waits.",
        [(0, 20), (21, 33)],
        "",
        [ActorMentions(((9, 13),)), ActorMentions(((21, 26),))],
    )
    assert [w.tolist() for w in features.windows] == [w.tolist() for w in plain.windows]
    assert features.mentions.tolist() == plain.mentions.tolist()
    written = [text[start:end] for start, end in features.tokens[:, :2]]
    assert written == [
        "The United States",
        "and",
        "Sri Lanka",
        "agree",
        ".",
        "Jaishankar",
        "waits",
        ".",
    ]


@pytest.mark.parametrize("text", ["\ufeff", "\u200b\u200b"])
def test_a_text_that_the_tokenizer_drops_is_one_unknown_word(
    featurizer: Featurizer, text: str
) -> None:
    features = featurizer.featurize(text, [(0, len(text))], "", [ActorMentions([(0, 1)], [])])
    assert features.tokens.tolist() == [[0, len(text), 0]]
    assert features.mentions[0, 0].tolist() == [0, 1]
