"""Records inside wrappers: the articles that a JSON value holds some levels down, found by the shape of what it holds.

An answer of an interface, a page of search results, a table written column by column, a feed: none is an article, and
all hold some. What surrounds an article and speaks of all (the feed's name, the language) is handed down to it.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Any, NamedTuple
from urllib.parse import urljoin

from copydesk.readers.fields import BrokenValueError, parse_json
from copydesk.readers.json_lift import FEEDS, exchange, is_told_in_blocks, of_feed, of_pieces
from copydesk.readers.json_scan import ValueCutter, cut_string, cut_value
from copydesk.readers.json_shape import (
    LONG_TEXT,
    is_article,
    says_something,
    stated_fields,
    text_size,
)
from copydesk.readers.stream import Stream
from copydesk.text.field_names import field_of, known_name, plain_name

MAX_DEPTH = 16
MAX_KEYS = 1_000
MAX_KEY_BYTES = 1 << 12
MAX_NAME_CHARS = 200
MIN_WRITTEN, MAX_WRITTEN = 80, 1 << 22
"""Characters of JSON that stands in a text: a shorter one holds no article."""

HOME = "home_page_url"  # of a JSON feed, against which its addresses are meant
HANDED_DOWN = ("publisher", "language", "authors", "published")
NO_DAY_OF_ALL = frozenset(
    "timestamp time datetime data day created createdat createdon creationdate".split()
)
"""Names under which an answer gives the moment of asking, not the day of the paper."""
ISO_DAY = re.compile(r"\d{4}-?\d\d-?\d\d")
COMMENTS = re.compile(r"(?i)comments?$|^replies$|^reactions$")
"""Names of a list that stands beside a story and holds what readers say of it."""
JSON_SIGNS = frozenset("{[ \r\n\t")
ADDRESS = re.compile(r"https?://\S+")


class Inner(NamedTuple):
    """An article inside a value, with what surrounds it, the nearest first."""

    fields: Mapping[str, Any]
    around: tuple[Mapping[str, Any], ...]
    n_single: int  # so many of them hold nothing but this one


def unwrap(
    value: Mapping[str, Any], around: tuple[Mapping[str, Any], ...] = ()
) -> list[dict[str, Any]] | None:
    """Return the fields of the articles that a value holds; None where it is one itself, or holds none.

    >>> unwrap({"feed": "Gazette", "items": [{"title": "A", "url": "u"}, {"title": "B", "url": "v"}]})
    [{'title': 'A', 'url': 'u'}, {'title': 'B', 'url': 'v'}]
    """
    if not may_hold(value.values()):
        return None
    is_told = text_size(value) or is_told_in_blocks(value) or text_size(of_pieces(value))
    if is_told and not _rows_by_column(value):
        return None
    found = [inner for inner in _inside(value, around, 0, 0) if inner.fields is not value]
    if not found:
        return None
    if is_article(value) and not any(text_size(inner.fields) for inner in found):
        return None  # it points at others
    return [_with_surroundings(inner) for inner in found]


def under(value: dict[str, Any], around: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the fields of an article with what the wrappers around it say."""
    return _with_surroundings(Inner(value, tuple(around), 0)) if around else value


def plain_bytes(fields: Mapping[str, Any]) -> bytes:
    """Return fields as canonical JSON: what stands for the bytes of an article that shares them with others."""
    return json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "replace"
    )


def is_wrapper(raw: bytes) -> bool:
    """Return whether the start of an object reaches, behind plain and closed values, a value that it does not close."""
    stream = Stream(io.BytesIO(raw))
    stream.read(1)
    for _ in range(MAX_KEYS):
        stream.skip_any(b" \t\r\n,")
        if stream.peek(1) != b'"' or not cut_string(stream, MAX_KEY_BYTES):
            return False
        stream.skip_any(b" \t\r\n:")
        if stream.peek(1) in (b"{", b"["):
            cutter = ValueCutter(stream)
            cutter.cut(len(raw))
            if not cutter.is_whole:
                return True
        elif not cut_value(stream, len(raw)):
            return False
    return False


def rows_of(value: Sequence[Any], names: Sequence[Any]) -> list[dict[str, Any]]:
    """Return lists of cells as objects under these names."""
    return [dict(zip(map(str, names), row, strict=False)) for row in value if isinstance(row, list)]


def is_header(cells: Sequence[Any]) -> bool:
    """Return whether cells are names of columns: short texts, two of them of fields that we know."""
    if not all(isinstance(cell, str) and len(cell) <= MAX_NAME_CHARS for cell in cells):
        return False
    return len({field for cell in cells if (field := field_of(cell))}) > 1


