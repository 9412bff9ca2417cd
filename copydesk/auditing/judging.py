"""`copydesk audit events`: a sheet to judge published events by, and what the judgements say.

A sheet is drawn by a hash of event and seed, so the same version and seed give the same sheet. It is written twice: `audit.csv`
to fill in, and `audit.html` to read and click, which saves the same CSV. The page doesn't show the confidence: it would sway who judges.
"""

from __future__ import annotations

import csv
import dataclasses
import html
import itertools
import json
import math
import re
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

from copydesk.errors import CopydeskError
from copydesk.export import FORMULA
from copydesk.tables import open_tables

QUESTIONS: Mapping[str, str] = {
    "is_happening": "Does the sentence report something that happened (or is planned, if the status says so)?",
    "is_type_right": "Is the type right?",
    "are_parties_right": "Is every party that is named the right one, in the right role?",
    "is_nobody_missing": "Is no party missing that the sentence or its context names?",
    "is_date_right": "Is the date right, or honestly open?",
}
"""What is asked of each event; answers are y and n, empty where it can't be told."""

SHOWN = (
    "event_id", "summary", "event_type", "event_mode", "status", "actors", "recipients", "dates",
    "before", "evidence", "trigger", "after", "article_title", "article_url",
)  # fmt: skip
CONTEXT = 400
"""Characters of the article shown on each side of the sentence."""

BANDS = (0.0, 0.3, 0.45, 0.6, 0.75, 1.01)
"""Bands of confidence, each from its bound up to the next."""

Z = 1.96
"""Of a 95 % interval."""

YES, NO = frozenset({"y", "yes", "1", "true"}), frozenset({"n", "no", "0", "false"})


@dataclasses.dataclass(frozen=True, slots=True)
class Share:
    """How many of those judged were right, and between what the share lies (Wilson, 95 %)."""

    right: int
    judged: int

    @property
    def interval(self) -> tuple[float, float]:
        """Return the bounds; 0 and 1 where nothing was judged."""
        n = self.judged
        if not n:
            return 0.0, 1.0
        p, z2 = self.right / n, Z * Z
        middle, half = p + z2 / (2 * n), Z * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n))
        return max(0.0, (middle - half) / (1 + z2 / n)), min(1.0, (middle + half) / (1 + z2 / n))

    def __str__(self) -> str:
        """Return the share with its interval and how many it rests on."""
        if not self.judged:
            return "-"
        low, high = self.interval
        return f"{self.right / self.judged:.2f} [{low:.2f}, {high:.2f}] n={self.judged}"


def draw_events(curated: Path, n: int, seed: int) -> list[dict[str, Any]]:
    """Return events drawn from the published version, each with its best sentence and what stands around it."""
    found = open_tables(curated).execute(
        f"""
        SELECT e.event_id, e.summary, e.event_type, e.event_mode, e.status,
               array_to_string(e.actor_names, '; ') AS actors, array_to_string(e.recipient_names, '; ') AS recipients,
               concat_ws(' to ', strftime(e.event_date_start, '%Y-%m-%d'), strftime(e.event_date_end, '%Y-%m-%d'))
                   || ' (' || e.date_basis || ')' AS dates,
               substring(t.text, greatest(1, m."start" + 1 - {CONTEXT}), least({CONTEXT}, m."start")) AS before,
               e.evidence, e.trigger, substring(t.text, m."end" + 1, {CONTEXT}) AS after,
               e.article_title, e.article_url, e.confidence
        FROM events e JOIN event_mentions m ON m.event_mention_id = e.evidence_mention_id JOIN articles a USING (article_id),
        LATERAL (SELECT CASE m.section WHEN 'title' THEN a.title WHEN 'subtitle' THEN a.subtitle ELSE a.body END AS text) t
        ORDER BY md5(e.event_id || '|' || $seed), e.event_id LIMIT $n""",
        {"seed": str(seed), "n": n},
    )
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def write_sheet(curated: Path, folder: Path, n: int, seed: int) -> list[Path]:
    """Write a sheet of n events as CSV and as a page; return the files.

    Raises:
        CopydeskError: a sheet that may have been filled in stands there already.
    """
    rows = draw_events(curated, n, seed)
    files = [folder / "audit.csv", folder / "audit.html"]
    if files[0].exists():
        raise CopydeskError(f"{files[0]} exists and may hold judgements; name another --out")
    folder.mkdir(parents=True, exist_ok=True)
    with files[0].open("w", encoding="utf-8", newline="") as file:
        sheet = csv.DictWriter(file, [*SHOWN, *QUESTIONS, "note", "confidence"])
        sheet.writeheader()
        sheet.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    files[1].write_text(page_of(rows), encoding="utf-8")
    return files


def _cell(value: Any) -> str:
    """Return a value as a cell that no spreadsheet runs."""
    text = "" if value is None else str(value)
    return f"'{text}" if re.match(FORMULA, text) else text


