"""Where something that could hold a position is named: one candidate for each place in the text.

Three finders propose, and the rules here decide: the gazetteer (states, blocs, known parties), the
named-entity recogniser (persons, organisations), and patterns for what both miss ('Ms. Amundsen',
'the hotel association'). Places ('in New Delhi', a dateline) and deciding bodies fall away.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.tokens import Span as SpacySpan

from model.reading.bystanders import is_bystander
from model.reading.gazetteer import Entry, Form, Gazetteer
from model.reading.spans import SpanIndex
from model.reading.vocabulary import (
    AGENT_NOUNS,
    AUTHORSHIP,
    DESCRIBED_NOUNS,
    HONORIFICS,
    LANGUAGES,
    NO_ACTOR_WORDS,
    NO_GROUP_WORDS,
    NO_NAME_WORDS,
    NO_NAMES,
    ORGANISATION_NOUNS,
    PARTY_NOUNS,
    PERSON_TITLES,
    PLACE_PREPOSITIONS,
    TABLED_NOUNS,
    TITLE_WORDS,
)
from model.stance import Kind

Span = tuple[int, int]


@dataclass(frozen=True)
class Candidate:
    """One place where an actor is named.

    Attributes:
        span: (start, end) code points.
        text: what stands there.
        kind: what sort of actor it names.
        entry: the gazetteer's entry, where there is one.
        names_actor: false for an adjective or a capital that names its state only if something
            else in the text does so too ('the Russian attack').
        is_place: true for a capital that names no actor here ('in New Delhi', a dateline).
        is_bystander: see `model.reading.bystanders`.
    """

    span: Span
    text: str
    kind: Kind
    entry: Entry | None = None
    names_actor: bool = True
    is_place: bool = False
    is_bystander: bool = False


_APOSTROPHES = re.compile(r"['’]s?$")
_NAMEWORD = r"(?:[A-ZÀ-Þ][\w’'-]*\w|[A-ZÀ-Þ]\.)"
_PARTICLE = r"(?:(?:de|da|dos|del|la|van|von|der|bin|al|el|ibn|ben)\s)"
_HONORIFIC_NAME = re.compile(
    rf"\b(?i:{'|'.join(map(re.escape, sorted(HONORIFICS, key=len, reverse=True)))})\s+"
    rf"({_NAMEWORD}(?:[ -]{_PARTICLE}?{_NAMEWORD}){{0,3}})"
)
_TITLED_NAME = re.compile(
    rf"\b(?i:{'|'.join(map(re.escape, sorted(PERSON_TITLES, key=len, reverse=True)))}),?\s+"
    rf"({_NAMEWORD}(?:[ -]{_PARTICLE}?{_NAMEWORD}){{1,3}})"
)
# 'ANNE LEE (Canada) said': how records of meetings name a speaker.
_SPEAKER_NAME = re.compile(
    r"^[ \t*]*(?:(?:MR|MRS|MS|DR|SIR|DAME|LORD)\.? )?((?:[A-ZÀ-Þ][A-ZÀ-Þ.'’-]+ ){1,4}"
    r"[A-ZÀ-Þ][A-ZÀ-Þ'’-]+)\*{0,2} \(([A-ZÀ-Þ][\w .’'-]{2,40})[,)]",
    re.MULTILINE,
)
_ORGANISATION = re.compile(
    rf"(?:\b[Tt]he\s+)?\b(?:[A-ZÀ-Þ][\w’'&.-]*\s+(?:(?:of|for|and|the|on|de)\s+){{0,2}}){{1,6}}"
    rf"(?:{'|'.join(ORGANISATION_NOUNS | PARTY_NOUNS)})\b"
    rf"(?:\s+(?:of|for|in)\s+(?:the\s+)?[A-ZÀ-Þ][\w-]*(?:\s+[A-ZÀ-Þ][\w-]*)*)?"
    rf"|\b(?:{'|'.join(ORGANISATION_NOUNS | PARTY_NOUNS)})\s+(?:of|for)\s+(?:the\s+)?"
    rf"[A-ZÀ-Þ][\w-]*(?:\s+(?:and\s+)?[A-ZÀ-Þ][\w-]*)*"
)
_DESCRIBED = re.compile(
    rf"\b(?:[Tt]he|[A-Z]\w+['’]s)\s+(?:[\w-]+(?:['’]s?)?\s+){{1,2}}"
    rf"(?:{'|'.join(DESCRIBED_NOUNS)})\b"
)
_DATELINE = re.compile(
    r"^[ \t]*(?:\([A-Z/]+\)\s*)?([A-ZÀ-Þ][\w./ ’'-]{2,40}?)(?:,[^—–\n-]{0,40})?\s*"
    r"(?:\([\w /]+\)\s*)?"
    r"(?:[—–]|--| - |: )",
    re.MULTILINE,
)


class MentionFinder:
    """Finds candidates in a document; built once, used for every text."""

    def __init__(self, nlp: Language, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self._matcher = PhraseMatcher(nlp.vocab, attr="ORTH")
        self._surfaces = dict(gazetteer.surfaces)
        for surface, (entry, form) in gazetteer.surfaces.items():
            if len(surface) > 3 and form in (Form.NAME, Form.CAPITAL):
                self._surfaces.setdefault(surface.upper(), (entry, form))
        self._matcher.add("gazetteer", list(nlp.tokenizer.pipe(self._surfaces)))

    def find(self, doc: Doc) -> list[Candidate]:
        """All candidates of a text, in its order, without overlaps."""
        text = doc.text
        organisations = list(_organisations(text))
        known, taken = self._known(doc, organisations)
        candidates = list(known)
        for candidate in (
            *_titled_persons(text),
            *organisations,
            *_entities(doc),
            *_described(text),
        ):
            if taken.touches(candidate.span):
                continue
            taken.add(candidate.span)
            candidates.append(candidate)
        return sorted(candidates, key=lambda each: each.span)

    def _known(
        self, doc: Doc, named_organisations: Sequence[Candidate]
    ) -> tuple[list[Candidate], SpanIndex]:
        """The gazetteer's candidates, and the spans that are settled (bodies and places too)."""
        text = doc.text
        n = len(text)
        datelines = SpanIndex(n, (match.span(1) for match in _DATELINE.finditer(text)))
        organisations = SpanIndex(n, (each.span for each in named_organisations))
        people = SpanIndex(
            n,
            (
                (entity.start_char, entity.end_char)
                for entity in doc.ents
                if entity.label_ == "PERSON" and len(entity) > 1
            ),
        )
        candidates: list[Candidate] = []
        taken = SpanIndex(n)
        matches = [doc[start:end] for _, start, end in self._matcher(doc)]
        for match in sorted(matches, key=len, reverse=True):
            span = (match.start_char, match.end_char)
            if taken.touches(span):
                continue
            entry, form = self._surfaces[match.text]
            person, organisation = people.around(span), organisations.around(span)
            if form is not Form.ADJECTIVE and person is not None and _longer(person, span, by=4):
                continue
            if entry.kind is not Kind.STATE and organisation not in (None, span):
                continue
            if entry.is_body:
                taken.add(span)
                continue
            assert entry.kind is not None
            place = datelines.around(span) is not None
            if form is Form.CAPITAL:
                place = place or _is_place(match)
            if place:
                taken.add(span)
                candidates.append(
                    Candidate(span, match.text, entry.kind, entry, False, is_place=True)
                )
                continue
            if form is Form.ADJECTIVE and not _adjective_names_state(match):
                candidates.append(Candidate(span, match.text, entry.kind, entry, False))
                continue
            taken.add(span)
            names = form is not Form.NAME or entry.kind is not Kind.STATE or not _is_object(match)
            candidates.append(Candidate(span, match.text, entry.kind, entry, names))
        return candidates, taken


