from __future__ import annotations

import pytest

from copydesk.acceptance import as_article
from copydesk.parse.page_kind import address_features
from copydesk.records import ParsedArticle, RawRecord, Rejection

RECORD = RawRecord("rec_" + "0" * 24, "0" * 64, "a.html", "", "html", b"<p>x</p>")


def article(chance: float | None) -> ParsedArticle:
    return ParsedArticle("rec_" + "0" * 24, "A story.", article_chance=chance)


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
