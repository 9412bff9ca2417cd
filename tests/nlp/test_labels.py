"""ClearNLP trees as Universal Dependencies."""

from __future__ import annotations

from copydesk.nlp.labels import Arc, is_clear_nlp, to_universal


def tree(*rows: tuple[str, int, str]) -> list[tuple[int, str]]:
    """Return governors and relations of a converted tree."""
    return [(arc.head, arc.dep) for arc in to_universal([Arc(*row) for row in rows])]


def test_noun_governs_its_preposition() -> None:
    # Troops fired on protesters
    got = tree(("NOUN", 1, "nsubj"), ("VERB", 1, "ROOT"), ("ADP", 1, "prep"), ("NOUN", 2, "pobj"))
    assert got == [(1, "nsubj"), (1, "root"), (3, "case"), (1, "obl")]


def test_noun_under_a_noun_is_nominal() -> None:
    # the king of Spain
    got = tree(("DET", 1, "det"), ("NOUN", 1, "ROOT"), ("ADP", 1, "prep"), ("PROPN", 2, "pobj"))
    assert got == [(1, "det"), (1, "root"), (3, "case"), (1, "nmod")]


def test_agent_of_a_passive_is_marked() -> None:
    # She was shot by police
    rows = [
        ("PRON", 2, "nsubjpass"),
        ("AUX", 2, "auxpass"),
        ("VERB", 2, "ROOT"),
        ("ADP", 2, "agent"),
        ("NOUN", 3, "pobj"),
    ]
    assert tree(*rows) == [
        (2, "nsubj:pass"),
        (2, "aux:pass"),
        (2, "root"),
        (4, "case"),
        (2, "obl:agent"),
    ]


def test_predicate_governs_its_copula() -> None:
    # Lund is mayor here
    rows = [("PROPN", 1, "nsubj"), ("AUX", 1, "ROOT"), ("NOUN", 1, "attr"), ("ADV", 1, "advmod")]
    assert tree(*rows) == [(2, "nsubj"), (2, "cop"), (2, "root"), (2, "advmod")]


def test_prepositions_in_a_chain_are_all_turned() -> None:
    # talks with members of parliament
    rows = [
        ("NOUN", 0, "ROOT"),
        ("ADP", 0, "prep"),
        ("NOUN", 1, "pobj"),
        ("ADP", 2, "prep"),
        ("NOUN", 3, "pobj"),
    ]
    assert tree(*rows) == [(0, "root"), (2, "case"), (0, "nmod"), (4, "case"), (2, "nmod")]


def test_universal_relations_are_left_alone() -> None:
    assert not is_clear_nlp(frozenset({"obj", "nsubj:pass", "case"}))
    assert is_clear_nlp(frozenset({"dobj", "nsubj"}))
