"""Exports hold what is published, whatever stands in it; what a spreadsheet would run does not run."""

from __future__ import annotations

import csv
import json
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from desk_runs import run_desk, story, write_lines

from copydesk import tables
from copydesk.errors import CopydeskError, SettingsError
from copydesk.export import EXCEL_CELL, export_tables, read_csv
from schemas.tables import TABLES

TITLES = [
    '=HYPERLINK("https://evil.example";"Read")',
    "+1 for the harbour, says mayor",
    "-7 degrees in Vasko",
    "@mayor answers critics",
    "'Tis the season",
    "'=1+1' is no formula, says mayor",
    'She said: "No", twice; then, nothing',
    "Ärger um Brücke, 新聞 reports",
    r"Back\slash | bar \| both",
]


@pytest.fixture(scope="module")
def curated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export")
    records = [story(n, title=title) for n, title in enumerate(TITLES)]
    records[0]["keywords"] = ["a|b", "c\\", "=1+1", "d"]
    records[1]["text"] += " " + "The council debated it for a long time, and then again. " * 800
    write_lines(folder / "raw" / "a" / "one.jsonl", records)
    run_desk(folder / "raw", folder / "out")
    return folder / "out"


def rows_of(path: Path, encoding: str = "utf-8") -> list[dict[str, str]]:
    csv.field_size_limit(1 << 20)
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def test_a_csv_comes_back_as_it_was_published(curated: Path, tmp_path: Path) -> None:
    files = export_tables(curated, tmp_path / "x", "csv")
    files = [file for file in files if file.suffix == ".csv"]
    assert sorted(f.stem for f in files) == ["articles", "copies", "quarantine", "stories"]
    for file in files:
        found = read_csv(file, file.stem)
        wanted = tables.read(file.stem, curated=curated, form="arrow")
        wanted = wanted.cast(pa.schema([found.schema.field(n) for n in wanted.column_names]))
        assert found.equals(wanted), file.stem


def test_a_csv_comes_back_from_who_tells_no_empty_text_from_none(
    curated: Path, tmp_path: Path
) -> None:
    """As `write.csv(x, na = "")` of R: what is empty is written without quotes."""
    files = [f for f in export_tables(curated, tmp_path / "x", "csv") if f.suffix == ".csv"]
    n_empty = 0
    for file in files:
        back = tmp_path / file.name
        text = file.read_text(encoding="utf-8")
        plain = re.sub(r'(?<=[,\n])""(?=[,\r\n])', "", text)
        n_empty += plain != text
        back.write_text(plain, encoding="utf-8")
        assert read_csv(back, file.stem).equals(read_csv(file, file.stem)), file.stem
    assert n_empty > 1


def test_no_cell_is_a_formula(curated: Path, tmp_path: Path) -> None:
    file, *_ = export_tables(curated, tmp_path, "csv", ["articles"])
    rows = rows_of(file)
    assert [
        v
        for row in rows
        for k, v in row.items()
        if v[:1] in "=+@\t\r-" and v and k != "published_utc_offset"
    ] == []
    told = {row["title"] for row in rows}
    assert {f"'{title}" for title in TITLES[:4]} <= told
    assert {"'Tis the season", "''=1+1' is no formula, says mayor"} <= told


def test_texts_are_quoted_and_numbers_are_not(curated: Path, tmp_path: Path) -> None:
    file, *_ = export_tables(curated, tmp_path, "csv", ["copies"])
    second = file.read_text(encoding="utf-8").splitlines()[1]
    assert second.startswith('"rec_')
    assert ",1.0," in second


def test_excel_gets_its_mark_its_dates_and_cells_that_fit(curated: Path, tmp_path: Path) -> None:
    file, *_ = export_tables(curated, tmp_path, "csv", ["articles"], is_for_excel=True)
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = rows_of(file, "utf-8-sig")
    assert max(len(row["body"]) for row in rows) == EXCEL_CELL
    assert all(row["published_at"].count(" ") == 1 for row in rows)


def test_json_lines_keep_lists_and_nulls(curated: Path, tmp_path: Path) -> None:
    file, *_ = export_tables(curated, tmp_path, "jsonl", ["articles"])
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert {row["title"] for row in rows} == set(TITLES)
    [listed] = [row["keywords"] for row in rows if row["keywords"]]
    assert listed == ["a|b", "c\\", "=1+1", "d"]
    assert all(row["agency"] is None for row in rows)
    assert rows[0]["published_at"].endswith("Z")


def test_a_parquet_file_is_one_and_described(curated: Path, tmp_path: Path) -> None:
    file, *_ = export_tables(curated, tmp_path, "parquet", ["articles"])
    found = pq.read_table(file)
    assert found.equals(tables.read("articles", curated=curated, form="arrow").cast(found.schema))
    assert found.schema.metadata == TABLES["articles"].to_schema().metadata
    assert found.schema.field("title").metadata[b"description"]


