"""Saved pages in one file, e-mails and mailboxes."""

import base64
import datetime as dt
import plistlib
import quopri

import pytest

from copydesk.records import RawRecord, Rejection

from .articles import MORE, TEXTS, TITLES, articles, said
from .reading import Folder, reasons, records

PAGE = (
    f"<!DOCTYPE html><html lang='en'><head><title>{TITLES[0]} | Oslen Post</title><meta property='og:site_name' content='Oslen Post'>"
    "<meta property='article:published_time' content='2021-05-03T10:05:00+02:00'><meta name='author' content='Hedda Quill'></head>"
    f"<body><article><h1>{TITLES[0]}</h1><p>{TEXTS[0]}</p><p>{MORE} – ä</p></article></body></html>"
)


def mhtml(
    line_end: str = "\r\n",
    coding: str = "quoted-printable",
    frame: str = "<html><body>an advertisement</body></html>",
) -> bytes:
    if coding == "base64":
        body = base64.encodebytes(PAGE.encode()).decode()
    else:
        body = quopri.encodestring(PAGE.encode()).decode()
    text = (
        "From: <Saved by Blink>\nSnapshot-Content-Location: https://oslenpost.example/a\nSubject: =?utf-8?Q?Dairy_=E2=80=93?=\n"
        'Date: Wed, 6 Dec 2023 10:00:00 -0000\nMIME-Version: 1.0\nContent-Type: multipart/related;\n\ttype="text/html";\n\tboundary="----MB--x----"\n\n\n'
        f"------MB--x----\nContent-Type: text/html\nContent-ID: <f>\nContent-Transfer-Encoding: {coding}\nContent-Location: https://oslenpost.example/a\n\n{body}\n"
        f"------MB--x----\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n"
        f"------MB--x----\nContent-Type: text/html\nContent-Location: https://ads.example/f\n\n{frame}\n------MB--x------\n"
    )
    return text.replace("\n", line_end).encode()


