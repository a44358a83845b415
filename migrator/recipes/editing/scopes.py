"""What a name means at each place it is looked up: the rules of Python's scopes, on one parsed file.

Needed wherever a use is rewritten and not only the import that binds it: ``old.C`` must change only where ``old`` is the imported module,
not where a parameter, a loop variable or a comprehension has that name.
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


@dataclass(eq=False)
class Scope:
    """One scope. ``bindings`` has, for each name, the nodes that bind it; ``lookups`` every place that reads, sets or deletes one."""

    node: ast.AST
    parent: "Scope | None"
    bindings: dict[str, list[ast.AST]] = field(default_factory=dict)
    lookups: list[ast.Name] = field(default_factory=list)
    global_names: set[str] = field(default_factory=set)
    nonlocal_names: set[str] = field(default_factory=set)

    @property
    def is_class(self) -> bool:
        """Functions inside do not see its names."""
        return isinstance(self.node, ast.ClassDef)

    def bind(self, name: str, node: ast.AST) -> None:
        """Note that ``node`` binds ``name`` here, or where ``global`` and ``nonlocal`` say."""
        scope = self
        if name in self.global_names:
            scope = self.root
        elif name in self.nonlocal_names and self.parent is not None:
            scope = self.parent.owner(name, inner=True) or self
        scope.bindings.setdefault(name, []).append(node)

    @property
    def root(self) -> "Scope":
        """The module's scope."""
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope

    def owner(self, name: str, *, inner: bool = False) -> "Scope | None":
        """The scope whose binding a lookup of ``name`` here finds; the module's where nothing nearer binds it.

        ``inner`` looks from a scope nested in this one: class scopes are passed over.
        """
        scope: Scope | None = self
        while scope is not None and scope.parent is not None:
            if name in scope.global_names:
                return self.root
            if name in scope.bindings and not (inner and scope.is_class):
                return scope
            scope, inner = scope.parent, True
        return scope


@dataclass(frozen=True)
class Scopes:
    """All scopes of a file, the module's first."""

    all: tuple[Scope, ...]

    @property
    def module(self) -> Scope:
        """The scope of the module."""
        return self.all[0]

    def of(self, node: ast.AST) -> Scope:
        """The scope that a function, class, lambda, comprehension or the module opens."""
        return next(scope for scope in self.all if scope.node is node)

    def uses(self, owner: Scope, name: str) -> list[ast.Name]:
        """Every lookup of ``name`` in any scope that finds ``owner``'s, in the order of the text."""
        found = [
            one
            for scope in self.all
            for one in scope.lookups
            if one.id == name and scope.owner(name) is owner
        ]
        return sorted(found, key=lambda one: (one.lineno, one.col_offset))

    def bound_names(self) -> frozenset[str]:
        """Every name that any scope of the file binds."""
        return frozenset(name for scope in self.all for name in scope.bindings)


def analyse_scopes(tree: ast.Module) -> Scopes:
    """Find all scopes, bindings and lookups of a module, without recursion."""
    builder = _Builder()
    builder.run(tree)
    return Scopes(tuple(builder.scopes))


def global_uses(tree: ast.Module, name: str) -> list[ast.Name]:
    """Every place that looks up, sets or deletes the module's global ``name`` (imports of it are no lookups)."""
    scopes = analyse_scopes(tree)
    return scopes.uses(scopes.module, name)


