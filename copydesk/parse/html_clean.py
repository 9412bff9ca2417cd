"""Residue among the blocks of a story: what is left of headline, byline, captions, links and offers.

The lines are told by the patterns of `residue.toml`, by where they stand, and by what the page links to.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
import re
import tomllib
from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path

from copydesk.parse.boilerplate import is_boilerplate_line
from copydesk.parse.date_clock import find_clock
from copydesk.parse.date_days import find_day, plain_digits
from copydesk.parse.html_body import Block
from copydesk.parse.html_bylines import dated_name, signed_names
from copydesk.parse.html_notices import part_wall
from copydesk.parse.open_lines import tell_open_lines
from copydesk.parse.pattern_table import PatternTable
from copydesk.parse.titles import key_of

RULES_FILE = Path(__file__).with_name("residue.toml")

LOOSE = (3, 4)  # bullets, brackets and the like before and behind a line
N_OPENING = 16
N_LEAD = 6
N_TAIL = 8
N_BIOGRAPHY = 3
LEAST_CRUMBS, CRUMB_CHARS, CRUMB_WORDS = 3, 40, 4
BIOGRAPHY = re.compile(
    r"(?i)\b(?:is|are|was|has been|writes|covers|joined|works|ist|schreibt|arbeitet|berichtet|est|es|är|er|jest)\b"
    r".{0,80}\b(?:\w*reporter\w*|\w*journalist\w*|\w*editor|editor\w*|writer|author|autor\w*|professor\w*|fellow|columnist"
    r"|\w*redakteur\w*|\w*korrespondent\w*|correspondent|producer|contributor|researcher|lecturer|covers?|zuständig"
    r"|journaliste|periodista|expert|analyst|director|kolumnist\w*|gründer\w*)"
)
MAX_RESIDUE_CHARS = 420
FORM = re.compile(r"(?i)newsletter sign[ -]?up\b")  # what it says is longer
MAX_RELATED_CHARS = 260
LEAST_ECHO = 30  # signs: of 225 echoes in 10,759 articles the shortest has 33
LEAST_CONTENTS = 3  # chosen: items of a table of contents
MAX_QUOTES = 500  # that are looked for in all the text: the square, else
MIN_STANDFIRST_WORDS = 6
MAX_DATE_LINE = 60
MAX_STAMP = 120
MAX_CLOCK_WORDS = 2
MAX_PREPOSITION = 2
YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
WORD = re.compile(r"\w+")
LEAST_REPEATED = 30  # chosen: characters; shorter lines are said twice without being copies
SENTENCE_END = re.compile(r"[.!?。！？…»”\"'’)]\s*$")
POST_SIGNATURE = re.compile(r"[—–-]\s.{1,80}\(@\w{1,30}\)\s.{3,40}\d{4}\W{0,3}$")
"""How an embedded post of a social network ends: "— Name (@handle) November 15, 2019"."""


class WholeLine:
    """Patterns one of which a whole line may match, but for a few signs at both ends."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self.table = PatternTable(patterns)
        self.patterns = [
            re.compile(rf"(?i)^\W{{0,{LOOSE[0]}}}(?:{text})\W{{0,{LOOSE[1]}}}$")
            for text in patterns
        ]

    def match(self, text: str) -> bool:
        """Return whether a line matches one of the patterns."""
        chosen = self.table.candidates(text, LOOSE)
        return any(self.patterns[number].match(text) for number in chosen)


@dataclasses.dataclass(frozen=True, slots=True)
class Rules:
    """Compiled patterns of residue lines."""

    related: re.Pattern[str]  # matches the start
    anywhere: WholeLine
    lead: WholeLine
    tail: WholeLine


@dataclasses.dataclass(frozen=True, slots=True)
class Cleaned:
    """The blocks that are the story's, and what stood among them."""

    blocks: tuple[Block, ...]
    related_links: tuple[str, ...] = ()
    standfirst: str | None = None
    is_walled: bool = False  # the rest of the story is sold


@cache
def residue_rules() -> Rules:
    """Return the patterns of residue lines."""
    table = tomllib.loads(RULES_FILE.read_text(encoding="utf-8"))
    anywhere, tail = table["anywhere"], table["tail"]

    def whole(*lists: list[str]) -> WholeLine:
        return WholeLine([p for patterns in lists for p in patterns])

    return Rules(
        related=re.compile(rf"(?i)^[^\w>]{{0,3}}(?:{'|'.join(anywhere['related'])})"),
        anywhere=whole(anywhere["offer"], anywhere["caption"]),
        lead=whole(table["lead"]["stamp"]),
        tail=whole(tail["credit"], tail["rights"]),
    )


