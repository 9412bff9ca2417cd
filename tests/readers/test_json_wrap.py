"""Articles inside wrappers: found by shape at any depth, each beside an article that only looks like a wrapper."""

from __future__ import annotations

import base64
import io
import json
from typing import Any

import pytest

from copydesk.readers.json_values import read_json
from copydesk.readers.json_wrap import unwrap
from copydesk.readers.place import Limits, Place
from copydesk.records import RawRecord

TEXT = (
    "The ferry line reopens on Monday after a storm, the harbour council said, and its first boat leaves at six in "
    "the morning from the old quay."
)
FIRST = {"title": "Ferry line reopens", "text": TEXT, "date": "2019-11-19"}
SECOND = {"title": "Storm closes harbour", "text": TEXT.upper(), "date": "2019-11-20"}
LONG = " ".join([TEXT] * 3)


def rows(names: list[str]) -> list[list[str]]:
    return [[article[name] for name in names] for article in (FIRST, SECOND)]


WRAPPERS: dict[str, Any] = {
    "answer of an interface": {
        "status": "ok",
        "message": "done",
        "total": 2,
        "articles": [FIRST, SECOND],
    },
    "search results": {
        "took": 3,
        "hits": {
            "total": 2,
            "hits": [{"_id": "a", "_source": FIRST}, {"_id": "b", "_source": SECOND}],
        },
    },
    "edges": {
        "data": {
            "posts": {"edges": [{"cursor": "x", "node": FIRST}, {"cursor": "y", "node": SECOND}]}
        }
    },
    "columns": {name: {"0": FIRST[name], "1": SECOND[name]} for name in FIRST},
    "lists": {name: [FIRST[name], SECOND[name]] for name in FIRST},
    "rows by name": {"0": FIRST, "1": SECOND},
    "split": {"columns": list(FIRST), "index": [0, 1], "data": rows(list(FIRST))},
    "table": {"schema": {"fields": [{"name": "title", "type": "string"}]}, "data": [FIRST, SECOND]},
    "sheet": {"range": "A1:C3", "values": [list(FIRST), *rows(list(FIRST))]},
    "by address": {"https://gazette.example/1": FIRST, "https://gazette.example/2": SECOND},
    "by day": {"2019-11-19": [FIRST], "2019-11-20": [SECOND]},
    "deep": {"a": {"b": {"c": {"d": {"e": [{"item": FIRST}, {"item": SECOND}]}}}}},
    "columns described beside lists of cells": {
        "fields": [
            {"id": "title", "type": "text"},
            {"id": "date", "type": "date"},
            {"id": "text", "type": "text"},
        ],
        "records": rows(["title", "date", "text"]),
    },
    "columns with numbers for ids": {
        "columns": [
            {"id": number, "fieldName": name}
            for number, name in enumerate(("title", "text", "date"))
        ],
        "data": rows(["title", "text", "date"]),
    },
    "cells in objects": {
        "cols": [
            {"id": "A", "label": "title"},
            {"id": "B", "label": "date"},
            {"id": "C", "label": "text"},
        ],
        "rows": [
            {"c": [{"v": title}, {"v": f"Date(2019,10,{day[-2:]})", "f": "a day"}, {"v": text}]}
            for title, day, text in rows(["title", "date", "text"])
        ],
    },
    "disclaimer above": {"terms": LONG, "results": [FIRST, SECOND]},
}


@pytest.mark.parametrize("name", WRAPPERS)
def test_articles_are_found_in_a_wrapper(name: str) -> None:
    found = unwrap(WRAPPERS[name])
    assert found is not None
    assert [(row["title"], row["text"], row["date"]) for row in found] == [
        (article["title"], article["text"], article["date"]) for article in (FIRST, SECOND)
    ]


@pytest.mark.parametrize(
    "value",
    [
        FIRST | {"comments": [{"author": "x", "text": LONG, "date": "2019-11-21"}] * 2},
        FIRST | {"related": [SECOND, SECOND]},
        {
            "title": "Ferry line reopens",
            "url": "https://gazette.example/1",
            "related": [{"title": "B", "url": "v"}],
        },
        {
            "title": "Ferry line reopens",
            "paragraphs": [{"type": "p", "text": TEXT}, {"type": "p", "text": TEXT}],
        },
        {"title": ["Ferry line reopens"], "paragraphs": [TEXT, TEXT], "authors": ["Quill", "Hale"]},
        {
            "title": {"rendered": "Ferry"},
            "content": {"rendered": TEXT},
            "id": 3,
            "links": {"self": [{"href": "x"}]},
        },
        {"status": "ok", "facets": [{"name": "world", "count": 3}, {"name": "sport", "count": 4}]},
        {"users": [{"id": "title of"}, {"id": "body of"}], "pairs": [["a", "b"], ["c", "d"]]},
        {
            "cols": [{"id": "A", "label": "Town"}, {"id": "B", "label": "Cases"}],
            "rows": [{"c": [{"v": "Oslen"}, {"v": 3}]}],
        },
        {
            "cols": [{"label": "title"}, {"label": "text"}],
            "rows": [{"c": [{"x": "A"}, {"x": TEXT}]}],
        },
    ],
)
def test_what_holds_no_articles_or_is_one_stays_whole(value: dict[str, Any]) -> None:
    assert unwrap(value) is None


