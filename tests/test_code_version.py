"""A stage's version follows what its answer depends on, found by reading imports, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from copydesk import code_version as versions
from copydesk.stages import VERSIONS
from tests.desk_runs import run_desk, story, write_lines


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A project of its own: a stage that leans on a helper, a package with data, and one it only passes through."""
    files = {
        "copydesk/__init__.py": "",
        "copydesk/stage.py": "from copydesk.helper import least\nfrom copydesk.words.lists import WORDS\nDEEP = 1\n",
        "copydesk/helper.py": "def least():\n    '''Say.'''\n    from copydesk.late import more\n    return more\n",
        "copydesk/late.py": "more = 2\n",
        "copydesk/other.py": "x = 1\n",
        "copydesk/words/__init__.py": "def lazy():\n    from copydesk.other import x\n    return x\n",
        "copydesk/words/lists.py": "WORDS = open_here('words.toml')\n",
        "copydesk/words/grammar.py": "RULES = open_here('rules.toml')\n",
        "copydesk/words/words.toml": "a = 1\n",
        "copydesk/words/rules.toml": "b = 1\n",
        "copydesk/words/data/extra.csv": "c\n",
        "copydesk/words/README.md": "Read me.\n",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    monkeypatch.setattr(versions, "ROOT", tmp_path)
    forget()
    yield tmp_path
    forget()


def forget() -> None:
    versions._known.clear()
    for function in (
        versions.code_bytes,
        versions.data_files,
        versions._code_of,
        versions._strings_in,
        versions._is_module,
        versions._bytes_hash,
    ):
        function.cache_clear()


def version_with(tree: Path, name: str, text: str) -> str:
    """Return the stage's version once a file says something else."""
    (tree / name).write_text(text)
    forget()
    return versions.code_version("copydesk.stage")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("copydesk/stage.py", "from copydesk.helper import least\nfrom copydesk.words.lists import WORDS\nDEEP = 2\n"),
        ("copydesk/late.py", "more = 3\n"),
        ("copydesk/words/words.toml", "a = 2\n"),
        ("copydesk/words/data/extra.csv", "d\n"),
        ("copydesk/words/__init__.py", "y = 3\n"),
    ],
)  # fmt: skip
def test_what_an_answer_depends_on_is_another_version(tree: Path, name: str, text: str) -> None:
    before = versions.code_version("copydesk.stage")
    assert version_with(tree, name, text) != before


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("copydesk/helper.py", "# why\ndef least():\n    '''Say it better.'''\n\n    from copydesk.late import more\n    return more\n"),
        ("copydesk/other.py", "x = 2\n"),
        ("copydesk/words/rules.toml", "b = 2\n"),
        ("copydesk/words/grammar.py", "RULES = open_here('rules.toml') or 1\n"),
        ("copydesk/words/README.md", "Read me twice.\n"),
    ],
)  # fmt: skip
def test_a_comment_and_what_others_read_are_none(tree: Path, name: str, text: str) -> None:
    before = versions.code_version("copydesk.stage")
    assert version_with(tree, name, text) == before


def test_kept_versions_are_found_anew_when_code_changes_or_the_file_is_damaged(tree, tmp_path):
    file = tmp_path / "code.json"
    assert versions.kept_versions(["copydesk.stage"], file)  # nothing is kept yet
    versions.keep_versions({"copydesk.stage": "as kept"}, file)
    assert versions.kept_versions(["copydesk.stage"], file) == {"copydesk.stage": "as kept"}
    assert (
        versions.code_version("copydesk.stage") == "as kept"
    )  # whoever asks for it later parses nothing
    assert set(versions.kept_versions(["copydesk.late"], file)) == {"copydesk.late"}
    (tree / "copydesk" / "late.py").write_text("more = 3\n")
    forget()
    found = versions.kept_versions(["copydesk.stage"], file)
    assert found == {"copydesk.stage": versions.code_version("copydesk.stage")}
    for damage in (b"", b"[]", b'{"code": 1}', b"\xff\xfe"):
        file.write_bytes(damage)
        forget()
        assert versions.kept_versions(["copydesk.stage"], file) == found


@pytest.mark.parametrize("is_compiled_code_kept", [True, False])
def test_the_first_run_of_another_folder_finds_versions_beside_the_code_where_python_keeps_it_compiled(
    tree, tmp_path, monkeypatch, is_compiled_code_kept
):
    monkeypatch.setattr("sys.dont_write_bytecode", not is_compiled_code_kept)
    versions.beside_code().parent.mkdir()
    before = versions.code_bytes()
    versions.keep_versions({"copydesk.stage": "as kept"}, tmp_path / "code.json")
    assert versions.beside_code().exists() == is_compiled_code_kept
    forget()
    assert versions.code_bytes() == before
    found = versions.kept_versions(["copydesk.stage"], tmp_path / "other.json")
    assert (found == {"copydesk.stage": "as kept"}) == is_compiled_code_kept
    (tree / "copydesk" / "late.py").write_text("more = 3\n")
    forget()
    found = versions.kept_versions(["copydesk.stage"], tmp_path / "other.json")
    assert found != {"copydesk.stage": "as kept"}


def test_a_module_that_is_gone_is_told(tree: Path) -> None:
    with pytest.raises(ModuleNotFoundError):
        versions.code_version("copydesk.gone")


@pytest.mark.parametrize("stage", sorted(VERSIONS))
def test_every_stage_has_a_version(stage: str) -> None:
    assert len(versions.code_version(VERSIONS[stage].module)) == versions.LENGTH


def test_the_stages_lean_on_what_they_should() -> None:
    accept = versions.closure(VERSIONS["accept"].module)
    assert {
        "copydesk.parse.dates",
        "schemas.articles",
        "schemas.contract",
        "copydesk.checks.validate",
    } <= accept
    assert "copydesk.collection.collect" not in accept
    annotate = versions.closure(VERSIONS["annotate"].module)
    assert {
        "copydesk.events.coder",
        "copydesk.entities.mentions",
        "copydesk.nlp.encoder",
    } <= annotate
    assert "copydesk.parse.dates" not in annotate
    cut = versions.closure(VERSIONS["cut"].module)
    assert {"copydesk.dedup.fingerprint", "copydesk.source_lines", "copydesk.parse.words"} <= cut
    assert "copydesk.events.coder" not in cut


def test_a_run_asks_for_no_version_that_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_lines(tmp_path / "raw" / "wire.jsonl", [story(n) for n in range(2)])
    run_desk(tmp_path / "raw", tmp_path / "curated")
    monkeypatch.setattr(versions, "_known", {})
    parsed = []
    monkeypatch.setattr(versions, "closure", parsed.append)
    assert not run_desk(tmp_path / "raw", tmp_path / "curated").is_new
    assert parsed == []
