"""What has been done of a job, so that a run that was killed at any moment can be gone on with.

Beside OUTPUT lie `OUTPUT.job.json` (what the job is, and whether it is complete) and, until it is,
the folder `OUTPUT.parts`. Every file appears by renaming, whole; a part is done when its file is
there. The order of steps is such that each moment is one that a later run can start from: parts,
errors, output, 'complete' in the record, and only then the parts are removed.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from serve.scoring.files import ScoringError, locate, write_whole
from serve.scoring.parts import PartRecord
from serve.scoring.results import ERRORS, RESULTS, Tables
from serve.scoring.settings import Job

PART = b"whipcount.part"
RELEASE = b"whipcount.release"
GROUP_ROWS = 50_000  # of the output's row groups
_FAILED = ".failed"


class Journal:
    """The files of one job."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._filesystem, self._output = locate(job.output)
        _, self._errors = locate(job.errors)
        self._record = f"{self._output}.job.json"
        self._parts = f"{self._output}.parts"

    def open(self, fresh: bool) -> list[PartRecord] | None:
        """Start the job or go on with it.

        Args:
            fresh: forget what an earlier run left, and its output.

        Returns:
            The parts that are done; None where the job is complete.

        Raises:
            ScoringError: there is an output or a run of something else.
        """
        there = self._filesystem.exists
        if fresh:
            for path in (self._record, self._parts, self._output, self._errors):
                if there(path):
                    self._filesystem.rm(path, recursive=True)
        if there(self._record):
            record = json.loads(self._filesystem.cat_file(self._record))
            self._refuse_other(record["job"])
            if record["complete"]:
                if not there(self._output):
                    raise ScoringError(
                        f"{self._output} was scored and is gone; --fresh makes it anew"
                    )
                self._remove_parts()
                return None
            self._filesystem.makedirs(self._parts, exist_ok=True)
            return self.done()
        for path in (self._output, self._errors):
            if there(path):
                raise ScoringError(
                    f"{path} exists and belongs to no run that can be gone on with; move it away, "
                    "write elsewhere, or replace it with --fresh"
                )
        self._remove_parts()
        self._filesystem.makedirs(self._parts, exist_ok=True)
        self._write_record(complete=False)
        return []

    def done(self) -> list[PartRecord]:
        """The parts that are done, in order."""
        return [self._read_record(path) for path in self._part_paths()]

    def write_part(self, record: PartRecord, tables: Tables) -> None:
        """Write a part; its failures first, so that the part is done when its results are there."""
        path = f"{self._parts}/{record.name}"
        if len(tables.errors):
            self._write(path + _FAILED, lambda file: pq.write_table(tables.errors, file))
        results = tables.results.replace_schema_metadata({PART: json.dumps(record.fields())})
        self._write(path + ".parquet", lambda file: pq.write_table(results, file))

    def complete(self) -> tuple[int, int]:
        """Join the parts into the output.

        Returns:
            How many documents there are, and how many of them failed.

        Raises:
            ScoringError: a part is missing.
        """
        records = self.done()
        _check_gapless(records)
        failed = [f"{self._parts}/{record.name}{_FAILED}" for record in records if record.n_failed]
        if failed:
            self._join(self._errors, failed, ERRORS)
        self._join(self._output, self._part_paths(), RESULTS)
        counts = (
            sum(record.n_documents for record in records),
            sum(record.n_failed for record in records),
        )
        self._write_record(True, *counts)
        self._remove_parts()
        return counts

    def counts(self) -> tuple[int, int]:
        """Documents and failed documents of a complete job."""
        record = json.loads(self._filesystem.cat_file(self._record))
        return record["n_documents"], record["n_failed"]

    def _refuse_other(self, recorded: dict[str, Any]) -> None:
        now = json.loads(json.dumps(self.job.identity))
        changed = [name for name in now if recorded.get(name) != now[name]]
        if changed:
            raise ScoringError(
                f"{self._output}: an earlier run was made with another {' and '.join(changed)}; "
                "restore that, write elsewhere, or start over with --fresh"
            )

    def _write_record(self, complete: bool, n_documents: int = 0, n_failed: int = 0) -> None:
        content = {
            "job": self.job.identity,
            "complete": complete,
            "n_documents": n_documents,
            "n_failed": n_failed,
        }
        encoded = json.dumps(content, indent=1).encode() + b"\n"
        self._write(self._record, lambda file: _write_all(file, encoded))

    def _write(self, path: str, write: Callable[[IO[bytes]], None]) -> None:
        write_whole(self._filesystem, path, self._parts, write)

    def _part_paths(self) -> list[str]:
        self._filesystem.invalidate_cache()
        if not self._filesystem.exists(self._parts):
            return []
        paths = self._filesystem.ls(self._parts, detail=False)
        return sorted(str(path) for path in paths if str(path).endswith(".parquet"))

    def _read_record(self, path: str) -> PartRecord:
        with self._filesystem.open(path, "rb") as file:
            metadata = pq.read_schema(file).metadata
        return PartRecord(**json.loads(metadata[PART]))

    def _join(self, target: str, paths: list[str], schema: pa.Schema) -> None:
        schema = schema.with_metadata({RELEASE: self.job.release_sha256})

        def write(file: IO[bytes]) -> None:
            if self.job.suffix == ".parquet":
                self._join_parquet(file, paths, schema)
            else:
                self._join_lines(file, paths)

        self._write(target, write)

    def _join_parquet(self, file: IO[bytes], paths: list[str], schema: pa.Schema) -> None:
        with pq.ParquetWriter(file, schema, compression="zstd") as writer:
            waiting: list[pa.Table] = []
            n_rows = 0
            for table in self._tables(paths):
                waiting.append(table.cast(schema))
                n_rows += len(table)
                if n_rows >= GROUP_ROWS:
                    writer.write_table(pa.concat_tables(waiting))
                    waiting, n_rows = [], 0
            if n_rows:
                writer.write_table(pa.concat_tables(waiting))

    def _join_lines(self, file: IO[bytes], paths: list[str]) -> None:
        for table in self._tables(paths):
            for row in table.to_pylist():
                file.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")

    def _tables(self, paths: list[str]) -> Iterator[pa.Table]:
        for path in paths:
            with self._filesystem.open(path, "rb") as file:
                yield pq.ParquetFile(file).read().replace_schema_metadata(None)

    def _remove_parts(self) -> None:
        if self._filesystem.exists(self._parts):
            self._filesystem.rm(self._parts, recursive=True)


def _write_all(file: IO[bytes], content: bytes) -> None:
    file.write(content)


def _check_gapless(records: list[PartRecord]) -> None:
    by_file: dict[int, list[PartRecord]] = defaultdict(list)
    for record in records:
        by_file[record.file].append(record)
    for parts in by_file.values():
        if [part.number for part in parts] != list(range(len(parts))) or not parts[-1].last:
            raise ScoringError("parts of the output are missing; run the same command again")
