"""What is found by words is what a plain reading of the tables finds, in an order that a plain sum gives."""

from __future__ import annotations

import datetime as dt
import fcntl
import math
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk import tables
from copydesk.errors import CopydeskError
from copydesk.search import finding, index, search
from copydesk.search.terms import Stems, folded, words_in
from flows.command_line import DONE, USAGE, main

QUESTIONS = (
    "police",
    "farmers blocking the highway",
    "protest -police",
    "U.S. ship",
    "shipyard Korean sign",
    "zebra",
    "police zebra",
    "Müller",
)
PHRASES = (
    '"South Korea"',
    '"korea south"',
    '-"south korea" police',
    "trade-minister",
    '"police detained" Hosapete',
)


@pytest.fixture(scope="module")
def curated(sample_tables: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with an index of its own: nobody writes to the shared one."""
    folder = tmp_path_factory.mktemp("search") / "curated"
    shutil.copytree(sample_tables, folder, symlinks=True, ignore=shutil.ignore_patterns(".work"))
    return folder


@pytest.fixture(scope="module")
def articles(curated: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tables.read("articles", curated=curated, form="arrow").to_pylist()
    return rows


def stems_of(text: str) -> list[str]:
    stems = Stems()
    words = words_in(text)
    stems.learn(words)
    return [stems[word] for word in words]


def plainly(articles: list[dict[str, Any]], question: str) -> list[tuple[float, str]]:
    """Return scores and ids as a reader with much time would find them; words alone, no phrases."""
    wanted = [s for part in question.split() if part[0] != "-" for s in stems_of(part)]
    banned = {s for part in question.split() if part[0] == "-" for s in stems_of(part)}
    counts = {
        row["article_id"]: Counter(stems_of(row["body"]) + stems_of(row["title"] or "") * 3)
        for row in articles
    }
    lengths = {
        row["article_id"]: len(stems_of(f"{row['title'] or ''} {row['body']}")) for row in articles
    }
    mean = sum(lengths.values()) / len(lengths)
    found = []
    for key, count in counts.items():
        if any(count[s] for s in banned) or not all(count[s] for s in wanted):
            continue
        score = 0.0
        for stem in wanted:
            n = sum(other[stem] > 0 for other in counts.values())
            weight = math.log(1 + (len(counts) - n + 0.5) / (n + 0.5))
            score += (
                weight
                * count[stem]
                * 2.2
                / (count[stem] + 1.2 * (0.25 + 0.75 * lengths[key] / mean))
            )
        found.append((round(score, 4), key))
    return sorted(found, key=lambda pair: -pair[0])


@pytest.mark.parametrize("question", QUESTIONS)
def test_words_find_what_a_plain_reading_finds(question, curated, articles):
    answer = search(curated, question, limit=1000)
    told = [(hit.score, hit.article_id) for hit in answer.hits]
    expected = plainly(articles, question)
    assert sorted(told) == sorted(expected)
    assert [score for score, _ in told] == [score for score, _ in expected]
    assert (answer.n_found, answer.is_whole) == (len(expected), True)


@pytest.mark.parametrize("question", PHRASES)
def test_words_in_a_row_stand_in_a_row(question, curated, articles):
    def has(row: dict[str, Any], *words: str) -> bool:
        texts = [" ".join(map(folded, words_in(row[c] or ""))) for c in ("title", "body")]
        return any(f" {' '.join(words)} " in f" {text} " for text in texts)

    expected = {
        '"South Korea"': lambda row: has(row, "south", "korea"),
        '"korea south"': lambda row: has(row, "korea", "south"),
        '-"south korea" police': lambda row: has(row, "police") and not has(row, "south", "korea"),
        "trade-minister": lambda row: has(row, "trade", "minister"),
        '"police detained" Hosapete': lambda row: (
            has(row, "police", "detained") and has(row, "hosapete")
        ),
    }[question]
    found = {hit.article_id for hit in search(curated, question, limit=1000).hits}
    assert found == {row["article_id"] for row in articles if expected(row)}
    assert bool(found) == (question != '"korea south"')


def test_a_day_an_entity_and_a_type_select(curated, articles):
    first, last = dt.date(2024, 5, 1), dt.date(2024, 5, 16)
    told = search(curated, "said", first=first, last=last, limit=1000)
    everything = search(curated, "said", limit=1000)
    inside = [
        h.article_id for h in everything.hits if h.published_on and first <= h.published_on <= last
    ]
    assert [hit.article_id for hit in told.hits] == inside
    assert 0 < len(inside) < len(everything.hits)

    mentions = tables.mentions_of("South Korea", curated=curated)
    found = tables.search("said", entity="South Korea", curated=curated)
    assert {*found["article_id"]} == {*mentions["article_id"]} & {
        h.article_id for h in everything.hits
    }

    reports = tables.read("event_mentions", curated=curated)
    protests = reports[
        (reports["event_type"] == "PROTEST")
        & reports["evidence"].str.contains("police", case=False)
    ]
    sentences = tables.search("police", event_type="PROTEST", curated=curated)
    assert {*sentences["event_mention_id"]} == {*protests["event_mention_id"]} != set()

    parties = tables.timeline("South Korea", curated=curated)
    acted = tables.search("ship", event_type="SUPPORT", entity="South Korea", curated=curated)
    assert {*acted["event_id"]} <= {*parties["event_id"]}
    assert len(acted)


@pytest.mark.parametrize("question", [*QUESTIONS, *PHRASES])
@pytest.mark.parametrize(("start", "limit"), [(0, 3), (2, 3), (3, 1), (10_000, 3)])
def test_a_further_page_goes_on_where_the_one_before_ended(question, start, limit, curated):
    whole, page = (
        search(curated, question, limit=n, start=at) for n, at in ((1000, 0), (limit, start))
    )
    assert page.hits == whole.hits[start : start + limit]
    assert (page.n_found, page.is_whole) == (whole.n_found, whole.is_whole)


def test_a_page_far_back_costs_what_the_first_one_does(curated, monkeypatch):
    fetched, fetch = [], finding._fetch

    def counted(texts, numbers):
        fetched.append(len(numbers))
        return fetch(texts, numbers)

    monkeypatch.setattr(finding, "_fetch", counted)
    for start in (0, 4):
        assert len(search(curated, "said", limit=2, start=start).hits) == 2
    assert fetched == [2, 2]


def test_the_index_is_the_same_however_it_is_cut(curated, tmp_path, monkeypatch):
    whole = [search(curated, q, limit=50) for q in QUESTIONS[:3]]
    for name, size in (("a", 8), ("b", 8)):
        for module in (index, finding):
            monkeypatch.setattr(module, "SEGMENT", size)
        monkeypatch.setattr(index, "BATCH", 3)
        assert [
            search(curated, q, limit=50, index_folder=tmp_path / name) for q in QUESTIONS[:3]
        ] == whole
    first, second = (next((tmp_path / name).iterdir()).read_bytes() for name in ("a", "b"))
    assert first == second


@pytest.mark.parametrize("damage", [b"", b"no database", None])
def test_a_damaged_index_is_made_again(damage, curated, tmp_path):
    place = index.index_file(curated, tmp_path)
    good = place.read_bytes()
    place.write_bytes(good[:4096] if damage is None else damage)
    assert search(curated, "police", index_folder=tmp_path).n_found
    assert place.read_bytes() == good


def test_an_index_goes_with_its_version(curated, tmp_path):
    (tmp_path / "v-gone.sqlite").touch()
    (tmp_path / "mine.sqlite").touch()
    (tmp_path / ".making.killed").touch()
    with (tmp_path / ".making.alive").open("wb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        place = index.index_file(curated, tmp_path)
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {place.name, "mine.sqlite", ".making.alive"}
    assert place.stat().st_mode & 0o044 == 0o044


def test_a_folder_that_can_t_be_written_is_said(curated, tmp_path, monkeypatch):
    def refuse(*_: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(index, "_make", refuse)
    with pytest.raises(CopydeskError, match="--index DIR"):
        index.index_file(curated, tmp_path)


@given(st.sets(st.integers(0, index.SEGMENT - 1), min_size=1, max_size=300), st.integers(0, 3))
def test_lists_come_back_as_they_were(texts, segment):
    numbers = np.array(sorted(texts), np.int64)
    counts = numbers % 255 + 1
    found = index.decode(index.encode(numbers, counts), segment)
    assert (found.texts - segment * index.SEGMENT).tolist() == numbers.tolist()
    assert found.counts.tolist() == counts.tolist()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("protests", "Protesting"),
        ("U.S.", "US"),
        ("Zürich", "zurich"),
        ("Zu\u0308rich", "Zürich"),
        ("Korea’s", "Korea"),
        ("ÉTATS", "états"),
    ],
)
def test_words_that_are_one(one, other):
    assert stems_of(one) == stems_of(other)
    assert len(stems_of(one)) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("police", "policy"), ("us-led", "U.S."), ("ship", "shop"), ("don't", "do")]
)
def test_words_that_are_not(one, other):
    assert stems_of(one) != stems_of(other)


def test_scripts_without_spaces_are_searched_by_characters():
    assert words_in("東京で抗議") == ["東", "京", "で", "抗", "議"]
    assert words_in("विरोध प्रदर्शन") == ["विरोध", "प्रदर्शन"]


def test_a_passage_shows_the_words(curated):
    for hit in search(curated, "police detained protesters", limit=20).hits:
        shown = {hit.passage[start:end].lower() for start, end in hit.marks}
        assert shown <= {
            "police",
            "detained",
            "detain",
            "protesters",
            "protest",
            "protested",
            "protesting",
            "protests",
        }
        assert len(words_in(hit.passage)) <= finding.PASSAGE_WORDS
        assert shown


def test_the_command_finds_and_refuses(curated, capsys, tmp_path):
    where = ["--curated", str(curated)]
    assert main(["search", "farmers water", *where]) == DONE
    assert "*farmers*" in (told := capsys.readouterr().out)
    assert told.endswith("1 of 1 articles\n")
    assert main(["search", "police", "--type", "protest", *where]) == DONE
    assert capsys.readouterr().out.endswith("sentences\n")
    for words, message in (
        (["-", "--type", "PROTEST"], "expected a word"),
        (["police", "--type", "RIOT"], "known are"),
        (["police", "--from", "2024-02-01", "--to", "2024-01-01"], "is after --to"),
    ):
        assert main(["search", *words, *where]) == USAGE
        assert message in capsys.readouterr().err
    assert main(["search", "police", "--entity", "Nobody At All", *where]) != DONE
    assert "no entity is called" in capsys.readouterr().err
    assert main(["search", "police", "--curated", str(tmp_path)]) != DONE
    assert "run `copydesk run` first" in capsys.readouterr().err


def test_a_version_that_is_published_meanwhile_changes_no_answer(curated, tmp_path, monkeypatch):
    """The link moves after the index was chosen: texts come from the version that was indexed."""
    folder = tmp_path / "moving"
    shutil.copytree(curated, folder, symlinks=True)
    before = search(folder, "police", limit=5)
    real = finding.index_file

    def moved(*args: Any) -> Path:
        place = real(*args)
        (folder / ".versions" / "v-new").mkdir(exist_ok=True)
        (folder / "current").unlink()
        (folder / "current").symlink_to(Path(".versions") / "v-new")
        return place

    monkeypatch.setattr(finding, "index_file", moved)
    assert search(folder, "police", limit=5) == before
