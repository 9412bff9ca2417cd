"""Ways in which people hold the same articles: a seeded generator of layouts, and how many of them are read right.

`python -m tests.gates.layouts --n 2000 --seed 1` prints the figure. A layout is right when every article comes out with its
title, text, day and (where stated) author. A day that is wrong must be flagged in every one.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import csv
import datetime as dt
import gzip
import io
import json
import random
import re
import sqlite3
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import feather

from copydesk.parse import parse_record
from copydesk.raw.intake import plan_reads, read_files, scan_raw
from copydesk.raw.parts import decode_record, decode_source
from copydesk.records import ParsedArticle
from copydesk.work.workfolder import files_of
from tests.gates.layout_stories import Story, stories

NAMES: dict[str, tuple[str, str, str, str, str]] = {
    "en": ("title", "text", "date", "author", "url"),
    "newsapi": ("title", "content", "publishedAt", "author", "url"),
    "scrapy": ("headline", "article_body", "publish_date", "byline", "link"),
    "guardian": ("webTitle", "bodyText", "webPublicationDate", "byline", "webUrl"),
    "wordpress": ("post_title", "post_content", "post_date", "post_author", "permalink"),
    "fundus": ("title", "plaintext", "publishing_date", "authors", "requested_url"),
    "es": ("Titular", "Cuerpo", "Fecha de publicación", "Autor", "Enlace"),
    "pt": ("Título", "Conteúdo", "Publicado em", "Autor", "Endereço"),
    "fr": ("Titre", "Texte", "Date de publication", "Auteur", "Lien"),
    "de": ("Überschrift", "Inhalt", "Veröffentlicht am", "Verfasser", "Webadresse"),
    "it": ("Titolo", "Testo", "Data di pubblicazione", "Autore", "Collegamento"),
    "nl": ("Kop", "Artikeltekst", "Publicatiedatum", "Schrijver", "Koppeling"),
    "sv": ("Rubrik", "Brödtext", "Publiceringsdatum", "Författare", "Länk"),
    "pl": ("Tytuł", "Treść", "Data publikacji", "Autorzy", "Odnośnik"),
    "cs": ("Titulek", "Obsah", "Datum vydání", "Autor", "Odkaz"),
    "hu": ("Cím", "Szöveg", "Megjelenés", "Szerző", "Hivatkozás"),
    "ru": ("Заголовок", "Текст", "Дата публикации", "Автор", "Ссылка"),
    "uk": ("Заголовок", "Текст", "Дата публікації", "Автор", "Посилання"),
    "el": ("Τίτλος", "Κείμενο", "Ημερομηνία", "Συγγραφέας", "Σύνδεσμος"),
    "tr": ("Başlık", "İçerik", "Yayın tarihi", "Yazar", "Bağlantı"),
    "ar": ("العنوان", "النص", "تاريخ النشر", "الكاتب", "الرابط"),
    "he": ("כותרת", "תוכן", "תאריך פרסום", "מחבר", "קישור"),
    "hi": ("शीर्षक", "सामग्री", "दिनांक", "लेखक", "लिंक"),
    "id": ("Judul", "Isi berita", "Tanggal terbit", "Penulis", "Tautan"),
    "zh": ("标题", "正文", "发布时间", "作者", "链接"),
    "ja": ("タイトル", "本文", "公開日", "著者", "リンク"),
    "ko": ("제목", "본문", "입력일", "기자", "링크"),
}
"""Names of title, text, day, author and address in tools and languages."""

SPOKEN = {
    "de": ("{d}. {m} {y}", "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"),
    "es": ("{d} de {m} de {y}", "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"),
    "fr": ("{d} {m} {y}", "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
    "ru": ("{d} {m} {y} г.", "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"),
    "pl": ("{d} {m} {y}", "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia"),
    "ja": ("{y}年{m}月{d}日", "1 2 3 4 5 6 7 8 9 10 11 12"),
    "en": ("{m} {d}, {y}", "January February March April May June July August September October November December"),
}  # fmt: skip
"""How each language writes a day with the month's name."""


def spoken(at: dt.datetime, language: str) -> str:
    """Return a day as a language writes it."""
    form, months = SPOKEN[language]
    return form.format(d=at.day, m=months.split()[at.month - 1], y=at.year)


MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
DATES: dict[str, Callable[[dt.datetime], Any]] = {
    "iso day": lambda at: at.strftime("%Y-%m-%d"),
    "iso moment": lambda at: at.strftime("%Y-%m-%dT%H:%M:%SZ"),
    "day/month": lambda at: at.strftime("%d/%m/%Y"),
    "month/day": lambda at: at.strftime("%m/%d/%Y"),
    "day.month": lambda at: at.strftime("%d.%m.%Y %H:%M"),
    "day-month": lambda at: at.strftime("%d-%m-%Y"),
    "month/day clock": lambda at: f"{at.month}/{at.day}/{at.year} {at:%I:%M %p}",
    "named": lambda at: f"{at.day} {MONTHS[at.month - 1]} {at.year}",
    "mail": lambda at: f"{at:%a}, {at.day:02} {MONTHS[at.month - 1]} {at.year} {at:%H:%M:%S} +0000",
    "iso offset": lambda at: at.strftime("%Y-%m-%dT%H:%M:%S+03:00"),
    "year/month/day": lambda at: at.strftime("%Y/%m/%d %H:%M"),
    "short year": lambda at: at.strftime("%d/%m/%y"),
    "compact": lambda at: at.strftime("%Y%m%d"),
    "milliseconds": lambda at: int(at.replace(tzinfo=dt.UTC).timestamp()) * 1000,
    "seconds": lambda at: int(at.replace(tzinfo=dt.UTC).timestamp()),
    "two stamps": lambda at: (
        f"Published: {at.day} {MONTHS[at.month - 1]} {at.year} | Updated: {at.day} {MONTHS[at.month - 1]} {at.year + 1}"
    ),
}
AUTHORS: dict[str, Callable[[str], Any] | None] = {
    "none": None,
    "plain": lambda name: name,
    "by": lambda name: f"By {name}",
    "inverted": lambda name: ", ".join(reversed(name.split(" ", 1))),
    "role": lambda name: f"{name}, Political Editor",
    "mail": lambda name: f"desk@gazette.example ({name})",
}
KEYS = ("data", "response", "results", "payload", "hits", "items", "posts", "edges", "docs", "body")
ENCODINGS = {
    "pl": ["cp1250", "iso8859_2"],
    "ja": ["shift_jis", "euc_jp"],
    "en": ["cp1252"],
    "de": ["cp1252"],
    "es": ["cp1252"],
    "fr": ["cp1252"],
    "ru": ["cp1251", "koi8_r"],
}


CONTAINERS = (
    "json jsonl wrapped columns index split pages files csv semicolon tab pipe txt parquet nameless zip gz"
    " tar feather sqlite rss xml xlsx csvs"
)
TEXTUAL = ("csv", "semicolon", "tab", "txt", "nameless", "csvs")
"""Containers that people save in the encodings of their machines."""


class Layout(NamedTuple):
    """One way of holding articles, by its parts."""

    container: str
    names: str
    date: str
    author: str
    encoding: str
    depth: int
    above: str
    with_url: bool


def draw(rng: random.Random, language: str) -> Layout:
    """Return a layout for articles of a language."""
    container = rng.choice(CONTAINERS.split())
    is_text = container in TEXTUAL
    encodings = ["utf-8", "utf-8", "utf-8-sig"] + (
        ["utf-16", *ENCODINGS[language]] if is_text else []
    )
    return Layout(
        container,
        rng.choice(sorted(NAMES)),
        rng.choice([*sorted(DATES), "spoken"]),
        rng.choice(sorted(AUTHORS)),
        rng.choice(encodings),
        rng.randint(1, 5),
        rng.choice(["", "", "sep", "preamble"])
        if container in ("csv", "semicolon", "pipe")
        else "",
        rng.random() < 0.5,
    )


def fields_of(story: Story, layout: Layout, language: str) -> dict[str, Any]:
    """Return the named fields of a story in a layout."""
    title, text, date, author, url = NAMES[layout.names]
    fields: dict[str, Any] = {
        title: story.title,
        date: spoken(story.at, language)
        if layout.date == "spoken"
        else DATES[layout.date](story.at),
        text: story.text,
    }
    if (write := AUTHORS[layout.author]) is not None:
        fields[author] = write(story.author)
    if layout.with_url:
        fields[url] = f"https://gazette.example/news/{story.number}"
    return fields


def wrap(rows: list[dict[str, Any]], depth: int, rng: random.Random) -> Any:
    """Return rows below so many levels of an answer."""
    keys = rng.sample(KEYS, depth)
    value: Any = [{"node": row} for row in rows] if rng.random() < 0.3 else rows
    for key in keys:
        value = {"status": "ok", "total": len(rows), key: value}
    return value


