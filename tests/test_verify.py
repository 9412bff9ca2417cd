"""`copydesk verify` as an auditor: every planted corruption is found, and its table, partition and row are named."""

from __future__ import annotations

import dataclasses
import datetime as dt
import errno
import hashlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from desk_runs import run_desk, story, write_lines

from copydesk.auditing.explain import explain_id
from copydesk.auditing.verify import verify_published
from copydesk.disk.storage import replace_table
from flows.settings import load_settings, open_workspace

Rows = list[dict[str, Any]]
LONG_AGO = dt.datetime(1999, 1, 1)  # noqa: DTZ001 - a day has no zone


@dataclasses.dataclass
class Published:
    """A copy of a published folder that a test may damage."""

    raw: Path
    curated: Path

    def version(self) -> Path:
        """Return the folder of the published version."""
        return (self.curated / "current").resolve()

    def place(self, table: str, number: int = 0) -> str:
        """Return the place of a file of a table, the dated ones first."""
        folder = self.version() / table
        return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*.parquet"))[number]

    def edit(
        self, table: str, change: Callable[[Rows], Any], number: int = 0
    ) -> tuple[str, str, str]:
        """Change the rows of a file in place; return table, partition and what `change` returns: the key."""
        place = self.place(table, number)
        path = self.version() / table / place
        found = pq.read_table(path, partitioning=None)
        rows = found.to_pylist()
        key = change(rows)
        pq.write_table(pa.Table.from_pylist(rows, schema=found.schema), path)
        return table, partition_of(place), key

    def findings(self) -> str:
        """Return what `verify` finds, one line per check that fails."""
        settings = load_settings(environment={}, raw=str(self.raw), curated=str(self.curated))
        checks = verify_published(open_workspace(settings), "1GB", 1)
        return "\n".join(f"{c.name}: {c.detail}" for c in checks if not c.is_ok)


def partition_of(place: str) -> str:
    return next((part for part in place.split("/") if "=" in part), "the whole table")


@pytest.fixture(scope="module")
def desk(tmp_path_factory) -> Path:
    """A published collection with names, events, copies and quarantined records."""
    folder = tmp_path_factory.mktemp("verify")
    write_lines(folder / "raw" / "a" / "one.jsonl", [story(n) for n in range(6)])
    write_lines(folder / "raw" / "b" / "two.jsonl", [story(n) for n in range(4, 8)])
    write_lines(folder / "raw" / "b" / "short.jsonl", [story(9, text="Too short.")])
    (folder / "raw" / "b" / "empty.txt").write_text("")
    run_desk(folder / "raw", folder / "out", tables="events")
    return folder


@pytest.fixture
def published(desk, tmp_path) -> Published:
    shutil.copytree(desk / "raw", tmp_path / "raw")
    shutil.copytree(desk / "out", tmp_path / "out", symlinks=True)
    return Published(tmp_path / "raw", tmp_path / "out")


def test_nothing_is_found_where_nothing_is_wrong(published):
    assert published.findings() == ""


def change_column(
    table: str, column: str, value: Callable[[Any], Any]
) -> Callable[[Published], tuple[str, str, str]]:
    """Return a corruption that changes one cell."""
    from schemas.tables import TABLES

    def corrupt(published: Published) -> tuple[str, str, str]:
        def change(rows: Rows) -> str:
            row = next(
                row for row in rows if row[column] is not None or column == "event_date_start"
            )
            row[column] = value(row[column])
            return str(row[TABLES[table].key])

        return published.edit(table, change)

    return corrupt


def drop_row(table: str, key: str) -> Callable[[Published], tuple[str, str, str]]:
    return lambda published: published.edit(table, lambda rows: rows.pop(0)[key])


def repeat_row(published):
    return published.edit("mentions", lambda rows: rows.append(rows[0]) or rows[0]["mention_id"])


