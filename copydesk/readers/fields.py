"""Named fields: a JSON object from its bytes, the record's own id among its fields, values that can be written again."""

from __future__ import annotations

import ast
import functools
import json
import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from copydesk.text.encoding import decode_text
from copydesk.text.field_names import field_of
from copydesk.text.long_numbers import MOST_DIGITS, read_json
from copydesk.text.python_syntax import parsed

ID_COLUMNS = tuple(
    """id _id doc_id docid document_id article_id articleid story_id news_id item_id record_id uuid guid uri newid
    body_id""".split()
)
"""Names (lower case, `_` for blanks) of the columns that hold a record's own id, best first."""

INDEX_COLUMNS = ("", "unnamed:_0", "index", "idx")
"""Row counters of whoever wrote the dump: better than nothing."""

LONGEST_EXACT = 2.0**63
"""orjson rounds whole numbers beyond this to floats; they are ids more often than not."""

MAX_ID_CHARS = 500
MAX_DEPTH = (
    200  # brackets inside one another: beyond a thousand Python can't write a value down again
)
SEPARATORS = re.compile(r"[\s\-.]+")
PLAIN_TYPES = frozenset((str, int, bool, type(None)))
"""Types whose values orjson writes as `json` does, whose bytes are the identity of rows: floats it writes in another form."""
CONTAINERS = (Mapping, list, tuple)
NOT_TO_CLEAN = PLAIN_TYPES - {str}
NESTED = frozenset((dict, list))
SURROGATE = re.compile(r"[\ud800-\udfff]")


def plain_json(fields: Mapping[str, Any]) -> bytes:
    """Return fields as canonical JSON. Raises UnicodeEncodeError where a lone surrogate is among them.

    >>> plain_json({"b": "é", "a": None})
    b'{"a":null,"b":"\\xc3\\xa9"}'
    """
    if all(type(value) in PLAIN_TYPES for value in fields.values()):
        try:
            return orjson.dumps(fields, option=orjson.OPT_SORT_KEYS)
        except TypeError:  # a surrogate, a number beyond 64 bits
            pass
    text = json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode()


def filled(**values: Any) -> dict[str, Any]:
    """Return the values that say something.

    >>> filled(title="A", body="", url=None)
    {'title': 'A'}
    """
    return {name: value for name, value in values.items() if value}


class BrokenValueError(ValueError):
    """Bytes that are not a JSON value; caught by the reader."""


def parse_json(raw: bytes, encoding: str | None = None) -> Any:
    """Return the value; BrokenValueError says in a few words what is wrong with it.

    NaN and infinities become None, lone surrogates U+FFFD: no table can hold them.
    """
    first_problem = ""
    try:
        value = orjson.loads(raw)
        is_flat = type(value) is dict and PLAIN_TYPES.issuperset(map(type, value.values()))
        if is_flat and _names_all(raw, value):
            return value
        if type(value) not in NESTED or (not is_flat and _is_as_written(raw, value)):
            return _not_too_deep(value, raw.count(b"{") + raw.count(b"["))
    except orjson.JSONDecodeError as error:
        first_problem = str(error)
    text, _ = decode_text(raw, encoding)
    try:
        return clean_value(_not_too_deep(read_json(text), text.count("{") + text.count("[")))
    except RecursionError:
        raise BrokenValueError("the value is nested too deep") from None
    except BrokenValueError:
        raise
    except ValueError as error:
        if PYTHON_START.match(text):
            return parse_python(text)
        problem = first_problem or str(error)
        raise BrokenValueError(problem) from None


PYTHON_START = re.compile(r"\s*+\[?+\s*+\{\s*+'")
PYTHON_CALL = re.compile(
    r"(?<=[:,\[( ])((?:datetime\.)?(?:datetime|date)|Timestamp|ObjectId|UUID|Decimal)\(([^()]{0,200}(?:\(\))?[^()]{0,100})\)"
)
PYTHON_NAN = re.compile(r"(?<=: )(?:nan|NaT|inf)(?=[,}])")
PYTHON_LONG = re.compile(rf"(?<=: )-?\d{{{MOST_DIGITS},}}(?=[,}}])")
MAX_PYTHON = 1 << 20  # chosen: bounds the time of one value: Python's parser reads it whole


def parse_python(text: str) -> Any:
    """Return the value that Python wrote down (`print(article)`); BrokenValueError where it is none.

    >>> parse_python("{'title': 'A', 'date': datetime.date(2021, 5, 3), 'text': None}")
    {'title': 'A', 'date': 'date(2021, 5, 3)', 'text': None}
    """
    if len(text) > MAX_PYTHON:
        raise BrokenValueError("the value is neither JSON nor short enough to be read as Python's")

    def as_text(found: re.Match[str]) -> str:
        inner = found[2].replace("'", "").replace('"', "")
        is_day = "date" in found[1] or found[1] == "Timestamp"
        return repr(f"{found[1].rpartition('.')[2]}({inner})" if is_day else inner)

    plain = PYTHON_NAN.sub("None", PYTHON_CALL.sub(as_text, text.strip()))
    plain = PYTHON_LONG.sub(lambda found: repr(found[0]), plain)
    try:
        return clean_value(_not_too_deep(parsed(ast.literal_eval, plain), MAX_DEPTH + 1))
    except BrokenValueError:
        raise
    except (ValueError, SyntaxError, RecursionError, MemoryError) as error:
        why = f"neither JSON nor a value of Python: {error}"
    # Raised out here, without a context: Python says MemoryError of what is nested too deep, which is no trouble of the machine.
    raise BrokenValueError(why)


