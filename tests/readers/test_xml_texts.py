"""Collections in one file: `<DOC>` of TREC and LDC, TEI, a wiki's dump, and XML that nobody has a name for."""

import datetime as dt
from html import escape

import pytest

from copydesk.readers.wikitext import read_wikitext
from copydesk.records import Rejection

from .articles import MORE, TEXTS, TITLES, articles, parsed, said
from .reading import Folder, reasons, records

LDC = "".join(
    f'<DOC id="AFP_ENG_1994051{n}.0001" type="story" >\n<HEADLINE>\n{TITLES[n]}\n</HEADLINE>\n<DATELINE>\nKORSVIK, May 1{n} (AFP)\n'
    f"</DATELINE>\n<TEXT>\n<P>\n{TEXTS[n]}\n</P>\n<P>\n{MORE} AT&T paid 5 < 6.\n</P>\n</TEXT>\n</DOC>\n"
    for n in range(3)
)
TREC = "".join(
    f"<DOC>\n<DOCNO> AP88021{n}-0001 </DOCNO>\n<FILEID>AP-NR-02-12-88 2344EST</FILEID>\n<FIRST>u i AM-Cheese 02-12 0123</FIRST>\n"
    f"<HEAD>{TITLES[n]}</HEAD>\n<BYLINE>By HEDDA QUILL</BYLINE>\n<DATELINE>KORSVIK (AP) </DATELINE>\n<TEXT>\n   {TEXTS[n]}\n   {MORE}\n</TEXT>\n</DOC>\n"
    for n in range(3)
)
LATIMES = (
    f"<DOC>\n<DOCNO> LA010189-0001 </DOCNO>\n<DOCID> 1 </DOCID>\n<DATE>\n<P>\nJanuary 1, 1989, Sunday, Home Edition\n</P>\n</DATE>\n<SECTION>\n<P>\nMetro\n</P>\n"
    f"</SECTION>\n<HEADLINE>\n<P>\n{TITLES[0]}\n</P>\n</HEADLINE>\n<BYLINE>\n<P>\nBy HEDDA QUILL\n</P>\n</BYLINE>\n<TEXT>\n<P>\n{TEXTS[0]}\n</P>\n<P>\n{MORE}\n</P>\n</TEXT>\n</DOC>\n"
)


@pytest.mark.parametrize("name", ["ldc.txt", "ldc", "ldc.sgml", "ldc.sgm", "ldc.xml"])
def test_ldc_documents_are_each_an_article(folder: Folder, name: str) -> None:
    items = folder.read(name, LDC.encode())
    found = articles(items)
    assert [a.title for a in found] == list(TITLES)
    assert [a.body for a in found] == [f"{TEXTS[n]}\n\n{MORE} AT&T paid 5 < 6." for n in range(3)]
    assert [a.published_on for a in found] == [dt.date(1994, 5, 10 + n) for n in range(3)]
    assert found[0].publisher == "Agence France-Presse"
    assert found[0].source_record_id == "AFP_ENG_19940510.0001"
    assert [i.raw_position for i in items] == ["record 1", "record 2", "record 3"]


def test_trec_documents_are_each_an_article(folder: Folder) -> None:
    found = articles(folder.read("ap880212", TREC.encode()))
    assert [a.title for a in found] == list(TITLES)
    assert found[1].body.startswith(TEXTS[1])
    assert found[1].published_on == dt.date(1988, 2, 11)
    assert found[1].authors == ("HEDDA QUILL",)
    assert found[1].publisher == "Associated Press"
    (la,) = articles(folder.read("la", LATIMES.encode()))
    assert said(la) == (TITLES[0], f"{TEXTS[0]}\n\n{MORE}")
    assert (la.published_on, la.section) == (dt.date(1989, 1, 1), "Metro")


def test_a_document_without_its_end_costs_itself(folder: Folder) -> None:
    raw = LDC.replace("</DOC>\n", "", 1).encode()
    items = folder.read("a.txt", raw)
    assert reasons(items) == ["broken_record"]
    assert len(records(items)) == 2


@pytest.mark.parametrize(
    "text",
    [
        f"The tag <DOC> and its use\n\n{TEXTS[0]}\n\n{MORE}\n",
        f"<DOC> is what the archivists type\n\n{TEXTS[0]}\n\n{MORE}\n",
    ],
)
def test_a_story_about_such_tags_is_one_text(folder: Folder, text: str) -> None:
    (record,) = records(folder.read("a.txt", text.encode()))
    assert record.media == "text"


