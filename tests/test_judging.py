"""A sheet to judge events by: drawn alike for one seed, safe to open, read back as it was filled in."""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb
import pytest

from copydesk.auditing import judging
from copydesk.auditing.judging import QUESTIONS, Share, lines_of, read_sheet, shift_of, write_sheet
from copydesk.errors import CopydeskError

N_EVENTS = 20
ALL_RIGHT = dict.fromkeys(QUESTIONS, True)


@pytest.fixture(autouse=True)
def published(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lay tables of made-up events where the published ones would be read."""

    def open_tables(curated: Path) -> duckdb.DuckDBPyConnection:
        connection = duckdb.connect()
        connection.execute(f"""
            CREATE TABLE articles AS SELECT 'art_1' AS article_id, '<b>Title</b>' AS title, NULL AS subtitle,
                   'Before it. =Cmd|x struck </script> there. After it.' AS body;
            CREATE TABLE event_mentions AS SELECT 'evm_' || i AS event_mention_id, 'art_1' AS article_id, 'body' AS section,
                   11 AS "start", 41 AS "end" FROM range({N_EVENTS}) t(i);
            CREATE TABLE events AS SELECT 'evt_' || i AS event_id, 'A struck B' AS summary, 'ASSAULT' AS event_type,
                   NULL AS event_mode, 'reported' AS status, ['A'] AS actor_names, ['B'] AS recipient_names,
                   DATE '2024-05-17' AS event_date_start, DATE '2024-05-17' AS event_date_end, 'weekday' AS date_basis,
                   '=Cmd|x struck </script> there.' AS evidence, 'struck' AS "trigger", '<b>Title</b>' AS article_title,
                   NULL AS article_url, 0.5 AS confidence, 'evm_' || i AS evidence_mention_id FROM range({N_EVENTS}) t(i)""")
        return connection

    monkeypatch.setattr(judging, "open_tables", open_tables)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def fill_in(sheet: Path, answers: tuple[str, ...]) -> None:
    rows = rows_of(sheet)
    for row, told in zip(rows, answers, strict=True):
        row |= dict.fromkeys(QUESTIONS, told)
    with sheet.open("w", encoding="utf-8", newline="") as file:
        written = csv.DictWriter(file, list(rows[0]))
        written.writeheader()
        written.writerows(rows)


def test_one_seed_draws_one_sheet_and_another_draws_others(tmp_path: Path) -> None:
    drawn = []
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        sheet, _ = write_sheet(tmp_path, tmp_path / name, 5, seed)
        drawn.append([row["event_id"] for row in rows_of(sheet)])
    assert drawn[0] == drawn[1] != drawn[2]
    assert len(set(drawn[0])) == 5


def test_nothing_on_a_sheet_runs(tmp_path: Path) -> None:
    sheet, page = write_sheet(tmp_path, tmp_path / "out", 3, 7)
    assert rows_of(sheet)[0]["evidence"].startswith("'=")
    text = page.read_text(encoding="utf-8")
    assert text.count("</script>") == 1
    assert "<b>Title</b>" not in text
    assert "Before it. <mark>=Cmd|x struck &lt;/script&gt; there.</mark> After it." in text


def test_a_sheet_that_may_be_filled_in_is_not_overwritten(tmp_path: Path) -> None:
    write_sheet(tmp_path, tmp_path / "out", 3, 7)
    with pytest.raises(CopydeskError, match="may hold judgements"):
        write_sheet(tmp_path, tmp_path / "out", 3, 7)


def test_what_is_filled_in_is_counted(tmp_path: Path) -> None:
    sheet, _ = write_sheet(tmp_path, tmp_path / "out", 4, 7)
    fill_in(sheet, ("y", "Y", "no", ""))
    told = lines_of(read_sheet(sheet))
    assert f"{'all':12} {'is_all_right':18} 0.67 [0.21, 0.94] n=3" in told
    assert f"{'0.45-0.60':12} {'is_all_right':18} 0.67 [0.21, 0.94] n=3" in told


def test_an_answer_that_is_none_is_refused(tmp_path: Path) -> None:
    sheet, _ = write_sheet(tmp_path, tmp_path / "out", 1, 7)
    fill_in(sheet, ("perhaps",))
    with pytest.raises(CopydeskError, match="expected y, n or nothing"):
        read_sheet(sheet)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (b"y", b"\xff\xfe", "expected a CSV file in UTF-8"),
        (b",", b'"' + b"x" * 200_000, "expected a CSV file"),
        (b"0.5", b'"0,5"', "expected a number"),
    ],
)
def test_a_sheet_that_a_spreadsheet_spoilt_is_told(tmp_path, before, after, said) -> None:
    sheet, _ = write_sheet(tmp_path, tmp_path / "out", 1, 7)
    fill_in(sheet, ("y",))
    told = sheet.read_bytes()
    assert before in told
    sheet.write_bytes(told.replace(before, after))
    with pytest.raises(CopydeskError, match=said):
        read_sheet(sheet)


def test_a_sheet_without_a_judgement_gives_no_shares(tmp_path: Path) -> None:
    sheet, _ = write_sheet(tmp_path, tmp_path / "out", 2, 7)
    fill_in(sheet, ("", " "))
    with pytest.raises(CopydeskError, match="nothing is judged yet; write y or n in is_happening"):
        read_sheet(sheet)
    fill_in(sheet, ("", "n"))
    assert len(read_sheet(sheet)) == 2


def test_the_confidence_is_moved_to_what_was_right() -> None:
    right = [{"confidence": 0.5} | ALL_RIGHT] * 40
    wrong = [{"confidence": 0.5} | ALL_RIGHT | {"are_parties_right": False}] * 40
    assert shift_of(right + wrong) == 0
    assert shift_of(right) > 2
    assert shift_of(wrong) < -2
    assert shift_of([]) == 0


def test_an_interval_holds_its_share_and_few_judgements_say_little() -> None:
    low, high = Share(8, 10).interval
    assert 0.49 < low < 0.8 < high < 0.95
    assert Share(0, 0).interval == (0, 1)
