"""Recipe: this module or package lives there now, with all that is in it.

The parts in order: what was asked for (`module_request`), who names it (`sites`), the files in their new place (`moved_files`), what stays at the
old paths (`module_shims`), and what only a person can judge (`module_notes`). The moved files, the files they leave and what stays there are
inseparable; each use site can be left out, because the old path keeps working.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec

from migrator.model.model import Model
from migrator.model.values import Defined, Module, Symbol
from migrator.plan.values import ShimChoice
from migrator.recipes.editing.edits import OverlappingEditsError, newline_near
from migrator.recipes.editing.hunks import PendingHunk, file_change, keyed_edits
from migrator.recipes.editing.import_edits import Splice
from migrator.recipes.editing.opening import open_module
from migrator.recipes.editing.syntax import SourceFile
from migrator.recipes.exclusions import exclude
from migrator.recipes.moving.move_values import MoveRefusedError
from migrator.recipes.relocating.module_notes import is_run_as_program, module_notes, path_mentions
from migrator.recipes.relocating.module_request import ModuleRequest, read_module_request
from migrator.recipes.relocating.module_shims import OldPath, shim_text
from migrator.recipes.relocating.moved_files import MovedFiles, moved_files
from migrator.recipes.sites.sites import SiteEdits, SiteOptions, rewrite_sites
from migrator.recipes.sites.string_sites import Verdict
from migrator.recipes.sites.targets import Targets
from migrator.recipes.values import ChangeSet, Edit, FileChange
from migrator.records.intentions import Exclusion, MoveModule
from migrator.source.values import Tree


def plan_move_module(
    intention: MoveModule, model: Model, tree: Tree, exclusions: Sequence[Exclusion] = ()
) -> ChangeSet:
    """What it takes that the module lives in its new place; ``refused`` says why nothing was planned."""
    try:
        request = read_module_request(intention, model, tree)
        if request.is_done:
            return ChangeSet()
        move = _Move(intention, request, model, tree)
        change_set = exclude(move.plan(), tree, exclusions)
        if intention.shim is ShimChoice.NONE:
            _check_nothing_left(change_set)
    except (MoveRefusedError, OverlappingEditsError) as error:
        return ChangeSet(refused=": ".join(part for part in (error.title, error.detail) if part))
    except UnicodeEncodeError as error:
        return ChangeSet(refused=f"the encoding {error.encoding} of a file lacks a character of the new path")
    return change_set


def _check_nothing_left(change_set: ChangeSet) -> None:
    """Without a shim nothing may still use the old path. Raises MoveRefusedError."""
    code = [
        one
        for one in change_set.left
        if one.path.endswith(".py") and not one.reason.endswith("in a docstring")
    ]
    if code:
        said = "; ".join(f"{one.path}:{one.line} {one.reason}" for one in code[:5])
        raise MoveRefusedError("the old path is still used, and no shim was asked for", said)


@dataclass(frozen=True)
class _Move:
    """One move on one tree."""

    intention: MoveModule
    request: ModuleRequest
    model: Model
    tree: Tree

    def plan(self) -> ChangeSet:
        mapping = {self.intention.old: self.intention.new}
        outside = self._sites(mapping, SiteOptions(skip_paths=frozenset(self.request.files)))
        inside = self._sites(mapping, SiteOptions(only_paths=frozenset(self.request.files), documents=False))
        moved = moved_files(self.model, self.tree, self.request, inside, Targets({}, mapping))
        files = [*outside.files, *self._arrived(moved), *self._stayed()]
        left = {*outside.left, *moved.left, *path_mentions(self.tree, self.request)}
        modules = [(one.name, new) for one, new in self.request.modules.items()]
        paths = tuple(self._paths())
        is_kept = self.intention.shim is not ShimChoice.NONE
        if is_kept:
            self._check_names_beside()
        return ChangeSet(
            files=tuple(sorted(files, key=lambda one: one.path)),
            left=tuple(sorted(left)),
            renames=tuple(self._renames()),
            shims=paths if is_kept else (),
            retired=() if is_kept else paths,
            modules=tuple(modules),
            notes=tuple(dict.fromkeys([*outside.notes, *module_notes(self.model, self.tree, self.request)])),
        )

    def _check_names_beside(self) -> None:
        """A module that is imported after its package binds its name there again. Raises MoveRefusedError where that is a definition's."""
        for module in self.request.modules:
            package, _dot, last = module.name.rpartition(".")
            if isinstance(self.model.resolve(package, last), Defined):
                raise MoveRefusedError(
                    f"{package} has a definition {last} beside the module of that name",
                    f"whoever imported {module.name} by its old path would replace it by the module; --no-shim leaves no old path",
                )

    @property
    def _origin(self) -> str:
        return msgspec.json.encode(self.intention).decode()

    def _sites(self, mapping: dict[str, str], options: SiteOptions) -> SiteEdits:
        return rewrite_sites(
            self.model,
            self.tree,
            {},
            why=f"it lives in {self.intention.new} now",
            options=SiteOptions(
                origin=self._origin,
                modules=mapping,
                only_paths=options.only_paths,
                skip_paths=options.skip_paths,
                documents=options.documents,
                patch_rule=lambda _old, _new: Verdict.REWRITE,
            ),
        )

    def _arrived(self, moved: MovedFiles) -> Iterator[FileChange]:
        entries = self.tree.entries()
        for path in self.request.packages:
            yield FileChange(path, None, ())
        for old, content in moved.contents.items():
            new = self.request.files[old]
            edits = self._whole(new, "moved here", Splice(0, 0, content)) if content else ()
            yield FileChange(new, None, edits, origin=old, is_executable=entries[old].mode == "100755")

    def _stayed(self) -> Iterator[FileChange]:
        """What becomes of the old files: a shim where one can be imported, else nothing is there any more."""
        shims = dict(self._shims()) if self.intention.shim is not ShimChoice.NONE else {}
        entries = self.tree.entries()
        for path in self.request.files:
            raw = self.tree.read(path)
            if path in shims:
                edits = self._whole(
                    path, "stays for those who use the old path", Splice(0, len(raw), shims[path])
                )
                yield file_change(self.tree, path, edits)
                continue
            edits = self._whole(path, "moved away", Splice(0, len(raw), b"")) if raw else ()
            gone = file_change(self.tree, path, edits)
            yield msgspec.structs.replace(gone, is_gone=True, is_executable=entries[path].mode == "100755")

    def _shims(self) -> Iterator[tuple[str, bytes]]:
        for module, new in self.request.modules.items():
            if module.is_namespace or not module.is_importable:
                continue
            file = open_module(self.model, self.tree, module)
            old = OldPath(
                new,
                is_package=module.is_package,
                is_run=isinstance(file, SourceFile) and is_run_as_program(file, module),
                more=tuple(self._not_in_star(module)),
            )
            newline = newline_near(self.tree.read(module.path), 0)
            yield module.path, shim_text(old).encode().replace(b"\n", newline)

    def _not_in_star(self, module: Module) -> Iterator[str]:
        """Names beside ``__all__`` that are its own or that somebody takes, and private ones that somebody takes.

        What it only imported for itself is there at run time, but to name it would make a path of it.
        """
        facts = self.model.facts.get(module.path)
        if facts is None:
            return
        bound = {one.name for one in facts.definitions}
        taken = {
            use.target.name for use in self.model.uses_naming(module.name) if use.importer != module.name
        }
        starred = set(facts.exports) if facts.exports is not None else None
        public = set(self.model.public_names(module.name)) & (bound | taken)
        lazy = set(facts.lazy_names)
        for name in sorted(public | (taken & bound)):
            is_given = name in starred if starred is not None else not name.startswith("_")
            if not is_given and name not in lazy and not name.startswith("__"):
                yield name

    def _whole(self, path: str, said: str, splice: Splice) -> tuple[Edit, ...]:
        """All of a file as one hunk that the move cannot be without."""
        shape = f"{self.intention.old} -> {self.intention.new}: {said}"
        why = f"{self.intention.old} lives in {self.intention.new} now"
        hunk = PendingHunk("", f"module {said}", shape, why, [splice], optional=False)
        return tuple(keyed_edits(self._origin, path, [hunk]))

    def _renames(self) -> Iterator[tuple[Symbol, Symbol]]:
        for module, new in self.request.modules.items():
            facts = self.model.facts.get(module.path)
            for name in sorted({one.name for one in facts.definitions} if facts is not None else ()):
                yield Symbol(module.name, name), Symbol(new, name)

    def _paths(self) -> Iterator[Symbol]:
        """The public paths of what moves."""
        for module in self.request.modules:
            if not module.is_namespace:
                yield from (Symbol(module.name, name) for name in self.model.public_names(module.name))