def tei(body: str, title: str = TITLES[0]) -> str:
    return (
        '<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt>'
        f"<title>{title}</title><author>Hedda Quill</author></titleStmt><publicationStmt><publisher>A Library</publisher>"
        "<date>2015</date><idno>t1</idno></publicationStmt><sourceDesc><bibl><publisher>Sallow Post</publisher>"
        '<date when="1921-05-03">3 May</date></bibl></sourceDesc></fileDesc><profileDesc><langUsage><language ident="en"/></langUsage>'
        f"</profileDesc></teiHeader><text><body>{body}</body></text></TEI>"
    )


def test_tei_speaks_of_the_paper_and_not_of_its_transcription(folder: Folder) -> None:
    body = f'<pb n="1"/><fw>SALLOW POST</fw><p>{TEXTS[0]}<note>A footnote of the library.</note></p><p>{MORE}</p>'
    (article,) = articles(folder.read("a.xml", tei(body).encode()))
    assert said(article) == (TITLES[0], f"{TEXTS[0]}\n\n{MORE}")
    assert (article.publisher, article.published_on) == ("Sallow Post", dt.date(1921, 5, 3))
    assert article.authors == ("Hedda Quill",)


def test_an_issue_in_tei_is_cut_into_its_articles(folder: Folder) -> None:
    body = "".join(
        f'<div type="article"><head>{TITLES[n]}</head><p>{TEXTS[n]}</p><p>{MORE}</p></div>'
        for n in range(3)
    )
    corpus = f'<?xml version="1.0"?><teiCorpus>{tei(body, "Sallow Post, 3 May 1921")}{tei(f"<p>{TEXTS[0]}</p>")}</teiCorpus>'
    found = articles(folder.read("a.xml", corpus.encode()))
    assert [said(a) for a in found[:3]] == [(TITLES[n], f"{TEXTS[n]}\n\n{MORE}") for n in range(3)]
    assert {a.published_on for a in found} == {dt.date(1921, 5, 3)}
    assert len(found) == 4


WIKI = (
    '<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.10/" xml:lang="en"><siteinfo><sitename>Wikinews</sitename>'
    "<base>https://en.wikinews.org/wiki/Main_Page</base></siteinfo>"
    "<page><title>{title}</title><ns>0</ns><id>7</id><revision><id>99</id><timestamp>2021-05-06T07:00:00Z</timestamp>"
    "<contributor><username>Somebody</username></contributor><text>{{{{date|May 3, 2021}}}}\n{{{{Food|x}}}}\n[[File:a.jpg|thumb|A [[cheese]].]]\n"
    "A '''dairy''' in [[Korsvik|the town of Korsvik]] {rest}&lt;ref&gt;note&lt;/ref&gt;\n\n{{{{QuoteRight|x}}}}\n"
    "* [[w:Cheese|Cheese]] is [https://x.example/ sold] there.\n\n==Reaction==\n{more}\n\n== Sources ==\n*{{{{source|url=x}}}}\n"
    "[[Category:May 3, 2021]]\n[[Category:Food]]</text></revision></page>"
    "<page><title>User:A</title><ns>2</ns><id>8</id><revision><text>me</text></revision></page>"
    '<page><title>Old</title><ns>0</ns><id>9</id><redirect title="New"/><revision><text>#REDIRECT [[New]]</text></revision></page>'
    "</mediawiki>"
)


def test_a_wikis_dump_gives_its_stories(folder: Folder) -> None:
    raw = WIKI.format(title=TITLES[0], rest=TEXTS[0][2:], more=MORE)
    items = parsed(folder.read("enwikinews.xml", raw.encode()))
    story, *rest = items
    assert not isinstance(story, Rejection)
    assert story.title == TITLES[0]
    assert (
        story.body
        == f"A dairy in the town of Korsvik {TEXTS[0][2:]}\n\nCheese is sold there.\n\nReaction\n\n{MORE}"
    )
    assert story.published_on == dt.date(2021, 5, 3)
    assert story.publisher == "Wikinews"
    assert story.url == "https://en.wikinews.org/wiki/" + TITLES[0].replace(" ", "_")
    assert [i.reasons for i in rest if isinstance(i, Rejection)] == [("not_a_page",)] * 2


