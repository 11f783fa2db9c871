"""What was made can be told to be of which code."""

import shutil

import pytest

from model.revision import code_revision


def test_the_revision_is_that_of_the_work_tree() -> None:
    assert code_revision() not in ("", "unknown")


def test_without_git_the_revision_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert code_revision() == "unknown"
