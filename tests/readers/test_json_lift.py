"""What stands deeper in a record: editors' blocks are one text, parts of an article in objects are found, other things are not."""

from __future__ import annotations

import json

import pytest

from copydesk.readers import read_bytes
from copydesk.readers.json_lift import lift, of_feed
from copydesk.readers.json_wrap import unwrap
from copydesk.records import RawRecord
from copydesk.tables import read
from tests.desk_runs import run_desk

from .articles import articles

LONG = "The harbour of Oslen was closed on Monday after a crane fell into the water, the port office said. "
TWO = ["First " + LONG, "Second " + LONG]


@pytest.mark.parametrize(
    "record",
    [
        {
            "headlines": {"basic": "A"},
            "content_elements": [
                {"type": "text", "content": TWO[0]},
                {"type": "image", "caption": "c" * 99},
                {"type": "text", "content": TWO[1]},
            ],
        },
        {
            "title": "A",
            "content": {"blocks": [{"type": "paragraph", "data": {"text": text}} for text in TWO]},
        },
        {
            "title": "A",
            "page": {
                "nodeType": "document",
                "content": [
                    {
                        "nodeType": "paragraph",
                        "content": [
                            {"value": text[:30], "marks": []},
                            {"value": text[30:], "marks": [{}]},
                        ],
                    }
                    for text in TWO
                ],
            },
        },
        {
            "headline": "A",
            "page": {
                "components": [{"_type": "block", "children": [{"text": text}]} for text in TWO]
            },
        },
    ],
)
def test_the_blocks_of_an_editor_are_one_text(record):
    assert unwrap(record) is None
    assert lift(record)["body"] == TWO
    (inner,) = unwrap({"data": {"edges": [{"node": record}]}}) or []
    assert lift(inner)["body"] == TWO


def test_stories_without_titles_in_a_feed_with_one_stay_stories():
    feed = {"title": "Oslen Echo", "entries": [{"text": text * 3} for text in TWO]}
    assert [fields["text"] for fields in unwrap(feed) or []] == [text * 3 for text in TWO]


def test_comments_and_related_stories_are_no_text_of_a_record():
    record = {
        "title": "A",
        "comments": [{"type": "comment", "text": LONG * 3}],
        "related_blocks": [{"type": "text", "content": LONG * 3}],
        "author": {"bio": LONG * 3},
    }
    assert "body" not in lift(record)
    assert not any("bio" in name for name in lift(record))


def test_a_picture_among_blocks_may_have_an_address_and_a_photographer():
    picture = {
        "type": "image",
        "url": "https://cdn.example/a.jpg",
        "credits": {"by": [{"name": "Jo Holm"}]},
    }
    blocks = [{"type": "text", "content": TWO[0]}, picture, {"type": "text", "content": TWO[1]}]
    assert lift({"headlines": {"basic": "A"}, "content_elements": blocks})["body"] == TWO
    stories = [{"type": "story", "url": "https://a.example/1", "content": text} for text in TWO]
    assert "body" not in lift({"title": "A", "content_elements": stories})


def test_a_link_to_another_story_among_blocks_is_no_text_and_no_story():
    link = {
        "type": "interstitial_link",
        "url": "https://a.example/2",
        "content": "Read: the quay sinks",
    }
    blocks = [{"type": "text", "content": TWO[0]}, link, {"type": "text", "content": TWO[1]}]
    assert lift({"headlines": {"basic": "A"}, "content_elements": blocks})["body"] == TWO
    linked = link | {"type": "text"}  # what has an address and is called a text may be a story
    assert "body" not in lift({"headlines": {"basic": "A"}, "content_elements": [*blocks, linked]})


SPAN = {"_type": "span", "marks": []}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("body", [{"_type": "block", "children": [SPAN | {"text": t[:9]}, SPAN | {"text": t[9:]}]} for t in TWO]),
        (
            "body",
            {
                "nodeType": "document",
                "content": [
                    {
                        "nodeType": "paragraph",
                        "content": [
                            {"nodeType": "text", "value": t[:9]},
                            {"nodeType": "hyperlink", "content": [{"nodeType": "text", "value": t[9:20]}]},
                            {"nodeType": "text", "value": t[20:]},
                        ],
                    }
                    for t in TWO
                ],
            },
        ),
        (
            "story",
            [{"type": "p", "children": [{"text": t[:9]}, {"type": "link", "children": [{"text": t[9:]}]}]} for t in TWO],
        ),
        ("body", [{"type": "paragraph", "data": {"text": t}} for t in TWO]),
        # What a block holds and is no run of a line stands below one another.
        ("body", {"content": [{"text": t} for t in TWO]}),
        ("body", {"sections": [{"paragraphs": [{"text": t} for t in TWO]}]}),
    ],
)  # fmt: skip
def test_the_runs_of_a_paragraph_are_one_line_under_whatever_name(folder, name, text):
    (told,) = articles(
        folder.read("a.json", json.dumps({"title": "A crane falls", name: text}).encode())
    )
    assert told.body == "\n\n".join(t.strip() for t in TWO)


