"""Names cut short, and two things taken for one: each kind with the input that looks like it and is right as it stands."""

from __future__ import annotations

import pytest
from entity_articles import analysed, article, mentions_of, with_chances

from copydesk.entities import find_mentions
from copydesk.entities.merging import short_key_of
from copydesk.text.language import FoundMention
from schemas.columns import EntityType

Named = dict[str, EntityType]


def types_of(found: tuple[FoundMention, ...]) -> dict[str, str]:
    return {m.surface: m.entity_type for m in found}


def keys_of(found: tuple[FoundMention, ...]) -> list[tuple[str, str]]:
    return [(m.surface, m.name_key) for m in found]


def test_pieces_of_a_name_that_the_article_has_whole_are_that_name():
    named: Named = {"the Casa do Vale": "ORG", "Casa": "LOC", "Vale": "GPE", "Ribas": "GPE"}
    found = mentions_of("A mask lay in Casa do Vale. Ada thanked the Casa do Vale.", named)
    assert types_of(found) == {"Casa do Vale": "ORG"}
    found = mentions_of("Crews of Ribas Lines met. The Ribas Lines lost.", {"The Ribas Lines": "ORG", "Ribas": "GPE"})  # fmt: skip
    assert [m.surface for m in found] == ["Ribas Lines", "Ribas Lines"]


def test_a_longer_name_elsewhere_does_not_cut_into_another():
    named: Named = {"the Ribas Harbour": "ORG", "Harbour Trust": "ORG", "Ribas": "GPE"}
    found = mentions_of("In Ribas Harbour Trust men met. Ada left the Ribas Harbour.", named)
    assert [m.surface for m in found] == ["Ribas", "Harbour Trust", "Ribas Harbour"]


COURT = "ORG:USA/supreme court"


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ("Couples in New Jersey wed as the state Supreme Court ruled.", "ORG:new jersey supreme court"),
        ("Ohio voted. The state's Supreme Court ruled in the United States.", "ORG:ohio supreme court"),
        ("In Ohio a State Supreme Court judge ruled.", "ORG:ohio supreme court"),
        ("California's Supreme Court ruled. The U.S. and America waited.", "ORG:california supreme court"),
        ("The U.S. asked and America waited. The Supreme Court ruled in Ohio.", COURT),
        ("The U.S. asked and America waited. Ohio's Supreme Court nominee spoke.", COURT),
        ("The state Supreme Court ruled. The U.S. asked and America waited.", COURT),  # no state named
    ],
)  # fmt: skip
def test_a_court_is_of_the_state_that_the_article_tells(body: str, key: str):
    found = mentions_of(body, {"Supreme Court": "ORG", "State Supreme Court": "ORG"})
    assert [k for surface, k in keys_of(found) if surface.endswith("Court")] == [key]


def test_the_bare_name_is_the_divisions_where_the_nations_is_not_named():
    body = "Ohio's Senate met. The Senate passed it. The U.S. and America waited."
    found = keys_of(mentions_of(body, {"Senate": "ORG"}))
    assert [key for surface, key in found if surface == "Senate"] == ["ORG:ohio senate"] * 2
    found = keys_of(mentions_of(body + " The U.S. Senate will see.", {"Senate": "ORG", "U.S. Senate": "ORG"}))  # fmt: skip
    assert [k for s, k in found if "Senate" in s] == ["ORG:ohio senate", *["ORG:USA/senate"] * 2]
    found = keys_of(mentions_of(body + " The U.S. Senate will see.", {"Senate": "ORG"}))
    assert [k for s, k in found if "Senate" in s][:2] == ["ORG:ohio senate", "ORG:USA/senate"]


def test_any_ministry_is_of_its_state_and_none_of_a_church():
    named: Named = {"Commerce Ministry": "ORG", "Harbor Ministry": "ORG"}
    found = dict(keys_of(mentions_of("Norway's Commerce Ministry paid Sweden's Harbor Ministry.", named)))  # fmt: skip
    assert found["Commerce Ministry"] == "ORG:NOR/ministry of commerce"
    assert "/" not in found["Harbor Ministry"]