def clean_blocks(
    blocks: Sequence[Block],
    headlines: Sequence[str] = (),
    linked: Collection[str] = frozenset(),
    authors: Sequence[str] = (),
    *,
    is_live: bool = False,
    is_plain: bool = False,
) -> Cleaned:
    """Return the story's blocks; `linked` holds the keys of texts that are links as a whole.

    In a live blog the first heading is that of the newest entry, and no standfirst. Of plain text nobody has said what heads what.
    """
    n_before, is_walled = part_wall([block.text for block in blocks])
    blocks = _without_echoes(blocks[:n_before]) if is_plain else blocks[:n_before]
    blocks = _without_contents(list(blocks))
    kept, related = _without_related(_without_embeds(_without_repeats(blocks)), linked)
    kept = [block for block in kept if not _is_residue(block)]
    kept = _without_signature(_without_tail(_without_lead(kept, headlines)), authors)
    if is_plain:
        kept, pointers = tell_open_lines(kept, is_titled=bool(headlines))
        related += pointers
    kept, standfirst = (kept, None) if is_live else _part_heading(kept)
    return Cleaned(tuple(kept), tuple(related), standfirst, is_walled)


def clean_story(blocks: Sequence[Block], authors: Sequence[str] = ()) -> tuple[Block, ...]:
    """Return the blocks of a text dump's story without what is left of its end: credits, addresses, the biography."""
    return tuple(_without_signature(_without_tail(_without_repeats(list(blocks))), authors))


def _without_repeats(blocks: list[Block]) -> list[Block]:
    """Return the blocks without those that say again, word for word, what stands in another."""
    openings = {key_opening(block.text) for block in blocks}
    if len(openings) == len(blocks) and all(block.kind != "quote" for block in blocks):
        return blocks
    keyed = [(key_of(block.text), block) for block in blocks]
    pulled = _pulled_quotes(keyed)
    # Of a sentence said twice the one that ends as sentences do is the story's, the other a caption.
    whole = {key for key, block in keyed if SENTENCE_END.search(block.text)}
    seen: set[str] = set()
    kept = []
    for key, block in keyed:
        is_long = len(key) > LEAST_REPEATED
        is_again = is_long and key in seen and block.kind != "cell"
        if is_again or (block.kind == "quote" and key in pulled):
            continue
        if not is_long or key not in whole or SENTENCE_END.search(block.text):
            seen.add(key)
            kept.append(block)
    return kept


def _pulled_quotes(keyed: list[tuple[str, Block]]) -> set[str]:
    """Return the keys of quotes that stand elsewhere in the text as well: of the first ones, since each is looked for in all of it."""
    quotes = [key for key, block in keyed if block.kind == "quote" and len(key) > LEAST_REPEATED]
    everything = "|".join(key for key, _ in keyed)
    first = list(dict.fromkeys(quotes))[:MAX_QUOTES]
    return {key for key in first if everything.count(key) > 1}


