"""Lines that stand round a story are told from the story's own."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from copydesk import parse
from copydesk.parse.boilerplate import (
    is_boilerplate_line,
    line_class,
    read_related_link,
)
from copydesk.parse.fields_text import part_cut_mark
from schemas.articles import BOILERPLATE_LINE

PARSE = Path(parse.__file__).parent
CONTRACT_CASES = [
    "Advertisement", "[ad]", "READ MORE", "Also read:", "Continue reading...", "Share this article",
    "Follow us on Facebook and Twitter", "Sign up for our weekly newsletter", "Click here to subscribe",
    "All rights reserved.", "© 2019 Gazette. All rights reserved", "Tweet", "Story continues below advertisement",
]  # fmt: skip


@pytest.mark.parametrize("line", CONTRACT_CASES)
def test_every_line_the_contract_forbids_is_residue(line):
    assert re.search(BOILERPLATE_LINE, line)
    assert is_boilerplate_line(line)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("| Advertisement", "advertisement"),
        ("Anzeige", "advertisement"),
        ("Facebook Twitter WhatsApp", "share"),
        ("Updated March 4th, 2021 at 19:55 IST", "date_line"),
        ("Veröffentlicht am 4. März 2021", "date_line"),
        ("Reported by: Ann Lee", "byline"),
        ("| Image:self", "photo_credit"),
        ("(Photo: Ann Lee)", "photo_credit"),
        ("FILE PHOTO: A ferry leaves the harbour", "photo_credit"),
        ("We use cookies to improve this site.", "cookie"),
        ("Copyright 2021 The Gazette", "copyright"),
        ("Lire aussi", "read_on"),
        ("View this email in your browser", "newsletter"),
        ("You are receiving this newsletter because you asked for it. Unsubscribe", "newsletter"),
        ("Diesen Newsletter können Sie hier abbestellen.", "newsletter"),
        ("***", "rule"),
    ],
)
def test_lines_are_named_by_class(line, name):
    assert line_class(line) == name


@pytest.mark.parametrize(
    "line",
    [
        "The share of votes for the council fell.",
        "More than 100 people were on board.",
        "Follow the river and you reach the mill.",
        "Read aloud, the letter takes an hour.",
        "Published accounts differ on the cause.",
        "Stand up, said the judge.",
        "Cookies were sold at the fair.",
        "North's threat",
        "By the river, two boats lay.",
        "You receive this email, he wrote, and you wonder why.",
        "You got this newsletter in a bottle, she told him.",
        "See the newsletter in your browser history, the judge said.",
    ],
)
def test_a_storys_own_lines_stay(line):
    assert line_class(line) is None
    assert read_related_link(line) is None


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("Read:\u00a0 Storm closes harbour", "Storm closes harbour"),
        ("ALSO READ | Storm: harbour closed", "Storm: harbour closed"),
        ("[Read more: Storm closes harbour]", "Storm closes harbour"),
        ("Lesen Sie auch: Sturm schließt Hafen", "Sturm schließt Hafen"),
        ("Read more", None),
        ("Read: ", None),
    ],
)
def test_related_links_give_their_headline(line, title):
    assert read_related_link(line) == title


LINES = [
    ("advertisement", "This advertisement has not loaded yet, but your article continues below."),
    ("advertisement", "La suite après cette publicité"),
    ("share", "Find this article at:"),
    ("share", "Printer-friendly version"),
    ("share", "12 Kommentare"),
    ("share", "Partager"),
    ("share", "Artikel drucken"),
    ("newsletter", "Subscribe now"),
    ("newsletter", "By signing up you agree to our terms."),
    ("newsletter", "Jetzt abonnieren"),
    ("follow", "Follow us"),
    ("follow", "Folgen Sie uns"),
    ("follow", "@harbourgazette"),
    ("paywall", "Already a subscriber"),
    ("paywall", "Dieser Artikel ist nur für Abonnenten"),
    ("read_on", "Continue reading"),
    ("read_on", "Related stories"),
    ("copyright", "This material may not be published or copied."),
    ("copyright", "Privacy policy"),
    ("cookie", "Alle akzeptieren"),
    ("cookie", "Wir verwenden auf dieser Seite Cookies."),
    ("cookie", "Cookies help us, and your browser keeps them."),
    ("cookie", "You have the right to opt out of this."),
    ("cookie", "Mit Ihrer Zustimmung werden Cookies gesetzt, die Sie widerrufen können."),
    ("cookie", "Please enable JavaScript"),
    ("player", "Play video"),
    ("player", "Bildergalerie"),
    ("photo_credit", "Photo by Ann Lee"),
    ("photo_credit", "A ferry leaves the harbour. Photo: Ann Lee"),
    ("photo_credit", "A ferry leaves the harbour (Credit: Ann Lee)"),
    ("photo_credit", "A ferry leaves the harbour Getty Images"),
    ("byline", "Reporter: Ann Lee"),
    ("label", "News analysis / opinion"),
]


@pytest.mark.parametrize(("name", "line"), LINES)
def test_a_notice_of_each_pattern_is_no_line_of_a_story(name, line):
    assert line_class(line) == name


def test_every_pattern_of_the_notices_has_its_line():
    """A pattern that nothing fits, or that no test holds, would be found by nobody."""
    table = tomllib.loads((PARSE / "boilerplate.toml").read_text(encoding="utf-8"))
    told = re.findall(r'"((?:[^"\\\n]|\\.){2,300})"', Path(__file__).read_text(encoding="utf-8"))
    missing = [
        (name, pattern[:80])
        for name, rules in table.items()
        for pattern in rules["patterns"]
        if not any(
            re.fullmatch(pattern, line, re.IGNORECASE)
            for line in told
            if len(line) <= rules["longest"]
        )
    ]
    assert not missing, f"write into LINES a line that each of these fits: {missing}"


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("【関連記事】嵐で港が閉鎖", "嵐で港が閉鎖"),
        ("[관련기사] 폭풍으로 항구 폐쇄", "폭풍으로 항구 폐쇄"),
        ("İLGİLİ HABER: Fırtına limanı kapattı", "Fırtına limanı kapattı"),
        ("Kapcsolódó cikk: Vihar zárta be a kikötőt", "Vihar zárta be a kikötőt"),
        ("بیشتر بخوانید: توفان بندر را بست", "توفان بندر را بست"),
        ("আরও পড়ুন: ঝড়ে বন্দর বন্ধ", "ঝড়ে বন্দর বন্ধ"),
        ("[More] boats came than before, he said.", None),
        ("【関連】は深い。", "は深い。"),
        ("আরও পড়ুন, তিনি বললেন।", None),
    ],
)
def test_pointers_of_more_languages(line: str, title: str | None) -> None:
    assert read_related_link(line) == title


@pytest.mark.parametrize("line", ["ΔΙΑΦΗΜΙΣΗ", "বিজ্ঞাপন", "تبلیغات", "โฆษณา"])
def test_advertisements_of_more_languages(line: str) -> None:
    assert line_class(line) == "advertisement"
    assert line_class(f"{line} 20% {line} {line}") is None


@pytest.mark.parametrize(
    ("end", "is_cut"),
    [
        ("The post Rain gauge stolen appeared first on Loris Leaf.", True),
        ("The post appeared first on Loris Leaf.", True),
        ("The post Rain gauge stolen appeared first on loris.example.", True),
        ("The post appeared first on the list of those whom it now wants to sue.", False),
    ],
)
def test_a_feeds_last_words_name_whose_feed_it_is(end: str, is_cut: bool) -> None:
    story = "The wall belongs to the railway."
    assert part_cut_mark(f"{story} {end}")[0] == (story if is_cut else f"{story} {end}")


@pytest.mark.parametrize(
    ("line", "link"),
    [
        ("Read: Storm closes harbour for a third day.", "Storm closes harbour for a third day."),
        ("Read: that was the word on the card that every household in the town got in May from its council.", None),
        ("Related: the word is what it should have looked for, a clerk said, but it found another. It was stopped at noon.", None),
    ],
)  # fmt: skip
def test_a_long_sentence_points_nowhere(line: str, link: str | None) -> None:
    assert read_related_link(line) == link
