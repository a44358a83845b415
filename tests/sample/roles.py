"""The classes of one role, and what creates their instances, for the independent count.

A role is a canonical class, patterns of class names and a canonical creator.

* A class counts when it is defined at module level (also in a `try`, an `if` or an `except` arm), its name matches
  and it is no `Protocol`.
* An alias (`Name = SomeClass` at module level) of a class that counts is one more while some other file imports it or
  reads it as an attribute of its module. One that nobody uses is there for outsiders only and counts nothing, whatever
  its name. `from x import Name as Other` is a path, never a class.
* A creator is a public function, or a public method of a class, whose first word is a verb such as `create` or `get`,
  or that is a method of a `...Factory`, and that returns an instance: calls one of the classes or another creator,
  directly, through a local name or a cache that it fills itself.
* A creator is retired and counts nothing when its body only warns of a `DeprecationWarning` and returns a call of the
  canonical creator. An alias of the canonical creator is no creator either.
* A call site is a place that calls a creator or hands it on without calling it; retired ones have some too.
"""

from __future__ import annotations

import ast
import fnmatch
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from tests.sample.sources import Import, Module, with_functions

VERBS = {"create", "get", "make", "build", "new", "provide", "init"}
FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
Function = ast.FunctionDef | ast.AsyncFunctionDef
Inside = tuple[ast.AST, ...]


@dataclass(frozen=True)
class Role:
    """Which classes have the role; class and creator are written "module:Name"."""

    canonical: str
    names: tuple[str, ...]
    creator: str


MANAGERS = Role(
    "chat_backend.websocket_core.unified_manager:UnifiedWebSocketManager",
    ("*WebSocketManager", "*ConnectionManager"),
    "chat_backend.websocket_core.websocket_manager:get_websocket_manager",
)


class Names(Protocol):
    """What is asked of the repository."""

    modules: dict[str, Module]

    def packaged(self, name: str) -> bool: ...
    def resolve(self, module: str, name: str) -> tuple[str, str] | None: ...
    def imported(self, item: Import) -> tuple[str, str] | None: ...
    def module_of(self, user: Module, value: ast.expr, inside: Inside) -> str | None: ...
    def uses(self, user: Module) -> Iterator[tuple[str, str, int]]: ...


@dataclass(frozen=True)
class _Creator:
    name: str
    module: Module
    function: Function
    owner: str  # the class of a method, or ""


def classes_of(names: Names, role: Role) -> list[str]:
    """The classes of the role and the aliases of them that are in use."""
    defined = {f"{module.name}:{node.name}" for module, node in _classes(names) if _has_role(node, role)}
    used = {
        (target, name)
        for user in names.modules.values()
        for target, name, _ in names.uses(user)
        if target != user.name
    }
    aliases = {
        f"{module.name}:{name}"
        for module in names.modules.values()
        for name, bindings in module.bound.items()
        if names.packaged(module.name) and (module.name, name) in used
        if any(isinstance(binding, ast.Name | ast.Attribute) for binding in bindings)
        if names.resolve(module.name, name) in {("definition", one) for one in defined}
    }
    return sorted(defined | aliases)


def creators_of(names: Names, role: Role) -> tuple[list[str], dict[str, list[str]]]:
    """The creators that are not retired, and the call sites of all: "file:line", with a word where it is no call."""
    products = set(classes_of(names, role)) | {role.canonical}
    creators = list(_candidates(names))
    known: set[str] = set()
    while found := {one.name for one in creators if _gives(names, one, products | known)} - known:
        known |= found
    retired = {one.name for one in creators if one.name in known and _is_retired(names, one, role.creator)}
    return sorted(known - retired), _call_sites(names, known)


def _classes(names: Names) -> Iterator[tuple[Module, ast.ClassDef]]:
    for module in names.modules.values():
        if names.packaged(module.name):
            yield from (
                (module, node) for node in _at_module_level(module.tree) if isinstance(node, ast.ClassDef)
            )


def _at_module_level(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt | ast.ExceptHandler):
            yield child
            if not isinstance(child, (*FUNCTION, ast.ClassDef)):
                yield from _at_module_level(child)


def _has_role(node: ast.ClassDef, role: Role) -> bool:
    is_protocol = any(ast.unparse(base).split(".")[-1] == "Protocol" for base in node.bases)
    return not is_protocol and any(fnmatch.fnmatchcase(node.name, pattern) for pattern in role.names)


