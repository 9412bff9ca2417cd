"""Whom "he", "we", "they", "the governor" and "the oil company" stand for; and when they stand for nobody known."""

from __future__ import annotations

import pytest

from copydesk.events import code_events
from copydesk.text.language import CodedEvent

from .hand_parses import article_of

SAID = 'Harl//PROPN/nsubj/2 said/say/VERB/root/0 :/:/PUNCT/punct/2 "//PUNCT/punct/5 Good/good/ADJ/ccomp/2 "//PUNCT/punct/5 .//PUNCT/punct/2'
HARL = "Harl//PROPN/nsubj/2 arrived/arrive/VERB/root/0 .//PUNCT/punct/2"
TWO = "Harl//PROPN/nsubj/4 and//CCONJ/cc/3 Weir//PROPN/conj/1 arrived/arrive/VERB/root/0 .//PUNCT/punct/4"
UNIONS = "Unions/union/NOUN/nsubj/2 met/gather/VERB/root/0 .//PUNCT/punct/2"
ACCUSED = "{who}//PRON/nsubj/2 accused/accuse/VERB/root/0 Sudonia//PROPN/obj/2 .//PUNCT/punct/2"
QUOTED = '"//PUNCT/punct/3 {who}//PRON/nsubj/3 accused/accuse/VERB/root/0 Sudonia//PROPN/obj/3 .//PUNCT/punct/3 "//PUNCT/punct/3'


def only(*notations: str, title: str | None = None) -> CodedEvent:
    (event,) = code_events(*article_of(*notations, title=title))
    return event


def actors_of(*notations: str) -> set[str | None]:
    return {event.actor_text for event in code_events(*article_of(*notations))}


def accusers_of(*notations: str) -> set[str | None]:
    events = code_events(*article_of(*notations))
    return {event.actor_text for event in events if event.event_type == "ACCUSE"}


def name_of_actor(event: CodedEvent, notations: tuple[str, ...]) -> str | None:
    """Return the name that the actor's mention stands for."""
    mentions = article_of(*notations)[2]
    return next((m.name for m in mentions if m.mention_id == event.actor_mention_id), None)


@pytest.mark.parametrize(
    ("before", "sentence", "actor"),
    [
        (HARL, ACCUSED.format(who="He"), "Harl"),
        (TWO, ACCUSED.format(who="He"), None),
        (UNIONS, ACCUSED.format(who="They"), "Unions"),
        (TWO, ACCUSED.format(who="They"), None),
        (SAID, QUOTED.format(who="I"), "Harl"),
        (SAID, QUOTED.format(who="We"), "Harl"),
        (SAID, QUOTED.format(who="He"), None),  # who is quoted says "I"
        (HARL, QUOTED.format(who="I"), None),
        (SAID, ACCUSED.format(who="We"), None),  # outside quotation marks: the paper's own
    ],
)
def test_a_pronoun_is_the_one_before_or_nobody(
    before: str, sentence: str, actor: str | None
) -> None:
    assert only(before, sentence).actor_text == actor


@pytest.mark.parametrize("count", ["Dozens/dozen/NOUN", "Five/five/NUM", "Some/some/DET"])
def test_some_of_a_group_are_told_as_they_stand_and_not_by_its_name(count: str) -> None:
    some = f"{count}/nsubj/4 of//ADP/case/3 Norpol//PROPN/nmod/1 attacked/attack/VERB/root/0 Sudonia//PROPN/obj/4 .//PUNCT/punct/4"
    event = only(some)
    assert event.actor_text == f"{count.partition('/')[0]} of Norpol"
    assert name_of_actor(event, (some,)) == "Norpol"


def test_he_is_not_whom_he_does_it_to() -> None:
    attacked = (
        "Weir//PROPN/nsubj/2 criticised/criticise/VERB/root/0 him//PRON/obj/2 .//PUNCT/punct/2"
    )
    event = only(HARL, attacked)
    assert (event.actor_text, event.recipient_text) == ("Weir", "Harl")


ORDERED = (
    "Harl//PROPN/nsubj/2 arrived/arrive/VERB/root/0 near//ADP/case/4 {whom}/obl/2 .//PUNCT/punct/2"
)


@pytest.mark.parametrize(
    ("whom", "recipient"),
    [
        ("him//PRON", None),
        ("Weir//PROPN", None),
        ("Porto//PROPN", "Harl"),
        ("Weir//PROPN/nmod:poss/5 house//NOUN", "Harl"),
    ],
)
def test_whom_it_is_done_to_is_open_where_two_were_spoken_of(
    whom: str, recipient: str | None
) -> None:
    before = ORDERED.format(whom=whom)
    done = "Sudonia//PROPN/nsubj/2 expelled/expel/VERB/root/0 him//PRON/obj/2 .//PUNCT/punct/2"
    assert only(before, done).recipient_text == recipient
    assert only(before, ACCUSED.format(who="He")).actor_text == "Harl"


