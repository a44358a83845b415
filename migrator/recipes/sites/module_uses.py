"""Rewriting uses through an imported module: ``import old; old.C`` becomes ``import new; new.C``.

The style stays (a module stays a module), the new import stands where the old one does, and the old one goes only where nothing in the
file needs it any more and nobody takes it from there.
"""

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from migrator.model.values import Symbol
from migrator.recipes.editing.alias_spans import means
from migrator.recipes.editing.import_edits import Splice, Wanted, absolute_module, spelled
from migrator.recipes.editing.scopes import Scope
from migrator.recipes.editing.syntax import Placed, SourceFile
from migrator.recipes.sites.chains import Chain, ChainFinder
from migrator.recipes.sites.string_sites import dotted_name
from migrator.recipes.sites.targets import ModuleNames


@dataclass(frozen=True)
class Binding:
    """One alias of an import statement that binds a module.

    Attributes:
        placed: The statement.
        index: Which of its aliases.
        local: The name that is bound.
        module: The module that the name is (``a`` for ``import a.b``).
        full: The module that is imported (``a.b`` for ``import a.b``).
        is_plain: It is ``import a.b`` without an alias: uses spell the module out.
    """

    placed: Placed
    index: int
    local: str
    module: str
    full: str
    is_plain: bool


@dataclass
class ModuleUseEdit:
    """What rewriting the uses of one module binding asks for.

    Attributes:
        hosts: The bindings whose statements change.
        drops: Whether the hosts' aliases go.
        adds: The imports that come beside (or instead).
        splices: The uses.
        shapes: What the uses look like before and after.
        old: The old paths that are used.
    """

    hosts: list[Binding]
    drops: bool
    adds: list[Wanted] = field(default_factory=list)
    splices: list[Splice] = field(default_factory=list)
    shapes: list[str] = field(default_factory=list)
    old: list[Symbol] = field(default_factory=list)


def module_bindings(file: SourceFile, names: ModuleNames, package: str) -> list[Binding]:
    """Every alias in the file that binds a module of the repository."""
    result = []
    for placed in file.statements:
        node = placed.node
        if not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        for index, alias in enumerate(node.names):
            full = bound_module(node, alias, names, package)
            if full is None:
                continue
            is_plain = isinstance(node, ast.Import) and alias.asname is None
            local = alias.asname or (alias.name.partition(".")[0] if is_plain else alias.name)
            result.append(Binding(placed, index, local, local if is_plain else full, full, is_plain))
    return result


def bound_module(
    node: ast.Import | ast.ImportFrom, alias: ast.alias, names: ModuleNames, package: str
) -> str | None:
    """The module of the repository that an alias imports, or None."""
    if isinstance(node, ast.Import):
        return alias.name if names.is_module(alias.name) else None
    module = absolute_module(node, package)
    if module is None or alias.name == "*":
        return None
    return names.bound_module(module, alias.name)


@dataclass(frozen=True)
class Permission:
    """What may be done in a file.

    Attributes:
        may: Asked with the import statement, the old path and the module that would be imported.
        kept: Names whose bindings stay because others take them from the file.
        accepts: Whether a single use may change; one that may not counts as a use that stays.
    """

    may: Callable[[Placed, Symbol, Symbol], bool]
    kept: frozenset[str] = frozenset()
    accepts: Callable[[Chain], bool] = lambda _chain: True


