"""Read the corpora: texts with name spans, and treebank documents. What a corpus leaves out is filled in here."""

from __future__ import annotations

import dataclasses
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

from copydesk.nlp.name_evidence import name_classes

LABELS = ("PERSON", "ORG", "GPE", "LOC", "NORP", "EVENT", "MISC")
"""MISC teaches what is a name of nothing we publish (works, laws, prizes); it is dropped from the answers."""

WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


@dataclasses.dataclass(frozen=True, slots=True)
class NamedText:
    """A text and the names in it: (start, end, label) in code points, in order, none overlapping."""

    text: str
    names: tuple[tuple[int, int, str], ...]


@dataclasses.dataclass(frozen=True, slots=True)
class TreeWord:
    """One word of a treebank sentence. `head` is its governor's index in the sentence; a root governs itself."""

    text: str
    lemma: str
    tag: str  # universal and Penn tag: "VERB|VBD"
    head: int
    dep: str
    start: int  # code point in the sentence's text


@dataclasses.dataclass(frozen=True, slots=True)
class TreeSentence:
    """A sentence of a treebank and whether a paragraph or document begins with it."""

    text: str
    words: tuple[TreeWord, ...]
    begins_document: bool
    begins_paragraph: bool


def open_text(path: Path) -> io.TextIOBase:
    """Return a reader of a zstandard file."""
    import zstandard  # not there where only packs are read

    return io.TextIOWrapper(
        zstandard.ZstdDecompressor().stream_reader(path.open("rb")), encoding="utf-8"
    )


def read_names(path: Path) -> list[NamedText]:
    """Return the texts of one corpus; nationalities are added by list where the corpus left them out."""
    texts = []
    for line in open_text(path):
        row = json.loads(line)
        names = sorted((s, e, label) for s, e, label in row["ents"] if label in LABELS)
        if "NORP" in row["missing"]:
            names = with_nationalities(row["text"], names)
        texts.append(NamedText(row["text"], tuple(names)))
    return texts


def with_nationalities(text: str, names: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Return the names and, outside them, every capitalised word that the lists know as a demonym."""
    taken = {i for start, end, _ in names for i in range(start, end)}
    added = [
        (found.start(), found.end(), "NORP")
        for found in WORD.finditer(text)
        if found.start() not in taken
        and found[0][:1].isupper()
        and "D" in name_classes().get(found[0], "")
    ]
    return sorted([*names, *added])


def read_trees(path: Path) -> Iterator[TreeSentence]:
    """Yield the sentences of a CoNLL-U file whose words can be found in their text."""
    comments: dict[str, str] = {}
    rows: list[list[str]] = []
    is_new_document = is_new_paragraph = True
    for line in open_text(path):
        line = line.rstrip("\n")
        if line.startswith("#"):
            key, _, value = line[1:].partition("=")
            comments[key.strip()] = value.strip()
        elif line:
            rows.append(line.split("\t"))
        elif rows:
            is_new_document |= any(key.startswith("newdoc") for key in comments)
            is_new_paragraph |= is_new_document or any(key.startswith("newpar") for key in comments)
            words = tree_words(comments.get("text", ""), rows)
            if words:
                yield TreeSentence(comments["text"], words, is_new_document, is_new_paragraph)
                is_new_document = is_new_paragraph = False
            comments, rows = {}, []


def tree_words(text: str, rows: list[list[str]]) -> tuple[TreeWord, ...]:
    """Return the words of one sentence; none when a word isn't in the text as written."""
    plain = [row for row in rows if row[0].isdigit()]
    words, at = [], 0
    for i, row in enumerate(plain):
        start = text.find(row[1], at)
        if start < 0 or start - at > 1:
            return ()
        at = start + len(row[1])
        head = int(row[6]) - 1 if row[6] != "0" else i
        dep = "ROOT" if row[6] == "0" else row[7]
        words.append(TreeWord(row[1], row[2], f"{row[3]}|{row[4]}", head, dep, start))
    return tuple(words)


def tree_documents(path: Path, max_words: int = 60) -> list[list[TreeSentence]]:
    """Return the treebank as documents of about `max_words` words at most, cut between sentences."""
    documents: list[list[TreeSentence]] = []
    n_words = 0
    for sentence in read_trees(path):
        if not documents or sentence.begins_document or n_words > max_words:
            documents.append([])
            n_words = 0
        documents[-1].append(sentence)
        n_words += len(sentence.words)
    return documents
