"""What looks wrong about a version is said by source; what is merely small or mixed is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from desk_runs import run_desk, story, write_lines

from copydesk.alarms import find_alarms

WALL = "You have reached your limit of free articles for this month, and the rest is for those who pay for it. "


def wall(number: int) -> dict[str, Any]:
    return {"id": number, "title": "Read on", "text": WALL + WALL}


def brief(number: int) -> dict[str, Any]:
    return {"id": number, "title": f"Brief {number}", "text": "More soon."}


@pytest.fixture(scope="module")
def alarms(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder: Path = tmp_path_factory.mktemp("alarms")
    sources = {
        "briefs": [brief(n) for n in range(20)],
        "few": [brief(n) for n in range(100, 119)],
        "good": [story(n) for n in range(30)],
        "mixed": [story(n) for n in range(30, 45)] + [brief(n) for n in range(200, 214)],
        "walled": [wall(n) for n in range(15)] + [story(n) for n in range(50, 65)],
    }
    for name, records in sources.items():
        write_lines(folder / "raw" / name / "a.jsonl", records)
    run_desk(folder / "raw", folder / "out")
    return find_alarms(folder / "out")


def test_sources_of_refused_records_and_of_one_text_are_named(alarms: list[str]) -> None:
    assert [alarm.split(" (")[0] for alarm in alarms] == [
        "source briefs: 20 of 20 records were quarantined",
        "source walled: 15 of 30 records are one text",
    ]


def test_a_folder_without_tables_raises_none(tmp_path: Path) -> None:
    assert find_alarms(tmp_path) == []
