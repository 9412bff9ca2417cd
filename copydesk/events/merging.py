"""From reports to happenings: reports of one happening become one row, whatever order they come in.

Two reports are one happening when their articles are of one story, they are of one type, neither is a plan and the other a fact,
no named party or place of the one contradicts the other's, nor are both who did it and to whom others, their dates overlap or touch, and they share the trigger, or what was
done (`event_mode`) where not both name others to whom, or the known party it was done to; of what is said both, or a party as well. Parties need not be the same: one article says "a gunman", the next
"police", a third his name. Each report is held against the earliest report of a happening, never against the later ones: there is
no chaining.

So a report that comes or goes matters only to those of its block (`Report.block`), which is asked again whole: a story ends. What is
kept between runs, and how it is read, stands in `copydesk.collection.events`.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from copydesk.events.lexicon import word_list
from copydesk.events.ontology import cameo_root, intensity, ontology, quad_class
from copydesk.events.sectors import sector_of
from copydesk.events.summary import summary_of
from copydesk.ids import content_id

DAYS_APART = 1
"""Windows this far apart still touch: night and time zones."""
SOFT_DAYS = 7
"""A report whose day the text does not tell belongs to a happening at most so many days before or after: docs/decisions/051-events-in-a-story.md."""
SAID = (1, 3)
"""Quad classes of what is said, for or against somebody; the others are done."""
DATES = ("event_date_start", "event_date_end", "date_precision", "date_basis")
EVIDENCE = ("evidence", "trigger", "article_title", "article_url", "confidence")
BASIS_ORDER = ("explicit", "weekday", "relative", "bound", "unknown")
"""What a date rests on, the best first."""
STATUS_GROUP = {"planned": "planned", "threatened": "planned"}
"""What is told as history joins what was reported in its time: their dates must touch."""
STOP = word_list("merging", "stop")
ENTITY = "ent_"
PER_PUBLISHER, MOST_SURE = 0.03, 0.95
"""What each further article of another publisher adds to the confidence, and what it never exceeds."""
Key = tuple[str, str]
"""Who is told of: the id of an entity and no word, or no id and the last word of a role noun."""


@dataclasses.dataclass(frozen=True, slots=True)
class Report:
    """What one phrase reports: all coded rows of one trigger."""

    report_id: str  # the smallest of its event mentions
    article_id: str
    story_id: str
    event_type: str
    event_mode: str | None
    status_group: str
    trigger: str  # as `trigger_root` has it
    actors: tuple[str, ...]  # entity ids, and roots of the words that name them, sorted
    recipients: tuple[str, ...]
    place_id: str | None
    first_day: dt.date | None
    last_day: dt.date | None
    is_soft: bool  # its text tells no day, only by when it had happened
    published_at: dt.datetime | None
    published_on: dt.date | None
    sentence_index: int
    trigger_start: int

    @property
    def block(self) -> tuple[str, str, str]:
        """What two reports share that may be one happening."""
        return self.story_id, self.event_type, self.status_group

    @property
    def order(self) -> tuple[Any, ...]:
        """Earliest publication first, then by content: the first report stands for a happening."""
        moment = self.published_at
        return (
            moment is None,
            moment.timestamp() if moment is not None else 0.0,
            self.article_id,
            self.sentence_index,
            self.trigger_start,
            self.report_id,
        )


def find_homes(reports: Sequence[Report]) -> dict[str, str]:
    """Return for each report of a block the one that stands for its happening: the earliest."""
    heads: list[Report] = []
    homes: dict[str, str] = {}
    for report in sorted(reports, key=lambda r: r.order):
        home = next((head for head in heads if is_same(head, report)), report)
        if home is report:
            heads.append(report)
        homes[report.report_id] = home.report_id
    return homes


def is_same(a: Report, b: Report) -> bool:
    """Return whether two reports of a block tell of one happening."""
    return is_alike(a, b) and _dates_touch(a, b) and not is_contradicted(a, b)


def is_alike(a: Report, b: Report) -> bool:
    """Return whether two reports name one trigger, or one way of doing it to no two different parties, or what is done to one known party.

    Nor is one trigger one happening where, in one article, others do it to others: "Seals killed him", "gunmen killed
    nurses". Of what is said, and not done, in a story there is much, by many: there trigger and way must be one, or a party as well.
    """
    has_trigger = a.trigger == b.trigger
    has_mode = a.event_mode is not None and a.event_mode == b.event_mode
    is_way_shared = has_mode and not _differ(a.recipients, b.recipients)
    if not (has_trigger or is_way_shared or _is_of_one_pair(a, b)) or _is_of_others(a, b):
        return False
    if quad_class(a.event_type) not in SAID or (has_trigger and has_mode):
        return True
    return not (set(a.actors).isdisjoint(b.actors) and set(a.recipients).isdisjoint(b.recipients))


def _is_of_one_pair(a: Report, b: Report) -> bool:
    """Tell whether something is done to the same, or the same deal with each other, in one way: "sent 40 beehives", "lends 40 beehives".

    A meeting, or an attack on somebody, whose way is not told may be the one that is told.
    """
    is_mutual = ontology()[a.event_type].is_mutual
    is_told = bool(a.event_mode and b.event_mode) or not (is_mutual or a.event_type == "ASSAULT")
    if is_told and a.event_mode != b.event_mode:
        return False
    if is_mutual:
        left, right = (_known([*one.actors, *one.recipients]) for one in (a, b))
        return left == right and len(left) > 1
    if quad_class(a.event_type) in SAID or _differ(a.actors, b.actors):
        return False
    return bool(_known(a.recipients)) and _known(a.recipients) == _known(b.recipients)


def _known(side: Sequence[str]) -> set[str]:
    """Return the entities of a side."""
    return {one for one in side if one.startswith(ENTITY)}


def _is_of_others(a: Report, b: Report) -> bool:
    """Tell whether two reports of one article name others on one side, and nobody in common on the other.

    "Four officers were charged" in 1992 is not the charge against one by name; that somebody accused A, and others B, are two
    accusations. Two articles may call both sides otherwise: a gunman and six people here, the husband and his family there.
    """
    if a.article_id != b.article_id:
        return False
    if ontology()[a.event_type].is_mutual:
        return _differ([*a.actors, *a.recipients], [*b.actors, *b.recipients])
    is_said = quad_class(a.event_type) in SAID
    sides = ((a.actors, b.actors), (a.recipients, b.recipients))
    differ = [_differ(*side) for side in sides]
    share = [not set(left).isdisjoint(right) for left, right in sides]
    apart = [
        x and (is_said or _count_differs(*side)) for x, side in zip(differ, sides, strict=True)
    ]
    return all(differ) or (apart[0] and not share[1]) or (apart[1] and not share[0])


def _count_differs(left: Sequence[str], right: Sequence[str]) -> bool:
    """Tell whether one side are several and the other is not: "four officers" and a name; not "one of its officers" and his name."""
    return _are_several(left) != _are_several(right)


def _are_several(side: Sequence[str]) -> bool:
    return any(word in SEVERAL or (word.isdigit() and word != "1") for word in side)


def _differ(left: Sequence[str], right: Sequence[str]) -> bool:
    """Tell whether both say who it was and share no word of it."""
    return bool(left and right) and set(left).isdisjoint(right)


def is_contradicted(a: Report, b: Report) -> bool:
    """Return whether a named party of one contradicts the other's, or within one article a place does."""
    if a.place_id and b.place_id and a.place_id != b.place_id and a.article_id == b.article_id:
        return True
    if ontology()[a.event_type].is_mutual:
        return _contradict([*a.actors, *a.recipients], [*b.actors, *b.recipients])
    return _contradict(a.actors, b.actors) or _contradict(a.recipients, b.recipients)


