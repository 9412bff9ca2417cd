"""Ids are hashes of content, never counters, clocks or paths; the prefix says which table a row is in."""

from __future__ import annotations

import hashlib
from typing import Literal

IdPrefix = Literal["rec", "art", "ent", "men", "evt", "evm", "sty"]
N_BYTES = 12  # 96 bits: one collision is expected at about 3e14 rows


def content_id(prefix: IdPrefix, *parts: str | bytes) -> str:
    """Return `prefix_` and 24 hex digits of the BLAKE2b hash of the parts, each preceded by its length.

    >>> content_id("art", "a", "bc") == content_id("art", "ab", "c")
    False
    """
    digest = hashlib.blake2b(digest_size=N_BYTES, person=prefix.encode())
    for part in parts:
        # A lone surrogate (JSON may carry one) has no UTF-8 form; it is hashed as it stands.
        raw = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        digest.update(len(raw).to_bytes(8, "big"))
        digest.update(raw)
    return f"{prefix}_{digest.hexdigest()}"
