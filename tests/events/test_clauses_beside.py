"""Who stands only in a clause beside a deed: neither its doer nor struck by it."""

from __future__ import annotations

import pytest

from copydesk.events import code_events

from .hand_parses import article_of


def rows(notation: str) -> set[tuple[str, str | None, str | None]]:
    """Return type, actor and recipient of each event of a sentence."""
    events = code_events(*article_of(notation))
    return {(e.event_type, e.actor_text, e.recipient_text) for e in events}


def test_a_threat_is_about_what_stands_in_a_clause() -> None:
    threat = (
        "Norland//PROPN/nsubj/2 warned/warn/VERB/root/0 of//ADP/case/4 war//NOUN/obl/2 once//SCONJ/mark/7 Sudonia//PROPN/nsubj/7"
        " attacked/attack/VERB/advcl/2 Harl//PROPN/obj/7 .//PUNCT/punct/2 || 2 THREATEN actor=1 recipient=6"
    )
    assert ("THREATEN", "Norland", "Sudonia") in rows(threat)


CRITICISED = (
    "Norland//PROPN/nsubj/2 criticised/criticise/VERB/root/0 the//DET/det/4 {what}//NOUN/obj/2 of//ADP/case/7 a//DET/det/7"
    " {whom}//NOUN/nmod/4 .//PUNCT/punct/2 || 2 ACCUSE/disapprove actor=1 recipient=7"
)


@pytest.mark.parametrize("what", ["trial", "detention", "death"])
def test_who_criticises_what_somebody_suffers_does_not_criticise_him(what: str) -> None:
    found = rows(CRITICISED.format(what=what, whom="minister"))
    assert "a minister" not in {recipient for _, _, recipient in found}


def test_who_criticises_what_somebody_does_criticises_him() -> None:
    assert ("ACCUSE", "Norland", "a minister") in rows(
        CRITICISED.format(what="corruption", whom="minister")
    )


def test_a_clause_that_tells_of_no_deed_may_say_whom_it_hit() -> None:
    bomb = (
        "Rebels/rebel/NOUN/nsubj/2 detonated/detonate/VERB/root/0 mines/mine/NOUN/obj/2 as//SCONJ/mark/7 a//DET/det/6 convoy//NOUN/nsubj/7"
        " passed/pass/VERB/advcl/2 .//PUNCT/punct/2 || 2 ASSAULT/explosives actor=1 recipient=6"
    )
    assert ("ASSAULT", "Rebels", "a convoy") in rows(bomb)


def test_who_is_accused_is_accused_whatever_else_he_suffered() -> None:
    accused = (
        "The//DET/det/2 arrest//NOUN/nsubj/8 of//ADP/case/5 two//NUM/nummod/5 officers/officer/NOUN/nmod/2 accused/accuse/VERB/acl/5"
        " yesterday//NOUN/obl/6 helped/help/VERB/root/0 Norland//PROPN/obj/8 .//PUNCT/punct/8 || 6 ACCUSE/allege recipient=5 || 2 COERCE/arrest recipient=5"
    )
    assert ("ACCUSE", None, "two officers") in rows(accused)


JOINED = (
    "Norland//PROPN/nsubj/3 {has} joined/join/VERB/root/0 Sudonia//PROPN/obj/3 in//SCONJ/mark/6 condemning/condemn/VERB/advcl/3"
    " Harl//PROPN/obj/6 .//PUNCT/punct/3"
)


@pytest.mark.parametrize(
    ("has", "actors"),
    [("has/have/AUX/aux/3", {"Norland", "Sudonia"}), ("never//ADV/advmod/3", {"Sudonia"})],
)
def test_who_joins_another_in_an_act_does_it_too(has: str, actors: set[str]) -> None:
    found = rows(JOINED.format(has=has))
    assert {(row[0], row[2]) for row in found} == {("ACCUSE", "Harl")}
    assert {row[1] for row in found} == actors


HELD = "Harl//PROPN/nsubj:pass/3 was/be/AUX/aux:pass/3 held/hold/VERB/root/0 ,//PUNCT/punct/5 accused/accuse/VERB/advcl/3 of//ADP/case/7 spying//NOUN/obl/5 for//ADP/case/9 Sudonia//PROPN/nmod/7"
LEFT = "Harl//PROPN/nsubj/2 found/find/VERB/root/0 Weir//PROPN/obj/2 ,//PUNCT/punct/5 accused/accuse/VERB/advcl/2 of//ADP/case/7 spying//NOUN/obl/5"


