"""Public test sets as data: what each is, and what others have reported on it.

Figures of others are quoted as they stand in the named source, none from memory.
"""

from dataclasses import dataclass
from typing import Literal

Scoring = Literal["pairs", "polar", "directed"]
Metric = Literal["macro-F1", "micro-F1"]
Reader = Literal["staged", "research", "unseen"]
UNSEEN: Reader = "unseen"


@dataclass(frozen=True)
class Quoted:
    """A figure that others report, in the unit of ours (0 to 1)."""

    value: float
    metric: Metric
    model: str
    source: str
    url: str


@dataclass(frozen=True)
class PublicSet:
    """One public test set.

    Attributes:
        title: its name. what: its texts and labels. licence: its terms.
        reader: a recipe, where the weights at the end of its pre-training read the test side, with
            the training side learned; or UNSEEN, where a release reads what it never learned.
        scoring: three classes for each pair; forced choice of two; or five classes for a pair of
            names in both directions.
        resampled: what is resampled whole for the interval.
        published: figures of others.
        comparable: whether ours can be set beside them.
        same, different: what can and what cannot be compared with them.
    """

    title: str
    what: str
    licence: str
    reader: Reader
    scoring: Scoring
    resampled: str
    published: tuple[Quoted, ...]
    comparable: Literal["yes", "partly", "no"]
    same: str
    different: str

    @property
    def command(self) -> str:
        """What reads it, for `python -m eval.public` to score."""
        if self.reader == UNSEEN:
            return "python -m training.unseen"
        return f"python -m training public --recipe {self.reader}"


_WEN = "Wen, Hovy and Hauptmann 2024, table {}"
_WEN_URL = "https://aclanthology.org/2024.acl-long.80"
_HAMBORG = "Hamborg and Donnay 2021, abstract"
_HAMBORG_URL = "https://aclanthology.org/2021.eacl-main.142"

_DSE = (
    Quoted(0.6766, "macro-F1", "DSE2QA (pseudo questions)", _WEN.format(3), _WEN_URL),
    Quoted(0.7973, "micro-F1", "DSE2QA (pseudo questions)", _WEN.format(3), _WEN_URL),
    Quoted(0.7250, "macro-F1", "RoBERTa-base, consistency", _WEN.format(3), _WEN_URL),
)
_DSE_MODELS = "Their models are five times as large or more and see only this task"

PUBLIC_SETS: dict[str, PublicSet] = {
    "dse": PublicSet(
        "DSE, our split (DSE2QA; Park, Pan and Joo 2021)",
        "English news sentences with two political entities: no sentiment, or positive or negative "
        "from the first to the second or back: five classes. A new fifth of all published rows, "
        "split by sentence; not the published test file of 1623 rows",
        "use with citation",
        "staged",
        "directed",
        "sentences",
        _DSE,
        "partly",
        "the five classes, and how they are scored",
        "the test rows: the published test file has the sentences of 400 of its 1623 rows in its "
        f"training file too, ours shares none with training, which is harder. {_DSE_MODELS}",
    ),
    "dse_published": PublicSet(
        "DSE, published test file without what we learned from",
        "those rows of the published test file (335 of 1623) whose sentences are in our own fifth: "
        "the others are in our training or calibration side",
        "use with citation",
        "staged",
        "directed",
        "sentences",
        _DSE,
        "partly",
        "the published test rows, as far as they go, the five classes, and how they are scored",
        "a fifth of the rows, with nine each in two of the classes, so that macro-F1 is unsure; "
        "the sentences of 87 of them are in the published training file too: known to models of "
        f"the published split, not to ours. {_DSE_MODELS}",
    ),
    "newsmtsc": PublicSet(
        "NewsMTSC, 'rw' (Hamborg and Donnay 2021)",
        "sentences of US political news with a target person: the author's sentiment, three "
        "classes as frequent as in news",
        "MIT for what its authors made; other parts may have their own",
        "staged",
        "pairs",
        "sentences",
        (
            Quoted(0.831, "macro-F1", "GRU-TSC", _HAMBORG, _HAMBORG_URL),
            Quoted(0.817, "macro-F1", "best before it", _HAMBORG, _HAMBORG_URL),
        ),
        "yes",
        "the test set (800 of its 803 rows), the three classes and macro-F1",
        "the few test sentences that the training side has too are left out here; their model "
        "joins a language model with knowledge sources. The author's sentiment is not an actor's "
        "stance",
    ),
    "handeset": PublicSet(
        "HanDeSeT (Abercrombie and Batista-Navarro 2018)",
        "speeches in the House of Commons on a motion, the speaker's stance toward the motion as "
        "read by hand: support or oppose",
        "Hansard under the Open Parliament Licence 3.0 and rebellion rates under the ODbL, says "
        "the University of Manchester's page of the data set; the copy that is used states no "
        "terms for the labels",
        "research",
        "polar",
        "debates",
        (),
        "no",
        "the labels (manual, of the speech)",
        "no published figure could be checked at its source, so none is quoted; the authors' own "
        "code (GavinAbercrombie/parliasent) divides speeches at random, ours whole debates, so "
        "that the motion does not leak",
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
        "partly",
        "the task as Wen et al. put it (holder and target given, choice of two) and micro-F1",
        "another split (by story), and only pairs whose two ends have names. The set's own authors "
        "report generating holder, stance and target, which is another task",
    ),
    "seesaw_unseen": PublicSet(
        "SEESAW's policies, never learned from",
        "its news sentences where the target is what is decided on (a bill, a treaty, a ban) by a "
        "word in its name; all stories, the release asked with the text, the target as resolution "
        "and the holder's name; the stronger of support and oppose is taken",
        "CC BY-NC-SA 4.0",
        UNSEEN,
        "polar",
        "stories",
        (),
        "no",
        "the labels",
        "figures of others are of models that learned from this set, and on all its targets. What "
        "the release says is undecided counts here by the stronger of the two others",
    ),
    "handeset_unseen": PublicSet(
        "HanDeSeT, never learned from",
        "all its speeches, with the speaker's name and party before them as a record has them; the "
        "release asked with the text, the motion as resolution and the speaker's name; the "
        "stronger of support and oppose is taken",
        "as for its other row",
        UNSEEN,
        "polar",
        "debates",
        (),
        "no",
        "the labels (manual, of the speech)",
        "no figure of others is of models that did not learn from it. Speakers argue without "
        "naming the motion, and often support one that is worded against the government",
    ),
}
