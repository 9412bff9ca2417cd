"""What would be read from a file or folder, and why: told before a run, from its first records, with nothing written."""

from __future__ import annotations

import dataclasses
import itertools
import json
import stat
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from pathlib import Path
from typing import Any

from copydesk.acceptance import accept_parsed, as_article
from copydesk.disk.raw_names import printable
from copydesk.disk.real_path import real_path
from copydesk.parse import parse_record
from copydesk.parse.fields import opened
from copydesk.parse.fields_columns import columns_of, is_empty
from copydesk.raw.date_orders import Found, settle_orders
from copydesk.raw.intake import NOT_OURS_TO_OPEN, list_files, look_at
from copydesk.raw.layout import FileLayout
from copydesk.raw.siblings import find_siblings, sift_sibling
from copydesk.readers import LIMITS as READING
from copydesk.readers import open_regular, read_file
from copydesk.readers.compression import Budget, Unpacked, budget_for, compression_of
from copydesk.readers.recognise import HEAD, Unfit, archive_of, inner_name, recognise
from copydesk.readers.source import SOURCE_FILE, load_source
from copydesk.readers.stream import Stream
from copydesk.records import ParsedArticle, RawRecord, Rejection, SourceConfig
from copydesk.text.encoding import encoding_guessed, html_charset
from copydesk.text.field_names import field_of, known_name, numbered, places_by_name, plain_name

MAX_FILES = 20
MAX_RECORDS = 300
"""Of a file are looked at: what a run learns from all of it may differ."""
LIMITS = {"min_words": 20, "min_article_chance": 15}
"""Those of a run that is told nothing else: see `flows.settings`."""
N_SHOWN = 3  # chosen: articles shown of each file
SHOWN_CHARS = 70  # chosen: of a value, so that its line fits a terminal

ORDERS = {
    "d": "day first, as the file itself or the files beside it show",
    "m": "month first, as the file itself or the files beside it show",
    "d+": "day first, as the addresses' country or the stated zones write",
    "m+": "month first, as the addresses' country or the stated zones write",
    "d?": "day first, only assumed from the language: rows are flagged date_order_assumed",
    "m?": "month first, only assumed: rows are flagged date_order_assumed",
}


@dataclasses.dataclass(slots=True)
class _Learnt:
    """What the files looked at have in common."""

    settings: list[SourceConfig] = dataclasses.field(default_factory=list)
    columns: list[dict[str, str]] = dataclasses.field(default_factory=list)
    languages: Counter[str] = dataclasses.field(default_factory=Counter)
    encodings: Counter[str] = dataclasses.field(default_factory=Counter)


def inspect_path(path: Path, limits: Mapping[str, int] = LIMITS) -> Iterator[str]:
    """Yield the lines that tell of a file, or of each file of a folder, and a `source.toml` that says the same.

    A folder that holds files is one source, as a run finds it in its raw folder; one of folders alone is a raw folder.
    """
    files = list_files(path) if path.is_dir() else [path]
    root = path if path.is_dir() else path.parent
    learnt = _Learnt()
    settled = _settings_of(files, root)
    for file in files[:MAX_FILES]:
        source = settled.get(file) or load_source(file.parent, root)
        yield from _tell_file(file, root, source, learnt, limits)
        yield ""
    if len(files) > MAX_FILES:
        yield f"... and {len(files) - MAX_FILES:,} more files, of which a run reads every one."
        yield ""
    yield f"# {SOURCE_FILE}: put it beside the files, and change what was guessed wrong"
    yield from source_lines(learnt)


def _settings_of(files: Sequence[Path], root: Path) -> dict[Path, SourceConfig]:
    """Return the settings of files as a scan finds them, with what other files of the source tell."""
    is_one_source = any(file.parent == root for file in files)
    above = real_path(root).parent if is_one_source else real_path(root)
    names = {
        file: printable((real_path(file.parent) / file.name).relative_to(above).as_posix()) for file in files
    }  # fmt: skip
    siblings = find_siblings(above, list(names.values()))
    found: dict[str, Found] = {}
    for file, name in names.items():
        source = load_source(file.parent, root)
        source = siblings[name].settle(source) if name in siblings else source
        if (size := _size_of(file)) is not None:
            # A path stands for its own hash here: nothing is compared with it.
            found[name] = Found(name, name, size, source)
    settled = settle_orders(above, list(found.values()), {}, ())
    configs = {file.raw_path: config for file, config in settled}
    return {file: configs[name] for file, name in names.items() if name in configs}


