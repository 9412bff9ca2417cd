"""Parsing within a limit of CPU time: what takes longer, or crashes a library, costs its record and not the run.

What no process but the last had a hand in: a record is given up only when it gives up again in a fresh process.
"""

from __future__ import annotations

from copydesk.isolated import GaveUp, run_alone, run_aside
from copydesk.parse import parse_record
from copydesk.records import ParsedArticle, RawRecord, Rejection, SourceConfig, reject

CPU_SECONDS = 60.0
CPU_SECONDS_PER_MB = 20.0
"""Ten times what our harness allows for any page (2 s per MB, 5 s below 1 MB): what one machine reads, one that is ten
times slower reads as well, and a record that no machine will ever finish costs a minute, twice."""


def attempt_parse(record: RawRecord, source: SourceConfig) -> ParsedArticle | Rejection:
    """Return what `parse_record` returns, or that it gave up: `too_slow`, or `parser_gave_up` when it crashed."""
    size = len(record.raw)
    limit = CPU_SECONDS + CPU_SECONDS_PER_MB * size / 1e6
    answer = run_aside(_parse, (record, source), limit)
    if isinstance(answer, Rejection) and "parser_gave_up" in answer.reasons:
        answer = run_alone(_parse, (record, source), limit)
    if not isinstance(answer, GaveUp):
        return answer
    if answer.why == "too_slow":
        detail = f"parsing {size:,} bytes takes more than {limit:.0f} CPU seconds"
        return reject(record, "parse", ("too_slow",), detail)
    return reject(record, "parse", ("parser_gave_up",), "the parser crashed its process")


def _parse(asked: tuple[RawRecord, SourceConfig]) -> ParsedArticle | Rejection:
    return parse_record(*asked)
