"""JSON files: one object, arrays, lines."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.records import SourceConfig, record_id_of

from .reading import SMALL, Folder, fields_of, gz_each, reasons, records, rejections

ONE = b'{"title": "Ferry aground", "text": "The ferry ran aground."}'
TWO = b'{"title": "Ferry afloat", "text": "The ferry is afloat again."}'
STORIES = [{"title": f"Story {n}", "text": "It rained. " * 5, "tags": [{"a": n}]} for n in range(9)]


def positions(items: list) -> list[str]:  # type: ignore[type-arg]
    return [item.raw_position for item in items]


def test_each_line_is_a_record(folder: Folder) -> None:
    items = folder.read("a.jsonl", ONE + b"\n\n" + TWO + b"\r\n")
    assert positions(items) == ["line 1", "line 3"]
    assert [item.raw for item in records(items)] == [ONE, TWO]
    assert records(items)[0].record_id == record_id_of(ONE)
    assert fields_of(items)[1]["title"] == "Ferry afloat"


def test_one_object_is_one_record_however_it_is_laid_out(folder: Folder) -> None:
    for raw in (ONE, ONE + b"\n", json.dumps(json.loads(ONE), indent=2).encode()):
        items = folder.read("a.json", raw)
        assert positions(items) == ["line 1"]
        assert fields_of(items) == [json.loads(ONE)]


@pytest.mark.parametrize("indent", [None, 0, 2])
def test_each_element_of_an_array_is_a_record(folder: Folder, indent: int | None) -> None:
    items = folder.read("a.json", json.dumps(STORIES, indent=indent).encode())
    assert fields_of(items) == STORIES
    assert positions(items) == [f"item {n}" for n in range(1, 10)]


def test_an_element_is_its_exact_bytes(folder: Folder) -> None:
    items = folder.read("a.json", b"[ " + ONE + b" ,\n" + TWO + b"]")
    assert [item.raw for item in records(items)] == [ONE, TWO]


def test_objects_that_run_over_lines_may_follow_one_another(folder: Folder) -> None:
    raw = b"\n".join(json.dumps(story, indent=1).encode() for story in STORIES)
    items = folder.read("a.json", raw)
    assert fields_of(items) == STORIES
    assert positions(items)[:2] == ["line 1", "line 10"]


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.json-seq"])
def test_a_separator_may_stand_before_each_value(
    folder: Folder, name: str, indent: int | None
) -> None:
    # RFC 7464; of one that is cut off the next is none the worse.
    texts = [json.dumps(story, indent=indent) for story in STORIES]
    items = folder.read(name, "".join(f"\x1e{text}\n" for text in texts).encode())
    assert fields_of(items) == STORIES
    texts[4] = texts[4][:60]
    items = folder.read(name, "".join(f"\x1e{text}\n" for text in texts).encode())
    assert fields_of(items) == STORIES[:4] + STORIES[5:]
    assert reasons(items) == ["broken_record"]


PARAGRAPHS = ["The ferry ran aground on Tuesday. " * 4, "Nobody was hurt."]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"p": PARAGRAPHS}, PARAGRAPHS),
        ({"@lang": "en", "p": PARAGRAPHS[0]}, PARAGRAPHS[:1]),
        ({"body.content": {"block": {"p": PARAGRAPHS}}}, PARAGRAPHS),
        ({"p": [PARAGRAPHS[0], {"b": "Nobody", "#text": "was hurt."}]}, PARAGRAPHS),
    ],
)
def test_a_text_that_was_made_of_xml_is_its_paragraphs(
    folder: Folder, body: object, told: list[str]
) -> None:
    items = folder.read("a.jsonl", json.dumps({"title": "Ferry aground", "body": body}).encode())
    assert fields_of(items) == [{"title": "Ferry aground", "body": told}]


@pytest.mark.parametrize("held", [{"p": 0.05, "n": 3}, {"p": "x", "title": "Ferry afloat"}])
def test_an_object_of_a_letter_is_no_text(folder: Folder, held: object) -> None:
    items = folder.read("a.jsonl", json.dumps({"title": "Ferry aground", "body": held}).encode())
    assert all(fields.get("body") in (None, held) for fields in fields_of(items))


def test_what_was_written_as_json_twice_is_read_twice(folder: Folder) -> None:
    # df.to_json() handed to json.dump(), as a whole and a line each.
    items = folder.read("a.json", json.dumps(json.dumps(STORIES)).encode())
    assert fields_of(items) == STORIES
    assert positions(items)[:2] == ["line 1, article 1", "line 1, article 2"]
    line = json.dumps(ONE.decode()).encode()
    (record,) = records(folder.read("a.jsonl", line + b"\n"))
    assert (record.raw, dict(record.fields or {})) == (line, json.loads(ONE))
    for other in (
        "{sic} he said, and it sailed.",
        json.dumps("a text"),
        json.dumps(json.dumps({})),
    ):
        assert reasons(folder.read("a.jsonl", json.dumps(other).encode())) == ["not_a_record"]


def test_positions_stay_when_the_file_grows(folder: Folder) -> None:
    before = folder.read("a.json", ONE)
    after = folder.read("a.json", ONE + b"\n" + TWO)
    assert after[:1] == before


@pytest.mark.parametrize(
    "bad",
    [
        b'{"title": "cut off',
        b'{"title": "a stray "quote" here"}',
        b'{"title": }',
        b'{"a": 1}}',
        b"garbage",
        b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
        b"[" * 100_000,
        b"\xff\xfe\xfd",
    ],
)
def test_a_broken_line_costs_itself(folder: Folder, bad: bytes) -> None:
    items = folder.read("a.jsonl", ONE + b"\n" + bad + b"\n" + TWO + b"\n")
    assert [item.raw for item in records(items)] == [ONE, TWO]
    assert positions(items) == ["line 1", "line 2", "line 3"]
    (item,) = rejections(items)
    assert item.reasons == ("broken_record",)
    assert item.record_id == record_id_of(bad)


@pytest.mark.parametrize("value", [b"5", b'"text"', b"null", b"[1, 2]", b"true"])
def test_a_value_that_is_no_object_is_not_a_record(folder: Folder, value: bytes) -> None:
    assert reasons(folder.read("a.jsonl", ONE + b"\n" + value)) == ["not_a_record"]
    assert reasons(folder.read("a.json", b"[" + ONE + b"," + value + b"]")) == ["not_a_record"]


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("Story 3", 'Story "3'),
        ("Story 3", 'Sto"ry" 3'),
        ("Story 3", 'Story 3"}, "x": "'),
        ('"Story 3"', "Story 3"),
        ('"Story 3"', '{"x": '),
        ('"Story 3"', '["x"'),
    ],
)
def test_a_broken_element_costs_itself(
    folder: Folder, indent: int | None, good: str, bad: str
) -> None:
    raw = json.dumps(STORIES, indent=indent).replace(good, bad).encode()
    items = folder.read("a.json", raw)
    kept = [story for story in STORIES if story["title"] != "Story 3"]
    assert [fields for fields in fields_of(items) if fields in STORIES] == kept
    assert 1 <= len(rejections(items)) <= 2


def test_nan_infinity_and_lone_surrogates_do_no_harm(folder: Folder) -> None:
    raw = rb'{"a": NaN, "b": -Infinity, "c": "x\ud800y", "d": "\ud83d\ude00", "\ud800": 1}'
    (fields,) = fields_of(folder.read("a.jsonl", raw))
    assert fields["a"] is None
    assert fields["b"] is None
    assert fields["d"] == "😀"
    json.dumps(fields, ensure_ascii=False, allow_nan=False).encode("utf-8")


def test_a_record_larger_than_the_limit_is_rejected_and_the_next_is_read(folder: Folder) -> None:
    big = b'{"text": "' + b"word " * 5000 + b'", "list": [{"a": 1}, {"b": "}"}]}'
    for raw in (ONE + b"\n" + big + b"\n" + TWO, b"[" + ONE + b"," + big + b"," + TWO + b"]"):
        items = folder.read("a.json", raw, limits=SMALL)
        assert [item.raw for item in records(items)] == [ONE, TWO]
        assert reasons(items) == ["too_large"]


def test_a_cut_gzip_yields_what_came_before(folder: Folder) -> None:
    import random

    rng = random.Random(7)
    lines = [
        json.dumps({"n": n, "text": f"{rng.random()} {rng.random()}"}).encode() for n in range(2000)
    ]
    raw = gz_each(b"\n".join(lines))
    items = folder.read("a.jsonl.gz", raw[: len(raw) // 2])
    n_read = len(records(items))
    assert 800 < n_read < 1200
    assert [item.raw for item in records(items)] == lines[:n_read]
    assert reasons(items) == ["truncated_file"]


def test_wide_encodings_are_read(folder: Folder) -> None:
    for encoding in ("utf-16", "utf-16-le", "utf-8-sig", "utf-32"):
        items = folder.read("a.jsonl", (ONE + b"\n" + TWO).decode().encode(encoding))
        assert fields_of(items) == [json.loads(ONE), json.loads(TWO)], encoding
    (record,) = records(folder.read("a.jsonl", ONE.decode().encode("utf-16-le")))
    assert record.raw == ONE.decode().encode("utf-16-le")


def test_western_bytes_in_json_are_read(folder: Folder) -> None:
    items = folder.read("a.jsonl", '{"title": "Café"}'.encode("cp1252"))
    assert fields_of(items) == [{"title": "Café"}]


@pytest.mark.parametrize(
    ("fields", "own"),
    [
        ({"id": "a1", "uuid": "x"}, "a1"),
        ({"ID": 17}, "17"),
        ({"id": 17.0}, "17"),
        ({"id": None, "Body ID": "9"}, "9"),
        ({"_id": {"$oid": "5f"}}, "5f"),
        ({"id": True, "guid": "g"}, "g"),
        ({"Unnamed: 0": 3, "doc-id": "d"}, "d"),
        ({"Unnamed: 0": 3}, "3"),
        ({"title": "x"}, None),
        ({"id": ""}, None),
        ({"id": ["a"]}, None),
    ],
)
def test_the_records_own_id_is_found(
    folder: Folder, fields: dict[str, object], own: str | None
) -> None:
    (record,) = records(folder.read("a.jsonl", json.dumps(fields).encode()))
    assert record.source_record_id == own


def test_source_toml_names_the_id_column(folder: Folder) -> None:
    source = SourceConfig(columns=(("id", "ref"),))
    (record,) = records(folder.read("a.jsonl", b'{"id": "no", "ref": "yes"}', source))
    assert record.source_record_id == "yes"


def test_empty_collections_leave_a_row(folder: Folder) -> None:
    for raw in (b"[]", b" \n ", b"[ ]\n"):
        assert reasons(folder.read("a.json", raw)) == ["empty_file"]


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8"), max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
objects = st.lists(
    st.dictionaries(
        st.text(st.characters(codec="utf-8"), min_size=1, max_size=5),
        values,
        min_size=1,
        max_size=4,
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=60)
@given(objects, st.sampled_from([None, 0, 2]), st.booleans(), st.booleans())
def test_whatever_is_written_is_read(
    stories: list[dict[str, object]],
    indent: int | None,
    in_array: bool,
    ascii_only: bool,
) -> None:
    import io

    from copydesk.readers import READERS, Place

    def dump(value: object) -> str:
        return json.dumps(value, indent=indent, ensure_ascii=ascii_only)

    text = dump(stories) if in_array else "\n".join(dump(story) for story in stories)
    items = list(READERS["json"](io.BytesIO(text.encode()), Place("a", name="a.json")))
    assert json.dumps(fields_of(items)) == json.dumps(stories)


@pytest.mark.parametrize(
    ("raw", "n"),
    [
        (b'var articles = [{"title": "A"}, {"title": "B"}];', 2),
        (b'window.YTD.news[0] = [{"title": "A"}]\n', 1),
        (b'callback({"title": "A"});', 1),
        (b'/*O_o*/\ngoogle.visualization.Query.setResponse({"title": "A"});', 1),
        (b')]}\',\n{"title": "A"}', 1),
        (
            b"{'title': 'A', 'said': \"didn't\"}\n{'title': 'B', 'at': datetime.datetime(2021, 5, 3)}\n",
            2,
        ),
    ],
)
def test_what_scripts_set_around_a_value_is_no_part_of_it(
    folder: Folder, raw: bytes, n: int
) -> None:
    items = folder.read("a.json", raw)
    assert [record.fields["title"] for record in records(items)] == ["A", "B"][:n]
    assert len(items) == n


@pytest.mark.parametrize(
    "raw", [b"{'title': open('/etc/passwd')}", b"{'a': [" * 40_000, b"{'a': 'b'"]
)
def test_what_python_would_have_to_run_is_broken(folder: Folder, raw: bytes) -> None:
    (item,) = folder.read("a.json", raw + b"\n")
    assert reasons([item]) == ["broken_record"]


def test_a_set_that_python_wrote_is_read_alike_by_every_process(folder: Folder) -> None:
    raw = b"{'title': 'Ferry', 'tags': {'e', 'c', 'a', 'd', 'b'}, 'by': ['Zoe', 'Ana']}"
    (told,) = fields_of(folder.read("a.json", raw))
    assert told == {"title": "Ferry", "tags": ["a", "b", "c", "d", "e"], "by": ["Zoe", "Ana"]}


@pytest.mark.parametrize("n", [19, 300, 301, 4301, 100_000])
@pytest.mark.parametrize("shape", ['{"a": %s}', "%s", '{"a": [{"b": -%s}]}'])
def test_whole_numbers_of_any_length_are_carried(folder: Folder, n: int, shape: str) -> None:
    digits = "7" * n
    value = shape.replace("%s", digits)
    line = '{"title": "Ferry", "text": "It rained.", "number": ' + value + "}\n"
    first, second = folder.read("a.jsonl", (line + '{"title": "B", "text": "b"}').encode())
    told = json.dumps(fields_of([first])[0]["number"])
    assert told.replace('"' + digits + '"', digits).replace('"-', "-").replace('7"', "7") == value
    assert fields_of([second]) == [{"title": "B", "text": "b"}]


def test_whole_numbers_of_any_length_are_carried_where_python_wrote_them(folder: Folder) -> None:
    raw = "{'title': 'Ferry', 'text': 'It rained.', 'number': %s}" % ("7" * 5000)
    assert fields_of(folder.read("a.jsonl", raw.encode()))[0]["number"] == "7" * 5000


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b'{"by": "Ana Reyes", "by": "Ben Holt"}', {"by": ["Ana Reyes", "Ben Holt"]}),
        (b'{"by": ["Ana"], "x": 1, "by": ["Ben", "Cy"]}', {"by": ["Ana", "Ben", "Cy"], "x": 1}),
        (b'{"text": "It rained.", "text": null}', {"text": "It rained."}),
        (b'{"text": "It rained.", "text": "It rained."}', {"text": "It rained."}),
        (b'{"text": "", "text": null, "n": 0, "n": 1}', {"text": None, "n": [0, 1]}),
        (b'{"a" : "x", "a": "y"}', {"a": ["x", "y"]}),
        (b'{"meta": {"by": "Ana", "by": "Ben"}, "a": "b"}', {"meta": {"by": ["Ana", "Ben"]}, "a": "b"}),
        (b'{"id": 12345678901234567890123, "by": "Ana", "by": "Ben"}',
         {"id": 12345678901234567890123, "by": ["Ana", "Ben"]}),
        (b'{"by": "\\"A\\"", "BY": "\\u0022B\\u0022", "c": [null, ""]}',
         {"by": '"A"', "BY": '"B"', "c": [None, ""]}),
    ],
)  # fmt: skip
def test_what_is_said_under_a_name_that_is_written_again_is_kept(
    folder: Folder, raw: bytes, told: dict[str, object]
) -> None:
    items = folder.read("a.jsonl", raw + b"\n" + ONE)
    assert fields_of(items) == [told, json.loads(ONE)]
    assert records(items)[0].record_id == record_id_of(raw)


def test_articles_under_one_name_are_each_a_record(folder: Folder) -> None:
    items = folder.read("a.json", b'{"article": ' + ONE + b', "article": ' + TWO + b"}")
    assert fields_of(items) == [json.loads(ONE), json.loads(TWO)]


@pytest.mark.parametrize("end", [b"\r", b"\r\r", b" \r"])
def test_lines_may_end_in_a_carriage_return_alone(folder: Folder, end: bytes) -> None:
    broken = ONE[:-21]
    pretty = json.dumps(STORIES[0], indent=1).replace("\n", "\r").encode()
    items = folder.read("a.jsonl", end.join([ONE, TWO, broken, pretty, ONE]) + end)
    assert [item.raw for item in records(items)] == [ONE, TWO, pretty, ONE]
    assert [item.record_id for item in rejections(items)] == [record_id_of(broken)]
    assert len(set(positions(items))) == 5


@pytest.mark.parametrize("between", [b"", b" ", b", ", b"\r"])
def test_a_line_may_hold_several_objects(folder: Folder, between: bytes) -> None:
    items = folder.read("a.jsonl", ONE + b"\n" + TWO + between + ONE + b"\n" + TWO)
    assert [item.raw for item in items if item in records(items)] == [ONE, TWO, ONE, TWO]
    assert positions(items) == ["line 1", "line 2", "line 2 (2)", "line 3"]


@pytest.mark.parametrize(
    "line", [ONE + TWO[:-9], ONE + b"}" + TWO, ONE + b'{"a": oops}', ONE + TWO + b" and more"]
)
def test_a_line_whose_objects_are_not_all_good_is_one_broken_record(
    folder: Folder, line: bytes
) -> None:
    items = folder.read("a.jsonl", ONE + b"\n" + line + b"\n" + TWO)
    assert [item.raw for item in records(items)] == [ONE, TWO]
    assert [item.record_id for item in rejections(items)] == [record_id_of(line)]


def test_braces_of_a_text_part_no_line(folder: Folder) -> None:
    raw = json.dumps({"title": "Braces", "text": "It says }{ and }\r{ here. " * 5}).encode()
    assert [item.raw for item in records(folder.read("a.jsonl", raw + b"\n" + ONE))] == [raw, ONE]
