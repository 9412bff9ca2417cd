"""The engine as Prefect runs it: one task does any shard of any stage, one any step; what it draws is the list of stages.

Edges follow from what stages read and write: a task run waits for those that yielded what it reads.
"""

from __future__ import annotations

import contextlib
import contextvars
import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote
from uuid import UUID, uuid4

import httpx
from prefect import get_run_logger, task
from prefect.assets import Asset, add_asset_metadata, materialize
from prefect.assets.core import AssetProperties
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterId,
    TaskRunFilter,
    TaskRunFilterState,
    TaskRunFilterStateType,
)
from prefect.client.schemas.objects import RunInput, StateType, TaskRunResult
from prefect.context import FlowRunContext
from prefect.events.worker import EventsWorker
from prefect.logging.handlers import APILogWorker
from prefect.states import Cancelled
from prefect.task_engine import run_task_sync
from prefect.task_runners import ProcessPoolTaskRunner

from copydesk.run import Run
from copydesk.shards import Shard
from copydesk.stages import PUBLISH, SCAN, Stage, do_shard
from flows.engine import RETRY_SECONDS, Answer, Engine
from flows.processes import (
    end_flow_with_starter,
    end_worker_with_run,
    ends_told,
    is_lost,
    kill_workers,
    quieten_broken_pipes,
    submit,
    wait_until,
    worker_context,
)
from flows.surroundings import pin_imports
from schemas.tables import TABLES

OPTIONS: dict[str, Any] = {
    "task_run_name": "{name}",
    "cache_policy": NO_CACHE,
    "persist_result": False,
}

Edges = set[RunInput]

Begin = Callable[[Stage, Shard], Callable[[], object]]
"""Has a shard done; returns what waits for it and raises what it raised."""


@task(name="shard", **OPTIONS)
def do_shard_task(name: str, work: str, arguments: dict[str, Any], after: None = None) -> None:
    """Do one shard of a stage; `name` says what it holds."""
    do_shard(work, arguments)


def do_step_task(name: str, work: Callable[[], Any], after: None = None) -> Any:
    """Do a stage's work on the whole collection, in the flow's process."""
    return work()


