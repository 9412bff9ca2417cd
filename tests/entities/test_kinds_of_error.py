"""Kinds of error that were read in the tables, each with the input that looks like it and is right as it stands."""

from __future__ import annotations

import dataclasses

import pytest
from entity_articles import analysed, article, mentions_of, named, with_chances

from copydesk.entities import find_mentions
from copydesk.entities.merging import roots
from copydesk.text.language import AnalysedArticle, FoundMention, Token
from schemas.columns import EntityType


def forms(found: tuple[FoundMention, ...]) -> list[str]:
    return [m.surface for m in found]


def keys(found: tuple[FoundMention, ...]) -> dict[str, str]:
    return {m.surface: m.name_key for m in found}


def test_a_ticker_is_the_firm_before_it():
    found = mentions_of(
        "Brenner Mills Corp <BRM.N> rose. Tandem Group (NYSE: TDM) fell. Microsoft (MSFT.O) held.",
        {
            "Brenner Mills Corp": "ORG",
            "BRM.N": "ORG",
            "Tandem Group": "ORG",
            "NYSE": "ORG",
            "TDM": "ORG",
            "MSFT.O": "ORG",
        },
    )
    by_form = keys(found)
    assert by_form["BRM.N"] == by_form["Brenner Mills Corp"]
    assert by_form["TDM"] == by_form["Tandem Group"]
    assert by_form["MSFT.O"] == by_form["Microsoft"]
    assert by_form["NYSE"] == "ORG:new york stock exchange"


def test_a_body_in_brackets_is_no_ticker():
    found = mentions_of(
        "Brenner Mills left a board (TDM) that it had led.", {"Brenner Mills": "ORG", "TDM": "ORG"}
    )
    assert len({m.name_key for m in found}) == 2


def test_a_caucus_of_members_is_a_body_and_that_of_a_state_a_vote():
    found = mentions_of(
        "The Blue Harbour Caucus backed him before the Iowa Caucus.",
        {"Blue Harbour Caucus": "EVENT", "Iowa Caucus": "EVENT"},
    )
    assert [m.entity_type for m in found] == ["ORG", "EVENT"]


def test_initials_are_those_of_the_body_that_the_article_spells_out():
    bodies = {"Economic Planning Agency": "ORG", "EPA": "ORG"}
    found = mentions_of("Japan's Economic Planning Agency (EPA) met. The EPA sees growth in Japan.", bodies)  # fmt: skip
    assert {m.name_key for m in found if "P" in m.surface and m.surface != "Japan"} == {
        "ORG:economic planning agency"
    }
    found = mentions_of("The Environmental Protection Agency (EPA) met in Ohio. The EPA fined it.")
    assert keys(found)["EPA"] == "ORG:environmental protection agency"


@pytest.mark.parametrize(
    ("text", "bodies", "short", "key"),
    [
        ("The London School of Economics met the London Stock Exchange in Britain. The LSE teaches.", ["London School of Economics", "London Stock Exchange"], "LSE", "ORG:london school of economics"),
        ("Bosses of the London Stock Exchange met in Britain. A bid for the LSE will come.", ["London Stock Exchange"], "LSE", "ORG:london stock exchange"),
        ("The LSE of London teaches. It is the London School of Economics.", [], "LSE", "ORG:london school of economics"),
        ("LSE shares rose in London.", [], "LSE", "ORG:london school of economics"),
        ("The National Restaurant Association met in Ohio. The NRA is old.", ["National Restaurant Association"], "NRA", "ORG:national restaurant association"),
        ("The Organization for Economic Co-Operation and Development met. The OECD grew.", ["Organization for Economic Co-Operation and Development"], "OECD", None),
    ],
)  # fmt: skip
def test_initials_are_those_of_a_namesake_in_full(
    text: str, bodies: list[str], short: str, key: str | None
):
    known = key or keys(mentions_of(f"The {short} met.", {short: "ORG"}))[short]
    assert keys(mentions_of(text, {**dict.fromkeys(bodies, "ORG"), short: "ORG"}))[short] == known


def test_a_place_before_a_surname_is_a_given_name():
    found = mentions_of("India Thornbury spoke in India.", {"Thornbury": "PERSON"})
    assert named(found) == [("India Thornbury", "PERSON", "India Thornbury"), ("India", "GPE", "India")]  # fmt: skip
    found = mentions_of("Bolivia Thornbury spoke.", {"Thornbury": "PERSON"})
    assert forms(found) == ["Bolivia", "Thornbury"]


TEAMS: dict[str, EntityType] = dict.fromkeys(("Boston Herons", "Denver Herons", "Herons"), "ORG")


def test_a_team_is_one_with_and_without_its_town():
    found = keys(mentions_of("The Boston Herons won. The Herons had lost twice.", TEAMS))
    assert found["Herons"] == found["Boston Herons"]
    found = keys(mentions_of("The Boston Herons met the Denver Herons. The Herons won.", TEAMS))
    assert found["Herons"] not in (found["Boston Herons"], found["Denver Herons"])


def gannon(body: str, dep: str, country: str = "Cuba"):
    """Return the mentions of a sentence whose Gannon is parsed as hanging on the first name of a country."""
    got = analysed({"body": body}, {"Gannon": "PERSON"})
    (sentence,) = got.sentences
    words = [token.text for token in sentence.tokens]
    of = {"Gannon": (dep, words.index(country))}
    tokens = (dataclasses.replace(t, dep=of[t.text][0], head=of[t.text][1]) if t.text in of else t for t in sentence.tokens)  # fmt: skip
    told = dataclasses.replace(got, sentences=(dataclasses.replace(sentence, tokens=tuple(tokens)),))  # fmt: skip
    return find_mentions(article(body), told)


