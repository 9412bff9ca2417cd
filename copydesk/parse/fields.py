"""A record of named fields (JSON, CSV, Parquet, SGML) to an article."""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import itertools
import re
from collections.abc import Mapping, Sequence
from typing import Any

from copydesk.parse.authors import read_authors, read_credit, read_list
from copydesk.parse.date_zones import Places
from copydesk.parse.dates import FIRST_DAYS, DateOrder, ReadDate, read_date, update_part
from copydesk.parse.draft import Draft, with_flag
from copydesk.parse.fields_columns import Cell, columns_of, is_empty, is_in_utc, values_of
from copydesk.parse.fields_text import (
    TAG,
    choose_text,
    field_text,
    is_markdown,
    is_whole_page,
    joined,
    of_wiki,
    part_cut_mark,
    read_paragraphs,
    strip_codes,
    strip_markdown,
    written_markup,
)
from copydesk.parse.html import finish_told, read_fragment, read_page
from copydesk.parse.html_body import Block
from copydesk.parse.html_bylines import signed_names
from copydesk.parse.html_clean import MAX_STAMP, clean_blocks
from copydesk.parse.html_tree import MarkupError
from copydesk.parse.languages import detect_language, language_named
from copydesk.parse.metadata import read_keywords
from copydesk.parse.page_places import is_day_first_there, publisher_zone
from copydesk.parse.repair import repair_text, unescape_source
from copydesk.parse.titles import clean_title, key_of, squeeze
from copydesk.parse.urls import clean_url, day_in_url, domain_of
from copydesk.parse.words import count_words
from copydesk.records import ParsedArticle, RawRecord, Rejection, SourceConfig, reject
from copydesk.text.field_names import field_of, numbered, plain_name
from copydesk.text.long_numbers import read_json

MAX_SECTION_CHARS = 200
LONGEST_TEASER_CHARS = 400
"""Interfaces cut descriptions at 160 to 260 characters; papers write standfirsts of 300."""
MIN_TOLD_WORDS = 25
"""Chosen: fewer than those of a whole teaser are a line about the story. (Feeds' items are read by the same words, however few.)"""
WHOLE = re.compile(r"[.!?。？！।][\"”’»)\]]?\s*$")
"""How a paragraph ends that no machine has cut."""
SAMPLE_CHARS = 2_000
"""Chosen: some paragraphs are enough to tell a language by, and the time does not grow with the text."""
DATELINE_DASH = re.compile(r"\s[-–—]{1,2}\s+(?=\S)")
SOCIAL_NETWORK = re.compile(
    r"(?i)^(?:www\.)?(?:facebook|twitter|x|instagram|youtube|linkedin)\.com$"
)
"""Sites where a publisher has a page: never the publisher."""
SITE_PATH = re.compile(r"^https?://[^/?#]+(?:/[^/?#]|/?\?)")
"""An address within a site: the site's own is that of the publisher."""
CALLED = ("name", "title", "label", "data", "attributes", "node", "fields")
"""Keys under which an object says how what it stands for is called, itself or in an object in it."""
TAGGED = ("term", "text", "value", "label")
"""The same of a tag: of a feed, of Arc, where its name is its kind, of an extractor."""
SLUG = re.compile(r"[A-Za-z0-9]+(?:[-_]+[A-Za-z0-9]+)+")
"""A word by which a desk calls a story: no headline where there is another."""
LABEL = re.compile(
    r"(?i)(?:true|false|fake|real|mostly[- ](?:true|false)|half[- ]true|pants[- ]on[- ]fire|yes|no|reliable|unreliable"
    r"|satire|bias|hate|spam|ham|positive|negative|neutral|unknown|none|[-+]?\d+(?:\.\d+)?)"
)
"""What a column of labels for a classifier holds: no part of a paper is called so."""
PERSIAN_YEAR = re.compile(r"(?<!\d)1[34]\d\d[/.-]\d|\d[/.-]1[34]\d\d(?!\d)")
PARTS_OF_DAY = 3  # year, month, day
STRUCT = 9  # numbers by which Python tells a moment
QUARTER = 15  # minutes: every clock on earth is off by a whole number of quarters of an hour
WIDEST = 14 * 60
"""Minutes: no zone is further from UTC than +14:00 (IANA tz database, Pacific/Kiritimati)."""


TELLING = ("title", "subtitle", "body", "html", "dateline")
"""Fields without which a record has neither a text nor a title: all else is about them."""


