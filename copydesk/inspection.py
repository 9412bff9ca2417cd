"""What would be read from a file or folder, and why: told before a run, from its first records, with nothing written."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from copydesk.date_orders import Found, settle_orders
from copydesk.field_names import field_of
from copydesk.intake import list_files
from copydesk.layout import FileLayout
from copydesk.parse import parse_record
from copydesk.parse.fields_columns import columns_of
from copydesk.raw_names import printable
from copydesk.readers import read_file
from copydesk.readers.compression import compression_of
from copydesk.readers.recognise import HEAD, Unfit, archive_of, recognise
from copydesk.records import ParsedArticle, RawRecord, Rejection, SourceConfig
from copydesk.siblings import find_siblings, sift_sibling
from copydesk.source import SOURCE_FILE, load_source

MAX_FILES = 20
MAX_RECORDS = 300
"""Of a file are looked at: what a run learns from all of it may differ."""
N_SHOWN = 3
SHOWN_CHARS = 70

ORDERS = {
    "d": "day first, as the file itself or the files beside it show",
    "m": "month first, as the file itself or the files beside it show",
    "d+": "day first, as the addresses' country or the stated zones write",
    "m+": "month first, as the addresses' country or the stated zones write",
    "d?": "day first, only assumed from the language: rows are flagged date_order_assumed",
    "m?": "month first, only assumed: rows are flagged date_order_assumed",
}


def inspect_path(path: Path) -> Iterator[str]:
    """Yield the lines that tell of a file, or of each file of a folder, and a `source.toml` that says the same."""
    files = list_files(path) if path.is_dir() else [path]
    root = path if path.is_dir() else path.parent
    learnt: list[SourceConfig] = []
    languages: Counter[str] = Counter()
    names = {file: printable(file.relative_to(root).as_posix()) for file in files}
    siblings = find_siblings(root, list(names.values()))
    found: list[Found] = []
    for file in files:
        source = load_source(file.parent, root)
        if names[file] in siblings:
            source = siblings[names[file]].settle(source)
        if file.is_file():
            # A path stands for its own hash here: nothing is compared with it.
            found.append(Found(names[file], names[file], file.stat().st_size, source))
    settled = {file.raw_path: config for file, config in settle_orders(root, found, {}, ())}
    for file in files[:MAX_FILES]:
        source = settled.get(names[file]) or load_source(file.parent, root)
        yield from _tell_file(file, root, source, learnt, languages)
        yield ""
    if len(files) > MAX_FILES:
        yield f"... and {len(files) - MAX_FILES:,} more files, of which a run reads every one."
        yield ""
    yield f"# {SOURCE_FILE}: put it beside the files, and change what was guessed wrong"
    yield from source_lines(learnt, languages)


def _tell_file(
    file: Path,
    root: Path,
    source: SourceConfig,
    learnt: list[SourceConfig],
    languages: Counter[str],
) -> Iterator[str]:
    """Yield what is said of one file."""
    name = printable(file.relative_to(root).as_posix())
    read = sift_sibling(read_file(file, name, source), source)
    items = list(itertools.islice(read, MAX_RECORDS))
    records = [item for item in items if isinstance(item, RawRecord)]
    layout = FileLayout(source)
    for record in records:
        layout.see(record)
    settings = layout.complete()
    learnt.append(settings)
    yield f"{name}: {format_of(file)}; {_counted(items)}"
    if source.told_by:
        names = ", ".join(json.loads(source.beside))
        yield f"  {names}: joined from {', '.join(source.told_by)}"
    if any(record.fields is not None for record in records):
        yield from _tell_columns(records, settings)
    answers = [parse_record(record, settings) for record in records]
    articles = [answer for answer in answers if isinstance(answer, ParsedArticle)]
    languages.update(article.language for article in articles)
    yield from _tell_articles(articles)
    refused = [item for item in (*items, *answers) if isinstance(item, Rejection)]
    for reasons, n in Counter(", ".join(item.reasons) for item in refused).most_common():
        example = next(item for item in refused if ", ".join(item.reasons) == reasons)
        where = example.raw_position or "the whole file"
        yield f"  quarantined: {n} ({reasons}), such as {where}: {example.detail[:160]}"


def format_of(file: Path) -> str:
    """Return what a file is taken for, by its name and first bytes."""
    try:
        with file.open("rb") as stream:
            head = stream.read(HEAD)
    except OSError as error:
        return f"can't be opened ({error.strerror})"
    if packed := compression_of(head) or archive_of(file.name, head):
        return f"packed ({packed}), read for what is inside"
    found = recognise(file.name, head)
    return f"not read ({found.detail})" if isinstance(found, Unfit) else f"format {found}"


def _counted(items: list[RawRecord | Rejection]) -> str:
    n = sum(isinstance(item, RawRecord) for item in items)
    first = f"the first {MAX_RECORDS}" if len(items) == MAX_RECORDS else str(n)
    places = ", ".join(item.raw_position for item in items[:2] if item.raw_position)
    return f"{first} records" + (f" ({places} ...)" if places else "")


def _tell_columns(records: list[RawRecord], settings: SourceConfig) -> Iterator[str]:
    """Yield what each column is taken for, in the order of the file, and the order of its dates."""
    by_value = {theirs: ours for ours, theirs in settings.columns}
    names = dict.fromkeys(str(name) for record in records for name in record.fields or {})
    for name in itertools.islice(names, 40):
        field = by_value.get(name) or field_of(name)
        why = " (by its values, or declared)" if name in by_value else ""
        example = next(
            (value for record in records if (value := (record.fields or {}).get(name))), ""
        )
        yield f"  column {name!r} -> {field or 'not used'}{why}, such as {_short(example)}"
    for name, how in settings.orders:
        yield f"  dates in {name!r}: {ORDERS[how]}"
    fields = {
        field
        for record in records
        for field, cells in columns_of(record.fields or {}, settings).items()
        if cells
    }
    missing = [field for field in ("title", "body", "published", "authors") if field not in fields]
    if "html" in fields and "body" in missing:
        missing.remove("body")
    if missing:
        yield f"  no column found for: {', '.join(missing)}"


def _tell_articles(articles: list[ParsedArticle]) -> Iterator[str]:
    """Yield the rows that would be published, and how their clocks and languages are known."""
    if not articles:
        return
    bases = Counter(str(article.published_tz_basis or "no time of day") for article in articles)
    spoken = Counter(article.language for article in articles)
    yield f"  time zone: {_listed(bases)}; language: {_listed(spoken)}"
    flags = Counter(str(flag) for article in articles for flag in article.quality_flags)
    if flags:
        yield f"  flags: {_listed(flags)}"
    for article in articles[:N_SHOWN]:
        yield f"  would be published: {_short(article.title)}"
        yield (
            f"    {article.published_on or 'no day'}; {', '.join(article.authors) or 'unsigned'}; "
            f"{article.publisher or 'no publisher'}; {article.n_words} words: {_short(article.body)}"
        )


def source_lines(learnt: list[SourceConfig], languages: Counter[str]) -> Iterator[str]:
    """Yield the lines of the `source.toml` that says what was guessed for all files alike."""
    first = learnt[0] if learnt else SourceConfig()
    for key in ("publisher", "timezone", "language", "encoding"):
        value = getattr(first, key)
        if value is not None:
            yield f"{key} = {json.dumps(value, ensure_ascii=False)}"
    if first.language is None and len(languages) == 1:
        yield f"language = {json.dumps(next(iter(languages)))}"
    orders = {how for settings in learnt for _, how in settings.orders}
    firsts = {how[0] for how in orders}
    if first.day_first is not None or len(firsts) == 1:
        day_first = first.day_first if first.day_first is not None else firsts == {"d"}
        note = "  # only assumed" if any(how.endswith("?") for how in orders) else ""
        yield f"day_first = {str(day_first).lower()}{note}"
    shared = set.intersection(*(set(settings.columns) for settings in learnt)) if learnt else set()
    if shared:
        yield "[columns]"
        for ours, theirs in sorted(shared):
            yield f"{ours} = {json.dumps(theirs, ensure_ascii=False)}"


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {n}" for name, n in counts.most_common(6))


def _short(value: object) -> str:
    text = " ".join(str(value).split())
    return repr(text if len(text) <= SHOWN_CHARS else text[: SHOWN_CHARS - 3] + "...")
