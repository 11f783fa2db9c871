"""Answers that are kept."""

import pytest

from model.classifier import StanceClassifier
from model.manifest import Manifest
from serve.answers import to_prediction
from serve.cache import ENTRY_BYTES, AnswerCache
from serve.schemas import Prediction, PredictRequest

TEXT = "France tabled the draft on rivers. Bolivia said it would vote against the draft."
REQUEST = PredictRequest(text=TEXT)


@pytest.fixture(scope="module")
def answer(classifier: StanceClassifier) -> Prediction:
    return to_prediction(TEXT, classifier.classify(TEXT), classifier.manifest)


@pytest.fixture
def manifest(classifier: StanceClassifier) -> Manifest:
    return classifier.manifest


def test_a_kept_answer_is_the_answer(manifest: Manifest, answer: Prediction) -> None:
    cache = AnswerCache(manifest, 10_000)
    assert cache.get(REQUEST) is None
    cache.put(REQUEST, answer)
    assert cache.get(PredictRequest(text=TEXT)) == answer


@pytest.mark.parametrize(
    "other",
    [
        {"text": TEXT + " "},
        {"text": TEXT, "coverage": 0.8},
        {"text": TEXT, "actors": ["France"]},
        {"text": TEXT, "resolution": "draft"},
        {"text": TEXT, "body": "draft"},
    ],
)
def test_another_request_has_another_answer(
    manifest: Manifest, answer: Prediction, other: dict[str, object]
) -> None:
    cache = AnswerCache(manifest, 10_000)
    cache.put(REQUEST, answer)
    assert cache.get(PredictRequest.model_validate(other)) is None


def test_another_release_has_other_answers(manifest: Manifest, answer: Prediction) -> None:
    other = manifest.model_copy(update={"files": {"encoder.onnx": "0" * 64}})
    first, second = AnswerCache(manifest, 10_000), AnswerCache(other, 10_000)
    assert first._key(REQUEST) != second._key(REQUEST)


def test_no_size_keeps_nothing(manifest: Manifest, answer: Prediction) -> None:
    cache = AnswerCache(manifest, 0)
    cache.put(REQUEST, answer)
    assert cache.get(REQUEST) is None


def test_the_size_is_kept_to_and_the_last_used_answers_stay(
    manifest: Manifest, answer: Prediction
) -> None:
    size = len(answer.model_dump_json()) + ENTRY_BYTES
    cache = AnswerCache(manifest, 3 * size)
    requests = [PredictRequest(text=str(i)) for i in range(4)]
    for request in requests[:3]:
        cache.put(request, answer)
    cache.get(requests[0])
    cache.put(requests[3], answer)
    assert len(cache) == 3
    assert [cache.get(request) is not None for request in requests] == [True, False, True, True]


def test_an_answer_larger_than_all_room_is_not_kept(manifest: Manifest, answer: Prediction) -> None:
    cache = AnswerCache(manifest, 100)
    cache.put(REQUEST, answer)
    assert len(cache) == 0
