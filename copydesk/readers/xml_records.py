"""XML and its kin: one element is one record, behind what its document says of all of them.

Which elements are records is a matter of the vocabulary (`VOCABULARIES`); a document of none of them is looked at for
the element that reads like an article (`xml_other`). A record's bytes are the root's start tag, the elements of the head
that it inherits, a line feed, and the element.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO

from copydesk.readers.fields import own_id
from copydesk.readers.place import Place, Reading, excerpt_of
from copydesk.readers.recode import as_utf8, original_bytes
from copydesk.readers.recognise import xml_root
from copydesk.readers.stream import Stream, as_stream
from copydesk.readers.xml_agency import read_g2_item, read_news_item, read_nitf, stories_of_item
from copydesk.readers.xml_cut import Piece, Tags, cut_elements, tags_of, without_comments
from copydesk.readers.xml_feeds import read_feed_item, read_sitemap_entry
from copydesk.readers.xml_other import find_record_name, read_any_element, read_filemaker_row
from copydesk.readers.xml_texts import (
    articles_of_tei,
    read_doc,
    read_jats,
    read_proquest,
    read_reference,
    read_tei,
    read_wiki_page,
)
from copydesk.readers.xml_tree import (
    Element,
    children,
    local_name,
    lone_stories,
    parse_tree,
    to_bytes,
)
from copydesk.records import RawRecord, Rejection
from copydesk.text.encoding import decode_text, html_charset

HEAD = 1 << 20  # chosen: bytes in which the root and the first record must begin
MAX_FRAME = 1 << 13  # the frame is part of every record: a huge one would multiply the file
MAX_FRAME_ELEMENT = 1 << 12
"""Chosen: bytes of a title, a date or the names of columns that stand before the stories, within MAX_FRAME."""
MAX_STORIES = 2_000  # of one element: each is written with all that stands around the stories
DOCTYPE = re.compile(rb"<!DOCTYPE[^\[>]*+(?:\[(?:[^\]]|\](?!\s*>))*+\]\s*+)?>", re.IGNORECASE)
ROOT_TAG = re.compile(rb"<(?P<name>[A-Za-z_][\w.:\-]*+)(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+>")
FRAME_ELEMENT = rb"<((?:[\w.\-]{1,40}:)?%s)(?=[\s>])[^<>]*+>"
WEBLOG_AUTHOR = re.compile(rb"<wp:author>(?:[^<]++|<(?!/?wp:author>))*+</wp:author>")
MAX_WEBLOG_AUTHORS = 10_000  # chosen: authors of one weblog that are kept; bounds memory
LOG_IN = re.compile(rb"<(?:wp:author_login|dc:creator)>\s*+(?:<!\[CDATA\[)?+([^<>\]]++)")
"""A weblog's export signs its posts with log-ins; whose they are stands once, in its head."""
SITE = re.compile(rb"<link>\s*+https?://[^<>\s]{1,500}+\s*+</link>")
RELATIVE_LINK = re.compile(rb"<link>\s*+(?:<!\[CDATA\[)?+\s*+[./?]")
"""How an item of RSS gives an address within the site that its channel is of: its record's frame holds that, too."""
JATS_MARK = b"<article-meta"
CHANNEL = re.compile(rb"<channel(?=[\s>])", re.IGNORECASE)

Found = Mapping[str, Any]
"""The fields of a record; a `problem` among them says why it is none."""


@dataclasses.dataclass(frozen=True, slots=True)
class Vocabulary:
    """A kind of document: how its root and its records are called, what of its head they inherit, how one is read."""

    roots: frozenset[str]
    records: tuple[str, ...]
    read: Callable[[Element, Element], Found]
    frame: tuple[str, ...] = ()
    any_case: bool = False
    split: Callable[[Element], list[Element]] | None = (
        None  # the stories of a record that holds several
    )
    sign: bytes = b""  # what must stand in the head, too, where others call their root so


