"""`events`: one happening, merged over articles: who did what to whom, when and where."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Annotated, Literal

from schemas.columns import NArticles, NPublishers, id_pattern
from schemas.contract import Column, Count, Day, Reference, RowCheck, Table

EventType = Literal[
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "CONCEDE",
    "COOPERATE",
    "AID",
    "RETREAT",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
    "ANNOUNCE",
]
DateBasis = Literal["explicit", "weekday", "relative", "bound", "unknown"]
EventStatus = Literal["reported", "ongoing", "planned", "threatened", "claimed", "historical"]
DatePrecision = Literal["day", "week", "month", "year", "unknown"]

EventTypeColumn = Annotated[
    EventType,
    Column("PLOVER event type; ANNOUNCE is ours, for a plan that no PLOVER type fits.", "SANCTION"),
]
EventMode = Annotated[
    str | None,
    Column("PLOVER mode within the type; null when none applies.", "withdraw", pattern="^[a-z-]+$"),
]
EventDateStart = Annotated[
    Day | None,
    Column(
        "First day on which it can have happened; null when unknown: then the last day may still be given.",
        "2019-11-19",
    ),
]
EventDateEnd = Annotated[
    Day | None,
    Column("Last day on which it can have happened; null when unknown.", "2019-11-19"),
]
DateBasisColumn = Annotated[
    DateBasis,
    Column(
        "What the date rests on: words of the text (written out, a weekday, a relative expression); bound: no day is told, it was not after the last one; or nothing.",
        "weekday",
    ),
]
Status = Annotated[
    EventStatus,
    Column(
        "Whether it is reported as done, under way, planned, threatened, claimed by a party, or past history.",
        "reported",
    ),
]
Confidence = Annotated[
    float,
    Column(
        "Estimated chance, learnt from rows that people read, that it happened, has this type, and names all its parties and nobody else, 0 to 1.",
        0.55,
        least=0,
        most=1,
    ),
]


@dataclasses.dataclass(frozen=True, slots=True)
class Event:
    """A row of `events`."""

    event_id: Annotated[
        str,
        Column(
            "Hash of the mention that stands for the event.",
            "evt_1a3c5e7092b4d6f8a0c2e4f6",
            unique=True,
            pattern=id_pattern("evt"),
        ),
    ]
    event_type: EventTypeColumn
    event_mode: EventMode
    contexts: Annotated[
        tuple[str, ...], Column("PLOVER contexts, sorted.", ["diplomatic", "military"])
    ]
    quad_class: Annotated[
        int | None,
        Column(
            "1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict; null for ANNOUNCE.",
            4,
            least=1,
            most=4,
        ),
    ]
    cameo_root: Annotated[
        str | None,
        Column(
            "Two-digit CAMEO root as text, leading zero kept; null for ANNOUNCE.",
            "16",
            pattern=r"^\d\d$",
        ),
    ]
    intensity: Annotated[
        float | None,
        Column(
            "How cooperative (10) or hostile (-10) the type and mode are in PLOVER's scale; null for ANNOUNCE.",
            -6.0,
            least=-10,
            most=10,
        ),
    ]
    actor_ids: Annotated[
        tuple[str, ...],
        Column("Entities that act, sorted by name.", ["ent_7c2e9d5b1f3a48c6e0d2b4f8"]),
    ]
    recipient_ids: Annotated[
        tuple[str, ...],
        Column("Entities acted upon, sorted by name.", ["ent_0f1e2d3c4b5a69788796a5b4"]),
    ]
    actor_names: Annotated[
        tuple[str, ...],
        Column(
            "Names of those who act: entities, then role nouns (`police`) that have no entity.",
            ["United States"],
        ),
    ]
    recipient_names: Annotated[
        tuple[str, ...], Column("Names of those acted upon, likewise.", ["South Korea"])
    ]
    actor_country_codes: Annotated[
        tuple[str, ...],
        Column(
            "ISO 3166-1 alpha-3 codes of the states that those who act are, belong to or hold an office of, sorted.",
            ["USA"],
        ),
    ]
    recipient_country_codes: Annotated[
        tuple[str, ...], Column("The same of those acted upon.", ["KOR"])
    ]
    actor_sectors: Annotated[
        tuple[str, ...],
        Column(
            "PLOVER's sectors of those who act (GOV, MIL, COP, REB, OPP, CVL, …), as the words that name them tell, sorted.",
            ["GOV"],
        ),
    ]
    recipient_sectors: Annotated[tuple[str, ...], Column("The same of those acted upon.", ["GOV"])]
    event_date_start: EventDateStart
    event_date_end: EventDateEnd
    date_precision: Annotated[DatePrecision, Column("How exactly the date is known.", "day")]
    date_basis: DateBasisColumn
    place_id: Annotated[
        str | None,
        Column("Entity where it happened; null when not stated.", "ent_a1b2c3d4e5f60718293a4b5c"),
    ]
    place_country: Annotated[
        str | None,
        Column(
            "ISO 3166-1 alpha-3 code of the country of the place; null when unknown.",
            "KOR",
            pattern="^[A-Z]{3}$",
        ),
    ]
    place_latitude: Annotated[
        float | None,
        Column(
            "Latitude of the place, as `entities` has it: its `coordinates_precision` says of what; null when unknown.",
            37.57,
            least=-90.0,
            most=90.0,
        ),
    ]
    place_longitude: Annotated[
        float | None,
        Column(
            "Longitude of the place, as `entities` has it; null when unknown.",
            126.98,
            least=-180.0,
            most=180.0,
        ),
    ]
    place_admin1: Annotated[
        str | None,
        Column(
            "GeoNames code of the first-order division (state, province) of the place; null when unknown.",
            "11",
            pattern="^[A-Za-z0-9]+$",
        ),
    ]
    status: Status
    n_mentions: Annotated[
        int,
        Column(
            "Sentences that report it; one with two of its parties or two words for it has two rows in event_mentions.",
            3,
            least=1,
        ),
    ]
    n_articles: NArticles
    n_publishers: NPublishers
    first_published_at: Annotated[
        dt.datetime | None,
        Column("Earliest report, UTC; null when all are undated.", "2019-11-19T13:16:00Z"),
    ]
    last_published_at: Annotated[
        dt.datetime | None,
        Column("Latest report, UTC; null when all are undated.", "2019-11-19T13:16:00Z"),
    ]
    summary: Annotated[
        str,
        Column(
            "The event in one line, made of the other columns.",
            "United States withdrew from dealings with South Korea, 19 November 2019",
            min_length=1,
        ),
    ]
    evidence_mention_id: Annotated[
        str,
        Column(
            "The event mention of the highest confidence.",
            "evm_9b8a7c6d5e4f30211203f4e5",
            pattern=id_pattern("evm"),
        ),
    ]
    evidence: Annotated[
        str,
        Column("Its sentence.", "The US walked out of talks with South Korea.", min_length=1),
    ]
    trigger: Annotated[
        str, Column("The words in it that report the act.", "walked out", min_length=1)
    ]
    article_title: Annotated[
        str | None,
        Column("Title of its article; null when there is none.", "US walks out of talks"),
    ]
    article_url: Annotated[
        str | None,
        Column(
            "Address of its article; null when not stated.",
            "https://gazette.example/2019/11/19/talks",
        ),
    ]
    confidence: Confidence


EVENTS = Table(
    name="events",
    row=Event,
    key="event_id",
    version=3,
    note="One happening: who did what to whom, when and where; merged over articles.",
    partition="published_month",
    sort=("event_id",),
    references=(
        Reference("actor_ids", "entities", "entity_id"),
        Reference("recipient_ids", "entities", "entity_id"),
        Reference("place_id", "entities", "entity_id"),
        Reference("evidence_mention_id", "event_mentions", "event_mention_id"),
    ),
    counts=(
        Count("n_mentions", "event_mentions", "event_id", of="(article_id, sentence_index)"),
        Count("n_articles", "event_mentions", "event_id", of="article_id"),
    ),
    row_checks=(
        RowCheck(
            "dates_in_order",
            "event_date_start is not after event_date_end, and both are given or neither; of a bound, the end alone.",
            "(event_date_start IS NULL) = (event_date_end IS NULL OR date_basis = 'bound')"
            " AND coalesce(event_date_start <= event_date_end, true)",
        ),
    ),
)
