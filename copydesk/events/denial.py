"""Whether what is told of an act is called untrue, left unproven or left to who claims it, by the words that govern it.

"Reports that X bombed Y are false", "X called claims that it bombed Y baseless", "no evidence that X bombed Y", "falsely claimed that X
bombed Y". Only what a report tells is denied: in "False reports of a bomb led police to arrest two men" they arrested them. The parse slips
most in such sentences, so each shape is looked for in all relations that it was seen under.
"""

from __future__ import annotations

import re

from copydesk.events.lexicon import word_list
from copydesk.events.tree import Tree
from schemas.event_mentions import Polarity

UNTRUE = word_list("denial", "untrue")
TRUE = word_list("denial", "true")
DISCREDITED = UNTRUE | word_list("denial", "discredited")
GROUNDED = TRUE | word_list("denial", "grounded")
UNPROVEN = word_list("denial", "unproven")
RUMOURS = word_list("denial", "rumours")
REPORTS = word_list("denial", "reports")
TOLD = REPORTS | RUMOURS
EVIDENCE = word_list("denial", "evidence")
DENYING = word_list("denial", "denying_verbs")
DISOWNING = word_list("denial", "disowning_verbs")
CLEARING = word_list("denial", "clearing_verbs")
ACCUSING = word_list("denial", "accusing_verbs")
TELLING = word_list("speech", "verbs") | word_list("denial", "showing_verbs")
CLAIMING = word_list("denial", "claiming_verbs")
CLAIMS = word_list("denial", "claims")
ALLEGED = word_list("denial", "alleged")
BOASTING = frozenset({"boast", "brag"})
SAID_TO = CLAIMING | {"say", "believe", "think", "report", "rumour", "rumor", "suspect", "fear"}
GUILTY = word_list("denial", "guilty")
BEING_SO = frozenset({"happen", "occur"})
FALSELY = word_list("denial", "falsely")
NEGATORS = word_list("scope", "negators")
PLANS = frozenset("plan intention decision pledge promise commitment vow proposal".split())
LITTLE = frozenset({"no", "any", "little", "zero", "without", "lack", "scant", "scarce"})
"""With a word for evidence they say that there is none."""
ABOUT = frozenset("of about on over regarding concerning in to behind for".split())
"""Between a report and what it tells: "claims about an attack", "no truth to claims"; not "claims by those who attacked"."""
CONTENT = frozenset({"acl", "ccomp", "appos", "dep", "xcomp", "csubj"})
"""Relations under which a clause that says what is told hangs on a noun."""
JUDGING = frozenset({"xcomp", "ccomp", "obl", "advcl", "advmod", "acl", "amod", "obj"})
"""Relations under which what a report proved to be hangs on its verb: "turned out to be false", "dismissed as lies"."""
FEARING = frozenset({"fear"})
NO = frozenset({"no", "neither", "zero"})
HARDLY_ANY = re.compile(r"(?:not (?:one|any|a single)|(?:very )?few|hardly any)\b")
NOBODY = frozenset({"nobody", "none", "no-one", "neither"})
ONLOOKING = word_list("denial", "onlooking")
SHORT_OF = frozenset({"short", "out"})
BALKING = frozenset({"balk", "baulk", "jib", "recoil"})
COMING_FROM = word_list("denial", "coming_from")
UNWILLING = frozenset({"refusal", "failure", "reluctance", "inability", "unwillingness"})
THINKING = frozenset({"think", "believe", "suspect", "assume", "suppose", "fear"})
IN_PLACE = frozenset({"rather", "instead"})
AT_FIRST = frozenset({"first", "initially", "originally"})
DOUBTFUL = frozenset({"unlikely", "implausible", "improbable", "inconceivable", "unthinkable"})
ASKING = frozenset("why how when where who whom what which".split())
"""They take the act for granted: "did not say why police arrested him"."""


def denial_over(tree: Tree, trigger: int) -> Polarity | None:
    """Return what an act's governors make of it: negative where it's called untrue, hypothetical where unproven."""
    node, found = trigger, None
    if _by_or_to_nobody(tree, trigger):
        return "negative"
    if _is_taken_back(tree, node) or _is_false_report(tree, node) or _is_undone(tree, node):
        return "negative"
    for above in tree.ancestors(trigger):
        said = _kept(tree, trigger, node, above) or _said_by(tree, node, above)
        if said == "negative":
            return said
        found = found or said
        is_aside = tree.base(node) == "advcl" and not _is_accused(tree, node, above)
        is_telling = tree.lemmas[node] in TELLING
        if is_aside or (tree.dep(node) == "acl:relcl" and not is_telling):
            break  # what stands in an aside is no part of what is denied
        node = above
        if _is_taken_back(tree, node) or _is_false_report(tree, node) or _is_passed_over(tree, node):  # fmt: skip
            return "negative"
    return found


