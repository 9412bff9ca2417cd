"""What news archives export: many stories in one file, each a record with its fields; what only looks alike is one text."""

import datetime as dt
import re

import pytest

from copydesk.records import Rejection

from .articles import MORE, TEXTS, TITLES, articles, parsed, said
from .reading import Folder, records

DAY = dt.date(2010, 5, 3)


def wrapped(text: str, width: int = 70) -> str:
    import textwrap

    return "\n".join(textwrap.wrap(text, width))


def nexis(n: int, of: int = 3, *, mark: str = "{n} of {of} DOCUMENTS") -> str:
    return (
        f"{mark.format(n=n + 1, of=of):^70}\n\n\n                        The Sallow Post\n\n                     May 3, 2010 Monday \n"
        f"                      Late Edition - Final\n\n{TITLES[n]}\n\nBYLINE: By HEDDA QUILL\n\nSECTION: Section A; Column 0; Foreign Desk; Pg. 1\n\n"
        f"LENGTH: 512 words\n\nDATELINE: KORSVIK \n\n{wrapped(TEXTS[n])}\n\n{wrapped(MORE)}\n\nURL: http://www.sallow.example\n\nSUBJECT: CHEESE (90%);\nSTEEL (80%)\n\n"
        "LOAD-DATE: May 4, 2010\n\nLANGUAGE: ENGLISH\n\nGRAPHIC: PHOTO: A cheese on a table.\n\nPUBLICATION-TYPE: Newspaper\n\n\n"
        "                   Copyright 2010 The Sallow Post Company\n                              All Rights Reserved\n\n\n"
    )


def nexis_labelled(n: int) -> str:
    return (
        f"\n                               Document {n + 1} of 3\n\n                    Copyright 2010 Sallow Post Ltd.\n                        All Rights Reserved\n"
        f"                          The Sallow Post\n\n                       May 3, 2010, Monday\n\nSECTION: News; Pg. 4\n\nLENGTH: 512 words\n\n"
        f"HEADLINE: {wrapped(TITLES[n], 30)}\n\nBYLINE: Hedda Quill\n\nBODY:\n{wrapped(TEXTS[n])}\n\n{wrapped(MORE)}\n\nLOAD-DATE: May 4, 2010\n"
    )


def nexis_german(n: int) -> str:
    return (
        f"\n                              Dokument {n + 1} von 3\n\n\n                              Sallower Tageblatt\n\n                          3. Mai 2010 Montag\n\n"
        f"{TITLES[n]}\n\nAUTOR: Hedda Quill\n\nRUBRIK: Politik; S. 4\n\nLÄNGE: 512 Wörter\n\n{TEXTS[n]}\n\n{MORE}\n\nUPDATE: 3. Mai 2010\n\nSPRACHE: GERMAN; DEUTSCH\n\n"
        "PUBLICATION-TYPE: Zeitung\n\n                    Copyright 2010 Sallower Verlag\n                        Alle Rechte vorbehalten\n"
    )


def nexis_uni(n: int) -> str:
    return (
        f"{TITLES[n]}\nThe Sallow Post\nMay 3, 2010 Monday\n\nCopyright 2010 The Sallow Post Company All Rights Reserved\n\n"
        f"Section: Section A; Column 0; Foreign Desk; Pg. 1\nLength: 512 words\nByline: By HEDDA QUILL\nDateline: KORSVIK\n\nBody\n\n\n{TEXTS[n]}\n{MORE}\n\n"
        "Graphic\n\n \n\nA cheese on a table.\n\n\nClassification\n\n\nLanguage: ENGLISH\n\nPublication-Type: Newspaper\n\nLoad-Date: May 4, 2010\n\n\nEnd of Document\n\n"
    )


COVER = (
    "User Name: reader\nDate and Time: Tuesday, May 4, 2021 10:00:00 AM CEST\nJob Number: 1\n\nDocuments (3)\n 1. "
    + TITLES[0]
    + "\n    Client/Matter: -None-\n    Search Terms: cheese\n    Search Type: Natural\n\n"
)