def _contradict(left: Sequence[str], right: Sequence[str]) -> bool:
    """Tell whether both name somebody known and none of them is the same: no word of their names, either."""
    is_known = all(any(one.startswith(ENTITY) for one in side) for side in (left, right))
    return is_known and set(left).isdisjoint(right)


@functools.lru_cache(1 << 14)
def content_words(text: str) -> frozenset[str]:
    """Return the lower-case words of a phrase that carry meaning, cut to five letters."""
    return frozenset(w[:5] for w in re.findall(r"[^\W_]+", text.lower()) if w not in STOP)


SEVERAL = content_words(" ".join(word_list("merging", "several")))
"""What tells that a party are several."""


def _dates_touch(a: Report, b: Report) -> bool:
    """Tell whether dates allow one happening: two that the text tells must touch, one that it does not is near the other or unknown."""
    if a.first_day and a.last_day and b.first_day and b.last_day and not (a.is_soft or b.is_soft):
        gap = dt.timedelta(days=DAYS_APART)
        return a.first_day <= b.last_day + gap and b.first_day <= a.last_day + gap
    left, right = a.last_day or a.published_on, b.last_day or b.published_on
    return not (left and right) or abs((left - right).days) <= SOFT_DAYS


def trigger_root(lemma: str) -> str:
    """Return what "kill" and "killing", "explode" and "explosion" have in common.

    >>> trigger_root("killing"), trigger_root("explosion"), trigger_root("explode")
    ('kill', 'explo', 'explo')
    """
    word = lemma.lower()
    return (word[: -len("ing")] if word.endswith("ing") and len(word) > 6 else word)[:5]


