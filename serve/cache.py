"""Answers that were given before, kept by release and request, the last used ones up to a size."""

import hashlib

from cachetools import LRUCache

from model.manifest import Manifest
from serve.schemas import Prediction, PredictRequest

ENTRY_BYTES = 200  # of an entry beside its answer


class AnswerCache:
    """Keeps answers as the JSON they went out as.

    Args:
        manifest: of the release that answers.
        max_bytes: of all answers; 0 keeps none.
    """

    def __init__(self, manifest: Manifest, max_bytes: int) -> None:
        self._release = hashlib.sha256(manifest.model_dump_json().encode()).digest()
        self._max_bytes = max_bytes
        self._answers: LRUCache[bytes, bytes] = LRUCache(
            max_bytes, getsizeof=lambda answer: len(answer) + ENTRY_BYTES
        )

    def __len__(self) -> int:
        return len(self._answers)

    def get(self, request: PredictRequest) -> Prediction | None:
        """The answer to this request, where it is kept."""
        if not self._max_bytes:
            return None
        answer = self._answers.get(self._key(request))
        return None if answer is None else Prediction.model_validate_json(answer)

    def put(self, request: PredictRequest, prediction: Prediction) -> None:
        """Keep an answer, and forget those not asked for the longest where there is no room."""
        answer = prediction.model_dump_json().encode()
        if len(answer) + ENTRY_BYTES <= self._max_bytes:
            self._answers[self._key(request)] = answer

    def _key(self, request: PredictRequest) -> bytes:
        return hashlib.sha256(self._release + request.model_dump_json().encode()).digest()
