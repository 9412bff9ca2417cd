"""Mutation testing: small changes of rules, drawn by a seed, that a test should notice.

    python -m tests.mutants --n 300 --seed 1            # the sample; answers are kept in .mutants/
    python -m tests.mutants --n 30 --near               # are they noticed by the tests nearest to them?
    python -m tests.mutants --n 30 --package dedup      # of one package
    python -m tests.mutants --n 50 --at-once 5          # ten draws of five changes at once
    python -m tests.mutants --n 300 --near --write      # and keep what was noticed, by which test, in tests/held.json
    python -m tests.mutants --held 30                   # what CI asks: does each of these tests still notice its change?

The changes are cosmic-ray's operators; what this file adds is the seeded draw over packages, the tests that belong to
a module and to its package (the whole suite for each change would take a week), the copy in which changes are made, so
that a kill leaves no changed file behind, processes that are forked with the libraries loaded, and a cache by what was
changed and tested. A change that survives is printed as a diff: write the test that was missing, or delete the rule.
"""

from __future__ import annotations

import argparse
import ast
import compileall
import contextlib
import dataclasses
import difflib
import functools
import hashlib
import importlib
import itertools
import json
import multiprocessing
import os
import py_compile
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / ".mutants" / "noticed.json"
HELD = ROOT / "tests" / "held.json"
TIME_LIMIT = 300  # seconds of CPU: a change that makes a loop endless is noticed by that, on a busy machine as on a quiet one
PATIENCE = 3000  # seconds: and one that makes somebody wait for ever
AT_MOST = 0.15  # of the drawn changes may survive
UNCHANGED = ("copydesk/nlp/labels.py", "tests/nlp/test_labels.py")
"""They pass as long as nothing is changed: else every change would seem to be noticed."""
NEAR_FILES = 6  # chosen: of the tests nearest to a module; those of its package see the rest
LOADED = (
    "numpy",
    "pandas",
    "pyarrow.parquet",
    "duckdb",
    "lxml.html",
    "spacy",
    "pytest",
)
"""Loaded once, before processes are forked: of a module's own tests most of the time."""

# Package: the tests that should notice a change of it, quickest first. The tests of the sample stand behind all.
SAMPLE = ("tests/test_sample_run.py", "tests/golden")
TESTS: dict[str, tuple[str, ...]] = {
    "copydesk/parse": ("copydesk/parse", "tests/parse", "tests/gates/test_parse_gate.py"),
    "copydesk/dedup": ("copydesk/dedup", "tests/dedup"),
    "copydesk/entities": ("copydesk/entities", "tests/entities", "tests/test_kept_entities.py"),
    "copydesk/events": ("copydesk/events", "tests/events", "tests/test_kept_events.py"),
    "copydesk/nlp": ("copydesk/nlp", "tests/nlp"),
    "copydesk/readers": ("copydesk/readers", "tests/readers", "tests/test_layout.py"),
    "copydesk/collection": (
        "tests/collection",
        "tests/test_packing.py",
        "tests/test_promises.py",
        "tests/test_records_stay.py",
    ),
    "copydesk/stories": ("copydesk/stories", "tests/collection/test_stories.py"),
    "flows": ("tests/flows", "tests/test_damage.py"),
}
LEFT_OUT = (
    "NoOp",
    "no_op",
    "ExceptionReplacer",
    "RemoveDecorator",
)  # nothing, breaks on dotted names, `@dataclass`
QUICK_SECONDS = 2.0  # chosen, of CPU: a test that takes longer is asked by no slice
SLOW = " (slow)"
UNNAMED = "?"  # noticed by no one test: nothing could be imported, or it took too long
MODEL_FREE = "not slow and not server and not timed"


@dataclasses.dataclass(frozen=True)
class Mutant:
    """One change: the module as a path from the root, where, and its text afterwards."""

    package: str
    module: str
    operator: str
    occurrence: int
    text: str

    @property
    def key(self) -> str:
        return hashlib.sha256(f"{self.module}\0{self.text}".encode()).hexdigest()[:16]


def _without_types(text: str) -> str:
    """The code as it runs: annotations say nothing that a test could see. Nothing of what is no Python."""
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return ""
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            node.returns = None
        elif isinstance(node, ast.AnnAssign):
            node.annotation = ast.Constant(value=None)
    return ast.dump(tree)


def _places(module: Path) -> Iterator[tuple[str, int]]:
    from cosmic_ray.ast import ast_nodes, get_ast_from_path
    from cosmic_ray.plugins import get_operator, operator_names

    nodes = list(ast_nodes(get_ast_from_path(module)))
    for name in sorted(operator_names()):
        operator = get_operator(name)
        if operator.arguments() or name.endswith(LEFT_OUT):
            continue
        found = sum(len(list(operator().mutation_positions(node))) for node in nodes)
        yield from ((name, place) for place in range(found))


