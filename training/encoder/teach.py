"""Train from packs: large encoders on all that is labelled, then the small one on that and on what they read in common.

    python -m training.encoder.teach --packs DIR --out OUT/1 --large FILE --seconds 180 0 --seed 1      (and 2, and 3)
    python -m training.encoder.teach --packs DIR --out OUT --teachers OUT/*/large.pt --small FILE --seconds 0 400 --workers 12

Needs PyTorch and NumPy alone, so it runs where a GPU is lent; without one, on the processor. `--seconds` bounds either part: the rate
falls with the share of the time or of the pieces (`--pieces`) that is gone, whichever comes first.
"""

from __future__ import annotations

import argparse
import dataclasses
import itertools
import json
import logging
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset

from training.encoder.measure import development_scores
from training.encoder.network import (
    MINILM,
    MPNET,
    Batch,
    Labels,
    Network,
    Size,
    load_encoder,
    loss_of,
    taught_loss,
)
from training.encoder.pack_file import LABELS, read_pack
from training.encoder.stretches import Stretch, blinded, collate, groups_of

log = logging.getLogger("training")
SEED = 20261126
LARGE_SHARES = {"names": 0.7, "trees": 0.7, "frames": 1.0}
SMALL_SHARES = {"names": 1.0, "trees": 1.0, "frames": 0.5, "plain": 1.0}
"""How much of each kind a round reads, drawn anew each time. What is labelled with frames is little: the small encoder sees
it some fifteen times, and else what the large one makes of texts without labels."""

N_PIECES = 30522
RATES = {"large": (6e-5, 5e-4), "small": (3e-4, 1e-3)}
WARM_STEPS, LEAST_RATE, MAX_NORM = 100, 0.01, 1.0
LOG_EVERY = 100


@dataclasses.dataclass(slots=True)
class Budget:
    """How long to train: seconds and pieces; the rate follows what is left."""

    seconds: float
    pieces: int
    began: float = dataclasses.field(default_factory=time.monotonic)
    read: int = 0

    @property
    def left(self) -> float:
        """Return the share that is left."""
        gone = max((time.monotonic() - self.began) / self.seconds, self.read / self.pieces)
        return max(0.0, 1 - gone)


@dataclasses.dataclass(frozen=True, slots=True)
class Round(Dataset[Batch]):
    """The batches of one round: what is labelled so often, and some of what isn't."""

    groups: list[list[Stretch]]
    number: int
    seed: int

    def __len__(self) -> int:
        """Return the number of batches."""
        return len(self.groups)

    def __getitem__(self, i: int) -> Batch:
        """Return a batch, some of its features hidden."""
        draw = random.Random(f"{self.seed} {self.number} {i}")
        return collate([blinded(s, draw) for s in self.groups[i]])


def rounds(
    packs: Mapping[str, Sequence[Stretch]], shares: Mapping[str, float], size: int, n_workers: int, seed: int
) -> Iterator[Batch]:  # fmt: skip
    """Yield batches without end."""
    for number in itertools.count():
        draw = random.Random(f"{seed} {number}")
        groups: list[list[Stretch]] = []
        for kind, share in shares.items():
            stretches = packs.get(kind, ())
            groups += groups_of(draw.sample(stretches, round(len(stretches) * share)), size)
        draw.shuffle(groups)
        yield from DataLoader(Round(groups, number, seed), batch_size=None, num_workers=n_workers)


def optimizer_of(network: Network, rates: tuple[float, float]) -> torch.optim.Optimizer:
    """Return the optimizer: the pretrained part moves slowly, its word vectors not at all."""
    network.encoder.words.weight.requires_grad = False
    old: list[nn.Parameter] = []
    plain: list[nn.Parameter] = []
    new: list[nn.Parameter] = []
    for name, parameter in network.named_parameters():
        if parameter.requires_grad:
            is_old = name.startswith("encoder.") and "seen" not in name
            (new if not is_old else plain if parameter.dim() < 2 else old).append(parameter)
    slow, quick = rates
    groups = [
        {"params": old, "lr": slow, "peak": slow},
        {"params": plain, "lr": slow, "peak": slow, "weight_decay": 0.0},
        {"params": new, "lr": quick, "peak": quick},
    ]
    is_quick = next(network.parameters()).is_cuda
    return torch.optim.AdamW(groups, betas=(0.9, 0.98), weight_decay=0.01, fused=is_quick)


