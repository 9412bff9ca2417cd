"""Parse our own corpora with a model that knows names and trees only: `python -m training.encoder.own_trees --model FOLDER --out FILE`.

Learning events from sentences without trees spoils the tags of just those verbs that report events: an encoder that learnt so took
"rejected" for a particle. Given the trees that it drew itself before, it keeps them (self-training).
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import zstandard

from copydesk.nlp.article_doc import cut_pieces
from copydesk.nlp.encoder import Encoder
from copydesk.nlp.reading import sentence_bounds
from copydesk.nlp.tokeniser import english, tokeniser_of
from training.events_corpus.corpus import training_items
from training.names_corpus.load import read_items


def own_texts() -> list[str]:
    """Return the texts of our own corpora that may be trained on."""
    names = [item.text for item in read_items() if not item.is_held_out]
    return [*names, *(item.text for item in training_items())]


def conllu(encoder: Encoder, texts: list[str]) -> Iterator[str]:
    """Yield each sentence of the texts as a block of CoNLL-U, every text a document."""
    tokenise = tokeniser_of(english())
    for text in texts:
        pieces = cut_pieces({"body": text}, tokenise)
        _, words = encoder.read([p.text for p in pieces], [p.begins for p in pieces])
        for start, end in sentence_bounds([word.begins for word in words]):
            rows = [
                f"{i - start + 1}\t{pieces[i].text}\t_\t{w.pos}\t{w.tag}\t_\t"
                f"{0 if w.head == i else w.head - start + 1}\t{w.dep}\t_\t_"
                for i, w in enumerate(words[start:end], start)
            ]
            shown = text[pieces[start].start : pieces[end - 1].end].replace("\n", " ")
            yield "\n".join(["# newdoc", f"# text = {shown}", *rows]) + "\n\n"


def main() -> None:
    """Parse as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--model", type=Path, required=True, help="encoder.onnx and what goes with it"
    )
    parser.add_argument("--out", type=Path, required=True, help="a .conllu.zst file")
    args = parser.parse_args()
    blocks = "".join(conllu(Encoder(args.model), own_texts()))
    args.out.write_bytes(zstandard.ZstdCompressor().compress(blocks.encode("utf-8")))


if __name__ == "__main__":
    main()
