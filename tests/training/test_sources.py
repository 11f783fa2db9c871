"""Public sources: found, checked, and read as they are published."""

import functools
import hashlib
import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from model.stance import Stance
from training.settings import load_settings
from training.sources import dse, files, handeset, inference, load_pair_source, policy, seesaw
from training.sources.files import (
    DATA_VARIABLE,
    PublishedFile,
    PublishedFolder,
    SourceError,
    folder_sha256,
)
from training.sources.pairs import Pair

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


def test_a_folder_of_files_is_checked_as_a_whole(tmp_path: Path) -> None:
    local = tmp_path / "data" / "X" / "part"
    local.mkdir(parents=True)
    (local / "a.json").write_text("{}")
    whole = PublishedFolder("X", "owner/name", "0" * 40, "part", folder_sha256(local))
    assert whole.locate() == local
    (local / "b.json").write_text("{}")
    with pytest.raises(SourceError, match="not the files expected"):
        whole.locate()


def test_a_missing_folder_says_what_to_put_where() -> None:
    with pytest.raises(SourceError, match=r"github\.com/launchnlp/SEESAW"):
        list(seesaw.pairs())


def test_speeches_hold_a_stance_toward_the_motion(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "speeches.csv"
    path.write_text(
        "title,motion,utt1,utt2,utt3,utt4,utt5,manual speech,party affiliation,name\n"
        "Roads,That roads be mended.,We must.,And soon.,,,,1,Lab, Ann Roe \n"
        "Roads,That roads be mended.,,,,,,0,Con,Bo Lee\n"
        "Rivers,That rivers be dug.,Never.,,,,,0,Con,Bo Lee\n"
    )
    monkeypatch.setattr(PublishedFile, "locate", lambda _: path)
    first, second = handeset.pairs()
    assert (first.source, first.text, first.target) == (
        "Roads",
        "We must.\nAnd soon.",
        "That roads be mended.",
    )
    assert (first.stance, second.stance, first.holder) == (Stance.SUPPORT, Stance.OPPOSE, None)
    recorded = list(handeset.recorded_pairs())
    assert [pair.text for pair in recorded] == [
        "Ann Roe (Lab): We must.\nAnd soon.",
        "Bo Lee (Con): Never.",
    ]
    assert [pair.text[slice(*(pair.holder or ()))] for pair in recorded] == ["Ann Roe", "Bo Lee"]
    assert [pair.stance for pair in recorded] == [first.stance, second.stance]


def test_a_named_holder_and_its_target_are_read_both_ways(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("annotations", "articles"):
        (tmp_path / folder).mkdir()
    triplets = [
        {"subject": "Ann Roe", "sentiment": "NEG", "object": "Bo Lee"},
        {"subject": "Bo Lee", "sentiment": "POS", "object": "Not in the list"},
        {"subject": "Roe Inc", "sentiment": "POS", "object": "Bo Lee"},
    ]
    later = [{"subject": "Bo Lee", "sentiment": "POS", "object": "Roe Inc"}]
    name = "TRIPLET_001_DOCUMENT_0.json"
    annotated = {"sentence-level stances": {"1": triplets, "2": later}}
    (tmp_path / "annotations" / name).write_text(json.dumps(annotated))
    sentences = ["Bo Lee spoke.", "Roe, no Roebuck, met Lee.", "It rained.", "Not read."]
    text = [{"id": i, "text": sentence} for i, sentence in enumerate(sentences)]
    (tmp_path / "articles" / name).write_text(json.dumps({"text": text}))
    monkeypatch.setattr(PublishedFolder, "locate", lambda _: tmp_path)
    pairs = list(seesaw.pairs())
    assert {pair.source for pair in pairs} == {"TRIPLET_001"}
    assert {pair.text for pair in pairs} == {"Bo Lee spoke. Roe, no Roebuck, met Lee. It rained."}
    said = [
        (pair.text[slice(*pair.holder)], pair.target, pair.stance) for pair in pairs if pair.holder
    ]
    # Nobody is no target; the company is not named; its reverse stands in the next sentence.
    assert said == [("Roe", "Bo Lee", Stance.OPPOSE), ("Lee", "Ann Roe", Stance.UNDECIDED)]


@pytest.mark.parametrize(
    ("target", "is_policy"),
    [
        ("Affordable Care Act", True),
        ("the ban on whaling", True),
        ("Bill To Make Juneteenth A Public Holiday", True),
        ("Bill Schuette", False),
        ("Planned Parenthood", False),
        ("Congress", False),
        ("law enforcement officer", False),
        ("House Committee on Oversight and Reform", False),
        ("workers who are excluded under federal law", False),
    ],
)
def test_of_the_targets_only_what_is_decided_on_is_a_policy(
    target: str, is_policy: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    stances = (Stance.SUPPORT, Stance.UNDECIDED)
    monkeypatch.setattr(
        seesaw, "pairs", lambda: (Pair("story", "Ann met.", target, (0, 3), s) for s in stances)
    )
    read = list(seesaw.policy_pairs())
    assert [pair.stance for pair in read] == ([Stance.SUPPORT] if is_policy else [])


def test_no_recipe_but_research_learns_from_what_may_not_be_published() -> None:
    settings = load_settings()
    learned = {
        name: {
            source for stage in recipe.pretraining for source in settings.pretraining[stage].sources
        }
        | set(recipe.rehearsal)
        for name, recipe in settings.recipes.items()
    }
    research = learned.pop("research")
    assert not all(load_pair_source(name).PUBLISHABLE for name in research)
    assert all(load_pair_source(name).PUBLISHABLE for names in learned.values() for name in names)


def test_a_source_that_is_not_there_is_said_to_be_missing() -> None:
    with pytest.raises(SourceError, match="no source 'semeval'"):
        load_pair_source("semeval")
