"""A curated folder that older code left is taken over: nothing is lost, and the tables are those of a run from nothing.

`left_by_older/` holds what `copydesk run` made of the sample in `data/raw` at the commit in the file's name.
"""

from __future__ import annotations

import tarfile
from pathlib import Path

import pandas as pd
import pytest
from desk_runs import run_desk, table_bytes

FOLDERS = sorted((Path(__file__).parent / "left_by_older").glob("*.tar.xz"))
SETTINGS = {"tables": "articles,entities,events", "min_words": 20}

pytestmark = pytest.mark.slow


def unpack(archive: Path, folder: Path) -> Path:
    """Return the curated folder of an archive of our own."""
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="tar")
    return folder / "curated"


def records_of(curated: Path) -> dict[str, str]:
    """Return the table in which each record stands."""
    return {
        record: table
        for table in ("copies", "quarantine")
        for record in pd.read_parquet(curated / table)["record_id"]
    }


def test_there_is_a_folder_to_try() -> None:
    assert FOLDERS


@pytest.mark.parametrize("archive", FOLDERS, ids=lambda path: path.name)
def test_an_older_folder_becomes_what_a_fresh_one_is(
    archive: Path, tmp_path: Path, project: Path, sample_tables: Path
) -> None:
    curated = unpack(archive, tmp_path / "old")
    before = records_of(curated)
    run_desk(project / "data" / "raw", curated, **SETTINGS)
    assert table_bytes(curated) == table_bytes(sample_tables)
    assert before.keys() <= records_of(curated).keys()


@pytest.mark.parametrize("archive", FOLDERS, ids=lambda path: path.name)
def test_what_an_older_folder_holds_stays_when_its_raw_files_are_gone(
    archive: Path, tmp_path: Path
) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    curated = unpack(archive, tmp_path / "old")
    before = records_of(curated)
    run_desk(raw, curated, **SETTINGS)
    assert before.keys() == records_of(curated).keys()
