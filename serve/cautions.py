"""What one should know before relying on an answer, told from the text and what was found in it."""

import re

from model.classifier import Classification

# Of English, and seldom of another language that is written in Latin letters.
ENGLISH = frozenset(
    "after against all and any are as at be been before both but by can could did do does each for "
    "from had has have his how if into is it its may more must new not of on one only other out "
    "over said she should some than that the their them then there they this to under until we "
    "were what when which who will with would yet you about".split()
)
MIN_WORDS = 15  # written small; fewer tell no language, and a list of names has few
# Of those words. The corpus's 3800 longer texts, notes and lists among them, have 0.118 and more;
# what was tried of German, Dutch, Danish, French, Spanish, Italian and Russian up to 0.073.
MIN_ENGLISH_SHARE = 0.09
MAX_NAMES = 10  # that a warning lists
_WORD = re.compile(r"[^\W\d_]+")
_TAG = re.compile(
    r"</?(?:a|article|b|blockquote|body|br|div|em|footer|h[1-6]|head|header|html|i|img|li|link|"
    r"main|meta|nav|ol|p|script|section|span|strong|style|table|tbody|td|th|title|tr|ul)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)

NOT_ENGLISH = (
    "the text seems not to be English; the model reads English alone, so do not rely on this: "
    "send a translation"
)
HTML = "the text looks like HTML; send its plain text, for tags cut sentences apart"
NO_ACTOR = (
    "no actor was found in the text: it names no state, organisation or person that could take a "
    "side; give 'actors' if you know who could"
)


def cautions(text: str, answer: Classification) -> list[str]:
    """Warnings about a text and its answer, a sentence each."""
    said = []
    if _TAG.search(text):
        said.append(HTML)
    if not seems_english(text):
        said.append(NOT_ENGLISH)
    if not answer.actors:
        said.append(NO_ACTOR)
    unnamed = [each.actor.name for each in answer.actors if not each.mentioned]
    if unnamed:
        said.append(_not_named(unnamed))
    return said


def seems_english(text: str) -> bool:
    """Whether a text is English as far as its small words tell; a short one is taken for it.

    Only words without capitals count, so that a list of names is not held to be a language.
    """
    small = [word for word in _WORD.findall(text) if word == word.lower()]
    if len(small) < MIN_WORDS:
        return True
    return sum(word in ENGLISH for word in small) >= MIN_ENGLISH_SHARE * len(small)


def _not_named(names: list[str]) -> str:
    listed = ", ".join(names[:MAX_NAMES])
    if len(names) > MAX_NAMES:
        listed += f" and {len(names) - MAX_NAMES} more"
    return (
        f"the text does not name {listed}; check the spelling, or give the names that it uses "
        "as 'mentions'"
    )
