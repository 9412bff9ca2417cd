"""Inputs as users of public tools hold them, three and more for each kind of other people's dumps, each with what is right.

`python -m tests.gates.inputs` prints how many are read right. They were written from reports about trafilatura, newspaper, feedparser,
dateparser and tools for exports of archives before anything was mended for them: 36 of 49 were right at first sight. A `twin` is the wrong
neighbour of a kind, which must stay what it is.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import sys
import tempfile
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from schemas.columns import DISGUISE
from tests.gates.layout_stories import Story, stories
from tests.gates.layouts import read

Files = Mapping[str, str | bytes]
Case = tuple[Files, list[dict[str, Any]]]
"""The files of a source, and what its articles must have."""

POOLS = stories(42)
EN, DE, FR, PL = (POOLS[code] for code in ("en", "de", "fr", "pl"))
CASES: dict[str, Callable[[], Case]] = {}


def case(make: Callable[[], Case]) -> Callable[[], Case]:
    """Enter an input under its function's name."""
    CASES[make.__name__] = make
    return make


def dump(value: Any) -> str:
    """Return JSON, letters as they are."""
    return json.dumps(value, ensure_ascii=False)


def day(story: Story) -> str:
    """Return the day of a story."""
    return story.at.date().isoformat()


def right(story: Story, **more: Any) -> dict[str, Any]:
    """Return what the article of a story must have."""
    return {"title": story.title, "text": story.text, "day": day(story)} | more


def moment(story: Story) -> str:
    """Return when a story was published, in ISO form."""
    return story.at.strftime("%Y-%m-%dT%H:%M:%SZ")


def obj(story: Story, **more: Any) -> dict[str, Any]:
    """Return a story as an object of JSON."""
    return {"title": story.title, "text": story.text, "date": moment(story)} | more


def paragraphs(story: Story) -> str:
    """Return the text of a story as markup."""
    return "".join(f"<p>{part}</p>" for part in story.text.split("\n\n"))


@case
def w1_scroll_pages_of_search() -> Case:
    """Scroll pages of search."""
    pages = [
        {
            "_scroll_id": "x",
            "took": 3,
            "timed_out": False,
            "_shards": {"total": 5},
            "hits": {
                "total": {"value": 6},
                "hits": [
                    {
                        "_index": "news",
                        "_id": str(i),
                        "_score": 1.0,
                        "_source": {
                            "headline": EN[i].title,
                            "content": EN[i].text,
                            "published_date": moment(EN[i]),
                        },
                    }
                    for i in (a, a + 1)
                ],
            },
        }
        for a in (0, 2, 4)
    ]
    return {"scroll.json": "\n".join(map(dump, pages))}, [right(EN[i]) for i in range(6)]


@case
def w2_graphql_connection_in_list() -> Case:
    """Graphql connection in list."""
    v = [
        {
            "data": {
                "site": {
                    "articles": {
                        "pageInfo": {"hasNextPage": True},
                        "edges": [
                            {
                                "cursor": "a",
                                "node": {
                                    "id": f"n{i}",
                                    "headline": {"text": EN[i].title},
                                    "body": {
                                        "html": "".join(
                                            f"<p>{p}</p>" for p in EN[i].text.split("\n\n")
                                        )
                                    },
                                    "firstPublished": moment(EN[i]),
                                    "authors": [{"node": {"name": EN[i].author}}],
                                },
                            }
                        ],
                    }
                }
            }
        }
        for i in range(3)
    ]
    return {"answers.json": dump(v)}, [right(EN[i], authors=(EN[i].author,)) for i in range(3)]


@case
def w3_dict_by_url_with_error_entries() -> Case:
    """Dict by url with error entries."""
    v = {
        f"https://gazette.example/{i}": (
            {
                "title": EN[i].title,
                "maintext": EN[i].text,
                "date_publish": EN[i].at.strftime("%Y-%m-%d %H:%M:%S"),
                "authors": [EN[i].author],
                "source_domain": "gazette.example",
            }
            if i != 2
            else {"error": "timeout", "status": 504}
        )
        for i in range(4)
    }
    return {"crawl.json": dump(v)}, [
        right(EN[i], authors=(EN[i].author,), url=f"https://gazette.example/{i}") for i in (0, 1, 3)
    ]


