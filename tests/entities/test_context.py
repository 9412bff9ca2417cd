"""When a capital stands for the government there, beside the twin in which it is the town."""

from __future__ import annotations

import pytest

from tests.entities.entity_articles import mentions_of


@pytest.mark.parametrize(
    ("body", "stands_for"),
    [
        ("Oslo rejected the offer.", "NOR"),
        ("Oslo pressed the envoys to yield.", "NOR"),
        ("In Oslo pressed trousers were shown.", None),
        ("In Oslo rejected plans were shown.", None),  # a place word right before
        ("Officials said in April that Oslo rejected the offer.", "NOR"),  # one further off
        ("Talks in Oslo rejected the offer.", None),
        ("Talks with Oslo failed.", "NOR"),
        ("The road ends at last Oslo", None),  # nothing stands behind
        ("He lives with Oslo.", None),  # nothing that is had with a government
        ("Pressure from Oslo grew.", "NOR"),  # "from" is a place word, too
        ("Reports from Oslo rejected it.", None),
        ("Oslo, Minnesota rejected the offer.", None),
        ("Oslo's contribution grew.", "NOR"),
        ("Oslo's weather was cold.", None),
        ("Oslo and Beijing met.", "NOR"),
        ("In Oslo and Beijing people met.", None),
        ("Berlin, Oslo and Beijing are cities.", None),  # a list
        ("He liked Oslo.", None),
    ],
)
def test_a_capital_is_its_government_by_the_words_around_it(
    body: str, stands_for: str | None
) -> None:
    found = {mention.surface: mention.stands_for for mention in mentions_of(body)}
    assert found["Oslo"] == stands_for
