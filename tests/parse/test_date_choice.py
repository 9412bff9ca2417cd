"""Which of the days that a page shows is believed where it states none outright."""

from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np
import pytest

from copydesk.parse.date_choice import (
    LEAST_ELEMENTS,
    by_day,
    choose_day,
    day_features,
    load_date_trees,
)
from copydesk.parse.html_data import read_linked_data, read_meta
from copydesk.parse.html_dates import Considered, chosen_date, consider_dates
from copydesk.parse.html_tree import marked_properties, read_tree
from copydesk.records import SourceConfig

URL = "https://gazette.example/island/ferry-line-reopens-after-the-storm"
TEXT = "<p>The harbour council voted to reopen the ferry line to Port Almay, which a storm closed in spring.</p>"
MENU = "".join(f"<li><a href='/s{n}'>Section {n}</a></li>" for n in range(12))
CARDS = "".join(
    f"<div class='card'><a href='/b{n}'><h3>Another story of the harbour council, number {n}</h3></a>"
    f"<span class='date'>{n + 1} May 2021</span></div>"
    for n in range(6)
)
SEVENTH = dt.date(2021, 3, 7)


def page(line: str, head: str = "", after: str = "") -> str:
    return (
        f"<html lang='en-GB'><head><title>Ferry line reopens</title>{head}</head><body><header class='site'><ul>{MENU}</ul></header>"
        f"<main><article><h1>Ferry line reopens after the storm</h1>{line}{TEXT * 9}{after}</article></main>"
        f"<section class='related'>{CARDS}</section><footer><ul>{MENU}</ul><p>© 2021 Gazette</p></footer></body></html>"
    )


def consider(markup: str, url: str = URL) -> Considered:
    tree = read_tree(markup)
    assert tree is not None
    data = read_linked_data(tree, url)
    return consider_dates(
        tree, marked_properties(tree), data, read_meta(tree), url, SourceConfig(), "en"
    )


def day(markup: str, url: str = URL) -> dt.date | None:
    dates = consider(markup, url).believed(url, SourceConfig())
    return dates.published.on if dates.published else None


@pytest.mark.parametrize(
    "line",
    [
        "<p class='entry-meta comments-3'>7 March 2021 | 3 comments</p>",
        "<div class='post-card__meta'><div>By</div><div>Maria Okafor</div><div>7 March 2021</div></div>",
        "<aside class='facts'><p class='story_date'>March 7, 2021</p></aside>",
        "<h4>March 7, 2021</h4>",
        "<time datetime='2021-03-07'>7 March 2021</time>",
    ],
)
def test_the_storys_own_day_is_believed_whatever_its_box_is_called(line: str) -> None:
    assert day(page(line)) == SEVENTH


@pytest.mark.parametrize(
    "above", ["<div class='topline'><span>07.03.2021</span></div>", "<p>7. März 2021 // Maria</p>"]
)
def test_a_day_above_the_headline_or_in_a_sentence_on_the_entry_is_the_storys(above: str) -> None:
    assert day(page("").replace("<h1>", f"{above}<h1>")) == SEVENTH
    said = "<div>Dieser Artikel wurde am 7. März 2021 um 14:48 von Maria geschrieben.</div>"
    assert day(page("", after=said)) == SEVENTH
    assert day(page("", after=said.replace("Artikel", "Hafen"))) is None


@pytest.mark.parametrize(
    "after",
    [
        "",
        "<div class='comments'><div class='comment'><b>Tom</b> <span>7 March 2021</span><p>Good.</p></div></div>",
        "<p>Member since 7 March 2021</p>",
    ],
)
def test_a_day_of_other_stories_of_a_comment_or_of_a_member_is_not_the_storys(after: str) -> None:
    assert day(page("", after=after)) is None


@pytest.mark.parametrize(
    "box",
    [
        "<h4>Published</h4><p class='story-date'>March 7, 2021</p>",
        "<div><h3>Published</h3><p><time datetime='2021-03-07'>March 7, 2021</time></p></div>",
        "<p>Posted on March 7, 2021</p>",
    ],
)
def test_the_one_day_that_a_page_calls_its_publication_is_believed_beside_the_story_too(
    box: str,
) -> None:
    def beside(*boxes: str) -> dt.date | None:
        aside = f"<aside class='sidebar'>{''.join(boxes)}</aside>"
        deep = page("", after=aside).replace("<h1>", "<div><div><div><h1>", 1)
        return day(deep.replace("</h1>", "</h1></div></div></div>", 1))

    assert beside(box) == SEVENTH
    assert beside(box, box.replace("March 7", "March 9").replace("03-07", "03-09")) is None
    assert beside(box.replace("Published", "Harbour").replace("Posted on", "Harbour")) is None


