"""What the line classifier says of a text: handed from the model to the rules that read the fields."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


@dataclasses.dataclass(frozen=True, slots=True)
class LineChances:
    """For every line of a text, how likely it is of each kind."""

    story: NDArray[np.float64]
    title: NDArray[np.float64]
    byline: NDArray[np.float64]

    def at(self, places: Sequence[int], n_lines: int) -> LineChances:
        """Return the chances for all lines of a text of which those at these places were judged; none for the others."""
        spread = (np.zeros(n_lines), np.zeros(n_lines), np.zeros(n_lines))
        for whole, judged in zip(spread, (self.story, self.title, self.byline), strict=True):
            whole[list(places)] = judged
        return LineChances(*spread)
