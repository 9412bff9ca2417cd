"""What one sentence reports: type, parties, scope, date, place."""

from __future__ import annotations

import datetime as dt

import pytest

from copydesk.events import code_events
from copydesk.text.language import CodedEvent

from .hand_parses import article_of

WALKED_OUT = (
    "Norland//PROPN/nsubj/2 walked/walk/VERB/root/0 out//ADP/compound:prt/2 of//ADP/case/5 talks/talk/NOUN/obl/2"
    " with//ADP/case/7 Sudonia//PROPN/nmod/5 on//ADP/case/9 Monday//PROPN/obl/2 .//PUNCT/punct/2"
    " || 2 REJECT actor=1 recipient=7 date=9"
)
ARRESTED = (
    "Harl//PROPN/nsubj:pass/3 was/be/AUX/aux:pass/3 arrested/arrest/VERB/root/0 by//ADP/case/5"
    " police//NOUN/obl:agent/3 in//ADP/case/7 Porto//PROPN/obl/3 .//PUNCT/punct/3"
)


def code(*notations: str, **options: object) -> tuple[CodedEvent, ...]:
    return code_events(*article_of(*notations, **options))  # type: ignore[arg-type]


def only(*notations: str, **options: object) -> CodedEvent:
    (event,) = code(*notations, **options)
    return event


def test_subject_acts_and_oblique_is_acted_upon() -> None:
    event = only(WALKED_OUT)
    assert (event.event_type, event.event_mode) == ("SANCTION", "withdraw")
    assert event.actor_text == "Norland"
    assert event.recipient_text == "Sudonia"
    assert event.trigger == "walked out of"


def test_trigger_and_evidence_are_cut_out() -> None:
    article, analysed, mentions = article_of(ARRESTED, WALKED_OUT)
    for event in code_events(article, analysed, mentions):
        text = article.texts()[event.section]
        assert text[event.start : event.end] == event.evidence
        assert text[event.trigger_start : event.trigger_end] == event.trigger


def test_weekday_is_the_last_one_on_or_before_publication() -> None:
    event = only(WALKED_OUT)
    assert event.date_text == "on Monday"
    assert event.event_date_start == event.event_date_end == dt.date(2019, 11, 18)
    assert (event.date_precision, event.date_basis) == ("day", "weekday")


TWO_DAYS = (
    "Norland//PROPN/nsubj/2 bombed/bomb/VERB/root/0 Sudonia//PROPN/obj/2 on//ADP/case/5 Monday//PROPN/obl/2 after//ADP/case/9"
    " the//DET/det/9 1988//NUM/nummod/9 truce//NOUN/obl/2 and//CCONJ/cc/12 on//ADP/case/12 Friday//PROPN/conj/5 .//PUNCT/punct/2"
)


@pytest.mark.parametrize(
    ("dates", "text"),
    [
        (" date=5", "on Monday"),
        (" date=12", "on Friday"),
        (" date=8", "1988"),
        (" date=5:.6 date=12:.9", "on Friday"),
        (" date=9 date=12:.9", "on Friday"),  # "truce" is no date
        (" date=12:.4", "on Monday"),  # hangs on the act in the parse
        ("", "on Monday"),
    ],
)
def test_the_date_is_that_which_the_model_hangs_on_the_act(dates: str, text: str | None) -> None:
    assert only(f"{TWO_DAYS} || 2 ASSAULT actor=1 recipient=3{dates}").date_text == text


@pytest.mark.parametrize(("head", "text"), [(2, "on Monday"), (5, None)])
def test_a_date_that_hangs_on_something_else_is_not_the_acts(head: int, text: str | None) -> None:
    raid = (
        "Norland//PROPN/nsubj/2 condemned/condemn/VERB/root/0 the//DET/det/5 deadly//ADJ/amod/5 raid//NOUN/obj/2"
        f" on//ADP/case/7 Monday//PROPN/obl/{head} .//PUNCT/punct/2"
    )
    assert only(f"{raid} || 2 ACCUSE actor=1").date_text == text


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("on//ADP/case/8 Friday//PROPN/compound/8 night//NOUN/obl/2", dt.date(2019, 11, 15)),
        ("on//ADP/case/8 Friday//PROPN/compound/8 morning//NOUN/obl/2", dt.date(2019, 11, 15)),
        ("the//DET/det/8 other//ADJ/amod/8 night//NOUN/obl/2", None),
    ],
)
def test_the_part_of_a_day_is_of_its_date(words: str, first: dt.date | None) -> None:
    event = only(
        f"Norland//PROPN/nsubj/2 bombed/bomb/VERB/root/0 Sudonia//PROPN/obj/2 at//ADP/case/5 last//ADV/advmod/2 {words}"
        " .//PUNCT/punct/2 || 2 ASSAULT actor=1 recipient=3 date=8"
    )
    assert (event.event_date_start if event.date_basis == "weekday" else None) == first


