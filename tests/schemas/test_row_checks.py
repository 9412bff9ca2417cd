"""Each check over several columns: rows that pass beside rows that fail, as SQL gives them."""

from __future__ import annotations

import duckdb
import pytest

from schemas.tables import TABLES

CHECKS = {f"{t.name}.{check.name}": check for t in TABLES.values() for check in t.row_checks}
A_DAY = "TIMESTAMPTZ '2024-05-02 12:00Z' AS published_at, DATE '2024-05-02' AS published_on"
WHERE = 'SELECT \'He left.\' AS section_text, 3 AS "start", 7 AS "end"'
TRIGGER = "SELECT 'He left.' AS section_text, 3 AS trigger_start, 7 AS trigger_end"
STORY = "SELECT {} AS first_published_at, {} AS last_published_at"
DAYS = "SELECT {} AS event_date_start, {} AS event_date_end, '{}' AS date_basis"
ONE, OTHER = "DATE '2024-05-02'", "DATE '2024-05-03'"

# Check: rows that pass, rows that fail. What is null and not spoken of passes.
EXAMPLES: dict[str, tuple[list[str], list[str]]] = {
    "stories.days_in_order": (
        [STORY.format(ONE, ONE), STORY.format(ONE, OTHER), STORY.format("NULL::DATE", "NULL")],
        [STORY.format(OTHER, ONE), STORY.format(ONE, "NULL::DATE"), STORY.format("NULL", ONE)],
    ),
    "articles.updated_not_before_published": (
        [
            f"SELECT {A_DAY}, 'second' AS published_precision, published_at AS updated_at",
            f"SELECT {A_DAY}, 'day' AS published_precision, TIMESTAMPTZ '2024-05-01 13:00Z' AS updated_at",
            f"SELECT {A_DAY}, 'second' AS published_precision, NULL::TIMESTAMPTZ AS updated_at",
        ],
        [
            f"SELECT {A_DAY}, 'second' AS published_precision, TIMESTAMPTZ '2024-05-01 13:00Z' AS updated_at",
            f"SELECT {A_DAY}, 'day' AS published_precision, TIMESTAMPTZ '2024-05-01 11:00Z' AS updated_at",
        ],
    ),
    "articles.published_by_crawl": (
        [f"SELECT {A_DAY}, TIMESTAMPTZ '2024-04-30 12:00Z' AS crawled_at"],
        [f"SELECT {A_DAY}, TIMESTAMPTZ '2024-04-30 11:00Z' AS crawled_at"],
    ),
    "articles.date_is_whole": (
        [
            f"SELECT {A_DAY}, 'day' AS published_precision",
            "SELECT NULL AS published_at, NULL AS published_on, NULL AS published_precision",
        ],
        [
            f"SELECT {A_DAY}, NULL AS published_precision",
            f"SELECT NULL AS published_at, {ONE} AS published_on, NULL AS published_precision",
        ],
    ),
    "copies.canonical_is_alike": (
        ["SELECT 'canonical' AS kind, 1.0 AS similarity", "SELECT 'near' AS kind, 0.8 AS similarity"],
        ["SELECT 'canonical' AS kind, 0.99 AS similarity"],
    ),
    "mentions.surface_is_cut_out": (
        [f"{WHERE}, 'left' AS surface"],
        [f"{WHERE}, 'Left' AS surface", f"{WHERE}, 'left.' AS surface"],
    ),
    "events.dates_in_order": (
        [
            DAYS.format(ONE, OTHER, "explicit"),
            DAYS.format("NULL::DATE", ONE, "bound"),
            DAYS.format("NULL::DATE", "NULL::DATE", "unknown"),
        ],
        [
            DAYS.format(OTHER, ONE, "explicit"),
            DAYS.format(ONE, "NULL::DATE", "explicit"),
            DAYS.format("NULL::DATE", ONE, "explicit"),
            DAYS.format(ONE, OTHER, "bound"),
        ],
    ),
    "event_mentions.evidence_is_cut_out": (
        [f"{WHERE}, 'left' AS evidence"],
        [f"{WHERE}, 'He left' AS evidence"],
    ),
    "event_mentions.trigger_is_cut_out": (
        [f"{TRIGGER}, 'left' AS trigger"],
        [f"{TRIGGER}, ' lef' AS trigger"],
    ),
    "event_mentions.only_positive_has_event": (
        [
            "SELECT 'evt_1' AS event_id, 'positive' AS polarity",
            "SELECT NULL AS event_id, 'negative' AS polarity",
        ],
        [
            "SELECT 'evt_1' AS event_id, 'negative' AS polarity",
            "SELECT NULL AS event_id, 'positive' AS polarity",
        ],
    ),
}  # fmt: skip


def holds(name: str, row: str) -> bool:
    found = duckdb.sql(f"SELECT coalesce({CHECKS[name].sql}, true) FROM ({row})").fetchall()
    return bool(found[0][0])


@pytest.mark.parametrize("name", CHECKS)
def test_each_check_of_several_columns_passes_and_fails_rows(name: str) -> None:
    assert name in EXAMPLES, f"add to EXAMPLES rows that pass and rows that fail {name}"
    good, bad = EXAMPLES[name]
    assert [row for row in good if not holds(name, row)] == []
    assert [row for row in bad if holds(name, row)] == []
    assert good
    assert bad
