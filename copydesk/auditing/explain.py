"""`copydesk explain ID`: from any row back to its sentence, its article and the raw bytes it came from."""

from __future__ import annotations

import datetime as dt
import json
import os
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from copydesk.auditing.story_timeline import tell_story
from copydesk.auditing.why import changes_of_article, changes_of_record
from copydesk.disk.own_files import quote, read_table, scan_of_table
from copydesk.disk.raw_names import locate
from copydesk.disk.real_path import real_path
from copydesk.errors import CopydeskError, StorageError, let_through
from copydesk.raw.counted import damage_in, read_listing
from copydesk.raw.intake import UNREAD, readings_held
from copydesk.raw.parts import decode_record, decode_source
from copydesk.records import RawRecord, SourceConfig
from copydesk.versions.publish import is_sound, read_seen
from copydesk.versions.published import current_version, read_manifest, strays, why_nothing
from copydesk.work.workfolder import WorkFolder
from schemas.tables import TABLES

TABLES_OF_PREFIX = {
    "rec": ("copies", "quarantine"), "art": ("articles",), "sty": ("stories",),
    "ent": ("entities",), "men": ("mentions",), "evt": ("events",), "evm": ("event_mentions",),
}  # fmt: skip
EXAMPLES = 5  # chosen: rows of a kind that a screen has room for
EXCERPT_CHARS = 600  # chosen: characters of raw bytes shown
WIDTH = 100  # chosen: columns of a terminal


