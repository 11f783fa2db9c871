"""Whom a person speaks for: read from titles, apposition, brackets and possessives.

'Russia's Charge d'affaires Roman Babushkin', 'Selma Okafor, Kenya's ambassador', 'Mr. Quispe
(Bolivia)', 'its president Sarita Manandhar'. What an official says is also what the state or
organisation spoken for says, so the model pools the two.
"""

import bisect
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from model.reading.actors import Actor, Span
from model.reading.gazetteer import Gazetteer
from model.reading.vocabulary import (
    CLAUSE_WORDS,
    MANDATES,
    NO_OFFICE_WORDS,
    OTHER_OFFICES,
    PARTY_OFFICES,
    PARTY_WORDS,
    PERSON_TITLES,
    PUBLIC_OFFICES,
    TITLE_WORDS,
)
from model.stance import Kind

_GAP_WORD = re.compile(r"[\w'’.-]+|[^\w\s]")
_OWNER = r"(?P<owner>[Ii]ts|[Tt]heir|[Ww]hose|[Tt]he (?P<noun>[a-z]\w*)['’]s)"
_PRONOUN_BEFORE = re.compile(
    rf"\b{_OWNER} (?P<office>(?:(?:[\w'’-]+|[A-Z]\w{{0,4}}\.)[ ,]+){{0,7}})$"
)
_PARTY_BEHIND = re.compile(r"\b(?:his|her|their)\s(?:party|group|faction|bloc)\b")
_LED_BY = re.compile(
    r"[ ,]*(?:which is )?(?:headed|chaired|led|run|represented) by (?:[A-Z]\w+\.? )*"
)
_MINISTER_OF = re.compile(
    r"\b[Mm]inister (?:of|for) (?:(?:the )?[A-Z][\w-]*,? (?:and )?){1,6}(?:[A-Z]\w+\. )?$"
)
_POSSESSIVE_BEHIND = re.compile(rf",\s{_OWNER}\s(?P<office>(?:[\w'’-]+\s?){{1,5}})")
_SPEAKING = re.compile(
    r",?\s(?:who\s)?(?:(?:speak(?:s|ing)|spoke)\s(?:for|on\sbehalf\sof)|on\sbehalf\sof|"
    r"chairs|leads|heads|runs|represents|representing|leading|chairing|heading)\s(?:the\s)?"
)
_OFFICE_OF = re.compile(r"(?<![\w-])([\w-]+)\s(?:of|for|at)\s(?:the\s)?$")
_SENT_TO = re.compile(
    r"\b(?:ambassador|envoy|representative|delegate|observer|nuncio|emissary|mission)\sto\s(?:the\s)?$"
)
_AIDE = re.compile(
    r"(?:\b(?P<pronoun>his|her)|['’]s?)\s(?:[a-z-]+\s){0,2}"
    r"(?:spokes(?:man|woman|person)|chief of staff|aide|lawyer|attorney|officer|secretary)"
    r",?\s$",
    re.IGNORECASE,
)
_POSSESSIVES = frozenset({"'", "’", "s", "'s", "’s"})
_LINKS = frozenset(
    {
        f"{link} {article}".strip()
        for link in ("of", "for", "from", "at", "with")
        for article in ("", "the")
    }
    | {"/", "-"}
)
_BRACKET = re.compile(r" ?[(\[][^()\[\]\n]*[)\]]")
_OFFICE_LINKS = frozenset({"of", "for", "at", "with"})
_CLOSERS = frozenset("])\n:")
_FUNCTION_WORDS = frozenset({"of", "the", "for", "to", "at", "and", "in"})
MAX_GAP_CHARACTERS = 90  # between an actor and the person who speaks for it
MAX_OFFICE_WORDS = 5
MAX_LONG_OFFICE_WORDS = 8
MAX_TOPIC_SENTENCES = 3
# In an office these say that it is of a part of a state; before it, those are no part of it.
_LOCAL = frozenset({"first", "regional", "provincial", "premier"})
_LEAD_WORDS = frozenset("but while when after asked also on as her his its their sister".split())
_LEADS = frozenset({"", "the", "but", "and", '"', "but the", "while", "while the", "meanwhile,"})
_SENTENCE_ENDS = (". ", ".\n", "\n", "? ", "! ", '." ', ".” ")
MAX_MENTIONS_READ = 20


