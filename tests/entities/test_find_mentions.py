"""What counts as a name in one article, where it begins and ends, and what it names."""

from __future__ import annotations

import pytest
from entity_articles import analysed, mentions_of, named
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.entities import find_mentions
from copydesk.text.language import AnalysedArticle, ArticleText, NamedSpan


def test_every_name_of_a_state_is_one_thing():
    found = mentions_of(
        "The US, the U.S. and the United States agreed. American officials said America had won."
    )
    assert [m.surface for m in found] == ["US", "U.S.", "United States", "American", "America"]
    assert {m.name_key for m in found} == {"GPE:USA"}
    assert {m.country_code for m in found} == {"USA"}
    assert [m.entity_type for m in found][3] == "NORP"


def test_titles_and_nationality_stay_outside_a_persons_name():
    found = named(
        mentions_of(
            "Norwegian Prime Minister Odd Halvorsen spoke.",
            {"Norwegian Prime Minister Odd Halvorsen": "PERSON"},
        )
    )
    assert found == [("Norwegian", "NORP", "Norway"), ("Odd Halvorsen", "PERSON", "Odd Halvorsen")]


def test_possessive_and_article_are_cut_off():
    found = named(
        mentions_of("She left the Harbour Trust’s office.", {"the Harbour Trust’s": "ORG"})
    )
    assert found == [("Harbour Trust", "ORG", "Harbour Trust")]


def test_a_hyphenated_name_cut_by_the_model_is_whole_again():
    found = named(
        mentions_of(
            "South Korean minister Park Sun-hee and Ana Ruiz-Ortega met.",
            {"Park Sun": "PERSON", "Ana Ruiz": "PERSON"},
        )
    )
    assert [f[0] for f in found] == ["South Korean", "Park Sun-hee", "Ana Ruiz-Ortega"]


def test_what_follows_a_hyphen_after_a_name_is_no_part_of_it():
    found = named(mentions_of("The Ruiz-backed plan of Ana Ruiz failed.", {"Ana Ruiz": "PERSON"}))
    assert [f[0] for f in found] == ["Ruiz", "Ana Ruiz"]


def test_a_surname_names_the_person_named_in_full():
    found = named(
        mentions_of(
            "Clara P. Nwosu resigned. Critics said Nwosu had no choice.",
            {"Clara P. Nwosu": "PERSON"},
        )
    )
    assert found[1] == ("Nwosu", "PERSON", "Clara P. Nwosu")


def test_an_east_asian_family_name_stands_first():
    found = named(mentions_of("Moon Jae-in spoke. Later Moon left.", {"Moon Jae-in": "PERSON"}))
    assert found[1] == ("Moon", "PERSON", "Moon Jae-in")


def test_a_surname_that_is_a_city_is_a_person_where_the_person_is_named():
    body = "Lena Paris won the seat. Paris thanked voters in Paris on Monday."
    found = mentions_of(body, {"Lena Paris": "PERSON"})
    assert [(m.surface, m.entity_type) for m in found] == [
        ("Lena Paris", "PERSON"),
        ("Paris", "PERSON"),
        ("Paris", "GPE"),
    ]
    assert found[1].name == "Lena Paris"
    assert found[2].name_key == "GPE:FRA/paris"


def test_a_capital_is_its_government_where_it_acts_and_a_city_where_one_goes():
    body = "Oslo rejected the offer. The envoy flew to Oslo. Oslo's contribution to the fund grew."
    found = mentions_of(body)
    assert [m.name for m in found] == ["Norway", "Oslo", "Norway"]
    assert [m.name_key for m in found] == ["GPE:NOR", "GPE:NOR/oslo", "GPE:NOR"]
    assert [m.stands_for for m in found] == ["NOR", None, "NOR"]


def test_the_north_is_north_korea_where_north_korea_is_spoken_of():
    body = "North Korea fired a missile. The North denied it. North Carolina was quiet."
    found = mentions_of(body)
    assert [m.name_key for m in found] == ["GPE:PRK", "GPE:PRK", "GPE:USA-NC"]
    assert [m.stands_for for m in found] == [None, "PRK", None]
    assert [m.surface for m in mentions_of("The North of the county flooded.")] == []


def test_initials_name_the_long_form_beside_them():
    body = "The Coastal Farmers Union (CFU) met. CFU leaders spoke."
    found = mentions_of(body, {"Coastal Farmers Union": "ORG", "CFU": "ORG"})
    assert {m.name_key for m in found} == {"ORG:coastal farmers union"}


