"""Run the probes: what must the verdicts be on changed texts, and how often are they?"""

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from eval.metrics import Interval, share_of
from eval.probes.transformations import Case, Transformation, transformations
from model.classifier import Classification, StanceClassifier
from model.example import Example
from model.reading.reader import Request
from model.stance import Basis, Stance

SEED = 7
MAX_TEXTS = 200  # that one transformation is tried on
N_FAILURES = 3
WRITTEN = ("negation", "paraphrase")


@dataclass(frozen=True)
class Failure:
    """One verdict that did not come out as it must.

    Attributes:
        id: of the text. actor: whose verdict it is.
        expected, said: what it must be, and what it was.
        resolution, text: as the release got them.
        before: the text before it was changed; None for one that was written for the probe.
    """

    id: str
    actor: str
    expected: str
    said: str
    resolution: str
    text: str
    before: str | None


@dataclass(frozen=True)
class Probe:
    """Outcome of one probe.

    Attributes:
        n: verdicts looked at.
        passed: share that came out as they must; where all or none did, with an exact interval.
        failures: a random few that did not, of one text at most one.
    """

    n: int
    passed: Interval
    failures: list[Failure]


def run_probes(
    classifier: StanceClassifier, examples: Sequence[Example], answers: Sequence[Classification]
) -> dict[str, Probe]:
    """All probes that some text can be changed for, by name.

    Args:
        classifier: of the release.
        examples: texts to change; those that a transformation does not fit are passed over.
        answers: the release's on the examples as they are, actors given.
    """
    probes = {}
    for name, transformation in transformations(examples, SEED).items():
        cases = changed(transformation, examples, answers)
        probes[name] = run_cases(classifier, tqdm(cases, f"probe: {name}"))
    for name in WRITTEN:
        probes[name] = run_cases(classifier, written(name))
    return {name: probe for name, probe in probes.items() if probe is not None}


def changed(
    transformation: Transformation,
    examples: Sequence[Example],
    answers: Sequence[Classification],
) -> list[tuple[int, Case]]:
    """What a transformation makes of a random choice of the texts, with their sources' numbers."""
    sources: dict[str, int] = {}
    numbers = list(range(len(examples)))
    random.Random(SEED).shuffle(numbers)  # noqa: S311 - no secret depends on it
    cases = []
    for number in sorted(numbers[:MAX_TEXTS]):
        before = {each.actor.name: each.verdict.stance for each in answers[number].actors}
        case = transformation(examples[number], before)
        if case is not None:
            source = sources.setdefault(examples[number].source, len(sources))
            cases.append((source, case))
    return cases


def run_cases(classifier: StanceClassifier, cases: Iterable[tuple[int, Case]]) -> Probe | None:
    """Classify the cases and compare; None without any.

    Args:
        classifier: of the release.
        cases: with the number of the source they were made from; those of one number share its
            difficulties, and are resampled together.
    """
    passed: list[bool] = []
    sources: list[int] = []
    failures: list[Failure] = []
    for number, case in cases:
        answer = classifier.classify(case.text, case.resolution, case.asked, case.body)
        verdicts = {each.actor.name: each.verdict for each in answer.actors}
        for actor, must in case.expected.items():
            verdict = verdicts[actor]
            said = verdict.basis if isinstance(must, Basis) else verdict.stance
            passed.append(said is must)
            sources.append(number)
            if said is not must:
                failures.append(
                    Failure(
                        case.id,
                        actor,
                        must.value,
                        said.value,
                        case.resolution,
                        case.text,
                        case.before,
                    )
                )
    if not passed:
        return None
    return Probe(len(passed), share_of(passed, sources), some_of(failures))


def some_of(failures: Sequence[Failure]) -> list[Failure]:
    """N_FAILURES of them, or fewer, drawn at random: of each text one at most."""
    drawn = random.Random(SEED).sample(failures, len(failures))  # noqa: S311 - no secret
    of_texts = {failure.text: failure for failure in drawn}
    return list(of_texts.values())[:N_FAILURES]


def written(name: str) -> Iterator[tuple[int, Case]]:
    """The texts written for a probe, with a number for each resolution that several share."""
    numbers: dict[str, int] = {}
    path = Path(__file__).parent / f"{name}.jsonl"
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        row = json.loads(line)
        case = Case(
            f"{name}-{number}",
            row["text"],
            None,
            row["resolution"],
            None,
            [Request(row["actor"])],
            {row["actor"]: Stance(row["stance"])},
        )
        yield numbers.setdefault(case.resolution, len(numbers)), case
