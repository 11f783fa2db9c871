"""Changes to a text whose consequence is known: for each, what the verdicts must be afterwards."""

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from model.example import Example, LabelledActor
from model.reading.gazetteer import Gazetteer
from model.reading.reader import Request
from model.reading.spans import SpanIndex, find_spans
from model.renaming import Renamer
from model.stance import Basis, Kind, Stance

TYPO_SHARE = 0.04  # of the words that are no names
_WORD = re.compile(r"\b[a-z]{4,}\b")
_SENTENCE_END = re.compile(r'(?<=[.!?])["\u201d\')]*\s+(?=["\u201c\'(]*[A-Z])')
_SPEAKERS = (Kind.STATE, Kind.ORGANISATION, Kind.PARTY, Kind.BLOC)

HOPES = (
    "{rival} said on Friday that it expected {actor} to vote for the measure.",
    "Officials of {rival} were confident that {actor} would come round and back it.",
    "{rival} is counting on {actor}, a diplomat said.",
)
EARLIER = {
    Stance.SUPPORT: "Last year {actor} voted against a similar measure.",
    Stance.OPPOSE: "Last year {actor} voted for a similar measure.",
    Stance.UNDECIDED: "Last year {actor} voted for a similar measure.",
}


@dataclass(frozen=True)
class Case:
    """A changed text, whom to judge, and what must be said of some: a stance, or a basis.

    `before` is the text before the change; None where it was written as it is.
    """

    id: str
    text: str
    before: str | None
    resolution: str
    body: str | None
    asked: Sequence[Request]
    expected: Mapping[str, Stance | Basis]


Stances = Mapping[str, Stance]
Transformation = Callable[[Example, Stances], Case | None]


def transformations(examples: Sequence[Example], seed: int) -> dict[str, Transformation]:
    """All of them by name.

    Each takes an example and the stances said of its actors before the change; it answers None
    where it does not fit the text.

    Args:
        examples: where other names and other resolutions are taken from.
        seed: of the random numbers.
    """
    chance = random.Random(seed)  # noqa: S311 - no secret depends on it
    people = [a.name for e in examples for a in e.actors if a.kind is Kind.PERSON]
    renamer = Renamer(people, seed)

    def rename(example: Example, before: Stances) -> Case | None:
        other = renamer.rename(example)
        if other is None or other.text == example.text:
            return None
        names = zip(example.actors, other.actors, strict=True)
        expected = {new.name: before[old.name] for old, new in names}
        return replace(_case(other, other.text, expected), before=example.text)

    def unrelated(example: Example, before: Stances) -> Case | None:
        others = [each for each in examples if each.domain != example.domain]
        if not others:
            return None
        other = chance.choice(others)
        expected = dict.fromkeys((actor.name for actor in example.actors), Basis.NONE)
        case = _case(example, example.text, expected)
        return replace(case, id=f"{example.id}/{other.id}", resolution=other.resolution, body=None)

    def hope(example: Example, before: Stances) -> Case | None:
        return add_hope(example, before, chance)

    def typos(example: Example, before: Stances) -> Case | None:
        return add_typos(example, before, chance)

    return {
        "rename actors": rename,
        "swap two actors": swap,
        "add a rival's hope": hope,
        "add last year's vote": add_earlier_vote,
        "typos and OCR noise": typos,
        "move the decisive sentence": move_decisive_sentence,
        "unrelated resolution: basis none": unrelated,
    }


def swap(example: Example, before: Stances) -> Case | None:
    """Two actors of one kind change places everywhere; so must their stances.

    Only actors that go by one name alone: not Spain where the text also says Spanish.
    """
    bare = [actor for actor in example.actors if not actor.mentions]
    for i, one in enumerate(bare):
        for other in bare[i + 1 :]:
            names = (one.name, other.name)
            nested = one.name in other.name or other.name in one.name
            if nested or one.kind is not other.kind or before[names[0]] is before[names[1]]:
                continue
            if any(_has_other_form(example.text, name) for name in names):
                continue
            turned = dict(zip(names, reversed(names), strict=True))
            pattern = "|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in names)
            text, resolution, body = (
                _replaced(string, pattern, turned)
                for string in (example.text, example.resolution, example.body)
            )
            example = example.model_copy(update={"resolution": resolution, "body": body})
            return _case(example, text, {new: before[old] for old, new in turned.items()})
    return None


