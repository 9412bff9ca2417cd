"""Train the shipped model: `python -m training.train --corpora DIR --out DIR [--part names|syntax] [--without gmb]`."""

from __future__ import annotations

import argparse
import itertools
import logging
import random
import time
import warnings
from collections.abc import Callable, Iterator
from math import ceil
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.training import Example
from thinc.api import Adam, NumpyOps, fix_random_seed, set_current_ops, warmup_linear

from training.casing import curled_names, joined, recased
from training.corpora import NAME_CORPORA, NamedText, read_names, tree_documents
from training.pipeline import names_example, names_pipeline, syntax_example, syntax_pipeline
from training.relabel import relabelled
from training.renaming import name_pools, renamed

log = logging.getLogger("training")
SEED = 20261123
EPOCHS = {"names": 7, "syntax": 12}
"""The learning rate falls to nothing over so many."""
STOP_AFTER = {"names": 3, "syntax": 12}
"""Names are best on texts of other sources before the model knows GMB by heart."""
BATCH_WORDS = (300, 1200)
"""Words in a batch: grows from the first to the second over the first quarter of the training."""
PEAK_RATE = 0.0015
DROPOUT = {"names": 0.2, "syntax": 0.25}

Epoch = Callable[[int], Iterator[Example]]


def names_epochs(
    nlp: Language, corpora: Path, without: list[str], is_varied: bool
) -> tuple[Epoch, int]:
    """Return the examples of an epoch by its number, and about how many words it has."""
    chosen = [c for c in NAME_CORPORA if not any(c[0].startswith(name) for name in without)]
    texts = {name: read_names(corpora / "ner" / f"{name}.jsonl.zst") for name, _, _ in chosen}
    if is_varied:
        texts |= {n: relabelled(rows) for n, rows in texts.items() if n.startswith("gmb")}
    pools = name_pools(text for rows in texts.values() for text in rows)

    def epoch(number: int) -> Iterator[Example]:
        draw = random.Random(SEED + number)
        documents = [
            document
            for name, times, most in chosen
            for _ in range(ceil(times))
            for document in grouped(texts[name], most, draw)
            if times >= 1 or draw.random() < times
        ]
        draw.shuffle(documents)
        for document in documents:
            varied = curled_names(renamed(document, pools, draw), draw) if is_varied else document
            yield names_example(nlp, recased(varied, draw))

    n_words = sum(n * sum(len(t.text.split()) * 1.15 for t in texts[name]) for name, n, _ in chosen)
    return epoch, int(n_words)


def grouped(texts: list[NamedText], most: int, draw: random.Random) -> Iterator[NamedText]:
    """Yield runs of up to `most` consecutive texts as one document each."""
    at = 0
    while at < len(texts):
        n = draw.randint(1, most)
        yield joined(texts[at : at + n])
        at += n


def syntax_epochs(nlp: Language, corpora: Path) -> tuple[Epoch, int]:
    """Return the examples of an epoch by its number, and how many words it has."""
    documents = tree_documents(corpora / "ud" / "train.conllu.zst")

    def epoch(number: int) -> Iterator[Example]:
        draw = random.Random(SEED + number)
        order = list(documents)
        draw.shuffle(order)
        for document in order:
            yield syntax_example(nlp, document, draw)

    return epoch, sum(len(s.words) for d in documents for s in d)


def batches(examples: Iterator[Example], size: Callable[[], float]) -> Iterator[list[Example]]:
    """Yield the examples in batches of about so many words."""
    batch: list[Example] = []
    n_words = 0
    for example in examples:
        batch.append(example)
        n_words += len(example.predicted)
        if n_words >= size():
            yield batch
            batch, n_words = [], 0
    if batch:
        yield batch


def fit(nlp: Language, epoch: Epoch, n_words: int, part: str, n_epochs: int, out: Path) -> None:
    """Train the pipeline for so many epochs and write it, with averaged weights."""
    total = n_words * n_epochs
    n_steps = int(total / BATCH_WORDS[1] * 1.15)
    nlp.initialize(lambda: itertools.islice(epoch(0), 300 if part == "names" else None))
    rate: Any = warmup_linear(PEAK_RATE, n_steps // 20, n_steps)
    optimizer = Adam(
        learn_rate=rate,
        L2=0.01,
        grad_clip=1.0,
        L2_is_weight_decay=True,
        use_averages=True,
    )
    losses: dict[str, float] = {}
    started, seen, words, step = time.process_time(), 0, 0, 0

    def size() -> float:
        low, high = BATCH_WORDS
        return min(high, low + (high - low) * seen / (total / 4))

    for number in range(STOP_AFTER[part] if n_epochs == EPOCHS[part] else n_epochs):
        for batch in batches(epoch(number), size):
            nlp.update(batch, drop=DROPOUT[part], sgd=optimizer, losses=losses)
            optimizer.step_schedules()
            n = sum(len(e.predicted) for e in batch)
            seen, words, step = seen + n, words + n, step + 1
            if words > 200_000:
                speed = seen / (time.process_time() - started)
                log.info(
                    "%s epoch=%d step=%d/%d words=%d words_per_s=%.0f %s",
                    part,
                    number,
                    step,
                    n_steps,
                    seen,
                    speed,
                    {k: round(v) for k, v in losses.items()},
                )
                losses, words = {}, 0
        (out / part).mkdir(parents=True, exist_ok=True)
        with nlp.use_params(optimizer.averages):
            nlp.to_disk(out / part)


def main() -> None:
    """Train one part or both and write them under `--out`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--part", choices=sorted(EPOCHS), action="append")
    parser.add_argument(
        "--without",
        action="append",
        default=[],
        help="leave out the corpora whose name begins so: gmb",
    )
    parser.add_argument("--epochs", type=int)
    parser.add_argument(
        "--varied", action="store_true", help="other names, one label per name in GMB, curly quotes"
    )
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    warnings.filterwarnings("ignore", message=r"\[W0(33|30)\]")
    for part in args.part or list(EPOCHS):
        fix_random_seed(SEED)
        set_current_ops(
            NumpyOps(use_blis=False)
        )  # numpy's BLAS: keep it on one thread (OPENBLAS_NUM_THREADS=1)
        nlp = names_pipeline() if part == "names" else syntax_pipeline()
        epoch, n_words = (
            names_epochs(nlp, args.corpora, args.without, args.varied)
            if part == "names"
            else syntax_epochs(nlp, args.corpora)
        )
        fit(nlp, epoch, n_words, part, args.epochs or EPOCHS[part], args.out)


if __name__ == "__main__":
    main()
