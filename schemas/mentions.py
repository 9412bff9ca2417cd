"""`mentions`: one span of an article that names an entity."""

from __future__ import annotations

import dataclasses
from typing import Annotated

from schemas.columns import (
    ArticleId,
    End,
    EntityId,
    EntityType,
    Section,
    SentenceIndex,
    Start,
    TextSection,
    id_pattern,
)
from schemas.contract import Column, Reference, RowCheck, Table

__all__ = ["MENTIONS", "Mention", "Section"]


@dataclasses.dataclass(frozen=True, slots=True)
class Mention:
    """A row of `mentions`."""

    mention_id: Annotated[
        str,
        Column(
            "Hash of the article, section and offsets.",
            "men_4d6f8a0c2e1b3d5f7a9c0e2b",
            unique=True,
            pattern=id_pattern("men"),
        ),
    ]
    article_id: ArticleId
    entity_id: EntityId
    surface: Annotated[
        str, Column("The words of the text, exactly.", "U.S.", min_length=1, max_length=300)
    ]
    entity_type: Annotated[EntityType, Column("Type of the entity as named here.", "GPE")]
    stands_for: Annotated[
        str | None,
        Column(
            "ISO 3166-1 alpha-3 code of the state that is meant where the words name its capital or a half of a country"
            ' ("Moscow said", "the North"), and entity_id leads to that state; null elsewhere.',
            "RUS",
            pattern="^[A-Z]{3}$",
        ),
    ]
    section: TextSection
    start: Start
    end: End
    sentence_index: SentenceIndex


MENTIONS = Table(
    name="mentions",
    row=Mention,
    key="mention_id",
    version=1,
    note="One span of an article that names an entity.",
    partition="published_month",
    sort=("article_id", "sentence_index", "start"),
    references=(
        Reference("article_id", "articles", "article_id"),
        Reference("entity_id", "entities", "entity_id", is_total=True),
    ),
    row_checks=(
        RowCheck(
            "surface_is_cut_out",
            "start and end cut out exactly the surface.",
            'substring(section_text, "start" + 1, "end" - "start") = surface',
        ),
    ),
)