def page_of(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return the page of a sheet: one file, nothing loaded from elsewhere."""
    columns = [*SHOWN, *QUESTIONS, "note", "confidence"]
    told = json.dumps([{k: _cell(v) for k, v in row.items()} for row in rows], ensure_ascii=False)
    text = resources.files("copydesk.auditing").joinpath("audit.html").read_text(encoding="utf-8")
    for name, value in {
        "COLUMNS": json.dumps(columns),
        "CARDS": "\n".join(_card(i, row) for i, row in enumerate(rows)),
        "ROWS": told.replace("<", "\\u003c"),
    }.items():
        text = text.replace(f"/*{name}*/", value)
    return text


def _card(i: int, row: Mapping[str, Any]) -> str:
    shown = {name: html.escape(str(row[name] or "")) for name in SHOWN}
    asked = "".join(
        f'<p><label>{html.escape(question)} <select data-row="{i}" data-ask="{name}">'
        "<option></option><option>y</option><option>n</option></select></label></p>"
        for name, question in QUESTIONS.items()
    )
    return (
        f"<article><h2>{i + 1}. {shown['summary']}</h2>"
        f"<p><b>{shown['event_type']}</b> {shown['event_mode']} · {shown['status']} · actors: {shown['actors'] or '-'} · "
        f"recipients: {shown['recipients'] or '-'} · {shown['dates']}</p>"
        f"<blockquote>{shown['before']}<mark>{shown['evidence']}</mark>{shown['after']}</blockquote>"
        f"<p>trigger: <i>{shown['trigger']}</i> · {shown['article_title']}</p>{asked}</article>"
    )


def read_sheet(path: Path) -> list[dict[str, Any]]:
    """Return the judged rows of a sheet: confidence, and true, false or null per question.

    Raises:
        CopydeskError: it is no such sheet, nothing in it is judged, or an answer is neither y nor n.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (UnicodeDecodeError, csv.Error) as error:
        raise CopydeskError(f"{path}: {error}; expected a CSV file in UTF-8") from error
    needed = {"confidence", *QUESTIONS}
    if not rows or not needed <= rows[0].keys():
        raise CopydeskError(
            f"{path}: found no sheet of `copydesk audit events` with {', '.join(sorted(needed))}"
        )
    judged = [
        {"confidence": _confidence(path, row)}
        | {name: _answer(path, row, name) for name in QUESTIONS}
        for row in rows
    ]
    if not any(row[name] is not None for row in judged for name in QUESTIONS):
        raise CopydeskError(
            f"{path}: nothing is judged yet; write y or n in {', '.join(QUESTIONS)}"
        )
    return judged


def _confidence(path: Path, row: Mapping[str, str | None]) -> float:
    try:
        return float(row["confidence"] or "")
    except ValueError as error:
        raise CopydeskError(
            f"{path}: {row.get('event_id')}: confidence is {row['confidence']!r}; expected a number"
        ) from error


def _answer(path: Path, row: Mapping[str, str], name: str) -> bool | None:
    told = (row[name] or "").strip().lower()
    if told and told not in YES | NO:
        raise CopydeskError(
            f"{path}: {row.get('event_id')}: {name} is {told!r}; expected y, n or nothing"
        )
    return told in YES if told else None


def shares_of(rows: Sequence[Mapping[str, Any]]) -> dict[str, Share]:
    """Return the share that is right by question, and of `is_all_right`: type, parties and a happening."""
    found = {}
    for name in QUESTIONS:
        judged = [row[name] for row in rows if row[name] is not None]
        found[name] = Share(sum(judged), len(judged))
    whole = [all(answers) for row in rows if None not in (answers := [row[q] for q in RIGHT])]
    return found | {"is_all_right": Share(sum(whole), len(whole))}


RIGHT = ("is_happening", "is_type_right", "are_parties_right")
"""What the confidence is the chance of."""


def lines_of(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the report: shares over all, by band of confidence, and how the confidence would have to be corrected."""
    lines = [f"{'all':12} {name:18} {share}" for name, share in shares_of(rows).items()]
    for low, high in itertools.pairwise(BANDS):
        band = [row for row in rows if low <= row["confidence"] < high]
        name = f"{low:.2f}-{min(high, 1):.2f}"
        lines += [
            f"{name:12} {key:18} {share}" for key, share in shares_of(band).items() if share.judged
        ]
    shift = shift_of(rows)
    return [*lines, f"confidence: add {shift:+.2f} to its log-odds to be right on the average"]


def shift_of(rows: Sequence[Mapping[str, Any]]) -> float:
    """Return what must be added to the log-odds of the confidence for its mean to be the share that is all right.

    One event each way is counted beside, so that few judgements say little.
    """
    told = [
        (row["confidence"], all(answers))
        for row in rows
        if None not in (answers := [row[q] for q in RIGHT])
    ]
    if not told:
        return 0.0
    goal = sum(right for _, right in told) + 1
    low, high = -8.0, 8.0
    for _ in range(STEPS):
        middle = (low + high) / 2
        mean = sum(_moved(c, middle) for c, _ in told) + _moved(0.5, middle) * 2
        low, high = (middle, high) if mean < goal else (low, middle)
    return round((low + high) / 2, 2)


STEPS = 40  # chosen: halves 16 to far below the hundredth that is kept


def _moved(confidence: float, shift: float) -> float:
    bounded = min(max(confidence, 0.01), 0.99)
    return 1 / (1 + (1 - bounded) / bounded * math.exp(-shift))
