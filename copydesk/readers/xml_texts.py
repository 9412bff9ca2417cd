"""Collections of texts: TEI, the `<DOC>` of TREC and LDC, dumps of a MediaWiki (Wikinews)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Any

from copydesk.readers.wikitext import read_wikitext
from copydesk.readers.xml_tree import (
    Element,
    children,
    descendants,
    element_body,
    first_text,
    has_any,
    has_blocks,
    inner_markup,
    local_name,
    outermost,
    plain_text,
    raw_text,
)

ARTICLE_TYPES = frozenset({"article", "news", "story", "artikel", "newsarticle"})

DOC_NAMES = {
    "docno": "id", "docid": "id", "headline": "title", "hl": "title", "head": "title", "ti": "title", "h3": "title", "title": "title",
    "subject": "keywords", "byline": "byline", "author": "byline", "au": "byline", "dateline": "dateline", "date": "published",
    "date1": "published", "date_time": "published", "dd": "published", "pubdate": "published", "pub": "publisher",
    "contenttitle": "title", "so": "publisher", "source": "publisher", "section": "section", "url": "url", "lang": "language", "language": "language",
}  # fmt: skip
"""What collections of TREC and LDC call our fields."""
DOC_BODIES = ("text", "body", "story", "lp", "leadpara", "content")
DATED_ID = re.compile(r"^([A-Z]{2,4})(?:_[A-Z]{3}_)?((?:19|20)?\d{2})(\d{2})(\d{2})[.\-_]\d+")
"""`AFP_ENG_19940512.0001`, `NYT19980601.0001`, `AP880212-0001`: agency and day."""
AGENCIES = {
    "AFP": "Agence France-Presse", "AP": "Associated Press", "APW": "Associated Press", "NYT": "The New York Times",
    "XIN": "Xinhua", "XIE": "Xinhua", "CNA": "Central News Agency", "LTW": "Los Angeles Times-Washington Post", "WSJ": "The Wall Street Journal",
    "REU": "Reuters", "RTW": "Reuters",
}  # fmt: skip


VERTICAL = "a corpus with one word a line and what was noted of it: export it as running text"
MIN_VERTICAL_LINES, MIN_VERTICAL_SHARE = 8, 0.8
"""Chosen: a sentence's words; every line but those between sentences is parted by tabs."""


def is_vertical(text: str) -> bool:
    """Return whether a text is the vertical of a concordancer: a word a line, behind tabs its class and its lemma.

    >>> is_vertical("Ships\\tNNS\\tship\\n" * 9), is_vertical("Turnout\\t64.1\\n" + "It sailed.\\n" * 9)
    (True, False)
    """
    if "\t" not in text:
        return False
    lines = [line.split("\t") for line in text.splitlines() if line.strip()]
    words = [cells for cells in lines if len(cells) > 1 and not any(" " in c for c in cells)]
    return len(lines) >= MIN_VERTICAL_LINES and len(words) >= MIN_VERTICAL_SHARE * len(lines)


def read_doc(doc: Element, _frame: Element) -> dict[str, Any]:
    """Return the fields of a `<DOC>`: what its id tells of agency and day stands where no element says more.

    What trafilatura and Sketch Engine write is called so, too: its attributes are the fields.
    """
    fields: dict[str, Any] = {}
    if is_vertical("".join(str(text) for text in doc.itertext())):
        return {"problem": VERTICAL}
    if own := doc.get("id") or doc.get("ID") or doc.get("docid"):
        fields["id"] = own
    if doc.get("title"):  # trafilatura's, or a corpus of a concordancer
        main = next(descendants(doc, "main"), doc)
        return {name: doc.get(name) for name in doc.attrib if doc.get(name)} | _joined([main])
    for field, text in _doc_says(doc):
        fields.setdefault(field, text)
    dated = DATED_ID.match(str(fields.get("id", "")))
    if dated:
        year = dated.group(2) if len(dated.group(2)) == 4 else "19" + dated.group(2)
        fields.setdefault("published", f"{year}-{dated.group(3)}-{dated.group(4)}")
        if dated.group(1) in AGENCIES:
            fields.setdefault("publisher", AGENCIES[dated.group(1)])
    for name in DOC_BODIES:
        bodies = [node for node in descendants(doc, name) if not has_any(node, *DOC_BODIES)]
        if any(plain_text(node) for node in bodies):
            return fields | _joined(bodies)
    return fields


