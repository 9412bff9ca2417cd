"""Deeds that are called untrue, beside the twin in which they are told; the parses are the shipped model's, slips and all."""

from __future__ import annotations

import pytest

from copydesk.events import code_events

from .hand_parses import article_of

THAT = "that//SCONJ/mark/{verb} Norland//PROPN/nsubj/{verb} bombed/bomb/VERB/{dep}/{head} Sudonia//PROPN/obj/{verb}"


def that(verb: int, dep: str, head: int) -> str:
    """Return "that Norland bombed Sudonia", with the verb at a place and what it hangs on."""
    return THAT.format(verb=verb, dep=dep, head=head)


REPORTS = f"Reports/report/NOUN/nsubj/7 {that(4, 'csubj', 7)} are/be/AUX/cop/7 {{}}//ADJ/root/0 .//PUNCT/punct/7"
KNOT = (
    f"Claims/claim/NOUN/root/0 {that(4, 'advcl', 8)} have//AUX/aux/8 been/be/AUX/aux:pass/8 {{}}//VERB/acl/1"
    " .//PUNCT/punct/1"
)
BARE = (
    "Claims/claim/NOUN/ccomp/9 Norland//PROPN/nsubj/3 bombed/bomb/VERB/ccomp/1 Sudonia//PROPN/obj/3 are/be/AUX/cop/6"
    " {}//ADJ/ccomp/9 ,//PUNCT/punct/6 Weir//PROPN/nsubj/9 said/say/VERB/root/0 .//PUNCT/punct/9"
)
CALLED = (
    "Norland//PROPN/nsubj/2 called/call/VERB/root/0 reports/report/NOUN/obj/2 that//SCONJ/mark/6 it//PRON/nsubj/6"
    " bombed/bomb/VERB/acl/3 Sudonia//PROPN/obj/6 {}//ADJ/{}/{} .//PUNCT/punct/2"
)
PROVED = (
    f"A//DET/det/2 report//NOUN/nsubj/7 {that(5, 'acl', 2)} turned/turn/VERB/root/0 out//ADP/compound:prt/7"
    " to//PART/mark/11 be//AUX/cop/11 {}//ADJ/xcomp/7 .//PUNCT/punct/7"
)
BEFORE = (
    "{}//ADJ/amod/2 reports/report/NOUN/nsubj/7 that//SCONJ/mark/5 Norland//PROPN/nsubj/5 bombed/bomb/VERB/nsubj/7"
    " Sudonia//PROPN/obj/5 spread//VERB/root/0 .//PUNCT/punct/7"
)
ABOUT = (
    "{}//ADJ/amod/2 claims/claim/NOUN/nsubj/9 about//ADP/case/6 Norland//PROPN/nmod:poss/6 's//PART/case/4"
    " bombing//NOUN/nmod/2 of//ADP/case/8 Sudonia//PROPN/nmod/6 spread//VERB/root/0 .//PUNCT/punct/9"
    " || 6 ASSAULT actor=3 recipient=8"
)
EVIDENCE = f"There//PRON/expl/2 is/be/VERB/root/0 {{}}//DET/det/4 evidence//NOUN/nsubj/2 {that(7, 'acl', 4)} .//PUNCT/punct/2"
TRUTH = (
    "There//PRON/expl/2 is/be/VERB/root/0 {}//DET/det/4 truth//NOUN/nsubj/2 to//ADP/case/6 reports/report/NOUN/nmod/4"
    f" {that(9, 'acl', 6)} .//PUNCT/punct/2"
)
TELLER = f"Weir//PROPN/nsubj/3 {{}}//ADV/advmod/3 claimed/claim/VERB/root/0 {that(6, 'ccomp', 3)} .//PUNCT/punct/3"
RULED = f"Weir//PROPN/nsubj/2 {{}}//VERB/root/0 out//ADP/compound:prt/2 {that(6, 'ccomp', 2)} .//PUNCT/punct/2"
BREATH = (
    f"It//PRON/expl/3 was/be/AUX/aux:pass/3 reported/report/VERB/root/0 {that(6, 'ccomp', 3)} ,//PUNCT/punct/12"
    " but//CCONJ/cc/12 that//PRON/nsubj/12 is/be/AUX/cop/12 {}//ADJ/conj/3 .//PUNCT/punct/3"
)
GUILTY = (
    "Norland//PROPN/nsubj/4 is/be/AUX/cop/4 {}//ADV/advmod/4 guilty//ADJ/root/0 of//SCONJ/mark/6 bombing/bomb/VERB/advcl/4"
    " Sudonia//PROPN/obj/6 .//PUNCT/punct/4"
)
LIED = (
    "Weir//PROPN/nsubj/2 {}//VERB/root/0 when//ADV/advmod/5 she//PRON/nsubj/5 said/say/VERB/advcl/2"
    f" {that(8, 'ccomp', 5)} .//PUNCT/punct/2"
)
HAPPENED = f"It//PRON/expl/3 {{}}//ADV/advmod/3 happened/happen/VERB/root/0 {that(6, 'ccomp', 3)} .//PUNCT/punct/3"
SOMEONE = "{}//PRON/nsubj/2 bombed/bomb/VERB/root/0 Sudonia//PROPN/obj/2 .//PUNCT/punct/2"
CONTRARY = (
    "{}//ADJ/advcl/10 to//ADP/case/3 reports/report/NOUN/obl/10 that//SCONJ/mark/6 Norland//PROPN/nsubj/6"
    " bombed/bomb/VERB/acl/3 Sudonia//PROPN/obj/6 ,//PUNCT/punct/3 people//NOUN/nsubj/10 left/leave/VERB/root/0"
    " .//PUNCT/punct/10"
)
DENIED = "Norland//PROPN/nsubj/2 {}//VERB/root/0 the//DET/det/4 bombing//NOUN/obj/2 of//ADP/case/6 Sudonia//PROPN/nmod/4 .//PUNCT/punct/2"
MADE = (
    f"The//DET/det/2 story//NOUN/nsubj:pass/8 {that(5, 'acl:relcl', 2)} was/be/AUX/aux:pass/8 made/make/VERB/root/0"
    " {}//ADP/compound:prt/8 .//PUNCT/punct/8"
)