def add_hope(example: Example, before: Stances, chance: random.Random) -> Case | None:
    """A supporter's hope for somebody's vote is no position of that somebody (hard case 1)."""
    hoped_for = [
        each.name
        for each in example.actors
        if each.kind in _SPEAKERS and before[each.name] is not Stance.SUPPORT
    ]
    if not hoped_for:
        return None
    actor = chance.choice(hoped_for)
    supporters = [each.name for each in example.actors if _speaks(each, Stance.SUPPORT)]
    rivals = [name for name in supporters if name != actor]
    if not rivals:
        return None
    hope = chance.choice(HOPES).format(rival=chance.choice(rivals), actor=actor)
    return _case(example, f"{example.text}\n\n{_capital(hope)}", {actor: before[actor]})


def add_earlier_vote(example: Example, before: Stances) -> Case | None:
    """How somebody voted last year says nothing of this resolution (hard case 5)."""
    for actor in example.actors:
        if actor.kind in _SPEAKERS:
            sentence = _capital(EARLIER[before[actor.name]].format(actor=actor.name))
            return _case(example, f"{example.text}\n\n{sentence}", {actor.name: before[actor.name]})
    return None


def add_typos(example: Example, before: Stances, chance: random.Random) -> Case | None:
    """Some words get a letter wrong, names none: every verdict stays."""
    names = [string for actor in example.actors for string in (actor.name, *actor.mentions)]
    taken = SpanIndex(len(example.text), find_spans(example.text, names))

    def misspelt(match: re.Match[str]) -> str:
        word = match.group()
        if taken.touches(match.span()) or chance.random() >= TYPO_SHARE:
            return word
        place = chance.randrange(1, len(word) - 1)
        if chance.random() < 0.5:  # two letters turned round
            return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        return (
            word[:place] + {"l": "1", "o": "0", "m": "rn"}.get(word[place], "") + word[place + 1 :]
        )

    text = _WORD.sub(misspelt, example.text)
    if text == example.text:
        return None
    return _case(example, text, {actor.name: before[actor.name] for actor in example.actors})


def move_decisive_sentence(example: Example, before: Stances) -> Case | None:
    """The sentence that an actor's stance rests on goes to the end: the stance stays."""
    borders = [match.end() for match in _SENTENCE_END.finditer(example.text)]
    sentences = list(zip([0, *borders], [*borders, len(example.text)], strict=True))
    for actor in example.actors:
        if actor.basis is not Basis.STATED or actor.name not in actor.evidence:
            continue
        start = example.text.index(actor.evidence)
        end = start + len(actor.evidence)
        for first, last in sentences[:-1]:
            if first <= start and end <= last:
                sentence = example.text[first:last].strip()
                rest = f"{example.text[:first].rstrip()} {example.text[last:].lstrip()}".strip()
                if not find_spans(rest, [other.name for other in example.actors]):
                    continue
                return _case(example, f"{rest}\n\n{sentence}", {actor.name: before[actor.name]})
    return None


def _case(example: Example, text: str, expected: Mapping[str, Stance | Basis]) -> Case:
    asked = [Request(actor.name, actor.mentions) for actor in example.actors]
    return Case(example.id, text, example.text, example.resolution, example.body, asked, expected)


def _replaced(text: str, pattern: str, by: Mapping[str, str]) -> str:
    return re.sub(pattern, lambda match: by[match.group()], text)


def _has_other_form(text: str, name: str) -> bool:
    """Whether the text also has an adjective, capital or other name of the state of that name."""
    surfaces = Gazetteer.load().surfaces
    if name not in surfaces:
        return False
    entry, _ = surfaces[name]
    others = (surface for surface, (owner, _) in surfaces.items() if owner is entry)
    return any(surface != name and find_spans(text, (surface,)) for surface in others)


def _speaks(actor: LabelledActor, stance: Stance) -> bool:
    return actor.kind in _SPEAKERS and actor.stance is stance


def _capital(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]