def test_a_participle_behind_tells_what_was_done_to_the_subject() -> None:
    assert {row[1:] for row in rows(HELD) if row[0] == "ACCUSE"} == {(None, "Harl")}
    pledged = (
        "Harl//PROPN/nsubj/2 stands/stand/VERB/root/0 pledged/pledge/VERB/advcl/2 to//PART/mark/5 help//VERB/xcomp/3"
        " Sudonia//PROPN/obj/5 .//PUNCT/punct/2"
    )
    assert (None, "Harl") not in {row[1:] for row in rows(pledged)}
    assert (None, "Harl") not in {
        row[1:] for row in rows(LEFT)
    }  # who of the two, the words leave open
    speaks = "Harl//PROPN/nsubj/2 left/leave/VERB/root/0 ,//PUNCT/punct/4 condemns/condemn/VERB/advcl/2 of//ADP/case/6 Sudonia//PROPN/obl/4"
    assert (None, "Harl") not in {row[1:] for row in rows(speaks)}


CALLED = (
    "Norland//PROPN/nsubj/2 called/call/VERB/root/0 for//ADP/case/4 talks/talk/NOUN/obl/2 ,//PUNCT/punct/7 {mark} Sudonia//PROPN/nsubj/8"
    " {verb} .//PUNCT/punct/2"
)


def test_who_asked_as_well_is_not_asked() -> None:
    asked = CALLED.format(mark="as//SCONJ/mark/8", verb="asked/ask/VERB/advcl/2")
    assert {row[2] for row in rows(asked) if row[1] == "Norland"} == {None}
    whom = (
        "Norland//PROPN/nsubj/2 called/call/VERB/root/0 for//SCONJ/mark/6 Sudonia//PROPN/nsubj/6 to//PART/mark/6 leave//VERB/advcl/2"
        " .//PUNCT/punct/2"
    )
    assert ("REQUEST", "Norland", "Sudonia") in rows(whom)


@pytest.mark.parametrize(
    ("verb", "whom"), [("receive//VERB", None), ("get//VERB", None), ("leave//VERB", "Sudonia")]
)
def test_who_is_to_receive_something_is_not_asked(verb: str, whom: str | None) -> None:
    urged = (
        f"Norland//PROPN/nsubj/2 urged/urge/VERB/root/0 that//SCONJ/mark/6 Sudonia//PROPN/nsubj/6 should//AUX/aux/6 {verb}/ccomp/2"
        " help//NOUN/obj/6 .//PUNCT/punct/2"
    )
    assert rows(urged) == {("REQUEST", "Norland", whom)}


RAMMED = (
    "An//DET/det/2 officer//NOUN/nsubj:pass/4 was/be/AUX/aux:pass/4 killed/kill/VERB/root/0 when//ADV/advmod/8 a//DET/det/7"
    " bomber//NOUN/nsubj/8 splintered/splinter/VERB/advcl/4 Sudonia//PROPN/obj/8 .//PUNCT/punct/4{} || 8:.95 ASSAULT actor=7 recipient=2 recipient=9"
)


def test_who_was_killed_is_not_whom_the_other_verb_hit() -> None:
    killed = rows(RAMMED.format(" || 4 ASSAULT recipient=2"))
    assert {r for kind, who, r in killed if who == "a bomber"} == {"Sudonia"}
    assert ("ASSAULT", None, "An officer") in killed


def test_whom_no_other_act_is_told_of_keeps_a_part_in_it() -> None:
    """The words before tell of no event: both were hit."""
    notation = RAMMED.format("").replace("killed/kill", "seen/see")
    assert {r for _, who, r in rows(notation) if who == "a bomber"} == {"An officer", "Sudonia"}


def test_who_was_held_and_expelled_was_expelled_too() -> None:
    held = (
        "Harl//PROPN/nsubj:pass/6 and//CCONJ/cc/3 brother//NOUN/conj/1 Weir//PROPN/appos/3 were/be/AUX/aux:pass/6 held/hold/VERB/root/0"
        " and//CCONJ/cc/8 expelled/expel/VERB/conj/6 .//PUNCT/punct/6 || 6 COERCE recipient=1 recipient=3"
        " || 8 SANCTION recipient=1 recipient=3"
    )
    assert {r for kind, _, r in rows(held) if kind == "SANCTION"} == {"Harl", "Weir"}


BOTH = (
    "The//DET/det/2 campaign//NOUN/{first} and//CCONJ/cc/4 Norland//PROPN/{second} blamed/blame/VERB/root/0"
    " Sudonia//PROPN/obj/5 .//PUNCT/punct/5 || 5 ACCUSE actor=4 recipient=6{read}"
)
SUBJECTS = {"first": "nsubj/5", "second": "conj/2"}


