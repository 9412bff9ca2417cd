"""Texts that open with labels: each story a record, its fields those that the labels name."""

from __future__ import annotations

import pytest

from copydesk.readers.labels import label_of
from copydesk.readers.recognise import recognise

from .articles import MORE, TEXTS, TITLES, articles
from .reading import Folder, reasons, records

DAYS = ("2021-05-03", "2021-05-04", "2021-05-25")


def story(number: int, labels: str = "Title,Date,Author,URL") -> str:
    values = {
        "title": TITLES[number],
        "date": DAYS[number],
        "author": "Hedda Quill",
        "url": f"https://gazette.example/{number}",
    }
    shown = {"headline": "title", "published": "date"}
    lines = [
        f"{name}: {values[shown.get(name.lower(), name.lower())]}" for name in labels.split(",")
    ]
    return "\n".join(lines) + f"\n\n{TEXTS[number]}\n\n{MORE}\n"


MANY = "\n==========\n".join(map(story, range(3)))


@pytest.mark.parametrize("parting", ["\n==========\n", "\n\n", "\n<EOA>\n", "\n*****\n"])
def test_many_labelled_stories_in_one_file_are_many(folder: Folder, parting: str) -> None:
    found = articles(folder.read("all.txt", parting.join(map(story, range(3))).encode()))
    assert [(a.title, str(a.published_on), a.body) for a in found] == [
        (TITLES[n], DAYS[n], f"{TEXTS[n]}\n\n{MORE}") for n in range(3)
    ]
    assert all(a.authors == ("Hedda Quill",) for a in found)


def test_one_labelled_story_is_read(folder: Folder) -> None:
    (found,) = articles(folder.read("1.txt", story(0, "Headline,Published,URL").encode("utf-16")))
    assert (found.title, found.url, str(found.published_on)) == (
        TITLES[0],
        "https://gazette.example/0",
        DAYS[0],
    )


def test_the_text_may_have_a_label_too(folder: Folder) -> None:
    raw = "".join(
        f"-----\nHeadline: {TITLES[n]}\nDate: {DAYS[n]}\nText: {TEXTS[n]}\n{MORE}\n"
        for n in range(2)
    )
    found = articles(folder.read("1.txt", raw.encode()))
    assert [a.title for a in found] == list(TITLES[:2])
    assert all(MORE in a.body for a in found)


def test_a_posting_is_one(folder: Folder) -> None:
    raw = f"From: hq@gazette.example (Hedda Quill)\nSubject: {TITLES[0]}\nOrganization: Gazette\nDate: 3 May 1999\nLines: 8\n\n{TEXTS[0]}"
    (found,) = articles(folder.read("10001", raw.encode()))
    assert (found.title, found.authors, str(found.published_on)) == (
        TITLES[0],
        ("Hedda Quill",),
        "1999-05-03",
    )


@pytest.mark.parametrize(
    "text",
    [
        f"{TITLES[0]}\n\nDate: 3 May 2021\nBy: Hedda Quill\n\n{TEXTS[0]}",
        f"Title: what is in a name\n\n{TEXTS[0]}",
        f"Update: harbour closed\nBreaking: no title yet\n\n{TEXTS[0]}",
        f"From: the harbour\nSubject: cheese\n\n{TEXTS[0]}",
    ],
)
def test_a_story_that_does_not_open_so_stays_a_text(text: str) -> None:
    assert recognise("a.txt", text.encode()) == "text"


def test_a_label_said_again_within_a_story_parts_nothing(folder: Folder) -> None:
    text = story(0).replace(MORE, f"He read it out.\nTitle: a film, he said.\n{MORE}")
    assert len(records(folder.read("a.txt", text.encode()))) == 1


def test_what_stands_before_the_first_story_is_accounted_for(folder: Folder) -> None:
    items = folder.read("a.txt", (MANY + "\nTitle: \n\n").encode())
    assert len(records(items)) == 3
    assert reasons(items) in ([], ["not_a_record"])


def test_front_matter_above_a_text_is_read_as_such(folder: Folder) -> None:
    raw = f"---\ntitle: {TITLES[0]}\nauthor: Hedda Quill\ndate: 2021-05-03\n---\n{TEXTS[0]}\n{MORE}"
    (found,) = articles(folder.read("1.txt", raw.encode()))
    assert (found.title, found.authors, str(found.published_on)) == (
        TITLES[0],
        ("Hedda Quill",),
        "2021-05-03",
    )
    assert recognise("2.txt", f"---\nNote: a line\n---\n{TEXTS[0]}".encode()) == "text"


