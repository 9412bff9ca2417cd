"""Reuters-style SGML."""

import pytest

from .reading import Folder, fields_of, reasons, records, rejections

HEAD = b'<!DOCTYPE lewis SYSTEM "lewis.dtd">\n'


def story(
    number: int, text: str = "", body: str = "The ferry ran aground.\n    It was Monday."
) -> bytes:
    text = (
        text
        or f"<TEXT>&#2;\n<TITLE>FERRY &lt;FRY> AGROUND</TITLE>\n<DATELINE>    PORT, Nov 19 - </DATELINE><BODY>{body}\n Reuter\n&#3;</BODY></TEXT>"
    )
    return (
        f'<REUTERS TOPICS="YES" LEWISSPLIT="TRAIN" CGISPLIT="TRAINING-SET" OLDID="5" NEWID="{number}">\n'
        "<DATE>19-NOV-1987 15:01:01.79</DATE>\n<TOPICS><D>ship</D><D>ferry</D></TOPICS>\n"
        "<PLACES></PLACES>\n<UNKNOWN> \n&#5;&#5;&#5;C T\nf0704&#31;reute</UNKNOWN>\n"
        f"{text}\n</REUTERS>\n"
    ).encode()


def test_an_element_is_a_record_with_its_fields(folder: Folder) -> None:
    items = folder.read("a.sgm", HEAD + story(1) + story(2))
    assert [item.source_record_id for item in items] == ["1", "2"]
    assert [item.raw_position for item in items] == ["record 1", "record 2"]
    fields = fields_of(items)[0]
    assert fields["title"] == "FERRY <FRY> AGROUND"
    assert fields["date"] == "19-NOV-1987 15:01:01.79"
    assert fields["topics"] == ["ship", "ferry"]
    assert fields["places"] == []
    assert fields["dateline"] == "    PORT, Nov 19 - "
    assert str(fields["body"]).startswith("The ferry ran aground.\n    It was Monday.")
    assert fields["text_type"] == "NORM"
    assert "\x05" not in str(fields["unknown"])
    assert records(items)[0].raw == story(1).rstrip()


def test_a_brief_without_a_body_stays_a_record(folder: Folder) -> None:
    brief = story(1, '<TEXT TYPE="BRIEF">\n<TITLE>FERRY AGROUND</TITLE>\n</TEXT>')
    (fields,) = fields_of(folder.read("a.sgm", HEAD + brief))
    assert "body" not in fields
    assert fields["text_type"] == "BRIEF"


def test_an_unprocessed_text_is_its_own_body(folder: Folder) -> None:
    text = '<TEXT TYPE="UNPROC">&#2;\nFERRY AGROUND\nThe ferry ran aground.\n</TEXT>'
    (fields,) = fields_of(folder.read("a.sgm", HEAD + story(1, text)))
    assert "The ferry ran aground." in str(fields["body"])


@pytest.mark.parametrize("cut", [b"</REUTERS>", b"</TEXT>\n</REUTERS>\n"])
def test_an_element_without_its_end_costs_itself(folder: Folder, cut: bytes) -> None:
    items = folder.read("a.sgm", HEAD + story(1) + story(2).replace(cut, b"") + story(3))
    assert [item.source_record_id for item in records(items)] == ["1", "3"]
    assert reasons(items) == ["broken_record"]


def test_a_cut_file_yields_what_came_before(folder: Folder) -> None:
    items = folder.read("a.sgm", HEAD + story(1) + story(2)[:200])
    assert len(records(items)) == 1
    assert len(rejections(items)) == 1


def test_text_between_elements_is_told(folder: Folder) -> None:
    items = folder.read("a.sgm", HEAD + story(1) + b"stray words\n" + story(2))
    assert len(records(items)) == 2
    assert reasons(items) == ["broken_record"]


def test_bytes_that_are_not_utf8_are_read(folder: Folder) -> None:
    (fields,) = fields_of(
        folder.read("a.sgm", HEAD + story(1, body="x").replace(b">x", b">Caf\xe9"))
    )
    assert str(fields["body"]).startswith("Café")


def test_many_elements_are_read_across_the_borders_of_pieces(folder: Folder) -> None:
    raw = HEAD + b"".join(story(n, body=f"{n} " * (n % 700)) for n in range(900))
    items = folder.read("a.sgm", raw)
    assert [item.source_record_id for item in records(items)] == [str(n) for n in range(900)]
    assert not rejections(items)


def test_hostile_entities_expand_to_nothing(folder: Folder) -> None:
    bomb = b'<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">'
    items = folder.read("a.sgm", HEAD + story(1, body="&b;&b;&#x110000;&#99999999999;") + bomb)
    assert "&b;&b;" in str(fields_of(items)[0]["body"])


def test_a_reference_that_is_no_character_costs_no_record(folder: Folder) -> None:
    huge = b"&#" + b"9" * 6000 + b";"
    raw = (
        HEAD
        + b'<REUTERS NEWID="'
        + huge
        + b'"><TEXT><TITLE>A'
        + huge
        + b"</TITLE><BODY>It rained.</BODY></TEXT></REUTERS>"
    )
    (item,) = folder.read("a.sgm", raw)
    assert dict(item.fields or {})["title"] == "A\ufffd"  # type: ignore[union-attr]
