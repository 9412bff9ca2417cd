"""What looks wrong about a new version although nothing failed: judged by source, by what came with it, against the source's own past.

Quarantine is no failure, and a run can't know what a source meant to deliver; but fifty error pages in the place of
fifty stories, or a source that has fallen silent, are not what anybody wants to find in a month.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

Sources = Mapping[str, Mapping[str, Any]]
"""By source: records, those quarantined (and why), undated, articles and their words, records of its most copied article."""

ALARM_RECORDS = 20
"""New records below which there is nothing to judge: the folders of the sample hold 2 to 12, one in four of them bad."""

ALARM_SHARE = 0.5
"""Share of a source's first records that raises an alarm. Of real dumps at most a fifth was ever quarantined."""

JUMP, SIGMAS = 0.1, 4.0
"""How far a share must lie above the source's own: a tenth, and further than chance goes in 30,000 deliveries."""

WORDS_RATIO = 2.0
"""How many times longer or shorter than its past a source's articles must be: teasers for stories, pages for bodies."""

SILENT_RUNS, SILENT_HISTORY, SILENT_SHARE = 3, 10, 0.9
"""Versions without a record, after at least so many of which this share had some: of a source that skips one delivery
in ten, one in a thousand such gaps is chance."""


def find_alarms(now: Sources, history: Sequence[Sources]) -> list[str]:
    """Return what looks wrong, a sentence each, by source.

    Args:
        now: What each source's records have become in the version that is new.
        history: The same of the versions before, the oldest first.
    """
    last: Sources = history[-1] if history else {}
    found: list[str] = []
    for source in sorted({*now, *last}):
        states = [before.get(source, {}) for before in history]
        steps = [_minus(after, before) for before, after in pairwise([{}, *states])]
        new = _minus(now.get(source, {}), last.get(source, {}))
        past = _minus(last.get(source, {}), {})
        told = [*_shares(new, past), *_words(new, past), *_silence(new, steps)]
        found += [f"source {shown(source)}: {sentence}" for sentence in told]
    return found


def shown(source: str) -> str:
    """Return a source's name on one line: it is whatever folder somebody made."""
    return source if source.isprintable() else ascii(source)


COUNTED = ("records", "quarantined", "undated", "articles", "words", "alike")


def _minus(after: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """Return what one state of a source has above another; a backfill may have taken away."""
    new: dict[str, Any] = {key: max(after.get(key, 0) - before.get(key, 0), 0) for key in COUNTED}
    was = before.get("reasons", {})
    new["reasons"] = [k for k, n in after.get("reasons", {}).items() if n > was.get(k, 0)]
    return new


def _shares(new: Mapping[str, Any], past: Mapping[str, Any]) -> Iterator[str]:
    """Yield what too many of the new records are."""
    is_first = past["records"] < ALARM_RECORDS
    accepted = max(new["records"] - new["quarantined"], 0)
    was_accepted = past["records"] - past["quarantined"]
    why = f" ({', '.join(new['reasons'][:3])})" if new["reasons"] else ""
    kinds = (
        ("quarantined", new["records"], past["records"], f"were quarantined{why}"),
        ("undated", accepted, was_accepted, "have no date"),
        ("alike", accepted, was_accepted, "are one text"),
    )
    for key, n, n_before, words in kinds:
        if n < ALARM_RECORDS:
            continue
        share = new[key] / n
        if is_first or key == "alike":
            if share >= ALARM_SHARE and key != "undated":
                yield f"{new[key]:,} of {n:,} {'' if is_first else 'new '}records {words}"
            continue
        usual = past[key] / max(n_before, 1)
        if share - usual > max(JUMP, SIGMAS * (usual * (1 - usual) / n) ** 0.5):
            yield f"{new[key]:,} of {n:,} new records {words}, before it was {100 * usual:.0f} in 100"


def _words(new: Mapping[str, Any], past: Mapping[str, Any]) -> Iterator[str]:
    """Yield that the new articles are far longer or shorter than those before."""
    if min(new["articles"], past["articles"]) < ALARM_RECORDS:
        return
    mean, usual = new["words"] / new["articles"], past["words"] / past["articles"]
    if not usual / WORDS_RATIO <= mean <= usual * WORDS_RATIO:
        yield f"new articles have {mean:,.0f} words on average, before they had {usual:,.0f}"


def _silence(new: Mapping[str, Any], steps: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield that a source which delivered nearly always has stopped."""
    came = [step["records"] > 0 for step in [*steps, new]]
    if True not in came:
        return
    came = came[came.index(True) :]
    before, lately = came[:-SILENT_RUNS], came[-SILENT_RUNS:]
    if (
        len(before) >= SILENT_HISTORY
        and not any(lately)
        and sum(before) >= SILENT_SHARE * len(before)
    ):
        yield f"has been silent for {SILENT_RUNS} versions, and delivered in {sum(before)} of {len(before)} before"
