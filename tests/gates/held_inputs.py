"""A sixth lot of inputs as others hold them, tried before anything was mended for it: 50 of 78 were right at first sight.

Here stand the kinds that were not, each with its wrong twin where it has one.
"""

from __future__ import annotations

import base64
import json

from tests.gates.inputs import (
    DE,
    EN,
    FR,
    PL,
    POOLS,
    Case,
    case,
    day,
    dump,
    moment,
    obj,
    paragraphs,
    right,
)
from tests.gates.layout_stories import Story
from tests.gates.more_inputs import table

SIGNED = "Hedda Quill"
ES = POOLS["es"]


def lines(rows: list[dict[str, object]]) -> str:
    """Return objects a line."""
    return "".join(dump(row) + "\n" for row in rows)


def given(story: Story) -> dict[str, str]:
    """Return the author of a story in two parts, as managers of references keep names."""
    first, last = story.author.split(" ", 1)
    return {"family": last, "given": first}


@case
def x1_references_in_csl() -> Case:
    """References with the parts of a day and of names; a twin gives no more than a year."""
    rows = [
        {
            "type": "article-newspaper",
            "title": s.title,
            "abstract": s.text,
            "author": [given(s)],
            "issued": {"date-parts": [[str(s.at.year), s.at.month, s.at.day]]},
        }
        for s in DE[:2]
    ]
    rows.append({"type": "article-newspaper", "title": DE[2].title, "abstract": DE[2].text, "issued": {"date-parts": [[2019]]}})  # fmt: skip
    return {"references.json": dump(rows)}, [
        *(right(s, authors=(s.author,)) for s in DE[:2]),
        {"title": DE[2].title, "day": None},
    ]


@case
def x1_wrapped_authors() -> Case:
    """A byline that holds its authors a level down."""
    rows = [obj(s, byline={"authors": [{"full_name": s.author}]}) for s in PL[:3]]
    return {"a.jsonl": lines(rows)}, [right(s, authors=(s.author,)) for s in PL[:3]]


@case
def x1_values_in_base64() -> Case:
    """Events of a stream whose value is the base64 of an object; a twin whose value only begins so."""
    told = [base64.b64encode(dump(obj(s)).encode()).decode() for s in FR[:2]]
    rows: list[dict[str, object]] = [{"partition": 0, "offset": i, "value": v} for i, v in enumerate(told)]  # fmt: skip
    rows.append({"partition": 0, "offset": 9, "value": told[0][:-7] + "?" * 7})
    return {"events.jsonl": lines(rows)}, [right(s) for s in FR[:2]]


@case
def x1_columns_in_folders() -> Case:
    """Folders that hold a column as `name=value`; what a row itself says wins, and an unknown name says nothing."""
    rows = [{"headline": s.title, "body": s.text} for s in EN[:2]]
    own = {"headline": EN[2].title, "body": EN[2].text, "date": day(EN[2])}
    return {
        f"out/date={day(EN[0])}/part-0.jsonl": lines([rows[0]]),
        f"out/date={day(EN[1])}/part-0.jsonl": lines([rows[1]]),
        "out/date=1999-01-01/part-1.jsonl": lines([own]),
        "out/split=1999-01-01/part-2.jsonl": lines([{"headline": EN[3].title, "body": EN[3].text}]),
    }, [*(right(s) for s in EN[:3]), {"title": EN[3].title, "day": None}]


@case
def x4_macintosh() -> Case:
    """A table of the classic Macintosh: its letters, its line ends; line feeds stand within cells."""
    rows = [{"Titel": s.title, "Datum": day(s), "Text": s.text} for s in DE[3:6]]
    text = table(rows, ";").replace("\r\n", "\r")
    return {"alt.csv": text.encode("mac-roman")}, [right(s) for s in DE[3:6]]


@case
def x4_twin_carriage_return_within_a_cell() -> Case:
    """A table of line feeds whose cells hold carriage returns."""
    rows = [
        {"title": s.title, "date": day(s), "text": s.text.replace("\n\n", "\r")} for s in EN[4:6]
    ]
    return {"t.csv": table(rows).replace("\r\n", "\n")}, [
        {"title": s.title, "day": day(s), "has": s.text[-40:]} for s in EN[4:6]
    ]


