"""Facts of the ontology, and the lexicon that points at them."""

from __future__ import annotations

from typing import get_args

from copydesk.events.lexicon import NOTHING, entries, word_lists
from copydesk.events.ontology import cameo_root, ontology, quad_class
from copydesk.events.triggers import GUARDS
from schemas.events import EventType


def test_every_event_type_of_the_contract_has_its_facts() -> None:
    assert set(ontology()) == set(get_args(EventType))


def test_sanction_is_material_conflict_and_accuse_scores_below_zero() -> None:
    assert quad_class("SANCTION") == 4
    assert (ontology()["ACCUSE"].intensity or 0) < 0


def test_leading_zero_of_a_cameo_root_is_kept() -> None:
    assert cameo_root("AGREE", None) == "03"
    assert cameo_root("ACCUSE", "investigate") == "09"
    assert cameo_root("ASSAULT", "aerial") == "19"
    assert cameo_root("ANNOUNCE", None) is None


def test_every_line_of_the_lexicon_means_something() -> None:
    lines = [entry for group in entries().values() for entry in group]
    assert len(lines) > 1500
    for entry in lines:
        if entry.event_type == NOTHING:
            continue
        facts = ontology()[entry.event_type]
        assert entry.mode is None or entry.mode in facts.modes, entry
        assert entry.guards <= set(GUARDS), entry
        assert {*entry.near} <= word_lists("near").keys(), entry
        assert entry.part in ("verb", "noun", "adj")
