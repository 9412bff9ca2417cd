"""Words of languages have a home, `copydesk/vocabulary` and the TOML beside a package's code, and one list does one job.

What a word list is: docs/decisions/070-word-lists.md.
"""

from __future__ import annotations

import ast
import itertools
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from copydesk.parse.languages import AS_CODE, identifier
from copydesk.vocabulary import ListName, by_language, words_of

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("copydesk", "flows", "schemas")
MOST = 10  # words of a list in code
SHARED = 0.75  # of the words of two lists: what has so many in common does one job
LEAST = 6  # words of a list that is held against others

NO_LANGUAGE = {
    "copydesk/parse/line_features.py:RESIDUE_CLASSES": "closed list",
    "copydesk/readers/place.py:RecordFormat": "closed list",
    "copydesk/vocabulary/__init__.py:ListName": "closed list",
    "schemas/articles.py:QualityFlag": "closed list",
    "schemas/events.py:EventType": "closed list",
    "schemas/quarantine.py:RejectionReason": "closed list",
    "copydesk/text/encoding.py:GUESSES": "codes",
    "copydesk/parse/languages.py:NEWS_LANGUAGES": "codes",
    "copydesk/collection/events.py:FACTS": "columns",
    "copydesk/collection/events.py:REPORT_COLUMNS": "columns",
    "copydesk/auditing/judging.py:SHOWN": "columns",
    "copydesk/readers/source.py:COLUMNS": "columns",
    "copydesk/source_lines.py:ORDER_COLUMNS": "columns",
    "copydesk/text/field_names.py:ARTICLES": "fields",
    "copydesk/readers/json_lift.py:TYPES": "fields",
    "copydesk/text/field_names.py:NAMED": "fields",
    "copydesk/text/field_names.py:PREFIXES": "fields",
    "copydesk/parse/authors.py:NAME_KEYS": "fields",
    "copydesk/parse/dates.py:DATE_KEYS": "fields",
    "copydesk/parse/fields_columns.py:PAGE_METADATA": "fields",
    "copydesk/parse/fields_text.py:ONE_TEXT": "fields",
    "copydesk/parse/fields_text.py:PARTS": "fields",
    "copydesk/parse/html_dates.py:PUBLISHED_META": "fields",
    "copydesk/parse/html_dates.py:UPDATED_META": "fields",
    "copydesk/parse/metadata.py:AUTHOR_META": "fields",
    "copydesk/readers/csv_head.py:NAMES": "fields",
    "copydesk/readers/fields.py:ID_COLUMNS": "fields",
    "copydesk/readers/json_shape.py:TEXT_KEYS": "fields",
    "copydesk/readers/labels.py:OTHERS": "fields",
    "copydesk/readers/xml_other.py:BODY_NAMES": "fields",
    "copydesk/readers/xml_other.py:WEAK_NAMES": "fields",
    "copydesk/parse/fields_columns.py:EMPTY_TEXTS": "signs",
    "copydesk/parse/fields_text.py:SHORTCODE_STARTS": "signs",
    "copydesk/parse/line_labels.py:is_written_as_heading": "signs",
    "copydesk/readers/recognise.py:OFFICE_SUFFIXES": "signs",
    "copydesk/parse/block_features.py:OWN_TAGS": "tags",
    "copydesk/parse/html_body.py:BLOCK_TAGS": "tags",
    "copydesk/parse/html_body.py:DEAD_TAGS": "tags",
    "copydesk/parse/html_body.py:LINE_TAGS": "tags",
    "copydesk/parse/html_bylines.py:BREAK_TAGS": "tags",
    "copydesk/parse/html_bylines.py:LINE_TAGS": "tags",
    "copydesk/parse/html_shown_dates.py:SHOWN_TAGS": "tags",
    "copydesk/parse/page_blocks.py:PLACE_TAGS": "tags",
    "copydesk/parse/page_blocks.py:TAGS_AROUND": "tags",
    "copydesk/parse/page_kind.py:count_elements": "tags",
    "copydesk/readers/recognise.py:XML_ROOTS": "tags",
    "copydesk/readers/xml_other.py:NAMED_CHILDREN": "tags",
    "copydesk/readers/xml_tree.py:BLOCK_TAGS": "tags",
    "copydesk/readers/xml_tree.py:INLINE_TAGS": "tags",
    "copydesk/readers/xml_tree.py:LEFT_OUT": "tags",
    "copydesk/readers/xml_tree.py:PROSE_TAGS": "tags",
    "copydesk/parse/html_data.py:ARTICLE_TYPES": "terms of schema.org",
    "copydesk/parse/html_data.py:OTHER_WORKS": "terms of schema.org",
}
"""Long lists in code that are no words of a language, by where they stand: what a format, a standard or a table of ours calls things."""

