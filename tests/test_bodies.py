"""Accepted bodies are kept beside the bytes that they were read from: the same text comes back, or the damage is known."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from desk_runs import run_desk, story, table_bytes, write_lines

from copydesk.disk.bodies import (
    FRAME,
    MOST_TIMES,
    pack_bodies,
    pack_body,
    read_accepted,
    unpack_body,
)
from copydesk.disk.seals import DamagedWorkError
from copydesk.disk.storage import replace_table

BODY = "Dockers in Riga ended their strike on Tuesday.\n\nKöszönöm – \U0001f6a2 said the mayor."


@pytest.mark.parametrize(
    "raw",
    [
        BODY.encode(),
        f"<p>{BODY}</p>".encode("utf-16"),
        b"",
        b"\x00" * 50,
        FRAME * 3,
        b"x" * (MOST_TIMES * len(BODY.encode()) + 1),
    ],
)
@pytest.mark.parametrize("body", [BODY, "", "(\u00b5", BODY * 500])
def test_a_body_comes_back_whatever_it_is_packed_beside(body: str, raw: bytes) -> None:
    assert unpack_body(pack_body(body, raw), raw) == body


def test_other_bytes_are_known() -> None:
    raw = f'{{"text": "{BODY}"}}'.encode()
    kept = pack_body(BODY, raw)
    assert len(kept) < len(BODY) / 2
    with pytest.raises(ValueError, match="beside other bytes"):
        unpack_body(kept, raw.replace(b"Riga", b"Oslo"))


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    write_lines(tmp_path / "raw" / "a" / "one.jsonl", [story(n) for n in range(4)])
    run_desk(tmp_path / "raw", tmp_path / "out")
    return tmp_path


def one_part(desk: Path) -> tuple[Path, Path]:
    work = desk / "out" / ".work"
    [part] = work.glob("records/*/part-*.parquet")
    [accepted] = work.glob("accepted/*/accepted.parquet")
    return part, accepted


def test_the_articles_at_some_places_are_read(desk: Path) -> None:
    part, path = one_part(desk)
    whole = read_accepted(path, part)
    assert sorted(whole["body"].to_pylist()) == sorted(story(n)["text"] for n in range(4))
    row = whole.to_pylist()[2]
    some = read_accepted(path, part, [f"{row['file_key']};{row['raw_position']}", "no;where"])
    assert some.to_pylist() == [row]


def test_bodies_that_were_packed_beside_other_bytes_are_made_again(desk: Path) -> None:
    before = table_bytes(desk / "out")
    part, path = one_part(desk)
    rows = pq.read_table(part)
    other = rows.set_column(
        rows.schema.get_field_index("raw"),
        rows.schema.field("raw"),
        pa.array([raw + b" " for raw in rows["raw"].to_pylist()], pa.large_binary()),
    )
    packed = pack_bodies(read_accepted(path, part), other)
    replace_table(packed, path)  # sealed, and sound to look at
    with pytest.raises(DamagedWorkError):
        read_accepted(path, part)
    for name in ("collection", "copies"):  # so that all of it is read again
        shutil.rmtree(desk / "out" / ".work" / name)
    (desk / "out" / "articles").unlink()
    run_desk(desk / "raw", desk / "out")
    assert table_bytes(desk / "out") == before