def change_id_by_hand(published):
    def change(rows: Rows) -> str:
        rows[0]["article_id"] = "art_" + "0" * 24
        return "art_" + "0" * 24

    return published.edit("articles", change)


def null_in_a_column_that_has_none(published):
    place = published.place("copies")
    path = published.version() / "copies" / place
    found = pq.read_table(path, partitioning=None)
    rows = found.to_pylist()
    key, rows[0]["raw_path"] = rows[0]["record_id"], None
    loose = pa.schema([field.with_nullable(True) for field in found.schema])
    pq.write_table(pa.Table.from_pylist(rows, schema=loose), path)
    return "copies", partition_of(place), key


def move_row_to_another_partition(published):
    moved: Rows = []
    _, _, key = published.edit(
        "copies", lambda rows: moved.append(rows.pop(0)) or moved[0]["record_id"]
    )
    published.edit("copies", lambda rows: rows.append(moved[0]), 1)
    return "copies", partition_of(published.place("copies", 1)), key


def swap_two_files(published):
    one, two = (published.version() / "articles" / published.place("articles", n) for n in (0, 1))
    key = pq.read_table(one, partitioning=None).to_pylist()[0]["article_id"]
    spare = one.with_name("spare")
    os.rename(one, spare)
    os.rename(two, one)
    os.rename(spare, two)
    return "articles", partition_of(published.place("articles", 1)), key


def lose_a_partition(published):
    place = published.place("copies")
    path = published.version() / "copies" / place
    key = pq.read_table(path, partitioning=None).to_pylist()[0]["record_id"]
    shutil.rmtree(path.parent)
    return "copies", partition_of(place), key


def flip_a_byte_of_the_data(published):
    place = published.place("copies")
    path = published.version() / "copies" / place
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 0x40
    path.unlink()
    path.write_bytes(data)
    return "copies", partition_of(place), ""


def change_a_type(published):
    place = published.place("articles")
    path = published.version() / "articles" / place
    found = pq.read_table(path, partitioning=None)
    at = found.schema.get_field_index("n_words")
    pq.write_table(found.set_column(at, "n_words", found["n_words"].cast(pa.string())), path)
    return "articles", partition_of(place), "column n_words is string, not int64"


def add_a_column(published):
    place = published.place("entities")
    path = published.version() / "entities" / place
    found = pq.read_table(path, partitioning=None)
    pq.write_table(found.append_column("score", pa.array([1] * len(found))), path)
    return "entities", partition_of(place), "column score is not in the contract"


def add_a_file(published):
    place = published.place("articles")
    path = published.version() / "articles" / place
    key = pq.read_table(path, partitioning=None).to_pylist()[0]["article_id"]
    shutil.copy(path, path.with_name("part-1.parquet"))
    return "articles", partition_of(place), key


def change_the_manifest(published):
    path = published.version() / "manifest.json"
    manifest = json.loads(path.read_text())
    place = published.place("copies")
    manifest["tables"]["copies"]["files"][place]["rows"] += 1
    path.write_text(json.dumps(manifest))
    return "copies", partition_of(place), "the manifest says"


def change_a_row_and_the_manifest_with_it(published):
    """What a careful hand would do: the hashes fit again, the row is still not what the raw records give."""
    found = change_column("articles", "body", lambda text: text.replace("Tuesday", "Monday"))(
        published
    )
    path = published.version() / "manifest.json"
    manifest = json.loads(path.read_text())
    place = published.place("articles")
    data = (published.version() / "articles" / place).read_bytes()
    manifest["tables"]["articles"]["files"][place]["sha256"] = hashlib.sha256(data).hexdigest()
    path.write_text(json.dumps(manifest))
    return found


def lose_a_file_of_the_ledger(published):
    path = published.curated / ".work" / "ledger.parquet"
    rows = pq.read_table(path)
    kept = [row for row in rows.to_pylist() if row["raw_path"] != "a/one.jsonl"]
    replace_table(pa.Table.from_pylist(kept, schema=rows.schema), path)  # sealed: a careful hand
    return first_copy(published)


