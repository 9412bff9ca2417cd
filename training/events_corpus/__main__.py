"""`python -m training.events_corpus`: counts of the corpus, and its checks. Exit status 1 where one fails."""

from __future__ import annotations

import collections
import sys
from collections.abc import Iterable

from training.events_corpus.check import problems
from training.events_corpus.corpus import CorpusError, Item, read_corpus


def main() -> int:
    """Print counts and problems; return the exit status."""
    try:
        items = read_corpus()
    except CorpusError as error:
        print(error, file=sys.stderr)
        return 1
    print_counts(items)
    found = problems(items)
    print("\n".join(found) if found else "checks: all hold")
    return 1 if found else 0


def print_counts(items: list[Item]) -> None:
    """Print how many items and events there are, by what they are."""
    events = [event for item in items for event in item.events]
    empty = sum(not item.events for item in items)
    print(
        f"items {len(items)}  events {len(events)}  without event {empty} ({_share(empty, items)})"
    )
    held_out = [item for item in items if item.is_held_out]
    headlines = sum(item.is_headline for item in items)
    several = sum(len(item.events) > 1 for item in items)
    print(f"held out {len(held_out)}  headlines {headlines}  with several events {several}")
    _print_table("type and mode", (f"{e.event_type} {e.mode or '-'}" for e in events))
    _print_table("status", (e.status for e in events))
    _print_table("polarity", (e.polarity for e in events))
    named = {
        "an actor": sum(bool(e.actors) for e in events),
        "a recipient": sum(bool(e.recipients) for e in events),
        "several actors": sum(len(e.actors) > 1 for e in events),
        "mutual": sum(e.is_mutual for e in events),
        "a date": sum(e.date is not None for e in events),
        "a place": sum(e.place is not None for e in events),
        "a speaker": sum(e.speaker is not None for e in events),
    }
    print("events with")
    for name, n in named.items():
        print(f"  {name:<28}{n:>6}")
    _print_table("topics without event", (item.topic for item in items if not item.events))


def _print_table(title: str, values: Iterable[str]) -> None:
    print(title)
    for value, n in sorted(collections.Counter(values).items()):
        print(f"  {value:<28}{n:>6}")


def _share(part: int, whole: list[Item]) -> str:
    return f"{part / len(whole):.2f}" if whole else "-"


if __name__ == "__main__":
    sys.exit(main())
