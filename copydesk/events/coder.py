"""From one analysed article to its events: triggers, scope, arguments, date and place put together."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Sequence

from copydesk.events.confidence import confidence_of
from copydesk.events.frames import frame_at, parties_of_frame, reading_of
from copydesk.events.ontology import contexts_of
from copydesk.events.parties import Cast, Party, cover, is_person
from copydesk.events.recast import Reading, read_event, request_by_modal
from copydesk.events.repair import repair
from copydesk.events.roles import (
    arguments_of,
    implied_recipients,
    is_apart,
    pairs_of,
    recipient_inside,
)
from copydesk.events.story import Story, country_of_party, is_of, story_of
from copydesk.events.timing import Dated, date_of
from copydesk.events.told import (
    RETALIATING,
    Told,
    as_told,
    is_told_in_full,
    points_back,
    struck_first,
)
from copydesk.events.tree import build_tree
from copydesk.events.triggers import find_triggers
from copydesk.events.vetoes import veto_of
from copydesk.ids import content_id
from copydesk.language import AnalysedArticle, ArticleText, CodedEvent, FoundMention, Sentence
from schemas.events import EventStatus

LEAD_SENTENCES = 3
"""Body sentences, from the top, that carry the news of the day when they name no date."""


OLD_AFTER = dt.timedelta(days=300)


def code_events(
    article: ArticleText, analysed: AnalysedArticle, mentions: Sequence[FoundMention]
) -> tuple[CodedEvent, ...]:
    """Return the events that an article reports, in text order."""
    trees = [build_tree(repair(sentence)) for sentence in analysed.sentences]
    story = story_of(article, trees, mentions)
    coded: dict[str, CodedEvent] = {}
    person: Party | None = None
    group: Party | None = None
    states: tuple[FoundMention, ...] = ()
    told: Told = {}
    n_body = 0
    for tree in trees:
        section = tree.sentence.section
        n_body += section == "body"
        here = story.mentions.get(tree.sentence.index, [])
        cast = Cast(tree, cover(tree, here), person, group, states)
        is_lead = section != "body" or n_body <= LEAD_SENTENCES
        for event in _sentence_events(story, cast, is_lead, told):
            coded.setdefault(event.event_mention_id, event)
        person, group = _carried(cast, person, group)
        states = _pair_of_states(cast, here) or states
    return tuple(
        sorted(
            coded.values(), key=lambda e: (e.sentence_index, e.trigger_start, e.event_mention_id)
        )
    )


def _pair_of_states(cast: Cast, here: Sequence[FoundMention]) -> tuple[FoundMention, ...]:
    """Return two states that a sentence pairs, by key: joined by "and", subject and object, or the one "with" the other."""
    states = {m.name_key: m for m in here if m.entity_type == "GPE"}
    if len(states) != BOTH:
        return ()
    tree, tokens = cast.tree, {i: m for i, m in cast.mention_of.items() if m.name_key in states}
    heads = [i for i in tokens if cast.mention_of.get(tree.head(i)) is not tokens[i]]
    a, b = (next((i for i in heads if tokens[i].name_key == key), None) for key in sorted(states))
    if a is None or b is None:
        return ()
    is_joined = b in tree.conjuncts(a) or a in tree.conjuncts(b)
    is_direct = {tree.base(a), tree.base(b)} == {"nsubj", "obj"}
    cases = {tree.case_of(a), tree.case_of(b)}
    is_over = tree.head(a) == tree.head(b) and (is_direct or bool(PAIRING & cases))
    return tuple(states[key] for key in sorted(states)) if is_joined or is_over else ()


BOTH = 2
PAIRING = frozenset({"with", "against", "between"})


def _carried(
    cast: Cast, person: Party | None, group: Party | None
) -> tuple[Party | None, Party | None]:
    """Return whom "he" and "it" of the next sentence stand for: the one subject of this one."""
    tree = cast.tree
    subjects = [i for i in range(len(tree.tokens)) if tree.base(i) == "nsubj"]
    parties = [p for i in subjects if (p := cast.party_at(i)) is not None and p.is_name]
    persons = {p.key: p for p in parties if is_person(p)}
    groups = {p.key: p for p in parties if not is_person(p)}
    if persons:
        person = next(iter(persons.values())) if len(persons) == 1 else None
    if groups:
        group = next(iter(groups.values())) if len(groups) == 1 else None
    return person, group


def _sentence_events(story: Story, cast: Cast, is_lead: bool, told: Told) -> Iterator[CodedEvent]:
    triggers = find_triggers(cast, story.background)
    by_index = {t.index: t for t in triggers}
    for modal in request_by_modal(cast, by_index):
        by_index[modal.index] = modal
    for index in sorted(by_index):
        reading = read_event(cast, by_index[index], by_index)
        if reading is not None:
            yield from _events_of(story, cast, reading, is_lead, told)
    known = {i for t in by_index.values() for i in range(t.first, t.last + 1)}
    if story.background & PLAY:
        return
    for frame in cast.tree.sentence.frames:
        alone = reading_of(cast, frame) if frame.trigger not in known else None
        if alone is not None:
            yield from _events_of(story, cast, alone, is_lead, told)


PLAY = frozenset({"#sport", "#culture"})
"""Marks of an article about games or shows: there the lexicon's guards know more than the model."""


