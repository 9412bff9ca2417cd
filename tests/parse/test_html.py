"""Pages to articles: fields, text, and what must not be in it."""

from __future__ import annotations

import datetime as dt
import re

import numpy as np
import pytest
from lxml.html import document_fromstring

from copydesk.parse import parse_record
from copydesk.parse.html import (
    choose_blocks,
    pointers_among,
    read_story,
    sure_blocks,
    view_markup,
)
from copydesk.parse.html_body import Block, extract_blocks, prune_bubbles, read_blocks
from copydesk.parse.html_tree import MAX_MARKUP_CHARS
from copydesk.parse.page_blocks import page_blocks
from copydesk.records import ParsedArticle, RawRecord, Rejection, SourceConfig
from schemas.columns import DISGUISE

SOURCE = SourceConfig()
STORY = [
    "The harbour council voted on Monday evening to reopen the ferry line to Port Almay, which a storm closed in March.",
    "Work on the two landing stages starts in May and will cost about four million crowns, the council's engineer said.",
    "Residents of the island had asked for the line in a petition with more than nine hundred names on it.",
    "The first boat is planned for the second week of June, provided that the steel for the piles arrives in time.",
]
LINKED_DATA = """{"@context":"https://schema.org","@graph":[
 {"@type":"WebPage","@id":"https://gazette.example/#page","datePublished":"2019-11-01T00:00:00Z"},
 {"@type":"NewsArticle","headline":"Council votes to reopen ferry line","datePublished":"2019-11-19T18:46:00+05:30",
  "dateModified":"2019-11-19T20:01:00+05:30","author":[{"@id":"#okafor"}],"articleSection":"Island",
  "publisher":{"@type":"Organization","name":"The Harbour Gazette"},"keywords":"ferry, transport"},
 {"@type":"Person","@id":"#okafor","name":"By Maria Okafor"}]}"""


def page(body: str, head: str = "") -> str:
    return f"<html lang='en'><head><title>Council votes to reopen ferry line | The Harbour Gazette</title>{head}</head><body>{body}</body></html>"


def story(*extra: str, lead: str = "") -> str:
    paragraphs = "".join(f"<p>{text}</p>" for text in STORY)
    return f"<article><h1>Council votes to reopen ferry line</h1>{lead}{paragraphs}{''.join(extra)}</article>"


def record(
    markup: str | bytes, url: str | None = "https://gazette.example/island/ferry"
) -> RawRecord:
    raw = markup if isinstance(markup, bytes) else markup.encode()
    return RawRecord("rec_" + "0" * 24, "0" * 64, "a.html", "", "html", raw, url=url)


def parsed(
    markup: str | bytes, url: str | None = "https://gazette.example/island/ferry"
) -> ParsedArticle:
    article = parse_record(record(markup, url), SOURCE)
    assert isinstance(article, ParsedArticle), article
    return article


def with_data() -> ParsedArticle:
    return parsed(page(story(), f'<script type="application/ld+json">{LINKED_DATA}</script>'))


def test_structured_data_gives_the_fields() -> None:
    article = with_data()
    assert article.title == "Council votes to reopen ferry line"
    assert article.authors == ("Maria Okafor",)
    assert article.publisher == "The Harbour Gazette"
    assert article.section == "Island"
    assert article.keywords == ("ferry", "transport")
    assert article.domain == "gazette.example"


def test_first_publication_and_update_are_instants_on_the_publishers_clock() -> None:
    article = with_data()
    assert article.published_at == dt.datetime(2019, 11, 19, 13, 16, tzinfo=dt.UTC)
    assert article.published_on == dt.date(2019, 11, 19)
    assert article.published_utc_offset == 330
    assert article.published_tz_basis == "stated"
    assert article.updated_at == dt.datetime(2019, 11, 19, 14, 31, tzinfo=dt.UTC)


def test_body_is_exactly_the_storys_paragraphs() -> None:
    assert with_data().body.split("\n\n") == STORY


