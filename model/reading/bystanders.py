"""Names in a text that no actor bears: who wrote it, who printed it, who was told, and places."""

import re

from model.stance import Kind

Span = tuple[int, int]

LINE_CHARACTERS = 70  # of a line that names the author and nothing else
HEAD_CHARACTERS = 400  # of a text in which such a line can stand
LOOK_BACK = 40

_WRITTEN_BY = re.compile(
    r"(?:^\W*By|\b(?:[Rr]eporting|[Ww]riting|[Ee]diting|[Ww]ritten|[Ee]dited|[Cc]ompiled) by)"
    r"[^.\n]*$"
)
# 'Ann Lee, Diplomatic Editor', 'Ann Lee in Geneva': no word that says what she did.
# Possessive, so that a line of capitals is not tried in every way to cut it.
_ROLE_OR_PLACE = re.compile(
    r"(?:[ ,|•–]++(?:(?:and|at|for|in|of|the)\b|[A-ZÀ-Þ][\w.’'-]*+))*+[ ,|•–]*+"
)
_IN_DATELINE = re.compile(r"[^()\n]{0,20}\)\s*(?:[-—–:.])")
_TOLD = re.compile(r"\b(?:told|tells)\s+(?:the\s+)?$")
_PLACED = re.compile(
    r"\b(?:in|at|near|outside|inside|into|around|via|leaving|reached|"
    r"(?:flew|flown|sailed|drove)\sto)\s+(?:the\s+)?$",
    re.IGNORECASE,
)


def is_bystander(span: Span, kind: Kind, text: str) -> bool:
    """Whether a name that only the recogniser knows is no actor's in this place.

    Args:
        span: (start, end) of the name.
        kind: what it was taken for.
        text: the text.
    """
    start, end = span
    line_start = text.rfind("\n", 0, start) + 1
    before = text[max(line_start, start - 4 * LOOK_BACK) : start]
    near = before[-LOOK_BACK:]
    if kind is Kind.PERSON:
        if _WRITTEN_BY.search(before) or _is_byline(line_start, span, text):
            return True
        return _PLACED.search(near) is not None and not text.startswith(("'s", "’s"), end)
    if kind is Kind.ORGANISATION:
        in_dateline = "(" in near and _IN_DATELINE.match(text[end : end + LOOK_BACK]) is not None
        return in_dateline or _TOLD.search(near) is not None
    return False


def _is_byline(line_start: int, span: Span, text: str) -> bool:
    """Whether a line near the top holds a name with a role or a place, and no more."""
    start, end = span
    if start > HEAD_CHARACTERS or text[line_start:start].strip(" *_|"):
        return False
    line_end = text.find("\n", end)
    rest = text[end : line_end if line_end >= 0 else len(text)].rstrip(" *_|")
    alone = line_end >= 0 and line_end - line_start <= LINE_CHARACTERS
    return alone and bool(rest.strip()) and _ROLE_OR_PLACE.fullmatch(rest) is not None
