"""Languages: the text's own word first, a hint for short texts and near kin."""

from __future__ import annotations

import pytest

from copydesk.parse.languages import (
    NUMBER_WORD,
    detect_language,
    language_of_words,
    small_words,
)

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


FULL_OF_SMALL_WORDS = {
    "en": "The council said that it would not reopen the ferry, which had been closed after the storm.",
    "de": "Der Rat und die Stadt haben sich noch nicht geeinigt, wie nach dem Sturm mit einer Fähre gefahren wird.",
    "es": "Los vecinos y las familias ya pidieron más barcos, pero hasta hoy no hay según nos dicen sus alcaldes.",
    "fr": "Les élus qui sont dans une commission ont voté pour des bacs, mais cette ligne est plus chère avec ses escales.",
    "it": "Gli abitanti della costa non sono più nel porto, che dal mattino è chiuso e anche alla sera ha questo avviso.",
    "pt": "Os barcos não foram pelo rio, mas já são uma ligação; ela foi pela manhã em silêncio, e ele também à tarde.",
}
"""What `small_words` of a language must tell: a language that gets such a list gets a sentence here."""
KIN = {
    "af": "Die raad het gesê dat die veerboot nie weer sal vaar nie, want die brug is nog nie reg nie en daar is geen geld nie.",
    "ca": "Els veïns han demanat més vaixells, però fins avui no n'hi ha, segons que ens diuen els seus alcaldes, i ja és tard.",
    "cs": "Rada, která jednala v pondělí, uvedla, že přívoz, který byl zavřen po bouři, bude jezdit, protože jej lidé chtějí.",
    "da": "Rådet sagde mandag, at færgen ikke skal sejle igen, efter at den blev lukket af en storm, som også ramte andre byer.",
    "gl": "Os veciños e as familias xa pediron máis barcos, pero ata hoxe non hai, segundo nos din os seus alcaldes.",
    "id": "Dewan mengatakan bahwa kapal itu tidak akan berlayar lagi karena sudah rusak oleh badai yang datang pada hari Senin.",
    "ms": "Majlis berkata bahawa feri itu tidak akan belayar lagi kerana sudah rosak oleh ribut yang melanda pada hari Isnin.",
    "nl": "De raad heeft gezegd dat de veerboot niet meer zal varen, omdat die na een storm is gesloten en er nog geen geld is.",
    "no": "Rådet sa mandag at fergen ikke skal seile igjen etter at den ble stengt av en storm som også rammet andre byer.",
    "sk": "Rada, ktorá rokovala v pondelok, uviedla, že prievoz, ktorý bol zatvorený po búrke, bude jazdiť, pretože ho ľudia chcú.",
    "sv": "Rådet sade på måndagen att färjan inte ska gå igen efter att den stängdes av en storm som också drabbade andra städer.",
}
"""Sentences that another language's list must not tell; a language leaves these when it gets its own."""


def test_small_words_tell_their_language() -> None:
    missing = small_words().keys() - FULL_OF_SMALL_WORDS.keys()
    assert not missing, f"add a sentence with seven of the small words of {missing}"
    told = {code: language_of_words(text) for code, text in FULL_OF_SMALL_WORDS.items()}
    assert told == {code: code for code in FULL_OF_SMALL_WORDS}


@pytest.mark.parametrize("code", sorted(KIN))
def test_small_words_do_not_tell_what_is_kin(code: str) -> None:
    assert language_of_words(f"{KIN[code]} {KIN[code]}") in (None, code)


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


NAMES_ALONE = (
    "Anna Lund, Mateo Ruiz, Rosa Kallas, Ivo Brandt, Joan Harker, Tom Sellers, and Petra Vang."
)


@pytest.mark.parametrize(
    ("text", "usual", "code"),
    [
        (NAMES_ALONE, None, "und"),
        (NAMES_ALONE, "en", "en"),
        (NAMES_ALONE, "ko", "und"),  # which looks like none of it
        (
            "Stadtrat und Hafenamt tagten gestern in Kall, in Lund und in der Stadt Oslen.",
            "en",
            "de",
        ),
        (LONG["fr"], "en", "fr"),
    ],
)
def test_names_alone_are_of_the_language_usual_where_they_stand(
    text: str, usual: str | None, code: str
) -> None:
    assert detect_language(text, usual=usual)[0] == code
    assert detect_language(text, hint=usual)[0] == code