def polarities(notation: str) -> set[str]:
    """Return how the deeds of a sentence are told."""
    events = code_events(*article_of(notation))
    return {e.polarity for e in events if e.event_type == "ASSAULT"}


@pytest.mark.parametrize(
    ("shape", "denied", "told"),
    [
        (REPORTS, "false", "accurate"),
        (KNOT, "debunked", "confirmed"),
        (BARE, "baseless", "new"),
        (PROVED, "false", "new"),
        (BEFORE, "False", "New"),
        (ABOUT, "False", "New"),
        (EVIDENCE, "no", "some"),
        (TRUTH, "no", "some"),
        (TELLER, "falsely", "loudly"),
        (BREATH, "untrue", "old"),
        (GUILTY, "not", "really"),
        (LIED, "lie", "weep"),
        (HAPPENED, "never", "really"),
        (SOMEONE, "Nobody", "They"),
        (CONTRARY, "contrary", "close"),
        (MADE, "up", "over"),
    ],
)
def test_what_is_called_untrue_was_not_done(shape: str, denied: str, told: str) -> None:
    assert polarities(shape.format(denied)) == {"negative"}
    assert polarities(shape.format(told)) <= {"positive", "hypothetical"}


@pytest.mark.parametrize(("dep", "head"), [("xcomp", 2), ("advmod", 6), ("ccomp", 2)])
def test_who_calls_reports_baseless_denies_them(dep: str, head: int) -> None:
    assert polarities(CALLED.format("baseless", dep, head)) == {"negative"}
    assert polarities(CALLED.format("official", dep, head)) == {"positive"}


def test_a_rumour_is_no_news_and_what_was_not_said_is_none() -> None:
    spread = f"{{}}//NOUN/nsubj/6 {that(4, 'acl', 1)} spread//VERB/root/0 .//PUNCT/punct/6"
    assert polarities(spread.format("Rumour")) == {"hypothetical"}
    assert polarities(spread.format("News")) == {"positive"}
    said = (
        "Weir//PROPN/nsubj/4 did/do/AUX/aux/4 not//PART/advmod/4 say//VERB/root/0 {}//SCONJ/mark/7"
        " Norland//PROPN/nsubj/7 bombed/bomb/VERB/ccomp/4 Sudonia//PROPN/obj/7 .//PUNCT/punct/4"
    )
    assert polarities(said.format("that")) == {"hypothetical"}
    assert polarities(said.format("why")) == {"positive"}


def test_those_who_tell_lies_may_have_done_it() -> None:
    assert polarities(
        "Claims/claim/NOUN/nsubj/8 by//ADP/case/3 rebels/rebel/NOUN/nmod/1 who//PRON/nsubj/5"
        " bombed/bomb/VERB/acl:relcl/3 Sudonia//PROPN/obj/5 are/be/AUX/cop/8 false//ADJ/root/0 .//PUNCT/punct/8"
    ) == {"positive"}


