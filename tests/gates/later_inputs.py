"""A sixth and a seventh lot of inputs as others hold them: 123 of 160, then 85 of 97 were right at first sight, each before anything was mended for it.

Here stand those that were not, by kind, each with its wrong twin where it has one.
"""

from __future__ import annotations

import json

from tests.gates.inputs import EN, Case, case, day, dump, moment, obj, paragraphs, right
from tests.gates.layout_stories import Story
from tests.gates.more_inputs import table

SAID = "I remember when there was hail of that size, and nobody paid us anything for the roof of the barn or the glass of the hothouse either."


def yaml_of(story: Story, indent: str = "") -> str:
    """Return a story as an item of a list in YAML."""
    text = "".join(f"{indent}    {line}\n" if line else "\n" for line in story.text.split("\n"))
    return f'{indent}- title: "{story.title}"\n{indent}  date: {day(story)}\n{indent}  author: {story.author}\n{indent}  body: |\n{text}'


def quoted(text: str) -> str:
    """Return a cell as R writes it."""
    return '"' + text.replace('"', '\\"') + '"'


@case
def u1_comments_beside_a_story() -> Case:
    """What readers say of a story is none; a list of stories under another name is."""
    said = [{"author": f"gull{i}", "text": SAID, "date": moment(EN[1])} for i in range(3)]
    page = {"article": obj(EN[0]), "comments": said}
    return {"page.json": dump(page), "list.json": dump({"posts": [obj(EN[1]), obj(EN[2])]})}, [
        right(s) for s in EN[:3]
    ]


@case
def u1_rows_without_names() -> Case:
    """`df.to_json(orient="values")`."""
    return {
        "v.json": dump([[s.title, s.text, day(s), f"https://g.example/{i}"] for i, s in enumerate(EN[:6])])
    }, [right(s) for s in EN[:6]]  # fmt: skip


@case
def u1_types_of_a_database() -> Case:
    """An export of DynamoDB."""
    rows = [
        {"Item": {"headline": {"S": s.title}, "body": {"S": s.text}, "publishedAt": {"S": moment(s)}, "authors": {"L": [{"S": s.author}]}}}
        for s in EN[:3]
    ]  # fmt: skip
    return {"a.json": "\n".join(map(dump, rows))}, [right(s, authors=(s.author,)) for s in EN[:3]]


@case
def u1_sections_with_headings() -> Case:
    """What fundus writes of a text with headings: one article each."""
    rows = [
        {
            "title": s.title,
            "body": {"summary": ["What it is about."], "sections": [{"headline": ["What next"], "paragraphs": s.text.split("\n\n")[:2]}, {"headline": [], "paragraphs": s.text.split("\n\n")[2:]}]},
            "authors": [s.author],
            "publishing_date": moment(s),
        }
        for s in EN[:3]
    ]  # fmt: skip
    return {"f.jsonl": "\n".join(map(dump, rows))}, [
        {"title": s.title, "day": day(s), "authors": (s.author,), "has": "What next"}
        for s in EN[:3]
    ]


@case
def u3_messages_of_a_channel() -> Case:
    """Telegram's export: a bold first line is the headline, links stand within a paragraph."""
    runs = [[{"type": "bold", "text": s.title}, f"\n\n{s.text[:40]}", {"type": "link", "text": s.text[40:60]}, s.text[60:]] for s in EN[:2]]  # fmt: skip
    messages = [{"id": i, "type": "message", "date": moment(s)[:-1], "from": "Gazette", "text": text} for i, (s, text) in enumerate(zip(EN, runs, strict=False))]  # fmt: skip
    return {"result.json": dump({"name": "Gazette", "type": "public_channel", "messages": messages})}, [right(s) for s in EN[:2]]  # fmt: skip


