"""JSON as dumps hold it: one object, an array of objects, or one object per line, broken ones among them.

Lines are the safe ground: where each value has its own line, a broken one costs that line. Values that run over
lines and elements of an array are cut out by matching brackets (`json_scan`).
"""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Callable
from typing import Any, BinaryIO, Literal

import orjson

from copydesk.readers import json_scan
from copydesk.readers.csv_head import made_up
from copydesk.readers.fields import BrokenValueError, own_id, parse_json
from copydesk.readers.json_lift import (
    TAGGED,
    TONGUES,
    TYPED,
    in_one_tongue,
    lift,
    untagged,
    untyped,
)
from copydesk.readers.json_wrap import (
    is_header,
    is_row_of_table,
    is_wrapper,
    may_hold,
    plain_bytes,
    rows_of,
    under,
    unwrap,
)
from copydesk.readers.place import Place, Reading
from copydesk.readers.recode import as_utf8, original_bytes
from copydesk.readers.recognise import suffix_of
from copydesk.readers.stream import Stream, as_stream
from copydesk.records import RawRecord, Rejection

BLANKS = b" \t\r\n\x00\x1e"
"""Where values are parted: by a record separator in front of each, too (JSON text sequences, RFC 7464)."""
BETWEEN = BLANKS + b","
AFTER_OBJECT, AFTER_ELEMENT = b"{[,;)", b",]"
SCRIPT_START = re.compile(
    rb"\s*(?:/\*[^*]{0,200}\*/\s*)?(?:export\s+default\s+|(?:(?:export\s+)?(?:var|let|const)\s+)?[A-Za-z_$][\w.$]{0,80}(?:\[[^\[\]\n]{0,80}\])?\s*[=(]\s*|\)\]\}',?\s*)(?=[\[{])"
)
"""What stands before a value that is meant for a script: a variable, a function's name, a guard against being run."""
CR_BETWEEN = re.compile(rb"[}\]][ \t]*+\r\s*+[{\[]")
"""Values that a carriage return alone parts, as old Macs wrote lines: matched by their brackets, since no line ends."""
SEVERAL = re.compile(rb"\}[ \t\r,]*+\{")
LINE_SUFFIXES = frozenset({".jsonl", ".ndjson", ".jl"})
HEAD = 1 << 20  # chosen: bytes by which the layout is told; a file that is shorter is parsed whole
KEY_BYTES = 1 << 12  # chosen: no key of a wrapper is longer; bounds what is held
MAX_OPENED = 8  # wrappers inside one another, each too large to be held

Layout = Literal["blank", "lines", "objects", "array"]


def read_json(stream: BinaryIO | Stream, place: Place) -> Reading:
    """Yield one record per object; every other value is rejected."""
    stream, wide = as_utf8(as_stream(stream))
    reading = _Reading(stream, place, wide)
    if before := SCRIPT_START.match(stream.peek(KEY_BYTES)):
        stream.read(before.end())
    is_value = _is_json if place.encoding else reading.can_parse
    layout = layout_of(stream.peek(HEAD), place.name, is_value)
    if layout == "lines":
        yield from reading.lines()
    elif layout == "objects":
        yield from reading.objects()
    elif layout == "array":
        yield from reading.array()


def _is_json(raw: bytes) -> bool:
    try:
        parse_json(raw)
    except BrokenValueError:
        return False
    return True


def _written_twice(value: object) -> object:
    """Return the object or list that a text is JSON of, as `json.dump(df.to_json())` leaves it; any other value as it is.

    >>> _written_twice('[{"a": 1}]'), _written_twice("[sic]")
    ([{'a': 1}], '[sic]')
    """
    if isinstance(value, str) and value.startswith(("{", "[")):
        with contextlib.suppress(BrokenValueError):
            return parse_json(value.encode())
    return value


def layout_of(head: bytes, name: str, is_json: Callable[[bytes], bool] = _is_json) -> Layout:
    """Return how the values lie in the file, judged by its first MiB and, in doubt, by its name.

    >>> layout_of(b'{"a": 1}\\n{"a": 2}', "x.json"), layout_of(b'{\\n "a": 1\\n}', "x.jsonl")
    ('lines', 'objects')
    """
    text = head.lstrip(BLANKS)
    if not text:
        return "blank"
    if b"\r" in text and b"\n" not in text and CR_BETWEEN.search(text):
        return "array" if text.startswith(b"[") else "objects"
    first, _, rest = text.partition(b"\n")
    rest = rest.lstrip(BLANKS)
    bare = first.rstrip(b" \t\r,\x00")
    # The first line of a value that runs over several ends within it.
    is_value = not bare.endswith((b"{", b"[", b",", b":")) and is_json(bare)
    is_named_lines = suffix_of(name) in LINE_SUFFIXES
    if text.startswith(b"["):
        return "lines" if is_named_lines and rest and is_value else "array"
    if not text.startswith(b"{") or is_value or rest.startswith(b"{"):
        return "lines"
    if is_named_lines and first.rstrip().endswith(b"}"):
        return "lines"
    return "objects"