def test_a_ministry_without_a_state_is_not_the_only_one_that_has_a_state():
    assert short_key_of("ORG:NOR/ministry of commerce", "Ministry of Commerce") is None
    assert short_key_of("ORG:USA/supreme court", "Supreme Court") == "ORG:supreme court"


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ("South Korea's Joint Chiefs of Staff told the U.S. so.", "ORG:KOR/joint chiefs of staff"),
        ("The Joint Chiefs of Staff told the U.S. so.", "ORG:joint chiefs of staff"),
        ("The U.S. Joint Chiefs of Staff told South Korea so.", "ORG:joint chiefs of staff"),
    ],
)
def test_a_known_body_behind_another_state_is_that_states(body: str, key: str):
    found = mentions_of(body, {"Joint Chiefs of Staff": "ORG"})
    assert [k for surface, k in keys_of(found) if surface.endswith("Staff")] == [key]


TOLD: list[tuple[str, Named, dict[str, str]]] = [
    ("Baroness Scotland met Lord Halifax.", {"Halifax": "GPE"}, {"Scotland": "PERSON", "Halifax": "PERSON"}),
    ("The Lord of Scotland met Mr. English.", {}, {"Scotland": "GPE", "English": "PERSON"}),
    ("She voted for Mr Lee. Scotland did not.", {"Lee": "PERSON"}, {"Lee": "PERSON", "Scotland": "GPE"}),
    ("The port of Sorna was shut.", {"Sorna": "ORG"}, {"Sorna": "GPE"}),
    ("Sorna was shut.", {"Sorna": "ORG"}, {}),
    ("Hull lost the final of the Sorna.", {"Sorna": "ORG"}, {"Hull": "GPE", "Sorna": "EVENT"}),
    ("Sorna's chief executive left.", {"Sorna": "PERSON"}, {"Sorna": "ORG"}),
    ("Sorna's shares fell.", {"Sorna": "PERSON"}, {}),
    ("The Hajj is near.", {"Hajj": "GPE"}, {"Hajj": "EVENT"}),
    ("He voted for the President. Sorna fell.", {"Sorna": "PERSON"}, {}),
    ("He voted for Sen. Sorna.", {"Sorna": "PERSON"}, {"Sorna": "PERSON"}),
    ("Sorna, a regional brewer, fell.", {"Sorna": "PERSON"}, {"Sorna": "ORG"}),
    ("Sorna, a brewer's man, fell.", {"Sorna": "PERSON"}, {}),
    ("In Sorna, Mich., he fell. In Taylor, Mich., too.", {"Taylor": "PERSON"}, {"Mich.": "GPE", "Taylor": "GPE"}),
]  # fmt: skip


@pytest.mark.parametrize(("body", "named", "meant"), TOLD)
def test_what_the_words_around_a_name_tell_is_beyond_the_models_doubt(
    body: str, named: Named, meant: dict[str, str]
):
    text = article(body)
    unsure = {name: {"MISC": 0.5, kind: 0.2} for name, kind in named.items()}
    told = with_chances(analysed(text.texts(), named), unsure)
    assert types_of(find_mentions(text, told)) == meant


