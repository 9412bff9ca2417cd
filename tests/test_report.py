"""The report says what the tables hold, shows text as text, loads nothing, and runs no script but its own."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from desk_runs import run_desk, story, write_lines

from copydesk import tables
from copydesk.report import drawing, write_report
from copydesk.report.figures import BINS, EVENTS_OF_ENTITY, Figures
from copydesk.text.references import unescape
from flows.summary import to_markdown

pytestmark = pytest.mark.slow

HAPPENED = ["reported", "ongoing"]


@pytest.fixture(scope="module")
def page(sample_tables: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    target = tmp_path_factory.mktemp("report") / "report.html"
    write_report(sample_tables, target)
    return target.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def figures(sample_tables: Path) -> Figures:
    return Figures(tables.open_tables(sample_tables))


@pytest.fixture(scope="module")
def frames(sample_tables: Path) -> dict[str, pd.DataFrame]:
    names = ("articles", "copies", "entities", "mentions", "events", "event_mentions", "quarantine")
    return {name: pd.read_parquet(sample_tables / name) for name in names}


def happened(frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    return frames["events"][frames["events"]["status"].isin(HAPPENED)]


def test_1_totals(page, frames):
    for name, frame in frames.items():
        assert f"<b>{len(frame):,}</b>{name.replace('_', ' ')}" in page


def test_2_articles_by_time_and_publisher(figures, frames):
    found = figures.articles_by_publisher()
    articles = frames["articles"]
    dated = articles[articles["published_on"].notna()]
    assert found.undated == len(articles) - len(dated)
    assert sum(map(sum, found.counts)) + found.outside == len(dated)
    who = dated["publisher"].fillna(dated["domain"]).fillna("not stated")
    for name, counts in zip(found.names, found.counts, strict=True):
        if name != "others":
            assert sum(counts) == (who == name).sum()
    quarter = dated["published_on"].dt.to_period("Q").dt.start_time.dt.strftime("%Y-%m-%d")
    assert found.unit == "quarter"
    by_time = dict(zip(found.periods, map(sum, zip(*found.counts, strict=True)), strict=True))
    assert {k: n for k, n in by_time.items() if n} == quarter.value_counts().to_dict()


def test_3_quads_by_time_and_confidence(figures, frames, page):
    found = figures.quads()
    events = happened(frames)
    events = events[events["quad_class"].notna()]
    dated = events[events["event_date_start"].notna()]
    assert found.undated == len(events) - len(dated)
    for quad, counts in enumerate(found.counts, 1):
        of_class = dated[dated["quad_class"] == quad]
        assert sum(map(sum, counts)) == len(of_class)
        sure = sum(sum(steps[BINS // 2 :]) for steps in counts)
        assert sure == (of_class["confidence"] >= 0.5).sum()
        assert f'<span id="sum{quad - 1}">{len(of_class)}</span>' in page
        told = re.findall(r"data-counts=(?:'|\")(\[\[.*?\]\])", unescape(page))[quad - 1]
        assert json.loads(told) == [list(steps) for steps in counts]


def test_4_countries_of_places(figures, frames, page):
    wanted = happened(frames)["place_country"].value_counts().to_dict()
    assert dict(figures.countries_of_places()) == wanted
    code, n = max(wanted.items(), key=lambda pair: pair[1])
    assert f"<title>{code}: {n}</title>" in page


def test_5_countries_upon_countries(figures, frames):
    wanted = Counter(
        (a, b)
        for e in happened(frames).itertuples()
        for a in set(e.actor_country_codes)
        for b in set(e.recipient_country_codes)
        if a != b
    )
    found = figures.matrix()
    for actor, row in zip(found.actors, found.counts, strict=True):
        for recipient, n in zip(found.recipients, row, strict=True):
            assert n == wanted[actor, recipient]


def test_6_names_together(figures, frames):
    found = figures.network()
    of_article = frames["mentions"].groupby("article_id")["entity_id"].agg(set)
    assert found.edges
    for a, b, n in found.edges:
        pair = {found.nodes[a][0], found.nodes[b][0]}
        assert n == sum(pair <= ids for ids in of_article)
    n_articles = frames["entities"].set_index("entity_id")["n_articles"]
    assert all(n == n_articles[key] for key, _, _, n in found.nodes)


def test_7_what_somebody_did(figures, sample_tables):
    lives = figures.lives()
    assert lives == sorted(lives, key=lambda life: -life.n_events)
    for life in lives[:5]:
        whole = tables.timeline(life.entity_id, curated=sample_tables)
        assert life.n_events == whole["event_id"].nunique()
        assert len(life.events) == min(len(whole), EVENTS_OF_ENTITY)
        if len(whole) <= EVENTS_OF_ENTITY:
            wanted = whole[["role", "event_type", "evidence"]].itertuples(index=False, name=None)
            assert Counter((e[1], e[2], e[4]) for e in life.events) == Counter(wanted)


def test_8_sentences_of_types(figures, frames, page):
    counts = frames["events"]["event_type"].value_counts().to_dict()
    surest = frames["event_mentions"].dropna(subset="event_id")
    for sample in figures.samples():
        assert sample.n_events == counts[sample.event_type]
        assert f"<h3>{sample.event_type}: {sample.n_events}</h3>" in page
        of_type = surest[surest["event_type"] == sample.event_type]
        assert sample.sentences[0][3] == of_type["confidence"].max()
        assert {row[0] for row in sample.sentences} <= set(of_type["evidence"])


def test_9_completeness(figures, frames):
    told = {
        (table, column): share for table, rows in figures.completeness() for column, share in rows
    }
    articles = frames["articles"]
    assert told["articles", "publisher"] == pytest.approx(articles["publisher"].notna().mean())
    assert told["articles", "authors"] == pytest.approx((articles["authors"].str.len() > 0).mean())
    assert ("articles", "body") not in told, "it can't be missing"


def test_10_quarantine_by_source_and_reason(page, figures, frames):
    [panel] = [p for p in figures.panels() if p.title.startswith("Quarantined")]
    rows = frames["quarantine"].explode("reasons")
    wanted = Counter(zip(rows["raw_path"].str.split("/").str[0], rows["reasons"], strict=True))
    assert {(source, reason): n for source, reason, n in panel.rows} == wanted
    for _, reason, _ in panel.rows:
        assert f'<td class="word">{reason.replace("_", "_<wbr>")}</td>' in page


def test_versions_are_listed_with_what_looked_wrong(page, frames):
    assert "The last versions" in page
    assert re.search(
        rf'<td class="n">{len(frames["articles"])}</td><td class="n">9\d\.\d %</td>', page
    )


def test_the_only_script_is_ours_and_nothing_is_loaded(page):
    [script] = re.findall(r"<script[^>]*>(.*?)</script>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert (
        f"default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-{digest}'"
        in page
    )
    assert re.findall(r"https?:|src=|@import|url\(", page) == []
    assert page.count("<script") == 1


def test_bars_fill_their_chart():
    bars = drawing.stack([[1, 0, 3], [1, 0, 1]], 300, 100)
    assert {(b.series, b.period) for b in bars} == {(0, 0), (1, 0), (0, 2), (1, 2)}
    assert min(b.y for b in bars) == 0
    assert sum(b.height for b in bars if b.period == 2) == 100
    assert sum(b.height for b in bars if b.period == 0) == 50
    assert drawing.stack([], 300, 100) == drawing.stack([[]], 300, 100) == []


@pytest.mark.parametrize(
    ("unit", "first", "step"),
    [("week", "2024-04-29", 7), ("month", "2024-04-01", 31), ("year", "2020-01-01", 366)],
)
def test_no_two_periods_are_called_alike(unit, first, step):
    begin = dt.date.fromisoformat(first)
    periods = [(begin + dt.timedelta(n * step)).isoformat() for n in range(9)]
    places, told = zip(*drawing.ticks(periods, unit, 720, 9), strict=True)
    assert len({*told}) == len(told) == 8  # the ninth would run over the edge
    assert max(places) < 625
    assert len(drawing.ticks(periods, unit, 1000, 9)) == 9
    assert told[0] == first[: {"week": 10, "month": 7, "year": 4}[unit]]


def test_names_that_share_articles_lie_near_one_another():
    edges = [(a, b, 5) for a in range(4) for b in range(a)]
    edges += [(a, b, 5) for a in range(4, 8) for b in range(4, a)]
    spots = np.array(drawing.lay_out(8, edges))
    assert drawing.lay_out(8, edges) == [tuple(spot) for spot in spots.tolist()]
    gap = np.hypot(*(spots[:, None] - spots[None, :]).transpose(2, 0, 1))
    apart = ~np.eye(8, dtype=bool)
    within = gap[:4, :4][apart[:4, :4]].mean()
    assert within < 0.7 * gap[:4, 4:].mean()
    assert gap[apart].min() > 0.02
    assert len(drawing.lay_out(1, [])) == 1


def test_spots_lie_in_their_countries():
    world: dict[str, Any] = drawing.outlines()
    for code, latitude, longitude in (("IND", 22, 79), ("BRA", -10, -53), ("USA", 42, -99)):
        x, y = drawing.on_map(latitude, longitude)
        country = world["countries"][code]
        assert abs(country["x"] - x) + abs(country["y"] - y) < 12, code
    assert len(world["countries"]) > 230


def test_places_are_spots_where_their_coordinates_are_known() -> None:
    import duckdb

    with duckdb.connect(":memory:") as connection:
        connection.execute(
            "CREATE TABLE entities AS FROM (VALUES ('ent_1', 'Vasko', 10.5, 20.25), ('ent_2', 'Nowhere', NULL, NULL)) "
            "AS t(entity_id, name, latitude, longitude)"
        )
        connection.execute(
            "ALTER TABLE entities ADD COLUMN entity_type VARCHAR; ALTER TABLE entities ADD COLUMN country_code VARCHAR"
        )
        connection.execute(
            "CREATE TABLE events AS FROM (VALUES ('evt_1', 'ent_1', 'reported'), ('evt_2', 'ent_1', 'ongoing'), "
            "('evt_3', 'ent_1', 'planned'), ('evt_4', 'ent_2', 'reported')) AS t(event_id, place_id, status)"
        )
        connection.execute(
            "ALTER TABLE events ADD COLUMN actor_ids VARCHAR[]; ALTER TABLE events ADD COLUMN recipient_ids VARCHAR[]"
        )
        tables.make_helpers(connection)
        [(name, latitude, longitude, n)] = Figures(connection).places()
    assert (name, float(latitude), float(longitude), n) == ("Vasko", 10.5, 20.25, 2)


def test_a_run_writes_the_report_that_is_asked_for(tmp_path: Path) -> None:
    write_lines(tmp_path / "raw" / "a" / "one.jsonl", [story(1)])
    page = tmp_path / "page.html"
    summary = run_desk(tmp_path / "raw", tmp_path / "out", report=str(page))
    assert summary.version in page.read_text(encoding="utf-8")
    assert f"| report | [{page.as_uri()}]({page.as_uri()}) |" in to_markdown(summary)
    written = page.stat().st_mtime_ns
    assert run_desk(tmp_path / "raw", tmp_path / "out", report=str(page)).report == page.as_uri()
    assert page.stat().st_mtime_ns == written  # nothing new: the page stands
    page.unlink()
    run_desk(tmp_path / "raw", tmp_path / "out", report=str(page))
    assert summary.version in page.read_text(encoding="utf-8")


def test_a_report_that_can_not_be_written_costs_no_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    write_lines(tmp_path / "raw" / "a" / "one.jsonl", [story(1)])

    def fail(*args: object) -> None:
        raise OSError("no space")

    monkeypatch.setattr("copydesk.report.write_report", fail)
    summary = run_desk(tmp_path / "raw", tmp_path / "out", report=str(tmp_path / "page.html"))
    assert (summary.rows["articles"], summary.report) == (1, "")
    assert "what=report" in caplog.text


def test_the_map_says_how_many_events_it_does_not_show(
    page: str, frames: dict[str, pd.DataFrame]
) -> None:
    events = frames["events"][frames["events"].status.isin(HAPPENED)]
    n = int(events.place_country.isna().sum())
    assert n > 0
    assert f"Not shown: {n:,} without a country" in page
