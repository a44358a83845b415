"""The calls of a creator in one file, rewritten with the imports that bring it.

The canonical one is imported in the place and style of the creator's import, which goes where nothing in the file uses it any more and
nobody takes it from there. An import and the calls that depend on it are one hunk: rejecting it leaves the file as it was.
"""

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from migrator.model.values import Defined, IsModule, Symbol
from migrator.recipes.duplicates.call_edits import CallEdit, edit_call
from migrator.recipes.duplicates.call_targets import CreatorUse, creator_uses
from migrator.recipes.duplicates.forwarded import Need
from migrator.recipes.duplicates.meanings import FileMeanings, ImportAlias
from migrator.recipes.duplicates.replacement import RenamedUse, Replacement
from migrator.recipes.editing.hunks import PendingHunk
from migrator.recipes.editing.import_edits import Splice, Wanted, spelled
from migrator.recipes.editing.import_placement import ImportStyle, add_imports, prefers_relative
from migrator.recipes.editing.origins import ImportedAs
from migrator.recipes.editing.quoted import quoted_annotations
from migrator.recipes.editing.scopes import Scope, Scopes
from migrator.recipes.sites.chains import Chain
from migrator.recipes.sites.file_sites import FileContext, FileSites
from migrator.recipes.sites.module_uses import ModuleUses, Permission
from migrator.recipes.sites.targets import ModuleNames, Targets
from migrator.recipes.values import Left


@dataclass
class _Group:
    """The uses that come by one binding of a name."""

    owner: Scope
    local: str
    aliases: tuple[ImportAlias, ...]
    edits: list[CallEdit] = field(default_factory=list)
    staying: int = 0


