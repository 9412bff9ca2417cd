"""Mutation testing: small changes of rules, drawn by a seed, that a test should notice.

    python -m tests.mutants --n 300 --seed 1            # the sample; answers are kept in .mutants/
    python -m tests.mutants --n 30 --package dedup      # of one package

The changes are cosmic-ray's operators; what this file adds is the seeded draw over packages, the tests that belong to
each package (the whole suite for each change would take a week), the copy in which changes are made, so that a kill
leaves no changed file behind, and a cache by what was changed and tested. A change that survives is printed as a diff:
write the test that was missing, or delete the rule.
"""

from __future__ import annotations

import argparse
import ast
import dataclasses
import difflib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / ".mutants" / "answers.json"
TIME_LIMIT = 300  # seconds: a change that makes a loop endless is noticed by that
AT_MOST = 0.15  # of the drawn changes may survive

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
    """The code as it runs: annotations and docstrings say nothing that a test could see."""
    tree = ast.parse(text)
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

    tree = get_ast_from_path(module)
    for name in sorted(operator_names()):
        operator = get_operator(name)
        if operator.arguments() or name.endswith(LEFT_OUT):
            continue
        found = sum(len(list(operator().mutation_positions(node))) for node in ast_nodes(tree))
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
            if after is None or _without_types(after) == _without_types(before):
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


def survives(mutant: Mutant, folder: Path) -> bool:
    """Make the change in the copy, run the tests of its package, undo it. Returns whether all of them passed."""
    path = folder / mutant.module
    before = path.read_text(encoding="utf-8")
    path.write_text(mutant.text, encoding="utf-8")
    try:
        for tests in (TESTS[mutant.package], SAMPLE):
            command = [sys.executable, "-m", "pytest", "-x", "-q", "-m", MODEL_FREE, *tests]
            try:
                done = subprocess.run(
                    command, cwd=folder, capture_output=True, timeout=TIME_LIMIT, check=False,
                    env=_environment(folder),
                )  # fmt: skip
            except subprocess.TimeoutExpired:
                return False
            if done.returncode != 0:
                return False
        return True
    finally:
        path.write_text(before, encoding="utf-8")


def _environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--n", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--package", action="append", choices=[Path(name).name for name in TESTS])
    parser.add_argument("--at-most", type=float, default=AT_MOST, help="share that may survive")
    asked = parser.parse_args()
    packages = [name for name in TESTS if not asked.package or Path(name).name in asked.package]
    kept: dict[str, bool] = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    KEPT.parent.mkdir(exist_ok=True)
    mutants = drawn(asked.n, asked.seed, packages)
    hashes = {package: _tests_hash(package) for package in packages}
    alive = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _copy(folder)
        for number, mutant in enumerate(mutants, 1):
            key = f"{mutant.key}-{hashes[mutant.package]}"
            if key not in kept:
                kept[key] = survives(mutant, folder)
                KEPT.write_text(json.dumps(kept, indent=0, sort_keys=True))
            if kept[key]:
                alive += 1
                before = (ROOT / mutant.module).read_text(encoding="utf-8").splitlines()
                diff = difflib.unified_diff(before, mutant.text.splitlines(), lineterm="", n=1)
                _say("\n".join([f"--- survives: {mutant.module}", *list(diff)[2:]]))
            _say(f"{number} of {len(mutants)}, {alive} survive")
    share = alive / len(mutants)
    _say(
        f"{alive} of {len(mutants)} drawn changes survive: {share:.1%}, at most {asked.at_most:.0%}"
    )
    sys.exit(share > asked.at_most)


if __name__ == "__main__":
    main()
