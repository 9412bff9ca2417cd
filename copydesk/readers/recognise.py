"""What a file is, by its name and by its first bytes: where they disagree, magic bytes win over the name."""

from __future__ import annotations

import codecs
import dataclasses
import functools
import re
import string
from pathlib import PurePosixPath

from copydesk.readers.compression import SUFFIXES
from copydesk.readers.csv_head import is_table
from copydesk.readers.html_table import is_table_of_articles
from copydesk.readers.labels import has_fields_below, is_labelled
from copydesk.readers.parted import parting_kind
from copydesk.readers.place import RecordFormat
from copydesk.text.encoding import sure_encoding
from schemas.quarantine import RejectionReason

HEAD = 1 << 16  # chosen: bytes by which a format is told

SUFFIX_FORMATS: dict[str, RecordFormat] = {
    ".txt": "text", ".text": "text", ".ris": "text",
    ".html": "html", ".htm": "html", ".xhtml": "html", ".shtml": "html",
    ".warc": "warc", ".wet": "warc",
    ".json": "json", ".jsonl": "json", ".ndjson": "json", ".jl": "json", ".jsonlines": "json",
    ".ldjson": "json", ".ldj": "json", ".json5": "json", ".geojson": "json", ".json-seq": "json",
    ".csv": "csv", ".tsv": "csv", ".tab": "csv",
    ".parquet": "parquet", ".pq": "parquet",
    ".sql": "sql",
    ".sgm": "sgml", ".sgml": "sgml",
    ".xml": "xml", ".rss": "xml", ".atom": "xml", ".rdf": "xml", ".nitf": "xml", ".newsml": "xml",
    ".tei": "xml", ".nxml": "xml", ".enex": "xml",
    ".arrow": "arrow", ".arrows": "arrow", ".feather": "arrow", ".orc": "arrow",
    ".story": "story",
    ".webarchive": "mime", ".mht": "mime", ".mhtml": "mime", ".eml": "mime", ".mbox": "mime",
    ".mbx": "mime",
    ".yaml": "yaml", ".yml": "yaml",
}  # fmt: skip

DOCUMENTATION = re.compile(
    # Shouted names with any tail (README_first.txt, LICENSE-MIT), plain ones only with a tail of their own kind:
    # "license-fees-rise.txt" is a story.
    r"(?:README|LICEN[CS]E|COPYING|CHANGELOG|CITATION|NOTICE)(?:[._\- ].*)?"
    r"|(?i:readme|licen[cs]e|copying|changelog|citation)(?i:\.(?:txt|md|rst|cff|bib|pdf))?"
    r"|(?i:readme)[._\-].*"
    r"|.*(?i:\.(?:md|dtd|rst|cff|bib|cdx|cdxj))"
)

OFFICE_SUFFIXES = frozenset(
    ".docx .dotx .xlsx .pptx .odt .ods .odp .jar .apk .whl .docm .xlsm .npz .kmz".split()
)
"""Zip files that are documents, not containers of records."""

