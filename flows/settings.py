"""Settings: `copydesk.toml`, then `COPYDESK_*`, then `--set`; read once, then passed as plain values."""

from __future__ import annotations

import dataclasses
import difflib
import importlib.util
import json
import logging
import os
import re
import tomllib
import typing
from collections.abc import Mapping, Sequence, Set
from pathlib import Path
from typing import TYPE_CHECKING, Any

from copydesk.disk.raw_names import if_regular
from copydesk.disk.real_path import real_path
from copydesk.errors import SettingsError
from copydesk.vocabulary import by_language
from flows.surroundings import check_addresses

if TYPE_CHECKING:
    from copydesk.work.workspace import Workspace

SETTINGS_FILE = "copydesk.toml"
PREFIX = "COPYDESK_"
STAGES = ("articles", "entities", "events")

log = logging.getLogger("copydesk")

RENAMED = {"order_articles": "batch_articles"}
"""Settings of earlier releases and what they are called today: taken, and said."""


@dataclasses.dataclass(frozen=True, slots=True)
class Settings:
    """What a run may be told. The names are those of `copydesk.toml` and `--set`."""

    raw: str = "data/raw"  # a folder, or s3://bucket/place, gs://… or az://…
    curated: str = "data/curated"
    tables: str = "articles,entities,events"  # which stages run; each needs those before it
    workers: int = 2
    dask: str = ""  # address of a Dask scheduler; empty: a process pool
    work_pool: str = ""  # name of a Prefect work pool whose jobs do the shards
    min_words: int = 20  # shorter bodies go to quarantine
    min_article_chance: int = (
        15  # per cent; pages less likely to be an article go to quarantine; 0: none does
    )
    ner_model: str = "copydesk-en"  # model for English, or any installed spaCy pipeline
    models: str = ""  # models of other languages: "de=de_core_news_sm,fr=fr_core_news_sm"
    memory: str = "1GB"  # of the steps over the whole collection; beyond it they spill to disk
    batch_articles: int = 200  # articles that one language task annotates
    keep_versions_hours: int = 24  # how long old versions stay for readers still inside
    prune: bool = False  # forget records whose raw file is gone
    cron: str = "0 * * * *"  # of `copydesk serve`
    checks: str = ""  # file of checks of your own, as docs/how-to/add-a-check.md has it
    report: str = ""  # file of the report that each new version writes anew
    lineage: str = ""  # where OpenLineage events go: the address of a server, or a file
    publish_to: str = (
        ""  # s3://bucket/place, gs://… or az://…: where each new version is published, too
    )

    @property
    def raw_folder(self) -> Path:
        """The folder of raw dumps; where `raw` is an address, the one that a run fetches them to."""
        return Path(self.curated) / ".raw" / "objects" if is_bucket(self.raw) else Path(self.raw)

    def stages(self) -> tuple[str, ...]:
        """Return the stages to run.

        Raises:
            SettingsError: a stage is unknown, or one that it needs is missing.
        """
        named = [name.strip() for name in self.tables.split(",") if name.strip()]
        unknown = sorted(set(named) - set(STAGES))
        if unknown or not named:
            raise SettingsError(
                f"tables: found {self.tables!r}, expected some of {', '.join(STAGES)}"
            )
        last = max(STAGES.index(name) for name in named)
        return STAGES[: last + 1]

    def models_by_language(self) -> dict[str, str]:
        """Return the model of each language that has one."""
        models = {"en": self.ner_model}
        for pair in filter(None, (p.strip() for p in self.models.split(","))):
            language, _, name = pair.partition("=")
            if not name:
                raise SettingsError(
                    f"models: found {pair!r}, expected language=model, as in de=de_core_news_sm"
                )
            models[language.strip()] = name.strip()
        return models


