from __future__ import annotations

from lxml.html import document_fromstring

from copydesk.parse.block_features import Hints, block_features, is_prose
from copydesk.parse.page_blocks import MARKS, TAGS_AROUND, PageBlock, page_blocks

LONG = "The harbour council voted on Monday evening to reopen the ferry line to Port Almay."


def blocks_of(body: str) -> list[PageBlock]:
    return page_blocks(document_fromstring(f"<html><body>{body}</body></html>"))


def test_every_text_of_a_page_stands_in_one_block_in_order() -> None:
    found = blocks_of(
        "Menu<div>One <b>two</b><p>Three</p>four<br>five<ul><li>six</li></ul>seven</div>"
    )
    assert [b.text for b in found] == ["Menu", "One two", "Three", "four", "five", "six", "seven"]
    assert [b.kind for b in found][-2:] == ["item", "paragraph"]


def test_linked_and_bold_text_is_counted() -> None:
    found = blocks_of("<p>See <a href='/a'>this story</a> now</p><p><strong>All bold</strong></p>")
    assert (found[0].n_link_chars, found[0].n_links, found[0].is_strong) == (10, 1, False)
    assert (found[1].n_link_chars, found[1].is_strong) == (0, True)


def test_a_link_count_ends_with_its_block() -> None:
    found = blocks_of("<a href='/a'>Teaser<div>inside</div></a><p>Plain</p>")
    assert [b.n_link_chars for b in found] == [6, 6, 0]


def test_a_place_knows_what_holds_it() -> None:
    (block,) = blocks_of(
        "<aside class='widget related-posts'><ul><li id='x'>Other story</li></ul></aside>"
    )
    kinds = [kind for bit, kind in enumerate(MARKS) if block.place.around >> bit & 1]
    tags = [tag for bit, tag in enumerate(TAGS_AROUND) if block.place.tags >> bit & 1]
    assert {"side", "related"} <= set(kinds)
    assert set(tags) == {"aside", "ul", "li"}


def test_a_linked_sentence_is_no_prose() -> None:
    plain, linked = blocks_of(f"<p>{LONG}</p><p><a href='/a'>{LONG}</a></p>")
    assert is_prose(plain)
    assert not is_prose(linked)


def test_features_of_a_page_depend_on_that_page_alone_and_have_one_width() -> None:
    one = blocks_of(f"<h1>Ferry</h1><p>{LONG}</p><p>{LONG} Again.</p>")
    again = blocks_of(f"<h1>Ferry</h1><p>{LONG}</p><p>{LONG} Again.</p>")
    other = blocks_of("<p>x</p>")
    hints = Hints(headlines=frozenset(("ferry",)))
    first = block_features(one, hints)
    assert (first == block_features(again, hints)).all()
    assert (first == block_features(one, hints)).all()
    assert block_features(other, hints).shape[1] == first.shape[1]
    assert (
        first
        != block_features(blocks_of(f"<h1>Ferry</h1><p>{LONG}</p><p>{LONG} Again.</p>"), Hints())
    ).any()
