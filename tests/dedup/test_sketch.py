"""What an article is about, in few words: what a name, the lead and how often a word comes count for."""

from __future__ import annotations

import math

import numpy as np
import pytest

from copydesk.dedup.sketch import sketch_texts
from copydesk.dedup.words import split_words
from copydesk.stories import vectors
from copydesk.stories.vectors import ENOUGH_BEFORE, I64, LATER, U32, UNIT, Vectors, weigh
from copydesk.text.lead_marks import HEADLINE, LEAD, LEAD_FIGURE, LEAD_NAME

COMMON = "of the and to in a is that for it on was with as at by from be are this"


def weights_of(body: str, title: str = "") -> dict[str, int]:
    """Return the weight of each word of a text that its sketch keeps."""
    terms, weights, _ = sketch_texts(split_words([body]), split_words([title]))
    heavy = dict(zip(terms[0].as_py(), weights[0].as_py(), strict=True))
    words = {word.strip(".") for word in f"{body} {title}".split()}
    hashes = {word: int(split_words([word]).hashes[0]) for word in words}
    return {word: heavy[number] for word, number in hashes.items() if number in heavy}


def after(n_words: int, text: str) -> str:
    """Return a text that begins with so many words that say nothing."""
    filler = COMMON.split()
    return " ".join(filler[i % len(filler)] for i in range(n_words)) + f" {text}"


def test_a_name_says_twice_as_much_as_another_word() -> None:
    weights = weights_of(after(70, "quarrels about zorbing near Quentsby"))
    assert weights["Quentsby"] == 2 * weights["zorbing"]


def test_a_word_of_headline_or_lead_counts_three_times() -> None:
    lead, headline = weights_of(after(50, "zorbing")), weights_of(after(70, "now"), "zorbing")
    late = weights_of(after(70, "zorbing"))
    assert lead["zorbing"] == headline["zorbing"]
    assert lead["zorbing"] / late["zorbing"] == pytest.approx(1 + math.log(3), abs=0.07)


def test_the_lead_ends_with_the_sixtieth_word() -> None:
    last, first = (weights_of(after(n, "zorbing"))["zorbing"] for n in (59, 60))
    assert last > first


def test_names_and_figures_of_the_lead_and_words_of_the_headline_are_marked() -> None:
    body = f"{after(4, 'near Quentsby in 1907 with Weirsby, zorbing')} {after(70, 'in Harlsby of 1911')}"
    title = "Weirsby gleams"
    terms, _, marks = sketch_texts(split_words([body]), split_words([title]))
    found = dict(zip(terms[0].as_py(), marks[0].as_py(), strict=True))
    words = ("Quentsby", "1907", "Weirsby", "gleams", "zorbing", "Harlsby", "1911")
    assert {word: found[int(split_words([word]).hashes[0])] for word in words} == {
        "Quentsby": LEAD | LEAD_NAME,
        "1907": LEAD | LEAD_FIGURE,
        "Weirsby": LEAD | LEAD_NAME | HEADLINE,
        "gleams": LEAD | HEADLINE,
        "zorbing": LEAD,
        "Harlsby": 0,
        "1911": 0,
    }


def test_forty_words_are_kept() -> None:
    body = " ".join(f"zorb{chr(97 + i // 26)}{chr(97 + i % 26)}x" for i in range(90))
    assert len(weights_of(body)) == 40


def weighed(
    *articles: dict[int, int],
    known: dict[int, int] | None = None,
    day: list[int] | None = None,
    earlier: tuple[U32, int] = (np.zeros(0, np.uint32), 0),
) -> list[dict[int, int]]:
    """Return what the terms of some articles weigh; all other news are a thousand stories."""
    terms = np.array([term for article in articles for term in sorted(article)], np.uint32)
    values = [article[term] for article in articles for term in sorted(article)]
    bounds = np.cumsum([0, *map(len, articles)]).astype(np.int64)
    sketches = Vectors(terms, np.array(values, np.int64), np.zeros(len(terms), np.uint8), bounds)

    def count_known(asked: U32) -> I64:
        return np.array([(known or {}).get(int(term), 0) for term in asked], np.int64)

    days = np.array(day or [0] * len(articles), np.int64)
    flat = weigh(sketches, days, earlier, count_known, 1000, known is not None).weights.tolist()
    return [
        dict(zip(terms[a:b].tolist(), flat[a:b], strict=True))
        for a, b in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)
    ]