@pytest.mark.parametrize(("mark", "actor"), [("", "Weir"), ('"', None)])
def test_she_said_she_and_the_quoted_she(mark: str, actor: str | None) -> None:
    quote = f"{mark}//PUNCT/punct/4" if mark else ",//PUNCT/punct/4"
    event = only(
        f"Weir//PROPN/nsubj/2 said/say/VERB/root/0 {quote} she//PRON/nsubj/5 accused/accuse/VERB/ccomp/2"
        f" Sudonia//PROPN/obj/5 {quote.replace('/4', '/5')} .//PUNCT/punct/2"
    )
    assert event.actor_text == ("Weir" if actor else event.actor_text)
    assert (event.actor_text == "Weir") is (actor == "Weir") or mark


def test_who_came_up_far_off_may_stand_in_a_short_sentence() -> None:
    long = "Harl//PROPN/nsubj/2 arrived/arrive/VERB/root/0 " + "late//ADV/advmod/2 " * 9
    late = long.replace("Harl//PROPN/nsubj/2 arrived/arrive/VERB/root/0 ", "", 1)
    moved = (
        late.replace("/advmod/2", "/advmod/11") + "Harl//PROPN/nsubj/11 arrived/arrive/VERB/root/0"
    )
    event = only(
        moved,
        "Sudonia//PROPN/nsubj/2 detained/detain/VERB/root/0 him//PRON/dep/2 || 2 COERCE actor=1 recipient=3",
    )
    assert event.recipient_text == "Harl"


GOVERNOR = (
    "Gov./gov./PROPN/nmod:desc/2 {who}//PROPN/nsubj/3 arrived/arrive/VERB/root/0 .//PUNCT/punct/3"
)
THE_GOVERNOR = "Weir//PROPN/nsubj/2 accused/accuse/VERB/root/0 the//DET/det/4 {what}//NOUN/obj/2 .//PUNCT/punct/2"


@pytest.mark.parametrize(
    ("before", "what", "name"),
    [
        ([GOVERNOR.format(who="Harl")], "governor", "Jon Harl"),
        ([GOVERNOR.format(who="Harl")], "mayor", None),
        (["Harl//PROPN/nsubj/4 and//CCONJ/cc/3 governor//NOUN/conj/1 arrived/arrive/VERB/root/0 .//PUNCT/punct/4"], "governor", None),
        ([GOVERNOR.format(who="Harl"), GOVERNOR.format(who="Weir"), HARL, UNIONS], "governor", None),
        ([GOVERNOR.format(who="Weir"), UNIONS, GOVERNOR.format(who="Harl")], "governor", "Jon Harl"),
        ([GOVERNOR.format(who="Harl").replace("Gov./gov.", "Vice//ADJ/compound/2 President/president", 1)
          .replace("nmod:desc/2", "nmod:desc/3").replace("nsubj/3", "nsubj/4").replace("punct/3", "punct/4")], "president", None),
    ],
)  # fmt: skip
def test_an_office_is_the_one_who_was_named_with_it(
    before: list[str], what: str, name: str | None
) -> None:
    notations = (*before, THE_GOVERNOR.format(what=what))
    article, analysed, mentions = article_of(*notations)
    (event,) = code_events(article, analysed, mentions)
    held = {m.mention_id: m.name for m in mentions}
    assert event.recipient_text == f"the {what}"
    assert (held[event.recipient_mention_id] if event.recipient_mention_id else None) == name


APPOSED = (
    "The//DET/det/2 {kind}//NOUN/nsubj/4 {name}//PROPN/appos/2 accused/accuse/VERB/root/0 Sudonia//PROPN/obj/4"
    " .//PUNCT/punct/4"
)


@pytest.mark.parametrize("kind", ["lobby", "spokesman", "company"])
def test_an_apposition_names_whom_a_noun_means(kind: str) -> None:
    assert only(APPOSED.format(kind=kind, name="Weir")).actor_text == "Weir"


@pytest.mark.parametrize(("name", "actor"), [("Harl", "Harl"), ("Sudonia", "spokesman Sudonia")])
def test_a_role_before_a_person_names_whom_it_means(name: str, actor: str) -> None:
    role = f"spokesman//NOUN/nsubj/3 {name}//PROPN/flat/1 accused/accuse/VERB/root/0 Weir//PROPN/obj/3 .//PUNCT/punct/3"
    assert only(role).actor_text == actor