def with_principals(
    actors: Sequence[Actor],
    adjectives: Sequence[tuple[Span, str]],
    places: Sequence[tuple[Span, str]],
    text: str,
) -> list[Actor]:
    """The actors, each person with the name of the actor spoken for where the text shows it,
    and each actor spoken for with the places where its spokespersons are named.

    Args:
        actors: the actors of a text.
        adjectives: (span, state's name) where a state's adjective stands: 'the Cameroonian
            minister X' tells whom X speaks for.
        places: (span, state's name) of capitals named as places or in a dateline.
        text: the text.
    """
    scene = _scene(actors, adjectives, places, text)
    read = [
        replace(actor, principal=_principal(actor, scene)) if actor.kind is Kind.PERSON else actor
        for actor in actors
    ]
    speakers: dict[str | None, list[Actor]] = defaultdict(list)
    for actor in read:
        speakers[actor.principal].append(actor)
    return [
        replace(
            actor,
            spoken=tuple(span for person in speakers[actor.name] for span in person.mentions),
        )
        for actor in read
    ]


class _Anchors:
    """Where actors that can be spoken for are named, in order."""

    def __init__(self, anchors: Sequence[tuple[Span, str]]) -> None:
        self._anchors = anchors
        self._starts = [start for (start, _), _ in anchors]

    def last_before(self, position: int) -> tuple[Span, str] | None:
        """The last one that ends at a position or before it."""
        i = bisect.bisect_left(self._starts, position) - 1
        while i >= 0 and self._anchors[i][0][1] > position:
            i -= 1
        return self._anchors[i] if i >= 0 else None

    def called(self, noun: str, position: int) -> str | None:
        """The last one before a position whose name has a word in it."""
        i = bisect.bisect_left(self._starts, position)
        named = (name for _, name in reversed(self._anchors[:i]) if noun in name.lower())
        return next(named, None)

    def first_after(self, position: int) -> tuple[Span, str] | None:
        """The first one that starts at a position or behind it."""
        i = bisect.bisect_left(self._starts, position)
        return self._anchors[i] if i < len(self._anchors) else None


@dataclass(frozen=True)
class _Scene:
    """A text with the places where somebody is named: whoever can be spoken for, of these the
    states and the others, and persons; home is the state named most often."""

    text: str
    anchors: _Anchors
    states: _Anchors
    others: _Anchors
    persons: _Anchors
    people: Sequence[Span]
    places: Sequence[tuple[Span, str]]
    home: str | None


def _scene(
    actors: Sequence[Actor],
    adjectives: Sequence[tuple[Span, str]],
    places: Sequence[tuple[Span, str]],
    text: str,
) -> _Scene:
    persons = [
        (span, actor.name)
        for actor in actors
        if actor.kind is Kind.PERSON
        for span in actor.mentions
    ]
    named = [
        (span, actor.name)
        for actor in actors
        if actor.kind is not Kind.PERSON
        for span in actor.mentions
    ]
    known = {name for _, name in named}
    anchors = sorted({*named, *((span, name) for span, name in adjectives if name in known)})
    of_states = {actor.name for actor in actors if actor.kind is Kind.STATE}
    counts = Counter(name for _, name in (*anchors, *places) if name in of_states)
    return _Scene(
        text,
        _Anchors(anchors),
        _Anchors([anchor for anchor in anchors if anchor[1] in of_states]),
        _Anchors([anchor for anchor in anchors if anchor[1] not in of_states]),
        _Anchors(sorted(persons)),
        [span for span, _ in persons],
        places,
        max(counts, key=lambda name: counts[name]) if counts else None,
    )


