"""Put the trained parts together as the folder that ships.

`python -m training.package --corpora DIR --encoder DIR --vocabulary vocab.txt --out DIR`
"""

from __future__ import annotations

import argparse
import gzip
import shutil
from pathlib import Path

from copydesk.nlp.encoder import ENCODER_FILE, LABELS_FILE, PIECES_FILE, RELATIONS_FILE
from copydesk.nlp.lemmas import LEMMAS_FILE
from copydesk.nlp.name_evidence import CLASSES_FILE
from training.lemma_table import write_lemma_table
from training.name_lists import write_name_classes


def package_encoder(encoder: Path, vocabulary: Path, out: Path) -> None:
    """Copy the encoder, what its scores are for, and the pieces it reads."""
    for name in (ENCODER_FILE, RELATIONS_FILE, LABELS_FILE):
        shutil.copyfile(encoder / name, out / name)
    (out / PIECES_FILE).write_bytes(gzip.compress(vocabulary.read_bytes(), 9, mtime=0))


def main() -> None:
    """Package the parts named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument(
        "--encoder", type=Path, required=True, help="folder that training.encoder.export wrote"
    )
    parser.add_argument("--vocabulary", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    write_name_classes(args.corpora / "name_classes.json.zst", args.out / CLASSES_FILE)
    write_lemma_table(args.corpora, args.out / LEMMAS_FILE)
    package_encoder(args.encoder, args.vocabulary, args.out)


if __name__ == "__main__":
    main()
