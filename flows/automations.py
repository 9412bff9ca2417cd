"""What a Prefect server does by itself for our flows: `automations.yaml`, laid where it is missing or another."""

from __future__ import annotations

import yaml
from prefect.client.orchestration import get_client
from prefect.events.schemas.automations import AutomationCore

from flows.deployment_file import AUTOMATIONS


def known_automations() -> list[AutomationCore]:
    """Return the automations of the file."""
    told = yaml.safe_load(AUTOMATIONS.read_text(encoding="utf-8"))["automations"]
    return [AutomationCore.model_validate(one) for one in told]


async def lay_automations() -> None:
    """Lay them on the server that is configured; what has another content under its name is replaced, but for being switched off."""
    async with get_client() as client:
        for wanted in known_automations():
            found = await client.read_automations_by_name(wanted.name)
            for old in found:
                same = {"id", "created", "updated", "enabled"}
                if old.model_dump(exclude=same) != wanted.model_dump(exclude=same):
                    wanted.enabled = old.enabled
                    await client.update_automation(old.id, wanted)
            if not found:
                await client.create_automation(wanted)
