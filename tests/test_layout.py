"""What a file says of its columns: the order of day and month from all of it, roles where names say nothing."""

from __future__ import annotations

import datetime as dt
import json
import random
from typing import Any

import pytest

from copydesk.parse import parse_record
from copydesk.raw.layout import FileLayout
from copydesk.records import ParsedArticle, RawRecord, SourceConfig

TEXT = (
    "The harbour council voted on Monday to reopen the ferry line, which a storm closed in March, and work starts in May "
    "at a cost of about four million crowns, its engineer said."
)
PORTUGUESE = (
    "A ponte do porto fecha na segunda-feira para onze dias de obras, informou a câmara municipal, e os condutores devem "
    "usar a circular enquanto os autocarros passam de dez em dez minutos entre a estação e o cais."
)

GERMAN = (
    "Die Hafenbrücke wird am Montag für elf Tage gesperrt, teilte die Gemeinde mit, und die Autofahrer müssen die Umgehung "
    "nehmen, während die Busse alle zehn Minuten zwischen dem Bahnhof und dem Kai fahren."
)


def record(fields: dict[str, Any], number: int = 0) -> RawRecord:
    return RawRecord(
        f"rec_{number:024}", "0" * 64, "a", f"row {number}", "fields", b"", fields=fields
    )


def learn(rows: list[dict[str, Any]], source: SourceConfig = SourceConfig()) -> SourceConfig:  # noqa: B008
    layout = FileLayout(source)
    for number, fields in enumerate(rows):
        layout.see(record(fields, number))
    return layout.complete()


def dated(*dates: str, text: str = TEXT, **more: Any) -> list[dict[str, Any]]:
    return [
        {"title": f"Ferry {i}", "text": text, "date": date, **more} for i, date in enumerate(dates)
    ]


@pytest.mark.parametrize(
    ("rows", "order"),
    [
        (dated("06/02/2024", "25/02/2024"), "d"),
        (dated("06/02/2024", "02/25/2024"), "m"),
        (dated("06/02/2024 10:05", crawled="2024-02-07"), "d"),
        (dated("06/02/2024", crawled="2024-02-10"), "d"),
        (dated("06/02/2024", modified="16/02/2024"), "d"),
        (dated("06/02/2024", modified="02/16/2024"), "m"),
        (dated("06/02/2024", "02/25/2024", modified="16/02/2024"), "m"),  # the column tells itself
        (dated("06/02/2024", modified="16.02.2024"), "m?"),  # written in another way
        (dated("06/02/2024", modified="16/02/2024", seen="02/17/2024"), "m?"),  # they contradict
        (dated("02/06/2024", url="https://gazette.example/2024/02/06/ferry"), "m"),
        (dated("06/02/2024", url="https://gazette.co.uk/ferry"), "d+"),
        (dated("06/02/2024", text=PORTUGUESE), "d?"),
        ([*dated("06/02/2024", text=PORTUGUESE), *dated("06/02/2024", text=GERMAN)], "d?"),
        ([*dated("06/02/2024", text=PORTUGUESE), *dated("06/02/2024")], "m?"),
        (dated("06/02/2024 16:00 EST"), "m+"),
        (dated("06/02/2024"), "m?"),
        (dated(*(f"{day:02}/{month:02}/2024" for month in (1, 2, 3) for day in (2, 7, 11))), "d"),
        (
            dated(
                "02/01/2024",
                "07/01/2024",
                "02/02/2024",
                "07/02/2024",
                "03/03/2024",
                "01/04/2024",
                "09/04/2024",
            ),
            "d",
        ),
        (dated(*["25/02/2024"] * 9, "02/25/2024", "03/04/2024"), "d"),
        (dated("25/02/2024", "02/25/2024", "03/04/2024"), "d?"),
    ],
)
def test_the_order_of_day_and_month_is_the_column_s(rows: list[dict[str, Any]], order: str) -> None:
    assert dict(learn(rows).orders)["date"] == order


def test_columns_are_decided_each_for_itself() -> None:
    rows = [row | {"updated": "02/25/2024"} for row in dated("25/02/2024", "03/04/2024")]
    rows[1]["updated"] = "03/04/2024"
    assert dict(learn(rows).orders) == {"date": "d", "updated": "m"}


def test_a_declared_order_is_not_learnt_over() -> None:
    assert learn(dated("25/02/2024", "03/04/2024"), SourceConfig(day_first=False)).orders == ()


def test_days_in_iso_form_need_no_order() -> None:
    assert learn(dated("2024-02-06", "2024-06-02")).orders == ()


def test_a_decided_order_is_not_flagged_and_an_assumed_one_is() -> None:
    for rows, day, is_flagged in (
        (dated("06/02/2024", "25/02/2024"), dt.date(2024, 2, 6), False),
        (dated("06/02/2024"), dt.date(2024, 6, 2), True),
    ):
        article = parse_record(record(rows[0]), learn(rows))
        assert isinstance(article, ParsedArticle)
        assert article.published_on == day
        assert ("date_order_assumed" in article.quality_flags) is is_flagged


