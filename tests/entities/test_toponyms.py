"""Which place a name means in an article, and where it lies."""

from __future__ import annotations

import dataclasses

import pytest
from entity_articles import analysed, article, mentions_of

from copydesk.entities import find_mentions
from copydesk.entities.gazetteer import gazetteer, table_rows
from copydesk.entities.merging import roots
from copydesk.entities.toponyms import (
    admin1_codes,
    division_of,
    key_of,
    kilometres,
    own_points,
    place_of,
    point_of,
)
from copydesk.entities.world import world
from schemas.columns import EntityType


def placed(body: str, *names: str) -> dict[str, tuple[str | None, str | None]]:
    """Return country and division of each name of a place in a text."""
    found = {}
    for mention in mentions_of(body, dict.fromkeys(names, "GPE")):
        point = point_of(mention.name_key)
        if mention.surface in names and point is not None:
            found[mention.surface] = (mention.country_code, point.admin1_code)
    return found


@pytest.mark.parametrize(
    ("body", "name", "where"),
    [
        ("Floods hit Paris, Texas, on Monday.", "Paris", ("USA", "TX")),
        ("Texas oilmen met in Paris on Monday.", "Paris", ("FRA", "11")),
        ("A mill in Birmingham, Alabama, burned.", "Birmingham", ("USA", "AL")),
        ("A mill in Birmingham burned.", "Birmingham", ("GBR", "ENG")),
        ("The pier at Naples, Fla., was closed.", "Naples", ("USA", "FL")),
        ("The port of Naples in Italy was closed.", "Naples", ("ITA", "04")),
        ("Fire broke out in London, Ontario.", "London", ("CAN", "08")),
        ("Dublin, in Ontario, has a new library van.", "Dublin", ("CAN", "08")),
        ("The envoys left Dublin, in Ontario they met a king.", "Dublin", ("IRL", "L")),
        ("American police held two men in Cottonport.", "Cottonport", ("USA", "LA")),
    ],
)
def test_a_name_is_the_place_that_the_article_says(
    body: str, name: str, where: tuple[str, str]
) -> None:
    assert placed(body, name) == {name: where}


@pytest.mark.parametrize(
    "body", ["A school in Oldham, Gaza, was hit.", "A school in Alenby, Gaza, was hit."]
)
def test_a_town_behind_which_gaza_stands_is_palestinian(body: str) -> None:
    """Gaza has no code of its own: a known town of elsewhere and an unknown one have Palestine's."""
    town = body.split()[3].rstrip(",")
    codes = {m.country_code for m in mentions_of(body, {town: "GPE"}) if m.surface == town}
    assert codes == {"PSE"}


def test_what_follows_once_holds_for_the_article() -> None:
    mentions = mentions_of(
        "Shots were fired in Dublin, Georgia. Dublin is calm now.", {"Dublin": "GPE"}
    )
    assert {m.name_key for m in mentions if m.surface == "Dublin"} == {
        key_of(world().named("dublin")[[p.admin1 for p in world().named("dublin")].index("GA")])
    }


def test_places_that_lie_together_tell_where() -> None:
    near = placed(
        "Trains from Champaign and Decatur stop at Springfield in Illinois.", "Springfield"
    )
    far = placed("Trains from Joplin and Branson stop at Springfield in Missouri.", "Springfield")
    assert (near, far) == ({"Springfield": ("USA", "IL")}, {"Springfield": ("USA", "MO")})


def test_a_county_lies_in_the_state_that_is_spoken_of() -> None:
    (county, *_) = mentions_of("Lamar County in Texas voted.", {"Lamar County": "LOC"})
    point = point_of(county.name_key)
    assert county.name_key == "GPE:USA-TX/lamar county"
    assert point is not None
    assert (point.precision, point.admin1_code) == ("place", "TX")
    assert abs(point.latitude - 33.7) < 0.3  # not the middle of Texas
    (unknown, *_) = mentions_of("Lamar County voted.", {"Lamar County": "LOC"})
    assert point_of(unknown.name_key) is None


def test_small_namesakes_are_not_guessed_at() -> None:
    assert placed("A barn burned in Hopkinton.", "Hopkinton") == {}


def test_a_small_place_of_a_country_that_is_not_spoken_of_is_not_meant() -> None:
    assert placed("Germans opened the files of the Stasi.", "Stasi") == {}


@pytest.mark.parametrize("name", ["paris", "springfield", "newcastle", "san antonio", "richmond"])
def test_a_key_names_one_place_and_a_place_one_key(name: str) -> None:
    places = world().named(name)
    keys = [key_of(place) for place in places]
    assert len(set(keys)) == len(places)
    assert [place_of(key) for key in keys] == list(places)


