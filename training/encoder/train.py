"""Train the encoder: `python -m training.encoder.train --corpora DIR --encoder DIR --out DIR --pieces N [--from FILE --cool]`.

The rate rises, stays, and falls only in a last run (`--cool`) that starts from any checkpoint: so a run can be ended when
time is up, and what was trained until then be used.
"""

from __future__ import annotations

import argparse
import dataclasses
import itertools
import json
import logging
import random
import time
from collections.abc import Iterator
from pathlib import Path

import torch
import torch.distributed
from torch import nn

from copydesk.nlp.encoder import LABELS_FILE
from copydesk.nlp.tokeniser import english, tokeniser_of
from copydesk.nlp.wordpiece import read_vocabulary, splitter
from training.corpora import NamedText, TreeSentence
from training.encoder.examples import Reader, batches
from training.encoder.measure import development_scores
from training.encoder.network import Batch, Labels, Network, load_encoder, loss_of
from training.encoder.run import Run, Turn, begun, resumed
from training.encoder.sources import (
    SEED,
    Source,
    events_epoch,
    labels_of,
    names_epoch,
    read_events,
    read_sources,
    read_trees,
    trees_epoch,
)

log = logging.getLogger("training")
BATCH_PIECES = 1024
"""Of one process, padding included."""

CHUNKS = 8
"""An epoch is read in so many parts: within a part, stretches of like length are put together."""

SAVE_EVERY = 120_000
LOG_EVERY = 20
MAX_NORM = 1.0


def reader_of(encoder: Path, labels: Labels) -> Reader:
    """Return the reader that goes with an encoder's vocabulary."""
    lines = (encoder / "vocab.txt").read_text(encoding="utf-8").rstrip("\n").split("\n")
    vocabulary = read_vocabulary(lines)
    return Reader(splitter(vocabulary), vocabulary, tokeniser_of(english()), labels)


@dataclasses.dataclass(frozen=True, slots=True)
class Corpora:
    """What is learnt from: names, trees, and triggers of events."""

    names: list[Source]
    trees: list[list[TreeSentence]]
    events: list[NamedText]


def part_batches(reader: Reader, corpora: Corpora, number: int, turn: Turn) -> list[Batch]:
    """Return this process's batches of one part of an epoch, as many as any other's."""
    draw = random.Random(SEED + number)
    found = [
        *batches(names_epoch(reader, corpora.names, number, 1 / CHUNKS), BATCH_PIECES, draw),
        *batches(trees_epoch(reader, corpora.trees, number, 1 / CHUNKS), BATCH_PIECES, draw),
        *batches(events_epoch(reader, corpora.events, number, 1 / CHUNKS), BATCH_PIECES, draw),
    ]
    draw.shuffle(found)
    whole = len(found) - len(found) % turn.of
    return found[turn.number : whole : turn.of]


def all_batches(reader: Reader, corpora: Corpora, run: Run) -> Iterator[Batch]:
    """Yield batches without end, from the run's next part on."""
    for number in itertools.count(run.part):
        run.part = number
        yield from part_batches(reader, corpora, number, run.turn)


def step(network: Network, run: Run, batch: Batch, share_left: float) -> float:
    """Learn from one batch; return its loss."""
    run.set_rate(share_left)
    loss = loss_of(network, batch)
    run.optimizer.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    run.turn.average(network)
    nn.utils.clip_grad_norm_(network.parameters(), MAX_NORM)
    run.optimizer.step()
    run.pieces += BATCH_PIECES * run.turn.of
    run.steps += 1
    return float(loss.item())


def fit(
    network: Network, run: Run, given: Iterator[Batch], n_pieces: int, is_cooling: bool
) -> Iterator[bool]:
    """Train on so many pieces; yield at each checkpoint whether it is the last."""
    first = saved = run.pieces
    started = time.process_time()
    losses: list[float] = []
    for batch in given:
        done = (run.pieces - first) / n_pieces
        losses.append(step(network, run, batch, 1 - done if is_cooling else 1.0))
        if run.steps % LOG_EVERY == 0:
            speed = (run.pieces - first) / (time.process_time() - started)
            mean = sum(losses) / len(losses)
            log.info("step=%d part=%d pieces=%d pieces_per_cpu_s=%.0f loss=%.3f", run.steps, run.part, run.pieces, speed, mean)  # fmt: skip
            losses = []
        is_over = run.pieces - first >= n_pieces
        if is_over or run.pieces - saved >= SAVE_EVERY:
            saved = run.pieces
            yield is_over
        if is_over:
            return


def train(args: argparse.Namespace) -> None:
    """Train as the command line says; the first process writes checkpoints and, at the end, scores."""
    turn = Turn(args.number, args.of)
    if turn.of > 1:
        place = f"file://{args.out.absolute()}/meeting"
        torch.distributed.init_process_group("gloo", init_method=place, rank=turn.number, world_size=turn.of)  # fmt: skip
    trees = read_trees(args.corpora, "train")
    labels = labels_of(trees)
    reader = reader_of(args.encoder, labels)
    torch.manual_seed(SEED)
    network = Network(labels, len(reader.vocabulary))
    load_encoder(network, args.encoder / "model.safetensors")
    torch.manual_seed(SEED + turn.number)
    run = resumed(network, turn, args.start) if args.start else begun(network, turn)
    (args.out / LABELS_FILE).write_text(json.dumps(dataclasses.asdict(labels)))
    sources = read_sources(args.corpora, args.without, is_development=False)
    events = read_events(is_development=False) if args.own_trees else []
    log.info("%s", {source.name: len(source.texts) for source in sources})
    network.train()
    seen = read_trees(args.corpora, "train", args.own_trees)
    given = all_batches(reader, Corpora(sources, seen, events), run)
    for is_last in fit(network, run, given, args.pieces, args.cool):
        if turn.number == 0:
            run.save(network, args.out)
            if is_last:
                log.info("%s", development_scores(network, reader, args.corpora, args.without))


def main() -> None:
    """Train as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--encoder", type=Path, required=True, help="vocab.txt, model.safetensors")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--pieces", type=int, required=True, help="to train on in this run")
    parser.add_argument("--from", dest="start", type=Path, help="a checkpoint")
    parser.add_argument("--cool", action="store_true", help="let the rate fall to nothing")
    parser.add_argument(
        "--own-trees", type=Path, help="of training.encoder.own_trees: learn events, too"
    )
    parser.add_argument("--number", type=int, default=0, help="of this process, from 0")
    parser.add_argument("--of", type=int, default=1, help="processes that train together")
    parser.add_argument("--without", action="append", default=[], help="corpora left out: gmb")
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(1)
    args.out.mkdir(parents=True, exist_ok=True)
    train(args)


if __name__ == "__main__":
    main()
