"""Import sites of one file: which statements and uses take an old path, and what they become.

Names taken by ``from old import C`` keep their local name, so their uses need no change. Uses through a module and names that come by a
star do; they belong to the hunk of the statement that brings them.
"""

import ast
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from migrator.model.values import Defined, Module, Symbol, Unknown
from migrator.recipes.editing.hunks import PendingHunk, circumstances
from migrator.recipes.editing.import_edits import (
    ImportContext,
    Splice,
    StatementEdit,
    Wanted,
    absolute_module,
    current,
    rewrite_statement,
    spelled,
)
from migrator.recipes.editing.local_names import LocalName
from migrator.recipes.editing.scopes import Scopes, analyse_scopes
from migrator.recipes.editing.syntax import Placed, SourceFile
from migrator.recipes.sites.chains import ChainFinder
from migrator.recipes.sites.module_uses import Binding, ModuleUseEdit, ModuleUses, Permission, module_bindings
from migrator.recipes.sites.object_patches import object_patches
from migrator.recipes.sites.targets import ModuleNames
from migrator.recipes.values import Left


@dataclass(frozen=True)
class Asked:
    """A site about to be rewritten: who takes what, and what it would take instead."""

    importer: str
    old: Symbol
    new: Symbol
    is_deferred: bool
    is_typing: bool
    is_guarded: bool = False
    """In a ``try`` that goes on when the import fails."""


Objection = Callable[[Asked], str | None]
"""Why a site stays as it is: None to go on, ``""`` to leave it without a word, else the reason that is listed."""


@dataclass(frozen=True)
class FileContext:
    """What planning one file needs.

    Attributes:
        file: The parsed file.
        module: The module it is.
        names: The mapping and what is a module.
        why: The sentence for every hunk whose old paths have none of their own.
        objection: Why a site stays.
        kept: Names that others take from this module, and those in ``__all__``: their bindings stay.
        renames: Whether a use by name follows a path that ends in another name; else the old name stays as an alias.
    """

    file: SourceFile
    module: Module
    names: ModuleNames
    why: str
    objection: Objection
    kept: frozenset[str] = frozenset()
    renames: bool = False


@dataclass
class _Host:
    """A statement that changes: what its aliases become, what follows elsewhere in the file, and its words for the shape."""

    placed: Placed
    wanted: list[list[Wanted]]
    changed: list[int] = field(default_factory=list)
    splices: list[Splice] = field(default_factory=list)
    shapes: list[str] = field(default_factory=list)
    old: list[Symbol] = field(default_factory=list)
    leader: "_Host | None" = None


