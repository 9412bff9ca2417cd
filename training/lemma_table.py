"""Build the table of lemmas: what a treebank says, and the vocabulary of all corpora where spelling alone can't tell."""

from __future__ import annotations

import collections
import gzip
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from copydesk.nlp.lemmas import INFLECTED, by_rule
from training.corpora import TreeSentence, open_text, read_trees

WORD = re.compile(r"[a-z]{3,}")
MIN_TREEBANK = 1
CLOSED = re.compile(r"[^\t\n]+")


def treebank_lemmas(sentences: Iterable[TreeSentence]) -> dict[tuple[str, str], str]:
    """Return the most frequent lemma of each (Penn tag, form); at a tie the first in the alphabet."""
    seen: dict[tuple[str, str], collections.Counter[str]] = collections.defaultdict(
        collections.Counter
    )
    for sentence in sentences:
        for word in sentence.words:
            penn = word.tag.split("|")[1]
            if penn not in {"NNP", "ADD", "GW", "FW", "CD"} and CLOSED.fullmatch(word.lemma):
                lemma = word.lemma.lower() if penn == "NNPS" else word.lemma
                seen[penn, word.text.lower()][lemma] += 1
    return {
        key: min(counts, key=lambda lemma: (-counts[lemma], lemma)) for key, counts in seen.items()
    }


def vocabulary(paths: Iterable[Path]) -> collections.Counter[str]:
    """Return how often each word in small letters stands in the corpora."""
    words: collections.Counter[str] = collections.Counter()
    for path in paths:
        for line in open_text(path):
            words.update(WORD.findall(line))
    return words


def stems(form: str, suffix: str) -> Iterator[str]:
    """Yield the spellings a form may have had before its suffix."""
    stem = form[: -len(suffix)]
    yield stem
    yield stem + "e"
    if len(stem) > 2 and stem[-1] == stem[-2]:
        yield stem[:-1]


def settled_by_vocabulary(
    words: collections.Counter[str], bases: set[str]
) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield the lemma of each form in -ing or -ed of which a corpus has the base as well."""
    for form in sorted(words):
        for suffix, tags in (("ing", ("VBG",)), ("ed", ("VBD", "VBN"))):
            if form.endswith(suffix) and len(form) > len(suffix) + 2:
                known = [s for s in stems(form, suffix) if s in bases] or [
                    s for s in stems(form, suffix) if words[s] >= 3
                ]
                if len(known) >= 1 and not form.endswith(("eed", "ieing")):
                    best = max(known, key=lambda s: (s in bases, words[s], s))
                    yield from (((tag, form), best) for tag in tags)


def irregular_verbs() -> Iterator[tuple[tuple[str, str], str]]:
    """Yield the lemma of each irregular past form and participle."""
    text = Path(__file__).with_name("irregular_verbs.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            base, *pasts = line.split()
            for tag, forms in zip(("VBD", "VBN"), pasts, strict=True):
                yield from (((tag, form), base) for form in forms.split("/"))


def write_lemma_table(corpora: Path, out: Path) -> int:
    """Write the table; return its number of rows."""
    gold = treebank_lemmas(read_trees(corpora / "ud" / "train.conllu.zst"))
    bases = {lemma for (tag, _), lemma in gold.items() if tag.startswith("VB")}
    words = vocabulary(sorted((corpora / "ner").glob("*.train.jsonl.zst")))
    table = dict(settled_by_vocabulary(words, bases))
    irregular = dict(irregular_verbs())
    # A tagger takes one past form for the other now and then: both tags know both.
    table.update(
        {(other, form): base for (_, form), base in irregular.items() for other in ("VBD", "VBN")}
    )
    table.update(irregular)
    table.update(gold)
    rows = [
        f"{tag}\t{form}\t{lemma}"
        for (tag, form), lemma in sorted(table.items())
        if lemma != (by_rule(form, tag) if tag in INFLECTED else form)
    ]
    out.write_bytes(gzip.compress("\n".join(rows).encode("utf-8"), 9, mtime=0))
    return len(rows)
