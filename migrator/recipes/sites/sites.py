"""Rewriting every site that takes an old path, over the whole repository: the part that most recipes share.

Only candidates are parsed: files that the model knows to take an old path, and files whose bytes spell one out. A site that cannot be done
right stays as it is and is listed with its line and reason; a file whose result would not compile is left whole.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import msgspec

from migrator.display import plural
from migrator.errors import CancelledError, MigratorError
from migrator.facts.values import Colour
from migrator.model.model import Model
from migrator.model.values import Defined, IsModule, Module, NameUse, Symbol
from migrator.recipes.editing.edits import OverlappingEditsError, apply_edits, compile_problem
from migrator.recipes.editing.hunks import PendingHunk, file_change, keyed_edits
from migrator.recipes.editing.opening import not_read, why_not_edited
from migrator.recipes.editing.syntax import Unreadable, parse_source
from migrator.recipes.sites.documents import document_hunks, is_document
from migrator.recipes.sites.file_sites import Asked, FileContext, FileSites, Objection
from migrator.recipes.sites.patching import PatchKnowledge
from migrator.recipes.sites.references import may_mention, may_name
from migrator.recipes.sites.run_time_uses import run_time_uses
from migrator.recipes.sites.string_sites import PatchRule, StringSites
from migrator.recipes.sites.targets import ModuleNames, Targets
from migrator.recipes.values import Edit, FileChange, Left
from migrator.source.foreign import why_foreign
from migrator.source.values import Tree, UnreadableFileError


def _no_objection(_asked: Asked) -> str | None:
    return None


@dataclass(frozen=True)
class SiteOptions:
    """How sites are rewritten; the defaults rewrite everything.

    Attributes:
        origin: What the keys of hunks are made of: the recipe as JSON.
        modules: Modules replaced by others, beside the paths.
        only_paths: Files to look at; empty means all.
        skip_paths: Files that the recipe edits itself.
        objection: Asked for each import: why it stays (``""``: without a word), None to rewrite it.
        patch_rule: What becomes of a patch string; None for the rule of rewritten imports.
        documents: Whether files that are no code follow too.
        outside: Whether Python files that the plan does not name are searched too, for a text that names an old path.
        renames: Whether uses by name follow a new name; else it is imported under the old one.
        reasons: Why an old path goes, by the path with dots, where that is more than ``why`` says.
    """

    origin: str = ""
    modules: Mapping[str, str] = field(default_factory=dict)
    only_paths: frozenset[str] = frozenset()
    skip_paths: frozenset[str] = frozenset()
    objection: Objection = _no_objection
    patch_rule: PatchRule | None = None
    documents: bool = True
    outside: bool = False
    renames: bool = False
    reasons: Mapping[str, str] = field(default_factory=dict)


class SiteEdits(msgspec.Struct, frozen=True):
    """What rewriting sites came to."""

    files: tuple[FileChange, ...] = ()
    left: tuple[Left, ...] = ()
    notes: tuple[str, ...] = ()
    renamed: tuple[tuple[Symbol, Symbol], ...] = ()
    """Names that using modules look up under another name now: what patches of them must follow."""


EVERYTHING = SiteOptions()


def rewrite_sites(
    model: Model, tree: Tree, mapping: Mapping[Symbol, Symbol], *, why: str, options: SiteOptions = EVERYTHING
) -> SiteEdits:
    """Make every use of a key of ``mapping`` a use of its value: imports, uses through modules, stars, strings, docs.

    Keys are paths as they are written, not what they mean: list each old path that is to go.
    """
    symbols = {old: new for old, new in mapping.items() if old != new}
    targets = Targets(symbols, dict(options.modules), options.reasons, _shadowed(model, options.modules))
    if not targets.symbols and not targets.modules:
        return SiteEdits()
    return _Sites(model, tree, targets, why, options).run()


def _shadowed(model: Model, modules: Mapping[str, str]) -> frozenset[str]:
    parts = ((one, *one.rpartition(".")[::2]) for one in modules)
    return frozenset(one for one, package, last in parts if isinstance(model.resolve(package, last), Defined))


class _Sites:
    """One run over the repository."""

    def __init__(self, model: Model, tree: Tree, targets: Targets, why: str, options: SiteOptions) -> None:
        self.model, self.tree, self.targets, self.why, self.options = model, tree, targets, why, options
        self.names = ModuleNames(model, targets)
        self.rule = options.patch_rule or PatchKnowledge(model, tree, targets, self._stays).verdict
        self.kept = model.names_kept
        self.files: list[FileChange] = []
        self.left: list[Left] = []
        self.failed: list[str] = []
        self.renamed: list[tuple[Symbol, Symbol]] = []

    def run(self) -> SiteEdits:
        candidates = [path for path in self._candidates() if self.model.module_at(path) is not None]
        for path, raw in self._contents(candidates):
            with self._one_file(path):
                self._python(path, raw)
        if self.options.documents:
            self._documents()
        files, left = tuple(sorted(self.files, key=lambda one: one.path)), tuple(sorted(set(self.left)))
        return SiteEdits(files, left, self._notes(), renamed=tuple(sorted(set(self.renamed))))

    def _contents(self, paths: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        """The bytes of files, read together: asking git for one after the other takes longer than editing them. Raises UnreadableFileError."""
        unread = dict.fromkeys(paths)
        for path, raw in self.tree.read_many(paths):
            del unread[path]
            yield path, raw
        for path in unread:
            if self.model.problem_at(path) is None:
                self.tree.read(path)  # says why
            self._python(path, b"")

    @contextmanager
    def _one_file(self, path: str) -> Iterator[None]:
        """A file that this program fails on costs itself, and is said to be left; what is expected to go wrong is none of that."""
        try:
            yield
        except (MigratorError, CancelledError):
            raise
        except Exception as error:  # noqa: BLE001  whatever it is, the other files can still be done right
            rule = self.options.origin.partition(" ")[0] or "rewriting sites"
            said = " ".join(str(error).split())[:200]
            self.failed.append(path)
            self.left.append(
                Left(path, 1, f"not edited: the recipe {rule} failed on it ({type(error).__name__}: {said})")
            )

    def _notes(self) -> tuple[str, ...]:
        if not self.failed:
            return ()
        return (
            f"only a part: this program failed on {plural(len(self.failed), 'file')} ({self.failed[0]}), which stay as they are; please report it",
        )

    def _is_open(self, path: str) -> bool:
        wanted = not self.options.only_paths or path in self.options.only_paths
        return wanted and path not in self.options.skip_paths

    def _candidates(self) -> list[str]:
        using = {use.site.path for use in self.targets.uses_of(self.model)}
        modules = self.model.modules.values()
        paths = [one.path for one in modules if not one.is_namespace and self._is_open(one.path)]
        naming = set(self._naming(sorted(paths)))
        importing = {
            site.site.path
            for module in self.targets.old_modules
            for edge in self.model.edges_to(module)
            for site in edge.sites
        }
        entries = self.tree.entries()
        found = using | naming | importing
        return sorted(
            path for path in found if self._is_open(path) and path in entries and not entries[path].is_symlink
        )

    def _naming(self, paths: Sequence[str]) -> Iterator[str]:
        """Files that spell an old path out; of those that the analysis could not read, all in which one may stand in whatever form."""
        unread = set(paths)
        for path, raw in self.tree.read_many(paths):
            unread.discard(path)
            looks = may_mention if self.model.problem_at(path) is None else may_name
            if looks(raw, self.targets):
                yield path
        for path in sorted(unread):
            problem = self.model.problem_at(path)
            if problem is None:
                self.tree.read(path)  # says why
            else:
                self.left.append(Left(path, 1, f"not edited: {why_not_edited(problem)}"))

    def _python(self, path: str, raw: bytes) -> None:
        module = self.model.module_at(path)
        if module is None:
            return
        file = not_read(self.model, module) or parse_source(path, raw)
        if isinstance(file, Unreadable):
            self.left.append(Left(module.path, file.line, f"not edited: {file.reason}"))
            return
        kept = self.kept.get(module.name, frozenset()) | self._modules_offered(module)
        imports = FileSites(
            FileContext(file, module, self.names, self.why, self._objection, kept, self.options.renames)
        )
        strings = StringSites(file, self.targets, self.rule, self.why)
        try:
            hunks = [*imports.hunks(), *strings.hunks()]
        except UnicodeEncodeError as error:
            reason = f"its encoding {error.encoding} lacks a character of the new name"
            self.left.append(Left(module.path, 1, reason))
            return
        self.left += [*imports.left, *strings.left, *run_time_uses(file, self.targets)]
        self.renamed += [(Symbol(module.name, old), Symbol(module.name, new)) for old, new in imports.renamed]
        self._take(module.path, file.raw, hunks)

    def _modules_offered(self, module: Module) -> frozenset[str]:
        """The modules that a package has as its own names: a package is a face, what it has is a path of somebody."""
        if not module.is_package:
            return frozenset()
        meant = {name: self.model.resolve(module.name, name) for name in self.model.public_names(module.name)}
        return frozenset(
            name for name, found in meant.items() if isinstance(found, IsModule) and found.module != name
        )

    def _objection(self, asked: Asked) -> str | None:
        if asked.new.module == asked.importer:
            return ""
        return self.options.objection(asked)

    def _stays(self, use: NameUse, new: Symbol) -> bool:
        """Whether a use of an old path is not rewritten, so that it goes on looking the name up there."""
        if self.options.only_paths and use.site.path not in self.options.only_paths:
            return True
        if use.form == "string":
            return False
        is_deferred, is_typing = use.colour is Colour.DEFERRED, use.colour is Colour.TYPING
        return self._objection(Asked(use.importer, use.target, new, is_deferred, is_typing)) is not None

    def _take(self, path: str, raw: bytes, hunks: list[PendingHunk]) -> None:
        edits = keyed_edits(self.options.origin, path, hunks)
        if not edits:
            return
        foreign = why_foreign(path, raw)
        if foreign is not None:
            self.left.append(Left(path, foreign.line, f"not edited: {foreign.reason}"))
            return
        problem = self._problem(path, raw, edits)
        if problem:
            self.left.append(Left(path, 1, problem))
        else:
            self.files.append(file_change(self.tree, path, edits))

    def _problem(self, path: str, raw: bytes, edits: list[Edit]) -> str:
        try:
            after = apply_edits(raw, edits)
        except OverlappingEditsError as error:
            return f"its edits overlap: {error.detail}"
        broken = compile_problem(path, after) if path.endswith(".py") else ""
        if broken and compile_problem(path, raw):
            return f"not edited: it does not compile ({broken}), so nothing could be verified"
        return f"the result would not compile: {broken}" if broken else ""

    def _documents(self) -> None:
        entries = self.tree.entries()
        outside = self._outside() if self.options.outside else frozenset()
        paths = [
            path
            for path, entry in entries.items()
            if (is_document(path) or path in outside) and self._is_open(path) and not entry.is_symlink
        ]
        unread = set(paths)
        for path, raw in self.tree.read_many(paths):
            unread.discard(path)
            if not may_mention(raw, self.targets):
                continue
            with self._one_file(path):
                hunks, left = document_hunks(path, raw, self.targets, self.why)
                self.left += left
                self._take(path, raw, hunks)
        for path in sorted(unread):
            self._document_left(path)

    def _outside(self) -> frozenset[str]:
        """Python files that no package and no consumer of the plan is: nothing is known of them but their text."""
        return frozenset(one.path for one in self.model.coverage.skipped if one.stage == "outside")

    def _document_left(self, path: str) -> None:
        try:
            self.tree.read(path)
        except UnreadableFileError as error:
            self.left.append(Left(path, 1, f"not edited: {error.reason}"))
