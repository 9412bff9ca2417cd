"""NITF, NewsML 1 and G2: one story a record, with agency, day on its own clock, byline and text without captions."""

import datetime as dt

import pytest

from copydesk.records import RawRecord, Rejection

from .articles import MORE, TEXTS, TITLES, articles, parsed, said
from .reading import Folder, records

AT = dt.datetime(2021, 5, 3, 8, 5, tzinfo=dt.UTC)


def nitf(n: int = 0, root: str = "<nitf>") -> str:
    return (
        f"{root}<head><title>slug-cheese</title><docdata><doc-id id-string='X{n}'/><date.issue norm='20210503T100500+0200'/>"
        "<key-list><keyword key='cheese'/><keyword key='steel'/></key-list></docdata>"
        "<pubdata name='Sallow Post' date.publication='20210504T000000' position.section='Local'/></head><body><body.head><hedline>"
        f"<hl1>{TITLES[n]}</hl1><hl2>Eleven tonnes gone</hl2></hedline><byline>By Hedda Quill</byline></body.head><body.content>"
        f"<media media-type='image'><media-caption>A cheese on a table.</media-caption></media>"
        f"<p>{TEXTS[n]} <org>Dairy &amp; Co</org>, they said.</p><hl2>What next</hl2><p>{MORE}</p></body.content></body></nitf>"
    )


def newsml(*items: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE NewsML SYSTEM "NewsML_1.2.dtd" [<!ENTITY x "y">]>\n<NewsML><Catalog/>'
        f"<NewsEnvelope><DateAndTime>20210503T100500+0200</DateAndTime></NewsEnvelope>{''.join(items)}</NewsML>"
    ).encode()


def news_item(n: int, content: str | None = None) -> str:
    text = content or f"<p>{TEXTS[n]}</p><p>{MORE}</p>"
    return (
        "<NewsItem><Identification><NewsIdentifier><ProviderId>agency.example</ProviderId><DateId>20210503</DateId>"
        f"<NewsItemId>n{n}</NewsItemId><PublicIdentifier>urn:newsml:agency.example:20210503:n{n}:1</PublicIdentifier></NewsIdentifier>"
        "</Identification><NewsManagement><FirstCreated>20210503T100500+0200</FirstCreated>"
        "<ThisRevisionCreated>20210503T110500+0200</ThisRevisionCreated></NewsManagement>"
        f"<NewsComponent><NewsLines><HeadLine>{TITLES[n]}</HeadLine><ByLine>Hedda Quill</ByLine><DateLine>KORSVIK</DateLine></NewsLines>"
        "<AdministrativeMetadata><Provider><Party FormalName='Northern Wire'/></Provider></AdministrativeMetadata>"
        "<DescriptiveMetadata><Language FormalName='en'/></DescriptiveMetadata>"
        "<NewsComponent><ContentItem Href='a.jpg'/><ContentItem><DataContent>A cheese on a table.</DataContent></ContentItem></NewsComponent>"
        f"<ContentItem><MediaType FormalName='Text'/><DataContent>{text}</DataContent></ContentItem></NewsComponent></NewsItem>"
    )


@pytest.mark.parametrize("name", ["a.xml", "a.nitf", "a.txt", "a"])
def test_nitf_is_read(folder: Folder, name: str) -> None:
    raw = '<?xml version="1.0"?><!DOCTYPE nitf SYSTEM "nitf-3-2.dtd">' + nitf()
    (article,) = articles(folder.read(name, raw.encode()))
    assert said(article) == (TITLES[0], f"{TEXTS[0]} Dairy & Co, they said.\n\nWhat next\n\n{MORE}")
    assert article.headings == ("What next",)
    assert (article.subtitle, article.authors) == ("Eleven tonnes gone", ("Hedda Quill",))
    assert (article.published_at, article.published_utc_offset) == (AT, 120)
    assert (article.publisher, article.section) == ("Sallow Post", "Local")
    assert article.keywords == ("cheese", "steel")
    assert article.source_record_id == "X0"


