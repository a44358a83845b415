"""A module that definitions leave or enter: its top-level statements, what each binds and reads, and what can be moved at all.

Only whole top-level statements move. What is bound in a condition, together with other names, twice, or by a `global` statement is
no such thing, and saying so is this module's other half.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from migrator.model.values import Module
from migrator.recipes.editing.global_reads import Read, global_reads, has_future_annotations
from migrator.recipes.editing.import_edits import absolute_module
from migrator.recipes.editing.scopes import Scopes, analyse_scopes
from migrator.recipes.editing.syntax import SourceFile, Unreadable, is_typing_test, parse_source
from migrator.recipes.editing.type_comments import with_type_comments

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_HOOKS = frozenset(
    {"__new__", "__init__", "__call__", "__prepare__", "__init_subclass__", "__setattr__", "__getattr__"}
)


@dataclass(frozen=True)
class Place:
    """One module with its file.

    Attributes:
        module: Its name, path and package.
        file: The parsed file.
        scopes: What each name in it means.
        reads: For each top-level statement the module-level names that it looks up.
        binds: For each module-level name the top-level statements that bind it, by index.
        rebound: Names that functions rebind through ``global``.
    """

    module: Module
    file: SourceFile
    scopes: Scopes
    reads: tuple[tuple[Read, ...], ...]
    binds: Mapping[str, tuple[int, ...]]
    rebound: frozenset[str]

    @property
    def body(self) -> list[ast.stmt]:
        """The top-level statements."""
        return self.file.tree.body

    @property
    def is_unevaluated(self) -> bool:
        """Annotations are never evaluated here."""
        return has_future_annotations(self.file.tree)

    def readers(self, name: str) -> frozenset[int]:
        """The statements that look the name up, those that bind it included."""
        return frozenset(
            index for index, reads in enumerate(self.reads) if any(read.name == name for read in reads)
        )

    def names_of(self, index: int) -> tuple[str, ...]:
        """What the statement binds."""
        return tuple(name for name, indexes in self.binds.items() if index in indexes)

    def line(self, index: int) -> int:
        """The line of a statement."""
        return self.file.line_of(self.file.statement_span(self.body[index])[0])


@dataclass(frozen=True)
class ImportedAs:
    """What an import statement binds to a local name.

    Attributes:
        module: Absolute, for ``from module import name`` and for ``import module``.
        name: None for ``import module``.
        asname: The alias as written.
        level: The dots it was written with.
        is_typing: It stands under ``TYPE_CHECKING``.
    """

    module: str
    name: str | None
    asname: str | None
    level: int = 0
    is_typing: bool = False

    @property
    def binds(self) -> str:
        """The local name."""
        return self.asname or (self.name if self.name is not None else self.module.partition(".")[0])

    @property
    def meaning(self) -> tuple[str, str | None, str]:
        """Equal for two imports that bind the same thing to the same name."""
        is_module = self.name is None and self.asname is None
        return (self.module, self.name, self.module if is_module else self.binds)


@lru_cache(maxsize=24)
def place_of(module: Module, raw: bytes) -> Place | Unreadable:
    """A module looked at with moving in mind, or why its file cannot be edited.

    Where moves are weighed, the same few modules are asked for again and again; nobody changes a place, so the last ones are kept.
    """
    file = parse_source(module.path, raw)
    return file if isinstance(file, Unreadable) else read_place(module, file)


def read_place(module: Module, file: SourceFile) -> Place:
    """Look at a parsed module with moving in mind."""
    scopes = analyse_scopes(file.tree)
    owner_of = {id(child): index for index, node in enumerate(file.tree.body) for child in ast.walk(node)}
    binds: dict[str, list[int]] = {}
    in_functions = {id(one) for scope in scopes.all for one in scope.lookups if one.id in scope.global_names}
    for name, nodes in scopes.module.bindings.items():
        own = [node for node in nodes if id(node) in owner_of and id(node) not in in_functions]
        indexes = {owner_of[id(node)] for node in own}
        # What a script binds when it is run, nobody who imports it sees.
        binds[name] = sorted({one for one in indexes if not is_main_block(file.tree.body[one])} or indexes)
    rebound = frozenset(name for scope in scopes.all for name in scope.global_names)
    ordered = {name: tuple(binds[name]) for name in sorted(binds)}
    reads = with_type_comments(file, scopes, global_reads(file.tree, scopes))
    return Place(module, file, scopes, reads, ordered, rebound)


def imports_in(statement: ast.stmt, package: str) -> Iterator[ImportedAs]:
    """What a direct import statement binds, or one that stands directly under ``if TYPE_CHECKING`` without ``else``."""
    if isinstance(statement, ast.Import):
        yield from (ImportedAs(one.name, None, one.asname) for one in statement.names)
    elif isinstance(statement, ast.ImportFrom):
        module = absolute_module(statement, package)
        if module is not None:
            yield from (ImportedAs(module, one.name, one.asname, statement.level) for one in statement.names)
    elif isinstance(statement, ast.If) and is_typing_test(statement.test) and not statement.orelse:
        for child in statement.body:
            if isinstance(child, ast.Import | ast.ImportFrom):
                yield from (
                    ImportedAs(one.module, one.name, one.asname, one.level, is_typing=True)
                    for one in imports_in(child, package)
                )


def is_import_block(statement: ast.stmt) -> bool:
    """A ``try`` or ``if`` that only imports, or sets simple fall-backs: it can be copied as a whole."""
    has_import = any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(statement))
    if not isinstance(statement, ast.Try | ast.If) or not has_import:
        return False
    stack: list[ast.stmt] = [statement]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Try | ast.If):
            handlers = [child for one in getattr(node, "handlers", ()) for child in one.body]
            stack += [*node.body, *node.orelse, *getattr(node, "finalbody", ()), *handlers]
        elif isinstance(node, ast.Assign):
            if not _is_plain_value(node.value):
                return False
        elif not isinstance(node, ast.Import | ast.ImportFrom | ast.Pass):
            return False
    return True


def is_main_block(statement: ast.stmt) -> bool:
    """``if __name__ == "__main__":``."""
    return isinstance(statement, ast.If) and "'__main__'" in ast.dump(statement.test)


def unit_of(place: Place, name: str) -> tuple[int, ...]:
    """The statements that define the name and move together.

    That is one, or an overload group; with implementations that are registered with it, and with what the module does to it after it is
    defined (``C.x = 1``, ``TABLE["a"] = 2``, ``names.append(...)``): who imports it from its new place must find it complete.
    """
    own = place.binds.get(name, ())
    attached = [
        index
        for index, node in enumerate(place.body)
        if index not in own
        and (
            (isinstance(node, _DEFINITIONS) and _is_registered_with(node, name)) or name in _changed_by(node)
        )
    ]
    return tuple(sorted({*own, *attached}))


def changed_in_block(place: Place, name: str) -> int | None:
    """The first top-level loop, condition or the like that changes the object while the module is imported, or None."""
    for index, node in enumerate(place.body):
        if isinstance(node, (*_DEFINITIONS, ast.Expr, ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Delete)):
            continue
        if not is_main_block(node) and any(name in _changed_by(inner) for inner in _run_at_import(node)):
            return index
    return None


def late_hooks(place: Place) -> dict[int, frozenset[str]]:
    """Top-level statements that change how classes are made or built upon, with the classes they change."""
    found: dict[int, frozenset[str]] = {}
    for index, node in enumerate(place.body):
        targets = node.targets if isinstance(node, ast.Assign) else []
        hooks = [one for one in targets if isinstance(one, ast.Attribute) and one.attr in _HOOKS]
        if hooks:
            found[index] = frozenset(_root(one) for one in hooks)
    return found


def _run_at_import(statement: ast.stmt) -> Iterator[ast.stmt]:
    stack: list[ast.AST] = [statement]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.stmt):
            yield node
        if not isinstance(node, (*_DEFINITIONS, ast.expr)):
            stack.extend(ast.iter_child_nodes(node))


def _changed_by(node: ast.stmt) -> frozenset[str]:
    """The names whose objects a simple statement changes in place."""
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign | ast.Delete):
        targets = list(node.targets)
    elif isinstance(node, ast.AugAssign | ast.AnnAssign):
        targets = [node.target]
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        targets = [node.value.func]
    return frozenset(_root(one) for one in targets if isinstance(one, ast.Attribute | ast.Subscript)) - {""}


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def why_fixed(place: Place, name: str) -> str:
    """Why the definition of a name cannot be moved, or ``""``."""
    indexes = place.binds.get(name, ())
    if not indexes:
        return f"{place.module.name} does not define {name}"
    nodes = [place.body[index] for index in indexes]
    at = f"{place.file.path}:{place.line(indexes[-1])}"
    reason = ""
    if any(isinstance(node, ast.Import | ast.ImportFrom) or _imports(node, name) for node in nodes):
        reason = (
            f"{name} is imported by {place.module.name}, not defined there: move it from where it is defined"
        )
    elif name in place.rebound:
        reason = f"{name} is rebound by `global {name}` in a function: an import elsewhere would keep the old value"
    elif changed_in_block(place, name) is not None:
        line = place.line(changed_in_block(place, name) or 0)
        reason = f"{name} is completed in a block at {place.file.path}:{line}, which would stay behind"
    elif not all(_is_simple(node) for node in nodes):
        reason = f"{name} is bound in a condition, a loop or as one of several targets ({at}): only a plain definition can be moved"
    elif len(nodes) > 1 and not _is_overload_group(nodes):
        reason = f"{name} is bound {len(nodes)} times, last at {at}: an import elsewhere would not see the later value"
    return reason


def _is_plain_value(value: ast.expr) -> bool:
    """Reading it twice, in two modules, gives the same."""
    calls = [node.func for node in ast.walk(value) if isinstance(node, ast.Call)]
    is_asking = all(isinstance(one, ast.Name) and one.id in {"hasattr", "getattr", "bool"} for one in calls)
    built = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp, ast.Lambda, ast.Await)
    return is_asking and not any(isinstance(node, built) for node in ast.walk(value))


def _imports(node: ast.stmt, name: str) -> bool:
    return isinstance(node, ast.If | ast.Try) and any(
        isinstance(child, ast.Import | ast.ImportFrom)
        and any((one.asname or one.name) == name for one in child.names)
        for child in ast.walk(node)
    )


def _is_simple(node: ast.stmt) -> bool:
    if isinstance(node, ast.Assign):
        return all(isinstance(target, ast.Name | ast.Tuple | ast.List) for target in node.targets)
    if isinstance(node, ast.AnnAssign):
        return isinstance(node.target, ast.Name)
    return isinstance(node, _DEFINITIONS) or type(node).__name__ == "TypeAlias"


def _is_overload_group(nodes: list[ast.stmt]) -> bool:
    return all(
        isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and any(_last(one) == "overload" for one in node.decorator_list)
        for node in nodes[:-1]
    ) and isinstance(nodes[-1], ast.FunctionDef | ast.AsyncFunctionDef)


def _is_registered_with(node: ast.stmt, name: str) -> bool:
    for decorator in getattr(node, "decorator_list", ()):
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        if isinstance(called, ast.Attribute) and called.attr == "register":
            base = called.value
            if isinstance(base, ast.Name) and base.id == name:
                return True
    return False


def _last(node: ast.expr) -> str:
    if isinstance(node, ast.Call):
        node = node.func
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