@case
def w1_twin_one_article_with_related() -> Case:
    """Twin one article with related."""
    v = obj(
        EN[0],
        related=[
            {"title": EN[1].title, "url": "https://g.example/1"},
            {"title": EN[2].title, "url": "https://g.example/2"},
        ],
    )
    return {"a.json": dump(v)}, [right(EN[0])]


@case
def d1_feed_slashes_year_first() -> Case:
    """Feed slashes year first."""
    items = "".join(
        f"<item><title>{s.title}</title><pubDate>{s.at.year}/{s.at.month}/{s.at.day} 15:07:41</pubDate><description>{s.text}</description></item>"
        for s in EN[:4]
    )
    return {"f.xml": f'<rss version="2.0"><channel><title>G</title>{items}</channel></rss>'}, [
        {"title": s.title, "day": day(s)} for s in EN[:4]
    ]


@case
def d2_german_weekday_mail_date() -> Case:
    """German weekday mail date."""
    told = DE[:4]
    wd = "Mo Di Mi Do Fr Sa So".split()
    mo = "Jan Feb Mär Apr Mai Jun Jul Aug Sep Okt Nov Dez".split()
    items = "".join(
        f"<item><title>{s.title}</title><pubDate>{wd[s.at.weekday()]}, {s.at.day:02} {mo[s.at.month - 1]} {s.at.year} 11:41:36</pubDate><description>{s.text}</description></item>"
        for s in told
    )
    return {"f.rss": f'<rss version="2.0"><channel><title>G</title>{items}</channel></rss>'}, [
        {"title": s.title, "day": day(s)} for s in told
    ]


@case
def d3_two_columns_two_orders() -> Case:
    """Two columns two orders."""
    rows = [
        {
            "title": s.title,
            "text": s.text,
            "published": s.at.strftime("%d/%m/%Y"),
            "last_modified": s.at.strftime("%m/%d/%Y"),
        }
        for s in EN[:8]
    ]
    o = io.StringIO()
    w = csv.DictWriter(o, rows[0])
    w.writeheader()
    w.writerows(rows)
    return {"t.csv": o.getvalue()}, [right(s) for s in EN[:8]]


@case
def d2_twin_month_name_beats_order() -> Case:
    """Twin month name beats order."""
    rows = [
        {"title": s.title, "text": s.text, "published": s.at.strftime("%B %d, %Y")} for s in EN[:3]
    ]
    return {"t.jsonl": "\n".join(map(dump, rows))}, [right(s) for s in EN[:3]]


def nexis(s: Story, n: int, of: int, head: bool = True) -> str:
    """Return a story as LexisNexis exports it."""
    return (
        (f"\n{'':30}{n} of {of} DOCUMENTS\n\n\n" if head else "\n\n")
        + f"{'':30}The Harbour Gazette\n\n{'':28}{s.at.strftime('%B')} {s.at.day}, {s.at.year} {s.at.strftime('%A')}\n\n{s.title}\n\nBYLINE: By {s.author}\n\nSECTION: NEWS; Pg. 3\n\nLENGTH: 212 words\n\n{s.text}\n\nLOAD-DATE: {s.at.strftime('%B')} {s.at.day}, {s.at.year}\n\nLANGUAGE: ENGLISH\n\nPUBLICATION-TYPE: Newspaper\n\n\n             Copyright {s.at.year} Harbour Gazette\n                     All Rights Reserved\n"
    )


@case
def m1_nexis_single_without_counter() -> Case:
    """Nexis single without counter."""
    return {"WHAT_BREXIT.TXT": nexis(EN[0], 1, 1, head=False)}, [
        right(EN[0], authors=(EN[0].author,))
    ]


@case
def m2_nexis_with_error_document() -> Case:
    """Nexis with error document."""
    err = f"\n{'':30}2 of 3 DOCUMENTS\n\n\nWe are sorry but there is an error in this document and it is not possible to display it.\n"
    return {"x.txt": nexis(EN[0], 1, 3) + err + nexis(EN[1], 3, 3)}, [right(EN[0]), right(EN[1])]


