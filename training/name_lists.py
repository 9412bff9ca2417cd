"""Write the table of name classes that ships, from the lists as they were collected."""

from __future__ import annotations

import collections
import gzip
import json
from pathlib import Path

from training.corpora import open_text


def write_name_classes(source: Path, out: Path) -> int:
    """Write one line per set of class letters; return the number of words.

    A form in capitals is left out where the usual form has the same classes: it is looked up through it.
    """
    listed = {
        word: classes[2:].replace("U", "") for word, classes in json.load(open_text(source)).items()
    }
    words_of: dict[str, list[str]] = collections.defaultdict(list)
    for word, letters in sorted(listed.items()):
        is_twin = word.isupper() and len(word) > 1 and listed.get(word.capitalize()) == letters
        if not is_twin and not set(word) & {" ", "\t", "\n"}:
            words_of[letters].append(word)
    lines = [f"{letters}\t{' '.join(words)}" for letters, words in sorted(words_of.items())]
    out.write_bytes(gzip.compress("\n".join(lines).encode("utf-8"), 9, mtime=0))
    return sum(map(len, words_of.values()))
