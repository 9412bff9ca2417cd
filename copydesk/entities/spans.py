"""Candidate names of one article: the model's spans brought into shape, known names, and names by pattern."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator, Sequence
from typing import Literal

from copydesk.entities.gazetteer import Entry, entry_of, gazetteer
from copydesk.entities.lexicon import fold, is_capitalised, lexicon
from copydesk.entities.text_view import Atom, CaseEvidence, SectionView
from copydesk.language import AnalysedArticle
from schemas.columns import EntityType

Source = Literal["gazetteer", "model", "pattern", "repeat"]
RANK: dict[Source, int] = {"gazetteer": 0, "model": 1, "pattern": 2, "repeat": 3}

APOSTROPHES = "'’"
DASHES = "-‐‑"
MEMBERS = frozenset(
    (
        "People",
        "Workers",
        "Women",
        "Children",
        "Farmers",
        "Teachers",
        "Men",
        "Students",
        "Veterans",
        "Lawyers",
        "Drivers",
    )
)
"""Whose body it is, in the middle of its name: "Korean People's Army"."""

SMALL_HEADS = frozenset(
    ("al", "el", "de", "la", "le", "les", "di", "da", "van", "von", "mainland", "sub", "northern")
)
"""Words written small with which names begin."""

CONNECTORS = frozenset(
    ("of", "for", "and", "the", "&", "on", "in", "de", "des", "du", "la", "y", "e")
)
NOT_NAME_TAILS = frozenset(
    [
        "led",
        "backed",
        "based",
        "born",
        "era",
        "style",
        "run",
        "owned",
        "held",
        "occupied",
        "controlled",
        "wing",
        "funded",
        "made",
        "like",
        "friendly",
        "bound",
        "wide",
        "trained",
        "appointed",
        "sponsored",
        "allied",
        "aligned",
        "leaning",
        "linked",
        "turned",
        "mandated",
        "brokered",
        "imposed",
        "only",
        "aged",
        "year",
    ]
)
"""What follows a hyphen after a whole name: "Trump-backed"."""


@dataclasses.dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one section that may be a name. `entry` is the known thing of that form, if any."""

    view: SectionView
    start: int
    end: int
    entity_type: EntityType
    source: Source
    entry: Entry | None = None

    @property
    def text(self) -> str:
        """The words of the text, exactly."""
        return self.view.text[self.start : self.end]


def make_span(
    view: SectionView, start: int, end: int, entity_type: EntityType, source: Source
) -> Span:
    """Return a span with the known thing of its form, if there is one."""
    text = " ".join(view.text[start:end].split())
    entry = entry_of(text)
    if entry is None and text.isupper() and len(text) > 3:
        atoms = gazetteer().upper_by_first.get(text.split()[0], [])
        entry = next((e for form, e in atoms if " ".join(form) == text), None)
    return Span(view, start, end, entity_type, source, entry)


# ------------------------------------------------------------------ known names


def known_spans(views: Sequence[SectionView]) -> Iterator[Span]:
    """Yield every known form in the text, longest first at each place, none overlapping."""
    forms, shouted = gazetteer().by_first, gazetteer().upper_by_first
    for view in views:
        texts = ["'" if atom.text == "’" else atom.text for atom in view.atoms]
        i = 0
        while i < len(texts):
            atom = view.atoms[i]
            is_upper = view.casing[atom.line] == "upper" or (
                len(atom.text) > 4 and atom.text.isupper()
            )
            found = None
            if texts[i] in forms and view.casing[atom.line] != "upper":
                found = match_at(view, texts, i, forms[texts[i]])
            if found is None and is_upper and texts[i] in shouted:
                found = match_at(view, texts, i, shouted[texts[i]])
            if found is None:
                i += 1
                continue
            length, entry = found
            end = view.atoms[i + length - 1].end
            yield Span(view, atom.start, end, entry.entity_type, "gazetteer", entry)
            i += length


def match_at(
    view: SectionView,
    texts: list[str],
    i: int,
    candidates: list[tuple[tuple[str, ...], Entry]],
) -> tuple[int, Entry] | None:
    """Return (atoms, entry) of the longest known form at an atom, if it stands there as a whole word."""
    for form, entry in candidates:
        n = len(form)
        if n > 1 and tuple(texts[i : i + n]) != form:
            continue
        first, last = view.atoms[i], view.atoms[i + n - 1]
        if first.line == last.line and is_whole(view, first.start, last.end, entry):
            return n, entry
    return None


