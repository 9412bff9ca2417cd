"""Plain text to an article's fields: page dumps as a coarse scraper leaves them, and articles saved as text."""

from __future__ import annotations

from copydesk.parse.draft import Draft, finish
from copydesk.parse.html_body import Block
from copydesk.parse.languages import detect_language
from copydesk.parse.line_labels import is_heading, read_surroundings
from copydesk.parse.line_model import story_chances
from copydesk.parse.line_rules import is_plain_article, story_by_rules
from copydesk.parse.line_split import Line, split_lines
from copydesk.parse.repair import has_lost_characters, is_hard_wrapped, rejoin_paragraphs, repair_text
from copydesk.parse.wire import part_dateline
from copydesk.records import ParsedArticle, RawRecord, Rejection, SourceConfig, reject
from schemas.articles import QualityFlag

STORY_CHANCE = 0.5  # cross-validated body F1 is flat from 0.4 to 0.6


def read_text(text: str, source: SourceConfig) -> Draft:
    """Return what a text says: the story's lines and the fields round them. No blocks where there is no story."""
    flags: set[QualityFlag] = set()
    if is_hard_wrapped(text.split("\n")):
        flags.add("hard_wrapped_rejoined")
        text = rejoin_paragraphs(text)
    repaired, is_repaired = repair_text(text)
    if is_repaired:
        flags.add("text_repaired")
    if has_lost_characters(repaired):
        flags.add("characters_lost")
    lines = split_lines(repaired)
    title = 0 if is_plain_article(lines) else None
    story = find_story(lines, is_plain=title is not None)
    if not story:
        return Draft(flags=frozenset(flags))
    return draft_of(lines, story, title, source, flags)


def find_story(lines: list[Line], is_plain: bool) -> list[int]:
    """Return the numbers of the lines that are the story's text."""
    if is_plain:
        return [i for i, line in enumerate(lines) if i and not line.residue and not line.link]
    chances = story_chances(lines)
    story = [
        i
        for i, line in enumerate(lines)
        if chances[i] >= STORY_CHANCE and not line.residue and not line.link
    ]
    if any(lines[i].is_prose for i in story):
        return story
    return [i for i, is_story in enumerate(story_by_rules(lines)) if is_story]


def draft_of(
    lines: list[Line],
    story: list[int],
    title: int | None,
    source: SourceConfig,
    flags: set[QualityFlag],
) -> Draft:
    """Return the draft of a text whose story lines are known."""
    text = "\n\n".join(lines[i].text for i in story)
    language, is_sure = detect_language(text, source.language)
    dateline, _, _ = part_dateline(text)
    around = read_surroundings(lines, story, source, language if is_sure else None, dateline, title)
    body = [i for i in story if i not in around.taken]
    blocks = tuple(
        Block("heading" if is_heading(lines, body, place) else "paragraph", lines[i].text)
        for place, i in enumerate(body)
    )
    return Draft(
        blocks=blocks,
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
    draft = read_text(text, source)
    if not draft.blocks:
        return reject(record, "parse", ("no_body",), "no line of the text reads as a story")
    return finish(draft, record)
