"""Short ways to an answer give the answer of the long ones."""

from __future__ import annotations

import random
import re
import unicodedata

import pytest

from copydesk.parse import fields, languages, words
from copydesk.parse.html_body import Block
from copydesk.parse.html_clean import clean_blocks
from copydesk.parse.html_notices import BLOCK_SIGNS, CONSENT_SIGNS, WALL_SIGNS, count_signs
from copydesk.parse.languages import detect_language, language_of_words
from copydesk.parse.repair import (
    EDGE_SPACES,
    LINE_BREAKS,
    SPACES,
    normalise_paragraphs,
    rejoin_paragraphs,
    repair_text,
    set_spaces,
)
from copydesk.parse.titles import WORD, key_of
from copydesk.records import RawRecord, SourceConfig
from schemas.articles import Article
from schemas.columns import MOJIBAKE
from schemas.contract import fields_of

SIGNS = "abÅé19 .-'’‐“—\u00a0\u00ad\n\tß²ǅĳ\u0301ا中ก"


def texts(signs: str, number: int = 3000) -> list[str]:
    draw = random.Random(7)
    return ["".join(draw.choices(signs, k=draw.randint(0, 50))) for _ in range(number)]


@pytest.mark.parametrize("signs", [SIGNS, "a. -'", "abc .-’“”–\u00a0é" + 40 * "a"])
def test_words_are_counted_as_the_pattern_finds_them(signs: str) -> None:
    for text in texts(signs):
        found = words.WORD.findall(unicodedata.normalize("NFC", text))
        assert words.count_words(text) == len(found), text


def test_keys_are_words_without_marks() -> None:
    for text in texts(SIGNS + "_İſ"):
        plain = "".join(WORD.findall(text.casefold())).replace("_", "")
        assert key_of(text) == plain, text


def test_spaces_are_set_as_by_patterns() -> None:
    for text in texts("ab \n\t\u00a0\u3000", 500):
        assert set_spaces(text) == EDGE_SPACES.sub("\n", SPACES.sub(" ", text)).strip(" ")
        assert repair_text(text)[0] == repair_text(repair_text(text)[0])[0]


def test_forbidden_signs_are_found_in_whichever_way_they_are_written() -> None:
    plain = "[ÃÂ][\u0080-\u00bf]|â€[\u0080-\u00bf™œš˜“”¦¢]|ï»¿|Ã¢â‚¬"
    for text in texts("ÃÂâï€\u0080\u00bf™œ»¿¢‚¬a"):
        assert bool(re.search(MOJIBAKE, text)) == bool(re.search(plain, text)), text
    body = next(field for field in fields_of(Article) if field.name == "body").column
    forbidden = body.forbid["more_than_one_blank_line"]
    for text in texts("\n\n\n \t\u00a0a", 6000):
        is_odd = re.search(r"\n[ \t]*\n[ \t]*\n|\A\s|\s\Z", text)
        assert bool(re.search(forbidden, text)) == bool(is_odd), repr(text)


ENGLISH = "The council said that it was not about money, which would be what they and their firms have wanted. "
TABLE = "".join(f"ARGENTINA nil {n},130 BOLIVIA nil 7,{n} BRAZIL nil 131,{n} FIJI 25,{n} " for n in range(100, 120))  # fmt: skip


def test_small_words_tell_a_language() -> None:
    assert language_of_words(ENGLISH) == "en"
    assert detect_language(ENGLISH * 2, hint="de") == ("en", True)


@pytest.mark.parametrize(
    "text",
    [
        ENGLISH[:40],  # few
        ENGLISH + TABLE,  # an eighth of the words at least
        ENGLISH + "Der Rat hat nicht mit ihr und sich von einer zur werden. " * 2,
        "O concello di que non hai unha liña por mar para ir entre as illas, como sobre todo está desde onte cos seus barcos. "
        * 3,  # Galician
        "El consell diu que les línies del port són una part del pla, però els vaixells han de parar amb la tempesta. "
        * 3,  # Catalan
        "De raad zei dat het niet om geld ging, maar om wat er in de haven is gebeurd na de storm van dit jaar. "
        * 3,  # Dutch
    ],
)
def test_words_that_do_not_settle_a_language_leave_it_to_the_model(text: str) -> None:
    assert language_of_words(text) is None


SAYINGS = (
    "Il sindaco ha detto di no", "El alcalde dijo que no", "O presidente disse que não", "Borgmästaren sa nej",
    "Ordføreren sa nei", "Borgmesteren sagde nej", "Burmistrz powiedział nie", "Kapal itu kandas", "Ferry aground", "ok",
)  # fmt: skip


