"""Where a path leads, links followed."""

from __future__ import annotations

import os
from pathlib import Path


def real_path(path: Path) -> Path:
    """Return the path without links and dots; of links that lead in a circle, as far as it can be followed.

    `Path.resolve` raises a RuntimeError there, which no caller takes for what it is: a path to nothing.

    >>> real_path(Path("/") / "no" / ".." / "such")
    PosixPath('/such')
    """
    return Path(os.path.realpath(path))