OFFICE_FORMATS: dict[str, RecordFormat] = {
    ".docx": "document", ".docm": "document", ".dotx": "document", ".odt": "document",
    ".xlsx": "sheet", ".xlsm": "sheet", ".ods": "sheet",
}  # fmt: skip
OFFICE_MEMBERS = (b"[Content_Types].xml", b"_rels/", b"docProps/", b"word/", b"xl/", b"mimetype")
"""With one of these such a document begins; a zip of other files does not."""
OFFICE_MARKS: tuple[tuple[bytes, RecordFormat], ...] = (
    (b"word/document.xml", "document"),
    (b"xl/workbook.xml", "sheet"),
    (b"application/vnd.oasis.opendocument.text", "document"),
    (b"application/vnd.oasis.opendocument.spreadsheet", "sheet"),
)
MAGIC_FORMATS: tuple[tuple[bytes, RecordFormat], ...] = (
    (b"%PDF-", "document"),
    (b"{\\rtf", "document"),
    (b"SQLite format 3\x00", "sqlite"),
    (b"Obj\x01", "avro"),
    (b"ARROW1\x00", "arrow"),
    (b"FEA1", "arrow"),
    (b"bplist00", "mime"),
)
FLAT_SHEETS = re.compile(
    rb"<Workbook\b[^>]*urn:schemas-microsoft-com:office:spreadsheet"
    rb"|<office:document\b[^>]*application/vnd\.oasis\.opendocument\.spreadsheet"
)
"""A workbook as one XML file: of Excel 2003 (also called `.xls`), of LibreOffice (`.fods`)."""
BINARY_FORMATS = (b"ORC", b"\xff\xff\xff\xff")
"""How an ORC file and a stream of Arrow begin: told only where what follows is no text."""
FRONT_MATTER = re.compile(
    rb"(?:\xef\xbb\xbf)?(---|\+\+\+)[ \t]*\r?\n(?=[\s\S]{0,2000}?^[\w\-]+\s*[:=])", re.MULTILINE
)
FRONT_STARTS = (b"---", b"+++", b"\xef\xbb\xbf")
ORG_TITLE = re.compile(rb"(?mi)^#\+title:[ \t]")
TITLED = re.compile(rb"(?m)^title\s*[:=]")
"""What front matter in a text must say, where a line of dashes may be anything."""
MARKDOWN_SUFFIXES = frozenset({".md", ".markdown", ".mdown", ".mkd", ".mdx", ".qmd"})
PACKAGE_PAGES = {".epub": re.compile(r"(?i)\.x?html?\Z"), ".wacz": re.compile(r"(?i)\Aarchive/")}
"""Of containers with a plan of their own, which members are pages: the rest is about the container."""
ROTATED = re.compile(r"(?<=\w)\.\d{1,8}$")
ROTATED_ENDS = frozenset("0123456789\n")
CDX_START = b" CDX "
UNPACKING = (b"MZ", b"#!")
"""How the program begins that may stand before a zip, to unpack it."""
PROGRAM = "a program; one that unpacks itself must be unpacked first"
SQLITE_LOG = "what a SQLite database beside it has not taken in: open it once with SQLite where they belong, or deliver a backup of it"
BINARY_MAGICS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"Rar!\x1a\x07", "a RAR archive, which must be unpacked first"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", PROGRAM),
    (b"\x37\x7f\x06\x82", SQLITE_LOG),
    (b"\x37\x7f\x06\x83", SQLITE_LOG),
    (b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7", SQLITE_LOG),
    (b"OggS\x00", "an Ogg media file"),
    (b"ID3\x03", "an MP3 file"),
    (b"ID3\x04", "an MP3 file"),
    (b"\x80\x04\x95", "a Python pickle"),
    (b"\x00\x00\x01\x00", "an icon"),
)

BINARY_STARTS = tuple(magic for magic, _ in BINARY_MAGICS)

