"""What a command prints to whom: terminals that can be steered, that know no letters of ours, or that are not there."""

from __future__ import annotations

import errno
import io
import json
import logging
import os
import re
import subprocess
import sys

import pytest
from desk_runs import run_desk, story, write_lines

from copydesk.auditing.verify import verify_published
from copydesk.disk.storage import curated_lock, is_locked
from copydesk.versions.publish import flip_version
from copydesk.versions.published import read_manifest
from flows.command_line import FAILED, LOCKED, build_parser, guarded, log_to_stderr, main
from flows.saying import JsonLines, shown
from flows.settings import load_settings, open_workspace


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    folder = tmp_path_factory.mktemp("saying")
    text = story(1)["text"] + " “Naïve,” \x1b[2J\u202edrow said Zoë.\x07"
    write_lines(folder / "raw" / "a" / "b\x1b[2Jc.jsonl", [story(1, text=text), story(2)])
    run_desk(folder / "raw", folder / "out")
    return folder


def folders(desk):
    return ["--raw", str(desk / "raw"), "--curated", str(desk / "out")]


def record(desk):
    import pandas as pd

    return str(pd.read_parquet(desk / "out" / "articles")["article_id"].max())


def test_nothing_that_is_printed_steers_a_terminal(desk, capsys):
    for command in (["explain", record(desk), *folders(desk)], ["inspect", str(desk / "raw")]):
        assert main(command) == 0
        out = capsys.readouterr().out
        assert shown(out) == out
        assert "\\x1b[2J" in out


def test_no_name_of_a_folder_steers_a_terminal(desk, tmp_path, capsys):
    odd = tmp_path / "c\x1b]0;mine\x07\u202ed"
    tables = [desk / "raw", "--curated", odd / "out"]
    for command in (
        ["run", "--tables=articles", "--set=min_words=5", "--workers=1", "--raw", *tables],
        ["report", "--raw", *tables, "--out", odd / "page.html"],
        ["export", "--raw", *tables, "--out", odd / "csv", "--to=csv"],
        ["prove", "--raw", *tables, "--out", odd / "said.jsonl"],
        ["doctor", "--raw", *tables],
    ):
        assert main([str(part) for part in command]) == 0
        told = capsys.readouterr()
        assert shown(told.out + told.err) == told.out + told.err
        assert "\\x1b]0;mine" in told.out


@pytest.mark.parametrize(
    ("shell", "status"),
    [("PYTHONIOENCODING=ascii {}", 0), ("{} >&-", 0), ("{} | true; exit ${{PIPESTATUS[0]}}", 0)],
    ids=["ascii", "closed", "a reader that leaves"],
)
def test_odd_outputs_fail_no_command(desk, shell, status):
    command = f"'{sys.executable}' -m flows.command_line explain {record(desk)} " + " ".join(
        f"'{part}'" for part in folders(desk)
    )
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHONIO")}
    done = subprocess.run(
        ["/bin/bash", "-c", shell.format(command)],
        capture_output=True,
        env=environment,
        check=False,
    )
    assert (done.returncode, done.stderr) == (status, b"")