@case
def x4_text_in_two_columns() -> Case:
    """A text whose beginning stands in a column of its own; where the other column begins so, too, nothing is said twice."""
    parts = [s.text.partition("\n\n") for s in PL[3:5]]
    rows = [
        {"title": s.title, "introtext": intro, "fulltext": rest, "created": moment(s)}
        for s, (intro, _, rest) in zip(PL[3:5], parts, strict=True)
    ]
    rows.append({"title": PL[5].title, "introtext": PL[5].text.split("\n\n")[0], "fulltext": PL[5].text, "created": moment(PL[5])})  # fmt: skip
    return {"content.json": dump(rows)}, [right(s) for s in PL[3:6]]


@case
def x4_lists_of_an_index() -> Case:
    """A list of one in the answer of a search index."""
    docs = "".join(
        f'<doc><arr name="headline_t"><str>{s.title}</str></arr><str name="content_txt">{s.text}</str><date name="published_dt">{moment(s)}</date></doc>'
        for s in EN[6:8]
    )
    return {"answer.xml": f'<?xml version="1.0"?><response><result numFound="2">{docs}</result></response>'}, [right(s) for s in EN[6:8]]  # fmt: skip


@case
def x4_comments_of_a_blog() -> Case:
    """A weblog's export: entries that answer another are comments."""
    post = f"<entry><title>{EN[8].title}</title><published>{moment(EN[8])}</published><content type='html'>{paragraphs(EN[8]).replace('<', '&lt;')}</content></entry>"
    answer = "<entry><title/><blogger:parent>post-1</blogger:parent><published>2021-01-01T00:00:00Z</published><content type='html'>I was on that ferry and it was cold.</content></entry>"
    thread = "<entry><title>Re: it</title><thr:in-reply-to ref='1'/><published>2021-01-01T00:00:00Z</published><content type='html'>Nobody asked me about any of this.</content></entry>"
    spaces = "xmlns='http://www.w3.org/2005/Atom' xmlns:blogger='http://schemas.google.com/blogger/2018' xmlns:thr='http://purl.org/syndication/thread/1.0'"
    return {"feed.atom": f"<feed {spaces}><title>Notes</title>{post}{answer}{thread}</feed>"}, [
        right(EN[8])
    ]


@case
def x4_fields_in_a_head() -> Case:
    """Articles of XML whose fields stand in a head before the body."""
    told = "".join(
        f"<art><head><pub>Gazette</pub><coverDate>{day(s)}</coverDate><title>{s.title}</title><creator>{s.author}</creator></head><body><h1>{s.title}</h1>{paragraphs(s)}</body></art>"
        for s in EN[9:11]
    )
    return {"issue.xml": f'<?xml version="1.0"?><issue>{told}</issue>'}, [
        {"title": s.title, "day": day(s), "authors": (s.author,)} for s in EN[9:11]
    ]


@case
def x4_workbooks_in_one_file_of_xml() -> Case:
    """Workbooks as Excel of 2003 and LibreOffice write them into one file; a cell may say its place."""

    def cell(value: str, at: str = "") -> str:
        return f'<Cell{at}><Data ss:Type="String">{value}</Data></Cell>'

    rows = "<Row>" + "".join(map(cell, ("Headline", "Date", "Author", "Article"))) + "</Row>"
    rows += f"<Row>{cell(EN[11].title)}{cell(day(EN[11]))}{cell(EN[11].text, ' ss:Index=' + chr(34) + '4' + chr(34))}</Row>"
    book = f'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="A"><Table>{rows}</Table></Worksheet></Workbook>'
    own = [("Headline", "Date", "Article"), *((s.title, day(s), s.text) for s in EN[12:14])]
    flat = "".join(
        "<table:table-row>" + "".join(f"<table:table-cell><text:p>{c}</text:p></table:table-cell>" for c in row) + "</table:table-row>"
        for row in own
    )  # fmt: skip
    spaces = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    sheet = f'<?xml version="1.0"?><office:document {spaces} office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:body><office:spreadsheet><table:table table:name="A">{flat}</table:table></office:spreadsheet></office:body></office:document>'
    return {"old.xls": book, "new.fods": sheet}, [right(s) for s in EN[11:14]]