@pytest.mark.parametrize("name", ["a.mhtml", "a.mht", "a", "a.txt", "a.html"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("coding", ["quoted-printable", "base64"])
def test_a_saved_page_is_its_main_part(
    folder: Folder, name: str, line_end: str, coding: str
) -> None:
    items = folder.read(name, mhtml(line_end, coding))
    (article,) = articles(items)
    assert said(article) == (TITLES[0], f"{TEXTS[0]}\n\n{MORE} – ä")
    assert (article.url, article.publisher) == ("https://oslenpost.example/a", "Oslen Post")
    assert article.authors == ("Hedda Quill",)
    assert article.published_at == dt.datetime(2021, 5, 3, 8, 5, tzinfo=dt.UTC)
    assert article.crawled_at == dt.datetime(2023, 12, 6, 10, 0, tzinfo=dt.UTC)
    assert b"<h1>" in records(items)[0].raw


@pytest.mark.parametrize("n_cut", range(8))
def test_a_message_cut_within_its_base64_is_read_as_far_as_it_goes(
    folder: Folder, n_cut: int
) -> None:
    body = base64.b64encode(f"{TEXTS[0]}\n\n{MORE}\n".encode())
    head = f"From: a@b.example\nSubject: {TITLES[0]}\nMIME-Version: 1.0\nContent-Transfer-Encoding: base64\n\n"
    (article,) = articles(folder.read("a.eml", head.encode() + body[: len(body) - n_cut]))
    assert article.body.startswith(f"{TEXTS[0]}\n\n{MORE[:-8]}")


def letter(n: int = 0, more: str = "", html: bool = False) -> bytes:
    kind = "text/html" if html else "text/plain"
    body = (
        f"<html><body><h1>{TITLES[n]}</h1><p>{TEXTS[n]}</p><p>{MORE}</p></body></html>"
        if html
        else f"{TEXTS[n]}\n\n{MORE}\n"
    )
    return (
        f"Received: by mx\nFrom: The Sallow Post <news@sallow.example>\nTo: reader@x.example\nSubject: {TITLES[n]}\n{more}"
        f"Date: Mon, 03 May 2021 10:05:00 +0200\nMessage-ID: <m{n}@sallow.example>\nMIME-Version: 1.0\nContent-Type: {kind}; charset=utf-8\n\n{body}"
    ).encode()


@pytest.mark.parametrize("html", [True, False])
def test_a_newsletter_is_published_by_its_list(folder: Folder, html: bool) -> None:
    (article,) = articles(folder.read("a.eml", letter(0, "List-Unsubscribe: <mailto:x>\n", html)))
    assert article.title == TITLES[0]
    assert article.body == f"{TEXTS[0]}\n\n{MORE}"
    assert article.publisher == "The Sallow Post"
    assert article.published_at == dt.datetime(2021, 5, 3, 8, 5, tzinfo=dt.UTC)
    assert article.source_record_id == "<m0@sallow.example>"


def mailbox() -> bytes:
    return b"".join(
        b"From news@sallow.example Mon May  3 10:05:00 2021\n"
        + letter(n)
        + b"\nFrom then on it rained.\n\n>From quoted\n\n"
        for n in range(3)
    )


@pytest.mark.parametrize("name", ["a.mbox", "inbox", "a.txt"])
def test_a_mailbox_gives_each_message(folder: Folder, name: str) -> None:
    items = folder.read(name, mailbox())
    found = articles(items)
    assert [a.title for a in found] == list(TITLES)
    assert [i.raw_position for i in items] == ["message 1", "message 2", "message 3"]
    assert "From then on it rained." in found[0].body
    assert b"".join(i.raw for i in records(items)) == mailbox()


def test_a_bad_message_costs_itself(folder: Folder) -> None:
    deep = b"MIME-Version: 1.0\n" + b"".join(
        b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (n, n) for n in range(5000)
    )
    assert reasons(folder.read("a.eml", deep)) == ["nested_too_deep"]
    odd = b'From: "\x00=?utf-8?b?@@?= <\nMIME-Version: 1.0\nContent-Type: text/html; charset="x\xff\n\n<p>x'
    assert isinstance(folder.read("b.eml", odd)[0], RawRecord | Rejection)


@pytest.mark.parametrize(
    "text",
    [
        f"From: the harbour\nSubject: cheese\n\n{TEXTS[0]}",
        f"Dairy recalls cheese\n\nMIME-Version: 1.0 stands in every letter.\n\n{TEXTS[0]}",
    ],
)
def test_a_text_with_such_words_is_no_message(folder: Folder, text: str) -> None:
    assert records(folder.read("a.txt", text.encode()))[0].media == "text"


WRITTEN = "From: Anna Lind <a@b.example>\nTo: c@d.example\nSubject: {}\nDate: Fri, 3 May 2024 10:00:00 +0000\n\n{}\n"


@pytest.mark.parametrize("name", ["a.eml", "a.mbox"])
def test_a_message_without_a_machines_headers_is_one_in_a_file_of_that_name(
    folder: Folder, name: str
) -> None:
    begin = "From c@d.example Fri May  3 10:00:00 2024\n" if name == "a.mbox" else ""
    empty = begin and f"{begin}\n\n"  # a mailbox may open with a message of nothing
    text = empty + begin + WRITTEN.format(TITLES[0], TEXTS[0])
    found = [item for item in records(folder.read(name, text.encode())) if item.fields]
    assert found[-1].fields is not None
    assert TITLES[0] in found[-1].fields.values()


def mail(sender: str, subject: str = "Ferry aground", more: str = "") -> bytes:
    return (
        f"From: {sender}\nSubject: {subject}\nDate: Mon, 3 May 2021 10:05:00 +0200\nMIME-Version: 1.0\n{more}"
        f"Content-Type: text/plain; charset=utf-8\n\n{TEXTS[0]}\n\n{MORE}\n"
    ).encode()


@pytest.mark.parametrize(
    ("sender", "more", "authors", "publisher"),
    [
        ("Hedda Quill <hq@post.example>", "", ("Hedda Quill",), "post.example"),
        ("The Salt Letter <hi@salt.example>", "", (), "The Salt Letter"),
        ("Oslen Morning Briefing <hi@post.example>", "", (), "Oslen Morning Briefing"),
        ("Hedda Quill from The Salt Letter <hi@salt.example>", "", ("Hedda Quill",), "The Salt Letter"),
        ("Hedda Quill of Oslen Post <hq@post.example>", "List-Id: <x>\n", ("Hedda Quill",), "Oslen Post"),
        ("Anna Post <tp@a.example>", "", ("Anna Post",), "a.example"),
        ("Anna Holm <anna@letters.example>", "List-Unsubscribe: <x>\n", ("Anna Holm",), "letters.example"),
        ("Salt Letter <hi@salt.example>", "List-Unsubscribe: <x>\n", (), "Salt Letter"),
        ("Low Water <hi@salt.example>", "List-Unsubscribe: <x>\n", (), "Low Water"),
        ("Low Water <hi@salt.example>", "", ("Low Water",), "salt.example"),
        ("Morning Brief <hi@post.example>", "", (), "Morning Brief"),
        ("Anna Brief <ab@post.example>", "", ("Anna Brief",), "post.example"),
    ],
)  # fmt: skip
def test_a_sender_is_a_person_or_a_paper_or_both(
    folder: Folder, sender: str, more: str, authors: tuple[str, ...], publisher: str
) -> None:
    (found,) = articles(folder.read("a.eml", mail(sender, more=more)))
    assert (found.authors, found.publisher) == (authors, publisher)


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("[Oslen-News] Ferry aground", "Ferry aground"),
        ("Fwd: [news] Fw: Ferry aground", "Ferry aground"),
        ("Ferry [not] aground", "Ferry [not] aground"),
        ("[sic]", "[sic]"),
    ],
)
def test_what_lists_set_before_a_subject_is_no_title(
    folder: Folder, subject: str, title: str
) -> None:
    (found,) = articles(folder.read("a.eml", mail("Hedda Quill <hq@post.example>", subject)))
    assert found.title == title