@pytest.mark.parametrize(
    ("body", "named", "meant"),
    [
        ("The work of Ada Kall the Elder sold.", {"Ada Kall": "PERSON"}, ["Ada Kall the Elder"]),
        ("Ada told Kall the Elder Trust paid.", {"Kall": "PERSON"}, ["Kall", "Elder Trust"]),
        ("Pope Adrian XVI and Kall I met.", {"Adrian": "PERSON", "Kall": "PERSON"}, ["Adrian XVI", "Kall"]),
        ("In 512 BC and the 8th century BC, not in Vancouver, BC, he fell in BC.", {"BC": "GPE"}, ["Vancouver", "BC", "BC"]),
        ("In Ohio v. Kall he lost. Ohio v Iowa and Ohio vs. Iowa drew.", {"Kall": "PERSON"}, ["Ohio", "Iowa"] * 2),
        ("He told the Ada Kall Show. Ada Kall did not Show it.", {"Ada Kall": "PERSON"}, ["Ada Kall"]),
        ("Police boarded the Sorna Star. The Sorna Star sank.", {"Sorna Star": "ORG"}, []),
        ("Men slept aboard the Sorna Star flight.", {"Sorna Star": "ORG"}, ["Sorna Star"]),
        ("The Space Shuttle Sorna and USS Kall flew. Sorna and Kall are back.", {"Space Shuttle Sorna": "ORG", "Sorna": "LOC", "Kall": "LOC"}, ["Kall"]),
        ("The Kall Amendment and Ada Lund Tonight did not amend Kall.", {"Kall": "PERSON", "Ada Lund": "PERSON"}, ["Kall"]),
        ("He is vice minister of Foreign Trade and she Foreign Affairs minister.", {"Foreign Trade": "ORG", "Foreign": "ORG"}, []),
        ("An ex-Labour minister spoke of Foreign Trade.", {"Labour": "ORG", "Foreign Trade": "ORG"}, ["Labour", "Foreign Trade"]),
        ('Ada "Red" Kall and Ada” Lund met.', {'Ada "Red" Kall': "PERSON", "Ada” Lund": "PERSON"}, ['Ada "Red" Kall', "Ada", "Lund"]),
        ('They were "Kall" Lund and Ada "Red".', {'"Kall" Lund': "PERSON", 'Ada "Red"': "PERSON"}, ["Kall", "Lund", "Ada", "Red"]),
        ("JAPAN TO LET BANKS IN\n\nIt will.", {}, ["JAPAN"]),
    ],
)  # fmt: skip
def test_where_a_name_ends_and_what_is_none(body: str, named: Named, meant: list[str]):
    assert [m.surface for m in mentions_of(body, named)] == meant


@pytest.mark.parametrize(
    ("body", "bearer"),
    [
        ("Helped by Bill and Anna Kall, they won.", "Bill Kall"),
        ("Helped by Bill & Anna Kall, they won.", "Bill Kall"),
        ("Helped by Ada Lund, Bill and Anna Kall, they won.", "Bill"),  # a list ends so, too
        ("Bill Lund won. Helped by Bill and Anna Kall, they won.", "Bill Lund"),
        ("Helped by Sorna and Anna Kall, they won.", "Sorna"),
    ],
)
def test_two_given_names_may_share_the_surname_behind_them(body: str, bearer: str):
    people: Named = dict.fromkeys(("Bill Lund", "Bill", "Anna Kall", "Ada Lund", "Sorna"), "PERSON")
    found = {m.surface: m.name for m in mentions_of(body, people)}
    assert found["Sorna" if "Sorna" in body else "Bill"] == bearer


def test_universities_are_told_apart_by_their_town():
    names = ["University of Texas", "University of California", "University of Kansas"]
    body = "He left the University of Texas at Austin at Christmas. She left the University of California, Berkeley, for the University of Kansas, Topeka said. The University of Texas at Christmas is calm."  # fmt: skip
    found = mentions_of(body, dict.fromkeys(names, "ORG"))
    told = [m.name for m in found if m.entity_type == "ORG"]
    assert told == ["University of Texas at Austin", "University of California, Berkeley", "University of Kansas", "University of Texas"]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ("He won California and New York.", "GPE:USA-NY"),
        ("New York, New Jersey and Connecticut agreed.", "GPE:USA-NY"),
        ("She won the New York primary.", "GPE:USA-NY"),
        ("Offices in New York, Chicago and Texas closed.", "GPE:USA/new york city"),
        ("He went to New York, Texas said.", "GPE:USA/new york city"),
        ("New York and London lead.", "GPE:USA/new york city"),
        ("Connecticut (2 billion) and New York (8 billion) lost.", "GPE:USA-NY"),
        ("Connecticut lost 2 billion and New York 8 billion.", "GPE:USA/new york city"),
        ("A New York Democrat spoke.", "GPE:USA-NY"),
        ("A New York dentist spoke.", "GPE:USA/new york city"),
        ("The senator from New York spoke.", "GPE:USA-NY"),
        ("The dentist from New York spoke.", "GPE:USA/new york city"),
        ("Oregon, California and Washington sued.", "GPE:USA-WA"),
        ("Washington and California are at odds.", "GPE:USA/washington"),
    ],
)
def test_a_name_in_a_list_of_states_is_the_states(body: str, key: str):
    assert [k for s, k in keys_of(mentions_of(body)) if s in ("New York", "Washington")] == [key]


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ("Police of Texas said that Odessa was calm.", "GPE:USA/odessa"),
        ("Police of Texas said that Odessa in Ukraine was calm.", "GPE:UKR/odessa"),
        ("Police said that Odessa was calm.", "GPE:UKR/odessa"),
        ("Police of Texas said that Paris was calm.", "GPE:FRA/paris"),
        ("Police of Ontario said that London was calm.", "GPE:GBR/london"),  # a capital
        ("Police of Florida said that Naples was calm.", "GPE:ITA/naples"),  # a small namesake
    ],
)
def test_a_great_namesake_is_meant_where_its_division_alone_is_named(body: str, key: str):
    names: Named = dict.fromkeys(["Odessa", "Naples", "Paris", "London"], "GPE")
    assert [k for s, k in keys_of(mentions_of(body, names)) if s in names] == [key]


