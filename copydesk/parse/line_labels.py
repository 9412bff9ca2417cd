"""Once the story's lines are known: which lines round them are title, standfirst, bylines, dates, related links."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Iterator, Sequence

from copydesk.parse.authors import BYLINE_WORD, read_authors
from copydesk.parse.date_zones import Places
from copydesk.parse.dates import ReadDate, read_date
from copydesk.parse.line_chances import LineChances
from copydesk.parse.line_rules import BARE_DAY
from copydesk.parse.line_split import Line
from copydesk.parse.names_east_asian import names_by_role
from copydesk.parse.titles import SEPARATOR, key_of
from copydesk.parse.wire import END_SLUG
from copydesk.records import SourceConfig
from copydesk.text.given_names import given_names

TITLE_CHARS = (8, 250)  # chosen: a section's name is shorter, a paragraph longer
TITLE_REACH = 20  # lines before the story in which its headline is looked for
TITLE_SCORE = 1.1
"""Chosen: half of its words in the story, and a little for its place: see `title_score`."""
LIKELY_TITLE = 0.2  # of the trained chances
LIKELY_BYLINE = 0.5  # chosen: likelier one than none
SURE_BYLINE = 0.9  # of a second line that signs
BYLINE_BLOCK = 3  # lines round the likeliest in which others sign too
DATE_REACH_BEFORE, DATE_REACH_AFTER = 25, 12
"""Chosen: lines round the story; further off are other stories' days."""
LONGEST_DATE_LINE = 160  # chosen: a day with byline and place; longer is a sentence
BYLINE_REACH = 25  # chosen: lines before the story, as for dates
LONGEST_BYLINE = 140  # chosen: some names and what they are
LONGEST_HEADING, LONGEST_HEADING_WORDS = 120, 16  # chosen: characters, words: longer is a paragraph

WORD = re.compile(r"[^\W\d_]{3,}")
UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
BYLINE_START = re.compile(
    r"^(?i:(?:(?:reported|written|story|words|text|edited|posted|published|by our [a-z]+)\s+)?"
    r"(?:by|von|vom|par|por|di|av|af|door|przez|oleh|โดย|bởi|автор|текст|tekst|texte|texto|testo|text)\b\s*:?\s+)"
    r"(?=[^\W\d_a-zà-ÿ])"
)
SIGNS = r"[\w\u0900-\u0dff\u0e00-\u0eff.'’-]"  # the vowels of Indian scripts, Thai and Lao are no letters to a pattern
NAME = re.compile(rf"^(?:[^\W\d_a-zà-ÿ]{SIGNS}*\.?)(?:\s+{SIGNS}+){{1,4}}$")
"""At least two words, the first with a capital (or of a script without): bylines of one word are mostly something else."""
BYLINE_TAIL = re.compile(
    r"\s+[-–—|•·]\s+|\s*\|\s*|(?<=[a-zà-ÿ])(?=\d|@)"
    r"|(?<=[a-zà-ÿ])(?=(?:Published|Updated|Posted|Publiziert|Redakteur|Korrespondent|Journalist|Reporter|Writer|Editor"
    r"|Correspondent|Contributor|Lifestyle|Senior|Staff|News|Sport|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b)"
)
"""What follows a name on its line: behind a dash or bar, or glued to it where a page's elements ran together."""
GLUED_BY = re.compile(r"^by(?=[A-Z][a-z])")
LOWER_WORD = re.compile(r"\b[a-zà-ÿ]{4,}\b")
UPDATED = re.compile(
    r"\b(?:updated?|last (?:updated?|modified|edited)|modified|mis à jour|mise à jour|modifié|aktualisiert|akt\.|stand|actualizado|atualizado|aggiornato|bijgewerkt|uppdaterad|oppdatert|opdateret|päivitetty|aktualizacja|aktualizováno|обновлено|оновлено|güncelleme|cập nhật|更新日?|更新时间|수정|ενημερώθηκε|frissítve|actualizat|ažurirano|تحديث)\b",
    re.I,
)
PUBLISHED = re.compile(
    r"\b(?:(?:first )?published|posted|created|issued|publication date|publié|posté|veröffentlicht|erstellt|publicado|pubblicato|gepubliceerd|geplaatst|publicerad|publisert|publiceret|julkaistu|opublikowano|data publikacji|zveřejněno|опубликовано|опубліковано|yayınlanma|diterbitkan|发布时间|发表时间|公開日|掲載|입력|نشر|δημοσιεύτηκε|δημοσίευση|megjelent|publicat|objavljeno)\b",
    re.I,
)


@dataclasses.dataclass(frozen=True, slots=True)
class Surroundings:
    """The fields that stand round a story; `taken` are the numbers of lines that are not the body's."""

    title: str | None
    subtitle: str | None
    authors: tuple[str, ...]
    published: ReadDate | None
    updated: ReadDate | None
    related: tuple[str, ...]
    taken: frozenset[int]


