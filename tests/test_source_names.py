"""Names that a site sets on each of its pages are not its authors; who writes together stays together."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pytest
from desk_runs import run_desk, story, table_bytes, write_lines

from copydesk.source_lines import NAMES_FLAG, find_page_names_sql, is_signed_by_page_sql

STAFF = ["Ida Holm", "Per Vik", "Ane Dahl", "Jon Berg", "Liv Moe", "Odd Lie", "Kari Lund", "Nils Ruud"]  # fmt: skip
GUESTS = ["Rosa Vidal", "Emil Varga", "Tove Krag", "Hana Mori"]


def staffed(number: int) -> list[str]:
    """Return who stands on a page of a site that lists its staff: first the author, who may be a guest, then five."""
    first = [*STAFF, *GUESTS][number % 12]
    others = [STAFF[(number + i) % 8] for i in range(1, 7)]
    return [first, *[name for name in others if name != first][:5]]


def found(articles: dict[str, list[list[str]]]) -> tuple[set[tuple[str, str]], set[str]]:
    """Return what is found of sites, each with its lists of authors: names of pages, and records signed by them."""
    rows = [
        {"record_id": f"{site} {n}", "domain": site, "publisher": "P", "authors": names}
        for site, lists in articles.items()
        for n, names in enumerate(lists)
    ]
    accepted = pa.Table.from_pylist(rows)
    with duckdb.connect() as connection:
        connection.register("accepted", accepted)
        connection.execute(f"CREATE TABLE page_name AS {find_page_names_sql('accepted')}")
        names = connection.execute("FROM page_name").fetchall()
        records = connection.execute(is_signed_by_page_sql("accepted")).fetchall()
    return set(names), {record_id for (record_id,) in records}


def test_whom_a_site_lists_on_each_page_is_found() -> None:
    names, records = found({"a.example": [staffed(n) for n in range(24)]})
    assert names == {("a.example", name) for name in STAFF}
    assert len(records) == 24


@pytest.mark.parametrize(
    "lists",
    [
        [staffed(n) for n in range(19)],  # too few to tell
        [staffed(n) for n in range(24)] + [["Ida Holm"]] * 73,  # in less than a quarter: teams
        [[f"Guest {n}", *STAFF[:2]] for n in range(40)],  # three names are a team
        [[f"Guest {n}", *[f"Guest {100 * n + i}" for i in range(6)]] for n in range(40)],  # a journal: nobody comes again
        [[f"Guest {n % 3}", *STAFF[:6]] for n in range(40)],  # three who write with one team
    ],
)  # fmt: skip
def test_who_writes_together_is_no_list_of_a_page(lists: list[list[str]]) -> None:
    assert found({"a.example": lists, "b.example": [["Ida Holm", "Per Vik"]]}) == (set(), set())


def test_a_name_must_stand_on_its_share_of_the_pages() -> None:
    lists = [staffed(n) for n in range(240)]
    for n in range(4):
        lists[n] = [*lists[n], "Rare Name"]
    assert ("a.example", "Rare Name") not in found({"a.example": lists})[0]
    lists[4] = [*lists[4], "Rare Name"]
    assert ("a.example", "Rare Name") in found({"a.example": lists})[0]


def test_one_of_the_staff_beside_an_author_is_a_second_author() -> None:
    lists = [staffed(n) for n in range(24)] + [["Rosa Vidal", "Ida Holm"], ["Tove Krag", "Hana Mori", "Per Vik"]]  # fmt: skip
    _, records = found({"a.example": lists})
    assert len(records) == 24
    assert not records & {"a.example 24", "a.example 25"}


def test_sites_do_not_lend_each_other_their_staff() -> None:
    lists = [staffed(n) for n in range(24)]
    _, records = found({"a.example": lists, "b.example": lists[:5]})
    assert records == {f"a.example {n}" for n in range(24)}


def records_of(numbers: range) -> list[dict[str, Any]]:
    told = [story(n, author=None, authors=staffed(n), publisher="The Gazette") for n in numbers]
    return told + [story(n + 50, author=None, authors=["Ida Holm", "Per Vik"]) for n in numbers]


def test_the_author_stays_and_the_row_says_so_in_whatever_order_they_come(tmp_path: Path) -> None:
    write_lines(tmp_path / "one" / "gazette" / "a.jsonl", records_of(range(24)))
    run_desk(tmp_path / "one", tmp_path / "out")
    articles = pd.read_parquet(tmp_path / "out" / "articles").set_index("url")
    for n in range(24):
        row = articles.loc[f"https://gazette.example/{n}"]
        assert list(row["authors"]) == [staffed(n)[0]]
        assert NAMES_FLAG in row["quality_flags"]
        other = articles.loc[f"https://gazette.example/{n + 50}"]
        assert list(other["authors"]) == ["Ida Holm", "Per Vik"]
        assert NAMES_FLAG not in other["quality_flags"]
    for numbers in (range(12, 24), range(12)):  # what came alone was too little to tell
        name = f"{numbers.start}.jsonl"
        write_lines(tmp_path / "two" / "gazette" / name, records_of(numbers))
        run_desk(tmp_path / "two", tmp_path / "later")
    write_lines(tmp_path / "three" / "gazette" / "0.jsonl", records_of(range(12)))
    write_lines(tmp_path / "three" / "gazette" / "12.jsonl", records_of(range(12, 24)))
    run_desk(tmp_path / "three", tmp_path / "at_once")
    assert table_bytes(tmp_path / "later") == table_bytes(tmp_path / "at_once")
