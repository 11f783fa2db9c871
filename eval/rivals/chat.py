"""A chat model as a baseline, asked with a prompt. Off unless an endpoint is named.

Any server that speaks OpenAI's chat protocol will do: hosted, or on this machine. One request for
each text asks for all its actors. Texts of the measured sets are sent to it, and nothing else.
"""

import json
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import numpy as np
from pydantic import AnyHttpUrl, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict
from tqdm import tqdm

from eval.rivals.baselines import Ints
from model.example import Example
from model.stance import STANCES, Stance

TRIES = 4
MAX_WAIT_S = 30.0
UNREAD = STANCES.index(Stance.UNDECIDED)

PROMPT = """You read a text about a pending resolution and say where each actor stands on it at \
the end of the text: "support" (for it, or will vote for it), "oppose" (against it, or will vote \
against it) or "undecided" (abstains, has conditions that are not met, has not said, or is only \
named). What others hope or expect of an actor, and votes on earlier texts, do not count. A \
spokesperson's words are also the stance of whom they speak for.

Resolution: {resolution}
Body that decides: {body}

Actors:
{actors}

Text:
{text}

Answer with one JSON object and nothing else: each actor's number as the key, its stance as the \
value, such as {{"1": "oppose", "2": "undecided"}}."""


class ChatError(RuntimeError):
    """The endpoint cannot be used; the message says what it answered and what to do."""


class ChatSettings(BaseSettings):
    """Which endpoint, from the environment (WHIPCOUNT_CHAT_*) or from options.

    Attributes:
        url: of the API, as http://127.0.0.1:8080/v1; none switches the baseline off.
        model: its name at the endpoint.
        key: sent as a bearer token where it is set; never printed.
        timeout_s: of one request.
        parallel: requests at a time.
    """

    model_config = SettingsConfigDict(env_prefix="WHIPCOUNT_CHAT_", frozen=True)

    url: AnyHttpUrl | None = None
    model: str = Field(default="default", min_length=1)
    key: SecretStr | None = None
    timeout_s: float = Field(default=120, gt=0)
    parallel: int = Field(default=4, gt=0)


class ChatModel:
    """Asks a chat model for the stance of every actor of a text; what cannot be read is undecided.

    Args:
        settings: with an endpoint.
        wait_s: before the second try of a request; doubled before each further one.
    """

    def __init__(self, settings: ChatSettings, wait_s: float = 1.0) -> None:
        if settings.url is None:
            raise ChatError("no endpoint: set WHIPCOUNT_CHAT_URL, or give --chat-url")
        self._settings = settings
        self._wait_s = wait_s
        self._url = str(settings.url).rstrip("/") + "/chat/completions"
        self.name = f"chat model {settings.model}, prompted"
        self.n_asked = self.n_unread = 0

    @property
    def about(self) -> str:
        """What it is, and how many of its answers could not be read in the last set."""
        return (
            "one request for each text with the definitions of the labels, no examples; "
            f"{self.n_unread} of {self.n_asked} verdicts could not be read and count as undecided"
        )

    def fit(self, examples: Sequence[Example]) -> None:
        """It learns nothing here."""

    def predict(self, examples: Sequence[Example]) -> Ints:
        """(N,) class numbers, of all actors in the examples' order.

        Raises:
            ChatError: the endpoint refuses, or does not answer after several tries.
        """
        headers = {}
        if self._settings.key is not None:
            headers["authorization"] = f"Bearer {self._settings.key.get_secret_value()}"
        with (
            httpx.Client(timeout=self._settings.timeout_s, headers=headers) as client,
            ThreadPoolExecutor(self._settings.parallel) as pool,
        ):
            waiting = [pool.submit(self._ask, client, example) for example in examples]
            try:
                answers = [each.result() for each in tqdm(waiting, self.name)]
            except ChatError:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        said = [
            stance
            for example, answer in zip(examples, answers, strict=True)
            for stance in stances_in(answer, [actor.name for actor in example.actors])
        ]
        self.n_asked, self.n_unread = len(said), said.count(None)
        return np.array([UNREAD if each is None else STANCES.index(each) for each in said])

    def _ask(self, client: httpx.Client, example: Example) -> str:
        """The text of the answer; empty where there is none in what came back."""
        actors = "\n".join(f"{i}. {actor.name}" for i, actor in enumerate(example.actors, 1))
        content = PROMPT.format(
            resolution=example.resolution, body=example.body, actors=actors, text=example.text
        )
        body = {
            "model": self._settings.model,
            "messages": [{"role": "user", "content": content}],
            "temperature": 0,
        }
        for attempt in range(TRIES):
            wait_s = min(MAX_WAIT_S, self._wait_s * 2**attempt)
            try:
                answer = client.post(self._url, json=body)
            except httpx.TransportError as error:
                fault = f"{type(error).__name__}: {error}"
            else:
                if answer.is_success:
                    return _content(answer)
                fault = f"status {answer.status_code}: {answer.text[:200]}"
                if answer.status_code != httpx.codes.TOO_MANY_REQUESTS and answer.is_client_error:
                    raise ChatError(
                        f"{self._url} refused ({fault}); check WHIPCOUNT_CHAT_URL, "
                        "WHIPCOUNT_CHAT_MODEL and WHIPCOUNT_CHAT_KEY"
                    )
                after = answer.headers.get("retry-after", "")
                if after.isdigit():
                    wait_s = min(MAX_WAIT_S, float(after))
            if attempt + 1 < TRIES:
                time.sleep(wait_s)
        raise ChatError(f"{self._url} failed {TRIES} times ({fault}); is the endpoint up?")


def _content(answer: httpx.Response) -> str:
    """The first choice's text; empty where the answer is not of the protocol's form."""
    try:
        content = answer.json()["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError):
        return ""
    return content if isinstance(content, str) else ""


def stances_in(answer: str, actors: Sequence[str]) -> list[Stance | None]:
    """The stances that an answer gives, by number or by name; None for what cannot be read.

    Args:
        answer: the model's text: a JSON object, possibly with other text or a fence around it.
        actors: names, in the order of their numbers from 1.
    """
    given: dict[str, Any] = {}
    for start in (i for i, character in enumerate(answer) if character == "{"):
        try:
            found, _ = json.JSONDecoder().raw_decode(answer, start)
        except (ValueError, RecursionError):
            continue
        given = {str(key).strip().rstrip(".").lower(): value for key, value in found.items()}
        if given:
            break
    return [
        _stance(given.get(str(number), given.get(name.lower())))
        for number, name in enumerate(actors, 1)
    ]


def _stance(value: object) -> Stance | None:
    if isinstance(value, dict):  # some models explain themselves
        value = value.get("stance")
    try:
        return Stance(value.strip().rstrip(".").lower()) if isinstance(value, str) else None
    except ValueError:
        return None
