"""Ctrl-C and SIGTERM end a run at once, in one line, wherever its main thread is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from flows.failures import on_interrupt
from tests.trust.chaos import check_interrupt, lay

CODE = """
import sqlite3
from flows.interrupts import ended_by_signals
with ended_by_signals(lambda: "said"):
    print(flush=True)
    sqlite3.connect("").execute(
        "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"
    ).fetchone()
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_process_that_is_deep_in_a_query(number):
    with subprocess.Popen(
        [sys.executable, "-c", CODE], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as deep:
        assert deep.stdout is not None
        deep.stdout.readline()
        time.sleep(0.3)
        deep.send_signal(number)
        try:
            _, said = deep.communicate(timeout=10)
        finally:
            deep.kill()
    assert (deep.returncode, said) == (128 + number, "copydesk: said\n")


def test_an_interruption_tells_what_was_published(tmp_path):
    words = on_interrupt(tmp_path)
    assert "nothing was published" in words()
    os.symlink(".versions/v-1", tmp_path / "current")
    assert "v-1 had been published" in words()


@pytest.mark.slow
@pytest.mark.server
@pytest.mark.parametrize("starter", ["command line", "watched"])
def test_ctrl_c_ends_a_run_and_all_its_processes_in_one_line(tmp_path, starter):
    check_interrupt(lay(tmp_path, 100, "articles"), signal.SIGINT, starter)