def test_a_country_is_a_given_name_where_the_parse_has_one_name():
    assert forms(gannon("Her coach Cuba Gannon wept.", "flat")) == ["Cuba Gannon"]
    assert forms(gannon("Of Cuba Gannon spoke.", "nsubj")) == ["Cuba", "Gannon"]
    assert forms(gannon("They met in Cuba Gannon says.", "flat")) == ["Cuba", "Gannon"]


@pytest.mark.parametrize(
    ("body", "country", "kind"),
    [
        ("Her coach Cuba Gannon wept when Cuba won.", "Cuba", "PERSON"),
        ("Her coach Cuba Gannon wept in Cuba when Cuba won.", "Cuba", "GPE"),
        ("Her coach Bolivia Gannon wept when Bolivia won.", "Bolivia", "GPE"),
    ],
)
def test_a_country_is_somebody_who_is_named_in_full_unless_it_is_spoken_of(
    body: str, country: str, kind: str
):
    assert gannon(body, "flat", country)[-1].entity_type == kind


def test_a_name_may_begin_the_sentence_behind_a_place():
    """No word of its sentence stands behind the place: "They came from Orlando, Fla. Gannon wept."."""
    body = "Her coach Cuba Gannon wept."
    got = analysed({"body": body}, {"Gannon": "PERSON"})
    (sentence,) = got.sentences
    cut = body.index(" Gannon")
    first, second = (
        dataclasses.replace(sentence, start=start, end=end, text=body[start:end], tokens=tuple(tokens), index=index)
        for index, (start, end, tokens) in enumerate(
            [(0, cut, sentence.tokens[:3]), (cut + 1, len(body), [dataclasses.replace(t, head=0) for t in sentence.tokens[3:]])]
        )
    )  # fmt: skip
    told = dataclasses.replace(got, sentences=(first, second))
    assert forms(find_mentions(article(body), told)) == ["Cuba", "Gannon"]


@pytest.mark.parametrize(
    ("dep", "head", "pos", "firm"),
    [
        ("nsubj", 2, "VERB", "Wendon's"),
        ("compound", 2, "VERB", "Wendon"),
        ("nsubj", 3, "VERB", "Wendon"),
        ("nsubj", 2, "NOUN", "Wendon"),
    ],
)
def test_a_firm_that_does_what_stands_behind_its_s_is_called_so(dep, head, pos, firm):
    got = analysed({"body": "Wendon's bought it."}, {"Wendon": "ORG"})
    (sentence,) = got.sentences
    name, mark, verb, *rest = sentence.tokens
    name = dataclasses.replace(name, dep=dep, head=head)
    tokens = (name, mark, dataclasses.replace(verb, pos=pos), *rest)
    told = dataclasses.replace(got, sentences=(dataclasses.replace(sentence, tokens=tokens),))
    assert forms(find_mentions(article("Wendon's bought it."), told)) == [firm]


def test_a_firm_keeps_its_own_s_and_an_owner_does_not():
    found = mentions_of("Halloran's said sales at Halloran's fell.", {"Halloran": "ORG"})
    assert forms(found) == ["Halloran's", "Halloran's"]
    found = mentions_of("Halloran's sales beat Tandem's. Tandem said so.", {"Halloran": "ORG", "Tandem": "ORG"})  # fmt: skip
    assert forms(found) == ["Halloran", "Tandem", "Tandem"]
    assert named(mentions_of("Macy's shirts sold well.")) == [("Macy's", "ORG", "Macy's")]


def test_two_firms_with_partners_are_two():
    found = mentions_of(
        "It sued Lund & Dahl and Moe & Sons, not Lund and Sons.",
        {"Lund & Dahl and Moe & Sons": "ORG", "Lund and Sons": "ORG"},
    )
    assert forms(found) == ["Lund & Dahl", "Moe & Sons", "Lund and Sons"]


def test_a_dash_behind_a_dateline_ends_the_place():
    found = mentions_of("AARHUS - Tolvane Foods grew.", {"AARHUS - Tolvane Foods": "ORG"})
    assert "Tolvane Foods" in forms(found)
    found = mentions_of("The Aarhus-Odense Line grew.", {"Aarhus-Odense Line": "ORG"})
    assert forms(found) == ["Aarhus-Odense Line"]


def test_the_card_of_a_person_in_the_text_names_nothing():
    text = "Sen. Ada RuizAda (Addie) RuizBolen leads in poll Nora Lind says no MORE (I-Vt.) spoke. Ruiz left."
    found = mentions_of(text, {"Ada RuizAda": "PERSON", "RuizBolen": "PERSON", "Nora Lind": "PERSON"})  # fmt: skip
    assert [f for f in forms(found) if f != "Vt"] == ["Ada Ruiz", "Ruiz"]
    found = mentions_of("Ada MacRuiz asked Nora Lind for MORE.", {"Ada MacRuiz": "PERSON", "Nora Lind": "PERSON"})  # fmt: skip
    assert forms(found) == ["Ada MacRuiz", "Nora Lind"]


def test_a_name_in_capitals_keeps_its_initials():
    found = mentions_of("The USA TODAY NETWORK wrote it.", {"USA TODAY NETWORK": "ORG"})
    assert named(found) == [("USA TODAY NETWORK", "ORG", "USA Today Network")]
    found = mentions_of("The US Department of Ports wrote it.", {"US Department of Ports": "ORG"})
    assert found[0].name == "United States Department of Ports"