class Explainer:
    """The published tables and the work folder, at hand for one walk."""

    def __init__(self, raw: Path, curated: Path) -> None:
        manifest = read_manifest(curated)
        if manifest is None:
            raise CopydeskError(why_nothing(curated))
        self.names = list(manifest["tables"])
        self.files = {name: table["files"] for name, table in manifest["tables"].items()}
        self.raw = raw
        self.work = WorkFolder(curated / ".work")
        self.curated = curated
        self.shown: set[str] = set()  # records whose bytes the walk has shown
        self.connection = duckdb.connect(":memory:")
        self.connection.execute("SET TimeZone = 'UTC'")

    def rows(
        self, table: str, where: str, order: str = "1", limit: int = EXAMPLES, start: int = 0
    ) -> list[dict[str, Any]]:
        """Return rows of a table as dicts, from one on; none if the table is not published."""
        if table not in self.names:
            return []
        self.check_files(table)
        rows = scan_of_table(self.curated / "current" / table, TABLES[table].partition)
        found = self.connection.execute(
            f"SELECT * FROM {rows} WHERE {where} ORDER BY {order} LIMIT {limit} OFFSET {start}"
        )
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def check_files(self, table: str) -> None:
        """Check that a table's files are as they were published, once.

        Raises:
            StorageError: one is not.
        """
        folder, files = self.curated / "current" / table, self.files.pop(table, {})
        seen = read_seen(self.work.seen) if files else {}
        wrong = [
            place for place, f in files.items() if not is_sound(folder / place, f["sha256"], seen)
        ]
        if wrong := sorted([*wrong, *strays(real_path(folder), files)] if files else []):
            raise StorageError(
                f"{folder / wrong[0]} is not as it was published; `copydesk repair` makes it again"
            )

    def walk(self, key: str) -> Iterator[str]:
        """Yield the lines that explain an id."""
        table, row = self.find(key)
        yield f"{key} is a row of {table}"
        yield from _fields(row)
        yield from self.lead(table, row)

    def why(self, key: str, models: Mapping[str, str]) -> Iterator[str]:
        """Yield which rules change or drop a value of the record and the article that an id leads to, read again by today's code."""
        row = self.find(key)[1]
        articles = f"article_id = {quote(row['article_id'])}" if row.get("article_id") else "false"
        article = next(iter(self.rows("articles", articles)), None)
        record_id = str((row if "raw_path" in row else article or {}).get("record_id"))
        copy = next(iter(self.rows("copies", f"record_id = {quote(record_id)}")), row)
        record = self.find_record(record_id) if "raw_path" in copy else None
        yield ""
        yield "rules that changed or dropped a value, as today's code reads it:"
        if record is None:
            yield "  none: no record was read for this row; ask with the id of an article, a record, a mention or an event"
            return
        changes = [*changes_of_record(record, self.source_of(str(copy["raw_path"])))]
        if article is not None and article["language"] in models:
            changes += changes_of_article(article, models[article["language"]])
        for change in changes:
            yield f"  {change}"
        if not changes:
            yield "  none"

    def source_of(self, raw_path: str) -> SourceConfig:
        """Return what was told of the source of a file when it was last read."""
        told = [file.source for file in self.work.read_ledger() if file.raw_path == raw_path]
        return decode_source(told[-1]) if told else SourceConfig()

    def find(self, key: str) -> tuple[str, dict[str, Any]]:
        """Return the table that an id stands in, and its row.

        Raises:
            CopydeskError: it stands in none.
        """
        prefix = key.partition("_")[0]
        if prefix not in TABLES_OF_PREFIX:
            raise CopydeskError(
                f"{key!r} is no id of any table: ids start with {', '.join(TABLES_OF_PREFIX)}"
            )
        for table in TABLES_OF_PREFIX[prefix]:
            for row in self.rows(table, f"{TABLES[table].key} = {quote(key)}"):
                return table, row
        # Named, since somebody may have led the link to another version.
        link = self.curated / "current"
        raise CopydeskError(
            f"{key} stands in no published table ({link} is {current_version(self.curated)})"
        )

    def lead(self, table: str, row: dict[str, Any]) -> Iterator[str]:
        """Yield the lines that lead a row back to where it came from."""
        lines: Iterator[str] = getattr(self, f"explain_{table}")(row)
        return lines

    def explain_copies(self, row: dict[str, Any]) -> Iterator[str]:
        """Lead a record to its raw bytes, and to its article."""
        yield ""
        yield f"article {row['article_id']} (this record is its {row['kind']} copy)"
        yield from self.raw_bytes(row)

    def explain_quarantine(self, row: dict[str, Any]) -> Iterator[str]:
        """Lead a quarantined record to its raw bytes."""
        yield from self.raw_bytes(row)

    def explain_articles(self, row: dict[str, Any]) -> Iterator[str]:
        """Lead an article to its records."""
        for copy in self.rows(
            "copies", f"article_id = {quote(row['article_id'])}", "kind, record_id", 20
        ):
            yield ""
            yield f"{copy['kind']} copy {copy['record_id']} (similarity {copy['similarity']})"
            if copy["kind"] == "canonical":
                yield from self.raw_bytes(copy)
            else:
                yield f"  {_place(copy)}"

    def explain_stories(self, row: dict[str, Any]) -> Iterator[str]:
        """Tell a story as it was reported: day, publisher, title, what was new; lead its first article to its raw bytes."""
        where = f"story_id = {quote(row['story_id'])}"
        order = "published_at NULLS LAST, article_id"
        articles = self.rows("articles", where, order, row["n_articles"])
        yield ""
        yield from tell_story(articles)
        yield ""
        yield from self.article_of(articles[0])

    def explain_entities(self, row: dict[str, Any]) -> Iterator[str]:
        """Show an entity's names, each with an example sentence; lead that of the first to its raw bytes."""
        where = f"entity_id = {quote(row['entity_id'])}"
        for surface in [row["name"], *row["aliases"]]:
            for mention in self.rows(
                "mentions", f"{where} AND surface = {quote(surface)}", "mention_id", 1
            ):
                yield ""
                yield f"as {surface!r}: {mention['mention_id']}"
                yield from self.sentence(mention)
                if not self.shown:
                    yield from self.article_of(mention)

    def explain_mentions(self, row: dict[str, Any]) -> Iterator[str]:
        """Lead a mention to its sentence, its entity and its article."""
        yield ""
        yield from self.sentence(row)
        for entity in self.rows("entities", f"entity_id = {quote(row['entity_id'])}"):
            yield f"  names {entity['entity_id']} {entity['name']} ({entity['entity_type']})"
        yield from self.article_of(row)

    def explain_events(self, row: dict[str, Any]) -> Iterator[str]:
        """Lead an event to its evidence."""
        where = f"event_id = {quote(row['event_id'])}"
        for mention in self.rows("event_mentions", where, "event_mention_id", 20):
            yield ""
            yield f"reported in {mention['event_mention_id']}"
            yield from self.explain_event_mentions(mention)

    def explain_event_mentions(self, row: dict[str, Any]) -> Iterator[str]:
        """Lead an event mention to its sentence and its article."""
        yield from _wrap(f"“{row['evidence']}”")
        yield f"  trigger {row['trigger']!r}: {row['actor_text']!r} -> {row['recipient_text']!r}"
        yield from self.article_of(row)

    def article_of(self, row: dict[str, Any]) -> Iterator[str]:
        """Lead a row to its article and the article's raw bytes."""
        for article in self.rows("articles", f"article_id = {quote(row['article_id'])}"):
            yield f"  in article {article['article_id']} {article['title'] or '(no title)'}"
            for copy in self.rows("copies", f"record_id = {quote(article['record_id'])}"):
                yield from self.raw_bytes(copy)

    def sentence(self, mention: dict[str, Any]) -> Iterator[str]:
        """Show a mention within its text."""
        for article in self.rows("articles", f"article_id = {quote(mention['article_id'])}"):
            text = article[mention["section"]]
            start, end = mention["start"], mention["end"]
            # After the last line break or full stop before the name, up to the first one after it.
            breaks = [
                i + 1 for i in (text.rfind("\n", 0, start), text.rfind(". ", 0, start) + 1) if i > 0
            ]
            left = max(breaks, default=0)
            ends = [i for i in (text.find("\n", end), text.find(". ", end) + 1) if i > 0]
            right = min(ends, default=len(text))
            yield from _wrap(f"“{text[left:right].strip()}”")

    def raw_bytes(self, copy: dict[str, Any]) -> Iterator[str]:
        """Show where a record came from, and the start of its bytes as they were read."""
        yield f"  record {copy['record_id']}: {_place(copy)}"
        yield f"  sha256 {copy['raw_sha256']}"
        yield f"  {locate(self.raw, copy['raw_path'])} is {self.state_of(copy['raw_path'])}"
        yield from self.told_by_siblings(copy["raw_path"])
        record = None if copy["record_id"] in self.shown else self.find_record(copy["record_id"])
        self.shown.add(copy["record_id"])
        if record is not None:
            text = (
                record.raw[: EXCERPT_CHARS * 4]
                .decode("utf-8", "replace")
                .replace("\x00", "")[:EXCERPT_CHARS]
            )
            yield from (f"  | {line}" for line in text.splitlines())

    def state_of(self, raw_path: str) -> str:
        """Return whether a raw file is there and holds what was read of it, at all times that it was."""
        path = locate(self.raw, raw_path)
        if not os.path.exists(path):  # never an error, however long the name is
            return "not there (a raw folder elsewhere is named by --raw); the work folder keeps the bytes"
        readings = [
            file
            for file in self.work.read_ledger()
            if file.raw_path == raw_path and file.sha256 != UNREAD
        ]
        held = readings_held(path, self.raw, readings)
        if not held and readings:
            return "there, but holds other bytes than were read; the work folder keeps those"
        if len(held) < len(readings):
            return "there, but was replaced; what it held before, the work folder keeps"
        return "there"

    def told_by_siblings(self, raw_path: str) -> Iterator[str]:
        """Show what other files of the source say of this one, and which they are."""
        for file in self.work.read_ledger():
            source = decode_source(file.source) if file.raw_path == raw_path else None
            if source is not None and source.told_by:
                names = ", ".join(json.loads(source.beside))
                yield f"  {names}: joined from {', '.join(source.told_by)}"

    def find_record(self, record_id: str) -> RawRecord | None:
        """Return a record with its raw bytes from the work folder; None for what was rejected unread."""
        for part in self.work.parts():
            try:
                rows = read_table(
                    part,
                    filters=(pc.field("record_id") == record_id) & pc.field("media").is_valid(),
                )
            except (pa.ArrowException, ValueError, OSError) as error:
                let_through(error)  # Arrow says OSError of damaged pages, too
                raise StorageError(
                    f"{part} is damaged; `copydesk repair` reads it again"
                ) from error
            if len(rows):
                listing = read_listing(part.parent)
                damage = (
                    damage_in(part.parent, listing) if listing else f"{part.parent} has no listing"
                )
                if damage:
                    raise StorageError(f"{damage}; `copydesk repair` reads it again")
                return decode_record(rows.slice(0, 1).to_pylist()[0])
        # it may have stood in a part that is gone
        for folder in sorted(self.work.records.glob("[!.]*")):
            listing = read_listing(folder)
            damage = damage_in(folder, listing) if listing else None
            if damage:
                raise StorageError(f"{damage}; `copydesk repair` reads it again")
        return None


def explain_id(
    key: str, raw: Path, curated: Path, models: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Yield the lines that walk an id of any table back to the raw bytes; with models by language, then the rules at work.

    Raises:
        CopydeskError: nothing is published, or no row has that id.
    """
    explainer = Explainer(raw, curated)
    yield from explainer.walk(key)
    if models is not None:
        yield from explainer.why(key, models)


def _place(copy: dict[str, Any]) -> str:
    position = f", {copy['raw_position']}" if copy["raw_position"] else ""
    times = f", seen at {copy['n_deliveries']} places" if copy["n_deliveries"] > 1 else ""
    return f"{copy['raw_path']}{position}{times}"


def _fields(row: dict[str, Any]) -> Iterator[str]:
    for name, value in row.items():
        if value is None or value == []:
            continue
        if isinstance(value, dt.datetime):
            value = value.isoformat()
        text = " ".join(str(value).split())
        yield f"  {name:22s} {text if len(text) <= WIDTH else text[: WIDTH - 1] + '…'}"


def _wrap(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent="  ", subsequent_indent="  ") or ["  "]