FLAT = "".join(
    f'<row id="{n}"><Title>{TITLES[n]}</Title><Content>{TEXTS[n]} {MORE}</Content><date>2021-05-03</date><tags><tag>a</tag><tag>b</tag></tags></row>'
    for n in range(3)
)
SOLR = "".join(
    f'<doc><str name="id">{n}</str><str name="title">{TITLES[n]}</str><str name="content">{TEXTS[n]} {MORE}</str></doc>'
    for n in range(3)
)
DEEP = "".join(
    f"<article><meta><author>Hedda Quill</author></meta><headline>{TITLES[n]}</headline><body><p>{TEXTS[n]}</p><p>{MORE}</p></body></article>"
    for n in range(3)
)
MYSQL = "".join(
    f'<row><field name="title">{TITLES[n]}</field><field name="body">{TEXTS[n]} {MORE}</field><field name="date">2021-05-03</field></row>'
    for n in range(3)
)


ATTRIBUTES = "".join(
    f'<row Id="{n}" Title="{TITLES[n]}" Body="&lt;p&gt;{TEXTS[n]} {MORE}&lt;/p&gt;" CreationDate="2021-05-03T10:05:00"/>'
    for n in range(3)
)
BARE = "".join(
    f'<article id="{n}" published-at="2021-05-03" title="{TITLES[n]}"><p>{TEXTS[n]}</p><p>{MORE}</p></article>'
    for n in range(3)
)


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("a.xml", f"<?xml version='1.0'?><posts>{ATTRIBUTES}</posts>"),
        ("a.xml", f"<?xml version='1.0'?><articles>{BARE}</articles>"),
        ("a.xml", f"<?xml version='1.0'?><dump><info><n>3</n></info><rows>{FLAT}</rows></dump>"),
        ("a.xml", f"<response><result numFound='3'>{SOLR}</result></response>"),
        ("a.txt", f"<?xml version='1.0'?>\n<articles>{DEEP}</articles>"),
        ("a", f"<?xml version='1.0'?>\n<corpus><year n='2021'>{DEEP}</year></corpus>"),
        ("a.xml", f"<?xml version='1.0'?><resultset>{MYSQL}</resultset>"),
    ],
)
def test_xml_of_any_vocabulary_gives_what_reads_like_an_article(
    folder: Folder, name: str, raw: str
) -> None:
    found = articles(folder.read(name, raw.encode()))
    assert [a.title for a in found] == list(TITLES)
    assert [" ".join(a.body.split()) for a in found] == [f"{TEXTS[n]} {MORE}" for n in range(3)]


def test_one_article_a_file_is_read(folder: Folder) -> None:
    raw = f"<article><title>{TITLES[0]}</title><text>{TEXTS[0]}</text></article>"
    (article,) = articles(folder.read("a.xml", raw.encode()))
    assert said(article) == (TITLES[0], TEXTS[0])


FIELDS = ("Headline", "Reporter", "Date Published", "Body Text")


def filemaker(names: tuple[str, ...], rows: list[tuple[str, ...]]) -> bytes:
    head = "".join(
        f'<FIELD EMPTYOK="YES" MAXREPEAT="1" NAME="{name}" TYPE="TEXT"/>' for name in names
    )
    told = "".join(
        '<ROW MODID="0">' + "".join(f"<COL><DATA>{cell}</DATA></COL>" for cell in row) + "</ROW>"
        for row in rows
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" ?><FMPXMLRESULT xmlns="http://www.filemaker.com/fmpxmlresult"><ERRORCODE>0</ERRORCODE>'
        f"<METADATA>{head}</METADATA><RESULTSET FOUND='2'>{told}</RESULTSET></FMPXMLRESULT>"
    ).encode()


def test_cells_stand_under_the_names_in_the_head_of_a_filemaker_table(folder: Folder) -> None:
    rows = [(TITLES[n], "Hedda Quill", "2021-05-03", f"{TEXTS[n]} {MORE}") for n in range(2)]
    items = folder.read("a.xml", filemaker(FIELDS, rows))
    assert [(*said(a), a.authors, str(a.published_on)) for a in articles(items)] == [
        (title, text, (name,), day) for title, name, day, text in rows
    ]
    many = tuple(f"Column number {number}" for number in range(30)) + FIELDS
    items = folder.read("b.xml", filemaker(many, [("",) * 30 + row for row in rows]))
    assert [a.title for a in articles(items)] == list(TITLES[:2])
    people = filemaker(("Name", "Phone"), [("Hedda Quill", "555 0100")] * 2)
    assert [record.fields for record in records(folder.read("c.xml", people))] == [
        {"Name": "Hedda Quill", "Phone": "555 0100"}
    ] * 2


def test_xml_of_other_things_is_accounted_for(folder: Folder) -> None:
    raw = b"<?xml version='1.0'?><config><server><name>a</name><port>80</port></server></config>"
    (item,) = folder.read("a.xml", raw)
    assert isinstance(item, Rejection)
    assert item.reasons == ("not_a_record",)
    assert "<config>" in item.detail
    assert reasons(folder.read("a.svg", b"<?xml version='1.0'?><svg><g/></svg>")) == [
        "unsupported_format"
    ]


