"""What a form is not, in this article; beside each the twin that it is."""

from __future__ import annotations

import dataclasses

import pytest
from entity_articles import analysed, mentions_of

from copydesk.entities import find_mentions
from copydesk.text.language import AnalysedArticle, ArticleText
from schemas.columns import EntityType


def keys(body: str, named: dict[str, EntityType] | None = None) -> dict[str, str]:
    return {m.surface: m.name_key for m in mentions_of(body, named or {})}


def parsed(
    body: str, named: dict[str, EntityType], arcs: dict[str, tuple[str, str]]
) -> AnalysedArticle:
    """Return an analysis of which some words of the first sentence have these arcs: what they are, and of which word."""
    got = analysed({"body": body}, named)
    first, *others = got.sentences
    at = {token.text: i for i, token in enumerate(first.tokens)}
    tokens = tuple(
        dataclasses.replace(t, dep=arcs[t.text][0], head=at[arcs[t.text][1]]) if t.text in arcs else t
        for t in first.tokens
    )  # fmt: skip
    return dataclasses.replace(got, sentences=(dataclasses.replace(first, tokens=tokens), *others))


@pytest.mark.parametrize(
    "body",
    [
        "Schools will teach Spanish from May.",
        "Few pupils can speak German or Russian.",
        "The signs are in French and German.",
        "Portuguese lessons begin on Monday.",
        "Schools add Spanish and Mandarin.",
        "Nurses are learning French in town.",
        "Leaflets in Polish, Romanian or Urdu are printed.",
        "The book was translated from Hungarian into Turkish.",
        "French and Arabic were the languages of command.",
        "A Finnish-language film has Danish subtitles.",
        "Fluent Dutch is needed.",
        "She reads Russian and writes Greek.",
        "Forty teachers of Spanish were hired.",
        "The course is taught in English, not Swedish.",
        "Her Danish is good.",
        "Guests praised his Polish.",
        "He wrote a grammar of Swedish.",
        "The presenter's Danish is good.",
    ],
)
def test_a_language_is_no_nation(body: str) -> None:
    assert keys(body) == {}


@pytest.mark.parametrize(
    ("body", "surface"),
    [
        ("Spanish teachers went on strike.", "Spanish"),
        ("The change in French politics was swift.", "French"),
        ("German soldiers left the camp.", "German"),
        ("Russian and German troops trained.", "Russian"),
        ("Talks in Spanish waters failed.", "Spanish"),
        ("The French lessons of the war were drawn.", "French"),
        ("Villages in Russian occupied land burned.", "Russian"),
        ("Villages in German-held land burned.", "German"),
        ("French and Arabic troops trained.", "French"),
        ("Chinese and Russian join drills.", "Chinese"),
        ("Students of Spanish history met.", "Spanish"),
        ("He reads Russian novels.", "Russian"),
        ("In French police cells they slept.", "French"),
        ("His Danish guests left.", "Danish"),
    ],
)
def test_a_nation_is_no_language(body: str, surface: str) -> None:
    assert surface in keys(body)


def test_a_degree_is_no_person() -> None:
    found = keys("Ruth Adair, M.D., thanked her staff.", {"Ruth Adair": "PERSON", "M.D.": "PERSON"})
    assert set(found) == {"Ruth Adair"}


def test_partners_make_a_firm_and_given_names_a_pair() -> None:
    assert keys("Lund & Dahl sold paper.", {"Lund & Dahl": "PERSON"})["Lund & Dahl"].startswith(
        "ORG:"
    )
    assert keys("James & Mary danced.", {"James & Mary": "PERSON"})["James & Mary"].startswith(
        "PERSON:"
    )


def test_a_given_name_that_is_a_country_is_the_person_unless_the_country_is_spoken_of() -> None:
    people: dict[str, EntityType] = {"Israel Medina": "PERSON"}
    assert (
        keys("Israel Medina won. Israel played first.", people)["Israel"] == "PERSON:israel medina"
    )
    told = keys("Israel Medina flew to Israel. Israel is hot.", people)
    assert told["Israel"] == "GPE:ISR"