def test_articles_are_found_by_their_shape_where_names_say_nothing() -> None:
    value = {
        "payload": [
            {"a": "one", "b": LONG},
            {"a": "two", "b": LONG.upper()},
            {"a": "an advertisement"},
        ]
    }
    found = unwrap(value)
    assert (
        found == value["payload"]
    )  # what is none of them is a record, too, and leaves with a reason


def test_surroundings_are_handed_down_to_those_that_do_not_say() -> None:
    feed = {
        "title": "Harbour Gazette",
        "language": "en",
        "authors": [{"name": "Desk"}],
        "timestamp": "2026-01-01T00:00:00Z",
        "items": [
            {"title": "Ferry line reopens", "content_text": TEXT, "author": "Hedda Quill"},
            {"title": "Storm", "content_text": TEXT, "publisher": "Northlight"},
        ],
    }
    first, second = unwrap(feed) or []
    assert (first["publisher"], first["language"], first["author"]) == (
        "Harbour Gazette",
        "en",
        "Hedda Quill",
    )
    assert (second["publisher"], second["authors"]) == ("Northlight", [{"name": "Desk"}])
    assert "timestamp" not in first
    assert "authors" not in first


def test_an_object_around_one_article_is_part_of_its_record() -> None:
    (found,) = unwrap({"_index": "news", "_id": "k0", "_source": FIRST}) or []
    assert (found["_id"], found["title"]) == ("k0", FIRST["title"])


def read(text: str, **limits: int) -> list[Any]:
    return list(
        read_json(
            io.BytesIO(text.encode()), Place("a.json", name="a.json", limits=Limits(**limits))
        )
    )


def test_several_articles_of_a_line_have_places_of_their_own() -> None:
    line = json.dumps({"page": 1, "articles": [FIRST, SECOND]})
    found = read(f"{line}\n{json.dumps(FIRST)}\n")
    assert [item.raw_position for item in found] == [
        "line 1, article 1",
        "line 1, article 2",
        "line 2",
    ]
    assert len({item.record_id for item in found}) == 3


def test_one_article_in_a_wrapper_keeps_the_bytes_of_the_wrapper() -> None:
    text = json.dumps({"data": {"article": FIRST}})
    (found,) = read(text)
    assert isinstance(found, RawRecord)
    assert (found.raw, found.fields) == (text.encode(), FIRST)


def test_lists_of_cells_are_rows_under_the_first() -> None:
    found = read(json.dumps([list(FIRST), *rows(list(FIRST))]))
    assert [item.fields for item in found] == [FIRST, SECOND]


@pytest.mark.parametrize("indent", [None, 1])
def test_a_wrapper_too_large_to_be_held_is_read_article_by_article(indent: int | None) -> None:
    many = [FIRST | {"title": f"Ferry {i}", "text": TEXT * 40} for i in range(200)]
    value = {
        "meta": {"total": 200},
        "title": "Harbour Gazette",
        "data": {"articles": many},
        "next": None,
    }
    found = read(json.dumps(value, indent=indent), max_record_bytes=20_000)
    assert [item.fields["title"] for item in found] == [f"Ferry {i}" for i in range(200)]
    assert {item.fields["publisher"] for item in found} == {"Harbour Gazette"}


def test_an_object_that_is_too_large_and_no_wrapper_is_rejected() -> None:
    (found,) = read(json.dumps({"title": "Ferry", "text": TEXT * 50}), max_record_bytes=2_000)
    assert found.reasons == ("too_large",)


def test_an_answer_written_down_in_another_is_opened() -> None:
    told = json.dumps({"items": [FIRST, SECOND]})
    assert unwrap({"statusCode": 200, "body": told}) == [FIRST, SECOND]
    assert unwrap({"id": 1, "body": "{It rained} " + TEXT}) is None
    # one article in a field of its row is opened where rows are read
    assert unwrap({"url": "https://gazette.example/1", "payload": json.dumps(FIRST)}) is None


def test_what_readers_say_beside_a_story_is_no_article() -> None:
    said = [{"author": "Eel", "text": LONG, "date": "2019-11-20"}, {"author": "Gull", "text": TEXT}]
    (found,) = unwrap({"post": FIRST, "comments": said}) or []
    assert found["title"] == FIRST["title"]
    # Where nothing but comments is there, they are what somebody holds.
    assert len(unwrap({"page": 1, "comments": [FIRST, SECOND]}) or []) == 2