@pytest.mark.parametrize(
    "residue",
    [
        "<p>Read more: Storm closes harbour for third day</p>",
        "<p>Advertisement</p>",
        "<p>Sign up for our newsletter</p>",
        "<p>Follow us on Facebook</p>",
        "<p>© 2019 The Harbour Gazette. All rights reserved.</p>",
        "<p>Photo: Ida Brandt / Harbour Gazette</p>",
        "<p>Reporting by Ida Brandt; editing by Tom Hale</p>",
    ],
)
def test_residue_lines_are_dropped(residue: str) -> None:
    assert parsed(page(story(residue))).body.split("\n\n") == STORY


@pytest.mark.parametrize("end", ["</body>", "</body></html>", "</BODY>\n</HTML >"])
def test_a_story_behind_an_end_that_came_too_early_is_read(end: str) -> None:
    early = page(f"<nav><a href='/'>Home</a></nav>{end}<div></div>" + story())
    view = view_markup(early, None, SOURCE)
    assert view is not None
    assert [block.text for block in view.blocks][-len(STORY) :] == STORY


def test_what_a_server_sets_behind_a_page_is_no_story() -> None:
    behind = (
        "<p><a href='/h'>Hosting by Port Almay</a></p><script>document.write('</body>')</script>"
    )
    assert parsed(page(story()) + behind).body.split("\n\n") == STORY


def printed(*lines: str) -> str:
    return "".join(f"<p>{line.replace('<', '&lt;')}</p>" for line in lines)


def test_markup_that_a_page_prints_among_its_prose_is_no_disguise() -> None:
    lines = (
        "<title> and <content>: what a reader sees",
        "List<int> a <b x='1'>c</b> if 1 < 2 > 0",
        "<item>\n<link>x</link>",
    )
    *kept, code = parsed(page(story(printed(*lines)))).body.split("\n\n")
    assert not re.search(DISGUISE, code)
    assert (kept[:4], kept[4:], code) == (
        STORY,
        ["and : what a reader sees", "List<int> a c if 1 < 2 > 0"],
        "x",
    )


def test_a_page_that_is_printed_markup_or_a_script_is_not_published() -> None:
    feed = printed(*(f"<item><title>{text}</title><link>x</link></item>" for text in STORY))
    assert re.search(DISGUISE, parsed(page(f"<article>{feed}</article>")).body)
    half = printed(*(f"<p>{text}</p></item>" for text in STORY[:2]), *STORY[2:])
    assert re.search(DISGUISE, parsed(page(f"<article>{half}</article>")).body)
    script = printed(*(f"var {n}=function(b){{return'<title>'+b+'</title>'}};" for n in "abcdefgh"))
    answer = parse_record(record(page(f"<article>{script}</article>")), SOURCE)
    assert isinstance(answer, Rejection)
    assert answer.reasons == ("no_body",)


def test_pointers_to_other_stories_become_related_links() -> None:
    article = parsed(page(story("<p>Lesen Sie auch: Sturm schließt Hafen erneut</p>")))
    assert article.related_links == ("Sturm schließt Hafen erneut",)


def test_a_story_in_several_boxes_is_whole() -> None:
    more = [
        f"Further paragraph number {word} of the story, long enough to count as running text of its own."
        for word in ("one", "two", "three")
    ]
    boxes = "".join(
        f"<div class='box text'><p>{a}</p><p>{b}</p></div><div class='ad'>x</div>"
        for a, b in zip(STORY[::2], STORY[1::2], strict=True)
    )
    boxes += "".join(f"<div class='box text'><p>{text}</p></div>" for text in more)
    body = parsed(page(f"<article><h1>Council votes</h1>{boxes}</article>")).body
    assert [text for text in [*STORY, *more] if text not in body] == []


def test_a_date_of_a_comment_or_footer_is_no_date_of_the_story() -> None:
    comment = "<div class='comments'><time datetime='2020-01-02T10:00:00Z'>2 January 2020</time><p>Well done, it was high time for this.</p></div>"
    article = parsed(page(story() + comment + "<footer>© 2 March 2021</footer>"))
    assert article.published_at is None
    assert "no_date" in article.quality_flags


