"""How many records of named fields or text dumps are parsed and validated in a second of CPU time.

    python benchmarks/field_speed.py FOLDER [--n 1000] [--rounds 3]

One process, one thread; what is parsed aside counts with it. The best of the rounds counts: another program on the
machine only ever makes a round slower. `digest` is a hash of what was read: the same for code that reads the same.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from copydesk.acceptance import accept_parsed
from copydesk.parse import parse_record
from copydesk.parse.repair import mend_line
from copydesk.readers import read_file
from copydesk.records import RawRecord, Rejection, SourceConfig
from copydesk.source import is_control_file

NO_SOURCE = SourceConfig()
LIMITS = {"min_words": 20}
PART = 1000


def read_records(folder: Path) -> Iterator[RawRecord]:
    """Yield the records of a folder, in the order of its files."""
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and not is_control_file(p.name)):
        for record in read_file(path, path.relative_to(folder).as_posix(), NO_SOURCE):
            if isinstance(record, RawRecord):
                yield record


def main() -> None:
    """Print the rates."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--n", type=int, default=1000)
    arguments.add_argument("--rounds", type=int, default=3)
    asked = arguments.parse_args()
    start = time.process_time()
    records = list(islice(read_records(asked.folder), asked.n))
    seconds = {"read": time.process_time() - start}
    accept_parsed([("", r, a) for r in records[:20] if not isinstance(a := parse_record(r, NO_SOURCE), Rejection)], LIMITS)  # fmt: skip
    for _ in range(asked.rounds):
        mend_line.cache_clear()
        start = time.process_time()
        answers = [parse_record(record, NO_SOURCE) for record in records]
        parsed = time.process_time()
        pairs = zip(records, answers, strict=True)
        articles = [("", record, a) for record, a in pairs if not isinstance(a, Rejection)]
        for first in range(0, len(articles), PART):
            accept_parsed(articles[first : first + PART], LIMITS)
        done = time.process_time()
        for name, took in (("parse", parsed - start), ("validate", done - parsed), ("both", done - start)):  # fmt: skip
            seconds[name] = min(seconds.get(name, took), took)
    print(
        f"{len(records)} records, digest {hashlib.sha256(repr(answers).encode()).hexdigest()[:16]}"
    )
    for name, took in seconds.items():
        print(
            f"{name:9} {len(records) / took:8.0f} a second   {1000 * took / len(records):6.2f} ms each"
        )


if __name__ == "__main__":
    main()
