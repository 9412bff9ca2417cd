"""Plain text to an article's fields: page dumps as a coarse scraper leaves them, and articles saved as text."""

from __future__ import annotations

import dataclasses
import itertools
from collections import Counter
from collections.abc import Sequence

import numpy as np

from copydesk.parse.draft import Draft, finish, without_files
from copydesk.parse.html_body import Block
from copydesk.parse.html_clean import clean_story
from copydesk.parse.html_notices import lines_of
from copydesk.parse.languages import detect_language
from copydesk.parse.line_chances import LineChances
from copydesk.parse.line_labels import (
    LONGEST_HEADING,
    is_heading,
    is_name,
    is_signature,
    read_surroundings,
)
from copydesk.parse.line_model import judge_lines
from copydesk.parse.line_rules import (
    heaviest_stretch,
    is_plain_article,
    line_weight,
    story_by_rules,
)
from copydesk.parse.line_split import Line, split_lines
from copydesk.parse.repair import (
    has_lost_characters,
    is_hard_wrapped,
    rejoin_paragraphs,
    repair_text,
)
from copydesk.parse.titles import clean_title
from copydesk.parse.urls import clean_url, domain_of
from copydesk.parse.wire import part_dateline
from copydesk.records import ParsedArticle, RawRecord, Rejection, SourceConfig, reject
from copydesk.text.page_breaks import join_pages
from schemas.articles import QualityFlag

STORY_CHANCE = 0.5  # cross-validated body F1 is flat from 0.4 to 0.6
PLAIN_CHANCE = 0.01  # a text that is all story: only what is surely residue goes
HEADING_CHANCE = 0.1  # the classifier is stingy with headings: costs .0005 of body F1, keeps the text's structure
HEADING_REACH = 3
MAX_SIGNED = 4  # lines between the headline and the text of an article saved as text
WITHIN_TEXT = (
    "advertisement",
    "photo_credit",
    "player",
)  # what stands between a story's paragraphs
MOST_PARTINGS, BESIDE = 3, 2
"""Chosen: pointers and advertisements in a row (a longer list stands below a story), and paragraphs next to them."""
MAX_WIRE_HEAD, MIN_WIRE_LINES, WIRE_WIDTH = 3, 3, 84
"""Of an agency's text as terminals showed it."""
MANY_LINES, LEAST_WIDTH = 2_000, 48
"""Judging a line costs 40 microseconds, however short it is: a page of more lines than the first, and of fewer characters to each than
the second, is judged in part. Of 3,460 page dumps the longest has 1,351 lines."""
NEAR_STORY = (
    0.35  # least chance of a sentence next to the story; chosen: from .3 to .4 body F1 is flat
)


def read_text(text: str, source: SourceConfig) -> Draft:
    """Return what a text says: the story's lines and the fields round them. No blocks where there is no story."""
    flags: set[QualityFlag] = set()
    text = join_pages(text)
    if (wire := part_wire(text)) is not None:
        text = wire
        flags.add("hard_wrapped_rejoined")
    if is_hard_wrapped(text.split("\n")):
        flags.add("hard_wrapped_rejoined")
        text = rejoin_paragraphs(text)
    repaired, is_repaired = repair_text(text)
    if is_repaired:
        flags.add("text_repaired")
    if has_lost_characters(repaired):
        flags.add("characters_lost")
    lines = split_lines(repaired)
    n_head = head_of_article(lines, source)
    chances = judge_parted(lines, is_plain=n_head > 0)
    if n_head:  # nothing but the story: only a line of its head, or one that says so, signs it
        signs = np.array([float(0 < i < n_head) for i in range(len(lines))])
        chances = dataclasses.replace(chances, byline=signs)
    story = find_story(lines, chances.story.tolist(), n_head)
    if not story:
        return Draft(flags=frozenset(flags))
    return draft_of(lines, story, 0 if n_head else None, chances, source, flags)


