"""Runs of the whole desk in this process, without the engine: what the tests of the promises compare."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flows.curate import curate_with
from flows.progress import Progress
from flows.settings import load_settings
from flows.summary import Summary

STORY = (
    "{lead} The council of {town} voted on Tuesday to reopen the {thing}, which had been closed since the storm in "
    "March. Mayor {name} said that the work would begin in May and cost {cost} million. Opponents of the plan "
    "protested in front of the town hall, and police arrested {cost} people."
)


def run_desk(raw: Path, curated: Path, **settings: Any) -> Summary:
    """Curate a raw folder with plain calls; articles only, and one thread of DuckDB, unless told otherwise.

    A second thread costs a tenth of a small run. What two may change, `tests.trust` tries, the gates, and the sample.
    """
    told: dict[str, Any] = {"tables": "articles", "min_words": 5, "workers": 1} | settings
    return curate_with(
        load_settings(environment={}, raw=str(raw), curated=str(curated), **told), Progress(False)
    )


def story(number: int, **changes: Any) -> dict[str, Any]:
    """Return one small JSON record; equal numbers give equal stories."""
    names = ("Maria Okafor", "Jonas Lindqvist", "Aiko Tanabe", "Pedro Almada", "Lena Brandt")
    towns = ("Port Ellery", "Vasko", "Minamihara", "Caleta Honda", "Grauhafen")
    things = (
        "ferry line",
        "tram depot",
        "fish market",
        "library",
        "power station",
        "museum",
        "swimming hall",
    )
    text = STORY.format(
        lead=f"Story number {number} is about {things[number % 7]} {number * 37 % 101} and nothing else.",
        town=towns[number % 5],
        thing=things[number % 7],
        name=names[number * 3 % 5],
        cost=number + 3,
    )
    day = 1 + number % 28
    return {
        "id": f"s{number}",
        "title": f"{towns[number % 5]} votes on {things[number % 7]}, plan {number}",
        "text": text,
        "published": f"2024-0{1 + number % 3}-{day:02d}T08:00:00Z",
        "url": f"https://gazette.example/{number}",
        "author": names[number * 3 % 5],
    } | changes


def write_lines(path: Path, records: list[Mapping[str, Any]]) -> None:
    """Write records as JSON lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")


def table_bytes(curated: Path) -> dict[str, str]:
    """Return the hash of every published file, manifest included."""
    root = (curated / "current").resolve()
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }
