"""Trains the choice among the days that a page shows, and says how it does on collections and publishers it has not seen.

    python -m training.dates.choice EXTRACTION WCXB            # leave-one-collection-out, folds by publisher, then the weights
    python -m training.dates.choice EXTRACTION WCXB --no-check # the weights only

EXTRACTION holds `gold.jsonl` and the folder `html` of web archives, WCXB `gold.jsonl` and a web archive. Needs LightGBM.
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import json
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.parse import urljoin

import numpy as np

from benchmarks.parse_score import same_day
from copydesk.parse.date_choice import WEIGHTS_FILE, by_day, day_features
from copydesk.parse.dates import ReadDate
from copydesk.parse.html_data import read_linked_data, read_meta
from copydesk.parse.html_dates import PUBLISHED_META, Considered, chosen_date, consider_dates
from copydesk.parse.html_saved import read_saving
from copydesk.parse.html_tree import marked_properties, read_tree
from copydesk.parse.line_features import Matrix
from copydesk.parse.line_model import Forest, save_forests
from copydesk.parse.metadata import page_language, page_url
from copydesk.parse.urls import clean_url
from copydesk.records import RawRecord, SourceConfig
from copydesk.text.encoding import decode_text, html_charset
from training.blocks.pages import read_pages
from training.lines.forest import grow_forest

FOLDS = 5
ROUNDS = 120
TREES = {
    "num_leaves": 8,
    "min_data_in_leaf": 15,
    "feature_fraction": 0.4,
    "learning_rate": 0.06,
    "lambda_l2": 3.0,
    "seed": 20261127,
}
THRESHOLDS = (0.2, 0.3, 0.35, 0.4, 0.5)
WHOLE_DAY = re.compile(r"\d{4}-\d\d-\d\d")
NO_SOURCE = SourceConfig()
OUTRIGHT = ("datePublished", "dateCreated")


@dataclasses.dataclass(slots=True)
class DatedPage:
    """A page, when it was published ("" where it has no date), and what is seen of the days that it shows."""

    page_id: str
    collection: str
    publisher: str
    published: str
    considered: Considered
    days: list[ReadDate]
    features: Matrix
    hidden_days: list[ReadDate]  # the same, as if nothing were stated outright
    hidden_features: Matrix

    def is_right(self, date: ReadDate | None) -> bool:
        """Return whether a date is the known one."""
        return bool(date and self.published and same_day(self.published, date.at, date.on))


def read_dated(folder: Path, archives: Path) -> Iterator[DatedPage]:
    """Yield the article pages of a collection whose date is known, or known to be missing."""
    with (folder / "gold.jsonl").open(encoding="utf-8") as lines:
        gold = {entry["id"]: entry for entry in map(json.loads, lines)}
    for page_id, record in read_pages(archives):
        entry = gold.get(page_id)
        if entry is None or entry.get("page_type", "article") != "article":
            continue
        if "published" not in entry.get("annotated", ("published",)):
            continue
        published = entry.get("published" if "annotated" in entry else "publish_date") or ""
        if published and not WHOLE_DAY.match(published):
            continue
        if (found := consider(record)) is None:
            continue
        is_open = found.facts is not None and not found.is_stated
        hidden = None if is_open else consider(record, is_hidden=True)
        collection = entry.get("source", "wcxb")
        yield DatedPage(
            page_id, collection, entry["domain"], published, found, *seen(found), *seen(hidden)
        )


def seen(considered: Considered | None) -> tuple[list[ReadDate], Matrix]:
    """Return the days that a page shows and what is seen of them; none where it states its own outright."""
    if considered is None or considered.facts is None or considered.is_stated:
        return [], np.zeros((0, 0))
    if not considered.statements:
        return [], np.zeros((0, 0))
    groups = by_day(considered.statements)
    return [group[0].date for group in groups.values()], day_features(groups, considered.facts)


def consider(record: RawRecord, *, is_hidden: bool = False) -> Considered | None:
    """Return what is known of a page's dates before one is believed; hidden: as if the page stated nothing outright."""
    charset = record.charset or html_charset(record.raw)
    markup, _ = decode_text(record.raw, charset)
    tree = read_tree(markup)
    if tree is None:
        return None
    meta = read_meta(tree)
    url = page_url(tree, meta, clean_url(record.url) or read_saving(markup).url)
    data = read_linked_data(tree, url)
    language = page_language(tree, data, meta)
    properties = marked_properties(tree)
    if not is_hidden:
        return consider_dates(tree, properties, data, meta, url, NO_SOURCE, language)
    article = {key: value for key, value in data.article.items() if key not in OUTRIGHT}
    data = dataclasses.replace(data, article=article, page={})
    meta = {name: values for name, values in meta.items() if name not in PUBLISHED_META}
    properties = [e for e in properties if "datepublished" not in (e.get("itemprop") or "").lower()]
    for script in list(tree.iter("script")):
        script.text = None
    nowhere = urljoin(url, "/a/b") if url else None
    found = consider_dates(tree, properties, data, meta, nowhere, NO_SOURCE, language)
    if found.facts is None:
        return None
    return dataclasses.replace(found, facts=dataclasses.replace(found.facts, url=url))


