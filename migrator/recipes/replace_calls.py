"""Recipe: call the canonical creator instead of another one.

A call is rewritten where the two are provably the same for its arguments; every other use of the creator is listed as work for a person,
with its line and reason. Patches of the creator's name follow where the name is no longer looked up.
"""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from migrator.model.model import Model
from migrator.model.values import NameUse, Symbol
from migrator.recipes.duplicates.call_sites import CallSites
from migrator.recipes.duplicates.call_targets import creator_uses
from migrator.recipes.duplicates.creator_words import callee_of
from migrator.recipes.duplicates.definitions import Definitions, FunctionDefinition, resolved
from migrator.recipes.duplicates.equivalence import Equivalence, prove
from migrator.recipes.duplicates.replacement import RenamedUse, Replacement
from migrator.recipes.editing.edits import OverlappingEditsError, apply_edits, sorted_edits, why_broken
from migrator.recipes.editing.hunks import PendingHunk, file_change, keyed_edits
from migrator.recipes.exclusions import exclude
from migrator.recipes.sites.cycle_guard import CycleGuard
from migrator.recipes.sites.patched_names import LookedUp, patched_names
from migrator.recipes.sites.patching import PatchKnowledge
from migrator.recipes.sites.string_sites import dotted_name
from migrator.recipes.sites.targets import Targets
from migrator.recipes.values import ChangeSet, Edit, FileChange, Left
from migrator.records.intentions import Exclusion, ReplaceCalls
from migrator.source.values import Tree

_SETTERS = frozenset({"object", "setattr", "delattr", "spy", "stub"})


def plan_replace_calls(
    intention: ReplaceCalls, model: Model, tree: Tree, exclusions: Sequence[Exclusion] = ()
) -> ChangeSet:
    """Every call of the creator becomes one of the canonical; refused where the two are not provably the same."""
    definitions = Definitions(model, tree)
    proven = prove_creators(definitions, intention.creator, intention.canonical)
    if isinstance(proven, str):
        return ChangeSet(left=_unproven(definitions, intention.creator, proven), refused=proven)
    change_set = _Calls(definitions, intention, proven).change_set()
    return exclude(change_set, tree, exclusions)


def prove_creators(definitions: Definitions, creator: Symbol, canonical: Symbol) -> Equivalence | str:
    """The proof that two paths name equivalent creators, or why they do not."""
    old, new = resolved(definitions.model, creator), resolved(definitions.model, canonical)
    if old is None or new is None:
        return f"{creator if old is None else canonical} is not defined in this repository"
    if old == new:
        return f"{creator} is {canonical} already"
    function = definitions.function(old)
    if isinstance(function, str):
        return function
    proven = prove(definitions, function, new)
    return (
        f"{creator.name} is not provably the same as {canonical.name}: {proven}"
        if isinstance(proven, str)
        else proven
    )


def naming_modules(definitions: Definitions, symbol: Symbol) -> list[str]:
    """Modules whose text has the name of a definition (of a method: that of its class), or that reach it under another."""
    head = symbol.name.partition(".")[0]
    model, tree = definitions.model, definitions.tree
    entries = tree.entries()
    paths = sorted(path for path in model.facts if path in entries and not entries[path].is_symlink)
    naming = [path for path, raw in tree.read_many(paths) if head.encode() in raw]
    using = {use.site.path for use in model.uses_of(Symbol(symbol.module, head))}
    modules = (model.module_at(path) for path in sorted({*naming, *using}))
    return [one.name for one in modules if one is not None]


def _unproven(definitions: Definitions, creator: Symbol, reason: str) -> tuple[Left, ...]:
    """The uses of a creator that is not provably the same: work for a person."""
    symbol = resolved(definitions.model, creator)
    function = definitions.function(symbol) if symbol is not None else ""
    if isinstance(function, str):
        return ()
    left = []
    for module in naming_modules(definitions, function.symbol):
        home = definitions.file(module)
        if not isinstance(home, str):
            left += [Left(home.file.path, use.line, reason) for use in creator_uses(home, function)]
    return tuple(sorted(set(left)))


def called_functions(definitions: Definitions, start: Symbol) -> frozenset[Symbol]:
    """The functions of the repository that a function calls, directly or through others, itself included."""
    seen: set[Symbol] = set()
    waiting = [start]
    while waiting and len(seen) < 200:
        symbol = waiting.pop()
        found = definitions.function(symbol)
        if symbol in seen or isinstance(found, str):
            continue
        seen.add(symbol)
        calls = (node for node in ast.walk(found.node) if isinstance(node, ast.Call))
        callees = (callee_of(found, node.func) for node in calls)
        waiting += [one for one in callees if one is not None]
    return frozenset(seen)