@pytest.mark.parametrize(
    ("verb", "polarity"),
    [
        ("accused/accuse", "positive"),  # "did not ... accuse" would have it denied
        ("accuse/accuse", "negative"),
    ],
)
def test_an_auxiliary_is_shared_by_verbs_of_its_form(verb: str, polarity: str) -> None:
    told = (
        "Norland//PROPN/nsubj/4 did/do/AUX/aux/4 not//PART/advmod/4 bomb//VERB/root/0 Porto//PROPN/obj/4"
        f" and//CCONJ/cc/7 {verb}/VERB/conj/4 Sudonia//PROPN/obj/7 .//PUNCT/punct/4"
    )
    assert {e.polarity for e in code(told) if e.event_type == "ACCUSE"} == {polarity}


@pytest.mark.parametrize(
    ("word", "verb", "status"),
    [
        ("due//ADJ", "meet//VERB", "planned"),
        ("set//ADJ", "meet//VERB", "planned"),
        ("proud//ADJ", "meet//VERB", "reported"),
    ],
)
def test_what_is_due_is_planned_wherever_the_parse_hangs_it(
    word: str, verb: str, status: str
) -> None:
    again = (
        "Harl//PROPN/nsubj/2 smiled/smile/VERB/root/0 and//CCONJ/cc/7 was/be/AUX/cop/7"
        f" {word}/conj/7 to//PART/mark/7 {verb}/conj/2 Weir//PROPN/obj/7 .//PUNCT/punct/2"
    )
    assert only(f"{again} || 7 CONSULT actor=1 recipient=8").status == status


@pytest.mark.parametrize(
    ("verb", "act", "kind"),
    [
        ("voted/vote", "strike//VERB", "THREATEN"),
        ("began/begin", "strike//VERB", "PROTEST"),
        ("voted/vote", "sanction//VERB", "COERCE"),  # who votes to do it has done it
    ],
)
def test_a_strike_that_is_voted_for_is_to_come(verb: str, act: str, kind: str) -> None:
    voted = f"Miners/miner/NOUN/nsubj/2 {verb}/VERB/root/0 to//PART/mark/4 {act}/xcomp/2 Norland//PROPN/obj/4 .//PUNCT/punct/2"
    assert {e.event_type for e in code(f"{voted} || 4 PROTEST actor=1")} == {kind}


@pytest.mark.parametrize(("year", "status"), [("2018", "reported"), ("2017", "historical")])
def test_last_year_is_no_history(year: str, status: str) -> None:
    told = (
        "Norland//PROPN/nsubj/2 bombed/bomb/VERB/root/0 Sudonia//PROPN/obj/2 in//ADP/case/5"
        f" {year}//NUM/obl/2 .//PUNCT/punct/2"
    )
    assert only(f"{told} || 2 ASSAULT actor=1 recipient=3 date=5").status == status


@pytest.mark.parametrize(
    ("who", "did", "status"),
    [
        ("it//PRON", "shelled/shell", "claimed"),
        ("it//PRON", "condemned/condemn", "reported"),
        ("Sudonia//PROPN", "shelled/shell", "reported"),
    ],
)
def test_what_a_party_to_the_violence_tells_is_a_claim(who: str, did: str, status: str) -> None:
    said = f"Norland//PROPN/nsubj/2 said/say/VERB/root/0 {who}/nsubj/4 {did}/VERB/ccomp/2 Porto//PROPN/obj/4 .//PUNCT/punct/2"
    assert only(said).status == status


