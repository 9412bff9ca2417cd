"""Settings: `copydesk.toml`, then `COPYDESK_*`, then `--set`; read once, then passed as plain values."""

from __future__ import annotations

import dataclasses
import json
import logging
import os
import tomllib
import typing
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from copydesk.errors import SettingsError

if TYPE_CHECKING:
    from copydesk.desk import Desk

SETTINGS_FILE = "copydesk.toml"
PREFIX = "COPYDESK_"
STAGES = ("articles", "entities", "events")

log = logging.getLogger("copydesk")


@dataclasses.dataclass(frozen=True, slots=True)
class Settings:
    """What a run may be told. The names are those of `copydesk.toml` and `--set`."""

    raw: str = "data/raw"
    curated: str = "data/curated"
    tables: str = "articles,entities,events"  # which stages run; each needs those before it
    workers: int = 2
    dask: str = ""  # address of a Dask scheduler; empty: a process pool
    min_words: int = 20  # shorter bodies go to quarantine
    ner_model: str = "copydesk-en"  # model for English, or any installed spaCy pipeline
    models: str = ""  # models of other languages: "de=de_core_news_sm,fr=fr_core_news_sm"
    memory: str = "1GB"  # of the steps over the whole collection; beyond it they spill to disk
    order_articles: int = 200  # articles that one language task annotates
    keep_versions_hours: int = 24  # how long old versions stay for readers still inside
    prune: bool = False  # forget records whose raw file is gone
    cron: str = "0 * * * *"  # of `copydesk serve`

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
    values: dict[str, Any] = {
        key.removeprefix(PREFIX).lower(): value
        for key, value in environ.items()
        if key.startswith(PREFIX) and key.removeprefix(PREFIX).lower() in known
    }
    for pair in pairs:
        key, sign, value = pair.partition("=")
        if not sign:
            raise SettingsError(f"--set {pair}: expected key=value")
        values[key.strip()] = value.strip()
    values |= {key: value for key, value in flags.items() if value is not None}
    values = _read_file((folder or Path()) / SETTINGS_FILE, values) | values
    unknown = sorted(set(values) - known)
    if unknown:
        raise SettingsError(f"unknown setting {unknown[0]!r}; known are {', '.join(sorted(known))}")
    hints = typing.get_type_hints(Settings)
    settings = Settings(**{key: _cast(key, value, hints[key]) for key, value in values.items()})
    _check_bound(settings, environ)
    if settings.workers < 1 or settings.min_words < 1 or settings.order_articles < 1:
        raise SettingsError("workers, min_words and order_articles must be at least 1")
    return settings


def _read_file(file: Path, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a settings file says; nothing where it lies among data, since a dump may bring one along."""
    usual = {"raw": Settings().raw, "curated": Settings().curated}
    if not file.exists() or _lies_among(file, usual | dict(values)):
        return {}
    try:
        said = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file}: {error}") from error
    return {} if _lies_among(file, usual | said | dict(values)) else said


def _lies_among(file: Path, folders: Mapping[str, Any]) -> bool:
    here = file.absolute().parent.resolve()
    among = [n for n in ("raw", "curated") if here.is_relative_to(Path(str(folders[n])).resolve())]
    if among:
        log.warning(
            "%s is not read: it lies in the %s folder; keep it elsewhere", file.absolute(), among[0]
        )
    return bool(among)


def as_pairs(settings: Settings) -> list[str]:
    """Return settings as the `key=value` pairs that give them again, whatever files lie around."""
    return [f"{key}={value}" for key, value in dataclasses.asdict(settings).items()]


BOUND = ("raw", "curated", "dask", "ner_model", "models")
"""Settings that who may start a served flow must not choose: they name folders, machines and code."""

BOUND_VARIABLE = "COPYDESK_BOUND"


def bind(settings: Settings) -> None:
    """Hold this process and those it starts to the folders, cluster and models that `copydesk serve` was given."""
    told = {name: getattr(settings, name) for name in BOUND}
    told |= {name: str(Path(told[name]).absolute()) for name in ("raw", "curated")}
    os.environ[BOUND_VARIABLE] = json.dumps(told)


def _check_bound(settings: Settings, environ: Mapping[str, str]) -> None:
    if BOUND_VARIABLE not in environ:
        return
    for name, bound in json.loads(environ[BOUND_VARIABLE]).items():
        value = getattr(settings, name)
        found = str(Path(value).resolve()) if name in ("raw", "curated") else value
        wanted = str(Path(bound).resolve()) if name in ("raw", "curated") else bound
        if found != wanted:
            raise SettingsError(
                f"{name}: found {value!r}, but this deployment is bound to {bound!r}; `copydesk serve` decides that"
            )


def open_desk(settings: Settings) -> Desk:
    """Return the desk that the settings describe."""
    from copydesk.desk import Desk

    return Desk(
        raw=Path(settings.raw),
        curated=Path(settings.curated),
        stages=settings.stages(),
        limits={"min_words": settings.min_words},
        models=settings.models_by_language(),
    )


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
        raise SettingsError(f"{key}: found {value!r}, expected {kind.__name__}") from error
