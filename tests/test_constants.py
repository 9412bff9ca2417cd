"""Numbers carry their source: what each is, and whether it was measured, taken from elsewhere or chosen, and why.

A constant's source stands in a comment at or above it, or in a string below it or below the unbroken group that it is in.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
Assignment = ast.Assign | ast.AnnAssign


def is_number(value: ast.expr | None) -> bool:
    """Return whether an expression is a number, a sum of numbers, or a row of them."""
    match value:
        case ast.Constant(value=bool()):
            return False
        case ast.Constant(value=int() | float()):
            return True
        case ast.UnaryOp(operand=inner):
            return is_number(inner)
        case ast.BinOp(left=left, right=right):
            return is_number(left) and is_number(right)
        case ast.Tuple(elts=parts):
            return bool(parts) and all(map(is_number, parts))
    return False


def has_string_below(body: list[ast.stmt], at: int) -> bool:
    """Return whether a string stands below the group of assignments that the statement is in."""
    while isinstance(body[at], Assignment):
        below = body[at + 1] if at + 1 < len(body) else None
        if below is None or below.lineno != (body[at].end_lineno or 0) + 1:
            return False
        at += 1
    last = body[at]
    is_string = isinstance(last, ast.Expr) and isinstance(last.value, ast.Constant)
    return is_string and isinstance(last.value.value, str)


def unexplained(source: str) -> Iterator[int]:
    """Yield the lines of the numeric constants of a module that nothing explains."""
    lines, body = source.splitlines(), ast.parse(source).body
    for at, node in enumerate(body):
        if not isinstance(node, Assignment) or not is_number(node.value):
            continue
        is_told = any("#" in line for line in lines[node.lineno - 1 : node.end_lineno])
        is_told = is_told or lines[node.lineno - 2].startswith("#")
        if not is_told and not has_string_below(body, at):
            yield node.lineno


def test_what_explains_a_number_and_what_does_not() -> None:
    told = (
        '# chosen\nA = 1\nB = (\n    2  # taken from a standard\n)\n\nC = 3\nD = -4\n"""Both."""\n'
    )
    assert list(unexplained(told)) == []
    bare = 'NAME = "x"\nE = 1 << 4\n\n"""Not beside it."""\nF: int = 5\n\nG = 1, 2\n'
    assert list(unexplained(bare)) == [2, 5, 7]


def test_every_numeric_constant_carries_its_source() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for package in ("schemas", "copydesk", "flows")
        for path in sorted((ROOT / package).rglob("*.py"))
        for line in unexplained(path.read_text(encoding="utf-8"))
    ]
    assert found == []