class PrefectEngine(Engine):
    """Does shards and steps as task runs of the flow run in hand."""

    is_spread = True

    def __init__(self, runner: WorkerPool | None, elsewhere: Begin | None = None) -> None:
        """Take who does the shards: a pool, or `elsewhere`; with neither this process, and its main thread, which an end of the run finds there."""
        self.runner, self.elsewhere = runner, elsewhere
        context = FlowRunContext.get()
        self.run_id = str(context.flow_run.id) if context and context.flow_run else ""
        self.context = contextvars.copy_context()  # of the flow run: a shard is no child of a step
        self.yielded: dict[str, Edges] = {}  # relation -> the task run that it came from
        self.last: dict[str, Edges] = {}  # stage -> what its step has to wait for

    def begin(self, stage: Stage, shard: Shard) -> Callable[[], object]:
        """Submit a shard to the pool, have it done elsewhere, or do it."""
        name = f"{stage.name}: {shard.holds}"
        if self.elsewhere is not None:
            # Who does it knows nothing of Prefect: its task run is our wait for it.
            done = self.elsewhere(stage, shard)
            return partial(
                self._do_here, stage, task(do_step_task, **OPTIONS), name=name, work=done
            )
        work = do_shard_task.with_options(
            name=stage.name, retries=stage.retries, retry_delay_seconds=RETRY_SECONDS
        )
        told = {"name": name, "work": stage.work, "arguments": shard.arguments}
        if self.runner is None:
            self._do_here(stage, work, **told)
            return lambda: None
        last, context = self.last.setdefault(stage.name, set()), self.context.copy()
        future = context.run(
            self.runner.submit, work, told | {"after": None}, dependencies=self._after(stage)
        )
        last.add(TaskRunResult(id=future.task_run_id))
        return partial(self._finish, self.runner, future)

    def _after(self, stage: Stage) -> dict[str, Edges]:
        return {"after": self.yielded.get(f"plan of {stage.name}", set())}

    def _do_here(self, stage: Stage, unit: Any, **told: Any) -> None:
        """Run a shard's task in this thread."""
        run_id = uuid4()
        self.context.copy().run(
            partial(
                run_task_sync,
                unit.with_options(name=stage.name),
                task_run_id=run_id,
                parameters=told | {"after": None},
                dependencies=self._after(stage),
            )
        )
        self.last.setdefault(stage.name, set()).add(TaskRunResult(id=run_id))

    def _finish(self, runner: WorkerPool, future: Any) -> None:
        with ends_told(runner.pool):
            wait_until(
                future.wrapped_future.done,
                lambda seconds: future.wait(timeout=seconds),
                lambda: is_lost(runner.pool),
            )
            future.result()

    def do_step(self, run: Run, stage: Stage, what: str, work: Callable[[], Answer]) -> Answer:
        """Do a step as a task run in this process; the last one of all shows the tables as assets."""
        make: Any = task
        if stage is PUBLISH:
            assets = {name: asset_of(run, name) for name in run.workspace.tables}
            make = partial(materialize, *assets.values())
            work = partial(_with_metadata, run, assets, work)
        run_id = uuid4()
        waits = {one for relation in stage.reads for one in self.yielded.get(relation, ())}
        answer: Any = run_task_sync(
            make(name=stage.name, **OPTIONS)(do_step_task),
            task_run_id=run_id,
            parameters={"name": f"{stage.name}{what and ': '}{what}", "work": work, "after": None},
            dependencies={"after": self.last.pop(stage.name, waits)},
        )
        if stage is SCAN and not what:
            rename_run(f"{len(run.new_files):,} files")
        done: Edges = {TaskRunResult(id=run_id)}
        if what:
            # The step waits for the plan and for the shards; they wait for the plan alone.
            self.yielded[f"plan of {stage.name}"], self.last[stage.name] = done, set(done)
        else:
            self.yielded |= dict.fromkeys(stage.writes, done)
        return cast(Answer, answer)

    def tell(self, line: str) -> None:
        """Log a stage's line where Prefect shows it."""
        get_run_logger().info(line)


def rename_run(news: str) -> None:
    """Add to the name of the flow run in hand what came with it. A name is worth no failure."""
    context = FlowRunContext.get()
    if context is None or context.flow_run is None:
        return
    first = context.flow_run.name.split(", ")[0]
    with contextlib.suppress(httpx.HTTPError), get_client(sync_client=True) as client:
        client.update_flow_run(context.flow_run.id, name=f"{first}, {news}")


def send_what_is_kept() -> None:
    """Send the logs and events that Prefect collects for seconds: a process that ends at once would take the last ones along."""
    for service in (APILogWorker, EventsWorker):
        service.drain_all(timeout=SEND_SECONDS)


SEND_SECONDS = 10
"""So long a server may take to accept them; a run that is done does not wait for one that is gone."""


def last_words_of_run(log: Any, run_id: str | None) -> Callable[[str], None]:
    """Return what says last words on the page of a flow run. One that is cancelled then ends with 0, as Prefect's own end does.

    Its worker takes another status for a crash, unless it is told before.
    """

    def tell(words: str) -> None:
        log.info(words)
        send_what_is_kept()
        with contextlib.suppress(httpx.HTTPError), get_client(sync_client=True) as client:
            state = client.read_flow_run(UUID(run_id)).state if run_id else None
            if run_id and state is not None and (state.is_cancelling() or state.is_cancelled()):
                with contextlib.suppress(httpx.HTTPError):
                    cancel_task_runs(client, UUID(run_id))
                os._exit(0)

    return tell


AT_WORK = [StateType.SCHEDULED, StateType.PENDING, StateType.RUNNING]


def cancel_task_runs(client: SyncPrefectClient, run_id: UUID) -> None:
    """Mark what a flow run was at as cancelled: who did it ends with the run, and its page would show it as running for ever."""
    of_run = FlowRunFilter(id=FlowRunFilterId(any_=[run_id]))
    at_work = TaskRunFilter(state=TaskRunFilterState(type=TaskRunFilterStateType(any_=AT_WORK)))
    for one in client.read_task_runs(flow_run_filter=of_run, task_run_filter=at_work):
        client.set_task_run_state(one.id, Cancelled(), force=True)