def test_a_body_in_a_list_of_people_is_one_of_them() -> None:
    body = "Jordan Pike, India Thornbury and Carl Dunn spoke."
    named: dict[str, EntityType] = {
        "Jordan Pike": "PERSON",
        "India Thornbury": "ORG",
        "Carl Dunn": "PERSON",
    }
    assert keys(body, named)["India Thornbury"] == "PERSON:india thornbury"
    named["Carl Dunn"] = "ORG"
    assert keys(body, named)["India Thornbury"].startswith("ORG:")


@pytest.mark.parametrize(
    ("body", "name", "dep", "kind"),
    [
        ("The law firm Lund Dahl grew. Lund Dahl won.", "Lund Dahl", "appos", "ORG"),
        ("The law firm Lund Dahl left shrank. Lund Dahl won.", "Lund Dahl", "nsubj", "PERSON"),
        ("The law firm Lund Dahl grew. Dahl won.", "Lund Dahl", "appos", "PERSON"),
        ("The law firm Mary Dahl grew. Mary Dahl won.", "Mary Dahl", "appos", "PERSON"),
        ("The lawyer Lund Dahl grew. Lund Dahl won.", "Lund Dahl", "appos", "PERSON"),
    ],
)
def test_what_is_called_a_firm_is_one(body: str, name: str, dep: str, kind: str) -> None:
    before = body.split()[body.split().index(name.split()[0]) - 1]
    told = parsed(body, {name: "PERSON", "Dahl": "PERSON"}, {name.split()[0]: (dep, before)})
    found = find_mentions(ArticleText("art_1", body), told)
    assert {m.entity_type for m in found} == {kind}


@pytest.mark.parametrize(
    ("body", "arcs", "left"),
    [
        ("The comedy Sideways won. Sideways lost.", {"Sideways": ("appos", "comedy")}, []),
        ("The comedy Sideways saw won. Sideways lost.", {"Sideways": ("nsubj", "saw")}, ["Sideways", "Sideways"]),
        ("The brewer Sideways won. Sideways lost.", {"Sideways": ("appos", "brewer")}, ["Sideways", "Sideways"]),
        ("Sideways by Ruiz won.", {"Sideways": ("nsubj", "won"), "Ruiz": ("nmod", "Sideways")}, ["Ruiz"]),
        ("Sideways praised by Ruiz won.", {"Sideways": ("nsubj", "won"), "Ruiz": ("obl", "praised")}, ["Sideways", "Ruiz"]),
        ("Art of Sideways by Ruiz won.", {"Sideways": ("nmod", "Art"), "Ruiz": ("nmod", "Sideways")}, ["Sideways", "Ruiz"]),
        ("The film Chicago won in Chicago.", {"Chicago": ("appos", "film")}, ["Chicago"]),
    ],
)  # fmt: skip
def test_a_work_is_no_mention(body: str, arcs: dict[str, tuple[str, str]], left: list[str]) -> None:
    told = parsed(body, {"Sideways": "PERSON", "Ruiz": "PERSON"}, arcs)
    assert [m.surface for m in find_mentions(ArticleText("art_1", body), told)] == left


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Halden, the big old brewer, grew. Halden won.", "ORG"),
        ("Halden, a lender, grew. Halden won.", "PERSON"),
        ("Halden, the old firm's chairman, grew. Halden won.", "PERSON"),
        ("Halden, the lender and a firm, grew. Halden won.", "PERSON"),
    ],
)
def test_a_surname_that_is_told_to_be_a_firm_is_one(body: str, expected: str) -> None:
    found = mentions_of(body, {"Halden": "PERSON"})
    assert {m.entity_type for m in found} == {expected}
    titled = mentions_of(f"{body} Mr Halden spoke.", {"Halden": "PERSON"})
    assert titled[-1].entity_type == "PERSON"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Harvey was the strongest hurricane in years. Harvey passed.", "EVENT"),
        ("Harvey was the strongest striker in years. Harvey passed.", "PERSON"),
        ("Harvey was the man of the hurricane. Harvey passed.", "PERSON"),
    ],
)
def test_what_is_told_to_be_a_hurricane_is_one(body: str, expected: str) -> None:
    found = mentions_of(body, {"Harvey": "PERSON"})
    assert {m.entity_type for m in found} == {expected}


def test_a_storm_is_called_by_its_name_alone_unless_somebody_bears_it() -> None:
    named: dict[str, EntityType] = {"Tropical Storm Harvey": "EVENT", "Harvey": "PERSON"}
    storm = keys("Tropical Storm Harvey came. Harvey passed.", named)
    assert storm["Harvey"] == storm["Tropical Storm Harvey"]
    named["Ann Harvey"] = "PERSON"
    person = keys("Tropical Storm Harvey came. Ann Harvey spoke. Harvey passed.", named)
    assert person["Harvey"] == "PERSON:ann harvey"
    titled = keys("Tropical Storm Harvey came. Mr Harvey spoke.", named)
    assert titled["Harvey"] == "PERSON:harvey"


@pytest.mark.parametrize(
    ("body", "is_one"), [("Chancellor Ada Ruiz left.", False), ("Chancellor left.", True)]
)
def test_a_title_before_a_name_is_no_body(body: str, is_one: bool) -> None:
    found = keys(body, {"Chancellor": "ORG", "Ada Ruiz": "PERSON"})
    assert ("Chancellor" in found) == is_one


def test_washington_is_the_state_among_its_towns_and_the_capital_elsewhere() -> None:
    towns: dict[str, EntityType] = {"Spokane": "GPE", "Yakima": "GPE"}
    state = keys("Fires in Washington spread from Spokane to Yakima.", towns)
    assert state["Washington"] == "GPE:USA-WA"
    asked = keys("Washington asked for time. Fires spread from Spokane to Yakima.", towns)
    assert asked["Washington"] == "GPE:USA-WA"
    assert keys("Washington asked for time.")["Washington"] == "GPE:USA"
    assert keys("Washington sends envoys.")["Washington"] == "GPE:USA"
    assert keys("Trains from Washington came late.")["Washington"] == "GPE:USA/washington"
    assert keys("D.C. Attorney General Ada Ruiz sued.")["D.C."] == "GPE:USA/washington"
    assert keys("Washington Attorney General Ada Ruiz sued.")["Washington"] == "GPE:USA-WA"
    capital = keys("In Washington the Senate spoke of Spokane and Yakima.", towns)
    assert capital["Washington"] == "GPE:USA/washington"


def test_a_town_that_lies_abroad_too_speaks_for_washington_only_with_another() -> None:
    """There is a Tacoma in Australia, too, and an Olympia in Greece: one is no sign, two are."""
    towns: dict[str, EntityType] = {"Tacoma": "GPE", "Olympia": "GPE"}
    both = keys("In Washington the earth shook from Tacoma to Olympia.", towns)
    assert both["Washington"] == "GPE:USA-WA"
    one = keys("In Washington they spoke of Olympia.", towns)
    assert one["Washington"] == "GPE:USA/washington"


def test_new_york_is_the_state_where_it_is_called_one_or_has_a_governor() -> None:
    for told in ("The state of New York owes money.", "They met New York's governor."):
        assert keys(told)["New York"] == "GPE:USA-NY"
    for told in ("The city of New York owes money.", "They met New York's mayor."):
        assert keys(told)["New York"] == "GPE:USA/new york city"


@pytest.mark.parametrize(
    ("body", "is_there"),
    [
        ("Ada Ruiz, CPA, wept.", False),
        ("Ada Ruiz, Psy.D., wept.", False),
        ("Ada Ruiz of the CPA wept.", True),
    ],
)
def test_letters_behind_a_name_are_no_body(body: str, is_there: bool) -> None:
    found = keys(body, {"Ada Ruiz": "PERSON", "CPA": "ORG", "Psy.D.": "ORG"})
    assert (len(found) > 1) == is_there


@pytest.mark.parametrize("firm", ["Macy's", "Trader Joe's"])
def test_a_firm_keeps_its_s(firm: str) -> None:
    assert firm in keys(f"{firm} opened a shop.")


def owners(body: str, *nouns: str) -> list[tuple[str, str]]:
    """Return the mentions of the surname of Ruth Macy and Otto Dillard, where these words are parsed as nouns."""
    read = analysed({"body": body}, {"Ruth Macy": "PERSON", "Otto Dillard": "PERSON", "Dillard's": "ORG"})  # fmt: skip
    sentences = tuple(
        dataclasses.replace(
            sentence,
            tokens=tuple(
                dataclasses.replace(token, pos="NOUN") if token.text in nouns else token
                for token in sentence.tokens
            ),
        )
        for sentence in read.sentences
    )
    found = find_mentions(
        ArticleText("art_1", body), dataclasses.replace(read, sentences=sentences)
    )
    return [(m.surface, m.entity_type) for m in found if " " not in m.surface]


