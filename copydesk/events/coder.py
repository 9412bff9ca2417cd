"""From one analysed article to its events: triggers, scope, arguments, date and place put together."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice

from copydesk.events import judge
from copydesk.events.arguments import LOOSE_BEFORE, find_actors, patient_tokens
from copydesk.events.dates import When
from copydesk.events.denial import is_claimed
from copydesk.events.frames import parties_of_frame, reading_of
from copydesk.events.judge import Pair, Way, confidence_of, marks_of
from copydesk.events.ontology import MATERIAL_CONFLICT, contexts_of, quad_class
from copydesk.events.parties import PLACE_CASES, Before, Cast, Party, cover, without_money
from copydesk.events.people import carried
from copydesk.events.recast import Reading, is_swallowed, read_event, requests_by_modal
from copydesk.events.roles import (
    arguments_of,
    is_reciprocal,
    is_scene,
    only_acted_upon,
    only_acting,
    owner_of,
    pairs_of,
    recipient_inside,
)
from copydesk.events.slips import with_known_lemmas
from copydesk.events.story import Story, country_of_party, story_of
from copydesk.events.timing import date_of
from copydesk.events.tree import Tree, build_tree
from copydesk.events.triggers import Trigger, find_triggers, frame_at
from copydesk.events.vetoes import is_told_in_full, veto_of
from copydesk.ids import content_id
from copydesk.text.language import AnalysedArticle, ArticleText, CodedEvent, FoundMention
from schemas.events import EventStatus

LEAD_SENTENCES = 3
"""Body sentences, from the top, that carry the news of the day when they name no date."""
ANY = 0.25
"""How many sentences of news report an event."""
OLD_AFTER = dt.timedelta(days=366)
"""What is told of more than a year ago is history, as the guideline has it: "last year" is not."""


def code_events(
    article: ArticleText,
    analysed: AnalysedArticle,
    mentions: Sequence[FoundMention],
    choose: Callable[[Sequence[Way]], Way | None] = judge.choose,
) -> tuple[CodedEvent, ...]:
    """Return the events that an article reports, in text order; of the ways to read each the one that `choose` picks."""
    trees = [build_tree(with_known_lemmas(sentence)) for sentence in analysed.sentences]
    story = story_of(article, trees, mentions)
    coded: dict[str, CodedEvent] = {}
    before = Before()
    n_body = 0
    for tree, beside in zip(trees, chances_beside(trees), strict=True):
        section = tree.sentence.section
        n_body += section == "body"
        here = story.mentions.get(tree.sentence.index, [])
        if not is_quoted(story, tree):
            before = dataclasses.replace(before, speaker=None)
        named = without_money(tree, cover(tree, here))
        cast = Cast(tree, named, before, story.bearers[tree.sentence.index], beside)
        is_lead = section != "body" or n_body <= LEAD_SENTENCES
        for way in _ways_chosen(story, cast, is_lead, choose):
            for event in way.events:
                coded.setdefault(event.event_mention_id, event)
        before = carried(cast)
    found = coded.values()
    return tuple(
        sorted(found, key=lambda e: (e.sentence_index, e.trigger_start, e.event_mention_id))
    )


def chances_beside(trees: Sequence[Tree]) -> list[float]:
    """Return for each sentence how likely the one before or the one behind reports an event; a lone one stands beside anything."""
    likely = [max((t.event_chance or 0.0 for t in tree.tokens), default=0.0) for tree in trees]
    sides = ([*likely[max(0, i - 1) : i], *likely[i + 1 : i + 2]] for i in range(len(likely)))
    return [max(beside, default=ANY) for beside in sides]


def is_quoted(story: Story, tree: Tree) -> bool:
    """Tell whether a sentence has a quotation mark, or stands between two in its paragraph."""
    text = story.article.texts()[tree.sentence.section]
    before = text[: tree.sentence.start].rpartition("\n")[2]
    is_open = before.rfind("“") > before.rfind("”") or before.count('"') % 2 == 1
    return is_open or any(mark in tree.sentence.text for mark in '"“”')


def _ways_chosen(
    story: Story, cast: Cast, is_lead: bool, choose: Callable[[Sequence[Way]], Way | None]
) -> Iterator[Way]:
    """Yield how the events of a sentence are read: what the lexicon knows, then what the model alone reads."""
    told: dict[int, tuple[Trigger, Way]] = {}
    for trigger, reading in _known_readings(story, cast):
        way = choose(_ways_of(story, cast, reading, is_lead))
        if way is not None:
            told[trigger.index] = trigger, way
            yield way
    known = {i for trigger, _ in told.values() for i in range(trigger.first, trigger.last + 1)}
    for frame in cast.tree.sentence.frames:
        if frame.trigger not in known:
            reading = reading_of(cast, frame)
            way = choose(_ways_of(story, cast, reading, is_lead))
            if way is not None and not _is_told(cast.tree, reading, way, told):
                yield way


def _known_readings(story: Story, cast: Cast) -> Iterator[tuple[Trigger, Reading]]:
    """Yield the triggers that the lexicon knows, in text order, and how they are read."""
    asked = requests_by_modal(cast)
    by_index = {t.index: t for t in find_triggers(cast, story.background)}
    by_index |= {i: modal.trigger for i, modal in asked.items()}
    for i, trigger in sorted(by_index.items()):
        reading = asked.get(i) or read_event(cast, trigger, by_index)
        if reading is not None:
            yield trigger, reading


def _is_told(
    tree: Tree, reading: Reading, way: Way, told: Mapping[int, tuple[Trigger, Way]]
) -> bool:
    """Tell whether an act of the same type and parties that governs it is told already: "arrived for a visit", "launched an investigation"."""
    events = [e for _, w in told.values() for e in w.events if e.event_type == reading.event_type]
    named = {None}.union(*({e.actor_text, e.recipient_text} for e in events))
    is_new = any(not {e.actor_text, e.recipient_text} <= named for e in way.events)
    triggers = {i: trigger for i, (trigger, _) in told.items()}
    return not is_new and is_swallowed(tree, reading.trigger, triggers)


def _ways_of(story: Story, cast: Cast, reading: Reading, is_lead: bool) -> list[Way]:
    """Return the ways to name the parties of a reading: the parse's recipient first, or the model's."""
    if veto_of(cast.tree, reading, story.background):
        return []
    ways: dict[tuple[str | None, ...], Way] = {}
    is_to_each_other = is_reciprocal(cast.tree, reading.trigger.index)
    # Of those who do it to each other the model knows one side at most.
    for actors, recipients in islice(_sides(cast, reading), 1 if is_to_each_other else None):
        recipients = recipients or recipient_inside(cast, reading, actors)
        recipients = recipients or owner_of(cast, reading, actors)
        actors = only_acting(cast, reading, actors)
        recipients = only_acted_upon(cast, reading, recipients)
        if not is_to_each_other:
            recipients = _without(recipients, actors)
        pairs = list(pairs_of(actors, recipients))
        names = tuple(p.here if p else None for pair in pairs for p in pair)
        if pairs and names not in ways and is_told_in_full(cast.tree, reading, actors, recipients):
            ways[names] = _way(story, cast, reading, pairs, is_lead)
    return list(ways.values())


def _way(story: Story, cast: Cast, reading: Reading, pairs: Sequence[Pair], is_lead: bool) -> Way:
    recipients = [recipient for _, recipient in pairs if recipient]
    is_dead = any(actor and actor.key in story.deceased for actor, _ in pairs)
    if is_dead and reading.status == "reported":
        reading = dataclasses.replace(reading, status="historical")
    dated = date_of(cast.tree, reading, story.article.published_on)
    place = _place(story, cast, reading, recipients, is_lead)
    marks = tuple(marks_of(cast, reading, pair) for pair in pairs)
    events = (
        _coded(story, cast, reading, *pair, dated, place, confidence_of(known))
        for pair, known in zip(pairs, marks, strict=True)
    )
    return Way(reading.is_alone, tuple(events), marks)


def _sides(cast: Cast, reading: Reading) -> Iterator[tuple[list[Party], list[Party]]]:
    """Yield who may act and who may be acted upon, the parse's word first."""
    actors, recipients = arguments_of(cast, reading)
    acting, acted_upon = _model_sides(cast, reading)
    others = (_without(side, [*actors, *recipients]) for side in (acting, acted_upon))
    more = [_joined_to(cast, *sides) for sides in zip((actors, recipients), others, strict=True)]
    actors, recipients = [*actors, *more[0]], [*recipients, *more[1]]
    yield (
        actors or _without(acting, recipients),
        recipients or _without(acted_upon, actors),
    )
    side = _joined(cast, reading, actors, acted_upon) or acting
    objects = [] if reading.is_alone else patient_tokens(cast.tree, reading.trigger.index)
    direct = {i for o in objects for i in cast.tree.conjuncts(o)}
    if any(p.index in direct for p in recipients):
        # "banned papers and expelled workers": of the first verb the papers
        acted_upon = recipients
    yield side, _without(acted_upon or recipients, side)


