"""Recognises whole lines that are no part of a story: advertisements, share bars, bylines, credits, notices.

The patterns are data (boilerplate.toml). What a line is called matters to the parser of text dumps; HTML and named
fields only ask whether to drop it.
"""

from __future__ import annotations

import dataclasses
import functools
import re
import tomllib
from pathlib import Path
from typing import Any

from copydesk.parse.pattern_table import PatternTable
from copydesk.parse.words import count_words
from schemas.articles import BOILERPLATE_LINE

PATTERNS_FILE = Path(__file__).with_name("boilerplate.toml")
DECORATION = " \t|>»›•●▪*·–—-_=~#▲►▶▼◄◀✉↓↑→←+…:"
CONTRACT_LINE = re.compile(BOILERPLATE_LINE)
LONGEST_LINK = 220
"""Chosen: a headline behind "Read more:"; a longer line is a paragraph of the story."""
LONGEST_STOPPED, STOPS = 14, (".", "。", "।")
"""Chosen: words of a headline that ends in a stop. Of 62 pointers in 438 page dumps two do, of six words."""
LONGEST_LINE = 700  # no rule speaks of a longer line

RELATED_LEAD = re.compile(
    r"^[\s|>•*·\[(【–—-]*(?:"
    r"(?:also )?read(?: (?:also|more|next|this|here|full story|the full story|more (?:about|on) (?:this|it)))?|must[ -]read"
    r"|related(?: (?:story|stories|article|articles|news|content|link|links|reading))?|see also|see more|watch(?: (?:also|more|now|video|here))?"
    r"|more|more (?:on this|from|stories|about this)|also (?:watch|see|on)|don(?:'|’)t miss|you may (?:also )?like|listen|recommended"
    r"|lesen sie (?:auch|mehr|hier)|mehr (?:dazu|zum thema|lesen)|lesen|auch interessant|lire (?:aussi|également)|à lire(?: (?:aussi|également))?|voir aussi"
    r"|lea (?:también|además)|lee (?:también|además)|leer (?:también|más)|te puede interesar|además|leggi anche|guarda anche|leia (?:também|mais)|veja (?:também|mais)|saiba mais"
    r"|lees (?:ook|meer)|läs (?:också|även|mer)|les også|læs også|lue myös|czytaj (?:też|także|więcej)|zobacz (?:też|także)|čtěte (?:také|též)"
    r"|читайте (?:также|по теме|ещё)|по теме|читайте також|ayrıca oku|baca juga|xem thêm|đọc thêm|延伸阅读|延伸閱讀|相关阅读|相關新聞|関連記事|関連|관련기사|اقرأ (?:أيضا|أيضاً|أيضًا)"
    r"|यह भी पढ़ें|ये भी पढ़ें|διαβάστε (?:επίσης|ακόμη)|olvassa el|kapcsolódó cikk(?:ek|ünk)?|ilgili haber(?:ler)?|بیشتر بخوانید|আরও পড়ুন|আরো পড়ুন|citește și|citeste si|pročitajte i|прочетете още"
    r")\s*(?P<sign>[:：|>»–—】]|[ ]-[ ]|(?<=기사)\])\s*(?P<title>\S.*?)[\s\])>»]*$",
    re.I,
)


@dataclasses.dataclass(frozen=True, slots=True)
class LineRules:
    """(class, longest line, pattern) in the order of the file, and which of them a line is worth trying."""

    rules: tuple[tuple[str, int, re.Pattern[str]], ...]
    table: PatternTable


@functools.cache
def line_rules() -> LineRules:
    """Return the rules by which lines are told."""
    entries: dict[str, dict[str, Any]] = tomllib.loads(PATTERNS_FILE.read_text(encoding="utf-8"))
    rows = [
        (name, int(entry["longest"]), pattern)
        for name, entry in entries.items()
        for pattern in entry["patterns"]
    ]
    rules = tuple((name, longest, re.compile(text, re.I)) for name, longest, text in rows)
    table = PatternTable([text for _, _, text in rows], [longest for _, longest, _ in rows])
    return LineRules(rules, table)


def line_class(line: str) -> str | None:
    """Return the class of a line that stands round a story ("share", "byline" ...), or None for any other.

    >>> line_class("| Advertisement"), line_class("The share of votes fell.")
    ('advertisement', None)
    """
    plain = line.strip().strip(DECORATION)
    if not plain:
        return "rule" if line.strip() else None
    bare = plain.rstrip(".!")
    told = line_rules()
    loose = (0, len(plain) - len(bare))
    for number in told.table.candidates(plain, loose) if len(plain) <= LONGEST_LINE else ():
        name, longest, pattern = told.rules[number]
        if len(plain) <= longest and (
            pattern.fullmatch(plain) or (bare != plain and pattern.fullmatch(bare))
        ):
            return name
    return "contract" if is_contract_line(line.strip()) else None


def is_contract_line(line: str) -> bool:
    """Return whether a line is one that the contract forbids."""
    find = CONTRACT_LINE.search if "\n" in line else CONTRACT_LINE.match  # at the start of a line
    return find(line) is not None


def is_boilerplate_line(line: str) -> bool:
    """Return whether a whole line is none of the story's own words. The rules hold in every language."""
    return line_class(line) is not None


def read_related_link(line: str) -> str | None:
    """Return the headline that a line like "Read: Storm closes harbour" links to, or None.

    Headlines end in no stop: a long line that does is the story's own.

    >>> read_related_link("Also read: Storm closes harbour")
    'Storm closes harbour'
    >>> read_related_link("Read: that was the word on the card that every household got in May from its council.")
    """
    if len(line) > LONGEST_LINK or (line.endswith(STOPS) and count_words(line) > LONGEST_STOPPED):
        return None
    match = RELATED_LEAD.match(line.strip())
    if match is None or not re.search(r"[^\W\d_]", match["title"]):
        return None
    return match["title"].strip()
