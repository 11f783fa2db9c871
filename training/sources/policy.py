"""Arguments and claims for and against motions: their author's stance toward a policy.

IBM ArgQ-30k (Gretz et al. 2020), IBM claim stance (Bar-Haim et al. 2017) and Perspectrum (Chen et
al. 2019). None has a neutral class; an argument beside another motion than its own stands in for
it, as 'no position on this'.
"""

import csv
import json
import random
from collections.abc import Iterator

from model.stance import Stance
from training.sources.files import PublishedFile
from training.sources.pairs import Pair, sha256_of_files

NAME = "policy"
LICENCE = "CC BY-SA"
PUBLISHED = "IBM ArgQ-30k, IBM claim stance, Perspectrum"
REPORTED = False
PUBLISHABLE = True

ARGUMENTS = PublishedFile(
    "ZeroStance",
    "chenyez/ZeroStance",
    "96aa950ae54f3c8d0068c2d396d3c5a741fbbe8f",
    "data/ibm30k/raw_train_all_onecol.csv",
    "60d5e3817ae284528e504b3f509b436938fe8ab794e40f78128523f9ffb5e699",
)
CLAIMS = PublishedFile(
    "IBM_claim_stance",
    "nicobari30/argumentativeRelationClaimPolarityDataset",
    "02058a8116c873b7672fae1613c97e768ffc00c5",
    "claim_stance_dataset_v1.csv",
    "4742382728d81a65a69f54029c45f4a21e46e150350c8d686ecf487f38b5bb0c",
)
_PERSPECTRUM = ("perspectrum", "CogComp/perspectrum", "b42c27b85f20f2a35c0a0895698fa242ccf160ab")
PERSPECTIVES = PublishedFile(
    *_PERSPECTRUM,
    "data/dataset/perspective_pool_v1.0.json",
    "d4d4e78c4777ea971d26546a8819aa9e02c5a68ffff45e10b40ca0cb91b43ae4",
)
ANSWERS = PublishedFile(
    *_PERSPECTRUM,
    "data/dataset/perspectrum_with_answers_v1.0.json",
    "39d0391d26ebe21efb1cc3162abcc3c4212d2eadfb07514129c3015d6f6ae1f1",
)
FILES = (ARGUMENTS, CLAIMS, PERSPECTIVES, ANSWERS)

_STANCES = {
    "FAVOR": Stance.SUPPORT,
    "AGAINST": Stance.OPPOSE,
    "PRO": Stance.SUPPORT,
    "CON": Stance.OPPOSE,
    "SUPPORT": Stance.SUPPORT,
    "UNDERMINE": Stance.OPPOSE,
}
UNRELATED_SHARE = 0.25  # unrelated pairs added for each pair with a stance


def pairs() -> Iterator[Pair]:
    """Every argument with its motion, and every fourth again beside another motion."""
    rows = [(text.strip(), motion.strip(), label) for text, motion, label in _rows()]
    rows = [row for row in rows if row[0] and row[1] and row[2] in _STANCES]
    motions = sorted({motion for _, motion, _ in rows})
    chance = random.Random(0)  # noqa: S311 - no secret depends on it
    for text, motion, label in rows:
        yield Pair(motion, text, motion, None, _STANCES[label])
        if chance.random() < UNRELATED_SHARE:
            other = chance.choice(motions)
            if other != motion:
                yield Pair(motion, text, other, None, Stance.UNDECIDED)


def sha256() -> str:
    """One hash over all files."""
    return sha256_of_files(FILES)


def _rows() -> Iterator[tuple[str, str, str]]:
    with ARGUMENTS.locate().open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["Tweet"], row["Target 1"], row["Stance 1"]
    yield from _claims()
    texts = {
        perspective["pId"]: perspective["text"]
        for perspective in json.loads(PERSPECTIVES.locate().read_text(encoding="utf-8"))
    }
    for claim in json.loads(ANSWERS.locate().read_text(encoding="utf-8")):
        for cluster in claim["perspectives"]:
            for pid in cluster["pids"]:
                yield texts[pid], claim["text"], cluster["stance_label_3"]


def _claims() -> Iterator[tuple[str, str, str]]:
    """The published file is quoted twice: each line is one field that is itself a CSV line."""
    with CLAIMS.locate().open(encoding="utf-8", newline="") as file:
        lines = [row[0] for row in csv.reader(line.rstrip().rstrip(";") for line in file) if row]
    for row in csv.DictReader(lines):
        if row.get("claims.stance"):
            yield row["claims.claimCorrectedText"], row["topicText"], row["claims.stance"]