def _joined_to(cast: Cast, parties: list[Party], others: list[Party]) -> list[Party]:
    """Return those of others who are joined to parties: "Harl and his firm", of whom the parse knows the first."""
    joined = {j for p in parties for j in cast.tree.joined(p.index)}
    return [p for p in others if p.index in joined]


def _joined(
    cast: Cast, reading: Reading, actors: list[Party], acted_upon: Sequence[Party]
) -> list[Party]:
    """Return who acts; all who are joined where it is done to others besides: "Norway and Egypt agreed to help OPEC"."""
    joined = find_actors(cast, reading.trigger.index) if reading.actors is None else []
    is_to_others = joined[:1] == actors[:1] and bool(_without(list(acted_upon), joined))
    return [*joined, *_without(actors, joined)] if is_to_others else actors


def _without(parties: list[Party], others: Sequence[Party]) -> list[Party]:
    """Return the parties that are none of others."""
    keys = {party.here for party in others}
    return [party for party in parties if party.here not in keys]


def _model_sides(cast: Cast, reading: Reading) -> tuple[list[Party], list[Party]]:
    """Return who acts and who is acted upon by the model's word; in a passive whom it is done to does not act, nor who says it."""
    tree, verb = cast.tree, reading.trigger.index
    frame = None if reading.actors is not None else frame_at(tree, reading.trigger)
    acting, acted_upon = parties_of_frame(cast, frame) if frame else ([], [])
    if not tree.is_passive(verb):
        return acting, acted_upon
    # In "Singer arrested" the model may take the singer for who acts.
    heads = [i for head in patient_tokens(tree, verb) for i in tree.conjuncts(head)]
    owners = {c for i in heads for c in tree.with_dep(i, *LOOSE_BEFORE)}  # "Norway's offer"
    owned = [p for p in acting if p.index in owners]
    undergoing = set(heads)
    speaker = reading.scope.speaker
    acted_upon = owned or acted_upon or [p for p in acting if p.index in undergoing]
    others = _without([p for p in acting if p.index not in undergoing], acted_upon)
    return _without(others, [speaker] if speaker is not None else []), acted_upon


