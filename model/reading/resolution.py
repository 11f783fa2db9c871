"""What is being decided and by whom, found in the text when the caller does not say."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from model.reading.gazetteer import Gazetteer

Span = tuple[int, int]

MAX_WORDS = 28

_MEASURE = (
    r"draft resolution|resolution|draft decision|draft|motion of no confidence|"
    r"no-confidence motion|motion|amendment|bill|sanctions package|package|treaty|pact|"
    r"convention|protocol|accord|proposal|ordinance|directive|regulation|referendum|measure|"
    r"petition|decision|budget|levy|text"
)
# A clause that says what the measure does: 'a draft resolution seeking to condemn the attack'.
_DOES = (
    r"(?:that would|which would|that|which|to|on|for|of|aimed|"
    r"[a-z]{3,}ing|against|over|about|in)"
)
# One short word is a subject ('on rivers') where it is no date ('on Friday').
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_DATE = rf"(?:{_WEEKDAY}\b|\d|[A-Z][a-z]+ \d)"
_DATE_AT_END = re.compile(
    rf"\s+(?:on|this|next|last)\s+(?:{_WEEKDAY}(?:\s+(?:morning|afternoon|evening|night))?"
    r"|[A-Z][a-z]+ \d{1,2}|\d{1,2} [A-Z][a-z]+)$"
)
_CLAUSE_CHARACTER = r"[^.;:!?\n()\"“”]"
_DESCRIBED = re.compile(
    rf"\b(?:(?:[\w'’-]+)\s+){{0,3}}?(?:{_MEASURE})s?\b"
    rf"(?:\s+(?:tabled|put forward|drafted|sponsored|proposed|introduced|moved)\s+by\s+"
    rf"[^,.;:\n]{{2,60}}?)?\s+(?:{_DOES}\b{_CLAUSE_CHARACTER}{{8,220}}|"
    rf"(?:on|over|against|about)\b(?!\s+{_DATE}){_CLAUSE_CHARACTER}{{4,7}})",
    re.IGNORECASE,
)
# 'the raw nickel bill': less telling, taken where no clause says more.
_COMPOUND = re.compile(
    r"\b(?:the|a|an|this|its|their)\s+((?:[\w'’-]+\s+){1,4}(?:draft resolution|resolution|bill|"
    r"motion|amendment|treaty|sanctions package|referendum|proposal|ordinance|pact|draft))\b",
    re.IGNORECASE,
)
_DECIDING = re.compile(
    r"\b(?:vot|adopt|tabl|sponsor|pass|block|veto|reject|approv|decid|debat|before the|due|draft)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Resolution:
    """What is being decided.

    Attributes:
        text: a phrase that says what it does; empty when neither given nor found.
        body: who decides; None when not known.
        found: false when the text was searched and shows no measure.
    """

    text: str
    body: str | None
    found: bool


def find_resolution(text: str, sentences: Sequence[Span]) -> Resolution:
    """The measure the text describes best: early, with what it does, near words of deciding."""
    best, best_score = "", 0.0
    for number, (start, end) in enumerate(sentences):
        sentence = text[start:end]
        for match in _DESCRIBED.finditer(sentence):
            phrase = _trim(match.group())
            words = len(phrase.split())
            if words < 4:
                continue
            score = min(words, 16) / 16 + 2.0 * bool(_DECIDING.search(sentence))
            score += 1.5 * bool(re.search(r"resolution|bill|motion|treaty", phrase, re.IGNORECASE))
            score -= 0.15 * number
            if not best or score > best_score:
                best, best_score = phrase, score
    if not best:
        compounds = [match.group(1) for match in _COMPOUND.finditer(text)]
        best = max(compounds, key=compounds.count, default="")
    return Resolution(best, find_body(text), bool(best))


def find_body(text: str) -> str | None:
    """The deciding body that the text names first, by the gazetteer's full name."""
    first: tuple[int, int, str] | None = None
    for surface, (entry, _) in Gazetteer.load().surfaces.items():
        if not entry.is_body or entry.name in {"United Nations", "Parliament"}:
            continue
        match = re.search(rf"(?<!\w){re.escape(surface)}(?!\w)", text)
        if match and (first is None or (match.start(), -len(surface)) < first[:2]):
            first = (match.start(), -len(surface), entry.name)
    return first[2] if first else None


def _trim(phrase: str) -> str:
    """At most MAX_WORDS words, without a trailing clause about something else."""
    phrase = re.split(r",\s+(?:and all|but|while|as|with|after|when|who|said|says)\b", phrase)[0]
    phrase = re.sub(r"\s+", " ", phrase).strip(" ,-–—'‘’")
    noun = re.search(rf"\b(?:{_MEASURE})s?\b", phrase, re.IGNORECASE)
    if noun is not None:  # 'Albania tabled the text on': what stands before the article goes
        before = re.split(r"\b(?:the|a|an|this|its|their|his|her)\s+", phrase[: noun.start()])[-1]
        phrase = before + phrase[noun.start() :]
    phrase = re.sub(
        r"^(?:(?:on|the|a|an|to|of|at|by|for|in|its|their|is|was|due|vote)\s+)+",
        "",
        phrase,
        flags=re.IGNORECASE,
    )
    return " ".join(_DATE_AT_END.sub("", phrase).split()[:MAX_WORDS])
