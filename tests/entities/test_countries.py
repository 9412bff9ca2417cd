"""Which country a person or a body belongs to, as an article says: each sign beside its wrong twin."""

from __future__ import annotations

import dataclasses

import pytest
from entity_articles import analysed, article, mentions_of

from copydesk.entities import find_mentions
from copydesk.entities.resolve import Form, country_of
from schemas.columns import EntityType

ROUX, LYKKE = "Jean Roux", "Lykke Shipping"


def country(body: str, name: str, kind: EntityType) -> str | None:
    places: dict[str, EntityType] = {"Springfield": "GPE", "Alia": "ORG"}
    found = mentions_of(body, {name: kind, **places})
    (code,) = {m.country_code for m in found if m.surface == name}
    return code


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("They met French President Jean Roux on Monday.", "FRA"),
        ("They met the former French deputy minister Jean Roux on Monday.", "FRA"),
        ("They met France's Jean Roux on Monday.", "FRA"),
        ("They met Alaska Gov. Jean Roux on Monday.", "USA"),
        ("They met French Foreign Affairs Minister Jean Roux on Monday.", "FRA"),
        ("They met France's acting President Jean Roux on Monday.", "FRA"),
        ("Kenya warned President Jean Roux on Monday.", None),
        ("They left Kenya under Jean Roux.", None),
        ("Jean Roux, the French president, met them.", "FRA"),
        ("Jean Roux, 44, a Kenyan runner, won.", "KEN"),
        ("Jean Roux, president of France, met them.", "FRA"),
        ("Jean Roux of Kenya won the Kenyan race.", "KEN"),
        ("Jean Roux (Kenya) won.", "KEN"),
        ("Jean Roux, R-Ariz., spoke.", "USA"),
        ("Jean Roux (D-NY) spoke.", "USA"),
        ("Jean Roux, D-New Mexico, spoke.", "USA"),
        ("Jean Roux (I-Vt.) spoke.", "USA"),
        ("Jean Roux, R-rated, spoke.", None),
        ("Jean Roux (D-Day) spoke.", None),
        ("Jean Roux (D-Ontario) spoke.", None),
        ("Police in France arrested Jean Roux.", None),
        ("The French police arrested Jean Roux.", None),
        ("They came back from Kenya. Judge Jean Roux spoke.", None),
        ("French-led troops met Captain Jean Roux.", None),
        ("Jean Roux, who met the French president, left.", None),
        ("Jean Roux, ambassador to France, left.", None),
        ("Jean Roux, a critic of the minister for France, left.", None),
        ("They met French President Jean Roux. Kenya's Jean Roux won.", None),
        ("Springfield Mayor Jean Roux spoke.", None),
        ("Jean Roux is a French blogger.", "FRA"),
        ("Jean Roux was an award-winning French chef.", None),
        ("Jean Roux is a critic of the French minister.", None),
        ("Jean Roux is a French-speaking pilot.", None),
        ("Federal Reserve chairman Jean Roux spoke.", "USA"),
        ("FBI agent Jean Roux left.", "USA"),
        ("Knesset member Jean Roux left.", "ISR"),
        ("Bank of England governor Jean Roux spoke.", None),
        ("Google engineer Jean Roux left.", None),
        ("In Kenya, where Kenyans vote, Treasury Secretary Jean Roux spoke.", None),
        ("The Knesset met Jean Roux.", None),
        ("France says President Jean Roux left.", None),
        ("France told President Jean Roux so.", None),
        ("The Vietnam veteran Jean Roux spoke.", None),
        ("Jean Roux, a Vietnam veteran, spoke.", None),
        ("Jean Roux, a Vietnamese singer, spoke.", "VNM"),
        ("Jean Roux of Lebanon won the raffle.", None),
    ],
)
def test_an_article_says_whose_citizen_a_person_is(body: str, code: str | None) -> None:
    assert country(body, ROUX, "PERSON") == code


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("They met President Jean Roux in Kenya.", "KEN"),
        ("President Jean Roux left Kenya. Roux waved.", "KEN"),
        ("In Kenya, former Vice President Jean Roux spoke.", "KEN"),
        ("In Kenya the home secretary Jean Roux spoke.", "KEN"),
        ("In Kenya, Gov. Jean Roux spoke.", "KEN"),
        ("In Kenya, Education Secretary Jean Roux spoke.", "KEN"),
        ("But President Jean Roux left Kenya.", "KEN"),
        ("Kenya and Norway met President Jean Roux. Kenya paid.", None),
        ("Ambassador Jean Roux left Kenya.", None),  # one who is sent there
        ("Kenya met President Jean Roux of Norway. Kenya and Kenya and Kenya paid.", None),
        ("President Jean Roux left Kenya", "KEN"),
        ("They met President Jean Roux.", None),
        ("They met Jean Roux in Kenya.", None),
        ("Kenya met Lykke President Jean Roux.", None),
        ("Kenya met the club's President Jean Roux.", None),
        ("Kenya met the clubs' President Jean Roux.", None),
        ("Jean Roux, the French president, left. President Jean Roux saw Kenya.", None),
        ("Kenya met the union president Jean Roux.", None),
        ("Kenya met Father Jean Roux.", None),
        ("Kenya met the president. Jean Roux left.", None),
    ],
)
def test_whose_office_it_is_goes_without_saying_at_home(body: str, code: str | None) -> None:
    places: dict[str, EntityType] = {"Lykke": "ORG"}
    found = mentions_of(body, {ROUX: "PERSON", **places})
    (told,) = {(m.set_in, m.country_code) for m in found if m.surface == ROUX}
    assert told[0] == code


