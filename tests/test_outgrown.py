"""A file that grew takes what was read of it along only where all of that is found in it again."""

from __future__ import annotations

import csv
import io
import json

import pandas as pd
import pytest

from copydesk.auditing.verify import verify_published
from flows.settings import load_settings, open_workspace
from tests.desk_runs import run_desk, story, table_bytes


def table(numbers, mark):
    """Return stories as a delimited table."""
    out = io.StringIO()
    rows = csv.DictWriter(out, ["title", "url", "published", "author", "text"], delimiter=mark, extrasaction="ignore")  # fmt: skip
    rows.writeheader()
    rows.writerows(story(number) for number in numbers)
    return out.getvalue().encode()


def lines(*numbers):
    """Return stories as JSON lines."""
    return "".join(json.dumps(story(number)) + "\n" for number in numbers).encode()


def text(number):
    """Return a story as a plain text."""
    return f"{story(number)['title']}\n\n{story(number)['text']}\n".encode()


LOSING = {
    # by name of the file: what it held, and what came behind
    "a.csv": (table(range(4), ","), table(range(4, 16), ";")),
    "one.csv": (table([1], ","), table(range(4, 16), "\t")),
}
KEEPING = {
    "a.csv": (table(range(4), ","), table(range(4, 9), ",").partition(b"\n")[2]),
    "cut.csv": (table(range(4), ",")[:-60], table(range(4), ",")[-60:]),
    "a.jsonl": (lines(0, 1), lines(2)),
    "cut.jsonl": (lines(0, 1)[:-40], lines(0, 1)[-40:] + lines(2)),
    "a.txt": (text(1), b"The mayor of Vasko declined to comment on the plan.\n"),
    "a.html": (b"<html><body><p>" + text(1) + b"</p></body></html>", b"<!-- saved -->"),
}


def grow(folder, name, held, behind):
    """Run over a file, and again when it has grown; return the titles published before and after."""
    raw, curated = folder / "raw", folder / "out"
    path = raw / "desk" / name
    path.parent.mkdir(parents=True)
    titles = []
    for data in (held, held + behind):
        path.write_bytes(data)
        run_desk(raw, curated)
        titles.append(set(pd.read_parquet(curated / "articles")["title"]))
    return titles


@pytest.mark.parametrize("name", LOSING)
def test_what_is_not_found_in_the_grown_file_stays_published(tmp_path, name):
    before, after = grow(tmp_path, name, *LOSING[name])
    assert before
    assert before <= after
    settings = load_settings(
        environment={}, raw=str(tmp_path / "raw"), curated=str(tmp_path / "out"), min_words=5
    )
    checks = verify_published(open_workspace(settings), "1GB", 1)
    assert [check for check in checks if not check.is_ok] == []
    published = table_bytes(tmp_path / "out")
    assert not run_desk(tmp_path / "raw", tmp_path / "out").is_new
    with (tmp_path / "raw" / "desk" / name).open(
        "ab"
    ) as file:  # it is asked again, and stays again
        file.write(LOSING[name][1][-300:])
    run_desk(tmp_path / "raw", tmp_path / "out")
    assert before <= set(pd.read_parquet(tmp_path / "out" / "articles")["title"])
    assert table_bytes(tmp_path / "out") != published


@pytest.mark.parametrize("name", KEEPING)
def test_where_all_is_found_again_the_tables_are_those_of_the_grown_file_alone(tmp_path, name):
    before, after = grow(tmp_path, name, *KEEPING[name])
    assert before
    assert before <= after
    run_desk(tmp_path / "raw", tmp_path / "fresh")
    assert table_bytes(tmp_path / "out") == table_bytes(tmp_path / "fresh")


def test_what_was_not_found_again_can_be_given_up(tmp_path):
    grow(tmp_path, "a.csv", *LOSING["a.csv"])
    run_desk(tmp_path / "raw", tmp_path / "out", prune=True)
    run_desk(tmp_path / "raw", tmp_path / "fresh")
    assert table_bytes(tmp_path / "out") == table_bytes(tmp_path / "fresh")
