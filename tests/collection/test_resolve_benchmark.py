"""The benchmark of entities and events feeds them what the language stages would: rows of their own types."""

from benchmarks.resolve_batches import measure


def test_the_benchmark_of_entities_and_events_runs(tmp_path, capsys):
    measure(12, 3, 1, 1, is_checked=True, folder=tmp_path)
    assert "as from nothing: True" in capsys.readouterr().out