def test_what_looks_like_a_firm_is_the_possessive_of_somebody_who_is_named() -> None:
    assert owners("Ruth Macy won. Macy's son wept.", "son") == [("Macy", "PERSON")]
    assert owners("Otto Dillard fell. Dillard's lawyer spoke.", "lawyer") == [("Dillard", "PERSON")]
    # The firm where it acts by itself, or nobody of that name is in the article.
    assert owners("Ruth Macy works there. Macy's shares rose. Macy's said so.", "shares") == [
        ("Macy's", "ORG"),
        ("Macy's", "ORG"),
    ]
    assert owners("Otto Dillard saw it. Macy's shares rose.", "shares") == [("Macy's", "ORG")]


def test_a_capital_is_no_government_where_a_town_of_its_name_is_told_of() -> None:
    body = "Paris rejected the offer. The envoy lives in Paris, {}."
    town = mentions_of(body.format("Texas"))[0]
    assert (town.country_code, town.stands_for) == ("USA", None)
    seat = mentions_of(body.format("France"))[0]
    assert (seat.country_code, seat.stands_for) == ("FRA", "FRA")


def test_two_places_of_one_name_are_told_by_what_follows_each() -> None:
    found = mentions_of("He left St. Petersburg, Russia, for St. Petersburg, Florida.", {})
    towns = [m.country_code for m in found if m.surface.startswith("St.")]
    assert towns == ["RUS", "USA"]


def test_a_county_of_england_is_no_town_of_america() -> None:
    assert keys("Police in Kent, England, held a man.")["Kent"] == "GPE:GBR-KENT"
    assert keys("Police in Kent, Ohio, held a man.")["Kent"].startswith("GPE:USA")


def test_what_pupils_choose_is_a_language_by_the_parse_and_who_they_are_is_not() -> None:
    text = "Nine pupils chose German. The pupils were German."
    read = analysed({"body": text})
    first, second = read.sentences
    parsed = tuple(
        dataclasses.replace(token, dep="obj" if token.text == "German" else token.dep)
        for token in first.tokens
    )
    read = dataclasses.replace(read, sentences=(dataclasses.replace(first, tokens=parsed), second))
    found = find_mentions(ArticleText("art_1", text), read)
    assert [m.start for m in found] == [text.rindex("German")]


def test_the_house_is_the_commons_where_the_article_names_them() -> None:
    named: dict[str, EntityType] = {"House": "ORG", "Commons": "ORG", "Congress": "ORG"}
    british = keys("Brown told the House. Members of the Commons jeered.", named)
    assert british["House"] == british["Commons"] == "ORG:house of commons"
    american = keys("The House voted. Congress and the Commons differ.", named)
    assert american["House"] == "ORG:house of representatives"
    assert keys("The House voted.", named)["House"] == "ORG:house of representatives"


def test_a_short_name_before_the_junior_is_named_is_not_his() -> None:
    named: dict[str, EntityType] = {"Ivo Harl Jr.": "PERSON", "Harl": "PERSON"}
    two = keys("Harl spoke on Monday. His son Ivo Harl Jr. had met her. Harl said so.", named)
    assert two["Harl"] != two["Ivo Harl Jr."]
    one = keys("Ivo Harl Jr. spoke on Monday. Harl said so.", named)
    assert one["Harl"] == one["Ivo Harl Jr."]
    titled = {
        m.surface: m.name_key for m in mentions_of("Ivo Harl Jr. spoke.", named, "Harl speaks")
    }
    assert titled["Harl"] == titled["Ivo Harl Jr."]