def test_a_family_is_nobody_of_it():
    named: Named = {"Ada Sorna": "PERSON", "Sornas": "PERSON", "Tom Halls": "PERSON"}
    found = mentions_of("The Sornas met. Ada Sorna left with Tom Halls. Halls slept.", named)
    assert [m.surface for m in found] == ["Ada Sorna", "Tom Halls", "Halls"]
    assert [m.surface for m in mentions_of("The Sornas met.", named)] == ["Sornas"]


def test_a_place_within_a_longer_name_of_one_is_not_lost_in_it():
    named: Named = {"the Northeast Ohio": "LOC", "Northeast": "GPE"}
    found = mentions_of("All of Northeast Ohio slept. She left the Northeast Ohio.", named)
    assert [m.surface for m in found] == ["Northeast", "Ohio", "Northeast Ohio"]


@pytest.mark.parametrize(
    ("body", "named", "meant"),
    [
        ("It lay in Casa do Vale.", {"Casa": "LOC", "Vale": "GPE"}, ["Casa do Vale"]),
        ("What England do Vale fears.", {"Vale": "PERSON"}, ["England", "Vale"]),
        ("A Sorna-Kall ticket lost. Ada Sorna and Bo Kall left.", {"Sorna-Kall": "PERSON", "Ada Sorna": "PERSON", "Bo Kall": "PERSON"}, ["Ada Sorna", "Bo Kall"]),
        ("Sorna-Kall lost. Ada Sorna left.", {"Sorna-Kall": "PERSON", "Ada Sorna": "PERSON"}, ["Sorna-Kall", "Ada Sorna"]),
        ("The Chancellor of the Exchequer spoke.", {"Exchequer": "ORG"}, []),
        ("The Exchequer spoke.", {"Exchequer": "ORG"}, ["Exchequer"]),
        ("The Trade and Industry Secretary left.", {"Trade and Industry": "ORG"}, []),
        ("Trade and Industry left.", {"Trade and Industry": "ORG"}, ["Trade and Industry"]),
        ("Congressional ire and MSPs.", {"Congressional": "ORG", "MSPs": "ORG"}, []),
    ],
)  # fmt: skip
def test_pieces_pairs_offices_and_words(body: str, named: Named, meant: list[str]):
    assert [m.surface for m in mentions_of(body, named)] == meant


def test_what_stands_behind_a_place_in_a_bodys_name_is_short_for_it():
    named: Named = {"Ohio National Guard": "ORG", "National Guard": "ORG", "Kall National Guard": "ORG"}  # fmt: skip
    found = keys_of(mentions_of("The Ohio National Guard met. The National Guard left.", named))
    assert {key for name, key in found if "Guard" in name} == {"ORG:ohio national guard"}
    found = keys_of(mentions_of("The Kall National Guard met. The National Guard left.", named))
    assert len({key for name, key in found if "Guard" in name}) == 2


