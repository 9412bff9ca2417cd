"""The sample in `data/raw` and its expected answers are what the builder gives, and keep the promises of the page."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable

import pyarrow.parquet as pq
import pytest
import zstandard
from build_sample import EXPECTED, RAW, build, expected_json
from sample_answers import Sample
from sample_forms import mangle, wrap_hard

LARGEST_BYTES = 500_000


@pytest.fixture(scope="module")
def sample() -> Sample:
    return build()


def unzst(raw: bytes) -> bytes:
    return zstandard.ZstdDecompressor().stream_reader(io.BytesIO(raw)).read()


def rows_of(raw: bytes) -> object:
    return pq.read_table(io.BytesIO(raw)).to_pylist()


# Another build of zlib, zstd or Arrow may pack the same content into other bytes: those are compared unpacked.
UNPACK: dict[str, Callable[[bytes], object]] = {
    "gz": gzip.decompress,
    "zst": unzst,
    "parquet": rows_of,
}


def unpacked(name: str, raw: bytes) -> object:
    return UNPACK.get(name.rsplit(".", 1)[-1], bytes)(raw)


def test_raw_folder_holds_exactly_the_files_of_the_builder(sample: Sample) -> None:
    found = {path.relative_to(RAW).as_posix() for path in RAW.rglob("*") if path.is_file()}
    assert found == set(sample.files)


def test_raw_files_are_what_the_builder_gives(sample: Sample) -> None:
    differing = [
        name
        for name, content in sample.files.items()
        if unpacked(name, (RAW / name).read_bytes()) != unpacked(name, content)
    ]
    assert differing == []


def test_building_twice_gives_the_same_bytes(sample: Sample) -> None:
    assert build().files == sample.files


def test_expected_answers_are_what_the_builder_gives(sample: Sample) -> None:
    assert EXPECTED.read_text("utf-8") == expected_json(sample)


def test_sample_is_small(sample: Sample) -> None:
    assert sum(map(len, sample.files.values())) < LARGEST_BYTES


def test_three_records_must_be_quarantined(sample: Sample) -> None:
    assert len(sample.quarantined) == 3


def test_every_story_has_one_canonical_record(sample: Sample) -> None:
    stories = sorted({row["story"] for row in sample.records})
    assert stories == sorted(r["story"] for r in sample.records if r["kind"] == "canonical")


def test_expected_answers_add_up() -> None:
    answers = json.loads(EXPECTED.read_text("utf-8"))
    places = [*answers["records"], *answers["redelivered"], *answers["quarantined"]]
    assert answers["n_locations"] == len(places)
    assert {place["raw_path"] for place in places} <= set(build().files)


def test_mangled_text_can_be_mended() -> None:
    assert mangle("“Zoë”").encode("cp1252", "replace") != "“Zoë”".encode()
    assert mangle("£5") == "Â£5"


def test_hard_wrapped_text_keeps_its_letters() -> None:
    text = "Title\n\nThe harbourmaster closed the channel to larger vessels on Wednesday night."
    assert "".join(wrap_hard(text, 30).split()).replace("-", "") == "".join(text.split())
