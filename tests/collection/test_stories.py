"""Stories: which articles report one happening, that every article has one, and that no order or splitting shows."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from desk_runs import run_desk, story, table_bytes, write_lines

from copydesk.auditing.explain import explain_id
from copydesk.auditing.story_timeline import find_news
from copydesk.collection import stories as kept_stories
from copydesk.stories import grouping, pairs
from copydesk.stories.grouping import (
    ALONE_DATED,
    ALONE_MIXED,
    ALONE_UNDATED,
    MOST,
    SPAN_DAYS,
    find_blocks,
    part_block,
)
from copydesk.stories.pairs import (
    ALIKE,
    NO_DAY,
    NOBODY,
    WHOLE,
    WINDOW_DAYS,
    compare,
    find_pairs,
    measure,
    most_likeness,
    numbered,
)
from copydesk.stories.vectors import UNIT, Vectors
from copydesk.text.lead_marks import HEADLINE as HEADLINE_ALONE
from copydesk.text.lead_marks import LEAD, LEAD_FIGURE, LEAD_NAME

HEADLINE = HEADLINE_ALONE | LEAD  # what a headline says stands at the top of the text

PLACES = {
    "Sorrel Bay": ("Sorrel Bay", "Quent Island", "Mayor Ilse Harrow", "the Tamar ferry pier"),
    "Mount Ossa": ("Mount Ossa", "Kelder Valley", "Governor Piet Anker", "the Ossa cable railway"),
}
TELLINGS = (
    "{2} said that {0} had been struck by an earthquake before dawn, and that {3} lay in ruins. Rescuers from {1} dug for people in {0}.",
    "Rescue teams reached {0} from {1} after the earthquake that wrecked {3}. {2} asked for tents, and said that hospitals were full.",
    "In {0} schools stay shut after the earthquake. {2} promised that {3} would be built again; families from {1} sleep in sports halls.",
)
FILLERS = (
    "A choir of bakers won the prize for the best window in the capital, and the jury praised its gingerbread castle above all.",
    "Fishermen mended nets while gulls screamed; the price of herring had fallen again, and nobody on the quay could say why.",
    "The orchestra of the national radio will play fewer concerts next season since its hall needs a roof and the money is short.",
)


def report(key: str, place: str, telling: int, day: str | None, **changes: Any) -> dict[str, Any]:
    text = TELLINGS[telling].format(*PLACES[place]) + f" It is report {key} on what happened there."
    record = {"id": key, "title": f"Earthquake in {place}: report {key}", "text": text}
    if day:
        record["published"] = f"{day}T08:00:00Z"
    return record | {"url": f"https://gazette.example/{key}", "source": "Gazette"} | changes


def filler(number: int) -> dict[str, Any]:
    return story(number, text=f"{FILLERS[number % 3]} {story(number)['text']}")


REPORTS = [
    report("a1", "Sorrel Bay", 0, "2024-03-02"),
    report(
        "a2", "Sorrel Bay", 1, "2024-03-03", source="Coast Standard", url="https://coast.example/a2"
    ),
    report("a3", "Sorrel Bay", 2, "2024-03-07", source=None),  # its host alone: gazette.example
    report("b1", "Mount Ossa", 0, "2024-03-21"),
    report("b2", "Mount Ossa", 1, "2024-03-22"),
    report(
        "c1",
        "Sorrel Bay",
        0,
        "2024-01-05",
        text="An earthquake woke Sorrel Bay and Quent Island in the night. Mayor Ilse Harrow walked to the Tamar ferry pier with a "
        "lamp, found it whole, and told those in the street to go to bed again.",
    ),
    *map(filler, range(30)),
]


def stories_of(curated: Path) -> dict[str, str]:
    articles = pd.read_parquet(curated / "articles")
    return {
        title.split()[-1]: sid
        for title, sid in zip(articles["title"], articles["story_id"], strict=True)
    }


@pytest.fixture(scope="module")
def curated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("stories")
    write_lines(root / "raw" / "wire" / "all.jsonl", REPORTS)
    run_desk(root / "raw", root / "curated")
    return root / "curated"


def test_reports_of_one_happening_are_a_story_and_look_alikes_are_not(curated: Path) -> None:
    of = stories_of(curated)
    assert of["a1"] == of["a2"] == of["a3"]
    assert of["b1"] == of["b2"]
    assert len({of["a1"], of["b1"], of["c1"]}) == 3


def test_every_article_has_a_story_and_rows_count_it(curated: Path) -> None:
    articles, stories = (pd.read_parquet(curated / name) for name in ("articles", "stories"))
    assert set(articles["story_id"]) == set(stories["story_id"])
    row = stories.set_index("story_id").loc[stories_of(curated)["a1"]]
    assert (row["n_articles"], row["n_publishers"], row["n_independent"]) == (3, 2, 2)
    assert list(row["languages"]) == ["en"]
    assert str(row["first_published_at"])[:10] == "2024-03-02"
    assert str(row["last_published_at"])[:10] == "2024-03-07"


@pytest.mark.parametrize("seed", [1, 2])
def test_no_order_and_no_splitting_shows(curated: Path, tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)
    shuffled = draw.sample(REPORTS, len(REPORTS))
    cuts = sorted(draw.sample(range(1, len(REPORTS)), 2))
    for number, (low, high) in enumerate(zip([0, *cuts], [*cuts, len(REPORTS)], strict=True)):
        write_lines(tmp_path / "raw" / "wire" / f"{number}.jsonl", shuffled[low:high])
        run_desk(tmp_path / "raw", tmp_path / "curated")
    name = "stories"
    ours, theirs = (pd.read_parquet(root / name) for root in (curated, tmp_path / "curated"))
    pd.testing.assert_frame_equal(ours, theirs)
    ids = [
        pd.read_parquet(root / "articles", columns=["article_id", "story_id"])
        for root in (curated, tmp_path / "curated")
    ]
    assert set(map(tuple, ids[0].to_numpy())) == set(map(tuple, ids[1].to_numpy()))
    stories = {
        path: value for path, value in table_bytes(curated).items() if path.startswith("stories/")
    }
    assert stories.items() <= table_bytes(tmp_path / "curated").items()


SOME_UNDATED = [
    {
        key: value
        for key, value in told.items()
        if key != "published" or told["id"] not in ("a2", "b1")
    }
    for told in REPORTS
]


def test_a_story_holds_articles_with_a_day_and_without(tmp_path: Path) -> None:
    """In any order and splitting; the look-alikes stay apart."""
    lots = [SOME_UNDATED, SOME_UNDATED[::-1], SOME_UNDATED[1::2] + SOME_UNDATED[::2]]
    for number, told in enumerate(lots):
        for start in range(0, len(told), 12 if number else 99):
            write_lines(
                tmp_path / f"raw{number}" / "wire" / f"{start}.jsonl",
                told[start:][: 12 if number else 99],
            )
            run_desk(tmp_path / f"raw{number}", tmp_path / f"kept{number}")
    of, *others = (stories_of(tmp_path / f"kept{number}") for number in range(3))
    assert others == [of, of]
    assert of["a1"] == of["a2"] == of["a3"]
    assert of["b1"] == of["b2"]
    assert len({of["a1"], of["b1"], of["c1"]}) == 3


def test_two_with_a_day_are_as_alike_as_they_were_and_a_crowd_parts_others_before_blocks_are_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever stands beside them without a day. In a crowd no block holds both."""
    found: dict[str, set[tuple[int, ...]]] = {}
    part = kept_stories.part_block
    dated = [told for told in SOME_UNDATED if "published" in told]
    for name, lot, crowd in (
        ("dated", dated, 0),
        ("few", SOME_UNDATED, 0),
        ("many", SOME_UNDATED, WHOLE),
    ):
        blocks: list[tuple[Any, Any, Any]] = []

        def spy(*told: Any, seen: list[Any] = blocks) -> Any:
            seen.append(told)
            return part(*told)

        monkeypatch.setattr(kept_stories, "part_block", spy)
        monkeypatch.setattr(kept_stories, "crowd_of", lambda n, c=crowd: 2 * c * (n > 9))
        write_lines(tmp_path / name / "wire" / "all.jsonl", lot)
        run_desk(tmp_path / name, tmp_path / "curated" / name)
        assert {told[2] for told in blocks} == {(0, crowd, 0)}
        is_mixed = [len({day == NO_DAY for day in days.tolist()}) == 2 for _, days, _ in blocks]
        assert any(is_mixed) == (name == "few")
        found[name] = {
            (*sorted((days[i], days[j])), table[i, j])
            for table, days, _ in blocks
            for i, j in np.argwhere(np.triu(np.ones_like(table), 1))
            if NO_DAY not in (days[i], days[j])
        }
    assert found["dated"]
    assert found["dated"] <= found["few"]