def test_sqlite_answers_with_lists_as_json(curated: Path, tmp_path: Path) -> None:
    [file] = export_tables(curated, tmp_path / "news.sqlite", "sqlite")
    with sqlite3.connect(file) as database:
        found: list[Any] = database.execute(
            "SELECT value FROM articles, json_each(keywords) ORDER BY articles.rowid, json_each.id"
        ).fetchall()
        assert [row[0] for row in found] == ["a|b", "c\\", "=1+1", "d"]
        joined = database.execute("SELECT count(*) FROM articles JOIN copies USING (article_id)")
        assert joined.fetchone() == (len(TITLES),)
    database.close()


@pytest.mark.parametrize(
    ("told", "message", "is_usage"),
    [
        ({"form": "xls"}, "expected one of csv", True),
        ({"names": ["artikel"]}, "neither such a table nor view; known are .*runs", True),
        ({"names": ["gdelt"]}, "needs the table events", False),
        ({"target": "articles/x"}, "holds what is published", False),
    ],
)
def test_what_can_not_be_exported_is_said(
    curated: Path, tmp_path: Path, told: dict[str, Any], message: str, is_usage: bool
) -> None:
    target = curated / told["target"] if "target" in told else tmp_path
    with pytest.raises(CopydeskError, match=message) as caught:
        export_tables(curated, target, told.get("form", "csv"), told.get("names", ()))
    assert isinstance(caught.value, SettingsError) == is_usage  # exit status 2, or 1


@pytest.mark.slow
def test_events_in_the_columns_of_others(sample_tables: Path, tmp_path: Path) -> None:
    export_tables(sample_tables, tmp_path, "csv", ["gdelt", "polecat"])
    gdelt, polecat = rows_of(tmp_path / "gdelt.csv"), rows_of(tmp_path / "polecat.csv")
    events = tables.took_place(curated=sample_tables)
    coded = events[events["cameo_root"].notna()]
    assert len(polecat) == (events["event_type"] != "ANNOUNCE").sum()
    pairs = [
        max(len(e.actor_names), 1) * max(len(e.recipient_names), 1) for e in coded.itertuples()
    ]
    assert len(gdelt) == sum(pairs)
    assert len({row["GLOBALEVENTID"] for row in gdelt}) == len(gdelt)
    assert len(gdelt[0]) == 61
    assert len(polecat[0]) == 40
    korea = [row for row in gdelt if row["Actor1Name"] == "SOUTH KOREA"]
    assert {row["Actor1CountryCode"] for row in korea} == {"KOR"}
    assert all(row["EventCode"] == row["EventRootCode"] + "0" for row in gdelt)
    assert all(len(row["SQLDATE"]) in (0, 8) for row in gdelt)


def add_a_note(folder: Path) -> None:
    with (folder / "articles.csv").open("a", encoding="utf-8") as file:
        file.write("my own note\n")


def describe_own_data(folder: Path) -> None:
    (folder / "datapackage.json").write_text(
        '{"name": "theses", "resources": []}', encoding="utf-8"
    )


def lay_a_link(folder: Path) -> None:
    (folder / "articles.csv").unlink()
    (folder / "articles.csv").symlink_to("elsewhere.csv")


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (add_a_note, "articles.csv"),
        (describe_own_data, "articles.csv"),
        (lay_a_link, "articles.csv"),
    ],
)
def test_what_is_not_as_an_export_left_it_is_replaced_by_force_alone(
    curated: Path, tmp_path: Path, change: Callable[[Path], None], name: str
) -> None:
    def export(**more: bool) -> None:
        export_tables(curated, tmp_path, "csv", ["articles", "copies"], **more)

    export()
    export()  # as it was left
    before = (tmp_path / name).read_bytes()
    change(tmp_path)
    stands = {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    with pytest.raises(CopydeskError, match=f"{name} is there already.*--force"):
        export()
    assert {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == stands
    export(is_forced=True)
    assert (tmp_path / name).read_bytes() == before


def test_what_an_export_left_is_known_behind_one_of_another_form_or_table(
    curated: Path, tmp_path: Path
) -> None:
    for form, table in (("csv", "articles"), ("jsonl", "articles"), ("csv", "copies")):
        export_tables(curated, tmp_path, form, [table])
    described = json.loads((tmp_path / "datapackage.json").read_bytes())
    assert [resource["path"] for resource in described["resources"]] == ["copies.csv"]
    export_tables(curated, tmp_path, "csv", ["articles"])
    add_a_note(tmp_path)
    export_tables(curated, tmp_path, "jsonl", ["articles"])
    with pytest.raises(CopydeskError, match=r"articles\.csv is there already"):
        export_tables(curated, tmp_path, "csv", ["articles"])


def test_descriptions_of_others_and_own_databases_are_not_replaced(
    curated: Path, tmp_path: Path
) -> None:
    describe_own_data(tmp_path)
    (tmp_path / "own.db").write_bytes(b"mine")
    with pytest.raises(CopydeskError, match=r"datapackage\.json is there already"):
        export_tables(curated, tmp_path, "csv", ["articles"])
    with pytest.raises(CopydeskError, match=r"own\.db is there already"):
        export_tables(curated, tmp_path / "own.db", "sqlite")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["datapackage.json", "own.db"]
    assert (tmp_path / "own.db").read_bytes() == b"mine"
    export_tables(curated, tmp_path / "own.db", "sqlite", is_forced=True)
    assert (tmp_path / "own.db").read_bytes().startswith(b"SQLite")
