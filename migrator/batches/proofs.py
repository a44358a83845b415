"""The static proofs of a batch: what must hold of its overlay before anything runs.

Each proof compares two analyses, that of the base and that of the overlay, so it is independent of the recipe that made the edits: a
recipe that broke something is caught here whatever it believed. The laws they show are numbers 7 and 8 of the design.
"""

import builtins
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

from migrator.analysis import Analysis
from migrator.batches.beside_edits import changed_beside
from migrator.batches.cycle_edges import CycleEdges, cycle_edges
from migrator.batches.loading import newly_failing
from migrator.batches.names_near import names_near
from migrator.batches.values import Proof
from migrator.facts.values import Colour, Facts, ImportStatement, Moment, Use
from migrator.findings.values import CycleEdge, Finding
from migrator.model.model import Model
from migrator.model.values import (
    Defined,
    External,
    IsModule,
    Missing,
    NameUse,
    Resolution,
    Several,
    Symbol,
    Unknown,
)
from migrator.recipes.editing.edits import compile_problem, why_broken
from migrator.recipes.relocating.module_shims import is_shim_of
from migrator.recipes.values import ChangeSet

BUILTINS = frozenset(dir(builtins)) | {
    "__file__",
    "__name__",
    "__doc__",
    "__package__",
    "__path__",
    "__spec__",
    "__loader__",
    "__builtins__",
    "__annotations__",
    "__dict__",
    "WindowsError",
    "__class__",
    "__module__",
    "__qualname__",
}
SHOWN = 12
"""How many details a proof lists; the rest are counted."""


def prove(before: Analysis, after: Analysis, change_set: ChangeSet) -> tuple[Proof, ...]:
    """All static proofs, in the order in which a reader wants them."""
    changed = {change.path: change.origin or change.path for change in change_set.files if not change.is_gone}
    edges = cycle_edges(before, after, change_set)
    return (
        _compiles(before, after, changed),
        _nothing_else(before, after, change_set),
        _resolves(before, after),
        _no_undefined_names(before, after, changed),
        _loads(before, after),
        _same_objects(before, after, change_set),
        _no_new_cycles(edges),
        _forward_only(before, after, change_set, edges),
    )


def _compiles(before: Analysis, after: Analysis, changed: Mapping[str, str]) -> Proof:
    """Every changed Python file (by path, with the one it was) that compiled before compiles after; `ast` alone accepts ``return`` outside a function."""
    bad: list[str] = []
    number = 0
    for path, origin in changed.items():
        if not path.endswith((".py", ".pyi")):
            continue
        number += 1
        raw = after.tree.read(path)
        is_old = origin in before.tree.entries()
        reason = why_broken(path, before.tree.read(origin), raw) if is_old else compile_problem(path, raw)
        if reason:
            bad.append(f"{path}: {reason}")
    return _proof("compiles", bad, f"{number} changed files compile")


def _nothing_else(before: Analysis, after: Analysis, change_set: ChangeSet) -> Proof:
    """The syntax tree of each edited Python file differs where the diff shows an edit, and nowhere else."""
    edited = [one for one in change_set.files if one.blob is not None and not one.is_gone]
    sources = [one for one in edited if one.path.endswith((".py", ".pyi"))]
    bad: list[str] = []
    was = dict(before.tree.read_many([one.path for one in sources]))
    for one in sources:
        facts = before.model.facts.get(one.path)
        imports = [(statement.start, statement.end) for statement in facts.imports] if facts else []
        now = after.tree.read(one.path)
        found = changed_beside(
            one.path, was.get(one.path) or before.tree.read(one.path), now, one.edits, imports
        )
        if found:
            bad.append(f"{one.path}: {found}")
    return _proof("nothing else", bad, f"{len(sources)} edited files mean the same beside their edits")


