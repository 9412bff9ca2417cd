"""Records as readers of pages leave them (newspaper and its kin): the page's own metadata beside what the reader made of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from test_fields import TEXT, article

MIDNIGHT = {"$date": 1474934400000}  # 27 September 2016


def meta(published: str, **more: Any) -> dict[str, Any]:
    return {"article": {"published_time": published, **more}}


def test_a_day_is_told_again_with_its_time_and_zone() -> None:
    told = article(publish_date=MIDNIGHT, meta_data=meta("2016-09-27T07:35:32-07:00"))
    assert told.published_at == dt.datetime(2016, 9, 27, 14, 35, 32, tzinfo=dt.UTC)
    assert (told.published_precision, told.published_utc_offset) == ("second", -420)
    other = article(publish_date=MIDNIGHT, meta_data=meta("2016-09-29T07:35:32-07:00"))
    assert (other.published_on, other.published_precision) == (dt.date(2016, 9, 27), "day")
    made = article(publish_date="2016-09-27", created_at="2016-09-27T09:00:00Z")
    assert made.published_precision == "day"  # of the row, not of the story


def test_a_moment_is_told_again_with_its_zone_and_its_day_there() -> None:
    at = {"$date": 1474503317000}  # 22 September 2016, 0:15:17 UTC
    told = article(publish_date=at, meta_data=meta("2016-09-21T17:15:17-07:00"))
    assert (told.published_on, told.published_utc_offset) == (dt.date(2016, 9, 21), -420)
    other = article(publish_date=at, meta_data=meta("2016-09-21T18:15:17-07:00"))
    assert (other.published_on, other.published_utc_offset) == (dt.date(2016, 9, 22), None)


@pytest.mark.parametrize(
    "page",
    [
        {"article": {"modified_time": "2016-09-28T06:05:27Z"}},
        {"og": {"updated_time": "2016-09-28T06:05:27Z"}},
        {"lastmod": "2016-09-28T06:05:27Z"},
    ],
)
def test_an_update_that_the_page_states_is_one(page: dict[str, Any]) -> None:
    assert article(meta_data=page).updated_at == dt.datetime(2016, 9, 28, 6, 5, 27, tzinfo=dt.UTC)


def test_a_title_gets_back_what_stood_before_its_colon() -> None:
    address = "https://g.example/ann-lee-ferry-is-late-again"
    whole = {"og": {"title": "Ann Lee: Ferry Is Late Again"}}
    cut = {"title": "Ferry Is Late Again", "meta_data": whole}
    assert article(url=address, **cut).title == "Ann Lee: Ferry Is Late Again"
    assert article(url="https://g.example/ferry-is-late-again", **cut).title == cut["title"]
    other = cut | {"meta_data": {"og": {"title": "Ann Lee, Ferry Is Late Again"}}}
    assert article(url=address, **other).title == cut["title"]


def test_slogans_and_labels_are_no_authors() -> None:
    signed = "Jane Holm, Because Without Piers, There Is No Free Sea."
    assert article(authors=signed).authors == ("Jane Holm",)
    assert article(authors=["More Maria", "Tom Hale"]).authors == ("Tom Hale",)
    assert article(authors=["Thomas More"]).authors == ("Thomas More",)


def test_keywords_hold_no_pieces_of_the_title() -> None:
    title = "Ferry is late, dodges on pier"
    page = {"keywords": f"politics, {title} - HarbourPolitics, piers"}
    assert article(title=title, meta_data=page).keywords == ("politics", "piers")


def test_a_list_of_keywords_is_no_standfirst() -> None:
    assert article(description="ferries, pier news, storms, Quent Island, late").subtitle is None
    for told in (
        "It rained in spring, it snowed in May, nobody slept, and the pier sank",
        "Rain, hail, snow, wind, and a late ferry.",
    ):
        assert article(description=told).subtitle == told


def test_of_several_sections_the_first_is_told() -> None:
    assert article(section="foreign-affairs,politics").section == "foreign-affairs"
    assert article(section="Arts, Briefly").section == "Arts, Briefly"


def test_a_parameter_is_no_character() -> None:
    url = "https://g.example/a?module=top&region=news"
    assert article(url=url).url == url
    assert article(url=url.replace("&", "&amp;")).url == url


def test_a_byline_above_the_text_names_who_signs_where_no_field_does() -> None:
    text = "By Maria Okafor\n\nThe ferry to Quent Island was late again on Friday, its captain said.\n\n"
    assert article(text=text + TEXT).authors == ("Maria Okafor",)
    assert article(text=text + TEXT, author="Tom Hale").authors == ("Tom Hale",)
    told = article(text="By Monday the ferry was back at its pier.\n\n" + TEXT)
    assert told.authors == ()
    below = TEXT + "\n\nIt was built in 1990.\n\nBy Maria Okafor\n\nIt sails on Monday, she said."
    assert article(text=below).authors == ()
