"""Recipe: these definitions live there now.

The parts in order: what the move takes along (`closure`), what arrives (`move_arrival`), what the old module keeps (`move_origin`), who
used it (`sites`), which patches follow (`patched_names`), and what only a person can judge (`move_notes`). Definition, target and shim are
inseparable; each use site can be left out, because the shim keeps its path working.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import msgspec

from migrator.errors import MigratorError
from migrator.model.model import Model
from migrator.model.values import NameUse, Symbol
from migrator.plan.values import ShimChoice
from migrator.recipes.editing.edits import (
    OverlappingEditsError,
    apply_edits,
    compile_problem,
    sorted_edits,
    why_broken,
)
from migrator.recipes.editing.hunks import PendingHunk, file_change, keyed_edits
from migrator.recipes.editing.import_edits import Splice
from migrator.recipes.editing.opening import not_read
from migrator.recipes.editing.origins import Place, place_of
from migrator.recipes.editing.placement import own_span
from migrator.recipes.editing.syntax import Unreadable
from migrator.recipes.exclusions import exclude
from migrator.recipes.moving.closure import close_over
from migrator.recipes.moving.move_arrival import Arrival, arrival_hunks, new_file
from migrator.recipes.moving.move_graph import import_time_graph
from migrator.recipes.moving.move_notes import (
    move_notes,
    namespace_left,
    object_patch_left,
    rebinding_left,
    stub_left,
)
from migrator.recipes.moving.move_origin import OldModule, OriginChanges, origin_changes
from migrator.recipes.moving.move_request import Request, read_request
from migrator.recipes.moving.move_target import imports_lost
from migrator.recipes.moving.move_values import Closure, MoveRefusedError, Surroundings
from migrator.recipes.sites.file_sites import Asked
from migrator.recipes.sites.patched_names import LookedUp, patched_names
from migrator.recipes.sites.patching import PatchKnowledge
from migrator.recipes.sites.sites import SiteEdits, SiteOptions, rewrite_sites
from migrator.recipes.sites.string_sites import StringSites, Verdict
from migrator.recipes.sites.targets import Targets
from migrator.recipes.values import ChangeSet, Edit, FileChange, Left
from migrator.records.intentions import Exclusion, MoveSymbols
from migrator.source.values import Tree


def plan_move(
    intention: MoveSymbols,
    model: Model,
    tree: Tree,
    exclusions: Sequence[Exclusion] = (),
    *,
    lengthens: bool = False,
) -> ChangeSet:
    """What it takes that the definitions live in the target; ``refused`` says why nothing was planned.

    With ``lengthens`` a target that is made by the move may be in the cycles that the old module was in.
    """
    try:
        request = read_request(intention, model, tree)
        if not request.moves:
            return ChangeSet()
        move = _Move(intention, request, model, tree, lengthens=lengthens)
        change_set = exclude(move.plan(), tree, exclusions)
        if intention.shim is ShimChoice.NONE:
            move.check_nothing_left(change_set)
    except (MoveRefusedError, OverlappingEditsError) as error:
        return ChangeSet(refused=_said(error))
    except UnicodeEncodeError as error:
        return ChangeSet(
            refused=f"the encoding {error.encoding} of a file lacks a character of the moved text"
        )
    return change_set


def why_not_movable(intention: MoveSymbols, model: Model, tree: Tree) -> str:
    """Why the definitions cannot live there, or ``""``: what `plan_move` would refuse for definition, target and shim.

    Use sites are not looked at, so it costs a small part of planning. Where hundreds of moves are weighed, that is what makes it possible.
    """
    try:
        request = read_request(intention, model, tree)
        if not request.moves:
            return "nothing would change"
        _Move(intention, request, model, tree).check_place()
    except (MoveRefusedError, OverlappingEditsError) as error:
        return _said(error)
    except UnicodeEncodeError as error:
        return f"the encoding {error.encoding} of a file lacks a character of the moved text"
    return ""


def _said(error: MigratorError) -> str:
    return ": ".join(part for part in (error.title, error.detail) if part) + (
        f" ({error.hint})" if error.hint else ""
    )


@dataclass(frozen=True)
class _Sites:
    files: dict[str, list[Edit]]
    left: list[Left]
    notes: tuple[str, ...]


class _Move:
    """One move on one tree."""

    def __init__(
        self, intention: MoveSymbols, request: Request, model: Model, tree: Tree, *, lengthens: bool = False
    ) -> None:
        self.intention, self.request, self.model, self.tree = intention, request, model, tree
        self.origin = msgspec.json.encode(intention).decode()
        self.places = {
            module: self._place(module) for module in sorted({old.module for old in request.moves})
        }
        self.target_place = None if request.is_new else self._place(request.target.name)
        self.uses = self._uses()
        self.around = Surroundings(
            model=model,
            places=self.places,
            target=request.target.name,
            target_place=self.target_place,
            uses=self.uses,
            before=import_time_graph(model),
            shim=intention.shim,
            lengthens=lengthens,
        )
        self.closure = close_over(self.around, request.moves, self._loses)

    def plan(self) -> ChangeSet:
        sites = self._sites()
        edits = sites.files
        inner = self._taken_into_text(edits)
        changes = [origin_changes(self._old_module(module, edits)) for module in self.places]
        for place, change in zip(self.places.values(), changes, strict=True):
            self._add(edits, place.file.path, change.hunks)
        left = [*sites.left, *self._patches(edits)]
        arrival = Arrival(self.model, self.request, self.closure, self.places, inner)
        files = self._arrived(arrival, edits, left)
        files += [self._file(path, its) for path, its in edits.items() if its]
        told = {(one.path, one.line) for one in left}
        left += [
            one
            for one in rebinding_left(self.model, self.uses, self.closure)
            if (one.path, one.line) not in told
        ]
        left += stub_left(self.tree, self.places)
        left += [one for change in changes for one in change.left]
        left += namespace_left(self.places, self.closure, self._not_importing(changes))
        return ChangeSet(
            files=tuple(sorted(files, key=lambda one: one.path)),
            left=tuple(sorted(set(left))),
            renames=tuple(sorted(self.closure.names.items())),
            shims=tuple(symbol for change in changes for symbol in change.shims),
            notes=tuple(dict.fromkeys([*sites.notes, *self._notes(changes)])),
        )

    def check_place(self) -> None:
        """Raises what definition, target and shim are refused for."""
        edits: dict[str, list[Edit]] = {}
        changes = [origin_changes(self._old_module(module, edits)) for module in self.places]
        for place, change in zip(self.places.values(), changes, strict=True):
            self._add(edits, place.file.path, change.hunks)
        self._arrived(Arrival(self.model, self.request, self.closure, self.places, {}), edits, [])
        for path, its in edits.items():
            self._file(path, its)

    def check_nothing_left(self, change_set: ChangeSet) -> None:
        """Without a shim nothing may still use the old paths. Raises MoveRefusedError."""
        for module, place in self.places.items():
            kept = {read.name for read in self.closure.remaining_reads(place)}
            gone = [one.name for one in self.closure.names if one.module == module and one.name not in kept]
            if gone and module in self.around_stars and any(not name.startswith("_") for name in gone):
                raise MoveRefusedError(
                    f"{module} is imported with a star",
                    f"without a shim {', '.join(gone)} would be lost there",
                )
            code = [
                one
                for one in change_set.left
                if one.path.endswith(".py") and not one.reason.endswith(("in a docstring", "in a string"))
            ]
            if gone and code:
                said = "; ".join(f"{one.path}:{one.line} {one.reason}" for one in code[:5])
                raise MoveRefusedError("the old path is still used, and no shim was asked for", said)

    @property
    def around_stars(self) -> frozenset[str]:
        """Modules that are imported with a star."""
        return self.model.starred_modules

    def _not_importing(self, changes: list[OriginChanges]) -> frozenset[str]:
        """The old modules that do not import the new one when they are imported."""
        return frozenset(
            module
            for module, change in zip(self.places, changes, strict=True)
            if change.is_lazy or not (change.shims or self._is_used_back(module))
        )

    def _notes(self, changes: list[OriginChanges]) -> Iterator[str]:
        lazy = self._not_importing(changes)
        along = sorted(str(one) for one in self.closure.names if one not in self.request.moves)
        if along:
            yield f"taken along, because what moves needs it: {', '.join(along)}"
        yield from move_notes(self.model, self.places, self.closure, lazy, self.request.target.name)

    def _is_used_back(self, module: str) -> bool:
        names = {one.name for one in self.closure.names if one.module == module}
        return any(read.name in names for read in self.closure.remaining_reads(self.places[module]))

    def _place(self, name: str) -> Place:
        module = self.model.modules[name]
        place = not_read(self.model, module) or place_of(module, self.tree.read(module.path))
        if isinstance(place, Unreadable):
            raise MoveRefusedError(f"{name} cannot be edited", f"{module.path}:{place.line} {place.reason}")
        return place

    def _uses(self) -> dict[Symbol, tuple[NameUse, ...]]:
        found: dict[Symbol, list[NameUse]] = {}
        for module in self.places:
            for use in self.model.uses_naming(module):
                if use.importer != module:
                    found.setdefault(use.target, []).append(use)
        return {symbol: tuple(uses) for symbol, uses in found.items()}

    def _sites(self) -> _Sites:
        target = self.request.target
        options = SiteOptions(
            origin=self.origin,
            skip_paths=frozenset({target.path}),
            patch_rule=self._verdict,
            objection=self._objection,
            renames=True,
            outside=True,
        )
        why = f"it lives in {target.name} now"
        found: SiteEdits = rewrite_sites(self.model, self.tree, self.closure.names, why=why, options=options)
        edits = {change.path: list(change.edits) for change in found.files}
        left = [*found.left, *self._renamed_patches(found.renamed, edits)]
        return _Sites(edits, left, found.notes)

    def _renamed_patches(
        self, renamed: Iterable[tuple[Symbol, Symbol]], edits: dict[str, list[Edit]]
    ) -> Iterator[Left]:
        """Patches of a name that a using module looks up under the new name now."""
        pairs = tuple(renamed)
        uses: dict[Symbol, tuple[NameUse, ...]] = {}
        for old, _new in pairs:
            found = (one for one in self.model.uses_naming(old.module) if one.target == old)
            uses[old] = tuple(one for one in found if one.form == "string")
        looked_up = (LookedUp(old, new, also_stays=False) for old, new in pairs)
        hunks, left = patched_names(self.tree, uses, looked_up)
        yield from left
        for path, its in hunks.items():
            self._add(edits, path, its)
        for old, new in pairs:
            why = f"where it is called {new.name} now"
            yield from object_patch_left(self.model, self.tree, old.module, frozenset({old.name}), why)

    def _objection(self, asked: Asked) -> str | None:
        """An old module's import of something else that moves is taken out with the code that used it."""
        place = self.places.get(asked.importer)
        if place is None or asked.is_deferred:
            return None
        is_read = any(read.name == asked.old.name for read in self.closure.remaining_reads(place))
        is_taken = Symbol(asked.importer, asked.old.name) in self.uses
        return None if is_read or is_taken else ""

    def _verdict(self, old: Symbol, new: Symbol) -> Verdict:
        """Who looks a moved name up in the old module once it is gone, and who in the new one."""
        knowledge = self._knowledge(old, new)
        stays = any(read.name == old.name for read in self.closure.remaining_reads(self.places[old.module]))
        if not stays and not knowledge.is_asked_by_function(old):
            return Verdict.REWRITE
        moves = any(
            place.module.name == old.module and read.name == old.name
            for place, read in self.closure.moved_reads(self.places)
        )
        return Verdict.SPLIT if moves or knowledge.who_looks_up_late(old) else Verdict.STAY

    def _stays_asked(self, old: Symbol, new: Symbol) -> bool:
        """Whether others go on asking the old module for a name that does not move, while they run."""
        knowledge = self._knowledge(old, new)
        return bool(knowledge.who_looks_up_late(old)) or knowledge.is_asked_by_function(old)

    def _knowledge(self, old: Symbol, new: Symbol) -> PatchKnowledge:
        """Who looks the name up in the old module while it runs."""
        return PatchKnowledge(self.model, self.tree, Targets({old: new}, {}))

    def _taken_into_text(self, edits: dict[str, list[Edit]]) -> dict[str, list[Splice]]:
        """Sites inside moved definitions change the text that moves, not the place it leaves."""
        inner: dict[str, list[Splice]] = {}
        for module, place in self.places.items():
            spans = [
                own_span(place.file, place.body[index]) for index in self.closure.statements.get(module, ())
            ]
            stays = []
            for edit in edits.get(place.file.path, ()):
                if any(start <= edit.start and edit.end <= end for start, end in spans):
                    inner.setdefault(module, []).append(Splice(edit.start, edit.end, edit.new))
                else:
                    stays.append(edit)
            if place.file.path in edits:
                edits[place.file.path] = stays
        return inner

    def _old_module(self, module: str, edits: dict[str, list[Edit]]) -> OldModule:
        place = self.places[module]
        facts = self.model.facts.get(place.file.path)
        exports = frozenset(facts.exports or ()) if facts is not None else frozenset()
        names = {one for one in self.closure.names if one.module == module}
        shimmed = {
            one.name
            for one in names
            if one in self.request.moves
            or not one.name.startswith("_")
            or one in self.uses
            or one.name in exports
        }
        if self.intention.shim is ShimChoice.NONE:
            shimmed -= {one.name for one in self.request.moves if one.module == module}
        starred = module in self.around_stars
        busy = tuple((edit.start, edit.end) for edit in edits.get(place.file.path, ()))
        return OldModule(self.around, self.closure, place, frozenset(shimmed), exports, starred, busy)

    def _patches(self, edits: dict[str, list[Edit]]) -> list[Left]:
        """Patch strings of names that moved code looks up, and the objects patched by name."""
        looked_up: dict[Symbol, LookedUp] = {}
        left: list[Left] = []
        for module, place in self.places.items():
            moved = {one.name for one in self.closure.names if one.module == module}
            stays = {read.name for read in self.closure.remaining_reads(place)}
            names = {read.name for _place, read in self.closure.moved_reads({module: place})} - moved
            renamed = {
                one.read.name: one.new
                for one in self.closure.rewrites
                if one.module == module and not one.depth
            }
            for name in sorted(names & place.binds.keys()):
                old, new = Symbol(module, name), Symbol(self.request.target.name, renamed.get(name, name))
                looked_up[old] = LookedUp(old, new, also_stays=name in stays or self._stays_asked(old, new))
            left += object_patch_left(self.model, self.tree, module, frozenset(names & place.binds.keys()))
        hunks, more = patched_names(self.tree, self.uses, iter(looked_up.values()))
        for path, its in hunks.items():
            self._add(edits, path, its)
        return [*left, *more]

    def _loses(self, closure: Closure) -> frozenset[str]:
        """The old modules that the target no longer imports once these names live in it."""
        if self.target_place is None:
            return frozenset()
        return imports_lost(self.model, self.target_place, closure, self._taken_from_target())

    def _taken_from_target(self) -> frozenset[str]:
        """The names that others take from the target, and those that it lists."""
        target = self.request.target
        taken = {
            use.target.name
            for use in self.model.name_uses
            if use.target.module == target.name and use.importer != target.name
        }
        facts = self.model.facts.get(target.path)
        return frozenset(taken | (set(facts.exports or ()) if facts is not None else set()))

    def _arrived(self, arrival: Arrival, edits: dict[str, list[Edit]], left: list[Left]) -> list[FileChange]:
        target = self.request.target
        if self.target_place is None:
            content = new_file(arrival)
            problem = compile_problem(target.path, content)
            if problem:
                raise MoveRefusedError(f"the new module would not compile: {problem}", target.path)
            shape = f"definition of {arrival.names} moves in"
            hunk = PendingHunk(
                "", f"target {target.name}", shape, "its new place", [Splice(0, 0, content)], optional=False
            )
            made = FileChange(target.path, None, tuple(keyed_edits(self.origin, target.path, [hunk])))
            return [made, *(FileChange(path, None, ()) for path in self.request.packages)]
        strings = StringSites(
            self.target_place.file,
            Targets(self.closure.names, {}),
            self._verdict,
            f"it lives in {target.name} now",
        )
        hunks = [*arrival_hunks(arrival, self.target_place, self._taken_from_target()), *strings.hunks()]
        left += strings.left
        self._add(edits, target.path, hunks)
        return []

    def _add(self, edits: dict[str, list[Edit]], path: str, hunks: Iterable[PendingHunk]) -> None:
        edits.setdefault(path, []).extend(keyed_edits(self.origin, path, hunks))

    def _file(self, path: str, edits: list[Edit]) -> FileChange:
        raw = self.tree.read(path)
        ordered = sorted_edits(edits)
        problem = why_broken(path, raw, apply_edits(raw, ordered)) if path.endswith(".py") else ""
        if problem:
            raise MoveRefusedError(f"the result would not compile: {problem}", path)
        return file_change(self.tree, path, ordered)
