"""From a batch of articles to their mentions and coded events: the language stages, article by article."""

from __future__ import annotations

import dataclasses
import itertools
import logging
import re
import typing
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from copydesk.disk.own_files import read_table
from copydesk.disk.storage import whole_folder, write_table
from copydesk.entities import find_mentions
from copydesk.entities.lexicon import fold
from copydesk.entities.toponyms import is_state, point_of
from copydesk.errors import frames_of, is_of_content, let_through
from copydesk.events import code_events
from copydesk.ids import content_id
from copydesk.limits.isolated import GaveUp, run_alone
from copydesk.nlp import load_model
from copydesk.raw.parts import storable
from copydesk.text.language import ArticleText, CodedEvent, FoundMention, LanguageModel

logger = logging.getLogger(__name__)

ARROW_OF_HINT = {
    "str": pa.string(), "int": pa.int64(), "float": pa.float64(), "date": pa.date32(),
}  # fmt: skip

BATCH_SCHEMA = pa.schema([
    ("article_id", pa.string()), ("body", pa.large_string()), ("title", pa.string()),
    ("subtitle", pa.string()), ("dateline", pa.string()), ("published_on", pa.timestamp("ms")),
    ("publisher", pa.string()), ("authors", pa.list_(pa.string())), ("language", pa.string()),
    ("text_key", pa.string()),
])  # fmt: skip
"""A batch: articles that one task annotates."""


def schema_of(row: type) -> pa.Schema:
    """Return the Arrow schema of a row type of `copydesk.text.language`, with the article's text key."""
    hints = typing.get_type_hints(row)
    fields = [pa.field(f.name, _arrow_of(hints[f.name])) for f in dataclasses.fields(row)]
    return pa.schema([*fields, pa.field("text_key", pa.string())])


def _arrow_of(hint: Any) -> pa.DataType:
    arguments = [a for a in typing.get_args(hint) if a is not type(None)]
    if typing.get_origin(hint) is tuple:
        return pa.list_(_arrow_of(arguments[0]))
    if typing.get_origin(hint) is typing.Literal:
        return pa.string()
    return ARROW_OF_HINT[hint.__name__] if not arguments else _arrow_of(arguments[0])


MENTION_SCHEMA = schema_of(FoundMention)
CODED_SCHEMA = schema_of(CodedEvent)
RETRY_CPU_SECONDS = 600.0
"""For one article, tried alone: one of a megabyte takes 40."""

MAX_BODY_CHARS = 200_000
"""Of a body that is longer only so much is read, up to the end of a paragraph or word. A megabyte took 40 CPU-seconds; the
longest news stories have half of this, what has more is a document beside news."""

MAX_BODY_MARKS = 60_000
"""Nor more words and marks than these: each costs the model 0.4 milliseconds, and a body of that many signs may be marks alone. 200,000 characters
of news hold 40,000."""

CUT = "cut"
"""Stands for the error of a text of which the language stages read the start alone."""

MARK = re.compile(r"\w+|[^\w\s]")

DONE_SCHEMA = pa.schema([
    ("text_key", pa.string()), ("error", pa.string()), ("found_key", pa.string()),
    ("is_open", pa.bool_()), ("places", pa.list_(pa.string())),
])  # fmt: skip
"""One row per text that was read; equal `found_key`, equal mentions and coded events, wherever they are packed. `places` has
what it names, as `copydesk.entities.homes` counts it; `is_open` says that for a name in it the publisher's home matters."""

PACKED = {"mentions": MENTION_SCHEMA, "coded": CODED_SCHEMA, "done": DONE_SCHEMA}
"""The files of a folder of annotations."""


def annotate_batch(batch: Path, models: Mapping[str, str], with_events: bool, target: Path) -> None:
    """Annotate the articles of a batch into `target`; `models` maps a language to its model's name."""
    rows = read_table(batch).to_pylist()
    mentions: list[dict[str, Any]] = []
    coded: list[dict[str, Any]] = []
    done: list[dict[str, Any]] = []
    for row in rows:
        asked = (row, models[row["language"]], with_events)
        answer = annotate_row(asked)
        if answer.error not in (None, CUT):
            # What a run has done before must not be the reason: one more try, in a process that has done nothing.
            again = run_alone(annotate_row, asked, RETRY_CPU_SECONDS)
            answer = Annotated([], [], again.why) if isinstance(again, GaveUp) else again
        mentions += answer.mentions
        coded += answer.coded
        done.append(
            {
                "text_key": row["text_key"],
                "error": answer.error,
                "found_key": content_id("art", repr((answer.mentions, answer.coded))),
                "is_open": any(is_open(row) for row in answer.mentions),
                "places": places_told(answer.mentions),
            }
        )
    packed = {"mentions": mentions, "coded": coded, "done": done}
    write_packed(
        {kind: pa.Table.from_pylist(packed[kind], schema=PACKED[kind]) for kind in PACKED}, target
    )


