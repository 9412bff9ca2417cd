"""What other files of a source say of a file: its title in a folder of titles, its row in a table of metadata.

Found at the scan, from all files of the raw folder at once, and handed to reader and parser as settings of the file: so
the join is a function of which files there are, and not of the order in which they come. A sibling stays a record of its
own, and leaves with a reason that names what it was joined to.
"""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote, unquote

from copydesk.disk.raw_names import locate
from copydesk.parse.fields_columns import columns_of, values_of
from copydesk.parse.fields_text import field_text
from copydesk.raw.layout import LONG_TEXT, FileLayout
from copydesk.readers import open_regular, read_file
from copydesk.readers.recognise import inner_name, is_documentation, suffix_of
from copydesk.records import RawRecord, Rejection, SourceConfig, reject
from copydesk.text.encoding import decode_text
from copydesk.text.field_names import field_of, plain_name

TEXT_SUFFIXES = frozenset({"", ".txt", ".text", ".story", ".html", ".htm", ".xhtml", ".md"})
"""Of files that hold one article each."""
OBJECT_SUFFIXES = frozenset({".json", ".yaml", ".yml"})
TABLE_SUFFIXES = frozenset({".csv", ".tsv", ".tab", ".json", ".jsonl", ".ndjson", ".xlsx", ".ris"})
JOINED = frozenset(
    ["title", "subtitle", "published", "updated", "authors", "url", "publisher", "section", "keywords", "language"]
)  # fmt: skip
"""Our fields that a file may give for another."""
ASIDES = frozenset(
    "caption label annotation ann stance summary highlight abstract keyphrase".split()
)
"""What a file named so holds beside an article of the same name: no article."""
METADATA = frozenset({"metadata", "meta", "json"})
NO_ARTICLE = ": no article"
OF_SIBLINGS = ("beside", "told_by", "tells_of", "joined_rows")
NOTHING_SAID = frozenset({"text", "body", "content", "article", "story", "news", "html", "raw"})
WORDS = re.compile(r"[A-Z]?[^\W\d_A-Z]+|[A-Z]+|\d+")
PAGE_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
MAX_FIELD_BYTES = 4_000  # of a file that holds one field: what is longer is an article
MAX_TABLE_BYTES = 256 << 20
MAX_LIST_BYTES = 16 << 20
MIN_LISTED = 2  # lines of a list
MAX_NUMBER = 9  # digits of a file's number
LISTED = re.compile(
    r"\s*[(\[]?(?P<key>[\w\-./\\]*\w)[)\]]?(?:\t|\s*[:;|,.)]\s|\s+-\s)\s*(?P<value>\S.*)"
)
"""A line that opens with the name or number of a file: "12. Ferry reopens", "doc12.txt: Ferry reopens"."""
SAMPLE_ROWS = 200
MIN_SHARE = 0.5
"""Share of a table's rows (of the first 200 that give one) whose key must be a file's name, where none is declared."""
MAX_VALUE_CHARS = 2_000
MAX_LINE_CHARS = 300  # of a title, a date, names
NO_PARTITION = "__HIVE_DEFAULT_PARTITION__"
"""What Hive calls the folder of rows without a value."""
PARTS_OF_DAY = ("year", "month", "day")
MAX_TABLES = 200
"""Where a source has more files that may be tables each holds one article, or few: none is asked for names of files."""


@dataclasses.dataclass(frozen=True, slots=True)
class Beside:
    """What the files beside a file make of it."""

    fields: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    told_by: tuple[str, ...] = ()  # raw paths of the files that gave them
    orders: tuple[tuple[str, str], ...] = ()
    columns: tuple[tuple[str, str], ...] = ()
    tells_of: str = ""  # of a sibling: what it was joined to, in words
    rows: str = ""  # of a table: which of its records were joined, "1-3,5"; "" is all

    def settle(self, source: SourceConfig) -> SourceConfig:
        """Return the settings of a source for this file."""
        return dataclasses.replace(
            source,
            beside=json.dumps(self.fields, sort_keys=True, ensure_ascii=False, default=str) if self.fields else "",
            told_by=self.told_by,
            orders=source.orders or self.orders,
            columns=source.columns or self.columns,
            tells_of=self.tells_of,
            joined_rows=self.rows,
        )  # fmt: skip


