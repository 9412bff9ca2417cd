"""Batches: whatever order and number of them leads to a collection, and whatever was taken out again on the way, the
answer is that of one cold run over what is there."""

from __future__ import annotations

import dataclasses
import itertools
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.dedup_stories import Press, Story, as_articles, make_stories
from copydesk.dedup import candidates, steps
from copydesk.dedup.fingerprint import fingerprint_articles
from copydesk.dedup.fold import COPIES, Since, group_copies
from copydesk.dedup.kept import MANIFEST
from copydesk.dedup.steps import run_step
from copydesk.disk.storage import replace_table
from copydesk.errors import StorageError

Row = dict[str, Any]


class Wire:
    """A collection that grows and shrinks: articles, files of fingerprints by batch, and what is kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.kept = folder / "kept"
        self.prints: list[Path] = []
        self.known: tuple[str, dict[str, Row], dict[str, Row]] | None = None
        self.n_told = 0

    def deliver(self, articles: pa.Table) -> None:
        """Write the fingerprints of a batch."""
        if articles.num_rows:
            path = self.folder / f"{len(self.prints):04}.parquet"
            replace_table(fingerprint_articles(articles), path)
            self.prints.append(path)

    def fold(
        self, articles: pa.Table, kept: Path | None = None, spread: steps.Spread | None = None
    ) -> pa.Table:
        """Return the groups of the articles: by what is kept, the last answer with what is told of changes."""
        told = {row["record_id"]: row for row in articles.to_pylist()}
        token, before, rows = self.known if self.known and kept is None else ("", {}, {})
        touched = [one for one in told.keys() | before if told.get(one) != before.get(one)]
        touched += sorted(told.keys() & before)[:2]  # read again, and as before
        with duckdb.connect(config={"threads": 1}) as connection:
            connection.register("given", articles)
            connection.register("touched", pa.table({"record_id": pa.array(touched, pa.string())}))
            connection.execute(
                "CREATE TEMP TABLE touched_given AS FROM given SEMI JOIN touched USING (record_id)"
            )
            since = Since(token, "touched", "touched_given")
            groups = group_copies(
                connection, "given", self.prints, kept or self.kept, spread=spread, since=since
            )
        self.n_told = groups.rows.num_rows
        now = {row["record_id"]: row for row in groups.rows.to_pylist()}
        if groups.gone is not None:
            now = {**rows, **now}
            for one in groups.gone.to_pylist():
                del now[one]
        if kept is None:
            self.known = groups.token, told, now
        return pa.Table.from_pylist([now[one] for one in sorted(now)], COPIES)

    def cold(self, articles: pa.Table) -> pa.Table:
        """Return the groups of the articles, nothing kept."""
        return self.fold(articles, self.folder / f"cold-{random.Random().getrandbits(64)}")


@pytest.fixture
def wire(tmp_path: Path) -> Wire:
    return Wire(tmp_path)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small limits, so that small collections reach them."""
    monkeypatch.setattr(candidates, "FREQUENT", 6)
    monkeypatch.setattr(candidates, "HUBS", 2)
    monkeypatch.setattr("copydesk.dedup.pages.HUBS", 2)
    monkeypatch.setattr("copydesk.dedup.fold.FRESH_SHARE", 0.9)
    monkeypatch.setattr("copydesk.dedup.fold.SLICE_VALUES", 4_000)
    monkeypatch.setattr("copydesk.dedup.fold.POSTINGS_AT_ONCE", 200)
    monkeypatch.setattr("copydesk.dedup.fold.SHIFTED_WORDS", 2_000)
    monkeypatch.setattr("copydesk.dedup.segments.BLOCK_VALUES", 2_000)
    monkeypatch.setattr("copydesk.dedup.edges.CHUNK_WORDS", 1_000)


def with_urls(stories: list[Story], urls: dict[str, str]) -> pa.Table:
    table = as_articles(stories)
    values = [urls.get(story.record_id) for story in stories]
    at = table.schema.get_field_index("url")
    return table.set_column(at, "url", pa.array(values, pa.string()))