VOCABULARIES: dict[str, Vocabulary] = {
    "feed": Vocabulary(frozenset({"rss", "rdf", "feed", "channel"}), ("item", "entry"), read_feed_item, ("title", "language", "author")),
    "sitemap": Vocabulary(frozenset({"urlset", "sitemapindex"}), ("url", "sitemap"), read_sitemap_entry),
    "nitf": Vocabulary(frozenset({"nitf"}), ("nitf",), read_nitf),
    "newsml": Vocabulary(frozenset({"newsml"}), ("NewsItem",), read_news_item, split=stories_of_item),
    "newsml-g2": Vocabulary(frozenset({"newsmessage", "newsitem", "packageitem", "conceptitem", "knowledgeitem"}), ("newsItem", "packageItem", "conceptItem", "knowledgeItem"), read_g2_item, any_case=True),  # RCV1 writes it small
    "tei": Vocabulary(frozenset({"tei", "tei.2", "teicorpus"}), ("TEI", "TEI.2"), read_tei, split=articles_of_tei),
    "mediawiki": Vocabulary(frozenset({"mediawiki"}), ("page",), read_wiki_page, ("sitename", "base")),
    "filemaker": Vocabulary(frozenset({"fmpxmlresult"}), ("ROW",), read_filemaker_row, ("METADATA",)),
    "proquest": Vocabulary(frozenset({"record"}), ("RECORD",), read_proquest, sign=b"<GOID>"),
    "endnote": Vocabulary(frozenset({"xml"}), ("record",), read_reference, sign=b"<ref-type"),
    "doc": Vocabulary(frozenset({"doc"}), ("DOC",), read_doc, any_case=True),
}  # fmt: skip


def read_xml(stream: BinaryIO | Stream, place: Place) -> Reading:
    """Yield one record per element of the vocabulary; an element without its end costs itself."""
    stream, wide = as_utf8(as_stream(stream))
    head = stream.peek(HEAD)
    root = xml_root(head)
    vocabulary = _vocabulary(root, head)
    if vocabulary is None:
        raw = stream.read(place.limits.max_record_bytes)
        stream.skip()
        damage = stream.tell_damage()
        detail = f"an XML document <{root}> in which no element reads like an article"
        reason = damage.reason if damage else "not_a_record"
        yield place.reject("", reason, damage.detail if damage else detail, raw)
        return
    tags = tags_of(vocabulary.records, any_case=vocabulary.any_case)
    reading = _Reading(place, vocabulary, tags, stream, wide, html_charset(head))
    for piece in cut_elements(stream, tags, place.limits.max_record_bytes):
        yield from reading.piece(piece)


def _vocabulary(root: str, head: bytes) -> Vocabulary | None:
    """Return the vocabulary of a document by its root, else one made for the element that reads like an article."""
    name = root.rpartition(":")[2].lower()
    if JATS_MARK in head:
        return Vocabulary(frozenset({name}), ("article",), read_jats)
    for known in VOCABULARIES.values():
        if name in known.roots and known.sign in head:
            return known
    record = find_record_name(decode_text(DOCTYPE.sub(b"", head), html_charset(head))[0])
    return Vocabulary(frozenset({name}), (record,), read_any_element) if record else None