def content_words(text: str) -> set[str]:
    """Return the words (of unspaced scripts: the characters) by which a headline shares a topic with its story."""
    folded = text.casefold()
    return set(WORD.findall(folded)) | set(UNSPACED.findall(folded))


def is_date_only(line: Line, source: SourceConfig, language: str | None) -> bool:
    """Return whether a line is short and states a date."""
    return (
        len(line.text) <= LONGEST_DATE_LINE
        and not line.is_prose
        and any(sign.isdigit() for sign in line.text)
        and read_date(line.text, source, language) is not None
    )


def could_be_title(line: Line) -> bool:
    """Return whether a line has the form of a headline."""
    if line.residue or line.link or not TITLE_CHARS[0] <= len(line.text) <= TITLE_CHARS[1]:
        return False
    has_words = line.n_words >= 3 or (line.n_words >= 2 and len(line.text) >= 15)
    return has_words and not (BYLINE_START.match(line.text) or BARE_DAY.fullmatch(line.text))


def title_score(line: Line, distance: int, story_words: set[str], n_same: int) -> float:
    """Return how well a line fits as the story's headline: shared words, place, form, repetition."""
    words = content_words(line.text)
    shared = len(words & story_words) / len(words) if words else 0.0
    score = 2.0 * shared - 0.02 * distance + 0.25 * min(n_same - 1, 2)
    score += 0.2 * (line.has_gap_before + line.has_gap_after)
    score -= 0.5 if line.text.endswith((".", ";", ",", ":")) else 0.0
    return score - (0.4 if line.n_words < 4 else 0.0)


def find_title(
    lines: Sequence[Line], first: int, story: Sequence[int], chances: Sequence[float]
) -> int | None:
    """Return the number of the line that is the headline: the likeliest, else by form before the story's first line."""
    likely = [
        i for i, line in enumerate(lines) if chances[i] >= LIKELY_TITLE and could_be_title(line)
    ]
    if likely:
        best = max(likely, key=lambda i: (chances[i], -i))
        return headline_alone(lines, first_writing(lines, best, first), first)
    return find_title_by_form(lines, first, story)


def is_over_signature(above: Sequence[Line], source: SourceConfig, language: str | None) -> bool:
    """Return whether of the lines above a story the first may be its headline, and all others say who signed it and when."""
    if len(above) < 2 or not could_be_title(above[0]) or above[0].is_sentence:
        return False
    return all(is_signature(line, source, language) or is_name(line) for line in above[1:])


def find_title_by_form(lines: Sequence[Line], first: int, story: Sequence[int]) -> int | None:
    """Return the number of the line before the story's first that looks most like its headline, if one does."""
    story_words = set[str]().union(*(content_words(lines[i].text) for i in story))
    within = set(story)
    found, found_score = None, TITLE_SCORE
    for i in range(max(0, first - TITLE_REACH), first):
        line = lines[i]
        if not could_be_title(line) or (i in within and line.is_sentence):
            continue
        n_same = sum(other.text == line.text for other in lines)
        score = title_score(line, first - i, story_words, n_same)
        if score > found_score:
            found, found_score = i, score
    return found


def first_writing(lines: Sequence[Line], title: int, first: int) -> int:
    """Return the last line before the story that says the same as the headline chosen, else that line itself."""
    same = [i for i, line in enumerate(lines) if i < first and line.text == lines[title].text]
    return same[-1] if same else title


def headline_alone(lines: Sequence[Line], title: int, first: int) -> int:
    """Return the line that prints the headline alone, where the one chosen is a page's title with the site's name."""
    text = lines[title].text
    cuts = list(SEPARATOR.finditer(text))
    parts = {key_of(part) for cut in cuts for part in (text[: cut.start()], text[cut.end() :])}
    alone = [i for i in range(first) if key_of(lines[i].text) in parts and could_be_title(lines[i])]
    best = max(alone, key=lambda i: (len(lines[i].text), i), default=title)
    return best if 2 * len(lines[best].text) >= len(text) else title


def is_meta(line: Line, source: SourceConfig, language: str | None) -> bool:
    """Return whether a line is no text: a byline, a date, residue."""
    if line.residue not in (None, "rule") or opens_as_byline(line):
        return True
    return is_date_only(line, source, language)


