"""The command line answers at once, says what was found, and ends with the documented status."""

import subprocess
import sys

import pytest

from flows.command_line import FAILED, USAGE, main


def test_help_imports_nothing_heavy():
    code = (
        "import sys, flows.command_line as c; c.build_parser().format_help();"
        "print([m for m in ('prefect', 'pandas', 'great_expectations', 'spacy', 'duckdb') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


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
        (["verify"], FAILED, "run `copydesk run` first"),
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


def test_a_day_that_is_none_is_wrong_usage(capsys):
    with pytest.raises(SystemExit) as stop:
        main(["backfill", "--from", "99/99/99"])
    assert stop.value.code == USAGE
    assert "expected a day as in 2019-11-01" in capsys.readouterr().err
