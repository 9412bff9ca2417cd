"""The story of a page that shows none is found in its script data, and nothing else is."""

from __future__ import annotations

import json

import pytest

from copydesk.parse import parse_record
from copydesk.parse.html_script import hidden_story, strings_of
from copydesk.records import ParsedArticle, RawRecord, Rejection, SourceConfig

HEADLINE = "Ferry captains refuse the winter timetable"
PARAGRAPHS = [
    "The captains of the island ferries said on Tuesday that they would not sail by the new winter timetable.",
    "Seven of nine crews signed a letter to the operator, which had cut the crossings from twelve a day to five.",
    "“A captain can't turn a boat in forty minutes and still let people off,” said Ingrid Solheim, who sails the morning boat.",
    "The operator said that it would meet the crews on Friday and that no crossing would be lost before then.",
]
MARKUP = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
CONSENT = "".join(
    "<p>We and our partners store and read information on your device, and you may refuse at any time.</p>"
    for _ in range(12)
)


def page(script: str) -> RawRecord:
    raw = f"""<html><head><title>{HEADLINE}</title><meta property="og:title" content="{HEADLINE}"></head>
<body><div id="root"></div><script>{script}</script></body></html>""".encode()
    return RawRecord("rec_1", "0" * 64, "a.html", "", "html", raw, url="https://example.org/a")


def parsed(script: str) -> ParsedArticle | Rejection:
    return parse_record(page(script), SourceConfig())


def as_state(text: str) -> str:
    return "window.__STATE__ = " + json.dumps({"article": {"html": text}}) + ";"


def as_stream(text: str) -> str:
    """The state as a string of a script, as pages that are streamed to the browser hold it."""
    return f"self.__push([1,{json.dumps(json.dumps({'article': {'html': text}}))}])"


@pytest.mark.parametrize("form", [as_state, as_stream])
def test_story_in_script_data_is_the_body(form) -> None:  # type: ignore[no-untyped-def]
    article = parsed(form(MARKUP))
    assert isinstance(article, ParsedArticle)
    assert article.body.split("\n\n") == PARAGRAPHS
    assert article.title == HEADLINE


def test_text_without_markup_is_read_line_by_line() -> None:
    article = parsed(as_state("\n".join(PARAGRAPHS)))
    assert isinstance(article, ParsedArticle)
    assert article.body.split("\n\n") == PARAGRAPHS


def test_consent_notice_is_no_story() -> None:
    found = parsed(as_state(CONSENT))
    assert isinstance(found, Rejection)
    assert found.reasons == ("no_body",)


def test_longer_text_on_another_matter_does_not_win() -> None:
    found = hidden_story([], [as_state(CONSENT), as_state(MARKUP)], [HEADLINE])
    assert [block.text for block in found] == PARAGRAPHS


def test_places_left_for_advertisements_are_dropped() -> None:
    article = parsed(as_state(MARKUP.replace("</p><p>", "</p>$$ARTICLEAD$$<p>", 1)))
    assert isinstance(article, ParsedArticle)
    assert "ARTICLEAD" not in article.body


def test_broken_literals_are_passed_over() -> None:
    assert list(strings_of(['var a = "' + "\\x" * 400 + '";'])) == []