@case
def x3_messages_of_an_agency() -> Case:
    """Messages of an agency in one file, each between the signs of a wire, whatever the file is called."""
    told = "".join(
        f"\x01xyz{i:04} 4 pol 062 NRD-0001\r\n\x02\r\n{s.title}\r\n\r\nBy {s.author}\r\n\r\n{s.text}\r\n\x03\r\n{s.at.strftime('%d%H%M')} GMT {s.at.strftime('%b').upper()} {s.at.strftime('%y')}\x04\r\n"
        for i, s in enumerate(EN[14:17])
    )
    wanted = [right(s, authors=(s.author,)) for s in EN[14:17]]
    return {"a.txt": told, "b.anpa": told.replace("By ", "By  ")}, [*wanted, *wanted]


@case
def x3_page_of_the_paper_below_a_headline() -> Case:
    """Stories under rules, the page on which each stood below the day; a story about a page keeps it."""
    told = f"{'=' * 60}\n".join(
        f"{s.title}\nDie Zeitung, {day(s)}\nSeite {4 + i}\n\n{s.text}\n\n"
        for i, s in enumerate(DE[6:9])
    )
    return {"presse.txt": told}, [
        {"title": s.title, "day": day(s), "starts": s.text[:40]} for s in DE[6:9]
    ]


@case
def x4_notes_with_fields_below() -> Case:
    """Notes of Joplin: the title is the first line, the fields stand at the end; folders are no notes."""
    note = f"{EN[17].title}\n\n{EN[17].text}\n\nid: {'0a' * 16}\nparent_id: {'0b' * 16}\nauthor: {EN[17].author}\nsource_url: https://gazette.example/17\nuser_created_time: {moment(EN[17])}\ntype_: 1"
    folder = f"Cuttings\n\nid: {'0b' * 16}\nparent_id: \ntype_: 2"
    return {"a.md": note, "b.md": folder}, [
        {"title": EN[17].title, "text": EN[17].text, "authors": (EN[17].author,), "url": "https://gazette.example/17"}
    ]  # fmt: skip


@case
def x4_markdown_with_lines_below_its_heading() -> Case:
    """A page of Notion: labels below the heading; a guide that says who wrote it is none."""
    page = f"# {EN[18].title}\n\nAuthor: {EN[18].author}\nPublished: {EN[18].at.strftime('%B')} {EN[18].at.day}, {EN[18].at.year}\nURL: https://gazette.example/18\n\n{EN[18].text}\n"
    guide = f"# How to read this dump\n\nAuthor: Nils Kristal\nTags: guide\n\n{EN[19].text}\n"
    clip = f"Title: {EN[20].title}\n\nURL Source: https://gazette.example/20\n\nPublished Time: {moment(EN[20])}\n\nMarkdown Content:\n# {EN[20].title}\n\n{EN[20].text}\n"
    org = f"#+TITLE: {EN[21].title}\n#+AUTHOR: {EN[21].author}\n#+DATE: <{day(EN[21])} Mon>\n\n{EN[21].text}\n"
    return {
        "a.md": page,
        "guide.md": guide,
        "clip.md": clip,
        "x.org": org,
        "todo.org": "* Buy string\n",
    }, [
        right(EN[18], authors=(EN[18].author,), url="https://gazette.example/18"),
        right(EN[20], url="https://gazette.example/20"),
        right(EN[21], authors=(EN[21].author,)),
    ]


@case
def x12_verticals() -> Case:
    """A corpus with a word a line is no text; a story that holds a small table is."""
    words = "\n".join(f"{w}\tNN\t{w.lower()}" for w in EN[22].text.split())
    story = f"{EN[23].text}\n\nTurnout\t64.1\nSeats\t12\n"
    return {
        "a.vert": f'<doc id="1" title="{EN[22].title}">\n<s>\n{words}\n</s>\n</doc>\n',
        "b.xml": f"<DOC><DOCNO>1</DOCNO><HEADLINE>{EN[23].title}</HEADLINE><TEXT>{story}</TEXT></DOC>",
    }, [{"title": EN[23].title, "has": EN[23].text[:40]}]


@case
def x6_articles_in_columns() -> Case:
    """A table on its side; a list of what columns mean is none."""
    names = ("Headline", "Reporter", "Published on", "Full text", "Coder")
    values = [(s.title, s.author, day(s), s.text, "B") for s in EN[24:27]]
    rows = [
        {"Field": name} | {f"Item {i}": own[at] for i, own in enumerate(values)}
        for at, name in enumerate(names)
    ]
    book = [{"field": f, "meaning": m} for f, m in (("title", "The headline"), ("text", "The whole text"), ("date", "Day of print"))]  # fmt: skip
    return {"coded.csv": table(rows), "codebook.csv": table(book)}, [
        right(s, authors=(s.author,)) for s in EN[24:27]
    ]