def _candidates(names: Names) -> Iterator[_Creator]:
    for module in filter(lambda one: names.packaged(one.name), names.modules.values()):
        for node in _at_module_level(module.tree):
            if isinstance(node, FUNCTION) and _is_verb(node.name):
                yield _Creator(f"{module.name}:{node.name}", module, node, "")
            elif isinstance(node, ast.ClassDef):
                yield from _methods(module, node)


def _methods(module: Module, node: ast.ClassDef) -> Iterator[_Creator]:
    owner, is_factory = f"{module.name}:{node.name}", node.name.endswith("Factory")
    methods = [method for method in node.body if isinstance(method, FUNCTION)]
    for method in methods:
        if not method.name.startswith("_") and (is_factory or _is_verb(method.name)):
            yield _Creator(f"{owner}.{method.name}", module, method, owner)


def _is_verb(name: str) -> bool:
    return name.partition("_")[0] in VERBS


def _gives(names: Names, creator: _Creator, sources: set[str]) -> bool:
    returned = (node.value for node in ast.walk(creator.function) if isinstance(node, ast.Return))
    return any(_is_product(names, creator, value, sources) for value in returned)


def _is_product(
    names: Names, creator: _Creator, value: ast.expr | None, sources: set[str], depth: int = 5
) -> bool:
    """Whether an expression of a creator is an instance; `depth` ends what is assigned in a circle."""

    def again(part: ast.expr) -> bool:
        return depth > 0 and _is_product(names, creator, part, sources, depth - 1)

    if isinstance(value, ast.Await | ast.NamedExpr):
        return again(value.value)
    if isinstance(value, ast.BoolOp):
        return any(map(again, value.values))
    if isinstance(value, ast.IfExp):
        return again(value.body) or again(value.orelse)
    if isinstance(value, ast.Call):
        called = _meaning(names, creator.module, value.func, (creator.function,), creator.owner)
        return called in sources or any(map(again, value.args[1:] if _is_setdefault(value) else []))
    if isinstance(value, ast.Name | ast.Subscript):
        place = _place(value)
        return any(again(other) for target, other in _assigned(creator.function) if target == place)
    return False


def _is_setdefault(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr == "setdefault"


def _place(value: ast.expr) -> str:
    return ast.unparse(value.value) + "[]" if isinstance(value, ast.Subscript) else ast.unparse(value)


def _assigned(function: Function) -> Iterator[tuple[str, ast.expr]]:
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            yield from ((_place(target), node.value) for target in node.targets)
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            yield _place(node.target), node.value


def _meaning(names: Names, module: Module, value: ast.expr, inside: Inside, owner: str) -> str | None:
    """The definition that an expression names, "module:Name" or "module:Class.method", or None."""
    if isinstance(value, ast.Call):  # an instance: `Factory().create`
        return _meaning(names, module, value.func, inside, owner)
    if isinstance(value, ast.Name):
        if owner and value.id in {"self", "cls"}:
            return owner
        local = [item for item in module.imports if item.local == value.id and item.inside in inside]
        target = names.imported(local[-1]) if local else names.resolve(module.name, value.id)
        return target[1] if target is not None and target[0] == "definition" else None
    if isinstance(value, ast.Attribute):
        home = names.module_of(module, value.value, inside)
        if home is not None:
            target = names.resolve(home, value.attr)
            return target[1] if target is not None and target[0] == "definition" else None
        of_class = _meaning(names, module, value.value, inside, owner)
        return f"{of_class}.{value.attr}" if of_class is not None else None
    return None


def _is_retired(names: Names, creator: _Creator, canonical: str) -> bool:
    warned, returned = False, False
    for number, node in enumerate(creator.function.body):
        value = node.value if isinstance(node, ast.Expr | ast.Return) else None
        if isinstance(node, ast.Return) and isinstance(value, ast.Call):
            inside = (creator.function,)
            returned = _meaning(names, creator.module, value.func, inside, creator.owner) == canonical
        elif isinstance(value, ast.Call) and "DeprecationWarning" in ast.unparse(value):
            warned = True
        elif not isinstance(node, ast.Import | ast.ImportFrom) and not (
            number == 0 and isinstance(value, ast.Constant)
        ):
            return False
    return warned and returned


def _call_sites(names: Names, creators: set[str]) -> dict[str, list[str]]:
    sites: dict[str, list[str]] = {name: [] for name in sorted(creators)}
    for module in names.modules.values():
        called = {id(node.func) for node in ast.walk(module.tree) if isinstance(node, ast.Call)}
        for node, inside in with_functions(module.tree, ()):
            if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
                meant = _meaning(names, module, node, inside, "")
                if meant in sites:
                    how = "" if id(node) in called else " (not called)"
                    sites[meant].append(f"{module.file}:{node.lineno}{how}")
    return sites
