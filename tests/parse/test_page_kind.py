from __future__ import annotations

import dataclasses

import pytest

from copydesk.acceptance import as_article
from copydesk.parse.draft import Draft, finish
from copydesk.parse.fields import parse_fields
from copydesk.parse.html import PageView, parse_html, view_markup
from copydesk.parse.html_body import Block
from copydesk.parse.page_kind import PageText, title_features, voice_of
from copydesk.parse.urls import address_features
from copydesk.records import ParsedArticle, RawRecord, Rejection, SourceConfig

RECORD = RawRecord("rec_" + "0" * 24, "0" * 64, "a.html", "", "html", b"<p>x</p>")


def article(chance: float | None) -> ParsedArticle:
    return finish(Draft((Block("paragraph", "A story."),), article_chance=chance), RECORD)


@pytest.mark.parametrize(("chance", "least"), [(0.02, 10), (0.5, 60)])
def test_a_page_that_is_hardly_an_article_is_turned_away(chance: float, least: int) -> None:
    answer = as_article(article(chance), RECORD, {"min_article_chance": least})
    assert isinstance(answer, Rejection)
    assert answer.reasons == ("not_an_article",)
    assert str(least) in answer.detail


@pytest.mark.parametrize(("chance", "least"), [(0.02, 0), (0.1, 10), (None, 100)])
def test_the_setting_turns_it_off_and_what_is_no_page_is_never_asked(
    chance: float | None, least: int
) -> None:
    given = article(chance)
    assert as_article(given, RECORD, {"min_article_chance": least}) is given


def test_an_address_tells_shelves_from_stories() -> None:
    shelf = address_features("https://shop.example/products/")
    story = address_features("https://paper.example/news/2019/11/council-reopens-ferry-line.html")
    assert shelf != story
    assert len(shelf) == len(story) == len(address_features(None))


FRAME = "<html><head><title>{title} | Ardle Post</title>{head}</head><body><nav><a href='/'>Home</a> <a href='/news'>News</a></nav><main><h1>{title}</h1>{text}</main><footer>Copyright Ardle Post</footer></body></html>"
HEADLINES = ("Mill bridge shut for eleven days", "Chemist in Haddow Lane broken into", "Swimmers told to keep out of the Ardle", "School of two classes stays open")  # fmt: skip
TEASER = "The bridge over the mill stream will be shut from Monday, and buses will go by way of…"
BRIEF = "Police are looking for two men after a break-in at the chemist's in Haddow Lane on Tuesday night. A window was forced."


def links(tag: str, below: str = "") -> str:
    return "".join(
        f"<{tag}><a href='/n/{i}'>{line}</a></{tag}>{below}" for i, line in enumerate(HEADLINES)
    )


def told(text: str, title: str = "Council", head: str = "", url: str | None = None) -> object:
    page = FRAME.format(title=title, head=head, text=text)
    record = dataclasses.replace(RECORD, raw=page.encode(), url=url)
    answer = parse_html(record, SourceConfig())
    return answer.reasons if isinstance(answer, Rejection) else answer.title


LIFE = "Mina Carrow covers the county for the Post. She came from the Harbour Gazette in 2014, has walked every footpath on the map and keeps bees."


@pytest.mark.parametrize(
    "page",
    [
        {"text": f"<p>6 results</p><ul>{links('li')}</ul>", "title": "Tag: council"},
        {"text": links("h2", f"<p>{TEASER}</p>"), "title": "Top stories"},
        {"text": f"<p>Mina Carrow covers the county for the Post.</p><h2>Latest</h2><ul>{links('li')}</ul>", "title": "Mina Carrow"},
        {"text": f"<p>{LIFE}</p><h2>Latest</h2><ul>{links('li')}</ul>", "title": "Mina Carrow", "url": "https://ardle.example/staff/mina-carrow"},
        {"text": f"<p>{LIFE}</p>{links('h3')}", "title": "Mina Carrow", "head": "<meta property='og:type' content='profile'>"},
    ],
)  # fmt: skip
def test_a_page_that_lists_stories_and_tells_none_is_no_article(page: dict[str, str]) -> None:
    assert told(**page) == ("listing_page",)


@pytest.mark.parametrize(
    "page",
    [
        {"text": f"<p>{BRIEF}</p><h2>More</h2><ul>{links('li')}</ul>"},
        {"text": f"<p>{BRIEF}</p>{links('h2', f'<p>{TEASER}</p>')}"},
        {"text": f"<p>{LIFE} {BRIEF}</p><ul>{links('li')}</ul>", "title": "At home with Mina Carrow", "url": "https://ardle.example/news/2021/mina-carrow"},
        {"text": f"<p>{LIFE}</p><ul>{links('li')}</ul>", "url": "https://ardle.example/staff/picks", "head": '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Council"}</script>'},
        {"text": f"<p>{BRIEF} Swimmers told to keep out of the Ardle had seen them, Chemist in the Lane said.</p><ul>{links('li')}</ul>", "title": "Chemist in the Lane"},
        {"text": f"<p>警察は火曜日の夜、橋のたもとの薬局に二人組の男が押し入ったと発表し、目撃した人に連絡を求めている。窓が壊され、現金が奪われたという。</p><ul>{links('li')}</ul>", "title": "薬局に強盗"},
    ],
)  # fmt: skip
def test_a_short_story_above_a_list_of_others_is_one(page: dict[str, str]) -> None:
    assert told(**page) == page.get("title", "Council")