def test_nobody_does_it_to_himself() -> None:
    merging = only(
        "Norpol//PROPN/nsubj/2 praised/praise/VERB/root/0 Norpol//PROPN/obj/2 .//PUNCT/punct/2 || 2 SUPPORT actor=1 recipient=3"
    )
    assert (merging.actor_text, merging.recipient_text) == ("Norpol", None)
    alone = only(
        "Norpol//PROPN/nsubj/2 glorped/glorp/VERB/root/0 Norpol//PROPN/obj/2 .//PUNCT/punct/2 || 2 SUPPORT actor=1 recipient=3"
    )
    assert (alone.actor_text, alone.recipient_text) == ("Norpol", None)
    arrested = only(
        "Harl//PROPN/nsubj:pass/3 was/be/AUX/aux:pass/3 arrested/arrest/VERB/root/0 with//ADP/case/5 Harl//PROPN/obl/3"
        " .//PUNCT/punct/3 || 3 COERCE/arrest actor=5 recipient=1"
    )
    assert (arrested.actor_text, arrested.recipient_text) == (None, "Harl")
    other = only(
        "Norpol//PROPN/nsubj/2 praised/praise/VERB/root/0 Weir//PROPN/obj/2 .//PUNCT/punct/2 || 2 SUPPORT actor=1 recipient=3"
    )
    assert (other.actor_text, other.recipient_text) == ("Norpol", "Weir")


def test_undated_article_leaves_a_weekday_unknown() -> None:
    event = only(WALKED_OUT, published_on=None)
    assert event.date_text == "on Monday"
    assert event.event_date_start is None
    assert event.date_basis == "unknown"


def test_passive_agent_acts_on_the_subject() -> None:
    event = only(ARRESTED)
    assert (event.event_type, event.event_mode) == ("COERCE", "arrest")
    assert (event.actor_text, event.actor_mention_id) == ("police", None)
    assert event.recipient_text == "Harl"
    assert event.place_mention_id is not None


FILLER = "It//PRON/nsubj/2 rained/rain/VERB/root/0 .//PUNCT/punct/2"
ACCUSED = "Norland//PROPN/nsubj/2 accused/accuse/VERB/root/0 Sudonia//PROPN/obj/2 .//PUNCT/punct/2"
ATTACKED = (
    "Norland//PROPN/nsubj/2 attacked/attack/VERB/root/0 Sudonia//PROPN/obj/2 .//PUNCT/punct/2"
)
OF_HAVEN = "Haven//PROPN/nsubj/2 slept/sleep/VERB/root/0 .//PUNCT/punct/2"


@pytest.mark.parametrize(
    ("notations", "is_there"),
    [((ACCUSED,), True), ((ATTACKED,), False), ((ATTACKED, OF_HAVEN), True), ((FILLER, FILLER, FILLER, ACCUSED), False)],
    ids=["words", "a deed far away", "a deed where the text is set", "no lead"],
)  # fmt: skip
def test_the_dateline_is_the_place_of_words_and_of_deeds_only_where_the_text_is_set_there(
    notations: tuple[str, ...], is_there: bool
) -> None:
    article, analysed, mentions = article_of(*notations, dateline="Haven")
    (event,) = code_events(article, analysed, mentions)
    sections = {m.mention_id: m.section for m in mentions}
    assert (sections.get(event.place_mention_id or "") == "dateline") is is_there


@pytest.mark.parametrize("n_before", [0, 4])
def test_what_has_no_date_of_its_own_has_a_bound(n_before: int) -> None:
    event = only(*[FILLER] * n_before, ARRESTED)
    assert event.date_basis == "bound"
    assert (event.event_date_start, event.event_date_end) == (None, dt.date(2019, 11, 19))


def test_undated_article_bounds_nothing() -> None:
    event = only(FILLER, FILLER, FILLER, FILLER, ARRESTED, published_on=None)
    assert (event.event_date_end, event.date_basis) == (None, "unknown")


DIED = (
    "Harl//PROPN/nsubj/2 died/die/VERB/root/0 on//ADP/case/4 Monday//PROPN/obl/2 .//PUNCT/punct/2"
)
LIVED = "Harl//PROPN/nsubj/2 smiled/smile/VERB/root/0 on//ADP/case/4 Monday//PROPN/obl/2 .//PUNCT/punct/2"
EXPELLED = (
    "Harl//PROPN/nsubj/2 expelled/expel/VERB/root/0 journalists/journalist/NOUN/obj/2"
    " .//PUNCT/punct/2"
)


def test_what_the_dead_did_is_history_and_not_of_today() -> None:
    event = only(DIED, EXPELLED)
    assert (event.status, event.date_basis) == ("historical", "bound")
    alive = only(LIVED, EXPELLED)
    assert (alive.status, alive.date_basis) == ("reported", "bound")


