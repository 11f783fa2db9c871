"""The chat baseline speaks the protocol over real HTTP, and outlives whatever comes back."""

import gc
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from pydantic import ValidationError
from tqdm import TMonitor

from eval.rivals.chat import ChatError, ChatModel, ChatSettings, stances_in
from model.example import Example
from model.stance import Stance

Respond = Callable[[int, dict[str, Any]], tuple[int, str]]  # number and body of a request


@contextmanager
def endpoint(respond: Respond) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A server of the chat protocol on this machine: its address, and what it was asked."""
    asked: list[dict[str, Any]] = []
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            with lock:
                asked.append({"path": self.path, "key": self.headers["authorization"], **body})
                number = len(asked)
            status, answer = respond(number, body)
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.end_headers()
            self.wfile.write(answer.encode())

        def log_message(self, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", asked
    finally:
        server.shutdown()
        server.server_close()


def says(content: object) -> str:
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]})


def reads(number: int, body: dict[str, Any]) -> tuple[int, str]:
    """Answers as a model would that can read 'for' and 'against'."""
    prompt = body["messages"][0]["content"]
    text = prompt.split("Text:")[1]
    actors = re.findall(r"^(\d+)\. (.+)$", prompt, re.MULTILINE)
    verdicts = {
        n: "oppose" if f"{name} will vote against" in text else "support" for n, name in actors
    }
    return 200, says(f"Here you are:\n```json\n{json.dumps(verdicts)}\n```")


def example(first: str, second: str) -> Example:
    actor = {"kind": "state", "basis": "stated"}
    return Example.model_validate(
        {
            "id": first,
            "domain": "d",
            "genre": "g",
            "resolution": "draft on river levels",
            "body": "UN Security Council",
            "text": f"{first} will vote for the draft. {second} will vote against the draft.",
            "actors": [
                {**actor, "name": first, "stance": "support", "evidence": f"{first} will vote for"},
                {**actor, "name": second, "stance": "oppose", "evidence": "vote against"},
            ],
        }
    )


EXAMPLES = [example("Chad", "Peru"), example("Mali", "Cuba"), example("Laos", "Iran")]


def model(url: str, **settings: Any) -> ChatModel:
    return ChatModel(ChatSettings(url=url, model="stub", **settings), wait_s=0.01)


def test_each_text_is_asked_once_for_all_its_actors() -> None:
    with endpoint(reads) as (url, asked):
        assert model(url, key="secret").predict(EXAMPLES).tolist() == [0, 1] * 3
    assert len(asked) == len(EXAMPLES)
    assert {(each["path"], each["model"], each["key"]) for each in asked} == {
        ("/v1/chat/completions", "stub", "Bearer secret")
    }


@pytest.mark.parametrize(
    "answer",
    ["", "[]", "no json", '{"choices": []}', says(None), says("I cannot help with that."), says(7)],
)
def test_an_answer_that_cannot_be_read_is_undecided_and_counted(answer: str) -> None:
    with endpoint(lambda number, body: (200, answer)) as (url, _):
        chat = model(url)
        assert chat.predict(EXAMPLES[:1]).tolist() == [2, 2]
        assert "2 of 2 verdicts could not be read" in chat.about
        chat.predict(EXAMPLES[:1])
    assert "2 of 2 verdicts could not be read" in chat.about  # of each set by itself


def test_a_busy_endpoint_is_asked_again() -> None:
    with endpoint(lambda number, body: (429, "{}") if number == 1 else reads(number, body)) as (
        url,
        asked,
    ):
        assert model(url).predict(EXAMPLES[:1]).tolist() == [0, 1]
    assert len(asked) == 2


def test_a_refusal_ends_it_and_never_shows_the_key() -> None:
    with (
        endpoint(lambda number, body: (401, '{"error": "bad key"}')) as (url, asked),
        pytest.raises(ChatError, match="WHIPCOUNT_CHAT_KEY") as error,
    ):
        model(url, key="secret", parallel=1).predict(EXAMPLES[:1])
    assert len(asked) == 1
    assert "secret" not in str(error.value)


def test_a_refusal_leaves_no_progress_display_behind() -> None:
    """One that lived on was drawn, and waited for, at the next collection of garbage."""
    gc.collect()
    before = {type(thread) for thread in threading.enumerate()}
    with (
        endpoint(lambda number, body: (401, "{}")) as (url, _),
        pytest.raises(ChatError) as error,
    ):
        model(url, parallel=1).predict(EXAMPLES[:1])
    assert error.tb is not None  # its frames are still held here
    left = {type(thread) for thread in threading.enumerate()} - before
    assert left <= {TMonitor}  # tqdm's one thread for the whole process, which holds no lock


def test_an_endpoint_that_is_not_there_is_named() -> None:
    with endpoint(reads) as (url, _):
        pass
    with pytest.raises(ChatError, match="is the endpoint up"):
        model(url).predict(EXAMPLES[:1])


def test_it_is_off_unless_an_endpoint_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WHIPCOUNT_CHAT_URL", raising=False)
    assert ChatSettings().url is None
    monkeypatch.setenv("WHIPCOUNT_CHAT_URL", "http://127.0.0.1:1/v1")
    assert str(ChatSettings().url) == "http://127.0.0.1:1/v1"
    monkeypatch.setenv("WHIPCOUNT_CHAT_URL", "no address")
    with pytest.raises(ValidationError):
        ChatSettings()


@pytest.mark.parametrize(
    ("answer", "stances"),
    [
        ('{"1": "support", "2": "Oppose."}', [Stance.SUPPORT, Stance.OPPOSE]),
        ('{"Peru": "undecided", "chad": "support"}', [Stance.SUPPORT, Stance.UNDECIDED]),
        ('{} {"2.": {"stance": "oppose"}}', [None, Stance.OPPOSE]),
        ('{"1": "for", "2": 3, "3": "support"}', [None, None]),
        ('{"1": "support"', [None, None]),
    ],
)
def test_stances_are_read_by_number_or_by_name(answer: str, stances: list[Stance | None]) -> None:
    assert stances_in(answer, ["Chad", "Peru"]) == stances