def _events_of(
    story: Story, cast: Cast, reading: Reading, is_lead: bool, told: Told
) -> Iterator[CodedEvent]:
    if veto_of(cast.tree, reading, story.background):
        return
    actors, recipients = arguments_of(cast, reading)
    actors, recipients = _as_read(cast, reading, actors, recipients)
    recipients = (
        recipients
        or implied_recipients(story, cast, reading, actors)
        or recipient_inside(cast, reading, actors)
    )
    section = cast.tree.sentence.section
    if not actors and not recipients and points_back(cast.tree, reading.trigger):
        reading = as_told(reading, section, told)
    if actors and not recipients and cast.tree.lemmas[reading.trigger.index] in RETALIATING:
        recipients = struck_first(actors, *told.get((section, "struck"), ([], [])))
    key = (section, reading.event_type)
    if not actors and not recipients and points_back(cast.tree, reading.trigger):
        actors, recipients = told.get(key, ([], []))
    if not is_told_in_full(cast.tree, reading, actors, recipients):
        return
    told[key] = (actors, recipients)
    if reading.event_type == "ASSAULT" and actors and recipients:
        told[section, "struck"] = (actors, recipients)
    if reading.mode == "cyber":
        told[section, "cyber"] = (actors, recipients)
    if any(actor.key in story.deceased for actor in actors):
        reading = dataclasses.replace(
            reading, status="historical" if reading.status == "reported" else reading.status
        )
    dated = date_of(cast.tree, reading, story.article.published_on, is_lead)
    place = _place(story, cast, reading, recipients, is_lead)
    for actor, recipient in pairs_of(actors, [p for p in recipients if is_apart(cast, p, reading)]):
        yield _coded(story, cast, reading, actor, recipient, dated, place)


def _as_read(
    cast: Cast, reading: Reading, actors: list[Party], recipients: list[Party]
) -> tuple[list[Party], list[Party]]:
    """Return the parties, those that the syntax doesn't name as the model's frame has them."""
    frame = frame_at(cast.tree, reading.trigger)
    if frame is None or reading.actors is not None or (actors and recipients):
        return actors, recipients
    acting, acted_upon = parties_of_frame(cast, frame)
    own = {p.key for p in (*actors, *recipients)}
    return (
        actors or [p for p in acting if p.key not in own],
        recipients or [p for p in acted_upon if p.key not in own],
    )


