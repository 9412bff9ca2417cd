"""What agencies and archives of papers deliver: NITF, NewsML 1, NewsML-G2."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any

from copydesk.readers.fields import filled
from copydesk.readers.xml_tree import (
    LANG,
    Element,
    children,
    descendants,
    element_body,
    first_text,
    has_blocks,
    inner_markup,
    local_name,
    outermost,
    plain_text,
    raw_text,
)

FULL_TEXT = "full_text"
"""The block of an archive's NITF that holds the whole story, beside one that repeats its first paragraph."""

NITF_DAYS = (("date.issue", "norm"), ("date.release", "norm"), ("pubdata", "date.publication"), ("story.date", "norm"))  # fmt: skip


def read_nitf(nitf: Element, _frame: Element) -> dict[str, Any]:
    """Return the fields of a NITF document."""
    keywords = (node.get("key") or plain_text(node) for node in descendants(nitf, "keyword"))
    fields = filled(
        title=first_text(nitf, "hl1", "hedline", "title"),
        subtitle=first_text(nitf, "hl2"),
        byline=_nitf_byline(nitf),
        dateline=first_text(nitf, "dateline"),
        id=_attribute(nitf, ("doc-id", "id-string")),
        published=_attribute(nitf, *NITF_DAYS),
        publisher=_attribute(nitf, ("pubdata", "name"), ("doc.copyright", "holder")),
        url=_attribute(nitf, ("pubdata", "ex-ref")),
        section=_attribute(nitf, ("pubdata", "position.section"))
        or _meta(nitf, "online_sections")
        or _attribute(nitf, ("fixture", "fix-id")),
        language=_language(nitf),
        keywords=list(filter(None, keywords)),
    )
    return fields | _nitf_body(nitf)


def _nitf_byline(nitf: Element) -> str | None:
    """Return who wrote a NITF document: as its archive wrote the name for its index, else as it was printed, without titles."""
    bylines = [node for node in descendants(nitf, "byline") if plain_text(node)]
    for node in bylines:
        if node.get("class") == "normalized_byline":
            return plain_text(node)
    return _printed_byline(bylines[0]) if bylines else None


def _printed_byline(node: Element) -> str:
    """Return the people that a byline marks, else its text without what they are."""
    people = filter(None, map(plain_text, descendants(node, "person")))
    parts = [node.text, *itertools.chain(*map(_without_post, children(node)))]
    return "; ".join(people) or " ".join(" ".join(filter(None, parts)).split())


def _without_post(child: Element) -> tuple[str | None, str | None]:
    """Return what a child of a byline says and what follows it; what somebody is says nothing."""
    return (None if local_name(child).lower() == "byttl" else plain_text(child), child.tail)


def _nitf_body(nitf: Element) -> dict[str, str]:
    """Return the text of a NITF document: of its full text where a lead stands beside it."""
    content = next(descendants(nitf, "body.content"), None)
    if content is None:
        content = next(descendants(nitf, "body"), None)
    if content is None:
        return {}
    blocks = [b for b in descendants(content, "block") if b.get("class") == FULL_TEXT]
    return element_body(blocks[0] if blocks else content)


def _meta(tree: Element, name: str) -> str | None:
    """Return the content of a meta element."""
    found = (node.get("content") for node in descendants(tree, "meta") if node.get("name") == name)
    return next((text.strip() for text in found if text), None)


def _attribute(tree: Element, *places: tuple[str, str]) -> str | None:
    """Return an attribute of the first element that has it; of several names of an element and its attribute, earlier ones first."""
    found = (node.get(attribute) for name, attribute in places for node in descendants(tree, name))
    return next((text.strip() for text in found if text and text.strip()), None)


def _language(tree: Element) -> str | None:
    code = tree.get(LANG) or tree.get("lang")
    return str(code) if code else None


def read_news_item(item: Element, _frame: Element) -> dict[str, Any]:
    """Return the fields of a NewsML 1 item; a NITF document inside speaks where the item itself is silent."""
    fields = filled(
        title=first_text(item, "headline", "namelabel", "slugline"),
        subtitle=first_text(item, "subheadline"),
        byline=first_text(item, "byline"),
        dateline=first_text(item, "dateline"),
        id=first_text(item, "publicidentifier", "newsitemid"),
        published=first_text(item, "firstcreated", "thisrevisioncreated", "dateid"),
        updated=first_text(item, "thisrevisioncreated"),
        publisher=_party(item) or first_text(item, "creditline", "providerid"),
        language=_attribute(item, ("language", "FormalName")),
        section=_attribute(item, ("subject", "Value")),
        keywords=list(map(plain_text, descendants(item, "keywordline"))),
    )
    return _with_longest(fields, descendants(item, "datacontent"))