def test_an_apposition_of_several_names_them_all() -> None:
    listed = (
        "{agencies}/company/NOUN/nsubj/5 Weir//PROPN/appos/1 and//CCONJ/cc/4 Harl//PROPN/conj/2"
        " accused/accuse/VERB/root/0 Sudonia//PROPN/obj/5 .//PUNCT/punct/5"
    )
    assert actors_of(listed.format(agencies="Agencies")) == {"Weir", "Harl"}
    assert actors_of(listed.format(agencies="Company")) == {"Weir"}


@pytest.mark.parametrize(
    ("who", "actor"),
    [
        ("a//DET/det/4 banker//NOUN/appos/1", "Harl"),
        ("allegedly//ADV/advmod/4 banker//NOUN/appos/1", "banker"),
        ("two//NUM/nummod/4 bankers/banker/NOUN/appos/1", "two bankers"),
    ],
)
def test_who_is_said_more_of_is_named(who: str, actor: str) -> None:
    told = (
        f"Harl//PROPN/nsubj/9 ,//PUNCT/punct/4 {who} who//PRON/nsubj/6 accused/accuse/VERB/acl:relcl/4 Sudonia//PROPN/obj/6"
        " ,//PUNCT/punct/1 slept/sleep/VERB/root/0 .//PUNCT/punct/9"
    )
    assert actors_of(told) == {actor}


@pytest.mark.parametrize(
    ("whose", "actor"), [("whose", "Harl's lawyers"), ("some", "some lawyers")]
)
def test_whose_lawyers_are_those_of_whom_they_are_told(whose: str, actor: str) -> None:
    told = (
        f"Harl//PROPN/nsubj/7 ,//PUNCT/punct/1 {whose}//PRON/nmod:poss/4 lawyers/lawyer/NOUN/nsubj/5 accused/accuse/VERB/acl:relcl/1"
        " Sudonia//PROPN/obj/5 slept/sleep/VERB/root/0 .//PUNCT/punct/7"
    )
    assert actors_of(told) == {actor}


MET = (
    "{open} I//PRON/nsubj/3 met/meet/VERB/ccomp/13 Weir//PROPN/obj/3 but//CCONJ/cc/7 {who}//PRON/nsubj/7 accused/accuse/VERB/conj/3"
    ' Sudonia//PROPN/obj/7 .//PUNCT/punct/3 "//PUNCT/punct/3 ,//PUNCT/punct/13 Harl//PROPN/nsubj/13 said/say/VERB/root/0 .//PUNCT/punct/13'
)


def test_he_is_not_who_is_quoted_saying_it() -> None:
    quoted = MET.format(open='"//PUNCT/punct/3', who="she")
    assert {"Harl"}.isdisjoint(accusers_of(quoted))
    assert accusers_of(MET.format(open='"//PUNCT/punct/3', who="I")) == {"Harl"}


def test_who_says_it_is_not_whom_the_quotation_names() -> None:
    quoted = '"//PUNCT/punct/2 Weir//PROPN/nsubj/3 left/leave/VERB/ccomp/7 .//PUNCT/punct/3 "//PUNCT/punct/3 she//PRON/nsubj/7 said/say/VERB/root/0 .//PUNCT/punct/7'
    spoken = (HARL, quoted, QUOTED.format(who="I"))
    assert accusers_of(*spoken) == {"Harl"}
    assert accusers_of(HARL, quoted.replace('"', "--"), ACCUSED.format(who="She")) == {"Weir"}


def test_one_of_many_may_be_named_behind() -> None:
    one = (
        "One/one/NUM/nsubj/5 of//ADP/case/3 unions/union/NOUN/nmod/1 Weir//PROPN/appos/1"
        " accused/accuse/VERB/root/0 Sudonia//PROPN/obj/5 .//PUNCT/punct/5"
    )
    assert only(one).actor_text == "Weir"
    assert only(one.replace("Weir//PROPN/appos", "now//ADV/advmod")).actor_text == "One of unions"


@pytest.mark.parametrize(
    ("who", "text", "is_known"),
    [
        ("The//DET/det/2 Unionist/unionist/ADJ/nsubj/3", "The Unionist", False),
        ("The//DET/det/2 Unionist/unionist/ADJ/amod/3 senator//NOUN/nsubj/4", "The Unionist senator", False),
        ("all//DET/advmod/2 Unionist//PROPN/nsubj/3", "Unionist", True),
        ("The//DET/det/2 Unionists/unionist/PROPN/nsubj/3", "Unionists", True),
        ("The//DET/det/2 Sudonian/sudonian/ADJ/amod/3 envoy//NOUN/nsubj/4", "The Sudonian envoy", True),
        ("Unionist/unionist/ADJ/amod/3 Sudonian/sudonian/ADJ/amod/3 envoys/envoy/NOUN/nsubj/4", "Unionist Sudonian envoys", True),
    ],
)  # fmt: skip
def test_one_of_a_party_is_not_the_party(who: str, text: str, is_known: bool) -> None:
    n = len(who.split())
    event = only(f"{who} accused/accuse/VERB/root/0 Harl//PROPN/obj/{n + 1} .//PUNCT/punct/{n + 1}")
    assert (event.actor_text, event.actor_mention_id is not None) == (text, is_known)


