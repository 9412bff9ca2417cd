"""Ctrl-C, SIGTERM and SIGHUP end a run at once, in one line, wherever its main thread is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from flows.failures import on_interrupt
from tests.trust.chaos import check_interrupt, lay

PATIENCE_SECONDS = 120
"""What is waited for takes a second or never comes: on a busy machine a second is many."""

CODE = """
import sqlite3
from flows.interrupts import ended_by_signals
with ended_by_signals(lambda: "said"):
    print(flush=True)
    sqlite3.connect("").execute(
        "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"
    ).fetchone()
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_a_process_that_is_deep_in_a_query(number):
    with subprocess.Popen(
        [sys.executable, "-c", CODE], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as deep:
        assert deep.stdout is not None
        deep.stdout.readline()
        time.sleep(0.3)
        deep.send_signal(number)
        try:
            _, said = deep.communicate(timeout=PATIENCE_SECONDS)
        finally:
            deep.kill()
    assert (deep.returncode, said) == (128 + number, "copydesk: said\n")


GONE = CODE.replace("print(flush=True)", "import os; print(flush=True); os.close(2)")


def test_a_terminal_that_has_gone_with_its_errors_ends_a_run_all_the_same():
    with subprocess.Popen([sys.executable, "-c", GONE], stdout=subprocess.PIPE) as deep:
        assert deep.stdout is not None
        deep.stdout.readline()
        time.sleep(0.3)
        deep.send_signal(signal.SIGHUP)
        try:
            assert deep.wait(timeout=PATIENCE_SECONDS) == 129
        finally:
            deep.kill()


def test_under_nohup_a_terminal_that_goes_is_nothing_to_a_run():
    """Nor is it once the block has ended; SIGTERM ends it as ever."""
    waits = (
        CODE.partition("import sqlite3")[2].partition("    sqlite3")[0] + "    input()\nprint(2)"
    )
    command = [sys.executable, "-c", f"{waits}\ninput()"]
    with subprocess.Popen(
        ["nohup", *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as run:
        assert run.stdin is not None
        assert run.stdout is not None
        for told in ("\n", "2\n"):
            assert run.stdout.readline() == told
            run.send_signal(signal.SIGHUP)
            print(file=run.stdin, flush=True)
        assert run.wait(timeout=PATIENCE_SECONDS) == 0


SLOW = """
import os, sys, threading, time
from flows.interrupts import ended_by_signals
lock = threading.Lock()
def tell(words):
    if sys.argv[1] == "stands":
        lock.acquire()
    print(words, flush=True)
    if sys.argv[1] == "waits":
        lock.acquire()
    if sys.argv[1] == "zero":
        os._exit(0)
with ended_by_signals(lambda: "said", tell):
    with lock:
        print(flush=True)
        while True:
            time.sleep(0.01)
"""


@pytest.mark.parametrize(
    ("how", "status", "said"),
    [
        ("plain", 143, ("said\n", "")),
        ("zero", 0, ("said\n", "")),
        ("waits", 143, ("said\n", "copydesk: said\n")),
        ("stands", 143, ("", "copydesk: said\n")),
    ],
)
def test_last_words_are_said_and_never_waited_for_long(how, status, said):
    """Whatever the main thread holds at that moment, and however often the signal comes. What can't be told in time is said here."""
    code = SLOW.replace("lock = ", "import flows.interrupts as i; i.TELL_SECONDS = 3; lock = ")
    with subprocess.Popen(
        [sys.executable, "-c", code, how], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as ended:
        assert ended.stdout is not None
        ended.stdout.readline()
        for _ in range(3):
            ended.send_signal(signal.SIGTERM)
        try:
            told = ended.communicate(timeout=PATIENCE_SECONDS)
        finally:
            ended.kill()
    assert (ended.returncode, told) == (status, said)


CANCELLED = """
import contextlib, os, sys, time
from types import SimpleNamespace
import flows.deployments as d, flows.prefect_engine as e
from flows.settings import Settings
os.environ["PREFECT__FLOW_RUN_ID"] = run = "00000000-0000-0000-0000-000000000001"
state = SimpleNamespace(is_cancelling=lambda: sys.argv[2] == "cancelled", is_cancelled=lambda: False)
def at_work(flow_run_filter, task_run_filter):
    assert [str(id_) for id_ in flow_run_filter.id.any_] == [run]
    assert {kind.value for kind in task_run_filter.state.type.any_} == {"SCHEDULED", "PENDING", "RUNNING"}
    return [SimpleNamespace(id="shard 7"), SimpleNamespace(id="shard 8")]
def set_state(id_, state, force):
    print(id_, state.name, force, flush=True)
client = SimpleNamespace(read_flow_run=lambda id_: SimpleNamespace(state=state), read_task_runs=at_work, set_task_run_state=set_state)
e.get_client = lambda sync_client: contextlib.nullcontext(client)
e.send_what_is_kept = lambda: None
d.get_run_logger = lambda: SimpleNamespace(info=lambda words: print(words, flush=True))
d.flow_run = SimpleNamespace(id=run)
with d._engine_of_run(Settings(curated=sys.argv[1], workers=1)):
    try:
        print(flush=True)
        time.sleep(600)
    finally:
        print("the run's folder goes", flush=True)
"""


@pytest.mark.parametrize(("state", "status"), [("cancelled", 0), ("running", 143)])
def test_a_run_that_is_cancelled_is_not_unwound(tmp_path, state, status):
    """Its folder would go under shards that write there: each would fail and be tried again. Their page shows that they ended."""
    command = [sys.executable, "-c", CANCELLED, str(tmp_path), state]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout is not None
        run.stdout.readline()
        # Within a write the main thread has the lock of its stream, which the words are printed to.
        time.sleep(0.3)
        run.send_signal(signal.SIGTERM)
        try:
            told = run.communicate(timeout=PATIENCE_SECONDS)
        finally:
            run.kill()
    assert run.returncode == status
    words = "interrupted; nothing was published, and the next run goes on from here\n"
    ended = "shard 7 Cancelled True\nshard 8 Cancelled True\n" if status == 0 else ""
    assert told == (words + ended, "")


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
