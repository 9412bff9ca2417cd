"""Parts what a wire service puts round a story: the dateline and agency before the lead, the credit behind the end."""

from __future__ import annotations

import functools
import re
import tomllib
from pathlib import Path

from copydesk.parse.date_days import month_number

WORDS_FILE = Path(__file__).with_name("wire_words.toml")
CAPITAL = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĻĽŁŃŅŇŌŐŒŔŘŚŞŠŢŤŪŮŰŲŹŻŽА-ЯЁІЇЄΑ-Ω"
CAPS_PLACE = rf"(?:ST\. )?[{CAPITAL}][{CAPITAL}'’]+\.?(?:[ \-/]{{1,2}}(?:[{CAPITAL}][{CAPITAL}'’]*\.?|de|la|el|of|du)){{0,5}}"
OPEN_PLACE = rf"[{CAPITAL}][\w'’\-]+\.?(?:[ /-](?:[{CAPITAL}][\w'’\-]+\.?|de|del|la|el|es|da|do|of|am|an|der)){{0,3}}"
REGION = r"(?:, ?(?![A-Z][a-z]{2,8}\.? \d)[A-Z][\w.'’]*(?: [A-Z][\w.'’]*){0,2}|(?: \([A-Z][\w .]{2,30}\))? \[[A-Z][\w .]{2,30}\](?=,))"
"""What says where a place lies: ", Ohio"; in ANI's way "(Madhya Pradesh) [India],"."""
DAY = r"(?:(?:, ?| )(?:[A-Za-zÀ-ÿ]{3,10}\.?[ -]\d{1,2}|\d{1,2}\.?[ -](?:de )?[A-Za-zÀ-ÿ]{3,10}\.?)(?:,? \d{4})?)"
AGENCY = r"(?:[(\[](?P<agency>[^()\[\]\d]{2,40})[)\]]|/(?P<slashed>[A-Z][A-Za-z-]{2,12})/)"
DASH = r"(?:[ \u00a0]?(?:--|[—–―_])[ \u00a0]?|[ \u00a0]-[ \u00a0]?|-[ \u00a0])"
START = rf"(?=[\"“”„«‘'¿¡(\[<$€£+]*[{CAPITAL}\d])"

CAPS_LEAD = re.compile(
    rf"^(?P<place>(?P<city>{CAPS_PLACE}){REGION}{{0,2}}{DAY}?)\.?\s*{AGENCY}?\.?(?P<sign>{DASH}| ?:[ \u00a0]+){START}"
)
OPEN_LEAD = re.compile(
    rf"^(?P<place>(?P<city>{OPEN_PLACE}){REGION}{{0,2}}{DAY}?)\.?,?\s*{AGENCY}?\.?(?P<sign>{DASH}| ?:[ \u00a0]+|[ \u00a0]+){START}"
)
AGENCY_LEAD = re.compile(rf"^{AGENCY}(?P<sign>{DASH}| ?:[ \u00a0]+|[ \u00a0]+){START}")
CHINESE_LEAD = re.compile(
    r"^[(（]?(?P<agency>新华社|新華社|中新社|中央社)(?:记者)?(?P<place>[^，。\s]{2,12}?\d{1,2}月\d{1,2}日)电[)）]?[\s　:：]*"
)
AGENCY_FORM = re.compile(rf"^[{CAPITAL}][\w.&'’-]*(?: [{CAPITAL}][\w.&'’-]*){{0,4}}$")
DAY_AT_END = re.compile(rf"{DAY}$")
LETTERS = re.compile(r"[^\W\d_]+")
TURN = re.compile(rf"(?m)^[{CAPITAL}][{CAPITAL} .'’-]{{1,40}}:\s")

END_SLUG = re.compile(
    r"(?:^|(?<=[.!?\"”’')\d]))\s*(?:(?P<slug>(?i:reuters?)|More|MORE|PTI(?= [A-Z]{2,4}\b))(?: [A-Z]{2,4}){0,4}|[(\[](?P<signed>[A-Z]{2,6})[)\]])[\s.]*$"
)
"""What a wire sets behind the last sentence: its name, the desk's initials, "more"; an agency's name in brackets is looked up."""
END_CREDIT = re.compile(
    r"^[(\[—–-]*\s*(?:(?:additional )?(?:reporting|writing|editing|compiled|translat\w+|graphics?)"
    r"(?:,? (?:and )?(?:additional )?(?:reporting|writing|editing))*(?: (?:in|from) [A-Z][\w ]{2,30})? by\b)[^\n]{2,400}$"
    r"|^\(\([^\n]{0,200}@[^\n]{2,300}\)\)$",
    re.I,
)
BETWEEN_AGENCIES = re.compile(r"[/|,&]| and ")
END_AGENCY = re.compile(r"^[(\[—–-]{1,2}\s*(?P<agency>[^()\[\]\d]{2,40}?)\s*[)\]]?$")


