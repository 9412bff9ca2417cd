"""What reports an act and means none, beside the twin that means one."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from copydesk.events import code_events
from copydesk.events.parties import Party
from copydesk.events.roles import is_ground
from copydesk.text.language import FoundMention
from schemas.columns import EntityType

from .hand_parses import article_of


def types(*notations: str) -> set[str]:
    return {e.event_type for e in code_events(*article_of(*notations))}


ATTACKED = "{who}//NOUN/nsubj/2 attacked/attack/VERB/root/0 Harl//PROPN/obj/2 .//PUNCT/punct/2"
SEIZED = (
    "Rebels/rebel/NOUN/nsubj/2 seized/seize/VERB/root/0 a//DET/det/5 {which}//ADJ/amod/5 airfield//NOUN/obj/2"
    " .//PUNCT/punct/2"
)
GATHERED = (
    "Protesters/protester/NOUN/nsubj/2 gathered/gather/VERB/root/0 in//ADP/case/4 Porto//PROPN/obl/2 to//PART/mark/6"
    " {why}//VERB/advcl/2 it//PRON/obj/6 .//PUNCT/punct/2"
)


@pytest.mark.parametrize(
    ("notation", "word", "twin", "event_type"),
    [
        (ATTACKED, "bull", "gunman", "ASSAULT"),
        (ATTACKED, "storm", "mob", "ASSAULT"),
        (SEIZED, "dummy", "northern", "COERCE"),
        (GATHERED, "commemorate", "denounce", "PROTEST"),
    ],
)
def test_veto_and_twin(notation: str, word: str, twin: str, event_type: str) -> None:
    slot = notation[notation.index("{") + 1 : notation.index("}")]
    assert event_type not in types(notation.format(**{slot: word}))
    assert event_type in types(notation.format(**{slot: twin}))


SHOT = "Rangers/ranger/NOUN/nsubj/2 shot/shoot/VERB/root/0 at//ADP/case/5 the//DET/det/5 {whom}//NOUN/obl/2 .//PUNCT/punct/2"


def test_what_is_done_to_an_animal_is_no_assault() -> None:
    assert types(SHOT.format(whom="bear")) == set()
    assert types(SHOT.format(whom="hiker")) == {"ASSAULT"}


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Navy//NOUN/nsubj/2 rehearses/rehearse/VERB/root/0 landing//NOUN/obj/2", set()),
        ("Navy//NOUN/nsubj/2 rehearses/rehearse/VERB/root/0 after//ADP/case/4 attack//NOUN/obl/2", {"COERCE"}),
        ("Rebels/rebel/NOUN/nsubj/2 win/win/VERB/root/0", {"COERCE"}),
    ],
)  # fmt: skip
def test_under_a_title_of_an_exercise_nothing_is_seized(title: str, expected: set[str]) -> None:
    article = article_of(SEIZED.format(which="northern"), title=title)
    assert {e.event_type for e in code_events(*article)} & {"COERCE"} == expected


@pytest.mark.parametrize(
    ("mock", "expected"), [("ADJ/amod/5", set()), ("VERB/advcl/2", {"ASSAULT"})]
)
def test_a_mock_attack_is_none_and_who_mocks_may_be_attacked(mock: str, expected: set[str]) -> None:
    stormed = "Soldiers/soldier/NOUN/nsubj/2 stormed/storm/VERB/root/0 a//DET/det/5 mock//{} office//NOUN/obj/2 .//PUNCT/punct/2"
    assert types(stormed.format(mock)) == expected


def test_what_a_protest_blocks_is_nobody_it_is_against() -> None:
    blocked = "Protesters/protester/NOUN/nsubj/2 blocked/block/VERB/root/0 {what} .//PUNCT/punct/2 || 2 PROTEST/obstruct actor=1 recipient=4"
    seen = code_events(*article_of(blocked.format(what="the//DET/det/4 bridge//NOUN/obj/2")))
    assert [e.recipient_text for e in seen] == [None]


def test_killed_by_a_lorry_and_by_a_gunman() -> None:
    killed = (
        "Harl//PROPN/nsubj:pass/3 was/be/AUX/aux:pass/3 killed/kill/VERB/root/0 by//ADP/case/6 a//DET/det/6"
        " {who}//NOUN/obl:agent/3 .//PUNCT/punct/3"
    )
    assert types(killed.format(who="lorry")) == set()
    assert types(killed.format(who="gunman")) == {"ASSAULT"}


@pytest.mark.parametrize(
    ("name", "actor", "place"),
    [("Haven", None, "Haven"), ("Nowhere", None, "Nowhere"), ("Sudonian", "Sudonian", None)],
)
def test_a_town_before_a_noun_is_where_it_happened(
    name: str, actor: str | None, place: str | None
) -> None:
    notation = (
        f"Weir//PROPN/nsubj/2 recalled/recall/VERB/root/0 the//DET/det/5 {name}//PROPN/compound/5 bombing//NOUN/obj/2"
        " of//ADP/case/8 a//DET/det/8 bridge//NOUN/nmod/5 .//PUNCT/punct/2 || 5 ASSAULT actor=4 recipient=8"
    )
    article, analysed, mentions = article_of(notation)
    (event,) = code_events(article, analysed, mentions)
    name_of = {m.mention_id: m.surface for m in mentions}
    assert event.actor_text == actor
    assert name_of.get(event.place_mention_id or "") == place


ON_IT = (
    "Rebels/rebel/NOUN/nsubj/2 {did}/VERB/root/0 the//DET/det/4 {what}//NOUN/obj/2 .//PUNCT/punct/2"
)


@pytest.mark.parametrize(
    ("what", "expected"), [("budget", {"ACCUSE"}), ("record", {"ACCUSE"}), ("convoy", {"ASSAULT"})]
)
def test_what_somebody_says_is_attacked_in_words(what: str, expected: set[str]) -> None:
    assert types(ON_IT.format(did="attacked/attack", what=what)) == expected


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("opposition", {"ACCUSE"}),
        ("minister", {"ACCUSE"}),
        ("battalion", {"ASSAULT"}),
        ("minister with//ADP/case/{n} mortar//NOUN/obl/3", {"ASSAULT"}),
    ],
)
def test_who_fires_back_without_arms_speaks(who: str, expected: set[str]) -> None:
    who, _, means = who.partition(" ")
    notation = (
        f"The//DET/det/2 {who}//NOUN/nsubj/3 fired/fire/VERB/root/0 back//ADV/advmod/3 at//ADP/case/7 the//DET/det/7"
        f" government//NOUN/obl/3 {means.format(n=9)} .//PUNCT/punct/3"
    )
    assert types(notation) == expected


def test_who_resigns_a_game_on_a_board_holds_no_office() -> None:
    notation = "Harl//PROPN/nsubj/2 resigned/resign/VERB/root/0 in//ADP/case/5 the//DET/det/5 {what}//NOUN/compound/6 final//NOUN/obl/2"
    assert types(notation.format(what="chess")) == set()
    assert types(notation.format(what="budget")) == {"RETREAT"}


def test_pieces_on_a_board_are_captured_and_nobody_is_arrested() -> None:
    captured = "{who}//NOUN/compound/2 rebel//NOUN/nsubj/3 captured/capture/VERB/root/0 Harl//PROPN/obj/3 .//PUNCT/punct/3"
    assert types(captured.format(who="chess")) == set()
    assert types(captured.format(who="hill")) == {"COERCE"}


def test_ones_own_troops_are_withdrawn_and_a_governor_is_dismissed() -> None:
    removed = (
        "Sudonia//PROPN/nsubj/2 removed/remove/VERB/root/0 its//PRON/nmod:poss/{head} {what}"
        " from//ADP/case/{place} Tapa//PROPN/obl/2 .//PUNCT/punct/2"
    )
    own = removed.format(head=4, what="military//NOUN/obj/2", place=6)
    governor = removed.format(head=5, what="military//ADJ/amod/5 governor//NOUN/obj/2", place=7)
    assert types(own) == {"RETREAT"}
    assert types(governor) == {"SANCTION"}


@pytest.mark.parametrize(("where", "expected"), [("accident", set()), ("raid", {"ASSAULT"})])
def test_who_is_killed_in_accidents_was_attacked_by_nobody(where: str, expected: set[str]) -> None:
    killed = (
        "People//NOUN/nsubj:pass/3 were/be/AUX/aux:pass/3 killed/kill/VERB/root/0 in//ADP/case/5"
        f" {where}s/{where}/NOUN/obl/3 .//PUNCT/punct/3 || 3 ASSAULT recipient=1"
    )
    assert types(killed) == expected


OPENED = "The//DET/det/2 {who}//NOUN/nsubj/3 waited/wait/VERB/root/0 {for_what}//NUM/obl/3 .//PUNCT/punct/3"


@pytest.mark.parametrize(
    ("who", "for_what", "is_play"),
    [
        ("goalkeeper", "alone", True),  # a word that only sport has
        ("captain", "24-10", True),  # one that it shares, and a score
        ("captain", "2024-25", False),
        ("captain", "alone", False),
        ("mayor", "24-10", False),
    ],
)
def test_a_move_of_a_game_is_no_attack(who: str, for_what: str, is_play: bool) -> None:
    opened = OPENED.format(who=who, for_what=for_what)
    policed = OPENED.format(who="policeman", for_what="alone")
    attacked = ATTACKED.format(who="Weir")
    assert types(opened, attacked) == (set() if is_play else {"ASSAULT"})
    assert types(opened, policed, attacked) == {"ASSAULT"}
    seized = "Weir//PROPN/nsubj/2 seized/seize/VERB/root/0 Harl//PROPN/obj/2 .//PUNCT/punct/2 || 2 COERCE/seize actor=1 recipient=3"
    assert types(opened, seized) == (set() if is_play else {"COERCE"})
    demanded = "Weir//PROPN/nsubj/2 accused/accuse/VERB/root/0 Harl//PROPN/obj/2 .//PUNCT/punct/2"
    assert types(opened, demanded) == {"ACCUSE"}


@pytest.mark.parametrize(
    ("case", "recipient"),
    [("in", None), ("through", None), ("near", None), ("against", "Haven"), ("on", "Haven")],
)
def test_a_march_through_a_town_is_none_against_it(case: str, recipient: str | None) -> None:
    inside = (
        f"Protesters/protester/NOUN/nsubj/2 marched/march/VERB/root/0 {case}//ADP/case/4 towns/town/NOUN/obl/2"
        " including/include/VERB/case/6 Haven//PROPN/nmod/4 .//PUNCT/punct/2"
    )
    found = [
        e.recipient_text for e in code_events(*article_of(inside)) if e.event_type == "PROTEST"
    ]
    assert (found == [None]) is (recipient is None)
    notation = f"Protesters/protester/NOUN/nsubj/2 marched/march/VERB/root/0 {case}//ADP/case/4 Haven//PROPN/obl/2 .//PUNCT/punct/2"
    events = [e for e in code_events(*article_of(notation)) if e.event_type == "PROTEST"]
    assert [e.recipient_text for e in events] == [recipient]


WARNED = (
    "Norland//PROPN/nsubj/2 warned/warn/VERB/root/0 that//SCONJ/mark/6 {who}//{pos}/nsubj/6 {may}//AUX/aux/6 strike//VERB/ccomp/2"
    " Sudonia//PROPN/obj/6 .//PUNCT/punct/2"
)


@pytest.mark.parametrize(
    ("who", "pos", "may", "expected"),
    [("gangs", "NOUN", "may", False), ("it", "PRON", "may", True), ("gangs", "NOUN", "will", True)],
)
def test_who_warns_of_what_others_may_do_threatens_nobody(who: str, pos: str, may: str, expected: bool) -> None:  # fmt: skip
    assert ("THREATEN" in types(WARNED.format(who=who, pos=pos, may=may))) is expected


@pytest.mark.parametrize(("did", "expected"), [("attacked/attack", set()), ("arrested/arrest", {"COERCE"})])  # fmt: skip
def test_what_is_done_in_no_game_is_a_deed_of_who_plays_too(did: str, expected: set[str]) -> None:
    notation = (
        f"Goalkeeper//NOUN/nmod:desc/2 Harl//PROPN/nsubj/3 {did}/VERB/root/0 Sudonia//PROPN/obj/3"
    )
    assert types(notation) == expected


BLOW = "The//DET/det/2 {who}//NOUN/nsubj/3 {did}/VERB/root/0 the//DET/det/5 {whom}//NOUN/obj/3 after//ADP/case/8 the//DET/det/8 match//NOUN/obl/3 .//PUNCT/punct/3"


@pytest.mark.parametrize(
    ("who", "did", "whom", "is_deed"),
    [
        ("fan", "attacked/attack", "referee", True),
        ("goalkeeper", "shot/shoot", "nurse", True),
        ("goalkeeper", "assaulted/assault", "referee", True),  # no game has an assault
        ("goalkeeper", "attacked/attack", "referee", False),
        ("goalkeeper", "shot/shoot", "striker", False),
        ("fan", "beat/beat", "time", False),
    ],
)
def test_blows_of_who_plays_no_part_in_a_game_are_deeds(
    who: str, did: str, whom: str, is_deed: bool
) -> None:
    found = types(BLOW.format(who=who, did=did, whom=whom))
    assert ("ASSAULT" in found) is is_deed


def test_strikers_alone_make_no_game() -> None:
    blocked = (
        "The//DET/det/2 strikers/striker/NOUN/nsubj/3 blocked/block/VERB/root/0 the//DET/det/5 {what}//NOUN/obj/3"
        " .//PUNCT/punct/3"
    )
    assert "PROTEST" in types(blocked.format(what="road"))


def test_what_is_done_beside_a_game_is_told() -> None:
    game = OPENED.format(who="goalkeeper", for_what="alone")
    sacked = "Norpol//PROPN/nsubj/2 sacked/sack/VERB/root/0 Harl//PROPN/obj/2 .//PUNCT/punct/2"
    assert types(game, sacked) == {"SANCTION"}
    assert types(game, ATTACKED.format(who="goalkeeper")) == set()


@pytest.mark.parametrize(
    ("what", "expected"),
    [("uprising", {"ASSAULT"}), ("mutiny", {"ASSAULT"}), ("protest", {"COERCE"})],
)
def test_who_crushes_an_uprising_uses_force(what: str, expected: set[str]) -> None:
    notation = f"Norland//PROPN/nsubj/2 crushed/crush/VERB/root/0 an//DET/det/4 {what}//NOUN/obj/2 in//ADP/case/6 Haven//PROPN/obl/2 .//PUNCT/punct/2"
    assert types(notation) == expected


KILLED = "At//ADP/case/2 least//ADV/advmod/3 40//NUM/nummod/4 people//NOUN/nsubj:pass/6 were/be/AUX/aux:pass/6 killed/kill/VERB/root/0 {by} .//PUNCT/punct/6"


@pytest.mark.parametrize(
    ("title", "by", "expected"),
    [
        ("Waves/wave/NOUN/nsubj/2 hit/hit/VERB/root/0 Norland//PROPN/obj/2", "", set()),
        ("Waves/wave/NOUN/nsubj/2 hit/hit/VERB/root/0 Norland//PROPN/obj/2", "by//ADP/case/8 rebels/rebel/NOUN/obl:agent/6", {"ASSAULT"}),
        ("Waves/wave/NOUN/nsubj/2 of//ADP/case/3 violence//NOUN/nmod/1", "", {"ASSAULT"}),
        ("Bomb//NOUN/nsubj/2 hits/hit/VERB/root/0 Norland//PROPN/obj/2", "", {"ASSAULT"}),
    ],
)  # fmt: skip
def test_the_dead_of_a_disaster_are_counted_and_nobody_attacked_them(
    title: str, by: str, expected: set[str]
) -> None:
    notation = " ".join(KILLED.format(by=by).split())
    events = code_events(*article_of(notation, title=title))
    assert {e.event_type for e in events} & {"ASSAULT"} == expected
    assert {e.recipient_text for e in events if e.event_type == "ASSAULT"} <= {"At least 40 people"}


MARCHED = (
    "Hundreds/hundred/NOUN/nsubj/2 marched/march/VERB/root/0 {case}//ADP/case/5 the//DET/det/5 {where}//NOUN/obl/2"
    " of//ADP/case/7 Porto//PROPN/nmod/5 .//PUNCT/punct/2"
)


@pytest.mark.parametrize(
    ("title", "where", "expected"),
    [
        (None, "in carnival", set()),
        (None, "past cenotaph", set()),
        (None, "through centre", {"PROTEST"}),
        (None, "outside cenotaph", {"PROTEST"}),  # of whom somebody wants something
        ("A//DET/det/2 pilgrimage//NOUN/nsubj/3 begins/begin/VERB/root/0", "through centre", set()),
        ("A//DET/det/2 vigil//NOUN/nsubj/3 protests/protest/VERB/root/0", "through centre", {"PROTEST"}),
    ],
)  # fmt: skip
def test_a_feast_or_a_vigil_is_no_protest(
    title: str | None, where: str, expected: set[str]
) -> None:
    case, noun = where.split()
    article = article_of(MARCHED.format(case=case, where=noun), title=title)
    assert {e.event_type for e in code_events(*article)} & {"PROTEST"} == expected


def test_who_blocks_a_road_for_a_festival_stands_in_the_way_all_the_same() -> None:
    blocked = (
        "Farmers/farmer/NOUN/nsubj/2 blocked/block/VERB/root/0 the//DET/det/5 festival//NOUN/compound/5 bridge//NOUN/obj/2"
        " .//PUNCT/punct/2"
    )
    assert types(blocked) == {"PROTEST"}


BURST = (
    "A//DET/det/2 {what}//NOUN/nsubj/3 exploded/explode/VERB/root/0 in//ADP/case/5 Porto//PROPN/obl/3"
    " ,//PUNCT/punct/7 killing/kill/VERB/advcl/3 Harl//PROPN/obj/7 .//PUNCT/punct/3"
    " || 3 ASSAULT/explosives recipient=8"
)


@pytest.mark.parametrize(
    ("title", "what", "expected"),
    [
        (None, "boiler", set()),
        (None, "bomb", {"ASSAULT"}),
        (None, "parcel", {"ASSAULT"}),
        ("Gas//NOUN/nsubj/2 leaks/leak/VERB/root/0", "flat", set()),
        ("Rebels/rebel/NOUN/nsubj/2 rejoice/rejoice/VERB/root/0", "tanker", {"ASSAULT"}),
        ("Van/van/NOUN/nsubj:pass/2 packed/pack/VERB/root/0", "cylinder", {"ASSAULT"}),
        ("Van/van/NOUN/nsubj/2 burns/burn/VERB/root/0", "cylinder", set()),
    ],
)
def test_a_boiler_bursts_of_itself_and_a_bomb_does_not(
    title: str | None, what: str, expected: set[str]
) -> None:
    article = article_of(BURST.format(what=what), title=title)
    assert {e.event_type for e in code_events(*article)} & {"ASSAULT"} == expected


def test_who_is_killed_in_a_gas_blast_was_attacked_by_nobody() -> None:
    killed = (
        "{who}Harl//PROPN/obj/2 in//ADP/case/7 a//DET/det/7 gas//NOUN/compound/7 blast//NOUN/obl/2 .//PUNCT/punct/2"
        " || 2 ASSAULT recipient=3"
    )
    assert types(killed.format(who="They//PRON/nsubj/2 killed/kill/VERB/root/0 ")) == set()
    assert types(killed.format(who="Gunmen/gunman/NOUN/nsubj/2 killed/kill/VERB/root/0 ")) == {"ASSAULT"}  # fmt: skip


@pytest.mark.parametrize(("who", "expected"), [("Wolves/wolf", set()), ("Gangs/gang", {"ASSAULT"})])
def test_what_a_clause_tells_of_an_animal_is_no_assault(who: str, expected: set[str]) -> None:
    notation = (
        f"{who}/NOUN/nsubj/6 that//PRON/nsubj/4 had/have/AUX/aux/4 attacked/attack/VERB/acl:relcl/1 Harl//PROPN/obj/4"
        " vanished/vanish/VERB/root/0 .//PUNCT/punct/6 || 4 ASSAULT actor=1 recipient=5"
    )
    assert types(notation) == expected


def test_what_stands_in_a_scenario_is_played() -> None:
    assert types(SEIZED.format(which="scenario")) == set()


@pytest.mark.parametrize(
    ("what", "expected"),
    [("offer", set()), ("money", set()), ("troop", {"RETREAT"}), ("brigade", {"RETREAT"})],
)
def test_who_withdraws_an_offer_or_money_leaves_no_place(what: str, expected: set[str]) -> None:
    withdrew = (
        f"Sudonia//PROPN/nsubj/2 withdrew/withdraw/VERB/root/0 the//DET/det/4 {what}//NOUN/obj/2 from//ADP/case/6"
        " Norland//PROPN/obl/2 .//PUNCT/punct/2"
    )
    assert types(withdrew) == expected


@pytest.mark.parametrize(
    ("notation", "expected"),
    [
        (
            "Banks/bank/NOUN/nsubj/3 {be}resigned/resign/VERB/root/0 to//PART/mark/5 losing/lose/VERB/advcl/3",
            {"are/be/AUX/aux/3 ": set(), "have/have/AUX/aux/3 ": {"RETREAT"}},
        ),
        (
            "Panels/panel/NOUN/nsubj:pass/3 are/be/AUX/aux:pass/3 charged/charge/VERB/root/0 with//SCONJ/mark/5 {be} || 3 ACCUSE/allege recipient=1",
            {
                "overseeing/oversee/VERB/advcl/3": set(),
                "killing/kill/VERB/advcl/3": {"ACCUSE"},
            },
        ),
        (
            "Peru//PROPN/nsubj/2 refused/refuse/VERB/root/0 to//PART/mark/4 {be} Chile//PROPN/obj/4 || 2 REJECT actor=1",
            {
                "rule/rule/VERB/xcomp/2 out//ADP/compound:prt/4": set(),
                "visit/visit/VERB/xcomp/2": {"REJECT"},
            },
        ),
    ],
)
def test_what_hangs_on_a_verb_may_make_it_no_act(
    notation: str, expected: dict[str, set[str]]
) -> None:
    found = {be: types(notation.format(be=be)) & {"RETREAT", "ACCUSE", "REJECT"} for be in expected}
    assert found == expected


BOMBARDED = (
    "Rebels/rebel/NOUN/nsubj/2 bombarded/bombard/VERB/root/0 Porto//PROPN/obj/2 with//ADP/case/6 a//DET/det/6 barrage//NOUN/obl/2"
    " of//ADP/case/8 {what}//NOUN/nmod/6 .//PUNCT/punct/2"
)


def test_a_barrage_of_words_is_no_shelling() -> None:
    assert types(BOMBARDED.format(what="request")) == set()
    assert types(BOMBARDED.format(what="rocket")) == {"ASSAULT"}


@pytest.mark.parametrize(
    ("name", "entity_type", "expected"),
    [
        ("Victory Monument", "LOC", True),
        ("Zuccotti Park", "ORG", True),
        ("Dakota Access", "ORG", False),
        ("Bo-ra Park", "PERSON", False),
    ],
)
def test_a_square_or_monument_is_where_a_protest_is(
    name: str, entity_type: EntityType, expected: bool
) -> None:
    mention = FoundMention("men_1", "art_1", "body", 0, 0, len(name), name, entity_type, name, name)
    party = Party(0, 0, len(name), mention, name.split()[0].lower(), is_name=True)
    reading: Any = SimpleNamespace(event_type="PROTEST")
    nowhere: Any = None
    assert is_ground(nowhere, reading, party) == expected