def _place(
    story: Story, cast: Cast, reading: Reading, recipients: list[Party], is_lead: bool
) -> FoundMention | None:
    """Return the place that the sentence states for the act, else the dateline of a lead, else nothing.

    Words are spoken and accords made where the news is written; of deeds against others (the ambush of which Manila tells)
    that is sure only where the text speaks of the town as well.
    """
    index = reading.trigger.index
    around = filter(None, map(cast.place_at, cast.tree.children[index]))
    scene = next((place for place in around if is_scene(cast, index, place)), None)
    if scene is not None:
        return scene.mention
    taken = {p.mention_id for p in recipients}
    is_there = story.is_set_there or quad_class(reading.event_type) != MATERIAL_CONFLICT
    default = story.dateline if is_lead and reading.is_main and is_there else None
    stated = (p for p in _places_stated(cast, reading) if p.mention_id not in taken)
    return next(stated, default)


def _places_stated(cast: Cast, reading: Reading) -> Iterator[FoundMention]:
    """Yield the places that stand with a preposition of place at the trigger or at its parties."""
    tree, index = cast.tree, reading.trigger.index
    hosts = [index]
    hosts += [c for c in tree.children[index] if tree.base(c) in ("obj", "obl", "nsubj", "xcomp")]
    below = (c for host in hosts for c in tree.children[host] if tree.base(c) in ("obl", "nmod"))
    places = (cast.place_at(c) for c in below if tree.case_of(c) in PLACE_CASES)
    yield from (place.mention for place in places if place and place.mention)


