"""Sentence borders. Line breaks always end a sentence; within a line spaCy's senter decides."""

from spacy.tokens import Doc

Span = tuple[int, int]


def sentence_spans(doc: Doc) -> list[Span]:
    """(start, end) of the sentences of a parsed text, in order, without overlaps or empty ones.

    Args:
        doc: a text read by a pipeline that sets sentence starts.
    """
    spans: list[Span] = []
    for sentence in doc.sents:
        start = sentence.start_char
        for line in sentence.text.splitlines(keepends=True):
            stripped = line.strip()
            if stripped:
                first = start + line.index(stripped)
                spans.append((first, first + len(stripped)))
            start += len(line)
    return spans
