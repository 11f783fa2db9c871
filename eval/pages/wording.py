"""What short names in metrics.json mean, in the words of the report."""

# Of seeds/corpus/GUIDELINES.md, by number.
HARD_CASES = {
    "1": "a rival's hope is no position",
    "2": "the final position wins",
    "3": "conditional support",
    "4": "support for a party is not support for the text",
    "5": "earlier resolutions do not count",
    "6": "negation and denial",
    "7": "spokespersons and dissenters",
    "8": "a bloc is not its members",
    "9": "rival drafts and amendments",
    "10": "expected behaviour, or mere speculation",
    "11": "only reports, hosts or mediates",
    "12": "changed minds",
    "13": "absent, walking out, not voting",
    "none": "none of them",
}

# What is done to a text, and what must come of it.
PROBES = {
    "rename actors": "states and persons get other names: every stance stays",
    "swap two actors": "two actors change places: so do their stances",
    "add a rival's hope": "a rival says that it counts on an actor: the stance stays",
    "add last year's vote": "it voted for a similar measure last year (against, where it supports "
    "this one): the stance stays",
    "typos and OCR noise": "one in 25 of the words of four small letters or more is misspelt, "
    "names aside: every stance stays",
    "move the decisive sentence": "it goes to the end of the text: the stance stays",
    "unrelated resolution: basis none": "another domain's resolution is asked for: no basis left",
    "negation": "pairs written for the purpose, stated and denied: as labelled",
    "paraphrase": "one stance in many words, written for the purpose: as labelled",
}

GLOSSARY = {
    "gold": "the label that was composed or adjudicated for an actor, before the release read it",
    "basis": "what a stance rests on: stated by the actor or its vote, inferred from something "
    "else that is reported, or none (then the stance is undecided)",
    "principal": "whom a person speaks for, such as an envoy's state",
    "contrast group": "near-identical texts in which one small change flips the stance of an actor",
    "flipped label": "the label of an actor whose gold stance differs within a contrast group",
    "prediction set": "every stance that cannot be ruled out at the coverage asked for",
    "front, encoder, supervisor": "processes of the service: fronts read texts, the encoder runs "
    "the network, the supervisor starts both",
}

NO_REAL_TEXT = (
    "No real text labelled by the guidelines was measured: the texts are invented, and real ones "
    "are harder. Only the seed dossier (seeds/un-ukraine-2022) is about real events and has them: "
    "how many of its 14 labels come out right stands in README, under How good it is."
)

# Part of the report, file that it is made from, command that makes the file, how long on 2 cores.
SOURCES = (
    (
        "How good to The worst errors; cards",
        "metrics.json, judgements.csv",
        "whipcount evaluate",
        "15 to 20 min",
    ),
    (
        "the cross-encoder among the baselines",
        "metrics.json",
        "python -m training.cross_encoder, then whipcount evaluate",
        "35 min",
    ),
    ("What it costs; ms of baselines", "benchmark.json", "python -m eval.benchmark", "5 to 10 min"),
    (
        "Public sets",
        "../public/metrics.json",
        "python -m training public --recipe staged (and research), python -m training.unseen, then "
        "python -m eval.public",
        "10 min, after the recipe's pre-training",
    ),
    (
        "Solved without reading?",
        "../corpus/artefacts.json",
        "python -m eval.artefacts",
        "10 min",
    ),
    ("Two readers", "../corpus/agreement.json", "python -m eval.agreement", "seconds"),
    ("Trained without the domain", "held_out.json", "make held-out", "hours"),
    ("whipcount evaluate and what README quotes", "all", "make report", "as the first two"),
    ("these pages from the files", "all", "python -m eval.report", "seconds"),
)


def part_name(dimension: str, value: str) -> str:
    """A slice's name for readers: hard cases with what they are about."""
    if dimension == "hard case" and value in HARD_CASES:
        return HARD_CASES[value] if value == "none" else f"{value}: {HARD_CASES[value]}"
    return value