def _principal(person: Actor, scene: _Scene) -> str | None:
    text, anchors, people = scene.text, scene.anchors, scene.people
    if not person.mentions:
        return None
    start, end = person.mentions[0]
    inside = anchors.first_after(start)
    if inside is not None and inside[0][1] < end:  # 'Australia's prime minister'
        return inside[1]
    line = text[max(0, start - 60) : start].rpartition("\n")[2]
    words: Sequence[str] = _GAP_WORD.findall(line)
    words = _without_ranks(words[:-1] if words[-1:] == [","] else words)
    if words[-1:] == [","]:
        words = words[:-1]
    of = _MINISTER_OF.search(line)
    if of is not None:
        words = [*_GAP_WORD.findall(line[: of.start()]), "Minister"]
    before = [word.lower() for word in words]
    own_voice = _has_own_voice(before)
    for start, end in person.mentions[:MAX_MENTIONS_READ]:
        name = _speaking_for(end, anchors, text)
        if name is not None:
            return name
        if own_voice:
            if _PARTY_BEHIND.search(text[end : end + 2 * MAX_GAP_CHARACTERS]):
                name = _after(end, anchors, text)
            name = name or _pronoun(start, end, scene)
            if name is not None:
                return name
            continue
        for name in (
            _before(start, anchors, scene.persons, people, text),
            _pronoun(start, end, scene),
            _after(end, anchors, text),
            _aide(start, scene.persons, text),
        ):
            if name is not None:
                return name
    if not before or own_voice:
        return None
    start = person.mentions[0][0]
    office, end = before[-1], person.mentions[0][1]
    if office == "commissioner":
        return anchors.called("commission", len(text))
    if "opposition" in before[-4:] or _is_of_another(words, text[end : end + 8]):
        return None
    if office not in PUBLIC_OFFICES | PARTY_OFFICES | OTHER_OFFICES:
        return None
    if office in PUBLIC_OFFICES:
        name = _from_place(start, scene)
        if name is not None:
            return name
    name, settled = _leading(start, scene)
    if settled:
        return name
    if office in PARTY_OFFICES and not PARTY_WORDS.isdisjoint(before[-3:]):
        return _topic(start, scene.others, people, text)
    if office in PUBLIC_OFFICES and (words[-1].istitle() or office in {"minister", "ambassador"}):
        return scene.home
    return None


def _leading(start: int, scene: _Scene) -> tuple[str | None, bool]:
    """Whom the sentence or one of those before it begins with, and whether that settles it: not
    where an official of that name's is named right behind it."""
    end = start
    for _ in range(MAX_TOPIC_SENTENCES):
        if "\n" in scene.text[end:start]:
            break
        begin = max(scene.text.rfind(mark, 0, max(0, end)) for mark in _SENTENCE_ENDS) + 1
        anchor = scene.anchors.first_after(begin)
        if anchor is not None and anchor[0][1] <= end:
            lead = scene.text[begin : anchor[0][0]].strip().lower()
            if lead in _LEADS:
                person = scene.persons.first_after(anchor[0][1])
                if person is None or person[0][0] >= min(start, anchor[0][1] + MAX_GAP_CHARACTERS):
                    return anchor[1], True
                gap = _GAP_WORD.findall(scene.text[anchor[0][1] : person[0][0]])
                office = [word for word in gap if word != "," and word not in _POSSESSIVES]
                return None if _is_long_office(office) else anchor[1], True
        end = begin - 1
    return None, False


def _is_of_another(words: Sequence[str], behind: str) -> bool:
    """Whether an office is said to be of something that is no actor of the text: 'Nunavut
    Premier X', 'President X of Togo', or of a part of a state: 'the First Minister'."""
    if re.match(r" of [A-Z]", behind):
        return True
    surfaces = Gazetteer.load().surfaces
    for word in reversed(words):
        lowered = word.lower()
        if lowered in _LOCAL:
            return True
        if lowered not in TITLE_WORDS:
            portfolio = words[-1].lower() in {"minister", "secretary"} and word not in surfaces
            named = word[0].isupper() and word.isalpha() and lowered not in _LEAD_WORDS
            return named and not portfolio
    return False


def _has_own_voice(before: Sequence[str]) -> bool:
    """Whether the words before a name say that its bearer votes for nobody else ('Senator X of
    the Greens'), or no longer speaks for anybody ('former minister X')."""
    near = before[-6:]
    if any(
        word in {"former", "retired", "deposed", "ousted"} or word.startswith("ex-")
        for word in near
    ):
        return True
    mandate = before[-1:] and before[-1].rstrip(".") in MANDATES
    return bool(mandate) and PARTY_OFFICES.isdisjoint(near)


def _without_ranks(words: Sequence[str]) -> Sequence[str]:
    """An office without what stands between it and the name: 'minister Datuk Seri'."""
    for end in range(len(words), max(0, len(words) - 4), -1):
        word = words[end - 1]
        if word.lower() in PERSON_TITLES:
            return words[:end]
        if not word[0].isupper() and word != ",":
            break
    return words


def _speaking_for(end: int, anchors: _Anchors, text: str) -> str | None:
    """'X (Belgium), speaking for the group', 'X, who chairs the union'."""
    bracket = _BRACKET.match(text[end : end + MAX_GAP_CHARACTERS])
    end += bracket.end() if bracket is not None else 0
    match = _SPEAKING.match(text[end : end + MAX_GAP_CHARACTERS])
    anchor = anchors.first_after(end)
    return anchor[1] if match and anchor and anchor[0][0] == end + match.end() else None


