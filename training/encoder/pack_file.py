"""The file of a pack: lists of stretches by what they teach."""

from __future__ import annotations

import lzma
import pickle
from pathlib import Path

from training.encoder.stretches import Stretch

LABELS = "labels.json"
Packed = dict[str, list[Stretch]]


def write_pack(path: Path, packed: Packed) -> None:
    """Write a pack."""
    data = pickle.dumps(packed, protocol=5)
    path.write_bytes(lzma.compress(data, preset=6))


def read_pack(path: Path) -> Packed:
    """Return a pack that this project wrote: a pickle runs what it holds."""
    packed: Packed = pickle.loads(lzma.decompress(path.read_bytes()))
    return packed
