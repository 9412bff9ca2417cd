"""How far a second labelling of some items agrees with the first.

`python -m training.events_corpus.agreement --sample 200` prints the bare sentences to label;
without the option, compares `second_pass/second.txt` with the labels that the same sentences had at that time, `first.txt`.
"""

from __future__ import annotations

import argparse
import collections
import hashlib
import sys
from collections.abc import Callable, Hashable
from pathlib import Path

from training.events_corpus.corpus import Item, LabelledEvent, Span, read_corpus, read_file

SECOND_PASS = Path(__file__).parent / "second_pass"
SEED = b"second pass"

Pair = tuple[Item, Item]
EventPair = tuple[LabelledEvent, LabelledEvent]


def main(arguments: list[str] | None = None) -> int:
    """Print the sample or the agreement; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, help="print so many bare sentences instead")
    n = parser.parse_args(arguments).sample
    if n is not None:
        print("\n".join(item.text for item in draw_sample(read_corpus(), n)))
        return 0
    first, second = (read_file(SECOND_PASS / name) for name in ("first.txt", "second.txt"))
    pairs, missing = pair_items(first, second)
    for text in missing:
        print(f"not in the first pass: {text}", file=sys.stderr)
    for name, value in agreement(pairs).items():
        print(f"{name:<36}{value:>8.3f}" if isinstance(value, float) else f"{name:<36}{value:>8}")
    return 1 if missing else 0


def draw_sample(items: list[Item], n: int) -> list[Item]:
    """Return n items, drawn by a keyed hash of their texts."""
    return sorted(items, key=lambda item: _rank(item.text))[:n]


def _rank(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8"), key=SEED, digest_size=8).digest()


def pair_items(first: list[Item], second: list[Item]) -> tuple[list[Pair], list[str]]:
    """Return each item of the second pass with that of the first, and the texts that the first lacks."""
    known = {item.text: item for item in first}
    pairs = [(known[item.text], item) for item in second if item.text in known]
    return pairs, [item.text for item in second if item.text not in known]


def agreement(pairs: list[Pair]) -> dict[str, float | int]:
    """Return the measures: over sentences, over events, and over the events that both passes have."""
    both = [events for pair in pairs for events in match_events(*pair)]
    found: dict[str, float | int] = {
        "sentences": len(pairs),
        "events, first pass": sum(len(a.events) for a, _ in pairs),
        "events, second pass": sum(len(b.events) for _, b in pairs),
        "has an event, kappa": kappa([(bool(a.events), bool(b.events)) for a, b in pairs]),
        "type F1": _f1(pairs, lambda e: [e.event_type]),
        "type and mode F1": _f1(pairs, lambda e: [(e.event_type, e.mode)]),
        "trigger F1, same words": _f1(pairs, lambda e: [(e.event_type, e.trigger)]),
        "actor F1, same words": _f1(pairs, lambda e: [(e.event_type, s) for s in e.actors]),
        "recipient F1, same words": _f1(pairs, lambda e: [(e.event_type, s) for s in e.recipients]),
        "actor F1, words overlap": _overlap_f1(pairs, lambda e: e.actors),
        "recipient F1, words overlap": _overlap_f1(pairs, lambda e: e.recipients),
        "triple F1, words overlap": _triple_f1(pairs),
        "events of the same type in both": len(both),
    }
    if both:
        found["  status agrees"] = _share(both, lambda e: e.status)
        found["  status, kappa"] = kappa([(a.status, b.status) for a, b in both])
        found["  polarity agrees"] = _share(both, lambda e: e.polarity)
        found["  date agrees"] = _share(both, lambda e: e.date)
        found["  place agrees"] = _share(both, lambda e: e.place)
        found["  speaker agrees"] = _share(both, lambda e: e.speaker)
    return found


def match_events(first: Item, second: Item) -> list[EventPair]:
    """Return the events of the same type in both, those with overlapping triggers first."""
    left = list(second.events)
    found = []
    for event in sorted(first.events, key=lambda e: not any(_touch_event(e, o) for o in left)):
        same = [o for o in left if o.event_type == event.event_type]
        if same:
            best = min(same, key=lambda o: not _touch_event(event, o))
            left.remove(best)
            found.append((event, best))
    return found


def kappa(labels: list[tuple[Hashable, Hashable]]) -> float:
    """Return Cohen's kappa of two labellings.

    >>> kappa([(True, True), (False, False), (True, False), (False, True)])
    0.0
    """
    n = len(labels)
    if not n:
        return 1.0
    observed = sum(a == b for a, b in labels) / n
    ours = collections.Counter(a for a, _ in labels)
    theirs = collections.Counter(b for _, b in labels)
    expected = sum(ours[k] * theirs[k] for k in ours) / (n * n)
    return 1.0 if expected == 1 else (observed - expected) / (1 - expected)


def _f1(pairs: list[Pair], values: Callable[[LabelledEvent], list[Hashable]]) -> float:
    """Return F1 over the values of a sentence's events, each counted as often as it stands."""
    shared = total = 0
    for a, b in pairs:
        ours = collections.Counter(v for e in a.events for v in values(e))
        theirs = collections.Counter(v for e in b.events for v in values(e))
        shared += sum((ours & theirs).values())
        total += ours.total() + theirs.total()
    return 2 * shared / total if total else 1.0


def _overlap_f1(pairs: list[Pair], spans: Callable[[LabelledEvent], tuple[Span, ...]]) -> float:
    """Return F1 of spans that overlap, each used once, events of the same type."""
    shared = total = 0
    for a, b in pairs:
        ours = [(e.event_type, s) for e in a.events for s in spans(e)]
        theirs = [(e.event_type, s) for e in b.events for s in spans(e)]
        total += len(ours) + len(theirs)
        for kind, span in ours:
            hit = next((o for o in theirs if o[0] == kind and _touch(o[1], span)), None)
            if hit is not None:
                theirs.remove(hit)
                shared += 1
    return 2 * shared / total if total else 1.0


def _triple_f1(pairs: list[Pair]) -> float:
    """Return F1 of events whose type, actors and recipients agree, by overlap of some span of each."""
    shared = sum(
        _meet(a.actors, b.actors) and _meet(a.recipients, b.recipients)
        for pair in pairs
        for a, b in match_events(*pair)
    )
    total = sum(len(a.events) + len(b.events) for a, b in pairs)
    return 2 * shared / total if total else 1.0


def _meet(ours: tuple[Span, ...], theirs: tuple[Span, ...]) -> bool:
    if not ours or not theirs:
        return not ours and not theirs
    return any(_touch(a, b) for a in ours for b in theirs)


def _touch(a: Span, b: Span) -> bool:
    return a.start < b.end and b.start < a.end


def _touch_event(a: LabelledEvent, b: LabelledEvent) -> bool:
    return a.event_type == b.event_type and _touch(a.trigger, b.trigger)


def _share(both: list[EventPair], value: Callable[[LabelledEvent], Hashable]) -> float:
    return sum(value(a) == value(b) for a, b in both) / len(both)


if __name__ == "__main__":
    sys.exit(main())
