"""Says what clock a time of day was read from: a stated offset, a zone's name, the source's home zone."""

from __future__ import annotations

import dataclasses
import datetime as dt
import errno
import functools
import re
import tomllib
import zoneinfo
from pathlib import Path
from typing import Any

from schemas.articles import TzBasis

ZONES_FILE = Path(__file__).with_name("date_zones.toml")
WIDEST_OFFSET = 14 * 60
NO_ZONE_FILE = (errno.EISDIR, errno.ENAMETOOLONG, errno.ENOTDIR)
"""What a name that no zone has does to the look-up of its file; anything else is trouble of this machine."""

OFFSET = re.compile(r"^\s*\(?(?:UTC|GMT)?\s?([+\-−])(\d{1,2})(?::?([0-5]\d))?(?!\d)")
LATER_OFFSET = re.compile(
    r"(?:\b(?:UTC|GMT)\s?(?=[+\-−]\d)|(?<=\s)(?=[+\-−]\d\d:?\d\d\b))([+\-−])(\d{1,2})(?::?([0-5]\d))?(?!\d)"
)
LEAD = re.compile(r"^[\s,(\[–-]*")
NAME = re.compile(r"^([A-ZМСК]{1,5})\b")
LATER_NAME = re.compile(r"\b([A-ZМСК]{3,5})\b")
IANA = re.compile(r"\b([A-Z][A-Za-z]+/[A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z_]+)?)")
BRACKETED = re.compile(r"\[!?([A-Za-z]\w*/[\w+-]+(?:/[\w+-]+)?)\]")
"""A zone as RFC 9557 and Java write it, behind the moment."""
ZULU = re.compile(r"^\s*(?:Z|UTC)\b(?!\s?[+\-−]\d)", re.I)
"""What says that the clock read UTC, whatever zone stands behind it."""
SPELLED = re.compile(r"^((?:[A-Za-z]+ ){0,3}(?:time|eastern|pacific))\b", re.I)