def test_members_of_a_party_lead_to_it_where_its_country_is_spoken_of():
    found = mentions_of("Republicans in Ohio met. The Republican Party paid.")
    assert {m.name_key for m in found if m.surface.startswith("Rep")} == {"ORG:republican party"}
    found = mentions_of("Republicans in Belfast and Dublin met, in Ireland.")
    assert keys(found)["Republicans"] == "NORP:republican"


def test_a_state_that_is_no_more_has_a_row_of_its_own():
    found = mentions_of("East German guards fled East Germany for West Germany. Germany was united.")  # fmt: skip
    assert [m.name_key for m in found] == ["GPE:DDR", "GPE:DDR", "GPE:DEU", "GPE:DEU"]


def test_a_body_and_its_long_form_are_one():
    found = mentions_of("The OECD met. The Organisation for Economic Co-operation and Development paid.")  # fmt: skip
    assert {m.name_key for m in found} == {"ORG:oecd"}


def test_what_people_are_is_no_name():
    found = mentions_of("Dietitian warns on salt. Lund agreed.", {"Dietitian": "PERSON", "Lund": "PERSON"})  # fmt: skip
    assert forms(found) == ["Lund"]


def test_a_surname_that_is_a_month_acts():
    text = article("Nora May resigned in May. May said it may rain. May is wet.")
    read = analysed(text.texts(), {"Nora May": "PERSON"})
    assert forms(find_mentions(text, with_verbs(read, {"said": "say", "is": "be"}))) == ["Nora May", "May"]  # fmt: skip


def with_verbs(read: AnalysedArticle, lemmas: dict[str, str]) -> AnalysedArticle:
    """Return the analysis with these words as verbs of these lemmas."""

    def token(t: Token) -> Token:
        return dataclasses.replace(t, pos="VERB", lemma=lemmas[t.text]) if t.text in lemmas else t

    return dataclasses.replace(
        read,
        sentences=tuple(
            dataclasses.replace(s, tokens=tuple(map(token, s.tokens))) for s in read.sentences
        ),
    )


def test_a_doubled_letter_of_a_transliterated_name_is_one_person():
    merged = roots({"PERSON:qasem rahimov": 3, "PERSON:qassem rahimov": 2})
    assert len(set(merged.values())) == 1
    assert len(set(roots({"PERSON:karim rahimov": 3, "PERSON:karem rahimov": 2}).values())) == 2


def test_alexander_is_written_as_it_is_spelt_or_as_it_is_called():
    for given in ("aleksandr", "alexandr", "alex"):
        merged = roots({f"PERSON:{given} rahimov": 3, "PERSON:alexander rahimov": 2})
        assert len(set(merged.values())) == 1
    assert len(set(roots({"PERSON:aleksandra rahimov": 3, "PERSON:alexander rahimov": 2}).values())) == 2  # fmt: skip


def test_people_in_office_are_no_body_but_a_council_of_them_is():
    for several in ("Ministers of Japan", "Governors of Ohio", "Heads of State"):
        found = mentions_of(f"The {several} met.", {several: "ORG"})
        assert "ORG" not in {m.entity_type for m in found}
    council = "Council of Ministers of Japan"
    assert forms(mentions_of(f"The {council} met.", {council: "ORG"})) == [council]


def test_initials_that_a_movement_shares_are_the_office_only_where_it_is_spelt_out():
    assert keys(mentions_of("The BLM protests grew in Ohio.", {"BLM": "ORG"}))["BLM"] == "ORG:blm"
    body = "The Bureau of Land Management (BLM) sold land. The BLM said so."
    found = keys(mentions_of(body, {"Bureau of Land Management": "ORG", "BLM": "ORG"}))
    assert found["BLM"] == "ORG:bureau of land management"


def test_both_congos_are_known_by_their_names():
    found = mentions_of("The Republic of Congo and the Democratic Republic of Congo share a river.")
    assert [m.country_code for m in found] == ["COG", "COD"]


@pytest.mark.parametrize(
    ("body", "name", "model", "kind"),
    [
        ("CROMWELL — A driver was hurt.", "CROMWELL", "PERSON", "GPE"),
        ("CROMWELL was hurt.", "CROMWELL", "PERSON", "PERSON"),
        ("It struck a driver, CROMWELL — he was hurt.", "CROMWELL", "PERSON", "PERSON"),
        ("Then Cromwell Mayor Ann Hobbs spoke.", "Cromwell", "ORG", "GPE"),
        ("Then Cromwell spokesman Tom Hobbs spoke.", "Cromwell", "ORG", "ORG"),
        ("It struck Mindy Miller of Cromwell on Monday.", "Cromwell", "PERSON", "GPE"),
        ("It was the end of Cromwell, who is dead.", "Cromwell", "PERSON", "PERSON"),
        ("It struck Mindy Miller of Cromwell Mills.", "Cromwell", "ORG", "ORG"),
        ("A road in Xqzville was shut. Xqzville said so.", "Xqzville", "ORG", "ORG"),
    ],
)
def test_a_town_is_no_person_where_its_place_in_the_text_says_so(
    body: str, name: str, model: EntityType, kind: EntityType
) -> None:
    found = mentions_of(body, {name: model, "Ann Hobbs": "PERSON", "Mindy Miller": "PERSON"})
    assert [m.entity_type for m in found if m.surface == name][:1] == [kind]


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ("The World Bank lent less. The Bank said so.", "ORG:world bank"),
        ("The World Bank lent less. The Harrow Bank and Harrow Bank staff met. The Bank said so.", "ORG:harrow bank"),
        ("The Orrin Bank lent less. The Bank said so.", "ORG:orrin bank"),
    ],
)  # fmt: skip
def test_a_head_word_is_a_known_body_as_it_is_another(body: str, key: str) -> None:
    bodies: dict[str, EntityType] = {"Orrin Bank": "ORG", "Harrow Bank": "ORG"}
    found = mentions_of(body, bodies)
    assert {m.name_key for m in found if m.surface == "Bank"} == {key}