def factiva(n: int) -> str:
    return (
        f"{TITLES[n]}\n\nBy Hedda Quill\n512 words\n3 May 2010\n10:05\nThe Sallow Post\nSALPO\nA1\nEnglish\n(c) 2010 Sallow Post Ltd.\n\n"
        f"{TEXTS[n]}\n\n{MORE}\n\nDocument SALPO00020100503e653000{n}x\n\n\n"
    )


def factiva_coded(n: int) -> str:
    return (
        f"SE     News\nHD     {TITLES[n]}\nBY     By Hedda Quill\nWC     512 words\nPD     3 May 2010\nET     10:05\nSN     The Sallow Post\nSC     SALPO\nLA     English\n"
        f"CY     (c) 2010 Sallow Post Ltd.\nLP     {TEXTS[n]}\nTD     \n{MORE}\nCO     dairy : Dairy & Co\nAN     Document SALPO00020100503e653000{n}x\n\n"
    )


def proquest(n: int) -> str:
    return (
        f"____________________________________________________________\n\n{TITLES[n]}\n\nAuthor: Quill, Hedda\n\n"
        "Publication info: The Sallow Post ; Korsvik [Korsvik]. 03 May 2010: A.1.\n\nProQuest document link\n\nAbstract: Short.\n\nLinks: http://x\n\n"
        f"Full text: {TEXTS[n]}\n\n{MORE}\n\nSubject: Cheese; Steel\n\nLocation: Korsvik\n\nTitle: {TITLES[n]}\n\nPublication title: The Sallow Post; Korsvik\n\nPages: A.1\n\n"
        "Publication year: 2010\n\nPublication date: May 3, 2010\n\nSection: News\n\nPublisher: Sallow Ltd\n\nISSN: 12345678\n\nSource type: Newspapers\n\n"
        f"Language of publication: English\n\nDocument type: News\n\nProQuest document ID: 4711{n}\n\nDocument URL: https://search.proquest.example/docview/{n}\n\n"
        "Copyright: Copyright Sallow May 3, 2010\n\nLast updated: 2010-05-04\n\nDatabase: Newsstand\n\n"
    )


FACTIVA_PAGE = (
    "<!DOCTYPE html><html><head><title>Factiva</title></head><body>{}</body></html>",
    '<div id="article-SALPO00020100503e653000{n}x" class="article enArticle"><p><div><span class="enHeadline">{title}</span></div>'
    '<div class="author">By Hedda Quill</div><div>512&nbsp;words</div><div>3 May 2010</div><div>10:05</div><div>The Sallow Post</div><div>SALPO</div>'
    '<div>English</div><div>(c) 2010 Sallow Post Ltd. </div><p class="articleParagraph enarticleParagraph">{text}</p><p class="articleParagraph">{more}</p>'
    "<p>Document SALPO00020100503e653000{n}x</p></p></div><br/>",
)


def factiva_page() -> str:
    whole, one = FACTIVA_PAGE
    return whole.format(
        "".join(one.format(n=n, title=TITLES[n], text=TEXTS[n], more=MORE) for n in range(3))
    )


def nexis_page() -> str:
    rows = "".join(
        f'<DIV CLASS="c0"><P CLASS="c1"><SPAN CLASS="c2">{line}</SPAN></P></DIV>\n'
        for n in range(3)
        for line in nexis(n).split("\n")
    )
    return f"<html><body>{rows}</body></html>"


def europresse_page() -> str:
    stories = "".join(
        f'<article><header><div><span class="DocPublicationName">The Sallow Post</span></div><span class="DocHeader">Nouvelles, lundi 3 mai 2010 90 mots, p. 7</span>'
        f'<div class="titreArticle"><p class="titreArticleVisu rdp__articletitle">{TITLES[n]}</p></div><p class="sm-margin-bottomNews">Hedda Quill</p></header>'
        f'<section><div class="docOcurrContainer"><p>{TEXTS[n]}</p><p>{MORE}</p></div></section><footer><small>Cet article est paru dans The Sallow Post</small>'
        f'<div>© 2010 The Sallow Post. Tous droits réservés.</div><div class="publiC-lblNodoc">news·20100503·SP·{n}471</div></footer></article>\n'
        for n in range(3)
    )
    return (
        f"<!DOCTYPE html><html><head><title>Europresse</title></head><body>{stories}</body></html>"
    )