def load_settings(
    pairs: Sequence[str] = (),
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    **flags: Any,
) -> Settings:
    """Return the settings; `flags` that are not None win over `pairs` (`key=value`), those over the environment.

    Raises:
        SettingsError: an unknown key or a value of the wrong kind.
    """
    environ = os.environ if environment is None else environment
    known = {field.name for field in dataclasses.fields(Settings)}
    values: dict[str, Any] = {**_in_environment(environ, known), **_in_pairs(pairs)}
    values |= {key: value for key, value in flags.items() if value is not None}
    _check_texts(values)
    values = _todays_names(_read_file((folder or Path()) / SETTINGS_FILE, values) | values)
    unknown = sorted(set(values) - known)
    if unknown:
        raise SettingsError(f"unknown setting {unknown[0]!r}; known are {', '.join(sorted(known))}")
    hints = typing.get_type_hints(Settings)
    settings = Settings(**{key: _cast(key, value, hints[key]) for key, value in values.items()})
    here: dict[str, Any] = {name: _from_here(getattr(settings, name)) for name in FILES}
    settings = dataclasses.replace(settings, **here)
    _check_bound(settings, environ)
    check_settings(settings)
    return settings


FILES = ("checks", "report", "lineage")
"""Settings that name a file, from the folder where one starts: a run stands in another."""


def _from_here(file: str) -> str:
    return str(Path(file).absolute()) if file and not is_address(file) else file


def is_address(text: str) -> bool:
    """Return whether text is an address of the web, and no file's path.

    >>> is_address("https://lineage.example:5000"), is_address("lineage.jsonl")
    (True, False)
    """
    return text.startswith(("http://", "https://"))


def is_bucket(place: str) -> bool:
    """Return whether a place is an address of object storage, and no folder.

    >>> is_bucket("s3://newsroom/dumps"), is_bucket("data/s3:/dumps")
    (True, False)
    """
    return place.startswith(("s3://", "gs://", "az://"))


def _check_texts(values: Mapping[str, Any]) -> None:
    """Refuse texts that can stand in no path, before one is made of them: a file of settings and JSON can hold what a command line can't."""
    for name, value in values.items():
        try:
            is_path = not isinstance(value, str) or b"\0" not in os.fsencode(value)
        except UnicodeEncodeError:  # half of a character
            is_path = False
        if not is_path:
            raise SettingsError(f"{name}: found {value!a}, which no path can hold")
        if name in HINTS and value == "":  # as an unset variable leaves it
            raise SettingsError(f"{name}: found '', expected a folder; '.' is the current one")


def _in_environment(environ: Mapping[str, str], known: Set[str]) -> dict[str, str]:
    """Return the settings that the environment holds."""
    told = {key.removeprefix(PREFIX).lower(): key for key in environ if key.startswith(PREFIX)}
    for name in told.keys() - known - RENAMED.keys():
        # Other variables may begin like ours; one that is nearly a setting is a slip.
        if near := difflib.get_close_matches(name, known, 1, 0.8):
            raise SettingsError(f"{told[name]}: unknown setting; {PREFIX}{near[0].upper()}?")
    return {name: environ[key] for name, key in told.items() if name in known | RENAMED.keys()}


def _in_pairs(pairs: Sequence[str]) -> dict[str, str]:
    """Return the settings in `key=value` pairs."""
    values = {}
    for pair in pairs:
        key, sign, value = pair.partition("=")
        if not sign:
            raise SettingsError(f"--set {pair}: expected key=value")
        values[key.strip()] = value.strip()
    return values


AT_LEAST_ONE = ("workers", "min_words", "batch_articles")
MOST_WORKERS = 1_000  # chosen: of .5 GB each; a million are asked of the system for minutes

MEMORY = re.compile(r"(?=.*[1-9])\d+(?:\.\d+)?\s*(?:%|[KMGT](?:i?B)?)", re.IGNORECASE)
"""What DuckDB takes for an amount of memory."""

UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}

SHIPPED_MODEL = "copydesk-en"


