"""Calls in processes of their own: the limit holds inside a regular expression, and only content gives up."""

from __future__ import annotations

import os
import re
import signal
import sys
import time

import pytest

from copydesk.errors import WorkerLostError
from copydesk.limits.isolated import Bench, GaveUp, run_alone, run_aside

PATIENCE_SECONDS = 120
EXPONENTIAL = re.compile("(?:a|a)*b")


def double(number: int) -> int:
    """Return twice a number."""
    return number * 2


def match_for_ever(n: int) -> bool:
    """Search with a pattern that takes 2^n steps, all within one call of a C function."""
    return EXPONENTIAL.match("a" * n) is not None


def end_by(number: int) -> None:
    """End this process by a signal."""
    os.kill(os.getpid(), number)


def fail_with(error: Exception) -> None:
    """Raise."""
    raise error


def print_much(_: None) -> str:
    """Write to what is the answer's way in a careless process."""
    sys.stdout.write("x" * 1000)
    os.write(1, b"y" * 1000)
    return "answer"


def own_process(_: None) -> int:
    """Return the id of the process."""
    return os.getpid()


def modules_of_here(folder: str) -> list[str]:
    """Return whether the search path holds a folder."""
    return [place for place in sys.path if place in ("", folder)]


def spend(seconds: float) -> float:
    """Use CPU time."""
    start = time.process_time()
    while time.process_time() - start < seconds:
        pass
    return seconds


def test_answer_comes_back():
    assert run_alone(double, 21, 5) == 42
    assert run_aside(double, 21, 5) == 42


def test_call_stuck_inside_a_pattern_gives_up():
    assert run_alone(match_for_ever, 60, 1) == GaveUp(
        "too_slow"
    )  # the pattern alone takes for ever


def test_limit_is_of_the_call_and_not_of_all_calls_before_it():
    with Bench() as bench:
        assert [bench.call(spend, 0.4, 1) for _ in range(3)] == [0.4] * 3
        assert bench.call(match_for_ever, 60, 1) == GaveUp("too_slow")
        assert bench.call(double, 1, 1) == 2  # in the next process


def test_time_that_others_take_is_not_counted():
    assert run_alone(time.sleep, 2.5, 1) is None


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT])
def test_crash_gives_up(number):
    assert run_aside(end_by, number, 5) == GaveUp("crashed")


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_process_that_the_machine_ended_is_an_error_and_no_verdict(number):
    with pytest.raises(WorkerLostError):
        run_aside(end_by, number, 5)


@pytest.mark.parametrize("error", [MemoryError(), OSError(28, "No space left"), KeyError("x")])
def test_error_is_raised_where_the_question_came_from(error):
    with pytest.raises(type(error)) as raised:
        run_aside(fail_with, error, 5)
    assert raised.value.args == error.args


def test_what_is_printed_is_no_answer():
    assert run_alone(print_much, None, 5) == "answer"


def test_process_is_kept_for_the_next_call_and_replaced_after_a_loss():
    first = run_aside(own_process, None, 5)
    assert run_aside(own_process, None, 5) == first
    run_aside(match_for_ever, 60, 1)
    assert run_aside(own_process, None, 5) != first


def test_no_code_is_taken_from_the_current_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pickle.py").write_text("raise SystemExit(9)")
    assert run_alone(modules_of_here, str(tmp_path), 5) == []


def test_forked_process_does_not_share_the_kept_one():
    first = run_aside(own_process, None, 5)
    pid = os.fork()
    if pid == 0:
        os._exit(0 if run_aside(own_process, None, 5) != first else 1)
    assert os.waitpid(pid, 0)[1] == 0
    assert run_aside(own_process, None, 5) == first


def test_process_ends_with_its_asker_even_inside_a_pattern():
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        with Bench() as bench:
            os.write(writer, str(bench.call(own_process, None, 5)).encode())
            bench.call(match_for_ever, 60, 1000)
        os._exit(0)
    child = int(os.read(reader, 20))
    time.sleep(0.5)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and is_alive(child):
        time.sleep(0.05)
    assert not is_alive(child)


def is_alive(pid: int) -> bool:
    """Return whether a process runs."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
