"""Fields that stand deeper: an article's text in blocks, and the parts of a record whose own names say nothing of it."""

from __future__ import annotations

import base64
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from copydesk.readers.fields import NESTED
from copydesk.readers.json_shape import (
    BLOCK_KEYS,
    LONG_TEXT,
    MIN_TEXT,
    SECTION_KEYS,
    STORY_FIELDS,
    TEXT_KEYS,
    is_article_or_list_of,
    says_something,
    stated_fields,
    text_size,
)
from copydesk.text.field_names import ABOUT_STORY, are_runs, field_of, kind_of, plain_name

MAX_DEPTH = 6
TOLD_KEYS = TEXT_KEYS | BLOCK_KEYS | {"heading"}
MAX_LIFTED = 500
OTHER_THINGS = re.compile(
    r"(?i)comment|related|recommend|image|photo|galler|video|media|caption|quote|review|faq|promo|advert|author|byline|owner|user"
)
"""Parts of names of lists and objects that are about something else than the story."""

ASIDE = re.compile(r"interstitial|related|recommend|promo|advert|newsletter|pull-?_?quote")
"""Parts of the kinds of blocks that lead away from the story."""

LIST_OF_PARTS = re.compile(r"(?i)block|element|paragraph|content|body|component|section|node|page")
SECTIONS = re.compile(r"(?i)section|chapter")
NAMED = frozenset(("authors", "publisher", "section", "keywords"))
"""Our fields whose objects are somebody or something with a name of its own, which is no title."""

TYPES = frozenset(
    "S N B BOOL NULL L M SS NS stringValue integerValue doubleValue booleanValue nullValue timestampValue referenceValue mapValue"
    " arrayValue".split()
)
"""Keys by which DynamoDB and Firestore say of what type a value is."""
NO_VALUE = frozenset(("NULL", "nullValue"))
WITHIN = {"mapValue": "fields", "arrayValue": "values"}
"""Where Firestore puts what an object or a list holds."""
TERMS = frozenset(("literal", "typed-literal", "uri", "bnode"))
TERM_KEYS = frozenset(("type", "value", "datatype", "xml:lang"))
"""How an answer to SPARQL writes a value."""
TYPED = re.compile(
    rb'\{\s{0,40}"(?:S|M|L|stringValue|mapValue)"\s{0,9}:|"type"\s{0,9}:\s{0,9}"(?:typed-)?literal"'
)
FEEDS = frozenset(("feed", "channel", "site", "publication", "newspaper", "blog", "origin"))
"""Names of an object that speaks of the paper whose articles stand beside it, or that is named in them."""
MAX_PAPER = 100  # chosen: characters of a paper's name
HEADED = frozenset(("bold", "heading", "title"))
"""Kinds of a run that can be the headline of a message."""


def is_told_in_blocks(node: Mapping[str, Any]) -> bool:
    """Return whether an object has a title, and for its text the blocks of an editor, in itself or an object in it.

    >>> is_told_in_blocks({"title": "A", "elements": [{"type": "text", "content": "b" * 80}, {"type": "image"}]})
    True
    """
    has_title = any(field_of(key) == "title" and says_something(item) for key, item in node.items())
    return has_title and _blocks(node) is not None


def _blocks(node: Mapping[str, Any]) -> list[str] | None:
    """Return the texts of the first list of blocks in an object or in those in it, or None."""
    for inner in _objects(node):
        for key, items in inner.items():
            if _is_list_of_blocks(key, items):
                told = [item for item in items if not _is_aside(item)]
                texts = [text for item in told for text in _texts(item, 0)]
                if sum(map(len, texts)) >= MIN_TEXT:
                    return texts
    return None


def _is_aside(block: Mapping[str, Any]) -> bool:
    """Return whether a block says that it is none of the text: the byline, a link to another story."""
    kind = kind_of(block)
    return kind in ABOUT_STORY or ASIDE.search(kind) is not None


def _is_list_of_blocks(key: Any, items: Any) -> bool:
    """Return whether a list holds objects that name their kind, or is called a list of parts, and none is a story."""
    if not items or not _are_objects(items) or OTHER_THINGS.search(str(key)):
        return False
    if SECTIONS.search(str(key)) and all(map(_is_section, items)):
        return True
    if any(map(_says_story, items)):
        return False
    return bool(LIST_OF_PARTS.search(str(key))) or all(map(kind_of, items))


def _is_section(part: Mapping[str, Any]) -> bool:
    """Return whether an object is a heading with the text below it, and holds no stories."""
    return set(part) <= SECTION_KEYS and not any(map(is_article_or_list_of, part.values()))


def _are_objects(items: Any) -> bool:
    return isinstance(items, list) and all(isinstance(item, Mapping) for item in items)


def _says_story(block: Mapping[str, Any]) -> bool:
    """Return whether a block says of itself what a story says; a picture has an address, too."""
    if OTHER_THINGS.search(kind_of(block)) or _is_aside(block):
        return False
    told = {name: value for name, value in block.items() if name not in BLOCK_KEYS}
    return bool(stated_fields(told) & STORY_FIELDS)


def lift(fields: dict[str, Any]) -> dict[str, Any]:
    """Return a record's fields, where it has no text of its own with those that stand in its blocks and objects.

    What has a known name keeps it; any other text gets the path to it for a name, so that values can decide as they do
    of columns (`copydesk.raw.layout`).

    >>> lift({"doc": {"headline": "A", "payload": {"x": "b" * 200}}})["doc.payload.x"][:2]
    'bb'
    """
    if NESTED.isdisjoint(map(type, fields.values())):
        return fields
    fields = of_feed(_of_runs(fields))
    if not text_size(fields):
        fields = dict(of_pieces(fields))
    if text_size(fields):
        return fields
    lifted = dict(_parts(fields))
    if (blocks := _blocks(fields)) is not None:
        lifted["body"] = blocks
        fields = {key: item for key, item in fields.items() if key != "body"}
    is_story = text_size(lifted) or any(
        isinstance(item, str) and len(item) >= LONG_TEXT for item in lifted.values()
    )
    return {**lifted, **fields} if is_story else fields


def untyped(value: Any) -> Any:
    """Return a value without the types that DynamoDB, Firestore and SPARQL write around each.

    >>> untyped({"Item": {"title": {"S": "A"}, "authors": {"L": [{"S": "Jo Holm"}]}, "n": {"N": "3"}}})
    {'Item': {'title': 'A', 'authors': ['Jo Holm'], 'n': '3'}}
    >>> untyped([{"by": {"mapValue": {"fields": {"name": {"stringValue": "Jo"}}}}}, {"title": {"type": "literal", "value": "A"}}])
    [{'by': {'name': 'Jo'}}, {'title': 'A'}]
    """
    if isinstance(value, list):
        return [untyped(item) for item in value]
    if not isinstance(value, dict):
        return value
    if typed := _held(value):
        return untyped(typed[0])
    return {key: untyped(item) for key, item in value.items()}


def _held(value: Mapping[str, Any]) -> list[Any]:
    """Return what an object that says of what type a value is holds, in a list; nothing of any other."""
    if len(value) == 1 and (kind := next(iter(value))) in TYPES:
        held = value[kind]
        within = held.get(WITHIN[kind]) if kind in WITHIN and isinstance(held, dict) else held
        return [None if kind in NO_VALUE else within]
    is_term = value.keys() <= TERM_KEYS and value.get("type") in TERMS
    return [value["value"]] if is_term and "value" in value else []


TONGUE = re.compile(r"[a-z]{2}(?:[-_][A-Za-z]{2,4})?|und")
TONGUES = re.compile(rb'\{\s{0,40}"(?:und|(?!id")[a-z]{2}(?:[-_][A-Za-z]{2,4})?)"\s{0,9}:')
"""How a value begins that is told in some languages, or in none that is said (Drupal 7)."""
IN_TONGUES = frozenset(("title", "subtitle", "body", "html", "authors", "section", "keywords"))


def in_one_tongue(value: Any) -> Any:
    """Return a value in which a field that is told by language is told once: in that of the article, else in the first.

    >>> in_one_tongue({"title": {"en": "A", "de": "B"}, "language": "de", "body": {"und": [{"value": "C"}]}})
    {'title': 'B', 'language': 'de', 'body': [{'value': 'C'}]}
    >>> in_one_tongue({"author": {"id": 5}, "title": {"tv": 1}})
    {'author': {'id': 5}, 'title': {'tv': 1}}
    """
    if isinstance(value, list):
        return [in_one_tongue(item) for item in value]
    if not isinstance(value, dict):
        return value
    own = next((item for key, item in value.items() if field_of(key) == "language"), None)
    return {
        key: _in_tongue(item, own) if _is_in_tongues(key, item) else in_one_tongue(item)
        for key, item in value.items()
    }


def _in_tongue(item: Mapping[str, Any], own: Any) -> Any:
    return item[own] if isinstance(own, str) and own in item else next(iter(item.values()))


def _is_in_tongues(key: str, item: Any) -> bool:
    """Return whether an object holds a field's text by language: codes alone, texts or lists under each, no lone id."""
    name = key.removeprefix("field_")
    if not isinstance(item, dict) or not item or field_of(name) not in IN_TONGUES:
        return False
    is_told = all(isinstance(told, str | list) for told in item.values())
    return is_told and all(map(TONGUE.fullmatch, item)) and list(item) != ["id"]


