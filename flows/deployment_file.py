"""`copydesk deployments`: the file that `prefect deploy` reads, with the folders and the schedule of the settings."""

from __future__ import annotations

import json
from pathlib import Path

from flows.settings import Settings

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
      job_variables:
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
      job_variables:
        env:
          PREFECT_FLOWS_HEARTBEAT_FREQUENCY: "30"
"""


def deployment_file(settings: Settings) -> str:
    """Return the text of a `prefect.yaml`. Values are quoted as JSON, which YAML reads as it is."""
    told = {name: json.dumps(getattr(settings, name)) for name in ("raw", "curated", "cron")}
    return HEAD + SHAPE.format(**told)