@case
def m3_trec_gz_without_suffix() -> Case:
    """Trec gz without suffix."""
    t = "".join(
        f"<DOC>\n<DOCNO> GZ-{i} </DOCNO>\n<DATE>{s.at.strftime('%y%m%d')}</DATE>\n<HEADLINE>\n{s.title}\n</HEADLINE>\n<TEXT>\n{s.text}\n</TEXT>\n</DOC>\n"
        for i, s in enumerate(EN[:3])
    )
    return {"gz0001": gzip.compress(t.encode())}, [
        {"title": s.title, "text": s.text} for s in EN[:3]
    ]


@case
def m1_twin_story_that_quotes_an_export() -> Case:
    """Twin story that quotes an export."""
    s = EN[0]
    t = f"{s.title}\n\n{s.text}\n\nThe file was marked 'LENGTH: 212 words' by the archive, he said.\n"
    return {"s.txt": t}, [{"title": s.title}]


@case
def f1_wordpress_wxr() -> Case:
    """Wordpress wxr."""
    it = "".join(
        f"<item><title>{s.title}</title><link>https://b.example/{i}</link><pubDate>{s.at.strftime('%a, %d %b %Y %H:%M:%S +0000')}</pubDate><dc:creator><![CDATA[{s.author}]]></dc:creator><content:encoded><![CDATA[{'<!-- wp:paragraph --><p>' + s.text.replace(chr(10) * 2, '</p><!-- /wp:paragraph --><!-- wp:paragraph --><p>') + '</p><!-- /wp:paragraph -->'}]]></content:encoded><excerpt:encoded><![CDATA[]]></excerpt:encoded><wp:post_type><![CDATA[post]]></wp:post_type><wp:status><![CDATA[publish]]></wp:status></item>"
        for i, s in enumerate(EN[:2])
    )
    it += "<item><title>logo.png</title><link>https://b.example/logo</link><content:encoded><![CDATA[]]></content:encoded><wp:post_type><![CDATA[attachment]]></wp:post_type></item>"
    return {
        "blog.wordpress.2021-05-03.xml": f'<?xml version="1.0" encoding="UTF-8" ?><rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>B</title><language>en</language>{it}</channel></rss>'
    }, [right(s, authors=(s.author,)) for s in EN[:2]]


@case
def f2_mysqldump_wordpress() -> Case:
    """Mysqldump wordpress."""

    def q(t):
        return (
            "'"
            + t.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n").replace('"', '\\"')
            + "'"
        )

    rows = ",\n".join(
        f"({i + 1},{i + 7},{q(s.at.strftime('%Y-%m-%d %H:%M:%S'))},{q(s.at.strftime('%Y-%m-%d %H:%M:%S'))},{q(s.text)},{q(s.title)},'','publish','post')"
        for i, s in enumerate(EN[:3])
    )
    sql = f"""-- MySQL dump 10.13  Distrib 8.0.22, for Linux (x86_64)
--
-- Host: localhost    Database: wp
-- ------------------------------------------------------
/*!40101 SET NAMES utf8mb4 */;
DROP TABLE IF EXISTS `wp_posts`;
CREATE TABLE `wp_posts` (
  `ID` bigint unsigned NOT NULL AUTO_INCREMENT,
  `post_author` bigint unsigned NOT NULL DEFAULT '0',
  `post_date` datetime NOT NULL DEFAULT '0000-00-00 00:00:00',
  `post_date_gmt` datetime NOT NULL DEFAULT '0000-00-00 00:00:00',
  `post_content` longtext NOT NULL,
  `post_title` text NOT NULL,
  `post_excerpt` text NOT NULL,
  `post_status` varchar(20) NOT NULL DEFAULT 'publish',
  `post_type` varchar(20) NOT NULL DEFAULT 'post',
  PRIMARY KEY (`ID`),
  KEY `type_status_date` (`post_type`,`post_status`,`post_date`,`ID`)
) ENGINE=InnoDB;
LOCK TABLES `wp_posts` WRITE;
INSERT INTO `wp_posts` VALUES {rows};
UNLOCK TABLES;
"""
    return {"dump.sql": sql}, [right(s) for s in EN[:3]]


@case
def f3_pg_dump_copy() -> Case:
    """Pg dump copy."""

    def e(t):
        return t.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")

    rows = "".join(
        f"{i}\t{e(s.title)}\t{e(s.text)}\t{s.at.strftime('%Y-%m-%d %H:%M:%S+00')}\t\\N\n"
        for i, s in enumerate(EN[:3])
    )
    return {
        "news.sql": f"--\n-- PostgreSQL database dump\n--\n\nSET client_encoding = 'UTF8';\nCREATE TABLE public.articles (\n    id integer NOT NULL,\n    title text,\n    body text,\n    published_at timestamp with time zone,\n    author text\n);\n\nCOPY public.articles (id, title, body, published_at, author) FROM stdin;\n{rows}\\.\n\n"
    }, [right(s) for s in EN[:3]]


