"""What is expected of the sample: its files, and for each record in them the answer."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sample_story import Story

Row = dict[str, Any]


class Sample:
    """The files of the sample, and for each record in them the answer that is expected."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.records: list[Row] = []
        self.quarantined: list[Row] = []
        self.redelivered: list[Row] = []

    def expect(
        self,
        story: Story,
        path: str,
        position: str = "",
        kind: str = "canonical",
        /,
        **differing: Any,
    ) -> None:
        """Note what is expected of a record that holds this story."""
        self.records.append(expected_record(story, path, position, kind) | differing)


def expected_record(story: Story, path: str, position: str, kind: str) -> Row:
    """Return the answer for a record whose form loses nothing of the story."""
    answer: Row = {"raw_path": path, "raw_position": position, "story": story.id, "kind": kind}
    answer |= {"title": story.title, "subtitle": story.subtitle, "authors": list(story.authors)}
    answer |= {"language": story.language, "dateline": story.dateline}
    answer |= dates_of(story.published, story.updated)
    answer["headings"] = list(story.headings)
    answer["related_links"] = list(story.related)
    answer["paragraphs"] = story.paragraphs
    return answer


def dates_of(published: str | None, updated: str | None) -> Row:
    """Return the expected date columns."""
    if published is None:
        return {
            "published_at": None,
            "published_on": None,
            "published_precision": None,
            "updated_at": None,
        }
    moment = dt.datetime.fromisoformat(published)
    precision = "day" if len(published) == len("2024-03-03") else "minute"
    return {
        "published_at": in_utc(moment),
        "published_on": f"{moment:%Y-%m-%d}",
        "published_precision": precision,
        "updated_at": in_utc(dt.datetime.fromisoformat(updated)) if updated else None,
    }


def in_utc(moment: dt.datetime) -> str:
    """Return the moment in UTC to the second; a bare day is the start of that day."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return f"{moment.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"


def page_dates(story: Story) -> Row:
    """Return the date columns that a saved page states to the second: both of its times, even where they are equal."""
    updated = dt.datetime.fromisoformat(story.updated or story.published or "")
    return {"published_precision": "second", "updated_at": in_utc(updated)}


def json_dates(story: Story) -> Row:
    """Return the date columns that an ISO text states."""
    is_day = story.published is not None and len(story.published) == len("2024-03-03")
    return {"published_precision": "day" if is_day else "second"}
