"""Languages: the text's own word first, a hint for short texts and near kin."""

from __future__ import annotations

import pytest

from copydesk.parse.languages import NUMBER_WORD, detect_language

LONG = {
    "en": "The council voted on Monday to reopen the ferry line, which was closed after a storm in March.",
    "de": "Der Stadtrat stimmte am Montag dafür, die Fährlinie wieder zu öffnen, die nach einem Sturm geschlossen war.",
    "fr": "Le conseil a voté lundi la réouverture de la ligne de bac, fermée après une tempête au mois de mars.",
    "ru": "Совет проголосовал в понедельник за открытие паромной линии, закрытой после шторма в марте.",
    "ja": "市議会は月曜日、三月の嵐のあとに閉鎖されたフェリー航路を再開することを決めた。",
    "zh": "市议会星期一投票决定重新开放三月份暴风雨后关闭的渡轮航线，工程将于五月开始。",
    "ko": "시의회는 월요일 3월 폭풍 이후 폐쇄된 여객선 항로를 다시 열기로 의결했다.",
    "el": "Το συμβούλιο ψήφισε τη Δευτέρα να ανοίξει ξανά τη γραμμή του πορθμείου.",
}


@pytest.mark.parametrize("code", sorted(LONG))
def test_a_text_tells_its_language(code):
    assert detect_language(LONG[code], hint=code) == (code, True)
    assert detect_language(LONG[code] * 3)[0] == code


def test_a_long_text_overrules_a_wrong_hint():
    assert detect_language(LONG["de"] * 3, hint="en")[0] == "de"


def test_a_short_text_takes_the_hint_and_is_uncertain_without():
    assert detect_language("Ja, nein", hint="de-AT") == ("de", True)
    assert detect_language("Ja, nein")[1] is False


def test_norwegian_is_believed_against_danish():
    text = "Kommunestyret vedtok mandag å åpne fergelinjen igjen etter at den ble stengt av en storm i mars."
    assert detect_language(text, hint="nb") == ("no", True)


@pytest.mark.parametrize("text", ["", "1234 – 5678", "…"])
def test_a_text_without_letters_has_no_language(text):
    assert detect_language(text, hint="en") == ("und", False)


EARNINGS = "Shr 31 cts vs 27 cts\n\nNet 412,000 vs 388,000\n\nRevs 9,100,000 vs 8,700,000"


def test_a_table_is_no_exotic_language():
    code, is_sure = detect_language(EARNINGS)
    assert code in ("en", "und")
    assert not is_sure


def test_the_title_helps_where_the_text_does_not_say():
    assert (
        detect_language(
            EARNINGS, title="The company says that its profits rose in the first quarter"
        )[0]
        == "en"
    )


def test_a_sure_text_of_any_language_is_believed():
    pidgin = "Di ferry don stop for today, dem talk say di wahala too much and pipo no fit go work."
    assert detect_language(pidgin) == ("pcm", True)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("In 2021 the A4-road was 12km long.", "In   the   was   long."),
        ("no number", "no number"),
        ("x" * 9 + "1 y", "  y"),
        ("٣rd\u00a0b2b", " \u00a0 "),
        ("b" * 50, "b" * 50),
    ],
)
def test_a_word_with_a_number_in_it_goes_as_a_whole(text: str, left: str) -> None:
    assert NUMBER_WORD.sub(" ", text) == left
