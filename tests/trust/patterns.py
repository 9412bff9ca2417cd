"""Every pattern of the package is attacked at each of its repeats: none may take more than its share of time.

`python -m tests.trust.patterns` attacks all of them and prints what is too slow; `--only NAME` some. A pattern is found
where a module holds it, where a function of no arguments builds it, where a call names it (`re.sub(r"…", …)`), and
where parsing a few pages compiles it. From its parse tree come, for each repeat, a prefix that leads to it, what it
repeats, and what may not follow.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import dataclasses
import functools
import html
import importlib
import inspect
import itertools
import json
import pkgutil
import re
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import copydesk

parser: Any = importlib.import_module("re._parser")
constants: Any = importlib.import_module("re._constants")

SIZES = (4096, 16384)
SECONDS_PER_MB = 1.0
"""Half of what a whole record may take: a pattern that scans everything is one of many."""

RECORD_SECONDS_PER_MB = 2.0
RECORD_PATIENCE_SECONDS = 5.0
FLOOR_SECONDS = 0.01
PATIENCE_SECONDS = 1.0
TRIES = 4
LONG = 64
"""Repeats bounded below this cost at most a factor of it; those that are nested in others are pumped there."""

POOL = " \n\ta0A.-,_'\"\\<>/:(&;=!é中"
SUFFIXES = ("", "\x00", "\n", "!", " a", "<")
MAX_SAMPLES = 14
MAX_BRANCHES = 5
CATEGORIES = {
    constants.CATEGORY_DIGIT: re.compile(r"\d"),
    constants.CATEGORY_NOT_DIGIT: re.compile(r"\D"),
    constants.CATEGORY_SPACE: re.compile(r"\s"),
    constants.CATEGORY_NOT_SPACE: re.compile(r"\S"),
    constants.CATEGORY_WORD: re.compile(r"\w"),
    constants.CATEGORY_NOT_WORD: re.compile(r"\W"),
}
REPEATS = (constants.MAX_REPEAT, constants.MIN_REPEAT, constants.POSSESSIVE_REPEAT)
ANCHORED = {"match", "fullmatch"}
SCANNING = {"search", "finditer", "findall", "sub", "subn", "split"}


@dataclasses.dataclass(frozen=True)
class Found:
    """A pattern, where it was found, and whether it is ever searched for (else: only matched at one place)."""

    name: str
    pattern: re.Pattern[Any]
    is_searched: bool


@dataclasses.dataclass(frozen=True)
class Slow:
    """An attack that worked."""

    name: str
    text: str
    seconds: float
    size: int
    slope: float

    def __str__(self) -> str:
        """Return it as a line."""
        rate = self.seconds / self.size * 1e6
        return f"{self.name}: {rate:.1f} s per MB, slope {self.slope:.1f}, on {self.text!r}"


def find_patterns() -> list[Found]:
    """Return every pattern of the package once, sorted by name."""
    modules = [importlib.import_module(name) for name in module_names()]
    found: dict[tuple[Any, int], tuple[str, re.Pattern[Any]]] = {}

    def keep(name: str, pattern: re.Pattern[Any]) -> None:
        found.setdefault((pattern.pattern, pattern.flags), (name, pattern))

    for module in modules:
        for name, pattern in held_by(module):
            keep(name, pattern)
    for module in modules:
        for name, pattern in named_in_calls(module):
            keep(name, pattern)
    with compiled_meanwhile() as compiled:
        for module in modules:
            for pattern in built_by(module):
                keep(f"{module.__name__} (built)", pattern)
        parse_some()
    for name, pattern in compiled:
        keep(name, pattern)
    uses = uses_of_names()
    return sorted(
        (Found(name, pattern, is_searched(name, uses)) for name, pattern in found.values()),
        key=lambda f: (f.name, str(f.pattern.pattern)),
    )


def is_searched(name: str, uses: dict[str, set[str]]) -> bool:
    """Return whether a pattern is tried at every place of a text; one that a call names says it in its name."""
    if name.endswith((".match", ".search")):
        return name.endswith(".search")
    return bool(uses.get(name, uses.get(name.rpartition(".")[2], SCANNING)) - ANCHORED)


def module_names() -> list[str]:
    """Return the modules of the package."""
    walked = pkgutil.walk_packages(copydesk.__path__, "copydesk.")
    return sorted(info.name for info in walked)


def held_by(module: ModuleType) -> Iterator[tuple[str, re.Pattern[Any]]]:
    """Yield the patterns in a module's constants, however deep."""
    for name, value in sorted(vars(module).items()):
        if not name.startswith("__") and not isinstance(value, ModuleType | FunctionType | type):
            for field, pattern in inside(value, set()):
                yield f"{module.__name__}.{name}{field}", pattern