def test_a_false_report_has_true_consequences() -> None:
    (event,) = code_events(
        *article_of(
            "False//ADJ/amod/2 reports/report/NOUN/nsubj/7 that//SCONJ/mark/6 the//DET/det/5 bridge//NOUN/nsubj/6"
            " fell/fall/VERB/acl/2 led/lead/VERB/root/0 police//NOUN/obj/7 to//PART/mark/10 arrest//VERB/xcomp/7"
            " Harl//PROPN/obj/10 .//PUNCT/punct/7"
        )
    )
    assert (event.event_type, event.polarity, event.recipient_text) == (
        "COERCE",
        "positive",
        "Harl",
    )


def test_a_wrong_deed_was_done_and_a_true_accusation_was_made() -> None:
    assert polarities(
        "Norland//PROPN/nmod:poss/3 's//PART/case/1 bombing//NOUN/nsubj/7 of//ADP/case/5 Sudonia//PROPN/nmod/3"
        " was/be/AUX/cop/7 wrong//ADJ/root/0 .//PUNCT/punct/7"
    ) <= {"positive"}
    charged = "Norland//PROPN/nsubj/2 {}//VERB/root/0 Sudonian//ADJ/amod/4 charges/charge/NOUN/obj/2 || 4 ACCUSE actor=3 recipient=1"
    for verb in ("deny", "cite"):
        found = code_events(*article_of(charged.format(verb)))
        assert {e.polarity for e in found if e.trigger == "charges"} == {"positive"}
    (event,) = code_events(
        *article_of(
            "Norland//PROPN/nsubj:pass/4 was/be/AUX/aux:pass/4 falsely//ADV/advmod/4 accused/accuse/VERB/root/0"
            " of//SCONJ/mark/6 bombing/bomb/VERB/advcl/4 Sudonia//PROPN/obj/6 .//PUNCT/punct/4"
        )
    )
    assert (event.event_type, event.polarity, event.recipient_text) == (
        "ACCUSE",
        "positive",
        "Norland",
    )


def alone(shape: str, verb: int, actor: int, recipient: int) -> str:
    """Return a sentence whose deed only the model reads."""
    for word in ("bombed/bomb", "bombing/"):
        shape = shape.replace(word, "glorped/glorp")
    return f"{shape} || {verb} ASSAULT actor={actor} recipient={recipient}"


@pytest.mark.parametrize(
    ("shape", "denied", "told"),
    [
        (alone(REPORTS, 4, 3, 5), "false", "accurate"),
        (alone(RULED, 6, 5, 7), "rule", "find"),
        (alone(DENIED, 4, 1, 6), "deny", "resume"),
    ],
)
def test_the_models_own_reading_is_denied_by_the_same_words(shape: str, denied: str, told: str) -> None:  # fmt: skip
    assert polarities(shape.format(denied)) == {"negative"}
    assert polarities(shape.format(told)) == {"positive"}


GLORPED = "that//SCONJ/mark/{v} Norland//PROPN/nsubj/{v} glorped/glorp/VERB/{dep}/{head} Sudonia//PROPN/obj/{v}"


def told_by(before: str, dep: str, head: int, behind: str = "") -> str:
    """Return a sentence with "that Norland glorped Sudonia" behind some words; only the model reads the deed."""
    verb = len(before.split()) + 3
    clause = GLORPED.format(v=verb, dep=dep, head=head)
    frame = f"|| {verb} ASSAULT actor={verb - 1} recipient={verb + 1}"
    return f"{before} {clause} {behind} {frame}"


IT_IS = "It//PRON/expl/{n} is/be/AUX/cop/{n}"
SAYS = "Weir//PROPN/nsubj/{n} {words}"
NOT = "did/do/AUX/aux/4 not//PART/advmod/4"
REPORT = "Reports/report/NOUN/nsubj/{n}"