def first_copy(published):
    place = published.place("copies")
    rows = pq.read_table(published.version() / "copies" / place, partitioning=None).to_pylist()
    return (
        "copies",
        partition_of(place),
        next(r for r in rows if r["raw_path"] == "a/one.jsonl")["record_id"],
    )


def change_the_raw_file(published):
    path = published.raw / "a" / "one.jsonl"
    path.write_text(path.read_text().replace("Tuesday", "Thursday"))
    return first_copy(published)


def change_the_raw_bytes_that_are_kept(published):
    part = next(
        p
        for p in (published.curated / ".work" / "records").rglob("part-*.parquet")
        if b"one.jsonl" not in p.read_bytes()
    )
    rows = pq.read_table(part)
    changed = rows.to_pylist()
    for row in changed:
        row["raw"] = row["raw"] and row["raw"].replace(b"Tuesday", b"Thursday")
    pq.write_table(pa.Table.from_pylist(changed, schema=rows.schema), part)
    key = next(row["record_id"] for row in changed if row["raw"])
    found = ("copies", *where_is(published, "copies", "record_id", key))
    return (
        found if found[1] else ("quarantine", *where_is(published, "quarantine", "record_id", key))
    )


def where_is(published, table, column, key):
    for number in range(9):
        try:
            place = published.place(table, number)
        except IndexError:
            return "", key
        rows = pq.read_table(published.version() / table / place, partitioning=None).to_pylist()
        if any(row[column] == key for row in rows):
            return partition_of(place), key
    return "", key


CORRUPTIONS = {
    # articles, manifest, ledger
    "an edited body": change_column("articles", "body", lambda text: text.replace("Tuesday", "Monday")),
    "a stale count": change_column("articles", "n_copies", lambda n: n + 1),
    "an article under another id": change_id_by_hand,
    "a row removed from articles": drop_row("articles", "article_id"),
    "two files swapped": swap_two_files,
    "another type of column": change_a_type,
    "a file too many": add_a_file,
    "an edited body and its manifest": change_a_row_and_the_manifest_with_it,
    "an edited manifest": change_the_manifest,
    "a raw file missing in the ledger": lose_a_file_of_the_ledger,
    # copies
    "a flipped byte": flip_a_byte_of_the_data,
    "a missing partition": lose_a_partition,
    "a row removed from copies": drop_row("copies", "record_id"),
    "a copy of no article": change_column("copies", "article_id", lambda _: "art_" + "0" * 24),
    "a row in another partition": move_row_to_another_partition,
    "a null where none may be": null_in_a_column_that_has_none,
    "a later delivery count": change_column("copies", "n_deliveries", lambda n: n + 1),
    "another raw file under published records": change_the_raw_file,
    "other raw bytes in the work folder": change_the_raw_bytes_that_are_kept,
    "a row removed from quarantine": drop_row("quarantine", "record_id"),
    # the others
    "a row removed from entities": drop_row("entities", "entity_id"),
    "a stale count of mentions": change_column("entities", "n_mentions", lambda n: n + 1),
    "a column too many": add_a_column,
    "a mention of no entity": change_column("mentions", "entity_id", lambda _: "ent_" + "0" * 24),
    "an edited offset": change_column("mentions", "start", lambda n: n + 1),
    "a surface that the text does not say": change_column("mentions", "surface", lambda _: "Nobody"),
    "a duplicated key": repeat_row,
    "an event mention of no event": change_column("event_mentions", "event_id", lambda _: "evt_" + "0" * 24),
    "an edited quarantine reason": change_column("quarantine", "reasons", lambda _: ["no_body"]),
    "an event date outside of its window": change_column("event_mentions", "event_date_start", lambda _: LONG_AGO),
}  # fmt: skip


