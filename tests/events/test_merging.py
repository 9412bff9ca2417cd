"""One happening, one row: whatever the order of the reports."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kept_collection import Story, from_nothing

from copydesk.collection.events import event_mention_rows_sql
from copydesk.ids import content_id
from copydesk.text.language import CodedEvent, FoundMention
from schemas.event_mentions import EVENT_MENTIONS
from schemas.events import EVENTS

BASE = CodedEvent(
    event_mention_id="",
    article_id="art_a",
    section="body",
    sentence_index=0,
    evidence="Norland walked out of the harbour talks with Sudonia on Monday.",
    start=0,
    end=62,
    trigger="walked out",
    trigger_start=8,
    trigger_end=18,
    event_type="SANCTION",
    event_mode="withdraw",
    contexts=("diplomatic",),
    actor_mention_id="men_norland",
    actor_text="Norland",
    recipient_mention_id="men_sudonia",
    recipient_text="Sudonia",
    speaker_mention_id=None,
    place_mention_id=None,
    date_text="on Monday",
    event_date_start=dt.date(2019, 11, 18),
    event_date_end=dt.date(2019, 11, 18),
    date_precision="day",
    date_basis="weekday",
    status="reported",
    polarity="positive",
    confidence=0.8,
    trigger_lemma="walk",
)
COUNTRIES = {"norland": "NOR", "sudonia": "SDN", "porto": "PRT"}
DAYS = {"art_a": dt.date(2019, 11, 19), "art_b": dt.date(2019, 11, 19), "art_c": None}
PUBLISHERS = {
    "art_a": ("Gazette", "Mirror", "mirror.example"),
    "art_b": ("echo.example",),
    "art_c": (),
}


def report(**changes: Any) -> CodedEvent:
    event = dataclasses.replace(BASE, **changes)
    parts = [str(getattr(event, f.name)) for f in dataclasses.fields(event)]
    return dataclasses.replace(event, event_mention_id=content_id("evm", *parts))


def named(article_id: str, name: str) -> FoundMention:
    return FoundMention(
        mention_id=f"men_{name}_{article_id}",
        article_id=article_id,
        section="body",
        sentence_index=0,
        start=0,
        end=len(name),
        surface=name.title(),
        entity_type="GPE",
        name=name.title(),
        name_key=f"GPE:{name}",
        country_code=COUNTRIES[name],
    )


def in_article(row: CodedEvent) -> CodedEvent:
    ids = ("actor_mention_id", "recipient_mention_id", "speaker_mention_id", "place_mention_id")
    known = {i: f"{getattr(row, i)}_{row.article_id}" for i in ids if getattr(row, i)}
    return dataclasses.replace(row, **known)


def merge(
    rows: list[CodedEvent], other_story: tuple[str, ...] = ()
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    stories = [
        Story(
            article_id,
            tuple(named(article_id, name) for name in COUNTRIES),
            day and dt.datetime.combine(day, dt.time(9), dt.UTC),
            PUBLISHERS[article_id],
            tuple(in_article(row) for row in rows if row.article_id == article_id),
            story_id="sty_two" if article_id in other_story else "sty_one",
        )
        for article_id, day in DAYS.items()
    ]
    kept = from_nothing(stories)
    kept.event_mention_rows()
    contracts = {EVENTS: "FROM evt_event", EVENT_MENTIONS: event_mention_rows_sql("any_coded")}
    tables = []
    for contract, sql in contracts.items():
        names = ", ".join(f'"{field.name}"' for field in contract.fields)
        table = kept.connection.sql(f"SELECT {names} FROM ({sql}) ORDER BY ALL").to_arrow_table()
        assert table.cast(contract.to_schema()).num_rows == table.num_rows
        tables.append(table.to_pylist())
    return tables[0], tables[1]


def test_two_articles_on_one_happening_give_one_event() -> None:
    other = report(article_id="art_b", evidence="Norland left harbour talks with Sudonia, it says.")
    (event,), mentions = merge([report(), other])
    assert (event["n_mentions"], event["n_articles"]) == (2, 2)
    assert (
        event["n_publishers"] == 3
    )  # the Gazette, its copy in the Mirror (mirror.example too), echo.example
    assert event["actor_names"] == ["Norland"]
    assert event["recipient_names"] == ["Sudonia"]
    assert (event["quad_class"], event["cameo_root"]) == (4, "16")
    assert {m["event_id"] for m in mentions} == {event["event_id"]}


OTHER_STORY = """Cabbage soup, boiled slowly with onions, carrots, garlic and a spoon of vinegar, was eaten by farmers, bakers
and one tired judge in a village kitchen while snow fell outside."""


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "planned"},
        {"event_type": "ACCUSE"},
        {"actor_mention_id": "men_porto", "actor_text": "Porto"},
        {"recipient_mention_id": "men_porto", "recipient_text": "Porto"},
        {"event_date_start": dt.date(2019, 11, 1), "event_date_end": dt.date(2019, 11, 1)},
        {"evidence": OTHER_STORY, "trigger_lemma": "eat", "event_mode": None},
        {
            "trigger_lemma": "leave",
            "recipient_mention_id": None,
            "recipient_text": "the fishermen",
        },
    ],
    ids=[
        "planned",
        "type",
        "actor",
        "recipient",
        "date",
        "trigger",
        "deed to others",
    ],
)
def test_reports_of_different_happenings_stay_apart(changes: dict[str, Any]) -> None:
    events, _ = merge([report(), report(article_id="art_b", **changes)])
    assert len(events) == 2


def test_one_deed_in_other_words_is_one_happening_where_no_two_others_bear_it() -> None:
    said = {"trigger_lemma": "leave", "recipient_mention_id": None, "recipient_text": None}
    (event,), _ = merge([report(), report(article_id="art_b", **said)])
    assert event["recipient_names"] == ["Sudonia"]


def test_what_nobody_is_named_for_is_an_event() -> None:
    nobody = ("actor_mention_id", "actor_text", "recipient_mention_id", "recipient_text")
    (event,), _ = merge([report(**dict.fromkeys(nobody))])
    assert (event["actor_names"], event["evidence"]) == ([], BASE.evidence)


def test_who_did_it_to_whom_is_told_by_one_report() -> None:
    by = {"recipient_mention_id": None, "recipient_text": None, "confidence": 0.9}
    to = {"actor_mention_id": None, "article_id": "art_b", "evidence": "Sudonia is left."}
    (event,), _ = merge([report(**by), report(**to, actor_text=None)])
    assert (event["actor_names"], event["recipient_names"]) == (["Norland"], [])
    (event,), _ = merge([report(**by), report(**to, actor_text="the envoys")])
    assert (event["actor_names"], event["recipient_names"]) == (["the envoys"], ["Sudonia"])
    assert event["evidence"] == "Sudonia is left."
    surer = report(
        actor_mention_id=None, actor_text="the captains", article_id="art_c", confidence=0.95
    )
    (event,), _ = merge([report(**by), report(**to, actor_text="the envoys"), surer])
    assert event["actor_names"] == ["the captains"]
    whole = report(article_id="art_c", confidence=0.4, evidence="Norland left, Sudonia says.")
    (event,), _ = merge([report(**by), report(**to, actor_text=None), whole])
    assert (event["actor_names"], event["recipient_names"]) == (["Norland"], ["Sudonia"])
    assert event["evidence"] == whole.evidence


BY_OTHERS = {
    "actor": {"actor_mention_id": None, "actor_text": "gunmen"},
    "recipient": {"recipient_mention_id": None, "recipient_text": "the nurses"},
}


@pytest.mark.parametrize(
    ("article_id", "sides", "n"),
    [("art_a", ("actor", "recipient"), 2), ("art_a", ("actor",), 1), ("art_a", ("recipient",), 1), ("art_b", ("actor", "recipient"), 1)],
    ids=["by others to others", "by others", "to others", "in another's words"],
)  # fmt: skip
def test_what_others_do_to_others_in_one_article_is_another_happening(
    article_id: str, sides: tuple[str, ...], n: int
) -> None:
    said: dict[str, Any] = {"article_id": article_id, "trigger_start": 308, "trigger_end": 318}
    for side in sides:
        said |= BY_OTHERS[side]
    events, _ = merge([report(), report(**said)])
    assert len(events) == n


@pytest.mark.parametrize(
    ("actor", "found"), [("the minister", 1), ("the bishop", 2)], ids=["one speaker", "two"]
)
def test_in_one_story_two_may_say_alike_what_is_not_one_saying(actor: str, found: int) -> None:
    said = {
        "event_type": "REQUEST",
        "event_mode": None,
        "trigger_lemma": "urge",
        "actor_mention_id": None,
        "recipient_mention_id": None,
        "recipient_text": None,
    }
    first = report(actor_text="The minister", **said)
    events, _ = merge([first, report(article_id="art_b", actor_text=actor, **said)])
    assert len(events) == found


def test_happenings_of_two_stories_stay_apart() -> None:
    both = [report(), report(article_id="art_b")]
    assert len(merge(both)[0]) == 1
    assert len(merge(both, other_story=("art_b",))[0]) == 2


def test_an_article_without_a_day_joins_its_story() -> None:
    """Nothing forbids it, and the story says that it may."""
    undated = {"event_date_start": None, "event_date_end": None, "date_basis": "unknown"}
    (event,), _ = merge([report(), report(article_id="art_c", **undated)])
    assert event["n_articles"] == 2


def test_negated_and_supposed_mentions_are_no_events() -> None:
    events, mentions = merge([report(polarity="negative"), report(polarity="hypothetical")])
    assert events == []
    assert [m["event_id"] for m in mentions] == [None, None]


def test_compound_actors_of_one_trigger_are_one_event() -> None:
    second = report(actor_mention_id="men_porto", actor_text="Porto")
    (event,), _ = merge([report(), second])
    assert event["actor_names"] == ["Norland", "Porto"]
    assert event["n_mentions"] == 1  # one sentence, whatever the number of parties in it


def test_entity_that_is_not_published_is_not_referred_to() -> None:
    (event,), (mention,) = merge(
        [report(actor_mention_id="men_ghost", actor_text="Ghost", place_mention_id="men_ghost")]
    )
    assert event["actor_ids"] == []
    assert event["actor_names"] == ["Ghost"]
    assert mention["actor_id"] is None
    assert event["place_id"] is None


def test_no_reports_give_empty_tables() -> None:
    assert merge([]) == ([], [])


def test_best_known_date_stands_for_the_event() -> None:
    vague = report(
        date_basis="bound",
        date_text=None,
        event_date_start=None,
        event_date_end=dt.date(2019, 11, 19),
        trigger_start=3,
    )
    (event,), _ = merge([vague, report(sentence_index=4)])
    assert event["event_date_start"].date() == dt.date(2019, 11, 18)
    assert event["date_basis"] == "weekday"


NINETEENTH, TWENTIETH = dt.date(2019, 11, 19), dt.date(2019, 11, 20)


def test_what_was_reported_on_a_day_did_not_happen_on_a_later_one() -> None:
    bound = {"date_basis": "bound", "event_date_start": None, "date_text": None}
    first = report(event_date_end=NINETEENTH, **bound)
    later = report(article_id="art_b", event_date_end=TWENTIETH, **bound)
    for rows in ([first, later], [later, first]):
        (event,), _ = merge(rows)
        assert event["event_date_end"].date() == NINETEENTH
        assert event["date_basis"] == "bound"


def test_a_day_that_is_told_goes_before_an_earlier_bound() -> None:
    """The twin: a text that tells the day is believed, whatever the others say of it."""
    recalled = report(date_basis="bound", event_date_start=None, event_date_end=NINETEENTH, date_text=None)  # fmt: skip
    told = report(article_id="art_b", event_date_start=TWENTIETH, event_date_end=TWENTIETH)
    (event,), _ = merge([recalled, told])
    assert (event["event_date_start"].date(), event["date_basis"]) == (TWENTIETH, "weekday")


REPORTS = [
    report(article_id=article, trigger_start=start, **changes)
    for article in ("art_a", "art_b", "art_c")
    for start, changes in enumerate(
        [
            {},
            {"evidence": "Sudonia's harbour talks: Norland walked out."},
            {"recipient_mention_id": None, "recipient_text": None},
            {
                "event_date_start": None,
                "event_date_end": None,
                "date_basis": "unknown",
                "date_precision": "unknown",
            },
            {"actor_mention_id": None, "actor_text": "police"},
        ]
    )
]


@settings(max_examples=6)
@given(st.integers(0, 10_000))
def test_any_order_gives_the_same_tables(seed: int) -> None:
    shuffled = list(REPORTS)
    random.Random(seed).shuffle(shuffled)
    assert merge(shuffled) == merge(REPORTS)


def shot(article_id: str, who: str | None, whom: str, **changes: Any) -> CodedEvent:
    """Return a report of a shooting: each article calls the man and his victim by other words."""
    told = {
        "event_type": "ASSAULT",
        "event_mode": "firearms",
        "trigger": "shot",
        "trigger_lemma": "shoot",
        "evidence": f"{who or 'A man'} shot {whom} in the harbour of Norland on Monday, talks said.",
        "actor_mention_id": None,
        "actor_text": who,
        "recipient_mention_id": None,
        "recipient_text": whom,
    }
    return report(article_id=article_id, **told | changes)


def test_parties_called_by_other_words_are_one_happening() -> None:
    (event,), _ = merge([shot("art_a", "a gunman", "a clerk"), shot("art_b", None, "a father")])
    assert event["n_articles"] == 2
    assert event["recipient_names"] == ["a clerk"]  # no two reports agree: of two as sure the first


@pytest.mark.parametrize(
    ("article_id", "who", "whom", "n"),
    [
        ("art_a", None, "four guards", 2),
        ("art_a", None, "20 guards", 2),
        ("art_a", None, "1 guard", 1),
        ("art_a", None, "a guard", 1),
        ("art_a", "a gunman", "four guards", 1),
        ("art_b", None, "four guards", 1),
    ],
    ids=["several", "in figures", "one in figures", "one", "by one man", "in another's words"],
)
def test_several_are_not_the_one_of_the_same_article(
    article_id: str, who: str | None, whom: str, n: int
) -> None:
    first = shot("art_a", who, "a clerk", trigger_start=0)
    events, _ = merge([first, shot(article_id, who, whom, trigger_start=308, trigger_end=312)])
    assert len(events) == n


@pytest.mark.parametrize(
    ("who", "whom", "n"),
    [("the bishop", "reporters", 2), (None, "the minister", 1), ("the bishop", None, 1)],
    ids=["by others", "of the same", "of nobody told"],
)
def test_what_is_said_of_others_in_one_article_is_another_saying(
    who: str | None, whom: str | None, n: int
) -> None:
    said = {"event_type": "ACCUSE", "event_mode": "allege", "trigger": "accused", "trigger_lemma": "accuse"}  # fmt: skip
    first = shot("art_a", None, "the minister", **said)
    events, _ = merge(
        [
            first,
            shot("art_a", who, "", **said, trigger_start=308, trigger_end=315, recipient_text=whom),
        ]
    )
    assert len(events) == n


@pytest.mark.parametrize(("sure", "shown"), [(0.1, ["a clerk"]), (0.9, ["a father"])])
def test_where_no_two_reports_agree_the_surest_says_who_it_was(
    sure: float, shown: list[str]
) -> None:
    other = shot("art_b", "a gunman", "a father", confidence=sure)
    (event,), _ = merge([shot("art_a", "a gunman", "a clerk"), other])
    assert (event["actor_names"], event["recipient_names"]) == (["a gunman"], shown)
    told = [shot(article_id, "a gunman", "a clerk") for article_id in ("art_a", "art_c")]
    (event,), _ = merge([*told, other])
    assert event["recipient_names"] == ["a clerk"]


def test_a_name_stands_for_those_who_are_called_something() -> None:
    porto = {
        "actor_mention_id": "men_porto",
        "evidence": "Porto shot a clerk in the harbour of Norland.",
    }
    named_later = shot("art_b", "Porto", "a clerk", **porto)
    (event,), _ = merge([shot("art_a", "a gunman", "a clerk"), named_later])
    assert event["actor_names"] == ["Porto"]


def test_a_date_narrows_and_never_jumps() -> None:
    soft = {
        "date_basis": "bound",
        "event_date_start": None,
        "event_date_end": dt.date(2019, 11, 19),
    }
    for day, found in ((11, [11, 19]), (12, [12])):
        told = dt.date(2019, 11, day)
        earlier = report(event_date_start=told, event_date_end=told, trigger_start=99)
        events, _ = merge([report(**soft), earlier])
        assert sorted(e["event_date_end"].day for e in events) == found


def test_one_publishers_copies_say_it_once() -> None:
    again = [report(article_id="art_b"), report(article_id="art_c", date_basis="explicit")]
    other = [report(), report(article_id="art_b")]
    assert [merge(rows)[0][0]["confidence"] for rows in (again, other)] == [0.8, 0.83]


def test_an_event_says_whose_state_and_sector_acts_and_shows_its_best_sentence() -> None:
    weir = report(actor_text="The Norland army", recipient_text="Sudonian rebels", confidence=0.7)
    better = report(
        article_id="art_b", evidence="Norland left the harbour talks with Sudonia.", trigger="left"
    )
    (event,), _ = merge([weir, better])
    assert (event["actor_country_codes"], event["recipient_country_codes"]) == (["NOR"], ["SDN"])
    assert event["actor_sectors"] == ["GOV", "MIL"]
    assert event["recipient_sectors"] == ["GOV", "REB"]
    assert event["intensity"] == -6
    assert (event["evidence"], event["trigger"]) == (better.evidence, "left")
    assert event["evidence_mention_id"] == better.event_mention_id
    assert event["article_title"] == "art_b"
    assert event["summary"] == "Norland withdrew from dealings with Sudonia, 18 November 2019"


def test_an_office_that_one_article_names_holds_in_the_others() -> None:
    weir = dataclasses.replace(named("art_a", "porto"), name="Ana Weir", entity_type="PERSON")
    stories = []
    for article_id, country, kind in (("art_a", "SDN", "ACCUSE"), ("art_b", None, "REQUEST")):
        mention = dataclasses.replace(
            weir,
            mention_id=f"men_weir_{article_id}",
            article_id=article_id,
            surface="Ana Weir",
            name_key="PERSON:ana weir",
            country_code=None,
        )
        told = report(
            article_id=article_id,
            event_type=kind,
            actor_mention_id=mention.mention_id,
            actor_text="Ana Weir",
            actor_country=country,
            actor_sector="LEG" if country else None,
            recipient_mention_id=None,
            recipient_text=None,
        )
        stories.append(Story(article_id, (mention,), None, (), (told,)))
    kept = from_nothing(stories)
    rows = kept.rows("SELECT event_type, actor_country_codes, actor_sectors FROM evt_event")
    assert rows == [("ACCUSE", ["SDN"], ["LEG"]), ("REQUEST", ["SDN"], ["LEG"])]
    kept.put([], ["art_a"])
    rows = kept.rows("SELECT event_type, actor_country_codes, actor_sectors FROM evt_event")
    assert rows == [("REQUEST", [], [])]


AID = {"event_type": "AID", "event_mode": None}
ATTACK = {"event_type": "ASSAULT", "event_mode": None}
TALKS = {"event_type": "CONSULT", "event_mode": None}


@pytest.mark.parametrize(
    ("first", "second", "n_events"),
    [
        (AID, AID, 1),  # "sent 40 beehives", "lends 40 beehives"
        (AID | {"actor_mention_id": None, "actor_text": None}, AID, 1),
        (AID, AID | {"recipient_mention_id": "men_porto", "recipient_text": "Porto"}, 2),
        (AID, AID | {"recipient_mention_id": None, "recipient_text": "the islanders"}, 2),
        (AID, AID | {"actor_mention_id": None, "actor_text": "the navy"}, 2),
        (AID | {"event_mode": "military"}, AID, 2),
        (AID | {"event_mode": "military"}, AID | {"event_mode": "military"}, 1),
        (ATTACK | {"event_mode": "firearms"}, ATTACK, 1),
        (ATTACK | {"event_mode": "firearms"}, ATTACK | {"event_mode": "abduct"}, 2),
        (AID | {"event_mode": "military"}, AID | {"event_mode": "humanitarian"}, 2),
        (AID, AID | {"event_date_start": None, "event_date_end": None}, 1),
        (
            AID,
            AID | dict.fromkeys(("event_date_start", "event_date_end"), dt.date(2019, 11, 12)),
            2,
        ),
        (AID, AID | {"status": "planned"}, 2),
        # What is said is said with each word anew; who talks with whom may be told from both sides.
        (dict(AID, event_type="REQUEST"), dict(AID, event_type="REQUEST"), 2),
        (
            TALKS,
            TALKS | {"actor_mention_id": "men_sudonia", "recipient_mention_id": "men_norland"},
            1,
        ),
        (TALKS, TALKS | {"event_mode": "phone"}, 1),
        (TALKS, TALKS | {"recipient_mention_id": "men_porto", "recipient_text": "Porto"}, 2),
        (TALKS | {"recipient_mention_id": None}, TALKS | {"recipient_mention_id": None}, 2),
    ],
)
def test_other_words_for_what_is_done_to_one_known_party_are_one_happening(
    first: dict[str, Any], second: dict[str, Any], n_events: int
) -> None:
    rows = [
        report(trigger="sent", trigger_lemma="send", **first),
        report(sentence_index=3, trigger="lends", trigger_lemma="lend", trigger_start=20, **second),
    ]
    assert len(merge(rows)[0]) == n_events
