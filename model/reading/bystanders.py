"""Names in a text that are no actor's there: who wrote or printed it, which paper was told, places.

Whoever is named nowhere else is left out of the actors that are found; a caller may ask for them
all the same.
"""

import re

from model.stance import Kind

Span = tuple[int, int]

HEAD_CHARACTERS = 400  # of a text in which a line with its author can stand
LINE_CHARACTERS = 100  # of a line that names the author or the agency

_NAMES = r"(?:[A-ZÀ-Þ][\w.’'-]*(?:,| and| in)? )*"
_WRITTEN_BY = re.compile(
    rf"^\W*(?:By|BY) {_NAMES}$"
    rf"|(?:^\W*|[(;] ?)(?:[Aa]dditional )?(?:[Rr]eporting|[Ww]riting|[Ee]diting) by {_NAMES}$"
)
_ROLE = r"(?i:editor|correspondent|reporter|writer|columnist|staff|desk|bureau)"
_ROLE_OR_PLACE = re.compile(rf"[ ,|•–-]+(?:in [A-ZÀ-Þ][\w .’'-]*|[\w ,’'-]*\b{_ROLE}\b[\w ,’'-]*)")
_DATELINE_BEFORE = re.compile(r"^\W*[A-ZÀ-Þ]{2}[\w .,/’'-]{1,60}\((?:[\w ]+/)?$")
_DATELINE_AFTER = re.compile(r"[\w /]{0,20}\)\s*(?:--|[-—–:])")
_TOLD = re.compile(r"\b(?:told|tells) (?:the )?$")
_PAPER = re.compile(
    r"\b(?:Times|Post|News|Radio|TV|Television|Herald|Tribune|Gazette|Journal|Today|Mail|"
    r"Broadcasting|Daily|Weekly|Standard|Observer|Chronicle)\b"
    r"|^(?:Reuters|AFP|AP|BBC|CNN|NPR|Xinhua|TASS|Interfax|Bloomberg|Al Jazeera|DPA|ANSA|EFE|PTI)$"
)
_PLACED = re.compile(
    r"(?<!confidence )(?<!faith )(?<!trust )(?<!belief )(?<!interest )(?<!disappointed )"
    r"\b(?:[Ii]n|[Nn]ear|[Oo]utside|[Ii]nside|(?:flew|flown|sailed|drove|travelled|moved) to) $"
)
LOOK_BACK = 40


def is_bystander(span: Span, kind: Kind, text: str) -> bool:
    """Whether a name that the recogniser proposes is no actor's in this place.

    Args:
        span: (start, end) of the name.
        kind: what it was taken for.
        text: the text.
    """
    start, end = span
    line_start = text.rfind("\n", 0, start) + 1
    near = text[max(line_start, start - LOOK_BACK) : start]
    line = text[line_start:start] if start - line_start <= LINE_CHARACTERS else None
    if kind is Kind.PERSON:
        if line is not None and (_WRITTEN_BY.search(line) or _is_byline(line, span, text)):
            return True
        return bool(_PLACED.search(near)) and not text.startswith(("'", "’"), end)
    if kind is Kind.ORGANISATION:
        after = text[end : end + LOOK_BACK]
        if line is not None and _DATELINE_BEFORE.match(line) and _DATELINE_AFTER.match(after):
            return True
        return bool(_TOLD.search(near) and _PAPER.search(text[start:end]))
    return False


def _is_byline(line: str, span: Span, text: str) -> bool:
    """Whether a line near the top holds a name with a writer's role or a place, and no more."""
    start, end = span
    if start > HEAD_CHARACTERS or line.strip(" *_|"):
        return False
    line_end = text.find("\n", end)
    rest = text[end:line_end].rstrip(" *_|")
    alone = 0 <= line_end <= start + LINE_CHARACTERS
    return alone and _ROLE_OR_PLACE.fullmatch(rest) is not None
