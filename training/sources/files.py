"""Where the files of a public source are: a local folder, the download cache, or the web.

Each file is pinned by its SHA-256, so a run knows what it learned from wherever it found it.
"""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

import pooch

DATA_VARIABLE = "WHIPCOUNT_DATA"
DEFAULT_DATA = Path(__file__).parents[3] / "shared" / "data"


class SourceError(RuntimeError):
    """A source's file is missing or is not the one expected; the message says how to get it."""


@dataclass(frozen=True)
class PublishedFile:
    """One file of a public repository.

    Attributes:
        folder: its folder below the local data folder.
        repository, commit, path: where it is published (owner/name on GitHub).
        sha256: of its content.
    """

    folder: str
    repository: str
    commit: str
    path: str
    sha256: str

    @property
    def url(self) -> str:
        """The published address."""
        return f"https://raw.githubusercontent.com/{self.repository}/{self.commit}/{self.path}"

    def locate(self) -> Path:
        """The file on this machine; downloaded into the cache where no local folder has it.

        Raises:
            SourceError: it is found nowhere, or what is found has another content.
        """
        local = Path(os.environ.get(DATA_VARIABLE, DEFAULT_DATA)) / self.folder / self.path
        if local.is_file():
            if _sha256(local) != self.sha256:
                raise SourceError(
                    f"{self.folder}/{self.path} below {DATA_VARIABLE} is not the file expected "
                    f"(SHA-256 {self.sha256[:16]}...); fetch it again from {self.url}"
                )
            return local
        try:
            return Path(
                pooch.retrieve(
                    self.url,
                    known_hash=f"sha256:{self.sha256}",
                    path=pooch.os_cache("whipcount") / self.folder,
                    progressbar=False,
                )
            )
        except (OSError, ValueError) as error:
            raise SourceError(
                f"{self.folder}/{self.path} is neither below {DATA_VARIABLE} nor could it be "
                f"downloaded ({type(error).__name__}); fetch {self.url} and put it there"
            ) from error


@dataclass(frozen=True)
class PublishedFolder:
    """A folder of many small files of a public repository; only found locally.

    Attributes:
        folder: its folder below the local data folder.
        repository, commit, path: where it is published (owner/name on GitHub).
        sha256: over the names and contents of all its files, in order of name.
    """

    folder: str
    repository: str
    commit: str
    path: str
    sha256: str

    def locate(self) -> Path:
        """The folder on this machine.

        Raises:
            SourceError: it is not there, or has another content.
        """
        local = Path(os.environ.get(DATA_VARIABLE, DEFAULT_DATA)) / self.folder / self.path
        where = f"{self.folder}/{self.path} below {DATA_VARIABLE}"
        get = f"put github.com/{self.repository} at commit {self.commit[:12]} there"
        if not local.is_dir():
            raise SourceError(f"{where} does not exist; {get}")
        if folder_sha256(local) != self.sha256:
            raise SourceError(f"{where} has not the files expected; {get}")
        return local


def folder_sha256(folder: Path) -> str:
    """One hash over the names and contents of all files below a folder."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(folder).as_posix()}\0{_sha256(path)}\n".encode())
    return digest.hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
