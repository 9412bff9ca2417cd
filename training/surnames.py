"""How large a share of those who bear a surname one of them must have for the surname alone to mean him or her.

    python -m training.surnames CURATED [CURATED ...]

A headline often has the surname alone, and the text below tells whose it is: each such headline is asked whether the one
whom most other articles of its collection name in full is meant. Printed are, by that one's share, how many headlines
were right, and the mean over surnames. `SURNAME_SHARE` in `copydesk/entities/merging.py` was read off this. CURATED is
what `copydesk run --tables articles` has published.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from copydesk.entities.lexicon import lexicon

FULL = re.compile(r"\b([A-Z][a-z]+) (?:[A-Z]\. )?([A-Z][a-z]+(?:[A-Z][a-z]+)?)\b")
ALONE = re.compile(r"(?<![A-Za-z.] )\b[A-Z][a-zA-Z]{3,}")
SHARES = (0.0, 0.5, 0.6, 0.66, 0.7, 0.75, 0.8, 0.9)
LEAST = 3  # articles besides its own that name bearers in full


def bearers_in(text: str) -> dict[str, set[str]]:
    """Return, by surname, the given names that a text has with it."""
    given, found = lexicon().given, defaultdict[str, set[str]](set)
    for first, surname in FULL.findall(text):
        if first in given and surname not in given:
            found[surname].add(first)
    return found


def headlines(articles: pd.DataFrame) -> Iterator[tuple[str, float, bool]]:
    """Yield surname, share of its main bearer in the other articles, and whether the article below means that one."""
    told = [
        (title, bearers_in(body)) for title, body in zip(articles.title, articles.body, strict=True)
    ]
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for _, bearers in told:
        for surname, firsts in bearers.items():
            counts[surname].update(firsts)
    for title, bearers in told:
        for surname in set(ALONE.findall(title)) & bearers.keys():
            if len(bearers[surname]) == 1:
                (meant,) = bearers[surname]
                others = counts[surname] - Counter([meant])
                best = max(others, key=lambda first: (others[first], first), default="")
                if others.total() >= LEAST:
                    yield surname, others[best] / others.total(), best == meant


def by_share(
    asked: list[tuple[str, float, bool]],
) -> Iterator[tuple[float, Mapping[str, list[bool]]]]:
    """Yield a least share, and of the headlines from it to the next whether they were right, by surname."""
    for at, least in enumerate(SHARES):
        found: defaultdict[str, list[bool]] = defaultdict(list)
        for surname, share, is_right in asked:
            if bisect_right(SHARES, share) == at + 1:
                found[surname].append(is_right)
        yield least, found


def main() -> None:
    """Print the table of each collection."""
    for curated in sys.argv[1:]:
        articles = pd.read_parquet(Path(curated) / "articles", columns=["title", "body"])
        for least, found in by_share(list(headlines(articles.dropna()))):
            answers = [answer for one in found.values() for answer in one]
            if answers:
                mean = sum(sum(one) / len(one) for one in found.values()) / len(found)
                right = f"{sum(answers) / len(answers):.3f} right, {mean:.3f} over surnames"
                print(
                    f"{curated} share {least:.2f}: {len(answers)} headlines, {len(found)} surnames, {right}"
                )


if __name__ == "__main__":
    main()
