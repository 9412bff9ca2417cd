"""Draw what is labelled: `python -m training.news_corpus.draw --shared DIR --out DIR`.

Whole stories: GMB's rows are cut at about 80 words, so runs of consecutive rows are drawn; of the collections, articles. Everything
comes from a seed; what shares wording with a text that measures events is left out.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import json
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import zstandard

from copydesk.nlp import load_model
from training.events.readings import SHEET
from training.news_corpus.load import RUN_ROWS, rank, read_news
from training.news_corpus.sources import Document, read_documents

SEED = 20261126
CHUNK_SENTENCES = 330
WANTED = {"gmb": 5280, "abp": 900, "bbc": 520, "reuters": 360, "fakenewsnet": 300}
"""Sentences to draw of each source."""

MORE = {"abp": 6000, "gmb": 6300, "bbc": 1600, "fakenewsnet": 780}
"""Sentences of the second draw, for training alone: more of what is not radio news, where published events are wrong most."""

MOST_SENTENCES = 70
"""Longer articles are left out: one of them would crowd out ten others."""

HELD_OUT_OF = 5
HELD_OUT_PUBLISHERS_OF = 3
HELD_OUT_WHOLE = frozenset(["reuters"])
"""Publishers of which nothing is trained on, beside those that the hash picks."""

TOLD = re.compile(
    r"\b(said|says|(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|officials?|spokes(wo)?man)\b"
)
LEAST_TOLD = 0.8
NOT_VOA = re.compile(
    r"\bGDP\b|\bKHA+N\b|\bper capita\b|a share\b|\bInc\.|\bCorp\.|population below|"
    r"\b(Fox|Lion|Ass|Wolf|lawyer|Aesop)\b|became independent|\bColony\b|[A-Z]{4,}(?: [A-Z]{4,})"
)
"""Of GMB's other texts: the World Factbook, fables, jokes, financial papers."""

SHINGLE, MOST_SHARED = 8, 2
"""A text that shares more than two runs of eight words with one that measures is left out."""

MEASURING = ("events/*.jsonl", "events/seed_gold.json", "ecb/gold.jsonl", "entities/*.jsonl", "entities/ner/*.jsonl", "geo/gold.jsonl")  # fmt: skip


def shingles(text: str) -> set[int]:
    """Return the runs of eight words of a text, as numbers."""
    words = re.findall(r"\w+", text.casefold())
    return {rank(*words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1)}


def measured(shared: Path) -> set[int]:
    """Return the runs of words of everything that measures events, names and places."""
    found: set[int] = set()
    for pattern in MEASURING:
        for path in sorted((shared / "eval").glob(pattern)):
            for line in filter(None, path.read_text(encoding="utf-8").split("\n")):
                for text in strings_of(json.loads(line) if path.suffix == ".jsonl" else line):
                    found |= shingles(text)
    return found


def strings_of(value: object) -> Iterator[str]:
    """Yield every string in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings_of(inner)
    elif isinstance(value, list):
        yield " ".join(v for v in value if isinstance(v, str))
        for inner in value:
            yield from strings_of(inner)


def is_held_out(source: str, document: Document, story: int) -> bool:
    """Return whether nothing of this story is trained on."""
    if source == "gmb":
        return rank("held out", source, story) % HELD_OUT_OF == 0
    if document.publisher in HELD_OUT_WHOLE:
        return True
    if source == "bbc":
        return False
    return rank("held out", document.publisher or document.name) % HELD_OUT_PUBLISHERS_OF == 0


def stories(source: str, documents: Sequence[Document]) -> Iterator[tuple[int, list[Document]]]:
    """Yield what is drawn together, by number: runs of rows of GMB that read like the radio's news, else single articles."""
    if source != "gmb":
        yield from ((i, [d]) for i, d in enumerate(documents) if len(d.body.split()) > 20)
        return
    for number, start in enumerate(range(0, len(documents) - RUN_ROWS + 1, RUN_ROWS)):
        run = list(documents[start : start + RUN_ROWS])
        n_told = sum(bool(TOLD.search(d.body)) for d in run)
        if n_told >= LEAST_TOLD * RUN_ROWS and not any(NOT_VOA.search(d.body) for d in run):
            yield number, run


def draw(source: str, shared: Path, taken: set[int]) -> Iterator[tuple[int, list[Document]]]:
    """Yield the stories of a source in the order drawn, without those that measure."""
    found = list(stories(source, list(read_documents(source, shared))))
    random.Random(f"{SEED} {source}").shuffle(found)
    for number, run in found:
        own = set[int]().union(*(shingles(d.title + " " + d.body) for d in run))
        if len(own & taken) <= MOST_SHARED:
            taken |= own  # nothing twice
            yield number, run


