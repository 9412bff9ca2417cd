"""The engine on a Dask cluster that stands: its workers do the shards, through Dask's own client.

A worker needs the package, and the folders of the run at the same paths; it hears nothing of Prefect. The scheduler is told paths, keys
and counts, and forgets a shard when the run has taken notice of it.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from copydesk.code_version import code_bytes
from copydesk.errors import WorkerLostError
from flows.engine import LOST_SECONDS, WORKER_SECONDS, Engine, do_for_run
from flows.processes import wait_until

if TYPE_CHECKING:
    from distributed import Client, Future

    from copydesk.shards import Shard
    from copydesk.stages import Stage

LOGGERS = ("distributed", "distributed.client", "distributed.utils", "tornado.application")
"""What Dask tells a run of a lost connection with, traceback and all: the run says it in a line."""

LOOK_SECONDS = 5
"""So long one look at a cluster may take."""


class Cluster:
    """A Dask cluster that does shards."""

    def __init__(self, address: str, client: Client) -> None:
        self.client = client
        self.watch = ClusterWatch(address, client)

    def begin(self, stage: Stage, shard: Shard) -> Callable[[], None]:
        """Have a shard done; return what waits for it and raises what it raised."""
        client: Any = self.client
        told = code_bytes(), stage.work, shard.arguments, stage.retries
        future = client.submit(do_for_run, *told, pure=False)
        is_answered = threading.Event()
        future.add_done_callback(lambda _: is_answered.set())
        return partial(self._finish, future, is_answered)

    def _finish(self, future: Future[None], is_answered: threading.Event) -> None:
        wait_until(future.done, is_answered.wait, self.watch)
        future.result()


class DaskEngine(Engine):
    """Does shards on a Dask cluster, and steps here."""

    is_spread = True

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster

    def begin(self, stage: Stage, shard: Shard) -> Callable[[], object]:
        """Hand a shard to the cluster."""
        return self.cluster.begin(stage, shard)


class ClusterWatch:
    """Looks after a Dask cluster while a run waits: with no worker left it would wait in silence."""

    def __init__(self, address: str, client: Any) -> None:
        self.address, self.client = address, client
        self.empty_since: float | None = None

    def __call__(self) -> bool:
        """Look once.

        Raises:
            WorkerLostError: nobody has been there for `LOST_SECONDS`.
        """
        now = time.monotonic()
        if self.has_workers():
            self.empty_since = None
        elif self.empty_since is None:
            self.empty_since = now
        elif now - self.empty_since > LOST_SECONDS:
            raise WorkerLostError(
                f"--dask {self.address}: the cluster has had no worker for {LOST_SECONDS} s; nothing was published; "
                "run again when it has, it goes on from here"
            )
        return False

    def has_workers(self) -> bool:
        """Return whether the cluster says that it has a worker."""
        try:
            told = self.client.sync(self.client.scheduler.identity, callback_timeout=LOOK_SECONDS)
        except (OSError, TimeoutError, ValueError, AttributeError):  # closed, or connecting again
            return False
        return bool(told["workers"])


@contextlib.contextmanager
def open_cluster(address: str, seconds: float = WORKER_SECONDS) -> Iterator[Cluster]:
    """Give a Dask cluster that answers and has a worker.

    Raises:
        WorkerLostError: it does not, or has none.
    """
    from distributed import Client

    for name in LOGGERS:  # after the import, which sets them to levels of Dask's own
        logging.getLogger(name).setLevel(logging.CRITICAL)
    connect: Any = Client
    try:
        client = connect(address, timeout=seconds, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise WorkerLostError(
            f"--dask {address}: no Dask scheduler answers there; nothing was published"
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=seconds)
        except TimeoutError as error:
            raise WorkerLostError(
                f"--dask {address}: the cluster has no worker after {seconds:g} s; start one with `dask worker {address}`"
            ) from error
        yield Cluster(address, client)
