"""`copydesk desk`: the web side of `copydesk explain`, read-only: articles, entities, events and stories, each led back to its bytes.

A page is made from the published tables when it is asked for and kept nowhere. All text in it is escaped, it runs no script,
and its links lead to other pages of the desk or, where an article has a URL, to that.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any, NamedTuple, get_args
from urllib.parse import urlencode

from copydesk.auditing.explain import Explainer
from copydesk.disk.own_files import quote
from copydesk.errors import CopydeskError, SettingsError, StorageError
from copydesk.search import Answer, search
from copydesk.tables import find_entity, mentions_of, open_tables, timeline
from copydesk.versions.published import read_manifest, why_nothing
from schemas.events import EventType
from schemas.tables import TABLES

HERE = Path(__file__).parent
STYLE = HERE.parent / "report" / "page.css"
SHOWN = 25  # chosen: rows of a list on a page that shows more than it
MANY = 100  # chosen: rows of a page that lists nothing else
TYPES = tuple(sorted(get_args(EventType)))
Rows = Sequence[Mapping[str, Any]]
NO_NAMES: Mapping[str, str] = {}
ID = re.compile(r"\b(?:rec|art|sty|ent|men|evt|evm)_[0-9a-f]{24}\b")


@dataclasses.dataclass(frozen=True, slots=True)
class Listing:
    """Rows under a heading; the first column of each leads to the page of an id. It is asked for alone by its name."""

    name: str
    heading: str
    columns: Sequence[str]
    key: str
    rows: Rows = ()
    ways: Sequence[tuple[str, str]] = ()  # what leads on: words and the address

    def shown(
        self, asked: Mapping[str, str], n: int, rows: Callable[[int, int], Rows]
    ) -> list[Listing]:
        """Return the listing with its first rows, or alone with those of the page that is asked for; none beside one that is.

        `rows` returns so many of the `n` rows from one on.
        """
        if not n or asked.get("list", self.name) != self.name:
            return []
        if "list" in asked:
            start, ways = _turned(asked, n, MANY)
            return [dataclasses.replace(self, rows=rows(start, MANY), ways=ways)]
        ways = [(f"all {n:,}", _address({"list": self.name}))] if n > SHOWN else []
        return [dataclasses.replace(self, rows=rows(0, SHOWN), ways=ways)]


FRONT: Sequence[tuple[str, Listing]] = (
    ("published_at DESC NULLS LAST, article_id", Listing("articles", "Latest articles", ("title", "published_on", "publisher"), "article_id")),
    ("n_publishers DESC, n_articles DESC, story_id", Listing("stories", "Stories of most publishers", ("title", "first_published_at", "n_articles", "n_publishers"), "story_id")),
    ("n_articles DESC, n_mentions DESC, entity_id", Listing("entities", "Most named", ("name", "entity_type", "country_code", "n_articles"), "entity_id")),
    ("n_articles DESC, confidence DESC, event_id", Listing("events", "Events most reported", ("summary", "event_date_start", "event_date_end", "event_type", "n_articles", "confidence"), "event_id")),
    ("reasons, record_id", Listing("quarantine", "Records in quarantine", ("reasons", "raw_path", "raw_position"), "record_id")),
)  # fmt: skip
"""What the first page shows of a table, and in which order: that of a whole page, so that none is missed between two."""

TOLD = Listing("events", "Events told here", ("summary", "event_date_start", "event_date_end", "event_type", "status", "confidence"), "event_id")  # fmt: skip
NAMED = Listing("named", "Named in", ("context", "published_at", "publisher"), "article_id")
PARTY = Listing("acts", "Acts, or is acted upon", ("evidence", "event_date_start", "event_date_end", "role", "event_type", "status"), "event_id")  # fmt: skip
REPORTED = Listing("reports", "Reported in", ("evidence", "trigger", "article_id", "status", "confidence"), "event_mention_id")  # fmt: skip
TELLERS = Listing("articles", "As it was reported", ("title", "published_at", "publisher"), "article_id")  # fmt: skip

NAMES: Mapping[str, tuple[str, str]] = {
    "ent": ("entities", "name"),
    "art": ("articles", "title"),
    "sty": ("stories", "title"),
    "evt": ("events", "summary"),
}
"""What an id is called: the table that it stands in, and the column."""


class Page(NamedTuple):
    """What is answered: a status of HTTP, and HTML."""

    status: HTTPStatus
    html: str


class Piece(NamedTuple):
    """A stretch of a text; with an id where it names an entity or tells of an event."""

    text: str
    id: str = ""
    kind: str = ""  # "name" or "event"
    hint: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Desk:
    """Pages of what is published in a folder."""

    raw: Path
    curated: Path

    def answer(self, path: str, asked: Mapping[str, str]) -> Page:
        """Return the page of a path (`""`, `search`, or an id) and of what its form or link asked."""
        try:
            if path == "":
                return self._front(asked)
            if path == "search":
                return self._found(asked)
            if ID.fullmatch(path):
                return self._row(path, asked)
            return _sorry(CopydeskError(f"no page {path!r}"), asked)
        except CopydeskError as error:
            return _sorry(error, asked)

    def _front(self, asked: Mapping[str, str]) -> Page:
        manifest = read_manifest(self.curated)
        if manifest is None:
            raise CopydeskError(why_nothing(self.curated))
        explainer = Explainer(self.raw, self.curated)
        totals = {name: table["rows"] for name, table in manifest["tables"].items()}
        listings: list[Listing] = []
        for order, listing in FRONT:
            rows = partial(_rows, explainer, listing.name, "TRUE", order)
            listings += listing.shown(asked, totals.get(listing.name, 0), rows)
        told = {"heading": "Desk", "note": f"version {manifest['version']}"}
        return _page(listings=_some(listings, asked), totals=totals, **told)

    def _found(self, asked: Mapping[str, str]) -> Page:
        question, entity = asked.get("q", "").strip(), asked.get("entity", "").strip()
        if ID.fullmatch(question):
            return self._row(question, {})
        answer = search(
            self.curated,
            question,
            entity_ids=find_entity(open_tables(self.curated), entity) if entity else (),
            first=_day(asked, "from"),
            last=_day(asked, "to"),
            event_type=asked.get("type", "").strip().upper() or None,
            limit=SHOWN,
            start=SHOWN * (_number(asked) - 1),
        )
        _, ways = _turned(asked, answer.n_found, SHOWN)
        note = f"{answer.n_found:,}{'' if answer.is_whole else ' at least'} found"
        return _page(heading=question, note=note, hits=list(_hits(answer)), asked=asked, ways=ways)

    def _row(self, key: str, asked: Mapping[str, str]) -> Page:
        explainer = Explainer(self.raw, self.curated)
        table, row = explainer.find(key)
        more: dict[str, Any] = (
            MORE[table](self, explainer, row, asked) if table in MORE else {"listings": []}
        )
        heading = next(filter(None, map(row.get, ("title", "name", "summary"))), None) or key
        about = ("published_on", "publisher", "authors") if table == "articles" else ()
        note = " · ".join(filter(None, (_shown(row[name]) for name in about)))
        told = {
            "heading": heading,
            "note": note or f"a row of {table}",
            "fields": _fields(table, row),
            "url": row.get("url") if str(row.get("url")).startswith(("https:", "http:")) else None,
            "walk": list(explainer.lead(table, row)),
            "names": _names(explainer, table, row, more["listings"]),
        }
        return _page(**told | more | {"listings": _some(more["listings"], asked)})

    def _article(
        self, explainer: Explainer, row: Mapping[str, Any], asked: Mapping[str, str]
    ) -> dict[str, Any]:
        where = f"article_id = {quote(row['article_id'])}"
        every = 1 << 20
        mentions = explainer.rows("mentions", where, "section, start, mention_id", every)
        told = explainer.rows("event_mentions", where, "trigger_start, event_mention_id", every)
        ids = sorted({one["event_id"] for one in told if one["event_id"]})
        events = _one_of(explainer, "events", ids)
        return {
            "title": cut(row["title"] or "(no title)", _spans(mentions, told, "title")),
            "texts": _paragraphs(cut(row["body"], _spans(mentions, told, "body"))),
            "listings": TOLD.shown(asked, len(events), partial(_slice, events)),
        }

    def _entity(
        self, explainer: Explainer, row: Mapping[str, Any], asked: Mapping[str, str]
    ) -> dict[str, Any]:
        """Show where it is named and what it does; the rows lead on, so the walk is left out."""
        key = str(row["entity_id"])
        found = [(NAMED, mentions_of(key, curated=self.curated, form="arrow"))]
        if {"events", "event_mentions"} <= {*explainer.names}:
            found.append((PARTY, timeline(key, curated=self.curated, form="arrow")))
        listings: list[Listing] = []
        for listing, table in found:
            rows = partial(lambda table, *at: table.slice(*at).to_pylist(), table)
            listings += listing.shown(asked, len(table), rows)
        return {"listings": listings, "walk": []}

    def _event(
        self, explainer: Explainer, row: Mapping[str, Any], asked: Mapping[str, str]
    ) -> dict[str, Any]:
        where = f"event_id = {quote(row['event_id'])}"
        found = explainer.rows(
            "event_mentions", where, "confidence DESC, event_mention_id", 1 << 20
        )
        return {"listings": REPORTED.shown(asked, len(found), partial(_slice, found))}

    def _story(
        self, explainer: Explainer, row: Mapping[str, Any], asked: Mapping[str, str]
    ) -> dict[str, Any]:
        where = f"story_id = {quote(row['story_id'])}"
        rows = partial(_rows, explainer, "articles", where, "published_at NULLS LAST, article_id")
        return {"listings": TELLERS.shown(asked, row["n_articles"], rows)}


MORE: Mapping[
    str, Callable[[Desk, Explainer, Mapping[str, Any], Mapping[str, str]], dict[str, Any]]
] = {
    "articles": Desk._article,
    "entities": Desk._entity,
    "events": Desk._event,
    "stories": Desk._story,
}


def _rows(
    explainer: Explainer, table: str, where: str, order: str, start: int, n: int
) -> list[dict[str, Any]]:
    return explainer.rows(table, where, order, n, start)


def _slice(rows: Rows, start: int, n: int) -> Rows:
    return rows[start : start + n]


def _one_of(explainer: Explainer, table: str, ids: Sequence[str]) -> list[dict[str, Any]]:
    """Return the rows of a table that have these ids, by id."""
    key = TABLES[table].key
    listed = ", ".join(map(quote, ids))
    return explainer.rows(table, f"{key} IN ({listed})", key, len(ids)) if ids else []


def _names(
    explainer: Explainer, table: str, row: Mapping[str, Any], listings: Sequence[Listing]
) -> dict[str, str]:
    """Return what the ids that a row or its listings refer to are called."""
    told = [row[reference.column] for reference in TABLES[table].references]
    told += [r["article_id"] for one in listings if "article_id" in one.columns for r in one.rows]
    ids = {*ID.findall(" ".join(map(_shown, told)))}
    found: dict[str, str] = {}
    for prefix, (of, column) in NAMES.items():
        here = sorted(one for one in ids if one.startswith(prefix))
        found |= {
            one[TABLES[of].key]: one[column] or "(no title)" for one in _one_of(explainer, of, here)
        }
    return found


def _address(asked: Mapping[str, str]) -> str:
    return f"?{urlencode(asked)}"


def _number(asked: Mapping[str, str]) -> int:
    """Return the number of the page that is asked for.

    Raises:
        SettingsError: it is none.
    """
    text = asked.get("page", "1")
    if not (text.isascii() and text.isdigit() and int(text[:10]) > 0):
        raise SettingsError(f"page: found {text!r}, expected a number from 1 on")
    return int(text[:10])


def _turned(asked: Mapping[str, str], n: int, size: int) -> tuple[int, list[tuple[str, str]]]:
    """Return where the page that is asked for begins in `n` rows, and the ways to those beside it.

    Raises:
        SettingsError: it would begin behind the last row.
    """
    page, last = _number(asked), max(1, -(-n // size))
    if page > last:
        raise SettingsError(f"page: found {page}, the last one is {last}")
    ways = [(f"page {page:,} of {last:,}", "")] if last > 1 else []
    for words, other in (("back", page - 1), ("on", page + 1)):
        if 0 < other <= last:
            ways.append((words, _address({**asked, "page": str(other)})))
    return (page - 1) * size, ways


def _some(listings: list[Listing], asked: Mapping[str, str]) -> list[Listing]:
    """Return the listings of a page.

    Raises:
        SettingsError: one is asked for alone that is none of them.
    """
    if "list" in asked and not listings:
        raise SettingsError(f"list: found {asked['list']!r}, which this page does not have")
    return listings


def _day(asked: Mapping[str, str], name: str) -> dt.date | None:
    text = asked.get(name, "").strip()
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise SettingsError(f"{name}: found {text!r}, expected a day such as 2024-03-09") from None


def _spans(
    mentions: Sequence[Mapping[str, Any]], told: Sequence[Mapping[str, Any]], section: str
) -> list[tuple[int, int, Piece]]:
    """Return what a section names and tells, in order; what overlaps an earlier one is left out."""
    spans = [
        (m["start"], m["end"], Piece("", m["entity_id"], "name", ""))
        for m in mentions
        if m["section"] == section
    ]
    spans += [
        (m["trigger_start"], m["trigger_end"], Piece("", _told_by(m), "event", m["event_type"]))
        for m in told
        if m["section"] == section
    ]
    return sorted(spans, key=lambda span: (span[0], -span[1], span[2].id))


def _told_by(mention: Mapping[str, Any]) -> str:
    """Return the event that a mention reports; of what is denied or supposed there is none, and the mention has a page of its own."""
    return str(mention["event_id"] or mention["event_mention_id"])


def cut(text: str, spans: Sequence[tuple[int, int, Piece]]) -> list[Piece]:
    """Return a text as pieces, those of the spans marked; a span that overlaps an earlier one is left out.

    >>> [piece.text for piece in cut("Ada met Bo.", [(0, 3, Piece("", "a")), (0, 2, Piece("", "b")), (8, 10, Piece("", "c"))])]
    ['Ada', ' met ', 'Bo', '.']
    """
    pieces, place = [], 0
    for start, end, piece in spans:
        if place <= start < end <= len(text):
            pieces += [Piece(text[place:start]), piece._replace(text=text[start:end])]
            place = end
    return [piece for piece in [*pieces, Piece(text[place:])] if piece.text]


def _paragraphs(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Return the pieces of a text by its lines."""
    lines: list[list[Piece]] = [[]]
    for piece in pieces:
        first, *others = piece.text.split("\n")
        lines[-1].append(piece._replace(text=first))
        lines += [[piece._replace(text=other)] for other in others]
    return [line for line in lines if any(piece.text for piece in line)]


