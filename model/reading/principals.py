"""Whom a person speaks for: read from titles, apposition, brackets and possessives.

'Russia's Charge d'affaires Roman Babushkin', 'Selma Okafor, Kenya's ambassador', 'Mr. Quispe
(Bolivia)', 'its president Sarita Manandhar'. What an official says is also what the state or
organisation spoken for says, so the model pools the two.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from model.reading.actors import Actor, Span
from model.reading.offices import (
    FUNCTION_WORDS,
    MAX_OFFICE_WORDS,
    WORD,
    ends_sentence,
    has_own_voice,
    is_long_office,
    is_of_another,
    is_office,
    without_post,
    without_ranks,
)
from model.reading.scene import Anchors, Scene, read_scene
from model.reading.vocabulary import (
    CLAUSE_WORDS,
    OTHER_OFFICES,
    PARTY_OFFICES,
    PARTY_WORDS,
    PERSON_TITLES,
    PUBLIC_OFFICES,
    TITLE_WORDS,
)
from model.stance import Kind

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
MAX_GAP_CHARACTERS = 90  # between an actor and the person who speaks for it
MAX_TOPIC_SENTENCES = 3
_LEADS = frozenset({"", "the", "but", "and", '"', "but the", "while", "while the", "meanwhile,"})
_SENTENCE_ENDS = (". ", ".\n", "\n", "? ", "! ", '." ', ".” ")
MAX_SENTENCE_CHARACTERS = 2000  # that are looked through for its begin
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
    scene = read_scene(actors, adjectives, places, text)
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


def _principal(person: Actor, scene: Scene) -> str | None:
    text, anchors = scene.text, scene.anchors
    if not person.mentions:
        return None
    start, end = person.mentions[0]
    inside = anchors.first_after(start)
    if inside is not None and inside[0][1] < end:  # 'Australia's prime minister'
        return inside[1]
    line = text[max(0, start - 60) : start].rpartition("\n")[2]
    words: Sequence[str] = WORD.findall(line)
    words = without_ranks(words[:-1] if words[-1:] == [","] else words)
    if words[-1:] == [","]:
        words = words[:-1]
    of = _MINISTER_OF.search(line)
    if of is not None:
        words = [*WORD.findall(line[: of.start()]), "Minister"]
    before = [word.lower() for word in words]
    own_voice = has_own_voice(before)
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
            _before(start, anchors, scene.persons, text),
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
    if "opposition" in before[-4:] or is_of_another(words, text[end : end + 8]):
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
        return _topic(start, scene, scene.others)
    if office in PUBLIC_OFFICES and (words[-1].istitle() or office in {"minister", "ambassador"}):
        return scene.home or _topic(start, scene, scene.states)
    return None


def _leading(start: int, scene: Scene) -> tuple[str | None, bool]:
    """Whom the sentence or one of those before it begins with, and whether that settles it: not
    where an official of that name's is named right behind it."""
    end = start
    for _ in range(MAX_TOPIC_SENTENCES):
        if "\n" in scene.text[end:start]:
            break
        begin = _sentence_begin(scene.text, end)
        anchor = scene.anchors.first_after(begin)
        if anchor is not None and anchor[0][1] <= end:
            lead = scene.text[begin : anchor[0][0]].strip().lower()
            if lead in _LEADS:
                person = scene.persons.first_after(anchor[0][1])
                if person is None or person[0][0] >= min(start, anchor[0][1] + MAX_GAP_CHARACTERS):
                    return anchor[1], True
                gap = WORD.findall(scene.text[anchor[0][1] : person[0][0]])
                office = [word for word in gap if word != "," and word not in _POSSESSIVES]
                return None if is_long_office(office) else anchor[1], True
        end = begin - 1
    return None, False


def _speaking_for(end: int, anchors: Anchors, text: str) -> str | None:
    """'X (Belgium), speaking for the group', 'X, who chairs the union'."""
    bracket = _BRACKET.match(text[end : end + MAX_GAP_CHARACTERS])
    end += bracket.end() if bracket is not None else 0
    match = _SPEAKING.match(text[end : end + MAX_GAP_CHARACTERS])
    anchor = anchors.first_after(end)
    return anchor[1] if match and anchor and anchor[0][0] == end + match.end() else None


def _aide(start: int, persons: Anchors, text: str) -> str | None:
    """'The governor left; her spokesman, X', 'Pell's chief of staff X'."""
    match = _AIDE.search(text[max(0, start - 60) : start])
    if match is None:
        return None
    begin = start - len(match.group())
    person = persons.last_before(begin)
    if person is None or (person[0][1] < begin and match["pronoun"] is None):
        return None
    return person[1]