class _Reading:
    """One pass over a document: counts records, holds the frame."""

    def __init__(
        self,
        place: Place,
        vocabulary: Vocabulary,
        tags: Tags,
        stream: Stream,
        wide: str | None,
        charset: str | None,
    ) -> None:
        self.place, self.vocabulary, self.tags = place, vocabulary, tags
        self.stream, self.wide = stream, wide
        self.charset = None if wide else place.encoding or charset
        self.frame = b""
        self.authors: dict[bytes, bytes] = {}
        self.site = b""
        self.number = 0

    def piece(self, piece: Piece) -> Reading:
        """Yield what a piece holds; what stands between elements is the frame, unless the end of a record is in it."""
        if piece.kind == "between":
            if self.tags.stray_end.search(without_comments(piece.raw)):
                yield self._broken(piece, "the end of a record without its start")
            else:
                self._head(piece.raw)
            return
        if len(piece.raw) > self.place.limits.max_record_bytes:
            yield self._reject("too_large", "the element is larger than a record may be", piece.raw)
        elif piece.kind == "open":
            yield self._broken(piece, "the element has no end")
        else:
            yield from self._record(piece.raw)

    def _head(self, between: bytes) -> None:
        """Take what stands between elements as the frame of the next, and whom it names as authors."""
        named = {_log_in(author): author for author in WEBLOG_AUTHOR.findall(between)}
        if len(self.authors) < MAX_WEBLOG_AUTHORS:
            self.authors |= {k: v for k, v in named.items() if len(v) <= MAX_FRAME_ELEMENT}
        if site := SITE.search(between):
            self.site = site.group()
        rest = WEBLOG_AUTHOR.sub(b"", between) if named else between
        self.frame = frame_of(rest, self.vocabulary.roots, self.vocabulary.frame) or self.frame

    def _record(self, element: bytes) -> Reading:
        """Yield the record of one element, or of each story in it, or why it is none."""
        frame = self._frame_of(element)
        raw = frame + b"\n" + element if frame else element
        tree = parse_tree(decode_text(raw, self.charset)[0])
        found = _record_in(tree, self.vocabulary) if tree is not None else None
        kept = original_bytes(raw, self.wide)
        if tree is None or found is None:
            yield self._reject("broken_record", "the element can't be parsed", kept)
            return
        stories = self.vocabulary.split(found) if self.vocabulary.split else []
        self.number += 1
        step = f"record {self.number}"
        if len(stories) < 2:
            yield self._item(step, found, tree, kept, element)
            return
        if len(stories) > MAX_STORIES:
            detail = f"the element holds {len(stories):,} stories"
            yield self.place.reject(step, "too_large", detail, kept)
            return
        for number, story in enumerate(lone_stories(found, stories), 1):
            yield self._item(f"{step};story {number}", story, tree, to_bytes(story))

    def _frame_of(self, element: bytes) -> bytes:
        """Return what an element inherits: of many authors its own, and the site where it gives an address within it."""
        frame = self.frame
        if self.authors:
            frame += self.authors.get(_log_in(element), b"")
        is_within = frame and self.site and RELATIVE_LINK.search(element)
        return frame + self.site if is_within else frame

    def _item(
        self, step: str, element: Element, tree: Element, raw: bytes, shown: bytes = b""
    ) -> RawRecord | Rejection:
        """Return the record of one story, or why it is none: with what is shown of it, since all share their frame."""
        fields = dict(self.vocabulary.read(element, tree))
        problem = fields.pop("problem", None)
        own = own_id(fields, self.place.columns)
        if problem:
            told = self.place.reject(step, "not_a_page", str(problem), raw, source_record_id=own)
            return dataclasses.replace(told, excerpt=excerpt_of(shown or raw))
        return self.place.record(step, "fields", raw, fields=fields, source_record_id=own)

    def _broken(self, piece: Piece, detail: str) -> Rejection:
        """Return the rejection of an element that is not whole; where the stream was cut, that is the reason."""
        damage = self.stream.tell_damage() if piece.is_last else None
        reason = damage.reason if damage else "broken_record"
        return self._reject(
            reason, damage.detail if damage else detail, original_bytes(piece.raw, self.wide)
        )

    def _reject(self, reason: Any, detail: str, raw: bytes) -> Rejection:
        self.number += 1
        return self.place.reject(f"record {self.number}", reason, detail, raw)


def _log_in(element: bytes) -> bytes:
    """Return the log-in that an element of a weblog's export gives first; b"" where it gives none."""
    found = LOG_IN.search(element)
    return found[1].strip() if found else b""


def _record_in(tree: Element, vocabulary: Vocabulary) -> Element | None:
    """Return the record's element in the tree of frame and record."""
    names = {name.lower() for name in vocabulary.records}
    if local_name(tree).lower() in names:
        return tree
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        for child in children(node):
            if local_name(child).lower() in names:
                return child
            waiting.append(child)
    return None


def frame_of(between: bytes, roots: frozenset[str], names: tuple[str, ...]) -> bytes:
    """Return the start tag of a document's root, with the elements of the head by these names; b"" where no root begins.

    >>> frame_of(b"<?xml version='1.0'?><rss><channel><title>Post</title><ttl>5</ttl>", frozenset({"rss"}), ("title",))
    b'<rss><channel><title>Post</title>'
    """
    text = DOCTYPE.sub(b"", between[:HEAD])
    root = ROOT_TAG.search(text)
    if root is None or root.group().endswith(b"/>") or len(root.group()) > MAX_FRAME:
        return b""
    if root.group("name").decode("ascii", "replace").rpartition(":")[2].lower() not in roots:
        return b""
    head = text[root.end() : root.end() + MAX_FRAME]
    parts = [root.group()]
    if CHANNEL.match(head.lstrip()):
        parts.append(b"<channel>")
    for name in names:
        opening = re.search(FRAME_ELEMENT % re.escape(name.encode()), head)
        closing = opening and re.compile(rb"</%s\s*+>" % re.escape(opening[1])).search(
            head, opening.end()
        )
        if opening and closing and closing.end() - opening.start() <= MAX_FRAME_ELEMENT:
            parts.append(head[opening.start() : closing.end()])
    return b"".join(parts)
