"""Whether the corpus can be solved without reading it: classifiers that see only a part.

Each sees the actor's name alone, the resolution alone, or the passage without the sentences that
name the actor; a good corpus leaves them near chance (Gururangan et al. 2018; Poliak et al. 2018).
And how many stances hang on give-away words. `python -m eval.artefacts` prints the figures and
writes eval/reports/corpus/artefacts.json, which the corpus's datasheet quotes.
"""

import collections
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from tqdm import tqdm

from eval.metrics import Interval, bootstrap, macro_f1
from eval.rivals.baselines import contexts
from model.corpus import examples_sha256, read_corpus
from model.example import Example, LabelledActor
from model.reading.reader import Reader
from model.reading.spans import find_spans
from model.stance import STANCES, Basis

REPORT = Path(__file__).parent / "reports" / "corpus" / "artefacts.json"
N_FOLDS = 5
GIVEAWAY_PURITY, GIVEAWAY_COUNT = 0.85, 10
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")

View = Callable[[Example, Reader], list[str]]


@dataclass(frozen=True)
class Giveaways:
    """Words that stand with one stance nearly always, in the words that a stance rests on.

    Attributes:
        words: by stance, those found in at least GIVEAWAY_COUNT actors' evidence in the rest of
            the corpus, GIVEAWAY_PURITY of them with that stance; over all folds.
        carried: share of the actors with a basis whose evidence holds one.
        right: of those, the share for whom its stance is the true one.
    """

    words: dict[str, list[str]]
    carried: float
    right: float


@dataclass(frozen=True)
class Artefacts:
    """Stance macro-F1 of partial views in grouped cross-validation, and give-away words.

    Attributes:
        n_texts, n_actors, sha256: of the corpus that they are figures of.
        chance: of shuffled labels.
        views: by what is seen.
        giveaways: in the words that a stance rests on.
    """

    n_texts: int
    n_actors: int
    sha256: str
    chance: Interval
    views: dict[str, Interval]
    giveaways: Giveaways


def actor_names(example: Example, _: Reader) -> list[str]:
    """Only the actor's name."""
    return [actor.name for actor in example.actors]


def resolutions(example: Example, _: Reader) -> list[str]:
    """Only the resolution."""
    return [example.resolution] * len(example.actors)


def without_actor(example: Example, reader: Reader) -> list[str]:
    """The passage without the sentences that name the actor."""
    sentences = reader.sentences(example.text)

    def left(actor: LabelledActor) -> str:
        spans = find_spans(example.text, (actor.name, *actor.mentions))
        return " ".join(
            example.text[start:end]
            for start, end in sentences
            if not any(first < end and last > start for first, last in spans)
        )

    return [left(actor) for actor in example.actors]


VIEWS: dict[str, View] = {
    "actor's name alone": actor_names,
    "resolution alone": resolutions,
    "passage without the actor's sentences": without_actor,
    "the actor's sentences (for comparison)": contexts,
}


def measure_artefacts(examples: Sequence[Example], reader: Reader) -> Artefacts:
    """All artefact figures of a corpus, in cross-validation that keeps a source on one side."""
    labels = np.array([STANCES.index(a.stance) for e in examples for a in e.actors])
    numbers = {source: i for i, source in enumerate(sorted({e.source for e in examples}))}
    sources = np.array([numbers[e.source] for e in examples for _ in e.actors])

    def figure(said: np.ndarray) -> Interval:
        return bootstrap(lambda rows: macro_f1(labels[rows], said[rows]), sources.tolist())

    views = {}
    for name, view in tqdm(VIEWS.items(), "partial views"):
        texts = [text for example in examples for text in view(example, reader)]
        model = make_pipeline(
            TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2),
            LogisticRegression(C=4.0, max_iter=2000, class_weight="balanced"),
        )
        views[name] = figure(
            cross_val_predict(model, texts, labels, groups=sources, cv=GroupKFold(N_FOLDS))
        )
    drawn = np.random.default_rng(0).permutation(labels)
    return Artefacts(
        len(examples),
        len(labels),
        examples_sha256(examples),
        figure(drawn),
        views,
        measure_giveaways(examples),
    )


def measure_giveaways(examples: Sequence[Example]) -> Giveaways:
    """Find give-away words on four fifths of the sources, count them on the other; five times."""
    rows = [
        (example.source, set(_WORD.findall(actor.evidence.lower())), actor.stance.value)
        for example in examples
        for actor in example.actors
        if actor.basis is not Basis.NONE
    ]
    words: dict[str, set[str]] = collections.defaultdict(set)
    carried = right = 0
    for train, test in GroupKFold(N_FOLDS).split(rows, groups=[source for source, _, _ in rows]):
        pure = _pure_words([rows[i] for i in train])
        for word, (stance, _) in pure.items():
            words[stance].add(word)
        for i in test:
            _, tokens, stance = rows[i]
            hits = [pure[token] for token in tokens if token in pure]
            if hits:
                carried += 1
                right += max(hits, key=lambda hit: hit[1])[0] == stance
    return Giveaways(
        {stance: sorted(each) for stance, each in sorted(words.items())},
        carried / max(1, len(rows)),
        right / max(1, carried),
    )


def _pure_words(rows: Sequence[tuple[str, set[str], str]]) -> dict[str, tuple[str, float]]:
    counts: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    for _, tokens, stance in rows:
        for token in tokens:
            counts[token][stance] += 1
    pure = {}
    for token, stances in counts.items():
        ((stance, hits),) = stances.most_common(1)
        total = stances.total()
        if total >= GIVEAWAY_COUNT and hits / total >= GIVEAWAY_PURITY:
            pure[token] = (stance, hits / total)
    return pure


def print_artefacts(artefacts: Artefacts, console: Console) -> None:
    """The figures as a table."""
    table = Table(title=f"what a classifier gets that sees only ... ({N_FOLDS}-fold, by source)")
    table.add_column("view")
    table.add_column("stance macro-F1 [95 %]", justify="right")
    for name, interval in [
        ("nothing (labels shuffled)", artefacts.chance),
        *artefacts.views.items(),
    ]:
        table.add_row(name, str(interval))
    console.print(table)
    giveaways = artefacts.giveaways
    console.print(
        f"give-away words carry {giveaways.carried:.3f} of the stances with a basis, "
        f"and are right for {giveaways.right:.3f} of those"
    )
    for stance, words in giveaways.words.items():
        console.print(f"  {stance}: {', '.join(words)}")


if __name__ == "__main__":
    found = measure_artefacts(read_corpus(), Reader())
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(json.dumps(asdict(found), indent=1) + "\n", encoding="utf-8")
    print_artefacts(found, Console())
