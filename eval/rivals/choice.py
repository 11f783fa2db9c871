"""Against whom: the baselines that are at hand, and for the others what would bring them."""

from dataclasses import dataclass

from eval.rivals import chat, cross_encoder
from eval.rivals.baselines import (
    Baseline,
    FrozenEmbeddings,
    KeywordLexicon,
    Majority,
    TfidfRegression,
)
from model.corpus import examples_sha256, read_side
from model.encoder_base import EncoderBase
from model.reading.reader import Reader

CHAT = "chat model, prompted"


@dataclass(frozen=True)
class Rivals:
    """Baselines to measure, and those that cannot be, with what is to be done to have them."""

    present: list[Baseline]
    absent: dict[str, str]


def choose_rivals(
    reader: Reader, base: EncoderBase, endpoint: chat.ChatSettings, held_out: str | None = None
) -> Rivals:
    """All baselines that can be measured here.

    Args:
        reader: for those that see the sentences that name an actor.
        base: of the release.
        endpoint: of a chat model; off without an address.
        held_out: domain that is measured whole; what has learned from it is left out.
    """
    present: list[Baseline] = [
        Majority(),
        KeywordLexicon(reader),
        TfidfRegression(reader),
        FrozenEmbeddings(reader, base),
    ]
    absent: dict[str, str] = {}
    if held_out is not None:
        absent[cross_encoder.NAME] = f"it has learned from {held_out}"
    else:
        fitted = cross_encoder.find_cross_encoders(
            reader, cross_encoder.FOLDER, examples_sha256(read_side("train"))
        )
        present += fitted.current
        absent |= dict.fromkeys(
            fitted.stale,
            f"fitted on other texts than today's; {cross_encoder.COMMAND} fits it anew",
        )
        if not fitted.current and not fitted.stale:
            absent[cross_encoder.NAME] = f"{cross_encoder.COMMAND} fits it"
    if endpoint.url is not None:
        present.append(chat.ChatModel(endpoint))
    else:
        absent[CHAT] = "off unless WHIPCOUNT_CHAT_URL or --chat-url names an endpoint"
    return Rivals(present, absent)