def train(
    network: Network, teachers: Sequence[Network], given: Iterator[Batch], budget: Budget, rates: tuple[float, float]
) -> None:  # fmt: skip
    """Train a network until the budget is spent."""
    optimizer = optimizer_of(network, rates)
    network.train()
    device = str(next(network.parameters()).device)
    total, steps = torch.zeros((), device=device), 0
    while (left := budget.left) > 0:
        batch = next(given).on(device)
        if "hints" in batch.gold:
            loss = taught_loss(network, teachers, batch)
        else:
            loss = loss_of(network, batch)
        height = max(LEAST_RATE, left * min(1.0, (steps + 1) / WARM_STEPS))
        for group in optimizer.param_groups:
            group["lr"] = group["peak"] * height
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_([p for p in network.parameters() if p.requires_grad], MAX_NORM)
        optimizer.step()
        total += loss.detach()
        budget.read += batch.pieces.numel()
        steps += 1
        if steps % LOG_EVERY == 0:
            seconds = time.monotonic() - budget.began
            log.info("step=%d pieces=%d seconds=%.0f left=%.2f loss=%.3f", steps, budget.read, seconds, left, total.item() / LOG_EVERY)  # fmt: skip
            total.zero_()
    network.eval()


def begun(path: Path, labels: Labels, size: Size, device: str, seed: int) -> Network:
    """Return a network with the published weights of an encoder."""
    torch.manual_seed(seed)
    network = Network(labels, N_PIECES, size)
    load_encoder(network, {k: whole(v) for k, v in torch.load(path, map_location="cpu").items()})
    return network.to(device)


def whole(value: Tensor | tuple[Tensor, Tensor]) -> Tensor:
    """Return a weight in floats; one in bytes comes with the scale of each row."""
    return value.float() if isinstance(value, Tensor) else value[0].float() * value[1].float()


def save(network: Network, path: Path) -> None:
    """Write the weights, in halves."""
    torch.save({k: v.half().cpu() for k, v in network.state_dict().items()}, path)


def main() -> None:
    """Train as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packs", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--small", type=Path, help="published weights, by torch.save")
    parser.add_argument("--large", type=Path, help="published weights of the teacher, to train one")
    parser.add_argument(
        "--teachers", type=Path, nargs="*", default=(), help="teachers trained before (large.pt)"
    )
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--seconds", type=float, nargs=2, default=(1e9, 1e9), help="large, small")
    parser.add_argument("--pieces", type=int, nargs=2, default=(12_000_000, 40_000_000))
    parser.add_argument(
        "--batch", type=int, nargs=2, default=(4096, 8192), help="pieces of a batch"
    )
    parser.add_argument("--workers", type=int, default=0, help="processes that make batches")
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.backends.cuda.matmul.allow_tf32 = True
    args.out.mkdir(parents=True, exist_ok=True)
    labels = Labels(
        **{k: tuple(v) for k, v in json.loads((args.packs / LABELS).read_text()).items()}
    )
    packs = read_pack(args.packs / "basis.xz") | read_pack(args.packs / "frames.xz")
    teachers: list[Network] = []
    for path in args.teachers:
        teachers.append(Network(labels, N_PIECES, MPNET).to(device).eval())
        teachers[-1].load_state_dict(torch.load(path, map_location=device))
    if args.large:
        teachers.append(begun(args.large, labels, MPNET, device, args.seed))
        given = rounds(packs, LARGE_SHARES, args.batch[0], args.workers, args.seed)
        train(teachers[-1], (), given, Budget(args.seconds[0], args.pieces[0]), RATES["large"])
        log.info("teacher %s", development_scores(teachers[-1], packs, device))
        save(teachers[-1], args.out / "large.pt")
    if args.small:
        if teachers:
            found = [read_pack(path)["plain"] for path in sorted(args.packs.glob("plain*.xz"))]
            packs["plain"] = list(itertools.chain(*found))
        network = begun(args.small, labels, MINILM, device, args.seed)
        given = rounds(packs, SMALL_SHARES, args.batch[1], args.workers, args.seed)
        train(network, teachers, given, Budget(args.seconds[1], args.pieces[1]), RATES["small"])
        log.info("student %s", development_scores(network, packs, device))
        save(network, args.out / "small.pt")


if __name__ == "__main__":
    main()