def _rank(seed: int, *parts: object) -> str:
    return hashlib.sha256("\0".join(map(str, (seed, *parts))).encode()).hexdigest()


def drawn(n: int, seed: int, packages: list[str]) -> list[Mutant]:
    """Draw changes: as many of each package, over its operators and then over its places evenly."""
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator

    result: list[Mutant] = []
    for number, package in enumerate(packages):
        share = n * (number + 1) // len(packages) - n * number // len(packages)
        modules = sorted(
            (ROOT / package).rglob("*.py"), key=lambda path: _rank(seed, path.relative_to(ROOT))
        )
        places = [
            (module.relative_to(ROOT).as_posix(), name, place)
            for module in modules[: max(share, 1)]
            for name, place in _places(module)
        ]
        # Twelve comparisons stand for each number: drawn by operator family first, else they would be nearly all.
        family = {name: name.split("/")[-1].split("_")[0] for _, name, _ in places}
        turn: dict[str, int] = {}
        order = []
        for place in sorted(places, key=lambda place: _rank(seed, *place)):
            turn[family[place[1]]] = turn.get(family[place[1]], 0) + 1
            order.append((turn[family[place[1]]], place))
        for _, (module_path, name, occurrence) in sorted(order, key=lambda item: item[0]):
            if share == 0:
                break
            before = (ROOT / module_path).read_text(encoding="utf-8")
            after = mutate_code(before, get_operator(name)(), occurrence)
            if after is None or _without_types(after) in ("", _without_types(before)):
                continue
            result.append(Mutant(package, module_path, name, occurrence, after))
            share -= 1
    return result


def _copy(folder: Path) -> None:
    files = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split("\0")
    for name in filter(None, files):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)


def _rests_on(test: str, lot: Sequence[Mutant]) -> str:
    """Return the hash of what an answer rests on: the file of the test that noticed it, else all tests of its packages."""
    path = ROOT / test.removesuffix(SLOW).split("::")[0]
    if test and path.is_file():
        return hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    return "-".join(_tests_hash(package) for package in sorted({m.package for m in lot}))


@functools.cache
def _tests_hash(package: str) -> str:
    digest = hashlib.sha256()
    for place in (*TESTS[package], *SAMPLE):
        path = ROOT / place
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.suffix in {".py", ".toml", ".json", ".txt"}:
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