def _resolves(before: Analysis, after: Analysis) -> Proof:
    """Each first-party import and path string that resolved before resolves after. What was dead may move, but not spread."""
    dead = Counter(use.target for use in _missing(before.model))
    there = {(use.site.path, use.target) for use in _missing(before.model)}
    now = Counter(use.target for use in _missing(after.model))
    spread = [use for use in _missing(after.model) if now[use.target] > dead[use.target]]
    fresh = [use for use in spread if (use.site.path, use.target) not in there]
    told = {use.target for use in fresh}
    bad = [
        f"{use.site.path}:{use.site.line}: {use.target} names nothing"
        for use in (*fresh, *(use for use in spread if use.target not in told))
    ]
    return _proof("resolves", bad, "every import and path string that resolved still resolves")


def _missing(model: Model) -> Iterable[NameUse]:
    return (use for use in model.uses.unsure if isinstance(use.resolution, Missing))


def _no_undefined_names(before: Analysis, after: Analysis, changed: Mapping[str, str]) -> Proof:
    """No changed file looks up a global name that nothing binds, unless it did so before."""
    bad: list[str] = []
    for path, origin in changed.items():
        undefined = _undefined(after.model, path)
        known = _undefined(before.model, origin)
        bad.extend(
            f"{path}:{line}: {name} is bound by nothing"
            for name, line in undefined.items()
            if name not in known
        )
    return _proof("no undefined name", bad, "no new undefined name in the changed files")


def _undefined(model: Model, path: str) -> Mapping[str, int]:
    """Global names that running the file looks up and nothing binds, with a line of each."""
    facts, module = model.facts.get(path), model.module_at(path)
    if facts is None or facts.is_dynamic:
        return {}
    defined = {definition.name for definition in facts.definitions if not definition.is_typing} | BUILTINS
    has_star = any(name.name == "*" for statement in facts.imports for name in statement.names)
    found: dict[str, int] = {}
    for use in facts.uses:
        root = use.chain.split(".", 1)[0]
        if root in defined or root in found or not _is_run(use, facts) or _is_imported(root, use, facts):
            continue
        if has_star and (module is None or not isinstance(model.resolve(module.name, root), Missing)):
            continue
        found[root] = use.line
    return found


def _is_run(use: Use, facts: Facts) -> bool:
    is_annotation = use.moment is Moment.ANNOTATION
    return use.moment is not Moment.TYPING and not (is_annotation and facts.has_future_annotations)


def _is_imported(name: str, use: Use, facts: Facts) -> bool:
    """Whether an import that running the file executes binds the name where the use stands."""
    return any(
        statement.colour is not Colour.TYPING
        and _is_around(statement, use)
        and any(imported.binds == name for imported in statement.names)
        for statement in facts.imports
    )


def _is_around(statement: ImportStatement, use: Use) -> bool:
    scope = statement.scope
    return not scope or use.scope == scope or use.scope.startswith(f"{scope}.")


def _loads(before: Analysis, after: Analysis) -> Proof:
    """No module that an import was added to, or that it leads to, comes to fail when it is imported first."""
    return _proof("loads", list(newly_failing(before, after)), "the modules with new imports still load")


def _same_objects(before: Analysis, after: Analysis, change_set: ChangeSet) -> Proof:
    """Every public name of a changed module, and of those that import from it, still means the same definition.

    A name that a plain module only imported for itself, and that nobody takes from there, is no path: such an import may go. So may a path that
    the batch declares retired, once nobody uses it. A string that names it counts as it is afterwards: a patch follows who looks the name up.
    """
    renamed = _Renamed(dict(change_set.renames), dict(change_set.modules))
    stands = _Renamed({}, _standing_for(after, renamed))
    touched = names_near(before.model, change_set)
    retired = {path for path in change_set.retired if not _is_taken(after.model, path)}
    bad: list[str] = []
    checked = 0
    for module, names in sorted(touched.items()):
        for name in names:
            checked += 1
            path = Symbol(module, name)
            was, now = before.model.resolve(module, name), _there_now(after.model, path, stands)
            if _follow(was, renamed) == _follow(now, stands) or isinstance(was, Missing):
                continue
            is_taken = _is_taken(before.model, path, by_strings=False) or _is_taken(after.model, path)
            may_go = path in retired or (not is_taken and _is_incidental(before.model, path, was))
            is_gone = isinstance(now, Missing) or module not in after.model.modules
            if not (may_go and is_gone):
                bad.append(f"{path} was {_said(was)} and is {_said(now)}")
    bad.extend(_rebound(before, after, change_set))
    return _proof(
        "same objects", bad, f"{checked} public names of {len(touched)} modules mean the same objects"
    )