TOGETHER = 3
"""Corruptions planted at once: one must not hide another, and ten audits take a third of the time of thirty."""
ALONE = "other raw bytes in the work folder"
"""Accepted bodies are kept beside the bytes of their record: where these are others, nothing can be built again and compared."""
OTHERS = [what for what in CORRUPTIONS if what != ALONE]
N_GROUPS = -(-len(OTHERS) // TOGETHER)
GROUPS = [[ALONE], *(OTHERS[at::N_GROUPS] for at in range(N_GROUPS))]


@pytest.mark.parametrize("group", GROUPS, ids=[", ".join(group) for group in GROUPS])
def test_planted_corruptions_are_found_with_their_table_partition_and_row(published, group):
    planted = {what: CORRUPTIONS[what](published) for what in group}
    findings = published.findings()
    lines = [line for check in findings.splitlines() for line in check.split("; ")]
    for what, names in planted.items():
        assert any(all(name in line for name in names) for line in lines), (
            f"{what} {names}\n{findings}"
        )


FULL = duckdb.IOException("IO Error: Could not write file: No space left on device")
DAMAGED = duckdb.IOException("IO Error: No magic bytes found")


@pytest.mark.parametrize(
    ("step", "trouble", "is_finding"),
    [
        ("fold_copies", OSError(errno.ENOSPC, "No space left on device", "/x"), False),
        ("fold_copies", FileNotFoundError(errno.ENOENT, "No such file or directory", "/x"), True),
        ("fold_copies", duckdb.OutOfMemoryException("Out of Memory Error"), False),
        *((step, FULL, False) for step in ("fold_copies", "check_content", "check_behind")),
        *((step, DAMAGED, True) for step in ("fold_copies", "check_content", "check_behind")),
    ],
)
def test_what_the_machine_lacks_is_no_finding(
    published, monkeypatch: pytest.MonkeyPatch, step: str, trouble: Exception, is_finding: bool
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise trouble

    monkeypatch.setattr(f"copydesk.auditing.verify.{step}", fail)
    if is_finding:
        assert str(trouble) in published.findings()
    else:
        with pytest.raises(type(trouble)):
            published.findings()


def test_a_raw_file_that_grew_or_went_away_is_no_corruption(published):
    with (published.raw / "a" / "one.jsonl").open("a") as feed:
        feed.write(json.dumps(story(20)) + "\n")
    (published.raw / "b" / "two.jsonl").unlink()
    assert published.findings() == ""


@pytest.mark.parametrize("left", [0, 300, None], ids=["emptied", "cut", "replaced"])
def test_a_raw_file_with_other_bytes_is_told_until_it_was_read_anew(tmp_path, left):
    published = Published(tmp_path / "raw", tmp_path / "out")
    path = published.raw / "a" / "one.jsonl"
    write_lines(path, [story(n) for n in range(3)])
    run_desk(published.raw, published.curated)
    key = pd.read_parquet(published.curated / "copies")["record_id"][0]

    def told():
        lines = explain_id(key, published.raw, published.curated)
        return next(line for line in lines if str(path) in line)

    assert told().endswith(" is there")
    text = path.read_text()
    path.write_text(text.replace("Tuesday", "Thursday") if left is None else text[:left])
    assert f"a/one.jsonl has other bytes than were read, {path.stat().st_size:,} of them" in (
        published.findings()
    )
    assert told().endswith("holds other bytes than were read; the work folder keeps those")
    run_desk(published.raw, published.curated)
    assert published.findings() == ""
    assert told().endswith("was replaced; what it held before, the work folder keeps")
    path.write_text(text.replace("Tuesday", "Friday"))
    assert "a/one.jsonl has other bytes than were read" in published.findings()


def test_a_folder_in_the_place_of_a_raw_file_is_a_file_that_went_away(published):
    path = published.raw / "b" / "two.jsonl"
    path.unlink()
    path.mkdir()
    assert published.findings() == ""