def test_a_shown_date_below_the_headline_is_read() -> None:
    article = parsed(page(story(lead="<div class='meta'>19 November 2019</div>")))
    assert article.published_on == dt.date(2019, 11, 19)
    assert article.published_precision == "day"


def test_a_day_in_the_address_is_read() -> None:
    assert parsed(
        page(story()), "https://gazette.example/2019/11/19/ferry"
    ).published_on == dt.date(2019, 11, 19)


def test_the_local_clock_of_a_page_parts_day_from_instant() -> None:
    head = '<meta property="article:published_time" content="2023-11-09T03:28:35+00:00"><meta name="sailthru.date" content="2023-11-08 22:28:35">'
    article = parsed(page(story(), head))
    assert article.published_at == dt.datetime(2023, 11, 9, 3, 28, 35, tzinfo=dt.UTC)
    assert article.published_on == dt.date(2023, 11, 8)
    assert article.published_utc_offset == -300


def test_a_zone_behind_a_moment_in_the_pages_head_moves_no_clock() -> None:
    head = '<meta property="article:published_time" content="2021-08-11T10:00:00Z[Europe/Paris]">'
    article = parsed(page(story(), head))
    assert article.published_at == dt.datetime(2021, 8, 11, 10, tzinfo=dt.UTC)
    assert (article.published_utc_offset, article.published_on) == (120, dt.date(2021, 8, 11))


def test_the_publisher_signs_only_where_the_page_says_so_and_no_person_does() -> None:
    data = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Council votes to reopen ferry line","author":{"@type":"Organization","name":"Harbour Desk"}}</script>'
    assert parsed(page(story(), data)).authors == ("Harbour Desk",)
    byline = "<span class='byline'>By Maria Okafor</span>"
    assert parsed(page(story(lead=byline), data)).authors == ("Maria Okafor",)


@pytest.mark.parametrize("markup", ["", "   ", "<html></html>"])
def test_empty_page_is_rejected(markup: str) -> None:
    result = parse_record(record(markup), SOURCE)
    assert isinstance(result, Rejection)
    assert result.stage == "parse"
    assert result.reasons[0] in ("no_text", "no_body")


@pytest.mark.parametrize("opening", ["<div>", "<b>", "<ul><li>", "<blockquote>", "<table><tr><td>"])
def test_deep_nesting_neither_crashes_nor_hangs(opening: str) -> None:
    result = parse_record(record(page(opening * 10_000 + story())), SOURCE)
    assert isinstance(result, ParsedArticle | Rejection)


def test_deep_structured_data_is_survived() -> None:
    data = '<script type="application/ld+json">' + "[" * 50_000 + "</script>"
    assert parsed(page(story(), data)).title == "Council votes to reopen ferry line"


def test_page_in_another_encoding_is_decoded_by_its_declaration() -> None:
    markup = page(
        story(
            "<p>Die Fähre fährt wieder über den Sund, sagte der Bürgermeister über die Lage.</p>"
        ),
        "<meta charset='iso-8859-1'>",
    )
    assert "Fähre fährt" in parsed(markup.encode("cp1252")).body


def test_parsing_twice_gives_the_same() -> None:
    markup = page(story(), f'<script type="application/ld+json">{LINKED_DATA}</script>')
    assert parsed(markup) == parsed(markup)


def test_a_story_that_only_structured_data_holds_is_read_from_it() -> None:
    text = "\\n\\n".join(STORY)
    data = f'<script type="application/ld+json">{{"@type":"NewsArticle","headline":"Council votes to reopen ferry line","articleBody":"{text}"}}</script>'
    assert parsed(page("<div id='app'></div>", data)).body.split("\n\n") == STORY


@pytest.mark.parametrize("tag", ["button", "nav", "footer"])
def test_a_frame_that_was_never_closed_takes_no_story_with_it(tag: str) -> None:
    article = parsed(page(f"<div><{tag} class='x'>Menu {story()}</div><p>Imprint</p>"))
    assert all(text in article.body for text in STORY)


