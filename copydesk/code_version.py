"""Which code a stage runs: a hash of its modules, of all that they import, and of the data files they read.

Found by reading the imports, so that no one has to keep a list. Comments, docstrings and layout are no part of it: only
what can change an answer makes another version.
"""

from __future__ import annotations

import ast
import functools
import hashlib
import sys
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from copydesk.python_syntax import parsed
from copydesk.seals import open_json, sealed_json
from copydesk.storage import replace_text

ROOT = Path(__file__).resolve().parent.parent
OURS = ("copydesk", "schemas")
LENGTH = 12
NO_DATA = (".py", ".pyc", ".md")
"""Endings of files beside the code that no stage reads."""


@functools.cache
def code_version(*modules: str) -> str:
    """Return a short hash of modules, named as they are imported (`copydesk.acceptance`), and of what they lean on."""
    digest = hashlib.sha256()
    for name in sorted(closure(*modules)):
        digest.update(f"{name}\n{_syntax(name)}\n".encode())
        for path in data_files(name):
            digest.update(path.relative_to(ROOT).as_posix().encode())
            digest.update(_bytes_hash(path))
    return digest.hexdigest()[:LENGTH]


def kept_versions(modules: Collection[str], file: Path) -> dict[str, str]:
    """Return the version of each module: as kept in a file if no byte of our code has changed since, else found anew.

    Two seconds of parsing otherwise, which a run that finds nothing new would mostly consist of.
    """
    try:
        kept = open_json(file.read_text(encoding="utf-8"))
        if kept["code"] == code_bytes() and set(kept["versions"]) == set(modules):
            return dict(kept["versions"])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return {module: code_version(module) for module in modules}


def keep_versions(versions: Mapping[str, str], file: Path) -> None:
    """Keep the versions of modules in a file, with a hash of the code that they are of."""
    text = sealed_json({"code": code_bytes(), "versions": dict(versions)})
    if not file.exists() or file.read_text(encoding="utf-8", errors="replace") != text:
        replace_text(text, file)


@functools.cache
def code_bytes() -> str:
    """Return the hash of all our code and its data, and of the Python whose syntax trees the versions are of."""
    digest = hashlib.sha256(sys.version.encode())
    for folder in OURS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0")
                digest.update(_bytes_hash(path))
    return digest.hexdigest()


def closure(*modules: str) -> set[str]:
    """Return the modules of ours that run when these do, themselves among them.

    A package that is imported only on the way to a module of its own runs as far as its top level goes: what its
    functions import when they are called is left out.
    """
    found: dict[str, bool] = {}  # whether all of it counts, not its top level alone
    waiting = [(name, True) for name in modules]
    while waiting:
        name, is_whole = waiting.pop()
        if found.get(name, False) or (name in found and not is_whole):
            continue
        found[name] = is_whole
        waiting += _imports(name, is_whole)
        waiting += [(parent, False) for parent in _parents(name)]
    return set(found)


@functools.cache
def data_files(name: str) -> list[Path]:
    """Return the files beside a module that it reads: those that it names, and those of its package that nobody names."""
    path = _file_of(name)
    folder = path.parent
    here = {file: file.relative_to(folder).parts[0] for file in _data_below(folder)}
    if not here:
        return []
    named = _strings(name)
    siblings = [_module_at(file) for file in sorted(folder.glob("*.py"))]
    told = {text for sibling in siblings for text in _strings(sibling)}
    return sorted(
        file
        for file, first in here.items()
        if {file.name, first} & named or not {file.name, first} & told
    )


def _data_below(folder: Path) -> Iterator[Path]:
    """Yield the data files of a package, those in folders that are no packages included."""
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            if path.name != "__pycache__" and not (path / "__init__.py").exists():
                yield from _data_below(path)
        elif path.suffix not in NO_DATA:
            yield path


def _parents(name: str) -> list[str]:
    parts = name.split(".")
    return [".".join(parts[:n]) for n in range(1, len(parts))]


def _module_at(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _file_of(name: str) -> Path:
    """Return the file of a module.

    Raises:
        ModuleNotFoundError: there is none.
    """
    path = ROOT.joinpath(*name.split("."))
    for file in (path / "__init__.py", path.with_suffix(".py")):
        if file.exists():
            return file
    raise ModuleNotFoundError(name)


@functools.cache
def _is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return (path / "__init__.py").exists() or path.with_suffix(".py").exists()


@functools.cache
def _tree(name: str) -> ast.Module:
    """Return a module's syntax without its docstrings."""
    tree = parsed(ast.parse, _file_of(name).read_bytes())
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            # Strings that stand alone say something to the reader and nothing to Python.
            node.body = [n for n in node.body if not _is_bare_string(n)] or [ast.Pass()]
    return tree


def _is_bare_string(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


@functools.cache
def _syntax(name: str) -> str:
    return hashlib.sha256(ast.dump(_tree(name)).encode()).hexdigest()


@functools.cache
def _strings(name: str) -> frozenset[str]:
    """Return the strings that stand in a module."""
    return frozenset(
        node.value
        for node in ast.walk(_tree(name))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


@functools.cache
def _bytes_hash(path: Path) -> bytes:
    return hashlib.sha256(path.read_bytes()).digest()


@functools.cache
def _imports(name: str, is_whole: bool) -> list[tuple[str, bool]]:
    """Return the modules of ours that a module imports, and whether each counts whole."""
    found: list[tuple[str, bool]] = []
    for node in _statements(_tree(name), is_whole):
        if isinstance(node, ast.Import):
            found += [(alias.name, True) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            base = node.module
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                found.append((inner if _is_module(inner) else base, True))
    return [(module, whole) for module, whole in found if module.partition(".")[0] in OURS]


def _statements(node: ast.AST, is_whole: bool) -> Iterator[ast.AST]:
    """Yield the statements that run on import; of a whole module those in functions as well."""
    for child in ast.iter_child_nodes(node):
        if _is_for_types(child):
            continue
        if not is_whole and isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        yield child
        yield from _statements(child, is_whole)


def _is_for_types(node: ast.AST) -> bool:
    """Return whether a statement is there for type checkers alone."""
    return (
        isinstance(node, ast.If)
        and isinstance(node.test, ast.Name)
        and node.test.id == "TYPE_CHECKING"
    )