def _not_too_deep(value: Any, n_brackets: int) -> Any:
    """Return the value; one whose brackets stand too deep inside one another is a BrokenValueError."""
    if n_brackets > MAX_DEPTH and is_too_deep(value):
        raise BrokenValueError("the value is nested too deep")
    return value


def is_too_deep(value: Any) -> bool:
    """Return whether a value has more than `MAX_DEPTH` containers inside one another."""
    level = [value] if isinstance(value, CONTAINERS) else []
    for _ in range(MAX_DEPTH):
        inner = [node.values() if isinstance(node, Mapping) else node for node in level]
        level = [item for items in inner for item in items if isinstance(item, CONTAINERS)]
    return bool(level)


def _names_all(raw: bytes, value: Mapping[str, Any]) -> bool:
    """Return whether an object without containers has all the quotation marks of its bytes: no name in it was written again."""
    n_texts = list(map(type, value.values())).count(str)
    n_marks = raw.count(b'"') - 2 * (len(value) + n_texts)
    if not n_marks:
        return True  # most texts hold none
    return n_marks == sum(item.count('"') for item in value.values() if type(item) is str)


def _is_as_written(raw: bytes, value: Any) -> bool:
    """Return whether orjson rounded no long number of an object or list, and dropped no name that is written again.

    What was dropped had quotation marks: the value has fewer than its bytes.
    """
    n_marks = raw.count(b'"')
    waiting = [value]
    for node in waiting:
        if type(node) is dict:
            n_marks -= 2 * len(node)
        for item in node.values() if type(node) is dict else node:
            kind = type(item)
            if kind is str:
                n_marks -= 2 + item.count('"')
            elif kind in NESTED:
                waiting.append(item)
            elif kind is float and abs(item) >= LONGEST_EXACT:
                return False
    return n_marks == 0


def clean_value(value: Any) -> Any:
    """Return the value without NaN, infinities and lone surrogates; a set in an order that every process gives it."""
    if isinstance(value, str):
        return value if value.isascii() else _join_surrogates(value)
    if type(value) in NOT_TO_CLEAN:
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {_join_surrogates(str(key)): clean_value(item) for key, item in value.items()}
    if isinstance(value, set):
        value = sorted(value, key=repr)
    return list(map(clean_value, value)) if isinstance(value, list | tuple) else value


def _join_surrogates(text: str) -> str:
    """Return the text with surrogate pairs joined and lone ones replaced."""
    if text.isascii() or not SURROGATE.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def own_id(fields: Mapping[str, Any], columns: tuple[tuple[str, str], ...]) -> str | None:
    """Return the record's own id in its dump: the column that `source.toml` names, else the best id-like one.

    >>> own_id({"Body ID": "17", "articleBody": "..."}, ())
    '17'
    """
    named = dict(columns).get("id")
    if named is not None and (found := _id_text(fields.get(named))):
        return found
    for name in _id_names(tuple(fields)):
        if found := _id_text(fields[name]):
            return found
    return None


@functools.lru_cache(maxsize=1 << 10)
def _id_names(names: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return which of a record's names may be that of its id, best first; most records of a file have the same names."""
    plain = {_id_name(str(name)): name for name in reversed(names)}
    return tuple(plain[column] for column in (*ID_COLUMNS, *INDEX_COLUMNS) if column in plain)


@functools.lru_cache(maxsize=1 << 12)
def _id_name(name: str) -> str:
    return SEPARATORS.sub("_", name.strip().lower())


def _id_text(value: Any) -> str | None:
    """Return an id as text; None for what is no id."""
    if type(value) is not str and isinstance(value, Mapping):  # {"$oid": "..."}: a MongoDB export
        value = value.get("$oid") if len(value) == 1 else None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    if isinstance(value, float):
        if not value.is_integer():
            return None
        value = int(value)
    text = str(value).strip()
    return text[:MAX_ID_CHARS] or None


PRINTED = frozenset(("", "publish", "private", "future"))
"""States of a WordPress post that was or will be printed; drafts, what was thrown away and older states of a post are none."""
POSTS = frozenset(("post", "article", "news", "story"))


COMMENTS = re.compile(r"(?i)(?:^|_)(?:comments|replies|reactions)$")
"""How a table is called that holds what readers say of stories; "comment" is also what British papers call opinion."""


def holds_comments(table: str, columns: Iterable[str]) -> bool:
    """Return whether a table of a database holds comments: it is called so, and none has a title.

    >>> holds_comments("wp_comments", ["id", "body"]), holds_comments("comments", ["title", "body"]), holds_comments("comment", ["body"])
    (True, False, False)
    """
    is_called_so = COMMENTS.search(table.strip('`"[]')) is not None
    return is_called_so and not any(field_of(name) == "title" for name in columns)


def post_problem(kind: str | None, state: str | None) -> str | None:
    """Return why what WordPress keeps is no printed post; None for one, and for what does not say.

    >>> post_problem("page", "publish"), post_problem("post", "publish"), post_problem(None, "draft")
    ('no printed post of the blog: a page in state publish', None, None)
    """
    if kind is None or state is None or (state in PRINTED and kind in POSTS):
        return None
    return f"no printed post of the blog: a {kind} in state {state}"
