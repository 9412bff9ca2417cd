"""Records of named fields: which column means what, and its text."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.parse import parse_record
from copydesk.parse.fields_text import detokenise, is_tokenised
from copydesk.readers.source import COLUMNS
from copydesk.records import ParsedArticle, RawRecord, Rejection, SourceConfig
from copydesk.text.field_names import field_names

SOURCE = SourceConfig()
TEXT = (
    "The harbour council voted on Monday to reopen the ferry line, which a storm closed in March.\n\n"
    "Work starts in May and will cost about four million crowns, its engineer said."
)


def parse(fields: dict[str, Any], source: SourceConfig = SOURCE) -> ParsedArticle | Rejection:
    return parse_record(
        RawRecord("rec_" + "0" * 24, "0" * 64, "a.jsonl", "line 1", "fields", b"{}", fields=fields),
        source,
    )


def article(source: SourceConfig = SOURCE, **fields: Any) -> ParsedArticle:
    result = parse({"text": TEXT, **fields}, source)
    assert isinstance(result, ParsedArticle), result
    return result


@pytest.mark.parametrize(
    "name", ["text", "Body", "article_body", "articleBody", "content", "maintext", "Full Text"]
)
def test_text_columns_are_recognised(name: str) -> None:
    result = parse({name: TEXT})
    assert isinstance(result, ParsedArticle)
    assert result.body == TEXT


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("date", "2019-11-19"),
        ("pubDate", "Tue, 19 Nov 2019 13:16:00 +0000"),
        ("publish_date", {"$date": 1574169360000}),
        ("publishedAt", 1574169360),
    ],
)
def test_date_columns_are_recognised(name: str, value: Any) -> None:
    assert article(**{name: value}).published_on == dt.date(2019, 11, 19)


@pytest.mark.parametrize(
    "value",
    [
        "Maria Okafor, Tom Hale",
        "By Maria Okafor and Tom Hale",
        ["Maria Okafor", "Tom Hale"],
        "['Maria Okafor', 'Tom Hale']",
        [{"name": "Maria Okafor"}, {"name": "Tom Hale"}],
    ],
)
def test_authors_of_every_shape_are_read(value: Any) -> None:
    assert article(authors=value).authors == ("Maria Okafor", "Tom Hale")


def test_the_first_of_two_titles_under_one_name_stands_and_is_flagged() -> None:
    told = article(title=["Ferry sails", "Tram stops"])
    assert told.title == "Ferry sails"
    assert "stated_twice" in told.quality_flags
    for title in (["Ferry sails"], ["Ferry sails", "Ferry sails", ""], "Ferry sails"):
        told = article(title=title, authors=["Ann Lee", "Jo Holm"])
        assert (told.title, "stated_twice" in told.quality_flags) == ("Ferry sails", False)


PICTURE = f"data:image/png;base64,{'iVBORw0KGgoAAAANSUhEUgAA' * 20}=="


@pytest.mark.parametrize(
    ("between", "left"),
    [
        (f"\n\n{PICTURE}\n\n", "\n\n"),
        (f" {PICTURE} ", " "),
        (f"\n\n![Ferry]({PICTURE})\n\n", "\n\n"),
        (f'\n\n![Ferry]({PICTURE} "Noon")\n\n', "\n\n"),
        ("\n\ndata:image/svg+xml;utf8,%3Csvg%20xmlns%3D%22http%3A%2F%2Fexample%22%3E\n\n", "\n\n"),
        ("\n\nWrite data:image/png;base64,iVBORw0 to show a dot.\n\n", None),
        ("\n\nThe data: images/pictures, said to be lost, were found.\n\n", None),
    ],
)
def test_a_picture_that_is_written_into_a_text_is_none_of_it(
    between: str, left: str | None
) -> None:
    first, rest = TEXT.split("\n\n")
    told = article(text=f"{first}{between}{rest}").body
    assert told == first + (between if left is None else left) + rest


def test_a_crawl_time_is_not_publication_nor_update() -> None:
    result = article(
        scraped_at="2018-01-25 16:17:44",
        inserted_at="2018-02-02 01:19:41",
        updated_at="2018-02-02 01:19:41",
    )
    assert result.published_at is None
    assert result.updated_at is None
    assert result.crawled_at == dt.datetime(2018, 1, 25, 16, 17, 44, tzinfo=dt.UTC)


@pytest.mark.parametrize("name", ["title", "subtitle", "body"])
def test_a_sign_that_is_lost_is_told_wherever_it_stood(name: str) -> None:
    whole = {"title": "Ferry returns to Oslen", "subtitle": "The boats sail from May", "body": TEXT}
    assert "characters_lost" not in article(**whole).quality_flags
    found = article(**{**whole, name: whole[name].replace("e", "\ufffd", 1)})
    assert "characters_lost" in found.quality_flags


def test_nested_metadata_is_read() -> None:
    result = article(
        meta_data={
            "og": {"site_name": "Harbour Gazette", "title": "Ferry line reopens"},
            "article": {"section": "Island"},
        }
    )
    assert (result.title, result.publisher, result.section) == (
        "Ferry line reopens",
        "Harbour Gazette",
        "Island",
    )


def test_what_arcs_exports_say_of_a_story_is_read() -> None:
    result = article(
        headlines={"basic": "Ferry line reopens"},
        subheadlines={"basic": "A storm closed it in March."},
        dates={
            "first_publish_date": "2024-03-05T15:20:00Z",
            "last_updated_date": "2024-03-05T17:02:11Z",
        },
        taxonomy={
            "primary_section": {"_id": "/island", "name": "Island"},
            "tags": [{"slug": "ferry-line", "text": "Ferry line"}],
        },
        related_content={"basic": [{"subheadlines": {"basic": "Another story"}}]},
    )
    assert (result.title, result.subtitle) == ("Ferry line reopens", "A storm closed it in March.")
    assert (result.section, result.keywords) == ("Island", ("Ferry line",))
    assert result.updated_at == dt.datetime(2024, 3, 5, 17, 2, 11, tzinfo=dt.UTC)


def test_declared_columns_win() -> None:
    source = SourceConfig(columns=(("title", "kop"), ("body", "tekst")))
    assert (
        article(source, kop="Ferry line reopens", title="x1 internal").title == "Ferry line reopens"
    )


def test_a_record_with_a_title_only_is_rejected_without_body() -> None:
    result = parse({"title": "Ferry line reopens", "text": ""})
    assert isinstance(result, Rejection)
    assert result.reasons == ("no_body",)


def test_an_empty_record_is_rejected_without_text() -> None:
    result = parse({"id": 3})
    assert isinstance(result, Rejection)
    assert result.reasons == ("no_text",)


def test_untokenised_text_is_preferred() -> None:
    spaced = "The council voted , it said , on Monday . Work starts , he said , in May ."
    assert article(content=spaced).body == TEXT


def test_tokenised_text_is_put_together() -> None:
    spaced = "`` We didn ’ t vote ( yet ) , '' she said . He came , saw , and left ."
    assert is_tokenised(spaced)
    assert detokenise(spaced) == '"We didn’t vote (yet)," she said. He came, saw, and left.'


def test_markup_in_a_text_field_is_read_as_markup() -> None:
    result = parse(
        {
            "content": "<p>The council voted &amp; left.</p><figure>x</figure><h2>What next</h2><p>Work starts in May.</p>"
        }
    )
    assert isinstance(result, ParsedArticle)
    assert result.body == "The council voted & left.\n\nWhat next\n\nWork starts in May."
    assert result.headings == ("What next",)


def test_a_whole_page_in_a_column_is_parsed_behind_the_other_columns() -> None:
    paragraphs = "".join(
        f"<p>{text} It was said again and again in the meeting, at length.</p>"
        for text in TEXT.split("\n\n") * 2
    )
    html = f"<html><head><title>Wrong title</title></head><body><article>{paragraphs}</article></body></html>"
    result = parse({"html": html, "title": "Ferry line reopens"})
    assert isinstance(result, ParsedArticle)
    assert result.title == "Ferry line reopens"
    assert "Work starts in May" in result.body


def test_wire_layout_is_rejoined_and_the_sign_off_parted() -> None:
    body = (
        "The council voted on Monday\nto reopen the line.\n    Work starts in\nMay.\n Reuter\n&#3;"
    )
    result = parse(
        {
            "title": "FERRY LINE REOPENS",
            "dateline": "    PORT ALMAY, March 3 - ",
            "body": body,
            "date": "3-MAR-1987 09:15:05.79",
        }
    )
    assert isinstance(result, ParsedArticle)
    assert result.body == "The council voted on Monday to reopen the line.\n\nWork starts in May."
    assert (result.dateline, result.credit) == ("PORT ALMAY, March 3", "Reuters")
    assert result.published_on == dt.date(1987, 3, 3)


@given(
    st.dictionaries(
        st.sampled_from(["title", "text", "date", "authors", "url", "html", "keywords", "id"]),
        st.recursive(
            st.none() | st.text(max_size=60) | st.integers() | st.floats(),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.text(max_size=5), inner, max_size=3)
            ),
            max_leaves=5,
        ),
    )
)
def test_no_record_raises(fields: dict[str, Any]) -> None:
    result = parse(fields)
    assert not (isinstance(result, Rejection) and result.reasons == ("parser_gave_up",)), result


def test_a_dateline_field_that_runs_on_hands_its_words_to_the_text() -> None:
    result = parse(
        {
            "title": "Imports rise",
            "dateline": "    PORT ALMAY, March 3 - Imports of rope",
            "body": "and canvas rose to 2,000 tonnes\nin the spring, the board of trade said on Monday.\n Reuter\n",
        }
    )
    assert isinstance(result, ParsedArticle)
    assert result.dateline == "PORT ALMAY, March 3"
    assert result.body.startswith("Imports of rope and canvas rose to 2,000 tonnes in the spring")


def test_a_wire_text_of_one_paragraph_is_rejoined() -> None:
    body = "Almay Rope Co said its\nshares are traded from today on the <Almay Stock\nExchange>.\n Reuter\n"
    result = parse({"title": "ALMAY ROPE LISTED", "body": body})
    assert isinstance(result, ParsedArticle)
    assert (
        result.body
        == "Almay Rope Co said its shares are traded from today on the <Almay Stock Exchange>."
    )


def test_a_body_loses_lines_that_its_contract_forbids() -> None:
    body = "ADVERTISEMENT\n\nThe council voted on Monday to reopen the line.\n\nShare this article"
    result = parse({"title": "Ferry line reopens", "body": body})
    assert isinstance(result, ParsedArticle)
    assert result.body == "The council voted on Monday to reopen the line."


def test_an_agency_behind_a_name_signs_nothing() -> None:
    for byline in ("By Maria Okafor, Northlight", "Maria Okafor, Associated Press"):
        result = parse({"title": "Ferry", "body": "The line reopens.", "authors": byline})
        assert isinstance(result, ParsedArticle)
        assert result.authors == ("Maria Okafor",)


def test_the_names_of_columns_agree_with_what_a_source_may_declare() -> None:
    assert sorted(field_names()) == sorted(COLUMNS)


def test_a_named_zone_is_no_missing_zone() -> None:
    for date, is_flagged in (("2019-11-19 18:46 IST", False), ("2019-11-19 18:46", True)):
        result = parse({"title": "Ferry", "body": "The line reopens.", "date": date})
        assert isinstance(result, ParsedArticle)
        assert ("date_without_zone" in result.quality_flags) is is_flagged


@pytest.mark.parametrize("name", ["published", "updated", "date_modified", "crawled", "year", "x"])
@pytest.mark.parametrize(
    "value",
    [10**400, "9" * 5000, -(10**300), 1e300, {"$date": 10**400}],
    ids=["whole", "text", "negative", "float", "exported"],
)
def test_a_number_longer_than_any_date_costs_no_record(name: str, value: Any) -> None:
    found = article(**{"title": "Ferry", name: value, "month": 3, "day": 4})
    assert (found.title, found.published_at, found.updated_at) == ("Ferry", None, None)


@pytest.mark.parametrize("html", [f"<html><body>{'<div>' * 2100}<p>{TEXT}</p></body></html>"])
def test_markup_in_which_the_parser_stops_is_read_as_text_or_rejected(html: str) -> None:
    found = parse({"title": "Ferry", "html": html})
    assert isinstance(found, Rejection)
    assert found.reasons == ("nested_too_deep",)
    assert article(html=html).body == TEXT  # another field holds the text
    assert TEXT.partition("\n")[0] in article(text=html).body


HUGE = f"&#{'9' * 5000};"


@pytest.mark.parametrize("name", ["url", "keywords", "publisher", "author", "section", "text"])
def test_a_number_that_is_no_character_costs_no_record(name: str) -> None:
    found = article(**{"title": "Ferry", name: f"Harbour {HUGE} Gazette. {TEXT}"})
    assert found.title == "Ferry"


STORY = (
    "The ferry to Oslen sailed again on Monday, after eleven days in which nobody had crossed. " * 2
)


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        (f"# Ferry sails\n\n{STORY}", "Ferry sails", STORY),
        (f"#ferry is a word\n\n{STORY}", None, f"#ferry is a word\n\n{STORY}"),
        (f"'''Oslen''' [[Harbour|waits]]. {STORY}\n\n== After ==\n\n{STORY}", None, f"Oslen waits. {STORY}\n\nAfter\n\n{STORY}"),
        (f"An array [[1]] and a [[. {STORY}", None, f"An array 1 and a [[. {STORY}"),
        (f"f=C3=BCr alle. {STORY}caf=C3=A9.", None, f"für alle. {STORY}café."),
        (f"Let x=C3=B4 stand. {STORY}", None, f"Let x=C3=B4 stand. {STORY}"),
    ],
    ids=["heading", "hashtag", "wiki", "brackets", "quoted", "once"],
)  # fmt: skip
def test_marks_of_other_writings_are_read_as_what_they_mean(
    text: str, title: str | None, body: str
) -> None:
    found = article(text=text, date="2021-05-03")
    assert (found.title, found.body) == (title, body.strip().replace(" \n", "\n"))


def test_a_moment_as_a_table_of_a_feed_writes_it() -> None:
    stamp = "time.struct_time(tm_year=2021, tm_mon=5, tm_mday=3, tm_hour=8, tm_min=5, tm_sec=0, tm_wday=0, tm_yday=123, tm_isdst=0)"
    assert str(article(title="Ferry", text=STORY, published=stamp).published_on) == "2021-05-03"


@pytest.mark.parametrize(
    ("more", "day", "url"),
    [
        ({"dates": {"publishedAt": "2021-05-03T10:00:00Z", "updatedAt": "2021-05-04T10:00:00Z"}, "links": {"web": "https://p.example/n/1"}}, 3, "https://p.example/n/1"),
        ({"timestamps": {"created": "2021-05-03"}, "urls": {"canonical": "https://p.example/n/1", "api": "https://api.example/1"}}, 3, "https://p.example/n/1"),
        ({"published": "2021-05-05", "dates": {"published": "2021-05-03"}, "url": "https://p.example/n/2", "links": {"web": "https://p.example/n/1"}}, 5, "https://p.example/n/2"),
        ({"event": {"date": "2021-05-03"}, "media": {"web": "https://p.example/1.jpg"}, "web": "https://p.example/1"}, None, None),
    ],
)  # fmt: skip
def test_days_and_addresses_in_objects_of_their_own_are_found_and_those_of_other_things_are_not(
    more: dict[str, Any], day: int | None, url: str | None
) -> None:
    found = article(**more)
    assert (found.published_on and found.published_on.day) == day
    assert found.url == url


def test_names_and_titles_in_a_wrong_encoding_are_mended() -> None:
    found = article(title="Mangue destru\u00c3\u00addo em Oslen", author="Pawe\u00c5\u201a Jastrun")
    assert (found.title, found.authors) == (
        "Mangue destru\u00eddo em Oslen",
        ("Pawe\u0142 Jastrun",),
    )


def test_joined_letters_of_print_are_letters() -> None:
    assert article(text=TEXT.replace("ferry", "\ufb01sh\ufb02eet")).body == TEXT.replace("ferry", "fishfleet")  # fmt: skip


ESCAPED = "&lt;p&gt;{}&lt;/p&gt;&lt;script&gt;var sold = 1;&lt;/script&gt;&lt;p&gt;{}&lt;/p&gt;"


@pytest.mark.parametrize("times", [1, 2])
def test_markup_that_was_escaped_whole_is_read_as_markup(times: int) -> None:
    told = ESCAPED.format(*TEXT.split("\n\n"))
    assert article(text=told.replace("&", "&amp;") if times > 1 else told).body == TEXT


def test_a_text_that_speaks_of_tags_keeps_them_as_words() -> None:
    told = "The clerk wrote &lt;b&gt; and &lt;i&gt; on the board. " + TEXT
    assert "on the board" in article(text=told).body


def test_rtf_in_a_cell_is_read_as_its_text() -> None:
    one, two = TEXT.split("\n\n")
    told = rf"{{\rtf1\ansi\ansicpg1252{{\fonttbl{{\f0 Arial;}}}}\f0 {one}\par {two} Caf\'e9 \u322?ø.\par}}"
    assert article(text=told).body == f"{one}\n\n{two} Café łø."


def test_a_text_that_speaks_of_rtf_stays_as_it_is() -> None:
    assert article(text=TEXT + " It saved {\\rtf files.").body.endswith("It saved {\\rtf files.")


@pytest.mark.parametrize(
    "fields", [{"status": "draft"}, {"post_status": "auto-draft"}, {"draft": True}, {"published": False}, {"_status": "Trash"}]
)  # fmt: skip
def test_what_was_never_shown_is_no_article(fields: dict[str, Any]) -> None:
    result = parse({"title": "Ferry aground", "text": TEXT, **fields})
    assert isinstance(result, Rejection)
    assert result.reasons == ("not_an_article",)


@pytest.mark.parametrize(
    "fields", [{"status": "published"}, {"draft": "false"}, {"stage": "draft"}, {"section": "Draft"}, {"status": "Draft law passed"}]
)  # fmt: skip
def test_what_speaks_of_drafts_is_an_article(fields: dict[str, Any]) -> None:
    assert article(title="Ferry aground", **fields).title == "Ferry aground"


@pytest.mark.parametrize(("n", "is_cut"), [(32_767, True), (32_766, False), (40_000, False)])
def test_a_text_as_long_as_a_cell_may_be_was_cut_there(n: int, is_cut: bool) -> None:
    text = " ".join(f"Nobody saw boat {number}." for number in range(4_000))[:n]
    assert ("truncated_by_source" in article(text=text).quality_flags) == is_cut


def test_a_list_of_names_that_went_through_a_table_is_one() -> None:
    assert article(authors={"0": "Hedda Quill", "1": "Tom Hale"}).authors == (
        "Hedda Quill",
        "Tom Hale",
    )


@pytest.mark.parametrize(
    "line",
    [
        "window._taboola = window._taboola || []; _taboola.push({article:'auto'});",
        "!function(d,s,id){var js,fjs=d.getElementsByTagName(s)[0];}(document,'script','x');",
        ".story-lead p { margin: 0 0 1em; color: #333; }",
        "@media print { .ad { display: none; } }",
        "![Pier](data:image/jpeg;base64,/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgGBgcGBQg)",
    ],
)
def test_what_a_program_reads_is_no_paragraph(line: str) -> None:
    first, last = TEXT.split("\n\n")
    assert article(text=f"{first}\n\n{line}\n\n{last}").body == TEXT


@pytest.mark.parametrize(
    "line",
    [
        "The line “var x = 5;” stood in the program for years, and nobody had seen it.",
        "{Laughter} He said: we go on; they go home.",
        "Her window.",
        "Let us wait = let us lose; so the mayor put it.",
    ],
)
def test_a_line_about_programs_is_one(line: str) -> None:
    first, last = TEXT.split("\n\n")
    assert line in article(text=f"{first}\n\n{line}\n\n{last}").body


@pytest.mark.parametrize(
    "wall", ["Para seguir leyendo, regístrate gratis.", "Para continuar lendo, faça login.", "Per continuare a leggere abbonati o accedi."]
)  # fmt: skip
def test_a_wall_says_to_go_on_reading_in_other_languages(wall: str) -> None:
    found = article(text=f"{TEXT}\n\n{wall}")
    assert (found.body, "truncated_by_source" in found.quality_flags) == (TEXT, True)
    told = f"Para seguir leyendo, dijo el alcalde, hace falta luz. {TEXT}"
    assert "truncated_by_source" not in article(text=told).quality_flags
