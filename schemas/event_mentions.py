"""`event_mentions`: one sentence that reports an event: the evidence."""

from __future__ import annotations

import dataclasses
from typing import Annotated, Literal

from schemas.columns import ArticleId, End, SentenceIndex, Start, TextSection, id_pattern
from schemas.contract import Column, Reference, RowCheck, Table
from schemas.events import (
    Confidence,
    DateBasisColumn,
    EventDateEnd,
    EventDateStart,
    EventMode,
    EventTypeColumn,
    Status,
)

Polarity = Literal["positive", "negative", "hypothetical"]


@dataclasses.dataclass(frozen=True, slots=True)
class EventMention:
    """A row of `event_mentions`."""

    event_mention_id: Annotated[
        str,
        Column(
            "Hash of the article, the trigger's place, the type and the arguments' places.",
            "evm_9b8a7c6d5e4f30211203f4e5",
            unique=True,
            pattern=id_pattern("evm"),
        ),
    ]
    event_id: Annotated[
        str | None,
        Column(
            "Event it reports; null for negated and hypothetical mentions, which are no events.",
            "evt_1a3c5e7092b4d6f8a0c2e4f6",
            pattern=id_pattern("evt"),
        ),
    ]
    article_id: ArticleId
    section: TextSection
    sentence_index: SentenceIndex
    evidence: Annotated[
        str,
        Column(
            "The sentence, exactly.", "The US walked out of talks with South Korea.", min_length=1
        ),
    ]
    start: Start
    end: End
    trigger: Annotated[
        str, Column("The word or words that report the act, exactly.", "walked out", min_length=1)
    ]
    trigger_start: Annotated[
        int, Column("Offset of the trigger in code points within the section.", 7, least=0)
    ]
    trigger_end: Annotated[int, Column("Offset after the trigger, likewise.", 17, least=1)]
    event_type: EventTypeColumn
    event_mode: EventMode
    actor_id: Annotated[
        str | None,
        Column("Entity that acts; null when it has no entity.", "ent_7c2e9d5b1f3a48c6e0d2b4f8"),
    ]
    actor_text: Annotated[
        str | None, Column("Words that name who acts; null when not stated.", "The US")
    ]
    recipient_id: Annotated[
        str | None,
        Column("Entity acted upon; null when it has no entity.", "ent_0f1e2d3c4b5a69788796a5b4"),
    ]
    recipient_text: Annotated[
        str | None,
        Column("Words that name whom it is done to; null when not stated.", "South Korea"),
    ]
    speaker_id: Annotated[
        str | None,
        Column(
            "Entity that says so; null when the text speaks for itself.",
            "ent_5a4b3c2d1e0f998877665544",
        ),
    ]
    date_text: Annotated[
        str | None, Column("Words that say when; null when not stated.", "on Monday")
    ]
    event_date_start: EventDateStart
    event_date_end: EventDateEnd
    date_basis: DateBasisColumn
    status: Status
    polarity: Annotated[
        Polarity, Column("Whether the sentence says it happened, did not, or might.", "positive")
    ]
    confidence: Confidence


EVENT_MENTIONS = Table(
    name="event_mentions",
    row=EventMention,
    key="event_mention_id",
    version=1,
    note="One sentence that reports an event: the evidence. Negated and hypothetical ones stay here.",
    partition="published_month",
    sort=("article_id", "sentence_index", "trigger_start", "event_mention_id"),
    references=(
        Reference("article_id", "articles", "article_id"),
        Reference("event_id", "events", "event_id", is_total=True),
        Reference("actor_id", "entities", "entity_id"),
        Reference("recipient_id", "entities", "entity_id"),
        Reference("speaker_id", "entities", "entity_id"),
    ),
    row_checks=(
        RowCheck(
            "evidence_is_cut_out",
            "start and end cut out exactly the evidence.",
            'substring(section_text, "start" + 1, "end" - "start") = evidence',
        ),
        RowCheck(
            "trigger_is_cut_out",
            "trigger_start and trigger_end cut out exactly the trigger.",
            "substring(section_text, trigger_start + 1, trigger_end - trigger_start) = trigger",
        ),
        RowCheck(
            "only_positive_has_event",
            "event_id is given exactly where polarity is positive.",
            "(event_id IS NOT NULL) = (polarity = 'positive')",
        ),
    ),
)
