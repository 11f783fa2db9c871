"""The files of a collection: where they are, in which order, and how to tell that one has changed.

All access goes through fsspec, so that an object store works by its URL once its package (s3fs,
gcsfs, adlfs) is installed.
"""

import fnmatch
import posixpath
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any

import fsspec
from fsspec.utils import infer_compression

FORMATS = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".parquet": "parquet"}
_STAMPS = ("ETag", "etag", "md5Hash", "mtime", "LastModified", "last_modified", "updated")


class ScoringError(ValueError):
    """A collection cannot be scored as asked; the message says what to do."""


@dataclass(frozen=True)
class InputFile:
    """One file of a collection.

    Attributes:
        url: with its protocol.
        name: below what all files of the collection have in common.
        n_bytes: its size, as stored.
        stamp: what its storage changes with the content: a hash, or the time of the last change.
    """

    url: str
    name: str
    n_bytes: int
    stamp: str

    @property
    def format(self) -> str:
        """'jsonl', 'csv' or 'parquet'."""
        return FORMATS[_suffix(self.name)]

    @property
    def compression(self) -> str | None:
        """'gzip', 'zstd', ... by the last suffix; None without one."""
        compression: str | None = infer_compression(self.name)
        return compression


def locate(url: str) -> tuple[Any, str]:
    """The file system of a path or URL, and the path on it.

    Raises:
        ScoringError: the protocol is unknown or its package is missing.
    """
    try:
        filesystem, path = fsspec.url_to_fs(url)
    except (ImportError, ValueError) as error:
        raise ScoringError(f"{url}: {error}") from error
    return filesystem, str(path)


def find_files(url: str, outputs: tuple[str, ...] = ()) -> list[InputFile]:
    """The files of a collection, by name.

    Args:
        url: a file, a folder (with all that lies below it), a glob, or an fsspec URL of these.
        outputs: what will be written; must not be taken for input by a later run.

    Raises:
        ScoringError: nothing is there, nothing has a known format, or an output lies inside.
    """
    filesystem, path = locate(url)
    if any(sign in path for sign in "*?["):
        pattern = path
        paths = [each for each in filesystem.glob(path) if filesystem.isfile(each)]
    elif filesystem.isdir(path):
        pattern = path.rstrip("/") + "/*"
        paths = [each for each in filesystem.find(path) if _is_data(each, path)]
    elif filesystem.exists(path):
        pattern, paths = path, [path]
    else:
        raise ScoringError(f"{url}: no such file or folder")
    for output in outputs:
        target_filesystem, target = locate(output)
        if type(target_filesystem) is type(filesystem) and fnmatch.fnmatch(target, pattern):
            raise ScoringError(f"{output} lies inside the input {url}; write it somewhere else")
    unknown = [each for each in paths if _suffix(each) not in FORMATS]
    if unknown or not paths:
        raise ScoringError(
            f"{unknown[0] if unknown else url}: no file of a known format; names must end in "
            f"{', '.join(FORMATS)} (JSON Lines and CSV also in .gz, .bz2, .xz or .zst)"
        )
    folder = posixpath.commonpath([posixpath.dirname(each) for each in paths])
    return [_describe(filesystem, each, posixpath.relpath(each, folder)) for each in sorted(paths)]


def write_whole(
    filesystem: Any, path: str, drafts: str, write: Callable[[IO[bytes]], None]
) -> None:
    """Write a file so that it is there either whole or not at all, whenever this is killed.

    Args:
        filesystem: of the file.
        path: of the file.
        drafts: folder of the same file system, where a kill may leave something.
        write: fills the file.
    """
    draft = f"{drafts}/{uuid.uuid4().hex}.tmp"
    with filesystem.open(draft, "wb") as file:
        write(file)
    filesystem.mv(draft, path)


def _describe(filesystem: Any, path: str, name: str) -> InputFile:
    info = filesystem.info(path)
    stamp = next((str(info[key]) for key in _STAMPS if info.get(key)), "")
    return InputFile(filesystem.unstrip_protocol(path), name, int(info["size"] or 0), stamp)


def _is_data(path: str, folder: str) -> bool:
    parts = path.removeprefix(folder).split("/")
    return _suffix(path) in FORMATS and not any(part.startswith(("_", ".")) for part in parts)


def _suffix(path: str) -> str:
    stem, suffix = posixpath.splitext(path)
    if infer_compression(path) is not None:
        suffix = posixpath.splitext(stem)[1]
        return "" if suffix == ".parquet" else suffix
    return suffix