def grow(pages: Sequence[DatedPage]) -> Forest:
    """Return trees that know the day of a page among those that it shows."""
    known = [page for page in pages if page.days and not is_update(page)]
    hidden = [page for page in pages if page.hidden_days]
    features = [page.features for page in known] + [page.hidden_features for page in hidden]
    labels = [page.is_right(date) for page in known for date in page.days]
    labels += [page.is_right(date) for page in hidden for date in page.hidden_days]
    weights = np.ones(len(labels))
    return grow_forest(
        np.concatenate(features), np.array(labels, dtype=np.int8), weights, ROUNDS, **TREES
    )


def is_update(page: DatedPage) -> bool:
    """Return whether the known day is what the page states as its update: nothing is learnt from that."""
    facts = page.considered.facts
    day = page.published[:10]
    return bool(
        facts
        and day in {update.isoformat() for update in facts.updates}
        and not any(page.is_right(date) for date in page.days)
    )


def answers(
    pages: Sequence[DatedPage], fold_of: Callable[[DatedPage], str]
) -> dict[str, dict[float, ReadDate | None]]:
    """Return for every page the date at each threshold, by trees that saw no page of its fold."""
    found: dict[str, dict[float, ReadDate | None]] = {}
    for fold in sorted({fold_of(page) for page in pages}):
        trees = grow([page for page in pages if fold_of(page) != fold])
        for page in pages:
            if fold_of(page) != fold:
                continue
            found[page.page_id] = {
                least: chosen_date(page.considered, trees, least) for least in THRESHOLDS
            }
    return found


def report(
    name: str, pages: Sequence[DatedPage], date_of: Callable[[DatedPage], ReadDate | None]
) -> None:
    """Print by collection how many days are right, and how many pages without a date get one."""
    parts = []
    for collection in sorted({page.collection for page in pages}):
        own = [page for page in pages if page.collection == collection]
        dated = [page.is_right(date_of(page)) for page in own if page.published]
        bare = [date_of(page) is not None for page in own if not page.published]
        parts.append(
            f"{collection} {np.mean(dated):.4f} of {len(dated)}, {sum(bare)} of {len(bare)} without"
        )
    print(f"{name:22} " + "; ".join(parts), flush=True)


def publisher_fold(page: DatedPage) -> str:
    """Return the fold of a page's publisher."""
    return str(int(hashlib.sha256(page.publisher.encode()).hexdigest(), 16) % FOLDS)


def main() -> None:
    """Report, train on everything, save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("extraction", type=Path)
    parser.add_argument("wcxb", type=Path)
    parser.add_argument("--no-check", action="store_true")
    arguments = parser.parse_args()
    pages = [
        *read_dated(arguments.extraction, arguments.extraction / "html"),
        *read_dated(arguments.wcxb, arguments.wcxb),
    ]
    if not arguments.no_check:
        report("rules", pages, lambda page: page.considered.by_rules)
        ways: tuple[tuple[str, Callable[[DatedPage], str]], ...] = (
            ("collection left out", lambda page: page.collection),
            ("publisher left out", publisher_fold),
        )
        for name, fold_of in ways:
            found = answers(pages, fold_of)
            for least in THRESHOLDS:
                report(f"{name} {least}", pages, lambda page: found[page.page_id][least])  # noqa: B023
    save_forests(WEIGHTS_FILE, {"date": grow(pages)})
    print(hashlib.sha256(WEIGHTS_FILE.read_bytes()).hexdigest())


if __name__ == "__main__":
    main()