@case
def u4_a_blogs_export() -> Case:
    """Blogger's: its settings are entries, too."""
    kind = "http://schemas.google.com/blogger/2008/kind#"

    def entry(what: str, title: str, text: str) -> str:
        return f'<entry><id>{what}</id><published>{moment(EN[0])}</published><category scheme="http://schemas.google.com/g/2005#kind" term="{kind}{what}"/><title>{title}</title><content type="html"><![CDATA[{text}]]></content></entry>'

    entries = entry("settings", "The name of the blog", EN[1].text) + entry("post", EN[0].title, paragraphs(EN[0]))  # fmt: skip
    return {"blog.xml": f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Gazette</title>{entries}</feed>'}, [
        right(EN[0], publisher="Gazette")
    ]  # fmt: skip


@case
def u4_lists_in_yaml() -> Case:
    """A list, a list under a key with what speaks of all, and a record beside a page."""
    return {
        "a.yaml": yaml_of(EN[0]) + yaml_of(EN[1]),
        "b.yml": f"source: Gazette\narticles:\n{yaml_of(EN[2], '  ')}{yaml_of(EN[3], '  ')}",
        "p/c.html": f"<html><body>{paragraphs(EN[4])}</body></html>",
        "p/c.yml": f'title: "{EN[4].title}"\ndate: {day(EN[4])}\n',
    }, [
        *(right(s, authors=(s.author,)) for s in EN[:2]),
        *(right(s, publisher="Gazette") for s in EN[2:4]),
        {"title": EN[4].title, "day": day(EN[4])},
    ]


@case
def u4_pages_of_an_http_archive() -> Case:
    """What a browser's tools save (HAR)."""
    page = f"<html><head><title>{EN[0].title}</title></head><body><article><h1>{EN[0].title}</h1>{paragraphs(EN[0])}</article></body></html>"
    entries = [
        {"startedDateTime": moment(EN[1]), "request": {"url": f"https://g.example/{name}"}, "response": {"status": 200, "content": {"mimeType": kind, "text": text}}}
        for name, kind, text in (("a", "text/html", page), ("a.css", "text/css", "a{}"))
    ]  # fmt: skip
    return {"x.har": dump({"log": {"version": "1.2", "entries": entries}})}, [
        {"title": EN[0].title, "url": "https://g.example/a", "day": None}
    ]


@case
def u4_newsletters() -> Case:
    """Who sends a mail is a person, a paper, or one from the other."""
    senders = {
        "The Salt Letter <hi@salt.example>": ((), "The Salt Letter"),
        "Hedda Quill from The Salt Letter <hi@salt.example>": (("Hedda Quill",), "The Salt Letter"),
        "Emily Post <ep@a.example>": (("Emily Post",), "a.example"),
    }
    mails = {
        f"{i}.eml": f"From: {sender}\nSubject: [salt-list] {s.title}\nDate: {s.at:%a, %d %b %Y %H:%M:%S} +0000\nMIME-Version: 1.0\n\n{s.text}\n"
        for i, (s, sender) in enumerate(zip(EN, senders, strict=False))
    }
    return mails, [right(s, authors=names, publisher=house) for s, (names, house) in zip(EN, senders.values(), strict=False)]  # fmt: skip


@case
def u6_tables_of_r() -> Case:
    """`write.table` parts cells by spaces or tabs, and names no column for the names of rows."""
    rows = [("title", "text", "date"), *((str(i), s.title, s.text, day(s)) for i, s in enumerate(EN[:4], 1))]  # fmt: skip
    files: dict[str, str | bytes] = {
        name: "".join(mark.join(map(quoted, row)) + "\n" for row in rows)
        for name, mark in (("spaces.txt", " "),)
    }
    other = [("title", "text", "date"), *((str(i), s.title, s.text, day(s)) for i, s in enumerate(EN[4:8], 1))]  # fmt: skip
    files["tabs.tsv"] = "".join("\t".join(map(quoted, row)) + "\n" for row in other)
    return files, [right(s) for s in EN[:8]]


@case
def u6_single_quotes_and_none() -> Case:
    """Cells in single quotes, in whose prose double ones stand; prose that nothing encloses in the last column."""
    said = '"It is late," she said. '
    single = "".join(
        ",".join("'" + cell.replace("'", "''") + "'" for cell in row) + "\n"
        for row in [("title", "body", "date"), *((s.title, said + s.text, day(s)) for s in EN[:4])]
    )
    bare = "date,title,text\n" + "".join(
        f"{day(s)},{s.title},{' '.join(s.text.split())} {said.strip()}\n" for s in EN[4:8]
    )
    return {"single.csv": single, "bare.csv": bare}, [
        *(right(s, text=said + s.text) for s in EN[:4]),
        *({"title": s.title, "day": day(s), "has": said.strip()} for s in EN[4:8]),
    ]


