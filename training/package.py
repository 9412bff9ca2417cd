"""Put the trained parts together as the folder that ships.

`python -m training.package --corpora DIR --parts DIR --names FILE.onnx --vocabulary vocab.txt --out DIR`
"""

from __future__ import annotations

import argparse
import gzip
import shutil
from pathlib import Path
from typing import Any

import spacy

from copydesk.nlp.lemmas import LEMMAS_FILE
from copydesk.nlp.name_embed import CLASSES_FILE
from copydesk.nlp.onnx_names import GRAPH_FILE, PIECES_FILE
from copydesk.nlp.spacy_model import COMPONENTS
from copydesk.nlp.weights import pack
from training.lemma_table import write_lemma_table
from training.name_lists import write_name_classes
from training.pipeline import TOKENISER


def package(parts: Path, out: Path) -> None:
    """Write config and components of the trained syntax to one folder."""
    syntax = spacy.load(parts / "syntax")
    config = syntax.config.copy()
    config["nlp"]["tokenizer"] = TOKENISER["nlp"]["tokenizer"]
    config["nlp"]["pipeline"] = list(COMPONENTS)
    for section in ("training", "pretraining", "initialize", "corpora", "paths"):
        config.pop(section, None)
    config.to_disk(out / "config.cfg")
    for name in COMPONENTS:
        pipe: Any = syntax.get_pipe(name)
        (out / f"{name}.bin").write_bytes(pack(pipe.to_bytes(exclude=["vocab"])))


def package_names(graph: Path, vocabulary: Path, out: Path) -> None:
    """Write the encoder of names and the pieces it reads."""
    shutil.copyfile(graph, out / GRAPH_FILE)
    (out / PIECES_FILE).write_bytes(gzip.compress(vocabulary.read_bytes(), 9, mtime=0))


def main() -> None:
    """Package the parts named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--parts", type=Path, required=True)
    parser.add_argument(
        "--names", type=Path, required=True, help="as training.encoder.export wrote it"
    )
    parser.add_argument("--vocabulary", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    write_name_classes(args.corpora / "name_classes.json.zst", args.out / CLASSES_FILE)
    write_lemma_table(args.corpora, args.out / LEMMAS_FILE)
    package(args.parts, args.out)
    package_names(args.names, args.vocabulary, args.out)


if __name__ == "__main__":
    main()
