"""`copydesk deployments`: the file that `prefect deploy` reads, with the folders and the schedule of the settings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flows.settings import Settings, is_bucket

AUTOMATIONS = Path(__file__).with_name("automations.yaml")
"""What a server does by itself for our flows, as `prefect automation create --from-file` reads it."""

HEAD = """\
# Deployments for a Prefect server and worker of your own: `prefect deploy --all`.
# Without them, `copydesk serve` runs both beside a local server.
# Written by `copydesk deployments > prefect.yaml`, from copydesk.toml: change the settings there and write it again.
"""

SHAPE = """\
name: copydesk

deployments:
  - name: scheduled
    description: Curate what is new in the raw folder and publish all tables together.
    entrypoint: flows.deployments.curate
    schedules:
      - cron: {cron}
        timezone: UTC
        active: true
    concurrency_limit: 1
    parameters:
      raw: {raw}
      curated: {curated}
    tags: [copydesk]
    work_pool:
      name: copydesk
      job_variables:{pool}
        env:
          PREFECT_FLOWS_HEARTBEAT_FREQUENCY: "30"

  - name: ad-hoc
    description: Redo a range of days, a source or a stage with today's code.
    entrypoint: flows.deployments.backfill
    concurrency_limit: 1
    parameters:
      raw: {raw}
      curated: {curated}
    tags: [copydesk]
    work_pool:
      name: copydesk
      job_variables:{pool}
        env:
          PREFECT_FLOWS_HEARTBEAT_FREQUENCY: "30"
"""


INSIDE = {"raw": "/data/raw", "curated": "/data/curated"}
"""The folders of the image (deploy/Dockerfile)."""


def deployment_file(settings: Settings, pool: str = "process") -> str:
    """Return the text of a `prefect.yaml`. Values are quoted as JSON, which YAML reads as it is.

    In a container the folders are those of the image: what Docker lays there stands in the file, what Kubernetes does in the
    pool's own template (deploy/kubernetes-pool.json).
    """
    told = {name: getattr(settings, name) for name in ("raw", "curated", "cron")}
    inside = {k: v for k, v in INSIDE.items() if not is_bucket(told[k])}
    folders = told if pool == "process" else told | inside
    extra = "".join(
        f"\n        {name}: {json.dumps(value)}"
        for name, value in _job_variables(settings, pool).items()
    )
    return HEAD + SHAPE.format(
        pool=extra, **{name: json.dumps(value) for name, value in folders.items()}
    )


def _job_variables(settings: Settings, pool: str) -> Mapping[str, Any]:
    if pool == "process":
        return {}
    image = {"image": "copydesk", "image_pull_policy": "IfNotPresent"}
    if pool == "kubernetes":
        return image
    raw, curated = (str(Path(folder).absolute()) for folder in (settings.raw, settings.curated))
    volumes = [] if is_bucket(settings.raw) else [f"{raw}:{INSIDE['raw']}:ro"]
    return image | {"volumes": [*volumes, f"{curated}:{INSIDE['curated']}"]}