def asset_of(run: Run, table: str) -> Asset:
    """Return a table as Prefect knows it."""
    contract = TABLES[table]
    told = AssetProperties(name=table, description=contract.note, url=None)
    return Asset(key=f"copydesk://{asset_place(run.workspace.curated)}/{table}", properties=told)


MAX_PLACE = 400
"""Of the 512 characters that Prefect allows a key."""


def asset_place(curated: Path) -> str:
    """Return a curated folder's name in the letters that Prefect allows a key.

    >>> asset_place(Path("/data/my tables")), asset_place(Path("/"))
    ('my~20tables', 'curated')
    """
    return quote(os.fsencode(curated.name)).replace("%", "~")[:MAX_PLACE] or "curated"


def _with_metadata(run: Run, assets: Mapping[str, Asset], work: Callable[[], Answer]) -> Answer:
    """Do the work that shows the tables; say of each what it holds now."""
    answer = work()
    for name, asset in assets.items():
        add_asset_metadata(
            asset,
            {
                "rows": run.rows[name],
                "version": run.manifest["version"],
                "checks_passed": run.n_checks[name],
            },
        )
    return answer


class WorkerPool(ProcessPoolTaskRunner):
    """Prefect's process pool, with workers that start as ours do, end with the run and never answer with more than an exception."""

    def __init__(self, max_workers: int) -> None:
        super().__init__(max_workers=max_workers, initializer=end_quietly_with_run)

    @property
    def pool(self) -> ProcessPoolExecutor:
        """Return the pool itself."""
        assert self._executor is not None
        return self._executor

    def __enter__(self) -> WorkerPool:
        super().__enter__()
        pool: Any = self.pool
        pool._mp_context = worker_context(warm="flows.warm_prefect")  # nobody has started yet
        pool.submit = partial(submit, pool)
        return self

    def __exit__(self, kind: Any, error: Any, traceback: Any) -> None:
        vars(self.pool).pop("submit", None)  # a cycle: its semaphores would outlive it
        if kind is not None:
            # The run is over: leaving waits for the workers, and a shard may take a minute.
            kill_workers(self.pool)
        super().__exit__(kind, error, traceback)
        if self._subprocess_message_queue is not None:
            # A worker was killed while it held the queue's lock: our end would wait for it on exit.
            self._subprocess_message_queue.cancel_join_thread()

    def _resolve_futures_and_submit(self, *args: Any, **more: Any) -> Future[bytes]:
        """Pack a task and hand it to a worker; packed again where another thread changed meanwhile what is packed.

        With it goes the context of the flow, which the run's own thread goes on writing to (seen once, in CI: the run ended).
        """
        for _ in range(TRIES - 1):
            try:
                return super()._resolve_futures_and_submit(*args, **more)
            except RuntimeError as error:
                if CHANGED not in str(error):
                    raise
        return super()._resolve_futures_and_submit(*args, **more)


CHANGED = "changed size during iteration"
TRIES = 10  # chosen: it has been seen once, and packing takes milliseconds


def end_quietly_with_run() -> None:
    """Make a worker of Prefect's pool end with the run, and not of a log that nobody reads."""
    quieten_broken_pipes()
    end_worker_with_run()


@contextlib.contextmanager
def open_prefect_engine(workers: int, dask: str = "") -> Iterator[PrefectEngine]:
    """Give an engine on a Dask cluster, a process pool, or this process where one worker is asked for.

    Called within a flow run.
    """
    end_flow_with_starter()
    pin_imports()
    if dask:
        from flows.dask_engine import open_cluster  # heavy: Dask

        with open_cluster(dask) as cluster:
            yield PrefectEngine(None, cluster.begin)
        return
    runner = WorkerPool(workers) if workers > 1 else None
    with runner or contextlib.nullcontext():
        yield PrefectEngine(runner)