def test_the_lead_that_an_archive_repeats_is_taken_once(folder: Folder) -> None:
    content = (
        f'<block class="lead_paragraph"><p>{TEXTS[0]}</p></block>'
        f'<block class="full_text"><p>{TEXTS[0]}</p><p>{MORE}</p></block>'
    )
    start, end = nitf().index("<media "), nitf().index("</body.content>")
    raw = nitf()[:start] + content + nitf()[end:]
    (article,) = articles(folder.read("a.xml", raw.encode()))
    assert article.body == f"{TEXTS[0]}\n\n{MORE}"


def test_newsml_gives_each_item(folder: Folder) -> None:
    found = articles(folder.read("a.xml", newsml(news_item(0), news_item(1))))
    assert [said(a) for a in found] == [(TITLES[n], f"{TEXTS[n]}\n\n{MORE}") for n in (0, 1)]
    article = found[1]
    assert (article.publisher, article.authors) == ("Northern Wire", ("Hedda Quill",))
    assert (article.published_at, article.updated_at) == (AT, AT + dt.timedelta(hours=1))
    assert article.source_record_id == "urn:newsml:agency.example:20210503:n1:1"
    assert article.language == "en"


@pytest.mark.parametrize(
    "content",
    [
        nitf(0),
        f"<html><head><title>x</title></head><body><p>{TEXTS[0]}</p><p>{MORE}</p></body></html>",
        f"<![CDATA[<p>{TEXTS[0]}</p><p>{MORE}</p>]]>",
        f"{TEXTS[0]}\n\n{MORE}",
    ],
)
def test_newsml_wraps_text_of_many_kinds(folder: Folder, content: str) -> None:
    (article,) = articles(folder.read("a.newsml", newsml(news_item(0, content))))
    assert article.title == TITLES[0]
    assert article.body.startswith(TEXTS[0])
    assert article.body.endswith(MORE)
    assert article.publisher == "Northern Wire"


def test_components_with_headlines_of_their_own_are_stories_of_their_own(folder: Folder) -> None:
    inner = "".join(
        f"<NewsComponent><NewsLines><HeadLine>{TITLES[n]}</HeadLine></NewsLines>"
        f"<ContentItem><DataContent><p>{TEXTS[n]}</p><p>{MORE}</p></DataContent></ContentItem></NewsComponent>"
        for n in range(3)
    )
    item = (
        "<NewsItem><NewsManagement><FirstCreated>20210503T100500+0200</FirstCreated></NewsManagement>"
        f"<NewsComponent><AdministrativeMetadata><Provider><Party FormalName='Wire'/></Provider></AdministrativeMetadata>{inner}"
        "</NewsComponent></NewsItem>"
    )
    items = folder.read("a.xml", newsml(item))
    found = articles(items)
    assert [said(a) for a in found] == [(TITLES[n], f"{TEXTS[n]}\n\n{MORE}") for n in range(3)]
    assert [a.published_at for a in found] == [AT] * 3
    assert [a.publisher for a in found] == ["Wire"] * 3
    assert [i.raw_position for i in items] == [f"record 1;story {n}" for n in (1, 2, 3)]
    assert len({i.record_id for i in items}) == 3


def g2(n: int, content: str | None = None, kind: str = "newsItem") -> str:
    inner = content or (
        f'<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>t</title></head>'
        f"<body><h1>{TITLES[n]}</h1><p>{TEXTS[n]}</p><p>{MORE}</p></body></html></inlineXML>"
    )
    return (
        f'<{kind} xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:x:{n}" version="1" xml:lang="en"><itemMeta>'
        '<itemClass qcode="ninat:text"/><provider qcode="p:nw"><name>Northern Wire</name></provider>'
        "<versionCreated>2021-05-03T11:05:00+02:00</versionCreated><firstCreated>2021-05-03T10:05:00+02:00</firstCreated></itemMeta>"
        f'<contentMeta><language tag="en-GB"/><keyword>cheese</keyword><headline>{TITLES[n]}</headline><by>By Hedda Quill</by></contentMeta>'
        f"<contentSet>{inner}</contentSet></{kind}>"
    )


