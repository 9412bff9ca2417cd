"""What stands beside the raw files without being a record: `source.toml`, and files that the workspace ignores by name."""

from __future__ import annotations

import codecs
import dataclasses
import errno
import re
import stat
import tomllib
import zoneinfo
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath

from copydesk.disk.raw_names import if_regular
from copydesk.disk.real_path import real_path
from copydesk.errors import SettingsError
from copydesk.records import SourceConfig

SOURCE_FILE = "source.toml"

CONTROL_NAMES = frozenset({SOURCE_FILE, "thumbs.db", "desktop.ini", "__macosx"})
CONTROL_FOLDERS = frozenset({"__macosx"})
"""Lower-case names of files, and of folders, that hold no record. Hidden ones (leading dot) are ignored as well."""

COLUMNS = tuple(
    "title subtitle body html published updated crawled authors first_name last_name url id publisher section language keywords dateline".split()
)
"""The field names that `[columns]` of a `source.toml` may map to a column of the dump."""

LANGUAGE = re.compile(r"[a-z]{2,3}")


def is_control_file(name: str) -> bool:
    """Return whether a file of an archive, by its path there, is ignored by name: it is no record and no row tells of it.

    >>> is_control_file("bbc/.DS_Store"), is_control_file("source.toml"), is_control_file("bbc/001.txt")
    (True, True, False)
    >>> is_control_file("source.toml/001.txt"), is_control_file("bbc\\\\.DS_Store")
    (False, True)
    """
    *folders, last = PurePosixPath(name.replace("\\", "/")).parts or ("",)
    return any(is_control_name(part, is_folder=True) for part in folders) or is_control_name(last)


def is_control_name(part: str, *, is_folder: bool = False) -> bool:
    """Return whether a file, or a folder, is ignored by its own name, of which any sign but a slash may be a part.

    >>> is_control_name("source.toml"), is_control_name("source.toml", is_folder=True), is_control_name("\\\\.txt")
    (True, False, False)
    """
    hidden = part.startswith(".") and part not in {".", ".."}
    return hidden or part.lower() in (CONTROL_FOLDERS if is_folder else CONTROL_NAMES)


def load_source(folder: Path, raw_root: Path) -> SourceConfig:
    """Return what each `source.toml` from `folder` up to `raw_root` says, of each key the nearest one that has it."""
    root = real_path(raw_root)
    here = real_path(folder)
    if here != root and root not in here.parents:
        raise SettingsError(f"{folder} is not inside the raw folder {raw_root}.")
    found = SourceConfig()
    for place in (here, *here.parents):
        path = place / SOURCE_FILE
        if _is_there(path):
            if root not in real_path(path).parents:
                raise SettingsError(
                    f"{path} is a link that leads out of the raw folder {raw_root}."
                )
            found = _within(read_source(path), found)
        if place == root:
            break
    return found


def _within(outer: SourceConfig, inner: SourceConfig) -> SourceConfig:
    """Return what two `source.toml` say, one in a folder of the other: the inner one has its word where it says something.

    `[columns]` is one key: the columns of another dump are none of this one's.
    """
    said = {key: getattr(inner, key) for key in (*CHECKS, "columns")}
    said = {key: value for key, value in said.items() if value not in (None, ())}
    return dataclasses.replace(outer, **said)


def _is_there(path: Path) -> bool:
    """Tell whether something that is no folder is called so; in a folder near the longest path there can be nothing."""
    try:
        return not stat.S_ISDIR(path.lstat().st_mode)
    except OSError as error:
        if error.errno not in (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG):
            raise
        return False


def read_source(path: Path) -> SourceConfig:
    """Return the content of one `source.toml`; any key or value that can't be used is a SettingsError."""
    try:
        with open(path, encoding="utf-8-sig", opener=if_regular) as file:
            table = tomllib.loads(file.read())
    except (OSError, ValueError, RecursionError) as error:
        raise SettingsError(f"{path}: can't be read as TOML: {error}.") from error
    unknown = sorted(table.keys() - CHECKS.keys() - {"columns"})
    if unknown:
        known = ", ".join([*CHECKS, "columns"])
        raise SettingsError(f"{path}: unknown key {unknown[0]!r}; the keys are {known}.")
    for key, check in CHECKS.items():
        problem = check(table[key]) if key in table else None
        if problem:
            raise SettingsError(f"{path}: {key} = {table[key]!r}: {problem}.")
    return SourceConfig(
        publisher=table.get("publisher"),
        timezone=table.get("timezone"),
        language=table.get("language"),
        encoding=table.get("encoding"),
        day_first=table.get("day_first"),
        columns=_columns(path, table.get("columns", {})),
    )


def _columns(path: Path, columns: object) -> tuple[tuple[str, str], ...]:
    """Return the `[columns]` table as sorted pairs (our name, the dump's name)."""
    if not isinstance(columns, Mapping):
        raise SettingsError(f'{path}: columns must be a table, such as [columns] body = "text".')
    for ours, theirs in columns.items():
        if ours not in COLUMNS:
            raise SettingsError(
                f"{path}: columns.{ours}: no such field; the fields are {', '.join(COLUMNS)}."
            )
        if not isinstance(theirs, str) or not theirs.strip():
            raise SettingsError(
                f"{path}: columns.{ours} must name a column of the dump, in quotes."
            )
    return tuple(sorted(columns.items()))


def _text_problem(value: object) -> str | None:
    return None if isinstance(value, str) and value.strip() else "a text in quotes is expected"


OF_THIS_MACHINE = {"localtime", "posixrules"}
"""Names beside those of IANA that mean another zone on each machine."""


def _zone_problem(value: object) -> str | None:
    if isinstance(value, str) and value in zoneinfo.available_timezones() - OF_THIS_MACHINE:
        return None
    return 'an IANA time zone is expected, such as "Asia/Kolkata"'


def _language_problem(value: object) -> str | None:
    if isinstance(value, str) and LANGUAGE.fullmatch(value):
        return None
    return 'a lower-case ISO 639 code is expected, such as "en"'


def _encoding_problem(value: object) -> str | None:
    try:
        b"text".decode(codecs.lookup(value if isinstance(value, str) else "").name, "replace")
    except (LookupError, ValueError):
        return 'a text encoding is expected, such as "cp1252"'
    return None


def _flag_problem(value: object) -> str | None:
    return None if isinstance(value, bool) else "true or false is expected"


CHECKS: dict[str, Callable[[object], str | None]] = {
    "publisher": _text_problem,
    "timezone": _zone_problem,
    "language": _language_problem,
    "encoding": _encoding_problem,
    "day_first": _flag_problem,
}