@dataclasses.dataclass(frozen=True, slots=True)
class Meaning:
    """What one name of a zone can mean: a fixed offset (minutes) or an IANA zone."""

    offset: int | None
    zone: str | None
    zones: tuple[str, ...]
    places: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class ZoneName:
    """A name of a zone: its meanings, the usual one first. A plain one is hardly ever meant otherwise."""

    is_plain: bool
    meanings: tuple[Meaning, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Places:
    """What is known of where a date was written: a place that the text names, the zone of the address's country."""

    named: str | None = None
    address_zone: str | None = None


NOWHERE = Places()


@functools.cache
def zone_names() -> tuple[dict[str, ZoneName], dict[str, str]]:
    """Return the zone names by abbreviation, and the abbreviations of zones spelled out."""
    table: dict[str, Any] = tomllib.loads(ZONES_FILE.read_text(encoding="utf-8"))
    spelled: dict[str, str] = table.pop("spelled")
    names = {
        name: ZoneName(
            is_plain=bool(entry.get("plain", False)),
            meanings=tuple(
                Meaning(
                    meaning.get("offset"),
                    meaning.get("zone"),
                    tuple(meaning.get("zones", ())),
                    tuple(meaning.get("places", ())),
                )
                for meaning in entry["meanings"]
            ),
        )
        for name, entry in table.items()
    }
    return names, spelled


@functools.cache
def load_zone(name: str | None) -> zoneinfo.ZoneInfo | None:
    """Return the IANA zone of this name, or None when there is no such zone."""
    if not name:
        return None
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return None
    except OSError as error:
        if error.errno not in NO_ZONE_FILE:
            raise
        return None


def offset_in_zone(zone: zoneinfo.ZoneInfo, wall: dt.datetime) -> int:
    """Return the zone's offset in minutes at a wall-clock time there."""
    offset = wall.replace(tzinfo=zone).utcoffset()
    return round(offset.total_seconds() / 60) if offset is not None else 0


def signed_minutes(sign: str, hours: str, minutes: str | None) -> int | None:
    """Return a stated offset in minutes, or None when no clock on earth has it."""
    total = int(hours) * 60 + int(minutes or 0)
    if total > WIDEST_OFFSET:
        return None
    return total if sign == "+" else -total


def stated_offset(after: str) -> int | None:
    """Return the numeric offset behind a time of day."""
    match = OFFSET.match(after) or LATER_OFFSET.search(after)
    return signed_minutes(match[1], match[2], match[3]) if match else None


def stated_zone(after: str) -> zoneinfo.ZoneInfo | None:
    """Return the IANA zone that is named behind a time of day.

    >>> stated_zone("Z[Europe/Paris]").key, stated_zone(" (Asia/Tokyo)").key, stated_zone("[Etc/GMT+5]").key
    ('Europe/Paris', 'Asia/Tokyo', 'Etc/GMT+5')
    """
    named = BRACKETED.search(after) or IANA.search(after)
    return load_zone(named[1]) if named else None


def stated_place(after: str) -> str | None:
    """Return the zone of a place that is named behind a time of day; UTC and its kin ("Etc/UTC") are no place's."""
    zone = stated_zone(after)
    return None if zone is None or zone.key.startswith("Etc/") else zone.key


def stated_name(after: str, before: str) -> str | None:
    """Return the zone name behind (or else before) a time of day, as the table lists it."""
    names, spelled = zone_names()
    rest = LEAD.sub("", after)
    match = NAME.match(rest)
    if match and match[1] in names:
        return match[1]
    words = SPELLED.match(rest)
    if words and words[1].casefold() in spelled:
        return spelled[words[1].casefold()]
    for text in (after, before):
        for later in LATER_NAME.finditer(text):
            if later[1] in names:
                return later[1]
    return None


def is_home(meaning: Meaning, name: str, home: zoneinfo.ZoneInfo, wall: dt.datetime) -> bool:
    """Return whether a source whose home zone this is means this by the name."""
    if home.key in meaning.zones or home.key == meaning.zone:
        return True
    moments = (wall, wall.replace(month=1, day=1), wall.replace(month=7, day=1))
    if name not in {moment.replace(tzinfo=home).tzname() for moment in moments}:
        return False
    offsets = {offset_in_zone(home, moment) for moment in moments}
    return meaning.offset in offsets


def names_place(meaning: Meaning, place: str) -> bool:
    """Return whether a text names a place that speaks for this meaning."""
    folded = place.casefold()
    return any(re.search(rf"\b{re.escape(known)}\b", folded) for known in meaning.places)


def minutes_of(meaning: Meaning, wall: dt.datetime) -> int | None:
    """Return the offset of a meaning at a wall-clock time."""
    if meaning.offset is not None:
        return meaning.offset
    zone = load_zone(meaning.zone)
    return offset_in_zone(zone, wall) if zone else None


def resolve_name(
    name: str, wall: dt.datetime, home_zone: str | None, places: Places
) -> tuple[int | None, TzBasis]:
    """Return the offset that a zone's name stands for: by the home zone, the place, the address, else the usual one."""
    entry = zone_names()[0][name]

    def means(zone: zoneinfo.ZoneInfo | None) -> bool:
        return zone is not None and any(is_home(m, name, zone, wall) for m in entry.meanings)

    home, there = load_zone(home_zone), load_zone(places.address_zone)
    if home is not None and means(home):
        return offset_in_zone(home, wall), "stated" if entry.is_plain else "source"
    for meaning in entry.meanings if places.named else ():
        if names_place(meaning, places.named or ""):
            return minutes_of(meaning, wall), "stated"
    if there is not None and means(there):
        return offset_in_zone(there, wall), "stated"
    basis: TzBasis = "stated" if entry.is_plain else "assumed"
    return minutes_of(entry.meanings[0], wall), basis


def find_offset(
    after: str, before: str, wall: dt.datetime, home_zone: str | None, places: Places
) -> tuple[int | None, TzBasis]:
    """Return the offset (minutes) of the clock a time was read from, and where that is known from.

    Without a statement in the text it is the home zone's; without that, (None, "assumed"): UTC is assumed.
    """
    zone = stated_zone(after)
    if zone is not None and ZULU.match(after):
        return 0, "stated"  # the zone only says where
    is_in_brackets = zone is not None and not OFFSET.match(after) and BRACKETED.search(after)
    offset = None if is_in_brackets else stated_offset(after)  # of "[Etc/GMT+5]" it is -5
    if offset is not None:
        return offset, "stated"
    if zone is not None:
        return offset_in_zone(zone, wall), "stated"
    name = stated_name(after, before)
    if name is not None:
        return resolve_name(name, wall, home_zone, places)
    home = load_zone(home_zone)
    if home is not None:
        return offset_in_zone(home, wall), "source"
    return None, "assumed"
