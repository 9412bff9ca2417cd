"""Pinned figures of the parser: measures them, compares them with `parse_pins.toml`, writes them anew.

    python -m tests.gates.parse_gate                        # prints the figures beside the pinned ones
    python -m tests.gates.parse_gate --pin                  # pins what is measured, where nothing gets worse
    python -m tests.gates.parse_gate --pin --because "..."  # also where something does: the reason is kept beside the figure

The figures on the shared set flatter where its pages trained the line classifier: they are there to catch a loss, and are
no claim of how good the parser is (that is said in docs/quality.md).
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.parse_score import author_f1, best_counts, low_share, macro_f1, same_day
from copydesk.parse import parse_record
from copydesk.records import Media, ParsedArticle, RawRecord, SourceConfig
from tests.gates.parse_pages import GatePage, digest_of, shared_set, shared_slice, written_pages

PINS = Path(__file__).with_name("parse_pins.toml")
SLACK = 0.0005  # another build of a library may move a last digit
LESS_IS_BETTER = ("html_pages_below_0_8", "date_on_dateless_pages")
Figures = dict[str, float]


def parsed(page: GatePage, media: Media, raw: bytes) -> ParsedArticle | None:
    """Return what the parser reads out of a page or dump."""
    record = RawRecord("rec_gate", "0" * 64, page.name, "", media, raw, url=page.url)
    article = parse_record(record, SourceConfig())
    return article if isinstance(article, ParsedArticle) else None


def measure(pages: list[GatePage]) -> Figures:
    """Return the figures of a set of pages, rounded to what is pinned."""
    articles = {page.name: parsed(page, "html", page.html) for page in pages}
    counts = [
        best_counts(page.paragraphs, page.standfirst, _body(articles[page.name])) for page in pages
    ]
    figures = {
        "html_body_f1": float(macro_f1(np.array(counts))),
        "html_pages_below_0_8": low_share(np.array(counts)),
    }
    figures |= _fields(pages, articles)
    for kind in ("column", "page"):
        figures[f"{kind}_body_f1"] = _dump_f1(pages, kind)
    return {name: round(value, 4) for name, value in figures.items()}


def _body(article: ParsedArticle | None) -> str:
    return article.body if article else ""


def _dump_f1(pages: list[GatePage], kind: str) -> float:
    """Return body F1 on the dumps of one kind."""
    counts = [
        best_counts(page.paragraphs, page.standfirst, _body(parsed(page, "text", text.encode())))
        for page in pages
        if (text := getattr(page, kind)) is not None
    ]
    return float(macro_f1(np.array(counts)))


def _fields(pages: list[GatePage], articles: dict[str, ParsedArticle | None]) -> Figures:
    """Return how often date, authors and title are right, of the pages where they are known."""
    dates, inventions, authors, titles = [], [], [], []
    for page in pages:
        article = articles[page.name]
        if page.published:
            moment, day = (article.published_at, article.published_on) if article else (None, None)
            dates.append(same_day(page.published, moment, day))
        elif page.published == "":
            inventions.append(article is not None and article.published_on is not None)
        if page.authors:
            authors.append(author_f1(page.authors, article.authors if article else ()))
        if page.title:
            titles.append(article is not None and (article.title or "").strip() == page.title)
    known: dict[str, list[Any]] = {
        "date_right": dates,
        "date_on_dateless_pages": inventions,
        "author_f1": authors,
        "title_exact": titles,
    }
    return {name: float(np.mean(values)) for name, values in known.items() if values}


def sets() -> dict[str, list[GatePage]]:
    """Return the sets that are at hand."""
    found = {"written": written_pages()}
    if folder := shared_set():
        found["shared"] = shared_slice(folder)
    return found


def read_pins() -> dict[str, Any]:
    """Return what is pinned, by set."""
    return tomllib.loads(PINS.read_text("utf-8")) if PINS.exists() else {}


def is_worse(name: str, value: float, pinned: float) -> bool:
    """Return whether a figure is worse than a pinned one by more than the slack."""
    loss = value - pinned if name in LESS_IS_BETTER else pinned - value
    return loss > SLACK


def new_pins(
    name: str, pages: list[GatePage], old: dict[str, Any], because: str
) -> tuple[dict[str, Any], list[str]]:
    """Return the pins of a set as measured now, and what got worse without a reason."""
    pins: dict[str, Any] = {"input_sha256": digest_of(pages), "n_pages": len(pages)}
    refused = []
    for figure, value in measure(pages).items():
        before = old.get(figure, {})
        best, reason = before.get("best", value), before.get("lowered_because", "")
        if is_worse(figure, value, best):
            if is_worse(figure, value, before["value"]):
                reason = because
            if not reason:
                refused.append(f"{name}.{figure}: {before['value']} -> {value}")
        else:
            best, reason = value, ""
        pins[figure] = {"value": value, "best": best, "lowered_because": reason}
    return pins, refused


def as_toml(pins: dict[str, Any]) -> str:
    """Return the pins as a file."""
    lines = [
        "# Written by `python -m tests.gates.parse_gate --pin`. `best` is the best figure ever pinned: below it a reason must stand."
    ]
    for name, entries in pins.items():
        lines += [
            "",
            f"[{name}]",
            f'input_sha256 = "{entries["input_sha256"]}"',
            f"n_pages = {entries['n_pages']}",
        ]
        for figure, pin in entries.items():
            if isinstance(pin, dict):
                reason = json.dumps(pin["lowered_because"])
                lines.append(
                    f"{figure} = {{ value = {pin['value']}, best = {pin['best']}, lowered_because = {reason} }}"
                )
    return "\n".join(lines) + "\n"


def main() -> int:
    """Print or pin the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pin", action="store_true")
    parser.add_argument("--because", default="", help="why a figure may be lower than before")
    arguments = parser.parse_args()
    pins, refused = read_pins(), []
    for name, pages in sets().items():
        old = pins.get(name, {})
        pins[name], worse = new_pins(name, pages, old, arguments.because)
        refused += worse
        for figure, pin in pins[name].items():
            if isinstance(pin, dict):
                was = old.get(figure, {}).get("value", "-")
                sys.stdout.write(f"{name:8} {figure:26} {pin['value']:.4f}  pinned {was}\n")
    if arguments.pin and refused:
        sys.stdout.write("not pinned, a reason is missing for:\n  " + "\n  ".join(refused) + "\n")
        return 1
    if arguments.pin:
        PINS.write_text(as_toml(pins), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