@case
def u6_twin_columns_of_quotations() -> Case:
    """Cells in double quotes that open with single ones."""
    rows = [{"title": f"'{s.title}'", "text": s.text, "date": day(s)} for s in EN[:4]]
    return {"a.csv": table(rows)}, [{"text": s.text, "title": f"'{s.title}'", "day": day(s)} for s in EN[:4]]  # fmt: skip


@case
def u8_walls() -> Case:
    """The rest is sold, in more languages; a story may speak of it."""
    walls = [
        "Esta noticia es exclusiva para suscriptores.",
        "Dalsza część jest dostępna dla prenumeratorów.",
        "You have reached your limit of free articles. Subscribe now for unlimited access. Already a subscriber? Log in.",
    ]
    spoken = "The paper asks its readers to subscribe to continue reading after ten pieces, she said, and few of them do."
    rows = [obj(s, text=f"{s.text}\n\n{wall}") for s, wall in zip(EN, [*walls, spoken], strict=False)]  # fmt: skip
    return {"a.jsonl": "\n".join(map(dump, rows))}, [
        *(right(s, flags=("truncated_by_source",)) for s in EN[:3]),
        right(EN[3], text=f"{EN[3].text}\n\n{spoken}", noflags=("truncated_by_source",)),
    ]


SIGNED = {
    "Ortega y Gasset, José": ("José Ortega y Gasset",),
    "Ruiz, Ana y Paz, José": ("Ana Ruiz", "José Paz"),
    "Hugh Pemberton, Jr.": ("Hugh Pemberton Jr.",),
    "Par Luc Moreau avec AFP": ("Luc Moreau",),
    "Tom Hale / La Gazzetta": ("Tom Hale",),
    "Tom Hale, Emily Post": ("Tom Hale", "Emily Post"),
    "Tom Hale Economics correspondent": ("Tom Hale",),
    "【佐藤健、田中恵子】": ("佐藤健", "田中恵子"),
    "記者张伟国 通讯员李小红": ("张伟国", "李小红"),
    "كتب: سليم الحداد": ("سليم الحداد",),
    "Von unserer Mitarbeiterin Anna Roth": ("Anna Roth",),
    "Guest Author": (),
    "\\N": (),
}


@case
def u9_who_signed() -> Case:
    """Names in fields of authors."""
    rows = [obj(s, author=value) for s, value in zip(EN, SIGNED, strict=False)]
    return {"a.jsonl": "\n".join(map(json.dumps, rows))}, [
        {"title": s.title, "authors": names} for s, names in zip(EN, SIGNED.values(), strict=False)
    ]


@case
def u10_minutes_before_a_month() -> Case:
    """A clock before a month's name: its minutes are no day, and the day is no year."""
    stamps = ("07:15, March 16 2022", "Updated 9:20 March 16, 2022", "07:15 16 March 2022")
    rows = [obj(s, date=stamp) for s, stamp in zip(EN, stamps, strict=False)]
    return {"a.jsonl": "\n".join(map(dump, rows))}, [
        {"title": s.title, "day": "2022-03-16"} for s in EN[:3]
    ]


@case
def u12_comments_and_marks_in_texts() -> Case:
    """An editor's comments, also where a program changed their brackets, and a forum's marks."""
    rows = [
        obj(EN[0], text=f"<!-- wp:paragraph -->\n{EN[0].text}\n<!-- /wp:paragraph -->"),
        obj(EN[1], text=f"‹!-- wp:paragraph --›\n{EN[1].text}"),
        obj(EN[2], text="[b]" + EN[2].text.replace("\n\n", "[/b]\n\n", 1)),
    ]
    return {"a.jsonl": "\n".join(map(dump, rows))}, [right(s) for s in EN[:3]]
