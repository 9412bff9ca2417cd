"""Any change of a stage's files is another version of it."""

import pytest

from copydesk import code_version
from copydesk.desk import ACCEPT_CODE, ANNOTATE_CODE, COLLECT_CODE, FINGERPRINT_CODE


@pytest.mark.parametrize("parts", [ACCEPT_CODE, FINGERPRINT_CODE, ANNOTATE_CODE, COLLECT_CODE])
def test_the_code_that_a_stage_names_is_there(parts, project):
    assert all((project / part).exists() for part in parts)
    assert len(code_version.code_version(*parts)) == code_version.LENGTH


def test_a_changed_rule_is_another_version(tmp_path, monkeypatch):
    monkeypatch.setattr(code_version, "ROOT", tmp_path)
    (tmp_path / "stage").mkdir()
    (tmp_path / "stage" / "rules.toml").write_text("least = 1")
    (tmp_path / "stage" / "__pycache__").mkdir()
    versions = set()
    for text in ("least = 1", "least = 2", "least = 1"):
        (tmp_path / "stage" / "rules.toml").write_text(text)
        (tmp_path / "stage" / "__pycache__" / "x.pyc").write_text(str(len(versions)))
        code_version.code_version.cache_clear()
        versions.add(code_version.code_version("stage"))
    code_version.code_version.cache_clear()
    assert len(versions) == 2
