"""Statements: an outsider can hold tables against them, and one against the next."""

from __future__ import annotations

import json
import shutil

import pytest
from desk_runs import run_desk, story, write_lines

from copydesk.auditing.statement import HASH, check_statements, read_statements, sha256_of
from copydesk.versions.published import MANIFEST, version_name
from flows.command_line import main
from flows.settings import load_settings, open_workspace


@pytest.fixture(scope="module")
def proven(tmp_path_factory):
    """Three versions, and what is said of them."""
    root = tmp_path_factory.mktemp("proven")
    for number in (1, 2, 3):
        write_lines(root / "raw" / f"{number}.jsonl", [story(n) for n in range(number)])
        run_desk(root / "raw", root / "cur")
        if number == 2:
            shutil.copytree(root / "cur", root / "second", symlinks=True)
    assert main(["prove", *folders(root, "cur"), "--out", str(root / "told.jsonl")]) == 0
    return root


def folders(root, curated):
    return ["--raw", str(root / "raw"), "--curated", str(root / curated), "--set=min_words=5"]


def lines_of(root):
    return [json.loads(line) for line in (root / "told.jsonl").read_text().splitlines()]


def found(root, curated="cur", told="told.jsonl"):
    """Return the checks of statements that fail."""
    told_here = {"raw": str(root / "raw"), "curated": str(root / curated)}
    desk = open_workspace(load_settings(environment={}, **told_here))
    checks = list(check_statements(desk, read_statements(root / told)))
    assert len(checks) == 6
    return [f"{check.name}: {check.detail}" for check in checks if not check.is_ok]


def test_a_statement_names_what_went_in_and_came_out_and_the_one_before(proven, capsys):
    first, second, third = lines_of(proven)
    assert [line["before"] for line in (first, second, third)] == [None, first[HASH], second[HASH]]
    assert third["inputs"]["files"] == 3
    assert third["promise"]["locations"] == 6
    assert third["tables"]["articles"]["rows"] == 3
    assert found(proven) == []
    assert main(["verify", *folders(proven, "cur"), "--statement", str(proven / "told.jsonl")]) == 0
    assert "ok   statement: of the tables that readers find here" in capsys.readouterr().out


def test_it_holds_no_clock_and_no_place(proven, tmp_path):
    run_desk(proven / "raw", tmp_path / "elsewhere")
    assert (
        main(["prove", *folders(proven, tmp_path / "elsewhere"), "--out", str(tmp_path / "t")]) == 0
    )
    alone, third = json.loads((tmp_path / "t").read_text()), lines_of(proven)[-1]
    assert {k: v for k, v in alone.items() if k not in (HASH, "before")} == {
        k: v for k, v in third.items() if k not in (HASH, "before")
    }


def test_tables_of_another_version_are_not_those_stated(proven):
    wrong = found(proven, "second")
    assert len(wrong) == 4
    assert "articles: 2 rows, not 3; articles: other files" in wrong[0]


def test_a_copy_of_the_tables_alone_is_held_against_it(proven, tmp_path):
    for name in ("articles", "copies", "quarantine", "stories"):
        if (proven / "cur" / name).exists():
            shutil.copytree(proven / "cur" / name, tmp_path / "cur" / name)
    (tmp_path / "raw").symlink_to(proven / "raw")
    shutil.copy(proven / "told.jsonl", tmp_path)
    assert found(tmp_path) == []
    shutil.rmtree(tmp_path / "cur" / "quarantine", ignore_errors=True)
    shutil.rmtree(tmp_path / "cur" / "copies")
    assert len(found(tmp_path)) == 2


@pytest.mark.parametrize(("part", "key"), [("stage_versions", "accept"), ("settings", "limits")])
def test_what_a_manifest_tells_of_code_and_settings_is_held_against_it(
    proven, tmp_path, part, key, capsys
):
    shutil.copytree(proven / "cur", tmp_path / "cur", symlinks=True)
    shutil.copytree(proven / "raw", tmp_path / "raw")
    shutil.copy(proven / "told.jsonl", tmp_path)
    assert found(tmp_path) == []
    folder = (tmp_path / "cur" / "current").resolve()
    told = json.loads((folder / MANIFEST).read_text())
    told[part] = {**told[part], key: "0" * 12 if key == "accept" else {"min_words": 4}}
    told["version"] = version_name(told)
    (folder / MANIFEST).write_text(json.dumps(told))
    folder = folder.rename(folder.with_name(told["version"]))
    (tmp_path / "cur" / "current").unlink()
    (tmp_path / "cur" / "current").symlink_to(f".versions/{told['version']}")
    [wrong] = found(tmp_path)
    assert wrong.startswith("statement: of the manifest that stands here")
    assert main(["verify", *folders(tmp_path, "cur")]) == 1  # its descriptions name the version
    said = capsys.readouterr().out
    assert "\n--   promise 2: built again" in said
    assert "; 1 could not be made" in said


def test_tables_that_can_not_be_read_fail_and_are_named(proven, tmp_path):
    shutil.copytree(proven / "cur" / "copies", tmp_path / "cur" / "copies")
    (tmp_path / "raw").mkdir()
    shutil.copy(proven / "told.jsonl", tmp_path)
    for path in (tmp_path / "cur").rglob("*.parquet"):
        path.write_bytes(path.read_bytes()[:-9])
    assert "copies: 0 rows, not 3; copies: other files" in found(tmp_path)[0]


@pytest.mark.parametrize("change", ["a sum", "a sum, hashed again", "one left out"])
def test_a_history_that_was_rewritten_is_seen(proven, change):
    lines = lines_of(proven)
    if change == "one left out":
        del lines[1]
    else:
        lines[1]["promise"]["locations"] += 1
    if change == "a sum, hashed again":
        lines[1][HASH] = sha256_of({k: v for k, v in lines[1].items() if k != HASH})
    (proven / "changed.jsonl").write_text("\n".join(map(json.dumps, lines)))
    wrong = found(proven, told="changed.jsonl")
    assert len(wrong) == (2 if change == "a sum" else 1)
    assert "does not follow" in wrong[-1]


def test_what_came_in_since_is_run_first(proven, tmp_path, capsys):
    shutil.copytree(proven / "cur", tmp_path / "cur", symlinks=True)
    ledger = tmp_path / "cur" / ".work" / "ledger.parquet"
    shutil.copy(proven / "second" / ".work" / "ledger.parquet", ledger)
    assert main(["prove", *folders(tmp_path, "cur"), "--out", str(tmp_path / "t")]) == 1
    assert "ledger.parquet is not that of the published version" in capsys.readouterr().err


def test_what_is_no_statement_is_told(proven, tmp_path, capsys):
    (tmp_path / "no").write_text("[]\n")
    assert main(["verify", *folders(proven, "cur"), "--statement", str(tmp_path / "no")]) == 2
    assert "expected what `copydesk prove` writes" in capsys.readouterr().err
