"""What each condition of the event coder earns: `python -m training.events.ablation --shared SHARED`.

Every test in the coder's code (an `if`, a side of `and` and `or`, a filter) is switched off on its own: a test that adds a condition
is taken as met, one that opens a way as never met. Only documents for which it ever said otherwise are coded again. Printed is what
the labelled news loses by that, in hundredths of F1: held out first. What loses nothing, or gains, can go.
"""

from __future__ import annotations

import argparse
import ast
import dataclasses
import importlib.abc
import importlib.machinery
import importlib.util
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

PACKAGE = "copydesk.events."
MODULES = (
    "arguments coder denial frames parties people recast roles scope story tree triggers vetoes"
).split()
"""Modules that say what is an event and whose; dates, merging and summaries aren't judged by these labels."""

SWITCH = "_switch"


@dataclasses.dataclass(frozen=True, slots=True)
class Site:
    """A condition in the code, and what it counts as when it is switched off."""

    place: str  # "roles.py:75"
    words: str
    neutral: bool


@dataclasses.dataclass(slots=True)
class Board:
    """The switches: which condition is off, and in which documents each ever said what it doesn't say when off."""

    sites: list[Site] = dataclasses.field(default_factory=list)
    off: int = -1
    document: str = ""
    seen: dict[int, set[str]] = dataclasses.field(default_factory=lambda: defaultdict(set))

    def switch(self, number: int, value: Any) -> Any:
        """Return what a condition says, or what it counts as when it is off."""
        neutral = self.sites[number].neutral
        if number == self.off:
            return value if bool(value) == neutral else _like(value, neutral)
        if self.off < 0 and bool(value) != neutral:
            self.seen[number].add(self.document)
        return value


def _like(value: Any, neutral: bool) -> Any:
    """Return the neutral answer of a value's kind: an empty list for a list."""
    if neutral or isinstance(value, bool):
        return neutral
    return type(value)() if isinstance(value, list | tuple | set | frozenset | str | dict) else None


class Switched(ast.NodeTransformer):
    """Puts a switch at every condition of a module."""

    def __init__(self, board: Board, name: str) -> None:
        """Name the module that is read."""
        self.board, self.name = board, name

    def _at(self, node: ast.expr, neutral: bool) -> ast.expr:
        site = Site(f"{self.name}:{node.lineno}", " ".join(ast.unparse(node).split()), neutral)
        self.board.sites.append(site)
        number = ast.Constant(len(self.board.sites) - 1)
        call = ast.Call(ast.Name(SWITCH, ast.Load()), [number, self.visit(node)], [])
        return ast.copy_location(call, node)

    def visit_If(self, node: ast.If) -> ast.AST:
        """Take an `if` as never met."""
        node.test = self._at(node.test, neutral=False)
        node.body = [self.visit(n) for n in node.body]
        node.orelse = [self.visit(n) for n in node.orelse]
        return node

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        """Take the second way."""
        node.test = self._at(node.test, neutral=False)
        node.body, node.orelse = self.visit(node.body), self.visit(node.orelse)
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        """Take one side of `and` as met, of `or` as not."""
        node.values = [self._at(value, isinstance(node.op, ast.And)) for value in node.values]
        return node

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        """Take a filter as met."""
        node.iter = self.visit(node.iter)
        node.ifs = [self._at(test, neutral=True) for test in node.ifs]
        return node


class _Loader(importlib.machinery.SourceFileLoader):
    board: Board

    def get_code(self, fullname: str) -> CodeType:
        tree = ast.parse(Path(self.path).read_text(encoding="utf-8"))
        switched = Switched(self.board, Path(self.path).name).visit(tree)
        return compile(ast.fix_missing_locations(switched), self.path, "exec")

    def exec_module(self, module: ModuleType) -> None:
        module.__dict__[SWITCH] = self.board.switch
        super().exec_module(module)


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self, board: Board) -> None:
        self.board = board

    def find_spec(self, name: str, path: Any, target: Any = None) -> Any:
        if name.startswith(PACKAGE) and name.removeprefix(PACKAGE) in MODULES:
            found = importlib.machinery.PathFinder.find_spec(name, path)
            loader = _Loader(name, str(found.origin if found else ""))
            loader.board = self.board
            return importlib.util.spec_from_loader(name, loader)
        return None


Tally = Mapping[str, tuple[int, int, int]]
"""Right, superfluous and missed, by what is counted."""


def ablate(
    board: Board, documents: Mapping[str, Callable[[], Tally]]
) -> Iterable[tuple[Site, int, dict[str, float]]]:
    """Yield for each condition in how many documents it matters, and what F1 changes without it; None counts for what fails."""
    base: dict[str, Tally] = {}
    for board.document, tally in documents.items():
        base[board.document] = tally()
    names = sorted({name for tally in base.values() for name in tally})
    totals = {name: _sum(base.values(), name) for name in names}
    for number, site in enumerate(board.sites):
        board.off, changed = number, dict[str, Tally]()
        try:
            changed = {name: documents[name]() for name in sorted(board.seen[number])}
        except (AttributeError, IndexError, KeyError, TypeError, ValueError, RecursionError):
            continue  # what comes behind stands on it
        finally:
            board.off = -2
        differs = {k: v for k, v in changed.items() if v != base[k]}
        gain = {}
        for name in names:
            now = _sum(differs.values(), name)
            was = _sum([base[k] for k in differs], name)
            moved = [t + a - b for t, a, b in zip(totals[name], now, was, strict=True)]
            gain[name] = round(100 * (f1(moved) - f1(totals[name])), 3)
        yield site, len(differs), gain


def _sum(tallies: Iterable[Tally], name: str) -> list[int]:
    counted = [tally[name] for tally in tallies if name in tally]
    return [sum(column) for column in zip(*counted, strict=True)] or [0, 0, 0]


def f1(counts: Sequence[int]) -> float:
    """Return F1 of what is right, superfluous, missed."""
    right, extra, missed = counts
    return 2 * right / max(1, 2 * right + extra + missed)


def news_tallies(shared: Path) -> dict[str, Callable[[], Tally]]:
    """Return for each labelled document of news how to code and count it."""
    from copydesk.events import code_events
    from training.events.judge import Analysed, analyse
    from training.events.news_score import tally_of
    from training.news_corpus.load import read_news

    def tallied(one: Analysed) -> Callable[[], Tally]:
        part = "held out" if one[0].is_held_out else "other"

        def tally() -> Tally:
            counted = tally_of(one[0], code_events(*one[1:]))
            return {
                f"{part} {name}": (counts.right, counts.extra, counts.missed)
                for name, counts in counted.items()
                if name in ("type", "triple")
            }

        return tally

    return {one[0].document: tallied(one) for one in analyse(read_news(shared))}


def board_in_place() -> Board:
    """Return the switches of a coder that is loaded with them; before anything of it is imported."""
    board = Board()
    for name in [m for m in sys.modules if m.startswith(PACKAGE.rstrip("."))]:
        del sys.modules[name]
    sys.meta_path.insert(0, _Finder(board))
    return board


def main() -> None:
    """Print every condition, the one that costs least to lose first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True)
    options = parser.parse_args()
    board = board_in_place()
    rows = list(ablate(board, news_tallies(options.shared)))
    for site, n, gain in sorted(rows, key=lambda row: -row[2]["held out triple"]):
        told = "  ".join(f"{name} {change:+.3f}" for name, change in gain.items())
        print(f"{site.place:20} documents {n:4}  {told}  {site.words[:100]}")


if __name__ == "__main__":
    main()
