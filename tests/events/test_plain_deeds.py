"""Deeds that news reports seldom: labelled stories hold next to none, so only a plain sentence shows that their line of the lexicon is gone."""

from __future__ import annotations

import functools

import pytest

from copydesk.nlp import load_model

from .probes import code

model_of = functools.cache(load_model)


@pytest.mark.parametrize(
    ("deed", "told"),
    [
        ("Kenya gave Uganda assurances on Monday that its ships would be safe.", "AGREE"),
        ("Kenya acceded to the treaty on Monday.", "SUPPORT"),
        ("The parliament of Kenya approved the accord with Uganda on Monday.", "SUPPORT"),
        ("Kenya gave permission to the monitors on Monday.", "CONCEDE"),
        ("Kenya unblocked the bank accounts of Uganda on Monday.", "RETREAT/access"),
        ("Kenya demobilised its troops on Monday.", "RETREAT/withdraw"),
        ("Kenya subsidised Uganda last year, the minister said.", "AID"),
        ("Kenya bailed out Uganda on Monday.", "AID"),
        ("Kenya proposed a ceasefire to Uganda on Monday.", "REQUEST"),
        ("Kenya protested on Monday that Uganda was unfair.", "ACCUSE/disapprove"),
        ("Kenya recalled its ambassador from Uganda on Monday.", "SANCTION/withdraw"),
        ("Kenya withdrew its envoy from Uganda on Monday.", "SANCTION/withdraw"),
        ("Kenya ordered a suspension of aid to Uganda on Monday.", "SANCTION/discontinue"),
        ("Kenya conducted military drills with Uganda on Monday.", "MOBILIZE/troops"),
        ("Kenya revoked the visa of Ada Harl on Monday.", "COERCE/restrict"),
        ("Kenya censored the newspaper on Monday.", "COERCE/censor"),
        ("Kenya withheld water from Uganda on Monday.", "COERCE/withhold"),
        ("Police broke up the protest on Monday.", "COERCE/restrict"),
        ("Hackers broke into the network of the ministry on Monday.", "COERCE/cyber"),
        ("Kenya drove the migrants from the border on Monday.", "COERCE/deport"),
        ("A man rammed his car into a crowd on Monday.", "ASSAULT/primitive"),
    ],
)
def test_a_plain_sentence_tells_its_deed(deed: str, told: str) -> None:
    events = code(model_of(), deed)
    kinds = {f"{e.event_type}/{e.event_mode}" if e.event_mode else e.event_type for e in events}
    assert told in kinds
    if " Uganda" in deed and deed.startswith("Kenya"):
        assert ("Kenya", "Uganda") in {(e.actor_text, e.recipient_text) for e in events}


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("The president had no plans to fire Anna Weir.", set()),
        ("The president did not have plans to fire Anna Weir.", set()),
        ("The president had plans to fire Anna Weir.", {"THREATEN"}),
        ("The president had no plan when he fired Anna Weir.", {"SANCTION"}),
        ("There are no plans to expel the ambassador of Peru.", set()),
        ("The president's plan to fire Anna Weir is not popular.", {"THREATEN"}),
        ("Norway and its airlines are fighting this.", set()),
        ("Norway and its airlines are fighting the fee.", set()),
        ("Norway and its allies are fighting rebels.", {"ASSAULT"}),
    ],
)
def test_what_nobody_plans_and_a_fight_with_a_law_are_no_deeds(text: str, kinds: set[str]) -> None:
    done = (e for e in code(model_of(), text) if e.polarity == "positive")
    assert {e.event_type for e in done} == kinds


@pytest.mark.parametrize(
    ("text", "is_of_force"),
    [
        ("Norway threatened to withhold aid from Peru.", False),
        ("Norway threatened to bomb Peru.", True),
        ("The president threatened Peru with tariffs on Monday.", False),
        ("The president threatened Peru with war on Monday.", True),
        ("Rebels in Bergen threatened to kill Anna Weir.", True),
        ("Rebels threatened Anna Weir on Monday.", True),
        ("Norway threatens to release thousands of refugees into Peru.", False),
        ("The president has sought to end the mutiny with threats of expulsion.", False),
        ("Norway has threatened that Anna Weir will be executed.", True),
        ("Police said that the two men threatened villagers with knives.", True),
    ],
)
def test_a_threat_is_one_of_force_where_nothing_else_is_threatened(text: str, is_of_force: bool) -> None:  # fmt: skip
    (mode,) = {e.event_mode for e in code(model_of(), text) if e.event_type == "THREATEN"}
    assert (mode == "violence") is is_of_force


@pytest.mark.parametrize(
    ("text", "done"),
    [
        ("Rather than condemn Peru, Norway praised Togo.", {"SUPPORT"}),
        ("Instead of condemning Peru, Norway praised Togo.", {"SUPPORT"}),
        ("Norway praised Togo rather than condemning Peru.", {"SUPPORT"}),
        ("Rather than try to arrest Anna Weir, police sued Peru.", {"ACCUSE"}),
        ("Instead, Norway condemned Peru.", {"ACCUSE"}),
    ],
)
def test_what_another_thing_was_done_in_place_of_was_not_done(text: str, done: set[str]) -> None:
    told = {e.event_type for e in code(model_of(), text) if e.polarity == "positive"}
    assert told == done


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Israel launched air strikes on Gaza on Monday.", {"ASSAULT"}),
        ("Israel conducted strikes against Hamas.", {"ASSAULT"}),
        ("Turkey launched an offensive against Kurdish fighters in Syria.", {"ASSAULT"}),
        ("Saudi Arabia launched a missile strike against Yemen.", {"ASSAULT"}),
        ("Teachers went on strike in Chicago over pay.", {"PROTEST"}),
        ("Anna Weir launched a scathing attack on Ivo Rusk, calling him a liar.", {"ACCUSE"}),
    ],
)
def test_a_verb_without_a_meaning_of_its_own_means_what_its_object_does(text: str, kinds: set[str]) -> None:  # fmt: skip
    assert {e.event_type for e in code(model_of(), text)} == kinds


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("Anna Weir resigned when the letters came to light in March 2019.", True),
        ("Anna Weir resigned when Mark Harl, who came in March 2019, left.", False),
    ],
)
def test_what_happened_when_another_thing_did_has_its_date(text: str, is_told: bool) -> None:
    (event,) = (e for e in code(model_of(), text) if e.event_type == "RETREAT")
    day = event.event_date_start
    assert (day.isoformat()[:7] if day else None) == ("2019-03" if is_told else None)
