"""Patterns taken apart as `re` does it: what a match must begin with or hold is worked out from the parts.

`re` has no public door to its parser. It stands behind this one alone, without types.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

op: Any = import_module("re._constants")
"""The names of the kinds of parts: `op.LITERAL`, `op.BRANCH` ..."""

parse: Any = import_module("re._parser").parse
"""Returns the parts of a pattern as pairs of a kind and a value; takes the flags of `re` besides."""