def _without_echoes(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks without what they say again of the end of the one before: scrapers read what stands between two bold words twice."""
    pairs = zip(("", *(block.text for block in blocks)), blocks, strict=False)
    cut = [
        dataclasses.replace(block, text=behind_echo(before, block.text)) for before, block in pairs
    ]
    return [block for block in cut if block.text]


def behind_echo(before: str, text: str) -> str:
    """Return a text without how the one before it ends, where it opens so and goes on as a new one.

    >>> behind_echo("Ann Lee: She leads the council's committee.", "She leads the council's committee. Tom Hale: He left.")
    'Tom Hale: He left.'
    """
    opening = text[:LEAST_ECHO]
    at = before.find(opening, 1) if len(opening) == LEAST_ECHO else -1
    while at >= 0 and not text.startswith(before[at:]):
        at = before.find(opening, at + 1)
    rest = text[len(before) - at :].strip() if at >= 0 else text
    return text if rest[:1].islower() else rest


def key_opening(text: str) -> str:
    """Return how the key of a text begins: texts with different ones have different keys."""
    opening = key_of(text[: 4 * N_OPENING])
    return (opening if len(opening) >= N_OPENING else key_of(text))[:N_OPENING]


def _without_contents(blocks: list[Block]) -> list[Block]:
    """Return the blocks without a table of contents: items in a row each of which is a heading of the text, and what heads them."""
    headings = {key_of(block.text) for block in blocks if block.kind == "heading"}
    kept: list[Block] = []
    for is_listed, run in itertools.groupby(
        blocks, lambda block: block.kind == "item" and key_of(block.text) in headings
    ):
        found = list(run)
        if not is_listed or len(found) < LEAST_CONTENTS:
            kept += found
        elif kept and kept[-1].kind == "heading":
            kept.pop()
    return kept


def _without_embeds(blocks: list[Block]) -> list[Block]:
    """Return the blocks without embedded posts: the quote that ends in a signature with a handle and a day.

    What a sentence introduces ("She wrote on Monday:") stays, and so does a signature that stands alone: its post does.
    """
    kept: list[Block] = []
    for block in blocks:
        if not _is_post(block, kept[-1].text if kept else ""):
            kept.append(block)
            continue
        while block.kind == "quote" and kept and kept[-1].kind == "quote":
            kept.pop()
    return kept


def _is_post(block: Block, before: str) -> bool:
    """Return whether a block is a post, with its signature, that nothing before it introduces."""
    if "(@" not in block.text or not POST_SIGNATURE.search(block.text):
        return False
    return block.kind == "quote" or not (block.text[0] in "—–-" or before.endswith(":"))


def _without_related(blocks: list[Block], linked: Collection[str]) -> tuple[list[Block], list[str]]:
    """Return the blocks without pointers to other stories, and the headlines pointed at."""
    rules = residue_rules()
    kept: list[Block] = []
    related: list[str] = []
    for block in blocks:
        is_short = len(block.text) <= MAX_RELATED_CHARS
        if is_short and (found := rules.related.match(block.text)):
            headline = block.text[found.end() :].strip(" :|»>→-–")
            if len(WORD.findall(headline)) >= 3:
                related.append(headline)
        elif linked and is_short and _is_link_line(block) and _is_linked(block, linked):
            related.append(block.text)
        else:
            kept.append(block)
    return kept, list(dict.fromkeys(related))


def _is_linked(block: Block, linked: Collection[str]) -> bool:
    """Return whether a block is a link as a whole and heads nothing, or a list item that is one but for its label."""
    key = key_of(block.text)
    if key in linked:
        return block.kind != "heading"
    head, colon, headline = block.text.partition(": ")
    is_labelled = bool(colon) and block.kind == "item" and len(head) < 40
    return is_labelled and key_of(headline) in linked


def _is_link_line(block: Block) -> bool:
    """Return whether a block that is one link is a pointer and not a sentence of the story."""
    n_words = len(WORD.findall(block.text))
    if block.kind == "item":
        return n_words >= 3
    return n_words >= 4 and not block.text.rstrip().endswith((".", "。"))


def _is_residue(block: Block) -> bool:
    """Return whether a block is an offer, a notice or a caption, wherever it stands."""
    if len(block.text) > MAX_RESIDUE_CHARS:
        return FORM.match(block.text) is not None and residue_rules().anywhere.match(block.text)
    return _is_residue_line(block.text)


@functools.lru_cache(maxsize=4096)
def _is_residue_line(text: str) -> bool:
    """Return the same of its text. Kept: pages say the same short lines again, each and all of them."""
    if not WORD.search(text) or is_boilerplate_line(text):
        return True
    return residue_rules().anywhere.match(text)


def _without_lead(blocks: list[Block], headlines: Sequence[str]) -> list[Block]:
    """Return the blocks without headline, byline and stamps at the start."""
    rules = residue_rules()
    blocks = blocks[_n_crumbs(blocks) :]
    blocks = blocks[_n_highlights(blocks) :]
    keys = {key_of(headline) for headline in headlines}
    lead = [
        block
        for block in blocks[:N_LEAD]
        if not rules.lead.match(block.text)
        and not _is_headline(block.text, keys)
        and not (block.kind == "paragraph" and is_stamp(block.text))
    ]
    return lead + blocks[N_LEAD:]


def _part_heading(blocks: list[Block]) -> tuple[list[Block], str | None]:
    """Return the blocks without a heading above them all, and the standfirst that it is if it is long enough."""
    is_headed = bool(blocks) and blocks[0].kind == "heading"
    if not is_headed or all(block.kind != "paragraph" for block in blocks[1:]):
        return blocks, None
    is_standfirst = len(WORD.findall(blocks[0].text)) >= MIN_STANDFIRST_WORDS
    return blocks[1:], blocks[0].text if is_standfirst else None


def is_stamp(text: str) -> bool:
    """Return whether a line says no more than who wrote a story, and when.

    >>> is_stamp("Posted by Maria Okafor on March 7, 2021"), is_stamp("By Monday the ferry was back.")
    (True, False)
    """
    if is_date_line(text):
        return True
    is_short = len(text) <= MAX_STAMP and not text.rstrip().endswith(("!", "?"))
    return is_short and bool(signed_names(text) or dated_name(text))


def is_date_line(text: str) -> bool:
    """Return whether a line is nothing but a day, with its weekday before and a time of day behind it, in any language.

    >>> is_date_line("Maandag, 3 mei 2021, 10:05"), is_date_line("Elections were held on 3 May 2021")
    (True, False)
    """
    if not 8 <= len(text) <= MAX_DATE_LINE or not YEAR.search(plain := plain_digits(text)):
        return False
    found = find_day(plain, None, day_first=True)
    if found is None or found.day is None:
        return False
    return _is_before_day(found.before) and _is_clock_behind(found.after)


def _is_clock_behind(after: str) -> bool:
    """Return whether what stands behind a day is no more than a time of day."""
    words = re.findall(r"[^\W\d_]+", after)
    return not words or (len(words) <= MAX_CLOCK_WORDS and find_clock("", after) is not None)


def _is_before_day(before: str) -> bool:
    """Return whether what stands before a day is no more than its weekday: not "On May 3, 2021", as a sentence may begin."""
    words = WORD.findall(before)
    if words and len(words[0]) <= MAX_PREPOSITION and words[0].isascii():
        return False
    return len(words) <= (2 if before.rstrip().endswith(",") else 1)


def _n_crumbs(blocks: list[Block]) -> int:
    """Return how many blocks at the start are the way to the page (section, part, town): a few words each, several of them."""
    n = next((i for i, block in enumerate(blocks) if not _is_crumb(block.text)), 0)
    return n if n >= LEAST_CRUMBS else 0


HIGHLIGHTS = re.compile(
    r"(?:Story highlights|Key points|Key takeaways|Highlights)\b(?!\s+\w+(?:s|ed)\b)"
)
MAX_HIGHLIGHTS = 8  # chosen: a list of points is shorter


def _n_highlights(blocks: list[Block]) -> int:
    """Return how many blocks at the start are points under a label: "Story highlights The pier is shut", then lines without a full stop."""
    if not blocks or not HIGHLIGHTS.match(blocks[0].text):
        return 0
    points = itertools.takewhile(lambda b: not SENTENCE_END.search(b.text), blocks[:MAX_HIGHLIGHTS])
    n = len(list(points))
    return n if n < min(len(blocks), MAX_HIGHLIGHTS) else 0


def _is_crumb(text: str) -> bool:
    if len(text) > CRUMB_CHARS or SENTENCE_END.search(text):
        return False
    return len(WORD.findall(text)) <= CRUMB_WORDS


def _is_headline(text: str, keys: set[str]) -> bool:
    """Return whether a text is the page's headline, with or without a kicker."""
    if not keys:
        return False
    longest = 1.6 * max(map(len, keys))
    if len(key_of(text[: int(2 * longest)])) > longest:
        return False
    key = key_of(text)
    return any(
        key == known or (len(known) > 20 and known in key and len(key) < 1.6 * len(known))
        for known in keys
    )


def _without_tail(blocks: list[Block]) -> list[Block]:
    """Return the blocks without credits, rights and addresses at the end, and headings that nothing follows."""
    rules = residue_rules()
    start = max(1, len(blocks) - N_TAIL)
    kept = blocks[:start] + [
        block
        for block in blocks[start:]
        if len(block.text) > MAX_RESIDUE_CHARS or not rules.tail.match(block.text)
    ]
    while len(kept) > 1 and kept[-1].kind == "paragraph" and is_stamp(kept[-1].text):
        kept.pop()
    while kept and kept[-1].kind == "heading":
        kept.pop()
    return kept


def _without_signature(blocks: list[Block], authors: Sequence[str]) -> list[Block]:
    """Return the blocks without the authors' names as a line at the start or end, and their biography at the end."""
    names = [key for author in authors if len(key := key_of(author)) >= 5]
    if not names:
        return blocks
    last = len(blocks) - 1
    return [
        block
        for place, block in enumerate(blocks)
        if not (
            (place < N_LEAD or place > last - N_TAIL)
            and _is_signature(block.text, names, is_end=place > last - N_BIOGRAPHY)
        )
    ]


def _is_signature(text: str, names: list[str], is_end: bool) -> bool:
    """Return whether a paragraph is the authors' names, or (at the end) says who they are."""
    if len(text) <= 120 and not text.endswith((".", "。")):
        key = rest = key_of(text)
        for name in names:
            rest = rest.replace(name, "")
        if len(rest) <= 0.4 * len(key):
            return True
    if not is_end:
        return False
    opening = key_of(text[:80])
    return any(name in opening for name in names) and bool(BIOGRAPHY.search(text[:300]))