def test_utf_16_is_read(folder: Folder) -> None:
    raw = f"<?xml version='1.0' encoding='utf-16'?><rows>{FLAT}</rows>".encode("utf-16")
    items = folder.read("a.xml", raw)
    assert [a.title for a in articles(items)] == list(TITLES)
    assert records(items)[0].raw.decode("utf-16-le").endswith("</row>")


def test_what_trafilatura_writes_as_xml_is_read(folder: Folder) -> None:
    raw = f'<doc sitename="Sallow Post" title="{TITLES[0]}" author="Hedda Quill" date="2021-05-03" source="https://a.example/1"><main><p>{TEXTS[0]}</p><p>{MORE}</p></main><comments/></doc>'
    (article,) = articles(folder.read("1.xml", raw.encode()))
    assert (article.title, article.authors, str(article.published_on)) == (
        TITLES[0],
        ("Hedda Quill",),
        "2021-05-03",
    )
    assert (article.url, article.publisher) == ("https://a.example/1", "Sallow Post")
    assert article.body == f"{TEXTS[0]}\n\n{MORE}"


def test_elements_may_be_named_in_another_alphabet(folder: Folder) -> None:
    raw = "".join(
        f"<новость><заголовок>{TITLES[n]}</заголовок><дата>2021-05-0{n + 3}</дата><текст>{TEXTS[n]}</текст></новость>"
        for n in range(2)
    )
    found = articles(
        folder.read("a.xml", f"<?xml version='1.0'?><новости>{raw}</новости>".encode())
    )
    assert [(a.title, str(a.published_on)) for a in found] == [
        (TITLES[0], "2021-05-03"),
        (TITLES[1], "2021-05-04"),
    ]


def test_elements_may_be_named_in_another_language_with_latin_letters(folder: Folder) -> None:
    text = (
        "港湾評議会は月曜日、渡し船の運航を五月に再開すると発表した。嵐のため三月から止まっていた。"
    )
    raw = "".join(
        f"<row><Judul>{TITLES[n]}</Judul><Tanggal_terbit>2021-05-03</Tanggal_terbit><Isi_berita>{text * 2}</Isi_berita></row>"
        for n in range(2)
    )
    found = articles(folder.read("a.xml", f"<rows>{raw}</rows>".encode()))
    assert [a.title for a in found] == list(TITLES[:2])


def test_a_list_of_names_and_messages_is_no_list_of_articles(folder: Folder) -> None:
    raw = "<log>" + "<row><name>server</name><message>started</message></row>" * 3 + "</log>"
    assert reasons(folder.read("a.xml", raw.encode())) == ["not_a_record"]


def test_an_article_of_a_journals_archive_has_its_names_and_day_in_parts(folder: Folder) -> None:
    """JATS, beside an element of the same name that is none of it."""
    contributor = "<contrib contrib-type='{}'><name><surname>{}</surname><given-names>{}</given-names></name></contrib>"
    raw = (
        "<article xml:lang='en'><front><journal-meta><journal-title>Sea Notes</journal-title></journal-meta><article-meta><title-group>"
        f"<article-title>{TITLES[0]}</article-title></title-group><contrib-group>{contributor.format('author', 'Quill', 'Hedda')}"
        f"{contributor.format('editor', 'Hale', 'Tom')}</contrib-group><pub-date><year>2021</year></pub-date>"
        "<pub-date pub-type='epub'><day>3</day><month>5</month><year>2021</year></pub-date></article-meta></front>"
        f"<body><sec><title>Steel</title><p>{TEXTS[0]}</p><p>{MORE}</p></sec></body></article>"
    )
    (found,) = articles(folder.read("a.nxml", raw.encode()))
    assert (found.title, found.authors, found.publisher) == (
        TITLES[0],
        ("Hedda Quill",),
        "Sea Notes",
    )
    assert (str(found.published_on), MORE in found.body) == ("2021-05-03", True)
    plain = f"<articles><article><title>{TITLES[0]}</title><body>{TEXTS[0]} {MORE}</body></article></articles>"
    assert [one.title for one in articles(folder.read("b.xml", plain.encode()))] == [TITLES[0]]


