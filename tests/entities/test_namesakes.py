"""Two people of one name are two rows, one person in several spellings is one: each rule beside its wrong twin."""

from __future__ import annotations

import datetime as dt
import itertools
import random

import pytest
from entity_articles import analysed
from kept_collection import Story, from_nothing

from copydesk.entities import find_mentions
from copydesk.entities.merging import roots
from copydesk.text.language import ArticleText, FoundMention
from schemas.columns import EntityType


def told(number: int, name: str, text: str, day: str) -> tuple[FoundMention, ...]:
    """Return the mentions of an article of one person."""
    article = ArticleText(f"art_{number}", text, published_on=dt.date.fromisoformat(day))
    people: dict[str, EntityType] = {name: "PERSON", "Ann Lee": "PERSON"}
    return find_mentions(article, analysed(article.texts(), people))


def are_one(*articles: tuple[str, str, str]) -> bool:
    """Tell whether what several articles name is one row."""
    stories = [Story(f"art_{n}", told(n, *one)) for n, one in enumerate(articles)]
    rows = from_nothing(stories).mentions
    names = {
        m.mention_id for s, a in zip(stories, articles, strict=True) for m in s.mentions if m.surface == a[0]
    }  # fmt: skip
    return len({row[2] for mentions in rows.values() for row in mentions if row[0] in names}) == 1


DENTIST = ("Peter Lang", "Peter Lang, 44, an Australian dentist, won a seat.", "2020-11-08")


@pytest.mark.parametrize(
    ("other", "is_one"),
    [
        (("Peter Lang", "The composer Peter Lang died in Oslo at 93.", "2020-11-08"), False),
        (("Peter Lang", "Peter Lang, 46, lost his seat.", "2022-12-08"), True),
        (("Peter Lang", "Peter Lang, 46, lost his seat.", "2020-12-08"), True),
        (("Peter Lang", "Peter Lang, 49, lost his seat.", "2020-12-08"), False),
        (("Peter Lang", "Norwegian composer Peter Lang conducted.", "2020-11-08"), False),
        (("Peter Lang", "Australian composer Peter Lang conducted.", "2020-11-08"), True),
        (("Peter Lang", "Norwegian dentist Peter Lang spoke.", "2020-11-08"), True),
        (("Peter Lang", "Peter Lang spoke.", "2020-11-08"), True),
        (("Peter Lang", "Peter Lang had 44 votes, 30 years on.", "2020-11-08"), True),
    ],
)
def test_age_or_country_and_trade_part_two_of_one_name(
    other: tuple[str, str, str], is_one: bool
) -> None:
    assert are_one(DENTIST, other) == is_one


def test_who_is_only_named_is_the_one_mostly_meant() -> None:
    dentist, composer = "PERSON:peter lang~b1976", "PERSON:peter lang~b1927"
    mostly = roots({dentist: 8, composer: 1, "PERSON:peter lang": 5})
    assert mostly["PERSON:peter lang"] == mostly[dentist] != mostly[composer]
    evenly = roots({dentist: 1, composer: 1, "PERSON:peter lang": 5})
    assert len({evenly[k] for k in (dentist, composer, "PERSON:peter lang")}) == 3


def test_the_row_of_one_bearer_has_the_id_of_the_name_alone() -> None:
    assert roots({"PERSON:peter lang~b1976": 1}) == dict.fromkeys(
        ("PERSON:peter lang~b1976", "PERSON:peter lang"), "PERSON:peter lang"
    )


def test_the_order_of_keys_changes_nothing() -> None:
    signs = ["", "~b1976", "~b1977", "~b1990", "~cAUS~tlaw", "~cNOR~tstage", "~b1990~cNOR~tstage"]
    keys = [f"PERSON:{n}{s}" for n, s in itertools.product(("ann lee", "ann b lee"), signs)]
    weights = {key: 1 + n % 3 for n, key in enumerate(keys)}
    shuffled = list(weights.items())
    random.Random(5).shuffle(shuffled)
    assert roots(dict(shuffled)) == roots(weights)


RULER = ("Hosni Mubarrak", "Egyptian President Hosni Mubarrak spoke.", "2010-02-22")


@pytest.mark.parametrize(
    ("other", "is_one"),
    [
        (("Husni Mubarrak", "Husni Mubarrak, the Egyptian president, left.", "2010-02-23"), True),
        (("Husni Mubarrak", "Husni Mubarrak, the Tunisian president, left.", "2010-02-23"), False),
        (("Husni Mubarrak", "Husni Mubarrak left.", "2010-02-23"), False),
        (("Hosna Mubarrak", "Hosna Mubarrak, the Egyptian singer, left.", "2010-02-23"), False),
    ],
)
def test_spellings_in_other_letters_are_one_where_the_country_is(
    other: tuple[str, str, str], is_one: bool
) -> None:
    assert are_one(RULER, other) == is_one


STRIKER = (
    "John Marl",
    "HULL - John Marl scored twice as Hull won on Saturday.\n\nThe striker has eleven goals.",
    "2022-09-04",
)


@pytest.mark.parametrize(
    ("other", "is_one"),
    [
        ("Judge John Marl retired on Friday after 30 years in Auckland.", False),
        ("John Marl spoke in Auckland.\n\nThe judge heard a case.", False),
        ("The surgeon John Marl opened a ward in Toronto.", False),
        ("John Marl, MP, spoke in Canberra.", False),
        ("John Marl presided in Auckland.", False),
        ("Judge John Marl, a former footballer, spoke in Auckland.", True),
        ("Former judge John Marl spoke in Auckland.", True),
        ("Judge John Marl retired on Friday in Leeds.", True),
        ("The striker John Marl trained in Auckland.", True),
        ("John Marl spoke in Auckland.", True),
        ("John Marl and Ann Lee spoke in Auckland.\n\nThe judge was ill.", True),
    ],
)
def test_another_trade_in_a_story_of_another_country_is_another_person(
    other: str, is_one: bool
) -> None:
    assert are_one(STRIKER, ("John Marl", other, "2022-09-10")) == is_one


def test_the_age_that_goes_with_a_trade_is_the_persons_named_before() -> None:
    old = "John Marl was praised.\n\nThe striker, who is 53, lives here."
    assert not are_one(STRIKER, ("John Marl", "John Marl, 23, came.", "2022-09-04"), ("John Marl", old, "2022-09-04"))  # fmt: skip


def test_whom_many_stories_name_is_set_anywhere() -> None:
    abroad = "PERSON:john marl~hNZL~tmoney"
    known, seldom = {"PERSON:john marl~cGBR~tstate": 5}, {"PERSON:john marl~cGBR~tstate": 4}
    assert len(set(roots({**known, abroad: 1}).values())) == 1
    assert len(set(roots({**seldom, abroad: 1}).values())) > 1
