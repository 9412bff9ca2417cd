"""Addresses, headlines and bylines on their own."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.parse.authors import read_authors
from copydesk.parse.titles import clean_title, key_of, pick_title
from copydesk.parse.urls import clean_url, day_in_url, domain_of


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("https://Gazette.example/A?id=3&utm_source=x#top", "https://gazette.example/A?id=3"),
        ("www.gazette.example", "http://www.gazette.example"),
        (
            "https://web.archive.org/web/20191119/https://gazette.example/a",
            "https://gazette.example/a",
        ),
        ("ftp://gazette.example", None),
        ("http://:80/a", None),
        ("https://user:pw@/a", None),
        ("not an address", None),
        ("http://[broken", None),
        (7, None),
    ],
)
def test_addresses_are_made_plain(raw: object, clean: str | None) -> None:
    assert clean_url(raw) == clean


@given(st.text(max_size=80))
def test_cleaning_an_address_twice_changes_nothing(text: str) -> None:
    url = clean_url("https://gazette.example/" + text)
    assert url is None or clean_url(url) == url


def test_days_are_read_from_addresses_only_where_they_are_days() -> None:
    assert day_in_url("https://g.example/2019/11/19/ferry") == dt.date(2019, 11, 19)
    assert day_in_url("https://g.example/news/2019-11-19-ferry") == dt.date(2019, 11, 19)
    assert day_in_url("https://g.example/2019-11/19/c_11.htm") == dt.date(2019, 11, 19)
    assert day_in_url("https://g.example/2019/11/7-ways-to-mend-a-ferry") is None
    assert day_in_url("https://g.example/2019/13/40/ferry") is None
    assert day_in_url("https://g.example/item-20191") is None


def test_domain_is_the_host_without_www() -> None:
    assert domain_of("https://www.gazette.example:80/a") == "gazette.example"


@pytest.mark.parametrize(
    "title",
    [
        "Ferry reopens | Harbour Gazette",
        "Harbour Gazette - Ferry reopens",
        "Ferry reopens – The Harbour Gazette",
    ],
)
def test_the_publishers_name_is_parted_from_the_headline(title: str) -> None:
    assert clean_title(title, ["Harbour Gazette"]) == "Ferry reopens"


def test_a_headline_with_a_dash_stays_whole() -> None:
    assert clean_title("Ferry reopens - at last", ["Harbour Gazette"]) == "Ferry reopens - at last"


@pytest.mark.parametrize(
    "title", ["Home", "404 Not Found", "Untitled document", "", None, 5, "Harbour Gazette"]
)
def test_what_is_no_headline_is_none(title: object) -> None:
    assert clean_title(title, ["Harbour Gazette"]) is None


@pytest.mark.parametrize(
    ("address", "headline"),
    [
        ("https://www.post.example/mayor-quits", "Booking.com loses in court"),
        ("www.post.example", "www.post.example is for sale"),
        ("Article_00231.html", "What index.html is for"),
        ("Please enable cookies", "Please enable cookies, the ministry asks"),
    ],
)
def test_an_address_or_a_file_is_no_headline_and_words_about_one_are(address, headline):
    assert clean_title(address) is None
    assert clean_title(headline) == headline


def test_most_places_decide_the_headline() -> None:
    places = [
        ("og", "Ferry is back"),
        ("h1", "Ferry line reopens"),
        ("title", "Ferry line reopens"),
        ("twitter", "Ferry line reopens"),
    ]
    assert pick_title(places, []) == "Ferry line reopens"


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Maria Okafor", ("Maria Okafor",)),
        ("Von Jana Weber und Piet de Vries", ("Jana Weber", "Piet de Vries")),
        ("Maria Okafor, Staff Writer", ("Maria Okafor",)),
        ("MARIA OKAFOR Updated 9:15 a.m. EST", ("MARIA OKAFOR",)),
        ("Maria Okafor maria@gazette.example", ("Maria Okafor",)),
        ("This post was written by Maria Okafor, Head of Ships and Houses", ("Maria Okafor",)),
        ("Recipe by Maria Okafor", ("Maria Okafor",)),
        ("Harbour Gazette", ()),
        ("admin", ()),
        ("https://facebook.com/gazette", ()),
    ],
)
def test_bylines_are_read_to_names(byline: str, names: tuple[str, ...]) -> None:
    assert read_authors([byline], ["Harbour Gazette"]) == names


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("Words by Jane Holm, pictures by Bo Dee", ("Jane Holm",)),
        ("Story by Jane Holm and photos by Bo Dee", ("Jane Holm",)),
        ("Words: Jane Holm. Pictures: Bo Dee", ("Jane Holm",)),
        ("Texte de Jeanne Holm, photos de Bo Dee", ("Jeanne Holm",)),
        ("Words and pictures by Jane Holm", ("Jane Holm",)),
        ("Text und Fotos: Jana Holm", ("Jana Holm",)),
        ("Pictures by Bo Dee", ("Bo Dee",)),
        ("Jane Holm, Video Editor", ("Jane Holm",)),
        ("Jane Holm and Bo Pictures", ("Jane Holm", "Bo Pictures")),
    ],
)
def test_who_took_the_pictures_is_no_name_with_its_label(
    byline: str, names: tuple[str, ...]
) -> None:
    assert read_authors([byline]) == names


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("Anna-Lena & Co", ("Anna-Lena",)),
        ("Jane Holm and others", ("Jane Holm",)),
        ("Jane Holm et al., Bo Dee", ("Jane Holm", "Bo Dee")),
        ("Co, Albert", ("Albert Co",)),
        ("Jane Holm and Albert Co", ("Jane Holm", "Albert Co")),
        ("Jane Holm and Cora Lee", ("Jane Holm", "Cora Lee")),
    ],
)
def test_those_who_are_not_named_are_nobody(byline: str, names: tuple[str, ...]) -> None:
    assert read_authors([byline]) == names


@given(st.text(max_size=120))
def test_no_name_holds_what_the_contract_forbids(text: str) -> None:
    for name in read_authors([text]):
        assert 2 <= len(name) <= 100
        assert not any(character.isdigit() for character in name)
        assert key_of(name)
