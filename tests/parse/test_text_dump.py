"""Text dumps: the story's own lines, and the fields that stand round it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.parse import text_dump
from copydesk.parse.line_chances import LineChances
from copydesk.parse.line_model import judge_lines
from copydesk.parse.line_split import Line, split_lines
from copydesk.parse.text_dump import parse_text, part_wire, read_text
from copydesk.records import ParsedArticle, RawRecord, Rejection, SourceConfig

STORY = [
    "The harbour council voted on Monday to reopen the ferry line to the islands, eight months after a storm tore"
    " the landing stage from its piles and left two boats on the rocks below the old light.",
    "“We have waited long enough, and the islands have waited longer,” said Maria Okafor, who leads the council’s"
    " committee on transport and had asked for the vote in three meetings before this one.",
    "The work is to cost four million crowns and will be done by a yard in the next bay. It starts in May, and the"
    " first boat is to sail before the summer holidays begin, the council said.",
    "Fishermen have asked for a berth of their own on the inner side of the stage. The council has put off its answer"
    " until the autumn, when the yard will say what a longer stage would cost.",
]
DUMP = "\n\n".join(
    [
        "Updated March 4th, 2021 at 19:55 IST",
        "Council votes to reopen ferry line to the islands",
        "The ferry line to the islands opens again before summer, eight months after the storm.",
        "Reported by: Ann Lee\n| Image:self\nAdvertisement",
        STORY[0],
        STORY[1],
        "Read:\u00a0 Storm closes harbour for a third day",
        "Work starts in May",
        STORY[2],
        "Advertisement",
        "Berths for fishermen",
        STORY[3],
        "Read:\u00a0 Yard takes on twenty apprentices",
        "Published March 4th, 2021 at 18:46 IST",
    ]
)
PAGE = "\n".join(
    [
        "Skip to content", "Home", "News", "Sport", "Weather", "Sign in", "Subscribe", "",
        "Council votes to reopen ferry line to the islands", "",
        "By Ann Lee", "4 March 2021, 18:46 GMT", "Facebook Twitter Email", "",
        "\n\n".join(STORY), "",
        "Related", "Storm closes harbour for a third day", "Yard takes on twenty apprentices",
        "Seven things to do this weekend", "Most read", "Dog finds way home", "", "About us", "Contact", "Privacy",
        "© 2021 The Harbour Gazette. All rights reserved.",
    ]
)  # fmt: skip


def parse(text: str, source: SourceConfig | None = None) -> ParsedArticle | Rejection:
    raw = text.encode("utf-8", "replace")
    record = RawRecord("rec_1", "0" * 64, "a/b.txt", "", "text", raw)
    return parse_text(text, record, source or SourceConfig())


def article(text: str) -> ParsedArticle:
    parsed = parse(text)
    assert isinstance(parsed, ParsedArticle)
    return parsed


def test_a_page_dump_gives_its_fields():
    parsed = article(DUMP)
    assert parsed.title == "Council votes to reopen ferry line to the islands"
    assert parsed.subtitle is not None
    assert parsed.subtitle.startswith("The ferry line to the islands opens")
    assert parsed.authors == ("Ann Lee",)
    assert parsed.published_at == dt.datetime(2021, 3, 4, 13, 16, tzinfo=dt.UTC)
    assert parsed.updated_at == dt.datetime(2021, 3, 4, 14, 25, tzinfo=dt.UTC)
    assert parsed.headings == ("Work starts in May", "Berths for fishermen")
    assert parsed.related_links == (
        "Storm closes harbour for a third day",
        "Yard takes on twenty apprentices",
    )


def test_a_page_dump_keeps_exactly_its_paragraphs():
    paragraphs = article(DUMP).body.split("\n\n")
    assert paragraphs == [
        STORY[0],
        STORY[1],
        "Work starts in May",
        STORY[2],
        "Berths for fishermen",
        STORY[3],
    ]


def test_a_picture_that_is_written_into_a_text_changes_nothing_else():
    told = f"Council reopens line\nBy Ann Lee\nMarch 4, 2021\n\n{STORY[0]}\n\n%s{STORY[1]}\n"
    picture = f"data:image/png;base64,{'iVBORw0KGgoAAAANSUhEUgAA' * 30}==\n\n"
    assert article(told % picture) == article(told % "")


def test_the_residue_of_a_whole_page_goes():
    parsed = article(PAGE)
    assert parsed.body.split("\n\n") == STORY
    assert parsed.title == "Council votes to reopen ferry line to the islands"
    assert parsed.authors == ("Ann Lee",)
    assert parsed.published_at == dt.datetime(2021, 3, 4, 18, 46, tzinfo=dt.UTC)


def test_an_article_saved_as_text_keeps_every_line():
    short = ["27,500 people came.", "Team: Ek, Lee, Okafor."]
    parsed = article("\n\n".join(["Ferry line to reopen in May", *STORY, *short]))
    assert parsed.title == "Ferry line to reopen in May"
    assert parsed.body.split("\n\n") == [*STORY, *short]
    assert {"no_author", "no_date"} <= set(parsed.quality_flags)


def test_a_dateline_is_parted_and_says_which_ist_is_meant():
    text = DUMP.replace(STORY[0], "DUBLIN (Reuters) — " + STORY[0])
    parsed = article(text)
    assert (parsed.dateline, parsed.credit) == ("DUBLIN", "Reuters")
    assert parsed.published_at == dt.datetime(2021, 3, 4, 17, 46, tzinfo=dt.UTC)
    assert parsed.published_tz_basis == "stated"
    assert parsed.body.startswith("The harbour council voted")


def test_hard_wrapped_lines_are_put_together():
    words = " ".join(STORY).split()
    lines, line = [], ""
    for word in words:
        if len(line) + len(word) > 64:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    parsed = article("\n".join(["Ferry line to reopen in May", "", *lines, line]))
    assert "hard_wrapped_rejoined" in parsed.quality_flags
    assert "eight months after a storm tore the landing stage" in parsed.body


def test_repairs_and_losses_are_flagged():
    parsed = article(
        "\n\n".join(
            ["Caf\u00c3\u00a9 at the ferry opens", *STORY, "A lost \ufffd sign ends the text."]
        )
    )
    assert {"text_repaired", "characters_lost"} <= set(parsed.quality_flags)
    assert parsed.title == "Café at the ferry opens"


@pytest.mark.parametrize(
    ("text", "reason"), [("", "no_text"), ("12\n\n—", "no_text"), ("Home\nNews\nSport", "no_body")]
)
def test_a_text_without_story_is_rejected_with_its_reason(text, reason):
    parsed = parse(text)
    assert isinstance(parsed, Rejection)
    assert parsed.reasons == (reason,)


@settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from(
            [*DUMP.split("\n"), *PAGE.split("\n"), "", "Ünïcode – line", "東京で会談。"]
        ),
        max_size=40,
    )
)
def test_any_lines_give_an_article_or_a_rejection_and_always_the_same(lines):
    text = "\n".join(lines)
    parsed = parse(text)
    assert parsed == parse(text)
    if isinstance(parsed, ParsedArticle):
        assert parsed.body
        assert "\n\n\n" not in parsed.body
        assert list(parsed.quality_flags) == sorted(parsed.quality_flags)
        assert set(parsed.headings) <= set(parsed.body.split("\n\n"))


PARAGRAPHS = (
    "The harbour council voted on Monday to reopen the ferry line, which a storm closed in March.",
    "Work starts in May and will cost about four million crowns, the council's engineer said.",
    "Fishermen had asked for a later date, because the herring season lasts until the end of May.",
)


def test_paragraphs_behind_the_byline_are_no_standfirst_whatever_follows_them():
    text = "\n\n".join(
        (
            "Ferry line reopens after storm",
            "By Maria Okafor",
            "Published 3 June 2021 at 10:15",
            *PARAGRAPHS[:2],
            "Story continues below advertisement",
            PARAGRAPHS[2],
        )
    )
    draft = read_text(text, SourceConfig())
    assert draft.subtitle is None
    assert [block.text for block in draft.blocks] == list(PARAGRAPHS)


ZH = (
    "奥尔梅港的渡船星期一恢复航行，八个月前的一场风暴曾把码头的木桩全部折断。",
    "港务委员会说，新的栈桥要花四百万克朗，由邻近海湾的一家船厂建造，五月动工。",
    "渔民们要求在栈桥内侧为他们留出泊位，委员会表示秋天以后才能给出答复。",
)
JA = (
    "オルメ港の渡し船は月曜日、嵐で桟橋の杭が折れてから八か月ぶりに運航を再開した。島の住民は長い間これを待っていた。",
    "港湾委員会によると、新しい桟橋には四百万クローネがかかり、隣の湾の造船所が五月に着工する。",
    "漁業者は桟橋の内側に自分たちの船着き場を求めているが、委員会は秋まで返事を延ばした。",
)
PL = (
    "Prom z portu w Olmie wrócił na trasę w poniedziałek, osiem miesięcy po tym, jak sztorm zerwał pomost.",
    "Nowy pomost ma kosztować cztery miliony koron. Prace zaczną się w maju, podała rada portu.",
)


@pytest.mark.parametrize(
    ("head", "paragraphs", "partings"),
    [
        (("奥尔梅渡船复航", "2021-03-04 18:46"), ZH, ("相关阅读：风暴关闭港口", "广告")),
        (("オルメの渡し船が運航を再開", "2021年3月4日 18時46分"), JA, ("関連記事：嵐で港が閉鎖", "広告")),
        (("Prom z Olmy wrócił na trasę", "Jan Nowak", "04.03.2021 18:46"), PL, ("Czytaj także: Sztorm zamknął port", "REKLAMA")),
    ],
)  # fmt: skip
@pytest.mark.parametrize("n_before", [1, 2])
def test_a_pointer_and_an_advertisement_between_paragraphs_cost_none_of_them(
    head, paragraphs, partings, n_before
):
    lines = [*head, *paragraphs[:n_before], *partings, *paragraphs[n_before:]]
    draft = read_text("\n\n".join(lines), SourceConfig())
    assert [block.text for block in draft.blocks] == list(paragraphs)


def test_what_stands_behind_a_list_of_pointers_is_another_story():
    teaser = (
        "A dog that had been missing for three weeks found its way home on Friday, the owner said."
    )
    pointers = [f"Read: {name} closes harbour for a day" for name in ("Storm", "Fog", "Ice", "War")]
    page = PAGE.replace("Related\n", "\n\n".join((*pointers, teaser)) + "\n\nRelated\n")
    draft = read_text(page, SourceConfig())
    assert [block.text for block in draft.blocks] == STORY


def test_the_site_name_behind_a_page_title_is_no_part_of_the_headline():
    text = "\n".join(
        (
            "Ferry line reopens after storm | The Almay Post",
            "The Almay Post",
            "News",
            "Sport",
            "Ferry line reopens after storm",
            "By Maria Okafor",
            *PARAGRAPHS,
            "Most read",
        )
    )
    assert read_text(text, SourceConfig()).title == "Ferry line reopens after storm"


def test_an_agencys_text_with_every_line_indented_is_read_whole() -> None:
    head, first, second = (
        "HARBOUR FERRIES TO RUN ALL NIGHT",
        "The port of Veldane will run its ferries through the night from Monday, its council said, after shift workers had asked for it for years.",
        "A trial in spring had carried more passengers than anybody had hoped and fares stay as they are until the end of the year.",
    )
    wire = "\n".join(
        [
            head,
            *(f"  {line}" for line in textwrap.wrap(first, 56)),
            *(
                f"{'  ' if n else '      '}{line}"
                for n, line in enumerate(textwrap.wrap(second, 56))
            ),
        ]
    )
    draft = read_text(wire + "\n  \n", SourceConfig())
    assert (draft.title, [block.text for block in draft.blocks]) == (head, [first, second])
    assert part_wire(f"{head}\n\n{first}\n  {second}") is None
    assert part_wire("\n".join([head, "  a", "  b", "  c", "  d"])) is None


@pytest.mark.parametrize("other", ["{n}", "item {n}", "{n}\n"], ids=repr)
def test_of_a_page_of_very_many_short_lines_the_story_is_read(other, monkeypatch) -> None:
    menu = "".join(other.format(n=n) + "\n" for n in range(6000))
    asked: list[list[str]] = []

    def count(lines: list[Line]) -> LineChances:
        asked.append([line.text for line in lines])
        return judge_lines(lines)

    monkeypatch.setattr(text_dump, "judge_lines", count)
    alone, among = (
        read_text(text, SourceConfig()) for text in (PAGE, f"{menu}\n\n{PAGE}\n\n{menu}")
    )
    story = {block.text for block in alone.blocks if len(block.text) > 80}
    assert len(story) >= 2
    assert story <= {block.text for block in among.blocks}
    assert len(among.blocks) <= len(alone.blocks) + 2
    assert set(STORY) <= set(asked[-1])
    assert len(asked[-1]) < 2 * text_dump.MANY_LINES


def test_of_an_article_of_very_many_short_sentences_none_is_lost() -> None:
    told = [STORY[0], *(f"It sailed {n}." for n in range(6000))]
    draft = read_text("\n\n".join(["Ferry runs aground again", *told]), SourceConfig())
    assert [block.text for block in draft.blocks] == told


@pytest.mark.parametrize(
    ("head", "authors"),
    [
        ("By Hedda Quill\n3 May 2021\n", ("Hedda Quill",)),
        ("\nMaria Okafor\nMay 3, 2021\n", ("Maria Okafor",)),
        ("\n\nBy Hedda Quill, 3 May 2021\n", ("Hedda Quill",)),
        ("3 May 2021\n", ()),
    ],
)
def test_below_the_headline_of_a_saved_article_stands_who_wrote_it_and_when(head, authors) -> None:
    text = "\n\n".join([f"Ferry runs aground again\n{head}", *STORY])
    draft = read_text(text, SourceConfig())
    assert (draft.title, draft.authors) == ("Ferry runs aground again", authors)
    assert draft.published is not None
    assert draft.published.on.isoformat() == "2021-05-03"
    assert [block.text for block in draft.blocks] == list(STORY)


@pytest.mark.parametrize("below", ["Oslen Harbour", "What the council said", "Three days later"])
def test_what_signs_nothing_below_a_headline_is_no_head_of_an_article(below: str) -> None:
    text = "\n\n".join([f"Ferry runs aground again\n{below}", *STORY])
    assert text_dump.head_of_article(split_lines(text), SourceConfig()) == 0


STORY_OF_FINE = "Peru fined two fishing companies on Saturday for working within the marine reserve, the ministry said. The boats were held in port, and their owners have ten days to answer."


@pytest.mark.parametrize(
    ("dateline", "day"),
    [
        ("LIMA, March 9, 2024 - ", "2024-03-09"),
        ("ACCRA, 14 March 2024 - ", "2024-03-14"),
        ("LIMA, March 9, 2024 (Reuters) - ", "2024-03-09"),
        ("Lima, 9 March 2024 (AFP) - ", "2024-03-09"),
        ("LIMA, March 9 (Reuters) - ", None),  # of which year, nothing says
        ("LIMA (Reuters) - ", None),
        ("LIMA, March 32, 2024 (Reuters) - ", None),
    ],
)
def test_a_dateline_that_names_its_year_dates_the_story(dateline: str, day: str | None) -> None:
    found = article(f"Boats fined\n\n{dateline}{STORY_OF_FINE}\n")
    assert found.body.startswith("Peru fined")
    assert str(found.published_on) == str(day)
    assert ("no_date" in found.quality_flags) == (day is None)


def test_a_date_of_its_own_goes_before_that_of_the_dateline() -> None:
    text = f"Boats fined\n\nPublished 11 March 2024\n\nLIMA, March 9, 2024 (Reuters) - {STORY_OF_FINE}\n"
    assert str(article(text).published_on) == "2024-03-11"


@pytest.mark.parametrize(
    ("line", "signed"),
    [
        ("Оксана Гречко", ("Оксана Гречко",)),
        ("Δημήτρης Κορομηλάς", ("Δημήτρης Κορομηλάς",)),
        ("โดย มาลี ศรีสุข", ("มาลี ศรีสุข",)),
        ("Нижний Порт", ()),
        ("Новини Порту", ()),
    ],
)
def test_a_name_alone_below_the_headline_signs_in_other_scripts(
    line: str, signed: tuple[str, ...]
) -> None:
    found = article("\n\n".join(["Council votes to reopen ferry line", line, "04.03.2021", *STORY]))
    assert found.authors == signed


def line_of(text: str, prose: bool = False, gaps: tuple[bool, bool] = (True, True)) -> Line:
    return Line(text, *gaps, None, None, len(text.split()), prose, prose)


TALE = line_of(STORY[0], prose=True)
HEAD = line_of("Work starts in May")


@pytest.mark.parametrize(
    ("lines", "chance", "is_head"),
    [
        ([TALE, HEAD, TALE], 0.2, True),
        ([TALE, HEAD, TALE], 0.05, False),
        ([TALE, line_of("Home"), line_of("News"), HEAD, TALE], 0.2, True),
        ([TALE, line_of("Home"), line_of("News"), line_of("Sport"), HEAD, TALE], 0.2, False),
        ([HEAD, TALE, TALE], 0.2, False),
        ([TALE, HEAD, line_of("He said so."), TALE], 0.2, False),
        ([TALE, HEAD, line_of("Home"), TALE], 0.2, True),
        ([TALE, HEAD, line_of("Home"), line_of("News"), TALE], 0.2, False),
        ([TALE, dataclasses.replace(HEAD, has_gap_before=False), TALE], 0.2, False),
        ([TALE, dataclasses.replace(HEAD, has_gap_after=False), TALE], 0.2, False),
        ([TALE, dataclasses.replace(HEAD, residue="share"), TALE], 0.2, False),
        ([TALE, dataclasses.replace(HEAD, link="Work starts"), TALE], 0.2, False),
        ([TALE, line_of("x" * text_dump.LONGEST_HEADING), TALE], 0.2, True),
        ([TALE, line_of("x" * (text_dump.LONGEST_HEADING + 1)), TALE], 0.2, False),
    ],
)
def test_a_short_line_alone_between_paragraphs_is_their_heading(
    lines: list[Line], chance: float, is_head: bool
) -> None:
    """Whose text is three lines up and begins in one of the next two; "He said so." is of the story and no paragraph."""
    is_story = [line.is_prose or line.text == "He said so." for line in lines]
    at = next(n for n, line in enumerate(lines) if line.text in (HEAD.text,) or line.text[0] == "x")
    assert text_dump.is_likely_heading(lines, is_story, [chance] * len(lines), at) is is_head


@pytest.mark.parametrize(
    ("below", "chances", "reached"),
    [
        ([TALE], [0.35], [1]),
        ([TALE], [0.34], []),
        ([dataclasses.replace(HEAD, is_sentence=True)], [0.35], [1]),
        ([dataclasses.replace(HEAD, is_sentence=True)], [0.34], []),
        ([HEAD], [0.9], []),  # no sentence
        ([dataclasses.replace(TALE, residue="share"), TALE], [0.9, 0.9], []),
        ([dataclasses.replace(HEAD, link="Storm"), TALE], [0.0, 0.4], [2]),
        ([dataclasses.replace(HEAD, residue="player"), TALE], [0.0, 0.4], [2]),
        ([*[dataclasses.replace(HEAD, link="Storm")] * 2, TALE], [0.0, 0.0, 0.9], [3]),
        (
            [dataclasses.replace(HEAD, link="Storm"), TALE] * 2,
            [0.0, 0.9, 0.0, 0.9],
            [2, 4],
        ),
    ],
)
def test_what_looks_like_story_next_to_it_goes_on_with_it(
    below: list[Line], chances: list[float], reached: list[int]
) -> None:
    lines = [TALE, *below]
    assert text_dump.reach_out(lines, [0], [0.9, *chances], 1) == reached
    last = len(lines) - 1
    turned = text_dump.reach_out(lines[::-1], [last], [0.9, *chances][::-1], -1)
    assert turned == sorted(last - n for n in reached)


ABOVE = "Anchor returns to Varn after ten years\n\nBy Mary Kell\nJune 7, 2024\n\n"
LONG = [
    "The anchor of Varn came back on Wednesday after ten years in a museum, and several hundred people met it at the station with flags.",
    "The mayor had fought for it in nine courts. She said that she had slept with the papers under her pillow since the last ruling.",
]


@pytest.mark.parametrize("parting", ["Advertisement", "Read: Courts and anchors", "WATCH: The anchor on its lorry", "(Photo: Ida Pell)"])  # fmt: skip
@pytest.mark.parametrize(
    "short",
    [
        ["It will stand in the market hall from Sunday."],
        ["The town plans the same for two other halls.", "It has asked the state for help."],
    ],
)
@pytest.mark.parametrize("is_last", [True, False])
def test_a_short_paragraph_beside_a_pointer_or_an_advertisement_stays(parting: str, short: list[str], is_last: bool) -> None:  # fmt: skip
    """At the end of a story, and at its begin: what is parted from the rest looks like the border of the page."""
    paragraphs = [*LONG, *short] if is_last else [*short, *LONG]
    n_before = len(LONG) if is_last else len(short)
    text = ABOVE + "\n\n".join([*paragraphs[:n_before], parting, *paragraphs[n_before:]])
    assert [block.text for block in read_text(text, SourceConfig()).blocks] == paragraphs


@pytest.mark.parametrize("notice", ["Sign up for our daily newsletter", "Follow us on Facebook"])
def test_a_notice_behind_an_advertisement_is_no_paragraph(notice: str) -> None:
    text = ABOVE + "\n\n".join([*LONG, "Advertisement", notice])
    assert [block.text for block in read_text(text, SourceConfig()).blocks] == LONG


@pytest.mark.parametrize(
    ("short", "subtitle"),
    [
        ("By Monday it was gone.", None),
        ("By Friday, Whitby had two.", None),
        ("By March 3 it was gone.", None),
        ("By Ann Lee.", "The anchor of Varn came back on Wednesday after ten years."),
    ],
)
def test_a_sentence_that_begins_as_a_byline_does_closes_no_standfirst(short: str, subtitle: str | None) -> None:  # fmt: skip
    lead = "The anchor of Varn came back on Wednesday after ten years."
    text = "\n\n".join(["Anchor returns to Varn after long absence", lead, short, *LONG])
    draft = read_text(text, SourceConfig())
    assert draft.subtitle == subtitle
    if subtitle is None:
        assert [block.text for block in draft.blocks] == [lead, short, *LONG]


KOREAN = (
    "부산 앞바다의 등대가 사십 년 만에 새 등대지기를 맞았다. 그는 월요일 아침 배를 타고 섬에 들어갔다.\n\n"
    "등대에는 낡은 일기장 열두 권이 남아 있었다. 군청은 이것을 박물관에 맡기기로 했다고 밝혔다."
)
CHINESE = "海边小镇的钟楼星期一重新敲响，修钟的老人花了两年时间，把每一个齿轮都磨了一遍。\n\n镇长说，孩子们放学时会听到它。"
ARABIC = "عاد قطار الجبل إلى العمل يوم الاثنين بعد توقف دام سبعة أعوام، وحمل في رحلته الأولى مئتي راكب.\n\nوقال السائق إن الثلج ما زال على السكة عند النفق الأخير."
TURKISH = "Kasabanın saat kulesi pazartesi sabahı yeniden çalmaya başladı ve çocuklar meydanda toplandı.\n\nUsta, çarkları iki yılda tek tek temizlediğini söyledi."


@pytest.mark.parametrize(
    ("title", "lines", "text", "authors"),
    [
        ("등대에 새 주인, 사십 년 만의 일", "박서연 기자 sypark@post.example\n입력 2023.04.11. 오전 9:10", KOREAN, ("박서연",)),
        ("钟楼重新敲响 小镇又有了时间", "2023年04月11日 08:05\n来源：海镇晚报　记者 周明", CHINESE, ("周明",)),
        ("钟楼重新敲响 小镇又有了时间", "作者：周明 编辑：何静", CHINESE, ("周明",)),
        ("钟楼重新敲响 小镇又有了时间", "责任编辑：何静", CHINESE, ()),
        ("قطار الجبل يعود بعد سبعة أعوام", "كتبت: ليلى حداد\n11 أبريل 2023", ARABIC, ("ليلى حداد",)),
        ("Saat kulesi iki yıl sonra yeniden çalıyor", "Haber: Deniz Arslan\n11.04.2023 08:05", TURKISH, ("Deniz Arslan",)),
        ("Saat kulesi iki yıl sonra yeniden çalıyor", "Haber: kulenin sesi her yerden duyuluyor", TURKISH, ()),
    ],
)  # fmt: skip
def test_a_word_for_who_reported_signs_in_other_writings_too(
    title: str, lines: str, text: str, authors: tuple[str, ...]
) -> None:
    found = read_text(f"{title}\n\n{lines}\n\n{text}\n", SourceConfig())
    assert (found.title, found.authors) == (title, authors)


@pytest.mark.parametrize(
    ("above", "title"),
    [
        (
            "등대에 새 주인, 사십 년 만의 일\n\n박서연 기자\n\n입력 2023-04-11 09:10",
            "등대에 새 주인, 사십 년 만의 일",
        ),
        (
            "그는 월요일에 배를 타고 왔다.\n\n박서연 기자\n\n입력 2023-04-11 09:10",
            None,
        ),  # a sentence
    ],
)
def test_what_stands_over_signature_and_day_heads_a_text(above: str, title: str | None) -> None:
    assert read_text(f"{above}\n\n{KOREAN}\n", SourceConfig()).title == title


@pytest.mark.parametrize("signed", ["(ANI)", "PTI ADU NP"])
def test_a_short_last_sentence_that_an_agency_signs_is_no_heading(signed: str) -> None:
    notice = "(This story has been sourced from a third party syndicated feed. Only the headline has been reworked.)"
    last = "The anchor goes home on 24 May."
    found = article(ABOVE + "\n\n".join([*LONG, f"{last} {signed}", notice]))
    assert found.body.split("\n\n") == [*LONG, last]
