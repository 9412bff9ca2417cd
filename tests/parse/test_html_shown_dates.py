"""Dates that only the page itself shows, and whose they are."""

from __future__ import annotations

import datetime as dt

import pytest

from copydesk.parse.html_data import read_linked_data, read_meta
from copydesk.parse.html_dates import PageDates, consider_dates, is_front_page
from copydesk.parse.html_shown_dates import is_card
from copydesk.parse.html_tree import marked_properties, read_tree
from copydesk.records import SourceConfig

TEXT = "<p>The harbour council voted to reopen the ferry line to Port Almay, which a storm closed in March.</p>"
H1 = "<h1>Ferry line reopens</h1>"


def dates(
    body: str,
    url: str = "https://gazette.example/island/ferry",
    html: str = "lang='de'",
    head: str = "",
) -> PageDates:
    tree = read_tree(f"<html {html}><head>{head}</head><body>{body}</body></html>")
    assert tree is not None
    language = (tree.get("lang") or "en")[:2]
    linked = read_linked_data(tree, url)
    found = consider_dates(
        tree, marked_properties(tree), linked, read_meta(tree), url, SourceConfig(), language
    )
    return found.believed(url, SourceConfig())


def day(body: str, **options: str) -> dt.date | None:
    published = dates(body, **options).published
    return published.on if published else None


@pytest.mark.parametrize(
    "body",
    [
        f"<p class='kicker-line'>19. Nov 2019 // Maria Okafor</p>{H1}{TEXT}",
        f"{H1}<div class='listing_meta'><span>19.11.2019</span></div>{TEXT}",
        f'{H1}{TEXT}<script>var page = {{"publishedAt": "2019-11-19T14:48:00+01:00"}};</script>',
        f"<div itemscope itemtype='http://schema.org/Article'><h3>Ferry</h3>{TEXT}<div class='footer'>"
        "<time itemprop='datePublished' datetime='2019-11-19'>19.11.2019</time></div></div>",
    ],
)
def test_a_shown_day_of_the_story_is_read(body: str) -> None:
    assert day(body) == dt.date(2019, 11, 19)


@pytest.mark.parametrize(
    "body",
    [
        f"<header><div class='logo'>Gazette</div><span class='date'>19.11.2019</span></header>{H1}{TEXT}",
        f"<div class='today'>Tuesday, 19.11.2019</div>{H1}{TEXT}",
        f"{H1}{TEXT}<div><a href='/b'>Storm closes the harbour for the third day</a><div class='date'>19.11.2019</div></div>",
        f"{H1}<p>Letzte Änderung 19.11.2019</p>{TEXT}",
        f"{H1}<p>Created Nov 19, 2019</p>{TEXT}",
        f"{H1}<p>1574158080</p>{TEXT}",
    ],
)
def test_todays_date_another_storys_and_numbers_are_no_date_of_the_story(body: str) -> None:
    assert day(body) is None


def test_the_order_of_day_and_month_is_that_of_the_pages_region() -> None:
    body = f"{H1}<span class='time'>02/10/2020</span>{TEXT}"
    assert day(body, html="lang='en-GB'") == dt.date(2020, 10, 2)
    assert day(body, html="xml:lang='en-GB'") == dt.date(2020, 10, 2)
    assert day(body, html="lang='en-US'") == dt.date(2020, 2, 10)
    assert day(body, html="lang='en-US'", url="https://gazette.co.za/a/b") == dt.date(2020, 10, 2)


def test_a_moment_in_utc_falls_on_the_day_of_the_country_of_the_address() -> None:
    head = "<meta property='article:published_time' content='2020-12-05T23:15:00Z'>"
    italian = dates(H1, url="https://gazzetta.it/a/b", head=head).published
    assert italian is not None
    assert (italian.on, italian.utc_offset) == (dt.date(2020, 12, 6), 60)
    assert italian.at == dt.datetime(2020, 12, 5, 23, 15, tzinfo=dt.UTC)
    anywhere = dates(H1, head=head).published
    assert anywhere is not None
    assert anywhere.on == dt.date(2020, 12, 5)


def test_a_day_in_the_address_moves_the_day_only_where_some_clock_shows_it() -> None:
    url = "https://gazette.example/2020/07/08/ferry"
    early = "<meta property='article:published_time' content='2020-07-09T02:04:00Z'>"
    late = "<meta property='article:published_time' content='2020-07-09T10:04:00Z'>"
    assert day(H1, url=url, head=early) == dt.date(2020, 7, 8)
    assert day(H1, url=url, head=late) == dt.date(2020, 7, 9)


def test_a_day_that_opens_an_address_day_first_is_read() -> None:
    assert day(H1, url="https://g.example/news/23-01-2022-ferry") == dt.date(2022, 1, 23)
    assert day(H1, url="https://g.example/news/03-01-2022-ferry") is None


def test_a_page_asked_for_by_number_is_no_front_page() -> None:
    assert is_front_page("https://gazette.example/")
    assert not is_front_page("https://gazette.example/?p=959")


def test_a_date_that_links_to_its_own_story_twice_is_no_card_of_another() -> None:
    """Blogs print the day of publication and that of the update in one link: together as long as a headline."""
    days = "<time class='published' datetime='2021-12-29'>Dezember 29, 2021</time><time class='updated' datetime='2021-12-30'>Dezember 30, 2021</time>"
    told = {"own": days, "other": f"Herring come late, say the island's fishermen {days}"}
    for whose, text in told.items():
        tree = read_tree(
            f"<html><body><header><p>Am <a href='/a'>{text}</a></p></header></body></html>"
        )
        assert is_card(tree.find(".//time")) is (whose == "other")