def judge_parted(lines: list[Line], is_plain: bool) -> LineChances:
    """Return the chances of all lines; of sentences next to pointers and advertisements the chance that they have without those, where it is greater.

    To who judges lines by their neighbours such a line looks like the border of a story: a short paragraph behind it would go.
    """
    chances = judge_densest(lines, is_plain)
    partings, beside = set[int](), set[int]()
    for parts, run in itertools.groupby(range(len(lines)), lambda n: is_parting(lines[n])):
        numbers = list(run)
        if parts and len(numbers) <= MOST_PARTINGS:
            partings.update(numbers)
            beside.update(
                sentences_from(lines, numbers[0], -1), sentences_from(lines, numbers[-1], 1)
            )
    if not beside:
        return chances
    own = [n for n in range(len(lines)) if n not in partings]
    alone = judge_densest([lines[n] for n in own], is_plain).at(own, len(lines))
    story, near = chances.story.copy(), sorted(beside)
    story[near] = np.maximum(story[near], alone.story[near])
    return dataclasses.replace(chances, story=story)


def sentences_from(lines: list[Line], place: int, step: int) -> list[int]:
    """Return the lines right before (step -1) or behind (step 1) a line that are sentences, a few at most."""
    reach = range(place + step, place + step * (1 + BESIDE), step)
    within = (n for n in reach if 0 <= n < len(lines))
    return list(itertools.takewhile(lambda n: lines[n].is_prose or lines[n].is_sentence, within))


def is_parting(line: Line) -> bool:
    """Return whether a line is no word of a story within which it may stand."""
    return line.link is not None or line.residue in WITHIN_TEXT


def head_of_article(lines: list[Line], source: SourceConfig) -> int:
    """Return how many lines head an article that was saved as text: its headline, below it who wrote it and when.

    0 where anything but the story stands below.
    """
    n = 1
    while n < min(len(lines), 1 + MAX_SIGNED) and is_signed(lines[n], source):
        n += 1
    return n if is_plain_article(lines[0], lines[n - 1], lines[n:]) else 0


def is_signed(line: Line, source: SourceConfig) -> bool:
    """Return whether a line below a headline says who wrote the story or when."""
    return not line.is_prose and (is_signature(line, source, None) or is_name(line))


