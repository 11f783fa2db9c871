"""Stage 1: sources to prepared rows (text, sentences, mention spans, labels) on disk.

Texts are read here once, with the reader that serves, so that training sees sentences and
principals as they will be found later.
"""

import random
from pathlib import Path
from typing import Any

from datasets import Dataset, Features, List, Value
from tqdm import tqdm

from model.corpus import Side
from model.example import Example
from model.reading.reader import Reader, Request
from model.renaming import Renamer
from model.stance import BASES, STANCES, Kind
from training.distractors import distracted
from training.network import IGNORED
from training.records import describe_rows, record_of
from training.settings import Settings, SettingsError
from training.silencing import silenced
from training.sources import load_pair_source, load_source
from training.sources.pairs import Pair

SOURCES = "sources.json"
LEARNED_SIDES: tuple[Side, Side] = ("train", "calibration")

_SPANS = List(List(Value("int32")))
ROW_FEATURES = Features(
    {
        "id": Value("string"),
        "source": Value("string"),
        "bundle": Value("string"),
        "text": Value("string"),
        "resolution": Value("string"),
        "changes": List({"start": Value("int32"), "end": Value("int32"), "read": Value("string")}),
        "sentences": _SPANS,
        "actors": List(
            {
                "name": Value("string"),
                "own": _SPANS,
                "spokespersons": _SPANS,
                "stance": Value("int64"),
                "basis": Value("int64"),
                "evidence": _SPANS,
            }
        ),
        "length": Value("int32"),
    }
)


def prepare(settings: Settings, recipe: str, folder: Path) -> dict[str, int]:
    """Write `train` and `calibration` data sets below a folder.

    Returns:
        How many rows each has.

    Raises:
        SettingsError: a setting asks for what the sources do not have.
    """
    reader = Reader()
    sources = [load_source(name) for name in settings.recipe(recipe).sources]
    whole = {side: [e for each in sources for e in each.examples(side)] for side in LEARNED_SIDES}
    domains = {example.domain for examples in whole.values() for example in examples}
    if settings.held_out_domain is not None and settings.held_out_domain not in domains:
        raise SettingsError(
            f"held_out_domain: no domain {settings.held_out_domain!r}; "
            f"there are: {', '.join(sorted(domains))}"
        )
    train, calibration = (
        [example for example in whole[side] if example.domain != settings.held_out_domain]
        for side in LEARNED_SIDES
    )
    people = [
        actor.name for example in train for actor in example.actors if actor.kind is Kind.PERSON
    ]
    renamer = Renamer(people, settings.seed)
    copies = [
        (number, copy)
        for number in range(settings.fit.renamed_copies)
        for example in train
        if (copy := renamer.rename(example, number)) is not None
    ]
    distractions = list(distracted(train, settings.fit.distracted_share, settings.seed))
    silences = list(silenced(train, settings.fit.silenced_share, settings.seed, reader.sentences))
    hidden = settings.features.pseudonyms
    counts = {}
    for side, examples in (("train", train), ("calibration", calibration)):
        rows = [
            prepared_row(example, reader, hidden)
            for example in tqdm(examples, f"reading {side} texts")
        ]
        if side == "train":
            # In no bundle: a copy differs from its original in more than a word that decides, and
            # would drown the contrast groups, which are fewer.
            rows += [
                prepared_row(copy, reader, hidden, bundle=copy.id)
                for copy in tqdm(distractions + silences, "reading distracted and silenced copies")
            ]
            # Renamed copies keep their names: what is learned must hold for any.
            rows += [
                prepared_row(copy, reader, bundle=f"{copy.source} renamed {number}")
                for number, copy in tqdm(copies, "reading renamed copies")
            ]
            rows += rehearsal_rows(settings, recipe)
        Dataset.from_list(rows, features=ROW_FEATURES).save_to_disk(str(folder / side))
        counts[side] = len(rows)
    described = record_of(describe_rows(settings, recipe))
    (folder / SOURCES).write_text(described, encoding="utf-8")
    return counts


def rehearsal_rows(settings: Settings, recipe: str) -> list[dict[str, Any]]:
    """Rows of public pairs that are read again beside the corpus, so as not to be forgotten."""
    chance = random.Random(settings.seed)  # noqa: S311 - no secret depends on it
    rows: list[dict[str, Any]] = []
    for name, number in settings.recipe(recipe).rehearsal.items():
        pairs = [pair for pair in load_pair_source(name).pairs() if pair.side == "train"]
        if number > len(pairs):
            raise SettingsError(
                f"recipes.{recipe}.rehearsal.{name}: {number} pairs are asked for, and there are "
                f"{len(pairs)}"
            )
        rows += [pair_row(pair, i) for i, pair in enumerate(chance.sample(pairs, number))]
    return rows


def prepared_row(
    example: Example, reader: Reader, pseudonyms: bool = False, bundle: str | None = None
) -> dict[str, Any]:
    """One example as a row: offsets instead of strings, class numbers instead of words.

    Args:
        example: the example.
        reader: reads it as it will be read when it is served.
        pseudonyms: whether the encoder shall read pseudonyms in place of names.
        bundle: rows of one bundle are read in one batch; its source when None.
    """
    asked = [Request(actor.name, actor.mentions) for actor in example.actors]
    reading = reader.read(example.text, example.resolution, example.body, asked)
    read = {actor.name: actor for actor in reading.actors}
    actors = [
        {
            "name": gold.name,
            "own": read[gold.name].mentions,
            "spokespersons": read[gold.name].spoken,
            "stance": STANCES.index(gold.stance),
            "basis": BASES.index(gold.basis),
            "evidence": evidence_spans(example.text, gold.evidence),
        }
        for gold in example.actors
    ]
    return {
        "id": example.id,
        "source": example.source,
        "bundle": bundle or example.source,
        "text": example.text,
        "resolution": reading.pseudonyms.resolution if pseudonyms else example.resolution,
        "changes": [
            {"start": start, "end": end, "read": string}
            for start, end, string in (reading.pseudonyms.changes if pseudonyms else ())
        ],
        "sentences": reading.sentences,
        "actors": actors,
        "length": len(example.text),
    }


def pair_row(pair: Pair, number: int) -> dict[str, Any]:
    """A pair as a prepared row: one actor, one sentence, no basis and no evidence."""
    whole = (0, len(pair.text))
    return {
        "id": str(number),
        "source": pair.source,
        "bundle": f"{pair.source} {number}",
        "text": pair.text,
        "resolution": pair.target,
        "changes": [],
        "sentences": [whole],
        "actors": [
            {
                "name": "",
                "own": [pair.holder or whole],
                "spokespersons": [],
                "stance": STANCES.index(pair.stance),
                "basis": IGNORED,
                "evidence": [],
            }
        ],
        "length": len(pair.text),
    }


def evidence_spans(text: str, evidence: str) -> list[tuple[int, int]]:
    """The first place where the evidence stands, as a list of none or one."""
    if not evidence:
        return []
    start = text.index(evidence)
    return [(start, start + len(evidence))]
