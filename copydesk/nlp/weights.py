"""Read and write the weights of a pipeline's components: half precision on disk, single precision in memory."""

from __future__ import annotations

from typing import Any

import numpy as np
import srsly  # type: ignore[import-untyped]


def to_half(value: Any) -> Any:
    """Return the value with every single-precision array in it halved."""
    return converted(value, np.dtype("float32"), np.dtype("float16"))


def to_single(value: Any) -> Any:
    """Return the value with every half-precision array in it in single precision."""
    return converted(value, np.dtype("float16"), np.dtype("float32"))


def converted(value: Any, old: np.dtype[Any], new: np.dtype[Any]) -> Any:
    """Return a nested value with the arrays of one type in another."""
    if isinstance(value, dict):
        return {key: converted(item, old, new) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [converted(item, old, new) for item in value]
    if isinstance(value, np.ndarray) and value.dtype == old:
        return value.astype(new)
    return value


def pack(component: bytes) -> bytes:
    """Return a component's bytes with its model in half precision."""
    parts = srsly.msgpack_loads(component)
    parts["model"] = srsly.msgpack_dumps(to_half(srsly.msgpack_loads(parts["model"])))
    return bytes(srsly.msgpack_dumps(parts))


def unpack(component: bytes) -> bytes:
    """Return a component's bytes as spaCy reads them."""
    parts = srsly.msgpack_loads(component)
    parts["model"] = srsly.msgpack_dumps(to_single(srsly.msgpack_loads(parts["model"])))
    return bytes(srsly.msgpack_dumps(parts))