def test_in_a_great_collection_only_those_with_a_day_are_held_against_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what grows over the bound or falls below it is what it would have been from the start."""
    raw = tmp_path / "raw" / "wire"
    write_lines(raw / "1.jsonl", SOME_UNDATED)
    late = [filler(90 + n) | {"published": "2024-07-01T08:00:00Z"} for n in range(4)]
    monkeypatch.setattr(kept_stories, "MOST_MIXED", len(SOME_UNDATED) + 2)
    for step in range(3):
        if step == 1:
            write_lines(raw / "2.jsonl", late)
        if step == 2:
            (raw / "2.jsonl").unlink()
        run_desk(tmp_path / "raw", tmp_path / "kept", prune=step == 2)
        run_desk(tmp_path / "raw", tmp_path / f"fresh{step}")
        of = stories_of(tmp_path / "kept")
        assert of == stories_of(tmp_path / f"fresh{step}")
        assert (of["a1"] == of["a2"]) == (of["b1"] == of["b2"]) == (step != 1)
        assert of["a1"] == of["a3"]


def test_a_block_that_nothing_touches_is_not_grouped_again(
    curated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(curated.parent, tmp_path / "desk", symlinks=True)
    grouped: list[int] = []
    part = kept_stories.part_block
    monkeypatch.setattr(
        kept_stories, "part_block", lambda *told: grouped.append(len(told[1])) or part(*told)
    )
    write_lines(
        tmp_path / "desk" / "raw" / "wire" / "late.jsonl",
        [filler(99) | {"published": "2024-07-01T08:00:00Z"}],
    )
    run_desk(tmp_path / "desk" / "raw", tmp_path / "desk" / "curated")
    assert stories_of(tmp_path / "desk" / "curated")["99"]
    assert grouped == []


def test_a_month_is_weighed_again_with_the_one_before_it_and_no_other(
    curated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was told in the month before is no news in this one; what comes after says nothing about it."""
    shutil.copytree(curated.parent, tmp_path / "desk", symlinks=True)
    weighed: list[list[str]] = []
    pair = kept_stories.pair_months
    monkeypatch.setattr(
        kept_stories, "pair_months", lambda *told: weighed.append(told[1]) or pair(*told)
    )
    for number, day in enumerate(("2024-02-25", "2024-03-25", "2024-07-01")):
        late = filler(97 + number) | {"published": f"{day}T08:00:00Z"}
        write_lines(tmp_path / "desk" / "raw" / "wire" / f"late{number}.jsonl", [late])
        run_desk(tmp_path / "desk" / "raw", tmp_path / "desk" / "curated")
    assert weighed == [["2024-02", "2024-03"], ["2024-03"], ["2024-07"]]
    run_desk(tmp_path / "desk" / "raw", tmp_path / "fresh")
    assert table_bytes(tmp_path / "desk" / "curated") == table_bytes(tmp_path / "fresh")


