"""From a text and its actors to what the encoder reads: token windows, and where mentions lie.

The encoder reads each window once, whatever the number of actors. Windows hold whole sentences,
with the resolution in front and one sentence of overlap, so that cost is linear in the length.
The tokens of all windows, one after another, are the document's token axis (T); mentions, sentences
and evidence are ranges on it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

Span = tuple[int, int]
Change = tuple[int, int, str]  # start, end, and what is read there
Ints = npt.NDArray[np.int64]
Row = TypeVar("Row")

# How far a token's sentence is from the nearest mention of the actor: same sentence, next to it,
# two or three away, farther. The evidence head has a learned bias for each.
DISTANCE_BOUNDS = (0, 1, 3)
N_DISTANCES = len(DISTANCE_BOUNDS) + 1

OWN_MENTION, SPOKESPERSON_MENTION = 0, 1


@dataclass(frozen=True)
class FeatureSettings:
    """How a document is cut up; kept in the release, since weights and windows belong together.

    `pseudonyms` says whether the names of states and persons are kept from the encoder.
    """

    window_tokens: int = 256
    resolution_tokens: int = 48
    mentions_per_actor: int = 48
    pseudonyms: bool = False


@dataclass(frozen=True)
class ActorMentions:
    """Where one actor is named: its own mentions and those of the persons who speak for it."""

    own: tuple[Span, ...]
    spokespersons: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Features:
    """One document as arrays. W windows, T passage tokens (those of overlaps twice), A actors.

    Attributes:
        windows: W arrays of token ids, each with the resolution in front.
        prefixes: W lengths of what stands before the passage in a window.
        tokens: (T, 3) start and end code-point offset in the text, and sentence number.
        mentions: (A, M, 2) first and one-past-last token of each mention; padded with (0, 1).
        mention_mask: (A, M) true where there is a mention.
        mention_roles: (A, M) OWN_MENTION or SPOKESPERSON_MENTION.
        distances: (A, T) class of distance to the actor's nearest mention, 0 to N_DISTANCES - 1.
    """

    windows: list[Ints]
    prefixes: list[int]
    tokens: Ints
    mentions: Ints
    mention_mask: npt.NDArray[np.bool_]
    mention_roles: Ints
    distances: Ints


def load_tokenizer(path: Path) -> Tokenizer:
    """The release's tokenizer, with the padding and truncation of its file switched off."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