@dataclass
class _Calls:
    """One run over the repository."""

    definitions: Definitions
    intention: ReplaceCalls
    proven: Equivalence
    files: dict[str, FileChange] = field(default_factory=dict)
    left: list[Left] = field(default_factory=list)
    renamed: dict[str, list[RenamedUse]] = field(default_factory=dict)

    @property
    def creator(self) -> FunctionDefinition:
        return self.proven.creator

    def change_set(self) -> ChangeSet:
        canonical = self.intention.canonical
        why = f"{canonical.name} gives what {self.creator.symbol.name} gives"
        protected = called_functions(self.definitions, self.proven.canonical)
        guard = CycleGuard(self.definitions.model)
        replacement = Replacement(self.proven, canonical, guard, protected, why)
        for module in naming_modules(self.definitions, self.creator.symbol):
            self._file(module, replacement)
        self._patches()
        files = tuple(self.files[path] for path in sorted(self.files))
        notes = tuple(f"{self.creator.symbol.name}: {one}" for one in self.proven.notes) if files else ()
        return ChangeSet(files=files, left=tuple(sorted(set(self.left))), notes=notes)

    def _file(self, module: str, replacement: Replacement) -> None:
        home = self.definitions.file(module)
        if isinstance(home, str):
            self.left.append(Left(self.definitions.model.modules[module].path, 1, home))
            return
        sites = CallSites(home, replacement, _kept(self.definitions.model, module))
        if not sites.uses:
            return
        try:
            hunks = sites.hunks()
        except UnicodeEncodeError as error:
            self.left.append(
                Left(home.file.path, 1, f"its encoding {error.encoding} lacks a character of the new name")
            )
            return
        self.left += sites.left
        if self._take(home.file.path, hunks):
            self.renamed[module] = sites.renamed_uses

    def _take(self, path: str, hunks: list[PendingHunk]) -> bool:
        origin = f"replace-calls {self.intention.creator} {self.intention.canonical}"
        known = self.files.get(path)
        edits = [*(known.edits if known else ()), *keyed_edits(origin, path, hunks)]
        raw = self.definitions.tree.read(path)
        merged: tuple[Edit, ...] = ()
        try:
            merged = sorted_edits(edits)
            broken = why_broken(path, raw, apply_edits(raw, merged))
        except OverlappingEditsError as error:
            broken = error.detail
        if broken:
            self.left.append(Left(path, 1, f"its calls are left: {broken}"))
        elif merged:
            self.files[path] = file_change(self.definitions.tree, path, merged)
        return bool(merged) and not broken

    def _patches(self) -> None:
        uses: dict[Symbol, list[NameUse]] = {}
        for use in self.definitions.model.name_uses:
            if use.form == "string":
                uses.setdefault(use.target, []).append(use)
        hunks, left = patched_names(
            self.definitions.tree, {key: tuple(found) for key, found in uses.items()}, self._looked_up()
        )
        self.left += left
        for path, found in sorted(hunks.items()):
            self._take(path, found)
        self._object_patches()

    def _looked_up(self) -> Iterator[LookedUp]:
        for module, renamed in sorted(self.renamed.items()):
            for one in renamed:
                yield LookedUp(Symbol(module, one.old), Symbol(module, one.new), one.also_stays)
        creator, canonical = self.creator.symbol, self.intention.canonical
        own = any(one.old == creator.name for one in self.renamed.get(creator.module, ()))
        if "." in creator.name or own:
            return
        knowledge = PatchKnowledge(
            self.definitions.model, self.definitions.tree, Targets({creator: canonical})
        )
        if knowledge.is_looked_up_late(creator):
            stays = knowledge.looks_up_itself(creator) or any(creator.name in one.reason for one in self.left)
            stays |= knowledge.is_asked_by_function(creator) or knowledge.is_loaded_late(creator)
            yield LookedUp(creator, canonical, stays)

    def _object_patches(self) -> None:
        """``patch.object(user, "create_x")``: whom it concerns is for a person."""
        names: Mapping[str, list[RenamedUse]] = self.renamed
        for module in naming_modules(self.definitions, self.creator.symbol):
            home = self.definitions.file(module)
            if isinstance(home, str):
                continue
            calls = [one for one in home.file.nodes if isinstance(one, ast.Call) and len(one.args) > 1]
            for node in calls:
                function, name = dotted_name(node.func), node.args[1]
                found = home.meaning(node.args[0]) if function.rpartition(".")[2] in _SETTERS else None
                patched = getattr(found, "module", "")
                said = name.value if isinstance(name, ast.Constant) and isinstance(name.value, str) else ""
                if any(one.old == said for one in names.get(patched, ())):
                    reason = (
                        f'{function}({patched}, "{said}") patches a name that is no longer looked up there'
                    )
                    self.left.append(Left(home.file.path, node.lineno, reason))


def _kept(model: Model, module: str) -> frozenset[str]:
    """Names that others take from a module, and those in its ``__all__``."""
    taken = {
        use.target.name
        for use in model.name_uses
        if use.target.module == module and use.importer != module and use.form != "string"
    }
    facts = model.facts_of(module)
    return frozenset(taken | set((facts.exports or ()) if facts is not None else ()))
