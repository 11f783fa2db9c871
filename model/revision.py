"""Which code made something: the revision of the work tree."""

import shutil
import subprocess
from pathlib import Path


def code_revision() -> str:
    """The code's revision, '-dirty' where the work tree differs from it, 'unknown' without git.

    Ask before anything is written, which could make the work tree differ.
    """
    git = shutil.which("git")
    if git is None:
        return "unknown"
    described = subprocess.run(
        [git, "describe", "--always", "--dirty", "--abbrev=12"],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=False,
    )
    return described.stdout.strip() or "unknown"
