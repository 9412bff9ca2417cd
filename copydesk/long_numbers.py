"""JSON of other people, whole numbers of any length among it."""

from __future__ import annotations

import json
from typing import Any

MOST_DIGITS = 300
"""A float holds 308; Python refuses to read 4,300. A longer number is no count and no moment: an id, a key, or noise."""


def whole_number(digits: str) -> int | str:
    """Return the number that digits write; they themselves where no calculation takes so long a one.

    >>> whole_number("-12"), whole_number("9" * 301)[:3]
    (-12, '999')
    """
    return int(digits) if len(digits) <= MOST_DIGITS else digits


def read_json(text: str) -> Any:
    """Return the value that a text writes as JSON, line breaks in its texts allowed.

    Raises:
        ValueError: the text is no JSON.
    """
    return json.loads(text, strict=False, parse_int=whole_number)
