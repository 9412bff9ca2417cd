"""Names found by pattern: organisations by head words, people by title or given name, events by their kind."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from copydesk.entities.gazetteer import entry_of
from copydesk.entities.lexicon import fold, is_capitalised, lexicon
from copydesk.entities.readings import GIVEN_NAMES
from copydesk.entities.shaping import strip_marks, strip_titles, without_echo
from copydesk.entities.spans import APOSTROPHES, DASHES, MEMBERS, Span, make_span
from copydesk.entities.text_view import Atom, CaseEvidence, SectionView


def pattern_spans(views: Sequence[SectionView], evidence: CaseEvidence) -> Iterator[Span]:
    """Yield organisations by their head words and people by their titles, in lines of ordinary case."""
    for view in views:
        i = 0
        while i < len(view.atoms):
            atom = view.atoms[i]
            if view.casing[atom.line] == "normal" and is_capitalised(atom.text):
                found = titled_person(view, i) or organisation(view, i, evidence)
                found = found or given_person(view, i) or headed_event(view, i)
                if found is not None:
                    yield found
                    i = view.atom_at(found.end)
                    continue
            i += 1


def named_like_places(known: Iterable[Span], found: Iterable[Span]) -> Iterator[Span]:
    """Yield people whose given name is a place's: the model's "Thornbury" with the "India" right before it."""
    ends = {(f.view.order, f.end): f for f in known if f.text in GIVEN_NAMES}
    for span in found:
        place = ends.get((span.view.order, span.start - 1))
        if place is not None and span.entity_type == "PERSON" and span.text.isalpha():
            yield make_span(span.view, place.start, span.end, "PERSON", "pattern")


LINKS = re.compile(r"(?:\0|of|for|the|&|\s)*")
"""What may stand between and around the names a model finds for these to be parts of one: "Fund for the Visual Arts"."""

MAX_NAME = 6
"""Atoms of a person's name behind its title or its given name: "Jose Maria Lopez-Garcia" has four."""


def agreeing(patterns: Iterable[Span], found: Sequence[Span]) -> list[Span]:
    """Return the patterns that a model's names don't speak against: the model, too, knows where a name ends."""
    near: defaultdict[tuple[int, int], list[Span]] = defaultdict(list)
    for span in found:
        for place in stretches_of(span):
            near[place].append(span)
    return [span for span in patterns if is_agreed(span, overlapping(span, near))]


def overlapping(span: Span, near: Mapping[tuple[int, int], Sequence[Span]]) -> list[Span]:
    """Return the spans, given by the stretches that they lie in, that share characters with one, each once."""
    beside = {id(other): other for at in stretches_of(span) for other in near.get(at, ())}
    return [
        other
        for other in beside.values()
        if other.view is span.view and other.start < span.end and span.start < other.end
    ]


STRETCH = 64
"""Chosen: characters of a section whose names are looked at together; a name is seldom longer."""