FORMS = {
    "nexis": "".join(nexis(n) for n in range(3)),
    "nexis-labelled": "".join(nexis_labelled(n) for n in range(3)),
    "nexis-german": "".join(nexis_german(n) for n in range(3)),
    "nexis-uni": "".join(nexis_uni(n) for n in range(3)),
    "factiva": "".join(factiva(n) for n in range(3)),
    "factiva-coded": "".join(factiva_coded(n) for n in range(3)),
    "proquest": "".join(proquest(n) for n in range(3)),
    "factiva-page": factiva_page(),
    "nexis-page": nexis_page(),
    "europresse-page": europresse_page(),
}


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("form", sorted(FORMS))
def test_an_export_gives_each_of_its_stories(folder: Folder, form: str, line_end: str) -> None:
    name = "a.html" if form.endswith("page") else "a.txt"
    items = folder.read(name, FORMS[form].replace("\n", line_end).encode())
    found = articles(items)
    assert [a.title for a in found] == list(TITLES)
    assert [" ".join(a.body.split()) for a in found] == [f"{TEXTS[n]} {MORE}" for n in range(3)]
    assert {a.published_on for a in found} == {DAY}
    assert {a.publisher for a in found} == {
        "Sallower Tageblatt" if form == "nexis-german" else "The Sallow Post"
    }
    assert {tuple(name.title() for name in a.authors) for a in found} == {("Hedda Quill",)}
    assert [i.raw_position for i in items] == ["record 1", "record 2", "record 3"]


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "utf-8-sig"])
def test_an_export_is_read_in_every_encoding(folder: Folder, encoding: str) -> None:
    found = articles(folder.read("a.txt", FORMS["nexis-german"].encode(encoding)))
    assert [a.title for a in found] == list(TITLES)
    assert found[0].section == "Politik"


def test_fields_of_a_nexis_story(folder: Folder) -> None:
    found = articles(folder.read("a.txt", FORMS["nexis"].encode()))
    assert found[0].section == "Section A; Column 0; Foreign Desk"
    assert found[0].dateline == "KORSVIK"
    assert found[0].url == "http://www.sallow.example"
    assert found[0].language == "en"


def test_fields_of_a_proquest_story(folder: Folder) -> None:
    found = articles(folder.read("a.txt", FORMS["proquest"].encode()))
    assert found[2].source_record_id == "47112"
    assert found[2].url == "https://search.proquest.example/docview/2"
    assert found[2].keywords == ("Cheese", "Steel")
    assert {item.publisher for item in found} == {"The Sallow Post"}


@pytest.mark.parametrize(
    ("told", "authors"),
    [
        ("Quill, Hedda", ("Hedda Quill",)),
        ("Quill, Hedda; Brand, Olaf", ("Hedda Quill", "Olaf Brand")),
    ],
)
def test_what_proquest_says_of_itself_is_nobody_s_name(
    folder: Folder, told: str, authors: tuple[str, ...]
) -> None:
    raw = FORMS["proquest"].replace(
        "The Sallow Post;", "The Sallow Post, Late Edition (East Coast);"
    )
    raw = re.sub(r"Author: .*\n\nPublication info: .*", f"Author: {told}", raw)
    raw = raw.replace(TITLES[0], f"{TITLES[0]}: [Foreign Desk]")
    found = articles(folder.read("a.txt", raw.encode()))
    assert (found[0].title, found[0].authors) == (TITLES[0], authors)


def test_what_is_around_the_stories_is_accounted_for(folder: Folder) -> None:
    tail = "_" * 60 + "\n\nBibliography\n\nCitation style: APA 6th\n\nQuill, H. (2010).\n"
    *stories, last = parsed(folder.read("a.txt", (FORMS["proquest"] + tail).encode()))
    assert len(stories) == 3
    assert isinstance(last, Rejection)
    assert last.reasons == ("not_a_record",)


