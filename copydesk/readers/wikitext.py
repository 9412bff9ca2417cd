"""Wikitext to plain paragraphs, as far as news is written in it: links, templates, tables, footnotes, categories.

One pass that counts brackets; nothing is expanded. `mwparserfromhell` would build a tree of everything to throw most of
it away: see docs/decisions.
"""

from __future__ import annotations

import dataclasses
import re

MARK = re.compile(r"\{\{|\}\}|\{\||\|\}|\[\[|\]\]")
REFERENCE = re.compile(r"<ref\b[^<>]*+>", re.IGNORECASE)
REFERENCE_END = re.compile(r"</ref\s*+>", re.IGNORECASE)
COMMENT, COMMENT_END = re.compile("<!--"), re.compile("-->")
TAG = re.compile(r"</?[A-Za-z][^<>]*+>")
OUTER_LINK = re.compile(r"\[(?:https?:)?//[^\s\]]{1,300}+(?:\s++([^\[\]\n]{0,2000}+))?\]")
EMPHASIS = re.compile(r"'{2,5}")
HEADING = re.compile(r"^(={2,6})[ \t]*+([^=\n]++)\1[ \t]*$")
LIST_MARK = re.compile(r"^[*#:;]++[ \t]*+")
DATE_TEMPLATE = re.compile(
    r"\{\{\s*(?:(?:date|datum|fecha|data|дата)\s*\||byline\s*\|(?:[^{}]{0,200}\|)?\s*date\s*=)"
    r"([^{}]{4,80}?)(?:\}\}|\|\s*\w+\s*=)",
    re.IGNORECASE,
)
NAMED_ARGUMENT = re.compile(r"\s*\w+\s*=")
SHOWN_TEMPLATES = (
    (re.compile(r"(?i)w|wikipedia|wp|l|link|ill|lang|langx|transl"), "{0[1]}"),
    (re.compile(r"(?i)nowrap|nobr|small|big|smallcaps|sc|abbr|em|strong|sic|lang-\w+"), "{0[0]}"),
    (re.compile(r"(?i)c?quote|blockquote|zitat|cita|citation bloc|цитата"), "\n{0[0]}\n"),
    (re.compile(r"(?i)convert|cvt|unit|val"), "{0[0]} {0[1]}"),
    (re.compile(r"(?:USD|EUR|GBP|CAD|AUD|JPY|INR|CHF|NZD)"), "{1} {0[0]}"),
)
"""Templates that show what they are given, by name, and how: links, words in another tongue, measures, quotations, money."""
CATEGORY = re.compile(
    r"\[\[\s*(?:category|kategorie|categoría|catégorie|категория|categoria)\s*:\s*([^\[\]|]{1,200})",
    re.IGNORECASE,
)
REDIRECT = re.compile(r"\s*#(?:redirect|weiterleitung|redirección|redirection)\b", re.IGNORECASE)
END_SECTIONS = frozenset(
    "sources|source|references|external links|see also|related news|related articles|sister links|quellen|weblinks|fuentes"
    "|enlaces externos|véase también|liens externes|voir aussi|источники|ссылки|fonti|bronnen|źródła".split(
        "|"
    )
)
"""Sections at the end of a story that list where it comes from."""
NAMESPACED = re.compile(r"^[^\s\[\]|:]{2,20}:", re.UNICODE)
MAX_OPEN = 200  # chosen: templates open at once; bounds nesting


@dataclasses.dataclass(frozen=True, slots=True)
class WikiStory:
    """What a page's text says; `date` as it is written."""

    body: str
    date: str | None
    categories: tuple[str, ...]
    is_redirect: bool


def read_wikitext(text: str) -> WikiStory:
    """Return the story in a page's text.

    >>> read_wikitext("{{date|May 3, 2021}}The [[ferry|boat]] '''sank'''.\\n==Sources==\\n*{{source|url=x}}").body
    'The boat sank.'
    """
    date = DATE_TEMPLATE.search(text)
    categories = tuple(dict.fromkeys(found.strip() for found in CATEGORY.findall(text)))
    plain = _unmarked(_without(REFERENCE, REFERENCE_END, _without(COMMENT, COMMENT_END, text)))
    plain = EMPHASIS.sub("", TAG.sub("", OUTER_LINK.sub(r"\1", plain)))
    return WikiStory(
        "\n\n".join(_paragraphs(plain)),
        date.group(1).strip() if date else None,
        categories,
        bool(REDIRECT.match(text)),
    )


def _without(start: re.Pattern[str], end: re.Pattern[str], text: str) -> str:
    """Return the text without the stretches between two marks; where no more ends come, the rest stays."""
    parts = []
    at = 0
    while (opened := start.search(text, at)) is not None:
        closed = opened if opened.group().endswith("/>") else end.search(text, opened.end())
        if closed is None:
            break
        parts.append(text[at : opened.start()])
        at = closed.end()
    return "".join([*parts, text[at:]])


def _unmarked(text: str) -> str:
    """Return the text without tables, links and templates as what they show."""
    stack: list[tuple[str, list[str]]] = [("", [])]
    at = 0
    for found in MARK.finditer(text):
        stack[-1][1].append(text[at : found.start()])
        at = found.end()
        mark = found.group()
        if mark in ("{{", "{|", "[["):
            if len(stack) < MAX_OPEN:
                stack.append((mark, []))
        elif len(stack) > 1 and stack[-1][0] == OPENING[mark]:
            opened, parts = stack.pop()
            shows = {"[[": _shown, "{{": _template}.get(opened)
            stack[-1][1].append(shows("".join(parts)) if shows else "")
    stack[-1][1].append(text[at:])
    # What never closes is text after all.
    return "".join(part for _, parts in stack for part in parts)


OPENING = {"}}": "{{", "|}": "{|", "]]": "[["}


def _shown(link: str) -> str:
    """Return what a link shows: its label, or its target; pictures and categories show nothing here."""
    target, bar, label = link.partition("|")
    if NAMESPACED.match(target) and not target.startswith(("w:", "wikipedia:", ":")):
        return ""
    return label.rpartition("|")[2] if bar and label else target.rpartition(":")[2]


def _template(text: str) -> str:
    """Return what a template shows of what it is given; nothing for one that draws a box, a picture or a note.

    >>> _template("w|salt works of Tolmin|salt works"), _template("w|tide|lang=en"), _template("haveyoursay")
    ('salt works', 'tide', '')
    """
    name, *arguments = text.split("|")
    name, given = name.strip(), [a for a in arguments if not NAMED_ARGUMENT.match(a)]
    form = next((form for names, form in SHOWN_TEMPLATES if names.fullmatch(name)), "")
    is_measure = form.count("{0") > 1  # what links lack, a label, is the target
    return form.format([*given, "" if is_measure else given[0]], name).rstrip(" ") if given else ""


def _paragraphs(text: str) -> list[str]:
    """Return the paragraphs up to the sections that list sources."""
    paragraphs = []
    for line in text.split("\n"):
        heading = HEADING.match(line.strip())
        if heading:
            name = heading.group(2).strip()
            if name.casefold() in END_SECTIONS:
                break
            paragraphs.append(name)
        elif bare := LIST_MARK.sub("", line).strip():
            paragraphs.append(bare)
    return paragraphs