def people_of(body: str, *names: str) -> dict[str, str]:
    return keys(mentions_of(body, dict.fromkeys(names, "PERSON")))


@pytest.mark.parametrize(
    ("body", "letters", "full", "is_one"),
    [
        ("J. R. Hollow moved. James R. Hollow came.", "J. R. Hollow", "James R. Hollow", True),
        ("J.K. Marl won. John Kenneth Marl came.", "J.K. Marl", "John Kenneth Marl", True),
        ("A. Bryce agreed. Anna Bryce came.", "A. Bryce", "Anna Bryce", True),
        ("T. S. Elmo wrote. Thomas Q. Elmo read.", "T. S. Elmo", "Thomas Q. Elmo", False),
        ("P. K. Rao wrote. Priya Rao read.", "P. K. Rao", "Priya Rao", False),
        ("J. R. Hollow sued Joan R. Hollow.", "J. R. Hollow", "Joan R. Hollow", False),
        ("J. R. Hollow lost his mill. Joan R. Hollow got her mill.", "J. R. Hollow", "Joan R. Hollow", False),
    ],
)  # fmt: skip
def test_letters_are_the_given_names_they_begin(
    body: str, letters: str, full: str, is_one: bool
) -> None:
    found = people_of(body, letters, full)
    assert (found[letters] == found[full]) == is_one


def test_letters_that_fit_two_are_neither() -> None:
    body = "J. R. Hollow runs it. Joan R. Hollow came. James R. Hollow left."
    found = people_of(body, "J. R. Hollow", "Joan R. Hollow", "James R. Hollow")
    assert len(set(found.values())) == 3


def test_letters_before_a_name_are_of_it():
    found = mentions_of("J. R. Hollow left. The U.S. Hollow group met.", {"Hollow": "PERSON"})
    assert {"J. R. Hollow", "U.S."} <= set(forms(found))


@pytest.mark.parametrize(
    ("body", "name", "taken_for", "kind"),
    [
        ("Shares in Halden Mills fell.", "Halden Mills", "GPE", "ORG"),
        ("The state bought a stake in Halden Glass.", "Halden Glass", "GPE", "ORG"),
        ("Ministers rejected a bailout for Greece.", "Greece", "GPE", "GPE"),
        ("Stock of Lantern Hill rose.", "Lantern Hill", "LOC", "ORG"),
        ("A storm hit Halden Mills.", "Halden Mills", "GPE", "GPE"),
        ("Shares in Norway fell.", "Norway", "GPE", "GPE"),
        ("His place will be taken by Moana Tipe.", "Moana Tipe", "ORG", "PERSON"),
        ("She will be succeeded by Moana Tipe.", "Moana Tipe", "ORG", "PERSON"),
        ("His place was taken by Norden Group.", "Norden Group", "ORG", "ORG"),
        ("The plant was taken over by Moana Tipe.", "Moana Tipe", "ORG", "ORG"),
    ],
)
def test_a_firm_has_shares_and_a_person_a_successor(
    body: str, name: str, taken_for: EntityType, kind: EntityType
) -> None:
    found = mentions_of(body, {name: taken_for})
    assert [m.entity_type for m in found if m.surface == name] == [kind]


@pytest.mark.parametrize(
    ("body", "name", "model", "meant"),
    [
        ("Voters in Alder Falls said no.", "Alder Falls", "GPE", "GPE"),
        ("Hikers climbed to Alder Falls.", "Alder Falls", "LOC", "LOC"),
        ("Police in Mirran Beach held him.", "Mirran Beach", "GPE", "GPE"),
        ("Ships crossed Mirran Bay.", "Mirran Bay", "GPE", "LOC"),
        ("The mayor of Mirran Bay resigned.", "Mirran Bay", "GPE", "GPE"),
        ("The mayor of Alder Falls resigned.", "Alder Falls", "LOC", "GPE"),
        ("Police held former Alder Falls mayor Ada Linn.", "Alder Falls", "ORG", "GPE"),
        ("The town of Tarn Creek voted.", "Tarn Creek", "LOC", "GPE"),
        ("The banks of Tarn Creek gave way.", "Tarn Creek", "LOC", "LOC"),
        ("Ada Linn, mayor since May, left.", "Ada Linn", "PERSON", "PERSON"),
        ("The mayor of Paris left.", "Paris", "GPE", "GPE"),
    ],
)
def test_what_has_a_mayor_is_a_town_and_what_ends_like_one_may_be(
    body: str, name: str, model: EntityType, meant: EntityType
) -> None:
    found = mentions_of(body, {name: model})
    assert {m.surface: m.entity_type for m in found}[name] == meant


