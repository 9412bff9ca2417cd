"""The readers find the sample's records where they are expected, and refuse what is to be refused."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from build_sample import EXPECTED, RAW

from copydesk.readers import read_file
from copydesk.readers.source import is_control_file, load_source
from copydesk.records import RawRecord, Rejection

ANSWERS: dict[str, Any] = json.loads(EXPECTED.read_text("utf-8"))


@pytest.fixture(scope="module")
def found() -> list[RawRecord | Rejection]:
    items: list[RawRecord | Rejection] = []
    for path in sorted(p for p in RAW.rglob("*") if p.is_file() and not is_control_file(p.name)):
        source = load_source(path.parent, RAW)
        items += read_file(path, path.relative_to(RAW).as_posix(), source)
    return items


def test_every_location_is_read_once(found: list[RawRecord | Rejection]) -> None:
    places = [(item.raw_path, item.raw_position) for item in found]
    assert len(set(places)) == len(places) == ANSWERS["n_locations"]


def test_records_stand_where_they_are_expected(found: list[RawRecord | Rejection]) -> None:
    read = {(item.raw_path, item.raw_position) for item in found if isinstance(item, RawRecord)}
    answers = [*ANSWERS["records"], *ANSWERS["redelivered"]]
    expected = {(a["raw_path"], a["raw_position"]) for a in answers}
    assert {place for place in expected if place[1] is not None} <= read


def test_records_without_a_place_of_their_own_are_found_by_id(
    found: list[RawRecord | Rejection],
) -> None:
    read = {(item.raw_path, (item.source_record_id or "").strip("<>")) for item in found}
    expected = {(a["raw_path"], a["source_record_id"]) for a in ANSWERS["records"] if a["raw_position"] is None}  # fmt: skip
    assert expected <= read


def test_a_second_delivery_is_the_same_record(found: list[RawRecord | Rejection]) -> None:
    seen = Counter(item.record_id for item in found)
    assert sorted(n for n in seen.values() if n > 1) == [2] * len(ANSWERS["redelivered"])


def test_readers_refuse_what_is_to_be_refused(found: list[RawRecord | Rejection]) -> None:
    refused = [
        (item.raw_path, item.raw_position, list(item.reasons))
        for item in found
        if isinstance(item, Rejection)
    ]
    assert sorted(refused) == sorted(
        (a["raw_path"], a["raw_position"], a["reasons"])
        for a in ANSWERS["quarantined"]
        if a["stage"] == "read"
    )