def test_a_vector_has_one_length_and_rarity_counts_squared() -> None:
    articles = weighed({1: 16, 2: 16}, {1: 16, 3: 16}, *({n: 16} for n in range(4, 20)))
    both = articles[0]
    assert math.hypot(*both.values()) == pytest.approx(UNIT, abs=2)
    rare, less = math.log(19 / 1.5), math.log(19 / 2.5)
    assert both[2] / both[1] == pytest.approx((rare / less) ** 2, rel=0.01)


@pytest.mark.parametrize("most", [1, 2, 19])
def test_articles_weigh_the_same_however_many_are_weighed_at_once(
    monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """A word's rarity is that of the whole month, an article without a word among them."""
    articles: list[dict[int, int]] = [{1: 16, 2: 20}, {}, *({n: 16, n + 1: 30} for n in range(18))]
    whole = weighed(*articles)
    monkeypatch.setattr(vectors, "WEIGHED_AT_ONCE", most)
    assert weighed(*articles) == whole
    assert whole[1] == {}


def test_what_is_common_in_other_news_says_little_in_a_small_month() -> None:
    """Of two words that the month has once each, one stands in every fifth story of other news: three hundred of these outweigh the month."""
    plain, told = weighed({1: 16, 2: 16}), weighed({1: 16, 2: 16}, known={1: 200})
    assert plain[0][1] == plain[0][2]
    rare, common = math.log(302 / 1.5), math.log(302 / 61.5)
    assert told[0][2] / told[0][1] == pytest.approx((rare / common) ** 2, rel=0.01)


def counted(n: int, **times: int) -> tuple[U32, int]:
    """Return the terms of n articles: each so many times."""
    terms = [np.full(n_times, int(term[1:]), np.uint32) for term, n_times in times.items()]
    return np.concatenate([np.zeros(0, np.uint32), *terms]), n


def test_what_is_told_that_day_for_the_first_time_says_more_than_what_was_told_before() -> None:
    """Both words stand in as many articles: the one in those of the day and after it, the other in those before."""
    articles = [{1: 16, 2: 16}, *({2: 16, 5 + n: 16} for n in range(9))]
    told = weighed(*articles, earlier=counted(200, t1=9))
    n_articles = 200 + 10 * LATER
    new, old = (
        math.log((n_articles + 1) / (10 * LATER + 0.5)),
        math.log((n_articles + 1) / (9 + LATER + 0.5)),
    )
    assert told[0][2] / told[0][1] == pytest.approx((new / old) ** 2, rel=0.01)
    alike = weighed(*({1: 16, 2: 16} for _ in range(3)), earlier=counted(200, t1=9, t2=9, t7=50))
    assert alike[0][1] == alike[0][2]


def test_days_of_the_month_are_before_one_another_too() -> None:
    """A word that thirty articles had on the first of the month is an old one on the second; what they have a day later is no less new."""
    first = [{1 if n < 30 else 9: 16, 10 + n: 16} for n in range(ENOUGH_BEFORE)]
    second = [{1: 16, 2: 16}, {2: 16, 3: 16}]
    days = [7] * len(first) + [8] * len(second)
    told = weighed(*first, *second, day=days, earlier=counted(ENOUGH_BEFORE))
    assert told[-2][2] > 7 * told[-2][1]
    days = [7] * len(second) + [8] * len(first)
    told = weighed(*second, *first, day=days, earlier=counted(ENOUGH_BEFORE))
    assert told[0][2] < 3 * told[0][1]


def test_where_little_came_out_before_the_others_count_the_more() -> None:
    """So the first days of a collection, and articles without a day, are weighed among themselves."""
    articles = [{1: 16, 2: 16}, *({2 if n < 9 else 3: 16, 5 + n: 16} for n in range(19))]
    ratios = []
    for n_before in (0, ENOUGH_BEFORE // 2, ENOUGH_BEFORE, 2 * ENOUGH_BEFORE):
        told = weighed(*articles, earlier=counted(n_before))
        later = max(LATER, 1 - n_before / ENOUGH_BEFORE)
        n = n_before + 20 * later + 1
        once, often = (math.log(n / (times * later + 0.5)) for times in (1, 10))
        ratios.append((once / often) ** 2)
        assert told[0][1] / told[0][2] == pytest.approx(ratios[-1], rel=0.02)
    assert ratios == sorted(ratios, reverse=True)
