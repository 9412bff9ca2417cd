"""One batch of hostile files through the real stages, in a process of its own that is watched from within.

Started by `run.py` as `python -m tests.hostile.feed SANDBOX TABLES`; prints one line of JSON.
"""

from __future__ import annotations

import dataclasses
import json
import os
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

GIB = 1 << 30
ADDRESS_SPACE = 8 * GIB  # what libraries reserve counts as well; what is used is measured
FORBIDDEN = (
    "socket.connect", "socket.bind", "socket.sendto", "urllib.Request", "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn",
    "os.fork", "pickle.find_class", "ftplib.connect", "http.client.connect", "ctypes.dlopen",
)  # fmt: skip
"""Audit events that no content may cause: the network, other programs, unpickling, libraries."""
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


class Watch:
    """Notes what the process does that it must not do, once armed."""

    def __init__(self, allowed: Path) -> None:
        self.allowed = str(allowed)
        self.is_armed = False
        self.seen: list[str] = []
        sys.addaudithook(self._note)

    def _note(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.is_armed:
            return
        if event in FORBIDDEN and not is_ours():
            self.seen.append(f"{event} {arguments!r}"[:300])
        elif event == "open" and isinstance(arguments[2], int) and arguments[2] & WRITING:
            self._check(arguments[0])
        elif event in (
            "os.rename",
            "os.link",
            "os.symlink",
            "os.mkdir",
            "os.remove",
            "os.rmdir",
            "os.truncate",
            "os.chmod",
        ):
            self._check(
                arguments[1] if event in ("os.rename", "os.link", "os.symlink") else arguments[0]
            )

    def _check(self, path: object) -> None:
        if isinstance(path, str | bytes | os.PathLike):
            text = os.fsdecode(path)
            here = os.path.abspath(text)
            if text != os.devnull and not here.startswith(self.allowed):
                self.seen.append(f"wrote {here}")


def is_ours() -> bool:
    """Return whether the call at hand comes from where calls go to processes of their own and answers come back."""
    frame: Any = sys._getframe(1)
    while frame is not None and not frame.f_code.co_filename.endswith(
        "copydesk/limits/isolated.py"
    ):
        frame = frame.f_back
    return frame is not None


@dataclasses.dataclass(frozen=True, slots=True)
class Timed:
    """CPU-seconds of one file or one record."""

    seconds: float
    what: str


def read_apart(
    raw: Path,
) -> tuple[set[tuple[str, str, str]], dict[str, int], list[Timed], list[Timed]]:
    """Return what an independent reading finds: locations, rows by file, and the slowest files and records."""
    from copydesk.disk.raw_names import locate
    from copydesk.parse import parse_record
    from copydesk.raw.intake import UNREAD, scan_raw
    from copydesk.raw.parts import decode_source
    from copydesk.readers import read_file
    from copydesk.records import RawRecord

    locations: set[tuple[str, str, str]] = set()
    rows: dict[str, int] = {}
    files, records = [], []
    for file in scan_raw(raw, [])[0]:
        if file.sha256 == UNREAD:
            locations.add((file.raw_path, "", ""))
            rows[file.raw_path] = 1
            continue
        source, n, parsing = decode_source(file.source), 0, 0.0
        opened = time.process_time()
        for item in read_file(locate(raw, file.raw_path), file.raw_path, source):
            n += 1
            locations.add((file.raw_path, item.raw_position, item.record_id))
            if isinstance(item, RawRecord):
                started = time.process_time()
                parse_record(item, source)
                took = time.process_time() - started
                parsing += took
                records.append(
                    Timed(took, f"{file.raw_path} {item.raw_position} ({len(item.raw):,} bytes)")
                )
        rows[file.raw_path] = n
        reading = time.process_time() - opened - parsing
        files.append(Timed(reading, f"{file.raw_path} ({file.size:,} bytes, {n:,} rows)"))
    return locations, rows, _slowest(files), _slowest(records)


def _slowest(timed: list[Timed]) -> list[Timed]:
    return sorted(timed, key=lambda t: -t.seconds)[:5]


def problems_of(raw: Path, curated: Path, locations: int, rows: dict[str, int]) -> Iterator[str]:
    """Yield what does not add up after a run."""
    import pandas as pd

    from copydesk.auditing.verify import verify_published
    from copydesk.disk.raw_names import locate
    from flows.settings import load_settings, open_workspace

    copies, quarantine = (pd.read_parquet(curated / name) for name in ("copies", "quarantine"))
    found = int(copies["n_deliveries"].sum() + quarantine["n_deliveries"].sum())
    if found != locations:
        yield f"{locations} locations were read apart, {found} stand in copies and quarantine"
    if set(copies["record_id"]) & set(quarantine["record_id"]):
        yield "a record stands in copies and in quarantine"
    for name, n in rows.items():
        if not n and ".warc" not in name and b"WARC/" not in locate(raw, name).read_bytes()[:64]:
            yield f"{name} left no row"
    desk = open_workspace(load_settings(environment={}, raw=str(raw), curated=str(curated)))
    yield from (
        f"verify: {c.name}: {c.detail}" for c in verify_published(desk, "1GB", 1) if not c.is_ok
    )


def feed(sandbox: Path, tables: str) -> dict[str, Any]:
    """Run the stages over `sandbox/raw` and return the figures and the problems."""
    from tests.desk_runs import run_desk, story, write_lines

    raw, curated = sandbox / "raw", sandbox / "curated"
    # Libraries open what they like when they are first used: that is no content's doing.
    write_lines(sandbox / "warm" / "raw" / "a.jsonl", [story(1)])
    run_desk(sandbox / "warm" / "raw", sandbox / "warm" / "curated", tables=tables)
    watch = Watch(sandbox)
    watch.is_armed = True
    locations, rows, reading, records = read_apart(raw)
    started = time.process_time()
    run_desk(raw, curated, tables=tables)
    seconds = time.process_time() - started
    problems = list(problems_of(raw, curated, len(locations), rows))
    watch.is_armed = False
    return {
        "files": len(rows),
        "locations": len(locations),
        "seconds": seconds,
        "reading": [dataclasses.asdict(t) for t in reading],
        "records": [dataclasses.asdict(t) for t in records],
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "problems": problems + sorted(set(watch.seen)),
    }


def main() -> None:
    """Feed the sandbox named on the command line."""
    sandbox, tables = Path(sys.argv[1]).resolve(), sys.argv[2]
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    print(json.dumps(feed(sandbox, tables)))  # noqa: T201 - read by the parent


if __name__ == "__main__":
    main()
