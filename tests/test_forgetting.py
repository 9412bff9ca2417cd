"""A run that forgets (`--prune`) may be killed at any point: the next one has forgotten it as a whole, or not at all."""

from __future__ import annotations

import pytest

from copydesk import steps
from tests.desk_runs import run_desk, story, table_bytes, write_lines


class KilledError(BaseException):
    """Raised where a run is killed: nothing of ours catches it."""


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """What is published of both files, and of one alone."""
    root = tmp_path_factory.mktemp("undisturbed")
    write_lines(root / "raw" / "a" / "kept.jsonl", [story(1), story(2)])
    run_desk(root / "raw", root / "one")
    write_lines(root / "raw" / "b" / "going.jsonl", [story(3)])
    run_desk(root / "raw", root / "both")
    return {name: table_bytes(root / name) for name in ("one", "both")}


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize(
    ("at", "is_done_before", "published"),
    [
        ("flip_version", True, "one"),  # the tables have forgotten, the ledger has not
        ("flip_version", False, "both"),
        ("take_ledger_to_be", True, "one"),
        ("take_ledger_to_be", False, "one"),
    ],
)
def test_a_killed_run_has_forgotten_or_has_not(
    at, is_done_before, published, times, undisturbed, tmp_path, monkeypatch
):
    raw, out = tmp_path / "raw", tmp_path / "out"
    write_lines(raw / "a" / "kept.jsonl", [story(1), story(2)])
    write_lines(raw / "b" / "going.jsonl", [story(3)])
    run_desk(raw, out)
    (raw / "b" / "going.jsonl").unlink()
    step = getattr(steps, at)

    def killed(*told):
        if is_done_before:
            step(*told)
        raise KilledError

    monkeypatch.setattr(steps, at, killed)
    with pytest.raises(KilledError):
        run_desk(raw, out, prune=True)
    monkeypatch.undo()
    for _ in range(times):
        run_desk(raw, out)  # and asks for no forgetting
        assert table_bytes(out) == undisturbed[published]
    assert not (out / ".work" / "ledger-to-be.parquet").exists()
