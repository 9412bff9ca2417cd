"""Which rules some value of a part may break, told by one plain look at the values.

Great Expectations judges: it is asked what of these rules is broken, and by which rows. What nothing breaks is most of all
rules of most parts, and asking it that of a thousand rows costs as much as parsing a fifth of them. Everything that is
published is put before it whole once more. What is not known here counts as broken.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from copydesk.checks.validate import Rule
from copydesk.text.pattern_parts import op, parse

Test = Callable[[Any], object]
"""Says of a value that is not null whether it may break a rule."""


def find_suspects(rules: Iterable[Rule], columns: Mapping[str, Sequence[Any]]) -> list[Rule]:
    """Return the rules that some value may break. `columns` maps a rule's name or its column's to values."""
    elements: dict[str, list[Any]] = {}
    kept = []
    for rule in rules:
        values = columns[rule.name if rule.name in columns else rule.column]
        if rule.is_element:
            if rule.column not in elements:
                elements[rule.column] = [item for items in values for item in items or ()]
            values = elements[rule.column]
        if _may_break(rule, values):
            kept.append(rule)
    return kept


def _may_break(rule: Rule, values: Sequence[Any]) -> bool:
    if rule.expectation == "ExpectColumnValuesToNotBeNull":
        return None in values
    if rule.expectation == "ExpectColumnValuesToBeUnique":
        known = [value for value in values if value is not None]
        return len(set(known)) < len(known)
    test = TESTS.get(rule.expectation)
    if test is None:
        return True
    try:
        breaks = test(rule.arguments)
        return any(breaks(value) for value in values if value is not None)
    except TypeError:
        return True


def _does_not_match(arguments: Mapping[str, Any]) -> Test:
    search = re.compile(arguments["regex"]).search
    return lambda text: search(text) is None


def _matches(arguments: Mapping[str, Any]) -> Test:
    pattern, marks = re.compile(arguments["regex"]), needed_marks(arguments["regex"])
    if begins_lines(arguments["regex"]):
        return lambda text: any(pattern.match(text, place) for place in _line_starts(text))
    if not marks:
        return pattern.search
    return lambda text: any(mark in text for mark in marks) and pattern.search(text)


def _line_starts(text: str) -> Iterator[int]:
    place = 0
    while place >= 0:
        yield place
        place = text.find("\n", place) + 1 or -1


def _is_not_listed(arguments: Mapping[str, Any]) -> Test:
    listed = frozenset(arguments["value_set"])
    return lambda value: value not in listed


def _is_out_of_range(arguments: Mapping[str, Any]) -> Test:
    least, most = arguments.get("min_value"), arguments.get("max_value")
    return lambda value: (
        not (least is None or value >= least) or not (most is None or value <= most)
    )


def _has_other_length(arguments: Mapping[str, Any]) -> Test:
    breaks = _is_out_of_range(arguments)
    return lambda value: breaks(len(value))


TESTS: Mapping[str, Callable[[Mapping[str, Any]], Test]] = {
    "ExpectColumnValuesToMatchRegex": _does_not_match,
    "ExpectColumnValuesToNotMatchRegex": _matches,
    "ExpectColumnValuesToBeInSet": _is_not_listed,
    "ExpectColumnValuesToBeBetween": _is_out_of_range,
    "ExpectColumnValueLengthsToBeBetween": _has_other_length,
}


@functools.cache
def begins_lines(pattern: str) -> bool:
    """Return whether every match of a pattern begins where a line does."""
    tree = parse(pattern)
    return bool(tree.state.flags & re.MULTILINE) and tree[0] == (op.AT, op.AT_BEGINNING)


@functools.cache
def needed_marks(pattern: str) -> tuple[str, ...]:
    r"""Return signs, one of which stands in every match of a pattern; none where no such are known, or they are letters of English.

    >>> needed_marks(r"(?i)</?(?:p|div)\b[^<>]*>|<!--"), needed_marks(r"by\s|@"), needed_marks("[ÃÂ]\\x80")
    (('<',), (), ('\x80',))
    """
    tree = parse(pattern)
    marks = _marks_of(tree)
    has_cases = bool(tree.state.flags & re.IGNORECASE)
    tell_little = any(_is_common(mark) or (has_cases and mark.isalnum()) for mark in marks)
    return () if tell_little else tuple(sorted(marks))


def _is_common(mark: str) -> bool:
    """Return whether a sign is a letter or digit of English: most texts hold them all."""
    return mark.isascii() and mark.isalnum()


def _marks_of(parts: Any) -> frozenset[str]:
    """Return signs one of which every match of the parts of a pattern holds: of the part that needs the fewest."""
    found = [marks for kind, value in parts if (marks := _marks_of_part(kind, value))]
    return min(
        found, key=lambda marks: (any(map(_is_common, marks)), len(marks)), default=frozenset()
    )


def _marks_of_part(kind: Any, value: Any) -> frozenset[str]:
    if kind is op.LITERAL:
        return frozenset({chr(value)})
    if kind is op.IN and all(inner is op.LITERAL for inner, _ in value):
        return frozenset(chr(sign) for _, sign in value)
    if kind is op.SUBPATTERN:
        return _marks_of(value[-1])
    if kind is op.BRANCH:
        branches = [_marks_of(branch) for branch in value[1]]
        return frozenset().union(*branches) if all(branches) else frozenset()
    return frozenset()
