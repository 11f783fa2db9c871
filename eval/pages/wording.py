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
    "add last year's vote": "the actor voted the other way last year: the stance stays",
    "typos and OCR noise": "one word in 25 is misspelt, names aside: every stance stays",
    "move the decisive sentence": "it goes to the end of the text: the stance stays",
    "unrelated resolution: basis none": "another domain's resolution is asked for: no basis left",
    "negation": "pairs written for the purpose, stated and denied: as labelled",
    "paraphrase": "one stance in many words, written for the purpose: as labelled",
}


def part_name(dimension: str, value: str) -> str:
    """A slice's name for readers: hard cases with what they are about."""
    if dimension == "hard case" and value in HARD_CASES:
        return HARD_CASES[value] if value == "none" else f"{value}: {HARD_CASES[value]}"
    return value
