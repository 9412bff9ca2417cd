"""What is said of files before a run."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from copydesk.auditing.inspection import inspect_path
from copydesk.readers.source import read_source
from flows.command_line import main

TEXT = "The harbour council voted on Monday to reopen the ferry line, which a storm closed in March, it was said at noon."


def make(folder: Path) -> Path:
    rows = "".join(
        f"Ferry line {i} reopens today,{13 + i}/02/2024,{TEXT.replace(',', '')} It was told {i} times.\n"
        for i in range(6)
    )
    folder.mkdir()
    (folder / "a.csv").write_text("xq,when,zz\n" + rows.replace("when", "date"))
    (folder / "b.pdf").write_bytes(b"%PDF-1.4 nothing")
    return folder


def test_columns_their_reasons_and_rows_are_told(tmp_path: Path) -> None:
    told = "\n".join(inspect_path(make(tmp_path / "raw")))
    assert "a.csv: format csv; 6 records" in told
    assert "column 'zz' -> body (by its values, or declared)" in told
    assert "column 'xq' -> title (by its values, or declared)" in told
    assert "would be published: 'Ferry line 0 reopens today'" in told
    assert "quarantined: 1" in told


def test_the_source_file_it_prints_says_the_same(tmp_path: Path) -> None:
    folder = make(tmp_path / "raw")
    (folder / "b.pdf").unlink()
    lines = list(inspect_path(folder))
    (folder / "source.toml").write_text("\n".join(lines[lines.index("") + 1 :]))
    source = read_source(folder / "source.toml")
    assert dict(source.columns) == {"body": "zz", "published": "when", "title": "xq"}
    assert "would be published: 'Ferry line 0 reopens today'" in "\n".join(inspect_path(folder))


def test_an_assumed_order_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "raw"
    folder.mkdir()
    (folder / "a.csv").write_text(f'title,date,text\nFerry,03/04/2024,"{TEXT}"\n')
    told = "\n".join(inspect_path(folder))
    assert "dates in 'date': month first, only assumed" in told
    assert "# day_first = false  # only assumed" in told
    # left to whoever knows: with the file beside it the day is flagged as it was
    lines = told.split("\n")
    (folder / "source.toml").write_text("\n".join(lines[lines.index("") + 1 :]))
    assert "date_order_assumed 1" in "\n".join(inspect_path(folder))


def test_nothing_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = make(tmp_path / "raw")
    before = sorted(path.name for path in tmp_path.rglob("*"))
    assert main(["inspect", str(folder)]) == 0
    assert "a.csv" in capsys.readouterr().out
    assert sorted(path.name for path in tmp_path.rglob("*")) == before
    assert main(["inspect", str(folder / "none")]) == 2


def test_a_folder_that_holds_files_is_one_source(tmp_path: Path) -> None:
    folder = tmp_path / "raw" / "gazette"
    (folder / "texts").mkdir(parents=True)
    (folder / "texts" / "1.txt").write_text(f"{TEXT} {TEXT.replace('ferry', 'boat')}")
    (folder / "meta.csv").write_text("file,headline\n1.txt,Ferry line reopens\n")
    told = "\n".join(inspect_path(folder))
    assert "would be published: 'Ferry line reopens'" in told
    assert "joined_to_another" in told
    # a folder of folders is a raw folder, each of them a source: as a run has it
    (folder / "meta.csv").rename(folder / "texts.csv")
    (folder / "tables").mkdir()
    (folder / "texts.csv").rename(folder / "tables" / "meta.csv")
    assert "'Ferry line reopens'" not in "\n".join(inspect_path(folder)).partition("texts/1.txt")[2]


def test_what_breaks_the_contract_is_said_to_be_quarantined(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("title,text\nFerry,It sails again\n")
    told = "\n".join(inspect_path(tmp_path))
    assert "would be published" not in told
    assert "quarantined: 1 (n_words_reaches_min_words), such as row 1" in told
    assert "would be published: 'Ferry'" in "\n".join(inspect_path(tmp_path, {"min_words": 2}))


def test_a_guessed_encoding_is_told_and_can_be_declared(tmp_path: Path) -> None:
    text = (
        "Rada portu odłożyła głosowanie\n\n"
        + "Mieszkańcy żądają, żeby światło nie padało do sypialni. " * 6
    )
    (tmp_path / "a.txt").write_bytes(text.encode("cp1250"))
    (tmp_path / "b.txt").write_text(text)
    lines = list(inspect_path(tmp_path))
    assert "a.txt: format text; 1 record; guessed to be in cp1250" in lines
    assert "b.txt: format text; 1 record" in lines
    assert 'encoding = "cp1250"' in lines


def test_a_name_with_a_line_break_stays_on_its_line(tmp_path: Path) -> None:
    (tmp_path / "quay\nERROR forged.jsonl").write_text('{"title": "Quay", "text": "It is open."}\n')
    lines = [line for told in inspect_path(tmp_path) for line in told.splitlines()]
    assert not [line for line in lines if line.startswith("ERROR")]


def test_what_is_inside_a_packed_file_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "raw"
    folder.mkdir()
    (folder / "crawl.gz").write_bytes(
        gzip.compress(f'{{"title": "Ferry", "text": "{TEXT}"}}'.encode())
    )
    (folder / "twice.gz").write_bytes(gzip.compress(gzip.compress(b"\x89PNG\r\n")))
    told = "\n".join(inspect_path(folder))
    assert "crawl.gz: packed (gzip), inside: format json; 1 record" in told
    assert (
        "twice.gz: packed (gzip), inside: packed (gzip), inside: not read (the content is a PNG image"
        in told
    )


def test_the_source_file_it_prints_names_the_columns_and_a_change_is_obeyed(tmp_path: Path) -> None:
    row = {"headline": "Ferry reopens", "kind": "Kiosk", "text": TEXT, "pubDate": "2021-05-03"}
    row |= {"datePublished": "2021-05-04", "byline": "Maria Okafor", "editor_told": "Anna Roth"}
    (tmp_path / "a.jsonl").write_text(json.dumps(row) + "\n")
    lines = list(inspect_path(tmp_path))
    told = lines[lines.index("[columns]") :]
    assert 'title = "headline"' in told
    assert 'authors = "byline"' in told
    assert 'published = "datePublished"' in told  # the one that speaks first
    assert not any("kind" in line or "editor_told" in line for line in told)
    told[told.index('authors = "byline"')] = 'authors = "editor_told"'
    told[told.index('published = "datePublished"')] = 'published = "pubDate"'
    (tmp_path / "source.toml").write_text("\n".join(told))
    changed = "\n".join(inspect_path(tmp_path))
    assert "2021-05-03; Anna Roth" in changed


def test_as_printed_the_source_file_changes_no_row(tmp_path: Path) -> None:
    rows = ({"headline": "Ferry reopens", "text": TEXT, "by": "Maria Okafor", "date": "2021-05-03"},
            {"title": "Quay closes", "text": TEXT.upper(), "author": "Anna Roth", "date": "2021-05-04"})  # fmt: skip
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n")
    (tmp_path / "b.txt").write_text(f"{TEXT} {TEXT}")  # no table: it takes no column away
    lines = list(inspect_path(tmp_path))
    assert "[columns]" in lines
    (tmp_path / "source.toml").write_text("\n".join(lines[lines.index("[columns]") :]))

    def rows_of(told: Iterable[str]) -> list[str]:
        return [line for line in told if line.startswith("    ")]

    assert rows_of(inspect_path(tmp_path)) == rows_of(lines)


@pytest.mark.parametrize(
    ("declared", "told"),
    [
        ("printedOn", "takes published from 'printedOn', which no record here has; write 'press.printedOn'"),
        ("printed_at", "takes published from 'printed_at', which no record here has; a field within an object is named by its path"),
        ("press.printedOn", None),
    ],
)  # fmt: skip
def test_a_declared_column_that_no_record_has_is_told_with_the_path(
    tmp_path: Path, declared: str, told: str | None
) -> None:
    row = {"title": "Ferry aground", "text": "It rained on the quay. " * 12, "press": {"printedOn": "2021-05-03"}}  # fmt: skip
    (tmp_path / "a.jsonl").write_text(json.dumps(row) + "\n")
    (tmp_path / "source.toml").write_text(f'[columns]\npublished = "{declared}"\n')
    lines = "\n".join(inspect_path(tmp_path))
    assert (told in lines) if told else ("which no record here has" not in lines)


def test_what_can_not_be_opened_is_told_beside_what_can(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(
        '{"title": "Ferry line reopens", "text": "The ferry line to Vasko reopens in May."}'
    )
    (tmp_path / "gone.txt").symlink_to("nowhere")
    os.mkfifo(tmp_path / "feed")
    os.chdir(folder := tmp_path)
    try:
        for _ in range(20):  # a path of more signs than the system takes at once
            os.mkdir("d" * 250)
            os.chdir("d" * 250)
    finally:
        os.chdir(folder)
    lines = list(inspect_path(tmp_path))
    for told in ("gone.txt: it can't be opened: No such", "feed: it is no file but a pipe", "d: it can't be opened: File name too long"):  # fmt: skip
        assert [line for line in lines if told in line], told
    assert [line for line in lines if line.startswith("a.jsonl: format json")]