def is_whole(view: SectionView, start: int, end: int, entry: Entry) -> bool:
    """Tell whether a known form is a word of its own, not a piece of an address, a tag or a hyphenated name."""
    text = view.text
    before, after = text[start - 1 : start], text[end : end + 1]
    if before and (
        before in "@#/_\\" or (before in DASHES and start > 1 and text[start - 2].isupper())
    ):
        return False
    if (after and after in "@/_\\") or (after == "." and text[end + 1 : end + 2].isalnum()):
        return False
    if before == "." and text[start - 2 : start - 1].isalnum():
        return False
    if after in DASHES and entry.is_ambiguous:
        return not is_capitalised(text[end + 1 : end + 2])
    return True


# ------------------------------------------------------------------ the model's spans, in shape


def model_spans(views: Sequence[SectionView], analysed: AnalysedArticle) -> Iterator[Span]:
    """Yield the model's spans, brought into shape."""
    by_section = {view.section: view for view in views}
    for named in analysed.spans:
        view = by_section.get(named.section)
        if view is not None:
            yield from shaped(view, named.start, named.end, named.entity_type)


def shaped(view: SectionView, start: int, end: int, entity_type: EntityType) -> Iterator[Span]:
    """Yield the names within a span that a model proposes: whole words, nothing around the name."""
    atoms = list(view.atoms_between(*whole_words(view, start, end, entity_type)))
    if not atoms:
        return
    atoms = [atom for atom in atoms if atom.line == atoms[0].line]
    for piece in pieces_of(view, atoms, entity_type):
        trimmed = trim(view, piece, entity_type)
        if trimmed and not is_row_of_known(trimmed):
            yield make_span(view, trimmed[0].start, trimmed[-1].end, entity_type, "model")


def is_row_of_known(atoms: list[Atom]) -> bool:
    """Tell whether a span only sets known names side by side: "Kentucky Republican"."""
    if len(atoms) != 2 or entry_of(f"{atoms[0].text} {atoms[1].text}") is not None:
        return False
    first, last = entry_of(atoms[0].text), entry_of(atoms[1].text)
    return first is not None and last is not None and last.kind == "group"