@case
def f4_html_table_of_articles() -> Case:
    """Html table of articles."""
    tr = "".join(
        f"<tr><td>{i}</td><td>{s.title}</td><td>{s.at.date()}</td><td>{s.author}</td><td>{s.text}</td></tr>\n"
        for i, s in enumerate(EN[:4])
    )
    return {
        "export.html": f"<html><body><table border='1' class='dataframe'>\n<thead><tr style='text-align: right;'><th></th><th>headline</th><th>date</th><th>author</th><th>text</th></tr></thead><tbody>{tr}</tbody></table></body></html>"
    }, [{"title": s.title, "day": day(s), "authors": (s.author,)} for s in EN[:4]]


@case
def f4_twin_page_with_a_table() -> Case:
    """Twin page with a table."""
    s = EN[0]
    ps = "".join(f"<p>{p}</p>" for p in s.text.split("\n\n"))
    return {
        "p.html": f"<html><head><title>{s.title}</title></head><body><article><h1>{s.title}</h1>{ps}<table><tr><th>team</th><th>title</th><th>date</th></tr><tr><td>Ulm</td><td>Cup</td><td>2019-03-04</td></tr><tr><td>Jena</td><td>Shield</td><td>2018-03-04</td></tr></table></article></body></html>"
    }, [{"title": s.title}]


@case
def n1_gdelt_doc_and_text() -> Case:
    """Gdelt doc and text."""
    rows = [
        {
            "url": f"https://g.example/{i}",
            "url_mobile": "",
            "title": s.title,
            "seendate": s.at.strftime("%Y%m%dT%H%M%SZ"),
            "socialimage": "",
            "domain": "g.example",
            "language": "English",
            "sourcecountry": "United Kingdom",
            "fulltext": s.text,
        }
        for i, s in enumerate(EN[:3])
    ]
    return {"a.json": dump({"articles": rows})}, [
        right(s, url=f"https://g.example/{i}") for i, s in enumerate(EN[:3])
    ]


@case
def n2_event_registry() -> Case:
    """Event registry."""
    rows = [
        {
            "uri": str(i),
            "lang": "eng",
            "isDuplicate": False,
            "date": s.at.strftime("%Y-%m-%d"),
            "time": "10:00:00",
            "dateTime": moment(s),
            "dateTimePub": moment(s),
            "dataType": "news",
            "sim": 0,
            "url": f"https://g.example/{i}",
            "title": s.title,
            "body": s.text,
            "source": {"uri": "g.example", "dataType": "news", "title": "Harbour Gazette"},
            "authors": [
                {"uri": "a@g.example", "name": s.author, "type": "author", "isAgency": False}
            ],
            "image": None,
            "sentiment": 0.1,
        }
        for i, s in enumerate(EN[:3])
    ]
    return {"er.jsonl": "\n".join(map(dump, rows))}, [
        right(s, authors=(s.author,), publisher="Harbour Gazette") for s in EN[:3]
    ]


@case
def n3_czech_and_hungarian_headers() -> Case:
    """Czech and hungarian headers."""
    s = PL[:3]
    rows = [
        {
            "Nagłówek": x.title,
            "Treść artykułu": x.text,
            "Data i godzina": x.at.strftime("%d.%m.%Y %H:%M"),
            "Autor tekstu": x.author,
        }
        for x in s
    ]
    o = io.StringIO()
    w = csv.DictWriter(o, rows[0], delimiter=";")
    w.writeheader()
    w.writerows(rows)
    return {"p.csv": o.getvalue().encode("cp1250", "replace") if False else o.getvalue()}, [
        right(x, authors=(x.author,)) for x in s
    ]


@case
def n1_twin_label_is_no_section() -> Case:
    """Twin label is no section."""
    rows = [obj(s, label=str(i % 2), category="sport") for i, s in enumerate(EN[:3])]
    return {"a.jsonl": "\n".join(map(dump, rows))}, [right(s, section="sport") for s in EN[:3]]