@functools.cache
def _imports(path: Path) -> frozenset[str]:
    """Return the modules of ours that a file names, as paths from the root."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            above = path.relative_to(ROOT).parts[: -node.level or None] if node.level else ()
            base = ".".join((*above, node.module))
            names |= {base, *(f"{base}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    paths = (Path(*name.split(".")) for name in names)
    found = {p / "__init__.py" if (ROOT / p).is_dir() else p.with_suffix(".py") for p in paths}
    return frozenset(path.as_posix() for path in found)


def near_tests(package: str, module: str) -> list[str]:
    """Return the module, for its examples, the test of its name, and the tests of its package that lead to it soonest.

    Of these the largest: they say most of what their package does.
    """
    files = [ROOT / place for place in TESTS[package] if place.startswith("tests")]
    files = [test for file in files for test in (sorted(file.rglob("test_*.py")) or [file])]
    ours = [*sorted((ROOT / Path(module).parts[0]).rglob("*.py")), *ROOT.glob("tests/**/*.py")]
    users: set[str] = {module}
    found = [file for file in files if file.name == f"test_{Path(module).stem}.py"]
    while len(found) < NEAR_FILES:
        leading = {path for path in ours if users & _imports(path)}
        more = [file for file in files if file in leading and file not in found]
        found += sorted(more, key=lambda file: -file.stat().st_size)
        if {path.relative_to(ROOT).as_posix() for path in leading} <= users:
            break
        users |= {path.relative_to(ROOT).as_posix() for path in leading}
    return [module, *(file.relative_to(ROOT).as_posix() for file in found[:NEAR_FILES])]


def _tests_of(mutants: Sequence[Mutant], is_near: bool) -> list[list[str]]:
    """Return which tests are run, one lot after the other."""
    lots = [near_tests(mutant.package, mutant.module) for mutant in mutants]
    if not is_near:
        lots += [list(TESTS[package]) for package in sorted({m.package for m in mutants})]
        lots.append(list(SAMPLE))
    return lots


_folder: Path | None = None  # of a worker: the copy in which it changes modules


def _be_ready(base: str) -> None:
    """Make the copy of a worker. Its compiled files are held against the source: changes of one second have one time."""
    global _folder
    _folder = Path(tempfile.mkdtemp(dir=base))
    _copy(_folder)
    checked = py_compile.PycInvalidationMode.CHECKED_HASH
    for package in {Path(name).parts[0] for name in TESTS}:
        compileall.compile_dir(_folder / package, quiet=2, invalidation_mode=checked)
    if _failed(UNCHANGED, _folder):
        raise RuntimeError(f"{UNCHANGED} fail without a change")


def noticed_by(mutants: Sequence[Mutant], lots: Sequence[Sequence[str]]) -> str:
    """Make changes in the copy, run lots of tests, undo the changes. Returns the test that failed first, "" if none."""
    assert _folder is not None
    before = {m.module: (_folder / m.module).read_text(encoding="utf-8") for m in mutants}
    for mutant in mutants:
        (_folder / mutant.module).write_text(mutant.text, encoding="utf-8")
    try:
        return next(filter(None, (_failed(tests, _folder) for tests in lots)), "")
    finally:
        for module, text in before.items():
            (_folder / module).write_text(text, encoding="utf-8")


def _failed(tests: Sequence[str], folder: Path) -> str:
    """Run tests in a forked process. Returns the first that failed, "" if none; what takes too long noticed something."""
    told = folder / ".failed"
    told.write_text(UNNAMED, encoding="utf-8")
    pid = os.fork()
    if pid == 0:
        _be_the_tests(tests, folder, told)
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            passed = os.waitstatus_to_exitcode(status) in (0, 5)  # 5: there was no test
            return "" if passed else told.read_text(encoding="utf-8")
        time.sleep(0.02)
    os.killpg(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return UNNAMED


class _Teller:
    """Writes down which test failed first, without its parameters, and whether it did so quickly."""

    def __init__(self, told: Path) -> None:
        self._told, self._start = told, 0.0

    def pytest_runtest_logstart(self) -> None:
        self._start = sum(os.times()[:4])

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.failed:
            is_quick = sum(os.times()[:4]) - self._start < QUICK_SECONDS
            mark = "" if is_quick else SLOW
            self._told.write_text(report.nodeid.split("[")[0] + mark, encoding="utf-8")


def _be_the_tests(tests: Sequence[str], folder: Path, told: Path) -> None:
    status: int = 70
    try:
        os.setpgid(0, 0)
        resource.setrlimit(resource.RLIMIT_CPU, (TIME_LIMIT, TIME_LIMIT))
        nowhere = os.open(os.devnull, os.O_RDWR)
        for handle in range(3):
            os.dup2(nowhere, handle)
        os.chdir(folder)
        os.environ |= {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
        sys.dont_write_bytecode = True
        sys.path[:] = [str(folder), *(path for path in sys.path if path not in ("", str(ROOT)))]
        for name in [name for name in sys.modules if name.split(".")[0] == "tests"]:
            del sys.modules[name]
        import pytest

        status = int(pytest.main(["-x", "-q", "-m", MODEL_FREE, *tests], plugins=[_Teller(told)]))
    finally:
        os._exit(status)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--n", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--package", action="append", choices=[Path(name).name for name in TESTS])
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("--at-most", type=float, default=AT_MOST, help="share that may survive")
    parser.add_argument("--at-once", type=int, default=1, help="changes in one draw")
    parser.add_argument("--near", action="store_true", help="only the tests nearest to a change")
    parser.add_argument("--write", action="store_true", help="keep what was noticed for --held")
    parser.add_argument("--held", type=int, default=0, help="ask again so many of those kept")
    asked = parser.parse_args()
    sys.exit(_ask_held(asked) if asked.held else _ask_drawn(asked))


def _ask_drawn(asked: argparse.Namespace) -> bool:
    """Draw changes and ask the tests that belong to them. Returns whether too many survive."""
    packages = [name for name in TESTS if not asked.package or Path(name).name in asked.package]
    lots = _lots(drawn(asked.n, asked.seed, packages), asked.at_once, asked.seed)
    kept: dict[str, dict[str, str]] = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    KEPT.parent.mkdir(exist_ok=True)
    keys = ["-".join([*(m.key for m in lot), *["near"] * asked.near]) for lot in lots]
    is_kept = [
        key in kept and kept[key]["of"] == _rests_on(kept[key]["test"], lot)
        for key, lot in zip(keys, lots, strict=True)
    ]
    alive = 0
    with _workers(asked.workers) as pool:
        answers = [
            None if still else pool.submit(noticed_by, lot, _tests_of(lot, asked.near))
            for still, lot in zip(is_kept, lots, strict=True)
        ]
        for number, (key, lot, answer) in enumerate(zip(keys, lots, answers, strict=True), 1):
            if answer is not None:
                kept[key] = {"test": (test := answer.result()), "of": _rests_on(test, lot)}
                KEPT.write_text(json.dumps(kept, indent=0, sort_keys=True))
            if not (test := kept[key]["test"]):
                alive += 1
                _say("\n".join(line for mutant in lot for line in _told(mutant)))
            elif asked.write and len(lot) == 1 and test != UNNAMED and not test.endswith(SLOW):
                _hold(lot[0], test)
            _say(f"{number} of {len(lots)}, {alive} survive")
    share = alive / len(lots)
    _say(f"{alive} of {len(lots)} draws survive: {share:.1%}, at most {asked.at_most:.0%}")
    return bool(share > asked.at_most)


@contextlib.contextmanager
def _workers(n: int) -> Iterator[ProcessPoolExecutor]:
    """Processes with the libraries loaded, each with a copy of its own in which it makes changes."""
    for name in LOADED:
        importlib.import_module(name)
    context = multiprocessing.get_context("fork")
    with (
        tempfile.TemporaryDirectory() as base,
        ProcessPoolExecutor(n, context, _be_ready, (base,)) as pool,
    ):
        yield pool


def _hold(mutant: Mutant, test: str) -> None:
    """Keep a change and the test that noticed it: as the lines changed, with those before until they stand once."""
    before = (ROOT / mutant.module).read_text(encoding="utf-8").splitlines(keepends=True)
    after = mutant.text.splitlines(keepends=True)
    start = _alike(before, after)
    end = _alike(before[start:][::-1], after[start:][::-1])
    whole = "".join(before)
    while whole.count("".join(before[start : len(before) - end])) > 1:
        start -= 1
    change = {
        "module": mutant.module,
        "was": "".join(before[start : len(before) - end]),
        "becomes": "".join(after[start : len(after) - end]),
        "test": test,
    }
    held: list[dict[str, str]] = json.loads(HELD.read_text("utf-8")) if HELD.exists() else []
    if change not in held:
        held = sorted([*held, change], key=lambda one: _rank(0, *one.values()))
        text = json.dumps(held, indent=1, ensure_ascii=False) + "\n"
        HELD.write_text(text, encoding="utf-8")


def _alike(one: list[str], other: list[str]) -> int:
    """Return how many lines are the same before the first that differs."""
    same = itertools.takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return sum(1 for _ in same)


def _standing(n: int) -> list[tuple[Mutant, str]]:
    """Return the first changes kept whose lines still stand once in their module, and the test of each."""
    found: list[tuple[Mutant, str]] = []
    for change in json.loads(HELD.read_text(encoding="utf-8")):
        path = ROOT / change["module"]
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        if text.count(change["was"]) == 1 and len(found) < n:
            text = text.replace(change["was"], change["becomes"])
            found.append((Mutant("", change["module"], "", 0, text), change["test"]))
    return found


def _ask_held(asked: argparse.Namespace) -> bool:
    """Ask of changes kept the one test that noticed each. Returns whether one survives or too few still stand."""
    held = _standing(asked.held)
    tests = sorted({test for _, test in held})
    with _workers(asked.workers) as pool:
        if failed := pool.submit(noticed_by, [], [tests]).result():
            _say(f"fails without a change: {failed}")
            return True
        answers = [pool.submit(noticed_by, [mutant], [[test]]) for mutant, test in held]
        alive = [one for one, answer in zip(held, answers, strict=True) if not answer.result()]
    for mutant, test in alive:
        _say("\n".join([*_told(mutant), f"was noticed by {test}"]))
    _say(f"{len(alive)} of {len(held)} changes survive; {asked.held} should be asked")
    return bool(alive) or len(held) < asked.held


def _lots(mutants: list[Mutant], at_once: int, seed: int) -> list[list[Mutant]]:
    """Return draws of some changes each, of as many modules; what is over is left out."""
    mixed = sorted(mutants, key=lambda mutant: _rank(seed, mutant.key))
    one_each = list({mutant.module: mutant for mutant in mixed}.values()) if at_once > 1 else mixed
    n = len(one_each) // at_once * at_once
    return [one_each[at : at + at_once] for at in range(0, n, at_once)]


def _told(mutant: Mutant) -> list[str]:
    before = (ROOT / mutant.module).read_text(encoding="utf-8").splitlines()
    diff = difflib.unified_diff(before, mutant.text.splitlines(), lineterm="", n=1)
    return [f"--- survives: {mutant.module}", *list(diff)[2:]]


if __name__ == "__main__":
    main()
