"""YAML: a list of records, below a key or not, documents, one record beside a text; and lists that are no records."""

import pytest

from .articles import TEXTS, TITLES, articles
from .reading import SMALL, Folder, fields_of, reasons, records


def item(n: int, indent: str = "") -> str:
    return f'{indent}- title: "{TITLES[n]}"\n{indent}  date: 2021-05-0{n + 1}\n{indent}  text: |\n{indent}    {TEXTS[n]}\n\n{indent}    - no record, but a line of the text\n'


LIST = item(0) + item(1)
BELOW = "source: Oslen Post\nexported: 2021-06-01\narticles:\n" + item(0, "  ") + item(1, "  ")
DOCUMENTS = "".join(f"---\ntitle: {TITLES[n]}\ndate: 2021-05-0{n + 1}\ntext: {TEXTS[n]}\n" for n in (0, 1))  # fmt: skip
KEYED = "".join(f"a{n}:\n  title: {TITLES[n]}\n  text: >\n    {TEXTS[n]}\n" for n in (0, 1))


@pytest.mark.parametrize("text", [LIST, BELOW, DOCUMENTS, KEYED, f"# an export\n{LIST}", LIST.replace("\n", "\r\n")])  # fmt: skip
def test_each_item_or_document_is_a_record(folder: Folder, text: str) -> None:
    found = records(folder.read("a.yaml", text.encode()))
    assert [(one.fields or {})["title"] for one in found] == list(TITLES[:2])
    assert all(TEXTS[n] in (one.fields or {})["text"] for n, one in enumerate(found))


def test_what_stands_above_a_list_speaks_of_each_record(folder: Folder) -> None:
    found = articles(folder.read("a.yml", BELOW.encode()))
    assert [one.publisher for one in found] == ["Oslen Post"] * 2
    assert [str(one.published_on) for one in found] == ["2021-05-01", "2021-05-02"]


@pytest.mark.parametrize(
    "tail", ["authors:\n- name: Hedda Quill\n- name: Tom Hale\n", "tags:\n  - sea\n  - steel\n"]
)
def test_a_list_within_one_record_does_not_cut_it(folder: Folder, tail: str) -> None:
    text = f"title: {TITLES[0]}\ntext: {TEXTS[0]}\n{tail}"
    (fields,) = fields_of(folder.read("a.yaml", text.encode()))
    assert fields["title"] == TITLES[0]


def test_a_broken_record_costs_itself(folder: Folder) -> None:
    text = item(0) + '- title: "never closed\n  text: b\n' + item(1)
    items = folder.read("a.yaml", text.encode())
    assert (len(records(items)), reasons(items)) == (2, ["broken_record"])


def test_anchors_and_too_large_records_are_refused(folder: Folder) -> None:
    text = f"- title: A\n  text: &x {TEXTS[0]}\n- title: B\n  text: *x\n- title: C\n  text: {'c' * 5000}\n"
    items = folder.read("a.yaml", text.encode(), limits=SMALL)
    assert reasons(items) == ["broken_record", "too_large"]


def test_settings_of_a_program_are_no_article(folder: Folder) -> None:
    raw = b"site_name: Docs\nnav:\n  - Home: index.md\n  - About: about.md\n"
    (fields,) = fields_of(folder.read("mkdocs.yml", raw))
    assert set(fields) == {"site_name", "nav"}