def test_the_day_of_a_warning_lies_behind_what_it_warns_of_ahead() -> None:
    warned = (
        "Norland//PROPN/nsubj/2 threatened/threaten/VERB/root/0 on//ADP/case/4 Friday//PROPN/obl/2 to//PART/mark/6"
        " attack//VERB/xcomp/2 Sudonia//PROPN/obj/6 .//PUNCT/punct/2 || 2 THREATEN/violence actor=1 recipient=7 date=4"
    )
    threat = next(e for e in code(warned) if e.event_type == "THREATEN")
    assert threat.event_date_start == dt.date(2019, 11, 15)


def test_envoy_acts_for_the_country_and_stays_readable() -> None:
    event = only(
        "The//DET/det/3 US//PROPN/compound/3 envoy//NOUN/nsubj/4 accused/accuse/VERB/root/0 Sudonia//PROPN/obj/4"
        " of//SCONJ/mark/7 cheating/cheat/VERB/advcl/4 .//PUNCT/punct/4"
    )
    assert event.event_type == "ACCUSE"
    assert event.actor_text == "The US envoy"
    assert event.actor_mention_id is not None


def test_two_subjects_of_a_mutual_act_are_each_others_recipient() -> None:
    event = only(
        "Norland//PROPN/nsubj/4 and//CCONJ/cc/3 Sudonia//PROPN/conj/1 signed/sign/VERB/root/0 a//DET/det/6"
        " treaty//NOUN/obj/4 .//PUNCT/punct/4"
    )
    assert event.event_type == "SUPPORT"
    assert (event.actor_text, event.recipient_text) == ("Norland", "Sudonia")


def test_each_recipient_gets_a_row() -> None:
    events = code(
        "Norland//PROPN/nsubj/2 condemned/condemn/VERB/root/0 Sudonia//PROPN/obj/2 and//CCONJ/cc/5 Porto//PROPN/conj/3"
        " .//PUNCT/punct/2"
    )
    assert sorted(e.recipient_text or "" for e in events) == ["Porto", "Sudonia"]
    assert len({e.event_mention_id for e in events}) == 2


@pytest.mark.parametrize(
    ("notation", "event_type", "status", "polarity"),
    [
        (  # a threat swallows what it threatens with
            "Norland//PROPN/nsubj/2 threatened/threaten/VERB/root/0 to//PART/mark/4 attack//VERB/xcomp/2"
            " Sudonia//PROPN/obj/4 .//PUNCT/punct/2",
            "THREATEN",
            "threatened",
            "positive",
        ),
        (  # help announced for the future is a promise
            "Norland//PROPN/nsubj/3 will//AUX/aux/3 help//VERB/root/0 Sudonia//PROPN/obj/3 .//PUNCT/punct/3",
            "AGREE",
            "planned",
            "positive",
        ),
        (  # help refused for the future is a refusal
            "Norland//PROPN/nsubj/4 will//AUX/aux/4 not//PART/advmod/4 help//VERB/root/0 Sudonia//PROPN/obj/4"
            " .//PUNCT/punct/4",
            "REJECT",
            "reported",
            "positive",
        ),
        (  # what did not happen keeps its type
            "Norland//PROPN/nsubj/4 did/do/AUX/aux/4 not//PART/advmod/4 attack//VERB/root/0 Sudonia//PROPN/obj/4"
            " .//PUNCT/punct/4",
            "ASSAULT",
            "reported",
            "negative",
        ),
        (
            "Norland//PROPN/nsubj/3 could//AUX/aux/3 attack//VERB/root/0 Sudonia//PROPN/obj/3 .//PUNCT/punct/3",
            "ASSAULT",
            "reported",
            "hypothetical",
        ),
        (
            "Norland//PROPN/nsubj/2 refused/refuse/VERB/root/0 to//PART/mark/4 meet//VERB/xcomp/2 Sudonia//PROPN/obj/4"
            " .//PUNCT/punct/2",
            "REJECT",
            "reported",
            "positive",
        ),
        (
            "Norland//PROPN/nsubj/2 urged/urge/VERB/root/0 Sudonia//PROPN/obj/2 to//PART/mark/5 free//VERB/xcomp/2"
            " Harl//PROPN/obj/5 .//PUNCT/punct/2",
            "REQUEST",
            "reported",
            "positive",
        ),
        (
            "Norland//PROPN/nsubj/3 is/be/AUX/aux/3 bombing/bomb/VERB/root/0 Sudonia//PROPN/obj/3 .//PUNCT/punct/3"
            " || 3 ASSAULT actor=1 recipient=4 status=ongoing",
            "ASSAULT",
            "ongoing",
            "positive",
        ),
        (
            "Norland//PROPN/nsubj/2 attacked/attack/VERB/root/0 Sudonia//PROPN/obj/2 in//ADP/case/5 2011//NUM/obl/2"
            " .//PUNCT/punct/2 || 2 ASSAULT actor=1 recipient=3 date=5",
            "ASSAULT",
            "historical",
            "positive",
        ),
    ],
)
def test_scope_decides_how_an_act_is_told(
    notation: str, event_type: str, status: str, polarity: str
) -> None:
    event = only(notation)
    assert (event.event_type, event.status, event.polarity) == (event_type, status, polarity)
    assert (event.actor_text, event.recipient_text) == ("Norland", "Sudonia")


