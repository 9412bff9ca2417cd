"""Facts of the ontology, and the lexicon that points at them."""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from copydesk import events
from copydesk.events.lexicon import FRAMES, NOTHING, Entry, entries, word_lists
from copydesk.events.ontology import cameo_root, ontology, quad_class
from copydesk.events.triggers import CODER_GUARDS, GUARDS
from copydesk.nlp.lemmas import lemma_of
from schemas.events import EventType

FOLDER = Path(events.__file__).parent


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


INFLECTED = {"relent", "heed", "lay", "feed", "renew", "present", "teargas", "wound"}
"""Lemmas that look like forms of other verbs."""
PLURALS = {"arms", "olympics", "teargas", "themselves"}
COLUMNS = ["type", "mode", "part", "words", "object", "recipient", "guard"]
FORMS = {"verb": ("VERB", ("VBD", "VBN", "VBG", "VBZ")), "adj": ("ADJ", ())}


def faults_of(row: dict[str, str]) -> Iterator[str]:
    """Yield what is wrong with a line of the lexicon by itself: what would never be read, or not as it was meant."""
    if list(row) != COLUMNS or None in row.values():
        yield f"there are to be {len(COLUMNS)} columns, {', '.join(COLUMNS)}"
        return
    facts = ontology().get(row["type"])
    if facts is None and row["type"] != NOTHING:
        yield f"{row['type']} is no type of ontology.toml"
    if facts and row["mode"] and row["mode"] not in facts.modes:
        yield f"{row['mode']} is no mode of {row['type']}: {', '.join(facts.modes)}"
    if row["part"] not in FORMS:
        yield f"the part of speech is one of {', '.join(FORMS)}"
        return
    pos, tags = FORMS[row["part"]]
    for phrase in row["words"].split("|"):
        if not re.fullmatch(
            r"[^\W\dA-Z]+(?:['-]?[^\W\dA-Z]+)*(?: [^\W\dA-Z]+(?:['-]?[^\W\dA-Z]+)*)*", phrase
        ):
            yield f"{phrase!r} is not words in small letters"
            continue
        head = phrase.split()[0]
        forms = {lemma_of(head, pos, tag) for tag in tags} - {head}
        if forms and head not in INFLECTED:
            yield f"{head} is to be a lemma: {', '.join(sorted(forms))}?"
    for name in row["object"].replace("!", "|").split("|"):
        if name.startswith("@") and name[1:] not in word_lists("classes"):
            yield f"{name} is no class of words.toml"
        elif name.startswith("~") and name[1:] not in {*word_lists("near"), *FRAMES}:
            yield f"{name} is no list of [near] in words.toml, nor one of {', '.join(sorted(FRAMES))}"
        elif name[:1].isalpha() and lemma_of(name, "NOUN", "NNS") != name and name not in PLURALS:
            yield f"{name} is to be a lemma: {lemma_of(name, 'NOUN', 'NNS')}?"
    known = {*GUARDS, *CODER_GUARDS}
    for slot in set(row["recipient"].split()) & known:
        yield f"{slot} is a guard: it stands in the last column"
    for guard in set(row["guard"].split()) - known:
        yield f"{guard} is no guard: {', '.join(sorted(known))}"


def test_every_line_of_the_lexicon_means_something() -> None:
    text = (FOLDER / "lexicon.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    faults = [f"line {n}: {fault}" for n, row in enumerate(rows, 2) for fault in faults_of(row)]
    assert not faults, "\n".join(faults)
    assert sum(map(len, entries().values())) > 1500


@pytest.mark.parametrize(
    "line",
    [
        "ASSUALT,,verb,strafe,,,",
        "ASSAULT,aireal,verb,strafe,,,",
        "ASSAULT,,noun,strafing,,,",
        "ASSAULT,,verb,strafed,,,",
        "ASSAULT,,verb,Strafe,,,",
        '"ASSAULT",,verb,"strafe,rake",,,',
        "ASSAULT,,verb,strafe|,,,",
        "ASSAULT,,verb,strafe",
        "ASSAULT,,verb,strafe,,,,sport",
        "ASSAULT,,verb,strafe,@people,,",
        "ASSAULT,,verb,strafe,~people,,",
        "ASSAULT,,verb,strafe,!guns,,",
        "ASSAULT,,verb,strafe,,sport,",
        "ASSAULT,,verb,strafe,,,sports",
    ],
)
def test_a_line_that_would_never_be_read_as_it_was_meant_is_named(line: str) -> None:
    right, wrong = csv.DictReader(
        [",".join(COLUMNS), "ASSAULT,,verb,strafe,!menu,obj on,sport", line]
    )
    assert list(faults_of(right)) == []
    assert list(faults_of(wrong)) != []


def test_no_line_of_the_lexicon_stands_in_the_shadow_of_another() -> None:
    """Of two alike the one that stands higher is read, and the other never."""
    shadowed = [
        f"line {b.order + 2}: {head} {' '.join(b.rest)}, as line {a.order + 2} has it"
        for (_, head), group in entries().items()
        for a, b in itertools.combinations(group, 2)
        if condition_of(a) == condition_of(b) and a.guards <= b.guards
    ]
    assert not shadowed, "\n".join(shadowed)


def condition_of(entry: Entry) -> tuple[object, ...]:
    return entry.rest, entry.objects, entry.near, entry.frames, entry.forbidden