def test_another_hour_may_make_another_report_the_first(tmp_path: Path) -> None:
    """No month, no day and no pair changes with it: only the order within a block."""
    raw = tmp_path / "raw" / "wire"
    same_day = [report(f"d{n}", "Sorrel Bay", n, "2024-03-02") for n in range(3)]
    write_lines(raw / "1.jsonl", [*same_day, *map(filler, range(9))])
    run_desk(tmp_path / "raw", tmp_path / "kept")
    before = stories_of(tmp_path / "kept")
    assert len({before[f"d{n}"] for n in range(3)}) == 1
    for n in range(3):  # who is the first by id stays it in one of these
        early = same_day[n] | {"published": f"2024-03-02T0{6 - n}:00:00Z"}
        write_lines(raw / f"{n + 2}.jsonl", [early])
        run_desk(tmp_path / "raw", tmp_path / "kept")
    run_desk(tmp_path / "raw", tmp_path / "fresh")
    assert stories_of(tmp_path / "kept") == stories_of(tmp_path / "fresh") != before
    assert table_bytes(tmp_path / "kept") == table_bytes(tmp_path / "fresh")


def test_explain_tells_the_timeline(curated: Path) -> None:
    lines = list(explain_id(stories_of(curated)["a1"], curated.parent / "raw", curated))
    days = [line for line in lines if line.startswith("  2024-03-")]
    assert [line[2:12] for line in days] == ["2024-03-02", "2024-03-03", "2024-03-07"]
    assert "Coast Standard" in days[1]


