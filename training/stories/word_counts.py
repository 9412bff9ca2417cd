"""Write in how many stories each word comes: `copydesk/dedup/word_counts.csv`, from the public-domain stories of `news_corpus`.

    python -m training.stories.word_counts

A word that comes in fewer than `LEAST` stories counts as rare, so it needs no line.
"""

from __future__ import annotations

import collections
import csv
import io
import json
import re
import unicodedata
from pathlib import Path

import zstandard

CORPUS = Path(__file__).resolve().parent.parent / "news_corpus" / "voa.jsonl.zst"
TARGET = Path(__file__).resolve().parent.parent.parent / "copydesk" / "dedup" / "word_counts.csv"
LEAST = 4


def count_words() -> tuple[int, collections.Counter[str]]:
    """Return the number of stories, and of stories with each word."""
    counts: collections.Counter[str] = collections.Counter()
    n_stories = 0
    with CORPUS.open("rb") as raw:
        stream = zstandard.ZstdDecompressor().stream_reader(raw)
        for line in io.TextIOWrapper(stream, encoding="utf-8"):
            text = "\n\n".join(json.loads(line)["texts"].values())
            plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
            counts.update(set(re.findall(r"[a-z0-9]+", plain.replace("'", ""))))
            n_stories += 1
    return n_stories, counts


def main() -> None:
    """Write the table."""
    n_stories, counts = count_words()
    rows = sorted((-n, word) for word, n in counts.items() if n >= LEAST)
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["word", "n_stories"])
        out.writerow(["", n_stories])  # all of them
        out.writerows([word, -n] for n, word in rows)


if __name__ == "__main__":
    main()
