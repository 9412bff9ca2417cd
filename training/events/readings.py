"""What careful readers said of random published events: `python -m training.events.readings`.

`readings.csv` has a row per event read: which dump and record of it, where the trigger stands, what was published, and five
judgements (1 right, 0 wrong). The readers knew the guideline and the sheet of `copydesk audit events`, not the rules. No text is kept.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from pathlib import Path

SHEET = Path(__file__).with_name("readings.csv")
QUESTIONS = (
    "is_happening",
    "is_type_right",
    "are_parties_right",
    "is_nobody_missing",
    "is_date_right",
)
BANDS = ((0.0, 0.5), (0.5, 0.6), (0.6, 1.01))
LAST = "sixth"
"""The last draw: its bands are those of the `confidence` that stood beside its rows, which was learnt from the draws before."""


def shares(rows: Sequence[dict[str, str]]) -> str:
    """Return the share of rows right by question and in the first four together, each with the half width of its 95 % interval."""
    told = [[row[question] == "1" for question in QUESTIONS] for row in rows]
    columns = [*zip(*told, strict=True), [all(one[:4]) for one in told]]
    means = [sum(column) / len(rows) for column in columns]
    return "  ".join(f"{m:.2f}±{1.96 * math.sqrt(m * (1 - m) / len(rows)):.2f}" for m in means)


def main() -> None:
    """Print the shares by draw, by dump, and by confidence: of the last draw, since an earlier one has another's."""
    with SHEET.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    print("happening  type  parties  nobody missing  date  first four")
    for field in ("draw", "dump"):
        for value in sorted({row[field] for row in rows}):
            here = [row for row in rows if row[field] == value]
            print(f"{value:10}{len(here):5}  {shares(here)}")
    for low, high in BANDS:
        here = [r for r in rows if r["draw"] == LAST and low <= float(r["confidence"]) < high]
        print(f"{low:.1f} and up{len(here):6}  {shares(here)}")


if __name__ == "__main__":
    main()