def parse_fields(record: RawRecord, source: SourceConfig) -> ParsedArticle | Rejection:
    """Return the article of a record of named fields, or why there is none."""
    if state := unprinted_state(record.fields or {}):
        return reject(record, "parse", ("not_an_article",), f"nothing that was printed: {state}")
    columns = columns_of(opened(record.fields or {}, source), source)
    if columns["html"] and (state := answered_error(record.fields or {})):
        return reject(record, "parse", ("http_error",), f"the server answered {state}")
    try:
        is_told = any(columns[name] for name in TELLING)
        draft = _draft(columns, record, source) if is_told else Draft()
    except MarkupError as error:
        return reject(record, "parse", (error.reason,), str(error))
    if draft.blocks and not _says_title_again(draft):
        return finish_told(_flagged(draft, columns), record)
    said = TITLE_ONLY if draft.title else "no text"
    reason = "no_body" if draft.title or columns["subtitle"] or columns["body"] else "no_text"
    names = ", ".join(sorted(str(name) for name in record.fields or {}))[:200]
    return reject(record, "parse", (reason,), f"the record has {said}; its fields: {names}")


STATES = frozenset(("status", "poststatus", "draft", "published", "pubstatus"))
UNPRINTED = frozenset(
    (("status", "draft"), ("status", "autodraft"), ("status", "trash"), ("draft", "true"), ("published", "false"),
     ("pubstatus", "canceled"), ("pubstatus", "withheld"))
)  # fmt: skip
"""What systems for content (Ghost, WordPress, Strapi), makers of static sites (Hugo, Jekyll) and agencies (IPTC's ninjs, NewsML-G2)
write beside what they do not show, or took back."""


def unprinted_state(fields: Mapping[str, Any]) -> str | None:
    """Return what a record says of itself where that means that its text was never shown; None for any other.

    >>> unprinted_state({"post_status": "draft"}), unprinted_state({"draft": False}), unprinted_state({"status": "Draft law"})
    ('post_status: draft', None, None)
    """
    for name, value in fields.items():
        plain = plain_name(name)
        if plain in STATES and isinstance(value, str | bool):
            said = (plain.removeprefix("post"), plain_name(str(value)))
            if said in UNPRINTED:
                return f"{name}: {str(value).lower()}"
    return None


ANSWERS = frozenset(("status", "statuscode", "httpstatus", "httpcode", "httpstatuscode", "responsecode", "responsestatus"))  # fmt: skip
ERRORS = range(400, 600)
"""Codes of errors of client and server (RFC 9110, sections 15.5 and 15.6)."""


def answered_error(fields: Mapping[str, Any]) -> str | None:
    """Return the code with which a server refused the page that a record holds; None for a page that it gave.

    >>> answered_error({"url": "u", "status": 404}), answered_error({"status": "200"}), answered_error({"status": "404 homes lost"})
    ('404', None, None)
    """
    for name, value in fields.items():
        if isinstance(value, int | str) and plain_name(name) in ANSWERS:
            code = str(value).strip()
            if code.isdecimal() and len(code) == len("404") and int(code) in ERRORS:
                return code
    return None


MAX_TITLE_AGAIN = 600  # chosen: characters within which a headline and a paper's name have room


def _says_title_again(draft: Draft) -> bool:
    """Return whether a text is the headline and the paper's name once more, as aggregators' feeds of links give it."""
    text = " ".join(block.text for block in draft.blocks) if len(draft.blocks) < 3 else ""
    key, title = key_of(text[:MAX_TITLE_AGAIN]), key_of(draft.title)
    return bool(title) and key in (
        title,
        title + key_of(draft.publisher),
        key_of(draft.publisher) + title,
    )


TITLE_ONLY = "a title only (a text in another table is to be joined to it first)"
WRITTEN_OBJECT = re.compile(r"\s*\{\s*[\"'].*\}\s*", re.DOTALL)
MIN_WRITTEN, MAX_WRITTEN = 80, 1 << 22
"""Chosen: shorter has no text in it; longer would be read twice at a cost."""


BASE64_OBJECT = ("eyJ", "eyAi", "ewog", "ewoJ", "ew0K")
"""How the base64 of an object of JSON begins (`{"`, `{ "`, or a brace and a line feed): values of Kafka, Kinesis, Pub/Sub."""


def _of_base64(value: str) -> str:
    """Return the text that a value is the base64 of; "" where it is of none.

    >>> _of_base64("eyJhIjogMX0="), _of_base64("eyJt is said.")
    ('{"a": 1}', '')
    """
    try:
        return base64.b64decode(value, validate=True).decode("utf-8")
    except ValueError:
        return ""