@pytest.mark.parametrize(
    ("notation", "polarity"),
    [
        (told_by(f"{IT_IS.format(n=3)} false//ADJ/root/0", "ccomp", 3), "negative"),
        (told_by(f"{IT_IS.format(n=3)} odd//ADJ/root/0", "ccomp", 3), "positive"),
        (told_by(f"No//INTJ/discourse/4 {IT_IS.format(n=4)} false//ADJ/root/0", "ccomp", 4), "negative"),
        (told_by(f"{IT_IS.format(n=4)} not//PART/advmod/4 true//ADJ/root/0", "ccomp", 4), "negative"),
        (told_by(f"{IT_IS.format(n=4)} not//PART/advmod/4 false//ADJ/root/0", "ccomp", 4), "positive"),
        (told_by(f"{IT_IS.format(n=4)} a//DET/det/4 lie//NOUN/root/0", "acl", 4), "negative"),
        (told_by(f"{IT_IS.format(n=4)} no//DET/det/4 lie//NOUN/root/0", "acl", 4), "positive"),
        (told_by("Weir//PROPN/nsubj/2 disputes/dispute/VERB/root/0", "ccomp", 2), "negative"),
        (told_by("Weir//PROPN/nsubj/2 regrets/regret/VERB/root/0", "ccomp", 2), "positive"),
        (told_by(f"Weir//PROPN/nsubj/4 {NOT} deny//VERB/root/0", "ccomp", 4), "hypothetical"),
        (told_by("No//DET/det/2 proof//NOUN/nsubj/3 exists/exist/VERB/root/0", "ccomp", 3), "negative"),
        (told_by("Good//ADJ/amod/2 proof//NOUN/nsubj/3 exists/exist/VERB/root/0", "ccomp", 3), "positive"),
        (told_by(f"Weir//PROPN/nsubj/4 {NOT} find//VERB/root/0 proof//NOUN/obj/4", "acl", 5), "negative"),
        (told_by("Weir//PROPN/nsubj/2 had/have/VERB/root/0 unconfirmed//ADJ/amod/4 reports/report/NOUN/obj/2", "acl", 4), "hypothetical"),
        (told_by("Weir//PROPN/nsubj/2 dismissed/dismiss/VERB/root/0 reports/report/NOUN/obj/2", "acl", 3), "negative"),
        (told_by(f"Weir//PROPN/nsubj/4 {NOT} dismiss//VERB/root/0 reports/report/NOUN/obj/4", "acl", 5), "positive"),
        (told_by(REPORT.format(n=6), "acl", 1, "refuted/refute/VERB/root/0 Weir//PROPN/obj/6"), "positive"),
        (told_by(REPORT.format(n=6), "acl", 1, "spread//VERB/root/0 with//ADP/case/8 lies/lie/NOUN/obl/6"), "positive"),
        (told_by(REPORT.format(n=6), "acl", 1, "spread//VERB/root/0 as//ADP/case/8 lies/lie/NOUN/obl/6"), "negative"),
        (
            told_by(REPORT.format(n=6), "acl", 1, "spread//VERB/root/0 as//SCONJ/mark/10 news//NOUN/nsubj/10 is/be/AUX/cop/10 false//ADJ/advcl/6"),
            "positive",
        ),
        (told_by("Reports/report/NOUN/root/0", "ccomp", 1, "are/be/AUX/aux/7 proved/prove/VERB/acl/1 wrong//ADJ/xcomp/7"), "negative"),
        (told_by(f"{IT_IS.format(n=3)} false//ADJ/root/0 that//SCONJ/mark/6 Weir//PROPN/nsubj/6 left/leave/VERB/ccomp/3", "advcl", 6), "positive"),
        (told_by("Weir//PROPN/nsubj/2 heard/hear/VERB/root/0", "ccomp", 2, "which//PRON/nsubj/10 is/be/AUX/cop/10 a//DET/det/10 lie//NOUN/acl/5"), "negative"),
    ],
)  # fmt: skip
def test_words_that_deny_and_their_twins(notation: str, polarity: str) -> None:
    assert polarities(notation) == {polarity}


NOUN = (
    "{}//ADJ/amod/2 claims/claim/NOUN/nsubj/{end} {}//ADP/case/6 Norland//PROPN/nmod:poss/6 's//PART/case/4"
    " glorping//NOUN/nmod/2 of//ADP/case/8 Sudonia//PROPN/nmod/6 {}//ADJ/root/0 || 6 ASSAULT actor=4 recipient=8"
)


@pytest.mark.parametrize(
    ("first", "case", "last", "polarity"),
    [
        ("False", "about", "new", "negative"),
        ("False", "after", "new", "positive"),
        ("New", "about", "false", "negative"),
        ("New", "about", "new", "positive"),
        ("Propaganda", "about", "new", "negative"),
        ("Propaganda|compound", "about", "new", "positive"),
    ],
)
def test_a_deed_that_a_noun_names_is_denied_with_the_claim(
    first: str, case: str, last: str, polarity: str
) -> None:
    word, _, dep = first.partition("|")
    notation = NOUN.format(word, case, last, end=9).replace("/amod/2", f"/{dep or 'amod'}/2")
    assert polarities(notation) == {polarity}