TAGS = frozenset("p para paragraph h2 b i em strong a #text".split())
TAGGED = re.compile(rb'"p(?:ara(?:graph)?)?"\s{0,9}:')


def untagged(value: Any) -> Any:
    """Return a value in which a text that was made of XML is the list of its paragraphs.

    What stands within a paragraph is put together: who makes JSON of XML loses where.

    >>> untagged({"title": "A", "body": {"body.content": {"block": {"p": ["One.", {"@id": "2", "#text": "Two."}]}}}})
    {'title': 'A', 'body': ['One.', 'Two.']}
    >>> untagged({"body": {"p": 0.05}}), untagged({"body": {"p": [{"title": "A"}]}})
    ({'body': {'p': 0.05}}, {'body': {'p': [{'title': 'A'}]}})
    """
    if isinstance(value, list):
        return [untagged(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: (field_of(key) == "body" and _paragraphs(item)) or untagged(item)
        for key, item in value.items()
    }


def _paragraphs(item: Any) -> list[str]:
    """Return the paragraphs of an object that holds, itself or in the one that it wraps, nothing but marked text."""
    for _ in range(MAX_DEPTH):
        if not isinstance(item, dict):
            break
        if (lines := _of_tags(item)) is not None:
            return lines
        item = next(iter(item.values())) if len(item) == 1 else None
    return []


def _of_tags(item: dict[str, Any]) -> list[str] | None:
    """Return what stands under the names of tags, attributes left out, a text for each; None where there is anything else."""
    found: list[str] = []
    for name, held in item.items():
        if name.startswith("@"):
            continue
        for one in held if isinstance(held, list) else [held]:
            lines = _of_tags(one) if isinstance(one, dict) else [one]
            if name not in TAGS or lines is None or not all(isinstance(x, str) for x in lines):
                return None
            found.append(" ".join(lines))
    return found


def exchange(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the page of an entry of an HTTP archive (HAR): its address, when it was fetched, what came; nothing for any other object.

    >>> exchange({"startedDateTime": "d", "request": {"url": "u"}, "response": {"content": {"mimeType": "text/html", "text": "<p>"}}})
    {'url': 'u', 'crawled': 'd', 'html': '<p>'}
    """
    request, response = fields.get("request"), fields.get("response")
    content = response.get("content") if isinstance(response, Mapping) else None
    if not isinstance(request, Mapping) or not isinstance(content, Mapping):
        return {}
    found = {"url": request.get("url"), "crawled": fields.get("startedDateTime")}
    text, kind = content.get("text"), str(content.get("mimeType"))
    if isinstance(text, str) and content.get("encoding") == "base64":
        text = _decoded(text)
    return found | ({"html": text} if isinstance(text, str) and "html" in kind else {})


def _decoded(text: str) -> str | None:
    """Return what a text in base64 says in UTF-8; None for any other."""
    try:
        return base64.b64decode(text, validate=True).decode()
    except ValueError:
        return None


def _of_runs(fields: dict[str, Any]) -> dict[str, Any]:
    """Return fields in which a text that is written as runs, plain ones and marked ones, is one text; a bold first line is its title.

    >>> _of_runs({"text": [{"type": "bold", "text": "Ferry sails"}, "\\nIt left at ", {"type": "link", "text": "noon"}, "."]})
    {'text': 'Ferry sails\\nIt left at noon.', 'title': 'Ferry sails'}
    """
    for key, runs in fields.items():
        if not (isinstance(runs, list) and field_of(key) == "body" and _are_runs(runs)):
            continue
        texts = [run if isinstance(run, str) else run["text"] for run in runs]
        told = {**fields, key: "".join(texts)}
        is_told = any(field_of(name) == "title" and item for name, item in fields.items())
        if not is_told and _is_headed(runs, texts):
            told["title"] = texts[0].strip()
        return told
    return fields


def _is_headed(runs: Sequence[Any], texts: Sequence[str]) -> bool:
    """Return whether the first of some runs is marked like a headline and has a line to itself."""
    is_marked = len(runs) > 1 and isinstance(runs[0], Mapping) and runs[0]["type"] in HEADED
    return is_marked and "\n" in texts[0][-1:] + texts[1][:1] and "\n" not in texts[0].strip()


def of_feed(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of an article with its feed, or the paper that a catalogue calls its title, as publisher.

    >>> of_feed({"title": "Ferry sails", "origin": {"title": "Gazette", "htmlUrl": "http://gazette.example"}})["publisher"]
    'Gazette'
    >>> of_feed({"heading": "Ferry sails", "title": {"id": "35", "value": "Gazette"}})
    {'heading': 'Ferry sails', 'publisher': 'Gazette'}
    """
    papers = [key for key, item in fields.items() if isinstance(item, Mapping) and _is_paper(key)]
    if not papers or "publisher" in stated_fields(fields):
        return fields
    key = papers[0]
    others = {**fields}
    paper = others.pop(key)
    name = _paper(paper) if _speaks_of_paper(key, paper, others) else None
    if name is None:
        return fields
    return (fields if plain_name(key) in FEEDS else others) | {"publisher": name}


def _speaks_of_paper(key: str, item: Mapping[str, Any], others: Mapping[str, Any]) -> bool:
    """Return whether an object is a paper's and not a part of the story: a feed has an address, a title an id beside the story's own."""
    if plain_name(key) in FEEDS:
        return any("url" in str(inner).lower() for inner in item)
    texts = {other: text for other, text in others.items() if isinstance(text, str)}
    return "id" in item and "title" in stated_fields(texts)


def _is_paper(key: object) -> bool:
    return plain_name(key) in FEEDS or plain_name(key) == "title"


def _paper(node: Mapping[str, Any]) -> str | None:
    """Return what an object that stands for a paper or a feed is called."""
    name = next((node[key] for key in ("title", "name", "value") if node.get(key)), None)
    return name if isinstance(name, str) and len(name) <= MAX_PAPER else None


def of_pieces(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return fields without a text to which the objects of a list are joined that are pieces of one: each says another thing.

    >>> sorted(of_pieces({"timestamp": 1, "data": [{"post": "The ferry sails. " * 9}, {"update_timestamp": 2}]}))
    ['post', 'timestamp', 'update_timestamp']
    """
    for key, items in fields.items():
        joined = {} if OTHER_THINGS.search(str(key)) else _joined(items)
        if text_size(joined) and not joined.keys() & fields.keys():
            return {name: fields[name] for name in fields if name != key} | joined
    return fields


def _joined(items: Any) -> dict[str, Any]:
    """Return as one the objects of a list that say one thing each; nothing where two say the same, or one says more."""
    if not _are_objects(items):
        return {}
    joined = {name: value for item in items for name, value in item.items()}
    return joined if len(joined) == len(items) == sum(map(len, items)) else {}


def _are_runs(runs: list[Any]) -> bool:
    """Return whether a list holds texts and, among them, marked ones: as Telegram writes a message."""
    has_marked = any(isinstance(run, Mapping) for run in runs)
    return (
        has_marked
        and all(
            isinstance(run, str)
            or (isinstance(run, Mapping) and isinstance(run.get("text"), str) and "type" in run)
            for run in runs
        )
        and (any(isinstance(run, str) for run in runs))
    )


def _parts(fields: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the names and values of what stands in the objects of a record, outer ones first."""
    given = stated_fields(fields)
    waiting: list[tuple[str, Mapping[str, Any], int]] = [("", fields, 0)]
    n = 0
    while waiting:
        path, node, depth = waiting.pop(0)
        for key, item in node.items():
            n += 1
            if n > MAX_LIFTED:
                return
            name = f"{path}.{key}" if path else str(key)
            field = field_of(key)
            is_named = isinstance(item, Mapping | list) and field in NAMED
            if field and depth and field not in given and (is_named or says_something(item)):
                given.add(field)
                yield str(key), item
            elif isinstance(item, Mapping) and not is_named:
                if depth < MAX_DEPTH and not OTHER_THINGS.search(str(key)):
                    waiting.append((name, item, depth + 1))
            elif depth and isinstance(item, str) and field is None:
                yield name, item


def _objects(node: Mapping[str, Any], depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """Yield an object and those in it, outer ones first, but for what is about something else."""
    yield node
    if depth < MAX_DEPTH:
        for key, item in node.items():
            if isinstance(item, Mapping) and not OTHER_THINGS.search(str(key)):
                yield from _objects(item, depth + 1)


def _texts(node: Mapping[str, Any], depth: int) -> Iterator[str]:
    """Yield the texts of a block: under keys that stand for a text, or of the blocks in it."""
    for key, item in node.items():
        if str(key) in TOLD_KEYS:
            yield from _texts_of(item, depth)


def _texts_of(item: Any, depth: int) -> Iterator[str]:
    """Yield what a text, a block or a list of both says; runs are one text."""
    if isinstance(item, str):
        yield from filter(str.strip, [item])
    elif isinstance(item, Mapping) and depth < MAX_DEPTH:
        yield from _texts(item, depth + 1)
    elif isinstance(item, list) and depth < MAX_DEPTH:
        texts = ([one] if isinstance(one, str) else _texts_within(one, depth) for one in item)
        pieces = list(itertools.chain.from_iterable(texts))
        yield from ["".join(pieces)] if are_runs(item) and pieces else pieces


def _texts_within(item: Any, depth: int) -> Iterator[str]:
    return _texts(item if isinstance(item, Mapping) else {}, depth + 1)
