"""How the labels of other pipelines read in ours: entity types, and ClearNLP's trees as Universal Dependencies."""

from __future__ import annotations

import dataclasses

from schemas.entities import EntityType

ENTITY_TYPES: dict[str, EntityType] = {
    "PERSON": "PERSON", "PER": "PERSON",
    "ORG": "ORG",
    "GPE": "GPE",
    "LOC": "LOC", "FAC": "LOC",
    "NORP": "NORP",
    "EVENT": "EVENT",
}  # fmt: skip
"""OntoNotes, CoNLL-2003 and Universal NER labels; what isn't here (DATE, MONEY, MISC ...) names no entity of ours."""

CLEAR_ONLY = frozenset(
    {"dobj", "pobj", "nsubjpass", "auxpass", "attr", "acomp", "prep", "npadvmod", "relcl"}
)
"""Relations that only ClearNLP's scheme has: a pipeline with any of them speaks ClearNLP."""

CLEAR_TO_UD: dict[str, str] = {
    "ROOT": "root", "dobj": "obj", "dative": "iobj", "nsubjpass": "nsubj:pass", "csubjpass": "csubj:pass",
    "auxpass": "aux:pass", "poss": "nmod:poss", "neg": "advmod", "nn": "compound", "prt": "compound:prt",
    "relcl": "acl:relcl", "rcmod": "acl:relcl", "npadvmod": "obl:npmod", "tmod": "obl:tmod", "quantmod": "advmod",
    "attr": "xcomp", "acomp": "xcomp", "oprd": "xcomp", "predet": "det:predet", "preconj": "cc:preconj",
    "intj": "discourse", "meta": "dep", "complm": "mark", "infmod": "acl", "partmod": "acl", "num": "nummod",
    "number": "compound", "possessive": "case", "agent": "case", "prep": "case", "pobj": "obl", "pcomp": "advcl",
}  # fmt: skip
"""Relations whose arc stays as it is; prepositions and copulas are turned round first."""

VERBAL = frozenset({"VERB", "AUX", "ADJ", "ADV"})


@dataclasses.dataclass(slots=True)
class Arc:
    """A token's universal part of speech, governor and relation; a root governs itself."""

    pos: str
    head: int
    dep: str


def is_clear_nlp(relations: frozenset[str]) -> bool:
    """Tell whether a parser with these relations speaks ClearNLP."""
    return bool(relations & CLEAR_ONLY)


def to_universal(arcs: list[Arc]) -> list[Arc]:
    """Return a sentence's ClearNLP tree as Universal Dependencies, as far as relations alone tell.

    Nouns govern their prepositions, predicates their copulas. Chains of conjuncts stay chains.
    """
    arcs = [Arc(arc.pos, arc.head, arc.dep) for arc in arcs]
    turn_prepositions(arcs)
    turn_copulas(arcs)
    for arc in arcs:
        arc.dep = CLEAR_TO_UD.get(arc.dep, arc.dep)
    return arcs


def turn_prepositions(arcs: list[Arc]) -> None:
    """Make the object of each preposition its governor."""
    for i, arc in enumerate(arcs):
        preposition = arc.head
        link = arcs[preposition]
        is_object = arc.dep in {"pobj", "pcomp"} and preposition != i
        if not is_object or link.dep not in {"prep", "agent", "dative"}:
            continue
        is_root = link.head == preposition
        arc.dep = object_relation(arc, link, arcs[link.head].pos)
        arc.head = i if is_root else link.head
        for k, other in enumerate(arcs):
            if k not in (i, preposition) and other.head == preposition:
                other.head = i
        link.head, link.dep = i, "mark" if arc.dep in {"advcl", "acl"} else "case"


def object_relation(arc: Arc, link: Arc, governor_pos: str) -> str:
    """Return the relation of a preposition's object to what the preposition hung on."""
    is_verbal = governor_pos in VERBAL
    if arc.dep == "pcomp":
        return "advcl" if is_verbal else "acl"
    if link.dep == "agent":
        return "obl:agent"
    return "obl" if is_verbal else "nmod"


def turn_copulas(arcs: list[Arc]) -> None:
    """Make the predicate of each "be" its governor."""
    for i, arc in enumerate(arcs):
        verb = arc.head
        if arc.dep not in {"attr", "acomp"} or verb == i or arcs[verb].pos != "AUX":
            continue
        be = arcs[verb]
        arc.dep = be.dep
        arc.head = i if be.head == verb else be.head
        for other in arcs:
            if other is not arc and other is not be and other.head == verb:
                other.head = i
        be.head, be.dep = i, "cop"