def _party(item: Element) -> str | None:
    """Return who provides a NewsML 1 item."""
    for name in ("provider", "source", "creator"):
        for node in descendants(item, name):
            if found := _attribute(node, ("party", "FormalName")):
                return found
    return None


def stories_of_item(item: Element) -> list[Element]:
    """Return the components of a NewsML 1 item that are stories of their own: each with headline and text."""
    return outermost(filter(_is_story, descendants(item, "newscomponent")))


def _is_story(component: Element) -> bool:
    parts = list(children(component))
    has_lines = any(local_name(part).lower() == "newslines" for part in parts)
    return has_lines and any(_is_story_text(part) for part in parts)


def _is_story_text(child: Element) -> bool:
    """Return whether a content item holds running text, and no caption."""
    if local_name(child).lower() != "contentitem":
        return False
    return any(
        len(plain_text(node)) >= MIN_STORY_CHARS for node in descendants(child, "datacontent")
    )


MIN_STORY_CHARS = 200  # captions of pictures in the same item are shorter


def read_g2_item(item: Element, _frame: Element) -> dict[str, Any]:
    """Return the fields of a NewsML-G2 item; packages and lists of concepts are no stories."""
    kind = local_name(item)
    if next(descendants(item, "text"), None) is not None and item.get("itemid"):
        return read_corpus_item(item)
    words = [
        *map(plain_text, descendants(item, "keyword")),
        *(first_text(node, "name") for node in descendants(item, "subject")),
    ]
    fields = filled(
        title=first_text(item, "headline", "title", "slugline"),
        byline=first_text(item, "by") or _named(item, "creator"),
        dateline=first_text(item, "dateline"),
        published=first_text(item, "firstcreated", "contentcreated", "versioncreated"),
        updated=first_text(item, "contentmodified", "versioncreated"),
        publisher=_named(item, "provider", "infosource", "copyrightholder"),
        language=_attribute(item, ("language", "tag")) or _language(item),
        section=_named(item, "genre"),
        url=_attribute(item, ("link", "href")),
        pubstatus=(_attribute(item, ("pubstatus", "qcode")) or "").rpartition(":")[2],
        id=item.get("guid"),
        keywords=list(filter(None, words)),
    )
    if kind.lower() != "newsitem":
        return fields | {"problem": f"a NewsML-G2 {kind} points to stories and holds none"}
    return _with_longest(fields, descendants(item, "inlinexml", "inlinedata"))


def _with_longest(fields: dict[str, Any], contents: Iterable[Element]) -> dict[str, Any]:
    """Return fields with the text of the longest content, of NITF with what it alone says."""
    best = max(contents, key=lambda node: len(plain_text(node)), default=None)
    if best is None:
        return fields
    nitf = next(descendants(best, "nitf"), None)
    if nitf is not None:
        inner = read_nitf(nitf, nitf)
        return inner | fields | {k: inner[k] for k in ("html", "body") if k in inner}
    return fields | _page_or_text(best)


def read_corpus_item(item: Element) -> dict[str, Any]:
    """Return the fields of an item of Reuters' corpora (RCV1, RCV2): a day and an id at its root, the text in paragraphs."""
    fields = filled(
        title=first_text(item, "headline", "title"),
        byline=first_text(item, "byline"),
        dateline=first_text(item, "dateline"),
        published=item.get("date"),
        publisher=_valued(item, "dc.source") or _valued(item, "dc.publisher"),
        language=_language(item),
        id=item.get("itemid"),
    )
    text = next(descendants(item, "text"))
    return fields | element_body(text)


def _valued(item: Element, name: str) -> str | None:
    """Return the value of an element of Dublin Core that is named by an attribute."""
    found = (node.get("value") for node in descendants(item, "dc") if node.get("element") == name)
    return next((value for value in found if value), None)


def _named(item: Element, *names: str) -> str | None:
    """Return how a party or concept is called; of several elements by these names, earlier names first."""
    nodes = (node for name in names for node in descendants(item, name))
    found = (first_text(node, "name") or node.get("literal") for node in nodes)
    return next((str(name) for name in found if name), None)


def _page_or_text(content: Element) -> dict[str, str]:
    """Return the text of inline content: of a page its body alone."""
    body = next(descendants(content, "body"), None)
    if body is not None and has_blocks(body):
        return {"html": inner_markup(body)}
    if has_blocks(content):
        return {"html": inner_markup(content)}
    return element_body(content) if raw_text(content) else {}
