"""Tables in which a row is no article: one on its side, an article a column; one with a paragraph a row."""

from __future__ import annotations

import functools
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from copydesk.readers.csv_head import HEAD, LONG_CELL, first_rows, is_telling
from copydesk.readers.csv_rows import Dialect, Row, RowCutter
from copydesk.readers.fields import own_id
from copydesk.readers.place import Place, Reading
from copydesk.readers.stream import Stream
from copydesk.records import RawRecord
from copydesk.text.encoding import decode_text
from copydesk.text.field_names import field_of, plain_name

MIN_NAMES = 3  # chosen: a title, a text and one thing more that is said of an article
PARAGRAPH = ("paragraph", "paragraphtext", "absatz", "paragraphe", "parrafo", "paragrafo")
NUMBERED = tuple(f"{name}{mark}" for name in PARAGRAPH for mark in ("id", "no", "nr", "number"))
"""Names, as `plain_name` writes them, of the column of paragraphs and of the one that counts them; both must be there."""


def is_on_side(head: bytes, dialect: Dialect, charset: str | None) -> bool:
    """Return whether the names of an article's fields stand below one another, each once, and long texts beside that of the text.

    A list of what the columns of another table mean has such names, too, and a few words beside each.
    """
    first = next(RowCutter(Stream(io.BytesIO(head)), dialect, HEAD).rows(), None)
    if first is None or is_telling(first, charset):
        return False  # most tables end here
    rows = first_rows(head, dialect)
    return len({len(row.cells) for row in rows}) == 1 and _names_below(rows, charset)


def _names_below(rows: Sequence[Row], charset: str | None) -> bool:
    """Return whether the first cells of rows name the fields of an article, each once, and all texts are long."""
    named = [(field_of(_text(row.cells[0], charset)), row.cells[1:]) for row in rows]
    fields = [field for field, _ in named if field is not None]
    is_article = {"title", "body"} <= {*fields} and MIN_NAMES <= len(fields) == len({*fields})
    return is_article and all(len(cell) >= LONG_CELL for cell in dict(named)["body"])


def read_columns(stream: Stream, place: Place, dialect: Dialect, charset: str | None) -> Reading:
    """Yield one record per column of a table on its side."""
    rows: list[Row] = []
    left = place.limits.max_record_bytes
    for row in RowCutter(stream, dialect, left).rows():
        left -= len(row.raw)
        if left < 0:
            stream.skip()
            detail = "a table on its side (an article a column) that is too large: turn it first"
            yield place.reject("", "too_large", detail, rows[0].raw if rows else row.raw)
            return
        rows.append(row)
    damage = stream.tell_damage()
    if damage is not None:
        raw = b"\n".join(row.raw for row in rows)
        yield place.reject("", damage.reason, damage.detail, raw)
        return
    for at in range(1, max((len(row.cells) for row in rows), default=0)):
        yield from _column(rows, at, place, charset)


def _column(rows: Sequence[Row], at: int, place: Place, charset: str | None) -> Reading:
    """Yield the record of a column; an empty one is none."""
    cells = [(row.cells[0], row.cells[at]) for row in rows if len(row.cells) > at]
    if not any(cell.strip() for _, cell in cells):
        return
    raw = b"\n".join(b"\t".join(pair) for pair in cells)
    named = ((_text(name, charset).strip(), _text(cell, charset)) for name, cell in cells)
    fields = {name or f"row_{number}": value for number, (name, value) in enumerate(named, 1)}
    own = own_id(fields, place.columns)
    step = f"column {at + 1}"
    yield place.record(step, "fields", raw, fields=fields, source_record_id=own)


def _text(cell: bytes, charset: str | None) -> str:
    return decode_text(cell, charset)[0]


class Parts(NamedTuple):
    """The columns of a table with a paragraph a row: the text, its number, and those that say which article it is of."""

    text: str
    number: str
    keys: tuple[str, ...]


@functools.lru_cache(maxsize=64)
def parts_of(names: tuple[str, ...]) -> Parts | None:
    """Return the columns of a table with a paragraph a row; None for any other table.

    >>> parts_of(("id", "paragraph_no", "paragraph")).keys, parts_of(("id", "paragraph"))
    (('id',), None)
    """
    plain = dict(zip(map(plain_name, names), names, strict=True))
    said = [plain[name] for name in (*PARAGRAPH, *NUMBERED) if name in plain]
    keys = tuple(name for name in names if field_of(name) is not None and name not in said)
    fields = set(map(field_of, keys))
    is_counted = len(said) == len(("text", "number")) and plain_name(said[1]) in NUMBERED
    return (
        Parts(said[0], said[1], keys)
        if is_counted and keys and not fields & {"body", "html"}
        else None
    )


def gathered(items: Reading, place: Place) -> Reading:
    """Pass the rows of a table on; of one with a paragraph a row, the rows of one article that follow one another are one record."""
    run: list[RawRecord] = []
    for item in items:
        parts = (
            parts_of(tuple(item.fields)) if isinstance(item, RawRecord) and item.fields else None
        )
        if not isinstance(item, RawRecord) or parts is None:
            if run:
                yield from _article(run, place)
                run = []
            yield item
            continue
        if run and not _goes_on(run, item, parts, place.limits.max_record_bytes):
            yield from _article(run, place)
            run = []
        run.append(item)
    yield from _article(run, place)


def _goes_on(run: Sequence[RawRecord], item: RawRecord, parts: Parts, limit: int) -> bool:
    """Return whether a row holds the next paragraph of the article of the rows before it."""
    before, fields = run[-1].fields or {}, item.fields or {}
    is_same = before.keys() == fields.keys() and all(before[k] == fields[k] for k in parts.keys)
    return is_same and sum(len(row.raw) for row in run) + len(item.raw) <= limit


def _article(run: Sequence[RawRecord], place: Place) -> Iterator[RawRecord]:
    """Yield the record of the rows of one article, its bytes those of all of them."""
    if not run:
        return
    first: Mapping[str, str] = run[0].fields or {}
    parts = parts_of(tuple(first))
    if parts is None:
        yield from run
        return
    texts = [str((row.fields or {}).get(parts.text, "")).strip() for row in run]
    others = {k: v for k, v in first.items() if k not in (parts.text, parts.number)}
    fields = {**others, "body": "\n\n".join(filter(None, texts))}
    own = own_id(fields, place.columns)
    step = " to ".join(
        dict.fromkeys(row.raw_position.rpartition(";")[2] for row in (run[0], run[-1]))
    )
    raw = b"\n".join(row.raw for row in run)
    yield place.record(step, "fields", raw, fields=fields, source_record_id=own)
