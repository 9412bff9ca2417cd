"""`entities`: one real-world person, organisation, place or group over the whole collection."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Annotated

from schemas.columns import (
    CONTROL,
    TAG,
    Admin1Code,
    EntityType,
    Latitude,
    Longitude,
    NArticles,
    NMentions,
    PlaceKind,
    PointPrecision,
    id_pattern,
)
from schemas.contract import Column, Count, Table

__all__ = ["ENTITIES", "Entity", "EntityType"]


@dataclasses.dataclass(frozen=True, slots=True)
class Entity:
    """A row of `entities`."""

    entity_id: Annotated[
        str,
        Column(
            "Hash of the entity's type and canonical key.",
            "ent_7c2e9d5b1f3a48c6e0d2b4f8",
            unique=True,
            pattern=id_pattern("ent"),
        ),
    ]
    name: Annotated[
        str,
        Column(
            "Canonical name: of a state its usual English short name, else the fullest usual form in the collection.",
            "United States",
            min_length=1,
            max_length=300,
            forbid={"markup": TAG, "control": CONTROL, "line_break": r"[\r\n]"},
        ),
    ]
    entity_type: Annotated[
        EntityType,
        Column(
            "PERSON; ORG (organisation); GPE (place with a government); LOC (other place); NORP (nationality, "
            "religious or political group); EVENT (named event).",
            "GPE",
        ),
    ]
    aliases: Annotated[
        tuple[str, ...],
        Column(
            "Every other form by which the collection names it, sorted.",
            ["U.S.", "US"],
            min_length=1,
        ),
    ]
    country_code: Annotated[
        str | None,
        Column(
            "ISO 3166-1 alpha-3 code of the country it is or belongs to: of people and bodies the one that four in five of the "
            'articles give them which give one ("French President", "the Oslo-based firm"); null when unknown.',
            "USA",
            pattern="^[A-Z]{3}$",
        ),
    ]
    wikidata_id: Annotated[
        str | None,
        Column("Wikidata item; null unless it is known for certain.", "Q30", pattern=r"^Q\d+$"),
    ]
    latitude: Latitude
    longitude: Longitude
    coordinates_precision: Annotated[
        PointPrecision | None,
        Column(
            "What the coordinates are the middle of: the place itself, the division or the country it lies in or is, a "
            "region of several, or, of a place that no map of ours has, the town of the publisher that names it (most lie "
            "within 160 km); null without coordinates.",
            "place",
        ),
    ]
    place_kind: Annotated[
        PlaceKind | None,
        Column(
            "Kind of place: country; division (first-order: state, province); city (any settlement, or county); region; "
            "water; null for what is no place, or unknown.",
            "city",
        ),
    ]
    admin1_code: Admin1Code
    geonames_id: Annotated[
        int | None, Column("GeoNames number of the place; null when unknown.", 1835848, least=1)
    ]
    n_articles: NArticles
    n_mentions: NMentions
    first_seen_at: Annotated[
        dt.datetime | None,
        Column(
            "Earliest published_at of the articles that mention it, UTC; null when all are undated.",
            "2019-11-19T13:16:00Z",
        ),
    ]
    last_seen_at: Annotated[
        dt.datetime | None,
        Column(
            "Latest published_at of the articles that mention it, UTC; null when all are undated.",
            "2019-11-21T09:00:00Z",
        ),
    ]


ENTITIES = Table(
    name="entities",
    row=Entity,
    key="entity_id",
    version=2,
    note="One real-world person, organisation, place or group, over the whole collection.",
    sort=("entity_id",),
    references=(),
    counts=(
        Count("n_mentions", "mentions", "entity_id"),
        Count("n_articles", "mentions", "entity_id", of="article_id"),
    ),
)