def test_speaker_is_kept_apart_from_the_actor() -> None:
    event = only(
        "Harl//PROPN/nsubj/2 said/say/VERB/root/0 that//SCONJ/mark/5 Norland//PROPN/nsubj/5 attacked/attack/VERB/ccomp/2"
        " Sudonia//PROPN/obj/5 .//PUNCT/punct/2"
    )
    article, _, mentions = article_of(
        "Harl//PROPN/nsubj/2 said/say/VERB/root/0 that//SCONJ/mark/5 Norland//PROPN/nsubj/5 attacked/attack/VERB/ccomp/2"
        " Sudonia//PROPN/obj/5 .//PUNCT/punct/2"
    )
    surfaces = {m.mention_id: m.surface for m in mentions}
    assert article.article_id == event.article_id
    assert surfaces[event.speaker_mention_id or ""] == "Harl"
    assert event.actor_text == "Norland"


def test_must_in_the_mouth_of_a_speaker_is_a_request() -> None:
    event = only(
        "Harl//PROPN/nsubj/2 said/say/VERB/root/0 Sudonia//PROPN/nsubj/5 must//AUX/aux/5 withdraw//VERB/ccomp/2"
        " its//PRON/nmod:poss/7 troops/troop/NOUN/obj/5 .//PUNCT/punct/2"
    )
    assert (event.event_type, event.actor_text, event.recipient_text) == (
        "REQUEST",
        "Harl",
        "Sudonia",
    )


def test_should_in_the_mouth_of_a_speaker_is_an_opinion() -> None:
    said = (
        "Harl//PROPN/nsubj/2 said/say/VERB/root/0 Sudonia//PROPN/nsubj/5 {aux}//AUX/aux/5 vote//VERB/ccomp/2"
        " .//PUNCT/punct/2"
    )
    assert code(said.format(aux="should")) == ()
    assert only(said.format(aux="must")).event_type == "REQUEST"


@pytest.mark.parametrize(
    "notation",
    [
        # a storm kills, but is no actor
        "A//DET/det/2 storm//NOUN/nsubj/3 killed/kill/VERB/root/0 ten//NUM/nummod/5 people//NOUN/obj/3"
        " in//ADP/case/7 Porto//PROPN/obl/3 .//PUNCT/punct/3",
        # a purpose is not an act
        "Norland//PROPN/nsubj/2 grew/grow/VERB/root/0 wheat//NOUN/obj/2 to//PART/mark/5 feed//VERB/advcl/2"
        " Sudonia//PROPN/obj/5 .//PUNCT/punct/2",
        # sport borrows the words of war
        "Norland//PROPN/nsubj/2 beat/beat/VERB/root/0 Sudonia//PROPN/obj/2 in//ADP/case/7 the//DET/det/7"
        " football//NOUN/compound/7 final//NOUN/obl/2 .//PUNCT/punct/2",
        # a compound only names a thing
        "Norland//PROPN/nsubj/2 bought/buy/VERB/root/0 attack//NOUN/compound/4 dogs/dog/NOUN/obj/2 .//PUNCT/punct/2",
        # no party, no event
        "The//DET/det/2 idea//NOUN/nsubj/3 attacked/attack/VERB/root/0 the//DET/det/5 mind//NOUN/obj/3"
        " .//PUNCT/punct/3",
    ],
    ids=["storm", "purpose", "sport", "compound", "nobody"],
)
def test_no_event(notation: str) -> None:
    assert code(notation) == ()


