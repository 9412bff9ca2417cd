"""Pages of one document are one text; stories behind form feeds stay stories."""

from __future__ import annotations

import pytest

from copydesk.parse.text_dump import parse_text
from copydesk.readers import parted
from copydesk.readers.parted import FEED, parting_kind
from copydesk.records import ParsedArticle, RawRecord, SourceConfig
from copydesk.text.page_breaks import join_pages, pages_of

FIRST = "The rail tunnel under Mount Aldous will not open until the autumn of 2028, said the agency, which had counted on two years less."
SECOND = "Business groups in the valley reacted with dismay, and the chamber of commerce asked for a sitting of the council in public."
BROKEN = ("He put the additional cost at 240 million euros, of", "which contractors are expected to bear less than half.")  # fmt: skip


def pages(head: str, foot: str, first: int = 3) -> str:
    one = f"{head.format(first)}\nTuesday, 14 May 2024\n\nRail tunnel delayed by two more years\n\nBy Greta Holm\n\n{FIRST}\n\n{BROKEN[0]}\n{foot.format(first)}\n\f"
    return (
        one
        + f"{head.format(first + 1)}\nTuesday, 14 May 2024\n{BROKEN[1]}\n\n{SECOND}\n{foot.format(first + 1)}\n\f"
    )


@pytest.mark.parametrize(
    ("head", "foot"), [("VALLEY TIMES     Page {}", ""), ("VALLEY TIMES", "- {} -"), ("{}", "{}")]
)
def test_pages_of_a_document_are_one_article(head: str, foot: str) -> None:
    raw = pages(head, foot).encode()
    assert parting_kind(raw) is None
    record = RawRecord("rec_1", "0" * 64, "a.txt", "", "text", raw)
    found = parse_text(raw.decode(), record, SourceConfig())
    assert isinstance(found, ParsedArticle)
    assert (found.title, found.authors, str(found.published_on)) == ("Rail tunnel delayed by two more years", ("Greta Holm",), "2024-05-14")  # fmt: skip
    assert found.body.split("\n\n") == [FIRST, " ".join(BROKEN), SECOND]


@pytest.mark.parametrize(
    "text",
    [
        pages("VALLEY TIMES", ""),
        pages("VALLEY TIMES Page {}", "").replace("Page 4", "Page 9"),
        pages("VALLEY TIMES Page {}", "").replace("\f", "\n"),
        "Ferry 1 sails\n\nIt came.\f",
    ],
)
def test_what_is_not_numbered_page_by_page_stays_as_it_is(text: str) -> None:
    assert (pages_of(text), join_pages(text)) == ([], text)


def test_stories_behind_form_feeds_are_parted_still() -> None:
    story = "{}\nBy Greta Holm\n14 May 2024\n\n" + FIRST
    raw = "\f".join(map(story.format, ("Rail tunnel delayed again", "Bridge shut for good")))
    assert parting_kind(raw.encode()) == FEED


@pytest.mark.parametrize("is_cut", [True, False])
def test_a_page_that_a_look_at_the_head_cuts_in_two_counts_for_nothing(
    is_cut: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = (
        pages("VALLEY TIMES     Page {}", "") + pages("VALLEY TIMES     Page {}", "", 5)
    ).encode()
    head = raw[: raw.rindex(b"Page 6")] + b"Pa" if is_cut else raw[: raw.rindex(b"\x0c")]
    monkeypatch.setattr(parted, "HEAD", len(head) + (not is_cut))
    assert parting_kind(head) is None
    assert parted._are_stories(head.split(b"\x0c"), FEED, head)  # which else they would be