@case
def t1_bom_sep_and_total_row() -> Case:
    """Bom sep and total row."""
    o = io.StringIO()
    w = csv.writer(o, delimiter=";")
    w.writerow(["Titel", "Datum", "Text"])
    for s in DE[:3]:
        w.writerow([s.title, s.at.strftime("%d.%m.%Y"), s.text])
    w.writerow(["Summe: 3", "", ""])
    return {"x.csv": b"\xef\xbb\xbf" + b"sep=;\r\n" + o.getvalue().encode()}, [
        right(s) for s in DE[:3]
    ]


@case
def t2_escaped_newlines_backslash_quotes() -> Case:
    """Escaped newlines backslash quotes."""
    rows = "\n".join(
        '"{}","{}","{}"'.format(
            s.title.replace('"', '\\"'),
            s.at.date(),
            s.text.replace('"', '\\"').replace("\n", "\\n"),
        )
        for s in EN[:4]
    )
    return {"mysql_outfile.csv": '"headline","pub_date","article"\n' + rows + "\n"}, [
        right(s) for s in EN[:4]
    ]


@case
def t3_index_and_units_header_of_two_rows() -> Case:
    """Index and units header of two rows."""
    o = io.StringIO()
    w = csv.writer(o)
    w.writerow(["Harbour Gazette archive export"])
    w.writerow(["generated", "2021-05-09"])
    w.writerow([])
    w.writerow(["no", "Headline", "Full Text", "Publication Date"])
    for i, s in enumerate(EN[:4]):
        w.writerow([i, s.title, s.text, s.at.strftime("%Y-%m-%d")])
    return {"x.csv": o.getvalue()}, [right(s) for s in EN[:4]]


@case
def t1_twin_story_of_semicolons() -> Case:
    """Twin story of semicolons."""
    t = "Council lists the bids\n\nThe bids are: a bridge; a road; a school.\n" + EN[0].text
    return {"x.txt": t}, [{"title": "Council lists the bids"}]


@case
def s1_texts_and_tsv_by_doc_id() -> Case:
    """Texts and tsv by doc id."""
    files = {f"docs/{i:04}.txt": s.text for i, s in enumerate(EN[:4])}
    files["index.tsv"] = "doc_id\ttitle\tdate\n" + "".join(
        f"{i:04}\t{s.title}\t{s.at.date()}\n" for i, s in enumerate(EN[:4])
    )
    return files, [right(s) for s in EN[:4]]


@case
def s2_html_and_meta_json() -> Case:
    """Html and meta json."""
    f = {}
    for i, s in enumerate(EN[:2]):
        f[f"{i}.html"] = (
            "<html><body>" + "".join(f"<p>{p}</p>" for p in s.text.split("\n\n")) + "</body></html>"
        )
        f[f"{i}.meta.json"] = dump(
            {"url": f"https://g.example/{i}", "title": s.title, "date": moment(s)}
        )
    return f, [
        {"title": s.title, "day": day(s), "url": f"https://g.example/{i}"}
        for i, s in enumerate(EN[:2])
    ]


@case
def s3_title_and_body_dirs() -> Case:
    """Title and body dirs."""
    f = {}
    for i, s in enumerate(EN[:3]):
        f[f"body/{i}.txt"] = s.text
        f[f"title/{i}.txt"] = s.title
        f[f"date/{i}.txt"] = str(s.at.date())
    return f, [right(s) for s in EN[:3]]


@case
def b1_ellipsis_link_text() -> Case:
    """Ellipsis link text."""
    v = [obj(EN[0], text=EN[0].text[:160] + " … Continue reading →")]
    return {"a.jsonl": dump(v[0])}, [{"title": EN[0].title, "flags": ("truncated_by_source",)}]


@case
def b2_subscribe_wall_in_french() -> Case:
    """Subscribe wall in french."""
    s = FR[0]
    v = obj(
        s,
        text=s.text.split("\n\n")[0]
        + "\n\nIl vous reste 74.5% de cet article à lire. La suite est réservée aux abonnés.",
    )
    return {"a.jsonl": dump(v)}, [
        {"title": s.title, "flags": ("truncated_by_source",), "lacks": "réservée aux abonnés"}
    ]