def opened(fields: Mapping[str, Any], source: SourceConfig) -> Mapping[str, Any]:
    """Return the fields with those of an article that one of them holds as JSON in a text, and with numbered columns as lists."""
    declared = {column for _, column in source.columns}
    return with_lists(_opened(fields), declared)


def with_lists(fields: Mapping[str, Any], declared: set[str]) -> Mapping[str, Any]:
    """Return fields with one list in the place of columns that number what an article has several of, in the order of the numbers.

    >>> with_lists({"title": "A", "p10": "Last it sank.", "p2": "Then it sailed.", "p1": "It came."}, set())["paragraphs"]
    ['It came.', 'Then it sailed.', 'Last it sank.']
    >>> with_lists({"title1": "A", "text1": "It came.", "title2": "B", "text2": "It went."}, set()).keys()  # two articles
    dict_keys(['title1', 'text1', 'title2', 'text2'])
    """
    for stem, names in numbered(tuple(fields)):
        values = [fields[name] for name in names if not is_empty(fields[name])]
        if declared.isdisjoint(names) and _are_pieces(values):
            fields = {stem: values, **{k: v for k, v in fields.items() if k not in names}}
    return fields


def _are_pieces(values: list[Any]) -> bool:
    """Return whether all values are texts and none holds another."""
    is_text = all(isinstance(value, str) for value in values)
    return is_text and not any(a in b for a, b in itertools.permutations(values, 2))


