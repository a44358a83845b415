"""Recipe: one class is another from now on; its body goes, its name stays as an alias, and users take the canonical path.

Before anything is written it is asked who would notice: members that the canonical class lacks and somebody uses, constructor calls and
method calls that it would not serve. Any of them refuses the recipe, with the places.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from migrator.model.model import Model
from migrator.model.uses import defined_symbols
from migrator.model.values import Defined, NameUse, Symbol
from migrator.recipes.duplicates.alias_place import AliasEdit, DuplicateClass, alias_edit, find_duplicate
from migrator.recipes.duplicates.class_members import Member, differences, is_public, lacking, members_of
from migrator.recipes.duplicates.class_uses import ClassUses, call_problems
from migrator.recipes.duplicates.definitions import ClassDefinition, Definitions
from migrator.recipes.editing.edits import OverlappingEditsError, apply_edits, sorted_edits, why_broken
from migrator.recipes.editing.hunks import PendingHunk, file_change, keyed_edits
from migrator.recipes.exclusions import exclude
from migrator.recipes.sites.cycle_guard import CycleGuard
from migrator.recipes.sites.file_sites import Asked
from migrator.recipes.sites.patched_names import LookedUp, patched_names
from migrator.recipes.sites.sites import SiteEdits, SiteOptions, rewrite_sites
from migrator.recipes.values import ChangeSet, FileChange, Left
from migrator.records.intentions import AliasDuplicate, Exclusion
from migrator.source.values import Tree

_SHOWN = 4


def plan_alias(
    intention: AliasDuplicate, model: Model, tree: Tree, exclusions: Sequence[Exclusion] = ()
) -> ChangeSet:
    """The duplicate as an alias, and its users on the canonical path; refused where somebody would miss something."""
    found = model.resolve(intention.canonical.module, intention.canonical.name)
    if not isinstance(found, Defined):
        return ChangeSet(refused=f"{intention.canonical} is not defined in this repository")
    definitions = Definitions(model, tree)
    canonical = definitions.class_(found.symbol)
    if isinstance(canonical, str):
        return ChangeSet(refused=canonical)
    if intention.duplicate == found.symbol:
        return ChangeSet(refused=f"{intention.duplicate} is the canonical class itself")
    planned = _Aliasing(definitions, intention, canonical).change_set()
    return planned if planned.refused else exclude(planned, tree, exclusions)


@dataclass
class _Aliasing:
    """One duplicate under consideration."""

    definitions: Definitions
    intention: AliasDuplicate
    canonical: ClassDefinition
    left: list[Left] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def model(self) -> Model:
        return self.definitions.model

    @property
    def origin(self) -> str:
        return f"alias-duplicate {self.intention.duplicate} {self.intention.canonical}"

    def change_set(self) -> ChangeSet:
        old = self.intention.duplicate
        if self._is_alias():
            return self._with_users([])
        duplicate = find_duplicate(self.definitions, old)
        if isinstance(duplicate, str):
            return ChangeSet(refused=duplicate)
        problem = self._objection(duplicate)
        if problem:
            return ChangeSet(left=tuple(sorted(set(self.left))), notes=tuple(self.notes), refused=problem)
        edit = alias_edit(self.definitions, duplicate, self.intention.canonical, self.canonical.symbol)
        if isinstance(edit, str):
            return ChangeSet(refused=edit)
        self._note(duplicate, edit)
        return self._with_users([self._definition(duplicate, edit)])

    def _is_alias(self) -> bool:
        found = self.model.resolve(self.intention.duplicate.module, self.intention.duplicate.name)
        return isinstance(found, Defined) and found.symbol == self.canonical.symbol

    def _objection(self, duplicate: DuplicateClass) -> str:
        """Why the two cannot be one class, with the places in ``left``, or ``""``."""
        class_ = duplicate.class_
        above, foreign = self.definitions.bases(self.canonical)
        if any(one.symbol == class_.symbol for one in above):
            return f"{self.canonical.symbol} derives from {class_.symbol}"
        old, new = members_of(self.definitions, class_), members_of(self.definitions, self.canonical)
        below, unread = self.definitions.bases(class_)
        uses = ClassUses(self.definitions, class_)
        self._note_bases(unread, foreign)
        if any(one.symbol == self.canonical.symbol for one in below):
            new = {
                **new,
                **{name: one for name, one in old.items() if one.owner.symbol == self.canonical.symbol},
            }
        problem = self._gap(uses, old, new)
        problem = problem or self._calls(uses, old, new)
        problem = problem or self._constructor(uses, class_)
        self.notes += [f"{class_.symbol.name}: {one}" for one in differences(old, new)]
        self.notes += [f"{path}:{line} {said}" for path, line, said in uses.other_uses()]
        return problem

    def _gap(self, uses: ClassUses, old: dict[str, Member], new: dict[str, Member]) -> str:
        missing = {one.name for one in lacking(old, new)}
        found = uses.member_uses(missing)
        if not found:
            self.notes += [
                f"{name} is not in the canonical class, and nobody here uses it" for name in sorted(missing)
            ]
            return ""
        self.left += [
            Left(one.path, one.line, f".{one.name} is not in {self.canonical.symbol}") for one in found
        ]
        names = sorted({one.name for one in found})
        where = ", ".join(dict.fromkeys(f"{one.path}:{one.line}" for one in found[:_SHOWN]))
        return f"{self.canonical.symbol} lacks {', '.join(names)}, used at {where}: move them there first"

    def _calls(self, uses: ClassUses, old: dict[str, Member], new: dict[str, Member]) -> str:
        both = {
            name for name in old if name in new and is_public(name) and old[name].owner != new[name].owner
        }
        differing = {
            name
            for name in both
            if (old[name].kind, old[name].is_async, str(old[name].signature))
            != (new[name].kind, new[name].is_async, str(new[name].signature))
        }
        problems = call_problems(uses.member_uses(differing), old, new) if differing else []
        self.left += problems
        return f"calls do not fit {self.canonical.symbol}: {_said(problems)}" if problems else ""

    def _constructor(self, uses: ClassUses, class_: ClassDefinition) -> str:
        before, after = self.definitions.constructor(class_), self.definitions.constructor(self.canonical)
        if isinstance(after, str):
            self.notes.append(f"calls of the constructor were not compared: {after}")
        problems = uses.constructor_problems(before, after)
        self.left += problems
        return f"constructor calls do not fit {self.canonical.symbol}: {_said(problems)}" if problems else ""

    def _note_bases(self, unread: Sequence[str], foreign: Sequence[str]) -> None:
        only = sorted(set(unread) - set(foreign))
        if only:
            self.notes.append(f"what it gets from {', '.join(only)} was not compared")

    def _note(self, duplicate: DuplicateClass, edit: AliasEdit) -> None:
        old, new = duplicate.class_.symbol, self.canonical.symbol
        self.notes.append(
            f"`__module__`, `__qualname__` and `repr` of {old.name} say {new} now; pickles made before still load through the alias"
        )
        if edit.is_lazy:
            self.notes.append(f"{old} warns when it is asked for, since a plain import would close a cycle")

    def _definition(self, duplicate: DuplicateClass, edit: AliasEdit) -> FileChange:
        file = duplicate.class_.home.file
        name = duplicate.class_.symbol.name
        shape = f"body of {name} becomes {edit.manner}"
        why = f"{name} is {self.canonical.symbol}"
        hunk = PendingHunk("", f"class {name}", shape, why, edit.splices, optional=False)
        return file_change(self.definitions.tree, file.path, keyed_edits(self.origin, file.path, [hunk]))

    def _with_users(self, own: list[FileChange]) -> ChangeSet:
        for change in own:
            raw = self.definitions.tree.read(change.path)
            broken = why_broken(change.path, raw, apply_edits(raw, change.edits))
            if broken:
                return ChangeSet(refused=f"the result would not compile: {broken}")
        sites = self._sites()
        files = {change.path: change for change in sites.files}
        for change in own:
            files[change.path] = _with_sites(change, files.get(change.path))
        self._patches(sites, files)
        return ChangeSet(
            files=tuple(files[path] for path in sorted(files)),
            left=tuple(sorted({*sites.left, *self.left})),
            renames=((self.intention.duplicate, self.canonical.symbol),) if own else (),
            shims=(self.intention.duplicate,) if files else (),
            notes=tuple(dict.fromkeys((*self.notes, *sites.notes))),
        )

    def _sites(self) -> SiteEdits:
        canonical = self.intention.canonical
        guard = CycleGuard(self.model)
        providers = self._providers()

        def objection(asked: Asked) -> str | None:
            return "" if asked.importer in providers else guard.objection(asked)

        why = f"{self.intention.duplicate.name} is {canonical}"
        options = SiteOptions(origin=self.origin, objection=objection, renames=True)
        return rewrite_sites(
            self.model,
            self.definitions.tree,
            dict.fromkeys(self._old_paths(), canonical),
            why=why,
            options=options,
        )

    def _old_paths(self) -> list[Symbol]:
        """The paths in use that lead to the duplicate."""
        duplicate, canonical = self.intention.duplicate, self.intention.canonical
        paths = {duplicate}
        for use in self.model.name_uses:
            if use.form != "string" and self._leads(use, duplicate):
                paths.add(use.target)
        return sorted(paths - {canonical, self.canonical.symbol})

    def _leads(self, use: NameUse, duplicate: Symbol) -> bool:
        if use.target == duplicate:
            return True
        through = use.resolution.through if isinstance(use.resolution, Defined) else ()
        return duplicate in through or duplicate in defined_symbols(use.resolution)

    def _providers(self) -> frozenset[str]:
        """Modules that make the canonical path work."""
        found = self.model.resolve(self.intention.canonical.module, self.intention.canonical.name)
        through = found.through if isinstance(found, Defined) else ()
        return frozenset(
            {self.intention.canonical.module, self.canonical.symbol.module, *(one.module for one in through)}
        )

    def _patches(self, sites: SiteEdits, files: dict[str, FileChange]) -> None:
        """Patches of a name that a module looks up under another name now."""
        uses: dict[Symbol, tuple[NameUse, ...]] = {}
        for use in self.model.name_uses:
            if use.form == "string":
                uses[use.target] = (*uses.get(use.target, ()), use)
        looked_up = (LookedUp(old, new, also_stays=False) for old, new in sites.renamed)
        hunks, left = patched_names(self.definitions.tree, uses, looked_up)
        self.left += left
        for path, found in sorted(hunks.items()):
            known = files.get(path)
            edits = [*(known.edits if known else ()), *keyed_edits(self.origin, path, found)]
            try:
                files[path] = file_change(self.definitions.tree, path, sorted_edits(edits))
            except OverlappingEditsError as error:
                self.left.append(Left(path, 1, f"its patches are left: {error.detail}"))


def _with_sites(own: FileChange, sites: FileChange | None) -> FileChange:
    """The file of the duplicate with its own uses of other paths, except those that go with the class or stand where the alias comes."""
    if sites is None:
        return own
    taken = {
        edit.hunk
        for edit in sites.edits
        if any(edit.start <= one.end and one.start <= edit.end for one in own.edits)
    }
    kept = (edit for edit in sites.edits if edit.hunk not in taken)
    return msgspec.structs.replace(own, edits=sorted_edits((*own.edits, *kept)))


def _said(problems: Sequence[Left]) -> str:
    shown = [f"{one.path}:{one.line}: {one.reason}" for one in problems[:_SHOWN]]
    more = len(problems) - len(shown)
    return "; ".join(shown) + (f"; and {more} more" if more > 0 else "")
