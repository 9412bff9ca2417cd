"""Datelines and credits: parted where they are, and never made up of a lead that starts in capitals."""

from __future__ import annotations

import pytest

from copydesk.parse.wire import part_dateline


@pytest.mark.parametrize(
    ("body", "dateline", "credit"),
    [
        ("WASHINGTON (AP) — The bill passed.", "WASHINGTON", "AP"),
        ("LONDON, April 3 (Reuters) - The bill passed.", "LONDON, April 3", "Reuters"),
        ("NEW DELHI: The bill passed.", "NEW DELHI", None),
        ("SALVADOR, Feb 26 - The bill passed.", "SALVADOR, Feb 26", None),
        ("KABUL, Afghanistan (AP) — The bill passed.", "KABUL, Afghanistan", "AP"),
        ("WINSTON-SALEM, N.C. (AP) — The bill passed.", "WINSTON-SALEM, N.C.", "AP"),
        ("MOSCOW, November 19. /TASS/. The bill passed.", "MOSCOW, November 19", "TASS"),
        ("Berlin (dpa) - The bill passed.", "Berlin", "dpa"),
        ("ST. LOUIS — The bill passed.", "ST. LOUIS", None),
        ("(CNN) -- The bill passed.", None, "CNN"),
        ("SEOUL/TOKYO (Reuters) - The bill passed.", "SEOUL/TOKYO", "Reuters"),
    ],
)
def test_datelines_are_parted_from_the_lead(body, dateline, credit):
    assert part_dateline(body) == (dateline, credit, "The bill passed.")


@pytest.mark.parametrize(
    "body",
    [
        "NASA said on Monday that it would fly.",
        "NASA - the space agency - said it would fly.",
        "BREAKING: A storm hit the coast.",
        "COVID-19 - The number of cases rose.",
        "MAYOR: I think we should.\n\nREPORTER: Why?\n\nMAYOR: Because.",
        "U.S. - The road is long.",
        "A man walked - It was late.",
        "Talks on fishing (and more) - The council met.",
        "TOP 10 - The best of the year.",
    ],
)
def test_a_lead_in_capitals_is_no_dateline(body):
    assert part_dateline(body) == (None, None, body)


def test_the_credits_at_the_end_are_parted():
    body = "The bill passed.\n\n(Reporting by Ann Lee in Oslo; Editing by Bo Ek)\n\nREUTER"
    assert part_dateline(body) == (None, "Reuters", "The bill passed.")
    assert part_dateline("The bill passed. Reuter") == (None, "Reuters", "The bill passed.")


def test_the_slug_of_a_story_sent_in_parts_goes():
    assert part_dateline("The bill passed.\n\nMORE") == (None, None, "The bill passed.")
    assert part_dateline("The council wants more") == (None, None, "The council wants more")


def test_a_section_label_is_no_dateline():
    body = "ANALYSIS/OPINION:\n\nThe bill passed."
    assert part_dateline(body) == (None, None, body)


def test_a_text_that_is_only_a_dateline_stays():
    assert part_dateline("REUTER") == (None, None, "REUTER")
    assert part_dateline("") == (None, None, "")


def test_chinese_slugs_are_parted():
    assert part_dateline("新华社北京11月19日电 会议今天举行。") == (
        "北京11月19日",
        "新华社",
        "会议今天举行。",
    )


def test_an_agency_that_no_list_names_is_told_by_city_day_and_dash():
    body = "TALLINN, June 3 (Northlight) - The harbour froze on Monday."
    assert part_dateline(body) == ("TALLINN, June 3", "Northlight", "The harbour froze on Monday.")


@pytest.mark.parametrize(
    "body",
    [
        "ROPES, June 3 (see page 4) - The harbour froze on Monday.",
        "TALLINN (Harbour) - The ice came early.",
        "Tallinn, June 3 (Northlight) The harbour froze on Monday.",
    ],
)
def test_brackets_alone_name_no_agency(body):
    assert part_dateline(body)[1] is None


def test_a_slug_in_small_letters_goes():
    assert part_dateline("The bill passed.\n\nreuter") == (None, "Reuters", "The bill passed.")


def test_lines_below_the_signature_go_with_it_and_what_stands_above_stays():
    body = "One.\n\nTwo.\n\n(Editing by Bo Ek)\n\n(AFP)\n\nMORE"
    assert part_dateline(body) == (None, "AFP", "One.\n\nTwo.")
    assert part_dateline("One.\n\nTwo. Reuter\n\nMORE") == (None, "Reuters", "One.\n\nTwo.")
    assert part_dateline("One (AFP).\n\nEditing is hard.") == (
        None,
        None,
        "One (AFP).\n\nEditing is hard.",
    )


@pytest.mark.parametrize(
    ("last", "is_part"),
    [
        ("((ann.lee@agency.example; +44 20 7542 0000; Messaging: ann.lee@agency.example))", False),
        ("(She can be reached under ann.lee@agency.example.)", True),
        ("((The bill passed in 1999, too.))", True),
    ],
)
def test_where_a_desk_is_reached_is_no_part_of_its_story(last, is_part):
    _, _, body = part_dateline(f"The bill passed.\n\n{last}")
    assert body == (f"The bill passed.\n\n{last}" if is_part else "The bill passed.")


@pytest.mark.parametrize(
    ("lead", "dateline", "agency"),
    [
        ("Indore (Madhya Pradesh) [India], May 2 (ANI): ", "Indore (Madhya Pradesh) [India], May 2", "ANI"),
        ("New Delhi [India], May 2 (ANI): ", "New Delhi [India], May 2", "ANI"),
        ("Indore (Madhya Pradesh) [India], he said: ", None, None),
    ],
)  # fmt: skip
def test_a_place_may_say_in_brackets_where_it_lies(
    lead: str, dateline: str | None, agency: str | None
) -> None:
    story = "The old clock strikes again. It had been still for years."
    assert part_dateline(f"{lead}{story}") == (
        dateline,
        agency,
        story if agency else f"{lead}{story}",
    )


@pytest.mark.parametrize(
    ("end", "agency"),
    [(" (ANI)", "ANI"), (" PTI ADU NP", "PTI"), (" [PTI]", "PTI"), (" (NASA)", None), (" PTI says so", None), (", he told ANI", None)],
)  # fmt: skip
def test_an_agency_signs_behind_the_last_sentence(end: str, agency: str | None) -> None:
    story = "The old clock strikes again.\n\nIt had been still for years."
    assert part_dateline(story + end) == (None, agency, story if agency else story + end)
