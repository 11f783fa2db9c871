"""Natural-language inference: the premise is read, the hypothesis stands where a resolution does.

Entailment is support, contradiction is opposition, and neither is undecided: the sense in which a
text can bear on a proposition (Williams et al. 2018, MultiNLI; Bowman et al. 2015, SNLI; Kaushik
et al. 2020, counterfactually augmented SNLI).
"""

import csv
import json
import re
from collections.abc import Iterator

from model.stance import Stance
from training.sources.files import PublishedFile
from training.sources.pairs import Pair, sha256_of_files

NAME = "inference"
LICENCE = "MultiNLI: OANC and others; SNLI: CC BY-SA 4.0; counterfactual SNLI: Apache-2.0"
PUBLISHED = "published subsets of MultiNLI, SNLI and counterfactually augmented SNLI"
REPORTED = False
PUBLISHABLE = True

_LLMS_KNOW = ("technion-cs-nlp/LLMsKnow", "bee3ec5787e72f09ec1603e50e9b64c41fbc6f23")
_GENERATIVE = ("anthonywchen/generative-nli", "aad500326efe82814047e6ea3b90b5fd8969e36b")
_COUNTERFACTUAL = (
    "acmi-lab/counterfactually-augmented-data",
    "6f232a1d2a11462a30ce08fb4825b734ab30828e",
)
MULTINLI_SAMPLE = PublishedFile(
    "NLI_MNLI_LLMsKnow",
    *_LLMS_KNOW,
    "data/mnli_train.csv",
    "fc62ccd105adfddb207c9cc4487ddd649ded70fbb70d01625ca614bc1d385a82",
)
MULTINLI = PublishedFile(
    "NLI_generative_nli",
    *_GENERATIVE,
    "data/mnli/dev.jsonl",
    "081af9b80f4fe75aba97d034c0ff21a8017c4d18e3b5b2b0b7612ab2cc3c7bf2",
)
SNLI = PublishedFile(
    "NLI_generative_nli",
    *_GENERATIVE,
    "data/snli/dev.jsonl",
    "4610d85664b3fa453c33fbbbc006ac870aaa1435ad1583b944af027673f5c3d4",
)
COUNTERFACTUAL = PublishedFile(
    "NLI_CAD",
    *_COUNTERFACTUAL,
    "NLI/all_combined/train.tsv",
    "b04c0e249b71949345afc20f8c31c355533a705a68805492f21cddc49d27234f",
)
FILES = (MULTINLI_SAMPLE, MULTINLI, SNLI, COUNTERFACTUAL)

_STANCES = {
    "entailment": Stance.SUPPORT,
    "contradiction": Stance.OPPOSE,
    "neutral": Stance.UNDECIDED,
}
_QUESTION = re.compile(
    r'For the statement, "(?P<premise>.*)", does the hypothesis "(?P<hypothesis>.*)" represent ',
    re.DOTALL,
)


def pairs() -> Iterator[Pair]:
    """Every premise and hypothesis once; the first of duplicates counts."""
    seen: set[tuple[str, str]] = set()
    for premise, hypothesis, label in _rows():
        premise, hypothesis = premise.strip(), hypothesis.strip()
        if label not in _STANCES or not premise or not hypothesis:
            continue
        if (premise, hypothesis) in seen:
            continue
        seen.add((premise, hypothesis))
        yield Pair(premise, premise, hypothesis, None, _STANCES[label])


def sha256() -> str:
    """One hash over all files."""
    return sha256_of_files(FILES)


def _rows() -> Iterator[tuple[str, str, str]]:
    with MULTINLI_SAMPLE.locate().open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            match = _QUESTION.match(row["Question"])
            if match:
                yield match["premise"], match["hypothesis"], row["Answer"]
    for published in (MULTINLI, SNLI):
        with published.locate().open(encoding="utf-8") as file:
            for line in file:
                data = json.loads(line)
                yield data["premise"], data["hypothesis"], data["label"]
    with COUNTERFACTUAL.locate().open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield row["sentence1"], row["sentence2"], row["gold_label"]
