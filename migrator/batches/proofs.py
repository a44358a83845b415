"""The static proofs of a batch: what must hold of its overlay before anything runs.

Each proof compares two analyses, that of the base and that of the overlay, so it is independent of the recipe that made the edits: a
recipe that broke something is caught here whatever it believed. The laws they show are numbers 7 and 8 of the design.
"""

import builtins
from collections.abc import Iterable, Mapping

from migrator.analysis import Analysis
from migrator.batches.propose_cycles import cyclic_edges
from migrator.batches.values import Proof
from migrator.facts.values import Colour, Moment
from migrator.model.model import Model
from migrator.model.values import Defined, IsModule, Missing, NameUse, Resolution, Several, Symbol
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
        reason = _compile_error(after.tree.read(path), path)
        if reason and not (path in before.tree.entries() and _compile_error(before.tree.read(path), path)):
            bad.append(f"{path}: {reason}")
    return _proof("compiles", bad, f"{number} changed files compile")


def _compile_error(raw: bytes, path: str) -> str:
    try:
        compile(raw, path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return f"{type(error).__name__}: {error}"
    return ""


def _resolves(before: Analysis, after: Analysis) -> Proof:
    """Each first-party import and path string that resolved before resolves after."""
    broken_before = {(use.site.path, use.target) for use in _missing(before.model)}
    dead_before = {target for _, target in broken_before}
    bad = [
        f"{use.site.path}:{use.site.line}: {use.target} names nothing"
        for use in _missing(after.model)
        if (use.site.path, use.target) not in broken_before and use.target not in dead_before
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
    facts = model.facts.get(path)
    if facts is None or facts.is_dynamic:
        return {}
    bound = {definition.name for definition in facts.definitions}
    for statement in facts.imports:
        for name in statement.names:
            if name.name == "*":
                return {}
            bound.add(name.binds)
    roots = ((use.chain.split(".", 1)[0], use) for use in facts.uses if use.moment is not Moment.TYPING)
    return {root: use.line for root, use in roots if root not in bound and root not in BUILTINS}


def _same_objects(before: Analysis, after: Analysis, change_set: ChangeSet) -> Proof:
    """Every public name of a changed module, and of those that import from it, still means the same definition."""
    renamed = dict(change_set.renames)
    touched = _modules_near(before.model, change_set)
    taken = frozenset(use.target for use in before.model.name_uses)
    bad: list[str] = []
    checked = 0
    for module in sorted(touched):
        for name in before.model.public_names(module):
            checked += 1
            was, now = before.model.resolve(module, name), after.model.resolve(module, name)
            if _follow(was, renamed) == _follow(now, {}) or isinstance(was, Missing):
                continue
            if not (isinstance(now, Missing) and _is_incidental(before.model, Symbol(module, name), taken)):
                bad.append(f"{module}:{name} was {_said(was)} and is {_said(now)}")
    return _proof(
        "same objects", bad, f"{checked} public names of {len(touched)} modules mean the same objects"
    )


def _modules_near(model: Model, change_set: ChangeSet) -> set[str]:
    changed = {
        module.name for change in change_set.files if (module := model.module_at(change.path)) is not None
    }
    near = {edge.importer for edge in model.edges if edge.imported in changed}
    return {name for name in changed | near if name in model.modules}


def _is_incidental(model: Model, path: Symbol, taken: frozenset[Symbol]) -> bool:
    """A name that a module only imports for itself: it defines it not, offers it not, and nobody takes it from there."""
    module = model.modules[path.module]
    facts = model.facts.get(module.path)
    if facts is None or module.is_package or path in taken:
        return False
    defines = any(definition.name == path.name for definition in facts.definitions)
    return not defines and path.name not in (facts.exports or ()) and not facts.is_exports_open


def _follow(resolution: Resolution, renamed: Mapping[Symbol, Symbol]) -> object:
    """What a resolution comes down to, without the way there, under the batch's renames."""
    match resolution:
        case Defined(symbol=symbol):
            return renamed.get(symbol, symbol)
        case IsModule(module=module):
            return module
        case Several(options=options):
            return tuple(sorted(repr(_follow(option, renamed)) for option in options))
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
