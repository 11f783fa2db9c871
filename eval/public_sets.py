"""Public test sets as data: what each is, and what others have reported on it.

Figures of others are quoted as they stand in the named source, none from memory.
"""

from dataclasses import dataclass
from typing import Literal

Scoring = Literal["pairs", "polar", "directed"]


@dataclass(frozen=True)
class Quoted:
    """A figure that others report, in the unit of ours (0 to 1)."""

    value: float
    metric: str
    model: str
    source: str
    url: str


@dataclass(frozen=True)
class PublicSet:
    """One public test set.

    Attributes:
        title: its name. what: its texts and labels. licence: its terms.
        recipe: the one that may learn from its training side.
        scoring: three classes for each pair; forced choice of two; or five classes for a pair of
            names in both directions.
        resampled: what is resampled whole for the interval.
        published: figures of others.
        same, different: what can and what cannot be compared with them.
    """

    title: str
    what: str
    licence: str
    recipe: str
    scoring: Scoring
    resampled: str
    published: tuple[Quoted, ...]
    same: str
    different: str


_WEN = "Wen, Hovy and Hauptmann 2024, table {}"
_WEN_URL = "https://aclanthology.org/2024.acl-long.80"
_HAMBORG = "Hamborg and Donnay 2021, abstract"
_HAMBORG_URL = "https://aclanthology.org/2021.eacl-main.142"

PUBLIC_SETS: dict[str, PublicSet] = {
    "dse": PublicSet(
        "DSE (DSE2QA; Park, Pan and Joo 2021)",
        "English news sentences with two political entities: no sentiment, or positive or negative "
        "from the first to the second or back: five classes",
        "use with citation",
        "release",
        "directed",
        "sentences",
        (
            Quoted(0.6766, "macro-F1", "DSE2QA (pseudo questions)", _WEN.format(3), _WEN_URL),
            Quoted(0.7973, "micro-F1", "DSE2QA (pseudo questions)", _WEN.format(3), _WEN_URL),
            Quoted(0.7250, "macro-F1", "RoBERTa-base, consistency", _WEN.format(3), _WEN_URL),
        ),
        "the five classes, macro-F1, and micro-F1, which is accuracy here",
        "the published split has 401 of its 1623 test sentences in its training side too; ours is "
        "by sentence and shares none, which is harder. Their models are five times as large or "
        "more and see only this task",
    ),
    "newsmtsc": PublicSet(
        "NewsMTSC, 'rw' (Hamborg and Donnay 2021)",
        "sentences of US political news with a target person: the author's sentiment, three "
        "classes as frequent as in news",
        "MIT",
        "release",
        "pairs",
        "sentences",
        (
            Quoted(0.831, "macro-F1", "GRU-TSC", _HAMBORG, _HAMBORG_URL),
            Quoted(0.817, "macro-F1", "best before it", _HAMBORG, _HAMBORG_URL),
        ),
        "the test set, the three classes and macro-F1",
        "test sentences that the training side has too are left out here; their model joins a "
        "language model with knowledge sources. The author's sentiment is not an actor's stance",
    ),
    "handeset": PublicSet(
        "HanDeSeT (Abercrombie and Batista-Navarro 2018)",
        "speeches in the House of Commons on a motion, the speaker's stance as read by hand: "
        "support or oppose",
        "none stated with the copy that is used",
        "research",
        "polar",
        "debates",
        (),
        "the labels (manual, of the speech)",
        "no published figure could be checked at its source, so none is quoted; published work "
        "divides speeches at random, ours whole debates, so that motion and party do not leak",
    ),
    "seesaw": PublicSet(
        "SEESAW (Zhang, Beauchamp and Wang 2022)",
        "news sentences with a holder and a target by name, positive or negative; sentences around "
        "them are given",
        "CC BY-NC-SA 4.0",
        "research",
        "polar",
        "stories",
        (
            Quoted(0.8335, "micro-F1", "DSE2QA", _WEN.format(4), _WEN_URL),
            Quoted(0.8411, "micro-F1", "RoBERTa-base, consistency", _WEN.format(4), _WEN_URL),
        ),
        "the task as Wen et al. put it: holder and target given, forced choice of two; micro-F1, "
        "which is accuracy here",
        "another split (by story), and only pairs whose two ends have names. The set's own authors "
        "report generating holder, stance and target, which is another task",
    ),
}
