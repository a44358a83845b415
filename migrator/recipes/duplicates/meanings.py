"""What every name in a file refers to, over the whole repository: scopes say which binding a look-up finds, the model what that binding is.

Calls and members are rewritten at their uses, not only where they are imported, so a use must be known to mean the definition and not
merely to be spelled like it.
"""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from migrator.model.model import Model
from migrator.model.values import Defined, IsModule, Module, Resolution, Several, Symbol
from migrator.recipes.editing.import_edits import absolute_module
from migrator.recipes.editing.scopes import Scope, Scopes, analyse_scopes
from migrator.recipes.editing.syntax import Placed, SourceFile


@dataclass(frozen=True)
class ImportAlias:
    """One alias of an import statement that binds a name."""

    placed: Placed
    index: int

    @property
    def alias(self) -> ast.alias:
        """The alias node."""
        node = self.placed.node
        if not isinstance(node, ast.Import | ast.ImportFrom):
            raise TypeError(f"no import statement: {ast.dump(node)}")
        return node.names[self.index]


@dataclass(frozen=True)
class Reference:
    """A use of a definition.

    Attributes:
        node: The name, or the attribute at the end of the chain of modules that leads to it.
        root: The first name of the chain.
        owner: The scope that binds the root.
        aliases: The imports that bind the root; empty where the module defines it or gets it by a star.
        is_sure: False where another definition may be meant (conditional imports).
    """

    node: ast.Name | ast.Attribute
    root: ast.Name
    owner: Scope
    aliases: tuple[ImportAlias, ...]
    is_sure: bool

    @property
    def is_direct(self) -> bool:
        """It is written as a bare name."""
        return self.node is self.root


@dataclass(frozen=True)
class FileMeanings:
    """One parsed file of the repository and what its names refer to.

    ``constant`` gives the text that a module-level constant stands for, with names resolved, or ``""``.
    """

    model: Model
    module: Module
    file: SourceFile
    constant: Callable[[Symbol], str] = lambda _symbol: ""

    @cached_property
    def scopes(self) -> Scopes:
        """The scopes of the file."""
        return analyse_scopes(self.file.tree)

    @cached_property
    def parents(self) -> dict[int, ast.AST]:
        """The node around each node."""
        return {id(child): node for node in self.file.nodes for child in ast.iter_child_nodes(node)}

    @cached_property
    def in_f_strings(self) -> frozenset[int]:
        """Nodes whose positions are not reliable."""
        strings = (node for node in self.file.nodes if isinstance(node, ast.JoinedStr))
        return frozenset(id(inner) for one in strings for inner in ast.walk(one) if inner is not one)

    @cached_property
    def names_in_use(self) -> frozenset[str]:
        """Every name that the file binds or looks up, in any scope."""
        looked_up = {one.id for scope in self.scopes.all for one in scope.lookups}
        return self.scopes.bound_names() | looked_up

    def references(self, definition: Symbol) -> list[Reference]:
        """Every use of a module-level definition, in the order of the text; look-ups in quoted annotations are not among them."""
        result = []
        for scope in self.scopes.all:
            for name in scope.lookups:
                found = self._reference(scope, name, definition)
                if found is not None:
                    result.append(found)
        return sorted(result, key=lambda one: (one.root.lineno, one.root.col_offset))

    def meaning(self, node: ast.expr) -> Resolution | None:
        """What an expression of names and attributes is; None where no import or definition says it."""
        if isinstance(node, ast.Name):
            scope = self.scope_of.get(id(node))
            return self._name_meaning(scope, node.id) if scope is not None else None
        if isinstance(node, ast.Attribute):
            base = self.meaning(node.value)
            if isinstance(base, IsModule):
                return self.model.resolve(base.module, node.attr)
        return None

    def defined(self, node: ast.expr) -> Symbol | None:
        """The one definition that an expression refers to, or None."""
        found = self.meaning(node)
        return found.symbol if isinstance(found, Defined) else None

    def defined_here(self, name: str) -> Symbol | None:
        """The definition that a module-level name of this file reaches, by whatever import."""
        found = self.model.resolve(self.module.name, name)
        return found.symbol if isinstance(found, Defined) else None

    @cached_property
    def scope_of(self) -> dict[int, Scope]:
        """The scope in which each look-up stands."""
        return {id(name): scope for scope in self.scopes.all for name in scope.lookups}

    def aliases(self, owner: Scope, name: str) -> tuple[ImportAlias, ...] | None:
        """The imports that bind a name in a scope; None where something else binds it too."""
        found: list[ImportAlias] = []
        for node in owner.bindings.get(name, []):
            placed = self._placed.get(id(node))
            if placed is None or not isinstance(node, ast.Import | ast.ImportFrom):
                return None
            found += [
                ImportAlias(placed, index)
                for index, alias in enumerate(node.names)
                if (alias.asname or _binds(node, alias)) == name
            ]
        return tuple(found)

    def alias_meaning(self, one: ImportAlias) -> Resolution | None:
        """What an alias binds."""
        node, alias = one.placed.node, one.alias
        if isinstance(node, ast.Import):
            name = alias.name if alias.asname else alias.name.partition(".")[0]
            return self.model.resolve_module(name)
        module = absolute_module(node, self.module.package) if isinstance(node, ast.ImportFrom) else None
        return self.model.resolve(module, alias.name, typing=one.placed.is_typing) if module else None

    @cached_property
    def _placed(self) -> dict[int, Placed]:
        return {id(one.node): one for one in self.file.statements}

    @cached_property
    def _meanings(self) -> dict[tuple[int, str], Resolution | None]:
        return {}

    def _name_meaning(self, scope: Scope, name: str) -> Resolution | None:
        owner = scope.owner(name) or scope
        key = (id(owner), name)
        if key not in self._meanings:
            self._meanings[key] = self._owner_meaning(owner, name)
        return self._meanings[key]

    def _owner_meaning(self, owner: Scope, name: str) -> Resolution | None:
        if owner is self.scopes.module:
            if name not in owner.bindings and not self._has_star:
                return None
            typing = all(one.placed.is_typing for one in self.aliases(owner, name) or ())
            return self.model.resolve(self.module.name, name, typing=typing)
        found = self.aliases(owner, name)
        meanings = [self.alias_meaning(one) for one in found or ()]
        return meanings[0] if meanings and all(one == meanings[0] for one in meanings) else None

    @cached_property
    def _has_star(self) -> bool:
        nodes = (node for node in self.file.nodes if isinstance(node, ast.ImportFrom))
        return any(alias.name == "*" for node in nodes for alias in node.names)

    def _reference(self, scope: Scope, name: ast.Name, definition: Symbol) -> Reference | None:
        meaning = self._name_meaning(scope, name.id)
        node: ast.Name | ast.Attribute = name
        while isinstance(meaning, IsModule):
            parent = self.parents.get(id(node))
            if not isinstance(parent, ast.Attribute):
                return None
            meaning, node = self.model.resolve(meaning.module, parent.attr), parent
        is_sure = isinstance(meaning, Defined) and meaning.symbol == definition
        if not is_sure and definition not in set(_options(meaning)):
            return None
        owner = scope.owner(name.id) or scope
        return Reference(node, name, owner, self.aliases(owner, name.id) or (), is_sure)


def _binds(node: ast.Import | ast.ImportFrom, alias: ast.alias) -> str:
    return alias.name.partition(".")[0] if isinstance(node, ast.Import) else alias.name


def _options(meaning: Resolution | None) -> Iterator[Symbol]:
    if isinstance(meaning, Several):
        yield from (one.symbol for one in meaning.options if isinstance(one, Defined))