def is_row_of_table(cells: Sequence[Any]) -> bool:
    """Return whether a list is a row of a table whose columns nobody names: plain values, one of them a long text."""
    is_plain = len(cells) > 1 and not any(isinstance(cell, Mapping | list) for cell in cells)
    texts = [cell for cell in cells if isinstance(cell, str) and len(cell) >= LONG_TEXT]
    return is_plain and 0 < len(texts) < len(cells)


def _inside(
    node: Any, around: tuple[Mapping[str, Any], ...], n_single: int, depth: int
) -> Iterator[Inner]:
    """Yield the articles in a value, in its order."""
    if depth > MAX_DEPTH:
        return
    if isinstance(node, list):
        yield from _inside_list(node, around, depth)
    elif isinstance(node, Mapping):
        if entry := exchange(node):
            yield Inner(entry, (), 0)
        elif depth and _is_one_story(node):
            yield Inner(node, around, n_single)
        elif _is_numbered(node):
            yield from _inside_list(list(node.values()), around, depth)
        elif rows := _rows_by_column(node) or _rows_by_name(node):
            yield from (Inner(row, (node, *around) if depth else around, 0) for row in rows)
        else:
            yield from _inside_parts(node, around, n_single, depth)


def _is_one_story(node: Mapping[str, Any]) -> bool:
    """Return whether an object is an article: by its text, its blocks, or by its names where it holds no articles."""
    is_story = is_article(node) and not _holds_articles(node)
    return is_story or bool(text_size(node)) or is_told_in_blocks(node)


def _inside_parts(
    node: Mapping[str, Any], around: tuple[Mapping[str, Any], ...], n_single: int, depth: int
) -> Iterator[Inner]:
    """Yield the articles in the values of an object that is none; what readers say of a story beside it is none either."""
    parts = {key: item for key, item in node.items() if isinstance(item, Mapping | list)}
    parts |= {key: _opened(item) for key, item in node.items() if _is_written(item)}
    parts = _without_comments(parts, depth)
    is_many = sum(isinstance(item, Mapping) and is_article(item) for item in parts.values()) > 1
    for key, item in parts.items():
        is_single = isinstance(item, Mapping) and not is_many
        says = {} if is_single else _key_says(key, item)
        outer = (says, node, *around) if says else (node, *around)
        yield from _inside(item, outer, n_single + 1 if is_single else len(says), depth + 1)


def _without_comments(parts: dict[str, Any], depth: int) -> dict[str, Any]:
    """Return the values of an object without the comments on a story that stands beside them."""
    stories = {key: item for key, item in parts.items() if not COMMENTS.search(str(key))}
    if len(stories) in (0, len(parts)):
        return parts
    told = any(True for item in stories.values() for _ in _inside(item, (), 0, depth + 1))
    return stories if told else parts


def may_hold(values: Iterable[Any]) -> bool:
    """Return whether one of some values can hold articles: an object, a list, or a text that may be JSON.

    >>> may_hold(["A", 3, None]), may_hold(["A", ["B"]])
    (False, True)
    """
    for item in values:
        kind = type(item)
        if kind is str:
            if item[:1] in JSON_SIGNS and _is_written(item):
                return True
        elif kind is dict or kind is list:
            return True
    return False


def _is_written(item: Any) -> bool:
    """Return whether a value is a text that may be JSON, as interfaces put one answer into another."""
    return (
        isinstance(item, str)
        and MIN_WRITTEN <= len(item) <= MAX_WRITTEN
        and item.lstrip(" \r\n\t")[:1] in ("{", "[")
        and item.rstrip(" \r\n\t")[-1:] in ("}", "]")
    )


def _opened(text: str) -> Any:
    """Return the list, or the object that is no article itself, which a text writes down; None for any other.

    One article written down in a field of its row is opened where rows are read: its other fields are its own.
    """
    try:
        value = parse_json(text.encode())
    except (BrokenValueError, UnicodeEncodeError):
        return None
    return None if isinstance(value, Mapping) and is_article(value) else value


