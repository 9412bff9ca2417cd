"""Geometry of the report's pictures: bars, the map, the net of names. Numbers in, coordinates out; no text, no colours."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

OUTLINES = Path(__file__).with_name("outlines.json")
STEPS = 300
"""Of the layout of names: after about 200 nothing moves any more."""

LABEL = 95  # measured: units that a day takes below a chart, in the letters of a phone

MIDDLE = 1.0
"""Pull to the middle: parts of the net that nothing ties would drift off and squeeze the rest."""


@dataclasses.dataclass(frozen=True, slots=True)
class Bar:
    """A bar, and the place of its series and period."""

    series: int
    period: int
    x: float
    y: float
    width: float
    height: float


def stack(counts: Sequence[Sequence[int]], width: float, height: float) -> list[Bar]:
    """Return the bars of counts by series and period, stacked to fill a rectangle."""
    n_periods = len(counts[0]) if counts else 0
    most = max((sum(of[i] for of in counts) for i in range(n_periods)), default=0) or 1
    step = width / max(n_periods, 1)
    bars = []
    for period in range(n_periods):
        top = height
        for series, of in enumerate(counts):
            tall = of[period] / most * height
            top -= tall
            if of[period]:
                box = (step * period, top, max(step - 1, step * 0.8), tall)
                bars.append(Bar(series, period, *(round(v, 1) for v in box)))
    return bars


def label(period: str, unit: str) -> str:
    """Return what a period is called that begins on a day: no two of a unit alike.

    >>> [label("2024-04-01", unit) for unit in ("week", "month", "quarter", "year")]
    ['2024-04-01', '2024-04', '2024 Q2', '2024']
    """
    year, month = period[:4], int(period[5:7])
    names = {"month": period[:7], "quarter": f"{year} Q{(month + 2) // 3}", "year": year}
    return names.get(unit, period)


def ticks(
    periods: Sequence[str], unit: str, width: float, n_most: int = 6
) -> list[tuple[float, str]]:
    """Return where along an axis a few periods begin, and what they are called."""
    if not periods:
        return []
    step = max(1, -(-len(periods) // n_most))
    return [
        (round(i * width / len(periods), 1), label(periods[i], unit))
        for i in range(0, len(periods), step)
        if not i or i / len(periods) < 1 - LABEL / width
    ]


@cache
def outlines() -> dict[str, Any]:
    """Return the countries of the map, and how it was drawn."""
    found: dict[str, Any] = json.loads(OUTLINES.read_text(encoding="utf-8"))
    return found


def on_map(latitude: float, longitude: float) -> tuple[float, float]:
    """Return where a spot lies on the map."""
    told = outlines()
    return (
        round((longitude + 180) * told["scale"], 1),
        round((told["north"] - latitude) * told["scale"], 1),
    )


def lay_out(n_nodes: int, edges: Sequence[tuple[int, int, int]]) -> list[tuple[float, float]]:
    """Return places from 0 to 1 for names, those that share many articles near one another; the same each time.

    Springs along edges, repulsion between all (Fruchterman and Reingold), begun on a spiral and cooled.
    """
    if n_nodes < 2:
        return [(0.5, 0.5)] * n_nodes
    turn = np.arange(n_nodes) * 2.399963  # the golden angle: no two begin on one spot
    radius = np.sqrt((np.arange(n_nodes) + 0.5) / n_nodes)
    at = np.stack([radius * np.cos(turn), radius * np.sin(turn)], axis=1)
    pull = np.zeros((n_nodes, n_nodes))
    for a, b, n in edges:
        pull[a, b] = pull[b, a] = n**0.5
    pull /= pull.max() or 1
    ideal = (4 / n_nodes) ** 0.5
    for step in range(STEPS):
        gap = at[:, None, :] - at[None, :, :]
        far = np.maximum(np.hypot(gap[..., 0], gap[..., 1]), 1e-3)
        force = ideal**2 / far**2 - pull * far / ideal
        np.fill_diagonal(force, 0)
        move = (gap * force[..., None]).sum(axis=1) - MIDDLE * at
        size = np.maximum(np.hypot(move[:, 0], move[:, 1]), 1e-9)
        limit = 0.2 * (1 - step / STEPS)
        at = at + move / size[:, None] * np.minimum(size, limit)[:, None]
    low, high = at.min(axis=0), at.max(axis=0)
    spread = np.where(high > low, high - low, 1)
    return [(round(float(x), 3), round(float(y), 3)) for x, y in (at - low) / spread]
