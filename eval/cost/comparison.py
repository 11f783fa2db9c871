"""The release beside a cross-encoder pipeline of the same size: cost by actors and by length."""

import json
import math
import statistics
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from eval.cost.contenders import AROUND, BATCHED, HTTP, HTTP_BATCH, ONE_BY_ONE, PYTHON, WHOLE
from eval.cost.pipeline_rival import PipelineRival, Way, release_base
from eval.cost.service_under_test import Service
from eval.cost.timing import Article, Call, article, exponent, ratio, take_turns
from model.classifier import StanceClassifier

N_WORDS, N_ACTORS = 600, 10
ACTORS = (1, 5, 10, 20)
WORDS = (300, 1000, 3000, 10_000, 20_000)
PIPELINE_WORDS = 3000  # beyond it one pass for each actor and piece takes minutes
LINEAR_FROM = 1000  # words from which on the growth is fitted
N_BATCH = 16


@dataclass(frozen=True)
class Point:
    """Median milliseconds of each contender on one article; None where it refuses or is left out.

    Attributes:
        n_words, n_actors: of the article, and of those asked for.
        ms: by contender.
    """

    n_words: int
    n_actors: int
    ms: dict[str, float | None]


@dataclass(frozen=True)
class PipelineAlone:
    """The pipeline in a process of its own: seconds to the first answer, memory, weights."""

    ready_s: float
    resident_mb: float
    weights_mb: float


@dataclass(frozen=True)
class Comparison:
    """The contenders side by side.

    Attributes:
        repeats: turns that the medians are of.
        length_repeats: the same of the curve by length, and of a batch: they take longer.
        by_actors, by_length: points of the two curves.
        pipeline_over_http, pipeline_over_python, batched_over_python, around_over_python: at ten
            actors, median of the turns' ratios.
        actors_20_over_1: of Python, the same.
        length_exponent: k in 'time grows as words to the k', fitted from 1000 words on.
        articles_per_s: of 600 words and ten actors.
        pipeline: alone.
    """

    repeats: int
    length_repeats: int
    by_actors: list[Point]
    by_length: list[Point]
    pipeline_over_http: float
    pipeline_over_python: float
    batched_over_python: float
    around_over_python: float
    actors_20_over_1: float
    length_exponent: float | None
    articles_per_s: dict[str, float]
    pipeline: PipelineAlone


class Contenders:
    """Everybody who is timed, ready to be called."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._classifier = StanceClassifier()
        self._rival = PipelineRival(release_base())

    def by_actors(self, each: Article) -> dict[str, Call]:
        """What is timed on an article of moderate length."""
        ways = {
            ONE_BY_ONE: self._rival.one_by_one,
            BATCHED: self._rival.batched,
            AROUND: self._rival.around_mentions,
        }
        return self._ours(each) | _calls(ways, each)

    def by_length(self, each: Article, n_words: int) -> dict[str, Call]:
        """What is timed on a document of any length."""
        calls = self._ours(each)
        if n_words <= PIPELINE_WORDS:
            calls |= _calls({WHOLE: self._rival.whole}, each)
        return calls

    def batch(self, each: Article) -> Call:
        """Several articles in one request."""
        documents = [(each.text, each.resolution, each.actors)] * N_BATCH
        return lambda: self._service.predict_batch(documents)

    def _ours(self, each: Article) -> dict[str, Call]:
        ways: dict[str, Way] = {PYTHON: self._classifier.classify}
        if len(each.text) <= self._service.max_characters:
            ways[HTTP] = self._service.predict
        return _calls(ways, each)


def _calls(ways: Mapping[str, Way], each: Article) -> dict[str, Call]:
    """Each way of reading, bound to one article."""

    def bound(way: Way) -> Call:
        return lambda: way(each.text, each.resolution, each.actors)

    return {name: bound(way) for name, way in ways.items()}


def compare_cost(service: Service, repeats: int, longest: int) -> Comparison:
    """Time the contenders, turn by turn.

    Args:
        service: that is running.
        repeats: turns that count.
        longest: words of the longest document.
    """
    contenders = Contenders(service)
    calls = {
        (n_actors, name): call
        for n_actors in ACTORS
        for name, call in contenders.by_actors(article(N_WORDS, n_actors)).items()
    }
    times = take_turns(calls, repeats, "by actors")
    names = (HTTP, PYTHON, ONE_BY_ONE, BATCHED, AROUND)
    by_actors = [
        Point(N_WORDS, n, {name: statistics.median(times[n, name]) for name in names})
        for n in ACTORS
    ]
    length_repeats = math.ceil(repeats / 2)
    by_length = [_by_length(contenders, n, length_repeats) for n in WORDS if n <= longest]
    fitted = [
        (point.n_words, ms)
        for point in by_length
        if point.n_words >= LINEAR_FROM and (ms := point.ms[PYTHON]) is not None
    ]
    ten = {name: times[N_ACTORS, name] for name in names}
    in_batch = contenders.batch(article(N_WORDS, N_ACTORS))
    batch = take_turns({HTTP_BATCH: in_batch}, length_repeats)[HTTP_BATCH]
    return Comparison(
        repeats=repeats,
        length_repeats=length_repeats,
        by_actors=by_actors,
        by_length=by_length,
        pipeline_over_http=ratio(ten[ONE_BY_ONE], ten[HTTP]),
        pipeline_over_python=ratio(ten[ONE_BY_ONE], ten[PYTHON]),
        batched_over_python=ratio(ten[BATCHED], ten[PYTHON]),
        around_over_python=ratio(ten[AROUND], ten[PYTHON]),
        actors_20_over_1=ratio(times[ACTORS[-1], PYTHON], times[ACTORS[0], PYTHON]),
        length_exponent=exponent([n for n, _ in fitted], [ms for _, ms in fitted]),
        articles_per_s={name: 1000 / statistics.median(each) for name, each in ten.items()}
        | {HTTP_BATCH: 1000 * N_BATCH / statistics.median(batch)},
        pipeline=pipeline_alone(),
    )


def _by_length(contenders: Contenders, n_words: int, repeats: int) -> Point:
    calls = contenders.by_length(article(n_words, N_ACTORS), n_words)
    times = take_turns(calls, repeats, f"{n_words} words")
    medians = {name: statistics.median(each) for name, each in times.items()}
    return Point(n_words, N_ACTORS, {name: medians.get(name) for name in (HTTP, PYTHON, WHOLE)})


def pipeline_alone() -> PipelineAlone:
    """Start the pipeline in a process of its own and ask it once."""
    done = subprocess.run(
        [sys.executable, "-m", "eval.cost.pipeline_rival"],
        check=True,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    return PipelineAlone(**json.loads(done.stdout))