def test_the_order_of_the_records_changes_no_decision_but_that_by_sorting() -> None:
    rows = dated(*(f"{day:02}/03/2024" for day in range(1, 29)), "11/12/2024")
    shuffled = random.Random(7).sample(rows, len(rows))
    assert learn(rows) == learn(shuffled)


def nameless(n: int = 8) -> list[dict[str, Any]]:
    return [
        {
            "column_1": str(i),
            "column_2": f"Ferry line number {i} reopens today",
            "column_3": f"2024-02-{i + 1:02}",
            "column_4": ("Hedda Quill", "Tom Hale")[i % 2],
            "column_5": f"https://gazette.example/{i}",
            "column_6": f"{TEXT} It was told {i} times.",
        }
        for i in range(n)
    ]


def test_columns_without_names_are_known_by_their_values() -> None:
    assert dict(learn(nameless()).columns) == {
        "authors": "column_4",
        "body": "column_6",
        "published": "column_3",
        "title": "column_2",
        "url": "column_5",
    }


def test_strange_names_are_known_by_their_values() -> None:
    rows = [{"xq": row["column_2"], "zz": row["column_6"]} for row in nameless()]
    assert dict(learn(rows).columns) == {"title": "xq", "body": "zz"}


@pytest.mark.parametrize(
    "rows",
    [
        [{"title": "Ferry", "text": TEXT, "notes": TEXT * 3}] * 8,
        [{"title": "Ferry", "comments": TEXT * 3, "author_bio": TEXT} for _ in range(8)],
        [{"Name": "Holm", "Telefon": "0931 55", "Bemerkung": TEXT} for _ in range(8)],
        [{"Name": "Holm", "E-mail": "h@a.example", "Notes": TEXT} for _ in range(8)],
        [{"text": TEXT, "label": "true", "xq": "sport"} for _ in range(8)],
        [{"text": TEXT, "xq": "A man walks along the quay"}],
    ],
)
def test_what_names_give_away_or_values_do_not_is_left(rows: list[dict[str, Any]]) -> None:
    assert learn(rows).columns == ()


def test_a_declared_column_stays() -> None:
    source = SourceConfig(columns=(("title", "column_5"),))
    assert dict(learn(nameless(), source).columns)["title"] == "column_5"


def test_a_name_that_states_the_order_is_believed() -> None:
    rows = [
        {"title": "Ferry", "text": TEXT, name: "06/02/2024"}
        for name in ("Date published (dd/mm/yyyy)", "Updated (MM/DD/YY)")
    ]
    assert learn(rows[:1]).orders == (("datepublishedddmmyyyy", "d"),)
    assert learn(rows[1:]).orders == (("updatedmmddyy", "m"),) or learn(rows[1:]).orders == ()


@pytest.mark.parametrize("name", ["_col{}", "V{}", "_c{}", "{}", "column_{}"])
def test_names_that_programs_make_up_say_nothing_and_values_tell_who_wrote(name: str) -> None:
    rows = [
        {name.format(0): title, name.format(1): TEXT, name.format(2): author}
        for title, author in (("Ferry sails again", "Hedda Quill"), ("Quay to close", "Ben Okoro"))
    ]
    assert dict(learn(rows).columns).get("authors") == name.format(2)


def test_a_column_that_somebody_named_is_not_taken_for_who_wrote() -> None:
    rows = [{"Mayor": name, "x": TEXT} for name in ("Hedda Quill", "Ben Okoro")]
    assert "authors" not in dict(learn(rows).columns)


def test_the_days_of_an_article_that_a_column_holds_as_json_are_before_those_beside_it() -> None:
    inner = json.dumps(
        {
            "type": "published",
            "data": {"headline": "Ferry", "body": TEXT, "published_at": "2021-05-03"},
        }
    )
    rows = [{"came_in": "2024-06-01 08:00:00", "payload": inner} for _ in range(8)]
    assert "published" not in dict(learn(rows).columns)
    rows = [{"came_in": "2024-06-01 08:00:00", "body": TEXT} for _ in range(8)]
    assert dict(learn(rows).columns)["published"] == "came_in"


NAMES = "Anna Lund, Mateo Ruiz, Rosa Kallas, Ivo Brandt, Joan Harker, Tom Sellers, Petra Vang."


@pytest.mark.parametrize(
    ("texts", "usual"),
    [
        ([TEXT] * 6, "en"),
        ([GERMAN] * 6 + [TEXT], "de"),
        ([TEXT, NAMES] * 5, "en"),
        ([GERMAN, TEXT] * 3, None),
        ([TEXT] * 2, None),
        ([NAMES] * 6, None),
    ],
)
def test_a_file_of_several_texts_shows_their_usual_language(
    texts: list[str], usual: str | None
) -> None:
    assert learn([{"text": text} for text in texts]).usual_language == usual


def test_a_list_of_names_is_of_the_language_of_its_file() -> None:
    rows = [{"text": text} for text in [TEXT] * 6 + [NAMES]]
    told = [parse_record(record(rows[-1]), source) for source in (SourceConfig(), learn(rows))]
    languages = [article.language for article in told if isinstance(article, ParsedArticle)]
    assert languages == ["und", "en"]
