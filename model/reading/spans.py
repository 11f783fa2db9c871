"""Which spans of a text are taken, asked in time that does not grow with their number."""

import re
from collections.abc import Iterable, Sequence

Span = tuple[int, int]


class SpanIndex:
    """Spans of a text of n code points; of overlapping ones the later hides the earlier."""

    def __init__(self, n: int, spans: Iterable[Span] = ()) -> None:
        self._spans: list[Span] = []
        self._owner = [0] * (n + 1)
        for span in spans:
            self.add(span)

    def add(self, span: Span) -> None:
        self._spans.append(span)
        self._owner[span[0] : span[1]] = [len(self._spans)] * (span[1] - span[0])

    def touches(self, span: Span) -> bool:
        """Whether any code point of the span is taken."""
        return any(self._owner[span[0] : span[1]])

    def around(self, span: Span) -> Span | None:
        """The span that holds all of another one, if there is one."""
        owner = self._owner[span[0]]
        if not owner or span[1] > self._spans[owner - 1][1]:
            return None
        return self._spans[owner - 1]


def longest_first(spans: Iterable[Span], n: int, taken: Sequence[Span] = ()) -> list[Span]:
    """Of overlapping spans the longest, and none that overlaps what is taken; in order.

    Args:
        spans: candidates.
        n: code points of the text.
        taken: spans that are not to be had.
    """
    index = SpanIndex(n, taken)
    kept = []
    for span in sorted(set(spans), key=lambda span: (span[0] - span[1], span)):
        if not index.touches(span):
            index.add(span)
            kept.append(span)
    return sorted(kept)


def find_spans(text: str, strings: Iterable[str], ignore_case: bool = False) -> tuple[Span, ...]:
    """Where any of the strings stands in the text as whole words, longest first, no overlaps.

    Args:
        text: where to look.
        strings: what to look for.
        ignore_case: whether capitals count for nothing.

    Returns:
        (start, end) code-point offsets in the order of the text.
    """
    flags = re.IGNORECASE if ignore_case else 0
    found = [
        match.span()
        for string in set(strings)
        for match in re.finditer(rf"(?<!\w){re.escape(string)}(?!\w)", text, flags)
    ]
    return tuple(longest_first(found, len(text)))