def whole_words(
    view: SectionView, start: int, end: int, entity_type: EntityType
) -> tuple[int, int]:
    """Return the offsets widened to whole words, and over the hyphens of a person's name."""
    text = view.text
    while start > 0 and text[start - 1].isalnum() and text[start : start + 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum() and text[end - 1 : end].isalnum():
        end += 1
    if entity_type != "PERSON":
        return start, end
    family = text[start:end].split(" ")[0] in lexicon().family_first
    while end + 1 < len(text) and text[end] in DASHES and text[end + 1].isalpha():
        tail = leading_word(text, end + 1)
        if tail in NOT_NAME_TAILS or not (is_capitalised(tail) or (family and len(tail) < 6)):
            break
        end += 1 + len(tail)
    while start > 1 and text[start - 1] in DASHES and text[start - 2].isalpha():
        begin = start - 1
        while begin > 0 and text[begin - 1].isalpha():
            begin -= 1
        if not text[begin].isupper():
            break
        start = begin
    return start, end


def leading_word(text: str, start: int) -> str:
    """Return the letters from an offset on."""
    end = start
    while end < len(text) and text[end].isalpha():
        end += 1
    return text[start:end]


def pieces_of(
    view: SectionView, atoms: list[Atom], entity_type: EntityType
) -> Iterator[list[Atom]]:
    """Yield the parts of a span that are names of their own: at commas, brackets and a possessor's apostrophe."""
    piece: list[Atom] = []
    for i, atom in enumerate(atoms):
        if is_cut(view, atoms, i, entity_type):
            yield piece
            piece = []
        elif i and is_possessive_s(view, atoms, i) and not piece:
            continue
        else:
            piece.append(atom)
    yield piece


def is_cut(view: SectionView, atoms: list[Atom], i: int, entity_type: EntityType) -> bool:
    """Tell whether a span falls apart at an atom."""
    mark = atoms[i].text
    if mark in '()[]{};:|/"“”•':
        return mark != "/" or entity_type != "ORG"
    if mark == ",":
        following = atoms[i + 1].text if i + 1 < len(atoms) else ""
        if entity_type == "ORG":
            return following not in lexicon().org_tails and "and" not in [a.text for a in atoms[i:]]
        return following not in lexicon().suffixes
    if i and atoms[i - 1].text in MEMBERS:
        return False
    is_plural = mark in APOSTROPHES and is_plural_possessor(atoms, i)
    if mark in APOSTROPHES and (is_plural or is_possessive_s(view, atoms, i + 1)):
        return entity_type != "ORG" or is_possessor(view, atoms[:i])
    return False


def is_possessive_s(view: SectionView, atoms: list[Atom], i: int) -> bool:
    """Tell whether an atom is the s of "'s" before another word."""
    if not 0 < i < len(atoms) - 1 or atoms[i].text.casefold() != "s":
        return False
    before = atoms[i - 1]
    return before.text in APOSTROPHES and before.end == atoms[i].start


def is_plural_possessor(atoms: list[Atom], i: int) -> bool:
    """Tell whether an apostrophe follows an s and stands before another word: "Fox News' reporter"."""
    if not 0 < i < len(atoms) - 1:
        return False
    before, after = atoms[i - 1], atoms[i + 1]
    return before.text.endswith("s") and before.end == atoms[i].start and after.start > atoms[i].end


def is_possessor(view: SectionView, atoms: list[Atom]) -> bool:
    """Tell whether the words before an apostrophe name a thing of their own: a place, a body."""
    if not atoms:
        return False
    text = view.text[atoms[0].start : atoms[-1].end]
    entry = entry_of(text)
    lex = lexicon()
    texts = [atom.text for atom in atoms]
    has_head = any(t in lex.org_heads or t in lex.org_tails for t in texts)
    return entry is not None or (has_head and len(texts) > 1)


def trim(view: SectionView, atoms: list[Atom], entity_type: EntityType) -> list[Atom]:
    """Return the atoms of the name proper: no article, title, role, possessive or mark around it."""
    atoms = strip_marks(view, atoms)
    if entity_type == "PERSON":
        atoms = strip_titles(view, atoms)
    else:
        while len(atoms) > 1 and is_small_head(atoms):
            atoms = strip_marks(view, atoms[1:])
        atoms = strip_role(view, atoms) if entity_type != "EVENT" else atoms
    while entity_type != "EVENT" and len(atoms) > 1 and is_small_tail(atoms):
        atoms = strip_marks(view, atoms[:-1])
    return strip_marks(view, atoms)


def strip_role(view: SectionView, atoms: list[Atom]) -> list[Atom]:
    """Return a body's or place's name without the office after it; nothing where only an office is named."""
    lex = lexicon()
    is_office = False
    while len(atoms) > 1 and atoms[-1].text in lex.role_tails:
        atoms = strip_marks(view, atoms[:-1])
        is_office = True
    words = [atom.text.casefold() for atom in atoms]
    return [] if is_office and all(word in lex.titles for word in words) else atoms


def is_small_head(atoms: list[Atom]) -> bool:
    """Tell whether the first word is an article or another small word: "the Coastal Farmers", "white House"."""
    first, second = atoms[0], atoms[1]
    if first.text in ("the", "The", "THE", "a", "an", "A", "An"):
        return True
    return first.text.islower() and second.start > first.end and first.text not in SMALL_HEADS


def is_small_tail(atoms: list[Atom]) -> bool:
    """Tell whether the last word is written small, after a blank: "Tidewater shares"."""
    return atoms[-1].text.islower() and atoms[-1].start > atoms[-2].end


def strip_marks(view: SectionView, atoms: list[Atom]) -> list[Atom]:
    """Return the atoms without marks at their edges; a point that belongs to an abbreviation stays."""
    atoms = list(atoms)
    while atoms and not atoms[0].text[0].isalnum():
        atoms.pop(0)
    while atoms:
        if ends_with_possessive(atoms):
            atoms = atoms[:-2]
        elif atoms[-1].text == "." and is_abbreviated(view, atoms):
            break
        elif not atoms[-1].text[0].isalnum():
            atoms.pop()
        else:
            break
    return atoms


def ends_with_possessive(atoms: list[Atom]) -> bool:
    """Tell whether the last two atoms are "'s"."""
    return (
        len(atoms) > 2
        and atoms[-1].text in ("s", "S")
        and atoms[-2].text in APOSTROPHES
        and (atoms[-2].end == atoms[-1].start and atoms[-3].end == atoms[-2].start)
    )


def is_abbreviated(view: SectionView, atoms: list[Atom]) -> bool:
    """Tell whether a final point belongs to an abbreviation: "U.S.", "Inc.", "Jr."."""
    if len(atoms) < 2:
        return False
    word = atoms[-2].text
    if word in lexicon().suffixes or fold(word) in lexicon().legal_forms:
        return word in ("Jr", "Sr", "Inc", "Corp", "Co", "Ltd", "Cos", "Bros")
    whole = view.text[atoms[0].start : atoms[-1].end]
    if entry_of(whole) is not None:
        return True
    return len(word) == 1 and word.isupper() and (len(atoms) == 2 or atoms[-3].text == ".")


def strip_titles(view: SectionView, atoms: list[Atom]) -> list[Atom]:
    """Return a person's name without the titles, roles, bodies and nationalities before it, or roles after it."""
    lex = lexicon()
    atoms = list(itertools.takewhile(lambda atom: not atom.text[0].isdigit(), atoms)) or atoms
    while len(atoms) > 1:
        first = atoms[0].text
        if is_compound(atoms):
            atoms = strip_marks(view, atoms[3:])
            continue
        rest = strip_marks(view, atoms[1:])
        if not rest:
            break
        known = known_prefix(view, atoms)
        is_role = first.casefold() in lex.titles and not is_regnal(first, rest)
        is_small = not is_capitalised(first) and first.casefold() not in lex.particles
        if known and len(atoms) - known >= 1 and has_name(atoms[known:]):
            atoms = strip_marks(view, atoms[known:])
        elif is_role or is_small or first in CONNECTORS - {"de", "la", "y", "e"}:
            atoms = rest
        else:
            break
    return atoms


def is_compound(atoms: list[Atom]) -> bool:
    """Tell whether a compound adjective stands before the name: "Oscar-winning", "Texas-born"."""
    if len(atoms) < 4 or atoms[1].text not in DASHES or atoms[1].end != atoms[2].start:
        return False
    tail = atoms[2].text
    return (
        tail.islower()
        and len(tail) > 3
        and atoms[3].start > atoms[2].end
        and tail[-2:] in ("ed", "ng", "rn")
    )


def is_regnal(first: str, rest: list[Atom]) -> bool:
    """Tell whether a title is part of the name: "Pope Francis", but not "Lord Peter Mandelson"."""
    names = [atom.text for atom in rest if atom.text.isalpha()]
    return first in lexicon().regnal and (
        len(names) == 1 or (names[1:2] <= ["XXIII"] and is_numeral(names))
    )


def is_numeral(names: list[str]) -> bool:
    """Tell whether the words after the first are a Roman number."""
    return all(set(name) <= set("IVX") for name in names[1:])


def known_prefix(view: SectionView, atoms: list[Atom]) -> int:
    """Return how many leading atoms name a state, nationality, body or group (0: none)."""
    for n in range(min(5, len(atoms) - 1), 0, -1):
        entry = entry_of(view.text[atoms[0].start : atoms[n - 1].end])
        if entry is not None and entry.kind in ("state", "demonym", "body", "group"):
            return 0 if entry.is_ambiguous and len(atoms) - n < 2 else n
    return 0


def has_name(atoms: list[Atom]) -> bool:
    """Tell whether some atom is written as a name."""
    return any(is_capitalised(atom.text) for atom in atoms)


# ------------------------------------------------------------------ names by pattern


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


def titled_person(view: SectionView, i: int) -> Span | None:
    """Return the person named after a title at an atom: "Sen. Ana Ruiz"."""
    if view.atoms[i].text not in lexicon().sure_titles:
        return None
    j = i + 1
    if j < len(view.atoms) and view.atoms[j].text == ".":
        j += 1
    begin = j
    while j < len(view.atoms) and is_name_atom(view, j, begin):
        j += 1
    atoms = strip_marks(view, list(view.atoms[begin:j]))
    atoms = strip_titles(view, atoms) if atoms else atoms
    lex = lexicon()
    texts = [atom.text for atom in atoms]
    if not atoms or texts[0].casefold() in lex.never | lex.titles:
        return None
    if any(text in lex.org_tails or text in lex.org_heads for text in texts):
        return None
    return make_span(view, atoms[0].start, atoms[-1].end, "PERSON", "pattern")


def given_person(view: SectionView, i: int) -> Span | None:
    """Return the person whose name begins at an atom with a usual given name: "Tariq Al-Amin"."""
    lex = lexicon()
    if view.atoms[i].text not in lex.given or i + 1 >= len(view.atoms):
        return None
    j = i + 1
    while (
        j < len(view.atoms) and j - i < 6 and is_name_atom(view, j, i) and is_surname_like(view, j)
    ):
        j += 1
    atoms = strip_marks(view, list(view.atoms[i:j]))
    if len(atoms) < 2 or atoms[-1].text[0].islower() or len(atoms[-1].text) < 2:
        return None
    if j < len(view.atoms) and (
        view.atoms[j].text in lex.org_tails or view.atoms[j].text in lex.place_tails
    ):
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
    if atom.line != before.line or j - begin > 6:
        return False
    gap = atom.start - before.end
    if atom.text == ".":
        return gap == 0 and len(before.text) == 1 and before.text.isupper()
    if atom.text in DASHES:
        return gap == 0 and j > begin
    if before.text in DASHES and j > begin:
        return gap == 0 and atom.text.isalpha()
    return gap <= 1 and atom.text.isalpha() and is_capitalised(atom.text)


def organisation(view: SectionView, i: int, evidence: CaseEvidence) -> Span | None:
    """Return the organisation whose name begins at an atom: "Ministry of Health", "Harbour Freight Corp."."""
    atoms = view.atoms
    first = atoms[i]
    is_word = first.text.casefold() in lexicon().never and entry_of(first.text) is None
    is_small = first.is_open and first.text.casefold() in evidence.lower
    is_title = first.text.casefold() in lexicon().titles
    if (is_word or is_small or is_title) and first.text not in lexicon().org_heads:
        return None
    run = capitalised_run(view, i)
    if first.text in lexicon().before_state and len(run) > 1:
        for n in range(min(len(run), 4), 1, -1):
            entry = entry_of(view.text[run[1].start : run[n - 1].end])
            if entry is not None and entry.kind == "state":
                return make_span(view, first.start, run[n - 1].end, "ORG", "pattern")
    head = next((k for k in range(len(run) - 2) if opens_with_of(run, k)), -1)
    if head >= 0 and "and" not in [atom.text for atom in run[:head]]:
        return make_span(view, first.start, run[-1].end, "ORG", "pattern")
    last = next((k for k in range(len(run) - 1, 0, -1) if run[k].text in lexicon().org_tails), 0)
    if last and not any(atom.text in ("of", "for", "and", "the") for atom in run[:last]):
        end = run[last].end
        if view.text[end : end + 1] == "." and fold(run[last].text) in lexicon().legal_forms:
            end += 1
        return make_span(view, first.start, end, "ORG", "pattern")
    return None


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


def opens_with_of(run: list[Atom], k: int) -> bool:
    """Tell whether an organisation's head word with its "of" stands at a place of a run."""
    return run[k].text in lexicon().org_heads and run[k + 1].text in ("of", "for")


def capitalised_run(view: SectionView, i: int) -> list[Atom]:
    """Return the atoms from one on that a capitalised name may hold, ending with a capitalised word."""
    run = [view.atoms[i]]
    n_sure = 1
    for atom in view.atoms[i + 1 : i + 12]:
        before = run[-1]
        gap = view.text[before.end : atom.start]
        is_word = is_capitalised(atom.text) and atom.text.isalpha()
        is_link = atom.text in ("of", "for", "and", "the", "&")
        is_dash = atom.text in DASHES and gap == ""
        if before.text == "and" and begins_another(view, atom):
            break
        is_mark = gap == "" and is_members_mark(run, atom)
        if atom.line != before.line or gap not in ("", " "):
            break
        if not (is_word or is_link or is_dash or is_mark):
            break
        run.append(atom)
        n_sure = len(run) if is_word else n_sure
    return run[:n_sure]