@pytest.mark.parametrize("tag", ["nav", "footer"])
def test_a_long_frame_is_still_a_frame(tag: str) -> None:
    about = (
        "The Harbour Gazette has been printed on Quay Street since the year of the great storm. "
    )
    article = parsed(page(f"{story()}<{tag}><p>{about * 4}</p></{tag}>"))
    assert "Quay Street" not in article.body
    assert all(text in article.body for text in STORY)


def frame(n: int = 30) -> str:
    menu = "".join(f"<li><a href='/{i}'>Section {i}</a></li>" for i in range(n))
    return f"<header><ul class='nav'>{menu}</ul></header>"


def test_a_page_of_more_blocks_than_are_judged_keeps_its_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in ("html", "page_blocks"):
        monkeypatch.setattr(f"copydesk.parse.{module}.MAX_BLOCKS", 40)
    many = "".join(f"<p>{STORY[i % 4]} Part {i}.</p>" for i in range(60))
    assert "Part 59." in parsed(page(f"{frame()}<article>{many}</article>")).body


def test_running_text_is_never_left_unread() -> None:
    boxes = "".join(f"<div class='card teaser'><span>{text}</span></div>" for text in STORY * 2)
    article = parsed(page(f"{frame()}<div class='sidebar widget'>{boxes}</div>"))
    assert STORY[0] in article.body


def test_the_trees_add_what_rules_do_not_find() -> None:
    blocks = page_blocks(document_fromstring(page(f"<p>{STORY[0]}</p><p>{STORY[1]}</p><p>x</p>")))
    found = [Block("paragraph", STORY[0])]
    chosen = choose_blocks(blocks, np.array([0.2, 0.9, 0.3]), found)
    assert [block.text for block in chosen] == [STORY[0], STORY[1]]
    chosen = choose_blocks(blocks, np.array([0.05, 0.9, 0.3]), found)
    assert [block.text for block in chosen] == [STORY[1]]
    nothing = choose_blocks(blocks, np.array([0.0, 0.0, 0.0]), [])
    assert [block.text for block in nothing] == STORY[:2]


FARES = "<table><tr><th>Line</th><th>Fare</th></tr><tr><td>Port Almay</td><td>4 crowns</td></tr></table>"
YARDS = "<ul><li>Almay</li><li>Tolmin</li><li>Oslen</li><li>Ferrow</li></ul>"
DAYS = "<h3>Day 7</h3>"


@pytest.mark.parametrize(
    ("between", "likely", "is_whole"),
    [
        (FARES, 0, True),
        (YARDS, 3, True),
        (YARDS, 2, False),  # two of four items
        (DAYS, 0, True),
        ("<p>Advertisement</p>", 0, False),
        (
            "<h3>Our newsletter</h3><form>Your address</form>",
            0,
            False,
        ),  # heads no part of the story
    ],
)
def test_a_table_or_list_within_the_story_is_whole_or_not_there(between, likely, is_whole) -> None:
    blocks = page_blocks(document_fromstring(page(f"<p>{STORY[0]}</p>{between}<p>{STORY[1]}</p>")))
    inner = len(blocks) - 2
    chances = [0.9, *([0.9] * likely + [0.6] * (inner - likely)), 0.9]
    found = choose_blocks(blocks, np.array(chances), [])
    assert (len(found) == len(blocks)) is is_whole
    assert len(found) in {len(blocks), 2 + likely}


@pytest.mark.parametrize("where", ["before", "behind", "far"])
def test_a_table_beside_the_story_is_none_of_it(where) -> None:
    story_of_two = f"<p>{STORY[0]}</p><p>{STORY[1]}</p>"
    body = FARES + story_of_two if where == "before" else story_of_two + FARES
    if where == "far":
        body = body.replace(FARES, "<p>Offer</p>" * 4 + FARES) + f"<p>{STORY[2]}</p>"
    blocks = page_blocks(document_fromstring(page(body)))
    chances = np.array([0.9 if block.text in STORY else 0.6 for block in blocks])
    told = [block.text for block in choose_blocks(blocks, chances, [])]
    assert told == STORY[: 3 if where == "far" else 2]