class Featurizer:
    """Cuts documents into windows and finds the tokens of mentions."""

    def __init__(self, tokenizer: Tokenizer, settings: FeatureSettings) -> None:
        self.tokenizer = tokenizer
        self.settings = settings
        self._cls = tokenizer.token_to_id("[CLS]")
        self._sep = tokenizer.token_to_id("[SEP]")
        self._unknown = tokenizer.token_to_id("[UNK]")

    def featurize(
        self,
        text: str,
        sentences: Sequence[Span],
        resolution: str,
        actors: Sequence[ActorMentions],
        changes: Sequence[Change] = (),
    ) -> Features:
        """Cut one document up.

        Args:
            text: the document; offsets count its code points.
            sentences: (start, end) of its sentences, in order, without overlaps.
            resolution: what is being decided; may be empty.
            actors: A actors, each with at least one mention of its own inside a sentence.
            changes: what the encoder reads in place of some words, in order, without overlaps.
                All offsets, those of the answer too, are those of the text as it is written.
        """
        ids, offsets = self._encode(text, changes)
        starts = np.array([start for start, _ in sentences], dtype=np.int64)
        sentence_of = np.searchsorted(starts, offsets[:, 0], side="right") - 1
        sentence_of = np.maximum(sentence_of, 0)

        head = self.tokenizer.encode(resolution, add_special_tokens=False).ids
        head = head[: self.settings.resolution_tokens]
        prefix = np.array([self._cls, *head, self._sep], dtype=np.int64)
        room = self.settings.window_tokens - len(prefix) - 1

        ranges = window_ranges(sentence_of, room)
        windows = [np.concatenate([prefix, ids[a:b], [self._sep]]) for a, b in ranges]
        picks = np.concatenate([np.arange(a, b) for a, b in ranges])
        tokens = np.column_stack([offsets[picks], sentence_of[picks]])
        window_of = np.repeat(np.arange(len(ranges)), [b - a for a, b in ranges])

        found = [self._mention_tokens(actor, tokens, window_of) for actor in actors]
        longest = max([len(rows) for rows in found], default=1)
        mentions = np.tile(np.array([0, 1], dtype=np.int64), (len(actors), longest, 1))
        mask = np.zeros((len(actors), longest), dtype=bool)
        roles = np.zeros((len(actors), longest), dtype=np.int64)
        distances = np.zeros((len(actors), len(tokens)), dtype=np.int64)
        for row, spans in enumerate(found):
            mentions[row, : len(spans)] = [span for span, _ in spans]
            roles[row, : len(spans)] = [role for _, role in spans]
            mask[row, : len(spans)] = True
            near = np.unique(tokens[[span[0] for span, _ in spans], 2])
            distances[row] = _distance_classes(tokens[:, 2], near)
        return Features(
            windows, [len(prefix)] * len(windows), tokens, mentions, mask, roles, distances
        )

    def _encode(self, text: str, changes: Sequence[Change]) -> tuple[Ints, Ints]:
        """(n,) token ids of the changed text, and (n, 2) where they lie in the text as written."""
        pieces, read, written, kept = [], [0], [0], []
        for start, end, replacement in (*changes, (len(text), len(text), "")):
            for string, stop, is_kept in (
                (text[written[-1] : start], start, True),
                (replacement, end, False),
            ):
                pieces.append(string)
                read.append(read[-1] + len(string))
                written.append(stop)
                kept.append(is_kept)
        encoding = self.tokenizer.encode("".join(pieces), add_special_tokens=False)
        if (
            not encoding.ids
        ):  # nothing but signs that the tokenizer drops, such as a byte order mark
            return np.array([self._unknown]), np.array([[0, len(text)]])
        offsets = np.array(encoding.offsets, dtype=np.int64).reshape(-1, 2)
        if changes:
            # A token of a changed piece stands for all of what is written in its place.
            begins, borders, whole = np.array(read), np.array(written), ~np.array(kept)
            for column, inside in ((0, offsets[:, 0]), (1, offsets[:, 1] - 1)):
                piece = np.searchsorted(begins, inside, side="right") - 1
                shifted = offsets[:, column] - begins[piece] + borders[piece]
                offsets[:, column] = np.where(whole[piece], borders[piece + column], shifted)
        return np.array(encoding.ids, dtype=np.int64), offsets

    def _mention_tokens(
        self, actor: ActorMentions, tokens: Ints, window_of: Ints
    ) -> list[tuple[Span, int]]:
        """Token ranges of an actor's mentions in all windows, evenly thinned to the limit."""
        rows: list[tuple[Span, int]] = []
        for role, spans in (
            (OWN_MENTION, actor.own),
            (SPOKESPERSON_MENTION, actor.spokespersons),
        ):
            for start, end in _thinned(spans, self.settings.mentions_per_actor):
                inside = np.flatnonzero((tokens[:, 0] < end) & (tokens[:, 1] > start))
                for window in np.unique(window_of[inside]):
                    part = inside[window_of[inside] == window]
                    rows.append(((int(part[0]), int(part[-1]) + 1), role))
        return _thinned(rows, self.settings.mentions_per_actor) or [((0, 1), OWN_MENTION)]


def _thinned(rows: Sequence[Row], limit: int) -> list[Row]:
    """At most so many rows, evenly spread."""
    if len(rows) <= limit:
        return list(rows)
    return [rows[i] for i in np.linspace(0, len(rows) - 1, limit).round().astype(int)]


def window_ranges(sentence_of: Ints, room: int) -> list[Span]:
    """Token ranges of windows: whole sentences while they fit, one sentence of overlap.

    A sentence longer than the room is cut. The overlap is left out where it would take more than
    half of the room, so that every window moves on.

    Args:
        sentence_of: (n,) sentence number of each token, ascending.
        room: tokens that a window can hold.
    """
    n = len(sentence_of)
    if n == 0:
        return [(0, 0)]
    borders = np.flatnonzero(np.diff(sentence_of)) + 1
    stops = np.append(borders, n)
    ranges: list[Span] = []
    start = fresh = 0  # fresh: the first token that no window holds yet
    while True:
        end = int(stops[np.searchsorted(stops, start + room, side="right") - 1])
        if end <= fresh or end > start + room:
            end = min(start + room, n)
        ranges.append((start, end))
        if end == n:
            return ranges
        last = int(np.searchsorted(stops, end, side="left"))
        overlap = int(stops[last - 1]) if last > 0 else 0
        fresh = end
        start = overlap if start < overlap < end and end - overlap <= room // 2 else end


def _distance_classes(sentence_of: Ints, near: Ints) -> Ints:
    """(T,) class of each token's distance, in sentences, to the nearest of some sentences."""
    after = np.searchsorted(near, sentence_of)
    left = np.abs(sentence_of - near[np.maximum(after - 1, 0)])
    right = np.abs(near[np.minimum(after, len(near) - 1)] - sentence_of)
    classes: Ints = np.searchsorted(DISTANCE_BOUNDS, np.minimum(left, right)).astype(np.int64)
    return classes