def last_word(text: str | None) -> str | None:
    """Return what stands for a party without an entity: the last word of its noun, in small letters.

    >>> last_word("riot police"), last_word(None)
    ('police', None)
    """
    return text.lower().split()[-1] if text else None


def event_id_of(report_id: str) -> str:
    """Return the id of the happening that a report stands for."""
    return content_id("evt", report_id)


def event_of(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what one happening's coded rows say together.

    Args:
        rows: Of its reports, in order; each with its parties' and place's ids, names and country.
    """
    head = rows[0]
    n_articles = len({row["article_id"] for row in rows})
    dated = min(rows, key=_dating)
    moments = sorted(row["published_at"] for row in rows if row["published_at"] is not None)
    placed = next((row for row in rows if row["place_id"]), None)
    mode = next((row["event_mode"] for row in rows if row["event_mode"]), None)
    sides, tellers = _sides(rows)
    best = max(tellers, key=lambda r: r["confidence"])  # of equals the first
    event = {
        "event_id": event_id_of(head["report_id"]),
        "event_type": head["event_type"],
        "event_mode": mode,
        "contexts": sorted({c for row in rows for c in row["contexts"] or ()}),
        "quad_class": quad_class(head["event_type"]),
        "intensity": intensity(head["event_type"], mode),
        "cameo_root": cameo_root(head["event_type"], mode),
        **sides,
        **{column: dated[column] for column in DATES},
        "place_id": placed["place_id"] if placed else None,
        "place_country": placed["place_country"] if placed else None,
        "status": head["status"],
        "n_mentions": len({(row["article_id"], row["sentence_index"]) for row in rows}),
        "n_articles": n_articles,
        "first_published_at": moments[0] if moments else None,
        "last_published_at": moments[-1] if moments else None,
        "evidence_mention_id": best["event_mention_id"],
        **{column: best[column] for column in EVIDENCE},
    }
    return event | {"summary": summary_of(event, placed["place_name"] if placed else None)}


def _dating(row: Mapping[str, Any]) -> tuple[int, dt.date]:
    """Order reports by what their dates are worth: what the text tells first, then the earliest bound: what was reported on the 21st did not happen on the 22nd."""
    bound = row["event_date_end"] if row["date_basis"] == "bound" else None
    return BASIS_ORDER.index(row["date_basis"]), bound or dt.date.max


def _sides(
    rows: Sequence[Mapping[str, Any]],
) -> tuple[dict[str, list[str]], Sequence[Mapping[str, Any]]]:
    """Return the columns of both roles' parties, and the rows that tell most of them.

    Who did it to whom is told by one report at least, else the surest one's parties stand, of one with both if there is one: "she shot to
    kill" and "the officer who shot Castile" do not say that she shot Castile.
    """
    (actors, by), (recipients, of) = (_parties(rows, role) for role in ("actor", "recipient"))
    if by and of and by.isdisjoint(of):
        surest = max(rows, key=lambda row: (None not in _keys_of(row), row["confidence"]))
        return _sides([row for row in rows if row["report_id"] == surest["report_id"]])
    told = (by & of) or (by | of)
    return actors | recipients, [row for row in rows if row["report_id"] in told] or rows


def _keys_of(row: Mapping[str, Any]) -> tuple[Key | None, ...]:
    """Return whom a report names in both roles."""
    return tuple(_key_of(row, role) for role in ("actor", "recipient"))


def _parties(rows: Sequence[Mapping[str, Any]], role: str) -> tuple[dict[str, list[str]], set[str]]:
    """Return the parties of a role, entities sorted by name, then the role nouns without an entity; and the reports that name one of them.

    Of what many reports say, those that more than half as many name as the most named one, and where no two agree those of the
    surest; a role noun beside known names only where one report has both: "a gunman" of the first report is the man whom the others name.
    """
    keyed = [(key, row) for row in rows if (key := _key_of(row, role)) is not None]
    told: defaultdict[Key, set[str]] = defaultdict(set)
    shown: dict[Key, str] = {}
    for key, row in keyed:
        told[key].add(row["report_id"])
        shown.setdefault(key, row[f"{role}_name"] if key[0] else row[f"{role}_text"])
    kept = _believed(keyed, told)
    ids = _one_a_name([key for key in kept if key[0]], told, shown)
    nouns = sorted({shown[key] for key in kept if not key[0]} - {shown[i, ""] for i in ids})
    mine = [row for key, row in keyed if key in kept and (not key[0] or key[0] in ids)]
    countries = {row[f"{role}_known_country"] or row[f"{role}_country"] for row in mine}
    sectors = {_sector_in(row, role) for row in mine}
    names = [shown[i, ""] for i in ids] + nouns
    columns = {
        f"{role}_ids": ids,
        f"{role}_names": names,
        f"{role}_country_codes": sorted(filter(None, countries)),
        f"{role}_sectors": sorted(filter(None, sectors)),
    }
    return columns, {row["report_id"] for row in mine}


def _key_of(row: Mapping[str, Any], role: str) -> Key | None:
    """Return whom a report names in a role; None where nobody."""
    known, text = row[f"{role}_id"], row[f"{role}_text"]
    if known:
        return known, ""
    return ("", last_word(text) or "") if text else None


def _believed(
    keyed: Sequence[tuple[Key, Mapping[str, Any]]], told: Mapping[Key, set[str]]
) -> set[Key]:
    """Return whom enough reports name, each with its reports; of those that nobody else names whom the surest does."""
    named = {key: reports for key, reports in told.items() if key[0]}
    counts = {key: len(reports) for key, reports in (named or told).items()}
    most = max(counts.values(), default=0)
    kept = {key for key, n in counts.items() if 2 * n > most}
    if most == 1:
        surest = max((row for key, row in keyed if key in kept), key=lambda r: r["confidence"])
        kept = {key for key in kept if surest["report_id"] in told[key]}
    beside = set[str]().union(*(named[key] for key in kept if named))
    return kept | {key for key, reports in told.items() if not key[0] and reports & beside}


def _one_a_name(
    known: Iterable[Key], told: Mapping[Key, set[str]], shown: Mapping[Key, str]
) -> list[str]:
    """Return the ids of entities by name; of two of one name in one happening the one that more reports have."""
    by_name: dict[str, str] = {}
    for key in sorted(known, key=lambda k: (-len(told[k]), k)):
        by_name.setdefault(shown[key], key[0])
    return [by_name[name] for name in sorted(by_name)]


def _sector_in(row: Mapping[str, Any], role: str) -> str | None:
    """Return the sector of whom a report names in a role."""
    kind, told = row[f"{role}_type"], row[f"{role}_sector"]
    named = sector_of(row[f"{role}_text"] or "", kind == "GPE", is_body=kind == "ORG")
    return named or (told if kind == "PERSON" else None)