@case
def x6_a_paragraph_a_row() -> Case:
    """A table with a paragraph a row: rows of one article that follow one another are one."""
    rows = [
        {"doc_id": f"d{i}", "title": s.title, "date": day(s), "paragraph_nr": k, "paragraph": p}
        for i, s in enumerate(EN[27:30])
        for k, p in enumerate(s.text.split("\n\n"), 1)
    ]
    return {"paragraphs.csv": table(rows)}, [right(s) for s in EN[27:30]]


@case
def x6_twin_a_paragraph_without_a_number() -> Case:
    """A column of paragraphs that nothing counts: whether they are one article's nobody says."""
    rows = [
        {"doc_id": "d1", "title": EN[30].title, "paragraph": p} for p in EN[30].text.split("\n\n")
    ]
    return {"p.csv": table(rows)}, []


@case
def x7_references_that_name_files() -> Case:
    """References whose texts lie in files that they name."""
    told = "".join(
        f"TY  - NEWS\nTI  - {s.title}\nAU  - {', '.join(reversed(s.author.split(' ', 1)))}\nDA  - {s.at.strftime('%Y/%m/%d')}\nL1  - files/{i}/{s.number}.txt\nER  - \n\n"
        for i, s in enumerate(EN[31:34])
    )
    files = {f"files/{i}/{s.number}.txt": s.text for i, s in enumerate(EN[31:34])}
    return {"export.ris": told, **files}, [right(s, authors=(s.author,)) for s in EN[31:34]]


def _print_view(story: Story, at: int) -> str:
    return (
        f'<html><head><title>Gazette | Printer-friendly version</title></head><body><a href="javascript:window.print()">Print this page</a> | <a href="#">Close window</a>'
        f"<hr><h2>{story.title}</h2><i>By {story.author}</i><br><br>{'<br><br>'.join(story.text.split(chr(10) * 2))}<hr>Find this article at:<br>https://gazette.example/{at}</body></html>"
    )


@case
def x11_views_for_printing() -> Case:
    """Views for printing: what the page is called is no headline."""
    return {f"p{i}.html": _print_view(s, i) for i, s in enumerate(EN[34:36])}, [
        {"title": s.title, "authors": (s.author,), "has": s.text[-40:], "lacks": "this page"}
        for s in EN[34:36]
    ]


@case
def x11_authors_in_the_data_of_a_page() -> Case:
    """Who signed by the data that a page was built of: of its own story, never of another."""

    def page(story: Story, told: str) -> str:
        data = json.dumps({"props": {"story": {"headline": told, "authors": [{"name": SIGNED}]}, "more": [{"headline": "Else", "authors": [{"name": "Nils Kristal"}]}]}})  # fmt: skip
        return f'<!DOCTYPE html><html><head><title>{story.title}</title></head><body><article><h1>{story.title}</h1>{paragraphs(story)}</article><script id="__NEXT_DATA__" type="application/json">{data}</script></body></html>'

    return {
        "a.html": page(EN[36], EN[36].title),
        "b.html": page(EN[37], "Another story of the day"),
    }, [
        {"title": EN[36].title, "authors": (SIGNED,)},
        {"title": EN[37].title, "authors": ()},
    ]


@case
def x1_crawls_in_markdown() -> Case:
    """A crawler's answer with pages as Markdown."""
    rows = [{"markdown": f"# {s.title}\n\n{s.text}\n", "metadata": {"title": s.title, "publishedTime": moment(s), "sourceURL": f"https://gazette.example/{s.number}"}} for s in EN[38:40]]  # fmt: skip
    return {"crawl.json": dump({"success": True, "data": rows})}, [
        right(s, url=f"https://gazette.example/{s.number}") for s in EN[38:40]
    ]


@case
def x12_sentences_of_a_corpus() -> Case:
    """Numbered sentences are no article; a story whose lines are numbered by hand is."""
    parts = [part for s in DE[10:14] for part in s.text.split("\n\n")]
    return {
        "deu_news_10K-sentences.txt": "".join(f"{n}\t{part}\n" for n, part in enumerate(parts, 1))
    }, []


