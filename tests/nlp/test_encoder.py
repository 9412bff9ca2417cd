"""What the encoder reads: alone, in company, in any order the same."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from copydesk.nlp.encoder import Encoder, best_labels, best_path, names_of, sentence_starts
from copydesk.nlp.sentence_rules import Hint
from copydesk.nlp.shipped_model import model_folder
from copydesk.text.language import NAME_KINDS

ENCODER = Encoder(model_folder())
FIRST = "Maria Lund of the World Bank met Turkish officials in Ankara on Monday .".split()
SECOND = "Police in Lagos arrested 20 members of the Labour Party .".split()
N_LABELS = 15


def found(*sentences: list[str]) -> list[list[tuple[int, int, str]]]:
    """Return the names of each sentence, all given as one article."""
    words = [word for sentence in sentences for word in sentence]
    begins = [i == 0 for sentence in sentences for i in range(len(sentence))]
    names = ENCODER.names(words, begins)
    out, base = [], 0
    for sentence in sentences:
        end = base + len(sentence)
        out.append([(a - base, b - base, k) for a, b, k in names if base <= a < end])
        base = end
    return out


def test_plain_names_are_found() -> None:
    assert [k for names in found(FIRST) for _, _, k in names] == ["PERSON", "ORG", "NORP", "GPE"]


def test_answer_does_not_depend_on_what_was_asked_before() -> None:
    alone = found(FIRST)
    found(SECOND, SECOND * 30)
    assert found(FIRST) == alone


def test_a_stretch_of_its_own_does_not_know_its_neighbours() -> None:
    filler = ["and"] * 240
    assert found(FIRST, filler)[0] == found(FIRST)[0]


def test_frames_name_who_takes_part_at_a_chance_that_is_worth_a_look() -> None:
    _, read = ENCODER.read(SECOND, [i == 0 for i in range(len(SECOND))])
    (frame,) = [word.frame for word in read if word.frame]
    chances = {SECOND[a.token]: a.chance for a in frame.arguments}
    assert {"Police", "members"} <= set(chances)
    assert min(chances.values()) >= 0.3  # what is told less surely is not told


def test_no_words_no_names() -> None:
    assert ENCODER.names([], []) == []
    assert ENCODER.read([], []) == ([], [])


def test_reading_gives_the_names_and_a_tree_per_sentence() -> None:
    words = [*FIRST, *SECOND]
    begins: list[Hint] = [i in {0, len(FIRST)} for i in range(len(words))]
    names, read = ENCODER.read(words, begins)
    assert names == ENCODER.names(words, begins)
    assert [i for i, word in enumerate(read) if word.begins] == [0, len(FIRST)]
    assert [words[i] for i, word in enumerate(read) if word.head == i] == ["met", "arrested"]
    assert {word.dep for i, word in enumerate(read) if word.head == i} == {"root"}
    assert (read[0].pos, read[0].tag, words[read[0].head]) == ("PROPN", "NNP", "met")


def test_the_likeliest_kind_of_each_word_is_its_name_s() -> None:
    words = FIRST + SECOND
    names, read = ENCODER.read(words, [i in {0, len(FIRST)} for i in range(len(words))])
    kinds = {i: kind for a, b, kind in names for i in range(a, b)}
    likeliest = {
        i: NAME_KINDS[max(range(len(NAME_KINDS)), key=word.name_chances.__getitem__)]
        for i, word in enumerate(read)
        if sum(word.name_chances) > 0.5
    }
    assert likeliest == kinds
    assert all(len(word.name_chances) == len(NAME_KINDS) for word in read)


def test_sentence_too_long_for_one_stretch_is_cut_into_trees() -> None:
    n = 600
    _, read = ENCODER.read(["Lund"] * n, [i == 0 for i in range(n)])
    starts = [i for i, word in enumerate(read) if word.begins]
    assert len(starts) > 1
    for a, b in zip(starts, [*starts[1:], n], strict=True):
        assert sum(word.head == i for i, word in enumerate(read[a:b], a)) == 1
        assert all(a <= word.head < b for word in read[a:b])


def test_rules_are_heard_before_scores_and_names_stay_whole() -> None:
    scores = np.full((5, 1), 3.0)
    assert sentence_starts([True, None, False, True, None], scores, {4}) == [0, 1, 3]
    assert sentence_starts([None, None, None, None, None], -scores, set()) == [0]


def is_sound(numbers: tuple[int, ...]) -> bool:
    """Tell whether a name goes on only where it has begun."""
    pairs = zip((0, *numbers), numbers, strict=False)
    return all(n % 2 or not n or before in {n, n - 1} for before, n in pairs)


@given(st.lists(st.lists(st.integers(-5, 5), min_size=5, max_size=5), min_size=1, max_size=4))
def test_best_path_is_the_best_of_all_that_make_sense(rows: list[list[int]]) -> None:
    scores = np.array(rows, dtype=np.float32)
    best = max(
        sum(float(scores[i, n]) for i, n in enumerate(numbers))
        for numbers in product(range(5), repeat=len(rows))
        if is_sound(numbers)
    )
    for path in (best_path(scores), best_labels(scores)):
        assert is_sound(tuple(path))
        assert sum(float(scores[i, n]) for i, n in enumerate(path)) == best


@given(st.lists(st.integers(0, N_LABELS - 1)))
def test_names_cover_what_is_labelled(numbers: list[int]) -> None:
    scores = np.eye(N_LABELS, dtype=np.float32)[numbers]
    labels = best_labels(scores) if numbers else []
    covered = {i for a, b, _ in names_of(labels) for i in range(a, b)}
    assert covered == {i for i, n in enumerate(labels) if n}