def inside(value: Any, seen: set[int], depth: int = 0) -> Iterator[tuple[str, re.Pattern[Any]]]:
    """Yield the patterns in a value, each with the field that holds it."""
    if isinstance(value, re.Pattern):
        yield "", value
    if id(value) in seen or depth > 6 or isinstance(value, str | bytes | int | float):
        return
    seen.add(id(value))
    if isinstance(value, dict):
        for key, item in list(value.items()):
            yield from inside(key, seen, depth + 1)
            yield from inside(item, seen, depth + 1)
    elif isinstance(value, list | tuple | set | frozenset):
        for item in value:
            yield from inside(item, seen, depth + 1)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            for _, pattern in inside(getattr(value, field.name, None), seen, depth + 1):
                yield f".{field.name}", pattern


def built_by(module: ModuleType) -> Iterator[re.Pattern[Any]]:
    """Yield the patterns that cached functions without arguments return."""
    for value in list(vars(module).values()):
        cached = isinstance(value, functools._lru_cache_wrapper)
        if cached and value.__module__ == module.__name__:
            if any(p.default is p.empty for p in inspect.signature(value).parameters.values()):
                continue
            with contextlib.suppress(OSError, ImportError):
                yield from (pattern for _, pattern in inside(value(), set()))


def named_in_calls(module: ModuleType) -> Iterator[tuple[str, re.Pattern[Any]]]:
    """Yield the patterns that a module's calls of `re` name, and that aren't held by a constant."""
    if module.__file__ is None:
        return
    for node in ast.walk(ast.parse(Path(module.__file__).read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "re" and node.args):
            continue
        if node.func.attr not in {"compile", *ANCHORED, *SCANNING}:
            continue
        expressions = [node.args[0], *(w.value for w in node.keywords if w.arg == "flags")]
        if node.func.attr in {"compile", "match", "search", "fullmatch"}:
            expressions += node.args[{"compile": 1}.get(node.func.attr, 2) :]
        with contextlib.suppress(NameError, TypeError, AttributeError, KeyError):
            parts = [
                eval(compile(ast.Expression(e), "pattern", "eval"), dict(vars(module)))
                for e in expressions
            ]
            kind = "match" if node.func.attr in ANCHORED else "search"
            yield f"{module.__name__}:{node.lineno}.{kind}", re.compile(*parts)


@contextlib.contextmanager
def compiled_meanwhile() -> Iterator[list[tuple[str, re.Pattern[Any]]]]:
    """Give the patterns that modules of the package compile meanwhile, each with the place."""
    compiled: list[tuple[str, re.Pattern[Any]]] = []
    inner = re._compile  # type: ignore[attr-defined]

    def note(pattern: Any, flags: Any) -> re.Pattern[Any]:
        result: re.Pattern[Any] = inner(pattern, flags)
        frame = sys._getframe(2)
        name = frame.f_globals.get("__name__", "")
        if name.startswith("copydesk."):
            kind = "match" if sys._getframe(1).f_code.co_name in ANCHORED else "search"
            compiled.append((f"{name}:{frame.f_lineno}.{kind}", result))
        return result

    re._compile = note  # type: ignore[attr-defined]
    try:
        yield compiled
    finally:
        re._compile = inner  # type: ignore[attr-defined]


def parse_some() -> None:
    """Parse the raw pages of the golden pairs: what is compiled on the way is used."""
    from copydesk.parse import parse_record
    from copydesk.readers import read_file
    from copydesk.records import RawRecord, SourceConfig

    folder = Path(__file__).parent.parent / "golden"
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p.stat().st_size < 200_000)
    for path in [p for p in files if p.suffix not in {".py", ".pyc"}][:60]:
        for item in itertools.islice(read_file(path, path.name, SourceConfig()), 3):
            if isinstance(item, RawRecord):
                parse_record(item, SourceConfig())