def _coded(
    story: Story,
    cast: Cast,
    reading: Reading,
    actor: Party | None,
    recipient: Party | None,
    dated: When,
    place: FoundMention | None,
    confidence: float,
) -> CodedEvent:
    sentence, trigger = cast.tree.sentence, reading.trigger
    text = story.article.texts()[sentence.section]
    start, end = cast.tree.tokens[trigger.first].start, cast.tree.tokens[trigger.last].end
    speaker, article_id = reading.scope.speaker, story.article.article_id
    places = [f"{p.start}:{p.end}" if p else "" for p in (actor, recipient)]
    told = (article_id, sentence.section, str(start), str(end), reading.event_type, *places)
    return CodedEvent(
        event_mention_id=content_id("evm", *told),
        article_id=article_id,
        section=sentence.section,
        sentence_index=sentence.index,
        evidence=text[sentence.start : sentence.end],
        start=sentence.start,
        end=sentence.end,
        trigger=text[start:end],
        trigger_start=start,
        trigger_end=end,
        event_type=reading.event_type,
        event_mode=reading.mode,
        contexts=contexts_of(list(cast.tree.lemmas)),
        actor_mention_id=actor.mention_id if actor else None,
        actor_text=actor.text_in(text) if actor else None,
        recipient_mention_id=recipient.mention_id if recipient else None,
        recipient_text=recipient.text_in(text) if recipient else None,
        speaker_mention_id=speaker.mention_id if speaker else None,
        place_mention_id=place.mention_id if place else None,
        date_text=dated.text,
        event_date_start=dated.first,
        event_date_end=dated.last,
        date_precision=dated.precision,
        date_basis=dated.basis,
        status=_status(story, cast, reading, dated, (actor, recipient)),
        polarity=reading.polarity,
        confidence=confidence,
        trigger_lemma=cast.tree.lemmas[trigger.index],
        actor_country=country_of_party(story, actor) if actor else None,
        recipient_country=country_of_party(story, recipient) if recipient else None,
        actor_sector=story.sector_of.get(actor.key) if actor else None,
        recipient_sector=story.sector_of.get(recipient.key) if recipient else None,
    )


def _status(story: Story, cast: Cast, reading: Reading, dated: When, pair: Pair) -> EventStatus:
    """Return the status: a claim where the words say so, or who tells of violence did or suffered it, else past history where the date says so."""
    published = story.article.published_on
    if reading.status != "reported":
        return reading.status
    is_left_to_it = is_claimed(cast.tree, reading.trigger.index, reading.scope.speech_verb)
    is_force = reading.event_type == "ASSAULT"
    if is_left_to_it or (is_force and _is_told_by_party(reading, pair[1])):
        return "claimed"
    if dated.last and published and published - dated.last > OLD_AFTER:
        return "historical"
    return "reported"


def _is_told_by_party(reading: Reading, recipient: Party | None) -> bool:
    """Tell whether who says it did or suffered it: "she said that he beat her"."""
    speaker = reading.scope.speaker
    if speaker is None or reading.scope.is_own_speech:
        return reading.scope.is_own_speech
    people = speaker.mention  # "Palestinian officials say that two Palestinians were killed"
    is_for_people = people is not None and people.entity_type in ("GPE", "NORP")
    own = people.country_code if people and is_for_people else None
    is_suffered = recipient is not None and (recipient.key == speaker.key or (own and recipient.country == own))  # fmt: skip
    return bool(is_suffered)