def test_what_the_model_reads_under_a_maybe_stays_as_it_reads_it() -> None:
    assert polarities(
        "Weir//PROPN/nsubj/3 may//AUX/aux/3 play//VERB/root/0 a//DET/det/5 role//NOUN/obj/3 in//ADP/case/7 glorping//NOUN/nmod/5"
        " Sudonia//PROPN/nmod/7 || 7 ASSAULT recipient=8"
    ) == {"positive"}


def test_of_what_somebody_is_accused_is_not_what_was_done_meanwhile() -> None:
    blamed = (
        "Norland//PROPN/nsubj/2 blamed/blame/VERB/root/0 Harl//PROPN/obj/2 {}//SCONJ/mark/5 glorping/glorp/VERB/advcl/2"
        " Sudonia//PROPN/obj/5 || 5 ASSAULT actor=3 recipient=6"
    )
    assert polarities(blamed.format("for")) == {"hypothetical"}
    assert polarities(blamed.format("while")) == {"positive"}


def statuses(notation: str) -> set[str]:
    """Return how the deeds of a sentence stand."""
    events = code_events(*article_of(notation))
    return {e.status for e in events if e.event_type == "ASSAULT"}


SAID = (
    "Norland//PROPN/nsubj:pass/3 is/be/AUX/aux:pass/3 {}//VERB/root/0 to//PART/mark/6 have//AUX/aux/6"
    " glorped/glorp/VERB/xcomp/3 Sudonia//PROPN/obj/6 || 6 ASSAULT actor=1 recipient=7"
)
BESIDE = "Norland//PROPN/nsubj/3 {}//ADV/advmod/3 bombed/bomb/VERB/root/0 Sudonia//PROPN/obj/3"
NAMED = (
    "The//DET/det/3 {}//ADJ/amod/3 glorping//NOUN/nsubj/6 of//ADP/case/5 Sudonia//PROPN/nmod/3 ended/end/VERB/root/0"
    " || 3 ASSAULT recipient=5"
)


@pytest.mark.parametrize(
    ("claimed", "told"),
    [
        (SAID.format("say"), SAID.format("ready")),
        (BESIDE.format("allegedly"), BESIDE.format("later")),
        (NAMED.format("alleged"), NAMED.format("brief")),
        (told_by("Weir//PROPN/nsubj/2 claims/claim/VERB/root/0", "ccomp", 2), told_by("Weir//PROPN/nsubj/2 knows/know/VERB/root/0", "ccomp", 2)),
        (told_by("Weir//PROPN/nsubj/2 repeats/repeat/VERB/root/0 claims/claim/NOUN/obj/2", "acl", 3), told_by("Weir//PROPN/nsubj/2 repeats/repeat/VERB/root/0 news//NOUN/obj/2", "acl", 3)),
        (
            "Norland//PROPN/nsubj/2 bombed/bomb/VERB/root/0 Sudonia//PROPN/obj/2 ,//PUNCT/punct/6 Weir//PROPN/nsubj/6 alleged/allege/VERB/parataxis/2",
            "Norland//PROPN/nsubj/2 bombed/bomb/VERB/root/0 Sudonia//PROPN/obj/2 ,//PUNCT/punct/6 Weir//PROPN/nsubj/6 said/say/VERB/parataxis/2",
        ),
        (
            told_by("Weir//PROPN/nsubj/2 claims/claim/VERB/root/0", "ccomp", 2),
            told_by("Weir//PROPN/nsubj/2 claims/claim/VERB/root/0 that//SCONJ/mark/5 it//PRON/nsubj/5 left/leave/VERB/ccomp/2", "advcl", 5),
        ),
    ],
)  # fmt: skip
def test_what_the_words_leave_to_who_claims_it_is_a_claim(claimed: str, told: str) -> None:
    assert statuses(claimed) == {"claimed"}
    assert statuses(told) == {"reported"}


def test_a_clause_hung_on_what_its_report_is_called_is_denied() -> None:
    called = (
        "Weir//PROPN/nsubj/2 called/call/VERB/root/0 {what}/NOUN/obj/2 that//PART/mark/6 it//PRON/nsubj/6"
        " bombed/bomb/VERB/ccomp/8 Harl//PROPN/obj/6 {word}//ADJ/xcomp/2 .//PUNCT/punct/2"
    )

    def polarities(what: str, word: str) -> set[str]:
        events = code_events(*article_of(called.format(what=what, word=word)))
        return {e.polarity for e in events if e.event_type == "ASSAULT"}

    assert polarities("reports/report", "baseless") <= {"negative"}
    assert polarities("reports/report", "shocking") == {"positive"}


