"""What of an element's markup is written again."""

from __future__ import annotations

from lxml import etree

from copydesk.readers.xml_tree import MAX_DEPTH, inner_markup


def test_what_no_reader_sees_is_no_markup() -> None:
    element = etree.fromstring(
        b"<body><p>It sailed.</p><!-- a note --><?php run?><script>x()</script> <p>It came.</p></body>"
    )
    assert inner_markup(element) == "<p>It sailed.</p> <p>It came.</p>"


def test_what_stands_too_deep_is_left_out() -> None:
    deep, deeper = (
        etree.fromstring("<div>" * n + "It sailed." + "</div>" * n)
        for n in (MAX_DEPTH, MAX_DEPTH + 2)
    )
    assert "It sailed." in inner_markup(deep)
    assert "It sailed." not in inner_markup(deeper)
