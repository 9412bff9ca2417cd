"""Object storage: a slice of `python -m tests.trust.objects`, and what a publication does to what lies there."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

pytest.importorskip("obstore")
pytest.importorskip("moto.server")

from copydesk import mirror, tables
from copydesk.errors import CopydeskError, LockedError, SettingsError, StorageError
from flows.command_line import main
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
