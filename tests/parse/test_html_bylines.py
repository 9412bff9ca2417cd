"""Who signs a page, as it shows it."""

from __future__ import annotations

import pytest

from copydesk.parse.html_bylines import collect_bylines, lines_of, read_bylines
from copydesk.parse.html_clean import is_stamp
from copydesk.parse.html_data import read_linked_data, read_meta
from copydesk.parse.html_tree import marked_properties, read_tree
from copydesk.parse.metadata import read_page_authors

TEXT = (
    "The harbour council voted on Monday evening to reopen the ferry line to Port Almay, which a storm closed. "
    * 2
)
NAMES = ["The Harbour Gazette", "gazette.example"]


def signers(body: str) -> tuple[str, ...]:
    tree = read_tree(f"<html><body><h1>Ferry reopens</h1>{body}<p>{TEXT}</p></body></html>")
    assert tree is not None
    return read_bylines(collect_bylines(tree), marked_properties(tree), NAMES)


def authors(body: str, data: str = "{}", meta: str = "") -> tuple[str, ...]:
    tree = read_tree(
        f"<html><head>{meta}<script type='application/ld+json'>{data}</script></head>"
        f"<body><h1>Ferry reopens</h1>{body}</body></html>"
    )
    assert tree is not None
    linked = read_linked_data(tree, None)
    return read_page_authors(tree, marked_properties(tree), linked, read_meta(tree), NAMES)


def test_a_byline_goes_before_what_an_author_signs_in_with() -> None:
    byline = "<div class='byline'>by Maria Okafor</div>"
    for login in ("MariaO", "mokafor"):
        assert authors(byline, meta=f"<meta name='author' content='{login}'>") == ("Maria Okafor",)
    assert authors(byline, meta="<meta name='author' content='Ann Lee'>") == ("Ann Lee",)


def test_whom_a_card_for_sharing_names_as_the_writer_signs() -> None:
    card = "<meta name='twitter:label1' content='{}'><meta name='twitter:data1' content='Ann Lee'>"
    for label in ("Written by", "Geschrieben von", "Escrito por"):
        assert authors("", meta=card.format(label)) == ("Ann Lee",)
    assert authors("", meta=card.format("Reading time")) == ()
    named = "<meta name='citation_author' content='Ann Lee'>"
    assert authors("", meta=f"{named}{named.replace('Ann', 'Bo')}") == ("Ann Lee", "Bo Lee")


def test_structured_data_may_leave_out_the_sign_of_its_types() -> None:
    data = (
        '{"type":"Article","headline":"Ferry reopens","author":{"type":"Person","name":"Ann Lee"}}'
    )
    assert authors("", data) == ("Ann Lee",)


@pytest.mark.parametrize(
    "byline",
    [
        "<p>By Maria Okafor</p>",
        "<byline>Von Maria Okafor, dpa</byline>",
        "<p>von <a href='/autoren/name/maria-okafor'>Maria Okafor</a></p>",
        "<span>By</span><span><a href='/authors/okafor/'>Maria Okafor</a></span>",
        "<div data-testid='story-byline'><span>By</span><span>Maria Okafor</span></div>",
        "<div><b>Author:</b> Maria Okafor<br><b>Source:</b> Port office</div>",
        "<small>04.02.2022 | 13:10 Uhr | Maria Okafor</small>",
        "<p>Maria Okafor - 11.12.2019</p>",
        "<h2><span>06.11.2023 13:30 von Maria Okafor</span></h2>",
        "<div>Posted on September 21, 2020 by Maria Okafor</div>",
        "<p>Blog Beitrag von Maria Okafor</p>",
        "<p>7 March 2021 • Maria Okafor in Island news</p>",
        "<p>March 7, 2021 · Maria Okafor on behalf of <a href='/desk'>the desk</a></p>",
        "<p>This post was written by Maria Okafor</p>",
        "<p>Words: Maria Okafor</p>",
        "<p>Recipe by Maria Okafor</p>",
        "<div class='gh-author-name-list'><a href='/author/okafor/'>Maria Okafor</a></div>",
        "<div class='post-avatar'><span class='post-meta-author'>Maria Okafor</span></div>",
        "<div class='elementor-widget elementor-widget-author-box'><h4 class='elementor-author-box__name'>Maria Okafor</h4></div>",
        "<div class='post-author'><p>The article was written by Maria Okafor, Head of Ships and Port Houses</p></div>",
        "<div class='article-card__author'>Maria Okafor</div>",
        "<div class='byline__item' id='by-harbour-desk'>Maria Okafor</div>",
        "<span class='vcard'><span class='fn'>Maria Okafor</span></span>",
        "<div class='widget Blog'><span class='post-author'>Posted by <span class='fn'>Maria Okafor</span></span></div>",
        "<div class='authors'><span class='brand'>desk</span><ul><li class='authors__item'><span>by </span><b>Maria Okafor</b></li></ul></div>",
    ],
)
def test_bylines_as_shown_are_read(byline: str) -> None:
    assert signers(byline) == ("Maria Okafor",)