def check_settings(settings: Settings) -> None:
    """Refuse what would stop a run later, after minutes or hours of work.

    Raises:
        SettingsError: a value can mean nothing, or a folder is no place for what it is to hold.
    """
    for name in AT_LEAST_ONE:
        if getattr(settings, name) < 1:
            raise SettingsError(f"{name}: found {getattr(settings, name)}, expected 1 or more")
    if settings.workers > MOST_WORKERS:
        raise SettingsError(
            f"workers: found {settings.workers}, expected {MOST_WORKERS:,} at the most"
        )
    if not 0 <= settings.min_article_chance <= 100:
        raise SettingsError(
            f"min_article_chance: found {settings.min_article_chance}, expected 0 (no page is refused) to 100"
        )
    if settings.keep_versions_hours < 0:
        raise SettingsError(
            f"keep_versions_hours: found {settings.keep_versions_hours}, expected 0 or more"
        )
    if not MEMORY.fullmatch(settings.memory.strip()):
        raise SettingsError(
            f"memory: found {settings.memory!r}, expected an amount as in 500MB, 2GB or 50%"
        )
    if not is_cron(settings.cron):
        raise SettingsError(
            f"cron: found {settings.cron!r}, expected minute, hour, day, month and weekday, as in '15 */2 * * *'"
        )
    if not is_text(str(Path(settings.curated).absolute())):
        raise SettingsError(
            f"curated: {settings.curated!a} is not UTF-8, and DuckDB opens no other names; name another folder"
        )
    _check_folders(settings)
    _check_files(settings)
    settings.stages()
    settings.models_by_language()


def amount_of(text: str, whole: int) -> int:
    """Return an amount of memory in bytes, as settings say it.

    >>> amount_of("1.5GB", 0), amount_of("50%", 1000), amount_of("2 MiB", 0)
    (1610612736, 500, 2097152)
    """
    found = re.fullmatch(r"([\d.]+)\s*(%|[KMGT]?)(?:i?B)?", text.strip(), re.IGNORECASE)
    assert found is not None, "settings are checked when they are read"
    number, unit = float(found[1]), found[2].upper()
    return int(number * whole / 100) if unit == "%" else int(number * UNITS[unit])


def _check_memory(settings: Settings) -> None:
    """Refuse more memory than there is: the system would end the steps before they spill."""
    try:
        whole = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError):  # not told on every system
        return
    if amount_of(settings.memory, whole) > whole:
        raise SettingsError(
            f"memory: found {settings.memory!r}, and this machine has {whole / (1 << 30):.1f}GB"
        )
    check_addresses(amount_of(settings.memory, whole))


def is_text(name: str) -> bool:
    """Return whether a name is one in UTF-8: what a file system holds may be any bytes.

    >>> is_text("été"), is_text("\\udce9t")
    (True, False)
    """
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def check_needs(settings: Settings) -> None:
    """Refuse models and checks that a run would stumble over hours later. Who only reads the tables needs none.

    Raises:
        SettingsError: a model is not installed, a check of the operator's can mean nothing, or the memory is more than there is.
    """
    _check_memory(settings)
    _check_engine(settings)
    if settings.checks:
        from copydesk.checks.own_checks import load_checks

        load_checks(Path(settings.checks))
    for url in filter(is_bucket, (settings.raw, settings.publish_to)):
        from copydesk.remote.mirror import open_store

        open_store(url)
    if settings.lineage and importlib.util.find_spec("openlineage") is None:
        raise SettingsError(
            "lineage: OpenLineage's client is not installed; `pip install 'copydesk[lineage]'`"
        )
    if "entities" in settings.stages():
        for name in settings.models_by_language().values():
            _check_model(name)


def _check_engine(settings: Settings) -> None:
    if settings.dask and importlib.util.find_spec("distributed") is None:
        raise SettingsError("dask: Dask is not installed; `pip install 'copydesk[dask]'`")
    if settings.work_pool and settings.dask:
        raise SettingsError("work_pool and dask both say who does the shards; name one of them")
    if settings.work_pool and not os.environ.get("PREFECT_API_URL"):
        raise SettingsError(
            "work_pool: a work pool is of a Prefect server; set PREFECT_API_URL to yours"
        )