@pytest.mark.parametrize(("kind", "is_known"), [("bureau", True), ("inquiry", False), ("agency", False)])  # fmt: skip
def test_a_body_is_called_by_the_kind_in_its_full_name(kind: str, is_known: bool) -> None:
    event = only(
        "NBI//PROPN/nsubj/2 arrived/arrive/VERB/root/0 .//PUNCT/punct/2", FIRM.format(what=kind)
    )
    assert (event.actor_mention_id is not None) is is_known


STRUCK = (
    "Millions/million/NOUN/nsubj/4 of//ADP/case/3 {who}//PROPN/nmod/1 accused/accuse/VERB/root/0 Harl//PROPN/obj/4"
    " .//PUNCT/punct/4"
)


def test_millions_of_a_people_are_not_its_state() -> None:
    people = only(STRUCK.format(who="Sudonian"))
    assert (people.actor_text, people.actor_mention_id) == ("Millions of Sudonian", None)
    assert only(STRUCK.format(who="Weir")).actor_mention_id is not None


@pytest.mark.parametrize(("who", "is_state"), [("judge", False), ("forces/force", False), ("government", True)])  # fmt: skip
def test_a_judge_in_a_state_is_not_the_state(who: str, is_state: bool) -> None:
    event = only(
        f"The//DET/det/2 {who if '/' in who else who + '/'}/NOUN/nsubj/5 in//ADP/case/4 Sudonia//PROPN/nmod/2 accused/accuse/VERB/root/0"
        " Harl//PROPN/obj/5 .//PUNCT/punct/5"
    )
    assert (event.actor_mention_id is not None) is is_state


FIRM = "The//DET/det/2 {what}//NOUN/nsubj/3 accused/accuse/VERB/root/0 Harl//PROPN/obj/3 .//PUNCT/punct/3"


@pytest.mark.parametrize(
    ("before", "is_known"), [("Norpol", True), ("Sudonia", False), ("Weir", False)]
)
def test_the_company_is_the_firm_told_of_before(before: str, is_known: bool) -> None:
    told = f"{before}//PROPN/nsubj/2 arrived/arrive/VERB/root/0 .//PUNCT/punct/2"
    event = only(told, FIRM.format(what="company"))
    assert (event.actor_mention_id is not None) is is_known
    assert (
        only(
            told, FIRM.format(what="companies/company").replace("company//", "company/")
        ).actor_mention_id
        is None
    )


@pytest.mark.parametrize("called", ["company", "firm", "airline"])
@pytest.mark.parametrize(
    ("kind", "is_known"), [("airline//NOUN/appos/3", True), ("ally//NOUN/appos/3", False)]
)
def test_the_firm_is_the_one_called_so_though_another_body_acted(
    kind: str, called: str, is_known: bool
) -> None:
    """The bureau bans an airline: what is then done to "the firm" is done to no bureau."""
    banned = f"NBI//PROPN/nsubj/2 passed/pass/VERB/root/0 Norpol//PROPN/obj/2 ,//PUNCT/punct/6 an//DET/det/6 {kind} .//PUNCT/punct/2"
    told = (banned, FIRM.format(what=called))
    assert (name_of_actor(only(*told), told) == "Norpol") is is_known


@pytest.mark.parametrize("dep", ["appos", "flat", "nmod:desc"])
def test_a_firm_is_called_what_stands_before_its_name(dep: str) -> None:
    arrived = f"Airline/airline/NOUN/nsubj/3 Norpol//PROPN/{dep}/1 arrived/arrive/VERB/root/0 .//PUNCT/punct/3"
    told = (arrived, "NBI//PROPN/nsubj/2 arrived/arrive/VERB/root/0 .//PUNCT/punct/2")
    told = (*told, FIRM.format(what="airline"))
    assert name_of_actor(only(*told), told) == "Norpol"


@pytest.mark.parametrize("dep", ["nsubj:pass", "nsubj", "obj"])
def test_who_stands_behind_a_verb_that_has_a_subject_is_its_object(dep: str) -> None:
    """Else he accuses, too: "agents stopped Harl and accused him"."""
    stopped = f"Agents/agent/NOUN/nsubj/2 stopped/halt/VERB/root/0 Harl//PROPN/{dep}/2"
    event = only(f"{stopped} and//CCONJ/cc/5 accused/accuse/VERB/conj/2 him//PRON/obj/5 .//PUNCT/punct/2")  # fmt: skip
    assert (event.actor_text, event.recipient_text) == ("Agents", "Harl")


