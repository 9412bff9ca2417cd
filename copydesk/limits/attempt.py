"""Parsing within a limit of CPU time: what takes longer, or crashes a library, costs its record and not the run.

What no process but the last had a hand in: a record is given up only when it gives up again in a fresh process.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from copydesk.limits.isolated import GaveUp, run_alone, run_aside, try_aside
from copydesk.parse import parse_record
from copydesk.records import ParsedArticle, RawRecord, Rejection, SourceConfig, reject

CPU_SECONDS = 60.0
CPU_SECONDS_PER_MB = 20.0
"""Ten times what our harness allows for any page (2 s per MB, 5 s below 1 MB): what one machine reads, one that is ten
times slower reads as well, and a record that no machine will ever finish costs a minute, twice."""


TOGETHER, TOGETHER_BYTES = 64, 4 << 20
"""Records that one question asks about: asked one by one, a plain article costs a quarter more."""

Asked = tuple[RawRecord, SourceConfig]


def attempt_all(asked: Sequence[Asked]) -> Iterator[ParsedArticle | Rejection]:
    """Yield what `attempt_parse` returns for each record and its source, in order.

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