def _opened(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the fields with those of an article that one of them holds as JSON in a text.

    >>> _opened({"url": "u", "payload": '{"title": "A", "text": "' + "b" * 80 + '"}'})["title"]
    'A'
    """
    for name, value in fields.items():
        if not isinstance(value, str) or not MIN_WRITTEN <= len(value) <= MAX_WRITTEN:
            continue
        written = _of_base64(value) if value.startswith(BASE64_OBJECT) else value
        if written[:1] not in " {" or not WRITTEN_OBJECT.fullmatch(written):
            continue
        try:
            inner = read_json(written)
        except (ValueError, RecursionError):
            continue
        for told in _layers(inner):
            if any(field_of(key) in ("title", "body", "html") for key in told):
                others = {key: item for key, item in fields.items() if key != name}
                return {**{str(key): item for key, item in told.items()}, **others}
    return fields


def _layers(value: Any) -> list[dict[Any, Any]]:
    """Return an object and those in it, which an envelope may hold; none of any other value."""
    found = [value, *value.values()] if isinstance(value, dict) else []
    return [item for item in found if isinstance(item, dict)]


def _draft(columns: Mapping[str, list[Cell]], record: RawRecord, source: SourceConfig) -> Draft:
    """Return what the fields say, and behind them what a page among them says."""
    text, teasers, is_lead = _text_and_teasers(columns)
    url = _first_url(columns["url"]) or clean_url(record.url)
    page = _page_among(columns, text, url, source)
    behind = [name for name in (page.publisher, domain_of(url)) if name]
    publisher = _publisher(values_of(columns["publisher"]), source, behind)
    names = [publisher, *behind] if publisher else []
    names += [squeeze(name) for name in values_of(columns["publisher"]) if isinstance(name, str)]
    titles = _titles(columns["title"], names)
    if titles and SLUG.fullmatch(titles[0]):
        titles.sort(key=lambda title: SLUG.fullmatch(title) is not None)
    titles = sorted(titles, key=lambda title: not _begins_before(title, titles[0], url))
    language = _language(values_of(columns["language"])) or source.language or page.language
    if language is None and _counts_as_persians(columns["published"]):
        language = detect_language(text[:SAMPLE_CHARS])[0]
    dates = _Dates(source, language, url)
    signed = [_unescaped(value) for value in values_of(columns["authors"])]
    stated = Draft(
        url=url,
        publisher=publisher,
        title=next(iter(titles), None),
        subtitle=_subtitle(values_of(teasers)),
        authors=read_authors(signed, names),
        credit=read_credit(signed, names),
        published=_published(columns["published"], dates, text),
        updated_at=dates.moment(columns["updated"]) or dates.second_stamp(columns["published"]),
        section=_section(values_of(columns["section"])),
        language=language,
        usual_language=source.usual_language,
        keywords=read_keywords(
            _without_title(_keyword_values(values_of(columns["keywords"])), titles)
        ),
        dateline=_dateline(values_of(columns["dateline"])),
        crawled_at=record.crawled_at or dates.moment(columns["crawled"]),
        source_record_id=record.source_record_id or _short_text(values_of(columns["id"][:1])),
    )
    draft = _before(stated, page)
    if draft.published is None:
        draft = dataclasses.replace(draft, published=_url_date(url, source))
    if page.blocks:
        draft = _without_cut_mark(draft)
    else:
        draft = _with_text(draft, _opening(values_of(columns["dateline"])) + text, titles)
    return with_flag(draft, "truncated_by_source") if is_lead else draft


ONCE = ("title", "published")
"""Our fields of which an article has one."""


def _flagged(draft: Draft, columns: Mapping[str, list[Cell]]) -> Draft:
    """Return the draft with a flag where more than one value is stated under one name for what an article has one of."""
    is_twice = any(len(_stated(cell.value)) > 1 for name in ONCE for cell in columns[name])
    return with_flag(draft, "stated_twice") if is_twice else draft


def _stated(value: Any) -> list[Any]:
    """Return the texts under one name that is written again, or a list of texts, each once; of any other value itself.

    >>> _stated(["Ferry sails", "Tram stops", "Ferry sails"]), _stated("Ferry sails")
    (['Ferry sails', 'Tram stops'], ['Ferry sails'])
    """
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return list(dict.fromkeys(filter(str.strip, value)))
    return [value]


LEADS = frozenset(("leadparagraph", "firstparagraph"))
"""Names of a column that holds how the text begins, and no words about it."""
OF_PAGE = ("meta", "og")
"""How names begin under which a page says what it is about."""


def _text_and_teasers(columns: Mapping[str, list[Cell]]) -> tuple[str, list[Cell], bool]:
    """Return the text of the story, the cells that tell of it in short, and whether no more than its beginning is there."""
    text = strip_codes(_with_intro(columns["body"]))
    teasers = columns["subtitle"]
    if text or columns["html"]:
        cells = values_of([*columns["body"], *columns["html"]])
        return (
            text,
            teasers,
            any(isinstance(cell, str) and len(cell) == FULL_CELL for cell in cells),
        )
    # Longer than any teaser, or whole sentences: the text, whatever its column is called.
    long = [c for c in teasers if _is_text(c)]
    leads = [] if long else [c for c in teasers if c.name in LEADS]
    text = strip_codes(choose_text(values_of(long or leads)))
    return text, [c for c in teasers if c not in long and c not in leads], bool(leads)


FULL_CELL = 32_767
"""Characters that a cell of a spreadsheet holds at most (Excel's limits): a text of as many was cut there."""
INTRO, REST = "introtext", "fulltext"
"""Joomla's columns: what stands above "read more", and the rest, which does not say the beginning again."""


def _with_intro(cells: list[Cell]) -> str:
    """Return the text of the columns of a text; one that stands in two, its beginning in a column of its own, is put together."""
    text = choose_text(values_of(cells))
    intro, rest = (
        next((field_text(c.value) for c in cells if c.name == n), "") for n in (INTRO, REST)
    )
    keys = key_of(intro), key_of(rest)
    is_parted = text in (intro, rest) and all(keys)
    is_parted = is_parted and keys[0] not in keys[1] and keys[1] not in keys[0]
    return joined([intro, rest]) if is_parted else text


def _is_text(cell: Cell) -> bool:
    """Return whether what a column of teasers holds is longer than any, or whole sentences that nobody cut and no page says of itself."""
    text = field_text(cell.value)
    if len(text) >= LONGEST_TEASER_CHARS:
        return True
    if cell.name in LEADS or cell.name.startswith(OF_PAGE):
        return False
    plain = TAG.sub(" ", text).rstrip()
    is_whole = WHOLE.search(plain) is not None and not part_cut_mark(plain)[1]
    return is_whole and count_words(plain) >= MIN_TOLD_WORDS


def _page_among(
    columns: Mapping[str, list[Cell]], text: str, url: str | None, source: SourceConfig
) -> Draft:
    """Return what a field that holds a page, or part of one, says."""
    markup = strip_codes(choose_text(values_of(columns["html"])))
    markup = written_markup(markup or text) or markup
    if not markup:
        return Draft()
    try:
        if is_whole_page(markup):
            return read_page(markup, url, source) or Draft()
        return read_fragment(markup)
    except MarkupError:
        if text:
            return Draft()  # it is read as plain text
        raise


def _before(stated: Draft, page: Draft) -> Draft:
    """Return what is stated, and where nothing is, what the page says; who dated or signed it took the page for a story."""
    names = [field.name for field in dataclasses.fields(Draft)]
    draft = Draft(**{name: getattr(stated, name) or getattr(page, name) for name in names})
    is_recorded = stated.published is not None or stated.authors
    return dataclasses.replace(draft, article_chance=None) if is_recorded else draft


def _titles(cells: list[Cell], names: list[str]) -> list[str]:
    """Return the titles that the cells state, without the publisher's name."""
    stated = (value for cell in cells for value in _stated(cell.value)[:1])
    texts = (clean_title(_unescaped(field_text(value)), names) for value in stated)
    return [title for title in texts if title]


def _begins_before(title: str, cut: str, url: str | None) -> bool:
    """Return whether a title is another with its beginning, up to a colon, that the address says, too: readers of pages take the longest piece.

    >>> _begins_before("Ann Lee: Ferry is late", "Ferry is late", "https://g.example/ann-lee-ferry-is-late")
    True
    >>> _begins_before("Opinion: Ferry is late", "Ferry is late", "https://g.example/ferry-is-late")
    False
    """
    before = title.removesuffix(cut).rstrip()
    key = key_of(before) + key_of(cut)[:SAME_START]
    return before.endswith(":") and key_of(before) != "" and key in key_of(url)


SAME_START = 8
"""Letters of a headline by which an address is known to go on with it."""


def _published(cells: list[Cell], dates: _Dates, text: str) -> ReadDate | None:
    """Return first publication; a month's name that nobody says the language of is read in that of the text."""
    published = dates.published(cells)
    if published is None and dates.language is None and cells and text:
        # A month's name may mean another month in another language: "listopad" is October or November.
        told = detect_language(text[:SAMPLE_CHARS])[0]
        return _Dates(dates.source, told, dates.url).published(cells)
    return published


TOP_HEADING = re.compile(
    r"\s*(?:#[ \t]+|(\*\*))(?P<title>\S[^\n]{2,300}?)(?(1)(?<![.:;,])\*\*[ \t]*|[ \t#]*)\n\s*(?=\S)"
)
"""The first line of a text of Markdown where it heads the whole: as a heading, or in bold and without a mark at its end."""
WITH_SITE = re.compile(r" [|–—-] \S[^|]{1,60}$")
"""What a page's title has behind the headline."""


def _with_text(draft: Draft, text: str, titles: list[str]) -> Draft:
    """Return the draft with the plain text of its field as body."""
    plain = unescape_source(text)
    whole, is_cut = part_cut_mark(of_wiki(plain))
    headings: frozenset[str] = frozenset()
    top = TOP_HEADING.match(whole)
    if top and (draft.title is None or WITH_SITE.match(draft.title.removeprefix(top["title"]))):
        draft = dataclasses.replace(draft, title=clean_title(top["title"]))
        whole = whole[top.end() :]
    if is_markdown(whole):
        whole, headings = strip_markdown(whole)
    paragraphs, is_repaired = read_paragraphs(whole)
    draft = dataclasses.replace(
        draft, authors=draft.authors or _signed(paragraphs, draft.publisher)
    )
    story = clean_blocks(
        [Block("heading" if part in headings else "paragraph", part) for part in paragraphs],
        titles,
        authors=draft.authors,
        is_plain=not headings,
    )
    draft = dataclasses.replace(
        draft,
        blocks=story.blocks,
        subtitle=draft.subtitle or story.standfirst,
        related_links=story.related_links,
        is_text_clean=True,
    )
    if is_cut or story.is_walled:
        draft = with_flag(draft, "truncated_by_source")
    return with_flag(draft, "text_repaired") if is_repaired or plain != text else draft


N_OPENING = 3
"""Chosen: lines of a text among which a byline may stand: behind the headline and a standfirst, say."""


def _signed(paragraphs: Sequence[str], publisher: str | None) -> tuple[str, ...]:
    """Return who signs a text in a byline among its first lines."""
    lines = (line for line in paragraphs[:N_OPENING] if len(line) <= MAX_STAMP)
    signed = next((names for line in lines if (names := signed_names(line))), None)
    return read_authors([signed], [publisher] if publisher else []) if signed else ()


def _without_cut_mark(draft: Draft) -> Draft:
    """Return the draft without the mark of who cut its text, flagged where there is one."""
    last = draft.blocks[-1]
    text, is_cut = part_cut_mark(last.text)
    if text == last.text:
        is_short = sum(len(block.text) for block in draft.blocks) == len(last.text)
        return with_flag(draft, "truncated_by_source") if is_cut and is_short else draft
    rest = (dataclasses.replace(last, text=text),) if text.strip() else ()
    draft = dataclasses.replace(draft, blocks=(*draft.blocks[:-1], *rest))
    return with_flag(draft, "truncated_by_source") if is_cut else draft


def _unescaped(value: Any) -> Any:
    """Return a text that was written down as program source, or in a wrong encoding, as it was meant; any other value as it is."""
    return repair_text(unescape_source(value))[0] if isinstance(value, str) else value


def _first_url(cells: list[Cell]) -> str | None:
    """Return the first value that is an address; that of a site alone is no article's where a field says "source"."""
    for name, value in cells:
        value = _first_of(value)
        if isinstance(value, Mapping):
            value = value.get("@id") or value.get("url") or value.get("href")
        url = clean_url(value)
        if url and (name != "source" or SITE_PATH.match(url)):
            return url
    return None


def _publisher(values: list[Any], source: SourceConfig, behind: list[str]) -> str | None:
    """Return who published the record as stated, else the first name behind that."""
    if source.publisher:
        return source.publisher
    for value in values:
        value = _first_of(value)
        if isinstance(value, Mapping):
            told = {str(key).lower(): item for key, item in value.items()}
            value = _called(told, ("name", "title", "domain", "id"))
        if not isinstance(value, str):
            continue
        if url := clean_url(value):
            value = domain_of(url) or ""
        name = squeeze(_unescaped(value))
        if not SOCIAL_NETWORK.search(name) and 1 <= len(name) <= 100:
            return name
    return next(iter(behind), None)


def _subtitle(values: list[Any]) -> str | None:
    """Return the first text that can be a standfirst."""
    for value in values:
        text = part_cut_mark(squeeze(unescape_source(field_text(value))))[0]
        if 3 <= len(text) <= 2000 and not KEYWORD_LIST.fullmatch(text):
            return text
    return None


KEYWORD_LIST = re.compile(r"(?:[^\s,.;]++(?: [^\s,.;]++){0,2}, ?){4}.*[^.!?…]")
"""Keywords where a page's description should stand: four and more of one to three words, and no full stop."""


def _section(values: list[Any]) -> str | None:
    """Return the first value that can name a section of a paper: no label for a classifier does, and no number."""
    firsts = map(_first_of, values)
    named = [value for value in firsts if not LABEL.fullmatch(str(value).strip())]
    return _short_text(
        [v.split(",")[0] if isinstance(v, str) and SLUGS.fullmatch(v) else v for v in named]
    )


SLUGS = re.compile(r"[a-z0-9-]+(?:,[a-z0-9-]+)+")
"""Sections as a system for content names several: "world-news,politics"."""


def _keyword_values(values: list[Any]) -> list[Any]:
    """Return the values that can be keywords; a list may be written down, and a tag may be an object."""
    items = [item for value in values for item in _items_of(value)]
    tags = [item for item in items if not _is_category(item)]
    words = [_tag(item) or item if isinstance(item, Mapping) else item for item in tags]
    return [word for word in words if not LABEL.fullmatch(str(word).strip())]


def _is_category(item: Any) -> bool:
    """Return whether a term of a weblog says that it is a section and no tag."""
    return isinstance(item, Mapping) and item.get("taxonomy") == "category"


def _tag(thing: Mapping[Any, Any]) -> str | None:
    """Return the text by which an object says what tag it is."""
    return next((thing[name] for name in TAGGED if isinstance(thing.get(name), str)), None)


def _without_title(values: list[Any], titles: list[str]) -> list[Any]:
    """Return keyword values without the title that some systems set among them: its commas would make keywords of its pieces."""
    cut = [title for title in titles if "," in title]
    for title in cut:
        whole = re.compile(re.escape(title) + r"(?:\s[-–|]\s[^,;]*)?")
        values = [whole.sub("", v) if isinstance(v, str) else v for v in values]
    return values


def _items_of(value: Any) -> list[Any]:
    """Return the items of a list, also of one that is written down; else the value alone."""
    is_list = isinstance(value, str) and value.lstrip().startswith(("[", "{"))
    listed = _listed((read_list(value) if is_list else None) or value)
    items = listed if isinstance(listed, list) else [listed]
    return [part for item in items for part in (item if isinstance(item, list) else [item])]


def _listed(value: Any) -> Any:
    """Return the list that an object of GraphQL holds; any other value as it is.

    >>> _listed({"edges": [{"node": {"name": "Coast"}}]}), _listed({"name": "Coast"})
    ([{'name': 'Coast'}], {'name': 'Coast'})
    """
    items = value.get("nodes", value.get("edges")) if isinstance(value, Mapping) else None
    if not isinstance(items, list):
        return value
    return [item.get("node", item) if isinstance(item, Mapping) else item for item in items]


def _called(thing: Mapping[Any, Any], names: tuple[str, ...]) -> Any:
    """Return what an object says first under some names."""
    return next((thing[name] for name in names if thing.get(name)), None)


def _first_of(value: Any) -> Any:
    """Return the first item of a list, None of an empty one; any other value as it is. An object or list may be written down.

    >>> _first_of("{'id': None, 'name': 'Oslen Post'}"), _first_of("Oslen Post")
    ({'id': None, 'name': 'Oslen Post'}, 'Oslen Post')
    """
    if isinstance(value, str) and value.lstrip().startswith(("[", "{")):
        value = read_list(value) or value
    value = _listed(value)
    return next(iter(value), None) if isinstance(value, list) else value


def _short_text(values: list[Any]) -> str | None:
    """Return the first value as a short text."""
    for value in values:
        value = _first_of(value)
        while isinstance(value, Mapping):
            value = _called(value, CALLED)
        if isinstance(value, str | int) and not isinstance(value, bool):
            text = squeeze(str(_unescaped(value)))
            if 1 <= len(text) <= MAX_SECTION_CHARS:
                return text
    return None


def _language(values: list[Any]) -> str | None:
    """Return the first value that is a language, by its code or its name."""
    return next((code for value in values if (code := language_named(str(value)))), None)


def _counts_as_persians(cells: list[Cell]) -> bool:
    """Return whether a date may be of the Persian calendar, if the text is Persian."""
    return any(isinstance(cell.value, str) and PERSIAN_YEAR.search(cell.value) for cell in cells)


DAY_KEYS = ("year", "monthValue", "month", "day", "dayOfMonth", "hour", "minute", "second")
"""Keys under which an object tells a moment in numbers, as Java and forms write it."""
CLOCKS = ("second", "minute")
"""Precision of a date with a time of day."""


class _Dates:
    """Reads the dates of one record under its source, language and address."""

    def __init__(self, source: SourceConfig, language: str | None, url: str | None) -> None:
        zone = publisher_zone(url)
        self.source, self.language, self.url = source, language, url
        self.places = Places(address_zone=zone.key if zone else None)
        self.orders = {
            name: DateOrder(how[0] == "d", _BASES[how[1:]]) for name, how in source.orders
        }
        self.there = is_day_first_there(url, ()) if not source.timezone else None

    def read(self, cell: Cell) -> ReadDate | None:
        """Return the date that a cell states."""
        value = cell.value
        if isinstance(value, Mapping) and "date-parts" in value:
            return self._of_parts(value["date-parts"])
        value = _of_numbers(value)
        if isinstance(value, bool) or not isinstance(value, str | int | float | dict):
            return None
        return read_date(value, self.source, self.language, self.places, self.order(cell.name))

    def _of_parts(self, parts: Any) -> ReadDate | None:
        """Return the day that a reference manager's parts give: `[["2021", 3, 4]]` of CSL and Crossref; less than a day is none."""
        first = parts[0] if isinstance(parts, list) and parts else None
        numbers = [str(part) for part in first] if isinstance(first, list) else []
        if len(numbers) < PARTS_OF_DAY or not all(map(str.isdecimal, numbers)):
            return None
        told = _in_parts([int(number) for number in numbers[:PARTS_OF_DAY]])
        return read_date(told, self.source, self.language, self.places) if told else None

    def order(self, column: str) -> DateOrder | None:
        """Return the order of day and month in a column: as declared, as learnt from the file, as the country writes."""
        if self.source.day_first is not None:
            return None
        if column in self.orders:
            return self.orders[column]
        return None if self.there is None else DateOrder(self.there, "known")

    def first(self, cells: list[Cell]) -> ReadDate | None:
        """Return the first date that the cells state."""
        return next((date for cell in cells if (date := self.read(cell)) is not None), None)

    def published(self, cells: list[Cell]) -> ReadDate | None:
        """Return first publication: of a local time and the same moment in UTC both."""
        local = self.first([cell for cell in cells if not is_in_utc(cell.name)])
        in_utc = self.first([cell for cell in cells if is_in_utc(cell.name)])
        if in_utc is None or in_utc.at is None or in_utc.precision not in CLOCKS:
            return self._told_again(local or in_utc, cells)
        stated = dataclasses.replace(in_utc, utc_offset=in_utc.utc_offset or 0, tz_basis="stated")
        if local is not None and local.on in FIRST_DAYS and not _is_near(local, in_utc):
            return stated  # a bare 1899-12-30 may be the day of an old paper, but not beside that
        if local is None or local.at is None or local.tz_basis == "stated":
            return local or stated
        minutes = round((local.at - in_utc.at).total_seconds() / 60)
        if local.utc_offset is not None or minutes % QUARTER or abs(minutes) > WIDEST:
            return local
        return dataclasses.replace(stated, on=local.on, utc_offset=minutes)

    def _told_again(self, date: ReadDate | None, cells: list[Cell]) -> ReadDate | None:
        """Return a date as another cell tells it that says more: the same moment with its zone, the same day with its time."""
        if date is None or date.utc_offset is not None or len(cells) == 1:
            return date
        others = (self.read(cell) for cell in cells if "publish" in cell.name)
        return next((other for other in others if other and _says_more(other, date)), date)

    def moment(self, cells: list[Cell]) -> dt.datetime | None:
        """Return the first value that is a moment with a time of day, in UTC."""
        date = self.published(cells)
        return date.at if date and date.precision in CLOCKS else None

    def second_stamp(self, cells: list[Cell]) -> dt.datetime | None:
        """Return the update that stands behind first publication in its own cell."""
        for cell in cells:
            if isinstance(cell.value, str) and (part := update_part(cell.value)):
                return self.moment([Cell(cell.name, part)])
        return None


def _of_numbers(value: Any) -> Any:
    """Return the moment that a list or an object gives in numbers; of another list its first item, any other value as it is."""
    if isinstance(value, Mapping) and "year" in value:
        value = [value[key] for key in DAY_KEYS if isinstance(value.get(key), int)]
    if isinstance(value, list):
        return _in_parts(value) or (value[0] if value else None)
    return value


def _says_more(other: ReadDate, date: ReadDate) -> bool:
    """Return whether a date is the same moment with its zone, or the same day with its time."""
    if date.precision in CLOCKS:
        return other.at == date.at and other.utc_offset is not None
    return other.on == date.on and other.precision in CLOCKS


def _in_parts(parts: list[Any]) -> str | None:
    """Return the moment that a list of numbers gives, as Java writes one, or Python's nine of a reader of feeds, which are in UTC.

    >>> _in_parts([2021, 5, 3, 16, 30]), _in_parts([2021, 5, 3, 16, 30, 0, 0, 123, 0]), _in_parts([2021, 57, 3])
    ('2021-05-03 16:30:00', '2021-05-03 16:30:00 UTC', None)
    """
    if not 3 <= len(parts) <= STRUCT or any(type(part) is not int for part in parts):
        return None
    if not (1000 <= parts[0] <= 9999 and 1 <= parts[1] <= 12 and 1 <= parts[2] <= 31):
        return None
    year, month, day, *clock = parts[:6]
    hour, minute, second = [*clock, 0, 0, 0][:3]
    told = f"{year}-{month:02}-{day:02}"
    told += f" {hour:02}:{minute:02}:{second:02}" if clock else ""
    return f"{told} UTC" if len(parts) == STRUCT else told


def _is_near(one: ReadDate, other: ReadDate) -> bool:
    """Return whether two dates are the same day on some clock of the world."""
    return one.on is not None and other.on is not None and abs((one.on - other.on).days) <= 1


_BASES: dict[str, Any] = {"": "column", "?": "assumed", "+": "known"}


def _url_date(url: str | None, source: SourceConfig) -> ReadDate | None:
    """Return the day that the address states."""
    day = day_in_url(url)
    return read_date(day.isoformat(), source) if day else None


def _dateline(values: list[Any]) -> str | None:
    """Return the dateline without the dash that parts it from the text, and without what follows the dash."""
    text = squeeze(field_text(values[0])) if values else ""
    text = DATELINE_DASH.split(text, maxsplit=1)[0].strip(" -–—")
    return text if 2 <= len(text) <= 200 else None


def _opening(values: list[Any]) -> str:
    """Return the first words of the story where they stand behind the dash of the dateline field, else nothing."""
    text = squeeze(field_text(values[0])) if values else ""
    parts = DATELINE_DASH.split(text, maxsplit=1)
    return f"{parts[1]} " if len(parts) == 2 and parts[1].strip(" -–—") else ""
