"""From one analysed article to its events: triggers, scope, arguments, date and place put together."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from copydesk.events.arguments import (
    find_actors,
    find_recipients,
    find_thing,
    named_inside,
    nearest_after,
    nearest_before,
    patient_tokens,
    subject_tokens,
)
from copydesk.events.confidence import confidence_of
from copydesk.events.lexicon import word_list
from copydesk.events.ontology import contexts_of, ontology
from copydesk.events.parties import Cast, Party, cover, is_person
from copydesk.events.people import countries_of_people
from copydesk.events.recast import Reading, read_event, request_by_modal
from copydesk.events.repair import repair
from copydesk.events.timing import Dated, date_of
from copydesk.events.tree import Tree, build_tree
from copydesk.events.triggers import Trigger, find_triggers
from copydesk.ids import content_id
from copydesk.language import AnalysedArticle, ArticleText, CodedEvent, FoundMention, Sentence
from schemas.events import EventStatus

LEAD_SENTENCES = 3
"""Body sentences, from the top, that carry the news of the day when they name no date."""

VERBAL = frozenset(
    {"AGREE", "SUPPORT", "CONCEDE", "REQUEST", "ACCUSE", "REJECT", "THREATEN", "CONSULT"}
)
"""Words need somebody who says them; deeds are reported in the passive without who did them."""

HABITUAL = frozenset(
    [
        "is",
        "are",
        "am",
        "be",
        "being",
        "often",
        "always",
        "usually",
        "widely",
        "generally",
        "frequently",
        "sometimes",
        "can",
        "may",
        "might",
        "would",
        "should",
    ]
)

LIGHT_VERBS = word_list("light", "verbs")
HAPPENING_VERBS = word_list("light", "happening")
OLD_AFTER = dt.timedelta(days=300)


@dataclasses.dataclass(frozen=True, slots=True)
class Story:
    """What is fixed for a whole article."""

    article: ArticleText
    mentions: dict[int, list[FoundMention]]  # by sentence index
    background: frozenset[str]  # lemmas of the title
    dateline: FoundMention | None
    country_of: Mapping[str, FoundMention]  # by the key of a person


Told = dict[tuple[str, str], tuple[list[Party], list[Party]]]
"""The parties of the last event of each type told in a section: whom "the attack" was by and on; "struck": of the last
attack of which both sides are known; "cyber": of the last one on computers."""


def code_events(
    article: ArticleText, analysed: AnalysedArticle, mentions: Sequence[FoundMention]
) -> tuple[CodedEvent, ...]:
    """Return the events that an article reports, in text order."""
    trees = [build_tree(repair(sentence)) for sentence in analysed.sentences]
    story = _story(article, trees, mentions)
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
        states = _last_two_states(states, here)
    return tuple(
        sorted(
            coded.values(), key=lambda e: (e.sentence_index, e.trigger_start, e.event_mention_id)
        )
    )


def _last_two_states(
    before: tuple[FoundMention, ...], here: Sequence[FoundMention]
) -> tuple[FoundMention, ...]:
    """Return the two states that were named last, in the order of their names."""
    states = [m for m in (*before, *sorted(here, key=lambda m: m.start)) if m.entity_type == "GPE"]
    latest = {m.name_key: m for m in states}
    order = sorted(latest.values(), key=lambda m: (m.sentence_index, m.start))[-2:]
    return tuple(sorted(order, key=lambda m: m.name_key))


def _story(article: ArticleText, trees: Sequence[Tree], mentions: Sequence[FoundMention]) -> Story:
    by_sentence: dict[int, list[FoundMention]] = {}
    for mention in mentions:
        by_sentence.setdefault(mention.sentence_index, []).append(mention)
    title = [t.lemma.lower() for s in trees if s.sentence.section == "title" for t in s.tokens]
    words = (article.dateline or "").casefold()
    places = [
        m for m in mentions if m.entity_type in ("GPE", "LOC") and m.surface.casefold() in words
    ]
    dateline = (
        min(places, key=lambda m: (m.sentence_index, m.start, m.mention_id))
        if words and places
        else None
    )
    people = countries_of_people(trees, by_sentence)
    background = frozenset(title) | _marks_of_play(trees)
    return Story(article, by_sentence, background, dateline, people)


def _marks_of_play(trees: Sequence[Tree]) -> frozenset[str]:
    """Return "#sport" or "#culture" for an article whose words say that it is about games or shows."""
    counts = Counter(lemma for tree in trees for lemma in tree.lemmas)
    sport = {w for w in word_list("guards", "sport") if counts[w]}
    weak = {w for w in word_list("guards", "sport_weak") if counts[w]}
    culture = {w for w in word_list("guards", "culture") if counts[w] >= MUCH}
    marks = {"#sport"} if len(sport) >= MUCH and len(sport | weak) >= MANY + MUCH else set[str]()
    return frozenset(marks | ({"#culture"} if len(culture) >= MANY else set()))


MANY, MUCH = 3, 2
"""Different words of play that make an article one about play; times that a word of culture must come."""


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


def _events_of(
    story: Story, cast: Cast, reading: Reading, is_lead: bool, told: Told
) -> Iterator[CodedEvent]:
    actors, recipients = _arguments(cast, reading)
    recipients = (
        recipients or _implied(story, cast, reading, actors) or _inside(cast, reading, actors)
    )
    section = cast.tree.sentence.section
    if not actors and not recipients and _points_back(cast.tree, reading.trigger):
        reading = _as_told(reading, section, told)
    if actors and not recipients and cast.tree.lemmas[reading.trigger.index] in RETALIATING:
        recipients = _struck_first(actors, *told.get((section, "struck"), ([], [])))
    key = (section, reading.event_type)
    if not actors and not recipients and _points_back(cast.tree, reading.trigger):
        actors, recipients = told.get(key, ([], []))
    if not _is_told_in_full(cast.tree, reading, actors, recipients):
        return
    told[key] = (actors, recipients)
    if reading.event_type == "ASSAULT" and actors and recipients:
        told[section, "struck"] = (actors, recipients)
    if reading.mode == "cyber":
        told[section, "cyber"] = (actors, recipients)
    dated = date_of(cast.tree, reading, story.article.published_on, is_lead)
    place = _place(story, cast, reading, recipients, is_lead)
    for actor, recipient in _pairs(actors, [p for p in recipients if _is_apart(cast, p, reading)]):
        yield _coded(story, cast, reading, actor, recipient, dated, place)


RETALIATING = frozenset({"retaliate", "hit", "strike", "counterattack"})
"""Verbs of hitting back: without an object, at whoever struck the actor last."""


def _struck_first(actors: list[Party], strikers: list[Party], struck: list[Party]) -> list[Party]:
    """Return who struck the actors, as far as that was the last attack told."""
    return strikers if {p.key for p in actors} & {p.key for p in struck} else []


def _as_told(reading: Reading, section: str, told: Told) -> Reading:
    """Return the reading of "the attack": the attack on computers, where only such a one was told before."""
    is_attack = reading.event_type == "ASSAULT" and (section, "ASSAULT") not in told
    if is_attack and (section, "cyber") in told:
        return dataclasses.replace(reading, event_type="COERCE", mode="cyber")
    return reading


def _is_told_in_full(
    tree: Tree, reading: Reading, actors: list[Party], recipients: list[Party]
) -> bool:
    """Return whether it is said by whom or to whom: of an aside both, of words who says them."""
    if not actors and not recipients:
        return False
    if not actors and "weak" in reading.trigger.entry.guards:
        return False  # "told to prepare": by nobody in particular
    if not actors and reading.event_type in VERBAL and not _is_past(tree, reading.trigger):
        return False  # "he is praised", "they have often been accused": by nobody in particular
    if not actors and _has_other_subject(tree, reading):
        return False  # a survey, an idea, a share: what acts is no party
    if any(p.lemma in ANYONE and not p.mention for p in actors) and "relcl" in tree.dep(
        reading.trigger.index
    ):
        return False  # "people who decry it"
    if actors and (reading.event_type in ONE_SIDED or reading.mode == "resign"):
        return True
    index = reading.trigger.index
    has_subject = tree.base(index) == "advcl" and bool(tree.with_dep(index, "nsubj", "nsubj:pass"))
    is_aside = tree.base(index) in ("acl", "advcl") and not has_subject
    return not is_aside or bool(
        actors and recipients
    )  # "the blacklisted firms", "the men detained"


def _has_other_subject(tree: Tree, reading: Reading) -> bool:
    """Return whether a verb in the active has a subject that is no party; force may come from a thing."""
    index = reading.trigger.index
    if (
        reading.trigger.entry.part == "noun"
        or tree.is_passive(index)
        or reading.event_type in FORCEFUL
    ):
        return False
    return any(tree.pos(s) in ("NOUN", "NUM", "SYM") for s in tree.with_dep(index, "nsubj"))


ONE_SIDED = frozenset({"ANNOUNCE", "MOBILIZE", "PROTEST"})
ANYONE = frozenset({"people", "person", "man", "woman", "individual", "member"})
MATERIAL = frozenset({"ASSAULT", "COERCE", "RETREAT", "MOBILIZE", "PROTEST"})
"""What is done to things too, not only to parties."""

FORCEFUL = frozenset({"ASSAULT", "COERCE"})


def _points_back(tree: Tree, trigger: Trigger) -> bool:
    """Return whether the words point back: "the attack", "this raid was carried out"."""
    is_noun = trigger.entry.part == "noun"
    nouns = [trigger.index] if is_noun else patient_tokens(tree, trigger.index)
    words = {tree.words[c] for noun in nouns for c in tree.with_dep(noun, "det")}
    return (is_noun or bool(trigger.entry.objects)) and bool(words & DEFINITE)


DEFINITE = frozenset({"the", "this", "that", "these", "those"})


def _is_past(tree: Tree, trigger: Trigger) -> bool:
    """Return whether a passive tells of one time: "was accused", or a headline's "accused"."""
    words = {tree.words[c] for c in tree.children[trigger.index]}
    return trigger.entry.part == "verb" and not words & HABITUAL