def _before(start: int, anchors: Anchors, persons: Anchors, text: str) -> str | None:
    """'US Secretary of State X', 'Kenya's envoy, X', 'the hotel association's president X'."""
    anchor = anchors.last_before(start)
    if anchor is not None and _SENT_TO.search(text[max(0, anchor[0][0] - 40) : anchor[0][0]]):
        anchor = anchors.last_before(anchor[0][0])  # 'Kenya's ambassador to the AU, X'
    if anchor is None or start - anchor[0][1] > MAX_GAP_CHARACTERS:
        return None
    gap = text[anchor[0][1] : start]
    words: Sequence[str] = [word for word in WORD.findall(gap) if word not in {",", '"'}]
    if "\n" in gap or any(ends_sentence(word) for word in words):
        return None
    possessive = bool(words) and words[0] in _POSSESSIVES
    words = without_ranks(without_post(words[1:] if possessive else words))
    if "opposition" in (word.lower() for word in words):
        return None
    if gap.strip() == ",":  # 'the leader of the Greens, X'
        office = _OFFICE_OF.search(text[max(0, anchor[0][0] - 40) : anchor[0][0]])
        holder = persons.last_before(anchor[0][0])
        behind = holder[0][1] if holder is not None else 0
        near = holder is not None and anchor[0][0] - behind <= MAX_GAP_CHARACTERS
        held = near and is_office(
            [word for word in WORD.findall(text[behind : anchor[0][0]]) if word != ","], False
        )
        return anchor[1] if office and office[1].lower() in PERSON_TITLES and not held else None
    if _LED_BY.fullmatch(gap):
        return anchor[1]
    if gap.lstrip().startswith(",") and not possessive:
        return None
    if is_office(words, possessive):
        return anchor[1]
    between = persons.first_after(anchor[0][1])
    alone = between is None or between[0][0] >= start
    if alone and is_long_office(words):
        return anchor[1]
    return anchor[1] if not words and not gap.strip(" '’s") else None


def _after(end: int, anchors: Anchors, text: str) -> str | None:
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
    words = [word.lower() for word in WORD.findall(gap)]
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
    behind = [word.lower() for word in WORD.findall(text[stop : stop + 40])]
    while behind and behind[0] in _POSSESSIVES:
        behind = behind[1:]
    return name if behind and behind[0] in TITLE_WORDS - FUNCTION_WORDS else None


def _pronoun(start: int, end: int, scene: Scene) -> str | None:
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
        if match is None or not is_long_office(WORD.findall(match["office"])):
            return None
    words = without_ranks(
        without_post([word for word in WORD.findall(match["office"]) if word != ","])
    )
    noun = match["noun"]
    if (words or noun) and not (is_office(words, True) or is_long_office(words)):
        return None
    if match["owner"].lower() == "whose":
        anchor = scene.anchors.last_before(start)
        if anchor is not None and start - anchor[0][1] < 4:
            return anchor[1]
    if noun:
        return scene.anchors.called(noun.lower(), start) or _subject(start, scene.anchors, text, 2)
    return _subject(start, scene.anchors, text, 2)


def _subject(end: int, anchors: Anchors, text: str, n_sentences: int, floor: int = 0) -> str | None:
    """The first actor named in the sentence up to a position, or in those before it; none where
    it is named before the floor."""
    for _ in range(n_sentences):
        begin = _sentence_begin(text, end)
        anchor = anchors.first_after(begin)
        if anchor is not None and anchor[0][1] <= end:
            owned = anchors.first_after(anchor[0][1])  # 'The OSCE's Office for Institutions'
            if owned is not None and text[anchor[0][1] : owned[0][0]] in {"'s ", "’s ", "' "}:
                anchor = owned
            return anchor[1] if anchor[0][0] >= floor else None
        end = begin - 1
    return None


def _sentence_begin(text: str, end: int) -> int:
    """Where the sentence begins that goes on up to a position."""
    floor = max(0, end - MAX_SENTENCE_CHARACTERS)
    ends = (text.rfind(mark, floor, max(0, end)) for mark in _SENTENCE_ENDS)
    return max(floor, max(ends) + 1)


def _topic(start: int, scene: Scene, anchors: Anchors) -> str | None:
    """What the text is speaking of where an official is named by the office alone."""
    # 'US Secretary of State X spoke to Foreign Minister Y', 'Ukraine's minister X spoke.
    # President Y did not': a state with a person behind it is that person's, not Y's.
    person = scene.persons.last_before(start)
    floor = 0 if person is None else person[0][1]
    return _subject(start, anchors, scene.text, MAX_TOPIC_SENTENCES, floor)


def _from_place(start: int, scene: Scene) -> str | None:
    """The state of a holder of public office that the dateline ('NEW DELHI: Foreign Minister X')
    or the place ('X said in New Delhi') tells."""
    text = scene.text
    if scene.dateline is not None and scene.dateline[0] < start:
        return scene.dateline[1]
    before = scene.places.last_before(start)
    if before is not None:
        (first, stop), name = before
        if text[max(0, first - 3) : first] == "In " and text[stop : stop + 2] == ", ":
            office = WORD.findall(text[stop + 2 : min(start, stop + MAX_GAP_CHARACTERS)])
            if is_office(office, False):  # 'In Bangui, President X'
                return name
    after = scene.places.first_after(start)
    if after is not None:
        (first, _), name = after
        if first < start + MAX_GAP_CHARACTERS and text[first - 3 : first] == "in ":
            return name
    return None
