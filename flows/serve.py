"""`copydesk serve`: a local Prefect server, `curate` on a schedule, and `backfill` at hand in its web page."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from collections.abc import Iterator
from typing import Any, cast

from prefect import serve
from prefect.deployments.runner import RunnerDeployment
from prefect.types.entrypoint import EntrypointType

from flows.automations import lay_automations
from flows.deployments import backfill, curate


def serve_flows(cron: str, parameters: dict[str, Any]) -> None:
    """Serve both deployments until interrupted; `cron` is in UTC.

    Flows are named by module: by file they would be looked up from the current folder.
    """
    scheduled = cast(
        RunnerDeployment,
        curate.to_deployment(
            name="scheduled",
            cron=cron,
            parameters=parameters,
            entrypoint_type=EntrypointType.MODULE_PATH,
            concurrency_limit=1,
            tags=["copydesk"],
            description="Curate what is new and publish all tables together.",
        ),
    )
    ad_hoc = cast(
        RunnerDeployment,
        backfill.to_deployment(
            name="ad-hoc",
            parameters=parameters,
            entrypoint_type=EntrypointType.MODULE_PATH,
            concurrency_limit=1,
            tags=["copydesk"],
            description="Redo a range of days, a source or a stage with today's code.",
        ),
    )
    asyncio.run(lay_automations())
    with temporary_files_apart():
        serve(scheduled, ad_hoc)


@contextlib.contextmanager
def temporary_files_apart() -> Iterator[None]:
    """Keep temporary files in a folder of this process alone, within the block.

    Prefect's runner has one of a fixed name for all (`runner_storage`): it belongs to the first user of a machine who serves, and the next
    may not write there.
    """
    with tempfile.TemporaryDirectory(prefix="copydesk-") as own:
        before, tempfile.tempdir = tempfile.tempdir, own
        try:
            yield
        finally:
            tempfile.tempdir = before
