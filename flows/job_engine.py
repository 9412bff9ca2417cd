"""The engine on a Prefect work pool: its jobs (pods, containers, processes elsewhere) do the shards, each a range of them.

A run and its jobs share the curated folder and the raw folder, at the same paths, and the code, which is held against the run's. A
job that is lost is started again for the shards that it had not done. What a stage does over the whole collection, and the
shards that such a step comes upon, stay in the run's own process: a job takes seconds to start.
"""

# Annotations are values here, no texts: a flow goes to its process as a function without the names of this module.

import asyncio
import contextlib
import dataclasses
import json
import logging
import secrets
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from prefect import flow
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
from prefect.client.schemas.objects import FlowRun, TaskRunResult, WorkerStatus
from prefect.deployments import run_deployment
from prefect.exceptions import ObjectNotFound
from prefect.states import Cancelling
from prefect.types.entrypoint import EntrypointType

from copydesk.code_version import code_bytes
from copydesk.disk.seals import DamagedWorkError
from copydesk.disk.storage import replace_text
from copydesk.errors import CopydeskError, SettingsError, StorageError, WorkerLostError
from copydesk.raw.intake import RawFile
from copydesk.run import Run
from copydesk.shards import Shard
from copydesk.stages import STAGES, Stage
from flows.automations import lay_automations
from flows.engine import LOST_SECONDS, WORKER_SECONDS, Answer, do_for_run
from flows.prefect_engine import PrefectEngine
from flows.processes import end_flow_with_starter
from flows.progress import Step
from flows.surroundings import pin_imports

log = logging.getLogger("copydesk")

LOOK_SECONDS = 1.0
"""Between two looks of a run at its jobs."""

GONE_SECONDS = 300.0
"""A run that has not looked for so long is gone: its jobs stop. Files over a network may be shown a minute late."""

TRIES = 3
"""Times that a job is started before the run gives up: machines that are taken back are ordinary, three in a row are not."""

JOB, ERROR = "job.json", "error.json"


class RunGoneError(CopydeskError):
    """The run that a job is of is dead, or stands still."""


@flow(name="shards", validate_parameters=True, persist_result=False)
def do_job(folder: str) -> None:
    """Do the shards that are written down in a folder and are not done yet.

    Raises:
        SettingsError: the code here is not that of the run.
        RunGoneError: it has not looked for long.
    """
    end_flow_with_starter()
    place = Path(folder)
    try:
        _do_shards(place)
    except RunGoneError:
        raise  # were it there after all, it would start another job
    except Exception as error:
        with contextlib.suppress(OSError):  # the run is over: nobody waits for it
            replace_text(json.dumps(_told(error)), place / ERROR)
        raise


def _do_shards(place: Path) -> None:
    told = json.loads((place / JOB).read_text(encoding="utf-8"), object_hook=_meant)
    stage = {stage.name: stage for stage in STAGES}[told["stage"]]
    for number, arguments in enumerate(told["shards"]):
        mark = place / str(number)
        if mark.exists():
            continue
        if _seconds_between(place / JOB, place / "here") > GONE_SECONDS:
            raise RunGoneError("the run that this job is of is gone; the next goes on from here")
        do_for_run(told["code"], stage.work, arguments, stage.retries)
        mark.touch()


def _seconds_between(told: Path, here: Path) -> float:
    """Return how old a file is by the clock of the disk that both stand on: machines differ."""
    here.touch()
    return here.stat().st_mtime - told.stat().st_mtime


@dataclasses.dataclass
class Job:
    """A range of shards, and the flow run that does them."""

    folder: Path
    name: str
    shards: Sequence[Shard]
    run_id: UUID | None = None
    tries: int = 0
    n_done: int = 0

    def write(self, stage: Stage) -> None:
        """Write down what is to be done."""
        self.folder.mkdir(parents=True)
        told = {
            "stage": stage.name,
            "code": code_bytes(),
            "shards": [shard.arguments for shard in self.shards],
        }
        (self.folder / JOB).write_text(json.dumps(told, default=_plain), encoding="utf-8")

    def look(self, step: Step) -> None:
        """Say that the run is there, and how far the job has come.

        Raises:
            Exception: what its shards raised.
        """
        (self.folder / JOB).touch()
        marks = sum((self.folder / str(n)).exists() for n in range(len(self.shards)))
        for _ in range(marks - self.n_done):
            step.advance()
        self.n_done = max(marks, self.n_done)
        with contextlib.suppress(FileNotFoundError):
            raise _raised(json.loads((self.folder / ERROR).read_text(encoding="utf-8")))