@case
def x11_what_belongs_to_a_saved_page() -> Case:
    """Frames in the folder of a saved page are no articles; pages in a folder that no page speaks of are."""
    frame = "<html><body><p>Buy rope now, and buy it by the yard.</p></body></html>"

    def page(s: Story, more: str = "") -> str:
        return f"<html><head><title>{s.title}</title></head><body><h1>{s.title}</h1>{paragraphs(s)}{more}</body></html>"

    return {
        "Seite.html": page(EN[41], '<iframe src="./Seite_files/ad.html"></iframe>'),
        "Seite_files/ad.html": frame,
        "all.html": page(EN[42]),
        "all_files/one.html": page(EN[43]),
    }, [{"title": s.title, "text": s.text} for s in EN[41:44]]


@case
def x12_headlines_told_twice() -> Case:
    """A feed of links whose text is the headline and the paper; a short item that says more is one."""

    def item(s: Story, said: str) -> str:
        return f"<item><title>{s.title} - Gazette</title><pubDate>{s.at.strftime('%a, %d %b %Y %H:%M:%S')} GMT</pubDate><description>{said}</description><source url='https://g.example'>Gazette</source></item>"

    again = (
        "&lt;a href='https://g.example/1'&gt;{}&lt;/a&gt;&amp;nbsp;&lt;font&gt;Gazette&lt;/font&gt;"
    )
    told = item(EN[44], again.format(EN[44].title)) + item(EN[45], EN[45].text.split("\n\n")[0])
    return {
        "links.xml": f'<rss version="2.0"><channel><title>bridge</title>{told}</channel></rss>'
    }, [{"title": EN[45].title, "day": day(EN[45])}]


@case
def x5_title_that_says_the_same() -> Case:
    """A column called title that says the same in every row, beside one of headlines; a series of two columns stays."""
    rows = [{"title": "Archive of the Gazette", "headline": s.title, "text": s.text, "date": day(s)} for s in EN[46:52]]  # fmt: skip
    both = [{"title": s.title, "headline": f"{s.title} again", "text": s.text, "date": day(s)} for s in DE[14:20]]  # fmt: skip
    return {"a.csv": table(rows), "b.csv": table(both)}, [
        *(right(s) for s in EN[46:52]),
        *(right(s) for s in DE[14:20]),
    ]


@case
def x3_spanish_export() -> Case:
    """An export of LexisNexis in Spanish: what stands below the text is none of it."""
    month = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()

    def one(s: Story, n: int) -> str:
        when = f"{s.at.day} {month[s.at.month - 1]} {s.at.year}"
        return f"\n{'':30}{n} de 2 DOCUMENTOS\n\n\n{'':30}La Gaceta\n\n{'':22}{when}\n\n{s.title}\n\nAUTOR: {s.author}\n\nLONGITUD: 212 palabras\n\n{s.text}\n\nFECHA-CARGA: {when}\n\nIDIOMA: SPANISH; ESPAÑOL\n\nTIPO-PUBLICACIÓN: Periódico\n"

    return {"gaceta.txt": "".join(one(s, n) for n, s in enumerate(ES[:2], 1))}, [
        right(s, authors=(s.author,)) for s in ES[:2]
    ]


@case
def x8_walls() -> Case:
    """Teasers that end in an invitation; a story that ends in one word of it."""
    said = "The council voted on Monday to close the bridge for eleven days while the ropes are replaced"
    told = [f"{said}.\n\nPour lire la suite, abonnez-vous.", f"{said}.\n\nЧитать полностью на сайте", f"{said}...\n\nRead the rest of this article at gazette.example"]  # fmt: skip
    rows: list[dict[str, object]] = [{"title": f"Bridge closes {n}", "text": text, "date": "2021-05-03"} for n, text in enumerate(told)]  # fmt: skip
    rows.append(
        {
            "title": "Bridge closes 9",
            "text": f"{said}. The paper is abonnez-vous.",
            "date": "2021-05-03",
        }
    )
    return {"t.jsonl": lines(rows)}, [
        *({"title": f"Bridge closes {n}", "flags": ("truncated_by_source",)} for n in range(3)),
        {"title": "Bridge closes 9", "noflags": ("truncated_by_source",)},
    ]