def uses_of_names() -> dict[str, set[str]]:
    """Return by constant (module and name) the methods that are called on it anywhere; other uses count as a search."""
    uses: dict[str, set[str]] = {}
    for module in map(importlib.import_module, module_names()):
        tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
        home = {name.asname or name.name: f"{node.module}.{name.name}" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for name in node.names}  # fmt: skip
        called = set()
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Attribute) and node.attr in ANCHORED | SCANNING):
                continue
            value = node.value.value if isinstance(node.value, ast.Subscript) else node.value
            if isinstance(value, ast.Attribute):
                uses.setdefault(value.attr, set()).add(node.attr)
            if isinstance(value, ast.Name):
                of = home.get(value.id, f"{module.__name__}.{value.id}")
                uses.setdefault(of, set()).add(node.attr)
                called.add(id(value))
        for node in ast.walk(tree):
            is_read = isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
            if is_read and node.id.isupper() and id(node) not in called:
                of = home.get(node.id, f"{module.__name__}.{node.id}")
                uses.setdefault(of, set()).add("search")
    return uses


# From a parse tree to attacks


def attacks_on(pattern: re.Pattern[Any]) -> Iterator[tuple[str, str, str]]:
    """Yield (prefix, pump, suffix) for each repeat of a pattern and each thing that it may repeat."""
    source = pattern.pattern
    text = source.decode("latin-1") if isinstance(source, bytes) else source
    tree = parser.parse(
        text, pattern.flags & ~re.UNICODE if isinstance(source, bytes) else pattern.flags
    )
    pool = list(dict.fromkeys([*literals_of(tree), *POOL]))
    if isinstance(source, bytes):
        pool = [c for c in pool if ord(c) < 256]
    done: set[tuple[str, str]] = set()
    for prefix, pump, rest in repeats_in(list(tree), "", pool):
        for before, repeated in (
            (prefix, pump),
            ("", prefix + pump),
            ("", pump),
            ("", prefix + pump + rest),
        ):
            if repeated and (before, repeated) not in done:
                done.add((before, repeated))
                for suffix in SUFFIXES:
                    yield before, repeated, suffix


def literals_of(tree: Any) -> list[str]:
    """Return the characters that a pattern names outside of classes' ranges, at most twenty."""
    found: list[str] = []
    stack: list[Any] = [list(tree)]
    while stack:
        item = stack.pop(0)
        if isinstance(item, tuple) and len(item) == 2 and item[0] is constants.LITERAL:
            found.append(chr(item[1]))
        elif isinstance(item, list | tuple | parser.SubPattern):
            stack += list(item)
    return list(dict.fromkeys(found))[:20]