IN_NO_WAY = (
    "Norland//PROPN/nsubj/5 {case}//ADP/case/4 {det}//DET/det/4 {noun}//NOUN/obl/5 bombed/bomb/VERB/root/0 Sudonia//PROPN/obj/5"
    " .//PUNCT/punct/5"
)


@pytest.mark.parametrize(
    ("case", "det", "noun", "polarity"),
    [
        ("by", "no", "means", "negative"),
        ("in", "no", "way", "negative"),
        ("at", "no", "time", "negative"),
        ("at", "that", "time", "positive"),
        ("with", "no", "planes", "positive"),
    ],
)
def test_what_is_done_in_no_way_is_not_done(case: str, det: str, noun: str, polarity: str) -> None:
    assert polarities(IN_NO_WAY.format(case=case, det=det, noun=noun)) == {polarity}


@pytest.mark.parametrize(
    ("before", "polarity"),
    [
        ("Zero//NUM/nummod/{n}", "negative"),
        ("Not//PART/advmod/{n} one//NUM/nummod/{n}", "negative"),
        ("Few//ADJ/amod/{n}", "negative"),
        ("Very//ADV/advmod/{n} few//ADJ/amod/{n}", "negative"),
        ("Not//PART/advmod/{n} only//ADV/advmod/{n}", "positive"),
        ("A//DET/det/{n} few//ADJ/amod/{n}", "positive"),
        ("The//DET/det/{n} few//ADJ/amod/{n}", "positive"),
    ],
)
def test_what_next_to_nobody_did_is_not_done(before: str, polarity: str) -> None:
    n = len(before.split()) + 1
    notation = (
        f"{before.format(n=n)} planes/plane/NOUN/nsubj/{n + 1} bombed/bomb/VERB/root/0 Sudonia//PROPN/obj/{n + 1}"
        f" .//PUNCT/punct/{n + 1}"
    )
    assert polarities(notation) == {polarity}


BY_DOING = (
    "Norland//PROPN/nsubj/{at} {modal}gained/gain/VERB/root/0 land//NOUN/obj/{at} by//SCONJ/mark/{to}"
    " bombing/bomb/VERB/advcl/{at} Sudonia//PROPN/obj/{to} .//PUNCT/punct/{at}"
)


@pytest.mark.parametrize(
    ("modal", "at", "polarity"), [("could//AUX/aux/3 ", 3, "hypothetical"), ("", 2, "positive")]
)
def test_by_doing_what_one_could_gain_is_not_done(modal: str, at: int, polarity: str) -> None:
    assert polarities(BY_DOING.format(modal=modal, at=at, to=at + 3)) == {polarity}


SUFFERED = (
    "Weir//PROPN/nsubj/2 said/say/VERB/root/0 that//SCONJ/mark/5 Norland//PROPN/nsubj/5 attacked/attack/VERB/ccomp/2"
    " {whom}/obj/5 in//ADP/case/8 1998//NUM/obl/5 .//PUNCT/punct/2"
)


@pytest.mark.parametrize(("whom", "status"), [("him//PRON", "claimed"), ("Sudonia//PROPN", "historical")])  # fmt: skip
def test_violence_that_is_told_by_whom_it_was_done_to_is_a_claim(whom: str, status: str) -> None:
    """However long ago it was."""
    assert statuses(SUFFERED.format(whom=whom)) == {status}


KEPT = "Norland//PROPN/nsubj/{v} {over} Sudonia//PROPN/obj/{act} .//PUNCT/punct/{v}"


