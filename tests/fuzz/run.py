"""Fuzz a target with atheris, where it is installed: `python -m tests.fuzz.run csv -max_total_time=120`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path


def main() -> None:
    """Run libFuzzer on the target that the first argument names; the rest are libFuzzer's own flags."""
    import atheris

    with atheris.instrument_imports(include=["copydesk", "zipfile", "tarfile", "html", "json"]):
        from tests.fuzz.targets import TARGETS
        from tests.hostile.seeds import own_seeds
    name = sys.argv[1]
    corpus = Path(tempfile.mkdtemp(prefix=f"fuzz-{name}-"))
    for seed, raw in own_seeds().items():
        lead = b"\x00" if name == "file" else b""
        (corpus / seed).write_bytes(lead + raw[:4096])
    atheris.Setup(
        [sys.argv[0], str(corpus), "-timeout=25", "-rss_limit_mb=3000", *sys.argv[2:]],
        TARGETS[name],
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