def test_a_firm_is_named_without_its_legal_form():
    found = mentions_of(
        "Tidewater Corp. rose. Tidewater fell.",
        {"Tidewater Corp": "ORG", "Tidewater fell": "ORG", "Tidewater": "ORG"},
    )
    assert {m.name_key for m in found} == {"ORG:tidewater"}


def test_a_body_after_a_possessor_is_a_name_of_its_own():
    found = named(
        mentions_of(
            "He works in the US Department of State’s Bureau of Coastal-Marine Affairs now.",
            {"US Department of State’s Bureau of Coastal-Marine Affairs": "ORG"},
        )
    )
    assert found == [
        ("US Department of State", "ORG", "United States Department of State"),
        ("Bureau of Coastal-Marine Affairs", "ORG", "Bureau of Coastal-Marine Affairs"),
    ]


def test_page_words_days_and_time_zones_are_no_names():
    body = "Advertisement\n\nThe vote was on Monday at 10 IST in May. Read the Image."
    proposed = {
        "Advertisement": "ORG",
        "Monday": "PERSON",
        "IST": "ORG",
        "May": "PERSON",
        "Read": "ORG",
        "Image": "ORG",
    }
    assert mentions_of(body, proposed) == ()


def test_a_byline_is_no_mention_but_the_same_name_in_the_story_is():
    body = "By Ola Berg\n\nThe bridge fell on Tuesday, police in the town said."
    assert mentions_of(body, {"Ola Berg": "PERSON"}, authors=("Ola Berg",)) == ()
    told = "By Ola Berg\n\nThe bridge fell on Tuesday, the driver Ola Berg told police."
    assert [m.start for m in mentions_of(told, {"Ola Berg": "PERSON"}, authors=("Ola Berg",))] == [
        52
    ]


def test_a_headline_in_title_case_is_read_with_the_body():
    body = "Tomas Brandt visits the port. A strike followed when Brandt left."
    found = mentions_of(
        body,
        {"Tomas Brandt": "PERSON", "Brandt Visits Port": "PERSON"},
        title="Brandt Visits Port As Strike Follows",
    )
    assert (found[0].section, found[0].surface, found[0].name) == (
        "title",
        "Brandt",
        "Tomas Brandt",
    )


def test_a_headline_in_capitals_is_read_with_the_body():
    body = "Tomas Brandt visited Norway. A strike followed."
    found = mentions_of(body, {"Tomas Brandt": "PERSON"}, title="TOMAS BRANDT VISITS NORWAY")
    assert [(m.surface, m.name) for m in found[:2]] == [
        ("TOMAS BRANDT", "Tomas Brandt"),
        ("NORWAY", "Norway"),
    ]


def test_one_name_has_one_type():
    body = "Velmar said so. A spokesman for Velmar spoke. Shares in Velmar fell. Velmar is a firm."
    text = ArticleText("art_1", body)
    base = analysed(text.texts(), {"Velmar": "ORG"})
    spans = (NamedSpan("body", 0, 0, 6, "PERSON"), *base.spans[1:])
    found = find_mentions(text, type(base)(base.sentences, spans))
    assert [m.entity_type for m in found] == ["ORG"] * 4


def test_an_address_holds_no_names():
    assert mentions_of("Write to desk@France.example or @Norway or see Japan.example/x.") == ()


PIECES = st.sampled_from(
    (
        "Seoul",
        "US",
        "U.S.",
        "the",
        "North",
        "Korea",
        "Korean",
        "Anna",
        "Lee's",
        "Ruiz-Ortega",
        "(",
        ")",
        ",",
        ".",
        "\n\n",
        "’s",
        "Inc.",
        "of",
        "Ministry",
        "Health",
        "Mr.",
        "President",
        "said",
        "in",
        "to",
        "–",
        "-",
        "“",
        "É",
        "@",
        "bank",
        "Jr.",
        "II",
        "DUP",
        "University",
        "May",
        "Hurricane",
        "’",
        "GHANA",
    )
)


