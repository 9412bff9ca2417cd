"""The line classifier at run time: plain tables, one text at a time, the same answer every time."""

from __future__ import annotations

import numpy as np
import pytest

from copydesk.parse.block_model import load_block_model
from copydesk.parse.line_features import line_features, second_features, window_means
from copydesk.parse.line_model import (
    CHUNK,
    WEIGHTS_FILE,
    Forest,
    LineModel,
    forest_chances,
    judge_lines,
    load_model,
    save_model,
)
from copydesk.parse.line_rules import heaviest_stretch, is_plain_article, story_by_rules
from copydesk.parse.line_split import split_lines
from copydesk.parse.page_kind import load_page_trees

PROSE = "The yard will lift the old stage from its piles in May, and the council hopes to see boats by summer."
PAGE = "\n".join(
    [
        "Home",
        "News",
        "",
        "Ferry line to reopen in May",
        "",
        PROSE,
        "",
        PROSE[::-1].capitalize() + ".",
        "",
        "Share",
    ]
)


def stump(feature: int, threshold: float, low: float, high: float) -> Forest:
    return Forest(
        roots=np.array([0], dtype=np.int32),
        feature=np.array([feature, 0, 0], dtype=np.int32),
        threshold=np.array([threshold, 0, 0], dtype=np.float32),
        left=np.array([1, 1, 2], dtype=np.int32),
        right=np.array([2, 1, 2], dtype=np.int32),
        value=np.array([0, low, high], dtype=np.float32),
    )


def test_a_tree_sends_rows_left_up_to_its_threshold():
    chances = forest_chances(stump(1, 0.5, -2.0, 2.0), np.array([[9.0, 0.5], [0.0, 0.6]]))
    assert chances.tolist() == pytest.approx([0.119203, 0.880797], abs=1e-6)


def test_saved_trees_are_loaded_as_they_were(tmp_path):
    model = LineModel(*(stump(n, 0.1 * n, -1.0, 1.0) for n in range(4)))
    save_model(tmp_path / "weights.npz", model)
    with np.load(tmp_path / "weights.npz", allow_pickle=False) as stored:
        assert stored["byline_feature"].tolist() == [3, 0, 0]
        assert len(stored.files) == 24


def test_the_shipped_weights_are_small_and_hold_numbers_only():
    assert WEIGHTS_FILE.stat().st_size < 1_000_000
    with np.load(WEIGHTS_FILE, allow_pickle=False) as stored:
        assert {stored[name].dtype.kind for name in stored.files} <= {"i", "f"}


def test_the_shipped_trees_fit_the_features():
    lines = split_lines(PAGE)
    features = line_features(lines)
    model = load_model()
    n_second = second_features(features, features[:, 0]).shape[1]
    assert model.first.feature.max() < features.shape[1]
    assert (
        max(forest.feature.max() for forest in (model.story, model.title, model.byline)) < n_second
    )


def test_the_story_is_likelier_than_the_menu():
    chances = judge_lines(split_lines(PAGE))
    assert chances.story[3] > 0.5 > chances.story[0]
    assert int(np.argmax(chances.title)) == 2


def test_a_text_is_judged_alone_and_always_alike():
    alone = judge_lines(split_lines(PAGE)).story.tolist()
    judge_lines(split_lines(PAGE * 3))
    assert judge_lines(split_lines(PAGE)).story.tolist() == alone


def test_no_lines_have_no_chances():
    assert judge_lines([]).story.tolist() == []


def test_one_line_has_features():
    assert line_features(split_lines("One line.")).shape[0] == 1


def test_window_means_look_to_both_sides_and_not_at_the_line():
    before, behind = window_means(np.array([1.0, 2.0, 4.0]), 2)
    assert before.tolist() == [0.0, 1.0, 1.5]
    assert behind.tolist() == [3.0, 4.0, 0.0]


def test_the_heaviest_stretch_is_found():
    assert heaviest_stretch([-1, 2, -1, 3, -5, 1]) == (1, 4)
    assert heaviest_stretch([-1.0, -2.0]) == (0, 0)


def test_rules_keep_prose_and_its_headings():
    lines = split_lines(PAGE)
    assert [line.text for line, kept in zip(lines, story_by_rules(lines), strict=True) if kept][
        -2:
    ] == [
        PROSE,
        PROSE[::-1].capitalize() + ".",
    ]


def test_a_page_is_no_plain_article():
    (page, _), plain = (
        (lines := split_lines(text), lines)
        for text in (PAGE, f"Ferry line to reopen\n\n{PROSE}\n\n{PROSE}")
    )
    assert not is_plain_article(page[0], page[0], page[1:])
    assert is_plain_article(plain[0][0], plain[0][0], plain[0][1:])


def walked(forest: Forest, row: np.ndarray) -> float:
    """The chance of one row by going down each tree: what asking all questions at once must come to."""
    total = 0.0
    for root in forest.roots:
        node = int(root)
        while forest.left[node] != node:
            is_less = np.float32(row[forest.feature[node]]) <= forest.threshold[node]
            node = int((forest.left if is_less else forest.right)[node])
        total += float(forest.value[node])
    return 1.0 / (1.0 + np.exp(-total))


@pytest.mark.parametrize(
    "forest",
    [load_model().first, load_model().title, load_block_model().story, load_page_trees()],
    ids=["line", "title", "block", "page"],
)
def test_questions_asked_at_once_are_those_of_the_trees(forest):
    draw = np.random.default_rng(7)
    at = draw.integers(len(forest.threshold), size=(CHUNK + 3, int(forest.feature.max()) + 1))
    # Thresholds themselves are where "at most" and "less" part.
    rows = np.where(draw.random(at.shape) < 0.5, forest.threshold[at], draw.normal(size=at.shape))
    chances = forest_chances(forest, rows)
    for number in (0, 1, CHUNK - 1, CHUNK, CHUNK + 2):
        assert chances[number] == pytest.approx(walked(forest, rows[number]), abs=2e-6)
