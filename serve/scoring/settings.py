"""What one scoring run is asked to do, and which of it the output depends on."""

from dataclasses import asdict, dataclass
from functools import cached_property
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import Any

from model.manifest import MANIFEST, ReleaseError, open_release
from serve.schemas import LIMITS
from serve.scoring.documents import Columns
from serve.scoring.files import InputFile, ScoringError, find_files, locate

ERRORS_STEM = "errors"


@dataclass(frozen=True)
class Job:
    """One collection to be scored.

    Attributes:
        files: of the collection, in order.
        output: path or URL, ending in .parquet or .jsonl.
        columns: which column is which field.
        coverage: of the prediction sets.
        part_documents: how many documents make a part.
        release: directory of the weights; on a cluster, on every machine.
        release_sha256: of its manifest, which holds the hashes of all else.
    """

    files: tuple[InputFile, ...]
    output: str
    columns: Columns
    coverage: float
    part_documents: int
    release: Path
    release_sha256: str

    @property
    def suffix(self) -> str:
        """'.parquet' or '.jsonl'."""
        return PurePosixPath(self.output).suffix

    @property
    def errors(self) -> str:
        """Where documents that failed are listed."""
        return errors_beside(self.output)

    @cached_property
    def identity(self) -> dict[str, Any]:
        """All that the output depends on; another run may go on only where it is the same."""
        return {
            "input": [asdict(file) for file in self.files],
            "columns": asdict(self.columns),
            "coverage": self.coverage,
            "part_documents": self.part_documents,
            "limits": LIMITS.model_dump(include={"max_characters", "max_actors"}),
            "release": self.release_sha256,
            "whipcount": version("whipcount"),
        }

    def check_release(self) -> None:
        """Hold the release on this machine against the one that the job was started with.

        Raises:
            ScoringError: it is another one.
        """
        if hash_of_release(self.release) != self.release_sha256:
            raise ScoringError(
                f"{self.release} holds another release than the run was started with; "
                "put the same one on every machine"
            )


def make_job(
    source: str, output: str, columns: Columns, coverage: float, part_documents: int, release: Path
) -> Job:
    """A job with its input found and its release checked; paths as every process can use them.

    Raises:
        ScoringError: input or output cannot be used.
        ReleaseError: the release is missing or altered.
    """
    errors = errors_beside(output)
    files = find_files(source, (output, errors))
    open_release(release)
    filesystem, path = locate(output)
    url = str(filesystem.unstrip_protocol(path))
    release = release.resolve()
    return Job(
        tuple(files), url, columns, coverage, part_documents, release, hash_of_release(release)
    )


def hash_of_release(release: Path) -> str:
    """SHA-256 of a release's manifest.

    Raises:
        ReleaseError: there is none.
    """
    try:
        return sha256((release / MANIFEST).read_bytes()).hexdigest()
    except OSError as error:
        raise ReleaseError(
            f"no {MANIFEST} in {release}; name a directory that 'whipcount train' wrote"
        ) from error


def errors_beside(output: str) -> str:
    """errors.parquet or errors.jsonl in the folder of the output.

    Raises:
        ScoringError: the output has no known suffix.
    """
    folder, slash, name = output.rpartition("/")
    suffix = PurePosixPath(name).suffix
    if suffix not in (".parquet", ".jsonl"):
        raise ScoringError(f"OUTPUT {output}: the name must end in .parquet or .jsonl")
    if name == ERRORS_STEM + suffix:
        raise ScoringError(f"OUTPUT {output}: this name is for documents that fail; take another")
    return f"{folder}{slash}{ERRORS_STEM}{suffix}"
