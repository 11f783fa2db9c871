"""Any Unicode text is read without a fault; offsets lie in it and probabilities sum to 1.

A small number of cases runs by default. `make fuzz` goes on with new ones for FUZZ_S seconds.
"""

import os
import time

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from model.classifier import Classification, StanceClassifier
from model.reading.reader import Request

DEFAULT_FUZZ_S = 600
QUIET = tuple(HealthCheck)

# What the reader looks for, and what trips readers: pieces that random letters never form.
PIECES = (
    *("Kenya", "Russia's", "Foreign Minister", "Amina Odhiambo", "the United States", "U.S.", "EU"),
    *("the draft resolution", "will vote against", "abstained", "S/2022/155", "President", "Dr."),
    *("NEW DELHI, May 3 (Agency) -", "said:", "\u201cNo\u201d", "\u2018yes\u2019", "' ", "(", ")"),
    *(",", "; ", "...", "\n\n", "\r\n", "\t", "\x00", "\x85", "\u2028", "\ufeff", "\u200b"),
    *("\u202e", "\u0301", "\u00ad", "I\u0307", "\U0001f5f3\ufe0f", "\U0001f1f0\U0001f1ea"),
    *("\u0130stanbul", "\ufb01", "\u1e9e", "\uff2b\uff25\uff2e\uff39\uff21"),
)
ANY = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)
TEXTS = st.lists(st.sampled_from(PIECES) | ANY, min_size=1, max_size=25).map(" ".join) | ANY
PHRASES = st.none() | ANY.filter(bool)
NAMES = st.sampled_from(PIECES) | ANY
ACTORS = st.none() | st.lists(
    st.builds(
        Request,
        NAMES.filter(str.strip),
        st.lists(NAMES.filter(str.strip), max_size=2).map(tuple),
    ),
    max_size=4,
    unique_by=lambda request: request.name,
)  # fmt: skip
COVERAGES = st.floats(0.5, 0.99)


def check(text: str, answer: Classification) -> None:
    """What holds of every answer."""
    for each in answer.actors:
        verdict = each.verdict
        assert sum(verdict.probabilities) == pytest.approx(1)
        assert min(verdict.probabilities) >= 0
        assert each.mentioned == bool(each.actor.mentions)
        assert verdict.prediction_set
        for start, end in (*each.actor.mentions, *(part.span for part in verdict.evidence)):
            assert 0 <= start < end <= len(text)


def read_any(classifier: StanceClassifier, max_examples: int, number: int) -> None:
    """Read so many texts; another number gives other texts."""

    @seed(number)
    @settings(max_examples=max_examples, deadline=None, database=None, suppress_health_check=QUIET)
    @given(TEXTS.filter(bool), PHRASES, PHRASES, ACTORS, COVERAGES)
    def run(
        text: str,
        resolution: str | None,
        body: str | None,
        actors: list[Request] | None,
        coverage: float,
    ) -> None:
        answer = classifier.classify(text, resolution, actors, body, coverage)
        check(text, answer)
        if actors is not None:
            asked = {request.name for request in actors}
            assert {each.actor.name for each in answer.actors} == asked

    run()


def test_any_text_is_read(classifier: StanceClassifier) -> None:
    read_any(classifier, max_examples=60, number=0)


@pytest.mark.slow
def test_any_text_is_read_for_minutes(classifier: StanceClassifier) -> None:
    until = time.monotonic() + int(os.environ.get("FUZZ_S", DEFAULT_FUZZ_S))
    number = int(time.time())
    n_texts = 0
    while time.monotonic() < until:
        read_any(classifier, max_examples=25, number=number)
        number, n_texts = number + 1, n_texts + 25
    print(f"{n_texts} texts read")