@pytest.mark.parametrize(
    ("body", "place", "kind"),
    [
        ("Tolvane Foods will go. Tolvane said so.", "Tolvane ", "ORG"),
        ("Tolvane Foods will go. A man in Tolvane said so.", "Tolvane ", "GPE"),
        ("Odense Foods will go. Odense said so.", "Odense ", "GPE"),
        ("Tolvane University will go. Tolvane said so.", "Tolvane ", "GPE"),
    ],
)
def test_the_first_word_of_a_firm_is_the_firm_where_no_place_is_so_called(
    body: str, place: str, kind: EntityType
) -> None:
    named_so: dict[str, EntityType] = {
        place + "Foods": "ORG",
        place + "University": "ORG",
        place + "said": "GPE",
    }
    found = mentions_of(body, named_so)
    assert found[-1].entity_type == kind


def test_a_vote_with_its_year_and_a_war_are_happenings_whatever_else_they_name():
    names: dict[str, EntityType] = {
        "1993 Canadian federal election": "PERSON",
        "1999 National Assembly for Wales election": "ORG",
        "War of the Northern Isles": "ORG",
        "2020 Election Fund": "ORG",
        "War Office": "ORG",
    }
    text = "".join(f"They spoke of the {name} at length. " for name in names)
    found = mentions_of(text, names)
    assert [m.entity_type for m in found] == ["EVENT", "EVENT", "EVENT", "ORG", "ORG"]


def test_prizes_and_plans_are_no_entities_but_those_who_give_or_make_them():
    names: dict[str, EntityType] = {
        "Tony Award": "PERSON",
        "Halden Prize in Physics": "ORG",
        "Harrow Plan": "ORG",
        "Prize Committee": "ORG",
        "Harrow Planning Board": "ORG",
    }
    text = "".join(f"They spoke of the {name} at length. " for name in names)
    assert forms(mentions_of(text, names)) == ["Prize Committee", "Harrow Planning Board"]


def test_the_code_of_a_members_state_is_no_name_while_a_bodys_initials_are():
    names: dict[str, EntityType] = {"Lisa Harrow": "PERSON", "AK": "ORG", "Alma Lines": "ORG", "AL": "ORG"}  # fmt: skip
    found = mentions_of("Senator Lisa Harrow (AK) flew with Alma Lines (AL).", names)
    assert forms(found) == ["Lisa Harrow", "Alma Lines", "AL"]


def test_a_firm_is_not_cut_behind_an_and_that_goes_with_its_legal_form():
    names: dict[str, EntityType] = {"Harrow Lindqvist and Co": "ORG", "Marlow and Roux": "ORG", "Reed and": "ORG"}  # fmt: skip
    found = mentions_of(
        "Harrow Lindqvist and Co rose, Marlow and Roux fell, Reed and Co held.", names
    )
    assert [m.name for m in found] == ["Harrow Lindqvist", "Marlow and Roux", "Reed"]


def test_a_state_before_a_dash_is_no_part_of_a_persons_name():
    names: dict[str, EntityType] = {"Russia-Harrow": "PERSON", "Lindqvist-Roux": "PERSON", "Mary Harrow": "PERSON"}  # fmt: skip
    found = mentions_of("Russia-Harrow. Mary Harrow left. Ms Lindqvist-Roux stayed.", names)
    people = [m.name for m in found if m.entity_type == "PERSON"]
    assert people == ["Mary Harrow", "Mary Harrow", "Lindqvist-Roux"]


@pytest.mark.parametrize(
    ("body", "title", "surfaces"),
    [
        # What comes before the first Korea is another country's half.
        ("In 1861 the South left, and the North armed. He taught in North Korea.", None, []),
        ("In the North the rain stopped. Seoul was wet, North Korea dry. The North feared floods.", None, ["North"]),
        ("North Korea tested. The North denied it, and the South called it a threat.", None, ["North", "South"]),
        ("The South answered at once.", "North Korea fires", ["South"]),
        ("Guns spoke as North and South Korea met. North Korea said no.", None, ["North"]),
    ],
)  # fmt: skip
def test_the_north_and_the_south_are_koreas_once_one_of_them_is_named(
    body: str, title: str | None, surfaces: list[str]
) -> None:
    found = mentions_of(body, title=title)
    assert [m.surface for m in found if m.surface in ("North", "South")] == surfaces
    assert all(m.stands_for for m in found if m.surface in ("North", "South"))


@pytest.mark.parametrize(
    ("body", "name", "surfaces"),
    [
        ("The U.S.-Mexico border was calm.", "U.S.-Mexico", ["U.S.", "Mexico"]),
        ("An India-China summit was held.", "India-China", ["India", "China"]),
        ("Guinea-Bissau voted.", "Guinea-Bissau", ["Guinea-Bissau"]),
        ("Austria-Hungary declared war.", "Austria-Hungary", ["Austria-Hungary"]),
        ("Baden-Baden was full.", "Baden-Baden", ["Baden-Baden"]),
    ],
)
def test_two_states_with_a_dash_between_are_two_and_one_with_a_dash_is_one(
    body: str, name: str, surfaces: list[str]
) -> None:
    assert forms(mentions_of(body, {name: "GPE"})) == surfaces


@pytest.mark.parametrize(
    ("body", "name", "found"),
    [
        ("A poll by Dan Orley and Associates is out.", "Dan Orley", [("Dan Orley and Associates", "ORG")]),
        ("Harold Pym & Sons shut.", "Harold Pym", [("Harold Pym & Sons", "ORG")]),
        ("Dan Orley and associates of his sang.", "Dan Orley", [("Dan Orley", "PERSON")]),
        ("Dan Orley and Sons of the Soil sang.", "Dan Orley", [("Dan Orley", "PERSON")]),
    ],
)  # fmt: skip
def test_a_firm_of_somebody_and_his_associates_is_a_firm(
    body: str, name: str, found: list[tuple[str, str]]
) -> None:
    assert [(m.surface, m.entity_type) for m in mentions_of(body, {name: "PERSON"})] == found


