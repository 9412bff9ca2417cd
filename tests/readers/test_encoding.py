"""What an encoding does to a text: `copydesk.text.encoding`."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.text.encoding import codec_of, decode_text, encoding_guessed, html_charset

WESTERN = "The mayor’s café said “no” – again, and again, for €5."


@pytest.mark.parametrize(
    ("raw", "charset", "text"),
    [
        (codecs.BOM_UTF8 + "naïve".encode(), None, "naïve"),
        (codecs.BOM_UTF16_LE + "naïve".encode("utf-16-le"), "utf-8", "naïve"),
        (codecs.BOM_UTF16_BE + "naïve".encode("utf-16-be"), None, "naïve"),
        (codecs.BOM_UTF32_LE + "naïve".encode("utf-32-le"), None, "naïve"),
        ("The ferry is late".encode("utf-16-le"), None, "The ferry is late"),
        ("The ferry is late".encode("utf-16-be"), None, "The ferry is late"),
        (WESTERN.encode("cp1252"), None, WESTERN),
        (WESTERN.encode("cp1252"), "iso-8859-1", WESTERN),
        (WESTERN.encode(), "iso-8859-1", WESTERN),
        ("Паром опоздал".encode("cp1251"), "windows-1251", "Паром опоздал"),
        ("船が遅れた".encode("shift_jis"), "Shift_JIS", "船が遅れた"),
        ("船が遅れた".encode("iso2022_jp"), None, "船が遅れた"),
        (b"", None, ""),
        (b"", "utf-16", ""),
    ],
)
def test_text_is_read_in_the_encoding_its_bytes_are_in(
    raw: bytes, charset: str | None, text: str
) -> None:
    assert decode_text(raw, charset) == (text, False)


def test_russian_without_a_declaration_is_guessed() -> None:
    text = "Паром из порта опоздал на три часа, сообщили в управлении порта в среду. " * 3
    assert decode_text(text.encode("cp1251"), None)[0] == text


def test_a_few_western_bytes_in_utf8_do_not_spoil_the_page() -> None:
    raw = "Žižkov – naïve – ".encode() * 5 + b"it\x92s"
    text, had_losses = decode_text(raw, "iso-8859-1")
    assert text.endswith("it’s")
    assert "Žižkov" in text
    assert had_losses


def test_single_nuls_do_not_make_utf16() -> None:
    text, _ = decode_text(b"The ferry\x00 is late, the port said on Monday.", None)
    assert text.replace("\x00", "").startswith("The ferry is late")


@pytest.mark.parametrize("charset", ["rot13", "base64", "utf-7", "nope", "\x00", "é", "x" * 999])
def test_a_charset_that_is_none_is_ignored(charset: str) -> None:
    assert codec_of(charset) is None
    assert decode_text(b"plain", charset) == ("plain", False)


def test_a_page_declares_its_charset() -> None:
    assert html_charset(b'<html><head><meta charset="windows-1251">') == "windows-1251"
    assert html_charset(b'<?xml version="1.0" encoding="utf-8"?>') == "utf-8"
    assert html_charset(b"<p>charset = none</p>") is None


@given(st.binary(max_size=300), st.sampled_from([None, "utf-8", "utf-16", "cp1252", "big5", "??"]))
def test_any_bytes_give_text(raw: bytes, charset: str | None) -> None:
    text, had_losses = decode_text(raw, charset)
    assert isinstance(text, str)
    assert isinstance(had_losses, bool)


@given(st.text(max_size=200))
def test_utf8_comes_back_as_it_was(text: str) -> None:
    if "\x00" in text or "\x1b" in text or text.startswith("\ufeff"):
        return
    raw = text.encode("utf-8", "surrogatepass")
    if raw.decode("utf-8", "ignore") == text and raw[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        assert decode_text(raw, None) == (text, False)


@pytest.mark.parametrize(("n_wrong", "read"), [(1, "é" * 10), (3, None)])
def test_a_declared_charset_yields_to_utf8_where_nine_tenths_are_well_formed(
    n_wrong: int, read: str | None
) -> None:
    raw = "é".encode() * 9 + b" " + "é".encode("cp1252") * n_wrong
    text, is_guessed = decode_text(raw, "cp1252")
    if read is None:
        assert (text, is_guessed) == (raw.decode("cp1252"), False)
    else:
        assert (text.replace(" ", ""), is_guessed) == (read, True)


KOREAN = "시의회는 화요일에 항구의 연락선 운항을 재개하기로 의결했다. 공사는 5월에 시작된다."
CHINESE = "市议会星期二投票决定重新开放渡轮线路，工程将于5月开始。"


@pytest.mark.parametrize(
    ("text", "codec"), [(KOREAN, "iso2022_kr"), (CHINESE, "hz"), (f"Note: {CHINESE} ~ end", "hz")]
)
def test_text_in_seven_bits_is_read_by_its_marks(text, codec):
    raw = text.encode(codec)
    assert raw.isascii()
    assert decode_text(raw, None) == (text, False)
    assert encoding_guessed(raw, None) is None


@pytest.mark.parametrize(
    "text",
    [
        "A template ~{name}~ and ~{AbcDef12}~ with a ~ of its own.",
        "Prices ~{low}~ were, as said, ~{2,300,000}~/year.",
        "café ~{AbcDef12}~",
        "He wrote \x1b$)X and no more.",
    ],
)
def test_what_only_looks_like_marks_is_plain_text(text):
    assert decode_text(text.encode(), None)[0] == text
