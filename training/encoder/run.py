"""The state of a training run: optimizer, what was read, and the processes that share the work."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import torch
import torch.distributed
from torch import nn

from training.encoder.network import Network

RATE, HEAD_RATE = 2e-4, 1e-3
LEAST_RATE = 0.01
WARM_STEPS = 60


@dataclasses.dataclass(frozen=True, slots=True)
class Turn:
    """Which of the processes that train together this one is. Their gradients are averaged at each step."""

    number: int
    of: int

    def average(self, network: Network) -> None:
        """Give every process the mean gradient."""
        if self.of == 1:
            return
        moved = [p for p in network.parameters() if p.requires_grad]
        grads = [p.grad if p.grad is not None else torch.zeros_like(p) for p in moved]
        flat = torch.cat([grad.reshape(-1) for grad in grads])
        torch.distributed.all_reduce(flat)
        parts = torch.split(flat / self.of, [grad.numel() for grad in grads])
        for parameter, part in zip(moved, parts, strict=True):
            parameter.grad = part.view_as(parameter)


@dataclasses.dataclass(slots=True)
class Run:
    """What a checkpoint holds besides the network."""

    optimizer: torch.optim.Optimizer
    turn: Turn
    pieces: int = 0
    steps: int = 0
    part: int = 0  # of the epochs' parts, counted on: the one that is read

    def set_rate(self, share: float) -> None:
        """Set the rates of the next step: rising over the first steps, and then this share of their height."""
        height = max(LEAST_RATE, share * min(1.0, (self.steps + 1) / WARM_STEPS))
        for group in self.optimizer.param_groups:
            group["lr"] = group["peak"] * height

    def save(self, network: Network, folder: Path) -> None:
        """Write a checkpoint at one stroke."""
        path = folder / f"at-{self.pieces:08d}.pt"
        state = {"network": network.state_dict(), "optimizer": self.optimizer.state_dict()}
        counts = {"pieces": self.pieces, "step": self.steps, "part": self.part}
        torch.save(state | counts, path.with_suffix(".part"))
        path.with_suffix(".part").rename(path)


def begun(network: Network, turn: Turn) -> Run:
    """Return a run at its start."""
    return Run(optimizer_of(network), turn)


def resumed(network: Network, turn: Turn, checkpoint: Path) -> Run:
    """Return the run as it was at a checkpoint, at its next part, the network's weights set to it."""
    state = torch.load(checkpoint)
    network.load_state_dict(state["network"])
    optimizer = optimizer_of(network)
    optimizer.load_state_dict(state["optimizer"])
    return Run(optimizer, turn, state["pieces"], state["step"], state["part"] + 1)


def optimizer_of(network: Network) -> torch.optim.Optimizer:
    """Return the optimizer: the pretrained part moves slowly, its word vectors not at all."""
    network.encoder.words.weight.requires_grad = False
    old: list[nn.Parameter] = []
    plain: list[nn.Parameter] = []
    new: list[nn.Parameter] = []
    for name, parameter in network.named_parameters():
        if parameter.requires_grad:
            is_old = name.startswith("encoder.") and "seen" not in name
            (new if not is_old else plain if parameter.dim() < 2 else old).append(parameter)
    groups = [
        {"params": old, "lr": RATE, "peak": RATE},
        {"params": plain, "lr": RATE, "peak": RATE, "weight_decay": 0.0},
        {"params": new, "lr": HEAD_RATE, "peak": HEAD_RATE},
    ]
    return torch.optim.AdamW(groups, betas=(0.9, 0.98), weight_decay=0.01, fused=True)