def _inside_list(
    node: list[Any], around: tuple[Mapping[str, Any], ...], depth: int
) -> Iterator[Inner]:
    """Yield the articles in a list; where it holds any, its other objects as well: they are to be accounted for."""
    if len(node) > 1 and all(isinstance(row, list) for row in node) and is_header(node[0]):
        yield from (Inner(row, around, 0) for row in rows_of(node[1:], node[0]))
        return
    by_shape = _is_list_of_texts(node)
    found: list[list[Inner]] = []
    for item in node:
        inner = list(_inside(item, around, 0, depth + 1))
        is_text = by_shape and isinstance(item, Mapping) and not is_article(item)
        found.append(inner or ([Inner(item, around, 0)] if is_text else []))
    if any(found):
        n_own = 1 if around and set(around[0]) == {"date"} else 0
        for item, inner in zip(node, found, strict=True):
            for one in inner or (
                [Inner(item, around, 0)] if isinstance(item, Mapping) and item else []
            ):
                yield one._replace(n_single=n_own) if one.around is around else one


def _is_list_of_texts(node: list[Any]) -> bool:
    """Return whether most objects of a list hold a long text beside other values, whatever the names."""
    objects = [item for item in node if isinstance(item, Mapping)]
    n_texts = sum(
        len(item) > 1 and any(isinstance(v, str) and len(v) >= LONG_TEXT for v in item.values())
        for item in objects
    )
    return len(objects) > 1 and 2 * n_texts > len(objects)


def _is_numbered(node: Mapping[str, Any]) -> bool:
    """Return whether an object holds texts with titles, under numbers (a wiki's interface lists pages by their ids) or all of one shape."""
    titled = (
        isinstance(item, Mapping) and "title" in stated_fields(item) for item in node.values()
    )
    is_alike = len({frozenset(item) for item in node.values() if isinstance(item, Mapping)}) == 1
    return (
        (is_alike or all(map(str.isdigit, node)))
        and all(titled)
        and _is_list_of_texts(list(node.values()))
    )


def _holds_articles(node: Mapping[str, Any]) -> bool:
    """Return whether an object that reads like an article holds a list of such that have a text, and itself has none."""
    return any(
        isinstance(item, list)
        and any(isinstance(one, Mapping) and is_article(one) and text_size(one) for one in item)
        for item in node.values()
    )