@settings(max_examples=150)
@given(
    st.lists(PIECES, min_size=1, max_size=25),
    st.lists(st.tuples(st.integers(0, 90), st.integers(1, 30)), max_size=6),
    st.data(),
)
def test_mentions_cut_out_their_surface_and_never_overlap(
    words: list[str], cuts: list[tuple[int, int]], data: st.DataObject
):
    body = " ".join(words)
    text = ArticleText("art_1", body, title=body[:40].replace("\n", " "))
    base = analysed(text.texts())
    kinds = st.sampled_from(["PERSON", "ORG", "GPE", "LOC", "NORP", "EVENT"])
    spans = tuple(
        NamedSpan("body", 0, a, min(a + n, len(body)), data.draw(kinds))
        for a, n in cuts
        if a < len(body)
    )
    found = find_mentions(text, type(base)(base.sentences, spans))
    end = {"title": 0, "subtitle": 0, "body": 0}
    for m in found:
        assert text.texts()[m.section][m.start : m.end] == m.surface
        assert m.start >= end[m.section]
        assert m.surface == m.surface.strip()
        end[m.section] = m.end
    assert found == find_mentions(text, type(base)(base.sentences, spans))
    assert len({m.mention_id for m in found}) == len(found)


def test_georgia_is_the_country_beside_the_caucasus_and_the_state_beside_other_states():
    assert mentions_of("Georgia and Russia met in Tbilisi.")[0].name_key == "GPE:GEO"
    assert mentions_of("Voters in Ohio, Texas and Georgia queued.")[-1].name_key == "GPE:USA-GA"


def test_korean_without_north_or_south_is_the_korea_spoken_of():
    assert mentions_of("South Korea waited. Korean exports fell.")[1].name_key == "GPE:KOR"
    assert (
        mentions_of("North Korea waited. North Korea tested. Korean missiles flew.")[2].name_key
        == "GPE:PRK"
    )


def test_a_bare_head_word_names_the_body_the_article_named_in_full():
    found = mentions_of(
        "The Museum of Tidal Art opened. Visitors liked the Museum.", {"Museum of Tidal Art": "ORG"}
    )
    assert [(m.surface, m.name) for m in found] == [
        ("Museum of Tidal Art", "Museum of Tidal Art"),
        ("Museum", "Museum of Tidal Art"),
    ]
    assert mentions_of("Visitors liked the Museum.", {"Museum": "ORG"}) == ()


def test_head_words_say_what_kind_of_thing_a_name_names():
    body = "Crowds left Brandt Airport. The Brandt Cup began. Brandt University closed."
    found = named(
        mentions_of(
            body, {"Brandt Airport": "ORG", "Brandt Cup": "GPE", "Brandt University": "PERSON"}
        )
    )
    assert [(f[0], f[1]) for f in found] == [
        ("Brandt Airport", "LOC"),
        ("Brandt Cup", "EVENT"),
        ("Brandt University", "ORG"),
    ]


def test_a_name_misspelt_once_in_an_article_is_the_same_person():
    found = mentions_of(
        "Kristen Velmarsson won. Later Kristin Velmarsson left.",
        {"Kristen Velmarsson": "PERSON", "Kristin Velmarsson": "PERSON"},
    )
    assert len({m.name_key for m in found}) == 1


def test_a_surname_that_is_a_month_is_a_name_but_a_date_is_not():
    body = "Oonagh May won. Critics of May said the vote in May 2017 was early."
    assert [m.surface for m in mentions_of(body, {"Oonagh May": "PERSON"})] == ["Oonagh May", "May"]


def test_a_town_is_placed_by_the_state_beside_it():
    (town, state) = mentions_of("Floods hit Elkhorn, Nebraska.", {"Elkhorn": "GPE"})
    assert (town.name_key, town.country_code, state.name_key) == (
        "GPE:USA-NE/elkhorn",
        "USA",
        "GPE:USA-NE",
    )


def test_a_person_is_found_without_the_model_by_a_title_or_a_given_name():
    assert named(mentions_of("Sen. Ruiz-Ortega met Tariq Al-Amin there.")) == [
        ("Ruiz-Ortega", "PERSON", "Ruiz-Ortega"),
        ("Tariq Al-Amin", "PERSON", "Tariq Al-Amin"),
    ]


def test_a_body_named_in_the_story_is_whole_in_a_headline_in_capitals():
    found = mentions_of(
        "The Bank of France spoke.", {"Bank of France": "ORG"}, title="BANK OF FRANCE SETS TERMS"
    )
    assert [(m.surface, m.entity_type) for m in found] == [
        ("BANK OF FRANCE", "ORG"),
        ("Bank of France", "ORG"),
    ]


