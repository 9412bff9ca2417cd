"""What other people's dumps hold: names of columns, stamps, bylines, escapes and stubs, each beside its wrong twin."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

import pytest

from copydesk.parse import parse_record
from copydesk.parse.authors import read_authors
from copydesk.parse.fields_text import written_markup
from copydesk.parse.html_clean import is_date_line
from copydesk.records import ParsedArticle, RawRecord, Rejection, SourceConfig
from copydesk.text.field_names import field_names, field_of, plain_name
from schemas.columns import DISGUISE

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


def article(**fields: Any) -> ParsedArticle:
    result = parse({"text": TEXT, **fields})
    assert isinstance(result, ParsedArticle), result
    return result


# names


@pytest.mark.parametrize(
    ("title", "text", "date", "author"),
    [
        ("Titular", "Cuerpo", "Fecha de publicación", "Autor"),
        ("Manchete", "Conteúdo", "Publicado em", "Autoria"),
        ("Titre", "Texte", "Date de publication", "Auteur"),
        ("Ueberschrift", "Inhalt", "Veröffentlicht am", "Verfasser"),
        ("TYTUŁ", "Treść", "Data publikacji", "Autorzy"),
        ("Заголовок", "Текст", "Дата публикации", "Автор"),
        ("العنوان", "النص", "تاريخ النشر", "الكاتب"),
        ("शीर्षक", "सामग्री", "तारीख", "लेखक"),
        ("标题", "正文", "发布时间", "作者"),
        ("タイトル", "本文", "公開日時", "筆者"),
        ("제목", "본문", "입력일", "기자"),
        ("post_title", "post_content", "post_date", "post_author"),
        ("webTitle", "bodyText", "webPublicationDate", "byline"),
    ],
)
def test_columns_are_known_by_the_names_of_many_languages(
    title: str, text: str, date: str, author: str
) -> None:
    fields = {title: "Ferry line reopens", text: TEXT, date: "2019-11-19", author: "Maria Okafor"}
    if plain_name(author) not in field_names()["authors"]:
        fields["autor"] = fields.pop(author)
    result = parse(fields)
    assert isinstance(result, ParsedArticle)
    assert (result.title, result.body) == ("Ferry line reopens", TEXT)
    assert result.published_on == dt.date(2019, 11, 19)
    assert result.authors == ("Maria Okafor",)


def test_no_name_is_given_to_two_fields_that_would_contradict_each_other() -> None:
    names = field_names()
    for one, other in (
        ("title", "body"),
        ("title", "authors"),
        ("published", "updated"),
        ("body", "url"),
    ):
        assert not set(names[one]) & set(names[other]), (one, other)


def test_a_name_behind_a_prefix_of_something_else_is_not_taken() -> None:
    result = article(
        image_url="https://gazette.example/a.jpg", author_url="https://gazette.example/u"
    )
    assert result.url is None


@pytest.mark.parametrize("label", ["true", "FAKE", "1", "0.0", "half-true", "unreliable"])
def test_a_label_is_no_section(label: str) -> None:
    assert article(category=label).section is None
    assert article(category="True crime").section == "True crime"


def test_the_writing_of_a_text_that_keeps_its_paragraphs_is_taken() -> None:
    lines = "Ferry line reopens\n" + TEXT.replace("\n\n", "\n")
    result = parse(
        {"title": "Ferry line reopens", "raw_text": " ".join(lines.split()), "text": lines}
    )
    assert isinstance(result, ParsedArticle)
    assert result.body == TEXT


def test_the_address_of_a_site_is_no_article_s() -> None:
    assert article(source="https://gazette.example/news/4").url == "https://gazette.example/news/4"
    assert article(source="https://gazette.example/").url is None


# dates


@pytest.mark.parametrize(
    "value",
    [
        "0001-01-01T00:00:00",
        "1/1/0001 12:00:00 AM",
        "1970-01-01T00:00:00Z",
        "1970-01-01",
        "1900-01-01 00:00:00",
        "0000-00-00 00:00:00",
        "9999-12-31",
        "December 31, 9999",
        "1969-12-31T19:00:00-05:00",
    ],
)
def test_the_first_and_last_day_of_a_calendar_is_no_date(value: str) -> None:
    result = article(date=value)
    assert result.published_on is None
    assert "no_date" in result.quality_flags


@pytest.mark.parametrize(
    "value", ["1970-01-02", "1970-01-01T09:30:00Z", "1900-01-01", "1 January 2001"]
)
def test_a_day_beside_it_is_one(value: str) -> None:
    assert article(date=value).published_on is not None


@pytest.mark.parametrize(
    ("value", "at", "updated"),
    [
        ("Published: 10:05 EDT, 3 May 2021 | Updated: 13:40 EDT, 3 May 2021", (14, 5), (17, 40)),
        ("Last updated 13:40 GMT, 3 May 2021\nPublished 10:05 GMT, 3 May 2021", (10, 5), (13, 40)),
        ("3 May 2021 10:05 UTC (updated 4 May 2021 13:40 UTC)", (10, 5), None),
        ("2021-05-03 10:05 UTC", (10, 5), None),
    ],
)
def test_of_two_stamps_the_first_publication_is_read(value: str, at: Any, updated: Any) -> None:
    result = article(date=value)
    assert result.published_at == dt.datetime(2021, 5, 3, *at, tzinfo=dt.UTC)
    if updated:
        assert result.updated_at == dt.datetime(2021, 5, 3, *updated, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("host", "hour", "minute"),
    [
        ("gazette.co.il", 14, 15),
        ("gazette.ie", 16, 15),
        ("gazette.in", 10, 45),
        ("gazette.example", 10, 45),
    ],
)
def test_an_ambiguous_zone_is_that_of_the_address(host: str, hour: int, minute: int) -> None:
    result = article(date="February 17, 2018 16:15 IST", url=f"https://www.{host}/a")
    assert result.published_at == dt.datetime(2018, 2, 17, hour, minute, tzinfo=dt.UTC)


def test_a_moment_in_utc_tells_the_zone_of_the_local_time_beside_it() -> None:
    result = article(date="2021-05-03T23:30:00", date_gmt="2021-05-04T03:30:00")
    assert result.published_at == dt.datetime(2021, 5, 4, 3, 30, tzinfo=dt.UTC)
    assert (result.published_on, result.published_utc_offset) == (dt.date(2021, 5, 3), -240)
    alone = article(date="2021-05-03T23:30:00")
    assert alone.published_utc_offset is None


def test_the_first_day_of_a_calendar_is_no_day_beside_the_moment_in_utc() -> None:
    result = article(date="1899-12-30", date_gmt="2021-05-04T03:30:00")
    assert result.published_at == dt.datetime(2021, 5, 4, 3, 30, tzinfo=dt.UTC)
    old = article(date="1899-12-30", date_gmt="1899-12-30T05:00:00")
    assert old.published_on == dt.date(1899, 12, 30)
    assert article(date="1899-12-30").published_on == dt.date(1899, 12, 30)


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("3 במאי 2021", dt.date(2021, 5, 3)),
        ("ב-3 למרץ 2021", dt.date(2021, 3, 3)),
        ("令和3年5月3日", dt.date(2021, 5, 3)),
        ("平成元年1月8日", dt.date(1989, 1, 8)),
        ("民國110年5月3日", dt.date(2021, 5, 3)),
        ("۱۴۰۰/۰۲/۱۳", dt.date(2021, 5, 3)),
        ("۱۳ اردیبهشت ۱۴۰۰", dt.date(2021, 5, 3)),
        ("3 พฤษภาคม 2564", dt.date(2021, 5, 3)),
        ("الاثنين 3 أيار/مايو 2021 - 10:05", dt.date(2021, 5, 3)),
        ("5月3日 2021", dt.date(2021, 5, 3)),
    ],
)
def test_days_of_other_calendars_are_read(value: str, day: dt.date) -> None:
    assert article(date=value).published_on == day


def test_a_number_that_may_be_anything_is_no_persian_year() -> None:
    assert article(date="1400/02/13").published_on is None
    assert article(date="1400/02/13", language="fa").published_on == dt.date(2021, 5, 3)


def test_a_persian_text_tells_how_its_years_are_counted() -> None:
    text = (
        "شهرداری اعلام کرد که پل بندر از روز دوشنبه به مدت یازده روز برای تعمیر بسته می‌شود. رانندگان باید از کمربندی "
        "استفاده کنند و اتوبوس‌ها هر ده دقیقه از ایستگاه تا اسکله حرکت می‌کنند."
    )
    assert article(date="1400/02/13", text=text).published_on == dt.date(2021, 5, 3)


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("datetime.datetime(2021, 5, 3, 8, 5, tzinfo=tzutc())", dt.date(2021, 5, 3)),
        ("datetime.date(2021, 5, 3)", dt.date(2021, 5, 3)),
        ("/Date(1620029100000)/", dt.date(2021, 5, 3)),
        ("1.6200291E9", dt.date(2021, 5, 3)),
        ("44319", dt.date(2021, 5, 3)),
        (44319.42, dt.date(2021, 5, 3)),
        ("4431", None),
        ("94319", None),
        ("Updated: 25 May 2021 10:05, Published: 24 May 2021 09:00", dt.date(2021, 5, 24)),
    ],
)
def test_days_as_programs_and_spreadsheets_write_them_are_read(
    value: Any, day: dt.date | None
) -> None:
    assert article(date=value).published_on == day


def test_an_order_that_is_only_assumed_is_flagged() -> None:
    assert "date_order_assumed" in article(date="06/02/2024").quality_flags
    for fields in (
        {"date": "25/02/2024"},
        {"date": "06/06/2024"},
        {"date": "06/02/2024", "language": "pt"},
        {"date": "06/02/2024", "url": "https://gazette.co.uk/a"},
        {"date": "2024-02-06"},
    ):
        assert "date_order_assumed" not in article(**fields).quality_flags, fields


def test_the_order_of_a_column_is_the_file_s() -> None:
    source = SourceConfig(orders=(("date", "d"), ("updated", "m?")))
    result = parse({"text": TEXT, "date": "06/02/2024"}, source)
    assert isinstance(result, ParsedArticle)
    assert result.published_on == dt.date(2024, 2, 6)
    assert "date_order_assumed" not in result.quality_flags


@pytest.mark.parametrize(
    ("text", "is_stamp"),
    [
        ("יום שני, 3 במאי 2021, 10:05", True),
        ("Poniedziałek, 3 maja 2021, 10:05", True),
        ("3 May 2021", True),
        ("3\u00a0May\x1f\n2021", True),
        ("\u200b٣ M\u00aday ٢٠٢١", True),
        ("3May2021 x", False),
        ("3 May 2021, 10:05 CET", True),
        ("3 May 2021, as the ferry sank", False),
        ("Elections were held on 3 May 2021", False),
        ("March 31, 1986 end", False),
        ("In 2021 we met.", False),
    ],
)
def test_a_line_that_is_a_day_alone_is_known_in_any_language(text: str, is_stamp: bool) -> None:
    assert is_date_line(text) is is_stamp


# names of people


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("Quill, Hedda", ("Hedda Quill",)),
        ("van der Berg, Anna; O'Brien, Pat", ("Anna van der Berg", "Pat O'Brien")),
        ("Maria Okafor, Tom Hale", ("Maria Okafor", "Tom Hale")),
        ("Okafor, Reuters", ("Okafor",)),
        ("desk@gazette.example (Hedda Quill)", ("Hedda Quill",)),
        ("Hedda Quill (Harbour Gazette)", ("Hedda Quill",)),
        ("By HEDDA QUILL Associated Press", ("HEDDA QUILL",)),
        ("Associated Press", ("Associated Press",)),
        ("{'name': 'Hedda Quill'}", ("Hedda Quill",)),
        ('[{"name": "Hedda Quill", "id": null}]', ("Hedda Quill",)),
        ({"firstname": "Hedda", "lastname": "Quill"}, ("Hedda Quill",)),
        ("gazette.example", ()),
        ("J.Smith", ("J.Smith",)),
        ("Maria Okafor, Political Editor", ("Maria Okafor",)),
        ("Maria Okafor, Head of News", ("Maria Okafor",)),
        ("Maria Okafor, envoyée spéciale à Paris", ("Maria Okafor",)),
        ("Maria Okafor in London and Tom Hale in Cape Town", ("Maria Okafor", "Tom Hale")),
        ("Von Miller", ("Von Miller",)),
        ("Von Jana Weber", ("Jana Weber",)),
        ("Von Redaktion", ()),
        ("José Ortega y Gasset", ("José Ortega y Gasset",)),
        ("Ana Ruiz y José Paz", ("Ana Ruiz", "José Paz")),
        ("Hedda Quill is a reporter at the Post", ("Hedda Quill",)),
        ("Hedda Quill, Contributor\nWriter and mother of two", ("Hedda Quill",)),
        ("Hedda Quill\nTom Hale", ("Hedda Quill", "Tom Hale")),
        ("文/王小明", ("王小明",)),
        ("記者王小明／台北報導", ("王小明",)),
    ],
)
def test_bylines_of_every_writing_are_read(value: Any, names: tuple[str, ...]) -> None:
    assert read_authors([value]) == names


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("García Márquez, Gabriel", ("Gabriel García Márquez",)),
        ("García Márquez, Gabriel J.", ("Gabriel J. García Márquez",)),
        ("Vargas Llosa, Mario and Lee, Ann", ("Mario Vargas Llosa", "Ann Lee")),
        ("Lloyd George, David; Lee, Ann", ("David Lloyd George", "Ann Lee")),
        ("Okafor Bello, Chidi; Holm, Jane", ("Chidi Okafor Bello", "Jane Holm")),
        ("Ruiz de la Torre, Ana", ("Ana Ruiz de la Torre",)),
        ("Holm Jr., Jane", ("Jane Holm Jr.",)),
        ("Holm, Jane, Jr.", ("Jane Holm Jr.",)),
        ("Von der Leyen, Ursula", ("Ursula Von der Leyen",)),
        ("Words by von der Leyen, Ursula", ("Ursula von der Leyen",)),
        ("Le Pen, Marine", ("Marine Le Pen",)),
        ("de la Cruz, Maria", ("Maria de la Cruz",)),
    ],
)
def test_a_surname_of_two_words_before_a_given_name_is_turned(
    value: str, names: tuple[str, ...]
) -> None:
    assert read_authors([value]) == names


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("Jane Holm, Bo Dee", ("Jane Holm", "Bo Dee")),
        ("Jane Holm, Political Editor", ("Jane Holm",)),
        ("Maria Okafor, Lagos", ("Maria Okafor",)),
        ("Chidi Okafor, Kaduna", ("Chidi Okafor",)),
        ("Chidi Okafor, Florence", ("Chidi Okafor",)),
        ("Maria Okafor, Kaduna; Tom Hale, Jos", ("Maria Okafor", "Tom Hale")),
        ("Lee, Ann; Jane Holm, Kaduna", ("Ann Lee", "Jane Holm")),
        ("Jane Holm, Gabriel", ("Jane Holm",)),
        ("Harbour Gazette, Jane", ("Harbour Gazette",)),
        ("New York, Gabriel", ("New York",)),
        ("Jane Holm Jr., Bo Dee", ("Jane Holm Jr.", "Bo Dee")),
        ("Jane Holm Jr., Reuters", ("Jane Holm Jr.",)),
        ("Von Jana Weber, Berlin", ("Jana Weber",)),
    ],
)
def test_a_name_before_a_place_a_paper_or_another_name_is_not_turned(
    value: str, names: tuple[str, ...]
) -> None:
    assert read_authors([value]) == names


# text


@pytest.mark.parametrize(
    ("text", "body"),
    [
        (
            r"He didn\u2019t pay.\n\nShe did, with 20 crowns.",
            "He didn’t pay.\n\nShe did, with 20 crowns.",
        ),
        (
            r"b'He didn\xe2\x80\x99t pay.\n\nShe did, with 20 crowns.'",
            "He didn’t pay.\n\nShe did, with 20 crowns.",
        ),
        ("He paid.\\xa0Then he left the harbour town.", "He paid. Then he left the harbour town."),
        (
            r"He kept it in C:\news\2021 and nowhere else.",
            r"He kept it in C:\news\2021 and nowhere else.",
        ),
        (r"The sign read AC\DC in the harbour town.", r"The sign read AC\DC in the harbour town."),
    ],
)
def test_text_written_down_as_source_is_read_as_meant(text: str, body: str) -> None:
    result = parse({"title": "Ferry", "text": text})
    assert isinstance(result, ParsedArticle)
    assert result.body == body
    assert ("text_repaired" in result.quality_flags) is (body != text)


@pytest.mark.parametrize(
    ("tail", "is_cut"),
    [
        ("The firm said… [+2219 chars]", True),
        ("The firm said ... Read more", True),
        ("The firm said […]", True),
        ("La firme a dit … Lire la suite", True),
        ("La firme l'a dit. Lire la suite", True),
        ("The firm said so. Read more »", True),
        ("The firm said so... (click here to read the full story)", True),
        ("The firm said so ... Read full article at the Post", True),
        ("The firm said so. Click here to see the video.", False),
        ("The firm said so. Click here for more on this story from the Post.", False),
        ("The firm said so. Subscribe to continue reading.", True),
        ("The firm said (...)", True),
        ("The firm said... [2219 characters truncated]", True),
        ("The firm said so. (Continue reading at gazette.example)", True),
        ("The firm said so (it had read more than others).", False),
        ("The firm told its men to read more.", False),
        ("The firm (the old one) said so.", False),
        ("The firm said so [sic].", False),
        ("He had read more.", False),
        ("It costs 20 (characters) [1].", False),
    ],
)
def test_the_mark_of_who_cut_a_text_is_taken_off_and_told(tail: str, is_cut: bool) -> None:
    result = article(text=f"{TEXT} {tail}")
    assert ("truncated_by_source" in result.quality_flags) is is_cut
    assert not any(
        word in result.body
        for word in ("chars]", "Read more", "[…]", "Lire la", "Subscribe", "truncated]", "Continue")
    )


@pytest.mark.parametrize(
    "text",
    [
        "If you click 'Accept all', we and our 238 partners will store and/or access information on a device and use "
        "precise location data.",
        "This article is available to subscribers only. Already a subscriber? Log in to continue reading.",
        "To continue reading this article please subscribe. Already a subscriber? Log in here. Unlimited access to all our "
        "articles from one pound a week. Cancel at any time.",
        "Sign in to read the full article. Not a member yet? Create a free account today to get unlimited access to every "
        "story we publish.",
        "We and our 842 partners store and access personal data, like browsing data or unique identifiers, on your device. "
        "Selecting I Accept enables tracking technologies to support the purposes shown.",
        "404 Not Found. The page you are looking for could not be found. It may have been moved or deleted. Please check the "
        "address or go back to the home page.",
    ],
)
def test_a_wall_in_a_field_is_no_story(text: str) -> None:
    result = parse({"title": "Ferry line reopens", "text": text})
    assert isinstance(result, Rejection)
    assert result.reasons == ("no_body",)


@pytest.mark.parametrize("form", ["{}", "<p>{}</p>"])
@pytest.mark.parametrize(
    ("below", "is_cut"),
    [
        (["This article is for subscribers only. Subscribe now to read the full story."], True),
        (["To continue reading, please log in.", "From one pound a week"], True),
        (["Dieser Artikel ist exklusiv für Abonnenten. Bereits Abonnent? Hier anmelden."], True),
        (["Subscribe now to our newsletter and get the ferry times by mail."], False),
        (["Members of the club asked readers to join and to keep reading at home."], False),
    ],
)
def test_a_wall_below_what_was_given_away_is_told_and_no_text(
    form: str, below: list[str], is_cut: bool
) -> None:
    parts = [*TEXT.split("\n\n"), *below]
    text = ("\n\n" if form == "{}" else "").join(map(form.format, parts))
    result = article(text=text)
    assert ("truncated_by_source" in result.quality_flags) is is_cut
    assert result.body.startswith(TEXT)
    if is_cut:
        assert result.body == TEXT


def test_a_wall_in_the_middle_of_a_story_cuts_nothing() -> None:
    quoted = "This article is for subscribers only, the page said."
    rest = "\n\n".join(f"Line {n} of what the harbour engineer told the council." for n in range(6))
    assert article(text=f"{TEXT}\n\n{quoted}\n\n{rest}").body.endswith(rest)


def test_a_story_about_walls_is_one() -> None:
    text = (
        "Publishers that ask readers to accept all cookies lose one visit in nine, a study of the university found. "
        "Its author said that our partners in the study had been surprised by that."
    )
    assert isinstance(parse({"title": "Walls", "text": text}), ParsedArticle)


@pytest.mark.parametrize("write", [repr, json.dumps])
def test_a_list_of_paragraphs_written_down_is_read_as_one(write: Any) -> None:
    paragraphs = ["He didn't pay for the boat.", 'She did, "gladly", with 20 crowns.']
    assert article(text=write(paragraphs)).body == "\n\n".join(paragraphs)
    quoted = "['Tis so', he wrote, and the boat left at six in the morning, 'as it should']"
    assert "he wrote, and the boat" in article(text=quoted).body


def test_an_article_that_a_field_holds_as_json_is_read() -> None:
    inner = {"title": "Ferry", "text": TEXT, "date": "2021-05-03"}
    result = parse({"url": "https://gazette.example/4", "payload": json.dumps(inner)})
    assert isinstance(result, ParsedArticle)
    assert (result.title, result.body, str(result.published_on)) == ("Ferry", TEXT, "2021-05-03")
    assert result.url == "https://gazette.example/4"
    note = json.dumps({"width": 600, "caption": TEXT})
    assert article(image=note).body == TEXT


def test_marks_of_markdown_are_taken_off() -> None:
    text = "The **council** voted, says [its report](https://gazette.example/r).\n\n## What comes next\n\nWork starts in May."
    result = parse({"title": "Ferry", "text": text})
    assert isinstance(result, ParsedArticle)
    assert (
        result.body
        == "The council voted, says its report.\n\nWhat comes next\n\nWork starts in May."
    )
    assert result.headings == ("What comes next",)


def test_a_hashtag_and_a_starred_word_are_no_markdown() -> None:
    text = "She wrote #ferry and f**k on 3 * 4 posters [1] of the line."
    result = parse({"title": "Ferry", "text": text})
    assert isinstance(result, ParsedArticle)
    assert result.body == text


@pytest.mark.parametrize(
    ("text", "is_disguised"),
    [
        ("<item><title>Ferry line reopens</title><link>x</link></item>", True),
        ("<?xml version='1.0'?> Ferry line reopens", True),
        ("He closed it.\n<dc:creator>Quill</dc:creator>", True),
        ("A page has a <title> element, and a feed an <item> for each story.", False),
        ("Where a < b and c > d, the line is open.", False),
    ],
)
def test_markup_in_disguise_fails_the_contract(text: str, is_disguised: bool) -> None:
    assert bool(re.search(DISGUISE, text)) is is_disguised


def test_the_day_of_fetching_is_not_that_of_the_page() -> None:
    page = f"<html><body><article><h1>Ferry</h1><time datetime='2021-05-03'>3 May</time><p>{TEXT}</p></article></body></html>"
    result = parse({"raw_html": page, "fetched": "2021-07-01"})
    assert isinstance(result, ParsedArticle)
    assert str(result.published_on) == "2021-05-03"


def test_a_day_in_three_columns_is_one() -> None:
    assert article(year=2021, month="5", day="3.0").published_on == dt.date(2021, 5, 3)
    assert article(year="2021", month="May", day="3").published_on is None
    assert article(year=2021, month=5, day=3, date="2021-06-01").published_on is not None


def test_shortcodes_of_wordpress_are_no_text() -> None:
    text = f'[caption id="7" align="left"]<img src="a.jpg"/> A ferry[/caption]\n{TEXT}\n\n[gallery ids="1,2"] He said [video] so.'
    body = article(content=text).body
    assert "caption" not in body
    assert "gallery" not in body
    assert body.startswith(TEXT)
    assert article(text=f"{TEXT} He wrote [audio: unclear] twice.").body.endswith(
        "[audio: unclear] twice."
    )


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("autor_artykułu", "authors"),
        ("titleOfArticle", "title"),
        ("fecha_noticia", "published"),
        ("Titolo dell'articolo", "title"),
        ("contributors", "authors"),
        ("nom_auteur", "authors"),
        ("שם הכתב", "authors"),
        ("記者名", "authors"),
        ("記事タイトル", "title"),
        ("hed", "title"),
        ("Headline (EN)", "title"),
        ("Date (dd/mm/yyyy)", None),
        ("name_of_harbour", None),
        ("nom_fichier", None),
        ("source_of_income", None),
        ("related_news", None),
        ("news", "body"),
        ("Publication Title", "publisher"),
        ("СМИ", "publisher"),
        ("Redakcja", "publisher"),
        ("خبرگزاری", "publisher"),
        ("media", None),
        ("기고자", "authors"),
        ("Pavadinimas", "title"),
        ("publish_at", "published"),
    ],
)
def test_a_name_may_say_whose_the_field_is(name: str, field: str | None) -> None:
    assert field_of(name) == field


def test_an_address_may_stand_in_an_object() -> None:
    address = "https://gazette.example/a"
    assert article(mainEntityOfPage={"@type": "WebPage", "@id": address}).url == address
    assert article(mainEntityOfPage={"@type": "WebPage"}).url is None


@pytest.mark.parametrize(
    ("stamp", "day"), [("910304", "1991-03-04"), ("010304", None), ("911304", None), ("9103", None)]
)
def test_six_digits_are_a_day_where_they_can_be_read_in_one_way(
    stamp: str, day: str | None
) -> None:
    on = article(date=stamp).published_on
    assert (on and on.isoformat()) == day


def test_a_name_may_stand_in_what_an_interface_wraps_it_in() -> None:
    wrapped = {"data": {"id": 1, "attributes": {"name": "Hedda Quill"}}}
    assert article(author=wrapped).authors == ("Hedda Quill",)
    assert article(author={"data": None}).authors == ()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Rada portu ogłosiła w poniedziałek, że prom znowu kursuje przez zatokę i że bilety nie podrożeją.", "2019-11-04"),
        ("Gradsko vijeće objavilo je u ponedjeljak da trajekt ponovno plovi i da karte neće poskupjeti ove godine.", "2019-10-04"),
    ],
)  # fmt: skip
def test_the_text_tells_which_month_a_name_means(text: str, day: str) -> None:
    result = article(text=f"{text} {text}", date="4 listopada 2019")
    assert str(result.published_on) == day


@pytest.mark.parametrize(
    ("line", "is_part"),
    [
        ("By Hedda Quill | 4 March 2019", False),
        ("Von Jörg Müller – 4. März 2019, 10:15 Uhr", False),
        ("By Monday the bridge had gone, and nobody had seen it go since 3 April 2019.", True),
    ],
)
def test_a_signature_with_its_day_is_no_text(line: str, is_part: bool) -> None:
    result = article(text=f"<p>{line}</p><p>{TEXT}</p>")
    assert result.body.startswith(line) is is_part


def test_a_long_description_is_the_text_where_there_is_no_other() -> None:
    long = " ".join([TEXT] * 3)
    told = parse({"title": "Ferry", "description": long})
    assert isinstance(told, ParsedArticle)
    assert (told.body.split("\n\n")[0], told.subtitle) == (TEXT.split("\n\n")[0], None)
    assert isinstance(parse({"title": "Ferry", "description": TEXT[:90]}), Rejection)
    of_its_own = "Boats sail again to Oslen, says its engineer. " * 8
    assert article(description=of_its_own, summary="What it costs").subtitle == of_its_own.strip()


@pytest.mark.parametrize(
    ("told", "is_kept"),
    [
        ("OSLEN — The harbour council voted on Monday to reopen the ferry line, which a storm", False),
        ("By Ida Holm OSLEN The harbour council voted on Monday to reopen the ferry line, which a", False),
        ("Oslen waits for boats again: the harbour council voted on Monday to reopen the ferry line", True),
        ("Boats sail again to Oslen, says its engineer, and the work will cost four million crowns", True),
    ],
)  # fmt: skip
def test_an_excerpt_of_the_text_is_no_standfirst(told: str, is_kept: bool) -> None:
    assert (article(description=told).subtitle is not None) is is_kept


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Tom Hale | Reuters", ("Tom Hale",)),
        ("Tom Hale | Jana Weber", ("Tom Hale", "Jana Weber")),
        ("Reuters", ("Reuters",)),
    ],
)
def test_an_agency_behind_a_bar_is_whom_somebody_writes_for(
    line: str, names: tuple[str, ...]
) -> None:
    assert read_authors([line]) == names


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("<!-- wp:paragraph -->\n{0}\n<!-- /wp:paragraph -->\n\n{1}", "{0}\n\n{1}"),
        ("‹!-- wp:image --›\n{0}\n\n{1}", "{0}\n\n{1}"),
        ("[b]{0}[/b]\n\n[url=https://a.example]{1}[/url][img]https://a.example/i.png[/img]", "{0}\n\n{1}"),
        ("{0}\n\nThey chose plan [b] over plan [a]: {1}", "{0}\n\nThey chose plan [b] over plan [a]: {1}"),
    ],
)  # fmt: skip
def test_what_an_editor_or_a_forum_sets_in_a_text_is_left_out(text: str, body: str) -> None:
    parts = TEXT.split("\n\n")
    assert article(text=text.format(*parts)).body == body.format(*parts)


def test_a_description_in_paragraphs_is_the_text_where_there_is_no_other() -> None:
    one = TEXT.split("\n\n")[0]
    told = parse({"title": "Ferry", "description": f"{one}\n\n{one.upper()}"})
    assert isinstance(told, ParsedArticle)
    for teaser in (f"{one}\n\nWork starts.", f"{one}\n\n{one[:-20]}"):
        assert isinstance(parse({"title": "Ferry", "description": teaser}), Rejection)


@pytest.mark.parametrize("cut", ["…[查看全文]", "... Подробнее", "… lire l'article »", "... อ่านต่อ"])
def test_a_cut_is_told_in_many_languages(cut: str) -> None:
    found = article(text=TEXT[:-60] + cut)
    assert "truncated_by_source" in found.quality_flags
    assert found.body.endswith("…")


@pytest.mark.parametrize(
    ("column", "field"),
    [("Testata", "publisher"), ("press", "publisher"), ("Autoria", "authors"), ("published_by", "authors")],
)  # fmt: skip
def test_more_columns_are_known(column: str, field: str) -> None:
    assert field_of(column) == field


def test_an_agency_in_the_authors_column_is_credited() -> None:
    found = article(author="Tom Hale, Associated Press")
    assert (found.authors, found.credit) == (("Tom Hale",), "Associated Press")
    assert article(author="Tom Hale", publisher="Oslen Post").credit is None
    assert article(author="Reuters", publisher="Reuters").credit is None


@pytest.mark.parametrize("moment", [{"value": "2021-05-03"}, {"_seconds": 1620029100, "_nanoseconds": 0}, {"@value": "2021-05-03T08:05:00Z", "@type": "xsd:dateTime"}])  # fmt: skip
def test_a_moment_may_stand_in_an_object(moment: dict[str, Any]) -> None:
    assert str(article(published=moment).published_on) == "2021-05-03"
    for other in ({"order": 3}, {"": []}, {"value": ["x"]}, {"value": True}, {"$date": []}):
        assert article(published=other).published_on is None


def test_a_section_may_stand_in_objects_and_signs_for_nothing_say_nothing() -> None:
    found = article(category={"data": {"attributes": {"name": "Sea"}}}, author="\\N", date="(null)")
    assert (found.section, found.authors, found.published_on) == ("Sea", (), None)
    assert article(category={"data": None}).section is None


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Tom Hale / La Gazzetta", ("Tom Hale",)),
        ("Anna Roth, Oslener Anzeiger", ("Anna Roth",)),
        ("Tom Hale, Emily Post", ("Tom Hale", "Emily Post")),
        ("Tom Hale – Senior Correspondent, East Africa", ("Tom Hale",)),
        ("Tom Hale, Anna Southern", ("Tom Hale", "Anna Southern")),
        ("中央社記者張偉國高雄8日電", ("張偉國",)),
        ("文／張偉國　圖／李小紅", ("張偉國",)),
    ],
)
def test_papers_regions_and_photographers_beside_a_name_sign_nothing(
    line: str, names: tuple[str, ...]
) -> None:
    assert read_authors([line]) == names


# what a reader of feeds writes down


PARAGRAPHS = "".join(f"<p>{part}</p>" for part in TEXT.split("\n\n"))
PARTS = [2021, 5, 3, 23, 30, 0, 0, 123, 0]
STRUCT = "time.struct_time(tm_year=2021, tm_mon=5, tm_mday=3, tm_hour=23, tm_min=30, tm_sec=0, tm_wday=0, tm_yday=123, tm_isdst=0)"


@pytest.mark.parametrize("is_written", [False, True])
def test_an_entry_of_a_feed_is_read_with_its_objects_or_as_a_table_writes_them(
    is_written: bool,
) -> None:
    entry: dict[str, Any] = {
        "content": [{"type": "text/html", "base": "https://a.example/", "value": PARAGRAPHS}],
        "author_detail": {"name": "Maria Okafor"},
        "tags": [{"term": "Harbour", "scheme": None}, {"term": "Ferries", "scheme": None}],
        "summary_detail": {"type": "text/plain", "value": "The line opens again."},
    }
    written = {name: str(value) for name, value in entry.items()}
    read = parse((written if is_written else entry) | {"title": "Ferry"})
    assert isinstance(read, ParsedArticle)
    assert (read.body, read.authors) == (TEXT, ("Maria Okafor",))
    assert read.keywords == ("Harbour", "Ferries")


@pytest.mark.parametrize("stamp", [PARTS, STRUCT])
def test_a_moment_in_nine_numbers_is_in_utc(stamp: Any) -> None:
    found = article(published_parsed=stamp)
    assert str(found.published_at) == "2021-05-03 23:30:00+00:00"
    assert found.published_tz_basis == "stated"
    # what the feed itself says, with its zone, goes before
    both = article(published_parsed=stamp, published="Tue, 04 May 2021 01:30:00 +0200")
    assert (str(both.published_on), both.published_utc_offset) == ("2021-05-04", 120)


def test_a_day_in_numbers_is_one_only_where_it_can_be() -> None:
    assert str(article(published=[2021, 5, 3]).published_on) == "2021-05-03"
    assert article(published=[2021, 5, 3, 9, 30]).published_tz_basis != "stated"
    for other in ([2021, 57, 3], [17, 5, 3], [2021, 5], [True, 5, 3], [2021, 5, "x"]):
        assert article(published=other).published_on is None


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("https://a.example/author/jane-holm/", ("Jane Holm",)),
        ("https://a.example/en/autor/maria-van-holm", ("Maria van Holm",)),
        ("https://a.example/people/maria_okafor?page=1", ("Maria Okafor",)),
        ("https://a.example/author/admin", ()),
        ("https://a.example/author/12345", ()),
        ("https://a.example/author/web-desk", ()),
        ("https://a.example/author/jane-17", ()),
        ("https://a.example/news/maria-okafor", ()),
        ("Anna Roth https://a.example/author/jane-holm", ("Anna Roth",)),
    ],
)
def test_the_address_of_an_authors_page_names_who_signs(
    address: str, names: tuple[str, ...]
) -> None:
    assert read_authors([address]) == names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Autor Amanda Berg", ("Amanda Berg",)),
        ("Beitrag Vonnegut Kurt", ("Vonnegut Kurt",)),
        ("Autorino Berg", ("Autorino Berg",)),
        ("Autorin Jana Weber", ("Jana Weber",)),
        ("Artikel von Jana Weber", ("Jana Weber",)),
        ("Artikel vonJana Weber", ("Jana Weber",)),
        ("Erstellt am Jana Weber", ("Jana Weber",)),
        ("autor maria okafor", ("maria okafor",)),
    ],
)
def test_a_label_ends_where_its_word_does(line: str, names: tuple[str, ...]) -> None:
    assert read_authors([line]) == names


@pytest.mark.parametrize(
    ("fields", "name", "value"),
    [
        # what news interfaces, agencies' JSON and systems for content call them
        ({"name_source": "Lindby Herald"}, "publisher", "Lindby Herald"),
        ({"Page Name": "Lindby Herald", "Link Text": "Ferry sails"}, "publisher", "Lindby Herald"),
        ({"Page Name": "Lindby Herald", "Link Text": "Ferry sails"}, "title", "Ferry sails"),
        ({"source": {"domain": "lindby.example", "paywall": False}, "medium": "Article"}, "publisher", "lindby.example"),
        ({"authorsByline": "Ana Ruiz, Per Holm"}, "authors", ("Ana Ruiz", "Per Holm")),
        ({"description_text": "It sails again."}, "subtitle", "It sails again."),
        ({"descriptions": [{"role": "summary", "value": "It sails again."}]}, "subtitle", "It sails again."),
        ({"custom_excerpt": "It sails again."}, "subtitle", "It sails again."),
        ({"text": None, "body": {"value": TEXT, "summary": "It sails again."}}, "subtitle", "It sails again."),
        # a tag's name may be its kind, and its value a number
        ({"keywords": [{"name": "subject", "value": "Ferries"}]}, "keywords", ("Ferries",)),
        ({"keywords": [{"name": "ferries", "value": 0.8}]}, "keywords", ("ferries",)),
    ],
)  # fmt: skip
def test_more_ways_to_say_who_and_what_are_known(fields: Any, name: str, value: Any) -> None:
    assert getattr(article(**fields), name) == value


@pytest.mark.parametrize(
    ("fields", "hour"),
    [
        ({"publish_date": "2024-03-05T20:00Z", "first_publish_date": "2024-03-05T14:00Z"}, 14),
        ({"publish_date": "2024-03-05T20:00Z", "first_published_at": None}, 20),
        ({"Page Created": "2010-02-03T08:00Z", "Post Created": "2024-03-05T14:00Z"}, 14),
        ({"Page Created": "2024-03-05T08:00Z"}, 8),
    ],
)
def test_the_first_publication_is_before_the_last_and_a_post_before_its_page(
    fields: dict[str, Any], hour: int
) -> None:
    at = article(**fields).published_at
    assert at is not None
    assert (at.year, at.hour) == (2024, hour)


def test_when_a_node_was_changed_is_its_update() -> None:
    fields = {"created": "2024-03-05T14:00Z", "changed": "2024-03-05T17:00Z"}
    assert article(**fields).updated_at == dt.datetime(2024, 3, 5, 17, tzinfo=dt.UTC)
    assert article(**fields | {"changed": True}).updated_at is None


def test_a_bold_line_above_a_text_is_its_title_and_a_bold_sentence_is_none() -> None:
    headed = article(text=f"**Ferry sails again**\n\n{TEXT}")
    assert (headed.title, headed.body) == ("Ferry sails again", TEXT)
    titled = article(text=f"**Ferry sails again**\n\n{TEXT}", title="A line reopens")
    assert titled.body == f"Ferry sails again\n\n{TEXT}"
    led = article(text=f"**The ferry sails again on Monday.**\n\n{TEXT}")
    assert (led.title, led.body) == (None, f"The ferry sails again on Monday.\n\n{TEXT}")


@pytest.mark.parametrize(
    ("fields", "name", "value"),
    [
        ({"keywords": '{ferry,"Port of Oslen"}'}, "keywords", ("ferry", "Port of Oslen")),
        ({"authors": '{"Zoe Ruiz","Ana Holm","Per Lind"}'}, "authors", ("Zoe Ruiz", "Ana Holm", "Per Lind")),
        ({"authors": "{'Zoe Ruiz', 'Ana Holm', 'Per Lind'}"}, "authors", ("Zoe Ruiz", "Ana Holm", "Per Lind")),
        ({"keywords": "{'e: five', 'c', 'a', 'd', 'b'}"}, "keywords", ("e: five", "c", "a", "d", "b")),
        ({"authors": '{"name": "Zoe Ruiz", "id": 4}'}, "authors", ("Zoe Ruiz",)),
        ({"keywords": [{"label": "Oslen", "score": 0.9}]}, "keywords", ("Oslen",)),
        ({"opengraph": {"site_name": "Lindby Herald"}, "domain": "lindby.example"}, "publisher", "Lindby Herald"),
        ({"Manual Tags": "Ferry; Port"}, "keywords", ("Ferry", "Port")),
        ({"面名": "社会"}, "section", "社会"),
    ],
)  # fmt: skip
def test_arrays_of_databases_and_tags_of_extractors_are_read(
    fields: Any, name: str, value: Any
) -> None:
    """A set has no order of its own in Python: the names of one stand as they were written."""
    assert getattr(article(**fields), name) == value


def test_the_day_of_access_is_none_of_publication() -> None:
    told = article(**{"Date": "2024-03-05", "Access Date": "2024-06-01 08:59:00"})
    assert (told.published_on, told.crawled_at) == (
        dt.date(2024, 3, 5),
        dt.datetime(2024, 6, 1, 8, 59, tzinfo=dt.UTC),
    )


TERMS = [[{"name": "Local", "taxonomy": "category"}], [{"name": "Ferry", "taxonomy": "post_tag"}]]


@pytest.mark.parametrize(
    ("fields", "name", "value"),
    [
        ({"author.keyword": ["Ana Ruiz"]}, "authors", ("Ana Ruiz",)),
        ({"source.name": ["Lindby Herald"]}, "publisher", "Lindby Herald"),
        ({"publishedBylines": [{"name": "Ana Ruiz", "bio": "Writes."}]}, "authors", ("Ana Ruiz",)),
        ({"categories": [7], "_embedded": {"wp:term": TERMS}}, "section", "Local"),
        ({"tags": [8], "_embedded": {"wp:term": TERMS}}, "keywords", ("Ferry",)),
        ({"paper": "Lindby Herald"}, "publisher", "Lindby Herald"),
    ],
)
def test_what_indexes_and_weblogs_answer_is_read(fields: Any, name: str, value: Any) -> None:
    assert getattr(article(**fields), name) == value


def test_an_update_in_utc_is_before_the_same_in_local_time() -> None:
    fields = {"date": "2024-03-05T15:00:00", "date_gmt": "2024-03-05T14:00:00"}
    changed = {"modified": "2024-04-01T10:00:00", "modified_gmt": "2024-04-01T08:00:00"}
    told = article(**fields, **changed)
    assert told.updated_at == dt.datetime(2024, 4, 1, 8, tzinfo=dt.UTC)


def test_an_article_may_lie_in_an_envelope_that_a_column_holds_as_json() -> None:
    inner = {"headline": "Ferry sails", "body_html": f"<p>{TEXT}</p><p>It rained.</p>"}
    told = parse({"payload": json.dumps({"type": "article.published", "data": inner})})
    assert isinstance(told, ParsedArticle)
    assert told.title == "Ferry sails"
    other = parse({"payload": json.dumps({"type": "user.changed", "data": {"login": "ana" * 40}})})
    assert isinstance(other, Rejection)


@pytest.mark.parametrize("prefix", ["", "nitf:"])
def test_a_document_of_an_agency_within_a_field_gives_its_text_alone(prefix: str) -> None:
    first, second = TEXT.split("\n\n")
    content = f"<{prefix}body.content><p>{first}</p><p>{second}</p></{prefix}body.content>"
    nitf = f'<?xml version="1.0"?><nitf><body><body.head><hl1>Ferry</hl1><byline>By Ana Ruiz</byline></body.head>{content}</body></nitf>'
    assert article(text=nitf).body == TEXT
    assert not written_markup(f"<?xml?> stood above its bodyText, he said. {TEXT}")


def test_the_moment_at_which_a_page_was_touched_is_none_of_publication() -> None:
    told = article(title="Ferry sails", touched="2024-06-01T00:00:00Z")
    assert told.published_at is None


@pytest.mark.parametrize(
    ("date", "precision"),
    [("2016-12-09 18:31:00", "second"), ("2016-12-09", "day"), ("9/12/2016", "day"), (None, "day")],
)
def test_a_day_in_three_columns_gives_way_to_a_moment_and_to_nothing_else(
    date: Any, precision: str
) -> None:
    told = article(date=date, year=2016, month="12.0", day=9)
    assert (told.published_on, told.published_precision) == (dt.date(2016, 12, 9), precision)


@pytest.mark.parametrize(
    ("column", "basis"),
    [("Published Date (UTC)", "stated"), ("Date [GMT]", "stated"), ("Date (EN)", "assumed")],
)
def test_the_clock_of_a_column_may_stand_behind_its_name(column: str, basis: str) -> None:
    told = article(**{column: "05 Mar 2024 14:20"})
    assert (told.published_at, told.published_tz_basis) == (
        dt.datetime(2024, 3, 5, 14, 20, tzinfo=dt.UTC),
        basis,
    )


# a text under the name of a teaser

ONE, TWO = TEXT.split("\n\n")


@pytest.mark.parametrize("name", ["summary", "description", "excerpt"])
def test_whole_sentences_under_the_name_of_a_teaser_are_the_text_where_there_is_no_other(
    name: str,
) -> None:
    told = parse({"title": "Ferry", name: f"{ONE} {TWO}", "content": None})
    assert isinstance(told, ParsedArticle)
    assert (told.body, told.subtitle) == (f"{ONE} {TWO}", None)
    marked = parse({"title": "Ferry", name: f"<p>{ONE} {TWO}</p>"})
    assert isinstance(marked, ParsedArticle)
    assert marked.body == f"{ONE} {TWO}"
    beside = parse({"title": "Ferry", name: f"{ONE} {TWO}", "content": f"{TEXT}\n\n{ONE}"})
    assert isinstance(beside, ParsedArticle)
    assert beside.body.startswith(TEXT)


def test_the_longer_of_two_teasers_is_the_text() -> None:
    told = parse({"title": "Ferry", "excerpt": "Ferries sail.", "summary": f"{ONE}\n{TWO}"})
    assert isinstance(told, ParsedArticle)
    assert (told.body, told.subtitle) == (TEXT, "Ferries sail.")


@pytest.mark.parametrize(
    "fields",
    [
        {"excerpt": "Ferries sail.", "summary": ""},
        {"description": f"{ONE} {TWO}"[:-12]},
        {"description": f"{ONE} {TWO[:40]}…"},
        {"meta_description": f"{ONE} {TWO}"},
        {"og": {"description": f"{ONE} {TWO}"}},
    ],
)
def test_a_teaser_that_is_short_or_cut_or_a_pages_own_is_no_text(fields: dict[str, Any]) -> None:
    told = parse({"title": "Ferry sails", "url": "https://a.example/1", **fields})
    assert isinstance(told, Rejection)
    assert told.reasons == ("no_body",)


# objects that are written down in a cell

BLOCKS: dict[str, Any] = {
    "draft": {"blocks": [{"key": "a", "text": ONE, "type": "unstyled"}, {"key": "b", "text": TWO, "type": "unstyled"}], "entityMap": {}},
    "editor": {"time": 1, "blocks": [{"type": "paragraph", "data": {"text": ONE}}, {"type": "paragraph", "data": {"text": TWO}}]},
    "portable": [{"_type": "block", "children": [{"_type": "span", "text": text, "marks": []}]} for text in (ONE, TWO)],
    "slate": [{"type": "paragraph", "children": [{"text": ONE[:20]}, {"text": ONE[20:], "bold": True}]}, {"type": "paragraph", "children": [{"text": TWO}]}],
    "lexical": {"root": {"type": "root", "children": [{"type": "paragraph", "children": [{"type": "text", "text": text}]} for text in (ONE, TWO)]}},
    "quill": {"ops": [{"insert": ONE[:20]}, {"insert": ONE[20:], "attributes": {"bold": True}}, {"insert": {"image": "a.jpg"}}, {"insert": f"\n{TWO}\n"}]},
}  # fmt: skip


@pytest.mark.parametrize("editor", BLOCKS)
@pytest.mark.parametrize("write", [json.dumps, str])
def test_the_document_of_an_editor_in_a_cell_is_its_text(editor: str, write: Any) -> None:
    assert article(text=write(BLOCKS[editor])).body == TEXT


def test_a_story_that_opens_with_an_object_is_a_story() -> None:
    told = '{"wind": 7} was all that the screen said on Monday. ' + TEXT
    assert article(text=told).body == told


def test_paragraphs_stay_apart_where_one_of_them_is_marked_up() -> None:
    marked = ONE.replace("ferry", "<b>ferry</b>")
    told = article(text=[marked, "Work starts in May", f"{TWO} Profits &amp; losses rise."])
    assert told.body == f"{ONE}\n\nWork starts in May\n\n{TWO} Profits & losses rise."
    plain = article(text=[ONE, "R<D and A&B", TWO])
    assert plain.body == f"{ONE}\n\nR<D and A&B\n\n{TWO}"


@pytest.mark.parametrize(
    ("source", "publisher"),
    [
        ("{'id': None, 'name': 'Oslen Post'}", "Oslen Post"),
        ('{"id": null, "name": "Oslen Post"}', "Oslen Post"),
        ("['Oslen Post']", "Oslen Post"),
        ("Oslen Post", "Oslen Post"),
    ],
)
def test_a_publisher_may_be_an_object_that_is_written_down(source: str, publisher: str) -> None:
    assert article(source=source).publisher == publisher


@pytest.mark.parametrize("whole", [f"<p>{ONE}</p>\n<p>{TWO}</p>", TEXT])
def test_a_text_in_two_columns_is_put_together_once(whole: str) -> None:
    first, rest = whole.split("\n", 1)
    apart = article(
        introtext=first,
        fulltext=rest,
        text=None,
        publish_up="2021-05-03 10:05:00",
        created="2021-05-01",
    )
    assert (apart.body, str(apart.published_on)) == (TEXT, "2021-05-03")
    assert article(introtext=rest, fulltext=first, text=None).body == f"{TWO}\n\n{ONE}"
    for again in (("", whole), (whole, ""), (first, whole)):
        assert article(introtext=again[0], fulltext=again[1], text=None).body == TEXT


# clocks that are stated beside a moment


@pytest.mark.parametrize(
    ("fields", "moment"),
    [
        ({"published": {"date": "2021-05-03 10:05:00.000000", "timezone_type": 3, "timezone": "Europe/Berlin"}}, "08:05"),
        ({"published": {"date": "2021-05-03 10:05:00.000000", "timezone_type": 1, "timezone": "+03:00"}}, "07:05"),
        ({"published": {"value": "2021-05-03T10:05:00Z", "time_zone": "Asia/Tokyo"}}, "10:05"),
        ({"published": {"start": "2021-05-03T10:05:00+02:00"}}, "08:05"),
        ({"published": {"epochSecond": 1620036300, "nano": 0}}, "10:05"),
        ({"published": {"year": 2021, "month": "MAY", "monthValue": 5, "dayOfMonth": 3, "hour": 10, "minute": 5}}, "10:05"),
        ({"pub_date": "2021-05-03", "pub_time": "10:05", "timezone": "America/New_York"}, "14:05"),
        ({"date": "2021-05-03 10:05", "utc_offset": "+05:30"}, "04:35"),
        ({"date": "2021-05-03 10:05 UTC", "timezone": "Asia/Tokyo"}, "10:05"),
        ({"date": "2021-05-03T10:05:00", "date_unixtime": "1620029100"}, "08:05"),
        ({"date": "2021-05-03T10:05:00"}, "10:05"),
        ({"date_utc": "2021-05-03 10:05:00", "timezone": "America/New_York"}, "10:05"),
        ({"date": "2021-05-03 10:05:00", "utc_offset": "19800"}, "10:05"),
    ],
)  # fmt: skip
def test_a_clock_that_is_stated_beside_a_moment_is_its_own(
    fields: dict[str, Any], moment: str
) -> None:
    assert str(article(**fields).published_at)[:16] == f"2021-05-03 {moment}"


def test_a_zone_beside_a_day_makes_no_moment_of_it() -> None:
    found = article(date="2021-05-03", timezone="Asia/Tokyo")
    assert (str(found.published_on), found.published_precision) == ("2021-05-03", "day")
    assert str(article(published={"year": 2021, "month": 5, "day": 3}).published_on) == "2021-05-03"


@pytest.mark.parametrize("stamp", ["1970-01-01 01:00:00", "1969-12-31 19:00:00", "1970-01-01 05:30:00"])  # fmt: skip
def test_the_start_of_a_calendar_on_a_local_clock_is_no_day(stamp: str) -> None:
    assert article(date=stamp).published_on is None
    for other in (stamp[:-3], stamp[:-2] + "07", stamp.replace("00:00", "10:00")):
        if other != stamp:
            assert article(date=other).published_on is not None


@pytest.mark.parametrize("mark", ["_x000D_\n_x000D_\n", "\\\n\\\n"])
def test_what_a_program_sets_before_a_line_break_is_no_text(mark: str) -> None:
    assert article(text=f"{ONE}{mark}{TWO}").body == TEXT
    path = f"{ONE} It lay in C:\\new.\n\n{TWO}"
    assert article(text=path).body == path


@pytest.mark.parametrize("names", [("p1", "p2"), ("0", "1"), ("paragraph_1", "paragraph_2")])
def test_paragraphs_under_numbers_are_one_text(names: tuple[str, str]) -> None:
    assert article(text=dict(zip(names, (ONE, TWO), strict=True))).body == TEXT
    found = parse({"title": "Ferry", "text": {names[0]: ONE, "caption": TWO}})
    assert isinstance(found, Rejection)


def test_a_subtitle_of_its_own_goes_before_a_description() -> None:
    told = article(description={"basic": "The bill trebled."}, subheadlines={"basic": "It sails."})
    assert told.subtitle == "It sails."


@pytest.mark.parametrize("wrap", [lambda items: {"nodes": items}, lambda items: {"edges": [{"node": item} for item in items]}])  # fmt: skip
def test_sections_and_keywords_may_be_the_nodes_of_a_graph(wrap: Any) -> None:
    found = article(
        categories=wrap([{"name": "Coast"}]), tags=wrap([{"name": "oysters"}, {"name": "health"}])
    )
    assert (found.section, found.keywords) == ("Coast", ("oysters", "health"))
    assert article(categories={"name": "Coast"}).section == "Coast"


def test_an_address_and_a_publisher_may_stand_in_objects_of_other_houses() -> None:
    found = article(
        alternate=[{"href": "https://a.example/10"}], originId="https://a.example/?p=10"
    )
    assert found.url == "https://a.example/10"
    assert (
        article(Source={"Id": "12", "Name": "Oslen Post"}, url="https://a.example/1").publisher
        == "Oslen Post"
    )


# what stands in several columns

FIRST, SECOND, LAST = "A sluice broke at Orrin on Friday.", "Two barges sank.", "Nobody drowned."


@pytest.mark.parametrize(
    "names",
    [
        ("par_1", "par_2", "par_10"),
        ("text1", "text2", "text3"),
        ("Absatz 0", "Absatz 1", "Absatz 2"),
        ("content", "content.1", "content.2"),
        ("article_body_1", "article_body_2", "article_body_3"),
        ("段落1", "段落2", "段落3"),
    ],
)
def test_numbered_columns_of_a_text_are_one_in_the_order_of_their_numbers(
    names: tuple[str, str, str],
) -> None:
    told = parse({"title": "Sluice breaks", names[2]: LAST, names[0]: FIRST, names[1]: SECOND})
    assert isinstance(told, ParsedArticle)
    assert told.body.split("\n\n") == [FIRST, SECOND, LAST]


@pytest.mark.parametrize(
    "fields",
    [
        {"text1": TEXT, "text2": LAST, "title1": "Ferry", "title2": "Sluice"},  # a pair of stories
        {"text": TEXT, "text_2": TEXT[:90]},  # the same again
        {"text": TEXT, "p_1": 0.25, "p_2": 0.75},  # chances
        {"text": TEXT, "text_20": LAST, "text_30": SECOND},  # a number that counts nothing
    ],
)
def test_columns_that_are_no_pieces_of_one_text_are_not_put_together(
    fields: dict[str, Any],
) -> None:
    told = parse(fields, SourceConfig(columns=(("body", next(iter(fields))),)))
    assert isinstance(told, ParsedArticle)
    assert told.body == TEXT


def test_a_declared_column_is_taken_alone() -> None:
    told = parse({"text1": TEXT, "text2": LAST}, SourceConfig(columns=(("body", "text1"),)))
    assert isinstance(told, ParsedArticle)
    assert told.body == TEXT


def test_numbered_authors_and_tags_are_lists() -> None:
    told = article(author_2="Ida Lunde", author_1="Per Moe", author_3="", tag1="sea", tag2="law")
    assert (told.authors, told.keywords) == (("Per Moe", "Ida Lunde"), ("sea", "law"))


@pytest.mark.parametrize(
    "names",
    [
        ("First name", "Last name"),
        ("author_first", "author_last"),
        ("author.first_name", "author.last_name"),
        ("Vorname", "Nachname"),
        ("Imię", "Nazwisko"),
    ],
)
def test_a_name_in_two_columns_is_one(names: tuple[str, str]) -> None:
    assert article(**{names[1]: "Moe", names[0]: "Per"}).authors == ("Per Moe",)
    assert article(**{names[0]: "Per", names[1]: ""}).authors == ()


def test_a_name_in_two_columns_is_not_the_author_s_where_one_is_stated() -> None:
    assert article(byline="By Ida Lunde", first_name="Per", last_name="Moe").authors == (
        "Ida Lunde",
    )


def test_text_that_is_written_without_tags_of_paragraphs_is_parted_at_blank_lines() -> None:
    written = f"<!-- wp:more -->{FIRST} It was <b>old</b>.\n \n{SECOND}\n\n[caption]A quay[/caption]\n\n<em>{LAST}</em>"
    assert article(text=f"{written} <i>So far.</i>").body.split("\n\n") == [
        f"{FIRST} It was old.",
        SECOND,
        f"{LAST} So far.",
    ]
    # within a paragraph's tags a blank line means nothing
    assert article(text=f"<p>{FIRST}\n\n{SECOND}</p><p>{TEXT[:99]}</p>").body.startswith(
        f"{FIRST} {SECOND}\n\n"
    )