class JobEngine(PrefectEngine):
    """Does mapped stages on a work pool, and all else in the run's own process."""

    is_spread = False  # what a step comes upon is small and waited for

    def __init__(self, pool: str, n_jobs: int) -> None:
        super().__init__(None)
        self.pool, self.n_jobs = pool, n_jobs
        self.scratch = Path()

    def do_step(self, run: Run, stage: Stage, what: str, work: Callable[[], Answer]) -> Answer:
        """Do a step here."""
        self.scratch = run.workspace.work.scratch
        return super().do_step(run, stage, what, work)

    def do_shards(self, stage: Stage, shards: Sequence[Shard], step: Step) -> None:
        """Have the shards done by as many jobs as there may be; one that is alone is done here."""
        if len(shards) < 2:
            super().do_shards(stage, shards, step)
            return
        n_jobs = min(self.n_jobs, len(shards))
        folder = self.scratch / f"jobs-{secrets.token_hex(4)}"
        ranges = [shards[number::n_jobs] for number in range(n_jobs)]
        jobs = [
            Job(
                folder / str(number),
                named_after(stage, some),
                some,
            )
            for number, some in enumerate(ranges)
        ]
        with get_client(sync_client=True) as client, _cancelled_with_run(client, jobs):
            for job in jobs:
                job.write(stage)
                self._start(stage, job)
            watch = PoolWatch(client, self.pool)
            while jobs:
                time.sleep(LOOK_SECONDS)
                runs = _runs_of(client, jobs)
                jobs[:] = [job for job in jobs if not self._has_done(stage, job, runs, step)]
                watch(any(run.state and run.state.is_running() for run in runs.values()))

    def _start(self, stage: Stage, job: Job) -> None:
        job.tries += 1
        run: Any = run_deployment(
            f"{do_job.name}/{self.pool}",
            parameters={"folder": str(job.folder)},
            flow_run_name=job.name,
            timeout=0,
        )
        job.run_id = run.id
        if run.parent_task_run_id:
            shown = TaskRunResult(id=run.parent_task_run_id)
            self.last.setdefault(stage.name, set()).add(shown)

    def _has_done(
        self, stage: Stage, job: Job, runs: Mapping[UUID | None, FlowRun], step: Step
    ) -> bool:
        """Return whether a job is done; start it again where it was lost."""
        job.look(step)
        state = runs[job.run_id].state if job.run_id in runs else None
        if state is not None and state.is_completed():
            for _ in range(len(job.shards) - job.n_done):  # marks that a disk shows late
                step.advance()
            return True
        if state is not None and state.is_final():
            job.look(step)  # it may have failed since
            if job.tries >= TRIES:
                raise WorkerLostError(
                    f"the work pool {self.pool!r} lost a job {TRIES} times ({state.name}: {job.name}); run again, it goes on from here"
                )
            log.warning("what=lost-job state=%s tries=%d job=%s", state.name, job.tries, job.name)
            self._start(stage, job)
        return False


def named_after(stage: Stage, shards: Sequence[Shard]) -> str:
    """Return what to call the flow run of a job.

    >>> from copydesk.stages import READ
    >>> named_after(READ, [Shard("a.zip", {})]), named_after(READ, [Shard("a.zip", {}), Shard("b.zip", {})])
    ('read: a.zip', 'read: a.zip and 1 more')
    """
    more = f" and {len(shards) - 1:,} more" if len(shards) > 1 else ""
    return f"{stage.name}: {shards[0].holds}{more}"


def _runs_of(client: SyncPrefectClient, jobs: Sequence[Job]) -> dict[UUID | None, FlowRun]:
    """Return the flow runs of jobs by their id."""
    ids = [job.run_id for job in jobs if job.run_id]
    found: dict[UUID | None, FlowRun] = {}
    for start in range(0, len(ids), PAGE):
        asked = FlowRunFilter(id=FlowRunFilterId(any_=ids[start : start + PAGE]))
        found |= {run.id: run for run in client.read_flow_runs(flow_run_filter=asked, limit=PAGE)}
    return found


PAGE = 200  # what a server gives at once


@contextlib.contextmanager
def _cancelled_with_run(client: SyncPrefectClient, jobs: Sequence[Job]) -> Iterator[None]:
    """Cancel what is still at work where the block fails."""
    try:
        yield
    except BaseException:
        with contextlib.suppress(httpx.HTTPError):
            for run in _runs_of(client, jobs).values():
                if run.state and not run.state.is_final():
                    client.set_flow_run_state(run.id, Cancelling())
        raise


