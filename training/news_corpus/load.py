"""The labelled news as values: `voa.jsonl.zst` with its texts, `elsewhere.jsonl.zst` with ids and offsets alone."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import zstandard

from schemas.mentions import Section
from training.events_corpus.corpus import LabelledEvent, Span
from training.news_corpus.sources import DUMPS, read_documents

HERE = Path(__file__).parent
WITH_TEXTS, WITHOUT_TEXTS = HERE / "voa.jsonl.zst", HERE / "elsewhere.jsonl.zst"


@dataclasses.dataclass(frozen=True, slots=True)
class NewsText:
    """One labelled document: its texts by section, the sentences that were read, the events in them.

    What teaches the judge is kept from the encoder: over sentences that the encoder was taught, the judge would learn to trust it too far.
    """

    source: str
    document: str
    publisher: str
    is_held_out: bool
    teaches_judge: bool
    texts: Mapping[Section, str]
    sentences: tuple[tuple[Section, int, int], ...]
    events: tuple[tuple[Section, LabelledEvent], ...]
    names: tuple[tuple[Section, int, int, str], ...] | None
    """Section, start, end and label of each; None where names weren't marked."""


RUN_ROWS = 12
"""Consecutive rows of GMB that are drawn together, about 45 sentences: most stories stand in them whole."""

FOR_JUDGE_OF = 5
"""One story in so many, of those that are not held out, teaches the judge of readings and not the encoder."""


def rank(*parts: object) -> int:
    """Return a number that is the same on every machine."""
    packed = "\x1f".join(str(p) for p in parts).encode("utf-8")
    return int.from_bytes(hashlib.blake2b(packed, digest_size=8).digest(), "big")


def is_for_judge(source: str, document: str) -> bool:
    """Return whether a document's story is kept from the encoder, to teach the judge: runs of GMB go together."""
    story = int(document.rpartition("-")[2]) // RUN_ROWS if source == "gmb" else document
    return rank("judge", source, story) % FOR_JUDGE_OF == 0


def read_news(shared: Path | None, files: Iterable[Path] = (WITH_TEXTS, WITHOUT_TEXTS)) -> Iterator[NewsText]:  # fmt: skip
    """Yield the labelled documents; those whose texts don't ship, only where the collections are at hand."""
    for path in files:
        rows = [json.loads(line) for line in zstandard.decompress(path.read_bytes()).splitlines()]
        texts = {} if shared is None else texts_of(rows, shared)
        for row in rows:
            found = row.get("texts") or texts.get((row["source"], row["document"]))
            if found is not None:
                yield as_text(row, found)


def texts_of(rows: list[dict[str, Any]], shared: Path) -> dict[tuple[str, str], dict[str, str]]:
    """Return the texts of the documents that came without."""
    wanted = {(row["source"], row["document"]) for row in rows if "texts" not in row}
    sources = [s for s in DUMPS if any(source == s for source, _ in wanted)]
    return {
        (source, document.name): {"title": document.title, "body": document.body}
        for source in sources
        for document in read_documents(source, shared)
        if (source, document.name) in wanted
    }


def as_text(row: dict[str, Any], texts: Mapping[str, str]) -> NewsText:
    """Return a row as a value."""
    named: dict[Section, str] = {k: v for k, v in texts.items() if v}  # type: ignore[misc]
    return NewsText(
        source=row["source"],
        document=row["document"],
        publisher=row["publisher"],
        is_held_out=row["held_out"],
        teaches_judge=not row["held_out"] and is_for_judge(row["source"], row["document"]),
        texts=named,
        sentences=tuple((s, a, b) for s, a, b in row["sentences"]),
        events=tuple((e["section"], as_event(e, named[e["section"]])) for e in row["events"]),
        names=tuple((s, a, b, k) for s, a, b, k in row["names"]) if "names" in row else None,
    )


def as_event(row: dict[str, Any], text: str) -> LabelledEvent:
    """Return an event from its offsets."""

    def span(value: list[int] | None) -> Span | None:
        return None if value is None else Span(value[0], value[1], text[value[0] : value[1]])

    return LabelledEvent(
        event_type=row["type"],
        mode=row["mode"],
        trigger=Span(*row["trigger"], text[slice(*row["trigger"])]),
        actors=tuple(Span(a, b, text[a:b]) for a, b in row["actors"]),
        recipients=tuple(Span(a, b, text[a:b]) for a, b in row["recipients"]),
        is_mutual=row["mutual"],
        date=span(row["date"]),
        place=span(row["place"]),
        speaker=span(row["speaker"]),
        status=row["status"],
        polarity=row["polarity"],
    )


def as_row(section: Section, event: LabelledEvent) -> dict[str, Any]:
    """Return an event as its offsets."""

    def pair(span: Span | None) -> list[int] | None:
        return None if span is None else [span.start, span.end]

    return {
        "section": section, "type": event.event_type, "mode": event.mode, "trigger": pair(event.trigger),
        "actors": [pair(s) for s in event.actors], "recipients": [pair(s) for s in event.recipients],
        "mutual": event.is_mutual, "date": pair(event.date), "place": pair(event.place), "speaker": pair(event.speaker),
        "status": event.status, "polarity": event.polarity,
    }  # fmt: skip


def moved(event: LabelledEvent, by: int) -> LabelledEvent:
    """Return the event with its spans so many code points on."""

    def on(span: Span | None) -> Span | None:
        return span and Span(span.start + by, span.end + by, span.text)

    return dataclasses.replace(
        event, trigger=on(event.trigger), actors=tuple(map(on, event.actors)), recipients=tuple(map(on, event.recipients)),
        date=on(event.date), place=on(event.place), speaker=on(event.speaker),
    )  # type: ignore[arg-type]  # fmt: skip