class FileSites:
    """Plans the import sites of one file."""

    def __init__(self, context: FileContext) -> None:
        self.context, self.file = context, context.file
        self.package = context.module.package
        self.left: list[Left] = []
        self.hosts: dict[int, _Host] = {}
        self.renamed: list[tuple[str, str]] = []

    @cached_property
    def scopes(self) -> Scopes:
        """The scopes of the file; found only where a use needs them."""
        return analyse_scopes(self.file.tree)

    @cached_property
    def finder(self) -> ChainFinder:
        """Chains of the file."""
        return ChainFinder(self.file, self.scopes, self.context.names)

    @cached_property
    def bindings(self) -> list[Binding]:
        """Aliases that bind modules."""
        return module_bindings(self.file, self.context.names, self.package)

    def hunks(self) -> list[PendingHunk]:
        """Every hunk of the file; what was left is in ``left`` afterwards."""
        for placed in self.file.statements:
            if isinstance(placed.node, ast.ImportFrom):
                self._from_import(placed, placed.node)
            elif isinstance(placed.node, ast.Import):
                self._replaced_modules(placed, placed.node)
        if any(one.module in self.context.names.targets.around for one in self.bindings):
            self._module_uses()
        return self._assembled()

    def _host(self, placed: Placed) -> _Host:
        return self.hosts.setdefault(id(placed.node), _Host(placed, [[one] for one in current(placed.node)]))

    def _from_import(self, placed: Placed, node: ast.ImportFrom) -> None:
        module = absolute_module(node, self.package)
        if module is None:
            return
        if any(alias.name == "*" for alias in node.names):
            self._star(placed, node, module)
            return
        for index, alias in enumerate(node.names):
            new = self.context.names.targets.symbol(module, alias.name)
            if new is not None and self._may(placed, Symbol(module, alias.name), new):
                wanted = self._renamed(placed, alias, self._taken(node, alias, new))
                self._set(placed, index, Symbol(module, alias.name), wanted)

    def _taken(self, node: ast.ImportFrom, alias: ast.alias, new: Symbol) -> Wanted:
        if not new.module:
            return Wanted("", new.name, alias.asname or (alias.name if alias.name != new.name else None))
        style = spelled(new.module, like=node, package=self.package)
        asname = alias.asname or alias.name
        return Wanted(
            style, new.name, asname if alias.asname == new.name == alias.name or asname != new.name else None
        )

    def _renamed(self, placed: Placed, alias: ast.alias, wanted: Wanted) -> Wanted:
        """The import under its new name, with the uses that follow; as it was where one of them cannot."""
        if not self.context.renames or alias.asname is not None or wanted.asname != alias.name:
            return wanted
        uses = LocalName(self.file, self.scopes, self.scopes.of(placed.scope_node), alias.name, placed.node)
        is_kept = uses.is_global and alias.name in self.context.kept
        splices = None if is_kept else uses.renamed(wanted.name, lambda node: self._means(node, wanted))
        if splices is None:
            return wanted
        self._host(placed).splices += splices
        if uses.is_global:
            self.renamed.append((alias.name, wanted.name))
        return Wanted(wanted.module, wanted.name)

    def _means(self, node: ast.AST, wanted: Wanted) -> bool:
        """Whether an import statement binds the very thing that is wanted, under its own name."""
        if not isinstance(node, ast.ImportFrom):
            return False
        model, level = self.context.names.model, len(wanted.module) - len(wanted.module.lstrip("."))
        asked = ast.ImportFrom(wanted.module.lstrip(".") or None, [], level)
        modules = [absolute_module(one, self.package) for one in (node, asked)]
        found = [model.resolve(module, wanted.name, typing=True) if module else None for module in modules]
        has_it = any(one.name == wanted.name and one.asname in {None, one.name} for one in node.names)
        symbols = [one.symbol for one in found if isinstance(one, Defined)]
        return has_it and len(symbols) == 2 and symbols[0] == symbols[1]

    def _set(self, placed: Placed, index: int, old: Symbol, wanted: Wanted) -> None:
        host = self._host(placed)
        before = host.wanted[index][0]
        if wanted != before:
            host.wanted[index] = [wanted]
            host.changed.append(index)
            host.old.append(old)
            host.shapes.append(f"`{before.statement}` -> `{wanted.statement}`")

    def _may(self, placed: Placed, old: Symbol, new: Symbol) -> bool:
        importer = self.context.module.name
        submodule = f"{new.module}.{new.name}" if new.module else new.name
        new = Symbol(submodule, "") if submodule in self.context.names.model.modules else new
        asked = Asked(importer, old, new, placed.is_deferred, placed.is_typing, placed.is_guarded)
        reason = self.context.objection(asked)
        if reason:
            self.left.append(Left(self.file.path, placed.node.lineno, reason))
        return reason is None

    def _replaced_modules(self, placed: Placed, node: ast.Import) -> None:
        """``import dead`` where nothing in the file needs to change with it: no dots, or a name of its own."""
        for index, alias in enumerate(node.names):
            new = self.context.names.targets.module(alias.name)
            parent, _dot, last = alias.name.rpartition(".")
            old = Symbol(parent, last)
            if new is None or not self._may(placed, old, Symbol(new, "")):
                continue
            if alias.asname is None and "." not in alias.name:
                self._set(placed, index, old, Wanted("", new, alias.name))
            elif alias.asname is not None:
                self._set(placed, index, old, Wanted("", new, alias.asname))
            else:
                self._set(placed, index, old, Wanted("", new))

    def _star(self, placed: Placed, node: ast.ImportFrom, module: str) -> None:
        moved = self.context.names.targets.module(module)
        if moved is not None and self._may(placed, Symbol(module, "*"), Symbol(moved, "*")):
            style = spelled(moved, like=node, package=self.package)
            self._set(placed, 0, Symbol(module, ""), Wanted(style, "*"))
        if moved is not None:
            return
        bound = self.scopes.module.bindings if self._has_names_of(module) else {}
        for old, new in sorted(self.context.names.targets.symbols.items()):
            if old.module != module or old.name in bound or not self._looks_up(old.name):
                continue
            if isinstance(self.context.names.model.resolve(self.context.module.name, old.name), Unknown):
                said = f"whether * of {module} brings {old.name} is only known at run time"
                self.left.append(Left(self.file.path, placed.node.lineno, said))
            elif self._may(placed, old, new):
                style = spelled(new.module, like=node, package=self.package)
                wanted = Wanted(style, new.name, old.name if old.name != new.name else None)
                host = self._host(placed)
                host.wanted[0].append(wanted)
                host.changed.append(0)
                host.old.append(old)
                host.shapes.append(
                    f"`{old.name}` from `{host.wanted[0][0].statement}` -> `{wanted.statement}`"
                )

    def _has_names_of(self, module: str) -> bool:
        return any(one.module == module for one in self.context.names.targets.symbols)

    def _looks_up(self, name: str) -> bool:
        return bool(self.scopes.uses(self.scopes.module, name))

    def _module_uses(self) -> None:
        uses = ModuleUses(self.finder, self.bindings, self.package, Permission(self._may, self.context.kept))
        for edit in uses.edits():
            self._apply(edit)
        self.left += [Left(self.file.path, line, reason) for line, reason in uses.problems]
        self.left += object_patches(self.finder, uses.modules())

    def _apply(self, edit: ModuleUseEdit) -> None:
        leader = self._host(edit.hosts[0].placed)
        for binding in edit.hosts:
            host = self._host(binding.placed)
            if host is not leader and host.leader is None:
                host.leader = leader
            now = host.wanted[binding.index]
            now = now[1:] if edit.drops else now
            host.wanted[binding.index] = [*now, *(one for one in edit.adds if one not in now)]
            host.changed.append(binding.index)
        leader.splices += edit.splices
        leader.shapes += edit.shapes
        leader.old += edit.old

    def _assembled(self) -> list[PendingHunk]:
        changing = {key: host for key, host in self.hosts.items() if host.changed or host.splices}
        imports = ImportContext(self.file, self.package, frozenset(changing))
        hunks: dict[int, PendingHunk] = {}
        for host in sorted(changing.values(), key=lambda one: one.leader is not None):
            done = rewrite_statement(imports, host.placed, host.wanted)
            leader = host.leader or host
            hunk = hunks.get(id(leader.placed.node))
            if hunk is None:
                hunk = hunks.setdefault(id(leader.placed.node), self._hunk(leader, done))
            hunk.splices += [*done.splices, *host.splices]
        return list(hunks.values())

    def _hunk(self, host: _Host, done: StatementEdit) -> PendingHunk:
        manner = f", {done.manner}" if done.manner else ""
        shape = "; ".join(dict.fromkeys(host.shapes)) + manner + circumstances(self.file, host.placed)
        old = self.file.source_of(host.placed.node)
        why = self.context.names.targets.why(host.old, self.context.why)
        return PendingHunk(host.placed.scope, old, shape, why)