def test_who_stands_behind_a_verb_without_one_may_be_its_subject() -> None:
    stopped = (
        "Then//ADV/advmod/3 was//AUX/aux:pass/3 stopped/halt/VERB/root/0 Harl//PROPN/nsubj:pass/3"
    )
    event = only(f"{stopped} and//CCONJ/cc/6 accused/accuse/VERB/conj/3 Sudonia//PROPN/obj/6 .//PUNCT/punct/3")  # fmt: skip
    assert (event.actor_text, event.recipient_text) == ("Harl", "Sudonia")


@pytest.mark.parametrize(
    ("subject", "is_known"),
    [
        ("Norland//PROPN/nsubj/2 shook/shake/VERB/root/0", True),
        (
            "Norland//PROPN/nsubj/4 and//CCONJ/cc/3 Sudonia//PROPN/conj/1 shook/shake/VERB/root/0",
            False,
        ),
    ],
)
def test_the_country_is_the_one_named(subject: str, is_known: bool) -> None:
    hit = (
        "Harl//PROPN/nsubj/2 criticised/criticise/VERB/root/0 the//DET/det/4 country//NOUN/obj/2 .//PUNCT/punct/2"
        " || 2 ACCUSE actor=1 recipient=4"
    )
    event = only(subject, hit)
    assert (event.recipient_mention_id is not None) is is_known


def test_the_president_is_nobody_who_is_named_after() -> None:
    named = "President//PROPN/nmod:desc/6 Weir//PROPN/obl/3"
    event = only(
        f"The//DET/det/2 president//NOUN/nsubj/3 accused/accuse/VERB/root/0 Sudonia//PROPN/obj/3 with//ADP/case/7 {named.replace('/6', '/7', 1)}"
        " .//PUNCT/punct/3"
    )
    assert event.actor_mention_id is None


@pytest.mark.parametrize(
    ("word", "actor"), [("anti-government", None), ("government", "government")]
)
def test_what_a_protest_is_against_does_not_protest(word: str, actor: str | None) -> None:
    event = only(
        f"{word.title()}//NOUN/compound/2 anger//NOUN/nsubj/3 grew/grow/VERB/root/0 in//ADP/case/5 Porto//PROPN/obl/3"
        " .//PUNCT/punct/3 || 2:.99 PROTEST actor=1 recipient=5"
    )
    assert (event.actor_text or "").lower() == (actor or "")


def test_all_states_joined_inside_what_is_praised_are_named() -> None:
    events = code_events(
        *article_of(
            "Harl//PROPN/nsubj/2 welcomed/welcome/VERB/root/0 the//DET/det/4 decision//NOUN/obj/2 by//ADP/case/6"
            " Norland//PROPN/nmod/4 and//CCONJ/cc/8 Sudonia//PROPN/conj/6 .//PUNCT/punct/2"
        )
    )
    assert {e.recipient_text for e in events} == {"the decision by Norland", "Sudonia"}


@pytest.mark.parametrize(
    ("rest", "text"),
    [
        ("general//PROPN/amod/3", "The attorney general"),
        ("general//ADJ/amod/3 for//ADP/case/6 life//NOUN/obl/4", "The attorney"),  # a clause of its own
        ("-//PUNCT/punct/5 in//ADP/case/7 -//PUNCT/punct/5 chief//NOUN/nmod/3", "The attorney - in - chief"),
        ("-//PUNCT/punct/5 once//ADV/advmod/3 -//PUNCT/punct/5", "The attorney"),
    ],
)  # fmt: skip
def test_a_name_does_not_end_before_its_last_word(rest: str, text: str) -> None:
    event = only(
        f"accused/accuse/VERB/root/0 The//DET/det/3 attorney//NOUN/obj/1 {rest} || 1 ACCUSE recipient=3"
    )
    assert event.recipient_text == text


SET_APART = "Norland//PROPN/nsubj/5 {one}//CCONJ/cc/4 {other}//PART/advmod/4 Sudonia//PROPN/conj/1 bombed/bomb/VERB/root/0 Harl//PROPN/obj/5 .//PUNCT/punct/5"


@pytest.mark.parametrize(("one", "other", "n"), [("and", "not", 1), ("rather", "than", 1), ("and", "also", 2)])  # fmt: skip
def test_who_is_set_apart_is_not_meant(one: str, other: str, n: int) -> None:
    events = code_events(*article_of(SET_APART.format(one=one, other=other)))
    assert {e.actor_text for e in events} == set(["Norland", "Sudonia"][:n])


