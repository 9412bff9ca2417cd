"""The ten questions of the documents are answered right on the sample, in five lines each; all forms say the same."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

from copydesk import tables
from copydesk.errors import CopydeskError
from copydesk.export import export_tables
from schemas.tables import TABLES

pytestmark = pytest.mark.slow

MAX_LINES = 5
TOOK_PLACE = ("reported", "ongoing")


def blocks(project: Path) -> list[str]:
    page = (project / "docs" / "how-to" / "analyse.md").read_text(encoding="utf-8")
    return re.findall(r"```python\n(.*?)```", page, re.DOTALL)


@pytest.fixture(scope="module")
def answers(
    project: Path, sample_tables: Path, tmp_path_factory: pytest.TempPathFactory
) -> list[Any]:
    """Run the blocks of the page, each in a name space of its own, where the page says they run."""
    folder = tmp_path_factory.mktemp("analyst")
    (folder / "data").mkdir()
    (folder / "data" / "curated").symlink_to(sample_tables)
    export_tables(sample_tables, folder / "exports", "csv")
    found = []
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        first, *rest = blocks(project)
        for block in rest:
            space: dict[str, Any] = {}
            exec(first, space)
            exec(block, space)
            found.append(space["answer"])
    return found


@pytest.fixture(scope="module")
def plain(sample_tables: Path) -> Callable[[str], list[dict[str, Any]]]:
    """Return what reads a table as plain rows, by no code of ours."""
    return lambda name: pd.read_parquet(sample_tables / name).astype(object).to_dict("records")


def month_of(event: dict[str, Any]) -> str | None:
    first, last = event["event_date_start"], event["event_date_end"]
    if pd.isna(first) or (first.year, first.month) != (last.year, last.month):
        return None
    return f"{first:%Y-%m}"


def counted(series: pd.Series) -> Counter[tuple[Any, ...]]:
    """Return a series with months as text and nulls as None, for comparison."""

    def said(value: Any) -> Any:
        if pd.isna(value):
            return None
        return f"{value:%Y-%m}" if isinstance(value, pd.Timestamp) else value

    return Counter({tuple(map(said, key)): int(n) for key, n in series.items()})


def happened(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in rows if row["status"] in TOOK_PLACE]


def test_each_answer_takes_five_lines(project):
    found = blocks(project)[1:]
    assert len(found) == 10
    assert [block for block in found if len(block.splitlines()) > MAX_LINES] == []


def test_protests_by_month_and_country(answers, plain):
    wanted = Counter(
        (month_of(e), None if pd.isna(e["place_country"]) else e["place_country"])
        for e in happened(plain("events"))
        if e["event_type"] == "PROTEST"
    )
    assert wanted
    assert counted(answers[0]) == wanted


def test_who_accuses_whom(answers, plain):
    wanted = Counter(
        (actor, recipient)
        for e in happened(plain("events"))
        if e["event_type"] == "ACCUSE"
        for actor in list(e["actor_names"]) or [None]
        for recipient in list(e["recipient_names"]) or [None]
    )
    assert any(None in pair for pair in wanted)
    assert counted(answers[1]) == wanted


def test_events_of_an_entity_with_sentences(answers, plain):
    [entity] = [e["entity_id"] for e in plain("entities") if e["name"] == "South Korea"]
    wanted = Counter(
        (role, e["event_type"])
        for e in plain("events")
        for role in ("actor", "recipient")
        if entity in e[f"{role}_ids"]
    )
    found = answers[2]
    assert Counter(zip(found["role"], found["event_type"], strict=True)) == wanted
    sentences = {m["evidence"] for m in plain("event_mentions") if m["polarity"] == "positive"}
    assert set(found["evidence"]) <= sentences


def test_top_entities_by_month(answers, plain):
    month = {a["article_id"]: str(a["published_month"]) for a in plain("articles")}
    pairs = {(m["article_id"], m["entity_id"]) for m in plain("mentions")}
    n = Counter((month[article], entity) for article, entity in pairs)
    found = answers[3]
    assert {(r.published_month, r.entity_id): r.n_articles for r in found.itertuples()} == {
        (r.published_month, r.entity_id): n[r.published_month, r.entity_id]
        for r in found.itertuples()
    }
    for name, rows in found.groupby("published_month"):
        best = sorted((k for (m, _), k in n.items() if m == name), reverse=True)[:5]
        assert rows["n_articles"].tolist() == best


def test_comentions(answers, plain):
    kinds = {e["entity_id"]: e["entity_type"] for e in plain("entities")}
    by_article: dict[str, set[str]] = {}
    for m in plain("mentions"):
        if kinds[m["entity_id"]] in ("PERSON", "ORG", "GPE"):
            by_article.setdefault(m["article_id"], set()).add(m["entity_id"])
    wanted = Counter((a, b) for ids in by_article.values() for a in ids for b in ids if a < b)
    found = answers[4]
    assert {(r.entity_id_a, r.entity_id_b): r.n_articles for r in found.itertuples()} == {
        pair: n for pair, n in wanted.items() if n >= 2
    }
    top = found.iloc[0]
    n_articles = {e["entity_id"]: e["n_articles"] for e in plain("entities")}
    by_chance = n_articles[top.entity_id_a] * n_articles[top.entity_id_b] / len(plain("articles"))
    assert top["lift"] == pytest.approx(top["n_articles"] / by_chance)


def test_the_life_of_a_story(answers, plain):
    article = max(plain("articles"), key=lambda a: (a["n_copies"], a["article_id"]))
    wanted = [c for c in plain("copies") if c["article_id"] == article["article_id"]]
    found = answers[5]
    assert sorted(found["record_id"]) == sorted(c["record_id"] for c in wanted)
    assert len(found) == article["n_copies"]
    assert found["published_at"].is_monotonic_increasing


def test_the_audit_of_copies(answers, plain):
    found = answers[6]
    assert int(found.to_numpy().sum()) == len(plain("copies"))
    wanted = Counter(c["kind"] for c in plain("copies"))
    assert {kind: int(found[kind].sum()) for kind in found.columns} == wanted


def test_csv_comes_back_as_it_was(answers, sample_tables):
    found = pa.Table.from_pandas(answers[7])
    wanted = tables.read("events", curated=sample_tables, form="arrow")
    assert found.num_rows == wanted.num_rows
    for name in wanted.column_names:
        assert found[name].to_pylist() == wanted[name].to_pylist(), name


def test_countries_for_a_map(answers, plain):
    places = [e["place_country"] for e in happened(plain("events"))]
    wanted = Counter(None if pd.isna(place) else place for place in places)
    found = zip(answers[8]["place_country"], answers[8]["n_events"], strict=True)
    assert {None if pd.isna(place) else place: n for place, n in found} == wanted
    world = pd.DataFrame({"ISO_A3": ["KOR", "ZMB", "ATA"]})
    joined = world.merge(answers[8], left_on="ISO_A3", right_on="place_country", how="left")
    assert joined["n_events"].notna().tolist() == [True, True, False]


def test_quad_counts(answers, plain):
    wanted = Counter(
        (month_of(e), int(e["quad_class"]))
        for e in happened(plain("events"))
        if not pd.isna(e["quad_class"])
    )
    found = counted(answers[9].stack())
    assert Counter({key: n for key, n in found.items() if n}) == wanted


def test_dyads_count_each_pair_of_countries_once_an_event(sample_tables, plain):
    wanted = Counter(
        (month_of(e), a, b)
        for e in happened(plain("events"))
        for a in e["actor_country_codes"]
        for b in e["recipient_country_codes"]
    )
    found = tables.dyads("M", curated=sample_tables)
    keys = ["period", "actor_country", "recipient_country"]
    assert counted(found.set_index(keys)["n_events"]) == wanted
    quads = ["verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict"]
    assert (found[quads].sum(axis=1) <= found["n_events"]).all()
    only = tables.dyads("Y", event_types=["AGREE"], curated=sample_tables)
    assert 0 < only["n_events"].sum() < found["n_events"].sum()


def test_a_type_that_is_none_is_refused_and_one_alone_is_a_list_of_one(sample_tables):
    ask = partial(tables.comentions, min_articles=1, curated=sample_tables)
    alone, listed = ask(entity_types="PERSON"), ask(entity_types=["PERSON"])
    assert len(alone) > 0
    assert alone.equals(listed)
    with pytest.raises(CopydeskError, match=r"'Person', expected some of PERSON, ORG"):
        ask(entity_types=["ORG", "Person"])
    count = partial(tables.dyads, curated=sample_tables)
    assert len(count(event_types="CONSULT")) == len(count(event_types=["CONSULT"])) > 0
    for wrong in ("consult", ["PROTESTS"]):
        with pytest.raises(CopydeskError, match=r"event_types: found .*AGREE, CONSULT"):
            count(event_types=wrong)


def test_what_can_count_nothing_is_refused(sample_tables):
    article = tables.read("articles", columns=["article_id"], curated=sample_tables).iloc[0, 0]
    assert set(tables.copies_of(article, curated=sample_tables)["article_id"]) == {article}
    for none in ("art_x", 5, article[:-1]):
        with pytest.raises(CopydeskError, match="no article has the id"):
            tables.copies_of(none, curated=sample_tables)
    for wrong in (50, -0.1):
        with pytest.raises(CopydeskError, match="expected a share of 0 to 1"):
            tables.took_place(min_confidence=wrong, curated=sample_tables)
    every = tables.dyads(curated=sample_tables)
    assert tables.dyads(event_types=None, min_confidence=0, curated=sample_tables).equals(every)
    assert tables.dyads(min_confidence=1, curated=sample_tables)["n_events"].sum() == 0


def test_a_bound_is_a_period_only_where_it_is_asked_for(sample_tables):
    events = tables.took_place("M", curated=sample_tables)
    told = tables.took_place("M", or_bound=True, curated=sample_tables)
    is_bound = events["date_basis"] == "bound"
    assert is_bound.any()
    assert events["period"][is_bound].isna().all()
    ends = told["event_date_end"][told["date_basis"] == "bound"]
    assert (told["period"][ends.index] == ends.dt.to_period("M").dt.to_timestamp()).all()
    assert events["period"].notna().sum() + is_bound.sum() == told["period"].notna().sum()
    n_of = [
        tables.dyads(or_bound=x, curated=sample_tables)["period"].notna().sum()
        for x in (False, True)
    ]
    assert n_of[0] < n_of[1]


def test_mentions_are_shown_in_their_words(sample_tables, plain):
    found = tables.mentions_of("seoul", curated=sample_tables)
    [entity] = {e["entity_id"] for e in plain("entities") if e["name"] == "Seoul"}
    assert len(found) == sum(m["entity_id"] == entity for m in plain("mentions"))
    texts = {
        (a["article_id"], s): a[s]
        for a in plain("articles")
        for s in ("title", "subtitle", "body", "dateline")
    }
    for row in found.itertuples():
        before, after = row.context.split(f"[{row.surface}]", 1)
        text = texts[row.article_id, row.section]
        assert text[: row.start].endswith(before)
        assert text[row.end :].startswith(after)
        assert len(before) == min(80, row.start)


def test_all_forms_say_the_same(sample_tables):
    told = {
        form: tables.dyads(curated=sample_tables, form=form)
        for form in ("arrow", "polars", "duckdb")
    }
    rows = told["arrow"].to_pylist()
    assert told["polars"].to_dicts() == rows
    assert told["duckdb"].to_arrow_table().to_pylist() == rows
    assert told["duckdb"].aggregate("sum(n_events)").fetchall()[0][0] == sum(
        r["n_events"] for r in rows
    )
    offsets = tables.read("articles", ["published_utc_offset"], curated=sample_tables)
    assert offsets["published_utc_offset"].dtype == pd.Int64Dtype()
    assert offsets["published_utc_offset"].isna().any()


def test_an_alias_leads_to_its_entity_and_nobody_is_guessed(sample_tables):
    by_alias = tables.timeline("U.S.", curated=sample_tables)
    assert set(by_alias["entity"]) == {"United States"}
    with pytest.raises(CopydeskError, match="near it are South Korea"):
        tables.timeline("South Kore", curated=sample_tables)
    with pytest.raises(CopydeskError, match="expected one of D, W, M, Q, Y"):
        tables.dyads("ME", curated=sample_tables)
    titles = tables.read("articles", "title", curated=sample_tables)
    assert titles.equals(tables.read("articles", ["title"], curated=sample_tables))
    with pytest.raises(CopydeskError, match="has no column 'titel'"):
        tables.read("articles", ["titel"], curated=sample_tables)
    with pytest.raises(CopydeskError, match="run `copydesk run` first"):
        tables.read("articles", curated=sample_tables / "nowhere")


def test_every_view_is_sql_that_runs_in_an_exported_database(sample_tables, tmp_path):
    import duckdb

    export_tables(sample_tables, tmp_path / "news.duckdb", "duckdb")
    told = {
        "freq": "month",
        "or_bound": True,
        "min_confidence": 0.5,
        "event_types": ["AGREE"],
        "entity_types": ["GPE"],
        "min_articles": 2,
        "entity_ids": ["ent_0"],
        "article_id": "art_0",
    }
    with duckdb.connect(str(tmp_path / "news.duckdb"), read_only=True) as database:
        for file in sorted(tables.VIEWS.glob("*.sql")):
            query = tables.sql(file.stem)
            named = {name: value for name, value in told.items() if f"${name}" in query}
            database.execute(query, named).fetchall()
        note = database.execute(
            "SELECT comment FROM duckdb_columns() WHERE table_name = 'events' AND column_name = 'status'"
        ).fetchone()
    assert note == (next(f.column.note for f in TABLES["events"].fields if f.name == "status"),)


def test_countries_of_parties_are_taken_from_events_where_these_have_them():
    import duckdb

    with duckdb.connect(":memory:") as connection:
        connection.execute(
            "CREATE TABLE events AS SELECT 'evt_1' AS event_id, []::VARCHAR[] AS actor_ids, []::VARCHAR[] AS recipient_ids, "
            "['IND'] AS actor_country_codes, ['NPL', 'NPL'] AS recipient_country_codes"
        )
        connection.execute(
            "CREATE TABLE entities (entity_id VARCHAR, name VARCHAR, entity_type VARCHAR, country_code VARCHAR)"
        )
        tables.make_helpers(connection)
        found = connection.execute("FROM event_countries ORDER BY ALL").fetchall()
    assert found == [("evt_1", "actor", "IND"), ("evt_1", "recipient", "NPL")]


def test_importing_it_imports_no_pandas():
    code = "import sys, copydesk.tables; print([m for m in ('pandas', 'polars', 'prefect') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_what_was_published_when_is_read_like_a_table(sample_tables: Path, tmp_path: Path) -> None:
    runs = tables.read("runs", curated=sample_tables)
    assert len(runs) == 1
    assert runs["rows.articles"].iloc[0] == len(tables.read("articles", curated=sample_tables))
    arrow = tables.read("runs", ["version", "rows.events"], curated=sample_tables, form="arrow")
    assert arrow.column_names == ["version", "rows.events"]
    export_tables(sample_tables, tmp_path, "parquet", ["runs"])
    assert (
        pd.read_parquet(tmp_path / "runs.parquet")["version"].tolist() == runs["version"].tolist()
    )
    bare = tmp_path / "bare"
    bare.mkdir()
    (bare / "current").symlink_to((sample_tables / "current").resolve())
    with pytest.raises(CopydeskError, match="no run is noted"):
        tables.read("runs", curated=bare)