def find_standfirst(
    lines: Sequence[Line],
    title: int,
    story: Sequence[int],
    source: SourceConfig,
    language: str | None,
) -> list[int]:
    """Return the lines between headline and byline (date, photo) that sum up the story: its standfirst."""
    found: list[int] = []
    is_signed = False  # a byline or date stands between headline and what is found
    for i in range(title + 1, min(title + 12, len(lines))):
        line = lines[i]
        if is_meta(line, source, language) or line.link:
            is_signing = is_signature(line, source, language)
            if found:
                # Paragraphs behind the byline are the story's first, whatever parts them from the rest.
                is_first = is_signed and not is_signing
                return found if not is_first and max(story) > found[-1] else []
            is_signed = is_signed or is_signing
        elif is_summary(line) and line.text != lines[title].text and len(found) < 2:
            found.append(i)
        else:
            return []
    return []


def is_summary(line: Line) -> bool:
    """Return whether a line is long enough to sum up a story."""
    return line.n_words >= 6 and (line.is_sentence or len(line.text) >= 40)


def is_signature(line: Line, source: SourceConfig, language: str | None) -> bool:
    """Return whether a line is a byline or states the story's date."""
    if line.residue in ("byline", "date_line") or opens_as_byline(line):
        return True
    return line.residue in (None, "rule") and is_date_only(line, source, language)


def read_byline(line: Line) -> tuple[str, ...]:
    """Return the names in a line that says it signs a story."""
    if not is_short_line(line):
        return ()
    if told := names_called(line.text):
        return told
    return names_in(line.text) if line.residue == "byline" or opens_as_byline(line) else ()


def opens_as_byline(line: Line) -> bool:
    """Return whether a line begins as a byline does and is no longer; "By Ann Lee's reckoning, …", "By Monday it was gone." are the story's."""
    if not is_short_line(line):
        return False
    start = BYLINE_START.match(line.text)
    if start is None:
        return names_called(line.text) != ()
    return not line.is_sentence or line.text.startswith(names_in(line.text)[:1], start.end())


def names_called(text: str) -> tuple[str, ...]:
    """Return the names beside a word for what somebody did, which all of a line or its end says.

    >>> names_called("Haber: Elif Aydın"), names_called("2024-06-20 来源：山村日报 记者 陈雨"), names_called("김민수 기자 ms@a.example")
    (('Elif Aydın',), ('陈雨',), ('김민수',))
    >>> names_called("【関連記事】"), names_called("编辑：赵敏"), names_called("Haber: kimse bilmiyor, dedi.")
    ((), (), ())
    """
    word = BYLINE_WORD.match(text)
    if word and ":" in word[0]:
        return names_in(text)
    return names_by_role(MAIL_ADDRESS.sub("", text))


MAIL_ADDRESS = re.compile(r"\s*\S+@\S+\s*$")


def is_short_line(line: Line) -> bool:
    """Return whether a line may be a byline by its length: it is no prose."""
    return len(line.text) <= LONGEST_BYLINE and not line.is_prose


def names_in(text: str) -> tuple[str, ...]:
    """Return the names in a byline without what follows them behind a dash or bar."""
    head = BYLINE_TAIL.split(GLUED_BY.sub("by ", text), maxsplit=1)[0]
    if len(LOWER_WORD.findall(BYLINE_START.sub("", head))) > 2:
        return ()
    return tuple(name for name in read_authors([head]) if NAME.match(name))


def is_name(line: Line) -> bool:
    """Return whether a line is somebody's name and no more: by the given name, or by the line on the day right below."""
    is_known = line.text.split()[0] in given_names()
    return (is_known or not line.has_gap_after) and names_in(line.text) == (line.text,)


def find_authors(
    lines: Sequence[Line], first: int, last: int, title: int | None, chances: Sequence[float]
) -> tuple[str, ...]:
    """Return who signs the story: lines that say so near the headline or the end, else the likeliest by their place."""
    start = max(0, first - BYLINE_REACH, (title or 0) - 5)
    spans = (
        range(start, first),
        range(first, last + 1),
        range(last + 1, min(len(lines), last + 6)),
    )
    signed = (read_byline(lines[i]) for i in itertools.chain.from_iterable(spans))
    if names := next(filter(None, signed), None):
        return names
    likely = [
        i for i, line in enumerate(lines) if chances[i] >= LIKELY_BYLINE and not line.is_prose
    ]
    named = [i for i in likely if names_in(lines[i].text)]
    if not named:
        return ()
    best = min(named, key=lambda i: (-chances[i], i))
    near = [i for i in likely if abs(i - best) <= BYLINE_BLOCK]
    sure = [i for i in near if i == best or chances[i] >= SURE_BYLINE]
    found = itertools.chain.from_iterable(names_in(lines[i].text) for i in sure)
    return tuple(dict.fromkeys(found))


