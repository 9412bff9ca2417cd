"""Which rules left a value out of a record or changed it: its raw bytes are read again while somebody watches.

A rule is named as its function is, with the sentence that its docstring opens with. What is watched: how titles and authors are read, the
vetoes against names and against events. Nothing is kept for it in the tables, and what is told is what today's code does.
"""

from __future__ import annotations

import contextlib
import dataclasses
import inspect
import sys
from collections.abc import Iterator, Mapping, Sequence
from types import CodeType, FrameType, FunctionType
from typing import Any

from copydesk.records import RawRecord, SourceConfig

NORMAL = ("squeeze", "key_of", "read_signature", "_turned")
"""They change how a text is written, or ask what it is (a house of a paper, a name turned round): no value is lost by them."""
LONGEST = 160  # chosen: characters of a value that a screen has room for


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """A value that a rule changed or dropped; `after` is None where nothing is left."""

    field: str
    rule: str
    reason: str
    before: str
    after: str | None
    because: str = ""  # the last thing that was asked before a value was dropped

    def __str__(self) -> str:
        after = "dropped" if self.after is None else f"-> {_shown(self.after)}"
        because = f", since {self.because}" if self.because else ""
        return f"{self.field} {_shown(self.before)} {after} by {self.rule}{because}: {self.reason}"


@dataclasses.dataclass(slots=True)
class Step:
    """A call under way: what it was given, what it asked last, and what calls within it have told already."""

    before: object
    asked: str = ""
    told: set[str | None] = dataclasses.field(default_factory=set)


Watched = Mapping[CodeType, tuple[str, Any]]
"""Functions by their code, each with the field that it reads."""


class Watch:
    """Notes what watched functions make of the texts that they are given, and which vetoes hold."""

    def __init__(self, watched: Watched) -> None:
        self.watched = watched
        self.changes: dict[Change, None] = {}
        self.steps: list[Step] = [Step(None)]

    def __call__(self, frame: FrameType, event: str, result: object) -> None:
        """Take note of a call or a return, as `sys.setprofile` tells them."""
        field, function = self.watched.get(frame.f_code, ("", None))
        if function is None:
            return
        if event == "call":
            self.steps.append(Step(_first_argument(frame)))
        elif event == "return" and len(self.steps) > 1:
            step = self.steps.pop()
            self.note(step, self.steps[-1], Change(field, *_named(function), "", None), result)

    def note(self, step: Step, outer: Step, change: Change, result: object) -> None:
        """Keep what a call has changed, unless a call within it did so."""
        if isinstance(result, bool):
            before = _veto_on(step.before)
            if before is None:
                outer.asked = f"{change.rule} said {'yes' if result else 'no'}"
            elif result:
                self.changes[dataclasses.replace(change, before=before)] = None
            return
        outer.told |= step.told
        is_text = isinstance(step.before, str) and isinstance(result, str | tuple | list | None)
        if not is_text:
            return
        before, after = " ".join(str(step.before).split()), _joined(result)
        if before and after != before and after not in step.told:
            because = step.asked if after is None else ""
            self.changes[
                dataclasses.replace(change, before=before, after=after, because=because)
            ] = None
            outer.told.add(after)


def _first_argument(frame: FrameType) -> object:
    names = frame.f_code.co_varnames[: frame.f_code.co_argcount]
    values = [frame.f_locals[name] for name in names[:2]]
    return tuple(values) if values and not isinstance(values[0], str) else next(iter(values), None)


def _veto_on(before: object) -> str | None:
    """Return what a veto was asked about: the text of a span, the type and sentence of an event; None for other questions."""
    first, second = (*before, None, None)[:2] if isinstance(before, tuple) else (None, None)
    if hasattr(first, "words") and hasattr(second, "event_type"):
        return f"{second.event_type}: {' '.join(first.words)}"
    text = getattr(first, "text", None)
    return text if isinstance(text, str) else None


def _joined(result: object) -> str | None:
    if isinstance(result, str):
        return " ".join(result.split()) or None
    texts = (
        [text for text in result if isinstance(text, str)]
        if isinstance(result, tuple | list)
        else []
    )
    return "; ".join(texts) or None


def _named(function: Any) -> tuple[str, str]:
    text = (inspect.getdoc(function) or "no reason is written down").split("\n")[0]
    return function.__name__, text


def _shown(value: str) -> str:
    return repr(value if len(value) <= LONGEST else value[: LONGEST - 1] + "…")


def parse_rules() -> Watched:
    """Return the rules by which titles and authors are read."""
    from copydesk.parse import authors, titles

    return {
        function.__code__: (field, function)
        for field, module in (("title", titles), ("author", authors))
        for name, function in vars(module).items()
        if isinstance(function, FunctionType)
        and function.__module__ == module.__name__
        and name not in NORMAL
    }


def language_rules() -> Watched:
    """Return the vetoes against names and events."""
    from copydesk.entities import sifting
    from copydesk.events import vetoes

    names = (*sifting.VETOES, sifting.is_common_here, sifting.is_part_of_other, sifting.is_byline)
    rules = [
        *(("name", rule) for rule in names),
        *(("event", rule) for rule in vetoes.VETOES.values()),
    ]
    return {rule.__code__: (field, rule) for field, rule in rules if isinstance(rule, FunctionType)}


@contextlib.contextmanager
def watching(watched: Watched) -> Iterator[Watch]:
    """Watch functions within a block."""
    watch = Watch(watched)
    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        yield watch
    finally:
        sys.setprofile(before)


def changes_of_record(record: RawRecord, source: SourceConfig) -> Sequence[Change]:
    """Return what happens to the titles and authors of a record when it is read."""
    from copydesk.parse import parse_record

    with watching(parse_rules()) as watch:
        parse_record(record, source)
    return tuple(watch.changes)


def changes_of_article(row: Mapping[str, Any], model: str) -> Sequence[Change]:
    """Return which names and events vetoes turn away in an article, given its row and its model's name."""
    from copydesk.annotation import annotate, article_of, load_cached

    loaded = load_cached(model)
    with watching(language_rules()) as watch:
        annotate(article_of(row), loaded, with_events=True)
    return tuple(watch.changes)
