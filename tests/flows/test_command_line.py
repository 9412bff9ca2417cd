"""The command line answers at once, says what was found, and ends with the documented status."""

import hashlib
import os
import re
import resource
import socket
import subprocess
import sys

import duckdb
import pyarrow as pa
import pytest
from desk_runs import write_lines

from copydesk.raw.intake import RawFile
from copydesk.work.workfolder import WorkFolder
from flows.command_line import ALARMED, DONE, FAILED, USAGE, guarded, main
from flows.surroundings import ADDRESS_BYTES
from schemas.tables import TABLES


def test_help_imports_nothing_heavy():
    code = (
        "import sys, flows.command_line as c; c.build_parser().format_help();"
        "print([m for m in ('prefect', 'pandas', 'great_expectations', 'spacy', 'duckdb') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_command_seldom_looks_for_circles_of_objects():
    code = "import gc, os, flows.command_line as c; os._exit = lambda status: print(gc.get_threshold()); c.main = int; c.console()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "(10000, 10, 10)\n"


@pytest.mark.parametrize("command", ["run", "backfill", "serve", "verify", "explain", "report"])
def test_every_command_has_help(command, capsys):
    with pytest.raises(SystemExit) as stop:
        main([command, "--help"])
    assert stop.value.code == 0
    assert "--curated" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["run", "--set", "colour=red"], USAGE, "unknown setting"),
        (["run", "--tables", "artikel"], USAGE, "expected some of"),
        (["run", "--raw", "nowhere"], FAILED, "no raw folder at nowhere"),
        (["backfill"], USAGE, "needs a scope"),
        (["backfill", "--from", "2024-02-01", "--to", "2024-01-01"], USAGE, "is after --to"),
        (["backfill", "--stage", "sentences"], USAGE, "expected one of"),
        (["backfill", "--watch", "--source", "nobody"], USAGE, "no such source"),
        (["run", "--set", "memory=lots"], USAGE, "memory: found 'lots'"),
        (["run", "--set", "ner_model=en_no_such_model"], USAGE, "isn't installed"),
        (["serve", "--cron", "often"], USAGE, "cron: found 'often'"),
        (["serve", "--raw", "nowhere"], FAILED, "no raw folder at nowhere"),
        (["deployments", "--cron", "often"], USAGE, "cron: found 'often'"),
        (["verify"], FAILED, "run `copydesk run` first"),
        (["verify", "--from-raw", "--sample", "3"], FAILED, "run `copydesk run` first"),
        (["verify", "--from-raw", "--sample", "0"], USAGE, "a number of files from 1 on"),
        (["verify", "--sample", "3"], USAGE, "from 1 on, with --from-raw"),
        (["explain", "evt_1a3c5e7092b4d6f8a0c2e4f6"], FAILED, "run `copydesk run` first"),
        (["report"], FAILED, "run `copydesk run` first"),
    ],
)
def test_errors_are_plain(arguments, status, message, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == status
    error = capsys.readouterr().err
    assert message in error
    assert "Traceback" not in error


@pytest.mark.parametrize(
    "command",
    ["export --out", "prove --out", "report --out", "audit events --out", "expectations --write"],
)
def test_an_output_without_a_name_is_wrong_usage(command, capsys, tmp_path, monkeypatch):
    """Of a script whose variable is not set: an export was written into the folder one stands in."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit, match="2"):
        main([*command.split(), ""])
    assert "expected a path" in capsys.readouterr().err
    assert not [*tmp_path.iterdir()]


def test_a_day_that_is_none_is_wrong_usage(capsys):
    with pytest.raises(SystemExit) as stop:
        main(["backfill", "--from", "99/99/99"])
    assert stop.value.code == USAGE
    assert "expected a day as in 2019-11-01" in capsys.readouterr().err


def test_a_port_that_is_taken_is_found_before_a_server_starts(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data" / "raw").mkdir(parents=True)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert main(["serve", "--port", str(port)]) == USAGE
    assert f"--port {port}: Address already in use" in capsys.readouterr().err


def test_a_quiet_run_says_nothing_and_alarms_are_told_all_the_same(tmp_path):
    """Fifty error pages in the place of stories: published as quarantine, said aloud, and with --strict a status."""
    denied = {"title": "Access denied", "text": "You don't have permission to access this page."}
    write_lines(tmp_path / "raw" / "feed" / "a.jsonl", [{**denied, "id": n} for n in range(50)])
    command = [sys.executable, "-m", "flows.command_line", "run", "--tables", "articles"]
    command += ["--raw", tmp_path / "raw", "--curated", tmp_path / "out", "--workers", "1"]
    said = [
        subprocess.run([*command, *more], capture_output=True, text=True, check=False)
        for more in ([], ["--quiet", "--strict"])
    ]
    assert [done.returncode for done in said] == [DONE, ALARMED]
    alarm = "WARNING alarm: source feed: 50 of 50 records were quarantined"
    assert all(alarm in done.stderr for done in said)
    line = r"(?m)^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ INFO stage=publish "
    assert re.search(line, said[0].stderr)
    assert "quarantined" in said[0].stdout
    assert said[1].stdout == ""
    assert len(said[1].stderr.splitlines()) == 1


WRITERS = {
    "export": ["export", "--out"],
    "one file": ["export", "--to", "sqlite", "--out"],
    "report": ["report", "--out"],
    "prove": ["prove", "--out"],
    "audit": ["audit", "events", "--out"],
    "expectations": ["expectations", "--write"],
    "search": ["search", "ferry", "--index"],
}


@pytest.mark.parametrize("command", WRITERS.values(), ids=WRITERS.keys())
def test_no_command_puts_a_file_in_the_place_of_a_pipe_or_device(command, tmp_path, capsys):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "raw").mkdir()
    folders = ["--raw", str(tmp_path / "raw"), "--curated", str(tmp_path / "out")]
    for place in (tmp_path / "pipe", "/dev/full"):
        assert main([*command, str(place), *folders]) == USAGE
        assert f"{place}: expected a file" in capsys.readouterr().err
    assert (tmp_path / "pipe").is_fifo()


@pytest.mark.parametrize("command", ["one file", "report", "prove"])
def test_a_folder_in_the_place_of_a_file_is_told(command, tmp_path, capsys):
    folders = ["--raw", str(tmp_path / "raw"), "--curated", str(tmp_path / "out")]
    assert main([*WRITERS[command], str(tmp_path), *folders]) == USAGE
    assert f"{tmp_path}: expected a file" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", WRITERS.values(), ids=WRITERS.keys())
def test_no_command_writes_among_the_dumps_or_the_tables(command, tmp_path, capsys):
    raw, curated = tmp_path / "raw", tmp_path / "out"
    raw.mkdir()
    (tmp_path / "link").symlink_to(raw)
    folders = ["--raw", str(raw), "--curated", str(curated)]
    places = {raw: raw, raw / "a" / "b": raw, tmp_path / "link" / "c": raw}
    if "search" not in command:  # its index stands in the curated folder unless told otherwise
        places[curated / "c"] = curated
    for place, among in places.items():
        assert main([*command, str(place), *folders]) == USAGE
        assert f"{place} lies in {among}, which holds" in capsys.readouterr().err
    assert list(raw.iterdir()) == []
    main([*command, str(tmp_path / "raw2"), *folders])
    assert "lies in" not in capsys.readouterr().err


def test_suites_are_written_to_a_folder_that_is_not_there_yet(tmp_path, capsys):
    for _ in range(2):  # and to one that is
        folders = ["--raw", str(tmp_path / "raw"), "--curated", str(tmp_path / "out")]
        assert main(["expectations", "--write", str(tmp_path / "a" / "b"), *folders]) == DONE
    assert capsys.readouterr().out.count("wrote ") == 2 * len(TABLES)
    assert {path.stem for path in (tmp_path / "a" / "b").iterdir()} == set(TABLES)


@pytest.mark.parametrize("command", WRITERS.values(), ids=WRITERS.keys())
def test_dumps_are_known_by_what_they_hold_where_raw_names_another_folder(
    command, tmp_path, capsys
):
    news, curated, other = tmp_path / "news", tmp_path / "out", tmp_path / "other"
    for folder, text in ((news, "title,body\n"), (other, "title,text\n")):
        (folder / "feed").mkdir(parents=True)
        (folder / "feed" / "a.csv").write_text(text)
    dump = news / "feed" / "a.csv"
    size, sha256 = dump.stat().st_size, hashlib.sha256(dump.read_bytes()).hexdigest()
    work = WorkFolder(curated / ".work")
    work.root.mkdir(parents=True)
    work.write_ledger([RawFile("feed/a.csv", sha256, size, "fil_1", "{}")])
    folders = ["--raw", str(tmp_path / "raw"), "--curated", str(curated)]
    for place in (dump, news / "feed", news / "b" / "c"):
        assert main([*command, str(place), *folders]) == USAGE
        assert f"{place} lies in {news}, which holds dumps" in capsys.readouterr().err
    assert dump.read_text() == "title,body\n"
    main([*command, str(other / "feed" / "b"), *folders])  # the same names, other bytes
    assert "lies in" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (pa.ArrowMemoryError("malloc of size 64 failed"), "out of memory (malloc of size 64"),
        (MemoryError(), "out of memory (MemoryError)"),
        (duckdb.OutOfMemoryException("Out of Memory Error: x"), "out of memory (Out of Memory"),
        (RuntimeError("malloc of size 64 failed"), "internal error (RuntimeError)"),
    ],
)
def test_a_lack_of_memory_is_no_fault_of_ours(error, message, capsys):
    def fail():
        raise error

    assert guarded(fail) == FAILED
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "status", "message"),
    [([], DONE, "größe.jsonl"), (["-X", "utf8=0"], FAILED, "as another encoding than UTF-8")],
    ids=["started anew", "can't be"],
)
def test_names_are_read_as_utf_8_whatever_the_locale(options, status, message, tmp_path):
    (tmp_path / "größe.jsonl").write_text('{"title": "Ferry", "text": "It rained."}\n', "utf-8")
    odd = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = subprocess.run(
        [sys.executable, *options, "-m", "flows.command_line", "inspect", str(tmp_path)],
        env=os.environ | odd,
        capture_output=True,
        check=False,
    )
    assert done.returncode == status, done.stderr
    assert message in (done.stdout + done.stderr).decode()


@pytest.mark.parametrize("command", ["run", "verify", "report"])
def test_so_few_addresses_that_libraries_would_crash_are_refused_before_any_work(command, tmp_path):
    def limit():
        resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_BYTES - 1, resource.RLIM_INFINITY))

    told = [sys.executable, "-m", "flows.command_line", command, "--curated", tmp_path / "out"]
    done = subprocess.run(told, capture_output=True, text=True, check=False, preexec_fn=limit)
    assert done.returncode == FAILED
    assert re.fullmatch(r"copydesk: a process may address 3\.0GB here .*\n", done.stderr)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("level", ["1", "2"])
def test_python_without_assertions_is_refused(level, tmp_path):
    told = [sys.executable, "-m", "flows.command_line", "run", "--curated", tmp_path / "out"]
    environment = os.environ | {"PYTHONOPTIMIZE": level}
    done = subprocess.run(told, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == FAILED
    assert re.fullmatch(rf"copydesk: Python runs with PYTHONOPTIMIZE={level} .*\n", done.stderr)
    assert not (tmp_path / "out").exists()


def test_warnings_that_are_errors_are_refused(tmp_path):
    told = [sys.executable, "-m", "flows.command_line", "run", "--curated", tmp_path / "out"]
    environment = os.environ | {"PYTHONWARNINGS": "error"}
    done = subprocess.run(told, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == FAILED
    assert re.fullmatch(r"copydesk: Python takes warnings for errors .*\n", done.stderr)


def test_a_folder_that_is_gone_is_told_where_a_command_stands_in_it(tmp_path, monkeypatch, capsys):
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert main(["run", "--raw", "raw"]) == FAILED
    assert "the folder in which this was started can't be named" in capsys.readouterr().err