def table(rows: list[dict[str, Any]], delimiter: str, layout: Layout) -> str:
    """Return rows as delimited text."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    if layout.above == "sep":
        out.write(f"sep={delimiter}\n")
    elif layout.above == "preamble":
        out.write("Export of the archive\nGenerated by the desk\n\n")
    if layout.container != "nameless":
        writer.writerow(list(rows[0]))
    writer.writerows([list(row.values()) for row in rows])
    return out.getvalue()


def feed(chosen: list[Story], layout: Layout) -> bytes:
    """Return an RSS feed, in which names and dates are the format's own."""
    items = []
    for story in chosen:
        write = AUTHORS[layout.author]
        author = f"<dc:creator>{escape(write(story.author))}</dc:creator>" if write else ""
        html = escape("".join(f"<p>{part}</p>" for part in story.text.split("\n\n")))
        items.append(
            f"<item><title>{escape(story.title)}</title>{author}<pubDate>{DATES['mail'](story.at)}</pubDate>"
            f"<guid isPermaLink='false'>{story.number}</guid><content:encoded>{html}</content:encoded></item>"
        )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Gazette</title>'
        + "".join(items)
        + "</channel></rss>"
    ).encode()


def workbook(rows: list[dict[str, Any]]) -> bytes:
    """Return an Excel file of one sheet, as plain as can be."""

    def cell(value: Any) -> str:
        if isinstance(value, int):
            return f"<c><v>{value}</v></c>"
        return f'<c t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'

    lines = [list(rows[0]), *(list(row.values()) for row in rows)]
    cells = "".join("<row>" + "".join(map(cell, line)) + "</row>" for line in lines)
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kin = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{kin}"><sheets><sheet name="News" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{kin}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
    }  # fmt: skip
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def encoded(text: str, encoding: str) -> bytes:
    """Return the bytes of a text, in UTF-8 where the encoding lacks a letter: nobody could save it so."""
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return text.encode()