def test_short_forms_of_a_party_and_a_paper_are_theirs() -> None:
    body = "A Dem senator and the Dems met. The NY Times and the New York Times said so."
    by_form = keys(mentions_of(body, {"NY Times": "ORG"}))
    assert by_form["Dem"] == by_form["Dems"] == "ORG:democratic party"
    assert by_form["NY Times"] == by_form["New York Times"]


def test_a_partys_members_are_in_its_row_whatever_they_are_called() -> None:
    body = "Lib Dems met. A Liberal Democrat spoke for the Liberal Democrats. Labour won in Lund."
    by_form = keys(mentions_of(body, {"Lib Dems": "NORP", "Liberal Democrats": "ORG", "Labour": "ORG"}))  # fmt: skip
    assert by_form["Lib Dems"] == by_form["Liberal Democrat"] == "ORG:liberal democrats"
    assert by_form["Liberal Democrats"] == "ORG:liberal democrats" != by_form["Labour"]


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ("Tories lost in Britain. The Conservative Party met.", "ORG:GBR/conservative party"),
        ("Tories lost in Leeds.", "ORG:GBR/conservative party"),
        ("Tories lost in Canada, and Ottawa was quiet.", "NORP:torie"),
    ],
)
def test_tories_are_the_party_of_britain_where_the_article_is_of_britain(
    body: str, key: str
) -> None:
    named: dict[str, EntityType] = {"Tories": "NORP", "Conservative Party": "ORG", "Leeds": "GPE"}
    by_form = keys(mentions_of(body, named))
    assert by_form["Tories"] == key
    assert by_form.get("Conservative Party", "ORG:GBR/conservative party") == "ORG:GBR/conservative party"  # fmt: skip


def test_what_stands_before_a_figure_of_a_statement_is_no_firm() -> None:
    named: dict[str, EntityType] = {"Shr": "ORG", "Oper": "PERSON", "AVG": "ORG"}
    assert forms(mentions_of("Shr 14 cts\n\nOper net 4,195,000\n\nAVG sells software.", named)) == ["AVG"]  # fmt: skip


@pytest.mark.parametrize(
    ("chances", "kind"),
    [
        ({"ORG": 0.6, "LOC": 0.1}, "ORG"),
        ({"ORG": 0.4, "LOC": 0.3, "GPE": 0.2}, "LOC"),
        ({"ORG": 0.2, "MISC": 0.6}, "LOC"),
    ],
)
def test_the_atlantic_is_a_magazine_where_a_body_is_likelier(
    chances: dict[str, float], kind: str
) -> None:
    text = article("The Atlantic's editor crossed the Atlantic Ocean.")
    read = with_chances(analysed(text.texts()), {"Atlantic": chances})
    found = [(m.surface, m.entity_type) for m in find_mentions(text, read)]
    assert found == [("Atlantic", kind), ("Atlantic Ocean", "LOC")]


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ("New York Gov. Ada Ruiz spoke.", "GPE:USA-NY"),
        ("She was a New York senator once.", "GPE:USA-NY"),
        ("Sen. Ada Ruiz, of New York, voted.", "GPE:USA-NY"),
        ("Schools in upstate New York shut.", "GPE:USA-NY"),
        ("The New York attorney general sued.", "GPE:USA-NY"),
        ("New York Mayor Ada Ruiz spoke.", "GPE:USA/new york city"),
        ("He flew to New York. Sen. Ada Ruiz of Ohio did not.", "GPE:USA/new york city"),
        ("New York senses spring.", "GPE:USA/new york city"),
        ("The New York City attorney spoke.", "GPE:USA/new york city"),
    ],
)
def test_new_york_is_the_state_beside_who_holds_its_office(body: str, key: str) -> None:
    found = [m.name_key for m in mentions_of(body) if m.surface.startswith("New York")]
    assert found == [key]


def test_a_side_of_a_country_is_no_town():
    body = "The North raised an army in Ohio. The West waited. Weston was quiet."
    by_form = keys(mentions_of(body, {"North": "GPE", "West": "GPE", "Weston": "GPE"}))
    assert (by_form["North"], by_form["West"]) == ("GPE:north", "GPE:west")
    assert "/" in by_form["Weston"]


def test_an_opening_quote_before_an_s_is_an_apostrophe() -> None:
    named: dict[str, EntityType] = {"Guardian‘s": "ORG", "Lakers ‘Show": "ORG"}
    found = mentions_of("The Guardian‘s office shut. Lakers ‘Show Time’ sold.", named)
    assert [m.surface for m in found] == ["Guardian", "Lakers ‘Show"]