@case
def y2_day_of_the_paper_beside_others() -> Case:
    """A day of the paper, of any name, stands before the moment of indexing or of finding; alone that one is taken."""
    rows: list[dict[str, object]] = [
        {"title_s": s.title, "body_txt": s.text, "pub_dt": moment(s), "timestamp": "2024-07-01T00:00:00Z"}
        for s in EN[54:56]
    ]  # fmt: skip
    rows += [{"title": s.title, "body": s.text, "date": "2024-07-02", "dateTimePub": moment(s)} for s in EN[56:58]]  # fmt: skip
    rows.append({"title": EN[58].title, "body": EN[58].text, "timestamp": moment(EN[58])})
    return {"found.jsonl": lines(rows)}, [right(s) for s in EN[54:59]]


@case
def y4_taken_back() -> Case:
    """What an agency took back is not published, in ninjs as in NewsML-G2; what it corrected is."""
    states = ("usable", "canceled", "withheld")
    rows: list[dict[str, object]] = [
        {"headline": s.title, "body_text": s.text, "versioncreated": moment(s), "pubstatus": state}
        for s, state in zip(EN[54:57], states, strict=True)
    ]
    items = "".join(
        f'<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:x:{n}"><itemMeta><versionCreated>{moment(s)}</versionCreated>'
        f'<pubStatus qcode="stat:{state}"/></itemMeta><contentMeta><headline>{s.title}</headline></contentMeta><contentSet><inlineXML>'
        f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{paragraphs(s)}</body></html></inlineXML></contentSet></newsItem>'
        for n, (s, state) in enumerate(zip(EN[57:60], states, strict=True))
    )
    message = f'<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>{items}</itemSet></newsMessage>'
    return {"wire.jsonl": lines(rows), "wire.xml": message}, [right(EN[54]), right(EN[57])]


@case
def y4_comments_in_a_database() -> Case:
    """What readers say stands in a table of its own; "comment" is also a paper's opinion."""
    dump_of = (
        "-- MySQL dump\nCREATE TABLE `{}` (\n  `id` int,\n  {}\n);\nINSERT INTO `{}` VALUES {};\n"
    )
    said = ",".join(f"({n},'{SAID_OF_HAIL}')" for n in range(3))
    told = f"(1,'{EN[54].title}','{EN[54].text}','{day(EN[54])}')".replace("\n", "\\n")
    kept = f"(1,'{EN[55].title}','{EN[55].text}','{day(EN[55])}')".replace("\n", "\\n")
    named = "`title` text,\n  `body` text,\n  `published` date"
    tables = dump_of.format("wp_comments", "`body` text", "wp_comments", said)
    tables += dump_of.format("news", named, "news", told)
    tables += dump_of.format("comment", named, "comment", kept)
    return {"site.sql": tables}, [right(EN[54]), right(EN[55])]


SAID_OF_HAIL = "I remember hail of that size, and nobody paid us anything for the roof of the barn or the glass of the hothouse, and the seed was lost as well."


@case
def y6_second_table_in_another_order() -> Case:
    """Below the first table of a sheet a second with the same columns in another order."""
    heads = ("No", "Headline", "Date", "Author", "Text"), ("No", "Date", "Headline", "Text", "Author")  # fmt: skip
    first = [f'{n},"{s.title}",{day(s)},{s.author},"{s.text}"' for n, s in enumerate(EN[54:56])]
    second = [f'{n},{day(s)},"{s.title}","{s.text}",{s.author}' for n, s in enumerate(EN[56:58])]
    sheet = [",".join(heads[0]), *first, ",".join(heads[1]), *second]
    return {"review.csv": "\n".join(sheet)}, [right(s, authors=(s.author,)) for s in EN[54:58]]


@case
def y8_banner_that_a_story_quotes() -> Case:
    """A story may quote a whole banner; the banner itself is none."""
    banner = "We and our 842 partners store and access information on your device. Click Accept all to continue."
    told = f'The regulator fined four papers on Tuesday.\n\nOne page read: "{banner}" The button to refuse was grey, small and two pages away, the ruling says.\n\nNone of the four has said if it will go to court.'
    rows: list[dict[str, object]] = [
        {"title": "Papers fined over a banner", "text": told, "date": "2021-05-03"},
        {"title": "Council keeps the bridge", "text": f"We value your privacy. {banner} Personal data are used for personalised ads.", "date": "2021-05-03"},
    ]  # fmt: skip
    return {"b.jsonl": lines(rows)}, [{"title": "Papers fined over a banner", "day": "2021-05-03"}]


