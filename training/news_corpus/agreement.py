"""How far two passes over the same sentences agree: `python -m training.news_corpus.agreement TEXTS FIRST.tsv SECOND.tsv [--last N]`."""

from __future__ import annotations

import argparse
from pathlib import Path

from training.events_corpus.agreement import agreement
from training.events_corpus.corpus import Item, LabelledEvent
from training.news_corpus.check import problems, read_sentences


def read_items(labels: Path, sentences: dict[int, str], last: int) -> list[Item]:
    """Return the sentences up to the last one with the events of one pass."""
    events: dict[int, list[LabelledEvent]] = {}
    for number, event in problems(labels, sentences)[1]:
        events.setdefault(number, []).append(event)
    return [
        Item(text, tuple(events.get(number, ())), "", f"{labels.name}:{number}")
        for number, text in sentences.items()
        if number <= last
    ]


def main() -> None:
    """Print the agreement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", type=Path)
    parser.add_argument("passes", type=Path, nargs=2)
    parser.add_argument("--last", type=int, default=10**9, help="sentence that both passes read")
    args = parser.parse_args()
    sentences = read_sentences(args.texts)
    first, second = (read_items(path, sentences, args.last) for path in args.passes)
    for name, value in agreement(list(zip(first, second, strict=True))).items():
        print(f"{name:<36}{value:>8.3f}" if isinstance(value, float) else f"{name:<36}{value:>8}")


if __name__ == "__main__":
    main()
