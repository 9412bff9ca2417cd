"""Values that no honest newsroom writes: into every field of a record they go, one by one and in company."""

from __future__ import annotations

import json
import random
from typing import Any

DATES: tuple[Any, ...] = (
    "99/99/99", "0000-00-00", "2024-02-30", "31/04/2024", "2024-13-01T25:61:61Z", "9999-12-31T23:59:59+14:00", "0001-01-01",
    "-5000-01-01", "1e309", 1e308, -1, 0, 2**31, 2**63, 2**64, 10**30, -(10**18), 253402300800, 99999999999999, True, [], {},
    {"$date": {"$numberLong": "99999999999999999999"}}, {"$date": None}, "12:60 PM", "Feb 29, 2023", "tomorrow", "٢٠٢٤-٠٣-٠٤",
    "2024-03-04T08:00:00+99:99", "T", "1" * 5000, "1/1/" + "9" * 400, "Mon, 32 Foo 20245 99:99:99 XYZ", "\u202e4202-30-40",
)  # fmt: skip
TEXTS: tuple[Any, ...] = (
    "", " ", "\x00", "a\x00b", "\ud800", "\udfff\ud800", "\u202egpj.exe", "\u2066\u2069" * 50, "\ufeff" * 9, "\u200b" * 400,
    "e" + "\u0301" * 3000, "<script>alert(1)</script>", "</p></body></html>", "<![CDATA[", "&#" + "9" * 6000 + ";", "&#xD800;",
    "&lt;" * 900, "=cmd|' /C calc'!A0", "javascript:alert(1)", "../../../../etc/passwd", "C:\\con\\nul", "'; DROP TABLE articles; --",
    "{{7*7}}${7*7}<%= 7*7 %>", "%s%n%x", "\x1b[31mred\x1b[0m", "\r\n\r\nHTTP/1.1 200 OK", "Ã¢â‚¬â„¢" * 60, "ﷺ" * 300, "𝕏" * 500,
    "a" * 20_000, "word " * 4_000, "\n" * 3_000, "- " * 3_000, "(" * 3_000, "By By By " * 700, "I" * 3_000 + "!", "http://" + "a/" * 2_000,
    None, 0, -1, 1e308, 5e-324, 2**200, True, [], {}, [[[[[]]]]], {"a": {"b": {"name": "x"}}}, [None, "", 0], ["By x"] * 400,
    "'" * 999, '"' * 999, "\\" * 999, "[" * 999, "['a', " * 200, "{'name': " * 200, "@" * 999, "·|•" * 300,
)  # fmt: skip
URLS: tuple[Any, ...] = (
    "javascript:alert(1)", "http://", "http://[::1", "http://[" + "a" * 300, "https://a.example:99999/x", "http://user:pw@h.example/",
    "http://xn--" + "a" * 70 + ".example/", "file:///etc/passwd", "//h.example", "http://h.example/\x00", "http://h.example/\ud800",
    "http://h.example/" + "%2e%2e/" * 50, "http://1.2.3.4.5/2024/99/99/x", "HTTP://H.EXAMPLE/2024/02/30/x", "http://\u202emoc.elpmaxe/",
)  # fmt: skip
NUMBER_TOKENS = (
    "NaN",
    "Infinity",
    "-Infinity",
    "1e999",
    "-0",
    "1" * 4500,
    "0." + "0" * 900 + "1",
    "1E400",
    "00",
    "0x1F",
    "1_000",
)
"""Written into JSON as they stand: not all of them are JSON."""

FIELDS = (
    "title",
    "text",
    "published",
    "author",
    "url",
    "id",
    "source",
    "section",
    "language",
    "keywords",
    "html",
    "subtitle",
)


def hostile_record(rng: random.Random, good: dict[str, Any]) -> dict[str, Any]:
    """Return a good record with one to four of its fields gone bad."""
    record = dict(good)
    for _ in range(rng.choice((1, 1, 2, 4))):
        field = rng.choice(FIELDS)
        pool = DATES if field == "published" else URLS if field == "url" else TEXTS
        record[field] = rng.choice(pool if rng.random() < 0.8 else TEXTS + DATES)
    if rng.random() < 0.1:
        record[rng.choice(("\x00", "\ud800", "", "title ", "TITLE", "a" * 5000))] = rng.choice(
            TEXTS
        )
    return record


def as_json(rng: random.Random, record: dict[str, Any]) -> str:
    """Return a record as JSON, now and then with a number that is none."""
    text = json.dumps(record, ensure_ascii=rng.random() < 0.7)
    if rng.random() < 0.2:
        text = text[:-1] + f', "score": {rng.choice(NUMBER_TOKENS)}}}'
    return text