def _longer(span: Span, other: Span, by: int) -> bool:
    """Whether a span is longer than another by more than some code points."""
    return span[1] - span[0] > other[1] - other[0] + by


def _is_place(match: SpacySpan) -> bool:
    """Whether a seat of government is named as a place: 'in New Delhi', 'flew to Brussels'."""
    if match.start == 0:
        return False
    before = match.doc[match.start - 1].lower_
    return before in PLACE_PREPOSITIONS


def _is_object(match: SpacySpan) -> bool:
    """Whether a state is named as a place or a topic alone: 'the war in Yemen'."""
    return match.start > 0 and match.doc[match.start - 1].lower_ in {"in", "across", "inside"}


def _adjective_names_state(match: SpacySpan) -> bool:
    """Whether an adjective names the state as an actor: 'the Turkish delegation', 'Russians',
    'the Irish text', 'the Polish-drafted motion'."""
    following = [token.lower_ for token in match.doc[match.end : match.end + 3]]
    if following[:1] == ["-"] and not AUTHORSHIP.isdisjoint(following[1:2]):
        return True
    if not TABLED_NOUNS.isdisjoint(following[:1]) and match.text not in LANGUAGES:
        return True
    if match.text.endswith("s") and match.text[:-1] != "Swis":
        return not following or following[0] not in {"'", "’"}
    return any(word in AGENT_NOUNS for word in following[:3])


