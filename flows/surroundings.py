"""Where our processes stand and what they may load: never code or settings from where data lies.

Python puts the current folder first on the path of `python -m` and `python -c`, which is how servers and pool workers
are started; Prefect reads `.env`, `prefect.toml` and `pyproject.toml` of the current folder, `profiles.toml` and
`logging.yml` of its home. A dump may bring files of these names. So a run makes its paths absolute, steps into a
folder of the package that holds nothing to load, and hands its processes a path without data folders.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import resource
import sys
from collections.abc import Iterator
from pathlib import Path

from copydesk.disk.real_path import real_path
from copydesk.errors import CopydeskError

CODE = Path(__file__).resolve().parent.parent
"""The folder that our packages lie in: trusted as far as they are."""

EMPTY = Path(__file__).resolve().parent / "empty"

LOOPBACK = "127.0.0.1,localhost"

PINNED = ("PYTHONPATH", "PYTHONSAFEPATH")

ADDRESS_BYTES = 3 << 30
"""What a process of ours takes up of addresses, most of them without memory behind. Measured on the sample, with two threads and with 64: 2.8 GB
with names and events, 2.5 to read what is published. With less, libraries in C end a process without a word."""


def check_process() -> None:
    """Refuse to work where Python leaves out what libraries lean on, or stands nowhere.

    Raises:
        CopydeskError: it does.
    """
    try:
        os.getcwd()
    except OSError as error:
        raise CopydeskError(
            f"the folder in which this was started can't be named ({error.strerror}): go to another; nothing was done"
        ) from error
    if any(option.startswith("error") for option in sys.warnoptions):
        raise CopydeskError(
            "Python takes warnings for errors (PYTHONWARNINGS or -W), and libraries warn; unset it; nothing was done"
        )
    if sys.flags.optimize:
        raise CopydeskError(
            f"Python runs with PYTHONOPTIMIZE={sys.flags.optimize} (or -O): libraries tell damaged files by their assertions, "
            "and one reads its own docstrings; unset it; nothing was done"
        )


def check_addresses(more: int = 0) -> None:
    """Refuse to start where a process may have fewer addresses than it needs, and so many bytes more.

    Raises:
        CopydeskError: it may.
    """
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    least = ADDRESS_BYTES + more
    if limit != resource.RLIM_INFINITY and limit < least:
        raise CopydeskError(
            f"a process may address {limit / (1 << 30):.1f}GB here (`ulimit -v`), expected {least / (1 << 30):.1f}GB or more: "
            "raise it, or limit memory otherwise; nothing was done"
        )


@contextlib.contextmanager
def stand_apart(*data: Path) -> Iterator[None]:
    """Run the block, and the processes that it starts, in a folder without files to load, the data folders off the path.

    Paths must be absolute before: a relative one means another file within.
    """
    before, path = os.getcwd(), sys.path.copy()
    variables = {name: os.environ.get(name) for name in PINNED}
    pin_imports(*data)
    os.chdir(EMPTY)
    try:
        yield
    finally:
        os.chdir(before)
        sys.path[:] = path
        for name, value in variables.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


def pin_imports(*data: Path) -> None:
    """Take the current folder and the data folders off the path of this process and of those that it starts."""
    here = real_path(Path.cwd())
    folders = [real_path(folder) for folder in data]
    sys.path[:] = [entry for entry in sys.path if _is_trusted(entry, here, folders)]
    os.environ["PYTHONSAFEPATH"] = "1"
    # What the children need of it is what stands before the standard library: a checkout, the user's own folders.
    library = os.path.dirname(os.__file__)
    ahead = sys.path[: sys.path.index(library)] if library in sys.path else []
    script = os.path.dirname(os.path.abspath(sys.argv[0]))
    named = [entry for entry in ahead if os.path.isdir(entry) and entry != script]
    if named:
        os.environ["PYTHONPATH"] = os.pathsep.join(named)
    else:
        os.environ.pop("PYTHONPATH", None)


def _is_trusted(entry: str, here: Path, data: list[Path]) -> bool:
    folder = real_path(Path(entry or "."))
    if folder == CODE or folder.is_relative_to(sys.prefix):
        return True
    return folder != here and not any(folder.is_relative_to(other) for other in data)


def library_settings() -> dict[str, str]:
    """Return the variables that keep libraries from looking for settings among data; what the user has set stays."""
    spec = importlib.util.find_spec("prefect")
    prefect = Path(spec.origin).parent if spec and spec.origin else EMPTY
    passed_by = [os.environ.get(name, "") for name in ("no_proxy", "NO_PROXY")]
    direct = ",".join(filter(None, [*dict.fromkeys(passed_by), LOOPBACK]))
    return {
        "PREFECT_PROFILES_PATH": os.environ.get(
            "PREFECT_PROFILES_PATH", str(EMPTY / "profiles.toml")
        ),
        "PREFECT_LOGGING_SETTINGS_PATH": os.environ.get(
            "PREFECT_LOGGING_SETTINGS_PATH", str(prefect / "logging" / "logging.yml")
        ),
        "no_proxy": direct,
        "NO_PROXY": direct,
    }