def _size_of(file: Path) -> int | None:
    """Return the size of a file; None of what is none, or can't be opened for its own sake."""
    try:
        look = file.stat()
    except OSError as error:
        if error.errno not in NOT_OURS_TO_OPEN:
            raise
        return None
    return look.st_size if stat.S_ISREG(look.st_mode) else None


def _shown(name: str) -> str:
    """Return a file name on one line: one that holds a line break must not look like a line of ours."""
    return printable(name).replace("\n", "\\n").replace("\r", "\\r")


def _tell_file(
    file: Path, root: Path, source: SourceConfig, learnt: _Learnt, limits: Mapping[str, int]
) -> Iterator[str]:
    """Yield what is said of one file."""
    name = _shown(file.relative_to(root).as_posix())
    if _size_of(file) is None and isinstance(reason := look_at(file, root), str):
        yield f"{name}: {reason}"
        return
    read = sift_sibling(read_file(file, name, source), source)
    items = list(itertools.islice(read, MAX_RECORDS))
    records = [item for item in items if isinstance(item, RawRecord)]
    settings = _learn(records, source)
    learnt.settings.append(settings)
    written_in = Counter(filter(None, (_encoding_of(record, settings) for record in records)))
    learnt.encodings.update(written_in)
    yield f"{name}: {format_of(file)}; {_counted(items)}{_told_encodings(written_in)}"
    if source.told_by:
        names = ", ".join(json.loads(source.beside))
        yield f"  {names}: joined from {', '.join(source.told_by)}"
    rows = [record.fields for record in records if record.fields is not None]
    if rows:
        learnt.columns.append(_taken_for(rows, settings))
    yield from _tell_columns(rows, settings)
    articles, refused = _read(records, settings, limits)
    learnt.languages.update(article["language"] for article in articles)
    yield from _tell_articles(articles)
    unread = [(i.reasons, i.raw_position, i.detail) for i in items if isinstance(i, Rejection)]
    yield from _tell_refused([*unread, *refused])


def _learn(records: Sequence[RawRecord], source: SourceConfig) -> SourceConfig:
    """Return the settings of a source with what the records of a file show."""
    layout = FileLayout(source)
    for record in records:
        layout.see(record)
    return layout.complete()


def _tell_refused(refused: Sequence[Refused]) -> Iterator[str]:
    """Yield what would stand in the quarantine, by reasons, with the first of each."""
    for reasons, n in Counter(reasons for reasons, _, _ in refused).most_common():
        place, detail = next((at, why) for told, at, why in refused if told == reasons)
        where = place or "the whole file"
        yield f"  quarantined: {n} ({', '.join(reasons)}), such as {where}: {detail[:160]}"


Refused = tuple[tuple[str, ...], str, str]
"""Reasons, place and detail of what would stand in the quarantine."""


def _read(
    records: Sequence[RawRecord], settings: SourceConfig, limits: Mapping[str, int]
) -> tuple[list[dict[str, Any]], list[Refused]]:
    """Return the rows that would be accepted, and what would not: parsed, and held against the contract as in a run."""
    parsed: list[tuple[str, RawRecord, ParsedArticle]] = []
    refused: list[Refused] = []
    for record in records:
        answer = parse_record(record, settings)
        if isinstance(answer, ParsedArticle):
            answer = as_article(answer, record, limits)
        if isinstance(answer, ParsedArticle):
            parsed.append(("", record, answer))
        else:
            refused.append((answer.reasons, answer.raw_position, answer.detail))
    outcome = accept_parsed(parsed, limits)
    refused += [
        (tuple(row["reasons"]), row["raw_position"], row["detail"])
        for row in outcome.rejected.to_pylist()
    ]
    return outcome.accepted.to_pylist(), refused