def repeats_in(
    nodes: Sequence[Any], prefix: str, pool: list[str]
) -> Iterator[tuple[str, str, str]]:
    """Yield (prefix, what may be repeated, the shortest of what follows) for each long repeat among nodes."""
    for number, (kind, value) in enumerate(nodes):
        before = prefix + first_of(nodes[:number], pool)
        if kind in REPEATS:
            _, most, item = value
            if most is constants.MAXREPEAT or most >= LONG:
                rest = first_of(nodes[number + 1 :], pool)
                for sample in samples_of(list(item), pool):
                    yield before, sample, rest
            yield from repeats_in(list(item), before, pool)
        elif kind is constants.SUBPATTERN:
            yield from repeats_in(list(value[-1]), before, pool)
        elif kind is constants.ATOMIC_GROUP:
            yield from repeats_in(list(value), before, pool)
        elif kind is constants.BRANCH:
            for branch in value[1]:
                yield from repeats_in(list(branch), before, pool)
        elif kind in (constants.ASSERT, constants.ASSERT_NOT):
            yield from repeats_in(list(value[1]), before, pool)


def first_of(nodes: Sequence[Any], pool: list[str]) -> str:
    """Return one short string that nodes match."""
    return "".join(samples_of_node(kind, value, pool)[0] for kind, value in nodes)


def samples_of(nodes: Sequence[Any], pool: list[str]) -> list[str]:
    """Return some strings that nodes match one after another, varied one node at a time."""
    choices = [samples_of_node(kind, value, pool) for kind, value in nodes]
    samples = ["".join(choice[0] for choice in choices)]
    for number, choice in enumerate(choices):
        for other in choice[1:]:
            parts = [c[0] for c in choices]
            parts[number] = other
            samples.append("".join(parts))
    return list(dict.fromkeys(samples))[:MAX_SAMPLES]


def samples_of_node(kind: Any, value: Any, pool: list[str]) -> list[str]:
    """Return some strings that one node matches, the shortest first; never none."""
    if kind is constants.LITERAL:
        return [chr(value)]
    if kind is constants.NOT_LITERAL:
        return [c for c in pool if ord(c) != value][:MAX_SAMPLES]
    if kind is constants.ANY:
        return pool[:MAX_SAMPLES]
    if kind is constants.IN:
        return [c for c in pool if is_in(value, c)][:MAX_SAMPLES] or [any_of(value)]
    if kind is constants.BRANCH:
        branches = list(value[1])
        picked = branches[:MAX_BRANCHES] + branches[MAX_BRANCHES:][-1:]
        # In turn: a branch of many single characters would leave no room for the others.
        turns = itertools.zip_longest(*(samples_of(list(b), pool) for b in picked))
        mixed = [sample for turn in turns for sample in turn if sample is not None]
        return [min(mixed, key=len), *mixed] if mixed else [""]
    if kind is constants.SUBPATTERN:
        return samples_of(list(value[-1]), pool)
    if kind is constants.ATOMIC_GROUP:
        return samples_of(list(value), pool)
    if kind in REPEATS:
        least, _, item = value
        inner = samples_of(list(item), pool)
        return ([""] if not least else []) + [sample * max(least, 1) for sample in inner]
    return [""]


def is_in(items: Any, character: str) -> bool:
    """Return whether a class of characters holds one."""
    negate, found = False, False
    for kind, value in items:
        if kind is constants.NEGATE:
            negate = True
        elif kind is constants.LITERAL:
            found |= ord(character) == value
        elif kind is constants.RANGE:
            found |= value[0] <= ord(character) <= value[1]
        elif kind is constants.CATEGORY:
            found |= CATEGORIES[value].match(character) is not None
    return found != negate


def any_of(items: Any) -> str:
    """Return a character that a class names."""
    for kind, value in items:
        if kind is constants.LITERAL:
            return chr(value)
        if kind is constants.RANGE:
            return chr(value[0])
    return "x"


# Measuring


class TooLongError(BaseException):
    """Raised by the clock: a pattern in C looks at signals."""


def seconds_of(found: Found, text: str | bytes) -> float:
    """Return the CPU time of a pattern on a text; infinite when it loses patience."""

    def match() -> None:
        if found.is_searched:
            for _ in found.pattern.finditer(text):
                pass
        else:
            found.pattern.match(text)
            found.pattern.fullmatch(text)

    return cpu_seconds(match, PATIENCE_SECONDS)