def _doc_says(doc: Element) -> Iterator[tuple[str, str]]:
    """Yield our fields and what the elements of a `<DOC>` say; a headline may hold who wrote it, under a rule."""
    for node in doc.iterdescendants():
        field = DOC_NAMES.get(local_name(node).lower()) if isinstance(node.tag, str) else None
        text, _, below = plain_text(node).partition(" ---- ") if field else ("", "", "")
        if field and text:
            yield field, text.strip("@ ")
        if below.startswith("By "):
            yield "byline", below


def _joined(nodes: list[Element]) -> dict[str, str]:
    """Return the text of several elements as one."""
    if any(has_blocks(node) for node in nodes):
        return {"html": "\n".join(f"<div>{inner_markup(node)}</div>" for node in nodes)}
    return {"body": "\n\n".join(raw_text(node) for node in nodes)}


def read_tei(tei: Element, _frame: Element) -> dict[str, Any]:
    """Return the fields of a TEI document: of the printed source rather than of its transcription."""
    header = next(descendants(tei, "teiheader"), None)
    text = next(descendants(tei, "text"), tei)
    story = next(iter(articles_of_tei(tei)), None)
    fields = {} if header is None else _tei_header(header)
    if story is not None:
        text = story
        fields |= _tei_story(story)
    body = next(descendants(text, "body"), text)
    return fields | element_body(body)


def _tei_header(header: Element) -> dict[str, Any]:
    """Return what the header of a TEI document says of its source."""
    fields: dict[str, Any] = {}
    source = next(descendants(header, "sourcedesc"), header)
    for field, names in (
        ("title", ("title",)),
        ("byline", ("author", "byline")),
        ("publisher", ("publisher",)),
        ("url", ("ptr", "ref")),
    ):
        found = first_text(header, names[0]) if field == "title" else first_text(source, *names)
        if found := found or first_text(header, *names):
            fields[field] = found
    languages = (node.get("ident") for node in descendants(header, "language"))
    told = {
        "published": _tei_date(source) or _tei_date(header),
        "language": next(filter(None, languages), None),
        "id": first_text(header, "idno"),
        "keywords": [plain_text(node) for node in descendants(header, "term")],
    }
    return fields | {field: value for field, value in told.items() if value}


def _tei_story(story: Element) -> dict[str, Any]:
    """Return what an article of a TEI document says of itself; its headline is taken out of it."""
    fields: dict[str, Any] = {}
    head = next((child for child in children(story) if local_name(child) == "head"), None)
    if head is not None and plain_text(head):
        fields["title"] = plain_text(head)
        head.getparent().remove(head)
    told = {"byline": first_text(story, "byline", "docauthor"), "published": _tei_date(story)}
    return fields | {field: value for field, value in told.items() if value}


def read_jats(article: Element, _frame: Element) -> dict[str, Any]:
    """Return the fields of an article in JATS, in which journals and magazines archive theirs."""
    fields: dict[str, Any] = {
        field: text
        for field, name in (
            ("title", "article-title"), ("subtitle", "subtitle"), ("publisher", "journal-title"), ("section", "subject"), ("id", "article-id"),
        )
        if (text := first_text(article, name))
    }  # fmt: skip
    authors = [
        " ".join(filter(None, (first_text(name, "given-names"), first_text(name, "surname"))))
        for contributor in descendants(article, "contrib")
        if contributor.get("contrib-type", "author") == "author"
        for name in descendants(contributor, "name", "string-name")
    ]
    if authors := [name for name in authors if name]:
        fields["authors"] = authors
    days = [day for node in descendants(article, "pub-date") if (day := _jats_day(node))]
    if days:
        fields["published"] = max(days, key=len)
    if code := article.get("{http://www.w3.org/XML/1998/namespace}lang"):
        fields["language"] = code
    body = next(descendants(article, "body"), None)
    return fields if body is None else fields | element_body(body)


