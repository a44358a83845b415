"""The files of a package as an oracle sees them: their names, their bytes, and what plain ``ast`` says of their imports.

None of the program's own code is used here. What is compared with the program must have been found a second time, by other means.
"""

import ast
import sys
import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

Guard = tuple[ast.expr, bool]
"""The test of an ``if`` around a statement, and whether the statement stands in its body (else under its ``else``)."""


@dataclass(frozen=True, slots=True)
class Written:
    """One import statement, with the dots of a relative one resolved by the place of its file.

    Attributes:
        line: Where it starts.
        base: The module after ``from``; empty for a plain ``import``.
        names: What is imported, without the names it is bound to.
        guards: The tests around it, the outermost first.
    """

    line: int
    base: str
    names: tuple[str, ...]
    guards: tuple[Guard, ...]

    def may_name(self) -> set[str]:
        """Every module that the statement would name, if all of its names were modules."""
        if not self.base:
            return set(self.names)
        return {self.base, *(f"{self.base}.{name}" for name in self.names)}


@dataclass(frozen=True)
class Sources:
    """The files under a folder that is on the import path.

    Attributes:
        paths: All files, relative to the folder, with ``/``.
        texts: The bytes of the Python files among them.
    """

    paths: frozenset[str]
    texts: Mapping[str, bytes]

    @classmethod
    def of(cls, texts: Mapping[str, bytes]) -> "Sources":
        """Those that are all Python files."""
        return cls(frozenset(texts), texts)

    @cached_property
    def by_module(self) -> Mapping[str, tuple[str, ...]]:
        """The files that could be imported by a dotted name, packages first."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for path in self.texts:
            found[module_name(path)].append(path)
        return {
            name: tuple(sorted(paths, key=lambda path: not path.endswith("/__init__.py")))
            for name, paths in found.items()
        }

    def plain_folders(self, path: str) -> tuple[str, ...]:
        """The folders on the way to a file that have no ``__init__.py``, the first part of the path left out."""
        parts = path.split("/")[:-1]
        folders = ("/".join(parts[:length]) for length in range(2, len(parts) + 1))
        return tuple(folder for folder in folders if f"{folder}/__init__.py" not in self.texts)

    def statements(self, module: str) -> tuple[Written, ...]:
        """The import statements of all files of a module's name."""
        return tuple(
            written
            for path in self.by_module.get(module, ())
            for written in written_in(path, self.texts[path])
        )


def read_sources(root: Path, packages: Iterable[str]) -> Sources:
    """What is on disk below some packages; what a symbolic link leads to is left out."""
    found = sorted(
        path
        for package in packages
        for path in (root / package).rglob("*")
        if path.is_file() and not path.is_symlink() and "__pycache__" not in path.parts
    )
    names = {path: path.relative_to(root).as_posix() for path in found}
    texts = {names[path]: path.read_bytes() for path in found if path.suffix == ".py"}
    return Sources(frozenset(names.values()), texts)


def module_name(path: str) -> str:
    """The dotted name of a file, whether or not it can be imported by it."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def parsed(text: bytes) -> ast.Module | str:
    """The syntax tree of a file, or why there is none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(text)
        except SyntaxError as error:
            return f"Python {sys.version_info.major}.{sys.version_info.minor} does not parse it: {error.msg}"
        except (ValueError, RecursionError, MemoryError) as error:
            return f"it cannot be parsed: {type(error).__name__}"


def written_in(path: str, text: bytes) -> Iterator[Written]:
    """The import statements of a file, those that reach above its first folder left out."""
    tree = parsed(text)
    for node, guards in _imports(tree) if isinstance(tree, ast.Module) else ():
        names = tuple(alias.name for alias in node.names)
        base = "" if isinstance(node, ast.Import) else absolute_base(path, node)
        if base is not None:
            yield Written(node.lineno, base, names, guards)


def absolute_base(path: str, node: ast.ImportFrom) -> str | None:
    """The module after ``from``; None where there are more dots than folders above the file."""
    if not node.level:
        return node.module or ""
    package = path.split("/")[:-1]
    if node.level > len(package):
        return None
    return ".".join([*package[: len(package) - node.level + 1], *filter(None, [node.module])])


def reaches_too_high(path: str, tree: ast.Module) -> bool:
    """Whether a relative import of the file has more dots than there are folders above it."""
    return any(
        isinstance(node, ast.ImportFrom) and absolute_base(path, node) is None for node in ast.walk(tree)
    )


def _imports(tree: ast.Module) -> Iterator[tuple[ast.Import | ast.ImportFrom, tuple[Guard, ...]]]:
    waiting: list[tuple[ast.AST, tuple[Guard, ...]]] = [(tree, ())]
    while waiting:
        node, guards = waiting.pop()
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node, guards
        elif isinstance(node, ast.If):
            waiting.extend((child, (*guards, (node.test, True))) for child in node.body)
            waiting.extend((child, (*guards, (node.test, False))) for child in node.orelse)
        else:
            waiting.extend(
                (child, guards) for child in ast.iter_child_nodes(node) if _holds_statements(child)
            )


def _holds_statements(node: ast.AST) -> bool:
    return isinstance(node, ast.stmt | ast.ExceptHandler | ast.match_case)
