"""Who did it and to whom, in plain sentences read by the shipped model: each right beside a twin that looks alike."""

from __future__ import annotations

import functools

import pytest

from copydesk.nlp import load_model

from .probes import code

model_of = functools.cache(load_model)


@pytest.mark.parametrize(
    ("text", "kind", "actor", "recipient"),
    [
        ("Opposition parties accused the ruling party of fraud on Monday.", "ACCUSE", "Opposition parties", "the ruling party"),
        ("Police blamed the crash on Mark Harl.", "ACCUSE", "Police", "Mark Harl"),
        ("Trump shot back at Mark Harl on Twitter.", "ACCUSE", "Trump", "Mark Harl"),
        ("Trump shot back at him on Twitter.", "ACCUSE", "Trump", None),
        ("Hundreds of students marched against Kenya in Nairobi on Monday.", "PROTEST", "Hundreds of students", "Kenya"),
        ("Hundreds of farmers blocked the highway near Nairobi on Monday.", "PROTEST", "Hundreds of farmers", None),
        ("The ministry is investigating Peru.", "ACCUSE", "The ministry", "Peru"),
        ("The ministry is investigating the delay, which has meant that homes in Peru are not receiving letters.", "ACCUSE", "The ministry", None),
        ("Mark Harl discussed Peru with Norway on Monday.", "CONSULT", "Mark Harl", "Norway"),
        ("Mark Harl discussed the claims of Peru on Monday.", "CONSULT", "Mark Harl", None),
        ("Mark Harl discussed a deal with Norwegian officials on Monday.", "CONSULT", "Mark Harl", "Norwegian officials"),
        ("An American offer of wheat to Norway was rejected on Monday.", "REJECT", None, "American"),
        ("Norway's strikes were condemned by Peru on Monday.", "ACCUSE", "Peru", "Norway"),
        ("Mark Harl said that Anna Weir must be investigated.", "REQUEST", "Mark Harl", None),
        ("Mark Harl said that Anna Weir must leave.", "REQUEST", "Mark Harl", "Anna Weir"),
        ("Peru arrested the boats and their 41 crew on Monday.", "COERCE", "Peru", "the boats' 41 crew"),
        ("Peru arrested the boat on Monday.", "COERCE", "Peru", "the boat"),
        ("Kurdish fighters fought alongside U.S. troops in Bergen on Monday.", "ASSAULT", "Kurdish fighters", None),
        ("Kurdish fighters fought against U.S. troops in Bergen on Monday.", "ASSAULT", "Kurdish fighters", "U.S. troops"),
        ("Rebels opened fire outside a school near Bergen.", "ASSAULT", "Rebels", None),
        ("Rebels opened fire on a school near Bergen.", "ASSAULT", "Rebels", "a school"),
        ("A bomb exploded near the Norwegian embassy in Bergen.", "ASSAULT", None, "the Norwegian embassy"),
        ("Rebels set off a bomb near an army convoy on Monday.", "ASSAULT", "Rebels", "an army convoy"),
        ("Norway told the United Nations that it is prepared to meet Togo again.", "AGREE", "Norway", "Togo"),
        ("Norway told the United Nations that it is prepared to hit Togo again.", "THREATEN", "Norway", "Togo"),
        ("The trust threatened the court on Monday.", "THREATEN", "The trust", "the court"),
        ("The trust threatened to go to court on Monday.", "THREATEN", "The trust", None),
        ("The army has withdrawn its troops from Peru.", "RETREAT", "The army", "Peru"),
        ("Norway reached an agreement with Australian officials on Monday.", "AGREE", "Norway", "Australian officials"),
        ("The two firms agreed on Monday to merge in a deal worth 310 mln Australian dlrs.", "AGREE", "The two firms", None),
    ],
)  # fmt: skip
def test_who_does_it_to_whom(
    text: str, kind: str, actor: str | None, recipient: str | None
) -> None:
    told = [(e.event_type, e.actor_text, e.recipient_text) for e in code(model_of(), text)]
    assert told == [(kind, actor, recipient)]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Norway accused its ambassador to Peru of spying.", "Norway's ambassador"),
        ("Anna Weir sued Mark Harl and his firm on Monday.", "Mark Harl's firm"),
        ("Anna Weir sued Mark Harl, Ivo Rusk and her firm on Monday.", "Anna Weir's firm"),
        ("Anna Weir sued Mark Harl and several of his aides on Monday.", "several of Mark Harl's aides"),
        ("Anna Weir sued the ministry and her firm on Monday.", "Anna Weir's firm"),
        ("Mark Harl thanked some of his aides on Monday.", "some of Mark Harl's aides"),
        ("The ministry praised workers who sued their employer.", "workers' employer"),
        ("Anna Weir spoke on Monday. Her lawyers sued Norway.", "Anna Weir's lawyers"),
        ("Anna Weir spoke on Monday. She said that her lawyers had sued Norway.", "Anna Weir's lawyers"),
        ("Anna Weir spoke on Monday. Ministers criticised her lawyers.", "her lawyers"),
        ("Some of his aides sued Norway on Monday.", "Some of his aides"),
        ("Norway seized a tanker and arrested its crew.", "its crew"),
        ("Norway seized a tanker and its ambassador accused Peru of theft.", "Norway's ambassador"),
        ("Norway met the rebels and arrested its envoy.", "its envoy"),
        ("Norway sued Peru and arrested its ambassador.", "Norway's ambassador"),
        ("Norway seized a tanker and Mark Harl arrested his rival.", "Mark Harl's rival"),
        ("The directors of the Haven Bank urged Congress to act.", "The directors of the Haven Bank"),
        ("The directors in Haven urged Congress to act.", "The directors"),
        ("Aides of Mark Harl and Anna Weir urged Congress to act.", "Aides of Mark Harl and Anna Weir"),
        ("The Norwegian town of Bergen sued Peru on Monday.", "Bergen"),
        ("The town in Norway sued Peru on Monday.", "The town"),
        ("Rebels attacked a bridge of Bergen on Monday.", "a bridge of Bergen"),
    ],
)  # fmt: skip
def test_who_is_called_by_what_is_theirs_is_named_with_them(text: str, named: str) -> None:
    told = code(model_of(), text)
    assert named in {name for e in told for name in (e.actor_text, e.recipient_text)}


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("Norway and Egypt agreed on Monday to share the water.", {("Norway", "Egypt")}),
        ("Harl praised Kurdish forces, who have fought alongside U.S. troops for years.", {("Harl", "Kurdish forces"), ("Kurdish forces", None), ("U.S. troops", None)}),
        ("Peru seized the boats and the crew on Monday.", {("Peru", "the boats"), ("Peru", "the crew")}),
        ("Norway and Egypt agreed with Peru on Monday to share the water.", {("Norway", "Peru"), ("Egypt", "Peru")}),
        ("Norway, Egypt and the Soviet Union agreed to help OPEC by restraining exports.", {("Norway", "OPEC"), ("Egypt", "OPEC"), ("Soviet Union", "OPEC")}),
    ],
)  # fmt: skip
def test_all_pairs_of_a_sentence_are_named(text: str, pairs: set[tuple[str, str | None]]) -> None:
    assert {(e.actor_text, e.recipient_text) for e in code(model_of(), text)} == pairs


