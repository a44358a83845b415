"""The static proofs of a batch: what must hold of its overlay before anything runs.

Each proof compares two analyses, that of the base and that of the overlay, so it is independent of the recipe that made the edits: a
recipe that broke something is caught here whatever it believed. The laws they show are numbers 7 and 8 of the design.
"""

import builtins
from collections import Counter
from collections.abc import Iterable, Mapping

from migrator.analysis import Analysis
from migrator.batches.propose_cycles import cyclic_edges
from migrator.batches.values import Proof
from migrator.facts.values import Colour, Facts, ImportStatement, Moment, Use
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
    changed = tuple(change.path for change in change_set.files)
    return (
        _compiles(before, after, changed),
        _resolves(before, after),
        _no_undefined_names(before, after, changed),
        _same_objects(before, after, change_set),
        _no_new_cycles(before, after),
        _forward_only(before, after, change_set),
    )


def _compiles(before: Analysis, after: Analysis, changed: Iterable[str]) -> Proof:
    """Every changed Python file that compiled before compiles after; `ast` alone accepts ``return`` outside a function."""
    bad: list[str] = []
    number = 0
    for path in changed:
        if not path.endswith((".py", ".pyi")):
            continue
        number += 1
        raw = after.tree.read(path)
        is_old = path in before.tree.entries()
        reason = why_broken(path, before.tree.read(path), raw) if is_old else compile_problem(path, raw)
        if reason:
            bad.append(f"{path}: {reason}")
    return _proof("compiles", bad, f"{number} changed files compile")


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
    return (use for use in model.name_uses if isinstance(use.resolution, Missing))


def _no_undefined_names(before: Analysis, after: Analysis, changed: Iterable[str]) -> Proof:
    """No changed file looks up a global name that nothing binds, unless it did so before."""
    bad: list[str] = []
    for path in changed:
        undefined = _undefined(after.model, path)
        known = _undefined(before.model, path)
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


def _same_objects(before: Analysis, after: Analysis, change_set: ChangeSet) -> Proof:
    """Every public name of a changed module, and of those that import from it, still means the same definition.

    A name that a plain module only imported for itself, and that nobody takes from there, is no path: such an import may go. So may a path that
    the batch declares retired, once nobody uses it. A string that names it counts as it is afterwards: a patch follows who looks the name up.
    """
    renamed = dict(change_set.renames)
    touched = _modules_near(before.model, change_set)
    taken = {use.target for use in before.model.name_uses if use.form != "string"}
    taken |= {use.target for use in after.model.name_uses}
    retired = frozenset(change_set.retired) - {use.target for use in after.model.name_uses}
    bad: list[str] = []
    checked = 0
    for module in sorted(touched):
        for name in before.model.public_names(module):
            checked += 1
            path = Symbol(module, name)
            was, now = before.model.resolve(module, name), after.model.resolve(module, name)
            if _follow(was, renamed) == _follow(now, {}) or isinstance(was, Missing):
                continue
            may_go = path in retired or (path not in taken and _is_incidental(before.model, path, was))
            if not (may_go and isinstance(now, Missing)):
                bad.append(f"{path} was {_said(was)} and is {_said(now)}")
    bad.extend(_rebound(before.model, after.model, change_set))
    return _proof(
        "same objects", bad, f"{checked} public names of {len(touched)} modules mean the same objects"
    )


def _rebound(before: Model, after: Model, change_set: ChangeSet) -> Iterable[str]:
    """Local names of changed files that an import binds to something else than before: private ones, and those in functions and classes."""
    renamed = dict(change_set.renames)
    changed = {change.path for change in change_set.files}
    was, now = _imported(before, changed, renamed), _imported(after, changed, {})
    for place in sorted(was.keys() & now.keys()):
        if not now[place] <= was[place]:
            path, scope, name = place
            yield f"{name} in {path}{f' ({scope})' if scope else ''} comes to mean {', '.join(sorted(now[place] - was[place]))}"


def _imported(
    model: Model, paths: set[str], renamed: Mapping[Symbol, Symbol]
) -> Mapping[tuple[str, str, str], set[str]]:
    """What each name means that a from-import of these files binds, by path, scope and name."""
    found: dict[tuple[str, str, str], set[str]] = {}
    for use in model.name_uses:
        if (
            use.form == "from"
            and use.site.path in paths
            and not isinstance(use.resolution, Missing | Unknown)
        ):
            name = use.asname or use.target.name
            if use.site.scope or name.startswith("_"):
                place = (use.site.path, use.site.scope, name)
                found.setdefault(place, set()).add(str(_follow(use.resolution, renamed)))
    return found


def _modules_near(model: Model, change_set: ChangeSet) -> set[str]:
    changed = {
        module.name for change in change_set.files if (module := model.module_at(change.path)) is not None
    }
    near = {edge.importer for name in changed for edge in model.edges_to(name)}
    return {name for name in changed | near if name in model.modules}


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


def _follow(resolution: Resolution, renamed: Mapping[Symbol, Symbol]) -> object:
    """What a resolution comes down to, without the way there, under the batch's renames."""
    match resolution:
        case Defined(symbol=symbol):
            return renamed.get(symbol, symbol)
        case IsModule(module=module):
            return module
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


def _no_new_cycles(before: Analysis, after: Analysis) -> Proof:
    """No import-time edge is in a component that was not in one before."""
    was, now = _import_time_cycles(before.model), _import_time_cycles(after.model)
    bad = [f"{importer} > {imported}" for importer, imported in sorted(now - was)]
    return _proof("no new cycle", bad, f"import-time cyclic edges {len(was)} before, {len(now)} after")


def _import_time_cycles(model: Model) -> frozenset[tuple[str, str]]:
    return cyclic_edges(
        frozenset(
            (edge.importer, edge.imported)
            for edge in model.edges
            if edge.colour is Colour.IMPORT_TIME and not edge.is_implied
        )
    )


def _forward_only(before: Analysis, after: Analysis, change_set: ChangeSet) -> Proof:
    """No phase counts a new finding, except the shims that the batch declares."""
    declared = set(change_set.shims)
    was = {finding.id for state in before.phases for finding in state.remaining}
    bad = [
        finding.id
        for state in after.phases
        for finding in state.remaining
        if finding.id not in was
        and not _is_declared(finding.names, declared)
        and not _only_moved(finding.names, change_set)
    ]
    return _proof("forward only", sorted(bad), "no phase gains a finding that was not there")


def _is_declared(names: Iterable[str], declared: set[Symbol]) -> bool:
    return any(str(symbol) in set(names) for symbol in declared)


def _only_moved(names: Iterable[str], change_set: ChangeSet) -> bool:
    """The finding is about a definition that moved: the same item under a new name."""
    moved = {str(symbol) for pair in change_set.renames for symbol in pair}
    return any(name in moved for name in names)


def _proof(name: str, bad: list[str], good: str) -> Proof:
    if not bad:
        return Proof(name, holds=True, said=good)
    more = () if len(bad) <= SHOWN else (f"and {len(bad) - SHOWN} more",)
    return Proof(name, holds=False, said=f"{len(bad)} problems", details=(*bad[:SHOWN], *more))
