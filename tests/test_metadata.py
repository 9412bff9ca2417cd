"""What lies in a version and beside an export says what the contracts say, and what the files are."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import yaml
from desk_runs import run_desk, story, write_lines

from copydesk.auditing.verify import check_surface
from copydesk.export import export_tables
from copydesk.versions.metadata import DESCRIPTIONS, UNNAMED, descriptions_of, wrong_descriptions
from copydesk.versions.published import MANIFEST, decode_manifest, version_name
from schemas.tables import TABLES

NAMES = ("stories", "articles", "copies", "quarantine")


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a CSV export and a Parquet export of a small desk."""
    folder = tmp_path_factory.mktemp("metadata")
    write_lines(folder / "raw" / "a" / "one.jsonl", [story(n) for n in range(4)])
    (folder / "raw" / "a" / "empty.txt").write_text("Too short.")
    run_desk(folder / "raw", folder / "out")
    for form in ("csv", "parquet"):
        export_tables(folder / "out", folder / form, form)
    return folder


def package(exported: Path, form: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((exported / form / "datapackage.json").read_text())
    return told


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_files_are_named_with_their_bytes(exported: Path, form: str) -> None:
    told = package(exported, form)
    assert [resource["name"] for resource in told["resources"]] == list(NAMES)
    for resource in told["resources"]:
        file = exported / form / resource["path"]
        assert resource["bytes"] == file.stat().st_size
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        assert resource["hash"] == f"sha256:{digest}"
    croissant = json.loads((exported / form / "croissant.json").read_text())
    assert [f["sha256"] for f in croissant["distribution"]] == [
        resource["hash"].removeprefix("sha256:") for resource in told["resources"]
    ]
    assert told["version"] == (exported / "out" / "current").resolve().name


def test_columns_are_those_of_the_files_and_the_contracts(exported: Path) -> None:
    contract = yaml.safe_load((exported / "csv" / "datacontract.yaml").read_text())
    croissant = json.loads((exported / "csv" / "croissant.json").read_text())
    for i, name in enumerate(NAMES):
        with (exported / "csv" / f"{name}.csv").open(newline="") as file:
            head = next(csv.reader(file))
        schema = package(exported, "csv")["resources"][i]["schema"]
        assert [field["name"] for field in schema["fields"]] == head
        fields = TABLES[name].fields
        notes = [field.column.note for field in fields]
        assert [p["description"] for p in contract["schema"][i]["properties"]] == notes
        assert [f["description"] for f in croissant["recordSet"][i]["field"]] == notes
        assert [f["description"] for f in schema["fields"][: len(fields)]] == notes
        assert schema["primaryKey"] == [TABLES[name].key]


def test_values_keep_the_constraints(exported: Path) -> None:
    """Of a CSV, cell by cell, without the tools that judge it."""
    for resource in package(exported, "csv")["resources"]:
        with (exported / "csv" / resource["path"]).open(newline="") as file:
            rows = list(csv.DictReader(file))
        assert rows or resource["name"] == "quarantine"
        for field in resource["schema"]["fields"]:
            told = field.get("constraints", {})
            cells = [row[field["name"]] for row in rows]
            assert not told.get("required") or all(cells), field["name"]
            filled = [cell for cell in cells if cell]
            if "pattern" in told:
                assert all(re.fullmatch(told["pattern"], cell) for cell in filled)
            if "enum" in told:
                assert {*filled} <= {*told["enum"]}
            if told.get("unique"):
                assert len({*filled}) == len(filled)


def test_lists_are_lists_where_the_file_has_them(exported: Path) -> None:
    def kind(form: str) -> str:
        fields = package(exported, form)["resources"][NAMES.index("articles")]["schema"]["fields"]
        return str(next(f["type"] for f in fields if f["name"] == "authors"))

    assert (kind("csv"), kind("parquet")) == ("string", "array")


def test_keys_lead_to_tables_that_are_there(exported: Path, tmp_path: Path) -> None:
    copies = package(exported, "csv")["resources"][NAMES.index("copies")]["schema"]
    assert copies["foreignKeys"] == [
        {"fields": ["article_id"], "reference": {"resource": "articles", "fields": ["article_id"]}}
    ]
    export_tables(exported / "out", tmp_path, "csv", ["copies"])
    alone = json.loads((tmp_path / "datapackage.json").read_text())
    assert "foreignKeys" not in alone["resources"][0]["schema"]


@pytest.fixture
def version(exported: Path) -> Path:
    """Give the folder of the published version."""
    return (exported / "out" / "current").resolve()


def test_a_version_tells_of_its_files_and_of_no_others(version: Path) -> None:
    told = json.loads((version / "datapackage.json").read_text())
    listed = {path for resource in told["resources"] for path in resource["path"]}
    assert listed == {str(path.relative_to(version)) for path in version.rglob("*.parquet")}
    sets = json.loads((version / "croissant.json").read_text())["distribution"]
    assert {str(p) for one in sets for p in version.glob(one["includes"])} == {
        str(version / path) for path in listed
    }


def test_columns_of_a_version_are_those_of_its_files(version: Path) -> None:
    told = json.loads((version / "datapackage.json").read_text())
    for resource in told["resources"]:
        columns = pq.read_schema(version / resource["path"][0]).names
        assert [field["name"] for field in resource["schema"]["fields"]] == columns
    contract = yaml.safe_load((version / "datacontract.yaml").read_text())
    assert [table["name"] for table in contract["schema"]] == [
        resource["name"].replace("-", "_") for resource in told["resources"]
    ]


@pytest.mark.parametrize("name", DESCRIPTIONS)
@pytest.mark.parametrize("harm", [Path.unlink, lambda path: path.write_text("{}\n")])
def test_a_damaged_description_is_named_and_made_again(
    exported: Path, tmp_path: Path, name: str, harm: Callable[[Path], object]
) -> None:
    shutil.copytree(exported, tmp_path, symlinks=True, dirs_exist_ok=True)
    path = tmp_path / "out" / "current" / name
    before = path.read_bytes()
    harm(path)
    manifest, why = decode_manifest(tmp_path / "out" / "current" / MANIFEST)
    wrong = [c.detail for c in check_surface(tmp_path / "out", manifest, why) if not c.is_ok]
    assert len(wrong) == 1
    assert name in wrong[0]
    run_desk(tmp_path / "raw", tmp_path / "out")
    assert path.read_bytes() == before


def found_wrong(curated: Path) -> list[str]:
    manifest, why = decode_manifest(curated / "current" / MANIFEST)
    return [check.detail for check in check_surface(curated, manifest, why) if not check.is_ok]


@pytest.fixture
def older(exported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder that was published before the contracts found other words."""
    shutil.copytree(exported / "out", tmp_path / "out", symlinks=True)
    words = {
        name: replace(table, note=f"Another day: {table.note}") for name, table in TABLES.items()
    }
    monkeypatch.setattr("copydesk.versions.metadata.TABLES", words)
    assert "Another day" in descriptions_of({"copies": {"files": {"a": {}}}})["datapackage.json"]
    return tmp_path / "out"


def test_a_version_keeps_the_words_of_its_time(older: Path) -> None:
    assert found_wrong(older) == []


@pytest.mark.parametrize("name", DESCRIPTIONS)
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("One", "Another day: One"),  # the words of today, put there by hand
        ("version", "versión"),
        (None, UNNAMED),  # another version's name, as the sum is taken of
        (None, "v-0123456789abcdef01234567"),
    ],
)
def test_words_changed_by_hand_are_seen_whatever_words_are_todays(
    older: Path, name: str, before: str | None, after: str
) -> None:
    path = older / "current" / name
    text = path.read_text(encoding="utf-8")
    changed = text.replace(before or (older / "current").resolve().name, after)
    assert changed != text
    path.write_text(changed, encoding="utf-8")
    assert found_wrong(older) == [f"{name} is not as it was written"]


def test_a_version_of_a_release_that_kept_no_sums_is_no_corruption(
    exported: Path, tmp_path: Path
) -> None:
    shutil.copytree(exported, tmp_path, symlinks=True, dirs_exist_ok=True)
    folder = tmp_path / "out" / "current"
    told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    told = {key: value for key, value in told.items() if key not in ("descriptions", "version")}
    manifest = {"version": version_name(told), **told}
    for name in DESCRIPTIONS:
        (folder / name).unlink()
    assert [
        c.detail for c in check_surface(tmp_path / "out", manifest, "") if "descri" in c.name
    ] == ["not checked: of a release that kept no sums of them; `copydesk run` writes them anew"]
    assert wrong_descriptions(folder, manifest) == []
