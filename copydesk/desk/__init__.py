"""`copydesk desk`: the web side of `copydesk explain`, read-only: articles, entities, events and stories, each led back to its bytes.

A page is made from the published tables when it is asked for and kept nowhere. All text in it is escaped, it runs no script,
and its links lead to other pages of the desk or, where an article has a URL, to that.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any, NamedTuple

from copydesk.errors import CopydeskError
from copydesk.explain import Explainer
from copydesk.own_files import quote
from copydesk.published import read_manifest, why_nothing
from copydesk.search import Answer, search
from copydesk.tables import find_entity, mentions_of, open_tables, timeline
from schemas.tables import TABLES

HERE = Path(__file__).parent
STYLE = HERE.parent / "report" / "page.css"
SHOWN = 25  # chosen: rows of a table on a page
MANY = 200  # chosen: rows of a page that lists nothing else
ID = re.compile(r"\b(?:rec|art|sty|ent|men|evt|evm)_[0-9a-f]{24}\b")


@dataclasses.dataclass(frozen=True, slots=True)
class Listing:
    """Rows under a heading; a column of each leads to the page of an id."""

    heading: str
    columns: Sequence[str]
    linked: str
    key: str
    rows: Sequence[Mapping[str, Any]] = ()


FRONT: Mapping[str, tuple[str, Listing]] = {
    "articles": (
        "published_at DESC NULLS LAST, article_id",
        Listing("Latest articles", ("title", "published_on", "publisher"), "title", "article_id"),
    ),
    "stories": (
        "n_publishers DESC, n_articles DESC, story_id",
        Listing(
            "Stories of most publishers",
            ("title", "first_published_at", "n_articles", "n_publishers"),
            "title",
            "story_id",
        ),
    ),
    "entities": (
        "n_articles DESC, n_mentions DESC, entity_id",
        Listing(
            "Most named", ("name", "entity_type", "country_code", "n_articles"), "name", "entity_id"
        ),
    ),
    "events": (
        "n_articles DESC, confidence DESC, event_id",
        Listing(
            "Events most reported",
            (
                "summary",
                "event_date_start",
                "event_date_end",
                "event_type",
                "n_articles",
                "confidence",
            ),
            "summary",
            "event_id",
        ),
    ),
    "quarantine": (
        "reasons, record_id",
        Listing(
            "Records in quarantine", ("reasons", "raw_path", "raw_position"), "reasons", "record_id"
        ),
    ),
}
"""What the first page shows of a table, and in which order."""

TOLD = Listing(
    "Events told here",
    ("summary", "event_date_start", "event_date_end", "event_type", "status", "confidence"),
    "summary",
    "event_id",
)
NAMED = Listing("Named in", ("context", "published_at", "publisher"), "context", "article_id")
PARTY = Listing(
    "Acts, or is acted upon",
    ("evidence", "event_date_start", "event_date_end", "role", "event_type", "status"),
    "evidence",
    "event_id",
)


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
        """Return the page of a path (`""`, `search`, or an id) and of what its form asked."""
        try:
            if path == "":
                return self._front()
            if path == "search":
                return self._found(asked)
            return self._row(path) if ID.fullmatch(path) else _sorry(f"no page {path!r}")
        except CopydeskError as error:
            return _sorry(str(error))

    def _front(self) -> Page:
        manifest = read_manifest(self.curated)
        if manifest is None:
            raise CopydeskError(why_nothing(self.curated))
        explainer = Explainer(self.raw, self.curated)
        listings = [
            dataclasses.replace(listing, rows=rows)
            for table, (order, listing) in FRONT.items()
            if (rows := explainer.rows(table, "TRUE", order, SHOWN))
        ]
        totals = [(name.replace("_", " "), t["rows"]) for name, t in manifest["tables"].items()]
        told = {"heading": "Desk", "note": f"version {manifest['version']}", "totals": totals}
        return _page(listings=listings, **told)

    def _found(self, asked: Mapping[str, str]) -> Page:
        question, entity = asked.get("q", "").strip(), asked.get("entity", "").strip()
        if ID.fullmatch(question):
            return self._row(question)
        answer = search(
            self.curated,
            question,
            entity_ids=find_entity(open_tables(self.curated), entity) if entity else (),
            first=_day(asked, "from"),
            last=_day(asked, "to"),
            event_type=asked.get("type", "").strip().upper() or None,
            limit=SHOWN,
        )
        note = f"{len(answer.hits):,} of {answer.n_found:,}{'' if answer.is_whole else ' at least'}"
        return _page(heading=question, note=note, hits=_hits(answer), asked=asked)

    def _row(self, key: str) -> Page:
        explainer = Explainer(self.raw, self.curated)
        table, row = explainer.find(key)
        more: dict[str, Any] = MORE[table](self, explainer, row) if table in MORE else {}
        heading = next(filter(None, map(row.get, ("title", "name", "summary"))), None) or key
        about = ("published_on", "publisher", "authors") if table == "articles" else ()
        note = " · ".join(filter(None, (_shown(row[name]) for name in about)))
        told = {
            "heading": heading,
            "note": note or f"a row of {table}",
            "fields": _fields(table, row),
            "url": row.get("url") if str(row.get("url")).startswith(("https:", "http:")) else None,
            "walk": list(explainer.lead(table, row)),
        }
        return _page(**told | more)

    def _article(self, explainer: Explainer, row: Mapping[str, Any]) -> dict[str, Any]:
        where = f"article_id = {quote(row['article_id'])}"
        every = 1 << 20
        mentions = explainer.rows("mentions", where, "section, start, mention_id", every)
        told = explainer.rows("event_mentions", where, "trigger_start, event_mention_id", every)
        ids = ", ".join(sorted({quote(one["event_id"]) for one in told if one["event_id"]}))
        events = explainer.rows("events", f"event_id IN ({ids})", "event_id", every) if ids else []
        return {
            "title": cut(row["title"] or "(no title)", _spans(mentions, told, "title")),
            "texts": _paragraphs(cut(row["body"], _spans(mentions, told, "body"))),
            "listings": [dataclasses.replace(TOLD, rows=events)],
        }

    def _entity(self, explainer: Explainer, row: Mapping[str, Any]) -> dict[str, Any]:
        """Show where it is named and what it does; the rows lead on, so the walk is left out."""
        key = str(row["entity_id"])
        found = [(NAMED, mentions_of(key, curated=self.curated, form="arrow"))]
        if {"events", "event_mentions"} <= {*explainer.names}:
            found.append((PARTY, timeline(key, curated=self.curated, form="arrow")))
        listings = [
            dataclasses.replace(listing, rows=rows.slice(0, MANY).to_pylist())
            for listing, rows in found
        ]
        return {"listings": listings, "walk": []}


MORE: Mapping[str, Callable[[Desk, Explainer, Mapping[str, Any]], dict[str, Any]]] = {
    "articles": Desk._article,
    "entities": Desk._entity,
}


def _day(asked: Mapping[str, str], name: str) -> dt.date | None:
    text = asked.get(name, "").strip()
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise CopydeskError(f"{name}: found {text!r}, expected a day such as 2024-03-09") from None


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
        if value is not None and value != [] and name not in {"body", "title"}
    ]


def _sorry(why: str) -> Page:
    return Page(HTTPStatus.NOT_FOUND, _page(heading="Not found", note=why).html)


def _shown(value: object) -> str:
    """Return a value as text: a moment at midnight is a day."""
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M}".removesuffix(" 00:00")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def _linked(value: object) -> list[Piece]:
    """Return a value as pieces, its ids marked."""
    text = _shown(value)
    return cut(text, [(m.start(), m.end(), Piece("", m[0])) for m in ID.finditer(text)])


def _page(**told: Any) -> Page:
    import jinja2

    environment = jinja2.Environment(
        autoescape=True,
        loader=jinja2.FileSystemLoader(HERE),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"linked": _linked, "shown": _shown}
    style = STYLE.read_text(encoding="utf-8") + (HERE / "desk.css").read_text(encoding="utf-8")
    return Page(
        HTTPStatus.OK, environment.get_template("desk.html.jinja").render(style=style, **told)
    )