def is_claimed(tree: Tree, trigger: int, speech: int | None) -> bool:
    """Tell whether the words leave an act to whoever claims it: "allegedly bombed", "claims that it bombed", "is said to have bombed"."""
    if speech is not None and tree.lemmas[speech] in CLAIMING:
        return True
    if tree.says(trigger, ALLEGED) or blamed_for(tree, trigger):
        return True
    node = trigger
    for above in tree.ancestors(trigger):
        if _is_left_to(tree, node, above):
            return True
        if tree.base(node) == "advcl" or tree.dep(node) == "acl:relcl":
            return False
        node = above
    return False


def _is_left_to(tree: Tree, node: int, above: int) -> bool:
    """Tell whether a governor leaves an act to whoever claims, fears or boasts of it."""
    dep, lemma = tree.base(node), tree.lemmas[above]
    if dep == "ccomp" and lemma in CLAIMING | FEARING:
        return True
    if dep == "xcomp":
        is_said = lemma in SAID_TO and tree.is_passive(above)
        return is_said or _is_seeming(tree, node, above)
    if lemma in BOASTING and tree.marks(node) & ABOUT:
        return True
    return tree.pos(above) == "NOUN" and lemma in CLAIMS and _is_content(tree, node)


def _is_seeming(tree: Tree, act: int, verb: int) -> bool:
    """Tell whether somebody only seems to have done it: "appears to have bombed"; not "appeared to hit", which may say how it looked."""
    return tree.lemmas[verb] in ("appear", "seem") and tree.says(act, ["have"], "aux")


def blamed_for(tree: Tree, deed: int) -> list[int]:
    """Return on whom a deed is blamed, who is claimed to have done it: "The attack was blamed by Norland on rebels"."""
    verb = tree.head(deed)
    if tree.lemmas[verb] != "blame" or tree.dep(deed) not in ("nsubj:pass", "obj"):
        return []
    above, inside = (
        [c for c in tree.children[i] if c > deed and tree.case_of(c) == "on"] for i in (verb, deed)
    )
    return above or (inside[-1:] if tree.dep(deed) == "obj" else [])


def _by_or_to_nobody(tree: Tree, verb: int) -> bool:
    """Tell whether nobody did it, or it was done to nobody: "no one was hurt", "zero countries bombed it", "not one of them"; not "a few"."""
    return any(
        tree.words[c] in NOBODY or _is_few(tree, c)
        for c in tree.children[verb]
        if tree.base(c) in ("nsubj", "obj")
    )


def _is_few(tree: Tree, noun: int) -> bool:
    """Tell whether none of what a noun names is meant: "no", "zero", "not one", "few"; not "a few", "not a few", "not only"."""
    before = [tree.words[k] for k in (*tree.children[noun], noun) if k <= noun and tree.pos(k) != "PUNCT"]  # fmt: skip
    return not NO.isdisjoint(before) or bool(HARDLY_ANY.match(" ".join(before)))


def _is_undone(tree: Tree, verb: int) -> bool:
    """Tell whether a verb's own words say that it was not done: "almost expelled", "Nor has it", "is against expelling", "found not guilty"; not "expelled almost all"."""
    words = {tree.words[c] for c in tree.children[verb] if c < verb and tree.base(c) in ("advmod", "cc")}  # fmt: skip
    is_against = tree.words[verb].endswith("ing") and bool(tree.with_dep(verb, "cop"))
    marks = tree.marks(verb) if is_against else set()
    is_cleared = any(_is_innocent(tree, c) for c in tree.with_dep(verb, "xcomp"))
    is_barely = bool(words & {"almost", "nearly", "nor"})
    return is_cleared or is_barely or "against" in marks or _is_passed_over(tree, verb)


def _is_passed_over(tree: Tree, act: int) -> bool:
    """Tell whether another thing was done in its place: "rather than condemn it", "instead of talks"; not "instead, he condemned it"."""
    return any(tree.words[c] in IN_PLACE and tree.with_dep(c, "fixed") for c in tree.children[act])