def _arguments(cast: Cast, reading: Reading) -> tuple[list[Party], list[Party]]:
    """Return who acts and who is acted upon."""
    tree, trigger = cast.tree, reading.trigger
    host = reading.host
    if reading.actors is not None:
        return list(reading.actors), list(reading.recipients or ())
    actors = find_actors(cast, trigger.index)
    if not actors and host is not None:
        actors = find_actors(cast, host)
    if not actors and reading.scope.speaker is not None and _is_first_person(tree, trigger.index):
        actors = [reading.scope.speaker]
    is_mutual = ontology()[reading.event_type].is_mutual or "mutual" in trigger.entry.guards
    if is_mutual and len(actors) > 1:
        slots = ("with", "between") if "mutual" not in trigger.entry.guards else TOGETHER
        others = find_recipients(cast, trigger.index, slots, actors)
        return (actors, others) if others else (actors[:1], actors[1:])
    recipients = _direct(cast, reading, actors)
    if not recipients and reading.event_type in MATERIAL:
        recipients = find_thing(cast, trigger.index, trigger.entry.slots)
    if "swap" in trigger.entry.guards:
        actors, recipients = recipients, actors
    if (
        not recipients
        and trigger.entry.slots != ("none",)
        and not _has_other_patient(tree, trigger.index)
        and trigger.entry.part != "noun"
        and reading.event_type not in ("ANNOUNCE", "MOBILIZE")
    ):
        after = nearest_after(cast, trigger.last, actors)
        recipients = [after] if after else []
    if not actors and not recipients and tree.base(trigger.index) == "root":
        before = nearest_before(cast, trigger.index)
        actors = [before] if before else []
    return actors, recipients


