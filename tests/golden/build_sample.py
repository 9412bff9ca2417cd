"""Builds the sample in `data/raw` and its expected answers from the stories beside this file, byte for byte.

Run `python tests/golden/build_sample.py` to write both anew. No clock, no chance and no machine enters the files.
"""

from __future__ import annotations

import json
import pathlib
import shutil

from sample_answers import Row, Sample
from sample_exports import (
    add_cedar_review,
    add_meridian_wire,
    add_plains_ledger,
    add_tradewire_archive,
)
from sample_mixtures import add_continental_desk, add_saltmarsh_observer
from sample_pages import add_deccan_standard, add_harbour_gazette, add_northern_courier
from sample_story import read_stories

HERE = pathlib.Path(__file__).parent
RAW = HERE.parents[1] / "data" / "raw"
EXPECTED = HERE / "sample_expected.json"


def build() -> Sample:
    """Return the whole sample."""
    sample, stories = Sample(), read_stories()
    for add in (
        add_meridian_wire,
        add_harbour_gazette,
        add_deccan_standard,
        add_northern_courier,
        add_plains_ledger,
        add_tradewire_archive,
        add_cedar_review,
        add_continental_desk,
        add_saltmarsh_observer,
    ):
        add(sample, stories)
    return sample


def expected_json(sample: Sample) -> str:
    """Return the expected answers as text, in the order of the files."""
    answers = {
        "n_files": sum(not name.endswith("source.toml") for name in sample.files),
        "n_locations": len(sample.records) + len(sample.quarantined) + len(sample.redelivered),
        "records": sorted(sample.records, key=order_of),
        "redelivered": sorted(sample.redelivered, key=order_of),
        "quarantined": sorted(sample.quarantined, key=order_of),
    }
    return json.dumps(answers, ensure_ascii=False, indent=1) + "\n"


def order_of(row: Row) -> tuple[str, str, str]:
    """Return the key by which answers are ordered."""
    return row["raw_path"], row["raw_position"] or "", row.get("story", "")


def write(raw: pathlib.Path = RAW, expected: pathlib.Path = EXPECTED) -> None:
    """Write the sample in place of the one that is there, and the expected answers."""
    sample = build()
    shutil.rmtree(raw, ignore_errors=True)
    for name, content in sample.files.items():
        path = raw / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    expected.write_text(expected_json(sample), "utf-8")


if __name__ == "__main__":
    write()
