"""`copydesk doctor`: whether a run can work here, and what to do where it can't. Nothing is changed."""

from __future__ import annotations

import dataclasses
import datetime as dt
import importlib.metadata
import os
import re
import shutil
import sys
import tempfile
import zoneinfo
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

from copydesk.disk.real_path import real_path
from copydesk.disk.storage import is_locked, what_stands_in
from copydesk.errors import CopydeskError
from flows.failures import probe
from flows.settings import Settings, amount_of, check_needs, is_bucket

Verdict = Literal["ok", "warn", "FAIL"]

PACKAGES = ("duckdb", "pyarrow", "pandas", "onnxruntime", "great-expectations", "prefect")
WORKER_BYTES = 700 << 20
"""What a worker process holds at most on usual news: .5 GB was measured, and some room."""

SPARE_BYTES = 2 << 30
"""Free disk below which even a small run may end for lack of room: what DuckDB spills, and a second copy of tables."""


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it is, and in a sentence what that means or what to do."""

    verdict: Verdict
    what: str
    detail: str


def examine(settings: Settings) -> Iterator[Finding]:
    """Yield what was found, one thing after the other; trouble with one thing hides no other."""
    for look in LOOKS:
        try:
            yield from look(settings)
        except CopydeskError as error:
            yield Finding("FAIL", look.__name__.removeprefix("look_at_"), str(error))
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            yield Finding(
                "FAIL", look.__name__.removeprefix("look_at_"), f"{where}{error.strerror or error}"
            )


def look_at_versions(settings: Settings) -> Iterator[Finding]:
    """Yield whether Python and the packages are those that copydesk is made for."""
    python = ".".join(map(str, sys.version_info[:3]))
    if (3, 11) <= sys.version_info[:2] < (3, 13):
        yield Finding("ok", "python", python)
    else:
        yield Finding(
            "FAIL", "python", f"found {python}, expected 3.11 or 3.12: make the venv anew"
        )
    missing, told = [], []
    for name in PACKAGES:
        try:
            told.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            missing.append(name)
    if missing:
        detail = f"{', '.join(missing)} missing: pip install -c constraints.txt -e ."
        yield Finding("FAIL", "packages", detail)
    else:
        yield Finding("ok", "packages", ", ".join(told))


def look_at_clock(settings: Settings) -> Iterator[Finding]:
    """Yield whether the clock and the time zone data can be right: dates lean on both."""
    now = dt.datetime.now(dt.UTC)
    version = Path(settings.curated) / "current" / "manifest.json"
    written = (
        dt.datetime.fromtimestamp(version.stat().st_mtime, dt.UTC) if version.exists() else now
    )
    if written > now + dt.timedelta(minutes=5):
        detail = f"says {now:%Y-%m-%d %H:%M}, before the published version was written ({written:%Y-%m-%d %H:%M}): set it"
        yield Finding("FAIL", "clock", detail)
    else:
        yield Finding("ok", "clock", f"{now:%Y-%m-%d %H:%M} UTC")
    try:
        zoneinfo.ZoneInfo("Asia/Kolkata")
    except zoneinfo.ZoneInfoNotFoundError:
        yield Finding("FAIL", "time zones", "no data: pip install tzdata")
    else:
        yield Finding("ok", "time zones", f"tzdata {importlib.metadata.version('tzdata')}")


def look_at_raw(settings: Settings) -> Iterator[Finding]:
    """Yield whether there is a raw folder with something in it that can be read."""
    if is_bucket(settings.raw):
        return
    raw = Path(settings.raw)
    if not raw.is_dir():
        yield Finding("FAIL", "raw", f"no folder at {raw}: make it, or name yours with --raw")
        return
    sources = [entry for entry in os.scandir(raw) if not entry.name.startswith(".")]
    closed = [entry.name for entry in sources if not os.access(entry.path, os.R_OK)]
    if closed:
        yield Finding("FAIL", "raw", f"no right to read {closed[0]!r} in {raw}: chmod or chown it")
    elif not sources:
        yield Finding("warn", "raw", f"{raw} is empty: put a folder per source into it")
    else:
        yield Finding("ok", "raw", f"{raw}, {len(sources)} sources")


def look_at_buckets(settings: Settings) -> Iterator[Finding]:
    """Yield whether the addresses on object storage can be reached with what stands in the environment."""
    from copydesk.remote.mirror import open_store, sees_anything

    told = {"raw": settings.raw, "publish_to": settings.publish_to}
    for name, url in told.items():
        if not is_bucket(url):
            continue
        if sees_anything(open_store(url), url) or name == "publish_to":
            yield Finding("ok", name, f"{url} answers")
        else:
            yield Finding("warn", name, f"{url} holds nothing: is the address right to its end?")


def look_at_curated(settings: Settings) -> Iterator[Finding]:
    """Yield whether the curated folder takes data, has room, and is not in use."""
    curated = Path(settings.curated)
    folder = next(f for f in (curated, *curated.absolute().parents) if f.exists())
    trouble = what_stands_in(curated) or probe(folder)
    if trouble:
        yield Finding("FAIL", "curated", f"{curated}: {trouble}; name another with --curated")
        return
    free = shutil.disk_usage(folder).free
    used = sum(f.stat().st_size for f in real_path(curated / "current").rglob("*") if f.is_file())
    detail = f"{free / 1e9:.1f} GB free at {folder}, the tables hold {used / 1e9:.1f}"
    if free < max(used, SPARE_BYTES):
        yield Finding("warn", "disk", f"{detail}: a run may need as much again; make room")
    else:
        yield Finding("ok", "disk", detail)
    yield _look_at_lock(curated)


def _look_at_lock(curated: Path) -> Finding:
    if is_locked(curated):
        return Finding(
            "warn", "lock", "a run is under way; another one ends with status 3 till then"
        )
    return Finding("ok", "lock", "free")


def look_at_memory(settings: Settings) -> Iterator[Finding]:
    """Yield whether workers and the steps over the whole collection fit into memory at once."""
    try:
        told = Path("/proc/meminfo").read_text(encoding="ascii")
    except OSError:
        yield Finding("warn", "memory", "can't be told on this system")
        return
    [total, available] = (
        int(re.search(rf"^{name}:\s+(\d+) kB", told, re.MULTILINE)[1]) << 10  # type: ignore[index]
        for name in ("MemTotal", "MemAvailable")
    )
    wanted = amount_of(settings.memory, total) + settings.workers * WORKER_BYTES
    detail = f"{available / 1e9:.1f} GB available, {settings.workers} workers and memory={settings.memory} may take {wanted / 1e9:.1f}"
    if wanted > available:
        yield Finding("warn", "memory", f"{detail}: fewer --workers, or less with --set memory=")
    else:
        yield Finding("ok", "memory", detail)


def look_at_models(settings: Settings) -> Iterator[Finding]:
    """Yield whether the models are there, and the one for English reads a sentence."""
    check_needs(settings)
    if "entities" not in settings.stages():
        yield Finding("ok", "models", "none needed: articles alone")
        return
    from copydesk.nlp import load_model

    load_model(settings.ner_model).analyse({"body": "The council of Vasko met on Monday."})
    yield Finding(
        "ok", "models", ", ".join(f"{k} {v}" for k, v in settings.models_by_language().items())
    )


def look_at_server(settings: Settings) -> Iterator[Finding]:
    """Yield whether the Prefect server that is configured answers."""
    url = os.environ.get("PREFECT_API_URL")
    if not url:
        yield Finding(
            "ok", "server", "none configured: runs need none, `serve` and `--watch` start one"
        )
        return
    from flows.server import direct_opener

    try:
        with direct_opener().open(f"{url.rstrip('/')}/health", timeout=5) as answer:
            yield Finding("ok", "server", f"{url} answers with {answer.status}")
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        yield Finding(
            "FAIL", "server", f"PREFECT_API_URL={url}: {reason}: start it, or unset the variable"
        )


def look_at_scratch(settings: Settings) -> Iterator[Finding]:
    """Yield whether files can be made in the folder for temporary ones."""
    folder = Path(tempfile.gettempdir())
    trouble = probe(folder)
    if trouble:
        yield Finding("FAIL", "temporary files", f"{folder}: {trouble}; set TMPDIR to another")
    else:
        yield Finding("ok", "temporary files", str(folder))


LOOKS: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
    look_at_versions,
    look_at_clock,
    look_at_raw,
    look_at_buckets,
    look_at_curated,
    look_at_scratch,
    look_at_memory,
    look_at_models,
    look_at_server,
)
