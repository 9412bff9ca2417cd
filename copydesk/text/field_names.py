"""The names by which dumps call our fields: what readers and parsers both must know of them."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

NAMES_FILE = Path(__file__).with_name("field_names.toml")

LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})
"""Letters that no accent can be taken off, as names of columns without accents write them."""


def _letters(text: str) -> str:
    """Return the letters and digits of a text in lower case, without accents."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(LETTERS))
    return re.sub(r"[\W_]+", "", text)


def _words(text: str) -> tuple[str, ...]:
    """Return the words of a list as plain names write them."""
    return tuple(map(_letters, text.split()))


PREFIXES = _words(
    "article post news story item page entry doc document web field"
    " noticia articulo artigo articolo artikel artykul clanek cikk nyhet berita haber новость статья новина"
    " 記事 文章 新闻 新聞 ニュース 기사 뉴스"
)
PREFIX = re.compile(rf"^(?:{'|'.join(PREFIXES)})(?=.)")
"""What dumps set before a field's name: `post_title`, `webPublicationDate`."""

ARTICLES = _words(
    "article articulo artigo articolo artikel artikels artykulu clanku cikk news noticia notizia nyhet berita haber haberin makale"
    " статьи новости статті новини المقال الخبر خبر समाचार 新闻 文章 記事 기사"
    " tekstu textu texto texte textes testo textes textului άρθρου είδησης"
)
OF_ARTICLE = re.compile(
    rf"(?:of|del|de|do|da|dell|des|der|du|van|af|av)?(?:the)?(?:{'|'.join(ARTICLES)})$"
)
"""What dumps set behind a field's name to say whose it is: `autor_artykułu`, `titleOfArticle`."""

NAMED = _words("nom nome nombre name naam navn namn imie имя имени שם اسم نام nama ten tên")
NAMES = _words("name neve 姓名 名字 名 이름")
NAME_OF = re.compile(
    rf"^(?:{'|'.join(NAMED)})(?:complet|completo)?(?:de|del|du|of|dell|do|da|des|der)?(?:the|l|la|le|el)?(?=.{{3}})"
    rf"|(?:{'|'.join(NAMES)})$"
)
"""How dumps say that a field holds the name of somebody: `nom_auteur`, `記者名`."""

IN_UTC = ("gmt", "utc")
"""What ends the name of a date that is the same moment in UTC as the one without it: `post_date_gmt`."""

MAX_KNOWN = 60
"""Letters that no known name has, with all that dumps set around it."""

TYPED = re.compile(r"(?:_(?:ss?|ts?|txt(?:_[a-z]{2})?|dts?|tdts?|ls?|is?|b)|\.(?:keyword|raw))$")
"""What indexes set behind a field's name to say its type: `author_ss`, `body_txt_en`, `author.keyword`."""

ABOUT_STORY = frozenset((
    "kicker", "title", "headline", "byline", "author", "date", "dateline", "caption", "image",
    "video",
))  # fmt: skip
"""Kinds of a block that says something of the story and is none of its text."""

KIND_KEYS = ("type", "_type", "kind", "role", "nodeType", "node_type", "tag", "blockName", "__typename")  # fmt: skip
RUN_KEYS = frozenset(("value", "marks", "text"))

REMARK = re.compile(r"(?<=\w)\s*[(\[](?!(?:[dmyhs/.\-: ]+|utc|gmt)[)\]])[^()\[\]]{1,20}[)\]]$")
"""A remark behind a name: "Headline (EN)". How a day is written, or on what clock, is none: "Date (dd/mm/yyyy)"."""


WRAPPED = re.compile(
    r"^(?:(?:_source|fields|attributes|properties|node|doc|document|record|article|post|item|payload|hit|data|meta|metadata|meta_data)\.)+(?=.)"
)
"""What a table that was flattened from objects sets before a name, where the object is the article: `fields.bodyText`."""


def are_runs(pieces: Sequence[Any]) -> bool:
    """Return whether what a block holds are the runs of one line, words and links on words, that stand beside one another.

    >>> are_runs([{"type": "text", "text": "At "}, {"type": "link", "children": []}]), are_runs([{"type": "item"}])
    (True, False)
    """
    return all(
        isinstance(piece, Mapping)
        and (RUN_KEYS & piece.keys() or any("link" in str(piece.get(key)) for key in KIND_KEYS))
        for piece in pieces
    )


def kind_of(block: Mapping[Any, Any]) -> str:
    """Return what kind a block says that it is of; "" where it does not.

    >>> kind_of({"role": "Byline", "text": "By Jo Holm"})
    'byline'
    """
    return str(next((block[key] for key in KIND_KEYS if key in block), "")).lower()


@cache
def field_names() -> dict[str, tuple[str, ...]]:
    """Return our fields with the names that each goes by, most telling first."""
    table = tomllib.loads(NAMES_FILE.read_text(encoding="utf-8"))
    return {
        field: tuple(dict.fromkeys(map(plain_name, names.split())))
        for field, names in table.items()
    }