def _aide(start: int, persons: _Anchors, text: str) -> str | None:
    """'The governor left; her spokesman, X', 'Pell's chief of staff X'."""
    match = _AIDE.search(text[max(0, start - 60) : start])
    if match is None:
        return None
    begin = start - len(match.group())
    person = persons.last_before(begin)
    if person is None or (person[0][1] < begin and match["pronoun"] is None):
        return None
    return person[1]


def _before(
    start: int, anchors: _Anchors, persons: _Anchors, people: Sequence[Span], text: str
) -> str | None:
    """'US Secretary of State X', 'Kenya's envoy, X', 'the hotel association's president X'."""
    anchor = anchors.last_before(start)
    if anchor is not None and _SENT_TO.search(text[max(0, anchor[0][0] - 40) : anchor[0][0]]):
        anchor = anchors.last_before(anchor[0][0])  # 'Kenya's ambassador to the AU, X'
    if anchor is None or start - anchor[0][1] > MAX_GAP_CHARACTERS:
        return None
    gap = text[anchor[0][1] : start]
    words: Sequence[str] = [word for word in _GAP_WORD.findall(gap) if word not in {",", '"'}]
    if "\n" in gap:
        return None
    possessive = bool(words) and words[0] in _POSSESSIVES
    words = _without_ranks(_without_post(words[1:] if possessive else words))
    if "opposition" in (word.lower() for word in words):
        return None
    if gap.strip() == ",":  # 'the leader of the Greens, X'
        office = _OFFICE_OF.search(text[max(0, anchor[0][0] - 40) : anchor[0][0]])
        holder = persons.last_before(anchor[0][0])
        held = holder is not None and _is_office(
            [w for w in _GAP_WORD.findall(text[holder[0][1] : anchor[0][0]]) if w != ","], False
        )
        return anchor[1] if office and office[1].lower() in PERSON_TITLES and not held else None
    if _LED_BY.fullmatch(gap):
        return anchor[1]
    if gap.lstrip().startswith(",") and not possessive:
        return None
    if _is_office(words, possessive):
        return anchor[1]
    alone = not any(anchor[0][1] <= first < start for first, _ in people)
    if alone and _is_long_office(words):
        return anchor[1]
    return anchor[1] if not words and not gap.strip(" '’s") else None


def _is_office(words: Sequence[str], possessive: bool) -> bool:
    """Whether words say what somebody is: titles alone, or, of somebody's ('its drug tsar'), any
    few words in lower case."""
    lowered = [word.lower() for word in words]
    if not words:
        return False
    if all(word in TITLE_WORDS or word.rstrip("s'’") in TITLE_WORDS for word in lowered):
        return True
    few = len(words) <= MAX_OFFICE_WORDS
    return (
        possessive
        and few
        and all(w.islower() and w not in NO_OFFICE_WORDS and not w.endswith("ed") for w in words)
    )


def _is_long_office(words: Sequence[str]) -> bool:
    """Whether words are an office with other words in it, a title at its end: 'navy chief Vice
    Admiral', or, behind the name, at its beginning: 'consul general in Denver'."""
    lowered = [word.lower() for word in words]
    return (
        0 < len(words) <= MAX_LONG_OFFICE_WORDS
        and not CLAUSE_WORDS.intersection(lowered)
        and all(word[0].isalpha() for word in words)
        and not PERSON_TITLES.isdisjoint(part for word in lowered for part in word.split("-"))
        and not (TITLE_WORDS - _FUNCTION_WORDS).isdisjoint((lowered[0], lowered[-1]))
    )


def _after(end: int, anchors: _Anchors, text: str) -> str | None:
    """'X (Bolivia)', 'X of Bolivia', 'X, Kenya's ambassador', 'X, president of the union'."""
    anchor = anchors.first_after(end)
    if anchor is None or anchor[0][0] - end > MAX_GAP_CHARACTERS:
        return None
    (first, stop), name = anchor
    gap = text[end:first]
    if "\n" in gap:
        return None
    bracket = _BRACKET.match(text[end : end + MAX_GAP_CHARACTERS])
    if bracket is not None and first < end + bracket.end():  # 'X (Bolivia)', 'X (Burnaby, NDP)'
        inside = anchors.last_before(end + bracket.end())
        return inside[1] if inside is not None else name
    if gap.strip() in _LINKS:
        return name
    if gap.strip() == "," and text[stop : stop + 1] in _CLOSERS:  # 'Gen. X, Niger]'
        return name
    words = [word.lower() for word in _GAP_WORD.findall(gap)]
    if words[:1] != [","]:
        return None
    if not all(word in TITLE_WORDS for word in words[1:]):
        linked = bool(_OFFICE_LINKS.intersection(words[-2:])) and "." not in gap
        described = [word for word in words[1:] if word not in {"a", "an", "the"}]
        if described and described[0].endswith("ed"):  # 'phoned the ministers of'
            return None
        few = len(described) <= MAX_OFFICE_WORDS and not CLAUSE_WORDS.intersection(described)
        return name if linked and few and not PERSON_TITLES.isdisjoint(described) else None
    if {"of", "for", "at"}.intersection(words):
        return name
    behind = [word.lower() for word in _GAP_WORD.findall(text[stop : stop + 40])]
    while behind and behind[0] in _POSSESSIVES:
        behind = behind[1:]
    return name if behind and behind[0] in TITLE_WORDS - _FUNCTION_WORDS else None