def test_a_page_in_a_field_is_judged_as_one_in_a_file_unless_its_record_dates_or_signs_it() -> None:
    page = FRAME.format(title="Council", head="", text=f"<p>{BRIEF}</p>")
    bare = dataclasses.replace(
        RECORD, media="fields", fields={"html": page, "fetched": "2025-01-02"}
    )
    dated = dataclasses.replace(bare, fields={"html": page, "published": "2025-01-02"})
    alone, known = (parse_fields(record, SourceConfig()) for record in (bare, dated))
    assert isinstance(alone, ParsedArticle)
    assert isinstance(known, ParsedArticle)
    assert alone.article_chance is not None
    assert known.article_chance is None


def test_the_paper_names_itself_on_a_page_in_a_field() -> None:
    head = "<meta property='og:site_name' content='Ardle Post'>"
    page = FRAME.format(title="Council", head=head, text=f"<p>{BRIEF}</p>")
    fields = {"html": page, "url": "https://ardle.example/n/1"}
    record = dataclasses.replace(RECORD, media="fields", fields=fields)
    stated = dataclasses.replace(record, fields={**fields, "publisher": "The Post"})
    found = [parse_fields(one, SourceConfig()).publisher for one in (record, stated)]
    assert found == ["Ardle Post", "The Post"]


def page_of(text: str) -> PageView:
    view = view_markup(FRAME.format(title="Council", head="", text=text), None, SourceConfig())
    assert view is not None
    return view


def test_an_offer_speaks_to_its_reader_and_a_story_of_others() -> None:
    offer, story = (
        voice_of([block for block in page_of(f"<p>{text}</p>").blocks if text in block.text])
        for text in ("We mend your roof, and our prices please you!", BRIEF)
    )
    assert [*map(bool, offer[:2]), *map(bool, story[:2])] == [True, True, False, False]
    assert offer[3] > story[3] == 0


def test_a_headline_stands_in_the_address_of_its_story() -> None:
    own = title_features(
        "https://ardle.example/n/mill-bridge-shut.html", "Mill Bridge shut for days"
    )
    other = title_features("https://ardle.example/services/roofs", "Mill Bridge shut for days")
    assert own[2:5] == [3.0, 1.0, 3 / 5]
    assert other[2:5] == [0.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("below", "is_card"),
    [
        ("<p>Two rooms, one bath.</p>", True),
        (f"<p>{BRIEF * 3}</p>", False),
        (f"<p>Two rooms.</p><p>{BRIEF}</p>", False),
        ("<h3>Rooms</h3>", False),
    ],
)
def test_a_card_is_a_heading_over_one_short_text(below: str, is_card: bool) -> None:
    blocks = page_of(f"<h2>Villa Sun</h2>{below}").blocks
    page = PageText(blocks, [1.0] * len(blocks))
    at = next(i for i, block in enumerate(blocks) if block.text == "Villa Sun")
    assert page.heads_a_card(at) is is_card


def test_prose_in_one_run_is_told_from_prose_strewn_over_a_page() -> None:
    told, strewn = (
        PageText(blocks, [0.9] * len(blocks)).prose_runs()
        for blocks in (
            page_of(f"<p>{BRIEF}</p><p>{BRIEF}</p>").blocks,
            page_of(f"<p>{BRIEF}</p><h2>Roofs</h2><p>{BRIEF}</p>").blocks,
        )
    )
    assert told[3] == strewn[3]  # as much prose
    assert told[5:8] > strewn[5:8]
    assert told[7] == 1.0


NARROW = "<p>The council voted on Monday to reopen the ferry line to Port Almay, which a storm had closed in March.</p>"


def chance_of(title: str, kind: str, og: str = "website") -> float | None:
    data = f'<script type=\'application/ld+json\'>{{"@type":"{kind}","name":"A rope"}}</script>'
    head = f"{data}<meta property='og:type' content='{og}'>"
    page = FRAME.format(title=title, head=head, text=NARROW * 4)
    found = parse_html(dataclasses.replace(RECORD, raw=page.encode()), SourceConfig())
    assert isinstance(found, ParsedArticle)
    return found.article_chance


def test_a_page_that_calls_itself_a_product_and_no_article_is_none() -> None:
    assert chance_of("A rope of ten metres", "Product") == 0
    assert chance_of("A rope of ten metres", "WebPage", "product") == 0
    assert chance_of("Nine programs like it", "ItemList", "product") > 0
    assert chance_of("What it does", "SoftwareApplication", "product") > 0
    assert chance_of("A rope of ten metres", "Product", "article") != 0
    assert chance_of("A rope of ten metres", "WebPage") != 0


@pytest.mark.parametrize(
    "title", ["Terms & Conditions", "Privacy policy", "Impressum", "Aviso legal"]
)
def test_a_sites_page_of_law_is_no_article_and_a_story_of_one_may_be(title: str) -> None:
    assert chance_of(title, "WebPage") == 0
    assert chance_of(f"{title} of the ferry line struck down", "WebPage") != 0