def test_only_what_no_earlier_report_had_is_new() -> None:
    known = {"port", "ellery"}
    assert find_news("A boat from Port Ellery sank off Vasko with 12 on board.", known) == [
        "Vasko",
        "12",
    ]
    assert find_news("A boat sank off Vasko with 18 on board.", known) == ["18"]


def likeness(n: int, pairs: dict[tuple[int, int], int]) -> Any:
    matrix = np.zeros((n, n), np.int64)
    for (i, j), value in pairs.items():
        matrix[i, j] = matrix[j, i] = value
    return matrix


def test_a_pair_needs_more_than_a_third_report_does() -> None:
    days = np.zeros(2, np.int64)
    weak, strong = ALIKE + ALONE_DATED - 10, ALIKE + ALONE_DATED + 10
    assert part_block(likeness(2, {(0, 1): weak}), days) == [[0], [1]]
    three = likeness(3, {(0, 1): strong, (0, 2): weak, (1, 2): weak})
    assert part_block(three, np.zeros(3, np.int64)) == [[0, 1, 2]]


def vectors(*articles: dict[int, tuple[int, int]]) -> Vectors:
    """Return articles given as terms with their weights and marks."""
    sizes = [len(article) for article in articles]
    terms = [term for article in articles for term in sorted(article)]
    told = [article[term] for article in articles for term in sorted(article)]
    return Vectors(
        np.array(terms, np.uint32),
        np.array([weight for weight, _ in told], np.int64),
        np.array([mark for _, mark in told], np.uint8),
        np.cumsum([0, *sizes]).astype(np.int64),
    )


def likeness_of(
    left: dict[int, tuple[int, int]],
    right: dict[int, tuple[int, int]],
    gap: int,
    publishers: tuple[int, int] = (NOBODY, NOBODY),
) -> int:
    days, by = np.array([0, gap], np.int64), np.array(publishers)
    [found] = measure(vectors(left, right), days, by, np.array([0]), np.array([1]))
    assert found == measure(vectors(right, left), days, by, np.array([0]), np.array([1]))[0]
    return int(found)


SHARED = {2 * term: (800, 0) for term in range(1, 17)}


@pytest.mark.parametrize(
    ("left", "right", "gap"),
    [
        ({}, {}, 3),
        ({100: (900, LEAD_NAME)}, {}, 0),
        ({101: (900, LEAD_FIGURE)}, {103: (900, LEAD_FIGURE)}, 0),
        ({100: (900, HEADLINE)}, {102: (900, HEADLINE)}, 0),
    ],
    ids=[
        "days between",
        "a name of the lead that the other lacks",
        "other figures in the leads",
        "other words in the headlines",
    ],
)
def test_what_speaks_against_one_happening(
    left: dict[int, tuple[int, int]], right: dict[int, tuple[int, int]], gap: int
) -> None:
    plain = {term: (weight, 0) for term, (weight, _) in left.items()}
    other = {term: (weight, 0) for term, (weight, _) in right.items()}
    against = likeness_of(SHARED | left, SHARED | right, gap)
    assert 0 < against < likeness_of(SHARED | plain, SHARED | other, 0)


SAID = {98: (100, HEADLINE)}  # a headline of both
UNLIKE: list[
    tuple[
        str, dict[int, tuple[int, int]], dict[int, tuple[int, int]], int, tuple[int, int], int, int
    ]
] = [
    ("three days", {}, {}, 3, (1, 2), 8, 12),
    ("a name", SAID | {100: (900, LEAD_NAME)}, SAID, 0, (1, 2), 5, 6),
    ("a figure", {101: (900, LEAD_FIGURE)}, {103: (900, LEAD_FIGURE)}, 0, (1, 2), 5, 7),
    ("headlines", {100: (900, HEADLINE)}, {102: (900, HEADLINE)}, 0, (1, 2), 15, 25),
    ("a publisher", {}, {}, 0, (5, 5), 5, 8),
]
"""What speaks against two articles, and how many words in common are too few to outweigh it, and how many are enough."""


