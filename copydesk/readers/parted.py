"""Texts in which somebody put stories behind one another, with a line of one sign, or a form feed, between them.

A line of stars may as well part the sections of one story, and a form feed the pages of a book. So a short line parts stories only
where all that stands between two of them opens as a story does.
"""

from __future__ import annotations

import re

from copydesk.text.page_breaks import pages_of

HEAD = 1 << 16  # chosen: bytes by which the parting of a file is told

RULES = tuple(sign * 20 for sign in (b"-", b"=", b"*", b"_", b"#", b"~"))
SIGNED = rb"(?:By|Von|Par|Por|Di|Door|Av|Af) [^\n]{3,100}|[^\n]{0,60}\b(?:19|20)\d\d\b[^\n]{0,30}"
"""A line that says who wrote a story, or of what day it is."""
RULED = re.compile(
    rb"^[ \t]*+(?:-{20,}+|={20,}+|\*{20,}+|_{20,}+|#{20,}+|~{20,}+)[ \t\r]*+\n\s*+[^\n]{5,200}\n(?:[^\n]{0,200}\n){0,2}?"
    rb"[ \t]*+(?:" + SIGNED + rb")\r?\n",
    re.MULTILINE,
)
"""A line of one sign, under it a headline, and who wrote it or a day: how somebody puts stories behind one another. A rule within a
story has neither below."""
MIN_RULED = 2  # chosen: one may be chance; two are how the file is made

FEED = "\f"
PARTING = {
    sign: re.compile(rb"%b(?:[ \t]*+%b){2,}+" % ((re.escape(sign.encode()),) * 2))
    for sign in "*-=#~_+%@§•"
} | {"<": re.compile(rb"[<>]{3,}+")}
"""Lines of three and more of a sign, with or without blanks."""
BETWEEN = {
    sign: re.compile(rb"^[ \t]*+%b[ \t]*+\r?$" % line.pattern, re.MULTILINE)
    for sign, line in PARTING.items()
}
MAY_PART = re.compile(
    rb"\n[ \t]*+(?:[*\-=#~_+%@<>]|\xc2\xa7|\xe2\x80\xa2)[ \t]*+(?:[*\-=#~_+%@<>]|\xc2\xa7|\xe2\x80\xa2)"
)
"""How a line of signs begins: most texts have none."""
LINE_SIGNS = frozenset((b"*", b"-", b"=", b"#", b"~", b"_", b" ", b"\t"))
IS_SIGNED = re.compile(SIGNED)
MIN_HEADLINE, MAX_HEADLINE = 12, 200
MIN_WORDS = 5  # of a headline that nobody signs below: the heading of a section has mostly fewer
MIN_TEXT = 120  # bytes below a headline
MAX_BETWEEN = 3  # lines under a headline in which it is signed
OF_SECTIONS = frozenset("*-~_+")
"""Signs that part the sections of a story as well: of stories that nobody signs they must part three."""


def parting_kind(head: bytes) -> str | None:
    """Return by what a text parts its stories: "ruled" by long lines of any sign, else a sign or a form feed; None for one story.

    >>> parting_kind(b"\\n***\\n".join(b"Ferry to Oslen sails again\\nBy Jo Holm\\n\\n" + b"It sails at noon. " * 9 for _ in "ab"))
    >>> told = (b"Ferry to Oslen sails again", b"Bridge at Korsvik is shut for good")
    >>> parting_kind(b"\\n***\\n".join(title + b"\\nBy Jo Holm\\n\\n" + b"It sails at noon. " * 9 for title in told))
    '*'
    """
    if b"\x0c" in head:
        whole = head if len(head) < HEAD else head.rpartition(b"\x0c")[0]
        if pages_of(whole.decode("utf-8", "replace")):
            return None
        if _are_stories(head.split(b"\x0c"), FEED, head):
            return FEED
    if MAY_PART.search(head) is None and head[:1] not in LINE_SIGNS:
        return None
    if _is_ruled(head):
        return "ruled"
    parting = (sign for sign, line in BETWEEN.items() if _are_stories(line.split(head), sign, head))
    return next(parting, None)


def _is_ruled(head: bytes) -> bool:
    """Return whether long lines of one sign stand before headlines."""
    return any(rule in head for rule in RULES) and len(RULED.findall(head)) >= MIN_RULED


def _are_stories(blocks: list[bytes], sign: str, head: bytes) -> bool:
    """Return whether all that stands between the lines of a sign opens as a story, each with a headline of its own."""
    whole = blocks[:-1] if len(head) >= HEAD else blocks
    opened = [_opening(block) for block in whole if block.strip()]
    titles = {title for title, _ in opened} - {""}
    if len(titles) < max(len(opened), 2):
        return False
    return all(is_signed for _, is_signed in opened) or len(opened) >= 2 + (sign in OF_SECTIONS)


def _opening(block: bytes) -> tuple[str, bool]:
    """Return the headline with which a story opens, and whether somebody or a day signs it; "" where none opens."""
    lines = [line.strip() for line in block.decode("utf-8", "replace").strip().split("\n")]
    title, below = lines[0], list(filter(None, lines[1:]))
    is_line = MIN_HEADLINE <= len(title) <= MAX_HEADLINE and title[-1] not in ".,;:…|"
    if not is_line or sum(map(len, below)) < MIN_TEXT:
        return "", False
    if any(IS_SIGNED.fullmatch(line.encode()) for line in below[:MAX_BETWEEN]):
        return title, True
    is_apart = not lines[1] and len(below[0]) > len(title) and len(title.split()) >= MIN_WORDS
    return (title if is_apart else ""), False