@case
def b3_cookie_text_only() -> Case:
    """Cookie text only."""
    v = obj(
        EN[0],
        text="We use cookies and other technologies to personalise content and ads. By clicking Accept all you agree to our use of cookies. Manage preferences. Accept all. Reject all. You can change your choices at any time in our privacy centre.",
    )
    return {"a.jsonl": dump(v) + "\n" + dump(obj(EN[1]))}, [right(EN[1])]


@case
def b1_twin_story_that_ends_in_dots() -> Case:
    """Twin story that ends in dots."""
    t = EN[0].text + "\n\nAnd then ... nothing, she said."
    return {"a.jsonl": dump(obj(EN[0], text=t))}, [
        {"title": EN[0].title, "noflags": ("truncated_by_source",)}
    ]


def names(value: Any, *want: str) -> Case:
    """Return an article with this in the field of its author, and who is meant."""
    return {"a.jsonl": dump(obj(EN[0], author=value))}, [{"title": EN[0].title, "authors": want}]


@case
def p1_shouted_with_by_inside() -> Case:
    """Shouted with by inside."""
    return names(
        "ABBY GOODNOUGH, THOMAS KAPLAN and ROBERT PEAR",
        "ABBY GOODNOUGH",
        "THOMAS KAPLAN",
        "ROBERT PEAR",
    )


@case
def p2_email_the_author() -> Case:
    """Email the author."""
    return names("Christie Dedman | Email the author | cdedman@al.example", "Christie Dedman")


@case
def p3_senior_reporter_alone() -> Case:
    """Senior reporter alone."""
    return names("Senior Reporter")


@case
def p4_relative_time() -> Case:
    """Relative time."""
    return names(["Devin Coldewey", "3 hours ago", "@techcrunch"], "Devin Coldewey")


@case
def p5_with_files() -> Case:
    """With files."""
    return names(
        "Maria Okafor in Lagos; additional reporting by Piet Anker", "Maria Okafor", "Piet Anker"
    )


@case
def p1_twin_reporter_is_a_name() -> Case:
    """Twin reporter is a name."""
    return names("Rory Reporter", "Rory Reporter")


@case
def x1_double_encoded_entities() -> Case:
    """Double encoded entities."""
    EN[0].text.replace(", ", "&amp;nbsp;, ", 1)
    v = obj(
        EN[0],
        title="Smith &amp;amp; Sons: &quot;We &#39;ll stay&quot;",
        text="It wasn&rsquo;t over. " + EN[0].text,
    )
    return {"a.jsonl": dump(v)}, [
        {"title": 'Smith & Sons: "We \'ll stay"', "starts": "It wasn’t over."}
    ]


@case
def x2_mojibake_twice() -> Case:
    """Mojibake twice."""
    v = obj(
        EN[0],
        text=("The café’s owner said it’s over. " + EN[0].text)
        .encode()
        .decode("cp1252")
        .encode()
        .decode("cp1252", "replace"),
    )
    return {"a.jsonl": dump(v)}, [
        {"title": EN[0].title, "starts": "The café’s owner said it’s over."}
    ]


@case
def x3_sentinel_and_other_date() -> Case:
    """Sentinel and other date."""
    return {
        "a.jsonl": dump(obj(EN[0], date="0001-01-01T00:00:00", updated=moment(EN[0])))
        + "\n"
        + dump(obj(EN[1], date="1970-01-01 00:00:00"))
    }, [{"title": EN[0].title}, {"title": EN[1].title, "day": None}]


@case
def x4_thai_buddhist_and_arabic_digits() -> Case:
    """Thai buddhist and arabic digits."""
    rows = [obj(EN[0], date="29 พ.ค. 2564 10:05 น."), obj(EN[1], date="٢٩ مايو ٢٠٢١")]
    return {"a.jsonl": "\n".join(map(dump, rows))}, [
        {"title": EN[0].title, "day": "2021-05-29"},
        {"title": EN[1].title, "day": "2021-05-29"},
    ]


def page(s: Story, head: str = "") -> str:
    """Return a story as a page."""
    return f"<html><head><title>{s.title}</title>{head}</head><body><article><h1>{s.title}</h1>{paragraphs(s)}</article></body></html>"