class PoolWatch:
    """Looks after a work pool while a run waits: without a worker it would wait in silence."""

    def __init__(self, client: SyncPrefectClient, pool: str) -> None:
        self.client, self.pool = client, pool
        self.idle_since = self.looked = time.monotonic()

    def __call__(self, is_at_work: bool) -> None:
        """Look, if it is time to and no job is at work.

        Raises:
            WorkerLostError: no worker has been there for `LOST_SECONDS`.
        """
        now = time.monotonic()
        if is_at_work:
            self.idle_since = now
        elif now - self.looked > LOOK_POOL_SECONDS:
            self.looked = now
            if has_worker(self.client, self.pool):
                self.idle_since = now
        if now - self.idle_since > LOST_SECONDS:
            raise WorkerLostError(
                f"the work pool {self.pool!r} has had no worker for {LOST_SECONDS} s; nothing was published; "
                "run again when it has, it goes on from here"
            )


LOOK_POOL_SECONDS = 10.0
"""Between two questions whether a work pool has a worker."""


def has_worker(client: SyncPrefectClient, pool: str) -> bool:
    """Return whether jobs of a work pool will be started: a worker says that it is there, or the pool needs none."""
    if client.read_work_pool(pool).type.endswith((":push", ":managed")):
        return True
    workers = client.read_workers_for_work_pool(pool)
    return any(worker.status == WorkerStatus.ONLINE for worker in workers)


def check_pool(client: SyncPrefectClient, pool: str, seconds: float) -> None:
    """Wait for a work pool to have a worker.

    Raises:
        SettingsError: there is no such pool, or it is paused.
        WorkerLostError: it has no worker.
    """
    try:
        if client.read_work_pool(pool).is_paused:
            raise SettingsError(
                f"the work pool {pool!r} is paused: `prefect work-pool resume {pool}`"
            )
    except ObjectNotFound as error:
        raise SettingsError(
            f"the Prefect server has no work pool {pool!r}; see `prefect work-pool create`"
        ) from error
    until = time.monotonic() + seconds
    while not has_worker(client, pool):
        if time.monotonic() > until:
            raise WorkerLostError(
                f"the work pool {pool!r} has no worker; start one with `prefect worker start --pool {pool}`"
            )
        time.sleep(LOOK_SECONDS)


def open_job_engine(pool: str, n_jobs: int) -> JobEngine:
    """Return an engine on a work pool of the server in use, whose deployment of our shards is made or renewed. Called within a flow run.

    Raises:
        SettingsError: there is no such pool.
        WorkerLostError: it has no worker.
    """
    end_flow_with_starter()
    pin_imports()
    with get_client(sync_client=True) as client:
        check_pool(client, pool, WORKER_SECONDS)
    asyncio.run(lay_automations())  # of a job whose machine died
    deployment: Any = do_job.to_deployment(
        name=pool,
        work_pool_name=pool,
        entrypoint_type=EntrypointType.MODULE_PATH,
        job_variables={"env": {"PYTHONSAFEPATH": "1", "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30"}},
        tags=["copydesk"],
        description="A range of the shards of a run's stage. Started by runs alone.",
    )
    deployment.apply()
    return JobEngine(pool, n_jobs)


def _plain(value: Any) -> Any:
    """Return what JSON has no word for as an object that `_meant` reads."""
    if isinstance(value, Path):
        return {"a path": str(value)}
    if isinstance(value, RawFile):
        return {"a raw file": dataclasses.asdict(value)}
    raise TypeError(f"a shard's arguments hold {type(value)}, which no job can read")


def _meant(told: dict[str, Any]) -> Any:
    if told.keys() == {"a path"}:
        return Path(told["a path"])
    return RawFile(**told["a raw file"]) if told.keys() == {"a raw file"} else told


OURS = {kind.__name__: kind for kind in (SettingsError, StorageError, WorkerLostError)}


def _told(error: Exception) -> dict[str, Any]:
    """Return an error as JSON. No pickle: a work folder holds data, and data is never run."""
    if isinstance(error, DamagedWorkError):
        return {"damaged": [str(path) for path in error.paths]}
    if isinstance(error, OSError) and error.errno is not None:
        return {"system": [error.errno, error.strerror, error.filename and str(error.filename)]}
    if isinstance(error, MemoryError):
        return {"memory": str(error)}
    return {"kind": type(error).__name__, "words": str(error)}


def _raised(told: Mapping[str, Any]) -> Exception:
    """Return the error that a job told."""
    if "damaged" in told:
        return DamagedWorkError([Path(path) for path in told["damaged"]])
    if "system" in told:
        return OSError(*told["system"])
    if "memory" in told:
        return MemoryError(told["memory"])
    if told["kind"] in OURS:
        return OURS[told["kind"]](told["words"])
    return RuntimeError(f"a job of the work pool failed: {told['kind']}: {told['words']}")
