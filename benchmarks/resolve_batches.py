"""What 2,000 new articles cost the steps of entities and events, by how much history there is.

    python benchmarks/resolve_batches.py [--history 12000 100000] [--batch 2000] [--batches 3] [--check]

On made-up names and reports, drawn with a seed and in the order of their publication, as many a day whatever the history.
Names come as they do in news: a few in every other article, most of them once (about 3 new ones in an article at 100,000).
The cost is all CPU time, of all threads, from the mentions and coded events of the new articles to the rows of `entities`
and `events`, with the rows of `mentions` and `event_mentions` of the articles touched. --check compares all that is kept
after the batches with a run from nothing.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import datetime as dt
import math
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from copydesk.annotation import CODED_SCHEMA, MENTION_SCHEMA
from copydesk.collection.entities import mention_rows_sql, update_entities
from copydesk.collection.events import event_mention_rows_sql, update_events
from copydesk.collection.state import STATE_NAME, count_of, has_table, open_state
from copydesk.ids import content_id
from copydesk.text.language import CodedEvent, FoundMention
from schemas.columns import EntityType
from schemas.events import EventType

A_DAY = 500  # articles
STORIES_A_DAY = 12  # that half of them report; the others are alone with theirs
NAMES = 2_000_000  # that there are; how often one comes falls with its rank
NAMES_IN_ARTICLE, REPORTS_IN_ARTICLE = 12, 4
FIRST_DAY = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
TYPES: tuple[EventType, ...] = (
    "CONSULT",
    "ACCUSE",
    "AGREE",
    "REQUEST",
    "ASSAULT",
    "PROTEST",
    "SUPPORT",
    "COERCE",
)
KINDS: tuple[EntityType, ...] = ("PERSON", "ORG", "GPE", "LOC", "NORP")
SYLLABLES = [c + v for c in "bdfgklmnprstvz" for v in "aeiou"]
COUNTRIES = ("NOR", "USA", "KOR", "FRA", "IRN", "BRA")


def word(number: int, least: int = 2) -> str:
    """Return a made-up word for a number."""
    letters = ""
    while number or least > 0:
        number, place = divmod(number, len(SYLLABLES))
        letters += SYLLABLES[place]
        least -= 1
    return letters.title()


def name_of(rank: int) -> tuple[EntityType, str, str, list[str], str | None]:
    """Return (type, key, name, surfaces, country) of the name of a rank."""
    draw = random.Random(rank)
    kind = draw.choices(KINDS, (45, 25, 22, 4, 4))[0]
    if kind == "PERSON":
        given, last = word(draw.randrange(300)), word(int(40_000 * draw.random() ** 2), 3)
        full = (
            f"{given} {last}"
            if draw.random() < 0.8
            else f"{given} {word(draw.randrange(70), 1)} {last}"
        )
        if draw.random() < 0.08:
            return kind, f"PERSON:{last.lower()}", last, [last], None
        return kind, f"PERSON:{full.lower()}", full, [full, last], None
    if kind == "ORG":
        full = f"{word(draw.randrange(5_000))} {word(rank)} Union"
        return kind, f"ORG:{full.lower()}", full, [full, "".join(w[0] for w in full.split())], None
    place = word(rank, 3)
    country = draw.choice(COUNTRIES) if kind == "GPE" else None
    key = (
        f"{kind}:{country}/{place.lower()}"
        if country and draw.random() < 0.3
        else f"{kind}:{place.lower()}"
    )
    return kind, key, place, [place], country


def article(number: int) -> tuple[dict[str, Any], list[FoundMention], list[CodedEvent]]:
    """Return the row, the mentions and the coded events of an article."""
    draw = random.Random(f"article {number}")
    article_id = content_id("art", str(number))
    at = FIRST_DAY + dt.timedelta(days=number / A_DAY)
    row = {
        "article_id": article_id,
        "published_at": at,
        "published_on": at.date(),
        "published_month": f"{at:%Y-%m}",
        "title": f"Story {number}",
        "url": f"https://outlet.example/{number}",
        "story_id": story_of(draw, number),
        "publishers": sorted(
            {f"outlet {draw.randrange(20)}" for _ in range(draw.choice((1, 1, 2)))}
        ),
    }
    ranks = {int(math.exp(draw.random() * math.log(NAMES))) for _ in range(NAMES_IN_ARTICLE)}
    mentions: list[FoundMention] = []
    for rank in sorted(ranks):
        kind, key, name, surfaces, country = name_of(rank)
        for surface in (surfaces[0], *draw.choices(surfaces, k=draw.choice((0, 1, 1)))):
            place = len(mentions)
            mentions.append(
                FoundMention(
                    mention_id=content_id("men", article_id, str(place)),
                    article_id=article_id,
                    section="body",
                    sentence_index=place,
                    start=place * 60,
                    end=place * 60 + len(surface),
                    surface=surface,
                    entity_type=kind,
                    name=name,
                    name_key=key,
                    country_code=country,
                )
            )
    coded = [
        coded_event(draw, article_id, n, at.date(), mentions)
        for n in range(draw.randrange(2 * REPORTS_IN_ARTICLE + 1))
    ]
    return row, mentions, coded


def story_of(draw: random.Random, number: int) -> str:
    """Return the story of an article: one of its day, or its own."""
    of_day = f"{number // A_DAY}/{draw.randrange(STORIES_A_DAY)}"
    return content_id("sty", of_day if draw.random() < 0.5 else str(number))


def coded_event(
    draw: random.Random, article_id: str, n: int, day: dt.date, mentions: list[FoundMention]
) -> CodedEvent:
    """Return what a sentence of an article reports."""
    actor, recipient = draw.choice(mentions[:8]), draw.choice(mentions)
    words = [word(int(math.exp(draw.random() * 10))) for _ in range(12)]
    when = day - dt.timedelta(days=draw.choice((0, 0, 0, 1, 2, 30, 400)))
    place = next((m for m in mentions if m.entity_type in ("GPE", "LOC")), None)
    has_recipient, length = draw.random() < 0.6, draw.choice((0, 0, 0, 0, 6, 30))
    return CodedEvent(
        event_mention_id=content_id("evm", article_id, str(n)),
        article_id=article_id,
        section="body",
        sentence_index=n,
        evidence=" ".join(words),
        start=0,
        end=60,
        trigger=words[0],
        trigger_start=n * 10,
        trigger_end=n * 10 + 5,
        trigger_lemma=words[0].lower(),
        event_type=draw.choice(TYPES),
        event_mode=None,
        contexts=("diplomatic",),
        actor_mention_id=actor.mention_id if draw.random() < 0.7 else None,
        actor_text=actor.surface,
        recipient_mention_id=recipient.mention_id if has_recipient else None,
        recipient_text=recipient.surface if has_recipient else None,
        speaker_mention_id=None,
        place_mention_id=place.mention_id if place is not None else None,
        date_text=None,
        event_date_start=when,
        event_date_end=when + dt.timedelta(days=length),
        date_precision="day",
        date_basis=draw.choice(("explicit", "weekday", "bound", "bound")),
        status=draw.choice(("reported", "reported", "planned", "historical")),
        polarity="negative" if draw.random() < 0.1 else "positive",
        confidence=0.5,
    )


def table_of(rows: Sequence[FoundMention | CodedEvent], schema: pa.Schema) -> pa.Table:
    """Return rows as the language stages would have left them."""
    told = [{f.name: getattr(row, f.name) for f in dataclasses.fields(row)} for row in rows]
    return pa.Table.from_pylist(told, schema=schema)


class Stage:
    """A collection with what is kept of it, in a file that each batch opens and closes, as a run does."""

    def __init__(self, folder: Path, threads: int) -> None:
        self.folder, self.threads = folder, threads
        folder.mkdir(exist_ok=True)

    def open(self) -> contextlib.AbstractContextManager[duckdb.DuckDBPyConnection]:
        """Give a connection to what is kept."""
        return open_state(self.folder, "benchmark", "2GB", self.threads, self.folder)

    def take(self, numbers: range) -> dict[str, float]:
        """Take new articles in; return the CPU-seconds of each step."""
        told = [article(number) for number in numbers]
        rows = pa.Table.from_pylist([one[0] for one in told], schema=ARTICLE)
        mentions = table_of([m for one in told for m in one[1]], MENTION_SCHEMA)
        coded = table_of([c for one in told for c in one[2]], CODED_SCHEMA)
        del told
        costs = {}
        start = time.process_time()
        with self.open() as connection:
            costs["open"] = time.process_time() - start
            run = connection.execute
            for name, table in (("rows", rows), ("mention_rows", mentions), ("coded_rows", coded)):
                connection.register(name, table)
            has_articles = has_table(connection, "article")
            run(
                "INSERT INTO article FROM rows"
                if has_articles
                else "CREATE TABLE article AS FROM rows"
            )
            for relation, query in GIVEN.items():
                run(f"CREATE OR REPLACE TEMP {relation} AS {query}")
            for name, step in (
                ("entities", lambda: update_entities(connection)),
                (
                    "mentions",
                    lambda: run(f"CREATE TEMP TABLE m AS {mention_rows_sql('new_mention')}"),
                ),
                ("events", lambda: update_events(connection)),
                (
                    "event mentions",
                    lambda: run(f"CREATE TEMP TABLE e AS {event_mention_rows_sql('new_coded')}"),
                ),
            ):
                start = time.process_time()
                step()
                costs[name] = time.process_time() - start
            start = time.process_time()
        costs["commit"] = time.process_time() - start
        return costs

    def sizes(self) -> dict[str, int]:
        """Return the rows of some relations."""
        with self.open() as connection:
            return {name: count_of(connection, f"SELECT count(*) FROM {name}") for name in COUNTED}


GIVEN = {
    "VIEW changed_article": "SELECT article_id FROM rows",
    "VIEW article_home": "SELECT article_id, NULL::DOUBLE AS latitude, NULL::DOUBLE AS longitude FROM article",
    "VIEW headline": "SELECT article_id, title, url FROM article",
    "VIEW article_story": "SELECT article_id, story_id FROM article",
    "VIEW new_article": "SELECT article_id FROM rows",
    "VIEW gone_article": "SELECT article_id FROM rows WHERE false",
    "TABLE new_mention": "FROM mention_rows",
    "TABLE new_coded": "FROM coded_rows",
}
"""What a run has made before it resolves."""

COUNTED = ("ent_key", "ent_form", "ent_naming", "evt_report", "evt_event")
ARTICLE = pa.schema(
    [
        ("article_id", pa.string()),
        ("published_at", pa.timestamp("us", "UTC")),
        ("published_on", pa.date32()),
        ("published_month", pa.string()),
        ("title", pa.string()),
        ("url", pa.string()),
        ("story_id", pa.string()),
        ("publishers", pa.list_(pa.string())),
    ]
)
OUTPUTS = ("fresh_entities", "evt_event", "evt_report", "ent_row", "ent_facts")


def measure(
    history: int, batch: int, batches: int, threads: int, is_checked: bool, folder: Path
) -> float:
    """Return the mean cost of a batch after a history; print it."""
    stage = Stage(folder / str(history), threads)
    cold = sum(stage.take(range(history)).values())
    costs = [
        stage.take(range(history + i * batch, history + (i + 1) * batch)) for i in range(batches)
    ]
    mean = sum(sum(cost.values()) for cost in costs) / batches
    steps = ", ".join(f"{name} {sum(c[name] for c in costs) / batches:.2f}" for name in costs[0])
    counts = ", ".join(f"{name} {n}" for name, n in stage.sizes().items())
    megabytes = (stage.folder / STATE_NAME).stat().st_size / 2**20
    print(
        f"{history}: from nothing {cold:.1f} CPU-s; {batch} more {mean:.2f} ({steps}); {counts}; {megabytes:.0f} MB",
        flush=True,
    )
    if is_checked:
        fresh = Stage(folder / f"{history}.fresh", threads)
        fresh.take(range(history + batches * batch))
        with stage.open() as kept, fresh.open() as made:
            same = all(
                kept.sql(f"FROM {n} ORDER BY ALL").fetchall()
                == made.sql(f"FROM {n} ORDER BY ALL").fetchall()
                for n in OUTPUTS
            )
        print(f"{history}: as from nothing: {same}", flush=True)
    return mean


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--history", type=int, nargs="+", default=[12_000, 100_000])
    parser.add_argument("--batch", type=int, default=2_000)
    parser.add_argument("--batches", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--check", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        means = [
            measure(history, asked.batch, asked.batches, asked.threads, asked.check, Path(folder))
            for history in asked.history
        ]
    print(f"longest by shortest history: {means[-1] / means[0]:.2f}")


if __name__ == "__main__":
    main()