def find_siblings(raw: Path, names: Sequence[str]) -> dict[str, Beside]:
    """Return what is joined, by raw path: for articles what is told of them, for siblings what they tell of.

    `names` are the raw paths of all files, each relative to `raw`.
    """
    found: dict[str, Beside] = {}
    by_source: dict[str, list[str]] = defaultdict(list)
    for name in names:
        by_source[name.partition("/")[0] if "/" in name else ""].append(name)
    for group in by_source.values():
        texts = {name for name in group if _is_text(name)}
        if texts and len(group) > 1:
            _join_source(raw, group, texts, found)
    above = [name for name in by_source[""] if name not in found and _may_be_table(name)]
    if 0 < len(above) <= MAX_TABLES:
        below = [name for name in names if "/" in name and name not in found and _is_text(name)]
        # A table that lies above all folders tells of the files in them.
        _join_tables(raw, above if below else [], sorted(below), found)
    _join_folders(names, found)
    _set_aside_parts(raw, names, found)
    return found


PARTS_OF_PAGE = re.compile(
    r"(?P<page>.+)(?:_files|\.files|-Dateien|_fichiers|_archivos|_arquivos|_bestanden|_pliki|_file)"
)
"""Folders in which browsers keep what belongs to a page that they saved: frames, scripts, pictures."""


def _set_aside_parts(raw: Path, names: Sequence[str], found: dict[str, Beside]) -> None:
    """Mark the pages in the folder of a saved page that names this folder: its frames and advertisements are no articles."""
    pages = _pages_with_folders(raw, names)
    for name in names if pages else ():
        page = pages.get(_parent(name), "")
        if page and name not in found and suffix_of(name) in PAGE_SUFFIXES:
            found[name] = Beside(tells_of=f"part of the saved page {page}{NO_ARTICLE}")


def _pages_with_folders(raw: Path, names: Sequence[str]) -> dict[str, str]:
    """Return the pages that browsers saved, by the folder of what belongs to each."""
    folders = {_parent(name) for name in names}
    owned = {folder: own["page"] for folder in folders if (own := PARTS_OF_PAGE.fullmatch(folder))}
    known = set(names) if owned else set()
    pages = {
        f"{stem}{suffix}": folder for folder, stem in owned.items() for suffix in (".html", ".htm")
    }
    return {
        folder: page
        for page, folder in sorted(pages.items())
        if page in known and _names_folder(locate(raw, page), folder)
    }


def _names_folder(page: Path, folder: str) -> bool:
    """Return whether a saved page speaks of a folder beside it."""
    last = folder.rpartition("/")[2]
    with contextlib.suppress(OSError), open_regular(page) as file:
        head = file.read(MAX_LIST_BYTES)
        return any(f"{name}/".encode() in head for name in (last, quote(last)))
    return False


def _join_folders(names: Sequence[str], found: dict[str, Beside]) -> None:
    """Fill in what the folders of a file say of its records: `date=2021-03-04/part-0.parquet`, as Hive and Spark part tables."""
    for name in names:
        if "=" in name and (folder := name.rpartition("/")[0]) and "=" in folder:
            before = found.get(name, Beside())
            fields = _fields_in_folders(folder)
            if fields and not before.tells_of:
                found[name] = _with_row(before, dict(fields), f"{folder}/", SourceConfig())