@pytest.mark.parametrize(
    "other",
    [
        "<figure><span class='media__byline'>Maria Okafor</span></figure>",
        "<span class='photo-credit author'>Maria Okafor</span>",
        "<div class='related'><p>By Maria Okafor</p></div>",
        "<blockquote class='quote'><span class='author'>Maria Okafor</span></blockquote>",
        "<div class='author-card'><p>Zuletzt geändert am</p></div>",
        "<p>11.11.2022 - Grand Hall Dance</p><p>12.11.2022 - Old Mill Concert</p>",
        "<p>By the harbour the mood was good</p>",
        "<a class='author' href='https://social.example'>Facebook</a>",
        "<span class='byline__category'><a href='/islands'>Island Life</a></span>",
        "<h3 id='harbour-tales-by-maria-okafor'>Harbour Tales by Maria Okafor</h3>",
        "<a class='crumb_link__CG2Fn' href='/stories'>Island Life</a>",
        "<div class='bt by r'>Island Life</div>",
        "<div class='widget'><h4 class='author-box__name'>Maria Okafor</h4></div>",
        "<p>Words fail Maria Okafor</p>",
    ],
)
def test_who_took_the_picture_or_wrote_something_else_does_not_sign(other: str) -> None:
    assert signers(other) == ()


def test_what_microformats_mark_signs_in_a_footer_too() -> None:
    mark = "<footer><p>By <a class='{}' href='https://x.example'>Maria Okafor</a></p></footer>"
    assert signers(mark.format("p-author h-card")) == ("Maria Okafor",)
    assert signers(mark.format("author card")) == ()


def test_a_page_saved_from_a_reader_view_names_who_signs() -> None:
    assert signers("<div class='credits reader-credits'>Maria Okafor</div>") == ("Maria Okafor",)
    assert signers("<div class='credits photo-credits'>Maria Okafor</div>") == ()


def test_several_authors_side_by_side_all_sign() -> None:
    box = "<div class='byline'><a>Maria Okafor</a><a>Tom Hale</a> <a>y Ana Ruiz</a><div>Hace 2 días</div></div>"
    assert signers(box) == ("Maria Okafor", "Tom Hale", "Ana Ruiz")


def test_names_in_bold_before_the_first_paragraph_sign_where_only_the_publisher_is_named() -> None:
    data = '{"@type":"NewsArticle","headline":"x","author":{"name":"The Harbour Gazette"}}'
    bold = f"<p><strong>Maria Okafor/Tom Hale</strong></p><p>{TEXT}</p>"
    assert authors(bold, data) == ("Maria Okafor", "Tom Hale")
    plain = f"<p>Maria Okafor</p><p>{TEXT}</p>"
    assert authors(plain, data) == ("The Harbour Gazette",)


def test_a_login_yields_to_the_full_name_that_the_page_shows() -> None:
    data = '{"@type":"NewsArticle","headline":"x","author":{"@type":"Person","name":"mokafor"}}'
    assert authors("<p class='byline'>Maria Okafor</p>", data) == ("Maria Okafor",)
    assert authors("<p>No byline here.</p>", data) == ("mokafor",)


def test_the_account_that_runs_the_site_does_not_sign() -> None:
    data = '{"@type":"NewsArticle","headline":"x","author":{"@id":"https://gazette.example/author/admin/","name":"Site Boss"}}'
    assert authors("<p class='byline'>Maria Okafor</p>", data) == ("Maria Okafor",)


def test_meta_elements_complete_the_list_of_structured_data() -> None:
    data = (
        '{"@type":"NewsArticle","headline":"x","author":{"@type":"Person","name":"Maria Okafor"}}'
    )
    meta = "<meta name='author' content='Maria Okafor, Tom Hale'>"
    assert authors("", data, meta) == ("Maria Okafor", "Tom Hale")


def test_the_publisher_signs_where_the_pages_markup_says_so() -> None:
    assert authors("<a rel='author' href='/us'>The Harbour Gazette</a>") == ("The Harbour Gazette",)


def test_text_set_apart_is_on_a_line_of_its_own() -> None:
    tree = read_tree(
        "<html><body><div id='x'>By<a>Maria Okafor</a><a>Tom Hale</a><br>Monday</div></body></html>"
    )
    assert tree is not None
    assert lines_of(tree.xpath(".//div")[0]) == "By Maria Okafor\nTom Hale\nMonday"