def test_event_noun_takes_its_subject_from_a_light_verb() -> None:
    event = only(
        "Norland//PROPN/nsubj/2 launched/launch/VERB/root/0 an//DET/det/4 investigation//NOUN/obj/2 into//ADP/case/6"
        " Harl//PROPN/nmod/4 .//PUNCT/punct/2"
    )
    assert (event.event_type, event.event_mode) == ("ACCUSE", "investigate")
    assert (event.actor_text, event.recipient_text) == ("Norland", "Harl")


def test_circular_heads_do_no_harm() -> None:
    assert isinstance(
        code("Norland//PROPN/nsubj/2 bombed/bomb/VERB/conj/1 Sudonia//PROPN/obj/9"), tuple
    )


def test_pronoun_stands_for_the_one_subject_before() -> None:
    events = code(
        "Harl//PROPN/nsubj/2 spoke/speak/VERB/root/0 .//PUNCT/punct/2",
        "He//PRON/nsubj/2 praised/praise/VERB/root/0 Sudonia//PROPN/obj/2 .//PUNCT/punct/2",
    )
    assert [(e.event_type, e.actor_text) for e in events] == [("SUPPORT", "Harl")]


def test_same_article_gives_the_same_events() -> None:
    assert code(WALKED_OUT, ARRESTED) == code(WALKED_OUT, ARRESTED)


def test_headline_passive_needs_no_auxiliary() -> None:
    title = "Harl//PROPN/nsubj/2 sentenced/sentence/VERB/root/0 to//ADP/case/4 prison//NOUN/obl/2"
    filler = "It//PRON/nsubj/2 rained/rain/VERB/root/0 .//PUNCT/punct/2"
    event = only(filler, title=title)
    assert (event.section, event.event_mode) == ("title", "convict")
    assert (event.actor_text, event.recipient_text) == (None, "Harl")


ARREST_OR_BEAT = (
    "Police//NOUN/nsubj/4 did/do/AUX/aux/4 not//PART/advmod/4 arrest//VERB/root/0 {cc}//CCONJ/cc/6 {beat}/beat/VERB/conj/4"
    " Harl//PROPN/obj/6 .//PUNCT/punct/4"
)


def test_a_verb_joined_by_or_is_denied_with_the_first() -> None:
    denied = code(ARREST_OR_BEAT.format(cc="or", beat="beat"))
    assert {e.polarity for e in denied if e.event_type == "ASSAULT"} == {"negative"}
    done = code(ARREST_OR_BEAT.format(cc="but", beat="beat"))
    assert {e.polarity for e in done if e.event_type == "ASSAULT"} == {"positive"}


def test_the_first_of_joined_verbs_is_denied_within_a_report_too() -> None:
    told = (
        "Weir//PROPN/nsubj/2 said/say/VERB/root/0 police//NOUN/nsubj/6 did/do/AUX/aux/6 not//PART/advmod/6"
        " arrest//VERB/ccomp/2 or//CCONJ/cc/8 beat//VERB/conj/6 Harl//PROPN/obj/8 .//PUNCT/punct/2"
    )
    assert {e.polarity for e in code(told) if e.event_type == "ASSAULT"} == {"negative"}


def test_a_threat_of_no_stated_kind_has_no_mode() -> None:
    threat = "Norland//PROPN/nsubj/2 threatened/threaten/VERB/root/0 Sudonia//PROPN/obj/2 .//PUNCT/punct/2"
    assert only(threat).event_mode is None


THE_TWO = (
    "The//DET/det/3 two//NUM/nummod/3 sides/side/NOUN/nsubj/4 signed/sign/VERB/root/0 a//DET/det/6 treaty//NOUN/obj/4"
    " .//PUNCT/punct/4"
)


def test_two_sides_are_left_open() -> None:
    paired = "Norland//PROPN/nsubj/4 and//CCONJ/cc/3 Sudonia//PROPN/conj/1 spoke/speak/VERB/root/0 .//PUNCT/punct/4"
    apart = (
        "Norland//PROPN/nsubj/2 sent/send/VERB/root/0 doctors/doctor/NOUN/obj/2 to//ADP/case/5 Sudonia//PROPN/obl/2"
        " .//PUNCT/punct/2"
    )
    for before in (paired, apart):
        told = [e for e in code(before, THE_TWO) if e.trigger == "signed"]
        assert not any(e.actor_mention_id or e.recipient_text for e in told)


