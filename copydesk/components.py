"""What hangs together: the connected parts of a graph, by array operations alone."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

I64 = npt.NDArray[np.int64]


def components(n: int, x: I64, y: I64) -> I64:
    """Return for each of `n` nodes the least node that it hangs together with over edges from `x` to `y`.

    >>> components(5, np.array([3, 1]), np.array([4, 3])).tolist()
    [0, 1, 2, 1, 1]
    """
    label = np.arange(n)
    while True:
        least = np.minimum(label[x], label[y])
        before = label.copy()
        np.minimum.at(label, label[x], least)
        np.minimum.at(label, label[y], least)
        label = label[label]
        if np.array_equal(label, before):
            return label
