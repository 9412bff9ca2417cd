"""Collections of texts: TEI, the `<DOC>` of TREC and LDC, dumps of a MediaWiki (Wikinews)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Any

from copydesk.readers.fields import filled
from copydesk.readers.wikitext import read_wikitext
from copydesk.readers.xml_tree import (
    LANG,
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
    if is_vertical("".join(map(str, doc.itertext()))):
        return {"problem": VERTICAL}
    if doc.get("title"):  # trafilatura's, or a corpus of a concordancer
        main = next(descendants(doc, "main"), doc)
        return filled(**doc.attrib) | _joined([main])
    fields = filled(id=doc.get("id") or doc.get("ID") or doc.get("docid"))
    for field, text in _doc_says(doc):
        fields.setdefault(field, text)
    fields = _told_by_id(str(fields.get("id"))) | fields
    for name in DOC_BODIES:
        bodies = [node for node in descendants(doc, name) if not has_any(node, *DOC_BODIES)]
        if any(map(plain_text, bodies)):
            return fields | _joined(bodies)
    return fields


def _told_by_id(own: str) -> dict[str, Any]:
    """Return the day and the agency that an id tells; nothing of any other id.

    >>> _told_by_id("NYT19980601.0001"), _told_by_id("AP880212-0001")["published"], _told_by_id("None")
    ({'published': '1998-06-01', 'publisher': 'The New York Times'}, '1988-02-12', {})
    """
    if (dated := DATED_ID.match(own)) is None:
        return {}
    agency, year, month, day = dated.groups()
    year = year if len(year) == 4 else f"19{year}"
    return filled(published=f"{year}-{month}-{day}", publisher=AGENCIES.get(agency))


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
    source = next(descendants(header, "sourcedesc"), header)
    languages = (node.get("ident") for node in descendants(header, "language"))
    return filled(
        title=first_text(header, "title"),
        byline=first_text(source, "author", "byline") or first_text(header, "author", "byline"),
        publisher=first_text(source, "publisher") or first_text(header, "publisher"),
        url=first_text(source, "ptr", "ref") or first_text(header, "ptr", "ref"),
        published=_tei_date(source) or _tei_date(header),
        language=next(filter(None, languages), None),
        id=first_text(header, "idno"),
        keywords=list(map(plain_text, descendants(header, "term"))),
    )


def _tei_story(story: Element) -> dict[str, Any]:
    """Return what an article of a TEI document says of itself; its headline is taken out of it."""
    fields: dict[str, Any] = {}
    head = next((child for child in children(story) if local_name(child) == "head"), None)
    if head is not None and plain_text(head):
        fields["title"] = plain_text(head)
        head.getparent().remove(head)
    byline = first_text(story, "byline", "docauthor")
    return fields | filled(byline=byline, published=_tei_date(story))


def read_jats(article: Element, _frame: Element) -> dict[str, Any]:
    """Return the fields of an article in JATS, in which journals and magazines archive theirs."""
    authors = [
        " ".join(filter(None, (first_text(name, "given-names"), first_text(name, "surname"))))
        for contributor in descendants(article, "contrib")
        if contributor.get("contrib-type", "author") == "author"
        for name in descendants(contributor, "name", "string-name")
    ]
    days = filter(None, map(_jats_day, descendants(article, "pub-date")))
    fields = filled(
        title=first_text(article, "article-title"),
        subtitle=first_text(article, "subtitle"),
        publisher=first_text(article, "journal-title"),
        section=first_text(article, "subject"),
        id=first_text(article, "article-id"),
        authors=list(filter(None, authors)),
        published=max(days, key=len, default=None),
        language=article.get(LANG),
    )
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
    parts = {local_name(child).lower(): plain_text(child) for child in children(page)}
    site = first_text(frame, "sitename")
    fields = filled(title=parts.get("title"), id=parts.get("id"), publisher=site)
    if (space := parts.get("ns", "0")) != "0":
        return fields | {"problem": f"a page of the wiki's namespace {space}"}
    if "redirect" in parts:
        return fields | {"problem": "a page that redirects to another"}
    revision = list(descendants(page, "revision"))[-1:]
    if not revision:
        return fields
    stamp = first_text(revision[0], "timestamp")
    site = (first_text(frame, "base") or "").rpartition("/")[0]
    if site and "title" in fields:
        fields["url"] = f"{site}/{fields['title'].replace(' ', '_')}"
    wiki = read_wikitext(next(map(raw_text, descendants(revision[0], "text")), ""))
    if wiki.is_redirect:
        return fields | {"problem": "a page that redirects to another"}
    told = filled(body=wiki.body, published=wiki.date or stamp, keywords=list(wiki.categories))
    return fields | filled(updated=stamp) | told


def read_reference(record: Element, _frame: Element) -> dict[str, Any]:
    """Return the fields of a reference that EndNote exports as XML: the text is its abstract, the day is in two parts."""
    day = first_text(record, "date") or ""
    year = first_text(record, "year") or ""
    return filled(
        title=first_text(record, "title"),
        body=first_text(record, "abstract", "notes"),
        publisher=first_text(record, "secondary-title", "full-title"),
        published=day if year in day else f"{day} {year}",
        url=first_text(record, "url"),
        language=first_text(record, "language"),
        authors=list(map(plain_text, descendants(record, "author"))),
        keywords=list(map(plain_text, descendants(record, "keyword"))),
    )


def read_proquest(record: Element, _frame: Element) -> dict[str, Any]:
    """Return the fields of a record of ProQuest's TDM Studio: its first title is the story's, its last the paper's, its text escaped."""
    titles = list(map(plain_text, descendants(record, "title")))
    return filled(
        title=next(iter(titles), None),
        publisher=titles[-1].partition(";")[0] if len(titles) > 1 else None,
        id=first_text(record, "goid"),
        published=first_text(record, "numericdate", "alphadate"),
        language=first_text(record, "rawlang"),
        authors=list(map(plain_text, descendants(record, "originalform"))),
        keywords=list(map(plain_text, descendants(record, "gensubjvalue"))),
        body=next(map(raw_text, descendants(record, "text")), None),
    )