def write(
    folder: Path, chosen: list[Story], layout: Layout, rng: random.Random, language: str
) -> None:
    """Write the stories into a folder in one layout."""
    rows = [fields_of(story, layout, language) for story in chosen]
    kind = layout.container

    def put(name: str, text: str) -> None:
        (folder / name).write_bytes(encoded(text, layout.encoding))

    def dumps(value: Any) -> str:
        return json.dumps(value, ensure_ascii=rng.random() < 0.5, indent=rng.choice([None, 1]))

    names = list(rows[0])
    by_row = {str(i): row for i, row in enumerate(rows)}
    if kind == "json":
        put("a.json", dumps(rows))
    elif kind == "jsonl":
        put("a.jsonl", "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    elif kind == "wrapped":
        put("a.json", dumps(wrap(rows, layout.depth, rng)))
    elif kind == "columns":
        put(
            "a.json",
            dumps({name: {key: row[name] for key, row in by_row.items()} for name in names}),
        )
    elif kind == "index":
        put("a.json", dumps(by_row))
    elif kind == "split":
        put(
            "a.json",
            dumps(
                {
                    "columns": names,
                    "index": list(range(len(rows))),
                    "data": [list(row.values()) for row in rows],
                }
            ),
        )
    elif kind == "pages":
        pages = [rows[i : i + 3] for i in range(0, len(rows), 3)]
        put(
            "a.jsonl",
            "".join(
                json.dumps({"page": i, "articles": page}) + "\n" for i, page in enumerate(pages)
            ),
        )
    elif kind == "files":
        for i, row in enumerate(rows):
            put(f"{i}.json", dumps(row))
    elif kind == "parquet":
        pq.write_table(pa.Table.from_pylist(rows), folder / "a.parquet")
    elif kind == "zip":
        with zipfile.ZipFile(folder / "a.zip", "w") as archive:
            archive.writestr("in/a.csv", encoded(table(rows, ",", layout), layout.encoding))
    elif kind == "gz":
        text = "".join(json.dumps(row) + "\n" for row in rows)
        (folder / "a.jsonl.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
    elif kind == "tar":
        with tarfile.open(folder / "a.tar.gz", "w:gz") as archive:
            for i, row in enumerate(rows):
                raw = dumps(row).encode()
                member = tarfile.TarInfo(f"in/{i}.json")
                member.size = len(raw)
                archive.addfile(member, io.BytesIO(raw))
    elif kind == "feather":
        feather.write_feather(pa.Table.from_pylist(rows), folder / "a.feather")
    elif kind == "sqlite":
        with contextlib.closing(sqlite3.connect(folder / "a.db")) as base, base:
            columns = ", ".join(f'"{name}"' for name in names)
            base.execute(f"CREATE TABLE news ({columns})")
            marks = ", ".join("?" * len(names))
            base.executemany(f"INSERT INTO news VALUES ({marks})", [list(r.values()) for r in rows])
    elif kind == "rss":
        (folder / "feed.xml").write_bytes(feed(chosen, layout))
    elif kind == "xml":
        tags = [re.sub(r"\W+", "_", name) for name in names]
        items = "".join(
            "<row>" + "".join(f"<{t}>{escape(str(v))}</{t}>" for t, v in zip(tags, row.values(), strict=True)) + "</row>\n"
            for row in rows
        )  # fmt: skip
        put("a.xml", f"<?xml version='1.0'?>\n<rows>\n{items}</rows>\n")
    elif kind == "xlsx":
        (folder / "a.xlsx").write_bytes(workbook(rows))
    elif kind == "csvs":
        for i in range(0, len(rows), 3):
            put(f"{i}.csv", table(rows[i : i + 3], ",", layout))
    else:
        mark = {"semicolon": ";", "tab": "\t", "pipe": "|", "txt": rng.choice("\t;")}.get(kind, ",")
        put("a.txt" if kind == "txt" else "a.csv", table(rows, mark, layout))


def read(folder: Path) -> tuple[list[ParsedArticle], int]:
    """Return what is read from a folder, as a run reads it, and how many records were not accepted."""
    with tempfile.TemporaryDirectory() as work:
        files, _ = scan_raw(folder, [])
        for task in plan_reads(files):
            read_files(folder, task, Path(work))
        found: list[ParsedArticle] = []
        n_rejected = 0
        for part in sorted(Path(work).glob("*/part-*.parquet")):
            sources = files_of(part, files)
            for row in pq.read_table(part).to_pylist():
                answer = None
                if row["media"]:
                    answer = parse_record(
                        decode_record(row), decode_source(sources[row["file_key"]])
                    )
                if isinstance(answer, ParsedArticle):
                    found.append(answer)
                else:
                    n_rejected += 1
        return found, n_rejected


def judge(found: list[ParsedArticle], chosen: list[Story], layout: Layout) -> tuple[set[str], int]:
    """Return what is wrong in a layout, and how many days are wrong and not flagged."""
    by_title = {article.title: article for article in found}
    wrong: set[str] = set()
    n_silent = 0
    if len(found) != len(chosen):
        wrong.add("number")
    for story in chosen:
        article = by_title.get(story.title)
        if article is None:
            wrong.add("title")
            continue
        if article.body != story.text:
            wrong.add("text")
        if article.published_on != story.at.date():
            wrong.add("day")
            is_told = article.published_on is None or "date_order_assumed" in article.quality_flags
            n_silent += not is_told
        if AUTHORS[layout.author] is not None and article.authors != (story.author,):
            wrong.add("author")
    return wrong, n_silent


def run(n: int, seed: int) -> tuple[int, int, dict[str, collections.Counter[str]], list[str]]:
    """Return how many of n layouts are right, the days wrong in silence, faults by part of the layout, and examples."""
    rng = random.Random(seed)
    pools = stories(seed)
    n_right = n_silent = 0
    faults: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    examples: list[str] = []
    for _ in range(n):
        language = rng.choice(sorted(pools))
        chosen = rng.sample(pools[language], rng.randint(5, 14))
        layout = draw(rng, language)
        with tempfile.TemporaryDirectory() as folder:
            write(Path(folder), chosen, layout, rng, language)
            found, _ = read(Path(folder))
        wrong, silent = judge(found, chosen, layout)
        n_right += not wrong
        n_silent += silent
        for fault in wrong:
            for part in layout._fields:
                faults[fault][f"{part}={getattr(layout, part)}"] += 1
        if (wrong or silent) and len(examples) < 40:
            examples.append(f"{sorted(wrong)} silent={silent} {language} {tuple(layout)}")
    return n_right, n_silent, faults, examples


def main() -> None:
    """Print the share of layouts that are read right."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="print the layouts that are not right")
    args = parser.parse_args()
    n_right, n_silent, faults, examples = run(args.n, args.seed)
    lines = [
        f"{n_right} of {args.n} layouts right ({n_right / args.n:.1%}); days wrong in silence: {n_silent}"
    ]
    for fault, parts in sorted(faults.items()):
        common = ", ".join(f"{part} {count}" for part, count in parts.most_common(6))
        lines.append(f"  {fault}: {common}")
    sys.stdout.write("\n".join([*lines, *(examples if args.show else [])]) + "\n")


if __name__ == "__main__":
    main()
