"""Python's parser is asked again where another thread disturbed it, and not for ever."""

from __future__ import annotations

import ast

import pytest

from copydesk.text.python_syntax import TRIES, parsed


class Disturbed:
    """Parses as Python does, after so many times that it is disturbed."""

    def __init__(self, times: int) -> None:
        self.left = times

    def __call__(self, text: str) -> object:
        self.left -= 1
        if self.left >= 0:
            raise SystemError("AST constructor recursion depth mismatch (before=69, after=76)")
        return ast.literal_eval(text)


@pytest.mark.parametrize("times", [0, 1, TRIES - 1])
def test_what_another_thread_disturbed_is_parsed_again(times):
    assert parsed(Disturbed(times), "[1, 2]") == [1, 2]


def test_a_parser_that_always_fails_is_not_asked_for_ever():
    with pytest.raises(SystemError):
        parsed(Disturbed(TRIES), "[1, 2]")


def test_what_the_text_is_to_blame_for_is_raised_at_once():
    parse = Disturbed(0)
    with pytest.raises(SyntaxError):
        parsed(parse, "[1, 2")
    assert parse.left == -1