def _has_other_patient(tree: Tree, verb: int) -> bool:
    """Return whether it is said who was acted upon, though no party: "it", "people", the subject of a passive."""
    patients = patient_tokens(tree, verb)
    is_hit = tree.is_passive(verb) and tree.dep(verb) in ("advcl", "acl", "acl:relcl")
    return is_hit or any(tree.pos(t) == "PRON" or tree.lemmas[t] in ANYONE for t in patients)


TOGETHER = ("with", "between", "obj", "against")


def _direct(cast: Cast, reading: Reading, actors: list[Party]) -> list[Party]:
    """Return the recipient that the trigger's own slots hold, else those of the act promised or refused."""
    trigger, inner = reading.trigger, reading.inner
    if inner is None:
        return find_recipients(cast, trigger.index, trigger.entry.slots, actors)
    own = tuple(s for s in trigger.entry.slots if s not in ("inner", "objmod"))
    found = find_recipients(cast, trigger.index, own, actors)
    found = found or find_recipients(cast, inner.index, inner.entry.slots, actors)
    return found or find_recipients(cast, trigger.index, trigger.entry.slots, actors)


def _implied(story: Story, cast: Cast, reading: Reading, actors: list[Party]) -> list[Party]:
    """Return the recipient that the sentence implies: of the act joined by "and", or who tells of an agreement."""
    tree, index = cast.tree, reading.trigger.index
    if tree.dep(index) == "conj" and reading.event_type in CARRYING:
        return find_recipients(
            cast, tree.head(index), ("with", "obj", "to", "on", "against", "objmod"), actors
        )
    speaker = reading.scope.speaker
    if reading.event_type != "AGREE" or speaker is None or reading.status == "planned":
        return []
    country = story.country_of.get(speaker.key)
    if country is None and is_person(speaker):
        return []
    party = (
        dataclasses.replace(speaker, mention=country, start=country.start, end=country.end)
        if country
        else speaker
    )
    return [] if any(_is_of(story, party, actor) for actor in actors) else [party]


