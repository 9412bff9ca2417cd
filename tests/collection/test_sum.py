"""Promise 1 as a sum: each way in which it can fail is noticed by itself."""

from __future__ import annotations

import duckdb
import pytest

from copydesk.collection.deliveries import prove_sum
from copydesk.errors import PromiseError

Rows = list[tuple[str, int]]


def collected(located: list[str], accepted: Rows, refused: Rows) -> duckdb.DuckDBPyConnection:
    """Return a collection: a record per location, and the deliveries counted on either side."""
    connection = duckdb.connect()
    connection.execute("CREATE TABLE ledger AS SELECT 'f' AS file_key")
    connection.execute(
        "CREATE TABLE part_row (record_id TEXT, raw_path TEXT, raw_position TEXT, file_key TEXT)"
    )
    for number, record in enumerate(located):
        connection.execute("INSERT INTO part_row VALUES (?, 'a', ?, 'f')", [record, str(number)])
    for name, rows in (("accepted", accepted), ("refused", refused)):
        connection.execute(f"CREATE TABLE {name} (record_id TEXT, n_deliveries BIGINT)")
        for row in rows:
            connection.execute(f"INSERT INTO {name} VALUES (?, ?)", row)
    return connection


def test_the_sum_is_returned_where_it_holds() -> None:
    found = prove_sum(collected(["a", "a", "b", "c"], [("a", 2), ("b", 1)], [("c", 1)]))
    assert found == {"locations": 4, "records": 3, "accepted": 2, "quarantined": 1}


def test_a_row_that_stands_twice_is_one_location() -> None:
    connection = collected(["a", "b"], [("a", 1)], [("b", 1)])
    connection.execute("INSERT INTO part_row FROM part_row WHERE record_id = 'a'")
    assert prove_sum(connection)["locations"] == 2


@pytest.mark.parametrize(
    ("located", "accepted", "refused"),
    [
        (["a", "b"], [("a", 1)], []),  # a record stands nowhere
        (["a", "a"], [("a", 1)], []),  # a delivery is not counted
        (["a"], [("a", 1)], [("b", 0)]),  # one that was never read
        (
            ["a", "b"],
            [("a", 1)],
            [("a", 1)],
        ),  # one stands twice where another is lost: counts alone add up
        (["a", "b"], [("a", 2)], []),  # one delivery too many hides a lost record
    ],
)
def test_what_is_lost_or_stands_twice_stops_the_run(
    located: list[str], accepted: Rows, refused: Rows
) -> None:
    with pytest.raises(PromiseError, match="nothing is published"):
        prove_sum(collected(located, accepted, refused))