def cpu_seconds(work: Callable[[], None], patience: float) -> float:
    """Return the CPU time that work takes; infinite beyond some patience."""

    def stop(*_: object) -> None:
        raise TooLongError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, patience)
    start = time.process_time()
    try:
        work()
    except TooLongError:
        return float("inf")
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return time.process_time() - start


def pumped(found: Found, attack: tuple[str, str, str], size: int) -> str | bytes:
    """Return an attack at a size."""
    prefix, pump, suffix = attack
    text = prefix + pump * (size // len(pump)) + suffix
    return text.encode("latin-1", "replace") if isinstance(found.pattern.pattern, bytes) else text


def attack(found: Found) -> Slow | None:
    """Return the first attack on a pattern that works, None when it stands them all."""
    small, large = SIZES
    for parts in attacks_on(found.pattern):
        text = pumped(found, parts, large)
        seconds = seconds_of(found, text)
        limit = max(FLOOR_SECONDS, len(text) / 1e6 * SECONDS_PER_MB)
        for _ in range(TRIES):  # the machine is busy with other things, too
            if seconds <= limit or seconds == float("inf"):  # patience is CPU time, too
                break
            seconds = min(seconds, seconds_of(found, text))
        if seconds > limit:
            n_tries = 1 if seconds == float("inf") else TRIES
            base = min(seconds_of(found, pumped(found, parts, small)) for _ in range(n_tries))
            slope = slope_of(base, seconds, large / small)
            if slope > 1.3 or seconds / len(text) * 1e6 > 2 * SECONDS_PER_MB:
                return Slow(found.name, "|".join(parts), seconds, len(text), slope)
    return None


def slope_of(before: float, after: float, factor: float) -> float:
    """Return the exponent by which time grows."""
    import math

    if after == float("inf"):
        return float("inf")
    return math.log(after / max(before, 1e-7)) / math.log(factor)


STORY = "The council met on Monday and voted to rebuild the quay in the spring. " * 12
REACHING_SIZE = 1 << 16


LINE_SIZES = (250, 1000, 4000)
"""Many patterns are asked of short lines alone: those are where such a pattern is reached, many times over."""


def reached(slow: Slow) -> tuple[str, float]:
    """Return where in a record an attack takes longest, and its CPU seconds per MB there: most patterns see short texts only."""
    prefix, pump, suffix = (
        slow.text.split("|", 2) if slow.text.count("|") == 2 else ("", slow.text, "")
    )

    def of_size(size: int) -> str:
        return prefix + pump * (size // max(1, len(pump))) + suffix

    shapes = shapes_of(of_size(REACHING_SIZE))
    for size in LINE_SIZES:
        lines = [of_size(size).replace("\n", " ") for _ in range(REACHING_SIZE // size)]
        shapes |= {
            f"{name} of {size}": (file, content)
            for name, (file, content) in shapes_of_lines(lines).items()
        }
    rates = {place: _parse_seconds(*shape) / REACHING_SIZE * 1e6 for place, shape in shapes.items()}
    return max(rates.items(), key=lambda rate: rate[1])


PAGE = "<html><head><title>Quay</title>{}</head><body><h1>Quay is rebuilt</h1>{}<p>{}</p></body></html>"


def shapes_of_lines(lines: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return records that hold many lines where patterns of a line meet them."""
    fields = {"title": "Quay is rebuilt", "date": "2021-03-04"}
    signed = {"text": STORY, "author": lines, "keywords": lines}
    escaped = [html.escape(line) for line in lines]
    spans = "".join(f"<span class='byline date'>{line}</span>" for line in escaped)
    return {
        "lines": ("a.json", json.dumps(fields | {"text": "\n\n".join([STORY, *lines, STORY])})),
        "names": ("a.json", json.dumps(fields | signed)),
        "paragraphs": ("a.html", PAGE.format("", "".join(f"<p>{e}</p>" for e in escaped), STORY)),
        "marks": ("a.html", PAGE.format("", spans, STORY)),
        "scraped lines": ("a.txt", "\n".join(["Quay is rebuilt", "", *lines, "", STORY])),
    }


def shapes_of(text: str) -> dict[str, tuple[str, str]]:
    """Return records, as name and content of a file, that hold a text where a pattern may meet it."""
    fields = {
        "title": "Quay is rebuilt",
        "text": STORY,
        "author": "Ada Lind",
        "date": "2021-03-04",
        "section": "News",
        "url": "http://example.org/a",
        "keywords": "quay",
        "publisher": "Harbour Gazette",
        "subtitle": "The quay is old",
    }
    records = {name: json.dumps(fields | {name: text}) for name in fields if name != "text"}
    records["line"] = json.dumps(fields | {"text": f"{STORY}\n\n{text}\n\n{STORY}"})
    records["end"] = json.dumps(fields | {"text": f"{STORY}{text}"})
    records["start"] = json.dumps(fields | {"text": f"{text}{STORY}"})
    records["fragment"] = json.dumps(fields | {"text": f"<p>{STORY}</p><p>{text}</p>"})
    escaped = html.escape(text)
    metas = "".join(
        f'<meta name="{name}" content="{escaped[: REACHING_SIZE // 4]}">'
        for name in ("author", "date", "description", "keywords")
    )
    return {name: ("a.json", record) for name, record in records.items()} | {
        "byline": ("a.html", PAGE.format("", f'<div class="byline">{escaped}</div>', STORY)),
        "paragraph": ("a.html", PAGE.format("", f"<p>{escaped}</p>", STORY)),
        "markup": ("a.html", PAGE.format("", text, STORY)),
        "metas": ("a.html", PAGE.format(metas, "", STORY)),
        "data": ("a.html", PAGE.format("", f"<script>{text}</script>", STORY)),
        "scraped": ("a.txt", f"Quay is rebuilt\n\n{text}\n\n{STORY}\n"),
    }


def _parse_seconds(name: str, content: str) -> float:
    from copydesk.parse import parse_record
    from copydesk.readers import read_file
    from copydesk.records import RawRecord, SourceConfig

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_text(content, encoding="utf-8", errors="replace")

        def parse() -> None:
            for item in read_file(path, name, SourceConfig()):
                if isinstance(item, RawRecord):
                    parse_record(item, SourceConfig())

        return cpu_seconds(parse, RECORD_PATIENCE_SECONDS)


def main() -> int:
    """Attack the patterns and say which gave way, and whether a record can hold the attack."""
    flags = argparse.ArgumentParser(description=__doc__)
    flags.add_argument("--only", default="", help="part of a name")
    flags.add_argument("--list", action="store_true", help="only list the patterns")
    given = flags.parse_args()
    patterns = [found for found in find_patterns() if given.only in found.name]
    for shape in shapes_of("The quay stays as it is.").values():
        _parse_seconds(*shape)  # what is loaded once is no record's cost
    n_slow = 0
    for found in patterns:
        if given.list:
            sys.stdout.write(f"{found.name} {'search' if found.is_searched else 'match'}\n")
        elif (slow := attack(found)) is not None:
            place, rate = reached(slow)
            n_slow += rate > RECORD_SECONDS_PER_MB
            sys.stdout.write(
                f"{slow}\n    {found.pattern.pattern[:160]!r}\n    in a record {rate:.1f} s per MB ({place})\n"
            )
            sys.stdout.flush()
    sys.stdout.write(f"{len(patterns)} patterns, {n_slow} too slow in a record\n")
    return 1 if n_slow else 0


if __name__ == "__main__":
    sys.exit(main())