class _Builder:
    """Two passes: first all scopes with their declarations and bindings, then nothing more: owners are asked lazily."""

    def __init__(self) -> None:
        self.scopes: list[Scope] = []
        self.stack: list[tuple[ast.AST, Scope]] = []

    def run(self, tree: ast.Module) -> None:
        module = self._open(tree, None)
        self._push(tree.body, module)
        while self.stack:
            node, scope = self.stack.pop()
            self._visit(node, scope)

    def _open(self, node: ast.AST, parent: Scope | None) -> Scope:
        scope = Scope(node, parent)
        for kind, name in _declarations(node):
            (scope.global_names if kind is ast.Global else scope.nonlocal_names).add(name)
        self.scopes.append(scope)
        return scope

    def _push(self, nodes: Iterable[ast.AST | None], scope: Scope) -> None:
        self.stack.extend((node, scope) for node in reversed([one for one in nodes if one is not None]))

    def _visit(self, node: ast.AST, scope: Scope) -> None:
        for name in _names_bound_by(node):
            scope.bind(name, node)
        if isinstance(node, ast.Name):
            self._name(node, scope)
        elif isinstance(node, _FUNCTIONS):
            self._function(node, scope)
        elif isinstance(node, ast.ClassDef):
            self._class(node, scope)
        elif isinstance(node, _COMPREHENSIONS):
            self._comprehension(node, scope)
        elif isinstance(node, ast.NamedExpr):
            self._walrus(node, scope)
        elif type(node).__name__ == "TypeAlias":
            self._type_alias(node, scope)
        else:
            self._push(ast.iter_child_nodes(node), scope)

    def _name(self, node: ast.Name, scope: Scope) -> None:
        if not isinstance(node.ctx, ast.Load):
            scope.bind(node.id, node)
        scope.lookups.append(node)

    def _type_parameters(self, node: ast.AST, scope: Scope) -> Scope:
        parameters = getattr(node, "type_params", [])
        if not parameters:
            return scope
        inner = self._open(ast.Module(body=[], type_ignores=[]), scope)
        for parameter in parameters:
            inner.bind(parameter.name, parameter)
            self._push(ast.iter_child_nodes(parameter), inner)
        return inner

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, scope: Scope) -> None:
        arguments = node.args
        plain = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        every = [*plain, *(one for one in (arguments.vararg, arguments.kwarg) if one is not None)]
        self._push([*arguments.defaults, *arguments.kw_defaults], scope)
        outer = scope
        if not isinstance(node, ast.Lambda):
            self._push(node.decorator_list, scope)
            outer = self._type_parameters(node, scope)
            self._push([*(one.annotation for one in every), node.returns], outer)
        inner = self._open(node, outer)
        for argument in every:
            inner.bind(argument.arg, argument)
        self._push([node.body] if isinstance(node, ast.Lambda) else node.body, inner)

    def _class(self, node: ast.ClassDef, scope: Scope) -> None:
        self._push(node.decorator_list, scope)
        outer = self._type_parameters(node, scope)
        self._push([*node.bases, *(one.value for one in node.keywords)], outer)
        self._push(node.body, self._open(node, outer))

    def _comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp, scope: Scope
    ) -> None:
        inner = self._open(node, scope)
        self._push([node.generators[0].iter], scope)
        parts: list[ast.AST] = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        for index, generator in enumerate(node.generators):
            parts += [generator.target, *generator.ifs]
            parts += [generator.iter] if index else []
        self._push(parts, inner)

    def _walrus(self, node: ast.NamedExpr, scope: Scope) -> None:
        outer = scope
        while isinstance(outer.node, _COMPREHENSIONS) and outer.parent is not None:
            outer = outer.parent
        outer.bind(node.target.id, node)
        scope.lookups.append(node.target)
        self._push([node.value], scope)

    def _type_alias(self, node: ast.AST, scope: Scope) -> None:
        name: ast.Name = vars(node)["name"]
        self._push([name], scope)
        self._push([vars(node)["value"]], self._type_parameters(node, scope))


def _names_bound_by(node: ast.AST) -> Iterator[str]:
    """The names that a node other than a Name binds in the scope it stands in."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Import):
        yield from (one.asname or one.name.partition(".")[0] for one in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield from (one.asname or one.name for one in node.names if one.name != "*")
    elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar):
        yield from [node.name] if node.name else []
    elif isinstance(node, ast.MatchMapping) and node.rest:
        yield node.rest


def _declarations(scope_node: ast.AST) -> Iterator[tuple[type[ast.AST], str]]:
    """The ``global`` and ``nonlocal`` names of a scope; they count for all of it, wherever they stand."""
    if not isinstance(scope_node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return
    stack: list[ast.AST] = list(scope_node.body)
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Global | ast.Nonlocal):
            yield from ((type(node), name) for name in node.names)
        elif not isinstance(node, (*_FUNCTIONS, ast.ClassDef, ast.expr)):
            stack.extend(ast.iter_child_nodes(node))