HTML_START = re.compile(
    # A comment ends at its first "-->" and is never tried again: thirty of them once took 2^30 steps.
    rb"\s*+(?:<\?xml[^>]{0,200}\?>\s*+)?(?:(?><!--.{0,4000}?-->)\s*+)*+<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
HTML_TAG = re.compile(
    rb"<(?:html|head|body|div|p|article|meta|title|br|h1|span|table|a)\b[^<]{0,2000}?>",
    re.IGNORECASE,
)
XML_ROOTS = frozenset(
    "rss rdf feed urlset sitemapindex nitf newsml newsmessage newsitem packageitem tei tei.2 teicorpus mediawiki".split()
)
"""Roots (local name, lower case) of documents that are known by them, whatever the file is called."""
XML_NAME = re.compile(
    rb"<(?:[A-Za-z_][\w.\-]{0,40}:)?([A-Za-z_\x80-\xff][\w.\-\x80-\xff]{0,160})(?=[\s/>])"
)
BLANKS = re.compile(rb"[\s\xef\xbb\xbf]*+")
XML_MARKS = ((b"<?", b"?>"), (b"<!--", b"-->"))
XML_DOCTYPE = re.compile(rb"<!DOCTYPE[^\[>]*+(?:\[(?:[^\]]|\](?!\s*>))*+\]\s*+)?>", re.IGNORECASE)
DOC_ELEMENT = re.compile(
    rb"<(?:DOCNO|DOCID|HEADLINE|HEAD|TITLE|TEXT|BODY)\b|<doc\b[^<>]{0,2000}?\stitle=", re.IGNORECASE
)
"""One of these inside, or a title in its tag, makes a text that begins with `<DOC>` a collection of TREC or LDC."""
MAILBOX_LINE = re.compile(rb"From \S{1,500} [^\r\n]{10,200}\d{4}[^\r\n]{0,10}\r?\n")
HEADER_LINE = re.compile(rb"([A-Za-z][A-Za-z\-]{0,60}):[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*+")
MAIL_ONLY = frozenset(
    {b"mime-version", b"message-id", b"received", b"return-path", b"delivered-to"}
)
"""Headers that machines write: one of them tells a message from a text that opens with "From:" or "Subject:"."""
MARKUP_EXPORTS = (
    re.compile(
        rb"<(?:div|p|span)\b[^<>]{0,200}?(?:class=[\"']?article [a-z]{2}Article|id=[\"']?article-[A-Z0-9]{10})"
    ),
    re.compile(rb">\s{0,99}\d{1,6} (?:of|von|de|sur) \d{1,6} (?:DOCUMENTS?|DOKUMENTEN?)\s{0,99}<"),
    re.compile(rb"<(?:div|p|span)\b[^<>]{0,200}?class=[\"']?(?:titreArticle|DocPublicationName)\b"),
)
"""What only the HTML of an archive's export says: Factiva's class of each article, the line between those of Nexis, Europresse's headline."""
NEXIS_COUNT = (
    rb"(?:\d[\d,.]* (?:of|von|de|sur|van) \d[\d,.]* (?:DOCUMENTS?|DOKUMENTEN?|DOCUMENTOS?)"
    rb"|(?:Document|Dokument|Documento) \d+ (?:of|von|de|sur|van) \d+)"
)
EUROPRESSE_CODE = rb"(?:news|biz|act|web|rep)\xc2\xb7\d{8}\xc2\xb7\w{1,6}\xc2\xb7\S{1,40}"
"""Lines by which an archive counts or names its stories: they tell the export and part it."""
EXPORT_MARKS: dict[str, tuple[re.Pattern[bytes], ...]] = {
    "nexis": (
        re.compile(rb"(?mi)^[ \t]*" + NEXIS_COUNT + rb"[ \t]*\r?$"),
        re.compile(rb"(?m)^[ \t]*(?:LENGTH|L\S{1,2}NGE|LONGUEUR|LENGTE|LONGITUD|EXTENSI\S{1,2}N):[ \t]+\d"),
    ),
    "nexis-alone": (
        re.compile(rb"(?m)^[ \t]*(?:BYLINE|SECTION|HEADLINE|DATELINE):[ \t]"),
        re.compile(rb"(?m)^[ \t]*LENGTH:[ \t]+\d[\d,.]* words"),
        re.compile(rb"(?m)^[ \t]*LOAD-DATE:[ \t]"),
    ),
    "nexis-uni": (
        re.compile(rb"(?m)^[ \t]*Body[ \t]*\r?$"),
        re.compile(rb"(?m)^[ \t]*Length:[ \t]*\d[\d,]* words"),
    ),
    "factiva-coded": (
        re.compile(rb"(?m)^HD(?:[ \t]|\r?$)"),
        re.compile(rb"(?m)^WC(?:[ \t]|\r?$)"),
        re.compile(rb"(?m)^PD(?:[ \t]|\r?$)"),
    ),
    "factiva": (
        re.compile(rb"(?m)^[ \t]*Document [A-Z][A-Z0-9]{2,9}\d{8}[a-z0-9]{5,16}[ \t]*\r?$"),
        re.compile(rb"(?mi)^[ \t]*\d[\d.,]* (?:words|w\S{1,2}rter|mots|palabras|parole|woorden|palavras)[ \t]*\r?$"),
    ),
    "proquest": (
        re.compile(rb"(?m)^[ \t]*_{20,}[ \t]*\r?$"),
        re.compile(rb"(?m)^(?:Full text:|Publication title:|ProQuest document ID:)"),
    ),
    "ebsco": (
        re.compile(rb"(?m)^(?:\xef\xbb\xbf)?Record: \d+[ \t]*\r?$"),
        re.compile(rb"(?m)^(?:Accession Number|Database|Document Type|Source):[ \t]*(?:\r?$|\S)"),
        re.compile(rb"(?m)^(?:Title|Authors?):"),
    ),
    "europresse": (
        re.compile(rb"(?m)^[ \t]*" + EUROPRESSE_CODE + rb"[ \t]*\r?$"),
        re.compile(rb"(?m)^[ \t]*(?:\xc2\xa9|\(c\)|Certificat )"),
    ),
    "newsbank": (
        re.compile(rb"(?m)^[A-Z][a-z]+ \d{1,2}, \d{4} ?\| [^|\r\n]{3,120}\r?$"),
        re.compile(rb"(?m)^(?:(?:Author|Byline): [^\n]{2,150}\| ?)?Section: [^\n]{1,100}\| ?\d[\d,]* Words"),
    ),
    "corpus": (
        re.compile(rb"(?m)^(?:\xef\xbb\xbf)?(?:@@|##)\d{3,12}[ \t]"),
        re.compile(rb"<p>"),
    ),
    "wire": (re.compile(rb"(?m)^\x01"), re.compile(rb"\x02[^\x02\x03]*\x03")),
    "ris": (
        re.compile(rb"(?m)^(?:\xef\xbb\xbf)?TY  - \w"),
        re.compile(rb"(?m)^ER  -"),
    ),
}  # fmt: skip
"""The lines by which an archive's export is known: all of one archive must be there."""
EXPORT_WORDS: dict[str, tuple[bytes, ...]] = {
    "nexis": (b"LENGTH:", b"NGE:", b"LONGUEUR:", b"LENGTE:", b"LONGITUD:", b"EXTENSI"),
    "nexis-alone": (b"LOAD-DATE:",), "nexis-uni": (b"Length:",), "factiva-coded": (b"\nWC",),
    "factiva": (b"Document ",), "proquest": (b"____",), "ebsco": (b"Record: ",),
    "europresse": (b"\xc2\xb7",), "newsbank": (b"Section: ",), "corpus": (b"@@", b"##"),
    "wire": (b"\x02",), "ris": (b"TY  - ",),
}  # fmt: skip
"""One of these stands in each of them: looked for before the marks, which cost as much as reading a short text."""
ANY_EXPORT_WORD = re.compile(
    b"|".join(re.escape(w) for words in EXPORT_WORDS.values() for w in words)
)
REUTERS_START = re.compile(rb"<!DOCTYPE\s+lewis\b|<REUTERS\b", re.IGNORECASE)
JSON_START = re.compile(
    rb"\s*(?:export\s+default\s+|(?:(?:export\s+)?(?:var|let|const)\s+)?[A-Za-z_$][\w.$]{0,80}(?:\[[^\[\]\n]{0,80}\])?\s*[=(]\s*|\)\]\}',?\s*)?"
    rb"(?:\[\s*)?\{\s*(?:\"(?:[^\"\\\n]|\\.){0,200}\"\s*:|'(?:[^'\\\n]|\\.){0,200}'\s*:|\})"
)
"""An object or a list of objects, also behind what scripts set before it, also as Python writes it."""
LONG_JSON_START = re.compile(rb"\s*(?:\[\s*)?\{\s*\"(?:[^\"\\\n]|\\.){0,200}\"\s*:")
ASKED_FURTHER = frozenset(("text", "html", "xml", "sgml", "mime", "sql"))
"""Formats of text whose suffix says too little: what the content is decides. Of all others the suffix is taken at its word."""
SQL_DUMP = re.compile(
    rb"\s*(?:--[^\n]{0,80}\n\s*)?--\s*(?:MySQL|MariaDB|PostgreSQL database|phpMyAdmin SQL) dump|\s*PRAGMA foreign_keys\s*=\s*OFF;\s*BEGIN TRANSACTION;",
    re.IGNORECASE,
)
"""How programs open the dump of a database, whatever the file is called."""
SQL_ROWS = re.compile(
    rb"^[ \t]*+(?:CREATE\s++(?:\w++\s++)?TABLE|INSERT\s|REPLACE\s++INTO|COPY\s++[^\n]*?FROM\s+stdin)",
    re.IGNORECASE | re.MULTILINE,
)
WARC_START = re.compile(rb"\s*WARC/\d")
MANY_CONTROLS, MOST_CONTROLS = 0.04, 0.3
"""Shares of control characters that make bytes binary: where they are no UTF-8, and where they are."""
EBCDIC_BLANK = b"\x40"
EBCDIC_SIGNS = (string.ascii_letters + string.digits + " .,;:'\"-_()/?&%\n\r\x85").encode("cp037")
"""What a mainframe's text is made of in all its code pages; to other text it is Chinese, or noise with many `@`."""
EBCDIC = "text in EBCDIC, as mainframes write it: convert it first (iconv -f IBM037 -t UTF-8)"
MIN_EBCDIC_SHARE, MIN_EBCDIC_BLANKS = 0.9, 0.05
"""Chosen: shares; prose is one blank in six, and other bytes hit by chance."""
CONTROL_BYTES = bytes([*range(9), 11, *range(14, 27), *range(28, 32), 127])


@dataclasses.dataclass(frozen=True, slots=True)
class Unfit:
    """Why a file is not read."""

    reason: RejectionReason
    detail: str


def inner_name(name: str) -> str:
    """Return the name that a compressed file has when unpacked.

    >>> inner_name("a/b.jsonl.gz"), inner_name("dump.tgz")
    ('a/b.jsonl', 'dump.tar')
    """
    suffix = _last_suffix(name)
    if suffix not in SUFFIXES:
        return name
    bare = name[: -len(suffix)]
    return bare + ".tar" if suffix.startswith(".t") else bare


def _last_suffix(name: str) -> str:
    """Return the lower-case suffix of a name, with its dot; "" where there is none."""
    last = name.rpartition("/")[2]
    if last in ("", "."):  # "a/": what a path of it makes of the end is asked of one
        last = PurePosixPath(name).name
    at = last.rfind(".")
    return last[at:].lower() if 0 < at < len(last) - 1 else ""


@functools.lru_cache(maxsize=256)
def suffix_of(name: str) -> str:
    """Return the lower-case suffix of a name, with its dot; "" when there is none. The number of a rotated file is none.

    >>> suffix_of("a/b.JSON"), suffix_of("b.jsonl.1"), suffix_of("fr940104.0")
    ('.json', '.jsonl', '')
    """
    return _last_suffix(ROTATED.sub("", name) if name[-1:] in ROTATED_ENDS else name)


@functools.lru_cache(maxsize=256)
def is_documentation(name: str) -> bool:
    """Return whether the name is that of a file about the dump.

    >>> is_documentation("x/README.TXT"), is_documentation("license-fees-rise.txt")
    (True, False)
    """
    last = name.rpartition("/")[2]
    return DOCUMENTATION.fullmatch(last or PurePosixPath(name).name) is not None


ABOUT = "a file about the dump, by its name"
REFERENCES_ASKED = (
    "; articles among references are read from RIS or CSL JSON, which managers export, too"
)
MARKDOWN_ASKED = "; an article in Markdown states its title in front matter (---) or in lines of labels above its text"


def _about_dump(name: str, head: bytes) -> str | None:
    """Return what a file is that tells of a dump and holds nothing of it; None for any other."""
    if is_documentation(name):
        suffix = _last_suffix(name)
        is_list = suffix == ".bib"
        return ABOUT + (
            REFERENCES_ASKED if is_list else MARKDOWN_ASKED if suffix in MARKDOWN_SUFFIXES else ""
        )
    return "an index of a web archive: it holds no page" if head.startswith(CDX_START) else None


def recognise(name: str, head: bytes, encoding: str | None = None) -> RecordFormat | Unfit:
    """Return the format of an uncompressed file, or why it is not read. `head` is its first 64 KiB, `encoding` as stated."""
    if not head:
        return Unfit("empty_file", "the file has no bytes")
    if (sure := _sure_format(name, head)) is not None:
        return sure
    if (about := _about_dump(name, head)) is not None:
        return Unfit("documentation_file", about)
    by_magic = magic_format(name, head)
    if by_magic is not None:
        return by_magic
    by_suffix = SUFFIX_FORMATS.get(suffix_of(name))
    if by_suffix in {"parquet", "warc", "arrow"}:
        return by_suffix
    if encoding is None and is_ebcdic(head):
        return Unfit("undecodable_text", EBCDIC)
    binary = binary_kind(head)
    if binary is not None:
        return _in_binary(name, head, binary)
    return _recognise_text(name, head, by_suffix)


def _sure_format(name: str, head: bytes) -> RecordFormat | None:
    """Return the format of what is no file about the dump whatever it is called: Parquet, a web archive, Markdown with fields."""
    if head.startswith(b"PAR1"):
        return "parquet"
    return "warc" if WARC_START.match(head) else _markdown_format(name, head)


def _markdown_format(name: str, head: bytes) -> RecordFormat | None:
    """Return the format of a Markdown file whose fields stand above its text: between fences, or as bare labels."""
    if _has_front_matter(name, head):
        return "markdown"
    if _last_suffix(name) == ".org" and ORG_TITLE.search(head, 0, 1 << 11):
        return "markdown"
    if not _is_markdown_name(name):
        return None
    return "markdown" if has_fields_below(head) else "labelled" if is_labelled(head) else None


def _has_front_matter(name: str, head: bytes) -> bool:
    """Return whether a Markdown file is a story: fields stand above its text, and it is not called like a README."""
    if not head.startswith(FRONT_STARTS):
        return False
    path = PurePosixPath(name)
    if path.suffix.lower() in ("", ".txt", ".html", ".htm"):
        found = FRONT_MATTER.match(head)
        return found is not None and TITLED.search(head, 0, 1 << 11) is not None
    return _is_markdown_name(name) and FRONT_MATTER.match(head) is not None


def _is_markdown_name(name: str) -> bool:
    """Return whether a file is called like a text of Markdown, and not like a README."""
    is_named = _last_suffix(name) in MARKDOWN_SUFFIXES
    return is_named and not is_documentation(PurePosixPath(name).stem)


def magic_format(name: str, head: bytes) -> RecordFormat | None:
    """Return the format that a file's first bytes tell; of documents that are zip files inside, also their first member."""
    for magic, found in MAGIC_FORMATS:
        if head.startswith(magic):
            return found
    return office_format(name, head)


def office_format(name: str, head: bytes) -> RecordFormat | None:
    """Return the format of a Word, Excel or OpenDocument file; None for any other."""
    if not head.startswith(b"PK\x03\x04") or not head[30:].startswith(OFFICE_MEMBERS):
        return OFFICE_FORMATS.get(suffix_of(name)) if head.startswith(b"PK\x03\x04") else None
    found = next((found for mark, found in OFFICE_MARKS if mark in head), None)
    return found or OFFICE_FORMATS.get(suffix_of(name))


def is_about_package(container: str, member: str) -> bool:
    """Return whether a member of an EPUB or WACZ file is no page but about the container.

    >>> is_about_package("a.wacz", "pages/pages.jsonl"), is_about_package("a.wacz", "archive/data.warc.gz")
    (True, False)
    """
    pages = PACKAGE_PAGES.get(suffix_of(container))
    return pages is not None and pages.search(member) is None


def _in_binary(name: str, head: bytes, kind: str) -> RecordFormat | Unfit:
    """Return the format of binary content that no sure sign tells, or why it is not read."""
    if head.startswith(BINARY_FORMATS):
        return "arrow"
    suffix = suffix_of(name)
    if suffix in SUFFIX_FORMATS or not suffix:
        return Unfit("binary_content", f"the content is {kind}")
    return _unsupported(name, f"; the content is {kind}")


def _recognise_text(name: str, head: bytes, by_suffix: RecordFormat | None) -> RecordFormat | Unfit:
    """Return the format of a file that holds text."""
    plain, suffix = ascii_view(head), suffix_of(name)
    if not plain.strip():
        # Blank so far: the reader of whole texts looks at the rest.
        return by_suffix or ("text" if not suffix else _unsupported(name))
    opened = _by_opening(plain, by_suffix, suffix)
    if opened is not None:
        return opened
    if by_suffix is not None and by_suffix not in ASKED_FURTHER:
        return by_suffix
    asked = _by_asked_suffix(name, plain, by_suffix)
    if asked is not None:
        return asked
    if by_suffix == "text" or not suffix:
        return _in_text(plain, head)
    return _in_unknown(name, plain, head)


def _is_markup(plain: bytes) -> bool:
    return plain.lstrip(b" \t\r\n\f\v\xef\xbb\xbf")[:1] == b"<"


def _by_opening(
    plain: bytes, by_suffix: RecordFormat | None, suffix: str
) -> RecordFormat | Unfit | None:
    """Return the format that the start of a text says outright, whatever its suffix: of markup, of a mail."""
    is_markup = _is_markup(plain)
    if is_markup and (found := _of_markup(plain, by_suffix)) is not None:
        return found
    if _is_mail(plain, by_suffix):
        return "mime"
    return "xml" if is_markup and _is_xml(plain, by_suffix, suffix) else None


def _of_markup(plain: bytes, by_suffix: RecordFormat | None) -> RecordFormat | Unfit | None:
    """Return the format of markup that is a workbook or a page; None for any other."""
    if FLAT_SHEETS.search(plain, 0, 1 << 12):
        return "sheet"
    if by_suffix == "sgml" or not HTML_START.match(plain):
        return None
    if is_markup_export(plain):
        return "export"
    if CHAT_PAGE in plain:
        return CHAT
    return "html_table" if is_table_of_articles(plain) else "html"


def _by_asked_suffix(
    name: str, plain: bytes, by_suffix: RecordFormat | None
) -> RecordFormat | Unfit | None:
    """Return the format of a text whose suffix, or whose own marks, narrow it to one; None where the content is to say more."""
    if by_suffix == "sql" or SQL_DUMP.match(plain):
        return "sql" if SQL_ROWS.search(plain) else _unsupported(name)
    look = REUTERS_START.search if by_suffix == "sgml" else REUTERS_START.match
    if look(plain.lstrip()):
        return "sgml"
    if by_suffix in {"sgml", "xml", "mime"}:
        return _unsupported(name)
    if by_suffix == "html" or (_is_markup(plain) and suffix_of(name) == ".xls"):
        return _in_page(name, plain, by_suffix)
    return None


def _in_page(name: str, plain: bytes, by_suffix: RecordFormat | None) -> RecordFormat | Unfit:
    """Return the format of what is called a page, or a spreadsheet and is markup."""
    if is_table_of_articles(plain):
        return "html_table"
    if by_suffix is None:
        return _unsupported(name)
    if LONG_JSON_START.match(plain):
        return "json"  # the answer of an interface, saved as if it were a page
    return "html" if HTML_TAG.search(plain) else "text"


CHAT_PAGE = b'class="page_body chat_page"'
CHAT = Unfit(
    "unsupported_format",
    "messages that Telegram exported as a page: export them as JSON, which keeps each with its moment",
)
PRINTED_ROW = re.compile(rb"\s*(?:\*{5,} 1\. row \*{5,}|-\[ RECORD 1 \][-+]*)[ \t]*\r?\n")
PRINTED_ROWS = Unfit(
    "unsupported_format",
    "rows as the client of a database prints them, a column a line: write the table as CSV",
)
SENTENCES = Unfit(
    "not_a_record",
    "a line a sentence, each with its number: a corpus of sentences without the articles that they are of",
)
MIN_SENTENCES = (
    10  # chosen: a table of so many rows whose second column holds sentences alone has more columns
)
NUMBERED_LINE = re.compile(rb"(\d{1,9})\t[^\t\n]*[^\s.!?]{2}[.!?\"\x9d)]{1,3}\r?")


def are_numbered_sentences(plain: bytes) -> bool:
    """Return whether a text is a corpus of sentences, as that of Leipzig: behind tabs a sentence each, counted without a gap.

    >>> are_numbered_sentences(b"".join(b"%d\\tIt sailed.\\n" % n for n in range(1, 12))), are_numbered_sentences(b"1\\tIt sailed.\\n")
    (True, False)
    """
    if b"\t" not in plain[:20]:
        return False  # most texts end here
    found = [
        NUMBERED_LINE.fullmatch(line) for line in plain.split(b"\n", MIN_SENTENCES)[:MIN_SENTENCES]
    ]
    numbers = [int(line[1]) for line in found if line is not None]
    return len(numbers) == MIN_SENTENCES and numbers == list(
        range(numbers[0], numbers[0] + MIN_SENTENCES)
    )


def _in_text(plain: bytes, head: bytes) -> RecordFormat | Unfit:
    """Return the format of what is called a text, or nothing."""
    if are_numbered_sentences(plain):
        return SENTENCES
    if PRINTED_ROW.match(plain):
        return PRINTED_ROWS
    if export_kind(plain):
        return "export"
    if JSON_START.match(plain):
        return "json"
    if is_labelled(head):
        return "labelled"
    if parting_kind(plain):
        return "export"
    return "csv" if is_table(head) else "text"


def _in_unknown(name: str, plain: bytes, head: bytes) -> RecordFormat | Unfit:
    """Return the format of a file whose name says nothing (".bak", ".dat", ".old"), so that the content must say it for sure."""
    is_variable = suffix_of(name) == ".js" and JSON_START.match(plain)  # that a page was to load
    if is_variable or LONG_JSON_START.match(plain):
        return "json"
    if export_kind(plain):
        return "export"
    return "csv" if is_table(head) else _unsupported(name)


def is_markup_export(head: bytes) -> bool:
    """Return whether a page is an archive's export of many stories."""
    return any(mark.search(head) for mark in MARKUP_EXPORTS)


def export_kind(head: bytes) -> str | None:
    """Return which archive's export a text is; None for any other text."""
    if ANY_EXPORT_WORD.search(head) is None:
        return None  # most texts end here
    for kind, marks in EXPORT_MARKS.items():
        for word in EXPORT_WORDS[kind]:
            if word in head:
                if all(mark.search(head) for mark in marks):
                    return kind
                break
    return None


def _is_mail(head: bytes, by_suffix: RecordFormat | None) -> bool:
    """Return whether a text is a message or a mailbox: by what machines write, or by what anybody writes in a file of that name."""
    headers = mail_headers(head)
    if headers & MAIL_ONLY:
        return True
    is_written = b"from" in headers and bool(headers & {b"subject", b"date"})
    is_list = by_suffix == "mime" and xml_root(head) == "plist"
    return is_list or (by_suffix == "mime" and (is_written or MAILBOX_LINE.match(head) is not None))


def mail_headers(head: bytes) -> frozenset[bytes]:
    """Return the names of the headers with which a message begins, in lower case; none where text begins otherwise.

    >>> sorted(mail_headers(b"From: a@b.example\\nMIME-Version: 1.0\\n\\nText"))
    [b'from', b'mime-version']
    """
    mailbox = MAILBOX_LINE.match(head)
    at = mailbox.end() if mailbox else 0
    names = set()
    while found := HEADER_LINE.match(head, at):
        names.add(found.group(1).lower())
        at = found.end()
    ends_well = at >= len(head) or head[at : at + 1] in (b"\n", b"\r")
    return frozenset(names) if ends_well else frozenset()


def _is_xml(plain: bytes, by_suffix: RecordFormat | None, suffix: str) -> bool:
    """Return whether a text is an XML document: by its root, or by a declaration where the name does not speak against it."""
    root = xml_root(plain).rpartition(":")[2].lower()
    if root in XML_ROOTS:
        return True
    if root == "doc" and DOC_ELEMENT.search(plain):
        return True
    is_declared = plain.lstrip().startswith(b"<?xml")
    return bool(root) and (
        by_suffix == "xml" or (is_declared and (by_suffix is not None or not suffix))
    )


def xml_root(head: bytes) -> str:
    """Return the name of the element with which a document begins, behind declaration, comments and DOCTYPE; else "".

    >>> xml_root(b"<?xml version='1.0'?>\\n<!-- feed --><atom:feed>")
    'atom:feed'
    """
    at = 0
    while True:
        at = BLANKS.match(head, at).end()  # type: ignore[union-attr]
        end = next(
            (
                head.find(end, at) + len(end)
                for start, end in XML_MARKS
                if head.startswith(start, at)
            ),
            0,
        )
        if doctype := XML_DOCTYPE.match(head, at):
            end = doctype.end()
        if end <= at:
            break
        at = end
    found = XML_NAME.match(head, at)
    return found.group()[1:].decode("utf-8", "replace") if found else ""


def _unsupported(name: str, content: str = "") -> Unfit:
    """Return that files of a suffix are not read, with what their content is, and what to do where a program can write them otherwise."""
    suffix = suffix_of(name)
    advice = next((advice for ends, advice in ADVICE.items() if suffix in ends.split()), "")
    return Unfit("unsupported_format", f"files named *{suffix} are not read{content}{advice}")


ADVICE = {
    ".rds .rda .rdata": ": write the table with R as Parquet or CSV",
    ".dta .sav .sas7bdat": ": write the table as CSV",
    ".pkl .pickle": ": write what it holds as JSON or Parquet (to open it would run code)",
    ".doc .xls .ppt": ": save it as .docx or .xlsx",
    ".msg .pst": ": save the mails as .eml or .mbox",
}
"""What programs can write in the place of files that only they read."""


def ascii_view(head: bytes) -> bytes:
    """Return the head without byte order mark and, for UTF-16 and -32, without its NULs: markup can be seen in it."""
    encoding, skip = sure_encoding(head)
    if encoding is None or encoding == "utf-8":
        return head[skip:]
    return head[skip:].replace(b"\x00", b"")


def binary_kind(head: bytes) -> str | None:
    """Return what kind of binary content this is; None for text."""
    if head.startswith(BINARY_STARTS):
        return next(kind for magic, kind in BINARY_MAGICS if head.startswith(magic))
    encoding, _ = sure_encoding(head)
    if encoding is not None:
        return None
    share = (len(head) - len(head.translate(None, CONTROL_BYTES))) / max(len(head), 1)
    # Compressed or random bytes are about 11% control characters; text has next to none.
    if share > MANY_CONTROLS and (share > MOST_CONTROLS or not _is_utf8(head)):
        return "binary"
    return None


def is_ebcdic(head: bytes) -> bool:
    """Return whether text comes from a mainframe: its blanks are bytes that all other text reads as `@`.

    >>> is_ebcdic("The ferry ran aground.".encode("cp500")), is_ebcdic(b"The ferry ran aground.")
    (True, False)
    """
    if head.isascii() or b" " in head or head.count(EBCDIC_BLANK) < MIN_EBCDIC_BLANKS * len(head):
        return False
    return len(head.translate(None, EBCDIC_SIGNS)) <= (1 - MIN_EBCDIC_SHARE) * len(head)


def _is_utf8(head: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def archive_of(name: str, head: bytes) -> str | None:
    """Return "zip", "tar" or "7z" when the head is one of an archive of files."""
    if head[:4] in (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"):
        is_document = suffix_of(name) in OFFICE_SUFFIXES or office_format(name, head) is not None
        return None if is_document else "zip"
    if head.startswith(UNPACKING) and suffix_of(name) == ".zip" and binary_kind(head):
        return "zip"
    if head.startswith(b"7z\xbc\xaf\x27\x1c"):
        return "7z"
    if head[257:262] == b"ustar" or (suffix_of(name) == ".tar" and len(head) >= 512):
        return "tar"
    return None