@pytest.mark.parametrize(
    ("told", "actors"),
    [
        ({**SUBJECTS, "read": " actor=2"}, {"The campaign", "Norland"}),
        ({**SUBJECTS, "read": ""}, {"Norland"}),
        ({**SUBJECTS, "read": " speaker=2"}, {"Norland"}),
        ({"first": "obl/5", "second": "nsubj/5", "read": " actor=2"}, {"Norland"}),
    ],
    ids=["read and joined", "joined", "joined, in another part", "read"],
)
def test_whom_the_model_reads_beside_one_to_whom_they_are_joined(
    told: dict[str, str], actors: set[str]
) -> None:
    assert {actor for _, actor, _ in rows(BOTH.format(**told))} == actors


@pytest.mark.parametrize(
    ("verb", "kind", "read", "whom"),
    [
        ("pushed/push", "REQUEST", "", None),
        ("pushed/push", "REQUEST", " recipient=5", "Sudonia"),
        ("pushed/push", "REQUEST", " speaker=5", None),
        ("threatened/threaten", "THREATEN", "", None),
        ("promised/promise", "AGREE", "", "Sudonia"),
    ],
)
def test_whom_a_demand_speaks_of_is_asked_by_the_models_word_alone(
    verb: str, kind: str, read: str, whom: str | None
) -> None:
    asked = (
        f"Norland//PROPN/nsubj/2 {verb}/VERB/root/0 to//PART/mark/4 expand//VERB/xcomp/2 Sudonia//PROPN/obj/4"
        f" .//PUNCT/punct/2 || 2 {kind} actor=1{read}"
    )
    assert {r for _, _, r in rows(asked)} == {whom}
    assert {r for _, _, r in rows(asked.partition("||")[0])} == {"Sudonia"}


@pytest.mark.parametrize(("read", "whom"), [("", None), (" recipient=7", "the Sudonia forum")])
def test_a_thing_named_for_somebody_is_acted_upon_by_the_models_word_alone(
    read: str, whom: str | None
) -> None:
    called = (
        "Norland//PROPN/nsubj/2 called/call/VERB/root/0 for//ADP/case/7 it//PRON/dep/2 the//DET/det/7 Sudonia//PROPN/compound/7"
        f" forum//NOUN/obl/2 .//PUNCT/punct/2 || 2 REQUEST actor=1{read}"
    )
    assert {r for _, _, r in rows(called)} == {whom}


DEMANDED = "Norland//PROPN/nsubj/2 demanded/demand/VERB/root/0 that//SCONJ/mark/5 Weir//PROPN/nsubj/5 leave//VERB/ccomp/2 .//PUNCT/punct/2 "


@pytest.mark.parametrize(
    ("frames", "recipient"),
    [
        ("|| 2 REQUEST actor=1 recipient=4", "Weir"),
        ("|| 2 REQUEST actor=1 speaker=4", None),
        ("|| 2 REQUEST actor=1 || 5 RETREAT recipient=4", None),
        ("", "Weir"),
    ],
)
def test_whom_a_demand_speaks_of_is_asked_where_the_model_reads_it_so(
    frames: str, recipient: str | None
) -> None:
    assert ("REQUEST", "Norland", recipient) in rows(DEMANDED + frames)


REJECTED = "Norland//PROPN/nsubj/2 rejected/reject/VERB/root/0 the//DET/det/4 offer//NOUN/obj/2 .//PUNCT/punct/2"
SPOKE = "{}/nsubj/2 spoke/speak/VERB/root/0 .//PUNCT/punct/2"
SAID = "Sudonia//PROPN/nsubj/2 fell/fall/VERB/ccomp/5 ,//PUNCT/punct/5 Harl//PROPN/nsubj/5 said/say/VERB/root/0 .//PUNCT/punct/5"


@pytest.mark.parametrize(
    ("told", "in_title", "whose"),
    [
        ("Weir//PROPN", True, "Weir"),
        ("minister//NOUN", True, None),
        ("minister//NOUN", False, "minister"),
        (None, False, "Harl"),
    ],
)
def test_whose_offer_is_refused_is_who_spoke_before(
    told: str | None, in_title: bool, whose: str | None
) -> None:
    before = SPOKE.format(told) if told else SAID
    parts = (REJECTED,) if in_title else (before, REJECTED)
    events = code_events(*article_of(*parts, title=before if in_title else None))
    assert [e.recipient_text for e in events if e.event_type == "REJECT"] == [whose]
