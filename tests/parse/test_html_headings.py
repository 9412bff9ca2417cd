"""Which of a page's headings and titles is its headline."""

from __future__ import annotations

import pytest

from copydesk.parse.html_data import read_linked_data, read_meta
from copydesk.parse.html_headings import heading_text, read_headings, read_headlines
from copydesk.parse.html_tree import read_tree

URL = "https://gazette.example/island/ferry-reopens"
SEARCH = "Ferry Port Almay 2019: timetable, prices, tickets"
SHOWN = "Ferry line reopens after three dark winters"


def headline(
    body: str,
    title: str = "",
    og: str = "",
    structured: str = "",
    names: tuple[str, ...] = (),
    kind: str = "NewsArticle",
) -> str | None:
    data = f'{{"@type":"{kind}","headline":"{structured}"}}' if structured else ""
    head = f"<title>{title}</title><meta property='og:title' content='{og}'>" if og else ""
    head = head or f"<title>{title}</title>"
    script = f"<script type='application/ld+json'>{data}</script>" if data else ""
    tree = read_tree(f"<html><head>{head}{script}</head><body>{body}</body></html>")
    assert tree is not None
    titles = read_headlines(tree, read_linked_data(tree, URL), read_meta(tree), list(names), URL)
    return titles[0] if titles else None


@pytest.mark.parametrize(
    "other",
    [
        "<h1><a href='/'>Island Notes</a></h1>",
        "<h1 class='site-title'>Island Notes</h1>",
        "<nav class='breadcrumb'><h1>Island Notes</h1></nav>",
        "<div class='cookie-modal'><h1>Island Notes</h1></div>",
    ],
)
def test_a_heading_that_is_the_sites_name_a_crumb_or_a_dialog_is_no_headline(other: str) -> None:
    assert headline(f"{other}<h1>{SHOWN}</h1>", title=f"Island Notes » {SHOWN}") == SHOWN


def test_a_heading_that_links_to_the_page_itself_is_the_headline() -> None:
    body = f"<h1><a href='/island/ferry-reopens'>{SHOWN}</a></h1>"
    assert headline(body, title="Ferry news of the island") == SHOWN


def test_a_lower_heading_that_the_page_confirms_is_the_headline_where_the_first_is_the_sites() -> (
    None
):
    body = f"<h1><a href='/'>Four Winds</a></h1><h2>{SHOWN}</h2>"
    assert headline(body, title=f"Four Winds » Archive » {SHOWN}") == SHOWN


@pytest.mark.parametrize("level", ["h3", "h4"])
def test_a_heading_of_any_level_parts_the_headline_from_an_unknown_publishers_name(
    level: str,
) -> None:
    title = f"{SHOWN} | Founded 2005 | Volume 6"
    assert headline(f"<{level}>{SHOWN}</{level}>", title=title) == SHOWN
    aside = f"<aside><{level}>{SHOWN}</{level}></aside>"
    assert headline(aside, title=title) == title


def test_what_is_shown_stands_above_structured_data_that_no_newsroom_wrote() -> None:
    page = {"title": SEARCH, "og": SEARCH, "structured": SEARCH}
    shown = f"<h1>{SHOWN}, and the port with it</h1>"
    assert headline(shown, **page, kind="BlogPosting") == f"{SHOWN}, and the port with it"
    for newsroom in ("NewsArticle", "ReportageNewsArticle"):
        assert headline(shown, **page, kind=newsroom) == SEARCH
    for other in ("Our partners and friends", "Ferry Port", "Ferry " + "port and pier " * 11):
        assert headline(f"<h1>{other}</h1>", **page, kind="BlogPosting") == SEARCH


def test_a_kicker_is_dropped_where_another_place_has_the_headline_without_it() -> None:
    kicked = f"Traffic on the islands: {SHOWN}"
    assert headline("", title=kicked, og=SHOWN, structured=kicked) == SHOWN
    assert headline("", title=kicked, og=kicked, structured=kicked) == kicked


def test_a_section_behind_the_headline_is_dropped_where_another_place_has_it_without() -> None:
    assert headline(f"<h1>{SHOWN}</h1>", og=f"{SHOWN} | Islands", title=SHOWN) == SHOWN


def test_a_headline_cut_by_a_machine_is_made_whole() -> None:
    whole = f"{SHOWN}, says the council, though the second landing stage is not ready before autumn"
    assert headline(f"<h1>{whole}</h1>", title=whole, structured=whole[:60] + "...") == whole


