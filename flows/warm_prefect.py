"""What every worker of Prefect's needs, loaded once: see `flows.warm`."""

from __future__ import annotations

from importlib import import_module

from flows.processes import ending_with_starter

with ending_with_starter():
    import_module("flows.prefect_engine")
import_module("flows.warm")
