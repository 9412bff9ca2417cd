"""One order of day and month for a source: what one file leaves open, the files beside it tell, whichever comes first."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from desk_runs import run_desk, story, table_bytes

from copydesk.auditing.inspection import inspect_path
from copydesk.raw import date_orders
from copydesk.raw.date_orders import decide
from copydesk.raw.intake import scan_raw
from copydesk.raw.parts import decode_source


def lay(folder: Path, days: dict[str, str | list[str]], **changes: Any) -> Path:
    """Write a file of one article or several for each name, with these days in one column."""
    number = 0
    for name, told in days.items():
        rows = []
        for day in [told] if isinstance(told, str) else told:
            number += 1
            rows.append(story(number, published=day, url=None) | changes)
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(map(json.dumps, rows)))
    return folder


def orders_of(folder: Path) -> dict[str, dict[str, str]]:
    """Return what is handed to each file at the scan."""
    return {f.raw_path: dict(decode_source(f.source).orders) for f in scan_raw(folder, ())[0]}


def test_a_file_beside_it_settles_what_a_file_leaves_open(tmp_path: Path) -> None:
    raw = lay(tmp_path, {"s/a.json": "03/04/2019", "s/b.json": "25/04/2019", "s/c.json": "2019-04-03"})  # fmt: skip
    assert orders_of(raw) == {"s/a.json": {"published": "d"}, "s/b.json": {}, "s/c.json": {}}
    assert "dates in 'published': day first, as the file itself or the files beside" in "\n".join(
        inspect_path(raw)
    )


def test_a_file_that_can_not_be_opened_still_tells_where_others_are_forgotten(
    tmp_path: Path,
) -> None:
    raw = lay(tmp_path, {"s/a.json": "03/04/2019", "s/b.json": "25/04/2019"})
    known, _ = scan_raw(raw, ())
    (raw / "s" / "b.json").unlink()
    assert decode_source(scan_raw(raw, known, is_pruning=True)[0][0].source).orders == ()
    (raw / "s" / "b.json").symlink_to("nothing")
    found, _ = scan_raw(raw, known, is_pruning=True)
    assert dict(decode_source(found[0].source).orders) == {"published": "d"}


@pytest.mark.parametrize(
    "days",
    [
        {"s/a.json": "03/04/2019", "r/b.json": "25/04/2019"},  # another source
        {"s/a.json": "03/04/2019", "s/b.json": "25/04/2019", "s/c.json": "04/25/2019"},  # both
        {"s/a.jsonl": ["03/04/2019", "04/13/2019"], "s/b.json": "25/04/2019"},  # tells itself
        {"s/a.json": "03/04/2019", "s/b.json": "04/05/2019"},
    ],
)
def test_what_other_sources_or_contrary_files_say_settles_nothing(
    tmp_path: Path, days: dict[str, str | list[str]]
) -> None:
    handed = orders_of(lay(tmp_path, days))
    assert not any(handed.values())


def test_another_column_settles_nothing(tmp_path: Path) -> None:
    raw = lay(tmp_path, {"s/a.json": "03/04/2019"})
    lay(tmp_path, {"s/b.json": "2019-04-25"}, updated="25/04/2019")
    assert orders_of(raw)["s/a.json"] == {}


def test_a_declared_order_is_not_asked_again(tmp_path: Path) -> None:
    raw = lay(tmp_path, {"s/a.json": "03/04/2019", "s/b.json": "25/04/2019"})
    (raw / "s" / "source.toml").write_text("day_first = false\n")
    assert orders_of(raw)["s/a.json"] == {}


def test_which_file_comes_first_changes_nothing(tmp_path: Path) -> None:
    days: dict[str, str | list[str]] = {
        "s/1.json": "03/04/2019",
        "s/2.json": "25/04/2019",
        "s/3.jsonl": ["05/04/2019", "06/04/2019"],
    }
    whole = lay(tmp_path / "whole", days)
    run_desk(whole, tmp_path / "at_once")
    read = pd.read_parquet(tmp_path / "at_once" / "articles")
    assert sorted(str(day)[:10] for day in read.published_on) == [
        "2019-04-03",
        "2019-04-05",
        "2019-04-06",
        "2019-04-25",
    ]
    assert not any("date_order_assumed" in flags for flags in read.quality_flags)
    for number, order in enumerate(([0, 1, 2], [2, 0, 1])):
        raw, curated = tmp_path / f"raw{number}", tmp_path / f"cur{number}"
        for place in order:
            name = list(days)[place]
            (raw / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(whole / name, raw / name)
            run_desk(raw, curated)
        assert table_bytes(curated) == table_bytes(tmp_path / "at_once"), order


def test_what_settled_the_order_counts_when_its_file_is_gone(tmp_path: Path) -> None:
    raw = lay(tmp_path, {"s/a.json": "03/04/2019", "s/b.json": "25/04/2019"})
    known, _ = scan_raw(raw, ())
    (raw / "s/b.json").unlink()
    kept, _ = scan_raw(raw, known)
    assert kept == [file for file in known if file.raw_path == "s/a.json"]
    forgotten, _ = scan_raw(raw, known, is_pruning=True)
    assert dict(decode_source(forgotten[0].source).orders) == {}


def test_a_file_is_looked_at_once_and_not_read_anew_for_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = lay(tmp_path, {"s/a.json": "03/04/2019", "s/b.json": "2019-04-25"})
    known, _ = scan_raw(raw, ())
    lay(tmp_path, {"s/c.json": "04/04/2019"})
    looked_at: list[str] = []
    look = date_orders._head_that_may_show
    monkeypatch.setattr(
        date_orders, "_head_that_may_show", lambda p, f: looked_at.append(f.raw_path) or look(p, f)
    )
    again, _ = scan_raw(raw, known)
    assert looked_at == ["s/c.json"]
    assert set(known) < set(again)  # under the keys that they had


def test_the_same_bytes_at_two_places_show_it_once() -> None:
    day_first, month_first = '{"d": [0, 4, 0, 0, 0, 0, 0]}', '{"d": [0, 0, 1, 0, 0, 0, 0]}'
    assert decide({"one hash": day_first, "another": month_first}) == {"d": "d"}
    assert decide({"one hash": month_first, "another": month_first}) == {"d": "m"}
    assert decide({"one": '{"d": [0, 3, 0, 0, 0, 0, 0]}', "another": month_first}) == {}


@pytest.mark.parametrize(
    ("day", "told"), [("Tue, 02/06/2020", "d"), ("jueves 02/06/2020", "m"), ("Monday 02/06/2020", None), ("Thursday 03/12/2020", None), ("Monty 02/06/2020", None)]
)  # fmt: skip
def test_a_day_of_the_week_tells_the_order_where_it_fits_one_alone(
    tmp_path: Path, day: str, told: str | None
) -> None:
    raw = lay(tmp_path, {"s/a.json": day, "s/b.json": "03/04/2020"})
    decided = {"published": told} if told else {}
    assert orders_of(raw) == {"s/a.json": {}, "s/b.json": decided}