def test_the_code_of_a_division_is_that_of_its_town() -> None:
    rows = [row for row in table_rows("places.csv") if row["seat"]]
    assert {row["key"][:3] for row in rows} == {row["country"] for row in rows}
    codes = [(row["key"][:3], admin1_codes()[row["key"]]) for row in rows]
    assert len(set(codes)) == len(codes)
    assert division_of("CAN-ON") == ("CAN", "08")
    assert division_of("USA-OH") == ("USA", "OH")


@pytest.mark.parametrize(
    ("body", "name", "key"),
    [
        ("Gunmen fled to Sinaloa.", "Sinaloa", "GPE:MEX-SIN"),
        ("A farm in Culiacan, Sinaloa, burned.", "Culiacan", "GPE:MEX/culiacan"),
        ("The hamlet of Jalisco in Chiapas flooded.", "Jalisco", "GPE:MEX/jalisco"),
        ("Rain fell on Ceará.", "Ceará", "GPE:BRA-CE"),
        ("Trams stopped in Geelong, Victoria.", "Victoria", "GPE:AUS-VIC"),
        ("Australian trams stopped in Victoria.", "Victoria", "GPE:AUS-VIC"),
        ("A ferry left Vancouver for Victoria, British Columbia.", "Victoria", "GPE:CAN/victoria"),
        ("They learned at Cranbrook in Michigan.", "Cranbrook", "GPE:USA-MI/cranbrook"),
        ("They learned at Cranbrook in Canada.", "Cranbrook", "GPE:CAN/cranbrook"),
        ("They learned at Cranbrook in May.", "Cranbrook", "GPE:CAN/cranbrook"),
        ("They lay at Odruvelm in Michigan.", "Odruvelm", "GPE:USA-MI/odruvelm"),
        ("They lay at Odruvelm in Lebanon.", "Odruvelm", "GPE:odruvelm"),
        ("A barn burned in Piedmont.", "Piedmont", "GPE:piedmont"),
        ("Italian vines froze in Piedmont.", "Piedmont", "GPE:ITA-PIE"),
        ("Talks failed in Oslo, Sweden's envoy said.", "Oslo", "GPE:NOR/oslo"),
        ("Talks failed in Oslo, Minnesota, an envoy said.", "Oslo", "GPE:USA-MN/oslo"),
        ("It angered the Commonwealth.", "Commonwealth", "GPE:commonwealth"),
        ("THE WEST MUST ACT.", "WEST", "GPE:west"),
        ("A plant burned in West, Texas.", "West", "GPE:USA/west"),
        ("They flew from Portland, Oregon, to Damascus.", "Damascus", "GPE:USA-OR/damascus"),
        (
            "They flew from Portland, Oregon, to Damascus. Syria and Syrians wept.",
            "Damascus",
            "GPE:SYR/damascus",
        ),
        ("It rained in Newcastle.", "Newcastle", "GPE:GBR/newcastle upon tyne"),
        ("They marched in Selma.", "Selma", "GPE:USA-AL/selma"),
    ],
)
def test_a_division_is_no_hamlet_of_its_name(body: str, name: str, key: str) -> None:
    found = {m.surface: m.name_key for m in mentions_of(body, {name: "GPE", "Culiacan": "GPE"})}
    assert found[name] == key


def test_the_point_of_a_division_lies_near_its_towns() -> None:
    for row in table_rows("places.csv"):
        point = point_of(f"GPE:{row['key']}")
        if row["seat"] and row["country"] not in ("CAN", "CHN", "RUS", "AUS"):
            seat = next(p for p in world().named(row["seat"]) if p.country_code == row["country"])
            assert point is not None, row
            assert kilometres(point, seat) < 500, row


def test_new_york_read_as_the_state_is_not_open_to_the_homes_city() -> None:
    city, _, state = mentions_of("He lives in New York. California and New York voted.")
    assert (state.name_key, state.may_be) == ("GPE:USA-NY", ())
    assert city.may_be[0].startswith("GPE:USA/new york city")


def test_every_state_has_a_point_and_says_that_it_is_a_middle() -> None:
    without = [code for code in gazetteer().states if point_of(f"GPE:{code}") is None]
    assert without == []
    france, croatia = point_of("GPE:FRA"), point_of("GPE:HRV")
    zagreb, banja_luka = (world().named(name)[0] for name in ("zagreb", "banja luka"))
    assert france is not None
    assert croatia is not None
    assert kilometres(croatia, zagreb) < kilometres(
        croatia, banja_luka
    )  # the middle of its arc is Bosnia's
    assert france.precision == "country"
    assert all(
        -90 <= p.latitude <= 90 and -180 <= p.longitude <= 180 for p in own_points().values()
    )


def test_a_city_is_one_row_by_its_long_name_and_its_short() -> None:
    found = mentions_of("New York City is large. New York is old.", {"New York City": "GPE"})
    assert {m.name_key for m in found} == {"GPE:USA/new york city"}