COUNTED = ["[{n}]", "{n}.", "Article {n} of 3", "#{n}", "RECORD {n}"]


@pytest.mark.parametrize("counter", COUNTED)
def test_a_line_that_counts_stands_above_each_story(folder: Folder, counter: str) -> None:
    text = "\n".join(f"{counter.format(n=n + 1)}\n{story(n)}" for n in range(3))
    found = articles(folder.read("all.txt", text.encode()))
    assert [(a.title, a.body) for a in found] == [
        (TITLES[n], f"{TEXTS[n]}\n\n{MORE}") for n in range(3)
    ]
    assert recognise("b.txt", f"1.\n\n{TEXTS[0]}\n\nTitle: a film\nDate: 1999".encode()) == "text"


WEBLOG = """AUTHOR: Hedda Quill
TITLE: {title}
STATUS: Publish
ALLOW COMMENTS: 1
DATE: 05/2{n}/2021 09:05:00 AM
-----
BODY:
{text}
-----
EXTENDED BODY:
{more}
-----
EXCERPT:
A short form.
-----
COMMENT:
AUTHOR: a reader
DATE: 12/25/2021 10:00:00 AM
So late!
-----
--------
"""


def test_a_weblogs_export_gives_its_posts_without_what_readers_said(folder: Folder) -> None:
    text = "".join(WEBLOG.format(title=TITLES[n], text=TEXTS[n], more=MORE, n=n) for n in range(3))
    found = articles(folder.read("export.txt", text.encode()))
    assert [(a.title, str(a.published_on), a.body) for a in found] == [
        (TITLES[n], f"2021-05-2{n}", f"{TEXTS[n]}\n\n{MORE}") for n in range(3)
    ]
    assert {a.authors for a in found} == {("Hedda Quill",)}


@pytest.mark.parametrize("opening", ["UPDATE: the harbour is open again.", "NOTE: told in May."])
def test_a_shouted_word_that_opens_a_text_is_no_label(folder: Folder, opening: str) -> None:
    text = story(0).replace(TEXTS[0], f"{opening}\n\n{TEXTS[0]}\n\n*****\nPOSTSCRIPT: it sails.")
    (found,) = articles(folder.read("a.txt", text.encode()))
    assert opening in found.body
    assert "POSTSCRIPT" in found.body


@pytest.mark.parametrize("sign", [":", "：", "="])
def test_a_label_ends_with_one_of_three_signs(sign: str) -> None:
    assert label_of(f"Author{sign} Hedda Quill") == ("Author", "Hedda Quill")
    assert label_of(f"The author of all this wrote to us on paper {sign} Hedda Quill") is None


@pytest.mark.parametrize(
    "head",
    [
        "From: hq@post.example (Hedda Quill)\nSubject: {}\nX-Newsreader: tin 1.1\nLines: 9",
        "Subject: {}\nReply-To: desk@post.example\nFrom: Hedda Quill <hq@post.example>",
        "From: Hedda Quill <hq@post.example>\nTo: desk@post.example,\n\tnews@post.example\nSubject: {}\nDate: 3 May 1999",
    ],
)
def test_headers_of_a_message_are_no_text_in_whatever_order_they_stand(
    folder: Folder, head: str
) -> None:
    raw = f"{head.format(TITLES[0])}\n\n{TEXTS[0]}\n\n{MORE}\n-- \nHedda Quill | Post\n"
    (found,) = articles(folder.read("51020", raw.encode()))
    assert (found.title, found.authors) == (TITLES[0], ("Hedda Quill",))
    assert found.body == f"{TEXTS[0]}\n\n{MORE}"


def test_messages_behind_one_another_are_stories_of_their_own(folder: Folder) -> None:
    one = "From: hq@post.example (Hedda Quill)\nX-Host: post\nSubject: {}\n\n{}\n\n"
    raw = "".join(one.format(TITLES[n], TEXTS[n]) for n in (0, 1))
    found = articles(folder.read("a.txt", raw.encode()))
    assert [(a.title, a.body) for a in found] == [(TITLES[n], TEXTS[n]) for n in (0, 1)]


def test_a_story_that_opens_with_a_line_from_somewhere_is_no_message(folder: Folder) -> None:
    raw = f"From: the harbour\nSubject: cheese\nWe tell it: {TEXTS[0]}\n\n{MORE}"
    assert "cheese" in articles(folder.read("a.txt", raw.encode()))[0].body