def _rows_by_column(node: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of a table that is written column by column: objects by row name, or lists of one length."""
    columns = list(node.values())
    if len(columns) < 2 or not columns[0]:
        return []
    keys = _row_keys(node, columns)
    rows = [{name: column[key] for name, column in node.items()} for key in keys]
    return rows if any(is_article(row) for row in rows[:20]) else []


def _row_keys(node: Mapping[str, Any], columns: Sequence[Any]) -> list[Any]:
    """Return the names or numbers of the rows of a table written by columns; none where it is no table."""
    first = columns[0]
    if isinstance(first, Mapping):
        keys = list(first)
        is_table = all(isinstance(column, Mapping) and list(column) == keys for column in columns)
        return keys if is_table else []
    if not isinstance(first, list) or len(first) < 2 or len(columns) < 3:
        return []
    is_table = all(isinstance(column, list) and len(column) == len(first) for column in columns)
    return list(range(len(first))) if is_table and _has_title_and_text(node) else []


def _has_title_and_text(node: Mapping[str, Any]) -> bool:
    """Return whether lists stand for titles that differ and for texts."""
    fields = {field_of(name): values for name, values in node.items()}
    titles = [value for value in fields.get("title") or () if isinstance(value, str)]
    texts = [value for value in fields.get("body") or () if isinstance(value, str)]
    return len(set(titles)) > 1 and len(texts) > 1


def _rows_by_name(node: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of a table whose names stand in one list and whose cells in another."""
    lists = [item for item in node.values() if isinstance(item, list) and item]
    for names in lists:
        labels = _labels_of(names)
        for cells in lists if labels else ():
            rows = [_cells_of(row) for row in cells] if cells is not names else []
            if rows and all(row is not None and len(row) == len(labels) for row in rows):
                return rows_of(rows, labels)
    return []


LABELS = ("fieldName", "label", "id")
"""What the description of a column calls its name, where not "name": any object may have them, so two must be of fields that we know."""


def _labels_of(names: Sequence[Any]) -> list[str]:
    """Return the names of columns that a list gives, plain or in a description of each; nothing for any other list."""
    for key in ("name", *LABELS):
        labels: list[Any] = [i.get(key) if isinstance(i, Mapping) else i for i in names]
        if all(isinstance(label, str) and len(label) <= MAX_NAME_CHARS for label in labels):
            return labels if key == "name" or is_header(labels) else []
    return []


def _cells_of(row: Any) -> list[Any] | None:
    """Return the cells of a row: a list, or the one list of an object, of values or of objects that hold one each.

    >>> _cells_of({"c": [{"v": "A"}, None, {"v": "Date(2021,2,4)", "f": "4 March"}]}), _cells_of({"a": 1})
    (['A', None, '2021-03-04'], None)
    """
    if not isinstance(row, Mapping):
        return row if isinstance(row, list) else None
    lists = [item for item in row.values() if isinstance(item, list)]
    if len(row) != 1 or not lists or not all(map(_is_cell, lists[0])):
        return None
    return [cell and SCRIPT_DATE.sub(_day_of_script, str(cell["v"])) for cell in lists[0]]


SCRIPT_DATE = re.compile(r"\ADate\((\d{4}),(\d\d?),(\d\d?)(?:,\d\d?){0,4}\)\Z")
"""A day as Google's tables write it: their months begin with 0."""
CELL_KEYS = frozenset("vfp")
"""A cell's value, how it is shown, and what style it has."""


def _day_of_script(found: re.Match[str]) -> str:
    return f"{found[1]}-{int(found[2]) + 1:02d}-{int(found[3]):02d}"


def _is_cell(cell: Any) -> bool:
    return cell is None or (isinstance(cell, Mapping) and "v" in cell and cell.keys() <= CELL_KEYS)


def _key_says(key: Any, item: Any) -> dict[str, Any]:
    """Return what the key of an article among others says of it: its address, its day or its id."""
    text = str(key)
    if ISO_DAY.fullmatch(text):
        return {"date": text}
    if not isinstance(item, Mapping):
        return {}
    return {"url": text} if ADDRESS.fullmatch(text) else {"id": text}


def _with_surroundings(inner: Inner) -> dict[str, Any]:
    """Return an article's fields, and behind them what its surroundings say of it.

    An object that holds nothing but this article is part of the record: all its plain values are. Of what holds several,
    the publisher (a feed's title), the language, the author and the day go for each that states none.
    """
    fields = of_feed(dict(inner.fields))
    given = stated_fields(fields)
    for place, outer in enumerate(inner.around):
        if outer.get("type") == "table":
            continue  # what a table of a database is called names no paper
        for key, value in outer.items():
            if value in (None, "", []) or isinstance(value, bool):
                continue
            told = _told_around(key, value, fields, given, is_own=place < inner.n_single)
            if told is not None:
                name, field, own = told
                fields[name] = own
                given |= {field} if field else set()
    return fields | _whole_address(fields.get("url"), inner.around)


def _whole_address(url: Any, around: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return an address that is meant against the home of what surrounds it; nothing where it is whole."""
    homes = [outer[HOME] for outer in around if isinstance(outer.get(HOME), str)]
    return {"url": urljoin(homes[0], url)} if homes and str(url).startswith("/") else {}


def _told_around(
    key: str, value: Any, fields: Mapping[str, Any], given: Set[str], *, is_own: bool
) -> tuple[str, str | None, Any] | None:
    """Return the name, our field and the value that an outer object's value gives an article; None where it gives nothing.

    Args:
        key: Its name there.
        value: A text, a number, an object or a list; no blank.
        fields: What the article has so far.
        given: Our fields that it has so far.
        is_own: The object holds this article alone.
    """
    field = field_of(key)
    if isinstance(value, Mapping) and plain_name(key) in FEEDS:
        return _as_publisher(value.get("title") or value.get("name"), given)
    if field == "title" and not is_own and "publisher" not in given:
        return _as_publisher(value, given)
    if key in fields or (isinstance(value, list) and field != "authors"):
        return None
    is_plain = is_own and _is_plain(value) and field not in given
    return (key, field, value) if is_plain or _is_handed_down(key, value, given) else None


def _as_publisher(name: Any, given: Set[str]) -> tuple[str, str | None, Any] | None:
    return (
        ("publisher", "publisher", name) if _is_short(name) and "publisher" not in given else None
    )


def _is_handed_down(key: str, value: Any, given: Set[str]) -> bool:
    """Return whether an article that does not state it takes a value from what holds several: not the day that a list was made."""
    field = field_of(key)
    if field not in HANDED_DOWN or field in given:
        return False
    if field == "published" and known_name(plain_name(key)) in NO_DAY_OF_ALL:
        return False
    return field == "authors" or _is_short(value)


def _is_plain(value: Any) -> bool:
    """Return whether a value stands for itself: a plain one, or an object that stands for a text or a moment."""
    return not isinstance(value, Mapping) or (len(value) == 1 and says_something(value))


def _is_short(value: Any) -> bool:
    if isinstance(value, Mapping):
        return isinstance(value.get("name"), str)
    return isinstance(value, str) and len(value) <= MAX_NAME_CHARS
