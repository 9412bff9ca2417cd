"""Pack what is learnt from, so that a machine that has PyTorch and nothing else can train: `python -m training.encoder.pack --corpora DIR …`."""

from __future__ import annotations

import argparse
import dataclasses
import json
import random
from collections.abc import Iterator
from pathlib import Path

from copydesk.nlp.encoder import LABELS_FILE, Encoder
from copydesk.nlp.shipped_model import model_folder
from copydesk.nlp.tokeniser import english, tokeniser_of
from copydesk.nlp.wordpiece import read_vocabulary, splitter
from schemas.mentions import Section
from training.encoder.examples import USUAL_SIZES, Reader
from training.encoder.frames import (
    drawn,
    frame_stretches,
    grouped,
    plain_stretches,
)
from training.encoder.network import Labels
from training.encoder.pack_file import Packed, write_pack
from training.encoder.sources import (
    SEED,
    labels_of,
    names_epoch,
    names_stretches,
    read_frames,
    read_labelled_news,
    read_sources,
    read_trees,
    tree_stretches,
    trees_epoch,
)
from training.news_corpus.draw import is_held_out, measured, shingles
from training.news_corpus.load import RUN_ROWS, is_for_judge
from training.news_corpus.sources import read_documents

FRAMES_EPOCHS, NAMES_EPOCHS, TREES_EPOCHS = 4, 1, 1
"""Times that a text stands in the pack, drawn anew each time in other cases, lengths and company."""

OWN_JOINED = 4
"""Sentences of our own corpus that are joined to one text at most."""

PLAIN_WORDS = {
    "gmb": 850_000,
    "abp": 1_600_000,
    "bbc": 500_000,
    "reuters": 300_000,
    "fakenewsnet": 150_000,
}
"""Words without labels that a teacher reads, by source."""

PLAIN_MOST_WORDS = 700


def reader_of(vocabulary: Path, labels: Labels) -> Reader:
    """Return the reader that goes with an encoder's vocabulary."""
    lines = vocabulary.read_text(encoding="utf-8").rstrip("\n").split("\n")
    pieces = read_vocabulary(lines)
    return Reader(splitter(pieces), pieces, tokeniser_of(english()), labels)


def plain_texts(shared: Path) -> Iterator[dict[Section, str]]:
    """Yield texts without labels, as many words as wanted of each source; none that is held out or measures."""
    taken = measured(shared)
    for source, n_words in PLAIN_WORDS.items():
        documents = list(read_documents(source, shared))
        random.Random(f"{SEED} {source}").shuffle(documents)
        for document in documents:
            story = int(document.name.rpartition("-")[2]) // RUN_ROWS if source == "gmb" else 0
            is_apart = is_held_out(source, document, story) or is_for_judge(source, document.name)
            if is_apart or not document.body.strip() or len(shingles(document.body) & taken) > 2:
                continue
            words = document.body.split(" ")[:PLAIN_MOST_WORDS]
            yield {"title": document.title, "body": " ".join(words)} if document.title else {"body": " ".join(words)}  # fmt: skip
            n_words -= len(words)
            if n_words < 0:
                break


def basis(reader: Reader, shared: Path) -> Packed:
    """Return names and trees: what is learnt from, and what is set aside to compare checkpoints."""
    corpora = shared / "training"
    sources, trees = read_sources(corpora, (), is_development=False), read_trees(corpora, "train")
    packed: Packed = {
        "names": [s for n in range(NAMES_EPOCHS) for s in names_epoch(reader, sources, n)],
        "trees": [s for n in range(TREES_EPOCHS) for s in trees_epoch(reader, trees, n)],
    }
    for source in read_sources(corpora, (), is_development=True):
        found = [s for t in source.texts for s in names_stretches(reader, t, source.hidden, 128)]
        packed[f"dev names {source.name}"] = found
    documents = read_trees(corpora, "dev")[::3]
    packed["dev trees"] = [s for d in documents for s in tree_stretches(reader, d, None, 128)]
    return packed


def frames(reader: Reader, shared: Path) -> Packed:
    """Return the texts with frames, those held out apart."""
    encoder = Encoder(model_folder())
    draw = random.Random(SEED)
    own, news = read_frames(), read_labelled_news(shared, is_held_out=False)
    together = grouped(draw.sample(own, len(own)), OWN_JOINED, draw)
    learnt = [drawn(encoder, reader, f) for f in [*together, *news]]
    sizes = USUAL_SIZES[:FRAMES_EPOCHS]
    held = [drawn(encoder, reader, f) for f in read_labelled_news(shared, is_held_out=True)]
    return {
        "frames": [s for n in sizes for t in learnt for s in frame_stretches(reader, t, draw, n)],
        "dev frames": [s for t in held for s in frame_stretches(reader, t, None, 128)],
    }


def plain(reader: Reader, shared: Path) -> Packed:
    """Return the texts without labels."""
    draw = random.Random(SEED)
    texts = plain_texts(shared)
    return {
        "plain": [
            s for t in texts for s in plain_stretches(reader, t, draw, draw.choice((64, 128)))
        ]
    }


def write(path: Path, packed: Packed) -> None:
    """Write a pack; print what it holds."""
    write_pack(path, packed)
    shown = {k: (len(v), sum(len(s.pieces) for s in v)) for k, v in packed.items()}
    print(path.name, f"{path.stat().st_size / 1e6:.1f} MB", shown)


def main() -> None:
    """Pack as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True, help="with training/ and dumps/")
    parser.add_argument("--vocabulary", type=Path, required=True, help="vocab.txt of the encoder")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--parts", nargs="+", default=("basis", "frames", "plain"))
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    labels = labels_of(read_trees(args.shared / "training", "train"))
    reader = reader_of(args.vocabulary, labels)
    (args.out / LABELS_FILE).write_text(json.dumps(dataclasses.asdict(labels)))
    for name, packed in (("basis", basis), ("frames", frames), ("plain", plain)):
        if name in args.parts:
            write(args.out / f"{name}.xz", packed(reader, args.shared))


if __name__ == "__main__":
    main()