def test_a_legal_form_may_stand_before_a_ticker():
    found = dict(keys_of(mentions_of("Barclays Bank plc <BCS.L> fell.", {"Barclays Bank": "ORG", "BCS.L": "ORG"})))  # fmt: skip
    assert found["BCS.L"] == found["Barclays Bank"]
    found = dict(keys_of(mentions_of("Barclays Bank sold <BCS.L> short.", {"Barclays Bank": "ORG", "BCS.L": "ORG"})))  # fmt: skip
    assert found["BCS.L"] != found["Barclays Bank"]


@pytest.mark.parametrize(
    ("long", "short", "body", "is_one"),
    [
        ("Trans Sorna Airlines Inc", "TSA", "{long} met. {short} left.", True),
        ("Trans Sorna Airlines Inc", "TSI", "{long} met. {short} left.", False),
        ("Brook & Bell", "B&B", "{long} met. {short} left.", True),
        ("Brook & Bell", "B&C", "{long} met. {short} left.", False),
        ("KMC Resources", "KMC", "{long} met. {short} left.", True),
        ("KMC Resources", "KMC", "{short} met. {long} left.", False),
        ("Sorna Video Lab", "Sorna", "{long} met. {short} left.", True),
        ("Sorna Video Lab", "Sorna", "{short} met. {long} left.", False),
        ("Kall Trade Union", "KTU", "{short} met. {long} left.", True),
        (
            "Justice Department",
            "Justice",
            "The {short} and Treasury departments met. The {long} left.",
            True,
        ),
    ],
)
def test_a_short_name_is_of_what_the_text_named_before(
    long: str, short: str, body: str, is_one: bool
):
    found = mentions_of(body.format(long=long, short=short), {long: "ORG", short: "ORG"})
    assert len(found) == 2
    assert (len({m.name_key for m in found}) == 1) == is_one


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("U.S. Federal Bureau of Investigation", "ORG:federal bureau of investigation"),
        ("Kenyan Federal Bureau of Investigation", "ORG:kenyan federal bureau of investigation"),
        ("Scottish Liberal Democrats", "ORG:scottish liberal democrats"),
    ],
)
def test_a_known_body_may_have_its_state_before(name: str, key: str):
    assert keys_of(mentions_of(f"The {name} met.", {name: "ORG"})) == [(name, key)]


def test_a_body_of_another_state_than_the_one_that_mostly_has_it_tells_of_that():
    named: Named = {"Labour": "ORG", "National Party": "ORG"}
    found = dict(keys_of(mentions_of("New Zealand's Labour fell. Labour lost to the National Party.", named)))  # fmt: skip
    assert found["National Party"] == "ORG:NZL/national party"
    found = dict(keys_of(mentions_of("Britain's Labour fell. Labour lost to the National Party.", named)))  # fmt: skip
    assert found["National Party"] == "ORG:GBR/national party"


@pytest.mark.parametrize(
    ("body", "named", "meant"),
    [
        ("An authorization to use Kall forces (AUKF) passed. The AUKF is old.", {"AUKF": "ORG"}, []),
        ("Ohio met. A use of Kall forces (UKF) passed. The UKF is old.", {"UKF": "ORG"}, ["Ohio"]),
        ("The Indian Kall Act (IKA) passed. The IKA is old.", {"IKA": "ORG"}, ["Indian"]),
        ("The Union of Kall Ports (UKP) met. The UKP is old.", {"UKP": "ORG", "Union of Kall Ports": "ORG"}, ["Union of Kall Ports", "UKP", "UKP"]),
        ("An old authorization to use force (AKF) passed. The AKF is old.", {"AKF": "ORG"}, ["AKF", "AKF"]),
        ("He ran the Departments of Ports and Dams.", {"Departments of Ports and Dams": "ORG"}, []),
        ("He ran the Department of Ports and Dams.", {"Department of Ports and Dams": "ORG"}, ["Department of Ports and Dams"]),
        ("The G20 leaders met at the G20 summit.", {"G20 leaders": "EVENT", "G20 summit": "EVENT"}, ["G20", "G20 summit"]),
        ("Siri is not Siri Kall.", {"Siri": "PERSON", "Siri Kall": "PERSON"}, ["Siri Kall"]),
        ("Ada Sorna (NY) and Bo Kall (AK) left NY.", {"Ada Sorna": "PERSON", "Bo Kall": "PERSON", "AK": "GPE"}, ["Ada Sorna", "Bo Kall", "NY"]),
    ],
)  # fmt: skip
def test_initials_of_no_name_rows_of_bodies_and_products(body: str, named: Named, meant: list[str]):
    assert [m.surface for m in mentions_of(body, named)] == meant