def firestore(value):
    return {"fields": {name: {"stringValue": text} for name, text in value.items()}}


def sparql(value):
    return {name: {"type": "literal", "value": text} for name, text in value.items()}


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize(
    ("told", "name"),
    [
        (firestore, "documents"),
        (sparql, "bindings"),
        (lambda value: {k: {"S": v} for k, v in value.items()}, "Items"),
    ],
)
def test_values_stand_without_the_types_around_them(told, name, indent):
    stories = [{"title": f"Crane {n}", "body": text * 3} for n, text in enumerate(TWO)]
    raw = json.dumps({"found": {name: [told(story) for story in stories]}}, indent=indent).encode()
    items = [item for item in read_bytes(raw, "a.json") if isinstance(item, RawRecord)]
    assert [dict(item.fields or {}) for item in items] == stories


def test_an_object_that_has_a_type_and_more_is_no_typed_value():
    told = {
        "title": "A",
        "links": [{"type": "uri", "value": "https://a.example", "rel": "self"}],
        "text": LONG * 3,
    }
    (item,) = read_bytes(json.dumps(told).encode(), "a.json")
    assert isinstance(item, RawRecord)
    assert item.fields == told


def test_an_article_that_names_its_feed_is_of_that_paper():
    feed = {"title": "Oslen Echo", "site_url": "https://echo.example"}
    story = {"title": "Crane falls", "text": LONG * 3}
    starred = {
        "title": "Starred items",
        "items": [story | {"origin": feed}, story | {"feed": feed}],
    }
    assert [fields["publisher"] for fields in unwrap(starred) or []] == ["Oslen Echo"] * 2
    assert lift(story | {"feed": feed})["publisher"] == "Oslen Echo"
    for other in (
        story | {"origin": {"name": "Oslen", "country": "NO"}},
        story | {"publisher": "The Post", "feed": feed},
        {"title": {"id": "7", "rendered": "Crane falls"}, "text": LONG * 3},
    ):
        assert of_feed(other) is other


def test_a_record_with_a_text_of_its_own_is_left_alone():
    record = {"title": "A", "text": LONG * 2, "doc": {"payload": {"x": LONG * 3}}}
    assert lift(record) is record


def test_parts_in_objects_are_told_by_names_and_values(tmp_path):
    texts = {
        n: LONG.replace("Monday", day) * 3 for n, day in enumerate(("Tuesday", "Friday", "Sunday"))
    }
    (tmp_path / "raw").mkdir()
    lines = [
        {
            "rec": {
                "head": {
                    "hl": f"Crane {n} falls into the harbour",
                    "when": f"2024-03-0{n + 1}",
                    "writtenBy": {"name": f"Hedda {name}"},
                },
                "payload": {"txt": f"Pier {n}. {text}"},
            }
        }
        for (n, text), name in zip(texts.items(), ("Marsh", "Quill", "Berg"), strict=True)
    ]
    (tmp_path / "raw" / "a.jsonl").write_text("\n".join(map(json.dumps, lines)))
    flat = (
        'fields.headline,fields.bodyText,fields.firstPublicationDate\n"Ferry late","'
        + LONG * 2
        + 'Ferry.",2024-04-01\n'
    )
    (tmp_path / "raw" / "b.csv").write_text(flat)
    run_desk(tmp_path / "raw", tmp_path / "out", tables="articles", min_words=20)
    articles = read("articles", curated=tmp_path / "out").sort_values("published_at")
    assert list(articles["title"]) == [
        *(f"Crane {n} falls into the harbour" for n in range(3)),
        "Ferry late",
    ]
    days = [str(day)[:10] for day in articles["published_at"]]
    assert days == ["2024-03-01", "2024-03-02", "2024-03-03", "2024-04-01"]
    assert [list(names) for names in articles["authors"]][:3] == [
        ["Hedda Marsh"],
        ["Hedda Quill"],
        ["Hedda Berg"],
    ]


BOLD = {"type": "bold", "text": "Crane falls"}


@pytest.mark.parametrize(
    ("runs", "text", "title"),
    [
        ([BOLD, "\n\nIt fell, ", {"type": "link", "text": "they say"}, "."], "Crane falls\n\nIt fell, they say.", "Crane falls"),
        ([BOLD, " into the water, ", {"type": "italic", "text": "again"}], "Crane falls into the water, again", None),
        ([{"type": "link", "text": "Map"}, "\nIt fell."], "Map\nIt fell.", None),
    ],
)  # fmt: skip
def test_runs_of_a_message_are_one_text_and_a_bold_first_line_its_title(runs, text, title):
    found = lift({"date": "2021-05-03", "text": runs})
    assert (found["text"], found.get("title")) == (text, title)
    assert lift({"text": ["One.", "Two."]}) == {"text": ["One.", "Two."]}