def test_the_likeliest_language_is_found_among_the_likely_as_among_all(monkeypatch) -> None:
    def among_all(said: str) -> tuple[str, float]:
        shares: dict[str, float] = {}
        for name, chance in languages.identifier().rank(said):
            code = languages.AS_CODE.get(name, name)
            if code in languages.NEWS_LANGUAGES:
                shares[code] = shares.get(code, 0.0) + float(chance)
        best = min(shares, key=lambda code: (-round(shares[code], 6), code))
        return best, shares[best]

    for said in [*SAYINGS, *texts(SIGNS, 100)]:
        best, share = among_all(said)
        told, is_sure = languages.likely_language(said, 100)
        assert told == best if told != "und" else share < languages.LIKELY, said
        assert is_sure == (told != "und" and share >= languages.SURE)
    even = {"sv": 0.3000004, "no": 0.3, "da": 0.2999996, "xx": 0.1}
    model = type("Model", (), {"rank": lambda _, said: list(even.items()), "labels": list(even)})
    monkeypatch.setattr(languages, "identifier", model)
    monkeypatch.setattr(languages, "news_codes", languages.news_codes.__wrapped__)
    monkeypatch.setattr(languages, "LIKELY", 0.2)
    assert languages.likely_language("nei", 100) == ("da", False)  # even: by the name of the code
    even["sv"] = 0.3000016
    assert languages.likely_language("nei", 100) == ("sv", False)


def test_where_nobody_would_believe_it_the_model_is_asked_once(monkeypatch) -> None:
    asked: list[str] = []
    guessed = languages.guessed_language
    monkeypatch.setattr(
        languages, "guessed_language", lambda said: asked.append(said) or guessed(said)
    )
    for said in SAYINGS:
        detect_language(said)
        assert asked == [], said
        detect_language(said, hint="sv")
        assert asked == [], said
    detect_language("Il sindaco ha detto di no alla nave. " * 3)
    assert len(asked) == 1


@pytest.mark.parametrize("signs", [BLOCK_SIGNS, CONSENT_SIGNS, WALL_SIGNS])
def test_signs_are_counted_alike_one_by_one_and_together(signs) -> None:
    said = [
        "Ray ID: 8a0. Please enable cookies. İNCAPSULA INCIDENT", "We use cookies. Accept all", "Subscribe to read on. Log in.",
        "The ferry sails at noon.", "",
    ]  # fmt: skip
    for text in said:
        assert count_signs(signs, text) == sum(sign.search(text) is not None for sign in signs)


def test_a_text_in_two_scripts_is_told_by_its_script() -> None:
    assert (
        detect_language(ENGLISH + "시의회는 월요일 여객선 항로를 다시 열기로 의결했다. " * 3)[0]
        == "ko"
    )


def test_repeats_are_found_behind_other_marks() -> None:
    said = "The council voted on Monday to reopen the ferry line."
    written = ["First of all, nobody came.", said, "And then it rained.", f"— {said.upper()}!"]
    kept = clean_blocks([Block("paragraph", text) for text in written]).blocks
    assert [block.text for block in kept] == written[:3]


def test_paragraphs_are_put_together_alike_whatever_spaces_they_have() -> None:
    for text in texts("ab. \n\n \t\u00a0\u2028\x1c\r", 800) + texts("ab. \n\n", 800):
        lines = LINE_BREAKS.sub("\n", text).split("\n")
        assert rejoin_paragraphs(text) == "\n\n".join(normalise_paragraphs(lines)), repr(text)


SAID = (
    {"a": 1, "url": "https://gazette.example/2024/05/17/ferry"},
    ["x"],
    "2024-05-17",
    "https://gazette.example/2024/05/17/ferry",
    7,
    True,
    "",
    None,
    "Ana Reyes",
    "<p>Ferry",
)
NO_TEXT = "a id url author published updated publisher section language keywords crawled tags n label image source".split()
TEXT = ["title", "headline", "subtitle", "abstract", "summary", "body", "text", "html", "dateline"]


def rows_of(names: list[str], number: int) -> list[dict[str, object]]:
    draw = random.Random(9)
    picks = [draw.sample(names, draw.randint(0, 6)) for _ in range(number)]
    return [{name: draw.choice(SAID) for name in pick} for pick in picks]


def record_of(row: dict[str, object]) -> RawRecord:
    return RawRecord("rec_1", "0" * 64, "a.jsonl", "line 1", "fields", b"{}", fields=row)


def test_what_tells_nothing_would_give_neither_text_nor_title_if_it_were_read() -> None:
    source = SourceConfig()
    n_bare = 0
    for row in rows_of(NO_TEXT, 300) + rows_of(NO_TEXT + TEXT, 300):
        columns = fields.columns_of(row, source)
        if not any(columns[name] for name in fields.TELLING):
            draft = fields._draft(columns, record_of(row), source)
            assert (draft.blocks, draft.title) == ((), None), row
            n_bare += 1
    assert 300 < n_bare < 500


@pytest.mark.parametrize("name", fields.TELLING)
def test_no_record_that_tells_something_is_passed_over(monkeypatch, name: str) -> None:
    read: list[str] = []
    monkeypatch.setattr(fields, "_draft", lambda *_: read.append(name) or fields.Draft())
    for row, n_read in (({name: "LONDON, May 17"}, 1), ({"a": 1, "author": "Ana Reyes"}, 0)):
        read.clear()
        fields.parse_fields(record_of(row), SourceConfig())
        assert len(read) == n_read