def _is_kept_from(tree: Tree, act: int, above: int) -> bool:
    """Tell whether the words over an act keep somebody from it: "has yet to", "a refusal to", "as if it had"."""
    marks = tree.marks(act)
    beside = {tree.words[c] for c in (*tree.children[above], *tree.children[act])}
    if is_negated(tree, above):
        return False  # "did not refrain from bombing"
    is_gerund = tree.words[act].endswith("ing") and tree.pos(act) == "VERB"
    if is_gerund or tree.says(act, ["having"], "aux"):
        return _is_left_undone(marks, beside, tree.lemmas[above])
    if "as" in marks:
        return not marks.isdisjoint(("if", "though"))
    is_yet = tree.lemmas[above] == "have" and "yet" in beside
    return "to" in marks and (is_yet or tree.lemmas[above] in UNWILLING)


def _is_unplanned(tree: Tree, act: int, above: int) -> bool:
    """Tell whether somebody has no plan to do it: "had no plans to bomb it"; not "a plan to bomb it isn't popular"."""
    around = (above, *tree.with_dep(above, "obj", "nsubj", "nsubj:pass"))
    plans = [i for i in around if tree.lemmas[i] in PLANS and "to" in tree.marks(act)]
    verbs = {i: tree.head(i) if tree.dep(i) == "obj" else i for i in plans}
    return any(_is_missing(tree, i, verb) for i, verb in verbs.items())


def _kept(tree: Tree, trigger: int, node: int, above: int) -> Polarity | None:
    """Return what keeping from it says of an act: "refrained from bombing"; it is open what somebody "refrained from saying", and done what he didn't condemn."""
    if not (_is_kept_from(tree, node, above) or _is_unplanned(tree, node, above)):
        return None
    path = [trigger, *tree.ancestors(trigger)]
    below = path[: path.index(node)]
    if any(tree.base(n) in ("ccomp", "csubj") for n in below):
        return "hypothetical"
    is_looked_at = any(tree.lemmas[n] in ONLOOKING for n in path[1 : len(below) + 1])
    return None if is_looked_at else "negative"


def _is_left_undone(marks: set[str], beside: set[str], verb: str) -> bool:
    """Tell what a verb makes of a gerund: "refrained from", "far from", "decided against", "balked at", "stopped short of"; not "returned from"."""
    is_from = "from" in marks and verb not in COMING_FROM
    is_balked = "at" in marks and verb in BALKING
    is_short = "of" in marks and not beside.isdisjoint(SHORT_OF)
    return is_from or is_balked or is_short or "against" in marks


def _is_taken_back(tree: Tree, node: int) -> bool:
    """Tell whether what was told is called untrue in the same breath: "..., but that is untrue", "..., which is a lie"."""
    return any(
        _is_untrue(tree, c, UNTRUE, TRUE) and tree.says(c, ("that", "this", "it", "which"), "nsubj")
        for c in tree.children[node]
        if c > node and tree.base(c) in ("conj", "parataxis", "acl", "advcl")
    )


def _said_by(tree: Tree, node: int, above: int) -> Polarity | None:
    dep, lemma = tree.base(node), tree.lemmas[above]
    is_so = lemma in BEING_SO and is_negated(tree, above)
    if dep in ("ccomp", "csubj", "nsubj") and (is_so or _is_untrue(tree, above, UNTRUE, TRUE)):
        return "negative"
    if doubted := _as_doubted(tree, node, above):
        return doubted
    if tree.pos(above) in ("NOUN", "PROPN") and _is_content(tree, node):
        return _of_report(tree, above, node)
    if dep == "ccomp":
        return None if _is_next(tree, node, above) else _of_telling(tree, node, above)
    is_deed = tree.lemmas[node] not in TOLD  # who denies charges: they were brought
    if dep == "obj" and is_deed and lemma in DENYING and not is_negated(tree, above):
        return "negative"
    if dep == "advcl" and lemma == "lie" and tree.lemmas[node] in TELLING:
        return "negative"  # "lied when it said that"
    if _is_accused(tree, node, above):
        is_cleared = lemma in CLEARING or _is_innocent(tree, above)
        return "negative" if is_cleared else "hypothetical"
    return None


