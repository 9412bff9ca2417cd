"""Residue among the blocks of a page: what is left of headline, byline, captions, links and offers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from copydesk.parse.html_body import Block
from copydesk.parse.titles import key_of
from schemas.articles import BOILERPLATE_LINE

BOILERPLATE = re.compile(BOILERPLATE_LINE)


def clean_blocks(
    blocks: Sequence[Block], headlines: Sequence[str], subtitle: str | None
) -> list[Block]:
    """Return the blocks without residue."""
    kept = [block for block in blocks if not BOILERPLATE.search(block.text)]
    kept = _without_headline(kept, headlines)
    return _without_dangling_headings(kept)


def _without_headline(blocks: list[Block], headlines: Sequence[str]) -> list[Block]:
    """Return the blocks without the page's headline among the first of them."""
    keys = {key_of(headline) for headline in headlines}
    return [
        block for place, block in enumerate(blocks) if place > 4 or key_of(block.text) not in keys
    ]


def _without_dangling_headings(blocks: list[Block]) -> list[Block]:
    """Return the blocks without headings that nothing follows."""
    end = len(blocks)
    while end and blocks[end - 1].kind == "heading":
        end -= 1
    return blocks[:end]