def test_whom_somebody_stands_beside_is_promised_nothing() -> None:
    told = code(
        model_of(), "At his news conference with Anna Weir, Mark Harl vowed to protect the border."
    )
    assert [(e.actor_text, e.recipient_text) for e in told] == [("Mark Harl", None)]


@pytest.mark.parametrize(
    "text",
    [
        "The owner blamed energy bills that have doubled.",
        "Williams blamed her defeat by Farina Elia on injuries.",
        "The trust has withdrawn its plan to dig gravel near Peru.",
    ],
)
def test_nobody_is_blamed_or_left(text: str) -> None:
    assert code(model_of(), text) == ()


@pytest.mark.parametrize(
    ("text", "recipient", "is_known"),
    [
        ("Militants attacked the Americans in Kabul on Monday.", "Americans", True),
        ("Militants killed two Americans in Kabul on Monday.", "two Americans", False),
        ("Militants killed an American in Kabul on Monday.", "an American", False),
        ("Harl encouraged the Democrats to back Weir.", "Democrats", True),
        ("Harl encouraged other young Democrats to back Weir.", "other young Democrats", False),
        ("Weir criticised the Kenyan minister on Monday.", "the Kenyan minister", True),
        ("Weir criticised the former Kenyan minister on Monday.", "the former Kenyan minister", False),
    ],
)  # fmt: skip
def test_one_of_a_people_or_of_a_past_office_is_not_all(
    text: str, recipient: str, is_known: bool
) -> None:
    (event,) = code(model_of(), text)
    assert (event.recipient_text, event.recipient_mention_id is not None) == (recipient, is_known)
    if "American" in text:
        assert event.recipient_country == "USA"


@pytest.mark.parametrize(
    ("text", "statuses"),
    [
        ("Anna Weir arrived in Nepal on Monday for a three-day visit that is expected to end with an accord.", ["reported"]),
        ("Anna Weir met Mark Harl on Monday and will meet him again on Friday.", ["reported", "planned"]),
        ("Police have launched an investigation into Mark Harl.", ["reported"]),
        ("Gunmen killed a policeman in Lagos after opening fire on a crowd.", ["reported", "reported"]),
    ],
)  # fmt: skip
def test_one_act_is_told_once(text: str, statuses: list[str]) -> None:
    assert [e.status for e in code(model_of(), text)] == statuses


def test_what_is_joined_to_what_is_denied_is_denied() -> None:
    text = "The railroad denied that it had lied and bombed the lodge."
    assert {e.polarity for e in code(model_of(), text)} == {"negative"}