@pytest.mark.parametrize(
    ("over", "v", "act", "polarity"),
    [
        ("refrained/refrain/VERB/root/0 from//SCONJ/mark/4 bombing/bomb/VERB/advcl/2", 2, 4, "negative"),
        ("decided/decide/VERB/root/0 against//SCONJ/mark/4 bombing/bomb/VERB/xcomp/2", 2, 4, "negative"),
        ("stopped/stop/VERB/root/0 short//ADV/advmod/2 of//SCONJ/mark/5 bombing/bomb/VERB/advcl/2", 2, 5, "negative"),
        ("returned/return/VERB/root/0 from//SCONJ/mark/4 bombing/bomb/VERB/advcl/2", 2, 4, "positive"),
        ("has/have/VERB/root/0 yet//ADV/advmod/2 to//PART/mark/5 bomb//VERB/xcomp/2", 2, 5, "negative"),
        ("is/be/AUX/cop/4 against//SCONJ/mark/4 bombing/bomb/VERB/root/0", 4, 4, "negative"),
        ("almost//ADV/advmod/3 bombed/bomb/VERB/root/0", 3, 3, "negative"),
        ("brazenly//ADV/advmod/3 bombed/bomb/VERB/root/0", 3, 3, "positive"),
    ],
)  # fmt: skip
def test_what_one_is_kept_from_is_not_done(over: str, v: int, act: int, polarity: str) -> None:
    assert polarities(KEPT.format(over=over, v=v, act=act)) == {polarity}


NOR = "{}//CCONJ/cc/4 has//AUX/aux/4 Norland//PROPN/nsubj/4 bombed/bomb/VERB/root/0 Sudonia//PROPN/obj/4 .//PUNCT/punct/4"


@pytest.mark.parametrize(("word", "polarity"), [("Nor", "negative"), ("And", "positive")])
def test_nor_denies_what_it_begins(word: str, polarity: str) -> None:
    assert polarities(NOR.format(word)) == {polarity}


OVER_THAT = "{who}//PRON/nsubj/2 {tells}/VERB/root/0 " + that(5, "ccomp", 2) + " .//PUNCT/punct/2"
IT_IS = (
    "It//PRON/expl/3 is/be/AUX/cop/3 {}//ADJ/root/0 " + that(6, "ccomp", 3) + " .//PUNCT/punct/3"
)


@pytest.mark.parametrize(
    ("notation", "polarity"),
    [
        (OVER_THAT.format(who="Nothing", tells="shows/show"), "hypothetical"),
        (OVER_THAT.format(who="This", tells="shows/show"), "positive"),
        (OVER_THAT.format(who="She", tells="joked/joke"), "negative"),
        (IT_IS.format("doubtful"), "hypothetical"),
        (IT_IS.format("unlikely"), "hypothetical"),
        (IT_IS.format("clear"), "positive"),
    ],
)
def test_what_is_doubted_or_joked_is_not_told_as_done(notation: str, polarity: str) -> None:
    assert polarities(notation) == {polarity}


AS_IF = (
    "Weir//PROPN/nsubj/2 acted/act/VERB/root/0 {one}//SCONJ/mark/6 {other}//SCONJ/mark/6 Norland//PROPN/nsubj/6 bombed/bomb/VERB/advcl/2"
    " Sudonia//PROPN/obj/6 .//PUNCT/punct/2"
)


@pytest.mark.parametrize(("one", "other", "polarity"), [("as", "though", "negative"), ("even", "though", "positive")])  # fmt: skip
def test_what_one_acts_as_though_it_had_been_is_not_done(one: str, other: str, polarity: str) -> None:  # fmt: skip
    assert polarities(AS_IF.format(one=one, other=other)) == {polarity}


BELIEVED = (
    "Norland//PROPN/nsubj:pass/{v} is//AUX/aux:pass/{v} {adverb}{said}/VERB/root/0 to//PART/mark/{act} have//AUX/aux/{act} bombed/bomb/VERB/xcomp/{v}"
    " Sudonia//PROPN/obj/{act} .//PUNCT/punct/{v}"
)


@pytest.mark.parametrize(
    ("said", "status"), [("believed/believe", "claimed"), ("reported/report", "claimed"), ("known/know", "reported")]
)  # fmt: skip
def test_what_somebody_is_believed_to_have_done_is_a_claim(said: str, status: str) -> None:
    assert statuses(BELIEVED.format(said=said, adverb="", v=3, act=6)) == {status}
    wrongly = BELIEVED.format(said=said, adverb="wrongly//ADV/advmod/4 ", v=4, act=7)
    assert polarities(wrongly) == {"negative" if status == "claimed" else "positive"}


@pytest.mark.parametrize(
    ("over", "v", "act", "polarity"),
    [
        ("did//AUX/aux/4 not//PART/advmod/4 refrain//VERB/root/0 from//SCONJ/mark/6 bombing/bomb/VERB/advcl/4", 4, 6, "positive"),
        ("hesitated/hesitate/VERB/root/0 to//PART/mark/4 bomb//VERB/xcomp/2", 2, 4, "negative"),
        ("did//AUX/aux/4 not//PART/advmod/4 hesitate//VERB/root/0 to//PART/mark/6 bomb//VERB/xcomp/4", 4, 6, "positive"),
        ("wrongly//ADV/advmod/3 decided/decide/VERB/root/0 to//PART/mark/5 bomb//VERB/xcomp/3", 3, 5, "positive"),
    ],
)  # fmt: skip
def test_what_nobody_was_kept_from_is_done(over: str, v: int, act: int, polarity: str) -> None:
    assert polarities(KEPT.format(over=over, v=v, act=act)) == {polarity}


