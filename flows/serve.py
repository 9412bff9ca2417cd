"""`copydesk serve`: a local Prefect server, `curate` on a schedule, and `backfill` at hand in its web page."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from prefect import serve
from prefect.deployments.runner import RunnerDeployment

from flows.backfill import backfill
from flows.curate import curate


def serve_flows(cron: str, raw: str, curated: str, overrides: list[str]) -> None:
    """Serve both deployments until interrupted; `cron` is in UTC."""
    parameters = {
        "raw": str(Path(raw).resolve()),
        "curated": str(Path(curated).resolve()),
        "overrides": overrides,
    }
    scheduled = cast(
        RunnerDeployment,
        curate.to_deployment(
            name="scheduled",
            cron=cron,
            parameters=parameters,
            concurrency_limit=1,
            description="Curate what is new and publish all tables together.",
        ),
    )
    ad_hoc = cast(
        RunnerDeployment,
        backfill.to_deployment(
            name="ad-hoc",
            parameters=parameters,
            description="Redo a range of days, a source or a stage with today's code.",
        ),
    )
    serve(scheduled, ad_hoc)
