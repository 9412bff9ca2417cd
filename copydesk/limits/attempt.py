"""Parsing within a limit of CPU time: what takes longer, or crashes a library, costs its record and not the run.

What no process but the last had a hand in: a record is given up only when it gives up again in a fresh process.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Hashable, Iterator, Sequence

from copydesk.limits.isolated import GaveUp, run_alone, run_aside, try_aside
from copydesk.parse import parse_record
from copydesk.records import ParsedArticle, RawRecord, Rejection, SourceConfig, reject

CPU_SECONDS = 60.0
CPU_SECONDS_PER_MB = 20.0
"""Ten times what our harness allows for any page (2 s per MB, 5 s below 1 MB): what one machine reads, one that is ten
times slower reads as well, and a record that no machine will ever finish costs a minute, twice."""


TOGETHER, TOGETHER_BYTES = 64, 4 << 20
"""Records that one question asks about: asked one by one, a plain article costs a quarter more."""

SMALL_BYTES, MOST_SMALL = 64, 5_000
"""Records that a table may hold some hundred thousand of, with few that differ, and how many of those are known again: 10 MB."""

Asked = tuple[RawRecord, SourceConfig]

_SMALL: dict[Hashable, ParsedArticle | Rejection] = {}
"""What became of small records that were asked about here."""


def attempt_all(asked: Sequence[Asked]) -> Iterator[ParsedArticle | Rejection]:
    """Yield what `attempt_parse` returns for each record and its source, in order; small ones that are alike are read once."""
    if len(_SMALL) > MOST_SMALL:
        _SMALL.clear()
    keys = [_key_of_small(*each) for each in asked]
    answers = _ask_all([asked[number] for number in _to_ask(keys)])
    for (record, _), key in zip(asked, keys, strict=True):
        answer = _SMALL.get(key) or next(answers)
        yield answer if key is None else _known_again(key, answer, record)


def _to_ask(keys: Sequence[Hashable]) -> list[int]:
    """Return the numbers of the records that are to be asked about: the first of each key that is not known, and all without one."""
    first = {key: number for number, key in reversed([*enumerate(keys)]) if key not in _SMALL}
    return [number for number, key in enumerate(keys) if key is None or first.get(key) == number]


def _known_again(
    key: Hashable, answer: ParsedArticle | Rejection, record: RawRecord
) -> ParsedArticle | Rejection:
    """Keep an answer; return it for a record, with its place."""
    _SMALL[key] = answer
    if isinstance(answer, ParsedArticle):
        return answer
    return dataclasses.replace(answer, raw_path=record.raw_path, raw_position=record.raw_position)


def _key_of_small(record: RawRecord, source: SourceConfig) -> Hashable:
    """Return all that the answer to a small record of fields depends on; None of any other record."""
    if record.media != "fields" or len(record.raw) > SMALL_BYTES:
        return None
    told = record.source_record_id, record.url, record.charset, record.crawled_at
    return record.record_id, repr(record.fields), record.raw_position == "", told, source


def _ask_all(asked: Sequence[Asked]) -> Iterator[ParsedArticle | Rejection]:
    """Yield the answers, in order.

    Many are asked about at once, within the least limit that any of them has alone. Where they don't end in that, or
    one gave up, each is asked about alone: what becomes of a record never depends on the others.
    """
    for some in _cut(asked):
        answers = try_aside(_parse_all, some, CPU_SECONDS)
        for each, answer in zip(
            some, [None] * len(some) if isinstance(answers, GaveUp) else answers, strict=True
        ):
            yield attempt_parse(*each) if answer is None or _gave_up(answer) else answer


def _cut(asked: Sequence[Asked]) -> Iterator[Sequence[Asked]]:
    """Cut records into those that are asked about together."""
    some: list[Asked] = []
    size = 0
    for record, source in asked:
        if some and (len(some) >= TOGETHER or size + len(record.raw) > TOGETHER_BYTES):
            yield some
            some, size = [], 0
        some.append((record, source))
        size += len(record.raw)
    if some:
        yield some


def attempt_parse(record: RawRecord, source: SourceConfig) -> ParsedArticle | Rejection:
    """Return what `parse_record` returns, or that it gave up: `too_slow`, or `parser_gave_up` when it crashed."""
    size = len(record.raw)
    limit = CPU_SECONDS + CPU_SECONDS_PER_MB * size / 1e6
    answer = run_aside(_parse, (record, source), limit)
    if not isinstance(answer, GaveUp) and _gave_up(answer):
        answer = run_alone(_parse, (record, source), limit)
    if not isinstance(answer, GaveUp):
        return answer
    if answer.why == "too_slow":
        detail = f"parsing {size:,} bytes takes more than {limit:.0f} CPU seconds"
        return reject(record, "parse", ("too_slow",), detail)
    return reject(record, "parse", ("parser_gave_up",), "the parser crashed its process")


def _gave_up(answer: ParsedArticle | Rejection) -> bool:
    return isinstance(answer, Rejection) and "parser_gave_up" in answer.reasons


def _parse(asked: Asked) -> ParsedArticle | Rejection:
    return parse_record(*asked)


def _parse_all(asked: Sequence[Asked]) -> list[ParsedArticle | Rejection]:
    return [parse_record(*each) for each in asked]
