"""What every worker needs, loaded once: by the process that workers are forked from (`flows.processes.worker_context`).

It must start no thread: what is forked has only the one that forks.
"""

from __future__ import annotations

from importlib import import_module

from flows.processes import ending_with_starter

NEEDED = ("copydesk.raw.intake", "copydesk.acceptance", "copydesk.dedup.steps")
"""Of the first stages. What language work needs is loaded where there is any."""

with ending_with_starter():
    for name in NEEDED:
        import_module(name)
    import_module("copydesk.checks.validate").prepare()
