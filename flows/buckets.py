"""Runs from object storage to object storage: raw dumps are fetched before the scan, what is published is copied after it."""

from __future__ import annotations

from pathlib import Path

from copydesk.errors import LockedError, StorageError
from flows.progress import Progress
from flows.settings import Settings, is_bucket


def fetch_raw(settings: Settings, progress: Progress) -> None:
    """Make the raw folder what lies at the address of raw dumps, where `raw` is one.

    Raises:
        StorageError: the storage refused, or nothing lies there.
    """
    if not is_bucket(settings.raw):
        return
    from copydesk.remote.objects import fetch_objects

    with progress.stage("fetch") as step:
        done = fetch_objects(settings.raw, settings.raw_folder)
        step.counts = {
            "objects": done.objects,
            "fetched": done.fetched,
            "removed": done.removed,
            "changing": done.changing,
        }


def publish_copy(settings: Settings, progress: Progress) -> str:
    """Publish what stands in the curated folder where `publish_to` says, too; return its address there.

    Raises:
        LockedError: somebody else published there meanwhile.
        StorageError: the storage refused.
    """
    if not settings.publish_to:
        return ""
    from copydesk.remote.mirror import publish

    with progress.stage("copy") as step:
        curated = Path(settings.curated)
        try:
            done = publish(curated, settings.publish_to, settings.keep_versions_hours)
        except (LockedError, StorageError) as error:
            raise type(error)(f"published in {curated} alone; {error}") from error
        step.counts = {"uploaded": done.uploaded, "copied": done.copied, "removed": done.removed}
    return f"{settings.publish_to.rstrip('/')}/{done.folder}"