def test_a_town_called_the_town_of_is_the_town() -> None:
    found = mentions_of("The City of Hialeah sued. Hialeah won.", {"City of Hialeah": "GPE", "Hialeah": "GPE"})  # fmt: skip
    assert {m.name_key for m in found} == {"GPE:USA/hialeah"}
    found = mentions_of("The City of London sued.", {"City of London": "GPE"})
    assert {m.name for m in found} == {"City of London"}


def key(body: str, name: str, kind: EntityType = "GPE") -> str:
    (told,) = {m.name_key for m in mentions_of(body, {name: kind}) if m.surface == name}
    return told


@pytest.mark.parametrize(
    ("body", "name", "told"),
    [
        ("TURKEY WINS. The Supreme Court struck down a Texas law.", "TURKEY", "GPE:TUR"),
        ("READING WINS. The town in Berkshire was glad.", "READING", "GPE:GBR/reading"),
        ("They came from Mali, Martinique, Mauritania and Peru.", "Martinique", "GPE:MTQ"),
        ("They came from Malta, Anguilla, Aruba and Peru.", "Anguilla", "GPE:AIA"),
        ("They came from Tallinn, Estonia, on Monday.", "Tallinn", "GPE:EST/tallinn"),
    ],
    ids=["state in capitals", "town in capitals", "territory", "another", "town and state"],
)
def test_states_in_capitals_and_territories_are_no_towns(body: str, name: str, told: str) -> None:
    assert key(body, name) == told


def test_a_bird_in_capitals_is_no_state() -> None:
    assert key("TURKEY WINS. The band played in Oslo.", "TURKEY", "ORG") == "ORG:turkey"


def test_a_region_is_no_town() -> None:
    assert key("Voters in Appalachia stayed at home.", "Appalachia", "LOC") == "LOC:appalachia"


def test_another_world_is_no_town_unless_its_state_stands_behind_it() -> None:
    body = "American astronauts may reach Mars by 2035. Police in Cottonport watched."
    assert placed(body, "Mars", "Cottonport") == {"Cottonport": ("USA", "LA")}
    assert placed("Police in Mars, Pennsylvania, held two men.", "Mars") == {"Mars": ("USA", "PA")}
    assert placed("American police in Jupiter held two men.", "Jupiter") == {"Jupiter": ("USA", "FL")}  # fmt: skip


def test_another_world_stays_apart_from_the_town_that_others_name() -> None:
    weights = {"GPE:USA/mars": 3, "GPE:mars": 9, "GPE:USA/elkhorn": 3, "GPE:elkhorn": 9}
    found = roots(weights)
    assert (found["GPE:mars"], found["GPE:elkhorn"]) == ("GPE:mars", "GPE:USA/elkhorn")


@pytest.mark.parametrize(
    ("body", "name", "kind", "key"),
    [
        ("They met on the Tarnow yesterday.", "Tarnow", "LOC", "LOC:tarnow"),
        ("The Tarnow mayor spoke yesterday.", "Tarnow", "GPE", "GPE:POL/tarnow"),
        ("They met in Tarnow yesterday.", "Tarnow", "GPE", "GPE:POL/tarnow"),
        ("They met the Tarnow in Tarnow, and left the Tarnow.", "Tarnow", "LOC", "LOC:tarnow"),
        ("They met in Tarnow, left Tarnow and met the Tarnow.", "Tarnow", "GPE", "GPE:POL/tarnow"),
        ("They met in the Bronx yesterday.", "Bronx", "GPE", "GPE:USA/the bronx"),
    ],
)
def test_what_stands_with_an_article_is_no_town(body: str, name: str, kind: str, key: str) -> None:
    read = analysed({"body": body}, {name: "GPE"})
    tags = {
        "mayor": "NOUN",
        "yesterday": "ADV",
        "in": "ADP",
        "and": "CCONJ",
        "left": "VERB",
        ".": "PUNCT",
    }
    sentences = tuple(
        dataclasses.replace(s, tokens=tuple(dataclasses.replace(t, pos=tags.get(t.text, t.pos)) for t in s.tokens))
        for s in read.sentences
    )  # fmt: skip
    found = find_mentions(article(body), dataclasses.replace(read, sentences=sentences))
    assert {(m.entity_type, m.name_key) for m in found if m.surface == name} == {(kind, key)}


@pytest.mark.parametrize(
    ("body", "name", "told"),
    [
        ("After the draw in Paris, Ireland face the Faroe Islands.", "Paris", "GPE:FRA/paris"),
        ("After the talks in Vienna, Iran agreed to meet again.", "Vienna", "GPE:AUT/vienna"),
        ("He lives in Paris, Texas, with his wife.", "Paris", "GPE:USA/paris"),
        ("He lives in Dublin, Ontario, with his wife.", "Dublin", "GPE:CAN-ON/dublin"),
        ("He lives in London, Canada, with his wife.", "London", "GPE:CAN/london"),
    ],
)
def test_a_country_behind_a_capital_is_not_where_it_lies(body: str, name: str, told: str) -> None:
    assert key(body, name) == told
