"""`copies`: one accepted raw record, the article it belongs to, and how."""

from __future__ import annotations

import dataclasses
from typing import Annotated, Literal

from schemas.columns import (
    ArticleId,
    NDeliveries,
    PublishedAt,
    PublishedOn,
    Publisher,
    RawPath,
    RawPosition,
    RawSha256,
    SourceRecordId,
    Title,
    Url,
    id_pattern,
)
from schemas.contract import Column, Reference, RowCheck, Table

CopyKind = Literal["canonical", "exact", "near", "contained", "revision"]


@dataclasses.dataclass(frozen=True, slots=True)
class Copy:
    """A row of `copies`."""

    record_id: Annotated[
        str,
        Column(
            "Hash of the record's own raw bytes: the same bytes delivered again are the same record.",
            "rec_5f1c0e6a9b3d47c2a8e0f164",
            unique=True,
            pattern=id_pattern("rec"),
        ),
    ]
    article_id: ArticleId
    kind: Annotated[
        CopyKind,
        Column(
            "How the record repeats its article: it is the canonical copy, the same text, nearly the same, "
            "contained in it (or the other way round), or another revision.",
            "near",
        ),
    ]
    similarity: Annotated[
        float,
        Column(
            "Likeness to the article's text, 0 to 1: Jaccard of word shingles, or containment for contained copies.",
            0.93,
            least=0,
            most=1,
        ),
    ]
    url: Url
    publisher: Publisher
    agency: Annotated[
        str | None,
        Column(
            "News agency that the record itself credits, in its dateline or signature; null when it credits none.",
            "Reuters",
            min_length=1,
        ),
    ]
    title: Title
    published_at: PublishedAt
    published_on: PublishedOn
    raw_path: RawPath
    raw_position: RawPosition
    raw_sha256: RawSha256
    source_record_id: SourceRecordId
    n_deliveries: NDeliveries


COPIES = Table(
    name="copies",
    row=Copy,
    key="record_id",
    version=1,
    note="One accepted raw record: the article it belongs to, and how.",
    partition="published_month",
    sort=("published_at", "record_id"),
    references=(Reference("article_id", "articles", "article_id", is_total=True),),
    row_checks=(
        RowCheck(
            "canonical_is_alike",
            "A canonical copy has similarity 1.",
            "kind <> 'canonical' OR similarity = 1",
        ),
    ),
)
