"""Short ways through what is asked of every file or record: they answer what the long ones do."""

import itertools
import json
import re
import unittest.mock
from pathlib import PurePosixPath

from hypothesis import example, given
from hypothesis import strategies as st

from copydesk.parse import urls
from copydesk.parse.date_days import WORD, month_names, months_of_two_words
from copydesk.parse.dates import read_date
from copydesk.raw import layout
from copydesk.raw.date_orders import MAY_BE_OPEN, may_hold_open_day
from copydesk.raw.parts import encode_fields
from copydesk.readers import json_values, read_bytes
from copydesk.readers.csv_rows import Dialect, _Scan
from copydesk.readers.fields import plain_json
from copydesk.readers.json_values import BLANKS, flat_objects
from copydesk.readers.recognise import EXPORT_MARKS, EXPORT_WORDS, export_kind, suffix_of
from copydesk.readers.xml_cut import tags_of
from copydesk.records import RawRecord
from copydesk.text import encoding
from copydesk.text.encoding import BOMS, _bare_utf16, _wide_script, decode_text, sure_encoding

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
@example("1/1/1/4/2019 and 13.4.19")
@example("2019-04-03, 3/12/2019")
def test_a_day_that_may_be_open_is_found_by_its_midst(text):
    raw = text.encode()
    assert may_hold_open_day(raw) is (MAY_BE_OPEN.search(raw) is not None)


@given(
    st.lists(
        st.one_of(
            FLAT.map(json.dumps),
            st.sampled_from(
                [
                    "",
                    " ",
                    "[1]",
                    "3",
                    '{"a": [1]}',
                    '{"a": NaN}',
                    '{"title": "A"},',
                    '{"a": "\\ud800"}',
                    '{"a": 1',
                ]
            ),
        ),
        max_size=6,
    ),
    st.integers(1, 4),
    st.integers(0, 9),
)
def test_flat_objects_are_those_that_the_reader_gives(lines, n, cut):
    raw = "\n".join(lines).encode()
    raw = raw[: len(raw) - cut]
    flat = flat_objects(raw, n, is_cut=bool(cut))
    if flat and raw.lstrip(BLANKS).startswith(b"{"):
        items = itertools.islice(read_bytes(raw, "a.jsonl"), n)
        given = [dict(item.fields) for item in items if isinstance(item, RawRecord)]
        assert [{k: v for k, v in row.items() if isinstance(v, str)} for row in flat] == [
            {k: v for k, v in row.items() if isinstance(v, str)} for row in given
        ]


@given(st.text(alphabet="/&.:whtps<a ;", max_size=16))
@example("https&colon;&sol;&sol;a.example&sol;b")
@example("WWW.gazette.example")
@example("gazette.example/a")
def test_a_value_without_the_signs_of_an_address_is_none(text):
    with unittest.mock.patch.object(urls, "MAY_BE_ADDRESS", re.compile("")):
        long = urls.clean_url(text)
    assert urls.clean_url(text) == long


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


@given(st.binary(max_size=60).map(lambda raw: bytes(byte & 0x7F for byte in raw)))
@example("市议会投票".encode("hz"))
@example("市議会が決めた".encode("iso2022_jp"))
@example("Привет, как дела у вас, и это текст".encode("utf-16-be"))
@example("Ferry sails again".encode("utf-16-le"))
def test_plain_ascii_is_decoded_as_any_other_text(raw):
    with unittest.mock.patch.object(encoding, "_is_plain", return_value=False):
        long = decode_text(raw, "shift_jis")
    assert decode_text(raw, "shift_jis") == long


@given(
    st.lists(
        st.one_of(
            FLAT.map(json.dumps),
            st.sampled_from(
                [
                    '{"S": "A"}',
                    '{"S": "A", "b": 1}',
                    '{"title": "A", "text": "{\\"S\\" : 1}"}',
                    json.dumps({"a": json.dumps([{"title": "A", "text": "It sails. " * 9}] * 2)}),
                    '{"title": "A", "items": [{"title": "B", "url": "https://a.example/b"}]}',
                    '["title", "text"]',
                ]
            ),
        ),
        max_size=4,
    )
)
def test_an_object_that_holds_nothing_is_read_as_any_other(lines):
    raw = "\n".join(lines).encode("utf-8", "surrogatepass")
    with unittest.mock.patch.object(json_values._Reading, "_is_plain", return_value=False):
        long = list(read_bytes(raw, "a.jsonl"))
    assert list(read_bytes(raw, "a.jsonl")) == long


@given(st.text(alphabet="ab,\\ '", max_size=24), st.booleans())
def test_a_line_without_a_quote_ends_no_cell(line, has_backslashes):
    scan = _Scan(Dialect(has_backslashes=has_backslashes))
    assert scan._closing_quote(line.encode(), 0) == -1
    assert not scan.is_stray


NAMED = r"(?:[A-Za-z_][\w.\-]{0,40}:)?item"


@given(st.text(alphabet="<>/! -item[CDATA]:x", max_size=40))
@example("<item><![CDATA[a]]></item><!-- b --></rss:item >")
def test_tags_are_found_wherever_they_begin(text):
    tags = tags_of(["item"])
    boundary = rf"(?P<hidden><!\[CDATA\[|<!--)|(?P<end></{NAMED}\s*+>)|<{NAMED}(?=[\s/>])"
    for short, long in ((tags.boundary, boundary), (tags.start, rf"<!--|<{NAMED}(?=[\s/>])")):
        found = [m.span() for m in short.finditer(text.encode())]
        assert found == [m.span() for m in re.finditer(long.encode(), text.encode())]


def test_each_word_of_an_export_is_looked_for_at_once():
    assert EXPORT_WORDS.keys() == EXPORT_MARKS.keys()
    ris = b"TY  - NEWS\nTI  - Ferry sails\nER  - \n"
    assert export_kind(ris) == "ris"
    assert export_kind(ris.replace(b"TY  - ", b"")) is None


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 2200), st.sampled_from("/.- "))
@example(28, 12, 2100, ".")
@example(1, 1, 1970, "/")
@example(29, 2, 2019, "-")
def test_figures_are_a_day_where_they_are_read_as_one(first, second, year, mark):
    text = f"{first}{mark}{second}{mark}{year:04}"
    is_read = (
        layout.TWO_DIGITS.search(text) is not None and read_date(text, layout.NO_SOURCE) is not None
    )
    assert layout._is_date(text) is is_read