def _titled_persons(text: str) -> Iterator[Candidate]:
    """Names behind an honorific ('Ms. Amundsen') or an office ('envoy Claire Vasseur'), and those
    of speakers in a record."""
    known = Gazetteer.load().surfaces
    speakers = (each for each in _SPEAKER_NAME.finditer(text) if each.group(2) in known)
    for match in sorted(
        (*_HONORIFIC_NAME.finditer(text), *_TITLED_NAME.finditer(text), *speakers),
        key=lambda match: match.start(1) - match.end(1),
    ):
        name = _APOSTROPHES.sub("", match.group(1))
        words = name.split()
        if name not in NO_NAMES and not NO_NAME_WORDS.intersection(words + name.title().split()):
            yield Candidate((match.start(1), match.start(1) + len(name)), name, Kind.PERSON)


def _organisations(text: str) -> Iterator[Candidate]:
    for match in _ORGANISATION.finditer(text):
        start, end = match.span()
        name = match.group()
        if name.lower().startswith("the "):
            start, name = start + 4, name[4:]
        while name.split()[0].lower() in TITLE_WORDS | NO_ACTOR_WORDS and " " in name:
            cut = len(name) - len(name.split(None, 1)[1])
            start, name = start + cut, name[cut:]
        if len(name.split()) > 1:
            last = name.split()[-1]
            kind = Kind.PARTY if last in PARTY_NOUNS else Kind.ORGANISATION
            yield Candidate((start, end), name, kind)


def _entities(doc: Doc) -> Iterator[Candidate]:
    """Persons and organisations that the recogniser names, cleaned of titles and possessives."""
    text = doc.text  # once: spaCy joins it anew from all tokens at each asking
    for entity in doc.ents:
        if entity.label_ not in {"PERSON", "ORG"}:
            continue
        start, name = entity.start_char, entity.text
        name = name.split("\n")[0].rstrip(" ,;:")
        name = _APOSTROPHES.sub("", name)
        if name.lower().startswith("the "):
            start, name = start + 4, name[4:]
        words = name.split(" ")
        while entity.label_ == "PERSON" and len(words) > 1:
            first = words[0].rstrip(".").lower()
            if first not in TITLE_WORDS and f"{words[0]}" not in HONORIFICS:
                break
            start += len(words[0]) + 1
            words = words[1:]
        name = " ".join(words)
        if not name or not name[0].isupper() or any(char.isdigit() for char in name[:-1]):
            continue
        lowered = [word.strip(".,").lower() for word in words]
        if all(word in TITLE_WORDS or word in NO_ACTOR_WORDS for word in lowered):
            continue
        if len(words) == 1 and entity.label_ == "ORG" and _is_place(entity):
            continue
        kind = Kind.PERSON if entity.label_ == "PERSON" else Kind.ORGANISATION
        span = (start, start + len(name))
        bystander = is_bystander(span, kind, text)
        yield Candidate(span, name, kind, is_bystander=bystander)


def _described(text: str) -> Iterator[Candidate]:
    for match in _DESCRIBED.finditer(text):
        if NO_GROUP_WORDS.intersection(match.group().lower().split()):
            continue
        yield Candidate(match.span(), match.group(), Kind.ORGANISATION)