def test_a_body_behind_an_office_holds_none() -> None:
    found = mentions_of("In Kenya, Justice Lykke Shipping spoke.", {LYKKE: "ORG"})
    assert {m.set_in for m in found if m.entity_type == "ORG"} == {None}


def office(told: dict[str | None, int]) -> str | None:
    return country_of([Form("Jean Roux", "Roux", c, n, n) for c, n in told.items()], "PERSON")


def test_a_country_that_hardly_any_article_tells_is_that_of_the_office() -> None:
    assert office({"usa": 2}) == "USA"
    assert office({"usa": 1}) is None
    assert office({"usa": 2, "ukr": 1, None: 9}) == "USA"
    assert office({"usa": 3, "ukr": 2}) is None
    assert office({"usa": 34, "irn": 2, "IRQ": 1}) == "USA"
    assert office({"usa": 10, "IRQ": 1}) == "IRQ"
    assert office({"usa": 11, "IRQ": 1}) == "USA"
    assert office({"usa": 9, "UKR": 9}) == "UKR"
    several = [Form("Jean Roux", form, "usa", 1, 1) for form in ("Roux", "Jean Roux")]
    assert country_of(several, "PERSON") is None  # of one article, it may be


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("The Norwegian shipping company Lykke Shipping sank.", "NOR"),
        ("The Oslo-based firm Lykke Shipping sank.", "NOR"),
        ("Norway's Lykke Shipping sank.", "NOR"),
        ("Lykke Shipping, a Norwegian carrier, sank.", "NOR"),
        ("Lykke Shipping, based in Oslo, sank.", "NOR"),
        ("Lykke Shipping of Norway sank off the Norwegian coast.", "NOR"),
        ("Norwegian rival Lykke Shipping sank.", "NOR"),
        ("In Norway Lykke Shipping sank.", None),
        ("Norway sued Lykke Shipping.", None),
        ("Lykke Shipping, which sued a Norwegian, sank.", None),
    ],
)
def test_an_article_says_where_a_body_is_seated(body: str, code: str | None) -> None:
    assert country(body, LYKKE, "ORG") == code


@pytest.mark.parametrize(
    ("body", "noun", "code"),
    [
        ("Norway's Lykke Shipping captain sank it.", "captain", None),
        ("Norway's shipping company Lykke Shipping shares fell.", "shares", "NOR"),
        ("Norway's Lykke Shipping sank a captain.", "captain", "NOR"),
        ("Norway's Lykke Shipping group sank.", "group", "NOR"),
        ("The Oslo-based Lykke Shipping unit sank.", "unit", "NOR"),
    ],
)
def test_a_country_may_have_what_stands_behind_a_body(
    body: str, noun: str, code: str | None
) -> None:
    read = analysed({"body": body}, {LYKKE: "ORG"})
    (sentence,) = read.sentences
    tokens = (dataclasses.replace(t, pos="NOUN") if t.text == noun else t for t in sentence.tokens)
    read = dataclasses.replace(
        read, sentences=(dataclasses.replace(sentence, tokens=tuple(tokens)),)
    )
    (told,) = (m for m in find_mentions(article(body), read) if m.surface == LYKKE)
    assert told.country_code == code