def _is_taken(model: Model, path: Symbol, *, by_strings: bool = True) -> bool:
    uses = model.uses_naming(path.module)
    return any(use.target == path and (by_strings or use.form != "string") for use in uses)


def _standing_for(after: Analysis, renamed: "_Renamed") -> Mapping[str, str]:
    """Old paths of moved modules where a file stays that is the new module when it is imported, with the new path."""
    found: dict[str, str] = {}
    for old in renamed.modules:
        stays, new = after.model.modules.get(old), renamed.module(old)
        if stays is not None and not stays.is_namespace and is_shim_of(after.tree.read(stays.path), new):
            found[old] = new
    return found


def _there_now(model: Model, path: Symbol, stands: "_Renamed") -> Resolution:
    """What a path means afterwards. An old path that is the new module has at run time more than its text shows."""
    now = model.resolve(path.module, path.name)
    new = stands.modules.get(path.module)
    return now if new is None or not isinstance(now, Unknown) else model.resolve(new, path.name)


def _rebound(before: Analysis, after: Analysis, change_set: ChangeSet) -> Iterable[str]:
    """Local names of changed files that an import binds to something else than before: private ones, and those in functions and classes."""
    renamed = _Renamed(dict(change_set.renames), dict(change_set.modules))
    changed = {change.path: change.path for change in change_set.files}
    moved = {change.origin: change.path for change in change_set.files if change.origin}
    was = _imported(before.model, changed | moved, renamed)
    now = _imported(after.model, changed, _Renamed({}, _standing_for(after, renamed)))
    for place in sorted(was.keys() & now.keys()):
        if not now[place] <= was[place]:
            path, scope, name = place
            yield f"{name} in {path}{f' ({scope})' if scope else ''} comes to mean {', '.join(sorted(now[place] - was[place]))}"


def _imported(
    model: Model, paths: Mapping[str, str], renamed: "_Renamed"
) -> Mapping[tuple[str, str, str], set[str]]:
    """What each name means that a from-import of these files binds, by path (as it is afterwards), scope and name."""
    found: dict[tuple[str, str, str], set[str]] = {}
    modules = (module.name for path in paths if (module := model.module_at(path)) is not None)
    for use in chain.from_iterable(model.uses.by_module[name].uses for name in modules):
        if use.form == "from" and not isinstance(use.resolution, Missing | Unknown):
            name = use.asname or use.target.name
            if use.site.scope or name.startswith("_"):
                place = (paths[use.site.path], use.site.scope, name)
                found.setdefault(place, set()).add(str(_follow(use.resolution, renamed)))
    return found


def _is_incidental(model: Model, path: Symbol, was: Resolution) -> bool:
    """A name that a module only imports for itself: it neither defines nor lists nor re-exports it, and is no package's face."""
    module = model.modules[path.module]
    facts = model.facts.get(module.path)
    if facts is None or facts.is_exports_open or path.name in (facts.exports or ()):
        return False
    if any(definition.name == path.name for definition in facts.definitions):
        return False
    if module.is_package and not isinstance(was, External):
        return False
    return not any(name.asname == name.name == path.name for one in facts.imports for name in one.names)


