"""Files that a dump may bring along and that Python or a library would load: each tells when it was."""

from __future__ import annotations

import importlib.metadata
import os
import sys
from pathlib import Path

LONG_AGO = 1_000_000_000
MODULE = "with open({mark!r}, 'a') as told:\n    told.write(__name__ + ' ' + __file__ + chr(10))\n"
BROKEN = "] this is neither TOML nor YAML: {"
DATABASE = "sqlite+aiosqlite:///{folder}/taken-over.db"


def module_names() -> list[str]:
    """Return the top-level names of the standard library and of every installed package, and what `site` looks for."""
    installed = {name.split(".")[0] for name in importlib.metadata.packages_distributions()}
    ours = {"copydesk", "flows", "schemas", "tests"}
    names = installed - ours | set(sys.stdlib_module_names) | {"sitecustomize", "usercustomize"}
    return sorted(name for name in names if name.isidentifier() and name != "__main__")


def lay_modules(folder: Path, mark: Path, names: list[str]) -> None:
    """Lay a module of each name that writes its name to `mark` when it is imported."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / f"{name}.py").write_text(MODULE.format(mark=str(mark)), encoding="utf-8")


def lay_settings(folder: Path) -> None:
    """Lay settings files: who reads one fails on it, or works on another database."""
    folder.mkdir(parents=True, exist_ok=True)
    database = DATABASE.format(folder=folder)
    variable = f"PREFECT_API_DATABASE_CONNECTION_URL={database}\n"
    (folder / ".env").write_text(
        f"{variable}PREFECT_LOGGING_SETTINGS_PATH={folder}/logging.yml\n", encoding="utf-8"
    )
    (folder / "profiles.toml").write_text(
        f'active = "x"\n[profiles.x]\nPREFECT_API_DATABASE_CONNECTION_URL = "{database}"\n',
        encoding="utf-8",
    )
    for name in ("prefect.toml", "pyproject.toml", "prefect.yaml", "logging.yml", "setup.cfg"):
        (folder / name).write_text(BROKEN, encoding="utf-8")


def age(folder: Path) -> list[Path]:
    """Make the traps of a folder look unread for long; return those whose reading the file system would show."""
    traps = [path for path in sorted(folder.iterdir()) if path.is_file()]
    probe = folder / "probe"
    probe.write_text("x", encoding="utf-8")
    os.utime(probe, (LONG_AGO, LONG_AGO))
    probe.read_text(encoding="utf-8")
    can_tell = probe.stat().st_atime != LONG_AGO
    probe.unlink()
    for path in traps:
        os.utime(path, (LONG_AGO, LONG_AGO))
    return traps if can_tell else []


def touched(traps: list[Path]) -> list[str]:
    """Return the names of the traps that somebody has read."""
    return [path.name for path in traps if path.stat().st_atime != LONG_AGO]