FALSE = (
    "Reports/report/NOUN/nsubj/7 that//SCONJ/mark/4 Norland//PROPN/nsubj/4 attacked/attack/VERB/acl/1 Sudonia//PROPN/obj/4"
    " are/be/AUX/cop/7 {what}//ADJ/root/0 .//PUNCT/punct/7 || 4 ASSAULT actor=3 recipient=5"
)
REJECTED = (
    "Weir//PROPN/nsubj/2 {told}//VERB/root/0 reports/report/NOUN/obj/2 that//SCONJ/mark/6 Norland//PROPN/nsubj/6"
    " attacked/attack/VERB/acl/3 Sudonia//PROPN/obj/6 .//PUNCT/punct/2 || 6 ASSAULT actor=5 recipient=7"
)


@pytest.mark.parametrize(
    ("notation", "polarity"),
    [
        (FALSE.format(what="false"), "negative"),
        (FALSE.format(what="new"), "positive"),
        (REJECTED.format(told="dismiss"), "negative"),
        (
            REJECTED.format(told="spread").replace("that//SCONJ/mark/6", "false//ADJ/amod/3"),
            "negative",
        ),
        (REJECTED.format(told="publish"), "positive"),
    ],
)
def test_a_report_that_is_called_false_says_that_it_was_not(notation: str, polarity: str) -> None:
    assert {e.polarity for e in code(notation) if e.event_type == "ASSAULT"} == {polarity}


def done_to(*notations: str, title: str | None = None) -> list[tuple[str | None, str | None]]:
    """Return who did it and to whom, of each event."""
    told = code_events(*article_of(*notations, title=title))
    return [(e.actor_text, e.recipient_text) for e in told]


@pytest.mark.parametrize(
    ("did", "expected"),
    [("seized/seize", (None, "Rebels")), ("seize/seize", ("Rebels", None))],
)
def test_the_past_in_a_headline_without_an_object_is_a_passive(
    did: str, expected: tuple[str | None, str | None]
) -> None:
    body = "It//PRON/nsubj/2 rained/rain/VERB/root/0 .//PUNCT/punct/2"
    title = f"Rebels/rebel/NOUN/nsubj/2 {did}/VERB/root/0 || 2 COERCE/arrest actor=1"
    assert done_to(body, title=title) == [expected]


@pytest.mark.parametrize(
    ("joined", "expected"),
    [
        ("jailed/jail/VERB/conj/3 .//PUNCT/punct/3", [(None, "Weir"), (None, "Weir")]),
        ("jailed/jail/VERB/conj/3 Harl//PROPN/obj/5 .//PUNCT/punct/3", [(None, "Weir"), ("Weir", "Harl")]),
    ],
)  # fmt: skip
def test_a_passive_is_shared_by_what_is_joined_to_it(
    joined: str, expected: list[tuple[str | None, str | None]]
) -> None:
    words = (
        "Weir//PROPN/nsubj:pass/3 was/be/AUX/aux:pass/3 arrested/arrest/VERB/root/0 and//CCONJ/cc/5"
    )
    assert done_to(f"{words} {joined}") == expected


@pytest.mark.parametrize(("case", "recipient"), [("after", None), ("in", "Norland")])
def test_what_came_before_an_act_names_nobody_it_is_done_to(
    case: str, recipient: str | None
) -> None:
    left = (
        "Weir//PROPN/nsubj/2 withdrew/withdraw/VERB/root/0 troops/troop/NOUN/obj/2 {case}//ADP/case/5 talks/talk/NOUN/obl/2"
        " from//ADP/case/7 Norland//PROPN/nmod/5 .//PUNCT/punct/2"
    )
    assert ("Weir", recipient) in done_to(left.format(case=case))


@pytest.mark.parametrize(("why", "expected"), [("protest", {"PROTEST"}), ("attack", set())])
def test_what_is_done_to_protest_is_a_protest(why: str, expected: set[str]) -> None:
    dumped = (
        "Farmers/farmer/NOUN/nsubj/2 dumped/dump/VERB/root/0 milk//NOUN/obj/2 to//PART/mark/5 {why}//VERB/advcl/2"
        " .//PUNCT/punct/2"
    )
    assert {e.event_type for e in code(dumped.format(why=why))} & {"PROTEST", "ASSAULT"} == expected