@lru_cache(maxsize=1 << 12)
def _fields_in_folders(folder: str) -> tuple[tuple[str, str], ...]:
    """Return the columns that the folders of a path hold as `name=value`, where one of them is a field of ours or a part of a day.

    >>> _fields_in_folders("news/lang=en/day=2021-03-04"), _fields_in_folders("news/a=b")
    ((('lang', 'en'), ('day', '2021-03-04')), ())
    """
    pairs = (part.partition("=") for part in folder.split("/"))
    told = tuple((name, unquote(value)) for name, mark, value in pairs if mark and value)
    told = tuple((name, value) for name, value in told if value != NO_PARTITION)
    is_ours = any(field_of(name) in JOINED or name in PARTS_OF_DAY for name, _ in told)
    return told if is_ours else ()


def _is_text(name: str) -> bool:
    return suffix_of(inner_name(name)) in TEXT_SUFFIXES and not is_documentation(name)


def _join_source(
    raw: Path, group: Sequence[str], texts: set[str], found: dict[str, Beside]
) -> None:
    """Fill in what is joined within one source: single files first, then tables."""
    pairs = dict(_pairs(group, texts))
    _join_lists(raw, sorted(texts - pairs.keys()), found)
    told: dict[str, dict[str, Any]] = defaultdict(dict)
    by: dict[str, list[str]] = defaultdict(list)
    for name, (partner, field) in sorted(pairs.items()):
        if partner in pairs:
            continue
        if field not in {*JOINED, "metadata"}:
            found[name] = Beside(tells_of=f"{field} beside {partner}{NO_ARTICLE}")
            continue
        fields, rows = _fields_of_one(locate(raw, name), name, field)
        if fields:
            told[partner] = {**fields, **told[partner]}
            by[partner].append(name)
            found[name] = Beside(tells_of=f"{field} of {partner}, joined there", rows=rows)
    for partner, fields in told.items():
        found[partner] = Beside(fields, tuple(sorted(by[partner])))
    tables = [name for name in group if name not in found and _may_be_table(name)]
    if len(tables) <= MAX_TABLES:
        _join_tables(raw, tables, sorted(texts - found.keys() | told.keys()), found)


def _join_lists(raw: Path, texts: Sequence[str], found: dict[str, Beside]) -> None:
    """Join lists to the texts that they name: `titles.txt` with a headline a line, each behind a file's name or number."""
    # Most texts are numbered, and no list is.
    stems = {name: stem for name in texts if not (stem := stem_of(name))[-1:].isdigit()}
    told = {name: _field_in(stem) for name, stem in stems.items()}
    lists = {name: field for name, (field, rest) in told.items() if field in JOINED and not rest}
    if not 0 < len(lists) <= MAX_TABLES:
        return
    files = FileNames([name for name in texts if name not in lists])
    for name, field in lists.items():
        _join_list(name, str(field), _listed(_lines(locate(raw, name)), name, files), found)


def _join_list(name: str, field: str, joined: Mapping[str, str], found: dict[str, Beside]) -> None:
    """Join what a list says of each text; it stays a record that leaves with the reason."""
    for partner, value in joined.items():
        before = found.get(partner, Beside())
        found[partner] = _with_row(before, {field: value}, name, SourceConfig())
    if joined:
        found[name] = Beside(tells_of=f"{field} of {len(joined)} texts, joined there")


def _lines(path: Path) -> list[str]:
    """Return the lines of a text that hold something; none of a file that is too large for a list of titles."""
    with contextlib.suppress(OSError):
        with open_regular(path) as file:
            text = file.read(MAX_LIST_BYTES + 1)
        if len(text) <= MAX_LIST_BYTES:
            return list(filter(str.strip, decode_text(text, None)[0].splitlines()))
    return []


def _listed(lines: Sequence[str], name: str, files: FileNames) -> dict[str, str]:
    """Return the values that lines give to the texts they name; nothing where one is no such line, or two name one text.

    Lines that name none go to texts that are numbered without a gap, one each, in order.
    """
    if len(lines) < MIN_LISTED or max(map(len, lines)) > MAX_LINE_CHARS:
        return {}
    keyed = list(filter(None, map(LISTED.fullmatch, lines)))
    told = {files.find(line["key"], name): line["value"] for line in keyed}
    if len(told) == len(lines) and None not in told:
        return {str(partner): value for partner, value in told.items()}
    partners = files.in_order()
    if keyed or len(partners) != len(lines):
        return {}
    return dict(zip(partners, map(str.strip, lines), strict=True))