def date_parts(text: str) -> list[tuple[str, str]]:
    """Return the parts of a date line, each with its kind: "published", "updated" or "" when it does not say."""
    marks = sorted(
        [(m.start(), "updated") for m in UPDATED.finditer(text)]
        + [(m.start(), "published") for m in PUBLISHED.finditer(text)]
    )
    if not marks:
        return [("", text)]
    bounds = [*(start for start, _ in marks), len(text)]
    parts = [("", text[: bounds[0]])]
    parts += [(kind, text[bounds[i] : bounds[i + 1]]) for i, (_, kind) in enumerate(marks)]
    return [(kind, part) for kind, part in parts if any(sign.isdigit() for sign in part)]


def find_dates(
    lines: Sequence[Line],
    first: int,
    last: int,
    title: int | None,
    source: SourceConfig,
    language: str | None,
    place: str | None,
) -> tuple[ReadDate | None, ReadDate | None]:
    """Return (published, updated) as lines near the story state them; a bare date next to the headline is the first."""
    anchor = first if title is None else title
    start = max(0, min(first, anchor) - DATE_REACH_BEFORE)
    named: dict[str, ReadDate] = {}
    bare: list[tuple[int, ReadDate]] = []
    for i in range(start, min(len(lines), last + 1 + DATE_REACH_AFTER)):
        is_near = i < first or lines[i].residue == "date_line"
        for kind, part in dates_stated(lines[i], is_near=is_near):
            read = read_date(part, source, language, Places(named=place))
            if read is None or read.precision == "month":
                continue
            if kind:
                named.setdefault(kind, read)
            else:
                bare.append((abs(i - anchor) + 3 * (i < anchor), read))
    nearest = min(bare, key=lambda pair: pair[0])[1] if bare else None
    return named.get("published") or nearest, named.get("updated")


def dates_stated(line: Line, *, is_near: bool) -> Iterator[tuple[str, str]]:
    """Yield what may be a date in a line, with what it is said to be of; a bare one only near the headline."""
    if not line.is_prose and len(line.text) <= LONGEST_DATE_LINE:
        for kind, part in date_parts(line.text):
            if kind or is_near:
                yield kind, part


def find_related(lines: Sequence[Line]) -> tuple[str, ...]:
    """Return the headlines that lines like "Read: ..." link to, each once, in order."""
    return tuple(dict.fromkeys(line.link for line in lines if line.link))


def is_heading(lines: Sequence[Line], story: Sequence[int], place: int) -> bool:
    """Return whether a line of the story is a heading: short, alone, unfinished, with text behind it."""
    line = lines[story[place]]
    if line.is_prose or place + 1 == len(story) or place == 0:
        return False
    is_short = len(line.text) <= LONGEST_HEADING and line.n_words <= LONGEST_HEADING_WORDS
    stands_alone = line.has_gap_before and line.has_gap_after
    after = lines[story[place + 1]]
    has_text = after.is_prose or after.is_sentence
    return is_short and stands_alone and has_text and is_written_as_heading(line.text)


def is_written_as_heading(text: str) -> bool:
    """Return whether no mark says that a text is a sentence, one that an agency signs too, an item of a list or speech."""
    ends_open = not END_SLUG.sub("", text).endswith(
        (".", "!", ":", ";", ",", "…", "。", "”", '"', "»", "।")
    )
    return ends_open and not text.startswith(
        ("-", "–", "—", "•", "*", '"', "“", "«", "„", "(", "[", "#", "…")
    )


def read_surroundings(
    lines: Sequence[Line],
    story: Sequence[int],
    source: SourceConfig,
    language: str | None,
    place: str | None,
    title: int | None,
    chances: LineChances,
) -> Surroundings:
    """Return the fields that the lines round a story state; `title` is the headline's line where it is known."""
    first = next((i for i in story if lines[i].is_prose), story[0])
    last = story[-1]
    if title is None:
        title = find_title(lines, first, story, chances.title.tolist())
    if title is None and is_over_signature(lines[: story[0]], source, language):
        title = 0
    standfirst = [] if title is None else find_standfirst(lines, title, story, source, language)
    begin = standfirst[-1] + 1 if standfirst else first
    later = next((i for i in story if i >= begin), begin)
    published, updated = find_dates(lines, later, last, title, source, language, place)
    taken = {*standfirst, *lines_of_title(lines, title, story, first)}
    taken |= {i for i in story if i < first and is_meta(lines[i], source, language)}
    return Surroundings(
        title=None if title is None else lines[title].text,
        subtitle=" ".join(lines[i].text for i in standfirst) or None,
        authors=find_authors(lines, later, last, title, chances.byline.tolist()),
        published=published,
        updated=updated,
        related=find_related(lines),
        taken=frozenset(taken),
    )


def lines_of_title(
    lines: Sequence[Line], title: int | None, story: Sequence[int], first: int
) -> set[int]:
    """Return the lines that say the headline, and those of the story before it."""
    if title is None:
        return set()
    same = {i for i, line in enumerate(lines) if line.text == lines[title].text}
    return same | {i for i in story if i < min(title, first)}
