"""Weights on disk and in memory."""

from __future__ import annotations

import numpy as np
import srsly  # type: ignore[import-untyped]

from copydesk.nlp.weights import pack, unpack


def test_single_precision_comes_back_within_half_precision() -> None:
    weights = np.linspace(-3, 3, 101, dtype="float32")
    keys = np.arange(5, dtype="uint64")
    component = srsly.msgpack_dumps(
        {"cfg": b"{}", "model": srsly.msgpack_dumps({"params": [{"W": weights, "ids": keys}]})}
    )
    packed = pack(component)
    (params,) = srsly.msgpack_loads(srsly.msgpack_loads(unpack(packed))["model"])["params"]
    assert params["W"].dtype == np.float32
    assert np.abs(params["W"] - weights).max() < 2e-3
    assert (params["ids"] == keys).all()
    assert len(packed) < len(component)