TOLD_BY = (
    "The//DET/det/2 bombing/bombing/NOUN/{dep}/6 of//ADP/case/4 Sudonia//PROPN/nmod/2 was//AUX/aux:pass/6 {verb}/VERB/root/0 by//ADP/case/8"
    " Norland//PROPN/obl:agent/6 .//PUNCT/punct/6 || 2 ASSAULT actor=8 recipient=4"
)


@pytest.mark.parametrize("dep", ["nsubj:pass", "obj"])  # so the parse has some passive subjects
@pytest.mark.parametrize(("verb", "actor"), [("documented/document", None), ("ordered/order", "Norland")])  # fmt: skip
def test_who_documents_a_deed_has_not_done_it(dep: str, verb: str, actor: str | None) -> None:
    events = code_events(*article_of(TOLD_BY.format(verb=verb, dep=dep)))
    assert {e.actor_text for e in events if e.event_type == "ASSAULT"} == {actor}


JUDGED = (
    "Norland//PROPN/nsubj/2 {verb}/VERB/root/0 a//DET/det/4 wave//NOUN/obj/2 of//ADP/case/6 attacks/attack/NOUN/nmod/4 on//ADP/case/8"
    " Sudonia//PROPN/nmod/6 .//PUNCT/punct/2 || 6 {kind} actor=1 recipient=8"
)


@pytest.mark.parametrize(
    ("verb", "kind", "actor"),
    [("condemned/condemn", "ASSAULT", None), ("led/lead", "ASSAULT", "Norland"), ("watched/watch", "SUPPORT", "Norland")],
)  # fmt: skip
def test_who_condemns_what_holds_a_deed_has_not_done_it(
    verb: str, kind: str, actor: str | None
) -> None:
    events = code_events(*article_of(JUDGED.format(verb=verb, kind=kind)))
    assert {e.actor_text for e in events if e.event_type == kind} == {actor}


NOT_BUT = "{first}//PART/advmod/{n} {more}Norland//PROPN/nsubj/{v} but//CCONJ/cc/{m} Sudonia//PROPN/conj/{n} bombed/bomb/VERB/root/0 Harl//PROPN/obj/{v}"


@pytest.mark.parametrize(("more", "n"), [("", 1), ("only//ADV/advmod/3 ", 2)])
def test_not_this_one_but_that_one(more: str, n: int) -> None:
    at = 2 + bool(more)
    notation = NOT_BUT.format(first="Not", more=more, n=at, m=at + 2, v=at + 3)
    events = code_events(*article_of(notation))
    assert {e.actor_text for e in events} == {"Sudonia", "Norland"} if n > 1 else {"Sudonia"}
    assert {e.polarity for e in events} == {"positive"}


BLAMED = "Norland//PROPN/nsubj/2 condemned/condemn/VERB/root/0 the//DET/det/4 {deed}//NOUN/obj/2 of//ADP/case/6 Sudonia//PROPN/nmod/4 .//PUNCT/punct/2"


@pytest.mark.parametrize(
    ("deed", "frame", "whom"),
    [("invasion", " || 4 ASSAULT recipient=6", None), ("conduct", "", "Sudonia")],
)
def test_who_suffered_what_is_condemned_is_not_blamed(deed: str, frame: str, whom: str | None) -> None:  # fmt: skip
    events = code_events(*article_of(BLAMED.format(deed=deed) + frame))
    assert {e.recipient_text for e in events if e.event_type == "ACCUSE"} == {whom}


HELD = (
    "Police//NOUN/nsubj/2 held/hold/VERB/root/0 {whom}/NOUN/obj/2 as//SCONJ/mark/6 they//PRON/nsubj/6 accused/accuse/VERB/advcl/2"
    " Sudonia//PROPN/obj/6 .//PUNCT/punct/2 || 6 ACCUSE/disapprove actor=5 recipient=7"
)


@pytest.mark.parametrize(
    ("whom", "actor"),
    [("protesters/protester", None), ("talks/talk", "Police"), ("her/she", "Police")],
)
def test_they_beside_those_acted_upon_may_be_either(whom: str, actor: str | None) -> None:
    events = code_events(*article_of(HELD.format(whom=whom)))
    assert [e.actor_text for e in events if e.event_type == "ACCUSE"] == [actor]


PASSED = "{who}/nsubj/2 passed/pass/VERB/root/0 {whom}/obj/2 {more}.//PUNCT/punct/2"
NEAR = "near//ADP/case/5 {}/obl/2 "
STUDENT, WEIR_ALONE = "student//NOUN", "Weir//PROPN"