@pytest.mark.parametrize(
    ("body", "named", "left"),
    [
        # What is known and no entity, with what stands in it, and the twin.
        ("Santa Ana winds fanned it.", {"Santa Ana": "GPE"}, []),
        ("In Santa Ana winds blew.", {"Santa Ana": "GPE"}, []),
        ("Fire spared Santa Ana on Monday.", {"Santa Ana": "GPE"}, ["Santa Ana"]),
        ("A judge cleared Keystone XL.", {"Keystone": "GPE", "Keystone XL": "LOC"}, []),
        ("The Head Start Association met.", {"Head Start Association": "ORG"}, ["Head Start Association"]),
        ("It shut Head Start.", {"Head Start": "ORG"}, []),
        # Several of a kind.
        ("Small ISPs and ISPA met.", {"ISPs": "ORG", "ISPA": "ORG"}, ["ISPA"]),
        ("Halo Games met the PBS and DVDs sold.", {"PBS": "ORG", "DVDs": "ORG"}, ["PBS"]),
        ("They like Common Market 2.0 best.", {"Common Market 2.0": "ORG", "Common Market": "ORG"}, []),
        ("Guccifer 2.0 and Common Market won.", {"Guccifer 2.0": "ORG", "Common Market": "ORG"}, ["Guccifer 2.0", "Common Market"]),
        # A kind that the article has in small letters, too.
        ("A Mutual Fund costs more. Few mutual funds pay.", {"Mutual Fund": "ORG"}, []),
        ("A Mutual Fund costs more than a typical mutual fund.", {"Mutual Fund": "ORG"}, []),
        ("Lund Mutual Fund costs more. Few mutual funds pay.", {"Lund Mutual Fund": "ORG"}, ["Lund Mutual Fund"]),
        ("City Council met. It told the city council.", {"City Council": "ORG"}, ["City Council"]),
        # A ship, with the town in it.
        ("The USS Pueblo sank off Pueblo.", {"USS Pueblo": "LOC", "Pueblo": "GPE"}, ["Pueblo"]),
        ("HMS Oslo sailed.", {}, []),
        ("USS Oslo sailed to Oslo.", {"USS Oslo": "ORG"}, ["Oslo"]),
    ],
)  # fmt: skip
def test_what_is_no_entity_is_no_mention(
    body: str, named: dict[str, EntityType], left: list[str]
) -> None:
    assert forms(mentions_of(body, named)) == left


@pytest.mark.parametrize(
    ("body", "named", "expected"),
    [
        ("The 9th Harbour Division and the 2nd Halden Fund left.", {"9th Harbour Division": "ORG", "2nd Halden Fund": "ORG"}, ["9th Harbour Division", "2nd Halden Fund"]),
        ("The white Harbour Trust of 2017 and the 5 Halden Mills left.", {"white Harbour Trust": "ORG", "5 Halden Mills": "ORG"}, ["Harbour Trust", "Halden Mills"]),
        ("It rained in South Lake Tahoe.", {"South Lake": "LOC", "Tahoe": "GPE"}, ["South Lake Tahoe"]),
        ("It rained in Paris Texas.", {"Paris": "GPE", "Texas": "GPE"}, ["Paris", "Texas"]),
        ("Then Hurricane Odette came.", {"Hurricane": "EVENT", "Odette": "EVENT"}, ["Hurricane Odette"]),
        ("Then Halden Odette came.", {"Halden": "ORG", "Odette": "EVENT"}, ["Halden", "Odette"]),
        ("It flew a Boeing 747 home.", {"Boeing 747": "ORG"}, ["Boeing"]),
        ("It flew on Halden 747 and Channel 4.", {"Halden 747": "ORG", "Channel 4": "ORG"}, ["Halden 747", "Channel 4"]),
        ("He left the Trump White House.", {"Trump White House": "ORG"}, ["White House"]),
        ("He left the Obama Justice Department.", {"Obama Justice Department": "ORG"}, ["Justice Department"]),
        ("The Office of the Vice President met Halden Vice President Ada Ruiz.", {"Office of the Vice President": "ORG", "Halden Vice President": "ORG", "Ada Ruiz": "PERSON"}, ["Office of the Vice President", "Halden", "Ada Ruiz"]),
        ("He left the Lund White House.", {"Lund White House": "ORG"}, ["Lund White House"]),
        ("The Republican National Committee and a Republican White House met.", {"Republican White House": "ORG"}, ["Republican National Committee", "Republican", "White House"]),
        ("The Halden Office and the CIA met.", {"Halden Office and the CIA": "ORG"}, ["Halden Office", "CIA"]),
        ("The Office for Arms and Customs met.", {"Office for Arms and Customs": "ORG"}, ["Office for Arms and Customs"]),
        ("Secretary of Defense Ada Ruiz met Defense Weekly.", {"Defense": "ORG", "Defense Weekly": "ORG", "Ada Ruiz": "PERSON"}, ["Ada Ruiz", "Defense Weekly"]),
        ("The head of Defense left.", {"Defense": "ORG"}, ["Defense"]),
    ],
)  # fmt: skip
def test_a_name_is_whole(body: str, named: dict[str, EntityType], expected: list[str]) -> None:
    assert forms(mentions_of(body, named)) == expected