def test_a_menu_full_of_figures_hides_no_day() -> None:
    menu = "<nav>" + "<span>Rope 10 m * 2</span>" * 100 + "</nav>"
    assert (
        day(page("<p class='date'>March 7, 2021</p>").replace("<body>", f"<body>{menu}", 1))
        == SEVENTH
    )


STATED = dt.date(2021, 9, 5)
EARLIER = "<p class='date'>March 7, 2021</p>"


def stating(line: str, kind: str = "BlogPosting") -> str:
    data = f'{{"@type":"{kind}","datePublished":"{STATED}T08:00:00Z"}}'
    return page(line, f"<script type='application/ld+json'>{data}</script>")


def test_a_stated_day_yields_to_an_earlier_one_that_is_shown_as_the_storys() -> None:
    assert day(stating(EARLIER)) == SEVENTH
    later = EARLIER.replace("March 7, 2021", "November 7, 2021")
    month = "<time datetime='2021-03'>March 2021</time>"
    updated = EARLIER.replace("March 7", "Updated March 7")  # likely, but not likely enough
    aside = "<p>As of 7 March 2021, the council has received:</p>"
    far = "<p>The line.</p>" * 60 + EARLIER
    for line in (later, month, updated, aside, far):
        assert day(stating(line)) == STATED


@pytest.mark.parametrize("said", ["5 September 2021", "4 September 2021", "9 May 2021"])
def test_a_stated_day_that_is_shown_yields_to_none_in_either_order_of_day_and_month(
    said: str,
) -> None:
    markup = stating(f"{EARLIER}<p class='date'>{said}</p>")
    assert consider(markup).facts is None
    assert day(markup) == STATED


def test_the_day_that_a_newsroom_or_the_address_states_is_not_weighed() -> None:
    for kind in ("NewsArticle", "ReportageNewsArticle"):
        assert day(stating(EARLIER, kind)) == STATED
    dated = "https://gazette.example/2021/09/05/ferry-line-reopens"
    assert consider(stating(EARLIER), dated).facts is None


def test_a_small_page_is_left_to_the_rules() -> None:
    small = f"<html><body><h1>Ferry line reopens</h1><p class='date'>7 March 2021</p>{TEXT}</body></html>"
    assert small.count("<") < LEAST_ELEMENTS
    assert consider(small).facts is None
    assert day(small) == SEVENTH


def test_an_update_behind_a_first_day_is_never_the_publication() -> None:
    head = (
        '<script type="application/ld+json">{"@type":"WebPage","datePublished":"2021-03-07",'
        '"dateModified":"2021-06-01"}</script>'
    )
    for line in ("<p class='date'>Last updated 1 June 2021</p>", "<p class='date'>1 June 2021</p>"):
        days = by_day(consider(page(line, head)).statements)
        assert SEVENTH in days
        assert dt.date(2021, 6, 1) not in days
    other = by_day(consider(page("<p class='date'>3 June 2021</p>", head)).statements)
    assert dt.date(2021, 6, 3) in other  # no update, and no label: it is weighed


def test_no_likely_day_is_no_date_and_the_rules_keep_their_clock() -> None:
    found = consider(page("<time datetime='2021-03-07T23:30:00+01:00'>7 March 2021</time>"))
    assert found.facts is not None
    trees = load_date_trees()
    _, chance = choose_day(found.statements, found.facts, trees)
    assert chosen_date(found, trees, chance + 0.001) is None
    assert chosen_date(found, trees, chance) is found.by_rules
    assert chosen_date(dataclasses.replace(found, statements=[]), trees, 0.0) is None


def test_the_trees_ask_for_nothing_that_is_not_seen() -> None:
    found = consider(page("<p class='date'>7 March 2021</p>"))
    assert found.facts is not None
    rows = day_features(by_day(found.statements), found.facts)
    assert rows.shape == (len(by_day(found.statements)), rows.shape[1])
    assert int(load_date_trees().feature.max()) < rows.shape[1]
    assert np.isfinite(rows).all()
