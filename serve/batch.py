"""The documents of a batch: each is answered, whatever the others are or do."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from bentoml.exceptions import BentoMLException
from pydantic import ValidationError

from serve.errors import KINDS, first_fault
from serve.metrics import REFUSED
from serve.schemas import Answered, ErrorOut, NotAnswered, Prediction, PredictRequest

LOGGER = logging.getLogger("whipcount")
Predict = Callable[[PredictRequest], Awaitable[Prediction]]


async def answer_each(
    documents: Sequence[object], predict: Predict, at_once: int
) -> list[Answered | NotAnswered]:
    """The answers, in the order of the documents.

    Args:
        documents: as they were sent, not yet validated.
        predict: answers one.
        at_once: so many, that other requests get their turn between.
    """
    turn = asyncio.Semaphore(at_once)

    async def in_turn(document: object) -> Answered | NotAnswered:
        async with turn:
            answer = await _answer(document, predict)
        if isinstance(answer, NotAnswered):
            REFUSED.labels(code=answer.error.code).inc()
        return answer

    return list(await asyncio.gather(*(in_turn(each) for each in documents)))


async def _answer(document: object, predict: Predict) -> Answered | NotAnswered:
    try:
        return Answered(prediction=await predict(PredictRequest.model_validate(document)))
    except ValidationError as error:
        return NotAnswered(error=first_fault(error.errors(include_input=False)))
    except BentoMLException:
        return _not_answered(503)
    except Exception:  # a fault of ours in one document; the others have a right to their answers
        LOGGER.exception("a document of a batch failed")
        return _not_answered(500)


def _not_answered(status: int) -> NotAnswered:
    return NotAnswered(error=ErrorOut(code=KINDS[status].code, message=KINDS[status].message))
