"""Work files, links and manifests that somebody or something changed: used by no run, seen by `verify`, mended by `repair`."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
from itertools import cycle
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from copydesk.auditing.explain import explain_id
from copydesk.auditing.rereading import Sample, check_readings
from copydesk.auditing.verify import check_surface, check_work, verify_published
from copydesk.collection.state import LostStateError, open_state
from copydesk.disk.own_files import misfits_in, read_pieces, scan_of
from copydesk.disk.seals import DamagedWorkError, check_seals, is_sound, open_json, sealed_json
from copydesk.disk.storage import replace_table, write_table
from copydesk.errors import CopydeskError, StorageError
from copydesk.raw.counted import Listing, look_at_part, read_listing, write_listing
from copydesk.raw.intake import RawFile
from copydesk.versions.published import decode_manifest, version_name
from flows.command_line import DONE, UNPROVEN, main
from flows.progress import Progress
from flows.repair import repair_with
from flows.settings import load_settings, open_workspace
from tests.desk_runs import run_desk, story, table_bytes, write_lines

TABLE = pa.table({"a": list(range(1000)), "b": ["x" * (n % 7) for n in range(1000)]})


def flip(path, at=0.5):
    data = bytearray(path.read_bytes())
    data[int((len(data) - 1) * at)] ^= 1
    path.write_bytes(data)


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    """A published collection with names and events."""
    folder = tmp_path_factory.mktemp("damage")
    write_lines(folder / "raw" / "a" / "one.jsonl", [story(n) for n in range(5)])
    write_lines(folder / "raw" / "b" / "two.jsonl", [story(7), story(9, text="Too short.")])
    (folder / "raw" / "b" / "empty.txt").write_text("")
    run_desk(folder / "raw", folder / "out", tables="events")
    return folder


@pytest.fixture
def desk(once, tmp_path):
    shutil.copytree(once, tmp_path / "desk", symlinks=True)
    return tmp_path / "desk"


def settings_of(root):
    told = {"raw": str(root / "raw"), "curated": str(root / "out"), "min_words": 5}
    return load_settings(environment={}, tables="events", **told)


def findings(root, sample=None):
    return told_of(verify_published(open_workspace(settings_of(root)), "1GB", 1, sample))


def surface(root):
    """Return what `verify` finds of manifest, links and files."""
    out = root / "out"
    return told_of(check_surface(out, *decode_manifest(out / "current" / "manifest.json")))


def behind(root):
    """Return what it finds in the work folder."""
    return told_of(check_work(open_workspace(settings_of(root))))


def readings(root, sample, scratch):
    """Return what it finds where raw files are read again."""
    desk = open_workspace(settings_of(root))
    return told_of(check_readings(desk, desk.versions(), sample, scratch / "parsed"))


def told_of(checks):
    return "\n".join(f"{c.name}: {c.detail}" for c in checks if not c.is_ok)


def run(root):
    return run_desk(root / "raw", root / "out", tables="events")


# seals


@pytest.mark.parametrize("at", [0, 0.3, 0.5, 0.9, 0.97, 0.99, 1])
def test_a_byte_changed_anywhere_breaks_the_seal(tmp_path, at):
    path = tmp_path / "x.parquet"
    replace_table(TABLE, path)
    assert is_sound(path)
    assert pq.read_table(path).equals(TABLE)
    flip(path, at)
    assert not is_sound(path)


def test_every_byte_of_a_small_file_is_under_the_seal(tmp_path):
    path = tmp_path / "x.parquet"
    replace_table(pa.table({"a": [1]}), path)
    data = path.read_bytes()
    for at in range(len(data)):
        path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        assert not is_sound(path), at
    for size in range(0, len(data), 7):
        path.write_bytes(data[:size])
        assert not is_sound(path), size


def test_a_seal_holds_for_one_place(tmp_path):
    one, other = tmp_path / "one.parquet", tmp_path / "other.parquet"
    replace_table(TABLE, one)
    replace_table(TABLE, other)
    one.rename(tmp_path / "spare")
    other.rename(one)
    with pytest.raises(DamagedWorkError, match=r"one\.parquet"):
        check_seals([one, tmp_path / "missing.parquet"])


def test_what_was_never_sealed_is_not_sound(tmp_path):
    write_table(TABLE, tmp_path / "x.parquet")
    assert not is_sound(tmp_path / "x.parquet")


def test_a_sealed_object_says_what_was_written():
    told = {"a": [1, 2], "b": None}
    assert open_json(sealed_json(told)) == told
    for text in (sealed_json(told).replace("1", "3", 1), json.dumps(told), "[]", ""):
        with pytest.raises(ValueError, match=r"."):
            open_json(text)


# runs


@pytest.mark.parametrize("command", ["run", "verify", "repair"])
def test_our_own_json_that_nests_deeper_than_python_reads_is_damage(desk, command, capsys):
    found = [*desk.rglob("*.json"), desk / "out" / "runs.jsonl"]
    assert {path.name for path in found} >= {"files.json", "manifest.json", "kept.json"}
    for path in found:
        path.unlink()
        path.write_text("[" * 100_000)
    folders = ["--raw", str(desk / "raw"), "--curated", str(desk / "out")]
    main([command, *folders, "--set=workers=1", "--set=tables=articles", "--set=min_words=5"])
    assert "internal error" not in capsys.readouterr().err


def work_files(root, pattern):
    found = sorted((root / "out" / ".work").glob(pattern))
    assert found
    return found


WORK = [
    "accepted/*/accepted.parquet",
    "accepted/*/rejected.parquet",
    "annotated/*/coded.parquet",
    "annotated/*/done.parquet",
]


def rewrite(path, change):
    """Change the rows of a file as a library would: a sound Parquet file, without our seal."""
    found = pq.read_table(path, partitioning=None)
    pq.write_table(pa.Table.from_pylist(change(found.to_pylist()), schema=found.schema), path)


def test_a_run_uses_no_work_file_that_was_changed(desk):
    before = table_bytes(desk / "out")
    shutil.copytree(desk / "raw", desk / "more")
    for path in work_files(desk, "accepted/*/accepted.parquet"):
        rewrite(path, lambda rows: [r | {"title": "Edited by hand"} for r in rows])
    for path in work_files(desk, "annotated/*/coded.parquet"):
        rewrite(path, lambda rows: rows[::2])
    shutil.rmtree(desk / "out" / ".work" / "collection")  # so that all of it is used
    shutil.rmtree(desk / "out" / ".work" / "copies")
    (desk / "out" / "articles").unlink()
    run(desk)
    assert table_bytes(desk / "out") == before
    assert behind(desk) == ""


def test_a_work_file_that_breaks_again_at_once_ends_the_run(desk, monkeypatch):
    from copydesk import acceptance

    real = acceptance.accept_part

    def breaking(part, sources, settings, target):
        real(part, sources, settings, target)
        flip(target / "accepted.parquet")

    monkeypatch.setattr(acceptance, "accept_part", breaking)
    write_lines(desk / "raw" / "c" / "new.jsonl", [story(20)])
    with pytest.raises(StorageError, match="damaged once more"):
        run(desk)


@pytest.mark.parametrize("name", ["kept.json", "records-*.parquet", "texts-*.parquet"])
def test_what_the_search_for_copies_keeps_is_held_against_its_hash(desk, name):
    flip(work_files(desk, f"copies/{name}")[0])
    assert "copies/" in behind(desk)
    write_lines(desk / "raw" / "c" / "new.jsonl", [story(20), story(2)])
    run_desk(desk / "raw", desk / "out")
    run_desk(desk / "raw", desk / "fresh")
    assert table_bytes(desk / "out") == table_bytes(desk / "fresh")


# links and manifest


def add_a_linked_partition(out):
    folder = next((out / "articles").resolve().iterdir())
    shutil.copytree(folder, out.parent / "elsewhere")
    (folder / "published_month=1999-01").symlink_to(out.parent / "elsewhere")
    return "published_month=1999-01"


def turn_a_partition_into_a_link(out):
    folder = next(iter((out / "articles").resolve().rglob("published_month=*")))
    folder.rename(out.parent / "elsewhere")
    folder.symlink_to(out.parent / "elsewhere")
    return f"{folder.name} is a link"  # the same bytes, as long as it leads there


def lead_a_table_elsewhere(out):
    shutil.copytree((out / "articles").resolve(), out.parent / "elsewhere")
    (out / "articles").unlink()
    (out / "articles").symlink_to(out.parent / "elsewhere")
    return "articles: the link leads to"


def lead_all_elsewhere(out):
    shutil.copytree(
        (out / "current").resolve(), out.parent / "v" / (out / "current").resolve().name
    )
    target = out.parent / "v" / (out / "current").resolve().name
    (out / "current").unlink()
    (out / "current").symlink_to(target)
    return "current: the link leads to"


def lose_a_link(out):
    (out / "events").unlink()
    return "events: the link"


def damage_the_manifest(out):
    path = out / "current" / "manifest.json"
    path.write_text(path.read_text()[:-50])
    return "manifest.json is damaged"


def lose_the_manifest(out):
    (out / "current" / "manifest.json").unlink()
    return "manifest.json is missing"


def change_a_count_in_the_manifest(out):
    path = out / "current" / "manifest.json"
    path.write_text(path.read_text().replace('"locations": ', '"locations": 1'))
    return "manifest.json was changed"


def hide_a_file_beside(out):
    (next((out / "copies").resolve().iterdir()) / "notes.txt").write_text("x")
    return "notes.txt"


LINKS = [
    add_a_linked_partition,
    turn_a_partition_into_a_link,
    lead_a_table_elsewhere,
    lead_all_elsewhere,
    lose_a_link,
    damage_the_manifest,
    lose_the_manifest,
    change_a_count_in_the_manifest,
    hide_a_file_beside,
]


@pytest.mark.parametrize("fault", LINKS, ids=lambda f: f.__name__)
def test_what_leads_readers_astray_is_seen_and_laid_again(desk, fault):
    before, out = table_bytes(desk / "out"), desk / "out"
    told = fault(out)
    if fault is not lose_a_link:
        assert told in surface(desk)
    run(desk)
    assert table_bytes(out) == before
    assert os.readlink(out / "current") == f".versions/{(out / 'current').resolve().name}"
    assert all(os.readlink(out / n) == f"current/{n}" for n in ("articles", "events"))
    assert not any(p.is_symlink() for p in (out / "articles").resolve().rglob("*"))


BROKEN = ("articles", "copies", "mentions", "events", "quarantine")
ROUNDS = 6
"""Of each table so many columns are broken, spread over all it has."""


def break_a_column(path, whole, column):
    """The footer stays whole, so the file is opened, and DuckDB stumbles in the midst of a check of rows."""
    start = column.dictionary_page_offset or column.data_page_offset
    path.unlink()
    path.write_bytes(whole[:start] + b"\xff" * 8 + whole[start + 8 :])


@pytest.mark.parametrize("tables", [*((name,) for name in BROKEN), BROKEN], ids=" ".join)
def test_a_column_that_can_not_be_read_is_told_with_its_file(desk, tables):
    paths = {t: sorted((desk / "out" / t).resolve().rglob("*.parquet"))[0] for t in tables}
    whole = {table: path.read_bytes() for table, path in paths.items()}
    for number in range(ROUNDS if len(tables) > 1 else 1):
        broken = {}
        for table, path in paths.items():
            facts = pq.read_metadata(pa.BufferReader(whole[table])).row_group(0)
            at = number * (facts.num_columns - 1) // (ROUNDS - 1)
            break_a_column(path, whole[table], facts.column(at))
            broken[table] = facts.column(at).path_in_schema
        told = findings(desk)
        for table, path in paths.items():
            assert path.name in told, broken
            assert f"{table}: files as published" in told, broken


def test_what_duckdb_can_not_read_is_its_own_error_in_pieces_too(tmp_path):
    path = tmp_path / "x.parquet"
    pq.write_table(pa.table({"a": [f"{n} words" for n in range(1000)]}), path)
    start = pq.read_metadata(path).row_group(0).column(0).dictionary_page_offset
    path.write_bytes(path.read_bytes()[:start] + b"\xff" * 8 + path.read_bytes()[start + 8 :])
    with duckdb.connect() as connection, pytest.raises(duckdb.Error):
        list(read_pieces(connection.sql(f"FROM {scan_of([path])}"), 100))


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (OSError("Out of Memory Error: failed to pin"), duckdb.OutOfMemoryException),
        (OSError("IO Error: Could not write"), duckdb.IOException),
        (OSError("Invalid Error: TProtocolException"), duckdb.Error),
        (OSError(errno.EIO, "Input/output error"), OSError),  # of the machine, as it is
    ],
)
def test_of_what_kind_the_error_of_a_piece_is(error, kind):
    class Found:
        def to_arrow_reader(self, n_rows):
            def fail():
                yield TABLE.to_batches()[0]
                raise error

            return pa.RecordBatchReader.from_batches(TABLE.schema, fail())

    pieces = read_pieces(Found(), 100)
    assert next(iter(pieces)).num_rows == 1000
    with pytest.raises(kind) as told:
        next(iter(pieces))
    assert type(told.value) is kind


def test_kept_relations_that_break_in_pieces_are_made_again(tmp_path):
    with open_state(tmp_path, "key", "1GB", 1, tmp_path) as connection:
        connection.execute(
            "CREATE TABLE kept AS SELECT repeat('ab', 50) || range AS a FROM range(300000)"
        )
    path = tmp_path / "state.duckdb"
    flip(path)  # a block in the midst: the database opens

    def read():
        with open_state(tmp_path, "key", "1GB", 1, tmp_path) as connection:
            return sum(len(piece) for piece in read_pieces(connection.sql("FROM kept"), 100))

    with pytest.raises(LostStateError):
        read()
    assert not path.exists()


def test_a_file_of_somebodys_own_in_the_place_of_a_table_stays(tmp_path):
    write_lines(tmp_path / "raw" / "a" / "one.jsonl", [story(1)])
    own = tmp_path / "out" / "articles"
    own.parent.mkdir()
    own.write_text("mine")
    with pytest.raises(CopydeskError, match="articles is no link of ours"):
        run_desk(tmp_path / "raw", tmp_path / "out")
    assert own.read_text() == "mine"


def test_a_table_that_became_a_folder_is_seen_and_not_overwritten(desk):
    out = desk / "out"
    target = (out / "articles").resolve()
    (out / "articles").unlink()
    shutil.copytree(target, out / "articles")
    assert "articles: a folder or file of its own" in surface(desk)
    with pytest.raises(StorageError, match=r"articles is no link of ours"):
        run(desk)


@pytest.mark.parametrize("source", [".work", "the raw files"])
def test_what_stands_for_links_in_a_copy_is_named_at_once(desk, source):
    good = table_bytes(desk / "out")
    shutil.copytree(desk / "out", desk / "copy")
    shutil.rmtree(desk / "out")
    shutil.move(desk / "copy", desk / "out")
    if source != ".work":
        shutil.rmtree(desk / "out" / ".work")
    with pytest.raises(
        StorageError, match=f"are no links of ours.*made anew from .*{source};"
    ) as told:
        run(desk)
    for place in str(told.value).split(" are ")[0].split(", "):
        shutil.rmtree(place)
    run(desk)
    assert table_bytes(desk / "out") == good


@pytest.mark.parametrize("place", ["copy/articles", "articles"])
def test_tables_without_work_files_are_checked_as_far_as_they_go(desk, place):
    out, copy = desk / "out", desk / "copy"
    if place == "articles":  # one table alone
        shutil.copytree(out / "articles", copy / "articles")
    else:
        shutil.copytree(out, copy, ignore=shutil.ignore_patterns(".*"))
    told = load_settings(environment={}, raw=str(desk / "raw"), curated=str(copy), min_words=5)
    checks = verify_published(open_workspace(told), "1GB", 1)
    failed = [c for c in checks if not c.is_ok]
    assert [c.name for c in failed] == (
        ["manifest: as it was published"] if place == "articles" else []
    )
    one = next((copy / "articles").rglob("*.parquet"))
    rewrite(one, lambda rows: [r | {"body": r["body"] + " More."} for r in rows])
    checks = verify_published(open_workspace(told), "1GB", 1)
    assert any("ids are the hashes" in c.name and not c.is_ok for c in checks)


# verify


@pytest.mark.parametrize("pattern", WORK)
def test_verify_sees_a_work_file_that_was_changed(desk, pattern):
    rewrite(work_files(desk, pattern)[0], lambda rows: rows[1:])
    assert pattern.partition("/")[0] in behind(desk).partition("is not as it was written")[0]


def change_a_field(rows):
    # Behind the bytes of a record, which its hash is of, stand its fields.
    parted = [(r, r["n_raw"] or 0, r["raw"] or b"") for r in rows]
    return [
        r | {"raw": (raw[:n] + raw[n:].replace(b"Tuesday", b"Friday")) if raw else None}
        for r, n, raw in parted
    ]


def change_a_reason(rows):
    return [r | {"reasons": ["no_body"]} if r["reasons"] else r for r in rows]


@pytest.mark.parametrize("change", [change_a_field, change_a_reason])
def test_edited_records_are_seen_and_with_raw_files_at_hand_even_under_a_listing_that_fits(
    desk, tmp_path, change
):
    for part in sorted((desk / "out" / ".work" / "records").rglob("part-*.parquet")):
        rewrite(part, change)
    assert "has other bytes than were written" in behind(desk)
    for folder in work_files(desk, "records/*"):
        told = read_listing(folder)
        parts = {n: look_at_part(folder / n, p.rows) for n, p in told.parts.items()}
        write_listing(folder, Listing(told.sources, told.counts, parts))
    assert behind(desk) == ""
    assert "is kept otherwise than it is read" in readings(desk, Sample(), tmp_path)


def test_from_raw_finds_rows_kept_and_not_read_and_the_other_way_round(desk, tmp_path):
    assert readings(desk, Sample(), tmp_path) == ""
    for part in work_files(desk, "records/*/part-*.parquet"):
        rewrite(part, lambda rows: [r | {"raw_position": "line 77"} for r in rows[:1]] + rows[1:-1])
    found = readings(desk, Sample(), tmp_path / "again")
    assert "at line 77 is kept and not read there" in found
    assert "is not kept" in found


def test_from_raw_parses_again(desk, tmp_path):
    for path in work_files(desk, "accepted/*/accepted.parquet"):
        found = pq.read_table(path)
        rows = [r | {"section": "Sport"} for r in found.to_pylist()]
        table = pa.Table.from_pylist(rows, schema=found.schema)
        write_table(table, path, path)  # a careful hand: sealed again
    found = readings(desk, Sample(), tmp_path)
    assert "parsed again" in found
    assert "section differ" in found


def test_from_raw_names_files_that_are_gone_or_hold_other_bytes(desk, tmp_path):
    gone, replaced, grown = "a/one.jsonl", "b/two.jsonl", "b/empty.txt"
    (desk / "raw" / gone).unlink()
    (desk / "raw" / replaced).write_bytes(b"other bytes")
    (desk / "raw" / grown).write_bytes(b"more")
    at_desk = open_workspace(settings_of(desk))
    checks = [*check_readings(at_desk, at_desk.versions(), Sample(), tmp_path / "parsed")]
    [detail] = [check.detail for check in checks if "read again" in check.name]
    assert [(check.is_ok, check.is_open) for check in checks] == [(True, True), (True, False)]
    assert f"{gone} is gone" in detail
    assert f"{replaced} no longer holds the" in detail
    assert grown not in detail


def forge_code(desk):
    """Say in the manifest, its name and the work files that other code parsed the articles."""
    current = desk / "out" / "current"
    manifest = json.loads((current / "manifest.json").read_text())
    own = manifest["stage_versions"]["accept"]
    manifest["stage_versions"]["accept"] = forged = own[::-1]
    del manifest["descriptions"]  # as earlier releases had it
    manifest["version"] = version_name(manifest)
    (current / "manifest.json").write_text(json.dumps(manifest))
    folder = current.resolve().rename(desk / "out" / ".versions" / manifest["version"])
    current.unlink()
    current.symlink_to(Path(".versions", folder.name))
    for path in work_files(desk, f"accepted/*{own}*"):
        path.rename(path.with_name(path.name.replace(own, forged)))


@pytest.mark.parametrize(
    ("change", "status", "told"),
    [
        (lambda desk: None, DONE, "checks hold\n"),
        (forge_code, UNPROVEN, "not verified from raw"),
        (lambda desk: (desk / "raw" / "a" / "one.jsonl").unlink(), UNPROVEN, "a/one.jsonl is gone"),
        (lambda desk: shutil.rmtree(desk / "out" / ".work"), UNPROVEN, "not verified from raw"),
    ],
)
def test_what_could_not_be_made_again_from_raw_is_no_success(desk, capsys, change, status, told):
    change(desk)
    place = ["--raw", str(desk / "raw"), "--curated", str(desk / "out"), "--set", "min_words=5"]
    plain = main(["verify", *place])
    capsys.readouterr()
    assert main(["verify", *place, "--from-raw"]) == status, capsys.readouterr().out
    assert told in capsys.readouterr().out
    assert plain == DONE


def test_a_sample_is_drawn_with_its_seed():
    files = [RawFile(f"a/{n}.txt", "0", 1, f"k{n}", "{}") for n in range(20)]
    drawn = {seed: Sample(5, seed).draw(files) for seed in range(9)}
    assert {len(found) for found in drawn.values()} == {5}
    assert len({tuple(found) for found in drawn.values()}) > 5
    assert drawn == {seed: Sample(5, seed).draw(files[::-1]) for seed in range(9)}
    assert Sample().draw(files) == Sample(99).draw(files) == files


@pytest.mark.parametrize("damage", [Path.unlink, flip, lambda path: path.write_bytes(b"")])
def test_verify_outlives_a_damaged_ledger(desk, damage):
    damage(desk / "out" / ".work" / "ledger.parquet")
    assert "ledger.parquet" in findings(desk)


def test_what_a_run_left_that_did_not_publish_is_told_as_that(desk, monkeypatch):
    """A killed run has noted files that stand in no table yet; tables that lost rows are told otherwise."""
    hint = "a run that was killed or failed had not published yet"
    write_lines(desk / "raw" / "c" / "three.jsonl", [story(11)])
    monkeypatch.setattr("copydesk.steps.publish", lambda run: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run_desk(desk / "raw", desk / "out", tables="events")
    monkeypatch.undo()
    assert hint in findings(desk)
    run_desk(desk / "raw", desk / "out", tables="events")
    assert findings(desk) == ""
    copies = max((desk / "out" / "copies").rglob("*.parquet"))
    rewrite(copies, lambda rows: rows[1:])
    assert "stands neither in copies nor in quarantine" in findings(desk)
    assert hint not in findings(desk)


# repair


def test_repair_says_what_it_mended(desk, capsys):
    before, out = table_bytes(desk / "out"), desk / "out"
    part = work_files(desk, "records/*/part-00000.parquet")[0]
    look = part.stat()
    flip(part)
    os.utime(part, ns=(look.st_atime_ns, look.st_mtime_ns))  # a disk that rots leaves no time
    rewrite(work_files(desk, "annotated/*/coded.parquet")[0], lambda rows: rows[::2])
    flip(work_files(desk, "copies/texts-*")[0])
    outcome = work_files(desk, "accepted/*/rejected.parquet")[0]
    flip(outcome)
    one = next((out / "events").resolve().rglob("*.parquet"))
    one.unlink()
    (out / "mentions").unlink()
    wrong, _ = repair_with(settings_of(desk), Progress(False))
    told = "\n".join(wrong)
    assert table_bytes(out) == before
    assert is_sound(outcome)  # made again, though nothing was new
    for name in (
        "part-00000.parquet",
        "annotated/",
        "accepted/",
        "texts-",
        one.name,
        "mentions: the link",
    ):
        assert name in told
    assert behind(desk) == surface(desk) == ""
    folders = ["--raw", str(desk / "raw"), "--curated", str(out)]
    told = ["--set", "min_words=5", "--set", "tables=events", "--workers", "1"]
    assert main(["repair", *folders, *told]) == 0
    assert "nothing to mend" in capsys.readouterr().out


@pytest.mark.parametrize("command", [["repair"], ["backfill", "--stage", "articles"]])
@pytest.mark.parametrize("is_manifest_whole", [True, False])
def test_only_a_run_adds_tables(command, is_manifest_whole, tmp_path, capsys):
    write_lines(tmp_path / "raw" / "a" / "one.jsonl", [story(n) for n in range(3)])
    run_desk(tmp_path / "raw", tmp_path / "out", min_words=20)
    before = table_bytes(tmp_path / "out")
    if not is_manifest_whole:
        (tmp_path / "out" / "current" / "manifest.json").write_text("{")
    folders = ["--raw", str(tmp_path / "raw"), "--curated", str(tmp_path / "out")]
    assert main([*command, *folders, "--workers", "1"]) == 0
    assert table_bytes(tmp_path / "out") == before
    assert not any(name.startswith(("events/", "entities/")) for name in before)


def test_repair_keeps_to_the_limits_of_the_tables(tmp_path, capsys):
    records = [story(1), story(2, text="The quay is shut, the harbour said on Monday.")]
    write_lines(tmp_path / "raw" / "a" / "one.jsonl", records)
    run_desk(tmp_path / "raw", tmp_path / "out", min_words=5)
    before = table_bytes(tmp_path / "out")
    folders = ["--raw", str(tmp_path / "raw"), "--curated", str(tmp_path / "out")]
    assert main(["repair", *folders, "--workers", "1"]) == 0
    assert "nothing to mend" in capsys.readouterr().out
    assert table_bytes(tmp_path / "out") == before
    run_desk(tmp_path / "raw", tmp_path / "out", min_words=20)  # a run applies what is set today
    assert table_bytes(tmp_path / "out") != before


@pytest.mark.parametrize("is_all", [True, False])
def test_repair_misses_records_that_are_gone_without_a_trace(tmp_path, is_all):
    for name in ("one", "two", "three"):
        write_lines(tmp_path / "raw" / "a" / f"{name}.jsonl", [story(len(name))])
        run_desk(tmp_path / "raw", tmp_path / "out")
    before = table_bytes(tmp_path / "out")
    records = tmp_path / "out" / ".work" / "records"
    for folder in sorted(records.glob("[!.]*"))[: None if is_all else 1]:
        shutil.rmtree(folder)
    wrong, _ = repair_with(settings_of(tmp_path), Progress(False))
    (told,) = wrong
    assert told.startswith(f"{records} holds no records of a/")
    assert told.endswith("and 2 more files") == is_all
    assert repair_with(settings_of(tmp_path), Progress(False))[0] == []
    assert table_bytes(tmp_path / "out") == before


def test_repair_refuses_what_it_cannot_make_again(desk):
    (desk / "raw" / "b" / "two.jsonl").unlink()
    for part in work_files(desk, "records/*/part-00000.parquet"):
        flip(part)
    before = table_bytes(desk / "out")
    with pytest.raises(StorageError, match=r"two\.jsonl.*is gone"):
        repair_with(settings_of(desk), Progress(False))
    assert table_bytes(desk / "out") == before


def test_explain_names_the_part_that_can_not_be_read(desk):
    record = pd.read_parquet(desk / "out" / "copies")["record_id"].min()
    parts = sorted((desk / "out" / ".work" / "records").glob("*/part-*.parquet"))
    whole = {part: part.read_bytes() for part in parts}
    for at in range(4, min(map(len, whole.values())) // 2, 97):
        for part, data in whole.items():
            changed = bytearray(data)
            changed[at] ^= 1 << at % 8
            part.write_bytes(changed)
        with pytest.raises(StorageError, match=r"part-00000\.parquet"):
            list(explain_id(record, desk / "raw", desk / "out"))
    for part, data in whole.items():
        part.write_bytes(data)
        part.unlink()
    with pytest.raises(StorageError, match=r"part-00000\.parquet is missing"):
        list(explain_id(record, desk / "raw", desk / "out"))


KINDS = (
    "accepted/*/accepted.parquet",
    "accepted/*/rejected.parquet",
    "annotated/*/mentions.parquet",
    "annotated/*/done.parquet",
    "cuts/*.parquet",
    "copies/texts-*.parquet",
    "copies/records-*.parquet",
    "records/*/part-*.parquet",
    "records/*/files.json",
    "ledger.parquet",
)
"""What a version rests on, by kind."""

TOLD = ("--tables", "events", "--workers", "1", "--set", "min_words=5")
HARMS = {
    "deleted": (Path.unlink,),
    "changed": (flip, lambda path: path.write_bytes(path.read_bytes()[:-9])),
}
"""What is done to the kinds in turn: cut or changed, a file is not what its seal says, wherever (see the tests of seals)."""


def run_again(desk, capsys):
    """Run with nothing new through the command line; return the exit status and what it said."""
    folders = ["--raw", str(desk / "raw"), "--curated", str(desk / "out")]
    status = main(["run", *folders, *TOLD])
    return status, capsys.readouterr().out


@pytest.fixture(scope="module")
def with_cuts(tmp_path_factory):
    """A published collection of every kind of work file: a source repeats a notice."""
    folder = tmp_path_factory.mktemp("kinds")
    notice = "The Gazette has been printed in this town since 1871 and belongs to its readers, who own it together."
    lines = [story(n) for n in range(30)]
    for line in lines:
        line["text"] = f"{line['text']}\n\n{notice}"
    write_lines(folder / "raw" / "a" / "one.jsonl", lines)
    status = main(["run", "--raw", str(folder / "raw"), "--curated", str(folder / "out"), *TOLD])
    assert status == 0
    return folder


@pytest.mark.parametrize("harm", HARMS)
def test_a_run_without_news_says_so_over_sound_work_files_alone(
    with_cuts, tmp_path, harm, capsys, caplog
):
    desk = tmp_path / "desk"
    shutil.copytree(with_cuts, desk, symlinks=True)
    before = table_bytes(desk / "out")
    for kind, do_harm in zip(KINDS, cycle(HARMS[harm]), strict=False):
        do_harm(sorted((desk / "out" / ".work").glob(kind))[0])
        caplog.clear()
        status, told = run_again(desk, capsys)
        assert (kind, status) == (kind, 0), told
        if kind != "ledger.parquet":  # which the scan makes again
            assert "what=mend" in caplog.text, kind
            assert "stage=collect" in caplog.text, kind
        assert table_bytes(desk / "out") == before, kind
        caplog.clear()
        assert run_again(desk, capsys)[0] == 0
        assert "stage=accept" not in caplog.text, kind
    checks = verify_published(open_workspace(settings_of(desk)), "1GB", 1)
    assert [check for check in checks if not check.is_ok] == []


def test_a_byte_under_an_unchanged_look_is_seen_by_verify_and_mended_by_repair(
    with_cuts, tmp_path, capsys
):
    desk = tmp_path / "desk"
    shutil.copytree(with_cuts, desk, symlinks=True)
    run_again(desk, capsys)
    path = sorted((desk / "out" / ".work").glob("accepted/*/accepted.parquet"))[0]
    look = path.stat()
    flip(path)
    os.utime(path, ns=(look.st_atime_ns, look.st_mtime_ns))
    assert "nothing new" in run_again(desk, capsys)[1]
    failed = [c.name for c in verify_published(open_workspace(settings_of(desk)), "1GB", 1) if not c.is_ok]  # fmt: skip
    assert "work folder: every file that a run would use is as it was written" in failed
    told, _ = repair_with(settings_of(desk), Progress(False))
    assert len(told) == 1
    assert all(c.is_ok for c in verify_published(open_workspace(settings_of(desk)), "1GB", 1))


def test_files_that_were_only_touched_are_looked_at_once_more_and_no_work_is_done(
    with_cuts, tmp_path, capsys, caplog
):
    desk = tmp_path / "desk"
    shutil.copytree(with_cuts, desk, symlinks=True)
    for path in (desk / "out" / ".work").rglob("*.parquet"):
        path.touch()
    caplog.clear()
    assert run_again(desk, capsys)[0] == 0
    assert "stage=accept" not in caplog.text


def test_a_link_that_was_unpacked_as_a_file_is_told(desk, capsys):
    (desk / "out" / "current").unlink()
    (desk / "out" / "current").write_text(".versions/v-0")
    assert main(["verify", "--raw", str(desk / "raw"), "--curated", str(desk / "out")]) == 1
    assert "leads to no version, though there are some" in capsys.readouterr().err


# pipes

READS = ["verify", "prove", "explain art_0", "search boats", "report", "desk", "export", "audit"]


@pytest.fixture
def impatient():
    """End a test that waits for a pipe."""
    before = signal.signal(signal.SIGALRM, lambda *_: pytest.fail("it waits for a pipe"))
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def replace_by_a_pipe(path):
    path.unlink()
    os.mkfifo(path)


def test_just_what_is_no_file_in_the_place_of_one_of_ours_is_found(tmp_path):
    work = tmp_path / ".work"
    for folder in (work, tmp_path / ".raw", tmp_path / "theirs"):
        folder.mkdir()
        os.mkfifo(folder / "pipe")
    (work / "file").write_text("")
    (work / "gone").symlink_to("nothing")
    (work / "led").symlink_to("/dev/zero")
    (work / "ledger.parquet").mkdir()
    os.mkfifo(tmp_path / "runs.jsonl")
    os.mkfifo(tmp_path / "their.log")
    found = {str(path.relative_to(tmp_path)) for path in misfits_in(tmp_path)}
    assert found == {".work/pipe", ".work/led", ".work/ledger.parquet", "runs.jsonl"}


def replace_by_a_folder(path):
    path.unlink()
    path.mkdir()


def test_a_folder_in_the_place_of_our_file_that_holds_something_is_left_and_told(desk):
    ledger = desk / "out" / ".work" / "ledger.parquet"
    replace_by_a_folder(ledger)
    (ledger / "theirs").write_text("kept")
    with pytest.raises(OSError, match=r"not empty: .*ledger\.parquet"):
        repair_with(settings_of(desk), Progress())
    assert (ledger / "theirs").read_text() == "kept"


@pytest.mark.parametrize("replace", [replace_by_a_pipe, replace_by_a_folder])
def test_what_is_no_file_in_the_place_of_our_files_is_mended(desk, impatient, replace):
    before = table_bytes(desk / "out")
    work = desk / "out" / ".work"
    places = ["ledger.parquet", "published.json", "work.json", "code.json", "looks.parquet"]
    accepted = work_files(desk, "accepted/*/accepted.parquet")
    published = sorted((desk / "out" / ".versions").glob("*/articles/**/*.parquet"))
    listings = work_files(desk, "records/*/files.json")
    for path in (
        *(work / place for place in places),
        accepted[0],
        published[0],
        listings[0],
        desk / "out" / "runs.jsonl",
    ):
        replace(path)
    repair_with(settings_of(desk), Progress())
    assert table_bytes(desk / "out") == before
    assert findings(desk) == ""


@pytest.mark.parametrize("command", READS)
def test_what_only_reads_names_a_pipe_and_does_not_wait(
    desk, impatient, command, capsys, monkeypatch
):
    monkeypatch.chdir(desk)
    path = min((desk / "out" / ".versions").glob("*/articles/**/*.parquet"))
    replace_by_a_pipe(path)
    arguments = [*command.split(), "--curated", "out"]
    arguments += {"audit": ["events"], "export": ["--out", "there"]}.get(command, [])
    assert main(arguments) == 1
    assert f"{path.name} is no file" in capsys.readouterr().err


def test_a_pipe_in_the_place_of_the_lock_is_left_and_told(desk, impatient, capsys):
    replace_by_a_pipe(desk / "out" / ".lock")
    assert main(["run", "--raw", str(desk / "raw"), "--curated", str(desk / "out")]) == 1
    assert ".lock is no file" in capsys.readouterr().err
    assert (desk / "out" / ".lock").is_fifo()
