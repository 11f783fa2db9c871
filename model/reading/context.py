"""What a reader that takes one actor at a time is shown: the sentences that name it.

The product itself has no use for this, since it reads a document once for everybody; those that it
is measured against do, in training and in evaluation, and must be shown the same.
"""

from collections.abc import Sequence

from tokenizers import Tokenizer

from model.example import Example
from model.reading.reader import Reader
from model.reading.spans import Span, find_spans

N_SPECIAL_TOKENS = 3  # [CLS] question [SEP] passage [SEP]


def naming_sentences(sentences: Sequence[Span], mentions: Sequence[Span]) -> list[int]:
    """Numbers of the sentences that hold any part of a mention, in order."""
    return [
        i
        for i, (start, end) in enumerate(sentences)
        if any(first < end and last > start for first, last in mentions)
    ]


def around_mentions(
    sentences: Sequence[Span], mentions: Sequence[Span], n_tokens: Sequence[int], budget: int
) -> list[int]:
    """Numbers of the sentences that name an actor, and of those beside them, while they fit.

    Naming sentences come first, from the end of the text, since the newest position counts; then
    their neighbours. The first one is taken even where it alone is too long.

    Args:
        sentences, mentions: spans in the text.
        n_tokens: how long each sentence is.
        budget: tokens of all that are taken.

    Returns:
        Numbers in the order of the text; those of the first sentences where no mention is found.
    """
    named = naming_sentences(sentences, mentions)
    beside = {j for i in named for j in (i - 1, i + 1) if 0 <= j < len(sentences)} - set(named)
    wanted = [*reversed(named), *sorted(beside)] or list(range(len(sentences)))
    taken: list[int] = []
    left = budget
    for i in wanted:
        if n_tokens[i] <= left or not taken:
            taken.append(i)
            left -= n_tokens[i]
    return sorted(taken)


def actor_pairs(
    example: Example, reader: Reader, tokenizer: Tokenizer, max_tokens: int
) -> list[tuple[str, str]]:
    """What a cross-encoder reads of an example: for each actor a question and a passage.

    Args:
        example: whose labels are not looked at.
        reader: for the borders of sentences.
        tokenizer: of the cross-encoder, without padding and truncation.
        max_tokens: of question and passage together; a longer single sentence is left whole.

    Returns:
        Name and resolution, and the sentences around the actor's mentions, in order of the actors.
    """
    sentences = reader.sentences(example.text)
    strings = [example.text[start:end] for start, end in sentences]
    n_tokens = [len(tokenizer.encode(each, add_special_tokens=False)) for each in strings]
    pairs = []
    for actor in example.actors:
        question = f"{actor.name}: {example.resolution}"
        n_question = len(tokenizer.encode(question, add_special_tokens=False))
        mentions = find_spans(example.text, (actor.name, *actor.mentions))
        budget = max_tokens - n_question - N_SPECIAL_TOKENS
        taken = around_mentions(sentences, mentions, n_tokens, budget)
        pairs.append((question, " ".join(strings[i] for i in taken)))
    return pairs