@pytest.mark.parametrize(("no", "polarity"), [("no", "negative"), ("every", "positive")])
def test_what_there_is_no_reason_to_believe_is_not_done(no: str, polarity: str) -> None:
    reason = f"Weir//PROPN/nsubj/2 has/have/VERB/root/0 {no}//DET/det/4 reason//NOUN/obj/2 to//PART/mark/6 believe//VERB/acl/4 {that(9, 'ccomp', 6)}"
    assert polarities(f"{reason} .//PUNCT/punct/2") == {polarity}


def test_a_deed_for_which_no_reason_is_given_is_done() -> None:
    given = "Norland//PROPN/nsubj/2 gave/give/VERB/root/0 no//DET/det/4 reason//NOUN/obj/2 for//SCONJ/mark/6 bombing/bomb/VERB/acl/4 Sudonia//PROPN/obj/6"
    assert polarities(f"{given} .//PUNCT/punct/2 || 6 ASSAULT actor=1 recipient=7") == {"positive"}


def test_what_one_keeps_from_saying_is_open_and_from_condemning_done() -> None:
    kept = "Weir//PROPN/nsubj/2 refrained/refrain/VERB/root/0 from//SCONJ/mark/4"
    told = f"{kept} saying/say/VERB/advcl/2 {that(7, 'ccomp', 4)} .//PUNCT/punct/2"
    assert polarities(told) == {"hypothetical"}
    judged = (
        f"{kept} condemning/condemn/VERB/advcl/2 the//DET/det/6 bombing//NOUN/obj/4 of//ADP/case/8"
        " Sudonia//PROPN/nmod/6 by//ADP/case/10 Norland//PROPN/nmod/6 .//PUNCT/punct/2 || 6 ASSAULT actor=10 recipient=8"
    )
    assert polarities(judged) == {"positive"}


@pytest.mark.parametrize(
    ("before", "polarity"),
    [
        ("Almost//ADV/advmod/3 no//DET/det/3", "negative"),
        ("''//PUNCT/punct/3 no//DET/det/3", "negative"),
        ("Not//PART/advmod/4 a//DET/det/4 single//ADJ/amod/4", "negative"),
        ("Not//PART/advmod/4 a//DET/det/4 few//ADJ/amod/4", "positive"),
    ],
)
def test_no_counts_wherever_it_stands_before_its_noun(before: str, polarity: str) -> None:
    n = len(before.split()) + 1
    assert polarities(f"{before} planes/plane/NOUN/nsubj/{n + 1} bombed/bomb/VERB/root/0 Sudonia//PROPN/obj/{n + 1}") == {polarity}  # fmt: skip


def test_who_is_found_not_guilty_is_not_convicted() -> None:
    found = "Weir//PROPN/nsubj:pass/3 was//AUX/aux:pass/3 found/find/VERB/root/0 {no}guilty//ADJ/xcomp/3 .//PUNCT/punct/3"
    for no, polarity in (("", "positive"), ("not//PART/advmod/5 ", "negative")):
        events = code_events(*article_of(found.format(no=no) + " || 3 SANCTION recipient=1"))
        assert {e.polarity for e in events} == {polarity}


@pytest.mark.parametrize(
    ("denied", "polarity"),
    [
        ("it//PRON/obj/2 ,//PUNCT/punct/6 is//AUX/aux:pass/6", "positive"),
        ("it//PRON/obj/2 he//PRON/nsubj:pass/6 was//AUX/aux:pass/6", "negative"),
        ("now//ADV/advmod/2 ,//PUNCT/punct/6 is//AUX/aux:pass/6", "negative"),
    ],
)
def test_what_comes_next_to_a_denial_is_not_denied(denied: str, polarity: str) -> None:
    freed = f"Weir//PROPN/nsubj/2 denies/deny/VERB/root/0 {denied} freed/free/VERB/ccomp/2 .//PUNCT/punct/2"
    events = code_events(*article_of(f"{freed} || 6 RETREAT/release recipient=1"))
    assert {e.polarity for e in events} == {polarity}