def test_a_cover_page_does_not_spoil_the_first_story(folder: Folder) -> None:
    found = articles(folder.read("a.txt", (COVER + FORMS["nexis-uni"]).encode()))
    assert said(found[0]) == (TITLES[0], f"{TEXTS[0]}\n\n{MORE}")


@pytest.mark.parametrize(
    "line",
    [
        "1 of 10 DOCUMENTS",
        "End of Document",
        "Document SALPO00020100503e65300001",
        "_" * 60,
        "Length: 512 words",
        "Full text: nothing",
    ],
)
def test_a_story_that_quotes_such_a_line_stays_one_text(folder: Folder, line: str) -> None:
    raw = f"{TITLES[0]}\n\n{TEXTS[0]}\n\n{line}\n\n{TEXTS[1]}\n\n{MORE}\n".encode()
    (record,) = records(folder.read("a.txt", raw))
    assert record.media == "text"


def test_a_page_with_such_a_class_of_its_own_stays_a_page(folder: Folder) -> None:
    raw = f"<html><body><article class='article article--news'><h1>{TITLES[0]}</h1><p>{TEXTS[0]}</p></article></body></html>".encode()
    (record,) = records(folder.read("a.html", raw))
    assert record.media == "html"


def headed(n: int) -> str:
    return f"{TITLES[n]}\nBy Hedda Quill\n3 May 2010\n\n{TEXTS[n]}\n\n{MORE}\n"


def bare(n: int) -> str:
    return f"{TITLES[n]}\n\n{TEXTS[n]}\n\n{MORE}\n"


PARTED = [
    "\n***\n",
    "\n* * *\n\n",
    "\n---\n",
    "\n=====\n\n",
    "\n###\n",
    "\n<<<>>>\n",
    "\n%%%\n",
    "\f",
    "\n\f\n",
]


@pytest.mark.parametrize("line", PARTED, ids=repr)
@pytest.mark.parametrize("story", [headed, bare])
def test_a_line_of_one_sign_parts_stories_that_each_open_as_one(
    folder: Folder, line: str, story
) -> None:
    found = articles(folder.read("a.txt", line.join(map(story, range(3))).encode()))
    assert [article.title for article in found] == list(TITLES[:3])
    assert all(article.body.endswith(MORE[-20:]) for article in found)
    if story is headed:
        assert {(article.authors, article.published_on) for article in found} == {
            (("Hedda Quill",), DAY)
        }


@pytest.mark.parametrize("line", PARTED, ids=repr)
@pytest.mark.parametrize(
    "parts",
    [
        [headed(0), TEXTS[1], MORE],  # sections without a heading
        [bare(0), f"What follows\n\n{TEXTS[1]}", f"In 2014\n\n{TEXTS[2]}"],  # with one
        [
            f"The Sallow Post, 3 May 2010\n\n{text}" for text in TEXTS[:3]
        ],  # a head that each page repeats
        [TITLES[0], f"{TEXTS[0]}\n\n{MORE}"],  # a headline underlined
    ],
    ids=["sections", "headings", "pages", "underlined"],
)
def test_a_line_of_one_sign_within_a_story_parts_nothing(folder: Folder, line: str, parts) -> None:
    assert len(records(folder.read("a.txt", line.join(parts).encode()))) == 1


def newsbank(n: int) -> str:
    return (
        f"{TITLES[n]}\nMay 3, 2010 | Sallow Post (Sallow, XX)\nAuthor: Hedda Quill | Section: Local | 131 Words\nPage: A{n}\nOpenURL Link\n\n{TEXTS[n]}\n\n{MORE}\n\n"
        "© Copyright 2010 Sallow Post. All Rights Reserved.\n\nCitation (APA Style)\nHedda Quill (2010, May 3). A story. Sallow Post, p. A1.\n\n\n"
    )