def test_a_list_of_the_story_keeps_items_that_are_links() -> None:
    linked = frozenset({"portalmaymuseum", "portalmaygallery"})
    items = "<li>Port Almay museum</li><li>Port Almay gallery</li>"
    some = page_blocks(
        document_fromstring(page(f"<ul>{items}<li>The pier</li><li>A bar</li></ul>"))
    )
    most = page_blocks(document_fromstring(page(f"<ul>{items}<li>The pier</li></ul>")))
    assert pointers_among(some, linked) == frozenset()
    assert pointers_among(most, linked) == linked


def test_what_shows_at_a_pointed_word_is_no_part_of_its_sentence() -> None:
    card = "<b>Maria Okafor</b><a href='/a'>Okafor wants a second ferry by May</a><a href='/b'>The council's long night</a>"
    told = f"Said <span class='rollover'><a href='/o'>Maria Okafor</a><span class='rollover-block'>{card}</span></span> (I)."
    article = parsed(page(frame() + story().replace(STORY[0], f"{told} {STORY[0]}")))
    assert f"Said Maria Okafor (I). {STORY[0]}" in article.body
    word = f"The <span class='tooltip'>lee side</span>: {STORY[0]}"
    assert (
        f"The lee side: {STORY[0]}" in parsed(page(frame() + story().replace(STORY[0], word))).body
    )


def test_a_box_that_is_called_so_outside_a_paragraph_stays() -> None:
    box = f"<span class='popover'>{'who she is ' * 9}</span>"
    tree = document_fromstring(
        f"<html><body><p>Said {box}Okafor.</p><div>{box}</div></body></html>"
    )
    prune_bubbles(tree)
    assert tree.text_content().count("who she is") == 9


@pytest.mark.parametrize(
    ("markup", "lines"),
    [
        ("<p>Install <code>tide</code> with <code>pip</code>.</p>", ["Install tide with pip."]),
        ("<ul><li><code>tide</code>: the tables</li></ul>", ["tide: the tables"]),
        ("<div>Call <code>tide()</code> twice.</div>", ["Call tide() twice."]),
        ("<p>Run it:</p><pre><code>tide --now</code></pre>", ["Run it:", "tide --now"]),
        ("<div><p>Run it:</p><code>tide --now</code><p>Wait.</p></div>", ["Run it:", "tide --now", "Wait."]),
    ],
)  # fmt: skip
def test_code_within_a_sentence_is_a_word_of_it(markup, lines) -> None:
    tree = document_fromstring(f"<html><body>{markup}</body></html>")
    assert [block.text for block in page_blocks(tree)] == lines
    assert [block.text for block in read_blocks(tree.find("body"))] == lines


@pytest.mark.parametrize(
    ("place", "chance", "n_chosen"),
    [("comments", 0.4, 1), ("comments", 0.6, 2), ("entry", 0.4, 2), ("entry", 0.05, 1)],
)
def test_what_rules_find_among_readers_words_is_to_be_likely(place, chance, n_chosen) -> None:
    body = f"<p>{STORY[0]}</p><div class='{place}'><p>{STORY[1]}</p></div>"
    found = [Block("paragraph", text) for text in STORY[:2]]
    chosen = choose_blocks(
        page_blocks(document_fromstring(page(body))), np.array([0.9, chance]), found
    )
    assert [block.text for block in chosen] == STORY[:n_chosen]


@pytest.mark.parametrize(
    ("chances", "is_sure"),
    [
        ([0.9, 0.9, 0.05], True),
        ([0.9, 0.9, 0.3], True),  # one letter of the page is open
        ([0.9, 0.3, 0.0], False),  # half of it is
        ([0.9, 0.6, 0.0], False),  # and here, though more likely
        ([0.9, 0.0, 0.0], True),
        ([0.0, 0.0, 0.9], False),  # too little for a story
    ],
)
def test_rules_are_asked_where_the_trees_leave_text_open(chances, is_sure) -> None:
    blocks = page_blocks(document_fromstring(page(f"<p>{STORY[0]}</p><p>{STORY[1]}</p><p>x</p>")))
    told = [block.text for block, chance in zip(blocks, chances, strict=True) if chance >= 0.5]
    assert [block.text for block in sure_blocks(blocks, np.array(chances))] == told * is_sure


