"""Standfirsts and pointers that a page's markup names."""

from __future__ import annotations

import pytest

from copydesk.parse import parse_record
from copydesk.parse.html import read_page
from copydesk.parse.html_parts import is_by_headline, marked_standfirsts, read_pointers
from copydesk.parse.html_tree import MAX_ATTRIBUTES, read_tree
from copydesk.parse.titles import key_of
from copydesk.records import ParsedArticle, RawRecord, SourceConfig

STANDFIRST = "The boats sail again from May, says the council, after a winter of repairs."
PAGE = f"""<html><head><title>Ferry line reopens</title><meta name="description" content="{STANDFIRST}"></head><body>
<article><h1>Ferry line reopens</h1><p class="standfirst">{STANDFIRST}</p><div class="text">
<p>The harbour council voted on Monday to reopen the ferry line, which a storm closed in March.</p>
<p class="related">Read: <a href="/a">Storm closes harbour</a></p>
<p>Work starts in May and will cost about four million crowns, the council's engineer said on Monday.</p>
<p>Fishermen had asked for a later date, because the herring season lasts until the end of the month.</p>
</div></article><aside><p>Read: <a href="/b">Tide times</a></p><p>One.</p><p>Two.</p></aside></body></html>"""


def test_a_marked_standfirst_is_the_subtitle_and_leaves_the_body() -> None:
    record = RawRecord("rec_" + "0" * 24, "0" * 64, "a.html", "", "html", PAGE.encode())
    result = parse_record(record, SourceConfig())
    assert isinstance(result, ParsedArticle)
    assert result.subtitle == STANDFIRST
    assert STANDFIRST not in result.body
    assert result.body.startswith("The harbour council voted")


OTHER = "The other story of this page says that the herring came late this year."


@pytest.mark.parametrize(
    "beside",
    [
        f"<div class='region'><div class='text-subtitle1'>{OTHER}</div></div>{{menu}}{{article}}",
        f"{{article}}<div class='teaser'><h3>Herring</h3><p class='subtitle'>{OTHER}</p></div>",
        f"{{article}}<div class='contact'><p class='subtitle-700'>{OTHER}</p></div>",
    ],
    ids=["above the menu", "teaser behind", "box behind"],
)
def test_what_another_part_of_the_page_calls_its_subtitle_is_none(beside: str) -> None:
    menu = "".join(f"<p>Region {n}</p>" for n in range(20))
    body = PAGE[PAGE.index("<article>") : PAGE.index("<aside>")]
    for article, right in (
        (body, STANDFIRST),
        (body.replace(f'class="standfirst">{STANDFIRST}', ">"), None),
    ):
        markup = f"<html><body>{beside.format(menu=menu, article=article)}</body></html>"
        record = RawRecord("rec_" + "0" * 24, "0" * 64, "a.html", "", "html", markup.encode())
        result = parse_record(record, SourceConfig())
        assert isinstance(result, ParsedArticle)
        assert result.subtitle == right


def test_a_short_word_at_the_top_of_a_page_is_not_where_a_standfirst_that_opens_so_stands() -> None:
    opening = key_of(STANDFIRST)[:3]
    keys = [
        opening,
        *(f"menu{n}" for n in range(30)),
        "ferrylinereopens",
        key_of(STANDFIRST),
        "work",
    ]
    assert is_by_headline(STANDFIRST, keys, {"ferrylinereopens"}, "work")
    assert not is_by_headline(
        STANDFIRST, [key_of(STANDFIRST), *keys[1:]], {"ferrylinereopens"}, "work"
    )


def test_a_stamp_that_is_marked_as_a_subtitle_is_none_and_the_next_one_is() -> None:
    stamp = "<p class='subline'>Posted by Maria Okafor on March 7, 2021</p>"
    record = RawRecord(
        "rec_" + "0" * 24,
        "0" * 64,
        "a.html",
        "",
        "html",
        PAGE.replace("<p class=", f"{stamp}<p class=", 1).encode(),
    )
    result = parse_record(record, SourceConfig())
    assert isinstance(result, ParsedArticle)
    assert result.subtitle == STANDFIRST


def test_pointers_between_paragraphs_are_read_and_those_beside_the_story_are_not() -> None:
    tree = read_tree(PAGE)
    assert tree is not None
    assert read_pointers(tree) == ("Storm closes harbour",)


def test_a_first_paragraph_marked_as_lead_stays_text() -> None:
    tree = read_tree(
        "<html><body><p class='lead'>The council voted to reopen the line.</p></body></html>"
    )
    assert tree is not None
    assert list(marked_standfirsts(tree)) == []


@pytest.mark.parametrize(
    "attributes",
    [
        " ".join(f"a{n}" for n in range(3_000)),
        " ".join(f"a{n}='>'" for n in range(3_000)),
        "x=b' " + " ".join(f"a{n}=1" for n in range(3_000)),
        "".join(f"a{n}='<'" for n in range(3_000)),
    ],
    ids=["bare", "with tags' ends in quotes", "after a stray quote", "without blanks"],
)
def test_attributes_beyond_a_thousand_never_reach_the_parser(attributes):
    tree = read_tree(f"<html><body><p {attributes}>Ferry</p><p>Pier</p></body></html>")
    assert max(len(element.attrib) for element in tree.iter()) <= MAX_ATTRIBUTES
    assert [p.text for p in tree.iter("p")] == ["Ferry", "Pier"]


def test_a_comparison_in_a_script_opens_no_tag():
    script = "if (a <b) { " + " ".join(f"x{n} = {n};" for n in range(3_000)) + " }"
    tree = read_tree(f"<html><body><script>{script}</script><p>Pier</p></body></html>")
    assert tree.find(".//script").text == script


def test_the_headings_of_a_live_blog_stand_before_their_entries() -> None:
    entries = [
        ("Roofs torn off", "The storm tore off roofs in the old town, firemen said, and a crane fell into the harbour."),
        ("Schools shut", "All schools of the town shut at noon and children were brought home by bus, the mayor said."),
        ("Ferry turns back", "The ferry to Tressel turned back with ninety people on board after a wave broke a window."),
    ]  # fmt: skip
    items = "".join(
        f"<li><article><header><time>10:05</time><h3>{heading}</h3></header><div><p>{text}</p></div></article></li>"
        for heading, text in entries
    )
    for mark in ("lx-stream", "list"):
        page = f"<html><head><title>Storm</title></head><body><main><h1>Storm</h1><ol class='{mark}'>{items}</ol></main></body></html>"
        draft = read_page(page, None, SourceConfig())
        assert draft is not None
        said = [block.text for block in draft.blocks]
        wanted = [part for entry in entries for part in entry]
        assert (said == wanted) is (mark == "lx-stream")


@pytest.mark.parametrize(
    ("first", "is_kept"),
    [
        ("Ferry line reopens", False),
        ("The town cheered on.", True),
        ("A town cheered on.", True),
    ],
)
def test_a_headline_said_again_is_cut_and_a_short_lead_is_not(first: str, is_kept: bool) -> None:
    page = PAGE.replace('<div class="text">', f'<div class="text"><p>{first}</p>')
    record = RawRecord("rec_" + "0" * 24, "0" * 64, "a.html", "", "html", page.encode())
    result = parse_record(record, SourceConfig())
    assert isinstance(result, ParsedArticle)
    assert result.body.startswith(first if is_kept else "The harbour council voted")
