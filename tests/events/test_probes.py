"""A slice of the made-up pairs; `python -m tests.events.probes` judges all."""

from __future__ import annotations

import pytest

from copydesk.nlp import load_model

from .probes import SURE, judge, probes

SLICE = 24
"""Pairs in each run of the tests: about two seconds."""


def test_there_are_enough_pairs_and_none_twice() -> None:
    every = list(probes())
    assert len(every) == len(set(every)) >= 5_000


@pytest.mark.slow
def test_nobody_is_slandered_and_one_meaning_has_one_code() -> None:
    model = load_model()
    judged = [(probe, *judge(model, probe)) for probe in list(probes())[:SLICE]]
    assert [found for _, _, found in judged if any(e.confidence >= SURE for e in found)] == []
    assert sum(is_right for _, is_right, _ in judged) >= SLICE - 1
