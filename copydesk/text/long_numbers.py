"""JSON of other people, whole numbers of any length and repeated names among it."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from typing import Any

MOST_DIGITS = 300
"""A float holds 308; Python refuses to read 4,300. A longer number is no count and no moment: an id, a key, or noise."""


def whole_number(digits: str) -> int | str:
    """Return the number that digits write; they themselves where no calculation takes so long a one.

    >>> whole_number("-12"), whole_number("9" * 301)[:3]
    (-12, '999')
    """
    return int(digits) if len(digits) <= MOST_DIGITS else digits


BLANK: tuple[Any, ...] = (None, "", [], {})


def join_repeated(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object; a name that is written again holds a list of what is said under it, blanks and echoes left out.

    Parsers keep the last, which loses an author, or a whole article under "article".

    >>> join_repeated([("by", "Ana"), ("by", "Ben"), ("title", "Flood"), ("title", None)])
    {'by': ['Ana', 'Ben'], 'title': 'Flood'}
    """
    last = dict(pairs)
    if len(last) == len(pairs):
        return last
    told: dict[str, list[Any]] = {name: [] for name in last}
    for name, value in pairs:
        values = told[name]
        if value not in BLANK and values[-1:] != [value]:
            values.append(value)
    return {name: _as_one(values) if values else last[name] for name, values in told.items()}


def _as_one(values: list[Any]) -> Any:
    if len(values) == 1:
        return values[0]
    lists = [value if isinstance(value, list) else [value] for value in values]
    return list(itertools.chain.from_iterable(lists))


def read_json(text: str) -> Any:
    """Return the value that a text writes as JSON, line breaks in its texts allowed, repeated names joined.

    Raises:
        ValueError: the text is no JSON.
    """
    return json.loads(text, strict=False, parse_int=whole_number, object_pairs_hook=join_repeated)