def hard_cases(seed: int) -> pa.Table:
    """Return a few dozen documents in which every record may change what holds of the others."""
    press, draw = Press(seed), random.Random(seed)
    stories = [press.template(number) for number in range(9)]
    notice, teaser = press.paragraphs(3)[:2], press.sentence()
    for number in range(8):  # a source whose notice is known as such from the fifth story on
        story = press.story(100 + number)
        body = "\n\n".join([*story.body.split("\n\n")[:2], *notice, teaser])
        stories.append(dataclasses.replace(story, publisher="Harbour Mail", body=body))
    wide = press.story(200)  # a story on more pages than a fingerprint may have
    stories += [wide, *(press.copy(wide, draw.choice(("scanned", "wrapped"))) for _ in range(9))]
    twin = press.story(300)  # the same words at several sources
    for number in range(4):
        record_id = f"rec_{draw.getrandbits(96):024x}"
        publisher = f"Paper {number}"
        stories.append(dataclasses.replace(twin, record_id=record_id, publisher=publisher))
    stories += [press.copy(twin, kind) for kind in ("truncated", "updated", "syndicated")]
    paragraphs = press.paragraphs(24)
    for number in range(6):  # a chain
        body = "\n\n".join(paragraphs[number * 3 : number * 3 + 9])
        stories.append(dataclasses.replace(press.story(400 + number), body=body))
    page = press.story(500)  # a page that changes every day
    versions: list[Story] = []
    for _ in range(6):
        versions.append(press.copy(versions[-1] if versions else page, "updated"))
    urls = {story.record_id: "https://gazette.example/live" for story in versions}
    return with_urls(draw.sample([*stories, *versions], len(stories) + 6), urls)


HARD = [hard_cases(seed) for seed in (1, 2, 3)]


@st.composite
def histories(draw: Callable[..., object]) -> tuple[pa.Table, list[list[int]]]:
    """Return documents and states of the collection that follow one another, as rows of the documents."""
    table = draw(st.sampled_from(HARD))
    assert isinstance(table, pa.Table)
    order = draw(st.permutations(range(table.num_rows)))
    assert isinstance(order, list)
    states, present = [], set()
    for start in range(0, len(order), 12):
        present |= set(order[start : start + 12])
        gone = draw(st.sets(st.sampled_from(sorted(present)), max_size=4))
        assert isinstance(gone, set)
        present -= gone
        states.append(sorted(present))
    return table, states


@settings(
    max_examples=8,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=histories())