def test_a_storm_is_an_event_with_its_kind():
    assert named(
        mentions_of("Flights stopped as Hurricane Velma neared.", {"Velma": "PERSON"})
    ) == [("Hurricane Velma", "EVENT", "Hurricane Velma")]


def test_laws_legal_forms_addresses_and_bare_years_are_no_names():
    body = "The Tidewater Act of 1918 bound Co and pic.site.com/8B after the 2018 Georgia vote."
    proposed = {
        "Tidewater Act of 1918": "ORG",
        "Co ": "ORG",
        "pic.site.com/8B": "ORG",
        "2018 Georgia": "EVENT",
    }
    assert [m.surface for m in mentions_of(body, proposed)] == ["Georgia"]


def test_an_office_is_no_body():
    assert (
        mentions_of("The National Security Adviser left.", {"National Security Adviser": "ORG"})
        == ()
    )
    assert [
        m.surface for m in mentions_of("The Alaska Governor left.", {"Alaska Governor": "ORG"})
    ] == ["Alaska"]


def test_initials_in_brackets_are_the_place_they_stand_behind():
    found = mentions_of(
        "They met at the Halvorsen Launch Center (HLC). The HLC has closed.",
        {"Halvorsen Launch Center": "LOC", "HLC": "ORG"},
    )
    assert [(m.surface, m.entity_type) for m in found] == [
        ("Halvorsen Launch Center", "LOC"), ("HLC", "LOC"), ("HLC", "LOC"),
    ]  # fmt: skip
    assert len({m.name_key for m in found}) == 1


def test_initials_without_a_long_form_stay_what_the_model_says():
    found = mentions_of("The HLC has closed.", {"HLC": "ORG"})
    assert [(m.surface, m.entity_type) for m in found] == [("HLC", "ORG")]


def test_initials_of_a_national_body_are_it_only_where_its_country_is_spoken_of():
    at_home = mentions_of("Police in India said the CBI had begun.", {"CBI": "ORG"})
    abroad = mentions_of("Manufacturers told the CBI of weak orders.", {"CBI": "ORG"})
    assert [m.name for m in at_home if m.surface == "CBI"] == ["Central Bureau of Investigation"]
    assert [m.name for m in abroad] == ["CBI"]


def test_a_form_mostly_read_as_no_name_is_not_found_again():
    text = (
        "The Lumo is old. A Lumo costs nothing. Buy a Lumo. His Lumo was lost. He works for Lumo."
    )
    spans = [NamedSpan("body", 4, text.rindex("Lumo"), len(text) - 1, "ORG")]
    base = analysed({"body": text})
    found = find_mentions(ArticleText("art_1", text), AnalysedArticle(base.sentences, tuple(spans)))
    assert [m.start for m in found] == [text.rindex("Lumo")]


def test_party_tags_are_no_names():
    found = mentions_of(
        "Rep. Ana Ruiz, D-Conn., spoke.", {"D-Conn": "PERSON", "Ana Ruiz": "PERSON"}
    )
    assert [m.surface for m in found] == ["Ana Ruiz"]


def test_a_surname_said_twice_is_no_part_of_the_name():
    found = mentions_of("Maria Lund Lund said no.", {"Maria Lund Lund": "PERSON"})
    assert [(m.surface, m.name) for m in found] == [
        ("Maria Lund", "Maria Lund"),
        ("Lund", "Maria Lund"),
    ]


def test_a_body_with_two_topics_is_one_name():
    found = named(
        mentions_of(
            "The Nordic Exhibition and Conference Centre closed. Halvor and Lund Council met.",
            {
                "Nordic Exhibition": "ORG",
                "Conference Centre": "ORG",
                "Halvor": "ORG",
                "Lund Council": "ORG",
            },
        )
    )
    assert [f[0] for f in found] == [
        "Nordic Exhibition and Conference Centre",
        "Halvor",
        "Lund Council",
    ]


@pytest.mark.parametrize("n_before", range(1, 66, 4))
def test_a_person_inside_a_body_speaks_against_it_wherever_it_stands(n_before: int) -> None:
    """Names are held against those nearby, by stretches of a section: no border between two may hide one."""
    body = f"{'a' * n_before} guests said the Halden Museum of Ruth Moe opened."
    assert {m.surface for m in mentions_of(body, {})} == {"Halden Museum of Ruth Moe"}
    assert {m.surface for m in mentions_of(body, {"Ruth Moe": "PERSON"})} == {"Ruth Moe"}
