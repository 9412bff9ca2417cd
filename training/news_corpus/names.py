"""Names in the labelled news: `python -m training.news_corpus.names out/e01.names.tsv` checks an annotator's file.

A line is the number of a sentence, a tab, and its names in the order in which they stand, ` | ` between them: `TYPE words`, by the
guideline of `training/names_corpus`. A sentence without a name has no line.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from training.names_corpus.load import LABELS
from training.news_corpus.check import DONE, read_sentences

NAMES = ".names.tsv"
Found = tuple[int, int, str]
"""Start and end in the sentence, in code points, and the label."""


def names_of(text: str, line: str) -> list[Found]:
    """Return the names of a sentence; raise ValueError where a line can't be read.

    >>> names_of("Kofi Annan met Annan's aides.", "PERSON Kofi Annan | PERSON Annan")
    [(0, 10, 'PERSON'), (15, 20, 'PERSON')]
    """
    found: list[Found] = []
    at = 0
    for part in line.split(" | "):
        label, _, words = part.strip().partition(" ")
        if label not in LABELS:
            raise ValueError(f"no type: {part!r}")
        start = whole_at(text, words, at)
        if start < 0:
            raise ValueError(f"not found behind {text[:at][-20:]!r}: {words!r}")
        at = start + len(words)
        found.append((start, at, label))
    return found


def whole_at(text: str, words: str, at: int) -> int:
    """Return where words stand next, not inside a longer word; -1 where nowhere."""
    while words and (at := text.find(words, at)) >= 0:
        end = at + len(words)
        if not (at and text[at - 1].isalnum()) and not (end < len(text) and text[end].isalnum()):
            return at
        at += 1
    return -1


def read_names(path: Path, sentences: dict[int, str]) -> Iterator[tuple[int, list[Found] | str]]:
    """Yield the names of each sentence that has a line, or what is wrong with it."""
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line and not line.startswith("#"):
            number, _, told = line.partition("\t")
            try:
                yield int(number), names_of(sentences[int(number)], told)
            except (KeyError, ValueError) as error:
                yield 0, f"{line[:60]}: {error}"


def main() -> None:
    """Print what is wrong in the files named, and what they hold."""
    wrong = 0
    for path in map(Path, sys.argv[1:]):
        sentences = read_sentences(path.parent.parent / f"{path.name.removesuffix(NAMES)}.txt")
        rows = list(read_names(path, sentences))
        for _, found in rows:
            if isinstance(found, str):
                wrong += 1
                print(found)
        is_done = DONE in path.read_text(encoding="utf-8")
        n_names = sum(len(found) for _, found in rows if not isinstance(found, str))
        print(f"{path.name}: {len(sentences)} sentences, {len(rows)} with names, {n_names} names, {'done' if is_done else 'not done'}")  # fmt: skip
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