def test_a_ground_lies_where_its_club_plays_and_a_battle_is_none():
    named: Named = {"Stamford Bridge": "GPE", "Battle of Stamford Bridge": "EVENT"}
    found = keys_of(mentions_of("They won at Stamford Bridge.", named))
    assert found == [("Stamford Bridge", "LOC:stamford bridge")]
    found = mentions_of("He fell in the Battle of Stamford Bridge.", named)
    assert types_of(found) == {"Battle of Stamford Bridge": "EVENT"}


@pytest.mark.parametrize(
    ("form", "name", "key"),
    [
        ("Sorna Development Corp", "Sorna Development Corp", "ORG:sorna development"),
        ("Sorna Freight Corp", "Sorna Freight", "ORG:sorna freight"),
        ("Sorna Credit Corporation", "Sorna Credit Corporation", "ORG:sorna credit corporation"),
    ],
)
def test_a_name_that_is_none_without_its_legal_form_is_shown_with_it(
    form: str, name: str, key: str
):
    assert [(m.name, m.name_key) for m in mentions_of(f"{form} fell.", {form: "ORG"})] == [(name, key)]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ("He thanked the West, Turkey and Iran.", "GPE:west"),
        ("He lives in West, Texas, now.", "GPE:USA/west"),
        ("He lives in Halden, Turkey, now.", "GPE:TUR/halden"),
    ],
)
def test_the_west_is_in_no_country_named_behind(body: str, key: str):
    found = keys_of(mentions_of(body, {"West": "GPE", "Halden": "GPE"}))
    assert [k for name, k in found if name in ("West", "Halden")] == [key]


@pytest.mark.parametrize(
    ("body", "named", "surfaces"),
    [
        ("Kall SpA of Italy bid.", {"Kall SpA of Italy": "ORG"}, ["Kall SpA", "Italy"]),
        ("KLM of Norway bid.", {"KLM of Norway": "ORG"}, ["KLM", "Norway"]),
        ("Siemens of Italy bid.", {"Siemens of Italy": "ORG"}, ["Siemens", "Italy"]),
        ("Kall of Norway bid.", {"Kall of Norway": "ORG"}, ["Kall of Norway"]),
        (
            "Kall of Norway and Oslen of Italy bid.",
            {"Kall of Norway": "ORG", "Oslen of Italy": "ORG"},
            ["Kall", "Norway", "Oslen", "Italy"],
        ),
        (
            "The Bank of Norway and the Kall Party of Italy met.",
            {"Bank of Norway": "ORG", "Kall Party of Italy": "ORG"},
            ["Bank of Norway", "Kall Party of Italy"],
        ),
        ("Kall of Mercy sang.", {"Kall of Mercy": "ORG"}, ["Kall of Mercy"]),
        ("A Kall Corp F-18 fell.", {"Kall Corp F-18": "ORG"}, ["Kall Corp"]),
        ("A Boeing 747 fell.", {"Boeing 747": "ORG"}, ["Boeing"]),
        ("Squadron VF-41 met.", {"Squadron VF-41": "ORG"}, ["Squadron VF-41"]),
    ],
)
def test_a_whole_body_ends_before_its_state_or_what_it_makes(
    body: str, named: Named, surfaces: list[str]
) -> None:
    assert [m.surface for m in mentions_of(body, named)] == surfaces


@pytest.mark.parametrize(
    ("body", "named", "surfaces"),
    [
        (
            "The John T. and Anna R. Kall Foundation paid.",
            {"John T": "PERSON", "Anna R. Kall Foundation": "ORG"},
            ["John T. and Anna R. Kall Foundation"],
        ),
        (
            "John and the Anna Kall Foundation paid.",
            {"John": "PERSON", "Anna Kall Foundation": "ORG"},
            ["John", "Anna Kall Foundation"],
        ),
        (
            "John and Anna Kall Mills paid.",
            {"John": "PERSON", "Anna Kall Mills": "ORG"},
            ["John", "Anna Kall Mills"],
        ),
        (
            "Oslen and Anna Kall Foundation paid.",
            {"Oslen": "ORG", "Anna Kall Foundation": "ORG"},
            ["Oslen", "Anna Kall Foundation"],
        ),
    ],
)
def test_a_foundation_is_called_after_a_couple(
    body: str, named: Named, surfaces: list[str]
) -> None:
    assert [m.surface for m in mentions_of(body, named)] == surfaces