def _hits(answer: Answer) -> Iterator[dict[str, Any]]:
    for hit in answer.hits:
        marks = [(start, end, Piece("", "", "hit")) for start, end in hit.marks]
        yield {"hit": hit, "passage": cut(hit.passage, marks)}


def _fields(table: str, row: Mapping[str, Any]) -> list[tuple[str, str, Any]]:
    """Return name, description and value of what is known of a row; long texts have their own place."""
    described = {field.name: field.metadata or {} for field in TABLES[table].to_schema()}
    return [
        (name, described.get(name, {}).get(b"description", b"").decode(), value)
        for name, value in row.items()
        if value not in (None, "", []) and name not in {"body", "title"}
    ]


SORRY: Sequence[tuple[type[CopydeskError], HTTPStatus, str]] = (
    (SettingsError, HTTPStatus.BAD_REQUEST, "Not understood"),
    (StorageError, HTTPStatus.INTERNAL_SERVER_ERROR, "Can't be read"),
    (CopydeskError, HTTPStatus.NOT_FOUND, "Not found"),
)
"""How a page says what went wrong: by whose doing it is."""


def _sorry(error: CopydeskError, asked: Mapping[str, str]) -> Page:
    status, heading = next((s, words) for kind, s, words in SORRY if isinstance(error, kind))
    return Page(status, _page(heading=heading, note=str(error), asked=asked).html)


def _shown(value: object) -> str:
    """Return a value as text: a moment at midnight is a day."""
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M}".removesuffix(" 00:00")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, float):
        return f"{value:.6g}"
    return "" if value is None else str(value)


def _linked(value: object, names: Mapping[str, str] = NO_NAMES) -> list[Piece]:
    """Return a value as pieces: its ids marked, and by their names where those are told."""
    text = _shown(value)
    found = cut(text, [(m.start(), m.end(), Piece("", m[0])) for m in ID.finditer(text)])
    return [piece._replace(text=names.get(piece.id, piece.text)) for piece in found]


def _page(**told: Any) -> Page:
    import jinja2

    environment = jinja2.Environment(
        autoescape=True, loader=jinja2.FileSystemLoader(HERE), trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"linked": _linked, "shown": _shown}
    style = STYLE.read_text(encoding="utf-8") + (HERE / "desk.css").read_text(encoding="utf-8")
    return Page(
        HTTPStatus.OK,
        environment.get_template("desk.html.jinja").render(
            style=style, types=TYPES, **{"names": NO_NAMES} | told
        ),
    )