@case
def y9_paragraph_that_begins_like_a_byline() -> Case:
    """The second paragraph begins with "By" and a name: the first is the story's, no summary."""
    one, two = EN[54].text.split("\n\n")[:2]
    by = f"By Hedda Quill's reckoning, and she has led the rescue for twenty years, it was the worst of them all, and {two[0].lower()}{two[1:]}"
    text = f"{EN[54].title}\n\nBy {EN[54].author}\n\n{one}\n\n{by}\n"
    return {"a.txt": text}, [{"title": EN[54].title, "text": f"{one}\n\n{by}"}]


@case
def y10_code_that_a_story_names() -> Case:
    r"""A story on the code \u2019 shows it; one in which it stands for an apostrophe does not."""
    named = (
        EN[54].text + "\n\nPrograms write the sign as \\u2019 when they do not trust one another."
    )
    meant = EN[55].text + "\n\nHe didn\\u2019t trust it."
    maya = f"b'ak'tun is a span of the calendar. {EN[56].text} So says the sign: 'b'ak'tun'"
    told = f"b'{EN[57].text}'".replace("\n", "\\n")
    rows = [
        obj(s, text=text) for s, text in zip(EN[54:58], (named, meant, maya, told), strict=True)
    ]
    return {"a.jsonl": "\n".join(map(dump, rows))}, [
        right(EN[54], text=named),
        right(EN[55], text=meant.replace("\\u2019", "’")),
        right(EN[56], text=maya),
        right(EN[57]),
    ]


@case
def y11_page_with_the_name_of_its_site() -> Case:
    """A crawler's title has the site's name behind the headline, which heads the text; a title of its own stays."""
    rows: list[dict[str, object]] = [
        {"markdown": f"# {s.title}\n\n{s.text}\n", "metadata": {"title": f"{s.title}{more}", "publishedTime": moment(s), "statusCode": 200}}
        for s, more in zip(EN[54:56], (" | Valley Gazette", " - Valley Gazette"), strict=True)
    ]  # fmt: skip
    return {"crawl.json": dump({"success": True, "data": rows})}, [right(s) for s in EN[54:56]]


@case
def y12_pages_that_a_server_refused() -> Case:
    """The page of an error is none; a page whose `status` says something else is."""
    page = (
        "<html><head><title>{}</title></head><body><article><h1>{}</h1>{}</article></body></html>"
    )
    rows: list[dict[str, object]] = [
        {"url": f"https://g.example/{day(s)}/{n}", "status": state, "html": page.format(s.title, s.title, paragraphs(s))}
        for n, (s, state) in enumerate(zip(EN[54:58], (200, 404, "503", "done"), strict=True))
    ]  # fmt: skip
    return {"pages.jsonl": lines(rows)}, [{"title": EN[54].title}, {"title": EN[57].title}]


@case
def y4_references_of_endnote() -> Case:
    """A library of references as XML: the paper's article in the abstract, the day in two parts, names turned round."""

    def one(s: Story) -> str:
        first, last = s.author.split(" ", 1)
        style = '<style face="normal" font="default" size="100%">{}</style>'.format
        return (
            f'<record><database name="n.enl">n.enl</database><ref-type name="Newspaper Article">23</ref-type><contributors><authors><author>{style(f"{last}, {first}")}</author></authors></contributors>'
            f"<titles><title>{style(s.title)}</title><secondary-title>{style('Valley Gazette')}</secondary-title></titles><dates><year>{style(s.at.year)}</year>"
            f"<pub-dates><date>{style(s.at.strftime('%B %d'))}</date></pub-dates></dates><abstract>{style(s.text.split(chr(10))[0])}</abstract></record>"
        )

    plain = "".join(
        f"<record><title>{s.title}</title><body>{s.text}</body><date>{day(s)}</date></record>"
        for s in EN[56:58]
    )
    return {
        "library.xml": f"<xml><records>{one(EN[54])}{one(EN[55])}</records></xml>",
        "own.xml": f"<xml>{plain}</xml>",  # a root that many give their own
    }, [
        *({"title": s.title, "day": day(s), "authors": (s.author,), "publisher": "Valley Gazette"} for s in EN[54:56]),
        *(right(s) for s in EN[56:58]),
    ]  # fmt: skip
