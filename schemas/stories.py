"""`stories`: one happening as reported, over articles and publishers."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Annotated

from schemas.columns import NPublishers, Title, id_pattern
from schemas.contract import Column, Count, Reference, RowCheck, Table


@dataclasses.dataclass(frozen=True, slots=True)
class Story:
    """A row of `stories`."""

    story_id: Annotated[
        str,
        Column(
            "Hash of the id of its first article.",
            "sty_3b5d7f9012a4c6e8f0a1b2c3",
            unique=True,
            pattern=id_pattern("sty"),
        ),
    ]
    title: Title
    first_published_at: Annotated[
        dt.datetime | None,
        Column(
            "Earliest published_at of its articles, UTC; null when all are undated.",
            "2019-11-19T13:16:00Z",
        ),
    ]
    last_published_at: Annotated[
        dt.datetime | None,
        Column(
            "Latest published_at of its articles, UTC; null when all are undated.",
            "2019-11-21T09:00:00Z",
        ),
    ]
    n_articles: Annotated[
        int, Column("Articles that report it; a story of one is a row, too.", 4, least=1)
    ]
    n_publishers: NPublishers
    n_independent: Annotated[
        int,
        Column(
            "Distinct voices among its articles: the agency of an article that has one, else its publisher; 0 when none "
            "is known. Twelve papers with one agency's text are one voice.",
            2,
            least=0,
        ),
    ]
    place_ids: Annotated[
        tuple[str, ...],
        Column(
            "Places that at least half of its articles name, those of most articles first, five at most; empty when names "
            "were not asked for.",
            ["ent_a1b2c3d4e5f60718293a4b5c"],
        ),
    ]
    entity_ids: Annotated[
        tuple[str, ...],
        Column(
            "People, organisations and groups that at least half of its articles name, likewise, ten at most.",
            ["ent_7c2e9d5b1f3a48c6e0d2b4f8"],
        ),
    ]
    languages: Annotated[tuple[str, ...], Column("Languages of its articles, sorted.", ["en"])]


STORIES = Table(
    name="stories",
    row=Story,
    key="story_id",
    version=1,
    note="One happening as reported, over articles and publishers.",
    sort=("story_id",),
    references=(
        Reference("place_ids", "entities", "entity_id"),
        Reference("entity_ids", "entities", "entity_id"),
    ),
    counts=(Count("n_articles", "articles", "story_id"),),
    row_checks=(
        RowCheck(
            "days_in_order",
            "first_published_at is not after last_published_at, and both are given or neither.",
            "(first_published_at IS NULL) = (last_published_at IS NULL)"
            " AND coalesce(first_published_at <= last_published_at, true)",
        ),
    ),
)