def _jats_day(node: Element) -> str | None:
    """Return the day that a date in parts states, or as much of it as is said."""
    parts = [first_text(node, name) for name in ("year", "month", "day")]
    said = list(itertools.takewhile(lambda part: part and part.isdecimal(), parts))
    return "-".join(str(part).zfill(2) for part in said) or None


def _tei_date(tree: Element) -> str | None:
    for node in descendants(tree, "date", "docdate"):
        if (
            found := node.get("when")
            or node.get("when-iso")
            or node.get("value")
            or plain_text(node)
        ):
            return str(found)
    return None


def articles_of_tei(tei: Element) -> list[Element]:
    """Return the articles of an issue of a paper: its divisions that are marked as such."""
    divisions = descendants(tei, "div", "div1", "div2", "div3")
    return outermost(
        node for node in divisions if (node.get("type") or "").lower() in ARTICLE_TYPES
    )


def read_wiki_page(page: Element, frame: Element) -> dict[str, Any]:
    """Return the fields of a page of a wiki's dump; redirects and pages about the wiki itself are no stories."""
    parts = {local_name(child).lower(): child for child in children(page)}
    fields: dict[str, Any] = {
        field: text
        for field, name in (("title", "title"), ("id", "id"))
        if name in parts and (text := plain_text(parts[name]))
    }
    site = first_text(frame, "sitename")
    if site:
        fields["publisher"] = site
    space = plain_text(parts["ns"]) if "ns" in parts else "0"
    if space != "0":
        return fields | {"problem": f"a page of the wiki's namespace {space}"}
    if "redirect" in parts:
        return fields | {"problem": "a page that redirects to another"}
    revision = list(descendants(page, "revision"))[-1:]
    if not revision:
        return fields
    if stamp := first_text(revision[0], "timestamp"):
        fields["updated"] = stamp
    base = first_text(frame, "base")
    if base and "title" in fields and "/" in base:
        fields["url"] = base.rpartition("/")[0] + "/" + fields["title"].replace(" ", "_")
    page_text = next(descendants(revision[0], "text"), None)
    wiki = read_wikitext(raw_text(page_text) if page_text is not None else "")
    if wiki.is_redirect:
        return fields | {"problem": "a page that redirects to another"}
    fields |= {"body": wiki.body} if wiki.body else {}
    if day := wiki.date or fields.get("updated"):
        fields["published"] = day
    fields |= {"keywords": list(wiki.categories)} if wiki.categories else {}
    return fields


def read_reference(record: Element, _frame: Element) -> dict[str, Any]:
    """Return the fields of a reference that EndNote exports as XML: the text is its abstract, the day is in two parts."""
    day = first_text(record, "date") or ""
    year = first_text(record, "year") or ""
    fields: dict[str, Any] = {
        "title": first_text(record, "title"),
        "body": first_text(record, "abstract", "notes"),
        "publisher": first_text(record, "secondary-title", "full-title"),
        "published": day if year in day else f"{day} {year}",
        "url": first_text(record, "url"),
        "language": first_text(record, "language"),
        "authors": [plain_text(node) for node in descendants(record, "author")],
        "keywords": [plain_text(node) for node in descendants(record, "keyword")],
    }
    return {name: value for name, value in fields.items() if value}


def read_proquest(record: Element, _frame: Element) -> dict[str, Any]:
    """Return the fields of a record of ProQuest's TDM Studio: its first title is the story's, its last the paper's, its text escaped."""
    titles = [plain_text(node) for node in descendants(record, "title")]
    fields: dict[str, Any] = {
        "title": titles[0] if titles else None,
        "publisher": titles[-1].partition(";")[0] if len(titles) > 1 else None,
        "id": first_text(record, "goid"),
        "published": first_text(record, "numericdate", "alphadate"),
        "language": first_text(record, "rawlang"),
        "authors": [plain_text(node) for node in descendants(record, "originalform")],
        "keywords": [plain_text(node) for node in descendants(record, "gensubjvalue")],
        "body": next(map(raw_text, descendants(record, "text")), None),
    }
    return {name: value for name, value in fields.items() if value}