def test_a_short_name_before_a_relative_is_named_is_not_hers() -> None:
    for kin in ("first lady", "his sister", "his late uncle"):
        named: dict[str, EntityType] = {"Ivo Harl": "PERSON", "Harl": "PERSON"}
        two = keys(f"President Harl spoke. He sat beside {kin} Ivo Harl. Harl left.", named)
        assert two["Harl"] != two["Ivo Harl"]
        one = keys(f"He sat beside {kin} Ivo Harl. Harl left.", named)
        assert one["Harl"] == one["Ivo Harl"]
        later = keys(f"President Harl spoke beside {kin}. Ivo Harl left.", named)
        assert later["Harl"] == later["Ivo Harl"]


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ("Amazon said that it would hire.", "ORG:amazon"),
        ("Shares of Amazon fell in Brazil.", "ORG:amazon"),
        ("Fires in the Amazon doubled.", "LOC:amazon rainforest"),
        ("Brazil's Amazon burned.", "LOC:amazon rainforest"),
        ("Peruvian Amazon land was sold.", "LOC:amazon rainforest"),
        ("Amazon deforestation doubled.", "LOC:amazon rainforest"),
    ],
)
def test_amazon_is_the_firm_unless_the_words_are_the_forests(body: str, key: str) -> None:
    assert keys(body)["Amazon"] == key


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ("Congo will vote in May.", "GPE:COD"),
        ("Congo will vote in May, it was said in Brazzaville.", "GPE:COG"),
        ("Congo will vote, said those in Brazzaville and in Kinshasa.", "GPE:COD"),
    ],
)
def test_congo_is_the_larger_one_unless_the_other_capital_alone_is_named(body: str, key: str) -> None:  # fmt: skip
    assert keys(body)["Congo"] == key


@pytest.mark.parametrize(
    ("behind", "key"),
    [
        (" Gov. Ada Ruiz wept.", "GPE:USA-WA"),
        (" Attorney General Ada Ruiz wept.", "GPE:USA-WA"),
        ("'s governor, Ada Ruiz, wept.", "GPE:USA-WA"),
        (" Mayor Ada Ruiz wept.", "GPE:USA/washington"),
        ("'s governors met.", "GPE:USA/washington"),
    ],
)
def test_washington_has_a_governor_where_it_is_the_state(behind: str, key: str) -> None:
    assert keys(f"On Monday Washington{behind}")["Washington"] == key


@pytest.mark.parametrize(
    ("body", "named", "found"),
    [
        ("A mill in Newcastle upon Tyne burned.", "Newcastle", "Newcastle upon Tyne"),
        ("Trains to Stratford-upon-Avon stopped.", "Stratford-upon", "Stratford-upon-Avon"),
        ("A mill in Newcastle on Monday burned.", "Newcastle", "Newcastle"),
    ],
)
def test_a_place_has_the_rest_of_its_name(body: str, named: str, found: str) -> None:
    assert found in keys(body, {named: "GPE", "Tyne": "GPE"})


@pytest.mark.parametrize(
    ("behind", "key"),
    [(", Fla.", "GPE:USA-FL/milton"), (", Maine,", "PERSON:ada milton"), (" wept.", "PERSON:ada milton")],
)  # fmt: skip
def test_a_surname_with_its_state_behind_is_a_town(behind: str, key: str) -> None:
    named: dict[str, EntityType] = {"Ada Milton": "PERSON", "Milton": "PERSON"}
    body = f"Ada Milton sang. They heard Milton{behind}"
    found = mentions_of(body, named)
    assert found[1].name_key.partition("~")[0] == key


@pytest.mark.parametrize(
    ("land", "key"),
    [("Massachusetts", "GPE:USA/cambridge"), ("Kenya", "GPE:GBR/cambridge")],
)
def test_in_sets_a_town_into_the_land_that_has_one(land: str, key: str) -> None:
    assert keys(f"They met at Cambridge in {land}.", {"Cambridge": "GPE"})["Cambridge"] == key


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ("Real Madrid beat Real Betis. Victory took Real to the top.", "ORG:real madrid"),
        ("Real Betis lost to Real Madrid. Defeat took Real to the foot.", "ORG:real betis"),
    ],
)
def test_of_two_bodies_with_one_short_form_the_first_is_meant(body: str, key: str) -> None:
    names: dict[str, EntityType] = dict.fromkeys(("Real Madrid", "Real Betis", "Real"), "ORG")
    (short,) = {m.name_key for m in mentions_of(body, names) if m.surface == "Real"}
    assert short == key