class ModuleUses:
    """Plans the rewriting of uses through modules in one file."""

    def __init__(
        self, finder: ChainFinder, bindings: Sequence[Binding], package: str, permission: Permission
    ) -> None:
        self.finder, self.file, self.scopes = finder, finder.file, finder.scopes
        self.bindings, self.package, self.permission = bindings, package, permission
        self.problems: list[tuple[int, str]] = []

    def edits(self) -> list[ModuleUseEdit]:
        """One for each name of a module that has uses to rewrite."""
        groups: dict[tuple[int, str], list[Binding]] = {}
        owners: dict[int, Scope] = {}
        for binding in self.bindings:
            owner = self.owner(binding)
            owners[id(owner)] = owner
            groups.setdefault((id(owner), binding.local), []).append(binding)
        result = []
        for (owner_id, _local), group in groups.items():
            if group[0].module in self.finder.names.targets.around:
                result += self._group(owners[owner_id], group)
        return result

    def owner(self, binding: Binding) -> Scope:
        """The scope in which a binding's name is bound."""
        scope = self._scope(binding.placed.scope_node)
        return scope.owner(binding.local) or scope

    def modules(self) -> dict[tuple[int, str], str]:
        """What local names are modules, by (scope id, name)."""
        return {(id(self.owner(one)), one.local): one.module for one in self.bindings}

    def _scope(self, node: ast.AST) -> Scope:
        return self.scopes.of(node)

    def _group(self, owner: Scope, group: list[Binding]) -> list[ModuleUseEdit]:
        first = group[0]
        if first.module in self.finder.names.targets.modules and not self._is_dotted(group):
            return []
        chains, others = self.finder.chains(owner, first.local, first.module)
        if owner.is_class:
            self.problems += self._through_attributes(first)
        if not chains:
            return []
        problem = self._ambiguity(owner, group)
        usable = []
        for chain in chains:
            if chain.problem or problem:
                self.problems.append((chain.line, problem or chain.problem))
                others += 1
            elif not self.permission.accepts(chain) or not self.permission.may(
                first.placed, chain.old, Symbol(chain.needs, "")
            ):
                others += 1
            else:
                usable.append(chain)
        return [self._edit(owner, group, old, usable, others) for old in _old_modules(usable)]

    def _through_attributes(self, binding: Binding) -> list[tuple[int, str]]:
        """Uses of a module that a class body imports, which makes it an attribute: whose attribute a use asks for is not known."""
        names = {one.name for one in self.finder.names.targets.symbols if one.module == binding.full}
        parts = binding.full.split(".") if binding.is_plain else [binding.local]
        return [
            (node.lineno, f"asks for {binding.full}.{node.attr} through an attribute {binding.local}")
            for node in ast.walk(self.file.tree)
            if isinstance(node, ast.Attribute)
            and node.attr in names
            and ast.unparse(node.value).split(".")[1:][-len(parts) :] == parts
        ]

    def _is_dotted(self, group: list[Binding]) -> bool:
        return any(one.is_plain and one.full != one.local for one in group)

    def _ambiguity(self, owner: Scope, group: list[Binding]) -> str:
        statements = {id(one.placed.node) for one in group}
        foreign = [node for node in owner.bindings.get(group[0].local, []) if id(node) not in statements]
        several = len({one.module for one in group}) > 1
        return f"{group[0].local} is bound in several ways in this file" if foreign or several else ""

    def _edit(
        self, owner: Scope, group: list[Binding], old: str, chains: list[Chain], others: int
    ) -> ModuleUseEdit:
        exact = [one for one in group if one.full == old]
        hosts = exact or group[:1]
        mine = [chain for chain in chains if _module_of(chain) == old]
        elsewhere = others + (0 if hosts[0].is_plain else len(chains) - len(mine))
        is_kept = hosts[0].local in self.permission.kept or _is_self_alias(hosts[0]) or owner.is_class
        loads = not hosts[0].is_plain and self._is_spelled_out(old)
        edit = ModuleUseEdit(hosts, drops=bool(exact) and not elsewhere and not is_kept and not loads)
        for chain in mine:
            expression = self._expression(owner, edit, chain.needs)
            start, end = chain.span or (0, 0)
            new = expression if chain.is_module else f"{expression}.{self._name(chain, start, end)}"
            edit.splices.append(Splice(start, end, self.file.encode(new)))
            edit.old.append(chain.old)
            shape = f"`{self.file.text(start, end)}` -> `{new}`"
            if shape not in edit.shapes:
                edit.shapes.append(shape)
        return edit

    def _is_spelled_out(self, module: str) -> bool:
        """Whether the file takes something else of a module through the packages around it, and no statement of its own loads it for that."""
        if any(one.is_plain and one.full == module for one in self.bindings):
            return False
        return any(
            isinstance(node, ast.Attribute)
            and Symbol(module, node.attr) not in self.finder.names.targets.symbols
            and dotted_name(node.value) == module
            for node in self.file.nodes
        )

    def _name(self, chain: Chain, start: int, end: int) -> str:
        """The name that a chain ends in, as it is written there."""
        written = self.file.text(start, end).rpartition(".")[2].strip()
        return written if means(written, chain.new.name) else chain.new.name

    def _expression(self, owner: Scope, edit: ModuleUseEdit, needed: str) -> str:
        """How the new module is written at the uses; notes the import it needs."""
        host = edit.hosts[0]
        there = self._already(owner, edit, needed)
        if there is not None:
            return there
        free = not self._is_taken(needed.partition(".")[0]) or needed.partition(".")[0] == host.local
        wanted = Wanted("", needed) if host.is_plain and free else self._named(host, needed)
        if wanted not in edit.adds:
            edit.adds.append(wanted)
        return needed if wanted == Wanted("", needed) else wanted.binds

    def _already(self, owner: Scope, edit: ModuleUseEdit, needed: str) -> str | None:
        host = edit.hosts[0]
        for one in self.bindings:
            moved = self.finder.names.targets.module(one.full)
            full = moved or one.full
            reaches = full == needed or (one.is_plain and full.startswith(f"{needed}."))
            is_near = one.placed.block is host.placed.block
            is_sure = not (one.placed.parents[1:] or one.placed.node.lineno > host.placed.node.lineno)
            visible = self.owner(one) in {owner, self.scopes.module}
            same_style = one.is_plain == host.is_plain
            stays = one is not host or (moved is not None and not edit.drops)
            if same_style and reaches and visible and (is_near or is_sure) and stays:
                return needed if one.is_plain else one.local
        return None

    def _named(self, host: Binding, needed: str) -> Wanted:
        parent, _dot, last = needed.rpartition(".")
        candidates = [last, f"{last}_module", f"{parent.rpartition('.')[2]}_{last}"]
        name = next((one for one in candidates if not self._is_taken(one)), f"{last}_")
        while self._is_taken(name):
            name += "_"
        node = host.placed.node
        if isinstance(node, ast.ImportFrom) and parent:
            style = spelled(parent, like=node, package=self.package)
            return Wanted(style, last, name if name != last else None)
        return Wanted("", needed, name if name != needed else None)

    def _is_taken(self, name: str) -> bool:
        return name in self._names_in_use

    @cached_property
    def _names_in_use(self) -> frozenset[str]:
        looked_up = {one.id for scope in self.scopes.all for one in scope.lookups}
        return self.scopes.bound_names() | looked_up


def _module_of(chain: Chain) -> str:
    """The old module behind a chain: what its import statement names."""
    return f"{chain.old.module}.{chain.old.name}" if chain.is_module else chain.old.module


def _old_modules(chains: Sequence[Chain]) -> list[str]:
    return sorted({_module_of(one) for one in chains})


def _is_self_alias(binding: Binding) -> bool:
    node = binding.placed.node
    alias = node.names[binding.index] if isinstance(node, ast.Import | ast.ImportFrom) else None
    return alias is not None and alias.asname is not None and alias.asname == alias.name
