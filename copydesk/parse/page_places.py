"""Where a page's publisher is, by address and declared locale: the clock on its wall and the order of its dates."""

from __future__ import annotations

import datetime as dt
import functools
import tomllib
import zoneinfo
from collections.abc import Iterable
from pathlib import Path

from copydesk.parse.date_zones import load_zone, offset_in_zone
from copydesk.parse.urls import domain_of

ZONES_FILE = Path(__file__).with_name("country_zones.toml")
OTHER_COUNTRIES = frozenset(("us", "au", "ca", "ru", "br", "mx", "id"))
MONTH_FIRST = frozenset(("us", "ph", "pr", "gu", "as", "vi", "pw", "fm", "mh"))
"""Regions that write the month before the day (CLDR, short dates of English locales)."""
UNDECIDED = frozenset(("ca",))


@functools.cache
def country_zones() -> dict[str, str]:
    """Return IANA zones by country-code domain."""
    table: dict[str, str] = tomllib.loads(ZONES_FILE.read_text(encoding="utf-8"))
    return table


def country_of(url: str | None) -> str | None:
    """Return the country-code domain of an address, where it stands for a country.

    >>> country_of("https://gazette.example/a"), country_of("https://gazette.example.co.uk/a")
    (None, 'uk')
    """
    label = (domain_of(url) or "").rpartition(".")[2]
    return label if label in country_zones() or label in OTHER_COUNTRIES else None


def publisher_zone(url: str | None) -> zoneinfo.ZoneInfo | None:
    """Return the zone of the country in which an address is registered; None where there are several."""
    return load_zone(country_zones().get(country_of(url) or ""))


def is_day_first_there(url: str | None, locales: Iterable[str | None]) -> bool | None:
    """Return how the page's region writes 3/4/2019: by its address, else by the locale it declares; None if unknown.

    >>> is_day_first_there("https://gazette.example/a", ["en-GB"])
    True
    """
    regions = [country_of(url), *(_region_of(locale) for locale in locales)]
    for region in regions:
        if region is not None:
            return None if region in UNDECIDED else region not in MONTH_FIRST
    return None


def _region_of(locale: str | None) -> str | None:
    """Return the region of a locale like "en_GB", lower case."""
    parts = (locale or "").replace("_", "-").split("-")
    region = parts[-1].strip().lower() if len(parts) > 1 else ""
    return region if len(region) == 2 and region.isalpha() else None


def local_offset(at: dt.datetime, zone: zoneinfo.ZoneInfo) -> int:
    """Return the minutes east of UTC of a zone's clock at a moment."""
    return offset_in_zone(zone, at.astimezone(zone).replace(tzinfo=None))