@functools.cache
def wire_words() -> tuple[dict[str, str], frozenset[str], frozenset[str]]:
    """Return agencies by folded name, words that are no places, and known places (folded)."""
    table: dict[str, list[str]] = tomllib.loads(WORDS_FILE.read_text(encoding="utf-8"))
    agencies = {name.casefold(): name for name in table["agencies"]}
    others = frozenset(word.casefold() for word in table["not_places"])
    return agencies, others, frozenset(place.casefold() for place in table["places"])


def agency_name(text: str | None) -> str | None:
    """Return the agency that a credit names ("Reuters", also in "AFP/Reuters"), or None."""
    if not text:
        return None
    agencies, _, _ = wire_words()
    name = text.strip()
    if name.casefold() in agencies:
        return "Reuters" if name.casefold() == "reuter" else name
    parts = [part.strip() for part in BETWEEN_AGENCIES.split(name)]
    return name if len(parts) > 1 and all(part.casefold() in agencies for part in parts) else None


def is_known_place(city: str) -> bool:
    """Return whether each place in "CITY/CITY" is one that datelines are known to name."""
    _, _, places = wire_words()
    return all(part.strip().casefold() in places for part in city.split("/"))


def ends_in_day(place: str) -> bool:
    """Return whether a place is followed by a day of a month."""
    day = DAY_AT_END.search(place)
    return day is not None and any(month_number(word, None) for word in LETTERS.findall(day[0]))


def is_unknown_agency(match: re.Match[str], credit: str, is_caps: bool) -> bool:
    """Return whether a name in brackets is an agency that no list names: behind a city in capitals and a day, before a dash."""
    has_dash = bool(match["sign"].strip(" :\u00a0"))
    return is_caps and has_dash and ends_in_day(match["place"]) and bool(AGENCY_FORM.match(credit))


def is_dateline(match: re.Match[str], body: str, is_caps: bool) -> bool:
    """Return whether what looks like a dateline is one: by agency, by day, by a known place, by a dash."""
    _, others, _ = wire_words()
    city = match["city"].strip()
    credit = match["agency"] or match["slashed"]
    if credit:
        return agency_name(credit) is not None or is_unknown_agency(match, credit, is_caps)
    has_colon, has_dash = ":" in match["sign"], bool(match["sign"].strip(" :"))
    if has_colon and len(TURN.findall(body)) > 1:
        return False  # an interview: every turn opens with a name in capitals
    if is_known_place(city):
        return is_caps and (has_dash or has_colon)
    words = {city.casefold(), *(part.strip() for part in re.split(r"[/ ]", city.casefold())[:2])}
    if words & others or not is_caps or not has_dash:
        return False
    return ends_in_day(match["place"]) or len(city.replace(" ", "")) >= 4


def part_lead(body: str) -> tuple[str | None, str | None, str]:
    """Return dateline, agency and the text from its lead on."""
    chinese = CHINESE_LEAD.match(body)
    if chinese:
        return chinese["place"], chinese["agency"], body[chinese.end() :]
    for pattern, is_caps in ((CAPS_LEAD, True), (OPEN_LEAD, False)):
        match = pattern.match(body)
        if match and is_dateline(match, body, is_caps):
            named = match["agency"] or match["slashed"] or ""
            credit = agency_name(named) or named.strip() or None
            return match["place"].strip(" ,"), credit, body[match.end() :]
    bare = AGENCY_LEAD.match(body)
    signed = agency_name(bare["agency"] or bare["slashed"]) if bare else None
    return None, signed, body[bare.end() :] if bare and signed else body


def part_end(body: str) -> tuple[str | None, str]:
    """Return the agency that signs at the end, and the text without signature and desk credits."""
    credit = None
    while body:
        before, gap, last = body.rpartition("\n\n")
        last = last.strip()
        signed, slug = END_AGENCY.match(last), END_SLUG.search(last)
        if signed and agency_name(signed["agency"]):
            credit = credit or agency_name(signed["agency"])
        elif slug and (slug["slug"] or agency_name(slug["signed"])):
            name = slug["slug"] or slug["signed"]
            credit = credit or (None if name.casefold() == "more" else agency_name(name))
            rest = last[: slug.start()].rstrip()
            before = f"{before}{gap}{rest}" if rest else before
        elif last and not END_CREDIT.match(last):
            return credit, f"{before}{gap}{last}"
        body = before
    return credit, ""


def part_dateline(body: str) -> tuple[str | None, str | None, str]:
    """Return the dateline, the agency credit, and the story without either.

    >>> part_dateline("LONDON, April 3 (Reuters) - Shares rose on Monday.")
    ('LONDON, April 3', 'Reuters', 'Shares rose on Monday.')
    """
    dateline, lead_credit, rest = part_lead(body.lstrip())
    end_credit, story = part_end(rest)
    if not story.strip():
        return None, None, body
    return dateline, lead_credit or end_credit, story.strip()