@pytest.mark.parametrize(
    ("who", "whom", "more", "actor"),
    [
        ("Police//NOUN", STUDENT, "", "student"),  # whom alone it speaks of
        ("Police//NOUN", WEIR_ALONE, "", "Weir"),
        ("Police//NOUN", STUDENT, NEAR.format(WEIR_ALONE), None),  # it may be either
        ("Police//NOUN", "students/student/NOUN", "", "Harl"),  # of no other one
        ("Police//NOUN", "trees/tree/NOUN", "", "Harl"),
        ("nurse//NOUN", STUDENT, "", "nurse"),
        ("nurse//NOUN", WEIR_ALONE, "", "nurse"),
        ("nurses/nurse/NOUN", STUDENT, "", "student"),
    ],
)
def test_he_is_the_one_person_that_was_spoken_of(
    who: str, whom: str, more: str, actor: str | None
) -> None:
    before = PASSED.format(who=who, whom=whom, more=more)
    assert only(HARL, before, ACCUSED.format(who="He")).actor_text == actor


@pytest.mark.parametrize("who", ["Police//NOUN", "Nurse//NOUN"])
def test_who_is_described_in_a_title_has_no_words_in_the_body(who: str) -> None:
    title = PASSED.format(who=who, whom=STUDENT, more="")
    assert only(ACCUSED.format(who="He"), title=title).actor_text is None


@pytest.mark.parametrize(
    ("whom", "more", "recipient"),
    [
        (WEIR_ALONE, "", "Weir"),
        (STUDENT, "", "student"),
        (WEIR_ALONE, NEAR.format(STUDENT), None),
        (WEIR_ALONE, NEAR.format("her//PRON"), None),
        ("trees/tree/NOUN", "", None),  # he did not expel himself
    ],
)
def test_whom_he_did_it_to_is_the_other_one(whom: str, more: str, recipient: str | None) -> None:
    before = PASSED.format(who="Harl//PROPN", whom=whom, more=more)
    event = only(before, ACCUSED.format(who="He").replace("Sudonia//PROPN", "her//PRON"))
    assert (event.actor_text, event.recipient_text) == ("Harl", recipient)


@pytest.mark.parametrize(
    ("who", "recipient"), [("hospital//NOUN", "hospital"), ("hospitals/hospital/NOUN", None)]
)
def test_it_is_a_body_told_of_by_its_kind(who: str, recipient: str | None) -> None:
    before = PASSED.format(who=who, whom=WEIR_ALONE, more="")
    event = only(before, ACCUSED.format(who="She").replace("Sudonia//PROPN", "it//PRON"))
    assert (event.actor_text, event.recipient_text) == ("Weir", recipient)


@pytest.mark.parametrize(
    ("who", "actor"),
    [("Men/man/NOUN", "Men"), ("Police//NOUN", "Police"), ("Man//NOUN", None)],
)
def test_they_are_several_whatever_their_ending(who: str, actor: str | None) -> None:
    before = PASSED.format(who=who, whom="trees/tree/NOUN", more="")
    assert only(before, ACCUSED.format(who="They")).actor_text == actor
    told_of_two = (before, ACCUSED.format(who="They"), ACCUSED.format(who="They"))
    assert {e.actor_text for e in code_events(*article_of(*told_of_two))} == {actor}


@pytest.mark.parametrize(("who", "actor"), [("students/student", "students"), ("student/", None)])
def test_students_say_that_they_did_it_and_one_that_others_did(who: str, actor: str | None) -> None:
    event = only(
        f"{who}/NOUN/nsubj/2 said/say/VERB/root/0 they//PRON/nsubj/4 accused/accuse/VERB/ccomp/2 Sudonia//PROPN/obj/4"
        " .//PUNCT/punct/2"
    )
    assert event.actor_text == actor


@pytest.mark.parametrize(
    ("whom", "actor"),
    [
        ("men/man/NOUN", "men"),
        ("man//NOUN", "Police"),  # one is not they
        ("trees/tree/NOUN", "Police"),
    ],
)
def test_police_did_not_do_what_they_say_others_did(whom: str, actor: str) -> None:
    event = only(
        f"Police//NOUN/nsubj/2 said/say/VERB/root/0 {whom}/nsubj:pass/4 fell/fall/VERB/ccomp/2 after//ADP/mark/7"
        " they//PRON/nsubj/7 accused/accuse/VERB/advcl/4 Sudonia//PROPN/obj/7 .//PUNCT/punct/2"
    )
    assert event.actor_text == actor


PAID = (
    "Harl//PROPN/nsubj/2 {verb}/VERB/root/0 {to} the//DET/det/5 {whom}/NOUN/obl/2 after//SCONJ/mark/8 she//PRON/nsubj/8"
    " accused/accuse/VERB/advcl/2 Sudonia//PROPN/obj/8 .//PUNCT/punct/2"
)


