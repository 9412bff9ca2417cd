"""Which of the days that a page shows is believed where it states none outright."""

from __future__ import annotations

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
    "after",
    [
        "",
        "<div class='comments'><div class='comment'><b>Tom</b> <span>7 March 2021</span><p>Good.</p></div></div>",
        "<p>Member since 7 March 2021</p>",
    ],
)
def test_a_day_of_other_stories_of_a_comment_or_of_a_member_is_not_the_storys(after: str) -> None:
    assert day(page("", after=after)) is None


def test_what_the_page_states_outright_is_not_weighed() -> None:
    head = "<meta property='article:published_time' content='2021-03-05T08:00:00Z'>"
    found = consider(page("<time datetime='2021-03-07'>7 March 2021</time>", head))
    assert found.facts is None
    assert day(page("<p class='date'>7 March 2021</p>", head)) == dt.date(2021, 3, 5)


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
    assert chosen_date(found.statements, found.facts, found.by_rules, trees, chance + 0.001) is None
    assert (
        chosen_date(found.statements, found.facts, found.by_rules, trees, chance) is found.by_rules
    )
    assert chosen_date([], found.facts, found.by_rules, trees, 0.0) is None


def test_the_trees_ask_for_nothing_that_is_not_seen() -> None:
    found = consider(page("<p class='date'>7 March 2021</p>"))
    assert found.facts is not None
    rows = day_features(by_day(found.statements), found.facts)
    assert rows.shape == (len(by_day(found.statements)), rows.shape[1])
    assert int(load_date_trees().feature.max()) < rows.shape[1]
    assert np.isfinite(rows).all()