@pytest.mark.parametrize("is_wrapped", [True, False])
def test_newsml_g2_is_read(folder: Folder, is_wrapped: bool) -> None:
    raw = g2(0)
    if is_wrapped:
        raw = f'<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header/><itemSet>{g2(0)}{g2(1)}</itemSet></newsMessage>'
    found = articles(folder.read("a.xml", f'<?xml version="1.0"?>{raw}'.encode()))
    assert [said(a) for a in found] == [
        (TITLES[n], f"{TEXTS[n]}\n\n{MORE}") for n in range(len(found))
    ]
    assert len(found) == 1 + is_wrapped
    assert (found[0].publisher, found[0].authors) == ("Northern Wire", ("Hedda Quill",))
    assert found[0].published_at == AT
    assert found[0].keywords == ("cheese",)
    assert found[0].source_record_id == "urn:x:0"


def test_g2_packages_and_pictures_are_accounted_for(folder: Folder) -> None:
    raw = f"<newsMessage><itemSet>{g2(0, '<x/>', 'packageItem')}{g2(1, '<remoteContent/>')}{g2(2)}</itemSet></newsMessage>"
    package, picture, story = parsed(folder.read("a.xml", raw.encode()))
    assert isinstance(package, Rejection)
    assert package.reasons == ("not_a_page",)
    assert isinstance(picture, Rejection)
    assert picture.reasons == ("no_body",)
    assert not isinstance(story, Rejection)


def test_a_prefix_is_no_other_name(folder: Folder) -> None:
    raw = (
        g2(0)
        .replace("<", "<nar:")
        .replace("<nar:/", "</nar:")
        .replace('xmlns="http://iptc', 'xmlns:nar="http://iptc')
    )
    (record,) = records(folder.read("a.xml", raw.encode()))
    assert isinstance(record, RawRecord)
    assert record.fields is not None
    assert record.fields["title"] == TITLES[0]


def test_an_item_of_a_news_corpus_is_read(folder: Folder) -> None:
    raw = (
        f'<?xml version="1.0" encoding="iso-8859-1" ?><newsitem itemid="2286" date="1996-08-20" xml:lang="en"><title>X</title>'
        f"<headline>{TITLES[0]}</headline><byline>Hedda Quill</byline><dateline>KORSVIK 1996-08-20</dateline><text><p>{TEXTS[0]}</p>"
        f'<p>{MORE}</p></text><metadata><dc element="dc.source" value="Sallow Wire"/></metadata></newsitem>'
    )
    (article,) = articles(folder.read("2286newsML.xml", raw.encode()))
    assert (article.title, article.authors, article.publisher) == (
        TITLES[0],
        ("Hedda Quill",),
        "Sallow Wire",
    )
    assert (str(article.published_on), article.body) == ("1996-08-20", f"{TEXTS[0]}\n\n{MORE}")


def test_the_name_in_the_index_of_an_archive_is_the_author(folder: Folder) -> None:
    printed = "<byline>By Hedda Quill</byline>"
    index = '<byline class="print_byline">By HEDDA QUILL</byline><byline class="normalized_byline">Quill, Hedda</byline>'
    (article,) = articles(folder.read("a.xml", nitf().replace(printed, index).encode()))
    assert article.authors == ("Hedda Quill",)


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By <person>Hedda Quill</person><byttl>Staff Writer</byttl>", ("Hedda Quill",)),
        ("<person>Hedda Quill</person> and <person>Tom Hale</person><byttl>Oslen</byttl>", ("Hedda Quill", "Tom Hale")),
        ("By Hedda Quill<byttl>Oslen Agency</byttl>", ("Hedda Quill",)),
        ("By Hedda <em>Quill</em>", ("Hedda Quill",)),
    ],
)  # fmt: skip
def test_who_signs_an_nitf_document_is_told_from_what_they_are(
    folder: Folder, byline: str, names: tuple[str, ...]
) -> None:
    text = nitf().replace("By Hedda Quill", byline)
    (found,) = articles(folder.read("a.xml", text.encode()))
    assert found.authors == names
