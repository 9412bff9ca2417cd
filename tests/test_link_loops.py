"""Links that lead in a circle are paths to nothing: they are told, or mended, and no internal error."""

from __future__ import annotations

import os

import pytest

from flows.command_line import main
from tests.desk_runs import run_desk, story, table_bytes, write_lines


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["run", "--raw", "loop", "--curated", "cur"], 1, "no raw folder at"),
        (["run", "--raw", "raw", "--curated", "loop"], 1, "nothing was published"),
        (["verify", "--raw", "raw", "--curated", "loop"], 1, "loop"),
    ],
)
def test_a_loop_in_the_place_of_a_folder_is_told(
    tmp_path, monkeypatch, capsys, arguments, status, said
):
    monkeypatch.chdir(tmp_path)
    write_lines(tmp_path / "raw" / "a.jsonl", [story(1)])
    os.symlink("loop", tmp_path / "loop")
    assert main(arguments) == status
    told = capsys.readouterr().err
    assert said in told
    assert "internal error" not in told


def test_a_link_of_ours_that_leads_in_a_circle_is_laid_again(tmp_path):
    raw, curated = tmp_path / "raw", tmp_path / "cur"
    write_lines(raw / "a.jsonl", [story(1)])
    os.symlink("self.jsonl", raw / "self.jsonl")
    run_desk(raw, curated)
    (curated / "current").unlink()
    os.symlink("current/articles", curated / "current")
    write_lines(raw / "b.jsonl", [story(2)])
    run_desk(raw, curated)
    run_desk(raw, tmp_path / "plain")
    assert table_bytes(curated) == table_bytes(tmp_path / "plain")