def _inside(cast: Cast, reading: Reading, actors: list[Party]) -> list[Party]:
    """Return the first name inside what the trigger governs, where nothing else names a recipient."""
    trigger = reading.trigger
    is_plain = trigger.entry.part != "noun" and trigger.entry.slots != ("none",)
    if not is_plain or reading.event_type in ("ANNOUNCE", "MOBILIZE") or reading.actors is not None:
        return []
    if _has_other_patient(cast.tree, trigger.index):
        return []
    found = named_inside(cast, trigger.index, actors)
    return [found] if found else []


CARRYING = frozenset({"REQUEST", "ACCUSE", "THREATEN", "REJECT"})


def _is_first_person(tree: Tree, verb: int) -> bool:
    """Return whether "we" or "I" is the subject: the speaker acts."""
    return any(tree.words[s] in ("we", "i") for s in subject_tokens(tree, verb))


def _is_apart(cast: Cast, party: Party, reading: Reading) -> bool:
    """Return whether a party's words leave out the trigger's: else the parse has them in a knot."""
    at = cast.tree.tokens[reading.trigger.index].start
    return not party.start <= at < party.end


def _pairs(
    actors: list[Party], recipients: list[Party]
) -> Iterator[tuple[Party | None, Party | None]]:
    """Return as many pairs as it takes to name every actor and every recipient once."""
    for k in range(max(len(actors), len(recipients))):
        actor = actors[min(k, len(actors) - 1)] if actors else None
        recipient = recipients[min(k, len(recipients) - 1)] if recipients else None
        yield actor, recipient


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
    if speaker is not None and reading.is_told and _is_of(story, speaker, actor, recipient):
        return "claimed"
    return "reported"


def _is_of(story: Story, speaker: Party, *parties: Party | None) -> bool:
    """Return whether a speaker is one of the parties, or belongs to the same country as one."""
    for party in parties:
        if party is None:
            continue
        if party.key == speaker.key:
            return True
        a, b = _country(story, party), _country(story, speaker)
        if a is not None and a == b:
            return True
    return False


def _country(story: Story, party: Party) -> str | None:
    """Return the country code of a party: its own, or that of the office it holds."""
    if party.mention is None:
        return None
    held = story.country_of.get(party.key)
    return party.mention.country_code or (held.country_code if held else None)


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
