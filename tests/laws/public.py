"""What must stay as it is, read from the text alone: the names that others may use, and where each probe stands."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Texts:
    """The modules of a repository as trees."""

    trees: Mapping[str, ast.Module]
    paths: Mapping[str, str]
    """By module, its file."""

    @classmethod
    def of(cls, files: Mapping[str, bytes]) -> "Texts":
        trees, paths = {}, {}
        for path, raw in files.items():
            if path.endswith(".py"):
                name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
                try:
                    trees[name] = ast.parse(raw)
                except (SyntaxError, ValueError):
                    continue
                paths[name] = path
        return cls(trees, paths)

    def is_package(self, module: str) -> bool:
        return self.paths[module].endswith("__init__.py")


def offered_paths(texts: Texts, listed: Mapping[str, Iterable[str]]) -> set[str]:
    """The old public paths, as ``module:name``.

    Public names that a module defines, what its ``__all__`` lists, all that a package shows, what is imported ``as`` itself, and whatever another
    module takes from it. A name that a plain module only imported for itself, and that nobody takes from there, is no path.
    """
    found = {f"{module}:{name}" for module, names in listed.items() for name in names}
    for module, tree in texts.trees.items():
        found |= {f"{module}:{name}" for name in defined(tree) if not name.startswith("_")}
        for node in _at_top(tree.body):
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = {one.asname or one.name for one in node.names}
                shown = {one.name for one in node.names if one.asname == one.name}
                shown |= {name for name in names if texts.is_package(module) and not name.startswith("_")}
                found |= {f"{module}:{name}" for name in shown}
        found |= {f"{source}:{name}" for source, name in imported(module, tree, texts)}
    return found


def defined(tree: ast.Module) -> set[str]:
    """The names that statements at the top level bind without importing them."""
    found: set[str] = set()
    for node in _at_top(tree.body):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)}
    return found


def docstring_of(texts: Texts, module: str, name: str) -> str:
    """What a class at the top level says of itself."""
    body = texts.trees[module].body if module in texts.trees else []
    found = (node for node in body if isinstance(node, ast.ClassDef) and node.name == name)
    return next((ast.get_docstring(node) or "" for node in found), "")


def _at_top(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    for node in body:
        yield node
        for inner in ("body", "orelse", "handlers", "finalbody"):
            if isinstance(node, ast.If | ast.Try):
                for one in getattr(node, inner, []):
                    yield from _at_top(one.body if isinstance(one, ast.ExceptHandler) else [one])


def imported(module: str, tree: ast.Module, texts: Texts) -> set[tuple[str, str]]:
    """Module and name of every from-import in it, wherever it stands."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            source = source_of(node, module, is_package=texts.is_package(module))
            found |= {(source, one.name) for one in node.names if one.name != "*"}
    return found


def source_of(node: ast.ImportFrom, module: str, *, is_package: bool) -> str:
    """The module that a from-import names."""
    parts = module.split(".") if is_package else module.split(".")[:-1]
    around = parts[: len(parts) - node.level + 1] if node.level else []
    return ".".join([*around, *([node.module] if node.module else [])])


def probes_at(texts: Texts, places: Iterable[tuple[str, int]]) -> set[str]:
    """The probes, as ``module:name``, in which a line of these stands."""
    lines: dict[str, set[int]] = {}
    for path, line in places:
        lines.setdefault(path, set()).add(line)
    found = set()
    for module, tree in texts.trees.items():
        told = lines.get(texts.paths[module], set())
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("run_"):
                start = min([node.lineno, *(one.lineno for one in node.decorator_list)])
                if told & set(range(start, (node.end_lineno or start) + 1)):
                    found.add(f"{module}:{node.name}")
    return found