def safari(main: dict[str, object], form: plistlib.PlistFormat) -> bytes:
    shown = {"WebResourceData": b"\x89PNG", "WebResourceMIMEType": "image/png"}
    return plistlib.dumps({"WebMainResource": main, "WebSubresources": [shown]}, fmt=form)


@pytest.mark.parametrize("form", [plistlib.FMT_BINARY, plistlib.FMT_XML])
def test_a_page_that_safari_saved_is_read_out_of_its_property_list(
    folder: Folder, form: plistlib.PlistFormat
) -> None:
    url = "https://oslenpost.example/a"
    main = {"WebResourceData": PAGE.encode("utf-16"), "WebResourceMIMEType": "text/html"}
    main |= {"WebResourceURL": url, "WebResourceTextEncodingName": "UTF-16"}
    (article,) = articles(folder.read("a.webarchive", safari(main, form)))
    assert said(article) == (TITLES[0], f"{TEXTS[0]}\n\n{MORE} – ä")
    assert (article.url, article.authors) == (url, ("Hedda Quill",))


@pytest.mark.parametrize("form", [plistlib.FMT_BINARY, plistlib.FMT_XML])
def test_settings_of_a_program_are_no_saved_page(
    folder: Folder, form: plistlib.PlistFormat
) -> None:
    raw = plistlib.dumps({"WebHomePage": "https://oslenpost.example", "Text": TEXTS[0]}, fmt=form)
    assert reasons(folder.read("a.webarchive", raw)) == ["not_a_record"]
    assert reasons(folder.read("a.webarchive", raw[:-20])) == ["broken_record"]


@pytest.mark.parametrize(
    ("line", "is_signature"), [("-- ", True), ("--", False), ("-- Jo Holm", False)]
)
def test_what_stands_below_the_line_of_a_signature_is_no_text(
    folder: Folder, line: str, is_signature: bool
) -> None:
    below = "The port office of Oslen is at the quay."
    raw = letter(0, "", html=False) + f"\n\n{line}\n{below}\n".encode()
    (told,) = articles(folder.read("a.eml", raw))
    assert told.body.startswith(TEXTS[0])
    assert (below not in told.body) == is_signature