def _may_be_table(name: str) -> bool:
    return suffix_of(inner_name(name)) in TABLE_SUFFIXES


def _join_tables(
    raw: Path, tables: Sequence[str], articles: Sequence[str], found: dict[str, Beside]
) -> None:
    """Join tables of metadata to the files that they name."""
    if tables:
        files = FileNames(articles)
        for name in tables:
            _join_table(raw, name, files, found)


def _fields_of_one(path: Path, name: str, field: str) -> tuple[Mapping[str, Any], str]:
    """Return the fields that a file tells of another, and which of its records do; none for an article, whatever its folder is called."""
    if field == "metadata":
        return _one_object(path, name)
    value = _one_value(path, name, field)
    return {} if value is None else {field: value}, ""


def _pairs(group: Sequence[str], texts: set[str]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield the files whose place or name says that they are about another, with that other and the field they give."""
    by_stem: dict[str, list[str]] = defaultdict(list)
    by_folder: dict[str, list[str]] = defaultdict(list)
    for name in sorted(texts):
        by_stem[stem_of(name)].append(name)
        by_folder[_parent(name)].append(name)
    objects = {name for name in group if suffix_of(inner_name(name)) in OBJECT_SUFFIXES}
    may_tell = objects | texts
    for name in group:
        if name not in may_tell:
            continue
        stem, is_object = stem_of(name), name in objects
        pair = (
            _in_folder_of_fields(name, stem, by_stem)
            or _behind_a_name(name, stem, is_object, by_stem)
            or _among_fields(name, stem, by_folder)
        )
        if is_object:
            # `7.json` tells of `7.txt`.
            pair = pair or _only_beside(name, by_stem.get(stem, ()), "metadata")
            pair = pair and (pair[0], "metadata")
        if pair is not None:
            yield name, pair


def _only_beside(name: str, others: Iterable[str], field: str) -> tuple[str, str] | None:
    """Return the one of some files that lies in the folder of another, with the field that this gives; None where several do."""
    near = [other for other in others if _parent(other) == _parent(name)]
    return (near[0], field) if len(near) == 1 else None


def _in_folder_of_fields(
    name: str, stem: str, by_stem: Mapping[str, Sequence[str]]
) -> tuple[str, str] | None:
    """Return the file of the same name in another folder, where just one folder on the way differs and names a field.

    `Fake_titles/7.txt` belongs to `Fake/7.txt`, `titles/sport/7.txt` to `texts/sport/7.txt`.
    """
    parts = tuple(name.split("/")[:-1])
    others = {other: tuple(other.split("/")[:-1]) for other in by_stem.get(stem, ())}
    for place, folder in enumerate(parts):
        field, rest = _field_in(folder)
        named = _beside_at(place, parts, others, rest) if field is not None else []
        if field is not None and len(named) == 1:
            return named[0], field
    return None


def _beside_at(
    place: int, parts: Sequence[str], others: Mapping[str, Sequence[str]], rest: str
) -> list[str]:
    """Return the files whose folders differ from some at one place alone: of the name that is left there, else any, else one level up."""
    fits = [other for other, theirs in others.items() if _is_beside(parts, theirs, place)]
    named = [other for other in fits if plain_name(others[other][place]) == rest] or fits
    above = (*parts[:place], *parts[place + 1 :])
    return named or [other for other, theirs in others.items() if theirs == above]


def _is_beside(mine: Sequence[str], theirs: Sequence[str], place: int) -> bool:
    """Return whether the folders of two files differ at one place alone, and the other's names no field there."""
    if len(mine) != len(theirs) or _field_in(theirs[place])[0] is not None:
        return False
    return [at for at in range(len(mine)) if mine[at] != theirs[at]] == [place]


def _behind_a_name(
    name: str, stem: str, is_object: bool, by_stem: Mapping[str, Sequence[str]]
) -> tuple[str, str] | None:
    """Return the file whose name another one's begins with: `7.title.txt` or `7_title.txt` belongs to `7.txt`."""
    base, mark, tail = _last_word(stem)
    field, rest = _field_in(tail)
    if is_object and f".{tail}" in TEXT_SUFFIXES:
        field = "metadata"  # 7.html.json
    elif not mark or field is None or rest:
        return None
    stems = (base, *(f"{base}{mark}{word}" for word in sorted(NOTHING_SAID)))
    others = itertools.chain.from_iterable(by_stem.get(own, ()) for own in stems)
    return _only_beside(name, [other for other in others if other != name], field)


def _among_fields(
    name: str, stem: str, by_folder: Mapping[str, Sequence[str]]
) -> tuple[str, str] | None:
    """Return the text of a folder whose files are called like fields: `4711/title.txt`, `4711/text.txt`."""
    field, rest = _field_in(stem)
    if field is None or rest:
        return None
    fits = [
        other
        for other in by_folder.get(_parent(name), ())
        if plain_name(stem_of(other)) in NOTHING_SAID and other != name
    ]
    return (fits[0], field) if len(fits) == 1 else None


@lru_cache(maxsize=1 << 12)
def _field_in(name: str) -> tuple[str | None, str]:
    """Return the field that the last word of a folder or file name tells (or what kind of aside), and what stands before.

    >>> _field_in("Fake_titles"), _field_in("headlines"), _field_in("Captions"), _field_in("titlesport")
    (('title', 'fake'), ('title', ''), ('caption', ''), (None, 'titlesport'))
    """
    words = [word.casefold() for word in WORDS.findall(name)]
    if not words:
        return None, ""
    last, rest = words[-1], "".join(words[:-1])
    forms = (last, last.removesuffix("s"), re.sub("ies$", "y", last))
    for word in forms:
        if word in METADATA:
            return "metadata", rest
        if word in ASIDES:
            return word, rest
    for word in forms:
        field = field_of(word)
        if field in JOINED and word != "source":
            return field, rest
    return None, plain_name(name)


def _last_word(stem: str) -> tuple[str, str, str]:
    """Return a stem cut before its last word, with the mark between."""
    at = max(stem.rfind(mark) for mark in "._-")
    return (stem[:at], stem[at], stem[at + 1 :]) if at > 0 else (stem, "", "")


def stem_of(name: str) -> str:
    """Return the name of a file without folder and suffix.

    >>> stem_of("a/7.txt.gz"), stem_of("titles/7"), stem_of("a/1.2.title.txt")
    ('7', '7', '1.2.title')
    """
    inner = inner_name(name)
    bare = inner.rpartition("/")[2] or PurePosixPath(inner).name
    suffix = suffix_of(bare)
    is_known = suffix in TEXT_SUFFIXES | TABLE_SUFFIXES | OBJECT_SUFFIXES
    return bare[: -len(suffix)] if suffix and is_known else bare


def _parent(name: str) -> str:
    return name.rpartition("/")[0] or "."


def _one_value(path: Path, name: str, field: str) -> str | None:
    """Return what a file that holds one field says; None for one that is too long for a field."""
    with contextlib.suppress(OSError):
        if path.stat().st_size > MAX_FIELD_BYTES:
            return None
        for item in read_file(path, name):
            if isinstance(item, RawRecord) and item.raw_position == "" and item.media == "text":
                text = " ".join(decode_text(item.raw, None)[0].split())
                most = MAX_VALUE_CHARS if field == "subtitle" else MAX_LINE_CHARS
                return text if 0 < len(text) <= most else None
    return None


def _one_object(path: Path, name: str) -> tuple[dict[str, Any], str]:
    """Return the fields of a file that holds one object without a text; nothing for any other file."""
    items = list(itertools.islice(_items(path, name), 2))
    if len(items) != 1 or not isinstance(items[0], RawRecord) or not items[0].fields:
        return {}, ""
    fields = dict(items[0].fields)
    return (
        ({}, "")
        if _has_text(fields) or not _says_something(fields)
        else (_short_values(fields), "")
    )


def _items(path: Path, name: str) -> Iterator[RawRecord | Rejection]:
    """Yield what is read of a file; nothing of one that is too large or can't be opened: its reading says so."""
    try:
        if path.stat().st_size <= MAX_TABLE_BYTES:
            yield from read_file(path, name)
    except OSError:
        return


def _has_text(fields: Mapping[str, Any]) -> bool:
    """Return whether a record has a text of its own."""
    columns = columns_of(fields, SourceConfig())
    texts = (field_text(value) for value in values_of([*columns["body"], *columns["html"]]))
    return any(len(text) >= LONG_TEXT for text in texts)


def _says_something(fields: Mapping[str, Any]) -> bool:
    columns = columns_of(fields, SourceConfig())
    return any(columns[field] for field in JOINED)


def _short_values(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that can be metadata: what is long is a text about something else."""
    return {
        str(name): value
        for name, value in fields.items()
        if len(json.dumps(value, ensure_ascii=False, default=str)) <= MAX_VALUE_CHARS
        and field_of(name) not in {"body", "html"}
    }


def _join_table(raw: Path, name: str, files: FileNames, found: dict[str, Beside]) -> None:
    """Join the rows of a table of metadata to the files that they name."""
    first = itertools.islice(_items(locate(raw, name), name), SAMPLE_ROWS)
    key = _key_column(list(filter(None, map(_fields_of, first))), name, files)
    if key is None:
        return
    layout = FileLayout(SourceConfig())
    joined: dict[str, dict[str, Any]] = {}
    numbers: list[int] = []
    for number, item in enumerate(_items(locate(raw, name), name), 1):
        fields = dict(_fields_of(item))
        if not isinstance(item, RawRecord) or not fields or _has_text(fields):
            continue
        layout.see(item)
        partner = files.find(fields.pop(key, None), name)
        if partner is not None:
            numbers.append(number)
            joined.setdefault(partner, _short_values(fields))
    learnt = layout.complete()
    for partner, fields in joined.items():
        found[partner] = _with_row(found.get(partner, Beside()), fields, name, learnt)
    if joined:
        found[name] = Beside(
            tells_of=f"metadata, joined by its column {key!r} to the file of that name",
            rows=ranges(numbers),
        )


def _fields_of(item: RawRecord | Rejection) -> Mapping[str, Any]:
    """Return the fields of a record; none of what is no record, or has none."""
    return (item.fields or {}) if isinstance(item, RawRecord) else {}


def _with_row(
    before: Beside, fields: Mapping[str, Any], table: str, learnt: SourceConfig
) -> Beside:
    """Return what is told of a file with a row of a table: what stood there before wins."""
    columns = tuple(pair for pair in learnt.columns if pair[0] in JOINED)
    return Beside(
        {**fields, **before.fields},
        tuple(sorted({*before.told_by, table})),
        before.orders or learnt.orders,
        before.columns or columns,
    )


def _key_column(rows: Sequence[Mapping[str, Any]], table: str, files: FileNames) -> str | None:
    """Return the column of a table without texts that names files; None for any other table."""
    if not rows or 2 * sum(map(_has_text, rows)) >= len(rows):
        return None
    shares: list[tuple[float, int, str | None]] = []
    names = dict.fromkeys(map(str, itertools.chain.from_iterable(rows)))
    for place, name in enumerate(names):
        values = [row[name] for row in rows if row.get(name) not in (None, "")]
        n = sum(files.find(value, table) is not None for value in values)
        if values and n >= MIN_SHARE * min(len(values), files.n):
            shares.append((-n / len(values), place, name))
    return min(shares, default=(0.0, 0, None))[2]


class FileNames:
    """The articles of a source that a table may name: by path, by the end of a path, each with and without suffix."""

    def __init__(self, articles: Sequence[str]) -> None:
        self.n = len(articles)
        self.articles = articles
        self.by_key: dict[str, list[str]] = defaultdict(list)
        for article in articles:
            parts = PurePosixPath(article).parts
            for start in range(len(parts)):
                above = "/".join(parts[start:-1])
                for last in {parts[-1], stem_of(article), _unpadded(stem_of(article))}:
                    self.by_key[f"{above}/{last}".removeprefix("/").casefold()].append(article)

    def in_order(self) -> list[str]:
        """Return the articles by their numbers, where these go on from 0 or 1 without a gap; else nothing."""
        numbered = {
            int(stem): article
            for article in self.articles
            if (stem := stem_of(article)).isdecimal() and len(stem) <= MAX_NUMBER
        }
        numbers = sorted(numbered)
        is_run = len(numbers) == self.n and numbers in (
            list(range(self.n)),
            list(range(1, self.n + 1)),
        )
        return [numbered[n] for n in numbers] if is_run else []

    def find(self, value: object, table: str) -> str | None:
        """Return the one article that a value of a table names, nearest first; None where none or several bear the name."""
        key = _file_key(value)
        while key:
            if fits := self.by_key.get(key) or self.by_key.get(_unpadded(key)):
                near = [article for article in fits if _parent(article) == _parent(table)] or fits
                return near[0] if len(near) == 1 else None
            key = key.partition("/")[2]
        return None


def _file_key(value: object) -> str:
    """Return a value of a table as names of files are compared; nothing for what can't be one."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return text.strip().replace("\\", "/").removeprefix("./").casefold()


def _unpadded(key: str) -> str:
    """Return a number without the zeros before it, any other key as it is.

    >>> _unpadded("00017"), _unpadded("a/00017")
    ('17', 'a/00017')
    """
    return key.lstrip("0") or "0" if key.isdecimal() else key


def ranges(numbers: Sequence[int]) -> str:
    """Return ascending numbers as ranges.

    >>> ranges([1, 2, 3, 5])
    '1-3,5'
    """
    told: list[str] = []
    for _, run in itertools.groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        own = [number for _, number in run]
        told.append(str(own[0]) if len(own) == 1 else f"{own[0]}-{own[-1]}")
    return ",".join(told)


def in_ranges(told: str) -> frozenset[int]:
    """Return the numbers that `ranges` wrote.

    >>> sorted(in_ranges("1-3,5"))
    [1, 2, 3, 5]
    """
    found: set[int] = set()
    for part in told.split(",") if told else ():
        first, _, last = part.partition("-")
        found.update(range(int(first), int(last or first) + 1))
    return frozenset(found)


def sift_sibling(
    items: Iterable[RawRecord | Rejection], source: SourceConfig
) -> Iterator[RawRecord | Rejection]:
    """Pass the items of a file on; those that were joined to other files leave with the reason."""
    if not source.tells_of:
        yield from items
        return
    joined = in_ranges(source.joined_rows)
    is_aside = source.tells_of.endswith(NO_ARTICLE)
    for number, item in enumerate(items, 1):
        if isinstance(item, RawRecord) and (not joined or number in joined):
            reason = "beside_another" if is_aside else "joined_to_another"
            yield reject(item, "read", (reason,), source.tells_of)
        else:
            yield item


def kept_siblings(source: SourceConfig, told: Sequence[SourceConfig]) -> SourceConfig:
    """Return the settings of a file with what siblings said of the same bytes before: they may be gone by now."""
    for before in told:
        if before.beside or before.tells_of:
            return dataclasses.replace(
                source,
                **{name: getattr(before, name) for name in OF_SIBLINGS},
                orders=source.orders or before.orders,
                columns=source.columns or before.columns,
            )
    return source


@lru_cache(maxsize=1 << 12)
def bare_source(source: str) -> str:
    """Return the settings of a source, as JSON, without what was found at the scan of the one file."""
    values = json.loads(source)
    found = {*OF_SIBLINGS, "shown", "orders"}
    return json.dumps({k: v for k, v in values.items() if k not in found}, sort_keys=True)
