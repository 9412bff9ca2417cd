"""One happening, one row: whatever the order of the reports."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.events import merge_events
from copydesk.ids import content_id
from copydesk.language import CodedEvent
from schemas.event_mentions import EVENT_MENTIONS
from schemas.events import EVENTS

BASE = CodedEvent(
    event_mention_id="",
    article_id="art_a",
    section="body",
    sentence_index=0,
    evidence="Norland walked out of the harbour talks with Sudonia on Monday.",
    start=0,
    end=62,
    trigger="walked out",
    trigger_start=8,
    trigger_end=18,
    event_type="SANCTION",
    event_mode="withdraw",
    contexts=("diplomatic",),
    actor_mention_id="men_norland",
    actor_text="Norland",
    recipient_mention_id="men_sudonia",
    recipient_text="Sudonia",
    speaker_mention_id=None,
    place_mention_id=None,
    date_text="on Monday",
    event_date_start=dt.date(2019, 11, 18),
    event_date_end=dt.date(2019, 11, 18),
    date_precision="day",
    date_basis="weekday",
    status="reported",
    polarity="positive",
    confidence=0.8,
)
ENTITIES = {"norland": "Norland", "sudonia": "Sudonia", "porto": "Porto"}
TYPES = {
    "contexts": pa.list_(pa.string()),
    "event_date_start": pa.date32(),
    "event_date_end": pa.date32(),
    "confidence": pa.float64(),
    **dict.fromkeys(("start", "end", "trigger_start", "trigger_end", "sentence_index"), pa.int64()),
}


def report(**changes: Any) -> CodedEvent:
    event = dataclasses.replace(BASE, **changes)
    parts = [str(getattr(event, f.name)) for f in dataclasses.fields(event)]
    return dataclasses.replace(event, event_mention_id=content_id("evm", *parts))


def merge(rows: list[CodedEvent]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    connection = duckdb.connect()
    connection.register(
        "coded",
        pa.table(
            {
                f.name: pa.array([getattr(r, f.name) for r in rows], TYPES.get(f.name, pa.string()))
                for f in dataclasses.fields(CodedEvent)
            }
        ),
    )
    ids = sorted(ENTITIES)
    connection.register(
        "assignments",
        pa.table(
            {
                "mention_id": [f"men_{i}" for i in [*ids, "ghost"]],
                "entity_id": [f"ent_{i}" for i in [*ids, "ghost"]],
            }
        ),
    )
    connection.register(
        "entities",
        pa.table(
            {
                "entity_id": [f"ent_{i}" for i in ids],
                "name": [ENTITIES[i] for i in ids],
                "entity_type": ["GPE"] * len(ids),
                "aliases": [[ENTITIES[i]] for i in ids],
                "country_code": ["NOR", "PRT", "SDN"],
            }
        ),
    )
    articles = ["art_a", "art_b", "art_c"]
    days = [dt.date(2019, 11, 19), dt.date(2019, 11, 19), None]
    connection.register(
        "articles",
        pa.table(
            {
                "article_id": articles,
                "published_at": pa.array(
                    [d and dt.datetime.combine(d, dt.time(9), dt.UTC) for d in days],
                    pa.timestamp("us", "UTC"),
                ),
                "published_on": pa.array(days, pa.date32()),
                "publisher": pa.array(["Gazette", None, None]),
                "domain": pa.array(["gazette.example", "echo.example", None]),
                "dateline": pa.array([None, None, None], pa.string()),
                "title": ["A", "B", "C"],
            }
        ),
    )
    connection.register(
        "copies",
        pa.table(
            {
                "record_id": ["rec_a", "rec_b", "rec_c"],
                "article_id": ["art_a", "art_b", "art_a"],
                "publisher": pa.array(["Gazette", None, "Mirror"]),
                "url": pa.array([None, "https://www.echo.example/1", None], pa.string()),
            }
        ),
    )
    events, mentions = merge_events(
        connection, "coded", "assignments", "entities", "articles", "copies"
    )
    assert events.schema.equals(EVENTS.to_schema())
    assert mentions.schema.equals(EVENT_MENTIONS.to_schema())
    return events.to_pylist(), mentions.to_pylist()


def test_two_articles_on_one_happening_give_one_event() -> None:
    other = report(article_id="art_b", evidence="Norland left harbour talks with Sudonia, it says.")
    (event,), mentions = merge([report(), other])
    assert (event["n_mentions"], event["n_articles"]) == (2, 2)
    assert event["n_publishers"] == 3  # the Gazette, its copy in the Mirror, echo.example
    assert event["actor_names"] == ["Norland"]
    assert event["recipient_names"] == ["Sudonia"]
    assert (event["quad_class"], event["cameo_root"]) == (4, "16")
    assert {m["event_id"] for m in mentions} == {event["event_id"]}


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "planned"},
        {"event_type": "ACCUSE"},
        {"actor_mention_id": "men_porto", "actor_text": "Porto"},
        {"recipient_mention_id": "men_porto", "recipient_text": "Porto"},
        {"event_date_start": dt.date(2019, 11, 1), "event_date_end": dt.date(2019, 11, 1)},
        {"evidence": "A cabbage soup was eaten in peace."},
    ],
    ids=["planned", "type", "actor", "recipient", "date", "evidence"],
)
def test_reports_of_different_happenings_stay_apart(changes: dict[str, Any]) -> None:
    events, _ = merge([report(), report(article_id="art_b", **changes)])
    assert len(events) == 2


def test_negated_and_supposed_mentions_are_no_events() -> None:
    events, mentions = merge([report(polarity="negative"), report(polarity="hypothetical")])
    assert events == []
    assert [m["event_id"] for m in mentions] == [None, None]


def test_compound_actors_of_one_trigger_are_one_event() -> None:
    second = report(actor_mention_id="men_porto", actor_text="Porto")
    (event,), _ = merge([report(), second])
    assert event["actor_names"] == ["Norland", "Porto"]
    assert event["n_mentions"] == 2


def test_entity_that_is_not_published_is_not_referred_to() -> None:
    (event,), (mention,) = merge(
        [report(actor_mention_id="men_ghost", actor_text="Ghost", place_mention_id="men_ghost")]
    )
    assert event["actor_ids"] == []
    assert event["actor_names"] == ["Ghost"]
    assert mention["actor_id"] is None
    assert event["place_id"] is None


def test_no_reports_give_empty_tables() -> None:
    assert merge([]) == ([], [])


def test_best_known_date_stands_for_the_event() -> None:
    vague = report(
        date_basis="publication",
        date_text=None,
        event_date_start=dt.date(2019, 11, 19),
        event_date_end=dt.date(2019, 11, 19),
        trigger_start=3,
    )
    (event,), _ = merge([vague, report(sentence_index=4)])
    assert event["event_date_start"].date() == dt.date(2019, 11, 18)
    assert event["date_basis"] == "weekday"


REPORTS = [
    report(article_id=article, trigger_start=start, **changes)
    for article in ("art_a", "art_b", "art_c")
    for start, changes in enumerate(
        [
            {},
            {"evidence": "Sudonia's harbour talks: Norland walked out."},
            {"recipient_mention_id": None, "recipient_text": None},
            {
                "event_date_start": None,
                "event_date_end": None,
                "date_basis": "unknown",
                "date_precision": "unknown",
            },
            {"actor_mention_id": None, "actor_text": "police"},
        ]
    )
]


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_any_order_gives_the_same_tables(seed: int) -> None:
    shuffled = list(REPORTS)
    random.Random(seed).shuffle(shuffled)
    assert merge(shuffled) == merge(REPORTS)
