"""Where the stages of a training run leave what they make."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from model.made_with import MADE_WITH
from training.settings import WORK, SettingsError

CODE = "code.json"  # which code ran each stage
_RUN_NAME = re.compile(r"\w[\w.-]*")


@dataclass(frozen=True)
class Folders:
    """Where the stages of one run leave what they make."""

    root: Path
    release: Path

    @classmethod
    def of(cls, run: str, release: Path | None = None, work: Path = WORK) -> "Folders":
        """The usual places: below work/, and the release beside the rest unless said otherwise.

        Raises:
            SettingsError: the run's name is none of a folder below work/.
        """
        if not _RUN_NAME.fullmatch(run):
            raise SettingsError(
                f"no run can be called {run!r}: letters, digits, '-', '_' and '.' name a folder "
                "below work/"
            )
        root = work / run
        return cls(root, release or root / "release")

    @property
    def prepared(self) -> Path:
        return self.root / "prepared"

    @property
    def pretrained(self) -> Path:
        """Shared by all runs: it does not depend on the corpus."""
        return self.root.parent / "pretraining"

    @property
    def fitted(self) -> Path:
        return self.root / "fit"

    @property
    def exported(self) -> Path:
        return self.root / "export"

    def clear(self) -> None:
        """Remove what the stages before the release have made, and nothing else."""
        for folder in (self.prepared, self.fitted, self.exported):
            shutil.rmtree(folder, ignore_errors=True)
        for name in (MADE_WITH, CODE):
            (self.root / name).unlink(missing_ok=True)
