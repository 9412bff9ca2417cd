"""A broken contract says which checks failed, in how many rows, what the first hold, and which raw file they come from."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from copydesk.collection import checks
from copydesk.collection.checks import check_rows, check_whole, read_keys
from copydesk.disk.mapping import AT_ONCE, map_file, map_here, mapping_elsewhere
from copydesk.errors import ContractError
from schemas.tables import TABLES

PRESENT = ("copies", "entities", "mentions")


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """Give three tables of four entities; two have a bad country, one a bad name, one a wrong count."""
    with duckdb.connect(":memory:") as connection:
        for name in PRESENT:
            schema = TABLES[name].to_schema()
            connection.register(f"empty_{name}", schema.empty_table())
            connection.execute(f"CREATE TABLE out_{name} AS FROM empty_{name}")
        for n, country in enumerate(["USA", "Usa", "usa", None]):
            name = "A <b>bold</b> name" if n == 3 else f"Name {n}"
            connection.execute(
                "INSERT INTO out_entities BY NAME SELECT $id AS entity_id, $name AS name, 'GPE' AS entity_type, "
                "[] AS aliases, $country AS country_code, 1 AS n_articles, $count AS n_mentions",
                {
                    "id": f"ent_{n:024x}",
                    "name": name,
                    "country": country,
                    "count": 7 if n == 0 else 1,
                },
            )
            connection.execute(
                "INSERT INTO out_mentions BY NAME SELECT $men AS mention_id, $id AS entity_id, $art AS article_id",
                {"men": f"men_{n:024x}", "id": f"ent_{n:024x}", "art": f"art_{n:024x}"},
            )
            connection.execute(
                "INSERT INTO out_copies BY NAME SELECT $art AS article_id, 'a/one.jsonl' AS raw_path, $line AS raw_position",
                {"art": f"art_{n:024x}", "line": f"line {n}"},
            )
        yield connection


def test_rows_are_told_with_value_and_origin(connection: duckdb.DuckDBPyConnection) -> None:
    columns = [field.name for field in TABLES["entities"].fields]
    with pytest.raises(ContractError) as raised:
        check_rows(connection, "entities", "out_entities", {}, columns, PRESENT)
    told = str(raised.value)
    assert "country_code_is_well_formed failed: 2 failures" in told
    assert "ent_000000000000000000000001, country_code is 'Usa' (from a/one.jsonl, line 1)" in told
    assert "country_code is 'usa' (from a/one.jsonl, line 2)" in told
    assert "name_is_free_of_markup failed: 1 failures" in told, "further checks are told, too"
    assert "name is a text of 18 characters (from a/one.jsonl, line 3)" in told
    assert "bold" not in told, "prose does not go to logs"


def test_counts_are_told_with_value_and_origin(connection: duckdb.DuckDBPyConnection) -> None:
    read_keys(connection, PRESENT)
    with pytest.raises(ContractError) as raised:
        check_whole(connection, "entities", PRESENT)
    assert "n_mentions is '7' (from a/one.jsonl, line 0)" in str(raised.value)


NEWS = ("articles", "copies", "stories", "entities")


@pytest.mark.parametrize(
    ("change", "name", "told"),
    [
        ("UPDATE out_copies SET article_id = NULL WHERE false", "copies", None),
        ("INSERT INTO out_copies FROM out_copies LIMIT 1", "copies", "record_id_is_unique"),
        ("UPDATE out_copies SET article_id = 'art_x'", "copies", "article_id_stands_in_articles"),
        ("UPDATE out_copies SET article_id = 'art_x'", "articles", "article_id_is_used_in_copies"),
        ("UPDATE out_articles SET n_copies = 2", "articles", "n_copies_is_what_it_counts"),
        (
            "DELETE FROM out_copies WHERE article_id = 'art_1'; UPDATE out_articles SET n_copies = 0 WHERE article_id = 'art_1'",
            "articles",
            "article_id_is_used_in_copies",
        ),
        ("UPDATE out_articles SET story_id = NULL", "stories", "n_articles_is_what_it_counts"),
        ("UPDATE out_stories SET place_ids = ['ent_1']", "stories", None),
        (
            "UPDATE out_stories SET place_ids = ['ent_1', 'ent_2']",
            "stories",
            "place_ids_stands_in_entities",
        ),
    ],
)
def test_keys_references_and_counts_of_whole_tables(
    change: str, name: str, told: str | None
) -> None:
    with duckdb.connect(":memory:") as connection:
        for table in NEWS:
            connection.register("empty", TABLES[table].to_schema().empty_table())
            connection.execute(f"CREATE TABLE out_{table} AS FROM empty")
        connection.execute("""
            INSERT INTO out_articles BY NAME
            SELECT 'art_' || n AS article_id, 'rec_' || n AS record_id, 'sty_1' AS story_id, 1 AS n_copies FROM range(2) t(n);
            INSERT INTO out_copies BY NAME
            SELECT 'rec_' || n AS record_id, 'art_' || n AS article_id, 'a.jsonl' AS raw_path FROM range(2) t(n);
            INSERT INTO out_stories BY NAME
            SELECT 'sty_1' AS story_id, 2 AS n_articles, [] AS place_ids, [] AS entity_ids;
            INSERT INTO out_entities BY NAME SELECT 'ent_1' AS entity_id""")
        connection.execute(change)
        read_keys(connection, NEWS)
        if told is None:
            assert check_whole(connection, name, NEWS)
        else:
            with pytest.raises(ContractError, match=told):
                check_whole(connection, name, NEWS)


def test_failures_of_all_tables_are_told() -> None:
    first = ContractError("articles", "a_is_b", "1 failures")
    told = str(first.with_others([ContractError("events", "c_is_d", "2 failures")]))
    assert told.splitlines() == [
        "articles: a_is_b failed: 1 failures",
        "events: c_is_d failed: 2 failures",
    ]


def test_rows_that_are_judged_elsewhere_fail_as_they_do_here(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    columns = [field.name for field in TABLES["entities"].fields]
    asked: list[str] = []

    def do(shards: Sequence[tuple[str, dict[str, Any]]]) -> None:
        for holds, arguments in shards:
            asked.append(holds)
            map_file(**pickle.loads(pickle.dumps(arguments)))

    told = []
    for mapper in (map_here, mapping_elsewhere(tmp_path, do)):
        with pytest.raises(ContractError) as raised:
            check_rows(connection, "entities", "out_entities", {}, columns, PRESENT, mapper)
        told.append(str(raised.value))
    assert told[0] == told[1]
    assert asked == ["4 rows of entities"]
    assert not list(tmp_path.iterdir())
    checked = [
        check_rows(connection, "entities", "out_entities", {}, ["entity_id"], PRESENT, mapper)
        for mapper in (map_here, mapping_elsewhere(tmp_path, do))
    ]
    assert checked[0] == checked[1]


def test_rows_of_many_files_are_judged_together_up_to_what_they_weigh(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(40):
        connection.execute(
            f"COPY (SELECT * REPLACE ('USA' AS country_code, 'ent_{n:024x}' AS entity_id) FROM out_entities LIMIT 1) "
            f"TO '{tmp_path}/{n}.parquet'"
        )
    connection.execute(f"CREATE VIEW files AS FROM '{tmp_path}/*.parquet'")
    seen: list[int] = []

    def mapper(
        holds: str, function: str, tables: Iterable[pa.Table], **more: Any
    ) -> Iterator[pa.Table]:
        for rows in tables:
            seen.append(len(rows))
            yield from map_here(holds, function, [rows], **more)

    check_rows(connection, "entities", "files", {}, ["entity_id", "country_code"], (), mapper)
    assert seen == [40]
    monkeypatch.setattr(checks, "CHECK_BYTES", 1)
    check_rows(connection, "entities", "files", {}, ["entity_id", "country_code"], (), mapper)
    assert sum(seen) == 80
    assert len(seen) > 2


def test_keys_of_rows_that_are_judged_hold_no_other_column(
    connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where workers judge, hundreds of MB wait; any buffer of DuckDB's rows keeps all of them."""
    held: list[Any] = []

    def judge(_: str, pieces: Iterator[pa.Table], *__: Any) -> Iterator[list[str]]:
        held.extend(rows["entity_id"].chunk(0) for rows in pieces)
        yield ["failed"]

    def told(_: Any, keys: pa.Array, __: Any) -> list[Any]:
        held.append(keys)
        return []

    monkeypatch.setattr(checks, "judge", judge)
    monkeypatch.setattr(checks, "_by_rule", told)
    check_rows(connection, "entities", "out_entities", {}, ["name"], PRESENT)
    rows, keys = held
    assert keys.to_pylist() == rows.to_pylist()
    assert not {b.address for b in keys.buffers() if b} & {b.address for b in rows.buffers() if b}


def test_groups_are_judged_elsewhere_several_at_once_and_answered_in_order(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection.execute("""
        CREATE VIEW many AS SELECT * REPLACE (CASE WHEN n = 17 THEN 'Norland' ELSE 'USA' END AS country_code,
            'ent_' || lpad(n::VARCHAR, 24, '0') AS entity_id)
        FROM (FROM out_entities LIMIT 1), range(20) numbers(n) ORDER BY n""")
    monkeypatch.setattr(checks, "CHECK_ROWS", 1)
    monkeypatch.setattr(checks, "CHECK_BYTES", 1)
    together: list[int] = []

    def do(shards: Sequence[tuple[str, dict[str, Any]]]) -> None:
        together.append(len(shards))
        for _, arguments in reversed(shards):  # as they may end on workers
            map_file(**arguments)

    columns = ["entity_id", "country_code"]
    told = []
    for mapper in (map_here, mapping_elsewhere(tmp_path, do)):
        with pytest.raises(ContractError) as raised:
            check_rows(connection, "entities", "many", {}, columns, (), mapper)
        told.append(str(raised.value))
    assert told[0] == told[1]
    assert "000017" in told[0]
    assert max(together) == AT_ONCE < sum(together)
    assert not list(tmp_path.iterdir())