def _encoding_of(record: RawRecord, settings: SourceConfig) -> str | None:
    """Return the encoding that a text or page was guessed to be in; None where it is UTF-8 or says its own."""
    if record.fields is not None:
        return None
    declared = settings.encoding or record.charset
    declared = declared or (html_charset(record.raw) if record.media == "html" else None)
    return encoding_guessed(record.raw, declared)


def _told_encodings(written_in: Counter[str]) -> str:
    return f"; guessed to be in {', '.join(sorted(written_in))}" if written_in else ""


def format_of(file: Path) -> str:
    """Return what a file is taken for, by its name and first bytes."""
    try:
        with open_regular(file) as opened:
            budget = budget_for(file.stat().st_size, READING)
            return _format_in(Stream(opened), file.name, budget, READING.max_nesting)
    except OSError as error:
        return f"can't be opened ({error.strerror})"


def _format_in(stream: Stream, name: str, budget: Budget, depth: int) -> str:
    """Return what a stream is taken for, below what it is packed in; the members of an archive tell their own."""
    head = stream.peek(HEAD)
    if (packed := compression_of(head)) and depth:
        inner = Stream(Unpacked(stream, packed, READING, budget))
        return (
            f"packed ({packed}), inside: {_format_in(inner, inner_name(name), budget, depth - 1)}"
        )
    if packed := packed or archive_of(name, head):
        return f"packed ({packed}), read for what is inside"
    found = recognise(name, head)
    return f"not read ({found.detail})" if isinstance(found, Unfit) else f"format {found}"


def _counted(items: list[RawRecord | Rejection]) -> str:
    n = sum(isinstance(item, RawRecord) for item in items)
    first = f"the first {MAX_RECORDS}" if len(items) == MAX_RECORDS else str(n)
    places = ", ".join(item.raw_position for item in items[:2] if item.raw_position)
    more = f" ({places}{' ...' if len(items) > 2 else ''})" if places else ""
    return f"{first} record{'' if first == '1' else 's'}{more}"


def _tell_columns(rows: Sequence[Mapping[str, Any]], settings: SourceConfig) -> Iterator[str]:
    """Yield what each column is taken for, in the order of the file, and the order of its dates."""
    if not rows:
        return
    by_value = {theirs: f"{ours} (by its values, or declared)" for ours, theirs in settings.columns}
    names = dict.fromkeys(map(str, itertools.chain.from_iterable(rows)))
    by_value = _in_lists(names) | by_value
    for name in itertools.islice(names, 40):
        field = by_value.get(name) or field_of(name) or "not used"
        example = next(filter(None, (row.get(name) for row in rows)), "")
        yield f"  column {name!r} -> {field}, such as {_short(example)}"
    for name, how in settings.orders:
        yield f"  dates in {name!r}: {ORDERS[how]}"
    for ours, theirs in settings.columns:
        if theirs in settings.absent:
            yield f"  source.toml takes {ours} from {theirs!r}, which no record here has; {_path_hint(rows, theirs)}"
    missing = _missing_fields(rows, settings)
    if missing:
        yield f"  no column found for: {', '.join(missing)}"


def _in_lists(names: Iterable[str]) -> dict[str, str]:
    """Return what columns are taken for whose names number them."""
    of_lists = numbered(tuple(names))
    return {name: f"{field_of(stem)} (numbered)" for stem, columns in of_lists for name in columns}


def _path_hint(rows: Sequence[Mapping[str, Any]], column: str) -> str:
    """Return what to write for a declared column that no record has: the path of a nested field of that name, where one is there."""
    last = column.rpartition(".")[2]
    paths = {
        f"{name}.{last}"
        for row in rows
        for name, value in row.items()
        if isinstance(value, Mapping) and last in value
    }
    if paths:
        return f"write {' or '.join(map(repr, sorted(paths)))}"
    return "a field within an object is named by its path, such as 'dates.publishedAt'"


