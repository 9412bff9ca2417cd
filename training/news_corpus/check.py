"""Check a file of labels against its sentences: `python -m training.news_corpus.check out/v01.tsv [--texts FOLDER]`.

A line is the number of a sentence, a tab, and an event as in `training/events_corpus/GUIDELINE.md`; a sentence without an event has no line.
Prints what is wrong, one line each, then counts; exit status 1 where something is wrong.
"""

from __future__ import annotations

import argparse
import collections
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from training.events_corpus.corpus import (
    ARTICLES,
    MUTUAL,
    NO_PARTY,
    CorpusError,
    LabelledEvent,
    find_span,
    parse_event,
)

DONE = "# done"
MOST_TRIGGER_WORDS = 6
ACTS_WITHOUT_RECIPIENT = frozenset([("RETREAT", "resign")])
NEED_A_PARTY = "an event names at least one party"


def read_sentences(path: Path) -> dict[int, str]:
    """Return the numbered sentences of a file, in order."""
    numbered = (line.split("\t", 1) for line in path.read_text(encoding="utf-8").split("\n"))
    return {int(parts[0]): parts[1] for parts in numbered if len(parts) == 2}


def whole(text: str, line: str) -> str:
    """Return an event line with its articles taken off, and, of words that stand several times, those nearest to the trigger.

    >>> whole("The men shot men.", "ASSAULT/firearms | shot | The men > men")
    'ASSAULT/firearms | shot | men#1 > men#2'
    """
    fields = [field.strip() for field in line.split(" | ")]
    if len(fields) < 3:
        return line
    try:
        trigger = find_span(text, fields[1], "")
    except CorpusError:
        return line
    taken: set[int] = set()

    def settled(value: str) -> str:
        bare = value.strip()
        # "The men" opens the sentence and "the men" stands in it: both are the men.
        while bare.lower().startswith(ARTICLES):
            bare = bare.partition(" ")[2]
        if bare in ("", NO_PARTY) or re.search(r"#\d+$", bare):
            return bare
        found = [m.start() for m in re.finditer(rf"(?<!\w){re.escape(bare)}(?!\w)", text)]
        if len(found) < 2:
            return bare
        free = [s for s in found if s not in taken] or found
        best = min(free, key=lambda s: abs(s - trigger.start))
        taken.add(best)
        return f"{bare}#{found.index(best) + 1}"

    def side(value: str) -> str:
        return " + ".join(settled(name) for name in value.split(" + "))

    if MUTUAL in fields[2]:
        fields[2] = MUTUAL.join(settled(name) for name in fields[2].split(MUTUAL))
    else:
        actors, arrow, recipients = fields[2].partition(" > ")
        fields[2] = f"{side(actors)}{arrow}{side(recipients)}"
    for i, field in enumerate(fields[3:], 3):
        key, equals, value = field.partition("=")
        if equals and not re.search(r"#\d+$", value):
            found = [m.start() for m in re.finditer(rf"(?<!\w){re.escape(value)}(?!\w)", text)]
            if len(found) > 1:
                best = min(found, key=lambda s: abs(s - trigger.start))
                fields[i] = f"{key}={value}#{found.index(best) + 1}"
    return " | ".join(fields)


def read_labels(path: Path, sentences: dict[int, str]) -> Iterator[tuple[int, LabelledEvent | str]]:
    """Yield each line's sentence number and its event, or what is wrong with it."""
    for at, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        place = f"{path.name}:{at}"
        number, tab, event = line.partition("\t")
        if not tab or not number.strip().isdecimal():
            yield 0, f"{place}: expected NUMBER<TAB>EVENT: {line!r}"
            continue
        key = int(number)
        if key not in sentences:
            yield key, f"{place}: no sentence {key}"
            continue
        try:
            yield key, parse_event(sentences[key], whole(sentences[key], event.strip()), place)
        except CorpusError as error:
            yield key, f"{error}  [{sentences[key]}]"


def doubts(event: LabelledEvent) -> Iterator[str]:
    """Yield what an event may not be by the guideline."""
    if not event.actors and not event.recipients:
        yield NEED_A_PARTY
    if len(event.trigger.text.split()) > MOST_TRIGGER_WORDS:
        yield f"a trigger of more than {MOST_TRIGGER_WORDS} words"
    if (event.event_type, event.mode) in ACTS_WITHOUT_RECIPIENT and event.recipients:
        yield "RETREAT/resign has no recipient"
    if event.event_type == "THREATEN" and event.status == "planned":
        yield "THREATEN is threatened, not planned"
    for span in (*event.actors, *event.recipients):
        if span.start < event.trigger.end and event.trigger.start < span.end:
            yield f"trigger and party share words: {span.text!r}"


def problems(path: Path, sentences: dict[int, str]) -> tuple[list[str], list[tuple[int, LabelledEvent]]]:  # fmt: skip
    """Return what is wrong with a file of labels, and the events that are well formed."""
    wrong: list[str] = []
    events: list[tuple[int, LabelledEvent]] = []
    seen: set[tuple[int, LabelledEvent]] = set()
    for number, found in read_labels(path, sentences):
        if isinstance(found, str):
            wrong.append(found)
            continue
        wrong += [f"{path.name}, sentence {number}: {d}: {found.trigger.text!r}" for d in doubts(found)]  # fmt: skip
        if (number, found) in seen:
            wrong.append(f"{path.name}, sentence {number}: an event stands twice")
        seen.add((number, found))
        events.append((number, found))
    return wrong, events


def counts(events: Iterable[tuple[int, LabelledEvent]], n_sentences: int) -> str:
    """Return one line: how many events, in how many of the sentences, of which types."""
    listed = list(events)
    types = collections.Counter(e.event_type for _, e in listed)
    told = len({n for n, _ in listed})
    shown = " ".join(f"{k} {n}" for k, n in types.most_common())
    return f"{len(listed)} events in {told} of {n_sentences} sentences: {shown}"


def main() -> int:
    """Check the files named; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("labels", type=Path, nargs="+")
    parser.add_argument("--texts", type=Path, help="where NAME.txt stands for NAME.tsv")
    args = parser.parse_args()
    n_wrong = 0
    for path in args.labels:
        folder = args.texts or path.parent.parent
        sentences = read_sentences(folder / f"{path.stem}.txt")
        wrong, events = problems(path, sentences)
        print(*wrong, sep="\n", end="\n" if wrong else "")
        print(f"{path.name}: {len(wrong)} wrong; {counts(events, len(sentences))}")
        n_wrong += len(wrong)
    return 1 if n_wrong else 0


if __name__ == "__main__":
    sys.exit(main())