@pytest.mark.parametrize(
    ("left", "right", "gap", "publishers", "too_few", "enough"),
    [row[1:] for row in UNLIKE],
    ids=[row[0] for row in UNLIKE],
)
def test_what_speaks_against_a_pair_weighs_neither_half_nor_double(
    left: dict[int, tuple[int, int]],
    right: dict[int, tuple[int, int]],
    gap: int,
    publishers: tuple[int, int],
    too_few: int,
    enough: int,
) -> None:
    """Of a pair that shares `too_few` words it makes two stories, which half of its weight would not; of `enough` it leaves one, which
    twice its weight would part."""

    def is_one(n_shared: int, *, is_plain: bool) -> bool:
        shared = {2 * term: (330, 0) for term in range(1, n_shared + 1)}
        told = [shared | side for side in (left, right)]
        if is_plain:
            told = [{term: (weight, 0) for term, (weight, _) in one.items()} for one in told]
        days = np.array([0, 0 if is_plain else gap], np.int64)
        found = likeness_of(*told, int(days[1]), (1, 2) if is_plain else publishers)
        return part_block(likeness(2, {(0, 1): found}), days) == [[0, 1]]

    assert is_one(too_few, is_plain=True)
    assert not is_one(too_few, is_plain=False)
    assert is_one(enough, is_plain=False)


def pairs_of(left: dict[int, tuple[int, int]], right: dict[int, tuple[int, int]], gap: int) -> int:
    """Return how many pairs are found among two articles."""
    days, by = np.array([1000, 1000 + gap], np.int64), np.array([1, 2])
    return len(find_pairs(vectors(left, right), days, by, np.ones(2, np.bool_))[0])


def test_a_week_is_the_most_that_two_articles_of_one_happening_lie_apart() -> None:
    alike = {2 * term: (1000, 0) for term in range(1, 17)}
    assert [pairs_of(alike, alike, gap) for gap in (6, 7, 8)] == [1, 1, 0]


@pytest.mark.parametrize(
    ("ahead", "weight", "found"),
    [(15, 650, 1), (16, 650, 0), (15, 550, 0)],
    ids=["the sixteenth", "the seventeenth", "the sixteenth, but weak"],
)
def test_candidates_share_one_of_their_sixteen_most_telling_words(
    ahead: int, weight: int, found: int
) -> None:
    """What ranks behind these says nothing while candidates are looked for, however alike the two are in the rest."""
    late = dict.fromkeys(range(1002, 1026, 2), (540, 0))
    left, right = ({start + 2 * n: (900, 0) for n in range(ahead)} for start in (100, 500))
    shared = {1000: (weight, 0)} | late
    assert likeness_of(left | shared, right | shared, 0) > ALIKE
    assert pairs_of(left | shared, right | shared, 0) == found