def judge_densest(lines: list[Line], is_plain: bool) -> LineChances:
    """Return the chances of all lines; of a page of very many short ones only those round its densest prose are judged.

    The others are no story's, or all the story's where the text is nothing else.
    """
    most = max(MANY_LINES, sum(len(line.text) for line in lines) // LEAST_WIDTH)
    if len(lines) <= most:
        return judge_lines(lines)
    start, end = heaviest_stretch([line_weight(line) for line in lines])
    first = min(max(0, start - max(0, most - (end - start)) // 2), len(lines) - most)
    judged = judge_lines(lines[first : first + most])
    sides = (first, len(lines) - first - most)
    return LineChances(
        story=np.pad(judged.story, sides, constant_values=float(is_plain)),
        title=np.pad(judged.title, sides),
        byline=np.pad(judged.byline, sides),
    )


def part_wire(text: str) -> str | None:
    """Return an agency's text with each paragraph on a line; None for any other text.

    Below a headline every line is indented, and the first of a paragraph further than the others.

    >>> part_wire("FERRY REOPENS\\n  The line from the old quay to the islands was opened\\n  again.\\n     It sails.")
    'FERRY REOPENS\\n\\nThe line from the old quay to the islands was opened again.\\n\\nIt sails.'
    """
    lines = list(filter(None, map(str.rstrip, text.expandtabs(8).splitlines())))
    n_head = next((n for n, line in enumerate(lines) if line[0] == " "), 0)
    rest = lines[n_head:]
    if not 1 <= n_head <= MAX_WIRE_HEAD or not is_set_in_columns(lines, rest):
        return None
    indents = [len(line) - len(line.lstrip()) for line in rest]
    paragraphs: list[str] = []
    for line, indent in zip(rest, indents, strict=True):
        if not paragraphs or indent > min(indents):
            paragraphs.append(line.strip())
        else:
            paragraphs[-1] += f" {line.strip()}"
    return "\n\n".join([" ".join(lines[:n_head]), *paragraphs])


def is_set_in_columns(lines: Sequence[str], rest: Sequence[str]) -> bool:
    """Return whether lines have an agency's width, and those below the headline are all indented."""
    if len(rest) < MIN_WIRE_LINES or not all(line[0].isspace() for line in rest):
        return False
    return max(map(len, lines)) <= WIRE_WIDTH and max(map(len, rest)) >= WIRE_WIDTH / 2


def find_story(lines: list[Line], chances: list[float], n_head: int) -> list[int]:
    """Return the numbers of the lines that are the story's text; `n_head` lines head one that was saved as text."""
    is_plain = n_head > 0
    least = PLAIN_CHANCE if is_plain else STORY_CHANCE
    is_story = [
        chance >= least and not line.link and (not line.residue or (is_plain and is_figure(line)))
        for line, chance in zip(lines, chances, strict=True)
    ]
    is_story[:n_head] = [False] * n_head
    n_same = Counter(line.text for line in lines)
    alone = [n for n, line in enumerate(lines) if not is_story[n] and n_same[line.text] == 1]
    headings = {n for n in alone if is_likely_heading(lines, is_story, chances, n)}
    story = [n for n in range(len(lines)) if is_story[n] or n in headings]
    if any(lines[n].is_prose for n in story):
        return [*reach_out(lines, story, chances, -1), *story, *reach_out(lines, story, chances, 1)]
    return list(itertools.compress(range(len(lines)), story_by_rules(lines)))


def reach_out(lines: list[Line], story: list[int], chances: list[float], step: int) -> list[int]:
    """Return the sentences right before the story's first line (step -1) or behind its last (step 1) that are nearly as likely as its own."""
    start = (story[0] if step < 0 else story[-1]) + step
    around = range(start, -1 if step < 0 else len(lines), step)
    others = (i for i in around if not is_parting(lines[i]))
    near = itertools.takewhile(lambda i: is_near_story(lines[i], chances[i]), others)
    return sorted(near)


def is_near_story(line: Line, chance: float) -> bool:
    """Return whether a line next to the story is its own."""
    return not line.residue and not line.link and line.is_sentence and chance >= NEAR_STORY


def is_figure(line: Line) -> bool:
    """Return whether a line is a number alone: on a page a counter, in an article saved as text a result."""
    return line.residue == "rule" and any(sign.isdigit() for sign in line.text)


def is_likely_heading(
    lines: list[Line], is_story: list[bool], chances: list[float], i: int
) -> bool:
    """Return whether a short line alone within the story heads what follows. (No page prints it twice.)"""
    line = lines[i]
    if line.residue or line.link or chances[i] < HEADING_CHANCE or len(line.text) > LONGEST_HEADING:
        return False
    stands_alone = line.has_gap_before and line.has_gap_after
    leads = list(itertools.compress(lines[i + 1 : i + 3], is_story[i + 1 : i + 3]))
    is_within = any(is_story[max(0, i - HEADING_REACH) : i])
    return stands_alone and is_within and any(line.is_prose for line in leads[:1])


def draft_of(
    lines: list[Line],
    story: list[int],
    title: int | None,
    chances: LineChances,
    source: SourceConfig,
    flags: set[QualityFlag],
) -> Draft:
    """Return the draft of a text whose story lines are known."""
    text = "\n\n".join(lines[i].text for i in story)
    language, is_sure = detect_language(text, source.language)
    dateline, _, _ = part_dateline(text)
    around = read_surroundings(
        lines, story, source, language if is_sure else None, dateline, title, chances
    )
    body = [i for i in story if i not in around.taken]
    blocks = tuple(
        Block("heading" if is_heading(lines, body, place) else "paragraph", lines[i].text)
        for place, i in enumerate(body)
    )
    return Draft(
        blocks=clean_story(blocks, around.authors),
        publisher=source.publisher,
        title=around.title,
        subtitle=around.subtitle,
        authors=around.authors,
        published=around.published,
        updated_at=around.updated.at if around.updated else None,
        language=source.language,
        related_links=around.related,
        flags=frozenset(flags),
    )


def parse_text(text: str, record: RawRecord, source: SourceConfig) -> ParsedArticle | Rejection:
    """Return the article that a text holds, or why there is none."""
    if not any(sign.isalpha() for sign in text):
        return reject(record, "parse", ("no_text",), "the file holds no letters")
    if told := lines_of(text):
        return reject(record, "parse", ("no_body",), f"it is {told}, not a story")
    draft = read_text(without_files(text), source)
    if not draft.blocks:
        return reject(record, "parse", ("no_body",), "no line of the text reads as a story")
    domain = domain_of(clean_url(record.url))
    names = [name for name in (source.publisher, domain, *(domain or "").split(".")[:1]) if name]
    return finish(dataclasses.replace(draft, title=clean_title(draft.title, names)), record)
