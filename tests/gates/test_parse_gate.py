"""The parser is as good as pinned, on the pages that were pinned; a figure below its best has its reason beside it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.gates.parse_gate import Figures, is_worse, measure, new_pins, read_pins
from tests.gates.parse_pages import (
    SET_VARIABLE,
    GatePage,
    digest_of,
    shared_set,
    shared_slice,
    written_pages,
)

PINS = read_pins()
LEAST_REASON = 20  # characters
FIGURES = [(name, figure) for name, pins in sorted(PINS.items()) for figure in pins if isinstance(pins[figure], dict)]  # fmt: skip


@pytest.fixture(scope="module")
def written() -> list[GatePage]:
    return written_pages()


@pytest.fixture(scope="module")
def written_figures(written: list[GatePage]) -> Figures:
    return measure(written)


@pytest.fixture(scope="module")
def shared() -> list[GatePage]:
    folder = shared_set()
    if folder is None:
        pytest.skip(f"the extraction set is not at hand; {SET_VARIABLE} may name its folder")
    return shared_slice(folder)


@pytest.fixture(scope="module")
def shared_figures(shared: list[GatePage]) -> Figures:
    return measure(shared)


def assert_as_good(figures: Figures, pins: dict[str, Any]) -> None:
    assert set(figures) == {name for name in pins if isinstance(pins[name], dict)}
    worse = {
        name: (value, pins[name]["value"])
        for name, value in figures.items()
        if is_worse(name, value, pins[name]["value"])
    }
    assert worse == {}


def test_written_pages_are_those_that_were_pinned(written: list[GatePage]) -> None:
    assert digest_of(written) == PINS["written"]["input_sha256"]
    assert len(written) == PINS["written"]["n_pages"]


def test_parser_is_as_good_as_pinned_on_written_pages(written_figures: Figures) -> None:
    assert_as_good(written_figures, PINS["written"])


def test_shared_pages_are_those_that_were_pinned(shared: list[GatePage]) -> None:
    assert digest_of(shared) == PINS["shared"]["input_sha256"]


def test_parser_is_as_good_as_pinned_on_shared_pages(shared_figures: Figures) -> None:
    assert_as_good(shared_figures, PINS["shared"])


@pytest.mark.parametrize(("name", "figure"), FIGURES)
def test_figure_below_its_best_has_a_reason_beside_it(name: str, figure: str) -> None:
    pin = PINS[name][figure]
    if is_worse(figure, pin["value"], pin["best"]):
        assert len(pin["lowered_because"]) >= LEAST_REASON


def test_a_loss_is_not_pinned_without_a_reason(written: list[GatePage]) -> None:
    better = {
        figure: {"value": 1.1, "best": 1.1, "lowered_because": ""} for figure in ("html_body_f1",)
    }
    _, refused = new_pins("written", written[:1], better, because="")
    assert [text.split(":")[0] for text in refused] == ["written.html_body_f1"]
    pins, refused = new_pins("written", written[:1], better, because="another measure of bodies")
    assert refused == []
    assert pins["html_body_f1"]["lowered_because"] == "another measure of bodies"
    assert pins["html_body_f1"]["best"] == 1.1


def test_every_written_page_has_its_answers_in_it(written: list[GatePage]) -> None:
    for page in written:
        markup = page.html.decode()
        assert page.title in markup
        assert all(text in markup for text in page.paragraphs), page.name
        assert "@" + "1" not in markup
