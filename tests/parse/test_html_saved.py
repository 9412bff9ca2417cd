"""Saved pages: the address and the moment of saving that the tool wrote into them."""

import datetime as dt

import pytest

from copydesk.parse import parse_record
from copydesk.readers import Place
from copydesk.records import ParsedArticle, SourceConfig

URL = "https://post.example/news/4"
AT = dt.datetime(2021, 5, 4, 9, 30, 54, tzinfo=dt.UTC)
STORY = (
    "<p>Eighty years of logbooks kept by the lighthouse crews of Penmorra can be seen from Friday in the maritime museum. "
    "They tell of wrecks, of fog and, on one page, of a piano that washed ashore.</p><p>Curator Hedda Quill found them in a chest "
    "that had been used as a coffee table. Conservators needed three winters to part the damp leaves.</p>"
)


def page(
    before: str = "", attributes: str = "", head: str = "", story: str = STORY, after: str = ""
) -> str:
    return (
        f"<!DOCTYPE html>{before}<html lang='en'{attributes}><head><meta charset='utf-8'>{head}<title>Logbooks go on show</title></head>"
        f"<body><article><h1>Logbooks go on show</h1>{story}</article></body></html>{after}"
    )


def read(markup: str, url: str | None = None) -> ParsedArticle:
    article = parse_record(Place("a").record("", "html", markup.encode(), url=url), SourceConfig())
    assert isinstance(article, ParsedArticle)
    return article


@pytest.mark.parametrize(
    ("markup", "at"),
    [
        (page(f"<!--\n Page saved with SingleFile \n url: {URL} \n saved date: Tue May 04 2021 11:30:54 GMT+0200 (Central European Summer Time)\n-->"), AT),
        (page("", "", "").replace("<head>", f"<!--\n Page saved with SingleFile \n url: {URL}?utm_source=x \n saved date: Tue May 04 2021 05:30:54 GMT-0400\n--><head>"), AT),
        (page(f"<!-- saved from url=(0027){URL} -->"), None),
        (page(f"<!-- Saved from {URL} at 2021-05-04T09:30:54Z using monolith v2.3.0 -->"), AT),
        (page("", "", "<!-- Mirrored from post.example/news/4 by HTTrack Website Copier/3.x [XR&CO'2014], Tue, 04 May 2021 09:30:54 GMT -->"), AT),
        (page("", "", f'<meta name="savepage-url" content="{URL}"><meta name="savepage-date" content="Tue May 04 2021 11:30:54 GMT+0200 (CEST)">'), AT),
        (page("", f' data-scrapbook-source="{URL}" data-scrapbook-create="20210504093054123"'), AT),
        (page("", "", f'<link rel="canonical" href="{URL}">', after="<!--\n     FILE ARCHIVED ON 09:30:54 May 04, 2021 AND RETRIEVED FROM THE\n INTERNET ARCHIVE ON 10:00:00 Jan 01, 2024.\n-->"), AT),
        (page("", "", f'<base href="{URL}">'), None),
        (page("", "", f'<link rel="canonical" href="https://archive.ph/AbC12"><meta property="og:url" content="http://archive.today/20210504093054/{URL}">'), None),
        (page("", "", '<base href="https://post.example/"><link rel="canonical" href="/news/4">'), None),
    ],
)  # fmt: skip
def test_the_tool_that_saved_a_page_says_where_and_when(
    markup: str, at: dt.datetime | None
) -> None:
    article = read(markup)
    assert (article.url or "").replace("http://", "https://") == URL
    assert article.domain == "post.example"
    assert article.crawled_at == at
    assert article.title == "Logbooks go on show"


def test_a_story_about_saving_pages_says_nothing_of_its_own_address() -> None:
    quoted = f"<p>The browser writes &lt;!-- saved from url=(0027){URL} --&gt; into the page.</p><!-- saved from url=(0027){URL} -->"
    article = read(page(story=quoted + STORY))
    assert article.url is None
    assert article.crawled_at is None


@pytest.mark.parametrize("address", ["about:internet", "file:///C:/Users/x/page.html"])
def test_an_address_on_the_savers_own_disk_is_none(address: str) -> None:
    assert read(page(f"<!-- saved from url=(0014){address} -->")).url is None


def test_a_base_that_is_only_a_host_is_no_address() -> None:
    assert read(page(head='<base href="https://post.example/">')).url is None


def test_what_was_fetched_counts_more() -> None:
    article = read(page(f"<!-- saved from url=(0027){URL} -->"), "https://other.example/1")
    assert article.url == "https://other.example/1"