KINDS = {"closed list", "codes", "columns", "fields", "signs", "tags", "terms of schema.org"}

DOUBLES = {
    "entities/merging.py:TYPE_ORDER": "the types of schemas/columns.py, in the order in which they win",
    "entities/voting.py:TYPES": "the same types, in the order in which they are counted",
    "events/vetoes.py:VERBAL": "types of acts that are words; the list in words.toml is of those that take in an act told beside",
    "events/ontology.toml.types.COERCE.slots": "parts of an act, as SANCTION has them",
}
"""Lists that have most words of another and do another job, by the end of their place."""


def strings_of(node: ast.AST, names: dict[str, str]) -> list[str]:
    """Return the strings that a node lists: in brackets, or as one text that is split."""
    if isinstance(node, ast.Set | ast.List | ast.Tuple):
        found = [e.value for e in node.elts if isinstance(e, ast.Constant)]
        is_whole = len(found) == len(node.elts) and all(isinstance(word, str) for word in found)
        return [str(word) for word in found] if is_whole else []
    if not isinstance(node, ast.Call):
        return []
    texts: list[ast.expr] = []
    if isinstance(node.func, ast.Attribute) and node.func.attr == "split" and not node.args:
        texts = [node.func.value]
    elif isinstance(node.func, ast.Name) and "words" in node.func.id:
        texts = node.args
    found_words: list[str] = []
    for text in texts:
        value = names.get(text.id) if isinstance(text, ast.Name) else getattr(text, "value", None)
        found_words += value.split() if isinstance(value, str) else []
    return found_words