@case
def g1_wayback_toolbar_page() -> Case:
    """Wayback toolbar page."""
    s = EN[0]
    h = '<script>var _wm = {};</script><link rel="canonical" href="https://web.archive.org/web/20210503100500/https://g.example/news/1"/>'
    return {
        "a.html": page(s, h)
        + "\n<!--\n     FILE ARCHIVED ON 10:05:00 May 03, 2021 AND RETRIEVED FROM THE\n     INTERNET ARCHIVE ON 11:00:00 Jun 01, 2022.\n-->"
    }, [{"title": s.title, "url": "https://g.example/news/1"}]


@case
def g2_saved_from_url_mark() -> Case:
    """Saved from url mark."""
    s = EN[0]
    return {
        "a.htm": "<!DOCTYPE html>\n<!-- saved from url=(0027)https://g.example/news/story-7 -->\n"
        + page(s)
    }, [{"title": s.title, "url": "https://g.example/news/story-7"}]


@case
def g3_name_is_the_address() -> Case:
    """Name is the address."""
    s = EN[0]
    return {"https%3A%2F%2Fg.example%2Fnews%2Fstory-7.html": page(s)}, [{"title": s.title}]


@case
def h1_html_in_text_column() -> Case:
    """Html in text column."""
    s = EN[0]
    return {
        "a.jsonl": dump(obj(s, text="".join(f'<p class="a">{p}</p>' for p in s.text.split("\n\n"))))
    }, [right(s)]


@case
def h2_rss_item_as_text() -> Case:
    """Rss item as text."""
    s = EN[0]
    return {
        "a.jsonl": dump(
            obj(s, text=f"<item><title>{s.title}</title><description>{s.text}</description></item>")
        )
    }, [{"title": s.title, "refused": True}]


@case
def h3_json_in_txt() -> Case:
    """Json in txt."""
    return {"a.txt": dump(obj(EN[0])), "b.txt": dump([obj(EN[1]), obj(EN[2])])}, [
        right(s) for s in EN[:3]
    ]


@case
def h1_twin_story_about_tags() -> Case:
    """Twin story about tags."""
    t = "Why <blink> died: the tag that everybody hated. " + EN[0].text
    return {"a.jsonl": dump(obj(EN[0], text=t))}, [
        {"title": EN[0].title, "has": "that everybody hated"}
    ]


def faults(name: str) -> list[str]:
    """Return what is wrong with what an input gives."""
    files, wanted = CASES[name]()
    with tempfile.TemporaryDirectory() as folder:
        for place, content in files.items():
            path = Path(folder) / "source" / place
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        found, n_rejected = read(Path(folder))
    wrong = []
    if len(found) != len(wanted):
        wrong.append(f"{len(found)} articles for {len(wanted)}, {n_rejected} not accepted")
    for want in wanted:
        article = next((one for one in found if one.title == want["title"]), None)
        if article is None:
            wrong.append(f"no article {want['title']!r}")
            continue
        has = {
            "text": article.body,
            "day": article.published_on and article.published_on.isoformat(),
            "authors": article.authors,
            "url": article.url,
            "publisher": article.publisher,
            "section": article.section,
        }
        wrong += [
            f"{key}: {has[key]!r}"[:120]
            for key in has.keys() & want.keys()
            if has[key] != want[key]
        ]
        checks = {
            "flags": set(want.get("flags", ())) <= set(article.quality_flags),
            "noflags": not set(want.get("noflags", ())) & set(article.quality_flags),
            "starts": article.body.startswith(want.get("starts", "")),
            "lacks": want.get("lacks", "\0") not in article.body,
            "has": want.get("has", "") in article.body,
            "refused": not want.get("refused") or re.search(DISGUISE, article.body) is not None,
        }
        wrong += [f"{key}: {want.get(key)!r}" for key, is_right in checks.items() if not is_right]
    return wrong


def main() -> None:
    """Print the share of inputs that are read right, and what is wrong with the others."""
    told = {name: faults(name) for name in CASES}
    for name, wrong in told.items():
        if wrong:
            sys.stdout.write(f"{name}: {'; '.join(wrong)}\n")
    sys.stdout.write(
        f"{sum(not wrong for wrong in told.values())} of {len(told)} inputs are read right\n"
    )


if __name__ == "__main__":
    # Run as a script this module is another one than the module that the other inputs enter themselves into.
    import_module("tests.gates.more_inputs")
    import_module("tests.gates.later_inputs")
    import_module("tests.gates.held_inputs")
    import_module("tests.gates.inputs").main()