def test_structured_data_that_repeats_the_title_element_yields_to_what_readers_are_shown() -> None:
    assert headline(f"<h1>{SHOWN}</h1>", title=SEARCH, og=SHOWN, structured=SEARCH) == SHOWN
    assert headline(f"<h1>{SHOWN}</h1>", title=SHOWN, og=SHOWN, structured=SEARCH) == SEARCH


def test_a_lone_heading_that_has_no_word_of_the_title_is_something_else() -> None:
    assert headline("<h1>Detail view</h1>", title=SHOWN, og=SHOWN) == SHOWN
    assert headline("<h1>Our partners and friends</h1>", title=SHOWN, og=SHOWN) == SHOWN


def test_repeated_headings_count_once() -> None:
    body = f"<h1>Sections</h1><h1>Sections</h1><h1>Sections</h1><h1>{SHOWN}</h1>"
    assert headline(body, title=SHOWN) == SHOWN


def test_the_writing_that_most_places_share_is_taken() -> None:
    assert (
        headline(
            "", title="Ferries: a story", og="Ferries: a story", structured="Ferries - a story"
        )
        == "Ferries: a story"
    )


def test_parts_of_a_heading_are_parted_and_styles_are_no_text() -> None:
    tree = read_tree(
        "<html><body><h1><style>.a{color:red}</style><span>Island news</span><span>Ferry reopens</span></h1></body></html>"
    )
    assert tree is not None
    assert [heading_text(element) for element in tree.iter("h1")] == ["Island news Ferry reopens"]
    assert read_headings(tree, URL).shown == ("Island news Ferry reopens",)


def test_an_organisation_that_structured_data_names_like_the_headline_is_no_publisher() -> None:
    from copydesk.parse.metadata import read_metadata
    from copydesk.records import SourceConfig

    data = f'{{"@type":"Organization","name":"{SHOWN}"}}'
    tree = read_tree(
        f"<html><head><title>{SHOWN}</title><meta property='og:title' content='{SHOWN}'>"
        f"<script type='application/ld+json'>{data}</script></head><body><h1>{SHOWN}</h1></body></html>"
    )
    assert tree is not None
    fields = read_metadata(tree, URL, SourceConfig())
    assert fields.title == SHOWN
    assert fields.publisher == "gazette.example"


def test_a_shared_title_cut_at_a_quotation_mark_is_made_whole() -> None:
    whole = 'Council calls the ferry line "a lifeline"'
    assert headline("", title=whole.replace('"', "&quot;"), og=whole.partition(' "')[0]) == whole


def test_what_weblog_software_sets_before_a_headline_is_dropped() -> None:
    assert headline("", title=f"Blog Archive » {SHOWN}") == SHOWN


def test_the_heading_that_says_the_same_in_other_words_stands_above_what_is_stated() -> None:
    stated = "Five ways to cross to Almay"
    shared = f"<meta name='twitter:title' content='{stated}'>"
    full = f"{stated} when the ferry is in dock"
    assert headline(f"{shared}<h1>{full}</h1>", title=stated, og=stated) == full
    other = "Get your tickets for Almay today and save on the way back"
    assert headline(f"{shared}<h1>{other}</h1>", title=stated, og=stated) == stated


@pytest.mark.parametrize(
    "shown",
    [
        f"<span>Island traffic</span> {SHOWN}",
        f"{SHOWN} <small>Posted on 3 May by the pier desk</small>",
        f"<span>{SHOWN}</span><span>What it means for the port</span>",
    ],
)
def test_what_is_set_off_in_a_heading_is_no_part_of_the_headline(shown: str) -> None:
    assert headline(f"<h1>{shown}</h1>", title="Island Notes", og=SHOWN) == SHOWN


def test_a_heading_is_whole_where_only_its_first_or_last_words_are_missing_elsewhere() -> None:
    best = "Which is the best ferry line to Almay in the winter"
    short = "best ferry line to Almay in the winter"
    assert headline(f"<h1>{best}</h1>", title=short, og=best) == best
    assert headline(f"<h1>{SHOWN} at last</h1>", title=SHOWN, og=SHOWN) == f"{SHOWN} at last"


def test_a_heading_is_no_sites_name_for_standing_in_a_blog() -> None:
    body = f"<div class='blog-title-block'><h1 class='blog-title'>{SHOWN}</h1></div>"
    assert headline(body, title=f"{SHOWN}, and what it costs", og="Ferry line reopens") == SHOWN
