"""What stands beside the raw files: `copydesk.readers.source`."""

import os
from pathlib import Path

import pytest

from copydesk.errors import SettingsError
from copydesk.raw.intake import list_files
from copydesk.readers.source import is_control_file, load_source
from copydesk.records import SourceConfig

FULL = """
publisher = "Harbour Post"
timezone = "Asia/Kolkata"
language = "en"
encoding = "cp1252"
day_first = true
[columns]
title = "kop"
body = "tekst"
"""


def test_the_nearest_source_file_counts(tmp_path: Path) -> None:
    deep = tmp_path / "post" / "2019"
    deep.mkdir(parents=True)
    (tmp_path / "source.toml").write_text('publisher = "Top"')
    (tmp_path / "post" / "source.toml").write_text(FULL)
    assert load_source(deep, tmp_path) == SourceConfig(
        publisher="Harbour Post",
        timezone="Asia/Kolkata",
        language="en",
        encoding="cp1252",
        day_first=True,
        columns=(("body", "tekst"), ("title", "kop")),
    )
    assert load_source(tmp_path, tmp_path).publisher == "Top"


@pytest.mark.parametrize(
    ("inner", "said"),
    [
        (
            'encoding = "cp1250"',
            SourceConfig(
                "Vistula Post", "Europe/Warsaw", "pl", "cp1250", True, (("body", "tresc"),)
            ),
        ),
        (
            "day_first = false",
            SourceConfig("Vistula Post", "Europe/Warsaw", "pl", None, False, (("body", "tresc"),)),
        ),
        (
            '[columns]\ntitle = "naglowek"',
            SourceConfig(
                "Vistula Post", "Europe/Warsaw", "pl", None, True, (("title", "naglowek"),)
            ),
        ),
    ],
)
def test_what_a_deeper_source_file_leaves_unsaid_the_outer_one_says(
    tmp_path: Path, inner: str, said: SourceConfig
) -> None:
    deep = tmp_path / "vistula" / "archive"
    deep.mkdir(parents=True)
    (tmp_path / "source.toml").write_text('language = "pl"\npublisher = "Another"\n')
    outer = 'publisher = "Vistula Post"\ntimezone = "Europe/Warsaw"\nday_first = true\n'
    (tmp_path / "vistula" / "source.toml").write_text(outer + '[columns]\nbody = "tresc"\n')
    (deep / "source.toml").write_text(inner)
    assert load_source(deep, tmp_path) == said


def test_without_a_source_file_nothing_is_said(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "source.toml").write_text('publisher = "outside of the raw folder"')
    assert load_source(tmp_path / "raw", tmp_path / "raw") == SourceConfig()


@pytest.mark.parametrize("name", ["cp1252", "utf-16", "utf-32", "Shift_JIS", "koi8-r"])
def test_an_encoding_of_texts_is_taken(tmp_path: Path, name: str) -> None:
    (tmp_path / "source.toml").write_text(f'encoding = "{name}"')
    assert load_source(tmp_path, tmp_path).encoding == name


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('timezone = "localtime"', "IANA"),
        ('encoding = "rot13"', "a text encoding"),
        ('encoding = "undefined"', "a text encoding"),
        ('editor = "x"', "editor"),
        ('timezone = "IST"', "time zone"),
        ('timezone = "../etc"', "time zone"),
        ("timezone = 5", "time zone"),
        ('language = "English"', "639"),
        ('encoding = "latin-99"', "encoding"),
        ('day_first = "yes"', "true or false"),
        ('publisher = ""', "text"),
        ("publisher = [", "TOML"),
        ("a = " + "[" * 5000, "TOML"),
        ("a = " + "1" * 5000, "TOML"),
        ('columns = "body"', "table"),
        ("[columns]\nbody = 3", "columns.body"),
        ('[columns]\nbodi = "text"', "columns.bodi"),
    ],
)
def test_what_cannot_be_used_is_told(tmp_path: Path, text: str, what: str) -> None:
    (tmp_path / "source.toml").write_text(text)
    with pytest.raises(SettingsError, match=r"source\.toml") as caught:
        load_source(tmp_path, tmp_path)
    assert what in str(caught.value)


@pytest.mark.parametrize(
    ("name", "is_control"),
    [
        ("source.toml", True),
        (".DS_Store", True),
        ("__MACOSX/a.txt", True),
        ("a/.git/config", True),
        ("Thumbs.db", True),
        ("./a.txt", False),
        ("../a.txt", False),
        ("a.txt", False),
        ("source.toml.txt", False),
    ],
)
def test_control_files_are_known_by_name(name: str, is_control: bool) -> None:
    assert is_control_file(name) is is_control


def test_a_backslash_is_a_part_of_a_file_s_own_name_and_parts_folders_in_an_archive(
    tmp_path: Path,
) -> None:
    for name in ("\\.txt", "notes\\.txt", ".txt", "Thumbs.db", "x\\thumbs.db"):
        (tmp_path / name).write_text("x")
    found = [path.name for path in list_files(tmp_path)]
    assert found == ["\\.txt", "notes\\.txt", "x\\thumbs.db"]
    assert [name for name in found if is_control_file(name)] == found


def test_settings_behind_a_link_out_of_the_raw_folder_are_not_read(tmp_path):
    raw, other = tmp_path / "raw", tmp_path / "other.toml"
    raw.mkdir()
    other.write_text('language = "en"\n')
    (raw / "source.toml").symlink_to(other)
    with pytest.raises(SettingsError, match="leads out of the raw folder"):
        load_source(raw, raw)
    (raw / "source.toml").unlink()
    (raw / "kept.toml").write_text('language = "en"\n')
    (raw / "source.toml").symlink_to("kept.toml")
    assert load_source(raw, raw).language == "en"


@pytest.mark.parametrize("kind", ["link to nothing", "link to itself", "pipe"])
def test_settings_that_can_not_be_read_are_not_passed_over(tmp_path, kind):
    place = tmp_path / "source.toml"
    if kind == "pipe":
        os.mkfifo(place)
    else:
        place.symlink_to("nothing" if kind == "link to nothing" else place)
    with pytest.raises(SettingsError, match=r"source\.toml: can't be read"):
        load_source(tmp_path, tmp_path)
    place.unlink()
    place.mkdir()  # a folder of news under an odd name
    assert load_source(tmp_path, tmp_path) == SourceConfig()
