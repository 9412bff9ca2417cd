"""Make `copydesk/report/outlines.json`, the countries of the report's map, from two files of `world-atlas` 2.0.2.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python training/outlines/build.py package/countries-110m.json package/countries-50m.json

The outlines are Natural Earth's, in the public domain; the files that pack them are under the ISC licence. Of the fine file
only the places of countries are taken that are too small for the coarse one.
"""

from __future__ import annotations

import json
import re
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pycountry

TARGET = Path(__file__).parents[2] / "copydesk" / "report" / "outlines.json"
SCALE = 2.0
"""Units of the drawing per degree: plate carrée, 720 wide."""
NORTH, SOUTH = 84.0, -57.0
KOSOVO = "Kosovo"

Ring = list[tuple[float, float]]


def read_rings(path: Path) -> dict[str, list[Ring]]:
    """Return the rings of each country in the drawing's units, by ISO alpha-3 code; what has none, by its name."""
    atlas = json.loads(path.read_text(encoding="utf-8"))
    (sx, sy), (tx, ty) = atlas["transform"]["scale"], atlas["transform"]["translate"]
    arcs: list[Ring] = []
    for arc in atlas["arcs"]:
        x = y = 0
        line: Ring = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append(((x * sx + tx + 180) * SCALE, (NORTH - y * sy - ty) * SCALE))
        arcs.append(line)

    def ring(parts: list[int]) -> Ring:
        points: Ring = []
        for part in parts:
            line = arcs[part] if part >= 0 else arcs[~part][::-1]
            points += line if not points else line[1:]
        return points

    found: dict[str, list[Ring]] = {}
    for shape in atlas["objects"]["countries"]["geometries"]:
        kind = shape.get("type")
        groups: list[Any] = {"Polygon": [shape.get("arcs")], "MultiPolygon": shape.get("arcs")}.get(
            kind, []
        )
        rings = [part for group in groups for parts in group for part in unwrap(ring(parts))]
        found.setdefault(code_of(shape), []).extend(
            r for r in rings if min(y for _, y in r) < (NORTH - SOUTH) * SCALE
        )
    return {code: rings for code, rings in found.items() if rings}


def unwrap(ring: Ring) -> list[Ring]:
    """Return a ring; one that crosses the antimeridian twice, whole beyond either edge of the drawing."""
    width = 360 * SCALE
    turns = 0
    points = [ring[0]]
    for (before, _), (x, y) in pairwise(ring):
        if abs(x - before) > width / 2:
            turns += 1 if before > x else -1
        points.append((x + turns * width, y))
    if max(x for x, _ in points) <= width and min(x for x, _ in points) >= 0:
        return [points]
    other = -width if max(x for x, _ in points) > width else width
    return [points, [(x + other, y) for x, y in points]]


def code_of(shape: dict[str, Any]) -> str:
    """Return the ISO alpha-3 code of a shape, or its name."""
    name = shape["properties"]["name"]
    country = pycountry.countries.get(numeric=shape.get("id") or "")
    if country is not None:
        return str(country.alpha_3)
    return "XKX" if name == KOSOVO else name


def middle(rings: list[Ring]) -> tuple[float, float]:
    """Return the centroid of the largest ring."""
    best = (0.0, 0.0, 0.0)
    for ring in rings:
        area = cx = cy = 0.0
        for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], ring[0]], strict=True):
            cross = x0 * y1 - x1 * y0
            area, cx, cy = area + cross, cx + (x0 + x1) * cross, cy + (y0 + y1) * cross
        if abs(area) > abs(best[0]):
            best = (area, cx / (3 * area), cy / (3 * area))
    return round(best[1], 1), round(best[2], 1)


def draw(rings: list[Ring]) -> str:
    """Return an SVG path, relative and to a tenth of a unit."""
    path = ""
    for ring in rings:
        last: tuple[int, int] | None = None
        for x, y in ring[:-1]:
            point = (round(x * 10), round(y * 10))
            if last is None:
                path += f"M{point[0] / 10:g} {point[1] / 10:g}l"
            elif point != last:
                path += f"{(point[0] - last[0]) / 10:g} {(point[1] - last[1]) / 10:g} "
            else:
                continue
            last = point
        path = path.rstrip() + "z"
    return re.sub(r"(?<!\d)0\.", ".", path.replace(" -", "-"))


def main() -> None:
    """Write the file."""
    coarse, fine = (read_rings(Path(name)) for name in sys.argv[1:3])
    countries: dict[str, dict[str, Any]] = {}
    for code in sorted({*coarse, *fine} - {"ATA"}):
        x, y = middle(fine.get(code) or coarse[code])
        countries[code] = {"x": x, "y": y} | (
            {"path": draw(coarse[code])} if code in coarse else {}
        )
    told = {"width": 360 * SCALE, "height": (NORTH - SOUTH) * SCALE, "scale": SCALE, "north": NORTH}
    text = json.dumps(told | {"countries": countries}, ensure_ascii=False, indent=0, sort_keys=True)
    TARGET.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