@pytest.mark.parametrize(
    ("text", "sector"),
    [
        ("Sen. Anna Weir accused Peru on Monday.", "LEG"),
        ("Attorney General Anna Weir accused Peru on Monday.", "JUD"),
        ("General Anna Weir accused Peru on Monday.", "MIL"),
        ("Norwegian Prime Minister Anna Weir accused Peru on Monday.", "GOV"),
        ("American journalist Anna Weir accused Peru on Monday.", "MED"),
        ("Anna Weir, a journalist from Bergen, accused Peru on Monday.", "MED"),
        ("Norwegian coach Anna Weir accused Peru on Monday.", None),
        ("Former president Anna Weir accused Peru on Monday.", None),
        ("Anna Weir of Norway accused Peru on Monday.", None),
        ("Anna Weir accused Peru on Monday. The senator Anna Weir had been there before.", "LEG"),
    ],
)
def test_what_an_article_calls_a_person_tells_the_sector(text: str, sector: str | None) -> None:
    told = next(e for e in code(model_of(), text) if e.event_type == "ACCUSE")
    assert (told.actor_text or "").endswith("Anna Weir") or sector is None
    assert told.actor_sector == sector


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Donald Harl attacked Hillary Weir on Monday. She accused Peru of fraud.", "Hillary Weir"),
        ("Donald Harl attacked Hillary Weir on Monday. He accused Peru of fraud.", "Donald Harl"),
        ("Donald Harl met Hillary Weir on Monday and then she accused Peru of fraud.", "Hillary Weir"),
        ("Donald Harl spoke in Ohio. On trade, she accused Peru of fraud.", None),
        ("Robin Harl spoke in Ohio. On trade, she accused Peru of fraud.", "Robin Harl"),
        ("Hillary Weir spoke in Ohio. Donald Harl spoke in Iowa. She accused Peru of fraud.", "Hillary Weir"),
        ("Hillary Weir spoke in Ohio. Donald Harl spoke in Iowa. He accused Peru of fraud.", "Donald Harl"),
        ("Donald Rusk spoke in Ohio. Donald Harl spoke in Iowa. She accused Peru of fraud.", None),
        ("Hillary Weir spoke for an hour. The chairman left before she accused Peru of fraud.", "Hillary Weir"),
        ("Hillary Weir spoke for an hour. The chairman left before he accused Peru of fraud.", "The chairman"),
        ("The woman met Ivo Rusk on Monday. She accused Peru of fraud.", "The woman"),
    ],
)  # fmt: skip
def test_she_is_no_man_and_he_no_woman(text: str, who: str | None) -> None:
    found = [e.actor_text for e in code(model_of(), text) if e.recipient_text == "Peru"]
    assert found in ([who], [] if who is None else [who])


@pytest.mark.parametrize(
    ("text", "recipient"),
    [
        ("Norway condemned the attack in Bergen on Monday.", None),
        ("Norway condemned the shooting at two mosques in Bergen.", None),
        ("Norway condemned Peru's attack in Bergen.", "Peru"),
        ("Norway condemned the rebels in Bergen on Monday.", "the rebels"),
        ("Demonstrators took to the streets of Bergen to demand new elections.", None),
        ("Demonstrators took to the streets to protest against Peru.", "Peru"),
        ("Anna Weir has held several meetings in Bergen and Oslo.", None),
        ("Anna Weir arrived in Bergen for talks.", "Bergen"),
        ("Anna Weir met Ivo Rusk in Bergen on Monday.", "Ivo Rusk"),
    ],
)
def test_where_it_was_is_not_whom_it_is_against(text: str, recipient: str | None) -> None:
    assert {e.recipient_text for e in code(model_of(), text)} <= {recipient}


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("Turkey and Israel restored diplomatic relations last year.", {("Turkey", "Israel")}),
        ("Turkey and Israel severed ties on Monday.", {("Turkey", "Israel")}),
        ("Turkey and Israel severed ties with Syria on Monday.", {("Turkey", "Syria"), ("Israel", "Syria")}),
        ("Britain and France suspended flights to Egypt on Monday.", {("Britain", "Egypt"), ("France", "Egypt")}),
        ("Norway and Peru each accused the other of lying.", {("Norway", "Peru"), ("Peru", "Norway")}),
        ("Norway and Peru have each laid the blame on the other.", {("Norway", "Peru"), ("Peru", "Norway")}),
    ],
)  # fmt: skip
def test_what_two_do_to_each_other_names_both(text: str, pairs: set[tuple[str, str]]) -> None:
    assert {(e.actor_text, e.recipient_text) for e in code(model_of(), text)} == pairs


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("The firm is investigating ways to cut costs.", False),
        ("The ministry is investigating the merger.", True),
    ],
)
def test_who_looks_for_a_way_investigates_nobody(text: str, is_told: bool) -> None:
    assert bool(code(model_of(), text)) is is_told


def test_a_town_where_others_will_meet_is_not_whom_they_meet() -> None:
    text = "Several Arab foreign ministers will hold an emergency meeting in Beirut on Monday."
    told = [(e.event_type, e.actor_text, e.recipient_text) for e in code(model_of(), text)]
    assert told == [("CONSULT", "Several Arab foreign ministers", None)]
