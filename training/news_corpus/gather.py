"""Put what annotators wrote into the files that ship: `python -m training.news_corpus.gather --drawn DIR` (of `draw`, labels in DIR/out).

Documents that the files hold already stay, unless they were drawn again.
"""

from __future__ import annotations

import argparse
import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import zstandard

from training.events_corpus.corpus import LabelledEvent
from training.news_corpus.check import DONE, problems, read_sentences
from training.news_corpus.load import WITH_TEXTS, WITHOUT_TEXTS, as_row, moved
from training.news_corpus.names import NAMES, Found, read_names
from training.news_corpus.sources import read_documents


def labels_of(folder: Path, chunk: str) -> tuple[dict[int, list[LabelledEvent]], int]:
    """Return the events of each sentence of a chunk, and the number of the last sentence that was read."""
    path = folder / "out" / f"{chunk}.tsv"
    if not path.exists():
        return {}, 0
    sentences = read_sentences(folder / f"{chunk}.txt")
    _, events = problems(path, sentences)
    found: dict[int, list[LabelledEvent]] = {}
    for number, event in events:
        found.setdefault(number, []).append(event)
    lines = path.read_text(encoding="utf-8").split("\n")
    is_done = any(line.startswith(DONE) for line in lines)
    return found, max(sentences) if is_done else max(found, default=0)


def names_of_chunk(folder: Path, chunk: str) -> dict[int, list[Found]] | None:
    """Return the names of each sentence of a chunk that was read to its end, None where it wasn't."""
    path = folder / "out" / f"{chunk}{NAMES}"
    if not path.exists() or DONE not in path.read_text(encoding="utf-8"):
        return None
    rows = read_names(path, read_sentences(folder / f"{chunk}.txt"))
    return {number: found for number, found in rows if not isinstance(found, str)}


def gathered(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield a row for each document that was read to its end, its texts left out."""
    packed = zstandard.decompress((folder / "index.jsonl.zst").read_bytes()).decode("utf-8")
    index = [json.loads(line) for line in packed.split("\n") if line]
    for chunk, of_chunk in itertools.groupby(index, lambda r: r["chunk"]):
        labels, last = labels_of(folder, chunk)
        names = names_of_chunk(folder, chunk)
        for (source, name), group in itertools.groupby(of_chunk, lambda r: (r["source"], r["document"])):  # fmt: skip
            rows = list(group)
            if rows[-1]["number"] > last:
                continue
            named = {} if names is None else {
                "names": [
                    [r["section"], a + r["start"], b + r["start"], label]
                    for r in rows for a, b, label in names.get(r["number"], [])
                ]
            }  # fmt: skip
            yield named | {
                "source": source, "document": name, "publisher": rows[0]["publisher"], "held_out": rows[0]["held_out"],
                "sentences": [[r["section"], r["start"], r["end"]] for r in rows],
                "events": [
                    as_row(r["section"], moved(e, r["start"])) for r in rows for e in labels.get(r["number"], [])
                ],
            }  # fmt: skip


def main() -> None:
    """Gather as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--drawn", type=Path, nargs="+", required=True)
    parser.add_argument("--shared", type=Path, required=True)
    args = parser.parse_args()
    held = [
        json.loads(r)
        for p in (WITH_TEXTS, WITHOUT_TEXTS)
        for r in zstandard.decompress(p.read_bytes()).splitlines()
    ]
    drawn = [row for folder in args.drawn for row in gathered(folder)]
    rows = list({(row["source"], row["document"]): row for row in [*held, *drawn]}.values())
    texts = {d.name: d.body for d in read_documents("gmb", args.shared)}
    voa = [r | {"texts": {"body": texts[r["document"]]}} for r in rows if r["source"] == "gmb"]
    others = [r for r in rows if r["source"] != "gmb"]
    for path, kept in ((WITH_TEXTS, voa), (WITHOUT_TEXTS, others)):
        lines = "".join(json.dumps(r, ensure_ascii=False, separators=(",", ":")) + "\n" for r in kept)  # fmt: skip
        path.write_bytes(zstandard.compress(lines.encode("utf-8"), 19))
        n_events = sum(len(r["events"]) for r in kept)
        n_sentences = sum(len(r["sentences"]) for r in kept)
        n_held = sum(len(r["sentences"]) for r in kept if r["held_out"])
        print(f"{path.name}: {len(kept)} documents, {n_sentences} sentences ({n_held} held out), {n_events} events")  # fmt: skip


if __name__ == "__main__":
    main()