@pytest.mark.usefixtures("few")
def test_what_came_and_went_before_leaves_no_trace(
    history: tuple[pa.Table, list[list[int]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    table, states = history
    wire = Wire(tmp_path_factory.mktemp("wire"))
    seen: set[int] = set()
    for state in states:
        wire.deliver(table.take(sorted(set(state) - seen)))
        seen |= set(state)
        answer = wire.fold(table.take(state))
    assert answer.equals(wire.cold(table.take(states[-1])))


@pytest.fixture(scope="module")
def collection() -> pa.Table:
    return as_articles(make_stories(5000, seed=3))


@pytest.mark.parametrize("seed", [1, 2])
def test_shuffled_and_split_five_thousand_documents_are_grouped_as_in_one_run(
    collection: pa.Table, wire: Wire, seed: int
) -> None:
    draw = random.Random(seed)
    order = draw.sample(range(collection.num_rows), collection.num_rows)
    marks = [0, *sorted(draw.sample(range(300, 5000), 5)), 5000]
    for low, high in itertools.pairwise(marks):
        wire.deliver(collection.take(order[low:high]))
        answer = wire.fold(collection.take(order[:high]))
    assert answer.equals(wire.cold(collection))


def test_a_paragraph_becomes_the_source_s_and_stops_being_it(wire: Wire) -> None:
    press = Press(8)
    notice = [press.sentence(), press.sentence()]
    stories = [press.story(number) for number in range(5)]
    stories.append(press.copy(stories[0], "updated"))
    bodies = ["\n\n".join([*story.body.split("\n\n")[:3], *notice]) for story in stories]
    articles = as_articles(
        [
            dataclasses.replace(story, publisher="Harbour Mail", body=body)
            for story, body in zip(stories, bodies, strict=True)
        ]
    )
    few = articles.take([0, 1, 2, 3, 5])
    wire.deliver(articles)
    similarity = []
    for state in (few, articles, few):
        answer = wire.fold(state)
        assert answer.equals(wire.cold(state))
        similarity.append(min(answer["similarity"].to_pylist()))
    assert similarity[0] == similarity[2] != similarity[1]


def test_a_batch_that_changes_nothing_writes_nothing(wire: Wire) -> None:
    articles = HARD[0]
    wire.deliver(articles)
    first = wire.fold(articles)
    before = {path.name: path.stat().st_mtime_ns for path in wire.kept.iterdir()}
    assert wire.fold(articles).equals(first)
    assert {path.name: path.stat().st_mtime_ns for path in wire.kept.iterdir()} == before


def test_of_an_answer_that_is_known_changes_alone_are_told(wire: Wire) -> None:
    table = as_articles(make_stories(60, seed=5))
    wire.deliver(table)
    wire.fold(table.slice(0, 50))
    assert wire.n_told == 50, "nothing was known"
    assert wire.fold(table.slice(0, 51)).equals(wire.cold(table.slice(0, 51)))
    wire.fold(table.slice(0, 52))
    assert wire.n_told < 10
    assert wire.known
    wire.known = ("of another answer", *wire.known[1:])
    wire.fold(table.slice(0, 53))
    assert wire.n_told == 53


def test_a_record_that_is_read_otherwise_is_grouped_anew(wire: Wire) -> None:
    articles = HARD[0]
    wire.deliver(articles)
    wire.fold(articles)
    at = articles.schema.get_field_index("published_at")
    first = articles["published_at"][0].as_py().replace(year=1999)
    moments = [first, *articles["published_at"].to_pylist()[1:]]
    other = articles.set_column(
        at, "published_at", pa.array(moments, articles.schema.field(at).type)
    )
    wire.prints.clear()
    wire.deliver(other)
    assert wire.fold(other).equals(wire.cold(other))


def spoil_manifest(kept: Path) -> None:
    (kept / MANIFEST).write_text("{", encoding="utf-8")


def spoil_version(kept: Path) -> None:
    facts = json.loads((kept / MANIFEST).read_text(encoding="utf-8"))
    (kept / MANIFEST).write_text(json.dumps(facts | {"version": "0"}), encoding="utf-8")


def spoil_segment(kept: Path) -> None:
    path = next(kept.glob("postings-*"))
    path.write_bytes(path.read_bytes()[:-9])


def spoil_by_loss(kept: Path) -> None:
    next(kept.glob("texts-*")).unlink()


@pytest.mark.parametrize("spoil", [spoil_manifest, spoil_version, spoil_segment, spoil_by_loss])
def test_damaged_and_foreign_state_is_made_anew(wire: Wire, spoil: Callable[[Path], None]) -> None:
    articles = HARD[1]
    wire.deliver(articles)
    first = wire.fold(articles)
    spoil(wire.kept)
    (wire.kept / "texts-99999999.arrow").write_bytes(b"left by a killed run")
    assert wire.fold(articles).equals(first)
    assert not (wire.kept / "texts-99999999.arrow").exists()


def test_a_run_killed_before_its_commit_changes_nothing_for_the_next(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = HARD[2]
    half = articles.slice(0, 20)
    wire.deliver(half)
    wire.fold(half)
    wire.deliver(articles.slice(20))

    class Killed(BaseException):
        pass

    def die(_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("copydesk.dedup.kept.Kept.commit", die)
        with pytest.raises(Killed):
            wire.fold(articles)
    assert wire.fold(articles).equals(wire.cold(articles))


def test_missing_fingerprints_stop_the_stage(wire: Wire) -> None:
    with pytest.raises(StorageError, match="fingerprints of 5 records"):
        wire.fold(HARD[0].slice(0, 5))


def test_steps_run_elsewhere_give_the_same(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "SLICE_POSTINGS", 500)
    monkeypatch.setattr(steps, "SLICE_PAIRS", 40)
    articles = HARD[0]
    wire.deliver(articles)
    ran = []

    def spread(folder: str, name: str, n: int) -> None:
        for number in reversed(range(n)):
            run_step(folder, name, number)
            ran.append((name, number))

    answer = wire.fold(articles, spread=spread)
    assert len(ran) > 6
    assert answer.equals(wire.cold(articles))