@dataclass(frozen=True)
class _Renamed:
    """What a batch renames: definitions, and whole modules. What one recipe moved a later one may move on."""

    symbols: Mapping[Symbol, Symbol]
    modules: Mapping[str, str]

    def symbol(self, symbol: Symbol) -> Symbol:
        seen = {symbol}
        while True:
            moved = Symbol(self.modules.get(symbol.module, symbol.module), symbol.name)
            following = self.symbols.get(symbol, moved)
            if following in seen:
                return symbol
            seen.add(following)
            symbol = following

    def module(self, module: str) -> str:
        seen = {module}
        while (following := self.modules.get(module, module)) not in seen:
            seen.add(following)
            module = following
        return module


def _follow(resolution: Resolution, renamed: _Renamed) -> object:
    """What a resolution comes down to, without the way there, under the batch's renames."""
    match resolution:
        case Defined(symbol=symbol):
            return renamed.symbol(symbol)
        case IsModule(module=module):
            return renamed.module(module)
        case Unknown(reason=reason):
            return Unknown(_with_new_modules(reason, renamed.modules))
        case Several(options=options):
            meant = {repr(followed := _follow(option, renamed)): followed for option in options}
            return next(iter(meant.values())) if len(meant) == 1 else tuple(sorted(meant))
        case _:
            return resolution


def _said(resolution: Resolution) -> str:
    match resolution:
        case Defined(symbol=symbol):
            return str(symbol)
        case IsModule(module=module):
            return f"module {module}"
        case Missing():
            return "nothing"
        case _:
            return type(resolution).__name__.lower()


def _no_new_cycles(edges: CycleEdges) -> Proof:
    """No import-time edge is in a component that was not in one before."""
    bad = [f"{importer} > {imported}" for importer, imported in edges.new]
    return _proof(
        "no new cycle", bad, f"import-time cyclic edges {len(edges.was)} before, {len(edges.now)} after"
    )


def _forward_only(before: Analysis, after: Analysis, change_set: ChangeSet, edges: CycleEdges) -> Proof:
    """No phase counts a new finding, except the shims that the batch declares, what they take, and the path that somebody chose.

    An edge in a cycle that a new module takes over from the one it is a part of is no new one.
    """
    declared = {*change_set.shims, *change_set.canonical}
    moved = dict(change_set.modules)
    declared |= {Symbol(moved[one.module], one.name) for one in change_set.shims if one.module in moved}
    old = {finding.id for state in before.phases for finding in state.remaining}
    was = old | {_with_new_modules(one, moved) for one in old}
    bad = [
        finding.id
        for state in after.phases
        for finding in state.remaining
        if finding.id not in was
        and not _is_declared(finding.names, declared)
        and not _only_moved(finding.names, change_set)
        and not _is_lengthened(finding, edges)
    ]
    return _proof("forward only", sorted(bad), "no phase gains a finding that was not there")


def _is_declared(names: Iterable[str], declared: set[Symbol]) -> bool:
    return any(str(symbol) in set(names) for symbol in declared)


def _is_lengthened(finding: Finding, edges: CycleEdges) -> bool:
    cycle = finding.detail
    return isinstance(cycle, CycleEdge) and edges.is_lengthened(cycle.importer, cycle.imported)


def _with_new_modules(identity: str, moved: Mapping[str, str]) -> str:
    """The id of a finding after modules moved: it is made of qualified names."""
    if not moved:
        return identity
    names = "|".join(re.escape(one) for one in sorted(moved, key=len, reverse=True))
    return re.sub(rf"(?<![\w.])(?:{names})(?!\w)", lambda found: moved[found[0]], identity)


def _only_moved(names: Iterable[str], change_set: ChangeSet) -> bool:
    """The finding is about a definition that moved: the same item under a new name."""
    moved = {str(symbol) for pair in change_set.renames for symbol in pair}
    return any(name in moved for name in names)


def _proof(name: str, bad: list[str], good: str) -> Proof:
    if not bad:
        return Proof(name, holds=True, said=good)
    more = () if len(bad) <= SHOWN else (f"and {len(bad) - SHOWN} more",)
    return Proof(name, holds=False, said=f"{len(bad)} problems", details=(*bad[:SHOWN], *more))