def is_open(mention: Mapping[str, Any]) -> bool:
    """Tell whether a publisher's home decides what a name means, or where that lies."""
    is_place = mention["entity_type"] in ("GPE", "LOC")
    return bool(mention["may_be"]) or (is_place and point_of(mention["name_key"]) is None)


def places_told(mentions: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the places that an article names, sorted: keys of what it settles, and folded names of what it doesn't.

    The name of a state that may be a town ("Jordan") counts as the state: so it is read mostly.
    """
    told = set()
    for row in mentions:
        if row["entity_type"] in ("GPE", "LOC") and row["stands_for"] is None:
            is_name = row["may_be"] and not is_state(row["name_key"])
            told.add(fold(row["surface"]) if is_name else row["name_key"])
    return sorted(told)


def write_packed(tables: Mapping[str, pa.Table], target: Path) -> None:
    """Write a folder of annotations, whole or not at all."""
    with whole_folder(target) as scratch:
        for kind, table in tables.items():
            write_table(table, scratch / f"{kind}.parquet", target / f"{kind}.parquet")


def folder_name(text_keys: Iterable[str], version: str) -> str:
    """Return the name of the folder that holds the annotations of these texts by a version of the stage."""
    return f"{content_id('art', *sorted(text_keys))}.{version}"


@dataclasses.dataclass(frozen=True, slots=True)
class Annotated:
    """The rows of one article; `error` says why there are none, or `CUT` that the end was not read."""

    mentions: list[dict[str, Any]]
    coded: list[dict[str, Any]]
    error: str | None = None


def annotate_row(asked: tuple[Mapping[str, Any], str, bool]) -> Annotated:
    """Return the rows of an article, given its row, its model's name and whether events are coded.

    What the language stages can't bear in a text costs that article its own mentions; it is flagged. What is wrong
    with the machine is raised.
    """
    row, name, with_events = asked
    model = load_cached(name)
    try:
        found, events = annotate(article_of(row), model, with_events)
    except Exception as failure:
        let_through(failure)
        if not is_of_content(failure):
            raise
        logger.warning("language stages failed: %s\n%s", row["article_id"], frames_of(failure))
        return Annotated([], [], type(failure).__name__)
    is_cut = most_read(row["body"]) < len(row["body"])
    key = row["text_key"]
    return Annotated(_rows(found, key), _rows(events, key), CUT if is_cut else None)


def annotate(
    article: ArticleText, model: LanguageModel, with_events: bool
) -> tuple[Sequence[FoundMention], Sequence[CodedEvent]]:
    """Return the mentions and the coded events of one article."""
    analysed = model.analyse(article.texts())
    mentions = find_mentions(article, analysed)
    return mentions, code_events(article, analysed, mentions) if with_events else ()


def article_of(row: Mapping[str, Any]) -> ArticleText:
    """Return the article in a row of a batch."""
    published_on = row["published_on"]
    return ArticleText(
        article_id=row["article_id"],
        body=cut_body(row["body"]),
        title=row["title"],
        subtitle=row["subtitle"],
        dateline=row["dateline"],
        published_on=None if published_on is None else published_on.date(),
        publisher=row["publisher"],
        authors=tuple(row["authors"]),
    )


def cut_body(body: str) -> str:
    """Return as much of a body as is read.

    >>> body = "The ferry ran aground. " * 9_000
    >>> len(cut_body(body)), len(cut_body(body[:100])), body.startswith(cut_body(body))
    (199998, 100, True)
    """
    most = most_read(body)
    if most == len(body):
        return body
    head = body[:most]
    end = max(head.rfind("\n\n"), head.rfind("\n", most // 2))
    end = end if end > most // 2 else head.rfind(" ", most // 2)
    return head[:end] if end > 0 else head


def most_read(body: str) -> int:
    """Return how many characters of a body may be read at most."""
    most = min(len(body), MAX_BODY_CHARS)
    if most <= MAX_BODY_MARKS:
        return most
    beyond = next(itertools.islice(MARK.finditer(body, 0, most), MAX_BODY_MARKS, None), None)
    return most if beyond is None else beyond.start()


_LOADED: dict[str, LanguageModel] = {}


def load_cached(name: str) -> LanguageModel:
    """Return a model, loaded once per process."""
    if name not in _LOADED:
        _LOADED[name] = load_model(name)
    return _LOADED[name]


def _rows(items: Iterable[FoundMention | CodedEvent], text_key: str) -> list[dict[str, Any]]:
    rows = []
    for item in items:
        row: dict[str, Any] = {f.name: getattr(item, f.name) for f in dataclasses.fields(item)}
        rows.append({k: storable(v) if isinstance(v, str) else v for k, v in row.items()})
        rows[-1]["text_key"] = text_key
    return rows