def test_an_export_of_newsbank_gives_its_stories(folder: Folder) -> None:
    items = folder.read("a.txt", "".join(map(newsbank, range(3))).encode())
    found = articles(records(items))
    assert [item.reasons for item in items if isinstance(item, Rejection)] == [("not_a_record",)]
    assert [said(article) for article in found] == [
        (TITLES[n], f"{TEXTS[n]}\n\n{MORE}") for n in range(3)
    ]
    assert {(a.authors, a.published_on, a.publisher) for a in found} == {
        (("Hedda Quill",), DAY, "Sallow Post")
    }
    alone = f"{TITLES[0]}\nMay 3, 2010 | Sallow Post\n\n{TEXTS[0]}\n\n{MORE}\n"
    assert len(records(folder.read("b.txt", alone.encode()))) == 1


@pytest.mark.parametrize("mark", ["@@", "##"])
def test_the_lines_of_a_corpus_are_its_texts(folder: Folder, mark: str) -> None:
    text = "".join(
        f"{mark}{4510 + n} <h> {TITLES[n]} <p> {TEXTS[n]} <p> {MORE}\n" for n in range(3)
    )
    items = records(folder.read("text_21-03.txt", text.encode()))
    assert [said(article) for article in articles(items)] == [
        (TITLES[n], f"{TEXTS[n]}\n\n{MORE}") for n in range(3)
    ]
    assert [item.source_record_id for item in items] == ["4510", "4511", "4512"]
    assert len(records(folder.read("b.txt", f"## 12 points\n\n{TEXTS[0]}\n\n{MORE}".encode()))) == 1


def ebsco(n: int) -> str:
    return (
        f"Record: {n + 1}\n\nTitle:\n{TITLES[n]}.\n\nAuthors:\nQuill, Hedda\n\nSource:\nSallow Post. 5/3/2010, p4. 1p.\n\nDocument Type:\nArticle\n\n"
        f"Accession Number:\n2W6{n}\n\nFull Text:\n{TEXTS[n]}\n\n{MORE}\n\nDatabase:\nNewspaper Source\n\n{'-' * 40}\n\n"
    )


def test_an_export_of_ebsco_gives_its_stories(folder: Folder) -> None:
    found = articles(records(folder.read("a.txt", "".join(map(ebsco, range(3))).encode())))
    assert [said(article) for article in found] == [
        (TITLES[n], f"{TEXTS[n]}\n\n{MORE}") for n in range(3)
    ]
    assert {(a.authors, a.published_on, a.publisher) for a in found} == {
        (("Hedda Quill",), DAY, "Sallow Post")
    }
    story = f"{TITLES[0]}\n\n{TEXTS[0]}\n\nRecord: 12\n\nSource: the club.\n\n{MORE}\n"
    assert len(records(folder.read("b.txt", story.encode()))) == 1


def test_labels_below_a_headline_are_its_fields_in_a_file_of_stories(folder: Folder) -> None:
    text = "".join(
        f"{TITLES[n]}\nAuthor: Hedda Quill\nDate: May 3, 2010\nFrom: Sallow Post(Sallow)\nLength: 140 words\n\nFull Text:\n{TEXTS[n]}\n\n{MORE}\n\n{'=' * 40}\n\n"
        for n in range(3)
    )
    found = articles(records(folder.read("a.txt", text.encode())))
    assert [said(article) for article in found] == [
        (TITLES[n], f"{TEXTS[n]}\n\n{MORE}") for n in range(3)
    ]
    assert {(a.authors, a.published_on) for a in found} == {(("Hedda Quill",), DAY)}
    spoken = "".join(
        f"{TITLES[n]}\nBy Hedda Quill\nTickets: at the door\nDoors: seven\n\n{TEXTS[n]}\n\n{MORE}\n\n{'=' * 40}\n\n"
        for n in range(3)
    )
    found = articles(records(folder.read("b.txt", spoken.encode())))
    assert [said(article) for article in found] == [
        (TITLES[n], f"Tickets: at the door\n\nDoors: seven\n\n{TEXTS[n]}\n\n{MORE}")
        for n in range(3)
    ]