@pytest.mark.parametrize(
    ("body", "name", "key", "code"),
    [
        ("MPs left the House of Commons. Labour blamed the Treasury.", "Treasury", "ORG:GBR/treasury", "GBR"),
        ("Gap left Labour. Some blamed the Treasury.", "Treasury", "ORG:treasury", None),
        ("The White House told the FBI that the Senate met.", "Senate", "ORG:USA/senate", "USA"),
        ("Microsoft told Google that the Senate met.", "Senate", "ORG:senate", None),
        ("Israel, Israelis and Israeli firms heard the US and Americans ask Congress.", "Congress", "ORG:USA/congress", "USA"),
        ("Peru, Peruvians and Peruvian firms heard the US and Americans ask Congress.", "Congress", "ORG:PER/congress", "PER"),
        ("Kenya and Kenyans watched the Senate Land Committee.", "Senate Land Committee", "ORG:senate land committee", "KEN"),
        ("The Senate Land Committee met.", "Senate Land Committee", "ORG:senate land committee", None),
        ("Kenya and Kenyans shop at House of Halden.", "House of Halden", "ORG:house of halden", None),
    ],
)  # fmt: skip
def test_a_body_that_every_state_has_is_of_the_state_that_the_article_is_about(
    body: str, name: str, key: str, code: str | None
) -> None:
    spans: dict[str, EntityType] = {name: "ORG", "Labour": "ORG", "Gap": "ORG", "Congress": "ORG"}
    (found,) = (m for m in mentions_of(body, spans) if m.surface == name)
    assert (found.name_key, found.country_code) == (key, code)


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ("Norway heard that the White House met Republicans.", "ORG:republican party"),
        ("Norway heard that Microsoft met Republicans.", "NORP:republican"),
    ],
)
def test_a_states_own_body_speaks_of_it_and_a_firm_does_not(body: str, key: str) -> None:
    assert keys(mentions_of(body))["Republicans"] == key


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ("Britain and the British heard the Conservatives.", "ORG:GBR/conservative party"),
        ("Britain and Americans heard the Conservatives.", "NORP:conservative"),
        ("Norway heard the Conservatives.", "NORP:conservative"),
    ],
)
def test_conservatives_are_of_the_party_where_britain_is_spoken_of(body: str, key: str) -> None:
    assert keys(mentions_of(body, {"Conservatives": "NORP"}))["Conservatives"] == key


def test_the_home_of_the_publisher_decides_where_an_article_names_no_state() -> None:
    (found,) = mentions_of("Halden blamed the Treasury.", {"Treasury": "ORG"})
    assert found.may_be == ("ORG:HOME/treasury 0.00",)
    abroad = mentions_of("Norway blamed the Treasury.", {"Treasury": "ORG"})
    assert [m.may_be for m in abroad if m.surface == "Treasury"] == [()]
    assert mentions_of("Halden blamed Lund Mills.", {"Lund Mills": "ORG"})[0].may_be == ()


def test_a_firm_with_its_legal_form_is_not_short_for_another_of_its_group():
    body = "Halden Corp rose, Halden Finance Corp fell. Halden held. Mirran Mills Corp sold Mirran."
    firms = ("Halden Corp", "Halden Finance Corp", "Halden", "Mirran Mills Corp", "Mirran")
    by_form = keys(mentions_of(body, dict.fromkeys(firms, "ORG")))
    assert by_form["Halden Corp"] == by_form["Halden"] == "ORG:halden"
    assert by_form["Halden Finance Corp"] == "ORG:halden finance"
    assert by_form["Mirran"] == by_form["Mirran Mills Corp"]


def test_a_son_s_name_has_its_jr_behind_a_comma_too():
    body = "Ada Lund, Jr., wrote it. Ada Lund read it. Jon Kall Sr. of Halden left. Ann Sorna, Jrn, wept."
    people = dict.fromkeys(("Ada Lund", "Jon Kall", "Ann Sorna"), "PERSON")
    found = [m.surface for m in mentions_of(body, people) if m.entity_type == "PERSON"]
    assert found == ["Ada Lund, Jr.", "Ada Lund", "Jon Kall Sr.", "Ann Sorna"]


KNOWN: list[tuple[str, dict[str, EntityType], dict[str, str]]] = [
    ("Islamists are not all Muslims.", {}, {"Islamists": "NORP:islamists", "Muslims": "NORP:muslims"}),
    ("The EC Commission met.", {}, {"EC Commission": "ORG:european commission"}),
    ("The Independent Police Complaints Commission told The Independent.", {"Independent": "ORG"},
     {"Independent Police Complaints Commission": "ORG:independent police complaints commission", "Independent": "ORG:independent"}),
    ("The British and Irish Lions won.", {"Irish Lions": "ORG"}, {"British and Irish Lions": "ORG:british and irish lions"}),
    ("Jesus is known on Earth.", {"Jesus": "PERSON", "Earth": "LOC"}, {"Jesus": "PERSON:jesus", "Earth": "LOC:earth"}),
    ("He is from Earth, Texas.", {"Earth": "GPE"}, {"Earth": "GPE:USA/earth", "Texas": "GPE:USA-TX"}),
    ("How on Earth did the agency dpa know?", {}, {"dpa": "ORG:deutsche presse agentur"}),
    ("The Confederacy lost a Confederate flag.", {}, {"Confederacy": "GPE:CSA", "Confederate": "GPE:CSA"}),
    ("Texas A&M is in Texas.", {"Texas A&M": "GPE"}, {"Texas A&M": "ORG:texas a&m university", "Texas": "GPE:USA-TX"}),
    ("Canada's New Democrat, a democrat, spoke in Ottawa.", {}, {"Canada": "GPE:CAN", "New Democrat": "ORG:new democratic party", "Ottawa": "GPE:CAN/ottawa"}),
    ("GNP rose under the USMCA, the DMCA and an IED, said GNP Capital.", {"GNP": "ORG", "USMCA": "ORG", "DMCA": "ORG", "IED": "ORG", "GNP Capital": "ORG"}, {"GNP Capital": "ORG:gnp capital"}),
    ("He won at Roland Garros.", {"Roland Garros": "PERSON"}, {"Roland Garros": "LOC:roland garros"}),
    ("He saw the Bay Area from the Bay.", {"Bay": "GPE"}, {"Bay Area": "LOC:san francisco bay area", "Bay": "GPE:bay"}),
]  # fmt: skip


@pytest.mark.parametrize(("body", "named", "meant"), KNOWN)
def test_what_is_known_is_told_from_what_is_written_like_it(
    body: str, named: dict[str, EntityType], meant: dict[str, str]
):
    assert keys(mentions_of(body, named)) == meant