def _as_doubted(tree: Tree, clause: int, above: int) -> Polarity | None:
    """Return what "it is doubtful that" and "that it did remains unproven" say of a clause; "unlikely to" says nothing."""
    if _is_wrongly_said(tree, clause, above) or _is_for_no_reason(tree, clause, above):
        return "negative"
    if tree.base(clause) in ("ccomp", "xcomp") and _is_at_first(tree, above):
        return "hypothetical"
    is_told = tree.says(clause, ["that"], "mark")
    said = {tree.lemmas[i] for i in (above, *tree.with_dep(above, "xcomp"))} & (UNPROVEN | DOUBTFUL)
    return "hypothetical" if is_told and said and not is_negated(tree, above) else None


def _is_at_first(tree: Tree, verb: int) -> bool:
    """Tell whether somebody took it for true until something else showed: "at first thought that", "initially believed"; not "first said that"."""
    beside = {tree.words[c] for c in tree.children[verb] if tree.base(c) in ("advmod", "obl")}
    return tree.lemmas[verb] in THINKING and not beside.isdisjoint(AT_FIRST)


def _is_wrongly_said(tree: Tree, clause: int, verb: int) -> bool:
    """Tell whether somebody is wrongly said to have done it: "was wrongly reported to have"; not "wrongly decided to"."""
    is_said = tree.base(clause) == "xcomp" and tree.lemmas[verb] in SAID_TO and tree.is_passive(verb)  # fmt: skip
    return is_said and tree.says(verb, FALSELY)


def _is_for_no_reason(tree: Tree, clause: int, noun: int) -> bool:
    """Tell whether there is "no reason to believe" it; not "no reason for arresting him", who was arrested."""
    is_believed = tree.lemmas[noun] == "reason" and tree.lemmas[clause] in TELLING
    return is_believed and _is_missing(tree, noun, tree.head(noun))


def _is_next(tree: Tree, clause: int, verb: int) -> bool:
    """Tell whether a clause is what comes next, and not what a verb says: "denies charges, is freed"."""
    has_own = tree.subjects(clause) or not tree.with_dep(verb, "obj")
    return tree.is_passive(clause) and not has_own


def _of_telling(tree: Tree, clause: int, verb: int) -> Polarity | None:
    """Return what a verb makes of the clause it passes on: "denied that", "falsely said that", "didn't say that"."""
    if tree.lemmas[verb] in ("joke", "quip"):
        return "negative"
    is_ruled_out = tree.lemmas[verb] == "rule" and tree.says(verb, ["out"])
    if tree.lemmas[verb] in DENYING | DISOWNING or is_ruled_out:
        return "hypothetical" if is_negated(tree, verb) else "negative"
    if tree.says(verb, FALSELY):
        return "negative"
    subjects = [c for c in tree.children[verb] if tree.base(c) == "nsubj"]
    if any(tree.words[c] == "nothing" for c in subjects):
        return "hypothetical"  # "Nothing shows that ..."
    verdicts = [_of_report(tree, c, clause) for c in subjects]
    if any(verdicts):
        return next(v for v in verdicts if v)  # "No proof exists that ..."
    is_question = any(tree.words[i] in ASKING for i in tree.subtree(clause) if i < clause)
    is_told = tree.lemmas[verb] in TELLING and not is_question
    return "hypothetical" if is_told and is_negated(tree, verb) else None


def _of_report(tree: Tree, noun: int, node: int) -> Polarity | None:
    """Return what is said of a report by the words beside it and over it."""
    lemma, verb = tree.lemmas[noun], tree.head(noun)
    if lemma in UNTRUE:
        return None if is_negated(tree, noun) else "negative"
    if lemma in EVIDENCE and _is_missing(tree, noun, verb):
        return "negative"
    if lemma not in TOLD | EVIDENCE:
        return None
    # Not "propaganda statements", "a lie detector": what stands before it as a noun says what kind it is.
    beside = [c for c in tree.children[noun] if c != node and tree.base(c) != "compound"]
    if any(_is_untrue(tree, c) for c in beside) or _is_disowned(tree, noun, node, verb):
        return "negative"
    is_open = any(tree.lemmas[i] in UNPROVEN for i in (*beside, verb))
    return "hypothetical" if is_open or lemma in RUMOURS else None


