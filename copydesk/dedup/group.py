"""From copies to articles: which record of a group stands for it, and how the others repeat it.

A group is decided by its own texts and edges alone, so only those a batch touches are decided anew.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

from copydesk.dedup.clusters import components, find_truncated, neighbours, split_group
from copydesk.dedup.edges import Edges
from copydesk.dedup.likeness import Likeness, is_kin

CopyKind = Literal["canonical", "exact", "near", "contained", "revision"]

KINDS: tuple[CopyKind, ...] = ("canonical", "exact", "near", "contained", "revision")

SAME_TITLE = 0.8
CONTAINED_SHARE = 0.65
CONTAINED_SIZE = 0.8
"""A copy is contained when so much of it is in its article, and it has no more than so much of its words
(or the other way round)."""


@dataclasses.dataclass(frozen=True, slots=True)
class Member:
    """A record of a group. Moments are microseconds since 1970; `published` is the latest it can have been."""

    text: int  # row of the record that stands in for all with the same words
    doc: int  # number of its own text
    record_id: str
    url_key: int | None
    source_key: int
    has_title: bool
    has_author: bool
    is_correction: bool  # it says that it puts an earlier report right
    is_replaced: bool  # all files that held it were replaced by others
    place_key: int | None  # of the place of such a file, or of one that replaced it
    published: int | None
    changed: int | None
    crawled: int | None

    def rank(self, truncated: set[int]) -> tuple[bool, bool, bool, int, bool, str]:
        """Return what the members of a group are sorted by: complete, dated, titled, early, signed, then by id."""
        return (
            self.text in truncated,
            self.published is None,
            not self.has_title,
            self.published or 0,
            not self.has_author,
            self.record_id,
        )

    def version(self) -> tuple[bool, int, int]:
        """Return what the versions of one page are sorted by."""
        return (not self.is_replaced, self.changed or 0, self.crawled or 0)


def _replaces(member: Member, other: Member) -> bool:
    """Return whether a member lies in the raw folder where the file of the other lay."""
    is_there = other.is_replaced and not member.is_replaced
    return is_there and other.place_key is not None and member.place_key == other.place_key


def _is_version_of(member: Member, first: Member) -> bool:
    """Return whether a member stands on the page of the first, or is its source's correction of it."""
    if member.is_correction and member.source_key == first.source_key:
        return True
    return first.url_key is not None and member.url_key == first.url_key


def _representative(members: list[Member], truncated: set[int]) -> Member:
    """Return the earliest complete member or, where its page or its source put it right later, the latest complete version of it.

    Where its file was replaced, what the new file says of it is the latest.
    """
    first = min(members, key=lambda member: member.rank(truncated))
    versions = [m for m in members if _replaces(m, first) or _puts_right(m, first, truncated)]
    if not versions:
        return first
    latest = max(member.version() for member in versions)
    return min(
        (member for member in versions if member.version() == latest),
        key=lambda member: member.rank(truncated),
    )


def _puts_right(member: Member, first: Member, truncated: set[int]) -> bool:
    """Return whether a member is a later version of another by its page or source, with other words and no less complete."""
    is_version = _is_version_of(member, first) and member.version() > first.version()
    is_no_less = (member.text in truncated) <= (first.text in truncated)
    return is_version and is_no_less and member.text != first.text


def _kind(member: Member, chosen: Member, likeness: Likeness) -> tuple[CopyKind, float]:
    """Return how a member with other words repeats the representative, and how alike they are."""
    smaller, larger = sorted(likeness.sizes)
    is_same_source = member.source_key == chosen.source_key
    is_same_page = member.url_key is not None and member.url_key == chosen.url_key
    is_corrected = is_same_source and member.is_correction != chosen.is_correction
    if is_same_page or is_corrected or _replaces(chosen, member):
        return "revision", likeness.jaccard
    if likeness.containment >= CONTAINED_SHARE and smaller <= CONTAINED_SIZE * larger:
        return "contained", likeness.containment
    is_version = is_same_source and likeness.title >= SAME_TITLE and _is_other_time(member, chosen)
    return "revision" if is_version else "near", likeness.jaccard


def _is_other_time(one: Member, other: Member) -> bool:
    """Return whether two were published at other times; the representative may be the later: a first version cut short gives way to it."""
    return (one.published or 0) != (other.published or 0)


Star = tuple[Member, list[Member]]


class Answer(NamedTuple):
    """What became of a record: the number of the text that stands for it, how it repeats that, how alike they are."""

    doc: int
    canonical: int
    kind: CopyKind
    similarity: float


def _stars(
    edges: Edges, members: dict[int, list[Member]], wanted: set[int], truncated: set[int]
) -> list[Star]:
    """Return each article's representative with all its records, among the texts wanted."""
    grouped = components(pair for pair in edges if wanted.issuperset(pair))
    alone = sorted(wanted.difference(*grouped))
    near = neighbours(edges)
    stars = []
    for group in [*grouped, *([text] for text in alone)]:
        ranks = {text: min(m.rank(truncated) for m in members[text]) for text in group}
        for texts in split_group(sorted(group, key=ranks.__getitem__), near):
            everyone = [member for text in texts for member in members[text]]
            stars.append((_representative(everyone, truncated), everyone))
    return stars


def _part_strangers(stars: list[Star], edges: Edges) -> tuple[list[Star], set[int]]:
    """Return the stars without the members that another member brought in and the representative does not know."""
    kept, strangers = [], set()
    for chosen, everyone in stars:
        strange = {
            member.text
            for member in everyone
            if member.text != chosen.text and not is_kin(edges[_pair(chosen, member)])
        }
        strangers |= strange
        kept.append((chosen, [member for member in everyone if member.text not in strange]))
    return kept, strangers


def _pair(one: Member, other: Member) -> tuple[int, int]:
    """Return the texts of two members, the lesser number first."""
    return (min(one.text, other.text), max(one.text, other.text))


def _answers(stars: list[Star], edges: Edges) -> Iterator[Answer]:
    """Yield what became of each record."""
    for chosen, everyone in stars:
        for member in everyone:
            kind: CopyKind
            if member.record_id == chosen.record_id:
                kind, similarity = "canonical", 1.0
            elif member.text == chosen.text:
                kind, similarity = "exact", 1.0
            else:
                kind, similarity = _kind(member, chosen, edges[_pair(chosen, member)])
            yield Answer(member.doc, chosen.doc, kind, round(similarity, 4))


def group_members(
    members: dict[int, list[Member]],
    edges: Edges,
    measure: Callable[[list[tuple[int, int]]], Edges],
) -> list[Answer]:
    """Return what became of the records of some texts (by number) and of all texts that edges lead to from there.

    `measure` returns the likeness of pairs of texts that are no edges.
    """
    truncated = find_truncated(edges)
    stars: list[Star] = []
    likeness, strangers = dict(edges), set(members)
    while strangers:
        found = _stars(edges, members, strangers, truncated)
        pairs = {
            _pair(chosen, member)
            for chosen, everyone in found
            for member in everyone
            if member.text != chosen.text
        }
        likeness.update(measure(sorted(pairs - likeness.keys())))
        close, strangers = _part_strangers(found, likeness)
        stars += close
    return list(_answers(stars, likeness))
