"""Where the elements of a page stand, asked of many of them at once, and how much of a page is searched."""

from __future__ import annotations

from collections import Counter
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.parse import html_shown_dates, html_tree
from copydesk.parse.html_body import FEW_STEPS, extract_blocks, is_too_much
from copydesk.parse.html_shown_dates import is_masthead
from copydesk.parse.html_tree import Answers, ask_upwards, is_elsewhere, read_tree

PARTS = (
    "<div>",
    "<div class=sidebar>",
    "<footer>",
    "<article>",
    "<header class=top-bar>",
    "<h1>Mill burns</h1>",
    "<p>text</p>",
    "</div>",
)


@given(st.lists(st.sampled_from(PARTS), max_size=25))
def test_what_is_known_of_places_changes_no_answer(parts):
    tree = read_tree("<html><body>" + "".join(parts))
    known: Answers = {}
    for element in tree.iter():
        assert is_elsewhere(element, known) == is_elsewhere(element)
        assert is_masthead(element, known) == is_masthead(element)


@pytest.mark.parametrize(
    ("module", "question", "ask"),
    [(html_tree, "_is_others", is_elsewhere), (html_shown_dates, "_is_head", is_masthead)],
)
def test_no_place_is_asked_twice(module, question, ask):
    tree = read_tree("<html><body><main>" + "<div>" * 30 + "<p>By Jo Holm</p>" * 40 + "</div>" * 30)
    asked: Counter[object] = Counter()
    plain = getattr(module, question)

    def counted(place):
        asked[place] += 1
        return plain(place)

    with patch.object(module, question, counted):
        known: Answers = {}
        assert {ask(p, known) for p in tree.iter("p")} == {False}
    assert len(asked) == 71  # paragraphs, boxes, and what says that all this is the story's
    assert set(asked.values()) == {1}


def test_nearest_place_that_has_an_answer_gives_it():
    tree = read_tree("<div id=a><div id=b><p>x</p></div></div>")
    told = {"a": True, "b": False}
    (p,) = tree.iter("p")
    assert ask_upwards(p, lambda place: told.get(place.get("id")), {}) is False
    del told["b"]
    assert ask_upwards(p, lambda place: told.get(place.get("id")), {}) is True
    assert ask_upwards(p, lambda place: None, {}) is False


def of_depth(depth, n=1_500):
    """Return the markup of a page of links so many boxes deep."""
    links = "".join(f"<a href='/{i}'>The mill at Corley burns {i}</a>" for i in range(n))
    return "<html><body>" + "<div>" * depth + links + "</div>" * depth


@pytest.mark.parametrize(("depth", "is_searched"), [(20, True), (150, False)])
def test_boxes_in_boxes_are_read_as_they_stand(depth, is_searched):
    """Extraction looks through each box with all that is in it: 9,000 links two hundred boxes deep took 20 s."""
    markup = of_depth(depth)
    tree = read_tree(markup)
    assert is_too_much(tree, len(markup)) is not is_searched
    with patch("trafilatura.bare_extraction", return_value=None) as search:
        extract_blocks(tree, None, len(markup))
    assert search.called is is_searched


@pytest.mark.parametrize("n_more", [-1, 0, 1, 50])
def test_elements_stand_no_deeper_than_the_limit_and_their_text_is_kept(n_more):
    deepest = (
        html_tree.MAX_DEPTH - 3 + n_more
    )  # boxes; the page, its body and the link stand around them
    tree = read_tree(of_depth(deepest, 2))
    (place, *_) = tree.xpath("//*[not(*)][contains(., 'Corley')]")
    assert len(list(place.iterancestors())) + 1 == min(deepest + 3, html_tree.MAX_DEPTH)
    assert tree.text_content().count("The mill at Corley burns") == 2


def test_few_elements_are_searched_however_deep_they_stand():
    markup = of_depth(150, 200)
    assert FEW_STEPS > 150 * 200
    assert not is_too_much(read_tree(markup), len(markup))