@pytest.mark.parametrize(("name", "code"), [("United Nations", None), (LYKKE, "PRK")])
def test_a_known_body_of_no_state_has_none(name: str, code: str | None) -> None:
    assert country(f"North Korea's {name} mission spoke.", name, "ORG") == code


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("University of Oslo", "NOR"), ("Ohio Highway Patrol", "USA"), ("Friends of Oslo Society", None),
        ("Oslo University", "NOR"), ("Colorado Senate", "USA"), ("Texas A&M", "USA"), ("Kerala High Court", "IND"), ("Bangkok Post", "THA"), ("Mumbai Police", "IND"),
        ("British Columbia Lottery", "CAN"), ("British Lottery", "GBR"), ("Indian Ocean Forum", None), ("Indian Forum", "IND"), ("Mexico City Police", "MEX"),
        ("High Court of Kerala", "IND"), ("Nagoya Railway Museum", "JPN"), ("Telangana High Court", "IND"), ("Tamil Nadu Electricity Board", "IND"),
        ("Durham Lending Bank", None), ("Surrey Police", "GBR"), ("Mary Immaculate College", None), ("Hamas Government", None),
        ("Georgia Harrow University", None), ("Georgian Parliament", "GEO"), ("Paris Hilton Fans", None), ("Institute of Peace", None), ("San Bruno Police", None), ("Guru Nanak Hospital", None), ("Kiev Opera", "UKR"),
        ("Ventura County Fire Department", "USA"), ("Durham County Council", None), ("Halden County Fire Department", None), ("Piedmont Hospital", None), ("Hospital of Piedmont", None), ("Sinaloa Police", "MEX"),
    ],
)  # fmt: skip
def test_a_bodys_own_name_says_where_it_is(name: str, code: str | None) -> None:
    assert country(f"The {name} said so.", name, "ORG") == code


@pytest.mark.parametrize(
    ("counts", "kind", "code"),
    [
        ({"FRA": 4, "ESP": 1}, "PERSON", "FRA"),
        ({"FRA": 3, "ESP": 1}, "PERSON", None),
        ({"FRA": 1, None: 20}, "ORG", "FRA"),
        ({"FRA": 3, "ESP": 2}, "GPE", "FRA"),
        ({None: 3}, "PERSON", None),
    ],
)
def test_a_country_is_agreed_upon(
    counts: dict[str | None, int], kind: EntityType, code: str | None
) -> None:
    forms = [Form("Jean Roux", "Roux", told, n, n) for told, n in counts.items()]
    assert country_of(forms, kind) == code


def test_initials_have_a_country_where_most_that_use_them_tell_it() -> None:
    spanish, bare = Form("ABC", "ABC", "ESP", 2, 2), Form("ABC", "ABC", None, 9, 9)
    assert country_of([spanish, bare], "ORG") is None
    assert country_of([spanish, dataclasses.replace(bare, n_articles=2)], "ORG") == "ESP"
    spelt = dataclasses.replace(bare, surface="Abecedario", name="Abecedario")
    assert country_of([spanish, spelt], "ORG") == "ESP"


@pytest.mark.parametrize(
    ("dateline", "body", "code"),
    [
        ("SANTA ANA, Calif., March 3", "Lykke Shipping Inc said sales rose.", "USA"),
        ("BERGEN, Norway", "<Lykke Shipping Inc> said sales rose.", "NOR"),
        ("BERGEN", "Lykke Shipping Inc said sales rose.", None),
        ("BERGEN, Norway", "A strike stopped Lykke Shipping Inc.", None),
        ("BERGEN, Norway", "Lykke Shipping said sales rose.", None),
        (None, "Lykke Shipping Inc said sales rose.", None),
    ],
)
def test_a_firm_that_opens_the_text_is_at_home_where_its_news_comes_from(
    dateline: str | None, body: str, code: str | None
) -> None:
    text = dataclasses.replace(article(body), dateline=dateline)
    name = "Lykke Shipping Inc" if "Inc" in body else LYKKE
    found = find_mentions(text, analysed(text.texts(), {name: "ORG"}))
    assert {m.country_code for m in found if m.entity_type == "ORG"} == {code}