@pytest.mark.parametrize(
    ("meta", "signed"),
    [
        ("The Harbour Gazette", ("The Harbour Gazette",)),
        ("Harbour Gazette Staff", ("Harbour Gazette Staff",)),
        ("The Harbour Gazette Editorial Team", ("The Harbour Gazette Editorial Team",)),
        ("gazette.example", ()),  # the address of a site
        ("Gazette GmbH", ()),  # an imprint
    ],
)
def test_who_gives_a_site_its_name_signs_last_where_a_meta_element_says_so(
    meta: str, signed: tuple[str, ...]
) -> None:
    names = [*NAMES, "Harbour Gazette", "Gazette GmbH"]
    element = f"<meta name='author' content='{meta}'>"
    assert read_page("", element, names) == signed
    shown = "<p>By Maria Okafor</p>"
    assert read_page(shown, element, names) == ("Maria Okafor",)


def read_page(body: str, meta: str, names: list[str]) -> tuple[str, ...]:
    tree = read_tree(f"<html><head>{meta}</head><body><h1>Ferry reopens</h1>{body}</body></html>")
    assert tree is not None
    linked = read_linked_data(tree, None)
    return read_page_authors(tree, marked_properties(tree), linked, read_meta(tree), names)


def test_a_house_whose_byline_the_page_shows_signs_and_one_of_another_story_does_not() -> None:
    assert read_page("<p class='byline'>By Harbour Gazette Staff</p>", "", ["Harbour Gazette"]) == (
        "Harbour Gazette Staff",
    )
    other = "<div class='related'><p class='byline'>By Harbour Gazette Staff</p></div>"
    assert read_page(other, "", ["Harbour Gazette"]) == ()


@pytest.mark.parametrize(
    "label",
    [
        "Written By",
        "The Author",
        "Contact us",
        "∙ Paid",
        "Sponsored",
        "Authors",
        "5 hours ago",
        "Sat",
        "Powered by",
        "Senior Writer",
        "Reviewed by Ann Lee",
    ],
)
def test_labels_and_buttons_of_a_bylines_box_sign_nothing(label: str) -> None:
    assert signers(f"<div class='post-author'>{label}</div>") == ()
    assert signers(
        f"<div class='post-author'>{label}</div><div class='post-author'>Maria Okafor</div>"
    ) == ("Maria Okafor",)


@pytest.mark.parametrize(
    "line",
    [
        "By Maria Okafor, Harbour Correspondent | 7 March 2021",
        "Von Maria Okafor, 7. März 2021, 10:30 Uhr",
        "Par Maria Okafor, publié le 7 mars 2021 à 10h30",
        "Posted by Maria Okafor on March 7, 2021 in Island news",
        "By Maria Okafor in Port Almay",
        "Maria Okafor · Mar 7, 2021 · 6 min read",
        "Por Maria Okafor, corresponsal, 7 de marzo de 2021",
        "By Maria Okafor, Harbour Correspondent, Port Almay",
    ],
)
def test_a_byline_with_post_place_and_day_names_its_author_alone(line: str) -> None:
    assert signers(f"<p>{line}</p>") == ("Maria Okafor",)
    assert is_stamp(line)


@pytest.mark.parametrize(
    "line",
    [
        "By March 7, 2021 the ferry to Port Almay was back.",
        "By the harbour, correspondents waited for the boat of 7 March 2021",
        "Von Port Almay aus fährt die Fähre seit dem 7. März 2021 wieder",
        "Posted prices rose on March 7, 2021 in all shops",
        "By car, 6 min",
    ],
)
def test_a_sentence_with_a_day_signs_nothing(line: str) -> None:
    assert signers(f"<p>{line}</p>") == ()
    assert not is_stamp(line)


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("<i class='author'>Maria Okafor</i><i class='author'>Tom Hale</i>", 2),
        ("<p><i class='author'>Maria Okafor</i></p><p><i class='author'>Tom Hale</i></p>", 2),
        ("<i class='author'>Maria Okafor</i><i class='author other'>Tom Hale</i>", 1),
        ("<i class='author'>Maria Okafor</i><b class='author'>Tom Hale</b>", 1),
        ("<i class='author'>Maria Okafor</i><p><u><i class='author'>Tom Hale</i></u></p>", 1),
    ],
)
def test_who_signs_beside_the_first_signs_too(body: str, names: int) -> None:
    assert signers(body) == ("Maria Okafor", "Tom Hale")[:names]