def test_a_clipping_has_its_address_in_the_attributes_of_the_note(folder: Folder) -> None:
    raw = (
        f"<en-export><note><title>{TITLES[0]}</title><content><![CDATA[<?xml version='1.0'?><en-note><div>{TEXTS[0]}</div><div>{MORE}</div></en-note>]]>"
        "</content><created>20210503T080500Z</created><note-attributes><author>Hedda Quill</author><source-url>https://post.example/a</source-url>"
        "</note-attributes></note></en-export>"
    )
    (found,) = articles(folder.read("clips.enex", raw.encode()))
    assert (found.title, found.authors, found.url) == (
        TITLES[0],
        ("Hedda Quill",),
        "https://post.example/a",
    )


def test_the_headline_of_a_collection_may_hold_who_wrote_it(folder: Folder) -> None:
    """TREC's Wall Street Journal."""
    head = f"<HL>  {TITLES[0]}\n----\nBy Hedda Quill</HL>"
    raw = f"<DOC><DOCNO> WSJ910503-0001 </DOCNO>{head}<DATE>05/03/91</DATE><TEXT>\n{TEXTS[0]} {MORE}\n</TEXT></DOC>"
    (found,) = articles(folder.read("WSJ_0503", raw.encode()))
    assert (found.title, found.authors) == (TITLES[0], ("Hedda Quill",))


def test_the_attributes_of_a_concordancers_documents_are_their_fields(folder: Folder) -> None:
    one = '<doc id="{n}" title="{title}" date="2021-05-0{n}" url="https://s.example/{n}">\n<p>\n{text}\n</p>\n</doc>\n'
    raw = "".join(one.format(n=n + 1, title=TITLES[n], text=TEXTS[n]) for n in range(3))
    found = articles(folder.read("corpus.txt", raw.encode()))
    assert [(a.title, a.body, str(a.published_on), a.url) for a in found] == [
        (TITLES[n], TEXTS[n], f"2021-05-0{n + 1}", f"https://s.example/{n + 1}") for n in range(3)
    ]


def test_a_record_of_proquests_has_its_parts_in_elements_of_their_own(folder: Folder) -> None:
    text = f"<html><head/><body><p>{TEXTS[0]}</p><p>{MORE}</p></body></html>"
    raw = (
        f"<?xml version='1.0'?><RECORD><Version>Global_Schema_v5.2.xsd</Version><GOID>19</GOID><Obj><TitleAtt><Title>{TITLES[0]}</Title></TitleAtt>"
        "<NumericDate>2021-05-03</NumericDate><Contributors><Contributor><LastName>Quill</LastName><OriginalForm>Hedda Quill</OriginalForm></Contributor></Contributors>"
        "<Terms><GenSubjTerm><GenSubjValue>Dairies</GenSubjValue></GenSubjTerm></Terms></Obj><DFS><PubFrosting><Title>Oslen Post; Oslen</Title></PubFrosting></DFS>"
        f"<TextInfo><Text HTMLContent='true'>{escape(text)}</Text></TextInfo></RECORD>"
    )
    (told,) = articles(folder.read("19.xml", raw.encode()))
    assert said(told) == (TITLES[0], f"{TEXTS[0]}\n\n{MORE}")
    assert (told.publisher, told.authors, told.keywords) == (
        "Oslen Post",
        ("Hedda Quill",),
        ("Dairies",),
    )
    assert (str(told.published_on), told.source_record_id) == ("2021-05-03", "19")
    other = raw.replace("GOID", "Number")  # a record of something else stays one
    assert reasons(folder.read("20.xml", other.encode())) == ["not_a_record"]


@pytest.mark.parametrize(
    ("wiki", "text"),
    [
        ("It {{w|sank}} off {{w|Oslen (port)|Oslen}}.", "It sank off Oslen."),
        ("The {{w|tide|lang=en}} was {{nowrap|two metres}}.", "The tide was two metres."),
        ("“{{lang|fr|Sel}}” is {{convert|12|km|mi}} away.", "“Sel” is 12 km away."),
        ("It costs {{USD|5 million}}.", "It costs USD 5 million."),
        ("One.\n{{quote|We {{w|sleep}}.|Jo Holm}}", "One.\n\nWe sleep."),
        ("{{Infobox|title=Salt}}One.{{image source|Jo}}\n{{haveyoursay}}", "One."),
    ],
)
def test_templates_of_a_wiki_show_what_they_are_given(wiki: str, text: str) -> None:
    assert read_wikitext(wiki).body == text


@pytest.mark.parametrize(
    "head", ["{{date|May 3, 2021}}", "{{byline|date=May 3, 2021|location=Oslen}}", "{{byline|location=Oslen|date=May 3, 2021}}"]
)  # fmt: skip
def test_a_wikis_story_says_its_day(head: str) -> None:
    assert read_wikitext(f"{head}\nIt sank.").date == "May 3, 2021"
