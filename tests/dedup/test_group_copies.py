"""Groups of copies: what is one, what is not, who stands for it, and that nothing else decides."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
import tempfile
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from benchmarks.dedup_stories import KINDS, Press, Story, as_articles, make_stories
from copydesk.dedup import candidates
from copydesk.dedup.fingerprint import fingerprint_articles
from copydesk.dedup.fold import COPIES, group_copies
from copydesk.disk.storage import replace_table


def group(articles: pa.Table, batch: int = 10_000, threads: int = 1) -> pa.Table:
    with tempfile.TemporaryDirectory() as folder:
        prints = []
        for start in range(0, articles.num_rows, batch):
            prints.append(Path(folder) / f"{start}.parquet")
            replace_table(fingerprint_articles(articles.slice(start, batch)), prints[-1])
        with duckdb.connect(config={"threads": threads}) as connection:
            connection.register("given_articles", articles)
            return group_copies(connection, "given_articles", prints, Path(folder) / "kept").rows


def rows_of(stories: list[Story]) -> dict[str, dict[str, object]]:
    return {row["record_id"]: row for row in group(as_articles(stories)).to_pylist()}


@pytest.fixture(scope="module")
def press() -> Press:
    return Press(11)


@pytest.fixture(scope="module")
def collection() -> list[Story]:
    return make_stories(5000, seed=1)


@pytest.fixture(scope="module")
def grouped(collection: list[Story]) -> pa.Table:
    return group(as_articles(collection))


def test_every_record_has_one_row_in_order(collection: list[Story], grouped: pa.Table) -> None:
    assert grouped.schema == COPIES
    assert grouped["record_id"].to_pylist() == sorted(story.record_id for story in collection)


def test_a_canonical_record_stands_for_itself_and_every_copy_for_one(grouped: pa.Table) -> None:
    rows = {row["record_id"]: row for row in grouped.to_pylist()}
    for row in rows.values():
        assert (row["kind"] == "canonical") == (row["canonical_id"] == row["record_id"])
        assert rows[row["canonical_id"]]["kind"] == "canonical"
        assert 0 <= row["similarity"] <= 1
        assert row["similarity"] == round(row["similarity"], 4)
    assert all(
        row["similarity"] == 1 for row in rows.values() if row["kind"] in ("canonical", "exact")
    )


def test_made_copies_are_found_and_templates_kept_apart(
    collection: list[Story], grouped: pa.Table
) -> None:
    story_of = {story.record_id: story.story for story in collection}
    kinds = {story.record_id: story.kind for story in collection}
    wrong = [
        r for r in grouped.to_pylist() if story_of[r["record_id"]] != story_of[r["canonical_id"]]
    ]
    assert wrong == []
    n_articles = sum(row["kind"] == "canonical" for row in grouped.to_pylist())
    assert n_articles <= len(set(story_of.values())) + 2
    chosen = [
        kinds[row["canonical_id"]]
        for row in grouped.to_pylist()
        if row["kind"] not in ("canonical", "exact")
    ]
    assert chosen.count("original") >= 0.97 * len(chosen)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_order_batches_and_threads_change_nothing(
    collection: list[Story], grouped: pa.Table, seed: int
) -> None:
    draw = random.Random(seed)
    shuffled = draw.sample(collection, len(collection))
    again = group(as_articles(shuffled), batch=draw.randint(300, 4000), threads=draw.choice((1, 2)))
    assert again.equals(grouped)


def test_small_chunks_of_pairs_change_nothing(
    collection: list[Story], grouped: pa.Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("copydesk.dedup.edges.CHUNK_PAIRS", 97)
    assert group(as_articles(collection)).equals(grouped)


def test_strangers_that_arrive_tear_no_copies_apart(
    collection: list[Story], grouped: pa.Table
) -> None:
    more = make_stories(1500, seed=99)
    both = {row["record_id"]: row for row in group(as_articles([*collection, *more])).to_pylist()}
    # The similarity may move: a line that more articles of a source carry is left out of the comparison.
    for row in grouped.to_pylist():
        assert both[row["record_id"]]["canonical_id"] == row["canonical_id"]


def test_a_copy_on_hundreds_of_pages_is_one_article(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(candidates, "FREQUENT", 20)
    monkeypatch.setattr(candidates, "HUBS", 3)
    original = press.story(1)
    stories = [
        original,
        *(press.copy(original, "scanned") for _ in range(80)),
        *map(press.story, range(2, 90)),
    ]
    copies = [row for row in rows_of(stories).values() if row["canonical_id"] == original.record_id]
    assert len(copies) == 81


@pytest.mark.parametrize("kind", KINDS)
def test_a_copy_of_each_kind_joins_its_original(press: Press, kind: str) -> None:
    original = press.story(7)
    copy = press.copy(original, kind)
    rows = rows_of([original, copy, press.story(8)])
    assert rows[copy.record_id]["canonical_id"] == original.record_id
    expected = {"truncated": "contained", "retyped": "exact"}.get(kind)
    assert expected in (None, rows[copy.record_id]["kind"])


def test_a_text_cut_short_gives_way_even_when_it_came_first(press: Press) -> None:
    original = press.story(3)
    cut = press.copy(original, "truncated")
    assert cut.published_at < original.published_at
    assert rows_of([cut, original])[cut.record_id]["canonical_id"] == original.record_id


def test_the_earliest_of_equal_texts_stands_for_them_and_the_dated_before_the_undated(
    press: Press,
) -> None:
    story = press.story(4)
    later = dataclasses.replace(
        story, record_id="rec_0", published_at=story.published_at + dt.timedelta(hours=1)
    )
    rows = rows_of([story, later])
    assert rows["rec_0"] == {
        "record_id": "rec_0", "canonical_id": story.record_id, "kind": "exact", "similarity": 1.0,
    }  # fmt: skip
    table = as_articles([story, later])
    dates = pa.array([None, later.published_at], pa.timestamp("us", tz="UTC"))
    table = table.set_column(table.schema.get_field_index("published_at"), "published_at", dates)
    assert set(group(table)["canonical_id"].to_pylist()) == {"rec_0"}


def test_the_latest_version_of_a_page_stands_for_it(press: Press) -> None:
    first = press.story(5)
    last = dataclasses.replace(press.copy(first, "updated"), publisher=first.publisher)
    table = as_articles([first, last])
    urls = pa.array(
        ["https://gazette.example/a", "http://www.gazette.example/a/?utm_medium=x"], pa.string()
    )
    rows = group(table.set_column(table.schema.get_field_index("url"), "url", urls)).to_pylist()
    assert {row["canonical_id"] for row in rows} == {last.record_id}
    assert sorted(row["kind"] for row in rows) == ["canonical", "revision"]


def test_an_update_under_the_same_headline_is_a_revision(press: Press) -> None:
    first = press.story(6)
    update = press.copy(first, "updated")
    assert rows_of([first, update])[update.record_id]["kind"] == "revision"


def test_paragraphs_that_a_source_repeats_join_no_strangers(press: Press) -> None:
    notice = "\n\n".join(press.paragraphs(4))
    stories = []
    for number in range(30):
        story = press.story(number)
        lead = story.body.split("\n\n")[0]
        stories.append(
            dataclasses.replace(story, publisher="Harbour Mail", body=f"{lead}\n\n{notice}")
        )
    assert {row["kind"] for row in rows_of(stories).values()} == {"canonical"}


def test_an_old_story_told_again_at_the_end_of_a_new_one_is_no_copy(press: Press) -> None:
    old, new = press.story(20), press.story(21)
    told = "\n\n".join([new.body, new.body[::-1], *old.body.split("\n\n")[1:]])
    rows = rows_of([old, dataclasses.replace(new, body=told)])
    assert {row["kind"] for row in rows.values()} == {"canonical"}


def test_a_chain_of_neighbours_does_not_join_its_ends(press: Press) -> None:
    paragraphs = press.paragraphs(40)
    stories = [
        dataclasses.replace(press.story(i), body="\n\n".join(paragraphs[i * 4 : i * 4 + 12]))
        for i in range(7)
    ]
    rows = rows_of(stories)
    assert rows[stories[0].record_id]["canonical_id"] != rows[stories[6].record_id]["canonical_id"]


@pytest.mark.parametrize(
    "script",
    ["会議は東京で開かれ代表団は合意に達した", "회의는 도쿄에서 열렸고 대표단은 합의에 이르렀다 "],
)
def test_copies_are_found_in_other_scripts(script: str, press: Press) -> None:
    draw = random.Random(4)
    body = "".join(draw.choice(script) for _ in range(600))
    other = "".join(draw.choice(script) for _ in range(600))
    story = press.story(30)
    bodies = {"rec_a": body, "rec_b": body + "。以上です。", "rec_c": other}
    stories = [
        dataclasses.replace(story, record_id=name, title=name, body=text)
        for name, text in bodies.items()
    ]
    rows = rows_of(stories)
    assert (
        rows["rec_a"]["canonical_id"]
        == rows["rec_b"]["canonical_id"]
        != rows["rec_c"]["canonical_id"]
    )


def test_bodies_without_words_and_an_empty_collection_are_no_error(press: Press) -> None:
    story = press.story(40)
    stories = [
        dataclasses.replace(story, record_id=f"rec_{i}", body=body, title="")
        for i, body in enumerate(["", "", "…", "Rain"])
    ]
    assert {row["kind"] for row in rows_of(stories).values()} == {"canonical"}
    assert group(as_articles([])).equals(COPIES.empty_table())
