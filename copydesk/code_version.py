"""Which code a stage runs: a hash of its modules, of all that they import, and of the data files they read.

Found by reading the imports, so that no one has to keep a list. Comments, docstrings and layout are no part of it: only
what can change an answer makes another version.
"""

from __future__ import annotations

import ast
import contextlib
import dataclasses
import functools
import hashlib
import sys
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from copydesk.disk.seals import open_json, sealed_json
from copydesk.disk.storage import replace_text
from copydesk.text.python_syntax import parsed

ROOT = Path(__file__).resolve().parent.parent
OURS = ("copydesk", "schemas")
LENGTH = 12
NO_DATA = (".py", ".pyc", ".md")
"""Endings of files beside the code that no stage reads."""

Function = ast.FunctionDef | ast.AsyncFunctionDef
BLOCKS = ("body", "handlers", "orelse", "finalbody", "cases")
"""Where statements stand in one of Python's."""


_known: dict[str, str] = {}
"""Versions by module, of this very code: found in this process, or kept by one before."""


def code_version(module: str) -> str:
    """Return a short hash of a module, named as it is imported (`copydesk.acceptance`), and of what it leans on."""
    if module not in _known:
        _known[module] = _version_found(module)
    return _known[module]


def _version_found(module: str) -> str:
    digest = hashlib.sha256()
    for name in sorted(closure(module)):
        digest.update(f"{name}\n{_code_of(name).syntax}\n".encode())
        for path in data_files(name):
            digest.update(path.relative_to(ROOT).as_posix().encode())
            digest.update(_bytes_hash(path))
    return digest.hexdigest()[:LENGTH]


def kept_versions(modules: Collection[str], file: Path) -> dict[str, str]:
    """Return the version of each module: as kept in a file or beside our code if no byte of that has changed since, else found anew.

    Two seconds of parsing otherwise, which a run that finds nothing new would mostly consist of. Whoever asks for the
    version of one of these modules later in this process is answered out of what was kept.
    """
    for place in (file, beside_code()):
        try:
            kept = open_json(place.read_text(encoding="utf-8"))
            if kept["code"] == code_bytes() and set(kept["versions"]) == set(modules):
                _known.update(kept["versions"])
                break
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return {module: code_version(module) for module in modules}


def keep_versions(versions: Mapping[str, str], file: Path) -> None:
    """Keep the versions of modules in a file, with a hash of the code that they are of; beside the code, too, where Python keeps it compiled."""
    text = sealed_json({"code": code_bytes(), "versions": dict(versions)})
    if not sys.dont_write_bytecode and file != beside_code():
        with contextlib.suppress(OSError):  # of another user, or read-only
            keep_versions(versions, beside_code())
    if not file.exists() or file.read_text(encoding="utf-8", errors="replace") != text:
        replace_text(text, file)


def beside_code() -> Path:
    """Return the file in which all collections of an installation find its versions."""
    return ROOT / "copydesk" / "__pycache__" / "versions.json"


@functools.cache
def code_bytes() -> str:
    """Return the hash of all our code and its data, and of the Python whose syntax trees the versions are of."""
    digest = hashlib.sha256(sys.version.encode())
    for folder in OURS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and path.parent.name != "__pycache__":
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
        code = _code_of(name)
        waiting += [(one, True) for one in (code.imports if is_whole else code.top_imports)]
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
    named, told = _code_of(name).strings, _strings_in(folder)
    return sorted(
        file
        for file, first in here.items()
        if {file.name, first} & named or not {file.name, first} & told
    )


@functools.cache
def _strings_in(folder: Path) -> frozenset[str]:
    """Return the strings that stand in the modules of a package."""
    return frozenset[str]().union(*(_code_of(_module_at(f)).strings for f in folder.glob("*.py")))


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


@dataclasses.dataclass(frozen=True, slots=True)
class _Code:
    """What a module's syntax tells; the tree itself, a hundred times as large, is let go."""

    syntax: str  # hash, without docstrings
    strings: frozenset[str]
    # modules of ours, those that functions import when they are called included
    imports: tuple[str, ...]
    top_imports: tuple[str, ...]


@functools.cache
def _code_of(name: str) -> _Code:
    tree = parsed(ast.parse, _file_of(name).read_bytes())
    for node in (tree, *_statements(tree, is_whole=True)):
        if isinstance(node, ast.Module | ast.ClassDef | Function):
            # Strings that stand alone say something to the reader and nothing to Python.
            node.body = [n for n in node.body if not _is_bare_string(n)] or [ast.Pass()]
    told: list[str] = []
    strings: set[str] = set()
    _tell(tree, told, strings)
    return _Code(
        hashlib.sha256("\n".join(told).encode()).hexdigest(),
        frozenset(strings),
        tuple(_imports(tree, is_whole=True)),
        tuple(_imports(tree, is_whole=False)),
    )


def _tell(node: ast.AST, told: list[str], strings: set[str]) -> None:
    """Append what makes up a tree, without places, and gather its strings; `ast.dump` and a walk take three times as long."""
    told.append(type(node).__name__)
    for field in node._fields:
        value = getattr(node, field, None)
        told.append(field)
        for part in value if isinstance(value, list) else (value,):
            if isinstance(part, ast.AST):
                _tell(part, told, strings)
            else:
                told.append(repr(part))
                if isinstance(part, str) and isinstance(node, ast.Constant):
                    strings.add(part)
    told.append("")  # ends it


def _is_bare_string(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


@functools.cache
def _bytes_hash(path: Path) -> bytes:
    return hashlib.sha256(path.read_bytes()).digest()


def _imports(tree: ast.Module, *, is_whole: bool) -> Iterator[str]:
    """Yield the modules of ours that a module imports."""
    for node in _statements(tree, is_whole=is_whole):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if _is_ours(alias.name))
        elif isinstance(node, ast.ImportFrom) and node.module and _is_ours(node.module):
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if _is_module(inner) else node.module


def _is_ours(module: str) -> bool:
    return module.partition(".")[0] in OURS


def _statements(node: ast.AST, *, is_whole: bool) -> Iterator[ast.AST]:
    """Yield the statements that run on import; of a whole module those in functions as well."""
    for block in BLOCKS:
        for child in getattr(node, block, ()):
            if not _is_for_types(child) and (is_whole or not isinstance(child, Function)):
                yield child
                yield from _statements(child, is_whole=is_whole)


def _is_for_types(node: ast.AST) -> bool:
    """Return whether a statement is there for type checkers alone."""
    return (
        isinstance(node, ast.If)
        and isinstance(node.test, ast.Name)
        and node.test.id == "TYPE_CHECKING"
    )
