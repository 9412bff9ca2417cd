"""The corpus as values: items with their events and spans, read strictly from `texts/`. The form is in GUIDELINE.md."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from copydesk.events.ontology import ontology
from schemas.event_mentions import Polarity
from schemas.events import EventStatus

TEXTS = Path(__file__).parent / "texts"
STATUSES = frozenset(get_args(EventStatus))
POLARITIES = frozenset(get_args(Polarity))
USUAL_STATUS = {"THREATEN": "threatened", "ANNOUNCE": "planned"}
NO_PARTY = "-"
MUTUAL = " <> "
HELD_OUT_SHARE = 5
ARTICLES = ("the ", "a ", "an ")


class CorpusError(ValueError):
    """A line of the corpus that does not follow the form, with its place."""

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(f"{place}: {problem}")
        self.place = place
        self.problem = problem


@dataclasses.dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a sentence, in code points."""

    start: int
    end: int
    text: str


@dataclasses.dataclass(frozen=True, slots=True)
class LabelledEvent:
    """One event line. In a mutual act every party stands among actors and among recipients."""

    event_type: str
    mode: str | None
    trigger: Span
    actors: tuple[Span, ...]
    recipients: tuple[Span, ...]
    is_mutual: bool
    date: Span | None
    place: Span | None
    speaker: Span | None
    status: str
    polarity: str


@dataclasses.dataclass(frozen=True, slots=True)
class Item:
    """A sentence or headline with its events; `topic` is the heading that it stands under."""

    text: str
    events: tuple[LabelledEvent, ...]
    topic: str
    place: str  # file and line, for messages

    @property
    def is_headline(self) -> bool:
        """Whether it is a headline: it ends without a full stop."""
        return self.text[-1] not in ".?!\"”'’)"

    @property
    def is_held_out(self) -> bool:
        """Whether it belongs to the fifth that nothing is ever trained on."""
        digest = hashlib.blake2b(self.text.encode("utf-8"), digest_size=8).digest()
        return int.from_bytes(digest, "big") % HELD_OUT_SHARE == 0


def read_corpus(folder: Path = TEXTS) -> list[Item]:
    """Return every item of the folder's text files, in order of file name and line."""
    return [item for path in sorted(folder.glob("*.txt")) for item in read_file(path)]


def training_items(folder: Path = TEXTS) -> list[Item]:
    """Return the items that may be trained on."""
    return [item for item in read_corpus(folder) if not item.is_held_out]


def held_out_items(folder: Path = TEXTS) -> list[Item]:
    """Return the items that are for measuring only."""
    return [item for item in read_corpus(folder) if item.is_held_out]


def read_file(path: Path) -> list[Item]:
    """Return the items of one file."""
    return list(read_lines(path.read_text(encoding="utf-8").splitlines(), path.name))


def read_lines(lines: list[str], name: str) -> Iterator[Item]:
    """Yield the items of a file's lines: `# topic`, a sentence, indented event lines below it."""
    topic, text, place = "", "", ""
    events: list[LabelledEvent] = []
    for number, line in enumerate(lines, 1):
        here = f"{name}:{number}"
        if line.startswith("  "):
            if not text:
                raise CorpusError(here, "an event line without a sentence above it")
            events.append(parse_event(text, line.strip(), here))
            continue
        if line != line.strip():
            raise CorpusError(here, "white space at an end of the line")
        if text:
            yield Item(text, tuple(events), topic, place)
        text, events, place = "", [], here
        if line.startswith("# "):
            topic = line[2:]
        else:
            text = line
    if text:
        yield Item(text, tuple(events), topic, place)


def parse_event(text: str, line: str, here: str) -> LabelledEvent:
    """Return one event line as a value.

    >>> event = parse_event("Police arrested two men.", "COERCE/arrest | arrested | Police > two men", "x:1")
    >>> event.recipients[0].text, event.status
    ('two men', 'reported')
    """
    fields = line.split(" | ")
    if len(fields) < 3:
        raise CorpusError(here, "expected TYPE/mode | trigger | actors > recipients")
    kind, _, mode = fields[0].partition("/")
    _check_type(kind, mode, here)
    actors, recipients, is_mutual = _parties(text, fields[2], here)
    extras = _extras(text, fields[3:], here)
    return LabelledEvent(
        event_type=kind,
        mode=mode or None,
        trigger=find_span(text, fields[1], here),
        actors=actors,
        recipients=recipients,
        is_mutual=is_mutual,
        date=extras.spans.get("on"),
        place=extras.spans.get("at"),
        speaker=extras.spans.get("by"),
        status=extras.status or USUAL_STATUS.get(kind, "reported"),
        polarity=extras.polarity or "positive",
    )


@dataclasses.dataclass(slots=True)
class _Extras:
    spans: dict[str, Span]
    status: str = ""
    polarity: str = ""


def _extras(text: str, fields: list[str], here: str) -> _Extras:
    """Return what follows the parties: `on=`, `at=`, `by=`, a status, a polarity; each at most once."""
    found = _Extras({})
    for field in fields:
        key, equals, value = field.partition("=")
        if equals and key in ("on", "at", "by") and key not in found.spans:
            found.spans[key] = find_span(text, value, here)
        elif field in STATUSES and not found.status:
            found.status = field
        elif field in POLARITIES and not found.polarity:
            found.polarity = field
        else:
            raise CorpusError(here, f"unknown or repeated: {field!r}")
    return found


def _check_type(kind: str, mode: str, here: str) -> None:
    facts = ontology().get(kind)
    if facts is None:
        raise CorpusError(here, f"unknown type {kind!r}")
    if mode and mode not in facts.modes:
        raise CorpusError(here, f"{kind} has no mode {mode!r}")


def _parties(text: str, field: str, here: str) -> tuple[tuple[Span, ...], tuple[Span, ...], bool]:
    """Return actors, recipients and whether the act is mutual (`A <> B`)."""
    if MUTUAL in field:
        both = tuple(find_party(text, name, here) for name in field.split(MUTUAL))
        return both, both, True
    actors, arrow, recipients = field.partition(" > ")
    if not arrow:
        raise CorpusError(here, "expected 'actors > recipients', with - where none is named")
    return _compound(text, actors, here), _compound(text, recipients, here), False


def _compound(text: str, field: str, here: str) -> tuple[Span, ...]:
    if field == NO_PARTY:
        return ()
    return tuple(find_party(text, name, here) for name in field.split(" + "))


def find_party(text: str, wanted: str, here: str) -> Span:
    """Return the span of a party, which never begins with an article."""
    if wanted.lower().startswith(ARTICLES):
        raise CorpusError(here, f"a party is given without its article: {wanted!r}")
    return find_span(text, wanted, here)


def find_span(text: str, wanted: str, here: str) -> Span:
    """Return the span of whole words; `#2` picks the second where there are several.

    >>> find_span("Men shot men.", "men", "x:1").start
    9
    """
    words, _, which = wanted.partition("#")
    found = [m.span() for m in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)]
    if not words or not found:
        raise CorpusError(here, f"not in the sentence: {wanted!r}")
    if len(found) > 1 and not which:
        raise CorpusError(here, f"stands {len(found)} times, say which with #n: {wanted!r}")
    if which and not (which.isdecimal() and 1 <= int(which) <= len(found)):
        raise CorpusError(here, f"no such occurrence: {wanted!r}")
    start, end = found[int(which or 1) - 1]
    return Span(start, end, text[start:end])
