"""What a public source yields: a text, a target, who holds a stance toward it, and the stance.

Public sets lack what the corpus has (body, names, basis, evidence), so they are no `Example`s;
the network learns from both alike, with the heads masked for which there are no labels.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from model.corpus import Side, side_of
from model.stance import Stance
from training.sources.files import PublishedFile


@dataclass(frozen=True)
class Pair:
    """One stance of one holder.

    Attributes:
        source: what must stay on one side of a split (a sentence, a motion).
        text: what is read.
        target: what the stance is toward; it takes the place of the resolution.
        holder: start and end of the holder's name in the text; None for the text's author.
        stance: of the holder toward the target.
    """

    source: str
    text: str
    target: str
    holder: tuple[int, int] | None
    stance: Stance

    @property
    def side(self) -> Side:
        """The side of the split, by hash of the source."""
        return side_of(self.source)


def of_side(pairs: Iterable[Pair], side: Side) -> Iterator[Pair]:
    """The pairs of one side of the split."""
    return (pair for pair in pairs if pair.side == side)


def sha256_of_files(files: Iterable[PublishedFile]) -> str:
    """One hash for the contents of several files."""
    return sha256("".join(file.sha256 for file in files).encode()).hexdigest()