@pytest.mark.parametrize("chance", [0.0, 0.4])
def test_a_page_of_which_the_trees_are_sure_is_not_searched(chance, monkeypatch) -> None:
    asked = []
    monkeypatch.setattr("copydesk.parse.html.extract_blocks", lambda *_: asked.append(1) or [])
    view = view_markup(page(f"{frame()}{story()}"), None, SOURCE)
    assert view is not None
    told = np.array([1.0 if block.text in STORY else chance for block in view.blocks])
    draft = read_story(view, told, SOURCE)
    assert [block.text for block in draft.blocks] == STORY
    assert bool(asked) is (chance > 0)


@pytest.mark.parametrize(("unit", "is_searched"), [("<p>a</p>", False), ("<p>" + "a" * 60, True)])
def test_a_page_of_many_elements_without_text_is_not_searched(unit, is_searched, monkeypatch):
    asked = []
    monkeypatch.setattr("trafilatura.bare_extraction", lambda *_, **__: asked.append(1))
    markup = page(f"<article>{unit * 2_500}</article>")
    view = view_markup(markup, None, SOURCE)
    assert view is not None
    extract_blocks(view.tree, None, len(markup))
    assert bool(asked) is is_searched


DEEP = [("div", 260), ("font", 300), ("div", 390), ("ul><li", 190), ("table><tr><td", 80)]


@pytest.mark.parametrize(("tags", "n"), DEEP)
def test_a_story_in_nested_elements_is_read_with_what_stands_behind_it(tags, n):
    opened = f"<{tags}>" * n
    closed = "".join(f"</{tag}>" for tag in reversed(tags.split("><"))) * n
    markup = page(
        f"<p>{STORY[0]}</p>{opened}<p>{STORY[1]}</p><p>{STORY[2]}</p>{closed}<p>{STORY[3]}</p>"
    )
    found = parse_record(record(markup), SOURCE)
    assert isinstance(found, ParsedArticle)
    assert all(text in found.body for text in STORY)


@pytest.mark.parametrize("place", ["within", "before", "unclosed"])
def test_a_page_in_which_the_parser_stops_is_not_cut_but_rejected(place):
    story = "".join(f"<p>{text}</p>" for text in STORY)
    deep = {
        "within": "<div>" * 2100 + story + "</div>" * 2100,
        "before": story + "<span>" * 2100 + "a" + "</span>" * 2100 + story,
        "unclosed": "".join(f"<div>{n} {text}" for n in range(600) for text in STORY),
    }
    found = parse_record(record(page(deep[place])), SOURCE)
    assert isinstance(found, Rejection)
    assert found.reasons == ("nested_too_deep",)


TOO_MUCH = MAX_MARKUP_CHARS // 4


def test_a_page_too_long_to_be_read_to_its_end_is_rejected():
    lines = "<p>One of many lines.</p>" * (MAX_MARKUP_CHARS // 25)
    found = parse_record(record(page(lines + "".join(f"<p>{text}</p>" for text in STORY))), SOURCE)
    assert isinstance(found, Rejection)
    assert found.reasons == ("too_large",)


@pytest.mark.parametrize("kind", ["image/png", "font/woff2;charset=utf-8", "image/svg+xml"])
def test_pictures_and_fonts_in_a_page_are_not_counted(kind):
    embedded = f"<p><img src='data:{kind};base64,{'QUJD' * TOO_MUCH}'></p>"
    story = "".join(f"<p>{text}</p>" for text in STORY)
    found = parse_record(record(page(embedded + story)), SOURCE)
    assert isinstance(found, ParsedArticle)
    assert found.body == "\n\n".join(STORY)


def test_a_page_without_a_story_is_not_called_nested_too_deep():
    found = parse_record(record(page("<div>" * 260 + "</div>" * 260)), SOURCE)
    assert isinstance(found, Rejection)
    assert found.reasons == ("no_body",)