def test_an_answer_that_no_disk_takes_is_no_success():
    command = [sys.executable, "-m", "flows.command_line", "deployments"]
    with open("/dev/full", "w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == FAILED
    assert b"can't be written: No space left on device" in done.stderr


def test_a_published_run_is_one_though_no_disk_takes_its_summary(tmp_path):
    write_lines(tmp_path / "raw" / "one.jsonl", [story(1), story(2)])
    command = [sys.executable, "-m", "flows.command_line", "run", "--tables=articles"]
    command += ["--raw", tmp_path / "raw", "--curated", tmp_path / "out", "--workers=1"]
    with open("/dev/full", "w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr.count(b"No space left")) == (0, 1)


@pytest.mark.parametrize("name", ["stdout", "stderr"])
def test_a_reader_that_leaves_does_not_change_what_a_command_answers(name, tmp_path):
    command = [sys.executable, "-m", "flows.command_line", "doctor", "--raw"]
    command += [str(tmp_path / "nowhere"), "--curated", str(tmp_path), "--set", "memory=1GB"]
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(command, check=False, **{name: writer})
    os.close(writer)
    assert done.returncode == FAILED


def test_a_broken_pipe_of_our_own_is_no_reader_that_left(capsys):
    def command():
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")

    assert guarded(command) == FAILED
    assert "Broken pipe" in capsys.readouterr().err


class OnFullDisk(io.StringIO):
    """A file that takes nothing."""

    def flush(self) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_run_whose_summary_no_disk_takes_has_published(tmp_path, caplog, monkeypatch):
    write_lines(tmp_path / "raw" / "one.jsonl", [story(1), story(2)])
    monkeypatch.setattr(sys, "stdout", OnFullDisk())
    folders = ["--raw", str(tmp_path / "raw"), "--curated", str(tmp_path / "out")]
    assert main(["run", *folders, "--tables", "articles", "--workers", "1"]) == 0
    assert "the summary can't be printed: [Errno 28]" in caplog.text
    assert (tmp_path / "out" / "articles").is_dir()


def test_a_first_run_beside_another_is_told_so(tmp_path, desk):
    with curated_lock(tmp_path / "new"):
        arguments = ["run", "--raw", str(desk / "raw"), "--curated", str(tmp_path / "new")]
        assert main([*arguments, "--tables", "articles"]) == LOCKED


def test_an_audit_beside_a_run_leaves_out_what_the_run_is_at(desk):
    settings = load_settings(
        environment={}, raw=str(desk / "raw"), curated=str(desk / "out"), tables="articles"
    )
    ledger = desk / "out" / ".work" / "ledger.parquet"
    spare = ledger.rename(ledger.with_name("spare"))  # as it may be at some moment
    try:
        with curated_lock(desk / "out"):
            assert is_locked(desk / "out")
            checks = verify_published(open_workspace(settings), "1GB", 1)
        assert [c.detail for c in checks if "run is at work" in c.detail]
        assert all(c.is_ok for c in checks), [c for c in checks if not c.is_ok]
        assert not is_locked(desk / "out")
        assert not all(c.is_ok for c in verify_published(open_workspace(settings), "1GB", 1))
    finally:
        spare.rename(ledger)


def test_an_audit_that_a_flip_overtook_is_made_again(desk, monkeypatch):
    from copydesk.auditing import verify

    settings = load_settings(
        environment={}, raw=str(desk / "raw"), curated=str(desk / "out"), tables="articles"
    )
    looks = []

    def look(*_, **__):
        looks.append(1)
        if len(looks) == 1:
            (desk / "out" / "current").unlink()  # somebody else's version comes and goes
        else:
            flip_version(desk / "out", manifest)
        return [verify.Check("x", len(looks) > 2)]

    manifest = read_manifest(desk / "out")
    monkeypatch.setattr(verify, "_look_once", look)
    assert verify.verify_published(open_workspace(settings), "1GB", 1) == [verify.Check("x", True)]
    assert len(looks) == 3


def test_a_folder_that_is_called_as_a_control_file_is_read(tmp_path):
    write_lines(tmp_path / "raw" / "source.toml" / "one.jsonl", [story(1)])
    write_lines(tmp_path / "raw" / "__MACOSX" / "two.jsonl", [story(2)])
    assert run_desk(tmp_path / "raw", tmp_path / "out").locations == 1


@pytest.mark.parametrize(
    ("message", "told"),
    [
        (
            "stage=source lines batches=2 seconds=0.5 records=1014",
            {"stage": "source lines", "batches": 2, "seconds": 0.5, "records": 1014},
        ),
        ("alarm: source bbc: 12 % of 50 are quarantined", {}),
        (
            "what=x time=never level=high",
            {"what": "x"},
        ),  # what a line is about does not replace when it was said
        ('what=x path=/a "b".csv', {"what": "x", "path": '/a "b".csv'}),
    ],
)
def test_a_line_as_json_has_its_counts_as_fields(message, told):
    record = logging.LogRecord("copydesk", logging.INFO, "f.py", 1, message, None, None)
    line = JsonLines(datefmt="%Y").format(record)
    found = json.loads(line)
    assert "\n" not in line
    assert (found.pop("level"), found.pop("message")) == ("INFO", message)
    assert found.pop("time").isdecimal()
    assert found == told


def test_a_run_logs_json_on_request(monkeypatch, capsys):
    args = build_parser().parse_args(["run", "--log", "json"])
    monkeypatch.setattr(logging.root, "handlers", [])
    log_to_stderr(args.is_quiet, args.log)
    logging.getLogger("copydesk").info("stage=%s files=%d", "scan", 3)
    told = json.loads(capsys.readouterr().err)
    assert (told["stage"], told["files"]) == ("scan", 3)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", told["time"])
