"""The readings that stand in the documents are those that are kept."""

from __future__ import annotations

import csv
from pathlib import Path

from training.events.readings import QUESTIONS, SHEET, shares


def test_every_reading_is_whole_and_quality_says_what_they_say(project: Path) -> None:
    with SHEET.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row[question] for row in rows for question in QUESTIONS} == {"0", "1"}
    told = [shares([row for row in rows if row["draw"] == draw]) for draw in ("first", "second")]
    happening, *_, all_right = zip(*(one.split("  ") for one in told), strict=True)
    page = (project / "docs" / "quality.md").read_text(encoding="utf-8")
    for first, second in (happening, all_right):
        assert f"{first[1:4]} / {second[1:4]}" in page
