"""Public sources: found, checked, and read as they are published."""

import functools
import hashlib
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from model.stance import Stance
from training.sources import dse, files, inference, load_pair_source, policy
from training.sources.files import DATA_VARIABLE, PublishedFile, SourceError

CONTENT = b"one line\n"
SHA256 = hashlib.sha256(CONTENT).hexdigest()


class OnThisMachine(PublishedFile):
    """A file published by a server of the test's own."""

    port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/{self.path}"


@pytest.fixture
def published(tmp_path: Path) -> Iterator[OnThisMachine]:
    web = tmp_path / "web"
    web.mkdir()
    (web / "x.txt").write_bytes(CONTENT)
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(web))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        OnThisMachine.port = server.server_address[1]
        yield OnThisMachine("X", "owner/name", "0" * 40, "x.txt", SHA256)
        server.shutdown()


@pytest.fixture(autouse=True)
def empty_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def test_a_local_file_is_used_as_it_lies(tmp_path: Path) -> None:
    local = tmp_path / "data" / "X" / "x.txt"
    local.parent.mkdir(parents=True)
    local.write_bytes(CONTENT)
    assert PublishedFile("X", "owner/name", "0" * 40, "x.txt", SHA256).locate() == local


def test_a_local_file_with_another_content_is_refused(tmp_path: Path) -> None:
    local = tmp_path / "data" / "X" / "x.txt"
    local.parent.mkdir(parents=True)
    local.write_bytes(b"another line\n")
    with pytest.raises(SourceError, match=r"X/x\.txt .* is not the file expected"):
        PublishedFile("X", "owner/name", "0" * 40, "x.txt", SHA256).locate()


def test_a_missing_file_is_downloaded_once(published: OnThisMachine, tmp_path: Path) -> None:
    first = published.locate()
    assert first.read_bytes() == CONTENT
    (tmp_path / "web" / "x.txt").unlink()
    assert published.locate() == first


def test_a_file_found_nowhere_says_how_to_get_it(published: OnThisMachine) -> None:
    gone = OnThisMachine("X", "owner/name", "0" * 40, "gone.txt", SHA256)
    with pytest.raises(SourceError, match=r"X/gone\.txt .*WHIPCOUNT_DATA.*fetch http"):
        gone.locate()


def test_brackets_become_the_spans_of_the_two_names() -> None:
    text, spans = dse._without_brackets("[Ann] met [Bo] in Rome.")
    assert text == "Ann met Bo in Rome."
    assert [text[start:end] for start, end in spans] == ["Ann", "Bo"]


@pytest.fixture
def local(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the public data lie on this machine, if they do."""
    if not files.DEFAULT_DATA.is_dir():
        pytest.skip("the public data are not on this machine")
    monkeypatch.setenv(DATA_VARIABLE, str(files.DEFAULT_DATA))
    return files.DEFAULT_DATA


@pytest.mark.usefixtures("local")
@pytest.mark.parametrize(
    ("name", "least"),
    [("inference", 37_000), ("policy", 34_000), ("dse", 20_000), ("newsmtsc", 8_700)],
)
def test_a_source_yields_what_was_counted_in_it(name: str, least: int) -> None:
    source = load_pair_source(name)
    pairs = list(source.pairs())
    assert len(pairs) >= least
    assert {pair.stance for pair in pairs} == set(Stance)
    assert all(pair.text and pair.target for pair in pairs)
    assert all(pair.text[slice(*pair.holder)].strip() for pair in pairs if pair.holder)
    assert len({pair.side for pair in pairs}) == 3


@pytest.mark.usefixtures("local")
def test_a_sentence_of_dse_never_crosses_the_split() -> None:
    sides: dict[str, set[str]] = {}
    for pair in dse.pairs():
        sides.setdefault(pair.text, set()).add(pair.side)
    assert all(len(each) == 1 for each in sides.values())


@pytest.mark.usefixtures("local")
def test_no_figure_is_reported_on_the_sources_that_are_learned_from_whole() -> None:
    assert dse.REPORTED
    assert not inference.REPORTED
    assert not policy.REPORTED