def stretches_of(span: Span) -> Iterator[tuple[int, int]]:
    """Yield the stretches of its section that a span lies in."""
    for number in range(span.start // STRETCH, (span.end - 1) // STRETCH + 1):
        yield span.view.order, number


def is_agreed(span: Span, inside: Sequence[Span]) -> bool:
    """Tell whether the model's names in and over a pattern don't speak against it: none of its type but the same, no person in a body."""
    kinds = {f.entity_type for f in inside}
    if span.entity_type != "ORG":
        is_same = (span.start, span.end) in {(f.start, f.end) for f in inside}
        return span.entity_type not in kinds or is_same
    if kinds & {"PERSON", "EVENT"}:
        return False
    bodies = [f for f in inside if f.entity_type == "ORG"]
    is_linked = LINKS.fullmatch(without(span, bodies)) is not None
    return not bodies or is_linked or is_joined_by_topic(span)


def is_joined_by_topic(span: Span) -> bool:
    """Tell whether a body's name has two topics: "Scottish Exhibition and Conference Centre"."""
    words = span.text.split()
    return any(b == "and" and a in lexicon().topics for a, b in itertools.pairwise(words))


def without(span: Span, parts: Iterable[Span]) -> str:
    """Return the text of a span with NUL for each part that lies in it."""
    text = span.text
    for part in sorted(parts, key=lambda f: -f.start):
        if span.start <= part.start and part.end <= span.end:
            text = text[: part.start - span.start] + "\0" + text[part.end - span.start :]
    return text


def titled_person(view: SectionView, i: int) -> Span | None:
    """Return the person named after a title at an atom: "Sen. Ana Ruiz"."""
    if view.atoms[i].text not in lexicon().sure_titles:
        return None
    begin = i + 1
    if view.atoms[begin : begin + 1] and view.atoms[begin].text == ".":
        begin += 1
    j = begin
    while j < len(view.atoms) and j - begin <= MAX_NAME and is_name_atom(view, j, begin):
        j += 1
    atoms = strip_titles(view, strip_marks(view, list(view.atoms[begin:j])))
    lex = lexicon()
    if not atoms or atoms[0].text.casefold() in lex.never | lex.titles:
        return None
    if has_body_word(atoms):
        return None
    return make_span(view, atoms[0].start, atoms[-1].end, "PERSON", "pattern")


def given_person(view: SectionView, i: int) -> Span | None:
    """Return the person whose name begins at an atom with a usual given name: "Tariq Al-Amin"."""
    if view.atoms[i].text not in lexicon().given:
        return None
    j = i + 1
    end = min(len(view.atoms), i + MAX_NAME)
    while j < end and is_name_atom(view, j, i) and is_surname_like(view, j):
        j += 1
    atoms = without_echo(strip_marks(view, list(view.atoms[i:j])))
    if len(atoms) < 2 or atoms[-1].text[0].islower() or len(atoms[-1].text) < 2:
        return None
    tails = lexicon().org_tails | lexicon().place_tails
    if view.atoms[j : j + 1] and view.atoms[j].text in tails:
        return None
    return make_span(view, atoms[0].start, atoms[-1].end, "PERSON", "pattern")


def headed_event(view: SectionView, i: int) -> Span | None:
    """Return the event whose name begins at an atom with its kind: "Hurricane Irma"."""
    if view.atoms[i].text not in lexicon().event_heads or i + 1 >= len(view.atoms):
        return None
    run = capitalised_run(view, i)[:3]
    if len(run) < 2 or not run[1].text.isalpha() or not is_capitalised(run[-1].text):
        return None
    return make_span(view, run[0].start, run[-1].end, "EVENT", "pattern")


def is_surname_like(view: SectionView, j: int) -> bool:
    """Tell whether an atom can be part of a person's name after the given one."""
    text, lex = view.atoms[j].text, lexicon()
    if not text[0].isalpha() or len(text) == 1:
        return True
    is_word = (
        text in lex.calendar or text in lex.org_tails or text in lex.place_tails or text.isupper()
    )
    return not is_word and text.casefold() not in lex.function_words - {"will", "may"}


def is_name_atom(view: SectionView, j: int, begin: int) -> bool:
    """Tell whether an atom goes on with a person's name."""
    atom, before = view.atoms[j], view.atoms[j - 1]
    if atom.line != before.line:
        return False
    gap = atom.start - before.end
    if atom.text == ".":
        return gap == 0 and is_initial(before)
    if atom.text in DASHES:
        return gap == 0 and j > begin
    if before.text in DASHES and j > begin:
        return gap == 0 and atom.text.isalpha()
    return gap <= 1 and is_capital_word(atom)


def is_initial(atom: Atom) -> bool:
    """Tell whether an atom is one capital letter."""
    return len(atom.text) == 1 and atom.text.isupper()


def is_capital_word(atom: Atom) -> bool:
    """Tell whether an atom is a word with a capital."""
    return is_capitalised(atom.text) and atom.text.isalpha()


def organisation(view: SectionView, i: int, evidence: CaseEvidence) -> Span | None:
    """Return the organisation whose name begins at an atom: "Ministry of Health", "Harbour Freight Corp."."""
    first, lex = view.atoms[i], lexicon()
    is_word = first.text.casefold() in lex.never and entry_of(first.text) is None
    is_small = first.is_open and first.text.casefold() in evidence.lower
    is_title = first.text.casefold() in lex.titles
    if (is_word or is_small or is_title) and first.text not in lex.org_heads:
        return None
    run = capitalised_run(view, i)
    end = end_of_state(view, run) or end_of_headed(run) or end_of_tailed(view, run)
    return make_span(view, first.start, end, "ORG", "pattern") if end else None


def end_of_state(view: SectionView, run: Sequence[Atom]) -> int:
    """Return where a body of the words before a state and the state ends: "Team Norway"; 0 for another."""
    if run[0].text not in lexicon().before_state:
        return 0
    for n in range(min(len(run), 4), 1, -1):
        entry = entry_of(view.text[run[1].start : run[n - 1].end])
        if entry is not None and entry.kind == "state":
            return run[n - 1].end
    return 0


def end_of_headed(run: list[Atom]) -> int:
    """Return where a body that has its head word before "of" ends: "Royal Bank of Scotland"; 0 for another."""
    head = next(
        (
            k
            for k in range(len(run) - 2)
            if run[k].text in lexicon().org_heads and run[k + 1].text in ("of", "for")
        ),
        -1,
    )
    return run[-1].end if head >= 0 and "and" not in [atom.text for atom in run[:head]] else 0


def end_of_tailed(view: SectionView, run: list[Atom]) -> int:
    """Return where a body that has its head word last ends, the point of its legal form included; 0 for another."""
    last = next((k for k in range(len(run) - 1, 0, -1) if run[k].text in lexicon().org_tails), 0)
    if not last or any(is_link_between(run, k) for k in range(last)):
        return 0
    end = run[last].end
    is_cut = view.text[end : end + 1] == "." and fold(run[last].text) in lexicon().legal_forms
    return end + is_cut


def has_body_word(atoms: Sequence[Atom]) -> bool:
    """Tell whether a name has a word that bodies' names begin or end with."""
    words = lexicon().org_heads | lexicon().org_tails
    return not words.isdisjoint(atom.text for atom in atoms)


def is_half_a_body(run: list[Atom]) -> bool:
    """Tell whether a run before "and" ends in a topic and names no body by itself."""
    return bool(run) and run[-1].text in lexicon().topics and not has_body_word(run)


def is_link_between(run: list[Atom], k: int) -> bool:
    """Tell whether a small word parts a run in two names: "and" behind a topic doesn't ("Qualifications and Curriculum Authority")."""
    if run[k].text == "and":
        return k == 0 or run[k - 1].text not in lexicon().topics
    return run[k].text in ("of", "for", "the")


def is_members_mark(run: list[Atom], atom: Atom) -> bool:
    """Tell whether an atom is the apostrophe, or the s after it, of "People's"."""
    if atom.text in APOSTROPHES:
        return run[-1].text in MEMBERS
    return (
        atom.text == "s"
        and len(run) > 1
        and run[-1].text in APOSTROPHES
        and run[-2].text in MEMBERS
    )


def begins_another(view: SectionView, atom: Atom) -> bool:
    """Tell whether what follows "and" is a name of its own: a titled person, a place, another organisation."""
    lex = lexicon()
    k = view.atom_at(atom.start)
    follow = [a.text for a in view.atoms[k : k + 5] if a.text[:1].isalpha()]
    run = list(itertools.takewhile(is_capitalised, follow))
    is_body = any(word in lex.org_heads or word in lex.org_tails for word in run)
    return atom.text.casefold() in lex.titles or is_body or entry_of(atom.text) is not None


def capitalised_run(view: SectionView, i: int) -> list[Atom]:
    """Return the atoms from one on that a capitalised name may hold, ending with a capitalised word."""
    run = [view.atoms[i]]
    n_sure = 1
    for atom in view.atoms[i + 1 : i + 12]:
        if not goes_on(view, run, atom):
            break
        run.append(atom)
        n_sure = len(run) if is_capital_word(atom) else n_sure
    return run[:n_sure]


def goes_on(view: SectionView, run: list[Atom], atom: Atom) -> bool:
    """Tell whether an atom goes on with a capitalised name: a word, what links two, a dash, the mark of "People's"."""
    before = run[-1]
    gap = view.text[before.end : atom.start]
    if atom.line != before.line or gap not in ("", " "):
        return False
    if before.text == "and" and not is_half_a_body(run[:-1]) and begins_another(view, atom):
        return False
    is_joined = gap == "" and (atom.text in DASHES or is_members_mark(run, atom))
    return is_joined or is_capital_word(atom) or atom.text in ("of", "for", "and", "the", "&")