class CallSites(FileSites):
    """Plans the calls of a creator in one file."""

    def __init__(self, home: FileMeanings, replacement: Replacement, kept: frozenset[str]) -> None:
        self.home, self.replacement = home, replacement
        self.uses = creator_uses(home, replacement.equivalence.creator)
        self.edits: dict[int, CallEdit] = {}
        paths = dict.fromkeys(self._chain_paths(), replacement.canonical)
        names = ModuleNames(home.model, Targets(paths))
        context = FileContext(
            home.file, home.module, names, replacement.why, replacement.guard.objection, kept
        )
        super().__init__(context)
        self.renamed_uses: list[RenamedUse] = []
        self.notes: list[str] = []

    @cached_property
    def scopes(self) -> Scopes:
        """The scopes that the uses were found in."""
        return self.home.scopes

    def hunks(self) -> list[PendingHunk]:
        """Every hunk of the file; what was left is in ``left`` afterwards."""
        groups = self._groups()
        loose: list[Splice] = []
        added: list[ImportedAs] = []
        for group in groups:
            if group.edits and group.aliases:
                self._imported(group)
            elif group.edits:
                self._own(group, loose, added)
        if any(isinstance(use.reference.node, ast.Attribute) for use in self.uses):
            self._through_modules()
        used = self._used_edits()
        added += self._needed(used)
        hunks = self._assembled()
        if loose or added:
            hunks = [self._merged(hunks, loose, added, used)]
        return hunks

    def is_left(self) -> bool:
        """Some use stays."""
        return bool(self.left)

    def _leave(self, use: CreatorUse, reason: str) -> None:
        creator = self.replacement.equivalence.creator.symbol.name
        self.left.append(Left(self.file.path, use.line, f"{creator} is still used: {reason}"))

    def _edit_of(self, use: CreatorUse) -> CallEdit | None:
        problem = use.problem or self._protection(use)
        if problem or use.call is None:
            self._leave(use, problem)
            return None
        edit = edit_call(self.home, use.call, self.replacement.equivalence)
        if isinstance(edit, str):
            self._leave(use, edit)
            return None
        problem = self._missing(edit)
        if problem:
            self._leave(use, problem)
            return None
        return edit

    def _protection(self, use: CreatorUse) -> str:
        for placed in self.home.file.statements:
            node = placed.node
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            name = f"{placed.scope}.{node.name}" if placed.scope else node.name
            if Symbol(self.home.module.name, name) in self.replacement.protected and use.callee in ast.walk(
                node
            ):
                return f"{self.replacement.canonical.name} itself is made with it"
        return ""

    def _groups(self) -> list[_Group]:
        groups: dict[tuple[int, str], _Group] = {}
        for use in self.uses:
            edit = self._edit_of(use)
            reference = use.reference
            if edit is not None:
                self.edits[self.file.span(use.callee)[0]] = edit
            if not reference.is_direct and use.names_it:
                continue
            aliases = reference.aliases if reference.is_direct else ()
            key = (id(reference.owner), reference.root.id)
            group = groups.setdefault(key, _Group(reference.owner, reference.root.id, aliases))
            if edit is None:
                group.staying += 1
            else:
                group.edits.append(edit)
        for group in groups.values():
            group.staying += self._other_uses(group)
        return list(groups.values())

    def _other_uses(self, group: _Group) -> int:
        """Uses of the name that are no uses of the creator: of a class beside its method."""
        roots = {id(use.reference.root) for use in self.uses if use.names_it}
        quoted = sum(
            isinstance(node, ast.Name) and node.id == group.local
            for one in quoted_annotations(self.file)
            for node in ast.walk(one.expression)
        )
        return quoted + sum(id(one) not in roots for one in self.scopes.uses(group.owner, group.local))

    def _imported(self, group: _Group) -> None:
        is_module_level = group.owner is self.scopes.module
        kept = is_module_level and group.local in self.context.kept
        drops = not group.staying and not kept
        old = Symbol(self._imported_from(group.aliases[0]), group.aliases[0].alias.name)
        is_here = self.home.module.name == self.replacement.canonical.module
        if not is_here and not all(self._allowed(one, old) for one in group.aliases):
            return
        local = self._local_name(group, drops=drops)
        if local is None:
            reason = f"{self.replacement.head} means something else in this file"
            self.left.append(Left(self.file.path, group.edits[0].call.lineno, reason))
            return
        is_there = is_here or self._existing(group) is not None
        leader = None
        for one in group.aliases:
            host = self._host(one.placed)
            leader = leader or host
            if host is not leader and host.leader is None:
                host.leader = leader
            wanted = [] if drops and not _is_self_alias(one.alias) else [host.wanted[one.index][0]]
            host.wanted[one.index] = wanted if is_there else [*wanted, self._wanted(one, local)]
            host.changed.append(one.index)
        if leader is None:
            return
        leader.shapes.append(
            f"`{group.local}(...)` -> `{self.replacement.called(local)}(...)`{_manner(group.edits)}"
        )
        for edit in group.edits:
            leader.splices += edit.splices(self.home, self.replacement.called(local))
        if (
            is_module_level
            and "." not in self.replacement.equivalence.creator.symbol.name
            and group.local != local
        ):
            self.renamed_uses.append(
                RenamedUse(group.local, local, also_stays=not drops and bool(group.staying))
            )

    def _allowed(self, one: ImportAlias, old: Symbol) -> bool:
        return self._may(one.placed, old, Symbol(self.replacement.canonical.module, self.replacement.head))

    def _imported_from(self, one: ImportAlias) -> str:
        node = one.placed.node
        found = node.module if isinstance(node, ast.ImportFrom) else None
        return found or ""

    def _wanted(self, one: ImportAlias, local: str) -> Wanted:
        node, canonical = one.placed.node, self.replacement.canonical
        like = node if isinstance(node, ast.ImportFrom) else ast.ImportFrom(None, [], 0)
        module = spelled(canonical.module, like=like, package=self.package)
        return Wanted(module, self.replacement.head, local if local != self.replacement.head else None)

    def _local_name(self, group: _Group, *, drops: bool) -> str | None:
        """What the canonical one is called by in this file."""
        existing = self._existing(group)
        if existing is not None:
            return existing
        alias = group.aliases[0].alias.asname if group.aliases else None
        if alias and drops and alias != group.aliases[0].alias.name:
            return alias
        if self._is_free(self.replacement.head):
            return self.replacement.head
        return group.local if drops and group.aliases else None

    def _is_free(self, name: str) -> bool:
        """The name means nothing else anywhere in the file."""
        for scope in self.scopes.all:
            if name in scope.bindings and not self._means_canonical(scope, name):
                return False
        module = self.scopes.module
        by_star = self.home.defined_here(name)
        is_given = by_star is not None and by_star != self.replacement.defined
        return name in module.bindings or not (is_given or self.scopes.uses(module, name))

    def _means_canonical(self, scope: Scope, name: str) -> bool:
        if scope is self.scopes.module and self.home.module.name == self.replacement.defined.module:
            return name == self.replacement.defined.name
        aliases = self.home.aliases(scope, name)
        meanings = [self.home.alias_meaning(one) for one in aliases or ()]
        return bool(meanings) and all(
            isinstance(one, Defined) and one.symbol == self.replacement.defined for one in meanings
        )

    def _existing(self, group: _Group) -> str | None:
        """The name by which the canonical one is known already wherever the group's calls stand."""
        module = self.scopes.module
        for scope in dict.fromkeys((group.owner, module)):
            for name in scope.bindings:
                if (
                    self._is_plain(scope, name)
                    and self._means_canonical(scope, name)
                    and self._is_seen(group, scope, name)
                ):
                    return name
        return None

    def _is_plain(self, scope: Scope, name: str) -> bool:
        aliases = self.home.aliases(scope, name)
        if aliases is None:
            return scope is self.scopes.module and len(scope.bindings[name]) == 1
        return all(
            not one.placed.is_typing and not one.placed.is_tried and not one.placed.is_conditional
            for one in aliases
        )

    def _is_seen(self, group: _Group, scope: Scope, name: str) -> bool:
        names = [_first_name(edit.call.func) for edit in group.edits]
        scopes = [self.home.scope_of.get(id(one)) for one in names]
        return all(one is not None and (one.owner(name) or one) is scope for one in scopes)

    def _own(self, group: _Group, loose: list[Splice], added: list[ImportedAs]) -> None:
        """Calls in the creator's own module, or of a name that came by a star."""
        canonical = self.replacement.canonical
        local = self._existing(group) or self._local_name(group, drops=False)
        is_here = self.home.module.name == canonical.module
        if local is None or (is_here and self._existing(group) is None):
            self.left.append(
                Left(
                    self.file.path,
                    group.edits[0].call.lineno,
                    f"{self.replacement.head} means something else in this file",
                )
            )
            return
        if self._existing(group) is None:
            if self.replacement.guard.closes(self.home.module.name, canonical.module):
                reason = f"importing {canonical.module} here would close an import cycle: it imports {self.home.module.name}"
                self.left += [Left(self.file.path, edit.call.lineno, reason) for edit in group.edits]
                return
            added.append(self._import_of(canonical.module, self.replacement.head))
        for edit in group.edits:
            loose += edit.splices(self.home, self.replacement.called(local))
        if "." not in self.replacement.equivalence.creator.symbol.name:
            self.renamed_uses.append(RenamedUse(group.local, local, also_stays=bool(group.staying)))

    def _import_of(self, module: str, name: str) -> ImportedAs:
        level = 1 if prefers_relative(self.file.tree.body, self.home.model.is_first_party) else 0
        return ImportedAs(module, name, None, level)

    def _chain_paths(self) -> list[Symbol]:
        result = []
        for use in self.uses:
            node = use.reference.node
            if isinstance(node, ast.Attribute):
                module = self.home.meaning(node.value)
                if isinstance(module, IsModule):
                    result.append(Symbol(module.module, node.attr))
        return result

    def _through_modules(self) -> None:
        uses = ModuleUses(
            self.finder, self.bindings, self.package, Permission(self._may, self.context.kept, self._accepts)
        )
        for edit in uses.edits():
            splices = []
            for splice in edit.splices:
                call = self.edits.get(splice.start)
                if call is None:
                    splices.append(splice)
                    continue
                splices += call.splices(self.home, splice.new.decode(self.file.codec))
            edit.splices = splices
            self._apply(edit)
        self.left += [Left(self.file.path, line, reason) for line, reason in uses.problems]

    def _accepts(self, chain: Chain) -> bool:
        return chain.span is not None and chain.span[0] in self.edits

    def _used_edits(self) -> list[CallEdit]:
        return list(self.edits.values())

    def _missing(self, edit: CallEdit) -> str:
        """Why a name that the new arguments need cannot be had here, or ``""``."""
        for need in sorted(edit.needs):
            if self._has(need):
                continue
            if need.local in self.home.names_in_use:
                return f"its new arguments need {need.local}, which means something else in this file"
            if (
                self.replacement.guard.closes(self.home.module.name, need.module)
                or need.module == self.home.module.name
            ):
                return f"its new arguments need {need.local}, and importing {need.module} here would close an import cycle"
        return ""

    def _has(self, need: Need) -> bool:
        module = self.scopes.module
        if need.local not in module.bindings:
            return False
        found = self.home.model.resolve(self.home.module.name, need.local)
        others = any(need.local in scope.bindings for scope in self.scopes.all if scope is not module)
        return (
            not others and isinstance(found, Defined) and found.symbol == Symbol(need.module, need.name or "")
        )

    def _needed(self, used: Sequence[CallEdit]) -> list[ImportedAs]:
        needs = sorted({need for edit in used for need in edit.needs if not self._has(need)})
        return [
            ImportedAs(
                need.module,
                need.name,
                need.local if need.local != need.name else None,
                self._import_of(need.module, "").level,
            )
            for need in needs
        ]

    def _merged(
        self, hunks: list[PendingHunk], loose: list[Splice], added: list[ImportedAs], used: Sequence[CallEdit]
    ) -> PendingHunk:
        """One hunk for the file: its calls share imports that are new."""
        busy = frozenset(key for key, host in self.hosts.items() if host.changed or host.splices)
        style = ImportStyle(self.package, self.home.model.is_first_party, busy)
        splices = [*loose, *add_imports(self.file, style, added)]
        creator = self.replacement.equivalence.creator.symbol.name
        shape = "; ".join(dict.fromkeys(one.shape for one in hunks))
        shape = shape or f"`{creator}(...)` -> `{self.replacement.canonical.name}(...)`{_manner(used)}"
        for one in hunks:
            splices += one.splices
        return PendingHunk("", f"calls of {creator}", shape, self.replacement.why, splices)


def _manner(edits: Sequence[CallEdit]) -> str:
    said = ", arguments adapted" if any(edit.is_adapted for edit in edits) else ""
    return said + (", not awaited" if any(edit.unawaited for edit in edits) else "")


def _is_self_alias(alias: ast.alias) -> bool:
    return alias.asname is not None and alias.asname == alias.name


def _first_name(node: ast.expr) -> ast.expr:
    while isinstance(node, ast.Attribute | ast.Call):
        node = node.value if isinstance(node, ast.Attribute) else node.func
    return node