def test_what_a_secretary_of_state_is_for_is_no_body():
    body = "Ada Kall, the Secretary of State for Health, met the State for Health Group."
    named: Named = {"State for Health": "ORG", "State for Health Group": "ORG"}
    assert [m.surface for m in mentions_of(body, named)][-1] == "State for Health Group"
    assert len(mentions_of(body, named)) == 2


def test_a_case_is_no_body():
    named: Named = {"Kall Mills v. Oslen Lines": "ORG", "Kall Mills vs Oslen Lines": "ORG"}
    assert mentions_of("The court heard Kall Mills v. Oslen Lines.", named) == ()
    assert len(mentions_of("The court heard Kall Mills vs Oslen Lines.", named)) == 1


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("The MP for Alder North spoke.", "GPE"),
        ("The Alder North spoke.", "ORG"),
        ("The MP for Alder Front spoke.", "ORG"),
    ],
)
def test_the_seat_of_a_member_is_a_place(body: str, kind: str):
    found = mentions_of(body, {"Alder North": "ORG", "Alder Front": "ORG"})
    assert [m.entity_type for m in found] == [kind]


@pytest.mark.parametrize(
    ("title", "body", "bearer"),
    [
        ("Kall wins", "Ivo Kall spoke. Kall left. Ada Kall came. Ada Kall ate.", "ivo kall"),
        ("Ada Kall wins", "Ivo Kall spoke. Kall left. Ada Kall ate.", "ivo kall"),
        ("Kall wins", "Kall spoke. Ivo Kall left. Ada Kall came. Ada Kall ate.", "ada kall"),
    ],
)
def test_a_surname_is_of_whoever_is_named_in_full_before_it(title: str, body: str, bearer: str):
    named: Named = {"Ivo Kall": "PERSON", "Ada Kall": "PERSON", "Kall": "PERSON"}
    found = find_mentions(article(body, title), analysed({"title": title, "body": body}, named))
    assert {m.name_key for m in found if m.surface == "Kall"} == {f"PERSON:{bearer}"}


def test_his_majestys_bodies_are_britains():
    named: Named = {"HM Treasury": "ORG", "Treasury": "ORG"}
    body = "In America the U.S. Treasury met HM Treasury."
    assert keys_of(mentions_of(body, named))[-1] == ("HM Treasury", "ORG:GBR/treasury")


def test_known_places_are_not_cut_at_a_small_word_or_a_hyphen():
    found = mentions_of("The City is calm. Banks left the City of London for the Mid-Atlantic.", {"London": "GPE", "Atlantic": "LOC"})  # fmt: skip
    assert [m.surface for m in found] == ["City of London", "Mid-Atlantic"]


def test_an_airship_is_no_person():
    found = mentions_of(
        "The airship Oslen burned. Ada Oslen died.", {"Ada Oslen": "PERSON", "Oslen": "PERSON"}
    )
    assert [m.surface for m in found] == ["Ada Oslen"]


def test_a_body_of_many_is_whole():
    named: Named = {"Federation of Ferry Pilots' Clubs": "ORG", "Bank of Texas' Fund": "ORG"}
    found = mentions_of("The Federation of Ferry Pilots' Clubs met the Bank of Texas' Fund.", named)
    assert [m.surface for m in found] == ["Federation of Ferry Pilots' Clubs", "Bank of Texas"]  # fmt: skip


def test_who_lives_in_a_city_is_a_people():
    found = mentions_of("San Franciscans and Londoners met in San Francisco.", {"San Franciscans": "GPE"})  # fmt: skip
    assert [m.entity_type for m in found] == ["NORP", "NORP", "GPE"]