def _place(
    story: Story, cast: Cast, reading: Reading, recipients: list[Party], is_lead: bool
) -> FoundMention | None:
    """Return the place that the sentence states for the act, else the dateline of a lead, else nothing."""
    tree, index = cast.tree, reading.trigger.index
    taken = {p.mention.mention_id for p in recipients if p.mention}
    hosts = [index, *([reading.host] if reading.host is not None else [])]
    hosts += [c for c in tree.children[index] if tree.base(c) in ("obj", "obl", "nsubj", "xcomp")]
    for host in hosts:
        for c in tree.children[host]:
            if tree.base(c) in ("obl", "nmod") and tree.case_of(c) in PLACE_CASES:
                place = cast.place_at(c)
                if place is not None and place.mention and place.mention.mention_id not in taken:
                    return place.mention
    return story.dateline if is_lead and reading.is_main else None


PLACE_CASES = frozenset(
    {"in", "at", "near", "outside", "inside", "around", "off", "across", "throughout"}
)


def _coded(
    story: Story,
    cast: Cast,
    reading: Reading,
    actor: Party | None,
    recipient: Party | None,
    dated: Dated,
    place: FoundMention | None,
) -> CodedEvent:
    sentence, trigger = cast.tree.sentence, reading.trigger
    text = story.article.texts()[sentence.section]
    first, last = cast.tree.tokens[trigger.first], cast.tree.tokens[trigger.last]
    speaker = reading.scope.speaker
    return CodedEvent(
        event_mention_id=_mention_id(
            story.article, sentence, (first.start, last.end), reading, actor, recipient
        ),
        article_id=story.article.article_id,
        section=sentence.section,
        sentence_index=sentence.index,
        evidence=text[sentence.start : sentence.end],
        start=sentence.start,
        end=sentence.end,
        trigger=text[first.start : last.end],
        trigger_start=first.start,
        trigger_end=last.end,
        event_type=reading.event_type,
        event_mode=reading.mode,
        contexts=contexts_of(list(cast.tree.lemmas)),
        actor_mention_id=_id(actor),
        actor_text=_text(text, actor),
        recipient_mention_id=_id(recipient),
        recipient_text=_text(text, recipient),
        speaker_mention_id=_id(speaker),
        place_mention_id=place.mention_id if place else None,
        date_text=dated.text,
        event_date_start=dated.first,
        event_date_end=dated.last,
        date_precision=dated.precision,
        date_basis=dated.basis,
        status=_status(story, reading, actor, recipient, dated),
        polarity=reading.polarity,
        confidence=confidence_of(cast.tree, reading, actor, recipient),
        trigger_lemma=cast.tree.lemmas[trigger.index],
        actor_country=country_of_party(story, actor) if actor else None,
        recipient_country=country_of_party(story, recipient) if recipient else None,
    )


def _status(
    story: Story, reading: Reading, actor: Party | None, recipient: Party | None, dated: Dated
) -> EventStatus:
    """Return the status: past history where the date says so, a claim where a party says so."""
    published = story.article.published_on
    if reading.status != "reported":
        return reading.status
    if dated.last and published and published - dated.last > OLD_AFTER:
        return "historical"
    speaker = reading.scope.speaker
    if speaker is not None and reading.is_told and is_of(story, speaker, actor, recipient):
        return "claimed"
    return "reported"


def _mention_id(
    article: ArticleText,
    sentence: Sentence,
    span: tuple[int, int],
    reading: Reading,
    actor: Party | None,
    recipient: Party | None,
) -> str:
    places = [f"{p.start}:{p.end}" if p else "" for p in (actor, recipient)]
    return content_id(
        "evm",
        article.article_id,
        sentence.section,
        str(span[0]),
        str(span[1]),
        reading.event_type,
        *places,
    )


def _id(party: Party | None) -> str | None:
    return party.mention.mention_id if party and party.mention else None


def _text(text: str, party: Party | None) -> str | None:
    """Return the words that name a party: of a pronoun, the name that it stands for."""
    if party is None:
        return None
    return (
        party.mention.surface if party.mention and party.is_name else text[party.start : party.end]
    )
