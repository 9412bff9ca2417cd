"""`quarantine`: one raw record, or stretch of a file, that was not accepted, and why."""

from __future__ import annotations

import dataclasses
from typing import Annotated, Literal

from schemas.columns import NDeliveries, RawPath, RawPosition, RawSha256, SourceRecordId, id_pattern
from schemas.contract import Column, Table

RejectionStage = Literal["read", "parse", "validate"]
RejectionReason = Literal[
    # read
    "empty_file",
    "unsupported_format",
    "documentation_file",
    "binary_content",
    "truncated_file",
    "corrupt_container",
    "unsafe_member",
    "too_large",
    "undecodable_text",
    "broken_record",
    "not_a_record",
    "unreadable_file",
    "not_a_page",
    "http_error",
    "joined_to_another",
    "beside_another",
    # parse
    "no_text",
    "no_body",
    "listing_page",
    "not_an_article",
    "parser_gave_up",
    # read or parse
    "nested_too_deep",
    "too_slow",
]


@dataclasses.dataclass(frozen=True, slots=True)
class QuarantinedRecord:
    """A row of `quarantine`."""

    record_id: Annotated[
        str,
        Column(
            "Hash of the raw bytes that were not accepted.",
            "rec_5f1c0e6a9b3d47c2a8e0f164",
            unique=True,
            pattern=id_pattern("rec"),
        ),
    ]
    stage: Annotated[RejectionStage, Column("Where it was stopped.", "validate")]
    reasons: Annotated[
        tuple[str, ...],
        Column(
            "Reader's or parser's reason from the closed list, or names of the failed expectations, sorted.",
            ["n_words_at_least"],
            pattern="^[a-z][a-z0-9_]*$",
        ),
    ]
    detail: Annotated[
        str, Column("What was found, in a sentence.", "body has 7 words, 20 are needed")
    ]
    raw_path: RawPath
    raw_position: RawPosition
    raw_sha256: RawSha256
    source_record_id: SourceRecordId
    n_deliveries: NDeliveries
    excerpt: Annotated[
        str,
        Column(
            "Start of the raw text, at most 300 characters; undecodable bytes replaced.",
            "Breaking: more soon",
            max_length=300,
        ),
    ]


QUARANTINE = Table(
    name="quarantine",
    row=QuarantinedRecord,
    key="record_id",
    version=1,
    note="One raw record (or row) that was not accepted, and why.",
    sort=("record_id",),
)
