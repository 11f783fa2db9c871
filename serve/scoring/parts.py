"""Cuts a collection into parts: the same ones on every run, so that done parts can be passed over.

A part is a run of documents of one file. Files are never joined, so that each can be read by
another machine.
"""

from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass

from serve.scoring.documents import Columns, Document, read_documents
from serve.scoring.files import InputFile


@dataclass(frozen=True)
class PartRecord:
    """What is known of a part once it is done; kept in the metadata of the file that holds it.

    Attributes:
        file, number: which file of the collection, and which part of that file.
        stop: the row after its last document.
        last: whether it is the file's last part.
        n_documents, n_failed: how many it holds, and how many of them were not scored.
        n_bytes: of the file, for the progress bar.
    """

    file: int
    number: int
    stop: int
    last: bool
    n_documents: int
    n_failed: int
    n_bytes: int

    @property
    def name(self) -> str:
        """Of the part's file; names sort as the documents do."""
        return f"{self.file:06d}-{self.number:06d}"

    def fields(self) -> dict[str, int | bool]:
        """As JSON can hold it."""
        return asdict(self)


@dataclass(frozen=True)
class Part:
    """Documents to be scored together; `record` counts none as failed yet."""

    record: PartRecord
    file_name: str
    documents: list[Document]


def cut(
    file: InputFile, place: int, columns: Columns, size: int, done: Collection[PartRecord] = ()
) -> Iterator[Part]:
    """The parts of one file that are not done.

    Args:
        file: to read.
        place: its number in the collection.
        columns: which column is which field.
        size: documents of a part.
        done: parts of this collection that are done.

    Raises:
        ScoringError: the file cannot be read.
    """
    here = {record.number: record for record in done if record.file == place}
    number = start = position = 0
    while number in here:
        if here[number].last:
            return
        start = here[number].stop
        position += here[number].n_bytes
        number += 1
    waiting: list[Document] = []

    def close(last: bool) -> Part:
        at = file.n_bytes if last else max(position, waiting[-1].position)
        record = PartRecord(
            place, number, waiting[-1].row + 1, last, len(waiting), 0, at - position
        )
        return Part(record, file.name, waiting)

    for document in read_documents(file, columns, start):
        if len(waiting) == size:
            part = close(last=False)
            if number not in here:
                yield part
            number, position, waiting = number + 1, position + part.record.n_bytes, []
        waiting.append(document)
    if waiting and number not in here:
        yield close(last=True)