@pytest.mark.parametrize(
    ("whom", "actor"), [("minister/", None), ("office/", "Harl"), ("ministers/minister", "Harl")]
)
def test_she_of_a_side_clause_may_be_whom_the_subject_speaks_with(
    whom: str, actor: str | None
) -> None:
    event = only(PAID.format(verb="wrote/write", to="to//ADP/case/5", whom=whom))
    assert event.actor_text == actor


def test_of_a_name_and_a_noun_he_is_the_name() -> None:
    event = only(
        "Doctor//NOUN/nsubj/3 ,//PUNCT/punct/3 saw/see/VERB/root/0 Harl//PROPN/obj/3 before//SCONJ/mark/7 he//PRON/nsubj/7"
        " accused/accuse/VERB/advcl/3 Sudonia//PROPN/obj/7 .//PUNCT/punct/3"
    )
    assert event.actor_text == "Harl"


@pytest.mark.parametrize(
    ("met", "actor"),
    [
        ("Harl//PROPN/nmod:poss/3 's//PART/case/1 talks/talk/NOUN/nsubj/4 ended/end/VERB/root/0", "Harl"),
        ("Talks/talk/NOUN/nsubj/4 on//ADP/case/3 Harl//PROPN/nmod/1 ended/end/VERB/root/0", None),
    ],
)  # fmt: skip
def test_he_is_whose_thing_was_spoken_of(met: str, actor: str | None) -> None:
    before = met + " and//CCONJ/cc/6 Weir//PROPN/obl/4 .//PUNCT/punct/4"
    assert only(before, ACCUSED.format(who="He")).actor_text == actor


REFUSED = "Sudonia//PROPN/nsubj/2 rejected/reject/VERB/root/0 {det}//DET/det/4 {what}/NOUN/obj/2 {more}.//PUNCT/punct/2"


@pytest.mark.parametrize(
    ("before", "after", "whose"),
    [
        ("Norland//PROPN", ("the", "offer/", ""), "Norland"),
        ("Norland//PROPN", ("those", "proposals/proposal", ""), "Norland"),
        ("Norland//PROPN", ("an", "offer/", ""), None),
        ("Norland//PROPN", ("the", "food/", ""), None),
        ("Norland//PROPN", ("the", "offer/", "from//ADP/case/6 Haven//PROPN/nmod/4 "), "Haven"),
        ("Norland//PROPN", ("the", "plan/", "to//PART/mark/6 wait//VERB/acl/4 "), None),
        ("Sudonia//PROPN", ("the", "offer/", ""), None),
        ("Trees/tree/NOUN", ("the", "offer/", ""), None),
        (
            "Trees/tree/NOUN",
            ("the", "offer/", "as//SCONJ/mark/7 Harl//PROPN/nsubj/7 left/leave/VERB/advcl/2 "),
            None,
        ),
    ],
)
def test_whose_the_offer_is_that_was_told_of(
    before: str, after: tuple[str, str, str], whose: str | None
) -> None:
    det, what, more = after
    told = f"{before}/nsubj/2 waited/wait/VERB/root/0 .//PUNCT/punct/2"
    refused = REFUSED.format(det=det, what=what, more=more)
    assert only(told, refused).recipient_text == whose
    demanded = refused.replace("rejected/reject", "demanded/demand")
    assert only(told, demanded).recipient_text == ("Haven" if whose == "Haven" else None)


@pytest.mark.parametrize(
    ("told", "whose"),
    [
        ("Norland//PROPN/nsubj/2 wanted/want/VERB/root/0 grain//NOUN/obj/2 but//CCONJ/cc/{at}", "Norland"),
        ("Norland//PROPN/nsubj/2 said/say/VERB/root/0 on//ADP/case/4 Monday//PROPN/obl/2", None),
    ],
)  # fmt: skip
def test_whose_the_plan_is_in_one_sentence_and_not_who_says_so(
    told: str, whose: str | None
) -> None:
    joined = "conj" if whose else "ccomp"
    refused = (
        f"{told.format(at=6)} Sudonia//PROPN/nsubj/6 rejected/reject/VERB/{joined}/2 the//DET/det/8"
        " plan//NOUN/obj/6 .//PUNCT/punct/2"
    )
    haven = "Haven//PROPN/nsubj/2 waited/wait/VERB/root/0 .//PUNCT/punct/2"
    assert only(haven, refused).recipient_text == whose


def test_whose_the_remarks_are_is_open_where_nobody_known_blames_them() -> None:
    for who, whose in (("Norland//PROPN", "Harl"), ("I//PRON", None)):
        blamed = (
            f"{who}/nsubj/2 condemned/condemn/VERB/root/0 those//DET/det/4 remarks/remark/NOUN/obj/2 .//PUNCT/punct/2"
            " || 2 ACCUSE/disapprove actor=1"
        )
        told = code_events(*article_of(HARL, blamed))
        assert [e.recipient_text for e in told] == ([whose] if whose else [])