DAYS = by_language("weekdays")["en"]
MONTHS = tuple(month[:3].lower() for month in by_language("months")["en"])
WEEKDAYS = tuple(day[:3].lower() for day in (DAYS[-1], *DAYS[:-1]))
CRON_FIELDS = ((0, 59, ()), (0, 23, ()), (1, 31, ()), (1, 12, MONTHS), (0, 7, WEEKDAYS))
"""Of each field of a schedule: its least and its most value, and the names that count from the least."""

CRON_NAMES = ("@hourly", "@daily", "@midnight", "@weekly", "@monthly", "@yearly", "@annually")


def is_cron(text: str) -> bool:
    """Return whether text is a schedule as cron and Prefect read it. Prefect itself is slow to ask.

    >>> is_cron("15 */2 * * mon-fri"), is_cron("60 * * * *"), is_cron("hourly")
    (True, False, False)
    """
    fields = text.split()
    if len(fields) != len(CRON_FIELDS):
        return text.strip().lower() in CRON_NAMES
    return all(
        _is_cron_item(item, *field)
        for told, field in zip(fields, CRON_FIELDS, strict=True)
        for item in told.lower().split(",")
    )


def _is_cron_item(item: str, least: int, most: int, names: Sequence[str]) -> bool:
    span, slash, step = item.partition("/")
    if slash and not step.strip("0").isdecimal():
        return False
    numbers = {name: least + number for number, name in enumerate(names)}
    ends = [numbers.get(e, int(e) if e.isdecimal() else -1) for e in span.split("-")]
    is_span = len(ends) <= 2 and all(least <= end <= most for end in ends)
    return span == "*" or (is_span and ends == sorted(ends))