@cache
def places_by_name() -> dict[str, tuple[tuple[str, int], ...]]:
    """Return our fields that each name may mean, with its place among the names of the field."""
    found: dict[str, list[tuple[str, int]]] = {}
    for field, names in field_names().items():
        for place, name in enumerate(names):
            found.setdefault(name, []).append((field, place))
    return {name: tuple(places) for name, places in found.items()}


@cache
def fields_by_name() -> dict[str, str]:
    """Return the field of ours that each name means; of several the one that trusts it most."""
    best: dict[str, tuple[int, str]] = {}
    for field, names in field_names().items():
        for place, name in enumerate(names):
            best[name] = min(best.get(name, (place, field)), (place, field))
    return {name: field for name, (_, field) in best.items()}


@lru_cache(maxsize=1 << 14)
def plain_name(name: object) -> str:
    """Return a field's name as letters and digits in lower case, without accents.

    >>> plain_name("publish_date"), plain_name("Body ID"), plain_name("Título")
    ('publishdate', 'bodyid', 'titulo')
    >>> plain_name("_source.title"), plain_name("image.title"), plain_name("Headline (EN)")
    ('title', 'imagetitle', 'headline')
    """
    text = str(name).casefold()
    text = WRAPPED.sub("", text) if "." in text else text
    text = REMARK.sub("", text) if text[-1:] in (")", "]") else text
    bare = TYPED.sub("", text)
    if bare != text and (found := re.sub(r"[\W_]+", "", bare)) in fields_by_name():
        return found
    return _letters(text)


@lru_cache(maxsize=1 << 14)
def known_name(name: str) -> str:
    """Return the known name that a plain name is or ends in, behind a prefix of dumps; else the name itself.

    >>> known_name("posttitle"), known_name("imageurl")
    ('title', 'imageurl')
    """
    known = fields_by_name()
    if name in known or len(name) > MAX_KNOWN:
        return name
    bare = PREFIX.sub("", name) if name.startswith(PREFIXES) else name
    for form in (bare, _in_utc(bare), OF_ARTICLE.sub("", name) if name.endswith(ARTICLES) else ""):
        if form in known:
            return form
    if bare.startswith(NAMED) or bare.endswith(NAMES):
        named = NAME_OF.sub("", bare)
        if known.get(named) == "authors":
            return named
    return name


def _in_utc(bare: str) -> str:
    """Return the name of a day without the "utc" at its end, and without a prefix of dumps; nothing for another name."""
    if not bare.endswith(IN_UTC):
        return ""
    local = bare[: -len(IN_UTC[0])]
    return local if local in fields_by_name() else PREFIX.sub("", local)


@lru_cache(maxsize=1 << 14)
def field_of(name: object) -> str | None:
    """Return the field of ours that a column's name means, or None.

    >>> field_of("Post Title"), field_of("image_url")
    ('title', None)
    """
    return fields_by_name().get(known_name(plain_name(name)))


NUMBERED = re.compile(r"(\D+)(\d{1,3})")
PARAGRAPHS = "paragraphs"
PARAGRAPH = _words("p para par paragraph paragrafo parrafo paragraphe absatz абзац 段落")
"""How a paragraph is called where each has a column of its own."""
SEVERAL = ("body", "authors", "keywords")
"""Our fields of which an article has several values, or its text in several pieces."""
NUMBERED_ONCE = frozenset(("title", "url", "id", "published"))
"""Those of which it has one: where they are numbered, a row is of several articles."""


def _counted(plain: str) -> tuple[str, int]:
    """Return a plain name without the number at its end, and the number; 0 where it has none."""
    parted = NUMBERED.fullmatch(plain)
    stem, number = (parted[1], int(parted[2])) if parted else (plain, 0)
    return (PARAGRAPHS if stem in PARAGRAPH else stem), number


@lru_cache(maxsize=64)
def numbered(names: tuple[object, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the columns that number what an article has several of, in the order of their numbers, behind what to call them together.

    >>> numbered(("Author_2", "title", "Author_1", "content.1", "content", "p1"))
    (('author', ('Author_1', 'Author_2')), ('content', ('content', 'content.1')))
    """
    found: dict[str, dict[int, str]] = {}
    for name in map(str, names):
        stem, number = _counted(plain_name(name))
        found.setdefault(stem, {}).setdefault(number, name)
    counted = {stem: dict(sorted(by.items())) for stem, by in found.items() if len(by) > 1}
    fields = {stem: field_of(stem) for stem, by in counted.items() if min(by) <= 1}
    if not NUMBERED_ONCE.isdisjoint(fields.values()):
        return ()
    lists = (stem for stem, field in fields.items() if field in SEVERAL)
    return tuple((stem, tuple(counted[stem].values())) for stem in lists)