def _pronoun(start: int, end: int, scene: _Scene) -> str | None:
    """'The federation is split; its president X': what the sentence, or the one before, is about.

    That is the first actor named in it, as a rule its subject; of 'the network's director' the
    last one before that is called a network.
    """
    text = scene.text
    match = _PRONOUN_BEFORE.search(text[max(0, start - MAX_GAP_CHARACTERS) : start])
    if match is not None:
        start -= len(match.group())
    else:
        match = _POSSESSIVE_BEHIND.match(text[end : end + MAX_GAP_CHARACTERS])
        if match is None or not _is_long_office(_GAP_WORD.findall(match["office"])):
            return None
    words = _without_ranks(
        _without_post([word for word in _GAP_WORD.findall(match["office"]) if word != ","])
    )
    noun = match["noun"]
    if (words or noun) and not (_is_office(words, True) or _is_long_office(words)):
        return None
    if match["owner"].lower() == "whose":
        anchor = scene.anchors.last_before(start)
        if anchor is not None and start - anchor[0][1] < 4:
            return anchor[1]
    if noun:
        return scene.anchors.called(noun.lower(), start) or _subject(start, scene.anchors, text, 2)
    return _subject(start, scene.anchors, text, 2)


def _without_post(words: Sequence[str]) -> list[str]:
    """An office without where it is held: 'ambassador to the EU', 'envoy in South Africa'."""
    kept: list[str] = []
    away = False
    for word in words:
        away = (away and (word == "the" or word[0].isupper())) or (
            bool(kept) and word in {"to", "in", "at", "on"}
        )
        if not away:
            kept.append(word)
    return kept


def _subject(
    end: int, anchors: _Anchors, text: str, n_sentences: int, floor: int = 0
) -> str | None:
    """The first actor named in the sentence up to a position, or in those before it; none where
    it is named before the floor."""
    for _ in range(n_sentences):
        begin = max(text.rfind(mark, 0, max(0, end)) for mark in _SENTENCE_ENDS) + 1
        anchor = anchors.first_after(begin)
        if anchor is not None and anchor[0][1] <= end:
            owned = anchors.first_after(anchor[0][1])  # 'The OSCE's Office for Institutions'
            if owned is not None and text[anchor[0][1] : owned[0][0]] in {"'s ", "’s ", "' "}:
                anchor = owned
            return anchor[1] if anchor[0][0] >= floor else None
        end = begin - 1
    return None


def _topic(start: int, anchors: _Anchors, people: Sequence[Span], text: str) -> str | None:
    """What the text is speaking of where an official is named by the office alone."""
    # 'US Secretary of State X spoke to Foreign Minister Y', 'Ukraine's minister X spoke.
    # President Y did not': a state with a person behind it is that person's, not Y's.
    last = max((stop for _, stop in people if stop <= start), default=0)
    return _subject(start, anchors, text, MAX_TOPIC_SENTENCES, last)


def _from_place(start: int, scene: _Scene) -> str | None:
    """The state of a holder of public office that the dateline ('NEW DELHI: Foreign Minister X')
    or the place ('X said in New Delhi') tells."""
    text = scene.text
    for (first, stop), name in scene.places:
        begins_line = not text[:first].rpartition("\n")[2].strip()
        if first < start and begins_line and text[stop : stop + 1] in {":", ",", " "}:
            return name
        if first < start and text[first - 3 : first] == "In " and text[stop : stop + 2] == ", ":
            office = _GAP_WORD.findall(text[stop + 2 : start])
            if _is_office(office, False):  # 'In Bangui, President X'
                return name
        if start < first < start + MAX_GAP_CHARACTERS and text[first - 3 : first] == "in ":
            return name
    return None
