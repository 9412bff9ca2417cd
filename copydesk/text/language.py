"""Language-neutral form of an analysed article: what a model adapter yields and the later stages read.

No model library is known here. Offsets are code points into the text of the section they name.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Literal, Protocol, get_args

from schemas.entities import EntityType
from schemas.event_mentions import Polarity
from schemas.events import DateBasis, DatePrecision, EventStatus, EventType
from schemas.mentions import Section

SECTIONS: tuple[Section, ...] = ("title", "subtitle", "body")


NAME_KINDS: tuple[str, ...] = (*get_args(EntityType), "MISC")
"""Of what a word may be in the name; the last are works, products and other things that are no entities here."""


@dataclasses.dataclass(frozen=True, slots=True)
class Token:
    """One token. `head` is the index, in the sentence, of its governor; a root governs itself."""

    start: int
    end: int
    text: str
    lemma: str
    pos: str  # Universal POS
    dep: str  # Universal Dependencies relation, with subtype: "nsubj:pass"
    head: int
    event_type: EventType | None = None  # of the event whose trigger it is, if it is one
    event_chance: float | None = None  # that it is one; None where a model doesn't say
    name_chances: tuple[float, ...] | None = None  # in `NAME_KINDS` order; None as above


Role = Literal["actor", "recipient", "speaker", "date", "place"]


@dataclasses.dataclass(frozen=True, slots=True)
class Argument:
    """What plays a role in an event: the head word of its phrase, as an index into the sentence."""

    role: Role
    token: int
    chance: float


@dataclasses.dataclass(frozen=True, slots=True)
class Frame:
    """An event as a model reads it in a sentence: the word that reports it, how, and who and what belongs to it."""

    trigger: int  # token in the sentence
    event_type: EventType
    event_mode: str | None
    chance: float  # that the word reports an event at all
    status: EventStatus
    polarity: Polarity
    arguments: tuple[Argument, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence. `index` counts over the article: title 0, then subtitle, then body."""

    section: Section
    index: int
    start: int
    end: int
    text: str
    tokens: tuple[Token, ...]
    frames: tuple[Frame, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class NamedSpan:
    """A stretch of text that a model takes for a name."""

    section: Section
    sentence_index: int
    start: int
    end: int
    entity_type: EntityType


@dataclasses.dataclass(frozen=True, slots=True)
class AnalysedArticle:
    """Sentences and raw name spans of one article, in text order."""

    sentences: tuple[Sentence, ...]
    spans: tuple[NamedSpan, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class ArticleText:
    """What the language stages may know of an article: nothing else enters their answer."""

    article_id: str
    body: str
    title: str | None = None
    subtitle: str | None = None
    dateline: str | None = None
    published_on: dt.date | None = None
    publisher: str | None = None
    authors: tuple[str, ...] = ()

    def texts(self) -> dict[Section, str]:
        """Return the sections that hold text, in reading order."""
        texts: dict[Section, str | None] = {
            "title": self.title,
            "subtitle": self.subtitle,
            "body": self.body,
        }
        return {section: text for section, text in texts.items() if text}


@dataclasses.dataclass(frozen=True, slots=True)
class FoundMention:
    """A name in an article, bound to the others of the same bearer within the article.

    `name` is the fullest form in the article of the thing named (a state: its English short name), `name_key` the
    key by which the collection is searched for the same thing. Mentions of one bearer share both.
    """

    mention_id: str
    article_id: str
    section: Section
    sentence_index: int
    start: int
    end: int
    surface: str
    entity_type: EntityType
    name: str
    name_key: str
    country_code: str | None = None  # ISO 3166-1 alpha-3 of the state it is or belongs to
    stands_for: str | None = (
        None  # the same, of the state whose government a capital or "the North" stands for
    )
    may_be: tuple[str, ...] = ()
    """Of a place's name that no word of the article settles: the keys that it may have, each with how likely the article
    makes it ("GPE:USA-OH/newark 5.18"); the publisher's home decides among them, or `name_key` stands."""
    set_in: str | None = None
    """Of whoever is named by an office of a state and no state with it ("President Jean Roux"): the one in which the article is set."""


@dataclasses.dataclass(frozen=True, slots=True)
class CodedEvent:
    """An event as one sentence reports it. Arguments point at mentions of the same article, by id.

    An argument with a text and no mention id is a role noun ("police", "protesters").
    """

    event_mention_id: str
    article_id: str
    section: Section
    sentence_index: int
    evidence: str
    start: int
    end: int
    trigger: str
    trigger_start: int
    trigger_end: int
    event_type: EventType
    event_mode: str | None
    contexts: tuple[str, ...]
    actor_mention_id: str | None
    actor_text: str | None
    recipient_mention_id: str | None
    recipient_text: str | None
    speaker_mention_id: str | None
    place_mention_id: str | None
    date_text: str | None
    event_date_start: dt.date | None
    event_date_end: dt.date | None
    date_precision: DatePrecision
    date_basis: DateBasis
    status: EventStatus
    polarity: Polarity
    confidence: float
    trigger_lemma: str = ""
    actor_country: str | None = (
        None  # ISO 3166-1 alpha-3, as the article knows it: of whose office they hold, too
    )
    recipient_country: str | None = None
    actor_sector: str | None = None  # of a person, as what the article calls them tells
    recipient_sector: str | None = None


class LanguageModel(Protocol):
    """What a model adapter must do. The answer for one article never depends on any other."""

    name: str  # part of the cache key: changes whenever the answers may change

    def analyse(self, texts: Mapping[Section, str]) -> AnalysedArticle:
        """Return sentences, tokens and name spans of the sections given, in `SECTIONS` order."""
        ...
