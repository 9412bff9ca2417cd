"""Ctrl-C, SIGTERM and a terminal that goes (SIGHUP) end a run: it ends at once, in one line that says what stands published.

Ending at once is safe, since a kill anywhere is (`tests/trust`): the workers and the server end with the run, the lock is
the kernel's, and the next run goes on from what is finished. Being polite took a minute: Prefect reports the end of a flow
to a server that the same Ctrl-C has ended.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

TELL_SECONDS = 10.0
"""So long the last words may take on their way to a server; then they are said here."""


def to_standard_error(words: str) -> None:
    """Say last words where a command says its errors, if that is still there: of a terminal that has gone it is not."""
    with contextlib.suppress(OSError):
        os.write(2, f"copydesk: {words}\n".encode())


@contextlib.contextmanager
def ended_by_signals(
    last_words: Callable[[], str], tell: Callable[[str], None] = to_standard_error
) -> Iterator[None]:
    """End the process within the block on a signal of `SIGNALS`, with the shell's status for it (130, 143, 129).

    A thread of its own waits for signals: Python runs handlers between two steps of the main thread, which may be minutes
    deep in a query, and stands still once it comes to them. Under `nohup` a terminal that goes is nothing to the process.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int) -> None:
        unsaid: list[str] = []

        def say() -> None:
            unsaid.append(last_words())
            tell(unsaid[0])
            unsaid.clear()

        # In a thread, since the main thread may stand still with a lock that telling needs (that of a log).
        telling = threading.Thread(target=say, daemon=True)
        telling.start()
        telling.join(TELL_SECONDS)
        for words in unsaid:
            to_standard_error(words)
        os._exit(128 + number)

    reader, writer = socket.socketpair()
    writer.setblocking(False)
    threading.Thread(target=_wait_and, args=(end, reader), name="signals", daemon=True).start()
    heeded = [n for n in SIGNALS if n != signal.SIGHUP or signal.getsignal(n) != signal.SIG_IGN]
    before = {number: signal.signal(number, _stand_still) for number in heeded}
    woken = signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
    try:
        yield
    finally:
        signal.set_wakeup_fd(woken)
        for number, handler in before.items():
            signal.signal(number, handler)
        writer.close()


def _stand_still(*_: object) -> None:
    threading.Event().wait()


def _wait_and(end: Callable[[int], None], reader: socket.socket) -> None:
    with reader:
        while told := reader.recv(1):
            if told[0] in SIGNALS:
                end(told[0])
