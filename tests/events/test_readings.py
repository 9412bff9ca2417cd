"""What a sentence means where its parse slips, and whom a promise, a threat or a blow is for."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from copydesk.events import code_events
from copydesk.events.dates import find_dates
from copydesk.text.language import CodedEvent
from training.events_corpus.corpus import read_corpus

from .hand_parses import article_of


def only(*notations: str, title: str | None = None) -> CodedEvent:
    (event,) = code_events(*article_of(*notations, title=title))
    return event


def test_vow_of_force_is_a_threat() -> None:
    event = only(
        "Norland//PROPN/nsubj/2 vows/vow/VERB/root/0 to//PART/mark/4 attack//VERB/xcomp/2 Sudonia//PROPN/obj/4"
        " .//PUNCT/punct/2"
    )
    assert (event.event_type, event.event_mode, event.status) == (
        "THREATEN",
        "violence",
        "threatened",
    )
    assert event.recipient_text == "Sudonia"


@pytest.mark.parametrize(("chance", "event_type"), [(":.95", "THREATEN"), (":.6", "AGREE")])
def test_a_vow_that_the_model_surely_reads_as_a_threat_is_one(chance: str, event_type: str) -> None:
    vowed = (
        "Norland//PROPN/nsubj/2 vowed/vow/VERB/root/0 rage//NOUN/obj/2 on//ADP/case/5 Sudonia//PROPN/nmod/3 .//PUNCT/punct/2"
        f" || 2{chance} THREATEN actor=1 recipient=5"
    )
    assert only(vowed).event_type == event_type


@pytest.mark.parametrize(("verb", "pairs"), [("pledged/pledge", 2), ("agreed/agree", 1)])
def test_two_who_promise_promise_each_other_nothing(verb: str, pairs: int) -> None:
    promised = (
        f"Norland//PROPN/nsubj/4 and//CCONJ/cc/3 Sudonia//PROPN/conj/1 {verb}/VERB/root/0 to//PART/mark/6 leave//VERB/xcomp/4"
        " .//PUNCT/punct/4"
    )
    events = code_events(*article_of(promised))
    assert len(events) == pairs
    assert all((e.recipient_text is None) == (pairs > 1) for e in events)


@pytest.mark.parametrize(("read", "recipient"), [("", None), (" recipient=5", "judges")])
def test_what_a_promise_speaks_of_is_promised_nothing(read: str, recipient: str | None) -> None:
    promised = (
        "Norland//PROPN/nsubj/2 promised/promise/VERB/root/0 to//PART/mark/4 watch//VERB/xcomp/2 judges/judge/NOUN/obj/4 .//PUNCT/punct/2"
        f" || 2 AGREE actor=1{read}"
    )
    assert only(promised).recipient_text == recipient


def test_who_urged_somebody_was_not_urged() -> None:
    urged = (
        "Harl//PROPN/nsubj/2 said/say/VERB/root/0 it//PRON/nsubj/5 was/be/AUX/cop/5 bad//ADJ/ccomp/2 but//CCONJ/cc/7"
        " urged/urge/VERB/conj/5 Weir//PROPN/iobj/7 to//PART/mark/10 leave//VERB/xcomp/7 .//PUNCT/punct/2"
        " || 7 REQUEST actor=1 recipient=8"
    )
    assert (only(urged).actor_text, only(urged).recipient_text) == ("Harl", "Weir")


def test_whom_an_offer_is_for_is_not_the_troops_offered() -> None:
    event = only(
        "Norland//PROPN/nsubj/2 offered/offer/VERB/root/0 to//PART/mark/4 send//VERB/xcomp/2"
        " troops/troop/NOUN/obj/4 to//ADP/case/7 Sudonia//PROPN/obl/4 .//PUNCT/punct/2 || 2 AGREE actor=1 recipient=7"
    )
    assert (event.event_type, event.recipient_text) == ("AGREE", "Sudonia")


def test_a_thing_that_is_hit_is_the_recipient_where_nobody_is_named() -> None:
    event = only(
        "Norland//PROPN/nsubj/2 bombed/bomb/VERB/root/0 a//DET/det/4 hospital//NOUN/obj/2 .//PUNCT/punct/2"
    )
    assert (event.event_type, event.recipient_text) == ("ASSAULT", "a hospital")


def test_a_fired_missile_is_no_dismissal() -> None:
    event = only(
        "Norland//PROPN/nsubj/2 fired/fire/VERB/root/0 a//DET/det/5 ballistic//ADJ/amod/5 missile//NOUN/obj/2"
        " .//PUNCT/punct/2"
    )
    assert event.event_type == "MOBILIZE"


def _dated(words: str) -> list[tuple[str, str]]:
    """Return the sentences of the corpus with those of their date spans that match a pattern."""
    bound = re.compile(r"\b(?:since|until|from|before|after)\b", re.IGNORECASE)
    pattern = re.compile(words)
    return [
        (item.text, event.date.text)
        for item in read_corpus()
        for event in item.events
        if event.date and pattern.search(event.date.text) and not bound.search(event.date.text)
    ]


@pytest.mark.parametrize(
    ("words", "basis", "least"),
    [
        (r"day$", {"weekday", "relative", "explicit"}, 0.9),
        (r"^(?:last|next|this) (?:week|month|year)$", {"relative"}, 1.0),
        (r"^[Ii]n (?:\w+ )?(?:19|20)\d\d$", {"explicit"}, 1.0),
    ],
)
def test_dates_of_the_corpus_resolve(words: str, basis: set[str], least: float) -> None:
    spans = _dated(words)
    found = []
    for text, span in spans:
        whens = find_dates(text, dt.date(2019, 11, 19))
        mine = [w for w in whens if text[w.start : w.end] in span or span in text[w.start : w.end]]
        found.append(any(w.basis in basis and w.first is not None for w in mine))
    assert len(spans) >= 5
    assert sum(found) >= least * len(found)


def test_in_a_headline_to_stands_for_will() -> None:
    planned = "US//PROPN/nsubj/3 to//PART/mark/3 arrest//VERB/root/0 Harl//PROPN/obj/3"
    (event,) = code_events(*article_of("x//NOUN/root/0", title=planned))
    assert (event.event_type, event.status) == ("THREATEN", "threatened")
    asked = "Sudonia//PROPN/nsubj/2 asks/ask/VERB/root/0 US//PROPN/obj/2 to//PART/mark/5 arrest//VERB/xcomp/2 Harl//PROPN/obj/5"
    assert {e.event_type for e in code_events(*article_of("x//NOUN/root/0", title=asked))} == {
        "REQUEST"
    }


def test_who_undergoes_an_act_in_a_headline_does_not_do_it() -> None:
    headline = "Singer//NOUN/nsubj:pass/2 arrested/arrest/VERB/root/0 || 2 COERCE/arrest actor=1"
    (event,) = code_events(*article_of("x//NOUN/root/0", title=headline))
    assert (event.actor_text, event.recipient_text) == (None, "Singer")


VOWED = (
    "Norland//PROPN/nsubj/2 {verb}//VERB/root/0 {no}to//PART/mark/{at} {what}//VERB/xcomp/2 Sudonia//PROPN/obj/{at}"
    " .//PUNCT/punct/2"
)


@pytest.mark.parametrize(
    ("what", "no", "event_type"),
    [
        ("veto", "", "THREATEN"),
        ("punish", "", "THREATEN"),
        ("kill", "", "THREATEN"),
        ("help", "", "AGREE"),
        ("help", "not//PART/advmod/5 ", "REJECT"),
        ("welcome", "", "AGREE"),
    ],
)
def test_what_is_vowed_says_what_a_vow_is(what: str, no: str, event_type: str) -> None:
    at = 5 if no else 4
    event = only(VOWED.format(verb="vow", no=no, at=at, what=what))
    assert event.event_type == event_type


@pytest.mark.parametrize(
    ("verb", "event_type"), [("visit", "CONSULT"), ("release", "AGREE"), ("help", "AGREE")]
)
def test_talks_to_come_are_planned_and_help_to_come_is_a_promise(
    verb: str, event_type: str
) -> None:
    event = only(f"Norland//PROPN/nsubj/3 will//AUX/aux/3 {verb}//VERB/root/0 Sudonia//PROPN/obj/3 .//PUNCT/punct/3")  # fmt: skip
    assert (event.event_type, event.status) == (event_type, "planned")


@pytest.mark.parametrize(("what", "event_type"), [("threat", "THREATEN"), ("knife", "ASSAULT")])
def test_who_is_targeted_with_threats_is_threatened(what: str, event_type: str) -> None:
    event = only(
        "Norland//PROPN/nsubj/2 targeted/target/VERB/root/0 Harl//PROPN/obj/2 with//ADP/case/5"
        f" {what}s/{what}/NOUN/obl/2 .//PUNCT/punct/2 || 2:.99 ASSAULT actor=1 recipient=3"
    )
    assert event.event_type == event_type


INVITED = (
    "Better//ADJ/root/0 {a} {b} arrested/arrest/VERB/advcl/1 Weir//PROPN/obj/4 .//PUNCT/punct/1"
)


def test_had_before_its_subject_is_an_if() -> None:
    had, harl = "had//AUX/aux/4", "Harl//PROPN/nsubj/4"
    assert only(INVITED.format(a=had, b=harl)).polarity == "hypothetical"
    assert only(INVITED.format(a=harl, b=had)).polarity == "positive"


PLANS = (
    "There//PRON/expl/2 are/be/VERB/root/0 {det}//DET/det/4 plans/plan/NOUN/nsubj/2 for//SCONJ/mark/7"
    " Harl//PROPN/nsubj/7 to//PART/mark/8 visit//VERB/acl/4 Sudonia//PROPN/obj/8 .//PUNCT/punct/2"
).replace("mark/7 Harl//PROPN/nsubj/7", "mark/8 Harl//PROPN/nsubj/8")


def test_no_plans_to_visit_are_no_visit() -> None:
    assert code_events(*article_of(PLANS.format(det="no"))) == ()
    assert only(PLANS.format(det="some")).status == "planned"


@pytest.mark.parametrize(("mark", "n"), [("if", 0), ("after", 1)])
def test_what_is_done_each_time_is_no_act(mark: str, n: int) -> None:
    paid = (
        f"{mark}//SCONJ/mark/3 firms/firm/NOUN/nsubj/3 pay//VERB/advcl/5 Harl//PROPN/nsubj/5"
        " accuses/accuse/VERB/root/0 Weir//PROPN/obj/5 .//PUNCT/punct/5"
    )
    assert len(code_events(*article_of(paid))) == n


@pytest.mark.parametrize(
    ("verb", "status"), [("boasted/boast", "claimed"), ("spoke/speak", "reported")]
)
def test_who_boasts_of_a_deed_claims_it(verb: str, status: str) -> None:
    event = only(
        f"Harl//PROPN/nsubj/2 {verb}/VERB/root/0 about//SCONJ/mark/4 assaulting/assault/VERB/advcl/2"
        " Weir//PROPN/obj/4 .//PUNCT/punct/2"
    )
    assert event.status == status


def test_whom_a_demanded_act_would_hit_is_not_asked() -> None:
    called = (
        "Harl//PROPN/nsubj/2 called/call/VERB/root/0 for//SCONJ/mark/{at} {who}cutting/cut/VERB/advcl/2 aid//NOUN/obj/{at}"
        " to//ADP/case/{to} Sudonia//PROPN/nmod/{aid} .//PUNCT/punct/2"
    )
    assert only(called.format(at=4, who="", aid=5, to=7)).recipient_text is None


@pytest.mark.parametrize(
    ("did", "whom"),
    [
        ("praised/praise", {"Norland", "Sudonia"}),
        ("requested/request", {None}),
        ("opposed/oppose", {None}),
        ("threatened/threaten", {None}),
        ("met/meet", {None}),
    ],
)
def test_all_who_are_joined_inside_are_meant_but_not_by_a_demand_or_refusal(
    did: str, whom: set[str | None]
) -> None:
    events = code_events(
        *article_of(
            f"Harl//PROPN/nsubj/2 {did}/VERB/root/0 asylum//NOUN/obj/2 in//ADP/case/5 lands/land/NOUN/obl/2"
            " including//ADP/case/7 Norland//PROPN/nmod/5 and//CCONJ/cc/9 Sudonia//PROPN/conj/7 .//PUNCT/punct/2"
        )
    )
    assert {e.recipient_text for e in events} == whom


@pytest.mark.parametrize(
    ("clause", "asked"),
    [
        ("Harl//PROPN/nsubj/5 leave//VERB/ccomp/2", "Harl"),
        ("Harl//PROPN/nsubj:pass/5 freed/free/VERB/ccomp/2", None),
        ("Harl//PROPN/nsubj:pass/5 allowed/allow/VERB/ccomp/2 to//PART/mark/7 leave//VERB/xcomp/5", None),
    ],
)  # fmt: skip
@pytest.mark.parametrize("frame", ["", " || 2 REQUEST actor=1 recipient=4"])
def test_to_whom_something_is_to_be_done_is_not_asked_to_do_it(
    clause: str, asked: str | None, frame: str
) -> None:
    event = only(f"Norland//PROPN/nsubj/2 demanded/demand/VERB/root/0 that//SCONJ/mark/5 {clause} .//PUNCT/punct/2{frame}")  # fmt: skip
    assert (event.event_type, event.recipient_text) == ("REQUEST", asked)


def test_who_was_asked_is_asked() -> None:
    event = only(
        "Harl//PROPN/nsubj:pass/3 was//AUX/aux:pass/3 asked/ask/VERB/root/0 to//PART/mark/5 leave//VERB/xcomp/3 .//PUNCT/punct/3"
        " || 3 REQUEST recipient=1"
    )
    assert (event.event_type, event.recipient_text) == ("REQUEST", "Harl")


@pytest.mark.parametrize(
    ("whose", "asked"), [("Sudonian//ADJ/amod", "Sudonian police"), ("Harl//PROPN/nmod:poss", None)]
)
def test_whose_release_is_called_for_is_not_asked_for_it(whose: str, asked: str | None) -> None:
    event = only(
        f"Norland//PROPN/nsubj/2 called/call/VERB/root/0 for//ADP/case/5 {whose}/5 release//NOUN/obl/2 .//PUNCT/punct/2".replace(
            "release//", "police//" if asked else "release//"
        )
    )
    assert event.recipient_text == asked


def test_who_ambushed_is_not_the_ambushed() -> None:
    event = only(
        "Crooks/crook/NOUN/nsubj/5 who//PRON/nsubj/3 ambushed/ambush/VERB/acl:relcl/1 Harl//PROPN/obj/3"
        " fled/vanish/VERB/root/0 .//PUNCT/punct/5 || 3 ASSAULT recipient=1 recipient=4"
    )
    assert (event.actor_text, event.recipient_text) == ("Crooks", "Harl")


@pytest.mark.parametrize("no", ["", "not//PART/advmod/5 "])
def test_a_vow_not_to_resign_is_a_refusal(no: str) -> None:
    at = 5 if no else 4
    events = code_events(*article_of(VOWED.format(verb="vow", no=no, at=at, what="resign")))
    assert ({e.event_type for e in events} == {"REJECT"}) is bool(no)


def test_who_demands_an_inquiry_has_opened_none() -> None:
    event = only(
        "Norland//PROPN/nsubj/2 demands/demand/VERB/root/0 an//DET/det/4 inquiry//NOUN/obj/2 .//PUNCT/punct/2"
    )
    assert event.event_type == "REQUEST"


def test_who_tells_of_an_act_is_not_who_did_it() -> None:
    told = (
        "Weir//PROPN/nsubj:pass/3 got/get/AUX/aux:pass/3 arrested/arrest/VERB/ccomp/5 ,//PUNCT/punct/3 said/say/VERB/root/0"
        " Harl//PROPN/nsubj/5 .//PUNCT/punct/5 || 3 COERCE/arrest actor=6 recipient=1 speaker=6"
    )
    event = only(told)
    assert (event.actor_text, event.recipient_text) == (None, "Weir")


LEAVING = (
    "Norland//PROPN/nsubj/3 will//AUX/aux/3 withdraw//VERB/root/0 its//PRON/nmod:poss/5 {what}/{lemma}/NOUN/obj/3"
    " from//ADP/case/7 Sudonia//PROPN/obl/3 .//PUNCT/punct/3"
)


@pytest.mark.parametrize(
    ("what", "lemma", "event_type"),
    [("troops", "troop", "RETREAT"), ("settlers", "settler", "RETREAT")],
)
def test_troops_that_will_leave_are_a_withdrawal_that_is_planned(
    what: str, lemma: str, event_type: str
) -> None:
    event = only(LEAVING.format(what=what, lemma=lemma))
    assert (event.event_type, event.event_mode, event.status) == (event_type, "withdraw", "planned")
    assert event.recipient_text == "Sudonia"


@pytest.mark.parametrize(
    ("place", "recipient"), [("Haven", None), ("Nowhere", None), ("Sudonia", "Sudonia")]
)
def test_the_town_in_which_an_accord_is_signed_is_no_party_to_it(
    place: str, recipient: str | None
) -> None:
    event = only(
        "Harl//PROPN/nsubj/2 signed/sign/VERB/root/0 a//DET/det/4 treaty//NOUN/obj/2"
        f" in//ADP/case/6 {place}//PROPN/nmod/4 .//PUNCT/punct/2"
    )
    assert (event.actor_text, event.recipient_text) == ("Harl", recipient)


AND_HOUNDED = "Weir//PROPN/nsubj/{n} was/be/AUX/cop/{n} {what} and//CCONJ/cc/{m} arrested/arrest/VERB/conj/{n} {whom}.//PUNCT/punct/{n}"


@pytest.mark.parametrize(
    ("whom", "actor", "recipient"), [("", None, "Weir"), ("Harl//PROPN/obj/{m} ", "Weir", "Harl")]
)
def test_who_was_something_and_arrested_is_the_one_arrested(whom: str, actor: str | None, recipient: str) -> None:  # fmt: skip
    event = only(AND_HOUNDED.format(n=4, m=6, what="a//DET/det/4 victim//NOUN/root/0", whom=whom.format(m=6)))  # fmt: skip
    assert (event.actor_text, event.recipient_text) == (actor, recipient)


VOWED_NOT = "Norland//PROPN/nsubj/2 vowed/vow/VERB/root/0 {which}//ADV/advmod/5 to//PART/mark/5 arrest//VERB/xcomp/2 Harl//PROPN/obj/5 .//PUNCT/punct/2"


@pytest.mark.parametrize(("which", "event_type"), [("not", "AGREE"), ("soon", "THREATEN")])
def test_a_vow_not_to_use_force_is_no_threat(which: str, event_type: str) -> None:
    assert only(VOWED_NOT.format(which=which)).event_type == event_type


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("Students/student/NOUN", "PROTEST"),
        ("Norland//PROPN", "REJECT"),
        ("Ministers/minister/NOUN", "REJECT"),
    ],
)
def test_people_who_protest_against_something_march_and_states_object(
    who: str, expected: str
) -> None:
    notation = f"{who}/nsubj/2 protested/protest/VERB/root/0 against//ADP/case/5 the//DET/det/5 law//NOUN/obl/2 .//PUNCT/punct/2"
    assert [e.event_type for e in code_events(*article_of(notation))] == [expected]


def test_who_will_resign_makes_no_accord() -> None:
    resigns = "Harl//PROPN/nsubj/3 will//AUX/aux/3 {verb}//VERB/root/0 {rest} .//PUNCT/punct/3"
    event = only(" ".join(resigns.format(verb="resign", rest="").split()))
    assert (event.event_type, event.event_mode, event.status) == ("RETREAT", "resign", "planned")
    freed = only(resigns.format(verb="release", rest="Weir//PROPN/obj/3"))
    assert (freed.event_type, freed.status) == ("AGREE", "planned")


@pytest.mark.parametrize(
    ("verb", "lemma", "given", "mode"),
    [
        ("accused", "accuse", "ACCUSE/allege", "allege"),  # of blame the model says the mode
        (
            "killed",
            "kill",
            "ASSAULT/firearms",
            "firearms",
        ),  # a line that has none takes the model's
        ("killed", "kill", "ASSAULT", None),
        ("bombed", "bomb", "ASSAULT/firearms", "explosives"),  # a line's own mode stays
        ("accused", "accuse", "SUPPORT/visit", "disapprove"),
    ],
)
def test_whose_word_counts_for_the_mode(
    verb: str, lemma: str, given: str, mode: str | None
) -> None:
    event = only(
        f"Norland//PROPN/nsubj/2 {verb}/{lemma}/VERB/root/0 Harl//PROPN/obj/2 .//PUNCT/punct/2"
        f" || 2 {given} actor=1 recipient=3"
    )
    assert event.event_mode == mode


@pytest.mark.parametrize(
    ("act", "mode"), [("arrest", "restrict"), ("kill", "violence"), ("leave", None)]
)
def test_a_threat_is_of_what_is_threatened(act: str, mode: str | None) -> None:
    event = only(
        f"Norland//PROPN/nsubj/2 threatened/threaten/VERB/root/0 to//PART/mark/4 {act}//VERB/xcomp/2 Harl//PROPN/obj/4 .//PUNCT/punct/2"
    )
    assert (event.event_type, event.event_mode) == ("THREATEN", mode)
