"""What the line classifier says of a text: handed from the model to the rules that read the fields."""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray


@dataclasses.dataclass(frozen=True, slots=True)
class LineChances:
    """For every line of a text, how likely it is of each kind."""

    story: NDArray[np.float64]
    title: NDArray[np.float64]
    byline: NDArray[np.float64]