def test_lists_of_cells_without_names_are_rows() -> None:
    cells = [
        ["Ferry line reopens", LONG, "2019-11-19"],
        ["Storm closes harbour", LONG.upper(), "2019-11-20"],
    ]
    found = read(json.dumps(cells))
    assert [item.fields["column_1"] for item in found] == [row[0] for row in cells]
    assert not [
        item
        for item in read(json.dumps([[LONG], [TEXT, LONG, {"a": 1}]]))
        if isinstance(item, RawRecord)
    ]


def test_pages_of_an_http_archive_are_pages_and_what_they_load_is_not() -> None:
    def entry(url: str, kind: str, text: str, **more: str) -> dict[str, Any]:
        content = {"mimeType": kind, "text": text, **more}
        return {
            "startedDateTime": "2021-05-03T08:05:00Z",
            "request": {"url": url},
            "response": {"content": content},
        }

    encoded = base64.b64encode(b"<html>b</html>").decode()
    found = unwrap({"log": {"version": "1.2", "entries": [
        entry("https://a.example/1", "text/html; charset=utf-8", "<html>a</html>"),
        entry("https://a.example/2", "text/html", encoded, encoding="base64"),
        entry("https://a.example/a.css", "text/css", "a{}"),
    ]}})  # fmt: skip
    assert [(one["url"][-1], one.get("html")) for one in found or []] == [("1", "<html>a</html>"), ("2", "<html>b</html>"), ("s", None)]  # fmt: skip


def test_types_that_a_database_writes_around_values_are_left_out() -> None:
    row = {
        "Item": {
            "title": {"S": "Ferry"},
            "text": {"S": LONG},
            "by": {"L": [{"S": "Jo Holm"}]},
            "n": {"N": "3"},
        }
    }
    (found,) = read(json.dumps(row))
    assert found.fields == {"title": "Ferry", "text": LONG, "by": ["Jo Holm"], "n": "3"}
    plain = {"title": "Ferry", "text": LONG, "by": {"name": "Jo Holm"}}
    assert [item.fields for item in read(json.dumps(plain))] == [plain]


def test_a_moment_in_an_object_of_its_own_goes_with_the_article_beside_it() -> None:
    (found,) = (
        unwrap({"article": {"title": "A", "text": LONG}, "published": {"value": "2021-05-03"}})
        or []
    )
    assert found["published"] == {"value": "2021-05-03"}


def test_sections_with_headings_are_one_text_and_articles_are_several() -> None:
    sections = [
        {"headline": ["What next"], "paragraphs": [TEXT]},
        {"headline": [], "paragraphs": [TEXT]},
    ]
    record = {"title": "A", "body": {"summary": [], "sections": sections}, "date": "2021-05-03"}
    assert unwrap({"articles": [record, record | {"title": "B"}]}) == [
        record,
        record | {"title": "B"},
    ]
    stories = [
        {"headline": "A", "paragraphs": [TEXT], "date": "2021-05-03"},
        {"headline": "B", "paragraphs": [TEXT], "date": "2021-05-04"},
    ]
    assert unwrap({"title": "Gazette", "body": {"sections": stories}}) is not None


def test_what_a_table_of_a_database_is_called_is_no_paper():
    rows = [{"title": "A", "text": LONG}, {"title": "B", "text": LONG}]
    for kind, paper in (("table", None), ("feed", "articles")):
        told = unwrap({"type": kind, "name": "articles", "data": rows}) or []
        assert [fields.get("publisher") for fields in told] == [paper, paper]


def test_pages_under_their_numbers_are_each_a_record_whatever_the_text_is_called():
    pages = {"901": {"title": "A", "xq": LONG}, "902": {"title": "B", "xq": LONG.upper()}}
    told = unwrap({"batchcomplete": "", "query": {"pages": pages}}) or []
    assert [(fields["title"], fields["xq"]) for fields in told] == [
        ("A", LONG),
        ("B", LONG.upper()),
    ]
    alike = unwrap({"ferry-sails": pages["901"], "quay-sinks": pages["902"]}) or []
    assert [fields["title"] for fields in alike] == ["A", "B"]
    # the parts of a story that has a text are none
    parts = {"intro": {"title": "A", "xq": LONG}, "rest": {"title": "B", "xq": LONG}}
    assert unwrap({"title": "Whole", "text": LONG, "parts": parts}) is None


def test_an_address_in_a_feed_is_meant_against_its_home():
    text = "The harbour of Oslen was closed on Monday after a crane fell into the water, it said. "
    feed = {"home_page_url": "https://a.example/", "items": [{"title": "A", "url": url, "content_text": text} for url in ("/9", "https://b.example/1")]}  # fmt: skip
    found = unwrap(feed) or []
    assert [fields["url"] for fields in found] == ["https://a.example/9", "https://b.example/1"]
