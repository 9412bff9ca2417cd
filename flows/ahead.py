"""Runs ahead of an upgrade: see `copydesk.work.ahead`."""

from __future__ import annotations

import dataclasses

from copydesk.work.ahead import lend
from flows.settings import Settings, open_workspace


def settings_ahead(settings: Settings) -> Settings:
    """Lend what is kept to the folder in which an upgrade is made ready, and return the settings of a run there.

    That run is nobody's news: it copies nothing elsewhere, writes no report and tells no lineage. Where `raw` is an address,
    it reads what other runs have fetched.
    """
    folder, raw = lend(open_workspace(settings)), str(settings.raw_folder)
    return dataclasses.replace(
        settings, raw=raw, curated=str(folder), publish_to="", report="", lineage="", checks=""
    )
