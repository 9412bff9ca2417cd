"""Mutation testing: small changes of rules, drawn by a seed, that a test should notice.

    python -m tests.mutants --n 300 --seed 1            # the sample; answers are kept in .mutants/
    python -m tests.mutants --n 30 --near               # what CI asks: are they noticed by the tests nearest to them?
    python -m tests.mutants --n 30 --package dedup      # of one package
    python -m tests.mutants --n 50 --at-once 5          # ten draws of five changes at once

The changes are cosmic-ray's operators; what this file adds is the seeded draw over packages, the tests that belong to
a module and to its package (the whole suite for each change would take a week), the copy in which changes are made, so
that a kill leaves no changed file behind, processes that are forked with the libraries loaded, and a cache by what was
changed and tested. A change that survives is printed as a diff: write the test that was missing, or delete the rule.
"""

from __future__ import annotations

import argparse
import ast
import compileall
import dataclasses
import difflib
import functools
import hashlib
import importlib
import json
import multiprocessing
import os
import py_compile
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / ".mutants" / "answers.json"
TIME_LIMIT = 300  # seconds: a change that makes a loop endless is noticed by that
AT_MOST = 0.15  # of the drawn changes may survive
UNCHANGED = ("copydesk/nlp/labels.py", "tests/nlp/test_labels.py")
"""They pass as long as nothing is changed: else every change would seem to be noticed."""
NEAR_FILES = 4  # chosen: of the tests nearest to a module; those of its package see the rest
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
        "tests/test_promises.py",
        "tests/test_records_stay.py",
    ),
    "flows": (
        "tests/flows/test_settings.py",
        "tests/flows/test_engine.py",
        "tests/flows/test_command_line.py",
    ),
}
LEFT_OUT = (
    "NoOp",
    "no_op",
    "ExceptionReplacer",
    "RemoveDecorator",
)  # nothing, breaks on dotted names, `@dataclass`
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
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    paths = (Path(*name.split(".")) for name in names)
    found = {p / "__init__.py" if (ROOT / p).is_dir() else p.with_suffix(".py") for p in paths}
    return frozenset(path.as_posix() for path in found)


def near_tests(package: str, module: str) -> list[str]:
    """Return the module, for its examples, and the tests of its package that import it or else what leads to it."""
    files = [ROOT / place for place in TESTS[package] if place.startswith("tests")]
    files = [test for file in files for test in (sorted(file.rglob("test_*.py")) or [file])]
    code = sorted((ROOT / Path(module).parts[0]).rglob("*.py"))
    users, found = {module}, []
    while not (found := [file for file in files if users & _imports(file)]):
        more = {path.relative_to(ROOT).as_posix() for path in code if users & _imports(path)}
        if more <= users:
            break
        users |= more
    named = f"test_{Path(module).stem}.py"
    found.sort(key=lambda file: (file.name != named, file.stat().st_size))
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
    compileall.compile_dir(_folder, quiet=2, invalidation_mode=checked)
    if not _pass(UNCHANGED, _folder):
        raise RuntimeError(f"{UNCHANGED} fail without a change")


def survive(mutants: Sequence[Mutant], is_near: bool) -> bool:
    """Make changes in the copy, run the tests that belong to them, undo them. Returns whether all tests passed."""
    assert _folder is not None
    before = {m.module: (_folder / m.module).read_text(encoding="utf-8") for m in mutants}
    for mutant in mutants:
        (_folder / mutant.module).write_text(mutant.text, encoding="utf-8")
    try:
        return all(_pass(tests, _folder) for tests in _tests_of(mutants, is_near))
    finally:
        for module, text in before.items():
            (_folder / module).write_text(text, encoding="utf-8")


def _pass(tests: Sequence[str], folder: Path) -> bool:
    """Run tests in a forked process; what takes too long has noticed something."""
    pid = os.fork()
    if pid == 0:
        _be_the_tests(tests, folder)
    deadline = time.monotonic() + TIME_LIMIT
    while time.monotonic() < deadline:
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status) in (0, 5)  # 5: there was no test
        time.sleep(0.02)
    os.killpg(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return False


def _be_the_tests(tests: Sequence[str], folder: Path) -> None:
    status: int = 70
    try:
        os.setpgid(0, 0)
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

        status = int(pytest.main(["-x", "-q", "-m", MODEL_FREE, *tests]))
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
    asked = parser.parse_args()
    packages = [name for name in TESTS if not asked.package or Path(name).name in asked.package]
    lots = _lots(drawn(asked.n, asked.seed, packages), asked.at_once, asked.seed)
    kept: dict[str, bool] = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    KEPT.parent.mkdir(exist_ok=True)
    hashes = {package: _tests_hash(package) for package in packages}
    keys = [
        "-".join([*(f"{m.key}-{hashes[m.package]}" for m in lot), *["near"] * asked.near])
        for lot in lots
    ]
    alive = 0
    for name in LOADED:
        importlib.import_module(name)
    context = multiprocessing.get_context("fork")
    with (
        tempfile.TemporaryDirectory() as base,
        ProcessPoolExecutor(asked.workers, context, _be_ready, (base,)) as pool,
    ):
        answers = [
            None if key in kept else pool.submit(survive, lot, asked.near)
            for key, lot in zip(keys, lots, strict=True)
        ]
        for number, (key, lot, answer) in enumerate(zip(keys, lots, answers, strict=True), 1):
            if answer is not None:
                kept[key] = answer.result()
                KEPT.write_text(json.dumps(kept, indent=0, sort_keys=True))
            if kept[key]:
                alive += 1
                _say("\n".join(line for mutant in lot for line in _told(mutant)))
            _say(f"{number} of {len(lots)}, {alive} survive")
    share = alive / len(lots)
    _say(f"{alive} of {len(lots)} draws survive: {share:.1%}, at most {asked.at_most:.0%}")
    sys.exit(share > asked.at_most)


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
