"""Short ways through what is asked of every file or record: they answer what the long ones do."""

import json
from pathlib import PurePosixPath

from hypothesis import example, given
from hypothesis import strategies as st

from copydesk.date_orders import IN_FIGURES, MAY_BE_OPEN
from copydesk.encoding import BOMS, _bare_utf16, _wide_script, sure_encoding
from copydesk.parse.date_days import WORD, month_names, months_of_two_words
from copydesk.parts import encode_fields
from copydesk.readers.fields import plain_json
from copydesk.readers.recognise import suffix_of

FLAT = st.dictionaries(
    st.text(max_size=6),
    st.one_of(st.text(max_size=20), st.integers(), st.booleans(), st.none(), st.floats(width=64)),
    max_size=5,
)


@given(FLAT)
@example({"b": "\x7f\x1f\u2028é", "a": 2**70})
@example({"a": 1e16, "b": -0.0})
def test_rows_are_written_as_json_writes_them_byte_for_byte(fields):
    long = json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert plain_json(fields) == long.encode()


@given(FLAT)
@example({"a": "\ud800"})
@example({"a": {"b": [2**70, 0.1]}})
def test_kept_fields_come_back_as_they_were(fields):
    fields = {k: v for k, v in fields.items() if v == v and v not in (float("inf"), float("-inf"))}
    assert json.loads(encode_fields(fields).decode("utf-8", "surrogatepass")) == fields


@given(st.text(alphabet="0123./- x", max_size=24))
@example("3/4/2019")
@example("on 3-4-19.")
def test_a_day_that_may_be_open_is_never_passed_over(text):
    raw = text.encode()
    if exact := MAY_BE_OPEN.search(raw):
        midst = IN_FIGURES.search(raw)
        assert midst
        assert exact.start() >= midst.start() - 2


def test_most_texts_end_at_the_first_look_for_open_days():
    assert not IN_FIGURES.search(
        b'{"published": "2021-05-03T10:00:00Z", "url": "https://a.example/2021/05/03/x"}'
    )


@given(st.text(alphabet="ab./", max_size=12))
def test_a_suffix_is_that_of_the_path(name):
    assert suffix_of(name) == PurePosixPath(name).suffix.lower()


@given(st.binary(max_size=90).map(lambda raw: bytes(byte & 0x7F for byte in raw)))
@example("Привет, как дела у вас, и это текст".encode("utf-16-be"))
def test_ascii_is_asked_for_wide_letters_only_where_it_may_have_them(raw):
    assert sure_encoding(raw) == (_bare_utf16(raw) or _wide_script(raw), 0)
    assert not raw.startswith(tuple(mark for mark, _ in BOMS))


def test_each_month_of_two_words_opens_with_one_that_is_looked_for():
    by_language, _ = month_names()
    long = [name for names in by_language.values() for name in names if len(WORD.findall(name)) > 1]
    assert long
    assert {WORD.findall(name)[0] for name in long} == months_of_two_words()