def sentences_of(document: Document) -> list[tuple[str, int, int]]:
    """Return section, start and end of each sentence, as the shipped model cuts them."""
    texts = {"title": document.title, "body": document.body}
    found = load_model().analyse({k: v for k, v in texts.items() if v})  # type: ignore[misc]
    return [(s.section, s.start, s.end) for s in found.sentences]


def known(shared: Path) -> tuple[set[int], set[tuple[str, str]]]:
    """Return the runs of words of what was labelled before, and what people read to measure published events: (dump, record)."""
    labelled = {s for t in read_news(shared) for v in t.texts.values() for s in shingles(v)}
    with SHEET.open(encoding="utf-8", newline="") as file:
        return labelled, {(row["dump"], row["record"]) for row in csv.DictReader(file)}


def record_of(source: str, document: Document) -> str:
    """Return what the readings call a document."""
    return "_".join(document.name.split("/")[-2:]) + ".txt" if source == "bbc" else document.name


def drawn(
    source: str, shared: Path, taken: set[int], wanted: int, avoided: set[tuple[str, str]] | None = None
) -> Iterator[dict[str, object]]:  # fmt: skip
    """Yield a row for each sentence of what is drawn; with `avoided`, only what may be trained on and isn't named there."""
    n_sentences = 0
    for number, run in draw(source, shared, taken):
        if avoided is not None and any(
            (source, record_of(source, d)) in avoided or is_held_out(source, d, number) for d in run
        ):
            continue
        rows: list[dict[str, object]] = []
        for document in run:
            held_out = is_held_out(source, document, number)
            for section, start, end in sentences_of(document):
                text = (document.title if section == "title" else document.body)[start:end]
                rows.append(
                    {
                        "source": source, "story": number, "document": document.name, "publisher": document.publisher,
                        "section": section, "start": start, "end": end, "held_out": held_out,
                        "text": re.sub(r"\s", " ", text),
                    }
                )  # fmt: skip
        if len(rows) <= MOST_SENTENCES or source == "gmb":
            yield from rows
            n_sentences += len(rows)
        if n_sentences >= wanted:
            return


def chunks(
    name: str, rows: Iterable[dict[str, object]]
) -> Iterator[tuple[str, list[dict[str, object]]]]:
    """Yield files of about CHUNK_SENTENCES sentences, cut between stories."""
    held: list[dict[str, object]] = []
    number = 1
    for _, story in itertools.groupby(rows, lambda r: (r["source"], r["story"])):
        held += story
        if len(held) >= CHUNK_SENTENCES - 15:
            yield f"{name}{number:02}", held
            held, number = [], number + 1
    if held:
        yield f"{name}{number:02}", held


def main() -> None:
    """Draw as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument(
        "--more", action="store_true", help="the second draw, beside what is labelled already"
    )
    args = parser.parse_args()
    taken, wanted, avoided = measured(args.shared), WANTED, None
    if args.more:
        labelled, avoided = known(args.shared)
        taken, wanted = taken | labelled, MORE
    args.out.mkdir(parents=True, exist_ok=True)
    voa = list(drawn("gmb", args.shared, taken, wanted["gmb"], avoided))
    others = [
        list(drawn(s, args.shared, taken, n, avoided)) for s, n in wanted.items() if s != "gmb"
    ]
    by_story = [
        list(g)
        for rows in others
        for _, g in itertools.groupby(rows, lambda r: (r["source"], r["story"]))
    ]
    random.Random(SEED).shuffle(by_story)
    index = []
    for chunk, rows in [
        *chunks("w" if args.more else "v", voa),
        *chunks("e" if args.more else "d", itertools.chain(*by_story)),
    ]:
        lines: list[str] = []
        before = None
        for number, row in enumerate(rows, 1):
            if row["document"] != before:
                lines += ["", f"# {row['publisher']}"] if row["source"] != "gmb" or before is None else [""]  # fmt: skip
            before = row["document"]
            lines.append(f"{number}\t{row['text']}")
            index.append({"chunk": chunk, "number": number, **row})
        (args.out / f"{chunk}.txt").write_text("\n".join(lines).strip() + "\n", encoding="utf-8")
    packed = "".join(json.dumps(r, ensure_ascii=False, sort_keys=True) + "\n" for r in index)
    (args.out / "index.jsonl.zst").write_bytes(zstandard.compress(packed.encode("utf-8"), 12))


if __name__ == "__main__":
    main()
