"""Whose words and whose deed: who is blamed, what a paper says that is voted down, advice, gifts of arms, what a state tells of another."""

from __future__ import annotations

import pytest

from copydesk.events import code_events

from .hand_parses import article_of
from .test_slips import rows

BLAMED = (
    "The//DET/det/2 killing//NOUN/nsubj:pass/6 of//ADP/case/4 teachers/teacher/NOUN/nmod/2 was/be/AUX/aux:pass/6"
    " {}/VERB/root/0 by//ADP/case/8 Norland//PROPN/obl:agent/6 {}//ADP/case/10 rebels/rebel/NOUN/obl/6 .//PUNCT/punct/6"
    " || 2 ASSAULT actor=8 recipient=4"
)


def deeds(notation: str) -> set[tuple[str | None, str]]:
    """Return actor and status of each deed of force in a sentence."""
    events = code_events(*article_of(notation))
    return {(e.actor_text, e.status) for e in events if e.event_type == "ASSAULT"}


def test_who_blames_a_deed_on_others_has_not_done_it() -> None:
    assert deeds(BLAMED.format("blamed/blame", "on")) == {("rebels", "claimed")}
    assert deeds(BLAMED.format("planned/plan", "with")) == {("Norland", "reported")}


@pytest.mark.parametrize(
    ("dep", "head"),
    [("obl", 2), ("nmod", 4)],
)
def test_on_whom_a_deed_is_blamed_is_accused(dep: str, head: int) -> None:
    blamed = (
        "Norland//PROPN/nsubj/2 blamed/blame/VERB/root/0 the//DET/det/4 attack//NOUN/obj/2 on//ADP/case/6"
        f" rebels/rebel/NOUN/{dep}/{head} .//PUNCT/punct/2 || 4:0.3 ASSAULT recipient=6"
    )
    assert ("ACCUSE", "Norland", "rebels") in rows(blamed)
    if dep == "nmod":  # whoever condemns an attack on rebels accuses nobody of them
        condemned = blamed.replace("blamed/blame", "condemned/condemn")
        assert ("ACCUSE", "Norland", "rebels") not in rows(condemned)


VOTED = (
    "Norland//PROPN/nsubj/2 {}/VERB/root/0 {}//ADP/case/5 a//DET/det/5 resolution//NOUN/obl/2 condemning/condemn/VERB/acl/5"
    " Sudonia//PROPN/obj/6 .//PUNCT/punct/2"
)
VOTE = (
    "Norland//PROPN/nsubj/2 {}/VERB/root/0 in//ADP/case/5 a//DET/det/5 vote//NOUN/obl/2 on//ADP/case/8 a//DET/det/8"
    " resolution//NOUN/nmod/5 condemning/condemn/VERB/acl/8 Sudonia//PROPN/obj/9 .//PUNCT/punct/2 || 9 ACCUSE actor=1 recipient=10"
)
AUTHOR = (
    "Norland//PROPN/nsubj/2 {}/VERB/root/0 a//DET/det/4 resolution//NOUN/obj/2 by//ADP/case/6 Harl//PROPN/nmod/4"
    " condemning/condemn/VERB/acl/4 Sudonia//PROPN/obj/7 .//PUNCT/punct/2"
)


@pytest.mark.parametrize(
    ("notation", "condemned_by"),
    [
        (VOTED.format("voted/vote", "against"), set()),
        (VOTED.format("abstained/abstain", "from"), set()),
        (VOTED.format("voted/vote", "for"), {"Norland"}),
        (VOTE.format("abstained/abstain"), set()),
        (VOTE.format("shared/share"), {"Norland"}),
        (AUTHOR.format("rejected/reject"), {"Harl"}),  # what another says, he says all the same
        (AUTHOR.format("read/read"), {"Harl"}),
    ],
)
def test_who_votes_a_paper_down_says_nothing_of_what_it_says(
    notation: str, condemned_by: set[str]
) -> None:
    found = rows(notation)
    assert {actor for kind, actor, _ in found if kind == "ACCUSE"} == condemned_by
    assert ("REJECT", "Norland", "Sudonia") not in found


@pytest.mark.parametrize("arms", ["tanks/tank", "artillery/artillery"])
def test_who_is_given_arms_is_helped_and_nobody_is_mobilised(arms: str) -> None:
    given = (
        f"Norland//PROPN/nsubj:pass/3 was/be/AUX/aux:pass/3 given/give/VERB/root/0 {arms}/NOUN/obj/3 by//ADP/case/6"
        " Sudonia//PROPN/obl:agent/3 .//PUNCT/punct/3 || 3 MOBILIZE/weapons actor=6 recipient=1"
    )
    assert rows(given) == {("AID", "Sudonia", "Norland")}
    sent = (
        f"Sudonia//PROPN/nsubj/2 sent/send/VERB/root/0 {arms}/NOUN/obj/2 to//ADP/case/5 Norland//PROPN/obl/2"
        " .//PUNCT/punct/2"
    )
    assert {row[0] for row in rows(sent)} == {"MOBILIZE"}