def _taken_for(rows: Sequence[Mapping[str, Any]], settings: SourceConfig) -> dict[str, str]:
    """Return the column of a table that speaks first for each field of ours: as settled, else the best by its name.

    A record's own id is left out: it is told by names of its own.
    """
    ranked: list[tuple[int, str, str]] = []
    for name in dict.fromkeys(map(str, itertools.chain.from_iterable(rows))):
        ours = field_of(name)
        if ours in (None, "id") or all(is_empty(row.get(name)) for row in rows):
            continue
        places = dict(places_by_name()[known_name(plain_name(name))])
        ranked.append((places[str(ours)], str(ours), name))
    by_name = {ours: name for _, ours, name in sorted(ranked, key=lambda r: r[0], reverse=True)}
    return by_name | dict(settings.columns)


def _missing_fields(rows: Sequence[Mapping[str, Any]], settings: SourceConfig) -> list[str]:
    """Return the fields an article should have for which no column was found; a page holds its text."""
    cells = (c for row in rows for c in columns_of(opened(row, settings), settings).items())
    found = {field for field, values in cells if values}
    found |= {"body"} if "html" in found else set()
    return [field for field in ("title", "body", "published", "authors") if field not in found]


def _tell_articles(articles: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the rows that would be published, and how their clocks and languages are known."""
    if not articles:
        return
    bases = Counter(str(article["published_tz_basis"] or "no time of day") for article in articles)
    spoken = Counter(article["language"] for article in articles)
    yield f"  time zone: {_listed(bases)}; language: {_listed(spoken)}"
    flags = Counter(str(flag) for article in articles for flag in article["quality_flags"])
    if flags:
        yield f"  flags: {_listed(flags)}"
    for article in articles[:N_SHOWN]:
        yield from _tell_article(article)


def _tell_article(article: Mapping[str, Any]) -> Iterator[str]:
    """Yield the row of one article."""
    yield f"  would be published: {_short(article['title']) if article['title'] else '(no title)'}"
    day = article["published_on"].date() if article["published_on"] else "no day"
    signed = ", ".join(article["authors"]) or "unsigned"
    publisher = article["publisher"] or "no publisher"
    yield f"    {day}; {signed}; {publisher}; {article['n_words']} words: {_short(article['body'])}"


def source_lines(learnt: _Learnt) -> Iterator[str]:
    """Yield the lines of the `source.toml` that says what was guessed for all files alike."""
    first = learnt.settings[0] if learnt.settings else SourceConfig()
    for key in ("publisher", "timezone", "language", "encoding"):
        value = getattr(first, key)
        if value is not None:
            yield f"{key} = {json.dumps(value, ensure_ascii=False)}"
    for key, guessed in (("language", learnt.languages), ("encoding", learnt.encodings)):
        if getattr(first, key) is None and len(guessed) == 1:
            yield f"{key} = {json.dumps(next(iter(guessed)))}"
    yield from _order_line(first, {how for each in learnt.settings for _, how in each.orders})
    yield from _column_lines(learnt.columns)


def _column_lines(columns: Sequence[Mapping[str, str]]) -> Iterator[str]:
    """Yield the lines that say which columns all tables have for our fields."""
    shared = set.intersection(*(set(each.items()) for each in columns)) if columns else set()
    if shared:
        yield "[columns]"
        for ours, theirs in sorted(shared):
            yield f"{ours} = {json.dumps(theirs, ensure_ascii=False)}"


def _order_line(first: SourceConfig, orders: Set[str]) -> Iterator[str]:
    """Yield the line that says how days are written, if it was declared or all files write them alike."""
    firsts = {how[0] for how in orders}
    if first.day_first is None and len(firsts) != 1:
        return
    day_first = first.day_first if first.day_first is not None else firsts == {"d"}
    said = f"day_first = {str(day_first).lower()}"
    is_assumed = any(how.endswith("?") for how in orders)
    # What is only assumed is left to whoever knows: declared, it would no longer be flagged.
    yield f"# {said}  # only assumed: say what is right" if is_assumed else said


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {n}" for name, n in counts.most_common(6))


def _short(value: object) -> str:
    text = " ".join(str(value).split())
    return repr(text if len(text) <= SHOWN_CHARS else text[: SHOWN_CHARS - 3] + "...")