def _todays_names(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values under today's names; one that is given under both stays as today's says."""
    for old in RENAMED.keys() & values.keys():
        log.warning("setting %s is called %s now; it is taken as that", old, RENAMED[old])
    told = {RENAMED[key]: value for key, value in values.items() if key in RENAMED}
    return told | {key: value for key, value in values.items() if key not in RENAMED}


HINTS = {
    "raw": "or s3://bucket/place, gs://… or az://…",
    "curated": "to publish on object storage as well, say publish_to=s3://bucket/place",
}
"""What else may be meant by an address where a folder is asked for."""


def _check_folders(settings: Settings) -> None:
    for name, hint in HINTS.items():
        folder = getattr(settings, name)
        is_address = re.match(r"[a-z][a-z0-9+.-]+://", folder, re.IGNORECASE)
        if is_address and not (name == "raw" and is_bucket(folder)):
            raise SettingsError(
                f"{name}: found {folder!r}, expected a folder of this machine; {hint}"
            )
    if settings.publish_to and not is_bucket(settings.publish_to):
        raise SettingsError(
            f"publish_to: found {settings.publish_to!r}, expected s3://bucket/place, gs://… or az://…"
        )
    curated, raw = real_path(Path(settings.curated)), real_path(settings.raw_folder)
    if curated.is_relative_to(raw):
        raise SettingsError(
            f"curated: {settings.curated!r} lies in the raw folder {settings.raw!r}, and what is published would be read "
            "as news; name a folder beside it"
        )
    within = raw.relative_to(curated).parts if raw.is_relative_to(curated) else ("",)
    if within[0].startswith(".") and not is_bucket(settings.raw):
        raise SettingsError(
            f"raw: {settings.raw!r} lies among what copydesk keeps in {settings.curated!r}; name another folder"
        )


def _check_files(settings: Settings) -> None:
    for name in ("report", "lineage"):
        file = getattr(settings, name)
        if not file or (name == "lineage" and is_address(file)):
            continue
        check_output(settings, Path(file), is_file=True)
        if not Path(file).parent.is_dir():
            raise SettingsError(
                f"{name}: found {file!r}, expected a file in a folder that is there"
            )


TAKEN = {
    "raw": "which holds dumps: it would be read as news",
    "curated": "which holds what is published",
}


def check_output(
    settings: Settings,
    path: Path,
    among: Sequence[str] = ("raw", "curated"),
    *,
    is_file: bool = False,
) -> Path:
    """Return where a command is to write; refuse what lies among the dumps or the published tables.

    Raises:
        SettingsError: what is written there would be read as news, or taken for a part of a table; or a device, a pipe or
            (of a file) a folder is there, which a file that is put in place at one stroke would replace.
    """
    place = real_path(path.absolute())
    for name in among:
        folder = settings.raw_folder if name == "raw" else Path(settings.curated)
        if place.is_relative_to(real_path(folder)):
            raise SettingsError(f"{path} lies in {folder}, {TAKEN[name]}; name another place")
    if "raw" in among and (dumps := _holds_dumps(Path(settings.curated), place)) is not None:
        raise SettingsError(f"{path} lies in {dumps}, {TAKEN['raw']}; name another place")
    is_special = path.exists() and not (path.is_file() or path.is_dir())
    if is_special or path.absolute().parent == Path("/dev") or (is_file and path.is_dir()):
        raise SettingsError(f"{path}: expected {'a file' if is_file else 'a file or folder'}")
    return path


LOOKED_FOR = 100
"""Delivered files that are looked for above a place: as many looks at each folder on the way up, a few milliseconds."""


def _holds_dumps(curated: Path, place: Path) -> Path | None:
    """Return the folder at or above a place that the published tables were made from, whatever `raw` says; None if none.

    No path of a machine is kept, so it is known by what it holds: a file as it was delivered, by name and bytes.
    """
    from copydesk.disk.own_files import read_table
    from copydesk.disk.raw_names import locate
    from copydesk.disk.storage import file_sha256
    from copydesk.work.workfolder import WorkFolder

    try:
        kept = read_table(WorkFolder(curated / ".work").ledger, ["size", "raw_path", "sha256"])
        columns = (column.to_pylist() for column in kept.slice(0, LOOKED_FOR))
        delivered = sorted(zip(*columns, strict=True))  # the smallest is hashed first
    except (OSError, ValueError):
        return None  # without a ledger nobody knows
    for folder in (place, *place.parents):
        for size, raw_path, sha256 in delivered:
            found = locate(folder, raw_path)
            try:
                is_there = found.is_file() and found.stat().st_size == size
                if is_there and size and file_sha256(found)[0] == sha256:
                    return folder
            except OSError:
                continue  # what can't be read here says nothing
    return None


def as_published(settings: Settings) -> Settings:
    """Return the settings with what the published tables were made with: which tables, limits and models.

    Where the manifest can't be trusted, the tables that are found say which there are to be.
    """
    from copydesk.stages import tables_of
    from copydesk.versions.published import MANIFEST, decode_manifest, found_tables

    curated = Path(settings.curated)
    manifest, why = decode_manifest(curated / "current" / MANIFEST)
    if manifest is not None and not why:
        told = manifest["settings"]
        models = dict(told["models"])
        known = {field.name for field in dataclasses.fields(Settings)} & told["limits"].keys()
        return dataclasses.replace(
            settings,
            tables=",".join(told["stages"]),
            ner_model=models.pop("en", settings.ner_model),
            models=",".join(f"{language}={name}" for language, name in sorted(models.items())),
            **{name: told["limits"][name] for name in known},
        )
    found = set(found_tables(curated))
    stages = [name for name in STAGES if found & {*tables_of((name,))}]
    return dataclasses.replace(settings, tables=",".join(stages)) if stages else settings


def _check_model(name: str) -> None:
    is_module = name.isidentifier() and importlib.util.find_spec(name) is not None
    if name != SHIPPED_MODEL and not is_module and not Path(name).is_dir():
        raise SettingsError(
            f"language model {name!r} isn't installed. Install it (`python -m spacy download {name}`), "
            f"or use the model that ships with copydesk: {SHIPPED_MODEL!r}"
        )


def _read_file(file: Path, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a settings file says; nothing where it lies among data, since a dump may bring one along."""
    usual = {"raw": Settings().raw, "curated": Settings().curated}
    if not os.path.lexists(file) or _lies_among(file, usual | dict(values)):
        return {}
    try:
        with open(file, encoding="utf-8-sig", opener=if_regular) as opened:
            said = tomllib.loads(opened.read())
    except (OSError, ValueError, RecursionError) as error:
        raise SettingsError(f"{file}: {error}") from error
    _check_texts(said)
    return {} if _lies_among(file, usual | said | dict(values)) else said


def _lies_among(file: Path, folders: Mapping[str, Any]) -> bool:
    here = real_path(file.absolute().parent)
    among = [n for n in ("raw", "curated") if here.is_relative_to(real_path(Path(str(folders[n]))))]
    if among:
        log.warning(
            "%s is not read: it lies in the %s folder; keep it elsewhere", file.absolute(), among[0]
        )
    return bool(among)


def as_pairs(settings: Settings) -> list[str]:
    """Return settings as the `key=value` pairs that give them again, whatever files lie around."""
    return [f"{key}={value}" for key, value in dataclasses.asdict(settings).items()]


FREE = ("tables", "cron")
"""Settings that who may start a served flow may choose. All others name folders, machines and code, say what the machine can bear, what
becomes of records and of old versions: `copydesk serve` was given them."""

BOUND_VARIABLE = "COPYDESK_BOUND"


def bind(settings: Settings) -> None:
    """Hold this process and those it starts to the settings that `copydesk serve` was given."""
    settings = from_anywhere(settings)
    told = dataclasses.asdict(settings)
    os.environ[BOUND_VARIABLE] = json.dumps({name: told[name] for name in told if name not in FREE})


def from_anywhere(settings: Settings) -> Settings:
    """Return settings that mean the same in any folder; to be asked for before one goes to another."""
    raw, curated = (_anywhere(place) for place in (settings.raw, settings.curated))
    return dataclasses.replace(settings, raw=raw, curated=curated)


def _anywhere(place: str) -> str:
    return place if is_bucket(place) else str(Path(place).absolute())


def _check_bound(settings: Settings, environ: Mapping[str, str]) -> None:
    if BOUND_VARIABLE not in environ:
        return
    for name, bound in json.loads(environ[BOUND_VARIABLE]).items():
        value = getattr(settings, name)
        is_folder = name in ("raw", "curated") and not is_bucket(bound)
        found = str(real_path(Path(value))) if is_folder else value
        wanted = str(real_path(Path(bound))) if is_folder else bound
        if found != wanted:
            raise SettingsError(
                f"{name}: found {value!r}, but this deployment is bound to {bound!r}; `copydesk serve` decides that"
            )


def open_workspace(settings: Settings) -> Workspace:
    """Return the workspace that the settings describe."""
    from copydesk.work.workspace import Workspace

    return Workspace(
        raw=settings.raw_folder,
        curated=Path(settings.curated),
        stages=settings.stages(),
        limits={
            "min_words": settings.min_words,
            "min_article_chance": settings.min_article_chance,
        },
        models=settings.models_by_language(),
    )


KINDS = {int: "a whole number", bool: "true or false", str: "text"}


def _cast(key: str, value: Any, kind: type) -> Any:
    if isinstance(value, kind) and not (kind is int and isinstance(value, bool)):
        return value
    try:
        if kind is bool:
            return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}[
                str(value).lower()
            ]
        return kind(value)
    except (KeyError, ValueError) as error:
        raise SettingsError(f"{key}: found {value!r}, expected {KINDS[kind]}") from error
