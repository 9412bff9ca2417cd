"""Kept events are those of a run from nothing, after any history."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kept_collection import Kept, Story, from_nothing
from test_kept_entities import story as story_of

from copydesk.collection import rows
from copydesk.disk.mapping import map_file, mapping_elsewhere
from copydesk.events.merging import Report, find_homes, is_same
from copydesk.ids import content_id
from copydesk.text.language import CodedEvent
from schemas.columns import EntityType

PARTIES: list[tuple[EntityType, str]] = [
    ("GPE", "USA"),
    ("GPE", "Velmar"),
    ("PERSON", "Ana Brankovic"),
    ("PERSON", "Ivo Brankovic"),
    ("PERSON", "Brankovic"),
    ("PERSON", "Smith"),
    ("ORG", "Velmar"),
]
"""Parties that mean others when the collection changes: a town or a firm, a surname of one or of two."""
SENTENCES = (
    "Envoys left the harbour talks with anger on Monday.",
    "Envoys left the talks in anger.",
    "Anger at the harbour: talks were left by envoys, again.",
    "Soup was served.",
)
FIRST = dt.datetime(2024, 1, 1, 9, tzinfo=dt.UTC)

parties = (
    st.none()
    | st.integers(0, len(PARTIES) - 1)
    | st.sampled_from(["police", "riot police", "crowds"])
)
coded = st.fixed_dictionaries(
    {
        "actor": parties,
        "recipient": parties,
        "place": st.sampled_from([None, None, 0, 1]),
        "sentence": st.integers(0, len(SENTENCES) - 1),
        "trigger": st.integers(0, 2),
        "type": st.sampled_from(["CONSULT", "CONSULT", "CONSULT", "ACCUSE"]),
        "status": st.sampled_from(["reported", "reported", "planned", "claimed"]),
        "polarity": st.sampled_from(["positive", "positive", "positive", "negative"]),
        "basis": st.sampled_from(["explicit", "weekday", "bound", "unknown"]),
        "day": st.none() | st.integers(-5, 25),
        "length": st.sampled_from([0, 0, 0, 1, 30, 365]),
    }
)
moments = st.none() | st.integers(0, 20).map(lambda n: FIRST + dt.timedelta(n))
told = st.tuples(
    st.lists(coded, max_size=4), moments, st.sampled_from([(), ("A",), ("A", "B"), ("C",)])
)
stories = st.dictionaries(st.integers(0, 9), st.sampled_from(["sty_one", "sty_two"]), max_size=4)
changes = st.lists(
    st.tuples(
        st.dictionaries(st.integers(0, 9), st.none() | told, min_size=1, max_size=7), stories
    ),
    min_size=1,
    max_size=5,
)
"""Batches: by the number of an article, what it tells from then on (None removes it), and in which story it is."""


def story(
    number: int, events: list[dict], moment: dt.datetime | None, publishers: tuple[str, ...]
) -> Story:
    """Return an article that names all parties its events need."""
    used = sorted(
        {e[r] for e in events for r in ("actor", "recipient", "place") if isinstance(e[r], int)}
    )
    plain = story_of(number, [(PARTIES[i], False) for i in used], moment)
    mention_of = {i: mention.mention_id for i, mention in zip(used, plain.mentions, strict=True)}
    rows = [coded_event(plain.article_id, n, event, mention_of) for n, event in enumerate(events)]
    return Story(plain.article_id, plain.mentions, moment, publishers, tuple(rows))


def coded_event(article_id: str, n: int, event: dict, mention_of: dict[int, str]) -> CodedEvent:
    day = None if event["day"] is None else (FIRST + dt.timedelta(event["day"])).date()
    actor, recipient = event["actor"], event["recipient"]
    return CodedEvent(
        event_mention_id=content_id(
            "evm", article_id, str(n), repr(sorted(event.items(), key=str))
        ),
        article_id=article_id,
        section="body",
        sentence_index=event["trigger"],
        evidence=SENTENCES[event["sentence"]],
        start=0,
        end=len(SENTENCES[event["sentence"]]),
        trigger="left",
        trigger_start=event["trigger"],
        trigger_end=event["trigger"] + 4,
        event_type=event["type"],
        event_mode="meet" if event["sentence"] else None,
        contexts=("diplomatic",) if event["place"] else (),
        actor_mention_id=mention_of.get(actor) if isinstance(actor, int) else None,
        actor_text=PARTIES[actor][1] if isinstance(actor, int) else actor,
        recipient_mention_id=mention_of.get(recipient) if isinstance(recipient, int) else None,
        recipient_text=PARTIES[recipient][1] if isinstance(recipient, int) else recipient,
        speaker_mention_id=mention_of.get(actor)
        if event["place"] and isinstance(actor, int)
        else None,
        place_mention_id=mention_of.get(event["place"]),
        date_text=None,
        event_date_start=day,
        event_date_end=day and day + dt.timedelta(event["length"]),
        date_precision="day",
        date_basis=event["basis"],
        status=event["status"],
        polarity=event["polarity"],
        confidence=0.5 + event["sentence"] / 100,
        trigger_lemma=("leave", "soup")[event["sentence"] // 3],
    )


def after(history: list[tuple[dict[int, tuple | None], dict[int, str]]]) -> Kept:
    kept = Kept()
    for batch, moved in history:
        gone = [content_id("art", str(number)) for number, what in batch.items() if what is None]
        new = [story(number, *what) for number, what in batch.items() if what is not None]
        kept.put(new, gone, {content_id("art", str(number)): one for number, one in moved.items()})
    return kept


@settings(max_examples=12)
@given(changes)
def test_any_history_leaves_what_a_run_from_nothing_leaves(
    history: list[tuple[dict[int, tuple | None], dict[int, str]]],
) -> None:
    kept = after(history)
    fresh = from_nothing(list(kept.stories.values()))
    assert kept.kept() == fresh.kept()
    assert kept.event_mentions == fresh.event_mentions == fresh.event_mention_rows()


def test_rows_that_are_worked_out_elsewhere_piece_by_piece_are_those_worked_out_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(number: int) -> dict:
        return {
            "actor": number % 3,
            "recipient": ("police", 4, None)[number % 3],
            "place": 0 if number % 4 else None,
            "sentence": number % 2,
            "trigger": number % 3,
            "type": "CONSULT",
            "status": "reported",
            "polarity": "positive",
            "basis": "explicit",
            "day": number % 5,
            "length": 0,
        }

    news = [
        story(n, [told(3 * n + k) for k in range(3)], FIRST + dt.timedelta(n % 4), ("A",))
        for n in range(20)
    ]
    held: list[str] = []

    def do(shards: Sequence[tuple[str, dict[str, Any]]]) -> None:
        for holds, arguments in reversed(shards):  # as they may end on workers
            held.append(holds)
            map_file(**arguments)

    here = from_nothing(news)
    monkeypatch.setattr(rows, "ROWS", 7)
    elsewhere = from_nothing(news, mapping_elsewhere(tmp_path, do))
    assert elsewhere.kept() == here.kept()
    assert elsewhere.event_mentions == here.event_mentions
    assert {one.split(" ", 1)[1] for one in held} == {
        "name roots",
        "fact rows",
        "party words",
        "report words",
        "report homes",
        "event rows",
    }
    assert sum(one.endswith("event rows") for one in held) > 2
    assert not list(tmp_path.iterdir())


def report(number: int, what: dict, moment: dt.datetime | None) -> Report:
    day = None if what["day"] is None else (FIRST + dt.timedelta(what["day"])).date()
    return Report(
        report_id=content_id("evm", str(number)),
        article_id=f"art_{number % 7}",
        story_id="sty_one",
        event_type="CONSULT",
        event_mode="meet" if what["place"] else None,
        status_group="reported",
        trigger=("meet", "talk")[what["sentence"] // 3],
        actors=("ent_a",),
        recipients=("ent_b",) if what["recipient"] else (),
        place_id=None,
        first_day=day,
        last_day=day and day + dt.timedelta(what["length"]),
        is_soft=what["basis"] == "bound",
        published_at=moment,
        published_on=moment and moment.date(),
        sentence_index=what["trigger"],
        trigger_start=number,
    )


reports = st.lists(st.tuples(coded, moments), min_size=2, max_size=14).map(
    lambda drawn: [report(number, *one) for number, one in enumerate(drawn)]
)


@given(reports, st.randoms(use_true_random=False))
def test_each_report_is_the_earliest_one_that_is_the_same_whatever_the_order(
    reports: list[Report], draw: random.Random
) -> None:
    shuffled = draw.sample(reports, len(reports))
    homes = find_homes(shuffled)
    assert homes == find_homes(reports)
    by_id = {one.report_id: one for one in reports}
    heads = [
        one
        for one in sorted(reports, key=lambda r: r.order)
        if homes[one.report_id] == one.report_id
    ]
    for one in reports:
        home = by_id[homes[one.report_id]]
        earlier = [head for head in heads if head.order < one.order and is_same(head, one)]
        assert home == (earlier[0] if earlier else one)
