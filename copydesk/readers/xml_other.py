"""XML of no known vocabulary: which element reads like an article, and its children as named fields."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from copydesk.readers.xml_tree import (
    PROSE_TAGS,
    Element,
    children,
    descendants,
    has_any,
    has_prose,
    inner_markup,
    local_name,
    parse_tree,
    plain_text,
    raw_text,
)
from copydesk.text.field_names import field_of

LONG_TEXT = 200  # characters: what is no name, no address and no date
LONG_TITLE = 400
PARAGRAPHS = frozenset({"p", "para", "paragraph", "a"})
MAX_NESTING = 6
LETTERS = re.compile(r"[^a-z]+")
BODY_NAMES = frozenset(
    "body text content fulltext articlebody story maintext bodytext texte texto testo inhalt cuerpo contenido corps".split()
)
TITLE_NAMES = frozenset("title headline head heading titel titre titulo titolo titular".split())
WEAK_NAMES = frozenset(
    "name article story document paragraphs contents news message nota haber record headlines".split()
)
"""Names of a field in a record that is known to be one; of an element they may be anything's."""
NAMED_CHILDREN = frozenset(
    "field str arr date int property column attribute value entry element".split()
)
"""Elements whose name is in an attribute: `<field name="title">` of Solr and of `mysqldump --xml`."""
FIELD_ATTRIBUTES = ("name", "key", "id", "field")


def find_record_name(head: str) -> str | None:
    """Return the name of the element that reads like an article: it has a title and a text, or a long text by name.

    The outermost such element counts, and among siblings the one that comes most often.
    """
    root = parse_tree(head)
    level = [root] if root is not None else []
    for _ in range(MAX_NESTING):
        names = Counter(local_name(node) for node in level if _reads_like_article(node))
        if names:
            return names.most_common(1)[0][0]
        level = [child for node in level for child in children(node)]
    return None


def _reads_like_article(element: Element) -> bool:
    """Return whether among an element's children is a text, beside a title or something else that is said of it."""
    said = [(_name_of(child), plain_text(child), child) for child in children(element)]
    said += [(key.rpartition("}")[2], value, None) for key, value in element.attrib.items()]
    roles = {_role_of(name, text, child) for name, text, child in said}
    has_title = "title" in roles
    has_body = "body" in roles or (has_title and any(_own_paragraphs(element)))
    return has_body and (has_title or len(said) >= 2)


def _role_of(name: str, text: str, child: Element | None) -> str | None:
    """Return whether what an element says under a name is its title or its body; None for anything else."""
    plain = LETTERS.sub("", name.lower())
    field = None if plain in WEAK_NAMES else field_of(name)  # what other languages call it
    if (plain in TITLE_NAMES or field == "title") and 0 < len(text) < LONG_TITLE:
        return "title"
    is_named = (plain in BODY_NAMES or field == "body") and text != ""
    return "body" if (is_named or len(text) >= LONG_TEXT) and _is_one_text(child) else None


def _own_paragraphs(element: Element) -> Iterator[str]:
    """Yield the markup of the paragraphs that stand in an element without another around them."""
    if (element.text or "").strip() and has_prose(element):
        yield inner_markup(element)
        return
    for child in children(element):
        if local_name(child).lower() in PARAGRAPHS and (text := inner_markup(child)):
            yield f"<p>{text}</p>"


def _is_one_text(element: Element | None) -> bool:
    """Return whether an element (or attribute) is a text, and not a list of records with texts of their own."""
    if element is None or len(element) == 0:
        return True
    is_titled = any(
        local_name(node).lower() not in PROSE_TAGS
        and any(LETTERS.sub("", key.lower()) in TITLE_NAMES for key in node.attrib)
        for node in (element, *children(element))
    )
    return has_prose(element) and not is_titled and not has_any(element, *TITLE_NAMES)


def _name_of(element: Element) -> str:
    """Return the name of a field: that in its attribute where the element is only called "field"."""
    name = local_name(element)
    if name.lower() in NAMED_CHILDREN:
        return next((str(element.get(a)) for a in FIELD_ATTRIBUTES if element.get(a)), name)
    return name


def read_any_element(element: Element, _frame: Element) -> dict[str, Any]:
    """Return an element's attributes and children as fields: repeated ones as lists, those with inner ones nested."""
    paragraphs = list(_own_paragraphs(element))
    fields = _fields(element, 0)
    if paragraphs and BODY_NAMES.isdisjoint(name.lower() for name in fields):
        left = {name: value for name, value in fields.items() if name.lower() not in PARAGRAPHS}
        return left | {"html": "\n".join(paragraphs)}
    return fields


def _fields(element: Element, depth: int) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for key, value in element.attrib.items():
        if value.strip():
            fields[key.rpartition("}")[2]] = value.strip()
    for child in children(element):
        value = _value(child, depth)
        if not value:
            continue
        name = _name_of(child)
        if name not in fields:
            fields[name] = value
        elif isinstance(fields[name], list):
            fields[name].append(value)
        else:
            fields[name] = [fields[name], value]
    return fields


def _value(element: Element, depth: int) -> Any:
    """Return what an element says: text, markup as HTML, or fields of its own."""
    if len(element) == 0:
        return raw_text(element)
    if has_prose(element) or depth >= MAX_NESTING or (element.text or "").strip():
        return inner_markup(element)
    inner = _fields(element, depth + 1)
    return _unnamed_items(element) or _only_list(inner) or inner


def _only_list(inner: dict[str, Any]) -> list[str]:
    """Return the texts of fields that are one list of texts: `<tags><tag>a</tag><tag>b</tag></tags>`."""
    first = next(iter(inner.values()), None) if len(inner) == 1 else None
    is_list = isinstance(first, list) and all(isinstance(value, str) for value in first)
    return list(first) if is_list and first else []


def _unnamed_items(element: Element) -> list[str]:
    """Return the texts of a list whose items say no more than their type: `<arr name="title"><str>…</str></arr>` of Solr."""
    items = list(children(element))
    is_list = all(
        local_name(item).lower() in NAMED_CHILDREN and not len(item) and not item.attrib
        for item in items
    )
    return [raw_text(item) for item in items] if is_list and element.get("name") else []


def read_filemaker_row(row: Element, frame: Element) -> dict[str, Any]:
    """Return the cells of a row of a FileMaker table under the names that stand in the document's head."""
    names = [str(field.get("NAME") or "") for field in descendants(frame, "field")]
    cells = [[raw_text(data) for data in children(cell)] for cell in descendants(row, "col")]
    told = zip(names, cells, strict=False)
    return {name: "\n".join(filter(None, cell)) for name, cell in told if any(cell)}
