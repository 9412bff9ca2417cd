"""The stories of the sample as values: what was written, before any format or mess is put around it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import pathlib
import tomllib
from typing import Any

STORIES = pathlib.Path(__file__).parent / "stories"


@dataclasses.dataclass(frozen=True, slots=True)
class Story:
    """One story text. `published` is a moment with its offset, or a bare day, or None when undated."""

    id: str
    title: str
    body: str
    subtitle: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    updated: str | None = None
    section: str | None = None
    language: str = "en"
    dateline: str | None = None
    keywords: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    places: tuple[str, ...] = ()

    @property
    def blocks(self) -> list[tuple[str, str]]:
        """Return the body as ("h" or "p", text) in reading order."""
        blocks = [block.strip() for block in self.body.strip().split("\n\n")]
        return [("h", b[3:]) if b.startswith("## ") else ("p", b) for b in blocks]

    @property
    def paragraphs(self) -> list[str]:
        """Return the body's paragraphs and headings as texts."""
        return [text for _, text in self.blocks]

    @property
    def moment(self) -> dt.datetime:
        """Return the moment of publication (midnight for a bare day)."""
        return dt.datetime.fromisoformat(self.published or "")


def read_stories() -> dict[str, Story]:
    """Return every story by its id."""
    stories = {}
    for path in sorted(STORIES.glob("*.toml")):
        for row in tomllib.loads(path.read_text("utf-8"))["story"]:
            values: dict[str, Any] = {
                k: tuple(v) if isinstance(v, list) else v for k, v in row.items()
            }
            stories[row["id"]] = Story(**values)
    return stories
