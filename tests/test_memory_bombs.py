"""Small files that stand for gigabytes: refused before the gigabytes are made. Peaks are measured in fresh processes."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from copydesk.limits.isolated import run_alone
from copydesk.readers import read_file
from copydesk.readers.http import BodyError, HttpResponse, decoded_body, parse_response
from copydesk.records import RawRecord

MIB = 1 << 20
MAX_PEAK = 700  # MiB; 250 is what it takes, spread out it was 6 GB


def response_of(block: bytes) -> HttpResponse:
    """Return the response in a block."""
    response = parse_response(block)
    assert response is not None
    return response


def repeated(values: list[str], numbers: list[int]) -> pa.Array:
    """Return texts that are given once and named by number."""
    return pa.DictionaryArray.from_arrays(pa.array(numbers, pa.int32()), values)


def peak_mib() -> int:
    """Return the peak of this process in MiB: its own, not that of the process it was started from (`ru_maxrss` is both)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def read_and_weigh(path: str) -> tuple[list[str], int]:
    """Return what became of each row of a file, and the peak of this process in MiB."""
    items = list(read_file(Path(path), "a.parquet"))
    told = ["record" if isinstance(item, RawRecord) else item.reasons[0] for item in items]
    return told, peak_mib()


def unbrotli_and_weigh(response: bytes) -> tuple[str, int]:
    """Return what is said of a response's body, and the peak of this process in MiB."""
    try:
        said = f"{len(decoded_body(response_of(response), 16 * MIB))} bytes"
    except BodyError as error:
        said = str(error)
    return said, peak_mib()


@pytest.mark.parametrize("shape", ["flat", "list", "struct", "map", "fixed", "twice"])
def test_parquet_value_that_many_rows_share_is_not_spread_out(tmp_path, shape):
    value = "x" * 15_000_000
    column = repeated([value], [0] * 400)
    if shape == "list":
        column = pa.ListArray.from_arrays(pa.array([0, 400], pa.int32()), column)
    if shape == "struct":
        column = pa.StructArray.from_arrays([column], ["text"])
    if shape == "map":
        keys = pa.array(range(400), pa.int32())
        column = pa.MapArray.from_arrays(pa.array([0, 400], pa.int32()), keys, column)
    if shape == "fixed":
        column = pa.FixedSizeListArray.from_arrays(column, 400)
    columns = [column, pa.array([""] * len(column))] if shape == "twice" else [column]
    path = tmp_path / "a.parquet"
    table = pa.Table.from_arrays(columns, names=["body"] * len(columns))
    pq.write_table(table, path, compression="zstd")
    assert path.stat().st_size < 4000
    told, peak = run_alone(read_and_weigh, str(path), 60)
    assert told[-1] == "too_large"
    assert len(told) <= 2
    assert peak < MAX_PEAK


def test_parquet_row_too_large_costs_itself_and_shared_values_are_read(tmp_path):
    small, large = "The ferry ran aground.", "x" * 3_000_000
    lists = [[0] * 3, [1] * 300, [0]]
    offsets = pa.array([0, 3, 303, 304], pa.int32())
    column = pa.ListArray.from_arrays(
        offsets, repeated([small, large], [n for row in lists for n in row])
    )
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"body": column, "title": ["a", "b", "c"]}), path)
    items = list(read_file(path, "a.parquet"))
    assert [item.raw_position for item in items] == ["row 1", "row 2", "row 3"]
    assert [isinstance(item, RawRecord) for item in items] == [True, False, True]
    assert isinstance(items[0], RawRecord)
    assert items[0].fields == {"body": [small] * 3, "title": "a"}


def test_brotli_body_that_stands_for_gigabytes_is_refused_in_steps():
    brotli = pytest.importorskip("brotli")
    packer = brotli.Compressor(quality=5)
    body = b"".join(packer.process(b"\0" * (16 * MIB)) for _ in range(100)) + packer.finish()
    response = b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n" + body
    assert len(response) < 20_000
    said, peak = run_alone(unbrotli_and_weigh, response, 60)
    assert said == "the body expands to more than 16,777,216 bytes"
    assert peak < MAX_PEAK


def test_brotli_body_of_an_honest_size_is_read_whole():
    brotli = pytest.importorskip("brotli")
    text = b"The ferry ran aground. " * 200_000
    response = b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n" + brotli.compress(text)
    assert decoded_body(response_of(response), 16 * MIB) == text