@pytest.mark.parametrize("most", [1, 40, 1000])
def test_pairs_are_the_same_however_many_are_held_at_once(
    monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """And no more are held than are meant to be, but for those of one article."""
    draw = np.random.default_rng(3)
    told = [
        {int(term): (int(draw.integers(300, 900)), 0) for term in draw.integers(1, 40, 12)}
        for _ in range(60)
    ]
    days, by = draw.integers(1000, 1030, 60), draw.integers(NOBODY, 5, 60)
    is_asked = draw.permuted(np.arange(60) % 3 > 0)
    held: list[int] = []

    def counted(*args: Any) -> Any:
        held.append(len(args[-1]))
        return most_likeness(*args)

    def find() -> list[list[int]]:
        held.clear()
        found = find_pairs(vectors(*told), days, by, is_asked)
        return [column.tolist() for column in found]

    monkeypatch.setattr(pairs, "most_likeness", counted)
    whole = find()
    assert len(held) == 1
    assert whole[0] == sorted(whole[0])
    monkeypatch.setattr(pairs, "CONTRIBUTIONS_AT_ONCE", most)
    for bound in ("RANKED_AT_ONCE", "COMPARED_AT_ONCE", "LAID_AT_ONCE"):
        monkeypatch.setattr(pairs, bound, min(most, 50))
    assert find() == whole
    assert len(held) > 1
    assert max(held) <= max(most, 60)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(
    ("marks", "is_exact"),
    [
        ([0], True),
        ([0, LEAD, HEADLINE], True),
        ([0, HEADLINE, LEAD_NAME, LEAD_FIGURE, HEADLINE | LEAD_NAME], False),
    ],
    ids=["nothing is marked", "headlines speak", "names and figures too"],
)
def test_what_a_pair_is_told_apart_by_is_never_less_than_its_likeness(
    monkeypatch: pytest.MonkeyPatch, seed: int, marks: list[int], *, is_exact: bool
) -> None:
    """And just that where names and figures of leads have nothing against it; in pieces of any size."""
    monkeypatch.setattr(pairs, "COMPARED_AT_ONCE", 1 + 3 * seed)
    monkeypatch.setattr(pairs, "LAID_AT_ONCE", 100 * seed)
    draw = np.random.default_rng(seed)
    pool = np.concatenate((draw.integers(1, 1 << 32, 60), [1, (1 << 32) - 1]))
    told = [
        {
            int(term): (int(draw.integers(0, UNIT + 1)), int(draw.choice(marks)))
            for term in draw.choice(pool, int(draw.integers(1, 40)), replace=False)
        }
        for _ in range(30)
    ]
    days, by = draw.integers(0, 20, len(told)), draw.integers(NOBODY, 3, len(told))
    both = np.stack(np.triu_indices(len(told), 1), axis=1)
    x, y = draw.permutation(draw.permuted(both, axis=1)).T
    given = numbered(vectors(*told)), days, by, x, y
    most, likeness_ = most_likeness(*given), measure(*given)
    assert (most >= likeness_).all()
    assert (most == likeness_).all() == is_exact


@pytest.mark.parametrize("most", [1, 20, 1000])
def test_blocks_are_measured_pair_by_pair_however_many_at_once(
    monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    draw = np.random.default_rng(5)
    told = [
        {int(term): (int(draw.integers(300, 900)), 0) for term in draw.integers(1, 40, 12)}
        for _ in range(20)
    ]
    facts = vectors(*told), draw.integers(1000, 1030, 20), draw.integers(NOBODY, 5, 20)
    blocks = [np.array(block) for block in ([7], [3, 9], [0, 1, 2, 4], [19], [18, 5, 6])]
    monkeypatch.setattr(grouping, "PAIRS_AT_ONCE", most)
    found = list(grouping.measure_blocks(*facts, blocks))
    assert [block.tolist() for block, _ in found] == [block.tolist() for block in blocks]
    for block, table in found:
        assert table.tolist() == [
            [0 if a == b else measure(*facts, np.array([a]), np.array([b]))[0] for b in block]
            for a in block
        ]


def test_the_centre_is_whoever_is_most_like_the_others_of_two_the_first() -> None:
    likeness_ = np.array([[0, 5, 1], [5, 0, 4], [1, 4, 0]])
    assert grouping.centre_of(likeness_, [0, 1, 2]) == 1
    assert grouping.centre_of(likeness_, [1, 2]) == 1
    assert grouping.centre_of(likeness_, [2]) == 2


def figures(first: int, count: int) -> dict[int, tuple[int, int]]:
    return {first + 2 * n: (100, LEAD_FIGURE) for n in range(count)}


def test_each_figure_weighs_up_to_three() -> None:
    found = [likeness_of(SHARED | figures(101, n), SHARED | figures(201, n), 0) for n in range(5)]
    assert found[0] > found[1] > found[2] > found[3] == found[4]


FORM = {2 * term: (700, 0) for term in range(1, 21)}


def filled(name: int, *figures_of: int) -> dict[int, tuple[int, int]]:
    """Return a form of twenty words filled with a name and figures."""
    return FORM | {name: (900, LEAD_NAME)} | dict.fromkeys(figures_of, (100, LEAD_FIGURE))


@pytest.mark.parametrize(
    ("left", "right", "is_one_form"),
    [
        (filled(100), filled(102), True),
        (filled(100, 201, 203), filled(100, 301, 303), True),
        (filled(100, 201, 203), filled(100, 201, 203), False),
        (filled(100, 201), filled(100, 301), False),
        (filled(100), filled(100), False),
    ],
    ids=[
        "a match and another's",
        "the weather of two days",
        "a table twice",
        "a new toll",
        "one happening",
    ],
)
def test_a_form_filled_twice_tells_of_two_happenings(
    left: dict[int, tuple[int, int]], right: dict[int, tuple[int, int]], *, is_one_form: bool
) -> None:
    days, by = np.zeros(2, np.int64), np.array([1, 2])
    facts = compare(vectors(left, right), days, by, np.array([0]), np.array([1]))
    assert facts.forms.tolist() == [is_one_form]
    assert (likeness_of(left, right, 0) < ALIKE + ALONE_DATED) == is_one_form


def test_few_words_in_common_are_no_form_nor_are_many_of_a_longer_text() -> None:
    """Beside other names as well: what has words of its own is told in its own words."""
    few = {term: FORM[term] for term in list(FORM)[:11]}
    own = [{start + 2 * n: (300, 0) for n in range(16)} for start in (400, 600)]
    for left, right in (
        (few | {100: (900, LEAD_NAME)}, few | {102: (900, LEAD_NAME)}),
        (filled(100) | own[0], filled(102) | own[1]),
    ):
        facts = compare(vectors(left, right), np.zeros(2, np.int64), np.array([1, 2]), np.array([0]), np.array([1]))  # fmt: skip
        assert facts.forms.tolist() == [0]


def test_one_much_named_person_makes_no_happening() -> None:
    """However much the name weighs in both, under headlines of their own it alone comes to less than two articles need; two may do."""
    days = np.zeros(2, np.int64)
    own = [{100: (2800, HEADLINE)}, {102: (2800, HEADLINE)}]
    for n_names, stories in ((1, [[0], [1]]), (2, [[0, 1]])):
        names = {2 * term: (2800, LEAD_NAME | HEADLINE) for term in range(1, n_names + 1)}
        found = likeness_of(own[0] | names, own[1] | names, 0)
        assert part_block(likeness(2, {(0, 1): found}), days) == stories


@pytest.mark.parametrize("crowds", [(0, 0, 0), (0, 700, 1100)], ids=["few", "a crowd"])
@pytest.mark.parametrize(
    ("days", "alone"),
    [((0, 0), ALONE_DATED), ((NO_DAY, 0), ALONE_MIXED), ((NO_DAY, NO_DAY), ALONE_UNDATED)],
    ids=["with a day", "one with and one without", "without"],
)
def test_a_lone_pair_needs_more_without_days(
    days: tuple[int, int], alone: int, crowds: tuple[int, int, int]
) -> None:
    needed = ALIKE + alone + crowds[days.count(NO_DAY)]
    for more, stories in ((-20, [[0], [1]]), (20, [[0, 1]])):
        found = likeness(2, {(0, 1): needed + more})
        assert part_block(found, np.array(days), crowds) == stories
    assert ALONE_DATED < ALONE_UNDATED < ALONE_MIXED


def test_who_has_no_day_joins_others_but_brings_none_together_that_lie_apart() -> None:
    """In one week all four are one story."""
    all_alike = likeness(4, {(i, j): 3000 + 100 * i for i in range(4) for j in range(i + 1, 4)})
    week, apart = (np.array([100, NO_DAY, 100 + gap, 101]) for gap in (6, 20))
    assert part_block(all_alike, week) == [[0, 1, 2, 3]]
    assert part_block(all_alike, apart) == [[0, 1, 3], [2]]


def test_a_day_that_one_has_and_the_other_has_not_says_nothing() -> None:
    days, by = np.array([NO_DAY, 1000, 1003]), np.array([1, 2, 3])
    told = vectors(SHARED, SHARED, SHARED), days, by
    for ask in (measure, most_likeness):
        mixed, dated = ask(*told, np.array([0, 1]), np.array([1, 2]))
        assert mixed == likeness_of(SHARED, SHARED, 0) > dated == likeness_of(SHARED, SHARED, 3)


def test_a_figure_that_only_one_lead_has_says_nothing() -> None:
    one = likeness_of(SHARED | {101: (900, LEAD_FIGURE)}, SHARED, 0)
    assert one == likeness_of(SHARED | {101: (900, 0)}, SHARED, 0)


@pytest.mark.parametrize(
    ("left", "right", "untold"),
    [
        ({100: (900, HEADLINE)}, {100: (500, HEADLINE)}, 0),
        ({100: (900, HEADLINE)}, {102: (900, HEADLINE)}, 2000),
        ({100: (900, HEADLINE)}, {100: (500, LEAD), 102: (900, HEADLINE)}, 1000),
        ({100: (900, HEADLINE)}, {100: (500, 0), 102: (900, HEADLINE)}, 2000),
        ({100: (600, HEADLINE), 104: (300, HEADLINE)}, {100: (600, HEADLINE)}, 200),
        ({}, {102: (900, HEADLINE)}, 1000),
        ({100: (900, LEAD_NAME | LEAD)}, {102: (900, HEADLINE)}, 2000),
        ({100: (900, LEAD_NAME | LEAD)}, {100: (500, 0)}, 0),
    ],
    ids=[
        "one and the same",
        "nothing in common",
        "the lead of the other says it",
        "only its text says it",
        "by weight",
        "one has none and no names",
        "one has none, but names",
        "names are told anywhere",
    ],
)
def test_what_a_headline_says_stands_on_top_of_the_other_article_or_it_is_untold(
    left: dict[int, tuple[int, int]], right: dict[int, tuple[int, int]], untold: int
) -> None:
    for sides in ((left, right), (right, left)):
        told = vectors(*(SHARED | side for side in sides)), np.zeros(2, np.int64)
        facts = compare(*told, np.array([1, 2]), np.array([0]), np.array([1]))
        assert facts.untold.tolist() == [untold]


def headline(n_words: int) -> dict[int, tuple[int, int]]:
    return {100 + 2 * n: (100, HEADLINE) for n in range(n_words)}


def test_words_that_two_headlines_share_speak_for_one_happening_up_to_two() -> None:
    """A name tells who, and where one side has it as a name it is one."""
    few = dict(list(SHARED.items())[:6])
    found = [likeness_of(few | headline(n), few | headline(n), 0) for n in range(4)]
    assert found[1] > 1.2 * found[0]
    assert found[2] > 1.2 * found[1]
    assert found[3] - found[2] < 30  # of the word itself
    as_name = {100: (100, HEADLINE | LEAD_NAME)}
    assert likeness_of(few | headline(1), few | as_name, 0) < found[1]


def test_nothing_is_more_alike_than_an_article_and_itself() -> None:
    whole = {2 * term: (1000, HEADLINE) for term in range(1, 30)}
    assert likeness_of(whole, whole, 0) == WHOLE


@pytest.mark.parametrize(
    ("more", "stories"), [(6, [[0], [1]]), (7, [[0, 1]])], ids=["not enough", "the word carries it"]
)
def test_a_word_of_both_headlines_weighs_neither_half_nor_double(
    more: int, stories: list[list[int]]
) -> None:
    """Over three days: were it half of that, eight more would be needed, and were it double six would do."""
    word = {100: (330, HEADLINE)} | {2 * term: (330, 0) for term in range(1, more + 1)}
    days = np.array([0, 3], np.int64)
    found = likeness_of(word, word, 3, (1, 2))
    assert part_block(likeness(2, {(0, 1): found}), days) == stories


def test_one_publisher_is_believed_to_tell_of_two_happenings() -> None:
    strangers = likeness_of(SHARED, SHARED, 0)
    assert likeness_of(SHARED, SHARED, 0, (3, 3)) < strangers
    assert (
        likeness_of(SHARED, SHARED, 0, (3, 4)) == strangers
    )  # while two that are not known are no one


def test_a_story_grows_over_weeks_but_not_for_ever() -> None:
    step = WINDOW_DAYS - 1
    n = SPAN_DAYS // step + 4
    days = np.arange(n, dtype=np.int64) * step
    chain = likeness(n, {(i, i + 1): 6000 for i in range(n - 1)})
    groups = part_block(chain, days)
    assert max(len(group) for group in groups) > 3
    spans = [int(days[group[-1]] - days[group[0]]) for group in groups]
    assert 30 < max(spans) <= 45


def test_articles_far_apart_in_time_are_no_story_however_alike() -> None:
    days = np.array([0, WINDOW_DAYS + 1], np.int64)
    assert part_block(likeness(2, {(0, 1): 9000}), days) == [[0], [1]]


def test_a_block_that_is_too_great_is_parted_where_its_links_are_weakest() -> None:
    n = MOST + 100
    x = np.arange(n - 1)
    strength = np.full(n - 1, 5000)
    strength[n // 2] = 500
    label = find_blocks(n, (x, x + 1, strength))
    assert len(set(label.tolist())) == 2
    template = find_blocks(n, (x, x + 1, np.full(n - 1, 10_000)))
    assert len(set(template.tolist())) == n
