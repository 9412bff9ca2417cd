"""Object storage: a slice of `python -m tests.trust.objects`, and what a publication does to what lies there."""

from __future__ import annotations

import contextlib
import json
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

pytest.importorskip("obstore")
pytest.importorskip("moto.server")

from copydesk import tables
from copydesk.errors import CopydeskError, LockedError, SettingsError, StorageError
from copydesk.remote import mirror
from copydesk.remote import objects as raw_objects
from flows.command_line import main
from tests.desk_runs import run_desk, story
from tests.trust import objects


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Return curated folders of three versions."""
    return objects.make_versions(tmp_path_factory.mktemp("versions"), 3)


@pytest.fixture
def proxy() -> Iterator[objects.Proxy]:
    """Give an S3 server with an empty bucket."""
    with objects.storage() as found:
        yield found


@pytest.mark.parametrize("kind", objects.BLOWS)
def test_what_is_published_is_whole_whatever_befalls_a_call(
    proxy: objects.Proxy, versions: list[Path], kind: str
) -> None:
    draw = random.Random(7)
    assert [objects.strike(proxy, versions, draw, kind) for _ in range(2)] == ["", ""]


def test_a_killed_publisher_leaves_nothing_behind(
    proxy: objects.Proxy, versions: list[Path]
) -> None:
    assert objects.strike_dead(proxy, versions, random.Random(3)) == ""


def test_readers_meet_one_version_while_others_are_published(
    proxy: objects.Proxy, versions: list[Path]
) -> None:
    assert objects.read_on(versions, 12, 2) == []


def test_what_a_version_shares_with_the_one_before_is_copied_by_the_server(
    proxy: objects.Proxy, versions: list[Path]
) -> None:
    first = mirror.publish(versions[0], objects.PLACE)
    second = mirror.publish(versions[1], objects.PLACE)
    assert (first.copied, second.copied > 0) == (0, True)
    again = mirror.publish(versions[1], objects.PLACE)
    assert (again.is_new, again.uploaded, again.copied) == (False, 0, 0)
    assert again.folder == second.folder


def test_a_version_stays_for_hours_after_it_was_replaced_and_then_goes(
    proxy: objects.Proxy, versions: list[Path]
) -> None:
    first = mirror.publish(versions[0], objects.PLACE)
    second = mirror.publish(versions[1], objects.PLACE)
    store = mirror.open_store(objects.PLACE)
    assert mirror.folders(store) == [first.folder, second.folder]
    third = mirror.publish(versions[0], objects.PLACE, keep_hours=0)
    assert mirror.folders(store) == sorted([second.folder, third.folder])
    fourth = mirror.publish(versions[1], objects.PLACE, keep_hours=0)
    assert mirror.folders(store) == sorted([third.folder, fourth.folder])


def test_a_publisher_at_work_on_the_next_number_keeps_its_folder(
    proxy: objects.Proxy, versions: list[Path]
) -> None:
    import obstore

    store = mirror.open_store(objects.PLACE)
    mirror.publish(versions[0], objects.PLACE)
    obstore.put(store, "versions/2-v-0123456789abcdef01234567/articles/x", b"half written")
    obstore.put(store, "versions/3-v-0123456789abcdef01234567/articles/x", b"at work")
    obstore.put(store, "versions/notes/readme.txt", b"somebody else's")
    mirror.publish(versions[1], objects.PLACE, keep_hours=0)
    names = [name.split("/")[1].split("-")[0] for name in mirror.folders(store)]
    assert names == ["1", "2", "3", "notes"]
    assert mirror.folders(store)[1] != "versions/2-v-0123456789abcdef01234567"


def test_tables_are_read_from_there_as_from_the_folder(
    proxy: objects.Proxy, versions: list[Path]
) -> None:
    done = mirror.publish(versions[2], objects.PLACE)
    for name in ("articles", "copies", "quarantine"):
        here = tables.read(name, curated=versions[2], form="arrow")
        assert tables.read(name, curated=objects.PLACE, form="arrow").equals(here)
    pd.testing.assert_frame_equal(
        tables.copies_of(_an_article(versions[2]), curated=objects.PLACE),
        tables.copies_of(_an_article(versions[2]), curated=versions[2]),
    )
    assert done.version in done.folder


def _an_article(curated: Path) -> str:
    return str(tables.read("articles", ["article_id"], curated=curated)["article_id"][0])


def test_a_lost_race_is_said_and_changes_nothing(
    proxy: objects.Proxy, versions: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    mirror.publish(versions[0], objects.PLACE)
    proxy.trouble.race = objects._once(lambda: mirror.publish(versions[1], objects.PLACE))
    assert main(["publish", "--curated", str(versions[2]), "--to", objects.PLACE]) == 3
    assert "somebody else published there meanwhile" in capsys.readouterr().err
    assert objects.ids_of(objects.PLACE) == objects.ids_of(versions[1])


def test_a_damaged_file_is_not_published(proxy: objects.Proxy, tmp_path: Path) -> None:
    (curated,) = objects.make_versions(tmp_path, 1)
    file = next((curated / "current" / "articles").rglob("*.parquet"))
    file.write_bytes(file.read_bytes()[:-9] + b"x" + file.read_bytes()[-8:])
    with pytest.raises(StorageError, match=f"{file.name} is damaged"):
        mirror.publish(curated, objects.PLACE)
    with pytest.raises(CopydeskError, match="nothing is published at"):
        tables.read("articles", curated=objects.PLACE)


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b'{"number": 1}', b'{"kept":{},"number":"1"}', b"\xff"]
)
def test_a_damaged_pointer_is_named(
    proxy: objects.Proxy, versions: list[Path], content: bytes
) -> None:
    import obstore

    obstore.put(mirror.open_store(objects.PLACE), mirror.POINTER, content)
    for do in (lambda: mirror.publish(versions[0], objects.PLACE), _read):
        with pytest.raises(StorageError, match=r"current\.json is damaged"):
            do()


def _read() -> None:
    tables.read("articles", curated=objects.PLACE)


def test_a_missing_bucket_and_refused_credentials_are_said(
    proxy: objects.Proxy, versions: list[Path]
) -> None:
    with pytest.raises(StorageError, match="does the bucket exist"):
        mirror.publish(versions[0], "s3://nowhere/at-all")
    proxy.trouble = objects.Trouble("expired", at=1, length=99)
    with pytest.raises(StorageError, match="credentials"):
        mirror.publish(versions[0], objects.PLACE)


@pytest.mark.parametrize(
    "url", ["s3://me:secret@desk/x", "s3://", "ftp://desk/x", "S3:/desk", "s3://desk/x?key=1"]
)
def test_an_address_that_cannot_be_used_is_refused_before_any_call(url: str) -> None:
    with pytest.raises(SettingsError, match="credentials come from the environment"):
        mirror.publish(Path("nowhere"), url)


def test_two_publishers_of_one_version_do_not_disturb_one_another(
    proxy: objects.Proxy, versions: list[Path]
) -> None:
    mirror.publish(versions[0], objects.PLACE)
    proxy.trouble.race = objects._once(lambda: mirror.publish(versions[1], objects.PLACE))
    with contextlib.suppress(LockedError):  # within one second they write the same bytes
        mirror.publish(versions[1], objects.PLACE)
    assert objects.ids_of(objects.PLACE) == objects.ids_of(versions[1])
    assert objects.what_is_wrong(is_swept=True) == ""


@pytest.mark.parametrize("kind", [kind for kind in objects.BLOWS if kind != "raced"])
def test_fetched_dumps_are_whole_whatever_befalls_a_call(
    proxy: objects.Proxy, tmp_path: Path, kind: str
) -> None:
    draw = random.Random(11)
    folder = tmp_path / "home" / "objects"
    assert [objects.strike_fetch(proxy, folder, draw, kind) for _ in range(3)] == [""] * 3


def test_a_killed_fetch_is_made_good_by_the_next(proxy: objects.Proxy, tmp_path: Path) -> None:
    draw, folder = random.Random(5), tmp_path / "home" / "objects"
    assert [objects.strike_fetch_dead(proxy, folder, draw) for _ in range(2)] == ["", ""]


def test_an_object_that_is_replaced_while_it_is_fetched_comes_next_time(
    proxy: objects.Proxy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import obstore

    store, folder = mirror.open_store(objects.DUMPS), tmp_path / "home" / "objects"
    obstore.put(store, "a.txt", b"what was listed")
    listed = raw_objects.list_objects

    def listed_before(*told: Any) -> Any:
        found = listed(*told)
        obstore.put(store, "a.txt", b"what lies there now")
        return found

    monkeypatch.setattr(raw_objects, "list_objects", listed_before)
    done = raw_objects.fetch_objects(objects.DUMPS, folder)
    assert (done.fetched, done.changing, objects.fetched(folder)) == (0, 1, {})
    monkeypatch.undo()
    assert raw_objects.fetch_objects(objects.DUMPS, folder).fetched == 1
    assert objects.fetched(folder) == {"a.txt": b"what lies there now"}


@pytest.mark.parametrize("size", [9, 10, 11, 30, 31])
def test_an_object_of_several_ranges_is_fetched_whole(
    proxy: objects.Proxy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    import obstore

    monkeypatch.setattr(raw_objects, "RANGE_BYTES", 10)
    monkeypatch.setattr(raw_objects, "NOTE_SECONDS", 0.0)  # notes are written after each
    content = random.Random(size).randbytes(size)
    obstore.put(mirror.open_store(objects.DUMPS), "a.warc.gz", content)
    folder = tmp_path / "home" / "objects"
    raw_objects.fetch_objects(objects.DUMPS, folder)
    assert objects.fetched(folder) == {"a.warc.gz": content}
    assert raw_objects.fetch_objects(objects.DUMPS, folder).fetched == 0


def test_the_doctor_looks_at_both_addresses(
    proxy: objects.Proxy, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import obstore

    told = ["--raw", objects.DUMPS, "--curated", str(tmp_path / "there")]
    told += ["--set", f"publish_to={objects.PLACE}"]
    assert main(["doctor", *told]) == 0
    said = capsys.readouterr().out
    assert f"warn raw: {objects.DUMPS} holds nothing" in said
    assert f"ok   publish_to: {objects.PLACE} answers" in said
    obstore.put(mirror.open_store(objects.DUMPS), "a.txt", b"a story")
    assert main(["doctor", *told]) == 0
    assert f"ok   raw: {objects.DUMPS} answers" in capsys.readouterr().out
    proxy.trouble = objects.Trouble("expired", at=1, length=99)
    assert main(["doctor", *told]) == 1
    assert "access refused" in capsys.readouterr().out


@pytest.mark.parametrize("damage", ["removed", "cut", "touched", "notes"])
def test_a_fetched_file_that_was_changed_here_is_fetched_again(
    proxy: objects.Proxy, tmp_path: Path, damage: str
) -> None:
    import obstore

    folder = tmp_path / "home" / "objects"
    obstore.put(mirror.open_store(objects.DUMPS), "bbc/a.txt", b"a story")
    raw_objects.fetch_objects(objects.DUMPS, folder)
    file = folder / "bbc" / "a.txt"
    if damage == "removed":
        file.unlink()
    elif damage == "notes":
        folder.with_name("fetched.parquet").write_bytes(b"none of ours")
    else:
        file.write_bytes(b"a sto" if damage == "cut" else b"a stork")
    assert raw_objects.fetch_objects(objects.DUMPS, folder).fetched == 1
    assert file.read_bytes() == b"a story"


def test_what_a_web_console_shows_as_folders_is_no_file(
    proxy: objects.Proxy, tmp_path: Path
) -> None:
    import boto3

    folder = tmp_path / "home" / "objects"
    client = boto3.client("s3", endpoint_url=os.environ["AWS_ENDPOINT"], region_name="us-east-1")
    for name in ("bbc/", "bbc/a.txt", "reuters/", "empty.txt"):
        content = b"" if name != "bbc/a.txt" else b"a story"
        client.put_object(Bucket=objects.BUCKET, Key=f"dumps/{name}", Body=content)
    raw_objects.fetch_objects(objects.DUMPS, folder)
    assert objects.fetched(folder) == {"bbc/a.txt": b"a story", "empty.txt": b""}


@pytest.mark.parametrize("name", ["bbc", "x" * 256, "bbc/" + "é" * 128])
def test_a_name_that_no_folder_holds_is_refused_before_anything_is_fetched(
    proxy: objects.Proxy, tmp_path: Path, name: str
) -> None:
    import obstore

    store, folder = mirror.open_store(objects.DUMPS), tmp_path / "home" / "objects"
    obstore.put(store, "bbc/a.txt", b"a story")
    obstore.put(store, name, b"another")
    with pytest.raises(StorageError, match="no folder can hold an object of the name"):
        raw_objects.fetch_objects(objects.DUMPS, folder)
    assert not folder.exists()


def test_an_address_where_nothing_lies_takes_nothing_away(
    proxy: objects.Proxy, tmp_path: Path
) -> None:
    import obstore

    folder = tmp_path / "home" / "objects"
    obstore.put(mirror.open_store(objects.DUMPS), "a.txt", b"a story")
    raw_objects.fetch_objects(objects.DUMPS, folder)
    with pytest.raises(StorageError, match="nothing lies at"):
        raw_objects.fetch_objects(f"{objects.DUMPS}-of-others", folder)
    assert objects.fetched(folder) == {"a.txt": b"a story"}


def test_a_run_from_bucket_to_bucket_publishes_what_a_run_of_folders_does(
    proxy: objects.Proxy, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import obstore

    store = mirror.open_store(objects.DUMPS)
    for number in range(2):
        lines = [json.dumps(story(k)) + "\n" for k in range(number * 4, number * 4 + 6)]
        obstore.put(store, f"desk/{number}.jsonl", "".join(lines).encode())
        (tmp_path / "raw" / "desk").mkdir(parents=True, exist_ok=True)
        (tmp_path / "raw" / "desk" / f"{number}.jsonl").write_text("".join(lines))
    run_desk(tmp_path / "raw", tmp_path / "here")
    told = ["--raw", objects.DUMPS, "--curated", str(tmp_path / "there"), "--set", "workers=1"]
    to = ["--set", f"publish_to={objects.PLACE}", "--tables", "articles"]
    told += ["--set", "min_words=5"]
    assert main(["run", *told, *to]) == 0
    versions = [os.readlink(tmp_path / place / "current") for place in ("here", "there")]
    assert versions[0] == versions[1]
    assert Path(versions[0]).name in capsys.readouterr().out
    assert objects.ids_of(objects.PLACE) == objects.ids_of(tmp_path / "here")
    assert main(["verify", *told]) == 0
    obstore.delete(store, "desk/0.jsonl")  # its records stay
    assert main(["run", *told, *to]) == 0
    assert objects.ids_of(objects.PLACE) == objects.ids_of(tmp_path / "here")
    proxy.trouble = objects.Trouble("expired", length=99, at=1)
    capsys.readouterr()
    assert main(["run", *told, *to]) == 1
    assert "access refused" in capsys.readouterr().err