def lists_in(source: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the lists of strings of a module, each with the constant or function in which it stands."""
    tree = ast.parse(source)
    names: dict[str, str] = {}
    for statement in tree.body:
        place = getattr(statement, "name", "")
        if isinstance(statement, ast.Assign | ast.AnnAssign):
            target = statement.targets[0] if isinstance(statement, ast.Assign) else statement.target
            place = ast.unparse(target)
            if isinstance(statement.value, ast.Constant) and isinstance(statement.value.value, str):
                names[place] = statement.value.value
        for node in ast.walk(statement):
            if words := strings_of(node, names):
                yield place, words


def lists_of_code() -> Iterator[tuple[str, list[str]]]:
    """Yield every list of strings in our code, with its place."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for place, words in lists_in(path.read_text(encoding="utf-8")):
                yield f"{path.relative_to(ROOT)}:{place}", words


def lists_of_data(table: Any, place: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the lists of words of a TOML table; patterns are no words."""
    if isinstance(table, dict):
        for name, inner in table.items():
            yield from lists_of_data(inner, f"{place}.{name}")
    elif isinstance(table, str) and place.startswith(("vocabulary/", "events/words", "entities/")):
        yield place, table.split()
    elif isinstance(table, list) and all(isinstance(word, str) for word in table):
        yield place, table


def all_lists() -> dict[str, set[str]]:
    """Return every list of words, in code and in data, by its place."""
    found = {place: set(words) for place, words in lists_of_code() if place not in NO_LANGUAGE}
    for path in sorted((ROOT / "copydesk").rglob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        name = path.relative_to(ROOT / "copydesk").as_posix()
        found |= {place: set(words) for place, words in lists_of_data(table, name)}
    return {place: words for place, words in found.items() if len(words) >= LEAST}


def same_purpose(lists: dict[str, set[str]]) -> set[tuple[str, str]]:
    """Return pairs of lists that have most of their words in common."""
    return {
        (a, b)
        for (a, one), (b, two) in itertools.combinations(sorted(lists.items()), 2)
        if len(one & two) >= SHARED * len(one | two)
    }


def test_what_is_a_list_of_words() -> None:
    source = (
        'A = "one two three".split()\nB = frozenset({"a", "b"})\nTEXT = "x y"\nC = TEXT.split()\n'
        'def f():\n    return words("p q")\nD = "a sentence of prose"\nE = ("a", 1)\n'
    )
    assert sorted(lists_in(source)) == [
        ("A", ["one", "two", "three"]),
        ("B", ["a", "b"]),
        ("C", ["x", "y"]),
        ("f", ["p", "q"]),
    ]


def test_no_long_list_of_a_languages_words_stands_in_code() -> None:
    long = {place for place, words in lists_of_code() if len(words) > MOST}
    assert long - NO_LANGUAGE.keys() == set()
    assert NO_LANGUAGE.keys() - long == set()  # what is gone needs no excuse
    assert set(NO_LANGUAGE.values()) == KINDS


def test_lists_that_do_one_job_are_found_and_a_part_of_another_is_none() -> None:
    days = {"mon", "tue", "wed", "thu", "fri", "sat"}
    lists = {"a": days, "b": {*days, "sun"}, "c": {*days, *map(str, range(9))}}
    assert same_purpose(lists) == {("a", "b")}


def test_no_two_lists_do_one_job() -> None:
    found = same_purpose(all_lists())
    told = {
        pair: [end for end in DOUBLES if any(map(str.endswith, pair, (end, end)))] for pair in found
    }
    assert [pair for pair, ends in told.items() if not ends] == []
    assert DOUBLES.keys() - {end for ends in told.values() for end in ends} == set()


@pytest.mark.parametrize("name", get_args(ListName))
def test_every_list_of_the_vocabulary_is_words_that_stand_once(name: ListName) -> None:
    lists = by_language(name)
    assert lists
    for language, words in lists.items():
        assert len(words) == len(set(words)), language
    assert words_of(name) == {word for words in lists.values() for word in words}


def lists_read() -> set[tuple[str, str]]:
    """Return (name, language) of each list that our code asks the vocabulary for, "" where it asks for all languages."""
    asked = re.compile(r"""(?:by_language|words_of)\(["'](\w+)["']\)(?:\[["'](\w+)["']\])?""")
    return {
        found
        for path in (ROOT / "copydesk").rglob("*.py")
        if path.parent.name != "vocabulary"
        for found in asked.findall(path.read_text(encoding="utf-8"))
    }


def test_a_vocabulary_has_no_list_that_nobody_reads() -> None:
    read = lists_read()
    assert ("small_words", "") in read
    for path in sorted((ROOT / "copydesk" / "vocabulary").glob("*.toml")):
        for name in tomllib.loads(path.read_text(encoding="utf-8")):
            assert name in get_args(ListName), f"{path.name}: no list is called {name}"
            assert {(name, ""), (name, path.stem)} & read, (
                f"{path.name}: {name} are read of {sorted(code for n, code in read if n == name)} alone: leave them out"
            )


def test_a_vocabulary_is_called_by_the_code_that_the_tables_use() -> None:
    codes = {AS_CODE.get(label, label) for label in identifier().labels}
    files = {path.stem for path in (ROOT / "copydesk" / "vocabulary").glob("*.toml")}
    assert files <= codes, f"no codes of ISO 639-1: {files - codes}"


@pytest.mark.parametrize("name", ["small_words", "particles", "kinds_of_text"])
def test_words_that_are_looked_for_in_small_letters_are_written_so(name: ListName) -> None:
    assert [word for word in sorted(words_of(name)) if word != word.lower()] == []


WEEKS = {
    "de": "Mo Di Mi Do Fr Sa So",
    "en": "Mo Tu We Th Fr Sa Su",
    "es": "lu ma mi ju vi sá do",
    "fr": "lu ma me je ve sa di",
    "it": "lu ma me gi ve sa do",
    "nl": "ma di wo do vr za zo",
    "pt": "se te qua qui sex sá do",
}
"""The days of a week as calendars print them."""


def test_the_days_of_a_week_stand_in_their_order() -> None:
    weeks = by_language("weekdays")
    assert weeks.keys() == WEEKS.keys()
    for code, days in weeks.items():
        told = zip(days, WEEKS[code].split(), strict=True)
        assert [day for day, short in told if not day.startswith(short)] == [], code


@pytest.mark.parametrize("name", ["months", "weekdays"])
def test_calendars_are_whole(name: ListName) -> None:
    n = {"months": 12, "weekdays": 7}[name]
    assert {len(words) for words in by_language(name).values()} == {n}