@pytest.mark.parametrize(
    ("behind", "recipient"),
    [
        (
            "called/call/VERB/root/0 for//SCONJ/mark/4 cutting/cut/VERB/advcl/2 off//ADP/compound:prt/4 aid//NOUN/obj/4"
            " to//ADP/case/8 Sudonia//PROPN/nmod/6",
            None,  # whoever is to do it isn't said
        ),
        (
            "called/call/VERB/root/0 for//SCONJ/mark/6 Sudonia//PROPN/nsubj/6 to//PART/mark/6 cut//VERB/advcl/2"
            " off//ADP/compound:prt/6 aid//NOUN/obj/6 to//ADP/case/10 Porto//PROPN/nmod/8",
            "Sudonia",
        ),
        (
            "urged/urge/VERB/root/0 Sudonia//PROPN/obj/2 to//PART/mark/5 cut//VERB/xcomp/2 aid//NOUN/obj/5",
            "Sudonia",
        ),
    ],
)
def test_who_is_called_on_is_not_whom_the_deed_would_hit(
    behind: str, recipient: str | None
) -> None:
    event = only(f"Norland//PROPN/nsubj/2 {behind} .//PUNCT/punct/2")
    assert (event.event_type, event.recipient_text) == ("REQUEST", recipient)


@pytest.mark.parametrize(
    ("object_", "expected"), [("Weir//PROPN/obj/2", None), ("taxes/tax/NOUN/obj/2", "Harl")]
)
def test_a_pronoun_of_a_side_clause_is_nobody_where_it_may_be_either(
    object_: str, expected: str | None
) -> None:
    words = (
        f"Harl//PROPN/nsubj/2 criticised/criticise/VERB/root/0 {object_} after//SCONJ/mark/6 he//PRON/nsubj/6"
        " attacked/attack/VERB/advcl/2 Norland//PROPN/obj/6 .//PUNCT/punct/2"
    )
    told = {e.trigger: (e.actor_text, e.recipient_text) for e in code(words)}
    assert told["attacked"] == (expected, "Norland")
    assert told["criticised"][1] in ("Weir", None)  # nobody of the side clause


@pytest.mark.parametrize(("verb", "expected"), [("said/say", None), ("began/begin", "Harl")])
def test_who_says_what_was_done_did_not_do_it(verb: str, expected: str | None) -> None:
    words = f"killed/kill/VERB/ccomp/5 people//NOUN/obj/1 ,//PUNCT/punct/1 Harl//PROPN/nsubj/5 {verb}/VERB/root/0 .//PUNCT/punct/5"
    assert {a for a, _ in done_to(words)} == {expected}


@pytest.mark.parametrize(("what", "is_attack"), [("fire/", True), ("calls/call", False)])
def test_who_returns_fire_attacks(what: str, is_attack: bool) -> None:
    words = f"Norland//PROPN/nsubj/2 returned/return/VERB/root/0 {what}/NOUN/obj/2 .//PUNCT/punct/2"
    assert ("ASSAULT" in {e.event_type for e in code(words)}) == is_attack


@pytest.mark.parametrize(("case", "whom"), [("as", None), ("for", "Weir")])
def test_what_somebody_resigns_as_is_promised_nothing(case: str, whom: str | None) -> None:
    words = (
        "Harl//PROPN/nsubj/2 promised/promise/VERB/root/0 to//PART/mark/4 resign//VERB/xcomp/2"
        f" {case}//ADP/case/6 Weir//PROPN/obl/4 .//PUNCT/punct/2"
    )
    assert [(e.event_type, e.recipient_text) for e in code(words)] == [("AGREE", whom)]


@pytest.mark.parametrize(
    ("noun", "is_his"),
    [
        ("supporters/supporter", False),
        ("allies/ally", False),
        ("staffers/staffer", False),
        ("webloggers/weblogger", False),
        ("troops/troop", True),
    ],
)
def test_what_somebodys_followers_do_he_did_not_do(noun: str, is_his: bool) -> None:
    words = f"Harl//PROPN/compound/2 {noun}/NOUN/nsubj/3 attacked/attack/VERB/root/0 Norland//PROPN/obj/3 .//PUNCT/punct/3"
    (event,) = code(words)
    assert event.actor_text == f"Harl {noun.partition('/')[0]}"
    assert (event.actor_mention_id is not None) == is_his
