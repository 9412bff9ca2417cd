"""From reports to happenings: reports of one happening become one row, whatever order they come in.

Two reports are one happening when they are of one type, neither is a plan and the other a fact, no named party or place of
the one contradicts the other's, their dates overlap or touch, and what they share (trigger, mode, words of the sentence,
parties; between articles also what the articles name) scores enough. Parties need not be the same: one article says "a
gunman", the next "police", a third his name. Each report is held against the earliest report of a happening, never
against the later ones: there is no chaining.

So a report that comes or goes matters only to later ones near it (`block_of`, `reach_of`): `find_homes` asks these
again and no others. What is kept between runs, and how it is read, stands in `copydesk.collection.events`.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import heapq
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from copydesk.events.ontology import cameo_root, intensity, ontology, quad_class
from copydesk.events.sectors import sector_of
from copydesk.events.summary import summary_of
from copydesk.ids import content_id

DAYS_APART = 1
"""Windows this far apart still touch: night and time zones."""

UNDATED_DAYS = 3
"""An undated report belongs to a happening that was reported at most so many days before or after."""

SAME_STORY_DAYS = 10
"""Within one article, an undated report belongs to a happening of the last days."""

ELSEWHERE = -5.7
WEIGHTS = {
    "context": 10.6,  # of two articles: the share of all their telling words that both have
    "names": 5.6,  # of two articles: the share of the shorter list of names that the other has
    "trigger": 1.9,
    "mode": 2.1,
    "sentence": 2.3,  # the share of the shorter sentence's words that the other has
    "actor": 0.8,
    "recipient": 1.1,
}
LEAST = 3.6
"""A pair of reports is one happening from this score on; one of two articles starts at `ELSEWHERE`. Logistic regression on 28,730
pairs of labelled actions, the least score chosen with topics left out: docs/decisions/034-happenings.md."""

BASIS_ORDER = ("explicit", "weekday", "relative", "publication", "bound", "unknown")
STATUS_GROUP = {"planned": "planned", "threatened": "planned"}
"""What is told as history joins what was reported in its time: their dates must touch."""
STOP = frozenset(
    (
        "the a an of and or in on at to for by from with as is are was were has have had be been "
        "it its that this which who said says not but his her their they he she after over into "
        "will would about more than"
    ).split()
)


LONG_DAYS = 40
"""Reports that may have happened within more days than that (a year, say) are held against all of their block."""


@dataclasses.dataclass(frozen=True, slots=True)
class Context:
    """What an article is about, shared by its reports."""

    names: frozenset[str]  # roots of the words of its names
    words: frozenset[str]  # these, and those of its sentences that report events


NO_CONTEXT = Context(frozenset(), frozenset())


@dataclasses.dataclass(frozen=True, slots=True)
class Report:
    """What one phrase reports: all coded rows of one trigger."""

    report_id: str  # the smallest of its event mentions
    article_id: str
    event_type: str
    event_mode: str | None
    status_group: str
    trigger: str  # as `trigger_root` has it
    actors: tuple[str, ...]  # entity ids, and roots of the words that name them, sorted
    recipients: tuple[str, ...]
    place_id: str | None
    first_day: dt.date | None
    last_day: dt.date | None
    is_soft: bool  # dated by publication alone: it may have happened a little before
    published_at: dt.datetime | None
    published_on: dt.date | None
    sentence_index: int
    trigger_start: int
    words: frozenset[str]
    context: Context = NO_CONTEXT

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


def block_of(report: Report) -> str:
    """Return what two reports share that may be one happening."""
    return f"{report.event_type}|{report.status_group}"


def reach_of(report: Report) -> tuple[int, int] | None:
    """Return days (ordinals) that overlap those of every report of another article that may be one happening with it.

    None: there is none, since nothing says when it was.
    """
    last = report.last_day or report.published_on
    if last is None:
        return None
    is_hard = report.first_day is not None and report.last_day is not None and not report.is_soft
    first = report.first_day if is_hard and report.first_day is not None else last
    return first.toordinal(), last.toordinal() + max(DAYS_APART, UNDATED_DAYS)


class Nearby:
    """Reports by their places in an order, to be looked up by reach and article."""

    def __init__(self) -> None:
        self.by_day: defaultdict[int, set[int]] = defaultdict(set)
        self.by_article: defaultdict[str, set[int]] = defaultdict(set)
        self.long: set[int] = set()
        self.dated: set[int] = set()

    def add(self, place: int, report: Report) -> None:
        """Add a report."""
        for places in self._shelves(report):
            places.add(place)

    def drop(self, place: int, report: Report) -> None:
        """Take a report out."""
        for places in self._shelves(report):
            places.discard(place)

    def near(self, report: Report) -> list[int]:
        """Return the places of the reports that may be one happening with this one, in order, among some others."""
        found = set(self.by_article.get(report.article_id, ()))
        reach = reach_of(report)
        if reach is not None and is_long(reach):
            found |= self.dated
        elif reach is not None:
            found |= self.long
            for day in range(reach[0], reach[1] + 1):
                found |= self.by_day.get(day, set())
        return sorted(found)

    def _shelves(self, report: Report) -> Iterator[set[int]]:
        yield self.by_article[report.article_id]
        reach = reach_of(report)
        if reach is not None:
            yield self.dated
            if is_long(reach):
                yield self.long
            else:
                yield from (self.by_day[day] for day in range(reach[0], reach[1] + 1))


def is_long(reach: tuple[int, int]) -> bool:
    """Tell whether a reach is too long to be looked up day by day."""
    return reach[1] - reach[0] > LONG_DAYS


def find_homes(reports: Sequence[Report], kept: Mapping[str, str]) -> dict[str, str]:
    """Return the report that stands for each report that had to be asked: new ones, and those that they concern.

    Args:
        reports: Reports of one block; with each that is asked, all near it (the caller sees to that).
        kept: By report, which one stood for it when all of `reports` but those missing here had been asked. A report
            whose home went or changed is missing here, too.
    """
    ordered = sorted(reports, key=lambda r: r.order)
    place = {report.report_id: i for i, report in enumerate(ordered)}
    homes = {place[one]: place[home] for one, home in kept.items() if one in place}
    heads, settled = Nearby(), Nearby()
    members: defaultdict[int, list[int]] = defaultdict(list)
    for i, home in homes.items():
        settled.add(i, ordered[i])
        members[home].append(i)
        if home == i:
            heads.add(i, ordered[i])
    queue = [i for i in range(len(ordered)) if i not in homes]
    queued = set(queue)
    found: dict[int, int] = {}
    while queue:  # in order: whatever may stand for a report has been asked before it
        i = heapq.heappop(queue)
        report = ordered[i]
        earlier = (j for j in heads.near(report) if j < i)
        found[i] = next((j for j in earlier if is_same(ordered[j], report)), i)
        concerned: list[int] = []
        if found[i] == i and homes.get(i) != i:
            heads.add(i, report)
            later = (j for j in settled.near(report) if j > i and homes[j] > i)
            concerned = [j for j in later if j not in queued and is_same(report, ordered[j])]
        elif found[i] != i and homes.get(i) == i:
            heads.drop(i, report)
            concerned = [j for j in members[i] if j not in queued]
        for j in concerned:
            heapq.heappush(queue, j)
        queued.update(concerned)
    return {ordered[i].report_id: ordered[home].report_id for i, home in found.items()}


def is_same(a: Report, b: Report) -> bool:
    """Return whether two reports tell of one happening, `a` being the earlier one."""
    if (a.event_type, a.status_group) != (b.event_type, b.status_group) or not _dates_touch(a, b):
        return False
    if a.place_id and b.place_id and a.place_id != b.place_id and a.article_id == b.article_id:
        return False
    left, right = (a.actors, a.recipients), (b.actors, b.recipients)
    if ontology()[a.event_type].is_mutual:
        if _contradict(_both(left), _both(right)):
            return False
    elif _contradict(left[0], right[0]) or _contradict(left[1], right[1]):
        return False
    return score_of(a, b) >= LEAST


def score_of(a: Report, b: Report) -> float:
    """Return how much speaks for two reports telling of one happening."""
    score = 0.0
    if a.article_id != b.article_id:
        here, there = a.context, b.context
        score = ELSEWHERE + WEIGHTS["names"] * likeness(here.names, there.names)
        n_all = len(here.words | there.words)
        score += WEIGHTS["context"] * len(here.words & there.words) / max(1, n_all)
        if score + MOST_OF_A_PAIR < LEAST:
            return score
    score += WEIGHTS["trigger"] * (a.trigger == b.trigger)
    score += WEIGHTS["mode"] * (a.event_mode is not None and a.event_mode == b.event_mode)
    score += WEIGHTS["sentence"] * likeness(a.words, b.words)
    score += WEIGHTS["actor"] * (not set(a.actors).isdisjoint(b.actors))
    return score + WEIGHTS["recipient"] * (not set(a.recipients).isdisjoint(b.recipients))


MOST_OF_A_PAIR = sum(
    WEIGHTS[name] for name in ("trigger", "mode", "sentence", "actor", "recipient")
)


def _contradict(left: Sequence[str], right: Sequence[str]) -> bool:
    """Tell whether both name somebody known and none of them is the same: no word of their names, either."""
    is_known = all(any(one.startswith(ENTITY) for one in side) for side in (left, right))
    return is_known and set(left).isdisjoint(right)


def _both(sides: tuple[Sequence[str], Sequence[str]]) -> list[str]:
    return [*sides[0], *sides[1]]


ENTITY = "ent_"

PER_PUBLISHER, MOST_SURE = 0.03, 0.95
"""What each further article of another publisher adds to the confidence, and what it never exceeds."""


def likeness(a: frozenset[str], b: frozenset[str]) -> float:
    """Return the share of the shorter sentence's content words that the other has too.

    >>> likeness(frozenset({"us", "walks", "talks"}), frozenset({"us", "talks", "seoul", "cost"}))
    0.6666666666666666
    """
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def content_words(text: str) -> frozenset[str]:
    """Return the lower-case words of a sentence that carry meaning, cut to five letters."""
    return frozenset(w[:5] for w in re.findall(r"[^\W_]+", text.lower()) if w not in STOP)


def _dates_touch(a: Report, b: Report) -> bool:
    if a.first_day and a.last_day and b.first_day and b.last_day and not (a.is_soft or b.is_soft):
        gap = dt.timedelta(days=DAYS_APART)
        return a.first_day <= b.last_day + gap and b.first_day <= a.last_day + gap
    left, right = a.last_day or a.published_on, b.last_day or b.published_on
    if a.article_id == b.article_id and not (a.first_day and b.first_day):
        return not (left and right) or abs((left - right).days) <= SAME_STORY_DAYS
    return bool(left and right and abs((left - right).days) <= UNDATED_DAYS)


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
    dated = min(rows, key=lambda r: BASIS_ORDER.index(r["date_basis"]))
    moments = sorted(row["published_at"] for row in rows if row["published_at"] is not None)
    placed = next((row for row in rows if row["place_id"]), None)
    mode = next((row["event_mode"] for row in rows if row["event_mode"]), None)
    actors, recipients = (_parties(rows, role) for role in ("actor", "recipient"))
    best = max(rows, key=lambda r: r["confidence"])  # of equals the first
    event = {
        "event_id": event_id_of(head["report_id"]),
        "event_type": head["event_type"],
        "event_mode": mode,
        "contexts": sorted({c for row in rows for c in row["contexts"] or ()}),
        "quad_class": quad_class(head["event_type"]),
        "intensity": intensity(head["event_type"], mode),
        "cameo_root": cameo_root(head["event_type"], mode),
        "actor_ids": actors.ids,
        "recipient_ids": recipients.ids,
        "actor_names": actors.names,
        "recipient_names": recipients.names,
        "actor_country_codes": actors.countries,
        "recipient_country_codes": recipients.countries,
        "actor_sectors": actors.sectors,
        "event_date_start": dated["event_date_start"],
        "event_date_end": dated["event_date_end"],
        "date_precision": dated["date_precision"],
        "date_basis": dated["date_basis"],
        "place_id": placed["place_id"] if placed else None,
        "place_country": placed["place_country"] if placed else None,
        "status": head["status"],
        "n_mentions": len({(row["article_id"], row["sentence_index"]) for row in rows}),
        "n_articles": n_articles,
        "first_published_at": moments[0] if moments else None,
        "last_published_at": moments[-1] if moments else None,
        "evidence_mention_id": best["event_mention_id"],
        "evidence": best["evidence"],
        "trigger": best["trigger"],
        "article_title": best["article_title"],
        "article_url": best["article_url"],
        "confidence": best["confidence"],
    }
    return event | {"summary": summary_of(event, placed["place_name"] if placed else None)}


@dataclasses.dataclass(frozen=True, slots=True)
class Parties:
    """Who acts in an event, or is acted upon."""

    ids: list[str]
    names: list[str]
    countries: list[str]
    sectors: list[str]


def _parties(rows: Sequence[Mapping[str, Any]], role: str) -> Parties:
    """Return the parties of a role: entities sorted by name, then the role nouns without an entity.

    Of what many reports say, those that at least half as many name as the most named one; a role noun beside known names
    only where one report has both: "a gunman" of the first report is the man whom the others name.
    """
    told: dict[tuple[str, str], set[str]] = {}  # (entity id or "", word): the reports
    shown: dict[tuple[str, str], str] = {}
    keyed: list[tuple[tuple[str, str], Mapping[str, Any]]] = []
    for row in rows:
        known, text = row[f"{role}_id"], row[f"{role}_text"]
        if known or text:
            key = (known, "") if known else ("", last_word(text) or "")
            told.setdefault(key, set()).add(row["report_id"])
            shown.setdefault(key, row[f"{role}_name"] if known else text)
            keyed.append((key, row))
    named = {key: reports for key, reports in told.items() if key[0]}
    most = max((len(reports) for reports in (named or told).values()), default=0)
    kept = {key for key, reports in (named or told).items() if 2 * len(reports) >= most}
    beside = set().union(*(named[key] for key in kept)) if named else set()
    kept |= {key for key, reports in told.items() if not key[0] and reports & beside}
    by_name: dict[
        str, str
    ] = {}  # of two entities of one name in one happening, the one that more reports have
    for known in sorted((key for key in kept if key[0]), key=lambda k: (-len(told[k]), k)):
        by_name.setdefault(shown[known], known[0])
    ids = [by_name[name] for name in sorted(by_name)]
    nouns = sorted({shown[key] for key in kept if not key[0]} - {shown[i, ""] for i in ids})
    mine = [row for key, row in keyed if key in kept and (not key[0] or key[0] in ids)]
    countries = {row[f"{role}_known_country"] or row[f"{role}_country"] for row in mine}
    sectors = {
        sector_of(
            row[f"{role}_text"] or "", row[f"{role}_type"] == "GPE" or _holds_office(row, role)
        )
        for row in mine
    }
    return Parties(
        ids,
        [shown[i, ""] for i in ids] + nouns,
        sorted(country for country in countries if country),
        sorted(sector for sector in sectors if sector),
    )


def _holds_office(row: Mapping[str, Any], role: str) -> bool:
    """Tell whether somebody is a person whose office of a state the article or the collection names."""
    known = row[f"{role}_known_country"] or row[f"{role}_country"]
    return row[f"{role}_type"] == "PERSON" and known is not None
