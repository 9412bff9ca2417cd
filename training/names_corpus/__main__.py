"""`python -m training.names_corpus`: counts by type and file, and whether all checks hold (exit status 1 when not).

`--review` also lists capitalised words without a label, and names that have two types somewhere.
"""

from __future__ import annotations

import argparse
import itertools
import sys
from collections import Counter
from pathlib import Path

from training.names_corpus.checks import ambiguous, faults, unlabelled_capitals
from training.names_corpus.load import KINDS, LABELS, TEXTS, Item, MarkupError, read_items

COLUMNS = ("items", "held", "words", "none", "stands", *LABELS)


def counts(items: list[Item]) -> Counter[str]:
    """Return how many items, held-out items, words, items without a name, governments and names there are."""
    count = Counter(name.label for item in items for name in item.names)
    count["items"] = len(items)
    count["held"] = sum(item.is_held_out for item in items)
    count["words"] = sum(len(item.text.split()) for item in items)
    count["none"] = sum(all(name.label == "MISC" for name in item.names) for item in items)
    count["stands"] = sum(name.stands_for is not None for item in items for name in item.names)
    return count


def table(items: list[Item]) -> str:
    """Return the counts of each file, of all, and of the held-out fifth."""
    rows = [
        (file, list(group)) for file, group in itertools.groupby(items, key=lambda item: item.file)
    ]
    rows += [("all", items), ("held out", [item for item in items if item.is_held_out])]
    width = max(len(name) for name, _ in rows)
    lines = [" " * width + "".join(f"{column:>8}" for column in COLUMNS)]
    for name, group in rows:
        count = counts(group)
        lines.append(f"{name:<{width}}" + "".join(f"{count[column]:>8}" for column in COLUMNS))
    kinds = Counter(item.kind for item in items)
    lines.append("kinds: " + ", ".join(f"{kind} {kinds[kind]}" for kind in KINDS))
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Print the counts and what is wrong; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.names_corpus", description=__doc__)
    parser.add_argument("--texts", type=Path, default=TEXTS, help="another folder of texts")
    parser.add_argument("--review", action="store_true", help="list what a reviewer should see")
    options = parser.parse_args(arguments)
    try:
        items = read_items(options.texts)
    except MarkupError as error:
        print(error, file=sys.stderr)
        return 1
    print(table(items))
    if options.review:
        print("\n".join(["", *unlabelled_capitals(items), "", *ambiguous(items)]))
    found = faults(items)
    print(
        "\n".join(found) if found else "all checks hold", file=sys.stderr if found else sys.stdout
    )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