def _is_disowned(tree: Tree, noun: int, node: int, verb: int) -> bool:
    """Tell whether the verb over a report calls it false, or somebody who does it in the passive."""
    if "contrary" in tree.words[max(0, noun - 4) : noun]:
        return True
    role, is_done_to = tree.base(noun), tree.dep(noun) == "nsubj:pass"
    if role not in ("nsubj", "obj", "obl", "root"):
        return False
    is_predicate = is_done_to or tree.pos(verb) != "VERB"  # not "reports that ... refute him"
    if role in ("nsubj", "obj") and is_predicate and _is_untrue(tree, verb):
        return True
    is_rejected = tree.lemmas[verb] in DENYING | DISOWNING and (role != "nsubj" or is_done_to)
    if is_rejected and not is_negated(tree, verb):
        return True
    # "Claims it did have been proved wrong", in a knot.
    behind = [c for c in tree.children[noun] if c > node]
    judged = [c for host in (verb, node, *behind) for c in tree.children[host] if c > node]
    judged += tree.with_dep(verb, "xcomp")  # "called baseless the claim that ..."
    return any(tree.base(c) in JUDGING and _is_judgement(tree, c) for c in judged)


def _is_judgement(tree: Tree, word: int) -> bool:
    """Tell whether a word hangs there as what something is: "(as) baseless", "to be a lie"; not "with lies"."""
    case = tree.case_of(word)
    is_free = (not case or case in ("as", "without")) and not tree.with_dep(word, "nsubj")
    return is_free and _is_untrue(tree, word)


def _is_missing(tree: Tree, noun: int, verb: int) -> bool:
    """Tell whether there is none of what a noun names: "no evidence", "found no proof", "hasn't seen any sign"."""
    has_none = tree.says(noun, LITTLE)
    return has_none or _is_few(tree, noun) or (verb != noun and is_negated(tree, verb))


def _is_false_report(tree: Tree, clause: int) -> bool:
    """Tell by the order of words alone, wherever the parse hung them, whether "false claims (that)" or "claims ... are false" tell a clause."""
    report = min(tree.subtree(clause)) - 1
    if tree.base(clause) in ("nmod", "obl") and not _is_content(tree, clause):
        return False
    if report < 0 or not {tree.lemmas[report], tree.words[report].removesuffix("s")} & TOLD:
        return False
    if report and tree.base(report - 1) != "compound" and _is_untrue(tree, report - 1):
        return True
    # "Called reports that it bombed Ghana baseless", its clause hung on the last word.
    called = [c for c in tree.with_dep(tree.head(report), "xcomp", "ccomp") if c > clause]
    if tree.base(report) == "obj" and any(_is_untrue(tree, c) for c in called):
        return True
    behind = (i for i in range(clause + 1, len(tree.tokens)) if _is_untrue(tree, i))
    said = (i for i in behind if tree.with_dep(i, "cop", "aux:pass"))
    return any(all(c <= clause for c in tree.subjects(i)) for i in said)


def _is_content(tree: Tree, node: int) -> bool:
    """Tell whether a word hangs on a noun as what it tells, not as who tells it."""
    if tree.dep(node) == "acl:relcl":
        return tree.lemmas[node] in TELLING or any(
            tree.words[c] == "that" and tree.base(c) != "nsubj" for c in tree.children[node]
        )
    if tree.base(node) in ("nmod", "obl"):
        return bool(ABOUT & set(tree.case_of(node).split()))
    return tree.base(node) in CONTENT


def _is_accused(tree: Tree, node: int, above: int) -> bool:
    """Tell whether somebody is accused, cleared or not guilty of an act: "accused of bombing"."""
    marks = tree.marks(node)
    is_charge = tree.lemmas[above] in ACCUSING | CLEARING or _is_innocent(tree, above)
    return is_charge and bool(marks & {"of", "with", "over", "for", "in"})


def _is_innocent(tree: Tree, word: int) -> bool:
    return tree.lemmas[word] in GUILTY and is_negated(tree, word)


def _is_untrue(
    tree: Tree, word: int, untrue: frozenset[str] = DISCREDITED, true: frozenset[str] = GROUNDED
) -> bool:
    """Tell whether a word calls something false: "are false", "not true", "without foundation"; not "no lie"."""
    is_denied = is_negated(tree, word)
    lemma, particles = tree.lemmas[word], tree.with_dep(word, "compound:prt")
    if untrue & {lemma, tree.words[word], *(f"{lemma}-{tree.words[c]}" for c in particles)}:
        return not is_denied
    return lemma in true and is_denied


def is_negated(tree: Tree, word: int) -> bool:
    """Tell whether "not", "never" or "no" stands with a word; not an answer before it: "No, it is false"."""
    below = (c for c in tree.children[word] if tree.base(c) != "discourse")
    return any(tree.words[c] in NEGATORS for c in below)
