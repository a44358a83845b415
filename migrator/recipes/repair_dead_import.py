"""Recipe: an unresolved name or module means one that exists.

Imports, uses through the module and path strings follow. An import that is guarded against failing is left: it may be meant to fail.
"""

from collections.abc import Mapping, Sequence

from migrator.model.model import Model
from migrator.model.values import Defined, IsModule, Several, Symbol
from migrator.recipes.exclusions import exclude
from migrator.recipes.sites.cycle_guard import CycleGuard
from migrator.recipes.sites.file_sites import Asked
from migrator.recipes.sites.sites import SiteOptions, rewrite_sites
from migrator.recipes.sites.string_sites import Verdict
from migrator.recipes.values import ChangeSet
from migrator.records.intentions import Exclusion, RepairDeadImport
from migrator.source.values import Tree

ORIGIN = "repair-dead-import"
"""What the keys of hunks are made of: a site is the same site whichever other names are repaired along with it."""


def plan_repair(
    intention: RepairDeadImport, model: Model, tree: Tree, exclusions: Sequence[Exclusion] = ()
) -> ChangeSet:
    """Every site that names what is dead names what it means."""
    return plan_repairs((intention,), model, tree, exclusions)


def plan_repairs(
    intentions: Sequence[RepairDeadImport], model: Model, tree: Tree, exclusions: Sequence[Exclusion] = ()
) -> ChangeSet:
    """Several repairs at once: one statement may take several dead names, and is edited once."""
    refused = "; ".join(said for intention in intentions if (said := _refusal(intention, model)))
    if refused:
        return ChangeSet(refused=refused)
    symbols: dict[Symbol, Symbol] = {}
    modules: dict[str, str] = {}
    for intention in intentions:
        more_symbols, more_modules = _mapping(intention)
        symbols.update(more_symbols)
        modules.update(more_modules)
    guard = CycleGuard(model)

    def objection(asked: Asked) -> str | None:
        if asked.is_guarded:
            return f"{asked.old} is guarded against failing: it may be meant to be absent"
        return guard.objection(asked)

    sites = rewrite_sites(
        model,
        tree,
        symbols,
        why="it does not exist",
        options=SiteOptions(
            reasons={
                _dotted(one.dead): f"{one.dead} does not exist; it means {one.means}" for one in intentions
            },
            origin=ORIGIN,
            modules=modules,
            objection=objection,
            patch_rule=lambda _old, _new: Verdict.REWRITE,
        ),
    )
    change_set = ChangeSet(files=sites.files, left=sites.left, notes=sites.notes)
    return exclude(change_set, tree, exclusions)


def _mapping(intention: RepairDeadImport) -> tuple[Mapping[Symbol, Symbol], Mapping[str, str]]:
    dead, means = intention.dead, intention.means
    if isinstance(dead, str) and isinstance(means, str):
        return {}, {dead: means}
    return {_as_symbol(dead): _as_symbol(means)}, {}


def _as_symbol(named: Symbol | str) -> Symbol:
    if isinstance(named, Symbol):
        return named
    parent, _dot, last = named.rpartition(".")
    return Symbol(parent, last)


def _dotted(named: Symbol | str) -> str:
    return named if isinstance(named, str) else f"{named.module}.{named.name}"


def _refusal(intention: RepairDeadImport, model: Model) -> str:
    dead, means = intention.dead, intention.means
    if isinstance(dead, str) and dead in model.modules:
        return f"{dead} exists"
    if isinstance(dead, Symbol) and isinstance(model.resolve(dead.module, dead.name), Defined | IsModule):
        return f"{dead} exists"
    if isinstance(means, str):
        return "" if means in model.modules else f"{means} is no module of this repository"
    found = model.resolve(means.module, means.name)
    return "" if isinstance(found, Defined | IsModule | Several) else f"{means} does not exist either"
