"""Who does the work of a stage: this process, a pool of processes, a Dask cluster (`flows.dask_engine`), or Prefect (`flows.prefect_engine`).

The order of work and the loop over shards are the same with all. What crosses processes are paths, keys and
counts; the data travels in the work folder, as Parquet.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from copydesk.code_version import code_bytes
from copydesk.disk.storage import naming
from copydesk.errors import SettingsError
from copydesk.stages import Stage, do_shard
from flows.processes import (
    end_worker_with_run,
    ends_told,
    is_lost,
    kill_workers,
    submit,
    wait_until,
    worker_context,
)
from flows.progress import Step
from flows.surroundings import pin_imports

if TYPE_CHECKING:
    from copydesk.run import Run
    from copydesk.shards import Shard

log = logging.getLogger("copydesk")

Answer = TypeVar("Answer")

RETRY_SECONDS = 2
"""Between two tries of a shard whose disk failed."""

FAILING_DISK = frozenset(
    {
        errno.EIO,
        errno.ESTALE,
        errno.ETIMEDOUT,
        errno.EAGAIN,
        errno.ECONNRESET,
        errno.ENOTCONN,
        errno.ENETDOWN,
        errno.ENETUNREACH,
        errno.EHOSTDOWN,
        errno.EHOSTUNREACH,
    }
)
"""What a disk that is mounted over a network, or a cable, may say once and not again. A full disk says it again."""

WORKER_SECONDS = 30
"""So long a cluster or a work pool may take to answer, and to have a worker."""

LOST_SECONDS = 60
"""So long it may be silent, or without a worker, while a run waits for it: workers are restarted, machines are busy."""

WINDOW = 64
"""Shards in flight at most: bounds what an engine holds."""


def do_patiently(work: str, arguments: Mapping[str, Any], retries: int) -> None:
    """Do the work of one shard; where a disk fails under it, wait and try so many times again."""
    for left in range(retries, -1, -1):
        try:
            do_shard(work, arguments)
        except OSError as error:
            if error.errno not in FAILING_DISK or not left:
                raise
            log.warning("what=retry path=%s error=%s", error.filename, error.strerror)
            time.sleep(RETRY_SECONDS)
        else:
            return


def do_for_run(code: str, work: str, arguments: Mapping[str, Any], retries: int) -> None:
    """Do the work of one shard for a run elsewhere, whose code has this hash.

    Raises:
        SettingsError: the code here is another: what it makes would be kept under the run's version.
    """
    if code != code_bytes():
        raise SettingsError(
            "workers have another copydesk or another Python than the run; give both the same, and start the workers again"
        )
    do_patiently(work, arguments, retries)


class Engine:
    """Does everything here and now; others differ in where a shard is done and in who hears of it."""

    is_spread = False  # whether shards are done elsewhere
    run_id = ""  # what Prefect calls the run

    def do_shards(self, stage: Stage, shards: Sequence[Shard], step: Step) -> None:
        """Do the work of these shards, in any order; the first that fails ends the run."""
        waiting: deque[Callable[[], object]] = deque()
        for shard in shards:
            if len(waiting) >= WINDOW:
                waiting.popleft()()
                step.advance()
            waiting.append(self.begin(stage, shard))
        while waiting:
            waiting.popleft()()
            step.advance()

    def begin(self, stage: Stage, shard: Shard) -> Callable[[], object]:
        """Have a shard done; return what waits for it and raises what it raised."""
        do_patiently(stage.work, shard.arguments, stage.retries)
        return lambda: None

    def do_step(self, run: Run, stage: Stage, what: str, work: Callable[[], Answer]) -> Answer:
        """Return the answer of work on the whole collection, which is done in the run's own process.

        `what` tells a stage's plan from its step.
        """
        return work()

    def tell(self, line: str) -> None:
        """Pass on the line that a stage ends with."""


class PoolEngine(Engine):
    """Does shards on worker processes, which end with the run and never answer with more than an exception."""

    is_spread = True

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self.pool = pool
        self.is_started = False

    def do_shards(self, stage: Stage, shards: Sequence[Shard], step: Step) -> None:
        """Do the work of these shards on the pool; of one that is alone, here: starting workers takes longer than a small run's shard."""
        self.is_started |= len(shards) > 1
        super().do_shards(stage, shards, step)

    def begin(self, stage: Stage, shard: Shard) -> Callable[[], object]:
        """Hand a shard to the pool."""
        if not self.is_started:
            return super().begin(stage, shard)
        future = submit(self.pool, do_patiently, stage.work, shard.arguments, stage.retries)
        return partial(self._finish, future)

    def _finish(self, future: Future[Any]) -> None:
        with ends_told(self.pool):
            wait_until(future.done, partial(wait, [future]), partial(is_lost, self.pool))
            future.result()


@contextlib.contextmanager
def open_engine(workers: int, method: str = "forkserver", *, dask: str = "") -> Iterator[Engine]:
    """Give an engine without Prefect: a Dask cluster, a pool, or this process where one worker is asked for.

    No worker starts before there is work. `method` is how workers start; "fork" from a single thread alone.
    """
    pin_imports()
    if dask:
        from flows.dask_engine import DaskEngine, open_cluster  # heavy: Dask

        with open_cluster(dask) as cluster:
            yield DaskEngine(cluster)
        return
    if workers == 1:
        yield Engine()
        return
    with naming(Path("/dev/shm")):  # where their semaphores lie
        pool = ProcessPoolExecutor(workers, worker_context(method), initializer=end_worker_with_run)
    try:
        yield PoolEngine(pool)
    except BaseException:
        # The run is over: leaving waits for the workers, and a shard may take a minute.
        kill_workers(pool)
        raise
    finally:
        pool.shutdown(cancel_futures=True)
