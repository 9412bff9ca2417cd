"""What `training.events.news_score` counts: types by sentence, triples by event, and sentences that should have none."""

from __future__ import annotations

import datetime as dt

from copydesk.entities import find_mentions
from copydesk.events import code_events
from copydesk.nlp import load_model
from copydesk.text.language import ArticleText
from training.events.judge import Analysed
from training.events.news_score import report, summed, tally_of
from training.events_corpus.corpus import LabelledEvent, Span
from training.news_corpus.load import NewsText

BODY = "Police in Harlow arrested Peter Brand on Monday. The museum opens at nine."


def analysed(*events: LabelledEvent) -> Analysed:
    first = BODY.index(" The")
    text = NewsText(
        source="made",
        document="one",
        publisher="made",
        is_held_out=True,
        teaches_judge=False,
        texts={"body": BODY},
        sentences=(("body", 0, first), ("body", first + 1, len(BODY))),
        events=tuple(("body", event) for event in events),
        names=None,
    )
    article = ArticleText(
        article_id="art_one", body=BODY, title=None, published_on=dt.date(2020, 3, 4)
    )
    found = load_model().analyse(article.texts())
    return text, article, found, tuple(find_mentions(article, found))


def labelled(
    event_type: str,
    trigger: str,
    actor: str = "Police",
    date: str | None = None,
    recipient: str | None = "Peter Brand",
    *,
    is_mutual: bool = False,
) -> LabelledEvent:
    def span(words: str) -> Span:
        start = BODY.index(words)
        return Span(start, start + len(words), words)

    parties = (span(actor),), (span(recipient),) if recipient else ()
    rest = {"is_mutual": is_mutual, "date": date and span(date), "place": None, "speaker": None}
    return LabelledEvent(event_type, None, span(trigger), *parties, **rest, status="reported", polarity="positive")  # fmt: skip


def counted(*events: LabelledEvent) -> dict[str, tuple[int, int, int]]:
    text, article, found, mentions = analysed(*events)
    tally = tally_of(text, code_events(article, found, mentions))
    return {name: (c.right, c.extra, c.missed) for name, c in tally.items()}


def test_an_event_with_type_and_parties_is_right() -> None:
    right = counted(labelled("COERCE", "arrested"))
    assert {name: right[name] for name in ("type", "triple", "empty")} == {"type": (1, 0, 0), "triple": (1, 0, 0), "empty": (1, 0, 0)}  # fmt: skip


def test_a_date_counts_where_trigger_and_type_are_right() -> None:
    assert counted(labelled("COERCE", "arrested", date="on Monday"))["date"] == (1, 0, 0)
    assert counted(labelled("COERCE", "arrested", date="at nine"))["date"] == (0, 1, 1)
    assert counted(labelled("COERCE", "arrested"))["date"] == (0, 1, 0)
    assert counted(labelled("AID", "arrested", date="on Monday"))["date"] == (0, 0, 0)
    assert counted(labelled("COERCE", "opens", date="on Monday"))["date"] == (0, 0, 0)


def test_another_party_is_right_in_type_alone() -> None:
    other = counted(labelled("COERCE", "arrested", actor="museum"))
    assert other["type"] == (1, 0, 0)
    assert other["triple"] == (0, 1, 1)


def test_a_party_where_none_is_labelled_is_wrong_to_a_reader() -> None:
    right, wrong, other_type = (1, 0, 0), (0, 1, 1), (0, 0, 0)
    assert counted(labelled("COERCE", "arrested"))["parties"] == right
    nobody = counted(labelled("COERCE", "arrested", recipient=None))
    assert (nobody["triple"], nobody["parties"]) == (right, wrong)
    assert counted(labelled("COERCE", "arrested", actor="museum"))["parties"] == wrong
    assert counted(labelled("AID", "arrested"))["parties"] == other_type
    turned = {"actor": "Peter Brand", "recipient": "Police"}
    assert counted(labelled("COERCE", "arrested", **turned))["parties"] == wrong
    assert counted(labelled("COERCE", "arrested", **turned, is_mutual=True))["parties"] == right


def test_what_no_label_says_is_a_false_event_of_an_empty_sentence() -> None:
    assert counted() == {
        "type": (0, 1, 0),
        "triple": (0, 1, 0),
        "empty": (1, 1, 0),
        "date": (0, 0, 0),
        "parties": (0, 0, 0),
    }


def test_documents_are_added_up() -> None:
    documents = [analysed(labelled("COERCE", "arrested")), analysed()]
    assert report(documents) == [
        "type F1 0.667 (precision 0.500, recall 1.000)",
        "triple F1 0.667",
        "date F1 0.000 (precision 0.000, recall 0.000)",
        "parties of events right in trigger and type: 1.000",
        "sentences without an event that get one: 1 of 3",
    ]
    assert summed([]).keys() == {"type", "triple", "empty", "date", "parties"}