def flat_objects(raw: bytes, n: int, *, is_cut: bool = False) -> list[dict[str, Any]] | None:
    """Return the fields of the first n objects of a text that holds one on each line and nothing that could hold an article.

    A short way: None where any line is something else, and the reader must say what it gives. The last line of what `is_cut` is
    left out where it is none.

    >>> flat_objects(b'{"title": "A", "day": "3/4/2019"}\\n', 9), flat_objects(b'{"title": {"main": "A"}}', 9)
    ([{'title': 'A', 'day': '3/4/2019'}], None)
    """
    found: list[dict[str, Any]] = []
    lines = raw.split(b"\n")
    for number, line in enumerate(lines, 1):
        if not (bare := line.strip(BLANKS)):
            continue
        try:
            value = orjson.loads(bare)
        except orjson.JSONDecodeError:
            return found if is_cut and found and number == len(lines) else None
        if not isinstance(value, dict) or may_hold(value.values()):
            return None
        found.append(value)
        if len(found) == n:
            break
    return found


class _Reading:
    """One pass over a stream: counts lines and items."""

    def __init__(self, stream: Stream, place: Place, wide: str | None) -> None:
        self.stream, self.place, self.wide = stream, place, wide
        self.limit = place.limits.max_record_bytes
        self._parsed: tuple[bytes, object] = (
            b"",
            None,
        )  # the last good value: looked at twice, parsed once
        self._key: bytes | None = None  # the first key of the first good object
        self._last_line = self._n_on_line = 0
        self._names: list[Any] | None = None  # of columns, where rows are lists
        self._has_list = False
        self._around: list[dict[str, Any]] = []  # what is known of the wrappers that are open
        self._depth = 0
        self.line = 1
        self.item = 0

    def lines(self) -> Reading:
        """Yield what each line holds; blank lines hold nothing."""
        while line := self.stream.read_line(self.limit + 1):
            step = f"line {self.line}"
            self.line += 1
            if len(line) > self.limit and not line.endswith(b"\n"):
                yield self._too_large(step, line)
                self.stream.skip_line()
                continue
            is_cut = not line.endswith(b"\n")
            bare = line.strip(BLANKS)
            if bare.find(b"}", 0, -1) < 0:  # most lines end here: no object ends before their end
                yield from self._value(step, bare, is_cut=is_cut)
                continue
            for number, raw in enumerate(self._values_of(bare), start=1):
                own_step = step if number == 1 else f"{step} ({number})"
                yield from self._value(own_step, raw, is_cut=is_cut)

    def _values_of(self, line: bytes) -> list[bytes]:
        """Return the objects that stand one behind the other on a line, all of them good; else the line as it is."""
        if not line or not SEVERAL.search(line) or self.can_parse(line):
            return [line] if line else []
        stream, values = Stream(io.BytesIO(line)), list[bytes]()
        while stream.peek(1) == b"{":
            values.append(json_scan.ValueCutter(stream).cut(len(line)))
            stream.skip_any(BETWEEN)
        is_good = not stream.peek(1) and all(map(self.can_parse, values))
        return values if is_good else [line]

    def objects(self) -> Reading:
        """Yield objects that run over lines, each named by the line on which it begins."""
        head = self.stream.peek(HEAD)
        whole = head.strip(BLANKS).rstrip(b";) \t\r\n")
        if len(head) < HEAD and self.can_parse(whole):  # one object is the file: nothing to cut
            self.line += self.stream.skip_any(BLANKS)
            self.stream.skip()
            yield from self._value(f"line {self.line}", whole, is_cut=False)
            return
        while True:
            self.line += self.stream.skip_any(BETWEEN)
            if not self.stream.peek(1):
                return
            yield from self._object()

    def _object(self) -> Reading:
        """Yield the value that begins here, or what can be salvaged of the stretch that it swallowed."""
        pieces, is_cut = self._pieces(in_array=False)
        if not pieces:
            yield from self._opened()
        for piece in pieces:
            raw = piece.strip(BLANKS + b",")
            if raw:
                yield from self._value(self._line_step(), raw, is_cut=is_cut)
            self.line += piece.count(b"\n")

    def _line_step(self) -> str:
        """Return the position of a value by its line; the second value of a line is numbered."""
        self._n_on_line = self._n_on_line + 1 if self.line == self._last_line else 1
        self._last_line = self.line
        return f"line {self.line}" + (f" ({self._n_on_line})" if self._n_on_line > 1 else "")

    def array(self) -> Reading:
        """Yield the elements of one array (or of several, one after the other)."""
        is_open = False
        while True:
            self.stream.skip_any(BETWEEN)
            start = self.stream.peek(1)
            if not start:
                return
            if start == b"]" or (start == b"[" and not is_open):
                self.stream.read(1)
                is_open = start == b"["
            else:
                yield from self._element()

    def _element(self) -> Reading:
        """Yield the element that begins here, or what can be salvaged of the stretch that it swallowed."""
        pieces, is_cut = self._pieces(in_array=True)
        if not pieces:
            yield from self._opened()
        for piece in pieces:
            raw = piece.strip(BLANKS + b",")
            if raw.endswith(b"]") and not self.can_parse(raw):  # the end of the array, swallowed
                raw = raw.rstrip(BLANKS + b"]")
            if raw:
                self.item += 1
                yield from self._value(f"item {self.item}", raw, is_cut=is_cut)

    def _pieces(self, *, in_array: bool) -> tuple[list[bytes], bool]:
        """Return the value that begins here, or the pieces of the stretch it swallowed; and whether it is cut off.

        A value that is followed by anything but the next one has been closed too early: what follows is part of it.
        """
        stream, limit = self.stream, self.limit
        is_bracket = stream.peek(1) in (b"{", b"[")
        cutter = json_scan.ValueCutter(stream)
        raw = cutter.cut(limit) if is_bracket else json_scan.cut_scalar(stream, limit)
        is_whole = cutter.is_whole or not is_bracket
        after = stream.peek(64).lstrip(BLANKS)
        is_followed = not after or after[0] in (AFTER_ELEMENT if in_array else AFTER_OBJECT)
        if is_whole and is_followed and self.can_parse(raw):
            self._key = self._key or json_scan.first_key(raw)
            return [raw], False
        boundary = self._boundary(raw, in_array=in_array)
        if is_whole and not (is_bracket and is_followed):
            raw += json_scan.cut_junk(stream, boundary, limit)
        if is_bracket and self._may_open(raw):
            stream.unread(raw)
            return [], True
        pieces = json_scan.split(raw, boundary)
        if len(pieces) == 1 and is_bracket:
            cutter.skip()
        elif not is_whole and stream.peek(1):
            # The stretch ended at the limit, not at the end of the file: its last piece may be a good value.
            stream.unread(pieces.pop())
        return pieces, not is_whole

    def _boundary(self, raw: bytes, *, in_array: bool) -> re.Pattern[bytes]:
        """Return what the next value begins with."""
        if not in_array:
            return json_scan.NEW_LINE_OBJECT
        return json_scan.sibling(self._key or json_scan.first_key(raw))

    def _may_open(self, raw: bytes) -> bool:
        """Return whether a value that is too long for a record is a wrapper, to be opened."""
        return len(raw) > self.limit and self._depth < MAX_OPENED and is_wrapper(raw)

    def _value(self, step: str, raw: bytes, *, is_cut: bool) -> Reading:
        """Yield the record of one value, those of the articles that it wraps, or why there is none."""
        found = original_bytes(raw, self.wide)
        if not raw.strip(b";) \t\r\n"):
            return  # the end of a script
        if len(raw) > self.limit:
            yield self._too_large(step, raw)
            return
        try:
            value = self._parse(raw)
        except BrokenValueError as error:
            damage = self.stream.tell_damage() if is_cut and not self.stream.peek(1) else None
            if damage is not None:
                yield self.place.reject(step, damage.reason, damage.detail, found)
            else:
                yield self.place.reject(step, "broken_record", f"not JSON: {error}", found)
            return
        value = _written_twice(value)
        if isinstance(value, dict) and self._is_plain(value):
            yield self._record(step, value, found)
            return
        yield from self._wrapped(step, value, raw, found)

    def _wrapped(self, step: str, value: object, raw: bytes, found: bytes) -> Reading:
        """Yield the records of the articles that a value is or wraps, or why there is none."""
        value = untyped(value) if TYPED.search(raw, 0, KEY_BYTES) else value
        value = in_one_tongue(value) if TONGUES.search(raw) else value
        inner = self._articles(untagged(value) if TAGGED.search(raw) else value)
        if inner is None:
            return
        if not inner:
            kind = type(value).__name__
            yield self.place.reject(step, "not_a_record", f"a JSON {kind}, not an object", found)
            return
        for number, fields in enumerate(map(lift, inner), start=1):
            # One article inside a wrapper is the wrapper's bytes; of several each is its own, written plainly.
            own = found if len(inner) == 1 else plain_bytes(fields)
            place = step if len(inner) == 1 else f"{step}, article {number}"
            yield self._record(place, fields, own)

    def _is_plain(self, value: dict[str, Any]) -> bool:
        """Return whether an object is a record as it stands, as most are: it holds nothing, and nothing stands around it."""
        return len(value) > 1 and not self._around and not may_hold(value.values())

    def _articles(self, value: object) -> list[dict[str, Any]] | None:
        """Return the fields of the articles that a value is or holds; None for a list that names the columns of others."""
        if isinstance(value, dict):
            return unwrap(value, tuple(self._around)) or [under(value, self._around)]
        if not isinstance(value, list):
            return []
        if self._is_header(value):
            return None
        names = self._names or (made_up(len(value)) if is_row_of_table(value) else None)
        return rows_of([value], names) if names else unwrap({"": value}) or []

    def _record(self, step: str, fields: dict[str, Any], raw: bytes) -> RawRecord | Rejection:
        if len(raw) > self.limit:
            return self._too_large(step, raw)
        own = own_id(fields, self.place.columns)
        return self.place.record(step, "fields", raw, fields=fields, source_record_id=own)

    def _is_header(self, cells: list[object]) -> bool:
        """Return whether a list is the first and names the columns of those after it; it is kept if so."""
        is_first, self._has_list = not self._has_list, True
        if is_first and is_header(cells):
            self._names = cells
            return True
        return False

    def _opened(self) -> Reading:
        """Yield the articles of a wrapper too large to be held: its lists are read element by element.

        What stands before a list speaks of its articles; what stands behind it has not been seen.
        """
        self.stream.read(1)
        outer: dict[str, Any] = {}
        self._around.insert(0, outer)
        self._depth += 1
        while True:
            self.line += self.stream.skip_any(BETWEEN)
            start = self.stream.peek(1)
            key = json_scan.cut_string(self.stream, KEY_BYTES) if start == b'"' else b""
            if not key:
                break
            self.stream.skip_any(BLANKS + b":")
            yield from self._opened_value(str(self._parse(key)), outer)
        if start == b"}":
            self.stream.read(1)
        self._around.pop(0)
        self._depth -= 1

    def _opened_value(self, key: str, outer: dict[str, Any]) -> Reading:
        """Yield the articles under one key of an opened wrapper; keep a plain value."""
        start = self.stream.peek(1)
        if start not in (b"{", b"["):
            scalar = json_scan.cut_value(self.stream, self.limit)
            with contextlib.suppress(BrokenValueError):
                outer[key] = self._parse(scalar)
            return
        cutter = json_scan.ValueCutter(self.stream)
        raw = cutter.cut(self.limit)
        if cutter.is_whole and len(raw) <= self.limit:
            with contextlib.suppress(BrokenValueError):
                value = self._parse(raw)
                for fields in map(lift, unwrap({key: value}, tuple(self._around)) or ()):
                    self.item += 1
                    yield self._record(f"item {self.item}", fields, plain_bytes(fields))
                outer[key] = value
            return
        self.stream.unread(raw)
        if start == b"{":
            yield from self._opened()
            return
        self.stream.read(1)
        while True:
            self.stream.skip_any(BETWEEN)
            if self.stream.peek(1) in (b"", b"]"):
                self.stream.read(1)
                return
            yield from self._element()

    def can_parse(self, raw: bytes) -> bool:
        """Return whether bytes are one value, which is kept: it is asked for next."""
        try:
            self._parsed = (raw, parse_json(raw, self.place.encoding))
        except BrokenValueError:
            return False
        return True

    def _parse(self, raw: bytes) -> object:
        """Return the value; a comma after it does no harm."""
        if raw == self._parsed[0]:
            return self._parsed[1]
        try:
            return parse_json(raw, self.place.encoding)
        except BrokenValueError:
            if not raw.endswith(b","):
                raise
            return parse_json(raw[:-1], self.place.encoding)

    def _too_large(self, step: str, raw: bytes) -> Rejection:
        detail = f"the value has more than {self.limit:,} bytes"
        return self.place.reject(
            step, "too_large", detail, original_bytes(raw[: self.limit], self.wide)
        )
