"""Publishers are counted once, whether a record gives their name or their host."""

from __future__ import annotations

import duckdb
import pytest

from copydesk.collection.voices import n_voices


def count(voices: list[str | None]) -> int:
    query = f"SELECT {n_voices('voices')} FROM (SELECT $1::VARCHAR[] AS voices)"
    row = duckdb.connect().execute(query, [voices]).fetchone()
    assert row
    return int(row[0])


@pytest.mark.parametrize(
    "voices",
    [
        ["Continental Desk", "continentaldesk.example"],
        ["The Gazette", "gazette.co.uk", "Gazette"],
        ["thegazette.example", "The Gazette"],
        ["Zürich Post", "zurichpost.example"],
        ["Ledger.example", "ledger.example"],
        ["Observer", "OBSERVER", None],
    ],
)
def test_a_name_and_the_host_that_spells_it_are_one(voices: list[str | None]) -> None:
    assert count(voices) == 1


@pytest.mark.parametrize(
    "voices",
    [
        ["independent.ie", "independent.co.uk"],
        ["Continental Desk", "continentaltimes.example"],
        ["North Post", "South Post"],
        ["毎日新聞", "読売新聞"],
        ["Post", "eveningpost.example"],
        ["", "!!!", None],
        ["a.example", "a.example", "b.example"],
    ],
)
def test_two_stay_two(voices: list[str | None]) -> None:
    assert count(voices) == 2


def test_nobody_is_none() -> None:
    assert count([]) == count([None]) == 0


def test_counts_over_rows_take_an_aggregate() -> None:
    rows = "(VALUES ('Continental Desk'), ('continentaldesk.example'), (NULL), ('Echo')) AS told(voice)"
    assert duckdb.sql(f"SELECT {n_voices('list(voice)')} FROM {rows}").fetchall() == [(2,)]
