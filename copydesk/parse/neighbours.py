"""The second pass of jusText over a page's paragraphs, in one walk: the library's own looks up each one's neighbours anew.

10,000 headings on a page (160 kB) took it 25 CPU-seconds. The answer is the same, paragraph by paragraph.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

DECIDED = frozenset(("good", "bad"))
NAMED = DECIDED | {"neargood"}
OUTSIDE = "bad"
"""What stands before the first and after the last paragraph."""


def revise_classes(paragraphs: Sequence[Any], max_heading_distance: int = 0) -> None:
    """Decide the short and the nearly good paragraphs of a page by the decided ones around them.

    Headings are no case of their own: trafilatura asks jusText not to mark them, whatever the distance.
    """
    classes = [paragraph.cf_class for paragraph in paragraphs]
    classes = _with_short(classes)
    after = _last_of(reversed(classes), DECIDED)[::-1]
    before = OUTSIDE
    for place, kind in enumerate(classes):
        if kind == "neargood":
            classes[place] = "bad" if before == after[place] == "bad" else "good"
        before = classes[place]
    for paragraph, kind in zip(paragraphs, classes, strict=True):
        paragraph.class_type = kind


def _with_short(classes: list[str]) -> list[str]:
    """Return the classes with "short" replaced by what stands around it."""
    before, after = _last_of(classes, DECIDED), _last_of(reversed(classes), DECIDED)[::-1]
    near_before, near_after = _last_of(classes, NAMED), _last_of(reversed(classes), NAMED)[::-1]
    revised = list(classes)
    for place, kind in enumerate(classes):
        if kind == "short":
            sides = ((before[place], near_before[place]), (after[place], near_after[place]))
            is_good = sides[0][0] == sides[1][0] == "good" or (
                sides[0][0] != sides[1][0] and ("bad", "neargood") in sides
            )
            revised[place] = "good" if is_good else "bad"
    return revised


def _last_of(classes: Iterable[str], kinds: Collection[str]) -> list[str]:
    """Return for each place the last class before it that is one of some kinds."""
    found, last = [], OUTSIDE
    for kind in classes:
        found.append(last)
        if kind in kinds:
            last = kind
    return found