@pytest.mark.parametrize(
    ("pieces", "is_one"),
    [
        ([{"post": LONG}, {"update_timestamp": 5}], True),
        ([{"post": LONG}], True),
        ([{"post": LONG}, {"post": TWO[1]}], False),  # two posts
        ([{"post": LONG, "by": "a reader"}, {"n": 1}], False),  # each an object of its own
        ([{"timestamp": 7}, {"post": LONG}], False),  # it says so itself
    ],
)
def test_the_pieces_of_a_post_are_one_record(pieces, is_one):
    post = {"timestamp": 1620032400, "data": pieces, "title": "Oslen Post shared a link."}
    assert (unwrap(post) is None) is is_one
    assert (lift(post).get("post") == LONG) is is_one


def test_comments_are_no_pieces_of_a_story():
    story = {"title": "A", "date": "2021-05-03", "comments": [{"post": LONG}]}
    assert "post" not in lift(story)


def test_blocks_that_tell_of_a_story_are_none_of_its_text(tmp_path):
    contents = [
        {"type": "kicker", "content": "Local news of the harbour"},
        {"type": "byline", "content": "By Hedda Quill"},
        *({"type": "sanitized_html", "subtype": "paragraph", "content": text} for text in TWO),
    ]
    (tmp_path / "raw").mkdir()
    line = json.dumps({"id": "b2", "title": "Crane falls", "contents": contents})
    (tmp_path / "raw" / "a.jl").write_text(line)
    run_desk(tmp_path / "raw", tmp_path / "cur")
    body = read("articles", curated=tmp_path / "cur").body[0]
    assert body == "\n\n".join(map(str.strip, TWO))


SECTIONS = [{"heading": "", "paragraphs": [TWO[0]]}, {"heading": "Next", "paragraphs": [TWO[1]]}]
DATED = {"title": "A", "date": "2021-05-03"}


@pytest.mark.parametrize(
    ("told", "body"),
    [
        ({"sections": SECTIONS}, [TWO[0], "Next", TWO[1]]),
        ({"pages": [{"page": n, "text": text} for n, text in enumerate(TWO)]}, TWO),
        (
            {
                "components": [
                    {"role": "title", "text": "A"},
                    {"role": "byline", "text": "By Jo Holm | May 3, 2021"},
                    {"role": "photo", "URL": "bundle://a.jpg", "caption": "A crane"},
                    {"role": "body", "text": TWO[0]},
                    {"role": "pullquote", "text": "It fell"},
                    {"role": "body", "text": TWO[1]},
                ]
            },
            TWO,
        ),
        ({"blocks": [{"type": "text", "text": TWO[0]}, {"type": "list", "items": TWO}]}, [TWO[0], *TWO]),
    ],
)  # fmt: skip
def test_parts_without_a_title_or_a_day_of_their_own_are_one_article(told, body):
    record = DATED | told
    assert unwrap(record) is None
    assert lift(record)["body"] == body


@pytest.mark.parametrize(
    "told",
    [
        {"sections": [{"title": "Sport", "content": [{"title": text[:9], "text": text * 2, "date": "d"} for text in TWO]}]},
        {"pages": [{"title": text[:9], "url": "u", "text": text * 2} for text in TWO]},
        {"components": [{"role": "article", "title": text[:9], "text": text * 2} for text in TWO]},
    ],
)  # fmt: skip
def test_parts_with_titles_of_their_own_stay_articles(told):
    found = unwrap({"title": "Oslen Echo"} | told) or []
    assert [fields["text"] for fields in found] == [text * 2 for text in TWO]
    assert {fields["publisher"] for fields in found} <= {"Oslen Echo", "Sport"}


@pytest.mark.parametrize(
    ("language", "title", "body"),
    [(None, "Crane falls", LONG), ("de", "Kran fällt", LONG.upper()), ("fr", "Crane falls", LONG)],
)
def test_a_field_that_is_told_by_language_is_told_once(language, title, body):
    record = {
        "language": language,
        "title": {"en": "Crane falls", "de": "Kran fällt"},
        "body": {"en": LONG, "de": LONG.upper()},
        "date": "2021-05-03",
    }
    for told in (record, {"articles": [record]}, [record]):
        (found,) = articles(list(read_bytes(json.dumps(told).encode(), "a.json")))
        assert (found.title, found.body) == (title, body.strip())


def test_a_value_of_no_language_is_the_value():
    node = {
        "title": "A",
        "created": "1620036300",
        "body": {"und": [{"value": f"<p>{TWO[0]}</p><p>{TWO[1]}</p>", "summary": ""}]},
        "field_author": {"und": [{"value": "Jo Holm"}]},
    }
    (found,) = articles(list(read_bytes(json.dumps([node]).encode(), "a.json")))
    assert (found.body, found.authors) == ("\n\n".join(map(str.strip, TWO)), ("Jo Holm",))
