"""Writes `copydesk/parse/date_months.json` from the Unicode CLDR, as the library babel ships it.

Run it again when a language is to be added: `python training/dates/month_names.py > copydesk/parse/date_months.json`.
"""

from __future__ import annotations

import json
import re
import sys

from babel import Locale

LANGUAGES = [
    "af",
    "am",
    "ar",
    "be",
    "bg",
    "bn",
    "bs",
    "ca",
    "cs",
    "cy",
    "da",
    "de",
    "el",
    "en",
    "eo",
    "es",
    "et",
    "eu",
    "fa",
    "fi",
    "fil",
    "fr",
    "ga",
    "gl",
    "gu",
    "he",
    "hi",
    "hr",
    "hu",
    "hy",
    "id",
    "is",
    "it",
    "ka",
    "kk",
    "km",
    "kn",
    "ky",
    "lb",
    "lo",
    "lt",
    "lv",
    "mk",
    "ml",
    "mn",
    "mr",
    "ms",
    "mt",
    "my",
    "nb",
    "ne",
    "nl",
    "nn",
    "pa",
    "pl",
    "ps",
    "pt",
    "ro",
    "ru",
    "si",
    "sk",
    "sl",
    "so",
    "sq",
    "sr",
    "sr_Latn",
    "sv",
    "sw",
    "ta",
    "te",
    "tg",
    "th",
    "tk",
    "tr",
    "uk",
    "ur",
    "uz",
    "uz_Cyrl",
    "zu",
    "az",
]
AS_CODE = {"fil": "tl", "nb": "no", "nn": "no", "sr_Latn": "sr", "uz_Cyrl": "uz"}
PARTICLE = re.compile(r"^(?:de |d[’'])")
PRESS_STYLES = {
    # What newsrooms write and the CLDR does not list.
    "en": {"sept": 9, "febr": 2, "apr": 4, "june": 6, "july": 7},
    "de": {"jänner": 1, "feber": 2, "mrz": 3, "maerz": 3},
    "ar": {"كانون الثاني": 1, "شباط": 2, "آذار": 3, "نيسان": 4, "أيار": 5, "حزيران": 6, "تموز": 7}
    | {"آب": 8, "أيلول": 9, "تشرين الأول": 10, "تشرين الثاني": 11, "كانون الأول": 12}
    | {"جانفي": 1, "فيفري": 2, "أفريل": 4, "ماي": 5, "جوان": 6, "جويلية": 7, "أوت": 8},
    "es": {"setiembre": 9, "set": 9},
    "it": {"genn": 1, "febbr": 2, "sett": 9},
    "pt": {"fev": 2},
    "ru": {"нояб": 11, "сент": 9, "мая": 5},
    "sr": {"januara": 1, "februara": 2, "marta": 3, "aprila": 4, "maja": 5, "juna": 6, "jula": 7}
    | {"avgusta": 8, "septembra": 9, "oktobra": 10, "novembra": 11, "decembra": 12},
    "hr": {"studeni": 11},
    "mk": {"ноември": 11},
    "el": {"μαΐου": 5, "ιουν": 6, "ιουλ": 7},
    "ro": {"noi": 11},
    "sl": {"januarja": 1},
}


def names_of(locale_code: str, stray: set[str]) -> dict[str, int]:
    """Return the month names of a locale; `stray` are names that babel's fallback lets in from another one."""
    months = Locale.parse(locale_code).months
    names: dict[str, int] = {}
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in months[context][width].items():
                plain = PARTICLE.sub("", name.casefold().strip(". "))
                is_stray = context == "stand-alone" and plain in stray
                if not is_stray and not any(letter.isdigit() for letter in plain):
                    names.setdefault(plain, number)
    return names


def main() -> None:
    """Write the table to standard output."""
    stray = set(names_of("az", set()))
    table: dict[str, dict[str, int]] = {}
    for code in LANGUAGES:
        names = names_of(code, set() if code == "az" else stray)
        table.setdefault(AS_CODE.get(code, code), {}).update(names)
    for code, names in PRESS_STYLES.items():
        table[code].update(names)
    json.dump(table, sys.stdout, ensure_ascii=False, sort_keys=True, indent=0)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
