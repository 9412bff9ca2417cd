"""`copydesk serve`: a local Prefect server, `curate` on a schedule, and `backfill` at hand in its web page."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import tempfile
from collections.abc import Iterator
from typing import Any

from prefect.runner import Runner
from prefect.types.entrypoint import EntrypointType

from flows.automations import lay_automations
from flows.deployments import backfill, curate
from flows.saying import say


def serve_flows(cron: str, parameters: dict[str, Any]) -> None:
    """Serve both deployments until interrupted; `cron` is in UTC."""
    asyncio.run(lay_automations())
    with temporary_files_apart():
        asyncio.run(serve_loaded(cron, parameters))


async def serve_loaded(cron: str, parameters: dict[str, Any]) -> None:
    """Serve the flows that this process has loaded, and no others.

    Prefect's `serve` would ask the server, at each run, what to load and which steps go before: who has the log-in could say any command.
    """
    runner = Runner()
    told: dict[str, Any] = {
        "parameters": parameters,
        "entrypoint_type": EntrypointType.MODULE_PATH,
        "concurrency_limit": 1,
    }
    await runner.aadd_flow(
        curate,
        name="scheduled",
        cron=cron,
        tags=["copydesk"],
        description="Curate what is new and publish all tables together.",
        **told,
    )
    await runner.aadd_flow(
        backfill,
        name="ad-hoc",
        tags=["copydesk"],
        description="Redo a range of days, a source or a stage with today's code.",
        **told,
    )
    say(f"curate runs at cron {cron!r} (UTC); backfill is at hand as backfill/ad-hoc")
    sys.stdout.flush()
    await runner.start()


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
