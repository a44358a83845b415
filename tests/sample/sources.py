"""The files of a repository, taken apart for the independent count: what each imports, binds, patches and reads."""

from __future__ import annotations

import ast
import builtins
import fnmatch
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

IMPORT_TIME, DEFERRED, TYPING = "import-time", "deferred", "typing"
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
FORGIVING = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}


@dataclass(frozen=True)
class Import:
    """One name of one import statement; `name` is empty for `import a.b`, "*" for a star."""

    module: str
    name: str
    local: str
    line: int
    colour: str
    guarded: bool
    inside: ast.AST | None  # the innermost function, or None at module level


@dataclass
class Module:
    """One file, taken apart."""

    name: str
    file: str
    tree: ast.Module
    package: bool
    imports: list[Import] = field(default_factory=list)
    bound: dict[str, list[Import | ast.expr | None]] = field(default_factory=lambda: defaultdict(list))
    exported: list[str] | None = None


@dataclass(frozen=True)
class Plan:
    """What the plan of the folder says about what counts."""

    packages: list[str]
    consumers: list[str]
    exclude: list[str]
    scope: str
    canonical: list[str]


@dataclass(frozen=True)
class _Place:
    colour: str
    guarded: bool
    inside: ast.AST | None
    in_class: bool = False


def read_plan(folder: Path) -> Plan:
    data: dict[str, Any] = tomllib.loads((folder / "migration.toml").read_text(encoding="utf-8"))
    campaign = data["campaign"]
    phase: dict[str, Any] = next((one for one in data["phase"] if one["finds"] == "import-paths"), {})
    canonical = phase.get("canonical", [])
    scope = phase.get("scope", campaign["packages"][0])
    exclude = campaign.get("exclude", [])
    return Plan(campaign["packages"], campaign.get("consumers", []), exclude, scope, list(canonical))


def read_modules(folder: Path, plan: Plan) -> dict[str, Module]:
    modules = {}
    for root in [*plan.packages, *plan.consumers]:
        for path in sorted((folder / root).rglob("*.py")):
            relative = path.relative_to(folder)
            if any(fnmatch.fnmatch(part, pattern) for part in relative.parts for pattern in plan.exclude):
                continue
            package = path.stem == "__init__"
            name = ".".join(relative.parent.parts if package else relative.with_suffix("").parts)
            module = Module(name, relative.as_posix(), ast.parse(path.read_bytes()), package)
            _collect(module, module.tree.body, _Place(IMPORT_TIME, guarded=False, inside=None))
            modules[name] = module
    return modules


def _collect(module: Module, body: list[ast.stmt], place: _Place) -> None:
    """Note what a block imports and, where it is at module level, what it binds."""
    for node in body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            _collect_import(module, node, place)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            _bind(module, node.name, None, place)
            is_class = isinstance(node, ast.ClassDef)
            colour = place.colour if is_class or place.colour == TYPING else DEFERRED
            inside = place.inside if is_class else node
            _collect(
                module, node.body, _Place(colour, place.guarded, inside, in_class=place.in_class or is_class)
            )
        else:
            _collect_statement(module, node, place)


def _collect_statement(module: Module, node: ast.stmt, place: _Place) -> None:
    if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in targets:
            single = node.value if isinstance(target, ast.Name) else None
            for name in (item.id for item in ast.walk(target) if isinstance(item, ast.Name)):
                _bind(module, name, single, place)
                if name == "__all__" and node.value is not None and place.inside is None:
                    texts = [item.value for item in ast.walk(node.value) if isinstance(item, ast.Constant)]
                    module.exported = [*(module.exported or []), *map(str, texts)]
    elif isinstance(node, ast.If) and _is_typing(node.test):
        _collect(module, node.body, _Place(TYPING, place.guarded, place.inside, place.in_class))
        _collect(module, node.orelse, place)
    else:
        guarded = isinstance(node, ast.Try) and any(map(_forgives, node.handlers))
        for block, body in _blocks(node):
            here = place.guarded or (guarded and block == "body")
            _collect(module, body, _Place(place.colour, here, place.inside, place.in_class))


def _collect_import(module: Module, node: ast.Import | ast.ImportFrom, place: _Place) -> None:
    base = ""
    if isinstance(node, ast.ImportFrom):
        base = node.module or ""
        if node.level:
            parts = module.name.split(".")
            start = parts[: len(parts) - node.level + (1 if module.package else 0)]
            base = ".".join([*start, *filter(None, [node.module])])
    for alias in node.names:
        source, name = (base, alias.name) if isinstance(node, ast.ImportFrom) else (alias.name, "")
        local = alias.asname or (alias.name if name else alias.name.partition(".")[0])
        shown = (
            source if not name and alias.asname else ""
        )  # `import a.b as c` means a.b, `import a.b` means a
        item = Import(source, name, local, alias.lineno, place.colour, place.guarded, place.inside)
        if shown and "." in shown:  # `import a.b as c` is `from a import b as c`
            parent, _, last = shown.rpartition(".")
            item = Import(parent, last, local, alias.lineno, place.colour, place.guarded, place.inside)
        module.imports.append(item)
        if name != "*":
            _bind(module, local, item, place)


def _bind(module: Module, name: str, binding: Import | ast.expr | None, place: _Place) -> None:
    if place.inside is None and not place.in_class:
        module.bound[name].append(binding)


def _blocks(node: ast.stmt) -> Iterator[tuple[str, list[ast.stmt]]]:
    for label in ("body", "orelse", "finalbody"):
        yield label, getattr(node, label, [])
    for part in [*getattr(node, "handlers", []), *getattr(node, "cases", [])]:
        yield "arm", part.body


def _forgives(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    return any(isinstance(node, ast.Name) and node.id in FORGIVING for node in ast.walk(handler.type))


def _is_typing(test: ast.expr) -> bool:
    name = test.attr if isinstance(test, ast.Attribute) else test.id if isinstance(test, ast.Name) else ""
    return name == "TYPE_CHECKING" or (isinstance(test, ast.Constant) and not test.value)


def with_functions(
    node: ast.AST, inside: tuple[ast.AST, ...]
) -> Iterator[tuple[ast.AST, tuple[ast.AST, ...]]]:
    for child in ast.iter_child_nodes(node):
        yield child, inside
        yield from with_functions(child, (*inside, child) if isinstance(child, FUNCTIONS) else inside)


def used_from_elsewhere(user: Module) -> set[str]:
    """The names that a file reads and neither binds itself, at module level or in the function, nor finds built in."""
    used = set()
    for node, inside in with_functions(user.tree, ()):
        if isinstance(node, ast.Name) and node.id not in user.bound and not hasattr(builtins, node.id):
            imported = {item.local for item in user.imports if item.inside in inside}
            if node.id not in imported.union(*map(local_names, inside)):
                used.add(node.id)
    return used


def local_names(function: ast.AST) -> set[str]:
    names = {
        node.id
        for node in ast.walk(function)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    return names | {node.arg for node in ast.walk(function) if isinstance(node, ast.arg)}


def patched(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """The dotted texts that are patched, given in the call or through a variable of the same file."""
    texts = {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and ast.unparse(node.func).split(".")[-1] == "patch":
            first = node.args[0]
            value = texts.get(first.id) if isinstance(first, ast.Name) else first
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield value.value, value.lineno
