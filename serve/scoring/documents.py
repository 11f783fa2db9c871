"""Reads the documents of one file as a stream, whatever its format.

A line that cannot be read becomes a document with a fault, so that it is reported in its place.
JSON Lines and CSV are read line by line and not by pyarrow, whose readers take the types of a file
from its first block and give the whole file up at the first line that differs.
"""

import csv
import io
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from itertools import islice
from lzma import LZMAError
from typing import IO, Any

import pyarrow
import pyarrow.parquet as pq
from fsspec.compression import compr

from serve.schemas import LIMITS
from serve.scoring.files import InputFile, ScoringError, locate

MAX_CSV_CELL = 50_000_000  # characters; a stray quote must not read the rest of a file into memory
BATCH_ROWS = 64  # of Parquet that are in memory as Python objects


@dataclass(frozen=True)
class Columns:
    """The column of each field; None takes the column of the field's name, where there is one."""

    text: str = "text"
    id: str | None = None
    resolution: str | None = None
    body: str | None = None
    actors: str | None = None

    def of(self, there: list[str], where: str) -> dict[str, str]:
        """Field to column, of those that a file has.

        Raises:
            ScoringError: a column that was asked for is not there.
        """
        chosen = {}
        for field in (each.name for each in fields(self)):
            asked = getattr(self, field)
            if asked is not None and asked not in there:
                raise ScoringError(
                    f"{where} has no column {asked!r}: name another with --{field}; there are: "
                    f"{', '.join(there)}"
                )
            if (asked or field) in there:
                chosen[field] = asked or field
        return chosen


@dataclass(frozen=True)
class Fault:
    """Why a document cannot be scored: a code for machines, a sentence for people."""

    code: str
    message: str


@dataclass(frozen=True)
class Document:
    """One document as it is read, not yet validated.

    Attributes:
        row: its line (JSON Lines), record (CSV) or row (Parquet) in the file, from 0.
        id: of the `id` column, or else the file's name and the row.
        request: fields of a `PredictRequest`.
        fault: why its line cannot be read.
        position: bytes of the file that have been read when it is.
    """

    row: int
    id: str
    request: dict[str, Any]
    fault: Fault | None
    position: int


def read_documents(file: InputFile, columns: Columns, start: int = 0) -> Iterator[Document]:
    """The documents of a file in order.

    Args:
        file: what to read.
        columns: which column is which field.
        start: the first row that is wanted; those before it are passed over cheaply.

    Raises:
        ScoringError: the file is damaged as a whole, or lacks a column that was asked for.
    """
    if file.compression not in compr:
        raise ScoringError(
            f"{file.name}: no reader for {file.compression} here; install its package, or unpack"
        )
    filesystem, path = locate(file.url)
    with filesystem.open(path, "rb") as raw:
        stream = compr[file.compression](raw, mode="rb")
        try:
            if file.format == "parquet":
                yield from _parquet(raw, file, columns, start)
            elif file.format == "csv":
                yield from _csv(raw, stream, file, columns, start)
            else:
                yield from _json_lines(raw, stream, file, columns, start)
        except (pyarrow.ArrowException, EOFError, OSError, LZMAError, zlib.error) as error:
            raise ScoringError(f"{file.name} cannot be read: {error}") from error


def _parquet(raw: IO[bytes], file: InputFile, columns: Columns, start: int) -> Iterator[Document]:
    parquet = pq.ParquetFile(raw)
    chosen = columns.of(parquet.schema_arrow.names, file.name)
    groups = list(range(parquet.num_row_groups))
    row = 0
    while groups and row + parquet.metadata.row_group(groups[0]).num_rows <= start:
        row += parquet.metadata.row_group(groups.pop(0)).num_rows
    total = max(1, parquet.metadata.num_rows)
    for batch in parquet.iter_batches(BATCH_ROWS, groups, sorted(set(chosen.values()))):
        for values in batch.to_pylist():
            if row >= start:
                yield _document(file, row, values, chosen, file.n_bytes * (row + 1) // total)
            row += 1


def _csv(
    raw: IO[bytes], stream: IO[bytes], file: InputFile, columns: Columns, start: int
) -> Iterator[Document]:
    csv.field_size_limit(MAX_CSV_CELL)
    text = io.TextIOWrapper(stream, "utf-8-sig", errors="surrogateescape", newline="")
    reader = csv.reader(text)
    header = next(reader, None)
    if header is None:
        return
    chosen = columns.of(header, file.name)
    row = 0
    while True:
        fault, cells = None, []
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            fault = Fault("malformed", f"no CSV record: {error}")
        if len(cells) > len(header):
            fault = Fault("malformed", f"{len(cells)} cells under {len(header)} column names")
        if row >= start and (cells or fault):
            # An empty cell is an absent value.
            values = {name: cell or None for name, cell in zip(header, cells, strict=False)}
            yield _document(file, row, values, chosen, raw.tell(), fault)
        row += 1


def _json_lines(
    raw: IO[bytes], stream: IO[bytes], file: InputFile, columns: Columns, start: int
) -> Iterator[Document]:
    named = {each.name: getattr(columns, each.name) or each.name for each in fields(columns)}
    for row, line in enumerate(islice(stream, start, None), start):
        if not line.strip():
            continue
        values, fault = {}, None
        try:
            values = json.loads(line)
        except (ValueError, RecursionError) as error:
            fault = Fault("malformed", f"no JSON: {error}")
        if not isinstance(values, dict):
            values, fault = {}, Fault("malformed", "no JSON object; write one on each line")
        yield _document(file, row, values, named, raw.tell(), fault)


def _document(
    file: InputFile,
    row: int,
    values: Mapping[str, Any],
    chosen: Mapping[str, str],
    position: int,
    fault: Fault | None = None,
) -> Document:
    request = {
        field: values[column] for field, column in chosen.items() if values.get(column) is not None
    }
    id_ = request.pop("id", None)
    text = request.get("text")
    if isinstance(text, str):
        # What is too long is refused later; the rest of it need not travel.
        request["text"] = text[: LIMITS.max_characters + 1]
    if isinstance(names := request.get("actors"), str):
        request["actors"] = [name.strip() for name in names.split(";") if name.strip()] or None
    name = f"{file.name}:{row}" if id_ is None else str(id_)
    return Document(row, name, request, fault, position)
